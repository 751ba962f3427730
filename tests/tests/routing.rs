//! A case goes to an office that may not act, is judged without a word, or is counted by another office's hours.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_domain::{
    application::Application,
    case::{
        fact::{Answer, Refusal, Verdict},
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::finding::{FindingCode, Severity},
    law::clock_kind::ClockKind,
    problem::Code,
};
use shaqyru_sandbox::Log;
use shaqyru_tests::{Filed, PATIENCE, at, examples, shared, stages_arrive};

use crate::terminal::Terminal;

const FILED_AT: &str = "2026-04-06T10:00:00";

async fn filed(stack: &Stack, application: &Application) -> Result<Filed> {
    let case = Filed::file(stack, application, FILED_AT).await?;
    stack.sandbox.wait_for(|received| !received.accepted(Log::Police, case.id()).is_empty(), PATIENCE).await?;
    Ok(case)
}

fn changed(example: &str, change: impl FnOnce(&mut Value)) -> Result<Application> {
    examples::changed(example, change)
}

fn codes(view: &CaseView) -> Vec<(FindingCode, Severity)> {
    view.findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

/// Covers: R26 para 26; SEED work visas
#[test]
fn a_work_visa_is_handled_by_the_police_of_the_inviting_party_s_region() -> Result<()> {
    shared(async |stack| {
        let application = changed("c3-work-aifc-india", |form| form["inviting_party"]["office"] = json!("ALA-ALMALY"))?;
        let case = filed(stack, &application).await?;
        let view = case.recorded().await?;
        assert_eq!((view.office.as_str(), view.status), ("AST-DP", Status::Open));
        assert_eq!(codes(&view), [(FindingCode::OfficeNotCompetent, Severity::Error)]);
        let finding = &view.findings[0];
        assert_eq!((finding.field.as_str(), finding.basis.as_str()), ("inviting_party.office", "R26 para 26"));
        assert!(finding.message.contains("ALA-ALMALY") && finding.message.contains("AST-DP"), "{}", finding.message);
        // Whoever is told of the case is told of the office that has it.
        let received = stages_arrive(&stack.engine(), &stack.sandbox, case.id(), 3, PATIENCE).await?;
        assert_eq!(received.accepted(Log::Police, case.id())[0].body["office"], "AST-DP");
        assert!(received.accepted(Log::Stages, case.id()).iter().all(|told| told.body["office"] == "AST-DP"));
        // A case that an office of the region took stays there.
        let own = filed(stack, &examples::application("c3-work-aifc-india")?).await?.recorded().await?;
        assert_eq!((own.office.as_str(), own.findings.len()), ("AST-ESIL", 0));
        Ok(())
    })
}

/// Covers: R26 para 12
#[test]
fn a_case_goes_to_the_police_where_the_inviting_party_is_registered() -> Result<()> {
    shared(async |stack| {
        let application = changed(examples::NEGOTIATIONS, |form| form["inviting_party"]["office"] = json!("AST-ESIL"))?;
        let view = filed(stack, &application).await?.recorded().await?;
        assert_eq!(view.office.as_str(), "ALA-DP");
        assert_eq!(codes(&view), [(FindingCode::OfficeElsewhere, Severity::Warning)]);
        Ok(())
    })
}

/// Covers: R26 para 15(1); R26 para 21; R26 para 10
#[test]
fn the_system_refuses_no_ineligible_application_and_keeps_its_findings() -> Result<()> {
    shared(async |stack| {
        let application = changed(examples::NEGOTIATIONS, |form| {
            form["invitees"][0]["passport"]["valid_until"] = json!("2026-06-01");
            form["visit"]["visa_collection_place"] = json!({"country": "DE", "city": "Berlin"});
            form["visit"]["from"] = json!("2026-04-08");
            form["visit"]["until"] = json!("2026-05-01");
        })?;
        let case = filed(stack, &application).await?;
        let view = case.recorded().await?;
        assert_eq!((view.status, view.stage, view.missing.len()), (Status::Open, Stage::Verification, 0));
        assert_eq!(
            codes(&view),
            [
                (FindingCode::PassportValidity, Severity::Error),
                (FindingCode::PlaceDistrict, Severity::Error),
                (FindingCode::WindowLate, Severity::Error)
            ]
        );
        for finding in &view.findings {
            assert!(finding.basis.starts_with(finding.code.paragraph()), "{finding:?}");
            assert!(!finding.message.contains("U00000001"), "{}", finding.message);
        }
        // Weeks pass and nobody decides: neither does the system.
        let _ = case.forward_to("2026-04-24T12:00:00").await?;
        assert_eq!(case.recorded().await?.status, Status::Open);
        Ok(())
    })
}

/// Covers: R26 para 11; R26 para 18; R26 para 22
#[test]
fn what_comes_on_a_note_verbale_the_foreign_ministry_coordinates_itself_and_only_the_police_refuse() -> Result<()> {
    shared(async |stack| {
        let application = changed(examples::NEGOTIATIONS, |form| {
            form["inviting_party"]["kind"] = json!("foreign_mission");
            form["inviting_party"]["office"] = json!("MFA-DCS");
            form["note_verbale"] = json!({"number": "12-3/45", "date": "2026-04-03", "sender": "diplomatic_mission"});
            form["documents"] = json!([{"kind": "annex_4_table"}]);
            form["fee"] = Value::Null;
        })?;
        let case = Filed::file(stack, &application, FILED_AT).await?;
        let received = stack.sandbox.wait_for(|received| !received.accepted(Log::Berkut, case.id()).is_empty(), PATIENCE).await?;
        assert!(received.accepted(Log::Police, case.id()).is_empty(), "nobody verifies at the ministry");
        assert_eq!(received.accepted(Log::Berkut, case.id())[0].body["office"], "MFA-DCS");
        let view = case.recorded().await?;
        assert_eq!((view.office.as_str(), view.stage), ("MFA-DCS", Stage::Coordination));
        assert_eq!(codes(&view), [(FindingCode::VisaConsularFee, Severity::Warning)]);

        case.answer(Answer::Object, "2026-04-07T12:00:00").await?;
        let refusal = || Verdict::Refuse(Refusal { ground: 3.try_into().unwrap(), note: None });
        let refused = case.decide(refusal(), None, "2026-04-07T15:00:00").await.unwrap_err();
        assert_eq!(refused.code, Code::NotRefusedHere);
        // No mission gets it, and no office of the ministry's would refuse it; the police of the region do.
        let _ = case.forward_to("2026-04-07T15:10:00").await?;
        let terminal = Terminal::at(stack)?;
        let give = |office: &str| format!("reassign {} --to-office {office} --received-at 2026-04-07T15:10:00", case.id());
        assert_eq!(terminal.refused(2, &give("TR-ANKARA"), &["--reason", "the NSC objects"]).await?, "SHQ-OFFICE-BODY");
        assert_eq!(terminal.refused(2, &give("AST-DP"), &["--reason", "the NSC objects"]).await?, "SHQ-OFFICE-REGION");
        // What was given too soon goes back.
        for office in ["ALA-DP", "MFA-DCS", "ALA-DP"] {
            terminal.done(&give(office), &["--reason", "the NSC objects"]).await?;
        }
        case.decide(refusal(), None, "2026-04-07T15:30:00").await?;
        assert_eq!(case.closed().await?.status, Status::Refused);
        Ok(())
    })
}

/// Covers: R26 annex 5 row 2; R26 annex 7; R26 para 12
#[test]
fn who_was_turned_away_at_the_state_corporation_has_a_receipt_that_names_its_department() -> Result<()> {
    shared(async |stack| {
        let department = "No. 3, Almaty, Specimen st. 1";
        let application = changed(examples::NEGOTIATIONS, |form| {
            form["channel"] = json!("paper");
            form["documents"] = json!([]);
            form["state_corporation"] = json!({"department": department, "consented": true});
        })?;
        let case = Filed::file(stack, &application, FILED_AT).await?;
        assert_eq!(case.closed().await?.status, Status::AcceptanceRefused);
        let documents = stack.cases().documents(&case.id().parse()?, at("2026-04-06T12:00:00")).await?;
        let [refusal] = documents.as_slice() else { anyhow::bail!("{documents:?}") };
        let written = serde_json::to_value(refusal)?;
        assert_eq!((&written["kind"], &written["department"]), (&json!("acceptance_refusal"), &json!(department)));
        Ok(())
    })
}

/// Covers: R26 para 14; R26 annex 5 fee; R26 annex 7
#[test]
fn an_application_whose_duty_was_not_paid_in_full_is_refused_acceptance() -> Result<()> {
    shared(async |stack| {
        let application = changed(examples::NEGOTIATIONS, |form| form["fee"]["amount_kzt"] = json!(2162))?;
        let case = Filed::file(stack, &application, FILED_AT).await?;
        assert_eq!(case.closed().await?.status, Status::AcceptanceRefused);
        let view = case.recorded().await?;
        assert_eq!((view.stage, view.registered_on, view.clocks.len()), (Stage::AcceptanceRefused, None, 0));
        let missing = view.missing.first().context("nothing is missing")?;
        assert_eq!((view.missing.len(), missing.code.as_str()), (1, "state_duty"));
        assert!(missing.message.contains("2162 tenge") && missing.message.contains("2162.5"), "{}", missing.message);
        let received = stack.sandbox.wait_for(|received| !received.accepted(Log::Notices, case.id()).is_empty(), PATIENCE).await?;
        let notice = &received.accepted(Log::Notices, case.id())[0].body;
        assert_eq!((&notice["kind"], &notice["missing"]), (&json!("acceptance_refusal"), &json!([missing.message])));
        assert!(received.accepted(Log::Police, case.id()).is_empty() && received.accepted(Log::Lookups, case.id()).is_empty());
        Ok(())
    })
}

/// Covers: R26 annex 5 row 7
#[test]
fn a_region_with_hours_of_its_own_is_counted_by_them() -> Result<()> {
    shared(async |stack| {
        let application = changed(examples::NEGOTIATIONS, |form| {
            form["inviting_party"]["region"] = json!("KZ-63");
            form["inviting_party"]["office"] = json!("VOS-DP");
        })?;
        let case = filed(stack, &application).await?;
        case.clear("2026-04-06T11:00:00").await?;
        let view = case.recorded().await?;
        assert_eq!(view.office.as_str(), "VOS-DP");
        assert!(!view.clocks.is_empty());
        let due: Vec<_> = view.clocks.iter().map(|clock| (clock.clock, clock.due)).collect();
        assert_eq!(
            due,
            [
                (ClockKind::Verification, at("2026-04-07T17:30:00")),
                (ClockKind::Service, at("2026-04-13T17:30:00")),
                (ClockKind::Coordination, at("2026-04-09T17:30:00"))
            ]
        );
        // Its evening begins an hour earlier too, and its morning.
        let late = Filed::file(stack, &application, "2026-04-06T17:31:00").await?;
        let _ = late.forward_to("2026-04-07T08:10:00").await?;
        let view = late.until("the verification", |view| view.stage == Stage::Verification).await?;
        assert_eq!(view.registered_on, Some(chrono::NaiveDate::from_ymd_opt(2026, 4, 7).unwrap()));
        assert_eq!(view.clocks[0].started_at, at("2026-04-07T08:00:00"));
        Ok(())
    })
}
