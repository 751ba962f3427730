//! What stands on an electronic visa, as annex 3 has it: in three languages on one form. A file in Kazakh and one in Russian differ in what is no
//! part of the form: names of offices and states, and the words beside the code.

use shaqyru_domain::{
    case::visa::VisaView,
    visa::electronic::{ElectronicVisa, Inviting},
};

use super::{Block, Field, List, Words, date};
use crate::{
    DocumentError,
    labels::{
        self, NOTHING,
        electronic_visa::{self as form, Trilingual},
    },
};

/// Persons of a group are none: the visa is for its holder only (R26 para 25).
const GROUP_SHARES: [f32; 5] = [0.07, 0.33, 0.17, 0.2, 0.23];

/// One form for readers of all three languages: its title is the same in each.
pub(super) fn title_of_electronic_visa(visa: &ElectronicVisa) -> String {
    let title = format!("{} № {}", form::TITLE, visa.visa.number);
    if visa.visa.valid { title } else { format!("{title} — {}", form::NOT_VALID) }
}

impl Words {
    /// One that is not valid says so first, and has no code that could be shown for a valid one.
    pub(super) fn electronic_visa(self, visa: &ElectronicVisa) -> Result<Vec<Block>, DocumentError> {
        let mut blocks: Vec<_> = why_not_valid(visa).into_iter().collect();
        blocks.push(Block::Fields(self.fields_of_electronic_visa(visa)));
        blocks.push(Block::Caption(form::GROUP.to_string()));
        blocks.push(Block::List(nobody_else()));
        if let Some(Inviting { name, bin_iin }) = &visa.invited_by {
            blocks.push(Block::Caption(form::PARTY.to_string()));
            blocks.push(Block::Fields(vec![field(form::PARTY_NAME, name.as_str()), field(form::BIN_IIN, bin_iin.as_str())]));
        }
        if visa.visa.valid {
            let says = format!("{}. {}", form::WITH_PASSPORT, self.label(labels::visa::QR));
            blocks.push(Block::Qr(self.code(&visa.qr_text(), says, &visa.digest())?));
        }
        Ok(blocks)
    }

    fn fields_of_electronic_visa(self, visa: &ElectronicVisa) -> Vec<Field> {
        let ElectronicVisa { heading, passport, .. } = visa;
        let VisaView { category, entries, valid_from, valid_until, .. } = &visa.visa;
        vec![
            field(form::CATEGORY, category.as_str()),
            field(form::ENTRIES, form::entries(*entries).to_string()),
            field(form::VALID_FROM, date(*valid_from)),
            field(form::VALID_UNTIL, date(*valid_until)),
            field(form::FULL_NAME, heading.recipient.as_str()),
            field(form::CITIZENSHIP, self.country(&visa.citizenship)),
            field(form::PASSPORT, passport.number.as_str()),
            field(form::PASSPORT_ISSUED, date(passport.issued_on)),
            field(form::PASSPORT_UNTIL, date(passport.valid_until)),
            field(form::BORN, visa.date_of_birth.written("%d.%m.%Y", "%m.%Y", "%Y")),
            field(form::SEX, form::sex(visa.sex).map(|sex| sex.to_string()).unwrap_or_default()),
            field(form::PLACE, self.office_of_visa(heading)),
            field(form::ISSUED_ON, date(heading.date)),
            field(form::ADDITIONAL, additional(visa)),
            field(form::FEE, format!("{} KZT", visa.fee)),
        ]
    }
}

fn field(name: Trilingual, value: impl Into<String>) -> Field {
    (name.to_string(), Some(value.into()).filter(|value| !value.trim().is_empty()).unwrap_or_else(|| NOTHING.to_owned()))
}

fn why_not_valid(visa: &ElectronicVisa) -> Option<Block> {
    let because = form::because(visa.visa.invalid_because?, visa.border);
    let since = visa.annulled_at.map(|at| format!("{}: ", date(at.date_in(visa.heading.zone)))).unwrap_or_default();
    Some(Block::Caption(format!("{since}{because}")))
}

fn nobody_else() -> List {
    List {
        shares: GROUP_SHARES.to_vec(),
        head: std::iter::once(labels::ORDINAL.kk.to_owned())
            .chain([form::FULL_NAME, form::BORN, form::CITIZENSHIP, form::PASSPORT].map(|label| label.to_string()))
            .collect(),
        rows: vec![vec![NOTHING.to_owned(); GROUP_SHARES.len()]],
    }
}

/// R26 para 25: through which airports; annex 1: how long; para 34: that a family member does not work.
fn additional(visa: &ElectronicVisa) -> String {
    let airports = if visa.airports.is_empty() { String::new() } else { format!(": {}", visa.airports.join(", ")) };
    let stay = visa.days_of_stay.map(|days| format!("{}: {days}", form::STAY));
    let work = visa.of_a_family.then(|| form::NO_WORK.to_string());
    let said = std::iter::once(format!("{}{airports}", form::AIRPORTS)).chain(stay).chain(work);
    said.collect::<Vec<_>>().join("; ")
}
