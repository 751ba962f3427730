//! A new edition of the Rules: the offices and the contact centre are told before it is in force, too late, twice, or never, and
//! nobody who could mend it is warned.

use anyhow::{Result, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::json;
use shaqyru::stack::{Stack, StackOptions, agency_urls};
use shaqyru_client::announcements::Announcements;
use shaqyru_devserver::{Arrival, VirtualTime};
use shaqyru_domain::{
    announcement::AnnouncementView,
    case::clock::ClockOutcome,
    law::ladder::{Audience, Rung},
    problem::Code,
    time::instant::Instant,
};
use shaqyru_sandbox::{Agency, Fault, Knob, Log, Operation, Received};
use shaqyru_tests::{PATIENCE, SILENT, alone, eventually, run, shared};
use shaqyru_workflows::announcement::{AnnouncementWorkflow, workflow_id};
use temporalio_client::WorkflowGetResultOptions;

use crate::{
    cli::{members, names},
    program::{Running, said, worker_command},
    rulebooks::Folder,
    terminal::{OFFICER, at_console, text},
    told::text as text_of,
};

fn today() -> NaiveDate {
    Instant::from_utc(Utc::now()).date()
}

fn in_days(days: i64) -> NaiveDate {
    today().checked_add_signed(TimeDelta::days(days)).unwrap()
}

/// An edition and its announcement.
struct Edition {
    id: &'static str,
    from: NaiveDate,
    announcements: Announcements,
    time: VirtualTime,
}

impl Edition {
    fn of(stack: &Stack, id: &'static str, from: NaiveDate) -> Self {
        Self { id, from, announcements: Announcements::new(stack.engine()), time: VirtualTime::new(stack.engine(), workflow_id(id)) }
    }

    /// As it is recorded, as of an instant of the wall clock.
    async fn view(&self) -> Result<AnnouncementView> {
        Ok(self.announcements.view(self.id, Instant::from_utc(Utc::now())).await?)
    }

    async fn until(&self, what: &str, mut wanted: impl FnMut(&AnnouncementView) -> bool) -> Result<AnnouncementView> {
        eventually(what, async || Ok(Some(self.view().await?).filter(|view| wanted(view)))).await
    }

    async fn forward_to(&self, instant: DateTime<Utc>) -> Result<Arrival> {
        Ok(tokio::time::timeout(PATIENCE, self.time.fast_forward_to(instant)).await??)
    }

    async fn closed(&self, stack: &Stack) -> Result<()> {
        let handle = stack.engine().get_workflow_handle::<AnnouncementWorkflow>(workflow_id(self.id));
        Ok(tokio::time::timeout(PATIENCE, handle.get_result(WorkflowGetResultOptions::default())).await??)
    }

    /// Whom the notice service was told to tell, in order; each once.
    fn told(&self, received: &Received) -> Vec<String> {
        let accepted = received.accepted(Log::Announcements, self.id);
        for entry in &accepted {
            let count = received.count(Log::Announcements, &entry.key);
            assert_eq!((count.new, count.repeated, count.conflict), (1, 0, 0), "{}", entry.key);
        }
        accepted.iter().map(|entry| text_of(&entry.body["recipient"]).to_owned()).collect()
    }

    fn escalated(&self, received: &Received) -> Vec<Rung> {
        let gone = received.accepted(Log::AnnouncementEscalations, self.id);
        gone.iter()
            .map(|entry| Rung {
                rung: text_of(&entry.body["rung"]).to_owned(),
                at: serde_json::from_value(entry.body["at"].clone()).unwrap(),
                audience: serde_json::from_value(entry.body["audience"].clone()).unwrap(),
            })
            .collect()
    }
}

/// A stack whose rulebook has one edition more.
fn with_edition(id: &'static str, from: NaiveDate, test: impl AsyncFnOnce(&mut Stack, &Edition) -> Result<()>) -> Result<()> {
    let rulebook = Folder::with_edition(id, from)?.rulebook()?;
    alone(StackOptions { rulebook: Some(rulebook), ..SILENT }, async |stack| {
        let edition = Edition::of(stack, id, from);
        test(stack, &edition).await
    })
}

/// Covers: R26 para 58-1; SEED contact center
#[test]
fn everybody_is_told_of_an_edition_once_and_not_before_it_is_in_force() -> Result<()> {
    with_edition("R27", in_days(3), async |stack, edition| {
        assert!(edition.announcements.announce("R27").await?);
        assert!(!edition.announcements.announce("R27").await?, "it is announced twice");
        let view = eventually("the plan", async || match edition.view().await {
            Ok(view) => Ok(Some(view)),
            Err(error) if format!("{error:#}").contains(Code::Opening.as_str()) => Ok(None),
            Err(error) => Err(error),
        })
        .await?;
        let plan = &view.plan;
        assert_eq!((plan.in_force_from, plan.in_force_at), (edition.from, Instant::at(edition.from, chrono::NaiveTime::MIN)));
        assert_eq!((view.outcome, view.told.len(), view.trouble.as_deref()), (ClockOutcome::Running, 0, None));
        assert_eq!(view.untold, plan.recipients);
        let offices = stack.rulebook().offices.len();
        assert!(plan.recipients[0] == "contact_centre" && plan.recipients.len() == offices + 1 && offices >= 20, "{:?}", plan.recipients);
        // Three working days, laid out one by one.
        let counted: Vec<_> = json!(plan.proof.days).as_array().unwrap().iter().filter_map(|day| day["counted"].as_u64()).collect();
        assert_eq!(counted, [1, 2, 3]);
        assert_eq!((plan.proof.due, plan.proof.from), (plan.due, plan.in_force_at));
        assert!(plan.proof.basis.starts_with("R26 para 58-1"), "{}", plan.proof.basis);

        let _ = edition.forward_to(plan.in_force_at.shifted(-TimeDelta::minutes(1)).utc()).await?;
        assert!(stack.sandbox.received().announcements.is_empty(), "it is not in force yet");
        assert_eq!(edition.view().await?.told.len(), 0);

        let _ = edition.forward_to(plan.in_force_at.shifted(TimeDelta::minutes(5)).utc()).await?;
        edition.closed(stack).await?;
        let view = edition.view().await?;
        assert_eq!((view.outcome, view.untold.len(), view.escalations.len()), (ClockOutcome::Met, 0, 0));
        assert_eq!(view.told.keys().cloned().collect::<std::collections::BTreeSet<_>>(), plan.recipients.iter().cloned().collect());
        assert!(view.told.values().all(|told| (plan.in_force_at..plan.due).contains(told)), "{:?}", view.told);
        let received = stack.sandbox.received();
        assert_eq!(edition.told(&received), plan.recipients);
        assert!(received.announcement_escalations.is_empty());
        let notice = &received.accepted(Log::Announcements, "R27")[0].body;
        assert_eq!(
            notice,
            &json!({
                "id": "R27/announcement/contact_centre", "edition": "R27", "recipient": "contact_centre", "in_force_from": edition.from,
                "title": "a later order", "summary": "what it changes", "due": plan.due,
            })
        );
        assert!(!edition.announcements.announce("R27").await?, "it is announced once more after the end");
        Ok(())
    })
}

/// The edition has been in force for two weeks when somebody thinks of it: all steps that are due go out, and those who were to be
/// told are told all the same.
///
/// Covers: R26 para 58-1; SEED contact center
#[test]
fn an_announcement_past_its_term_escalates_and_still_reaches_everybody() -> Result<()> {
    with_edition("R27", in_days(-14), async |stack, edition| {
        stack.sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::ServerError).on(Operation::Submit));
        edition.announcements.announce("R27").await?;
        let view = eventually("the plan", async || Ok(edition.view().await.ok())).await?;
        let plan = view.plan;
        let due = |now: Instant| plan.rungs.iter().filter(move |rung| rung.at <= now);
        assert!(due(Instant::from_utc(Utc::now())).count() >= 2, "the term has run out: {plan:?}");
        let view = edition
            .until("the steps that were missed", |view| view.escalations.len() >= due(Instant::from_utc(Utc::now())).count())
            .await?;
        assert_eq!((view.outcome, view.told.len(), view.trouble.as_deref()), (ClockOutcome::Breached, 0, None));
        let received = stack.sandbox.received();
        let gone = edition.escalated(&received);
        assert_eq!(gone, plan.rungs.get(..gone.len()).unwrap(), "in order, each with its own instant");
        assert_eq!((gone[0].rung.as_str(), gone[0].audience), ("reminder", Audience::Supervisor));
        assert_eq!((gone[1].rung.as_str(), gone[1].audience, gone[1].at), ("due", Audience::Head, plan.due));
        assert!(edition.told(&received).is_empty());

        stack.sandbox.set_knob(Agency::Announcements, Knob::default());
        let now = edition.time.now().await?;
        let _ = edition.forward_to(now + TimeDelta::minutes(15)).await?;
        edition.closed(stack).await?;
        let view = edition.view().await?;
        assert_eq!((view.outcome, view.untold.len()), (ClockOutcome::Breached, 0), "late is not in time");
        assert!(view.told.values().all(|told| *told > plan.due));
        let received = stack.sandbox.received();
        assert_eq!(edition.told(&received), plan.recipients);
        let gone = edition.escalated(&received);
        assert!(gone.iter().all(|rung| view.told.values().max() >= Some(&rung.at)), "warned after all had been told: {gone:?}");
        Ok(())
    })
}

/// All days from the first on are played: each step goes out at its time, beside the attempts.
///
/// Covers: R26 para 58-1; SEED contact center
#[test]
fn a_service_that_refuses_beyond_the_term_is_warned_of_in_time() -> Result<()> {
    with_edition("R27", in_days(1), async |stack, edition| {
        stack.sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::Reject).on(Operation::Submit));
        edition.announcements.announce("R27").await?;
        let plan = eventually("the plan", async || Ok(edition.view().await.ok())).await?.plan;
        let names: Vec<_> = plan.rungs.iter().map(|rung| rung.rung.as_str()).collect();
        assert_eq!((names.len(), &names[..3]), (12, &["reminder", "due", "repeat-1"][..]));
        for (place, rung) in plan.rungs.iter().enumerate().take(2) {
            let mut now = edition.time.now().await?;
            // An attempt an hour: half a day at a time, for the patience of a test.
            while now < rung.at.shifted(-TimeDelta::minutes(1)).utc() {
                now = (now + TimeDelta::hours(12)).min(rung.at.shifted(-TimeDelta::minutes(1)).utc());
                let _ = edition.forward_to(now).await?;
            }
            assert_eq!(edition.view().await?.escalations.len(), place, "{} goes out too early", rung.rung);
            let _ = edition.forward_to(rung.at.shifted(TimeDelta::seconds(2)).utc()).await?;
            let view = edition.until(&rung.rung, |view| view.escalations.len() > place).await?;
            assert_eq!((view.told.len(), view.trouble.is_some()), (0, true));
            let view = edition.announcements.view("R27", rung.at.shifted(TimeDelta::seconds(1))).await?;
            let expected = if rung.at < plan.due { ClockOutcome::Running } else { ClockOutcome::Breached };
            assert_eq!(view.outcome, expected, "at {}", rung.rung);
        }
        stack.sandbox.set_knob(Agency::Announcements, Knob::default());
        let now = edition.time.now().await?;
        let _ = edition.forward_to(now + TimeDelta::minutes(61)).await?;
        edition.closed(stack).await?;
        let received = stack.sandbox.received();
        assert_eq!(edition.escalated(&received), plan.rungs[..2]);
        assert_eq!(edition.told(&received), plan.recipients);
        let view = edition.view().await?;
        assert_eq!((view.outcome, view.trouble, view.escalations.len()), (ClockOutcome::Breached, None, 2));
        Ok(())
    })
}

/// Covers: R26 para 58-1
#[test]
fn a_service_that_was_down_altogether_gets_the_missed_steps_in_order() -> Result<()> {
    with_edition("R27", in_days(-14), async |stack, edition| {
        stack.sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::ServerError));
        edition.announcements.announce("R27").await?;
        let plan = eventually("the plan", async || Ok(edition.view().await.ok())).await?.plan;
        let tried = |received: &Received| !received.announcement_escalations.is_empty() && !received.announcements.is_empty();
        stack.sandbox.wait_for(tried, PATIENCE).await?;
        assert_eq!(edition.view().await?.escalations.len(), 0);
        stack.sandbox.set_knob(Agency::Announcements, Knob::default());
        let now = edition.time.now().await?;
        let _ = edition.forward_to(now + TimeDelta::minutes(15)).await?;
        edition.closed(stack).await?;
        let gone = edition.escalated(&stack.sandbox.received());
        assert!(gone.len() >= 2);
        assert_eq!(gone, plan.rungs.get(..gone.len()).unwrap());
        assert_eq!(edition.view().await?.outcome, ClockOutcome::Breached);
        Ok(())
    })
}

/// Covers: R26 para 58-1
#[test]
fn a_refusal_of_the_notice_service_is_shown_and_tried_again_after_an_hour() -> Result<()> {
    with_edition("R27", today(), async |stack, edition| {
        stack.sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::Reject));
        edition.announcements.announce("R27").await?;
        eventually("the plan", async || Ok(edition.view().await.ok())).await?;
        let view = edition.until("the trouble", |view| view.trouble.is_some()).await?;
        assert!(view.trouble.as_deref().is_some_and(|trouble| trouble.contains(Code::AgencyRefused.as_str())), "{:?}", view.trouble);
        assert_eq!((view.outcome, view.told.len()), (ClockOutcome::Running, 0));
        stack.sandbox.set_knob(Agency::Announcements, Knob::default());
        let refused_at = edition.time.now().await?;
        let _ = edition.forward_to(refused_at + TimeDelta::minutes(58)).await?;
        let received = stack.sandbox.received();
        let asked = received.count(Log::Announcements, "R27/announcement/contact_centre");
        assert_eq!((asked.not_accepted, asked.new), (1, 0), "it is asked again at once");
        let _ = edition.forward_to(refused_at + TimeDelta::minutes(61)).await?;
        edition.closed(stack).await?;
        let view = edition.view().await?;
        assert_eq!((view.outcome, view.untold.len(), view.trouble), (ClockOutcome::Met, 0, None));
        assert_eq!(edition.told(&stack.sandbox.received()), view.plan.recipients);
        Ok(())
    })
}

#[test]
fn an_edition_that_nobody_knows_cannot_be_announced_or_looked_up() -> Result<()> {
    shared(async |stack| {
        for (words, code) in [
            ("announced R27", "SHQ-EDITION-UNKNOWN"),
            ("announced R26-monitoring", "SHQ-EDITION-UNKNOWN"),
            ("announce R27", "SHQ-EDITION-UNKNOWN"),
        ] {
            let line = format!("rules {words} --json");
            assert_eq!(said(at_console(stack, OFFICER, line.split(' '))?).await?.error(2)?, code, "{words}");
        }
        Ok(())
    })
}

/// Covers: R26 para 58-1; SEED contact center
#[test]
fn a_worker_with_a_new_edition_announces_it_once_and_unasked() -> Result<()> {
    run(async {
        let today = today();
        let folder = Folder::with_edition("R27", today)?;
        folder.change("editions.toml", |text| {
            let later = in_days(5);
            format!("{text}\n[[edition]]\nid = \"R28\"\ntitle = \"t\"\nsummary = \"s\"\nfrom = {later}\nsource = \"x\"\n")
        })?;
        let stack = Stack::start_without_worker(StackOptions { rulebook: Some(folder.rulebook()?), ..SILENT }).await?;
        let engine = stack.server.address();
        let by_the_folder = |line: &str| {
            let mut command = at_console(&stack, OFFICER, line.split(' '))?;
            command.env("SHAQYRU_RULEBOOK", folder.path());
            anyhow::Ok(command)
        };
        let worker = || {
            let mut command = worker_command(&engine, agency_urls(&stack.sandbox), &stack.register_setting(), 0);
            command.args(["--rulebook", text(folder.path())?]);
            anyhow::Ok(command)
        };
        let first = Running::start(worker()?, "worker runs").await?;
        let edition = Edition::of(&stack, "R27", today);
        let all = stack.rulebook().offices.len() + 1;
        let received = stack.sandbox.wait_for(|received| received.accepted(Log::Announcements, "R27").len() == all, PATIENCE).await?;
        assert_eq!(edition.told(&received).len(), all);
        edition.closed(&stack).await?;
        // What people and scripts see of it.
        let shown = said(by_the_folder("rules announced R27")?).await?;
        assert_eq!((shown.status, shown.err.as_str()), (Some(0), ""));
        for words in ["R27", "met", "contact_centre", "AST-ESIL", "a later order"] {
            assert!(shown.out.contains(words), "{words}: {}", shown.out);
        }
        let view = said(by_the_folder("rules announced R27 --json")?).await?.ended(0)?;
        let expected =
            "edition title summary in_force_from in_force_at recipients due proof rungs rulebook told untold outcome escalations";
        assert_eq!(members(&view), names(expected));
        assert_eq!((&view["outcome"], &view["untold"]), (&json!("met"), &json!([])));
        // One that lies ahead waits; those whose term is over are not announced out of the blue.
        let view = said(by_the_folder("rules announced R28 --json")?).await?.ended(0)?;
        assert_eq!((&view["outcome"], &view["told"]), (&json!("running"), &json!({})));
        assert_eq!(said(by_the_folder("rules announced R26 --json")?).await?.error(2)?, "SHQ-EDITION-UNKNOWN");
        // By hand it is one announcement all the same.
        assert_eq!(said(by_the_folder("rules announce R27 --json")?).await?.ended(0)?, json!({"edition": "R27", "repeated": true}));
        let (status, told) = first.stop("TERM").await?;
        ensure!(status.success() && told.contains("edition R27 is being announced") && told.contains("edition R28"), "{told}");
        ensure!(!told.contains("edition R26 "), "{told}");
        let again = Running::start(worker()?, "worker runs").await?;
        let view = said(by_the_folder("rules announced R28 --json")?).await?.ended(0)?;
        assert_eq!(view["told"], json!({}));
        let (_, told) = again.stop("TERM").await?;
        ensure!(!told.contains("is being announced"), "{told}");
        assert_eq!(stack.sandbox.received().announcements.len(), all);
        Ok(stack.stop().await?)
    })
}
