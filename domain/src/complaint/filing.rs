//! What is filed: a complaint about a case, by whoever that case is about.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    admission::require_visible,
    application::{Channel, LARGEST_DOCUMENT},
    case::{complaint::Examiner, number::CaseNumber, record::CaseRecord},
    law::rulebook::COMPLAINT,
    problem::{Code, Problem},
    service::CaseService,
    text::{BinIin, Country, OfficeCode, Text},
    time::instant::Instant,
};

/// What stands in the place of a visa category in the case of a complaint.
pub const CATEGORY: &str = "complaint";

/// A complaint as it is filed. It says of which service it is; nothing else is called so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    service: ServiceName,
    /// The case that it is about.
    pub about: CaseNumber,
    /// The number of the passport in that case: whoever knows both numbers may complain about it.
    pub passport_number: Text,
    /// Who complains.
    pub complainant: Text,
    /// How it came.
    pub channel: Channel,
    /// Who is to examine it.
    pub addressee: Examiner,
    /// What is complained of, and what is asked for.
    pub complaint: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ComplaintService)]
enum ServiceName {
    Complaint,
}

/// What is on record of the case that a complaint is about, when it is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The office that has the case, whose act is complained of.
    pub office: OfficeCode,
    /// Citizenship of the person whom it is about.
    pub citizenship: Country,
    /// The number of that person's passport.
    pub passport_number: Text,
    /// BIN or IIN of who invites, if anybody.
    pub inviting_party: Option<BinIin>,
}

impl Complaint {
    /// Whether a document says that it is a complaint.
    pub fn is_one(json: &[u8]) -> bool {
        let document = Problem::decode::<Value>(json).ok();
        document.is_some_and(|document| document.get("service").is_some_and(|service| service == COMPLAINT))
    }

    /// Decodes and checks a complaint.
    ///
    /// # Errors
    /// A [`Problem`] that names the field and the reason.
    pub fn parse(json: &[u8]) -> Result<Self, Problem> {
        if json.len() > LARGEST_DOCUMENT {
            return Err(Problem::new(Code::Size, format!("a complaint must not be larger than {LARGEST_DOCUMENT} bytes")));
        }
        Problem::decode(json)
    }

    /// Whether it may be filed about a case that is on record. Nothing is complained of before there is a case, and about the answer to a
    /// complaint the court is asked (para 59).
    ///
    /// # Errors
    /// [`Code::CaseUnknown`] if there is no case with these two numbers; [`Code::Field`]; [`Code::OutOfOrder`]; [`Code::HiddenCharacters`].
    pub fn subject(&self, record: Option<&CaseRecord>, filed_at: Instant) -> Result<Subject, Problem> {
        require_visible(self)?;
        if CaseService::of(&self.about) == CaseService::Complaint {
            let message = "must be the case of an invitation or a visa; about the answer to a complaint the court is asked";
            return Err(Problem::new(Code::Field, message).at("about"));
        }
        let known = record.filter(|record| record.is_of_passport(self.passport_number.as_str()));
        let record = known.ok_or_else(|| Problem::new(Code::CaseUnknown, "there is no case with these two numbers").at("about"))?;
        if filed_at < record.filed_at {
            let message = format!("received before the case that it is about was filed, which was at {}", record.filed_at);
            return Err(Problem::new(Code::OutOfOrder, message).at("filed_at"));
        }
        Ok(Subject {
            office: record.office.clone(),
            citizenship: record.citizenship.clone(),
            passport_number: record.passport_number.clone(),
            inviting_party: record.inviting_party.clone(),
        })
    }
}
