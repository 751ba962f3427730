//! What a case begins with, and whether it can be accepted yet (R26 paras 12, 14).

use super::{entering::CLOCK_SKEW, number::CaseNumber};
use crate::{
    checks::{
        finding::Finding,
        papers::{MissingPaper, NeverAskedFor},
    },
    forwarding::Forwarding,
    text::OfficeCode,
    time::instant::Instant,
};

/// What a case begins with.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Filing {
    /// The case's number.
    pub case: CaseNumber,
    /// When the application was filed.
    pub filed_at: Instant,
    /// The office that is asked.
    pub office: OfficeCode,
    /// Visa category.
    pub category: String,
    /// Papers that are missing.
    pub missing: Vec<MissingPaper>,
    /// What the checks found on filing.
    pub findings: Vec<Finding>,
    /// What nobody may ask the applicant for.
    pub never_asked_for: NeverAskedFor,
    /// Acceptance waits for the state registers, which may hold what is missing; none where it need not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaited: Option<Awaited>,
    /// How it came from another office; none where it was brought to the competent one, and in cases of before anybody was told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarding>,
}

/// An answer of the state registers for which acceptance waits (R26 para 12).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Awaited {
    /// Until when it waits. Then the application is accepted, and an officer looks at what is missing.
    pub until: Instant,
    /// When they answered, if that was in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Instant>,
    /// What they turned out to hold when they answered later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_after_all: Vec<String>,
}

impl Awaited {
    /// A wait that has just begun.
    pub const fn until(until: Instant) -> Self {
        Self { until, answered_at: None, held_after_all: Vec::new() }
    }
}

impl Filing {
    /// When it is accepted or refused acceptance: at once, or when the registers have answered, or when nobody waits for them any more.
    pub(super) fn taken_at(&self) -> Instant {
        match &self.awaited {
            None => self.filed_at,
            Some(awaited) => {
                let at = awaited.answered_at.unwrap_or(awaited.until);
                // An answer within a moment is no wait.
                if at.since(self.filed_at) <= CLOCK_SKEW { self.filed_at } else { at }
            }
        }
    }

    /// Whether it is accepted although papers are missing: nobody could look whether the state holds them.
    pub(super) fn is_unproven(&self) -> bool {
        self.awaited.as_ref().is_some_and(|awaited| awaited.answered_at.is_none())
    }

    /// What is missing, and was accepted for that reason.
    pub(super) fn unproven(&self) -> Vec<MissingPaper> {
        let held_after_all = self.awaited.as_ref().map(|awaited| awaited.held_after_all.as_slice()).unwrap_or_default();
        let unproven = self.missing.iter().filter(|paper| self.is_unproven() && !held_after_all.contains(&paper.code));
        unproven.cloned().collect()
    }
}
