//! `cargo coverage-of-the-rules`: writes `docs/reference/coverage-of-the-rules.md`. Ends with 1 if a paragraph has neither a test nor
//! a reason for having none, and with 2, writing nothing, if tags or paragraphs are wrong.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::{fs, path::Path, process::ExitCode};

#[path = "../tests/coverage/page.rs"]
mod page;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let made = match page::page(&root) {
        Ok(made) => made,
        Err(faults) => {
            eprintln!("{}", faults.join("\n"));
            return ExitCode::from(2);
        }
    };
    if let Err(error) = fs::write(root.join(page::PAGE), &made.text) {
        eprintln!("{}: {error}", page::PAGE);
        return ExitCode::from(2);
    }
    println!("{} is written", page::PAGE);
    if made.not_covered.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("neither test nor reason: {}", made.not_covered.join(", "));
    ExitCode::FAILURE
}
