//! The register: a case ends and our lasting record does not know it, knows it otherwise, or stops it.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru_devserver::Arrival;
use shaqyru_domain::{
    case::{
        fact::{Answer, Verdict},
        stage::Status,
    },
    checks::finding::FindingCode,
    problem::Code,
};
use shaqyru_register::Register;
use shaqyru_sandbox::Log;
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, eventually, examples, shared};
use temporalio_client::{WorkflowDescribeOptions, WorkflowExecutionStatus};

use crate::{
    program::application_path as application,
    terminal::{Terminal, text},
};

/// Covers: R26 para 9
#[test]
fn when_a_case_ends_the_register_knows_all_of_it() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let register = Register::open(&stack.register_setting()).await?;
        let opened = eventually("the case to be on record", async || Ok(register.case(&case.number).await?)).await?;
        assert_eq!((opened.status, opened.stages.len()), (Status::Open, 3), "filed, registered, verification");
        case.clear("2026-04-06T10:30:00").await?;
        case.answer(Answer::Agree, "2026-04-06T11:00:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-06T11:30:00").await?;
        assert!(matches!(case.forward_to("2026-04-06T12:30:00").await?, Arrival::Closed { .. }));
        let view = case.recorded().await?;
        let record = register.case(&case.number).await?.context("an ended case is not on record")?;
        assert_eq!((record.status, record.stage, record.clocks.clone()), (view.status, view.stage, view.clocks.clone()));
        assert_eq!(record.decision.and_then(|decision| decision.invitation_number), view.invitation_number);
        let stages: Vec<_> = record.stages.iter().map(|stage| stage.stage.to_string()).collect();
        assert_eq!(stages, ["filed", "registered", "verification", "coordination", "decision", "issued"]);
        assert!(!register.verify().await?.iter().any(|found| found.case == case.id()), "the chain does not hold");
        Ok(())
    })
}

/// Covers: R26 para 26; SEED residency seekers
#[test]
fn a_second_b8_within_twelve_months_is_noticed_by_our_own_record() -> Result<()> {
    alone(SILENT, async |stack| {
        let seeker = examples::changed(examples::NEGOTIATIONS, |form| {
            form["visit"]["category"] = json!("B8");
            form["visit"]["visa_collection_place"] = json!({"country": "KZ", "city": "Almaty"});
        })?;
        let repeated = |view: &shaqyru_domain::case::view::CaseView| {
            view.findings.iter().any(|finding| finding.code == FindingCode::ResidenceRepeated)
        };
        let first = Filed::file(stack, &seeker, "2026-03-30T10:00:00").await?;
        assert!(!repeated(&first.until("the first case", |view| !view.clocks.is_empty()).await?));
        let second = Filed::file(stack, &seeker, "2026-04-06T10:00:00").await?;
        let view = second.until("the finding", repeated).await?;
        assert_eq!(view.status, Status::Open, "a finding decides nothing");
        Ok(())
    })
}

/// Somebody has written into the register what this case never was.
#[test]
fn a_case_that_the_register_knows_otherwise_is_decided_but_does_not_close() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let register = Register::open(&stack.register_setting()).await?;
        let mut other = eventually("the case to be on record", async || Ok(register.case(&case.number).await?)).await?;
        let mut stage = other.stages.last().context("no stage")?.clone();
        stage.id = format!("{}/stage/{}", case.number, other.stages.len() + 1);
        other.stages.push(stage);
        other.revision += 100;
        register.record(&other).await?;
        case.clear("2026-04-06T10:30:00").await?;
        case.answer(Answer::Agree, "2026-04-06T11:00:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-06T11:30:00").await?;
        let view = case.until("the incident", |view| view.status == Status::Issued && !view.incidents.is_empty()).await?;
        assert_eq!((view.incidents[0].code, view.incidents[0].step.as_str()), (Code::RegisterConflict, "register"));
        let told = |received: &shaqyru_sandbox::Received| {
            received.accepted(Log::Escalations, case.id()).iter().any(|told| told.body["incident"] == "SHQ-REGISTER-CONFLICT")
        };
        stack.sandbox.wait_for(told, PATIENCE).await?;
        // It is open for whoever mends the register: nothing is forgotten with the engine's retention.
        case.until("the last notice", |view| view.notices.len() == 2).await?;
        let description = case.handle().describe(WorkflowDescribeOptions::default()).await?;
        assert_eq!(description.status(), WorkflowExecutionStatus::Running, "it closed, and the register does not know how");
        Ok(())
    })
}

#[test]
fn a_second_case_for_the_same_passport_is_opened_only_if_somebody_insists() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let file = application("b3-evisa-pakistan");
        let submit = "submit --filed-at 2026-04-06T10:00 --request-id one".to_owned();
        let first = terminal.done(&submit, &[text(&file)?]).await?;
        // The same request is no second case; another one is, until somebody wants it.
        assert_eq!(terminal.done(&submit, &[text(&file)?]).await?[0]["repeated"], json!(true));
        let another = submit.replace("--request-id one", "--request-id two");
        let said = terminal.says(&another, &[text(&file)?, "--json"]).await?;
        let number = first[0]["cases"][0]["case"].as_str().context("no case")?;
        assert!(said.out.contains(number), "it does not say which case is open: {said:?}");
        assert_eq!(said.error(1)?, "SHQ-DUPLICATE");
        assert_eq!(terminal.done(&format!("{another} --anyway"), &[text(&file)?]).await?[0]["cases"].as_array().map(Vec::len), Some(1));
        Ok(())
    })
}

/// Eight filings of the same passport at the same moment all passed; so did full-width digits.
#[test]
fn of_several_filings_of_one_passport_at_the_same_moment_only_one_passes() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let file = application("b3-evisa-pakistan");
        let file = text(&file)?;
        let submit = async |request: &str| {
            terminal.says(&format!("submit --json --filed-at 2026-04-06T10:00 --request-id {request}"), &[file]).await
        };
        let requests: Vec<_> = (0..8).map(|number| format!("at-once-{number}")).collect();
        let said = futures::future::try_join_all(requests.iter().map(|request| submit(request))).await?;
        let filed: Vec<_> = requests.iter().zip(&said).filter(|(_, said)| said.status == Some(0)).collect();
        assert_eq!(filed.len(), 1, "{said:?}");
        for said in said.iter().filter(|said| said.status != Some(0)) {
            assert_eq!(said.error(1)?, "SHQ-DUPLICATE");
        }
        // The same request is the same case; another spelling of the number, or another citizenship, is the same passport.
        assert_eq!(submit(filed[0].0).await?.ended(0)?[0]["repeated"], json!(true));
        let mut other: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        let number = other["invitees"][0]["passport"]["number"].as_str().context("no number")?.to_owned();
        let full_width = |letter: char| char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter);
        other["invitees"][0]["passport"]["number"] = json!(number.chars().map(full_width).collect::<String>());
        let wide = terminal.file("wide.json", other.to_string())?;
        let again = "submit --filed-at 2026-04-06T10:00 --request-id other";
        assert_eq!(terminal.refused(2, again, &[text(&wide)?]).await?, "SHQ-SCRIPT");
        other["invitees"][0]["passport"]["number"] = json!(format!(" {}", number.to_lowercase().replace('0', "o")));
        other["invitees"][0]["citizenship"] = json!("IN");
        let spelt = terminal.file("spelt.json", other.to_string())?;
        assert_eq!(terminal.refused(1, again, &[text(&spelt)?]).await?, "SHQ-DUPLICATE");
        assert_eq!(terminal.done(&format!("{again} --anyway"), &[text(&spelt)?]).await?[0]["cases"].as_array().map(Vec::len), Some(1));
        Ok(())
    })
}

/// A console ended after it had said that it opens a case, and before it did.
#[test]
fn a_crash_before_a_case_is_opened_does_not_shut_its_person_out() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let file = application("b3-evisa-pakistan");
        let form: shaqyru_domain::application::Application = examples::application("b3-evisa-pakistan")?;
        let invitee = &form.form().invitees[0];
        // The id of a request counts within its office; this officer works for no one office.
        let of = "person P-1042";
        let claim = |request: &str| shaqyru_register::Claim {
            case: shaqyru_domain::case::number::CaseNumber::of_request(&format!("{of}/{request}"), 0),
            subject: shaqyru_register::Subject::Person {
                service: "invitation",
                passport_number: invitee.passport.number.clone(),
                category: form.form().visit.category.to_string(),
                office: form.form().inviting_party.office.clone(),
            },
        };
        let now = shaqyru_domain::time::instant::Instant::from_utc(chrono::Utc::now());
        let submit = |request: &str| format!("submit --filed-at 2026-04-06T10:00 --request-id {request}");
        stack.register.claim(&[claim("crashed")], now).await?;
        assert_eq!(terminal.refused(1, &submit("other"), &[text(&file)?]).await?, "SHQ-DUPLICATE");
        // The request itself goes on.
        let filed = terminal.done(&submit("crashed"), &[text(&file)?]).await?;
        let case: shaqyru_domain::case::number::CaseNumber = filed[0]["cases"][0]["case"].as_str().context("no case")?.parse()?;
        let withdrawn =
            terminal.says(&format!("withdraw {case} --received-at 2026-04-06T10:30 --json --reason"), &["plans changed"]).await?;
        assert_eq!(withdrawn.status, Some(0), "{withdrawn:?}");
        eventually("the end to be on record", async || {
            Ok(stack.register.case(&case).await?.filter(|record| record.status == Status::Withdrawn))
        })
        .await?;
        // What nobody goes on with is taken over after a while.
        let long_ago = now.shifted(-chrono::TimeDelta::minutes(3));
        stack.register.claim(&[claim("crashed-for-good")], long_ago).await?;
        terminal.done(&submit("other"), &[text(&file)?]).await?;
        Ok(())
    })
}

#[test]
fn the_register_can_be_verified_and_exported() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| !view.clocks.is_empty()).await?;
        let register = format!("register --register {}", stack.register_setting());
        let found = terminal.done(&format!("{register} verify"), &[]).await?;
        assert_eq!((&found["breaks"], &found["stickers"]), (&json!([]), &json!([])), "{found}");
        assert!(found["cases"].is_u64(), "{found}");
        let exported = eventually("the case to be on record", async || {
            let cases = terminal.says(&format!("{register} export cases"), &[]).await?;
            Ok((cases.out.lines().count() == 2).then_some(cases.out))
        });
        assert!(exported.await?.contains(case.id()));
        let stages = terminal.folder.path().join("stages.jsonl");
        let written = terminal.says(&format!("{register} export stages --format jsonl --output"), &[text(&stages)?]).await?;
        assert_eq!(written.status, Some(0), "{written:?}");
        for line in std::fs::read_to_string(&stages)?.lines() {
            assert_eq!(serde_json::from_str::<Value>(line)?["number"], json!(case.id()));
        }
        assert_eq!(terminal.refused(2, "register --register /nowhere/register.db verify", &[]).await?, "SHQ-CONFIGURATION");
        Ok(())
    })
}
