//! Filing requests for visas.

use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use shaqyru_domain::{time::instant::Instant, visa::request::VisaRequest};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Refused, body::Body, orders::idempotency_key};
use crate::{
    desk::{ElectronicInvitation, Filed, Paper, PreparedRequest, Submission},
    identity::Principal,
    problem::Refusal,
    site::Site,
};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(submit)).routes(routes!(prepare))
}

/// A request for a visa that is handed in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestHandedIn {
    /// What is filed (annex 9).
    #[schema(value_type = shaqyru_domain::visa::request::Form)]
    pub request: VisaRequest,
    /// When it was filed; now, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub filed_at: Option<Instant>,
    /// File it though a case for the same passport, category and office is open.
    #[serde(default)]
    pub anyway: bool,
}

/// File a request for a visa: one case. The same `Idempotency-Key` files it once.
#[utoipa::path(post, operation_id = "file_visa_request", path = "/visa-requests", tag = "applications", params(("Idempotency-Key" = Option<String>, Header)), request_body(content = RequestHandedIn, example = json!(super::examples::visa_request())), security(("token" = [])), responses((status = 200, body = Filed), Refused))]
async fn submit(
    State(site): State<Site>,
    who: Principal,
    headers: HeaderMap,
    Body(handed_in): Body<RequestHandedIn>,
) -> Result<Json<Filed>, Refusal> {
    let RequestHandedIn { request, filed_at, anyway } = handed_in;
    let paper = Paper::Request(Box::new(request));
    let submission = Submission { paper, request_id: idempotency_key(&headers)?, filed_at, anyway };
    Ok(Json(site.desk.submit(&who, submission).await?))
}

/// Have the request for an electronic visa made of the electronic invitation that has this number and date and names this passport, for the portal.
/// `fee` and `confirmation` are `null`: put there what the holder has paid, and that the holder has compared it with the passport, and file it with
/// `POST /visa-requests` (R26 paras 19, 25).
#[utoipa::path(post, path = "/visa-requests/prepared", tag = "applications", request_body(content = ElectronicInvitation, example = json!(super::examples::electronic_invitation())), security(("token" = [])), responses((status = 200, body = PreparedRequest), Refused))]
async fn prepare(
    State(site): State<Site>,
    who: Principal,
    Body(invitation): Body<ElectronicInvitation>,
) -> Result<Json<PreparedRequest>, Refusal> {
    Ok(Json(site.desk.prepare_electronic_visa(&who, &invitation).await?))
}
