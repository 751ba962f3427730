//! What is judged: a request, the day, and what the register knows. Where the register answers, its answer counts and not the request's.

use chrono::NaiveDate;

use super::records::{Answer, VisaRecords};
use crate::{
    application::VisaKind,
    law::rulebook::{RulesInForce, category::CategoryRule},
    text::DocumentKind,
    visa::request::{BasisKind, CurrentVisa, Form, Provider, VisaAction},
};

/// A request on the day of filing.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub form: &'a Form,
    pub rules: &'a RulesInForce<'a>,
    pub filed_on: NaiveDate,
    pub records: &'a VisaRecords,
}

impl<'a> Asked<'a> {
    /// The visa that the recipient has.
    pub fn current(self) -> Option<&'a CurrentVisa> {
        match &self.records.current_visa {
            Answer::Known(known) => Some(&known.visa),
            Answer::NotAsked | Answer::Nothing => self.form.current_visa.as_ref(),
        }
    }

    /// The category that is asked for.
    pub fn category(self) -> Option<&'a CategoryRule> {
        self.rules.category(self.form.category.as_str())
    }

    /// Whether the category that is asked for is one to leave with.
    pub fn leads_out(self) -> bool {
        self.category().is_some_and(|category| category.exit)
    }

    /// The regimes of the inviting party.
    pub fn regimes(self) -> &'a [DocumentKind] {
        self.form.inviting_party.as_ref().map_or(&[], |party| &party.regimes)
    }

    /// Whether a paper of a kind was handed in that counts on the day.
    pub fn has_paper(self, kind: &str) -> bool {
        self.form.documents.iter().any(|document| document.kind.as_str() == kind && document.counts_on(self.filed_on))
    }

    /// Whether a first visa is asked for by somebody who is in Kazakhstan.
    pub fn is_issued_inside(self) -> bool {
        let form = self.form;
        let is_inside = form.provider != Provider::Mission && form.recipient.present_address.is_some();
        form.action == VisaAction::Issue && form.visa_kind == VisaKind::Sticker && is_inside
    }

    /// Whether a ministry's instruction is what it rests on.
    pub fn is_instructed(self) -> bool {
        matches!(self.form.basis.kind, BasisKind::MfaInstruction | BasisKind::MiaInstruction)
    }
}

/// So that a visa is still there to be dealt with: it is valid, or was never used.
pub(super) fn is_live(visa: &CurrentVisa, on: NaiveDate) -> bool {
    !visa.used || on <= visa.valid_until
}
