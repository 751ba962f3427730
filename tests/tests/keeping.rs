//! The register is lost, a stage of it is refused, its backup is none, or what must be kept is removed.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_domain::case::{
    fact::{Answer, Verdict},
    stage::Status,
};
use shaqyru_register::{Format, LookFilter, Register};
use shaqyru_sandbox::Log;
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, eventually, examples, stages_arrive};

use crate::{
    program::application_path as application,
    terminal::{FILED_AT, Terminal, text},
};

/// Cases at different places of the procedure: one is issued, one is with the NSC.
async fn two_cases(stack: &Stack) -> Result<(Filed, Filed)> {
    let filed = async || Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await;
    let (issued, open) = (filed().await?, filed().await?);
    for case in [&issued, &open] {
        case.clear("2026-04-06T10:30:00").await?;
    }
    issued.answer(Answer::Agree, "2026-04-06T11:00:00").await?;
    issued.decide(Verdict::Issue, None, "2026-04-06T11:30:00").await?;
    ensure!(issued.closed().await?.status == Status::Issued);
    Ok((issued, open))
}

/// Cases and stages as text.
async fn exported(setting: &str) -> Result<(String, String)> {
    let register = Register::open(setting).await?;
    let (mut cases, mut stages) = (Vec::new(), Vec::new());
    register.export_cases(Format::Jsonl, &mut cases).await?;
    register.export_stages(Format::Jsonl, &mut stages).await?;
    register.close().await;
    Ok((String::from_utf8(cases)?, String::from_utf8(stages)?))
}

#[test]
fn a_register_that_was_lost_is_rebuilt_from_the_cases_that_the_engine_holds() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let (issued, open) = two_cases(stack).await?;
        stages_arrive(&stack.engine(), &stack.sandbox, issued.id(), 6, PATIENCE).await?;
        stages_arrive(&stack.engine(), &stack.sandbox, open.id(), 4, PATIENCE).await?;
        let before = exported(&stack.register_setting()).await?;
        // The engine's index lags a little.
        let all_are_listed = async || Ok((stack.cases().held().await?.len() == 2).then_some(()));
        eventually("the cases to be listed", all_are_listed).await?;

        let fresh = terminal.folder.path().join("fresh.db");
        let fresh = text(&fresh)?;
        let mut both = [issued.id(), open.id()];
        both.sort_unstable();
        // A worker or a console makes a new one.
        Register::open(fresh).await?.close().await;
        let missing = terminal.done(&format!("register --register {fresh} repair --dry-run"), &[]).await?;
        assert_eq!((&missing["added"], &missing["held"], &missing["dry_run"]), (&json!(both), &json!(2), &json!(true)));
        assert_eq!(exported(fresh).await?.0, "", "a dry run wrote something");
        let repaired = terminal.done(&format!("register --register {fresh} repair"), &[]).await?;
        assert_eq!((&repaired["added"], &repaired["updated"]), (&json!(both), &json!([])));
        let sound = json!({"cases": 2, "breaks": [], "stickers": [], "unknown_ends": []});
        assert_eq!(terminal.done(&format!("register verify --register {fresh}"), &[]).await?, sound);
        let after = exported(fresh).await?;
        let without_acceptance = |stages: &str| -> Result<Vec<Value>> {
            let lines = stages.lines().map(|line| {
                let mut stage: Value = serde_json::from_str(line)?;
                stage["accepted_at"] = Value::Null;
                Ok(stage)
            });
            lines.collect()
        };
        assert_eq!(after.0, before.0, "the cases are not what they were");
        assert_eq!(without_acceptance(&after.1)?, without_acceptance(&before.1)?, "the stages are not what they were");

        // A register that lies behind is brought up to date; one that is up to date is left alone.
        open.answer(Answer::Agree, "2026-04-06T12:00:00").await?;
        let behind = terminal.done(&format!("register --register {fresh} repair"), &[]).await?;
        assert_eq!((&behind["added"], &behind["updated"]), (&json!([]), &json!([open.id()])));
        let whole = terminal.done(&format!("register --register {} repair", stack.register_setting()), &[]).await?;
        assert_eq!((&whole["added"], &whole["updated"]), (&json!([]), &json!([])));

        // Nobody can answer for the cases: it says so, and takes nothing for repaired.
        stack.stop_worker().await?;
        // What is on record can be seen all the same, and says that it is only that.
        let shown = terminal.done(&format!("show {}", issued.id()), &[]).await?;
        assert_eq!((&shown["status"], &shown["stage"]), (&json!("issued"), &json!("issued")), "{shown}");
        assert!(shown["from_register_as_of"].as_str().is_some_and(|as_of| as_of.starts_with("2026-04-06T1")), "{shown}");
        assert_eq!(terminal.refused(3, &format!("register --register {fresh} repair"), &[]).await?, "SHQ-WORKER-SILENT");
        Ok(())
    })
}

/// The register has a decision that the engine never kept; it has another one. Neither `resume` nor `repair` ended that, and `verify` said
/// that all is sound.
#[test]
fn a_case_in_conflict_with_the_register_is_adopted_with_a_reason_and_ends() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let register = Register::open(&stack.register_setting()).await?;
        let setting = format!("register --register {}", stack.register_setting());
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let other = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T10:30:00").await?;
        case.answer(Answer::Agree, "2026-04-06T11:00:00").await?;
        let ready = "the case to be on record";
        let mut record = eventually(ready, async || Ok(register.case(&case.number).await?.filter(|known| known.stages.len() == 5))).await?;
        let closed = eventually("another to be on record", async || Ok(register.case(&other.number).await?)).await?;
        // What a crash between the two has left behind: a step that the engine does not know.
        let mut stage = record.stages.last().context("no stage")?.clone();
        stage.id = format!("{}/stage/6", case.number);
        stage.stage = shaqyru_domain::case::stage::Stage::Withdrawn;
        record.stages.push(stage);
        record.revision += 100;
        register.record(&record).await?;
        eventually("the cases to be listed", async || Ok((stack.cases().held().await?.len() == 2).then_some(()))).await?;
        let found = terminal.says(&format!("{setting} repair --dry-run --json"), &[]).await?.ended(1)?;
        assert_eq!(found["ahead"], json!([case.id()]), "{found}");

        case.decide(Verdict::Issue, None, "2026-04-06T11:30:00").await?;
        case.until("the incident", |view| view.incidents.iter().any(|incident| incident.step == "register")).await?;
        let broken = terminal.says(&format!("{setting} verify --json"), &[]).await?.ended(1)?;
        assert_eq!((&broken["breaks"][0]["case"], &broken["breaks"][0]["what"]), (&json!(case.id()), &json!("contradicted")), "{broken}");
        // The other case is looked at though this one conflicts; it is lost, and that is told, too.
        other.handle().terminate(temporalio_client::WorkflowTerminateOptions::default()).await?;
        assert_eq!(closed.status, Status::Open);
        eventually("the end of it to be listed", async || Ok((stack.cases().lost().await?.len() == 1).then_some(()))).await?;
        let found = terminal.says(&format!("{setting} repair --json"), &[]).await?.ended(1)?;
        assert_eq!((&found["conflicts"][0]["case"], &found["lost"]), (&json!(case.id()), &json!([other.id()])), "{found}");

        let reason = "the engine lost a step";
        let adopted = terminal.done(&format!("{setting} adopt {} --officer P-3003 --reason", case.id()), &[reason]).await?;
        assert_eq!((&adopted["adopted"]["kept"], &adopted["adopted"]["superseded"]), (&json!(5), &json!(1)), "{adopted}");
        let resumed = terminal.done("resume --all --step register --received-at 2026-04-06T11:30", &[]).await?;
        assert_eq!((&resumed["resumed"], &resumed["failed"]), (&json!([case.id()]), &json!([])), "{resumed}");
        assert_eq!(case.closed().await?.status, Status::Issued);
        assert_eq!(
            terminal.done(&format!("{setting} verify"), &[]).await?,
            json!({"cases": 2, "breaks": [], "stickers": [], "unknown_ends": []})
        );
        let stands = register.case(&case.number).await?.context("not on record")?;
        assert_eq!(stands.status, Status::Issued);
        let kept = register.adoptions_of(&case.number).await?;
        assert_eq!((kept.len(), kept[0].reason.as_str(), &kept[0].superseded), (1, reason, &record));
        Ok(())
    })
}

/// One cause stopped many cases; somebody would have to resume them one by one.
#[test]
fn what_one_cause_has_stopped_is_resumed_with_one_command() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let register = Register::open(&stack.register_setting()).await?;
        stack.sandbox.set_knob(shaqyru_sandbox::Agency::Police, shaqyru_sandbox::Knob::fault(shaqyru_sandbox::Fault::Reject));
        let mut cases = Vec::new();
        for _ in 0..4 {
            cases.push(Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?);
        }
        eventually("all to be stopped", async || Ok((register.stopped_steps(None).await?.len() == 4).then_some(()))).await?;
        stack.sandbox.set_knob(shaqyru_sandbox::Agency::Police, shaqyru_sandbox::Knob::default());
        // Nothing is stopped so; and who is no operator resumes nothing.
        let none = terminal.done("resume --all --step portal", &[]).await?;
        assert_eq!(none["resumed"], json!([]));
        // One of them is gone: the others go on all the same.
        let gone = cases.pop().context("no case")?;
        gone.handle().terminate(temporalio_client::WorkflowTerminateOptions::default()).await?;
        let resumed = terminal
            .says("resume --all --step police --code SHQ-AGENCY-REFUSED --received-at 2026-04-06T10:00 --json", &[])
            .await?
            .json()?;
        let mut ids: Vec<_> = cases.iter().map(Filed::id).collect();
        ids.sort_unstable();
        assert_eq!(resumed["resumed"], json!(ids), "{resumed}");
        for case in &cases {
            case.until("it goes on", |view| view.incidents.iter().all(|incident| incident.resumed_at.is_some())).await?;
        }
        let noted = register.looks(&LookFilter { beside: true, ..LookFilter::default() }, None, 100).await?;
        assert!(noted.iter().any(|beside| beside.what.starts_with("resume all: police, SHQ-AGENCY-REFUSED: 4")), "{noted:?}");
        Ok(())
    })
}

#[test]
fn a_refused_stage_holds_up_no_stage_of_another_case() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let register = Register::open(&stack.register_setting()).await?;
        let known = eventually("the case to be on record", async || Ok(register.case(&case.number).await?)).await?;
        // Another case of a category that the monitoring system does not know.
        let mut refused = known.clone();
        refused.number = case.number.sibling(7);
        for (place, stage) in (1..).zip(&mut refused.stages) {
            stage.case = refused.number.clone();
            stage.id = format!("{}/stage/{place}", refused.number);
            stage.category = "none".to_owned();
        }
        register.record(&refused).await?;
        case.clear("2026-04-06T10:30:00").await?;
        stages_arrive(&stack.engine(), &stack.sandbox, case.id(), 4, PATIENCE).await?;
        eventually("the refused stages alone to wait", async || Ok((register.count_undelivered().await? == 3).then_some(()))).await?;
        assert!(stack.sandbox.received().accepted(Log::Stages, refused.number.as_str()).is_empty());
        // They are looked at once more when somebody says so.
        let told = terminal.done(&format!("register --register {} deliver", stack.register_setting()), &[]).await?;
        assert_eq!(told, json!({"waiting": 3, "refused": 1}));
        Ok(())
    })
}

#[test]
fn a_backup_taken_while_cases_are_written_is_whole_and_overwrites_no_other() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let register = stack.register_setting();
        let copy = terminal.folder.path().join("copy.db");
        let copy = text(&copy)?;
        if register.starts_with("postgres") {
            assert_eq!(terminal.refused(2, &format!("register --register {register} backup {copy}"), &[]).await?, "SHQ-CONFIGURATION");
            return Ok(());
        }
        let writing = async {
            for _ in 0..4 {
                two_cases(stack).await?;
            }
            anyhow::Ok(())
        };
        let backing_up = async {
            eventually("a case to be on record", async || Ok((!exported(&register).await?.0.is_empty()).then_some(()))).await?;
            terminal.done(&format!("register --register {register} backup {copy}"), &[]).await
        };
        let (written, backed_up) = tokio::join!(writing, backing_up);
        written?;
        assert_eq!(backed_up?["sound"], json!(true));
        let (now, then) = (exported(&register).await?, exported(copy).await?);
        assert!(!then.0.is_empty() && then.0.lines().count() <= now.0.lines().count());
        assert!(then.1.lines().all(|stage| {
            let hash = |line: &str| serde_json::from_str::<Value>(line).map(|stage| stage["hash"].clone()).unwrap_or_default();
            now.1.lines().any(|known| hash(known) == hash(stage))
        }));
        assert_eq!(terminal.refused(2, &format!("register --register {register} backup {copy}"), &[]).await?, "SHQ-CONFIGURATION");
        // Once nothing is written any more, the copy is the same.
        let again = terminal.folder.path().join("again.db");
        stack.stop_worker().await?;
        let now = exported(&register).await?;
        terminal.done(&format!("register --register {register} backup"), &[text(&again)?]).await?;
        assert_eq!(exported(text(&again)?).await?, now);
        Ok(())
    })
}

#[test]
fn a_case_is_purged_only_after_its_time_once_its_stages_are_told_and_on_a_yes() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let (issued, open) = two_cases(stack).await?;
        stages_arrive(&stack.engine(), &stack.sandbox, issued.id(), 6, PATIENCE).await?;
        stack.stop_worker().await?;
        // The same case, long ago.
        let register = Register::open(&stack.register_setting()).await?;
        let mut old = register.case(&issued.number).await?.context("the case is not on record")?;
        let old_setting = match stack.register_setting() {
            setting if setting.starts_with("postgres") => shaqyru_testdb::empty_database(&setting),
            _ => text(&terminal.folder.path().join("old.db"))?.to_owned(),
        };
        let long_ago = shaqyru_tests::at("2017-04-06T10:00:00");
        old.filed_at = long_ago;
        old.ended_at = Some(long_ago);
        if let Some(decision) = old.decision.as_mut() {
            decision.at = long_ago;
        }
        for stage in &mut old.stages {
            stage.at = long_ago;
        }
        let records = Register::open(&old_setting).await?;
        records.record(&old).await?;
        records.record(&register.case(&open.number).await?.context("the open case is not on record")?).await?;
        let purge = |options: &str| format!("register --register {old_setting} purge {options}");

        assert_eq!(terminal.refused(2, &purge("--keep-years 4 --yes"), &[]).await?, "SHQ-RETENTION");
        let waiting = terminal.done(&purge("--keep-years 5 --yes"), &[]).await?;
        assert_eq!((&waiting["cases"], &waiting["waiting"]), (&json!([]), &json!([issued.id()])), "nobody was told of its stages");
        let ids: Vec<_> = records.undelivered_stages(100, long_ago).await?.into_iter().map(|stage| stage.id).collect();
        records.mark_delivered(&ids, long_ago).await?;
        let dry = terminal.done(&purge("--keep-years 5"), &[]).await?;
        assert_eq!((&dry["purged"], &dry["cases"]), (&json!(false), &json!([issued.id()])));
        assert!(records.case(&issued.number).await?.is_some(), "it only tells which");
        assert_eq!(terminal.done(&purge("--keep-years 99 --yes"), &[]).await?["cases"], json!([]));
        assert_eq!(terminal.done(&purge("--keep-years 5 --yes"), &[]).await?["cases"], json!([issued.id()]));
        assert!(records.case(&issued.number).await?.is_none() && records.case(&open.number).await?.is_some());
        let sound = json!({"cases": 1, "breaks": [], "stickers": [], "unknown_ends": []});
        assert_eq!(terminal.done(&format!("register --register {old_setting} verify"), &[]).await?, sound);
        Ok(())
    })
}

/// By the schedule that a worker makes, and not because anybody asks.
#[test]
fn stages_are_delivered_by_a_schedule_though_nobody_asks() -> Result<()> {
    alone(SILENT, async |stack| {
        let terminal = Terminal::at(stack)?;
        let filed = terminal.done(&format!("submit --filed-at {FILED_AT}"), &[text(&application("b3-evisa-pakistan"))?]).await?;
        let case = filed[0]["cases"][0]["case"].as_str().context("no case")?;
        let arrived = |received: &shaqyru_sandbox::Received| !received.accepted(Log::Stages, case).is_empty();
        stack.sandbox.wait_for(arrived, Duration::from_secs(90)).await?;
        Ok(())
    })
}
