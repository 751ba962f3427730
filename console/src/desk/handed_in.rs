//! What is handed in: an application for invitations, a request for a visa, or a complaint about a case. Filing goes the same way; here is what
//! differs.

use shaqyru_client::{Cases, Submitted};
use shaqyru_domain::{
    admission::Admitted,
    application::{Application, Invitee},
    case::number::CaseNumber,
    competence,
    complaint::filing::{self, CATEGORY, Complaint},
    law::rulebook::{COMPLAINT, INVITATION, Rulebook, RulesInForce, VISA},
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
    visa::{
        checks,
        request::{BasisKind, VisaAction, VisaRequest},
    },
};
use shaqyru_register::{Claim, Register, Subject};

/// What is handed in.
#[derive(Debug, Clone)]
pub enum Paper {
    /// An application (annex 4): a case for each invitee.
    Application(Box<Application>),
    /// A request for a visa (annex 9): one case.
    Request(Box<VisaRequest>),
    /// A complaint (R26 para 59): one case.
    Complaint(Box<HandedInComplaint>),
}

/// A complaint, with what is on record of the case that it is about.
#[derive(Debug, Clone)]
pub struct HandedInComplaint {
    /// The complaint.
    pub complaint: Complaint,
    /// The case that it is about.
    pub subject: filing::Subject,
}

impl Paper {
    /// The numbers of its cases under the id of a request.
    pub(super) fn numbers(&self, request: &str) -> Vec<CaseNumber> {
        match self {
            Self::Application(application) => {
                (0..application.form().invitees.len()).map(|invitee| CaseNumber::of_request(request, invitee)).collect()
            }
            Self::Request(_) => vec![CaseNumber::of_visa_request(request)],
            Self::Complaint(_) => vec![CaseNumber::of_complaint(request)],
        }
    }

    /// Whether it may be filed by the rules in force on a day.
    pub(super) fn pass_the_door(&self, rulebook: &Rulebook, rules: &RulesInForce<'_>, filed_at: Instant) -> Result<(), Problem> {
        match self {
            Self::Application(application) => {
                Admitted::at_the_door(application, rules).map(drop).map_err(|refused| refused.under("application"))
            }
            Self::Request(request) => {
                checks::judge(request, rulebook, filed_at.date()).map(drop).map_err(|refused| refused.under("request"))
            }
            // What is on record has been looked at before, and nothing else stands against a complaint.
            Self::Complaint(_) => Ok(()),
        }
    }

    /// Of what there is to be one case: of somebody who asks an office for a category, and of a visa that ends.
    pub(super) fn claims(&self, rules: &RulesInForce<'_>, numbers: &[CaseNumber]) -> Result<Vec<Claim>, Problem> {
        match self {
            Self::Application(application) => {
                let form = application.form();
                // The office that the case will be with, not the one that was asked.
                let office = competence::route(application, rules)?.office;
                let claim = |(case, invitee): (&CaseNumber, &Invitee)| Claim {
                    case: case.clone(),
                    subject: Subject::Person {
                        service: INVITATION,
                        passport_number: invitee.passport.number.clone(),
                        category: form.visit.category.to_string(),
                        office: office.clone(),
                    },
                };
                Ok(numbers.iter().zip(&form.invitees).map(claim).collect())
            }
            Self::Request(request) => {
                let form = request.form();
                let person = Subject::Person {
                    service: VISA,
                    passport_number: form.recipient.passport.number.clone(),
                    category: form.category.to_string(),
                    office: form.office.clone(),
                };
                let visa = self.ends().map(|number| Subject::Visa { number: number.clone() });
                let claims = |case: &CaseNumber| {
                    let subjects = std::iter::once(person.clone()).chain(visa.clone());
                    subjects.map(|subject| Claim { case: case.clone(), subject }).collect::<Vec<_>>()
                };
                Ok(numbers.iter().flat_map(claims).collect())
            }
            Self::Complaint(handed_in) => {
                let claim = |case: &CaseNumber| Claim {
                    case: case.clone(),
                    subject: Subject::Person {
                        service: COMPLAINT,
                        passport_number: handed_in.subject.passport_number.clone(),
                        category: CATEGORY.to_owned(),
                        office: handed_in.subject.office.clone(),
                    },
                };
                Ok(numbers.iter().map(claim).collect())
            }
        }
    }

    /// That another case is open for what was claimed, and how it is filed all the same.
    pub(super) fn duplicate(&self, claims: &[Claim], claim: usize, by: &CaseNumber) -> Problem {
        let is_visa = claims.get(claim).is_some_and(|claim| matches!(claim.subject, Subject::Visa { .. }));
        let (about, field) = match self {
            Self::Application(_) => ("for the same passport, category and office", format!("invitees[{claim}].passport.number")),
            Self::Request(_) if is_visa => ("about the same visa", "current_visa.number".to_owned()),
            Self::Request(_) => ("for the same passport, category and office", "recipient.passport.number".to_owned()),
            Self::Complaint(_) => ("of the same person with the same office", "passport_number".to_owned()),
        };
        Problem::new(Code::Duplicate, format!("{by} is open {about}; file it all the same with --anyway")).at(field)
    }

    /// What is asked for a visa.
    pub(super) fn action(&self) -> Option<VisaAction> {
        match self {
            Self::Application(_) | Self::Complaint(_) => None,
            Self::Request(request) => Some(request.form().action),
        }
    }

    /// The number of the visa that ends with it.
    pub(super) fn ends(&self) -> Option<&Text> {
        match self {
            Self::Application(_) | Self::Complaint(_) => None,
            Self::Request(request) => request.ending_visa().map(|visa| &visa.number),
        }
    }

    /// The case on whose invitation or visa it rests, as far as it is on record; of a complaint, the case that it is about.
    pub(super) async fn parent(&self, register: &Register) -> Result<Option<CaseNumber>, Problem> {
        let request = match self {
            Self::Application(_) => return Ok(None),
            Self::Complaint(handed_in) => return Ok(Some(handed_in.complaint.about.clone())),
            Self::Request(request) => request,
        };
        let (numbers, passports) = (rests_on(request), request.passports());
        for number in numbers {
            if let Some(case) = register.case_that_issued(number, &passports).await? {
                return Ok(Some(case));
            }
        }
        Ok(None)
    }

    /// Opens its cases.
    pub(super) async fn file(&self, cases: &Cases, request_id: &str, filed_at: Instant, shift_ms: i64) -> Result<Submitted, Problem> {
        match self {
            Self::Application(application) => cases.submit_shifted(request_id, application, filed_at, shift_ms).await,
            Self::Request(request) => cases.submit_visa_shifted(request_id, request, filed_at, shift_ms).await,
            Self::Complaint(handed_in) => {
                let HandedInComplaint { complaint, subject } = &**handed_in;
                cases.submit_complaint_shifted(request_id, complaint, subject, filed_at, shift_ms).await
            }
        }
    }
}

/// The numbers on which a request rests, what is nearer first: who extends a visa has that visa, and had the invitation for it before.
fn rests_on(request: &VisaRequest) -> Vec<&Text> {
    let form = request.form();
    let visa = form.current_visa.as_ref().map(|visa| &visa.number);
    let invitation = (form.basis.kind == BasisKind::Invitation).then_some(&form.basis.number);
    let nearest_first = if form.action.is_about_a_visa() { [visa, invitation] } else { [invitation, visa] };
    nearest_first.into_iter().flatten().collect()
}
