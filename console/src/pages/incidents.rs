//! Steps that are stopped, for operators: by what stopped them, with a button to resume all that one fault has stopped.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{authority::Act, problem::Code};
use shaqyru_register::StoppedStep;
use uuid::Uuid;

use super::{Form, Page, Section, Visit, worklist::parsed};
use crate::{
    desk::{Resumption, ToResume},
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Incidents, Language},
};

/// Cases of a group that are shown unfolded on the page; how many there are is always said.
const SHOWN: usize = 20;

/// What is stopped.
pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit) -> Result<Page, Refusal> {
    page(&site, who, visit, None).await
}

/// Resumes what one fault has stopped, and says what became of each case.
pub(super) async fn resume(State(site): State<Site>, who: Principal, visit: Visit, Form(form): Form) -> Result<Response, Refusal> {
    let which = ToResume { step: form.get("step").map(str::to_owned), code: parsed(&form, "code")?, received_at: None };
    // Sent twice, it counts once.
    let id = form.get("id").and_then(|id| id.parse::<Uuid>().ok()).map(|id| id.to_string());
    let resumption = site.desk.resume_all(&who, &which, id).await?;
    Ok(page(&site, who, visit.at("/incidents"), Some(resumption)).await?.into_response())
}

async fn page(site: &Site, who: Principal, visit: Visit, done: Option<Resumption>) -> Result<Page, Refusal> {
    let stopped = site.desk.stopped_steps(&who).await?;
    let (language, words) = (visit.language, Incidents::of(visit.language));
    let mut groups: BTreeMap<(String, Code), Vec<StoppedStep>> = BTreeMap::new();
    for step in stopped {
        groups.entry((step.step.clone(), step.code)).or_default().push(step);
    }
    let may_resume = who.authority.may(Act::Resume).is_ok();
    let content = html! {
        h1 { (words.title) }
        p { (words.explained) }
        @if let Some(done) = &done { (outcome(done, language, words)) }
        @if groups.is_empty() { p #nothing { (words.none) } }
        @for ((step, code), stopped) in &groups {
            section data-step=(step) data-code=(code) {
                h2 { (language.step(step)) ": " (language.of_code(*code).unwrap_or(words.other)) " " code { (code) } }
                p { (words.cases) ": " (stopped.len()) @if let Some(first) = stopped.first() { ", " (words.since) " " (language.instant(first.at)) } }
                ul .plain {
                    @for StoppedStep { case, at, .. } in stopped.iter().take(SHOWN) {
                        li { a href={ "/cases/" (case) } { (case) } ", " time datetime=(at) { (language.instant(*at)) } }
                    }
                }
                @if may_resume {
                    form method="post" action="/incidents/resume" {
                        input type="hidden" name="id" value=(Uuid::new_v4());
                        input type="hidden" name="step" value=(step);
                        input type="hidden" name="code" value=(code);
                        button type="submit" { (words.resume) " (" (stopped.len()) ")" }
                    }
                }
            }
        }
    };
    Ok(Page::new(visit, who, Section::Incidents, words.title, content))
}

fn outcome(done: &Resumption, language: Language, words: &Incidents) -> Markup {
    html! {
        div #resumed .done role="status" {
            p { "✓ " (words.resumed) ": " (done.resumed.len()) "; " (words.went_on) ": " (done.went_on.len()) "; " (words.failed) ": " (done.failed.len()) }
            @if !done.failed.is_empty() {
                ul { @for failed in &done.failed { li { (failed.case) ": " (language.problem(&failed.error)) " " code { (failed.error.code) } } } }
            }
        }
    }
}
