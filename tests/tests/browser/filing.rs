//! What came on paper is typed in, with the keyboard alone.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use shaqyru_tests::eventually;
use thirtyfour::{By, Key, prelude::ElementQueryable};

use super::{Browser, accessibility::accessible, told, with_browser};

impl Browser {
    /// Goes on with the key Tab until something has the focus.
    pub(super) async fn tabs_to(&self, css: &str) -> Result<()> {
        self.sees(css).await?;
        for _ in 0..250 {
            let here = self.driver.execute("return document.activeElement.matches(arguments[0])", vec![json!(css)]).await?;
            if here.json() == &json!(true) {
                return Ok(());
            }
            self.presses(Key::Tab).await?;
        }
        anyhow::bail!("{css} is not reached with the keyboard")
    }

    /// Presses Enter on something.
    async fn enters(&self, css: &str) -> Result<()> {
        self.tabs_to(css).await?;
        self.presses(Key::Enter).await
    }

    /// Types into fields, one after the other as they stand.
    async fn types(&self, fields: &[(&str, &str)]) -> Result<()> {
        for (id, text) in fields {
            self.tabs_to(&format!("[id='{id}']")).await?;
            let field = self.driver.active_element().await?;
            if field.tag_name().await? == "input" {
                field.send_keys(Key::Control + "a").await?;
            }
            field.send_keys(*text).await?;
        }
        Ok(())
    }

    /// Goes past what the checks find on a step, which is shown once.
    async fn goes_on_to(&self, css: &str) -> Result<()> {
        self.enters("#next").await?;
        self.sees(&format!("{css}, #step-findings")).await?;
        // (The next step can have findings of its own, such as papers that are missing.)
        if self.driver.query(By::Css(css)).nowait().not_exists().await? {
            accessible(self).await?;
            self.enters("#next").await?;
        }
        self.sees(css).await
    }

    /// Adds each paper that is said to be missing.
    async fn hands_in_what_is_missing(&self) -> Result<usize> {
        let mut added = 0;
        while self.driver.query(By::Css("#wanted button")).nowait().exists().await? {
            self.enters("#wanted button").await?;
            self.sees(&format!("#documents-{added}")).await?;
            added += 1;
            ensure!(added < 20, "papers are missing without end");
        }
        Ok(added)
    }

    async fn case_that_was_filed(&self) -> Result<String> {
        self.does("#filed tr[data-case]", async |row| row.attr("data-case").await).await?.context("no case")
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a morning at the counter, from the first page to the last")]
fn an_application_on_paper_and_the_visa_that_follows_are_filed_with_the_keyboard() -> Result<()> {
    with_browser(true, async |stack, browser| {
        browser.signs_in("P-1042").await?;
        browser.enters("#sections a[href='/filings']").await?;
        accessible(browser).await?;
        browser.enters("#begin-application button").await?;

        // Who invites; with a digit mistyped, which is said beside the field and loses nothing.
        browser.sees("#inviting_party-kind").await?;
        accessible(browser).await?;
        browser
            .types(&[
                ("inviting_party-kind", "legal"),
                ("inviting_party-bin_iin", "150440000004"),
                ("inviting_party-name", "Specimen Trade House LLP"),
                ("inviting_party-address", "Astana, Specimen st. 10"),
            ])
            .await?;
        assert_eq!(browser.value("#inviting_party-office").await?, "AST-ESIL");
        browser.presses(Key::Enter).await?;
        browser.sees("#problems a[href='#inviting_party-bin_iin']").await?;
        accessible(browser).await?;
        browser.picture("filing-error").await?;
        assert_eq!(browser.value("#inviting_party-name").await?, "Specimen Trade House LLP");
        browser.enters("#problems a[href='#inviting_party-bin_iin']").await?;
        browser.types(&[("inviting_party-bin_iin", "150440000003")]).await?;
        browser.goes_on_to("#invitees-0-surname").await?;

        // Who is invited; somebody interrupts, and the draft is there afterwards.
        browser.types(&[("invitees-0-surname", "SPECIMEN"), ("invitees-0-given_names", "EMRE")]).await?;
        browser.enters("#later").await?;
        browser.sees("#my-drafts").await?;
        accessible(browser).await?;
        browser.goes_to("/cases").await?;
        browser.goes_to("/filings").await?;
        browser.enters("#my-drafts a").await?;
        browser.sees("#invitees-0-surname").await?;
        assert_eq!(browser.value("#invitees-0-surname").await?, "SPECIMEN");
        browser
            .types(&[
                ("invitees-0-sex", "male"),
                ("invitees-0-date_of_birth", "17.05.1984"),
                ("invitees-0-place_of_birth", "Izmir"),
                ("invitees-0-citizenship", "TR"),
                ("invitees-0-passport-number", "U00000001"),
                ("invitees-0-passport-issued_by", "TR"),
                ("invitees-0-passport-issued_on", "01.02.2022"),
                ("invitees-0-passport-valid_until", "2032-02-01"),
                ("invitees-0-residence_country", "TR"),
                ("invitees-0-residence_address", "Izmir, Specimen cd. 4"),
            ])
            .await?;
        browser.enters("#add").await?;
        browser.sees("#invitees-1").await?;
        browser.enters("#invitees-1 button").await?;
        browser.goes_on_to("#visit-category").await?;
        accessible(browser).await?;

        browser
            .types(&[
                ("visit-category", "B3:"),
                ("visit-entries", "single"),
                ("visit-visa_kind", "sticker"),
                ("visit-from", "20.05.2026"),
                ("visit-until", "10.06.2026"),
                ("visit-purpose", "negotiations"),
                ("visit-address_in_kz", "Astana, Specimen hotel"),
                ("visit-visa_collection_place-country", "TR"),
                ("visit-visa_collection_place-city", "Ankara"),
            ])
            .await?;
        browser.goes_on_to("#wanted").await?;
        accessible(browser).await?;
        browser.picture("filing-papers").await?;
        browser.types(&[("fee-paid_via", "payment"), ("fee-amount_kzt", "2 162,5")]).await?;
        ensure!(browser.hands_in_what_is_missing().await? > 0, "nothing was missing");
        browser.goes_on_to("#file").await?;
        accessible(browser).await?;
        browser.picture("filing-check").await?;
        browser.sees("#verdict[data-verdict='acceptable']").await?;
        ensure!(browser.text("#registered-on").await?.contains("16 April 2026"));
        browser.enters("#file").await?;
        let case = browser.case_that_was_filed().await?;
        accessible(browser).await?;
        browser.goes_to("/filings").await?;
        ensure!(browser.driver.query(By::Css("#my-drafts")).nowait().not_exists().await?, "what was filed is a draft still");

        // It is agreed to and issued, and the visa is asked for with all that is known.
        told(stack, &case, "verification", json!({"outcome": "clear"}), None).await?;
        told(stack, &case, "answer", json!("agree"), None).await?;
        browser.signs_in("P-1043").await?;
        browser.goes_to(&format!("/cases/{case}")).await?;
        browser.enters("#act-decide summary").await?;
        browser.clicks("#decide-verdict-issue").await?;
        browser.enters("#form-decide button[type=submit]").await?;
        browser.enters("#confirm").await?;
        browser.sees("#case-status[data-status='issued']").await?;
        accessible(browser).await?;
        browser.enters("#follow-issue").await?;
        browser.sees("#basis-number").await?;
        accessible(browser).await?;
        ensure!(browser.value("#basis-number").await?.len() == 10, "the invitation is not named");
        browser.goes_on_to("#recipient-surname").await?;
        accessible(browser).await?;
        assert_eq!(browser.value("#recipient-passport-number").await?, "U00000001");
        browser
            .types(&[("recipient-present_address-region", "Astana"), ("recipient-present_address-text", "Astana, Specimen hotel")])
            .await?;
        browser.goes_on_to("[id='valid_from']").await?;
        accessible(browser).await?;
        assert_eq!(browser.value("#valid_from").await?, "2026-05-20");
        browser.goes_on_to("#fee-paid_via").await?;
        browser.types(&[("fee-paid_via", "payment"), ("fee-amount_kzt", "129750")]).await?;
        ensure!(browser.hands_in_what_is_missing().await? > 0, "nothing was missing");
        browser.goes_on_to("#file").await?;
        accessible(browser).await?;
        browser.enters("#file").await?;
        let visa = browser.case_that_was_filed().await?;
        ensure!(visa.starts_with("VIS-"), "{visa}");
        browser.goes_to(&format!("/cases/{visa}")).await?;
        browser.sees(&format!("#family a[href='/cases/{case}']")).await?;

        // And somebody complains of it.
        browser.enters("#follow-complaint").await?;
        browser.sees("#complainant").await?;
        accessible(browser).await?;
        assert_eq!((browser.value("#about").await?, browser.value("#passport_number").await?), (visa.clone(), "U00000001".to_owned()));
        browser.types(&[("complainant", "TOO SPECIMEN"), ("addressee", "the provider"), ("complaint", "Nobody answers.")]).await?;
        browser.goes_on_to("#file").await?;
        accessible(browser).await?;
        browser.enters("#file").await?;
        let complaint = browser.case_that_was_filed().await?;
        ensure!(complaint.starts_with("CMP-"), "{complaint}");
        Ok(())
    })
}

#[test]
fn a_form_is_filled_in_without_a_script() -> Result<()> {
    with_browser(false, async |_, browser| {
        browser.signs_in("P-1042").await?;
        browser.goes_to("/filings").await?;
        browser.clicks("#begin-complaint button").await?;
        browser.writes("#about", "inv-7k3qx5abcd-1").await?;
        browser.writes("#complaint", "Nobody answers.").await?;
        browser.clicks("#next").await?;
        browser.sees("#problems a[href='#complainant']").await?;
        assert_eq!(browser.value("#complaint").await?, "Nobody answers.");
        browser.writes("#passport_number", "N1234567").await?;
        browser.writes("#complainant", "TOO SPECIMEN").await?;
        browser.clicks("#addressee option[value='superior']").await?;
        browser.clicks("#next").await?;
        browser.clicks("#file").await?;
        // There is no such case: it is said, and the draft is as it was.
        browser.sees("#problem[data-code='SHQ-CASE-UNKNOWN']").await?;
        browser.goes_to("/filings").await?;
        browser.clicks("#my-drafts form button").await?;
        eventually("the draft to be gone", async || Ok(browser.driver.find(By::Css("#my-drafts")).await.is_err().then_some(()))).await
    })
}
