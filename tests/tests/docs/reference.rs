//! The pages of `docs/reference` that are made from the code.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result};
use clap::{Arg, Command};
use serde_json::Value;
use shaqyru_domain::law::rulebook::{Rulebook, entries};

/// Each page below `docs/reference/` with its text.
pub fn pages() -> Result<Vec<(&'static str, String)>> {
    let mut program = shaqyru::command();
    program.build();
    Ok(vec![
        ("commands.md", commands(&program)),
        ("settings.md", settings(&program)),
        ("api.md", api(&serde_json::to_value(shaqyru_console::api::description())?)?),
        ("rulebook.md", rulebook(&Rulebook::built_in()?)),
    ])
}

fn head(title: &str, says: &str) -> String {
    format!(
        "# {title}\n\n{says}\n\nThis page is made from the code: `cargo reference` writes it, and a test compares it with what the command would write.\n"
    )
}

/// In a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The commands that do something, with their whole names.
fn leaves<'a>(command: &'a Command, name: &str) -> Vec<(String, &'a Command)> {
    let name = if name.is_empty() { command.get_name().to_owned() } else { format!("{name} {}", command.get_name()) };
    let below: Vec<_> = command.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set()).collect();
    if below.is_empty() {
        return vec![(name, command)];
    }
    below.into_iter().flat_map(|command| leaves(command, &name)).collect()
}

/// What somebody can give to a command, without what every command takes.
fn arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| !argument.is_hide_set() && !matches!(argument.get_id().as_str(), "help" | "version" | "json"))
}

fn help(argument: &Arg) -> String {
    let says = argument.get_help().map(ToString::to_string).unwrap_or_default();
    format!("{}.", cell(says.trim_end_matches('.')))
}

/// As it is typed.
fn spelled(argument: &Arg) -> String {
    let values = argument.get_num_args().is_some_and(|count| count.takes_values()).then(|| {
        let names = argument.get_value_names().into_iter().flatten().map(|name| format!("<{name}>"));
        names.collect::<Vec<_>>().join(" ")
    });
    match (argument.get_long(), values) {
        (Some(long), Some(values)) => format!("--{long} {values}"),
        (Some(long), None) => format!("--{long}"),
        (None, values) => values.unwrap_or_default(),
    }
}

fn default(argument: &Arg) -> String {
    let values: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if argument.get_num_args().is_some_and(|count| count.takes_values()) { values.join(" ") } else { String::new() }
}

fn choices(argument: &Arg) -> String {
    let takes_values = argument.get_num_args().is_some_and(|count| count.takes_values());
    let values: Vec<_> =
        argument.get_possible_values().iter().filter(|_| takes_values).map(|value| format!("`{}`", value.get_name())).collect();
    if values.is_empty() { String::new() } else { format!(" One of {}.", values.join(", ")) }
}

fn commands(program: &Command) -> String {
    let says = "What each command takes. `shaqyru help` says the same, `shaqyru man-pages DIR` writes it as manual pages, and `shaqyru completions` completes \
                it in a shell. Every command takes `--json`: it prints one JSON document on standard output and nothing else. Exit status: 0 done; 1 the \
                procedure or a check says no; 2 the input or the call is wrong; 3 an outside system could not be reached.";
    let mut page = head("Commands", says);
    for (name, command) in leaves(program, "") {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        let _ = write!(page, "\n## {name}\n\n{about}\n\n```text\n{usage}\n```\n");
        let rows: Vec<_> = arguments(command)
            .map(|argument| {
                let given = default(argument);
                let default = if given.is_empty() { String::new() } else { format!(" Default: `{given}`.") };
                let setting = argument.get_env().map(|name| format!(" Setting: `{}`.", name.to_string_lossy())).unwrap_or_default();
                format!("| `{}` | {}{}{default}{setting} |\n", cell(&spelled(argument)), help(argument), choices(argument))
            })
            .collect();
        if !rows.is_empty() {
            let _ = write!(page, "\n| argument | what |\n|---|---|\n{}", rows.concat());
        }
        if let Some(examples) = command.get_after_help() {
            let _ = write!(page, "\n```text\n{examples}\n```\n");
        }
    }
    page
}

/// What can be set in the environment, and by which commands it is read.
fn settings(program: &Command) -> String {
    let says = "What can be set in the environment instead of on the command line. Secrets belong there, for a command line is seen by everybody on a machine. \
                How worker, console and sandbox are set up with them says [a cluster of your own](../how-to/own-cluster.md).";
    let mut page = head("Settings", says);
    let mut settings: BTreeMap<String, (Vec<String>, &Arg)> = BTreeMap::new();
    let commands = leaves(program, "");
    for (name, command) in &commands {
        for argument in arguments(command) {
            let Some(variable) = argument.get_env() else { continue };
            let known = settings.entry(variable.to_string_lossy().into_owned()).or_insert_with(|| (Vec::new(), argument));
            known.0.push(name.trim_start_matches("shaqyru ").to_owned());
        }
    }
    page.push_str("\n| variable | option | default | read by | what |\n|---|---|---|---|---|\n");
    for (variable, (readers, argument)) in &settings {
        let mut programs: Vec<_> = readers.iter().filter_map(|reader| reader.split(' ').next()).collect();
        programs.dedup();
        let readers = if programs.len() > 6 { format!("{} [commands](commands.md)", readers.len()) } else { programs.join(", ") };
        let given = default(argument);
        let default = if given.is_empty() { String::new() } else { format!("`{given}`") };
        let _ = writeln!(
            page,
            "| `{variable}` | `{}` | {default} | {readers} | {}{} |",
            cell(&spelled(argument)),
            help(argument),
            choices(argument)
        );
    }
    page.push_str(OTHERS);
    page
}

/// What is read by libraries, or before there is a command line.
const OTHERS: &str = "
Read by what we stand on:

| variable | what |
|---|---|
| `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS…`, `TEMPORAL_PROFILE`, `TEMPORAL_CONFIG_FILE` | the connection to the engine, as all of Temporal's programs read it |
| `RUST_LOG` | what is logged, such as `info,shaqyru=debug` |
| `SHAQYRU_TOOLS` | the folder in which `demo`, `simulate` and the tests keep the programs that they fetch |
| `TEMPORAL_CLI` | the `temporal` program that they start |
";

/// The calls of the API.
fn api(document: &Value) -> Result<String> {
    let says = "The calls of the console, as its own description at `/api/openapi.json` has them with all schemas and examples. A call with a \
                token is made with `Authorization: Bearer`. How to use it says [filing by the API](../how-to/file-by-api.md).";
    let mut page = head("API", says);
    let mut by_tag: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, calls) in document["paths"].as_object().context("there are no paths")? {
        for (method, call) in calls.as_object().into_iter().flatten() {
            let tag = call.pointer("/tags/0").and_then(Value::as_str).context("a call without a tag")?;
            let token = if call["security"].as_array().is_some_and(|needed| !needed.is_empty()) { "yes" } else { "no" };
            let says = call["summary"].as_str().or_else(|| call["description"].as_str()).unwrap_or_default();
            let row = format!("| `{} {path}` | {token} | {} |\n", method.to_uppercase(), cell(says));
            by_tag.entry(tag).or_default().push(row);
        }
    }
    for (tag, rows) in by_tag {
        let _ = write!(page, "\n## {tag}\n\n| call | token | what |\n|---|---|---|\n{}", rows.concat());
    }
    Ok(page)
}

/// The tables of the rulebook, and the terms and grounds in full.
fn rulebook(rulebook: &Rulebook) -> String {
    let says = "What the built-in rulebook holds: dated entries, each with its act and paragraph. `shaqyru rules list TABLE` shows a table, `shaqyru rules show` an \
                entry with all that it says, on any day.";
    let mut page = head("Rulebook", says);
    let mut tables: BTreeMap<&str, Vec<entries::Listed>> = BTreeMap::new();
    for entry in entries::of(rulebook) {
        tables.entry(entry.table).or_default().push(entry);
    }
    page.push_str("\n| table | entries | acts |\n|---|---:|---|\n");
    for (table, entries) in &tables {
        let mut acts: Vec<_> =
            entries.iter().filter_map(|entry| entry.source.split_whitespace().next()).map(|act| act.trim_end_matches([';', ','])).collect();
        acts.sort_unstable();
        acts.dedup();
        let _ = writeln!(page, "| {table} | {} | {} |", entries.len(), acts.join(", "));
    }
    for table in ["clock", "ground"] {
        let _ = write!(page, "\n## {table}\n\n| name | what | in force | source |\n|---|---|---|---|\n");
        for entry in tables.get(table).into_iter().flatten() {
            let _ = writeln!(page, "| `{}` | {} | {} | {} |", cell(&entry.name), cell(&entry.says), entry.validity(), cell(&entry.source));
        }
    }
    page
}
