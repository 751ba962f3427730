//! How somebody looks at a page: in which language, and from where they came to it.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, Uri, request::Parts},
};
use form_urlencoded::byte_serialize;

use crate::{
    identity::{Principal, has_session},
    words::{Language, Shell},
};

/// A look at a page.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// In which language.
    pub(crate) language: Language,
    /// The path and query of the page. A form that comes back with errors sets the page on which it stands.
    pub(crate) here: String,
    /// Whether it only looks.
    pub(super) is_get: bool,
    /// Whether there is a session, good or not.
    pub(super) has_session: bool,
}

impl Visit {
    pub(super) fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        Self {
            language: Language::of(uri, headers),
            here: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            is_get: method == Method::GET,
            has_session: has_session(headers),
        }
    }

    /// The same look, at a page that stands elsewhere.
    #[must_use]
    pub(crate) fn at(self, here: impl Into<String>) -> Self {
        Self { here: here.into(), ..self }
    }

    /// The words of the frame.
    pub(super) fn shell(&self) -> &'static Shell {
        Shell::of(self.language)
    }

    /// The same page in another language.
    pub(super) fn in_language(&self, language: Language) -> String {
        let (path, query) = self.here.split_once('?').unwrap_or((&self.here, ""));
        let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
        let choice = format!("lang={}", language.code());
        pairs.push(&choice);
        format!("{path}?{}", pairs.join("&"))
    }

    /// The path of this page as a part of a query.
    pub(super) fn to_return(&self) -> String {
        byte_serialize(self.here.as_bytes()).collect()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.method, &parts.uri, &parts.headers))
    }
}

/// What a page says of whom it is shown to: name, roles, office.
pub(super) fn described(who: &Principal, language: Language) -> String {
    let roles: Vec<_> = who.authority.roles.iter().map(|role| language.role(*role)).collect();
    let office = who.authority.office.as_ref().map_or_else(|| Shell::of(language).everywhere.to_owned(), ToString::to_string);
    format!("{} · {} · {office}", who.id, roles.join(", "))
}
