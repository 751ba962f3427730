//! What the engine has recorded of a case, as steps of its procedure with how long they took and who acted. The events themselves are folded
//! behind them.

use axum::extract::State;
use maud::{Markup, html};
use serde_json::Value;
use shaqyru_client::history::Event;
use shaqyru_domain::{
    actor::Actor,
    authority::Act,
    case::{
        number::CaseNumber,
        order::{NamedOrder, Order},
        stage::Stage,
    },
    time::instant::Instant,
};

use crate::{
    api::Path,
    identity::Principal,
    pages::{Page, Section, Visit},
    problem::Refusal,
    site::Site,
    words::{Case, History, Language},
};

/// On a page of its own or, with a script, in the fold of the case's page.
pub(in crate::pages) async fn show(
    State(site): State<Site>,
    who: Principal,
    visit: Visit,
    Path(case): Path<CaseNumber>,
) -> Result<Page, Refusal> {
    let events = site.desk.history(&who, &case).await?;
    let (language, words) = (visit.language, Case::of(visit.language));
    let title = format!("{}: {case}", words.history);
    let content = html! {
        h1 { (title) }
        p { a href={ "/cases/" (case) } { (words.title) " " (case) } }
        div data-content="" {
            @for part in parts(&events) { (drawn(&part, language)) }
            details #raw {
                summary { (History::of(language).raw) " (" (events.len()) ")" }
                (events_table(&events, language, words))
            }
        }
    };
    Ok(Page::new(visit, who, Section::Worklist, title, content))
}

/// A stretch of the procedure: the steps that were done at one stage.
struct Part {
    /// None before the first stage.
    stage: Option<Stage>,
    from: Instant,
    until: Option<Instant>,
    steps: Vec<Step>,
}

/// Something that was done, or waited for.
struct Step {
    /// The event by which it began.
    run: usize,
    id: i64,
    at: Instant,
    /// When it was over; none as long as it is not.
    over: Option<Instant>,
    /// How often it was tried.
    attempts: u64,
    doing: Doing,
}

enum Doing {
    /// The engine began, or went on in another run.
    Began,
    /// Another system was asked or told.
    Asked(String),
    /// Somebody said something to the case.
    Told(Option<Act>, Option<Actor>),
    /// It waited until then, and nothing came before.
    Waited,
    /// The engine has ended it.
    Ended,
}

/// The steps, those of one stage together. A stage begins with the task of the workflow that entered it, and not with the event that says so.
fn parts(events: &[Event]) -> Vec<Part> {
    let Some(first) = events.first() else { return Vec::new() };
    let enters: Vec<_> = events.iter().filter_map(|event| Some((event.run, task_of(event)?, event.at, stage_of(event)?))).collect();
    let mut parts = vec![Part { stage: None, from: first.at, until: None, steps: Vec::new() }];
    let mut reached = None;
    for (index, event) in events.iter().enumerate() {
        let place = (event.run, task_of(event).unwrap_or(event.id));
        reached = reached.max(enters.iter().rposition(|(run, task, ..)| (*run, *task) <= place));
        if let (Some((.., at, stage)), Some(last)) = (reached.and_then(|reached| enters.get(reached)), parts.last_mut())
            && last.stage != Some(*stage)
        {
            last.until = Some(*at);
            parts.push(Part { stage: Some(*stage), from: *at, until: None, steps: Vec::new() });
        }
        if let (Some(step), Some(part)) = (step(event, events.get(index..).unwrap_or_default()), parts.last_mut()) {
            part.steps.push(step);
        }
    }
    if let (Some(last), Some(part)) = (events.last().filter(|event| is_end(event)), parts.last_mut()) {
        part.until = Some(last.at);
    }
    parts.retain(|part| part.stage.is_some() || !part.steps.is_empty());
    parts
}

/// None of what the engine does for itself, and of what only ends a step. What ends one stands behind it, in the same run.
fn step(event: &Event, from_here: &[Event]) -> Option<Step> {
    let Event { run, id, at, kind, says } = event;
    let later = |kinds: &[&str], member: &str| {
        let mut of_run = from_here.iter().take_while(|later| later.run == *run);
        of_run.find(|later| kinds.contains(&later.kind.as_str()) && number(later, member) == Some(*id))
    };
    let begun = |doing| Step { run: *run, id: *id, at: *at, over: Some(*at), attempts: 1, doing };
    match kind.as_str() {
        "WorkflowExecutionStarted" => Some(begun(Doing::Began)),
        "ActivityTaskScheduled" => {
            let over = later(
                &["ActivityTaskCompleted", "ActivityTaskFailed", "ActivityTaskTimedOut", "ActivityTaskCanceled"],
                "scheduled_event_id",
            );
            let started = later(&["ActivityTaskStarted"], "scheduled_event_id");
            let attempts = started.and_then(|started| started.says.pointer("/attempt")?.as_u64()).unwrap_or(1);
            let name = says.pointer("/activity_type/name")?.as_str()?.to_owned();
            Some(Step { over: over.map(|over| over.at), attempts, ..begun(Doing::Asked(name)) })
        }
        "WorkflowExecutionUpdateAccepted" => {
            let input = says.pointer("/accepted_request/input")?;
            let entry = |member| input.pointer("/args/payloads/0/entry")?.get(member);
            let actor = entry("entered_by").and_then(Value::as_str).and_then(|actor| actor.parse().ok());
            Some(begun(Doing::Told(act(input.get("name")?.as_str()?, entry("content")), actor)))
        }
        "TimerStarted" => {
            let fired = later(&["TimerFired", "TimerCanceled"], "started_event_id").filter(|over| over.kind == "TimerFired")?;
            Some(Step { over: Some(fired.at), ..begun(Doing::Waited) })
        }
        _ if is_end(event) => Some(begun(Doing::Ended)),
        _ => None,
    }
}

/// Which act an update brings: the orders of before have updates of their own.
fn act(update: &str, content: Option<&Value>) -> Option<Act> {
    match update {
        "tell" => serde_json::from_value::<NamedOrder>(content?.clone()).ok().map(|order| Order::from(order).act()),
        "record_verification" => Some(Act::Verify),
        "record_nsc_answer" => Some(Act::Answer),
        "record_nsc_extension" => Some(Act::Extend),
        "decide" => Some(Act::Decide),
        "withdraw" => Some(Act::Withdraw),
        "reassign" => Some(Act::Reassign),
        "correct" => Some(Act::Correct),
        "request_papers" => Some(Act::RequestPapers),
        "resume" => Some(Act::Resume),
        _ => None,
    }
}

fn is_end(event: &Event) -> bool {
    event.kind.starts_with("WorkflowExecution")
        && ["Completed", "Failed", "TimedOut", "Canceled", "Terminated"].iter().any(|how| event.kind == format!("WorkflowExecution{how}"))
}

fn number(event: &Event, member: &str) -> Option<i64> {
    event.says.get(member)?.as_i64()
}

/// The task of the workflow that commanded an event; of what was said to the case, when it came: what follows from it stands behind it.
fn task_of(event: &Event) -> Option<i64> {
    number(event, "workflow_task_completed_event_id").or_else(|| number(event, "accepted_request_sequencing_event_id"))
}

/// The stage that the case is listed under from this event on.
fn stage_of(event: &Event) -> Option<Stage> {
    let stage = event.says.pointer("/search_attributes/indexedFields/ShaqyruStage")?;
    serde_json::from_value(stage.clone()).ok()
}

fn drawn(part: &Part, language: Language) -> Markup {
    let words = History::of(language);
    let lasted = part.until.map(|until| format!(" · {}", language.lasted(until.since(part.from))));
    html! {
        section .part {
            h2 {
                @match part.stage { Some(stage) => (language.stage(stage)), None => (words.before) }
                (lasted.unwrap_or_default())
            }
            div .wide { table .steps {
                thead { tr { @for head in [words.at, words.step, words.who, words.lasted, words.events] { th scope="col" { (head) } } } }
                tbody { @for step in &part.steps { (step_row(step, language)) } }
            } }
        }
    }
}

fn step_row(step: &Step, language: Language) -> Markup {
    let Step { run, id, at, over, attempts, doing } = step;
    let words = History::of(language);
    let (what, who) = match doing {
        Doing::Began => (words.began.to_owned(), Some(Actor::System)),
        Doing::Asked(activity) => (language.doing(activity), Some(Actor::System)),
        Doing::Told(act, actor) => {
            let done = |act| format!("✓ {}: {}", Case::of(language).done, language.act(act));
            (act.map_or_else(|| words.told.to_owned(), done), actor.clone())
        }
        Doing::Waited => (words.waited.to_owned(), Some(Actor::System)),
        Doing::Ended => (words.ended.to_owned(), Some(Actor::System)),
    };
    html! {
        tr {
            td { time datetime=(at) { (language.instant(*at)) } }
            td { (what) @if *attempts > 1 { " " small { "(" (words.attempts) ": " (attempts) ")" } } }
            td { @if let Some(who) = who { (language.actor(&who)) } }
            td .number {
                @match over {
                    Some(over) if over == at => "–",
                    Some(over) => (language.lasted(over.since(*at))),
                    None => (words.not_over),
                }
            }
            td { "№ " @if *run > 1 { (run) "/" } (id) }
        }
    }
}

fn events_table(events: &[Event], language: Language, words: &Case) -> Markup {
    html! {
        table #events {
            thead { tr { th scope="col" { "№" } th scope="col" { (words.at) } th scope="col" { (words.event) } } }
            tbody {
                @for event in events {
                    tr {
                        td { @if event.run > 1 { (event.run) "/" } (event.id) }
                        td { time datetime=(event.at) { (language.instant(event.at)) } }
                        td {
                            details {
                                summary { (event.kind) }
                                pre { (serde_json::to_string_pretty(&event.says).unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn event(id: i64, second: u32, kind: &str, says: Value) -> Event {
        let at = Instant::parse(&format!("2026-03-06T10:00:{second:02}+05:00")).unwrap();
        Event { run: 1, id, at, kind: kind.to_owned(), says }
    }

    #[test]
    fn a_step_stands_at_its_stage_and_ends_with_its_own_event() {
        let stage =
            |stage: &str| json!({"workflow_task_completed_event_id": 4, "search_attributes": {"indexedFields": {"ShaqyruStage": stage}}});
        let update = json!({"accepted_request": {"input": {"name": "tell", "args": {"payloads": [
            {"entry": {"content": {"act": "answer", "said": "agree"}, "entered_by": "officer:P-1"}}]}}}});
        let asked = |name: &str| json!({"activity_type": {"name": name}, "workflow_task_completed_event_id": 4});
        let events = [
            event(1, 0, "WorkflowExecutionStarted", json!({})),
            event(2, 0, "WorkflowTaskScheduled", json!({})),
            event(5, 1, "ActivityTaskScheduled", asked("Police::verify")),
            event(6, 1, "ActivityTaskScheduled", asked("Office::escalate")),
            event(7, 1, "UpsertWorkflowSearchAttributes", stage("verification")),
            event(8, 2, "ActivityTaskStarted", json!({"scheduled_event_id": 6, "attempt": 3})),
            event(9, 5, "ActivityTaskCompleted", json!({"scheduled_event_id": 6})),
            event(10, 6, "WorkflowExecutionUpdateAccepted", update),
            event(11, 6, "TimerStarted", json!({})),
        ];
        let parts = parts(&events);
        let stages: Vec<_> = parts.iter().map(|part| part.stage).collect();
        assert_eq!(stages, [None, Some(Stage::Verification)]);
        let steps = &parts[1].steps;
        // A timer that nobody waited out is none.
        assert_eq!(steps.iter().map(|step| step.id).collect::<Vec<_>>(), [5, 6, 10]);
        assert_eq!((steps[0].over, steps[1].over, steps[1].attempts), (None, Some(events[6].at), 3));
        assert!(matches!(&steps[2].doing, Doing::Told(Some(Act::Answer), Some(Actor::Officer(id))) if id.as_str() == "P-1"));
    }
}
