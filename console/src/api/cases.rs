//! Cases: lists, and one as a whole.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shaqyru_client::{WhatWasFiled, history::Event};
use shaqyru_documents::DocumentError;
use shaqyru_domain::{
    case::{
        number::CaseNumber,
        stage::{Stage, Status},
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    document::Document,
    law::clock_kind::ClockKind,
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId},
    visa::sticker::FilledSticker,
};
use shaqyru_register::{CaseLine, Filter, VisaWait};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Path, Query, instant},
};
use crate::{
    breach_dossier::form as breach_dossier_form,
    identity::Principal,
    papers::{file, handed_over},
    problem::Refusal,
    site::{Site, StickerOnDay},
    words,
};

/// The most cases on a page.
const LONGEST_PAGE: u16 = 500;
const USUAL_PAGE: u16 = 100;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(timeline))
        .routes(routes!(deadlines))
        .routes(routes!(application))
        .routes(routes!(history))
        .routes(routes!(documents))
        .routes(routes!(breach_dossier))
        .routes(routes!(document))
        .routes(routes!(sticker))
        .routes(routes!(printed_sticker))
}

/// Which cases.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Of this office; your own, if your role is held at one.
    #[param(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// Of this officer.
    #[param(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// Of this visa category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// At this stage.
    #[param(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Which await this clock first.
    #[param(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKind>,
    /// Open, or ended so.
    #[param(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// In which a statutory term has run out, or has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breached: Option<bool>,
    /// Whose visas wait for this: `berkut`, to be entered there; `berkut_end`, until Berkut knows of their end; or `fingerprints`.
    #[param(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<VisaWait>,
    /// Whose awaited clock is due before this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_before: Option<String>,
    /// After this cursor, which the page before has named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// At most so many, up to 500.
    #[param(minimum = 1, maximum = 500)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}

/// A page of cases.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Listed {
    /// The first due first; those that await nothing last.
    pub cases: Vec<CaseLine>,
    /// The cursor of the next page; none on the last one.
    pub next: Option<String>,
}

impl Wanted {
    fn into_filter(self) -> Result<Filter, Problem> {
        let due_before = instant("due_before", self.due_before.as_deref())?;
        let Self { office, officer, category, stage, clock, status, breached, waits_for, .. } = self;
        Ok(Filter { office, officer, category, stage, clock, status, breached, waits_for, due_before, ..Filter::default() })
    }
}

/// List the cases that you may see, in the order in which they fall due.
#[utoipa::path(get, operation_id = "list_cases", path = "/cases", tag = "cases", params(Wanted), security(("token" = [])), responses((status = 200, body = Listed), Refused))]
async fn list(State(site): State<Site>, who: Principal, Query(wanted): Query<Wanted>) -> Result<Json<Listed>, Refusal> {
    let cursor = wanted.cursor.as_deref().map(str::parse).transpose()?;
    let limit = wanted.limit.unwrap_or(USUAL_PAGE);
    if limit == 0 || limit > LONGEST_PAGE {
        return Err(Problem::new(Code::Size, format!("a page has 1 to {LONGEST_PAGE} cases")).at("limit").into());
    }
    let page = site.desk.list(&who, wanted.into_filter()?, cursor.as_ref(), limit).await?;
    Ok(Json(Listed { cases: page.cases, next: page.next.map(|cursor| cursor.to_string()) }))
}

/// As of when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AsOf {
    /// As of this instant; now, if not given.
    as_of: Option<String>,
}

impl AsOf {
    fn or_now(&self, site: &Site) -> Result<shaqyru_domain::time::instant::Instant, Problem> {
        Ok(instant("as_of", self.as_of.as_deref())?.unwrap_or_else(|| site.desk.now()))
    }
}

/// A case as a whole. Its `ETag` names the version on which a decision can rest.
#[utoipa::path(get, operation_id = "show_case", path = "/cases/{case}", tag = "cases", params(("case" = String, Path), AsOf), security(("token" = [])), responses((status = 200, body = CaseView), (status = 304), Refused))]
async fn show(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    Query(as_of): Query<AsOf>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let view: CaseView = site.desk.case(&who, &case, as_of.or_now(&site)?).await?;
    let tag = etag(view.version);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    // What has run out meanwhile is no new version: only who asks about a fixed instant can be told that nothing is new.
    if as_of.as_of.is_some() && known == Some(tag.as_str()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let mut response = Json(view).into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The tag of a version.
pub(super) fn etag(version: usize) -> String {
    format!("\"{version}\"")
}

/// What happened in a case.
#[utoipa::path(get, path = "/cases/{case}/timeline", tag = "cases", params(("case" = String, Path), AsOf), security(("token" = [])), responses((status = 200, body = Vec<TimelineLine>), Refused))]
async fn timeline(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    Query(as_of): Query<AsOf>,
) -> Result<Json<Vec<TimelineLine>>, Refusal> {
    Ok(Json(site.desk.timeline(&who, &case, as_of.or_now(&site)?).await?))
}

/// Its clocks with their proofs.
#[utoipa::path(get, path = "/cases/{case}/deadlines", tag = "cases", params(("case" = String, Path), AsOf), security(("token" = [])), responses((status = 200, body = Vec<ProvenDeadline>), Refused))]
async fn deadlines(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    Query(as_of): Query<AsOf>,
) -> Result<Json<Vec<ProvenDeadline>>, Refusal> {
    Ok(Json(site.desk.deadlines(&who, &case, as_of.or_now(&site)?).await?))
}

/// What was filed: the application, or the request for a visa. Personal data: the view is on record.
#[utoipa::path(get, path = "/cases/{case}/application", tag = "cases", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, body = WhatWasFiled), Refused))]
async fn application(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Json<WhatWasFiled>, Refusal> {
    Ok(Json(site.desk.filing(&who, &case).await?))
}

/// What the engine has recorded, event by event, decoded. Personal data: the view is on record.
#[utoipa::path(get, path = "/cases/{case}/history", tag = "cases", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, body = Vec<Event>), Refused))]
async fn history(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Json<Vec<Event>>, Refusal> {
    Ok(Json(site.desk.history(&who, &case).await?))
}

/// The documents that a case has produced, as data.
#[utoipa::path(get, path = "/cases/{case}/documents", tag = "cases", params(("case" = String, Path), AsOf), security(("token" = [])), responses((status = 200, body = Vec<Document>), Refused))]
async fn documents(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    Query(as_of): Query<AsOf>,
) -> Result<Json<Vec<Document>>, Refusal> {
    let documents = site.desk.documents(&who, &case, as_of.or_now(&site)?).await?;
    Ok(Json(site.named(documents)))
}

/// A document as PDF.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it describes what is answered")]
struct Pdf(Vec<u8>);

/// In which language.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InLanguage {
    /// `kk` (the default) or `ru`.
    language: Option<String>,
}

/// A document as PDF.
#[utoipa::path(get, path = "/cases/{case}/documents/{kind}", tag = "cases", params(("case" = String, Path), ("kind" = String, Path, description = "such as invitation; the second act on a sticker is sticker_act-2"), InLanguage), security(("token" = [])), responses((status = 200, content_type = "application/pdf", body = Pdf), Refused))]
async fn document(
    State(site): State<Site>,
    who: Principal,
    Path((case, kind)): Path<(CaseNumber, String)>,
    Query(wanted): Query<InLanguage>,
) -> Result<Response, Refusal> {
    let documents = site.named(site.desk.documents(&who, &case, site.desk.now()).await?);
    handed_over(&documents, &kind, wanted.language.as_deref().unwrap_or("kk"))
}

/// In which language a dossier is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InAnyLanguage {
    /// `kk` (the default), `ru` or `en`.
    language: Option<String>,
}

/// The dossier of a breach as PDF, for those who supervise: the terms day by day, what happened with when it was entered, who held the case, who was told, and what undid a breach. It is no document of the case, and not in their list.
#[utoipa::path(get, path = "/cases/{case}/documents/breach_dossier", tag = "cases", params(("case" = String, Path), InAnyLanguage), security(("token" = [])), responses((status = 200, content_type = "application/pdf", body = Pdf), Refused))]
async fn breach_dossier(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    Query(wanted): Query<InAnyLanguage>,
) -> Result<Response, Refusal> {
    let unknown = || Problem::new(Code::Field, "the dossier is written in kk (Kazakh), ru (Russian) or en (English)").at("language");
    let language = words::Language::coded(wanted.language.as_deref().unwrap_or("kk")).ok_or_else(unknown)?;
    let (dossier, first_office) = site.desk.breach_dossier(&who, &case).await.map_err(|problem| match problem.code {
        Code::Usage => Refusal::with_status(StatusCode::NOT_FOUND, problem),
        _ => problem.into(),
    })?;
    let form = breach_dossier_form(&dossier, &first_office, &who.actor(), &site.desk.rulebook, language);
    let pdf = shaqyru_documents::form_pdf(form).map_err(|error| Problem::new(Code::Document, error.to_string()))?;
    Ok(file(&format!("{case}-breach_dossier-{}.pdf", language.code()), pdf))
}

/// The sticker of a visa, field by field in the order of annex 2. It is computed of the request and of what was issued; nothing corrects it.
#[utoipa::path(get, path = "/cases/{case}/sticker", tag = "cases", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, body = FilledSticker), Refused))]
async fn sticker(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Json<FilledSticker>, Refusal> {
    Ok(Json(site.sticker(&who, &case).await?.sticker))
}

/// The sticker of a visa as PDF, to be printed on the office's blank: to the millimetre of the template in the rulebook.
#[utoipa::path(get, path = "/cases/{case}/sticker/pdf", tag = "cases", params(("case" = String, Path)), security(("token" = [])), responses((status = 200, content_type = "application/pdf", body = Pdf), Refused))]
async fn printed_sticker(State(site): State<Site>, who: Principal, Path(case): Path<CaseNumber>) -> Result<Response, Refusal> {
    let StickerOnDay { sticker, on } = site.sticker(&who, &case).await?;
    let pdf = shaqyru_documents::sticker_pdf(&sticker, &site.desk.rulebook.for_filing(on)?).map_err(|error| match error {
        DocumentError::Field(field) => Problem::new(Code::StickerField, error.to_string()).at(field),
        other => Problem::new(Code::Document, other.to_string()),
    })?;
    Ok(file(&format!("{case}-sticker.pdf"), pdf))
}
