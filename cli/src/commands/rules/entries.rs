//! All entries of a rulebook, of whatever kind, as they are listed, shown and compared.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use shaqyru_domain::{
    problem::{Code, Problem},
    rulebook::{Dated, Entry, Rulebook},
    text::Country,
};

/// An entry as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Listed {
    pub(super) table: &'static str,
    pub(super) name: String,
    #[serde(skip)]
    keys: Vec<String>,
    #[serde(skip)]
    pub(super) says: String,
    pub(super) from: NaiveDate,
    pub(super) until: Option<NaiveDate>,
    pub(super) source: String,
    #[serde(rename = "rule")]
    pub(super) value: Value,
}

impl Listed {
    pub(super) fn holds(&self, on: Option<NaiveDate>) -> bool {
        on.is_none_or(|day| self.from <= day && self.until.is_none_or(|until| day <= until))
    }

    pub(super) fn validity(&self) -> String {
        self.until.map_or_else(|| format!("from {}", self.from), |until| format!("{} to {until}", self.from))
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.keys.iter().any(|key| key.eq_ignore_ascii_case(name))
    }

    /// Whether the entry's source names a paragraph.
    pub(super) fn rests_on(&self, paragraph: &Listed) -> bool {
        let number = paragraph.name.strip_prefix("R26 ").filter(|_| paragraph.table == "paragraph" && self.table != "paragraph");
        number.is_some_and(|number| names(&self.source, number))
    }
}

/// Whether a source names a paragraph: `R26 paras 24(3), 36` names `para 24(3)` and `para 36`, and not `para 3`.
fn names(source: &str, number: &str) -> bool {
    source.split(';').any(|act| {
        let mut kind = "";
        act.split([',', ':']).any(|part| {
            let part = part.trim().trim_start_matches("R26 ");
            let (named, rest) = part.split_once(' ').unwrap_or(("", part));
            let rest = match named {
                "para" | "paras" => {
                    kind = "para";
                    rest
                }
                "" => part,
                _ => {
                    kind = "";
                    part
                }
            };
            let reference = if kind.is_empty() { rest.to_owned() } else { format!("{kind} {rest}") };
            reference.strip_prefix(number).is_some_and(|next| !next.starts_with(|next: char| next.is_ascii_digit() || next == '-'))
        })
    })
}

/// Everything that a rulebook holds, table by table.
pub(super) fn of(rulebook: &Rulebook) -> Vec<Listed> {
    let mut all = Vec::new();
    add(&mut all, &rulebook.editions, |edition| format!("{}: {}", edition.title, edition.summary));
    add(&mut all, &rulebook.duties, |duty| duty.text.clone());
    add(&mut all, &rulebook.retention, |rule| format!("closed cases stay on record for {} years", rule.keep_years));
    add(&mut all, &rulebook.categories, |category| category.title.clone());
    add(&mut all, &rulebook.papers, |paper| paper.message.clone());
    add(&mut all, &rulebook.held, |held| held.system.clone());
    add(&mut all, &rulebook.grounds, |ground| ground.text.clone());
    add(&mut all, &rulebook.clocks, |clock| String::from(clock.term));
    add(&mut all, &rulebook.windows, |window| format!("{} to {} before the entry", window.earliest, String::from(window.latest)));
    add(&mut all, &rulebook.states, |states| states.codes.iter().map(Country::as_str).collect::<Vec<_>>().join(" "));
    add(&mut all, &rulebook.mci, |mci| format!("{} tenge", mci.tenge));
    add(&mut all, &rulebook.rates, |rate| format!("{} hundredths of an MCI", rate.mci_hundredths));
    add(&mut all, &rulebook.exemptions, |exemption| exemption.name.clone());
    add(&mut all, &rulebook.regions, |region| region.name.clone());
    add(&mut all, &rulebook.offices, |office| office.name.clone());
    add(&mut all, &rulebook.schedules, |schedule| {
        format!("{} to {}, counter until {}", schedule.opens, schedule.closes, schedule.counter_closes)
    });
    add(&mut all, &rulebook.passport, |rule| format!("valid {} after the visit", rule.valid_after_visit));
    add(&mut all, &rulebook.biometrics, |rule| format!("from age {}", rule.from_age));
    add(&mut all, &rulebook.place, |_| "the mission of the state of citizenship or of residence".to_owned());
    add(&mut all, &rulebook.residence, |rule| format!("{}: once in {}", rule.category, rule.once_in));
    add(&mut all, &rulebook.sanctions, |rule| format!("{} within {}", rule.count, rule.within));
    add(&mut all, &rulebook.expulsion, |rule| format!("within {}", rule.within));
    add(&mut all, &rulebook.competence, |rule| format!("primary {} at the place of registration", rule.at_registration.join(", ")));
    add(&mut all, &rulebook.visa_terms, |term| String::from(term.term));
    add(&mut all, &rulebook.stickers, |sticker| format!("entries {}", sticker.entries.join(" or ")));
    add(&mut all, &rulebook.paragraphs, |paragraph| paragraph.text.clone());
    all
}

fn add<T: Entry>(all: &mut Vec<Listed>, table: &[Dated<T>], says: impl Fn(&T) -> String) {
    all.extend(table.iter().map(|entry| {
        let keys = entry.rule.keys();
        Listed {
            table: T::TABLE,
            name: name_of(&keys, T::TABLE),
            keys,
            says: says(&entry.rule),
            from: entry.from,
            until: entry.until,
            source: entry.rule.source().to_owned(),
            value: serde_json::to_value(entry).unwrap_or_default(),
        }
    }));
}

/// An entry with many keys, such as a list of states, goes by what they have in common.
fn name_of(keys: &[String], table: &str) -> String {
    match keys {
        [key] if !key.is_empty() => key.clone(),
        [first, _, ..] => first.split_once('/').map_or(first.as_str(), |(list, _)| list).to_owned(),
        _ => table.to_owned(),
    }
}

/// The entries of a revision: all of a rulebook, or what of the present one holds on a day.
pub(super) fn of_revision(rulebook: &Rulebook, revision: &str) -> Result<Vec<Listed>, Problem> {
    let on = |day: NaiveDate| rulebook.on(day).map(|_| of(rulebook).into_iter().filter(|entry| entry.holds(Some(day))).collect());
    if let Ok(edition) = rulebook.edition(revision) {
        return on(edition.from);
    }
    if let Ok(day) = revision.parse::<NaiveDate>() {
        return on(day);
    }
    if revision == "built-in" {
        return Ok(of(&Rulebook::built_in()?));
    }
    if revision.len() >= 6 && rulebook.revision.starts_with(revision) {
        return Ok(of(rulebook));
    }
    let folder = std::path::Path::new(revision);
    if folder.is_dir() {
        return Ok(of(&crate::rulebook::load(Some(folder))?));
    }
    let message = "a revision is `built-in`, a folder, the content hash of the rulebook in use, an edition, or a day";
    Err(Problem::new(Code::RuleUnknown, message).at("revision"))
}

/// What differs between two revisions.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub(super) table: &'static str,
    pub(super) name: String,
    pub(super) before: Option<Listed>,
    pub(super) after: Option<Listed>,
}

pub(super) fn changes(before: &[Listed], after: &[Listed]) -> Vec<Change> {
    // An entry that follows another of the same name is the same rule on other days.
    let same = |one: &Listed, other: &Listed| one.table == other.table && one.name == other.name;
    let exact = |among: &[Listed], entry: &Listed| among.contains(entry);
    let mut changes = Vec::new();
    for entry in before.iter().filter(|entry| !exact(after, entry)) {
        let next = after.iter().find(|other| same(entry, other) && !exact(before, other));
        changes.push(Change { table: entry.table, name: entry.name.clone(), before: Some(entry.clone()), after: next.cloned() });
    }
    for entry in after.iter().filter(|entry| !exact(before, entry)) {
        if !changes.iter().any(|change| change.after.as_ref() == Some(entry)) {
            changes.push(Change { table: entry.table, name: entry.name.clone(), before: None, after: Some(entry.clone()) });
        }
    }
    changes
}

impl Change {
    /// The members that differ, where an entry was changed.
    pub(super) fn members(&self) -> Vec<(String, Option<&Value>, Option<&Value>)> {
        let (Some(before), Some(after)) = (&self.before, &self.after) else { return Vec::new() };
        let (Value::Object(before), Value::Object(after)) = (&before.value, &after.value) else { return Vec::new() };
        let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
        differing.map(|key| (key.clone(), before.get(key), after.get(key))).collect()
    }
}
