//! A case told as a script: `filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00`. Days are of 2026.

use shaqyru_domain::{
    actor::Actor,
    application::Channel,
    case::{
        clock::{Cause, ClockOutcome},
        fact::{Answer, Correction, Decision, Entry, ExtensionRequest, Refusal, Replacement, Verdict, Verification, Withdrawal},
        filing::Filing,
        number::CaseNumber,
        order::Order,
        procedure::Fact as _,
        view::{CaseView, ClockView, EscalationView},
    },
    checks::papers::{MissingPaper, NeverAskedFor},
    invitation::{Case, particulars::Particulars, procedure::Fact},
    law::{
        clock_kind::{ClockKind, Window},
        ground::Ground,
        rulebook::INVITATION,
    },
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};

pub use crate::under_test::RULEBOOK;

pub fn text(words: &str) -> Text {
    words.to_owned().try_into().unwrap()
}

pub fn officer(id: &str) -> Actor {
    Actor::Officer(id.parse().unwrap())
}

/// `03-06 10:00` is of 2026; another year is written out.
pub fn at(text: &str) -> Instant {
    let full = if text.len() > 4 && text.as_bytes()[4] == b'-' { text.to_owned() } else { format!("2026-{text}") };
    Instant::parse(&full.replace(' ', "T")).unwrap()
}

/// The inverse of [`at`].
pub fn short(instant: Instant) -> String {
    let text = instant.to_string().replace('T', " ");
    let text = text.trim_start_matches("2026-").trim_end_matches("+05:00");
    text.strip_suffix(":00").unwrap_or(text).to_owned()
}

pub fn filing(filed_at: Instant, missing: Vec<MissingPaper>) -> Filing {
    Filing {
        case: CaseNumber::of_request("script", 0),
        filed_at,
        office: "ALA-ALMALY".parse().unwrap(),
        category: "B3".to_owned(),
        missing,
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    }
}

pub fn open_as(filing: Filing, now: Instant) -> Case {
    let rules = RULEBOOK.for_case(INVITATION, filing.filed_at.date(), &filing.office, Channel::Electronic).unwrap();
    Case::open(filing, Particulars::default(), rules, now).unwrap()
}

pub fn open(filed_at: Instant, missing: Vec<MissingPaper>, now: Instant) -> Case {
    open_as(filing(filed_at, missing), now)
}

/// One step of a script.
#[derive(Debug, Clone)]
pub enum Step {
    Fact(Entry<Fact>),
    Correction(Entry<Correction>),
    /// The extension notice arrives.
    Told(Instant),
    /// Time passes.
    Wake(Instant),
}

/// A script cut into its filing and its steps.
pub fn parse(script: &str) -> (Instant, Vec<Step>) {
    let mut lines = script.split(';').map(str::trim).filter(|line| !line.is_empty());
    let filed = lines.next().unwrap().strip_prefix("filed ").unwrap();
    (at(filed), lines.flat_map(steps).collect())
}

pub fn fact(content: Fact, received_at: Instant, entered_by: Actor) -> Step {
    Step::Fact(Entry::new(content, received_at, entered_by))
}

fn refusal(ground: &str) -> Refusal {
    Refusal { ground: Ground::try_from(ground.parse::<u8>().unwrap()).unwrap(), note: None }
}

fn decision(verdict: Verdict, late_reason: Option<&str>) -> Fact {
    Fact::Decision(Decision { verdict, late_reason: late_reason.map(text) })
}

/// `verb time`; a correction is `correct verb [of time] by officer[+officer] time`: where there are two, the first proposes it.
fn steps(line: &str) -> Vec<Step> {
    match line.strip_prefix("correct ") {
        Some(rest) => corrections(rest),
        None => vec![step(line)],
    }
}

fn step(line: &str) -> Step {
    let (verb, when) = line.split_once(' ').unwrap();
    let when = at(when);
    match verb {
        "wake" => Step::Wake(when),
        "told" => Step::Told(when),
        "clear" => fact(Fact::Verification(Verification::Clear), when, Actor::Police),
        "agree" => fact(Fact::Answer(Answer::Agree), when, Actor::Nsc),
        "object" => fact(Fact::Answer(Answer::Object), when, Actor::Nsc),
        "request" | "request-untold" => fact(Fact::ExtensionRequest(ExtensionRequest { reason: text("further study") }), when, Actor::Nsc),
        "issue" => fact(decision(Verdict::Issue, None), when, officer("P-1")),
        "issue-with-reason" => fact(decision(Verdict::Issue, Some("illness")), when, officer("P-1")),
        "issue-by-system" => fact(decision(Verdict::Issue, None), when, Actor::System),
        "withdraw" => fact(Fact::Withdrawal(Withdrawal { reason: text("plans changed") }), when, Actor::Applicant),
        _ => match (verb.strip_prefix("stop-"), verb.strip_prefix("refuse-")) {
            (Some(ground), _) => fact(Fact::Verification(Verification::Refuse(refusal(ground))), when, Actor::Police),
            (_, Some(ground)) => fact(decision(Verdict::Refuse(refusal(ground)), None), when, officer("P-1")),
            _ => panic!("no such step: {line}"),
        },
    }
}

fn corrections(line: &str) -> Vec<Step> {
    let (what, rest) = line.split_once(" by ").unwrap();
    let (by, when) = rest.split_once(' ').unwrap();
    let (verb, received_at) = what.split_once(" of ").map_or((what, None), |(verb, time)| (verb, Some(at(time))));
    let replacement = match step(&format!("{verb} {when}")) {
        Step::Fact(Entry { content: Fact::Verification(verification), .. }) => Replacement::Verification(verification),
        Step::Fact(Entry { content: Fact::Answer(answer), .. }) => Replacement::Answer(answer),
        other => panic!("nothing that can be corrected: {other:?}"),
    };
    // The officers have the agency's letter.
    let content = Correction { replacement, received_at, reason: text("entered wrongly"), letter: Some(text("7-12")) };
    let by = by.split('+').map(|by| if by == "nsc" { Actor::Nsc } else { officer(by) });
    by.map(|by| Step::Correction(Entry::new(content.clone(), at(when), by))).collect()
}

/// What the validator says of an order, and what comes of it.
fn both(case: &mut Case, order: &Entry<Order>) -> (Result<(), Problem>, Result<(), Problem>) {
    (case.check_order(order.clone(), None), case.take(order.clone()))
}

/// Takes one step. A step that is rejected must have changed nothing, and the validator must say the same.
pub fn take(case: &mut Case, step: &Step, told_of_itself: bool) -> Result<(), Code> {
    let before = format!("{case:?}");
    let (foretold, result) = match step {
        Step::Fact(entry) => both(case, &entry.clone().map(|fact| fact.order().unwrap())),
        Step::Correction(entry) => both(case, &entry.clone().map(Order::Correct)),
        Step::Told(when) => {
            tell(case, *when);
            return Ok(());
        }
        Step::Wake(when) => {
            case.wake(*when).unwrap();
            return Ok(());
        }
    };
    assert_eq!(foretold, result, "the validator and the handler disagree on {step:?}");
    if let Err(problem) = result {
        assert_eq!(before, format!("{case:?}"), "rejected, yet something changed: {step:?}");
        return Err(problem.code);
    }
    if let (true, Step::Fact(entry)) = (told_of_itself, step)
        && matches!(entry.content, Fact::ExtensionRequest(_))
    {
        tell(case, entry.received_at);
    }
    Ok(())
}

pub fn tell(case: &mut Case, when: Instant) {
    let waiting = case.notices.all().len() - case.notices.delivered_items().len();
    case.notices.delivered(waiting);
    case.note_owed_notices(when);
}

/// A script of which every step must be taken.
pub fn play(script: &str) -> Case {
    let (case, rejected) = attempt(script);
    assert_eq!(rejected, [], "{script}");
    case
}

/// A script, and the steps (from 0, the filing not counted) that were rejected.
pub fn attempt(script: &str) -> (Case, Vec<(usize, Code)>) {
    let (filed_at, steps) = parse(script);
    let mut case = open(filed_at, Vec::new(), filed_at);
    let mut rejected = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        if let Err(code) = take(&mut case, step, !script.contains("untold")) {
            rejected.push((index, code));
        }
    }
    (case, rejected)
}

pub fn shown(case: &Case, as_of: &str) -> CaseView {
    case.view(at(as_of))
}

/// `coordination/extended requested: 03-06 11:30 to 04-06 18:30, met 04-01 10:00`.
pub fn clock_line(clock: &ClockView) -> String {
    let cause = match clock.cause {
        None => "",
        Some(Cause::Requested) => " requested",
        Some(Cause::Overdue) => " overdue",
        Some(Cause::Hearing) => " hearing",
    };
    let outcome = match clock.outcome {
        ClockOutcome::Running => "running",
        ClockOutcome::Met => "met",
        ClockOutcome::Breached => "breached",
        ClockOutcome::Superseded => "superseded",
    };
    let ended = clock.ended_at.map_or_else(|| "-".to_owned(), short);
    let name = clock_name(clock.clock, clock.window);
    format!("{name}{cause}: {} to {}, {outcome} {ended}", short(clock.started_at), short(clock.due))
}

pub fn clock_name(kind: ClockKind, window: Option<Window>) -> String {
    let window = window.map(|window| format!("/{}", window.as_str())).unwrap_or_default();
    format!("{}{window}", kind.as_str())
}

pub fn escalation_line(escalation: &EscalationView) -> String {
    let name = clock_name(escalation.clock, escalation.window);
    format!("{} {name} {} to {}", short(escalation.at), escalation.rung, escalation.audience)
}

/// All clocks of a kind (`service`), or the one of a window (`service/extended`), a line each.
pub fn clocks(view: &CaseView, which: &str) -> Vec<String> {
    let fits = |line: &String| line.strip_prefix(which).is_some_and(|rest| rest.starts_with(['/', ':', ' ']));
    view.clocks.iter().map(clock_line).filter(fits).collect()
}

pub fn escalations(view: &CaseView, which: &str) -> Vec<String> {
    let lines = view.escalations.iter().filter(|gone| clock_name(gone.clock, gone.window).starts_with(which));
    lines.map(escalation_line).collect()
}

pub fn timeline(view: &CaseView) -> Vec<String> {
    let by = |actor: &Option<Actor>| actor.as_ref().map(|actor| format!(" by {actor}")).unwrap_or_default();
    view.timeline
        .iter()
        .map(|line| format!("{} {} {}{}: {}", short(line.at), line.stage, line.actor, by(&line.entered_by), line.detail))
        .collect()
}

/// A row of a table about clocks.
pub struct Row {
    /// The contract's sentence.
    pub says: &'static str,
    pub script: &'static str,
    pub as_of: &'static str,
    /// Which clocks.
    pub of: &'static str,
    pub clocks: &'static [&'static str],
}

pub fn row(says: &'static str, script: &'static str, as_of: &'static str, of: &'static str, clocks: &'static [&'static str]) -> Row {
    Row { says, script, as_of, of, clocks }
}

pub fn check_rows(rows: &[Row]) {
    for Row { says, script, as_of, of, clocks: expected } in rows {
        let view = shown(&play(script), as_of);
        assert_eq!(clocks(&view, of), *expected, "\n{says}\n{script}\nas of {as_of}");
    }
}
