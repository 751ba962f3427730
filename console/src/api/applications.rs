//! Filing and judging applications.

use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::Application,
    checks::{self, Judgement, records::Records},
    time::instant::Instant,
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Refused, body::Body, orders::idempotency_key};
use crate::{
    desk::{Filed, Paper, Submission},
    identity::Principal,
    problem::Refusal,
    site::Site,
};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(submit)).routes(routes!(check))
}

/// An application that is handed in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedIn {
    /// What is filed (annex 4).
    #[schema(value_type = shaqyru_domain::application::Form)]
    pub application: Application,
    /// When it was filed; now, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub filed_at: Option<Instant>,
    /// File it though a case for the same passport, category and office is open.
    #[serde(default)]
    pub anyway: bool,
}

/// File an application: one case per invitee, all or none. The same `Idempotency-Key` files the same cases once.
#[utoipa::path(post, operation_id = "file_application", path = "/applications", tag = "applications", params(("Idempotency-Key" = Option<String>, Header)), request_body(content = HandedIn, example = json!(super::examples::application())), security(("token" = [])), responses((status = 200, body = Filed), Refused))]
async fn submit(
    State(site): State<Site>,
    who: Principal,
    headers: HeaderMap,
    Body(handed_in): Body<HandedIn>,
) -> Result<Json<Filed>, Refusal> {
    let HandedIn { application, filed_at, anyway } = handed_in;
    let paper = Paper::Application(Box::new(application));
    let submission = Submission { paper, request_id: idempotency_key(&headers)?, filed_at, anyway };
    Ok(Json(site.desk.submit(&who, submission).await?))
}

/// An application that is judged and not filed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToJudge {
    /// What would be filed (annex 4).
    #[schema(value_type = shaqyru_domain::application::Form)]
    pub application: Application,
    /// On which day; today, if not given.
    #[serde(default)]
    pub on: Option<chrono::NaiveDate>,
    /// What the state registers say, if known.
    #[serde(default)]
    pub records: Option<Records>,
}

/// Judge an application by the rules in force on a day.
#[utoipa::path(post, operation_id = "judge_application", path = "/applications/judgement", tag = "applications", request_body(content = ToJudge, example = json!(super::examples::application())), security(("token" = [])), responses((status = 200, body = Judgement), Refused))]
async fn check(State(site): State<Site>, _who: Principal, Body(to_judge): Body<ToJudge>) -> Result<Json<Judgement>, Refusal> {
    let on = to_judge.on.unwrap_or_else(|| site.desk.now().date());
    let judgement = checks::judge(&to_judge.application, &site.desk.rulebook, on, to_judge.records.as_ref());
    // What the door says is about a field of the application; what the rulebook says is not.
    let judgement = judgement.map_err(|problem| if problem.field.is_some() { problem.under("application") } else { problem })?;
    Ok(Json(judgement))
}
