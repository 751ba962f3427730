//! What a form or a query holds.

use std::convert::Infallible;

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, request::Parts},
};
use shaqyru_domain::problem::Code;

use crate::{body, identity::sign_in::is_from_here, problem::Refusal};

/// Fields by name, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// What stands in a field, without spaces around it; nothing, if it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(key, value)| key == name && !value.trim().is_empty());
        value.map(|(_, value)| value.trim())
    }

    /// What stands in all fields of this name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All fields with what stands in them, as they were sent.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same as a query, without the fields of these names.
    pub(crate) fn query_without(&self, names: &[&str]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.0.iter().filter(|(name, value)| !names.contains(&name.as_str()) && !value.is_empty()));
        query.finish()
    }
}

/// A form that somebody has sent, if it was a page of ours that sent it: another site could send one with the visitor's session.
pub(crate) struct Form(pub(crate) Fields);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        if !is_from_here(&parts.headers) {
            return Err(Refusal::new(StatusCode::FORBIDDEN, Code::Forbidden, "the form was not sent by a page of this site"));
        }
        Ok(Self(Fields::parse(&body::read(&parts, body).await?)))
    }
}

/// The query of an address. What is not known in it is let be.
pub(crate) struct Query(pub(crate) Fields);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}
