//! Risk: an invitation is issued to a name that nobody can read, to a person who is none, or twice to one passport that is written in
//! two ways; or somebody whom the law provides for cannot be filed at all.

use serde_json::{Value, json};
use shaqyru_domain::{
    application::Application,
    checks::{self, finding::Finding},
    problem::{Code, Problem},
    writing::passport_key,
};

use super::row::{FRIDAY, RULEBOOK, Row, b3, check, day, row, with_second_invitee};

/// What the door says: it reads, admits and judges.
fn at_the_door(document: &Value) -> Result<checks::Judgement, Problem> {
    Application::parse(document.to_string().as_bytes()).and_then(|application| checks::judge(&application, &RULEBOOK, day(FRIDAY), None))
}

fn with(pointer: &str, value: &str) -> Value {
    let mut document = full();
    *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = json!(value);
    document
}

/// An application in which every text is filled in.
fn full() -> Value {
    let mut document = b3("");
    let party = &mut document["inviting_party"];
    party["rka"] = json!("0201300123456789");
    party["phones"] = json!(["+7 727 000 00 00"]);
    party["contact_email"] = json!("office@example.kz");
    party["head"] = json!("Specimen Head");
    party["registration_certificate"] = json!({ "number": "12-1910", "date": "2015-04-01" });
    party["outgoing_number"] = json!("1/26");
    let invitee = &mut document["invitees"][0];
    invitee["patronymic"] = json!("ALI");
    invitee["employer"] = json!("Specimen Ltd");
    invitee["position"] = json!("Engineer");
    document["visit"]["grounds"] = json!("Contract 1");
    document["visit"]["route"] = json!(["Almaty"]);
    document["documents"][0]["issuer"] = json!("Specimen LLP");
    document["documents"][0]["number"] = json!("7");
    document["fee"]["receipt"] = json!("77");
    document
}

/// Every text of the form, by its JSON pointer.
const TEXTS: [&str; 25] = [
    "/inviting_party/name",
    "/inviting_party/region",
    "/inviting_party/address",
    "/inviting_party/rka",
    "/inviting_party/phones/0",
    "/inviting_party/contact_email",
    "/inviting_party/head",
    "/inviting_party/registration_certificate/number",
    "/inviting_party/outgoing_number",
    "/invitees/0/surname",
    "/invitees/0/given_names",
    "/invitees/0/patronymic",
    "/invitees/0/place_of_birth",
    "/invitees/0/passport/number",
    "/invitees/0/residence_address",
    "/invitees/0/employer",
    "/invitees/0/position",
    "/visit/purpose",
    "/visit/grounds",
    "/visit/route/0",
    "/visit/visa_collection_place/city",
    "/visit/address_in_kz",
    "/documents/0/issuer",
    "/documents/0/number",
    "/fee/receipt",
];

/// What is not seen, or turns round what is seen.
const HIDDEN: [char; 32] = [
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{feff}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{1160}',
    '\u{3164}',
    '\u{ffa0}',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e000}',
    '\u{f0000}',
    '\u{378}',
    '\u{fdd0}',
    '\u{10ffff}',
    '\u{fffd}',
    '\u{2800}',
    '\u{fe0f}',
    '\u{16fe4}',
    '\u{1d159}',
];

/// A name of zero-width spaces was invited; a number read otherwise on paper than in the register.
/// Covers: R26 annex 4
#[test]
pub fn a_text_with_hidden_characters_is_refused() {
    at_the_door(&full()).unwrap();
    for pointer in TEXTS {
        for hidden in HIDDEN {
            for text in [format!("A{hidden}B"), format!("{hidden}.")] {
                let taken = at_the_door(&with(pointer, &text)).map(|_| format!("{pointer} with {hidden:?} was taken"));
                let said = taken.unwrap_err();
                let field = pointer[1..].replace("/0", "[0]").replace('/', ".");
                assert_eq!((said.code, said.field.as_deref()), (Code::HiddenCharacters, Some(field.as_str())), "{pointer} {hidden:?}");
                assert!(!said.message.contains(hidden), "{said}");
            }
        }
    }
    // What people write with stays: Kazakh, Arabic, Chinese, Hindi, and a letter that is put together of two.
    for text in ["Қазақстан, Әл-Фараби даңғылы 7", "شارع الملك ٧", "北京市朝阳区", "दिल्ली", "e\u{301}cole", "«Alpha» № 7 – 5 €", "a\u{a0}b"]
    {
        at_the_door(&with("/invitees/0/residence_address", text)).unwrap();
    }
}

/// Cyrillic and full-width letters stood in for Latin ones.
/// Covers: R26 annex 4
#[test]
pub fn a_letter_that_only_looks_latin_is_refused_in_a_passport() {
    let names = ["/invitees/0/surname", "/invitees/0/given_names", "/invitees/0/patronymic"];
    for pointer in names {
        for text in [
            "ИВАНОВ",
            "SPЕCIMEN",
            "ΑΛΙ",
            "ＥＭＲＥ",
            "𝐄𝐌𝐑𝐄",
            "Ⓔmre",
            "ﬁona",
            "EMRE 😀",
            "7",
            "-",
            "EMRE7",
            "E\u{a0}MRE",
            "\u{301}EMRE",
            "李",
        ] {
            let said = at_the_door(&with(pointer, text)).map(|_| ()).unwrap_err();
            let field = pointer[1..].replace("/0", "[0]").replace('/', ".");
            assert_eq!((said.code, said.field.as_deref()), (Code::Script, Some(field.as_str())), "{text}");
            assert!(!said.message.contains(text) || text.len() == 1, "{said}");
        }
        for text in ["ŞAHİN", "Müller-Lüdenscheidt", "O'BRIEN", "O’Brien", "D. J.", "Nguye\u{302}\u{303}n", "A/L", "ʻAlī"] {
            at_the_door(&with(pointer, text)).unwrap();
        }
    }
    for text in ["Ｕ００００００００１", "U0000000１", "АВ1234567", "U٠٠١", "№ 7", "---", "U_1", "Ü123"] {
        let said = at_the_door(&with("/invitees/0/passport/number", text)).map(|_| ()).unwrap_err();
        assert_eq!((said.code, said.field.as_deref()), (Code::Script, Some("invitees[0].passport.number")), "{text}");
    }
    for text in ["u 1234-5678", "N 123/45", "7"] {
        at_the_door(&with("/invitees/0/passport/number", text)).unwrap();
    }
}

/// Covers: R26 annex 4
#[test]
pub fn a_state_that_does_not_exist_is_refused() {
    for (pointer, field) in [
        ("/invitees/0/citizenship", "invitees[0].citizenship"),
        ("/invitees/0/passport/issued_by", "invitees[0].passport.issued_by"),
        ("/invitees/0/residence_country", "invitees[0].residence_country"),
        ("/visit/visa_collection_place/country", "visit.visa_collection_place.country"),
    ] {
        for code in ["UK", "EU", "SU", "ZZ", "XX", "AN", "YU", "AA", "XXX", "XXD", "TUR", "GBD"] {
            let said = at_the_door(&with(pointer, code)).map(|_| ()).unwrap_err();
            assert_eq!((said.code, said.field.as_deref()), (Code::Country, Some(field)), "{code}");
        }
    }
    // A person may be stateless; whoever issues a passport, or takes somebody in, is a state.
    for pointer in ["/invitees/0/passport/issued_by", "/invitees/0/residence_country", "/visit/visa_collection_place/country"] {
        assert_eq!(at_the_door(&with(pointer, "XXA")).map(|_| ()).unwrap_err().code, Code::Country, "{pointer}");
    }
}

/// Two cases came of one passport.
#[test]
pub fn one_passport_twice_in_one_application_is_refused() {
    let twice = |edits: &str| at_the_door(&with_second_invitee(b3(""), edits)).map(|_| ());
    for edits in [
        "invitees/1/passport/number=\"U00000001\"",
        "invitees/1/passport/number=u 0000-0001",
        "invitees/1/passport/number=UOOOOOOOI",
        "invitees/1/passport/number=\"U00000001\"; invitees/1/citizenship=GE",
        "invitees/1/passport/number=\"U00000001\"; invitees/1/citizenship=GE; invitees/1/passport/issued_by=GE",
    ] {
        let said = twice(edits).unwrap_err();
        assert_eq!((said.code, said.field.as_deref()), (Code::SamePassport, Some("invitees[1].passport.number")), "{edits}");
    }
    twice("").unwrap();
    // Two states may give the same number to two people.
    let two = "invitees/1/passport/number=\"U00000001\"; invitees/1/citizenship=GE; invitees/1/passport/issued_by=GE";
    twice(&format!("{two}; invitees/1/date_of_birth=1990-01-01")).unwrap();
}

/// Duplicates, the twelve months of B8 and B9 and the applicant's status go by this key.
#[test]
pub fn passport_numbers_that_look_the_same_share_one_key() {
    for (number, spelling) in [
        ("U00000001", "u 0000-0001"),
        ("AB1234567", "АВ1234567"),
        ("KOP123", "КОР123"),
        ("OIO", "010"),
        ("U77", "Ｕ７７"),
        ("U77", "𝐔𝟕𝟕"),
        ("A1", "A\u{200b}1"),
        ("A1", "A\u{3164}1\u{202e}"),
        ("A1", "Α1"),
        ("X1", "хӀ"),
    ] {
        assert_eq!(passport_key(number), passport_key(spelling), "{spelling}");
    }
    for (number, other) in [("U1", "U2"), ("B8", "88"), ("AS", "A5"), ("2Z", "22"), ("U1", "U11"), ("DO1", "D1"), ("Л1", "1"), ("-", "/")]
    {
        assert_ne!(passport_key(number), passport_key(other), "{other}");
    }
    // Keys that are on record already stay what they are, but for O and I.
    assert_eq!(passport_key("n 1234567"), "N1234567");
}

pub fn rows() -> Vec<Row> {
    let citizen = "CHK-CITIZEN: R26 paras 1, 3";
    let born = |date: &str, from: &str| {
        b3(&format!(
            "invitees/0/date_of_birth=\"{date}\"; invitees/0/passport/issued_on=2026-02-01; visit/from={from}; visit/until=2026-05-15"
        ))
    };
    let soon = "CHK-BIOMETRICS-SOON: R26 para 24-1";
    let stateless = |code: &str| b3(&format!("invitees/0/citizenship={code}"));
    vec![
        row("a citizen of Kazakhstan", b3("invitees/0/citizenship=KZ; invitees/0/passport/issued_by=KZ"), FRIDAY)
            .ineligible(&[citizen])
            .fields(&["invitees[0].citizenship"])
            .grounds(&[2]),
        row("with the passport of another state", b3("invitees/0/citizenship=KZ"), FRIDAY).ineligible(&[citizen]),
        row("another citizenship on a passport of Kazakhstan", b3("invitees/0/passport/issued_by=KZ"), FRIDAY)
            .ineligible(&[citizen])
            .fields(&["invitees[0].passport.issued_by"]),
        row("one of two", with_second_invitee(b3(""), "invitees/1/citizenship=KZ"), FRIDAY)
            .ineligible(&[citizen])
            .fields(&["invitees[1].citizenship"]),
        row("stateless", stateless("XXA"), FRIDAY),
        row("a refugee", stateless("XXB"), FRIDAY),
        row("a refugee by another law", stateless("XXC"), FRIDAY),
        row("stateless, with a travel document of Kazakhstan", b3("invitees/0/citizenship=XXA; invitees/0/passport/issued_by=KZ"), FRIDAY),
        row("one name", b3("invitees/0/given_names=\"\""), FRIDAY),
        row("born in a month, of age for certain", born("2010-03", "2026-04-20"), FRIDAY).biometrics(&[true]),
        row("born in a month, of age later", born("2010-04", "2026-04-20"), FRIDAY).warned(&[soon]).biometrics(&[false]),
        row("born in a year, perhaps of age", born("2010", "2026-04-20"), FRIDAY).biometrics(&[true]),
        row("born in a year, not of age", born("2011", "2026-04-20"), FRIDAY).biometrics(&[false]),
    ]
}

/// Covers: R26 para 3(1); R26 para 3(28); R26 para 24-1
#[test]
pub fn a_citizen_cannot_be_invited_and_a_stateless_person_can() {
    check(&rows());
}

/// A record of before the door was strict: the case goes on, and its officer is told.
pub fn of_a_recorded_one() -> Vec<Finding> {
    let recorded = Application::parse(with("/invitees/0/surname", "\u{200b}\u{200b}").to_string().as_bytes()).unwrap();
    checks::judge_by(&recorded, &RULEBOOK.on(day(FRIDAY)).unwrap(), day(FRIDAY), None).unwrap().findings
}

#[test]
pub fn what_was_filed_before_the_door_was_strict_can_still_be_read() {
    let findings = of_a_recorded_one();
    let told: Vec<_> = findings.iter().map(|finding| (finding.code.as_str(), finding.field.as_str())).collect();
    assert_eq!(told, [("CHK-ADMISSION", "invitees[0].surname")]);
    for (pointer, value) in [("/invitees/0/citizenship", "SU"), ("/invitees/0/passport/number", "Ｕ１"), ("/invitees/0/surname", "ИВАНОВ")]
    {
        let document = with(pointer, value);
        let recorded: Application = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(serde_json::to_value(&recorded).unwrap().pointer(pointer), document.pointer(pointer));
    }
}

/// The digest of a filing is that of its JSON: what had given names and a day of birth is written as it was.
#[test]
pub fn empty_given_names_and_partial_birth_dates_are_written_as_filed() {
    let kept = |document: &Value| {
        let application: Application = serde_json::from_value(document.clone()).unwrap();
        let written = serde_json::to_value(&application).unwrap();
        let invitee = |document: &Value| (document["invitees"][0]["given_names"].clone(), document["invitees"][0]["date_of_birth"].clone());
        assert_eq!(invitee(&written), invitee(document));
    };
    for date in ["1984-05-17", "1984-05", "1984"] {
        kept(&with("/invitees/0/date_of_birth", date));
        kept(&with("/invitees/0/given_names", ""));
    }
    for date in ["1984-5", "84", "1984-00-00", "1984-13", "1984-05-00", "", "1984-", "01984", "+1984", "1984-05-17T00:00:00"] {
        let said = at_the_door(&with("/invitees/0/date_of_birth", date)).map(|_| ()).unwrap_err();
        assert_eq!((said.code, said.field.as_deref()), (Code::Field, Some("invitees[0].date_of_birth")), "{date}");
    }
    // Left out is not the same as none: nobody forgets a name.
    let mut document = full();
    document["invitees"][0].as_object_mut().unwrap().remove("given_names");
    assert_eq!(at_the_door(&document).map(|_| ()).unwrap_err().code, Code::Field);
}
