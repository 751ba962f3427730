//! A ministry's written instruction, by which an application is taken outside its days (R26 paras 10, 27).

use chrono::NaiveDate;

use super::finding::{Finding, FindingCode};
use crate::{
    application::{Instruction, Ministry},
    law::rulebook::{RulesInForce, limit::InstructionRule},
    problem::Problem,
    time::term::Term,
};

/// The instruction of an application with what the rules say of it.
#[derive(Clone, Copy)]
pub(crate) struct Instructed<'a> {
    instruction: &'a Instruction,
    rule: &'a InstructionRule,
    filed_on: NaiveDate,
    /// The last day on which it may be written down.
    written_by: NaiveDate,
}

impl<'a> Instructed<'a> {
    pub(crate) fn of(instruction: &'a Instruction, rules: &RulesInForce<'a>, filed_on: NaiveDate) -> Result<Self, Problem> {
        let rule = rules.the(&rules.rulebook.instructions)?;
        let calendar = rules.rulebook.calendars.newest();
        let written_by = match rule.formalised_within {
            Term::WorkingDays(days) => calendar.nth_working_day_after(filed_on, days).ok(),
            Term::CalendarDays(days) => filed_on.checked_add_days(chrono::Days::new(days.into())),
        };
        // Where the calendar does not say when, it must have been written by the filing.
        Ok(Self { instruction, rule, filed_on, written_by: written_by.unwrap_or(filed_on) })
    }

    fn is_given(self) -> bool {
        self.instruction.date <= self.written_by
    }

    /// What takes the place of a finding that something is filed too early or too late, if it was given in time and what it is about has not
    /// begun or ended: the officer knows by whose instruction it is taken. `lifted` is the code of the finding that says so.
    pub(crate) fn lifts(
        self,
        found: FindingCode,
        filed_on: NaiveDate,
        last: NaiveDate,
        lifted: FindingCode,
        field: &str,
    ) -> Option<Finding> {
        // Nobody is invited to come yesterday.
        let is_lifted = self.rule.lifts.contains(&found) && filed_on <= last && self.is_given();
        is_lifted.then(|| {
            let Instruction { ministry, number, date } = self.instruction;
            let who = match ministry {
                Ministry::ForeignAffairs => "foreign ministry",
                Ministry::InternalAffairs => "interior ministry",
            };
            let message = format!("taken outside its days on the written instruction {number} of {date} of the {who}: compare it");
            Finding::new(lifted, field, message, self.rule.source.clone())
        })
    }

    /// An instruction that was given later than it was followed, or of which there is no writing yet; its date stands in `field`.
    pub(crate) fn finding(self, field: &str) -> Option<Finding> {
        let (date, written_by) = (self.instruction.date, self.written_by);
        let finding = |code, message: String| Some(Finding::new(code, field, message, self.rule.source.clone()));
        if !self.is_given() {
            let message = format!("the instruction is dated {date}; one that was followed is written by {written_by}");
            return finding(FindingCode::InstructionDate, message);
        }
        if date <= self.filed_on {
            return None;
        }
        let message = format!("given by word, which is done out of hours only: see that it is on record in writing by {written_by}");
        finding(FindingCode::InstructionByWord, message)
    }
}
