//! What is left, compared with what was answered: by the engine's histories, the register, and what reached the agencies.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::Result;
use futures::{StreamExt, stream};
use serde::Serialize;
use serde_json::Value;
use shaqyru_client::Cases;
use shaqyru_domain::case::{number::CaseNumber, record::CaseRecord, stage::Status, view::CaseView, visa::VisaView};
use shaqyru_register::Recorded;
use shaqyru_sandbox::{Disposition, Entry, Log, Received};
use shaqyru_workflows::{complaint::ComplaintWorkflow, invitation::InvitationWorkflow, visa::VisaWorkflow};
use temporalio_client::{
    Client, WorkflowDescribeOptions, WorkflowExecution, WorkflowExecutionStatus, WorkflowFetchHistoryOptions, WorkflowHistory,
    WorkflowListOptions,
};
use temporalio_common::protos::temporal::api::{
    enums::v1::WorkflowTaskFailedCause,
    history::v1::{History, HistoryEvent, history_event::Attributes},
};
use temporalio_sdk::workflow_replayer::{WorkflowReplayer, WorkflowReplayerOptions};

use crate::{
    people::{Known, People},
    report::Report,
    world::World,
};

/// So many cases are looked at at once.
const EYES: usize = 8;
/// So many histories are replayed together.
const REPLAYED_TOGETHER: usize = 50;
/// So many histories are kept beside those with which something is wrong.
const KEPT_BESIDE: usize = 20;
/// So many applicants ask where their case stands: an address may ask ten times a minute.
const APPLICANTS: usize = 8;

/// Lists of what must be there once.
const ONCE: [Log; 9] =
    [Log::Police, Log::Berkut, Log::Appointments, Log::Invitations, Log::Visas, Log::VisaEnds, Log::Stages, Log::Notices, Log::Escalations];

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The case is not where its messages lead.
    NotAtOutcome,
    /// A case or a message that was answered 200 is not there.
    Lost,
    /// Something was told twice, or with two contents.
    Doubled,
    /// A workflow is open that should be closed, or was closed by somebody else.
    Stuck,
    /// A history does not replay.
    Nondeterminism,
    /// Register and histories do not say the same, or a chain is broken.
    RegisterDiffers,
    /// Others were told of something that does not stand.
    ToldOtherwise,
    /// What had to be taken was refused, or nobody ever took it.
    NotTaken,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::NotAtOutcome,
        Self::Lost,
        Self::Doubled,
        Self::Stuck,
        Self::Nondeterminism,
        Self::RegisterDiffers,
        Self::ToldOtherwise,
        Self::NotTaken,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NotAtOutcome => "not at their outcome",
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::Stuck => "stuck",
            Self::Nondeterminism => "do not replay",
            Self::RegisterDiffers => "register differs",
            Self::ToldOtherwise => "told otherwise",
            Self::NotTaken => "not taken",
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Finding {
    pub(crate) kind: Kind,
    pub(crate) case: String,
    pub(crate) says: String,
}

/// All that was found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Found {
    pub(crate) cases: usize,
    pub(crate) messages: usize,
    pub(crate) repetitions: usize,
    pub(crate) events: usize,
    pub(crate) task_failures: BTreeMap<String, usize>,
    pub(crate) task_timeouts: usize,
    pub(crate) worker_starts: u32,
    pub(crate) console_starts: u32,
    /// How often the workers' logs speak of a history that does not replay: of each attempt.
    pub(crate) logged_nondeterminism: usize,
    pub(crate) findings: Vec<Finding>,
}

/// A case as the engine has it.
struct Seen {
    case: CaseNumber,
    status: Option<WorkflowExecutionStatus>,
    attempt: i32,
    events: Vec<HistoryEvent>,
    /// The same as text, payloads decoded.
    text: String,
    record: Option<CaseRecord>,
    view: Option<CaseView>,
}

/// Looks at everything.
pub(crate) async fn look(world: &World, people: &People) -> Result<Found> {
    let ledger = people.ledger();
    let engine = world.engine.client().await?;
    let cases = world.cases().await?;
    let received = world.sandbox.received();
    let by_case = by_case(&received);
    let mut found = Found {
        repetitions: ledger.repetitions,
        worker_starts: world.workers.iter().map(crate::part::Part::starts).sum(),
        console_starts: world.console.starts(),
        logged_nondeterminism: world.in_the_logs("TMPRL1100"),
        ..Found::default()
    };
    for why in &ledger.not_filed {
        found.add(Kind::NotTaken, "-", why.clone());
    }
    let mut numbers: BTreeSet<CaseNumber> = ledger.cases.keys().cloned().collect();
    for other in held(&engine).await? {
        if numbers.insert(other.clone()) {
            // It was filed, and nobody was told: the application was never answered.
            found.add(Kind::NotTaken, other.as_str(), "the engine has it, and its filing was not answered".to_owned());
        }
    }
    eprintln!("looking at {} cases", numbers.len());
    let looked = stream::iter(numbers).map(|case| see(&engine, &cases, case)).buffer_unordered(EYES).collect::<Vec<_>>().await;
    for seen in &looked {
        found.cases = found.cases.saturating_add(1);
        found.look_at_history(seen);
        if let Some(known) = ledger.cases.get(&seen.case) {
            found.look_at_messages(seen, known);
            found.look_at_outcome(seen, known);
        }
        found.look_at_register(world, seen).await?;
        found.look_at_what_was_told(seen, &received, &by_case);
    }
    for broken in world.register.verify().await? {
        found.add(Kind::RegisterDiffers, "-", format!("a chain is broken: {broken}"));
    }
    for refusal in &received.refused {
        found.add(Kind::ToldOtherwise, "-", format!("{} refused a call: {} {}", refusal.agency.name(), refusal.code, refusal.message));
    }
    for (seen, known) in looked.iter().filter_map(|seen| Some((seen, ledger.cases.get(&seen.case)?))).take(APPLICANTS) {
        found.look_at_what_the_applicant_sees(people, seen, known).await;
    }
    look_at_stickers(&looked, &mut found);
    replay(&looked, &mut found).await?;
    found.findings.sort_by(|one, other| (one.kind, &one.case).cmp(&(other.kind, &other.case)));
    Ok(found)
}

async fn held(engine: &Client) -> Result<Vec<CaseNumber>> {
    use futures::TryStreamExt;
    let listed: Vec<WorkflowExecution> =
        engine.list_workflows("WorkflowType IN ('Invitation', 'Visa', 'Complaint')", WorkflowListOptions::default()).try_collect().await?;
    Ok(listed.iter().filter_map(|execution| execution.id().parse().ok()).collect())
}

async fn see(engine: &Client, cases: &Cases, case: CaseNumber) -> Seen {
    let handle = engine.get_workflow_handle::<InvitationWorkflow>(case.as_str());
    let described = handle.describe(WorkflowDescribeOptions::default()).await.ok();
    let attempt = described.as_ref().and_then(|described| Some(described.raw().pending_workflow_task.as_ref()?.attempt));
    let events = match &described {
        Some(_) => handle.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await.unwrap_or_default(),
        None => Vec::new(),
    };
    let text = match cases.history(&case).await {
        Ok(events) => serde_json::to_string(&events).unwrap_or_default(),
        Err(_) => String::new(),
    };
    // One whose tasks fail does not answer: that takes its time, and is known from its history.
    let answers = described.is_some() && attempt.is_none_or(|attempt| attempt < 3);
    let record = if answers { cases.record(&case).await.ok() } else { None };
    let view = match &record {
        Some(record) => cases.case(&case, record.filed_at).await.ok(),
        None => None,
    };
    let status = described.map(|described| described.status());
    Seen { case, status, attempt: attempt.unwrap_or_default(), events, text, record, view }
}

impl Found {
    fn add(&mut self, kind: Kind, case: &str, says: String) {
        self.findings.push(Finding { kind, case: case.to_owned(), says });
    }

    pub(crate) fn count(&self, kind: Kind) -> usize {
        let of_kind = self.findings.iter().filter(|finding| finding.kind == kind);
        of_kind.map(|finding| &finding.case).collect::<BTreeSet<_>>().len()
    }

    fn look_at_history(&mut self, seen: &Seen) {
        self.events = self.events.saturating_add(seen.events.len());
        let case = seen.case.as_str();
        match seen.status {
            None => self.add(Kind::Lost, case, "the engine does not know it".to_owned()),
            Some(WorkflowExecutionStatus::Completed) => {}
            Some(WorkflowExecutionStatus::Running) if seen.view.as_ref().is_some_and(has_a_visa) => {}
            Some(status) => {
                let says = format!("{status:?}, its task is at attempt {}", seen.attempt);
                self.add(Kind::Stuck, case, says);
            }
        }
        let mut nondeterministic = None;
        for event in &seen.events {
            match &event.attributes {
                Some(Attributes::WorkflowTaskTimedOutEventAttributes(_)) => self.task_timeouts = self.task_timeouts.saturating_add(1),
                Some(Attributes::WorkflowTaskFailedEventAttributes(failed)) => {
                    let count = self.task_failures.entry(failed.cause().as_str_name().to_owned()).or_default();
                    *count = count.saturating_add(1);
                    if failed.cause() == WorkflowTaskFailedCause::NonDeterministicError {
                        let message = failed.failure.as_ref().map(|failure| failure.message.clone()).unwrap_or_default();
                        nondeterministic = Some(format!("event {}: {message}", event.event_id));
                    }
                }
                _ => {}
            }
        }
        if let Some(says) = nondeterministic {
            self.add(Kind::Nondeterminism, case, says);
        }
    }

    fn look_at_messages(&mut self, seen: &Seen, known: &Known) {
        let case = seen.case.as_str();
        for answered in &known.answered {
            self.messages = self.messages.saturating_add(1);
            if !seen.text.contains(&answered.id) {
                self.add(Kind::Lost, case, format!("{} was answered 200 and is not in its history", answered.what));
            }
        }
        for refused in &known.refused {
            self.add(Kind::NotTaken, case, refused.clone());
        }
        if !known.played {
            self.add(Kind::NotTaken, case, format!("after {} messages the next one was never taken", known.answered.len()));
        }
    }

    fn look_at_outcome(&mut self, seen: &Seen, known: &Known) {
        let status = seen.record.as_ref().map(|record| record.status);
        if status != Some(known.expected) {
            let is = status.map_or_else(|| "not known".to_owned(), |status| status.to_string());
            self.add(Kind::NotAtOutcome, seen.case.as_str(), format!("{is}, and not {}", known.expected));
        }
        let incidents = seen.view.iter().flat_map(|view| &view.incidents).filter(|incident| incident.resumed_at.is_none());
        for incident in incidents {
            self.add(Kind::Stuck, seen.case.as_str(), format!("stopped at {} by {}", incident.step, incident.code));
        }
    }

    async fn look_at_register(&mut self, world: &World, seen: &Seen) -> Result<()> {
        let case = seen.case.as_str();
        let Some(record) = &seen.record else { return Ok(()) };
        match world.register.compare(record).await {
            Ok(Recorded::Known) => {}
            Ok(Recorded::New) => self.add(Kind::Lost, case, "the register does not have it".to_owned()),
            Ok(other) => self.add(Kind::RegisterDiffers, case, format!("the engine's record is {other:?} to the register")),
            Err(error) => self.add(Kind::RegisterDiffers, case, error.to_string()),
        }
        Ok(())
    }

    async fn look_at_what_the_applicant_sees(&mut self, people: &People, seen: &Seen, known: &Known) {
        let Some(record) = &seen.record else { return };
        let progress = people.progress_of(&seen.case, &known.passport).await.unwrap_or_default();
        let status = progress.get("status").and_then(Value::as_str).unwrap_or("nothing");
        if status != record.status.as_str() {
            self.add(Kind::ToldOtherwise, seen.case.as_str(), format!("the applicant is told {status}, and {} stands", record.status));
        }
    }

    fn look_at_what_was_told(&mut self, seen: &Seen, received: &Received, by_case: &BTreeMap<(Log, &str), Vec<&Entry>>) {
        let case = seen.case.as_str();
        let of = |log: Log| by_case.get(&(log, case)).map(Vec::as_slice).unwrap_or_default();
        for log in ONCE {
            let keys: BTreeSet<&str> = of(log).iter().map(|entry| entry.key.as_str()).collect();
            for key in keys {
                let count = received.count(log, key);
                if count.new > 1 || count.conflict > 0 {
                    self.add(Kind::Doubled, case, format!("{key}: {count:?}"));
                }
            }
        }
        let accepted = |log: Log| of(log).iter().filter(|entry| entry.disposition == Disposition::New).copied().collect::<Vec<_>>();
        for log in [Log::Police, Log::Berkut, Log::Appointments, Log::Invitations, Log::Visas] {
            if accepted(log).len() > 1 {
                self.add(Kind::Doubled, case, format!("{} submissions in {log:?}", accepted(log).len()));
            }
        }
        let (Some(record), Some(view)) = (&seen.record, &seen.view) else { return };
        let told = told(&accepted);
        let stands = stands(record, view);
        for (what, stands) in &stands {
            let told = told.get(what).cloned().unwrap_or_default();
            if told != *stands {
                self.add(Kind::ToldOtherwise, case, format!("{what}: told {told:?}, and {stands:?} stands"));
            }
        }
    }
}

fn by_case(received: &Received) -> BTreeMap<(Log, &str), Vec<&Entry>> {
    let mut found: BTreeMap<(Log, &str), Vec<&Entry>> = BTreeMap::new();
    for log in ONCE {
        for entry in received.log(log) {
            found.entry((log, entry.case.as_str())).or_default().push(entry);
        }
    }
    found
}

/// Some members of a body, in short.
fn members(body: &Value, names: &[&str]) -> String {
    let member = |name: &&str| match body.get(*name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Null) | None => None,
        Some(other) => Some(other.to_string()),
    };
    names.iter().filter_map(member).collect::<Vec<_>>().join(" ")
}

const STAGE: &[&str] = &["id", "stage", "at"];
const NOTICE: &[&str] = &["id", "kind", "at", "outcome", "ground", "number"];
const ESCALATION: &[&str] = &["clock", "window", "rung", "incident", "audience", "at"];

/// What others were told, by what it is.
fn told<'a>(accepted: &impl Fn(Log) -> Vec<&'a Entry>) -> BTreeMap<&'static str, Vec<String>> {
    let texts = |log, names: &[&str]| accepted(log).iter().map(|entry| members(&entry.body, names)).collect::<Vec<_>>();
    let mut escalations = texts(Log::Escalations, ESCALATION);
    escalations.sort();
    BTreeMap::from([
        ("stages", texts(Log::Stages, STAGE)),
        ("notices", texts(Log::Notices, NOTICE)),
        ("escalations", escalations),
        ("invitations in Berkut", texts(Log::Invitations, &["number"])),
        ("visas in Berkut", texts(Log::Visas, &["number"])),
    ])
}

/// What stands, by what it is.
fn stands(record: &CaseRecord, view: &CaseView) -> BTreeMap<&'static str, Vec<String>> {
    let text = |value: Result<Value, serde_json::Error>, names: &[&str]| members(&value.unwrap_or_default(), names);
    let stages = record.stages.iter().map(|stage| text(serde_json::to_value(stage), STAGE)).collect();
    let notices = view.notices.iter().map(|notice| text(serde_json::to_value(notice), NOTICE)).collect();
    let rungs = record.escalations.iter().map(|gone| text(serde_json::to_value(gone), ESCALATION));
    let incidents = view.incidents.iter().map(|incident| format!("{} supervisor {}", incident.code, incident.at));
    let mut escalations: Vec<_> = rungs.chain(incidents).collect();
    escalations.sort();
    let number = record.decision.as_ref().and_then(|decision| decision.invitation_number.clone());
    BTreeMap::from([
        ("stages", stages),
        ("notices", notices),
        ("escalations", escalations),
        ("invitations in Berkut", number.into_iter().collect()),
        ("visas in Berkut", visa(view).map(|visa| visa.number.to_string()).into_iter().collect()),
    ])
}

fn visa(view: &CaseView) -> Option<&VisaView> {
    view.visa_standing.as_ref()?.visa.as_ref()
}

/// Whether it has led to a visa that Berkut knows. Its workflow goes on, for the sticker may still be spoiled.
pub(crate) fn has_a_visa(view: &CaseView) -> bool {
    view.status == Status::Issued && visa(view).is_some_and(|visa| visa.valid && !visa.handwritten)
}

/// No number of a sticker was used twice; numbers that were left out are found by the register's own verification.
fn look_at_stickers(looked: &[Seen], found: &mut Found) {
    let numbers: Vec<_> = looked.iter().filter_map(|seen| Some(visa(seen.view.as_ref()?)?.number.to_string())).collect();
    let different: BTreeSet<_> = numbers.iter().collect();
    if different.len() != numbers.len() {
        found.add(Kind::Doubled, "-", format!("{} visas have {} numbers", numbers.len(), different.len()));
    }
}

fn replayer() -> Result<WorkflowReplayer> {
    let options = WorkflowReplayerOptions::new()
        .register_workflow::<InvitationWorkflow>()?
        .register_workflow::<VisaWorkflow>()?
        .register_workflow::<ComplaintWorkflow>()?;
    Ok(WorkflowReplayer::new(options.build())?)
}

/// All histories once more, on today's code.
async fn replay(looked: &[Seen], found: &mut Found) -> Result<()> {
    let replayer = replayer()?;
    let with_history: Vec<_> = looked.iter().filter(|seen| !seen.events.is_empty()).collect();
    for some in with_history.chunks(REPLAYED_TOGETHER) {
        let histories = some.iter().map(|seen| WorkflowHistory::from(History { events: seen.events.clone() }));
        for (seen, result) in some.iter().zip(replayer.replay_workflows(histories).await?) {
            if let Some(failure) = result.replay_failure {
                found.add(Kind::Nondeterminism, seen.case.as_str(), failure.to_string());
            }
        }
    }
    Ok(())
}

/// Writes the histories of the cases with which something is wrong, and of some others, as the SDK reads them.
pub(crate) async fn keep_histories(world: &World, report: &Report, folder: &Path) -> Result<()> {
    let engine = world.engine.client().await?;
    let wrong = report.cases();
    let held = held(&engine).await?.into_iter().map(|case| case.to_string());
    let sound: BTreeSet<String> = held.filter(|case| !wrong.contains(case)).take(KEPT_BESIDE).collect();
    for (cases, folder) in [(wrong, folder.join("wrong")), (sound, folder.join("sound"))] {
        std::fs::create_dir_all(&folder)?;
        for case in cases {
            let handle = engine.get_workflow_handle::<InvitationWorkflow>(case.as_str());
            let history = handle.fetch_history(WorkflowFetchHistoryOptions::default());
            if let Ok(json) = history.to_json().await {
                std::fs::write(folder.join(format!("{case}.json")), json)?;
            }
        }
    }
    Ok(())
}
