//! A supervisor's day.

use anyhow::{Result, ensure};
use serde_json::json;
use shaqyru::stack::Stack;
use thirtyfour::By;

use super::{filed, told, with_browser};

/// Cases at every step of the way, as they would stand on the Thursday of the tests.
async fn a_desk_full(stack: &Stack) -> Result<Vec<String>> {
    let clear = || json!({"outcome": "clear"});
    let fresh = filed(stack, "2026-04-16T10:00:00+05:00").await?;
    let asked = filed(stack, "2026-04-14T10:00:00+05:00").await?;
    told(stack, &asked, "verification", clear(), Some("2026-04-15T11:00:00+05:00")).await?;
    let answered = filed(stack, "2026-04-13T10:00:00+05:00").await?;
    told(stack, &answered, "verification", clear(), Some("2026-04-13T15:00:00+05:00")).await?;
    told(stack, &answered, "answer", json!("agree"), Some("2026-04-15T16:00:00+05:00")).await?;
    let more_time = filed(stack, "2026-04-09T10:00:00+05:00").await?;
    told(stack, &more_time, "verification", clear(), Some("2026-04-09T15:00:00+05:00")).await?;
    told(stack, &more_time, "extension", json!({"reason": "further study"}), Some("2026-04-14T11:00:00+05:00")).await?;
    let silent = filed(stack, "2026-03-31T10:00:00+05:00").await?;
    told(stack, &silent, "verification", clear(), Some("2026-03-31T15:00:00+05:00")).await?;
    Ok(vec![fresh, asked, answered, more_time, silent])
}

#[test]
fn a_supervisor_sees_what_is_late_and_gets_no_form_to_decide() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let cases = a_desk_full(stack).await?;
        browser.signs_in("S-1001").await?;
        for case in &cases {
            browser.sees(&format!("tr[id='{case}']")).await?;
        }
        browser.picture("worklist").await?;
        // What is late stands at the top; a filter leaves only that.
        browser.goes_to("/cases?urgency=breached").await?;
        let late = cases.last().map(String::as_str).unwrap_or_default();
        browser.sees(&format!("tr[id='{late}']")).await?;
        ensure!(browser.driver.find(By::Css(format!("tr[id='{}']", cases[0]))).await.is_err(), "what is in time is shown as late");

        // A decision is not a supervisor's, and the page says whose it is.
        browser.goes_to(&format!("/cases/{}", cases[2])).await?;
        let closed = browser.does("#closed-decide", async |why| why.attr("data-code").await).await?;
        assert_eq!(closed.as_deref(), Some("SHQ-FORBIDDEN"));
        ensure!(browser.driver.find(By::Css("#form-decide")).await.is_err(), "there is a form all the same");

        // An extended window with its days.
        browser.goes_to(&format!("/cases/{}", cases[3])).await?;
        browser.sees("#clocks table.strip td.today").await?;
        browser.picture_of("#clocks article", "deadline-strip").await?;

        // How the case went: steps of the procedure, and the engine's events folded behind them.
        browser.goes_to(&format!("/cases/{}/history", cases[3])).await?;
        browser.reads("The NSC was asked").await?;
        ensure!(!browser.does("#raw #events", async |events| events.is_displayed().await).await?, "the events stand before the steps");
        browser.picture("history").await?;

        // Supervision: why what is late is late, and a link to give it away.
        browser.clicks("#sections a[href='/supervision']").await?;
        browser.sees("main svg").await?;
        let why = browser.text(&format!("#why-nsc li[id='why-{late}']")).await?;
        ensure!(why.contains("Waiting for the NSC") && why.contains("The law gives 3 working days"), "{why}");
        let in_time = By::Css(format!("[id='why-{}']", cases[1]));
        ensure!(browser.driver.find(in_time).await.is_err(), "what is in time is explained");
        browser.picture("supervision").await?;
        browser.clicks(&format!("[id='why-{late}'] a.reassign")).await?;
        browser.sees("#choose #to-officer").await?;
        browser.sees("#loads").await?;
        browser.picture("who-could-get-it").await?;
        browser.goes_to(&format!("/what-if?case={}", cases[1])).await?;
        browser.sees("main table").await?;
        browser.picture("what-if").await
    })
}

#[test]
fn exactly_the_cases_that_were_ticked_are_given_away_and_listed() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let cases = a_desk_full(stack).await?;
        browser.signs_in("S-1001").await?;
        for case in &cases[..3] {
            browser.clicks(&format!("tr[id='{case}'] input[type=checkbox]")).await?;
        }
        browser.writes("#to-officer", "P-1043").await?;
        browser.clicks("#preview").await?;
        for case in &cases[..3] {
            browser.sees(&format!("#prospects tr[id='{case}']")).await?;
        }
        browser.writes("#reason", "P-1042 is on leave").await?;
        browser.clicks("#run button").await?;
        browser.sees("#finished").await?;
        for case in &cases[..3] {
            browser.sees(&format!("#results tr[id='{case}']")).await?;
        }
        browser.picture("reassigned").await?;
        browser.goes_to("/cases?officer=P-1043").await?;
        for case in &cases[..3] {
            browser.sees(&format!("tr[id='{case}']")).await?;
        }
        ensure!(browser.driver.find(By::Css(format!("tr[id='{}']", cases[4]))).await.is_err(), "one that nobody ticked");
        Ok(())
    })
}

#[test]
fn a_case_that_is_dropped_on_an_officer_goes_there_for_a_reason_and_after_a_look() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let cases = a_desk_full(stack).await?;
        for (case, officer) in [(&cases[0], "P-1043"), (&cases[2], "P-1042")] {
            told(stack, case, "reassignment", json!({"officer": officer}), None).await?;
        }
        browser.signs_in("S-1001").await?;
        browser.goes_to("/supervision").await?;
        browser.clicks("#board").await?;
        // Who entered what the police said does not decide: the board says so where that officer has the case.
        let conflict = format!("tr[data-officer='P-1042'] [data-case='{}'] .conflict", cases[2]);
        browser.sees(&conflict).await?;
        browser.picture("board").await?;
        let row = || browser.driver.find(By::Css("tr[data-officer='P-1043']"));
        browser.does(&format!("[data-case='{}']", cases[2]), async |card| card.js_drag_to(&row().await?).await).await?;
        // The preview tells what everybody would have; nothing has been done.
        let after = browser.text("#loads tr[data-officer='P-1043'] .after").await?;
        assert_eq!(after, "2");
        ensure!(browser.driver.find(By::Css("#unknown-officer")).await.is_err(), "P-1043 is known");
        ensure!(browser.driver.find(By::Css("#prospects .conflict")).await.is_err(), "P-1043 has entered nothing");
        browser.picture("board-preview").await?;
        browser.writes("#reason", "four eyes").await?;
        browser.clicks("#run button").await?;
        browser.sees("#finished").await?;
        browser.goes_to(&format!("/cases/{}", cases[2])).await?;
        browser.reads("given to officer P-1043: four eyes").await?;

        // Somebody of whom the register has never heard is shown as such before anything is done.
        browser.goes_to(&format!("/cases/reassignment?case={}", cases[2])).await?;
        browser.writes("#to-officer", "P-9999").await?;
        browser.clicks("#preview").await?;
        browser.sees("#unknown-officer").await
    })
}
