//! What would follow of what the NSC may do, for a case or a draft.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{
    application::Channel,
    case::{number::CaseNumber, view::ProvenDeadline},
    coordination::what_if::{Course, Draft, Foreseen, Supposed, WhatIf},
    problem::{Code, Problem},
    text::OfficeCode,
    time::instant::Instant,
    visa::{request::VisaAction, what_if::DraftedVisa},
    what_if,
};

use super::{Fields, Page, Query, Section, Visit, case::strip::strip, error};
use crate::{
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Language, WhatIf as Words},
};

const PAPER: &str = "paper";

pub(super) async fn show(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Response {
    let (language, words) = (visit.language, Words::of(visit.language));
    let asked = query.get("case").is_some() || query.get("filed_at").is_some();
    let outcome = if asked { foresee(&site, &who, &query).await.map(Some) } else { Ok(None) };
    let content = html! {
        h1 { (words.title) }
        p { (words.explained) }
        @if let Err(problem) = &outcome { (error::notice(language, problem)) }
        (form(&site, &who, &query, language, words))
        @if let Ok(Some(what_if)) = &outcome { (courses(what_if, &query, site.desk.now(), language, words)) }
    };
    let page = Page::new(visit, who, Section::WhatIf, words.title, content);
    match outcome {
        Ok(_) => page.into_response(),
        Err(problem) => page.with_status(Refusal::from(problem).status).into_response(),
    }
}

async fn foresee(site: &Site, who: &Principal, query: &Fields) -> Result<WhatIf, Problem> {
    let supposed = Supposed { verified_at: instant(query, "verified_at")?, nsc_at: instant(query, "nsc_at")? };
    if let Some(case) = query.get("case") {
        let case: CaseNumber = case.to_uppercase().parse().map_err(|problem: Problem| problem.at("case"))?;
        return site.desk.what_if(who, &case, supposed).await;
    }
    let draft = Draft {
        office: named(query, "office")?.parse().map_err(|problem: Problem| problem.at("office"))?,
        channel: if query.get("channel") == Some(PAPER) { Channel::Paper } else { Channel::Electronic },
        filed_at: instant(query, "filed_at")?.ok_or_else(|| missing("filed_at"))?,
    };
    what_if::of_draft(&draft, visa(query)?.as_ref(), &site.desk.rulebook, supposed)
}

/// The visa that a draft asks for; none if it is an application for an invitation.
fn visa(query: &Fields) -> Result<Option<DraftedVisa>, Problem> {
    let Some(asked) = query.get("visa") else { return Ok(None) };
    let action = requests().find(|action| action.as_str() == asked);
    let action = action.ok_or_else(|| Problem::new(Code::Field, "there is no such request for a visa").at("visa"))?;
    let category = named(query, "category")?.to_owned().try_into().map_err(|problem: Problem| problem.at("category"))?;
    Ok(Some(DraftedVisa { action, category }))
}

/// The requests about which the NSC may be asked.
fn requests() -> impl Iterator<Item = VisaAction> {
    VisaAction::ALL.into_iter().filter(|action| action.asks_for_a_visa())
}

fn named<'a>(query: &'a Fields, field: &'static str) -> Result<&'a str, Problem> {
    query.get(field).ok_or_else(|| missing(field))
}

fn missing(field: &'static str) -> Problem {
    Problem::new(Code::Field, "name it").at(field)
}

/// As a browser sends a date and a time: those of Almaty.
fn instant(query: &Fields, name: &str) -> Result<Option<Instant>, Problem> {
    query.get(name).map(|text| Instant::parse(text).map_err(|error| Problem::new(Code::Instant, error.to_string()).at(name))).transpose()
}

fn form(site: &Site, who: &Principal, query: &Fields, language: Language, words: &Words) -> Markup {
    let rulebook = &site.desk.rulebook;
    let chosen: Option<OfficeCode> = query.get("office").and_then(|office| office.parse().ok()).or_else(|| who.authority.office.clone());
    let offices: BTreeSet<&OfficeCode> = rulebook.offices.iter().map(|office| &office.rule.code).chain(&chosen).collect();
    let categories: BTreeSet<&str> = rulebook.categories.iter().map(|category| category.rule.code.as_str()).collect();
    let on_paper = query.get("channel") == Some(PAPER);
    html! {
        form #what-if method="get" action="/what-if" {
            fieldset {
                legend { (words.of_case) }
                label for="case" { (words.case) }
                input #case name="case" autocomplete="off" placeholder="INV-7K3QX5ABCD-1" value=(query.get("case").unwrap_or_default());
            }
            fieldset {
                legend { (words.of_draft) }
                label for="visa" { (words.asked) }
                select #visa name="visa" {
                    option value="" { (words.invitation) }
                    @for action in requests() {
                        option value=(action.as_str()) selected[query.get("visa") == Some(action.as_str())] { (language.action(action)) }
                    }
                }
                label for="category" { (words.category) }
                select #category name="category" {
                    option value="" { "–" }
                    @for category in categories {
                        option value=(category) selected[query.get("category") == Some(category)] { (category) }
                    }
                }
                label for="office" { (words.office) }
                select #office name="office" {
                    @for office in offices {
                        option value=(office) selected[Some(office) == chosen.as_ref()] { (language.office(rulebook, office)) }
                    }
                }
                label for="channel" { (words.channel) }
                select #channel name="channel" {
                    option value="electronic" { (words.electronic) }
                    option value=(PAPER) selected[on_paper] { (words.paper) }
                }
                (moment("filed_at", words.filed_at, query))
            }
            fieldset {
                legend { (words.supposed) }
                p { small { (words.last_instant) } }
                (moment("verified_at", words.verified_at, query))
                (moment("nsc_at", words.nsc_at, query))
            }
            button type="submit" { (words.show) }
        }
    }
}

fn moment(name: &str, label: &str, query: &Fields) -> Markup {
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) type="datetime-local" value=(query.get(name).unwrap_or_default());
    }
}

fn courses(what_if: &WhatIf, query: &Fields, now: Instant, language: Language, words: &Words) -> Markup {
    html! {
        @if let Some(verified_at) = what_if.verified_at {
            p #verified { (words.supposed) ": " (words.verified_at) " " time datetime=(verified_at) { (language.instant(verified_at)) } }
        }
        @for foreseen in &what_if.courses {
            @let id = foreseen.course.as_str();
            section aria-labelledby=(id) {
                h2 id=(id) { (heading(foreseen, language, words)) }
                @match &foreseen.rejected {
                    Some(problem) => { (rejected(problem, language)) }
                    None => {
                        @if let Some(stage) = foreseen.stage { p { (words.stage) ": " (language.stage(stage)) } }
                        (clocks(foreseen, now, language, words))
                    }
                }
            }
        }
        @if let Some(case) = query.get("case") { p { a href=(format!("/cases/{}", case.to_uppercase())) { (words.to_the_case) } } }
    }
}

/// A course that a rule rejects. No alert: it was foreseen.
fn rejected(problem: &Problem, language: Language) -> Markup {
    html! { p .near data-code=(problem.code) { (language.problem(problem)) " " small { code { (problem.code) } } } }
}

fn heading(foreseen: &Foreseen, language: Language, words: &Words) -> Markup {
    let at = html! { time datetime=(foreseen.at) { (language.instant(foreseen.at)) } };
    match foreseen.course {
        Course::Answers => html! { (words.answers) ": " (at) },
        Course::Asks => html! { (words.asks) ": " (at) },
        Course::IsSilent => {
            let until = language.pick(html! { (at) " " (words.until) }, html! { (words.until) " " (at) }, html! { (words.until) " " (at) });
            html! { (words.is_silent) " " (until) }
        }
    }
}

fn clocks(foreseen: &Foreseen, now: Instant, language: Language, words: &Words) -> Markup {
    let course = foreseen.course.as_str();
    html! {
        div .wide { table {
            thead { tr {
                th scope="col" { (words.clock) } th scope="col" { (words.started_at) } th scope="col" { (words.due) }
                th scope="col" { (words.outcome) } th scope="col" { (words.why) }
            } }
            tbody {
                @for (place, deadline @ ProvenDeadline { clock, proof, .. }) in foreseen.clocks.iter().enumerate() {
                    tr {
                        th scope="row" {
                            (language.clock(clock.clock))
                            @if let Some(window) = clock.window { br; small { (language.window(window)) } }
                        }
                        td { (language.instant(clock.started_at)) }
                        td { strong { time datetime=(clock.due) { (language.instant(clock.due)) } } }
                        td { (language.outcome(clock.outcome)) br; small { (language.nature(clock.nature)) } }
                        td {
                            details {
                                summary { (language.term(proof.term)) }
                                (strip(&format!("{course}-{place}"), proof, now, language))
                                ul .plain { @for part in language.basis_of(deadline) { li { (part) } } }
                            }
                        }
                    }
                }
            }
        } }
    }
}
