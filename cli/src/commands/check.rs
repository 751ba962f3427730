//! `check`: judges an application, or a request for a visa, by the rules in force on a day.

use serde_json::{Map, Value};
use shaqyru_domain::{
    application::Application,
    checks::{self, FeeCheck, FilingDays, Judgement, Verdict, finding::Finding, records::Records},
    complaint::filing::Complaint,
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    visa::{self, request::VisaRequest},
};

use super::{DONE, NO, now, submit};
use crate::{
    arguments::Check,
    output::{self, painted, println},
};

pub(crate) fn run(options: &Check, rulebook: &Rulebook, json: bool) -> Result<u8, Problem> {
    let document = submit::read(&options.application)?;
    let on = options.on.unwrap_or_else(|| now().date());
    if Complaint::is_one(&document) {
        return Err(Problem::new(Code::Usage, "a complaint is not judged by the checks: file it with `shaqyru submit`"));
    }
    let verdict = if VisaRequest::is_one(&document) {
        if options.records.is_some() {
            return Err(Problem::new(Code::Field, "a request for a visa is judged without the answer of the state registers").at("records"));
        }
        let judgement = visa::checks::judge(&VisaRequest::parse(&document)?, rulebook, on).map_err(of_the_day)?;
        if json {
            output::print_json(&judgement);
        } else {
            print_of_a_visa(&judgement);
        }
        judgement.verdict
    } else {
        let application = Application::parse(&document)?;
        let records = options.records.as_ref().map(|file| submit::read(file).and_then(|json| records(&json))).transpose()?;
        let judgement = checks::judge(&application, rulebook, on, records.as_ref()).map_err(of_the_day)?;
        if json {
            output::print_json(&judgement);
        } else {
            print(&judgement);
        }
        judgement.verdict
    };
    Ok(if verdict == Verdict::Acceptable { DONE } else { NO })
}

fn of_the_day(problem: Problem) -> Problem {
    match problem.code {
        Code::NoEdition => problem.at("on"),
        _ => problem,
    }
}

/// The registers' answer names the case that asked; here there is none.
fn records(answer: &[u8]) -> Result<Records, Problem> {
    let mut answer: Map<String, Value> = Problem::decode(answer)?;
    answer.remove("case");
    Problem::decode(Value::Object(answer).to_string().as_bytes())
}

fn print(judgement: &Judgement) {
    print_findings(judgement.verdict, &judgement.findings);
    print_days(judgement.filing_window);
    print_fee(&judgement.fee);
    for (index, required) in judgement.biometrics_required.iter().enumerate() {
        print_fingerprints(&format!("invitee {}", index.saturating_add(1)), *required);
    }
}

fn print_of_a_visa(judgement: &visa::checks::Judgement) {
    print_findings(judgement.verdict, &judgement.findings);
    if let Some(days) = judgement.filing_window {
        print_days(days);
    }
    print_fee(&judgement.fee);
    for required in &judgement.biometrics_required {
        print_fingerprints("recipient", *required);
    }
}

fn print_findings(verdict: Verdict, findings: &[Finding]) {
    let (word, style) = match verdict {
        Verdict::Acceptable => ("acceptable", output::GOOD),
        Verdict::Incomplete => ("incomplete: acceptance is refused (annex 7)", output::BAD),
        Verdict::Ineligible => ("ineligible: taken as a case, for an officer to refuse", output::BAD),
    };
    println!("{}", painted(word, style));
    for finding in findings {
        println!("  {}", output::finding(finding));
    }
}

fn print_days(days: FilingDays) {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
    println!("may be filed  {} to {}", day(days.earliest), day(days.latest));
}

fn print_fee(fee: &FeeCheck) {
    let due = fee.due_kzt.map_or_else(|| "unknown".to_owned(), |due| due.to_string());
    println!("state duty    {due} tenge due, {} paid", fee.paid_kzt);
}

fn print_fingerprints(whose: &str, required: bool) {
    println!("fingerprints  {whose}: {}", if required { "due" } else { "not due" });
}
