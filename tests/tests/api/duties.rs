//! One person overturns an agency, or makes a late act a timely one.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru::stack::StackOptions;
use shaqyru_client::Message;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Entry},
        number::CaseNumber,
    },
};
use shaqyru_sandbox::{Agency, Push};
use shaqyru_tests::{SILENT, alone, at, examples, shared};

use super::{Caller, OFFICE, id, long_past, sent};

const SOON: &str = "2026-04-07T12:00:00+05:00";

#[test]
fn an_objection_is_corrected_by_two_officers_with_a_letter_and_decided_by_another() -> Result<()> {
    shared(async |stack| {
        let officers = [Caller::officer(stack, "P-1")?, Caller::officer(stack, "P-2")?, Caller::officer(stack, "P-3")?];
        let [one, two, three] = &officers;
        let case = one.files(examples::NEGOTIATIONS).await?;
        three.tell(&case, "verification", json!({"outcome": "clear"}), "2026-04-06T11:00:00+05:00").await?.done()?;
        let berkut = Entry::new(Answer::Object, at("2026-04-07T11:00:00"), Actor::Nsc);
        let number: CaseNumber = case.parse()?;
        stack.cases().tell(&number, Message::of(id(), berkut)?).await?;

        let agree = json!({"replacement": {"answer": "agree"}, "reason": "they wrote that they meant another person"});
        let with_letter = |letter: &str| json!({"replacement": agree["replacement"], "reason": agree["reason"], "letter": letter});
        assert_eq!(one.tell(&case, "correction", agree.clone(), SOON).await?.refused()?, (422, "SHQ-LETTER"));
        let receipt = one.tell(&case, "correction", with_letter("11-4/205"), SOON).await?.done()?;
        assert_eq!((&receipt["proposed"], &receipt["stage"]), (&json!(true), &json!("decision")));
        let view = one.get(&format!("/cases/{case}")).await?.done()?;
        let proposal = &view["proposals"][0];
        assert_eq!((&proposal["content"]["letter"], &proposal["entered_by"]), (&json!("11-4/205"), &json!("officer:P-1")));
        // It has changed nothing yet, for the proposer either.
        let issue = || json!({"verdict": "issue"});
        assert_eq!(one.decide(&case, issue(), SOON).await?.refused()?, (422, "SHQ-ISSUE-AGAINST-OBJECTION"));
        assert_eq!(one.tell(&case, "correction", with_letter("11-4/205"), SOON).await?.refused()?, (422, "SHQ-SAME-PERSON"));

        let receipt = two.tell(&case, "correction", with_letter("11-4/205"), SOON).await?.done()?;
        assert_eq!(receipt.get("proposed"), None, "it stands now");
        assert_eq!(three.tell(&case, "correction", with_letter("11-4/205"), SOON).await?.refused()?, (422, "SHQ-NOTHING-CHANGED"));
        let view = one.get(&format!("/cases/{case}")).await?.done()?;
        assert_eq!((&view["proposals"], &view["handled_by"]), (&json!([]), &json!(["P-1", "P-2", "P-3"])));
        for officer in &officers {
            assert_eq!(officer.decide(&case, issue(), SOON).await?.refused()?, (403, "SHQ-FOUR-EYES"));
        }
        let receipt = Caller::officer(stack, "P-4")?.decide(&case, issue(), SOON).await?.done()?;
        assert_eq!(receipt["status"], "issued");
        Ok(())
    })
}

#[test]
fn an_agency_corrects_its_own_answer_if_it_says_why() -> Result<()> {
    alone(StackOptions { callback: true, ..SILENT }, async |stack| {
        stack.sandbox.set_callback_base(Some(stack.console.url().parse()?))?;
        let case = Caller::officer(stack, "P-1")?.files(examples::NEGOTIATIONS).await?;
        let push = async |agency: Agency, body: Value| {
            let mut body = body;
            body["message_id"] = json!(id());
            body["case"] = json!(case);
            let outcome = stack.sandbox.push(agency, &case, Push::raw(body.to_string())).await?;
            anyhow::Ok((outcome.status, outcome.body["error"]["code"].as_str().unwrap_or_default().to_owned()))
        };
        let done = (200, String::new());
        let rejected = |status: u16, code: &str| (status, code.to_owned());
        let wrong = "another person of the same name";
        assert_eq!(push(Agency::Berkut, json!({"answer": "agree", "corrects": wrong})).await?, rejected(422, "SHQ-NOTHING-TO-CORRECT"));
        assert_eq!(push(Agency::Police, json!({"verification": {"outcome": "clear"}})).await?, done);
        assert_eq!(push(Agency::Berkut, json!({"answer": "object"})).await?, done);
        assert_eq!(push(Agency::Berkut, json!({"answer": "agree"})).await?, rejected(422, "SHQ-ANSWERED"));
        assert_eq!(push(Agency::Berkut, json!({"answer": "agree", "corrects": ""})).await?.0, 400);
        let both = json!({"extension_request": {"reason": "more study"}, "corrects": wrong});
        assert_eq!(push(Agency::Berkut, both).await?, rejected(400, "SHQ-FIELD"));
        assert_eq!(push(Agency::Berkut, json!({"answer": "agree", "corrects": wrong})).await?, done);
        let officer = Caller::officer(stack, "P-2")?;
        let version = officer.get(&format!("/cases/{case}")).await?.headers.get("etag").context("no ETag")?.clone();
        let request = officer.request(reqwest::Method::POST, &format!("/api/v1/cases/{case}/decision")).header("If-Match", version);
        let receipt = sent(request.json(&json!({"content": {"verdict": "issue"}}))).await?.done()?;
        assert_eq!(receipt["status"], "issued");
        Ok(())
    })
}

#[test]
fn an_overdue_decision_is_dated_back_only_by_a_head_who_gives_a_reason() -> Result<()> {
    shared(async |stack| {
        let case = Caller::agreed(stack).await?;
        let officer = Caller::at(stack, "P-2", &["officer"], Some(OFFICE))?;
        let decide = async |who: &Caller, body: Value| {
            let view = who.get(&format!("/cases/{case}")).await?;
            let version = view.headers.get("etag").context("no ETag")?.clone();
            let request = who.request(reqwest::Method::POST, &format!("/api/v1/cases/{case}/decision"));
            sent(request.header("If-Match", version).json(&body)).await
        };
        let issue = json!({"verdict": "issue"});
        assert_eq!(decide(&officer, json!({"content": issue})).await?.refused()?, (422, "SHQ-LATE-REASON"));
        assert_eq!(decide(&officer, json!({"content": issue, "received_at": SOON})).await?.refused()?, (422, "SHQ-ANTEDATED"));
        assert_eq!(decide(&officer, long_past(&issue, SOON)).await?.refused()?, (422, "SHQ-ANTEDATED"), "a reason is not enough");
        let head = Caller::at(stack, "H-1", &["head"], Some(OFFICE))?;
        let unreasoned = decide(&head, json!({"content": issue, "received_at": SOON})).await?;
        assert_eq!(unreasoned.refused()?, (422, "SHQ-ANTEDATED"));
        assert_eq!(unreasoned.body["error"]["field"], "antedated_because");
        assert_eq!(decide(&head, long_past(&issue, SOON)).await?.done()?["status"], "issued");
        let timeline = head.get(&format!("/cases/{case}/timeline")).await?.done()?;
        let lines = timeline.as_array().context("no lines")?;
        let line = lines.iter().rfind(|line| line["stage"] == "issued").context("no decision")?;
        assert_eq!(line["at"], json!(SOON));
        assert!(line["entered_at"].as_str().is_some_and(|entered_at| entered_at > SOON), "{line}");
        assert!(line["detail"].as_str().is_some_and(|detail| detail.contains("antedated: ")), "{line}");
        Ok(())
    })
}

#[test]
fn a_case_cannot_be_given_to_an_office_that_does_not_exist_or_is_another_body_s() -> Result<()> {
    shared(async |stack| {
        let head = Caller::at(stack, "H-1", &["head"], None)?;
        let case = head.files(examples::NEGOTIATIONS).await?;
        let give = async |office: &str| head.post(&format!("/cases/{case}/reassignment"), &json!({"content": {"office": office}})).await;
        assert_eq!(give("NOWHERE-1").await?.refused()?, (400, "SHQ-OFFICE-UNKNOWN"));
        assert_eq!(give("TR-ANKARA").await?.refused()?, (400, "SHQ-OFFICE-BODY"));
        assert_eq!(head.get(&format!("/cases/{case}")).await?.done()?["office"], OFFICE);
        give("AST-ESIL").await?.done()?;
        Ok(())
    })
}

#[test]
fn a_withdrawal_racing_a_decision_ends_the_case_once_and_the_loser_learns_why() -> Result<()> {
    shared(async |stack| {
        let (officer, clerk) = (Caller::officer(stack, "P-2")?, Caller::officer(stack, "P-3")?);
        for _ in 0..8 {
            let case = Caller::agreed(stack).await?;
            let tag = officer.get(&format!("/cases/{case}")).await?.headers.get("etag").context("no ETag")?.clone();
            let decision = json!({"content": {"verdict": "issue", "late_reason": "the officer was ill"}});
            let withdrawal = json!({"content": {"reason": "plans changed"}});
            let path = format!("/cases/{case}/withdrawal");
            let withdraw = clerk.post(&path, &withdrawal);
            let decide = officer.request(reqwest::Method::POST, &format!("/api/v1/cases/{case}/decision")).header("If-Match", tag);
            let (withdrawn, decided) = tokio::try_join!(withdraw, sent(decide.json(&decision)))?;
            let status = officer.get(&format!("/cases/{case}")).await?.done()?["status"].clone();
            match (withdrawn.status.is_success(), decided.status.is_success()) {
                (true, false) => {
                    assert_eq!(status, "withdrawn");
                    assert!(matches!(decided.refused()?, (412, "SHQ-STALE") | (410, "SHQ-CASE-CLOSED")), "{decided:?}");
                }
                (false, true) => {
                    assert_eq!(status, "issued");
                    assert_eq!(withdrawn.refused()?, (410, "SHQ-CASE-CLOSED"));
                }
                both => panic!("{both:?}: {withdrawn:?} {decided:?}"),
            }
        }
        Ok(())
    })
}
