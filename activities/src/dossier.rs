//! What the agencies are told of a case.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::{Application, Category, Entries},
    birth::BirthDate,
    case::number::CaseNumber,
    text::{BinIin, Country, OfficeCode, Text, or_empty},
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
    /// Who invites.
    pub inviting_party: Host,
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
            subject: Subject {
                citizenship: person.citizenship.clone(),
                passport_number: person.passport.number.clone(),
                surname: person.surname.clone(),
                given_names: person.given_names.clone(),
                date_of_birth: person.date_of_birth,
            },
            inviting_party: Host { bin_iin: form.inviting_party.bin_iin.clone(), name: form.inviting_party.name.clone() },
            visit: VisitPlan {
                purpose: form.visit.purpose.clone(),
                from: form.visit.from,
                until: form.visit.until,
                entries: form.visit.entries,
            },
        })
    }
}
