//! The board: cases by officer and day due, and how much everybody has.

use axum::extract::State;
use chrono::Datelike;
use maud::{Markup, html};
use shaqyru_domain::text::OfficeCode;
use shaqyru_register::{BoardCase, Workload};

use super::{Page, Query, Section, Visit, worklist::offices};
use crate::{
    desk::Workboard,
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Board as Words, Language, Supervision},
};

pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Result<Page, Refusal> {
    let wanted: Option<OfficeCode> = query.get("office").map(str::parse).transpose()?;
    let sees_all = who.authority.office.is_none();
    let board = site.desk.workboard(&who, wanted).await?;
    let (language, words) = (visit.language, Words::of(visit.language));
    let rulebook = &site.desk.rulebook;
    let content = html! {
        h1 { (words.title) }
        @if sees_all { (choice(&offices(rulebook, language), board.as_ref().map(|board| &board.office), language)) }
        @match &board {
            None => p { (words.choose_office) },
            Some(board) => {
                p { (language.office(rulebook, &board.office)) " · " (Supervision::of(language).as_of) " " (language.instant(board.as_of)) }
                (Drawn { board, language, words }.form())
            }
        }
    };
    Ok(Page::new(visit, who, Section::Supervision, words.title, content))
}

fn choice(offices: &[(String, String)], chosen: Option<&OfficeCode>, language: Language) -> Markup {
    let words = Supervision::of(language);
    html! {
        form #office-form method="get" action="/supervision/board" {
            label for="office" { (words.office) }
            select #office name="office" {
                @for (value, name) in offices { option value=(value) selected[chosen.is_some_and(|chosen| chosen.as_str() == value)] { (name) } }
            }
            " " button type="submit" { (words.show) }
        }
    }
}

struct Drawn<'a> {
    board: &'a Workboard,
    language: Language,
    words: &'static Words,
}

impl Drawn<'_> {
    fn form(&self) -> Markup {
        let (board, words) = (self.board, self.words);
        let rows = board.workloads.iter().filter(|workload| workload.open > 0 || workload.officer.is_some());
        html! {
            form #board-form method="post" action="/cases/reassignment" {
                p .no-print { (words.explained) }
                @if board.cases.is_empty() { p { (words.none) } }
                div .wide {
                    table #workboard {
                        thead { tr {
                            th scope="col" { (words.officer) } th scope="col" { (words.late) }
                            @for day in &board.days {
                                th scope="col" { (self.language.weekday_short(day.weekday())) " " (self.language.day_and_month(*day)) }
                            }
                        } }
                        tbody { @for workload in rows { (self.row(workload)) } }
                    }
                }
                @if board.left_out() > 0 { p #left-out { (words.left_out) ": " (board.left_out()) } }
                (target(&board.workloads, self.language))
            }
        }
    }

    fn row(&self, workload: &Workload) -> Markup {
        let Workload { officer, open, late, .. } = workload;
        let words = self.words;
        let theirs: Vec<_> = self.board.cases.iter().filter(|case| case.officer == *officer).collect();
        let is_late = |case: &BoardCase| case.due < self.board.as_of;
        html! {
            tr data-officer=[officer.as_ref()] {
                th scope="row" {
                    @if let Some(officer) = officer { (officer) } @else { (words.nobody) }
                    br; small { (words.open) ": " (open) @if *late > 0 { " · " span .late { (words.late) ": " (late) } } }
                }
                td { @for case in theirs.iter().filter(|case| is_late(case)) { (self.card(case)) } }
                @for (place, day) in self.board.days.iter().enumerate() {
                    // What falls due on a day on which others rest stands at the working day that follows.
                    @let after = place.checked_sub(1).and_then(|before| self.board.days.get(before));
                    td {
                        @for case in theirs.iter().filter(|case| !is_late(case) && case.due.date() <= *day && after.is_none_or(|after| case.due.date() > *after)) {
                            (self.card(case))
                        }
                    }
                }
            }
        }
    }

    fn card(&self, case: &BoardCase) -> Markup {
        let BoardCase { case: number, officer, stage, due, may_not_decide } = case;
        let conflict = officer.as_ref().is_some_and(|officer| may_not_decide.contains(officer));
        let id = format!("tick-{number}");
        html! {
            div .card draggable="true" data-case=(number) {
                input type="checkbox" id=(id) name="case" value=(number);
                " " label .tick for=(id) { (self.language.stage(*stage)) }
                " " time datetime=(due) { (due.time().format("%H:%M")) }
                br; a href={ "/cases/" (number) } { (number) }
                @if conflict { br; strong .late.conflict { "⚠ " (self.words.conflict) } }
            }
        }
    }
}

/// To whom: one of those whom the register knows at the office, or somebody new.
pub(super) fn target(workloads: &[Workload], language: Language) -> Markup {
    let words = Words::of(language);
    html! {
        fieldset .no-print {
            legend { (words.choose) }
            label for="to-officer" { (words.to_officer) }
            input #to-officer name="to_officer" list="officers" required size="14" autocomplete="off";
            datalist #officers {
                @for Workload { officer, open, .. } in workloads {
                    @if let Some(officer) = officer { option value=(officer) { (words.open) ": " (open) } }
                }
            }
            " " button #preview type="submit" { (words.preview) }
        }
    }
}

/// How much everybody has, and what they would have.
pub(super) fn loads(workloads: &[Workload], language: Language, after: impl Fn(&Workload) -> Option<u64>) -> Markup {
    let words = Words::of(language);
    html! {
        h2 { (words.loads) }
        div .wide {
            table #loads {
                thead { tr {
                    th scope="col" { (words.officer) } th scope="col" .number { (words.now) } th scope="col" .number { (words.after) }
                    th scope="col" .number { (words.late) } th scope="col" .number { (words.soon) }
                } }
                tbody {
                    @for workload in workloads {
                        @let Workload { officer, open, late, soon } = workload;
                        tr data-officer=[officer.as_ref()] {
                            th scope="row" { @if let Some(officer) = officer { (officer) } @else { (words.nobody) } }
                            td .number { (open) }
                            td .number .after { @if let Some(after) = after(workload) { strong { (after) } } @else { (open) } }
                            td .number { (late) }
                            td .number { (soon) }
                        }
                    }
                }
            }
        }
    }
}
