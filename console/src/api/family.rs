//! The family of a case.

use axum::{Json, extract::State};
use shaqyru_domain::case::number::CaseNumber;
use shaqyru_register::Family;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Refused, body::Path};
use crate::{identity::Principal, problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(tree))
}

/// The family of a case: the invitation, the visas that rest on it, and what became of each.
#[utoipa::path(get, path = "/cases/{case}/tree", tag = "cases", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, body = Object), Refused))]
async fn tree(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Json<Family>, Refusal> {
    Ok(Json(site.desk.family(&who, &case).await?))
}
