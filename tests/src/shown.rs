//! Cases as text that a person can compare with the rules, for snapshots.

use std::fmt::Write as _;

use chrono::NaiveDate;
use shaqyru::simulation::Report;
use shaqyru_domain::{
    case::{
        stage::{Stage, Status},
        view::{CaseView, ClockView, EscalationView, TimelineLine},
    },
    law::clock_kind::Window,
    time::instant::Instant,
};

/// What became of a scenario.
pub fn report(report: &Report) -> String {
    let mut text = parts(report.status, report.stage, report.registered_on, &report.clocks, &report.escalations, &report.timeline);
    for rejected in &report.rejected {
        let _ = writeln!(text, "rejected event {}: {} {}", rejected.event, rejected.code, rejected.message);
    }
    text
}

/// How a case stands.
pub fn case(view: &CaseView) -> String {
    parts(view.status, view.stage, view.registered_on, &view.clocks, &view.escalations, &view.timeline)
}

fn parts(
    status: Status,
    stage: Stage,
    registered_on: Option<NaiveDate>,
    clocks: &[ClockView],
    escalations: &[EscalationView],
    timeline: &[TimelineLine],
) -> String {
    let registered_on = registered_on.map_or_else(|| "not registered".to_owned(), |day| format!("registered on {day}"));
    format!(
        "{status}, stage {stage}, {registered_on}\nclocks\n{}escalations\n{}timeline\n{}",
        self::clocks(clocks),
        self::escalations(escalations),
        self::timeline(timeline)
    )
}

/// Clocks, one a line.
pub fn clocks(clocks: &[ClockView]) -> String {
    lines(clocks, |clock| {
        let cause = clock.cause.map(|cause| format!(" ({cause:?})").to_lowercase()).unwrap_or_default();
        let name = format!("{}{cause}", path(clock.clock.as_str(), clock.window));
        let ended = clock.ended_at.map_or_else(|| "-".repeat(16), short);
        let nature = format!("{:?}", clock.nature).to_lowercase();
        let outcome = format!("{:?}", clock.outcome).to_lowercase();
        format!("{name:<34} {nature:<9} from {}  due {}  ended {ended}  {outcome}", short(clock.started_at), short(clock.due))
    })
}

/// Escalations, one a line.
pub fn escalations(escalations: &[EscalationView]) -> String {
    lines(escalations, |gone| format!("{}  {} {} -> {}", short(gone.at), path(gone.clock.as_str(), gone.window), gone.rung, gone.audience))
}

/// The timeline, one a line.
pub fn timeline(timeline: &[TimelineLine]) -> String {
    lines(timeline, |line| {
        let entered_by = line.entered_by.as_ref().map(|by| format!(" (entered by {by})")).unwrap_or_default();
        format!("{}  {:<21}  {}{entered_by}: {}", short(line.at), line.stage.as_str(), line.actor, line.detail)
    })
}

fn path(clock: &str, window: Option<Window>) -> String {
    window.map_or_else(|| clock.to_owned(), |window| format!("{clock}/{}", window.as_str()))
}

/// To the minute, in the republic's civil time; to the nanosecond where an instant is not a full minute.
fn short(instant: Instant) -> String {
    let text = instant.to_string();
    text.strip_suffix(":00+05:00").or_else(|| text.strip_suffix("+05:00")).unwrap_or(&text).to_owned()
}

fn lines<T>(items: &[T], line: impl Fn(&T) -> String) -> String {
    items.iter().fold(String::new(), |text, item| text + "  " + &line(item) + "\n")
}
