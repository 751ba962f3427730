//! Risk: an application on a note verbale goes to the police, one without stays at the foreign ministry, or either is asked for what the other is.

use serde_json::{Value, json};
use shaqyru_domain::{competence, invitation::particulars::Particulars};

use super::row::{FIRST_DAY, FRIDAY, RULEBOOK, Row, b3, check, day, edit, parse, row};

const FEE: &str = "CHK-VISA-CONSULAR-FEE: R26 para 22";
const PARTY: &str = "CHK-NOTE-PARTY: R26 para 3(10)";
const ELSEWHERE: &str = "CHK-OFFICE-ELSEWHERE: R26 para 12";

/// A foreign mission asks for what the company of the example asks for, with no more than the table of annex 4.
fn of_a_mission(office: &str, edits: &str) -> Value {
    let edits = format!(
        "inviting_party/kind=foreign_mission; inviting_party/office={office}; fee=null; documents=!representative_authority; documents=!fee_receipt; {edits}"
    );
    b3(&edits)
}

fn on_a_note(office: &str, edits: &str) -> Value {
    let mut document = of_a_mission(office, edits);
    document["note_verbale"] = json!({ "number": "12-3/45", "date": "2026-03-02", "sender": "diplomatic_mission" });
    document
}

fn dated(date: &str) -> Value {
    let mut document = on_a_note("MFA-DCS", "");
    document["note_verbale"]["date"] = json!(date);
    document
}

fn instructed(office: &str, ministry: &str) -> Value {
    let mut document = of_a_mission(office, "");
    document["instruction"] = json!({ "ministry": ministry, "number": "1-4/77", "date": "2026-02-20" });
    document
}

pub fn rows() -> Vec<Row> {
    let unpaid = "CHK-PAPER-MISSING: R26 para 12";
    vec![
        row("a note verbale at the ministry", on_a_note("MFA-DCS", ""), FRIDAY).warned(&[FEE]).fee(None, 0.0),
        row("without the table of annex 4", on_a_note("MFA-DCS", "documents=!annex_4_table"), FRIDAY)
            .incomplete(&["CHK-PAPER-MISSING: R26 para 12", FEE]),
        row("of a company, which shows no authority", on_a_note("MFA-DCS", "inviting_party/kind=legal_entity"), FRIDAY)
            .warned(&[FEE, PARTY]),
        row(
            "of a person, who shows no identity document",
            on_a_note("MFA-DCS", "inviting_party/kind=natural_person; inviting_party/bin_iin=\"850315300009\""),
            FRIDAY,
        )
        .warned(&[FEE, PARTY]),
        row("a note of the day of filing", dated(FRIDAY), FRIDAY).warned(&[FEE]),
        row("a note of the day after", dated("2026-03-07"), FRIDAY)
            .ineligible(&["CHK-NOTE-DATE: R26 paras 3(10), 11", FEE])
            .fields(&["note_verbale.date", "fee"]),
        row("without a note", of_a_mission("MFA-DCS", ""), FRIDAY).incomplete(&[unpaid, ELSEWHERE]),
        row("a note at a mission", on_a_note("TR-ANKARA", ""), FRIDAY).incomplete(&[unpaid, ELSEWHERE]),
        row("a note at the police", on_a_note("ALA-ALMALY", ""), FRIDAY).incomplete(&[unpaid]),
        row("on the ministry's instruction", instructed("MFA-DCS", "foreign_affairs"), FRIDAY).warned(&[FEE]),
        row("the same at a mission", instructed("TR-ANKARA", "foreign_affairs"), FRIDAY).warned(&[FEE]),
        row("on the first day", instructed("MFA-DCS", "foreign_affairs"), FIRST_DAY).warned(&[FEE]),
        row("on the first day at a mission", instructed("TR-ANKARA", "foreign_affairs"), FIRST_DAY).warned(&[FEE]),
        row("on that of the interior ministry", instructed("MFA-DCS", "internal_affairs"), FRIDAY).incomplete(&[unpaid, ELSEWHERE]),
    ]
}

/// Covers: R26 para 11; R26 para 18; R26 para 22
#[test]
pub fn the_foreign_ministry_takes_what_comes_on_a_note_verbale_and_hands_over_what_comes_without() {
    check(&rows());
}

/// Covers: R26 para 11; R26 para 18
#[test]
pub fn what_the_ministry_takes_stays_there_and_is_recorded_as_its_own() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for (document, office, is_the_ministrys) in [
        (on_a_note("MFA-DCS", ""), "MFA-DCS", true),
        (instructed("TR-ANKARA", "foreign_affairs"), "TR-ANKARA", true),
        (of_a_mission("MFA-DCS", ""), "ALA-DP", false),
        (on_a_note("ALA-ALMALY", ""), "ALA-ALMALY", false),
    ] {
        let application = parse(&document);
        let routing = competence::route(&application, &rules).unwrap();
        assert_eq!(routing.office.as_str(), office, "{document:#}");
        assert_eq!(routing.forwarding(&application).is_some(), document["inviting_party"]["office"] != office);
        let particulars = Particulars::of(&application, &rules);
        assert_eq!(particulars.is_of_the_ministry(), is_the_ministrys, "{document:#}");
        let named = |code: &str| particulars.ministry_offices.iter().any(|office| office.as_str() == code);
        assert_eq!((named("MFA-DCS"), named("ALA-DP")), (is_the_ministrys, false));
    }
    let note = edit(on_a_note("MFA-DCS", ""), "");
    assert_eq!(serde_json::to_value(parse(&note).of_invitee(0).unwrap()).unwrap()["note_verbale"], note["note_verbale"]);
}
