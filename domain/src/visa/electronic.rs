//! The electronic visa as its holder has it (R26 para 25, annex 3): for one passport and for nobody who comes along, through international airports.

use serde::{Deserialize, Serialize};

use super::{Case, document::Heading, request::VisaRequest, sticker::days_of_stay};
use crate::{
    application::{Passport, Sex, Tenge, VisaKind},
    birth::BirthDate,
    case::visa::{BorderReason, Invalidity, VisaView},
    invitation::document::digest_of_fields,
    law::rulebook::{Rulebook, RulesInForce},
    text::{BinIin, Country, Text},
    time::instant::Instant,
};

/// An electronic visa (R26 annex 3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ElectronicVisa {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// The visa, and whether it is valid.
    pub visa: VisaView,
    /// When it lost its validity, and what the Border Service found; none of one that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub annulled_at: Option<Instant>,
    /// What the Border Service found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub border: Option<BorderReason>,
    /// Citizenship of the holder.
    #[schema(value_type = String)]
    pub citizenship: Country,
    /// The only passport with which it is valid.
    #[schema(value_type = Object)]
    pub passport: Passport,
    /// Date of birth, as far as the passport states it.
    #[schema(value_type = String)]
    pub date_of_birth: BirthDate,
    /// As in the passport.
    #[schema(value_type = String)]
    pub sex: Sex,
    /// What was paid.
    #[schema(value_type = f64)]
    pub fee: Tenge,
    /// Whether its holder is of somebody's family and must not work (R26 para 34).
    pub of_a_family: bool,
    /// Who invites.
    pub invited_by: Option<Inviting>,
    /// How many days one may stay, where that is less than it lasts, as the rulebook of its day has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_of_stay: Option<i64>,
    /// The airports through which one enters and leaves, as the rulebook of its day has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub airports: Vec<String>,
}

/// Who invites, as annex 3 has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Inviting {
    /// The name.
    #[schema(value_type = String)]
    pub name: Text,
    /// BIN or IIN.
    #[schema(value_type = String)]
    pub bin_iin: BinIin,
}

impl ElectronicVisa {
    /// What a case has issued electronically; none where it has not.
    pub(super) fn of(request: &VisaRequest, case: &Case, visa: VisaView, heading: Heading) -> Option<Self> {
        if visa.kind != VisaKind::Electronic {
            return None;
        }
        let form = request.form();
        let recipient = &form.recipient;
        let annulled = case.annulled_afterwards().filter(|_| visa.invalid_because == Some(Invalidity::Annulled));
        Some(Self {
            heading,
            visa,
            annulled_at: annulled.map(|(at, _)| at),
            border: annulled.and_then(|(_, because)| because),
            citizenship: recipient.citizenship.clone(),
            passport: recipient.passport.clone(),
            date_of_birth: recipient.date_of_birth,
            sex: recipient.sex,
            fee: form.fee.as_ref().map_or(Tenge::ZERO, |fee| fee.amount_kzt),
            of_a_family: recipient.family.is_some(),
            invited_by: form.inviting_party.as_ref().map(|party| Inviting { name: party.name.clone(), bin_iin: party.bin_iin.clone() }),
            days_of_stay: None,
            airports: Vec::new(),
        })
    }

    /// With what the rulebook of its day says of it.
    pub(super) fn named(&mut self, rulebook: &Rulebook) {
        let Ok(rules) = rulebook.for_filing(self.heading.date) else { return };
        self.days_of_stay = days_of_stay(&self.visa, &rules);
        self.airports = airports(&rules);
    }

    /// What the QR code says: numbers, the date of issue, and the beginning of a digest over all fields, by which a printed visa is compared with
    /// the record. It holds no personal data. It is no signature: that a visa is valid is known from Berkut only.
    pub fn qr_text(&self) -> String {
        let Heading { case, date, .. } = &self.heading;
        format!("shaqyru-visa/1 number={} case={case} issued={date} sha256={}", self.visa.number, self.digest())
    }

    /// The beginning of the SHA-256 digest over the fields of annex 3, in the order of the annex. A change of what goes in needs another version
    /// in [`Self::qr_text`].
    pub fn digest(&self) -> String {
        let VisaView { number, category, entries, valid_from, valid_until, .. } = &self.visa;
        let Heading { case, office, recipient, date, .. } = &self.heading;
        let party = self.invited_by.as_ref();
        digest_of_fields(&[
            number.to_string(),
            case.to_string(),
            category.to_string(),
            entries.as_str().to_owned(),
            valid_from.to_string(),
            valid_until.to_string(),
            recipient.clone(),
            self.citizenship.to_string(),
            self.passport.number.to_string(),
            self.passport.issued_on.to_string(),
            self.passport.valid_until.to_string(),
            self.date_of_birth.to_string(),
            self.sex.as_str().to_owned(),
            office.to_string(),
            self.of_a_family.to_string(),
            self.fee.to_string(),
            party.map(|party| party.name.to_string()).unwrap_or_default(),
            party.map(|party| party.bin_iin.to_string()).unwrap_or_default(),
            date.to_string(),
        ])
    }
}

/// The international airports, through which alone the holder of an electronic visa enters and leaves (R26 para 25): code and city.
pub fn airports(rules: &RulesInForce) -> Vec<String> {
    let known = rules.of(&rules.rulebook.airports);
    known.map(|airport| airport.names.first().map_or_else(|| airport.code.clone(), |city| format!("{} {city}", airport.code))).collect()
}
