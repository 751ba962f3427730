//! `man-pages`: the manual, of the same descriptions as the help.

use std::{fs, path::Path};

use clap::CommandFactory;
use serde_json::json;
use shaqyru_domain::problem::{Code, Problem};

use super::DONE;
use crate::{
    arguments::Arguments,
    output::{self, println},
};

pub(crate) fn write(folder: &Path, json: bool) -> Result<u8, Problem> {
    let failed = |error: std::io::Error| Problem::new(Code::File, format!("{}: {error}", folder.display())).at("folder");
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Arguments::command(), folder).map_err(failed)?;
    if json {
        output::print_json(&json!({ "folder": folder }));
    } else {
        println!("{}", folder.join("shaqyru.1").display());
    }
    Ok(DONE)
}
