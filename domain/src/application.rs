//! What an inviting party files (annex 4), decoded and checked at the edge.
//!
//! A value of these types is well-formed: lengths, check digits, order of dates. They read what was filed at any time, so they never grow
//! stricter: what may be filed from now on is the [door](crate::admission)'s question, whether it suffices that of the
//! [checks](crate::checks).

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use utoipa::{
    ToSchema,
    openapi::schema::{ObjectBuilder, Type},
};

use crate::{
    birth::BirthDate,
    exception::Exception,
    payment::{Currency, PurposeCode},
    problem::{Code, FieldProblem, Problem},
    recipient::{Family, WorkGroup},
    text::{BinIin, Country, DocumentKind, OfficeCode, Text, described, or_empty},
    whose::{exception_of_case, papers_of_case},
};

/// The largest document that is taken in, in bytes.
pub const LARGEST_DOCUMENT: usize = 1024 * 1024;

/// The years in which a date may lie; papers without an end are written with 9999.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// The most invitees, papers and the like that one application may name.
pub(crate) const MOST_ENTRIES: usize = 200;

/// What an inviting party files; it may name several invitees (R26 para 12, annex 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Application(Form);

/// The form as it stands in JSON; an [`Application`] is a form that passed the checks across fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Application)]
pub struct Form {
    /// How it was filed.
    pub channel: Channel,
    /// Who invites.
    pub inviting_party: InvitingParty,
    /// Who is invited; each becomes a case.
    #[schema(min_items = 1, max_items = 200)]
    pub invitees: Vec<Invitee>,
    /// What the visit is.
    pub visit: Visit,
    /// The papers handed in.
    #[schema(max_items = 200)]
    pub documents: Vec<Document>,
    /// The state duty, if one was paid.
    #[serde(default)]
    pub fee: Option<Fee>,
    /// A ministry's written instruction to take it sooner (R26 paras 10, 27).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<Instruction>,
    /// Whether the inviting party acknowledges its liability (annex 4; CoAO art 518); none where only the table on paper says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liability_acknowledged: Option<bool>,
    /// The note verbale with which the foreign ministry takes the application (R26 para 11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_verbale: Option<NoteVerbale>,
    /// The department of the State Corporation that has taken it in for the police (R26 paras 12, 14; annex 5 row 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_corporation: Option<StateCorporation>,
    /// A treaty or reciprocity by which another rule counts (R26 paras 2, 8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Exception>,
}

/// A written address of a foreign ministry, of a diplomatic or like mission, of a consular institution, or of an international organisation (R26
/// para 3(10)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteVerbale {
    /// Its number.
    pub number: Text,
    /// Its date.
    #[serde(deserialize_with = "date")]
    pub date: NaiveDate,
    /// Who has sent it.
    pub sender: NoteSender,
}

/// Who sends notes verbales (R26 para 3(10)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteSender {
    /// The foreign ministry of another state.
    ForeignMinistry,
    /// A diplomatic mission, or one that is equal to it.
    DiplomaticMission,
    /// A consular institution.
    Consulate,
    /// An international organisation, or its office.
    InternationalOrganisation,
}

impl NoteSender {
    /// Every sender.
    pub const ALL: [Self; 4] = [Self::ForeignMinistry, Self::DiplomaticMission, Self::Consulate, Self::InternationalOrganisation];

    /// For people.
    pub const fn says(self) -> &'static str {
        match self {
            Self::ForeignMinistry => "a foreign ministry",
            Self::DiplomaticMission => "a diplomatic mission",
            Self::Consulate => "a consulate",
            Self::InternationalOrganisation => "an international organisation",
        }
    }
}

/// The State Corporation as the place where an application was handed in (R26 para 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateCorporation {
    /// The department: its number and address, as annex 7 names them.
    pub department: Text,
    /// Whether it is one on duty, which is open longer and on Saturdays (annex 5 row 7).
    #[serde(default)]
    pub on_duty: bool,
    /// Whether its clerk has the applicant's written consent to the use of protected data (para 12).
    pub consented: bool,
}

/// A ministry's written instruction to take an application outside its days (R26 paras 3, 10, 27).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instruction {
    /// Whose it is.
    pub ministry: Ministry,
    /// Its number.
    pub number: Text,
    /// The day on which it was written down.
    #[serde(deserialize_with = "date")]
    pub date: NaiveDate,
}

/// A ministry that gives such instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ministry {
    /// MFA (МИД).
    ForeignAffairs,
    /// MIA (МВД).
    InternalAffairs,
}

impl Ministry {
    /// Every ministry.
    pub const ALL: [Self; 2] = [Self::ForeignAffairs, Self::InternalAffairs];
}

/// How an application was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Through the visa-migration portal.
    Electronic,
    /// At the counter.
    Paper,
}

/// Who invites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitingParty {
    /// Natural person, legal entity, …
    pub kind: PartyKind,
    /// BIN or IIN.
    pub bin_iin: BinIin,
    /// Name as registered.
    pub name: Text,
    /// Region, ISO 3166-2 such as `KZ-75`.
    pub region: Text,
    /// The police office that is asked.
    pub office: OfficeCode,
    /// Postal address.
    pub address: Text,
    /// Address register code (RKA).
    #[serde(default)]
    pub rka: Option<Text>,
    /// Phones.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub phones: Vec<Text>,
    /// E-mail for contact.
    #[serde(default)]
    pub contact_email: Option<Text>,
    /// Head's full name.
    #[serde(default)]
    pub head: Option<Text>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_person: Option<Text>,
    /// Certificate of registration.
    #[serde(default)]
    pub registration_certificate: Option<RegistrationCertificate>,
    /// Outgoing number of the letter.
    #[serde(default)]
    pub outgoing_number: Option<Text>,
    /// Special regimes, such as `aifc_participant`, `innovation_cluster`.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub regimes: Vec<DocumentKind>,
}

/// Kind of the inviting party (R26 para 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A person.
    NaturalPerson,
    /// A company.
    LegalEntity,
    /// An individual entrepreneur, treated with legal entities (para 12).
    IndividualEntrepreneur,
    /// A central state body or akimat.
    StateBody,
    /// A foreign mission or international organisation.
    ForeignMission,
}

impl PartyKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::NaturalPerson, Self::LegalEntity, Self::IndividualEntrepreneur, Self::StateBody, Self::ForeignMission];
}

/// Certificate of registration of the inviting party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationCertificate {
    /// Its number.
    pub number: Text,
    /// Its date.
    #[serde(deserialize_with = "date")]
    pub date: NaiveDate,
}

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitee {
    /// Latin, as in the passport.
    pub surname: Text,
    /// Latin, as in the passport; written `""` for a person whose passport gives one name only, which is the surname.
    #[serde(with = "or_empty")]
    #[schema(value_type = String, required = true, max_length = 2000)]
    pub given_names: Option<Text>,
    /// Latin, as in the passport.
    #[serde(default)]
    pub patronymic: Option<Text>,
    /// As in the passport.
    pub sex: Sex,
    /// Date of birth, as far as the passport states it.
    pub date_of_birth: BirthDate,
    /// Place of birth.
    pub place_of_birth: Text,
    /// Citizenship; `XXA`, `XXB` or `XXC` for a stateless person.
    pub citizenship: Country,
    /// The passport.
    pub passport: Passport,
    /// Country of residence.
    pub residence_country: Country,
    /// Address abroad.
    pub residence_address: Text,
    /// Workplace abroad.
    #[serde(default)]
    pub employer: Option<Text>,
    /// Position abroad.
    #[serde(default)]
    pub position: Option<Text>,
    /// Whose family member or dependant (R26 para 34); none for a main recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// The group of workers, where para 13(6) has papers of its own for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_group: Option<WorkGroup>,
}

/// As in the passport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::F, Self::M, Self::X];

    /// Its letter, in data and in passports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::M => "M",
            Self::X => "X",
        }
    }
}

/// A passport.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Passport {
    /// Series and number.
    pub number: Text,
    /// The state that issued it.
    pub issued_by: Country,
    /// Date of issue.
    #[serde(deserialize_with = "date")]
    pub issued_on: NaiveDate,
    /// Last day of validity.
    #[serde(deserialize_with = "date")]
    pub valid_until: NaiveDate,
}

/// What the visit is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Visa category asked for, such as `B3`.
    pub category: Category,
    /// Single or multiple.
    pub entries: Entries,
    /// Sticker or electronic.
    pub visa_kind: VisaKind,
    /// First day.
    #[serde(deserialize_with = "date")]
    pub from: NaiveDate,
    /// Last day.
    #[serde(deserialize_with = "date")]
    pub until: NaiveDate,
    /// Purpose in words.
    pub purpose: Text,
    /// A purpose that asks for papers of its own (R26 para 13), where the category alone does not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_purpose: Option<Purpose>,
    /// Grounds in words.
    #[serde(default)]
    pub grounds: Option<Text>,
    /// Route in Kazakhstan.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub route: Vec<Text>,
    /// Where the visa will be collected; none for an electronic one.
    #[serde(default)]
    pub visa_collection_place: Option<CollectionPlace>,
    /// Address in Kazakhstan.
    pub address_in_kz: Text,
}

/// A purpose within a category that asks for papers, or allows terms, of its own (R26 para 13, annex 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Visiting a prisoner.
    PrisonerVisit,
    /// Care of a close relative.
    CareOfRelative,
    /// Preparing and carrying out a space flight.
    SpaceFlight,
    /// An official delegation.
    OfficialDelegation,
    /// Humanitarian aid that has been agreed.
    HumanitarianAid,
    /// Lectures and lessons at an educational organisation (annex 1, B1 item 4).
    Lectures,
    /// An exchange of young people, students or pupils (annex 1, B1 item 5).
    YouthExchange,
    /// A sports event (annex 1, B1 item 6).
    SportsEvent,
    /// Negotiations and contracts of industrialisation and investment (annex 1, B3 item 2).
    IndustrialInvestment,
    /// Visits of a founder or of a member of the board of directors (annex 1, B3 item 3).
    FounderOrDirector,
}

impl Purpose {
    /// Every special purpose.
    pub const ALL: [Self; 10] = [
        Self::PrisonerVisit,
        Self::CareOfRelative,
        Self::SpaceFlight,
        Self::OfficialDelegation,
        Self::HumanitarianAid,
        Self::Lectures,
        Self::YouthExchange,
        Self::SportsEvent,
        Self::IndustrialInvestment,
        Self::FounderOrDirector,
    ];
}

/// Entries that a visa allows (R26 para 5: there is no double entry).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entries {
    /// One entry.
    Single,
    /// Any number of entries.
    Multiple,
}

impl Entries {
    /// Each.
    pub const ALL: [Self; 2] = [Self::Single, Self::Multiple];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
        }
    }
}

/// How the visa is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisaKind {
    /// In the passport.
    Sticker,
    /// Through the portal.
    Electronic,
}

impl VisaKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Sticker, Self::Electronic];
}

/// Where the visa will be collected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionPlace {
    /// Country of the mission.
    pub country: Country,
    /// City of the mission.
    pub city: Text,
}

/// A paper handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// In which form it was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<PaperForm>,
    /// Who issued it, such as `innovation_cluster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Text>,
    /// The invitee that it is about, as the place in the list, from 0; none for a paper of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitee: Option<usize>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Text>,
    /// Date of issue.
    #[serde(default, deserialize_with = "optional_date", skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity; an expired paper counts as missing (R26 para 14).
    #[serde(default, deserialize_with = "optional_date", skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// The form in which a paper is shown or asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// The original.
    Original,
    /// A plain copy.
    Copy,
    /// A copy certified by a notary.
    NotarisedCopy,
}

impl PaperForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Original, Self::Copy, Self::NotarisedCopy];
}

/// The state duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// How it was paid.
    pub paid_via: PaidVia,
    /// Number of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Text>,
    /// Day of payment.
    #[serde(default, deserialize_with = "optional_date", skip_serializing_if = "Option::is_none")]
    pub paid_on: Option<NaiveDate>,
    /// Code of the payment's purpose (КНП).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knp: Option<PurposeCode>,
    /// Currency of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Amount in tenge; tiyn after the point.
    pub amount_kzt: Tenge,
}

/// How the duty was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaidVia {
    /// The payment gateway of e-government: no receipt needs to be shown (para 12).
    EgovGateway,
    /// A bank.
    Bank,
}

impl PaidVia {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::EgovGateway, Self::Bank];
}

/// An amount in tenge, held in tiyn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Tenge(u32);

impl Tenge {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many hundredths of this amount, so many times; none where that is more than can be paid.
    pub fn hundredths(self, hundredths: u32, times: usize) -> Option<Self> {
        let tiyn = u128::from(self.0).checked_mul(hundredths.into())?.checked_mul(u128::try_from(times).ok()?)?;
        // A part of a tiyn is paid in full.
        u32::try_from(tiyn.div_ceil(100)).ok().map(Self)
    }
}

impl utoipa::PartialSchema for Tenge {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Number).description(Some("An amount in tenge, with two decimals at most."));
        number.minimum(Some(0)).maximum(Some(f64::from(Self(u32::MAX)))).into()
    }
}

impl ToSchema for Tenge {}

impl std::fmt::Display for Tenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f64::from(*self).fmt(f)
    }
}

impl TryFrom<f64> for Tenge {
    type Error = Problem;
    fn try_from(tenge: f64) -> Result<Self, Problem> {
        let tiyn = (tenge * 100.0).round();
        #[expect(clippy::float_cmp, reason = "two decimals are written exactly as the number nearest to tiyn / 100")]
        let whole = tiyn / 100.0 == tenge;
        if whole && (0.0..=f64::from(u32::MAX)).contains(&tiyn) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
            return Ok(Self(tiyn as u32));
        }
        Err(Problem::new(Code::Field, "must be an amount in tenge with at most two decimals"))
    }
}

impl From<Tenge> for f64 {
    fn from(amount: Tenge) -> Self {
        Self::from(amount.0) / 100.0
    }
}

/// The code of a visa category (R26 annex 1), such as `B3` or `B9-1`. Whether there is such a category, and whether an invitation can be asked
/// for it, the rulebook says: what was filed is read whatever rulebook is in use.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Category(String);

impl Category {
    /// The category's code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Category {
    type Error = Problem;
    fn try_from(code: String) -> Result<Self, Problem> {
        if is_category_code(&code) {
            Ok(Self(code))
        } else {
            Err(Problem::new(Code::Category, "a visa category is written as a letter and a number, such as B3 or B9-1 (annex 1)"))
        }
    }
}

described! { Category, "A visa category of annex 1, such as B3 or B9-1.", length 2..=5, pattern "^[ABC][1-9][0-9]?(-[1-9])?$" }

/// A letter that annex 1 knows, a number and perhaps a number within it: the contracts with the agencies take no other.
fn is_category_code(code: &str) -> bool {
    let is_number = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    let Some(numbers) = code.strip_prefix(['A', 'B', 'C']) else { return false };
    let (number, within) = numbers.split_once('-').map_or((numbers, None), |(number, within)| (number, Some(within)));
    is_number(number, 2) && within.is_none_or(|within| is_number(within, 1))
}

impl From<Category> for String {
    fn from(category: Category) -> Self {
        category.0
    }
}

impl std::fmt::Display for Category {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Application {
    /// Decodes and checks an application.
    ///
    /// # Errors
    /// A [`Problem`] that names the field and the reason.
    pub fn parse(json: &[u8]) -> Result<Self, Problem> {
        if json.len() > LARGEST_DOCUMENT {
            return Err(Problem::new(Code::Size, format!("an application must not be larger than {LARGEST_DOCUMENT} bytes")));
        }
        // The form first: its problems name their field; those across fields name it themselves.
        Self::of(Problem::decode::<Form>(json)?)
    }

    /// The form.
    pub fn form(&self) -> &Form {
        &self.0
    }

    /// The same application with this invitee alone, if there is one.
    pub fn of_invitee(&self, index: usize) -> Option<Self> {
        let Form {
            channel,
            inviting_party,
            invitees,
            visit,
            documents,
            fee,
            instruction,
            liability_acknowledged,
            note_verbale,
            state_corporation,
            exception,
        } = &self.0;
        Some(Self(Form {
            channel: *channel,
            inviting_party: inviting_party.clone(),
            invitees: vec![invitees.get(index)?.clone()],
            visit: visit.clone(),
            documents: papers_of_case(documents, index),
            fee: fee.clone(),
            instruction: instruction.clone(),
            liability_acknowledged: *liability_acknowledged,
            note_verbale: note_verbale.clone(),
            state_corporation: state_corporation.clone(),
            exception: exception_of_case(exception.as_ref(), index),
        }))
    }

    /// The invitee at this index, if there is one.
    pub fn invitee(&self, index: usize) -> Option<&Invitee> {
        self.0.invitees.get(index)
    }
}

impl TryFrom<Form> for Application {
    type Error = FieldProblem;

    fn try_from(form: Form) -> Result<Self, FieldProblem> {
        Ok(Self::of(form)?)
    }
}

impl Application {
    /// The application in a form.
    ///
    /// # Errors
    /// A [`Problem`] that names the field and the reason.
    pub fn of(form: Form) -> Result<Self, Problem> {
        if form.invitees.is_empty() {
            return Err(Problem::new(Code::Size, "an application names at least one invitee").at("invitees"));
        }
        let lists = [
            ("invitees", form.invitees.len()),
            ("documents", form.documents.len()),
            ("visit.route", form.visit.route.len()),
            ("inviting_party.phones", form.inviting_party.phones.len()),
            ("inviting_party.regimes", form.inviting_party.regimes.len()),
        ];
        if let Some((field, _)) = lists.into_iter().find(|(_, entries)| *entries > MOST_ENTRIES) {
            return Err(Problem::new(Code::Size, format!("a list holds at most {MOST_ENTRIES} entries")).at(field));
        }
        let strays = |document: &Document| document.invitee.is_some_and(|invitee| invitee >= form.invitees.len());
        if let Some(stray) = form.documents.iter().position(strays) {
            let field = format!("documents[{stray}].invitee");
            return Err(Problem::new(Code::Field, "there is no such invitee; they are counted from 0").at(field));
        }
        if form.exception.as_ref().and_then(|exception| exception.invitee).is_some_and(|invitee| invitee >= form.invitees.len()) {
            let message = "there is no such invitee; they are counted from 0";
            return Err(Problem::new(Code::Field, message).at("exception.invitee"));
        }
        in_order(form.visit.from, form.visit.until, "visit.until", "the visit ends before it begins")?;
        for (index, invitee) in form.invitees.iter().enumerate() {
            let passport = &invitee.passport;
            let born = invitee.date_of_birth.earliest();
            let field = |name: &str| format!("invitees[{index}].{name}");
            in_order(born, passport.issued_on, &field("passport.issued_on"), "the passport was issued before its holder was born")?;
            in_order(
                passport.issued_on,
                passport.valid_until,
                &field("passport.valid_until"),
                "the passport expires before it was issued",
            )?;
            in_order(born, form.visit.from, &field("date_of_birth"), "the invitee is born after the visit begins")?;
        }
        Ok(Self(form))
    }
}

impl From<Application> for Form {
    fn from(application: Application) -> Self {
        application.0
    }
}

pub(crate) fn in_order(first: NaiveDate, second: NaiveDate, field: &str, message: &str) -> Result<(), Problem> {
    if first <= second { Ok(()) } else { Err(Problem::new(Code::DateOrder, message).at(field)) }
}

/// A date as ISO 8601 writes it. chrono also reads `2026-4-1`, and years by which no reckoning is safe.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    parse_date(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.as_deref().map(parse_date).transpose().map_err(D::Error::custom)
}

/// Reads a date as ISO 8601 writes it.
///
/// # Errors
/// [`Code::Field`].
pub fn parse_date(text: &str) -> Result<NaiveDate, Problem> {
    let date = text.parse::<NaiveDate>().ok();
    date.filter(|date| YEARS.contains(&date.year()) && date.to_string() == text)
        .ok_or_else(|| Problem::new(Code::Field, "must be a date such as 2026-04-20"))
}
