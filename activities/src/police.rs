//! The police: verification of a visit (R26 para 15). Contract: `docs/reference/contracts/police.yaml`.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{fact::Verification, number::CaseNumber},
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, CallError},
    asking::{self, Found},
    dossier::Dossier,
};

/// The police system.
#[derive(Debug)]
pub struct Police {
    /// Where it answers.
    pub agency: Agency,
}

/// What the police are asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerificationTask {
    /// The case.
    pub dossier: Dossier,
    /// When it was filed.
    pub filed_at: Instant,
    /// Whether the police may have the case already: then it is asked for before it is submitted.
    pub asked_before: bool,
    /// How often to ask for the answer, in case its callback is lost; never, if there is no number.
    pub poll_every: Option<Duration>,
}

#[derive(Serialize)]
struct Submission<'a> {
    #[serde(flatten)]
    dossier: &'a Dossier,
    filed_at: Instant,
}

#[derive(Deserialize)]
struct Acknowledgement {
    case: String,
}

#[derive(Deserialize)]
struct State {
    case: String,
    verification: Option<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    message_id: String,
    #[serde(flatten)]
    verification: Verification,
}

#[activities]
impl Police {
    /// Submits a case once, then asks for the answer until it is there. Each question is an attempt of
    /// this one activity, so that waiting for days writes no history.
    #[activity]
    pub async fn verify(
        self: Arc<Self>,
        ctx: ActivityContext,
        task: VerificationTask,
    ) -> Result<Option<Found<Verification>>, ActivityError> {
        let asked = self.ask(&task, ctx.info().attempt).await;
        asking::outcome(&ctx, asked, task.poll_every)
    }
}

impl Police {
    async fn ask(&self, task: &VerificationTask, attempt: u32) -> Result<Option<(String, Verification)>, CallError> {
        // An earlier attempt may have been accepted though we never saw the answer: ask first.
        if (attempt > 1 || task.asked_before)
            && let Some(state) = self.state(&task.dossier.case).await?
        {
            return Ok(state.verification.map(|finding| (finding.message_id, finding.verification)));
        }
        let case = task.dossier.case.as_str();
        let body = Submission { dossier: &task.dossier, filed_at: task.filed_at };
        let key = format!("{case}/verification");
        let taken: Acknowledgement = self.agency.tell(Method::POST, "verifications", Some(&key), &body).await?;
        self.agency.require_case(case, &taken.case)?;
        Ok(None)
    }

    async fn state(&self, case: &CaseNumber) -> Result<Option<State>, CallError> {
        let state: Option<State> = self.agency.get(&format!("verifications/{case}")).await?;
        if let Some(state) = &state {
            self.agency.require_case(case.as_str(), &state.case)?;
        }
        Ok(state)
    }
}
