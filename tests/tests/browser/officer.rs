//! An officer's day.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::By;

use super::{filed, told, with_browser};

#[test]
fn officers_lead_a_case_from_the_worklist_to_its_decision_in_a_browser() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let case = filed(stack, "2026-04-16T10:00:00+05:00").await?;
        browser.signs_in("P-1042").await?;
        // From the list to the case.
        browser.clicks(&format!("tr[id='{case}'] a")).await?;
        browser.sees("#case-stage[data-stage='verification']").await?;
        // The police's word, entered for them.
        browser.clicks("#act-verify summary").await?;
        browser.clicks("#verify-outcome-clear").await?;
        browser.clicks("#form-verify button[type=submit]").await?;
        browser.sees("#done").await?;
        browser.sees("#case-stage[data-stage='coordination']").await?;
        // Three working days, and why the weekend between is none: the strip can be followed day by day.
        let strip = browser.sees("#clocks article[id^='clock-coordination'] table.strip").await?;
        let counted = strip.find_all(By::Css("td.counted")).await?.len();
        let skipped = strip.find_all(By::Css("td.skipped")).await?;
        assert_eq!((counted, skipped.len()), (3, 2));
        for day in &skipped {
            let why = day.attr("title").await?.unwrap_or_default();
            ensure!(why.contains("Saturday") || why.contains("Sunday"), "{why}");
        }
        let due = strip.find(By::Css("td.due")).await?;
        ensure!(due.text().await?.contains("18:30"), "the due instant is not marked");
        ensure!(strip.find(By::Css("td.today, td.zero")).await.is_ok(), "today is not marked");
        browser.picture("case").await?;

        // What comes meanwhile shows by itself.
        told(stack, &case, "answer", json!("agree"), None).await?;
        browser.sees("#case-stage[data-stage='decision']").await?;
        // Who verified sees why the decision is not theirs.
        let closed = browser.sees("#closed-decide").await?;
        assert_eq!(closed.attr("data-code").await?.as_deref(), Some("SHQ-FOUR-EYES"));
        ensure!(browser.driver.find(By::Css("#form-decide")).await.is_err(), "there is a form all the same");

        // Another officer decides.
        browser.signs_in("P-1043").await?;
        browser.goes_to(&format!("/cases/{case}")).await?;
        browser.clicks("#act-decide summary").await?;
        browser.clicks("#decide-verdict-issue").await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        browser.sees("#done").await?;
        browser.sees("#case-status[data-status='issued']").await.map(drop)
    })
}

#[test]
fn a_form_that_is_refused_keeps_what_was_typed_and_says_why() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let case = filed(stack, "2026-04-14T10:00:00+05:00").await?;
        told(stack, &case, "verification", json!({"outcome": "clear"}), Some("2026-04-14T15:00:00+05:00")).await?;
        told(stack, &case, "answer", json!("object"), Some("2026-04-15T16:00:00+05:00")).await?;
        browser.signs_in("P-1043").await?;
        browser.goes_to(&format!("/cases/{case}")).await?;
        browser.clicks("#act-decide summary").await?;
        browser.clicks("#decide-verdict-refuse").await?;
        browser.writes("#decide-note", "nothing that the law knows").await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        // No ground: it is said beside the form, and the form is as it was.
        browser.reads("SHQ-").await?;
        let kept = browser.sees("#decide-note").await?;
        assert_eq!(kept.prop("value").await?.as_deref(), Some("nothing that the law knows"));
        let ground = browser.sees("#decide-ground option[value='3']").await?;
        ground.click().await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        browser.sees("#case-status[data-status='refused']").await.map(drop)
    })
}

#[test]
fn a_page_is_in_the_language_that_was_chosen_and_so_is_the_next() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let case = filed(stack, "2026-04-16T10:00:00+05:00").await?;
        browser.signs_in("P-1042").await?;
        browser.goes_to(&format!("/cases/{case}")).await?;
        for (language, stage) in [("kk", "Тексеру"), ("ru", "Проверка"), ("en", "Verification")] {
            browser.clicks(&format!("#languages a[hreflang='{language}']")).await?;
            browser.sees(&format!("html[lang='{language}']")).await?;
            let shown = browser.sees("#case-stage").await?.text().await?;
            ensure!(shown.to_lowercase().contains(&stage.to_lowercase()), "{language}: {shown}");
            // The choice is kept on the way to another page.
            browser.clicks("#sections a[href='/cases']").await?;
            browser.sees(&format!("html[lang='{language}'] #list")).await?;
            browser.goes_to(&format!("/cases/{case}")).await?;
        }
        Ok(())
    })
}

#[test]
fn a_browser_without_scripts_can_verify_a_case_and_sign_out() -> Result<()> {
    with_browser(false, async |stack, browser| {
        let case = filed(stack, "2026-04-16T10:00:00+05:00").await?;
        browser.signs_in("P-1042").await?;
        ensure!(browser.driver.execute("return 1", Vec::new()).await.is_ok(), "the driver itself needs no script of the page");
        browser.clicks(&format!("tr[id='{case}'] a")).await?;
        browser.clicks("#act-verify summary").await?;
        browser.clicks("#verify-outcome-clear").await?;
        browser.clicks("#form-verify button[type=submit]").await?;
        browser.sees("#case-stage[data-stage='coordination']").await?;
        browser.sees("table.strip td.due").await?;
        browser.clicks("#session button").await?;
        browser.sees("#sign-in").await.map(drop)
    })
}
