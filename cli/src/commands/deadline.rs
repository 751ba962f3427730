//! `deadline`: counts a term, with its proof or line by line.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufWriter, Write},
};

use chrono::NaiveDate;
use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    time::{
        calendar::Calendar,
        deadline::Deadline,
        hours::OfficeHours,
        instant::Instant,
        proof::Proof,
        term::{CountFrom, Term},
    },
};

use super::DONE;
use crate::{arguments, output, strip};

/// The most characters of a column that are looked at.
const LONGEST_COLUMN: usize = 100;
/// Exit status of a list with a bad line in it.
const BAD_LINE: u8 = 2;

struct Counter<'a> {
    calendar: &'a Calendar,
    hours: OfficeHours,
}

pub(crate) fn run(options: &arguments::Deadline, rulebook: &Rulebook, json: bool) -> Result<u8, Problem> {
    let calendars = &rulebook.calendars;
    let counter = Counter {
        calendar: options.as_of.map_or_else(|| calendars.newest(), |date: NaiveDate| calendars.as_of(date)),
        hours: rulebook.hours(options.as_of.unwrap_or(NaiveDate::MAX))?,
    };
    match (options.from.as_str(), &options.term) {
        ("-", None) => count_lines(&counter, json),
        ("-", Some(_)) => Err(Problem::new(Code::Usage, "with `-` the terms stand in the lines: leave TERM out").at("term")),
        (_, None) => Err(Problem::new(Code::Usage, "a TERM is needed, such as 3wd or 30cd").at("term")),
        (from, Some(term)) => {
            let proof = counter.prove(&counter.count(from, term, options.count_from)?)?;
            if json {
                output::print_json(&proof);
            } else {
                strip::print(&proof);
            }
            Ok(DONE)
        }
    }
}

impl Counter<'_> {
    fn count(&self, from: &str, term: &str, count_from: CountFrom) -> Result<Deadline, Problem> {
        let from = Instant::parse(from).map_err(|error| Problem::new(Code::Instant, error.to_string()).at("from"))?;
        let term: Term =
            term.parse().map_err(|error: shaqyru_domain::time::term::TermError| Problem::new(Code::Term, error.to_string()).at("term"))?;
        Ok(Deadline::count(from, term, count_from, self.calendar, &self.hours)?)
    }

    fn prove(&self, deadline: &Deadline) -> Result<Proof, Problem> {
        Ok(Proof::of(deadline, self.calendar)?)
    }

    /// `from,term,count_from`; further columns are ignored, an empty `count_from` means `receipt`.
    fn count_line(&self, line: &str) -> Result<Deadline, Problem> {
        let mut columns = line.split(',').map(unquoted).map(no_flood);
        let from = columns.next().unwrap_or_default();
        let term = columns.next().unwrap_or_default();
        let count_from = match columns.next().unwrap_or_default().as_ref() {
            "" => CountFrom::Receipt,
            word => word.parse().map_err(|error: shaqyru_domain::time::term::CountFromError| {
                Problem::new(Code::Usage, error.to_string()).at("count_from")
            })?,
        };
        self.count(&from, &term, count_from)
    }
}

fn unquoted(column: &str) -> &str {
    let column = column.trim();
    column.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(column)
}

/// No column that means something is this long; an error that quotes it needs no more to be found again.
fn no_flood(column: &str) -> Cow<'_, str> {
    match column.char_indices().nth(LONGEST_COLUMN) {
        Some((end, _)) => format!("{}…", column.get(..end).unwrap_or_default()).into(),
        None => column.into(),
    }
}

/// One due instant a line, in order; a bad line prints its error in its place.
fn count_lines(counter: &Counter<'_>, json: bool) -> Result<u8, Problem> {
    let failed = |error: io::Error| Problem::new(Code::File, format!("standard input: {error}"));
    let mut out = BufWriter::new(io::stdout().lock());
    let mut documents = Vec::new();
    let mut status = DONE;
    for (number, line) in io::stdin().lock().split(b'\n').enumerate() {
        let line = line.map_err(failed)?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r').trim_start_matches('\u{feff}');
        if number == 0 && line.split(',').next().map(unquoted).is_some_and(|title| title.eq_ignore_ascii_case("from")) {
            continue;
        }
        let deadline = counter.count_line(line);
        if deadline.is_err() {
            status = BAD_LINE;
        }
        if json {
            let document = deadline.and_then(|deadline| counter.prove(&deadline));
            documents.push(document.map_or_else(|problem| serde_json::json!({ "error": problem }), |proof| serde_json::json!(proof)));
            continue;
        }
        let written = match deadline {
            Ok(deadline) => writeln!(out, "{}", deadline.due),
            Err(problem) => writeln!(out, "error: {} {}", problem.code, output::printable(&problem.message)),
        };
        written.unwrap_or_else(|error| output::give_up(&error));
    }
    out.flush().unwrap_or_else(|error| output::give_up(&error));
    drop(out);
    if json {
        output::print_json(&documents);
    }
    Ok(status)
}
