//! What holds up a case that is late or about to be.

use shaqyru_domain::{
    case::{stage::Stage, view::ClockView},
    law::clock_kind::{ClockKind, Nature},
    time::instant::Instant,
};
use shaqyru_register::HeldUp;

/// Whom or what a case waits for that is held up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// A step is stopped and waits for an operator.
    Incident,
    /// The NSC has not answered.
    Nsc,
    /// The police have not verified.
    Police,
    /// The office has not done what is its own to do.
    Officer,
    /// Fingerprints are due, without which no visa is issued (R26 para 24-1).
    Fingerprints,
    /// The applicant is still to be heard (R26 para 23).
    Hearing,
    /// The examining body has not answered a complaint (R26 para 59).
    Examiner,
    /// The applicant is still to be told.
    Notice,
}

impl Cause {
    /// All, in the order in which they are shown.
    pub(crate) const ALL: [Self; 8] =
        [Self::Incident, Self::Nsc, Self::Police, Self::Officer, Self::Fingerprints, Self::Hearing, Self::Examiner, Self::Notice];

    /// Its name in the page.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Nsc => "nsc",
            Self::Police => "police",
            Self::Officer => "officer",
            Self::Fingerprints => "fingerprints",
            Self::Hearing => "hearing",
            Self::Examiner => "examiner",
            Self::Notice => "notice",
        }
    }

    /// What stops a step stands before everything: nobody else can go on until it is resumed.
    pub(crate) fn of(held_up: &HeldUp, now: Instant) -> Self {
        let is_notice = |clock: &&ClockView| matches!(clock.clock, ClockKind::ExtensionNotice | ClockKind::PreliminaryNotice);
        if !held_up.stopped.is_empty() {
            return Self::Incident;
        }
        let pressing = pressing(&held_up.clocks, now);
        if !pressing.is_empty() && pressing.iter().all(is_notice) {
            return Self::Notice;
        }
        match held_up.stage {
            Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue => Self::Nsc,
            Stage::Verification => Self::Police,
            Stage::Hearing => Self::Hearing,
            Stage::Examination => Self::Examiner,
            Stage::Decision if held_up.fingerprints_due => Self::Fingerprints,
            _ => Self::Officer,
        }
    }
}

/// The statutory terms that have run out and whose act has not come; if none has, the one that runs out first.
pub(crate) fn pressing(clocks: &[ClockView], now: Instant) -> Vec<&ClockView> {
    let awaited = || clocks.iter().filter(|clock| clock.awaited && clock.nature == Nature::Statutory);
    let late: Vec<_> = awaited().filter(|clock| clock.due < now).collect();
    if late.is_empty() { awaited().min_by_key(|clock| clock.due).into_iter().collect() } else { late }
}
