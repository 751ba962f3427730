//! What a check finds: code, field, message, paragraph.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::law::ground::Ground;

/// Whether a finding stands against the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It does.
    Error,
    /// An officer should know it.
    Warning,
}

/// Declares [`FindingCode`] with what each code stands for, so that `rules cite`, the documents and the checks
/// cannot drift apart.
macro_rules! finding_codes {
    ($($name:ident = $text:literal, $severity:ident, $paragraph:literal, $says:literal;)+) => {
        /// The code of a finding: stable, the same in JSON, on the screen and in the documents.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingCode { $(#[doc = $says] #[serde(rename = $text)] $name,)+ }

        impl FindingCode {
            /// Every code, in the order of the documents.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as people see it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Whether it stands against the application.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// The paragraph that it rests on, as the rulebook's paragraphs are named.
            pub const fn paragraph(self) -> &'static str {
                match self { $(Self::$name => $paragraph,)+ }
            }

            /// What it stands for.
            pub const fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)+ }
            }
        }

        impl FromStr for FindingCode {
            type Err = UnknownFindingCode;
            fn from_str(text: &str) -> Result<Self, UnknownFindingCode> {
                match text { $($text => Ok(Self::$name),)+ _ => Err(UnknownFindingCode) }
            }
        }
    };
}

/// A text is none of our finding codes.
#[derive(Debug, thiserror::Error)]
#[error("not a code of a finding")]
pub struct UnknownFindingCode;

finding_codes! {
    PaperMissing = "CHK-PAPER-MISSING", Error, "R26 para 14", "A paper is missing, has expired, or is not issued by the right body.";
    PaperDates = "CHK-PAPER-DATES", Error, "R26 annex 5 row 9(1)", "A paper, or the certificate of registration, is issued after the day of filing, or ends before it was issued.";
    PermitEnds = "CHK-PERMIT-ENDS", Error, "R26 para 15(1)", "The permit to work ends before the visit does.";
    PermitSeasonal = "CHK-PERMIT-SEASONAL", Warning, "R26 annex 1", "Seasonal work without the employer's permit: annex 1 bases the visa on it, and another paper of para 13(6) lets the application in.";
    BinIin = "CHK-BIN-IIN", Error, "R26 annex 4", "Nobody has this BIN or IIN, or nobody of this kind: a person has an IIN, an organisation a BIN.";
    FeeShort = "CHK-FEE-SHORT", Error, "R26 annex 5 fee", "Less was paid than the state duty, or it is only said to be paid after the filing.";
    FeeCurrency = "CHK-FEE-CURRENCY", Error, "R26 annex 4", "The duty was paid in another currency than tenge.";
    Liability = "CHK-LIABILITY", Error, "R26 annex 4", "The inviting party does not acknowledge its liability.";
    FeeUnknown = "CHK-FEE-UNKNOWN", Error, "R26 annex 5 fee", "The duty cannot be reckoned: the rulebook has no MCI for the year of payment.";
    FeeReciprocity = "CHK-FEE-RECIPROCITY", Warning, "R26 annex 5 fee", "The duty was not paid for a child, who is free on reciprocity: an officer decides whether that holds.";
    CategoryWithoutInvitation = "CHK-CATEGORY-NO-INVITATION", Error, "R26 annex 5 sub-services", "No invitation is coordinated for this category.";
    CategoryUnlisted = "CHK-CATEGORY-UNLISTED", Warning, "R26 annex 1", "Annex 1 bases the category on an invitation, annex 5 lists no sub-service for it.";
    Entries = "CHK-ENTRIES", Error, "R26 annex 1", "The category has no visa with these entries, or not for this purpose.";
    Validity = "CHK-VALIDITY", Error, "R26 annex 1", "The requested period is longer than a visa of the category lasts.";
    Stay = "CHK-STAY", Warning, "R26 annex 1", "The requested period is longer than one may stay at one entry.";
    ElectronicCategory = "CHK-ELECTRONIC-CATEGORY", Error, "R26 para 24(3)", "The category is not issued electronically.";
    ElectronicEntries = "CHK-ELECTRONIC-ENTRIES", Error, "R26 para 25", "An electronic visa has one entry.";
    ElectronicState = "CHK-ELECTRONIC-STATE", Error, "R26 para 25", "Nationals of the state get no electronic visa, or not of this category.";
    ElectronicPlace = "CHK-ELECTRONIC-PLACE", Warning, "R26 para 25", "An electronic visa is collected nowhere: it lands in the personal account.";
    ElectronicEnd = "CHK-ELECTRONIC-END", Warning, "R26 para 25", "Electronic visas for the state end before the intended entry.";
    PassportValidity = "CHK-PASSPORT-VALIDITY", Error, "R26 para 21", "The passport is not valid long enough after the visit.";
    PassportUnissued = "CHK-PASSPORT-UNISSUED", Error, "R26 para 21", "The passport is issued after the day of filing.";
    Citizen = "CHK-CITIZEN", Error, "R26 para 3", "The invitee is a citizen of Kazakhstan: invitations are for foreigners and stateless persons.";
    Admission = "CHK-ADMISSION", Error, "R26 annex 4", "The application was filed before the door refused what it holds: unreadable text, a passport not in Latin letters, or an unknown state.";
    PlaceMissing = "CHK-PLACE-MISSING", Error, "R26 para 15(1)", "The place where the visa will be collected is not named.";
    PlaceDistrict = "CHK-PLACE-DISTRICT", Error, "R26 para 15(1)", "The mission's consular district holds neither the state of the invitee's citizenship nor that of the residence.";
    PlaceUnknown = "CHK-PLACE-UNKNOWN", Warning, "R26 para 15(1)", "The rulebook does not know which mission serves the invitee's state, or knows none in the country named.";
    PlaceAirport = "CHK-PLACE-AIRPORT", Warning, "R26 para 31", "Inside Kazakhstan the category is issued at international airports only, and the rulebook knows none of the name given.";
    PlaceInside = "CHK-PLACE-INSIDE", Error, "R26 para 24", "The category is not issued inside Kazakhstan, or not for this inviting party.";
    PlaceIssuer = "CHK-PLACE-ISSUER", Error, "R26 para 24", "Missions do not issue the category, or a visa with these entries is not issued there.";
    WindowEarly = "CHK-WINDOW-EARLY", Error, "R26 para 10", "The application is filed too early before the intended entry.";
    WindowLate = "CHK-WINDOW-LATE", Error, "R26 para 10", "The application is filed too late before the intended entry.";
    WindowUnknown = "CHK-WINDOW-UNKNOWN", Warning, "R26 para 10", "The last day for filing cannot be counted: the calendar does not hold the intended entry.";
    WindowLifted = "CHK-WINDOW-LIFTED", Warning, "R26 para 10", "The application is filed outside its days, on the written instruction of a ministry.";
    InstructionDate = "CHK-INSTRUCTION-DATE", Error, "R26 para 27", "The ministry's instruction is written later than it was followed.";
    InstructionByWord = "CHK-INSTRUCTION-BY-WORD", Warning, "R26 para 27", "The ministry's instruction was given by word, out of hours, and is to be on record in writing by the next working day.";
    Exception = "CHK-EXCEPTION", Warning, "R26 para 2", "A treaty or reciprocity is named by which something that stands against the application does not: an officer compares it.";
    NoteDate = "CHK-NOTE-DATE", Error, "R26 para 11", "The note verbale is dated after the day of filing.";
    NoteParty = "CHK-NOTE-PARTY", Warning, "R26 para 3(10)", "A note verbale is named, and who invites is no foreign mission and no international organisation, which alone send such notes: an officer compares it.";
    StateCorporationPaper = "CHK-STATE-CORPORATION-PAPER", Error, "R26 annex 5 row 2", "The application is said to have come through the State Corporation, which takes it on paper, and to have been filed electronically.";
    Consent = "CHK-CONSENT", Error, "R26 para 12", "The State Corporation took the application in without the written consent to the use of protected data.";
    VisaNeedless = "CHK-VISA-NEEDLESS", Warning, "R26 para 7", "A paper that was handed in stands in place of a visa: whoever holds it needs none.";
    InvitationNeedless = "CHK-INVITATION-NEEDLESS", Warning, "R26 para 28", "The invitee needs no invitation: a mission issues the visa on a petition.";
    OfficeNotCompetent = "CHK-OFFICE-NOT-COMPETENT", Error, "R26 para 26", "The police act at the place of the inviting party's registration.";
    OfficeElsewhere = "CHK-OFFICE-ELSEWHERE", Warning, "R26 para 12", "The office lies outside the region in which the inviting party is registered: the application is handed over to the police there.";
    OfficeUnknown = "CHK-OFFICE-UNKNOWN", Warning, "R26 para 3", "The rulebook does not list the office: its region is told by its code, or not at all.";
    RegionUnknown = "CHK-REGION-UNKNOWN", Warning, "R26 para 3", "The rulebook does not know the region.";
    BiometricsSoon = "CHK-BIOMETRICS-SOON", Warning, "R26 para 24-1", "The invitee comes of the age for fingerprints before the visit begins.";
    ResidenceState = "CHK-RESIDENCE-STATE", Error, "R26 para 26", "Only nationals of visa-free states (not of 14-day regimes) may ask for the category.";
    ResidenceRepeated = "CHK-RESIDENCE-REPEATED", Error, "R26 para 26", "The category was asked for within the last twelve months.";
    Recipient = "CHK-RECIPIENT", Error, "R26 annex 1", "The category is not given to this invitee: too young, or without the paper that shows otherwise.";
    FamilyCategory = "CHK-FAMILY-CATEGORY", Error, "R26 para 34", "A main recipient's family gets no visa of this category.";
    FamilyMain = "CHK-FAMILY-MAIN", Error, "R26 para 34", "The main recipient of a family is neither invited here nor named by a visa.";
    FamilyTerm = "CHK-FAMILY-TERM", Error, "R26 para 34", "A family member would stay longer than the main recipient's visa lasts.";
    FamilyWork = "CHK-FAMILY-WORK", Error, "R26 para 34", "A family member or dependant is invited to work.";
    EntryBan = "CHK-ENTRY-BAN", Error, "R26 para 15(2)", "An entry ban stands against the invitee.";
    Penalty = "CHK-PENALTY", Error, "R26 annex 5 row 9(4)", "The invitee has not executed a penalty from an earlier stay.";
    Expulsion = "CHK-EXPULSION", Error, "R26 annex 5 row 9(5)", "The invitee was expelled within the last five years.";
    StickerCorrected = "CHK-STICKER-CORRECTED", Error, "R26 para 6", "Something on the visa sticker was corrected: the visa is invalid.";
    StickerField = "CHK-STICKER-FIELD", Error, "R26 annex 2", "A field of the visa sticker is not completed by annex 2.";
    Sanctions = "CHK-SANCTIONS", Error, "R26 annex 5 row 9(7)", "The inviting party was held liable twice or more within the last twelve months: the application is not considered.";
    VisaNotExtended = "CHK-VISA-NOT-EXTENDED", Error, "R26 para 54", "A visa of the category, or with these entries, is not extended.";
    VisaExtensionParty = "CHK-VISA-EXTENSION-PARTY", Error, "R26 para 50", "The provider extends such visas for the guests of other inviting parties.";
    VisaExtensionTerm = "CHK-VISA-EXTENSION-TERM", Error, "R26 para 51", "The extension is longer than the category allows, or does not follow on the current visa.";
    VisaExtensionHolidays = "CHK-VISA-EXTENSION-HOLIDAYS", Warning, "R26 para 51", "The extension is longer than usual, which it may be for the summer holidays only.";
    VisaExtensionLaw = "CHK-VISA-EXTENSION-LAW", Warning, "R26 para 51", "For how long a visa of the category is extended another law sets: compare it.";
    VisaExtendedBefore = "CHK-VISA-EXTENDED-BEFORE", Error, "R26 para 52", "The visa was extended as often as it may be.";
    VisaExtensionEarly = "CHK-VISA-EXTENSION-EARLY", Error, "R26 para 53", "The extension is asked for too early before the visa ends.";
    VisaExtensionLate = "CHK-VISA-EXTENSION-LATE", Error, "R26 para 53", "The extension is asked for too late before the visa ends.";
    VisaExtensionUnknown = "CHK-VISA-EXTENSION-UNKNOWN", Warning, "R26 para 53", "The days for asking cannot be counted: the calendar does not hold them.";
    VisaExtensionLifted = "CHK-VISA-EXTENSION-LIFTED", Warning, "R26 para 27", "The extension is asked for outside its days, on the written instruction of a ministry.";
    VisaFirstInviter = "CHK-VISA-FIRST-INVITER", Error, "R26 para 53", "The petition is not that of the party which invited the recipient, as it must be.";
    VisaFirstInviterUnknown = "CHK-VISA-FIRST-INVITER-UNKNOWN", Warning, "R26 para 53", "Who invited the recipient the register does not say: the petition is believed to be that party's.";
    VisaOtherCategory = "CHK-VISA-OTHER-CATEGORY", Error, "R26 para 49", "The category is not that of the visa which is extended, restored, annulled or shortened.";
    VisaRestoredOtherwise = "CHK-VISA-RESTORED-OTHERWISE", Error, "R26 para 48", "A restored visa has the entries and the validity of the one that it replaces.";
    VisaRestorer = "CHK-VISA-RESTORER", Error, "R26 para 48", "The foreign ministry restores what it or a mission has issued, and this visa is another body's.";
    VisaElectronicAnew = "CHK-VISA-ELECTRONIC-ANEW", Error, "R26 para 25", "An electronic visa is not restored for a new passport: it is asked for anew.";
    VisaSamePassport = "CHK-VISA-SAME-PASSPORT", Error, "R26 para 48", "The passport is said to be new, and is the one for which the visa was issued.";
    VisaEnded = "CHK-VISA-ENDED", Error, "R26 para 48", "The visa has ended: it is not restored, annulled or shortened any more.";
    VisaChange = "CHK-VISA-CHANGE", Error, "R26 para 36", "The visa is not changed to this category inside Kazakhstan, or not on this basis.";
    VisaChangeHolder = "CHK-VISA-CHANGE-HOLDER", Warning, "R26 para 36", "The change of category hangs on what the holder of the visa is, which the register does not say: it is believed.";
    VisaAnnulFirst = "CHK-VISA-ANNUL-FIRST", Warning, "R26 para 35", "The recipient has a visa that is valid or was not used: it is annulled before a new one is issued.";
    VisaMoreEntries = "CHK-VISA-MORE-ENTRIES", Error, "R26 para 37", "One entry does not become many, except when certain categories are extended.";
    VisaBeyondInvitation = "CHK-VISA-BEYOND-INVITATION", Error, "R26 para 37", "The visa would begin before the invitation that it rests on, or end after it.";
    VisaInvitation = "CHK-VISA-INVITATION", Error, "R26 para 38", "The invitation is not on record, is not in force, or says something else than the request.";
    VisaInvitationUnknown = "CHK-VISA-INVITATION-UNKNOWN", Warning, "R26 para 38", "The register was not asked for the invitation: what the request says of it is believed.";
    VisaRecord = "CHK-VISA-RECORD", Error, "R26 para 43", "The register has no such visa, or has it otherwise than the request says.";
    VisaRecordUnknown = "CHK-VISA-RECORD-UNKNOWN", Warning, "R26 para 43", "The register was not asked for the recipient's visa: what the request says of it is believed.";
    VisaMainUnknown = "CHK-VISA-MAIN-UNKNOWN", Warning, "R26 para 34", "The register was not asked for the main recipient's visa: what the request says of it is believed.";
    VisaResidenceTerm = "CHK-VISA-RESIDENCE-TERM", Error, "R26 para 26", "A visa for those who seek permanent residence is longer than it may be inside Kazakhstan.";
    VisaResidenceUnknown = "CHK-VISA-RESIDENCE-UNKNOWN", Warning, "R26 para 26", "The register does not say whether the category was asked for within the last twelve months.";
    VisaExitBarred = "CHK-VISA-EXIT-BARRED", Error, "R26 para 29", "The law bars the recipient from leaving, so that no exit visa is issued.";
    VisaExitUnknown = "CHK-VISA-EXIT-UNKNOWN", Warning, "R26 para 29", "Whether the law bars the recipient from leaving is to be asked before an exit visa is issued.";
    VisaExitFile = "CHK-VISA-EXIT-FILE", Error, "R26 annex 1", "What an authority must have decided or confirmed before the exit visa is not there.";
    VisaExitFileUnknown = "CHK-VISA-EXIT-FILE-UNKNOWN", Warning, "R26 annex 1", "What an authority must have decided or confirmed before the exit visa is to be put on file.";
    VisaExitPassport = "CHK-VISA-EXIT-PASSPORT", Error, "R26 annex 1", "The exit visa would last longer than the passport.";
    VisaProvider = "CHK-VISA-PROVIDER", Error, "R26 para 24", "The police, the ministry or the mission does not do with a visa of the category what is asked.";
    VisaOfficeBody = "CHK-VISA-OFFICE-BODY", Error, "R26 para 24", "The office is none of the body that is asked: the police, the ministry or a mission.";
    VisaOffice = "CHK-VISA-OFFICE", Error, "R26 para 26", "Another police body is competent for the visa.";
    VisaPlace = "CHK-VISA-PLACE", Error, "R26 para 26", "It is not said where the recipient lives, is or works, on which the competence for the visa hangs.";
    VisaBasis = "CHK-VISA-BASIS", Error, "R26 para 28", "The visa cannot rest on what is named, or not when it is asked of this body.";
    VisaNoteSender = "CHK-VISA-NOTE-SENDER", Warning, "R26 para 3(10)", "It is not said who has sent the note verbale, which only foreign ministries, missions and international organisations do.";
    VisaParty = "CHK-VISA-PARTY", Error, "R26 para 19", "The visa rests on an invitation, and nobody is named who invites.";
    VisaChannel = "CHK-VISA-CHANNEL", Error, "R26 para 19", "Electronic visas are asked for through the portal, stickers at the counter.";
    VisaElectronic = "CHK-VISA-ELECTRONIC", Error, "R26 para 25", "An electronic visa is issued through the portal of the police, for its holder only, to enter and leave through international airports, and neither extended nor restored.";
    VisaConfirmation = "CHK-VISA-CONFIRMATION", Error, "R26 para 25", "The holder of an electronic visa has confirmed another passport than it would be for, or is said to have confirmed it after the filing.";
    VisaUnconfirmed = "CHK-VISA-UNCONFIRMED", Error, "R26 para 25", "The electronic visa rests on an invitation that is on record, and its holder has not confirmed in the portal that it says what the passport says.";
    VisaPassportFlaw = "CHK-VISA-PASSPORT-FLAW", Error, "R26 para 57", "Something is wrong with the passport itself: it may not be genuine, was corrected or extended, or its photograph or pages are loose.";
    VisaPassportPages = "CHK-VISA-PASSPORT-PAGES", Error, "R26 para 21", "The passport has too few free pages for visas.";
    VisaUnrecognised = "CHK-VISA-UNRECOGNISED", Error, "R26 para 33", "In a passport that Kazakhstan does not recognise a visa has one entry and rests on an invitation.";
    VisaSeparateSheet = "CHK-VISA-SEPARATE-SHEET", Warning, "R26 para 33", "The passport is not recognised: the visa goes on a separate sheet, which is taken away when its holder leaves or it ends.";
    VisaForm = "CHK-VISA-FORM", Error, "R26 para 20", "The visa form is not filled in or signed, or its photograph is not taken, as the Rules want it.";
    VisaGroup = "CHK-VISA-GROUP", Error, "R26 para 32", "The visa is none that a group gets, or the list of the group names somebody who cannot be on it.";
    VisaGroupUnasked = "CHK-VISA-GROUP-UNASKED", Warning, "R26 para 24-1", "Fingerprints, bans and the records of registers are asked for of the leader of a group only: an officer looks up the members.";
    VisaInterview = "CHK-VISA-INTERVIEW", Warning, "R26 para 39", "Whom the situation in the state of citizenship or residence makes uncertain is interviewed before the decision: an officer weighs it.";
    VisaReason = "CHK-VISA-REASON", Error, "R26 para 46", "The reason to restore, annul or shorten the visa is missing, or is none for this action or body.";
    VisaShorteningGround = "CHK-VISA-SHORTENING-GROUND", Warning, "LF art 27", "The reason to shorten the visa does not say on which ground of the law the stay is shortened.";
    VisaConsularFee = "CHK-VISA-CONSULAR-FEE", Warning, "R26 para 22", "A consular fee is due, whose rates the rulebook does not hold: an officer sees to it.";
    VisaFingerprints = "CHK-VISA-FINGERPRINTS", Warning, "R26 para 24-1", "Fingerprints may not be due on reciprocity: an officer decides.";
}

impl FindingCode {
    /// Whether it says that something is missing: that refuses acceptance (R26 para 14), and a case keeps it in a list of its own.
    pub const fn is_gap(self) -> bool {
        matches!(self, Self::PaperMissing | Self::FeeShort)
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Finding {
    /// Which check.
    #[schema(value_type = String)]
    pub code: FindingCode,
    /// Whether it stands against the application.
    pub severity: Severity,
    /// The field that it is about, such as `invitees[0].passport.valid_until`.
    pub field: String,
    /// What is wrong, for people; tells no personal data.
    pub message: String,
    /// Act and paragraph.
    pub basis: String,
    /// The ground on which an officer can refuse because of it (R26 annex 5 row 9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub ground: Option<Ground>,
}

impl Finding {
    /// Whether another one says the same. Papers are counted otherwise in the whole application than in the case of one invitee, so the place of
    /// one tells nothing.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let is_of_a_paper = |finding: &Self| finding.field.starts_with("documents[");
        let same_field = self.field == other.field || (is_of_a_paper(self) && is_of_a_paper(other));
        same_field && Self { field: String::new(), ..self.clone() } == Self { field: String::new(), ..other.clone() }
    }

    pub(crate) fn new(code: FindingCode, field: impl Into<String>, message: impl Into<String>, basis: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), field: field.into(), message: message.into(), basis: basis.into(), ground: None }
    }

    /// The finding as the case of one invitee tells it, which knows that invitee only; none if it is about another one.
    pub fn of_invitee(&self, index: usize) -> Option<Self> {
        let Some((about, rest)) = of_one_invitee(&self.field) else { return Some(self.clone()) };
        (about.parse() == Ok(index)).then(|| Self { field: format!("invitees[0]{rest}"), ..self.clone() })
    }

    pub(crate) fn on_ground(self, ground: Ground) -> Self {
        Self { ground: Some(ground), ..self }
    }
}

/// The place of the invitee whom a field is about, if it is about one.
pub(crate) fn invitee_of(field: &str) -> Option<usize> {
    of_one_invitee(field).and_then(|(about, _)| about.parse().ok())
}

/// The place of an invitee as a field writes it, and what follows.
fn of_one_invitee(field: &str) -> Option<(&str, &str)> {
    field.strip_prefix("invitees[").and_then(|field| field.split_once(']'))
}
