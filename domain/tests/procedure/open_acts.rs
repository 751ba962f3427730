//! Risk: an officer is offered what the case then refuses, or is told that something is closed which the case would take.
//!
//! Pages and API read `closed_acts` and the authority off the view; validators judge the order itself. Here both are asked, at every
//! stage, for everybody who speaks to a case and everything that can be said to it, and a table read off the Rules says what is open.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use shaqyru_domain::{
    actor::Actor,
    authority::{Act, Authority, Role},
    case::{
        Reassignment,
        clock::Clock,
        event::Event,
        fact::{Answer, Correction, Decision, Entry, ExtensionRequest, Refusal, Replacement, Verdict, Verification, Withdrawal},
        filing::{Awaited, Filing},
        order::Order,
        outbox::NoticeKind,
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::papers::{MissingPaper, PapersRequest, RequestedPaper},
    invitation::Case,
    law::ground::Ground,
    problem::{Code, Problem},
    text::OfficeCode,
    time::instant::Instant,
};

use crate::script::{Step, at, filing, officer, open, open_as, parse, take, text};

/// Everybody who speaks to a case, and what they are.
fn everybody() -> Vec<(Actor, Option<Authority>)> {
    let (own, another): (OfficeCode, OfficeCode) = ("ALA-ALMALY".parse().unwrap(), "AST-DP".parse().unwrap());
    let at_office = |id, role, office: Option<&OfficeCode>| (officer(id), Some(Authority::new([role], office.cloned())));
    let mut people =
        vec![(Actor::Police, None), (Actor::Nsc, None), (Actor::Applicant, None), (Actor::System, None), (officer("P-7"), None)];
    for office in [Some(&own), Some(&another), None] {
        people.extend(Role::ALL.map(|role| at_office("P-7", role, office)));
    }
    // P-1 enters and decides in the scripts, P-2 and P-3 correct.
    people.extend(["P-1", "P-2", "P-3"].map(|id| at_office(id, Role::Head, Some(&own))));
    people
}

/// Everything that can be said by an act; the last-named of each kind are such as rules refuse.
fn orders(case: &Case, act: Act) -> Vec<Order> {
    let refusal = |ground: u8| Refusal { ground: Ground::try_from(ground).unwrap(), note: None };
    let verifications = || [Verification::Clear, Verification::Refuse(refusal(1)), Verification::Refuse(refusal(3))];
    let answers = [Answer::Agree, Answer::Object];
    match act {
        Act::Verify => verifications().map(Into::into).into(),
        Act::Answer => answers.map(Into::into).into(),
        Act::Extend => vec![ExtensionRequest { reason: text("further study") }.into()],
        Act::Decide => [Verdict::Issue, Verdict::Refuse(refusal(1)), Verdict::Refuse(refusal(3))]
            .into_iter()
            .flat_map(|verdict| [None, Some(text("illness"))].map(|late_reason| Decision { verdict: verdict.clone(), late_reason }.into()))
            .collect(),
        Act::Withdraw => vec![Withdrawal { reason: text("plans changed") }.into()],
        Act::Reassign => vec![Reassignment { officer: Some("P-9".parse().unwrap()), office: None, reason: None }.into()],
        Act::RequestPapers => vec![papers_request().into()],
        Act::Correct => {
            let replacements = verifications().map(Replacement::Verification).into_iter().chain(answers.map(Replacement::Answer));
            replacements.flat_map(|replacement| corrections(case, &replacement)).collect()
        }
        Act::Resume => vec![Order::Resume],
        other => panic!("nobody says to a case: {other}"),
    }
}

fn papers_request() -> PapersRequest {
    let papers = vec![RequestedPaper { kind: "contract".parse().unwrap(), form: None }];
    PapersRequest { papers, reason: text("to see what for") }
}

/// A correction as of the same instant and of a second later, by the letter of the scripts and by another one.
fn corrections(case: &Case, replacement: &Replacement) -> Vec<Order> {
    let correction = |received_at, letter| Correction {
        replacement: replacement.clone(),
        received_at,
        reason: text("entered wrongly"),
        letter: Some(text(letter)),
    };
    let was = case.to_correct(&correction(None, "7-12")).map(|wrong| wrong.received_at);
    let instants = [None, was.map(|was| was.shifted(TimeDelta::seconds(1)))];
    instants.into_iter().flat_map(|at| ["7-12", "7-13"].map(|letter| correction(at, letter).into())).collect()
}

/// What the validators of a case ask, in their order.
fn validate(case: &Case, order: &Order, by: &Actor, authority: Option<&Authority>, when: Instant) -> Result<(), Problem> {
    case.authorise(order.act(), by, authority)?;
    let entry = Entry::taken_in(order.clone(), None, by.clone(), when);
    case.check_order(Entry { antedated_because: Some(text("the letter came late")), ..entry }, authority)
}

/// What pages and API say before anything is sent. Agencies and applicants show nobody what they may do.
fn shown(view: &CaseView, act: Act, by: &Actor, authority: Option<&Authority>) -> Result<(), Problem> {
    let nothing = Authority::new([], None);
    view.open_to(act, by, authority.unwrap_or(&nothing))
}

/// What the Rules leave open at a stage, if it has not been done before: paras 14, 15, 18; annex 5 row 3.
fn open_at(stage: Stage) -> &'static [Act] {
    match stage {
        Stage::Verification => &[Act::Verify],
        Stage::Coordination | Stage::CoordinationExtended => &[Act::Answer, Act::Extend, Act::Correct],
        Stage::CoordinationOverdue => &[Act::Answer, Act::Correct],
        Stage::Decision => &[Act::Decide, Act::Correct],
        _ => &[],
    }
}

/// A case at an instant, and what was told of it.
struct Situation {
    told: String,
    case: Case,
    now: Instant,
}

const SCRIPTS: [&str; 10] = [
    "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-11 17:00",
    "filed 03-06 19:00; clear 03-10 11:30; object 03-11 16:00; refuse-3 03-11 17:00",
    "filed 03-06 10:00; stop-1 03-06 11:30",
    "filed 03-06 10:00; stop-7 03-06 11:30",
    "filed 03-06 10:00; clear 03-06 11:30; request 03-10 10:00; agree 03-20 16:00; withdraw 03-20 17:00",
    "filed 03-06 10:00; clear 03-06 11:30; wake 03-13 10:00; request 03-16 10:00; object 04-20 16:00; refuse-3 04-21 10:00",
    "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-10 10:00; agree 03-20 16:00",
    "filed 03-06 10:00; clear 03-06 11:30; object 03-11 10:00; correct agree by P-2+P-3 03-11 12:00",
    "filed 03-06 10:00; clear 03-06 11:30; object 03-11 10:00; correct agree by P-2 03-11 11:00",
    "filed 03-06 10:00; clear 03-06 11:30; object 03-11 10:00; correct agree by nsc 03-11 11:00; issue 03-11 12:00",
];

/// Each beginning of each script, with what the agencies said sent by themselves or entered by one officer.
fn situations() -> Vec<Situation> {
    let mut situations = Vec::new();
    for script in SCRIPTS {
        let (filed_at, steps) = parse(script);
        for by_hand in [false, true] {
            let mut case = open(filed_at, Vec::new(), filed_at);
            situations.extend(around(&format!("{script}: at first"), &case));
            for (index, step) in steps.iter().cloned().enumerate() {
                // Not every correction stands where another person entered what it corrects.
                let _ = take(&mut case, &if by_hand { entered_by_p1(step) } else { step }, !script.contains("untold"));
                situations.extend(around(&format!("{script}: after step {index}, by hand: {by_hand}"), &case));
            }
            case.raise_incident("berkut", &Problem::new(Code::AgencyUnavailable, "it does not answer"), case.last_fact_at());
            situations.extend(around(&format!("{script}: stopped"), &case));
        }
    }
    let mut asked = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    for _ in 0..30 {
        asked.take(Entry::new(papers_request().into(), at("03-06 10:00"), officer("P-1"))).unwrap();
    }
    situations.extend(around("asked for papers as often as may be", &asked));
    let missing = || vec![MissingPaper { code: "permit".to_owned(), message: "a permit".to_owned(), basis: "R26 para 13(6)".to_owned() }];
    let filed_at = at("03-06 10:00");
    let waiting = Filing { awaited: Some(Awaited::until(at("03-06 18:30"))), ..filing(filed_at, missing()) };
    situations.extend(around("incomplete", &open(filed_at, missing(), filed_at)));
    situations.extend(around("the state may hold what is missing", &open_as(waiting, filed_at)));
    // Scripts begin alike.
    let mut seen = BTreeSet::new();
    situations.retain(|situation| seen.insert((format!("{:?}", situation.case), situation.now)));
    situations
}

fn entered_by_p1(step: Step) -> Step {
    match step {
        Step::Fact(entry) if matches!(entry.entered_by, Actor::Police | Actor::Nsc) => {
            Step::Fact(Entry { entered_by: officer("P-1"), ..entry })
        }
        other => other,
    }
}

/// Soon after its last fact, long after, and right before and after each of its terms runs out. (What comes at that very instant is in time
/// and shown as run out.)
fn around(told: &str, case: &Case) -> Vec<Situation> {
    let last = case.last_fact_at();
    let long_after = case.as_of(at("12-01 10:00"));
    let turns = long_after.docket().clocks.iter().map(Clock::due).chain(long_after.docket().begins);
    let turns = turns.flat_map(|turn| [-1, 1].map(|by| turn.shifted(TimeDelta::seconds(by))));
    let instants: BTreeSet<_> = turns.chain([last.shifted(TimeDelta::minutes(5)), at("12-01 10:00")]).filter(|now| *now > last).collect();
    instants.into_iter().map(|now| Situation { told: told.to_owned(), case: case.clone(), now }).collect()
}

#[test]
pub fn an_act_is_offered_exactly_when_a_validator_takes_it() {
    let (people, mut stages, mut reasons) = (everybody(), BTreeSet::new(), BTreeSet::new());
    for Situation { told, case, now } in situations() {
        let view = case.view(now);
        stages.insert(view.stage.as_str());
        for act in Act::CHANGES.into_iter().filter(|act| *act != Act::Resend) {
            for (by, authority) in &people {
                let says = format!("{told}, {now}, {}: {act} by {by} ({authority:?})", view.stage);
                let judged: Vec<_> = orders(&case, act).iter().map(|order| validate(&case, order, by, authority.as_ref(), now)).collect();
                match shown(&view, act, by, authority.as_ref()) {
                    Ok(()) if !matches!(by, Actor::Officer(_)) => {}
                    Ok(()) => assert!(judged.iter().any(Result::is_ok), "{says}: offered, and all of it is refused: {judged:?}"),
                    Err(problem) => {
                        // Of a fact that is not there it is said that there is none, to whoever corrects nothing else either.
                        let is_why = |code| code == problem.code || (problem.code == Code::SamePerson && code == Code::NothingToCorrect);
                        let all = judged.iter().all(|judged| judged.as_ref().is_err_and(|judged| is_why(judged.code)));
                        assert!(all, "{says}: closed by {problem:?}, and yet {judged:?}");
                        reasons.insert(problem.code);
                    }
                }
            }
        }
    }
    assert_eq!(stages.len(), 12, "not all stages were reached: {stages:?}");
    let all = [
        Code::Answered,
        Code::CaseClosed,
        Code::ExtensionLate,
        Code::ExtensionRepeated,
        Code::Forbidden,
        Code::FourEyes,
        Code::NoAnswer,
        Code::NoIncident,
        Code::NotSubmitted,
        Code::NothingToCorrect,
        Code::SamePerson,
        Code::TooManyMessages,
        Code::VerificationEarly,
        Code::VerificationRecorded,
    ];
    assert_eq!(reasons, all.into(), "not every reason for which an act is closed was met");
}

#[test]
pub fn what_is_open_at_a_stage_is_what_the_rules_leave_open() {
    for Situation { told, case, now } in situations() {
        let view = case.view(now);
        let said = |kind: fn(&Event) -> bool| view.timeline.iter().any(|line| line.event.as_ref().is_some_and(kind));
        let asked_before = said(|event| matches!(event, Event::MoreTimeRequested { .. }));
        let of_stage = open_at(view.stage).iter().copied().filter(|act| *act != Act::Extend || !asked_before);
        let requests = view.notices.iter().filter(|notice| notice.kind == NoticeKind::PapersRequest).count();
        let of_every_open_case = [Act::RequestPapers, Act::Reassign, Act::Withdraw]
            .into_iter()
            .filter(|act| view.status == Status::Open && (*act != Act::RequestPapers || requests < 30));
        let told_before = [Act::Resend].into_iter().filter(|_| !view.notices.is_empty());
        let stopped = [Act::Resume].into_iter().filter(|_| !view.incidents.is_empty());
        let expected: BTreeSet<_> = of_stage.chain(of_every_open_case).chain(told_before).chain(stopped).collect();
        let open: BTreeSet<_> = Act::CHANGES.into_iter().filter(|act| !view.closed_acts.contains_key(act)).collect();
        assert_eq!(open, expected, "{told}, {now}, {}", view.stage);
    }
}
