//! Risk: applicants and officers plan a visa by dates that the procedure then does not keep. What is foreseen is held against the case when it
//! really happens, event by event, and against the second reading of the contract.

use proptest::prelude::*;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, ExtensionRequest},
        stage::Stage,
    },
    coordination::what_if::{self, Course, Draft, Foreseen, Supposed, WhatIf},
    problem::Code,
    time::instant::Instant,
    visa::{
        fact::Fact,
        what_if::{DraftedVisa, of_draft},
    },
};

use super::{
    oracle::{Script, Story, scripts},
    script::{Around, Asked, Step, World, play, said},
};
use crate::{
    oracle::later,
    script::{RULEBOOK, at, clock_line, short, text},
};

const UNTOLD: Around = Around { berkut_is_down: false, applicant_is_told: false };

/// The request of a kind, as a draft of it.
fn draft(asked: &Asked, filed_at: Instant) -> (Draft, DraftedVisa) {
    let form = asked.request.form();
    let draft = Draft { office: form.office.clone(), channel: form.channel.into(), filed_at };
    (draft, DraftedVisa { action: form.action, category: form.category.clone() })
}

/// What is supposed of a course, as somebody would say it.
fn act(foreseen: &Foreseen) -> Option<Step> {
    let by_nsc = |fact| said(fact, foreseen.at, Actor::Nsc);
    match foreseen.course {
        Course::Answers => Some(by_nsc(Fact::Answer(Answer::Object))),
        Course::Asks => Some(by_nsc(Fact::ExtensionRequest(ExtensionRequest { reason: text("further study") }))),
        Course::IsSilent => None,
    }
}

/// Time passes up to an instant, and everything that happens of itself by then happens at its own instant.
fn pass_to(world: &mut World, until: Instant) {
    while let Some(next) = world.case.next_wake().filter(|next| *next <= until) {
        world.take(&Step::Wake(next)).unwrap();
    }
    world.take(&Step::Wake(until)).unwrap();
}

/// Whether a case that takes the course comes to what was foreseen, or rejects what was foreseen as rejected. Nobody supposes that the applicant
/// is told.
fn comes_true(world: &World, foreseen: &Foreseen) -> Result<(), TestCaseError> {
    let mut world = World::new(world.case.clone(), UNTOLD);
    let taken = match act(foreseen) {
        Some(act) => {
            pass_to(&mut world, foreseen.at.shifted(chrono::TimeDelta::nanoseconds(-1)));
            world.take(&act)
        }
        None => Ok(()),
    };
    prop_assert_eq!(taken.err(), foreseen.rejected.as_ref().map(|problem| problem.code));
    if foreseen.rejected.is_none() {
        pass_to(&mut world, foreseen.at);
        prop_assert_eq!(&world.case.deadlines(foreseen.at).unwrap(), &foreseen.clocks);
        prop_assert_eq!(Some(world.case.view(foreseen.at).stage), foreseen.stage);
    }
    if foreseen.course == Course::IsSilent {
        prop_assert_eq!(foreseen.stage, Some(Stage::CoordinationOverdue), "silent only until {}", foreseen.at);
    }
    Ok(())
}

fn played(script: &Script) -> (World, Story) {
    let Script { kind, filed_at, told_of_itself, .. } = *script;
    let mut world =
        World::new(Asked::of(kind.asked).filed(filed_at, Vec::new(), "random"), Around { applicant_is_told: told_of_itself, ..UNTOLD });
    let mut story = Story::new(kind, filed_at, told_of_itself);
    for order in &script.orders {
        let _ = world.take(&Step::Order(order.clone()));
        story.take(order);
    }
    (world, story)
}

/// What the second reading says that comes of a course, as lines.
fn second_reading(script: &Script, foreseen: &Foreseen) -> Option<Vec<String>> {
    let (_, mut story) = played(script);
    // Whoever asks supposes no notice; one that was given stays given.
    story.told &= story.request.is_some();
    let taken = match act(foreseen) {
        Some(Step::Order(order)) => story.take(&order),
        _ => true,
    };
    taken.then(|| {
        story.tell(foreseen.at);
        story.clocks.sort_unstable();
        story.clocks
    })
}

fn foretold(foreseen: &Foreseen) -> Option<Vec<String>> {
    let mut lines: Vec<_> = foreseen.clocks.iter().map(|deadline| clock_line(&deadline.clock)).collect();
    lines.sort_unstable();
    foreseen.rejected.is_none().then_some(lines)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_open_visa_goes_the_way_that_was_foreseen(script in scripts(), acted in later()) {
        let (world, story) = played(&script);
        let before = format!("{:?}", world.case);
        for nsc_at in [None, Some(acted.than(script.until).max(script.until))] {
            let foreseen = what_if::of_case(&world.case, script.until, Supposed { verified_at: None, nsc_at });
            prop_assert_eq!(&before, &format!("{:?}", world.case), "asking has changed the case");
            prop_assert_eq!(foreseen.as_ref().err().map(|problem| problem.code), story.nothing_left());
            for course in foreseen.into_iter().flat_map(|foreseen| foreseen.courses) {
                comes_true(&world, &course)?;
                prop_assert_eq!(foretold(&course), second_reading(&script, &course), "{:?}", course.course);
            }
        }
    }

    /// An electronic visa is no sticker, and the NSC is not asked about it.
    #[test]
    fn a_draft_of_a_visa_is_foreseen_as_its_case(script in scripts(), acted in later()) {
        prop_assume!(script.kind.asked != "electronic");
        let (filed_at, asked) = (script.filed_at, Asked::of(script.kind.asked));
        let (draft, visa) = draft(&asked, filed_at);
        for nsc_at in [None, Some(acted.than(filed_at))] {
            let supposed = Supposed { verified_at: None, nsc_at };
            let foreseen = of_draft(&draft, &visa, &RULEBOOK, supposed);
            prop_assert_eq!(foreseen, what_if::of_case(&asked.filed(filed_at, Vec::new(), "draft"), filed_at, supposed));
        }
    }
}

fn told(what_if: &WhatIf, course: Course) -> Vec<String> {
    let foreseen = what_if.courses.iter().find(|foreseen| foreseen.course == course).unwrap();
    assert_eq!(foreseen.rejected, None);
    foreseen.clocks.iter().map(|deadline| format!("{} {}", deadline.clock.clock.as_str(), short(deadline.clock.due))).collect()
}

/// Counted by hand: 1, 7 and 9 to 11 May 2026 are off, 24 May is a Sunday.
#[test]
pub fn the_last_dates_of_a_visa_are_those_of_the_contract() {
    let draft_of = |asked: &str| {
        let (draft, visa) = draft(&Asked::of(asked), at("04-24 10:00"));
        of_draft(&draft, &visa, &RULEBOOK, Supposed::default()).unwrap()
    };
    for asked in ["issue", "extend", "restore"] {
        let what_if = draft_of(asked);
        assert_eq!(what_if.verified_at, None, "the police verify no visa");
        let begun = ["service 05-04 18:30", "coordination 04-29 18:30"];
        assert_eq!(told(&what_if, Course::Answers), [&begun[..], &["decision 04-30 18:30"]].concat(), "{asked}");
        let longer = ["coordination 05-25 18:30", "extension_notice 05-05 18:30", "service 05-25 18:30"];
        assert_eq!(told(&what_if, Course::Asks), [&begun[..], &longer[..]].concat(), "{asked}");
        assert_eq!(told(&what_if, Course::IsSilent), [&begun[..], &longer[..1]].concat(), "{asked}");
    }
    // The thirty days of an ethnic Kazakh are not extended.
    let begun = ["service 05-25 18:30", "coordination 04-29 18:30"];
    let longer = ["coordination 05-25 18:30", "extension_notice 05-05 18:30"];
    assert_eq!(told(&draft_of("ethnic-kazakh"), Course::Asks), [&begun[..], &longer[..]].concat());
}

#[test]
pub fn of_a_visa_nothing_is_foreseen_that_no_rule_allows() {
    let what_if = |script: &str, as_of: &str, supposed| what_if::of_case(&play(script), at(as_of), supposed);
    for (script, code) in [
        ("issue; filed 04-24 10:00; agree 04-27 10:00", Code::Answered),
        ("issue; filed 04-24 10:00; agree 04-27 10:00; intend-2 04-27 11:00 for 05-06 11:00", Code::Answered),
        ("issue; filed 04-24 10:00; withdraw 04-27 10:00", Code::CaseClosed),
        ("exit; filed 04-24 10:00", Code::NotCoordinated),
        ("exit; filed 04-27 20:00", Code::NotCoordinated),
        ("electronic; filed 04-24 10:00", Code::NotCoordinated),
        ("annul; filed 04-24 10:00", Code::NotCoordinated),
        ("shorten; filed 04-24 10:00", Code::NotCoordinated),
    ] {
        assert_eq!(what_if(script, "04-27 20:00", Supposed::default()).unwrap_err().code, code, "{script}");
    }
    // At night the request has not been sent to the NSC yet, which answers when it has been.
    let at_night = "issue; filed 04-24 20:00";
    let early = Supposed { nsc_at: Some(at("04-25 10:00")), ..Supposed::default() };
    let courses = what_if(at_night, "04-24 20:00", early).unwrap().courses;
    let rejected: Vec<_> = courses.iter().map(|foreseen| foreseen.rejected.as_ref().map(|problem| problem.code)).collect();
    assert_eq!(rejected, [Some(Code::NotSubmitted), Some(Code::NotSubmitted), None]);
    let courses = what_if(at_night, "04-24 20:00", Supposed::default()).unwrap().courses;
    assert_eq!((short(courses[0].at), courses[0].stage), ("04-30 18:30".to_owned(), Some(Stage::Decision)));
    // More time is asked for once, and not when all of it has run out.
    for (script, as_of, code) in [
        ("issue; filed 04-24 10:00; request 04-27 10:00", "04-27 11:00", Code::ExtensionRepeated),
        ("issue; filed 04-24 10:00", "06-24 10:00", Code::ExtensionLate),
    ] {
        let courses = what_if(script, as_of, Supposed::default()).unwrap().courses;
        assert_eq!(courses[1].rejected.as_ref().map(|problem| problem.code), Some(code), "{script}");
    }

    let drafted = |category: &str, filed_at: &str| {
        let (draft, mut visa) = draft(&Asked::of("issue"), at(filed_at));
        visa.category = category.to_owned().try_into().unwrap();
        let problem = of_draft(&draft, &visa, &RULEBOOK, Supposed::default()).unwrap_err();
        (problem.code, problem.field.unwrap_or_default())
    };
    assert_eq!(drafted("C99", "04-24 10:00"), (Code::Category, "category".to_owned()));
    assert_eq!(drafted("C11", "04-24 10:00"), (Code::NotCoordinated, String::new()));
    assert_eq!(drafted("C3", "2099-04-24 10:00"), (Code::NoCalendar, "filed_at".to_owned()));
}
