//! Somebody types what the README shows, and sees something else.

use std::path::Path;

use anyhow::{Result, ensure};
use shaqyru_tests::run;

use crate::program::{said, shaqyru};

/// The commands of a page's blocks, each with what it is to print.
fn shown(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut shown: Vec<(&str, Vec<&str>)> = Vec::new();
    for block in page.split("```").skip(1).step_by(2) {
        let mut of_block = false;
        for line in block.lines().skip(1) {
            match line.strip_prefix("$ shaqyru ") {
                Some(command) => {
                    of_block = true;
                    shown.push((command, Vec::new()));
                }
                None if of_block => shown.last_mut().into_iter().for_each(|(_, lines)| lines.push(line)),
                None => {}
            }
        }
    }
    shown
}

#[test]
fn what_the_readme_shows_is_what_its_commands_print() -> Result<()> {
    run(async {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let page = std::fs::read_to_string(root.join("README.md"))?;
        let shown = shown(&page);
        ensure!(shown.len() >= 5, "commands are not found any more");
        for (line, expected) in shown {
            let mut command = shaqyru(line.split(' '));
            command.current_dir(&root);
            let printed = said(command).await?;
            assert_eq!(printed.out.lines().collect::<Vec<_>>(), expected, "{line}: {printed:?}");
        }
        Ok(())
    })
}
