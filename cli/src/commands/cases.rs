//! Asking for cases: `list`, `show`, `timeline`, `deadlines`, `tree`, `follow-up`, `status`, `views`.

use serde::de::DeserializeOwned;
use shaqyru_console::{
    api::{Asked, Listed, Wanted},
    desk::{HowToComplain, Progress},
};
use shaqyru_domain::{
    case::{
        number::CaseNumber,
        stage::Status,
        view::{ProvenDeadline, TimelineLine},
    },
    problem::{Code, Problem},
    text::OfficerId,
    visa::request::VisaAction,
};
use shaqyru_register::{Family, NotedLook, View};

use super::DONE;
use crate::{
    arguments::{FollowUp, List, OneCase, StatusOptions, Tree, Views},
    output::{self, painted, println},
    remote::{AsOf, NOTHING, Remote},
    strip,
};

pub(crate) async fn list(options: &List, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let found: Listed = remote.get("cases", &wanted(options)?).await?;
    if json {
        output::print_json(&found);
        return Ok(DONE);
    }
    if found.cases.is_empty() {
        output::say("no cases");
        return Ok(DONE);
    }
    let rows = found.cases.into_iter().map(|line| {
        let breached = if line.breached { painted("breached", output::BAD) } else { String::new() };
        vec![
            line.case.to_string(),
            line.stage.to_string(),
            line.office.to_string(),
            line.officer.map(|officer| officer.to_string()).unwrap_or_default(),
            line.category,
            line.clock.map(|clock| clock.as_str().to_owned()).unwrap_or_default(),
            line.due.map(output::readable).unwrap_or_default(),
            breached,
        ]
    });
    output::print_table(&["case", "stage", "office", "officer", "category", "clock", "due", ""], rows.collect());
    if let Some(next) = found.next {
        output::say(format!("there are more: --cursor {next}"));
    }
    Ok(DONE)
}

fn wanted(options: &List) -> Result<Wanted, Problem> {
    Ok(Wanted {
        office: options.office.as_deref().map(str::parse).transpose().map_err(|problem: Problem| problem.at("office"))?,
        officer: options.officer.as_deref().map(str::parse).transpose().map_err(|problem: Problem| problem.at("officer"))?,
        category: options.category.clone(),
        stage: options.stage.as_deref().map(|stage| word("stage", stage)).transpose()?,
        clock: options.clock.as_deref().map(|clock| word("clock", clock)).transpose()?,
        status: options.open.then_some(Status::Open),
        breached: options.breached.then_some(true),
        waits_for: options.waits_for.as_deref().map(|wait| word("waits_for", wait)).transpose()?,
        due_before: options.due_before.map(|instant| instant.to_string()),
        cursor: options.cursor.clone(),
        limit: Some(options.limit),
    })
}

/// A word as it stands in data.
fn word<T: DeserializeOwned>(field: &str, text: &str) -> Result<T, Problem> {
    serde_json::from_value(text.into()).map_err(|error| Problem::new(Code::Field, error.to_string()).at(field))
}

pub(crate) async fn show(options: &OneCase, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let view = remote.case(&options.case, options.as_of).await?;
    if json {
        output::print_json(&view);
    } else {
        output::print_case(&view);
    }
    Ok(DONE)
}

pub(crate) async fn timeline(options: &OneCase, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let timeline: Vec<TimelineLine> = remote.get(&format!("cases/{}/timeline", options.case), &AsOf { as_of: options.as_of }).await?;
    if json {
        output::print_json(&timeline);
    } else {
        output::print_timeline(&timeline);
    }
    Ok(DONE)
}

/// The family of a case, each a step to the right of the one on which it rests.
pub(crate) async fn tree(options: &Tree, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let family: Family = remote.get(&format!("cases/{}/tree", options.case), &NOTHING).await?;
    if json {
        output::print_json(&family);
    } else {
        print_branch(&family, &family.root, 0);
    }
    Ok(DONE)
}

/// The request that follows from a case: a document, so it is written as one.
pub(crate) async fn follow_up(options: &FollowUp, remote: &Remote) -> Result<u8, Problem> {
    let action = VisaAction::from(options.action).as_str();
    let request: serde_json::Value = remote.get(&format!("cases/{}/follow-up/{action}", options.case), &NOTHING).await?;
    output::print_json(&request);
    Ok(DONE)
}

fn print_branch(family: &Family, case: &CaseNumber, depth: usize) {
    // None is deeper than there are cases.
    let Some(relative) = family.cases.iter().find(|relative| relative.case == *case).filter(|_| depth < family.cases.len()) else { return };
    let what = relative.action.map_or_else(|| relative.service.clone(), |action| action.as_str().to_owned());
    let visa = relative.visa.as_ref().map(|visa| format!("  visa {visa}")).unwrap_or_default();
    println!("{}{case}  {what}  {}{visa}", "  ".repeat(depth), output::status(relative.status));
    for child in family.cases.iter().filter(|child| child.parent.as_ref() == Some(case)) {
        print_branch(family, &child.case, depth.saturating_add(1));
    }
}

/// What an applicant is told.
pub(crate) async fn status(options: &StatusOptions, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let asked = Asked { case: options.case.clone(), passport_number: options.passport.clone() };
    let progress: Progress = remote.post("status", None, &asked).await?;
    if json {
        output::print_json(&progress);
        return Ok(DONE);
    }
    println!("{}  {}  stage {}", options.case, output::status(progress.status), progress.stage);
    println!("filed {}", output::readable(progress.filed_at));
    if let Some(due) = progress.due.filter(|_| progress.ended_at.is_none()) {
        println!("due {}", output::readable(due));
    }
    if let Some(ended) = progress.ended_at {
        println!("ended {}", output::readable(ended));
    }
    if let Some(HowToComplain { to, until, .. }) = &progress.complaint {
        let until = until.map(|day| format!(" until {day}, if you learnt of it on its day")).unwrap_or_default();
        println!("complain to {to}{until}: say whether its superior or the authority for the quality of public services is to examine it");
    }
    Ok(DONE)
}

pub(crate) async fn views(options: &Views, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let case = match (&options.by, &options.case) {
        (None, Some(case)) => case,
        (by, _) => return looks(by.as_ref(), options.before, remote, json).await,
    };
    let views: Vec<View> = remote.get(&format!("cases/{case}/views"), &NOTHING).await?;
    if json {
        output::print_json(&views);
        return Ok(DONE);
    }
    let rows = views.into_iter().map(|view| vec![output::readable(view.at), view.actor.to_string(), view.what]);
    output::print_table(&["when", "who", "what"], rows.collect());
    Ok(DONE)
}

/// At what somebody has looked.
async fn looks(by: Option<&OfficerId>, before: Option<i64>, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let by = by.ok_or_else(|| Problem::new(Code::Usage, "name a case, or somebody with --by"))?;
    let before: Vec<_> = before.map(|entry| ("before", entry)).into_iter().collect();
    let looks: Vec<NotedLook> = remote.get(&format!("people/{by}/views"), &before).await?;
    if json {
        output::print_json(&looks);
        return Ok(DONE);
    }
    if looks.is_empty() {
        output::say("nothing is on record");
        return Ok(DONE);
    }
    let case = |case: Option<CaseNumber>| case.map(|case| case.to_string()).unwrap_or_default();
    let last = looks.last().map(|look| look.entry);
    let rows = looks.into_iter().map(|look| vec![output::readable(look.at), case(look.case), look.what]);
    output::print_table(&["when", "case", "what"], rows.collect());
    output::say(last.map(|entry| format!("earlier ones: --before {entry}")).unwrap_or_default());
    Ok(DONE)
}

pub(crate) async fn deadlines(options: &OneCase, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let deadlines: Vec<ProvenDeadline> = remote.get(&format!("cases/{}/deadlines", options.case), &AsOf { as_of: options.as_of }).await?;
    if json {
        output::print_json(&deadlines);
        return Ok(DONE);
    }
    if deadlines.is_empty() {
        output::say("no clock has started");
    }
    for deadline in deadlines {
        println!("{}  {}", painted(output::clock_name(&deadline.clock), output::BOLD), output::outcome(deadline.clock.outcome));
        strip::print(&deadline.proof);
        println!();
    }
    Ok(DONE)
}
