//! The family of a case.

use axum::{Json, extract::State};
use serde_json::Value;
use shaqyru_domain::{case::number::CaseNumber, visa::request::VisaAction};
use shaqyru_register::Family;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Refused, body::Path};
use crate::{identity::Principal, problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(tree)).routes(routes!(follow_up))
}

/// The family of a case: the invitation, the visas that rest on it, and what became of each.
#[utoipa::path(get, path = "/cases/{case}/tree", tag = "cases", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, body = Family), Refused))]
async fn tree(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Json<Family>, Refusal> {
    Ok(Json(site.desk.family(&who, &case).await?))
}

/// The request for a visa that follows from a case, with all filled in that is known; what is not is `null`. An invitation leads to `issue`, a visa
/// to `extend`, `restore`, `annul` and `shorten`.
#[utoipa::path(get, path = "/cases/{case}/follow-up/{action}", tag = "cases", params(("case" = String, Path), ("action" = String, Path)), security(("token" = [])), responses((status = 200, body = Object), Refused))]
async fn follow_up(
    State(site): State<Site>,
    who: Principal,
    Path((case, action)): Path<(CaseNumber, VisaAction)>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(site.desk.follow_up(&who, &case, action).await?))
}
