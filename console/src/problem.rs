//! Problems as HTTP answers: `application/problem+json`, with `{"error":{"code","message","field"}}` in it.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shaqyru_domain::problem::{Code, Origin, Problem};

use crate::body::BodyError;

/// After how many seconds to come again.
const RETRY_AFTER: u32 = 2;
/// A problem may quote what the sender wrote, which can be a mebibyte.
const LONGEST_QUOTE: usize = 300;

/// A problem with the status under which it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// What is wrong.
    pub(crate) problem: Problem,
}

/// RFC 9457, with the problem itself beside it.
#[derive(Serialize)]
struct ProblemDocument {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    error: Problem,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self { status, problem: Problem::new(code, message) }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { status: status_of(problem.code), problem }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, Code::Size, error.to_string()),
            // To the agencies a 4xx is final, and a slow network is nothing that they could repair in the message.
            BodyError::Cut => Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Json, error.to_string()),
        }
    }
}

fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Signature | Code::Token => StatusCode::UNAUTHORIZED,
        Code::Forbidden | Code::FourEyes => StatusCode::FORBIDDEN,
        Code::CaseUnknown | Code::RuleUnknown | Code::EditionUnknown | Code::NoticeUnknown => StatusCode::NOT_FOUND,
        Code::MessageConflict | Code::RequestConflict | Code::Duplicate => StatusCode::CONFLICT,
        Code::Stale => StatusCode::PRECONDITION_FAILED,
        Code::IfMatch => StatusCode::PRECONDITION_REQUIRED,
        Code::RateLimit => StatusCode::TOO_MANY_REQUESTS,
        Code::CaseClosed => StatusCode::GONE,
        // Over in a moment, or ours to repair; a 4xx would be final.
        Code::Opening | Code::NoCalendar | Code::Rulebook => StatusCode::SERVICE_UNAVAILABLE,
        other => match other.origin() {
            Origin::Input => StatusCode::BAD_REQUEST,
            Origin::Procedure => StatusCode::UNPROCESSABLE_ENTITY,
            Origin::Outside => StatusCode::SERVICE_UNAVAILABLE,
        },
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, mut problem } = self;
        if problem.code == Code::Engine {
            // What the engine said is for our log, not for others.
            "the engine answered something unexpected; send the message again".clone_into(&mut problem.message);
        }
        shorten(&mut problem.message);
        if let Some(field) = problem.field.as_mut() {
            shorten(field);
        }
        // Who reads pages is told the same on a page (`pages::dress`).
        let for_people = Self { status, problem: problem.clone() };
        let document = ProblemDocument {
            r#type: format!("urn:shaqyru:{}", problem.code),
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: problem.message.clone(),
            error: problem,
        };
        let mut response = (status, Json(document)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
        }
        response.extensions_mut().insert(for_people);
        response
    }
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_QUOTE) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_code_has_the_status_of_the_contract() {
        for (code, status) in [
            (Code::Json, 400),
            (Code::Field, 400),
            (Code::ControlCharacters, 400),
            (Code::CaseNumber, 400),
            (Code::Signature, 401),
            (Code::CaseUnknown, 404),
            (Code::MessageConflict, 409),
            (Code::CaseClosed, 410),
            (Code::OutOfOrder, 422),
            (Code::Future, 422),
            (Code::NotSubmitted, 422),
            (Code::Ground, 422),
            (Code::Opening, 503),
            (Code::EngineUnreachable, 503),
            (Code::WorkerSilent, 503),
            (Code::Engine, 503),
        ] {
            let response = Refusal::from(Problem::new(code, "no")).into_response();
            assert_eq!(response.status(), status, "{code}");
            assert_eq!(response.headers().contains_key(header::RETRY_AFTER), status == 503, "{code}");
        }
        for code in Code::ALL {
            assert!(!status_of(*code).is_success(), "{code}");
        }
    }

    #[test]
    fn a_sender_is_not_quoted_at_length() {
        let mut text = "ш".repeat(LONGEST_QUOTE);
        shorten(&mut text);
        assert_eq!(text.chars().count(), LONGEST_QUOTE);
        text.push_str("шш");
        shorten(&mut text);
        assert_eq!(text.chars().count(), LONGEST_QUOTE + 1);
        assert!(text.ends_with('…'));
    }
}
