//! The HTTP API. The OpenAPI document is made of the same attributes by which the handlers are registered, and is served
//! at `/api/openapi.json`.

mod applications;
mod audit;
mod body;
mod cases;
mod complaints;
mod examples;
mod family;
mod law;
mod orders;
mod rules;
mod schemas;
mod status;
mod variants;
mod visa_requests;
mod what_if;

use std::sync::Arc;

use axum::{Json, Router, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::body::Path;
pub use self::{
    applications::{HandedIn, ToJudge},
    cases::{Listed, Wanted},
    complaints::ComplaintHandedIn,
    law::Announced,
    orders::{OrderBody, Resent},
    status::Asked,
    visa_requests::RequestHandedIn,
    what_if::AboutCase,
};
use shaqyru_domain::problem::Problem;

use crate::site::Site;

/// Where all paths begin.
const BELOW: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Shaqyru",
        description = "Invitations and visas of the Republic of Kazakhstan. Instants are RFC 3339; without an offset they are of Asia/Almaty. \
                       Errors are application/problem+json with a code (`SHQ-…`). What can be sent twice carries an Idempotency-Key. \
                       What is filed has JSON Schemas of its own: /api/v1/schemas/application.json, visa-request.json and complaint.json.",
        version = env!("CARGO_PKG_VERSION")
    ),
    // Nothing but another schema refers to it.
    components(schemas(ProblemCode)),
    modifiers(&BearerToken),
    components(schemas(ProblemDocument)),
    tags(
        (name = "cases", description = "What is, and what happened"),
        (name = "orders", description = "What people say to a case"),
        (name = "applications", description = "Filing and judging"),
        (name = "law", description = "What the rulebook says"),
        (name = "audit", description = "Who has looked, and what is on record"),
        (name = "applicants", description = "For everybody")
    )
)]
struct Document;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        openapi.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The routes for people and systems with a token, and the description of all.
pub(crate) fn router() -> Router<Site> {
    let (router, document) = described();
    let document = Arc::new(document);
    router.route("/api/openapi.json", get(async move || Json(document.as_ref().clone())))
}

/// The description of the API, as it is served at `/api/openapi.json`.
pub fn description() -> utoipa::openapi::OpenApi {
    described().1
}

fn described() -> (Router<Site>, utoipa::openapi::OpenApi) {
    let described = OpenApiRouter::with_openapi(Document::openapi()).nest(BELOW, for_those_with_a_token());
    let (router, mut document) = described.split_for_parts();
    document.merge(OpenApiRouter::<Site>::new().nest(BELOW, status::router()).into_openapi());
    if let Some(components) = &mut document.components {
        variants::name(components);
    }
    (router, document)
}

/// The routes for everybody.
pub(crate) fn for_applicants() -> Router<Site> {
    OpenApiRouter::new().nest(BELOW, status::router()).into()
}

fn for_those_with_a_token() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .merge(cases::router())
        .merge(family::router())
        .merge(orders::router())
        .merge(applications::router())
        .merge(visa_requests::router())
        .merge(complaints::router())
        .merge(law::router())
        .merge(rules::router())
        .merge(schemas::router())
        .merge(audit::router())
        .merge(what_if::router())
}

/// What is answered instead of what was asked for.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes what `Refusal` writes")]
struct ProblemDocument {
    /// `urn:shaqyru:` and the code.
    r#type: String,
    /// What kind of no.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong and what to do.
    detail: String,
    /// The same for programs.
    error: Problem,
}

/// What every request can be answered with.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "it describes what `Refusal` writes")]
enum Refused {
    /// The input or the call is wrong.
    #[response(status = 400, content_type = "application/problem+json")]
    Input(ProblemDocument),
    /// No token, or none of ours.
    #[response(status = 401, content_type = "application/problem+json")]
    Token(ProblemDocument),
    /// Role or office do not allow it, or four eyes.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemDocument),
    /// There is no such case, rule or document.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(ProblemDocument),
    /// The same id came with another content.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemDocument),
    /// The case has ended.
    #[response(status = 410, content_type = "application/problem+json")]
    Closed(ProblemDocument),
    /// The case has changed since it was looked at.
    #[response(status = 412, content_type = "application/problem+json")]
    Stale(ProblemDocument),
    /// More than 1 MiB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemDocument),
    /// A rule rejects it.
    #[response(status = 422, content_type = "application/problem+json")]
    Rejected(ProblemDocument),
    /// A decision must say which state of the case it rests on.
    #[response(status = 428, content_type = "application/problem+json")]
    NoIfMatch(ProblemDocument),
    /// Too many requests.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(ProblemDocument),
    /// Something outside cannot be reached; try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Outside(ProblemDocument),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said to a case goes through its orders, and the domain tries that none of them corrects a sticker; here nothing goes past them.
    /// Covers: R26 para 6
    #[test]
    fn the_api_shows_stickers_and_no_call_of_it_changes_one() {
        let paths = described().1.paths.paths;
        let mut shown = 0;
        for (path, item) in paths.iter().filter(|(path, _)| path.contains("/cases/") && path.contains("sticker")) {
            assert!(item.post.is_none() && item.put.is_none() && item.patch.is_none() && item.delete.is_none(), "{path}");
            shown += usize::from(item.get.is_some());
        }
        assert_eq!(shown, 2);
        let writes = paths.iter().filter(|(_, item)| item.put.is_some() || item.patch.is_some() || item.delete.is_some());
        assert_eq!(writes.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}
