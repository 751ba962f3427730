//! Filing complaints.

use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use shaqyru_domain::{complaint::filing::Complaint, time::instant::Instant};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Refused, body::Body, orders::idempotency_key};
use crate::{
    desk::{Filed, Submission},
    identity::Principal,
    problem::Refusal,
    site::Site,
};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(submit))
}

/// A complaint that is handed in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintHandedIn {
    /// What is filed, with the numbers of the case and of the passport in it.
    pub complaint: Complaint,
    /// When it was received; now, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub filed_at: Option<Instant>,
    /// File it though a complaint of the same person with the same office is open.
    #[serde(default)]
    pub anyway: bool,
}

/// File a complaint about a case (R26 para 59): one case, which rests on it. The same `Idempotency-Key` files it once.
#[utoipa::path(post, operation_id = "file_complaint", path = "/complaints", tag = "applications", params(("Idempotency-Key" = Option<String>, Header)), request_body(content = ComplaintHandedIn, example = json!(super::examples::complaint())), security(("token" = [])), responses((status = 200, body = Filed), Refused))]
async fn submit(
    State(site): State<Site>,
    who: Principal,
    headers: HeaderMap,
    Body(handed_in): Body<ComplaintHandedIn>,
) -> Result<Json<Filed>, Refusal> {
    let ComplaintHandedIn { complaint, filed_at, anyway } = handed_in;
    let paper = site.desk.complaint(&who, complaint, filed_at).await?;
    let submission = Submission { paper, request_id: idempotency_key(&headers)?, filed_at, anyway };
    Ok(Json(site.desk.submit(&who, submission).await?))
}
