//! Dated entries: what every table of the rulebook has in common, and what is refused on loading.

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};
use toml::Spanned;

use super::procedure::INVITATION;
use crate::problem::{Code, Problem};

/// An entry with the days between which it holds (Asia/Almaty).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dated<T> {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day; none, if its end is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The procedure whose it is; none, if it holds whatever the procedure. An invitation's does not say so, as in the files.
    #[serde(skip_serializing_if = "is_understood")]
    pub procedure: Option<&'static str>,
    /// The rule.
    #[serde(flatten)]
    pub rule: T,
}

impl<T> Dated<T> {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether a case of that procedure is judged by it.
    pub fn is_for(&self, procedure: &str) -> bool {
        self.procedure.is_none_or(|its| its == procedure)
    }
}

impl<T: Entry> Dated<T> {
    /// Under each of these names only one entry holds on any day, and one follows the other without a gap: those of its rule, within its
    /// procedure.
    pub fn keys(&self) -> Vec<String> {
        let keys = self.rule.keys();
        match self.procedure {
            None | Some(INVITATION) => keys,
            Some(procedure) => keys.into_iter().map(|key| format!("{procedure}/{key}")).collect(),
        }
    }
}

#[expect(clippy::ref_option_ref, reason = "serde hands over a reference")]
fn is_understood(procedure: &Option<&'static str>) -> bool {
    matches!(procedure, None | Some(INVITATION))
}

/// A kind of entry.
pub trait Entry: DeserializeOwned + Serialize {
    /// The name of its table in the files.
    const TABLE: &'static str;
    /// Whether each of its entries is one procedure's.
    const IS_OF_A_PROCEDURE: bool = false;
    /// What tells a rule from others that hold on the same day.
    fn keys(&self) -> Vec<String>;
    /// Act and paragraph.
    fn source(&self) -> &str;
    /// What makes no sense of it by itself, if anything does not.
    fn slip(&self) -> Option<&'static str> {
        None
    }
}

/// Makes types entries of the rulebook: `Type: "table" by |rule| the names of a rule`. What is a procedure's says so:
/// `"table", IS_OF_A_PROCEDURE by …`; what may make no sense by itself, `…, unless slip`.
macro_rules! entries {
    ($($type:ty: $table:literal $(, $is_of_a_procedure:ident)? by |$rule:ident| $keys:expr $(, unless $slip:path)?;)+) => {
        $(impl $crate::law::rulebook::Entry for $type {
            const TABLE: &'static str = $table;
            $(const $is_of_a_procedure: bool = true;)?
            fn keys(&self) -> Vec<String> {
                let $rule = self;
                $keys
            }
            fn source(&self) -> &str {
                &self.source
            }
            $(fn slip(&self) -> Option<&'static str> {
                $slip(self)
            })?
        })+
    };
}
pub(super) use entries;

/// A file of the rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
}

impl File {
    fn problem(&self, line: usize, what: impl fmt::Display) -> Problem {
        Problem::new(Code::Rulebook, format!("{}:{line}: {what}", self.name))
    }

    /// Counted only where something is wrong: to count to each entry takes longer than to read the file.
    fn line_at(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}

/// The tables of one file, taken out one kind at a time; what nobody took is refused.
pub(super) struct Tables<'a> {
    file: &'a File,
    procedures: &'a [&'static str],
    untaken: BTreeMap<String, Vec<Spanned<toml::Table>>>,
}

impl<'a> Tables<'a> {
    /// The tables of a file that may speak of these procedures.
    pub(super) fn parse(file: &'a File, procedures: &'a [&'static str]) -> Result<Self, Problem> {
        let untaken = toml::from_str(&file.text).map_err(|error| {
            let line = error.span().map_or(1, |span| file.line_at(span.start));
            file.problem(line, error.message())
        })?;
        Ok(Self { file, procedures, untaken })
    }

    pub(super) fn take<T: Entry>(&mut self) -> Result<Vec<Dated<T>>, Problem> {
        let tables = self.untaken.remove(T::TABLE).unwrap_or_default();
        let mut entries = Vec::with_capacity(tables.len());
        for spanned in tables {
            let start = spanned.span().start;
            let entry = read(spanned.into_inner(), self.procedures).map_err(|what| self.file.problem(self.file.line_at(start), what))?;
            entries.push((start, entry));
        }
        self.require_one_after_the_other(&entries)?;
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    pub(super) fn finish(self) -> Result<(), Problem> {
        match self.untaken.into_iter().next() {
            None => Ok(()),
            Some((name, entries)) => {
                let line = entries.first().map_or(1, |entry| self.file.line_at(entry.span().start));
                Err(self.file.problem(line, format!("there is no table `{name}` here")))
            }
        }
    }

    /// Each entry comes with the place at which it begins.
    fn require_one_after_the_other<T: Entry>(&self, entries: &[(usize, Dated<T>)]) -> Result<(), Problem> {
        let mut by_key: BTreeMap<String, Vec<(&Dated<T>, usize)>> = BTreeMap::new();
        for (start, entry) in entries {
            for key in entry.keys() {
                by_key.entry(key).or_default().push((entry, *start));
            }
        }
        for (key, mut entries) in by_key {
            entries.sort_by_key(|(entry, _)| entry.from);
            for (earlier, later) in entries.iter().zip(entries.iter().skip(1)) {
                let ((earlier, earlier_start), (later, start)) = (earlier, later);
                let follows = earlier.until.and_then(|until| until.succ_opt());
                let what = match follows {
                    Some(day) if day == later.from => continue,
                    Some(day) if day < later.from => "leaves a gap after",
                    _ => "overlaps with",
                };
                let (line, earlier_line) = (self.file.line_at(*start), self.file.line_at(*earlier_start));
                return Err(self.file.problem(line, format!("{} {key} {what} the one of line {earlier_line}", T::TABLE)));
            }
        }
        Ok(())
    }
}

fn read<T: Entry>(mut table: toml::Table, procedures: &[&'static str]) -> Result<Dated<T>, String> {
    let from = take_date(&mut table, "from")?.ok_or("`from`, its first day, is missing")?;
    let until = take_date(&mut table, "until")?;
    if until.is_some_and(|until| until < from) {
        return Err("it ends before it begins".to_owned());
    }
    let procedure = if T::IS_OF_A_PROCEDURE { Some(take_procedure(&mut table, procedures)?) } else { None };
    let rule: T = toml::Value::Table(table).try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
    if rule.source().trim().is_empty() {
        return Err("`source` is blank: every entry names act and paragraph".to_owned());
    }
    match rule.slip() {
        Some(slip) => Err(slip.to_owned()),
        None => Ok(Dated { from, until, procedure, rule }),
    }
}

fn take_procedure(table: &mut toml::Table, known: &[&'static str]) -> Result<&'static str, String> {
    let Some(value) = table.remove("procedure") else { return Ok(INVITATION) };
    let named = known.iter().find(|name| value.as_str() == Some(**name));
    named.copied().ok_or_else(|| format!("there is no procedure {value}; there are: {}", known.join(", ")))
}

fn take_date(table: &mut toml::Table, key: &str) -> Result<Option<NaiveDate>, String> {
    let Some(value) = table.remove(key) else { return Ok(None) };
    let date = match value {
        toml::Value::Datetime(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        }
        _ => None,
    };
    date.map(Some).ok_or_else(|| format!("`{key}` must be a date such as 2026-02-22, without quotation marks"))
}
