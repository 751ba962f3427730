//! The visa-migration portal (VMP), through which the applicant is told. Contract: `docs/contracts/portal.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::case::outbox::ApplicantNotice;
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
}

#[derive(Serialize)]
struct Batch<'a> {
    notices: &'a [ApplicantNotice],
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
        batch::tell(&self.agency, "notices", &ids, &Batch { notices }).await
    }
}
