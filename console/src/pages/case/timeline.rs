//! What happened, in the order in which it happened: what was entered later stands where it belongs, what does not hold any more is struck
//! out, and warnings that followed each other stand together.

use maud::{Markup, html};
use shaqyru_domain::{
    case::{
        antedated::{UndoneBreach, UndoneTerm},
        event::Event,
        fact::Replacement,
        view::{CaseView, TimelineLine},
    },
    time::instant::Instant,
};

use crate::words::{Case, Language, paragraph_of};

/// One row: a line, or warnings without anything between them.
struct Row<'a> {
    line: &'a TimelineLine,
    more: Vec<&'a TimelineLine>,
    undone: Option<Undone>,
    /// The breaches that it has undone.
    undid: Vec<UndoneTerm>,
}

/// That a line does not hold any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Undone {
    /// When the entry came that undid it, where the case tells.
    at: Option<Instant>,
}

/// The timeline of a case.
pub(super) fn timeline(view: &CaseView, language: Language) -> Markup {
    let words = Case::of(language);
    let mut stage = None;
    let breaches = view.undone_breaches();
    html! {
        div .wide {
            table {
                thead { tr { @for head in [words.at, words.stage, words.actor, words.what, words.basis] { th scope="col" { (head) } } } }
                tbody {
                    @for row in rows(view, &breaches) {
                        @let enters = stage.replace(row.line.stage) != Some(row.line.stage);
                        (one_row(&row, enters.then_some(&view.service), language))
                    }
                }
            }
        }
    }
}

fn one_row(row: &Row, entered: Option<&String>, language: Language) -> Markup {
    let (words, line) = (Case::of(language), row.line);
    let at = |at: Instant| html! { time datetime=(at) { (language.instant(at)) } };
    html! {
        tr .undone[row.undone.is_some()] {
            td {
                (at(line.at))
                @if let Some(entered_at) = line.entered_at { br; small .entered { (words.entered_at) ": " (at(entered_at)) } }
                @if line.is_antedated() { br; strong .near .antedated { "⚠ " (words.antedated) } }
            }
            td { (language.stage(line.stage)) }
            td {
                (language.actor(&line.actor))
                @if let Some(by) = &line.entered_by { br; small { (words.entered_by) ": " (language.actor(by)) } }
            }
            td {
                @match &row.undone {
                    Some(Undone { at: undone_at }) => {
                        s { (language.line(line)) }
                        br; small { (words.no_longer_holds) @if let Some(undone_at) = undone_at { ", " (words.undone_at) " " (at(*undone_at)) } }
                    }
                    None => (language.line(line)),
                }
                @for term in &row.undid { br; small .entered { (words.undid) ": " (language.undone(term)) } }
                @if !row.more.is_empty() {
                    details {
                        summary { (words.more_warnings) " (" (row.more.len()) ")" }
                        ul .plain { @for more in &row.more { li { (at(more.at)) ": " (language.line(more)) } } }
                    }
                }
            }
            td { @if let Some(service) = entered { (language.basis(paragraph_of(service, line.stage))) } }
        }
    }
}

fn rows<'a>(view: &'a CaseView, breaches: &'a [UndoneBreach]) -> Vec<Row<'a>> {
    let mut lines: Vec<_> = view.timeline.iter().enumerate().collect();
    lines.sort_by_key(|(_, line)| line.at);
    let mut rows: Vec<Row> = Vec::new();
    for (place, line) in lines {
        match rows.last_mut() {
            Some(row) if is_warning(line) && is_warning(row.line) => row.more.push(line),
            _ => {
                rows.push(Row { line, more: Vec::new(), undone: undone(view, breaches, place, line), undid: view.undone_by(line) });
            }
        }
    }
    rows
}

fn is_warning(line: &TimelineLine) -> bool {
    matches!(line.event, Some(Event::Escalated { .. }))
}

/// What has undone a breach, the case tells; a wrong entry is undone by its correction.
fn undone(view: &CaseView, breaches: &[UndoneBreach], place: usize, line: &TimelineLine) -> Option<Undone> {
    let later = view.timeline.get(place.saturating_add(1)..).unwrap_or_default();
    match line.event.as_ref()? {
        Event::TermRanOut { .. } => {
            let breach = breaches.iter().find(|breach| breach.place == place)?;
            let by = breach.by.and_then(|by| view.timeline.get(by));
            Some(Undone { at: by.map(TimelineLine::entered_on) })
        }
        Event::Verified { verification } => corrected(later, line.at, &Replacement::Verification(verification.clone())),
        Event::Answered { answer } => corrected(later, line.at, &Replacement::Answer(*answer)),
        _ => None,
    }
}

/// Whether something that was entered so was corrected afterwards.
fn corrected(later: &[TimelineLine], received_at: Instant, entered: &Replacement) -> Option<Undone> {
    let corrects = |line: &&TimelineLine| {
        matches!(&line.event, Some(Event::Corrected { correction, .. })
            if correction.was_received_at == received_at && correction.was == *entered)
    };
    later.iter().find(corrects).map(|line| Undone { at: Some(line.at) })
}
