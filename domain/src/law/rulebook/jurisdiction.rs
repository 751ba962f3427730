//! What is done with visas, by whom, and inside Kazakhstan where (R26 paras 12, 24, 26, 46-51).

use serde::{Deserialize, Serialize};

use super::{
    RulesInForce,
    basis::BasisKind,
    category::{CategoryRule, Issuer},
    entry::entries,
    limit::MinistryInvitation,
};
use crate::{
    application::{Application, Ministry, PartyKind},
    text::OfficeCode,
};

/// What is asked of the police.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Coordinating an invitation.
    Invitation,
    /// Issuing a primary visa.
    Primary,
    /// Extending a visa.
    Extension,
    /// Annulling a visa.
    Annulment,
    /// Restoring a visa.
    Restoration,
    /// Shortening a stay.
    Shortening,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 6] = [Self::Invitation, Self::Primary, Self::Extension, Self::Annulment, Self::Restoration, Self::Shortening];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Primary => "primary",
            Self::Extension => "extension",
            Self::Annulment => "annulment",
            Self::Restoration => "restoration",
            Self::Shortening => "shortening",
        }
    }
}

/// What a body does with visas of some categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// What is done.
    pub action: Action,
    /// By whom.
    pub by: Body,
    /// With these categories; with all that no other entry names, if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Not with these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// At any of these places, the first one before the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<JurisdictionPlace>,
    /// For guests of these inviting parties only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub party: Vec<PartyKind>,
    /// Act and paragraph.
    pub source: String,
}

/// Who acts on visas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StateBody)]
pub enum Body {
    /// The territorial police.
    #[default]
    Police,
    /// The Ministry of Foreign Affairs.
    Mfa,
    /// A mission abroad.
    Mission,
}

/// The place that decides which police body acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JurisdictionPlace {
    /// Where the inviting party is registered.
    Registration,
    /// Where the foreigner temporarily lives.
    Residence,
    /// Where the foreigner actually is.
    Presence,
    /// Where the school is that has taken the foreigner.
    School,
}

impl Body {
    /// Whether it is the territorial police.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(crate) const fn is_police(&self) -> bool {
        matches!(self, Self::Police)
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Mfa => "mfa",
            Self::Mission => "mission",
        }
    }

    /// Whether it issues a category at all.
    fn issues(self, category: &CategoryRule) -> bool {
        let issuer = match self {
            Self::Police => Issuer::Police,
            Self::Mfa => Issuer::Mfa,
            Self::Mission => Issuer::Mission,
        };
        category.issued_by.contains(&issuer)
    }
}

impl<'a> RulesInForce<'a> {
    /// What a body does with a visa of a category, if it does.
    pub fn jurisdiction(&self, body: Body, action: Action, category: &str) -> Option<&'a Jurisdiction> {
        if action == Action::Primary && !self.category(category).is_some_and(|known| body.issues(known)) {
            return None;
        }
        self.jurisdiction_whoever_issues(body, action, category)
    }

    /// The same, without asking whether the body issues the category first: a change of category may lead to one that it does not (R26 para 36).
    pub fn jurisdiction_whoever_issues(&self, body: Body, action: Action, category: &str) -> Option<&'a Jurisdiction> {
        let entries = || self.of(&self.rulebook.jurisdictions).filter(move |act| act.by == body && act.action == action);
        let names = |list: &[String]| list.iter().any(|named| named == category);
        entries().find(|act| names(&act.categories)).or_else(|| entries().find(|act| act.categories.is_empty() && !names(&act.except)))
    }
}

impl<'a> RulesInForce<'a> {
    /// Who takes an application for invitations: the police; or the foreign ministry or a mission whose office was asked, if it was asked on what
    /// that body takes (R26 paras 3(14), 11).
    pub fn taken_by(&self, application: &Application) -> Body {
        let asked = self.body_of(&application.form().inviting_party.office).unwrap_or_default();
        if self.ministry_invitation(asked, application).is_some() { asked } else { Body::Police }
    }

    /// The rule by which a body takes an application itself.
    pub fn ministry_invitation(&self, body: Body, application: &Application) -> Option<&'a MinistryInvitation> {
        let form = application.form();
        let is_instructed = form.instruction.as_ref().is_some_and(|instruction| instruction.ministry == Ministry::ForeignAffairs);
        let rests_on = |kind: &BasisKind| match kind {
            BasisKind::NoteVerbale => form.note_verbale.is_some(),
            BasisKind::MfaInstruction => is_instructed,
            BasisKind::Invitation | BasisKind::Petition | BasisKind::MiaInstruction => false,
        };
        self.of(&self.rulebook.ministry_invitations).find(|rule| rule.by == body && rule.on.iter().any(rests_on))
    }

    /// The offices of the foreign ministry and of missions, which issue invitations and refuse none (R26 para 18).
    pub fn ministry_offices(&self) -> Vec<OfficeCode> {
        let of_the_ministry = self.of(&self.rulebook.offices).filter(|office| office.body != Body::Police);
        of_the_ministry.map(|office| office.code.clone()).collect()
    }
}

impl Jurisdiction {
    /// What makes no sense of it, if anything does not: places by which nobody tells a police body, or any for the ministry or a
    /// mission.
    pub(super) fn slip(&self) -> Option<&'static str> {
        use JurisdictionPlace::{Presence, Registration, Residence, School};
        match (self.by, &self.at[..]) {
            (Body::Police, [Registration | Residence | Presence | School] | [Registration, Residence])
            | (Body::Mfa | Body::Mission, []) => None,
            (Body::Police, _) => Some("no police body is told by these places"),
            (Body::Mfa, _) => Some("the ministry acts wherever the foreigner is"),
            (Body::Mission, _) => Some("no region of Kazakhstan tells a mission"),
        }
    }

    /// The entry's name: what is done by whom, with what.
    fn names(&self) -> Vec<String> {
        let name = |category: &str| format!("{}/{}/{category}", self.action.as_str(), self.by.as_str());
        if self.categories.is_empty() { vec![name("*")] } else { self.categories.iter().map(|category| name(category)).collect() }
    }
}

entries! {
    Jurisdiction: "act" by |rule| rule.names();
}
