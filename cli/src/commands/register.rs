//! `register`: our own lasting record of cases.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

use serde_json::json;
use shaqyru_domain::problem::{Code, Problem};
use shaqyru_register::{Format, Register, RegisterError};

use super::{DONE, NO};
use crate::{
    arguments::{self, ExportFormat, Exported, RegisterCommand},
    output::{self, BAD, GOOD, painted, println},
};

pub(crate) async fn run(options: &arguments::Register, json: bool) -> Result<u8, Problem> {
    let register = Register::open(&options.setting.register).await?;
    let done = match &options.command {
        RegisterCommand::Verify => verify(&register, json).await,
        RegisterCommand::Export { what, format, output } => export(&register, *what, *format, output.as_deref()).await,
    };
    register.close().await;
    done
}

async fn verify(register: &Register, json: bool) -> Result<u8, Problem> {
    let breaks = register.verify().await?;
    if json {
        output::print_json(&json!({ "breaks": breaks }));
    } else if breaks.is_empty() {
        println!("{}  all chains hold", painted("sound", GOOD));
    } else {
        for found in &breaks {
            println!("{}  {found}", painted("broken", BAD));
        }
    }
    Ok(if breaks.is_empty() { DONE } else { NO })
}

async fn export(register: &Register, what: Exported, format: ExportFormat, file: Option<&std::path::Path>) -> Result<u8, Problem> {
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
        written => written.map(|()| DONE).map_err(Problem::from),
    }
}

async fn write(register: &Register, what: Exported, format: Format, writer: impl Write + Send) -> Result<(), RegisterError> {
    match what {
        Exported::Cases => register.export_cases(format, writer).await,
        Exported::Stages => register.export_stages(format, writer).await,
    }
}
