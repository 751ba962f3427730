//! What the procedure of an invitation needs of the application, and what the rules say of it: recorded when the case is opened.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    application::{Application, Channel},
    law::{
        rulebook::{INVITATION, Rulebook, RulesInForce, jurisdiction::Body},
        rules::CaseRules,
    },
    problem::Problem,
    text::OfficeCode,
};

/// What the procedure needs to know of an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// The offices of the foreign ministry and of missions, which refuse nothing (R26 para 18), where one of them has taken the application; none
    /// where the police have, and in a record of before the ministry took any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ministry_offices: Vec<OfficeCode>,
    /// Whether the police, to whom what the ministry has taken is given, refuse it before the NSC answers, and leave it unconsidered on ground 7 (R26
    /// paras 15, 17, 18); not in a record of before they could.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub police_refuse_at_once: bool,
}

impl Particulars {
    /// What the rules in force on the day of filing say of an application.
    pub fn of(application: &Application, rules: &RulesInForce) -> Self {
        Self::taken_by(rules.taken_by(application), rules)
    }

    /// The same of what could be filed at an office: at one of the ministry or a mission, on what it takes.
    pub(super) fn of_draft(office: &OfficeCode, rules: &RulesInForce) -> Self {
        Self::taken_by(rules.body_of(office).unwrap_or_default(), rules)
    }

    fn taken_by(body: Body, rules: &RulesInForce) -> Self {
        let is_of_the_ministry = body != Body::Police;
        Self {
            ministry_offices: if is_of_the_ministry { rules.ministry_offices() } else { Vec::new() },
            police_refuse_at_once: is_of_the_ministry,
        }
    }

    /// Whether the foreign ministry or a mission has taken the application.
    pub fn is_of_the_ministry(&self) -> bool {
        !self.ministry_offices.is_empty()
    }
}

/// The rules by which the case of an application is judged. What the State Corporation takes in on paper is filed until its department closes, and not
/// only until the counter of the police does (R26 annex 5 row 7).
///
/// # Errors
/// [`Code::NoCalendar`](crate::problem::Code::NoCalendar) if the calendar does not hold the day of filing;
/// [`Code::Rulebook`](crate::problem::Code::Rulebook) if the rulebook has no rule for it.
pub fn case_rules(application: &Application, office: &OfficeCode, rulebook: &Rulebook, filed_on: NaiveDate) -> Result<CaseRules, Problem> {
    let form = application.form();
    let mut rules = rulebook.for_case(INVITATION, filed_on, office, form.channel)?;
    if let Some(department) = form.state_corporation.as_ref().filter(|_| form.channel == Channel::Paper) {
        let in_force = rulebook.for_filing(filed_on)?;
        let closes = in_force.the(&in_force.rulebook.state_corporation)?.closes;
        rules.filing_closes = (!department.on_duty).then_some(closes.min(rules.hours.closes()));
    }
    Ok(rules)
}
