//! `register`: our own lasting record of cases.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use serde_json::json;
use shaqyru_client::schedules::Schedules;
use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};
use shaqyru_register::{Format, Purged, Register, RegisterError, Retention};
use shaqyru_workflows::monitoring;

use super::{DONE, NO, now, repair};
use crate::{
    arguments::{self, ExportFormat, Exported, RegisterCommand},
    output::{self, BAD, BOLD, GOOD, painted, println},
};

const MONTHS_A_YEAR: u32 = 12;

pub(crate) async fn run(options: &arguments::Register, json: bool) -> Result<u8, Problem> {
    let setting = &options.setting.register;
    let register = match &options.command {
        // A backup is looked at as it is, and the register of an older release goes on with it.
        RegisterCommand::Verify => Register::look(setting).await?,
        _ => Register::open_existing(setting).await?,
    };
    let done = match &options.command {
        RegisterCommand::Verify => verify(&register, json).await,
        RegisterCommand::Export { what, format, output } => export(&register, *what, *format, output.as_deref(), json).await,
        RegisterCommand::Repair { dry_run } => repair::run(&register, *dry_run, json).await,
        RegisterCommand::Adopt { case, officer, reason } => repair::adopt(&register, case, officer, reason, json).await,
        RegisterCommand::Backup { file } => back_up(&register, file, json).await,
        RegisterCommand::Purge { keep_years, yes, rulebook } => match rulebook.load() {
            Ok(rulebook) => purge(&register, &rulebook, *keep_years, *yes, json).await,
            Err(problem) => Err(problem),
        },
        RegisterCommand::Deliver => deliver(&register, json).await,
    };
    register.close().await;
    done
}

async fn verify(register: &Register, json: bool) -> Result<u8, Problem> {
    let breaks = register.verify().await?;
    let stickers = register.verify_stickers().await?;
    let cases = register.count_cases().await?;
    // They are told as long as it takes: nothing is broken.
    let unknown_ends = register.ends_unknown_to_berkut().await?;
    let sound = breaks.is_empty() && stickers.is_empty();
    if json {
        output::print_json(&json!({ "cases": cases, "breaks": breaks, "stickers": stickers, "unknown_ends": unknown_ends }));
    } else if sound {
        println!("{}  all chains hold, and each sticker has a number of its own", painted("sound", GOOD));
        say_how_many(cases);
    } else {
        say_how_many(cases);
        for found in &breaks {
            println!("{}  {found}", painted("broken", BAD));
        }
        for found in &stickers {
            println!("{}  {found}", painted("broken", BAD));
        }
    }
    if !json {
        for end in &unknown_ends {
            println!("{}  {end}", painted("waits", BOLD));
        }
    }
    Ok(if sound { DONE } else { NO })
}

/// Of an empty register all is true: how many cases were looked at belongs to each answer.
fn say_how_many(cases: u64) {
    output::say(format!("{cases} cases looked at"));
}

/// A copy that does not hold is no backup: it is verified at once.
async fn back_up(register: &Register, file: &Path, json: bool) -> Result<u8, Problem> {
    register.back_up(file).await?;
    let copy = Register::look(&file.display().to_string()).await?;
    let sound = copy.verify().await?.is_empty();
    let cases = copy.count_cases().await?;
    copy.close().await;
    if json {
        output::print_json(&json!({ "file": file, "sound": sound, "cases": cases }));
        return Ok(if sound { DONE } else { NO });
    }
    say_how_many(cases);
    if sound {
        println!("{}  {} holds the register as it is now", painted("done", GOOD), file.display());
    } else {
        println!("{}  {} was written, and a chain is broken: shaqyru register verify", painted("broken", BAD), file.display());
    }
    Ok(if sound { DONE } else { NO })
}

async fn purge(register: &Register, rulebook: &Rulebook, keep_years: u32, yes: bool, json: bool) -> Result<u8, Problem> {
    let now = now();
    let legal_minimum = rulebook.on(now.date())?.the(&rulebook.retention)?.keep_years;
    let retention = Retention::new(keep_years.saturating_mul(MONTHS_A_YEAR), legal_minimum.saturating_mul(MONTHS_A_YEAR))?;
    let looked_at = register.count_cases().await?;
    let Purged { cases, waiting } =
        if yes { register.purge(retention, now).await? } else { register.kept_long_enough(retention, now).await? };
    if json {
        output::print_json(&json!({ "purged": yes, "cases": cases, "waiting": waiting, "looked_at": looked_at }));
        return Ok(DONE);
    }
    for case in &cases {
        println!("{case}");
    }
    for case in &waiting {
        println!("{case}  stays: the monitoring system has not accepted all of its stages");
    }
    let done = if yes { "were taken off the record" } else { "would be taken off the record; do it with --yes" };
    output::say(format!("{} of {looked_at} cases {done}", cases.len()));
    Ok(DONE)
}

async fn deliver(register: &Register, json: bool) -> Result<u8, Problem> {
    let schedules = Schedules::new(shaqyru_client::connect().await?);
    let refused = register.forget_refusals().await?;
    let waiting = register.count_undelivered().await?;
    schedules.start_now(monitoring::SCHEDULE).await?;
    if json {
        output::print_json(&json!({ "waiting": waiting, "refused": refused }));
    } else {
        println!("{waiting} stages are being delivered, {refused} of which were refused before");
    }
    Ok(DONE)
}

async fn export(register: &Register, what: Exported, format: ExportFormat, file: Option<&Path>, json: bool) -> Result<u8, Problem> {
    let format = match format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Jsonl => Format::Jsonl,
    };
    let written = match file {
        Some(file) => {
            let created =
                File::create(file).map_err(|error| Problem::new(Code::File, format!("{}: {error}", file.display())).at("output"))?;
            write(register, what, format, BufWriter::new(created)).await
        }
        None => write(register, what, format, BufWriter::new(io::stdout())).await,
    };
    match written {
        Err(RegisterError::Write(error)) if file.is_none() => output::give_up(&error),
        Err(error) => Err(error.into()),
        Ok(lines) => {
            if !json {
                output::say(format!("{lines} {} written", if lines == 1 { "line" } else { "lines" }));
            }
            Ok(DONE)
        }
    }
}

async fn write(register: &Register, what: Exported, format: Format, writer: impl Write + Send) -> Result<u64, RegisterError> {
    match what {
        Exported::Cases => register.export_cases(format, writer).await,
        Exported::Stages => register.export_stages(format, writer).await,
    }
}
