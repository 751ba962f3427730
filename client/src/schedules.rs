//! What the engine starts by itself at its times. Each schedule is ensured when a worker starts, so that it is there once, as this
//! release wants it, however many workers there are.

use std::time::Duration;

use chrono::{NaiveTime, Timelike};
use shaqyru_domain::{problem::Problem, time::instant::ZONE};
use shaqyru_workflows::{
    TASK_QUEUE,
    monitoring::{self, DeliverStagesWorkflow},
};
use temporalio_client::{
    Client, RpcOptions,
    schedules::{
        CreateScheduleOptions, ScheduleAction, ScheduleCalendarSpec, ScheduleError, ScheduleOverlapPolicy, ScheduleSpec,
        TriggerScheduleOptions,
    },
    tonic,
};
use temporalio_common::{HasWorkflowDefinition, data_converters::TemporalSerializable};

use crate::{failure, patiently, people};

/// When a schedule starts its workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Again and again.
    Every(Duration),
    /// Each day at this hour and minute of the republic's civil time.
    Daily(NaiveTime),
}

/// A workflow and when it is started. While one of its runs goes on, no other is started.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Its name; the ids of its workflows begin with it.
    pub id: &'static str,
    action: ScheduleAction,
    /// When.
    pub when: When,
    /// What was missed while the engine was down is made up for if it is not older than this; the engine takes 10 s at least.
    pub catch_up: Duration,
}

impl Schedule {
    /// Starts a workflow on the main task queue.
    pub fn new<W>(id: &'static str, workflow: W, input: W::Input, when: When, catch_up: Duration) -> Self
    where
        W: HasWorkflowDefinition,
        W::Input: TemporalSerializable + Send + Sync + 'static,
    {
        Self { id, action: ScheduleAction::start_workflow(workflow, input, TASK_QUEUE, id), when, catch_up }
    }
}

/// Speaks to the engine's schedules.
#[derive(Clone)]
pub struct Schedules {
    engine: Client,
}

impl Schedules {
    /// Speaks to them through this connection.
    pub fn new(engine: Client) -> Self {
        Self { engine }
    }

    /// Makes all that this program wants, or brings them up to date.
    ///
    /// # Errors
    /// [`Code::EngineUnreachable`](shaqyru_domain::problem::Code::EngineUnreachable).
    pub async fn ensure_all(&self) -> Result<(), Problem> {
        for schedule in all() {
            self.ensure(&schedule).await?;
        }
        Ok(())
    }

    /// Makes a schedule, or brings it up to date if it is there. One that an operator has paused stays paused.
    ///
    /// # Errors
    /// [`Code::EngineUnreachable`](shaqyru_domain::problem::Code::EngineUnreachable).
    pub async fn ensure(&self, schedule: &Schedule) -> Result<(), Problem> {
        patiently(|| async { self.make_or_update(schedule).await.map_err(|error| failure::of_schedule(&error)) }).await
    }

    async fn make_or_update(&self, schedule: &Schedule) -> Result<(), ScheduleError> {
        let options = CreateScheduleOptions::builder().action(schedule.action.clone()).spec(spec(schedule.when)).build();
        let handle = match self.engine.create_schedule(schedule.id, options).await {
            Err(ScheduleError::Rpc(status)) if status.code() == tonic::Code::AlreadyExists => self.engine.get_schedule_handle(schedule.id),
            made => made?,
        };
        // How long is caught up cannot be said when a schedule is made, so a new one is brought up to date, too.
        let Schedule { action, when, catch_up, .. } = schedule.clone();
        let wanted = move |update: &mut temporalio_client::schedules::ScheduleUpdate| {
            update.set_action(action).set_spec(spec(when)).set_overlap_policy(ScheduleOverlapPolicy::Skip).set_catchup_window(catch_up);
        };
        handle.update(wanted, RpcOptions::default()).await
    }

    /// Starts a schedule's workflow now; after the one that is running, if one is.
    ///
    /// # Errors
    /// [`Code::EngineUnreachable`](shaqyru_domain::problem::Code::EngineUnreachable).
    pub async fn start_now(&self, id: &str) -> Result<(), Problem> {
        let handle = self.engine.get_schedule_handle(id);
        let triggering = patiently(|| async {
            let triggered = handle.trigger(ScheduleOverlapPolicy::BufferOne, TriggerScheduleOptions::default()).await;
            triggered.map_err(|error| failure::of_schedule(&error))
        });
        triggering.await
    }
}

/// What this program wants started by itself.
fn all() -> [Schedule; 3] {
    let [tell_people, digest] = people::schedules();
    // What the monitoring system missed is in the outbox: one run makes up for all that were missed.
    let stages = Schedule::new(monitoring::SCHEDULE, DeliverStagesWorkflow::run, (), When::Every(monitoring::EVERY), monitoring::EVERY);
    [stages, tell_people, digest]
}

fn spec(when: When) -> ScheduleSpec {
    match when {
        When::Every(every) => ScheduleSpec::from_interval(every),
        When::Daily(time) => {
            let calendar = ScheduleCalendarSpec::builder().hour(time.hour().to_string()).minute(time.minute().to_string()).build();
            ScheduleSpec::builder().calendars(vec![calendar]).timezone_name(ZONE.name()).build()
        }
    }
}
