//! How what goes on in and beside a procedure looks at its case's run, changes it and waits for it.

use futures::{FutureExt, future::FusedFuture};
use shaqyru_domain::time::instant::Instant;
use temporalio_sdk::{WaitConditionOptions, WorkflowCancellationToken, WorkflowContext};

use super::{filed::Filed, run::CaseRun};

/// The workflow of one service's cases. (The SDK's macros make workflows of concrete types only; what they share is generic over this.)
pub trait CaseWorkflow: Sized + 'static {
    /// What is filed with the service.
    type Filing: Filed;

    /// The run of the case.
    fn case_run(&self) -> &CaseRun<Self::Filing>;

    /// The run of the case, to change it.
    fn case_run_mut(&mut self) -> &mut CaseRun<Self::Filing>;
}

/// The run of a case, by its workflow's context.
pub trait RunContext {
    /// What is filed with the service.
    type Filing: Filed;

    /// Looks at the run.
    fn with_run<T>(&self, look: impl FnOnce(&CaseRun<Self::Filing>) -> T) -> T;

    /// Changes the run.
    fn with_run_mut<T>(&self, change: impl FnOnce(&mut CaseRun<Self::Filing>) -> T) -> T;

    /// The engine's time, as the case counts it.
    fn now(&self) -> Instant;

    /// Waits until a condition on the run holds. A request to cancel a workflow does not end a case, only the procedure does: so nothing
    /// here listens to the workflow's own cancellation.
    fn until<'a>(&'a self, condition: impl FnMut(&CaseRun<Self::Filing>) -> bool + 'a) -> impl FusedFuture<Output = ()> + 'a;
}

impl<W: CaseWorkflow> RunContext for WorkflowContext<W> {
    type Filing = W::Filing;

    fn with_run<T>(&self, look: impl FnOnce(&CaseRun<W::Filing>) -> T) -> T {
        self.state(|workflow| look(workflow.case_run()))
    }

    fn with_run_mut<T>(&self, change: impl FnOnce(&mut CaseRun<W::Filing>) -> T) -> T {
        self.state_mut(|workflow| change(workflow.case_run_mut()))
    }

    fn now(&self) -> Instant {
        self.with_run(|run| run.now(self.workflow_time()))
    }

    fn until<'a>(&'a self, mut condition: impl FnMut(&CaseRun<W::Filing>) -> bool + 'a) -> impl FusedFuture<Output = ()> + 'a {
        let options = WaitConditionOptions::builder().cancellation_token(WorkflowCancellationToken::new()).build();
        self.wait_condition_with_options(move |workflow| condition(workflow.case_run()), options).map(drop)
    }
}
