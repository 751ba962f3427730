//! The biometric centre: an appointment for fingerprints, and what came of it (R26 para 24-1). Contract: `docs/reference/contracts/biometrics.yaml`.
//! Never an image of any.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{
        fingerprints::{Appointment, CentreMessage, Exemption, Fingerprints},
        number::CaseNumber,
    },
    law::exemption::ExemptionKind,
    text::{OfficeCode, Text},
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, CallError},
    asking::{self, Found},
    dossier::Subject,
};

/// The biometric centre.
#[derive(Debug)]
pub struct Biometrics {
    /// Where it answers.
    pub agency: Agency,
}

/// What the biometric centre is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FingerprintsTask {
    /// Whom it is to call in.
    pub booking: Booking,
    /// When the appointment that is on record was booked: then only a later one is news.
    pub booked_at: Option<Instant>,
    /// Whether the centre may have the case already: then it is asked for before it is submitted.
    pub asked_before: bool,
    /// How often to ask, in case a callback is lost; never, if there is no number.
    pub poll_every: Option<Duration>,
}

/// Somebody who is to give fingerprints: no more than it takes to know them when they come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    /// The case.
    pub case: CaseNumber,
    /// The office that has it: near it they are taken.
    pub office: OfficeCode,
    /// Whether we take the answers by callback.
    pub callback: bool,
    /// Who is to come.
    pub subject: Subject,
}

#[derive(Deserialize)]
struct Acknowledgement {
    case: String,
}

#[derive(Deserialize)]
struct State {
    case: String,
    appointment: Option<Booked>,
    result: Option<Settled>,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "as the contract names it")]
struct Booked {
    message_id: String,
    at: Instant,
    place: Text,
    booked_at: Instant,
}

#[derive(Deserialize)]
struct Settled {
    message_id: String,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Outcome {
    Taken { taken_at: Instant },
    Exempt { reason: ExemptionKind },
}

#[activities]
impl Biometrics {
    /// Asks for an appointment once, then asks until the centre has said something new. Each question is an attempt of this one activity,
    /// so that waiting for weeks writes no history.
    #[activity]
    pub async fn take_fingerprints(
        self: Arc<Self>,
        ctx: ActivityContext,
        task: FingerprintsTask,
    ) -> Result<Option<Found<CentreMessage>>, ActivityError> {
        let asked = self.ask(&task, ctx.info().attempt).await;
        asking::outcome(&ctx, asked, task.poll_every)
    }
}

impl Biometrics {
    async fn ask(&self, task: &FingerprintsTask, attempt: u32) -> Result<Option<(String, CentreMessage)>, CallError> {
        // An earlier attempt may have been accepted though we never saw the answer: ask first.
        let known_there = if attempt > 1 || task.asked_before { self.state(&task.booking.case).await? } else { None };
        let Some(State { appointment, result, .. }) = known_there else {
            self.book(&task.booking).await?;
            return Ok(None);
        };
        // Once it is known what came of it, nobody needs to know when they were to come.
        let settled = result.map(|Settled { message_id, outcome }| (message_id, CentreMessage::Fingerprints(outcome.into())));
        let booked = appointment.filter(|booked| task.booked_at.is_none_or(|known| known < booked.booked_at));
        Ok(settled.or_else(|| booked.map(Booked::into_message)))
    }

    async fn book(&self, booking: &Booking) -> Result<(), CallError> {
        let case = booking.case.as_str();
        let key = format!("{case}/fingerprints");
        let taken: Acknowledgement = self.agency.tell(Method::POST, "appointments", Some(&key), booking).await?;
        self.agency.require_case(case, &taken.case)
    }

    async fn state(&self, case: &CaseNumber) -> Result<Option<State>, CallError> {
        let state: Option<State> = self.agency.get(&format!("appointments/{case}")).await?;
        if let Some(state) = &state {
            self.agency.require_case(case.as_str(), &state.case)?;
        }
        Ok(state)
    }
}

impl Booked {
    fn into_message(self) -> (String, CentreMessage) {
        let Self { message_id, at, place, booked_at } = self;
        (message_id, CentreMessage::Appointment(Appointment { at, place, booked_at: Some(booked_at) }))
    }
}

impl From<Outcome> for Fingerprints {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Taken { taken_at } => Self::TakenAt(taken_at),
            Outcome::Exempt { reason } => Self::Exempt(Exemption::Listed(reason)),
        }
    }
}
