//! Risk: a malformed application becomes a case, a sound one is turned away, or what is said about it helps
//! nobody, or tells a third person's data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// Tables of cases are long and simple.
#![allow(clippy::too_many_lines)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value, json};
use shaqyru_domain::{
    actor::Actor,
    application::{Application, Channel, LARGEST_DOCUMENT},
    case::{
        fact::{Decision, Refusal, Replacement, Verdict, Verification},
        number::CaseNumber,
        procedure::Procedure as _,
        stage::{Stage, Status},
    },
    checks::{self, papers::missing_papers},
    invitation::procedure::{Fact, Invitation},
    law::{clock_kind::ClockKind, rulebook::Rulebook, rules::CaseRules},
    problem::{Code, Origin, Problem},
    text::{BinIin, OfficerId},
};

static RULEBOOK: std::sync::LazyLock<Rulebook> = std::sync::LazyLock::new(|| Rulebook::built_in().unwrap());

const EXAMPLES: [(&str, &str); 6] = [
    ("b3-negotiations-turkiye", include_str!("../../examples/applications/b3-negotiations-turkiye.json")),
    ("b3-evisa-pakistan", include_str!("../../examples/applications/b3-evisa-pakistan.json")),
    ("b7-internship-innovation-cluster", include_str!("../../examples/applications/b7-internship-innovation-cluster.json")),
    ("b10-private-visit-india", include_str!("../../examples/applications/b10-private-visit-india.json")),
    ("c3-work-aifc-india", include_str!("../../examples/applications/c3-work-aifc-india.json")),
    ("incomplete-no-petition", include_str!("../../examples/applications/incomplete-no-petition.json")),
];

fn example(name: &str) -> Value {
    let (_, text) = EXAMPLES.iter().find(|(example, _)| *example == name).unwrap();
    serde_json::from_str(text).unwrap()
}

fn sound() -> Value {
    example("b3-negotiations-turkiye")
}

fn parse(document: &Value) -> Result<Application, Problem> {
    Application::parse(document.to_string().as_bytes())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn missing(document: &Value, on: &str) -> Vec<String> {
    let rulebook = Rulebook::built_in().unwrap();
    let missing = missing_papers(&parse(document).unwrap(), &rulebook.on(day(on)).unwrap(), day(on), &[]);
    missing.into_iter().map(|paper| paper.code).collect()
}

#[test]
fn every_example_is_taken_and_read_back_unchanged() {
    for (name, text) in EXAMPLES {
        let application = Application::parse(text.as_bytes()).unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
        let again = Application::parse(&serde_json::to_vec(&application).unwrap()).unwrap();
        assert_eq!(again, application, "{name}: something is lost between writing and reading");
        let by_serde: Application = serde_json::from_str(text).unwrap();
        assert_eq!(by_serde, application, "{name}");
    }
    let two = Application::parse(EXAMPLES[3].1.as_bytes()).unwrap();
    assert_eq!((two.invitee(1).is_some(), two.invitee(2).is_some()), (true, false));
}

/// A sound application with one thing changed; the pointer's parent must be there.
fn changed(pointer: &str, value: &Value) -> Value {
    let mut document = sound();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match parent {
        Value::Object(members) => {
            members.insert(key.to_owned(), value.clone());
        }
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
        _ => panic!("{pointer}"),
    }
    document
}

/// Covers: R26 annex 4
#[test]
fn a_malformed_field_is_refused_under_its_own_name() {
    let repeated = |value: Value, times: usize| Value::Array(vec![value; times]);
    let invitee = sound()["invitees"][0].clone();
    let document = json!({ "kind": "annex_4_table" });
    let rows = [
        ("/channel", json!("fax"), Code::Field, "channel"),
        ("/channel", json!(1), Code::Field, "channel"),
        ("/channel", json!(null), Code::Field, "channel"),
        ("/surprise", json!(1), Code::Field, "surprise"),
        ("/invitees", json!([]), Code::Size, "invitees"),
        ("/invitees", json!({}), Code::Field, "invitees"),
        ("/invitees", json!(null), Code::Field, "invitees"),
        ("/invitees", repeated(invitee, 201), Code::Size, "invitees"),
        ("/documents", repeated(document, 201), Code::Size, "documents"),
        ("/documents", json!(null), Code::Field, "documents"),
        ("/documents/0/kind", json!("Annex 4"), Code::Field, "documents[0].kind"),
        ("/documents/0/kind", json!(""), Code::Field, "documents[0].kind"),
        ("/documents/1/valid_until", json!("31.12.2026"), Code::Field, "documents[1].valid_until"),
        ("/documents/1/issued_on", json!("2026-4-1"), Code::Field, "documents[1].issued_on"),
        ("/fee/paid_on", json!("+10000-01-01"), Code::Field, "fee.paid_on"),
        ("/visit/route", repeated(json!("Almaty"), 201), Code::Size, "visit.route"),
        ("/visit/category", json!("Z9"), Code::Category, "visit.category"),
        ("/visit/category", json!("b3"), Code::Category, "visit.category"),
        ("/visit/category", json!("B"), Code::Category, "visit.category"),
        ("/visit/category", json!("B03"), Code::Category, "visit.category"),
        ("/visit/category", json!("B+3"), Code::Category, "visit.category"),
        ("/visit/category", json!("B3 "), Code::Category, "visit.category"),
        ("/visit/category", json!("B123"), Code::Category, "visit.category"),
        ("/visit/category", json!("B9-"), Code::Category, "visit.category"),
        ("/visit/category", json!("B9-0"), Code::Category, "visit.category"),
        ("/visit/category", json!("B9-1-1"), Code::Category, "visit.category"),
        ("/visit/category", json!(3), Code::Field, "visit.category"),
        ("/visit/entries", json!("double"), Code::Field, "visit.entries"),
        ("/visit/visa_kind", json!("STICKER"), Code::Field, "visit.visa_kind"),
        ("/visit/until", json!("2026-04-19"), Code::DateOrder, "visit.until"),
        ("/visit/from", json!("2026-02-30"), Code::Field, "visit.from"),
        ("/visit/from", json!("20.04.2026"), Code::Field, "visit.from"),
        ("/visit/from", json!("2026-4-1"), Code::Field, "visit.from"),
        ("/visit/from", json!("2026-04-20T00:00:00Z"), Code::Field, "visit.from"),
        ("/visit/from", json!("0001-01-01"), Code::Field, "visit.from"),
        ("/visit/until", json!("+262142-12-31"), Code::Field, "visit.until"),
        ("/visit/until", json!(20_260_515), Code::Field, "visit.until"),
        ("/visit/visa_collection_place/country", json!("Turkey"), Code::Country, "visit.visa_collection_place.country"),
        ("/visit/purpose", json!("  "), Code::Field, "visit.purpose"),
        ("/visit/purpose", json!("a".repeat(2001)), Code::Size, "visit.purpose"),
        ("/visit/purpose", json!("nego\u{0}tiations"), Code::ControlCharacters, "visit.purpose"),
        ("/visit/purpose", json!("nego\ntiations"), Code::ControlCharacters, "visit.purpose"),
        ("/visit/route/0", json!("Al\u{7f}maty"), Code::ControlCharacters, "visit.route[0]"),
        ("/inviting_party/bin_iin", json!("150440000004"), Code::BinIin, "inviting_party.bin_iin"),
        ("/inviting_party/bin_iin", json!("15044000000"), Code::BinIin, "inviting_party.bin_iin"),
        ("/inviting_party/bin_iin", json!("1504400000033"), Code::BinIin, "inviting_party.bin_iin"),
        ("/inviting_party/bin_iin", json!("15044000000x"), Code::BinIin, "inviting_party.bin_iin"),
        ("/inviting_party/bin_iin", json!("١٥٠٤٤٠٠٠٠٠٠٣"), Code::BinIin, "inviting_party.bin_iin"),
        ("/inviting_party/bin_iin", json!(150_440_000_003_u64), Code::Field, "inviting_party.bin_iin"),
        ("/inviting_party/kind", json!("friend"), Code::Field, "inviting_party.kind"),
        ("/inviting_party/office", json!("ala almaly"), Code::Field, "inviting_party.office"),
        ("/inviting_party/office", json!("../../x"), Code::Field, "inviting_party.office"),
        ("/inviting_party/phones", repeated(json!("+7"), 201), Code::Size, "inviting_party.phones"),
        ("/inviting_party/regimes", repeated(json!("x"), 201), Code::Size, "inviting_party.regimes"),
        ("/inviting_party/phones", json!("+7"), Code::Field, "inviting_party.phones"),
        ("/invitees/0/citizenship", json!("tr"), Code::Country, "invitees[0].citizenship"),
        ("/invitees/0/citizenship", json!("TUR"), Code::Country, "invitees[0].citizenship"),
        ("/invitees/0/sex", json!("W"), Code::Field, "invitees[0].sex"),
        ("/invitees/0/nickname", json!("x"), Code::Field, "invitees[0].nickname"),
        ("/invitees/0/date_of_birth", json!("2022-02-02"), Code::DateOrder, "invitees[0].passport.issued_on"),
        ("/invitees/0/passport", json!([]), Code::Field, "invitees[0].passport"),
        ("/invitees/0/passport/valid_until", json!("2022-01-31"), Code::DateOrder, "invitees[0].passport.valid_until"),
        ("/fee/amount_kzt", json!(-1), Code::Field, "fee.amount_kzt"),
        ("/fee/amount_kzt", json!(-1e-9), Code::Field, "fee.amount_kzt"),
        ("/fee/amount_kzt", json!(0.001), Code::Field, "fee.amount_kzt"),
        ("/fee/amount_kzt", json!(1e300), Code::Field, "fee.amount_kzt"),
        ("/fee/amount_kzt", json!("2162.5"), Code::Field, "fee.amount_kzt"),
        ("/fee/amount_kzt", json!(null), Code::Field, "fee.amount_kzt"),
        ("/fee/paid_via", json!("cash"), Code::Field, "fee.paid_via"),
    ];
    for (pointer, value, code, field) in rows {
        match parse(&changed(pointer, &value)) {
            Err(problem) => {
                assert_eq!((problem.code, problem.field.as_deref()), (code, Some(field)), "{pointer} = {value:.60}: {problem:?}");
            }
            Ok(_) => panic!("{pointer} = {value:.60} was taken"),
        }
        // Over HTTP it is a field of what is sent: the same is said of it there.
        let sent = json!({ "application": changed(pointer, &value) }).to_string();
        let problem = Problem::decode::<BTreeMap<String, Application>>(sent.as_bytes()).unwrap_err();
        assert_eq!((problem.code, problem.field), (code, Some(format!("application.{field}"))), "{pointer} = {value:.60}");
    }
}

/// Covers: R26 annex 4
#[test]
fn a_missing_field_is_refused_by_name() {
    let rows = [
        ("", "channel"),
        ("", "inviting_party"),
        ("", "invitees"),
        ("", "visit"),
        ("", "documents"),
        ("/inviting_party", "bin_iin"),
        ("/inviting_party", "office"),
        ("/invitees/0", "surname"),
        ("/invitees/0", "passport"),
        ("/invitees/0/passport", "valid_until"),
        ("/visit", "category"),
        ("/fee", "amount_kzt"),
    ];
    for (parent, name) in rows {
        let mut document = sound();
        document.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        let problem = parse(&document).unwrap_err();
        assert_eq!(problem.code, Code::Field, "{parent}/{name}");
        assert!(problem.message.contains(name), "{parent}/{name}: {problem}");
    }
    let mut optional = sound();
    for (parent, name) in
        [("", "fee"), ("/inviting_party", "rka"), ("/inviting_party", "regimes"), ("/invitees/0", "employer"), ("/visit", "grounds")]
    {
        optional.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
    }
    parse(&optional).unwrap();
}

#[test]
fn a_document_that_is_no_application_is_refused() {
    let text = sound().to_string();
    let surrogate = text.replace("negotiations", r"\ud800");
    let amount = |number: &str| text.replace("2162.5", number);
    let mut invalid_utf8 = text.clone().into_bytes();
    let name = text.find("EMRE").unwrap();
    invalid_utf8[name] = 0xFF;
    let padded = |size: usize| [text.as_bytes(), &vec![b' '; size - text.len()]].concat();
    let rows: Vec<(&str, Vec<u8>, Code)> = vec![
        ("nothing", Vec::new(), Code::Json),
        ("no JSON", b"<application/>".to_vec(), Code::Json),
        ("cut off", text.as_bytes()[..text.len() - 1].to_vec(), Code::Json),
        ("something after it", format!("{text} {text}").into_bytes(), Code::Json),
        ("a comma too many", text.replace("\"B3\",", "\"B3\",,").into_bytes(), Code::Json),
        ("null", b"null".to_vec(), Code::Field),
        ("a text", b"\"B3\"".to_vec(), Code::Field),
        ("a list", b"[]".to_vec(), Code::Field),
        ("an application within a list", format!("[{text}]").into_bytes(), Code::Field),
        ("a lone surrogate", surrogate.into_bytes(), Code::Json),
        ("invalid UTF-8", invalid_utf8, Code::Json),
        ("two byte order marks", [b"\xEF\xBB\xBF\xEF\xBB\xBF", text.as_bytes()].concat(), Code::Json),
        ("a byte order mark and nothing", b"\xEF\xBB\xBF".to_vec(), Code::Json),
        ("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect(), Code::Json),
        ("no number", amount("NaN").into_bytes(), Code::Json),
        ("infinity", amount("Infinity").into_bytes(), Code::Json),
        ("beyond a double", amount("1e999").into_bytes(), Code::Json),
        ("a million digits", amount(&"9".repeat(1_000_000)).into_bytes(), Code::Json),
        ("a control character in the raw", text.replace("EMRE", "EM\u{1}RE").into_bytes(), Code::Json),
        ("deep lists", "[".repeat(100_000).into_bytes(), Code::Json),
        ("deep lists where nothing is expected", format!("{{\"deep\":{}", "[".repeat(100_000)).into_bytes(), Code::Field),
        ("deep objects", "{\"visit\":".repeat(50_000).into_bytes(), Code::Field),
        ("a name twice", text.replacen("\"channel\":", "\"channel\":\"paper\",\"channel\":", 1).into_bytes(), Code::Field),
        ("1 MiB and a byte", padded(LARGEST_DOCUMENT + 1), Code::Size),
        ("10 MB", vec![b'['; 10_000_000], Code::Size),
    ];
    for (what, bytes, code) in rows {
        let Err(problem) = Application::parse(&bytes) else { panic!("{what} was taken") };
        assert_eq!(problem.code, code, "{what}: {problem:.300}");
        assert_eq!(problem.code.origin(), Origin::Input, "{what}");
        assert!(problem.message.len() < 1_000, "{what}: the message is as long as the input");
    }
    Application::parse(&padded(LARGEST_DOCUMENT)).unwrap();
    // Editors on Windows put a byte order mark before it.
    assert_eq!(Application::parse(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).unwrap(), Application::parse(text.as_bytes()).unwrap());
}

#[test]
fn what_is_said_about_a_bad_field_does_not_repeat_its_value() {
    const SECRET: &str = "SECRET, expected `x` \"y\"";
    let rows = [
        ("/inviting_party/bin_iin", json!(150_440_000_004_u64), "150440000004"),
        ("/inviting_party/bin_iin", json!("150440000004"), "150440000004"),
        ("/inviting_party/kind", json!(SECRET), "SECRET"),
        ("/inviting_party/phones", json!(SECRET), "SECRET"),
        ("/invitees/0/sex", json!(SECRET), "SECRET"),
        ("/invitees/0/passport", json!(SECRET), "SECRET"),
        ("/invitees/0/passport/number", json!(77_001_234), "77001234"),
        ("/invitees/0/passport/number", json!(7.5), "7.5"),
        ("/invitees/0/date_of_birth", json!(SECRET), "SECRET"),
        ("/invitees/0/citizenship", json!(SECRET), "SECRET"),
        ("/visit/category", json!(SECRET), "SECRET"),
        ("/fee/amount_kzt", json!(SECRET), "SECRET"),
    ];
    for (pointer, value, told) in rows {
        let problem = parse(&changed(pointer, &value)).unwrap_err();
        assert!(!problem.to_string().contains(told), "{pointer}: {problem}");
        assert!(problem.message.len() > 10, "{pointer}: {problem}");
    }
    let problem = parse(&changed("/invitees/0/sex", &json!("W"))).unwrap_err();
    assert_eq!(problem.message, "unknown value, expected one of `F`, `M`, `X`");
    let problem = parse(&changed("/inviting_party/bin_iin", &json!(1))).unwrap_err();
    assert_eq!(problem.message, "invalid type: integer, expected a string");
}

#[test]
fn a_sound_value_at_an_edge_is_taken_and_kept() {
    let rows = [
        ("/visit/until", json!("2026-04-20")),
        ("/invitees/0/passport/valid_until", json!("9999-12-31")),
        ("/visit/purpose", json!("я".repeat(2_000))),
        ("/visit/purpose", json!("кездесу 会议 🤝")),
        ("/visit/category", json!("B12-1")),
        ("/invitees/0/date_of_birth", json!("1926-01-01")),
        ("/invitees/0/sex", json!("X")),
        ("/invitees/0/passport/issued_on", json!("2032-02-01")),
        ("/fee/amount_kzt", json!(0)),
        ("/fee/amount_kzt", json!(0.29)),
        ("/fee/amount_kzt", json!(4325)),
        ("/fee/amount_kzt", json!(42_949_672.95)),
        ("/fee", json!(null)),
        ("/inviting_party/registration_certificate", json!(null)),
    ];
    for (pointer, value) in rows {
        let document = changed(pointer, &value);
        let application = parse(&document).unwrap_or_else(|problem| panic!("{pointer}: {problem:?}"));
        let written = serde_json::to_value(&application).unwrap();
        let read = written.pointer(pointer).unwrap();
        let same = read == &value || read.as_f64().is_some_and(|number| Some(number) == value.as_f64());
        assert!(same, "{pointer}: {value:.60} became {read:.60}");
    }
}

#[test]
fn a_check_digit_is_computed_by_the_official_weights() {
    for number in ["150440000003", "850315300009", "181140000000", "190740000001", "120940000006"] {
        number.parse::<BinIin>().unwrap_or_else(|problem| panic!("{number}: {problem}"));
        for wrong in '0'..='9' {
            let other = format!("{}{wrong}", &number[..11]);
            assert_eq!(other.parse::<BinIin>().is_ok(), other == number, "{other}");
        }
    }
    // Written apart: weights 1…11; remainder 10 leads to the second row, 10 again to no number.
    let mut second_row = 0;
    let mut never_issued = 0;
    for body in (10_101_300_000_u64..10_101_300_400).map(|body| format!("{body:011}")) {
        let digits: Vec<u64> = body.bytes().map(|byte| u64::from(byte - b'0')).collect();
        let first: u64 = (0..11).map(|place| digits[place] * (place as u64 + 1)).sum::<u64>() % 11;
        let second: u64 = (0..11).map(|place| digits[place] * ((place as u64 + 2) % 11 + 1)).sum::<u64>() % 11;
        let expected = match (first, second) {
            (10, 10) => None,
            (10, digit) | (digit, _) => Some(digit),
        };
        second_row += u32::from(first == 10 && second < 10);
        never_issued += u32::from(expected.is_none());
        for digit in 0..10 {
            assert_eq!(format!("{body}{digit}").parse::<BinIin>().is_ok(), Some(digit) == expected, "{body}{digit}");
        }
    }
    assert!(second_row > 0 && never_issued > 0, "{second_row}, {never_issued}");
}

/// Covers: R26 para 12; R26 para 14
#[test]
fn papers_are_missing_only_from_the_incomplete_example() {
    for (name, _) in EXAMPLES {
        // Its table of papers holds nothing but the annex-4 table, so the representative's authority is missing too.
        let expected: &[&str] = if name == "incomplete-no-petition" { &["representative_authority", "petition"] } else { &[] };
        assert_eq!(missing(&example(name), "2026-03-06"), expected, "{name}");
    }
}

/// Covers: R26 para 12; R26 para 13; R26 para 13(6); R26 para 13(7); R26 annex 5 row 8; R26 annex 5 row 8(11); SEED educational internships
#[test]
fn an_application_is_asked_for_exactly_the_papers_it_lacks() {
    let with = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut document = example(name);
        change(&mut document);
        missing(&document, "2026-03-06")
    };
    let without_papers = |document: &mut Value| document["documents"] = json!([]);
    assert_eq!(with("b3-negotiations-turkiye", &without_papers), ["annex_4_table", "representative_authority"]);
    assert_eq!(with("b10-private-visit-india", &without_papers), ["annex_4_table", "identity_document", "fee_receipt"]);
    assert_eq!(with("b7-internship-innovation-cluster", &without_papers), ["annex_4_table", "representative_authority", "petition"]);
    assert_eq!(
        with("c3-work-aifc-india", &without_papers),
        ["annex_4_table", "representative_authority", "aifc_registration_certificate", "labour_contract"]
    );
    assert_eq!(with("b3-evisa-pakistan", &without_papers), ["annex_4_table", "representative_authority", "pakistan_chamber_certificate"]);
    // "Not if paid through the e-government payment gateway" (para 12).
    assert_eq!(with("b3-negotiations-turkiye", &|document| document["fee"] = json!(null)), ["fee_receipt"]);
    assert_eq!(with("b3-negotiations-turkiye", &|document| document["fee"]["paid_via"] = json!("bank")), ["fee_receipt"]);
    // A petition of somebody who may not petition.
    let petition = |issuer: Value| move |document: &mut Value| document["documents"][2]["issuer"] = issuer.clone();
    assert_eq!(with("b7-internship-innovation-cluster", &petition(json!("astana_hub"))), ["petition"]);
    assert_eq!(with("b7-internship-innovation-cluster", &petition(json!(null))), ["petition"]);
    assert_eq!(with("b7-internship-innovation-cluster", &petition(json!("central_executive_body"))), [""; 0]);
    // Work outside the AIFC: one of three papers will do.
    let outside = |paper: &'static str| {
        move |document: &mut Value| {
            document["inviting_party"]["regimes"] = json!([]);
            document["documents"][2]["kind"] = json!(paper);
        }
    };
    assert_eq!(with("c3-work-aifc-india", &outside("aifc_registration_certificate")), ["foreign_labour_permit"]);
    for paper in ["foreign_labour_permit", "qualification_certificate", "no_permit_needed_proof"] {
        assert_eq!(with("c3-work-aifc-india", &outside(paper)), [""; 0], "{paper}");
    }
    // One gap is enough, for whichever invitee.
    let mixed = |document: &mut Value| {
        document["visit"]["category"] = json!("B3");
        document["invitees"][1]["citizenship"] = json!("PK");
    };
    assert_eq!(with("b10-private-visit-india", &mixed), ["pakistan_chamber_certificate"]);
}

/// Covers: R26 para 14
#[test]
fn a_paper_counts_through_its_last_valid_day_and_not_after() {
    let mut document = example("b7-internship-innovation-cluster");
    document["documents"][2]["valid_until"] = json!("2026-03-06");
    assert_eq!(missing(&document, "2026-03-06"), [""; 0]);
    assert_eq!(missing(&document, "2026-03-07"), ["petition"]);
    let another = json!({ "kind": "petition", "issuer": "central_executive_body" });
    document["documents"].as_array_mut().unwrap().push(another);
    assert_eq!(missing(&document, "2026-03-07"), [""; 0]);
}

#[test]
fn every_problem_has_a_code_of_its_own() {
    let texts: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(texts.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.as_str().starts_with("SHQ-") && code.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{code}");
        assert_eq!(code.as_str().parse::<Code>().unwrap(), *code);
        assert_eq!(serde_json::to_value(code).unwrap(), json!(code.as_str()));
        assert_eq!(serde_json::from_value::<Code>(json!(code.as_str())).unwrap(), *code);
        assert!((1..=3).contains(&code.origin().exit_status()));
    }
    assert!("SHQ-NONSENSE".parse::<Code>().is_err());
}

#[test]
fn a_value_written_by_one_process_reads_the_same_in_another() {
    fn same<T: serde::Serialize + serde::de::DeserializeOwned>(text: &str) {
        let value: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(serde_json::to_value(&value).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }
    for actor in ["applicant", "officer:P-1042", "police", "nsc", "system"] {
        same::<Actor>(&format!("{actor:?}"));
        assert_eq!(actor.parse::<Actor>().unwrap().to_string(), actor);
    }
    same::<Verification>(r#"{"outcome":"clear"}"#);
    same::<Verification>(r#"{"outcome":"refuse","ground":7,"note":"twice in twelve months"}"#);
    same::<Verdict>(r#""issue""#);
    same::<Verdict>(r#"{"refuse":{"ground":3}}"#);
    same::<Decision>(r#"{"verdict":"issue","late_reason":"illness"}"#);
    same::<Decision>(r#"{"verdict":{"refuse":{"ground":3,"note":"objection"}}}"#);
    same::<Fact>(r#"{"answer":"agree"}"#);
    same::<Fact>(r#"{"extension_request":{"reason":"further study"}}"#);
    same::<Fact>(r#"{"withdrawal":{"reason":"plans changed"}}"#);
    same::<Fact>(r#""extension_notice_given""#);
    same::<Replacement>(r#"{"verification":{"outcome":"clear"}}"#);
    same::<Problem>(r#"{"code":"SHQ-FIELD","message":"must not be empty","field":"visit.purpose"}"#);
    same::<CaseNumber>(r#""INV-7K3QX5ABCD-1""#);
    for stage in [Stage::Filed, Stage::AcceptanceRefused, Stage::CoordinationExtended, Stage::CoordinationOverdue, Stage::NotConsidered] {
        assert_eq!(serde_json::to_value(stage).unwrap(), json!(stage.as_str()));
    }
    for status in [Status::Open, Status::AcceptanceRefused, Status::NotConsidered, Status::Issued, Status::Refused, Status::Withdrawn] {
        assert_eq!(serde_json::to_value(status).unwrap(), json!(status.as_str()));
    }
    for clock in [ClockKind::Verification, ClockKind::Coordination, ClockKind::ExtensionNotice, ClockKind::Decision, ClockKind::Service] {
        assert_eq!(serde_json::to_value(clock).unwrap(), json!(clock.as_str()));
    }
    let rules = Rulebook::built_in()
        .unwrap()
        .for_case(Invitation::KIND, day("2026-03-06"), &"ALA-ALMALY".parse().unwrap(), Channel::Electronic)
        .unwrap();
    let written = serde_json::to_value(&rules).unwrap();
    let read: CaseRules = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written, "the rules that a case was opened with change when it is replayed");
}

#[test]
fn a_malformed_fact_from_outside_is_refused() {
    let refused = |result: Result<(), Problem>, code: Code| assert_eq!(result.unwrap_err().code, code);
    for ground in ["0", "8", "255"] {
        refused(Problem::decode::<Refusal>(format!(r#"{{"ground":{ground}}}"#).as_bytes()).map(drop), Code::Ground);
    }
    for ground in ["-1", "256", "3.5", "\"3\"", "null"] {
        refused(Problem::decode::<Refusal>(format!(r#"{{"ground":{ground}}}"#).as_bytes()).map(drop), Code::Field);
    }
    refused(Problem::decode::<Refusal>(br#"{"ground":3,"extra":1}"#).map(drop), Code::Field);
    refused(Problem::decode::<Verification>(br#"{"outcome":"maybe"}"#).map(drop), Code::Field);
    refused(Problem::decode::<Verification>(br#"{"outcome":"refuse"}"#).map(drop), Code::Field);
    for actor in ["officer:", "officer:a b", "Officer:P-1", "head", "officer:\u{410}"] {
        assert!(actor.parse::<Actor>().is_err(), "{actor}");
    }
    for id in ["", "a/b", "имя", &"x".repeat(65)] {
        assert!(id.parse::<OfficerId>().is_err(), "{id}");
    }
    for number in [
        "INV-7K3QX5ABCD-0",
        "INV-7K3QX5ABCD-01",
        "INV-7K3QX5ABCD",
        "INV-7K3QX5ABC1-1",
        "inv-7k3qx5abcd-1",
        "INV-7K3QX5ABCD-1-1",
        "INV-7K3QX5ABCD-65536",
        "INV-7K3QX5ABCD-+1",
    ] {
        refused(number.parse::<CaseNumber>().map(drop), Code::CaseNumber);
    }
}

/// Risk: somebody copies a number out of a letter whose word processor has set its hyphens, and is told that there is no such case.
#[test]
fn a_number_with_typographic_dashes_is_the_same_number() {
    let number: CaseNumber = "INV-7K3QX5ABCD-1".parse().unwrap();
    for dash in ["\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{ff0d}"] {
        assert_eq!(number.as_str().replace('-', dash).parse::<CaseNumber>().unwrap(), number, "{dash}");
    }
    assert!("INV\u{2013}\u{2013}7K3QX5ABCD-1".parse::<CaseNumber>().is_err());
}

#[test]
fn a_case_number_comes_from_the_request_alone_and_survives_a_second_try() {
    let first = CaseNumber::of_request("request-1", 0);
    assert_eq!(first, CaseNumber::of_request("request-1", 0));
    assert_ne!(first, CaseNumber::of_request("request-2", 0));
    assert_eq!(first.sibling(1), CaseNumber::of_request("request-1", 1));
    assert_eq!(first.sibling(1).sibling(0), first);
    assert_eq!(first.as_str().parse::<CaseNumber>().unwrap(), first);
    let issued = |case: &CaseNumber| case.issued_number(Invitation::KIND);
    assert_eq!(issued(&first).len(), 10);
    assert_ne!(issued(&first), issued(&first.sibling(1)));
}

/// Every place of a document, as pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| places(member, &format!("{here}/{name}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{here}/{index}"), found)),
        _ => {}
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[+-]?[0-9]{1,6}-[0-9]{1,2}-[0-9]{1,2}".prop_map(Value::from),
        "[0-9]{12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whatever comes in: no panic; what is taken can be judged, and read again as it was written.
fn judge(bytes: &[u8]) {
    match Application::parse(bytes) {
        Ok(application) => {
            let _ = checks::judge(&application, &RULEBOOK, day("2026-03-06"), None);
            assert_eq!(Application::parse(&serde_json::to_vec(&application).unwrap()).unwrap(), application);
        }
        Err(problem) => assert_eq!(problem.code.origin(), Origin::Input, "{problem}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_bring_the_program_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        judge(&bytes);
    }

    #[test]
    fn flipped_bytes_never_bring_the_program_down(name in 0..EXAMPLES.len(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = EXAMPLES[name].1.as_bytes().to_vec();
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        judge(&bytes);
    }

    #[test]
    fn a_changed_value_never_brings_the_program_down(name in 0..EXAMPLES.len(), changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..3)) {
        let mut document: Value = serde_json::from_str(EXAMPLES[name].1).unwrap();
        for (place, value) in changes {
            let mut found = Vec::new();
            places(&document, "", &mut found);
            *document.pointer_mut(place.get::<String>(&found)).unwrap() = value;
        }
        judge(document.to_string().as_bytes());
    }
}
