//! The pages as people use them: a real browser, real sign-in, real cases. Without the browser the tests say so and are skipped.
//!
//! Pictures of what was seen are kept under `target/screenshots/`.

mod accessibility;
mod filing;
mod officer;
mod supervisor;

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_tests::{SILENT, alone, at, eventually, examples, offset_that_shows, outside_program};
use tempfile::TempDir;
use thirtyfour::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, Key, WebDriver, WebElement,
    error::{
        WebDriverErrorInner::{NoSuchElement, StaleElementReference},
        WebDriverResult,
    },
};
use tokio::process::{Child, Command};

use crate::{
    api::Caller,
    terminal::{LETTER, LONG_AGO},
};

/// How a browser is started here: no window, no sandbox of its own (the machine's user may be root), no calls home.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,1000",
];

/// What the console's clock shows when a test begins: a Thursday within hours.
const NOW: &str = "2026-04-16T11:00:00";
/// The office of the cases.
const OFFICE: &str = "AST-ESIL";

/// A browser with somebody in front of it.
struct Browser {
    driver: WebDriver,
    url: String,
    /// Ends with the test.
    _process: Child,
    _profile: TempDir,
}

/// Runs a test with a stack and a browser of its own; a second one has no script.
fn with_browser(script: bool, test: impl AsyncFnOnce(&mut Stack, &Browser) -> Result<()>) -> Result<()> {
    let (Some(chromium), Some(chromedriver)) = (outside_program(&["chromium", "chrome"])?, outside_program(&["chromedriver"])?) else {
        return Ok(());
    };
    alone(StackOptions { shift: offset_that_shows(at(NOW)), ..SILENT }, async |stack| {
        let browser = Browser::start(&chromium, &chromedriver, stack.console.url(), script).await?;
        let tested = test(stack, &browser).await;
        if tested.is_err() {
            browser.picture("failed").await?;
        }
        let Browser { driver, .. } = browser;
        driver.quit().await?;
        tested
    })
}

/// Files the example of a private visit; its first case.
async fn filed(stack: &Stack, filed_at: &str) -> Result<String> {
    let officer = Caller::at(stack, "P-1042", &["officer"], Some(OFFICE))?;
    let application = serde_json::to_value(examples::application(examples::PRIVATE_VISIT)?)?;
    let body = json!({"application": application, "filed_at": filed_at, "anyway": true});
    let filed = officer.post("/applications", &body).await?.done()?;
    filed["cases"][0]["case"].as_str().map(str::to_owned).context("no case")
}

/// Something that P-1042 has entered, who as a supervisor may enter what was received long ago.
async fn told(stack: &Stack, case: &str, what: &str, content: Value, received_at: Option<&str>) -> Result<()> {
    let officer = Caller::at(stack, "P-1042", &["officer", "supervisor"], Some(OFFICE))?;
    let (because, letter) = received_at.map(|_| (LONG_AGO, LETTER)).unzip();
    let body = json!({"content": content, "received_at": received_at, "antedated_because": because, "letter": letter});
    officer.post(&format!("/cases/{case}/{what}"), &body).await?.done().map(drop)
}

impl Browser {
    async fn start(chromium: &Path, chromedriver: &Path, url: String, script: bool) -> Result<Self> {
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let process = Command::new(chromedriver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver")?;
        let profile = tempfile::tempdir()?;
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(chromium.to_str().context("a path that is no text")?)?;
        for argument in ARGUMENTS {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        if !script {
            capabilities.add_experimental_option("prefs", json!({"profile.managed_default_content_settings.javascript": 2}))?;
        }
        let server = format!("http://127.0.0.1:{port}");
        let driver = eventually("the browser", async || Ok(WebDriver::new(&server, capabilities.clone()).await.ok())).await?;
        driver.set_page_load_timeout(Duration::from_mins(1)).await?;
        Ok(Self { driver, url, _process: process, _profile: profile })
    }

    async fn goes_to(&self, path: &str) -> Result<()> {
        Ok(self.driver.goto(format!("{}{path}", self.url)).await?)
    }

    /// Signs in at the issuer as somebody, in English.
    async fn signs_in(&self, user: &str) -> Result<()> {
        self.driver.delete_all_cookies().await?;
        self.goes_to("/?lang=en").await?;
        self.goes_to("/sign-in?to=/cases").await?;
        self.sees("form").await?;
        self.clicks(&format!("[id='{user}']")).await?;
        self.sees("#list").await
    }

    /// Waits until something is on the page.
    async fn sees(&self, css: &str) -> Result<()> {
        self.does(css, async |_| Ok(())).await
    }

    /// Does something with what is on the page, once it is: if the page is brought up to date just then, with what stands in its place.
    async fn does<T>(&self, css: &str, act: impl AsyncFn(WebElement) -> WebDriverResult<T>) -> Result<T> {
        eventually(css, async || match async { act(self.driver.find(By::Css(css)).await?).await }.await {
            Ok(done) => Ok(Some(done)),
            Err(gone) if matches!(*gone, StaleElementReference(_) | NoSuchElement(_)) => Ok(None),
            Err(problem) => Err(problem.into()),
        })
        .await
    }

    /// The words of something.
    async fn text(&self, css: &str) -> Result<String> {
        self.does(css, async |element| element.text().await).await
    }

    /// What a field holds; nothing if it is empty.
    async fn value(&self, css: &str) -> Result<String> {
        Ok(self.does(css, async |field| field.prop("value").await).await?.unwrap_or_default())
    }

    /// How many there are of something, once there are any.
    async fn count(&self, css: &str) -> Result<usize> {
        self.sees(css).await?;
        Ok(self.driver.find_all(By::Css(css)).await?.len())
    }

    async fn clicks(&self, css: &str) -> Result<()> {
        self.does(css, async |element| element.click().await).await
    }

    async fn writes(&self, css: &str, text: &str) -> Result<()> {
        self.does(css, async |field| {
            field.clear().await?;
            field.send_keys(text).await
        })
        .await
    }

    /// Presses a key, wherever the focus is.
    async fn presses(&self, key: Key) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(key + "").perform().await?)
    }

    /// The id of what has the focus.
    async fn focus(&self) -> Result<String> {
        self.does(":focus", async |element| Ok(element.id().await?.unwrap_or_default())).await
    }

    /// All words of the page.
    async fn words(&self) -> Result<String> {
        self.text("body").await
    }

    /// Waits until the page has these words.
    async fn reads(&self, words: &str) -> Result<()> {
        eventually(words, async || Ok(self.words().await?.contains(words).then_some(()))).await
    }

    /// Keeps a picture of a part of the page.
    async fn picture_of(&self, css: &str, name: &str) -> Result<()> {
        let file = picture_file(name)?;
        self.does(css, async |element| element.screenshot(&file).await).await
    }

    /// Keeps a picture of the whole page.
    async fn picture(&self, name: &str) -> Result<()> {
        let height = self.driver.execute("return document.documentElement.scrollHeight", Vec::new()).await;
        if let Some(height) = height.ok().and_then(|height| height.json().as_u64()) {
            self.driver.set_window_rect(0, 0, 1200, u32::try_from(height.clamp(600, 4000))?.saturating_add(140)).await?;
        }
        Ok(self.driver.screenshot(&picture_file(name)?).await?)
    }
}

/// Where a picture is kept.
fn picture_file(name: &str) -> Result<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{name}.png")))
}
