//! How the sticker of a visa is worded, and where each of its fields stands on the sheet (R26 annex 2).

use serde::{Deserialize, Serialize};

use super::entry::entries;

/// A field of the sticker or of its stub (R26 annex 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StickerField {
    /// The code of the body that issues the visa.
    PlaceOfIssue,
    /// How often one may enter.
    Entries,
    /// The visa category.
    Category,
    /// The day of issue.
    IssuedOn,
    /// The name, as in the passport's machine-readable zone.
    Name,
    /// The passport's number.
    PassportNumber,
    /// The first day.
    ValidFrom,
    /// The last day.
    ValidUntil,
    /// Who invites.
    InvitingOrganisation,
    /// What else is to be known.
    AdditionalInformation,
    /// What was paid.
    Fee,
    /// Who comes along.
    Accompanied,
    /// Who signs.
    Signature,
    /// Of the stub: the citizenship.
    Nationality,
    /// Of the stub: the number of the receipt.
    Receipt,
    /// Of the stub: remarks.
    Remarks,
}

impl StickerField {
    /// Every field, in the order of annex 2.
    pub const ALL: [Self; 16] = [
        Self::PlaceOfIssue,
        Self::Entries,
        Self::Category,
        Self::IssuedOn,
        Self::Name,
        Self::PassportNumber,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::InvitingOrganisation,
        Self::AdditionalInformation,
        Self::Fee,
        Self::Accompanied,
        Self::Signature,
        Self::Nationality,
        Self::Receipt,
        Self::Remarks,
    ];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PlaceOfIssue => "place_of_issue",
            Self::Entries => "entries",
            Self::Category => "category",
            Self::IssuedOn => "issued_on",
            Self::Name => "name",
            Self::PassportNumber => "passport_number",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::InvitingOrganisation => "inviting_organisation",
            Self::AdditionalInformation => "additional_information",
            Self::Fee => "fee",
            Self::Accompanied => "accompanied",
            Self::Signature => "signature",
            Self::Nationality => "nationality",
            Self::Receipt => "receipt",
            Self::Remarks => "remarks",
        }
    }

    /// What the blank calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::PlaceOfIssue => "берілген жері/place of issue",
            Self::Entries => "мәртесі/entries",
            Self::Category => "түрі-категориясы/category",
            Self::IssuedOn => "берілген күні/date of issue",
            Self::Name => "тегі-аты/name-given name",
            Self::PassportNumber => "паспорттың №/passport №",
            Self::ValidFrom => "басталу мерзімі/valid from",
            Self::ValidUntil => "аяқталу мерзімі/valid until",
            Self::InvitingOrganisation => "шақырған мекеме/inviting organization",
            Self::AdditionalInformation => "қосымша мәліметтер/additional information",
            Self::Fee => "төлем ақы/fee",
            Self::Accompanied => "өзімен бірге/accompanied by",
            Self::Signature => "қолы және тегі/signature and surname",
            Self::Nationality => "азаматтығы/nationality",
            Self::Receipt => "түбіртек №/receipt №",
            Self::Remarks => "ескертпе/remarks",
        }
    }
}

/// What is written among the additional information.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerWords {
    /// Of an extended visa, with its `{number}`.
    pub extended: String,
    /// Of a visa that is carried over to another sticker, with its `{number}`.
    pub transferred: String,
    /// Of a family member or dependant.
    pub family: String,
    /// Of a visa with many entries that gives `{days}` at each.
    pub stay_each_entry: String,
    /// Of a visa with one entry that gives `{days}`.
    pub stay: String,
    /// For these categories the body that has made or coordinated the invitation stands in the place of who invites.
    pub by_office: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

/// The sheet on which a sticker is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerSheet {
    /// In millimetres.
    pub width: f64,
    /// In millimetres.
    pub height: f64,
    /// Letters are made so small at most where a text is long, in points.
    pub smallest_letters: f64,
    /// Whether a machine-readable zone is printed.
    pub zone: bool,
    /// Where the zone's first letter begins, in millimetres.
    pub zone_x: f64,
    /// The foot of the letters of its upper line, in millimetres.
    pub zone_baseline: f64,
    /// From letter to letter, in millimetres.
    pub zone_pitch: f64,
    /// From line to line, in millimetres.
    pub zone_leading: f64,
    /// The size of its letters, in points.
    pub zone_letters: f64,
    /// Act and paragraph.
    pub source: String,
}

/// Where a field stands on the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerPlace {
    /// Which field.
    pub field: StickerField,
    /// From the left edge, in millimetres.
    pub x: f64,
    /// From the upper edge, in millimetres.
    pub y: f64,
    /// In millimetres.
    pub width: f64,
    /// In millimetres.
    pub height: f64,
    /// The size of the letters, in points.
    pub letters: f64,
    /// Act and paragraph.
    pub source: String,
}

impl StickerPlace {
    /// Whether it lies on the sheet as a whole.
    pub fn is_on(&self, sheet: &StickerSheet) -> bool {
        let is_within = |from: f64, length: f64, whole: f64| from >= 0.0 && length > 0.0 && from + length <= whole;
        is_within(self.x, self.width, sheet.width) && is_within(self.y, self.height, sheet.height) && self.letters >= sheet.smallest_letters
    }
}

entries! {
    StickerWords: "sticker_words" by |_rule| vec![String::new()];
    StickerSheet: "sticker_sheet" by |_rule| vec![String::new()];
    StickerPlace: "sticker_place" by |rule| vec![rule.field.as_str().to_owned()];
}
