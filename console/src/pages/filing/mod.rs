//! Filing on paper: an application, a request for a visa or a complaint, typed in step by step, judged as one goes, kept as a draft between the
//! steps, and filed as the API files.

mod choices;
mod field;
mod judging;
mod page;
mod services;
mod typed;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;
use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_register::Draft;

use self::{
    field::{Chooser, List, Service, Step},
    judging::Read,
    page::{Sheet, Told},
    typed::Typed,
};
use super::{Fields, Form, Page, Section, Visit};
use crate::{
    api::Path,
    desk::{Paper, Submission, stale_draft},
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Filing, Language, Shell},
};

/// The drafts, and what can be begun.
pub(super) async fn start(State(site): State<Site>, who: Principal, visit: Visit) -> Result<Page, Refusal> {
    begun_with(&site, who, visit, &Fields::default(), None).await
}

async fn begun_with(site: &Site, who: Principal, visit: Visit, sent: &Fields, problem: Option<&Problem>) -> Result<Page, Refusal> {
    let drafts = site.desk.drafts(&who).await?;
    let content = page::start(&drafts, &who, sent, problem, visit.language);
    let title = Filing::of(visit.language).title;
    Ok(Page::new(visit, who, Section::Filing, title, content))
}

/// Begins a draft, with what is known already.
pub(super) async fn begin(State(site): State<Site>, who: Principal, visit: Visit, Form(sent): Form) -> Result<Response, Refusal> {
    let begun = async {
        let (service, typed) = prefilled(&site, &who, &sent).await?;
        let draft = site.desk.begin_draft(&who, service.name, json!(typed)).await?;
        Ok::<_, Problem>((service, draft))
    };
    match begun.await {
        Ok((service, draft)) => Ok(Redirect::to(&first_step(service, &draft)).into_response()),
        Err(problem) => {
            let status = Refusal::from(problem.clone()).status;
            let page = begun_with(&site, who, visit.at("/filings"), &sent, Some(&problem)).await?;
            Ok(page.with_status(status).into_response())
        }
    }
}

async fn prefilled(site: &Site, who: &Principal, sent: &Fields) -> Result<(&'static Service, Typed), Problem> {
    let unknown = || Problem::new(Code::Field, "is not one of the values that there are").at("service");
    let service = services::named(sent.get("service").unwrap_or_default()).ok_or_else(unknown)?;
    let mut typed = Typed::default();
    let office = who.authority.office.as_ref();
    let number = sent.get("number");
    match service.name {
        "visa-request" => {
            typed.set("action", sent.get("action").unwrap_or_default());
            let action = typed.action().ok_or_else(|| Problem::new(Code::Field, "is not one of the values that there are").at("action"))?;
            if let Some(number) = number {
                let known = site.desk.follow_up_of(who, number, action).await.map_err(|problem| problem.at("number"))?;
                typed = Typed::of_document(service, &known);
            }
            typed.set("action", action.as_str());
            if let (Some(office), "") = (office, typed.get("office")) {
                let rules = site.desk.rulebook.on(site.desk.now().date())?;
                typed.set("office", office.to_string());
                typed.set("provider", rules.body_of(office).map(code_of).unwrap_or_default());
            }
        }
        "complaint" => {
            if let Some(number) = number {
                let case: CaseNumber = number.to_uppercase().parse().map_err(|problem: Problem| problem.at("number"))?;
                site.desk.case(who, &case, site.desk.now()).await?;
                let record = site.desk.register.case(&case).await?;
                typed.set("about", case.to_string());
                typed.set("passport_number", record.map(|record| record.passport_number.to_string()).unwrap_or_default());
            }
        }
        _ => {
            if let Some(office) = office {
                let rules = site.desk.rulebook.on(site.desk.now().date())?;
                typed.set("inviting_party.office", office.to_string());
                typed.set("inviting_party.region", rules.region_of(office).map(ToString::to_string).unwrap_or_default());
            }
        }
    }
    Ok((service, typed))
}

fn code_of(body: impl serde::Serialize) -> String {
    json!(body).as_str().unwrap_or_default().to_owned()
}

/// A draft that somebody may go on with, as what it is.
struct Opened {
    draft: Draft,
    service: &'static Service,
    typed: Typed,
}

impl Opened {
    async fn by(site: &Site, who: &Principal, id: &str) -> Result<Self, Problem> {
        let draft = site.desk.draft(who, id).await?;
        let unreadable = || Problem::new(Code::DraftUnknown, "the draft was made by another release and cannot be read; begin anew");
        let service = services::named(&draft.service).ok_or_else(unreadable)?;
        let typed = serde_json::from_value(draft.content.clone()).map_err(|_| unreadable())?;
        Ok(Self { draft, service, typed })
    }

    /// What somebody sends rests on the draft as they saw it.
    fn require_seen(&self, sent: &Fields) -> Result<(), Problem> {
        let is_seen = sent.get("version").is_some_and(|version| version == self.draft.version.to_string());
        if is_seen { Ok(()) } else { Err(stale_draft()) }
    }

    fn step(&self, name: &str) -> Result<(usize, &'static Step), Problem> {
        self.service.step(name).ok_or_else(|| Problem::new(Code::RuleUnknown, "there is no such step"))
    }

    fn chooser<'a>(&'a self, site: &'a Site, language: Language) -> Chooser<'a> {
        Chooser { language, rulebook: &site.desk.rulebook, today: site.desk.now().date(), typed: &self.typed }
    }

    fn path_of(&self, step: &Step) -> String {
        format!("/filings/{}/steps/{}", self.draft.id, step.name)
    }

    fn path_after(&self, index: usize) -> String {
        let next = self.service.steps.get(index.saturating_add(1));
        next.map_or_else(|| format!("/filings/{}/check", self.draft.id), |next| self.path_of(next))
    }
}

fn first_step(service: &Service, draft: &Draft) -> String {
    let first = service.steps.first().map_or("", |step| step.name);
    format!("/filings/{}/steps/{first}", draft.id)
}

/// Leads to the first step that is not filled in.
pub(super) async fn go_on(State(site): State<Site>, who: Principal, visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    let opened = Opened::by(&site, &who, &id).await?;
    let chooser = opened.chooser(&site, visit.language);
    let open = opened.service.steps.iter().find(|step| !judging::errors(step, &opened.typed, &chooser).is_empty());
    let path = open.map_or_else(|| format!("/filings/{id}/check"), |step| opened.path_of(step));
    Ok(Redirect::to(&path).into_response())
}

/// Throws a draft away.
pub(super) async fn forget(State(site): State<Site>, who: Principal, Path(id): Path<String>, Form(_): Form) -> Result<Redirect, Refusal> {
    let draft = site.desk.draft(&who, &id).await?;
    site.desk.forget_draft(&who, &draft).await?;
    Ok(Redirect::to("/filings"))
}

/// A step, as far as it is filled in.
pub(super) async fn show(
    State(site): State<Site>,
    who: Principal,
    visit: Visit,
    Path((id, step)): Path<(String, String)>,
) -> Result<Page, Refusal> {
    let opened = Opened::by(&site, &who, &id).await?;
    let (index, step) = opened.step(&step)?;
    let judged = move || {
        let told = foreseen(&site, &opened, index, visit.language);
        step_page(&site, who, visit, &opened, (index, step), &told)
    };
    Ok(aside(judged).await)
}

/// Judging is work for the processor, and with many invitees it takes its time: nobody else waits for it.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

fn foreseen(site: &Site, opened: &Opened, index: usize, language: Language) -> Told {
    let chooser = opened.chooser(site, language);
    match judging::foreseen(opened.service, index, &opened.typed, &chooser, chooser.today) {
        Ok(findings) => Told { findings, ..Told::default() },
        Err(problems) => Told { problems, ..Told::default() },
    }
}

fn step_page(site: &Site, who: Principal, visit: Visit, opened: &Opened, (index, step): (usize, &'static Step), told: &Told) -> Page {
    let language = visit.language;
    let sheet = Sheet::new(&opened.draft, opened.service, opened.chooser(site, language));
    let content = sheet.step(index, step, told);
    let title = sheet.title(Some(step));
    let title = if told.problems.is_empty() { title } else { format!("{}: {title}", Shell::of(language).error) };
    Page::new(visit.at(opened.path_of(step)), who, Section::Filing, title, content)
}

/// What a button of a step does beside saving.
enum Then {
    Next,
    Later,
    Stay { at: String },
}

/// Saves what was typed, whatever it is, and goes where the button leads.
pub(super) async fn save(
    State(site): State<Site>,
    who: Principal,
    visit: Visit,
    Path((id, step)): Path<(String, String)>,
    Form(sent): Form,
) -> Result<Response, Refusal> {
    let mut opened = Opened::by(&site, &who, &id).await?;
    let (index, step) = opened.step(&step)?;
    opened.typed.take(step, &sent);
    let then = then(&mut opened.typed, step, sent.get("go").unwrap_or_default());
    let saved = async {
        opened.require_seen(&sent)?;
        site.desk.save_draft(&opened.draft, json!(opened.typed)).await
    };
    match saved.await {
        Ok(draft) => opened.draft = draft,
        Err(problem) if problem.code == Code::Stale => {
            let told = Told { notice: Some(problem), ..Told::default() };
            let page = step_page(&site, who, visit, &opened, (index, step), &told);
            return Ok(page.with_status(StatusCode::PRECONDITION_FAILED).into_response());
        }
        Err(problem) => return Err(problem.into()),
    }
    let to = match then {
        Then::Later => "/filings".to_owned(),
        Then::Stay { at } => format!("{}#{at}", opened.path_of(step)),
        Then::Next => return Ok(aside(move || next(&site, who, visit, &opened, (index, step), &sent)).await),
    };
    Ok(Redirect::to(&to).into_response())
}

/// Goes on, or says what stands against it.
fn next(site: &Site, who: Principal, visit: Visit, opened: &Opened, (index, step): (usize, &'static Step), sent: &Fields) -> Response {
    let problems = judging::errors(step, &opened.typed, &opened.chooser(site, visit.language));
    let told = if problems.is_empty() { foreseen(site, opened, index, visit.language) } else { Told { problems, ..Told::default() } };
    if !told.problems.is_empty() {
        return step_page(site, who, visit, opened, (index, step), &told).with_status(StatusCode::BAD_REQUEST).into_response();
    }
    // What was shown beside the form, its reader goes past on purpose.
    let seen: Vec<_> = sent.all("seen").collect();
    if told.findings.iter().any(|finding| !seen.contains(&page::key_of(finding).as_str())) {
        return step_page(site, who, visit, opened, (index, step), &told).into_response();
    }
    Redirect::to(&opened.path_after(index)).into_response()
}

/// `add:KIND` and `remove:PLACE` change the list of the step.
fn then(typed: &mut Typed, step: &'static Step, go: &str) -> Then {
    let (what, of) = go.split_once(':').unwrap_or((go, ""));
    match (what, &step.list) {
        ("later", _) => Then::Later,
        ("add", Some(list)) => {
            let added = typed.add(list);
            if field::is_paper_kind(of) {
                typed.set(format!("{}kind", list.below(added)), of);
            }
            Then::Stay { at: first_input(list, added) }
        }
        ("remove", Some(list)) => {
            if let Ok(gone) = of.parse() {
                typed.remove(list, gone);
            }
            Then::Stay { at: "step-form".to_owned() }
        }
        _ => Then::Next,
    }
}

fn first_input(list: &'static List, index: usize) -> String {
    let first = list.groups.iter().flat_map(|group| group.placed(&list.below(index))).next();
    first.map(|placed| page::id_of(&placed.path)).unwrap_or_default()
}

/// All that was typed, judged as if it were filed now.
pub(super) async fn check(State(site): State<Site>, who: Principal, visit: Visit, Path(id): Path<String>) -> Result<Page, Refusal> {
    let opened = Opened::by(&site, &who, &id).await?;
    Ok(aside(move || check_page(&site, who, visit, &opened, &Fields::default(), None)).await)
}

fn check_page(site: &Site, who: Principal, visit: Visit, opened: &Opened, sent: &Fields, problem: Option<&Problem>) -> Page {
    let language = visit.language;
    let filed_at = received_at(sent).ok().flatten().unwrap_or_else(|| site.desk.now());
    let sheet = Sheet::new(&opened.draft, opened.service, opened.chooser(site, language));
    let content = sheet.check(filed_at, sent, problem);
    let title = sheet.title(None);
    Page::new(visit.at(format!("/filings/{}/check", opened.draft.id)), who, Section::Filing, title, content)
}

fn received_at(sent: &Fields) -> Result<Option<Instant>, Problem> {
    let wrong = |error: shaqyru_domain::time::instant::InstantError| Problem::new(Code::Instant, error.to_string()).at("filed_at");
    sent.get("filed_at").map(|text| Instant::parse(text).map_err(wrong)).transpose()
}

/// Files it, by the way of the API, and throws the draft away. The draft's id is the request's: filed twice, it is filed once.
pub(super) async fn file(
    State(site): State<Site>,
    who: Principal,
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form,
) -> Result<Response, Refusal> {
    let opened = Opened::by(&site, &who, &id).await?;
    let filing = async {
        opened.require_seen(&sent)?;
        let filed_at = received_at(&sent)?;
        let paper = match Read::of(opened.service, &opened.typed.document(opened.service))? {
            Read::Application(application) => Paper::Application(application),
            Read::Request(request) => Paper::Request(request),
            Read::Complaint(complaint) => site.desk.complaint(&who, *complaint, filed_at).await?,
        };
        let anyway = sent.get("anyway").is_some();
        site.desk.submit(&who, Submission { paper, request_id: Some(opened.draft.id.clone()), filed_at, anyway }).await
    };
    match filing.await {
        Ok(filed) => {
            site.desk.forget_draft(&who, &opened.draft).await?;
            let words = Filing::of(visit.language);
            let content = page::filed(&filed, &site.desk.rulebook, visit.language);
            Ok(Page::new(visit.at("/filings"), who, Section::Filing, words.filed, content).into_response())
        }
        Err(problem) => {
            let status = Refusal::from(problem.clone()).status;
            let page = aside(move || check_page(&site, who, visit, &opened, &sent, Some(&problem))).await;
            Ok(page.with_status(status).into_response())
        }
    }
}
