//! The start page: a way in for officers, and the question of applicants.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{
    case::number::CaseNumber,
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};

use super::{
    Fields, Form, Page, Visit,
    applicant::way_to_documents,
    case::{preview::text_of_ground, strip::strip},
    error,
};
use crate::{
    desk::{HowToComplain, Particulars, Progress},
    identity::Principal,
    problem::Refusal,
    site::Site,
    waiting::procedure_of,
    words::{Language, Shell, Start},
};

/// Who has a session works; others are asked what they want. A session that has run out is none.
pub(super) async fn start(who: Result<Principal, Refusal>, visit: Visit) -> Response {
    match who {
        Ok(_) => Redirect::to("/cases").into_response(),
        Err(_) => page(visit, &Fields::default(), None).into_response(),
    }
}

/// Where it stands for who applied: in plain words, with what is asked of them and how to complain. Nothing that only a notice carries.
pub(super) async fn status(State(site): State<Site>, visit: Visit, Form(asked): Form) -> Response {
    let visit = visit.at("/");
    match progress(&site, &asked).await {
        Ok((case, progress)) => {
            let particulars = site.desk.particulars(&case).await;
            answer(&site, visit, &case, &asked, &progress, &particulars).into_response()
        }
        Err(Refusal { status, problem, .. }) => page(visit, &asked, Some(&problem)).with_status(status).into_response(),
    }
}

/// The case that is asked about.
pub(super) fn in_question(asked: &Fields) -> Result<CaseNumber, Problem> {
    asked.get("case").unwrap_or_default().to_uppercase().parse().map_err(|problem: Problem| problem.at("case"))
}

/// The case that is asked about, if it is of the passport that is named.
pub(super) async fn is_of_applicant(site: &Site, asked: &Fields) -> Result<CaseNumber, Refusal> {
    Ok(progress(site, asked).await?.0)
}

async fn progress(site: &Site, asked: &Fields) -> Result<(CaseNumber, Progress), Refusal> {
    let case = in_question(asked)?;
    let missing = || Problem::new(Code::Field, "name the number of the passport").at("passport_number");
    let progress = site.progress(&case, asked.get("passport_number").ok_or_else(missing)?).await?;
    Ok((case, progress))
}

fn page(visit: Visit, asked: &Fields, problem: Option<&Problem>) -> Page {
    let (words, shell) = (Start::of(visit.language), Shell::of(visit.language));
    let content = html! {
        h1 { (words.title) }
        section aria-labelledby="officers" {
            h2 #officers { (words.for_officers) }
            p { a #sign-in .button href="/sign-in?to=/cases" { (shell.sign_in) } }
        }
        section aria-labelledby="applicants" {
            h2 #applicants { (words.for_applicants) }
            p { (words.explained) }
            @if let Some(problem) = problem { (error::notice(visit.language, problem)) }
            form #status-form method="post" action="/status" {
                (field("case", words.case, asked, "INV-7K3QX5ABCD-1"))
                (field("passport_number", words.passport, asked, ""))
                button type="submit" { (words.ask) }
            }
        }
    };
    Page::for_everybody(visit, words.title, content)
}

fn field(name: &str, label: &str, asked: &Fields, example: &str) -> Markup {
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) required autocomplete="off" placeholder=(example) value=(asked.get(name).unwrap_or_default());
    }
}

fn answer(site: &Site, visit: Visit, case: &CaseNumber, asked: &Fields, progress: &Progress, particulars: &Particulars) -> Page {
    let language = visit.language;
    let words = Start::of(language);
    let Particulars { term, missing, asked_for } = particulars;
    let rulebook = &site.desk.rulebook;
    let content = html! {
        h1 { (case) }
        p #in-plain-words .lead { (language.to_the_applicant(progress.stage, !missing.is_empty())) }
        @if !asked_for.is_empty() {
            section #asked-for { h2 { (words.asked_for) } ul { @for paper in asked_for { li { (language.paper(paper.as_str())) } } } }
        }
        @if !missing.is_empty() {
            section #missing { h2 { (words.missing) } ul { @for paper in missing { li { (language.missing_paper(&paper.code, &paper.message)) } } } }
        }
        @if let Some(ground) = progress.ground {
            @let number = u8::from(ground);
            section #ground { h2 { (words.ground) } p { (number) ". " (language.ground(number, &text_of_ground(rulebook, number, procedure_of(case)))) } }
        }
        @if let Some(complaint) = &progress.complaint { (how_to_complain(rulebook, complaint, language, words)) }
        @if let Some(deadline) = term {
            section #term { h2 { (words.the_term) } (strip("strip-service", &deadline.proof, site.desk.now(), language)) }
        }
        (facts(progress, language, words))
        (way_to_documents(case, asked, words))
        p { a href="/" { (words.again) } }
    };
    Page::for_everybody(visit, words.title, content)
}

fn how_to_complain(rulebook: &Rulebook, complaint: &HowToComplain, language: Language, words: &Start) -> Markup {
    html! {
        section #complaint {
            h2 { (words.complain) }
            dl .facts {
                dt { (words.complain_to) } dd { (language.office(rulebook, &complaint.to)) }
                @if let Some(until) = complaint.until { dt { (words.complain_until) } dd { (language.date(until)) } }
                dt { (words.examined_by) }
                dd { ul .plain { @for examiner in &complaint.examined_by { li { (language.examiner(*examiner)) } } } }
            }
        }
    }
}

fn facts(progress: &Progress, language: Language, words: &Start) -> Markup {
    html! {
        dl #progress .facts {
            dt { (words.status) } dd { (language.status(progress.status)) }
            dt { (words.stage) } dd { (language.stage(progress.stage)) }
            dt { (words.filed_at) } dd { (language.instant(progress.filed_at)) }
            @if let Some(date) = progress.registered_on { dt { (words.registered_on) } dd { (language.date(date)) } }
            @if let Some(due) = progress.due { dt { (words.due) } dd { (language.instant(due)) } }
            @if let Some(ended_at) = progress.ended_at { dt { (words.ended_at) } dd { (language.instant(ended_at)) } }
        }
    }
}
