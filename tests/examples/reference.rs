//! `cargo reference`: writes the pages of `docs/reference` that are made from the code.

#![allow(clippy::print_stdout)]

use std::{fs, path::Path};

use anyhow::{Context, Result};

#[path = "../tests/docs/reference.rs"]
mod reference;

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference");
    for (name, text) in reference::pages()? {
        fs::write(folder.join(name), text).with_context(|| name.to_owned())?;
        println!("docs/reference/{name} is written");
    }
    Ok(())
}
