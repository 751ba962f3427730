//! Who has looked, and what is on record as a whole. For auditors.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    authority::Act,
    case::number::CaseNumber,
    problem::{Code, Problem},
    text::OfficerId,
};
use shaqyru_register::{AntedatedFilter, AntedatedInCase, Break, Format, NotedLook, View, antedated_as_csv};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Path, Query},
};
use crate::{
    desk::{actor, day_after, midnight},
    identity::Principal,
    problem::Refusal,
    site::Site,
};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(views))
        .routes(routes!(by_person))
        .routes(routes!(others))
        .routes(routes!(antedated))
        .routes(routes!(verify))
        .routes(routes!(export))
}

/// Who has looked at a case, and what was refused.
#[utoipa::path(get, path = "/cases/{case}/views", tag = "audit", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, body = Vec<View>), Refused))]
async fn views(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Json<Vec<View>>, Refusal> {
    Ok(Json(site.desk.views(&who, &case).await?))
}

/// What was refused or done that is about no case in particular: the newest first, 500 at most.
#[utoipa::path(get, path = "/views", tag = "audit", params(Before), security(("token" = [])), responses((status = 200, body = Vec<NotedLook>), Refused))]
async fn others(
    State(site): State<Site>,
    who: Principal,
    Query(Before { before }): Query<Before>,
) -> Result<Json<Vec<NotedLook>>, Refusal> {
    Ok(Json(site.desk.other_views(&who, before, LOOKS).await?))
}

/// So many looks are on a page.
const LOOKS: u32 = 500;

/// Where a list goes on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Only what was noted before this entry: the last one of the page before.
    before: Option<i64>,
}

/// At what somebody has looked, and what they were refused: the newest first, 500 at most.
#[utoipa::path(get, path = "/people/{person}/views", tag = "audit", params(("person" = String, Path), Before), security(("token" = [])), responses((status = 200, body = Vec<NotedLook>), Refused))]
async fn by_person(
    State(site): State<Site>,
    who: Principal,
    Path(person): Path<OfficerId>,
    Query(Before { before }): Query<Before>,
) -> Result<Json<Vec<NotedLook>>, Refusal> {
    Ok(Json(site.desk.views_by(&who, person, before, LOOKS).await?))
}

/// So many antedated entries are on a page.
const ENTRIES: u32 = 500;

/// Which antedated entries, and in which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Antedated {
    /// Of this case.
    #[param(value_type = Option<String>)]
    case: Option<CaseNumber>,
    /// By this person: an officer's id, or `nsc`, `police`, …
    person: Option<String>,
    /// Entered from this day on (Asia/Almaty).
    from: Option<NaiveDate>,
    /// Entered up to and including this day.
    until: Option<NaiveDate>,
    /// Only those that undid a breach.
    undid: bool,
    /// Past so many of them: the list goes on where a page before has ended.
    skip: u32,
    /// `json` (the default) or `csv`.
    format: Option<String>,
}

/// What was entered later than it was received, with reason, letter and the breaches that it undid: the last entered first, 500 at most.
#[utoipa::path(get, path = "/antedated", tag = "audit", params(Antedated), security(("token" = [])), responses((status = 200, content((Vec<AntedatedInCase> = "application/json"), (String = "text/csv"))), Refused))]
async fn antedated(State(site): State<Site>, who: Principal, Query(wanted): Query<Antedated>) -> Result<Response, Refusal> {
    let Antedated { case, person, from, until, undid, skip, format } = wanted;
    let filter = AntedatedFilter {
        case,
        actor: person.as_deref().map(actor).transpose()?,
        from: from.map(midnight),
        before: day_after(until),
        undid,
    };
    let entries = site.desk.antedated(&who, &filter, skip, ENTRIES).await?;
    match format.as_deref() {
        None | Some("json") => Ok(Json(entries).into_response()),
        Some("csv") => {
            let written = antedated_as_csv(&entries).map_err(Problem::from)?;
            site.desk.note_beside(&who, "export: antedated").await?;
            Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], written).into_response())
        }
        Some(_) => Err(Problem::new(Code::Field, "must be json or csv").at("format").into()),
    }
}

/// Whether the chains of the register hold.
#[derive(Debug, Serialize, ToSchema)]
struct Verified {
    /// How many cases were looked at.
    cases: u64,
    /// Where they do not.
    breaks: Vec<Break>,
}

/// Verify the chains of the register.
#[utoipa::path(get, operation_id = "verify_register", path = "/register/verification", tag = "audit", security(("token" = [])), responses((status = 200, body = Verified), Refused))]
async fn verify(State(site): State<Site>, who: Principal) -> Result<Json<Verified>, Refusal> {
    site.desk.allow(&who, Act::Audit).await?;
    let breaks = site.desk.register.verify().await.map_err(Problem::from)?;
    let cases = site.desk.register.count_cases().await.map_err(Problem::from)?;
    Ok(Json(Verified { cases, breaks }))
}

/// In which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct As {
    /// `csv` (the default) or `jsonl`.
    format: Option<String>,
}

/// Export `cases` or `stages`. Cases hold personal data.
#[utoipa::path(get, path = "/register/{what}", tag = "audit", params(("what" = String, Path), As), security(("token" = [])), responses((status = 200, content_type = "text/csv", body = String), Refused))]
async fn export(State(site): State<Site>, who: Principal, Path(what): Path<String>, Query(wanted): Query<As>) -> Result<Response, Refusal> {
    site.desk.allow(&who, Act::Audit).await?;
    let (format, media_type) = match wanted.format.as_deref() {
        None | Some("csv") => (Format::Csv, "text/csv; charset=utf-8"),
        Some("jsonl") => (Format::Jsonl, "application/jsonl"),
        Some(_) => return Err(Problem::new(Code::Field, "must be csv or jsonl").at("format").into()),
    };
    let register = &site.desk.register;
    let mut written = Vec::new();
    match what.as_str() {
        "cases" => register.export_cases(format, &mut written).await,
        "stages" => register.export_stages(format, &mut written).await,
        _ => return Err(Problem::new(Code::Usage, "cases or stages are exported").into()),
    }
    .map_err(Problem::from)?;
    site.desk.note_beside(&who, &format!("export: {what}")).await?;
    Ok(([(header::CONTENT_TYPE, media_type)], written).into_response())
}
