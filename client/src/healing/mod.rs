//! Cases whose history does not replay: their steps fail for ever. Such a case is reset to where its history still replays, and every
//! message that it had accepted since is taken again.

mod facts;
mod replay;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use shaqyru_domain::{
    case::number::{CaseNumber, digest},
    problem::{Code, Problem},
};
use temporalio_client::{
    NamespacedClient, WorkflowDescribeOptions, WorkflowExecution, WorkflowExecutionStatus, WorkflowListOptions, tonic::IntoRequest,
};
use temporalio_common::protos::temporal::api::{
    common::v1::WorkflowExecution as Execution,
    enums::v1::UpdateWorkflowExecutionLifecycleStage,
    history::v1::HistoryEvent,
    update::v1::{Outcome, WaitPolicy, outcome},
    workflowservice::v1::{GetWorkflowExecutionHistoryRequest, ResetWorkflowExecutionRequest, UpdateWorkflowExecutionRequest},
};

pub use self::facts::{Fact, Found};
use crate::{Cases, failure, records::Standing};

/// So many cases are asked at once.
const AT_ONCE: usize = 8;
/// A step that was tried once more than once may fail for ever; whether it does, the replay says.
const FAILS: i32 = 2;
/// How often a case is reset to an earlier step, if its history still does not replay.
const MOST_RESETS: usize = 8;
/// How long a case may take to be at work again.
const AT_WORK: Duration = Duration::from_mins(1);
/// How long messages that the engine brings again may take, before they are sent again.
const BROUGHT_AGAIN: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(200);
/// What stands in the engine's history.
const REASON: &str = "the history did not replay: shaqyru repair-history";

/// What is with a case's history.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Health {
    /// The case has ended.
    Ended,
    /// It replays on this release: nothing is to be done.
    Replays,
    /// It does not, and this would help.
    Broken(Cure),
}

/// What would help a case, and at what price.
#[derive(Debug, Clone, Serialize)]
pub struct Cure {
    /// The run of the workflow that is broken.
    pub run: String,
    /// What replay says.
    pub why: String,
    /// The event to which the workflow is reset; what comes before stays.
    pub reset_to: i64,
    /// Steps of the engine that stay.
    pub steps_kept: usize,
    /// Steps that are done once more.
    pub steps_undone: usize,
    /// Messages that were accepted since, and are taken again.
    pub taken_again: Vec<Fact>,
    /// Messages that were found by asking since: the agency is asked once more.
    pub asked_again: Vec<Found>,
    /// What would be lost: then nothing is done.
    pub would_be_lost: Vec<String>,
}

/// What became of a case that was healed.
#[derive(Debug, Clone, Serialize)]
pub struct Healed {
    /// How it was found.
    pub cure: Cure,
    /// How often it was reset.
    pub resets: usize,
    /// The run that goes on.
    pub run: String,
    /// How many messages it had accepted, all of which it has accepted now.
    pub messages: usize,
    /// Messages that had to be sent again.
    pub sent_again: Vec<String>,
    /// Messages that agencies have not told again yet.
    pub awaited: Vec<Found>,
}

/// What would help a run of a workflow whose history does not replay; none, if it replays. Not `Send`: run it in a `LocalSet`.
///
/// # Errors
/// If nothing can be replayed at all.
pub async fn diagnose(run: &str, events: &[HistoryEvent]) -> Result<Option<Cure>, Problem> {
    let Some(broken) = replay::first_broken_step(events).await? else { return Ok(None) };
    let read = facts::read(events);
    let is_undone = |id: i64| id >= broken.event;
    // A filing of before carries no statement: the intake would refuse it if it were asked once more.
    let unsigned =
        (broken.steps_before == 0 && !facts::is_signed(events)).then(|| "the case, whose filing carries no statement".to_owned());
    Ok(Some(Cure {
        run: run.to_owned(),
        why: broken.why,
        reset_to: broken.event,
        steps_kept: broken.steps_before,
        steps_undone: events.iter().filter(|event| replay::is_step(event) && is_undone(event.event_id)).count(),
        taken_again: read.taken.into_iter().filter(|fact| is_undone(fact.event)).collect(),
        asked_again: read.found.into_iter().filter(|found| is_undone(found.event)).collect(),
        would_be_lost: read.unreadable.into_iter().filter(|(event, _)| is_undone(*event)).map(|(_, what)| what).chain(unsigned).collect(),
    }))
}

impl Cases {
    /// Open cases whose steps may keep failing: those that the engine reports, and those whose step is tried more than once.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn failing(&self) -> Result<Vec<CaseNumber>, Problem> {
        let query = "WorkflowType = 'Invitation' AND ExecutionStatus = 'Running'";
        let open: Vec<WorkflowExecution> = self
            .engine()
            .list_workflows(query, WorkflowListOptions::default())
            .try_collect()
            .await
            .map_err(|error| failure::of_list(&error))?;
        let open = open.into_iter().filter_map(|execution| execution.id().parse::<CaseNumber>().ok());
        let tried = stream::iter(open).map(async |case| {
            let fails = self.attempts(&case).await?.is_some_and(|attempts| attempts >= FAILS);
            Ok::<_, Problem>(fails.then_some(case))
        });
        let mut failing: Vec<CaseNumber> = tried.buffer_unordered(AT_ONCE).try_filter_map(async |case| Ok(case)).try_collect().await?;
        failing.sort();
        failing.dedup();
        Ok(failing)
    }

    /// How often the step that waits has been tried; none, if none waits.
    async fn attempts(&self, case: &CaseNumber) -> Result<Option<i32>, Problem> {
        let described = self.handle(case).describe(WorkflowDescribeOptions::default()).await;
        let described = described.map_err(|error| failure::of_interaction(&error))?;
        Ok(described.raw().pending_workflow_task.as_ref().map(|task| task.attempt))
    }

    /// What is with a case's history. Not `Send`: run it in a `LocalSet`.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`]; if the engine cannot be reached.
    pub async fn health(&self, case: &CaseNumber) -> Result<Health, Problem> {
        let described = self.handle(case).describe(WorkflowDescribeOptions::default()).await;
        let described = described.map_err(|error| failure::of_interaction(&error))?;
        if described.status() != WorkflowExecutionStatus::Running {
            return Ok(Health::Ended);
        }
        let events = self.events_of(case, described.run_id()).await?;
        Ok(diagnose(described.run_id(), &events).await?.map_or(Health::Replays, Health::Broken))
    }

    /// Resets a case to where its history replays, and proves that every message that it had accepted is accepted. Not `Send`: run it
    /// in a `LocalSet`. A worker must run.
    ///
    /// # Errors
    /// [`Code::Engine`] if something would be lost, and nothing was done; or if what was done cannot be proved: then what is missing.
    pub async fn heal(&self, case: &CaseNumber, cure: &Cure) -> Result<Healed, Problem> {
        if !cure.would_be_lost.is_empty() {
            return Err(Problem::new(Code::Engine, format!("nothing was done, for this would be lost: {}", cure.would_be_lost.join("; "))));
        }
        let before = facts::read(&self.events_of(case, &cure.run).await?);
        let mut step = cure.clone();
        for resets in 1..=MOST_RESETS {
            let run = self.reset(case, &step).await?;
            let sent_again = self.take_again(case, &run, &before.taken).await?;
            match self.health(case).await? {
                // A step that goes wrong may show only in a later one.
                Health::Broken(earlier) => step = earlier,
                Health::Ended if self.standing(case).await? != Standing::Sound => {
                    return Err(Problem::new(
                        Code::Engine,
                        "the case was reset and has failed: look at its workflow in the engine's pages",
                    ));
                }
                Health::Ended | Health::Replays => {
                    let awaited = self.not_told_again(case, &run, &before.found).await?;
                    return Ok(Healed { cure: cure.clone(), resets, run, messages: before.taken.len(), sent_again, awaited });
                }
            }
        }
        Err(Problem::new(Code::Engine, format!("the case was reset {MOST_RESETS} times, and its history does not replay yet")))
    }

    async fn events_of(&self, case: &CaseNumber, run: &str) -> Result<Vec<HistoryEvent>, Problem> {
        let mut service = self.engine().connection().workflow_service();
        let mut events = Vec::new();
        let mut next_page_token = Vec::new();
        loop {
            let request = GetWorkflowExecutionHistoryRequest {
                namespace: self.engine().namespace(),
                execution: Some(Execution { workflow_id: case.to_string(), run_id: run.to_owned() }),
                next_page_token,
                ..GetWorkflowExecutionHistoryRequest::default()
            };
            let page = service.get_workflow_execution_history(request.into_request()).await;
            let page = page.map_err(|status| failure::of_rpc(&status))?.into_inner();
            events.extend(page.history.unwrap_or_default().events);
            next_page_token = page.next_page_token;
            if next_page_token.is_empty() {
                return Ok(events);
            }
        }
    }

    async fn reset(&self, case: &CaseNumber, cure: &Cure) -> Result<String, Problem> {
        let request = ResetWorkflowExecutionRequest {
            namespace: self.engine().namespace(),
            workflow_execution: Some(Execution { workflow_id: case.to_string(), run_id: cure.run.clone() }),
            reason: REASON.to_owned(),
            workflow_task_finish_event_id: cure.reset_to,
            // The same reset counts once, however often it is asked for.
            request_id: digest(format!("{case}/{}/{}", cure.run, cure.reset_to).as_bytes()),
            identity: "shaqyru repair-history".to_owned(),
            ..ResetWorkflowExecutionRequest::default()
        };
        let mut service = self.engine().connection().workflow_service();
        let reset = service.reset_workflow_execution(request.into_request()).await;
        reset.map(|reset| reset.into_inner().run_id).map_err(|status| failure::of_rpc(&status))
    }

    /// The engine brings messages again by itself. What the case does not take then, because it is only being opened or has not come as
    /// far, is sent again in its order. Those that were sent.
    async fn take_again(&self, case: &CaseNumber, run: &str, facts: &[Fact]) -> Result<Vec<String>, Problem> {
        let began = Instant::now();
        let mut sent = Vec::new();
        loop {
            let now = facts::read(&self.events_of(case, run).await?);
            let known: BTreeSet<(&str, &str)> = now.taken.iter().map(|fact| (fact.id.as_str(), fact.digest.as_str())).collect();
            let missing: Vec<&Fact> = facts.iter().filter(|fact| !known.contains(&(&fact.id, &fact.digest))).collect();
            let waits = self.attempts(case).await?;
            if missing.is_empty() && waits.is_none() {
                return Ok(sent);
            }
            if missing.is_empty() && waits.is_some_and(|attempts| attempts >= FAILS) {
                // It fails again: the replay says where.
                return Ok(sent);
            }
            if began.elapsed() > AT_WORK {
                let ids: Vec<_> = missing.iter().map(|fact| format!("{} {}", fact.what, fact.id)).collect();
                let message = format!("the case was reset and is not at work yet; missing: {}; does a worker run?", ids.join(", "));
                return Err(Problem::new(Code::Engine, message));
            }
            if began.elapsed() > BROUGHT_AGAIN && waits.is_none_or(|attempts| attempts < FAILS) {
                for fact in missing {
                    if !self.send_again(case, run, fact).await? {
                        break;
                    }
                    sent.push(fact.id.clone());
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Sends a message again under its own id; whether it was taken.
    async fn send_again(&self, case: &CaseNumber, run: &str, fact: &Fact) -> Result<bool, Problem> {
        let request = UpdateWorkflowExecutionRequest {
            namespace: self.engine().namespace(),
            workflow_execution: Some(Execution { workflow_id: case.to_string(), run_id: run.to_owned() }),
            wait_policy: Some(WaitPolicy { lifecycle_stage: UpdateWorkflowExecutionLifecycleStage::Completed.into() }),
            request: Some(fact.request(case, self.secret.as_ref())?),
            ..UpdateWorkflowExecutionRequest::default()
        };
        let mut service = self.engine().connection().workflow_service();
        let told = tokio::time::timeout(crate::WORKER_PATIENCE, service.update_workflow_execution(request.into_request())).await;
        match told {
            // It is tried again, for as long as that may take.
            Err(_) | Ok(Err(_)) => Ok(false),
            Ok(Ok(answer)) => {
                let outcome = answer.into_inner().outcome;
                Ok(matches!(outcome, Some(Outcome { value: Some(outcome::Value::Success(_)) })))
            }
        }
    }

    /// What agencies had told when they were asked, and have not told again.
    async fn not_told_again(&self, case: &CaseNumber, run: &str, found: &[Found]) -> Result<Vec<Found>, Problem> {
        let now = facts::read(&self.events_of(case, run).await?);
        // Behind its sender, the id of what an agency has sent is its own.
        let taken = now.taken.iter().map(|fact| fact.id.rsplit('/').next().unwrap_or(&fact.id));
        let known: BTreeSet<&str> = now.found.iter().map(|found| found.message_id.as_str()).chain(taken).collect();
        Ok(found.iter().filter(|found| !known.contains(found.message_id.as_str())).cloned().collect())
    }
}
