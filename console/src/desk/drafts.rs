//! What is not filed yet: kept for the office, and not for long.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;
use shaqyru_domain::{
    authority::Act,
    case::number::CaseNumber,
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    visa::request::VisaAction,
};
use shaqyru_register::{Begun, Draft};
use tokio::sync::watch;
use uuid::Uuid;

use super::Desk;
use crate::identity::Principal;

/// How long a draft stays with which nobody goes on.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How often those are looked for that have stayed longer.
const LOOKED_FOR: Duration = Duration::from_hours(1);

/// Somebody rests on a draft as it is no more.
pub fn stale_draft() -> Problem {
    Problem::new(Code::Stale, "somebody else has changed this draft; compare, and save again")
}

impl Desk {
    /// Begins a draft at somebody's office.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for who may not file or is at no office.
    pub async fn begin_draft(&self, who: &Principal, service: &str, content: Value) -> Result<Draft, Problem> {
        let nowhere = || Problem::new(Code::Forbidden, "your account names no office, and a draft belongs to one");
        let office = self.office_of_drafts(who).await?.ok_or_else(nowhere)?;
        let draft = Draft {
            id: Uuid::new_v4().to_string(),
            office,
            owner: who.id.clone(),
            service: service.to_owned(),
            content,
            version: 0,
            changed_at: self.now(),
        };
        self.register.begin_draft(&draft).await?;
        self.note_beside(who, &format!("begin draft {}", draft.id)).await?;
        Ok(draft)
    }

    /// The drafts that somebody may go on with.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for who may not file.
    pub async fn drafts(&self, who: &Principal) -> Result<Vec<Begun>, Problem> {
        let Some(office) = self.office_of_drafts(who).await? else { return Ok(Vec::new()) };
        Ok(self.register.drafts_of(&office).await?)
    }

    /// The office at which somebody files; none for who is at no one office. A system that files is at none, whichever its token names: it sees what it has filed itself.
    async fn office_of_drafts(&self, who: &Principal) -> Result<Option<OfficeCode>, Problem> {
        Ok(self.or_deny(who, None, Act::Submit, who.authority.only_office(Act::Submit)).await?.cloned())
    }

    /// A draft, for somebody who may go on with it. The look is on record.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for who may not file, or not at its office; [`Code::DraftUnknown`].
    pub async fn draft(&self, who: &Principal, id: &str) -> Result<Draft, Problem> {
        self.allow(who, Act::Submit).await?;
        let unknown = || Problem::new(Code::DraftUnknown, "there is no such draft: it was filed, thrown away or left for too long");
        let draft = self.register.draft(id).await?.ok_or_else(unknown)?;
        self.or_deny(who, None, Act::Submit, who.authority.may_at(Act::Submit, &draft.office)).await?;
        self.note_beside(who, &format!("draft {}", draft.id)).await?;
        Ok(draft)
    }

    /// Saves what was typed into a draft that [`Desk::draft`] has given; the draft as it then is.
    ///
    /// # Errors
    /// [`Code::Stale`] if somebody else has saved it since.
    pub async fn save_draft(&self, seen: &Draft, content: Value) -> Result<Draft, Problem> {
        let now = self.now();
        if !self.register.save_draft(seen, &content, now).await? {
            return Err(stale_draft());
        }
        Ok(Draft { content, version: seen.version.saturating_add(1), changed_at: now, ..seen.clone() })
    }

    /// Throws away a draft that [`Desk::draft`] has given.
    ///
    /// # Errors
    /// If the register cannot be written.
    pub async fn forget_draft(&self, who: &Principal, draft: &Draft) -> Result<(), Problem> {
        self.register.forget_draft(&draft.id).await?;
        self.note_beside(who, &format!("forget draft {}", draft.id)).await
    }

    /// The request that follows from a case, which is named by its number, or by that of the invitation or visa that it has issued.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`] if there is none; as [`Desk::follow_up`].
    pub async fn follow_up_of(&self, who: &Principal, number: &str, action: VisaAction) -> Result<Value, Problem> {
        let case = match number.to_uppercase().parse::<CaseNumber>() {
            Ok(case) => Some(case),
            Err(_) => self.register.case_of_number(&Text::try_from(number.to_owned())?).await?,
        };
        let unknown = || Problem::new(Code::CaseUnknown, "there is no case with this number, and none that has issued it");
        self.follow_up(who, &case.ok_or_else(unknown)?, action).await
    }

    /// Throws away what nobody goes on with, again and again, until the console stops.
    pub(crate) async fn forget_old_drafts(self, mut stopped: watch::Receiver<()>) {
        loop {
            match self.register.forget_drafts_before(self.now().shifted(-KEPT)).await {
                Ok(0) => {}
                Ok(forgotten) => tracing::info!(forgotten, "drafts that nobody went on with are thrown away"),
                Err(error) => tracing::warn!(%error, "old drafts could not be thrown away"),
            }
            tokio::select! {
                changed = stopped.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(LOOKED_FOR) => {}
            }
        }
    }
}
