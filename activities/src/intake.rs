//! Intake: what the rulebook says of an application, as a result that the case records. A later edition
//! of the rulebook never changes a case that has been opened.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::Application,
    checks::{
        self,
        finding::Finding,
        papers::{MissingPaper, NeverAskedFor, state_may_hold},
    },
    competence,
    forwarding::Forwarding,
    invitation::particulars::{Particulars, case_rules},
    law::{rulebook::Rulebook, rules::CaseRules},
    problem::{Code, Problem},
    secret::Secret,
    statement::{Purpose, Statement},
    text::OfficeCode,
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::agency::{ANOTHER_RULEBOOK, incident_failure, retry_after_failure};

/// The rulebook that this worker works by.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The rulebook.
    pub rulebook: Arc<Rulebook>,
    /// Whether a shifted clock is let in: only where a simulation runs.
    pub simulation: bool,
    /// How often the agencies are asked for their answers; never, if there is no number.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
    /// What the console signs filings with.
    pub secret: Secret,
    /// Whether cases are opened in the shape of an earlier release: only to try what becomes of those.
    pub earlier_shape: bool,
}

/// What is filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IntakeTask {
    /// The application.
    pub application: Application,
    /// When it was filed.
    pub filed_at: Instant,
    /// Whether the case runs on a shifted clock.
    pub shifted_clock: bool,
    /// What was found where the application was judged as a whole; the case of its only invitee is judged here.
    #[serde(default)]
    pub judged: Option<Judged>,
    /// The digest of the filing and the statement that it came with; not in a task of before they were asked for.
    #[serde(default)]
    pub signed: Option<Signed>,
}

/// A filing as it was signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signed {
    /// The digest of what is filed.
    pub content_digest: String,
    /// The console's statement; none if it came without.
    pub statement: Option<Statement>,
}

/// What the checks found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Judged {
    /// The papers that are missing.
    pub missing: Vec<MissingPaper>,
    /// What else they found.
    pub findings: Vec<Finding>,
}

impl Judged {
    /// The same as the case of one invitee tells it. What is missing is missing for the whole application (annex 7).
    pub(crate) fn of_invitee(&self, index: usize) -> Self {
        let findings = self.findings.iter().filter_map(|finding| finding.of_invitee(index)).collect();
        Self { missing: self.missing.clone(), findings }
    }
}

/// What the rulebook says of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each came with a release, and what was recorded stays readable")]
pub struct IntakeResult {
    /// The rules by which the case is judged.
    pub rules: CaseRules,
    /// The papers that are missing.
    pub missing: Vec<MissingPaper>,
    /// What else the checks found.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What nobody may ask the applicant for.
    #[serde(default)]
    pub never_asked_for: NeverAskedFor,
    /// The office that is competent; none in a record of before there was a rule for it: the one that was asked.
    #[serde(default)]
    pub office: Option<OfficeCode>,
    /// Whether the state registers are asked; not in a record of before they were.
    #[serde(default)]
    pub ask_registers: bool,
    /// Whether the register is kept; not in a record of before there was one.
    #[serde(default)]
    pub keep_register: bool,
    /// Whether stages reach the monitoring system through the register's outbox; in a record of before, through the case's own.
    #[serde(default)]
    pub stages_by_register: bool,
    /// Whether what the case tells others is handed over one step after the engine has kept what it rests on; in a record of before, local
    /// activities tell it at once.
    #[serde(default)]
    pub hands_over: bool,
    /// Until when acceptance waits for the state registers, which may hold what is missing; none where it need not, and in a record of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaited_until: Option<Instant>,
    /// How it came from the office that it was brought to; none where that one is competent, and in a record of before people were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarding>,
    /// What its procedure needs; nothing in a record of before the foreign ministry took applications.
    #[serde(default)]
    pub particulars: Particulars,
    /// How often the agencies are asked for their answers; configuration, so recorded here too.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
}

#[activities]
impl Intake {
    /// Looks up the rules for a case and checks the application for completeness.
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn take_in(self: Arc<Self>, _ctx: ActivityContext, task: IntakeTask) -> Result<IntakeResult, ActivityError> {
        self.let_in(task.shifted_clock, task.signed.as_ref()).map_err(|problem| incident_failure(&problem))?;
        // A worker with another rulebook may know the year: the case waits for one.
        self.look_up(task).map_err(|problem| retry_after_failure(problem.code, problem.message, ANOTHER_RULEBOOK))
    }
}

impl Intake {
    /// Whether a filing is let in at all.
    pub(crate) fn let_in(&self, shifted_clock: bool, signed: Option<&Signed>) -> Result<(), Problem> {
        if shifted_clock && !self.simulation {
            return Err(Problem::new(Code::ClockOffset, "a shifted clock is let in only where a simulation runs"));
        }
        match signed {
            Some(Signed { content_digest, statement }) => {
                Statement::require(statement.as_ref(), &self.secret, Purpose::Filing, content_digest)
            }
            None => Ok(()),
        }
    }

    /// What the checks find in an application as a whole.
    pub(crate) fn judge(&self, application: &Application, filed_at: Instant) -> Result<Judged, Problem> {
        let filed_on = filed_at.date();
        let judgement = checks::judge_by(application, &self.rulebook.for_filing(filed_on)?, filed_on, None)?;
        // What is missing has a list of its own.
        let findings = judgement.findings.into_iter().filter(|finding| !finding.code.is_gap()).collect();
        Ok(Judged { missing: judgement.missing, findings })
    }

    fn look_up(&self, task: IntakeTask) -> Result<IntakeResult, Problem> {
        let application = &task.application;
        let filed_on = task.filed_at.date();
        let in_force = self.rulebook.for_filing(filed_on)?;
        let routing = competence::route(application, &in_force)?;
        let forwarded = if self.earlier_shape { None } else { routing.forwarding(application) };
        let office = routing.office;
        let rules = case_rules(application, &office, &self.rulebook, filed_on)?;
        let Judged { missing, findings } = match task.judged {
            Some(judged) => judged,
            None => self.judge(application, task.filed_at)?,
        };
        let waits = !self.earlier_shape && state_may_hold(&missing, &in_force);
        let awaited_until = if waits { Some(rules.end_of_filing_day(task.filed_at, in_force.register_wait()?)?) } else { None };
        Ok(IntakeResult {
            rules,
            awaited_until,
            missing,
            findings,
            never_asked_for: NeverAskedFor::of(application, &in_force),
            office: Some(office),
            forwarded,
            ask_registers: true,
            keep_register: true,
            stages_by_register: true,
            hands_over: !self.earlier_shape,
            particulars: Particulars::of(application, &in_force),
            poll_every: self.poll_every,
            callback: self.callback,
        })
    }
}
