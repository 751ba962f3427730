//! Risk: a complaint lies at the office that it is about, is ended by it after its time, or its answer is late and nobody is told. Each row is a
//! sentence of R26 para 59, tried at the very edge of its term. Scripts are as those of cases; the first word says who is to examine it.

use shaqyru_domain::{
    actor::Actor,
    application::Channel,
    authority::Act,
    case::{
        complaint::{ComplaintAnswer, ComplaintOutcome, Examiner, PassingOn, Satisfaction},
        fact::{Entry, Withdrawal},
        filing::Filing,
        number::CaseNumber,
        order::Order,
        view::CaseView,
    },
    complaint::{Case, filing::CATEGORY, procedure::Particulars},
    law::{clock_kind::Nature, rulebook::COMPLAINT},
    problem::{Code, Problem},
};

use crate::script::{RULEBOOK, at, clocks, escalations, filing, officer, text};

fn opened(examiner: &str, filed_at: &str) -> Case {
    let examiner: Examiner = serde_json::from_value(examiner.into()).unwrap();
    let filing = Filing { case: CaseNumber::of_complaint("script"), category: CATEGORY.to_owned(), ..filing(at(filed_at), Vec::new()) };
    let rules = RULEBOOK.for_case(COMPLAINT, filing.filed_at.date(), &filing.office, Channel::Electronic).unwrap();
    let particulars = Particulars { about: CaseNumber::of_request("about", 0), examiner };
    let now = filing.filed_at;
    Case::open(filing, particulars, rules, now).unwrap()
}

fn order(verb: &str) -> (Order, Actor) {
    let answer = |outcome| Order::AnswerComplaint(ComplaintAnswer { outcome, reasons: text("the file shows it") });
    let order = match verb {
        "satisfy" => Order::Satisfy(Satisfaction { done: text("the invitation is issued anew") }),
        "pass-on" => Order::PassOn(PassingOn { letter: Some(text("17-4/211")) }),
        "satisfied" => answer(ComplaintOutcome::Satisfied),
        "in-part" => answer(ComplaintOutcome::SatisfiedInPart),
        "dismissed" => answer(ComplaintOutcome::Dismissed),
        "withdraw" => return (Order::Withdraw(Withdrawal { reason: text("settled") }), Actor::Applicant),
        _ => panic!("no such step: {verb}"),
    };
    (order, officer("P-1"))
}

/// A script, and the steps (from 0, the filing not counted) that were rejected. The validator must have said the same beforehand, and what is
/// rejected changes nothing.
fn attempt(script: &str) -> (Case, Vec<(usize, Code)>) {
    let mut lines = script.split(';').map(str::trim);
    let (examiner, filed_at) = lines.next().unwrap().split_once(" filed ").unwrap();
    let mut case = opened(examiner, filed_at);
    let mut rejected = Vec::new();
    for (index, line) in lines.enumerate() {
        let (verb, when) = line.split_once(' ').unwrap();
        if verb == "wake" {
            case.wake(at(when)).unwrap();
            continue;
        }
        let (order, by) = order(verb);
        let entry = Entry::new(order, at(when), by);
        let before = format!("{case:?}");
        let foretold = case.check_order(entry.clone(), None);
        let taken = case.take(entry);
        assert_eq!(foretold, taken, "the validator and the handler disagree on {line}");
        if let Err(Problem { code, .. }) = taken {
            assert_eq!(before, format!("{case:?}"), "rejected, yet something changed: {line}");
            rejected.push((index, code));
        }
    }
    (case, rejected)
}

fn shown(script: &str, as_of: &str) -> CaseView {
    let (case, rejected) = attempt(script);
    assert_eq!(rejected, [], "{script}");
    case.view(at(as_of))
}

/// Covers: R26 para 59
#[test]
pub fn each_term_of_a_complaint_ends_when_the_law_says_and_at_its_very_end_is_still_in_time() {
    // Friday 24 April 2026; 1 and 7 May are holidays, 11 May is off for 9 May.
    let rows = [
        // Passed on within three working days of the day of receipt, which is not counted.
        ("superior filed 04-24 10:00", "04-24 12:00", "complaint_forwarding: 04-24 10:00 to 04-29 18:30, running -"),
        // It came on a Saturday or in the evening: that is the day of receipt all the same, and the office begins with its next day.
        ("superior filed 04-25 12:00", "04-27 12:00", "complaint_forwarding: 04-27 09:00 to 04-29 18:30, running -"),
        ("superior filed 04-24 20:00", "04-27 12:00", "complaint_forwarding: 04-27 09:00 to 04-29 18:30, running -"),
        (
            "superior filed 04-24 10:00; pass-on 04-29 18:30",
            "04-30 10:00",
            "complaint_forwarding: 04-24 10:00 to 04-29 18:30, met 04-29 18:30",
        ),
        (
            "superior filed 04-24 10:00; pass-on 04-29 18:30:00.001",
            "04-30 10:00",
            "complaint_forwarding: 04-24 10:00 to 04-29 18:30, breached 04-29 18:30:00.001",
        ),
        (
            "superior filed 04-24 10:00; satisfy 04-29 18:30",
            "04-30 10:00",
            "complaint_forwarding: 04-24 10:00 to 04-29 18:30, met 04-29 18:30",
        ),
        ("superior filed 04-24 10:00", "04-30 10:00", "complaint_forwarding: 04-24 10:00 to 04-29 18:30, breached -"),
        (
            "superior filed 04-24 10:00; withdraw 04-27 10:00",
            "04-30 10:00",
            "complaint_forwarding: 04-24 10:00 to 04-29 18:30, superseded 04-27 10:00",
        ),
        // Five working days for the superior, fifteen for the quality authority, from the registration there.
        (
            "superior filed 04-24 10:00; pass-on 04-28 12:00",
            "04-28 13:00",
            "complaint_examination/superior: 04-28 12:00 to 05-06 18:30, running -",
        ),
        (
            "quality_authority filed 04-24 10:00; pass-on 04-28 12:00",
            "04-28 13:00",
            "complaint_examination/quality_authority: 04-28 12:00 to 05-22 18:30, running -",
        ),
        // What comes there after hours is registered on the next working day.
        (
            "superior filed 04-24 10:00; pass-on 04-28 18:30:01",
            "04-28 19:00",
            "complaint_examination/superior: 04-28 18:30:01 to 05-08 18:30, running -",
        ),
        (
            "superior filed 04-24 10:00; pass-on 04-28 12:00; dismissed 05-06 18:30",
            "05-08 10:00",
            "complaint_examination/superior: 04-28 12:00 to 05-06 18:30, met 05-06 18:30",
        ),
        (
            "superior filed 04-24 10:00; pass-on 04-28 12:00; dismissed 05-06 18:30:00.001",
            "05-08 10:00",
            "complaint_examination/superior: 04-28 12:00 to 05-06 18:30, breached 05-06 18:30:00.001",
        ),
        // Silence answers nothing: the complaint stays open, and waits.
        (
            "superior filed 04-24 10:00; pass-on 04-28 12:00",
            "05-20 10:00",
            "complaint_examination/superior: 04-28 12:00 to 05-06 18:30, breached -",
        ),
    ];
    for (script, as_of, expected) in rows {
        let view = shown(script, as_of);
        let (which, _) = expected.split_once([':', '/']).unwrap();
        assert_eq!(clocks(&view, which), [expected], "{script}, as of {as_of}");
        assert!(view.clocks.iter().all(|clock| clock.nature == Nature::Statutory), "{script}");
        let proofs = attempt(script).0.deadlines(at(as_of)).unwrap();
        assert!(proofs.iter().all(|deadline| deadline.source.as_ref().is_some_and(|source| source.contains("R26 para 59"))), "{script}");
    }
}

/// What it is about, the script, what is rejected in it, and how it ends.
type Row = (&'static str, &'static str, &'static [(usize, Code)], &'static str);

/// Covers: R26 para 59
#[test]
pub fn a_complaint_goes_only_the_way_of_the_rules() {
    use Code::{CaseClosed, ComplaintStage, SatisfiedLate};
    let rows: &[Row] = &[
        ("satisfied in full while the term runs", "superior filed 04-24 10:00; satisfy 04-27 10:00", &[], "satisfied"),
        (
            "satisfied in full after it, which takes the place of nothing",
            "superior filed 04-24 10:00; satisfy 04-30 10:00",
            &[(0, SatisfiedLate)],
            "open",
        ),
        ("late, it is passed on all the same", "superior filed 04-24 10:00; wake 04-30 09:00; pass-on 04-30 10:00", &[], "open"),
        (
            "what was satisfied in time and comes late",
            "superior filed 04-24 10:00; wake 05-05 09:00; satisfy 04-29 18:30",
            &[],
            "satisfied",
        ),
        (
            "satisfied once it was passed on",
            "superior filed 04-24 10:00; pass-on 04-27 10:00; satisfy 04-27 11:00",
            &[(1, ComplaintStage)],
            "open",
        ),
        ("passed on twice", "superior filed 04-24 10:00; pass-on 04-27 10:00; pass-on 04-27 11:00", &[(1, ComplaintStage)], "open"),
        ("answered before it was passed on", "superior filed 04-24 10:00; dismissed 04-27 10:00", &[(0, ComplaintStage)], "open"),
        (
            "before the office opens",
            "superior filed 04-25 10:00; satisfy 04-25 11:00; pass-on 04-25 12:00",
            &[(0, ComplaintStage), (1, ComplaintStage)],
            "open",
        ),
        ("answered", "superior filed 04-24 10:00; pass-on 04-27 10:00; satisfied 04-28 10:00", &[], "satisfied"),
        ("answered in part", "quality_authority filed 04-24 10:00; pass-on 04-27 10:00; in-part 05-20 10:00", &[], "satisfied_in_part"),
        ("answered late", "superior filed 04-24 10:00; pass-on 04-27 10:00; dismissed 06-01 10:00", &[], "dismissed"),
        (
            "answered twice",
            "superior filed 04-24 10:00; pass-on 04-27 10:00; dismissed 04-28 10:00; satisfied 04-28 11:00",
            &[(2, CaseClosed)],
            "dismissed",
        ),
        ("taken back while it is examined", "superior filed 04-24 10:00; pass-on 04-27 10:00; withdraw 04-28 10:00", &[], "withdrawn"),
        (
            "taken back after the answer",
            "superior filed 04-24 10:00; pass-on 04-27 10:00; dismissed 04-28 10:00; withdraw 04-28 11:00",
            &[(2, CaseClosed)],
            "dismissed",
        ),
    ];
    for (says, script, expected, status) in rows {
        let (case, rejected) = attempt(script);
        assert_eq!((rejected.as_slice(), case.docket().status.as_str()), (*expected, *status), "{says}: {script}");
        // What is offered is what is taken.
        let mut later = case.clone();
        later.wake(at("2026-06-02 10:00")).unwrap();
        let waits = later.docket().clocks.iter().any(shaqyru_domain::case::clock::Clock::is_awaited);
        assert_eq!(waits, later.docket().is_open(), "{says}: a clock waits exactly while the case is open");
        for (act, verb) in
            [(Act::Satisfy, "satisfy"), (Act::PassOn, "pass-on"), (Act::AnswerComplaint, "dismissed"), (Act::Withdraw, "withdraw")]
        {
            let (order, by) = order(verb);
            let taken = later.check_order(Entry::new(order, at("2026-06-02 10:00"), by), None).map_err(|problem| problem.code);
            assert_eq!(later.guard(act).map_err(|problem| problem.code), taken, "{says}: {act}");
        }
    }
}

/// Covers: R26 para 59
#[test]
pub fn each_rung_of_a_complaint_goes_out_at_its_time_and_to_its_person() {
    let repeats = |clock: &str, days: [&str; 10]| -> Vec<String> {
        days.iter().enumerate().map(|(n, day)| format!("{day} 09:00 {clock} repeat-{} to head", n + 1)).collect()
    };
    let owned = |lines: [&str; 2]| lines.map(str::to_owned).to_vec();
    let forwarding = [
        owned(["04-29 09:00 complaint_forwarding reminder to officer", "04-29 18:30 complaint_forwarding due to supervisor"]),
        repeats("complaint_forwarding", ["04-30", "05-04", "05-05", "05-06", "05-08", "05-12", "05-13", "05-14", "05-15", "05-18"]),
    ]
    .concat();
    assert_eq!(escalations(&shown("superior filed 04-24 10:00; wake 06-15 10:00", "06-15 10:00"), "complaint_forwarding"), forwarding);
    let superior = [
        owned([
            "05-05 09:00 complaint_examination/superior reminder to officer",
            "05-06 18:30 complaint_examination/superior due to supervisor",
        ]),
        repeats(
            "complaint_examination/superior",
            ["05-08", "05-12", "05-13", "05-14", "05-15", "05-18", "05-19", "05-20", "05-21", "05-22"],
        ),
    ]
    .concat();
    let passed_on = "filed 04-24 10:00; pass-on 04-28 12:00; wake 06-30 10:00";
    assert_eq!(escalations(&shown(&format!("superior {passed_on}"), "06-30 10:00"), "complaint_examination"), superior);
    let authority = [
        owned([
            "05-21 09:00 complaint_examination/quality_authority reminder to officer",
            "05-22 18:30 complaint_examination/quality_authority due to supervisor",
        ]),
        repeats(
            "complaint_examination/quality_authority",
            ["05-25", "05-26", "05-28", "05-29", "06-01", "06-02", "06-03", "06-04", "06-05", "06-08"],
        ),
    ]
    .concat();
    assert_eq!(escalations(&shown(&format!("quality_authority {passed_on}"), "06-30 10:00"), "complaint_examination"), authority);
    // Nobody is told of what was done in time.
    let in_time = shown("superior filed 04-24 10:00; pass-on 04-28 12:00; dismissed 05-04 10:00", "06-30 10:00");
    assert_eq!(escalations(&in_time, "complaint"), Vec::<String>::new());
}
