//! Risk: a figure calls an office diligent that is late, or late that is diligent.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use shaqyru_domain::{
    case::{
        clock::{ClockKind, ClockOutcome, Nature, Window},
        stage::Stage,
        view::ClockView,
    },
    instant::Instant,
    text::OfficeCode,
};
use shaqyru_register::{Kept, Register};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued},
};

on_both! {
    what_is_awaited_is_missed_or_counted_though_it_is_done,
    a_term_counts_as_kept_that_was_not,
    a_month_takes_what_belongs_to_another,
    a_case_is_held_longer_or_shorter_than_it_was,
    another_offices_cases_are_counted,
}

const ALMATY: &str = "ALA-ALMALY";

async fn record(register: &Register, all: &[Told]) {
    for told in all {
        register.record(&told.record()).await.unwrap();
    }
}

fn filed(request: &'static str, office: &'static str) -> Told {
    Told::new(Filed { request, office, ..Filed::default() }).then("wake 03-06 10:30")
}

fn cases() -> Vec<Told> {
    vec![
        issued("issued"),
        filed("verifying", ALMATY),
        filed("late with the NSC", ALMATY).then("clear 03-06 11:30; wake 05-05 10:00"),
        filed("asked", "AST-DP").then("clear 03-06 11:30; request 03-10 10:00; wake 03-19 10:00"),
        filed("undecided", "AST-DP").then("clear 03-06 11:30; agree 03-10 10:00; wake 03-12 10:00"),
        filed("withdrawn", ALMATY).then("clear 03-06 11:30; withdraw 03-10 10:00"),
        filed("refused", "AST-DP").then("clear 03-06 11:30; object 03-10 10:00; refuse 03-10 11:00"),
    ]
}

/// The clocks of which the case itself says that they are awaited.
fn awaited(told: &Told) -> Vec<(ClockKind, Option<Window>, Instant, bool)> {
    let procedure = told.case.procedure();
    let open = procedure.ended_at.is_none();
    let awaited = procedure.clocks.iter().filter(|clock| open && clock.is_awaited());
    awaited.map(|clock| (clock.kind, clock.window, clock.due(), clock.outcome == ClockOutcome::Breached)).collect()
}

async fn what_is_awaited_is_missed_or_counted_though_it_is_done(store: &Store) {
    let all = cases();
    record(&store.register, &all).await;
    let mut expected: Vec<_> = all.iter().flat_map(awaited).collect();
    let terms = store.register.awaited_terms().await.unwrap();
    let mut found: Vec<_> =
        terms.iter().flat_map(|term| (0..term.cases).map(|_| (term.clock, term.window, term.due, term.breached))).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert!(found.contains(&(ClockKind::Coordination, Some(Window::Extended), at("04-06 18:30"), true)), "{found:?}");
}

/// Statutory terms that ended within a stretch, from the records themselves.
fn ended<'a>(all: &'a [Told], from: &'a str, until: &'a str) -> impl Iterator<Item = (OfficeCode, ClockView)> + 'a {
    let clocks = all.iter().map(Told::record).flat_map(|record| record.clocks.into_iter().map(move |clock| (record.office.clone(), clock)));
    clocks.filter(move |(_, clock)| {
        let when = match clock.outcome {
            ClockOutcome::Met => clock.ended_at,
            ClockOutcome::Breached => Some(clock.due),
            ClockOutcome::Running | ClockOutcome::Superseded => None,
        };
        clock.nature == Nature::Statutory && when.is_some_and(|when| (at(from)..at(until)).contains(&when))
    })
}

type Figures = BTreeMap<(String, ClockKind, Option<Window>), (u64, u64)>;

fn figures(kept: Vec<Kept>) -> Figures {
    kept.into_iter().map(|kept| ((kept.office.to_string(), kept.clock, kept.window), (kept.met, kept.breached))).collect()
}

async fn a_term_counts_as_kept_that_was_not(store: &Store) {
    let all = cases();
    record(&store.register, &all).await;
    for (from, until) in [("03-01 00:00", "04-01 00:00"), ("04-01 00:00", "05-01 00:00"), ("2025-01-01 00:00", "2027-01-01 00:00")] {
        let mut expected = Figures::new();
        for (office, clock) in ended(&all, from, until) {
            let (met, breached) = expected.entry((office.to_string(), clock.clock, clock.window)).or_default();
            *if clock.outcome == ClockOutcome::Met { met } else { breached } += 1;
        }
        assert!(!expected.is_empty());
        assert_eq!(figures(store.register.kept(None, at(from), at(until)).await.unwrap()), expected, "{from} to {until}");
    }
}

async fn a_month_takes_what_belongs_to_another(store: &Store) {
    let told = filed("answered", ALMATY).then("clear 03-06 11:30; agree 03-10 10:00");
    record(&store.register, &[told]).await;
    let answer = at("03-10 10:00");
    let after = answer.shifted(TimeDelta::nanoseconds(1));
    let met = async |from, until| store.register.kept(None, from, until).await.unwrap().iter().map(|kept| kept.met).sum::<u64>();
    assert_eq!(met(answer, after).await, 1);
    assert_eq!(met(at("03-01 00:00"), answer).await, 0);
    assert_eq!(met(after, at("04-01 00:00")).await, 0);
}

async fn a_case_is_held_longer_or_shorter_than_it_was(store: &Store) {
    let quick = filed("quick", ALMATY).then("give 03-06 10:40; clear 03-06 11:00; agree 03-10 11:00; issue 03-10 13:00");
    let slow = filed("slow", ALMATY).then("give 03-06 10:40; clear 03-06 18:00; agree 03-10 18:00");
    let nobodys = filed("nobody's", "AST-DP").then("clear 03-06 14:00");
    record(&store.register, &[quick, slow, nobodys]).await;
    let (from, until) = (at("03-01 00:00"), at("04-01 00:00"));
    let holding = store.register.holding(None, from, until).await.unwrap();
    let hours: Vec<_> = holding
        .by_stage
        .iter()
        .map(|(stage, spread)| (*stage, spread.count, spread.median_seconds / 3600, spread.ninetieth_seconds / 3600))
        .collect();
    let expected =
        [(Stage::Registered, 3, 0, 0), (Stage::Verification, 3, 4, 8), (Stage::Coordination, 2, 96, 96), (Stage::Decision, 1, 2, 2)];
    assert_eq!(hours, expected);
    let [(officer, spread)] = &holding.by_officer[..] else { panic!("{:?}", holding.by_officer) };
    assert_eq!((officer.to_string().as_str(), spread.count, spread.median_seconds / 3600), ("P-7", 3, 2));
    // What was left before, or after, is of another stretch.
    let stretch = store.register.holding(None, at("03-06 14:00"), at("03-06 18:00")).await.unwrap();
    assert_eq!(stretch.by_stage.iter().map(|(stage, spread)| (*stage, spread.count)).collect::<Vec<_>>(), [(Stage::Verification, 1)]);
}

async fn another_offices_cases_are_counted(store: &Store) {
    let all = cases();
    record(&store.register, &all).await;
    let (from, until) = (at("03-01 00:00"), at("06-01 00:00"));
    let offices = [ALMATY, "AST-DP"].map(|office| office.parse::<OfficeCode>().unwrap());
    let mut together = Figures::new();
    for office in &offices {
        let kept = store.register.kept(Some(office), from, until).await.unwrap();
        assert!(!kept.is_empty() && kept.iter().all(|kept| kept.office == *office), "{kept:?}");
        together.extend(figures(kept));
    }
    assert_eq!(together, figures(store.register.kept(None, from, until).await.unwrap()));
    let mut stays = BTreeMap::new();
    for office in &offices {
        for (stage, spread) in store.register.holding(Some(office), from, until).await.unwrap().by_stage {
            *stays.entry(stage.as_str()).or_insert(0) += spread.count;
        }
    }
    let of_all = store.register.holding(None, from, until).await.unwrap();
    assert_eq!(stays, of_all.by_stage.iter().map(|(stage, spread)| (stage.as_str(), spread.count)).collect());
    let nowhere = "TST-0".parse().unwrap();
    assert_eq!(store.register.kept(Some(&nowhere), from, until).await.unwrap(), []);
}
