//! On the engine a visa goes another way than in the domain, where nobody thought of a test: a timer that fires late, something that the workflow does
//! of itself at another instant, a case that closes too early, an event that is judged otherwise by a case that time has woken.
//!
//! So the engine is held against the pure [model] on random walks: a request out of the examples, and what is said about it at random instants, which
//! prefer edges of hours, days off and deadlines; lawful and unlawful things, also twice. Where a walk leads to a visa, another request may follow that
//! ends it. Apart from the model, some things must never be seen, whatever the model says.
//!
//! Every `cargo test` takes [`WALKS`] walks, about 20 seconds on two busy cores. `SHAQYRU_WALKS=200` takes so many, `SHAQYRU_SEED=N` begins with another
//! one: a walk is its seed, and a failure names the seed of each walk that differs, and prints it as a scenario.
//!
//! One thing is left out: what is said at the very instant of something else, or within seconds of it. A fast-forward waits for what is in flight, but
//! time does not stand still meanwhile, and to an instant that has passed there is no fast-forward: the second event may overtake what the workflow does
//! of itself after the first, which the model does at once. A minute lies between two events.

#[path = "../../../domain/tests/visa/model.rs"]
mod model;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use fastrand::Rng;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use shaqyru::{
    simulation::{self, Event, Filed, Scenario, said},
    stack::Stack,
};
use shaqyru_domain::{
    actor::Actor,
    application::VisaKind,
    case::{
        clock::ClockOutcome,
        fact::Entry,
        order::Order,
        stage::Status,
        view::CaseView,
        visa::{EndedElsewhere, VisaStanding, VisaView},
    },
    checks::papers::state_may_hold,
    law::{clock_kind::ClockKind, rulebook::Rulebook},
    problem::Code,
    text::Text,
    time::instant::Instant,
    visa::{
        checks::judge_by,
        request::{VisaAction, VisaIssuer, VisaRequest},
    },
};
use shaqyru_tests::{SILENT, alone, examples, shown};

use self::model::{Around, World, opened};
use super::of_a_person_of_its_own;

/// So many walks `cargo test` takes.
const WALKS: u64 = 16;
/// So many come to every end that there is.
const MANY: u64 = 100;
/// The seed of the first of them.
const SEED: u64 = 1;
/// So many are on their way at once: more would be in each other's way.
const AT_ONCE: usize = 4;
/// What hangs is a finding, too.
const LONGEST: Duration = Duration::from_mins(5);
/// Between two events, see above.
const GAP: TimeDelta = TimeDelta::minutes(1);

const REQUESTS: [&str; 8] = [
    "annul-c3-employer-change",
    "extend-c3-other-region",
    "issue-c1-ethnic-kazakh",
    "issue-c3-after-b3",
    "issue-evisa-b3-pakistan",
    "issue-exit-b16",
    "restore-c3-new-passport",
    "shorten-b3-ground-ceased",
];
/// What can be asked about a sticker; an electronic visa can be annulled.
const OF_A_STICKER: [&str; 4] =
    ["annul-c3-employer-change", "extend-c3-other-region", "restore-c3-new-passport", "shorten-b3-ground-ceased"];
/// Opening, end of lunch, end of filing at the counter, closing.
const EDGES: [(u32, u32); 4] = [(9, 0), (14, 30), (17, 30), (18, 30)];

/// One person's way: a request, and perhaps one about the visa that it led to.
struct Walk {
    seed: u64,
    is_berkut_down: bool,
    first: Leg,
    second: Option<Leg>,
}

/// What is said about one request, and what the model makes of it.
struct Leg {
    request: VisaRequest,
    scenario: Value,
    last: Instant,
    until: Instant,
    world: World,
    rejected: Vec<(usize, Code)>,
}

/// What came of a walk.
#[derive(Default)]
struct Played {
    ends: Vec<Status>,
    stickers: Vec<String>,
    findings: Vec<String>,
}

fn of_its_own_person(request: VisaRequest) -> Result<VisaRequest> {
    match of_a_person_of_its_own(Filed::Request(Box::new(request)))? {
        Filed::Request(request) => Ok(*request),
        Filed::Application { .. } => bail!("a request was filed"),
    }
}

fn one_of<T: Copy>(rng: &mut Rng, choices: &[T]) -> T {
    choices[rng.usize(0..choices.len())]
}

fn edge(rng: &mut Rng, day: NaiveDate) -> Instant {
    let (hour, minute) = one_of(rng, &EDGES);
    Instant::at(day, NaiveTime::from_hms_opt(hour, minute, 0).unwrap()).shifted(TimeDelta::milliseconds(rng.i64(-1..=1)))
}

/// A later instant. An attempt to reach Berkut is made each hour while it is down: such a walk takes no long steps.
fn later(rng: &mut Rng, from: Instant, world: &World) -> Instant {
    let case = &world.case;
    let dues =
        case.docket().clocks.iter().filter(|clock| clock.outcome == ClockOutcome::Running).map(shaqyru_domain::case::clock::Clock::due);
    let deadlines: Vec<_> = dues.chain(case.next_wake()).filter(|due| *due > from).collect();
    let at = match rng.u8(0..10) {
        0..=2 => from.shifted(TimeDelta::minutes(rng.i64(1..600))),
        3..=4 => from.shifted(TimeDelta::minutes(rng.i64(1..12_000))),
        5..=6 => {
            let day = from.date() + Days::new(rng.u64(0..6));
            edge(rng, day)
        }
        _ if deadlines.is_empty() => from.shifted(TimeDelta::hours(1)),
        _ => one_of(rng, &deadlines).shifted(TimeDelta::milliseconds(rng.i64(-1..=1))),
    };
    let stickers = case.procedure().stickers();
    let is_waited_for = world.around.berkut_is_down && (stickers.to_enter().is_some() || stickers.to_end(case.number()).is_some());
    let at = if is_waited_for { at.min(from.shifted(TimeDelta::days(1))) } else { at };
    past_midnight(at.max(from.shifted(GAP)))
}

/// A visa ends at midnight, and its case some milliseconds later: nobody says anything in that minute.
fn past_midnight(at: Instant) -> Instant {
    if at.time().num_seconds_from_midnight() < 60 { at.shifted(GAP) } else { at }
}

/// What somebody may say, as it stands in a scenario.
fn anything(rng: &mut Rng, now: Instant, is_berkut_down: bool) -> Value {
    let ground = if rng.u8(0..4) < 3 { one_of(rng, &[2, 3]) } else { rng.u8(1..=8) };
    let what = match rng.u8(0..29) {
        0..=3 => json!({"nsc": {"answer": one_of(rng, &["agree", "agree", "object"])}}),
        4..=5 => json!({"nsc": {"extension_request": {"reason": "further study"}}}),
        6..=8 => json!({"fingerprints": {"taken": true}}),
        9 => json!({"fingerprints": {"exempt": "head of a mission"}}),
        10..=13 => {
            let days = if rng.u8(0..5) == 0 { rng.u64(0..4) } else { rng.u64(4..12) };
            let (hour, minute) = one_of(rng, &[(11, 0), (11, 0), (11, 0), (9, 0), (18, 30), (8, 59)]);
            let hearing_at = Instant::at(now.date() + Days::new(days), NaiveTime::from_hms_opt(hour, minute, 0).unwrap());
            json!({"preliminary_refusal": {"ground": ground, "note": null, "hearing_at": hearing_at}})
        }
        14..=17 => json!({"hearing": {"outcome": one_of(rng, &["held", "absent", "waived"]), "objections": null}}),
        18..=20 => json!({"decision": {"issue": true}}),
        21..=22 => json!({"decision": {one_of(rng, &["annul", "shorten"]): true}}),
        23..=25 => json!({"decision": {"refuse": {"ground": ground, "note": null}}}),
        // It is lawful nearly always, and ends the walk.
        26 if rng.u8(0..4) == 0 => json!({"withdraw": {"reason": "plans changed"}}),
        27 if is_berkut_down => json!({"berkut": {"entered": true}}),
        _ => json!({"spoil": {"reason": "ink ran"}}),
    };
    let mut event = json!({"at": now});
    event.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    event
}

/// What the model makes of an event. A case that has ended, and has no visa to keep, is closed on the engine: it takes nothing, whatever the event.
fn happen(world: &mut World, event: &Value) -> Result<(), Code> {
    let event: Event = serde_json::from_value(event.clone()).unwrap();
    let (entry, _) = said(&event).map_err(|problem| problem.code)?;
    if is_over(world, event.at) { Err(Code::CaseClosed) } else { world.say(&entry) }
}

fn is_over(world: &World, by: Instant) -> bool {
    let stickers = world.case.procedure().stickers();
    let last_day = stickers.issued().map(|visa| visa.valid_until);
    let is_used_up = last_day.is_none_or(|day| Instant::at(day + Days::new(1), NaiveTime::MIN) <= by);
    !world.case.docket().is_open() && is_used_up && stickers.to_enter().is_none()
}

impl Leg {
    fn take(rng: &mut Rng, request: VisaRequest, filed_at: Instant, berkut_is_down: bool, rulebook: &Rulebook) -> Result<Self> {
        let in_force = rulebook.for_filing(filed_at.date())?;
        let judgement = judge_by(&request, &in_force, filed_at.date())?;
        ensure!(!state_may_hold(&judgement.missing, &in_force), "acceptance waits for the registers, which the model does not have");
        let fingerprints_due = judgement.biometrics_required.contains(&true);
        let case = opened(&request, fingerprints_due, judgement.missing, filed_at, "walk", rulebook);
        let mut world = World::new(case, Around { berkut_is_down, applicant_is_told: true });
        let (mut events, mut rejected, mut last) = (Vec::new(), Vec::new(), filed_at);
        for index in 0..rng.usize(3..10) {
            if is_over(&world, last) && rng.bool() {
                break;
            }
            last = later(rng, last, &world);
            let event = next(rng, last, &world);
            if let Err(code) = happen(&mut world, &event) {
                rejected.push((index, code));
            }
            events.push(event);
        }
        let until = later(rng, last, &world);
        let berkut = if berkut_is_down { "down" } else { "up" };
        Ok(Self { request, scenario: json!({"berkut": berkut, "filed_at": filed_at, "events": events}), last, until, world, rejected })
    }

    /// The model's case as it is shown at the end.
    fn foreseen(&self) -> CaseView {
        self.world.case.view(self.until)
    }

    /// Plays it on the engine; the case, and what differs.
    async fn play(&self, stack: &Stack, request: &VisaRequest, findings: &mut Vec<String>) -> Result<CaseView> {
        let mut scenario = self.scenario.clone();
        scenario["until"] = json!(self.until);
        let scenario = Scenario::parse(&serde_json::to_vec(&scenario)?)?;
        let filed = Filed::Request(Box::new(request.clone()));
        let report = tokio::time::timeout(LONGEST, simulation::play(stack, &scenario, &filed)).await??;
        let rejected: Vec<_> = report.rejected.iter().map(|rejected| (rejected.event, rejected.code)).collect();
        if rejected != self.rejected {
            findings.push(format!("rejected by the engine {rejected:?}\nby the model {:?}", self.rejected));
        }
        let view = stack.cases().case(&report.case, self.until).await?;
        compare(&view, request, &self.foreseen(), &self.request, findings);
        findings.extend(never_seen(&view, request).into_iter().map(str::to_owned));
        Ok(view)
    }
}

/// Two of three times something that the rules allow now.
fn next(rng: &mut Rng, now: Instant, world: &World) -> Value {
    let is_lawful = rng.u8(0..3) > 0;
    let mut event = anything(rng, now, world.around.berkut_is_down);
    for _ in 0..20 {
        if !is_lawful || happen(&mut world.clone(), &event).is_ok() {
            break;
        }
        event = anything(rng, now, world.around.berkut_is_down);
    }
    event
}

impl Walk {
    fn of_seed(seed: u64, rulebook: &Rulebook) -> Result<Self> {
        let mut rng = Rng::with_seed(seed);
        let is_berkut_down = rng.u8(0..10) == 0;
        let mut request = of_its_own_person(examples::visa_request(one_of(&mut rng, &REQUESTS))?)?;
        if rng.u8(0..12) == 0 {
            let mut form = request.form().clone();
            form.documents.retain(|paper| paper.kind.as_str() != "photo");
            request = VisaRequest::of(form)?;
        }
        let day = NaiveDate::from_ymd_opt(2026, 4, 22).unwrap() + Days::new(rng.u64(0..22));
        let filed_at =
            if rng.bool() { edge(&mut rng, day) } else { Instant::at(day, NaiveTime::MIN).shifted(TimeDelta::minutes(rng.i64(1..1440))) };
        let mut first = Leg::take(&mut rng, request, filed_at, is_berkut_down, rulebook)?;
        let request = if rng.bool() { about_the_visa_of(&mut rng, &first)? } else { None };
        let mut second = None;
        if let Some(request) = request {
            let filed_at = later(&mut rng, first.last, &first.world);
            let leg = Leg::take(&mut rng, request, filed_at, is_berkut_down, rulebook)?;
            // The clock of the first case has to get there before, for the case is told what happens in the second one; and the visa may not run out.
            let until = first.until.max(leg.until).shifted(TimeDelta::days(1));
            if !is_over(&first.world, until) {
                first.until = until;
                second = Some(leg);
            }
        }
        Ok(Self { seed, is_berkut_down, first, second })
    }

    async fn play(&self, stack: &Stack) -> Played {
        let mut played = Played::default();
        if let Err(error) = Box::pin(self.go(stack, &mut played)).await {
            played.findings.push(format!("{error:#}"));
        }
        if !played.findings.is_empty() {
            played.findings.insert(0, self.to_string());
        }
        played
    }

    async fn go(&self, stack: &Stack, played: &mut Played) -> Result<()> {
        let first = self.first.play(stack, &self.first.request, &mut played.findings).await?;
        played.note(&first, &self.first.request);
        let Some(second) = &self.second else { return Ok(()) };
        let former = visa_of(&first).context("the first request led to no visa")?;
        // The model did not know which number the office would give it.
        let mut form = second.request.form().clone();
        form.current_visa.as_mut().context("no current visa")?.number = former.number.clone();
        let request = VisaRequest::of(form)?;
        let view = second.play(stack, &request, &mut played.findings).await?;
        played.note(&view, &request);

        let first_after = stack.cases().case(&first.case, self.first.until).await?;
        let mut world = self.first.world.clone();
        if let (Status::Issued | Status::Annulled | Status::Shortened, Some(at)) = (view.status, second.world.case.docket().ended_at) {
            let order = Order::EndElsewhere(EndedElsewhere { by: view.case.clone() });
            world.say(&Entry::new(order, at, Actor::System)).map_err(|code| anyhow!("the model does not end the former visa: {code}"))?;
        }
        let foreseen = world.case.view(self.first.until);
        compare(&first_after, &self.first.request, &foreseen, &self.first.request, &mut played.findings);
        let overlap = |one: &VisaView, other: &VisaView| one.valid_from <= other.valid_until && other.valid_from <= one.valid_until;
        if let (Some(one), Some(other)) = (visa_of(&first_after), visa_of(&view))
            && one.valid
            && other.valid
            && overlap(one, other)
        {
            played.findings.push("one person has two valid visas".to_owned());
        }
        Ok(())
    }
}

impl Played {
    fn note(&mut self, view: &CaseView, request: &VisaRequest) {
        self.ends.push(view.status);
        let current = current_of(request);
        if visa_of(view).is_some_and(|visa| visa.kind == VisaKind::Sticker) {
            self.stickers.extend(view.visa_standing.iter().flat_map(|standing| own_numbers(standing, current)));
        }
    }
}

impl std::fmt::Display for Walk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SHAQYRU_SEED={} SHAQYRU_WALKS=1", self.seed)?;
        for leg in [Some(&self.first), self.second.as_ref()].into_iter().flatten() {
            let form = leg.request.form();
            write!(f, "\n{} {}, until {}\n{}", form.action.as_str(), form.category, leg.until, leg.scenario)?;
        }
        Ok(())
    }
}

/// A request of the same person about the visa that the first one has led to, if it has.
fn about_the_visa_of(rng: &mut Rng, first: &Leg) -> Result<Option<VisaRequest>> {
    let view = first.world.case.view(first.last);
    let holds = |visa: &&VisaView| visa.valid && visa.valid_until > first.last.date() + Days::new(20);
    let Some(visa) = visa_of(&view).filter(holds) else { return Ok(None) };
    let about_it = if visa.kind == VisaKind::Sticker { &OF_A_STICKER[..] } else { &OF_A_STICKER[..1] };
    let mut form = of_its_own_person(examples::visa_request(one_of(rng, about_it))?)?.form().clone();
    let passport = first.request.form().recipient.passport.number.clone();
    if form.action != VisaAction::Restore {
        form.recipient.passport.number = passport.clone();
    }
    let current = form.current_visa.as_mut().context("the example is about no visa")?;
    current.passport_number = passport;
    current.category = visa.category.clone();
    current.entries = visa.entries;
    (current.valid_from, current.valid_until) = (visa.valid_from, visa.valid_until);
    current.issued_by = if visa.kind == VisaKind::Electronic { VisaIssuer::Portal } else { VisaIssuer::Police };
    Ok(Some(VisaRequest::of(form)?))
}

fn visa_of(view: &CaseView) -> Option<&VisaView> {
    view.visa_standing.as_ref()?.visa.as_ref()
}

fn current_of(request: &VisaRequest) -> Option<&Text> {
    request.form().current_visa.as_ref().map(|visa| &visa.number)
}

/// The numbers that the case has used or been given, in order.
fn own_numbers(standing: &VisaStanding, current: Option<&Text>) -> Vec<String> {
    let numbers = standing.acts.iter().map(|act| &act.sticker).chain(standing.visa.iter().map(|visa| &visa.number));
    let mut own: Vec<_> = numbers.filter(|number| Some(*number) != current).map(ToString::to_string).collect();
    own.dedup();
    own
}

/// What can be compared of a case. Numbers are told by what they are of: which one is next hangs on the other walks.
fn told(view: &CaseView, current: Option<&Text>) -> String {
    let mut escalations: Vec<_> = shown::escalations(&view.escalations).lines().map(str::to_owned).collect();
    escalations.sort_unstable();
    let mut told =
        format!("{}, stage {}, registered on {:?}\n{}", view.status, view.stage, view.registered_on, shown::clocks(&view.clocks));
    let _ = writeln!(told, "{}\n{:#?}", escalations.join("\n"), view.visa_standing);
    let own = view.visa_standing.as_ref().map(|standing| own_numbers(standing, current)).unwrap_or_default();
    for (number, place) in own.iter().zip(1..) {
        told = told.replace(number, &format!("OWN {place}"));
    }
    if let Some(current) = current {
        told = told.replace(current.as_str(), "CURRENT");
    }
    told.replace(view.case.as_str(), "CASE")
}

fn compare(view: &CaseView, filed: &VisaRequest, foreseen: &CaseView, asked: &VisaRequest, findings: &mut Vec<String>) {
    let (engine, model) = (told(view, current_of(filed)), told(foreseen, current_of(asked)));
    if engine != model {
        findings.push(format!("the engine:\n{engine}\nthe model:\n{model}"));
    }
}

/// What must never be seen of a case, whatever the model says: written from the Rules, and not from the code.
fn never_seen(view: &CaseView, request: &VisaRequest) -> Vec<&'static str> {
    let form = request.form();
    let is_electronic = form.visa_kind == VisaKind::Electronic;
    let heard = view.clocks.iter().any(|clock| clock.clock == ClockKind::Hearing && clock.ended_at.is_some());
    let agreed = view.timeline.iter().any(|line| line.actor == Actor::Nsc && line.detail == "agrees");
    // R26 paras 25, 42.
    let is_coordinated = visa_of(view).is_some_and(|visa| visa.kind == VisaKind::Sticker && visa.category.as_str() != "B16");
    let ends_one = matches!(form.action, VisaAction::Extend | VisaAction::Restore | VisaAction::Annul | VisaAction::Shorten);
    let is_done = matches!(view.status, Status::Issued | Status::Annulled | Status::Shortened);
    let former = form.current_visa.as_ref().filter(|visa| ends_one && visa.issued_by != VisaIssuer::Portal).map(|visa| &visa.number);
    let acts_on =
        |number: &Text| view.visa_standing.iter().flat_map(|standing| &standing.acts).filter(|act| act.sticker == *number).count();
    let checks = [
        (
            view.status != Status::Open && view.clocks.iter().any(|clock| clock.outcome == ClockOutcome::Running),
            "a clock runs in a closed case",
        ),
        // R26 para 23; APPC art 73.
        (view.status == Status::Refused && !is_electronic && !heard, "somebody was refused unheard"),
        (view.status == Status::Issued && is_coordinated && !agreed, "a visa was issued that was not coordinated"),
        (!view.timeline.iter().any(|line| line.stage == view.stage), "the stage is not in the log"),
        // R26 para 47.
        (former.is_some_and(|number| acts_on(number) != usize::from(is_done)), "the former sticker has no act, or one too many"),
        (visa_of(view).is_some_and(|visa| visa.valid && acts_on(&visa.number) > 0), "a sticker is valid of which there is an act"),
        (!view.incidents.is_empty(), "a step has stopped"),
    ];
    checks.into_iter().filter_map(|(is_seen, what)| is_seen.then_some(what)).collect()
}

fn setting(name: &str, default: u64) -> Result<u64> {
    std::env::var(name).map_or(Ok(default), |value| value.parse().with_context(|| format!("{name}={value}")))
}

/// Covers: R26 para 23; R26 para 42; R26 para 43; APPC art 73
#[test]
fn the_engine_goes_the_way_of_the_model_on_random_walks() -> Result<()> {
    let (seed, count) = (setting("SHAQYRU_SEED", SEED)?, setting("SHAQYRU_WALKS", WALKS)?);
    // Berkut goes down for good in some walks: the server is the test's own.
    alone(SILENT, async |stack| {
        let stack: &Stack = stack;
        // The examples name numbers of the series that a simulation gives out.
        for (office, series) in [("ALA-DP", "AA"), ("AST-DP", "AS")] {
            stack.register.add_stickers(&office.parse()?, &series.to_owned().try_into()?, 1, 9_999).await?;
        }
        let taken = |seed| {
            let walk = catch_unwind(AssertUnwindSafe(|| Walk::of_seed(seed, stack.rulebook())));
            walk.unwrap_or_else(|_| Err(anyhow!("the model failed, see above")))
                .with_context(|| format!("SHAQYRU_SEED={seed} SHAQYRU_WALKS=1"))
        };
        let walks = (seed..seed.saturating_add(count)).map(taken).collect::<Result<Vec<_>>>()?;
        let (down, up): (Vec<_>, Vec<_>) = walks.into_iter().partition(|walk| walk.is_berkut_down);
        let mut played = Vec::new();
        for walks in [up, down] {
            let on_their_way = stream::iter(walks.iter().map(|walk| walk.play(stack))).buffer_unordered(AT_ONCE);
            played.extend(on_their_way.collect::<Vec<_>>().await);
        }
        let mut ends = BTreeMap::<_, usize>::new();
        for end in played.iter().flat_map(|walk| &walk.ends) {
            *ends.entry(end.as_str()).or_default() += 1;
        }
        // Walks that get nowhere prove nothing.
        let reached = [Status::AcceptanceRefused, Status::Issued, Status::Refused, Status::Annulled, Status::Shortened, Status::Withdrawn];
        ensure!(count < MANY || reached.iter().all(|end| ends.contains_key(end.as_str())), "not everything was reached: {ends:?}");
        println!("{count} walks from seed {seed}: {ends:?}");
        let findings: Vec<_> = played.iter().flat_map(|walk| &walk.findings).cloned().collect();
        ensure!(findings.is_empty(), "the engine goes another way than the model\n{}", findings.join("\n"));
        let mut stickers: Vec<_> = played.iter().flat_map(|walk| &walk.stickers).collect();
        let used = stickers.len();
        stickers.sort_unstable();
        stickers.dedup();
        ensure!(stickers.len() == used, "two visas have one number");
        Ok(())
    })
}
