//! Risk: an electronic visa that its holder has not confirmed is issued by an order that does not come through the console (R26 para 25).

use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Decision, Entry, Refusal, Verdict},
        order::Order,
        stage::Status,
    },
    checks::finding::{Finding, FindingCode},
    problem::Code,
    visa::{CarriedCase, Case},
};

use super::script::Asked;
use crate::script::{at, officer};

/// A case of which the registers have answered that its invitation is on record, and so that nobody has confirmed it.
fn unconfirmed() -> Case {
    let mut case = Asked::of("electronic").filed(at("04-24 10:00"), Vec::new(), "R-1");
    case.take_records(Vec::new(), vec![finding()], &[], &[], at("04-24 10:01")).unwrap();
    case
}

fn finding() -> Finding {
    serde_json::from_value(serde_json::json!({
        "code": FindingCode::VisaUnconfirmed, "severity": "error", "field": "confirmation", "message": "nobody has", "basis": "R26 para 25",
    }))
    .unwrap()
}

fn decide(case: &mut Case, verdict: Verdict, by: Actor) -> Result<(), Code> {
    let order = Entry::new(Order::Decide(Decision { verdict, late_reason: None }), at("04-24 15:00"), by);
    let checked = case.check_order(order.clone(), None).map_err(|problem| problem.code);
    let taken = case.take(order).map_err(|problem| problem.code);
    assert_eq!(checked, taken);
    taken
}

/// Covers: R26 para 25
#[test]
pub fn the_case_itself_issues_no_electronic_visa_that_nobody_has_confirmed() {
    for by in [officer("P-1"), Actor::System] {
        let mut case = unconfirmed();
        assert_eq!(decide(&mut case, Verdict::Issue, by), Err(Code::Unconfirmed));
        let refusal = Refusal { ground: 2.try_into().unwrap(), note: None };
        decide(&mut case, Verdict::Refuse(refusal), officer("P-1")).unwrap();
        assert_eq!(case.docket().status, Status::Refused);
    }
    // Of an invitation that is not on record an officer compares.
    let mut elsewhere = Asked::of("electronic").filed(at("04-24 10:00"), Vec::new(), "R-1");
    decide(&mut elsewhere, Verdict::Issue, officer("P-1")).unwrap();
}

/// Covers: R26 para 25
#[test]
pub fn a_case_of_before_that_replays_as_it_was_decided() {
    let carried = CarriedCase::from(unconfirmed());
    let mut carried = serde_json::to_value(carried).unwrap();
    carried["particulars"].as_object_mut().unwrap().remove("is_unconfirmed").unwrap();
    let mut case = Case::try_from(serde_json::from_value::<CarriedCase>(carried).unwrap()).unwrap();
    decide(&mut case, Verdict::Issue, officer("P-1")).unwrap();
    assert_eq!(case.docket().status, Status::Issued);
}
