//! The office's own notices: escalations and incidents. Contract: `docs/contracts/office.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::case::outbox::OfficeNotice;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{agency::Agency, batch, measures::Lateness};

/// The office's notice system.
#[derive(Debug)]
pub struct Office {
    /// Where it answers.
    pub agency: Agency,
    /// What is measured; nothing of the timers if cases may stand on shifted clocks.
    pub lateness: Option<Lateness>,
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
        let info = ctx.info();
        // What comes again is late because of the office.
        if let Some(lateness) = self.lateness.as_ref().filter(|_| info.is_local && info.attempt == 1) {
            escalations.iter().filter(|notice| notice.rung.is_some()).for_each(|rung| lateness.note(rung.at));
        }
        let ids = escalations.iter().map(|item| item.id.clone()).collect();
        batch::deliver(&self.agency, "escalations", ids, &Batch { escalations }, info.attempt).await
    }
}
