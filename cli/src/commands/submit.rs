//! `submit`: files applications.

use std::{io::Read, path::Path, time::Duration};

use serde::Serialize;
use shaqyru_client::Cases;
use shaqyru_domain::{
    application::{Application, LARGEST_DOCUMENT},
    case::{
        number::CaseNumber,
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::{finding::Finding, papers::MissingPaper},
    competence,
    instant::Instant,
    problem::{Code, Problem},
    rulebook::{Rulebook, RulesInForce},
};
use shaqyru_register::Register;
use uuid::Uuid;

use super::{DONE, NO, connect, now};
use crate::{
    arguments::Submit,
    output::{self, println},
};

/// How long a case that was filed may take to say how it was taken; it is filed all the same.
const FIRST_STEP: Duration = Duration::from_secs(5);

/// What became of one file.
#[derive(Serialize)]
struct Filed {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    repeated: bool,
    cases: Vec<FiledCase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

#[derive(Serialize)]
struct FiledCase {
    case: CaseNumber,
    /// Not known yet if no worker has taken the case up.
    status: Option<Status>,
    stage: Option<Stage>,
    missing: Vec<MissingPaper>,
    findings: Vec<Finding>,
}

pub(crate) async fn run(options: &Submit, rulebook: &Rulebook, json: bool) -> Result<u8, Problem> {
    let now = now();
    let filed_at = options.filed_at.unwrap_or(now);
    if filed_at > now {
        return Err(Problem::new(Code::Future, format!("{filed_at} lies in the future")).at("filed_at"));
    }
    // A worker with the same rulebook could not judge or count either: say so before anything is filed.
    let rules = rulebook.on(filed_at.date()).map_err(|problem| problem.at("filed_at"))?;
    rulebook.calendars.newest().is_working(filed_at.date()).map_err(|error| Problem::from(error).at("filed_at"))?;
    let applications: Vec<_> = options.files.iter().map(|file| (file, read(file).and_then(|json| Application::parse(&json)))).collect();
    // One file alone is an ordinary call: its error is the command's error.
    if let [(_, Err(problem))] = applications.as_slice() {
        return Err(problem.clone());
    }
    let alone = applications.len() == 1;
    let register = match &options.register {
        Some(setting) if !options.anyway => Some(Register::open(setting).await?),
        _ => None,
    };
    let cases = connect().await?;
    let progress = output::progress("filing", applications.len());
    let mut filed = Vec::new();
    for (place, (file, application)) in applications.into_iter().enumerate() {
        let request_id = match &options.request_id {
            Some(id) if alone => id.clone(),
            Some(id) => format!("{id}/{}", place.saturating_add(1)),
            None => Uuid::new_v4().to_string(),
        };
        let outcome = match application {
            Ok(application) => match point_out_duplicates(register.as_ref(), &rules, &request_id, &application).await {
                Ok(()) => file_one(&cases, &request_id, &application, filed_at).await,
                Err(problem) => Err(problem),
            },
            Err(problem) => Err(problem),
        };
        match outcome {
            Err(problem) if alone => return Err(problem),
            Err(error) => filed.push(Filed { file: name(file), request_id: None, repeated: false, cases: Vec::new(), error: Some(error) }),
            Ok((repeated, cases)) => filed.push(Filed { file: name(file), request_id: Some(request_id), repeated, cases, error: None }),
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if json {
        output::print_json(&filed);
    } else {
        filed.iter().for_each(print);
    }
    Ok(filed.iter().map(exit_status).max().unwrap_or(DONE))
}

/// A second open case for the same passport, category and office is opened only on purpose. A repeated request is none.
async fn point_out_duplicates(
    register: Option<&Register>,
    rules: &RulesInForce<'_>,
    request_id: &str,
    application: &Application,
) -> Result<(), Problem> {
    let Some(register) = register else { return Ok(()) };
    let form = application.form();
    // The office that the case will be with, not the one that was asked.
    let office = competence::route(application, rules)?.office;
    for (index, invitee) in form.invitees.iter().enumerate() {
        let open = register.open_cases_of(&invitee.citizenship, &invitee.passport.number, form.visit.category.as_str(), &office).await?;
        let this = CaseNumber::of_request(request_id, index);
        if let Some(other) = open.first().filter(|_| !open.contains(&this)) {
            let message = format!("{other} is open for the same passport, category and office; file it all the same with --anyway");
            return Err(Problem::new(Code::Duplicate, message).at(format!("invitees[{index}].passport.number")));
        }
    }
    Ok(())
}

async fn file_one(
    cases: &Cases,
    request_id: &str,
    application: &Application,
    filed_at: Instant,
) -> Result<(bool, Vec<FiledCase>), Problem> {
    let submitted = cases.submit(request_id, application, filed_at).await?;
    let mut filed = Vec::new();
    for case in submitted.cases {
        let view = first_view(cases, &case).await;
        filed.push(FiledCase {
            case,
            status: view.as_ref().map(|view| view.status),
            stage: view.as_ref().map(|view| view.stage),
            missing: view.as_ref().map(|view| view.missing.clone()).unwrap_or_default(),
            findings: view.map(|view| view.findings).unwrap_or_default(),
        });
    }
    Ok((submitted.repeated, filed))
}

/// The cases of further invitees are opened by the first one's worker: they may be a moment away.
async fn first_view(cases: &Cases, case: &CaseNumber) -> Option<CaseView> {
    let looking = async {
        loop {
            match cases.case(case, now()).await {
                Err(problem) if problem.code == Code::CaseUnknown => tokio::time::sleep(Duration::from_millis(50)).await,
                outcome => return outcome.ok(),
            }
        }
    };
    tokio::time::timeout(FIRST_STEP, looking).await.ok().flatten()
}

pub(super) fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    let failed = |error: std::io::Error| Problem::new(Code::File, format!("{}: {error}", file.display())).at("file");
    let mut json = Vec::new();
    // One byte more than allowed shows that it is too large, without reading all of it.
    let most = u64::try_from(LARGEST_DOCUMENT).unwrap_or(u64::MAX).saturating_add(1);
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut json).map_err(failed)?;
    } else {
        std::fs::File::open(file).map_err(failed)?.take(most).read_to_end(&mut json).map_err(failed)?;
    }
    Ok(json)
}

fn name(file: &Path) -> String {
    file.display().to_string()
}

fn exit_status(filed: &Filed) -> u8 {
    let refused = filed.cases.iter().any(|case| case.status == Some(Status::AcceptanceRefused));
    match &filed.error {
        Some(problem) => problem.code.origin().exit_status(),
        None if refused => NO,
        None => DONE,
    }
}

fn print(filed: &Filed) {
    if let Some(problem) = &filed.error {
        output::say(format!("{}:", filed.file));
        output::print_problem(problem);
    }
    let repeated = if filed.repeated { " (filed before)" } else { "" };
    for case in &filed.cases {
        let status = case.status.map_or_else(|| "filed; no worker has taken it up yet".to_owned(), output::status);
        let stage = case.stage.map(|stage| format!("  stage {stage}")).unwrap_or_default();
        println!("{}  {status}{stage}{repeated}  {}", case.case, output::painted(&filed.file, output::DIM));
        for missing in &case.missing {
            println!("  {} {}: {} ({})", output::painted("missing", output::BAD), missing.code, missing.message, missing.basis);
        }
        for finding in &case.findings {
            println!("  {}", output::finding(finding));
        }
    }
}
