//! The program `shaqyru`: thin commands over the crates.

mod arguments;
mod commands;
mod examples;
mod output;
mod remote;
mod rulebook;
#[cfg(feature = "stand-ins")]
pub mod simulation;
#[cfg(feature = "stand-ins")]
pub mod stack;
mod strip;

use std::{error::Error, io::Write, process::ExitCode};

use clap::{CommandFactory, Parser};
use shaqyru_domain::problem::{Code, Problem};

use crate::arguments::Arguments;

/// The command line with all its commands, for the pages that describe it.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse_arguments(&error),
    };
    write_logs();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return fail(&Problem::new(Code::Configuration, format!("the event loop could not be set up: {error}")), arguments.json);
        }
    };
    match runtime.block_on(commands::run(&arguments)) {
        Ok(status) => ExitCode::from(status),
        Err(problem) => fail(&problem, arguments.json),
    }
}

/// clap writes for people; a program that asked for JSON gets JSON.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
        let text = error.to_string();
        // Usage and tips for people follow after an empty line.
        let lines = text.lines().take_while(|line| !line.is_empty()).map(str::trim);
        let message = lines.collect::<Vec<_>>().join(" ");
        let message = message.trim_start_matches("error: ");
        // A value that our own types refused brought its code along.
        let refused_by_us = error.source().and_then(|cause| cause.to_string().split_whitespace().next()?.parse().ok());
        let code = refused_by_us.unwrap_or(Code::Usage);
        return fail(&Problem::new(code, message), true);
    }
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn fail(problem: &Problem, json: bool) -> ExitCode {
    if json {
        output::print_json(&serde_json::json!({ "error": problem }));
    } else {
        output::print_problem(problem);
    }
    ExitCode::from(problem.code.origin().exit_status())
}

/// Without `RUST_LOG`: what went wrong, what takes long, and what was not taken.
const DEFAULT_LOGS: &str = "error,shaqyru_devserver=info,shaqyru_console=warn";

/// Logs go to standard error, as `RUST_LOG` wants them.
fn write_logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| DEFAULT_LOGS.into());
    // A second subscriber in one process (tests) is no error.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    let _ = std::io::stderr().flush();
}
