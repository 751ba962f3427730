//! Risk: a figure calls an office diligent that is late, or late that is diligent.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use shaqyru_domain::{
    case::{
        clock::ClockOutcome,
        filing::Awaited,
        record::CaseRecord,
        stage::{Stage, Status},
        view::ClockView,
    },
    checks::papers::MissingPaper,
    law::clock_kind::{ClockKind, Nature, Window},
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};
use shaqyru_register::{Compliance, Filter, Horizons, Recorded, Register, Workload};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued},
};

on_both! {
    what_is_awaited_is_missed_or_counted_though_it_is_done,
    page_list_and_figures_disagree_on_what_is_awaited,
    what_was_awaited_before_it_was_recorded_is_forgotten,
    a_term_counts_as_kept_that_was_not,
    a_month_takes_what_belongs_to_another,
    a_case_is_held_longer_or_shorter_than_it_was,
    another_offices_cases_are_counted,
    a_case_that_is_late_or_about_to_be_is_left_out,
    the_board_shows_another_load_than_somebody_has,
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
    let docket = told.case.docket();
    let open = docket.ended_at.is_none();
    let awaited = docket.clocks.iter().filter(|clock| open && clock.is_awaited());
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

type Term = (ClockKind, Option<Window>, Instant);

/// Cases that come through all stages, each at an office of its own, so that a figure is of one case.
fn through_all_stages() -> Vec<Told> {
    let filed = |office: &'static str| Filed { request: office, office, ..Filed::default() };
    let wait = Awaited::until(at("03-06 18:30"));
    let paper = |code: &str| MissingPaper { code: code.to_owned(), message: String::new(), basis: String::new() };
    let incomplete = Told::filed_as(filed("ALA-T1"), |filing| filing.missing = vec![paper("petition")]);
    let waiting = Told::filed_as(filed("ALA-T2"), |filing| (filing.missing, filing.awaited) = (vec![paper("petition")], Some(wait)));
    let silent = "wake 03-06 10:30; wake 03-11 10:00; clear 03-11 11:30; wake 03-20 10:00; wake 05-05 10:00";
    vec![
        incomplete,
        waiting.then("wake 03-10 10:00"),
        Told::new(Filed { at: "03-06 19:00", ..filed("ALA-T3") })
            .then("wake 03-06 20:00; wake 03-10 10:00; wake 03-16 10:00; ignore 03-16 11:00"),
        Told::new(filed("ALA-T4")).then(silent).then("agree 05-06 10:00; wake 05-12 10:00; issue 05-12 11:00"),
        Told::new(filed("ALA-T5")).then(silent).then("withdraw 05-06 10:00"),
        Told::new(filed("ALA-T6"))
            .then("clear 03-06 11:30; request 03-10 10:00; wake 03-19 10:00; wake 05-05 10:00; object 05-06 10:00; refuse 05-06 11:00"),
        Told::new(filed("ALA-T7")).then("clear 03-06 11:30; request 03-10 10:00; object 03-11 10:00; wake 05-05 10:00; refuse 05-06 11:00"),
        Told::new(filed("ALA-T8")).then("wake 03-20 10:00; stop 03-20 11:00"),
    ]
}

/// A snapshot as a release before handed it over, which did not say what is awaited.
fn of_before(record: &CaseRecord) -> CaseRecord {
    let mut recorded = serde_json::to_value(record).unwrap();
    for clock in recorded["clocks"].as_array_mut().unwrap() {
        clock.as_object_mut().unwrap().remove("awaited").unwrap();
    }
    serde_json::from_value(recorded).unwrap()
}

fn terms<'a>(clocks: impl IntoIterator<Item = &'a ClockView>) -> Vec<Term> {
    clocks.into_iter().filter(|clock| clock.awaited).map(|clock| (clock.clock, clock.window, clock.due)).collect()
}

/// The case page folds what `deadlines` does not call awaited; the worklist shows `list`, supervisors see `awaited_terms`.
async fn page_list_and_figures_disagree_on_what_is_awaited(store: &Store) {
    let mut stages = Vec::new();
    for told in through_all_stages() {
        for (record, case) in told.snapshots.iter().zip(&told.cases) {
            let now = case.filing().filed_at;
            let says = format!("{} at {:?}", case.number(), record.stage);
            let expected: Vec<Term> = case
                .docket()
                .clocks
                .iter()
                .filter(|clock| clock.is_awaited())
                .map(|clock| (clock.kind, clock.window, clock.due()))
                .collect();
            assert_eq!(terms(&case.view(now).clocks), expected, "view: {says}");
            assert_eq!(terms(case.deadlines(now).unwrap().iter().map(|deadline| &deadline.clock)), expected, "page: {says}");
            assert_eq!(of_before(record), *record, "record of before: {says}");
            store.register.record(record).await.unwrap();
            assert_eq!(terms(&store.register.case(&record.number).await.unwrap().unwrap().clocks), expected, "on record: {says}");
            let office = Filter { office: Some(record.office.clone()), ..Filter::default() };
            let listed = store.register.list(&office, None, 1).await.unwrap().cases.remove(0);
            let first = expected.iter().min_by_key(|(_, _, due)| *due).map(|(clock, _, due)| (*clock, *due));
            assert_eq!(listed.clock.zip(listed.due), first, "list: {says}");
            let figures = store.register.awaited_terms().await.unwrap();
            let figures = figures.iter().filter(|term| term.office == record.office);
            let mut figures: Vec<Term> = figures.map(|term| (term.clock, term.window, term.due)).collect();
            let mut of_open = if case.docket().ended_at.is_none() { expected } else { Vec::new() };
            figures.sort_unstable();
            of_open.sort_unstable();
            assert_eq!(figures, of_open, "figures: {says}");
            stages.push(record.stage.as_str());
        }
    }
    stages.sort_unstable();
    stages.dedup();
    let all = [
        "acceptance_refused",
        "coordination",
        "coordination_extended",
        "coordination_overdue",
        "decision",
        "filed",
        "issued",
        "not_considered",
        "refused",
        "registered",
        "verification",
        "withdrawn",
    ];
    assert_eq!(stages, all);
}

/// A register of before is brought up to date; and while a release is rolled out, a worker of the earlier one still writes.
async fn what_was_awaited_before_it_was_recorded_is_forgotten(store: &Store) {
    let all = through_all_stages();
    for (index, told) in all.iter().enumerate() {
        // Some as they ended, some as they stood half-way: while the NSC is overdue, if they come to that.
        let overdue = told.snapshots.iter().position(|record| record.stage == Stage::CoordinationOverdue);
        let half = overdue.map_or(told.snapshots.len().div_ceil(2), |place| place + 1);
        let recorded = if index % 2 == 0 { told.snapshots.len() } else { half };
        for record in &told.snapshots[..recorded] {
            store.register.record(record).await.unwrap();
        }
    }
    let recorded = async |register: &Register| {
        let mut clocks = Vec::new();
        for told in &all {
            clocks.push(register.case(&told.number()).await.unwrap().unwrap().clocks);
        }
        clocks
    };
    let open = Filter { status: Some(Status::Open), ..Filter::default() };
    let open = store.register.list(&open, None, 1).await.unwrap().cases.remove(0).case;
    let stands = store.register.case(&open).await.unwrap().unwrap();
    let (before, figures) = (recorded(&store.register).await, store.register.awaited_terms().await.unwrap());
    assert!(!figures.is_empty());
    store.run("ALTER TABLE clocks DROP COLUMN awaited").await.unwrap();
    store.run("DELETE FROM _sqlx_migrations WHERE version = 12").await.unwrap();
    let register = Register::open(&store.setting).await.unwrap();
    assert_eq!(recorded(&register).await, before);
    assert_eq!(register.awaited_terms().await.unwrap(), figures);
    store.run("UPDATE clocks SET awaited = 0").await.unwrap();
    assert_eq!(register.record(&stands).await.unwrap(), Recorded::Known);
    assert_eq!(register.case(&open).await.unwrap().unwrap(), stands);
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

fn figures(kept: Vec<Compliance>) -> Figures {
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

/// Of which a statutory term that is awaited is due before an instant, by the cases themselves.
fn due_before(all: &[Told], office: Option<&str>, until: Instant) -> Vec<(Instant, String)> {
    let is_due = |clock: &&ClockView| clock.awaited && clock.nature == Nature::Statutory && clock.due < until;
    let of_office = |record: &CaseRecord| office.is_none_or(|office| record.office.as_str() == office);
    let records = all.iter().map(Told::record).filter(|record| record.status == Status::Open && of_office(record));
    let late = records.filter(|record| record.clocks.iter().any(|clock| is_due(&clock)));
    let mut late: Vec<_> = late.map(|record| (record.next_due.unwrap().1, record.number.to_string())).collect();
    late.sort_unstable();
    late
}

async fn a_case_that_is_late_or_about_to_be_is_left_out(store: &Store) {
    let all = cases();
    record(&store.register, &all).await;
    let (now, soon) = (at("03-12 18:31"), at("03-20 18:30"));
    let numbers = |found: &shaqyru_register::HeldUpCases| found.cases.iter().map(|case| case.case.to_string()).collect::<Vec<_>>();
    let expected = |office, until| due_before(&all, office, until).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
    let late = store.register.held_up(None, now, &Horizons::new(), 10).await.unwrap();
    assert_eq!(numbers(&late), expected(None, now));
    assert!(!late.cases.is_empty() && late.all == u64::try_from(late.cases.len()).unwrap(), "{late:?}");
    // What is about to run out counts at the office that is named, and not at another.
    let near = Horizons::from([(ALMATY.parse().unwrap(), soon)]);
    let office: OfficeCode = ALMATY.parse().unwrap();
    let here = store.register.held_up(Some(&office), now, &near, 10).await.unwrap();
    assert_eq!(numbers(&here), expected(Some(ALMATY), soon.shifted(TimeDelta::seconds(1))));
    assert!(here.all > u64::try_from(expected(Some(ALMATY), now).len()).unwrap(), "nothing is about to run out");
    let there: OfficeCode = "AST-DP".parse().unwrap();
    let elsewhere = store.register.held_up(Some(&there), now, &near, 10).await.unwrap();
    assert_eq!(numbers(&elsewhere), expected(Some("AST-DP"), now));
    // Each has its own clocks, as the case itself tells them; and those beyond the limit are counted.
    for held_up in &here.cases {
        let told = all.iter().find(|told| told.number() == held_up.case).unwrap();
        assert_eq!(held_up.clocks, told.record().clocks);
        assert_eq!(held_up.stopped, Vec::new());
    }
    let first = store.register.held_up(Some(&office), now, &near, 1).await.unwrap();
    assert_eq!((numbers(&first), first.all), (numbers(&here).into_iter().take(1).collect(), here.all));
}

async fn the_board_shows_another_load_than_somebody_has(store: &Store) {
    let all = vec![
        filed("late, and entered by who has it", ALMATY).then("enter 03-06 11:30; give 03-06 12:00; wake 03-12 10:00"),
        filed("in time", ALMATY).then("give 03-10 10:00; clear 03-10 11:00"),
        filed("nobody's", ALMATY),
        filed("elsewhere", "AST-DP").then("give 03-06 12:00"),
        filed("ended", ALMATY).then("give 03-06 12:00; withdraw 03-06 13:00"),
    ];
    record(&store.register, &all).await;
    let (now, horizon) = (at("03-10 12:00"), at("04-10 00:00"));
    let due = |told: &Told| told.record().next_due.unwrap().1;
    let office: OfficeCode = ALMATY.parse().unwrap();
    let counted = |officer: Option<&str>| {
        let theirs = |told: &&Told| {
            let record = told.record();
            record.office == office && record.status == Status::Open && record.officer.as_ref().map(OfficerId::as_str) == officer
        };
        let theirs: Vec<_> = all.iter().filter(theirs).collect();
        let late = theirs.iter().filter(|told| due(told) < now).count();
        (theirs.len(), late, theirs.iter().filter(|told| due(told) >= now && due(told) < horizon).count())
    };
    let shown: Vec<_> = store.register.workloads(&office, at("03-06 00:00"), now, horizon).await.unwrap();
    let shown: Vec<_> = shown
        .iter()
        .map(|load| {
            (load.officer.as_ref().map(ToString::to_string), [load.open, load.late, load.soon].map(|cases| usize::try_from(cases).unwrap()))
        })
        .collect();
    let expected = [None, Some("P-7")].map(|officer| {
        let (open, late, soon) = counted(officer);
        (officer.map(str::to_owned), [open, late, soon])
    });
    assert_eq!(shown, expected);
    // Who has none left stands there for a while.
    let left = store.another().await;
    record(&left.register, &all[4..]).await;
    let ended = all[4].record().ended_at.unwrap();
    let mut loads = Vec::new();
    for since in [ended, ended.shifted(TimeDelta::seconds(1))] {
        loads.push(left.register.workloads(&office, since, now, horizon).await.unwrap());
    }
    let nothing = Workload { officer: Some("P-7".parse().unwrap()), open: 0, late: 0, soon: 0 };
    assert_eq!(loads, [vec![nothing], Vec::new()]);
    let board = store.register.board(&office, horizon, 10).await.unwrap();
    let first = board.iter().find(|case| case.case == all[0].number()).unwrap();
    assert_eq!((first.due, &first.may_not_decide), (due(&all[0]), &all[0].case.handled_by()));
    assert!(first.may_not_decide.contains(first.officer.as_ref().unwrap()), "{first:?}");
    assert!(board.iter().all(|case| case.case != all[4].number() && case.case != all[3].number()), "{board:?}");
    assert_eq!(store.register.board(&office, horizon, 1).await.unwrap(), board[..1]);
}
