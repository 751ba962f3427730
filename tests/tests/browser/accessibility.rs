//! A page that some people cannot use: judged by two checkers that were written apart, axe-core and HTML_CodeSniffer (which pa11y runs).

use anyhow::{Context, Result, ensure};
use serde_json::json;
use shaqyru::stack::Stack;
use shaqyru_sandbox::Log;
use shaqyru_tests::{PATIENCE, examples, outside_package};

use super::{Browser, filed, told, with_browser};

const AXE: &str = "axe-core/axe.min.js";
const SNIFFER: &str = "html_codesniffer/build/HTMLCS.js";
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// What axe-core holds against a page: rule and first place of each violation.
const ASK_AXE: &str = "const done = arguments[arguments.length - 1]; \
     axe.run(document).then(found => done(found.violations.map(rule => `axe ${rule.id}: ${rule.nodes[0].html.slice(0, 200)}`)));";
/// The errors that HTML_CodeSniffer finds by WCAG 2 AA.
const ASK_SNIFFER: &str = "const done = arguments[arguments.length - 1]; \
     HTMLCS.process('WCAG2AA', document, () => done(HTMLCS.getMessages().filter(found => found.type === HTMLCS.ERROR) \
     .map(found => `HTMLCS ${found.code}: ${found.element.outerHTML.slice(0, 200)}`)));";

/// The sources of both checkers; none where they are not installed.
fn checkers() -> Result<Option<[String; 2]>> {
    let (Some(axe), Some(sniffer)) = (outside_package(AXE)?, outside_package(SNIFFER)?) else { return Ok(None) };
    Ok(Some([std::fs::read_to_string(axe)?, std::fs::read_to_string(sniffer)?]))
}

/// What both checkers hold against the page that is shown.
async fn faults(browser: &Browser, [axe, sniffer]: &[String; 2]) -> Result<Vec<String>> {
    let mut faults: Vec<String> = Vec::new();
    for (source, ask) in [(axe, ASK_AXE), (sniffer, ASK_SNIFFER)] {
        browser.driver.execute(source, Vec::new()).await?;
        let found = browser.driver.execute_async(ask, Vec::new()).await?;
        faults.extend(
            found.json().as_array().context("a checker did not answer")?.iter().filter_map(|fault| fault.as_str()).map(str::to_owned),
        );
    }
    Ok(faults)
}

/// Both checkers hold nothing against the page that is shown. Where they are not installed, the test says so.
pub(super) async fn accessible(browser: &Browser) -> Result<()> {
    let Some(checkers) = checkers()? else { return Ok(()) };
    let faults = faults(browser, &checkers).await?;
    ensure!(faults.is_empty(), "{}: {faults:#?}", browser.driver.current_url().await?.path());
    Ok(())
}

#[test]
fn two_checkers_hold_nothing_against_any_page_in_three_languages() -> Result<()> {
    let Some(checkers) = checkers()? else { return Ok(()) };
    with_browser(true, async |stack, browser| {
        let open = filed(stack, "2026-04-14T10:00:00+05:00").await?;
        told(stack, &open, "verification", json!({"outcome": "clear"}), Some("2026-04-14T15:00:00+05:00")).await?;
        told(stack, &open, "answer", json!("object"), Some("2026-04-15T16:00:00+05:00")).await?;
        let late = filed(stack, "2026-03-31T10:00:00+05:00").await?;
        told(stack, &late, "verification", json!({"outcome": "clear"}), Some("2026-03-31T15:00:00+05:00")).await?;
        let (case, silent, history) = (format!("/cases/{open}"), format!("/cases/{late}"), format!("/cases/{open}/history"));
        let what_if = format!("/what-if?case={late}");
        let reassign = format!("/cases/reassignment?case={late}");
        let pages = [
            ("P-1043", vec!["/cases", "/cases?tab=act", case.as_str(), silent.as_str(), history.as_str(), what_if.as_str(), "/filings"]),
            ("S-1001", vec!["/cases?status=any", "/supervision", "/supervision/board", reassign.as_str(), "/incidents", case.as_str()]),
            ("A-0001", vec!["/audit", "/supervision"]),
        ];
        let mut all = Vec::new();
        for (user, pages) in pages {
            browser.signs_in(user).await?;
            for language in LANGUAGES {
                for page in &pages {
                    browser.goes_to(&in_language(page, language)).await?;
                    all.extend(faults(browser, &checkers).await?.into_iter().map(|fault| format!("{page} in {language}: {fault}")));
                }
            }
            // The same as it is served: checkers are scripts, too, so it is ours that are kept away.
            scripts_of_ours(browser, false).await?;
            for page in &pages {
                browser.goes_to(&in_language(page, "kk")).await?;
                all.extend(faults(browser, &checkers).await?.into_iter().map(|fault| format!("{page} without script: {fault}")));
            }
            scripts_of_ours(browser, true).await?;
        }
        // A form that came back, and a decision that is looked at.
        browser.signs_in("P-1043").await?;
        browser.goes_to(&format!("{case}?lang=en")).await?;
        browser.clicks("#act-decide summary").await?;
        browser.clicks("#decide-verdict-refuse").await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        browser.sees("#problem").await?;
        all.extend(faults(browser, &checkers).await?.into_iter().map(|fault| format!("a refused form: {fault}")));
        browser.clicks("#decide-ground option[value='3']").await?;
        browser.clicks("#form-decide button[type=submit]").await?;
        browser.sees("#form-confirm").await?;
        all.extend(faults(browser, &checkers).await?.into_iter().map(|fault| format!("a decision to confirm: {fault}")));
        // Who has no account.
        browser.driver.delete_all_cookies().await?;
        for language in LANGUAGES {
            browser.goes_to(&format!("/?lang={language}")).await?;
            all.extend(faults(browser, &checkers).await?.into_iter().map(|fault| format!("the start page in {language}: {fault}")));
            all.extend(faults_for_the_applicant(browser, &checkers, &open, None).await?);
        }
        let code = code_in_the_last_notice(stack, &open).await?;
        all.extend(faults_for_the_applicant(browser, &checkers, &open, Some(&code)).await?);
        // Both do look: a picture without words is noticed by each.
        browser.driver.execute("document.getElementById('main').append(new Image(9, 9))", Vec::new()).await?;
        let noticed = faults(browser, &checkers).await?;
        for checker in ["axe ", "HTMLCS "] {
            ensure!(noticed.iter().any(|fault| fault.starts_with(checker)), "{checker} notices nothing: {noticed:?}");
        }
        ensure!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
        Ok(())
    })
}

/// Lets our own scripts be loaded, or keeps them away.
async fn scripts_of_ours(browser: &Browser, are_loaded: bool) -> Result<()> {
    let cdp = browser.driver.cdp();
    cdp.send_raw("Network.enable", json!({})).await?;
    cdp.send_raw("Network.setCacheDisabled", json!({"cacheDisabled": !are_loaded})).await?;
    let kept_away: &[&str] = if are_loaded { &[] } else { &["*/assets/*.js"] };
    cdp.send_raw("Network.setBlockedURLs", json!({"urls": kept_away})).await?;
    Ok(())
}

/// A page in a language.
fn in_language(page: &str, language: &str) -> String {
    format!("{page}{}lang={language}", if page.contains('?') { '&' } else { '?' })
}

/// The code that the last notice to the applicant carried.
async fn code_in_the_last_notice(stack: &Stack, case: &str) -> Result<String> {
    let received = stack.sandbox.wait_for(|received| !received.accepted(Log::Notices, case).is_empty(), PATIENCE).await?;
    let notices = received.accepted(Log::Notices, case);
    notices.last().and_then(|notice| notice.body["code"].as_str()).map(str::to_owned).context("no code")
}

/// What is held against where a case stands, and against its documents: with a code they are open, without one it was mistyped.
async fn faults_for_the_applicant(browser: &Browser, checkers: &[String; 2], case: &str, code: Option<&str>) -> Result<Vec<String>> {
    let passport = examples::application(examples::PRIVATE_VISIT)?.invitee(0).context("no invitee")?.passport.number.to_string();
    browser.goes_to("/").await?;
    browser.writes("#case", case).await?;
    browser.writes("#passport_number", &passport).await?;
    browser.clicks("#status-form button").await?;
    browser.sees("#in-plain-words").await?;
    let mut all: Vec<_> = faults(browser, checkers).await?.into_iter().map(|fault| format!("where it stands: {fault}")).collect();
    browser.writes("#code", code.unwrap_or("AAAA-AAAA")).await?;
    browser.clicks("#code-form button").await?;
    browser.sees(if code.is_some() { "#opened" } else { "#problem" }).await?;
    all.extend(faults(browser, checkers).await?.into_iter().map(|fault| format!("documents, {code:?}: {fault}")));
    if code.is_some() {
        browser.picture("applicant-documents").await?;
    }
    Ok(all)
}

/// Who reads with letters of twice the size must not lose any (WCAG 2, 1.4.4).
#[test]
fn with_letters_of_twice_the_size_nothing_is_cut_off() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let open = filed(stack, "2026-04-14T10:00:00+05:00").await?;
        told(stack, &open, "verification", json!({"outcome": "clear"}), Some("2026-04-14T15:00:00+05:00")).await?;
        let screen = json!({"width": 1280, "height": 1024, "deviceScaleFactor": 1, "mobile": false});
        browser.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await?;
        let (case, what_if) = (format!("/cases/{open}"), format!("/what-if?case={open}"));
        let mut cut = Vec::new();
        for (user, pages) in [
            ("P-1043", vec!["/cases", case.as_str(), what_if.as_str(), "/filings"]),
            ("S-1001", vec!["/cases?status=any", "/supervision", "/supervision/board", "/incidents"]),
            ("A-0001", vec!["/audit"]),
        ] {
            browser.signs_in(user).await?;
            for page in pages {
                for language in LANGUAGES {
                    browser.goes_to(&in_language(page, language)).await?;
                    browser.driver.execute("document.documentElement.style.fontSize = '200%'", Vec::new()).await?;
                    let size = browser.driver.execute("return getComputedStyle(document.body).fontSize", Vec::new()).await?;
                    ensure!(size.json() == "32px", "the letters of {page} are not twice the size: {}", size.json());
                    let found = browser.driver.execute(CUT_OFF, Vec::new()).await?;
                    let found = found.json().as_array().context("no list")?.clone();
                    cut.extend(found.into_iter().map(|what| format!("{page} in {language}: {what}")));
                }
            }
        }
        ensure!(cut.is_empty(), "{} cut off:\n{}", cut.len(), cut.join("\n"));
        Ok(())
    })
}

/// What runs out of the page, or is cut off where it stands and cannot be scrolled to.
const CUT_OFF: &str = "const wide = document.documentElement.scrollWidth, screen = document.documentElement.clientWidth; \
     const found = wide > screen ? [`the page is ${wide} wide on a screen of ${screen}`] : []; \
     for (const box of document.querySelectorAll('main *, #head *')) { const style = getComputedStyle(box); \
       if (box.matches('.unseen, .unseen *, select, option, svg, svg *')) continue; \
       for (const [axis, whole, seen] of [['overflowX', box.scrollWidth, box.clientWidth], ['overflowY', box.scrollHeight, box.clientHeight]]) \
         if (style[axis] === 'hidden' && seen > 0 && whole > seen + 1) found.push(`${axis} ${box.outerHTML.slice(0, 160)}`); } \
     return found;";

#[test]
fn on_a_small_screen_no_page_scrolls_sideways() -> Result<()> {
    with_browser(true, async |stack, browser| {
        let open = filed(stack, "2026-04-14T10:00:00+05:00").await?;
        told(stack, &open, "verification", json!({"outcome": "clear"}), Some("2026-04-14T15:00:00+05:00")).await?;
        told(stack, &open, "answer", json!("agree"), Some("2026-04-15T16:00:00+05:00")).await?;
        browser.signs_in("P-1043").await?;
        let screen = json!({"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false});
        browser.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await?;
        let mut wide = Vec::new();
        for page in ["/cases".to_owned(), format!("/cases/{open}"), format!("/what-if?case={open}"), format!("/cases/{open}/history")] {
            browser.goes_to(&format!("{page}{}lang=kk", if page.contains('?') { '&' } else { '?' })).await?;
            let width = browser.driver.execute("return document.documentElement.scrollWidth", Vec::new()).await?.json().as_u64();
            ensure!(browser.driver.execute("return innerWidth", Vec::new()).await?.json().as_u64() == Some(360), "the screen is not small");
            if width.is_none_or(|width| width > 360) {
                wide.push(format!("{page}: {width:?}"));
            }
        }
        browser.goes_to(&format!("/cases/{open}?lang=en")).await?;
        ensure!(browser.does("#clocks .facts", async |time_left| time_left.is_displayed().await).await?, "when it is due is out of sight");
        ensure!(wide.is_empty(), "wider than the screen: {wide:?}");
        Ok(())
    })
}
