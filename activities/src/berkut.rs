//! The National Security Committee (NSC, КНБ) through Berkut: coordination, and the record of issued
//! invitations (R26 paras 15, 16). Contract: `docs/reference/contracts/berkut.yaml`.

use std::{sync::Arc, time::Duration};

use chrono::NaiveDate;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::{Category, Entries, VisaKind},
    case::{
        fact::{Answer, ExtensionRequest},
        number::CaseNumber,
        visa::EndOfVisa,
    },
    coordination::message::NscMessage,
    text::Text,
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, CallError},
    asking::{self, Found},
    dossier::Dossier,
};

/// Berkut.
#[derive(Debug)]
pub struct Berkut {
    /// Where it answers.
    pub agency: Agency,
}

/// What the NSC is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CoordinationTask {
    /// The case.
    pub dossier: Dossier,
    /// When the case was submitted: its clock runs from here.
    pub submitted_at: Instant,
    /// Whether its request for more time is on record already: then only an answer is news.
    pub extension_known: bool,
    /// Whether Berkut may have the case already: then it is asked for before it is submitted.
    pub asked_before: bool,
    /// How often to ask for the answer, in case its callback is lost; never, if there is no number.
    pub poll_every: Option<Duration>,
}

/// An issued invitation, as it is entered in Berkut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedInvitation {
    /// The case.
    pub case: CaseNumber,
    /// The invitation's registration number.
    pub number: String,
    /// The date of issue.
    pub issued_on: NaiveDate,
}

/// An issued visa, as it is entered in Berkut (R26 para 43).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisaEntry {
    /// The case.
    pub case: CaseNumber,
    /// The number of the sticker, or of the electronic visa.
    pub number: String,
    /// Visa category.
    pub category: Category,
    /// Single or multiple.
    pub entries: Entries,
    /// Sticker or electronic.
    pub visa_kind: VisaKind,
    /// The first day on which it is valid.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_until: NaiveDate,
    /// Series and number of the passport.
    pub passport_number: Text,
    /// Those of who travels in a group on the same visa (R26 para 32).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_passports: Vec<Text>,
    /// The date of issue.
    pub issued_on: NaiveDate,
}

/// A visa that has ended, as Berkut is told (R26 paras 25, 46-48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisaEnd {
    /// The case that has ended it.
    pub case: CaseNumber,
    /// Which end of the case it is, from 1.
    pub end: usize,
    /// The number of the sticker, or of the electronic visa.
    pub number: Text,
    /// The number of the act; none of an electronic visa.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Why.
    pub why: EndOfVisa,
    /// When.
    pub ended_at: Instant,
}

#[derive(Serialize)]
struct Submission<'a> {
    #[serde(flatten)]
    dossier: &'a Dossier,
    submitted_at: Instant,
}

#[derive(Deserialize)]
struct Acknowledgement {
    case: String,
}

#[derive(Deserialize)]
struct State {
    case: String,
    answer: Option<AnswerGiven>,
    extension_request: Option<MoreTimeRequested>,
}

#[derive(Deserialize)]
struct AnswerGiven {
    message_id: String,
    answer: Answer,
}

#[derive(Deserialize)]
struct MoreTimeRequested {
    message_id: String,
    reason: Text,
}

#[activities]
impl Berkut {
    /// Submits a case once, then asks until the NSC has said something new. Each question is an attempt
    /// of this one activity, so that waiting for weeks writes no history.
    #[activity]
    pub async fn coordinate(
        self: Arc<Self>,
        ctx: ActivityContext,
        task: CoordinationTask,
    ) -> Result<Option<Found<NscMessage>>, ActivityError> {
        let asked = self.ask(&task, ctx.info().attempt).await;
        asking::outcome(&ctx, asked, task.poll_every)
    }

    /// Enters number and date of an issued invitation (R26 para 16).
    #[activity]
    pub async fn enter_invitation(self: Arc<Self>, ctx: ActivityContext, invitation: IssuedInvitation) -> Result<(), ActivityError> {
        self.enter(&invitation).await.map_err(|error| error.into_activity_error(ctx.info().attempt))
    }

    /// Enters an issued visa (R26 para 43).
    #[activity]
    pub async fn enter_visa(self: Arc<Self>, ctx: ActivityContext, visa: VisaEntry) -> Result<(), ActivityError> {
        self.enter_one(&visa).await.map_err(|error| error.into_activity_error(ctx.info().attempt))
    }

    /// Enters that a visa has ended (R26 paras 25, 46-48).
    #[activity]
    pub async fn end_visa(self: Arc<Self>, ctx: ActivityContext, end: VisaEnd) -> Result<(), ActivityError> {
        self.end_one(&end).await.map_err(|error| error.into_activity_error(ctx.info().attempt))
    }
}

impl Berkut {
    async fn ask(&self, task: &CoordinationTask, attempt: u32) -> Result<Option<(String, NscMessage)>, CallError> {
        // An earlier attempt may have been accepted though we never saw the answer: ask first.
        let known_there = if attempt > 1 || task.asked_before { self.state(&task.dossier.case).await? } else { None };
        let Some(state) = known_there else {
            self.submit(task).await?;
            return Ok(None);
        };
        let more_time = state.extension_request.filter(|_| !task.extension_known);
        Ok(more_time
            .map(|request| (request.message_id, NscMessage::ExtensionRequest(ExtensionRequest { reason: request.reason })))
            .or(state.answer.map(|given| (given.message_id, NscMessage::Answer(given.answer)))))
    }

    async fn submit(&self, task: &CoordinationTask) -> Result<(), CallError> {
        let case = task.dossier.case.as_str();
        let body = Submission { dossier: &task.dossier, submitted_at: task.submitted_at };
        let key = format!("{case}/coordination");
        let taken: Acknowledgement = self.agency.tell(Method::POST, "coordinations", Some(&key), &body).await?;
        self.agency.require_case(case, &taken.case)
    }

    async fn state(&self, case: &CaseNumber) -> Result<Option<State>, CallError> {
        let state: Option<State> = self.agency.get(&format!("coordinations/{case}")).await?;
        if let Some(state) = &state {
            self.agency.require_case(case.as_str(), &state.case)?;
        }
        Ok(state)
    }

    async fn enter_one(&self, visa: &VisaEntry) -> Result<(), CallError> {
        let case = visa.case.as_str();
        let key = format!("{case}/visa/{}", visa.number);
        let path = format!("visas/{case}/{}", visa.number);
        let entered: Acknowledgement = self.agency.tell(Method::PUT, &path, Some(&key), visa).await?;
        self.agency.require_case(case, &entered.case)
    }

    async fn end_one(&self, end: &VisaEnd) -> Result<(), CallError> {
        let case = end.case.as_str();
        // A number that somebody wrote into a request may be no part of a path.
        let key = format!("{case}/visa-end/{}", end.end);
        let path = format!("visa-ends/{case}/{}", end.end);
        let entered: Acknowledgement = self.agency.tell(Method::PUT, &path, Some(&key), end).await?;
        self.agency.require_case(case, &entered.case)
    }

    async fn enter(&self, invitation: &IssuedInvitation) -> Result<(), CallError> {
        let case = invitation.case.as_str();
        let key = format!("{case}/invitation");
        let path = format!("invitations/{case}");
        let entered: Acknowledgement = self.agency.tell(Method::PUT, &path, Some(&key), invitation).await?;
        self.agency.require_case(case, &entered.case)
    }
}
