//! What if: the dates that would follow of what the NSC may do.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::Channel,
    case::number::CaseNumber,
    coordination::what_if::{Draft, Supposed, WhatIf},
    problem::Problem,
    text::OfficeCode,
    time::instant::Instant,
    visa::what_if::DraftedVisa,
    what_if,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Body, Path, Query, instant},
};
use crate::{identity::Principal, problem::Refusal, site::Site};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(of_case)).routes(routes!(of_draft))
}

/// What is supposed of the instants at which others act.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AboutCase {
    /// When the police verify an invitation, if they have not; the last instant in time, if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    /// When the NSC answers or asks; the last instant in time, if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsc_at: Option<String>,
}

impl AboutCase {
    pub(crate) fn supposed(&self) -> Result<Supposed, Problem> {
        Ok(Supposed {
            verified_at: instant("verified_at", self.verified_at.as_deref())?,
            nsc_at: instant("nsc_at", self.nsc_at.as_deref())?,
        })
    }
}

/// On which dates each clock of a case would end if the NSC answers, asks for more time, or is silent.
#[utoipa::path(get, path = "/cases/{case}/what-if", tag = "cases", params(("case" = String, Path), AboutCase), security(("token" = [])), responses((status = 200, body = WhatIf), Refused))]
async fn of_case(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    Query(about): Query<AboutCase>,
) -> Result<Json<WhatIf>, Refusal> {
    Ok(Json(site.desk.what_if(&who, &case, about.supposed()?).await?))
}

/// A draft, and what is supposed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AboutDraft {
    /// The office that would be asked.
    #[schema(value_type = String)]
    office: OfficeCode,
    /// `electronic` or `paper`.
    #[schema(value_type = String)]
    channel: Channel,
    /// When it would be filed.
    #[schema(value_type = String, format = DateTime)]
    filed_at: Instant,
    /// The visa that would be asked for; an invitation would be, if not given.
    #[serde(default)]
    visa: Option<DraftedVisa>,
    /// When the police verify an invitation; the last instant in time, if not given.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    verified_at: Option<Instant>,
    /// When the NSC answers or asks; the last instant in time, if not given.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    nsc_at: Option<Instant>,
}

/// The same for an application, or a request for a visa, that could be filed.
#[utoipa::path(post, path = "/what-if", tag = "law", request_body(content = AboutDraft, example = json!(super::examples::draft())), security(("token" = [])), responses((status = 200, body = WhatIf), Refused))]
async fn of_draft(State(site): State<Site>, _who: Principal, Body(about): Body<AboutDraft>) -> Result<Json<WhatIf>, Refusal> {
    let AboutDraft { office, channel, filed_at, visa, verified_at, nsc_at } = about;
    let draft = Draft { office, channel, filed_at };
    Ok(Json(what_if::of_draft(&draft, visa.as_ref(), &site.desk.rulebook, Supposed { verified_at, nsc_at })?))
}
