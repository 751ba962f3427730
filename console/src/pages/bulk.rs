//! Giving many cases away: a preview, and then one after the other, each with its result.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use maud::{Markup, html};
use shaqyru_domain::{
    authority::Act,
    case::{Reassignment, number::CaseNumber},
    problem::{Code, Problem},
    text::{OfficeCode, Text},
};
use shaqyru_register::Workload;
use uuid::Uuid;

use super::{Fields, Form, Page, Query, Section, Visit, workboard, worklist::parsed};
use crate::{
    desk::Prospect,
    identity::Principal,
    problem::Refusal,
    site::Site,
    words::{Board, Language, Worklist},
};

/// The most cases of one batch: as many as stand on a few pages.
const MOST: usize = 500;
/// So many cases are spoken to at once.
const AT_ONCE: usize = 4;

/// What is asked for.
struct Batch {
    cases: Vec<CaseNumber>,
    to: Reassignment,
}

impl Batch {
    fn of(form: &Fields, language: Language) -> Result<Self, Problem> {
        let words = Worklist::of(language);
        let cases = ticked(form, language)?;
        let officer = form.get("to_officer").map(str::parse).transpose().map_err(|problem: Problem| problem.at("to_officer"))?;
        let reason =
            form.get("reason").map(|reason| Text::try_from(reason.to_owned())).transpose().map_err(|problem| problem.at("reason"))?;
        let to = Reassignment { officer, office: parsed(form, "to_office")?, reason };
        if to.officer.is_none() && to.office.is_none() {
            return Err(Problem::new(Code::Field, words.name_target).at("to_officer"));
        }
        Ok(Self { cases, to })
    }
}

fn ticked(form: &Fields, language: Language) -> Result<Vec<CaseNumber>, Problem> {
    let mut cases = form.all("case").map(str::parse).collect::<Result<Vec<CaseNumber>, _>>()?;
    cases.dedup();
    if !(1..=MOST).contains(&cases.len()) {
        return Err(Problem::new(Code::Size, Worklist::of(language).nothing_ticked).at("case"));
    }
    Ok(cases)
}

/// To whom cases could go: everybody's load, and the question.
pub(super) async fn choose(State(site): State<Site>, who: Principal, visit: Visit, Query(query): Query) -> Result<Page, Refusal> {
    let language = visit.language;
    let (words, board) = (Worklist::of(language), Board::of(language));
    let prospects = site.desk.would_reassign(&who, &ticked(&query, language)?, None).await?;
    let workloads = match prospects.iter().find_map(|prospect| prospect.office.as_ref()) {
        Some(office) => site.desk.workloads(&who, office).await?,
        None => Vec::new(),
    };
    let nobody = Reassignment { officer: None, office: None, reason: None };
    let content = html! {
        h1 { (board.choose) }
        div .wide {
            table #prospects {
                thead { tr { @for head in [words.case, words.from, words.to, words.verdict] { th scope="col" { (head) } } } }
                tbody { @for prospect in &prospects { (prospect_row(prospect, &nobody, language)) } }
            }
        }
        @if prospects.iter().any(|prospect| prospect.refused.is_none()) {
            form #choose method="post" action="/cases/reassignment" {
                @for prospect in &prospects { input type="hidden" name="case" value=(prospect.case); }
                (workboard::target(&workloads, language))
            }
            (workboard::loads(&workloads, language, |_| None))
        }
    };
    Ok(Page::new(visit, who, Section::Supervision, board.choose, content))
}

/// What somebody will have once these cases are given away.
fn open_afterwards(workload: &Workload, prospects: &[Prospect], to: &Reassignment, office: &OfficeCode) -> u64 {
    let goes = || prospects.iter().filter(|prospect| prospect.refused.is_none());
    let was_theirs = |prospect: &Prospect| prospect.office.as_ref() == Some(office) && prospect.officer == workload.officer;
    let will_be = |prospect: &Prospect| {
        let officer = to.officer.as_ref().or(prospect.officer.as_ref());
        let at = to.office.as_ref().or(prospect.office.as_ref());
        at == Some(office) && officer == workload.officer.as_ref()
    };
    let [gone, come] = [goes().filter(|prospect| was_theirs(prospect)).count(), goes().filter(|prospect| will_be(prospect)).count()]
        .map(|cases| u64::try_from(cases).unwrap_or(u64::MAX));
    workload.open.saturating_add(come).saturating_sub(gone)
}

/// Which cases would go from whom to whom, and which cannot.
pub(super) async fn preview(State(site): State<Site>, who: Principal, visit: Visit, Form(form): Form) -> Result<Page, Refusal> {
    let visit = visit.at("/cases");
    let language = visit.language;
    let words = Worklist::of(language);
    let Batch { cases, to } = Batch::of(&form, language)?;
    let prospects = site.desk.would_reassign(&who, &cases, to.office.as_ref()).await?;
    let possible = prospects.iter().filter(|prospect| prospect.refused.is_none()).count();
    let office = to.office.clone().or_else(|| prospects.iter().find_map(|prospect| prospect.office.clone()));
    let mut workloads = match &office {
        Some(office) => site.desk.workloads(&who, office).await?,
        None => Vec::new(),
    };
    let unknown = to
        .officer
        .as_ref()
        .filter(|officer| !workloads.is_empty() && workloads.iter().all(|workload| workload.officer.as_ref() != Some(*officer)));
    if let Some(officer) = unknown {
        workloads.push(Workload { officer: Some(officer.clone()), open: 0, late: 0, soon: 0 });
    }
    let unknown = unknown.cloned();
    let after = |workload: &Workload| office.as_ref().map(|office| open_afterwards(workload, &prospects, &to, office));
    let board = Board::of(language);
    let content = html! {
        h1 { (words.preview_title) }
        div .wide {
            table #prospects {
                thead { tr { @for head in [words.case, words.from, words.to, words.verdict] { th scope="col" { (head) } } } }
                tbody { @for prospect in &prospects { (prospect_row(prospect, &to, language)) } }
            }
        }
        @if let Some(officer) = &unknown { p #unknown-officer .problem { "⚠ " (board.unknown) " " (officer) } }
        @if !workloads.is_empty() { (workboard::loads(&workloads, language, after)) }
        @if possible > 0 {
            form #run method="post" action="/cases/reassignment/run" {
                // Run twice, it counts once.
                input type="hidden" name="batch" value=(Uuid::new_v4());
                input type="hidden" name="to_officer" value=(to.officer.as_ref().map(ToString::to_string).unwrap_or_default());
                input type="hidden" name="to_office" value=(to.office.as_ref().map(ToString::to_string).unwrap_or_default());
                @for prospect in prospects.iter().filter(|prospect| prospect.refused.is_none()) {
                    input type="hidden" name="case" value=(prospect.case);
                }
                label for="reason" { (board.reason) }
                textarea #reason name="reason" required maxlength="2000" {}
                button type="submit" { (words.run) " (" (possible) ")" }
            }
        }
        p { a href="/cases" { (words.cancel) } }
    };
    Ok(Page::new(visit, who, Section::Worklist, words.preview_title, content))
}

fn prospect_row(prospect: &Prospect, to: &Reassignment, language: Language) -> Markup {
    let words = Worklist::of(language);
    let holder = |officer: Option<String>, office: Option<String>| [officer, office].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let Prospect { case, office, officer, refused, may_not_decide } = prospect;
    let conflict = to.officer.as_ref().or(officer.as_ref()).is_some_and(|officer| may_not_decide.contains(officer));
    html! {
        tr id=(case) {
            th scope="row" { (case) }
            td { (holder(officer.as_ref().map(ToString::to_string), office.as_ref().map(ToString::to_string))) }
            td { (holder(to.officer.as_ref().map(ToString::to_string), to.office.as_ref().map(ToString::to_string))) }
            td {
                @match refused {
                    None => {
                        span .good { "✓ " (words.yes) }
                        @if conflict { br; strong .late.conflict { "⚠ " (Board::of(language).conflict) } }
                    },
                    Some(problem) => { span .late { "✗ " (words.no) } ": " (language.problem(problem)) " " code { (problem.code) } },
                }
            }
        }
    }
}

/// Gives them away. The page grows with each result; what was not reached when the connection broke is done by sending the
/// form again.
pub(super) async fn run(State(site): State<Site>, who: Principal, visit: Visit, Form(form): Form) -> Result<Response, Refusal> {
    let visit = visit.at("/cases");
    let language = visit.language;
    let words = Worklist::of(language);
    let Batch { cases, to } = Batch::of(&form, language)?;
    let missing = || Refusal::new(StatusCode::BAD_REQUEST, Code::Field, "look at the preview first");
    let batch: Uuid = form.get("batch").and_then(|batch| batch.parse().ok()).ok_or_else(missing)?;
    site.desk.allow(&who, Act::Reassign).await?;
    let total = cases.len();
    let page = |rows: Markup| {
        html! {
            h1 { (words.results_title) }
            div .wide {
                table #results {
                    thead { tr { @for head in [words.progress, words.case, words.result] { th scope="col" { (head) } } } }
                    tbody { (rows) }
                }
            }
            p #finished role="status" { (words.finished) " " a href="/cases" { (words.title) } }
        }
    };
    let giver = who.clone();
    let results = stream::iter(cases)
        .map(move |case| {
            let (site, who, to) = (site.clone(), giver.clone(), to.clone());
            async move {
                let outcome = site.desk.reassign_in(&batch.to_string(), &who, &case, to).await;
                (case, outcome)
            }
        })
        .buffered(AT_ONCE)
        .enumerate();
    let rows = results.map(move |(index, (case, outcome))| result_row(index.saturating_add(1), total, &case, &outcome, language));
    Ok(Page::new(visit, who, Section::Worklist, words.results_title, page(Page::grows_here())).growing(rows).into_response())
}

fn result_row(done: usize, total: usize, case: &CaseNumber, outcome: &Result<(), Problem>, language: Language) -> Markup {
    let words = Worklist::of(language);
    html! {
        tr id=(case) {
            td { (done) " / " (total) }
            th scope="row" { a href={ "/cases/" (case) } { (case) } }
            td {
                @match outcome {
                    Ok(()) => span .good { "✓ " (words.given) },
                    Err(problem) => { span .late { "✗ " (language.problem(problem)) } " " code { (problem.code) } },
                }
            }
        }
    }
}
