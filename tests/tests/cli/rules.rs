//! `check`, `rules` and `--rulebook`: an application is judged by other rules than those in force, a script cannot read the
//! judgement, or nobody can see what a rule rests on.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru::stack::{Stack, agency_urls};
use shaqyru_tests::{SILENT, eventually, run};
use tokio::process::Command;

use super::{members, names};
use crate::{
    program::{Running, Said, application_path, said, said_to, shaqyru, worker_command},
    rulebooks::Folder,
    terminal::{OFFICER, at_console, text},
};

/// A command line in which nothing holds a blank but what stands in `rest`.
async fn says(line: &str, rest: &[&str]) -> Result<Said> {
    let mut command = shaqyru(line.split_whitespace());
    command.args(rest);
    said(command).await
}

async fn done(line: &str, rest: &[&str]) -> Result<Value> {
    let said = says(line, &[rest, &["--json"]].concat()).await?;
    anyhow::ensure!(said.err.is_empty(), "words beside the document: {said:?}");
    said.ended(0).with_context(|| line.to_owned())
}

async fn refused(line: &str, rest: &[&str]) -> Result<(String, String, Value)> {
    let said = says(line, &[rest, &["--json"]].concat()).await?;
    let code = said.error(2).with_context(|| line.to_owned())?;
    let error = &said.json()?["error"];
    Ok((code, error["message"].as_str().unwrap_or_default().to_owned(), error["field"].clone()))
}

/// What a person reads of a command that succeeds.
async fn shown(line: &str, rest: &[&str]) -> Result<String> {
    let said = says(line, rest).await?;
    assert_eq!((said.status, said.err.as_str()), (Some(0), ""), "{line}");
    Ok(said.out)
}

async fn judged(application: &Path, options: &[&str], status: i32) -> Result<Value> {
    let judgement = says("check --json", &[&[text(application)?], options].concat()).await?.ended(status)?;
    let expected = "verdict missing findings biometrics_required fee filing_window";
    assert_eq!(members(&judgement), names(expected), "{}", application.display());
    assert_eq!(members(&judgement["fee"]), names("due_kzt paid_kzt"));
    assert_eq!(members(&judgement["filing_window"]), names("earliest latest"));
    for finding in judgement["findings"].as_array().context("no findings")? {
        let required: Vec<_> = members(finding).into_iter().filter(|member| *member != "ground").collect();
        assert_eq!(required, names("code severity field message basis"));
        assert!(["error", "warning"].contains(&finding["severity"].as_str().unwrap_or_default()), "{finding}");
        assert!(required.iter().all(|member| finding[*member].as_str().is_some_and(|text| !text.is_empty())), "{finding}");
    }
    Ok(judgement)
}

fn codes(judgement: &Value) -> Vec<&str> {
    judgement["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// An example, changed, as a file.
fn changed(folder: &Path, example: &str, change: impl FnOnce(&mut Value)) -> Result<std::path::PathBuf> {
    let mut form: Value = serde_json::from_slice(&std::fs::read(application_path(example))?)?;
    change(&mut form);
    let path = folder.join("changed.json");
    std::fs::write(&path, form.to_string())?;
    Ok(path)
}

/// Covers: R26 para 10; R26 para 14; R26 para 24-1; R26 annex 5 fee; SEED biometrics; SEED educational internships
#[test]
fn every_example_is_judged_as_the_contract_says() -> Result<()> {
    run(async {
        let expected = [
            ("b10-private-visit-india", "acceptable", json!([false, false]), 4325.0, ["2025-07-01", "2026-06-24"]),
            ("b3-evisa-pakistan", "acceptable", json!([false]), 2162.5, ["2026-03-03", "2026-05-22"]),
            ("b3-negotiations-turkiye", "acceptable", json!([true]), 2162.5, ["2026-01-20", "2026-04-13"]),
            ("b7-internship-innovation-cluster", "acceptable", json!([true]), 2162.5, ["2026-02-03", "2026-04-24"]),
            ("c3-work-aifc-india", "acceptable", json!([true]), 2162.5, ["2026-02-09", "2026-04-30"]),
            ("incomplete-no-petition", "incomplete", json!([true]), 2162.5, ["2026-02-03", "2026-04-24"]),
        ];
        assert_eq!(std::fs::read_dir(application_path("x").parent().unwrap())?.count(), expected.len(), "an example is not judged here");
        for (example, verdict, biometrics, fee, [earliest, latest]) in expected {
            let acceptable = verdict == "acceptable";
            let judgement = judged(&application_path(example), &["--on", "2026-03-06"], i32::from(!acceptable)).await?;
            assert_eq!((&judgement["verdict"], &judgement["biometrics_required"]), (&json!(verdict), &biometrics), "{example}");
            assert_eq!(judgement["fee"], json!({"due_kzt": fee, "paid_kzt": fee}), "{example}");
            assert_eq!(judgement["filing_window"], json!({"earliest": earliest, "latest": latest}), "{example}");
            let found = if acceptable { vec![] } else { vec!["CHK-PAPER-MISSING", "CHK-PAPER-MISSING"] };
            assert_eq!(codes(&judgement), found, "{example}");
            let missing: Vec<_> = judgement["missing"].as_array().unwrap().iter().map(|missing| missing["code"].clone()).collect();
            assert_eq!(missing.is_empty(), acceptable, "{example}");
            assert!(acceptable || missing == ["representative_authority", "petition"]);
        }
        Ok(())
    })
}

/// Covers: R26 para 19; R26 annex 8
#[test]
fn every_example_of_a_request_for_a_visa_is_acceptable_to_the_same_command() -> Result<()> {
    run(async {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/visas");
        let judged = async |path: &Path, status: i32| -> Result<Value> {
            let judgement = says("check --json --on 2026-04-24", &[text(path)?]).await?.ended(status)?;
            assert_eq!(members(&judgement), names("verdict missing findings biometrics_required fee filing_window"), "{}", path.display());
            Ok(judgement)
        };
        let mut examples = 0;
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let request: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
            let judgement = judged(&path, 0).await?;
            assert_eq!(judgement["verdict"], "acceptable", "{}", path.display());
            assert_eq!(judgement["missing"], json!([]), "{}", path.display());
            // Only an extension has days in which it is filed.
            assert!(request["action"] == "extend" || judgement["filing_window"].is_null(), "{}: {judgement}", path.display());
            examples += 1;
        }
        assert_eq!(examples, 9);

        let exit = folder.join("issue-exit-b16.json");
        let words = shown("check --on 2026-04-24", &[text(&exit)?]).await?;
        assert!(words.starts_with("acceptable\n"), "{words}");
        assert!(words.ends_with("state duty    2162.5 tenge due, 2162.5 paid\nfingerprints  recipient: due\n"), "{words}");

        let scratch = tempfile::tempdir()?;
        let changed = |change: &dyn Fn(&mut Value)| -> Result<std::path::PathBuf> {
            let mut request: Value = serde_json::from_slice(&std::fs::read(&exit)?)?;
            change(&mut request);
            let path = scratch.path().join("changed.json");
            std::fs::write(&path, request.to_string())?;
            Ok(path)
        };
        let unpaid = judged(&changed(&|request| request["fee"] = Value::Null)?, 1).await?;
        assert_eq!((&unpaid["verdict"], &unpaid["missing"][0]["code"]), (&json!("incomplete"), &json!("visa_fee_receipt")));
        let elsewhere = judged(&changed(&|request| request["office"] = json!("AST-DP"))?, 1).await?;
        assert_eq!(elsewhere["verdict"], "ineligible");
        assert!(codes(&elsewhere).contains(&"CHK-VISA-OFFICE"), "{elsewhere}");
        let unknown = changed(&|request| request["category"] = json!("A7"))?;
        assert_eq!(refused("check --on 2026-04-24", &[text(&unknown)?]).await?.0, "SHQ-CATEGORY");
        let (code, _, field) = refused("check --on 2026-02-21", &[text(&exit)?]).await?;
        assert_eq!((code.as_str(), field), ("SHQ-NO-EDITION", json!("on")));
        let (code, _, field) = refused("check --on 2026-04-24", &[text(&exit)?, "--records", text(&exit)?]).await?;
        assert_eq!((code.as_str(), field), ("SHQ-FIELD", json!("records")));
        Ok(())
    })
}

/// Covers: R26 para 10; SEED entry into force
#[test]
fn an_application_is_checked_as_of_the_named_day_and_bad_input_is_refused() -> Result<()> {
    run(async {
        let folder = tempfile::tempdir()?;
        let example = application_path("b3-negotiations-turkiye");
        let path = text(&example)?;
        let on = |day: &'static str| ["--on", day];
        // The day before the first edition, and its first day.
        let (code, _, field) = refused("check", &[path, "--on", "2026-02-21"]).await?;
        assert_eq!((code.as_str(), field), ("SHQ-NO-EDITION", json!("on")));
        assert_eq!(judged(&example, &on("2026-02-22"), 0).await?["verdict"], "acceptable");
        // The last day on which it may be filed, and the next.
        assert_eq!(judged(&example, &on("2026-04-13"), 0).await?["verdict"], "acceptable");
        let late = judged(&example, &on("2026-04-14"), 1).await?;
        assert_eq!((&late["verdict"], codes(&late)), (&json!("ineligible"), vec!["CHK-WINDOW-LATE"]));
        // Incomplete goes before ineligible.
        let both = judged(&application_path("incomplete-no-petition"), &on("2026-04-25"), 1).await?;
        assert_eq!(both["verdict"], "incomplete");
        assert!(codes(&both).contains(&"CHK-WINDOW-LATE"), "{both}");
        let unpaid = changed(folder.path(), "b3-negotiations-turkiye", |form| form["fee"] = Value::Null)?;
        let unpaid = judged(&unpaid, &on("2026-03-06"), 1).await?;
        assert_eq!((&unpaid["verdict"], &unpaid["fee"]["paid_kzt"]), (&json!("incomplete"), &json!(0.0)));

        // Without a day: today. Either way it is judged and not refused as an input.
        assert!([Some(0), Some(1)].contains(&says("check --json", &[path]).await?.status));
        // What people read.
        assert_eq!(
            shown("check --on 2026-03-06", &[path]).await?,
            "acceptable\nmay be filed  2026-01-20 to 2026-04-13\nstate duty    2162.5 tenge due, 2162.5 paid\nfingerprints  invitee 1: due\n"
        );
        let said = says("check --on 2026-04-14", &[path]).await?;
        assert_eq!((said.status, said.err.as_str()), (Some(1), ""));
        assert!(
            said.out.contains("ineligible") && said.out.contains("CHK-WINDOW-LATE") && said.out.contains("R26 para 10"),
            "{}",
            said.out
        );

        let from_input = async |input: &[u8]| said_to(shaqyru(["check", "-", "--on", "2026-03-06", "--json"]), input).await;
        assert_eq!(from_input(&std::fs::read(&example)?).await?.ended(0)?, judged(&example, &on("2026-03-06"), 0).await?);
        for (input, code) in [("", "SHQ-JSON"), ("{", "SHQ-JSON"), ("{}", "SHQ-FIELD"), ("[]", "SHQ-FIELD"), ("{\"a\":1}", "SHQ-FIELD")] {
            assert_eq!(from_input(input.as_bytes()).await?.error(2)?, code, "{input}");
        }
        assert_eq!(refused("check nowhere.json", &[]).await?.0, "SHQ-FILE");
        assert_eq!(refused("check", &[path, "--on", "2026-02-30"]).await?.0, "SHQ-USAGE");
        assert_eq!(refused("check", &[]).await?.0, "SHQ-USAGE");
        Ok(())
    })
}

/// Covers: R26 para 17; R26 annex 5 row 9(7)
#[test]
fn what_the_registers_answered_counts_in_the_judgement() -> Result<()> {
    run(async {
        let folder = tempfile::tempdir()?;
        let records = |content: Value| -> Result<String> {
            let path = folder.path().join("records.json");
            std::fs::write(&path, content.to_string())?;
            Ok(text(&path)?.to_owned())
        };
        let example = application_path("b3-negotiations-turkiye");
        let sanction = |on: &str| json!({"on": on, "article": "art 517"});
        // As the gateway answers it: with the case, and with every list.
        let answer = records(json!({
            "case": "INV-7K3QX5ABCD-1", "held": [], "sanctions": [sanction("2025-09-01"), sanction("2026-02-01")],
            "entry_bans": [], "unexecuted_penalties": [], "expulsions": [], "earlier_applications": [],
        }))?;
        let judgement = judged(&example, &["--on", "2026-03-06", "--records", &answer], 1).await?;
        assert_eq!((&judgement["verdict"], codes(&judgement)), (&json!("ineligible"), vec!["CHK-SANCTIONS"]));
        assert_eq!(judgement["findings"][0]["ground"], 7);
        // One of two is too old, and a list may be left out.
        let one = records(json!({"sanctions": [sanction("2025-03-05"), sanction("2026-02-01")]}))?;
        assert_eq!(judged(&example, &["--on", "2026-03-06", "--records", &one], 0).await?["findings"], json!([]));
        for (content, code) in [(json!({"sanction": []}), "SHQ-FIELD"), (json!([]), "SHQ-FIELD"), (json!({"held": [{}]}), "SHQ-FIELD")] {
            let bad = records(content.clone())?;
            assert_eq!(refused("check", &[text(&example)?, "--records", &bad]).await?.0, code, "{content}");
        }
        assert_eq!(refused("check", &[text(&example)?, "--records", "nowhere.json"]).await?.0, "SHQ-FILE");
        Ok(())
    })
}

/// Covers: SEED entry into force; R26 para 9
#[test]
fn anybody_can_look_up_what_the_rulebook_says() -> Result<()> {
    run(async {
        let listed = done("rules list", &[]).await?;
        let categories = listed.as_array().context("no list")?;
        assert!(categories.iter().all(|entry| entry["table"] == "category"));
        assert_eq!(members(&categories[0]), names("table name from until source rule"));
        for name in ["A1", "B3", "C3"] {
            assert!(categories.iter().any(|entry| entry["name"] == name), "{name}");
        }
        // By the name of a table, in one or in many; what holds on a day.
        assert_eq!(done("rules list categories", &[]).await?, listed);
        assert_eq!(done("rules list editions", &[]).await?.as_array().map(Vec::len), Some(2));
        assert_eq!(done("rules list duty --on 2026-03-09", &[]).await?.as_array().map(Vec::len), Some(1));
        assert_eq!(done("rules list duty --on 2026-03-10", &[]).await?.as_array().map(Vec::len), Some(2));
        let table = shown("rules list offices", &[]).await?;
        assert!(table.contains("OFFICE") && table.contains("AST-ESIL") && table.contains("ALA-DP"), "{table}");

        let category = done("rules show B3 --on 2026-03-06", &[]).await?;
        assert_eq!(members(&category), names("entries rules_that_rest_on_it"));
        assert_eq!(category["entries"][0]["rule"]["electronic"], true);
        assert!(shown("rules show b3", &[]).await?.contains("R26 annex 1 (B3)"));
        // A paragraph, with the rules that rest on it.
        let paragraph = done("rules show", &["R26 para 26"]).await?;
        assert_eq!(done("rules show", &["para 26"]).await?, paragraph);
        let resting: Vec<_> = paragraph["rules_that_rest_on_it"].as_array().unwrap().iter().map(|entry| entry["table"].clone()).collect();
        assert!(resting.contains(&json!("competence")) && resting.contains(&json!("residence")), "{resting:?}");
        let words = shown("rules show", &["R26 para 58-1"]).await?;
        assert!(words.contains("contact_centre") && words.contains("rules that rest on it"), "{words}");

        for (line, field) in [
            ("rules list nothing", "table"),
            ("rules show nothing", "name"),
            ("rules show B3 --on 2026-02-21", "name"),
            ("rules cite CHK-NOTHING", "code"),
            ("rules cite 8", "code"),
            ("rules diff built-in nothing", "revision"),
            ("rules competence --category C3 --registered-in KZ-99", "registered_in"),
        ] {
            let (code, message, at) = refused(line, &[]).await?;
            assert_eq!((code.as_str(), at), ("SHQ-RULE-UNKNOWN", json!(field)), "{line}: {message}");
            let said = says(line, &[]).await?;
            assert!(said.status == Some(2) && said.out.is_empty() && said.err.contains("SHQ-RULE-UNKNOWN"), "{said:?}");
        }
        Ok(())
    })
}

#[test]
fn every_code_cites_a_paragraph_that_anybody_can_read() -> Result<()> {
    run(async {
        use shaqyru_domain::checks::finding::FindingCode;
        for code in FindingCode::ALL {
            let cited = done(&format!("rules cite {code}"), &[]).await?;
            assert_eq!(members(&cited), names("code says paragraph text"));
            assert_eq!(cited["paragraph"], code.paragraph());
            assert!(cited["text"].as_str().is_some_and(|text| !text.is_empty()), "{cited}");
        }
        for ground in 1..=7 {
            let cited = done(&format!("rules cite {ground}"), &[]).await?;
            assert_eq!(cited["paragraph"], format!("R26 annex 5 row 9({ground})"));
            assert!(cited["text"].as_str().is_some_and(|text| !text.is_empty()), "{cited}");
        }
        let words = shown("rules cite chk-window-late", &[]).await?;
        assert!(words.contains("R26 para 10") && words.contains("too late"), "{words}");
        Ok(())
    })
}

/// Covers: R26 para 26; SEED work visas
#[test]
fn the_competent_police_body_is_named() -> Result<()> {
    run(async {
        let moved = "rules competence --category C3 --action extension --registered-in KZ-71 --works-in KZ-75 --lives-in KZ-75";
        let answer = done(moved, &[]).await?;
        assert_eq!(members(&answer), names("regions departments office why basis"));
        assert_eq!((&answer["regions"], &answer["departments"]), (&json!(["KZ-75"]), &json!(["ALA-DP"])));
        assert_eq!((&answer["basis"], &answer["office"]), (&json!("R26 para 26"), &Value::Null));
        assert!(shown(moved, &[]).await?.contains("ALA-DP"));
        let first =
            done("rules competence --category C3 --action primary --registered-in KZ-71 --works-in KZ-75 --lives-in KZ-75", &[]).await?;
        assert_eq!(first["departments"], json!(["AST-DP"]));
        let routed = done("rules competence", &[text(&application_path("c3-work-aifc-india"))?]).await?;
        assert_eq!(routed["office"], "AST-ESIL");
        assert_eq!(refused("rules competence --category X9 --registered-in KZ-71", &[]).await?.0, "SHQ-CATEGORY");
        let (code, _, field) =
            refused("rules competence --category C3 --action extension --registered-in KZ-71 --works-in KZ-75", &[]).await?;
        assert_eq!((code.as_str(), field), ("SHQ-FIELD", json!("lives_in")));
        assert_eq!(refused("rules competence", &[]).await?.0, "SHQ-USAGE");
        Ok(())
    })
}

#[test]
fn a_broken_rulebook_is_refused_and_says_where_it_is_broken() -> Result<()> {
    run(async {
        let folder = Folder::copied()?;
        let path = text(folder.path())?.to_owned();
        let sound = done("rules validate", &[&path]).await?;
        assert_eq!(members(&sound), names("revision entries calendar"));
        assert!(sound["entries"].as_u64().is_some_and(|entries| entries > 200), "{sound}");
        assert!(shown("rules validate", &[&path]).await?.starts_with("sound"));
        assert_eq!(done("rules diff built-in", &[&path]).await?["changes"], json!([]), "a copy says the same");

        // A line that is no TOML, a key that nobody knows, an entry without a source.
        let mci_line =
            std::fs::read_to_string(folder.path().join("fees.toml"))?.lines().position(|line| line == "tenge = 4325.0").unwrap() + 1;
        let broken = |what: &'static str| {
            let folder = Folder::copied()?;
            folder.change("fees.toml", |text| text.replacen("tenge = 4325.0", what, 1))?;
            anyhow::Ok(folder)
        };
        for what in ["tenge = = 1", "tenge = \"much\"", "tenge = 4325.0\ncolour = \"red\""] {
            let broken = broken(what)?;
            let (code, message, _) = refused("rules validate", &[text(broken.path())?]).await?;
            assert_eq!(code, "SHQ-RULEBOOK");
            let named = message.strip_prefix("fees.toml:").and_then(|rest| rest.split(':').next()?.parse::<usize>().ok());
            assert!(named.is_some_and(|line| line.abs_diff(mci_line) <= 1), "{what}: {message}");
            let said = says("rules validate", &[text(broken.path())?]).await?;
            assert!(said.status == Some(2) && said.err.contains("fees.toml:"), "{said:?}");
            // Nothing is judged by it.
            let check = ["check", text(&application_path("b3-negotiations-turkiye"))?, "--rulebook", text(broken.path())?, "--json"]
                .map(str::to_owned);
            assert_eq!(said_of(check).await?.error(2)?, "SHQ-RULEBOOK");
        }
        let calendar = Folder::copied()?;
        calendar.change("calendar/2026.toml", |text| format!("{text}\nnonsense\n"))?;
        let (code, message, _) = refused("rules validate", &[text(calendar.path())?]).await?;
        assert!(code == "SHQ-RULEBOOK" && message.contains("2026.toml"), "{message}");
        std::fs::remove_file(calendar.path().join("grounds.toml"))?;
        calendar.change("calendar/2026.toml", |text| text.replace("\nnonsense\n", ""))?;
        let (_, message, _) = refused("rules validate", &[text(calendar.path())?]).await?;
        assert!(message.contains("grounds.toml"), "{message}");
        let (code, _, field) = refused("rules validate nowhere", &[]).await?;
        assert_eq!((code.as_str(), field), ("SHQ-FILE", json!("rulebook")));
        Ok(())
    })
}

async fn said_of(arguments: impl IntoIterator<Item = String>) -> Result<Said> {
    said(shaqyru(arguments)).await
}

/// A rulebook by which the duty is dearer and one day of April is off.
fn dearer() -> Result<Folder> {
    let folder = Folder::copied()?;
    folder.change("fees.toml", |text| text.replacen("tenge = 4325.0", "tenge = 5000.0", 1))?;
    folder.change("clocks.toml", |text| text.replacen("term = \"5wd\"", "term = \"4wd\"", 1))?;
    Ok(folder)
}

/// Covers: SEED entry into force
#[test]
fn what_changed_between_two_rulebooks_can_be_seen() -> Result<()> {
    run(async {
        let days = done("rules diff 2026-02-22 2026-03-10", &[]).await?;
        assert_eq!(members(&days), names("before after changes"));
        let names_of = |changes: &Value| -> Vec<String> {
            let changes = changes["changes"].as_array().unwrap().iter();
            changes.map(|change| format!("{} {}", change["table"].as_str().unwrap(), change["name"].as_str().unwrap())).collect()
        };
        let expected = ["edition R26-monitoring", "duty monitoring", "paragraph R26 para 9", "paragraph SEED digital monitoring"];
        assert_eq!(names_of(&days), expected);
        assert!(days["changes"].as_array().unwrap().iter().all(|change| change["before"].is_null()));
        // Editions stand for their first day.
        assert_eq!(names_of(&done("rules diff R26 R26-monitoring", &[]).await?), expected);
        let back = done("rules diff R26-monitoring R26", &[]).await?;
        assert!(back["changes"].as_array().unwrap().iter().all(|change| change["after"].is_null()));

        let dearer = dearer()?;
        let changed = done("rules diff built-in", &[text(dearer.path())?]).await?;
        let mci = changed["changes"].as_array().unwrap().iter().find(|change| change["table"] == "mci").context("no change")?;
        assert_eq!((&mci["before"]["rule"]["tenge"], &mci["after"]["rule"]["tenge"]), (&json!(4325.0), &json!(5000.0)));
        let words = shown("rules diff built-in", &[text(dearer.path())?]).await?;
        assert!(words.contains("changed mci") && words.contains("4325") && words.contains("5000"), "{words}");
        assert_eq!(says("rules diff built-in built-in", &[]).await?.status, Some(0));
        Ok(())
    })
}

/// An order that adds a category is a change of the rulebook, and of nothing else.
#[test]
fn a_category_that_a_rulebook_adds_is_judged_by_it_and_by_no_other() -> Result<()> {
    run(async {
        let added = Folder::copied()?;
        added.change("categories.toml", |text| {
            let category =
                "code = \"C13\"\ntitle = \"x\"\ntitle_ru = \"x\"\ntitle_kk = \"x\"\nservice = \"business\"\nbasis = [\"invitation\"]\n";
            let limits = "electronic = false\nissued_by = [\"mission\"]\nsingle = { validity = \"10d\", stay = \"whole\" }\n";
            format!("{text}\n[[category]]\n{category}{limits}from = 2026-03-01\nsource = \"an order\"\n")
        })?;
        let folder = text(added.path())?;
        let asked = |code: &str| changed(added.path(), "b3-negotiations-turkiye", |form| form["visit"]["category"] = json!(code));

        let application = asked("C13")?;
        let path = text(&application)?;
        let judgement = says("check --on 2026-03-06 --json --rulebook", &[folder, path]).await?.ended(1)?;
        assert_eq!((&judgement["verdict"], codes(&judgement)), (&json!("ineligible"), vec!["CHK-VALIDITY"]), "{judgement}");
        assert_eq!(judgement["findings"][0]["message"], "a single-entry visa of category C13 lasts 10 days at most");
        assert_eq!(done("rules competence --on 2026-03-06 --rulebook", &[folder, path]).await?["departments"], json!(["ALA-DP"]));

        // By the built-in one there is none; nor was there before the order; nor is anybody invited to leave.
        for (code, line) in [
            ("C13", "check --on 2026-03-06"),
            ("C13", "rules competence --on 2026-03-06"),
            ("C13", "check --on 2026-02-28 --rulebook"),
            ("B14", "check --on 2026-03-06 --rulebook"),
            ("B14", "rules competence --on 2026-03-06 --rulebook"),
        ] {
            let application = asked(code)?;
            let path = text(&application)?;
            let rest = if line.ends_with("--rulebook") { vec![folder, path] } else { vec![path] };
            let (told, _, field) = refused(line, &rest).await?;
            assert_eq!((told.as_str(), field), ("SHQ-CATEGORY", json!("visit.category")), "{line} {code}");
        }
        Ok(())
    })
}

#[test]
fn the_rulebook_folder_that_was_named_judges_and_its_cases_keep_it() -> Result<()> {
    run(async {
        let dearer = dearer()?;
        let folder = text(dearer.path())?.to_owned();
        let example = application_path("b3-negotiations-turkiye");
        let revision = done("rules validate", &[&folder]).await?["revision"].as_str().unwrap().to_owned();
        let built_in = done("check --on 2026-03-06", &[text(&example)?]).await?;

        // By option, and by the environment, which the option goes before.
        let by_option = says("check --on 2026-03-06 --json --rulebook", &[&folder, text(&example)?]).await?.ended(1)?;
        assert_eq!((&by_option["verdict"], &by_option["fee"]["due_kzt"]), (&json!("incomplete"), &json!(2500.0)));
        assert_eq!(codes(&by_option), ["CHK-FEE-SHORT"]);
        let with_environment = |arguments: &[&str]| -> Command {
            let mut command = shaqyru(arguments);
            command.env("SHAQYRU_RULEBOOK", &folder);
            command
        };
        let path = text(&example)?;
        let by_environment = said(with_environment(&["check", path, "--on", "2026-03-06", "--json"])).await?.ended(1)?;
        assert_eq!(by_environment, by_option);
        let plain = Folder::copied()?;
        let both = with_environment(&["check", "--rulebook", text(plain.path())?, path, "--on", "2026-03-06", "--json"]);
        assert_eq!(said(both).await?.ended(0)?, built_in);
        assert_eq!(said(with_environment(&["rules", "show", "4325", "--json"])).await?.error(2)?, "SHQ-RULE-UNKNOWN");

        // A deadline is counted by its calendar.
        let day_off = Folder::copied()?;
        let day = "[[day]]\ndate = 2026-04-08\nkind = \"day_off\"\nreason = \"a day off\"\nsource = \"an order\"\n";
        day_off.change("calendar/2026.toml", |text| text.replacen("[[day]]\n", &format!("{day}\n[[day]]\n"), 1))?;
        let counted = says("deadline 2026-04-06T10:00 2wd --json --rulebook", &[text(day_off.path())?]).await?.ended(0)?;
        assert_eq!(counted["due"], "2026-04-09T18:30:00+05:00");
        assert_eq!(done("deadline 2026-04-06T10:00 2wd", &[]).await?["due"], "2026-04-08T18:30:00+05:00");

        // A case that is taken in by it says so for ever, also to those who look by the built-in one.
        let stack = Stack::start_without_worker(SILENT).await?;
        let engine = stack.server.address();
        let at = |line: &str, rest: &[&str]| {
            let mut command = at_console(&stack, OFFICER, line.split(' '))?;
            command.args(rest);
            anyhow::Ok(command)
        };
        let paid = changed(dearer.path(), "b3-negotiations-turkiye", |form| form["fee"]["amount_kzt"] = json!(2500))?;
        let mut worker = worker_command(&engine, agency_urls(&stack.sandbox), &stack.register_setting(), 0);
        worker.env("SHAQYRU_RULEBOOK", &folder);
        let worker = Running::start(worker, "worker runs").await?;
        let submit = "submit --anyway --json --filed-at 2026-04-06T10:00";
        let submitted = said(at(submit, &[text(&paid)?])?).await?.ended(0)?;
        let case = submitted[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        let show = format!("show {case} --as-of 2026-04-06T11:00 --json");
        let view = said(at(&show, &[])?).await?.ended(0)?;
        assert_eq!(view["rulebook"], revision);
        let service = |view: &Value| {
            let clocks = view["clocks"].as_array().cloned().unwrap_or_default();
            clocks.iter().find(|clock| clock["clock"] == "service").map(|clock| clock["due"].clone())
        };
        assert_eq!(service(&view), Some(json!("2026-04-10T18:30:00+05:00")), "its terms are those of the folder");
        let short = said(at(submit, &[path])?).await?.ended(1)?;
        assert_eq!(short[0]["cases"][0]["missing"][0]["code"], "state_duty", "the worker judges, whatever the submitter has");
        worker.stop("TERM").await?;
        // A worker of another release takes over: the case keeps its rules.
        let worker = Running::worker(&stack, 0).await?;
        assert_eq!(said(at(&show, &[])?).await?.ended(0)?, view);
        let submitted = said(at(submit, &[path])?).await?.ended(0)?;
        let other = submitted[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        let other = eventually("the other case", async || Ok(said(at(&format!("show {other} --json"), &[])?).await?.ended(0).ok())).await?;
        assert_ne!(other["rulebook"], json!(revision));
        assert_eq!(service(&other), Some(json!("2026-04-13T18:30:00+05:00")));
        worker.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}

#[test]
fn each_shells_completions_know_the_commands() -> Result<()> {
    run(async {
        for shell in ["bash", "zsh", "fish"] {
            let script = shown(&format!("completions {shell}"), &[]).await?;
            for word in [
                "check",
                "rules",
                "documents",
                "request-papers",
                "announced",
                "competence",
                "validate",
                "diff",
                "cite",
                "rulebook",
                "records",
            ] {
                assert!(script.contains(word), "{shell} does not know {word}");
            }
        }
        Ok(())
    })
}
