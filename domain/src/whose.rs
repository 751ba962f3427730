//! Whose paper it is, and whether it counts on a day.
//!
//! A paper of an application may be about one of its invitees: a proof of kinship with the Kazakh people, a diploma. What follows from
//! it follows for that invitee alone (R26 para 13; annex 5).

use chrono::NaiveDate;

use crate::{
    application::{Document, Form},
    exception::Exception,
    text::DocumentKind,
};

impl Document {
    /// Whether it counts for something on a day: an expired paper does not (R26 para 14), nor one that is not issued yet or never held.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        self.valid_until.is_none_or(|until| day <= until)
            && self.issued_on.is_none_or(|issued| issued <= day)
            && self.ends_after_its_issue()
    }

    /// Whether there is a day on which it holds.
    pub fn ends_after_its_issue(&self) -> bool {
        self.issued_on.zip(self.valid_until).is_none_or(|(issued, until)| issued <= until)
    }
}

impl Form {
    /// Whether an invitee has a paper of a kind that counts on a day. A paper that names nobody is one person's all the same: such
    /// papers go to the invitees in their order, one to each of those who have none of their own.
    pub fn has_paper_of(&self, invitee: usize, kind: &DocumentKind, day: NaiveDate) -> bool {
        let of_kind = || self.documents.iter().filter(|document| document.kind == *kind && document.counts_on(day));
        let has_own = |invitee: usize| of_kind().any(|document| document.invitee == Some(invitee));
        let of_nobody = of_kind().filter(|document| document.invitee.is_none()).count();
        has_own(invitee) || (0..invitee).filter(|before| !has_own(*before)).count() < of_nobody
    }

    /// Whether each of these invitees has a paper of one of these kinds that counts on a day: one of their own, or one that names nobody.
    pub fn have_papers(&self, invitees: impl Iterator<Item = usize>, kinds: &[DocumentKind], day: NaiveDate) -> bool {
        let of_kind = || self.documents.iter().filter(|document| kinds.contains(&document.kind) && document.counts_on(day));
        let has_own = |invitee: &usize| of_kind().any(|document| document.invitee == Some(*invitee));
        let of_nobody = of_kind().filter(|document| document.invitee.is_none()).count();
        invitees.filter(|invitee| !has_own(invitee)).count() <= of_nobody
    }
}

/// Whether a paper is about an invitee, or about all.
pub(crate) fn is_about(document: &Document, invitee: usize) -> bool {
    document.invitee.is_none_or(|of| of == invitee)
}

/// The papers as the case of one invitee has them: its own and those of all.
pub(crate) fn papers_of_case(documents: &[Document], invitee: usize) -> Vec<Document> {
    let of_it = documents.iter().filter(|document| is_about(document, invitee));
    of_it.map(|document| Document { invitee: document.invitee.map(|_| 0), ..document.clone() }).collect()
}

/// The exception as the case of one invitee has it: its own, or that of all.
pub(crate) fn exception_of_case(exception: Option<&Exception>, invitee: usize) -> Option<Exception> {
    let of_it = exception.filter(|exception| exception.invitee.is_none_or(|of| of == invitee))?;
    Some(Exception { invitee: of_it.invitee.map(|_| 0), ..of_it.clone() })
}
