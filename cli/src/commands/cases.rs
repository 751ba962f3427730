//! Asking for cases: `list`, `show`, `timeline`, `deadlines`.

use shaqyru_client::list::Filter;
use shaqyru_domain::problem::Problem;

use super::{DONE, connect, now};
use crate::{
    arguments::{List, OneCase},
    output::{self, painted, println},
    strip,
};

pub(crate) async fn list(options: &List, json: bool) -> Result<u8, Problem> {
    let filter = Filter {
        stage: options.stage.clone(),
        office: options.office.clone(),
        category: options.category.clone(),
        clock: options.clock.clone(),
        open: options.open,
        breached: options.breached,
        due_by: options.due_by,
        limit: options.limit,
    };
    let found = connect().await?.list(&filter).await?;
    if json {
        output::print_json(&found);
        return Ok(DONE);
    }
    if found.is_empty() {
        output::say("no cases");
        return Ok(DONE);
    }
    let rows = found.into_iter().map(|line| {
        let breached = if line.breached { painted("breached", output::BAD) } else { String::new() };
        vec![
            line.case.to_string(),
            line.stage.unwrap_or_default(),
            line.office.unwrap_or_default(),
            line.category.unwrap_or_default(),
            line.clock.unwrap_or_default(),
            line.due.map(output::readable).unwrap_or_default(),
            breached,
        ]
    });
    output::print_table(&["case", "stage", "office", "category", "clock", "due", ""], rows.collect());
    Ok(DONE)
}

pub(crate) async fn show(options: &OneCase, json: bool) -> Result<u8, Problem> {
    let view = connect().await?.case(&options.case, options.as_of.unwrap_or_else(now)).await?;
    if json {
        output::print_json(&view);
    } else {
        output::print_case(&view);
    }
    Ok(DONE)
}

pub(crate) async fn timeline(options: &OneCase, json: bool) -> Result<u8, Problem> {
    let timeline = connect().await?.timeline(&options.case, options.as_of.unwrap_or_else(now)).await?;
    if json {
        output::print_json(&timeline);
    } else {
        output::print_timeline(&timeline);
    }
    Ok(DONE)
}

pub(crate) async fn deadlines(options: &OneCase, json: bool) -> Result<u8, Problem> {
    let deadlines = connect().await?.deadlines(&options.case, options.as_of.unwrap_or_else(now)).await?;
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
