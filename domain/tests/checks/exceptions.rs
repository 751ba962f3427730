//! Risk: somebody to whom a treaty gives more is turned away, or the word "treaty" opens every door.

use serde_json::{Value, json};
use shaqyru_domain::{application::Application, law::rulebook::Rulebook, problem::Code};

use super::{
    row::{FRIDAY, RULEBOOK, Row, b3, check, day, edit, files, paper, parse, row},
    visa::row as of_visas,
};

const TREATY: &str = "CHK-EXCEPTION: R26 para 2";
const RECIPROCITY: &str = "CHK-EXCEPTION: R26 para 8";

fn naming(kind: &str, mut document: Value) -> Value {
    document["exception"] = json!({ "kind": kind, "named": "Agreement of 1 July 2020, article 4" });
    document
}

fn treaty(edits: &str) -> Value {
    naming("treaty", b3(edits))
}

fn reciprocity(edits: &str) -> Value {
    naming("reciprocity", b3(edits))
}

pub fn rows() -> Vec<Row> {
    let long = "visit/until=2026-08-30";
    let short = "CHK-FEE-SHORT: annex 5";
    vec![
        row("named for nothing", treaty(""), FRIDAY),
        row("no duty", treaty("fee/amount_kzt=0"), FRIDAY).warned(&[TREATY]).fields(&["fee.amount_kzt"]),
        row("no payment named", treaty("fee=null"), FRIDAY).warned(&[TREATY]).fields(&["documents"]),
        row("too late", treaty(""), "2026-04-14").warned(&[TREATY]),
        row("too early", treaty("visit/from=2026-07-15; visit/until=2026-07-20"), "2026-04-15").warned(&[TREATY]),
        row("for longer", treaty(long), FRIDAY).warned(&[TREATY, "CHK-STAY: annex 1"]),
        row("in a passport that ends too soon", treaty("invitees/0/passport/valid_until=2026-08-14"), FRIDAY).warned(&[TREATY]),
        row("without the table of annex 4", treaty("documents=!annex_4_table"), FRIDAY).incomplete(&["CHK-PAPER-MISSING: R26 para 12"]),
        row("for longer, by reciprocity", reciprocity(long), FRIDAY).warned(&[RECIPROCITY, "CHK-STAY: annex 1"]),
        row("for longer, without either", b3(long), FRIDAY).ineligible(&["CHK-VALIDITY: annex 1", "CHK-STAY: annex 1"]),
        row("reciprocity frees of no duty", reciprocity("fee/amount_kzt=0"), FRIDAY).incomplete(&[short]),
        row("nor of the days of filing", reciprocity(""), "2026-04-14").ineligible(&["CHK-WINDOW-LATE: R26 para 10"]),
        row("a contract that nobody wants", treaty(&paper("contract")), FRIDAY),
    ]
}

/// Covers: R26 para 2; R26 para 8; R26 para 22
#[test]
pub fn a_treaty_or_reciprocity_that_is_named_lifts_what_it_may_and_an_officer_compares_it() {
    check(&rows());
}

/// Covers: R26 para 2; R26 para 8
#[test]
pub fn of_a_visa_a_treaty_changes_what_it_rests_on_and_reciprocity_how_long_it_is_extended() {
    let found = |document: Value, field: &str| {
        let judgement = of_visas::judgement(&document, of_visas::APRIL);
        let finding = judgement.findings.into_iter().find(|finding| finding.field == field);
        finding.map(|finding| (finding.code.as_str(), finding.basis))
    };
    let basis = || of_visas::c3("basis/kind=note_verbale; basis/sender=consulate");
    assert_eq!(found(basis(), "basis.kind").unwrap().0, "CHK-VISA-BASIS");
    assert_eq!(found(naming("treaty", basis()), "basis.kind").unwrap(), ("CHK-EXCEPTION", "R26 para 2; para 22".to_owned()));
    assert_eq!(found(naming("reciprocity", basis()), "basis.kind").unwrap().0, "CHK-VISA-BASIS");
    let unpaid = || of_visas::c3("fee=null");
    assert!(of_visas::judgement(&naming("treaty", unpaid()), of_visas::APRIL).missing.is_empty());
    assert!(!of_visas::judgement(&unpaid(), of_visas::APRIL).missing.is_empty());
    // What is not missing refuses no acceptance.
    let short = || of_visas::c3("fee/amount_kzt=0");
    assert!(of_visas::judgement(&naming("treaty", short()), of_visas::APRIL).missing.is_empty());
    assert!(!of_visas::judgement(&naming("reciprocity", short()), of_visas::APRIL).missing.is_empty());
    let longer = || of_visas::extension("valid_until=2031-05-31; recipient/passport/valid_until=2035-01-01");
    assert_eq!(found(longer(), "valid_until").unwrap().0, "CHK-VISA-EXTENSION-TERM");
    assert_eq!(found(naming("reciprocity", longer()), "valid_until").unwrap(), ("CHK-EXCEPTION", "R26 para 8".to_owned()));
    assert_eq!(found(naming("treaty", longer()), "valid_until").unwrap().0, "CHK-VISA-EXTENSION-TERM");
}

/// Two are invited, and the treaty is named for the second.
fn of_the_second(edits: &str) -> Value {
    let mut document = treaty("fee/amount_kzt=4325");
    let mut second = document["invitees"][0].clone();
    second["passport"]["number"] = json!("P7777777");
    document["invitees"].as_array_mut().unwrap().push(second);
    document["exception"]["invitee"] = json!(1);
    edit(document, edits)
}

/// Covers: R26 para 2
#[test]
pub fn a_treaty_that_is_named_for_one_invitee_frees_no_other_one() {
    let short = "invitees/0/passport/valid_until=2026-08-14; invitees/1/passport/valid_until=2026-08-14";
    let (passport, validity) = ("CHK-PASSPORT-VALIDITY: R26 para 21", "CHK-VALIDITY: annex 1");
    check(&[
        row("both passports end too soon", of_the_second(short), FRIDAY)
            .ineligible(&[passport, TREATY])
            .fields(&["invitees[0].passport.valid_until", "invitees[1].passport.valid_until"]),
        row("the days of all are too many", of_the_second("visit/until=2026-08-30"), FRIDAY)
            .ineligible(&[validity, "CHK-STAY: annex 1", TREATY])
            .fields(&["visit.until", "visit.until", "invitees[1]"]),
        row("the duty of one is not paid", of_the_second("fee/amount_kzt=2162.5"), FRIDAY)
            .incomplete(&["CHK-FEE-SHORT: annex 5", TREATY])
            .fields(&["fee.amount_kzt", "invitees[1]"]),
    ]);
    let both = parse(&of_the_second(short));
    let kept = |invitee: usize| both.of_invitee(invitee).unwrap().form().exception.clone().map(|exception| exception.invitee);
    assert_eq!((kept(0), kept(1)), (None, Some(Some(0))));
    let nobody = Application::parse(of_the_second("exception/invitee=2").to_string().as_bytes()).unwrap_err();
    assert_eq!((nobody.code, nobody.field.as_deref()), (Code::Field, Some("exception.invitee")));
}

/// Covers: R26 para 2
#[test]
pub fn a_paper_that_an_exception_names_and_nobody_asks_for_is_refused_on_loading() {
    let mut files = files();
    let checks = files.get_mut("checks.toml").unwrap();
    *checks = checks.replace("\"visa_fee_receipt\"", "\"visa_fee_reciept\"");
    let problem = Rulebook::parse(files).unwrap_err();
    assert!(problem.code == Code::Rulebook && problem.message.contains("visa_fee_reciept"), "{problem:?}");
    assert!(RULEBOOK.on(day(FRIDAY)).is_ok());
}
