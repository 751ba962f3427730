//! Not too early and not too late before the intended entry, unless a ministry wants it so (R26 paras 10, 27).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    finding::{Finding, FindingCode},
    instruction::Instructed,
};
use crate::{
    application::Application,
    law::rulebook::{RulesInForce, limit::InvitationKind},
    problem::Problem,
    time::{calendar::Calendar, term::Term},
};

/// The first and the last day on which an application may be filed (Asia/Almaty).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilingDays {
    /// The first day; none before the beginning of reckoning.
    pub earliest: Option<NaiveDate>,
    /// The last day; none where the calendar does not hold the days before the intended entry.
    pub latest: Option<NaiveDate>,
}

pub(super) fn check(application: &Application, rules: &RulesInForce, filed_on: NaiveDate) -> Result<(FilingDays, Vec<Finding>), Problem> {
    let form = application.form();
    let window = rules.window(InvitationKind::of(form.inviting_party.kind))?;
    let entry = form.visit.from;
    let calendar = rules.rulebook.calendars.newest();
    let days = FilingDays { earliest: window.earliest.before(entry), latest: counted_back(window.latest, entry, calendar) };
    let finding = |code, message| Some(Finding::new(code, "visit.from", message, window.source.clone()));
    let found = match days {
        FilingDays { earliest: Some(earliest), .. } if filed_on < earliest => {
            finding(FindingCode::WindowEarly, format!("filed on {filed_on}; for an entry on {entry} not before {earliest}"))
        }
        FilingDays { latest: Some(latest), .. } if filed_on > latest => {
            finding(FindingCode::WindowLate, format!("filed on {filed_on}; for an entry on {entry} not after {latest}"))
        }
        FilingDays { latest: None, .. } if filed_on >= entry => {
            finding(FindingCode::WindowLate, format!("filed on {filed_on}, which is not before the entry on {entry}"))
        }
        FilingDays { latest: None, .. } => {
            finding(FindingCode::WindowUnknown, format!("the calendar does not hold the working days before {entry}"))
        }
        FilingDays { .. } => None,
    };
    let Some(instruction) = &form.instruction else { return Ok((days, found.into_iter().collect())) };
    let instructed = Instructed::of(instruction, rules, filed_on)?;
    let lifted = |code| instructed.lifts(code, filed_on, entry, FindingCode::WindowLifted, "instruction");
    let found = found.map(|finding| lifted(finding.code).unwrap_or(finding));
    Ok((days, found.into_iter().chain(instructed.finding("instruction.date")).collect()))
}

/// The day that lies so long before another one, which is not counted itself; none where the calendar does not hold it.
pub(crate) fn counted_back(term: Term, from: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    match term {
        Term::WorkingDays(days) => calendar.nth_working_day_before(from, days).ok(),
        Term::CalendarDays(days) => from.checked_sub_days(chrono::Days::new(days.into())),
    }
}
