//! What the rulebook says: deadlines, entries, announcements.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    announcement::AnnouncementView,
    authority::Act,
    law::rulebook::entries::{self, Found, Listed},
    problem::{Code, Problem},
    time::{
        deadline::Deadline,
        instant::Instant,
        proof::Proof,
        term::{CountFrom, Term},
    },
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Path, Query},
};
use crate::{identity::Principal, problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(deadline)).routes(routes!(table)).routes(routes!(named)).routes(routes!(announcement, announce))
}

/// What to count.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ToCount {
    /// From this instant.
    from: String,
    /// `3wd` or `30cd`.
    term: String,
    /// `receipt` (the default) or `registration`.
    #[param(value_type = Option<String>)]
    count_from: Option<CountFrom>,
    /// By the calendar's revision of this day; the newest, if not given.
    as_of: Option<NaiveDate>,
}

/// Count a deadline, with its proof.
#[utoipa::path(get, path = "/deadline", tag = "law", params(ToCount), security(("token" = [])), responses((status = 200, body = Proof), Refused))]
async fn deadline(State(site): State<Site>, _who: Principal, Query(to_count): Query<ToCount>) -> Result<Json<Proof>, Refusal> {
    let rulebook = &site.desk.rulebook;
    let from = Instant::parse(&to_count.from).map_err(|error| Problem::new(Code::Instant, error.to_string()).at("from"))?;
    let term: Term = to_count
        .term
        .parse()
        .map_err(|error: shaqyru_domain::time::term::TermError| Problem::new(Code::Term, error.to_string()).at("term"))?;
    let calendar = to_count.as_of.map_or_else(|| rulebook.calendars.newest(), |day| rulebook.calendars.as_of(day));
    let hours = rulebook.hours(to_count.as_of.unwrap_or(NaiveDate::MAX))?;
    let deadline =
        Deadline::count(from, term, to_count.count_from.unwrap_or(CountFrom::Receipt), calendar, &hours).map_err(Problem::from)?;
    Ok(Json(Proof::of(&deadline, calendar).map_err(Problem::from)?))
}

/// On which day.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct On {
    /// Only what holds on this day.
    on: Option<NaiveDate>,
}

/// The entries of a table of the rulebook, such as `categories`.
#[utoipa::path(get, path = "/rules/{table}", tag = "law", params(("table" = String, Path), On), security(("token" = [])), responses((status = 200, body = Vec<entries::Listed>), Refused))]
async fn table(
    State(site): State<Site>,
    _who: Principal,
    Path(table): Path<String>,
    Query(On { on }): Query<On>,
) -> Result<Json<Vec<Listed>>, Refusal> {
    Ok(Json(entries::table(&site.desk.rulebook, &table, on)?))
}

/// What is called by a name, such as `B3` or `R26 para 26`, and the rules that rest on it.
#[utoipa::path(get, path = "/rules/named/{name}", tag = "law", params(("name" = String, Path), On), security(("token" = [])), responses((status = 200, body = Found), Refused))]
async fn named(
    State(site): State<Site>,
    _who: Principal,
    Path(name): Path<String>,
    Query(On { on }): Query<On>,
) -> Result<Json<Found>, Refusal> {
    Ok(Json(entries::find(&site.desk.rulebook, &name, on)?))
}

/// An announcement that was asked for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Announced {
    /// The edition.
    pub edition: String,
    /// Whether it had been announced before.
    pub repeated: bool,
}

/// Announce an edition to everybody who must be told (R26 para 58-1). For operators.
#[utoipa::path(post, path = "/announcements/{edition}", tag = "law", params(("edition" = String, Path)), security(("token" = [])), responses((status = 200, body = Announced), Refused))]
async fn announce(State(site): State<Site>, who: Principal, Path(edition): Path<String>) -> Result<Json<Announced>, Refusal> {
    site.desk.allow(&who, Act::Announce).await?;
    site.desk.rulebook.edition(&edition)?;
    let started = site.announcements().announce(&edition).await?;
    Ok(Json(Announced { edition, repeated: !started }))
}

/// Who was told of an edition, and when.
#[utoipa::path(get, path = "/announcements/{edition}", tag = "law", params(("edition" = String, Path)), security(("token" = [])), responses((status = 200, body = AnnouncementView), Refused))]
async fn announcement(State(site): State<Site>, _who: Principal, Path(edition): Path<String>) -> Result<Json<AnnouncementView>, Refusal> {
    Ok(Json(site.announcements().view(&edition, site.desk.now()).await?))
}
