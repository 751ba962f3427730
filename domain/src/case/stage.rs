//! Stages and status: where a case stands.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A step of the procedure as the monitoring system knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Handed in.
    Filed,
    /// Papers were missing (R26 para 14).
    AcceptanceRefused,
    /// Accepted and complete.
    Registered,
    /// The police check.
    Verification,
    /// With the NSC, standard window.
    Coordination,
    /// With the NSC, extended window.
    CoordinationExtended,
    /// With the NSC, the extended window has run out too.
    CoordinationOverdue,
    /// The officer decides.
    Decision,
    /// The applicant is heard before a refusal (R26 para 23).
    Hearing,
    /// With the provider, who passes a complaint on or satisfies it in full (R26 para 59).
    Forwarding,
    /// With the body that examines a complaint (R26 para 59).
    Examination,
    /// What was asked for is issued.
    Issued,
    /// It is refused.
    Refused,
    /// It is not considered (ground 7).
    NotConsidered,
    /// The visa is annulled (R26 para 46).
    Annulled,
    /// The stay is shortened (R26 para 55).
    Shortened,
    /// The complaint is satisfied (R26 para 59).
    Satisfied,
    /// The complaint is satisfied in part (R26 para 59).
    SatisfiedInPart,
    /// The complaint is dismissed (R26 para 59).
    Dismissed,
    /// It was taken back.
    Withdrawn,
}

impl Stage {
    /// All of them, in the order in which a case comes to them.
    pub const ALL: [Self; 20] = [
        Self::Filed,
        Self::AcceptanceRefused,
        Self::Registered,
        Self::Verification,
        Self::Coordination,
        Self::CoordinationExtended,
        Self::CoordinationOverdue,
        Self::Decision,
        Self::Hearing,
        Self::Forwarding,
        Self::Examination,
        Self::Issued,
        Self::Refused,
        Self::NotConsidered,
        Self::Annulled,
        Self::Shortened,
        Self::Satisfied,
        Self::SatisfiedInPart,
        Self::Dismissed,
        Self::Withdrawn,
    ];

    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::AcceptanceRefused => "acceptance_refused",
            Self::Registered => "registered",
            Self::Verification => "verification",
            Self::Coordination => "coordination",
            Self::CoordinationExtended => "coordination_extended",
            Self::CoordinationOverdue => "coordination_overdue",
            Self::Decision => "decision",
            Self::Hearing => "hearing",
            Self::Forwarding => "forwarding",
            Self::Examination => "examination",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::NotConsidered => "not_considered",
            Self::Annulled => "annulled",
            Self::Shortened => "shortened",
            Self::Satisfied => "satisfied",
            Self::SatisfiedInPart => "satisfied_in_part",
            Self::Dismissed => "dismissed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a case is open, and if not, how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The procedure goes on.
    Open,
    /// Papers were missing.
    AcceptanceRefused,
    /// Not considered (ground 7).
    NotConsidered,
    /// What was asked for is issued.
    Issued,
    /// Refused on a listed ground.
    Refused,
    /// The visa is annulled (R26 para 46).
    Annulled,
    /// The stay is shortened (R26 para 55).
    Shortened,
    /// The complaint is satisfied (R26 para 59).
    Satisfied,
    /// The complaint is satisfied in part (R26 para 59).
    SatisfiedInPart,
    /// The complaint is dismissed (R26 para 59).
    Dismissed,
    /// Taken back by the inviting party.
    Withdrawn,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Open,
        Self::AcceptanceRefused,
        Self::NotConsidered,
        Self::Issued,
        Self::Refused,
        Self::Annulled,
        Self::Shortened,
        Self::Satisfied,
        Self::SatisfiedInPart,
        Self::Dismissed,
        Self::Withdrawn,
    ];

    /// Whether somebody decided, and the applicant is told: not where papers were missing, or who filed took it back.
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Open | Self::AcceptanceRefused | Self::Withdrawn)
    }

    /// Whether what was asked for was refused, so that the applicant may complain (R26 para 59).
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::AcceptanceRefused | Self::Refused | Self::NotConsidered)
    }

    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AcceptanceRefused => "acceptance_refused",
            Self::NotConsidered => "not_considered",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::Annulled => "annulled",
            Self::Shortened => "shortened",
            Self::Satisfied => "satisfied",
            Self::SatisfiedInPart => "satisfied_in_part",
            Self::Dismissed => "dismissed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
