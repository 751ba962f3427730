//! What applicants can ask without a token.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use shaqyru_domain::case::number::CaseNumber;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Refused, body::Body};
use crate::{desk::Progress, problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(progress))
}

/// The two numbers that only applicant and office know together. They come in the body: addresses are logged on the way.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The number of the invitee's passport.
    pub passport_number: String,
}

/// Where a case stands, for the applicant: stage and dates, nothing else.
#[utoipa::path(post, path = "/status", tag = "applicants", request_body(content = Asked, example = json!(super::examples::status())), responses((status = 200, body = Progress), Refused))]
async fn progress(State(site): State<Site>, Body(asked): Body<Asked>) -> Result<Json<Progress>, Refusal> {
    Ok(Json(site.progress(&asked.case, &asked.passport_number).await?))
}
