//! The office's own notices: escalations and incidents. Contract: `docs/contracts/office.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::case::outbox::OfficeNotice;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{agency::Agency, batch};

/// The office's notice system.
#[derive(Debug)]
pub struct Office {
    /// Where it answers.
    pub agency: Agency,
}

#[derive(Serialize)]
struct Batch {
    escalations: Vec<OfficeNotice>,
}

#[activities]
impl Office {
    /// Tells the office of escalations and incidents; each counts once, however often it is sent.
    #[activity]
    pub async fn escalate(self: Arc<Self>, ctx: ActivityContext, escalations: Vec<OfficeNotice>) -> Result<(), ActivityError> {
        let ids = escalations.iter().map(|item| item.id.clone()).collect();
        batch::deliver(&self.agency, "escalations", ids, &Batch { escalations }, ctx.info().attempt).await
    }
}
