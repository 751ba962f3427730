//! A complaint is lost at the office that it is about, or the applicant is not told how it ended; or somebody complains about a stranger's case.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_client::ComplaintFiling;
use shaqyru_domain::{
    actor::Actor,
    case::{
        complaint::{ComplaintAnswer, ComplaintOutcome, PassingOn, Satisfaction},
        number::CaseNumber,
        stage::{Stage, Status},
    },
};
use shaqyru_sandbox::{Log, TokenRequest};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, eventually, officer, shared, stages_arrive};
use uuid::Uuid;

use crate::{
    cli::{members, names},
    program::data,
    terminal::{Terminal, text as path_of},
    told::{escalations_told, stages_told, text, told_once},
};

/// Covers: R26 para 59
#[test]
fn a_complaint_is_passed_on_and_answered_and_the_applicant_is_told() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file_complaint(stack, "superior", "2026-04-24T10:00:00").await?;
        case.say(PassingOn { letter: None }, "2026-04-30T11:00:00", officer("a-serik")).await?;
        let examined = case.until("the examination", |view| view.stage == Stage::Examination).await?;
        let due: Vec<_> = examined.clocks.iter().map(|clock| (clock.clock.as_str(), clock.due.to_string())).collect();
        let expected = [("complaint_forwarding", "2026-04-29T18:30:00+05:00"), ("complaint_examination", "2026-05-12T18:30:00+05:00")];
        assert_eq!(due.iter().map(|(clock, due)| (*clock, due.as_str())).collect::<Vec<_>>(), expected);
        let reasons = "the certificate is another person's".to_owned().try_into()?;
        let answer = ComplaintAnswer { outcome: ComplaintOutcome::SatisfiedInPart, reasons };
        case.say(answer, "2026-05-12T18:30:00", officer("a-serik")).await?;
        ensure!(case.closed().await?.status == Status::SatisfiedInPart);

        let id = case.id();
        let told = stack.sandbox.wait_for(|received| received.accepted(Log::Notices, id).len() == 2, PATIENCE).await?;
        let notices = told_once(&told, Log::Notices, id, |notice| {
            format!("{} {} {}", text(&notice["kind"]), text(&notice["outcome"]), text(&notice["reason"]))
        });
        assert_eq!(notices, ["acceptance_receipt  ", "decision satisfied_in_part the certificate is another person's"]);
        let late = escalations_told(&told, id);
        assert_eq!(
            late,
            [
                "2026-04-29T09:00:00+05:00 complaint_forwarding reminder -> officer",
                "2026-04-29T18:30:00+05:00 complaint_forwarding due -> supervisor",
                "2026-04-30T09:00:00+05:00 complaint_forwarding repeat-1 -> head",
                "2026-05-08T09:00:00+05:00 complaint_examination/superior reminder -> officer",
            ]
        );
        let stages = stages_arrive(&stack.engine(), &stack.sandbox, id, 5, PATIENCE).await?;
        let stages = stages_told(&stages, id);
        let names: Vec<_> = stages.iter().filter_map(|line| line.split_once(' ')).map(|(_, stage)| stage).collect();
        assert_eq!(names, ["filed", "registered", "forwarding", "examination", "satisfied_in_part"]);
        let record = stack.register.case(&case.number).await?.context("it is not on record")?;
        assert_eq!((record.service.as_str(), record.status, record.category.as_str()), ("complaint", Status::SatisfiedInPart, "complaint"));
        Ok(())
    })
}

/// Covers: R26 para 59
#[test]
fn what_the_office_satisfies_in_full_in_time_goes_no_further() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file_complaint(stack, "quality_authority", "2026-04-24T10:00:00").await?;
        let done = Satisfaction { done: "the invitation is issued anew".to_owned().try_into()? };
        case.say(done.clone(), "2026-04-29T18:30:00", officer("a-serik")).await?;
        ensure!(case.closed().await?.status == Status::Satisfied);

        let late = Filed::file_complaint(stack, "quality_authority", "2026-04-24T10:00:00").await?;
        let refused = late.say(done, "2026-04-29T18:30:01", officer("a-serik")).await.err().context("it was taken late")?;
        assert_eq!(refused.code.as_str(), "SHQ-SATISFIED-LATE");
        late.withdraw("settled in court", "2026-04-30T10:00:00").await?;
        ensure!(late.closed().await?.status == Status::Withdrawn);
        let told = stack.sandbox.wait_for(|received| received.accepted(Log::Notices, case.id()).len() == 2, PATIENCE).await?;
        assert_eq!(told_once(&told, Log::Notices, case.id(), |notice| text(&notice["outcome"]).to_owned()), ["", "satisfied"]);
        assert_eq!(escalations_told(&told, case.id()), ["2026-04-29T09:00:00+05:00 complaint_forwarding reminder -> officer"]);
        Ok(())
    })
}

/// An example that differs, as a file of the terminal's folder.
fn file(terminal: &Terminal, of: &str, change: impl FnOnce(&mut Value)) -> Result<String> {
    let mut form: Value = serde_json::from_slice(&std::fs::read(data(of))?)?;
    change(&mut form);
    let path = terminal.file(&format!("{}.json", Uuid::new_v4()), form.to_string())?;
    Ok(path_of(&path)?.to_owned())
}

/// Covers: R26 para 59
#[test]
fn somebody_complains_about_a_refusal_by_commands_alone() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let passport = "N7654321";
        let application = file(&terminal, "applications/b3-negotiations-turkiye.json", |form| {
            form["invitees"][0]["passport"]["number"] = json!(passport);
        })?;
        let filed = terminal.done("submit --filed-at 2026-04-06T10:00", &[&application]).await?;
        let refused = filed[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        terminal.done(&format!("verify {refused} refuse --ground 2 --received-at 2026-04-06T11:00"), &[]).await?;
        let number: CaseNumber = refused.parse()?;
        eventually("the refusal to be on record", async || {
            Ok(stack.register.case(&number).await?.filter(|record| record.status == Status::Refused).map(drop))
        })
        .await?;
        // Three months from the sixth of April: the sixth of July is Capital Day, which is off.
        let status = terminal.done(&format!("status {refused} --passport {passport}"), &[]).await?;
        assert_eq!(status["complaint"]["until"], "2026-07-07");
        assert_eq!(status["complaint"]["examined_by"], json!(["superior", "quality_authority"]));
        let notices = stack.sandbox.wait_for(|received| received.accepted(Log::Notices, &refused).len() == 2, PATIENCE).await?;
        assert_eq!(told_once(&notices, Log::Notices, &refused, |notice| text(&notice["complain_until"]).to_owned()), ["", "2026-07-07"]);

        let complaint = |change: &dyn Fn(&mut Value)| {
            file(&terminal, "complaints/about-a-refusal.json", |form| {
                form["about"] = json!(refused);
                form["passport_number"] = json!(passport);
                change(form);
            })
        };
        let submit = "submit --filed-at 2026-04-24T10:00";
        let stranger = complaint(&|form| form["passport_number"] = json!("N0000001"))?;
        assert_eq!(terminal.refused(2, submit, &[&stranger]).await?, "SHQ-CASE-UNKNOWN");
        let path = complaint(&|_| {})?;
        assert_eq!(terminal.refused(1, "submit --filed-at 2026-04-05T10:00", &[&path]).await?, "SHQ-OUT-OF-ORDER");
        assert_eq!(terminal.refused(2, "check", &[&path]).await?, "SHQ-USAGE");
        let filed = terminal.done(submit, &[&path]).await?;
        assert_eq!(members(&filed[0]), names("file request_id repeated cases"));
        let case = filed[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        ensure!(case.starts_with("CMP-"), "{case}");
        eventually("it to be on record", async || Ok(stack.register.case(&case.parse()?).await?.map(drop))).await?;
        assert_eq!(terminal.refused(1, submit, &[&path]).await?, "SHQ-DUPLICATE");
        let about_it = complaint(&|form| form["about"] = json!(case))?;
        assert_eq!(terminal.refused(2, submit, &[&about_it]).await?, "SHQ-FIELD");

        let early = [r#"{"outcome":"dismissed","reasons":"none"}"#];
        assert_eq!(terminal.refused(1, &format!("tell {case} complaint-answer"), &early).await?, "SHQ-COMPLAINT-STAGE");
        terminal.done(&format!("tell {case} passing-on"), &[r#"{"letter":"17-4/211"}"#, "--received-at", "2026-04-28T12:00"]).await?;
        let deadlines = terminal.done(&format!("deadlines {case}"), &[]).await?;
        assert_eq!(deadlines[1]["due"], "2026-05-06T18:30:00+05:00");
        assert_eq!(deadlines[1]["proof"]["days"].as_array().map(Vec::len), Some(8), "{}", deadlines[1]);
        let answer = [r#"{"outcome":"dismissed","reasons":"the ground stands"}"#, "--received-at", "2026-05-05T12:00"];
        let dismissed = terminal.done(&format!("tell {case} complaint-answer"), &answer).await?;
        assert_eq!(dismissed["status"], "dismissed");
        let shown = terminal.done(&format!("show {case}"), &[]).await?;
        assert_eq!((&shown["service"], &shown["stage"]), (&json!("complaint"), &json!("dismissed")));
        let tree = eventually("the answer to be on record", async || {
            let tree = terminal.done(&format!("tree {case}"), &[]).await?;
            Ok((tree["cases"][1]["status"] == "dismissed").then_some(tree))
        })
        .await?;
        let expected = json!({"root": refused, "cases": [
            {"case": refused, "service": "invitation", "action": null, "status": "refused", "parent": null, "visa": null},
            {"case": case, "service": "complaint", "action": null, "status": "dismissed", "parent": refused, "visa": null},
        ]});
        assert_eq!(tree, expected);
        the_page_shows_it(stack, &case, &refused).await
    })
}

/// The page of the case says what is complained of, about which case, and how it was answered.
async fn the_page_shows_it(stack: &Stack, case: &str, about: &str) -> Result<()> {
    let record = stack.register.case(&case.parse()?).await?.context("no record")?;
    let token = stack.sandbox.token(&TokenRequest::of("P-1042", &["officer"], Some(record.office.as_str())))?;
    for (language, shown) in
        [("en", "complaint dismissed"), ("ru", "жалоба оставлена без удовлетворения"), ("kk", "шағым қанағаттандырусыз қалдырылды")]
    {
        let request = reqwest::Client::new().get(format!("{}/cases/{case}", stack.console.url()));
        let request = request.header("Accept", "text/html").header("Accept-Language", language);
        let answer = request.header("Cookie", format!("shaqyru_session={token}")).send().await?;
        let html = answer.text().await?;
        for wanted in [shown, "17-4/211", "the ground stands", &format!("href=\"/cases/{about}\""), "id=\"complaint\"", "TOO SPECIMEN"] {
            ensure!(html.contains(wanted), "{language}: {wanted} is not shown: {html}");
        }
    }
    Ok(())
}

/// Whoever reaches the engine cannot file in somebody's name: a filing without the console's statement is refused.
#[test]
fn a_complaint_without_a_statement_opens_no_case() -> Result<()> {
    shared(async |stack| {
        let known = Filed::file_complaint(stack, "superior", "2026-04-24T10:00:00").await?;
        let shaqyru_client::WhatWasFiled::Complaint(filed) = known.cases.filing(&known.number).await? else {
            anyhow::bail!("no complaint")
        };
        let number = CaseNumber::of_complaint(&Uuid::new_v4().to_string());
        let filing = ComplaintFiling { case: number.clone(), statement: None, ..*filed };
        let cases = shaqyru_client::Cases::new(stack.engine());
        cases.start_complaint(filing).await?;
        let why = eventually("the end of it", async || Ok(cases.why_not_opened(&number).await?)).await?;
        assert_eq!(why.code.as_str(), "SHQ-UNSIGNED");
        known
            .say(
                shaqyru_domain::case::fact::Withdrawal { reason: "no more".to_owned().try_into()? },
                "2026-04-24T11:00:00",
                Actor::Applicant,
            )
            .await?;
        ensure!(known.closed().await?.status == Status::Withdrawn);
        Ok(())
    })
}
