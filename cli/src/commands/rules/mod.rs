//! `rules`: what the rulebook says, what changed, who is competent, who was told.

mod announced;

use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Value, json};
use shaqyru_domain::{
    admission::require_category,
    application::Application,
    checks::sticker::{self, Sticker},
    competence::{self, Competence, Question},
    law::rulebook::{
        Rulebook, RulesInForce, changes,
        citation::{self, Citation},
        entries::{self, Listed},
        jurisdiction::Action,
        visa::ServiceTerm,
    },
    problem::Problem,
    succession::{self, Held},
    text::{DocumentKind, Text},
    time::instant::Instant,
};

use super::{DONE, NO, now, submit};
use crate::{
    arguments::rules::{CompetenceOptions, FollowOptions, RulesCommand},
    output::{self, BOLD, DIM, painted, println},
    remote::Remote,
};

/// A text longer than this is cut in a table; `show` has it whole.
const LONGEST_CELL: usize = 70;

pub(crate) async fn run(command: &RulesCommand, json: bool) -> Result<u8, Problem> {
    match command {
        RulesCommand::List { rulebook, table, on } => list(&rulebook.load()?, table, *on, json),
        RulesCommand::Show { rulebook, name, on } => show(&rulebook.load()?, name, *on, json),
        RulesCommand::Diff { rulebook, before, after } => diff(&rulebook.load()?, before, after, json),
        RulesCommand::Validate { folder } => validate(folder, json),
        RulesCommand::Cite { rulebook, code } => cite(&rulebook.load()?, code, json),
        RulesCommand::Competence(options) => competence(&options.rulebook()?, options, json),
        RulesCommand::Term { rulebook, category, action, filed_at } => term(&rulebook.load()?, category, *action, *filed_at, json),
        RulesCommand::Sticker { rulebook, sticker, on } => judge_sticker(&rulebook.load()?, sticker, *on, json),
        RulesCommand::Follow(options) => follow(&options.rulebook()?, options, json),
        RulesCommand::Announce { edition, rulebook, access } => {
            announced::announce(&rulebook.load()?, edition, &Remote::new(access)?, json).await
        }
        RulesCommand::Announced { edition, access } => announced::show(edition, &Remote::new(access)?, json).await,
    }
}

fn list(rulebook: &Rulebook, table: &str, on: Option<NaiveDate>, json: bool) -> Result<u8, Problem> {
    let entries = entries::table(rulebook, table, on)?;
    if json {
        output::print_json(&entries);
        return Ok(DONE);
    }
    let rows = entries.iter().map(|entry| vec![entry.name.clone(), cut(&entry.says), entry.validity(), entry.source.clone()]);
    output::print_table(&[entries.first().map_or(table, |entry| entry.table), "what", "in force", "source"], rows.collect());
    Ok(DONE)
}

fn cut(text: &str) -> String {
    if text.chars().nth(LONGEST_CELL).is_none() {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST_CELL).collect();
    format!("{start}…")
}

fn show(rulebook: &Rulebook, name: &str, on: Option<NaiveDate>, json: bool) -> Result<u8, Problem> {
    let found = entries::find(rulebook, name, on)?;
    if json {
        output::print_json(&found);
        return Ok(DONE);
    }
    for entry in &found.entries {
        print_entry(entry);
    }
    if !found.rules_that_rest_on_it.is_empty() {
        println!("{BOLD}rules that rest on it{BOLD:#}");
        let rows = found.rules_that_rest_on_it.iter().map(|entry| vec![entry.table.to_owned(), entry.name.clone(), cut(&entry.says)]);
        output::print_table(&["table", "entry", "what"], rows.collect());
    }
    Ok(DONE)
}

fn print_entry(entry: &Listed) {
    println!("{BOLD}{} {}{BOLD:#}  {}", entry.table, entry.name, painted(entry.validity(), DIM));
    if let Value::Object(members) = &entry.value {
        for (key, value) in members.iter().filter(|(key, _)| !matches!(key.as_str(), "from" | "until")) {
            println!("  {key:<20} {}", readable(value));
        }
    }
    println!();
}

/// JSON as people read it.
fn readable(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(readable).collect::<Vec<_>>().join(", "),
        Value::Object(members) => members.iter().map(|(key, value)| format!("{key} {}", readable(value))).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn diff(rulebook: &Rulebook, before: &str, after: &str, json: bool) -> Result<u8, Problem> {
    let (earlier, later) = (revision(rulebook, before)?, revision(rulebook, after)?);
    let changes = changes::between(&earlier, &later);
    if json {
        output::print_json(&json!({ "before": before, "after": after, "changes": changes }));
        return Ok(DONE);
    }
    if changes.is_empty() {
        output::say("no difference");
    }
    for change in &changes {
        let (word, style) = match (&change.before, &change.after) {
            (None, _) => ("added  ", output::GOOD),
            (_, None) => ("removed", output::BAD),
            _ => ("changed", output::WARN),
        };
        println!("{} {} {}", painted(word, style), change.table, change.name);
        for (key, before, after) in change.members() {
            let or_nothing = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), readable);
            println!("        {key}: {} -> {}", or_nothing(before), or_nothing(after));
        }
    }
    Ok(DONE)
}

/// The entries of a revision, which may be a folder of one's own.
fn revision(rulebook: &Rulebook, text: &str) -> Result<Vec<Listed>, Problem> {
    let folder = Path::new(text);
    if folder.is_dir() { Ok(entries::of(&crate::rulebook::load(Some(folder))?)) } else { changes::of_revision(rulebook, text) }
}

fn validate(folder: &Path, json: bool) -> Result<u8, Problem> {
    let rulebook = crate::rulebook::load(Some(folder))?;
    let count = entries::of(&rulebook).len();
    if json {
        output::print_json(
            &json!({ "revision": rulebook.revision, "entries": count, "calendar": rulebook.calendars.newest().revision().to_string() }),
        );
    } else {
        println!(
            "{}  revision {}, {count} entries, calendar {}",
            painted("sound", output::GOOD),
            rulebook.revision,
            rulebook.calendars.newest().revision()
        );
    }
    Ok(DONE)
}

fn cite(rulebook: &Rulebook, code: &str, json: bool) -> Result<u8, Problem> {
    let Citation { says, paragraph, text, .. } = citation::cite(rulebook, code)?;
    if json {
        output::print_json(&json!({ "code": code, "says": says, "paragraph": paragraph, "text": text }));
    } else {
        println!("{BOLD}{code}{BOLD:#}  {says}\n{paragraph}  {text}");
    }
    Ok(DONE)
}

fn competence(rulebook: &Rulebook, options: &CompetenceOptions, json: bool) -> Result<u8, Problem> {
    let rules = rulebook.on(options.on.unwrap_or_else(|| now().date())).map_err(|problem| problem.at("on"))?;
    let (office, competence) = if let Some(file) = &options.application {
        let application = Application::parse(&submit::read(file)?)?;
        require_category(&application, &rules)?;
        let routing = competence::route(&application, &rules)?;
        (Some(routing.office), routing.competence)
    } else {
        (None, answer(options, &rules)?)
    };
    let offices: Vec<_> = competence.regions.iter().filter_map(|region| rules.department(region)).collect();
    if json {
        let departments: Vec<_> = offices.iter().map(|office| &office.code).collect();
        output::print_json(
            &json!({ "regions": competence.regions, "departments": departments, "office": office, "why": competence.why, "basis": competence.basis }),
        );
        return Ok(DONE);
    }
    if let Some(office) = office {
        println!("the case goes to {BOLD}{office}{BOLD:#}");
    }
    for office in offices {
        let region = office.region.as_ref().map(Text::as_str).unwrap_or_default();
        println!("{region}  {}  {}", office.code, office.name);
    }
    println!("{} ({})", competence.why, competence.basis);
    Ok(DONE)
}

fn follow(rulebook: &Rulebook, options: &FollowOptions, json: bool) -> Result<u8, Problem> {
    let rules = rulebook.on(options.on.unwrap_or_else(|| now().date())).map_err(|problem| problem.at("on"))?;
    let held = Held { category: options.category.as_deref(), regimes: &options.regime, holder: &options.holder };
    let following = succession::following(&held, &rules)?;
    if json {
        output::print_json(&following);
        return Ok(DONE);
    }
    if following.is_empty() {
        output::say("no visa may follow inside Kazakhstan");
    }
    for next in following {
        let regimes: Vec<_> = next.regime.iter().map(DocumentKind::as_str).collect();
        let holders: Vec<_> = next.holder.iter().map(|holder| holder.as_str()).collect();
        let needed =
            [regimes.join(" or "), holders.join(" and ")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let state = if next.open { painted("open", output::GOOD) } else { painted(format!("only if {needed}"), output::WARN) };
        println!("{:<6} {state} ({})", next.category, next.basis);
    }
    Ok(DONE)
}

/// Who is competent by what the options say.
fn answer(options: &CompetenceOptions, rules: &RulesInForce) -> Result<Competence, Problem> {
    let question = Question {
        category: options.category.as_deref().unwrap_or_default(),
        action: options.action,
        registered_in: options.registered_in.as_deref().unwrap_or_default(),
        lives_in: options.lives_in.as_deref(),
        works_in: options.works_in.as_deref(),
    };
    competence::ask(&question, rules)
}

fn term(rulebook: &Rulebook, category: &str, action: Action, filed_at: Option<Instant>, json: bool) -> Result<u8, Problem> {
    let day = filed_at.unwrap_or_else(now).date();
    let rules = rulebook.on(day).map_err(|problem| problem.at("filed_at"))?;
    let service = ServiceTerm::of_action(category, action, filed_at, &rules)?;
    if json {
        output::print_json(&service);
        return Ok(DONE);
    }
    println!("{category}  {}  ({})", String::from(service.term), service.basis);
    if let Some(proof) = &service.deadline {
        crate::strip::print(proof);
    }
    Ok(DONE)
}

fn judge_sticker(rulebook: &Rulebook, file: &Path, on: Option<NaiveDate>, json: bool) -> Result<u8, Problem> {
    let rules = rulebook.on(on.unwrap_or_else(|| now().date())).map_err(|problem| problem.at("on"))?;
    let findings = sticker::check(&Problem::decode::<Sticker>(&submit::read(file)?)?, &rules)?;
    if json {
        output::print_json(&json!({ "valid": findings.is_empty(), "findings": findings }));
    } else if findings.is_empty() {
        println!("{}", painted("completed by annex 2", output::GOOD));
    } else {
        for finding in &findings {
            println!("{}", output::finding(finding));
        }
    }
    Ok(if findings.is_empty() { DONE } else { NO })
}
