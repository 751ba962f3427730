//! The language of a page: as the address says, else as was chosen before, else as the browser wishes, else Kazakh.

use axum::http::{HeaderMap, Uri, header};

use crate::identity::cookie;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "shaqyru_language";

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Kazakh,
    Russian,
    English,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::Kazakh, Self::Russian, Self::English];

    /// As ISO 639-1 and `<html lang>` have it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    /// What it calls itself.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Kazakh => "Қазақша",
            Self::Russian => "Русский",
            Self::English => "English",
        }
    }

    /// One of three texts.
    pub(crate) fn pick<T>(self, kazakh: T, russian: T, english: T) -> T {
        match self {
            Self::Kazakh => kazakh,
            Self::Russian => russian,
            Self::English => english,
        }
    }

    /// The language in which documents are printed for a reader of this one.
    pub(crate) const fn of_documents(self) -> Option<shaqyru_documents::Language> {
        match self {
            Self::Kazakh => Some(shaqyru_documents::Language::Kazakh),
            Self::Russian => Some(shaqyru_documents::Language::Russian),
            Self::English => None,
        }
    }

    /// The language that the address itself names.
    pub(crate) fn asked_for(uri: &Uri) -> Option<Self> {
        uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Self::coded)
    }

    /// The language in which a request is answered.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        Self::asked_for(uri).or_else(|| Self::coded(cookie(headers, COOKIE)?)).or_else(|| Self::wished(headers)).unwrap_or(Self::Kazakh)
    }

    /// By its code.
    pub(crate) fn coded(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The first language of ours in the order in which the browser prefers them.
    fn wished(headers: &HeaderMap) -> Option<Self> {
        let wishes = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        let weighed = wishes.split(',').filter_map(|wish| {
            let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            let language = Self::coded(tag.trim().split('-').next()?)?;
            let weight: f32 = weight.trim().parse().ok()?;
            (weight > 0.0).then_some((language, weight))
        });
        // Of two alike the first one counts.
        let best = weighed.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn chosen(uri: &str, cookie: &str, wishes: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, wishes.parse().unwrap());
        Language::of(&uri.parse().unwrap(), &headers).code()
    }

    #[test]
    fn everybody_gets_the_language_that_they_chose_and_kazakh_otherwise() {
        assert_eq!(chosen("/cases?stage=decision&lang=en", "shaqyru_language=ru", "kk"), "en");
        assert_eq!(chosen("/cases", "a=b; shaqyru_language=ru", "en"), "ru");
        assert_eq!(chosen("/cases?lang=xx", "shaqyru_language=xx", "de, en-GB;q=0.5, ru;q=0.7"), "ru");
        assert_eq!(chosen("/cases", "", "de, fr;q=0.9"), "kk");
        assert_eq!(chosen("/cases", "", "ru;q=0, en;q=0.1"), "en");
    }
}
