//! Risk: somebody pays nothing because nobody can reckon what is due, because another invitee of the same application is free, or
//! because a payment is only said to come; or a child is turned away whose duty an officer has to judge.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shaqyru_domain::{
    checks,
    law::rulebook::{Rulebook, fee::DutyKind},
};

use super::row::{FRIDAY, RULEBOOK, Row, b3, b10, check, day, edit, files, paper, parse, row, with_second_invitee};

const SHORT: [&str; 1] = ["CHK-FEE-SHORT: annex 5"];
const UNKNOWN: &str = "CHK-FEE-UNKNOWN: annex 5";
const RECIPROCITY: &str = "CHK-FEE-RECIPROCITY: annex 5";

/// The paper that makes an invitee an ethnic Kazakh.
fn kazakh(invitee: usize) -> String {
    format!(r#"documents/-={{"kind":"ethnic_kazakh_proof","invitee":{invitee}}}"#)
}

pub fn rows() -> Vec<Row> {
    [unreckonable(), dated_ahead(), each_for_himself(), children()].concat()
}

fn unreckonable() -> Vec<Row> {
    let next_year = |edits: &str| b3(&format!("visit/from=2027-02-10; visit/until=2027-02-20; {edits}"));
    let long_ago = |edits: &str| b3(&format!("fee/paid_on=2023-06-01; {edits}"));
    vec![
        row("nothing, in a year without an MCI", long_ago("fee/amount_kzt=0"), FRIDAY)
            .fee(None, 0.0)
            .incomplete(&[SHORT[0], UNKNOWN])
            .fields(&["fee.amount_kzt", "fee.paid_on"]),
        row("something, in a year without an MCI", long_ago(""), FRIDAY).fee(None, 2162.5).ineligible(&[UNKNOWN]).fields(&["fee.paid_on"]),
        row("nothing, in the first year that is not known yet", next_year("fee/amount_kzt=0"), "2027-01-15")
            .fee(None, 0.0)
            .incomplete(&[SHORT[0], UNKNOWN]),
        row("half an MCI of two years before", b3("fee/paid_on=2024-01-01; fee/amount_kzt=1846"), FRIDAY).fee(Some(1846.0), 1846.0),
        row("the day before any MCI that is known", b3("fee/paid_on=2023-12-31"), FRIDAY).fee(None, 2162.5).ineligible(&[UNKNOWN]),
        row("half an MCI of the year before", b3("fee/paid_on=2025-12-31; fee/amount_kzt=1966"), FRIDAY).fee(Some(1966.0), 1966.0),
        row("a tiyn less than that", b3("fee/paid_on=2025-12-31; fee/amount_kzt=1965.99"), FRIDAY)
            .fee(Some(1966.0), 1965.99)
            .incomplete(&SHORT),
    ]
}

fn dated_ahead() -> Vec<Row> {
    let paid_on = |day: &str| b3(&format!("fee/paid_on={day}"));
    vec![
        row("paid on the day of filing", paid_on("2026-03-06"), FRIDAY),
        row("said to be paid the day after", paid_on("2026-03-07"), FRIDAY)
            .fee(Some(2162.5), 2162.5)
            .incomplete(&SHORT)
            .fields(&["fee.paid_on"]),
        row("said to be paid in a year without an MCI", paid_on("2030-01-01"), FRIDAY).fee(Some(2162.5), 2162.5).incomplete(&SHORT),
        row("ahead, where nothing is due", b3("fee/paid_on=2026-03-07; inviting_party/kind=state_body"), FRIDAY),
    ]
}

fn each_for_himself() -> Vec<Row> {
    let two = |edits: &str| with_second_invitee(b3(""), edits);
    let repeated = |edits: &str| with_second_invitee(b3("visit/entries=multiple; visit/special_purpose=founder_or_director"), edits);
    let contract = ["CHK-PAPER-MISSING: R26 para 13(2)"];
    vec![
        row("one of two is an ethnic Kazakh: one half MCI", two(&format!("fee/amount_kzt=2162.5; {}", kazakh(1))), FRIDAY)
            .fee(Some(2162.5), 2162.5),
        row("one of two is, and nobody paid", two(&format!("fee=null; {}", kazakh(1))), FRIDAY)
            .fee(Some(2162.5), 0.0)
            .incomplete(&["CHK-PAPER-MISSING: annex 5"]),
        row("one proof that names nobody frees one", two(&format!("fee/amount_kzt=2162.49; {}", paper("ethnic_kazakh_proof"))), FRIDAY)
            .fee(Some(2162.5), 2162.49)
            .incomplete(&SHORT),
        row("two proofs free two", two(&format!("fee=null; {}; {}", paper("ethnic_kazakh_proof"), paper("ethnic_kazakh_proof"))), FRIDAY)
            .fee(Some(0.0), 0.0),
        row("two proofs of one person free one", two(&format!("fee/amount_kzt=2162.49; {}; {}", kazakh(0), kazakh(0))), FRIDAY)
            .fee(Some(2162.5), 2162.49)
            .incomplete(&SHORT),
        row("the contract is asked for the one who is none", repeated(&format!("fee/amount_kzt=2162.5; {}", kazakh(0))), FRIDAY)
            .incomplete(&contract),
        row(
            "nor for one whose proof is another's",
            repeated(&format!("fee/amount_kzt=2162.5; invitees/1/citizenship=DE; {}", kazakh(0))),
            FRIDAY,
        ),
        row(
            "a longer visa for all because one is an ethnic Kazakh",
            repeated(&format!(
                "fee/amount_kzt=2162.5; visit/category=C5; visit/until=2029-04-19; invitees/0/passport/valid_until=2033-01-01; \
                 invitees/1/passport/valid_until=2033-01-01; {}",
                kazakh(0)
            )),
            FRIDAY,
        )
        .ineligible(&["CHK-VALIDITY: annex 1 (C5)"]),
        row(
            "B9 for all because one has a diploma",
            with_second_invitee(
                b3(&format!(
                    "visit/category=B9; invitees/0/citizenship=PK; visit/visa_collection_place/country=KZ; {}",
                    paper("demanded_profession_diploma")
                )),
                "",
            ),
            FRIDAY,
        )
        .ineligible(&["CHK-RESIDENCE-STATE: R26 para 26", "CHK-RECIPIENT: R26 annex 1"])
        .fields(&["invitees[1].citizenship", "documents"]),
        row(
            "who escorts agreed humanitarian aid is free",
            b3("fee=null; visit/category=B1; visit/special_purpose=humanitarian_aid"),
            FRIDAY,
        )
        .fee(Some(0.0), 0.0),
    ]
}

fn children() -> Vec<Row> {
    // The second invitee of this example is a boy of thirteen.
    let family = |edits: &str| b10(edits);
    let born = |day: &str| family(&format!("invitees/1/date_of_birth={day}; fee/amount_kzt=2162.5"));
    let alone = |edits: &str| {
        let mut document = b3(&format!("invitees/0/date_of_birth=2015-01-01; {edits}"));
        document["fee"] = Value::Null;
        document
    };
    vec![
        row("paid for the child too", family(""), FRIDAY).fee(Some(4325.0), 4325.0),
        row("not paid for the child", family("fee/amount_kzt=2162.5"), FRIDAY)
            .fee(Some(4325.0), 2162.5)
            .warned(&[RECIPROCITY])
            .fields(&["invitees[1].date_of_birth"]),
        row("not paid for the mother either", family("fee/amount_kzt=2162.49"), FRIDAY).fee(Some(4325.0), 2162.49).incomplete(&SHORT),
        row("sixteen on the day", born("2010-03-06"), FRIDAY).incomplete(&SHORT),
        row("sixteen on the next day", born("2010-03-07"), FRIDAY).warned(&[RECIPROCITY]),
        row("a child alone, nothing paid", alone(""), FRIDAY).fee(Some(2162.5), 0.0).warned(&[RECIPROCITY]),
    ]
}

/// Covers: R26 annex 5 fee; R26 para 13(2); R26 para 22
#[test]
pub fn nobody_escapes_the_duty_by_anothers_exemption_or_an_unknown_mci() {
    check(&rows());
}

/// Covers: R26 annex 5 fee
#[test]
pub fn a_year_without_a_known_mci_is_named() {
    for (filed_on, paid_on, year) in [("2026-03-06", "2023-06-01", "2023"), ("2027-01-15", "2027-01-04", "2027")] {
        let document = b3(&format!("visit/from=2027-02-10; visit/until=2027-02-20; fee/paid_on={paid_on}"));
        let judgement = checks::judge(&parse(&document), &RULEBOOK, day(filed_on), None).unwrap();
        let told: Vec<_> = judgement.findings.iter().filter(|finding| finding.code.as_str() == "CHK-FEE-UNKNOWN").collect();
        assert_eq!(told.len(), 1, "{judgement:#?}");
        assert!(told[0].message.contains(year), "{told:?}");
    }
}

fn with(file: &str, entry: &str) -> Rulebook {
    let mut files: BTreeMap<String, String> = files();
    files.get_mut(file).unwrap().push_str(entry);
    Rulebook::parse(files).unwrap()
}

/// Nobody is told in time that the duty of the next year cannot be reckoned.
///
/// Covers: R26 annex 5 fee
#[test]
pub fn the_first_day_without_an_mci_is_foreseen() {
    let ends = |rulebook: &Rulebook, on: &str| rulebook.first_day_without_mci(day(on)).map(|day| day.to_string());
    assert_eq!(ends(&RULEBOOK, "2026-10-03").as_deref(), Some("2027-01-01"));
    assert_eq!(ends(&RULEBOOK, "2025-12-31").as_deref(), Some("2027-01-01"), "one year follows another");
    assert_eq!(ends(&RULEBOOK, "2027-03-01").as_deref(), Some("2027-03-01"), "it has run out");
    assert_eq!(ends(&RULEBOOK, "2020-03-01").as_deref(), Some("2020-03-01"));
    let known = with("fees.toml", "\n[[mci]]\ntenge = 4500.0\nfrom = 2027-01-01\nuntil = 2027-12-31\nsource = 'x'\n");
    assert_eq!(ends(&known, "2026-10-03").as_deref(), Some("2028-01-01"));
    let endless = with("fees.toml", "\n[[mci]]\ntenge = 4500.0\nfrom = 2027-01-01\nsource = 'x'\n");
    assert_eq!(ends(&endless, "2026-10-03"), None);
}

/// Covers: R26 annex 5 fee
#[test]
pub fn a_child_of_a_reciprocal_state_pays_no_duty() {
    let reciprocal = with("states.toml", "\n[[states]]\nlist = 'duty_reciprocity'\ncodes = ['IN']\nfrom = 2026-02-22\nsource = 'x'\n");
    let application = parse(&b10("fee/amount_kzt=2162.5"));
    let judgement = checks::judge(&application, &reciprocal, day(FRIDAY), None).unwrap();
    assert_eq!((judgement.findings, judgement.fee.due_kzt.map(f64::from)), (Vec::new(), Some(2162.5)));
}

/// An officer's error frees a second visa of the duty (annex 8), and no invitation (annex 5).
///
/// Covers: R26 annex 5 fee; R26 annex 8
#[test]
pub fn an_officers_error_frees_a_visa_of_the_duty_and_no_invitation() {
    let frees = |act: DutyKind| {
        let of_act = RULEBOOK.exemptions.iter().filter(|exemption| exemption.rule.frees(act));
        of_act.map(|exemption| exemption.rule.name.as_str()).collect::<Vec<_>>()
    };
    assert!(!frees(DutyKind::Invitation).contains(&"officers_error"));
    for act in [DutyKind::ExitVisa, DutyKind::EntryVisa, DutyKind::MultipleEntryVisa] {
        assert!(frees(act).contains(&"officers_error") && frees(act).contains(&"ethnic_kazakhs"));
    }
}

/// A paper is of somebody whom the application does not name, or the case of one invitee shows another's papers.
#[test]
pub fn a_paper_that_names_an_invitee_goes_into_that_case_only() {
    let stray = with_second_invitee(b3(""), &kazakh(2));
    let problem = shaqyru_domain::application::Application::parse(stray.to_string().as_bytes()).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("documents[2].invitee"));
    let document = with_second_invitee(b3(""), &[kazakh(1), paper("contract")].join("; "));
    let both = parse(&document);
    let kinds = |index: usize| {
        let form = both.of_invitee(index).unwrap().form().clone();
        form.documents.iter().map(|paper| (paper.kind.to_string(), paper.invitee)).collect::<Vec<_>>()
    };
    let shared = |kind: &str| (kind.to_owned(), None);
    let common = [shared("annex_4_table"), shared("representative_authority")];
    assert_eq!(kinds(0), [common.as_slice(), &[shared("contract")]].concat());
    assert_eq!(kinds(1), [common.as_slice(), &[("ethnic_kazakh_proof".to_owned(), Some(0)), shared("contract")]].concat());
    assert!(both.of_invitee(2).is_none());
    let written = serde_json::to_value(parse(&edit(b3(""), &paper("contract")))).unwrap();
    assert_eq!(written["documents"][2], json!({ "kind": "contract" }), "what was filed before is written otherwise");
}
