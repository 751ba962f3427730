//! Lists that people keep, and giving many cases away at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    authority::Act,
    case::{Reassignment, number::CaseNumber, order::OrderRequest, stage::Status},
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId},
};
use shaqyru_register::SavedFilter;

use super::Desk;
use crate::identity::Principal;

/// A name that fits into a line.
const LONGEST_NAME: usize = 60;
/// A query of a list has a handful of fields.
const LONGEST_QUERY: usize = 1_000;

/// What would come of giving a case away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Prospect {
    /// Which case.
    pub case: CaseNumber,
    /// The office that has it.
    pub office: Option<OfficeCode>,
    /// The officer who has it.
    pub officer: Option<OfficerId>,
    /// Why it cannot be given away; none: it can.
    pub refused: Option<Problem>,
    /// Who does not decide it (four eyes).
    pub may_not_decide: BTreeSet<OfficerId>,
}

impl Desk {
    /// Somebody's saved filters.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn saved_filters(&self, who: &Principal) -> Result<Vec<SavedFilter>, Problem> {
        Ok(self.register.saved_filters(&who.id).await?)
    }

    /// Keeps a filter for somebody.
    ///
    /// # Errors
    /// [`Code::Size`] for a name that is empty or too long.
    pub async fn save_filter(&self, who: &Principal, filter: SavedFilter) -> Result<(), Problem> {
        let fits = (1..=LONGEST_NAME).contains(&filter.name.chars().count())
            && filter.query.len() <= LONGEST_QUERY
            && !filter.query.chars().any(char::is_control);
        if !fits {
            return Err(Problem::new(Code::Size, format!("a name has 1 to {LONGEST_NAME} characters")).at("name"));
        }
        Ok(self.register.save_filter(&who.id, &filter).await?)
    }

    /// Forgets a filter of somebody.
    ///
    /// # Errors
    /// If the register cannot be written.
    pub async fn forget_filter(&self, who: &Principal, name: &str) -> Result<(), Problem> {
        Ok(self.register.forget_filter(&who.id, name).await?)
    }

    /// What would come of giving these cases away, to another office if one is named, as far as the register knows.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for who may give none away.
    pub async fn would_reassign(&self, who: &Principal, cases: &[CaseNumber], to: Option<&OfficeCode>) -> Result<Vec<Prospect>, Problem> {
        self.allow(who, Act::Reassign).await?;
        let mut prospects = Vec::with_capacity(cases.len());
        for case in cases {
            prospects.push(self.prospect(who, case, to).await?);
        }
        Ok(prospects)
    }

    async fn prospect(&self, who: &Principal, case: &CaseNumber, to: Option<&OfficeCode>) -> Result<Prospect, Problem> {
        let Some(record) = self.register.case(case).await? else {
            let refused = Some(Problem::new(Code::CaseUnknown, format!("there is no case {case}")));
            return Ok(Prospect { case: case.clone(), office: None, officer: None, refused, may_not_decide: BTreeSet::new() });
        };
        let allowed = who.authority.may_at(Act::Reassign, &record.office);
        if let Err(refused) = self.or_deny(who, Some(case), Act::Reassign, allowed).await {
            // Who has another office's case is not told.
            return Ok(Prospect {
                case: case.clone(),
                office: None,
                officer: None,
                refused: Some(refused),
                may_not_decide: BTreeSet::new(),
            });
        }
        let possible = match to {
            _ if record.status != Status::Open => Err(Problem::new(Code::CaseClosed, format!("the case has ended: {}", record.status))),
            Some(to) => self.require_office_of_the_body(case, to, &record.office, record.filed_at).await,
            None => Ok(()),
        };
        Ok(Prospect {
            case: case.clone(),
            office: Some(record.office),
            officer: record.officer,
            refused: possible.err(),
            may_not_decide: record.may_not_decide,
        })
    }

    /// Gives one case of a batch away. The same batch can be run again: what was given away stays given away once.
    ///
    /// # Errors
    /// As [`Desk::tell`].
    pub async fn reassign_in(&self, batch: &str, who: &Principal, case: &CaseNumber, to: Reassignment) -> Result<(), Problem> {
        let request = OrderRequest { message_id: Some(format!("{batch}/{case}")), ..OrderRequest::now(to) };
        self.tell(who, case, request).await.map(drop)
    }
}
