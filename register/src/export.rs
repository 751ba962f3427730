//! The register as files: CSV for spreadsheets, JSON Lines for programs. Row by row, however long.

use std::io::{self, Write};

use futures::TryStreamExt;
use serde::{Serialize, Serializer, ser::SerializeMap};
use shaqyru_domain::case::antedated::{AntedatedEntry, UndoneTerm};
use sqlx::{Row, any::AnyRow};

use crate::{antedated::AntedatedInCase, column, error::RegisterError, looks::NotedLook, schema::Register};

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV (RFC 4180) in UTF-8 with a byte order mark and a header; see [`as_it_was`].
    Csv,
    /// A JSON object a line.
    Jsonl,
}

/// What is exported: a query, and its columns.
struct Export {
    /// Columns of text.
    texts: &'static [&'static str],
    /// Columns of whole numbers; they come after the others.
    numbers: &'static [&'static str],
    /// From where, in which order.
    from: &'static str,
}

const CASES: Export = Export {
    texts: &[
        "cases.number",
        "service",
        "citizenship",
        "passport_number",
        "inviting_party",
        "category",
        "office",
        "officer",
        "status",
        "stage",
        "filed_at",
        "registered_on",
        "ended_at",
        "next_due",
        "next_clock",
        "rulebook",
        "calendar",
        "decisions.actor",
        "note",
        "invitation_number",
        "head",
    ],
    numbers: &["ground", "breached", "revision", "stage_count"],
    from: "cases LEFT JOIN decisions ON decisions.number = cases.number ORDER BY cases.number",
};

const STAGES: Export = Export {
    texts: &["id", "stages.number", "office", "category", "stage", "at", "actor", "hash", "accepted_at"],
    numbers: &["place"],
    from: "stages LEFT JOIN deliveries ON deliveries.stage_id = stages.id ORDER BY stages.number, place",
};

impl Register {
    /// Writes all cases, by number; how many they are. They hold personal data.
    pub async fn export_cases(&self, format: Format, writer: impl Write + Send) -> Result<u64, RegisterError> {
        self.export(&CASES, format, writer).await
    }

    /// Writes all stages, by case and place; how many they are. No personal data.
    pub async fn export_stages(&self, format: Format, writer: impl Write + Send) -> Result<u64, RegisterError> {
        self.export(&STAGES, format, writer).await
    }

    async fn export(&self, export: &Export, format: Format, writer: impl Write + Send) -> Result<u64, RegisterError> {
        let mut writer = Writer::new(format, export, writer).map_err(RegisterError::Write)?;
        let sql = format!("SELECT {}, {} FROM {}", export.texts.join(", "), export.numbers.join(", "), export.from);
        let mut rows = sqlx::query(&sql).fetch(&self.pool);
        let mut written = 0_u64;
        while let Some(row) = rows.try_next().await? {
            written = written.saturating_add(1);
            let cells = Cells::read(export, &row)?;
            writer.row(&cells).map_err(RegisterError::Write)?;
        }
        writer.end().map_err(RegisterError::Write)?;
        Ok(written)
    }
}

impl Export {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.texts.iter().chain(self.numbers).map(|column| name(column))
    }
}

/// The name of a column without its table.
fn name(column: &'static str) -> &'static str {
    column.rsplit_once('.').map_or(column, |(_, name)| name)
}

/// A row in the order of the columns.
struct Cells(Vec<(&'static str, Cell)>);

enum Cell {
    Text(Option<String>),
    Number(Option<i64>),
}

impl Cells {
    fn read(export: &Export, row: &AnyRow) -> Result<Self, RegisterError> {
        let texts = export.texts.iter().map(|column| {
            let text = row.try_get(name(column)).map_err(|_| RegisterError::Unreadable { column: name(column) })?;
            Ok((name(column), Cell::Text(text)))
        });
        let numbers = export.numbers.iter().map(|column| Ok((name(column), Cell::Number(column::optional_number(row, name(column))?))));
        texts.chain(numbers).collect::<Result<_, _>>().map(Self)
    }
}

impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, cell) in &self.0 {
            match cell {
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Number(number) => map.serialize_entry(name, number)?,
            }
        }
        map.end()
    }
}

enum Writer<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(io::BufWriter<W>),
}

impl<W: Write> Writer<W> {
    fn new(format: Format, export: &Export, writer: W) -> io::Result<Self> {
        Ok(match format {
            Format::Csv => Self::Csv(Box::new(csv_writer(writer, export.names())?)),
            Format::Jsonl => Self::Jsonl(io::BufWriter::new(writer)),
        })
    }

    fn row(&mut self, cells: &Cells) -> io::Result<()> {
        match self {
            Self::Csv(csv) => {
                let plain = |(_, cell): &(_, Cell)| match cell {
                    Cell::Text(text) => text.as_deref().map(harmless).unwrap_or_default(),
                    Cell::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
                };
                Ok(csv.write_record(cells.0.iter().map(plain))?)
            }
            Self::Jsonl(lines) => {
                serde_json::to_writer(&mut *lines, cells)?;
                lines.write_all(b"\n")
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(csv) => csv.flush(),
            Self::Jsonl(lines) => lines.flush(),
        }
    }
}

/// Without it a spreadsheet takes the file for one in the code page of its machine, and shows Cyrillic letters as others.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A CSV file of which the head is written: the mark, then plain names, before which no reader takes the mark for a part of a quoted cell.
/// Every cell after them is quoted, for programs end a line at more characters (U+2028, U+2029, U+0085) than those that must be quoted.
fn csv_writer<W: Write>(mut writer: W, names: impl IntoIterator<Item = &'static str>) -> io::Result<csv::Writer<W>> {
    let names: Vec<_> = names.into_iter().collect();
    writeln!(writer, "{BYTE_ORDER_MARK}{}", names.join(","))?;
    Ok(csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(writer))
}

/// Looks as CSV, with a header.
///
/// # Errors
/// [`RegisterError::Write`].
pub fn looks_as_csv(looks: &[NotedLook]) -> Result<Vec<u8>, RegisterError> {
    let mut csv = csv_writer(Vec::new(), ["at", "actor", "case", "what"]).map_err(RegisterError::Write)?;
    let mut write = |cells: [String; 4]| csv.write_record(cells).map_err(|error| RegisterError::Write(error.into()));
    for NotedLook { at, actor, case, what, .. } in looks {
        let case = case.as_ref().map(ToString::to_string).unwrap_or_default();
        write([at.to_string(), harmless(&actor.to_string()), case, harmless(what)])?;
    }
    csv.into_inner().map_err(|error| RegisterError::Write(error.into_error()))
}

/// Antedated entries as CSV, with a header. The terms whose breach was undone stand in one cell, as `clock/window` with blanks between.
///
/// # Errors
/// [`RegisterError::Write`].
pub fn antedated_as_csv(entries: &[AntedatedInCase]) -> Result<Vec<u8>, RegisterError> {
    let names = ["case", "office", "act", "received_at", "entered_at", "entered_by", "because", "letter", "undid"];
    let mut csv = csv_writer(Vec::new(), names).map_err(RegisterError::Write)?;
    let mut write = |cells: [String; 9]| csv.write_record(cells).map_err(|error| RegisterError::Write(error.into()));
    for AntedatedInCase { case, office, entry } in entries {
        let AntedatedEntry { place: _, act, received_at, entered_at, entered_by, because, letter, undid } = entry;
        let term = |term: &UndoneTerm| {
            let window = term.window.map(|window| format!("/{}", window.as_str())).unwrap_or_default();
            format!("{}{window}", term.clock.as_str())
        };
        write([
            case.to_string(),
            office.to_string(),
            act.map(|act| act.to_string()).unwrap_or_default(),
            received_at.to_string(),
            entered_at.to_string(),
            harmless(&entered_by.to_string()),
            because.as_ref().map(|because| harmless(because.as_str())).unwrap_or_default(),
            letter.as_ref().map(|letter| harmless(letter.as_str())).unwrap_or_default(),
            undid.iter().map(term).collect::<Vec<_>>().join(" "),
        ])?;
    }
    csv.into_inner().map_err(|error| RegisterError::Write(error.into_error()))
}

/// A spreadsheet takes a cell that begins so for a formula, and runs it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what could be one, and before an apostrophe.
fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA) || cell.starts_with('\'') { format!("'{cell}") } else { cell.to_owned() }
}

/// What a cell of an exported CSV file was on record: the apostrophe that [`Format::Csv`] puts before what a spreadsheet would take for
/// a formula is taken off again.
pub fn as_it_was(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}
