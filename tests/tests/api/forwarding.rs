//! An application is brought to an office that is not competent, goes on to another one, and nobody is told: the officer looks for a case
//! that is out of sight, the applicant writes to the wrong office.

use anyhow::{Context, Result, ensure};
use reqwest::header;
use serde_json::{Value, json};
use shaqyru_sandbox::{Log, TokenRequest};
use shaqyru_tests::{PATIENCE, examples, shared};

use super::{Caller, FILED_AT};
use crate::terminal::{self, Terminal, text};

/// The inviting party of the example is registered in Almaty; its application is brought to Astana.
const ASKED: &str = "AST-ESIL";
const COMPETENT: &str = "ALA-DP";
/// The applicant chose no language.
const REASON: &str = "шақырушы тарап өтініш қайта жіберілген бөлімшенің аумағында тіркелген (Қағидалардың 12-тармағы) / \
    приглашающая сторона зарегистрирована на территории подразделения, в которое перенаправлено ходатайство (пункт 12 Правил) / \
    the inviting party is registered in the area of the office to which the application was forwarded (paragraph 12 of the Rules)";
const LINE: &str = "forwarded from AST-ESIL to ALA-DP: the place of the inviting party's registration (R26 para 12)";

fn astray() -> Result<Value> {
    let application = examples::changed(examples::NEGOTIATIONS, |form| form["inviting_party"]["office"] = json!(ASKED))?;
    Ok(serde_json::to_value(application)?)
}

/// Covers: R26 para 12
#[test]
fn everybody_concerned_is_told_when_an_application_goes_to_another_office() -> Result<()> {
    shared(async |stack| {
        let asked = Caller::at(stack, "P-1", &["officer", "supervisor"], Some(ASKED))?;
        let filed = asked.post("/applications", &json!({"application": astray()?, "filed_at": FILED_AT, "anyway": true})).await?.done()?;
        let answer = &filed["cases"][0];
        let forwarded = json!({
            "from": ASKED, "to": COMPETENT, "why": "the place of the inviting party's registration", "basis": "R26 para 12",
            "reason": REASON,
        });
        // Who filed it is told at once, for the case itself is out of sight.
        assert_eq!((&answer["office"], &answer["forwarded"]), (&json!(COMPETENT), &forwarded));
        let case = answer["case"].as_str().context("no case")?;
        ensure!(asked.get(&format!("/cases/{case}")).await?.status.is_client_error(), "another office's case is seen");

        let competent = Caller::at(stack, "P-2", &["officer"], Some(COMPETENT))?;
        let view = competent.get(&format!("/cases/{case}")).await?.done()?;
        assert_eq!((&view["office"], &view["forwarded"], &view["status"]), (&json!(COMPETENT), &forwarded, &json!("open")));
        let line = &view["timeline"][1];
        assert_eq!((&line["detail"], &line["stage"], &line["actor"]), (&json!(LINE), &json!("filed"), &json!("system")));
        assert_eq!(line["at"], json!(FILED_AT));

        // The applicant is told once, before the receipt.
        let arrived = |received: &shaqyru_sandbox::Received| received.accepted(Log::Notices, case).len() >= 2;
        let received = stack.sandbox.wait_for(arrived, PATIENCE).await?;
        let notices: Vec<_> = received.accepted(Log::Notices, case).into_iter().map(|entry| entry.body.clone()).collect();
        let kinds: Vec<_> = notices.iter().map(|notice| notice["kind"].as_str().unwrap_or_default()).collect();
        assert_eq!(kinds, ["forwarding", "acceptance_receipt"]);
        assert_eq!(
            notices[0],
            json!({
                "id": format!("{case}/notice/forwarding"), "case": case, "kind": "forwarding", "at": FILED_AT,
                "from_office": ASKED, "office": COMPETENT,
                "reason": REASON, "code": notices[0]["code"],
            })
        );

        // The page tells it in the reader's language.
        let session = stack.sandbox.token(&TokenRequest::of("P-2", &["officer"], Some(COMPETENT)))?;
        for (language, said) in [
            ("en", "forwarded from AST-ESIL to ALA-DP: the inviting party is registered there"),
            ("ru", "ходатайство перенаправлено из AST-ESIL в ALA-DP: приглашающая сторона зарегистрирована там"),
            ("kk", "өтініш AST-ESIL бөлімшесінен ALA-DP бөлімшесіне жіберілді: шақырушы тарап сол жерде тіркелген"),
        ] {
            let page = reqwest::Client::new().get(format!("{}/cases/{case}", stack.console.url())).header(header::ACCEPT, "text/html");
            let page = page.header(header::ACCEPT_LANGUAGE, language).header(header::COOKIE, format!("shaqyru_session={session}"));
            let page = page.send().await?.text().await?;
            ensure!(page.matches(said).count() == if language == "en" { 1 } else { 2 }, "{language}: {page}");
            ensure!((language == "en") == page.contains("the place of the inviting party"), "{language}: English on the page: {page}");
        }
        Ok(())
    })
}

/// Covers: R26 para 12
#[test]
fn only_a_forwarded_application_is_said_to_be_forwarded() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let said = async |application: &Value| {
            let file = terminal.file("application.json", application.to_string())?;
            terminal.says(&format!("submit --anyway --filed-at {}", terminal::FILED_AT), &[text(&file)?]).await
        };
        let own = said(&serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?).await?;
        ensure!(own.status == Some(0) && !own.out.contains("forwarded"), "{own:?}");
        // Typed at the command line it reads the same as on the timeline, for the officer who filed and for the one who has it.
        let astray = said(&astray()?).await?;
        ensure!(astray.status == Some(0) && astray.out.contains(LINE), "{astray:?}");
        let case = astray.out.split_whitespace().next().context("no case")?;
        let shown = terminal.says(&format!("show {case}"), &[]).await?;
        ensure!(shown.out.contains(LINE), "{shown:?}");
        let own = own.out.split_whitespace().next().context("no case")?;
        let view = terminal.done(&format!("show {own}"), &[]).await?;
        ensure!(view.get("forwarded").is_none() && !view["timeline"].to_string().contains("forwarded"), "{view}");
        // What was said to the applicant can be said once more.
        terminal.done(&format!("resend {case} forwarding"), &[]).await?;
        ensure!(terminal.refused(1, &format!("resend {own} forwarding"), &[]).await? == "SHQ-NOTICE-UNKNOWN");
        Ok(())
    })
}
