//! The visa-migration portal (VMP), through which the applicant is told. Contract: `docs/contracts/portal.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::case::outbox::ApplicantNotice;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{agency::Agency, batch};

/// The portal.
#[derive(Debug)]
pub struct Portal {
    /// Where it answers.
    pub agency: Agency,
}

#[derive(Serialize)]
struct Batch {
    notices: Vec<ApplicantNotice>,
}

#[activities]
impl Portal {
    /// Sends notices to the applicant; each counts once, however often it is sent.
    #[activity]
    pub async fn notify_applicant(self: Arc<Self>, ctx: ActivityContext, notices: Vec<ApplicantNotice>) -> Result<(), ActivityError> {
        let ids = notices.iter().map(|item| item.id.clone()).collect();
        batch::deliver(&self.agency, "notices", ids, &Batch { notices }, ctx.info().attempt).await
    }
}
