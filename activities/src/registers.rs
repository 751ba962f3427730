//! The state registers: what the state already knows is fetched there and never asked for (R26 para 12).
//! Contract: `docs/contracts/registers.yaml`.

use std::sync::Arc;

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
    law::rulebook::Rulebook,
    problem::Problem,
    text::{BinIin, Country, Text},
    time::instant::Instant,
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

#[derive(Serialize)]
struct Question<'a> {
    case: &'a CaseNumber,
    inviting_party: Host<'a>,
    invitee: Person<'a>,
    category: &'a Category,
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
}

#[activities]
impl Registers {
    /// Asks the registers and judges what they know. Only what an officer needs comes back: no raw answer is recorded.
    #[activity]
    pub async fn look_up(self: Arc<Self>, ctx: ActivityContext, task: LookupTask) -> Result<Lookup, ActivityError> {
        let Some(person) = task.application.invitee(task.invitee) else {
            let no_such = Problem::new(shaqyru_domain::problem::Code::Field, "the application has no such invitee").at("invitee");
            return Err(incident_failure(&no_such));
        };
        let form = task.application.form();
        let question = Question {
            case: &task.case,
            inviting_party: Host { bin_iin: &form.inviting_party.bin_iin },
            invitee: Person {
                passport_number: &person.passport.number,
                citizenship: &person.citizenship,
                date_of_birth: person.date_of_birth,
            },
            category: &form.visit.category,
        };
        let attempt = ctx.info().attempt;
        let answer = self.agency.tell::<Answer>(Method::POST, "lookups", None, &question).await;
        let answer = answer.and_then(|answer| self.agency.require_case(task.case.as_str(), &answer.case).map(|()| answer));
        let mut answer = answer.map_err(|error| error.into_activity_error(attempt))?;
        let since = task.filed_at.date().checked_sub_months(LOOK_BACK).unwrap_or(NaiveDate::MIN);
        let ours = self.register.earlier_applications(&person.passport.number, since, &task.case).await;
        answer.earlier_applications.extend(ours.map_err(|error| into_activity_error(error, attempt))?);
        self.judge(&task, answer).map_err(|problem| incident_failure(&problem))
    }
}

impl Registers {
    fn judge(&self, task: &LookupTask, answer: Answer) -> Result<Lookup, Problem> {
        let records = Records {
            held: answer.held,
            sanctions: answer.sanctions,
            entry_bans: answer.entry_bans,
            unexecuted_penalties: answer.unexecuted_penalties,
            expulsions: answer.expulsions,
            earlier_applications: answer.earlier_applications,
        };
        let filed_on = task.filed_at.date();
        let rules = self.rulebook.for_filing(filed_on)?;
        let Learnt { findings, settled, held_instead } = checks::learnt(&task.application, &rules, filed_on, &records)?;
        Ok(Lookup { fetched: records.held, findings, settled, held_instead })
    }
}
