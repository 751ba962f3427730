//! The steps of the procedure, in the order of the Rules.

use std::time::Duration;

use shaqyru_activities::{
    berkut::Berkut,
    biometrics::Biometrics,
    visa::{Relations, Stickers, VisaIntake},
};
use shaqyru_domain::{
    actor::Actor,
    case::stage::{Stage, Status},
    problem::{Code, Problem},
    time::instant::Instant,
    visa::fact::Fact,
};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, WorkflowResult, workflows::select};

use super::{
    VisaWorkflow,
    tasks::{self, Run},
};
use crate::{
    coordination,
    queues::{BERKUT_QUEUE, TASK_QUEUE},
    runtime::{
        CaseRun, RunContext,
        asking::{Inquiry, ask},
        incidents::stop_until_resumed,
        waiting::{self, ActivityFailure},
    },
};

/// The step that an incident of the biometric centre names.
const BIOMETRICS: &str = "biometrics";
/// The step that an incident of the office's stickers names.
const STICKERS: &str = "stickers";
/// The step that an incident of what cases have to do with each other names.
const RELATIONS: &str = "relations";
/// The step that an incident of an end names which Berkut does not take. It is not the step of what is entered there: one of the two may go on
/// without the other.
const ENDS: &str = "visa_ends";
/// How long after a failed attempt a visa is entered again in a Berkut that is down; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest of these.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Completeness and registration (R26 para 23). The rules by which the case is judged are recorded here; a worker whose rulebook cannot
/// judge it leaves the case waiting for one that can.
pub(super) async fn register(ctx: &WorkflowContext<VisaWorkflow>) -> WorkflowResult<()> {
    if ctx.with_run(|run| run.opened().is_ok()) {
        // A run before this one registered it.
        return Ok(());
    }
    let task = ctx.with_run(|run| tasks::intake(run, &ctx.info())).map_err(waiting::workflow_failure)?;
    let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
    let opened = match ctx.execute_activity(VisaIntake::take_in_request, task, options).await.map_err(ActivityFailure::from) {
        Ok(intake) => ctx.with_run_mut(|run| tasks::open(run, intake, ctx.workflow_time())),
        Err(ActivityFailure::Permanent(problem)) => Err(problem),
        Err(ActivityFailure::Transient) => Err(Problem::new(Code::Engine, "the intake was given up")),
    };
    Ok(opened.map_err(waiting::workflow_failure)?)
}

/// R26 paras 25, 42: whether the NSC is asked, and not answered by being told.
pub(super) fn is_coordinated(run: &Run) -> bool {
    run.opened().is_ok_and(|case| case.procedure().is_coordinated())
}

/// R26 para 24-1: as soon as the request is registered, the biometric centre is asked for an appointment, and then for what came of it. Beside the
/// procedure: its outage stops no case, and an officer may enter both.
pub(super) async fn take_fingerprints(ctx: &WorkflowContext<VisaWorkflow>) {
    if !ctx.with_run(CaseRun::asks_biometric_centre) {
        return;
    }
    ctx.until(|run| !run.is_open() || run.stage() != Stage::Filed).await;
    let inquiry = Inquiry {
        step: BIOMETRICS,
        agency: Actor::BiometricCentre,
        queue: TASK_QUEUE,
        activity: || Biometrics::take_fingerprints,
        task: tasks::fingerprints,
        fact: Fact::from,
        awaited: tasks::awaits_fingerprints,
    };
    ask(ctx, inquiry).await;
}

/// The officer decides; the system never does.
pub(super) async fn decide(ctx: &WorkflowContext<VisaWorkflow>) {
    ctx.until(|run| run.status() != Status::Open).await;
}

/// The sticker is filled in with a number of the office's range, and the visa is entered in Berkut (R26 para 43).
pub(super) async fn issue(ctx: &WorkflowContext<VisaWorkflow>) {
    make_sticker(ctx).await;
    enter_in_berkut(ctx).await;
}

/// The applicant is told how it was decided.
pub(super) fn tell_the_decision(ctx: &WorkflowContext<VisaWorkflow>) {
    ctx.with_run_mut(|run| {
        if let Some(case) = run.case_mut() {
            case.write_decision_notice();
        }
    });
}

/// The case that issued the visa which ended by the decision learns that it has (R26 paras 35, 46, 48, 49, 55): nobody has two valid ones.
pub(super) async fn end_the_former_visa(ctx: &WorkflowContext<VisaWorkflow>) {
    let Some(ended) = ctx.with_run(tasks::ended_visa) else { return };
    loop {
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        match ctx.execute_activity(Relations::tell_of_the_end, ended.clone(), options).await.map_err(ActivityFailure::from) {
            Ok(None) => return,
            // It is done; somebody has to look.
            Ok(Some(problem)) => {
                let now = ctx.now();
                return ctx.with_run_mut(|run| run.raise_incident(RELATIONS, &problem, now));
            }
            Err(ActivityFailure::Transient) => {}
            Err(ActivityFailure::Permanent(problem)) => stop_until_resumed(ctx, RELATIONS, &problem, |_| true).await,
        }
    }
}

/// As long as the visa may be used, its sticker may turn out spoiled (R26 para 47), and another one takes its place; or the Border Service
/// annuls it.
pub(super) async fn keep_the_visa(ctx: &WorkflowContext<VisaWorkflow>) {
    while let Some(end) = ctx.with_run(tasks::end_of_visa) {
        let Ok(left) = end.since(ctx.now()).to_std() else { return };
        let token = WorkflowCancellationToken::new();
        let mut over = ctx.timer(waiting::timer(left, &token, format!("the visa ends at {end}")));
        let wanted = |run: &Run| tasks::sticker(run).is_some() || tasks::berkut_entry(run).is_some();
        let mut changed = Box::pin(ctx.until(|run| wanted(run) || tasks::end_of_visa(run).is_none()));
        select! {
            _ = over => return,
            () = changed => token.cancel(),
        }
        issue(ctx).await;
    }
}

async fn make_sticker(ctx: &WorkflowContext<VisaWorkflow>) {
    while let Some(task) = ctx.with_run(tasks::sticker) {
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        match ctx.execute_activity(Stickers::take_sticker, task, options).await.map_err(ActivityFailure::from) {
            Ok(number) => {
                let now = ctx.now();
                ctx.with_run_mut(|run| tasks::take_sticker(run, number, now));
            }
            Err(ActivityFailure::Transient) => {}
            Err(ActivityFailure::Permanent(problem)) => {
                stop_until_resumed(ctx, STICKERS, &problem, |run| tasks::sticker(run).is_some()).await;
            }
        }
    }
}

/// An officer may enter it meanwhile, or the sticker be spoiled.
async fn enter_in_berkut(ctx: &WorkflowContext<VisaWorkflow>) {
    let entering = TellingBerkut {
        step: coordination::STEP,
        activity: || Berkut::enter_visa,
        next: tasks::berkut_entry,
        taken: tasks::note_entered,
        is_down: tasks::note_berkut_down,
        later: "the visa is entered in Berkut later",
    };
    tell_berkut(ctx, &entering).await;
}

/// Whatever the case ends (a sticker by its act, or an electronic visa), Berkut learns of it (R26 paras 25, 46-48). Beside the procedure: an outage
/// holds up no other sticker.
pub(super) async fn end_in_berkut(ctx: &WorkflowContext<VisaWorkflow>) {
    let ending = TellingBerkut {
        step: ENDS,
        activity: || Berkut::end_visa,
        next: tasks::visa_end,
        taken: tasks::note_ended,
        is_down: |_, _| {},
        later: "the end of the visa is entered in Berkut later",
    };
    loop {
        ctx.until(|run| run.is_procedure_done() || tasks::visa_end(run).is_some()).await;
        if ctx.with_run(tasks::visa_end).is_none() {
            return;
        }
        tell_berkut(ctx, &ending).await;
    }
}

/// What is told to Berkut, one after the other, until nothing is left.
struct TellingBerkut<T, A> {
    /// The step that an incident of it names.
    step: &'static str,
    activity: fn() -> A,
    /// What is to be told next; none if nothing is.
    next: fn(&Run) -> Option<T>,
    /// Berkut has taken it.
    taken: fn(&mut Run, T, Instant),
    /// Berkut is down.
    is_down: fn(&mut Run, Instant),
    /// What the timer until the next attempt is for.
    later: &'static str,
}

/// Each attempt is one of its own, with a timer between: an outage of days writes little history, and whoever plays time forward is not held
/// up by it.
async fn tell_berkut<T, A>(ctx: &WorkflowContext<VisaWorkflow>, telling: &TellingBerkut<T, A>)
where
    T: Clone + 'static,
    A: ActivityDefinition<Input = T, Output = ()>,
{
    let TellingBerkut { step, activity, next, taken, is_down, later } = *telling;
    let (mut pause, mut was_lost) = (FIRST_PAUSE, false);
    while let Some(told) = ctx.with_run(next) {
        let arrived = ctx.execute_activity(activity(), told.clone(), waiting::single_attempt(Some(BERKUT_QUEUE))).await;
        // Whether Berkut is up, an attempt does not say that was lost with its worker. It is made again at once; but where each worker dies of
        // it, there is a pause, too, for the history does not grow without end.
        let is_lost = arrived.as_ref().is_err_and(waiting::attempt_was_lost);
        if is_lost && !was_lost {
            was_lost = true;
            continue;
        }
        match arrived.map_err(ActivityFailure::from) {
            Ok(()) => {
                let now = ctx.now();
                ctx.with_run_mut(|run| taken(run, told, now));
            }
            Err(ActivityFailure::Permanent(problem)) => stop_until_resumed(ctx, step, &problem, |run| next(run).is_some()).await,
            Err(ActivityFailure::Transient) => {
                let now = ctx.now();
                if !is_lost {
                    ctx.with_run_mut(|run| is_down(run, now));
                }
                let token = WorkflowCancellationToken::new();
                let mut again = ctx.timer(waiting::timer(pause, &token, later.to_owned()));
                let mut settled = Box::pin(ctx.until(|run| next(run).is_none()));
                select! {
                    _ = again => {}
                    () = settled => token.cancel(),
                }
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// The procedure is through.
pub(super) fn note_done(ctx: &WorkflowContext<VisaWorkflow>) {
    ctx.with_run_mut(CaseRun::note_procedure_done);
}
