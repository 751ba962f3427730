//! One application with as many invitees and as long texts as the program takes: how long until all of its cases are there, and how
//! large the history of one of them is.

use std::{fmt, time::Instant as Began};

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use serde_json::{Value, json};
use shaqyru_client::Cases;
use shaqyru_domain::{application::Application, case::number::CaseNumber, time::instant::Instant};
use shaqyru_workflows::invitation::InvitationWorkflow;
use temporalio_client::WorkflowFetchHistoryOptions;

use crate::stack::{Stack, secret};

const APPLICATION: &str = include_str!("../../examples/applications/b10-private-visit-india.json");
/// A Wednesday with four working days on either side.
const FILED_AT: &str = "2026-03-18T10:00:00+05:00";
/// The most invitees that an application names.
const MOST: usize = 200;
/// So long are four texts of each invitee: together as much as fits into a mebibyte.
const LETTERS: usize = 1_100;
/// So many cases are asked at once.
const AT_ONCE: usize = 16;

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Opened {
    invitees: usize,
    application_bytes: usize,
    /// From sending the application until its sender is told that all cases exist.
    seconds_to_exist: f64,
    /// From sending the application until every case answers.
    seconds_to_answer: f64,
    /// The history of a case of this application, while the police are asked.
    history_bytes: usize,
    /// The same of an application with two invitees.
    history_bytes_of_two: usize,
}

pub(crate) async fn measure(stack: &mut Stack) -> Result<Opened> {
    stack.work(None);
    let measured = opened(stack).await;
    stack.rest().await?;
    measured
}

async fn opened(stack: &Stack) -> Result<Opened> {
    let cases = Cases::new(stack.client().clone()).signing_with(secret());
    let (two, _, _) = open(&cases, "two", &application_of(2)?).await?;
    let application = application_of(MOST)?;
    let (all, seconds_to_exist, seconds_to_answer) = open(&cases, "all", &application).await?;
    Ok(Opened {
        invitees: MOST,
        application_bytes: serde_json::to_vec(&application)?.len(),
        seconds_to_exist,
        seconds_to_answer,
        history_bytes: history_bytes(&cases, &all).await?,
        history_bytes_of_two: history_bytes(&cases, &two).await?,
    })
}

async fn open(cases: &Cases, request_id: &str, application: &Application) -> Result<(Vec<CaseNumber>, f64, f64)> {
    let filed_at = Instant::parse(FILED_AT)?;
    let offset = filed_at.since(Instant::from_utc(Utc::now()));
    let began = Began::now();
    let submitted = cases.submit_shifted(request_id, application, filed_at, offset.num_milliseconds()).await?;
    let exist = began.elapsed().as_secs_f64();
    let answers = stream::iter(&submitted.cases).map(async |case| cases.case(case, filed_at).await);
    let views: Vec<_> = answers.buffer_unordered(AT_ONCE).try_collect().await?;
    ensure!(views.len() == application.form().invitees.len(), "some cases are missing");
    Ok((submitted.cases, exist, began.elapsed().as_secs_f64()))
}

async fn history_bytes(cases: &Cases, of: &[CaseNumber]) -> Result<usize> {
    let case = of.first().context("no case")?;
    let handle = cases.engine().get_workflow_handle::<InvitationWorkflow>(case.as_str());
    Ok(handle.fetch_history(WorkflowFetchHistoryOptions::default()).to_json().await?.len())
}

fn application_of(invitees: usize) -> Result<Application> {
    let mut form: Value = serde_json::from_str(APPLICATION)?;
    let first = form.pointer("/invitees/0").context("no invitee")?.clone();
    let invitee = |place: usize| {
        let mut invitee = first.clone();
        let text = format!("{place} {}", "x".repeat(LETTERS));
        let texts = [("place_of_birth", &text), ("residence_address", &text), ("employer", &text), ("position", &text)];
        if let Value::Object(members) = &mut invitee {
            members.extend(texts.map(|(name, text)| (name.to_owned(), json!(text))));
        }
        if let Some(number) = invitee.pointer_mut("/passport/number") {
            *number = json!(format!("Z{place:07}"));
        }
        invitee
    };
    if let Value::Object(members) = &mut form {
        members.insert("invitees".to_owned(), (0..invitees).map(invitee).collect());
    }
    if let Some(paid) = form.pointer_mut("/fee/amount_kzt") {
        *paid = json!(10_000_000.0);
    }
    Ok(Application::parse(&serde_json::to_vec(&form)?)?)
}

impl fmt::Display for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "an application of {} invitees, {} KiB", self.invitees, self.application_bytes / 1024)?;
        writeln!(f, "  all cases exist after          {:8.1} s   (budget 10)", self.seconds_to_exist)?;
        writeln!(f, "  every case answers after       {:8.1} s", self.seconds_to_answer)?;
        writeln!(f, "  history of a case              {:8} bytes", self.history_bytes)?;
        writeln!(f, "  the same with two invitees     {:8} bytes", self.history_bytes_of_two)
    }
}
