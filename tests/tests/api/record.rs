//! What stays on record: views, what agencies sent, and cases that the engine has forgotten.

use anyhow::{Context, Result};
use serde_json::json;
use shaqyru::stack::Stack;
use shaqyru_domain::case::number::CaseNumber;
use shaqyru_tests::{PATIENCE, eventually, eventually_within, examples, shared};
use shaqyru_workflows::invitation::InvitationWorkflow;
use temporalio_client::{NamespacedClient, WorkflowDescribeOptions, grpc::WorkflowService, tonic::IntoRequest};
use temporalio_common::protos::temporal::api::{common::v1::WorkflowExecution, workflowservice::v1::DeleteWorkflowExecutionRequest};

use super::Caller;
use crate::terminal::Terminal;

#[test]
fn every_look_at_a_person_is_on_record_even_a_denied_one() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        let case = officer.files(examples::NEGOTIATIONS).await?;
        for what in ["", "/timeline", "/deadlines", "/application", "/history", "/documents"] {
            officer.get(&format!("/cases/{case}{what}")).await?.done()?;
        }
        let stranger = Caller::at(stack, "P-8", &["officer"], Some("AST-ESIL"))?;
        assert_eq!(stranger.get(&format!("/cases/{case}/application")).await?.refused()?, (403, "SHQ-FORBIDDEN"));
        let auditor = Caller::at(stack, "A-1", &["auditor"], None)?;
        let views = auditor.get(&format!("/cases/{case}/views")).await?.done()?;
        let seen: Vec<_> = views
            .as_array()
            .context("no views")?
            .iter()
            .map(|view| (view["actor"].as_str().unwrap_or_default(), view["what"].as_str().unwrap_or_default()))
            .collect();
        let p1 = "officer:P-1";
        assert_eq!(
            seen,
            [
                (p1, "submit, anyway"),
                (p1, "case"),
                (p1, "timeline"),
                (p1, "deadlines"),
                (p1, "application"),
                (p1, "history"),
                (p1, "documents"),
                ("officer:P-8", "denied: view")
            ]
        );
        // And the other way round: at what somebody has looked, on the command line, too.
        let by_person = auditor.get("/people/P-8/views").await?.done()?;
        let denied = by_person.as_array().context("no list")?.iter().find(|look| look["case"] == json!(case));
        assert_eq!(denied.context("the denied look is not told")?["what"], "denied: view");
        let looks = Terminal::at(stack)?.done("views --by P-8", &[]).await?;
        assert!(looks.as_array().is_some_and(|looks| looks.iter().any(|look| look["case"] == json!(case))), "{looks}");
        assert_eq!(officer.get("/people/P-8/views").await?.refused()?, (403, "SHQ-FORBIDDEN"));
        let application = officer.get(&format!("/cases/{case}/application")).await?.done()?;
        assert_eq!(application["application"]["visit"]["category"], "B3");
        let history = officer.get(&format!("/cases/{case}/history")).await?.done()?;
        let started = &history[0];
        assert_eq!(
            (&started["kind"], &started["says"]["input"]["payloads"][0]["case"]),
            (&json!("WorkflowExecutionStarted"), &json!(case))
        );
        Ok(())
    })
}

#[test]
fn a_case_that_the_engine_has_forgotten_stays_readable() -> Result<()> {
    shared(async |stack| {
        let case = Caller::agreed(stack).await?;
        let officer = Caller::officer(stack, "P-2")?;
        officer.decide(&case, json!({"verdict": "issue"}), "2026-04-07T12:00:00+05:00").await?.done()?;
        let before = eventually("the case to close", async || {
            let handle = stack.engine().get_workflow_handle::<InvitationWorkflow>(case.as_str());
            let closed = handle.describe(WorkflowDescribeOptions::default()).await?.close_time().is_some();
            if closed { Ok(Some(officer.get(&format!("/cases/{case}")).await?.done()?)) } else { Ok(None) }
        })
        .await?;
        forget(stack, &case).await?;
        let after = officer.get(&format!("/cases/{case}")).await?.done()?;
        for member in ["status", "stage", "office", "category", "filed_at", "invitation_number", "clocks", "escalations"] {
            assert_eq!(after[member], before[member], "{member}");
        }
        assert_eq!(after["status"], "issued");
        let stages: Vec<_> = after["timeline"].as_array().context("no timeline")?.iter().map(|line| line["stage"].clone()).collect();
        assert_eq!(stages.last(), Some(&json!("issued")));
        let listed = officer.get("/cases?status=issued&limit=500").await?.done()?;
        assert!(listed["cases"].as_array().is_some_and(|lines| lines.iter().any(|line| line["case"] == json!(case))));
        Ok(())
    })
}

/// What the namespace's retention does in time.
pub(crate) async fn forget(stack: &Stack, case: &str) -> Result<()> {
    let mut engine = stack.engine();
    let request = DeleteWorkflowExecutionRequest {
        namespace: engine.namespace(),
        workflow_execution: Some(WorkflowExecution { workflow_id: case.to_owned(), run_id: String::new() }),
    };
    engine.delete_workflow_execution(request.into_request()).await?;
    let number: CaseNumber = case.parse()?;
    // The engine takes half a minute over it.
    eventually_within(3 * PATIENCE, "the engine to forget the case", async || Ok((!stack.cases().exists(&number).await?).then_some(())))
        .await
}
