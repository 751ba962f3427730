//! Who looked at what, and what was refused: for auditors.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{
    authority::Act,
    problem::{Code, Problem},
};
use shaqyru_register::{LookFilter, NotedLook, looks_as_csv};

use super::{Fields, Page, Query, Section, Visit, antedated, worklist::parsed};
use crate::{
    desk::{actor, day_after, midnight},
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Audit, Language},
};

/// Looks on a page.
const PAGE: u32 = 100;
/// As many in a file: what a spreadsheet still opens.
const FILE: u32 = 100_000;

/// The looks that were asked for, as a page.
pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Result<Page, Refusal> {
    site.desk.allow(&who, Act::Audit).await?;
    let filter = filter(&query)?;
    let before = query.get("before").map(str::parse).transpose().map_err(|_| Problem::new(Code::Field, "is no entry").at("before"))?;
    let looks = site.desk.register.looks(&filter, before, PAGE).await.map_err(Problem::from)?;
    let (language, words) = (visit.language, Audit::of(visit.language));
    let address = query.query_without(&["before", "lang"]);
    let content = html! {
        h1 { (words.title) }
        p { (words.explained) }
        p .no-print { a #to-antedated href=(antedated::ADDRESS) { (words.antedated) } }
        (form(&query, words))
        p .no-print { a #export href={ "/audit/export?" (address) } { (words.export) } }
        @if looks.is_empty() { p #nothing { (words.none) } } @else { (table(&looks, language, words)) }
        @if let Some(last) = looks.last().filter(|_| looks.len() == usize::try_from(PAGE).unwrap_or(usize::MAX)) {
            p { a #older href={ "/audit?" (address) "&before=" (last.entry) } { (words.older) } }
        }
    };
    Ok(Page::new(visit, who, Section::Audit, words.title, content))
}

/// The same as a file. That it was taken out is on record, too.
pub(super) async fn export(State(site): State<Site>, who: Principal, Query(query): Query) -> Result<Response, Refusal> {
    site.desk.allow(&who, Act::Audit).await?;
    let looks = site.desk.register.looks(&filter(&query)?, None, FILE).await.map_err(Problem::from)?;
    let written = looks_as_csv(&looks).map_err(Problem::from)?;
    site.desk.note_beside(&who, "export: looks").await?;
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"looks.csv\"")];
    Ok((headers, written).into_response())
}

fn filter(query: &Fields) -> Result<LookFilter, Problem> {
    Ok(LookFilter {
        case: query.get("case").map(str::parse).transpose()?,
        actor: query.get("person").map(actor).transpose()?,
        from: parsed(query, "from")?.map(midnight),
        before: day_after(parsed(query, "until")?),
        refused: query.get("refused").is_some(),
        ..LookFilter::default()
    })
}

fn form(query: &Fields, words: &Audit) -> Markup {
    let kept = |name: &str| query.get(name).unwrap_or_default().to_owned();
    html! {
        form #filters method="get" action="/audit" {
            span { label for="case" { (words.case) } input #case name="case" size="20" autocomplete="off" value=(kept("case")); }
            span { label for="person" { (words.person) } input #person name="person" size="14" autocomplete="off" value=(kept("person")); }
            span { label for="from" { (words.from) } input #from type="date" name="from" value=(kept("from")); }
            span { label for="until" { (words.until) } input #until type="date" name="until" value=(kept("until")); }
            span { input #refused type="checkbox" name="refused" value="yes" checked[query.get("refused").is_some()]; " " label .tick for="refused" { (words.refused) } }
            span { button #apply type="submit" { (words.show) } }
        }
    }
}

fn table(looks: &[NotedLook], language: Language, words: &Audit) -> Markup {
    html! {
        div .wide {
            table #looks {
                thead { tr { @for head in [words.at, words.who, words.case, words.what] { th scope="col" { (head) } } } }
                tbody {
                    @for look in looks {
                        tr {
                            td { time datetime=(look.at) { (language.instant(look.at)) } }
                            td { (language.actor(&look.actor)) }
                            td { @if let Some(case) = &look.case { (case) } @else { (words.no_case) } }
                            td { code { (look.what) } }
                        }
                    }
                }
            }
        }
    }
}
