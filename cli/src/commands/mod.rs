//! One module per group of commands.

mod cases;
mod check;
mod deadline;
#[cfg(feature = "stand-ins")]
mod demo;
mod doctor;
mod documents;
mod man_pages;
mod orders;
mod processes;
mod register;
mod repair;
mod repair_history;
mod rules;
#[cfg(feature = "stand-ins")]
mod simulate;
mod sticker;
mod stickers;
mod submit;
mod what_if;

use chrono::Utc;
use clap::CommandFactory;
use shaqyru_domain::{problem::Problem, time::instant::Instant};

use crate::{
    arguments::{Arguments, Command},
    output,
};

/// Runs a command; the exit status, if nothing went wrong on the way.
pub(crate) async fn run(arguments: &Arguments) -> Result<u8, Problem> {
    let json = arguments.json;
    match &arguments.command {
        #[cfg(feature = "stand-ins")]
        Command::Demo(options) => Box::pin(demo::run(options, options.rulebook()?, json)).await,
        Command::Worker(options) => processes::worker(options, options.rulebook()?).await,
        Command::Console(options) => processes::console(options, options.rulebook()?).await,
        #[cfg(feature = "stand-ins")]
        Command::Sandbox(options) => processes::sandbox(options).await,
        Command::Submit(options) => submit::run(options, &options.remote()?, json).await,
        Command::Example(options) => {
            output::print_json(options.name.filed_on(options.on.unwrap_or_else(|| now().date()))?.form());
            Ok(DONE)
        }
        Command::List(options) => cases::list(options, &options.remote()?, json).await,
        Command::Show(options) => cases::show(options, &options.remote()?, json).await,
        Command::Timeline(options) => cases::timeline(options, &options.remote()?, json).await,
        Command::Deadlines(options) => cases::deadlines(options, &options.remote()?, json).await,
        Command::Status(options) => cases::status(options, &options.remote()?, json).await,
        Command::Views(options) => cases::views(options, &options.remote()?, json).await,
        Command::Tree(options) => cases::tree(options, &options.remote()?, json).await,
        Command::FollowUp(options) => cases::follow_up(options, &options.remote()?).await,
        Command::Documents(options) => documents::run(options, &options.remote()?, json).await,
        Command::Sticker(options) => sticker::run(options, &options.remote()?, json).await,
        #[cfg(feature = "stand-ins")]
        Command::Simulate(options) => simulate::run(options, options.rulebook()?, json).await,
        Command::Deadline(options) => deadline::run(options, &options.rulebook()?, json),
        Command::WhatIf(options) => what_if::run(options, json).await,
        Command::Check(options) => check::run(options, &options.rulebook()?, json),
        Command::Rules(options) => rules::run(&options.command, json).await,
        Command::Stickers(options) => stickers::run(options, json).await,
        Command::Register(options) => register::run(options, json).await,
        Command::RepairHistory(options) => repair_history::run(options, json).await,
        Command::Doctor(options) => doctor::run(&options.rulebook()?, options, json).await,
        Command::Completions(options) => {
            let mut script = Vec::new();
            clap_complete::generate(options.shell, &mut Arguments::command(), "shaqyru", &mut script);
            output::println!("{}", String::from_utf8_lossy(&script).trim_end());
            Ok(DONE)
        }
        Command::ManPages(options) => man_pages::write(&options.folder, json),
        order => orders::run(order, json).await,
    }
}

/// Exit status: done.
const DONE: u8 = 0;
/// Exit status: the procedure or a check says no.
const NO: u8 = 1;

/// The outermost shell: commands read the clock here.
fn now() -> Instant {
    Instant::from_utc(Utc::now())
}
