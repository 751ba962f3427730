//! A visa has ended and Berkut does not know, so that its holder travels on it; or Berkut is told twice, or of the wrong one.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Verdict},
        fingerprints::Fingerprints,
        stage::Status,
        view::CaseView,
        visa::{BorderAnnulment, BorderReason, Spoilage},
    },
};
use shaqyru_sandbox::{Agency, Fault, Knob, Log, Operation};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, examples, officer};
use temporalio_client::WorkflowGetResultOptions;

async fn filed(stack: &Stack, request: &str) -> Result<Filed> {
    Filed::file_visa(stack, &examples::visa_request(request)?, "2026-04-24T10:00:00").await
}

fn standing(view: &CaseView) -> Option<&shaqyru_domain::case::visa::VisaStanding> {
    view.visa_standing.as_ref()
}

fn is_valid(view: &CaseView) -> bool {
    standing(view).is_some_and(|standing| standing.visa.as_ref().is_some_and(|visa| visa.valid))
}

fn is_told(view: &CaseView) -> bool {
    standing(view).is_some_and(|standing| standing.not_ended_in_berkut.is_empty())
}

/// What Berkut was told that the case has ended: number, why, and whether by an act.
async fn ended(stack: &Stack, case: &str, ends: usize) -> Result<Vec<Value>> {
    let received = stack.sandbox.wait_for(|received| received.accepted(Log::VisaEnds, case).len() >= ends, PATIENCE).await?;
    let shown = |body: &Value| json!([body["number"], body["why"], body["act"]]);
    Ok(received.accepted(Log::VisaEnds, case).iter().map(|entry| shown(&entry.body)).collect())
}

async fn issued(stack: &Stack) -> Result<Filed> {
    let case = filed(stack, "issue-c3-after-b3").await?;
    case.answer(Answer::Agree, "2026-04-28T16:00:00").await?;
    case.say(Fingerprints::Taken, "2026-04-29T11:00:00", officer("a-serik")).await?;
    case.decide(Verdict::Issue, None, "2026-04-29T12:00:00").await?;
    case.until("the visa", is_valid).await?;
    Ok(case)
}

fn number(view: &CaseView) -> Result<String> {
    Ok(standing(view).and_then(|standing| standing.visa.as_ref()).context("no visa")?.number.to_string())
}

async fn spoil(case: &Filed, at: &str) -> Result<()> {
    Ok(case.say(Spoilage { reason: "ink ran".to_owned().try_into()? }, at, officer("a-serik")).await.map(drop)?)
}

/// Covers: R26 para 25; R26 para 46; R26 para 47
#[test]
fn berkut_learns_of_every_end_and_of_the_act_by_which_it_came() -> Result<()> {
    alone(SILENT, async |stack| {
        let annulled = filed(stack, "annul-c3-employer-change").await?;
        annulled.decide(Verdict::Annul, None, "2026-04-24T12:00:00").await?;
        let act = |case: &Filed, place: usize| format!("{}/A{place}", case.id());
        assert_eq!(ended(stack, annulled.id(), 1).await?, [json!(["KZ0000101", "annulled", act(&annulled, 1)])]);
        // The case ends only when Berkut knows.
        assert_eq!(annulled.closed().await?.status, Status::Annulled);

        let spoiled = issued(stack).await?;
        let first = number(&spoiled.recorded().await?)?;
        spoil(&spoiled, "2026-04-29T15:00:00").await?;
        assert_eq!(ended(stack, spoiled.id(), 1).await?, [json!([first, "spoiled", act(&spoiled, 1)])]);
        let view = spoiled.until("another sticker", |view| is_valid(view) && is_told(view)).await?;
        let second = number(&view)?;
        spoiled.say(BorderAnnulment { because: BorderReason::EntryRefused }, "2026-06-02T10:00:00", Actor::Nsc).await?;
        let ends = ended(stack, spoiled.id(), 2).await?;
        assert_eq!(ends[1..], [json!([second, "annulled", act(&spoiled, 2)])]);

        let electronic = filed(stack, "issue-evisa-b3-pakistan").await?;
        electronic.decide(Verdict::Issue, None, "2026-04-24T11:00:00").await?;
        let own = number(&electronic.until("the visa", is_valid).await?)?;
        electronic.say(BorderAnnulment { because: BorderReason::PassportMismatch }, "2026-05-11T09:00:00", Actor::Nsc).await?;
        assert_eq!(ended(stack, electronic.id(), 1).await?, [json!([own, "invalid", null])]);
        // What has ended by the Border Service's word ends its case, too.
        for case in [&spoiled, &electronic] {
            tokio::time::timeout(PATIENCE, case.handle().get_result(WorkflowGetResultOptions::default())).await??;
        }
        ensure!(stack.sandbox.received().refused.is_empty(), "{:?}", stack.sandbox.received().refused);
        Ok(())
    })
}

/// Covers: R26 para 43; R26 para 47
#[test]
fn an_end_that_berkut_does_not_take_is_seen_and_told_later_and_holds_up_no_sticker() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = issued(stack).await?;
        let first = number(&case.recorded().await?)?;
        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::ServerError).on(Operation::Register));
        spoil(&case, "2026-04-29T15:00:00").await?;
        let made = |view: &CaseView| {
            let standing = standing(view);
            standing.is_some_and(|standing| {
                !standing.not_ended_in_berkut.is_empty() && standing.visa.as_ref().is_some_and(|visa| visa.handwritten)
            })
        };
        let view = case.until("another sticker, filled in by hand", made).await?;
        let second = number(&view)?;
        let waiting =
            |view: &CaseView| standing(view).unwrap().not_ended_in_berkut.iter().map(|ended| ended.number.to_string()).collect::<Vec<_>>();
        assert_eq!(waiting(&view), std::slice::from_ref(&first));
        // The end that waits holds up no other sticker.
        spoil(&case, "2026-04-29T15:30:00").await?;
        let view = case.until("a third sticker", |view| made(view) && number(view).is_ok_and(|number| number != second)).await?;
        assert_eq!(waiting(&view), [first.clone(), second.clone()]);
        stack.sandbox.set_knob(Agency::Berkut, Knob::default());
        let _ = case.forward_to("2026-04-29T18:00:00").await?;
        let view = case.until("Berkut knows", |view| is_valid(view) && is_told(view)).await?;
        let acts: Vec<_> = (1..=2).map(|place| format!("{}/A{place}", case.id())).collect();
        assert_eq!(ended(stack, case.id(), 2).await?, [json!([first, "spoiled", acts[0]]), json!([second, "spoiled", acts[1]])]);
        let told: Vec<_> =
            view.timeline.iter().filter(|line| line.detail.starts_with("the end of ")).map(|line| line.detail.clone()).collect();
        assert_eq!(told, [format!("the end of {first} entered in Berkut"), format!("the end of {second} entered in Berkut")]);
        Ok(())
    })
}

/// Covers: R26 para 47
#[test]
fn an_end_that_berkut_refuses_for_good_becomes_an_incident_and_is_told_once_it_is_resumed() -> Result<()> {
    alone(SILENT, async |stack| {
        for (fault, is_in_berkut) in [(Fault::Reject, false), (Fault::WrongCase, true)] {
            stack.sandbox.set_knob(Agency::Berkut, Knob::fault(fault).on(Operation::Register));
            let case = filed(stack, "annul-c3-employer-change").await?;
            case.decide(Verdict::Annul, None, "2026-04-24T10:00:20").await?;
            let view = case.until("the incident", |view| !view.incidents.is_empty()).await?;
            assert_eq!((view.incidents[0].step.as_str(), view.incidents.len(), is_told(&view)), ("visa_ends", 1, false), "{fault:?}");
            stack.sandbox.set_knob(Agency::Berkut, Knob::default());
            case.resume("2026-04-24T10:00:30").await?;
            assert_eq!(case.closed().await?.status, Status::Annulled);
            let count = stack.sandbox.received().count(Log::VisaEnds, &format!("{}/visa-end/1", case.id()));
            assert_eq!((count.new, count.repeated, count.conflict), (1, u32::from(is_in_berkut), 0), "{fault:?}");
        }
        Ok(())
    })
}
