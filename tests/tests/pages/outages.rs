//! The engine or the register is down: an officer is told nothing, waits for ever, or believes that an order was taken.

use anyhow::Context;

use super::*;

/// What an officer has on the screen on a bad day: an answer in time that says what is wrong and that nothing was lost.
const AT_MOST: Duration = Duration::from_secs(30);

async fn in_time<T>(what: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(AT_MOST, what).await.context("no answer")?
}

fn told(seen: &Seen, code: &str) -> Result<()> {
    ensure!(seen.status == StatusCode::SERVICE_UNAVAILABLE, "{}: {}", seen.status, seen.html);
    seen.shows(&format!("data-code=\"{code}\""))
}

#[test]
fn while_the_engine_is_down_lists_are_there_and_orders_are_not_taken() -> Result<()> {
    let options = StackOptions { simulation: true, shift: offset_that_shows(at(FRIDAY)), ..StackOptions::default() };
    shaqyru_tests::run(async {
        let stack = Stack::start(shaqyru_tests::with_register(options)).await?;
        let case = case(&stack).await?;
        let officer = Visitor::of(&stack, OFFICER)?;
        let token = stack.sandbox.token(&TokenRequest::of(OFFICER.0, &[OFFICER.1], OFFICER.2))?;
        let Stack { server, console, .. } = stack;
        server.kill().await?;

        let list = in_time(officer.sees("/cases")).await?;
        assert_eq!(list.status, StatusCode::OK);
        list.shows(case.as_str())?;
        let page = format!("/cases/{case}");
        told(&in_time(officer.sees(&page)).await?, "SHQ-ENGINE-UNREACHABLE")?;
        let form = [("message_id", "bad-day"), ("result", "clear"), ("received_at", "2026-03-06T10:00")];
        told(&in_time(officer.sends(&format!("{page}/acts/verify"), &form)).await?, "SHQ-ENGINE-UNREACHABLE")?;
        let api = officer.http.get(format!("{}/api/v1/cases/{case}", console.url())).bearer_auth(token);
        let answer = in_time(async { Ok(api.send().await?) }).await?;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json::<serde_json::Value>().await?["error"]["code"], "SHQ-ENGINE-UNREACHABLE");
        Ok(())
    })
}

#[test]
fn while_the_register_is_down_pages_say_so_and_no_case_is_shown_unrecorded() -> Result<()> {
    let Some((url, mut database)) = shaqyru_testdb::start() else {
        // Says so.
        let _ = shaqyru_testdb::server();
        return Ok(());
    };
    let shift = offset_that_shows(at(FRIDAY));
    let options = StackOptions { simulation: true, shift, register: Some(url), ..StackOptions::default() };
    shaqyru_tests::run(async {
        let stack = Stack::start(options).await?;
        let case = case(&stack).await?;
        let officer = Visitor::of(&stack, SUPERVISOR)?;
        // It ends with its input.
        drop(database.stdin.take());
        tokio::task::spawn_blocking(move || database.wait()).await??;
        for path in ["/cases".to_owned(), format!("/cases/{case}"), "/supervision".to_owned()] {
            told(&in_time(officer.sees(&path)).await?, "SHQ-REGISTER-UNREACHABLE").context(path)?;
        }
        Ok(stack.stop().await?)
    })
}
