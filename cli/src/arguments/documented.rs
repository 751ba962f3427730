//! Risk: somebody types what README, docs, runbooks or help say, and the program does not know it. What needs no cluster is run elsewhere
//! (`cli/readme.rs`, `seed.rs`); here all of it is read by the program's own parser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser, error::ErrorKind};

use super::Arguments;

/// What stands for a value in a line that is written for people.
const PLACEHOLDERS: [(&str, &str); 18] = [
    ("$case", "INV-7K3QX5ABCD-1"),
    ("<command>", "list"),
    ("CASE", "INV-7K3QX5ABCD-1"),
    ("CODE", "CHK-WINDOW-LATE"),
    ("COMMAND", "list"),
    ("CONTENT", "{}"),
    ("DIR", "folder"),
    ("EDITION", "R26"),
    ("FILE", "file"),
    ("FIRST", "1"),
    ("FOLDER", "folder"),
    ("LAST", "2"),
    ("N", "5"),
    ("NEW-EDITION", "R26"),
    ("OFFICE", "ALA-DP"),
    ("OLD-EDITION", "R26"),
    ("ORDER", "answer"),
    ("SERIES", "KZ"),
];

/// A line as somebody types it, or the mention of a command in a sentence, which may leave out what the command needs.
#[derive(Debug)]
struct Line {
    from: String,
    text: String,
    is_mention: bool,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn of_page(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).unwrap().replace("\\\n", " ");
    let from = path.file_name().unwrap().to_string_lossy().into_owned();
    let line = |text: &str, is_mention| Line { from: from.clone(), text: text.to_owned(), is_mention };
    let mut lines = Vec::new();
    let (mut fenced, mut is_grammar) = (false, false);
    let mut prose = String::new();
    for row in text.lines() {
        if let Some(language) = row.strip_prefix("```") {
            fenced = !fenced;
            // How a command is put together is said by the help itself, and is nothing to type.
            is_grammar = fenced && language == "text";
        } else if let Some(block) = if fenced { Some(row) } else { row.strip_prefix("    ") } {
            let typed = block.trim_start_matches("$ ").trim_start();
            lines.extend((typed.starts_with("shaqyru ") && !is_grammar).then(|| line(typed, false)));
            lines.extend(typed.strip_prefix("cargo run --release -- ").map(|rest| line(&format!("shaqyru {rest}"), false)));
        } else {
            prose.push_str(row);
            prose.push('\n');
        }
    }
    // A span may break where its line does.
    let spans = prose.split('`').skip(1).step_by(2).map(|span| span.replace('\n', " "));
    lines.extend(spans.filter(|span| span.starts_with("shaqyru ")).map(|span| line(&span, true)));
    lines
}

fn of_help(command: &clap::Command) -> Vec<Line> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let typed = help.lines().filter_map(|row| row.find("shaqyru ").and_then(|at| row.get(at..)));
    let mut lines: Vec<_> =
        typed.map(|text| Line { from: format!("help {}", command.get_name()), text: text.to_owned(), is_mention: false }).collect();
    lines.extend(command.get_subcommands().flat_map(of_help));
    lines
}

/// The words of a line, as a shell reads them, up to a comment, a pipe, a redirection or what sends it to the background.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '#' | '|' | '>' | '<' | '&') if words.last().is_some_and(String::is_empty) => break,
            (None, ' ') if words.last().is_some_and(String::is_empty) => {}
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The calls that a line stands for: each of `a|b` is one, and a placeholder is some value.
fn calls(line: &Line) -> Vec<Vec<String>> {
    let mut calls = vec![Vec::new()];
    let text = line.text.replace("<command>", "COMMAND");
    for word in words(&text) {
        if word.chars().all(|character| character == '…') {
            continue;
        }
        let filled = |word: &str| PLACEHOLDERS.iter().find(|(name, _)| *name == word).map_or(word, |(_, value)| value).to_owned();
        let choices: Vec<String> = if word.contains("://") { vec![word] } else { word.split('|').map(filled).collect() };
        calls = calls
            .into_iter()
            .flat_map(|call| choices.iter().map(move |choice| [call.as_slice(), std::slice::from_ref(choice)].concat()))
            .collect();
    }
    calls
}

#[test]
fn every_command_line_that_is_written_down_is_one_that_the_program_takes() {
    let mut paths = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    pages(&root().join("docs"), &mut paths);
    let mut lines: Vec<_> = paths.iter().flat_map(|path| of_page(path)).collect();
    lines.extend(of_help(&Arguments::command()));
    assert!(lines.len() > 150, "lines are not found any more: {}", lines.len());
    let mut wrong = Vec::new();
    for line in &lines {
        for call in calls(line) {
            let Err(error) = Arguments::try_parse_from(&call) else { continue };
            let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let is_short = matches!(
                error.kind(),
                ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            );
            // What worker and console need stands in the environment.
            let by_environment = matches!(call.get(1).map(String::as_str), Some("worker" | "console" | "sandbox" | "repair-history"));
            if !is_help && !(is_short && (line.is_mention || by_environment)) {
                wrong.push(format!("{}: {}\n{error}", line.from, line.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a message tells people to type next, in the sources.
#[test]
fn every_command_that_a_message_names_is_there() {
    let mut wrong = Vec::new();
    let mut named = 0;
    for folder in ["cli", "client", "console", "domain", "register", "activities", "worker"] {
        let mut sources = Vec::new();
        rust_files(&root().join(folder).join("src"), &mut sources);
        for path in sources {
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices("shaqyru ") {
                let rest = &text[at + "shaqyru ".len()..];
                let mut words = rest
                    .split(|character: char| !(character.is_ascii_lowercase() || character == '-' || character == ' '))
                    .next()
                    .unwrap_or_default()
                    .split(' ')
                    .filter(|word| !word.is_empty());
                let Some(first) = words.next() else { continue };
                named += 1;
                let command = Arguments::command();
                let Some(command) = command.find_subcommand(first).filter(|_| first != "help") else {
                    if first != "help" {
                        wrong.push(format!("{}: shaqyru {first}", path.display()));
                    }
                    continue;
                };
                if command.has_subcommands()
                    && let Some(second) = words.next()
                    && command.find_subcommand(second).is_none()
                {
                    wrong.push(format!("{}: shaqyru {first} {second}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty() && named > 80, "{named}: {}", wrong.join("\n"));
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("documented.rs") {
            found.push(path);
        }
    }
}

#[test]
fn an_option_is_offered_where_it_is_used_and_nowhere_else() {
    let mut command = Arguments::command();
    command.build();
    let has = |path: &[&str], option: &str| {
        let found = path.iter().fold(&command, |command, name| command.find_subcommand(name).unwrap());
        found.get_arguments().any(|argument| argument.get_long() == Some(option) && !argument.is_hide_set())
    };
    for (path, shown, not_shown) in [
        (&["list"][..], &["token", "console", "json"][..], &["rulebook", "register"][..]),
        (&["check"], &["rulebook"], &["token", "console", "register"]),
        (&["deadline"], &["rulebook"], &["token", "console"]),
        (&["what-if"], &["rulebook", "token", "console"], &["register"]),
        (&["doctor"], &["rulebook", "token", "console"], &[]),
        (&["register", "verify"], &["register"], &["token", "rulebook"]),
        (&["register", "purge"], &["register", "rulebook"], &["token"]),
        (&["stickers", "list"], &["register"], &["token", "rulebook"]),
        (&["stickers", "add"], &["register", "rulebook"], &["token"]),
        (&["correct", "answer"], &["token", "console"], &["rulebook"]),
        (&["rules", "list"], &["rulebook"], &["token"]),
        (&["rules", "announced"], &["token"], &["rulebook"]),
        (&["completions"], &[], &["token", "rulebook", "console"]),
        (&["worker"], &["register", "rulebook"], &["token", "console"]),
    ] {
        for option in shown {
            assert!(has(path, option), "{path:?} --{option}");
        }
        for option in not_shown {
            assert!(!has(path, option), "{path:?} --{option}");
        }
    }
}
