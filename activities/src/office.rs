//! The office's own notices: escalations and incidents. Contract: `docs/reference/contracts/office.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::case::outbox::OfficeNotice;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, CallError},
    batch,
    measures::Lateness,
};

/// The office's notice system.
#[derive(Debug, Clone)]
pub struct Office {
    /// Where it answers.
    pub agency: Agency,
    /// What is measured; nothing of the timers if cases may stand on shifted clocks.
    pub lateness: Option<Lateness>,
}

#[derive(Serialize)]
struct Batch<'a> {
    escalations: &'a [OfficeNotice],
}

#[activities]
impl Office {
    /// Tells the office of escalations and incidents; each counts once, however often it is sent.
    #[activity]
    pub async fn escalate(self: Arc<Self>, ctx: ActivityContext, escalations: Vec<OfficeNotice>) -> Result<(), ActivityError> {
        let info = ctx.info();
        // What comes again is late because of the office.
        if info.is_local && info.attempt == 1 {
            self.note_lateness(&escalations);
        }
        self.tell(&escalations).await.map_err(|error| error.into_activity_error(info.attempt))
    }
}

impl Office {
    pub(crate) async fn tell(&self, escalations: &[OfficeNotice]) -> Result<(), CallError> {
        let ids: Vec<_> = escalations.iter().map(|item| item.id.as_str()).collect();
        batch::tell(&self.agency, "escalations", &ids, &Batch { escalations }).await
    }

    /// Measures how long after its instant a rung goes out.
    pub(crate) fn note_lateness(&self, escalations: &[OfficeNotice]) {
        if let Some(lateness) = &self.lateness {
            escalations.iter().filter(|notice| notice.rung.is_some()).for_each(|rung| lateness.note(rung.at));
        }
    }
}
