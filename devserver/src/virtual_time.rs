//! Moves one workflow's time on the real server.
//!
//! The server skips time for a single workflow: whenever nothing is in flight (no activity, no workflow task,
//! no child), its clock jumps to its next timer. A *fast-forward* bounds that by an instant. Once there, the clock
//! runs at its usual pace again, ahead of the wall clock by what was skipped. It never goes back.
//!
//! A workflow needs no special start. Its first fast-forward switches skipping on; completing it switches skipping
//! off, so that time stands (but for the wall clock's own pace) until the next one.
//!
//! - A timer counts from the end of the workflow task that armed it, some milliseconds after the time which
//!   that task saw. One meant for exactly the target may therefore fire just after the arrival: aim a second later
//!   where it must have fired.
//! - A child started during a fast-forward skips freely to its own end; one started before goes on at the
//!   wall clock's pace, and its parent's clock waits for it.
//! - Where runs continue as new within a second of real time, the server holds back the next run's first task,
//!   and a fast-forward jumps over it to its target. Let no target lie beyond a second continue-as-new.
//! - `scheduled_time`, `started_time` and `deadline` of an activity are in the workflow's time, those of a local
//!   activity in the wall clock's.

use std::time::Duration;

use chrono::{DateTime, Utc};
use temporalio_client::{
    Client,
    tonic::{Code, IntoRequest, Status},
};
use temporalio_common::protos::temporal::api::{
    common::v1::{FastForwardConfig, TimeSkippingConfig, WorkflowExecution},
    enums::v1::{FastForwardPollingResult, WorkflowExecutionStatus},
    workflow::v1::WorkflowExecutionOptions,
    workflowservice::v1::{
        DescribeWorkflowExecutionRequest, PollWorkflowExecutionTimeSkippingRequest, UpdateWorkflowExecutionOptionsRequest,
    },
};
use uuid::Uuid;

use crate::error::VirtualTimeError;

/// For each fast-forward. The server's own default, about a hundred, is less than a case with retries may need.
const MAX_SKIPS: i32 = 5000;

/// Where a fast-forward ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a workflow that closes on the way does not reach the instant asked for"]
pub enum Arrival {
    /// At the instant asked for, or some milliseconds later.
    Reached {
        /// The workflow's time on arrival.
        now: DateTime<Utc>,
    },
    /// The workflow closed on the way, or was closed already.
    Closed {
        /// When it closed, in its own time.
        at: DateTime<Utc>,
    },
}

/// The clock of one workflow.
#[derive(Debug, Clone)]
pub struct VirtualTime {
    client: Client,
    workflow_id: String,
}

impl VirtualTime {
    /// The clock of the current run of `workflow_id` in the client's namespace.
    pub fn new(client: Client, workflow_id: impl Into<String>) -> Self {
        Self { client, workflow_id: workflow_id.into() }
    }

    /// The workflow's time; that of its end if it is closed.
    pub async fn now(&self) -> Result<DateTime<Utc>, VirtualTimeError> {
        match self.state().await? {
            Arrival::Reached { now: instant } | Arrival::Closed { at: instant } => Ok(instant),
        }
    }

    /// Lets the workflow run through all its timers, as far as it goes.
    pub async fn run_freely(&self) -> Result<(), VirtualTimeError> {
        self.configure(None).await
    }

    /// Moves time by `duration` and waits until it is there.
    pub async fn fast_forward(&self, duration: Duration) -> Result<Arrival, VirtualTimeError> {
        self.advance(|_| duration).await
    }

    /// Moves time to `instant` and waits until it is there. An instant that is not in the future moves nothing.
    ///
    /// Work in flight holds the clock: an activity or a child that never ends is waited for without end.
    pub async fn fast_forward_to(&self, instant: DateTime<Utc>) -> Result<Arrival, VirtualTimeError> {
        self.advance(|now| (instant - now).to_std().unwrap_or_default()).await
    }

    async fn advance(&self, distance: impl FnOnce(DateTime<Utc>) -> Duration) -> Result<Arrival, VirtualTimeError> {
        let duration = match self.state().await? {
            Arrival::Reached { now } => distance(now),
            closed @ Arrival::Closed { .. } => return Ok(closed),
        };
        if duration.is_zero() {
            return self.state().await;
        }
        let id = Uuid::new_v4().to_string();
        let fast_forward =
            FastForwardConfig { id: id.clone(), duration: Some(duration.try_into().map_err(|_| VirtualTimeError::OutOfRange)?) };
        let outcome = match self.configure(Some(fast_forward)).await {
            Ok(()) => self.wait_for(id).await,
            Err(error) => Err(error),
        };
        // A workflow may close at any moment, and each call then fails in its own way.
        match (self.state().await?, outcome) {
            (closed @ Arrival::Closed { .. }, _) => Ok(closed),
            (open, outcome) => outcome.map(|()| open),
        }
    }

    /// Returns when the fast-forward is complete.
    async fn wait_for(&self, fast_forward_id: String) -> Result<(), VirtualTimeError> {
        let request = PollWorkflowExecutionTimeSkippingRequest {
            namespace: self.namespace(),
            workflow_execution: Some(self.execution()),
            fast_forward_id,
        };
        loop {
            let answer = self
                .client
                .connection()
                .workflow_service()
                .poll_workflow_execution_time_skipping(request.clone().into_request())
                .await
                .map_err(|status| self.failed("poll_workflow_execution_time_skipping", status))?
                .into_inner();
            match answer.fast_forward_polling_result() {
                FastForwardPollingResult::FastForwardCompleted => return Ok(()),
                FastForwardPollingResult::PollTimeout => {}
                _ => {
                    return Err(VirtualTimeError::Abandoned { reason: answer.failed_reason });
                }
            }
        }
    }

    async fn configure(&self, fast_forward_config: Option<FastForwardConfig>) -> Result<(), VirtualTimeError> {
        let config =
            TimeSkippingConfig { enabled: true, fast_forward_config, max_session_skip_count: MAX_SKIPS, ..TimeSkippingConfig::default() };
        let mut request = UpdateWorkflowExecutionOptionsRequest {
            namespace: self.namespace(),
            workflow_execution: Some(self.execution()),
            workflow_execution_options: Some(WorkflowExecutionOptions {
                time_skipping_config: Some(config),
                ..WorkflowExecutionOptions::default()
            }),
            ..UpdateWorkflowExecutionOptionsRequest::default()
        };
        let mask = request.update_mask.get_or_insert_default();
        mask.paths.push("time_skipping_config".to_owned());
        self.client
            .connection()
            .workflow_service()
            .update_workflow_execution_options(request.into_request())
            .await
            .map(drop)
            .map_err(|status| self.failed("update_workflow_execution_options", status))
    }

    /// Where the workflow's time is now.
    async fn state(&self) -> Result<Arrival, VirtualTimeError> {
        let request = DescribeWorkflowExecutionRequest { namespace: self.namespace(), execution: Some(self.execution()) };
        let description = self
            .client
            .connection()
            .workflow_service()
            .describe_workflow_execution(request.into_request())
            .await
            .map_err(|status| self.failed("describe_workflow_execution", status))?
            .into_inner();
        let instant = |seconds: i64, nanos: i32| {
            u32::try_from(nanos).ok().and_then(|nanos| DateTime::from_timestamp(seconds, nanos)).ok_or(VirtualTimeError::OutOfRange)
        };
        if let Some(info) = &description.workflow_execution_info
            && let Some(time) = &info.close_time
            && info.status() != WorkflowExecutionStatus::Running
        {
            return Ok(Arrival::Closed { at: instant(time.seconds, time.nanos)? });
        }
        let now = match description.workflow_extended_info.and_then(|info| info.time_skipping_info).and_then(|info| info.current_time) {
            Some(time) => instant(time.seconds, time.nanos)?,
            // A workflow whose time was never moved.
            None => Utc::now(),
        };
        Ok(Arrival::Reached { now })
    }

    fn failed(&self, call: &'static str, status: Status) -> VirtualTimeError {
        if status.code() == Code::NotFound {
            VirtualTimeError::NoOpenWorkflow { workflow_id: self.workflow_id.clone() }
        } else {
            VirtualTimeError::Call { call, source: Box::new(status) }
        }
    }

    fn namespace(&self) -> String {
        self.client.options().namespace.clone()
    }

    fn execution(&self) -> WorkflowExecution {
        WorkflowExecution {
            workflow_id: self.workflow_id.clone(),
            // The current run.
            run_id: String::new(),
        }
    }
}
