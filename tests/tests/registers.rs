//! The state registers: what they hold is asked of the applicant, what they know never reaches the officer, or their outage
//! stops a case or decides it.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_devserver::Arrival;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Refusal, Verdict, Verification},
        stage::{Stage, Status},
        view::CaseView,
    },
    problem::Code,
};
use shaqyru_sandbox::{Agency, Disposition, Fault, Knob, Log};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, examples, officer};
use temporalio_common::protos::temporal::api::{common::v1::Payload, history::v1::history_event::Attributes};

/// The invitee and the inviting party of the negotiations.
const PASSPORT: &str = "U00000001";
const BIN: &str = "150440000003";

async fn filed(stack: &Stack) -> Result<Filed> {
    Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await
}

/// Code, ground and paragraph of each finding.
fn found(view: &CaseView) -> Vec<String> {
    let ground = |finding: &Value| finding.get("ground").map(|ground| format!(" ground {ground}")).unwrap_or_default();
    let findings = view.findings.iter().map(|finding| json!(finding));
    findings
        .map(|finding| format!("{}{}: {}", finding["code"].as_str().unwrap(), ground(&finding), finding["basis"].as_str().unwrap()))
        .collect()
}

fn holds(stack: &Stack) -> Result<()> {
    let certificate =
        json!({"kind": "state_registration_certificate", "system": "state database of legal entities", "valid_until": "2030-01-01"});
    stack.sandbox.set_records(BIN, json!({"held": [certificate]}))?;
    Ok(())
}

async fn fetched(case: &Filed) -> Result<CaseView> {
    case.until("what the registers hold", |view| !view.fetched.is_empty()).await
}

/// Covers: R26 para 12; SEED document simplification
#[test]
fn a_paper_that_the_state_holds_is_fetched_and_no_more_is_told_than_needed() -> Result<()> {
    alone(SILENT, async |stack| {
        holds(stack)?;
        let case = filed(stack).await?;
        let view = fetched(&case).await?;
        assert_eq!(
            json!(view.fetched),
            json!([{"kind": "state_registration_certificate", "system": "state database of legal entities", "valid_until": "2030-01-01"}])
        );
        assert_eq!((found(&view), view.status), (vec![], Status::Open));
        let line = view.timeline.iter().find(|line| line.detail.starts_with("state registers")).context("nothing on the timeline")?;
        assert_eq!((line.detail.as_str(), &line.actor), ("state registers: 1 papers fetched, nothing found", &Actor::System));
        let received = stack.sandbox.received();
        let questions = received.accepted(Log::Lookups, case.id());
        assert_eq!(questions.len(), 1, "a question that was answered is asked again");
        assert_eq!(
            questions[0].body,
            json!({
                "case": case.id(),
                "inviting_party": {"bin_iin": BIN},
                "invitee": {"passport_number": PASSPORT, "citizenship": "TR", "date_of_birth": "1984-05-17"},
                "category": "B3",
            }),
            "more is told than is needed"
        );
        Ok(())
    })
}

/// Covers: R26 para 15(2); R26 para 17; R26 annex 5 row 9(2); R26 annex 5 row 9(4); R26 annex 5 row 9(5); R26 annex 5 row 9(7); R26 para 58
#[test]
fn what_the_registers_know_reaches_the_officer_and_decides_nothing() -> Result<()> {
    alone(SILENT, async |stack| {
        let sanction = |on: &str| json!({"on": on, "article": "art 517 of the Code on Administrative Offences"});
        stack.sandbox.set_records(BIN, json!({"sanctions": [sanction("2025-09-01"), sanction("2026-02-01")]}))?;
        let against = json!({
            "entry_bans": [{"basis": "LF art 22(10)", "until": "2028-01-01"}, {"basis": "LF art 22(7)", "until": "2026-04-05"}],
            "unexecuted_penalties": [{"on": "2024-05-05"}],
            "expulsions": [{"on": "2023-01-01"}],
        });
        stack.sandbox.set_records(PASSPORT, against)?;
        let case = filed(stack).await?;
        let view = case.until("the findings", |view| !view.findings.is_empty()).await?;
        assert_eq!(
            found(&view),
            [
                "CHK-SANCTIONS ground 7: R26 annex 5 row 9(7), paras 17, 56; LM art 48",
                "CHK-EXPULSION ground 5: R26 annex 5 row 9(5)",
                "CHK-ENTRY-BAN ground 2: R26 para 15(2); LF art 22",
                "CHK-PENALTY ground 4: R26 annex 5 row 9(4); LF art 22(7)",
            ]
        );
        let line = view.timeline.iter().find(|line| line.detail.starts_with("state registers")).context("nothing on the timeline")?;
        assert_eq!(line.detail, "state registers: 0 papers fetched, found: CHK-SANCTIONS, CHK-EXPULSION, CHK-ENTRY-BAN, CHK-PENALTY");
        // Nothing is decided by it, however long nobody looks.
        let _ = case.forward_to("2026-04-08T12:00:00").await?;
        let view = case.recorded().await?;
        assert_eq!((view.status, view.stage, view.findings.len()), (Status::Open, Stage::Verification, 4));
        let refusal = Verification::Refuse(Refusal { ground: 7.try_into()?, note: None });
        case.verify(refusal, "2026-04-08T12:00:10", officer("a-serik")).await?;
        assert_eq!(case.closed().await?.status, Status::NotConsidered);
        Ok(())
    })
}

/// Covers: R26 para 26; SEED residency seekers
#[test]
fn permanent_residence_asked_for_twice_within_a_year_becomes_a_finding() -> Result<()> {
    alone(SILENT, async |stack| {
        let records = json!({"earlier_applications": [
            {"category": "B8", "filed_on": "2025-04-06"},
            {"category": "B3", "filed_on": "2026-01-10"},
        ]});
        stack.sandbox.set_records(PASSPORT, records)?;
        stack.sandbox.set_records("U00000009", json!({"earlier_applications": [{"category": "B8", "filed_on": "2025-04-05"}]}))?;
        let seeker = |passport: &'static str| {
            examples::changed(examples::NEGOTIATIONS, move |form| {
                form["visit"]["category"] = json!("B8");
                form["invitees"][0]["passport"]["number"] = json!(passport);
            })
        };
        let again = Filed::file(stack, &seeker(PASSPORT)?, "2026-04-06T10:00:00").await?;
        let view = again.until("the finding", |view| found(view).iter().any(|found| found.starts_with("CHK-RESIDENCE-REPEATED"))).await?;
        assert_eq!(view.status, Status::Open);
        let finding = view.findings.iter().find(|finding| finding.code.as_str() == "CHK-RESIDENCE-REPEATED").unwrap();
        assert_eq!((finding.field.as_str(), finding.ground), ("visit.category", None));
        assert!(finding.basis.starts_with("R26 para 26"), "{}", finding.basis);
        assert!(finding.message.contains("2025-04-06") && finding.message.contains("2026-04-06"), "{}", finding.message);

        let free = Filed::file(stack, &seeker("U00000009")?, "2026-04-06T10:00:00").await?;
        stack.sandbox.wait_for(|received| !received.accepted(Log::Lookups, free.id()).is_empty(), PATIENCE).await?;
        free.clear("2026-04-06T11:00:00").await?;
        assert!(!found(&free.recorded().await?).iter().any(|found| found.starts_with("CHK-RESIDENCE-REPEATED")));
        Ok(())
    })
}

/// Each invitee is looked up by itself: what is on record of one is not held against another.
#[test]
fn what_is_on_record_of_one_invitee_is_not_held_against_another() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_records("Z0000003", json!({"entry_bans": [{"basis": "LF art 22(10)"}]}))?;
        let first = Filed::file(stack, &examples::application(examples::PRIVATE_VISIT)?, "2026-04-06T10:00:00").await?;
        let second = Filed::known(stack.cases(), first.number.sibling(1), first.filed_at, first.offset);
        stack.sandbox.wait_for(|received| !received.accepted(Log::Lookups, second.id()).is_empty(), PATIENCE).await?;
        let view = second.until("the finding", |view| !found(view).is_empty()).await?;
        assert_eq!(found(&view), ["CHK-ENTRY-BAN ground 2: R26 para 15(2); LF art 22"]);
        stack.sandbox.wait_for(|received| !received.accepted(Log::Lookups, first.id()).is_empty(), PATIENCE).await?;
        // Its clock waits for the other case: this follows at once.
        first.clear("2026-04-06T10:00:20").await?;
        assert_eq!(found(&first.recorded().await?), [""; 0]);
        Ok(())
    })
}

#[test]
fn registers_that_are_down_for_hours_are_asked_again_until_they_answer() -> Result<()> {
    alone(SILENT, async |stack| {
        holds(stack)?;
        stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::ServerError));
        let case = filed(stack).await?;
        let _ = case.forward_to("2026-04-06T13:00:00").await?;
        let view = case.recorded().await?;
        assert_eq!((view.stage, view.fetched.len(), view.incidents.len()), (Stage::Verification, 0, 0), "an outage is no incident");
        stack.sandbox.set_knob(Agency::Registers, Knob::default());
        let _ = case.forward_to("2026-04-06T13:30:00").await?;
        assert_eq!(fetched(&case).await?.status, Status::Open);
        let asked = stack.sandbox.received().lookups.iter().filter(|entry| entry.disposition == Disposition::NotAccepted).count();
        assert!(asked >= 5, "asked {asked} times in three hours");
        Ok(())
    })
}

/// Covers: R26 para 15
#[test]
fn an_outage_of_the_registers_does_not_stop_a_case() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::ServerError));
        let case = filed(stack).await?;
        case.clear("2026-04-06T11:00:00").await?;
        case.answer(Answer::Agree, "2026-04-06T15:00:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-06T16:00:00").await?;
        assert!(matches!(case.forward_to("2026-04-06T16:30:00").await?, Arrival::Closed { .. }), "it waits for the registers");
        assert_eq!(case.closed().await?.status, Status::Issued);
        let view = case.recorded().await?;
        assert_eq!((view.fetched.len(), view.incidents.len()), (0, 0));
        let received = stack.sandbox.received();
        assert!(received.accepted(Log::Lookups, case.id()).is_empty() && !received.lookups.is_empty());
        Ok(())
    })
}

/// A company that is no participant of the AIFC hands in no permit for its engineer.
async fn without_permit(stack: &Stack) -> Result<Filed> {
    let application = examples::changed(examples::WORK, |form| {
        form["inviting_party"]["regimes"] = json!([]);
        form["documents"] = json!([{"kind": "annex_4_table"}, {"kind": "representative_authority"}]);
    })?;
    Filed::file(stack, &application, "2026-04-06T10:00:00").await
}

fn told(stack: &Stack, case: &Filed) -> Vec<Value> {
    stack.sandbox.received().accepted(Log::Notices, case.id()).iter().map(|notice| notice.body["kind"].clone()).collect()
}

/// Covers: R26 para 12; SEED document simplification
#[test]
fn acceptance_is_not_refused_for_a_paper_that_is_held_or_cannot_be_asked_about() -> Result<()> {
    alone(SILENT, async |stack| {
        let refused = without_permit(stack).await?;
        assert_eq!(refused.closed().await?.status, Status::AcceptanceRefused);
        assert_eq!(
            refused.recorded().await?.missing.iter().map(|paper| paper.code.as_str()).collect::<Vec<_>>(),
            ["foreign_labour_permit"]
        );

        let permit = json!({"kind": "foreign_labour_permit", "system": "labour market system", "valid_until": "2028-01-01"});
        stack.sandbox.set_records("190740000001", json!({"held": [permit]}))?;
        let held = without_permit(stack).await?;
        let view = held.until("the verification", |view| view.stage == Stage::Verification).await?;
        assert_eq!((view.missing.len(), view.registered_on.map(|day| day.to_string()).as_deref()), (0, Some("2026-04-06")));
        stack.sandbox.wait_for(|received| !received.accepted(Log::Notices, held.id()).is_empty(), PATIENCE).await?;
        assert_eq!(told(stack, &held), ["acceptance_receipt"]);

        stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::ServerError));
        let waiting = without_permit(stack).await?;
        let _ = waiting.forward_to("2026-04-06T18:00:00").await?;
        let view = waiting.recorded().await?;
        assert_eq!((view.stage, view.status, view.incidents.len()), (Stage::Filed, Status::Open, 0));
        assert_eq!(told(stack, &waiting), [Value::Null; 0], "nobody is told what is not known yet");
        let _ = waiting.forward_to("2026-04-06T18:31:00").await?;
        let view = waiting.until("the verification", |view| view.stage == Stage::Verification).await?;
        assert_eq!(found(&view), ["CHK-PAPER-MISSING: R26 para 13(6)"]);
        let line = view.timeline.iter().find(|line| line.stage == Stage::Registered).context("not registered")?;
        assert_eq!(line.at, shaqyru_tests::at("2026-04-06T18:30:00"));
        stack.sandbox.set_knob(Agency::Registers, Knob::default());
        let _ = waiting.forward_to("2026-04-06T19:00:00").await?;
        waiting.until("the permit", |view| !view.fetched.is_empty() && view.findings.is_empty()).await?;
        Ok(())
    })
}

/// What does not pass by itself is for an operator; all the other steps go on.
#[test]
fn a_refusal_of_the_registers_becomes_an_incident_and_holds_up_no_other_step() -> Result<()> {
    alone(SILENT, async |stack| {
        holds(stack)?;
        let faults = [
            (Fault::Reject, Code::AgencyRefused),
            (Fault::Redirect, Code::AgencyRefused),
            (Fault::Garbage, Code::AgencyUndecodable),
            (Fault::Oversized, Code::AgencyUndecodable),
            (Fault::WrongCase, Code::AgencyWrongCase),
        ];
        for (fault, code) in faults {
            stack.sandbox.set_knob(Agency::Registers, Knob::fault(fault));
            let case = filed(stack).await?;
            let view = case.until(&format!("an incident after {fault:?}"), |view| !view.incidents.is_empty()).await?;
            let incident = &view.incidents[0];
            assert_eq!((incident.step.as_str(), incident.code, incident.resumed_at), ("registers", code, None), "{fault:?}");
            assert_eq!((view.status, view.fetched.len()), (Status::Open, 0));
            // The supervisor is told, and the police are asked meanwhile.
            let told = |received: &shaqyru_sandbox::Received| {
                let warned = received.accepted(Log::Escalations, case.id()).iter().any(|told| told.body["incident"] == code.as_str());
                warned && received.accepted(Log::Police, case.id()).len() == 1
            };
            stack.sandbox.wait_for(told, PATIENCE).await?;
            case.clear("2026-04-06T10:00:10").await?;
            stack.sandbox.set_knob(Agency::Registers, Knob::default());
            case.resume("2026-04-06T10:00:20").await?;
            let view = fetched(&case).await?;
            assert_eq!((view.stage, view.fetched.len()), (Stage::Coordination, 1), "{fault:?}");
            assert!(view.incidents.iter().all(|incident| incident.resumed_at.is_some()), "{:?}", view.incidents);
        }
        assert_eq!(stack.sandbox.received().redirects_followed, 0, "a redirect could carry a passport number elsewhere");
        Ok(())
    })
}

#[test]
fn a_case_ends_though_nobody_resumes_its_incident_at_the_registers() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::Reject));
        let case = filed(stack).await?;
        case.until("the incident", |view| !view.incidents.is_empty()).await?;
        case.withdraw("the visit is off", "2026-04-06T11:00:00").await?;
        assert_eq!(case.closed().await?.status, Status::Withdrawn);
        Ok(())
    })
}

/// Payloads that are stored in the clear and shown in lists, and what the registers' answer left in the history.
#[test]
fn no_passport_number_stands_where_everybody_reads_it() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_records(PASSPORT, json!({"expulsions": [{"on": "2023-01-01"}]}))?;
        // Both ways: by a local activity, and after an outage by an ordinary one.
        let at_once = filed(stack).await?;
        at_once.until("the finding", |view| !view.findings.is_empty()).await?;
        at_once.withdraw("the visit is off", "2026-04-06T10:00:20").await?;
        at_once.closed().await?;
        stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::ServerError).times(2));
        let later = filed(stack).await?;
        let _ = later.forward_to("2026-04-06T10:30:00").await?;
        later.until("the finding", |view| !view.findings.is_empty()).await?;
        stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::Reject));
        let refused = filed(stack).await?;
        refused.until("the incident", |view| !view.incidents.is_empty()).await?;
        for case in [&at_once, &later, &refused] {
            let events = case.events().await?;
            let mut looked_at = 0;
            for event in &events {
                let mut open: Vec<Payload> = Vec::new();
                if let Some(metadata) = &event.user_metadata {
                    open.extend(metadata.summary.iter().chain(&metadata.details).cloned());
                }
                match event.attributes.as_ref().unwrap() {
                    Attributes::WorkflowExecutionStartedEventAttributes(started) => {
                        open.extend(started.memo.iter().flat_map(|memo| memo.fields.values()).cloned());
                        open.extend(started.search_attributes.iter().flat_map(|index| index.indexed_fields.values()).cloned());
                        assert!(!started.workflow_id.contains(PASSPORT));
                    }
                    Attributes::UpsertWorkflowSearchAttributesEventAttributes(upsert) => {
                        open.extend(upsert.search_attributes.iter().flat_map(|index| index.indexed_fields.values()).cloned());
                    }
                    Attributes::WorkflowPropertiesModifiedEventAttributes(modified) => {
                        open.extend(modified.upserted_memo.iter().flat_map(|memo| memo.fields.values()).cloned());
                    }
                    Attributes::MarkerRecordedEventAttributes(marker) => {
                        open.extend(marker.details.values().flat_map(|details| &details.payloads).cloned());
                        assert!(!format!("{:?}", marker.failure).contains(PASSPORT));
                    }
                    Attributes::ActivityTaskCompletedEventAttributes(completed) => {
                        open.extend(completed.result.iter().flat_map(|result| &result.payloads).cloned());
                    }
                    Attributes::ActivityTaskFailedEventAttributes(failed) => assert!(!format!("{:?}", failed.failure).contains(PASSPORT)),
                    Attributes::ActivityTaskScheduledEventAttributes(scheduled) => assert!(!scheduled.activity_id.contains(PASSPORT)),
                    _ => {}
                }
                for payload in &open {
                    let text = String::from_utf8_lossy(&payload.data);
                    for personal in [PASSPORT, "EMRE", "1984-05-17"] {
                        assert!(!text.contains(personal), "{}: {text}", event.event_type().as_str_name());
                    }
                }
                looked_at += open.len();
            }
            assert!(looked_at >= 10, "only {looked_at} payloads were looked at");
        }
        Ok(())
    })
}

/// What the registers answer counts in place of what nobody had asked; their silence stays a warning and is no consent.
///
/// Covers: R26 para 29; R26 para 30; LF art 23
#[test]
fn what_bars_somebody_from_leaving_is_asked_for_an_exit_visa_and_reaches_the_officer() -> Result<()> {
    alone(SILENT, async |stack| {
        let request = examples::visa_request("issue-exit-b16")?;
        let passport = request.form().recipient.passport.number.to_string();
        let of_leaving = |view: &CaseView| -> Vec<String> {
            found(view).into_iter().filter(|found| found.contains("-EXIT-") && !found.contains("FILE")).collect()
        };
        let asked = |case: &Filed| {
            let received = stack.sandbox.received();
            received.accepted(Log::Lookups, case.id()).iter().map(|entry| entry.body["leaving"].clone()).collect::<Vec<_>>()
        };
        let rows = [
            (json!({}), vec!["CHK-VISA-EXIT-UNKNOWN: R26 para 29; LF art 23"]),
            (json!({"exit_bars": []}), vec![]),
            (json!({"exit_bars": [{"basis": "LF art 23(1)"}]}), vec!["CHK-VISA-EXIT-BARRED ground 2: R26 para 29; LF art 23"]),
            (json!({"exit_bars": [{"basis": "LF art 23(3)", "until": "2026-04-23"}]}), vec![]),
        ];
        for (records, expected) in rows {
            stack.sandbox.set_records(&passport, records.clone())?;
            let case = Filed::file_visa(stack, &request, "2026-04-24T10:00:00").await?;
            stack.sandbox.wait_for(|received| !received.accepted(Log::Lookups, case.id()).is_empty(), PATIENCE).await?;
            let view = case.until(&format!("what follows from {records}"), |view| of_leaving(view) == expected).await?;
            assert_eq!((view.status, asked(&case)), (Status::Open, vec![json!(true)]));
        }
        // Who is to enter is asked about nothing but what bars from that.
        let entering = Filed::file_visa(stack, &examples::visa_request("issue-c3-after-b3")?, "2026-04-24T10:00:00").await?;
        stack.sandbox.wait_for(|received| !received.accepted(Log::Lookups, entering.id()).is_empty(), PATIENCE).await?;
        assert_eq!(asked(&entering), [Value::Null]);
        Ok(())
    })
}
