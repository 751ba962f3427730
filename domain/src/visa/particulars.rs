//! What the procedure of a visa needs of the request, and what the rules say of it: recorded when the case is opened.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::request::{CurrentVisa, Provider, Reason, VisaAction, VisaIssuer, VisaRequest};
use crate::{
    application::{Category, Channel, Entries, VisaKind},
    law::{
        clock_kind::{ClockKind, Window},
        rulebook::{Rulebook, RulesInForce, VISA, jurisdiction::Body, visa::VisaTerm},
        rules::CaseRules,
    },
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    time::term::Term,
};

/// What the procedure needs to know of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is so of a request or not, by itself")]
pub struct Particulars {
    /// What is asked.
    pub action: VisaAction,
    /// The visa that is asked for, or the one that is to end.
    pub asked: AskedVisa,
    /// The visa that ends with the decision, if there is one.
    pub current: Option<EndingVisa>,
    /// What takes the place of a shortened visa.
    pub exit_visa: Option<ExitVisa>,
    /// Whether the NSC is asked (R26 para 42).
    pub is_coordinated: bool,
    /// Whether fingerprints are due (R26 para 24-1).
    pub fingerprints_due: bool,
    /// How many full working days lie between the notice of a hearing and the hearing; none where nobody is heard before a refusal.
    pub hearing_after_full_days: Option<u16>,
    /// Whether the holder has confirmed another passport than an electronic visa would be for (R26 para 25); not in a record of before holders
    /// confirmed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_confirmed_otherwise: bool,
    /// Whether nobody has confirmed an electronic visa, which is then not issued where its invitation is on record (R26 para 25); not in a record
    /// of before the case itself held to that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unconfirmed: bool,
    /// Whether Berkut is told of what ends; not in a record of before it was.
    #[serde(default)]
    pub ends_in_berkut: bool,
}

/// A visa that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedVisa {
    /// Its category.
    pub category: Category,
    /// The entries that it allows.
    pub entries: Entries,
    /// Sticker or electronic.
    pub kind: VisaKind,
    /// The first day on which it is valid.
    pub valid_from: NaiveDate,
    /// The last day on which it is valid.
    pub valid_until: NaiveDate,
}

/// That of a request on which it depends whether the NSC is asked, and how long the service may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub action: VisaAction,
    pub category: &'a Category,
    pub kind: VisaKind,
}

/// A visa that ends with the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingVisa {
    /// Its number.
    pub number: Text,
    /// Whether it is a sticker, for which an act is drawn up (R26 para 47).
    pub is_sticker: bool,
    /// Whether it was lost.
    pub is_lost: bool,
}

/// An exit visa that takes the place of a shortened one (R26 para 55).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExitVisa {
    /// Its category.
    pub category: Category,
    /// So many calendar days after the decision it ends.
    pub calendar_days: u16,
}

impl Particulars {
    /// What the rules in force on the day of filing say of a request.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if the rulebook has no rule for that day.
    pub fn of(request: &VisaRequest, fingerprints_due: bool, rules: &RulesInForce) -> Result<Self, Problem> {
        let form = request.form();
        let asked = AskedVisa::of(request);
        let exit_visa = if form.action == VisaAction::Shorten {
            let rule = rules.the(&rules.rulebook.shortenings)?;
            Some(ExitVisa { category: rule.category.clone(), calendar_days: rule.calendar_days })
        } else {
            None
        };
        Ok(Self {
            action: form.action,
            current: request.ending_visa().map(|visa| EndingVisa::of(visa, form.reason)),
            exit_visa,
            is_coordinated: asked.by(form.action).is_coordinated(rules)?,
            fingerprints_due,
            hearing_after_full_days: hearing_after_full_days(form.provider, asked.by(form.action), rules)?,
            asked,
            is_confirmed_otherwise: form.is_confirmed_otherwise(),
            is_unconfirmed: form.asks_for_an_electronic_visa() && form.confirmation.is_none(),
            ends_in_berkut: true,
        })
    }

    /// Of a request of which only this is known: enough until the NSC has answered.
    pub(super) fn of_draft(asked: Asked, filed_on: NaiveDate, rules: &RulesInForce) -> Result<Self, Problem> {
        let Asked { action, category, kind } = asked;
        Ok(Self {
            action,
            asked: AskedVisa { category: category.clone(), entries: Entries::Single, kind, valid_from: filed_on, valid_until: filed_on },
            current: None,
            exit_visa: None,
            is_coordinated: asked.is_coordinated(rules)?,
            fingerprints_due: false,
            hearing_after_full_days: None,
            is_confirmed_otherwise: false,
            is_unconfirmed: false,
            ends_in_berkut: true,
        })
    }
}

impl AskedVisa {
    /// A restored visa is the same visa again (R26 para 48); one that is annulled or shortened is as it is.
    fn of(request: &VisaRequest) -> Self {
        let form = request.form();
        let same = matches!(form.action, VisaAction::Restore | VisaAction::Annul | VisaAction::Shorten);
        match &form.current_visa {
            Some(current) if same => Self {
                category: current.category.clone(),
                entries: current.entries,
                kind: if current.issued_by == VisaIssuer::Portal { VisaKind::Electronic } else { VisaKind::Sticker },
                valid_from: current.valid_from,
                valid_until: current.valid_until,
            },
            current => Self {
                // An extension has the same category (R26 para 49).
                category: current
                    .as_ref()
                    .filter(|_| form.action == VisaAction::Extend)
                    .map_or(&form.category, |visa| &visa.category)
                    .clone(),
                entries: form.entries,
                kind: form.visa_kind,
                valid_from: form.valid_from,
                valid_until: form.valid_until,
            },
        }
    }

    fn by(&self, action: VisaAction) -> Asked<'_> {
        Asked { action, category: &self.category, kind: self.kind }
    }
}

impl EndingVisa {
    fn of(visa: &CurrentVisa, reason: Option<Reason>) -> Self {
        Self { number: visa.number.clone(), is_sticker: visa.issued_by != VisaIssuer::Portal, is_lost: reason == Some(Reason::Lost) }
    }
}

impl Asked<'_> {
    /// R26 paras 25, 42.
    fn is_coordinated(self, rules: &RulesInForce) -> Result<bool, Problem> {
        let rule = rules.the(&rules.rulebook.uncoordinated)?;
        let is_named = rule.categories.iter().any(|category| category == self.category.as_str());
        let is_electronic = rule.electronic && self.kind == VisaKind::Electronic;
        Ok(self.action.asks_for_a_visa() && !is_named && !is_electronic)
    }

    /// How long the service may take; none of annulment and shortening, for which the Rules set no term.
    fn service_term<'a>(self, rules: &RulesInForce<'a>) -> Result<Option<&'a VisaTerm>, Problem> {
        let Self { action, category, kind } = self;
        if !action.asks_for_a_visa() {
            return Ok(None);
        }
        let term = if kind == VisaKind::Electronic { rules.electronic_visa_term() } else { rules.visa_term(category.as_str()) };
        let nothing = || Problem::new(Code::Rulebook, format!("the rulebook has no term for a visa of {category}"));
        term.map(Some).ok_or_else(nothing)
    }

    /// The clocks of visas, with the service's as long as this visa may take.
    ///
    /// # Errors
    /// As [`case_rules`].
    pub(super) fn case_rules(
        self,
        rulebook: &Rulebook,
        filed_on: NaiveDate,
        office: &OfficeCode,
        channel: Channel,
    ) -> Result<CaseRules, Problem> {
        let mut rules = rulebook.for_case(VISA, filed_on, office, channel)?;
        if let Some(term) = self.service_term(&rulebook.for_filing(filed_on)?)? {
            let is_extended = |window: Option<Window>| window == Some(Window::Extended);
            rules.clocks.retain(|rule| rule.clock != ClockKind::Service || !is_extended(rule.window) || term.extended.is_some());
            for rule in rules.clocks.iter_mut().filter(|rule| rule.clock == ClockKind::Service) {
                rule.term = if is_extended(rule.window) { term.extended.unwrap_or(term.term) } else { term.term };
                rule.source.clone_from(&term.source);
            }
        }
        Ok(rules)
    }
}

/// R26 para 23; APPC art 73.
fn hearing_after_full_days(provider: Provider, asked: Asked, rules: &RulesInForce) -> Result<Option<u16>, Problem> {
    let rule = rules.the(&rules.rulebook.hearings)?;
    let body = match provider {
        Provider::Police => Some(Body::Police),
        Provider::Mfa => Some(Body::Mfa),
        Provider::Mission => None,
    };
    let is_long_enough = match asked.service_term(rules)?.map(|term| term.term) {
        Some(Term::WorkingDays(days)) => days >= rule.from_working_days,
        Some(Term::CalendarDays(_)) | None => true,
    };
    Ok(body.filter(|body| rule.by.contains(body) && is_long_enough).map(|_| rule.full_days_before))
}

/// The rules by which the case of a request is judged: the clocks of visas, with the service's as long as this visa may take.
///
/// # Errors
/// [`Code::NoCalendar`] if the calendar does not hold the day of filing; [`Code::Rulebook`] if the rulebook has no rule for it.
pub fn case_rules(request: &VisaRequest, rulebook: &Rulebook, filed_on: NaiveDate) -> Result<CaseRules, Problem> {
    let form = request.form();
    AskedVisa::of(request).by(form.action).case_rules(rulebook, filed_on, &form.office, form.channel.into())
}
