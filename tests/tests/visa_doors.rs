//! Visas by the doors that people use: a request is filed twice or for nobody, an officer has no sticker and no way to get one, or does not see
//! on what a visa rests.

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_domain::case::number::CaseNumber;
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::{SILENT, alone, eventually, shared};
use uuid::Uuid;

use crate::{
    cli::{members, names},
    program::{application_path, data, said},
    terminal::{Terminal, text},
};

/// A Friday on which nothing is special.
const FILED_AT: &str = "2026-04-24T10:00:00+05:00";

/// An example that differs, as a file of the terminal's folder.
fn request(terminal: &Terminal, example: &str, change: impl FnOnce(&mut Value)) -> Result<String> {
    let mut form: Value = serde_json::from_slice(&std::fs::read(data(&format!("visas/{example}.json")))?)?;
    change(&mut form);
    let path = terminal.file(&format!("{}.json", Uuid::new_v4()), form.to_string())?;
    Ok(text(&path)?.to_owned())
}

async fn file(terminal: &Terminal, path: &str) -> Result<String> {
    let filed = terminal.done(&format!("submit --anyway --filed-at {FILED_AT}"), &[path]).await?;
    filed[0]["cases"][0]["case"].as_str().map(str::to_owned).context("no case")
}

/// A command of those who keep the register.
async fn keeps(terminal: &Terminal, stack: &Stack, line: &str, status: i32) -> Result<Value> {
    let mut command = terminal.command(&format!("{line} --json"))?;
    command.env("SHAQYRU_REGISTER", stack.register_setting());
    said(command).await?.ended(status)
}

async fn until(terminal: &Terminal, case: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Result<Value> {
    let mut last = Value::Null;
    let seen = eventually(&format!("{case}: {what}"), async || {
        last = terminal.done(&format!("show {case}"), &[]).await?;
        Ok(holds(&last).then(|| last.clone()))
    })
    .await;
    seen.with_context(|| format!("{last:#}"))
}

#[test]
fn a_request_repeated_under_its_id_is_filed_once_and_another_for_the_same_person_is_told_of_it() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        // A person of this test's own.
        let passport = format!("Z{}", &Uuid::new_v4().as_u128().to_string()[..7]);
        let path = request(&terminal, "issue-c3-after-b3", |form| form["recipient"]["passport"]["number"] = json!(passport))?;
        let id = Uuid::new_v4().to_string();
        let submit = format!("submit --filed-at {FILED_AT} --request-id {id}");
        let first = terminal.done(&submit, &[&path]).await?;
        assert_eq!(members(&first[0]), names("file request_id repeated cases"));
        let filed = &first[0]["cases"][0];
        assert_eq!(members(filed), names("case status stage office missing findings"));
        assert_eq!((&first[0]["repeated"], &filed["status"], &filed["office"]), (&json!(false), &json!("open"), &json!("ALA-DP")));
        let case = filed["case"].as_str().context("no case")?;
        ensure!(case.starts_with("VIS-"), "{case}");
        let again = terminal.done(&submit, &[&path]).await?;
        assert_eq!((&again[0]["repeated"], &again[0]["cases"][0]["case"]), (&json!(true), &json!(case)));
        let other = request(&terminal, "issue-c3-after-b3", |form| form["purpose"] = json!("other work"))?;
        assert_eq!(terminal.refused(2, &submit, &[&other]).await?, "SHQ-REQUEST-CONFLICT");

        // Without the id it is another request for the same person, category and office.
        let said = terminal.says(&format!("submit --filed-at {FILED_AT} --json"), &[&path]).await?;
        let refused = said.ended(1)?;
        assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("SHQ-DUPLICATE"), &json!("recipient.passport.number")));
        ensure!(refused["error"]["message"].as_str().unwrap_or_default().contains(case), "{refused}");
        for question in ["timeline", "deadlines", "documents", "views"] {
            ensure!(terminal.done(&format!("{question} {case}"), &[]).await?.is_array(), "{question}");
        }

        // Once it has ended, the person may ask again.
        terminal.done(&format!("withdraw {case} --received-at 2026-04-24T11:00"), &["--reason", "changed plans"]).await?;
        eventually("the end of the first to be on record", async || {
            Ok((terminal.says(&format!("submit --filed-at {FILED_AT}"), &[&path]).await?.status == Some(0)).then_some(()))
        })
        .await?;

        let listed = terminal.done("list --office ALA-DP --category C3", &[]).await?;
        ensure!(listed["cases"].as_array().is_some_and(|cases| cases.iter().any(|line| line["case"] == case)), "{listed}");
        // Who repairs the register is told of visas, too.
        let number: CaseNumber = case.parse()?;
        let record = stack.cases().record(&number).await?;
        assert_eq!(stack.register.case(&number).await?, Some(record));
        eventually("the engine to list it", async || Ok(stack.cases().held().await?.contains(&number).then_some(()))).await
    })
}

/// The family: an invitation, a visa that rests on it, and its extension.
#[test]
fn a_visa_goes_from_its_invitation_to_its_extension_by_commands_alone() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let work = application_path("c3-work-aifc-india");
        let invitation = terminal.done("submit --filed-at 2026-04-06T10:00", &[text(&work)?]).await?;
        let invitation = invitation[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        terminal.done(&format!("verify {invitation} clear --received-at 2026-04-06T11:00"), &[]).await?;
        terminal.done(&format!("answer {invitation} agree --received-at 2026-04-07T11:00"), &[]).await?;
        terminal.done(&format!("decide {invitation} issue --received-at 2026-04-07T12:00"), &[]).await?;
        let recorded = eventually("the invitation to be on record", async || {
            Ok(stack.register.case(&invitation.parse()?).await?.and_then(|record| record.decision))
        });
        let number = recorded.await?.invitation_number.context("no number")?;
        // As somebody typed it.
        let number = number.to_lowercase();
        let path = request(&terminal, "issue-c3-after-b3", |form| {
            form["basis"] = json!({"kind": "invitation", "number": number, "date": "2026-04-07"});
        })?;
        follows_from_the_invitation(&terminal, &invitation, &number).await?;
        let visa = file(&terminal, &path).await?;
        assert_eq!(terminal.refused(1, &format!("follow-up {visa} extend"), &[]).await?, "SHQ-NO-VISA");
        terminal.done(&format!("fingerprints {visa} --taken --received-at 2026-04-24T11:00"), &[]).await?;
        terminal.done(&format!("answer {visa} agree --received-at 2026-04-28T12:00"), &[]).await?;
        assert_eq!(terminal.refused(1, &format!("decide {visa} annul --received-at 2026-04-29T10:00"), &[]).await?, "SHQ-VERDICT");
        let issued = terminal.done(&format!("decide {visa} issue --received-at 2026-04-29T10:00"), &[]).await?;
        assert_eq!(issued["status"], "issued");

        // The office has no stickers: the case waits, and an officer can help it on.
        let stopped = until(&terminal, &visa, "an incident", |view| view["incidents"][0]["code"] == "SHQ-NO-STICKERS-LEFT").await?;
        assert_eq!(stopped["incidents"][0]["step"], "stickers");
        let given = keeps(&terminal, stack, "stickers add ALA-DP KZ 200 209", 0).await?;
        assert_eq!(given, json!({"office": "ALA-DP", "series": "KZ", "first": 200, "last": 209}));
        for (line, status, code) in [
            ("stickers add ALA-DP KZ 209 300", 1, "SHQ-REGISTER-CONFLICT"),
            ("stickers add NOWHERE KZ 1 2", 2, "SHQ-OFFICE-UNKNOWN"),
            ("stickers add ALA-DP KZ 5 4", 2, "SHQ-USAGE"),
            ("stickers add ALA-DP kz 5 6", 2, "SHQ-USAGE"),
            ("stickers add ALA-DP KZ 1 10000000", 2, "SHQ-USAGE"),
        ] {
            assert_eq!(keeps(&terminal, stack, line, status).await?["error"]["code"], code, "{line}");
        }
        terminal.done("resume --all --step stickers", &[]).await?;
        until(&terminal, &visa, "a sticker in Berkut", |view| view["visa"]["number"] == "KZ0000200" && view["visa"]["valid"] == true)
            .await?;
        terminal.done(&format!("spoil {visa}"), &["--reason", "the printer tore it"]).await?;
        let replaced = until(&terminal, &visa, "another sticker", |view| view["visa"]["number"] == "KZ0000201").await?;
        assert_eq!((&replaced["acts"][0]["sticker"], &replaced["acts"][0]["why"]), (&json!("KZ0000200"), &json!("spoiled")));
        let listed = keeps(&terminal, stack, "stickers list", 0).await?;
        assert_eq!(listed, json!({"ranges": [{"office": "ALA-DP", "series": "KZ", "first": 200, "last": 209, "left": 8}]}));

        eventually("the sticker to be on record", async || {
            let record = stack.register.case(&visa.parse()?).await?;
            let number = record.and_then(|record| record.visa_standing?.visa).map(|visa| visa.number.to_string());
            Ok((number.as_deref() == Some("KZ0000201")).then_some(()))
        })
        .await?;
        let extension = file(&terminal, &extension_that_follows(&terminal, &visa).await?).await?;
        let tree = eventually("the family to be on record", async || {
            let said = terminal.says(&format!("tree {extension} --json"), &[]).await?;
            (said.status == Some(0)).then(|| said.json()).transpose()
        })
        .await?;
        let relative = |case: &str, service: &str, action: Option<&str>, status: &str, parent: Option<&str>, visa: Option<&str>| json!({"case": case, "service": service, "action": action, "status": status, "parent": parent, "visa": visa});
        let expected = json!({"root": invitation, "cases": [
            relative(&invitation, "invitation", None, "issued", None, None),
            relative(&visa, "visa", Some("issue"), "issued", Some(&invitation), Some("KZ0000201")),
            relative(&extension, "visa", Some("extend"), "open", Some(&visa), None),
        ]});
        assert_eq!(tree, expected);
        assert_eq!(terminal.done(&format!("tree {invitation}"), &[]).await?, expected, "the same from every case of it");
        let people = terminal.says(&format!("tree {visa}"), &[]).await?;
        assert_eq!(people.out.lines().map(|line| line.len() - line.trim_start().len()).collect::<Vec<_>>(), [0, 2, 4], "{}", people.out);
        let found = keeps(&terminal, stack, "register verify", 0).await?;
        assert_eq!((&found["breaks"], &found["stickers"]), (&json!([]), &json!([])), "{found}");
        assert!(found["cases"].as_u64().is_some_and(|cases| cases > 0), "{found}");
        the_page_shows_it(stack, &visa, &invitation, &extension).await
    })
}

/// What is told of a visa is compared with what is on record, and of two requests about one visa the second ends nothing.
#[test]
fn a_visa_is_ended_once_and_not_as_it_is_told_but_as_it_is_on_record() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        // The case stays as long as the visa may be used, whenever this test runs.
        let exit = request(&terminal, "issue-exit-b16", |form| form["valid_until"] = json!("2099-12-31"))?;
        let issued = file(&terminal, &exit).await?;
        let office = terminal.done(&format!("show {issued}"), &[]).await?["office"].as_str().context("no office")?.to_owned();
        keeps(&terminal, stack, &format!("stickers add {office} KZ 300 309"), 0).await?;
        terminal.done(&format!("fingerprints {issued} --taken --received-at 2026-04-24T10:30"), &[]).await?;
        terminal.done(&format!("decide {issued} issue --received-at 2026-04-24T11:00"), &[]).await?;
        let visa = until(&terminal, &issued, "a visa in Berkut", |view| view["visa"]["valid"] == true).await?["visa"].clone();
        eventually("the visa to be on record", async || {
            let standing = stack.register.case(&issued.parse()?).await?.and_then(|record| record.visa_standing?.visa);
            Ok(standing.is_some_and(|standing| standing.valid).then_some(()))
        })
        .await?;
        let passport: Value = serde_json::from_slice(&std::fs::read(&exit)?)?;
        let passport = passport["recipient"]["passport"]["number"].clone();
        let annulment = |why: &'static str| {
            request(&terminal, "annul-c3-employer-change", |form| {
                form["office"] = json!(office);
                form["category"] = json!("B16");
                form["entries"] = json!("single");
                form["reason"] = json!(why);
                form["recipient"]["passport"]["number"] = passport.clone();
                let current = &mut form["current_visa"];
                for member in ["number", "category", "entries", "valid_from"] {
                    current[member] = visa[member].clone();
                }
                current["valid_until"] = json!("2099-11-30");
                current["passport_number"] = passport.clone();
            })
        };
        let (first, second) = (annulment("issued_against_rules")?, annulment("conditions_ceased")?);
        let submit = format!("submit --filed-at {FILED_AT} --json");
        let filed = terminal.says(&submit, &[&first]).await?.ended(0)?;
        let first = filed[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        let refused = terminal.says(&submit, &[&second]).await?.ended(1)?;
        let duplicate = &refused["error"];
        assert_eq!((&duplicate["code"], &duplicate["field"]), (&json!("SHQ-DUPLICATE"), &json!("current_visa.number")), "{refused}");
        ensure!(duplicate["message"].as_str().is_some_and(|message| message.contains(&first)), "{refused}");
        let second = file(&terminal, &second).await?;

        let seen = until(&terminal, &first, "the register's answer", |view| {
            view["findings"].as_array().is_some_and(|found| found.iter().any(|finding| finding["code"] == "CHK-VISA-RECORD"))
        })
        .await?;
        let found = seen["findings"].as_array().context("no findings")?;
        let fields: Vec<_> = found.iter().filter(|finding| finding["code"] == "CHK-VISA-RECORD").map(|finding| &finding["field"]).collect();
        assert_eq!(fields, ["current_visa.valid_until"], "{found:?}");
        ensure!(!found.iter().any(|finding| finding["code"] == "CHK-VISA-RECORD-UNKNOWN"), "{found:?}");

        assert_eq!(terminal.done(&format!("decide {first} annul"), &[]).await?["status"], "annulled");
        eventually("the visa to have ended on record", async || {
            let standing = stack.register.case(&issued.parse()?).await?.and_then(|record| record.visa_standing?.visa);
            Ok(standing.is_some_and(|standing| !standing.valid).then_some(()))
        })
        .await?;
        assert_eq!(terminal.refused(1, &format!("decide {second} annul"), &[]).await?, "SHQ-NO-VISA");
        let withdrawn = terminal.done(&format!("withdraw {second}"), &["--reason", "it has ended already"]).await?;
        assert_eq!(withdrawn["status"], "withdrawn");
        Ok(())
    })
}

/// What is known of somebody who was invited nobody types again; what is not known is asked for by name.
async fn follows_from_the_invitation(terminal: &Terminal, invitation: &str, number: &str) -> Result<()> {
    let mut draft = terminal.done(&format!("follow-up {invitation} issue"), &[]).await?;
    assert_eq!(terminal.refused(2, &format!("follow-up {invitation} extend"), &[]).await?, "SHQ-FIELD");
    let basis = json!({"kind": "invitation", "number": number.to_uppercase(), "date": "2026-04-07"});
    assert_eq!((&draft["action"], &draft["basis"]), (&json!("issue"), &basis));
    let application: Value = serde_json::from_slice(&std::fs::read(application_path("c3-work-aifc-india"))?)?;
    assert_eq!(draft["recipient"]["passport"], application["invitees"][0]["passport"]);
    assert_eq!(draft["valid_from"], application["visit"]["from"]);
    assert_eq!(draft["inviting_party"]["bin_iin"], application["inviting_party"]["bin_iin"]);
    let unfilled = terminal.file("follow-up.json", draft.to_string())?;
    assert_eq!(terminal.refused(2, "check --on 2026-04-24", &[text(&unfilled)?]).await?, "SHQ-FIELD");
    (draft["provider"], draft["office"]) = (json!("police"), json!("ALA-DP"));
    let filled = terminal.file("filled.json", draft.to_string())?;
    let judged = terminal.says("check --on 2026-04-24 --json", &[text(&filled)?]).await?.json()?;
    ensure!(judged["verdict"] == "incomplete" && judged["missing"].as_array().is_some_and(|missing| !missing.is_empty()), "{judged:#}");
    Ok(())
}

/// The request to extend the visa of a case, with what only the applicant knows.
async fn extension_that_follows(terminal: &Terminal, visa: &str) -> Result<String> {
    let mut draft = terminal.done(&format!("follow-up {visa} extend"), &[]).await?;
    let example: Value = serde_json::from_slice(&std::fs::read(data("visas/extend-c3-other-region.json"))?)?;
    let current = &draft["current_visa"];
    assert_eq!((&current["number"], &current["extended_before"]), (&json!("KZ0000201"), &json!(0)));
    for member in ["basis", "documents", "fee"] {
        draft[member] = example[member].clone();
    }
    draft["current_visa"]["used"] = json!(true);
    draft["valid_until"] = json!("2028-05-31");
    Ok(text(&terminal.file("extension.json", draft.to_string())?)?.to_owned())
}

/// In Washington it is the day before: that day is the one of registration, of the term and of the sticker, and the mission's own people see it.
///
/// Covers: R26 para 24; R26 para 28; R26 annex 2
#[test]
fn a_visa_of_a_mission_bears_the_mission_its_day_and_its_note_verbale() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let passport = format!("A{}", &Uuid::new_v4().as_u128().to_string()[..7]);
        let path = request(&terminal, "issue-b3-note-verbale-riyadh", |form| {
            form["office"] = json!("US-WASHINGTON");
            form["recipient"]["passport"]["number"] = json!(passport);
        })?;
        // Thursday, half past four in the afternoon there.
        let filed = terminal.done("submit --filed-at 2026-04-24T01:30:00+05:00", &[&path]).await?;
        let filed = &filed[0]["cases"][0];
        assert_eq!((&filed["office"], &filed["missing"]), (&json!("US-WASHINGTON"), &json!([])));
        let visa = filed["case"].as_str().context("no case")?;
        let at_police = request(&terminal, "issue-b3-note-verbale-riyadh", |form| form["office"] = json!("ALA-DP"))?;
        let judged = terminal.says("check --json --on 2026-04-24", &[&at_police]).await?.ended(1)?;
        ensure!(judged["findings"].to_string().contains("CHK-VISA-OFFICE-BODY"), "{judged}");

        keeps(&terminal, stack, "stickers add US-WASHINGTON US 300 309", 0).await?;
        terminal.done(&format!("fingerprints {visa} --taken --received-at 2026-04-27T23:00"), &[]).await?;
        terminal.done(&format!("answer {visa} agree --received-at 2026-04-28T12:00"), &[]).await?;
        // Wednesday afternoon in Washington.
        terminal.done(&format!("decide {visa} issue --received-at 2026-04-30T01:00"), &[]).await?;
        let view = until(&terminal, visa, "a sticker in Berkut", |view| view["visa"]["valid"] == true).await?;
        assert_eq!((&view["registered_on"], &view["zone"]), (&json!("2026-04-23"), &json!("America/New_York")));
        let decision = view["clocks"].as_array().and_then(|clocks| clocks.iter().find(|clock| clock["clock"] == "decision"));
        let decision = decision.context("no decision was due")?;
        // 18:00 in Washington on the first working day after the answer, which came there on Tuesday.
        assert_eq!((&decision["due"], &decision["outcome"]), (&json!("2026-04-30T03:00:00+05:00"), &json!("met")));
        let sticker = terminal.done(&format!("sticker {visa}"), &[]).await?.to_string();
        ensure!(sticker.contains("29.04.2026") && sticker.contains("US-WASHINGTON") && !sticker.contains("30.04.2026"), "{sticker}");

        let page = async |office: &str| -> Result<(u16, String)> {
            let token = stack.sandbox.token(&TokenRequest::of("P-7001", &["officer"], Some(office)))?;
            let request = reqwest::Client::new().request(Method::GET, format!("{}/cases/{visa}", stack.console.url()));
            let request = request.header("Accept", "text/html").header("Accept-Language", "en");
            let answer = request.header("Cookie", format!("shaqyru_session={token}")).send().await?;
            Ok((answer.status().as_u16(), answer.text().await?))
        };
        let (status, html) = page("US-WASHINGTON").await?;
        assert_eq!(status, 200, "{html}");
        for shown in [
            "Embassy of Kazakhstan in Washington",
            "24 April 2026 01:30 in Astana; 23 April 2026 16:30 local time (America/New_York)",
            "30 April 2026 03:00 in Astana; 29 April 2026 18:00 local time (America/New_York)",
            "note verbale, № NV-214, 22 April 2026, sent by: diplomatic mission",
        ] {
            ensure!(html.contains(shown), "`{shown}` is not on the page:\n{html}");
        }
        assert_eq!(page("SA-RIYADH").await?.0, 403, "another mission's");
        Ok(())
    })
}

/// An officer of the office sees what was asked for, how the visa stands, and on what it rests; another office's does not.
async fn the_page_shows_it(stack: &Stack, visa: &str, invitation: &str, extension: &str) -> Result<()> {
    let page = async |office: &str, language: &str| -> Result<(u16, String)> {
        let token = stack.sandbox.token(&TokenRequest::of("P-1042", &["officer"], Some(office)))?;
        let request = reqwest::Client::new().request(Method::GET, format!("{}/cases/{visa}", stack.console.url()));
        let request = request.header("Accept", "text/html").header("Accept-Language", language);
        let answer = request.header("Cookie", format!("shaqyru_session={token}")).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    };
    let (status, html) = page("ALA-DP", "en").await?;
    assert_eq!(status, 200, "{html}");
    for shown in [
        "issue of a visa",
        "SPECIMEN RAHUL",
        "KZ0000100",
        "KZ0000201",
        "KZ0000200",
        "a spoiled sticker was annulled",
        &format!("href=\"/cases/{invitation}\""),
        &format!("href=\"/cases/{extension}\""),
        "id=\"handed-in\"",
    ] {
        ensure!(html.contains(shown), "`{shown}` is not on the page:\n{html}");
    }
    ensure!(!html.contains("/what-if?case="), "what the NSC may do is asked where it has answered");
    let (_, html) = page("ALA-DP", "kk").await?;
    ensure!(html.contains("виза беру") && html.contains("Байланысты істер"), "{html}");
    let (status, html) = page("SHY-ABAY", "en").await?;
    ensure!(status == 403 && !html.contains("SPECIMEN"), "{status}\n{html}");
    Ok(())
}
