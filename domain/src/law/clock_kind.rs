//! Which terms the law knows: kinds of clocks, their windows, and who set them.

use serde::{Deserialize, Serialize};

/// Which term runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The police check.
    Verification,
    /// The NSC's answer.
    Coordination,
    /// Telling the applicant of an extension.
    ExtensionNotice,
    /// The officer's decision.
    Decision,
    /// The whole service.
    Service,
    /// Telling the applicant of a preliminary refusal (R26 para 23).
    PreliminaryNotice,
    /// The hearing before a refusal (R26 para 23; APPC art 73).
    Hearing,
    /// The provider passes a complaint on with the file, or satisfies it in full (R26 para 59).
    ComplaintForwarding,
    /// The examining body answers a complaint (R26 para 59).
    ComplaintExamination,
}

impl ClockKind {
    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::Coordination => "coordination",
            Self::ExtensionNotice => "extension_notice",
            Self::Decision => "decision",
            Self::Service => "service",
            Self::PreliminaryNotice => "preliminary_notice",
            Self::Hearing => "hearing",
            Self::ComplaintForwarding => "complaint_forwarding",
            Self::ComplaintExamination => "complaint_examination",
        }
    }
}

/// Which of two terms runs, where a clock has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// 3 working days for coordination, 5 for the service.
    Standard,
    /// To 30 calendar days.
    Extended,
    /// The decision's, once the applicant has been heard (R26 para 23).
    AfterHearing,
    /// The examination's, by the provider's superior (R26 para 59).
    Superior,
    /// The examination's, by the authority for the quality of public services (R26 para 59).
    QualityAuthority,
}

impl Window {
    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Extended => "extended",
            Self::AfterHearing => "after_hearing",
            Self::Superior => "superior",
            Self::QualityAuthority => "quality_authority",
        }
    }
}

/// Who set the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// The law.
    Statutory,
    /// The office itself.
    Advisory,
}
