//! `check`: judges an application by the rules in force on a day.

use serde_json::{Map, Value};
use shaqyru_domain::{
    application::Application,
    checks::{self, Judgement, Verdict, records::Records},
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};

use super::{DONE, NO, now, submit};
use crate::{
    arguments::Check,
    output::{self, painted, println},
};

pub(crate) fn run(options: &Check, rulebook: &Rulebook, json: bool) -> Result<u8, Problem> {
    let application = Application::parse(&submit::read(&options.application)?)?;
    let records = options.records.as_ref().map(|file| submit::read(file).and_then(|json| records(&json))).transpose()?;
    let on = options.on.unwrap_or_else(|| now().date());
    let judgement = checks::judge(&application, rulebook, on, records.as_ref()).map_err(|problem| match problem.code {
        Code::NoEdition => problem.at("on"),
        _ => problem,
    })?;
    if json {
        output::print_json(&judgement);
    } else {
        print(&judgement);
    }
    Ok(if judgement.verdict == Verdict::Acceptable { DONE } else { NO })
}

/// The registers' answer names the case that asked; here there is none.
fn records(answer: &[u8]) -> Result<Records, Problem> {
    let mut answer: Map<String, Value> = Problem::decode(answer)?;
    answer.remove("case");
    Problem::decode(Value::Object(answer).to_string().as_bytes())
}

fn print(judgement: &Judgement) {
    let (word, style) = match judgement.verdict {
        Verdict::Acceptable => ("acceptable", output::GOOD),
        Verdict::Incomplete => ("incomplete: acceptance is refused (annex 7)", output::BAD),
        Verdict::Ineligible => ("ineligible: taken as a case, for an officer to refuse", output::BAD),
    };
    println!("{}", painted(word, style));
    for finding in &judgement.findings {
        println!("  {}", output::finding(finding));
    }
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
    println!("may be filed  {} to {}", day(judgement.filing_window.earliest), day(judgement.filing_window.latest));
    let due = judgement.fee.due_kzt.map_or_else(|| "unknown".to_owned(), |due| due.to_string());
    println!("state duty    {due} tenge due, {} paid", judgement.fee.paid_kzt);
    for (index, required) in judgement.biometrics_required.iter().enumerate() {
        println!("fingerprints  invitee {}: {}", index.saturating_add(1), if *required { "due" } else { "not due" });
    }
}
