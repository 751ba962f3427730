//! `simulate`: a report of another shape, a bad scenario that is played all the same.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru_tests::run;

use super::{members, names};
use crate::program::{Said, application_path, data, said, shaqyru};

const APPLICATION: &str = "b3-negotiations-turkiye";

async fn simulated(scenario: &Path) -> Result<Said> {
    let mut command = shaqyru(["simulate", "--json"]);
    // Not even a look at it: the simulation has an engine of its own.
    command.arg(scenario).env("TEMPORAL_ADDRESS", "%%% no address %%%").env("TEMPORAL_NAMESPACE", "nowhere").env("TEMPORAL_TLS", "true");
    said(command).await
}

/// Writes a scenario beside the examples' applications' folder, and plays it.
async fn simulated_text(text: &str) -> Result<Said> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("scenario.json");
    std::fs::write(&path, text)?;
    simulated(&path).await
}

fn scenario(events: &Value) -> Value {
    json!({
        "application": application_path(APPLICATION),
        "filed_at": "2026-03-06T10:00:00+05:00",
        "events": events,
    })
}

fn is_one_of(value: &Value, words: &str) -> bool {
    value.as_str().is_some_and(|value| words.split_whitespace().any(|word| word == value))
}

fn is_instant(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.ends_with("+05:00") && shaqyru_domain::time::instant::Instant::parse(text).is_ok())
}

fn is_null_or(value: &Value, check: impl Fn(&Value) -> bool) -> bool {
    value.is_null() || check(value)
}

/// What the contract says of the report, member by member.
fn check_shape(report: &Value) -> Result<()> {
    assert_eq!(members(report), names("case status stage registered_on clocks escalations timeline rejected"));
    assert!(report["case"].as_str().is_some_and(|case| case.starts_with("INV-")));
    assert!(is_one_of(&report["status"], "open acceptance_refused not_considered issued refused withdrawn"));
    let stages = "filed acceptance_refused registered verification coordination coordination_extended coordination_overdue decision issued refused not_considered withdrawn";
    assert!(is_one_of(&report["stage"], stages));
    assert!(is_null_or(&report["registered_on"], |day| day.as_str().is_some_and(|day| day.len() == 10)));
    let clocks = "verification coordination extension_notice decision service";
    for clock in report["clocks"].as_array().context("no clocks")? {
        assert_eq!(members(clock), names("clock window cause nature started_at due ended_at acted_at outcome awaited"));
        let fits = is_one_of(&clock["clock"], clocks)
            && is_null_or(&clock["window"], |window| is_one_of(window, "standard extended"))
            && is_null_or(&clock["cause"], |cause| is_one_of(cause, "requested overdue"))
            && is_one_of(&clock["nature"], "statutory advisory")
            && is_instant(&clock["started_at"])
            && is_instant(&clock["due"])
            && is_null_or(&clock["ended_at"], is_instant)
            && is_null_or(&clock["acted_at"], is_instant)
            && is_one_of(&clock["outcome"], "met breached superseded running")
            && clock["awaited"].is_boolean();
        ensure!(fits, "{clock}");
        let windowed = is_one_of(&clock["clock"], "coordination service");
        assert_eq!(clock["window"].is_string(), windowed, "{clock}");
    }
    for gone in report["escalations"].as_array().context("no escalations")? {
        assert_eq!(members(gone), names("at clock window rung audience"));
        let fits = is_instant(&gone["at"]) && is_one_of(&gone["clock"], clocks) && is_one_of(&gone["audience"], "officer supervisor head");
        ensure!(fits && gone["rung"].is_string() && is_null_or(&gone["window"], |window| is_one_of(window, "standard extended")), "{gone}");
    }
    for line in report["timeline"].as_array().context("no timeline")? {
        assert_eq!(members(line), names("at stage actor detail event"));
        let actor = is_one_of(&line["actor"], "applicant police nsc system")
            || line["actor"].as_str().is_some_and(|actor| actor.starts_with("officer:"));
        ensure!(is_instant(&line["at"]) && is_one_of(&line["stage"], stages) && actor && line["detail"].is_string(), "{line}");
        ensure!(line["event"]["kind"].is_string(), "{line}");
    }
    for rejected in report["rejected"].as_array().context("no rejected")? {
        assert_eq!(members(rejected), names("event code message"));
        assert!(rejected["event"].is_u64() && rejected["code"].as_str().is_some_and(|code| code.starts_with("SHQ-")));
    }
    Ok(())
}

#[test]
fn the_report_of_an_example_has_the_shape_of_the_contract() -> Result<()> {
    run(async {
        let names = ["answered-in-time", "extended-then-objected", "silence"];
        let paths = names.map(|name| data(&format!("scenarios/{name}.json")));
        let played = tokio::try_join!(simulated(&paths[0]), simulated(&paths[1]), simulated(&paths[2]))?;
        let expected = [("issued", "issued"), ("refused", "refused"), ("open", "coordination_overdue")];
        // The second example tries to issue against the objection first.
        let rejected = [vec![], vec![(json!(3), json!("SHQ-ISSUE-AGAINST-OBJECTION"))], vec![]];
        for ((said, (status, stage)), rejected) in [played.0, played.1, played.2].iter().zip(expected).zip(rejected) {
            let report = said.ended(0)?;
            check_shape(&report)?;
            assert_eq!((&report["status"], &report["stage"]), (&json!(status), &json!(stage)));
            let found: Vec<_> = report["rejected"]
                .as_array()
                .context("no list")?
                .iter()
                .map(|event| (event["event"].clone(), event["code"].clone()))
                .collect();
            assert_eq!(found, rejected);
        }
        Ok(())
    })
}

#[test]
fn people_read_the_report_as_tables_of_clocks_and_steps() -> Result<()> {
    run(async {
        let mut command = shaqyru(["simulate"]);
        command.arg(data("scenarios/answered-in-time.json"));
        let said = said(command).await?;
        assert_eq!(said.status, Some(0), "{said:?}");
        let case = said.out.split_whitespace().next().unwrap_or_default().to_owned();
        insta::assert_snapshot!(said.out.replace(&case, "[the case's number]"), @"
        [the case's number]  issued  stage issued, registered on 2026-03-06

         CLOCK                    STARTED                DUE                    ENDED                  OUTCOME
         verification             Fri 06 Mar 2026 10:00  Tue 10 Mar 2026 18:30  Fri 06 Mar 2026 11:30  met
         service (standard)       Fri 06 Mar 2026 10:00  Mon 16 Mar 2026 18:30  Thu 12 Mar 2026 12:00  met
         coordination (standard)  Fri 06 Mar 2026 11:30  Thu 12 Mar 2026 18:30  Wed 11 Mar 2026 16:00  met
         decision                 Wed 11 Mar 2026 16:00  Thu 12 Mar 2026 18:30  Thu 12 Mar 2026 12:00  met

         AT                     STAGE         ACTOR             WHAT
         Fri 06 Mar 2026 10:00  filed         applicant         application filed
         Fri 06 Mar 2026 10:00  registered    system            registered on 2026-03-06
         Fri 06 Mar 2026 10:00  verification  system            handed to the police for verification
         Fri 06 Mar 2026 11:30  verification  police            clear
         Fri 06 Mar 2026 11:30  coordination  system            submitted to the NSC through Berkut
         Wed 11 Mar 2026 16:00  coordination  nsc               agrees
         Wed 11 Mar 2026 16:00  decision      system            the decision is due within one working day
         Thu 12 Mar 2026 12:00  issued        officer:scenario  issued
        ");
        Ok(())
    })
}

/// Code and field of what is wrong with a scenario.
async fn refused(scenario: &Value) -> Result<(String, String)> {
    let said = simulated_text(&scenario.to_string()).await?;
    let code = said.error(2).with_context(|| scenario.to_string())?;
    Ok((code, said.json()?["error"]["field"].as_str().unwrap_or_default().to_owned()))
}

#[test]
fn a_bad_scenario_is_refused_with_the_place_of_its_fault() -> Result<()> {
    run(async {
        let clear = || json!({"at": "2026-03-06T11:00:00+05:00", "verification": {"outcome": "clear"}});
        let at = |at: &str, what: Value| {
            let mut event = what;
            event["at"] = json!(at);
            event
        };
        let event = |what: Value| scenario(&json!([at("2026-03-06T11:00:00+05:00", what)]));
        let changed = |member: &str, value: Value| {
            let mut scenario = scenario(&json!([clear()]));
            scenario[member] = value;
            scenario
        };
        let without = |member: &str| {
            let mut scenario = scenario(&json!([clear()]));
            scenario.as_object_mut().map(|members| members.remove(member));
            scenario
        };
        let answer = json!({"nsc": {"answer": "agree"}});
        let expected = [
            (
                "descending",
                scenario(&json!([at("2026-03-06T11:00:00+05:00", clear()), at("2026-03-06T10:59:59+05:00", answer.clone())])),
                "SHQ-SCENARIO",
                "events[1].at",
            ),
            ("before the filing", scenario(&json!([at("2026-03-06T09:59:59+05:00", clear())])), "SHQ-SCENARIO", "events[0].at"),
            ("unknown member", changed("event", json!([])), "SHQ-FIELD", "event"),
            ("unknown member of an event", event(json!({"verification": {"outcome": "clear"}, "nse": {}})), "SHQ-FIELD", "events[0]"),
            (
                "unknown member of a clear verification",
                event(json!({"verification": {"outcome": "clear", "note": "x"}})),
                "SHQ-FIELD",
                "events[0]",
            ),
            (
                "unknown member of a refusal",
                event(json!({"verification": {"outcome": "refuse", "ground": 4, "grounds": 4}})),
                "SHQ-FIELD",
                "events[0]",
            ),
            ("unknown member of an answer", event(json!({"nsc": {"answer": "agree", "why": "x"}})), "SHQ-FIELD", "events[0]"),
            (
                "unknown member of a request",
                event(json!({"nsc": {"extension_request": {"reason": "x", "days": 9}}})),
                "SHQ-FIELD",
                "events[0]",
            ),
            ("unknown member of a decision", event(json!({"decision": {"issue": true, "note": "x"}})), "SHQ-FIELD", "events[0]"),
            (
                "unknown member of a decision's refusal",
                event(json!({"decision": {"refuse": {"ground": 1, "x": 1}}})),
                "SHQ-FIELD",
                "events[0]",
            ),
            ("unknown member of a withdrawal", event(json!({"withdraw": {"reason": "x", "by": "y"}})), "SHQ-FIELD", "events[0]"),
            ("invitee", changed("invitee", json!(1)), "SHQ-SCENARIO", "invitee"),
            ("negative invitee", changed("invitee", json!(-1)), "SHQ-FIELD", "invitee"),
            ("invitee that is no number", changed("invitee", json!("0")), "SHQ-FIELD", "invitee"),
            ("two kinds", event(json!({"verification": {"outcome": "clear"}, "nsc": {"answer": "agree"}})), "SHQ-SCENARIO", "events[0]"),
            ("no kind", event(json!({})), "SHQ-SCENARIO", "events[0]"),
            ("no instant", scenario(&json!([{"nsc": {"answer": "agree"}}])), "SHQ-FIELD", "events[0]"),
            ("issue false", event(json!({"decision": {"issue": false}})), "SHQ-SCENARIO", "events[0]"),
            ("ground that is no number", event(json!({"decision": {"refuse": {"ground": "3"}}})), "SHQ-FIELD", "events[0]"),
            (
                "ground of the police that is no number",
                event(json!({"verification": {"outcome": "refuse", "ground": [4]}})),
                "SHQ-FIELD",
                "events[0]",
            ),
            ("refusal without a ground", event(json!({"decision": {"refuse": {}}})), "SHQ-FIELD", "events[0]"),
            ("another answer", event(json!({"nsc": {"answer": "perhaps"}})), "SHQ-FIELD", "events[0]"),
            ("empty reason", event(json!({"withdraw": {"reason": " "}})), "SHQ-FIELD", "events[0]"),
            ("nothing that is filed", without("application"), "SHQ-SCENARIO", ""),
            ("no filing", without("filed_at"), "SHQ-FIELD", ""),
            ("no events", without("events"), "SHQ-FIELD", ""),
            ("missing application", changed("application", json!("nowhere.json")), "SHQ-FILE", "application"),
            ("not an application", changed("application", json!(data("scenarios/silence.json"))), "SHQ-FIELD", "application."),
            ("until before the last event", changed("until", json!("2026-03-06T10:59:59+05:00")), "SHQ-SCENARIO", "until"),
            ("until before the filing", changed("until", json!("2026-03-05T10:00:00+05:00")), "SHQ-SCENARIO", "until"),
            ("not an instant", changed("filed_at", json!("yesterday")), "SHQ-FIELD", "filed_at"),
            ("outside the calendar", changed("filed_at", json!("2031-03-06T10:00:00+05:00")), "SHQ-SCENARIO", "events[0].at"),
        ];
        let mut wrong = Vec::new();
        for (name, scenario, code, field) in expected {
            match refused(&scenario).await {
                Ok((found_code, found_field))
                    if found_code == code && (found_field.starts_with(field) && field.is_empty() == found_field.is_empty()) => {}
                other => wrong.push(format!("{name}: expected {code} at {field:?}, got {other:?}")),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for (text, code) in [("", "SHQ-JSON"), ("{", "SHQ-JSON"), ("[]", "SHQ-FIELD"), ("\u{feff}{}", "SHQ-FIELD"), ("{} {}", "SHQ-FIELD")]
        {
            assert_eq!(simulated_text(text).await?.error(2)?, code, "{text:?}");
        }
        assert_eq!(simulated(Path::new("/nowhere/scenario.json")).await?.error(2)?, "SHQ-FILE");
        Ok(())
    })
}

#[test]
fn an_event_that_a_rule_rejects_changes_nothing_and_the_scenario_goes_on() -> Result<()> {
    run(async {
        let at = |hour: u32, member: &str, what: Value| json!({"at": format!("2026-03-06T{hour}:00:00+05:00"), member: what});
        let scenario = scenario(&json!([
            at(11, "nsc", json!({"answer": "agree"})),
            at(11, "verification", json!({"outcome": "refuse", "ground": 3})),
            at(11, "verification", json!({"outcome": "refuse", "ground": 300})),
            at(12, "verification", json!({"outcome": "clear"})),
            at(12, "decision", json!({"issue": true})),
            at(13, "nsc", json!({"answer": "object"})),
            at(14, "nsc", json!({"answer": "agree"})),
            at(15, "decision", json!({"issue": true})),
            at(16, "decision", json!({"refuse": {"ground": 3}})),
            at(17, "withdraw", json!({"reason": "too late"})),
            at(17, "nsc", json!({"extension_request": {"reason": "late"}})),
        ]));
        let report = simulated_text(&scenario.to_string()).await?.ended(0)?;
        check_shape(&report)?;
        let rejected: Vec<_> = report["rejected"]
            .as_array()
            .context("no rejected")?
            .iter()
            .map(|event| (event["event"].as_u64(), event["code"].as_str().unwrap_or_default()))
            .collect();
        let expected = [
            (Some(0), "SHQ-NOT-SUBMITTED"),
            (Some(1), "SHQ-GROUND"),
            (Some(2), "SHQ-GROUND"),
            (Some(4), "SHQ-NO-ANSWER"),
            (Some(6), "SHQ-ANSWERED"),
            (Some(7), "SHQ-ISSUE-AGAINST-OBJECTION"),
            (Some(9), "SHQ-CASE-CLOSED"),
            (Some(10), "SHQ-CASE-CLOSED"),
        ];
        assert_eq!(rejected, expected);
        assert_eq!(report["status"], "refused");
        assert_eq!(report["timeline"].as_array().map(Vec::len), Some(8), "{:#}", report["timeline"]);
        Ok(())
    })
}

/// Covers: R26 para 14
#[test]
fn a_refused_acceptance_has_no_clocks_and_no_day_of_registration() -> Result<()> {
    run(async {
        let mut scenario = scenario(&json!([{"at": "2026-03-07T10:00:00+05:00", "verification": {"outcome": "clear"}}]));
        scenario["application"] = json!(application_path("incomplete-no-petition"));
        scenario["filed_at"] = json!("2026-03-06T23:30:00+05:00");
        scenario["until"] = json!("2026-03-20T10:00:00+05:00");
        let report = simulated_text(&scenario.to_string()).await?.ended(0)?;
        check_shape(&report)?;
        assert_eq!(report["status"], "acceptance_refused");
        assert_eq!((&report["registered_on"], &report["clocks"], &report["escalations"]), (&Value::Null, &json!([]), &json!([])));
        assert_eq!(report["rejected"][0]["event"], 0);
        Ok(())
    })
}
