//! Risk: what a case looks like depends on how often its process happened to wake. It must depend on its
//! facts alone.

use chrono::TimeDelta;
use proptest::prelude::*;
use shaqyru_domain::{
    case::view::{CaseView, TimelineLine},
    invitation::{Case, procedure::Fact},
    time::instant::Instant,
};

use crate::{
    oracle::{Script, scripts},
    script::{Step, open, take, tell, timeline},
};

/// How a process sleeps between two facts.
#[derive(Clone, Copy)]
enum Sleep {
    /// It wakes at each instant at which something happens of itself.
    Step,
    /// It sleeps until the next fact.
    Through,
    /// It is woken at instants at which nothing happens, too.
    Restless,
    /// It wakes long after each fact and learns of it only then.
    Overslept,
}

fn sleep(case: &mut Case, until: Instant, how: Sleep) {
    match how {
        Sleep::Through => {}
        Sleep::Step | Sleep::Restless => {
            let mut wakes = 0;
            while let Some(next) = case.next_wake().filter(|next| *next < until) {
                if let Sleep::Restless = how {
                    let a_little_before = next.shifted(TimeDelta::milliseconds(-1));
                    case.wake(a_little_before).unwrap();
                }
                case.wake(next).unwrap();
                assert!(case.next_wake().is_none_or(|after| after > next), "it would wake at the same instant again");
                wakes += 1;
                assert!(wakes < 500, "it wakes without end");
            }
        }
        Sleep::Overslept => case.wake(until.shifted(TimeDelta::days(3))).unwrap(),
    }
}

fn run(script: &Script, how: Sleep) -> (CaseView, Vec<bool>) {
    let mut case = open(script.filed_at, Vec::new(), script.filed_at);
    let mut taken = Vec::new();
    for entry in &script.facts {
        sleep(&mut case, entry.received_at, how);
        let result = take(&mut case, &Step::Fact(entry.clone()), false);
        taken.push(result.is_ok());
        if script.told_of_itself && result.is_ok() && matches!(entry.content, Fact::ExtensionRequest(_)) {
            tell(&mut case, script.filed_at);
        }
    }
    if !matches!(how, Sleep::Overslept) {
        sleep(&mut case, script.until, how);
    }
    (case.view(script.until), taken)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_case_comes_out_the_same_however_often_its_process_woke(mut script in scripts()) {
        // A process that is awake cannot learn of a fact before it has happened.
        script.facts.sort_by_key(|entry| entry.received_at);
        let expected = run(&script, Sleep::Through);
        for how in [Sleep::Step, Sleep::Restless] {
            let (view, taken) = run(&script, how);
            prop_assert_eq!(&taken, &expected.1);
            prop_assert_eq!(timeline(&view), timeline(&expected.0));
            prop_assert_eq!(&view, &expected.0);
        }
    }

    #[test]
    fn clocks_and_stage_stay_the_same_however_late_facts_came_through(script in scripts()) {
        // The process wakes later than the last fact, so both are looked at when it has long been awake.
        let script = Script { until: script.until.shifted(TimeDelta::days(30)), ..script };
        let (expected, taken) = run(&script, Sleep::Through);
        let (late, taken_late) = run(&script, Sleep::Overslept);
        prop_assert_eq!(taken_late, taken);
        prop_assert_eq!(&late.clocks, &expected.clocks);
        prop_assert_eq!((late.status, late.stage), (expected.status, expected.stage));
        // Which breaches ended with an entry depends on when it came: that alone may differ.
        let line_as_it_came = |line: &TimelineLine| TimelineLine { undid: Vec::new(), ..line.clone() };
        let lines: Vec<_> = late.timeline.iter().map(line_as_it_came).collect();
        for line in &expected.timeline {
            prop_assert!(lines.contains(&line_as_it_came(line)) || line.detail.starts_with("escalation "), "lost: {:?}", line);
        }
        for gone in &expected.escalations {
            prop_assert!(late.escalations.iter().any(|late| (late.clock, late.window, &late.rung) == (gone.clock, gone.window, &gone.rung)), "lost: {:?}", gone);
        }
    }
}
