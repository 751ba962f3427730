//! What those see who supervise.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use chrono::Datelike;
use form_urlencoded::byte_serialize;
use maud::{Markup, html};
use shaqyru_domain::{
    authority::Act,
    law::{clock_kind::ClockKind, rulebook::Rulebook},
    text::OfficeCode,
};
use shaqyru_register::{Compliance, HeldUp, HeldUpCases, Quantiles};

use super::{
    Page, Query, Section, Visit,
    chart::{self, Bars, Chart, Series, float, number},
};
use crate::{
    cause::Cause,
    desk::{Month, Supervision, TermGroup, supervision::AT_RISK_HOURS},
    identity::Principal,
    problem::Refusal,
    site::Site,
    waiting::Wait,
    words::{Board, Language, Supervision as Words},
};

/// As many officers, those whose cases are held longest first.
const OFFICERS: usize = 50;
const HOUR: f64 = 3_600.0;
/// The clocks that the law sets, in the order of the procedure.
const STATUTORY: [ClockKind; 6] = [
    ClockKind::Coordination,
    ClockKind::ExtensionNotice,
    ClockKind::Decision,
    ClockKind::Service,
    ClockKind::ComplaintForwarding,
    ClockKind::ComplaintExamination,
];

pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Result<Page, Refusal> {
    let wanted: Option<OfficeCode> = query.get("office").map(str::parse).transpose()?;
    let figures = site.board.of(&site.desk, &who, wanted).await?;
    let words = Words::of(visit.language);
    let view = View { who: &who, words, language: visit.language, rulebook: &site.desk.rulebook, figures: &figures };
    let content = html! {
        h1 { (words.title) }
        p { (view.whose()) " · " (words.as_of) " " (visit.language.instant(figures.as_of)) }
        @if who.authority.only_office(Act::Supervise)?.is_none() { (view.choice()) }
        @if who.authority.may(Act::Reassign).is_ok() { p .no-print { a #board href=(view.board()) { (Board::of(visit.language).title) } } }
        (section("late", words.late, &view.groups(&figures.late, "late", "overdue")))
        (section("at-risk", words.at_risk, &html! {
            p { (words.at_risk_explained) " " (visit.language.working_hours(AT_RISK_HOURS.into())) "." }
            (view.groups(&figures.at_risk, "near", "at_risk"))
        }))
        (section("why", words.why, &view.why(&figures.held_up)))
        (section("forecast", words.forecast, &view.beside(chart::bars, &view.forecast(), Bars::Stacked)))
        (section("kept", words.kept, &html! {
            (view.past_as_of())
            (view.beside(chart::lines, &view.kept(), 100.0))
            h3 { (words.by_office) }
            (view.by_office())
        }))
        (section("held", words.held, &html! {
            p { (words.held_explained) }
            (view.past_as_of())
            (view.beside(chart::bars, &view.held(), Bars::Beside))
            @if !figures.past.holding.by_officer.is_empty() {
                h3 { (words.by_officer) }
                (view.by_officer())
            }
        }))
    };
    Ok(Page::new(visit, who.clone(), Section::Supervision, words.title, content))
}

/// By which pattern a clock is known in all charts.
const fn kind_of(clock: ClockKind) -> usize {
    match clock {
        ClockKind::Verification => 0,
        ClockKind::Coordination => 1,
        ClockKind::ExtensionNotice => 2,
        ClockKind::Decision => 3,
        ClockKind::Service => 4,
        ClockKind::PreliminaryNotice => 5,
        ClockKind::Hearing => 6,
        ClockKind::ComplaintForwarding => 7,
        ClockKind::ComplaintExamination => 8,
    }
}

/// What is no clock's: the median and the ninetieth.
const MEDIAN: usize = chart::KINDS - 2;
const NINETIETH: usize = chart::KINDS - 1;

struct View<'a> {
    who: &'a Principal,
    words: &'a Words,
    language: Language,
    rulebook: &'a Rulebook,
    figures: &'a Supervision,
}

impl View<'_> {
    /// A chart, and its numbers.
    fn beside<T>(&self, draw: impl Fn(&Chart, T) -> Markup, chart: &Chart, how: T) -> Markup {
        if chart.labels.is_empty() {
            return html! { p { (self.words.none) } };
        }
        html! { (draw(chart, how)) (chart::table(chart, self.words.numbers)) }
    }

    fn whose(&self) -> String {
        self.figures.office.as_ref().map_or_else(|| self.words.all_offices.to_owned(), |office| self.language.office(self.rulebook, office))
    }

    fn board(&self) -> String {
        let office = self
            .figures
            .office
            .as_ref()
            .map(|office| format!("?office={}", byte_serialize(office.as_str().as_bytes()).collect::<String>()));
        format!("/supervision/board{}", office.unwrap_or_default())
    }

    fn past_as_of(&self) -> Markup {
        html! { p { small { (self.words.as_of) " " (self.language.instant(self.figures.past.as_of)) } } }
    }

    /// For whom sees them all: the office to look at.
    fn choice(&self) -> Markup {
        let chosen = self.figures.office.as_ref();
        let offices: BTreeSet<&OfficeCode> = self.rulebook.offices.iter().map(|office| &office.rule.code).chain(chosen).collect();
        html! {
            form #office-form method="get" action="/supervision" {
                label for="office" { (self.words.office) }
                select #office name="office" {
                    option value="" { (self.words.all_offices) }
                    @for office in offices {
                        option value=(office) selected[Some(office) == chosen] { (self.language.office(self.rulebook, office)) }
                    }
                }
                " " button type="submit" { (self.words.show) }
            }
        }
    }

    fn groups(&self, groups: &[TermGroup], class: &str, urgency: &str) -> Markup {
        let words = self.words;
        if groups.is_empty() {
            return html! { p { (words.none) } };
        }
        html! {
            div .wide { table {
                thead { tr {
                    th scope="col" { (words.office) } th scope="col" { (words.clock) } th scope="col" .number { (words.terms) }
                    th scope="col" { (words.first_due) } th scope="col" { (words.cases) }
                } }
                tbody {
                    @for TermGroup { office, clock, window, terms, first_due } in groups {
                        tr {
                            td { (self.language.office(self.rulebook, office)) }
                            td {
                                (self.language.clock(*clock))
                                @if let Some(window) = window { ", " (self.language.window(*window)) }
                            }
                            td .number { span class=(class) { (terms) } }
                            td { (self.language.instant(*first_due)) }
                            td { a href=(cases(office, urgency)) { (words.cases) } }
                        }
                    }
                }
            } }
        }
    }

    /// Each case in a sentence, those together that wait for the same.
    fn why(&self, held_up: &HeldUpCases) -> Markup {
        let (words, now) = (self.words, self.figures.as_of);
        let more = held_up.all.saturating_sub(u64::try_from(held_up.cases.len()).unwrap_or(u64::MAX));
        let of_cause = |cause: Cause| held_up.cases.iter().filter(move |case| Cause::of(case, now) == cause).collect::<Vec<_>>();
        html! {
            @if held_up.cases.is_empty() { p { (words.none) } }
            @for (cause, cases) in Cause::ALL.into_iter().map(|cause| (cause, of_cause(cause))).filter(|(_, cases)| !cases.is_empty()) {
                h3 { (self.language.cause_of_delay(cause)) " (" (cases.len()) ")" }
                ul .why id={ "why-" (cause.as_str()) } { @for case in cases { (self.why_late(case, cause)) } }
            }
            @if more > 0 { p #why-more { (words.why_more) ": " (more) ". " a href="/cases?urgency=breached" { (words.cases) } } }
        }
    }

    fn why_late(&self, held_up: &HeldUp, cause: Cause) -> Markup {
        let (words, now, number) = (self.words, self.figures.as_of, &held_up.case);
        let wait = Wait::on_record(held_up, now, self.rulebook);
        let is_open_to = |act| self.who.authority.may_at(act, &held_up.office).is_ok();
        html! {
            li id={ "why-" (number) } {
                a href={ "/cases/" (number) } { (number) } " — " (self.language.why_late(held_up, wait.as_ref(), cause, now))
                span .no-print {
                    @if is_open_to(Act::Reassign) { " " a .reassign href={ "/cases/reassignment?case=" (number) } { (words.reassign) } }
                    @if cause == Cause::Notice && is_open_to(Act::Resend) { " " a .resend href={ "/cases/" (number) "#act-resend" } { (words.resend) } }
                }
            }
        }
    }

    fn forecast(&self) -> Chart {
        let forecast = &self.figures.forecast;
        let clocks: BTreeSet<ClockKind> = forecast.iter().flat_map(|load| load.terms.keys().copied()).collect();
        let of_clock = |clock: ClockKind| Series {
            name: self.language.clock(clock).to_owned(),
            kind: kind_of(clock),
            values: forecast.iter().map(|load| load.terms.get(&clock).map(|terms| count(*terms))).collect(),
        };
        Chart {
            id: "forecast-chart",
            title: self.words.forecast.to_owned(),
            description: self.words.forecast_explained.to_owned(),
            heading: self.words.day,
            unit: "",
            labels: forecast
                .iter()
                .map(|load| format!("{} {}", self.language.weekday_short(load.day.weekday()), self.language.day_and_month(load.day)))
                .collect(),
            series: clocks.into_iter().map(of_clock).collect(),
        }
    }

    /// The share of each clock, month by month. Months in which no term ended are left out; a gap stands for those in between.
    fn kept(&self) -> Chart {
        let mut months: Vec<Option<&Month>> = Vec::new();
        for month in &self.figures.past.kept {
            match (month.kept.is_empty(), months.last()) {
                (false, _) => months.push(Some(month)),
                (true, Some(Some(_))) => months.push(None),
                (true, _) => {}
            }
        }
        let share = |month: &Month, clock| Sum::of(month.kept.iter().filter(|kept| kept.clock == clock)).share();
        let of_clock = |clock: ClockKind| Series {
            name: self.language.clock(clock).to_owned(),
            kind: kind_of(clock),
            values: months.iter().map(|month| month.and_then(|month| share(month, clock))).collect(),
        };
        let has_values = |series: &Series| series.values.iter().any(Option::is_some);
        let label = |month: Option<&Month>| month.map_or_else(|| "…".to_owned(), |month| self.language.month_and_year(month.first));
        Chart {
            id: "kept-chart",
            title: self.words.kept.to_owned(),
            description: self.words.kept_explained.to_owned(),
            heading: self.words.month,
            unit: "%",
            labels: months.iter().copied().map(label).collect(),
            series: STATUTORY.into_iter().map(of_clock).filter(has_values).collect(),
        }
    }

    fn by_office(&self) -> Markup {
        let words = self.words;
        let mut offices: BTreeMap<(&OfficeCode, ClockKind), Sum> = BTreeMap::new();
        for kept in self.figures.past.kept.iter().flat_map(|month| &month.kept) {
            offices.entry((&kept.office, kept.clock)).or_default().add(kept);
        }
        if offices.is_empty() {
            return html! { p { (words.none) } };
        }
        html! {
            div .wide { table #by-office {
                thead { tr {
                    th scope="col" { (words.office) } th scope="col" { (words.clock) } th scope="col" .number { (words.met) }
                    th scope="col" .number { (words.breached) } th scope="col" .number { (words.share) }
                } }
                tbody {
                    @for ((office, clock), sum) in offices {
                        tr {
                            td { (self.language.office(self.rulebook, office)) }
                            td { (self.language.clock(clock)) }
                            td .number { (sum.met) }
                            td .number { (sum.breached) }
                            td .number { (sum.share().map(|share| format!("{}%", number(share))).unwrap_or_default()) }
                        }
                    }
                }
            } }
        }
    }

    fn held(&self) -> Chart {
        let stages = &self.figures.past.holding.by_stage;
        let series = |name: &str, kind, seconds: fn(&Quantiles) -> i64| Series {
            name: name.to_owned(),
            kind,
            values: stages.iter().map(|(_, spread)| Some(hours(seconds(spread)))).collect(),
        };
        Chart {
            id: "held-chart",
            title: self.words.held.to_owned(),
            description: self.words.held_explained.to_owned(),
            heading: self.words.stage,
            unit: "",
            labels: stages.iter().map(|(stage, _)| self.language.stage(*stage).to_owned()).collect(),
            series: vec![
                series(self.words.median, MEDIAN, |spread| spread.median_seconds),
                series(self.words.ninetieth, NINETIETH, |spread| spread.ninetieth_seconds),
            ],
        }
    }

    fn by_officer(&self) -> Markup {
        let words = self.words;
        let mut officers: Vec<_> = self.figures.past.holding.by_officer.iter().collect();
        officers.sort_by_key(|(_, spread)| std::cmp::Reverse(spread.median_seconds));
        html! {
            div .wide { table #by-officer {
                thead { tr {
                    th scope="col" { (words.officer) } th scope="col" .number { (words.terms) }
                    th scope="col" .number { (words.median) } th scope="col" .number { (words.ninetieth) }
                } }
                tbody {
                    @for (officer, spread) in officers.into_iter().take(OFFICERS) {
                        tr {
                            th scope="row" { (officer) }
                            td .number { (spread.count) }
                            td .number { (number(hours(spread.median_seconds))) }
                            td .number { (number(hours(spread.ninetieth_seconds))) }
                        }
                    }
                }
            } }
        }
    }
}

/// Terms that were kept and that were not.
#[derive(Default)]
struct Sum {
    met: u64,
    breached: u64,
}

impl Sum {
    fn of<'a>(kept: impl Iterator<Item = &'a Compliance>) -> Self {
        let mut sum = Self::default();
        kept.for_each(|kept| sum.add(kept));
        sum
    }

    fn add(&mut self, kept: &Compliance) {
        self.met = self.met.saturating_add(kept.met);
        self.breached = self.breached.saturating_add(kept.breached);
    }

    /// In a hundred; none of nothing.
    fn share(&self) -> Option<f64> {
        let all = self.met.saturating_add(self.breached);
        (all > 0).then(|| 100.0 * count(self.met) / count(all))
    }
}

fn cases(office: &OfficeCode, urgency: &str) -> String {
    let office: String = byte_serialize(office.as_str().as_bytes()).collect();
    format!("/cases?office={office}&urgency={urgency}")
}

fn count(terms: u64) -> f64 {
    float(usize::try_from(terms).unwrap_or(usize::MAX))
}

#[expect(clippy::cast_precision_loss, reason = "no case is held for ages")]
fn hours(seconds: i64) -> f64 {
    seconds as f64 / HOUR
}

fn section(id: &str, heading: &str, content: &Markup) -> Markup {
    let heading_id = format!("{id}-heading");
    html! { section aria-labelledby=(heading_id) { h2 id=(heading_id) { (heading) } (content) } }
}
