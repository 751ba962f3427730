//! JSON Schemas of what can be filed.

use axum::Json;
use shaqyru_domain::{
    problem::{Code, Problem},
    schema::Filed,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Path, Refused};
use crate::{problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(schema))
}

/// The JSON Schema (draft 2020-12) of what is filed: `application.json`, `visa-request.json` or `complaint.json`. For everybody.
#[utoipa::path(get, path = "/schemas/{file}", tag = "applications", params(("file" = String, Path)), responses((status = 200, body = Object), Refused))]
async fn schema(Path(file): Path<String>) -> Result<Json<serde_json::Value>, Refusal> {
    let named = |filed: &Filed| file.strip_suffix(".json") == Some(filed.as_str());
    let filed = Filed::ALL.into_iter().find(named);
    let filed = filed.ok_or_else(|| Problem::new(Code::RuleUnknown, "there are application.json, visa-request.json and complaint.json"))?;
    Ok(Json(filed.schema()))
}
