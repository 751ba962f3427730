//! `simulate`: one case in virtual time, on a real server of its own.

use shaqyru_domain::problem::Problem;

use super::DONE;
use crate::{
    arguments::Simulate,
    output::{self, println},
    simulation::{self, Report, Scenario},
    stack::{Stack, StackOptions},
};

/// The agencies acknowledge submissions and are otherwise silent: no callbacks, no polling.
const SILENT: StackOptions = StackOptions { poll_every: None, callback: false, simulation: true, ui_port: None, db_file: None, port: None };

pub(crate) async fn run(options: &Simulate, json: bool) -> Result<u8, Problem> {
    let (scenario, application) = Scenario::read(&options.scenario)?;
    let stack = Stack::start(SILENT).await?;
    let played = simulation::play(&stack.cases(), &scenario, &application).await;
    // What the scenario gave counts more than how the server went down.
    let stopped = stack.stop().await;
    let report = played?;
    stopped?;
    if json {
        output::print_json(&report);
    } else {
        print(&report);
    }
    Ok(DONE)
}

fn print(report: &Report) {
    let registered = report.registered_on.map(|day| format!(", registered on {day}")).unwrap_or_default();
    println!("{}  {}  stage {}{registered}\n", report.case, output::status(report.status), report.stage);
    output::print_clocks(&report.clocks);
    if !report.escalations.is_empty() {
        println!();
        output::print_escalations(&report.escalations);
    }
    println!();
    output::print_timeline(&report.timeline);
    for rejected in &report.rejected {
        println!("{} event {}: {} {}", output::painted("rejected", output::BAD), rejected.event, rejected.code, rejected.message);
    }
}
