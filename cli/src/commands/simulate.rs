//! `simulate`: one case in virtual time, on a real server of its own.

use std::sync::Arc;

use shaqyru_domain::{case::view::EscalationView, law::rulebook::Rulebook, problem::Problem};

use super::DONE;
use crate::{
    arguments::Simulate,
    output::{self, println},
    simulation::{self, Report, Scenario},
    stack::{Stack, StackOptions},
};

/// The agencies acknowledge submissions and are otherwise silent: no callbacks, no polling.
fn silent(rulebook: Rulebook) -> StackOptions {
    StackOptions { rulebook: Some(Arc::new(rulebook)), simulation: true, ..StackOptions::default() }
}

pub(crate) async fn run(options: &Simulate, rulebook: Rulebook, json: bool) -> Result<u8, Problem> {
    let (scenario, filed) = Scenario::read(&options.scenario)?;
    let stack = Stack::start(silent(rulebook)).await?;
    let played = simulation::play(&stack, &scenario, &filed).await;
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
        print_escalations(&report.escalations);
    }
    println!();
    output::print_timeline(&report.timeline);
    if let Some(standing) = &report.visa_standing {
        output::print_visa(standing);
    }
    for rejected in &report.rejected {
        println!("{} event {}: {} {}", output::painted("rejected", output::BAD), rejected.event, rejected.code, rejected.message);
    }
}

fn print_escalations(escalations: &[EscalationView]) {
    if escalations.is_empty() {
        return;
    }
    let rows = escalations.iter().map(|gone| {
        let window = gone.window.map(|window| format!(" ({})", window.as_str())).unwrap_or_default();
        vec![output::readable(gone.at), format!("{}{window}", gone.clock.as_str()), gone.rung.clone(), gone.audience.to_string()]
    });
    output::print_table(&["escalated", "clock", "rung", "to"], rows.collect());
}
