//! What our register and the state know of a request for a visa, and what follows from it (R26 paras 38, 43, 48): where they answer, a
//! difference is a finding; where they were not asked, the request is believed and a warning says so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use crate::{
    application::{Category, Entries},
    checks::{
        finding::{Finding, FindingCode},
        records::Records,
    },
    law::{ground::Ground, rulebook::category::Holder},
    problem::Problem,
    recipient::MainVisa,
    text::{BinIin, Text},
    visa::request::{BasisKind, CurrentVisa, VisaAction},
    writing::passport_key,
};

/// What is known of a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisaRecords {
    /// The invitation that it rests on.
    pub invitation: Answer<InvitationOnRecord>,
    /// The visa that the recipient has.
    pub current_visa: Answer<VisaOnRecord>,
    /// Who invited the recipient first: BIN or IIN.
    pub invited_first: Answer<BinIin>,
    /// What the holder of the current visa is.
    pub holder: Answer<Vec<Holder>>,
    /// The main recipient's visa.
    pub main_visa: Answer<MainVisa>,
    /// What the state registers and our own record say of the recipient and of the inviting party; none, if they were not asked.
    pub registers: Option<Records>,
    /// What bars the recipient from leaving (LF art 23).
    pub exit_bars: Answer<Vec<ExitBar>>,
    /// Whether what an authority decides before an exit visa is on file; none, if nobody was asked.
    pub exit_file: Option<bool>,
}

/// What a register says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T> {
    /// It was not asked, or did not answer.
    #[default]
    NotAsked,
    /// It knows of nothing.
    Nothing,
    /// It knows this.
    Known(T),
}

/// An invitation, as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationOnRecord {
    /// Whether it is in force: issued, and neither withdrawn nor annulled.
    pub in_force: bool,
    /// The category.
    pub category: Category,
    /// The entries.
    pub entries: Entries,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_until: NaiveDate,
    /// The passport of the invitee.
    pub passport_number: Text,
    /// Who invites: BIN or IIN.
    pub invited_by: BinIin,
}

/// A visa, as the register has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisaOnRecord {
    /// The visa.
    pub visa: CurrentVisa,
    /// Whether it was annulled.
    #[serde(default)]
    pub annulled: bool,
}

/// What bars somebody from leaving (LF art 23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitBar {
    /// Act and item that it rests on.
    pub basis: Text,
    /// Its last day; none, if that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

pub(super) fn check(asked: Asked) -> Result<Vec<Finding>, Problem> {
    // What is filed untruly an officer refuses on ground 1.
    let untrue = Ground::try_from(1)?;
    let findings = visa(asked).into_iter().chain(invitation(asked));
    let with_ground = |finding: Finding| if is_untrue(finding.code) { finding.on_ground(untrue) } else { finding };
    Ok(findings.map(with_ground).collect())
}

fn is_untrue(code: FindingCode) -> bool {
    matches!(code, FindingCode::VisaRecord | FindingCode::VisaInvitation)
}

fn visa(asked: Asked) -> Vec<Finding> {
    let told = asked.form.current_visa.as_ref();
    let finding = |code, field: &str, message: &str| Finding::new(code, field, message, "R26 para 43; paras 38, 48");
    let differs = |field: &str, message: &str| finding(FindingCode::VisaRecord, field, message);
    match (&asked.records.current_visa, told) {
        (Answer::NotAsked, Some(_)) => {
            vec![finding(FindingCode::VisaRecordUnknown, "current_visa", "see in Berkut whether the visa is as it is told")]
        }
        (Answer::NotAsked, None) if asked.is_issued_inside() => {
            vec![finding(FindingCode::VisaRecordUnknown, "current_visa", "see in Berkut whether the recipient has a visa")]
        }
        (Answer::NotAsked | Answer::Nothing, None) => Vec::new(),
        (Answer::Nothing, Some(_)) => {
            vec![differs("current_visa.number", "Berkut has no such visa, and one that it has not is not valid")]
        }
        (Answer::Known(_), None) => vec![differs("current_visa", "the recipient has a visa, which is not told")],
        (Answer::Known(known), Some(told)) => {
            let annulled = known.annulled.then(|| differs("current_visa.number", "the visa was annulled"));
            let others = differing(told, &known.visa).map(|field| differs(&format!("current_visa.{field}"), "Berkut has it otherwise"));
            annulled.into_iter().chain(others).collect()
        }
    }
}

/// The fields in which a visa is told otherwise than it is on record.
fn differing(told: &CurrentVisa, known: &CurrentVisa) -> impl Iterator<Item = &'static str> {
    let same = [
        ("number", told.number == known.number),
        ("category", told.category == known.category),
        ("entries", told.entries == known.entries),
        ("valid_from", told.valid_from == known.valid_from),
        ("valid_until", told.valid_until == known.valid_until),
        ("issued_by", told.issued_by == known.issued_by),
        ("passport_number", is_one_passport(&told.passport_number, &known.passport_number)),
        ("used", told.used == known.used),
        ("extended_before", told.extended_before == known.extended_before),
    ];
    same.into_iter().filter_map(|(field, is_same)| (!is_same).then_some(field))
}

fn is_one_passport(one: &Text, other: &Text) -> bool {
    passport_key(one.as_str()) == passport_key(other.as_str())
}

fn invitation(asked: Asked) -> Vec<Finding> {
    let form = asked.form;
    if form.action != VisaAction::Issue || form.basis.kind != BasisKind::Invitation {
        return Vec::new();
    }
    let finding = |code, field: &str, message: &str| Finding::new(code, field, message, "R26 para 38; paras 19, 25");
    let known = match &asked.records.invitation {
        Answer::NotAsked => {
            return vec![finding(FindingCode::VisaInvitationUnknown, "basis.number", "see whether the invitation is as it is told")];
        }
        Answer::Nothing => return vec![finding(FindingCode::VisaInvitation, "basis.number", "there is no such invitation")],
        Answer::Known(known) => known,
    };
    let told = [
        ("basis.number", known.in_force, "the invitation is not in force"),
        ("category", known.category == form.category, "the invitation is to another category"),
        (
            "recipient.passport.number",
            is_one_passport(&known.passport_number, &form.recipient.passport.number),
            "the invitation names another passport",
        ),
        (
            "inviting_party.bin_iin",
            form.inviting_party.as_ref().is_none_or(|party| party.bin_iin == known.invited_by),
            "the invitation is another party's",
        ),
    ];
    let wrong = told.into_iter().filter(|(_, is_true, _)| !is_true);
    let wrong = wrong.map(|(field, _, message)| finding(FindingCode::VisaInvitation, field, message));
    let within = [
        ("valid_from", known.valid_from <= form.valid_from, "the invitation begins later"),
        ("valid_until", form.valid_until <= known.valid_until, "the invitation ends earlier"),
    ];
    let beyond = within.into_iter().filter(|(_, is_within, _)| !is_within);
    let beyond = beyond.map(|(field, _, message)| Finding::new(FindingCode::VisaBeyondInvitation, field, message, "R26 para 37"));
    wrong.chain(beyond).collect()
}
