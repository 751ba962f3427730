//! What whoever takes a request in has before their eyes: the passport (R26 paras 21, 33, 57), the visa form (para 20, annex 9), and the list of a
//! group (para 32, annex 12).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    application::Sex,
    birth::BirthDate,
    text::{Country, Text, or_empty},
};

/// What was seen of the passport that was handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenPassport {
    /// How many pages for visas are free, if they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 255)]
    pub free_pages: Option<u8>,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub flaws: Vec<PassportFlaw>,
    /// Whether Kazakhstan does not recognise the state that issued it (R26 para 33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unrecognised: bool,
}

/// What is wrong with a passport that somebody has in hand (R26 paras 21(1), 21(4), 57).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PassportFlaw {
    /// It may not be genuine, or not its holder's.
    Doubtful,
    /// Something was scraped out or corrected in it, and nobody has vouched for that.
    Corrected,
    /// The photograph bears no seal.
    UnsealedPhoto,
    /// Pages are loose, or torn out.
    LoosePages,
    /// A stamp says that it was extended.
    Extended,
}

impl PassportFlaw {
    /// Every flaw.
    pub const ALL: [Self; 5] = [Self::Doubtful, Self::Corrected, Self::UnsealedPhoto, Self::LoosePages, Self::Extended];
}

/// The visa form of annex 9, as far as the Rules say how it is filled in (R26 para 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenForm {
    /// In which language.
    pub language: FormLanguage,
    /// Who has signed it.
    pub signed_by: FormSignatory,
    /// Whether every question is answered that concerns the recipient.
    pub complete: bool,
    /// Whether the photograph shows the face as para 20 wants it.
    pub photo_fits: bool,
}

/// A language of the visa form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormLanguage {
    /// The state language.
    Kazakh,
    /// Russian.
    Russian,
    /// English.
    English,
    /// Another one, in which no form is filled in.
    Other,
}

impl FormLanguage {
    /// Every language that is told apart.
    pub const ALL: [Self; 4] = [Self::Kazakh, Self::Russian, Self::English, Self::Other];
}

/// Who has signed the visa form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormSignatory {
    /// The recipient.
    Recipient,
    /// The legal representative of a child.
    LegalRepresentative,
    /// Somebody else.
    AnotherPerson,
    /// Nobody.
    Nobody,
}

impl FormSignatory {
    /// Everybody who can have signed, and nobody.
    pub const ALL: [Self; 4] = [Self::Recipient, Self::LegalRepresentative, Self::AnotherPerson, Self::Nobody];
}

/// Who travels with the recipient in a group, on the same visa: what the list of annex 12 says of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupMember {
    /// Latin, as in the passport.
    pub surname: Text,
    /// Latin, as in the passport; written `""` for a person whose passport gives one name only, which is the surname.
    #[serde(with = "or_empty")]
    #[schema(value_type = String, required = true, max_length = 2000)]
    pub given_names: Option<Text>,
    /// Latin, as in the passport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<Text>,
    /// Date of birth, as far as the passport states it.
    pub date_of_birth: BirthDate,
    /// As in the passport.
    pub sex: Sex,
    /// Series and number of the passport.
    pub passport_number: Text,
    /// Citizenship; `XXA`, `XXB` or `XXC` for a stateless person.
    pub citizenship: Country,
}

impl GroupMember {
    /// Surname, given names and patronymic, as in the passport.
    pub fn full_name(&self) -> String {
        let names = [Some(&self.surname), self.given_names.as_ref(), self.patronymic.as_ref()];
        names.into_iter().flatten().map(Text::as_str).collect::<Vec<_>>().join(" ")
    }
}
