//! The documents of a case for who applied, without an account: a code that a notice carried opens them once, for a while.

use chrono::TimeDelta;
use shaqyru_domain::{
    actor::Actor,
    case::number::CaseNumber,
    document::Document,
    document_code::{notice_of_code, require_ticket, ticket},
    problem::{Code, Problem},
    time::instant::Instant,
};

use super::Desk;

/// So many codes are looked at for one case within a day, right or wrong, from wherever they come.
const MOST_TRIES: u64 = 5;
/// So many new codes are sent for one case within a day, to who asks for one.
const MOST_SENT: u64 = 3;
const A_DAY: TimeDelta = TimeDelta::days(1);
/// How long the documents stay open.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(15);

const TRIED: &str = "code tried";
const SENT: &str = "code sent";
const DOCUMENTS: &str = "documents";
const DENIED: &str = "denied: documents";

/// Documents that are open.
pub(crate) struct Opened {
    /// What opens them until then.
    pub(crate) ticket: String,
    /// Until when.
    pub(crate) until: Instant,
    /// Those that are for the applicant.
    pub(crate) documents: Vec<Document>,
}

impl Desk {
    /// Opens the documents of a case with the code of a notice, which is good for that once. Whoever calls this has found that the numbers of
    /// case and passport belong together.
    ///
    /// # Errors
    /// [`Code::DocumentCode`], [`Code::RateLimit`]; as [`Desk::case`].
    pub(crate) async fn open_documents(&self, case: &CaseNumber, typed: &str) -> Result<Opened, Problem> {
        let now = self.now();
        let notices = self.cases.case(case, now).await?.notices;
        // Noted before it is compared: of many that come at once no more are looked at.
        self.no_more_than(MOST_TRIES, TRIED, case).await?;
        let notice = notice_of_code(self.cases.secret()?, &notices, typed);
        let opened = match &notice {
            Some(notice) => self.register.count_views(&Actor::Applicant, case, &opened_by(notice), None).await?,
            None => 0,
        };
        let Some(notice) = notice.filter(|_| opened == 0) else {
            self.note_of_applicant(case, DENIED).await?;
            return Err(Problem::new(Code::DocumentCode, "the code is wrong or was used before").at("code"));
        };
        let documents = self.documents_for_applicant(case).await?;
        self.note_of_applicant(case, &opened_by(&notice)).await?;
        let until = now.shifted(OPEN_FOR);
        Ok(Opened { ticket: ticket(self.cases.secret()?, case, until), until, documents })
    }

    /// The documents of a case that are open.
    ///
    /// # Errors
    /// [`Code::DocumentCode`] if they are not; as [`Desk::case`].
    pub(crate) async fn opened_documents(&self, case: &CaseNumber, ticket: &str) -> Result<Vec<Document>, Problem> {
        require_ticket(self.cases.secret()?, case, ticket, self.now())?;
        self.note_of_applicant(case, DOCUMENTS).await?;
        self.documents_for_applicant(case).await
    }

    /// Sends the last notice once more, with a new code.
    ///
    /// # Errors
    /// [`Code::NoticeUnknown`], [`Code::RateLimit`]; as [`Desk::case`].
    pub(crate) async fn send_code(&self, case: &CaseNumber) -> Result<(), Problem> {
        let now = self.now();
        let view = self.cases.case(case, now).await?;
        let last = view.notices.last().ok_or_else(|| Problem::new(Code::NoticeUnknown, "no notice has gone out yet"))?;
        self.no_more_than(MOST_SENT, SENT, case).await?;
        self.cases.resend(case, last.kind, now).await.map(drop)
    }

    async fn documents_for_applicant(&self, case: &CaseNumber) -> Result<Vec<Document>, Problem> {
        let documents = self.cases.documents(case, self.now()).await?;
        Ok(documents.into_iter().filter(Document::is_for_applicant).collect())
    }

    /// Notes that an applicant does something, unless they have done it too often within a day.
    async fn no_more_than(&self, most: u64, what: &str, case: &CaseNumber) -> Result<(), Problem> {
        self.note_of_applicant(case, what).await?;
        let since = self.now().shifted(-A_DAY);
        if self.register.count_views(&Actor::Applicant, case, what, Some(since)).await? > most {
            self.note_of_applicant(case, DENIED).await?;
            return Err(Problem::new(Code::RateLimit, "too often for one case within a day; come again tomorrow, or ask the office"));
        }
        Ok(())
    }

    async fn note_of_applicant(&self, case: &CaseNumber, what: &str) -> Result<(), Problem> {
        Ok(self.register.note_view(&Actor::Applicant, Some(case), what, self.now()).await?)
    }
}

fn opened_by(notice: &str) -> String {
    format!("documents, by the code of {notice}")
}
