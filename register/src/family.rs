//! The family of a case: the invitation, the visas that rest on it, and what became of each.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{number::CaseNumber, stage::Status, visa::VisaStanding},
    law::rulebook::COMPLAINT,
    text::Text,
    visa::request::VisaAction,
    writing::passport_key,
};
use sqlx::any::AnyRow;

use crate::{
    column::{get, get_json, get_optional},
    error::RegisterError,
    schema::Register,
};

/// A case with all that rest on it, and all on which it rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CaseFamily)]
pub struct Family {
    /// The case with which it begins.
    #[schema(value_type = String)]
    pub root: CaseNumber,
    /// Its cases; each stands after the one on which it rests.
    pub cases: Vec<Relative>,
}

impl Family {
    /// The open requests that lose what they rest on if the visa ends of which a case is: that which it has issued, or that which ends with it.
    pub fn fall_with(&self, case: &CaseNumber) -> Vec<&Relative> {
        let Some(this) = self.cases.iter().find(|relative| relative.case == *case) else { return Vec::new() };
        let ends = this.parent.as_ref().filter(|_| this.status == Status::Open && this.action.is_some_and(VisaAction::is_about_a_visa));
        let falls = |other: &&Relative| {
            let rests_on = other.parent.as_ref();
            // A complaint is about what was done, whatever becomes of it.
            let is_request = other.service != COMPLAINT;
            other.case != *case
                && is_request
                && other.status == Status::Open
                && (rests_on == Some(case) || (rests_on.is_some() && rests_on == ends))
        };
        self.cases.iter().filter(falls).collect()
    }
}

/// A case of a family. No personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Relative {
    /// Its number.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The public service that it is of.
    pub service: String,
    /// What was asked for a visa; none of an invitation.
    #[schema(value_type = Option<String>)]
    pub action: Option<VisaAction>,
    /// Open, or how it ended.
    pub status: Status,
    /// The case on whose invitation or visa it rests.
    #[schema(value_type = Option<String>)]
    pub parent: Option<CaseNumber>,
    /// The number of the visa that it has led to.
    #[schema(value_type = Option<String>)]
    pub visa: Option<Text>,
}

/// A case as its family sees it.
const RELATIVES: &str = "SELECT cases.number, service, status, visa, action, parent FROM cases \
                         LEFT JOIN filings ON filings.number = cases.number";

impl Register {
    /// The case that has issued the invitation or visa with this number to the holder of one of these passports. A number that was mistyped
    /// makes no stranger a relative.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn case_that_issued(&self, number: &Text, passports: &[&Text]) -> Result<Option<CaseNumber>, RegisterError> {
        let sql = "SELECT number, passport_key FROM cases WHERE number IN \
                   (SELECT number FROM stickers WHERE sticker = $1 UNION SELECT number FROM decisions WHERE invitation_number = $1)";
        let keys: BTreeSet<_> = passports.iter().map(|passport| passport_key(passport.as_str())).collect();
        for row in sqlx::query(sql).bind(as_written(number)).fetch_all(&self.pool).await? {
            if keys.contains(&get::<String>(&row, "passport_key")?) {
                return get(&row, "number").map(Some);
            }
        }
        Ok(None)
    }

    /// The case that has issued an invitation or visa with this number, whoever holds it.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn case_of_number(&self, number: &Text) -> Result<Option<CaseNumber>, RegisterError> {
        let sql = "SELECT number FROM stickers WHERE sticker = $1 UNION SELECT number FROM decisions WHERE invitation_number = $1";
        let row = sqlx::query(sql).bind(as_written(number)).fetch_optional(&self.pool).await?;
        row.as_ref().map(|row| get(row, "number")).transpose()
    }

    /// The family of a case; none if the case is not on record.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn family_of(&self, case: &CaseNumber) -> Result<Option<Family>, RegisterError> {
        let Some(root) = self.first_of_the_family(case).await? else { return Ok(None) };
        let root_case = root.case.clone();
        // A case rests on one that was there before it. Where somebody has meddled with that, each stands once all the same.
        let mut seen = BTreeSet::from([root_case.clone()]);
        let (mut cases, mut waiting) = (Vec::new(), VecDeque::from([root]));
        while let Some(relative) = waiting.pop_front() {
            let children = self.children_of(&relative.case).await?;
            waiting.extend(children.into_iter().filter(|child| seen.insert(child.case.clone())));
            cases.push(relative);
        }
        Ok(Some(Family { root: root_case, cases }))
    }

    /// The case on which all others rest. One that is on record no longer, nobody rests on.
    pub(crate) async fn first_of_the_family(&self, case: &CaseNumber) -> Result<Option<Relative>, RegisterError> {
        let Some(mut first) = self.relative(case).await? else { return Ok(None) };
        let mut seen = BTreeSet::from([first.case.clone()]);
        while let Some(parent) = first.parent.clone().filter(|parent| seen.insert(parent.clone())) {
            let Some(parent) = self.relative(&parent).await? else { break };
            first = parent;
        }
        Ok(Some(first))
    }

    async fn relative(&self, case: &CaseNumber) -> Result<Option<Relative>, RegisterError> {
        let sql = format!("{RELATIVES} WHERE cases.number = $1");
        let row = sqlx::query(&sql).bind(case.to_string()).fetch_optional(&self.pool).await?;
        row.as_ref().map(relative).transpose()
    }

    async fn children_of(&self, case: &CaseNumber) -> Result<Vec<Relative>, RegisterError> {
        let sql = format!("{RELATIVES} WHERE parent = $1 ORDER BY filed_at, cases.number");
        sqlx::query(&sql).bind(case.to_string()).fetch_all(&self.pool).await?.iter().map(relative).collect()
    }
}

/// The number of something issued, as it is written on what was issued.
pub(crate) fn as_written(number: &Text) -> String {
    number.as_str().trim().to_ascii_uppercase()
}

fn relative(row: &AnyRow) -> Result<Relative, RegisterError> {
    let standing: Option<VisaStanding> = get_json(row, "visa")?;
    Ok(Relative {
        case: get(row, "number")?,
        service: get(row, "service")?,
        action: get_optional(row, "action")?,
        status: get(row, "status")?,
        parent: get_optional(row, "parent")?,
        visa: standing.and_then(|standing| standing.visa).map(|visa| visa.number),
    })
}
