//! Risk: a late act becomes a timely one because somebody says that it was, or an honest message is turned away because the
//! clocks of two machines differ.

use shaqyru_domain::{
    actor::Actor,
    authority::{Act, Authority, Role},
    case::{
        antedated::AntedatedEntry,
        clock::ClockOutcome,
        fact::{Answer, Correction, Decision, Entry, Replacement, Verdict, Verification, Withdrawal},
        order::Order,
    },
    invitation::{Case, particulars::Particulars, procedure::Fact},
    law::clock_kind::ClockKind,
    problem::{Code, Problem},
};

use crate::script::{at, officer, open, short, shown, text, timeline};

/// The office's own people.
fn of(roles: &[Role]) -> Authority {
    Authority::new(roles.iter().copied(), Some("ALA-ALMALY".parse().unwrap()))
}

fn entered<T>(content: T, received_at: &str, entered_at: &str, because: Option<&str>) -> Entry<T> {
    let antedated_because = because.map(text);
    Entry { antedated_because, ..Entry::taken_in(content, Some(at(received_at)), officer("P-1"), at(entered_at)) }
}

fn take(case: &mut Case, act: Act, entry: Entry<Fact>, roles: &[Role]) -> Result<(), Problem> {
    case.check_antedating(act, &entry, Some(&of(roles)))?;
    case.record(entry)
}

fn issue() -> Fact {
    Fact::Decision(Decision { verdict: Verdict::Issue, late_reason: None })
}

/// Answered on Thursday at 11:00: the decision is due on Friday 13 March at 18:30.
fn answered() -> Case {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    case.record(Entry::new(Fact::Verification(Verification::Clear), at("03-06 11:00"), Actor::Police)).unwrap();
    case.record(Entry::new(Fact::Answer(Answer::Agree), at("03-12 11:00"), Actor::Nsc)).unwrap();
    case
}

#[test]
pub fn a_late_decision_becomes_timely_only_by_a_supervisor_or_head_who_says_why() {
    use Role::{Head, Officer, Supervisor};
    type Row = (&'static str, &'static str, &'static [Role], Option<&'static str>, Option<Code>);
    let rows: [Row; 9] = [
        // said to be of, entered at, by whom, why
        ("03-13 16:00", "03-13 18:00", &[Officer], None, None),
        ("03-13 18:30", "03-13 18:30", &[Officer], None, None),
        // Within three working days, and yet it would turn a breach into *met*.
        ("03-13 18:00", "03-13 18:31", &[Officer], None, Some(Code::Antedated)),
        ("03-13 18:00", "03-13 18:31", &[Officer], Some("the line was down"), Some(Code::Antedated)),
        ("03-13 18:00", "03-29 12:00", &[Officer], Some("the line was down"), Some(Code::Antedated)),
        ("03-13 18:00", "03-13 18:31", &[Head], None, Some(Code::Antedated)),
        ("03-13 18:00", "03-13 18:31", &[Head], Some("the line was down"), None),
        ("03-13 18:00", "03-29 12:00", &[Officer, Supervisor], Some("the line was down"), None),
        // Late, and said so: the reason for the delay is asked for as ever.
        ("03-16 10:00", "03-16 12:00", &[Officer], None, Some(Code::LateReason)),
    ];
    for (received_at, entered_at, roles, because, expected) in rows {
        let mut case = answered();
        let outcome = take(&mut case, Act::Decide, entered(issue(), received_at, entered_at, because), roles);
        let told = format!("of {received_at}, entered at {entered_at} by {roles:?} because {because:?}");
        assert_eq!(outcome.err().map(|problem| problem.code), expected, "{told}");
        if expected.is_none() {
            let view = shown(&case, entered_at);
            let clock = view.clocks.iter().find(|clock| clock.clock == ClockKind::Decision).unwrap();
            assert_eq!(clock.outcome, ClockOutcome::Met, "{told}");
            let line = view.timeline.iter().rfind(|line| line.detail.starts_with("issued")).unwrap();
            assert_eq!(line.entered_at.map(short), (received_at != entered_at).then(|| entered_at.to_owned()), "{told}");
            assert_eq!(line.detail.contains("antedated: the line was down"), because.is_some(), "{told}: {}", line.detail);
        }
    }
}

#[test]
pub fn an_entry_lies_no_further_back_than_the_rulebook_lets_it() {
    let open_case = || open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let clear = |entered_at: &str| entered(Fact::Verification(Verification::Clear), "03-06 11:00", entered_at, None);
    let due = {
        let rules = open_case().rules().clone();
        let within = rules.entries.unwrap().antedating;
        assert_eq!(String::from(within), "3wd");
        shaqyru_domain::time::deadline::Deadline::count(
            at("03-06 11:00"),
            within,
            shaqyru_domain::time::term::CountFrom::Receipt,
            &rules.calendar,
            &rules.hours,
        )
        .unwrap()
        .due
    };
    for (entered_at, expected) in [(short(due), None), (short(due.shifted(chrono::TimeDelta::seconds(1))), Some(Code::Antedated))] {
        let outcome = take(&mut open_case(), Act::Verify, clear(&entered_at), &[Role::Officer]);
        assert_eq!(outcome.err().map(|problem| problem.code), expected, "{entered_at}");
    }
    // What nobody says was entered at another time (an agency's own message, a simulation) is as it always was.
    let of_the_police = Entry::taken_in(Fact::Verification(Verification::Clear), Some(at("03-06 11:00")), Actor::Police, at("05-04 10:00"));
    take(&mut open_case(), Act::Verify, of_the_police, &[]).unwrap();
    let simulated = Entry::new(Fact::Verification(Verification::Clear), at("03-06 11:00"), officer("P-1"));
    take(&mut open_case(), Act::Verify, simulated, &[Role::Officer]).unwrap();
}

#[test]
pub fn a_fact_is_moved_far_back_only_by_a_supervisor_who_says_why() {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    case.record(Entry::new(Fact::Verification(Verification::Clear), at("03-26 11:00"), officer("P-2"))).unwrap();
    let moved = |received_at: &str| Correction {
        replacement: Replacement::Verification(Verification::Clear),
        received_at: Some(at(received_at)),
        reason: text("the wrong line"),
        letter: None,
    };
    let check = |received_at: &str, roles: &[Role], because: Option<&str>| {
        let entry = entered(moved(received_at), "03-27 10:00", "03-27 10:00", because);
        case.check_order(entry.map(Order::Correct), Some(&of(roles))).err().map(|problem| problem.code)
    };
    assert_eq!(check("03-26 10:00", &[Role::Officer], None), None);
    assert_eq!(check("03-10 11:00", &[Role::Officer], Some("found in the post")), Some(Code::Antedated));
    assert_eq!(check("03-10 11:00", &[Role::Supervisor], None), Some(Code::Antedated));
    assert_eq!(check("03-10 11:00", &[Role::Supervisor], Some("found in the post")), None);
}

/// The decision was due on 13 March; a later answer would give it a new term.
#[test]
pub fn an_overdue_decision_gets_a_new_term_only_by_a_supervisor_who_says_why() {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    case.record(Entry::new(Fact::Verification(Verification::Clear), at("03-06 11:00"), Actor::Police)).unwrap();
    case.record(Entry::new(Fact::Answer(Answer::Agree), at("03-12 11:00"), officer("P-2"))).unwrap();
    let moved = |letter: Option<&str>| Correction {
        replacement: Replacement::Answer(Answer::Agree),
        received_at: Some(at("03-16 11:00")),
        reason: text("the wrong day"),
        letter: letter.map(text),
    };
    let check = |entered_at: &str, roles: &[Role], because: Option<&str>, letter: Option<&str>| {
        let entry = entered(moved(letter), entered_at, entered_at, because);
        let code = case.check_order(entry.map(Order::Correct), Some(&of(roles))).err().map(|problem| problem.code);
        // That nothing is put right ahead of its time is tried elsewhere.
        code.filter(|code| *code != Code::Future)
    };
    assert_eq!(check("03-17 10:00", &[Role::Officer], Some("found in the post"), Some("7-12")), Some(Code::Antedated));
    assert_eq!(check("03-17 10:00", &[Role::Supervisor], None, Some("7-12")), Some(Code::Antedated));
    assert_eq!(check("03-17 10:00", &[Role::Supervisor], Some("found in the post"), None), Some(Code::UndoesBreach));
    assert_eq!(check("03-17 10:00", &[Role::Supervisor], Some("found in the post"), Some("7-12")), None);
    assert_eq!(check("03-12 12:00", &[Role::Officer], None, None), None, "within the term nothing is gained by it");
}

/// Verified on Friday at 11:00: the NSC has until Thursday, 12 March, 18:30.
fn submitted() -> Case {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    case.record(Entry::new(Fact::Verification(Verification::Clear), at("03-06 11:00"), Actor::Police)).unwrap();
    case
}

#[test]
pub fn a_breach_is_undone_only_by_who_names_the_reason_and_the_letter() {
    type Row = (&'static str, &'static str, Actor, Option<&'static str>, Option<&'static str>, Result<usize, &'static str>);
    let (the_line, letter) = (Some("the line was down"), Some("7-12"));
    let by = || officer("P-1");
    let rows: [Row; 8] = [
        // said to be of, entered at, by whom, why, the letter; how many breaches it undid, or what it lacks
        ("03-12 16:00", "03-13 10:00", by(), None, None, Err("antedated_because")),
        ("03-12 16:00", "03-13 10:00", by(), None, letter, Err("antedated_because")),
        ("03-12 16:00", "03-13 10:00", by(), the_line, None, Err("letter")),
        ("03-12 16:00", "03-13 10:00", by(), the_line, letter, Ok(1)),
        // What undoes nothing needs nothing new: entered in time, at the last instant, or said to be late.
        ("03-12 16:00", "03-12 18:00", by(), None, None, Ok(0)),
        ("03-12 18:30", "03-12 18:30", by(), None, None, Ok(0)),
        ("03-12 18:31", "03-13 10:00", by(), None, None, Ok(0)),
        // The agency's own message, whose instant our door has stamped.
        ("03-12 16:00", "03-13 10:00", Actor::Nsc, None, None, Ok(1)),
    ];
    for (received_at, entered_at, entered_by, because, letter, expected) in rows {
        let mut case = submitted();
        // The office's clock has gone on: what ran out stands on the timeline.
        case.wake(at(entered_at)).unwrap();
        let entry = Entry {
            antedated_because: because.map(text),
            letter: letter.map(text),
            ..Entry::taken_in(Order::Answer(Answer::Agree), Some(at(received_at)), entered_by.clone(), at(entered_at))
        };
        let told = format!("of {received_at}, entered at {entered_at} by {entered_by} because {because:?}, letter {letter:?}");
        let outcome = case.check_order(entry.clone(), Some(&of(&[Role::Officer])));
        let lacks = outcome.as_ref().err().map(|problem| (problem.code, problem.field.as_deref()));
        assert_eq!(lacks, expected.err().map(|field| (Code::UndoesBreach, Some(field))), "{told}");
        let Ok(undid) = expected else { continue };
        case.take(entry).unwrap();
        let view = shown(&case, entered_at);
        let listed = view.antedated_entries();
        let is_late = at(received_at) < at(entered_at);
        assert_eq!(listed.len(), usize::from(is_late), "{told}: {listed:?}");
        assert_eq!(listed.iter().map(|entry| entry.undid.len()).sum::<usize>(), undid, "{told}: {listed:?}");
        if let Some(entry) = listed.first() {
            let (received, entered) = (short(entry.received_at), short(entry.entered_at));
            assert_eq!((received, entered, &entry.entered_by), (received_at.to_owned(), entered_at.to_owned(), &entered_by), "{told}");
            assert_eq!((&entry.because, &entry.letter), (&because.map(text), &letter.map(text)), "{told}");
            let line = view.timeline.iter().rfind(|line| line.detail.starts_with("agrees")).unwrap();
            assert!(line.is_antedated(), "{told}");
            let marked = letter.is_none_or(|letter| line.detail.ends_with(&format!("; letter {letter}")));
            assert!(marked, "{told}: {}", line.detail);
        }
        // What undid it says so in the record that the register keeps.
        let ran_out: Vec<_> = listed.iter().flat_map(|entry| &entry.undid).map(|term| short(term.ran_out_at)).collect();
        assert_eq!(ran_out, vec!["03-12 18:30"; undid], "{told}");
    }
}

#[test]
pub fn a_correction_that_undoes_a_breach_stands_once_in_the_list_and_needs_its_letter() {
    let mut case = submitted();
    // Entered as if it had come on Friday; it came on Thursday, in time.
    case.record(Entry::new(Fact::Answer(Answer::Agree), at("03-13 11:00"), officer("P-2"))).unwrap();
    let moved = |letter: Option<&str>| Correction {
        replacement: Replacement::Answer(Answer::Agree),
        received_at: Some(at("03-12 16:00")),
        reason: text("the wrong day"),
        letter: letter.map(text),
    };
    let entry = |letter, because| entered(moved(letter), "03-13 12:00", "03-13 12:00", because).map(Order::Correct);
    let check = |entry: Entry<Order>| case.check_order(entry, Some(&of(&[Role::Officer]))).err().and_then(|problem| problem.field);
    assert_eq!(check(entry(None, None)).as_deref(), Some("antedated_because"));
    assert_eq!(check(entry(None, Some("misread"))).as_deref(), Some("letter"));
    assert_eq!(check(entry(Some("7-12"), Some("misread"))), None);
    let mut corrected = case.clone();
    corrected.take(entry(Some("7-12"), Some("misread"))).unwrap();
    let listed = shown(&corrected, "03-13 12:00").antedated_entries();
    let [entry] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((entry.act, short(entry.received_at), &entry.letter), (Some(Act::Correct), "03-12 16:00".to_owned(), &Some(text("7-12"))));
    let undid: Vec<_> = entry.undid.iter().map(|term| (term.clock, short(term.ran_out_at))).collect();
    assert_eq!(undid, [(ClockKind::Coordination, "03-12 18:30".to_owned())]);
}

/// Both terms had run out when two persons entered what each says had come in time: each has undone what their own entry undid.
#[test]
pub fn a_breach_is_undone_by_who_entered_what_undid_it_and_by_nobody_before() {
    let by = |order: Order, by: &str, received_at: &str, entered_at: &str| Entry {
        antedated_because: Some(text("the line was down")),
        letter: Some(text("7-12")),
        ..Entry::taken_in(order, Some(at(received_at)), officer(by), at(entered_at))
    };
    let mut case = submitted();
    case.wake(at("03-17 10:00")).unwrap();
    case.take(by(Order::Answer(Answer::Agree), "P-1", "03-12 16:00", "03-17 10:00")).unwrap();
    case.wake(at("03-17 11:00")).unwrap();
    let decision = Order::Decide(Decision { verdict: Verdict::Issue, late_reason: None });
    case.take(by(decision, "H-1", "03-13 17:00", "03-17 11:00")).unwrap();
    let view = shown(&case, "03-17 12:00");
    let undid = |entry: &AntedatedEntry| entry.undid.iter().map(|term| (term.clock, short(term.ran_out_at))).collect::<Vec<_>>();
    let listed: Vec<_> = view.antedated_entries().iter().map(|entry| (entry.entered_by.to_string(), undid(entry))).collect();
    let told = |clock, ran_out: &str| (clock, ran_out.to_owned());
    assert_eq!(
        listed,
        [
            ("officer:P-1".to_owned(), vec![told(ClockKind::Coordination, "03-12 18:30")]),
            ("officer:H-1".to_owned(), vec![told(ClockKind::Service, "03-16 18:30"), told(ClockKind::Decision, "03-13 18:30")]),
        ]
    );
    // Each stands where the list says, and says itself what it undid.
    for entry in view.antedated_entries() {
        assert_eq!((view.timeline[entry.place - 1].entered_by(), &view.timeline[entry.place - 1].undid), (&entry.entered_by, &entry.undid));
    }
}

/// What the NSC itself has sent takes two persons to put right: the first is asked for what the second would be refused without.
#[test]
pub fn who_proposes_what_would_undo_a_breach_says_why() {
    let mut case = submitted();
    case.take(Entry::taken_in(Order::Answer(Answer::Agree), Some(at("03-13 11:00")), Actor::Nsc, at("03-13 11:00"))).unwrap();
    let moved = |by: &str, because: Option<&str>| Entry {
        entered_by: officer(by),
        ..entered(
            Order::Correct(Correction {
                replacement: Replacement::Answer(Answer::Agree),
                received_at: Some(at("03-12 16:00")),
                reason: text("the wrong day"),
                letter: Some(text("7-12")),
            }),
            "03-13 12:00",
            "03-13 12:00",
            because,
        )
    };
    let check =
        |case: &Case, entry| case.check_order(entry, Some(&of(&[Role::Officer]))).err().map(|problem| (problem.code, problem.field));
    let lacks_the_reason = Some((Code::UndoesBreach, Some("antedated_because".to_owned())));
    assert_eq!(check(&case, moved("P-1", None)), lacks_the_reason);
    assert_eq!(check(&case, moved("P-1", Some("misread"))), None);
    case.take(moved("P-1", Some("misread"))).unwrap();
    assert_eq!(check(&case, moved("P-2", None)), lacks_the_reason);
    assert_eq!(check(&case, moved("P-2", Some("misread"))), None);
    case.take(moved("P-2", Some("misread"))).unwrap();
    // A proposal has undone nothing; it is listed as what it is.
    let listed: Vec<_> = shown(&case, "03-13 12:00")
        .antedated_entries()
        .into_iter()
        .map(|entry| (entry.entered_by.to_string(), entry.undid.len()))
        .collect();
    assert_eq!(listed, [("officer:P-2".to_owned(), 1)]);
}

/// A case of before there were rules for entering: whoever entered something puts it back after somebody else has corrected it.
#[test]
pub fn an_antedated_entry_stays_in_the_list_when_its_own_author_puts_it_back() {
    let filed = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let mut recorded = serde_json::to_value(filed.rules()).unwrap();
    recorded.as_object_mut().unwrap().remove("entries").unwrap();
    let rules = serde_json::from_value(recorded).unwrap();
    let mut case = Case::open(filed.filing().clone(), Particulars::default(), rules, at("03-06 10:00")).unwrap();
    case.record(Entry::new(Fact::Verification(Verification::Clear), at("03-06 11:00"), Actor::Police)).unwrap();
    let says = |by: &str, order: Order, received_at: &str, entered_at: &str| {
        Entry::taken_in(order, Some(at(received_at)), officer(by), at(entered_at))
    };
    let correct = |answer: Answer| {
        Order::Correct(Correction {
            replacement: Replacement::Answer(answer),
            received_at: None,
            reason: text("the wrong line"),
            letter: None,
        })
    };
    let listed = |case: &Case| shown(case, "03-12 12:00").antedated_entries();
    case.take(says("P-1", Order::Answer(Answer::Agree), "03-10 10:00", "03-11 10:00")).unwrap();
    let mut known = listed(&case);
    assert_eq!(known.len(), 1);
    for (by, answer, when) in [("S-1", Answer::Object, "03-11 11:00"), ("P-1", Answer::Agree, "03-11 12:00")] {
        case.take(says(by, correct(answer), when, when)).unwrap();
        let now = listed(&case);
        assert_eq!(now[..known.len()], known, "{by} has changed what was listed before");
        known = now;
    }
    assert_eq!(known.iter().map(|entry| entry.act).collect::<Vec<_>>(), [Some(Act::Answer), Some(Act::Correct), Some(Act::Correct)]);
}

/// The instant at which a window ran out is none at which anybody answered.
#[test]
pub fn a_window_that_ran_out_was_acted_on_when_the_answer_came_and_not_before() {
    let acted = |script: &str, as_of: &str| -> Vec<_> {
        let view = shown(&crate::script::play(script), as_of);
        let windows = view.clocks.into_iter().filter(|clock| clock.clock == ClockKind::Coordination);
        windows.map(|clock| (clock.outcome, clock.ended_at.map(short), clock.acted_at.map(short), clock.awaited)).collect()
    };
    let breached = |ended_at: &str, acted_at: Option<&str>, awaited| {
        (ClockOutcome::Breached, Some(ended_at.to_owned()), acted_at.map(str::to_owned), awaited)
    };
    let script = "filed 03-06 10:00; clear 03-06 11:30";
    let (standard, extended) = ("03-12 18:30", "04-06 18:30");
    assert_eq!(acted(script, "04-08 12:00"), [breached(standard, None, false), breached(extended, None, true)]);
    let answered = Some("04-15 12:00");
    let late = [breached(standard, answered, false), breached(extended, answered, false)];
    assert_eq!(acted(&format!("{script}; agree 04-15 12:00"), "04-15 12:00"), late);
    // Nobody has answered.
    let withdrawn = [breached(standard, None, false), breached(extended, None, false)];
    assert_eq!(acted(&format!("{script}; withdraw 04-15 12:00"), "04-15 12:00"), withdrawn);
}

#[test]
pub fn an_honest_message_is_taken_though_another_doors_clock_runs_ahead() {
    // The console that took the request of the NSC is 50 seconds fast.
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    case.record(Entry::new(Fact::Verification(Verification::Clear), at("03-06 11:00:50"), Actor::Police)).unwrap();
    let stamped = |at_door: &str| Entry::taken_in(Fact::Answer(Answer::Agree), None, Actor::Nsc, at(at_door));
    let named = |received_at: &str| Entry::new(Fact::Answer(Answer::Agree), at(received_at), Actor::Nsc);
    assert_eq!(case.check(&named("03-06 11:00:05")).unwrap_err().code, Code::OutOfOrder, "what somebody names stays strict");
    assert_eq!(case.in_order(named("03-06 11:00:05"), None), named("03-06 11:00:05"));
    let in_order = case.in_order(stamped("03-06 11:00:05"), None);
    assert_eq!((in_order.received_at, in_order.entered_at), (at("03-06 11:00:50"), Some(at("03-06 11:00:05"))));
    case.record(in_order).unwrap();
    let lines = timeline(&shown(&case, "03-06 11:02"));
    assert!(lines.iter().any(|line| line == "03-06 11:00:50 coordination nsc: agrees"), "{lines:#?}");
    // A clock that is too far behind is nothing to be put in order.
    let far = case.in_order(stamped("03-06 10:59:49"), None);
    assert_eq!(case.check(&far).unwrap_err().code, Code::OutOfOrder);
    // What is ahead of the engine's time is taken at that, but not before the last fact.
    assert_eq!(case.in_order(stamped("03-06 11:02:40"), Some(at("03-06 11:02:00"))).received_at, at("03-06 11:02:00"));
    assert_eq!(case.in_order(stamped("03-06 11:01:10"), Some(at("03-06 11:00:20"))).received_at, at("03-06 11:00:50"));
    // However far: a clock of ours that is wrong is no fault of the sender, and a refusal would be final.
    assert_eq!(case.in_order(stamped("03-06 12:00:00"), Some(at("03-06 11:02:00"))).received_at, at("03-06 11:02:00"));
    // But not to before what had begun by the door's clock: a verification at the stroke of nine is none of before.
    let overnight = open(at("03-06 20:00"), Vec::new(), at("03-06 20:00"));
    let at_nine = Entry::taken_in(Fact::Verification(Verification::Clear), None, Actor::Police, at("03-10 09:00:00"));
    let in_order = overnight.in_order(at_nine, Some(at("03-10 08:59:59")));
    assert_eq!(in_order.received_at, at("03-10 09:00:00"));
}

#[test]
pub fn a_withdrawal_overtaken_by_a_decision_is_told_so_and_not_called_out_of_order() {
    let withdrawal = |at_door: &str| {
        Entry::taken_in(Fact::Withdrawal(Withdrawal { reason: text("plans changed") }), None, Actor::Applicant, at(at_door))
    };
    // The answer was stamped by a clock that is fast: the withdrawal comes after it and is taken.
    let mut open_case = answered();
    let in_time = open_case.in_order(withdrawal("03-12 10:59:40"), None);
    open_case.record(in_time).unwrap();
    assert_eq!(open_case.docket().status.as_str(), "withdrawn");
    // The decision was heard first: what ended the case is what the sender is told.
    let mut decided = answered();
    decided.record(Entry::taken_in(issue(), None, officer("P-9"), at("03-12 12:00:00"))).unwrap();
    let overtaken = decided.in_order(withdrawal("03-12 11:59:59"), None);
    assert_eq!(decided.check(&overtaken).unwrap_err().code, Code::CaseClosed);
}
