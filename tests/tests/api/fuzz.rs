//! Whatever the OpenAPI document lets in, and what it does not, is answered by us: no 5xx.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use shaqyru_tests::{examples, outside_program, shared};
use tokio::process::Command;

use super::Caller;

#[test]
fn no_request_that_a_fuzzer_thinks_of_is_answered_with_5xx() -> Result<()> {
    let Some(schemathesis) = outside_program(&["schemathesis", "st"])? else { return Ok(()) };
    shared(async |stack| {
        let caller = Caller::at(stack, "F-1", &["head", "operator", "auditor"], None)?;
        // Something to find, so that not every path ends at an unknown case.
        let case = caller.files(examples::NEGOTIATIONS).await?;
        caller.tell(&case, "verification", json!({"outcome": "clear"}), "2026-04-06T11:00:00+05:00").await?.done()?;
        let token = caller.token.as_deref().context("no token")?;
        let folder = tempfile::tempdir()?;
        let output = Command::new(schemathesis)
            .current_dir(folder.path())
            .args(["run", &format!("{}/api/openapi.json", stack.console.url())])
            .args(["--header", &format!("Authorization: Bearer {token}")])
            .args([
                "--checks",
                "not_a_server_error,response_schema_conformance",
                "--max-examples",
                "25",
                "--seed",
                "20260406",
                "--phases",
                "examples,coverage,fuzzing",
            ])
            .output()
            .await?;
        let said = String::from_utf8_lossy(&output.stdout);
        // Only what failed, so that it is not lost in a long log.
        let failures = said.split_once("= FAILURES =").map_or(said.as_ref(), |(_, failures)| failures);
        ensure!(output.status.success(), "{failures}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("Fuzzing (in"), "nothing was tried: {said}");
        Ok(())
    })
}
