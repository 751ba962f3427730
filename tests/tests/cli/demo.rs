//! The demo leaves something behind, or sends people to where there is nothing to see.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru_tests::{PATIENCE, run};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};

use crate::program::{Said, all_gone, said, shaqyru, signal, with_engine};

#[test]
fn the_demo_ends_leaves_no_process_and_mixes_no_words_into_its_document() -> Result<()> {
    /// What it printed; everything that it started is gone.
    async fn played(arguments: &[&str]) -> Result<Said> {
        let demo = shaqyru(arguments).spawn()?;
        let family = with_engine(demo.id().context("it ended at once")?).await?;
        let output = demo.wait_with_output().await?;
        all_gone(&family).await?;
        Ok(Said { status: output.status.code(), out: String::from_utf8(output.stdout)?, err: String::from_utf8(output.stderr)? })
    }
    run(async {
        let (for_people, document) = tokio::try_join!(played(&["demo", "--exit"]), played(&["demo", "--exit", "--json"]))?;
        assert_eq!(for_people.status, Some(0), "{for_people:?}");
        let document = document.ended(0)?;
        let statuses: Vec<_> =
            document.as_array().context("no list")?.iter().map(|case| case["status"].as_str().unwrap_or_default()).collect();
        let examples = ["issued", "refused", "issued", "refused", "acceptance_refused", "issued", "issued"];
        assert_eq!(statuses, [examples.as_slice(), &["issued", "issued", "issued", "annulled"], &["issued", "issued"]].concat());
        for status in ["issued", "refused", "acceptance_refused", "annulled"] {
            assert!(for_people.out.contains(status), "{}", for_people.out);
        }
        Ok(())
    })
}

/// What it prints until everything is there.
async fn printed(demo: &mut Child) -> Result<Vec<String>> {
    let mut lines = BufReader::new(demo.stdout.take().context("no standard output")?).lines();
    let mut printed = Vec::new();
    while let Some(line) = lines.next_line().await? {
        if line.starts_with("Ctrl-C") {
            // Nobody must stop reading: that would end it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(printed);
        }
        printed.push(line);
    }
    anyhow::bail!("it ended: {printed:?}")
}

#[test]
fn who_follows_what_the_demo_prints_sees_a_visa_its_extension_and_its_end() -> Result<()> {
    run(async {
        let mut demo = shaqyru(["demo"]).spawn()?;
        let process = demo.id().context("it ended at once")?;
        let engine = with_engine(process).await?;
        let printed = tokio::time::timeout(PATIENCE * 4, printed(&mut demo)).await??;
        let settings: Vec<_> = printed.iter().filter_map(|line| line.strip_prefix("  export ")?.split_once('=')).collect();
        let setting = |name| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).context("it names no such setting");
        let (url, token) = (setting("SHAQYRU_URL")?, setting("SHAQYRU_TOKEN")?);
        let answer = async |arguments: &[&str]| -> Result<Value> {
            let mut command = shaqyru(arguments.iter().chain(&["--json"]));
            command.envs(settings.iter().copied());
            said(command).await?.ended(0)
        };

        let program = format!("  {} ", env!("CARGO_BIN_EXE_shaqyru-under-test"));
        let commands: Vec<Vec<&str>> =
            printed.iter().filter_map(|line| line.strip_prefix(&program)).map(|line| line.split(' ').collect()).collect();
        assert_eq!(commands.iter().map(|words| words[0]).collect::<Vec<_>>(), ["list", "tree", "timeline", "deadlines"]);
        for words in &commands {
            answer(words).await?;
        }
        let family = answer(&commands[1]).await?;
        let family = family["cases"].as_array().context("no family")?;
        let told: Vec<_> = family.iter().map(|relative| [&relative["action"], &relative["status"], &relative["visa"]]).collect();
        let (none, issued) = (json!(null), json!("issued"));
        let (first, second) = (json!("KZ0004001"), json!("KZ0004002"));
        let expected = [
            [&none, &issued, &none],
            [&json!("issue"), &issued, &first],
            [&json!("extend"), &issued, &second],
            [&json!("annul"), &json!("annulled"), &second],
        ];
        assert_eq!(told, expected);
        for (before, relative) in family.iter().zip(&family[1..]) {
            assert_eq!(relative["parent"], before["case"], "each rests on the one before");
        }

        // Its cases are in the list, and each page leads to the others.
        let numbers: Vec<_> = family.iter().filter_map(|relative| relative["case"].as_str()).collect();
        let list = answer(&["list"]).await?.to_string();
        rustls::crypto::ring::default_provider().install_default().ok();
        let browser = reqwest::Client::new();
        for number in &numbers {
            ensure!(list.contains(number), "{number} is not in the list");
            let page = browser.get(format!("{url}/cases/{number}")).header("Accept", "text/html").header("Accept-Language", "en");
            let page = page.header("Cookie", format!("shaqyru_session={token}")).send().await?.error_for_status()?.text().await?;
            for other in numbers.iter().filter(|other| *other != number) {
                ensure!(page.contains(&format!("href=\"/cases/{other}\"")), "{number} does not lead to {other}");
            }
        }
        // The pages that it names are those of the family, and of a visa that waits for its sticker.
        let pages: Vec<_> = printed.iter().filter_map(|line| line.strip_prefix("  ")?.strip_prefix(url)?.strip_prefix("/cases/")).collect();
        assert_eq!(pages[..2], numbers[..2]);
        let [waiting] = pages[2..] else { anyhow::bail!("{pages:?}") };
        assert_eq!(answer(&["show", waiting]).await?["stage"], "decision");

        signal(process, "INT").await?;
        assert_eq!(tokio::time::timeout(PATIENCE, demo.wait()).await??.code(), Some(0));
        all_gone(&engine).await
    })
}
