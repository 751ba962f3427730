//! Asking the applicant for papers (R26 para 12).

use super::{
    Case,
    event::Event,
    fact::Entry,
    outbox::{ApplicantNotice, NoticeKind},
    procedure::Procedure,
};
use crate::{
    checks::papers::PapersRequest,
    problem::{Code, Problem},
};

/// The most requests for papers in one case: each is a notice with its reason, and all that is known of a case must fit into one message of
/// the engine's.
const MOST_REQUESTS: usize = 30;

impl<P: Procedure> Case<P> {
    /// Whether papers may be asked for (R26 para 12).
    ///
    /// # Errors
    /// [`Code::CaseClosed`] for an ended case; else what
    /// [`NeverAskedFor::check`](crate::checks::papers::NeverAskedFor::check) says.
    pub(super) fn check_papers_request(&self, request: &PapersRequest) -> Result<(), Problem> {
        self.docket().require_open()?;
        self.filing.never_asked_for.check(request)
    }

    /// Asks the applicant for papers. It pauses no clock: no paragraph says that it would.
    ///
    /// # Errors
    /// What [`Case::check_papers_request`] says; then nothing has changed.
    pub(super) fn request_papers(&mut self, entry: &Entry<PapersRequest>) -> Result<(), Problem> {
        let request = &entry.content;
        self.check_papers_request(request)?;
        let papers = request.papers.iter().map(|paper| paper.kind.clone()).collect();
        self.write_entry(entry, Event::PapersRequested { papers, reason: request.reason.clone() });
        let which = self.papers_requests().saturating_add(1);
        let notice = self.notice_of(NoticeKind::PapersRequest, which, entry.received_at);
        self.notices.push(ApplicantNotice { papers: request.papers.clone(), reason: Some(request.reason.to_string()), ..notice });
        Ok(())
    }

    /// Asked before a request is taken in, and not when it is applied: a history of before may hold more.
    pub(super) fn require_few_papers_requests(&self) -> Result<(), Problem> {
        if self.papers_requests() < MOST_REQUESTS {
            return Ok(());
        }
        Err(Problem::new(Code::TooManyMessages, format!("papers have been asked for {MOST_REQUESTS} times in this case")))
    }

    fn papers_requests(&self) -> usize {
        self.notices.all().iter().filter(|notice| notice.kind == NoticeKind::PapersRequest).count()
    }
}
