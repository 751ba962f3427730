//! One straightforward case: filed within office hours, the police find nothing, the NSC agrees, the
//! invitation is issued. An answer comes when its question has reached the agency, and each message when
//! the one before has been receipted.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use anyhow::{Result, ensure};
use chrono::{TimeDelta, Utc};
use shaqyru_client::{Cases, Message};
use shaqyru_domain::{
    actor::Actor,
    application::Application,
    authority::{Authority, Role},
    case::{
        fact::{Answer, Decision, Entry, Verdict, Verification},
        number::CaseNumber,
        stage::Status,
    },
    time::instant::Instant,
};
use shaqyru_sandbox::Agency;
use shaqyru_workflows::invitation::InvitationWorkflow;
use temporalio_client::{Client, WorkflowGetResultOptions};

use crate::{agencies::Questions, history};

const APPLICATION: &str = include_str!("../../examples/applications/b3-negotiations-turkiye.json");
/// The number of its invitee's passport.
const PASSPORT: &str = "U00000001";
/// Each invitee is somebody else: who is invited for the hundredth time has a hundred earlier applications to look at.
static INVITEE: AtomicU64 = AtomicU64::new(1);
/// A Wednesday with four working days on either side.
const FILED_AT: &str = "2026-03-18T10:00:00+05:00";
/// How soon somebody looks again whether a case stands still.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A case that has been filed, with the clock that it runs by.
pub(crate) struct FiledCase {
    cases: Cases,
    questions: Questions,
    /// Its number.
    pub(crate) number: CaseNumber,
    offset: TimeDelta,
}

/// Plays a case to its end.
pub(crate) async fn play(client: &Client, questions: Questions, request_id: &str) -> Result<CaseNumber> {
    let mut case = FiledCase::file(client, questions, request_id).await?;
    case.verify().await?;
    case.answer().await?;
    case.decide().await?;
    let handle = client.get_workflow_handle::<InvitationWorkflow>(case.number.as_str());
    let outcome = handle.get_result(WorkflowGetResultOptions::default()).await?;
    ensure!(outcome.status == Status::Issued, "{} ended as {}", case.number, outcome.status);
    Ok(case.number)
}

impl FiledCase {
    /// Files it.
    pub(crate) async fn file(client: &Client, questions: Questions, request_id: &str) -> Result<Self> {
        let application = Application::parse(application_of_another_person().as_bytes())?;
        let filed_at = Instant::parse(FILED_AT)?;
        let offset = filed_at.since(Instant::from_utc(Utc::now()));
        let cases = Cases::new(client.clone()).signing_with(crate::stack::secret());
        let submitted = cases.submit_shifted(request_id, &application, filed_at, offset.num_milliseconds()).await?;
        let [number] = submitted.cases.as_slice() else { anyhow::bail!("the application opens {} cases", submitted.cases.len()) };
        Ok(Self { number: number.clone(), cases, questions, offset })
    }

    /// The police find nothing against the visit.
    pub(crate) async fn verify(&mut self) -> Result<()> {
        self.questions.reached(Agency::Police, self.number.as_str()).await?;
        let entry = self.entry(Verification::Clear, Actor::Police);
        self.cases.tell(&self.number, envelope("verification", entry)?).await?;
        Ok(())
    }

    async fn answer(&mut self) -> Result<()> {
        self.questions.reached(Agency::Berkut, self.number.as_str()).await?;
        let entry = self.entry(Answer::Agree, Actor::Nsc);
        self.cases.tell(&self.number, envelope("answer", entry)?).await?;
        Ok(())
    }

    async fn decide(&self) -> Result<()> {
        let decision = Decision { verdict: Verdict::Issue, late_reason: None };
        let entry = self.entry(decision, Actor::Officer("bench".parse()?));
        self.cases.tell(&self.number, envelope("decision", entry)?).await?;
        Ok(())
    }

    /// An entry that is made now, by the case's clock.
    fn entry<T>(&self, content: T, entered_by: Actor) -> Entry<T> {
        let received_at = Instant::from_utc(Utc::now()).shifted(self.offset);
        Entry::new(content, received_at, entered_by)
    }

    /// Until the case stands still: no workflow task, and no call but those that wait for their next attempt.
    pub(crate) async fn until_it_waits(&self) -> Result<()> {
        while !history::waits(self.cases.engine(), &self.number).await? {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }
}

fn application_of_another_person() -> String {
    APPLICATION.replace(PASSPORT, &format!("U{:08}", INVITEE.fetch_add(1, Ordering::Relaxed)))
}

fn envelope<T: serde::Serialize>(id: &str, entry: Entry<T>) -> Result<Message<T>> {
    Ok(Message::of(id.to_owned(), entry)?.under(Authority::new([Role::Head], None)))
}
