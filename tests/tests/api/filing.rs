//! An outage while an application is filed: its sender does not know whether it was, and asks again in vain. Two offices use one request id.

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_domain::case::number::CaseNumber;
use shaqyru_tests::{SILENT, eventually, examples, run, shared};

use super::{Answer, Caller, FILED_AT, OFFICE, id, sent};

/// As after a failover, for connections that are made from now on.
const READ_ONLY: &str =
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$";
const NO_OTHER_CONNECTIONS: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

async fn file(caller: &Caller, key: &str, example: &str) -> Result<Answer> {
    let application = serde_json::to_value(examples::application(example)?)?;
    let body = json!({"application": application, "filed_at": FILED_AT, "anyway": true});
    sent(caller.request(Method::POST, "/api/v1/applications").header("Idempotency-Key", key).json(&body)).await
}

#[test]
fn a_request_id_of_one_office_does_not_block_another() -> Result<()> {
    shared(async |stack| {
        let key = id();
        let one = Caller::officer(stack, "P-1")?;
        let another = Caller::at(stack, "P-2", &["officer"], Some("AST-ESIL"))?;
        let first = file(&one, &key, examples::NEGOTIATIONS).await?.done()?;
        let second = file(&another, &key, examples::PRIVATE_VISIT).await?.done()?;
        assert_ne!(first["cases"][0]["case"], second["cases"][0]["case"]);
        assert_eq!((&second["repeated"], second["cases"].as_array().map(Vec::len)), (&json!(false), Some(2)));
        // Within an office it is one request, whoever sends it.
        let colleague = Caller::officer(stack, "P-3")?;
        let again = file(&colleague, &key, examples::NEGOTIATIONS).await?.done()?;
        assert_eq!((&again["repeated"], &again["cases"][0]["case"]), (&json!(true), &first["cases"][0]["case"]));
        assert_eq!(file(&colleague, &key, examples::PRIVATE_VISIT).await?.refused()?, (409, "SHQ-REQUEST-CONFLICT"));
        Ok(())
    })
}

#[test]
fn an_application_is_refused_and_not_filed_while_the_register_is_down() -> Result<()> {
    let Some((url, mut database)) = shaqyru_testdb::start() else {
        // Says so.
        let _ = shaqyru_testdb::server();
        return Ok(());
    };
    run(async {
        let stack = Stack::start(StackOptions { register: Some(url.clone()), ..SILENT }).await?;
        let officer = Caller::officer(&stack, "P-1")?;
        file(&officer, &id(), examples::NEGOTIATIONS).await?.done()?;
        let is_refused_and_not_filed = async || {
            let key = id();
            assert_eq!(file(&officer, &key, examples::NEGOTIATIONS).await?.refused()?, (503, "SHQ-REGISTER-UNREACHABLE"));
            let number = CaseNumber::of_request(&format!("office {OFFICE}/{key}"), 0);
            assert!(!stack.cases().exists(&number).await?, "what was refused was filed");
            anyhow::Ok(())
        };
        // What can be read and not written lets a filing come further than what is gone.
        for sql in [READ_ONLY, NO_OTHER_CONNECTIONS] {
            shaqyru_testdb::command("psql", &["--quiet", "--output=/dev/null", "--command", sql, &url]);
        }
        eventually("the register to be read", async || Ok(officer.get("/cases").await?.status.is_success().then_some(()))).await?;
        is_refused_and_not_filed().await?;
        // It ends with its input.
        drop(database.stdin.take());
        tokio::task::spawn_blocking(move || database.wait()).await??;
        is_refused_and_not_filed().await?;
        Ok(stack.stop().await?)
    })
}

#[test]
fn a_refusal_while_the_engine_is_down_names_the_key_to_ask_again_with() -> Result<()> {
    run(async {
        let Stack { server, sandbox, console, register, .. } = Stack::start_without_worker(SILENT).await?;
        let token = sandbox.token(&shaqyru_sandbox::TokenRequest::of("P-1", &["officer"], Some(OFFICE)))?;
        server.kill().await?;
        let answer = file(&Caller::with_token(&console.url(), Some(token)), "my-key", examples::NEGOTIATIONS).await?;
        assert_eq!(answer.refused()?, (503, "SHQ-ENGINE-UNREACHABLE"));
        let detail = answer.body.get("detail").and_then(Value::as_str).context("no words")?;
        assert!(detail.contains("my-key") && detail.contains("not known"), "{detail}");
        console.shutdown().await;
        register.close().await;
        sandbox.shutdown().await;
        Ok(())
    })
}
