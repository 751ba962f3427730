//! Risk: the foreign ministry refuses an invitation, which it may not, or its application waits for a verification that nobody makes (R26 paras 11,
//! 18).

use shaqyru_domain::{
    actor::Actor,
    application::Channel,
    authority::Act,
    case::{
        Reassignment,
        clock::ClockOutcome,
        fact::{Answer, Decision, Entry, Refusal, Verdict, Verification},
        filing::Filing,
        order::Order,
        stage::{Stage, Status},
    },
    coordination::what_if::{Draft, Supposed},
    invitation::{CarriedCase, Case, particulars::Particulars, what_if},
    law::{clock_kind::ClockKind, rulebook::INVITATION},
    problem::Code,
};

use super::script::{RULEBOOK, at, filing, officer};

const MINISTRY: &str = "MFA-DCS";

fn filed() -> Case {
    filed_when(true)
}

/// By what the intake has recorded of the police.
fn filed_when(police_refuse_at_once: bool) -> Case {
    let filing = Filing { office: MINISTRY.parse().unwrap(), ..filing(at("03-06 10:00"), Vec::new()) };
    let rules = RULEBOOK.for_case(INVITATION, filing.filed_at.date(), &filing.office, Channel::Electronic).unwrap();
    let ministry_offices = vec![MINISTRY.parse().unwrap(), "TR-ANKARA".parse().unwrap()];
    Case::open(filing, Particulars { ministry_offices, police_refuse_at_once }, rules, at("03-06 10:00")).unwrap()
}

fn said(case: &mut Case, order: Order, when: &str, by: Actor) -> Result<(), Code> {
    let entry = Entry::new(order, at(when), by);
    case.check_order(entry.clone(), None).map_err(|problem| problem.code)?;
    case.take(entry).map_err(|problem| problem.code)
}

fn refusal(ground: u8) -> Order {
    let refusal = Refusal { ground: ground.try_into().unwrap(), note: None };
    Order::Decide(Decision { verdict: Verdict::Refuse(refusal), late_reason: None })
}

fn given_to(office: &str) -> Order {
    Order::Reassign(Reassignment { officer: None, office: Some(office.parse().unwrap()), reason: None })
}

/// Covers: R26 para 11; R26 para 18
#[test]
fn what_the_ministry_takes_goes_to_the_nsc_without_a_verification_and_is_issued_there() {
    let mut case = filed();
    assert_eq!(case.docket().stage, Stage::Coordination);
    assert!(case.docket().clocks.iter().all(|clock| clock.kind != ClockKind::Verification));
    assert_eq!(said(&mut case, Order::Verify(Verification::Clear), "03-06 11:00", Actor::Police), Err(Code::NotVerifiedHere));
    said(&mut case, Order::Answer(Answer::Agree), "03-10 12:00", Actor::Nsc).unwrap();
    let issue = Order::Decide(Decision { verdict: Verdict::Issue, late_reason: None });
    said(&mut case, issue, "03-11 11:00", officer("M-1")).unwrap();
    assert_eq!(case.docket().status, Status::Issued);
}

/// Covers: R26 para 18
#[test]
fn only_the_police_refuse_what_the_ministry_has_taken() {
    for (answer, ground) in [(Answer::Agree, 2), (Answer::Object, 3)] {
        let mut case = filed();
        said(&mut case, Order::Answer(answer), "03-10 12:00", Actor::Nsc).unwrap();
        assert_eq!(said(&mut case, refusal(ground), "03-11 11:00", officer("M-1")), Err(Code::NotRefusedHere));
        // Neither does a mission, to which it might be given.
        said(&mut case, given_to("TR-ANKARA"), "03-11 11:10", officer("M-1")).unwrap();
        assert_eq!(said(&mut case, refusal(ground), "03-11 11:20", officer("M-1")), Err(Code::NotRefusedHere));
        said(&mut case, given_to("ALA-DP"), "03-11 11:30", officer("M-1")).unwrap();
        // It is still so in a run that goes on.
        let carried: CarriedCase = serde_json::from_value(serde_json::to_value(CarriedCase::from(case)).unwrap()).unwrap();
        let mut case = Case::try_from(carried).unwrap();
        said(&mut case, refusal(ground), "03-11 12:00", officer("P-1")).unwrap();
        assert_eq!(case.docket().status, Status::Refused);
    }
}

fn at_the_police(mut case: Case) -> Case {
    said(&mut case, given_to("ALA-DP"), "03-06 11:00", officer("M-1")).unwrap();
    case
}

fn verified(ground: u8) -> Order {
    Order::Verify(Verification::Refuse(Refusal { ground: ground.try_into().unwrap(), note: None }))
}

/// Covers: R26 para 15; R26 para 17; R26 para 18
#[test]
fn the_police_refuse_what_the_ministry_has_taken_without_waiting_for_the_nsc() {
    // A known expelled person, and an inviting party that was held liable twice.
    for (ground, status) in [(5, Status::Refused), (7, Status::NotConsidered)] {
        let mut case = filed();
        assert_eq!(said(&mut case, verified(ground), "03-06 10:30", officer("M-1")), Err(Code::NotVerifiedHere), "at the ministry");
        assert!(case.view(at("03-06 10:30")).closed_acts.contains_key(&Act::Verify));
        let mut case = at_the_police(case);
        assert!(!case.view(at("03-06 11:30")).closed_acts.contains_key(&Act::Verify));
        assert_eq!(said(&mut case, Order::Verify(Verification::Clear), "03-06 12:00", officer("P-1")), Err(Code::NotVerifiedHere));
        said(&mut case, verified(ground), "03-06 12:00", officer("P-1")).unwrap();
        assert_eq!(case.docket().status, status);
        let outcome = |kind| case.docket().clocks.iter().find(|clock| clock.kind == kind).map(|clock| clock.outcome);
        assert_eq!(outcome(ClockKind::Coordination), Some(ClockOutcome::Superseded), "the NSC was not in time: it was not waited for");
        assert_eq!(outcome(ClockKind::Service), Some(ClockOutcome::Met));
    }
}

/// Covers: R26 para 17; R26 para 18
#[test]
fn what_the_ministry_has_taken_the_police_leave_unconsidered_after_the_answer_too() {
    let mut case = at_the_police(filed());
    said(&mut case, Order::Answer(Answer::Agree), "03-10 12:00", Actor::Nsc).unwrap();
    assert_eq!(said(&mut case, verified(7), "03-11 10:00", officer("P-1")), Err(Code::NotVerifiedHere));
    said(&mut case, refusal(7), "03-11 12:00", officer("P-1")).unwrap();
    assert_eq!((case.docket().stage, case.docket().status), (Stage::NotConsidered, Status::NotConsidered));
    // The police's own cases are left unconsidered at the verification, or not at all.
    let mut own = super::script::open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    said(&mut own, Order::Verify(Verification::Clear), "03-06 11:00", Actor::Police).unwrap();
    said(&mut own, Order::Answer(Answer::Agree), "03-10 12:00", Actor::Nsc).unwrap();
    assert!(said(&mut own, refusal(7), "03-11 12:00", officer("P-1")).is_err());
}

/// Covers: R26 para 18
#[test]
fn a_case_that_was_opened_before_the_police_could_goes_on_as_it_was() {
    let mut case = at_the_police(filed_when(false));
    assert_eq!(said(&mut case, verified(5), "03-06 12:00", officer("P-1")), Err(Code::NotVerifiedHere));
    said(&mut case, Order::Answer(Answer::Agree), "03-10 12:00", Actor::Nsc).unwrap();
    assert!(said(&mut case, refusal(7), "03-11 12:00", officer("P-1")).is_err());
    assert_eq!(serde_json::to_value(case.particulars()).unwrap().get("police_refuse_at_once"), None);
}

/// Covers: R26 para 11; R26 para 18
#[test]
fn what_the_ministry_takes_is_foreseen_without_a_verification_also_before_work_on_it_begins() {
    let filed_at = at("03-06 22:00");
    let rules = RULEBOOK.for_case(INVITATION, filed_at.date(), &MINISTRY.parse().unwrap(), Channel::Electronic).unwrap();
    let particulars = Particulars { ministry_offices: vec![MINISTRY.parse().unwrap()], police_refuse_at_once: true };
    let at_night = Filing { office: MINISTRY.parse().unwrap(), ..filing(filed_at, Vec::new()) };
    let case = Case::open(at_night, particulars, rules, filed_at).unwrap();
    assert_eq!(case.docket().stage, Stage::Registered);
    let of_case = what_if::of_case(&case, filed_at, Supposed::default()).unwrap();
    let draft = Draft { office: MINISTRY.parse().unwrap(), channel: Channel::Electronic, filed_at };
    let of_draft = what_if::of_draft(&draft, &RULEBOOK, Supposed::default()).unwrap();
    for foreseen in [of_case, of_draft] {
        assert_eq!(foreseen.verified_at, None);
        let stages: Vec<_> = foreseen.courses.iter().map(|course| course.stage).collect();
        assert_eq!(stages, [Some(Stage::Decision), Some(Stage::CoordinationExtended), Some(Stage::CoordinationOverdue)], "{foreseen:?}");
    }
}

/// Covers: R26 para 18
#[test]
fn a_case_that_was_carried_before_the_ministry_took_any_goes_on_as_it_was() {
    let mut carried =
        serde_json::to_value(CarriedCase::from(super::script::open(at("03-06 10:00"), Vec::new(), at("03-06 10:00")))).unwrap();
    carried["particulars"] = serde_json::Value::Null;
    let case = Case::try_from(serde_json::from_value::<CarriedCase>(carried).unwrap()).unwrap();
    assert_eq!((case.docket().stage, case.particulars().is_of_the_ministry()), (Stage::Verification, false));
}
