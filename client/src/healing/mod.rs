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
use shaqyru_workflows::invitation::InvitationWorkflow;
use temporalio_client::{
    NamespacedClient, WorkflowDescribeOptions, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowQueryOptions,
    tonic::IntoRequest,
};
use temporalio_common::protos::temporal::api::{
    common::v1::WorkflowExecution as Execution,
    enums::v1::{ResetReapplyExcludeType, UpdateWorkflowExecutionLifecycleStage},
    history::v1::HistoryEvent,
    update::v1::{WaitPolicy, outcome},
    workflowservice::v1::{ResetWorkflowExecutionRequest, UpdateWorkflowExecutionRequest},
};

pub use self::facts::Fact;
use crate::{Cases, failure, is_later_run, records::Standing};

/// So many cases are asked at once.
const AT_ONCE: usize = 8;
/// A step that was tried once more than once may fail for ever; whether it does, the replay says.
const FAILS: i32 = 2;
/// How often a case is reset to an earlier step, if its history still does not replay.
const MOST_RESETS: usize = 8;
/// How long a case may take to be at work again.
const AT_WORK: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(200);
/// What stands in the engine's history.
const REASON: &str = "the history did not replay: shaqyru repair-history";
const IDENTITY: &str = "shaqyru repair-history";
/// How many resets of a case are followed back.
const MOST_RUNS: usize = 32;

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
    /// It does, and was reset before: a repair was broken off, and these messages are still to be taken again.
    Owes {
        /// What it had accepted before the reset.
        messages: Vec<Fact>,
    },
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
    /// Messages that were accepted since, or found by asking, and are taken again.
    pub taken_again: Vec<Fact>,
    /// What would be lost: then nothing is done.
    pub would_be_lost: Vec<String>,
}

/// What became of a case that was healed.
#[derive(Debug, Clone, Serialize)]
pub struct Healed {
    /// How often it was reset.
    pub resets: usize,
    /// The run that goes on.
    pub run: String,
    /// How many messages it had accepted, all of which it has accepted now.
    pub messages: usize,
    /// Messages that had to be sent again.
    pub sent_again: Vec<String>,
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
        taken_again: read.facts.into_iter().filter(|fact| is_undone(fact.event)).collect(),
        would_be_lost: read.unreadable.into_iter().filter(|(event, _)| is_undone(*event)).map(|(_, what)| what).chain(unsigned).collect(),
    }))
}

impl Cases {
    /// Open cases whose steps may keep failing: those of which a step waits. How often it was tried does not tell, for whatever comes from
    /// outside begins the count anew; a replay tells. And those that were reset: a repair may have been broken off.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn failing(&self) -> Result<Vec<CaseNumber>, Problem> {
        let open = self.listed("ExecutionStatus = 'Running'").await?;
        let looked_at = stream::iter(open).map(async |case| {
            let described = self.handle(&case).describe(WorkflowDescribeOptions::default()).await;
            let described = described.map_err(|error| failure::of_interaction(&error))?;
            let suspicious = attempts(&described).is_some() || is_later_run(&described);
            Ok::<_, Problem>(suspicious.then_some(case))
        });
        looked_at.buffered(AT_ONCE).try_filter_map(async |case| Ok(case)).try_collect().await
    }

    /// How often the step that waits has been tried; none, if none waits.
    async fn attempts(&self, case: &CaseNumber) -> Result<Option<i32>, Problem> {
        let described = self.handle(case).describe(WorkflowDescribeOptions::default()).await;
        Ok(attempts(&described.map_err(|error| failure::of_interaction(&error))?))
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
        if let Some(cure) = diagnose(described.run_id(), &events).await? {
            return Ok(Health::Broken(cure));
        }
        let now = facts::read(&events);
        let mut messages = self.facts_before(case, &now).await?;
        messages.retain(|fact| !now.includes(fact));
        let mut owed = Vec::new();
        for fact in messages {
            if !self.knows(case, &fact).await {
                owed.push(fact);
            }
        }
        Ok(if owed.is_empty() { Health::Replays } else { Health::Owes { messages: owed } })
    }

    /// What a case had taken in the runs from which it was reset, in order. What the engine keeps no longer has been taken again by then:
    /// it keeps an open case's runs.
    async fn facts_before(&self, case: &CaseNumber, now: &facts::Read) -> Result<Vec<Fact>, Problem> {
        let mut taken: Vec<Fact> = Vec::new();
        let mut earlier = now.reset_from.clone();
        for _ in 0..MOST_RUNS {
            let Some(run) = earlier else { break };
            let before = facts::read(&self.events_of(case, &run).await?);
            let unknown: Vec<Fact> = taken.into_iter().filter(|fact| !before.includes(fact)).collect();
            let facts::Read { facts, reset_from, .. } = before;
            taken = facts.into_iter().chain(unknown).collect();
            earlier = reset_from;
        }
        Ok(taken)
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
        let broken = facts::read(&self.events_of(case, &cure.run).await?);
        let mut before = self.facts_before(case, &broken).await?;
        before.retain(|fact| !broken.includes(fact));
        let messages: Vec<Fact> = broken.facts.into_iter().chain(before).collect();
        let mut step = cure.clone();
        for resets in 1..=MOST_RESETS {
            let run = self.reset(case, &step).await?;
            let sent_again = self.take_again(case, &run, &messages).await?;
            match self.health(case).await? {
                // A step that goes wrong may show only in a later one.
                Health::Broken(earlier) => step = earlier,
                Health::Ended if self.standing(case).await? != Standing::Sound => {
                    return Err(Problem::new(
                        Code::Engine,
                        "the case was reset and has failed: look at its workflow in the engine's pages",
                    ));
                }
                Health::Ended | Health::Replays => return Ok(Healed { resets, run, messages: messages.len(), sent_again }),
                Health::Owes { messages } => return Err(missing(&messages)),
            }
        }
        Err(Problem::new(Code::Engine, format!("the case was reset {MOST_RESETS} times, and its history does not replay yet")))
    }

    /// Ends a repair that was broken off after the reset. A worker must run.
    ///
    /// # Errors
    /// [`Code::Engine`] if a message is not taken again.
    pub async fn finish_healing(&self, case: &CaseNumber, messages: &[Fact]) -> Result<Healed, Problem> {
        let described = self.handle(case).describe(WorkflowDescribeOptions::default()).await;
        let run = described.map_err(|error| failure::of_interaction(&error))?.run_id().to_owned();
        let sent_again = self.take_again(case, &run, messages).await?;
        Ok(Healed { resets: 0, run, messages: messages.len(), sent_again })
    }

    async fn reset(&self, case: &CaseNumber, cure: &Cure) -> Result<String, Problem> {
        let request = ResetWorkflowExecutionRequest {
            namespace: self.engine().namespace(),
            workflow_execution: Some(Execution { workflow_id: case.to_string(), run_id: cure.run.clone() }),
            reason: REASON.to_owned(),
            workflow_task_finish_event_id: cure.reset_to,
            // The same reset counts once, however often it is asked for.
            request_id: digest(format!("{case}/{}/{}", cure.run, cure.reset_to).as_bytes()),
            identity: IDENTITY.to_owned(),
            // Brought by the engine, a message that the case does not take yet would block its id: they are sent again in their order.
            reset_reapply_exclude_types: vec![ResetReapplyExcludeType::Update.into()],
            ..ResetWorkflowExecutionRequest::default()
        };
        let mut service = self.engine().connection().workflow_service();
        let reset = service.reset_workflow_execution(request.into_request()).await;
        reset.map(|reset| reset.into_inner().run_id).map_err(|status| failure::of_rpc(&status))
    }

    /// Sends again, in their order, what the case has not taken in this run. Those that were sent.
    async fn take_again(&self, case: &CaseNumber, run: &str, facts: &[Fact]) -> Result<Vec<String>, Problem> {
        let began = Instant::now();
        let mut sent = Vec::new();
        let mut taken_before = BTreeSet::new();
        loop {
            let now = facts::read(&self.events_of(case, run).await?);
            let is_there = |fact: &Fact| now.includes(fact) || taken_before.contains(&fact.id);
            let missing: Vec<Fact> = facts.iter().filter(|fact| !is_there(fact)).cloned().collect();
            let waits = self.attempts(case).await?;
            if missing.is_empty() && waits.is_none() {
                return Ok(sent);
            }
            if missing.is_empty() && waits.is_some_and(|attempts| attempts >= FAILS) {
                // It fails again: the replay says where.
                return Ok(sent);
            }
            if began.elapsed() > AT_WORK {
                return Err(self::missing(&missing));
            }
            if waits.is_none_or(|attempts| attempts < FAILS) {
                for fact in &missing {
                    match self.send_again(case, run, fact).await? {
                        SentAgain::NotTaken => break,
                        SentAgain::Taken => sent.push(fact.id.clone()),
                        SentAgain::TakenBefore => drop(taken_before.insert(fact.id.clone())),
                    }
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Whether the case knows a message, which its history need not show: a run before this one may have taken it.
    async fn knows(&self, case: &CaseNumber, fact: &Fact) -> bool {
        let asked = self.handle(case).query(InvitationWorkflow::receipt_of, fact.id.clone(), WorkflowQueryOptions::default()).await;
        matches!(asked, Ok(Some(receipt)) if receipt.digest == fact.digest)
    }

    /// Sends a message again.
    async fn send_again(&self, case: &CaseNumber, run: &str, fact: &Fact) -> Result<SentAgain, Problem> {
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
            Err(_) | Ok(Err(_)) => Ok(SentAgain::NotTaken),
            Ok(Ok(answer)) => Ok(match answer.into_inner().outcome.and_then(|outcome| outcome.value) {
                Some(outcome::Value::Success(_)) => SentAgain::Taken,
                Some(outcome::Value::Failure(failure)) => {
                    let receipt = failure::applications(&failure).find_map(failure::of_taken_before);
                    if receipt.is_some_and(|receipt| receipt.digest == fact.digest) { SentAgain::TakenBefore } else { SentAgain::NotTaken }
                }
                None => SentAgain::NotTaken,
            }),
        }
    }
}

/// What became of a message that was sent again.
enum SentAgain {
    Taken,
    /// Its sender has repeated it meanwhile, or a run before this one took it.
    TakenBefore,
    NotTaken,
}

/// How often the step that waits has been tried; none, if none waits.
fn attempts(described: &WorkflowExecutionDescription) -> Option<i32> {
    described.raw().pending_workflow_task.as_ref().map(|task| task.attempt)
}

fn missing(facts: &[Fact]) -> Problem {
    let ids: Vec<_> = facts.iter().map(|fact| format!("{} {}", fact.what, fact.id)).collect();
    let message = format!(
        "the case was reset, and has not taken again: {}; see that a worker runs, and repair its history once more",
        ids.join(", ")
    );
    Problem::new(Code::Engine, message)
}
