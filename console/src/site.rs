//! What the handlers of API and pages work with.

use std::sync::Arc;

use axum::extract::FromRef;
use chrono::NaiveDate;
use shaqyru_client::announcements::Announcements;
use shaqyru_domain::{
    case::number::CaseNumber, document::Document, invitation::document::Names, problem::Problem, visa::sticker::FilledSticker,
};

use crate::{
    desk::{Desk, Progress, supervision::Board},
    identity::{Door, Principal},
    limits::Limit,
    live::Live,
    problem::Refusal,
};

/// What the handlers of API and pages work with.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) desk: Desk,
    pub(crate) door: Door,
    pub(crate) board: Board,
    pub(crate) live: Live,
    questions_about_case: Limit<CaseNumber>,
    officers: Arc<Names>,
}

impl Site {
    pub(crate) fn new(desk: Desk, door: Door, live: Live, questions_about_case: Limit<CaseNumber>, officers: Names) -> Self {
        Self { desk, door, board: Board::default(), live, questions_about_case, officers: Arc::new(officers) }
    }

    pub(crate) fn announcements(&self) -> Announcements {
        Announcements::new(self.desk.cases.engine().clone())
    }

    /// Documents with office and officer by name, as they are handed over.
    pub(crate) fn named(&self, documents: Vec<Document>) -> Vec<Document> {
        documents.into_iter().map(|document| document.named(&self.desk.rulebook, &self.officers)).collect()
    }

    /// The sticker of a visa, with the name of who decided.
    pub(crate) async fn sticker(&self, who: &Principal, case: &CaseNumber) -> Result<StickerOnDay, Problem> {
        let (filing, issued) = self.desk.issued(who, case).await?;
        let signatory = issued.by.as_ref().and_then(|id| self.officers.of_officer(id));
        let rules = self.desk.rulebook.for_filing(issued.on)?;
        Ok(StickerOnDay { sticker: FilledSticker::of(&filing.request, &issued, signatory, &rules)?, on: issued.on })
    }

    /// What an applicant is told. A case is asked about only so often, whether it exists or not and from wherever the questions come.
    pub(crate) async fn progress(&self, case: &CaseNumber, passport_number: &str) -> Result<Progress, Refusal> {
        self.questions_about_case.take(case)?;
        Ok(self.desk.progress(case, passport_number).await?)
    }
}

/// A sticker, with the day whose template it is printed by.
pub(crate) struct StickerOnDay {
    pub(crate) sticker: FilledSticker,
    pub(crate) on: NaiveDate,
}

impl FromRef<Site> for Door {
    fn from_ref(site: &Site) -> Self {
        site.door.clone()
    }
}
