//! Printing: one JSON document for programs, tables and a little colour for people.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use shaqyru_domain::{
    case::{
        clock::ClockOutcome,
        fingerprints::Appointment,
        stage::Status,
        view::{CaseView, ClockView, Incident, TimelineLine},
        visa::{EndedNumber, VisaStanding},
    },
    checks::finding::{Finding, Severity},
    forwarding::Forwarding,
    problem::{Code, Problem},
    time::instant::Instant,
};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// Prints a line on standard output, in colour where it is a terminal.
macro_rules! println {
    () => { $crate::output::print_line(format_args!("")) };
    ($($text:tt)+) => { $crate::output::print_line(format_args!($($text)+)) };
}
pub(crate) use println;

/// What [`println!`] does.
pub(crate) fn print_line(text: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(anstream::stdout(), "{text}") {
        give_up(&error);
    }
}

/// Ends the program where standard output takes no more. A reader that has had enough (`| head`) is no error.
pub(crate) fn give_up(error: &io::Error) -> ! {
    if error.kind() == io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    let problem = Problem::new(Code::File, format!("standard output: {error}"));
    print_problem(&problem);
    std::process::exit(problem.code.origin().exit_status().into())
}

/// One JSON document on standard output.
pub(crate) fn print_json(value: &impl Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => println!("{text}"),
        Err(error) => print_problem(&Problem::new(Code::Engine, error.to_string())),
    }
}

/// What is wrong and what to do, on standard error.
pub(crate) fn print_problem(problem: &Problem) {
    let field = problem.field.as_ref().map(|field| format!(" ({})", printable(field))).unwrap_or_default();
    eprintln!("{BAD}error{BAD:#} {}{field}: {}", problem.code, printable(&problem.message));
}

/// What a stranger's file says must not steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character }).collect()
}

/// A message for people, on standard error: standard output holds results.
pub(crate) fn say(text: impl AsRef<str>) {
    eprintln!("{}", text.as_ref());
}

/// How far a command with many things to do has got; nothing where nobody looks.
pub(crate) fn progress(doing: &str, things: usize) -> ProgressBar {
    if things < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(things).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template(&format!("{doing} {{bar:30}} {{pos}}/{{len}}  {{eta}} left")) {
        bar.set_style(style);
    }
    bar
}

pub(crate) fn painted(text: impl std::fmt::Display, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// The narrowest width that is kept to: words break below it.
const NARROWEST: usize = 40;

/// How wide lines may be: as `COLUMNS` says, or the terminal; as wide as they need to be where neither does, for programs read line by line.
pub(crate) fn width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    told.filter(|width| *width > 0).or_else(seen).map(|width| width.max(NARROWEST))
}

/// A plain table; columns as wide as they need to be. Colour only in the last one: its codes count as width.
pub(crate) fn table(header: &[&str], rows: Vec<Vec<String>>) -> Table {
    let mut table = plain(ContentArrangement::Disabled);
    table.set_header(header.iter().map(|title| title.to_uppercase()));
    table.add_rows(rows);
    table
}

fn plain(arrangement: ContentArrangement) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(arrangement);
    table
}

pub(crate) fn print_table(header: &[&str], rows: Vec<Vec<String>>) {
    let whole = table(header, rows.clone());
    match width() {
        Some(width) if whole.lines().any(|line| shown_width(&line) > width) => print_one_by_one(header, rows, width),
        _ => print_lines(&whole),
    }
}

/// Where a row does not fit on a line, each of its cells has one.
fn print_one_by_one(header: &[&str], rows: Vec<Vec<String>>, width: usize) {
    for (place, row) in rows.into_iter().enumerate() {
        if place > 0 {
            println!();
        }
        let mut cells = plain(ContentArrangement::Dynamic);
        cells.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        let filled = header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells.add_rows(filled.map(|(title, cell)| [title.to_uppercase(), cell]));
        print_lines(&cells);
    }
}

fn print_lines(table: &Table) {
    // Padding of the last column would only be trailing blanks.
    for line in table.lines() {
        println!("{}", line.trim_end());
    }
}

/// How many columns a line takes, without the codes of its colours and trailing blanks.
fn shown_width(line: &str) -> usize {
    anstream::adapter::strip_str(line).to_string().trim_end().chars().count()
}

/// `Fri 20 Mar 2026 18:30`: instants as people read them, in Asia/Almaty.
pub(crate) fn readable(instant: Instant) -> String {
    instant.civil().format("%a %d %b %Y %H:%M").to_string()
}

pub(crate) fn status(status: Status) -> String {
    painted(status, status_style(status))
}

pub(crate) fn status_style(status: Status) -> Style {
    match status {
        Status::Open => WARN,
        Status::Issued | Status::Annulled | Status::Shortened | Status::Satisfied | Status::SatisfiedInPart => GOOD,
        Status::AcceptanceRefused | Status::NotConsidered | Status::Refused | Status::Dismissed | Status::Withdrawn => BAD,
    }
}

/// How the visa of a case stands.
pub(crate) fn print_visa(standing: &VisaStanding) {
    let VisaStanding { visa, acts, fingerprints, fingerprints_taken_at, appointment, not_ended_in_berkut } = standing;
    if let Some(visa) = visa {
        let validity = match visa.invalid_because {
            None => painted("valid", GOOD),
            Some(why) => painted(format!("not valid: {}", why.as_str()), BAD),
        };
        let by_hand = if visa.handwritten { ", written by hand" } else { "" };
        println!("visa {}  {}  {} to {}  {validity}{by_hand}", visa.number, visa.category, visa.valid_from, visa.valid_until);
    }
    for act in acts {
        println!("act {}  sticker {} {} at {}", act.number, act.sticker, act.why.as_str(), readable(act.at));
    }
    for EndedNumber { number, at } in not_ended_in_berkut {
        println!("{}", painted(format!("Berkut does not know yet that {number} ended at {}", readable(*at)), WARN));
    }
    let taken_at = fingerprints_taken_at.map(|at| format!(" at {}", readable(at))).unwrap_or_default();
    println!("fingerprints {}{taken_at}", fingerprints.as_str());
    if let Some(Appointment { at, place, .. }) = appointment {
        println!("appointment {}: {place}", readable(*at));
    }
}

pub(crate) fn print_case(view: &CaseView) {
    println!("{BOLD}{}{BOLD:#}  {}  stage {}", view.case, status(view.status), view.stage);
    if let Some(as_of) = view.from_register_as_of {
        println!("{}", painted(format!("the case itself does not answer: from the register, as of {}", readable(as_of)), WARN));
    }
    let officer = view.officer.as_ref().map_or_else(|| "no officer yet".to_owned(), |officer| format!("officer {officer}"));
    println!("category {}, office {}, {officer}", view.category, view.office);
    if let Some(forwarding) = &view.forwarded {
        println!("{}", forwarded(forwarding));
    }
    let registered = view.registered_on.map_or_else(|| "not registered".to_owned(), |day| format!("registered on {day}"));
    println!("filed {}, {registered}", readable(view.filed_at));
    if let Some(number) = &view.invitation_number {
        println!("invitation number {BOLD}{number}{BOLD:#}");
    }
    if let Some(standing) = &view.visa_standing {
        print_visa(standing);
    }
    for missing in &view.missing {
        println!("{} {}: {} ({})", painted("missing", BAD), missing.code, missing.message, missing.basis);
    }
    for found in &view.findings {
        println!("{}", finding(found));
    }
    for paper in &view.fetched {
        println!("{} {} from {}", painted("fetched", DIM), paper.kind, paper.system);
    }
    print_incidents(&view.incidents);
    print_clocks(&view.clocks);
    println!("{DIM}rulebook {}, calendar {}{DIM:#}", view.rulebook, view.calendar);
}

/// To which office an application went on, and why.
pub(crate) fn forwarded(Forwarding { from, to, why, basis, .. }: &Forwarding) -> String {
    format!("{} from {from} to {to}: {why} ({basis})", painted("forwarded", WARN))
}

/// A finding on one line.
pub(crate) fn finding(finding: &Finding) -> String {
    let style = match finding.severity {
        Severity::Error => BAD,
        Severity::Warning => WARN,
    };
    let ground = finding.ground.map(|ground| format!(", ground {ground}")).unwrap_or_default();
    let code = painted(finding.code, style);
    format!("{code} {}: {} ({}{ground})", printable(&finding.field), printable(&finding.message), finding.basis)
}

fn print_incidents(incidents: &[Incident]) {
    for incident in incidents.iter().filter(|incident| incident.resumed_at.is_none()) {
        println!(
            "{} {} at {} since {}: {}",
            painted("incident", BAD),
            incident.code,
            incident.step,
            readable(incident.at),
            incident.message
        );
    }
}

pub(crate) fn print_clocks(clocks: &[ClockView]) {
    if clocks.is_empty() {
        return;
    }
    let rows = clocks.iter().map(|clock| {
        vec![
            clock_name(clock),
            readable(clock.started_at),
            readable(clock.due),
            clock.ended_at.map(readable).unwrap_or_default(),
            outcome(clock.outcome),
        ]
    });
    print_table(&["clock", "started", "due", "ended", "outcome"], rows.collect());
}

pub(crate) fn outcome(outcome: ClockOutcome) -> String {
    match outcome {
        ClockOutcome::Running => painted("running", WARN),
        ClockOutcome::Met => painted("met", GOOD),
        ClockOutcome::Breached => painted("breached", BAD),
        ClockOutcome::Superseded => painted("superseded", DIM),
    }
}

pub(crate) fn clock_name(clock: &ClockView) -> String {
    match clock.window {
        Some(window) => format!("{} ({})", clock.clock.as_str(), window.as_str()),
        None => clock.clock.as_str().to_owned(),
    }
}

pub(crate) fn print_timeline(timeline: &[TimelineLine]) {
    let rows = timeline.iter().map(|line| {
        let actor = match &line.entered_by {
            Some(by) => format!("{} (entered by {by})", line.actor),
            None => line.actor.to_string(),
        };
        let marked = match line.entered_at.filter(|_| line.is_antedated()) {
            Some(entered_at) => format!("{} (antedated: entered at {})", line.detail, readable(entered_at)),
            None => line.detail.clone(),
        };
        vec![readable(line.at), line.stage.to_string(), actor, marked]
    });
    print_table(&["at", "stage", "actor", "what"], rows.collect());
}
