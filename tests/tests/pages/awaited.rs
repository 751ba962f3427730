//! What a case waits for is folded away on its page, or page, worklist, API and figures each say something else of it.

use std::collections::BTreeSet;

use serde_json::Value;
use shaqyru_domain::{
    application::Application,
    case::fact::{Answer, Refusal, Verdict},
    law::clock_kind::{ClockKind, Window},
    time::instant::Instant,
};
use shaqyru_tests::{Filed, SILENT};

use super::*;
use crate::api::Caller;

const OFFICE: &str = "AST-ESIL";

/// Clock, window and due instant, as a page names them.
type Term = (String, String);

fn term(clock: &str, window: Option<&str>, due: &str) -> Term {
    (format!("clock-{clock}-{}", window.unwrap_or("only")), due.to_owned())
}

/// The terms that the page of a case shows unfolded, and those that it folds away.
fn on_the_page(seen: &Seen) -> Result<(BTreeSet<Term>, BTreeSet<Term>)> {
    let (_, clocks) = seen.html.split_once("<section id=\"clocks\"").context("no clocks on the page")?;
    let clocks = clocks.split_once("</section>").context("the clocks do not end")?.0;
    let (open, folded) = clocks.split_once("<details id=\"ended-clocks\">").unwrap_or((clocks, ""));
    let terms = |html: &str| {
        let articles = html.split("<article id=\"").skip(1);
        articles
            .map(|article| {
                let (id, rest) = article.split_once('"').context("an article without id")?;
                let (_, facts) = rest.split_once("<strong><time datetime=\"").context("a clock without its due instant")?;
                Ok((id.to_owned(), facts.split_once('"').context("no instant")?.0.to_owned()))
            })
            .collect::<Result<BTreeSet<Term>>>()
    };
    Ok((terms(open)?, terms(folded)?))
}

/// Which clock a list says is awaited first, and when it is due; none if none is.
type First = Option<(String, String)>;

/// Everybody's word on what a case at a stage awaits is the same, and this.
async fn agree(stack: &Stack, case: &CaseNumber, stage: Stage, expected: &[(&str, Option<&str>, &str)]) -> Result<()> {
    on_record(stack, case, |record| record.stage == stage).await?;
    let expected: Vec<_> = expected.iter().map(|(clock, window, due)| (*clock, *window, at(due).to_string())).collect();
    let says = format!("{case} at {stage}");

    let caller = Caller::at(stack, COLLEAGUE.0, &[COLLEAGUE.1], Some(OFFICE))?;
    let view = caller.get(&format!("/cases/{case}")).await?.done()?;
    let all: BTreeSet<Term> = expected.iter().map(|(clock, window, due)| term(clock, *window, due)).collect();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let said = |clock: &Value| Some(term(&text(&clock["clock"])?, clock["window"].as_str(), &text(&clock["due"])?));
    let clocks = view["clocks"].as_array().context("no clocks")?;
    let (awaited, done): (Vec<_>, Vec<_>) = clocks.iter().partition(|clock| clock["awaited"] == true);
    assert_eq!(awaited.into_iter().filter_map(said).collect::<BTreeSet<_>>(), all, "the API: {says}");

    let colleague = Visitor::of(stack, COLLEAGUE)?;
    let page = on_the_page(&colleague.sees(&format!("/cases/{case}")).await?)?;
    assert_eq!(page, (all, done.into_iter().filter_map(said).collect()), "the case's page: {says}");

    let first: First =
        expected.iter().map(|(clock, _, due)| ((*clock).to_owned(), due.clone())).min_by(|(_, one), (_, other)| one.cmp(other));
    let listed = caller.get("/cases").await?.done()?;
    let line =
        listed["cases"].as_array().and_then(|cases| cases.iter().find(|line| line["case"] == case.as_str())).context("not listed")?;
    assert_eq!(text(&line["clock"]).zip(text(&line["due"])), first, "the list of the API: {says}");
    let worklist = colleague.sees("/cases?status=any").await?;
    let row = worklist.html.split_once(&format!("<tr id=\"{case}\"")).and_then(|(_, row)| row.split_once("</tr>")).context("no row")?.0;
    let due = row.split_once("<time datetime=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(due, _)| due.to_owned());
    assert_eq!(due, first.map(|(_, due)| due), "the worklist: {says}");

    let office = OFFICE.parse()?;
    let figures: BTreeSet<(ClockKind, Option<Window>, Instant)> = stack
        .register
        .awaited_terms()
        .await?
        .into_iter()
        .filter(|term| term.office == office)
        .map(|term| (term.clock, term.window, term.due))
        .collect();
    let figures: BTreeSet<Term> =
        figures.iter().map(|(clock, window, due)| term(clock.as_str(), window.map(Window::as_str), &due.to_string())).collect();
    assert_eq!(figures, expected.iter().map(|(clock, window, due)| term(clock, *window, due)).collect(), "the figures: {says}");
    Ok(())
}

fn application() -> Result<Application> {
    examples::changed(examples::NEGOTIATIONS, |form| {
        form["inviting_party"]["office"] = OFFICE.into();
        form["inviting_party"]["region"] = "KZ-71".into();
    })
}

/// The NSC is silent past both of its windows: what it owes is on everybody's screen until it answers.
#[test]
fn page_worklist_api_and_figures_agree_on_what_is_owed_even_after_the_last_term() -> Result<()> {
    let service = ("service", Some("standard"), "2026-03-17T18:30:00");
    let standard = ("coordination", Some("standard"), "2026-03-13T18:30:00");
    let extended = ("coordination", Some("extended"), "2026-04-09T18:30:00");
    let decision = ("decision", None, "2026-04-14T18:30:00");
    alone(StackOptions { shift: offset_that_shows(at(FRIDAY)), ..SILENT }, async |stack| {
        let case = Filed::file(stack, &application()?, "2026-03-06T20:00:00").await?;
        agree(stack, &case.number, Stage::Registered, &[]).await?;
        let _ = case.forward_to("2026-03-10T09:30:00").await?;
        agree(stack, &case.number, Stage::Verification, &[("verification", None, "2026-03-11T18:30:00"), service]).await?;
        case.clear("2026-03-10T10:00:00").await?;
        agree(stack, &case.number, Stage::Coordination, &[standard, service]).await?;
        let _ = case.forward_to("2026-03-14T10:00:00").await?;
        agree(stack, &case.number, Stage::CoordinationExtended, &[extended, service]).await?;
        let _ = case.forward_to("2026-04-10T10:00:00").await?;
        agree(stack, &case.number, Stage::CoordinationOverdue, &[extended, service]).await?;
        case.answer(Answer::Agree, "2026-04-13T10:00:00").await?;
        agree(stack, &case.number, Stage::Decision, &[decision, service]).await?;
        case.decide(Verdict::Issue, None, "2026-04-13T12:00:00").await?;
        agree(stack, &case.number, Stage::Issued, &[]).await?;

        let withdrawn = Filed::file(stack, &application()?, "2026-03-06T10:00:00").await?;
        withdrawn.clear("2026-03-06T11:00:00").await?;
        let _ = withdrawn.forward_to("2026-04-10T10:00:00").await?;
        withdrawn.withdraw("plans changed", "2026-04-10T12:00:00").await?;
        agree(stack, &withdrawn.number, Stage::Withdrawn, &[]).await?;
        for (ground, stage) in [(1, Stage::Refused), (7, Stage::NotConsidered)] {
            let stopped = Filed::file(stack, &application()?, "2026-03-06T10:00:00").await?;
            let refusal = Refusal { ground: ground.try_into()?, note: None };
            stopped.verify(Verification::Refuse(refusal), "2026-03-06T11:00:00", Actor::Police).await?;
            agree(stack, &stopped.number, stage, &[]).await?;
        }
        Ok(())
    })
}
