//! Figures by which an application is judged: windows, ages, look-backs.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::{basis::BasisKind, condition::Condition, entry::entries, jurisdiction::Body, states::StateList};
use crate::{
    application::PartyKind,
    checks::finding::FindingCode,
    exception::ExceptionKind,
    law::{exemption::ExemptionKind, length::Length},
    text::DocumentKind,
    time::term::Term,
};

/// When an application may be filed, counted back from the intended entry (R26 para 10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingWindow {
    /// For which kind of invitation.
    pub kind: InvitationKind,
    /// Not earlier than so long before.
    pub earliest: Length,
    /// Not later than so long before.
    pub latest: Term,
    /// Act and paragraph.
    pub source: String,
}

/// What a ministry's written instruction lifts (R26 paras 10, 27).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstructionRule {
    /// What is then found no more.
    pub lifts: Vec<FindingCode>,
    /// One that was given out of hours is written down so long after the filing at the latest.
    pub formalised_within: Term,
    /// Act and paragraph.
    pub source: String,
}

/// What does not stand against somebody who names a treaty or reciprocity (R26 paras 2, 8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionRule {
    /// What is named.
    pub kind: ExceptionKind,
    /// What is then found no more.
    pub lifts: Vec<FindingCode>,
    /// Papers that are then not missing, by their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

/// On what the foreign ministry or a mission takes an application for invitations (R26 paras 3(14), 11).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinistryInvitation {
    /// By whom.
    pub by: Body,
    /// On which of these; it hands over to the police what comes without.
    pub on: Vec<BasisKind>,
    /// Act and paragraph.
    pub source: String,
}

/// When a department of the State Corporation takes applications in (R26 annex 5 row 7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateCorporationRule {
    /// Until then, in a department that is not on duty.
    pub closes: NaiveTime,
    /// Act and paragraph.
    pub source: String,
}

/// The documents that the Rules call an invitation (R26 para 3(27)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationKind {
    /// For private affairs, of a person.
    PrivateAffairs,
    /// A petition or a note verbale.
    Petition,
}

impl InvitationKind {
    /// A person invites for private affairs; everybody else petitions or sends a note verbale (R26 paras 3(27), 12).
    pub fn of(party: PartyKind) -> Self {
        if party == PartyKind::NaturalPerson { Self::PrivateAffairs } else { Self::Petition }
    }
}

/// Passport criteria (R26 para 21).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassportRule {
    /// It stays valid so long after the end of the visit.
    pub valid_after_visit: Length,
    /// It has so many free pages for visas at least; nobody who leaves needs them.
    pub free_pages: u8,
    /// Act and paragraph.
    pub source: String,
}

/// Who gives fingerprints (R26 para 24-1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BiometricsRule {
    /// From this age on, in years, on the day of filing the visa.
    pub from_age: u16,
    /// Act and paragraph.
    pub source: String,
}

/// Who gives no fingerprints for a visa all the same (R26 para 24-1; order 16650).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BiometricsExemption {
    /// Which it is.
    pub name: ExemptionKind,
    /// For whom.
    pub when: Condition,
    /// Only where the state of citizenship asks none of nationals of Kazakhstan either; whether it does, an officer decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reciprocal: bool,
    /// Act and paragraph.
    pub source: String,
}

/// Where the visa is issued (R26 para 15(1)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRule {
    /// Inviting parties with these regimes are free of the consular-district rule.
    pub free_regimes: Vec<DocumentKind>,
    /// Act and paragraph.
    pub source: String,
}

/// Visas for those who seek permanent residence (R26 para 26).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidenceRule {
    /// A category that the rule is about.
    pub category: String,
    /// Nationals of states on these lists may ask for it.
    pub states: Vec<StateList>,
    /// Whoever hands in one of these papers may ask for it too: a visa from which a change is possible, or a diploma.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or_paper: Vec<DocumentKind>,
    /// Applications for these categories count together.
    pub counts: Vec<String>,
    /// Once in so long, counted from the last of them.
    pub once_in: Length,
    /// Such a visa is issued inside Kazakhstan for so long at most.
    pub longest: Length,
    /// Act and paragraph.
    pub source: String,
}

/// When an application is not considered (R26 paras 17, 56; annex 5 row 9(7)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SanctionsRule {
    /// From so many sanctions on.
    pub count: usize,
    /// Within so long before the filing.
    pub within: Length,
    /// Act and paragraph.
    pub source: String,
}

/// How long an expulsion stands against a new visit (R26 annex 5 row 9(5)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpulsionRule {
    /// So long after it was carried out.
    pub within: Length,
    /// Act and paragraph.
    pub source: String,
}

/// Where the territorial police act (R26 para 26).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompetenceRule {
    /// Categories whose primary visa belongs to the place of the inviting party's registration.
    pub at_registration: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

/// Of such an entry one holds at a time.
fn one_at_a_time() -> Vec<String> {
    vec![String::new()]
}

entries! {
    PassportRule: "passport" by |_rule| one_at_a_time();
    BiometricsRule: "biometrics" by |_rule| one_at_a_time();
    BiometricsExemption: "biometrics_exemption" by |rule| vec![rule.name.as_str().to_owned()];
    PlaceRule: "place" by |_rule| one_at_a_time();
    SanctionsRule: "sanctions" by |_rule| one_at_a_time();
    ExpulsionRule: "expulsion" by |_rule| one_at_a_time();
    CompetenceRule: "competence" by |_rule| one_at_a_time();
    InstructionRule: "instruction" by |_rule| one_at_a_time();
    ExceptionRule: "exception" by |rule| vec![rule.kind.as_str().to_owned()];
    MinistryInvitation: "ministry_invitation" by |rule| vec![rule.by.as_str().to_owned()];
    StateCorporationRule: "state_corporation" by |_rule| vec![String::new()];
    FilingWindow: "window", IS_OF_A_PROCEDURE by |rule| vec![format!("{:?}", rule.kind)];
    ResidenceRule: "residence" by |rule| vec![rule.category.clone()];
}
