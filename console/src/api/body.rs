//! What a request brings, parsed at the edge: errors name field and reason, with our codes.

use axum::{
    extract::{FromRequest, FromRequestParts, Request, rejection::PathRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use shaqyru_domain::{
    problem::{Code, Problem},
    time::instant::Instant,
};

use crate::{body, problem::Refusal};

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let json = body::read(&parts, body).await?;
        body::require_json(&parts.headers)?;
        Ok(Self(Problem::decode(&json)?))
    }
}

/// The query of the URL.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let wrong = |error: axum::extract::rejection::QueryRejection| {
            let text = error.body_text();
            let what = text.trim_start_matches("Failed to deserialize query string: ");
            Problem::new(Code::Field, what.chars().filter(|character| !character.is_control()).collect::<String>())
        };
        Ok(Self(query.map_err(wrong)?.0))
    }
}

/// Parts of the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let wrong = |error: PathRejection| {
            let code = if error.body_text().contains(Code::CaseNumber.as_str()) { Code::CaseNumber } else { Code::Usage };
            Problem::new(code, "the path does not name what it should, such as INV-7K3QX5ABCD-1")
        };
        Ok(Self(path.map_err(wrong)?.0))
    }
}

/// An instant of a query: RFC 3339, or without an offset the time of Almaty.
pub(super) fn instant(field: &str, text: Option<&str>) -> Result<Option<Instant>, Problem> {
    text.map(|text| Instant::parse(text).map_err(|error| Problem::new(Code::Instant, error.to_string()).at(field))).transpose()
}
