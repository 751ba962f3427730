//! Risk: a visa goes into a passport that nobody should have taken, rests on a form that somebody else has signed, or is given to a group whose list
//! names somebody twice; or a flaw that whoever takes the request in has seen is lost.

use serde_json::{Value, json};
use shaqyru_domain::problem::Code;

use super::row::{VisaRow, c3, check, electronic, exit, parse, row};
use crate::row::{RULEBOOK, day};

const FLAW: &str = "CHK-VISA-PASSPORT-FLAW seen_passport.flaws";
const PAGES: &str = "CHK-VISA-PASSPORT-PAGES seen_passport.free_pages: R26 para 21(2)";
const UNASKED: &str = "CHK-VISA-GROUP-UNASKED group: R26 para 24-1";
const SHEET: &str = "CHK-VISA-SEPARATE-SHEET seen_passport.unrecognised: R26 para 33";

pub fn rows() -> Vec<VisaRow> {
    [passports(), unrecognised(), forms(), groups()].concat()
}

fn with(mut document: Value, member: &str, value: Value) -> Value {
    document[member] = value;
    document
}

fn passports() -> Vec<VisaRow> {
    let seen = |document, seen| with(document, "seen_passport", seen);
    let flawed = |flaw: &str| seen(c3(""), json!({ "flaws": [flaw] }));
    let found = |basis: &str| format!("{FLAW}: {basis}");
    vec![
        row("nothing to find fault with", seen(c3(""), json!({ "free_pages": 2 }))),
        row("one free page", seen(c3(""), json!({ "free_pages": 1 }))).ineligible(&[PAGES]),
        row("none, to leave with", seen(exit(""), json!({ "free_pages": 0 }))),
        row("not genuine", flawed("doubtful")).ineligible(&[&found("R26 para 21(1)")]),
        row("corrected", flawed("corrected")).ineligible(&[&found("57")]),
        row("without a seal on the photograph", flawed("unsealed_photo")).ineligible(&[&found("57")]),
        row("with loose pages", flawed("loose_pages")).ineligible(&[&found("57")]),
        row("extended by a stamp", flawed("extended")).ineligible(&[&found("R26 para 21(4)")]),
        row("corrected, to leave with", seen(exit(""), json!({ "flaws": ["corrected"] }))).ineligible(&[&found("57")]),
        row("corrected, and a visa is only annulled", seen(super::row::annulment(""), json!({ "flaws": ["corrected"] }))),
    ]
}

fn unrecognised() -> Vec<VisaRow> {
    let seen = |edits: &str| with(c3(edits), "seen_passport", json!({ "unrecognised": true }));
    let single = "entries=single; valid_until=2026-08-29; fee/amount_kzt=30275; basis/kind=invitation";
    let wrong = |field: &str| format!("CHK-VISA-UNRECOGNISED {field}: R26 para 33");
    vec![
        row("one entry, on an invitation", seen(single)).warned(&[SHEET]),
        row("many entries", seen("basis/kind=invitation")).ineligible(&[&wrong("entries"), SHEET]),
        row("on a petition", seen("entries=single; valid_until=2026-08-29; fee/amount_kzt=30275"))
            .ineligible(&[&wrong("basis.kind"), SHEET]),
        row("for a year", seen(&format!("{single}; valid_until=2027-05-31; recipient/passport/valid_until=2035-01-01"))).warned(&[SHEET]),
        row("for longer", seen(&format!("{single}; valid_until=2027-06-01; recipient/passport/valid_until=2035-01-01"))).ineligible(&[
            "CHK-VALIDITY valid_until: R26 annex 1 (C3)",
            "CHK-PERMIT-ENDS documents[4].valid_until: R26 para 15(1)",
            SHEET,
        ]),
        row("to leave with", with(exit(""), "seen_passport", json!({ "unrecognised": true }))).warned(&[SHEET]),
        row(
            "extended",
            with(super::row::extension("entries=single; fee/amount_kzt=30275"), "seen_passport", json!({ "unrecognised": true })),
        )
        .warned(&[SHEET]),
        row("restored", with(super::row::restoration(""), "seen_passport", json!({ "unrecognised": true }))).warned(&[SHEET]),
    ]
}

fn forms() -> Vec<VisaRow> {
    let form = |edits: &str, change: Value| {
        let mut form = json!({ "language": "english", "signed_by": "recipient", "complete": true, "photo_fits": true });
        change.as_object().unwrap().iter().for_each(|(key, value)| form[key] = value.clone());
        with(c3(edits), "seen_form", form)
    };
    let wrong = |field: &str| format!("CHK-VISA-FORM seen_form.{field}: R26 para 20; annex 9");
    // The visa begins on 1 June 2026.
    let child = "recipient/date_of_birth=2008-06-02";
    let of_age = "recipient/date_of_birth=2008-06-01";
    vec![
        row("as it should be", form("", json!({}))),
        row("in Kazakh", form("", json!({ "language": "kazakh" }))),
        row("in Russian", form("", json!({ "language": "russian" }))),
        row("in another language", form("", json!({ "language": "other" }))).ineligible(&[&wrong("language")]),
        row("signed by somebody else", form("", json!({ "signed_by": "another_person" }))).ineligible(&[&wrong("signed_by")]),
        row("signed by nobody", form("", json!({ "signed_by": "nobody" }))).ineligible(&[&wrong("signed_by")]),
        row("signed for an adult", form(of_age, json!({ "signed_by": "legal_representative" }))).ineligible(&[&wrong("signed_by")]),
        row("signed by who comes of age that day", form(of_age, json!({}))),
        row("signed for a child", form(child, json!({ "signed_by": "legal_representative" }))),
        row("signed by a child", form(child, json!({}))).ineligible(&[&wrong("signed_by")]),
        row("not every question answered", form("", json!({ "complete": false }))).ineligible(&[&wrong("complete")]),
        row("a photograph with a hat", form("", json!({ "photo_fits": false }))).ineligible(&[&wrong("photo_fits")]),
    ]
}

fn member(passport: &str, citizenship: &str) -> Value {
    json!({
        "surname": "BEISPIEL", "given_names": "ANNA", "date_of_birth": "1990-02-03", "sex": "F",
        "passport_number": passport, "citizenship": citizenship,
    })
}

fn groups() -> Vec<VisaRow> {
    let group = |document: Value, members: &[Value]| with(document, "group", json!(members));
    let leader = c3("")["recipient"]["passport"]["number"].as_str().unwrap().to_owned();
    let wrong = |field: &str| format!("CHK-VISA-GROUP {field}: R26 para 32; annex 12");
    vec![
        row("two who come along", group(c3(""), &[member("X0000001", "DE"), member("X0000002", "AT")])).warned(&[UNASKED]),
        row("one of them twice", group(c3(""), &[member("X0000001", "DE"), member("x0000001", "DE")]))
            .ineligible(&[&wrong("group[1].passport_number"), UNASKED]),
        row("the leader once more", group(c3(""), &[member(&leader, "DE")])).ineligible(&[&wrong("group[0].passport_number"), UNASKED]),
        row("a citizen of Kazakhstan", group(c3(""), &[member("N0000001", "KZ")]))
            .ineligible(&["CHK-VISA-GROUP group[0].citizenship: R26 paras 1, 3, 32", UNASKED]),
        row("to leave with", group(exit(""), &[member("X0000001", "DE")])).ineligible(&[&wrong("category"), UNASKED]),
        row("extended", group(super::row::extension(""), &[member("X0000001", "DE")])).ineligible(&[&wrong("group")]),
        row("electronic", group(electronic(""), &[member("X0000001", "DE")]))
            .ineligible(&["CHK-VISA-GROUP group: R26 paras 25, 32", UNASKED]),
    ]
}

/// Covers: R26 para 20; R26 para 21; R26 para 32; R26 para 33; R26 para 57; R26 annex 9; R26 annex 12
#[test]
pub fn what_is_seen_of_passport_form_and_group_stands_against_a_visa_exactly_where_the_rules_say() {
    check(&rows());
}

/// Covers: R26 para 57; R26 para 21
#[test]
pub fn a_flawed_passport_is_a_ground_to_refuse_and_a_separate_sheet_is_none() {
    let document = with(
        c3("entries=single; fee/amount_kzt=30275; basis/kind=invitation"),
        "seen_passport",
        json!({ "flaws": ["corrected"], "unrecognised": true }),
    );
    let judgement = super::row::judgement(&document, super::row::APRIL);
    let ground = |code: &str| judgement.findings.iter().find(|finding| finding.code.as_str() == code).unwrap().ground.map(u8::from);
    assert_eq!((ground("CHK-VISA-PASSPORT-FLAW"), ground("CHK-VISA-SEPARATE-SHEET")), (Some(2), None));
}

/// Covers: R26 annex 12
#[test]
pub fn whoever_is_on_the_list_of_a_group_is_named_as_in_the_passport() {
    let rules = RULEBOOK.on(day(super::row::APRIL)).unwrap();
    for (field, value, code) in
        [("surname", "Бейспіл", Code::Script), ("passport_number", "№ 1", Code::Script), ("citizenship", "QQ", Code::Country)]
    {
        let mut odd = member("X0000001", "DE");
        odd[field] = json!(value);
        let request = parse(&with(c3(""), "group", json!([odd])));
        let problem = shaqyru_domain::visa::admission::Admitted::at_the_door(&request, &rules).unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (code, Some(format!("group[0].{field}").as_str())));
    }
}

/// Covers: R26 para 24-1; R26 para 32
#[test]
pub fn an_officer_is_told_of_which_members_of_a_group_fingerprints_are_due() {
    // Filed on 24 April 2026.
    let told = |born: [&str; 3]| {
        let members = born.map(|born| with(member(&format!("X{born}"), "DE"), "date_of_birth", json!(born)));
        let judgement = super::row::judgement(&with(c3(""), "group", json!(members)), super::row::APRIL);
        judgement.findings.into_iter().find(|finding| finding.code.as_str() == "CHK-VISA-GROUP-UNASKED").unwrap().message
    };
    assert!(told(["2010-04-24", "2010-04-25", "1990-01-01"]).contains("of members 1, 3, who are 16"));
    assert!(told(["2010-04-25", "2012-01-01", "2020-01-01"]).contains("of none of them"));
}
