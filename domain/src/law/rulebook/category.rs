//! Visa categories (R26 annex 1).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries};
use crate::{
    application::{Category, Entries},
    law::length::Length,
    text::DocumentKind,
};

/// A visa category: what it is for, how long it may last, on what it is issued and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryRule {
    /// Its code, such as `B3`.
    pub code: Category,
    /// What it is for.
    pub title: String,
    /// The same in Russian.
    pub title_ru: String,
    /// The same in Kazakh.
    pub title_kk: String,
    /// The sub-service under which an invitation for it is coordinated, if annex 5 lists one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// Whether it is to leave with, so that nobody is invited to it (R26 para 5).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exit: bool,
    /// On what it is issued.
    pub basis: Vec<Basis>,
    /// Whether it is issued through the portal too.
    pub electronic: bool,
    /// Who issues it.
    pub issued_by: Vec<Issuer>,
    /// Inside Kazakhstan it is issued only under these regimes of the inviting party.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside_only_for: Vec<DocumentKind>,
    /// With one entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single: Option<Limits>,
    /// With many entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple: Option<Limits>,
    /// For some, it lasts longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub longer: Vec<Longer>,
    /// With some entries, it is issued at some places only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_at: Vec<OnlyAt>,
    /// From which visas inside Kazakhstan a change to this one is possible (R26 para 36).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub change: Vec<ChangeRule>,
    /// Whether family members get visas to the holder's term (R26 para 34).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dependants: bool,
    /// How far it can be extended (R26 paras 50, 51).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// What does not fit above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Act and paragraph.
    pub source: String,
}

/// How long a visa lasts, and how long its holder may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// From its first to its last day.
    pub validity: Length,
    /// How long one may stay, at each entry.
    pub stay: Stay,
}

/// How long one may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Stay {
    /// For the visa's whole validity.
    Whole,
    /// So long.
    Of(Length),
}

/// A longer validity for some.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Longer {
    /// With these entries.
    pub entries: Entries,
    /// How long.
    pub validity: Length,
    /// For whom.
    pub when: Condition,
    /// Act and paragraph.
    pub source: String,
}

/// Visas with some entries that are not issued everywhere where the category is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyAt {
    /// With these entries.
    pub entries: Entries,
    /// Where such visas are issued.
    pub at: Vec<IssuedAt>,
    /// Act and paragraph.
    pub source: String,
}

impl OnlyAt {
    /// Where such visas are issued, for people.
    pub fn says(&self) -> String {
        self.at.iter().map(|at| at.says()).collect::<Vec<_>>().join(" or ")
    }
}

/// At what kind of place a visa is issued (R26 para 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuedAt {
    /// At a mission abroad.
    Mission,
    /// Inside Kazakhstan.
    Inside,
    /// Through the portal.
    Portal,
}

impl IssuedAt {
    const fn says(self) -> &'static str {
        match self {
            Self::Mission => "by missions",
            Self::Inside => "inside Kazakhstan",
            Self::Portal => "electronically",
        }
    }
}

/// A change of category inside Kazakhstan; all that is named must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRule {
    /// The categories held before; `any` visa, or a `visa_free` stay.
    pub from: Vec<String>,
    /// The inviting party has one of these regimes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regime: Vec<DocumentKind>,
    /// The holder is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holder: Vec<Holder>,
    /// Act and paragraph.
    pub source: String,
}

/// What the holder of a visa is, where a change of category hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Somebody who is trained by a programme of the Innovation Cluster.
    ClusterTrainee,
    /// An ethnic Kazakh.
    EthnicKazakh,
    /// A family member of the holder of such a visa.
    FamilyMember,
    /// Somebody who changes the employer.
    NewEmployer,
    /// A national of a visa-free state, not of a 14-day regime.
    VisaFreeNational,
}

impl Holder {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::ClusterTrainee, Self::EthnicKazakh, Self::FamilyMember, Self::NewEmployer, Self::VisaFreeNational];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClusterTrainee => "cluster_trainee",
            Self::EthnicKazakh => "ethnic_kazakh",
            Self::FamilyMember => "family_member",
            Self::NewEmployer => "new_employer",
            Self::VisaFreeNational => "visa_free_national",
        }
    }
}

/// How far a visa can be extended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// By so much at most; none where another law sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<Length>,
    /// For guests of some inviting parties by more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub longer: Vec<LongerExtension>,
    /// So much more for the summer holidays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Length>,
    /// Another law sets the term, which this program does not carry out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_law: bool,
    /// With these entries only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Entries>,
    /// So often; any number of times, if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u8>,
    /// Act and paragraph.
    pub source: String,
}

/// A longer extension for guests of some inviting parties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongerExtension {
    /// The inviting party has one of these regimes.
    pub regime: Vec<DocumentKind>,
    /// By so much at most.
    pub longest: Length,
}

impl Extension {
    /// By how much at most for the guests of a party with these regimes.
    pub fn longest_for(&self, regimes: &[DocumentKind]) -> Option<Length> {
        let longer = self.longer.iter().find(|longer| longer.regime.iter().any(|regime| regimes.contains(regime)));
        longer.map(|longer| longer.longest).or(self.longest)
    }
}

/// A sub-service of "acceptance and coordination of invitations" (R26 annex 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the rulebook's own")]
pub enum Service {
    Official,
    Business,
    BusinessTrip,
    Religious,
    Private,
    Education,
    Work,
    Treatment,
    Humanitarian,
    PermanentResidence,
}

/// On what a visa is issued (R26 annex 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// An invitation.
    Invitation,
    /// A note verbale.
    NoteVerbale,
    /// An instruction of the MFA.
    MfaInstruction,
    /// A petition of the inviting party.
    Petition,
    /// A petition of a national of an annex-6 state.
    #[serde(rename = "annex_6_petition")]
    Annex6Petition,
    /// Documents of the visa recipient.
    Documents,
}

/// Who issues a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// A mission abroad.
    Mission,
    /// The police at an international airport.
    Airport,
    /// The territorial police.
    Police,
    /// The Ministry of Foreign Affairs.
    Mfa,
}

impl CategoryRule {
    /// The limits for these entries, if there are such visas.
    pub fn limits(&self, entries: Entries) -> Option<&Limits> {
        match entries {
            Entries::Single => self.single.as_ref(),
            Entries::Multiple => self.multiple.as_ref(),
        }
    }

    /// How long a visa with these entries may last for somebody of whom a condition holds or does not, and the source that says so.
    pub fn longest_validity(&self, entries: Entries, holds: impl Fn(&Condition) -> bool) -> Option<(Length, &str)> {
        let usual = self.limits(entries)?.validity;
        let longer = self.longer.iter().find(|longer| longer.entries == entries && holds(&longer.when));
        Some(longer.map_or((usual, self.source.as_str()), |longer| (longer.validity, longer.source.as_str())))
    }

    /// Whether there are visas with these entries that are not electronic.
    pub fn is_on_stickers(&self, entries: Entries) -> bool {
        let only_electronic = |only: &OnlyAt| only.entries == entries && only.at == [IssuedAt::Portal];
        self.limits(entries).is_some() && !self.only_at.iter().any(only_electronic)
    }

    /// What does not fit together if it is to leave with. Those visas have one entry, and the police alone issue them (R26 annex 1,
    /// B14-B22); of those to enter with, none does both.
    fn misplaced_exit(&self) -> Option<&'static str> {
        let is_like_an_exit = self.issued_by == [Issuer::Police] && self.multiple.is_none();
        match (self.exit, is_like_an_exit) {
            (false, true) => Some("with one entry, and from the police alone, it is a visa to leave with: it needs `exit = true`"),
            (true, false) => Some("a visa to leave with has one entry, and the police alone issue it"),
            _ => None,
        }
    }

    /// Whether an invitation for it is coordinated at all: a sub-service of annex 5, or an invitation as its basis (annex 1).
    pub fn takes_invitation(&self) -> bool {
        self.is_listed() || self.basis.contains(&Basis::Invitation)
    }

    /// Who issues it outside the reach of police and ministry, as an end to a sentence.
    pub fn issued_elsewhere(&self) -> &'static str {
        match (self.issued_by.contains(&Issuer::Mission), self.issued_by.contains(&Issuer::Airport)) {
            (true, true) => ", but by missions abroad and at international airports",
            (true, false) => ", but by missions abroad",
            (false, true) => ", but at international airports",
            (false, false) => "",
        }
    }

    /// Whether annex 5 lists a sub-service for invitations to it.
    pub fn is_listed(&self) -> bool {
        self.service.is_some()
    }
}

impl TryFrom<String> for Stay {
    type Error = crate::law::length::LengthError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "whole" { Ok(Self::Whole) } else { text.parse().map(Self::Of) }
    }
}

impl From<Stay> for String {
    fn from(stay: Stay) -> Self {
        match stay {
            Stay::Whole => "whole".to_owned(),
            Stay::Of(length) => length.into(),
        }
    }
}

impl std::fmt::Display for Stay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole => f.write_str("whole validity"),
            Self::Of(length) => length.fmt(f),
        }
    }
}

entries! {
    CategoryRule: "category" by |rule| vec![rule.code.to_string()], unless CategoryRule::misplaced_exit;
}
