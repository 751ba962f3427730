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
        // (The page may be brought up to date meanwhile: what is looked at is found anew each time.)
        let strip = "#clocks article[id^='clock-coordination'] table.strip";
        let counted = browser.count(&format!("{strip} td.counted")).await?;
        assert_eq!((counted, browser.count(&format!("{strip} td.skipped")).await?), (3, 2));
        for weekend in ["Saturday", "Sunday"] {
            browser.sees(&format!("{strip} td.skipped[title*='{weekend}']")).await?;
        }
        browser.sees(&format!("{strip} td.due")).await?;
        browser.reads("18:30").await?;
        browser.sees(&format!("{strip} td.today")).await?;
        browser.picture("case").await?;

        // What comes meanwhile shows by itself, and who goes by keyboard stays where they were.
        browser.tabs_to("#act-request_papers summary").await?;
        told(stack, &case, "answer", json!("agree"), None).await?;
        browser.sees("#case-stage[data-stage='decision']").await?;
        browser.sees("#act-request_papers summary:focus").await?;
        // Who verified sees why the decision is not theirs.
        let closed = browser.does("#closed-decide", async |why| why.attr("data-code").await).await?;
        assert_eq!(closed.as_deref(), Some("SHQ-FOUR-EYES"));
        ensure!(browser.driver.find(By::Css("#form-decide")).await.is_err(), "there is a form all the same");

        // Another officer decides.
        browser.signs_in("P-1043").await?;
        browser.goes_to(&format!("/cases/{case}")).await?;
        browser.clicks("#act-decide summary").await?;
        browser.clicks("#decide-verdict-issue").await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        // What will be issued, and to whom, is looked at before it is final.
        let shown = browser.text("#decision").await?;
        for part in ["issue", "B10", "passport"] {
            ensure!(shown.contains(part), "{part} is not in: {shown}");
        }
        browser.picture("confirm").await?;
        browser.clicks("#confirm").await?;
        browser.sees("#done").await?;
        browser.sees("#case-status[data-status='issued']").await
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
        // No ground: that is said at the top, where the focus is, and the form is as it was.
        assert_eq!(browser.text("#problem a").await?, "Choose a ground for refusal");
        assert_eq!(browser.focus().await?, "problem");
        ensure!(browser.driver.title().await?.starts_with("Error: "), "the title does not say so");
        assert_eq!(browser.value("#decide-note").await?, "nothing that the law knows");
        browser.picture("refused-form").await?;
        // (The verification was entered after its term and received before: the breach is struck out, with the instant of the entry.)
        let undone = browser.text("#timeline tr.undone").await?;
        ensure!(undone.contains("ran out") && undone.contains("undone on 16 April 2026"), "{undone}");
        // The link leads to the field, which says the same.
        browser.clicks("#problem a").await?;
        assert_eq!(browser.focus().await?, "decide-ground");
        ensure!(browser.text("#decide-ground-wrong").await?.contains("Choose a ground"), "the field does not say so");
        browser.clicks("#decide-ground option[value='3']").await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        // Looked at, changed, and looked at again: all that was typed is still there.
        browser.clicks("#change").await?;
        assert_eq!(browser.value("#decide-note").await?, "nothing that the law knows");
        browser.clicks("#form-decide button[type=submit]").await?;
        browser.clicks("#confirm").await?;
        browser.sees("#case-status[data-status='refused']").await
    })
}

#[test]
fn who_decides_on_an_outdated_page_is_shown_what_has_changed_meanwhile() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let case = filed(stack, "2026-04-14T10:00:00+05:00").await?;
        told(stack, &case, "verification", json!({"outcome": "clear"}), Some("2026-04-14T15:00:00+05:00")).await?;
        told(stack, &case, "answer", json!("agree"), Some("2026-04-15T16:00:00+05:00")).await?;
        browser.signs_in("P-1043").await?;
        browser.goes_to(&format!("/cases/{case}")).await?;
        let lead = browser.text("#lead-sentence").await?;
        ensure!(lead.starts_with("Waiting for a decision by") && lead.contains("The law gives 1 working day"), "{lead}");
        browser.clicks("#act-decide summary").await?;
        browser.clicks("#decide-verdict-issue").await?;
        let papers = json!({"papers": [{"kind": "contract"}], "reason": "the contract cannot be read"});
        told(stack, &case, "papers-request", papers, None).await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        let changes = browser.text("#changed-meanwhile").await?;
        ensure!(changes.contains("contract"), "{changes}");
        // Who has seen that decides all the same: the choice is kept.
        browser.clicks("#form-decide button[type=submit]").await?;
        browser.clicks("#confirm").await?;
        browser.sees("#case-status[data-status='issued']").await
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
            let shown = browser.text("#case-stage").await?;
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
        browser.sees("#sign-in").await
    })
}
