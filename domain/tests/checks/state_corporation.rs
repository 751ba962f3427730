//! Risk: what the State Corporation has taken in counts from another day, or without the consent that its clerk takes.

use serde_json::{Value, json};
use shaqyru_domain::invitation::particulars::case_rules;

use super::row::{FRIDAY, RULEBOOK, Row, b3, check, day, parse, row};

fn through(edits: &str, on_duty: bool, consented: bool) -> Value {
    let mut document = b3(&format!("channel=paper; {edits}"));
    document["state_corporation"] = json!({ "department": "No. 3, Almaty, Specimen st. 1", "on_duty": on_duty, "consented": consented });
    document
}

pub fn rows() -> Vec<Row> {
    vec![
        row("with the consent", through("", false, true), FRIDAY),
        row("without", through("", false, false), FRIDAY)
            .ineligible(&["CHK-CONSENT: R26 para 12"])
            .fields(&["state_corporation.consented"]),
        row("said to be electronic", through("channel=electronic", false, true), FRIDAY)
            .ineligible(&["CHK-STATE-CORPORATION-PAPER: annex 5 row 2"])
            .fields(&["state_corporation"]),
    ]
}

/// Covers: R26 para 12; R26 annex 5 row 2
#[test]
pub fn the_state_corporation_takes_no_application_in_without_the_consent() {
    check(&rows());
}

/// Covers: R26 annex 5 row 2; R26 annex 5 row 7
#[test]
pub fn what_the_state_corporation_takes_in_is_filed_until_its_department_closes() {
    let closes = |document: &Value, office: &str, on: &str| {
        let rules = case_rules(&parse(document), &office.parse().unwrap(), &RULEBOOK, day(on)).unwrap();
        rules.filing_closes.map(|closes| closes.to_string())
    };
    assert_eq!(closes(&b3("channel=paper"), "ALA-ALMALY", FRIDAY).as_deref(), Some("17:30:00"), "the counter of the police");
    assert_eq!(closes(&through("", false, true), "ALA-ALMALY", FRIDAY).as_deref(), Some("18:00:00"));
    assert_eq!(closes(&through("", true, true), "ALA-ALMALY", FRIDAY), None, "a department on duty: until the police close");
    assert_eq!(closes(&through("channel=electronic", false, true), "ALA-ALMALY", FRIDAY), None, "the portal: until the police close");
    // The police there close at 17:30.
    assert_eq!(closes(&through("", false, true), "VOS-DP", FRIDAY).as_deref(), Some("17:30:00"));
}
