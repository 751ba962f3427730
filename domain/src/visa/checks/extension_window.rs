//! Not too early and not too late before the visa ends, unless a ministry wants it so (R26 paras 10, 27, 53).

use super::{asked::Asked, instruction};
use crate::{
    checks::{
        FilingDays,
        filing_window::counted_back,
        finding::{Finding, FindingCode},
        instruction::Instructed,
    },
    problem::Problem,
    visa::request::VisaAction,
};

pub(super) fn check(asked: Asked) -> Result<(Option<FilingDays>, Vec<Finding>), Problem> {
    let (VisaAction::Extend, Some(current)) = (asked.form.action, asked.current()) else { return Ok((None, Vec::new())) };
    let Asked { rules, filed_on, .. } = asked;
    let window = rules.the(&rules.rulebook.extension_windows)?;
    let (calendar, ends) = (rules.rulebook.calendars.newest(), current.valid_until);
    let days = FilingDays { earliest: counted_back(window.earliest, ends, calendar), latest: counted_back(window.latest, ends, calendar) };
    let finding = |code, message| Some(Finding::new(code, "current_visa.valid_until", message, window.source.clone()));
    let found = match days {
        FilingDays { earliest: Some(earliest), .. } if filed_on < earliest => {
            finding(FindingCode::VisaExtensionEarly, format!("filed on {filed_on}; for a visa that ends on {ends} not before {earliest}"))
        }
        FilingDays { latest: Some(latest), .. } if filed_on > latest => {
            finding(FindingCode::VisaExtensionLate, format!("filed on {filed_on}; for a visa that ends on {ends} not after {latest}"))
        }
        FilingDays { earliest: Some(_), latest: Some(_) } => None,
        FilingDays { .. } if filed_on > ends => {
            finding(FindingCode::VisaExtensionLate, format!("filed on {filed_on}, after the visa has ended on {ends}"))
        }
        FilingDays { .. } => {
            finding(FindingCode::VisaExtensionUnknown, format!("the calendar does not hold the working days before {ends}"))
        }
    };
    let Some(instruction) = instruction::of(&asked.form.basis) else { return Ok((Some(days), found.into_iter().collect())) };
    let instructed = Instructed::of(&instruction, rules, filed_on)?;
    let lifted = |code| instructed.lifts(code, filed_on, ends, FindingCode::VisaExtensionLifted, "basis");
    let found = found.map(|finding| lifted(finding.code).unwrap_or(finding));
    Ok((Some(days), found.into_iter().collect()))
}
