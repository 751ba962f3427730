//! What is on record of what a request for a visa rests on: the invitation, the visa that the recipient has, who invited first, the main
//! recipient's visa (R26 paras 34, 35, 37, 38, 43, 48, 53). What is not on record here may have been issued elsewhere: of that the register
//! says nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use shaqyru_domain::{
    application::{Category, VisaKind},
    case::{
        number::CaseNumber,
        record::CaseRecord,
        stage::Status,
        visa::{Invalidity, VisaStanding, VisaView},
    },
    recipient::MainVisa,
    text::{BinIin, Text},
    visa::{
        checks::records::{Answer, InvitationOnRecord, VisaOnRecord, VisaRecords},
        request::{BasisKind, CurrentVisa, VisaAction, VisaIssuer, VisaRequest},
    },
    writing::passport_key,
};

use crate::{
    column::{get, get_json, get_optional},
    error::RegisterError,
    schema::Register,
};

impl Register {
    /// What is on record of a request that was filed on a day.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn visa_records(&self, request: &VisaRequest, filed_on: NaiveDate) -> Result<VisaRecords, RegisterError> {
        Ok(VisaRecords {
            invitation: or_not_asked(self.invitation_of(request).await?),
            current_visa: or_not_asked(self.current_visa_of(request, filed_on).await?),
            invited_first: or_not_asked(self.first_inviter_of(request).await?),
            main_visa: self.main_visa_of(request).await?,
            ..VisaRecords::default()
        })
    }

    /// The case by which the visa has ended that ends with this case, too; none if that visa still stands, or is not on record.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn ended_already(&self, case: &CaseNumber) -> Result<Option<CaseNumber>, RegisterError> {
        let sql = "SELECT ends FROM filings WHERE number = $1";
        let row = sqlx::query(sql).bind(case.to_string()).fetch_optional(&self.pool).await?;
        let ends: Option<Text> = row.as_ref().map(|row| get_optional(row, "ends")).transpose()?.flatten();
        let Some(number) = ends else { return Ok(None) };
        let Some(issued) = self.case_with(&number).await? else { return Ok(None) };
        // A sticker that was replaced has its act already (R26 para 47): a second one would name it again, and leave the valid one out.
        let has_ended = issued.visa_standing.is_some_and(|VisaStanding { visa, acts, .. }| {
            let is_annulled = visa.is_some_and(|visa| visa.number == number && visa.invalid_because == Some(Invalidity::Annulled));
            is_annulled || acts.iter().any(|act| act.sticker == number)
        });
        Ok(has_ended.then_some(issued.number))
    }

    async fn invitation_of(&self, request: &VisaRequest) -> Result<Option<InvitationOnRecord>, RegisterError> {
        let basis = &request.form().basis;
        if basis.kind != BasisKind::Invitation {
            return Ok(None);
        }
        let record = self.case_with(&basis.number).await?;
        Ok(record.and_then(|CaseRecord { status, category, passport_number, inviting_party, invited_to, .. }| {
            let invited_to = invited_to?;
            Some(InvitationOnRecord {
                in_force: status == Status::Issued,
                category: Category::try_from(category).ok()?,
                entries: invited_to.entries,
                valid_from: invited_to.from,
                valid_until: invited_to.until,
                passport_number,
                invited_by: inviting_party?,
            })
        }))
    }

    async fn current_visa_of(&self, request: &VisaRequest, filed_on: NaiveDate) -> Result<Option<VisaOnRecord>, RegisterError> {
        let form = request.form();
        let Some(told) = &form.current_visa else {
            return if form.action == VisaAction::Issue {
                self.valid_visa(&form.recipient.passport.number, filed_on).await
            } else {
                Ok(None)
            };
        };
        let Some(record) = self.case_with(&told.number).await? else { return Ok(None) };
        let counted = self.extensions_up_to(&record.number).await?;
        let Some(visa) = record.visa_standing.and_then(|standing| standing.visa) else { return Ok(None) };
        let known = CurrentVisa {
            issued_by: if visa.kind == VisaKind::Electronic { VisaIssuer::Portal } else { told.issued_by },
            used: told.used,
            // What was extended before it came to us only the request knows.
            extended_before: told.extended_before.max(counted),
            ..as_current(&visa, record.passport_number)
        };
        let annulled = matches!(visa.invalid_because, Some(Invalidity::Annulled | Invalidity::Spoiled));
        Ok(Some(VisaOnRecord { visa: known, annulled }))
    }

    /// A visa of this passport that is valid on a day or later.
    async fn valid_visa(&self, passport: &Text, on: NaiveDate) -> Result<Option<VisaOnRecord>, RegisterError> {
        let sql = "SELECT passport_number, visa FROM cases WHERE passport_key = $1 AND service = 'visa' AND status <> 'open' \
                   AND visa IS NOT NULL ORDER BY filed_at DESC, number";
        for row in sqlx::query(sql).bind(passport_key(passport.as_str())).fetch_all(&self.pool).await? {
            let standing: Option<VisaStanding> = get_json(&row, "visa")?;
            let valid = standing.and_then(|standing| standing.visa).filter(|visa| visa.valid && on <= visa.valid_until);
            if let Some(visa) = valid {
                return Ok(Some(VisaOnRecord { visa: as_current(&visa, get(&row, "passport_number")?), annulled: false }));
            }
        }
        Ok(None)
    }

    /// Who stands at the beginning of the family of the visa that a request is about.
    async fn first_inviter_of(&self, request: &VisaRequest) -> Result<Option<BinIin>, RegisterError> {
        let Some(visa) = &request.form().current_visa else { return Ok(None) };
        let Some(issued) = self.case_that_issued(&visa.number, &request.passports()).await? else { return Ok(None) };
        let Some(first) = self.first_of_the_family(&issued).await? else { return Ok(None) };
        Ok(self.case(&first.case).await?.and_then(|record| record.inviting_party))
    }

    async fn main_visa_of(&self, request: &VisaRequest) -> Result<Answer<MainVisa>, RegisterError> {
        let told = request.form().recipient.family.as_ref().and_then(|family| family.main_visa.as_ref());
        let Some(told) = told else { return Ok(Answer::NotAsked) };
        let Some(record) = self.case_with(&told.number).await? else { return Ok(Answer::NotAsked) };
        let visa = record.visa_standing.and_then(|standing| standing.visa).filter(|visa| visa.valid);
        Ok(visa.map_or(Answer::Nothing, |visa| Answer::Known(MainVisa { number: visa.number, valid_until: visa.valid_until })))
    }

    /// How often the visa of a case was extended on the way to it, as far as is on record.
    async fn extensions_up_to(&self, case: &CaseNumber) -> Result<u8, RegisterError> {
        let (mut extensions, mut seen, mut next) = (0_u8, BTreeSet::new(), Some(case.clone()));
        while let Some(case) = next.filter(|case| seen.insert(case.clone())) {
            let sql = "SELECT action, parent FROM filings WHERE number = $1";
            let row = sqlx::query(sql).bind(case.to_string()).fetch_optional(&self.pool).await?;
            let Some(row) = row else { break };
            if get_optional(&row, "action")? == Some(VisaAction::Extend) {
                extensions = extensions.saturating_add(1);
            }
            next = get_optional(&row, "parent")?;
        }
        Ok(extensions)
    }

    /// The case that has issued the invitation or visa with this number, to whomever, as it is on record.
    async fn case_with(&self, number: &Text) -> Result<Option<CaseRecord>, RegisterError> {
        match self.case_of_number(number).await? {
            Some(case) => self.case(&case).await,
            None => Ok(None),
        }
    }
}

fn or_not_asked<T>(known: Option<T>) -> Answer<T> {
    known.map_or(Answer::NotAsked, Answer::Known)
}

/// A visa as a request would tell it. Who issued a sticker, and whether its holder has entered on it, is not on record; nothing is judged by
/// these where a request does not name the visa.
fn as_current(visa: &VisaView, passport_number: Text) -> CurrentVisa {
    CurrentVisa {
        number: visa.number.clone(),
        category: visa.category.clone(),
        entries: visa.entries,
        valid_from: visa.valid_from,
        valid_until: visa.valid_until,
        issued_by: if visa.kind == VisaKind::Electronic { VisaIssuer::Portal } else { VisaIssuer::Police },
        passport_number,
        used: false,
        extended_before: 0,
    }
}
