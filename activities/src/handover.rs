//! What a case hands over to others in one call: its record to the register, its notices to the portal, its escalations to the
//! office. It is an ordinary activity, so it begins only after the engine has kept the step that it rests on: nobody learns what a
//! crash could undo.

use std::{pin::pin, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{
        outbox::{ApplicantNotice, OfficeNotice},
        record::CaseRecord,
    },
    problem::{Code, Problem},
};
use shaqyru_register::RegisterError;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{agency::CallError, office::Office, portal::Portal, register::Registrar};

/// How often a worker that hands over says that it lives.
const BEAT: Duration = Duration::from_secs(2);
/// How long the register may take.
const REGISTER_TIMEOUT: Duration = Duration::from_secs(10);

/// Who takes what a case hands over.
#[derive(Debug)]
pub struct Handover {
    /// Takes its record.
    pub registrar: Registrar,
    /// Takes its notices to the applicant.
    pub portal: Portal,
    /// Takes its escalations and incidents.
    pub office: Office,
}

/// What a case has to hand over. What is left out has arrived, or is on its way by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Parcel {
    /// The case as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<CaseRecord>,
    /// What the applicant is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<ApplicantNotice>,
    /// What the office is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<OfficeNotice>,
}

/// What became of each part of a parcel; what was not in it counts as arrived. It says itself what was in the parcel: a case that is
/// replayed may make up the same step's parcel otherwise, and must not take for told what was not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The revision of the case that was in it.
    pub revision: Option<u32>,
    /// How many notices were in it, the next ones in order.
    pub notice_count: usize,
    /// How many escalations were in it, the next ones in order.
    pub escalation_count: usize,
    /// Of the record.
    pub record: Arrival,
    /// Of the notices.
    pub notices: Arrival,
    /// Of the escalations.
    pub escalations: Arrival,
}

/// What became of a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// It has arrived.
    Arrived,
    /// The other side cannot be reached for now.
    Unavailable,
    /// It does not pass: an operator must look.
    Refused(Problem),
}

#[activities]
impl Handover {
    /// Hands over a parcel, each part once. The register comes first, so that whoever is told of a decision finds it on record; an outage
    /// on one side keeps nothing from the others.
    #[activity]
    pub async fn hand_over(self: Arc<Self>, ctx: ActivityContext, parcel: Parcel) -> Result<HandedOver, ActivityError> {
        let handing_over = self.hand_over_all(parcel, ctx.info().attempt == 1);
        Ok(while_alive(&ctx, handing_over).await)
    }
}

/// Does a piece of work and lets the engine know that the worker lives, so that another takes over soon if it does not.
async fn while_alive<T>(ctx: &ActivityContext, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut beat = tokio::time::interval(BEAT);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = beat.tick() => drop(ctx.record_heartbeat(()).await),
        }
    }
}

impl Handover {
    async fn hand_over_all(&self, parcel: Parcel, is_first_attempt: bool) -> HandedOver {
        let Parcel { record, notices, escalations } = parcel;
        let (revision, notice_count, escalation_count) = (record.as_ref().map(|record| record.revision), notices.len(), escalations.len());
        let record = match &record {
            Some(record) => self.record(record).await,
            None => Arrival::Arrived,
        };
        let (notices, escalations) = tokio::join!(self.notify(&notices), self.escalate(&escalations, is_first_attempt));
        HandedOver { revision, notice_count, escalation_count, record, notices, escalations }
    }

    /// A register that does not come to an end with it is out of reach: the others are not kept waiting.
    async fn record(&self, record: &CaseRecord) -> Arrival {
        tokio::time::timeout(REGISTER_TIMEOUT, self.registrar.record(record)).await.map_or(Arrival::Unavailable, Into::into)
    }

    async fn notify(&self, notices: &[ApplicantNotice]) -> Arrival {
        if notices.is_empty() { Arrival::Arrived } else { self.portal.notify(notices).await.into() }
    }

    async fn escalate(&self, escalations: &[OfficeNotice], is_first_attempt: bool) -> Arrival {
        if escalations.is_empty() {
            return Arrival::Arrived;
        }
        if is_first_attempt {
            self.office.note_lateness(escalations);
        }
        self.office.tell(escalations).await.into()
    }
}

impl From<Result<(), CallError>> for Arrival {
    fn from(told: Result<(), CallError>) -> Self {
        match told {
            Ok(()) => Self::Arrived,
            Err(CallError::Unavailable { .. }) => Self::Unavailable,
            Err(CallError::Incident(problem)) => Self::Refused(problem),
        }
    }
}

impl From<Result<(), RegisterError>> for Arrival {
    fn from(recorded: Result<(), RegisterError>) -> Self {
        match recorded.map_err(Problem::from) {
            Ok(()) => Self::Arrived,
            Err(Problem { code: Code::RegisterUnreachable, .. }) => Self::Unavailable,
            Err(problem) => Self::Refused(problem),
        }
    }
}
