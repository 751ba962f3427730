//! A process dies, is stopped or cannot be reached, and a case loses a step, does one twice, or stands still.
//!
//! The worker is the real program in a process of its own, killed as the system kills it. What counts
//! afterwards is what reached the agencies: every submission, stage, notice and escalation once as new.

mod ends;
mod engine;
mod worker;

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, ensure};
use shaqyru::stack::Stack;
use shaqyru_domain::case::{fact::Answer, fact::Verdict, stage::Status, view::CaseView};
use shaqyru_sandbox::{Log, Received, SandboxHandle};
use shaqyru_tests::{Filed, SILENT, examples, with_register};
use temporalio_client::WorkflowGetResultOptions;

/// The engine gives a dead worker's activity 30 s and its workflow task 10 s before another worker has them.
pub(crate) const RECOVERY: Duration = Duration::from_secs(75);
const ALL: [Log; 6] = [Log::Police, Log::Berkut, Log::Invitations, Log::Stages, Log::Notices, Log::Escalations];

/// A Monday on which nothing is special.
const FILED_AT: &str = "2026-04-06T10:00:00";

/// The case's facts follow each other within seconds: no clock has to be moved for them.
async fn file(stack: &Stack) -> Result<Filed> {
    Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, FILED_AT).await
}

async fn clear(case: &Filed) -> Result<()> {
    case.clear("2026-04-06T10:00:10").await?;
    Ok(())
}

async fn agree(case: &Filed) -> Result<()> {
    case.answer(Answer::Agree, "2026-04-06T10:00:20").await?;
    Ok(())
}

async fn issue(case: &Filed) -> Result<()> {
    case.decide(Verdict::Issue, None, "2026-04-06T10:00:30").await?;
    Ok(())
}

/// An engine and agencies; the worker is another process.
pub(crate) async fn stack_without_worker() -> Result<Stack> {
    Ok(Stack::start_without_worker(with_register(SILENT)).await?)
}

/// The case's outcome, for which a recovery is waited.
async fn outcome(case: &Filed) -> Result<Status> {
    let handle = case.handle();
    let closing = handle.get_result(WorkflowGetResultOptions::default());
    let outcome = tokio::time::timeout(RECOVERY, closing).await.with_context(|| format!("{} does not close", case.number))??;
    Ok(outcome.status)
}

/// What an issued case has told the monitoring system, with or without an extension.
fn stages_of_an_issue(between: &[&'static str]) -> Vec<&'static str> {
    [&["filed", "registered", "verification", "coordination"], between, &["decision", "issued"]].concat()
}

/// Nothing is lost and nothing is done twice: what the agencies have of an issued case is what the case has.
fn check_what_arrived(received: &Received, view: &CaseView, stages: &[&str], name: &str) -> Result<()> {
    let case = view.case.as_str();
    for log in ALL {
        let mut keys: BTreeMap<&str, u32> = BTreeMap::new();
        for entry in received.log(log).iter().filter(|entry| entry.case == case) {
            keys.entry(&entry.key).and_modify(|times| *times += 1).or_insert(1);
        }
        for (key, times) in keys {
            let count = received.count(log, key);
            ensure!((count.new, count.conflict) == (1, 0), "{name}: {key} came {times} times: {count:?}");
        }
    }
    let accepted = |log| received.accepted(log, case);
    let texts = |log, member: &str| -> Vec<String> {
        accepted(log).iter().map(|entry| entry.body[member].as_str().unwrap_or_default().to_owned()).collect()
    };
    for log in [Log::Police, Log::Berkut, Log::Invitations] {
        assert_eq!(accepted(log).len(), 1, "{name}: submissions in {log:?}");
    }
    assert_eq!(texts(Log::Stages, "stage"), stages, "{name}: every stage once and in order");
    let mut kinds = vec!["acceptance_receipt", "decision"];
    if view.timeline.iter().any(|line| line.stage.as_str() == "coordination_extended" && line.actor.to_string() == "nsc") {
        kinds.insert(1, "extension");
    }
    assert_eq!(texts(Log::Notices, "kind"), kinds, "{name}: every notice once and in order");
    let rungs: Vec<_> = view.escalations.iter().map(|gone| (gone.clock.as_str().to_owned(), gone.rung.clone())).collect();
    let told: Vec<_> = texts(Log::Escalations, "clock").into_iter().zip(texts(Log::Escalations, "rung")).collect();
    assert_eq!(told, rungs, "{name}: every escalation once and in order");
    assert!(view.incidents.is_empty(), "{name}: {:?}", view.incidents);
    let broken: Vec<_> = received.refused.iter().collect();
    ensure!(broken.is_empty(), "{name}: calls against the contract: {broken:?}");
    Ok(())
}

/// Waits until the agencies have so many new items of a case.
pub(crate) async fn until_received(sandbox: &SandboxHandle, log: Log, case: &str, items: usize) -> Result<()> {
    let enough = |received: &Received| received.accepted(log, case).len() >= items;
    let waited = sandbox.wait_for(enough, RECOVERY).await;
    waited.map(drop).with_context(|| format!("{case} has no {items} items in {log:?}"))
}
