//! What the agencies are told of a case.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::{Application, Category, Entries, Invitee, InvitingParty},
    birth::BirthDate,
    case::number::CaseNumber,
    text::{BinIin, Country, OfficeCode, Text, or_empty},
    visa::{handed_in::GroupMember, request::VisaRequest},
};

/// A case as police and NSC examine it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Its number.
    pub case: CaseNumber,
    /// The office that has it.
    pub office: OfficeCode,
    /// Visa category.
    pub category: Category,
    /// Whether we take the answer by callback.
    pub callback: bool,
    /// Who is invited.
    pub subject: Subject,
    /// Who travels in a group on the same visa (R26 para 32).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<Subject>,
    /// Who invites; nobody, of some visas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviting_party: Option<Host>,
    /// What the visit is.
    pub visit: VisitPlan,
}

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Citizenship.
    pub citizenship: Country,
    /// Series and number.
    pub passport_number: Text,
    /// Latin, as in the passport.
    pub surname: Text,
    /// Latin, as in the passport; empty where it gives one name only.
    #[serde(with = "or_empty")]
    pub given_names: Option<Text>,
    /// Date of birth, as far as the passport states it.
    pub date_of_birth: BirthDate,
}

/// Who invites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// BIN or IIN.
    pub bin_iin: BinIin,
    /// Name as registered.
    pub name: Text,
}

/// What the visit is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitPlan {
    /// Purpose in words.
    pub purpose: Text,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Single or multiple.
    pub entries: Entries,
}

impl Dossier {
    /// The dossier of one invitee; none if the application has no such invitee.
    pub fn of(case: &CaseNumber, office: &OfficeCode, application: &Application, invitee: usize, callback: bool) -> Option<Self> {
        let form = application.form();
        let person = application.invitee(invitee)?;
        Some(Self {
            case: case.clone(),
            office: office.clone(),
            category: form.visit.category.clone(),
            callback,
            subject: Subject::of(person),
            group: Vec::new(),
            inviting_party: Some(Host::of(&form.inviting_party)),
            visit: VisitPlan {
                purpose: form.visit.purpose.clone(),
                from: form.visit.from,
                until: form.visit.until,
                entries: form.visit.entries,
            },
        })
    }

    /// The dossier of a request for a visa.
    pub fn of_request(case: &CaseNumber, office: &OfficeCode, request: &VisaRequest, callback: bool) -> Self {
        let form = request.form();
        Self {
            case: case.clone(),
            office: office.clone(),
            category: form.category.clone(),
            callback,
            subject: Subject::of(&request.invitee()),
            group: form.group.iter().map(Subject::of_a_group).collect(),
            inviting_party: form.inviting_party.as_ref().map(Host::of),
            visit: VisitPlan { purpose: form.purpose.clone(), from: form.valid_from, until: form.valid_until, entries: form.entries },
        }
    }
}

impl Subject {
    fn of(person: &Invitee) -> Self {
        Self {
            citizenship: person.citizenship.clone(),
            passport_number: person.passport.number.clone(),
            surname: person.surname.clone(),
            given_names: person.given_names.clone(),
            date_of_birth: person.date_of_birth,
        }
    }

    fn of_a_group(member: &GroupMember) -> Self {
        Self {
            citizenship: member.citizenship.clone(),
            passport_number: member.passport_number.clone(),
            surname: member.surname.clone(),
            given_names: member.given_names.clone(),
            date_of_birth: member.date_of_birth,
        }
    }
}

impl Host {
    fn of(party: &InvitingParty) -> Self {
        Self { bin_iin: party.bin_iin.clone(), name: party.name.clone() }
    }
}
