//! What is wrong with what was typed, and what the checks of the domain find: of a step, as far as it stands whatever the later ones say; and
//! of the whole.

use chrono::NaiveDate;
use serde_json::Value;
use shaqyru_domain::{
    admission,
    application::Application,
    checks::{self, FeeCheck, FilingDays, Verdict, finding::Finding, papers::MissingPaper},
    competence,
    complaint::filing::Complaint,
    law::rulebook::{Rulebook, RulesInForce},
    problem::{Code, Problem},
    text::OfficeCode,
    visa::{self, request::VisaRequest},
};

use super::{
    choices::{categories, regions},
    field::{Chooser, Service, Step},
    services::TOMORROW,
    typed::Typed,
};

/// Fields that a step's judgement does not depend on while they are not known: all of their values are tried.
const VARIED: [(&str, super::field::Choices); 5] = [
    ("visit.category", categories),
    ("category", categories),
    ("current_visa.category", categories),
    ("works_in", regions),
    ("recipient.present_address.region", regions),
];

/// What was typed, read as what it is.
pub(super) enum Read {
    Application(Box<Application>),
    Request(Box<VisaRequest>),
    Complaint(Box<Complaint>),
}

impl Read {
    pub(super) fn of(service: &Service, document: &Value) -> Result<Self, Problem> {
        let json = document.to_string();
        match service.name {
            "application" => Application::parse(json.as_bytes()).map(|application| Self::Application(Box::new(application))),
            "visa-request" => VisaRequest::parse(json.as_bytes()).map(|request| Self::Request(Box::new(request))),
            _ => Complaint::parse(json.as_bytes()).map(|complaint| Self::Complaint(Box::new(complaint))),
        }
    }

    fn faults(&self, rules: &RulesInForce) -> Vec<Problem> {
        match self {
            Self::Application(application) => admission::faults(application, rules),
            Self::Request(request) => visa::admission::faults(request, rules),
            Self::Complaint(complaint) => admission::require_visible(complaint).err().into_iter().collect(),
        }
    }

    fn judged(&self, rules: &RulesInForce, on: NaiveDate) -> Result<Option<Judged>, Problem> {
        match self {
            Self::Application(application) => {
                let checks::Judgement { verdict, missing, findings, biometrics_required, fee, filing_window } =
                    checks::judge_by(application, rules, on, None)?;
                let office = competence::route(application, rules)?.office;
                Ok(Some(Judged { verdict, missing, findings, biometrics_required, fee, filing_window: Some(filing_window), office }))
            }
            Self::Request(request) => {
                let visa::checks::Judgement { verdict, missing, findings, biometrics_required, fee, filing_window } =
                    visa::checks::judge_by(request, rules, on)?;
                let office = request.form().office.clone();
                Ok(Some(Judged { verdict, missing, findings, biometrics_required, fee, filing_window, office }))
            }
            Self::Complaint(_) => Ok(None),
        }
    }
}

/// What the checks say of the whole.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) missing: Vec<MissingPaper>,
    pub(super) findings: Vec<Finding>,
    pub(super) biometrics_required: Vec<bool>,
    pub(super) fee: FeeCheck,
    pub(super) filing_window: Option<FilingDays>,
    /// The office that gets the case.
    pub(super) office: OfficeCode,
}

/// What stands against filing, or what was read and what the checks say of it.
pub(super) fn whole(
    service: &'static Service,
    typed: &Typed,
    chooser: &Chooser,
    rulebook: &Rulebook,
    on: NaiveDate,
) -> Result<(Read, Option<Judged>), Vec<Problem>> {
    let errors: Vec<_> = service.steps.iter().flat_map(|step| errors(step, typed, chooser)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let one = |problem: Problem| vec![problem];
    let read = Read::of(service, &typed.document(service)).map_err(one)?;
    let rules = rulebook.on(on).map_err(one)?;
    let faults = read.faults(&rules);
    if !faults.is_empty() {
        return Err(faults);
    }
    let judged = read.judged(&rules, on).map_err(one)?;
    Ok((read, judged))
}

/// What does not fit its field, and what is missing.
pub(super) fn errors(step: &'static Step, typed: &Typed, chooser: &Chooser) -> Vec<Problem> {
    let wrong = |placed: &super::field::Placed| match typed.get(&placed.path) {
        "" if placed.is_required(typed) => Some(Problem::new(Code::Field, "must not be empty")),
        "" => None,
        text => placed.field.check(text, chooser).err(),
    };
    step.placed(typed).iter().filter_map(|placed| wrong(placed).map(|problem| problem.at(placed.path.clone()))).collect()
}

/// What stands against a step and those before it, whatever the later ones say: problems of the door, else findings. Nothing as long as
/// something is not filled in.
pub(super) fn foreseen(
    service: &'static Service,
    until: usize,
    typed: &Typed,
    chooser: &Chooser,
    on: NaiveDate,
) -> Result<Vec<Finding>, Vec<Problem>> {
    let (known, later) = service.steps.split_at(until.saturating_add(1).min(service.steps.len()));
    if known.iter().any(|step| !errors(step, typed, chooser).is_empty()) {
        return Ok(Vec::new());
    }
    let Ok(rules) = chooser.rulebook.on(on) else { return Ok(Vec::new()) };
    let is_known = |field: &str| known.iter().any(|step| step.is_of(field, typed));
    let mut certain: Option<(Vec<Problem>, Vec<Finding>)> = None;
    for supposed in suppositions(later, typed, chooser, on) {
        let (mut problems, mut findings) = match Read::of(service, &supposed.document(service)) {
            Err(problem) => (vec![problem], Vec::new()),
            Ok(read) => {
                let findings = read.judged(&rules, on).ok().flatten().map(|judged| judged.findings).unwrap_or_default();
                (read.faults(&rules), findings)
            }
        };
        problems.retain(|problem| problem.field.as_deref().is_some_and(is_known));
        findings.retain(|finding| is_known(&finding.field));
        match &mut certain {
            None => certain = Some((problems, findings)),
            Some((certain_problems, certain_findings)) => {
                certain_problems.retain(|problem| problems.contains(problem));
                certain_findings.retain(|finding| findings.contains(finding));
            }
        }
    }
    let (problems, findings) = certain.unwrap_or_default();
    if problems.is_empty() { Ok(findings) } else { Err(problems) }
}

/// What was typed, completed by what no rule objects to of itself, in as many ways as there are values of what is varied.
fn suppositions(later: &'static [Step], typed: &Typed, chooser: &Chooser, on: NaiveDate) -> Vec<Typed> {
    let tomorrow = on.succ_opt().unwrap_or(on).to_string();
    let mut completed = typed.clone();
    let open: Vec<_> = later.iter().flat_map(|step| step.placed(typed)).filter(|placed| typed.get(&placed.path).is_empty()).collect();
    for placed in open.iter().filter(|placed| placed.is_required(typed)) {
        let neutral = if placed.field.neutral == TOMORROW { &tomorrow } else { placed.field.neutral };
        completed.set(placed.path.clone(), neutral);
    }
    let about_a_visa = !matches!(typed.get("action"), "" | "issue");
    let varied: Vec<_> = VARIED
        .iter()
        .filter(|(path, _)| open.iter().any(|placed| placed.path == *path))
        .filter(|(path, _)| about_a_visa || !path.starts_with("current_visa."))
        .map(|(path, choices)| (*path, choices(chooser)))
        .collect();
    let ways = varied.iter().map(|(_, values)| values.len()).max().unwrap_or(1).max(1);
    let way = |way: usize| {
        let mut supposed = completed.clone();
        for (path, values) in &varied {
            if let Some((value, _)) = values.iter().cycle().nth(way) {
                supposed.set(*path, value.clone());
            }
            if path.starts_with("recipient.present_address.") {
                supposed.set("recipient.present_address.text", "X");
            }
        }
        supposed
    };
    (0..ways).map(way).collect()
}
