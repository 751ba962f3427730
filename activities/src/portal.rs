//! The visa-migration portal (VMP), through which the applicant is told. Contract: `docs/reference/contracts/portal.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::{case::outbox::ApplicantNotice, document_code::code_of, secret::Secret};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, CallError},
    batch,
};

/// The portal.
#[derive(Debug, Clone)]
pub struct Portal {
    /// Where it answers.
    pub agency: Agency,
    /// With it the codes are made that open a case's documents. They are made here and not in the case: they stand in no history.
    pub secret: Secret,
}

#[derive(Serialize)]
struct Batch<'a> {
    notices: Vec<Told<'a>>,
}

/// A notice with the code that it carries.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    notice: &'a ApplicantNotice,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

#[activities]
impl Portal {
    /// Sends notices to the applicant; each counts once, however often it is sent.
    #[activity]
    pub async fn notify_applicant(self: Arc<Self>, ctx: ActivityContext, notices: Vec<ApplicantNotice>) -> Result<(), ActivityError> {
        self.notify(&notices).await.map_err(|error| error.into_activity_error(ctx.info().attempt))
    }
}

impl Portal {
    pub(crate) async fn notify(&self, notices: &[ApplicantNotice]) -> Result<(), CallError> {
        let ids: Vec<_> = notices.iter().map(|item| item.id.as_str()).collect();
        let notices = notices.iter().map(|notice| Told { notice, code: code_of(&self.secret, notice) }).collect();
        batch::tell(&self.agency, "notices", &ids, &Batch { notices }).await
    }
}
