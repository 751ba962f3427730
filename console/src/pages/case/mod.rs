//! A case: where it stands and why, what one can do, its deadlines day by day, what happened.

mod compared;
mod forms;
pub(super) mod history;
pub(super) mod preview;
mod record;
mod request;
pub(super) mod strip;
mod timeline;
mod visa;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use shaqyru_domain::{
    authority::Act,
    case::{
        clock::ClockOutcome,
        fact::Decision,
        number::CaseNumber,
        order::{Order, OrderRequest},
        stage::{Stage, Status},
        view::{CaseView, ClockView, ProvenDeadline, TimelineLine},
    },
    forwarding::Forwarding,
    law::clock_kind::Window,
    problem::{Code, Problem},
    service::CaseService,
    time::{instant::Instant, proof::Proof},
    visa::{electronic::airports, request::VisaAction},
};

use self::{
    forms::{FormAction, Forms, Sent},
    preview::{CHANGE, CONFIRMED},
    strip::{days_to_count, strip},
};
use super::{Fields, Form, Page, Query, Section, Visit, error, left::Left};
use crate::{
    api::Path,
    desk::{Dossier, open_to},
    identity::Principal,
    problem::Refusal,
    site::Site,
    waiting::{Wait, next_act},
    words::{Case, Filing, Language, Preview, WhatIf},
};

/// The page of a case.
pub(super) async fn show(
    State(site): State<Site>,
    who: Principal,
    visit: Visit,
    Path(case): Path<CaseNumber>,
    Query(query): Query,
) -> Result<Page, Refusal> {
    let dossier = site.desk.dossier(&who, &case).await?;
    let done = query.get("done").and_then(act_named);
    Ok(page(&site, who, visit, &dossier, &FormOutcome::Done(done)))
}

/// Does what a form says. What went wrong stands at the top of the page, the form with all that was typed below. A decision is shown before it
/// is final.
pub(super) async fn act(
    State(site): State<Site>,
    who: Principal,
    visit: Visit,
    Path((case, act)): Path<(CaseNumber, String)>,
    Form(fields): Form,
) -> Result<Response, Refusal> {
    let act = act_named(&act).ok_or_else(|| Problem::new(Code::RuleUnknown, "there is no such act"))?;
    let visit = visit.at(format!("/cases/{case}"));
    if act == Act::Decide && fields.get(CONFIRMED).is_none() {
        let dossier = site.desk.dossier(&who, &case).await?;
        if fields.get(CHANGE).is_some() {
            return Ok(page(&site, who, visit, &dossier, &FormOutcome::Reopened(act, &fields)).into_response());
        }
        return Ok(match decision_to_confirm(&who, &dossier, &fields) {
            Ok(decision) => confirmation_page(&site, who, visit, &dossier, &decision, &fields).into_response(),
            Err(problem) => refused(&site, who, visit, &dossier, act, &fields, &problem),
        });
    }
    match carry_out(&site, &who, &case, act, &fields).await {
        // Another office's case is out of sight.
        Ok(()) if act == Act::Reassign && fields.get("office").is_some() && who.authority.office.is_some() => {
            Ok(Redirect::to("/cases").into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("/cases/{case}?done={act}")).into_response()),
        Err(problem) => {
            let dossier = site.desk.dossier(&who, &case).await?;
            Ok(refused(&site, who, visit, &dossier, act, &fields, &problem))
        }
    }
}

/// The page of a case whose form came back.
fn refused(site: &Site, who: Principal, visit: Visit, dossier: &Dossier, act: Act, fields: &Fields, problem: &Problem) -> Response {
    let status = Refusal::from(problem.clone()).status;
    page(site, who, visit, dossier, &FormOutcome::Refused(act, fields, problem)).with_status(status).into_response()
}

async fn carry_out(site: &Site, who: &Principal, case: &CaseNumber, act: Act, fields: &Fields) -> Result<(), Problem> {
    match forms::read(act, fields)? {
        FormAction::Order(request) => site.desk.tell(who, case, *request).await.map(drop),
        FormAction::ResendNotice(kind) => site.desk.resend(who, case, kind).await.map(drop),
    }
}

/// The decision of a form, if it is open to who sent it and the case is as it was seen. The case itself judges it when it is confirmed.
fn decision_to_confirm(who: &Principal, dossier: &Dossier, fields: &Fields) -> Result<Decision, Problem> {
    let FormAction::Order(request) = forms::read(Act::Decide, fields)? else {
        return Err(Problem::new(Code::Usage, "this form holds no decision"));
    };
    let OrderRequest { order: Order::Decide(decision), rests_on, .. } = *request else {
        return Err(Problem::new(Code::Usage, "this form holds no decision"));
    };
    if rests_on.is_some_and(|version| version != dossier.view.version) {
        return Err(Problem::new(Code::Stale, "the case has changed since it was looked at; look again"));
    }
    open_to(who, &dossier.view, Act::Decide)?;
    Ok(decision)
}

fn confirmation_page(site: &Site, who: Principal, visit: Visit, dossier: &Dossier, decision: &Decision, fields: &Fields) -> Page {
    let language = visit.language;
    let content = preview::preview(dossier, decision, fields, &site.desk.rulebook, language);
    Page::new(visit, who, Section::Worklist, format!("{}: {}", Preview::of(language).title, dossier.view.case), content)
}

/// Whether the NSC is asked and has not answered. Of a registered request for a visa it is not shown here whether the NSC will be asked.
fn is_before_the_answer(view: &CaseView) -> bool {
    match view.stage {
        Stage::Verification | Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue => true,
        Stage::Registered => CaseService::of(&view.case) == CaseService::Invitation,
        _ => false,
    }
}

fn act_named(name: &str) -> Option<Act> {
    Act::changes().find(|act| act.as_str() == name)
}

/// What became of a form.
enum FormOutcome<'a> {
    /// Nothing was sent, or it was done.
    Done(Option<Act>),
    /// Who sent it wants to change it.
    Reopened(Act, &'a Fields),
    /// It was not done.
    Refused(Act, &'a Fields, &'a Problem),
}

impl<'a> FormOutcome<'a> {
    /// The form that came back.
    fn sent(&self) -> Option<Sent<'a>> {
        match self {
            Self::Done(_) => None,
            Self::Reopened(act, fields) => Some(Sent { act: *act, fields, problem: None }),
            Self::Refused(act, fields, problem) => Some(Sent { act: *act, fields, problem: Some(problem) }),
        }
    }
}

fn page(site: &Site, who: Principal, visit: Visit, dossier: &Dossier, told: &FormOutcome) -> Page {
    let language = visit.language;
    let words = Case::of(language);
    let view = &dossier.view;
    let case = &view.case;
    let title = format!("{} {case}", words.title);
    let on = On { site, who: &who, dossier, language, words };
    let content = html! {
        @if let FormOutcome::Refused(act, fields, problem) = told { (on.summary(*act, fields, problem)) }
        h1 { (title) }
        @if let FormOutcome::Done(Some(act)) = told { p #done .done role="status" { "✓ " (words.done) ": " (language.act(*act)) } }
        div #lead data-live=(case) { (on.lead()) }
        div #actions data-live=(case) { (on.actions(told.sent())) }
        div #standing data-live=(case) { (on.clocks()) (visa::family(case, dossier.family.as_ref(), language)) (on.standing()) }
        div #follow-ups data-live=(case) { (on.follow_ups()) }
        div #record data-live=(case) { (record::sections(dossier, on.may_supervise(), language)) }
        details #history data-load={ "/cases/" (case) "/history" } {
            summary { (words.history) }
            div data-place="" { p { (words.history_hint) ": " a href={ "/cases/" (case) "/history" } { (words.open_history) } } }
        }
    };
    let title = if matches!(told, FormOutcome::Refused(..)) { format!("{}: {title}", visit.shell().error) } else { title };
    Page::new(visit, who, Section::Worklist, title, content)
}

/// What the sections of the page are made with.
struct On<'a> {
    site: &'a Site,
    who: &'a Principal,
    dossier: &'a Dossier,
    language: Language,
    words: &'static Case,
}

impl On<'_> {
    /// Whether they supervise the office that has the case.
    fn may_supervise(&self) -> bool {
        self.who.authority.may_at(Act::Supervise, &self.dossier.view.office).is_ok()
    }

    /// What is wrong with a form, and what has changed since it was filled in.
    fn summary(&self, act: Act, fields: &Fields, problem: &Problem) -> Markup {
        let seen_at = fields.get("seen_at").and_then(|at| Instant::parse(at).ok()).filter(|_| problem.code == Code::Stale);
        let is_new = |line: &&TimelineLine| seen_at.is_some_and(|seen| line.entered_at.unwrap_or(line.at) > seen);
        let changes: Vec<_> = self.dossier.view.timeline.iter().filter(is_new).collect();
        error::summary(self.language, problem, &self.language.of_form(act, problem), &forms::place_of(act, problem), &changes)
    }

    /// Where it stands and why in a sentence, what comes next, and what stands in the way.
    fn lead(&self) -> Markup {
        let (view, language, words) = (&self.dossier.view, self.language, self.words);
        let wait = Wait::of(view, &self.dossier.deadlines, self.dossier.now, &self.site.desk.rulebook);
        let next = next_act(view.stage).filter(|_| view.status == Status::Open);
        html! {
            p #lead-sentence .lead {
                @match &wait {
                    Some(wait) => span .late[wait.is_over] { @if wait.is_over { "⚠ " } (language.waiting(wait)) },
                    None => (language.at_rest(view)),
                }
            }
            @if let Some(act) = next {
                @match open_to(self.who, view, act) {
                    Ok(()) => p #next-act { (words.next) ": " a href={ "#act-" (act) } { (language.act(act)) } },
                    Err(why) => p #next-act { (words.next) ": " (language.act(act)) " (" (self.because(act, &why)) ")" },
                }
            }
            @for incident in view.incidents.iter().filter(|incident| incident.resumed_at.is_none()) {
                p .problem data-code=(incident.code) { "⚠ " (words.stopped_step) ": " (language.step(&incident.step)) ". " (words.operator_resumes) " " code { (incident.code) } }
            }
        }
    }

    fn standing(&self) -> Markup {
        let (view, language, words) = (&self.dossier.view, self.language, self.words);
        html! {
            section aria-labelledby="standing-title" {
                h2 #standing-title { (words.standing) }
                @match view.from_register_as_of {
                    Some(as_of) if view.status == Status::Open => p #from-register .problem { (words.from_register) ": " (language.instant(as_of)) },
                    Some(_) => p #from-register .problem { (words.archived) },
                    None if self.dossier.filing.is_none() => p .problem { (words.archived) },
                    None => {}
                }
                dl .facts {
                    dt { (words.status) } dd #case-status data-status=(view.status) { (language.status(view.status)) }
                    dt { (words.stage) } dd #case-stage data-stage=(view.stage) { strong { (language.stage(view.stage)) } }
                    dt { (words.office) } dd { (language.office(&self.site.desk.rulebook, &view.office)) " (" (view.office) ")" }
                    @if let Some(Forwarding { from, to, basis, .. }) = &view.forwarded {
                        dt { (words.forwarded) } dd #case-forwarded { (language.forwarded(from.as_str(), to.as_str(), &language.basis(basis))) }
                    }
                    dt { (words.officer) } dd #case-officer { @if let Some(officer) = &view.officer { (officer) } @else { (words.nobody) } }
                    @if CaseService::of(&view.case) != CaseService::Complaint { dt { (words.category) } dd { (view.category) } }
                    dt { (words.filed_at) } dd #case-filed { (language.instant_at(view.filed_at, view.zone)) }
                    @if let Some(date) = view.registered_on { dt { (words.registered_on) } dd { (language.date(date)) } }
                    @if let Some(by) = &view.verified_by { dt { (words.verified_by) } dd { (language.actor(by)) } }
                    @if let Some(number) = &view.invitation_number { dt { (words.invitation) } dd { strong { (number) } } }
                    @if let Some(standing) = &view.visa_standing { (visa::standing(standing, self.dossier.filing.as_ref(), &self.airports(), language)) }
                    dt { (words.rules) } dd { code { (view.rulebook.chars().take(12).collect::<String>()) } }
                }
            }
        }
    }

    /// Through which the holder of an electronic visa enters and leaves today.
    fn airports(&self) -> Vec<String> {
        let rules = self.site.desk.rulebook.on(self.dossier.now.date());
        rules.map(|rules| airports(&rules)).unwrap_or_default()
    }

    /// A strip for each clock; those that have ended are folded. One that has run out and still waits for its act has not.
    fn clocks(&self) -> Markup {
        let words = self.words;
        let (mut awaited, ended): (Vec<_>, Vec<_>) = self.dossier.deadlines.iter().partition(|deadline| deadline.clock.awaited);
        awaited.sort_by_key(|deadline| deadline.clock.due);
        html! {
            section #clocks aria-labelledby="clocks-title" {
                h2 #clocks-title { (words.clocks) }
                @if is_before_the_answer(&self.dossier.view) {
                    p .no-print { a #what-if href={ "/what-if?case=" (self.dossier.view.case) } { (WhatIf::of(self.language).title) } }
                }
                @if awaited.is_empty() { p { (words.no_clock) } }
                @for deadline in &awaited { (self.clock(deadline)) }
                @if !ended.is_empty() {
                    details #ended-clocks { summary { (words.ended_clocks) " (" (ended.len()) ")" } @for deadline in &ended { (self.clock(deadline)) } }
                }
                // The register keeps clocks without their proofs.
                @if self.dossier.deadlines.is_empty() { @for clock in &self.dossier.view.clocks { h3 { (self.name(clock)) } (self.facts(clock, None)) } }
            }
        }
    }

    fn name(&self, clock: &ClockView) -> String {
        self.language.term_of(clock.clock, clock.window)
    }

    fn clock(&self, deadline: &ProvenDeadline) -> Markup {
        let ProvenDeadline { clock, proof, .. } = deadline;
        let (language, words) = (self.language, self.words);
        let id = format!("{}-{}", clock.clock.as_str(), clock.window.map_or("only", Window::as_str));
        html! {
            article id={ "clock-" (id) } {
                h3 { (self.name(clock)) }
                div .beside {
                    div { (strip(&format!("strip-{id}"), proof, self.dossier.now, language)) }
                    div {
                        (self.facts(clock, Some(proof)))
                        details .basis {
                            summary { (words.basis) }
                            ul .plain { @for part in language.basis_of(deadline) { li { (part) } } }
                            p { (words.calendar) ": " code { (proof.calendar.revision) } @if proof.calendar.provisional { " (" (words.provisional) ")" } }
                        }
                    }
                }
            }
        }
    }

    fn facts(&self, clock: &ClockView, proof: Option<&Proof>) -> Markup {
        let (language, words) = (self.language, self.words);
        let left = Left::until(clock.due, self.dossier.now, &self.dossier.view.office, &self.site.desk.rulebook);
        let late = clock.outcome == ClockOutcome::Breached;
        html! {
            dl .facts {
                dt { (words.due) } dd { strong { time datetime=(clock.due) { (language.instant_at(clock.due, self.dossier.view.zone)) } } }
                @if clock.awaited { dt { (words.left) } dd { span class=(left.class()) { (left.says(language)) } } }
                dt { (words.outcome) } dd { span .late[late] { @if late { "⚠ " } (language.outcome(clock.outcome)) } " (" (language.nature(clock.nature)) ")" }
                dt { (words.started_at) } dd { (language.instant(clock.started_at)) }
                @if let Some(at) = clock.ended_at { dt { (words.ended_at) } dd { (language.instant(at)) } }
                @if let Some(at) = clock.acted_at.filter(|at| Some(*at) != clock.ended_at) { dt { (words.acted_at) } dd { (language.instant(at)) } }
                @if let Some(cause) = clock.cause { dt { (words.cause) } dd { (language.cause(cause)) } }
                @if let Some(proof) = proof {
                    dt { (words.term) } dd { (language.term(proof.term)) }
                    @if clock.outcome == ClockOutcome::Running { dt { (words.remaining) } dd .remaining { (days_to_count(proof, self.dossier.now)) } }
                }
            }
        }
    }

    /// A form for each act that is open, and for each other one why it is not.
    fn actions(&self, sent: Option<Sent>) -> Markup {
        let (language, words) = (self.language, self.words);
        let forms = Forms { view: &self.dossier.view, rulebook: &self.site.desk.rulebook, now: self.dossier.now, language, sent };
        let acts: Vec<_> =
            Act::of_service(&self.dossier.view.service).iter().map(|act| (*act, open_to(self.who, &self.dossier.view, *act))).collect();
        let (open, closed): (Vec<_>, Vec<_>) = acts.iter().partition(|(_, open)| open.is_ok());
        html! {
            section aria-labelledby="actions-title" {
                h2 #actions-title { (words.actions) }
                (self.proposals(&forms))
                @if open.is_empty() { p { (words.no_action) } }
                @for (act, _) in &open {
                    details id={ "act-" (act) } .no-print open[sent.is_some_and(|sent| sent.act == *act)] {
                        summary { (language.act(*act)) }
                        (forms.form(*act))
                    }
                }
                @if !closed.is_empty() {
                    details #closed-acts .no-print {
                        summary { (words.not_open) " (" (closed.len()) ")" }
                        ul #not-open {
                            @for (act, why) in &closed {
                                @if let Err(problem) = why {
                                    li id={ "closed-" (act) } data-code=(problem.code) { (language.act(*act)) ": " (self.because(*act, problem)) " " code { (problem.code) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What can be filed next: it begins with all that the case knows.
    fn follow_ups(&self) -> Markup {
        let (view, words) = (&self.dossier.view, Filing::of(self.language));
        let service = CaseService::of(&view.case);
        let visa = view.visa_standing.as_ref().and_then(|standing| standing.visa.as_ref()).filter(|visa| visa.valid);
        let follows = |action: &VisaAction| match service {
            CaseService::Invitation => *action == VisaAction::Issue && view.invitation_number.is_some(),
            CaseService::Visa => action.is_about_a_visa() && visa.is_some(),
            CaseService::Complaint => false,
        };
        let button = |kind: &'static str, action: Option<VisaAction>, name: &str| {
            html! {
                form .inline method="post" action="/filings" {
                    input type="hidden" name="service" value=(kind);
                    input type="hidden" name="number" value=(view.case);
                    @if let Some(action) = action { input type="hidden" name="action" value=(action.as_str()); }
                    button .quiet id={ "follow-" (action.map_or(kind, VisaAction::as_str)) } type="submit" { (name) }
                }
            }
        };
        html! {
            @if service != CaseService::Complaint && self.who.authority.may(Act::Submit).is_ok() {
                section .no-print aria-labelledby="follow-title" {
                    h2 #follow-title { (words.follows) }
                    @for action in VisaAction::ALL.iter().filter(|action| follows(action)) {
                        (button("visa-request", Some(*action), self.language.action(*action)))
                    }
                    (button("complaint", None, words.complaint))
                }
            }
        }
    }

    /// Corrections that wait for a second person.
    fn proposals(&self, forms: &Forms) -> Markup {
        let (view, language, words) = (&self.dossier.view, self.language, self.words);
        let may_correct = open_to(self.who, view, Act::Correct).is_ok();
        html! {
            @if !view.proposals.is_empty() {
                section #proposals aria-labelledby="proposals-title" {
                    h3 #proposals-title { (words.proposals) }
                    @for proposal in &view.proposals {
                        @let correction = &proposal.content;
                        dl .facts {
                            dt { (words.right_entry) } dd { (language.replacement(&correction.replacement)) }
                            @if let Some(at) = correction.received_at { dt { (words.right_instant) } dd { (language.instant(at)) } }
                            @if let Some(letter) = &correction.letter { dt { (words.letter) } dd { (letter) } }
                            dt { (words.reason) } dd { (correction.reason) }
                            dt { (words.proposed_by) } dd { (language.actor(&proposal.entered_by)) ", " (language.instant(proposal.received_at)) }
                        }
                        @if proposal.entered_by == self.who.actor() { p { (words.another_confirms) } }
                        @else if may_correct { (forms.confirmation(proposal)) }
                    }
                }
            }
        }
    }

    /// Why an act is not open; a role that is missing is named.
    fn because(&self, act: Act, problem: &Problem) -> String {
        let says = self.language.problem(problem);
        if problem.code != Code::Forbidden || self.language == Language::English || self.who.authority.may(act).is_ok() {
            return says;
        }
        let roles: Vec<_> = act.roles().iter().map(|role| self.language.role(*role)).collect();
        format!("{says} → {}", roles.join(", "))
    }
}
