//! What was entered later than it was received, and which breaches that undid: for auditors.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{
    case::antedated::AntedatedEntry,
    problem::{Code, Problem},
};
use shaqyru_register::{AntedatedFilter, AntedatedInCase, antedated_as_csv};

use super::{Fields, Page, Query, Section, Visit, worklist::parsed};
use crate::{
    desk::{actor, day_after, midnight},
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Audit, Language},
};

/// Where the page is.
pub(super) const ADDRESS: &str = "/audit/antedated";
/// Entries on a page.
const PAGE: u32 = 100;
/// As many in a file: what a spreadsheet still opens.
const FILE: u32 = 100_000;

/// The entries that were asked for, as a page.
pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Result<Page, Refusal> {
    let skip =
        query.get("skip").map(str::parse).transpose().map_err(|_| Problem::new(Code::Field, "is no number").at("skip"))?.unwrap_or(0);
    let entries = site.desk.antedated(&who, &filter(&query)?, skip, PAGE).await?;
    let (language, words) = (visit.language, Audit::of(visit.language));
    let address = query.query_without(&["skip", "lang"]);
    let content = html! {
        h1 { (words.antedated) }
        p { (words.antedated_explained) }
        p .no-print { a href="/audit" { (words.looks) } }
        (form(&query, words))
        p .no-print { a #export href={ (ADDRESS) "/export?" (address) } { (words.export) } }
        @if entries.is_empty() { p #nothing { (words.none) } } @else { (table(&entries, language, words)) }
        @if entries.len() == usize::try_from(PAGE).unwrap_or(usize::MAX) {
            p { a #older href={ (ADDRESS) "?" (address) "&skip=" (skip.saturating_add(PAGE)) } { (words.older) } }
        }
    };
    Ok(Page::new(visit, who, Section::Audit, words.antedated, content))
}

/// The same as a file. That it was taken out is on record, too.
pub(super) async fn export(State(site): State<Site>, who: Principal, Query(query): Query) -> Result<Response, Refusal> {
    let entries = site.desk.antedated(&who, &filter(&query)?, 0, FILE).await?;
    let written = antedated_as_csv(&entries).map_err(Problem::from)?;
    site.desk.note_beside(&who, "export: antedated").await?;
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"antedated.csv\"")];
    Ok((headers, written).into_response())
}

fn filter(query: &Fields) -> Result<AntedatedFilter, Problem> {
    Ok(AntedatedFilter {
        case: query.get("case").map(str::parse).transpose()?,
        actor: query.get("person").map(actor).transpose()?,
        from: parsed(query, "from")?.map(midnight),
        before: day_after(parsed(query, "until")?),
        undid: query.get("undid").is_some(),
    })
}

fn form(query: &Fields, words: &Audit) -> Markup {
    let kept = |name: &str| query.get(name).unwrap_or_default().to_owned();
    html! {
        form #filters method="get" action=(ADDRESS) {
            span { label for="case" { (words.case) } input #case name="case" size="20" autocomplete="off" value=(kept("case")); }
            span { label for="person" { (words.person) } input #person name="person" size="14" autocomplete="off" value=(kept("person")); }
            span { label for="from" { (words.from) } input #from type="date" name="from" value=(kept("from")); }
            span { label for="until" { (words.until) } input #until type="date" name="until" value=(kept("until")); }
            span { input #undid type="checkbox" name="undid" value="yes" checked[query.get("undid").is_some()]; " " label .tick for="undid" { (words.undid_only) } }
            span { button #apply type="submit" { (words.show) } }
        }
    }
}

fn table(entries: &[AntedatedInCase], language: Language, words: &Audit) -> Markup {
    let heads = [words.case, words.what, words.received, words.entered, words.who, words.why, words.letter, words.undid];
    html! {
        div .wide {
            table #antedated {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { @for entry in entries { (row(entry, language)) } }
            }
        }
    }
}

fn row(AntedatedInCase { case, office, entry }: &AntedatedInCase, language: Language) -> Markup {
    let AntedatedEntry { place: _, act, received_at, entered_at, entered_by, because, letter, undid } = entry;
    html! {
        tr {
            td { a href={ "/cases/" (case) } { (case) } br; small { (office) } }
            td { @if let Some(act) = act { (language.act(*act)) } }
            td { time datetime=(received_at) { (language.instant(*received_at)) } }
            td { time datetime=(entered_at) { (language.instant(*entered_at)) } }
            td { (language.actor(entered_by)) }
            td { @if let Some(because) = because { (because) } }
            td { @if let Some(letter) = letter { (letter) } }
            td { @for term in undid { div { strong .late { (language.undone(term)) } } } }
        }
    }
}
