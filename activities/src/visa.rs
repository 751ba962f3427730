//! A request for a visa: what its case begins with, what the rulebook says of it, and the number of its sticker.

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use chrono::Utc;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::number::CaseNumber,
    checks::{
        finding::Finding,
        papers::{MissingPaper, state_may_hold},
    },
    law::rules::CaseRules,
    problem::{Code, Origin, Problem},
    service::CaseService,
    statement::{Statement, digest_of},
    text::{OfficeCode, Text},
    time::instant::Instant,
    visa::{
        checks,
        particulars::{Particulars, case_rules},
        request::VisaRequest,
    },
};
use shaqyru_register::Register;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{ANOTHER_RULEBOOK, backoff, incident_failure, retry_after_failure},
    intake::{Intake, Signed},
    register,
};

/// What a case begins with.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VisaFiling {
    /// The case's number, which is the workflow's id too.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The request.
    #[schema(value_type = Object)]
    pub request: VisaRequest,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// Added to the engine's time; other than zero only in a simulation.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// The statement of who filed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub statement: Option<Statement>,
}

impl VisaFiling {
    /// The filing as it is signed, for the workflow with this id.
    ///
    /// # Errors
    /// [`Code::Field`] if it cannot be written as JSON.
    pub fn signed(&self, workflow_id: &str) -> Result<Signed, Problem> {
        let content_digest = digest_of(workflow_id, &Self { statement: None, ..self.clone() })?;
        Ok(Signed { content_digest, statement: self.statement.clone() })
    }
}

/// What the intake is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VisaIntakeTask {
    /// The request.
    pub request: VisaRequest,
    /// When it was filed.
    pub filed_at: Instant,
    /// Whether the case runs on a shifted clock.
    pub shifted_clock: bool,
    /// The digest of the filing and the statement that it came with.
    pub signed: Signed,
}

/// What the rulebook says of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VisaIntakeResult {
    /// The rules by which the case is judged.
    pub rules: CaseRules,
    /// What its procedure needs.
    pub particulars: Particulars,
    /// The papers that are missing.
    pub missing: Vec<MissingPaper>,
    /// What else the checks found.
    pub findings: Vec<Finding>,
    /// Whether the registers are asked; not in a record of before they were.
    #[serde(default)]
    pub ask_registers: bool,
    /// Until when acceptance waits for the state registers, which may hold what is missing; none where it need not, and in a record of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaited_until: Option<Instant>,
    /// How often the agencies are asked for their answers; configuration, so recorded here too.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
    /// Whether the biometric centre is asked for the fingerprints that are due; not in a record of before it was.
    #[serde(default)]
    pub ask_biometric_centre: bool,
}

/// Takes requests in.
#[derive(Debug, Clone)]
pub struct VisaIntake(pub Intake);

#[activities]
impl VisaIntake {
    /// Looks up the rules for a case and judges the request.
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn take_in_request(self: Arc<Self>, _ctx: ActivityContext, task: VisaIntakeTask) -> Result<VisaIntakeResult, ActivityError> {
        self.0.let_in(task.shifted_clock, Some(&task.signed)).map_err(|problem| incident_failure(&problem))?;
        // A worker with another rulebook may know the year: the case waits for one.
        self.look_up(&task).map_err(|problem| retry_after_failure(problem.code, problem.message, ANOTHER_RULEBOOK))
    }
}

impl VisaIntake {
    fn look_up(&self, task: &VisaIntakeTask) -> Result<VisaIntakeResult, Problem> {
        let Intake { rulebook, poll_every, callback, .. } = &self.0;
        let filed_on = task.filed_at.date();
        let in_force = rulebook.for_filing(filed_on)?;
        let judgement = checks::judge_by(&task.request, &in_force, filed_on)?;
        let fingerprints_due = judgement.biometrics_required.contains(&true);
        let rules = case_rules(&task.request, rulebook, filed_on)?;
        let waits = state_may_hold(&judgement.missing, &in_force);
        let awaited_until = if waits { Some(rules.end_of_filing_day(task.filed_at, in_force.register_wait()?)?) } else { None };
        Ok(VisaIntakeResult {
            rules,
            ask_registers: true,
            awaited_until,
            particulars: Particulars::of(&task.request, fingerprints_due, &in_force)?,
            missing: judgement.missing,
            // What is missing has a list of its own.
            findings: judgement.findings.into_iter().filter(|finding| !finding.code.is_gap()).collect(),
            poll_every: *poll_every,
            callback: *callback,
            ask_biometric_centre: true,
        })
    }
}

/// A sticker that is to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StickerTask {
    /// For which case.
    pub case: CaseNumber,
    /// The office whose sticker it is.
    pub office: OfficeCode,
    /// Which sticker of the case, from 1.
    pub place: usize,
}

/// The office's stickers.
#[derive(Debug, Clone)]
pub struct Stickers {
    /// Knows which numbers are used.
    pub register: Register,
}

#[activities]
impl Stickers {
    /// The number of the next sticker of the office's range. The same place of the same case always gets the same number.
    #[activity]
    pub async fn take_sticker(self: Arc<Self>, ctx: ActivityContext, task: StickerTask) -> Result<Text, ActivityError> {
        let StickerTask { case, office, place } = &task;
        let now = Instant::from_utc(Utc::now());
        let taken = self.register.take_sticker(office, case, *place, now).await;
        let none_left = || Problem::new(Code::NoStickersLeft, format!("{office} has no sticker left; give it a range"));
        match taken.map_err(|error| register::into_activity_error(error, ctx.info().attempt))? {
            Some(number) => Ok(number),
            None => Err(incident_failure(&none_left())),
        }
    }
}

/// A visa that a case has ended, of which the case that issued it is to learn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndedVisa {
    /// Its number.
    pub number: Text,
    /// The passports of its holder: the one for which it was issued, and the one that there is now.
    pub passports: Vec<Text>,
    /// The case that has ended it.
    pub by: CaseNumber,
    /// When.
    pub at: Instant,
}

/// Tells one case what another has done.
pub trait TellsCases: fmt::Debug + Send + Sync {
    /// Tells a case that another one has ended its visa.
    fn tell_ended<'a>(
        &'a self,
        issued_by: &'a CaseNumber,
        ended: &'a EndedVisa,
    ) -> Pin<Box<dyn Future<Output = Result<(), Problem>> + Send + 'a>>;
}

/// What cases have to do with each other.
#[derive(Debug, Clone)]
pub struct Relations {
    /// Knows which case has issued which visa.
    pub register: Register,
    /// Reaches the other cases.
    pub cases: Arc<dyn TellsCases>,
}

#[activities]
impl Relations {
    /// Lets the case that issued a visa to this holder learn that it has ended. A visa that is none of ours nobody has to be told of. Why
    /// it could not be ended by this, if it had ended before: then another visa may stand in its place.
    #[activity]
    pub async fn tell_of_the_end(self: Arc<Self>, ctx: ActivityContext, ended: EndedVisa) -> Result<Option<Problem>, ActivityError> {
        let attempt = ctx.info().attempt;
        let passports: Vec<_> = ended.passports.iter().collect();
        let issued_by = self.register.case_that_issued(&ended.number, &passports).await;
        let Some(issued_by) = issued_by.map_err(|error| register::into_activity_error(error, attempt))? else { return Ok(None) };
        if CaseService::of(&issued_by) != CaseService::Visa {
            return Ok(None);
        }
        match self.cases.tell_ended(&issued_by, &ended).await {
            Ok(()) => Ok(None),
            Err(problem) if matches!(problem.code, Code::CaseClosed | Code::CaseUnknown | Code::NoVisa) => {
                let message = format!("the visa that this case ends had ended before, see {issued_by}: look whether another one is valid");
                Ok(Some(Problem::new(Code::NoVisa, message)))
            }
            Err(problem) if problem.code.origin() == Origin::Outside => {
                Err(retry_after_failure(problem.code, problem.message, backoff(attempt, None)))
            }
            Err(problem) => Err(incident_failure(&problem)),
        }
    }
}
