//! Who owes the state duty of an invitation or a visa, and how long the rulebook can reckon it (R26 annexes 5, 8; Tax Code art 666).

use chrono::NaiveDate;

use super::{
    Rulebook, RulesInForce,
    condition::Condition,
    fee::{DutyKind, Exemption},
    jurisdiction::Body,
};
use crate::{application::Application, text::Country};

/// Whether the duty of one person is due.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Duty<'a> {
    /// It is.
    Due,
    /// It is not where the invitee's state asks none either; whether that is so, an officer decides.
    OnReciprocity(&'a Exemption),
    /// It is not.
    None,
}

impl<'a> RulesInForce<'a> {
    /// Whether the duty of an invitee is due: what frees one does not free another.
    pub fn duty_for(&self, application: &Application, invitee: usize) -> Duty<'a> {
        // The ministry and missions take a consular fee (R26 para 22).
        if self.taken_by(application) != Body::Police {
            return Duty::None;
        }
        let state = application.invitee(invitee).map(|invitee| &invitee.citizenship);
        self.duty_of(DutyKind::Invitation, state, |when| when.holds_for(application, invitee, self))
    }

    /// Whether the duty of an act is due of one person, of whom the conditions of exemptions hold or do not.
    pub fn duty_of(&self, act: DutyKind, state: Option<&Country>, holds: impl Fn(&Condition) -> bool) -> Duty<'a> {
        let frees = |exemption: &&Exemption| exemption.frees(act) && holds(&exemption.when);
        let mut found = Duty::Due;
        for exemption in self.of(&self.rulebook.exemptions).filter(frees) {
            let Some(list) = exemption.reciprocity else { return Duty::None };
            if state.is_some_and(|state| self.lists_state(list, state)) {
                return Duty::None;
            }
            found = Duty::OnReciprocity(exemption);
        }
        found
    }

    /// Whether a duty is due for an application, whatever an officer decides.
    pub fn duty_is_due(&self, application: &Application) -> bool {
        (0..application.form().invitees.len()).any(|invitee| self.duty_for(application, invitee) == Duty::Due)
    }
}

impl Rulebook {
    /// The last day before the given one whose duty can be reckoned; none, if no MCI is known of any day before.
    pub fn last_day_with_mci_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        let before = day.pred_opt()?;
        let begun = self.mci.iter().filter(|mci| mci.from <= before);
        begun.map(|mci| mci.until.map_or(before, |until| until.min(before))).max()
    }

    /// The first day, from the given one on, whose duty cannot be reckoned for want of an MCI; none, if the last MCI has no end.
    pub fn first_day_without_mci(&self, from: NaiveDate) -> Option<NaiveDate> {
        let mut day = from;
        while let Some(mci) = self.mci.iter().find(|mci| mci.holds_on(day)) {
            day = mci.until?.succ_opt()?;
        }
        Some(day)
    }
}
