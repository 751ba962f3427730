//! The revisions of the calendar: which of them is the one to count by.

use chrono::NaiveDate;

use super::{Calendar, RevisionId};

/// A calendar with the day from which it is the one to count by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarRevision {
    /// The calendar.
    pub calendar: Calendar,
    /// The first day (Asia/Almaty) on which it was in force.
    pub in_force_from: NaiveDate,
    /// Where the revision was made known.
    pub source: String,
}

/// All revisions of the calendar; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendars {
    pub(super) first: CalendarRevision,
    /// In order of `in_force_from`.
    pub(super) later: Vec<CalendarRevision>,
}

impl Calendars {
    /// The revision in force on `date`; before the first revision, the first.
    pub fn as_of(&self, date: NaiveDate) -> &Calendar {
        let in_force = self.later.iter().rev().find(|revision| revision.in_force_from <= date);
        &in_force.unwrap_or(&self.first).calendar
    }

    /// The newest revision, whether or not it is in force yet.
    pub fn newest(&self) -> &Calendar {
        &self.later.last().unwrap_or(&self.first).calendar
    }

    /// The revision of that name.
    pub fn revision(&self, id: &RevisionId) -> Option<&Calendar> {
        self.revisions().map(|revision| &revision.calendar).find(|calendar| calendar.revision() == id)
    }

    /// All revisions, oldest first.
    pub fn revisions(&self) -> impl Iterator<Item = &CalendarRevision> {
        std::iter::once(&self.first).chain(&self.later)
    }
}
