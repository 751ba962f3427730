//! What people look up in the rulebook: changes, citations, who is competent, which visa may follow, terms, stickers.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    checks::{
        finding::Finding,
        sticker::{self, Sticker},
    },
    competence::{self, Competence, Question},
    law::rulebook::{
        RulesInForce,
        category::Holder,
        changes::{self, Change},
        citation::{self, Citation},
        jurisdiction::Action,
        visa::ServiceTerm,
    },
    problem::{Code, Problem},
    succession::{self, Following, Held},
    text::DocumentKind,
    time::instant::Instant,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Body, Path, Query, instant},
};
use crate::{identity::Principal, problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(differences))
        .routes(routes!(cited))
        .routes(routes!(competent))
        .routes(routes!(following))
        .routes(routes!(term))
        .routes(routes!(judge_sticker))
}

/// The rules of a day; of today, if none is given.
fn rules(site: &Site, on: Option<NaiveDate>) -> Result<RulesInForce<'_>, Problem> {
    site.desk.rulebook.on(on.unwrap_or_else(|| site.desk.now().date())).map_err(|problem| problem.at("on"))
}

/// What to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Revisions {
    /// `built-in`, a content hash, an edition or a day.
    before: String,
    /// The same.
    after: String,
}

/// What differs between two revisions of the rulebook.
#[utoipa::path(get, path = "/rules/differences", tag = "law", params(Revisions), security(("token" = [])), responses((status = 200, body = Vec<Change>), Refused))]
async fn differences(State(site): State<Site>, _who: Principal, Query(asked): Query<Revisions>) -> Result<Json<Vec<Change>>, Refusal> {
    let of = |revision: &str| changes::of_revision(&site.desk.rulebook, revision);
    Ok(Json(changes::between(&of(&asked.before)?, &of(&asked.after)?)))
}

/// The paragraph that a finding's code or a ground rests on.
#[utoipa::path(get, path = "/rules/citations/{code}", tag = "law", params(("code" = String, Path)), security(("token" = [])), responses((status = 200, body = Citation), Refused))]
async fn cited(State(site): State<Site>, _who: Principal, Path(code): Path<String>) -> Result<Json<Citation>, Refusal> {
    Ok(Json(citation::cite(&site.desk.rulebook, &code)?))
}

/// On what competence hangs; regions are ISO 3166-2.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The visa category.
    category: String,
    /// `invitation` (the default), `primary`, `extension`, `annulment`, `restoration` or `shortening`.
    #[param(value_type = Option<String>)]
    action: Option<Action>,
    /// Where the inviting party is registered.
    registered_in: String,
    /// Where the foreigner temporarily lives; for A5, where the foreigner actually is.
    lives_in: Option<String>,
    /// Where the foreigner works or studies.
    works_in: Option<String>,
    /// By the rules of that day; today, if not given.
    on: Option<NaiveDate>,
}

/// Which police body is competent.
#[utoipa::path(get, path = "/rules/competence", tag = "law", params(Asked), security(("token" = [])), responses((status = 200, body = Competence), Refused))]
async fn competent(State(site): State<Site>, _who: Principal, Query(asked): Query<Asked>) -> Result<Json<Competence>, Refusal> {
    let question = Question {
        category: &asked.category,
        action: asked.action.unwrap_or(Action::Invitation),
        registered_in: &asked.registered_in,
        lives_in: asked.lives_in.as_deref(),
        works_in: asked.works_in.as_deref(),
    };
    Ok(Json(competence::ask(&question, &rules(&site, asked.on)?)?))
}

/// What somebody has who asks for another visa.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Has {
    /// The category of the visa; without one: a stay without a visa.
    category: Option<String>,
    /// Regimes of the party that invites now, with commas between them.
    regimes: Option<String>,
    /// What the holder is, with commas between them.
    holder: Option<String>,
    /// By the rules of that day; today, if not given.
    on: Option<NaiveDate>,
}

/// Which visas may follow one inside Kazakhstan.
#[utoipa::path(get, path = "/rules/succession", tag = "law", params(Has), security(("token" = [])), responses((status = 200, body = Vec<Following>), Refused))]
async fn following(State(site): State<Site>, _who: Principal, Query(has): Query<Has>) -> Result<Json<Vec<Following>>, Refusal> {
    let regimes = listed(has.regimes.as_deref(), |text| text.parse::<DocumentKind>().map_err(|problem| problem.at("regimes")))?;
    let unknown = || Problem::new(Code::Field, "is not one of the values that there are").at("holder");
    let known = |text: &str| Holder::ALL.into_iter().find(|holder| holder.as_str() == text).ok_or_else(unknown);
    let holder = listed(has.holder.as_deref(), known)?;
    let held = Held { category: has.category.as_deref(), regimes: &regimes, holder: &holder };
    Ok(Json(succession::following(&held, &rules(&site, has.on)?)?))
}

fn listed<T>(text: Option<&str>, read: impl Fn(&str) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
    text.into_iter().flat_map(|text| text.split(',')).filter(|word| !word.is_empty()).map(read).collect()
}

/// What is done with the visa, and when it was filed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Service {
    /// `primary` (the default), `extension` or `restoration`.
    #[param(value_type = Option<String>)]
    action: Option<Action>,
    /// Counts the deadline, too.
    filed_at: Option<String>,
}

/// How long the service for a visa of a category takes inside Kazakhstan.
#[utoipa::path(get, path = "/rules/terms/{category}", tag = "law", params(("category" = String, Path), Service), security(("token" = [])), responses((status = 200, body = ServiceTerm), Refused))]
async fn term(
    State(site): State<Site>,
    _who: Principal,
    Path(category): Path<String>,
    Query(asked): Query<Service>,
) -> Result<Json<ServiceTerm>, Refusal> {
    let filed_at = instant("filed_at", asked.filed_at.as_deref())?;
    let rules = rules(&site, filed_at.map(Instant::date))?;
    Ok(Json(ServiceTerm::of_action(&category, asked.action.unwrap_or(Action::Primary), filed_at, &rules)?))
}

/// A completed visa sticker.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StickerToJudge)]
struct ToJudge {
    /// As it was completed (annex 2).
    sticker: Sticker,
    /// By the rules of that day; today, if not given.
    #[serde(default)]
    on: Option<NaiveDate>,
}

/// What was found in a sticker.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StickerJudged)]
struct Judged {
    /// Whether nothing was.
    valid: bool,
    /// What.
    findings: Vec<Finding>,
}

/// Judge a completed visa sticker by annex 2.
#[utoipa::path(post, path = "/rules/stickers/judgement", tag = "law", request_body(content = ToJudge, example = json!(super::examples::sticker())), security(("token" = [])), responses((status = 200, body = Judged), Refused))]
async fn judge_sticker(State(site): State<Site>, _who: Principal, Body(to_judge): Body<ToJudge>) -> Result<Json<Judged>, Refusal> {
    let findings = sticker::check(&to_judge.sticker, &rules(&site, to_judge.on)?)?;
    Ok(Json(Judged { valid: findings.is_empty(), findings }))
}
