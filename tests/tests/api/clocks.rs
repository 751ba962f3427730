//! A wrong clock stamps what is taken in, or shuts honest messages out.

use anyhow::{Context, Result, ensure};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_client::Message;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Entry, Verification},
        number::CaseNumber,
        order::Order,
        stage::{Stage, Status},
    },
    problem::Code,
    time::instant::Instant,
};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, examples, officer, shared};
use temporalio_client::WorkflowGetResultOptions;

use super::{Caller, OFFICE, id};

const CLEAR: Verification = Verification::Clear;

async fn files_now(stack: &Stack) -> Result<super::Answer> {
    let application = serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?;
    Caller::at(stack, "P-1", &["officer"], Some(OFFICE))?.post("/applications", &json!({"application": application})).await
}

async fn health(stack: &Stack) -> Result<(u16, Value)> {
    let response = reqwest::get(format!("{}/health", stack.console.url())).await?;
    Ok((response.status().as_u16(), response.json().await?))
}

#[test]
fn a_console_that_is_seconds_fast_does_not_stamp_in_the_future() -> Result<()> {
    alone(StackOptions { clock_fault: TimeDelta::seconds(50), ..SILENT }, async |stack| {
        assert_eq!(health(stack).await?, (200, json!({"status": "ok"})));
        let before = Instant::from_utc(Utc::now());
        let filed = files_now(stack).await?.done()?;
        let case: CaseNumber = filed["cases"][0]["case"].as_str().context("no case")?.parse()?;
        let filed_at = stack.cases().case(&case, before).await?.filed_at;
        let ahead = filed_at.since(Instant::from_utc(Utc::now()));
        ensure!(ahead <= TimeDelta::seconds(1), "stamped {ahead} in the future");
        Ok(())
    })
}

#[test]
fn a_console_that_is_hours_off_takes_nothing_in_and_says_so() -> Result<()> {
    alone(StackOptions { clock_fault: TimeDelta::hours(3), ..SILENT }, async |stack| {
        assert_eq!(files_now(stack).await?.refused()?, (503, "SHQ-CLOCK"));
        let officer = Caller::officer(stack, "P-1")?;
        let told = officer.post("/cases/INV-2222222222-1/withdrawal", &json!({"content": {"reason": "plans changed"}})).await?;
        assert_eq!(told.refused()?, (503, "SHQ-CLOCK"));
        let (status, says) = health(stack).await?;
        assert_eq!((status, &says["error"]["code"]), (503, &json!("SHQ-CLOCK")));
        let metrics = reqwest::get(format!("{}/metrics", stack.console.url())).await?.text().await?;
        let ahead: f64 =
            metrics.lines().find_map(|line| line.strip_prefix("shaqyru_console_clock_ahead_seconds ")).context("no metric")?.parse()?;
        ensure!((ahead - 10_800.0).abs() < 10.0, "{metrics}");
        Ok(())
    })
}

#[test]
fn a_door_that_is_seconds_slow_is_not_shut_out_by_one_that_is_fast() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let _ = case.forward_to("2026-04-06T11:00:00").await?;
        let message = |stamped: Instant| Message::of(id(), Entry::taken_in(CLEAR, None, Actor::Police, stamped));
        // This door is 50 seconds fast: it is taken at the engine's time.
        case.cases.tell(&case.number, message(case.now().await?.shifted(TimeDelta::seconds(50)))?).await?;
        let line = |view: &shaqyru_domain::case::view::CaseView, detail: &str| {
            view.timeline.iter().rfind(|line| line.detail == detail).map(|line| (line.at, line.entered_at))
        };
        let (verified_at, entered_at) = line(&case.recorded().await?, "clear").context("no verification")?;
        ensure!(verified_at < at("2026-04-06T11:00:40") && entered_at.is_some(), "taken at {verified_at}");
        // What a fast door has stamped before there was such a rule is the case's last fact all the same.
        let slow = Entry::taken_in(Answer::Agree, None, Actor::Nsc, verified_at.shifted(TimeDelta::seconds(-40)));
        case.cases.tell(&case.number, Message::of(id(), slow)?).await?;
        let view = case.recorded().await?;
        assert_eq!((view.stage, line(&view, "agrees").map(|(at, _)| at)), (Stage::Decision, Some(verified_at)));
        // An instant that somebody names is taken at its word.
        let named = case.envelope(Order::Resume, "2026-04-06T09:00:00", officer("operator"))?;
        assert!(case.cases.tell(&case.number, named).await.is_err());
        Ok(())
    })
}

#[test]
fn a_filing_hours_in_the_future_fails_and_one_seconds_ahead_is_taken() -> Result<()> {
    shared(async |stack| {
        let application = examples::application(examples::NEGOTIATIONS)?;
        let in_three_hours = Instant::from_utc(Utc::now()).shifted(TimeDelta::hours(3));
        let case = stack.cases().submit(&id(), &application, in_three_hours).await?.cases.remove(0);
        let handle = stack.engine().get_workflow_handle::<shaqyru_workflows::invitation::InvitationWorkflow>(case.as_str());
        let ended = tokio::time::timeout(PATIENCE, handle.get_result(WorkflowGetResultOptions::default())).await.context("it goes on")?;
        let said = format!("{:?}", ended.err().context("it ended well")?);
        ensure!(said.contains(Code::Future.as_str()), "{said}");
        // A minute is what the clocks of two machines may differ by.
        let soon = Instant::from_utc(Utc::now()).shifted(TimeDelta::seconds(30));
        let case = stack.cases().submit(&id(), &application, soon).await?.cases.remove(0);
        assert_eq!(stack.cases().case(&case, soon).await?.status, Status::Open);
        Ok(())
    })
}
