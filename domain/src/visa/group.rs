//! The list of names with which a group travels on one visa (R26 para 32, annex 12).

use serde::{Deserialize, Serialize};

use super::{document::Heading, handed_in::GroupMember, request::Recipient};
use crate::{
    application::Sex,
    birth::BirthDate,
    text::{Country, OfficerId, Text},
};

/// The list of a group, made of the request in the order of the alphabet. It is never changed: with another list there is another visa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupList {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// The number of the visa to which it is bound.
    #[schema(value_type = String)]
    pub visa: Text,
    /// Who travels, the leader among them.
    pub members: Vec<Listed>,
    /// The officer who decided, and signs below it.
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// The officer's name, where whoever shows the document knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub officer_name: Option<Text>,
}

/// A line of the list (R26 annex 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GroupListLine)]
pub struct Listed {
    /// Full name, as in the passport; the surname first.
    pub name: String,
    /// The surname.
    #[schema(value_type = String)]
    pub surname: Text,
    /// Date of birth, as far as the passport states it.
    #[schema(value_type = String)]
    pub date_of_birth: BirthDate,
    /// As in the passport.
    #[schema(value_type = String)]
    pub sex: Sex,
    /// Series and number of the passport.
    #[schema(value_type = String)]
    pub passport_number: Text,
    /// Citizenship.
    #[schema(value_type = String)]
    pub citizenship: Country,
}

/// Everybody of a group in the order of the alphabet, the leader among them.
pub fn listed(leader: &Recipient, group: &[GroupMember]) -> Vec<Listed> {
    let mut members: Vec<_> = std::iter::once(of_leader(leader)).chain(group.iter().map(of_member)).collect();
    members.sort_by_cached_key(|member| member.name.to_uppercase());
    members
}

fn of_member(member: &GroupMember) -> Listed {
    let GroupMember { surname, date_of_birth, sex, passport_number, citizenship, .. } = member;
    Listed {
        name: member.full_name(),
        surname: surname.clone(),
        date_of_birth: *date_of_birth,
        sex: *sex,
        passport_number: passport_number.clone(),
        citizenship: citizenship.clone(),
    }
}

fn of_leader(leader: &Recipient) -> Listed {
    let Recipient { surname, given_names, patronymic, date_of_birth, sex, passport, citizenship, .. } = leader.clone();
    of_member(&GroupMember { surname, given_names, patronymic, date_of_birth, sex, passport_number: passport.number, citizenship })
}
