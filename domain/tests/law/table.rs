//! A table of the law, written apart from the rulebook, and what the rulebook says otherwise.
//!
//! A line is an entry: the name of its table, then its members in any order, with ` | ` between them. `from DAY` sets the first day of the
//! lines below it; an `until` is a member. Texts for readers are no members. A list is compared as a set (but that of places in `at`, whose order counts), and `false` is left out
//! where a member that is left out means the same.

use std::collections::BTreeMap;

use serde_json::Value;
use shaqyru_domain::law::rulebook::{
    Rulebook,
    entries::{Listed, of},
};

/// Texts that nothing is judged by. Names of offices and regions are printed too, and judged by no check.
const FOR_READERS: [&str; 11] =
    ["source", "title", "title_ru", "title_kk", "name_ru", "name_kk", "note", "text", "message", "summary", "system"];

/// The one list whose order counts: of two places where the police are competent the first goes before the other.
const IN_ORDER: &str = "at";

type Members = Vec<String>;

fn members_of(listed: &Listed) -> Members {
    let mut members = Vec::new();
    let printed_name = matches!(listed.table, "office" | "region");
    if let Value::Object(object) = &listed.value {
        for (key, value) in object {
            if *value != Value::Bool(false) && !(printed_name && key == "name") {
                flatten(key, value, &mut members);
            }
        }
    }
    members.sort();
    members
}

fn flatten(path: &str, value: &Value, members: &mut Members) {
    let last = path.rsplit('.').next().unwrap_or(path);
    if FOR_READERS.contains(&last) {
        return;
    }
    match value {
        Value::Null => {}
        Value::Object(object) => object.iter().for_each(|(key, value)| flatten(&format!("{path}.{key}"), value, members)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let items: Vec<_> = items.iter().map(|item| format!("{{{}}}", object(item).join("; "))).collect();
            members.push(format!("{path}={}", items.concat()));
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(word).collect();
            if path != IN_ORDER {
                items.sort();
            }
            members.push(format!("{path}={}", items.join(",")));
        }
        scalar => members.push(format!("{path}={}", word(scalar))),
    }
}

fn object(value: &Value) -> Members {
    let mut members = Vec::new();
    if let Value::Object(object) = value {
        object.iter().for_each(|(key, value)| flatten(key, value, &mut members));
    }
    members.sort();
    members
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn expected(text: &str) -> BTreeMap<&str, Vec<Members>> {
    let mut tables: BTreeMap<&str, Vec<Members>> = BTreeMap::new();
    let mut from = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(day) = line.strip_prefix("from ") {
            from = day;
            continue;
        }
        let (table, members) = line.split_once(" | ").unwrap_or((line, ""));
        let mut members: Members = members.split(" | ").filter(|member| !member.is_empty()).map(sorted).collect();
        members.push(format!("from={from}"));
        members.sort();
        tables.entry(table).or_default().push(members);
    }
    tables
}

/// A list in alphabetical order.
fn sorted(member: &str) -> String {
    match member.trim().split_once('=') {
        Some((path, list)) if path != IN_ORDER && !list.contains('{') => {
            let mut items: Vec<_> = list.split(',').collect();
            items.sort_unstable();
            format!("{path}={}", items.join(","))
        }
        _ => member.trim().to_owned(),
    }
}

/// What the rulebook says otherwise than a table of the law: lines that it lacks, and lines that it has beside them.
pub fn faults(rulebook: &Rulebook, law: &str) -> Vec<String> {
    let all = of(rulebook);
    let mut faults = Vec::new();
    for (table, mut lines) in expected(law) {
        for listed in all.iter().filter(|listed| listed.table == table) {
            let members = members_of(listed);
            match lines.iter().position(|line| *line == members) {
                Some(found) => drop(lines.swap_remove(found)),
                None => faults.push(format!("the rulebook says, and the law does not: {table} | {}", members.join(" | "))),
            }
        }
        faults.extend(lines.into_iter().map(|line| format!("the law says, and the rulebook does not: {table} | {}", line.join(" | "))));
    }
    faults
}
