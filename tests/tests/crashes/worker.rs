//! The worker is killed, one of two is killed, or it is asked to stop.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use futures::future::{BoxFuture, try_join_all};
use shaqyru::stack::{Stack, agency_urls};
use shaqyru_activities::portal::Portal;
use shaqyru_domain::case::{
    fact::{Answer, Verdict},
    stage::Status,
    view::CaseView,
};
use shaqyru_sandbox::{Agency, Fault, Knob, Log, Operation, Received};
use shaqyru_tests::{Filed, PATIENCE, eventually_within, examples, run, shown, stages_arrive};
use shaqyru_worker::AgencyUrls;
use temporalio_client::WorkflowDescribeOptions;
use temporalio_common::protos::temporal::api::{enums::v1::PendingActivityState, workflow::v1::PendingActivityInfo};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use super::{
    FILED_AT, RECOVERY, agree, check_what_arrived, clear, file, issue, outcome, stack_without_worker, stages_of_an_issue, until_received,
};
use crate::program::Running;

const INVITATIONS_FOR_TWO: usize = 4;

/// By then the engine's own interval, doubled each time, would be minutes.
const TRIES: i32 = 8;

/// How long a call takes on a slow way: longer than a worker needs to stop that has nothing to do.
const SLOW: Duration = Duration::from_millis(1500);

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
const AGREE_AT_LAST: Step = |case| Box::pin(async { Ok(case.answer(Answer::Agree, "2026-05-13T08:00:10").await.map(drop)?) });
const ISSUE_AT_LAST: Step = |case| Box::pin(async { Ok(case.decide(Verdict::Issue, None, "2026-05-13T08:00:20").await.map(drop)?) });

/// Those that hold an agency come last: they hold it for all.
const MOMENTS: &[Moment] = &[
    Moment {
        name: "waiting for the police",
        before: &[],
        held: None,
        sign: (Log::Police, 1),
        after: &[CLEAR, AGREE, ISSUE],
        extended: &[],
    },
    Moment { name: "waiting for the NSC", before: &[CLEAR], held: None, sign: (Log::Berkut, 1), after: &[AGREE, ISSUE], extended: &[] },
    Moment {
        name: "in the extended window",
        before: &[CLEAR, MORE_TIME],
        held: None,
        sign: (Log::Notices, 2),
        after: &[AGREE, ISSUE],
        extended: &["coordination_extended"],
    },
    Moment { name: "deciding", before: &[CLEAR, AGREE], held: None, sign: (Log::Stages, 5), after: &[ISSUE], extended: &[] },
    Moment {
        name: "between two windows that run out",
        before: &[CLEAR, SILENCE],
        held: None,
        sign: (Log::Escalations, 2),
        after: &[MORE_SILENCE, AGREE_AT_LAST, ISSUE_AT_LAST],
        extended: &["coordination_extended", "coordination_overdue"],
    },
    Moment {
        name: "submitting to the police",
        before: &[],
        held: Some((Agency::Police, Some(Operation::Submit))),
        sign: (Log::Police, 1),
        after: &[CLEAR, AGREE, ISSUE],
        extended: &[],
    },
    Moment {
        name: "submitting to the NSC",
        before: &[CLEAR],
        held: Some((Agency::Berkut, Some(Operation::Submit))),
        sign: (Log::Berkut, 1),
        after: &[AGREE, ISSUE],
        extended: &[],
    },
    Moment {
        name: "entering the invitation",
        before: &[CLEAR, AGREE, ISSUE],
        held: Some((Agency::Berkut, Some(Operation::Register))),
        sign: (Log::Invitations, 1),
        after: &[],
        extended: &[],
    },
    Moment {
        name: "telling the applicant",
        before: &[CLEAR, AGREE, ISSUE],
        held: Some((Agency::Portal, None)),
        sign: (Log::Notices, 2),
        after: &[],
        extended: &[],
    },
    Moment {
        name: "being filed",
        before: &[],
        // The receipt goes out in the very step that takes the case up.
        held: Some((Agency::Portal, None)),
        sign: (Log::Notices, 1),
        after: &[CLEAR, AGREE, ISSUE],
        extended: &[],
    },
    Moment {
        name: "delivering a stage",
        before: &[CLEAR],
        held: Some((Agency::Monitoring, None)),
        sign: (Log::Stages, 4),
        after: &[AGREE, ISSUE],
        extended: &[],
    },
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
        reached(stack, &case, log, items).await?;
        return Ok(case);
    };
    let case = file(stack).await?;
    for (place, step) in before.iter().enumerate() {
        question_arrived(stack, &case, place).await?;
        step(&case).await?;
    }
    question_arrived(stack, &case, before.len()).await?;
    // What the earlier steps send is out of the way, so that the last step's call is the one that is held.
    until_received(&stack.sandbox, Log::Notices, case.id(), 1).await?;
    reached(stack, &case, Log::Stages, 3 + before.len()).await?;
    hold();
    last(&case).await?;
    reached(stack, &case, log, items).await?;
    Ok(case)
}

/// Police and NSC answer what they have been asked: the first step waits for the one question, whatever follows for the other.
async fn question_arrived(stack: &Stack, case: &Filed, steps_taken: usize) -> Result<()> {
    let asked = if steps_taken == 0 { Log::Police } else { Log::Berkut };
    until_received(&stack.sandbox, asked, case.id(), 1).await
}

/// Waits until the agencies have so many items of a case.
async fn reached(stack: &Stack, case: &Filed, log: Log, items: usize) -> Result<()> {
    match log {
        Log::Stages => stages_arrive(&stack.engine(), &stack.sandbox, case.id(), items, RECOVERY).await.map(drop),
        log => until_received(&stack.sandbox, log, case.id(), items).await,
    }
}

/// What the agencies have when they have the last stage of each issued case.
async fn all_arrived(stack: &Stack, views: &[CaseView]) -> Result<Received> {
    for view in views {
        let stages: std::collections::BTreeSet<_> = view.timeline.iter().map(|line| line.stage.as_str()).collect();
        stages_arrive(&stack.engine(), &stack.sandbox, view.case.as_str(), stages.len(), RECOVERY).await?;
    }
    Ok(stack.sandbox.received())
}

#[test]
fn a_worker_killed_at_any_moment_of_a_case_loses_no_step_and_repeats_none() -> Result<()> {
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
        // Some are filed as it dies, with two invitees each: all of them are filed, or none.
        let application = examples::application(examples::PRIVATE_VISIT)?;
        let filing = (0..INVITATIONS_FOR_TWO).map(async |_| Filed::file(&stack, &application, FILED_AT).await);
        let (for_two, killed) = tokio::join!(try_join_all(filing), worker.kill());
        killed?;
        stack.sandbox.set_knob(Agency::Monitoring, Knob::default());

        let worker = Running::worker(&stack, 0).await?;
        let going_on = cases.iter().map(async |(moment, case)| {
            for (place, step) in moment.after.iter().enumerate() {
                question_arrived(&stack, case, moment.before.len() + place).await?;
                step(case).await.with_context(|| moment.name)?;
            }
            let ended = outcome(case).await.with_context(|| moment.name)?;
            assert_eq!(ended, Status::Issued, "{}", moment.name);
            case.recorded().await
        });
        let views = try_join_all(going_on).await?;
        let received = all_arrived(&stack, &views).await?;
        for ((moment, _), view) in cases.iter().zip(&views) {
            check_what_arrived(&received, view, &stages_of_an_issue(moment.extended), moment.name)?;
        }
        for case in for_two? {
            for number in [&case.number, &case.number.sibling(1)] {
                until_received(&stack.sandbox, Log::Police, number.as_str(), 1).await?;
                assert_eq!(stack.sandbox.received().log(Log::Police).iter().filter(|entry| entry.case == number.as_str()).count(), 1);
            }
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
fn when_one_of_two_workers_is_killed_its_cases_go_on() -> Result<()> {
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
        let received = all_arrived(&stack, &views).await?;
        for view in &views {
            check_what_arrived(&received, view, &stages_of_an_issue(&[]), "one of two workers")?;
        }
        two.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

#[test]
fn what_was_tried_often_and_is_lost_with_its_worker_is_soon_tried_again() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        let worker = Running::worker(&stack, 0).await?;
        // The portal wants to be asked again after a second, and is.
        stack.sandbox.set_knob(Agency::Portal, Knob::fault(Fault::TooManyRequests));
        let case = file(&stack).await?;
        let telling = async |as_wanted: fn(&PendingActivityInfo) -> bool| {
            let described = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
            let mut telling = described
                .pending_activities
                .into_iter()
                .filter(|pending| pending.activity_type.as_ref().is_some_and(|activity| activity.name == Portal::notify_applicant.name()));
            Ok(telling.any(|pending| as_wanted(&pending)).then_some(()))
        };
        eventually_within(RECOVERY, "the notice to be tried often", async || telling(|pending| pending.attempt >= TRIES).await).await?;
        stack.sandbox.set_knob(Agency::Portal, Knob::fault(Fault::TimeoutBeforeAcceptance));
        let hangs = async || telling(|pending| pending.attempt >= TRIES && pending.state() == PendingActivityState::Started).await;
        eventually_within(RECOVERY, "an attempt to hang", hangs).await?;
        worker.kill().await?;
        stack.sandbox.set_knob(Agency::Portal, Knob::default());
        let worker = Running::worker(&stack, 0).await?;
        until_received(&stack.sandbox, Log::Notices, case.id(), 1).await?;
        worker.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

/// A slow way to an agency: says when a call that begins with `words` is on it, and lets it arrive later.
async fn slow_way(to: SocketAddr, words: &'static str) -> Result<(SocketAddr, Arc<Notify>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let on_its_way = Arc::new(Notify::new());
    let seen = Arc::clone(&on_its_way);
    tokio::spawn(async move {
        while let Ok((caller, _)) = listener.accept().await {
            tokio::spawn(carry(caller, to, words, Arc::clone(&seen)));
        }
    });
    Ok((address, on_its_way))
}

async fn carry(caller: TcpStream, to: SocketAddr, words: &str, seen: Arc<Notify>) -> std::io::Result<()> {
    let (mut from_caller, mut to_caller) = caller.into_split();
    let (mut from_agency, mut to_agency) = TcpStream::connect(to).await?.into_split();
    let back = tokio::io::copy(&mut from_agency, &mut to_caller);
    let forth = async {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let length = from_caller.read(&mut chunk).await?;
            if length == 0 {
                return to_agency.shutdown().await;
            }
            if chunk.starts_with(words.as_bytes()) {
                seen.notify_one();
                tokio::time::sleep(SLOW).await;
            }
            to_agency.write_all(&chunk[..length]).await?;
        }
    };
    tokio::try_join!(back, forth).map(drop)
}

#[test]
fn a_stop_in_good_order_finishes_the_call_in_flight_and_does_not_wait_for_ever() -> Result<()> {
    run(async { tokio::try_join!(stopped_while_a_call_is_in_flight(), stopped_while_a_call_is_never_answered()).map(drop) })
}

async fn stopped_while_a_call_is_in_flight() -> Result<()> {
    let stack = stack_without_worker().await?;
    let (slow, on_its_way) = slow_way(stack.sandbox.addr(), "PUT ").await?;
    let urls = AgencyUrls { berkut: format!("http://{slow}/berkut"), ..agency_urls(&stack.sandbox) };
    let worker = Running::worker_at(&stack.server.address(), urls, &stack.register_setting(), 0).await?;
    let case = file(&stack).await?;
    clear(&case).await?;
    agree(&case).await?;
    issue(&case).await?;
    tokio::time::timeout(PATIENCE, on_its_way.notified()).await.context("the invitation is not entered")?;
    let (status, words) = worker.stop("TERM").await?;
    assert_eq!((status.code(), words.as_str()), (Some(0), ""));
    // The call was answered and the answer is on record: nobody makes it again.
    assert_eq!(stack.sandbox.received().accepted(Log::Invitations, case.id()).len(), 1);
    // What follows from it may have been asked for, and nobody works on it.
    let description = case.handle().describe(WorkflowDescribeOptions::default()).await?;
    let pending = &description.raw().pending_activities;
    let is_new = |activity: &PendingActivityInfo| activity.state() == PendingActivityState::Scheduled && activity.attempt == 1;
    assert!(pending.iter().all(is_new), "{pending:?}");

    let worker = Running::worker(&stack, 0).await?;
    assert_eq!(outcome(&case).await?, Status::Issued);
    let view = case.recorded().await?;
    let received = all_arrived(&stack, std::slice::from_ref(&view)).await?;
    check_what_arrived(&received, &view, &stages_of_an_issue(&[]), "stopped")?;
    assert_eq!(received.log(Log::Invitations).len(), 1, "one call, not repeated");
    // SIGINT is as good, and an idle worker does not keep one waiting.
    let asked_at = Instant::now();
    assert_eq!(worker.stop("INT").await?.0.code(), Some(0));
    assert!(asked_at.elapsed() < PATIENCE / 2, "{:?}", asked_at.elapsed());
    Ok(stack.stop().await?)
}

async fn stopped_while_a_call_is_never_answered() -> Result<()> {
    let stack = stack_without_worker().await?;
    let worker = Running::worker(&stack, 0).await?;
    stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::TimeoutAfterAcceptance));
    let case = file(&stack).await?;
    until_received(&stack.sandbox, Log::Police, case.id(), 1).await?;
    let asked_at = Instant::now();
    assert_eq!(worker.stop("TERM").await?.0.code(), Some(0));
    assert!(asked_at.elapsed() < PATIENCE, "{:?}", asked_at.elapsed());
    Ok(stack.stop().await?)
}
