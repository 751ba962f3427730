//! An application with many invitees is taken and some of its cases never exist, or each carries what belongs to all.

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use serde_json::{Value, json};
use shaqyru_client::{Cases, WhatWasFiled};
use shaqyru_domain::{
    application::Application,
    case::{number::CaseNumber, stage::Status},
    problem::Code,
};
use shaqyru_tests::{
    Filed, PATIENCE, SILENT, alone, at, eventually, eventually_within, examples, offset_that_shows, run, shared, with_register,
};
use shaqyru_workflows::invitation::{InvitationWorkflow, application};
use temporalio_client::WorkflowDescribeOptions;
use uuid::Uuid;

use crate::program::Running;

const FILED_AT: &str = "2026-04-06T10:00:00";
/// The most invitees that an application names.
const MOST: usize = 200;

/// A private visit of so many people, each with texts of this length.
fn application_of(invitees: usize, letters: usize) -> Result<Application> {
    examples::changed(examples::PRIVATE_VISIT, |form| {
        let first = form["invitees"][0].clone();
        let invitee = |place: usize| {
            let mut invitee = first.clone();
            invitee["passport"]["number"] = json!(format!("Z{place:07}"));
            for field in ["place_of_birth", "residence_address", "employer", "position"] {
                invitee[field] = Value::String(format!("{place} {}", "x".repeat(letters)));
            }
            invitee
        };
        form["invitees"] = (0..invitees).map(invitee).collect();
        form["fee"]["amount_kzt"] = json!(10_000_000.0);
    })
}

async fn file(cases: &Cases, request_id: &str, application: &Application) -> Result<Vec<Filed>> {
    let (filed_at, offset) = (at(FILED_AT), offset_that_shows(at(FILED_AT)));
    let submitted = cases.submit_shifted(request_id, application, filed_at, offset.num_milliseconds()).await?;
    Ok(submitted.cases.into_iter().map(|number| Filed::known(cases.clone(), number, filed_at, offset)).collect())
}

#[test]
fn the_largest_application_opens_all_its_cases() -> Result<()> {
    alone(SILENT, async |stack| {
        // As much as fits into a mebibyte.
        let application = application_of(MOST, 1_100)?;
        let cases = file(&stack.cases(), &Uuid::new_v4().to_string(), &application).await?;
        assert_eq!(cases.len(), MOST);
        let opened = try_join_all(cases.iter().map(async |case| {
            let view = eventually_within(PATIENCE * 6, "the case", async || Ok(case.recorded().await.ok())).await;
            let view = view.with_context(|| case.number.to_string())?;
            anyhow::Ok((view.status, view.missing.is_empty()))
        }));
        ensure!(opened.await?.iter().all(|opened| *opened == (Status::Open, true)));
        Ok(())
    })
}

#[test]
fn the_history_of_a_case_does_not_grow_with_the_number_of_invitees() -> Result<()> {
    shared(async |stack| {
        let mut sizes = Vec::new();
        for invitees in [2, 40] {
            let application = application_of(invitees, 1_000)?;
            let cases = file(&stack.cases(), &Uuid::new_v4().to_string(), &application).await?;
            let [first, .., last] = cases.as_slice() else { anyhow::bail!("too few cases") };
            for case in [first, last] {
                case.until("the verification", |view| view.stage.as_str() == "verification").await?;
                stack.sandbox.wait_for(|received| !received.accepted(shaqyru_sandbox::Log::Police, case.id()).is_empty(), PATIENCE).await?;
            }
            let history = String::from_utf8(first.history().to_json().await?)?;
            sizes.push(history.len());
            let theirs = last.view(FILED_AT).await?;
            ensure!(theirs.findings.iter().all(|finding| !finding.field.starts_with("invitees[1")), "{:?}", theirs.findings);
            let WhatWasFiled::Application(filing) = last.cases.filing(&last.number).await? else { anyhow::bail!("a request for a visa") };
            let invited = filing.application.form().invitees.iter().map(|invitee| invitee.passport.number.to_string());
            assert_eq!(invited.collect::<Vec<_>>(), [format!("Z{:07}", invitees - 1)], "its own invitee, and no other");
        }
        let [few, many] = sizes.as_slice() else { anyhow::bail!("two sizes") };
        ensure!(many.abs_diff(*few) < few / 10, "{few} bytes with two invitees, {many} with forty");
        Ok(())
    })
}

#[test]
fn all_cases_are_opened_even_if_the_worker_dies_halfway() -> Result<()> {
    run(async {
        let stack = shaqyru::stack::Stack::start_without_worker(with_register(SILENT)).await?;
        let worker = Running::worker(&stack, 0).await?;
        let application = application_of(60, 1_000)?;
        let request_id = Uuid::new_v4().to_string();
        let first = CaseNumber::of_request(&request_id, 0);
        let filing = tokio::spawn({
            let cases = stack.cases();
            async move { file(&cases, &request_id, &application).await }
        });
        // Some are opened, some are not.
        let some = async || Ok(stack.cases().exists(&first.sibling(3)).await?.then_some(()));
        eventually("the first cases", some).await?;
        worker.kill().await?;
        let opened_by_then = stack.cases().exists(&first.sibling(59)).await?;
        let worker = Running::worker(&stack, 0).await?;
        let cases = filing.await??;
        for case in &cases {
            eventually("the case", async || Ok(stack.cases().exists(&case.number).await?.then_some(()))).await?;
        }
        ensure!(!opened_by_then, "the worker was too quick for this test: all cases were there when it was killed");
        worker.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

#[test]
fn a_repeated_request_opens_no_cases_again_and_hides_no_other_application() -> Result<()> {
    shared(async |stack| {
        let request_id = Uuid::new_v4().to_string();
        let application = application_of(3, 10)?;
        let cases = stack.cases();
        let first = cases.submit(&request_id, &application, at(FILED_AT)).await?;
        assert!(!first.repeated);
        let again = cases.submit(&request_id, &application, at("2026-04-06T10:05:00")).await?;
        assert!(again.repeated && again.cases == first.cases);
        let another = cases.submit(&request_id, &application_of(3, 11)?, at(FILED_AT)).await.unwrap_err();
        assert_eq!(another.code, Code::RequestConflict);
        Ok(())
    })
}

#[test]
fn an_application_that_is_too_large_opens_no_case_at_all() -> Result<()> {
    shared(async |stack| {
        // Within the limits of each text and list, and beyond what the engine takes.
        let form = examples::application(examples::PRIVATE_VISIT)?;
        let mut form = serde_json::to_value(&form)?;
        let first = form["invitees"][0].clone();
        let invitee = |place: usize| {
            let mut invitee = first.clone();
            invitee["residence_address"] = Value::String("ж".repeat(2_000));
            invitee["employer"] = Value::String("ж".repeat(2_000));
            invitee["passport"]["number"] = json!(format!("Z{place:07}"));
            invitee
        };
        form["invitees"] = (0..MOST).map(invitee).collect();
        let application: Application = serde_json::from_value(form)?;
        let request_id = Uuid::new_v4().to_string();
        let refused = stack.cases().submit(&request_id, &application, at(FILED_AT)).await.unwrap_err();
        assert_eq!(refused.code, Code::Size);
        let first = CaseNumber::of_request(&request_id, 0);
        assert!(!stack.cases().exists(&first).await?, "nothing was opened");
        let opening = stack.engine().get_workflow_handle::<InvitationWorkflow>(application::workflow_id(&first));
        assert!(opening.describe(WorkflowDescribeOptions::default()).await.is_err(), "nothing was begun");
        Ok(())
    })
}
