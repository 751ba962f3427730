//! A case from the command line alone: an order gets lost, is applied twice, or is refused without a reason.

use std::{collections::BTreeSet, net::Ipv4Addr};

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use shaqyru_sandbox::Log;
use shaqyru_tests::{PATIENCE, eventually, shared};
use tokio::sync::watch;
use uuid::Uuid;

use super::{members, names};
use crate::{
    program::{application_path as application, said, said_to},
    terminal::{FILED_AT, Terminal, text},
};

#[test]
fn a_submission_repeated_under_its_id_is_filed_exactly_once() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let (negotiations, private_visit) = (application("b3-negotiations-turkiye"), application("b10-private-visit-india"));
        let id = Uuid::new_v4().to_string();
        let submit = format!("submit --anyway --filed-at {FILED_AT} --request-id {id}");

        let first = terminal.done(&submit, &[text(&private_visit)?]).await?;
        assert_eq!(members(&first[0]), names("file request_id repeated cases"));
        assert_eq!((&first[0]["repeated"], &first[0]["request_id"]), (&json!(false), &json!(id)));
        let cases = first[0]["cases"].as_array().context("no cases")?;
        assert_eq!(cases.len(), 2, "one case for each invitee");
        for case in cases {
            assert_eq!(members(case), names("case status stage office missing findings"));
            assert_eq!((&case["status"], &case["missing"]), (&json!("open"), &json!([])));
        }
        // The same id files the same cases once, whenever it is sent.
        let again = terminal.done(&format!("submit --anyway --request-id {id}"), &[text(&private_visit)?]).await?;
        assert_eq!(again[0]["repeated"], true);
        let numbers = |document: &Value| {
            document[0]["cases"].as_array().map(|cases| cases.iter().map(|case| case["case"].clone()).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&again), numbers(&first));
        assert_eq!(terminal.refused(2, &submit, &[text(&negotiations)?]).await?, "SHQ-REQUEST-CONFLICT");
        // An empty variable of a script is no id that all share.
        assert_eq!(terminal.refused(2, "submit --request-id", &["", text(&negotiations)?]).await?, "SHQ-USAGE");
        // Without an id, twice is twice.
        assert_ne!(terminal.files("b3-negotiations-turkiye").await?, terminal.files("b3-negotiations-turkiye").await?);
        let tomorrow = (chrono::Utc::now() + chrono::TimeDelta::days(1)).to_rfc3339();
        assert_eq!(terminal.refused(1, "submit --filed-at", &[&tomorrow, text(&negotiations)?]).await?, "SHQ-FUTURE");
        Ok(())
    })
}

/// The console does not know whether an application was filed: whoever asks again under another key would file it twice.
#[test]
fn an_application_is_sent_again_under_the_same_key_and_its_sender_learns_it() -> Result<()> {
    shared(async |stack| {
        let (note, keys) = watch::channel(Vec::new());
        let fails = async move |headers: HeaderMap| {
            note.send_modify(|keys| keys.push(headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned)));
            let error = json!({"code": "SHQ-REGISTER-UNREACHABLE", "message": "the register cannot be reached"});
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"error": error})))
        };
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let console = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(async move { axum::serve(listener, Router::new().route("/api/v1/applications", post(fails))).await });
        let terminal = Terminal::at_console(stack, console)?;
        let said = terminal.says("submit --anyway --json", &[text(&application("b3-negotiations-turkiye"))?]).await?;
        assert_eq!(said.error(3)?, "SHQ-REGISTER-UNREACHABLE");
        let keys = keys.borrow().clone();
        let key = keys.first().cloned().flatten().context("it came without a key")?;
        assert_eq!(keys, vec![Some(key.clone()); 3]);
        assert!(format!("{said:?}").contains(&format!("submit --request-id {key}")), "{said:?}");
        serving.abort();
        Ok(())
    })
}

/// Covers: R26 para 14; R26 annex 7
#[test]
fn missing_papers_are_named_with_their_basis() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let incomplete = application("incomplete-no-petition");
        let submit = format!("submit --anyway --filed-at {FILED_AT}");
        let document = terminal.says(&submit, &[text(&incomplete)?, "--json"]).await?.ended(1)?;
        let case = &document[0]["cases"][0];
        assert_eq!((&case["status"], &case["stage"]), (&json!("acceptance_refused"), &json!("acceptance_refused")));
        assert_eq!(members(&case["missing"][0]), names("code message basis"));
        let said = terminal.says(&submit, &[text(&incomplete)?]).await?;
        assert_eq!((said.status, said.err.as_str()), (Some(1), ""));
        let case = said.out.split_whitespace().next().unwrap_or_default().to_owned();
        insta::assert_snapshot!(said.out.replace(&case, "[case]").replace(text(&incomplete)?, "[file]"), @"
        [case]  acceptance_refused  stage acceptance_refused  [file]
          missing representative_authority: the paper that proves the representative's authority (R26 para 12)
          missing petition: a petition of a central executive body, or of the Innovation Cluster for its programmes (R26 para 13(7))
        ");
        Ok(())
    })
}

#[test]
fn a_bad_file_among_good_ones_is_reported_and_stops_no_other() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let id = Uuid::new_v4().to_string();
        let bad = terminal.file("bad.json", "{\"channel\": 7}")?;
        let good = application("b3-negotiations-turkiye");
        let incomplete = application("incomplete-no-petition");
        let files = [text(&good)?, text(&bad)?, "nowhere.json", text(&incomplete)?, text(&good)?];
        let submit = format!("submit --anyway --filed-at {FILED_AT} --request-id {id}");
        let document = terminal.says(&submit, &[&files[..], &["--json"]].concat()).await?.ended(2)?;
        let outcomes = document.as_array().context("no list")?;
        assert_eq!(outcomes.iter().map(|outcome| outcome["file"].as_str().unwrap_or_default()).collect::<Vec<_>>(), files);
        assert_eq!(outcomes.iter().map(|outcome| outcome["cases"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>(), [1, 0, 0, 1, 1]);
        assert_eq!((&outcomes[1]["error"]["code"], &outcomes[2]["error"]["code"]), (&json!("SHQ-FIELD"), &json!("SHQ-FILE")));
        assert_ne!(outcomes[0]["cases"], outcomes[4]["cases"], "each file's place is added to the request's id");

        // A name in a stranger's file does not steer the terminal of who files it.
        let hostile = terminal.file("hostile.json", r#"{"\u001b[2J\u001b]0;owned\u0007": 1}"#)?;
        let said = terminal.says("submit", &[text(&hostile)?]).await?;
        assert_eq!(said.status, Some(2));
        assert!(!said.err.trim_end().chars().any(char::is_control), "{:?}", said.err);

        let said = terminal.says(&submit, &files).await?;
        assert_eq!(said.status, Some(2));
        assert_eq!(said.out.matches("(filed before)").count(), 3, "{}", said.out);
        for named in ["bad.json", "SHQ-FIELD", "nowhere.json", "SHQ-FILE"] {
            assert!(said.err.contains(named), "{named}: {}", said.err);
        }
        Ok(())
    })
}

#[test]
fn an_application_from_standard_input_is_taken_and_a_huge_one_refused() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let json = std::fs::read(application("b3-negotiations-turkiye"))?;
        let submit = format!("submit --anyway --json --filed-at {FILED_AT} -");
        let document = said_to(terminal.command(&submit)?, &json).await?.ended(0)?;
        assert_eq!((&document[0]["file"], &document[0]["cases"][0]["status"]), (&json!("-"), &json!("open")));
        assert_eq!(said_to(terminal.command(&submit)?, b"").await?.error(2)?, "SHQ-JSON");
        let mut huge = vec![b' '; 10 * 1024 * 1024];
        huge.extend(&json);
        assert_eq!(said_to(terminal.command(&submit)?, &huge).await?.error(2)?, "SHQ-SIZE");
        let file = terminal.file("huge.json", &huge)?;
        assert_eq!(terminal.refused(2, "submit", &[text(&file)?]).await?, "SHQ-SIZE");
        assert_eq!(terminal.refused(2, "submit", &["/dev/zero"]).await?, "SHQ-SIZE");
        assert_eq!(terminal.refused(2, "submit", &[text(terminal.folder.path())?]).await?, "SHQ-FILE");
        Ok(())
    })
}

#[test]
fn a_filter_lists_exactly_the_cases_that_it_asks_for() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        // An office of its own: other tests file cases too.
        let office = format!("TST-{}", &Uuid::new_v4().simple().to_string()[..8].to_uppercase());
        let mut form: Value = serde_json::from_slice(&std::fs::read(application("b3-negotiations-turkiye"))?)?;
        form["inviting_party"]["office"] = json!(office);
        let file = terminal.file("with-office.json", form.to_string())?;
        let with_office = async |line: &str| {
            let document = terminal.done(line, &[text(&file)?]).await?;
            document[0]["cases"][0]["case"].as_str().map(str::to_owned).context("no case")
        };
        let long_ago = format!("submit --anyway --filed-at {FILED_AT}");
        let (late, later, closed, fresh) =
            tokio::try_join!(with_office(&long_ago), with_office(&long_ago), with_office(&long_ago), with_office("submit --anyway"))?;
        terminal.done(&format!("verify {late} clear --received-at 2026-04-06T11:00"), &[]).await?;
        terminal.done(&format!("withdraw {closed} --received-at 2026-04-06T11:00"), &["--reason", "changed plans"]).await?;

        // The index lags: ask until it knows, but not for ever.
        let listed = async |filter: &str, expected: &[&str]| {
            let line = format!("list --office {office} {filter}");
            let expected: BTreeSet<_> = expected.iter().copied().map(str::to_owned).collect();
            let what = format!("{line} to show {expected:?}");
            let document = eventually(&what, async || {
                let document = terminal.done(&line, &[]).await?;
                let found =
                    document["cases"].as_array().context("no list")?.iter().filter_map(|line| line["case"].as_str()).map(str::to_owned);
                Ok((found.collect::<BTreeSet<_>>() == expected).then_some(document))
            });
            document.await
        };
        listed("--stage withdrawn", &[&closed]).await?;
        listed("--stage verification --breached", &[&later]).await?;
        listed("--stage coordination_overdue --breached", &[&late]).await?;
        listed("--category C3", &[]).await?;
        listed("", &[&late, &later, &closed, &fresh]).await?;
        // What is overdue is due, too; a case is listed by what it waits for.
        listed("--category B3 --due-before 2026-04-30T00:00", &[&late, &later]).await?;
        listed("--due-before 2026-04-08T00:00 --clock verification", &[&later]).await?;
        listed("--due-before 2026-04-07T18:29", &[]).await?;
        let open = listed("--open", &[&late, &later, &fresh]).await?;
        for line in open["cases"].as_array().context("no list")? {
            assert_eq!(
                members(line),
                names("case office officer category status stage filed_at ended_at clock due breached at_stage_since is_news")
            );
            assert_eq!((&line["office"], &line["category"]), (&json!(office), &json!("B3")));
        }
        let in_order: Vec<_> = (0..3).map(|place| (&open["cases"][place]["case"], &open["cases"][place]["clock"])).collect();
        assert_eq!(
            in_order[..2],
            [(&json!(later), &json!("verification")), (&json!(late), &json!("service"))],
            "what is due first stands at the top"
        );
        assert_eq!((&open["cases"][2]["case"], &open["cases"][2]["breached"]), (&json!(fresh), &json!(false)));
        // Page by page nothing is left out, and nothing comes twice.
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = terminal.done(&format!("list --office {office} --limit 1 {cursor}"), &[]).await?;
            seen.extend(page["cases"].as_array().context("no list")?.iter().map(|line| line["case"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("--cursor {next}");
        }
        let expected: BTreeSet<_> = [&late, &later, &closed, &fresh].into_iter().map(String::as_str).collect();
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert_eq!(seen.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>(), expected);

        let people = terminal.says(&format!("list --office {office} --open"), &[]).await?;
        assert_eq!(people.status, Some(0));
        assert!(people.out.contains(&late) && people.out.contains("breached"), "{}", people.out);
        let nothing = terminal.says("list --office NOWHERE", &[]).await?;
        assert_eq!((nothing.status, nothing.out.as_str(), nothing.err.as_str()), (Some(0), "", "no cases\n"));
        assert_eq!(terminal.done("list --office NOWHERE", &[]).await?, json!({"cases": [], "next": null}));
        // No filter becomes a query of its own.
        for filter in ["--office", "--stage", "--officer", "--clock", "--cursor"] {
            assert_eq!(terminal.refused(2, "list", &[filter, "A' OR 'B' = 'B"]).await?, "SHQ-FIELD", "{filter}");
            assert_eq!(terminal.refused(2, "list", &[filter, ""]).await?, "SHQ-FIELD", "{filter}");
        }
        assert_eq!(terminal.done("list --category", &["A' OR 'B' = 'B"]).await?, json!({"cases": [], "next": null}));
        Ok(())
    })
}

#[test]
fn a_case_is_shown_in_the_shape_that_programs_expect() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.agreed().await?;
        // Asked as of an instant, a case looks the same whenever the test runs.
        let as_of = "2026-04-07T12:00";
        let view = terminal.done(&format!("show {case} --as-of {as_of}"), &[]).await?;
        let expected = "case status stage office officer category filed_at registered_on missing findings fetched invitation_number clocks escalations incidents notices timeline rulebook calendar version verified_by four_eyes handled_by corrects_nothing proposals closed_acts";
        assert_eq!(members(&view), names(expected));
        assert_eq!((&view["case"], &view["status"], &view["filed_at"]), (&json!(case), &json!("open"), &json!(FILED_AT)));
        let timeline = terminal.done(&format!("timeline {case} --as-of {as_of}"), &[]).await?;
        assert_eq!(timeline, view["timeline"]);
        let answered = timeline.as_array().context("no timeline")?.iter().find(|line| line["actor"] == "nsc").context("no answer")?;
        assert_eq!((&answered["entered_by"], &answered["at"]), (&json!("officer:P-1042"), &json!("2026-04-07T11:00:00+05:00")));
        let deadlines = terminal.done(&format!("deadlines {case} --as-of {as_of}"), &[]).await?;
        let clocks = deadlines.as_array().context("no deadlines")?;
        assert_eq!(clocks.len(), view["clocks"].as_array().map_or(0, Vec::len));
        for clock in clocks {
            assert_eq!(members(clock), names("clock window cause nature started_at due ended_at acted_at outcome awaited proof source"));
            assert_eq!(members(&clock["proof"]), names("from term count_from due calendar days basis"));
            assert_eq!(clock["proof"]["due"], clock["due"]);
        }
        for command in ["show", "timeline", "deadlines"] {
            assert_eq!(terminal.refused(2, command, &["INV-2222222222-1"]).await?, "SHQ-CASE-UNKNOWN", "{command}");
            assert_eq!(terminal.refused(2, command, &[&case, "--as-of", "noon"]).await?, "SHQ-USAGE", "{command}");
        }
        Ok(())
    })
}

#[test]
fn people_can_read_how_a_case_stands() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        terminal.done(&format!("withdraw {case} --received-at 2026-04-06T12:00"), &["--reason", "changed plans"]).await?;
        for (command, shows) in [
            ("show", ["withdrawn", "ALA-ALMALY"]),
            ("timeline", ["changed plans", "applicant"]),
            ("deadlines", ["verification", "superseded"]),
        ] {
            let said = terminal.says(&format!("{command} {case}"), &[]).await?;
            assert_eq!((said.status, said.err.as_str()), (Some(0), ""), "{command}");
            for shown in shows {
                assert!(said.out.contains(shown), "{command} does not show {shown}: {}", said.out);
            }
        }
        let said = terminal.says("show INV-2222222222-1", &[]).await?;
        assert_eq!((said.status, said.out.as_str()), (Some(2), ""));
        insta::assert_snapshot!(said.err, @"
        error SHQ-CASE-UNKNOWN (case): there is no such case
        ");
        Ok(())
    })
}

#[test]
fn a_case_is_led_to_its_outcome_by_hand_and_no_step_out_of_turn_is_taken() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.cleared().await?;
        let order = |words: &str, received_at: &str| format!("{} --received-at {received_at}", words.replace("CASE", &case));

        // The NSC asks for more time, once.
        let receipt = terminal.done(&order("extend CASE", "2026-04-07T10:00"), &["--reason", "further study"]).await?;
        assert_eq!(members(&receipt), names("case stage status digest"));
        assert!(receipt["stage"].as_str().is_some_and(|stage| stage.starts_with("coordination_")), "{receipt}");
        assert_eq!(terminal.refused(1, &order("extend CASE", "2026-04-07T11:00"), &["--reason", "again"]).await?, "SHQ-EXTENSION-REPEATED");

        // It agrees, as somebody misreads; another person puts it right.
        assert_eq!(terminal.refused(1, &order("decide CASE issue", "2026-04-08T10:00"), &[]).await?, "SHQ-NO-ANSWER");
        terminal.done(&order("answer CASE agree", "2026-04-08T10:00"), &[]).await?;
        assert_eq!(terminal.refused(1, &order("answer CASE object", "2026-04-08T11:00"), &[]).await?, "SHQ-ANSWERED");
        assert_eq!(
            terminal.refused(1, &order("correct CASE answer object", "2026-04-08T12:00"), &["--reason", "misread"]).await?,
            "SHQ-SAME-PERSON"
        );
        let correct = format!("as P-3003 {}", order("correct CASE answer object", "2026-04-08T12:00"));
        assert_eq!(terminal.refused(2, &correct, &["--reason", ""]).await?, "SHQ-FIELD");
        terminal.done(&correct, &["--reason", "misread"]).await?;
        let nothing =
            terminal.refused(1, &format!("as P-3003 correct {} answer object", terminal.cleared().await?), &["--reason", "x"]).await?;
        assert_eq!(nothing, "SHQ-NOTHING-TO-CORRECT");

        // The decision follows the objection, and says why it is late.
        assert_eq!(terminal.refused(1, &order("decide CASE issue", "2026-04-08T13:00"), &[]).await?, "SHQ-ISSUE-AGAINST-OBJECTION");
        assert_eq!(terminal.refused(2, &order("decide CASE refuse", "2026-04-08T13:00"), &[]).await?, "SHQ-USAGE");
        assert_eq!(terminal.refused(1, &order("decide CASE refuse --ground 1", "2026-04-08T13:00"), &[]).await?, "SHQ-GROUND");
        assert_eq!(terminal.refused(1, &order("decide CASE refuse --ground 8", "2026-04-08T13:00"), &[]).await?, "SHQ-GROUND");
        assert_eq!(terminal.refused(2, &order("decide CASE issue --ground 1", "2026-04-08T13:00"), &[]).await?, "SHQ-USAGE");
        let late = order("decide CASE refuse --ground 3", "2026-04-10T10:00");
        assert_eq!(terminal.refused(1, &late, &[]).await?, "SHQ-LATE-REASON");
        let receipt = terminal.done(&late, &["--late-reason", "the officer was ill", "--note", "negative answer"]).await?;
        assert_eq!((&receipt["status"], &receipt["stage"]), (&json!("refused"), &json!("refused")));

        assert_eq!(terminal.refused(1, &order("decide CASE issue", "2026-04-10T11:00"), &[]).await?, "SHQ-CASE-CLOSED");
        assert_eq!(terminal.refused(1, &order("withdraw CASE", "2026-04-10T11:00"), &["--reason", "late"]).await?, "SHQ-CASE-CLOSED");
        let timeline = terminal.says(&format!("timeline {case}"), &[]).await?.out;
        for told in ["further study", "misread", "P-3003", "the officer was ill"] {
            assert!(timeline.contains(told), "{told} is not in the timeline: {timeline}");
        }
        Ok(())
    })
}

#[test]
fn an_order_that_is_wrong_in_itself_is_refused_and_leaves_the_case_as_it_was() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        let tomorrow = (chrono::Utc::now() + chrono::TimeDelta::days(1)).to_rfc3339();
        let too_long = "x".repeat(2001);
        let control = "a\u{1b}[2Jb";
        let expected: Vec<(i32, &str, String, Vec<&str>)> = vec![
            (1, "SHQ-FUTURE", format!("verify {case} clear"), vec!["--received-at", &tomorrow]),
            (1, "SHQ-OUT-OF-ORDER", format!("verify {case} clear"), vec!["--received-at", "2026-04-06T09:59"]),
            (2, "SHQ-USAGE", format!("verify {case} clear --ground 4"), vec![]),
            (2, "SHQ-USAGE", format!("verify {case} refuse"), vec![]),
            (1, "SHQ-GROUND", format!("verify {case} refuse --ground 3"), vec![]),
            (2, "SHQ-CONTROL-CHARACTERS", format!("verify {case} refuse --ground 4"), vec!["--note", control]),
            (2, "SHQ-CONTROL-CHARACTERS", format!("withdraw {case}"), vec!["--reason", "two\nlines"]),
            (2, "SHQ-CONTROL-CHARACTERS", format!("extend {case}"), vec!["--reason", control]),
            (2, "SHQ-SIZE", format!("withdraw {case}"), vec!["--reason", &too_long]),
            (2, "SHQ-FIELD", format!("withdraw {case}"), vec!["--reason", "  "]),
            (1, "SHQ-NOT-SUBMITTED", format!("answer {case} agree"), vec![]),
            (1, "SHQ-NOT-SUBMITTED", format!("extend {case}"), vec!["--reason", "early"]),
            (2, "SHQ-FIELD", format!("reassign {case}"), vec![]),
            (2, "SHQ-USAGE", format!("verify {case} clear"), vec!["--message-id", ""]),
            (2, "SHQ-USAGE", format!("verify {case} clear"), vec!["--message-id", &too_long]),
            (1, "SHQ-NO-INCIDENT", format!("resume {case}"), vec![]),
            (2, "SHQ-CASE-UNKNOWN", "resume INV-2222222222-1".to_owned(), vec![]),
            (2, "SHQ-CASE-UNKNOWN", "resend INV-2222222222-1 decision".to_owned(), vec![]),
        ];
        let mut wrong = Vec::new();
        for (status, code, line, rest) in expected {
            match terminal.refused(status, &line, &rest).await {
                Ok(found) if found == code => {}
                other => wrong.push(format!("{line} {:.80}: expected {code}, got {other:?}", rest.join(" "))),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let mut nobody = terminal.command(&format!("withdraw {case} --reason x --json"))?;
        nobody.env_remove("SHAQYRU_TOKEN");
        assert_eq!(said(nobody).await?.error(2)?, "SHQ-TOKEN");
        let untouched = terminal.done(&format!("show {case} --as-of 2026-04-06T10:00"), &[]).await?;
        assert_eq!(untouched["stage"], "verification");
        Ok(())
    })
}

#[test]
fn a_message_is_applied_once_and_no_other_passes_for_it() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        let id = Uuid::new_v4().to_string();
        let clear = format!("verify {case} clear --message-id {id}");
        let first = terminal.done(&clear, &["--received-at", "2026-04-06T11:00"]).await?;
        // The instant of a repetition is another one, and the message is the same.
        assert_eq!(terminal.done(&clear, &[]).await?, first);
        assert_eq!(terminal.refused(2, &format!("verify {case} refuse --ground 4 --message-id {id}"), &[]).await?, "SHQ-MESSAGE-CONFLICT");
        // An id counts within its sender and order: another officer's is another message, and is judged.
        assert_eq!(terminal.refused(1, &format!("as P-9 {clear}"), &[]).await?, "SHQ-VERIFICATION-RECORDED");
        let timeline = terminal.done(&format!("timeline {case} --as-of 2026-04-06T12:00"), &[]).await?;
        assert_eq!(timeline.as_array().map(|lines| lines.iter().filter(|line| line["actor"] == "police").count()), Some(1));

        // A case that has ended answers for what it took before, and for nothing else.
        let withdrawal = format!("withdraw {case} --message-id {id} --reason over");
        let last = terminal.done(&withdrawal, &[]).await?;
        assert_eq!(last["status"], "withdrawn");
        eventually("the case to close", async || {
            Ok((terminal.says(&format!("withdraw {case} --reason x"), &[]).await?.status == Some(1)).then_some(()))
        })
        .await?;
        assert_eq!(terminal.done(&withdrawal, &[]).await?, last);
        assert_eq!(terminal.done(&clear, &[]).await?, first);
        assert_eq!(terminal.refused(2, &format!("withdraw {case} --message-id {id} --reason other"), &[]).await?, "SHQ-MESSAGE-CONFLICT");
        Ok(())
    })
}

#[test]
fn an_order_that_is_told_by_its_name_does_what_its_command_does() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        let early = format!("tell {case} decision --received-at 2026-04-06T11:00");
        assert_eq!(terminal.refused(1, &early, &[r#"{"verdict":"issue"}"#]).await?, "SHQ-NO-ANSWER");
        let by_its_command = terminal.cleared().await?;
        let verify = format!("tell {case} verification --received-at 2026-04-06T11:00");
        let verified = terminal.done(&verify, &[r#"{"outcome":"clear"}"#]).await?;
        let shown = terminal.done(&format!("show {by_its_command}"), &[]).await?;
        assert_eq!((&verified["case"], &verified["stage"]), (&json!(case), &shown["stage"]));
        let late = format!("tell {case} extension");
        assert_eq!(terminal.refused(1, &late, &[r#"{"reason":"further study"}"#]).await?, "SHQ-EXTENSION-LATE");
        let answered = terminal.done(&format!("tell {case} answer --received-at 2026-04-08T11:00"), &[r#""agree""#]).await?;
        assert_eq!(answered["stage"], "decision");
        assert_eq!(terminal.refused(2, &format!("tell {case} frobnication"), &[]).await?, "SHQ-USAGE");
        assert_eq!(terminal.refused(2, &format!("tell {case} withdrawal"), &[r#"{"why":"x"}"#]).await?, "SHQ-FIELD");
        assert_eq!(terminal.refused(1, &format!("tell {case} resumption"), &[]).await?, "SHQ-NO-INCIDENT");
        let decide = format!("as P-2001 tell {case} decision --received-at 2026-04-08T12:00");
        let refused = r#"{"verdict":{"refuse":{"ground":1}},"late_reason":"as played"}"#;
        assert_eq!(terminal.done(&decide, &[refused]).await?["status"], "refused");
        Ok(())
    })
}

#[test]
fn a_case_that_is_given_away_goes_to_the_named_officer_and_office() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.cleared().await?;
        terminal.done(&format!("reassign {case} --to-officer P-7 --to-office AST-ESIL"), &[]).await?;
        let view = terminal.done(&format!("show {case}"), &[]).await?;
        assert_eq!((&view["officer"], &view["office"]), (&json!("P-7"), &json!("AST-ESIL")));
        assert_eq!(terminal.refused(2, &format!("reassign {case} --to-officer"), &["no id"]).await?, "SHQ-FIELD");
        Ok(())
    })
}

#[test]
fn a_notice_sent_once_more_is_told_apart_from_the_first() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.agreed().await?;
        let issued = terminal.done(&format!("decide {case} issue --received-at 2026-04-07T12:00"), &[]).await?;
        assert_eq!(issued["status"], "issued");
        // The notice is written once the number is in Berkut.
        let first = format!("{case}/notice/decision");
        stack.sandbox.wait_for(|received| received.count(Log::Notices, &first).new == 1, PATIENCE).await?;
        let resend = format!("resend {case} decision");
        let ids = [terminal.done(&resend, &[]).await?, terminal.done(&resend, &[]).await?];
        assert_eq!(members(&ids[0]), names("case notice"));
        assert_ne!(ids[0]["notice"], ids[1]["notice"]);
        assert_eq!(terminal.refused(1, &format!("resend {case} extension"), &[]).await?, "SHQ-NOTICE-UNKNOWN");
        let copies: Vec<_> = ids.iter().map(|document| document["notice"].as_str().unwrap_or_default().to_owned()).collect();
        let all_there = |received: &shaqyru_sandbox::Received| copies.iter().all(|id| received.count(Log::Notices, id).new == 1);
        let received = stack.sandbox.wait_for(all_there, PATIENCE).await?;
        let decisions = received.accepted(Log::Notices, &case).into_iter().filter(|entry| entry.body["kind"] == "decision").count();
        assert_eq!(decisions, 3, "the first and two copies");
        Ok(())
    })
}
