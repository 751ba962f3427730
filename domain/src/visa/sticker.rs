//! What stands on the sticker of a visa, field by field in the order of annex 2: computed from the request and from what the case has
//! issued, never typed. Nothing here changes a sticker that is made: one with a mistake is spoiled, and another takes its place (R26 para 6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    request::{BasisKind, Form, Provider, StickerDetails, VisaAction, VisaRequest},
    zone::{self, ZoneName},
};
use crate::{
    actor::Actor,
    application::{Entries, PartyKind, Sex, VisaKind},
    case::{
        event::Event,
        fact::Verdict,
        view::CaseView,
        visa::{Invalidity, VisaView},
    },
    checks::sticker::{self, Sticker},
    law::rulebook::{
        RulesInForce,
        category::Stay,
        sticker::{StickerField, StickerWords},
        visa::StickerRule,
    },
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId, Text},
};

/// How a date stands on a sticker.
const DATE: &str = "%d.%m.%Y";
/// Stands where nobody comes along.
const NOBODY: &str = "–";
/// Stands where nothing was paid.
const NO_FEE: &str = "0";

/// A sticker as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilledSticker {
    /// Its number, which the blank bears.
    #[schema(value_type = String)]
    pub number: Text,
    /// Its fields and those of its stub, in the order of annex 2.
    pub fields: Vec<FilledField>,
    /// The lines of the machine-readable zone, where the sheet has one.
    #[schema(value_type = Option<Vec<String>>)]
    pub zone: Option<[String; 2]>,
}

/// A field as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilledField {
    /// Which.
    pub field: StickerField,
    /// What the blank calls it.
    pub label: String,
    /// What stands in it; empty, if nothing does.
    pub value: String,
}

/// What the case has issued, as far as the sticker bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The visa.
    pub visa: VisaView,
    /// The office that issues it.
    pub office: OfficeCode,
    /// The day of the decision.
    pub on: NaiveDate,
    /// Who decided.
    pub by: Option<OfficerId>,
}

impl Issued {
    /// What stands in a case's view.
    ///
    /// # Errors
    /// [`Code::NoSticker`] for a case that has no sticker: nothing is issued, the visa is electronic, or the last sticker is spoiled or the visa
    /// was annulled.
    pub fn of(view: &CaseView) -> Result<Self, Problem> {
        let none = |message| Problem::new(Code::NoSticker, message);
        let standing = view.visa_standing.as_ref().ok_or_else(|| none("the case is of no visa"))?;
        let visa = standing.visa.clone().ok_or_else(|| none("no sticker has been made"))?;
        if visa.kind == VisaKind::Electronic {
            return Err(none("the visa is electronic: it has no sticker"));
        }
        match visa.invalid_because {
            Some(Invalidity::Spoiled) => return Err(none("the sticker is spoiled; another one takes its place")),
            Some(Invalidity::Annulled) => return Err(none("the visa is annulled")),
            Some(Invalidity::NotInBerkut) | None => {}
        }
        let decided = view
            .timeline
            .iter()
            .rfind(|line| matches!(&line.event, Some(Event::Decided { verdict, .. }) if !matches!(verdict, Verdict::Refuse(_))));
        let decided = decided.ok_or_else(|| none("it is not on record when the visa was issued"))?;
        let by = match &decided.actor {
            Actor::Officer(id) => Some(id.clone()),
            Actor::Applicant | Actor::Police | Actor::Nsc | Actor::BiometricCentre | Actor::System => None,
        };
        Ok(Self { visa, office: view.office.clone(), on: decided.at.date_in(view.zone), by })
    }
}

impl FilledSticker {
    /// The sticker of what a case has issued on a request. `signatory` is the name of who decided, where that is known.
    ///
    /// # Errors
    /// [`Code::StickerField`] where a field could not stand on a sticker, such as a name that is not in the letters of the passport;
    /// [`Code::Rulebook`] if the rulebook has no rule for that day.
    pub fn of(request: &VisaRequest, issued: &Issued, signatory: Option<&Text>, rules: &RulesInForce) -> Result<Self, Problem> {
        let composer = Composer {
            form: request.form(),
            issued,
            words: rules.the(&rules.rulebook.sticker_words)?,
            rule: rules.the(&rules.rulebook.stickers)?,
            rules,
        };
        let completed = composer.completed()?;
        if let Some(finding) = sticker::check(&completed, rules)?.iter().find(|finding| !composer.is_ours(&finding.field)) {
            return Err(unfit(&finding.field, &finding.message));
        }
        let zone = if rules.the(&rules.rulebook.sticker_sheets)?.zone { Some(composer.zone()?) } else { None };
        let fields = StickerField::ALL.into_iter().map(|field| FilledField {
            field,
            label: field.label().to_owned(),
            value: composer.value(field, &completed, signatory),
        });
        Ok(Self { number: issued.visa.number.clone(), fields: fields.collect(), zone })
    }

    /// What stands in a field.
    pub fn value(&self, field: StickerField) -> &str {
        self.fields.iter().find(|filled| filled.field == field).map_or("", |filled| filled.value.as_str())
    }
}

struct Composer<'a> {
    form: &'a Form,
    issued: &'a Issued,
    words: &'a StickerWords,
    rule: &'a StickerRule,
    rules: &'a RulesInForce<'a>,
}

impl Composer<'_> {
    /// The fields that the Rules want of every sticker.
    fn completed(&self) -> Result<Sticker, Problem> {
        let visa = &self.issued.visa;
        let date = |field: StickerField, date: NaiveDate| text(field, date.format(DATE).to_string());
        let entries = match visa.entries {
            Entries::Single => &self.rule.single,
            Entries::Multiple => &self.rule.multiple,
        };
        Ok(Sticker {
            place_of_issue: text(StickerField::PlaceOfIssue, self.issued.office.to_string())?,
            entries: text(StickerField::Entries, entries.clone())?,
            category: text(StickerField::Category, visa.category.to_string())?,
            name: text(StickerField::Name, self.name()?.readable())?,
            passport_number: self.passport_number()?,
            valid_from: date(StickerField::ValidFrom, visa.valid_from)?,
            valid_until: date(StickerField::ValidUntil, visa.valid_until)?,
            issued_on: date(StickerField::IssuedOn, self.issued.on)?,
            inviting_organisation: self.inviting().map(|name| text(StickerField::InvitingOrganisation, name)).transpose()?,
            additional_information: self.additional().map(|more| text(StickerField::AdditionalInformation, more)).transpose()?,
            fee: text(StickerField::Fee, self.fee())?,
            accompanied: text(StickerField::Accompanied, self.accompanied())?,
            corrected: Vec::new(),
        })
    }

    fn value(&self, field: StickerField, completed: &Sticker, signatory: Option<&Text>) -> String {
        let or_nothing = |text: Option<&Text>| text.map(ToString::to_string).unwrap_or_default();
        match field {
            StickerField::PlaceOfIssue => completed.place_of_issue.to_string(),
            StickerField::Entries => completed.entries.to_string(),
            StickerField::Category => completed.category.to_string(),
            StickerField::IssuedOn => completed.issued_on.to_string(),
            StickerField::Name => completed.name.to_string(),
            StickerField::PassportNumber => completed.passport_number.to_string(),
            StickerField::ValidFrom => completed.valid_from.to_string(),
            StickerField::ValidUntil => completed.valid_until.to_string(),
            StickerField::InvitingOrganisation => or_nothing(completed.inviting_organisation.as_ref()),
            StickerField::AdditionalInformation => or_nothing(completed.additional_information.as_ref()),
            StickerField::Fee => completed.fee.to_string(),
            StickerField::Accompanied => completed.accompanied.to_string(),
            StickerField::Signature => or_nothing(signatory),
            StickerField::Nationality => self.form.recipient.citizenship.to_string(),
            StickerField::Receipt => or_nothing(self.form.fee.as_ref().and_then(|fee| fee.receipt.as_ref())),
            StickerField::Remarks => or_nothing(self.details().and_then(|details| details.remarks.as_ref())),
        }
    }

    /// The end of the exit visa that takes the place of a shortened one is set by the rule of its shortening: the days are counted from the day
    /// after the decision (CC art 173), where the check of any other sticker counts the first day.
    fn is_ours(&self, field: &str) -> bool {
        self.form.action == VisaAction::Shorten && field == StickerField::ValidUntil.as_str()
    }

    fn details(&self) -> Option<&StickerDetails> {
        self.form.on_sticker.as_ref()
    }

    /// R26 annex 2(6): a group has a list of its passports.
    fn passport_number(&self) -> Result<Text, Problem> {
        if self.form.group.is_empty() {
            return Ok(self.form.recipient.passport.number.clone());
        }
        text(StickerField::PassportNumber, self.rule.group_passport.clone())
    }

    /// R26 annex 2(5).
    fn name(&self) -> Result<ZoneName, Problem> {
        let recipient = &self.form.recipient;
        let others: Vec<_> = recipient.given_names.iter().chain(&recipient.patronymic).collect();
        let not_latin = || unfit(StickerField::Name.as_str(), "must stand in the Latin letters of the passport's machine-readable zone");
        ZoneName::of(&recipient.surname, &others).ok_or_else(not_latin)
    }

    /// R26 annex 2(9): who invites; for some categories the body that has made or coordinated the invitation, at a mission that was petitioned
    /// the mission itself, and of a private invitation its number.
    fn inviting(&self) -> Option<String> {
        if self.words.by_office.iter().any(|category| *category == self.issued.visa.category.as_str()) {
            return self.rules.office(&self.issued.office).map(|office| office.name_kk.clone());
        }
        if self.form.provider == Provider::Mission && self.form.basis.kind == BasisKind::Petition {
            return self.rules.office(&self.issued.office).map(|office| office.name_kk.clone());
        }
        let party = self.form.inviting_party.as_ref()?;
        let is_private = party.kind == PartyKind::NaturalPerson && self.form.basis.kind == BasisKind::Invitation;
        Some(if is_private { format!("№{}", self.form.basis.number) } else { party.name.to_string() })
    }

    /// R26 annex 2(10), para 34; nothing where there is nothing to say.
    fn additional(&self) -> Option<String> {
        let mut said: Vec<String> = self.earlier().into_iter().collect();
        if self.form.recipient.family.is_some() {
            said.push(self.words.family.clone());
        }
        said.extend(self.stay());
        if let Some(details) = self.details() {
            let passports = details.children_passports.iter().map(|passport| format!("№{passport}"));
            said.extend(details.points.iter().map(ToString::to_string).chain(passports));
            said.extend(details.further.iter().map(ToString::to_string));
        }
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// The visa that this one extends or is carried over from. An exit visa that shortens a stay is another visa.
    fn earlier(&self) -> Option<String> {
        let current = self.form.current_visa.as_ref()?;
        let words = match self.form.action {
            VisaAction::Extend => &self.words.extended,
            VisaAction::Restore => &self.words.transferred,
            VisaAction::Issue | VisaAction::Annul | VisaAction::Shorten => return None,
        };
        Some(words.replace("{number}", current.number.as_str()))
    }

    fn stay(&self) -> Option<String> {
        let visa = &self.issued.visa;
        let days = days_of_stay(visa, self.rules)?;
        let words = match visa.entries {
            Entries::Single => &self.words.stay,
            Entries::Multiple => &self.words.stay_each_entry,
        };
        Some(words.replace("{days}", &days.to_string()))
    }

    /// R26 annex 2(11).
    fn fee(&self) -> String {
        let paid = self.form.fee.as_ref().map(|fee| fee.amount_kzt);
        paid.filter(|paid| f64::from(*paid) > 0.0).map_or_else(
            || NO_FEE.to_owned(),
            |paid| {
                let written = format!("{:.2}", f64::from(paid));
                format!("{} KZT", written.strip_suffix(".00").unwrap_or(&written))
            },
        )
    }

    /// R26 annex 2(12).
    fn accompanied(&self) -> String {
        let others = self.details().map_or(0, |details| details.accompanied_by);
        if others == 0 { NOBODY.to_owned() } else { format!("+{others}") }
    }

    fn zone(&self) -> Result<[String; 2], Problem> {
        let recipient = &self.form.recipient;
        let content = zone::Content {
            name: &self.name()?,
            passport: &recipient.passport.number,
            sticker: &self.issued.visa.number,
            nationality: &recipient.citizenship,
            born: recipient.date_of_birth,
            sex: match recipient.sex {
                Sex::F => Some('F'),
                Sex::M => Some('M'),
                Sex::X => None,
            },
            valid_until: self.issued.visa.valid_until,
        };
        zone::lines(&content).ok_or_else(|| unfit("zone", "neither the passport's number nor the sticker's fits into the zone"))
    }
}

/// How many days one may stay, where that is less than the visa lasts (R26 annex 1).
pub(super) fn days_of_stay(visa: &VisaView, rules: &RulesInForce) -> Option<i64> {
    let limits = rules.category(visa.category.as_str())?.limits(visa.entries)?;
    let Stay::Of(length) = limits.stay else { return None };
    let last = length.last_day(visa.valid_from)?;
    (last < visa.valid_until).then(|| last.signed_duration_since(visa.valid_from).num_days().saturating_add(1))
}

fn text(field: StickerField, text: String) -> Result<Text, Problem> {
    Text::try_from(text).map_err(|problem| unfit(field.as_str(), &problem.message))
}

fn unfit(field: &str, message: &str) -> Problem {
    Problem::new(Code::StickerField, format!("the sticker cannot be printed: {message}")).at(field)
}
