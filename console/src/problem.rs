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
const RETRY_AFTER: u64 = 2;
/// A problem may quote what the sender wrote, which can be a mebibyte.
const LONGEST_QUOTE: usize = 300;

/// A problem with the status under which it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// What is wrong.
    pub(crate) problem: Problem,
    /// After how many seconds to come again, if that is known.
    again_in: Option<u64>,
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
        Self::with_status(status, Problem::new(code, message))
    }

    /// A problem under another status than it usually has.
    pub(crate) const fn with_status(status: StatusCode, problem: Problem) -> Self {
        Self { status, problem, again_in: None }
    }

    /// More than is taken in so short a time.
    pub(crate) fn too_many(again_in: u64) -> Self {
        let problem = Problem::new(Code::RateLimit, "too many requests; wait a moment");
        Self { again_in: Some(again_in), ..problem.into() }
    }

    /// To an agency a 4xx is final, and what it brought is right: the calendar is ours to repair.
    pub(crate) fn of_agency(problem: Problem) -> Self {
        match problem.code {
            Code::NoCalendar => Self::with_status(StatusCode::SERVICE_UNAVAILABLE, problem),
            _ => problem.into(),
        }
    }

    /// To an agency a 4xx is final, and the next one of its messages may be signed as it should be.
    pub(crate) fn for_now(self) -> Self {
        Self { status: StatusCode::SERVICE_UNAVAILABLE, ..self }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::with_status(status_of(problem.code), problem)
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, Code::Size, error.to_string()),
            // To the agencies a 4xx is final, and a slow network is nothing that they could repair in the message.
            BodyError::Cut => Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Json, error.to_string()),
            BodyError::Crowded => Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::RateLimit, error.to_string()),
        }
    }
}

fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Signature | Code::Token => StatusCode::UNAUTHORIZED,
        Code::Forbidden | Code::FourEyes | Code::DocumentCode => StatusCode::FORBIDDEN,
        Code::CaseUnknown | Code::DraftUnknown | Code::RuleUnknown | Code::EditionUnknown | Code::NoticeUnknown => StatusCode::NOT_FOUND,
        Code::MessageConflict | Code::RequestConflict | Code::Duplicate => StatusCode::CONFLICT,
        Code::Stale => StatusCode::PRECONDITION_FAILED,
        Code::IfMatch => StatusCode::PRECONDITION_REQUIRED,
        Code::RateLimit | Code::TooManyMessages => StatusCode::TOO_MANY_REQUESTS,
        Code::Host => StatusCode::MISDIRECTED_REQUEST,
        Code::CaseClosed => StatusCode::GONE,
        // Over in a moment, or ours to repair.
        Code::Opening | Code::Rulebook => StatusCode::SERVICE_UNAVAILABLE,
        other => match other.origin() {
            Origin::Input => StatusCode::BAD_REQUEST,
            Origin::Procedure => StatusCode::UNPROCESSABLE_ENTITY,
            Origin::Outside => StatusCode::SERVICE_UNAVAILABLE,
        },
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, mut problem, again_in } = self;
        if problem.code == Code::Engine {
            // What the engine said is for our log, not for others.
            tracing::warn!(detail = problem.message, "the engine answered something unexpected");
            "the engine answered something unexpected; send the message again".clone_into(&mut problem.message);
        }
        shorten(&mut problem.message);
        if let Some(field) = problem.field.as_mut() {
            shorten(field);
        }
        // Who reads pages is told the same on a page (`pages::dress`).
        let for_people = Self { status, problem: problem.clone(), again_in };
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
        let again_in = again_in.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER));
        if let Some(seconds) = again_in {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
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
