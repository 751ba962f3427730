//! A question loses a case the step of a local activity, and its history does not replay.
//!
//! A local activity ends while the worker still answers a question that came with the workflow task. The SDK's core (0.10) then completes
//! that task with the activity's marker, but what the case does next goes out with the next task, behind the messages that came
//! meanwhile. In replay it comes before them. Cases of the first shape try locally what they send; no other case does.

use std::{future::Future, pin::Pin, time::Duration};

use anyhow::{Context, Result, bail};
use serde_json::json;
use shaqyru::stack::Stack;
use shaqyru_domain::problem::{Code, Problem};
use shaqyru_sandbox::{Agency, Fault, Knob, Log};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, eventually, examples};
use shaqyru_worker::{RunningWorker, Settings};
use temporalio_client::{Client, WorkflowDescribeOptions};
use temporalio_common::{
    data_converters::{
        DataConverter, DefaultFailureConverter, PayloadCodec, PayloadConversionError, PayloadConverter, SerializationContextData,
    },
    protos::temporal::api::{common::v1::Payload, enums::v1::PendingWorkflowTaskState},
};

use crate::program::{repair_command, said};

/// How long the worker takes to put an answer into words.
const ANSWERING: Duration = Duration::from_millis(300);
/// How long the portal takes to fail: the question is being answered then.
const FAILING_MS: u64 = 100;

/// Takes its time to encode what a workflow says, as a codec does that asks another system for its keys.
struct Slow;

type Coded = Pin<Box<dyn Future<Output = Result<Vec<Payload>, PayloadConversionError>> + Send>>;

impl PayloadCodec for Slow {
    fn encode(&self, context: &SerializationContextData, payloads: Vec<Payload>) -> Coded {
        let takes = if matches!(context, SerializationContextData::Workflow(_)) { ANSWERING } else { Duration::ZERO };
        Box::pin(async move {
            tokio::time::sleep(takes).await;
            Ok(payloads)
        })
    }

    fn decode(&self, _: &SerializationContextData, payloads: Vec<Payload>) -> Coded {
        Box::pin(async { Ok(payloads) })
    }
}

fn slow(client: &Client) -> Result<Client, Problem> {
    let mut options = client.options().clone();
    options.data_converter = DataConverter::new(PayloadConverter::default(), DefaultFailureConverter::new(false), Slow);
    Client::new(client.connection().clone(), options).map_err(|error| Problem::new(Code::Configuration, error.to_string()))
}

/// The workflow task that waits for a worker, or that one has.
async fn workflow_task(case: &Filed, state: PendingWorkflowTaskState) -> Result<()> {
    eventually(state.as_str_name(), async || {
        let described = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
        Ok(described.pending_workflow_task.filter(|task| task.state() == state).map(|_| ()))
    })
    .await
}

/// A case of the first shape whose history does not replay, although it has accepted two messages.
pub async fn stuck_case(stack: &Stack) -> Result<Filed> {
    for _ in 0..5 {
        let case = Box::pin(case_questioned_amid_a_step(stack, true)).await?;
        // On a machine that does much else the worker may be there before the question is.
        if state(stack, &case).await? == "broken" {
            return Ok(case);
        }
    }
    bail!("no question has lost a case its step")
}

/// What the program says of the history of a case.
async fn state(stack: &Stack, case: &Filed) -> Result<String> {
    let told = said(repair_command(stack, &[case.id(), "--dry-run"])).await?.json()?;
    Ok(told["cases"][0]["state"].as_str().with_context(|| format!("no state: {told}"))?.to_owned())
}

/// Files a case and has it ask for papers while the portal is down, questioned and with the police's message behind it; the case has
/// accepted both. No worker runs before and after.
pub async fn case_questioned_amid_a_step(stack: &Stack, earlier_shape: bool) -> Result<Filed> {
    let settings = || Settings { earlier_shape, ..stack.settings() };
    let worker = RunningWorker::start(stack.connecting(), settings());
    let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
    let received = async |log| stack.sandbox.wait_for(|received| !received.accepted(log, case.id()).is_empty(), PATIENCE * 3).await;
    received(Log::Notices).await?;
    received(Log::Police).await?;
    eventually("a case that waits for nobody but the police", async || {
        let described = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
        Ok((described.pending_workflow_task.is_none() && described.pending_activities.is_empty()).then_some(()))
    })
    .await?;
    worker.stop().await?;

    stack.sandbox.set_knob(Agency::Portal, Knob { delay_ms: FAILING_MS, ..Knob::fault(Fault::ServerError) });
    let papers = serde_json::from_value(json!({ "papers": [{"kind": "contract", "form": "copy"}], "reason": "not legible" }))?;
    let asks_for_papers = async { anyhow::Ok(case.request_papers(papers, "2026-04-06T10:00:05").await.map(drop)?) };
    let question_and_worker = async {
        workflow_task(&case, PendingWorkflowTaskState::Scheduled).await?;
        // Whether it gets an answer does not matter.
        let question = async {
            let _ = case.recorded().await;
            anyhow::Ok(())
        };
        let worker = async {
            let connecting = stack.connecting();
            let worker = RunningWorker::start(async { slow(&connecting.await?) }, settings());
            workflow_task(&case, PendingWorkflowTaskState::Started).await?;
            case.clear("2026-04-06T10:00:10").await?;
            anyhow::Ok(worker)
        };
        anyhow::Ok(tokio::try_join!(question, worker)?.1)
    };
    let ((), worker) = tokio::try_join!(asks_for_papers, question_and_worker)?;
    received(Log::Berkut).await?;
    worker.stop().await?;
    stack.sandbox.set_knob(Agency::Portal, Knob::default());
    Ok(case)
}

#[test]
fn a_question_amid_a_step_breaks_only_the_history_of_a_case_of_the_first_shape() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.stop_worker().await?;
        stuck_case(stack).await?;
        let case = Box::pin(case_questioned_amid_a_step(stack, false)).await?;
        assert_eq!(state(stack, &case).await?, "replays");
        Ok(())
    })
}
