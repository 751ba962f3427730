//! `submit`: files applications for invitations, requests for visas, and complaints.

use std::{io::Read, path::Path, time::Duration};

use serde::Serialize;
use shaqyru_console::{
    api::{ComplaintHandedIn, HandedIn, RequestHandedIn},
    desk::Filed,
};
use shaqyru_domain::{
    application::{Application, LARGEST_DOCUMENT},
    case::stage::Status,
    complaint::filing::Complaint,
    problem::{Code, Origin, Problem},
    visa::request::VisaRequest,
};
use uuid::Uuid;

use super::{DONE, NO};
use crate::{
    arguments::Submit,
    output::{self, println},
    remote::Remote,
};

/// An outage that passes need not be anybody's concern: the same request is sent again after so long.
const TRIED_AGAIN_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// What became of one file.
#[derive(Serialize)]
struct Outcome {
    file: String,
    #[serde(flatten)]
    filed: Option<Filed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

pub(crate) async fn run(options: &Submit, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let papers: Vec<_> = options.files.iter().map(|file| (file, read(file).and_then(|json| parse(&json)))).collect();
    // One file alone is an ordinary call: its error is the command's error.
    if let [(_, Err(problem))] = papers.as_slice() {
        return Err(problem.clone());
    }
    let alone = papers.len() == 1;
    let progress = output::progress("filing", papers.len());
    let mut outcomes = Vec::new();
    for (place, (name, paper)) in papers.into_iter().enumerate() {
        let request_id = match &options.request_id {
            Some(id) if alone => id.clone(),
            Some(id) => format!("{id}/{}", place.saturating_add(1)),
            None => Uuid::new_v4().to_string(),
        };
        let filed = match paper {
            Ok(paper) => file(remote, &request_id, paper, options).await,
            Err(problem) => Err(problem),
        };
        let file = name.display().to_string();
        outcomes.push(match filed {
            Err(problem) if alone => return Err(problem),
            Err(error) => Outcome { file, filed: None, error: Some(error) },
            Ok(filed) => Outcome { file, filed: Some(filed), error: None },
        });
        progress.inc(1);
    }
    progress.finish_and_clear();
    if json {
        output::print_json(&outcomes);
    } else {
        outcomes.iter().for_each(print);
    }
    Ok(outcomes.iter().map(exit_status).max().unwrap_or(DONE))
}

/// What a file holds.
enum Document {
    Application(Box<Application>),
    Request(Box<VisaRequest>),
    Complaint(Box<Complaint>),
}

/// Requests and complaints say of which service they are; an application, which was there first, says nothing.
fn parse(document: &[u8]) -> Result<Document, Problem> {
    if VisaRequest::is_one(document) {
        VisaRequest::parse(document).map(|request| Document::Request(Box::new(request)))
    } else if Complaint::is_one(document) {
        Complaint::parse(document).map(|complaint| Document::Complaint(Box::new(complaint)))
    } else {
        Application::parse(document).map(|application| Document::Application(Box::new(application)))
    }
}

async fn file(remote: &Remote, request_id: &str, document: Document, options: &Submit) -> Result<Filed, Problem> {
    let Submit { filed_at, anyway, .. } = *options;
    match document {
        Document::Application(application) => {
            hand_in(remote, "applications", request_id, &HandedIn { application: *application, filed_at, anyway }).await
        }
        Document::Request(request) => {
            hand_in(remote, "visa-requests", request_id, &RequestHandedIn { request: *request, filed_at, anyway }).await
        }
        Document::Complaint(complaint) => {
            hand_in(remote, "complaints", request_id, &ComplaintHandedIn { complaint: *complaint, filed_at, anyway }).await
        }
    }
}

async fn hand_in(remote: &Remote, path: &str, request_id: &str, handed_in: &impl Serialize) -> Result<Filed, Problem> {
    for wait in TRIED_AGAIN_AFTER {
        match remote.post(path, Some(request_id), handed_in).await {
            Err(Problem { code: Code::EngineUnreachable | Code::RegisterUnreachable | Code::WorkerSilent, .. }) => {
                tokio::time::sleep(wait).await;
            }
            outcome => return outcome.map_err(|problem| how_to_ask_again(problem, request_id)),
        }
    }
    let outcome = remote.post(path, Some(request_id), handed_in).await;
    outcome.map_err(|problem| how_to_ask_again(problem, request_id))
}

/// An outage leaves open whether something was filed.
fn how_to_ask_again(problem: Problem, request_id: &str) -> Problem {
    if problem.code.origin() != Origin::Outside {
        return problem;
    }
    let message = format!("{}; it may have been filed: `submit --request-id {request_id}` files it once", problem.message);
    Problem { message, ..problem }
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

fn exit_status(outcome: &Outcome) -> u8 {
    let refused = |filed: &Filed| filed.cases.iter().any(|case| case.status == Some(Status::AcceptanceRefused));
    match &outcome.error {
        Some(problem) => problem.code.origin().exit_status(),
        None if outcome.filed.as_ref().is_some_and(refused) => NO,
        None => DONE,
    }
}

fn print(outcome: &Outcome) {
    if let Some(problem) = &outcome.error {
        output::say(format!("{}:", outcome.file));
        output::print_problem(problem);
    }
    let Some(filed) = &outcome.filed else { return };
    let repeated = if filed.repeated { " (filed before)" } else { "" };
    for case in &filed.cases {
        let status = case.status.map_or_else(|| "filed; no worker has taken it up yet".to_owned(), output::status);
        let stage = case.stage.map(|stage| format!("  stage {stage}")).unwrap_or_default();
        println!("{}  {status}{stage}{repeated}  {}", case.case, output::painted(&outcome.file, output::DIM));
        if let Some(forwarded) = &case.forwarded {
            println!("  {}", output::forwarded(forwarded));
        }
        for missing in &case.missing {
            println!("  {} {}: {} ({})", output::painted("missing", output::BAD), missing.code, missing.message, missing.basis);
        }
        for finding in &case.findings {
            println!("  {}", output::finding(finding));
        }
    }
}
