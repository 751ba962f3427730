//! A refusal as a page.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{case::view::TimelineLine, problem::Problem};

use super::{shell::Page, visit::Visit};
use crate::{
    problem::Refusal,
    words::{Language, Shell},
};

/// The page of a refusal. Who only has to sign in is led there.
pub(super) fn page(visit: &Visit, refusal: &Refusal, headers: &HeaderMap) -> Response {
    let Refusal { status, problem, .. } = refusal;
    let words = visit.shell();
    let sign_in = format!("/sign-in?to={}", visit.to_return());
    if *status == StatusCode::UNAUTHORIZED && visit.is_get && !visit.here.starts_with("/sign-in") {
        return Redirect::to(&sign_in).into_response();
    }
    let content = html! {
        h1 { (title(*status, words)) }
        (notice(visit.language, problem))
        @if *status == StatusCode::SERVICE_UNAVAILABLE { p { (words.again) } }
        @if *status == StatusCode::UNAUTHORIZED {
            p { (words.sign_in_first) }
            p { a #sign-in href="/sign-in" { (words.sign_in) } }
        } @else if visit.has_session {
            p { a href="/cases" { (words.back) } }
        } @else {
            p { a href="/" { (words.start) } }
        }
    };
    let mut response = Page::for_everybody(visit.clone(), title(*status, words), content).with_status(*status).into_response();
    if let Some(again) = headers.get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, again.clone());
    }
    response
}

/// What is wrong, with its code, for a page of its own or beside a form.
pub(crate) fn notice(language: Language, problem: &Problem) -> Markup {
    let words = Shell::of(language);
    html! {
        div #problem .problem role="alert" data-code=(problem.code) {
            p { (language.problem(problem)) }
            @if language != Language::English && language.of_code(problem.code).is_some() && is_specific(problem) {
                p lang="en" { small { (problem.message) } }
            }
            p {
                small {
                    (words.code) ": " code { (problem.code) }
                    @if let Some(field) = &problem.field { " · " (words.field) ": " code { (field) } }
                }
            }
        }
    }
}

/// What stands at the top of a page whose form came back: what is wrong, with a link to where it is put right, and what has changed since
/// the page was seen.
pub(super) fn summary(language: Language, problem: &Problem, says: &str, link: &str, changes: &[&TimelineLine]) -> Markup {
    let words = Shell::of(language);
    html! {
        div #problem .problem role="alert" tabindex="-1" autofocus data-code=(problem.code) {
            h2 { (words.there_is_a_problem) }
            p { a href=(link) { (says) } }
            @if !changes.is_empty() {
                h3 { (words.changed_meanwhile) }
                ul #changed-meanwhile {
                    @for line in changes { li { time datetime=(line.at) { (language.instant(line.at)) } ": " (language.line(line)) } }
                }
            }
            p { small { (words.code) ": " code { (problem.code) } } }
        }
    }
}

/// Whether its message says more than its code.
fn is_specific(problem: &Problem) -> bool {
    problem.field.is_some() || problem.message.chars().any(|character| character.is_ascii_digit())
}

fn title(status: StatusCode, words: &Shell) -> &'static str {
    match status.as_u16() {
        401 => words.error_401,
        403 => words.error_403,
        404 => words.error_404,
        409 => words.error_409,
        410 => words.error_410,
        412 => words.error_412,
        422 => words.error_422,
        429 => words.error_429,
        503 => words.error_503,
        _ => words.error_other,
    }
}
