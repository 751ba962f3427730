//! A yardstick: what the engine makes of a workflow of a case's shape that does nothing. Three steps, each with an activity to call,
//! a timer to arm and a message to wait for, and two small calls of the worker's own; each message comes by itself. No law, no
//! register, no agency. As often as a case it may write what it is listed by.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use shaqyru_workflows::runtime::search_attributes;
use temporalio_client::{Client, WorkflowExecuteUpdateOptions, WorkflowGetResultOptions, WorkflowStartOptions};
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::{
    ActivityOptions, LocalActivityOptions, SyncWorkflowContext, TimerOptions, WorkerOptions, WorkflowCancellationToken, WorkflowContext,
    WorkflowContextView, WorkflowResult,
    activities::{ActivityContext, ActivityError},
};
use tokio::sync::watch;

use crate::{
    load::{Load, Price},
    stack::Stack,
    worker,
};

const TASK_QUEUE: &str = "bench-bare";
/// Police, NSC, decision.
const STEPS: u32 = 3;
const LOCAL_CALLS_A_STEP: u32 = 2;
const TERM: Duration = Duration::from_hours(72);
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Each gets an id of its own.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Waits for its messages.
#[workflow]
pub struct BareWorkflow {
    indexed: bool,
    messages: u32,
}

#[workflow_methods]
impl BareWorkflow {
    /// Takes whether it is to be listed by what it does.
    #[init]
    pub fn new(_ctx: &WorkflowContextView, indexed: bool) -> Self {
        Self { indexed, messages: 0 }
    }

    /// Step after step.
    #[run]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        for step in 0..STEPS {
            note(ctx, &step.to_string());
            for _ in 0..LOCAL_CALLS_A_STEP {
                let options = LocalActivityOptions::builder().start_to_close_timeout(CALL_TIMEOUT).build();
                ctx.execute_local_activity(Calls::nothing, (), options).await?;
            }
            ctx.execute_activity(Calls::ask, step, ActivityOptions::start_to_close_timeout(CALL_TIMEOUT)).await?;
            let token = WorkflowCancellationToken::new();
            let timer = ctx.timer(TimerOptions::builder(TERM).cancellation_token(token.clone()).build());
            ctx.wait_condition(|bare| bare.messages > step).await?;
            token.cancel();
            drop(timer);
        }
        note(ctx, "ended");
        Ok(())
    }

    /// What it waits for.
    #[update]
    pub fn tell(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _message: ()) {
        self.messages = self.messages.saturating_add(1);
    }
}

fn note(ctx: &WorkflowContext<BareWorkflow>, stage: &str) {
    if ctx.state(|bare| bare.indexed) {
        ctx.upsert_search_attributes([search_attributes::STAGE.value_set(stage.to_owned())]);
    }
}

/// What it calls.
pub struct Calls(watch::Sender<BTreeSet<String>>);

#[activities]
impl Calls {
    /// Does nothing.
    #[expect(clippy::unused_async, reason = "the engine wants it so")]
    #[activity]
    pub async fn nothing(_ctx: ActivityContext) -> Result<(), ActivityError> {
        Ok(())
    }

    /// Lets the one who answers know that there is a question.
    #[expect(clippy::unused_async, reason = "the engine wants it so")]
    #[activity]
    pub async fn ask(self: Arc<Self>, ctx: ActivityContext, step: u32) -> Result<(), ActivityError> {
        let workflow = ctx.info().workflow_id.clone().unwrap_or_default();
        self.0.send_modify(|asked| {
            asked.insert(question(&workflow, step));
        });
        Ok(())
    }
}

fn question(workflow: &str, step: u32) -> String {
    format!("{workflow} {step}")
}

/// What they take, with a worker of their own.
pub(crate) async fn measure(stack: &Stack, load: Load, indexed: bool) -> Result<Price> {
    let (asked, questions) = watch::channel(BTreeSet::new());
    let options = || Ok(WorkerOptions::new(TASK_QUEUE).register_activities(Calls(asked)).register_workflow::<BareWorkflow>()?.build());
    let job = |_| run(stack.client().clone(), questions.clone(), indexed);
    let (_, price) = worker::beside(stack.client(), options, load.run(stack.server_processes(), job)).await?;
    Ok(price)
}

async fn run(client: Client, mut questions: watch::Receiver<BTreeSet<String>>, indexed: bool) -> Result<()> {
    let id = format!("bare-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let handle = client.start_workflow(BareWorkflow::run, indexed, WorkflowStartOptions::new(TASK_QUEUE, &id).build()).await?;
    for step in 0..STEPS {
        let question = question(&id, step);
        questions.wait_for(|asked| asked.contains(&question)).await?;
        handle.execute_update(BareWorkflow::tell, (), WorkflowExecuteUpdateOptions::default()).await?;
    }
    Ok(handle.get_result(WorkflowGetResultOptions::default()).await?)
}
