//! As what somebody is invited: as a main recipient, perhaps in one of the groups of workers that para 13(6) names, or as a main
//! recipient's family (para 34).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{application::date, text::Text};

/// A family member or dependant of a main recipient, whose visa lasts as long as the main recipient's and gives no right to
/// work, nor to religious or missionary activity (R26 para 34).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// What they are to the main recipient.
    pub relation: Relation,
    /// The main recipient's visa; none where the main recipient is invited by the same application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_visa: Option<MainVisa>,
}

/// What somebody is to the main recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// A child, born or adopted.
    Child,
    /// Father or mother.
    Parent,
    /// Another member of the family.
    OtherRelative,
    /// Somebody whom the main recipient keeps.
    Dependant,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [Self::Spouse, Self::Child, Self::Parent, Self::OtherRelative, Self::Dependant];
}

/// The visa that a main recipient holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MainVisa {
    /// Its number.
    pub number: Text,
    /// Its last day.
    #[serde(deserialize_with = "date")]
    pub valid_until: NaiveDate,
}

/// A group of workers of whom para 13(6) wants a paper of its own, by which they show that they need no labour permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkGroup {
    /// An ethnic Kazakh with the status of kandas.
    Kandas,
    /// Of the crew of a ship or aircraft.
    CrewMember,
    /// Teaching at a university of special status, or heading a part of a university with recognised papers.
    UniversityTeacher,
    /// Heading at least a structural unit of the national managing holding.
    HoldingHead,
    /// On the board of directors of the national managing holding.
    HoldingDirector,
    /// First head of a branch or office of a foreign company.
    BranchHead,
    /// First head of a company of Kazakhstan that is wholly foreign-owned.
    CompanyHead,
    /// Deputy of such a head.
    CompanyDeputy,
}

impl WorkGroup {
    /// Every group.
    pub const ALL: [Self; 8] = [
        Self::Kandas,
        Self::CrewMember,
        Self::UniversityTeacher,
        Self::HoldingHead,
        Self::HoldingDirector,
        Self::BranchHead,
        Self::CompanyHead,
        Self::CompanyDeputy,
    ];
}
