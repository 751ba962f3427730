//! What a case needs of the rulebook: recorded once, when the case is opened, so that a later edition
//! never breaks a running case.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{
    law::{
        clock_kind::{ClockKind, Nature, Window},
        ground::Ground,
        ladder::RungRule,
        length::Length,
    },
    problem::{Code, Problem},
    time::{
        calendar::{Calendar, CalendarError},
        hours::OfficeHours,
        instant::Instant,
        term::{CountFrom, Term},
    },
};

/// The rules by which one case is judged, with the revision they were taken from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaseRules {
    /// Content hash of the rulebook.
    pub revision: String,
    /// Working days, cut down to the years that the case can reach.
    pub calendar: Calendar,
    /// The office's working day.
    pub hours: OfficeHours,
    /// When filing ends, if that is before the end of the working day: at the counter (R26 annex 5 row 7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_closes: Option<NaiveTime>,
    /// Terms and ladders.
    pub clocks: Vec<ClockRule>,
    /// Which ground may be used at which step.
    pub grounds: Vec<GroundRule>,
    /// Whether another person decides than the one who verified; not in a record of before there was a rule for it.
    #[serde(default)]
    pub four_eyes: bool,
    /// How entries are kept honest; none in a record of before there were rules for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<EntryRules>,
    /// Within which time of learning of a decision somebody complains; none in a record of before the applicant was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complain_within: Option<Length>,
}

/// How what people enter is kept honest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRules {
    /// Within which term of its receipt something may be entered without a supervisor.
    pub antedating: Term,
    /// Whether an agency's own message is put right by two persons, where it is not the agency that does it.
    pub two_persons: bool,
    /// Whether what undoes a breach names its reason and the letter on which it rests; not in a record of before there was a rule for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub letter_to_undo: bool,
}

/// A term with its ladder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// Which clock.
    pub clock: ClockKind,
    /// Which of its windows, where it has two.
    #[serde(default)]
    pub window: Option<Window>,
    /// Set by the law or by the office.
    pub nature: Nature,
    /// How long.
    pub term: Term,
    /// From which day it is counted.
    pub count_from: CountFrom,
    /// Act and paragraph.
    pub source: String,
    /// The escalation steps.
    #[serde(default, rename = "rung")]
    pub rungs: Vec<RungRule>,
}

/// A ground for refusal and where it may be used (R26 annex 5 row 9).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundRule {
    /// Its number.
    pub ground: Ground,
    /// What it says.
    pub text: String,
    /// Where it may be used.
    pub steps: Vec<Step>,
    /// Act and paragraph.
    pub source: String,
}

/// A step at which a ground can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The police check refuses.
    Verification,
    /// The application is not considered.
    NonConsideration,
    /// The officer refuses though the NSC agrees, or is not asked.
    DecisionAfterAgree,
    /// The officer refuses because the NSC objects.
    DecisionAfterObject,
}

impl CaseRules {
    /// The hours in which an application can be filed: the working day, or what of it the counter is open.
    pub(crate) fn filing_hours(&self) -> OfficeHours {
        self.filing_closes.map_or(self.hours, |closes| self.hours.closing_at(closes))
    }

    /// The instant from which a registered application's terms are counted: the filing; or, where the counter had closed
    /// before the end of the working day, the next opening.
    pub(crate) fn counted_as_filed(&self, filed_at: Instant) -> Result<Instant, Problem> {
        let filing = self.filing_hours();
        let same_day = filing.registered_on(filed_at, &self.calendar)? == self.hours.registered_on(filed_at, &self.calendar)?;
        if same_day { Ok(filed_at) } else { Ok(filing.starts_working(filed_at, &self.calendar)?) }
    }

    /// The day that counts as that of registration: what comes after hours, or on paper after the counter has closed, counts as the next working
    /// day.
    ///
    /// # Errors
    /// [`Code::NoCalendar`].
    pub fn registered_on(&self, filed_at: Instant) -> Result<NaiveDate, Problem> {
        Ok(self.filing_hours().registered_on(filed_at, &self.calendar)?)
    }

    /// The end of the day on which something filed is registered, or of so many working days later.
    ///
    /// # Errors
    /// [`Code::NoCalendar`].
    pub fn end_of_filing_day(&self, filed_at: Instant, working_days: u16) -> Result<Instant, Problem> {
        let registered_on = self.registered_on(filed_at)?;
        Ok(self.hours.closing(self.calendar.nth_working_day_after(registered_on, working_days)?))
    }

    /// Until when somebody complains who learnt of a decision on a day (APPC art 92(1)).
    pub(crate) fn complain_until(&self, learnt_on: NaiveDate) -> Option<NaiveDate> {
        complain_until(self.complain_within?, learnt_on, &self.calendar)
    }

    /// The rule of a clock.
    pub(crate) fn clock(&self, kind: ClockKind, window: Option<Window>) -> Result<&ClockRule, Problem> {
        self.clocks
            .iter()
            .find(|rule| rule.clock == kind && rule.window == window)
            .ok_or_else(|| Problem::new(Code::Rulebook, format!("the rulebook has no term for the {} clock", kind.as_str())))
    }

    /// Whether a ground may be used at a step.
    pub fn allows(&self, step: Step, ground: Ground) -> bool {
        self.grounds.iter().any(|rule| rule.ground == ground && rule.steps.contains(&step))
    }

    /// The same for one of several steps, as a coded no that lists what is allowed.
    pub(crate) fn require(&self, steps: &[Step], ground: Ground) -> Result<(), Problem> {
        if steps.iter().any(|step| self.allows(*step, ground)) {
            return Ok(());
        }
        let usable = |rule: &&GroundRule| rule.steps.iter().any(|step| steps.contains(step));
        let allowed: Vec<_> = self.grounds.iter().filter(usable).map(|rule| rule.ground.to_string()).collect();
        let message = format!("ground {ground} cannot be used here; allowed: {} (annex 5 row 9)", allowed.join(", "));
        Err(Problem::new(Code::Ground, message).at("ground"))
    }
}

/// The last day on which somebody complains who learnt of a decision on a day: moved to the next working day from one that is none (APPC art
/// 76(5)), where the calendar reaches so far.
pub fn complain_until(within: Length, learnt_on: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let last = within.after(learnt_on)?;
    Some(next_working_day(last, calendar).unwrap_or(last))
}

fn next_working_day(from: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let mut day = from;
    while !calendar.is_working(day).ok()? {
        day = day.succ_opt()?;
    }
    Some(day)
}

impl From<CalendarError> for Problem {
    fn from(error: CalendarError) -> Self {
        Self::new(Code::NoCalendar, error.to_string())
    }
}
