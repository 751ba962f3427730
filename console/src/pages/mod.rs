//! The pages of the console, made on the server. All of them work without a script.
//!
//! A handler takes [`Site`], the [`Principal`](crate::identity::Principal) (without one it is not reached: the visitor is led to
//! the sign-in) and a [`Visit`]; it answers `Result<Page, Refusal>`. A [`Refusal`] becomes a page of its own in [`dress`].
//! A handler of a form takes [`Form`], which refuses what was not sent by a page of ours.

mod antedated;
mod applicant;
mod assets;
mod audit;
mod bulk;
mod case;
mod chart;
mod error;
mod filing;
mod form;
mod home;
mod incidents;
mod left;
mod live;
mod shell;
mod supervision;
mod visit;
mod what_if;
mod workboard;
mod worklist;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
    routing::{get, post},
};

pub(crate) use self::{
    form::{Fields, Form, Query},
    shell::{Page, Section},
    visit::Visit,
};
use crate::{
    identity::Cookies,
    problem::Refusal,
    site::Site,
    words::{self, Language},
};

/// Nothing but our own files is loaded, run or framed, and no script or style stands in a page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                                       form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A year in which browsers ask over TLS only.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";
/// A year: the choice of a language.
const CHOICE_LASTS: u32 = 31_536_000;

/// The pages.
pub(crate) fn router() -> Router<Site> {
    Router::new()
        .route("/", get(home::start))
        .route("/assets/{file}", get(assets::serve))
        .route("/events", get(live::events))
        .route("/cases", get(worklist::show))
        .route("/cases/search", post(worklist::search))
        .route("/cases/filters", post(worklist::save))
        .route("/cases/filters/forget", post(worklist::forget))
        .route("/cases/reassignment", get(bulk::choose).post(bulk::preview))
        .route("/cases/reassignment/run", post(bulk::run))
        .route("/cases/{case}", get(case::show))
        .route("/cases/{case}/history", get(case::history::show))
        .route("/cases/{case}/acts/{act}", post(case::act))
        .route("/audit", get(audit::show))
        .route("/audit/export", get(audit::export))
        .route(antedated::ADDRESS, get(antedated::show))
        .route("/audit/antedated/export", get(antedated::export))
        .route("/incidents", get(incidents::show))
        .route("/incidents/resume", post(incidents::resume))
        .route("/supervision", get(supervision::show))
        .route("/filings", get(filing::start).post(filing::begin))
        .route("/filings/{draft}", get(filing::go_on))
        .route("/filings/{draft}/forget", post(filing::forget))
        .route("/filings/{draft}/check", get(filing::check).post(filing::file))
        .route("/filings/{draft}/steps/{step}", get(filing::show).post(filing::save))
        .route("/supervision/board", get(workboard::show))
        .route("/what-if", get(what_if::show))
}

/// What applicants ask without a session; as often as the limit for applicants allows.
pub(crate) fn for_applicants() -> Router<Site> {
    Router::new()
        .route("/status", post(home::status))
        .route("/status/documents", post(applicant::open))
        .route("/status/documents/code", post(applicant::send_code))
        .route("/status/documents/file", post(applicant::file))
}

/// Says to browsers what they may do with an answer, keeps the chosen language, and makes a page of a refusal for those who read
/// pages.
pub(crate) async fn dress(State(cookies): State<Cookies>, request: Request, next: Next) -> Response {
    let asked_for = Language::asked_for(request.uri());
    let visit = Visit::of(request.method(), request.uri(), request.headers());
    let reads_pages = reads_pages(request.headers());
    let mut response = next.run(request).await;
    if reads_pages && let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = error::page(&visit, &refusal, response.headers());
    }
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if cookies.over_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT_SECURITY));
    }
    if is_html(headers) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    // Personal data: no copy is left in a shared browser. Styles and scripts say for themselves how long they hold.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(language) = asked_for {
        let (name, secure) = (words::COOKIE, cookies.secure());
        let cookie = format!("{name}={}; Path=/; Max-Age={CHOICE_LASTS}; HttpOnly; SameSite=Lax{secure}", language.code());
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn reads_pages(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
