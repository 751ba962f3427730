//! Risk: people plan by dates that the procedure then does not keep. What is foreseen is held against the case when it really
//! happens, and against the second reading of the contract.

use proptest::prelude::*;
use shaqyru_domain::{
    actor::Actor,
    application::Channel,
    case::{
        fact::{Answer, Entry, ExtensionRequest, Verification},
        filing::{Awaited, Filing},
        stage::Stage,
    },
    checks::papers::MissingPaper,
    coordination::what_if::{Course, Draft, Foreseen, Supposed, WhatIf},
    invitation::{Case, procedure::Fact, what_if},
    law::clock_kind::ClockKind,
    problem::Code,
    time::instant::Instant,
};

use crate::{
    oracle::{self, Story, scripts},
    script::{RULEBOOK, Step, at, clock_line, filing, open, open_as, play, short, take, text},
};

fn draft(filed_at: Instant, supposed: Supposed) -> WhatIf {
    let draft = Draft { office: "ALA-ALMALY".parse().unwrap(), channel: Channel::Electronic, filed_at };
    what_if::of_draft(&draft, &RULEBOOK, supposed).unwrap()
}

fn entry(content: Fact, received_at: Instant, entered_by: Actor) -> Entry<Fact> {
    Entry::new(content, received_at, entered_by)
}

/// What is supposed of a course, as facts.
fn acts(foreseen: &Foreseen) -> Option<Entry<Fact>> {
    let by_nsc = |content| entry(content, foreseen.at, Actor::Nsc);
    match foreseen.course {
        Course::Answers => Some(by_nsc(Fact::Answer(Answer::Object))),
        Course::Asks => Some(by_nsc(Fact::ExtensionRequest(ExtensionRequest { reason: text("further study") }))),
        Course::IsSilent => None,
    }
}

fn lines(foreseen: &Foreseen) -> Vec<String> {
    foreseen.clocks.iter().map(|deadline| clock_line(&deadline.clock)).collect()
}

/// Whether a case that takes the course comes to what was foreseen, or rejects what was foreseen as rejected.
fn comes_true(case: &Case, foreseen: &Foreseen) -> Result<(), TestCaseError> {
    let mut case = case.clone();
    let taken = acts(foreseen).map_or(Ok(()), |act| take(&mut case, &Step::Fact(act), false));
    prop_assert_eq!(taken.err(), foreseen.rejected.as_ref().map(|problem| problem.code));
    if foreseen.rejected.is_none() {
        prop_assert_eq!(&case.deadlines(foreseen.at).unwrap(), &foreseen.clocks);
        prop_assert_eq!(Some(case.view(foreseen.at).stage), foreseen.stage);
    }
    if foreseen.course == Course::IsSilent {
        prop_assert_eq!(foreseen.stage, Some(Stage::CoordinationOverdue), "silent only until {}", foreseen.at);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_draft_goes_the_way_that_was_foreseen(script in scripts(), verified in oracle::later(), acted in oracle::later()) {
        let filed_at = script.filed_at;
        // Not before the verification begins.
        let begins = draft(filed_at, Supposed::default()).courses[0].clocks[0].clock.started_at;
        let verified_at = verified.than(begins).max(begins);
        let nsc_at = acted.than(verified_at).max(verified_at);
        let foreseen = draft(filed_at, Supposed { verified_at: Some(verified_at), nsc_at: Some(nsc_at) });
        prop_assert_eq!(foreseen.verified_at, Some(verified_at));

        let clear = entry(Fact::Verification(Verification::Clear), verified_at, Actor::Police);
        let mut case = open(filed_at, Vec::new(), filed_at);
        take(&mut case, &Step::Fact(clear.clone()), false).unwrap();
        for course in foreseen.courses {
            comes_true(&case, &course)?;
            let mut story = Story::new(filed_at, false);
            prop_assert!(story.take(&clear));
            let taken = acts(&course).is_none_or(|act| story.take(&act));
            prop_assert_eq!(taken, course.rejected.is_none());
            if taken {
                story.tell(course.at);
                story.clocks.sort_unstable();
                let mut foretold = lines(&course);
                foretold.sort_unstable();
                prop_assert_eq!(foretold, story.clocks);
            }
        }
    }

    #[test]
    fn an_open_case_goes_the_way_that_was_foreseen(script in scripts(), acted in oracle::later()) {
        let mut case = open(script.filed_at, Vec::new(), script.filed_at);
        for fact in &script.facts {
            let _ = take(&mut case, &Step::Fact(fact.clone()), script.told_of_itself);
        }
        let before = format!("{case:?}");
        for nsc_at in [None, Some(acted.than(script.until))] {
            let foreseen = what_if::of_case(&case, script.until, Supposed { verified_at: None, nsc_at });
            prop_assert_eq!(&before, &format!("{case:?}"), "asking has changed the case");
            let view = case.view(script.until);
            let Ok(foreseen) = foreseen else {
                let nothing_left = view.status.as_str() != "open" || view.stage == Stage::Decision;
                prop_assert!(nothing_left, "{:?} at {}", foreseen, view.stage);
                continue;
            };
            let mut case = case.as_of(script.until);
            if let Some(verified_at) = foreseen.verified_at {
                take(&mut case, &Step::Fact(entry(Fact::Verification(Verification::Clear), verified_at, Actor::Police)), false).unwrap();
            }
            for course in &foreseen.courses {
                comes_true(&case, course)?;
            }
        }
    }
}

fn told(what_if: &WhatIf, course: Course) -> Vec<String> {
    let foreseen = what_if.courses.iter().find(|foreseen| foreseen.course == course).unwrap();
    assert_eq!(foreseen.rejected, None);
    foreseen.clocks.iter().map(|deadline| format!("{} {}", deadline.clock.clock.as_str(), short(deadline.clock.due))).collect()
}

/// The example of the contract, from its other end.
#[test]
pub fn the_last_dates_of_a_draft_are_those_of_the_contract() {
    let what_if = draft(at("03-06 10:00"), Supposed::default());
    assert_eq!(what_if.verified_at.map(short).as_deref(), Some("03-10 18:30"));
    let begun = ["verification 03-10 18:30", "service 03-16 18:30", "coordination 03-13 18:30"];
    assert_eq!(told(&what_if, Course::Answers), [&begun[..], &["decision 03-16 18:30"]].concat());
    let longer = ["coordination 04-09 18:30", "extension_notice 03-18 18:30", "service 04-06 18:30"];
    assert_eq!(told(&what_if, Course::Asks), [&begun[..], &longer[..]].concat());
    assert_eq!(told(&what_if, Course::IsSilent), [&begun[..], &longer[..1]].concat());
}

#[test]
pub fn what_no_rule_allows_is_not_foreseen() {
    let supposed = Supposed::default();
    let asked = play("filed 03-06 10:00; clear 03-06 11:30; request 03-10 10:00");
    let what_if = what_if::of_case(&asked, at("03-11 10:00"), supposed).unwrap();
    let rejected: Vec<_> = what_if.courses.iter().map(|foreseen| foreseen.rejected.as_ref().map(|problem| problem.code)).collect();
    assert_eq!(rejected, [None, Some(Code::ExtensionRepeated), None]);
    assert_eq!(what_if.verified_at, None);

    let answered = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-10 10:00");
    assert_eq!(what_if::of_case(&answered, at("03-11 10:00"), supposed).unwrap_err().code, Code::Answered);
    let ended = play("filed 03-06 10:00; withdraw 03-06 11:30");
    assert_eq!(what_if::of_case(&ended, at("03-11 10:00"), supposed).unwrap_err().code, Code::CaseClosed);

    // Whether it is accepted is not known yet.
    let filed_at = at("03-06 10:00");
    let missing = MissingPaper { code: "CHK-X".to_owned(), message: "the passport is missing".to_owned(), basis: "R26 annex 1".to_owned() };
    let waiting = Filing { awaited: Some(Awaited::until(at("03-06 18:30"))), ..filing(filed_at, vec![missing]) };
    assert_eq!(what_if::of_case(&open_as(waiting, filed_at), filed_at, supposed).unwrap_err().code, Code::NotSubmitted);

    // At night nobody verifies before the office opens.
    let at_night = open(at("03-06 23:00"), Vec::new(), at("03-06 23:00"));
    let early = Supposed { verified_at: Some(at("03-07 08:00")), ..supposed };
    assert_eq!(what_if::of_case(&at_night, at("03-06 23:00"), early).unwrap_err().code, Code::VerificationEarly);
    let verification = &what_if::of_case(&at_night, at("03-06 23:00"), supposed).unwrap().courses[0].clocks[0].clock;
    assert_eq!((verification.clock, short(verification.started_at)), (ClockKind::Verification, "03-10 09:00".to_owned()));
}

#[test]
pub fn a_window_that_has_run_out_is_not_foreseen_as_running() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30");
    let now = at("05-06 10:00");
    let what_if = what_if::of_case(&case, now, Supposed::default()).unwrap();
    assert!(what_if.courses.iter().all(|foreseen| foreseen.at == now), "{what_if:?}");
    assert_eq!(what_if.courses[1].rejected.as_ref().map(|problem| problem.code), Some(Code::ExtensionLate));
    assert_eq!(what_if.courses[2].stage, Some(Stage::CoordinationOverdue));
}
