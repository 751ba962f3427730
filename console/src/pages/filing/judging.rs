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
    invitation,
    law::rulebook::{COMPLAINT, Rulebook, RulesInForce},
    problem::{Code, Problem},
    text::OfficeCode,
    time::instant::Instant,
    visa::{self, request::VisaRequest},
};

use super::{
    choices::{categories, regions},
    field::{Chooser, Service, Step},
    services::TOMORROW,
    typed::Typed,
};

/// Fields that a step's judgement does not depend on while they are not known: all of their values are tried, each with each.
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

    /// The day that will count as that of registration, by the rules that the case will have: what comes after whoever takes it in has closed counts
    /// as the next working day.
    pub(super) fn registered_on(&self, office: &OfficeCode, filed_at: Instant, rulebook: &Rulebook) -> Result<NaiveDate, Problem> {
        let filed_on = filed_at.date();
        let rules = match self {
            Self::Application(application) => invitation::particulars::case_rules(application, office, rulebook, filed_on)?,
            Self::Request(request) => visa::particulars::case_rules(request, rulebook, filed_on)?,
            Self::Complaint(complaint) => rulebook.for_case(COMPLAINT, filed_on, office, complaint.channel)?,
        };
        rules.registered_on(filed_at)
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
        if certain.as_ref().is_some_and(|(problems, findings)| problems.is_empty() && findings.is_empty()) {
            break;
        }
    }
    let (problems, findings) = certain.unwrap_or_default();
    if problems.is_empty() { Ok(findings) } else { Err(problems) }
}

/// What was typed, completed by what no rule objects to of itself, in as many ways as it takes for any two values of what is varied to meet.
fn suppositions(later: &'static [Step], typed: &Typed, chooser: &Chooser, on: NaiveDate) -> impl Iterator<Item = Typed> + use<> {
    let tomorrow = on.succ_opt().unwrap_or(on).to_string();
    let mut completed = typed.clone();
    let open: Vec<_> = later.iter().flat_map(|step| step.placed(typed)).filter(|placed| typed.get(&placed.path).is_empty()).collect();
    for placed in open.iter().filter(|placed| placed.is_required(typed)) {
        let neutral = if placed.field.neutral == TOMORROW { &tomorrow } else { placed.field.neutral };
        completed.set(placed.path.clone(), neutral);
    }
    let varied = VARIED
        .iter()
        .filter_map(|(path, choices)| open.iter().find(|placed| placed.path == *path).map(|placed| (placed, choices)))
        .filter(|(placed, _)| typed.is_about_a_visa() || !placed.path.starts_with("current_visa."));
    let varied: Vec<_> = varied
        .map(|(placed, choices)| {
            let none = (!placed.is_required(typed)).then(String::new);
            (placed.path.clone(), none.into_iter().chain(choices(chooser).into_iter().map(|(value, _)| value)).collect::<Vec<_>>())
        })
        .collect();
    let lengths: Vec<_> = varied.iter().map(|(_, values)| values.len()).collect();
    pairwise(&lengths).into_iter().map(move |places| {
        let mut supposed = completed.clone();
        for ((path, values), place) in varied.iter().zip(places) {
            let value = values.get(place).map_or("", String::as_str);
            supposed.set(path.as_str(), value);
            if path.starts_with("recipient.present_address.") {
                supposed.set("recipient.present_address.text", if value.is_empty() { "" } else { "X" });
            }
        }
        supposed
    })
}

/// Places in lists of these lengths, so that every value of a list meets every value of each other list: what is found hangs on a category
/// and a region, or on two categories.
fn pairwise(lengths: &[usize]) -> Vec<Vec<usize>> {
    let along = |step: usize| lengths.iter().map(|length| step.checked_rem(*length).unwrap_or_default()).collect::<Vec<_>>();
    let longest = lengths.iter().copied().max().unwrap_or(1);
    let mut ways: Vec<_> = (0..longest).map(along).collect();
    for (other, others) in lengths.iter().enumerate() {
        for (one, ones) in lengths.iter().enumerate().take(other) {
            for (here, there) in (0..*ones).flat_map(|here| (0..*others).map(move |there| (here, there))) {
                let meet = |(list, place)| {
                    if list == one {
                        here
                    } else if list == other {
                        there
                    } else {
                        place
                    }
                };
                ways.push(along(here.saturating_add(there)).into_iter().enumerate().map(meet).collect());
            }
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_finding_of_two_fields_that_are_not_known_is_tried_in_every_pair_of_values() {
        // Categories, those of the current visa, and twice the regions.
        for lengths in [vec![42], vec![42, 22], vec![42, 22, 22], vec![42, 42, 22, 22]] {
            let ways = pairwise(&lengths);
            for (one, other) in (0..lengths.len()).flat_map(|one| (0..one).map(move |other| (one, other))) {
                let met: BTreeSet<_> = ways.iter().map(|places| (places[one], places[other])).collect();
                assert_eq!(met.len(), lengths[one] * lengths[other], "{lengths:?}: {one} and {other}");
            }
        }
        assert_eq!(pairwise(&[]).len(), 1);
    }
}
