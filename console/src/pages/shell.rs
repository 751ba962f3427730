//! The frame around every page.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use futures::{Stream, StreamExt, stream};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use shaqyru_domain::authority::Act;

use super::{
    assets::{SCRIPT, STYLE},
    visit::{Visit, described},
};
use crate::{
    identity::Principal,
    words::{Language, Shell},
};

const GROWS_HERE: &str = "<!-- grows here -->";

/// Where in the navigation a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Worklist,
    Filing,
    Supervision,
    WhatIf,
    Incidents,
    Audit,
    /// Nowhere: the start page, pages that say no.
    None,
}

impl Section {
    /// What the navigation leads to, in order.
    const ALL: [(Self, &'static str); 6] = [
        (Self::Worklist, "/cases"),
        (Self::Filing, "/filings"),
        (Self::Supervision, "/supervision"),
        (Self::WhatIf, "/what-if"),
        (Self::Incidents, "/incidents"),
        (Self::Audit, "/audit"),
    ];

    /// Whether it is for somebody: nobody is led to what would be refused.
    fn is_for(self, who: &Principal) -> bool {
        match self {
            Self::Supervision => who.authority.may(Act::Supervise).is_ok(),
            Self::Filing => who.authority.may(Act::Submit).is_ok(),
            Self::Incidents => who.authority.may(Act::Resume).is_ok() || who.authority.may(Act::Supervise).is_ok(),
            Self::Audit => who.authority.may(Act::Audit).is_ok(),
            Self::Worklist | Self::WhatIf | Self::None => true,
        }
    }

    const fn name(self, words: &Shell) -> &'static str {
        match self {
            Self::Worklist => words.worklist,
            Self::Filing => words.file,
            Self::Supervision => words.supervision,
            Self::WhatIf => words.what_if,
            Self::Incidents => words.incidents,
            Self::Audit => words.audit,
            Self::None => "",
        }
    }
}

/// A page. Its content goes into `<main>`; what has the attribute `data-live` there, and an `id`, is exchanged when something
/// changes: everything, if its value is empty, else only what belongs to the case that it names.
pub(crate) struct Page {
    visit: Visit,
    who: Option<Principal>,
    section: Section,
    title: String,
    status: StatusCode,
    content: Markup,
}

impl Page {
    /// A page for somebody who is signed in.
    pub(crate) fn new(visit: Visit, who: Principal, section: Section, title: impl Into<String>, content: Markup) -> Self {
        Self { visit, who: Some(who), section, title: title.into(), status: StatusCode::OK, content }
    }

    /// A page for everybody.
    pub(crate) fn for_everybody(visit: Visit, title: impl Into<String>, content: Markup) -> Self {
        Self { visit, who: None, section: Section::None, title: title.into(), status: StatusCode::OK, content }
    }

    /// The same under another HTTP status.
    #[must_use]
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Stands in the content of a page where it grows. What people wrote is escaped, so nobody else can write it.
    pub(super) fn grows_here() -> Markup {
        PreEscaped(GROWS_HERE.to_owned())
    }

    /// The page bit by bit: up to where it grows at once, then each part as it comes, then the rest.
    pub(super) fn growing(self, parts: impl Stream<Item = Markup> + Send + 'static) -> Response {
        let html = self.html().into_string();
        let (before, after) = html.split_once(GROWS_HERE).unwrap_or((&html, ""));
        let (before, after) = (before.to_owned(), after.to_owned());
        let bits = stream::iter([before]).chain(parts.map(Markup::into_string)).chain(stream::iter([after]));
        let body = Body::from_stream(bits.map(Ok::<_, Infallible>));
        (self.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
    }

    fn html(&self) -> Markup {
        let Self { visit, who, section, title, content, .. } = self;
        let words = visit.shell();
        html! {
            (DOCTYPE)
            html lang=(visit.language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " · " (words.product) }
                    link rel="stylesheet" href=(STYLE.path());
                    script src=(SCRIPT.path()) defer {}
                }
                body data-updated=(words.updated) data-stale=(words.stale) {
                    a #skip href="#main" { (words.skip) }
                    header #head {
                        a #product href="/" { (words.product) }
                        @if let Some(who) = who {
                            nav #sections aria-label=(words.navigation) {
                                ul {
                                    @for (there, path) in Section::ALL.into_iter().filter(|(there, _)| there.is_for(who)) {
                                        li { a href=(path) aria-current=[(there == *section).then_some("page")] { (there.name(words)) } }
                                    }
                                }
                            }
                        }
                        (languages(visit))
                        @if let Some(who) = who {
                            form #session method="post" action="/sign-out" {
                                span #who { strong { (who.name) } br; small { (described(who, visit.language)) } }
                                button type="submit" { (words.sign_out) }
                            }
                        }
                    }
                    main #main tabindex="-1" { (content) }
                    p #live role="status" aria-live="polite" {}
                }
            }
        }
    }
}

/// The same page in the other languages.
fn languages(visit: &Visit) -> Markup {
    html! {
        nav #languages aria-label=(visit.shell().language) {
            ul {
                @for language in Language::ALL {
                    @let here = (language == visit.language).then_some("true");
                    li { a href=(visit.in_language(language)) lang=(language.code()) hreflang=(language.code()) aria-current=[here] { (language.name()) } }
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        (self.status, Html(self.html().into_string())).into_response()
    }
}
