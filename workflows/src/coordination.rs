//! The coordination of a case with the NSC (R26 para 15), which is the same for every service that needs it.

use shaqyru_activities::{
    berkut::{Berkut, CoordinationTask},
    dossier::Dossier,
};
use shaqyru_domain::{
    actor::Actor,
    coordination::leg::{Coordinated, Coordination},
};
use temporalio_sdk::WorkflowContext;

use crate::{
    queues::BERKUT_QUEUE,
    runtime::{
        CaseRun, CaseWorkflow, FactOf, Filed,
        asking::{Inquiry, ask},
    },
};

/// The step that an incident of the NSC's system names.
pub const STEP: &str = "berkut";

/// The NSC is asked through Berkut until its answer is on record. No silence means consent: the windows run out in the deadline watch, and
/// the case goes on waiting here.
pub async fn coordinate<W>(ctx: &WorkflowContext<W>, dossier: fn(&CaseRun<W::Filing>) -> Option<Dossier>)
where
    W: CaseWorkflow<Filing: Filed<Procedure: Coordinated>>,
{
    let inquiry = Inquiry {
        step: STEP,
        agency: Actor::Nsc,
        queue: BERKUT_QUEUE,
        activity: || Berkut::coordinate,
        task: |run: &CaseRun<W::Filing>, asked_before| task(run, dossier(run)?, asked_before),
        fact: FactOf::<W::Filing>::from,
        awaited: awaits_answer,
    };
    ask(ctx, inquiry).await;
}

fn task<F: Filed<Procedure: Coordinated>>(run: &CaseRun<F>, dossier: Dossier, asked_before: bool) -> Option<CoordinationTask> {
    let coordination = coordination(run)?;
    Some(CoordinationTask {
        dossier,
        submitted_at: coordination.submitted_at?,
        extension_known: coordination.extension.is_some(),
        asked_before,
        poll_every: run.poll_every(),
    })
}

fn awaits_answer<F: Filed<Procedure: Coordinated>>(run: &CaseRun<F>) -> bool {
    run.is_open() && coordination(run).is_some_and(|coordination| coordination.answer.is_none())
}

fn coordination<F: Filed<Procedure: Coordinated>>(run: &CaseRun<F>) -> Option<&Coordination> {
    run.opened().ok().map(|case| case.procedure().coordination())
}
