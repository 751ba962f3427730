//! Somebody builds on the OpenAPI document, and it is not valid, says less than is so, or shows what the server does not take.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use reqwest::{Method, header};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_tests::{examples, outside_program, shared};

use super::{Caller, sent};

/// The document, as a file, too.
async fn document(stack: &Stack, folder: &Path) -> Result<(Value, PathBuf)> {
    let document = sent(Caller::with_token(&stack.console.url(), None).request(Method::GET, "/api/openapi.json")).await;
    let document = match document?.done() {
        Ok(document) => document,
        Err(_) => sent(Caller::officer(stack, "P-1")?.request(Method::GET, "/api/openapi.json")).await?.done()?,
    };
    let file = folder.join("openapi.json");
    std::fs::write(&file, document.to_string())?;
    Ok((document, file))
}

/// Runs a program that was written by others.
fn runs(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{command:?}: {said}");
    Ok(said)
}

#[test]
fn the_description_is_valid_and_leaves_no_answer_undescribed() -> Result<()> {
    shared(async |stack| {
        let folder = tempfile::tempdir()?;
        let (document, file) = document(stack, folder.path()).await?;
        for (path, methods) in document["paths"].as_object().context("no paths")? {
            for (method, operation) in methods.as_object().context("no methods")? {
                for (status, response) in operation["responses"].as_object().context("no responses")? {
                    for (media_type, content) in response["content"].as_object().into_iter().flatten() {
                        let schema = &content["schema"];
                        let says = schema["$ref"].is_string() || schema["items"]["$ref"].is_string() || media_type != "application/json";
                        // A request that is to be filled in is no more than an object: what is not known of it is `null`. Nor is a schema.
                        ensure!(
                            says || path.ends_with("/follow-up/{action}") || path.ends_with("/schemas/{file}"),
                            "{method} {path} {status}: {schema}"
                        );
                        let of_errors = schema["$ref"] == "#/components/schemas/ProblemDocument";
                        assert_eq!(of_errors, status.starts_with(['4', '5']), "{method} {path} {status}: {schema}");
                    }
                }
                if let Some(body) = operation.get("requestBody") {
                    let content = &body["content"]["application/json"];
                    ensure!(content["schema"]["$ref"].is_string() && !content["example"].is_null(), "{method} {path}: {body}");
                }
            }
        }
        let Some(validator) = outside_program(&["openapi-spec-validator"])? else { return Ok(()) };
        runs(Command::new(validator).arg(&file))?;
        Ok(())
    })
}

#[test]
fn every_example_of_the_description_is_taken_as_it_stands() -> Result<()> {
    shared(async |stack| {
        let folder = tempfile::tempdir()?;
        let (document, _) = document(stack, folder.path()).await?;
        let caller = Caller::at(stack, "E-1", &["head", "operator", "auditor"], None)?;
        let case = caller.files(examples::NEGOTIATIONS).await?;
        let mut sent_examples = 0;
        for (path, methods) in document["paths"].as_object().context("no paths")? {
            let Some(body) = methods.get("post").and_then(|operation| operation.get("requestBody")) else { continue };
            let example = &body["content"]["application/json"]["example"];
            let request = caller.request(Method::POST, &path.replace("{case}", &case)).header(header::IF_MATCH, "\"1\"");
            let answer = sent(request.json(example)).await?;
            // A rule of the procedure may say no, or that there is no such case, or the procedure takes other orders: what was sent has been read.
            let of_another_procedure = answer.body["detail"] == "this procedure takes no such order";
            let read = [200, 403, 404, 409, 410, 412, 422].contains(&answer.status.as_u16()) || of_another_procedure;
            ensure!(read, "{path}: {answer:?}");
            sent_examples += 1;
        }
        ensure!(sent_examples >= 25, "{sent_examples}");
        Ok(())
    })
}

/// Files, looks, lists, and decides, by a client that nobody wrote.
const BY_THE_CLIENT: &str = r#"
import json, sys
from shaqyru_client import AuthenticatedClient
from shaqyru_client import models
from shaqyru_client.api.applications import file_application
from shaqyru_client.api.cases import list_cases, show_case
from shaqyru_client.api.orders import verify, answer, decide

url, officer, supervisor, application = sys.argv[1:5]
by = lambda token: AuthenticatedClient(base_url=url, token=token, raise_on_unexpected_status=True)
said = lambda content, at: {"content": content, "received_at": at, "antedated_because": "the test plays what is long past", "letter": "7/2026"}
handed_in = models.HandedIn.from_dict({"application": json.load(open(application)), "filed_at": "2026-04-06T10:00:00+05:00", "anyway": True})
filed = file_application.sync(client=by(officer), body=handed_in)
assert isinstance(filed, models.Filed), filed
case = filed.cases[0].case
tell = lambda order, model, who, content, at, **more: order.sync(case, client=by(who), body=model.from_dict(said(content, at)), **more)
receipt = tell(verify, models.VerificationBody, officer, {"outcome": "clear"}, "2026-04-06T11:00:00+05:00")
assert isinstance(receipt, models.Receipt), receipt
tell(answer, models.AnswerBody, officer, "agree", "2026-04-07T11:00:00+05:00")
listed = list_cases.sync(client=by(officer), limit=500)
assert case in [line.case for line in listed.cases], listed
seen = show_case.sync(case, client=by(supervisor))
assert (seen.status, seen.stage) == ("open", "decision"), seen
stale = tell(decide, models.DecisionBody, supervisor, {"verdict": "issue"}, "2026-04-07T12:00:00+05:00", if_match='"1"')
assert isinstance(stale, models.ProblemDocument) and stale.error.code == "SHQ-STALE", stale
tag = f'"{seen.version}"'
decided = tell(decide, models.DecisionBody, supervisor, {"verdict": "issue"}, "2026-04-07T12:00:00+05:00", if_match=tag)
assert decided.status == "issued", decided
print(case)
"#;

#[test]
fn a_client_that_is_generated_from_the_description_files_lists_and_decides() -> Result<()> {
    let Some(generator) = outside_program(&["openapi-python-client"])? else { return Ok(()) };
    shared(async |stack| {
        let folder = tempfile::tempdir()?;
        let (_, file) = document(stack, folder.path()).await?;
        let settings = folder.path().join("settings.yaml");
        std::fs::write(
            &settings,
            "project_name_override: shaqyru-client\npackage_name_override: shaqyru_client\npost_hooks: []\n\
             content_type_overrides:\n  application/pdf: application/octet-stream\n",
        )?;
        let mut generate = Command::new(&generator);
        generate.current_dir(folder.path()).args(["generate", "--meta", "none", "--output-path", "shaqyru_client", "--path"]).arg(&file);
        let told = runs(generate.arg("--config").arg(&settings))?;
        // What it cannot read of the description it passes over with a warning.
        ensure!(!told.contains("WARNING"), "{told}");
        let python = Path::new(&generator).with_file_name("python");
        let token = |id: &str| Caller::officer(stack, id)?.token.context("no token");
        let application = examples::path(examples::NEGOTIATIONS);
        let mut by_the_client = Command::new(if python.exists() { python } else { "python3".into() });
        by_the_client.current_dir(folder.path()).args(["-c", BY_THE_CLIENT, &stack.console.url(), &token("P-1")?, &token("P-2")?]);
        let case = tokio::task::spawn_blocking(move || runs(by_the_client.arg(application))).await??;
        let shown = Caller::officer(stack, "P-2")?.get(&format!("/cases/{}", case.trim())).await?.done()?;
        assert_eq!(shown["status"], json!("issued"));
        Ok(())
    })
}
