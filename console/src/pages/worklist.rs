//! What is due, the first due first.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::de::DeserializeOwned;
use shaqyru_domain::{
    authority::Act,
    case::{
        number::CaseNumber,
        stage::{Stage, Status},
    },
    complaint::filing::CATEGORY,
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    time::instant::Instant,
};
use shaqyru_register::{CaseLine, Filter, SavedFilter};

use super::{
    Fields, Form, Page, Query, Section, Visit,
    left::{Left, at_risk_until},
};
use crate::{
    desk::Wanted,
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Language, Worklist},
};

/// Cases on a page.
const PAGE: u16 = 50;
/// Digits of a BIN or IIN.
const BIN_OR_IIN: usize = 12;
/// The value of the filter by status that lets everything through; without the filter, open cases are shown.
const ANY: &str = "any";
const AT_RISK: &str = "at_risk";
const OVERDUE: &str = "overdue";
const BREACHED: &str = "breached";
/// Where it is for officers to act.
const TO_ACT: [Stage; 4] = [Stage::Verification, Stage::Decision, Stage::Hearing, Stage::Forwarding];
/// Where somebody else is awaited.
const AWAITING: [Stage; 4] = [Stage::Coordination, Stage::CoordinationExtended, Stage::CoordinationOverdue, Stage::Examination];

/// A part of the list that somebody looks at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    All,
    Mine,
    Act,
    Others,
    Late,
}

impl Tab {
    const ALL: [Self; 5] = [Self::All, Self::Mine, Self::Act, Self::Others, Self::Late];

    /// As the address has it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Act => "act",
            Self::Others => "others",
            Self::Late => "late",
        }
    }

    const fn name(self, words: &Worklist) -> &'static str {
        match self {
            Self::All => words.tab_all,
            Self::Mine => words.tab_mine,
            Self::Act => words.tab_act,
            Self::Others => words.tab_others,
            Self::Late => words.tab_late,
        }
    }

    fn of(query: &Fields) -> Result<Self, Problem> {
        let Some(named) = query.get("tab") else { return Ok(Self::All) };
        let unknown = || Problem::new(Code::Field, "must be all, mine, act, others or late").at("tab");
        Self::ALL.into_iter().find(|tab| tab.as_str() == named).ok_or_else(unknown)
    }

    /// Narrows a filter to this part of the list.
    fn narrow(self, filter: Filter, who: &Principal, now: Instant) -> Filter {
        match self {
            Self::All => filter,
            Self::Mine => Filter { officer: Some(who.id.clone()), ..filter },
            Self::Act => Filter { stages: TO_ACT.to_vec(), free_for: Some(who.id.clone()), ..filter },
            Self::Others => Filter { stages: AWAITING.to_vec(), ..filter },
            Self::Late => Filter { due_before: Some(now), ..filter },
        }
    }
}

/// The list.
pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Result<Page, Refusal> {
    let now = site.desk.now();
    let cursor = query.get("cursor").map(str::parse).transpose()?;
    let tab = Tab::of(&query)?;
    let filter = tab.narrow(filter(&query, now, &site.desk.rulebook)?, &who, now);
    let page = site.desk.list(&who, filter, cursor.as_ref(), PAGE).await?;
    let saved = site.desk.saved_filters(&who).await?;
    let words = Worklist::of(visit.language);
    let list = List { words, language: visit.language, rulebook: &site.desk.rulebook, now, who: &who, query: &query };
    let next = page.next.map(|cursor| format!("/cases?{}", with(&query.query_without(&["cursor", "lang"]), "cursor", &cursor.to_string())));
    let content = html! {
        h1 { (words.title) }
        (list.search())
        (list.tabs(tab))
        (list.filters(tab))
        (list.saved(&saved))
        div #list data-live="" {
            @if page.cases.is_empty() { p #nothing { (words.none) } } @else { (list.table(&page.cases)) }
            nav #pages aria-label=(words.next) {
                @if cursor.is_some() { a #first href=(list.address()) { (words.first) } " " }
                @if let Some(next) = &next { a #next rel="next" href=(next) { (words.next) } }
            }
        }
    };
    Ok(Page::new(visit, who.clone(), Section::Worklist, words.title, content))
}

/// Looks for cases. What is looked for is no part of an address: those are kept in logs and histories.
pub(super) async fn search(State(site): State<Site>, who: Principal, visit: Visit, Form(form): Form) -> Result<Response, Refusal> {
    let visit = visit.at("/cases");
    let words = Worklist::of(visit.language);
    let wanted = form.get("number").unwrap_or_default();
    if let Ok(case) = wanted.to_uppercase().parse::<CaseNumber>() {
        return Ok(Redirect::to(&format!("/cases/{case}")).into_response());
    }
    let number = Text::try_from(wanted.to_owned()).map_err(|problem| problem.at("number"))?;
    let is_of_a_party = wanted.len() == BIN_OR_IIN && wanted.bytes().all(|byte| byte.is_ascii_digit());
    let wanted = if is_of_a_party { Wanted::InvitingParty(number) } else { Wanted::Passport(number) };
    let page = site.desk.search(&who, wanted, PAGE).await?;
    let list =
        List { words, language: visit.language, rulebook: &site.desk.rulebook, now: site.desk.now(), who: &who, query: &Fields::default() };
    let content = html! {
        h1 { (words.found) }
        (list.search())
        div #list { @if page.cases.is_empty() { p #nothing { (words.not_found) } } @else { (list.plain_table(&page.cases)) } }
        @if page.next.is_some() { p #more-found { (words.more_found) } }
        p { a href="/cases" { (words.title) } }
    };
    Ok(Page::new(visit, who.clone(), Section::Worklist, words.found, content).into_response())
}

/// Keeps the filter of a list under a name.
pub(super) async fn save(State(site): State<Site>, who: Principal, Form(form): Form) -> Result<Response, Refusal> {
    let query = form.get("query").unwrap_or_default().to_owned();
    let to = format!("/cases?{query}");
    site.desk.save_filter(&who, SavedFilter { name: form.get("name").unwrap_or_default().to_owned(), query }).await?;
    Ok(Redirect::to(&to).into_response())
}

/// Forgets one.
pub(super) async fn forget(State(site): State<Site>, who: Principal, Form(form): Form) -> Result<Response, Refusal> {
    site.desk.forget_filter(&who, form.get("name").unwrap_or_default()).await?;
    Ok(Redirect::to("/cases").into_response())
}

fn filter(query: &Fields, now: Instant, rulebook: &Rulebook) -> Result<Filter, Problem> {
    let status = match query.get("status") {
        None => Some(Status::Open),
        Some(ANY) => None,
        Some(_) => parsed(query, "status")?,
    };
    let mut filter = Filter {
        office: parsed(query, "office")?,
        officer: parsed(query, "officer")?,
        category: query.get("category").map(str::to_owned),
        stage: parsed(query, "stage")?,
        status,
        ..Filter::default()
    };
    match query.get("urgency") {
        None => {}
        Some(AT_RISK) => (filter.due_from, filter.due_before) = (Some(now), at_risk_until(now, rulebook)),
        Some(OVERDUE) => filter.due_before = Some(now),
        Some(BREACHED) => filter.breached = Some(true),
        Some(_) => return Err(Problem::new(Code::Field, "must be at_risk, overdue or breached").at("urgency")),
    }
    Ok(filter)
}

/// A value as data writes it.
pub(super) fn parsed<T: DeserializeOwned>(fields: &Fields, name: &str) -> Result<Option<T>, Problem> {
    let wrong = |_| Problem::new(Code::Field, "is not one of the values that there are").at(name);
    fields.get(name).map(|value| serde_json::from_value(value.into()).map_err(wrong)).transpose()
}

fn with(query: &str, name: &str, value: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(query.to_owned());
    query.append_pair(name, value).finish()
}

/// What all parts of the page need.
struct List<'a> {
    words: &'static Worklist,
    language: Language,
    rulebook: &'a Rulebook,
    now: Instant,
    who: &'a Principal,
    query: &'a Fields,
}

impl List<'_> {
    /// The list without a cursor.
    fn address(&self) -> String {
        format!("/cases?{}", self.query.query_without(&["cursor", "lang"]))
    }

    fn search(&self) -> Markup {
        html! {
            form #search role="search" method="post" action="/cases/search" {
                label for="number" { (self.words.search) }
                input #number name="number" required maxlength="40" size="24" autocomplete="off";
                " " button type="submit" { (self.words.find) }
            }
        }
    }

    fn tabs(&self, shown: Tab) -> Markup {
        html! {
            nav #tabs aria-label=(self.words.tabs) {
                ul {
                    @for tab in Tab::ALL {
                        li {
                            a id={ "tab-" (tab.as_str()) } href={ "/cases?tab=" (tab.as_str()) } aria-current=[(tab == shown).then_some("page")] {
                                (tab.name(self.words))
                            }
                        }
                    }
                }
            }
        }
    }

    fn filters(&self, tab: Tab) -> Markup {
        let (words, language) = (self.words, self.language);
        let stages: Vec<_> = Stage::ALL.iter().map(|stage| (stage.as_str().to_owned(), language.stage(*stage).to_owned())).collect();
        let statuses: Vec<_> = Status::ALL.iter().map(|status| (status.as_str().to_owned(), language.status(*status).to_owned())).collect();
        let urgencies = [(AT_RISK, words.at_risk), (OVERDUE, words.overdue), (BREACHED, words.breached)];
        let status = self.query.get("status").unwrap_or(Status::Open.as_str());
        html! {
            form #filters method="get" action="/cases" aria-label=(words.filters) {
                input type="hidden" name="tab" value=(tab.as_str());
                @if !matches!(self.who.authority.only_office(Act::View), Ok(Some(_))) {
                    (self.choice("office", words.office, &offices(self.rulebook, language)))
                }
                (self.choice("stage", words.stage, &stages))
                (self.choice("category", words.category, &self.categories()))
                span { label for="officer" { (words.officer) } input #officer name="officer" size="10" value=(self.query.get("officer").unwrap_or_default()); }
                (self.choice("urgency", words.urgency, &urgencies.map(|(value, name)| (value.to_owned(), name.to_owned()))))
                span {
                    label for="status" { (words.status) }
                    select #status name="status" {
                        @for (value, name) in &statuses { option value=(value) selected[value == status] { (name) } }
                        option value=(ANY) selected[status == ANY] { (words.any) }
                    }
                }
                span { button #apply type="submit" { (words.apply) } " " a #reset href="/cases" { (words.reset) } }
            }
        }
    }

    fn choice(&self, name: &str, label: &str, values: &[(String, String)]) -> Markup {
        let chosen = self.query.get(name).unwrap_or_default();
        html! {
            span {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    option value="" { (self.words.any) }
                    @for (value, text) in values { option value=(value) selected[value == chosen] { (text) } }
                }
            }
        }
    }

    fn categories(&self) -> Vec<(String, String)> {
        let today = self.now.date();
        let in_force = self.rulebook.categories.iter().filter(|category| category.holds_on(today));
        let complaints = (CATEGORY.to_owned(), self.language.category(CATEGORY).to_owned());
        in_force.map(|category| (category.rule.code.to_string(), category.rule.code.to_string())).chain([complaints]).collect()
    }

    fn saved(&self, saved: &[SavedFilter]) -> Markup {
        let words = self.words;
        html! {
            details #saved .no-print open[!saved.is_empty()] {
                summary { (words.saved) }
                ul {
                    @for filter in saved {
                        li {
                            a href={ "/cases?" (filter.query) } { (filter.name) }
                            form .inline method="post" action="/cases/filters/forget" {
                                input type="hidden" name="name" value=(filter.name);
                                button .quiet type="submit" aria-label={ (words.forget) ": " (filter.name) } { (words.forget) }
                            }
                        }
                    }
                }
                form #save-filter method="post" action="/cases/filters" {
                    input type="hidden" name="query" value=(self.query.query_without(&["cursor", "lang"]));
                    label for="filter-name" { (words.save_as) }
                    input #filter-name name="name" required maxlength="60" autocomplete="off";
                    " " button .quiet type="submit" { (words.save) }
                }
            }
        }
    }

    fn plain_table(&self, cases: &[CaseLine]) -> Markup {
        self.rows(cases, false)
    }

    fn rows(&self, cases: &[CaseLine], may_tick: bool) -> Markup {
        let words = self.words;
        let heads = [words.case, words.stage, words.since, words.clock, words.due, words.left, words.office, words.officer, words.category];
        html! {
            div .wide {
                table #cases {
                    caption { (words.caption) }
                    thead {
                        tr {
                            @if may_tick { th scope="col" { (words.tick) } }
                            @for head in heads { th scope="col" { (head) } }
                        }
                    }
                    tbody { @for case in cases { (self.row(case, may_tick)) } }
                }
            }
        }
    }

    fn table(&self, cases: &[CaseLine]) -> Markup {
        let may_reassign = self.who.authority.may(Act::Reassign).is_ok();
        let table = self.rows(cases, may_reassign);
        if !may_reassign {
            return table;
        }
        html! {
            form #reassign method="post" action="/cases/reassignment" {
                (table)
                fieldset .no-print {
                    legend { (self.words.hand_over) }
                    span { label for="to-officer" { (self.words.to_officer) } input #to-officer name="to_officer" size="12" autocomplete="off"; }
                    span {
                        label for="to-office" { (self.words.to_office) }
                        select #to-office name="to_office" {
                            option value="" { (self.words.unchanged) }
                            @for (value, name) in offices(self.rulebook, self.language) { option value=(value) { (name) } }
                        }
                    }
                    button #preview type="submit" { (self.words.preview) }
                }
            }
        }
    }

    fn row(&self, line: &CaseLine, may_reassign: bool) -> Markup {
        let left = line.due.map(|due| Left::until(due, self.now, &line.office, self.rulebook));
        html! {
            tr id=(line.case) {
                @if may_reassign {
                    td { input type="checkbox" name="case" value=(line.case) aria-label={ (self.words.tick) ": " (line.case) }; }
                }
                th scope="row" {
                    a href={ "/cases/" (line.case) } { (line.case) }
                    @if line.is_news { " " span .news { "● " (self.words.news) } }
                }
                td { (self.language.stage(line.stage)) }
                td { @if let Some(since) = line.at_stage_since { (self.language.date(since.date())) } }
                td { @if let Some(clock) = line.clock { (self.language.clock(clock)) } @else { (self.words.nothing_awaited) } }
                td { @if let Some(due) = line.due { time datetime=(due) { (self.language.instant(due)) } } }
                td {
                    @if let Some(left) = left { span class=(left.class()) { (left.says(self.language)) } }
                    @if line.breached { " " strong .late { "⚠ " (self.words.breached) } }
                }
                td { abbr title=(self.language.office(self.rulebook, &line.office)) { (line.office) } }
                td { @if let Some(officer) = &line.officer { (officer) } @else { (self.words.nobody) } }
                td { (self.language.category(&line.category)) }
            }
        }
    }
}

/// All offices by code and name.
pub(super) fn offices(rulebook: &Rulebook, language: Language) -> Vec<(String, String)> {
    let in_force = rulebook.offices.iter().filter(|office| office.holds_on(NaiveDate::MAX));
    let named = |code: &OfficeCode| format!("{code} · {}", language.office(rulebook, code));
    in_force.map(|office| (office.rule.code.to_string(), named(&office.rule.code))).collect()
}
