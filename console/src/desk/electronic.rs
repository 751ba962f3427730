//! Electronic visas: the portal has their requests made of the invitation, and what nobody has confirmed is not issued (R26 paras 19, 25).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shaqyru_client::WhatWasFiled;
use shaqyru_domain::{
    application::{Tenge, VisaKind},
    authority::Act,
    case::{
        fact::{Decision, Verdict},
        number::CaseNumber,
        order::Order,
        stage::Status,
    },
    problem::{Code, Problem},
    service::CaseService,
    text::Text,
    visa::{checks, follow_up, request::VisaRequest},
};

use super::{Desk, unless_forgotten};
use crate::identity::Principal;

/// What the holder of an electronic invitation tells the portal (R26 para 19), and the portal us.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ElectronicInvitation {
    /// The number of the invitation.
    #[schema(value_type = String)]
    pub number: Text,
    /// The day on which it was issued.
    pub date: NaiveDate,
    /// The number of the passport that it names.
    #[schema(value_type = String)]
    pub passport_number: Text,
}

/// The request that is made of an electronic invitation. `fee` and `confirmation` are `null`: the portal puts there what its holder has paid and
/// confirmed, and files it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreparedRequest {
    /// The request.
    #[schema(value_type = Object)]
    pub request: Value,
    /// What is to be paid; none where it cannot be reckoned.
    #[schema(value_type = Option<f64>)]
    pub due_kzt: Option<Tenge>,
}

impl Desk {
    /// The request for an electronic visa, made of the invitation that somebody knows by its number and date and by the passport that it names.
    /// Which of these is wrong, nobody learns.
    ///
    /// # Errors
    /// [`Code::Forbidden`]; [`Code::CaseUnknown`] if no electronic invitation in force has these.
    pub async fn prepare_electronic_visa(&self, who: &Principal, invitation: &ElectronicInvitation) -> Result<PreparedRequest, Problem> {
        self.allow(who, Act::Submit).await?;
        let ElectronicInvitation { number, date, passport_number } = invitation;
        let unknown =
            || Problem::new(Code::CaseUnknown, "no electronic invitation in force has this number and date and names this passport");
        let Some(case) = self.register.case_that_issued(number, &[passport_number]).await? else {
            self.note_beside(who, "denied: electronic invitation").await?;
            return Err(unknown());
        };
        let record = self.register.case(&case).await?.filter(|record| record.status == Status::Issued);
        let decision = record.and_then(|record| record.decision).filter(|decision| decision.at.date() == *date);
        let filing = match decision {
            // What the engine has forgotten is answered as what there never was: whose numbers are right, nobody learns.
            Some(_) if CaseService::of(&case) == CaseService::Invitation => unless_forgotten(self.cases.filing(&case).await)?,
            _ => None,
        };
        let Some(WhatWasFiled::Application(filing)) = filing else { return self.deny_invitation(who, &case, unknown()).await };
        if filing.application.form().visit.visa_kind != VisaKind::Electronic {
            return self.deny_invitation(who, &case, unknown()).await;
        }
        self.note(who, &case, "electronic invitation").await?;
        let request = follow_up::of_invitation(&filing.application, filing.invitee, number, *date)?;
        let due_kzt = checks::judge(&as_request(&request)?, &self.rulebook, self.now().date())?.fee.due_kzt;
        Ok(PreparedRequest { request, due_kzt })
    }

    async fn deny_invitation(&self, who: &Principal, case: &CaseNumber, problem: Problem) -> Result<PreparedRequest, Problem> {
        self.note(who, case, "denied: electronic invitation").await?;
        Err(problem)
    }

    /// R26 para 25: the holder confirms before an electronic visa is issued. Of an invitation that is on record here, the portal has the request
    /// made, and asks the holder; of another one nobody here knows, and an officer compares.
    pub(super) async fn require_confirmed(&self, case: &CaseNumber, order: &Order) -> Result<(), Problem> {
        let Order::Decide(Decision { verdict: Verdict::Issue, .. }) = order else { return Ok(()) };
        if CaseService::of(case) != CaseService::Visa {
            return Ok(());
        }
        let request = self.cases.visa_filing(case).await?.request;
        let form = request.form();
        if !form.asks_for_an_electronic_visa() || form.confirmation.is_some() {
            return Ok(());
        }
        if self.register.case_that_issued(&form.basis.number, &request.passports()).await?.is_none() {
            return Ok(());
        }
        let message = "the holder has not confirmed in the portal that the invitation says what the passport says (R26 para 25): refuse the \
                       request on ground 2, or let it be withdrawn and asked for through the portal";
        Err(Problem::new(Code::Unconfirmed, message))
    }
}

fn as_request(request: &Value) -> Result<VisaRequest, Problem> {
    VisaRequest::parse(request.to_string().as_bytes())
}
