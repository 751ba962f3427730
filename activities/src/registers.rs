//! The state registers: what the state already knows is fetched there and never asked for (R26 para 12).
//! Contract: `docs/reference/contracts/registers.yaml`.

use std::{ops::Not, sync::Arc};

use chrono::{Months, NaiveDate};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::{Application, Category},
    birth::BirthDate,
    case::number::CaseNumber,
    checks::{
        self, Learnt,
        finding::Finding,
        records::{EarlierApplication, EntryBan, Expulsion, HeldPaper, Penalty, Records, Sanction},
    },
    law::rulebook::{Rulebook, RulesInForce},
    problem::Problem,
    text::{BinIin, Country, Text},
    time::instant::Instant,
    visa::{
        self,
        checks::records::{Answer as Known, ExitBar, VisaRecords},
        request::VisaRequest,
    },
};
use shaqyru_register::Register;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, incident_failure},
    register::into_activity_error,
};

/// The gateway to the state registers, and the rulebook by which its answers are judged.
#[derive(Debug)]
pub struct Registers {
    /// Where it answers.
    pub agency: Agency,
    /// The rulebook.
    pub rulebook: Arc<Rulebook>,
    /// Our own record of earlier cases.
    pub register: Register,
}

/// About whom the registers are asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookupTask {
    /// The case.
    pub case: CaseNumber,
    /// The application.
    pub application: Application,
    /// The invitee.
    pub invitee: usize,
    /// When it was filed: what is on record is judged as of that day.
    pub filed_at: Instant,
}

/// What the registers hold, and what the checks found in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lookup {
    /// Papers, fetched.
    pub fetched: Vec<HeldPaper>,
    /// What stands against the application.
    pub findings: Vec<Finding>,
    /// What was found on filing, and does not stand in view of them; not in an answer of before they could take anything back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Finding>,
    /// Papers that would be missing if the state did not hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_instead: Vec<String>,
}

/// How far back our own record is looked through: further than any rule asks.
const LOOK_BACK: Months = Months::new(60);

/// About which request the registers are asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestLookupTask {
    /// The case.
    pub case: CaseNumber,
    /// The request.
    pub request: VisaRequest,
    /// When it was filed: what is on record is judged as of that day.
    pub filed_at: Instant,
}

#[derive(Serialize)]
struct Question<'a> {
    case: &'a CaseNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    inviting_party: Option<Host<'a>>,
    invitee: Person<'a>,
    category: &'a Category,
    #[serde(skip_serializing_if = "Not::not")]
    leaving: bool,
}

#[derive(Serialize)]
struct Host<'a> {
    bin_iin: &'a BinIin,
}

#[derive(Serialize)]
struct Person<'a> {
    passport_number: &'a Text,
    citizenship: &'a Country,
    date_of_birth: BirthDate,
}

#[derive(Deserialize)]
struct Answer {
    case: String,
    held: Vec<HeldPaper>,
    sanctions: Vec<Sanction>,
    entry_bans: Vec<EntryBan>,
    unexecuted_penalties: Vec<Penalty>,
    expulsions: Vec<Expulsion>,
    earlier_applications: Vec<EarlierApplication>,
    /// None, where nobody asked for it or nobody answered.
    exit_bars: Option<Vec<ExitBar>>,
}

#[activities]
impl Registers {
    /// Asks the registers about an invitee and judges what they know. Only what an officer needs comes back: no raw answer is recorded.
    #[activity]
    pub async fn look_up(self: Arc<Self>, ctx: ActivityContext, task: LookupTask) -> Result<Lookup, ActivityError> {
        let Some(person) = task.application.invitee(task.invitee) else {
            let no_such = Problem::new(shaqyru_domain::problem::Code::Field, "the application has no such invitee").at("invitee");
            return Err(incident_failure(&no_such));
        };
        let form = task.application.form();
        let question = Question {
            case: &task.case,
            inviting_party: Some(Host { bin_iin: &form.inviting_party.bin_iin }),
            invitee: Person {
                passport_number: &person.passport.number,
                citizenship: &person.citizenship,
                date_of_birth: person.date_of_birth,
            },
            category: &form.visit.category,
            leaving: false,
        };
        let attempt = ctx.info().attempt;
        let (mut records, _) = self.ask(&question, attempt).await?;
        let ours = self.register.earlier_applications(&person.passport.number, looked_back(task.filed_at), &task.case).await;
        records.earlier_applications.extend(ours.map_err(|error| into_activity_error(error, attempt))?);
        let learnt = self.learnt(task.filed_at, |rules, filed_on| checks::learnt(&task.application, rules, filed_on, &records));
        Ok(Lookup::of(learnt.map_err(|problem| incident_failure(&problem))?, records.held))
    }

    /// The same about a request for a visa, which is compared with what our own register has of what it rests on.
    #[activity]
    pub async fn look_up_request(self: Arc<Self>, ctx: ActivityContext, task: RequestLookupTask) -> Result<Lookup, ActivityError> {
        let form = task.request.form();
        let question = Question {
            case: &task.case,
            inviting_party: form.inviting_party.as_ref().map(|party| Host { bin_iin: &party.bin_iin }),
            invitee: Person {
                passport_number: &form.recipient.passport.number,
                citizenship: &form.recipient.citizenship,
                date_of_birth: form.recipient.date_of_birth,
            },
            category: &form.category,
            leaving: self.is_to_leave(&task).map_err(|problem| incident_failure(&problem))?,
        };
        let attempt = ctx.info().attempt;
        let (mut registers, exit_bars) = self.ask(&question, attempt).await?;
        let passport = &form.recipient.passport.number;
        let ours = self.register.earlier_requests(passport, looked_back(task.filed_at), &task.case).await;
        registers.earlier_applications.extend(ours.map_err(|error| into_activity_error(error, attempt))?);
        let rests_on = self.register.visa_records(&task.request, task.filed_at.date()).await;
        let rests_on = rests_on.map_err(|error| into_activity_error(error, attempt))?;
        let fetched = registers.held.clone();
        let records = VisaRecords { registers: Some(registers), exit_bars, ..rests_on };
        let learnt = self.learnt(task.filed_at, |rules, filed_on| visa::checks::learnt(&task.request, rules, filed_on, &records));
        Ok(Lookup::of(learnt.map_err(|problem| incident_failure(&problem))?, fetched))
    }
}

impl Registers {
    /// Whether a bar to leaving would stand against a request (R26 paras 29, 30).
    fn is_to_leave(&self, task: &RequestLookupTask) -> Result<bool, Problem> {
        Ok(visa::checks::is_to_leave(&task.request, &self.rulebook.for_filing(task.filed_at.date())?))
    }

    async fn ask(&self, question: &Question<'_>, attempt: u32) -> Result<(Records, Known<Vec<ExitBar>>), ActivityError> {
        let answer = self.agency.tell::<Answer>(Method::POST, "lookups", None, question).await;
        let answer = answer.and_then(|answer| self.agency.require_case(question.case.as_str(), &answer.case).map(|()| answer));
        let mut answer = answer.map_err(|error| error.into_activity_error(attempt))?;
        // Only what was asked is looked at; and whoever keeps the bars and does not answer has not said that there are none.
        let exit_bars = answer
            .exit_bars
            .take()
            .filter(|_| question.leaving)
            .map_or(Known::NotAsked, |bars| if bars.is_empty() { Known::Nothing } else { Known::Known(bars) });
        Ok((answer.into(), exit_bars))
    }

    fn learnt(
        &self,
        filed_at: Instant,
        judge: impl FnOnce(&RulesInForce, NaiveDate) -> Result<Learnt, Problem>,
    ) -> Result<Learnt, Problem> {
        let filed_on = filed_at.date();
        judge(&self.rulebook.for_filing(filed_on)?, filed_on)
    }
}

impl From<Answer> for Records {
    fn from(answer: Answer) -> Self {
        let Answer { case: _, held, sanctions, entry_bans, unexecuted_penalties, expulsions, earlier_applications, exit_bars: _ } = answer;
        Self { held, sanctions, entry_bans, unexecuted_penalties, expulsions, earlier_applications }
    }
}

impl Lookup {
    fn of(learnt: Learnt, fetched: Vec<HeldPaper>) -> Self {
        let Learnt { findings, settled, held_instead } = learnt;
        Self { fetched, findings, settled, held_instead }
    }
}

/// From which day on our own record is looked through.
fn looked_back(filed_at: Instant) -> NaiveDate {
    filed_at.date().checked_sub_months(LOOK_BACK).unwrap_or(NaiveDate::MIN)
}
