//! The worker is killed, one of two is killed, or it is asked to stop.

use anyhow::{Context, Result};
use futures::future::{BoxFuture, try_join_all};
use shaqyru::stack::Stack;
use shaqyru_domain::case::stage::Status;
use shaqyru_sandbox::{Agency, Fault, Knob, Log, Operation};
use shaqyru_tests::{Filed, PATIENCE, eventually, examples, run, shown};
use temporalio_client::WorkflowDescribeOptions;
use temporalio_common::protos::temporal::api::enums::v1::PendingActivityState;

use super::{FILED_AT, agree, check_what_arrived, clear, file, issue, outcome, stack_without_worker, stages_of_an_issue, until_received};
use crate::program::Running;

/// What the agencies see at the moment of the crash: so many items of the case in a list.
type Sign = (Log, usize);
type Step = for<'a> fn(&'a Filed) -> BoxFuture<'a, Result<()>>;

/// A moment in a case's life.
struct Moment {
    name: &'static str,
    /// What has happened by then.
    before: &'static [Step],
    /// An agency that takes the last call before the crash and never answers it.
    held: Option<(Agency, Option<Operation>)>,
    /// By what the moment is known.
    sign: Sign,
    /// What still happens.
    after: &'static [Step],
    /// The stages between coordination and decision.
    extended: &'static [&'static str],
}

const CLEAR: Step = |case| Box::pin(clear(case));
const AGREE: Step = |case| Box::pin(agree(case));
const ISSUE: Step = |case| Box::pin(issue(case));
const MORE_TIME: Step = |case| Box::pin(async { Ok(case.more_time("further study", "2026-04-06T10:00:15").await.map(drop)?) });
/// The NSC is silent past its standard window: a reminder, the breach, the extended window.
const SILENCE: Step = |case| Box::pin(async { case.forward_to("2026-04-10T08:00:00").await.map(drop) });
/// And past the extended one.
const MORE_SILENCE: Step = |case| Box::pin(async { case.forward_to("2026-05-13T08:00:00").await.map(drop) });
const AGREE_AT_LAST: Step = |case| {
    Box::pin(async { Ok(case.answer(shaqyru_domain::case::fact::Answer::Agree, "2026-05-13T08:00:10").await.map(drop)?) })
};
const ISSUE_AT_LAST: Step = |case| {
    Box::pin(async { Ok(case.decide(shaqyru_domain::case::fact::Verdict::Issue, None, "2026-05-13T08:00:20").await.map(drop)?) })
};

/// Those that hold an agency come last: they hold it for all.
const MOMENTS: &[Moment] = &[
    Moment { name: "waiting for the police", before: &[], held: None, sign: (Log::Police, 1), after: &[CLEAR, AGREE, ISSUE], extended: &[] },
    Moment { name: "waiting for the NSC", before: &[CLEAR], held: None, sign: (Log::Berkut, 1), after: &[AGREE, ISSUE], extended: &[] },
    Moment { name: "in the extended window", before: &[CLEAR, MORE_TIME], held: None, sign: (Log::Notices, 2), after: &[AGREE, ISSUE], extended: &["coordination_extended"] },
    Moment { name: "deciding", before: &[CLEAR, AGREE], held: None, sign: (Log::Stages, 5), after: &[ISSUE], extended: &[] },
    Moment {
        name: "between two windows that run out",
        before: &[CLEAR, SILENCE],
        held: None,
        sign: (Log::Escalations, 2),
        after: &[MORE_SILENCE, AGREE_AT_LAST, ISSUE_AT_LAST],
        extended: &["coordination_extended", "coordination_overdue"],
    },
    Moment { name: "submitting to the police", before: &[], held: Some((Agency::Police, Some(Operation::Submit))), sign: (Log::Police, 1), after: &[CLEAR, AGREE, ISSUE], extended: &[] },
    Moment { name: "submitting to the NSC", before: &[CLEAR], held: Some((Agency::Berkut, Some(Operation::Submit))), sign: (Log::Berkut, 1), after: &[AGREE, ISSUE], extended: &[] },
    Moment { name: "entering the invitation", before: &[CLEAR, AGREE, ISSUE], held: Some((Agency::Berkut, Some(Operation::Register))), sign: (Log::Invitations, 1), after: &[], extended: &[] },
    Moment { name: "telling the applicant", before: &[CLEAR, AGREE, ISSUE], held: Some((Agency::Portal, None)), sign: (Log::Notices, 2), after: &[], extended: &[] },
    Moment { name: "delivering a stage", before: &[CLEAR], held: Some((Agency::Monitoring, None)), sign: (Log::Stages, 4), after: &[AGREE, ISSUE], extended: &[] },
    // The first stages go out in the very step that takes the case up.
    Moment { name: "being filed", before: &[], held: Some((Agency::Monitoring, None)), sign: (Log::Stages, 1), after: &[CLEAR, AGREE, ISSUE], extended: &[] },
];

/// Leads a new case to a moment and leaves it there.
async fn lead_to(stack: &Stack, moment: &Moment) -> Result<Filed> {
    let (log, items) = moment.sign;
    let hold = || {
        if let Some((agency, on)) = moment.held {
            stack.sandbox.set_knob(agency, Knob { on, ..Knob::fault(Fault::TimeoutAfterAcceptance) });
        }
    };
    let Some((last, before)) = moment.before.split_last() else {
        hold();
        let case = file(stack).await?;
        until_received(&stack.sandbox, log, case.id(), items).await?;
        return Ok(case);
    };
    let case = file(stack).await?;
    for step in before {
        step(&case).await?;
    }
    // What the earlier steps send is out of the way, so that the last step's call is the one that is held.
    until_received(&stack.sandbox, Log::Notices, case.id(), 1).await?;
    until_received(&stack.sandbox, Log::Stages, case.id(), 3 + before.len()).await?;
    hold();
    last(&case).await?;
    until_received(&stack.sandbox, log, case.id(), items).await?;
    Ok(case)
}

#[test]
fn a_worker_killed_at_any_moment_of_a_case_loses_or_repeats_a_step() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        let worker = Running::worker(&stack, 0).await?;
        let mut cases = Vec::new();
        for moment in MOMENTS {
            let case = lead_to(&stack, moment).await.with_context(|| moment.name)?;
            if let Some((agency, _)) = moment.held.filter(|(agency, _)| *agency != Agency::Monitoring) {
                stack.sandbox.set_knob(agency, Knob::default());
            }
            cases.push((moment, case));
        }
        worker.kill().await?;
        stack.sandbox.set_knob(Agency::Monitoring, Knob::default());

        let worker = Running::worker(&stack, 0).await?;
        let going_on = cases.iter().map(async |(moment, case)| {
            for step in moment.after {
                step(case).await.with_context(|| moment.name)?;
            }
            let ended = outcome(case).await.with_context(|| moment.name)?;
            assert_eq!(ended, Status::Issued, "{}", moment.name);
            case.recorded().await
        });
        let views = try_join_all(going_on).await?;
        let received = stack.sandbox.received();
        for ((moment, _), view) in cases.iter().zip(&views) {
            check_what_arrived(&received, view, &stages_of_an_issue(moment.extended), moment.name)?;
        }
        let silence = views.iter().max_by_key(|view| view.escalations.len()).context("no case")?;
        insta::assert_snapshot!(shown::escalations(&silence.escalations), @r"
        2026-04-09T09:00  coordination/standard reminder -> officer
        2026-04-09T18:30  coordination/standard due -> supervisor
        2026-04-13T18:30  service/standard due -> supervisor
        2026-04-28T09:00  coordination/extended reminder-5 -> officer
        2026-05-05T09:00  coordination/extended reminder-1 -> supervisor
        2026-05-06T18:30  coordination/extended due -> head
        2026-05-08T09:00  coordination/extended repeat-1 -> head
        2026-05-12T09:00  coordination/extended repeat-2 -> head
        ");
        worker.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

#[test]
fn one_of_two_workers_is_killed_and_its_cases_stand_still() -> Result<()> {
    const CASES: usize = 8;
    run(async {
        let stack = stack_without_worker().await?;
        // The agencies' answers are found by asking for them: whoever asked is dead, somebody else asks.
        let (one, two) = tokio::try_join!(Running::worker(&stack, 1), Running::worker(&stack, 1))?;
        let cases = try_join_all((0..CASES).map(async |_| file(&stack).await)).await?;
        for case in &cases {
            until_received(&stack.sandbox, Log::Police, case.id(), 1).await?;
        }
        one.kill().await?;
        let going_on = cases.iter().map(async |case| {
            clear(case).await?;
            agree(case).await?;
            issue(case).await?;
            assert_eq!(outcome(case).await?, Status::Issued);
            case.recorded().await
        });
        let views = try_join_all(going_on).await?;
        let received = stack.sandbox.received();
        for view in &views {
            check_what_arrived(&received, view, &stages_of_an_issue(&[]), "one of two workers")?;
        }
        two.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

#[test]
fn all_invitees_of_an_application_are_filed_or_none_though_the_worker_dies() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        let application = examples::application(examples::PRIVATE_VISIT)?;
        // Filed before there is a worker, and again while the first one is being killed.
        let mut cases = vec![Filed::file(&stack, &application, FILED_AT).await?];
        let worker = Running::worker(&stack, 0).await?;
        let filing = try_join_all((0..4).map(async |_| Filed::file(&stack, &application, FILED_AT).await));
        let (filed, killed) = tokio::join!(filing, async {
            until_received(&stack.sandbox, Log::Stages, cases[0].id(), 1).await?;
            worker.kill().await
        });
        killed?;
        cases.extend(filed?);
        let worker = Running::worker(&stack, 0).await?;
        for case in &cases {
            let other = case.number.sibling(1);
            for number in [&case.number, &other] {
                until_received(&stack.sandbox, Log::Police, number.as_str(), 1).await?;
            }
        }
        let received = stack.sandbox.received();
        for entry in received.log(Log::Police) {
            assert_eq!(received.count(Log::Police, &entry.key).new, 1);
        }
        assert_eq!(received.log(Log::Police).iter().map(|entry| &entry.case).collect::<std::collections::BTreeSet<_>>().len(), 2 * cases.len());
        worker.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

/// Whether a worker is at an activity of the case right now.
async fn is_at_work(case: &Filed, activity: &str) -> Result<bool> {
    let description = case.handle().describe(WorkflowDescribeOptions::default()).await?;
    Ok(description.raw().pending_activities.iter().any(|pending| {
        let named = pending.activity_type.as_ref().is_some_and(|kind| kind.name.contains(activity));
        named && pending.state() == PendingActivityState::Started
    }))
}

#[test]
fn a_stop_in_good_order_drops_the_call_in_flight() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        let worker = Running::worker(&stack, 0).await?;
        let case = file(&stack).await?;
        clear(&case).await?;
        agree(&case).await?;
        stack.sandbox.set_knob(Agency::Berkut, Knob { delay_ms: 1500, on: Some(Operation::Register), ..Knob::default() });
        issue(&case).await?;
        eventually("the invitation to be entered", async || Ok(is_at_work(&case, "enter_invitation").await?.then_some(()))).await?;
        let (status, words) = worker.stop("TERM").await?;
        assert_eq!((status.code(), words.as_str()), (Some(0), ""));
        // The call was answered and the answer is on record: nobody makes it again.
        assert_eq!(stack.sandbox.received().accepted(Log::Invitations, case.id()).len(), 1);
        assert!(!is_at_work(&case, "enter_invitation").await?);

        let worker = Running::worker(&stack, 0).await?;
        assert_eq!(outcome(&case).await?, Status::Issued);
        let received = stack.sandbox.received();
        check_what_arrived(&received, &case.recorded().await?, &stages_of_an_issue(&[]), "stopped")?;
        assert_eq!(received.log(Log::Invitations).len(), 1, "one call, not repeated");
        // SIGINT is as good, and an idle worker does not keep one waiting.
        let asked_at = std::time::Instant::now();
        assert_eq!(worker.stop("INT").await?.0.code(), Some(0));
        assert!(asked_at.elapsed() < PATIENCE / 2, "{:?}", asked_at.elapsed());
        Ok(stack.stop().await?)
    })
}

#[test]
fn a_call_that_is_never_answered_keeps_a_worker_from_stopping() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        let worker = Running::worker(&stack, 0).await?;
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::TimeoutAfterAcceptance));
        let case = file(&stack).await?;
        until_received(&stack.sandbox, Log::Police, case.id(), 1).await?;
        let asked_at = std::time::Instant::now();
        assert_eq!(worker.stop("TERM").await?.0.code(), Some(0));
        assert!(asked_at.elapsed() < PATIENCE, "{:?}", asked_at.elapsed());
        Ok(stack.stop().await?)
    })
}
