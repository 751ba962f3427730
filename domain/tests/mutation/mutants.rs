//! Every value of the rulebook's files, changed one by one.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value, value::Datetime};

/// Texts for readers. A slip in them misleads nobody's computation: people compare them with their sources.
pub const FOR_READERS: [&str; 12] =
    ["source", "title", "title_ru", "title_kk", "name_ru", "name_kk", "note", "text", "message", "summary", "system", "reason"];

/// Restates the law for readers, from its first line to its last.
pub const FILE_FOR_READERS: &str = "paragraphs.toml";

/// What stands nowhere: the foreign member of a list whose column has no other word.
pub const NONSENSE: &str = "nonsense";

/// What tells an entry from its neighbours, so that a mutant keeps its name when a file grows.
const NAMES: [&str; 17] = [
    "code",
    "office",
    "id",
    "list",
    "kind",
    "mission",
    "clock",
    "window",
    "ground",
    "act",
    "action",
    "by",
    "categories",
    "category",
    "region",
    "date",
    "from",
];

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Key(String),
    Item(usize),
}

#[derive(Debug, Clone)]
enum Change {
    Set(Value),
    Remove,
    Add(Value),
}

/// One value of one file, changed.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The file, the entry, the member, and what becomes of it.
    pub name: String,
    /// Where it stands.
    pub file: String,
    path: Vec<Step>,
    change: Change,
}

impl Mutant {
    /// The text of the file with the change.
    pub fn text(&self, file: &Table) -> String {
        let mut table = Value::Table(file.clone());
        let (last, way) = self.path.split_last().expect("a mutant changes something");
        let mut holder = &mut table;
        for step in way {
            holder = match step {
                Step::Key(key) => holder.get_mut(key.as_str()),
                Step::Item(item) => holder.get_mut(*item),
            }
            .expect("the path was read off this file");
        }
        match (holder, last, &self.change) {
            (Value::Table(table), Step::Key(key), Change::Set(value)) => drop(table.insert(key.clone(), value.clone())),
            (Value::Table(table), Step::Key(key), Change::Remove) => drop(table.remove(key)),
            (Value::Table(table), Step::Key(key), Change::Add(value)) => {
                if let Some(Value::Array(items)) = table.get_mut(key) {
                    items.push(value.clone());
                }
            }
            (Value::Array(items), Step::Item(item), Change::Remove) => drop(items.remove(*item)),
            (Value::Array(items), Step::Item(item), Change::Set(value)) => items[*item] = value.clone(),
            (holder, ..) => panic!("{}: {holder:?}", self.name),
        }
        toml::to_string(&table).expect("a table can be written")
    }
}

/// The mutants of one file.
pub fn of(file: &str, table: &Table) -> Vec<Mutant> {
    if file == FILE_FOR_READERS {
        return Vec::new();
    }
    let mut columns = BTreeMap::new();
    collect_columns("", &Value::Table(table.clone()), &mut columns);
    let mut found = Finder { file, columns, mutants: Vec::new() };
    for (key, value) in table {
        match value {
            Value::Array(entries) => {
                let mut seen = BTreeMap::new();
                for (item, entry) in entries.iter().enumerate() {
                    let mut name = name_of(key, entry);
                    let count: &mut usize = seen.entry(name.clone()).or_default();
                    *count += 1;
                    if *count > 1 {
                        name = format!("{name} #{count}");
                    }
                    let path = vec![Step::Key(key.clone()), Step::Item(item)];
                    found.add(&name, "", &path, Change::Remove, "is removed");
                    found.below(&name, key, "", entry, &path);
                }
            }
            scalar => found.value("", key, key, scalar, &[Step::Key(key.clone())]),
        }
    }
    found.mutants
}

fn name_of(table: &str, entry: &Value) -> String {
    let Value::Table(entry) = entry else { return table.to_owned() };
    let names = NAMES.iter().filter_map(|key| entry.get(*key)).map(word);
    let name = entry.get("name").filter(|_| !entry.contains_key("code")).map(word);
    format!("{table} {}", name.into_iter().chain(names).collect::<Vec<_>>().join(" "))
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(word).collect::<Vec<_>>().join(","),
        Value::Datetime(date) => date.to_string(),
        other => other.to_string(),
    }
}

/// The words that stand in each column of the file: what one may be mistaken for.
fn collect_columns(column: &str, value: &Value, columns: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::String(text) => drop(columns.entry(column.to_owned()).or_default().insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| collect_columns(column, item, columns)),
        Value::Table(table) => table.iter().for_each(|(key, value)| collect_columns(&format!("{column}.{key}"), value, columns)),
        _ => {}
    }
}

struct Finder<'a> {
    file: &'a str,
    columns: BTreeMap<String, BTreeSet<String>>,
    mutants: Vec<Mutant>,
}

impl Finder<'_> {
    fn add(&mut self, entry: &str, member: &str, path: &[Step], change: Change, what: &str) {
        let name = [entry, member].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ");
        self.mutants.push(Mutant {
            name: format!("{}: {name} | {what}", self.file),
            file: self.file.to_owned(),
            path: path.to_vec(),
            change,
        });
    }

    fn below(&mut self, entry: &str, column: &str, member: &str, value: &Value, path: &[Step]) {
        let Value::Table(table) = value else { return };
        let printed = column == "office" || column == "region";
        for (key, value) in table {
            if FOR_READERS.contains(&key.as_str()) || (printed && key == "name") {
                continue;
            }
            let member = if member.is_empty() { key.clone() } else { format!("{member}.{key}") };
            let path: Vec<_> = path.iter().cloned().chain([Step::Key(key.clone())]).collect();
            self.add(entry, &member, &path, Change::Remove, "is removed");
            self.value(entry, &format!(".{column}.{key}"), &member, value, &path);
        }
    }

    fn value(&mut self, entry: &str, column: &str, member: &str, value: &Value, path: &[Step]) {
        match value {
            Value::Table(_) => self.below(entry, column.trim_start_matches('.'), member, value, path),
            Value::Array(items) => {
                for (item, value) in items.iter().enumerate() {
                    let path: Vec<_> = path.iter().cloned().chain([Step::Item(item)]).collect();
                    let what = if value.is_str() { format!("{} is removed", word(value)) } else { format!("item {} is removed", item + 1) };
                    self.add(entry, member, &path, Change::Remove, &what);
                    if value.is_table() {
                        self.below(entry, column.trim_start_matches('.'), &format!("{member}.{}", item + 1), value, &path);
                    }
                }
                let others = self.columns.get(column).into_iter().flatten();
                let other = others.map(|word| Value::String(word.clone())).find(|word| !items.contains(word));
                if let Some(other) =
                    other.or_else(|| items.first().filter(|first| first.is_str()).map(|_| Value::String(NONSENSE.to_owned())))
                {
                    self.add(entry, member, path, Change::Add(other.clone()), &format!("{} is added", word(&other)));
                }
            }
            scalar => {
                for other in self.instead(column, scalar) {
                    self.add(entry, member, path, Change::Set(other.clone()), &format!("{} becomes {}", word(scalar), word(&other)));
                }
            }
        }
    }

    /// What stands there instead.
    fn instead(&self, column: &str, value: &Value) -> Vec<Value> {
        match value {
            Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number - 1)],
            Value::Float(number) => vec![Value::Float(number + 1.0), Value::Float(number - 1.0)],
            Value::Boolean(flag) => vec![Value::Boolean(!flag)],
            Value::Datetime(date) => next_day(*date).into_iter().map(Value::Datetime).collect(),
            Value::String(text) => {
                let numbers = neighbours(text);
                if !numbers.is_empty() {
                    return numbers.into_iter().map(Value::String).collect();
                }
                let other = self.columns.get(column).into_iter().flatten().find(|word| *word != text);
                vec![Value::String(other.cloned().unwrap_or_else(|| NONSENSE.to_owned()))]
            }
            Value::Array(_) | Value::Table(_) => Vec::new(),
        }
    }
}

fn next_day(date: Datetime) -> Option<Datetime> {
    let day: chrono::NaiveDate = date.date?.to_string().parse().ok()?;
    day.succ_opt()?.to_string().parse().ok()
}

/// A term or an hour, one more and one less: `3wd`, `09:00:00`.
fn neighbours(text: &str) -> Vec<String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if let Ok(hour) = text.parse::<chrono::NaiveTime>() {
        let half = chrono::TimeDelta::minutes(1);
        return [hour + half, hour - half].map(|hour| hour.to_string()).to_vec();
    }
    match number.parse::<u32>() {
        Ok(number) if unit.bytes().all(|byte| byte.is_ascii_lowercase()) && !unit.is_empty() => {
            [number + 1, number.saturating_sub(1)].map(|number| format!("{number}{unit}")).to_vec()
        }
        _ => Vec::new(),
    }
}
