//! An officer asks for papers: the applicant never hears of it, hears of it twice, is asked for what the state holds, or waits
//! for longer because of it.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_domain::{case::stage::Status, checks::papers::PapersRequest, problem::Code};
use shaqyru_sandbox::{Count, Log};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, examples, shared};
use uuid::Uuid;

use crate::{
    terminal::{LETTER, LONG_AGO, Terminal, text},
    told::{NEW_ONCE, told_once},
};

async fn filed(stack: &Stack) -> Result<Filed> {
    Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await
}

fn request(papers: &Value, reason: &str) -> Result<PapersRequest> {
    Ok(serde_json::from_value(json!({ "papers": papers, "reason": reason }))?)
}

/// Ids and contents of the requests that the portal was given.
async fn requests_told(stack: &Stack, case: &str, count: usize) -> Result<Vec<Value>> {
    let is_request = |body: &Value| body["kind"] == "papers_request";
    let there = |received: &shaqyru_sandbox::Received| {
        received.accepted(Log::Notices, case).iter().filter(|told| is_request(&told.body)).count() >= count
    };
    let received = stack.sandbox.wait_for(there, PATIENCE).await?;
    told_once(&received, Log::Notices, case, |_| String::new());
    Ok(received.accepted(Log::Notices, case).iter().filter(|told| is_request(&told.body)).map(|told| told.body.clone()).collect())
}

/// Covers: R26 para 12; R26 para 15
#[test]
fn a_lawful_request_is_told_and_pauses_no_clock() -> Result<()> {
    shared(async |stack| {
        let (asked, other) = (filed(stack).await?, filed(stack).await?);
        let before = json!(asked.cases.deadlines(&asked.number, at("2026-04-06T11:00:00")).await?);
        asked
            .request_papers(
                request(&json!([{"kind": "contract", "form": "copy"}, {"kind": "petition"}]), "not legible")?,
                "2026-04-06T10:45:00",
            )
            .await?;
        assert_eq!(json!(asked.cases.deadlines(&asked.number, at("2026-04-06T11:00:00")).await?), before, "a deadline moved");

        let view = asked.recorded().await?;
        let line = view.timeline.last().context("no timeline")?;
        assert_eq!(
            (line.at, line.actor.to_string().as_str(), line.detail.as_str()),
            (at("2026-04-06T10:45:00"), "officer:a-serik", "asked the applicant for contract, petition: not legible")
        );
        let id = format!("{}/notice/papers_request", asked.id());
        let told = requests_told(stack, asked.id(), 1).await?;
        assert_eq!(
            told,
            [json!({
                "id": id, "case": asked.id(), "kind": "papers_request", "at": "2026-04-06T10:45:00+05:00",
                "papers": [{"kind": "contract", "form": "copy"}, {"kind": "petition"}], "reason": "not legible",
                "code": told[0]["code"],
            })]
        );
        // Weeks later both cases stand alike: nothing waited for the papers.
        for case in [&asked, &other] {
            case.clear("2026-04-06T11:00:00").await?;
            let _ = case.forward_to("2026-04-20T12:00:00").await?;
            case.until("the steps of the ladder", |view| !view.escalations.is_empty()).await?;
        }
        let (asked, other) = (asked.view("2026-04-20T12:00:00").await?, other.view("2026-04-20T12:00:00").await?);
        assert_eq!((asked.stage, asked.clocks, asked.escalations), (other.stage, other.clocks, other.escalations));
        Ok(())
    })
}

/// Covers: R26 para 12
#[test]
fn a_second_request_counts_as_its_own_and_none_is_told_twice() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        let id = Uuid::new_v4().to_string();
        let ask = format!("request-papers {case} --paper contract --message-id {id}");
        let first = terminal.done(&format!("{ask} --received-at 2026-04-06T11:00"), &["--reason", "not legible"]).await?;
        assert_eq!((&first["case"], &first["stage"], &first["status"]), (&json!(case), &json!("verification"), &json!("open")));
        // The same message once more, at another instant; and another one that passes itself off for it.
        assert_eq!(terminal.done(&ask, &["--reason", "not legible"]).await?, first);
        assert_eq!(terminal.refused(2, &ask, &["--reason", "another"]).await?, "SHQ-MESSAGE-CONFLICT");
        let again =
            format!("request-papers {case} --received-at 2026-04-07T11:00 --paper contract:original --paper petition:notarised_copy");
        terminal.done(&again, &["--reason", "comparison"]).await?;
        terminal.done(&again, &["--reason", "comparison"]).await?;

        let told = requests_told(stack, &case, 3).await?;
        let ids: Vec<_> = told.iter().map(|notice| notice["id"].as_str().unwrap().to_owned()).collect();
        let of = |tail: &str| format!("{case}/notice/papers_request{tail}");
        assert_eq!(ids, [of(""), of("-2"), of("-3")]);
        assert_eq!(told[1]["papers"], json!([{"kind": "contract", "form": "original"}, {"kind": "petition", "form": "notarised_copy"}]));
        for id in &ids {
            let Count { new, conflict, .. } = stack.sandbox.received().count(Log::Notices, id);
            assert_eq!((new, conflict), (NEW_ONCE.new, NEW_ONCE.conflict), "{id}");
        }
        let timeline = terminal.done(&format!("timeline {case} --as-of 2026-04-07T12:00"), &[]).await?;
        let lines = timeline.as_array().context("no timeline")?.iter().filter(|line| line["actor"] == "officer:P-1042");
        let lines: Vec<_> = lines.map(|line| line["detail"].as_str().unwrap().to_owned()).collect();
        let expected = [
            "asked the applicant for contract: not legible",
            "asked the applicant for contract, petition: comparison",
            "asked the applicant for contract, petition: comparison",
        ];
        assert_eq!(lines, expected.map(|line| format!("{line}; antedated: {LONG_AGO}; letter {LETTER}")));
        Ok(())
    })
}

/// Covers: R26 para 12; SEED document simplification
#[test]
fn an_applicant_is_not_asked_for_what_has_just_been_fetched() -> Result<()> {
    alone(SILENT, async |stack| {
        let held = json!({"kind": "foreign_labour_permit", "system": "register of labour permits", "valid_until": "2030-01-01"});
        stack.sandbox.set_records("150440000003", json!({"held": [held]}))?;
        let case = filed(stack).await?;
        case.until("what the registers hold", |view| !view.fetched.is_empty()).await?;
        let asked = case.request_papers(request(&json!([{"kind": "foreign_labour_permit"}]), "to compare")?, "2026-04-06T10:45:00").await;
        assert_eq!(asked.unwrap_err().code, Code::PaperHeld);
        Ok(())
    })
}

/// Covers: R26 para 12; SEED document simplification
#[test]
fn an_applicant_is_not_asked_for_what_the_state_holds() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        let show = format!("show {case} --as-of 2026-04-06T12:00");
        let before = terminal.done(&show, &[]).await?;
        let held = [
            ("state_registration_certificate", "ГБД ЮЛ"),
            ("entrepreneur_registration_certificate", "register of individual entrepreneurs"),
            ("address_certificate", "RKA"),
            ("residence_registration_certificate", "ГБД ФЛ"),
            ("civil_status_certificate", "ЗАГС"),
            ("real_estate_certificate", "cadastre"),
            ("tax_debt_certificate", "tax information system"),
            ("kazakhstan_criminal_record_certificate", "Legal Statistics"),
        ];
        for (paper, system) in held {
            // A lawful one beside it does not carry it through.
            let line = format!("request-papers {case} --paper contract --paper {paper}:copy");
            let said = terminal.says(&line, &["--reason", "to be sure", "--json"]).await?;
            assert_eq!(said.error(1)?, "SHQ-PAPER-HELD");
            let error = said.json()?["error"].clone();
            assert_eq!(error["field"], "papers[1]");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(paper) && message.contains(system) && message.contains("R26 para 12"), "{message}");
        }
        assert_eq!(terminal.done(&show, &[]).await?, before, "a request that was refused changed something");
        assert!(!stack.sandbox.received().notices.iter().any(|told| told.case == case && told.body["kind"] == "papers_request"));

        // Nor is a request taken that is none.
        for (papers, code) in [("", "SHQ-USAGE"), ("--paper Contract", "SHQ-FIELD"), ("--paper contract:certified", "SHQ-USAGE")] {
            assert_eq!(terminal.refused(2, &format!("request-papers {case} {papers}"), &["--reason", "x"]).await?, code, "{papers}");
        }
        assert_eq!(terminal.refused(2, &format!("request-papers {case} --paper contract"), &[]).await?, "SHQ-USAGE");
        assert_eq!(
            terminal.refused(2, &format!("request-papers {case} --paper contract"), &["--reason", "two\nlines"]).await?,
            "SHQ-CONTROL-CHARACTERS"
        );
        Ok(())
    })
}

/// Covers: R26 para 12; SEED document simplification
#[test]
fn no_notarised_copy_is_asked_for_when_the_original_was_shown() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let at_the_counter = terminal.files("b10-private-visit-india").await?;
        let ask = |form: &str| format!("request-papers {at_the_counter} --paper identity_document{form}");
        let said = terminal.says(&ask(":notarised_copy"), &["--reason", "comparison", "--json"]).await?;
        assert_eq!(said.error(1)?, "SHQ-NOTARISED-COPY");
        let error = said.json()?["error"].clone();
        let message = error["message"].as_str().unwrap();
        assert!(error["field"] == "papers[0]" && message.contains("identity_document") && message.contains("R26 para 12"), "{error}");
        assert_eq!(terminal.done(&format!("show {at_the_counter}"), &[]).await?["notices"].as_array().map(Vec::len), Some(1));
        // A plain copy of it is another thing, and so is a copy of what was handed in as a copy.
        terminal.done(&ask(":copy"), &["--reason", "for the file"]).await?;
        let mut form: Value = serde_json::from_slice(&std::fs::read(crate::program::application_path("b10-private-visit-india"))?)?;
        form["documents"][1]["form"] = json!("copy");
        let copied = terminal.file("copied.json", form.to_string())?;
        let submitted = terminal.done("submit --anyway --filed-at 2026-04-06T10:00:00+05:00", &[text(&copied)?]).await?;
        let copied = submitted[0]["cases"][0]["case"].as_str().context("no case")?;
        terminal.done(&format!("request-papers {copied} --paper identity_document:notarised_copy"), &["--reason", "comparison"]).await?;
        // What came electronically was not shown.
        let electronic = terminal.files("b3-negotiations-turkiye").await?;
        terminal.done(&format!("request-papers {electronic} --paper representative_authority:notarised_copy"), &["--reason", "x"]).await?;
        Ok(())
    })
}

#[test]
fn an_applicant_whose_case_has_ended_is_not_asked_for_papers() -> Result<()> {
    alone(SILENT, async |stack| {
        let refused = |code: Result<_, shaqyru_domain::problem::Problem>| code.map(drop).unwrap_err().code;
        let withdrawn = filed(stack).await?;
        // The portal is down: the case has ended, and its workflow has not.
        stack.sandbox.set_knob(shaqyru_sandbox::Agency::Portal, shaqyru_sandbox::Knob::fault(shaqyru_sandbox::Fault::ServerError));
        withdrawn.withdraw("the visit is off", "2026-04-06T10:00:20").await?;
        let contract = || request(&json!([{"kind": "contract"}]), "comparison");
        assert_eq!(refused(withdrawn.request_papers(contract()?, "2026-04-06T10:00:25").await), Code::CaseClosed);
        stack.sandbox.set_knob(shaqyru_sandbox::Agency::Portal, shaqyru_sandbox::Knob::default());
        let _ = withdrawn.forward_to("2026-04-06T11:00:00").await?;
        assert_eq!(withdrawn.closed().await?.status, Status::Withdrawn);
        assert_eq!(refused(withdrawn.request_papers(contract()?, "2026-04-06T10:00:30").await), Code::CaseClosed);

        let not_accepted = Filed::file(stack, &examples::application(examples::INCOMPLETE)?, "2026-04-06T10:00:00").await?;
        assert_eq!(not_accepted.closed().await?.status, Status::AcceptanceRefused);
        assert_eq!(refused(not_accepted.request_papers(contract()?, "2026-04-06T10:00:30").await), Code::CaseClosed);

        let open = filed(stack).await?;
        assert_eq!(refused(open.request_papers(contract()?, "2026-04-06T09:59:00").await), Code::OutOfOrder);
        assert!(open.recorded().await?.timeline.iter().all(|line| !line.detail.contains("asked")));
        Ok(())
    })
}
