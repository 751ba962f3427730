//! What is filed for a visa (R26 para 23, annex 8), decoded and checked at the edge.
//!
//! A value of these types is well-formed. Whether it suffices is the question of the [checks](crate::visa::checks).

#![allow(clippy::large_stack_arrays, reason = "the derived schema lists all members of a request at once")]

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    application::{
        Category, Channel, Document, Entries, Fee, Invitee, InvitingParty, LARGEST_DOCUMENT, MOST_ENTRIES, Passport, Purpose, Sex,
        VisaKind, date, in_order,
    },
    birth::BirthDate,
    exception::Exception,
    law::rulebook::{
        VISA,
        jurisdiction::{Action, Body},
    },
    problem::{Code, FieldProblem, Problem},
    recipient::{Family, WorkGroup},
    text::{Country, OfficeCode, Text, or_empty},
    time::instant::Instant,
    visa::handed_in::{GroupMember, SeenForm, SeenPassport},
    writing::passport_key,
};

/// What is filed for a visa. It is about one foreign national.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct VisaRequest(Form);

pub use crate::{application::NoteSender, law::rulebook::basis::BasisKind};

/// The form as it stands in JSON; a [`VisaRequest`] is a form that passed the checks across fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisaRequest)]
pub struct Form {
    /// Tells a request for a visa from an application for an invitation.
    pub service: Service,
    /// What is asked.
    pub action: VisaAction,
    /// Who is asked.
    pub provider: Provider,
    /// The office that is asked.
    pub office: OfficeCode,
    /// How it was filed.
    pub channel: VisaChannel,
    /// Visa category.
    pub category: Category,
    /// Single or multiple.
    pub entries: Entries,
    /// Sticker or electronic.
    pub visa_kind: VisaKind,
    /// The first day on which the visa is to be valid.
    #[serde(deserialize_with = "date")]
    pub valid_from: NaiveDate,
    /// The last day on which it is to be valid.
    #[serde(deserialize_with = "date")]
    pub valid_until: NaiveDate,
    /// Purpose in words.
    pub purpose: Text,
    /// A purpose that asks for papers, or allows terms, of its own, as in an application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_purpose: Option<Purpose>,
    /// What the visa rests on (R26 para 28).
    pub basis: Basis,
    /// Who is to hold it.
    pub recipient: Recipient,
    /// The visa that the recipient has, if any.
    pub current_visa: Option<CurrentVisa>,
    /// Who invites, if anybody.
    pub inviting_party: Option<InvitingParty>,
    /// The region in which the recipient works or studies, ISO 3166-2 (R26 para 26).
    pub works_in: Option<Text>,
    /// Why the visa is restored, annulled or shortened (R26 paras 46, 48, 55).
    pub reason: Option<Reason>,
    /// The papers handed in.
    #[schema(max_items = 200)]
    pub documents: Vec<Document>,
    /// The state duty, if one was paid.
    pub fee: Option<Fee>,
    /// What the sticker says and nothing else here does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_sticker: Option<StickerDetails>,
    /// That the holder of an electronic visa has compared the invitation with the passport, in the portal (R26 para 25).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// What was seen of the passport, where somebody had it in hand (R26 paras 21, 33, 57).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_passport: Option<SeenPassport>,
    /// How the visa form is filled in, where somebody has read it (R26 para 20, annex 9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_form: Option<SeenForm>,
    /// Who travels with the recipient, who leads the group, on the same visa (R26 para 32, annex 12).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub group: Vec<GroupMember>,
    /// A treaty or reciprocity by which another rule counts (R26 paras 2, 8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Exception>,
}

/// The holder has compared what the invitation says with the passport, before the electronic visa is issued (R26 para 25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub confirmed_at: Instant,
    /// The number of the passport that the holder had in hand.
    pub passport_number: Text,
}

/// What the sticker of a visa says and nothing else of a request does (R26 annex 2(10), (12), (14)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StickerDetails {
    /// How many members of the family are entered in the passport and come along.
    #[serde(default)]
    #[schema(maximum = 255)]
    pub accompanied_by: u8,
    /// Numbers of the passports of children who come along on passports of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub children_passports: Vec<Text>,
    /// Where the holder enters and leaves, where that is prescribed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub points: Vec<Text>,
    /// What else annex 2 wants there: a vehicle, a closed place with its permission, the list of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub further: Vec<Text>,
    /// Remarks on the stub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<Text>,
}

/// The service that a request is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = VisaService)]
pub enum Service {
    /// Issuing, restoring, extending, annulling and shortening visas.
    Visa,
}

/// What is asked for a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisaAction {
    /// A visa is issued.
    Issue,
    /// It is extended: a new one takes its place (R26 paras 50-54).
    Extend,
    /// It is restored: the same visa again (R26 para 48).
    Restore,
    /// It is annulled (R26 para 46).
    Annul,
    /// The stay is shortened: it is annulled, and an exit visa takes its place (R26 para 55).
    Shorten,
}

impl VisaAction {
    /// Every action.
    pub const ALL: [Self; 5] = [Self::Issue, Self::Extend, Self::Restore, Self::Annul, Self::Shorten];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Extend => "extend",
            Self::Restore => "restore",
            Self::Annul => "annul",
            Self::Shorten => "shorten",
        }
    }

    /// As competence knows it.
    pub const fn jurisdiction(self) -> Action {
        match self {
            Self::Issue => Action::Primary,
            Self::Extend => Action::Extension,
            Self::Restore => Action::Restoration,
            Self::Annul => Action::Annulment,
            Self::Shorten => Action::Shortening,
        }
    }

    /// Whether the visa of the recipient is what it is about.
    pub const fn is_about_a_visa(self) -> bool {
        !matches!(self, Self::Issue)
    }

    /// Whether it leads to a visa for which the recipient has asked.
    pub const fn asks_for_a_visa(self) -> bool {
        matches!(self, Self::Issue | Self::Extend | Self::Restore)
    }
}

/// Who acts (R26 paras 24, 26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// The territorial police.
    Police,
    /// The Ministry of Foreign Affairs.
    Mfa,
    /// A mission of Kazakhstan abroad.
    Mission,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::Police, Self::Mfa, Self::Mission];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Mfa => "mfa",
            Self::Mission => "mission",
        }
    }

    /// For people.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Mfa => "Ministry of Foreign Affairs",
            Self::Mission => "mission",
        }
    }

    /// As competence knows it.
    pub const fn body(self) -> Body {
        match self {
            Self::Police => Body::Police,
            Self::Mfa => Body::Mfa,
            Self::Mission => Body::Mission,
        }
    }
}

/// How a request was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisaChannel {
    /// At the counter.
    Counter,
    /// Through the visa-migration portal.
    Electronic,
}

impl From<VisaChannel> for Channel {
    fn from(channel: VisaChannel) -> Self {
        match channel {
            VisaChannel::Counter => Self::Paper,
            VisaChannel::Electronic => Self::Electronic,
        }
    }
}

/// What a visa rests on (R26 para 28).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// What it is.
    pub kind: BasisKind,
    /// Its number.
    pub number: Text,
    /// Its date.
    #[serde(deserialize_with = "date")]
    pub date: NaiveDate,
    /// Who has sent the note verbale; nothing else is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<NoteSender>,
}

/// Who is to hold the visa: as an invitee, and where they are now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
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
    /// Where in Kazakhstan; none for somebody who is abroad.
    pub present_address: Option<PresentAddress>,
}

/// Where in Kazakhstan somebody temporarily lives, or is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentAddress {
    /// Region, ISO 3166-2 such as `KZ-75`.
    pub region: Text,
    /// The address.
    pub text: Text,
}

/// The visa that a recipient has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CurrentVisa {
    /// Its number.
    pub number: Text,
    /// Its category.
    pub category: Category,
    /// The entries that it allows.
    pub entries: Entries,
    /// The first day on which it is valid.
    #[serde(deserialize_with = "date")]
    pub valid_from: NaiveDate,
    /// The last day on which it is valid.
    #[serde(deserialize_with = "date")]
    pub valid_until: NaiveDate,
    /// Who issued it.
    pub issued_by: VisaIssuer,
    /// The passport for which it was issued.
    pub passport_number: Text,
    /// Whether its holder has entered on it.
    pub used: bool,
    /// How often it was extended before.
    #[schema(maximum = 255)]
    pub extended_before: u8,
}

/// Who issued a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisaIssuer {
    /// The territorial police.
    Police,
    /// The Ministry of Foreign Affairs.
    Mfa,
    /// A mission of Kazakhstan abroad.
    Mission,
    /// The visa-migration portal: it is electronic.
    Portal,
}

impl VisaIssuer {
    /// Every issuer.
    pub const ALL: [Self; 4] = [Self::Police, Self::Mfa, Self::Mission, Self::Portal];
}

/// Why a visa is restored, annulled or shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is damaged (R26 para 48).
    Damaged,
    /// It is lost (R26 para 48).
    Lost,
    /// Its holder has a new passport (R26 para 48).
    NewPassport,
    /// Its holder works for somebody else (R26 para 46).
    EmployerChange,
    /// The ground on which it was issued has gone (R26 paras 46, 55).
    ConditionsCeased,
    /// It was issued against the Rules (R26 para 46).
    IssuedAgainstRules,
    /// There is a mistake on the sticker (R26 paras 6, 46).
    StickerError,
    /// A new visa takes its place (R26 paras 35, 46).
    NewVisa,
    /// The inviting party asks for it (R26 para 46).
    InvitingPartyAsks,
    /// The stay is shortened (R26 paras 46, 55).
    StayShortened,
    /// Its holder has broken the law on the legal status of foreigners (R26 para 55; LF art 27).
    LawBroken,
    /// Its holder is expelled (R26 para 46).
    Expulsion,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 12] = [
        Self::Damaged,
        Self::Lost,
        Self::NewPassport,
        Self::EmployerChange,
        Self::ConditionsCeased,
        Self::IssuedAgainstRules,
        Self::StickerError,
        Self::NewVisa,
        Self::InvitingPartyAsks,
        Self::StayShortened,
        Self::LawBroken,
        Self::Expulsion,
    ];

    /// Those for which something is done.
    pub fn of(action: VisaAction) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |reason| reason.is_of(action))
    }

    /// Whether something is done for it (R26 paras 46, 48, 55).
    pub const fn is_of(self, action: VisaAction) -> bool {
        match self {
            Self::Damaged | Self::Lost | Self::NewPassport => matches!(action, VisaAction::Restore),
            Self::ConditionsCeased | Self::StayShortened => matches!(action, VisaAction::Annul | VisaAction::Shorten),
            Self::LawBroken => matches!(action, VisaAction::Shorten),
            Self::EmployerChange
            | Self::IssuedAgainstRules
            | Self::StickerError
            | Self::NewVisa
            | Self::InvitingPartyAsks
            | Self::Expulsion => matches!(action, VisaAction::Annul),
        }
    }

    /// Whether it is one for which a stay is shortened (LF art 27): that the law on foreigners was broken, or that the ground for the stay has gone.
    /// That a stay is shortened is a decision, and says neither.
    pub const fn shortens_a_stay(self) -> bool {
        matches!(self, Self::ConditionsCeased | Self::LawBroken)
    }
}

impl VisaRequest {
    /// Whether a document is a request, well-formed or not: it says of which service it is. An application, which was there first, says
    /// nothing.
    pub fn is_one(json: &[u8]) -> bool {
        let document = Problem::decode::<serde_json::Value>(json).ok();
        document.is_some_and(|document| document.get("service").is_some_and(|service| service == VISA))
    }

    /// Decodes and checks a request.
    ///
    /// # Errors
    /// A [`Problem`] that names the field and the reason.
    pub fn parse(json: &[u8]) -> Result<Self, Problem> {
        if json.len() > LARGEST_DOCUMENT {
            return Err(Problem::new(Code::Size, format!("a request must not be larger than {LARGEST_DOCUMENT} bytes")));
        }
        Self::of(Problem::decode::<Form>(json)?)
    }

    /// The form.
    pub fn form(&self) -> &Form {
        &self.0
    }

    /// The request in a form.
    ///
    /// # Errors
    /// A [`Problem`] that names the field and the reason.
    pub fn of(form: Form) -> Result<Self, Problem> {
        let party = form.inviting_party.as_ref();
        let details = form.on_sticker.as_ref();
        let lists = [
            ("documents", form.documents.len()),
            ("group", form.group.len()),
            ("seen_passport.flaws", form.seen_passport.as_ref().map_or(0, |seen| seen.flaws.len())),
            ("on_sticker.children_passports", details.map_or(0, |details| details.children_passports.len())),
            ("on_sticker.points", details.map_or(0, |details| details.points.len())),
            ("on_sticker.further", details.map_or(0, |details| details.further.len())),
            ("inviting_party.phones", party.map_or(0, |party| party.phones.len())),
            ("inviting_party.regimes", party.map_or(0, |party| party.regimes.len())),
        ];
        if let Some((field, _)) = lists.into_iter().find(|(_, entries)| *entries > MOST_ENTRIES) {
            return Err(Problem::new(Code::Size, format!("a list holds at most {MOST_ENTRIES} entries")).at(field));
        }
        if let Some(stray) = form.documents.iter().position(|document| document.invitee.is_some_and(|invitee| invitee != 0)) {
            let message = "a request is about one recipient: leave the field out";
            return Err(Problem::new(Code::Field, message).at(format!("documents[{stray}].invitee")));
        }
        if form.exception.as_ref().and_then(|exception| exception.invitee).is_some_and(|invitee| invitee != 0) {
            let message = "a request is about one recipient: leave the field out";
            return Err(Problem::new(Code::Field, message).at("exception.invitee"));
        }
        if form.basis.sender.is_some() && form.basis.kind != BasisKind::NoteVerbale {
            return Err(Problem::new(Code::Field, "only a note verbale is sent: leave the field out").at("basis.sender"));
        }
        if form.confirmation.is_some() && !form.asks_for_an_electronic_visa() {
            return Err(
                Problem::new(Code::Field, "only an electronic visa is confirmed by its holder: leave the field out").at("confirmation")
            );
        }
        form.require_the_visa_it_is_about()?;
        form.require_dates_in_order()?;
        Ok(Self(form))
    }

    /// The passports of the recipient: a new one takes the place of the one in which the current visa is (R26 para 48).
    pub fn passports(&self) -> Vec<&Text> {
        let of_visa = self.0.current_visa.as_ref().map(|visa| &visa.passport_number);
        std::iter::once(&self.0.recipient.passport.number).chain(of_visa).collect()
    }

    /// The visa that ends with what is asked (R26 paras 46, 48, 49, 55).
    pub fn ending_visa(&self) -> Option<&CurrentVisa> {
        self.0.current_visa.as_ref().filter(|_| self.0.action.is_about_a_visa())
    }

    /// The recipient as an invitee, whom most rules are written for.
    pub fn invitee(&self) -> Invitee {
        let recipient = self.0.recipient.clone();
        Invitee {
            surname: recipient.surname,
            given_names: recipient.given_names,
            patronymic: recipient.patronymic,
            sex: recipient.sex,
            date_of_birth: recipient.date_of_birth,
            place_of_birth: recipient.place_of_birth,
            citizenship: recipient.citizenship,
            passport: recipient.passport,
            residence_country: recipient.residence_country,
            residence_address: recipient.residence_address,
            employer: recipient.employer,
            position: recipient.position,
            family: recipient.family,
            work_group: recipient.work_group,
        }
    }
}

impl Form {
    /// Whether an electronic visa is to be issued, which its holder confirms before (R26 para 25).
    pub fn asks_for_an_electronic_visa(&self) -> bool {
        self.action == VisaAction::Issue && self.visa_kind == VisaKind::Electronic
    }

    /// Whether the holder has confirmed another passport than the one for which the electronic visa would be; not if nobody has confirmed.
    pub fn is_confirmed_otherwise(&self) -> bool {
        let key = |passport: &Text| passport_key(passport.as_str());
        let own = key(&self.recipient.passport.number);
        self.confirmation.as_ref().is_some_and(|confirmation| key(&confirmation.passport_number) != own)
    }

    fn require_the_visa_it_is_about(&self) -> Result<(), Problem> {
        if self.action.is_about_a_visa() && self.current_visa.is_none() {
            let message = format!("to {} a visa, name it", self.action.as_str());
            return Err(Problem::new(Code::Field, message).at("current_visa"));
        }
        Ok(())
    }

    fn require_dates_in_order(&self) -> Result<(), Problem> {
        in_order(self.valid_from, self.valid_until, "valid_until", "the visa ends before it begins")?;
        if let Some(visa) = &self.current_visa {
            in_order(visa.valid_from, visa.valid_until, "current_visa.valid_until", "the visa ends before it begins")?;
        }
        let Recipient { passport, date_of_birth, .. } = &self.recipient;
        let born = date_of_birth.earliest();
        in_order(born, passport.issued_on, "recipient.passport.issued_on", "the passport was issued before its holder was born")?;
        let expires = "the passport expires before it was issued";
        in_order(passport.issued_on, passport.valid_until, "recipient.passport.valid_until", expires)?;
        in_order(born, self.valid_from, "recipient.date_of_birth", "the recipient is born after the visa begins")
    }
}

impl TryFrom<Form> for VisaRequest {
    type Error = FieldProblem;

    fn try_from(form: Form) -> Result<Self, FieldProblem> {
        Ok(Self::of(form)?)
    }
}

impl From<VisaRequest> for Form {
    fn from(request: VisaRequest) -> Self {
        request.0
    }
}
