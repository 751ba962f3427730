//! Completeness, and what may be asked for (R26 paras 12-14, annex 5 row 8, annex 7).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    finding::{Finding, FindingCode},
    records::{HeldPaper, holds_one},
};
use crate::{
    application::{Application, Channel, Document, PaperForm},
    law::rulebook::{RulesInForce, paper::PaperRule},
    problem::{Code, Problem},
    text::{DocumentKind, Text},
};

/// The code of what is missing where the duty was not paid in full; no rule of the rulebook asks for it.
pub(crate) const STATE_DUTY: &str = "state_duty";

/// The code of the proof that the duty was paid.
pub(super) const DUTY_PROOF: &str = "fee_receipt";

/// The most papers that one request may name.
const MOST_PAPERS: usize = 50;

/// A paper that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MissingPaper {
    /// Which paper.
    pub code: String,
    /// What to hand in, for people.
    pub message: String,
    /// Act and paragraph.
    pub basis: String,
}

/// The papers that are missing on a day; none means that the application is complete. One gap refuses
/// acceptance of the whole application (annex 7). An expired paper counts as missing (para 14).
///
/// A paper that a state system holds, as `held` says, is fetched there and not missing (para 12).
pub fn missing_papers(application: &Application, rules: &RulesInForce, on: NaiveDate, held: &[HeldPaper]) -> Vec<MissingPaper> {
    let form = application.form();
    let is_handed_in = |rule: &PaperRule| {
        if rule.for_each {
            return form.have_papers(rule.when.invitees(application, rules), &rule.any_of, on);
        }
        form.documents.iter().any(|document| satisfies(document, rule, on))
    };
    rules
        .of(&rules.rulebook.papers)
        .filter(|rule| rule.when.holds(application, rules))
        .filter(|rule| !rule.where_duty_is_due || rules.duty_is_due(application))
        .filter(|rule| !is_held(rule, held, on) && !is_handed_in(rule))
        .map(MissingPaper::of)
        .collect()
}

/// Whether the state holds a paper of this rule that is valid on a day.
pub(crate) fn is_held(rule: &PaperRule, held: &[HeldPaper], on: NaiveDate) -> bool {
    holds_one(held, &rule.any_of, on)
}

/// Of papers that the state may hold, those that the only invitee of an application does not lack, so that what another invitee of the same
/// filing lacks does not count against this one: nobody asks this one for it, or it was handed in by name, or the state holds it. A
/// paper that names nobody proves nothing here, for it may be the other's.
pub(super) fn not_lacking(application: &Application, rules: &RulesInForce, on: NaiveDate, held: &[HeldPaper]) -> Vec<String> {
    let form = application.form();
    let category = form.visit.category.as_str();
    let by_name = |rule: &PaperRule| form.documents.iter().any(|document| document.invitee.is_some() && satisfies(document, rule, on));
    let not_lacking = |rule: &&PaperRule| !rule.when.holds(application, rules) || by_name(rule) || is_held(rule, held, on);
    rules
        .of(&rules.rulebook.papers)
        .filter(|rule| rule.state_may_hold && rule.when.category.iter().any(|of| of == category))
        .filter(not_lacking)
        .map(|rule| rule.code.clone())
        .collect()
}

/// Whether all that is missing may be found with the state, so that it is asked before acceptance is refused (R26 para 12).
pub fn state_may_hold(missing: &[MissingPaper], rules: &RulesInForce) -> bool {
    let known = || rules.of(&rules.rulebook.papers).chain(rules.of(&rules.rulebook.visa_papers));
    let may_hold = |paper: &MissingPaper| known().any(|rule| rule.code == paper.code && rule.state_may_hold);
    !missing.is_empty() && missing.iter().all(may_hold)
}

/// Whether a document is the paper of a rule on a day.
pub(crate) fn satisfies(document: &Document, rule: &PaperRule, on: NaiveDate) -> bool {
    let right_kind = rule.any_of.contains(&document.kind);
    let right_issuer = rule.issuers.is_empty() || document.issuer.as_ref().is_some_and(|issuer| rule.issuers.contains(issuer));
    right_kind && right_issuer && document.counts_on(on)
}

impl MissingPaper {
    pub(crate) fn of(rule: &PaperRule) -> Self {
        Self { code: rule.code.clone(), message: rule.message.clone(), basis: rule.source.clone() }
    }

    pub(crate) fn finding(&self) -> Finding {
        Finding::new(FindingCode::PaperMissing, "documents", format!("missing: {}", self.message), self.basis.clone())
    }
}

/// Papers that an officer asks the applicant for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PapersRequest {
    /// Which papers; at least one.
    pub papers: Vec<RequestedPaper>,
    /// Why they are needed.
    #[schema(value_type = String)]
    pub reason: Text,
}

/// A paper that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestedPaper {
    /// Which paper.
    #[schema(value_type = String)]
    pub kind: DocumentKind,
    /// In which form; any, if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub form: Option<PaperForm>,
}

/// What nobody may ask an applicant for, recorded with the rules of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeverAskedFor {
    /// Papers that state systems hold, with the system and the paragraph.
    pub held: Vec<(DocumentKind, String, String)>,
    /// Papers whose originals were shown.
    pub originals: Vec<DocumentKind>,
}

impl NeverAskedFor {
    /// What nobody may ask for in an application's case.
    pub fn of(application: &Application, rules: &RulesInForce) -> Self {
        let held = rules.of(&rules.rulebook.held).map(|held| (held.kind.clone(), held.system.clone(), held.source.clone()));
        // What is handed over at the counter is shown in the original unless it says otherwise.
        let at_counter = application.form().channel == Channel::Paper;
        let original = |document: &&Document| document.form.map_or(at_counter, |form| form == PaperForm::Original);
        let originals = application.form().documents.iter().filter(original).map(|document| document.kind.clone());
        Self { held: held.collect(), originals: originals.collect() }
    }

    /// What has been fetched is not asked for either, as long as it is valid.
    pub fn take_fetched(&mut self, fetched: &[HeldPaper], on: NaiveDate) {
        let valid = fetched.iter().filter(|paper| paper.valid_until.is_none_or(|until| on <= until));
        self.held.extend(valid.map(|paper| (paper.kind.clone(), paper.system.to_string(), "R26 para 12".to_owned())));
    }

    /// Whether a request is lawful.
    ///
    /// # Errors
    /// [`Code::PaperHeld`] for data that state systems hold, [`Code::NotarisedCopy`] where the original was shown, each with its
    /// paragraph; [`Code::Size`] if nothing is asked for.
    pub fn check(&self, request: &PapersRequest) -> Result<(), Problem> {
        if !(1..=MOST_PAPERS).contains(&request.papers.len()) {
            return Err(Problem::new(Code::Size, format!("name 1 to {MOST_PAPERS} papers")).at("papers"));
        }
        for (index, paper) in request.papers.iter().enumerate() {
            let field = format!("papers[{index}]");
            if let Some((kind, system, basis)) = self.held.iter().find(|(kind, ..)| *kind == paper.kind) {
                let message = format!("{kind} must not be asked for: {system} holds it ({basis})");
                return Err(Problem::new(Code::PaperHeld, message).at(field));
            }
            if paper.form == Some(PaperForm::NotarisedCopy) && self.originals.contains(&paper.kind) {
                let message = format!("no notarised copy of {} may be asked for: the original was shown (R26 para 12)", paper.kind);
                return Err(Problem::new(Code::NotarisedCopy, message).at(field));
            }
        }
        Ok(())
    }
}
