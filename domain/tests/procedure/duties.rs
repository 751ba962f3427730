//! Risk: one person overturns what an agency said and decides on it, or a correction passes what it was to be stopped by.
//!
//! The table plays each way in which persons can verify, ask for time, answer, correct and decide, and asks an oracle that knows
//! nothing of the program: lists of names.

use std::collections::BTreeSet;

use shaqyru_domain::{
    actor::Actor,
    authority::{Act, Authority, Role},
    case::{
        fact::{Answer, Correction, Decision, Entry, ExtensionRequest, Replacement, Verdict, Verification},
        order::Order,
    },
    coordination::leg::Coordinated as _,
    invitation::{Case, particulars::Particulars, procedure::Fact},
    problem::{Code, Problem},
};

use crate::script::{at, officer, open, shown, text};

const PERSONS: [&str; 4] = ["A", "B", "C", "D"];

/// Head of every office, so that nothing but the duties stands in the way.
fn anything() -> Authority {
    Authority::new([Role::Head], None)
}

fn actor(who: &str) -> Actor {
    match who {
        "police" => Actor::Police,
        "nsc" => Actor::Nsc,
        id => officer(id),
    }
}

/// What the validator of a case asks, in its order.
fn say(case: &mut Case, act: Act, who: &str, fact: Fact, when: &str) -> Result<(), Problem> {
    let entry = Entry::new(fact, at(when), actor(who));
    authorised(case, act, who)?;
    case.check(&entry)?;
    case.record(entry)
}

fn correct(case: &mut Case, who: &str, right: Replacement, letter: Option<&str>, when: &str) -> Result<(), Problem> {
    let content = Correction { replacement: right, received_at: None, reason: text("the wrong line"), letter: letter.map(text) };
    let entry = Entry::new(content, at(when), actor(who));
    authorised(case, Act::Correct, who)?;
    let entry = entry.map(Order::Correct);
    case.check_order(entry.clone(), None)?;
    case.take(entry)
}

/// The case and what people are shown of it must say the same.
fn authorised(case: &Case, act: Act, who: &str) -> Result<(), Problem> {
    let (by, authority) = (actor(who), anything());
    let said = case.authorise(act, &by, Some(&authority));
    let shown = case.view(at("03-12 17:00")).authorise(act, &by, &authority);
    assert_eq!(said, shown, "{act} by {who}: the pages would say otherwise");
    said
}

/// What the oracle remembers of one thing that an agency said.
#[derive(Default)]
struct Remembered {
    sent_by_agency: bool,
    hands: Vec<&'static str>,
    proposed_by: Option<&'static str>,
    says: &'static str,
}

impl Remembered {
    fn of(who: &'static str, says: &'static str) -> Self {
        let person = PERSONS.contains(&who);
        Self { sent_by_agency: !person, hands: if person { vec![who] } else { Vec::new() }, proposed_by: None, says }
    }

    /// What is to come of a correction to `says`.
    fn correct(&mut self, who: &'static str, says: &'static str) -> Option<Code> {
        if self.hands.contains(&who) {
            return Some(Code::SamePerson);
        }
        if self.says == says {
            return Some(Code::NothingChanged);
        }
        if !self.sent_by_agency {
            self.hands.push(who);
            self.says = says;
            return None;
        }
        match self.proposed_by {
            None => self.proposed_by = Some(who),
            Some(first) if first == who => return Some(Code::SamePerson),
            Some(first) => {
                self.hands.extend([first, who]);
                self.says = says;
            }
        }
        None
    }
}

#[test]
pub fn overturning_an_agency_takes_two_persons_and_neither_may_decide() {
    let mut played = 0;
    let mut refused = BTreeSet::new();
    for verifies in ["police", "A", "B"] {
        for extends in ["nobody", "nsc", "D"] {
            for answers in ["nsc", "A", "B", "C"] {
                for first in ["nobody", "A", "B", "C"] {
                    for second in ["nobody", "A", "B", "C"] {
                        for decides in PERSONS {
                            let outcome = play(verifies, extends, answers, [first, second], decides);
                            refused.extend(outcome);
                            played += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(played, 3 * 3 * 4 * 4 * 4 * 4);
    let all = BTreeSet::from([Code::FourEyes, Code::SamePerson, Code::NothingChanged, Code::IssueAgainstObjection]);
    assert_eq!(refused, all, "the table did not reach what it was made for");
}

/// *object*, corrected to *agree* by up to two, then issued. Returns what was refused.
fn play(
    verifies: &'static str,
    extends: &'static str,
    answers: &'static str,
    corrects: [&'static str; 2],
    decides: &'static str,
) -> Vec<Code> {
    let told = format!("{verifies} verifies, {extends} asks for time, {answers} answers, {corrects:?} correct, {decides} decides");
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let mut handled: BTreeSet<&str> = PERSONS.into_iter().filter(|person| [verifies, extends, answers].contains(person)).collect();
    say(&mut case, Act::Verify, verifies, Fact::Verification(Verification::Clear), "03-06 11:00").unwrap();
    if extends != "nobody" {
        let request = ExtensionRequest { reason: text("further study") };
        say(&mut case, Act::Extend, extends, Fact::ExtensionRequest(request), "03-10 11:00").unwrap();
    }
    say(&mut case, Act::Answer, answers, Fact::Answer(Answer::Object), "03-12 11:00").unwrap();
    let mut answer = Remembered::of(answers, "object");
    let mut codes = Vec::new();
    for (who, when) in corrects.into_iter().zip(["03-12 12:00", "03-12 13:00"]) {
        if who == "nobody" {
            continue;
        }
        let expected = answer.correct(who, "agree");
        let before = (case.handled_by(), case.version());
        let outcome = correct(&mut case, who, Replacement::Answer(Answer::Agree), Some("7-12"), when);
        assert_eq!(outcome.as_ref().err().map(|problem| problem.code), expected, "{told}: {who} corrects");
        if outcome.is_err() {
            assert_eq!((case.handled_by(), case.version()), before, "{told}: a refused correction changed who is asked");
        }
        codes.extend(expected);
    }
    handled.extend(answer.hands.iter());
    let ids: BTreeSet<String> = case.handled_by().iter().map(ToString::to_string).collect();
    assert_eq!(ids, handled.iter().map(ToString::to_string).collect(), "{told}");
    let expected = match (handled.contains(decides), answer.says) {
        (true, _) => Some(Code::FourEyes),
        (false, "agree") => None,
        (false, _) => Some(Code::IssueAgainstObjection),
    };
    let issue = Fact::Decision(Decision { verdict: Verdict::Issue, late_reason: None });
    let outcome = say(&mut case, Act::Decide, decides, issue, "03-12 16:00");
    assert_eq!(outcome.err().map(|problem| problem.code), expected, "{told}");
    codes.extend(expected);
    codes
}

#[test]
pub fn correcting_a_verification_to_what_it_says_is_refused_and_takes_over_nothing() {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let clear = || Replacement::Verification(Verification::Clear);
    say(&mut case, Act::Verify, "A", Fact::Verification(Verification::Clear), "03-06 11:00").unwrap();
    assert_eq!(correct(&mut case, "B", clear(), None, "03-06 12:00").unwrap_err().code, Code::NothingChanged);
    say(&mut case, Act::Answer, "nsc", Fact::Answer(Answer::Agree), "03-12 11:00").unwrap();
    assert_eq!(authorised(&case, Act::Decide, "A").unwrap_err().code, Code::FourEyes);
    assert_eq!(authorised(&case, Act::Decide, "B"), Ok(()));
}

#[test]
pub fn correcting_an_agencys_message_takes_its_letter_and_two_who_say_the_same() {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    say(&mut case, Act::Verify, "police", Fact::Verification(Verification::Clear), "03-06 11:00").unwrap();
    say(&mut case, Act::Answer, "nsc", Fact::Answer(Answer::Object), "03-12 11:00").unwrap();
    let agree = || Replacement::Answer(Answer::Agree);
    let nameless = correct(&mut case, "A", agree(), None, "03-12 12:00").unwrap_err();
    assert_eq!((nameless.code, nameless.field.as_deref()), (Code::Letter, Some("letter")));
    correct(&mut case, "A", agree(), Some("7-12"), "03-12 12:00").unwrap();
    // Another letter is another proposal.
    correct(&mut case, "B", agree(), Some("7-13"), "03-12 12:10").unwrap();
    let view = shown(&case, "03-12 12:20");
    assert_eq!(view.proposals.len(), 2, "both are shown");
    assert_eq!(case.procedure().coordination().answer, Some(Answer::Object), "nothing has changed yet");
    // Who thinks again takes the first proposal back, and can then confirm the other's.
    correct(&mut case, "A", agree(), Some("7-13"), "03-12 12:30").unwrap();
    assert_eq!(case.procedure().coordination().answer, Some(Answer::Agree));
    assert!(shown(&case, "03-12 12:40").proposals.is_empty(), "nothing waits any more");
    // The agency itself needs nobody.
    correct(&mut case, "nsc", Replacement::Answer(Answer::Object), None, "03-12 13:00").unwrap();
    assert_eq!(case.procedure().coordination().answer, Some(Answer::Object));
    assert_eq!(authorised(&case, Act::Decide, "B").unwrap_err().code, Code::FourEyes, "whoever had a hand in it stays away");
}

#[test]
pub fn putting_back_what_an_agency_put_right_takes_two_persons_whoever_entered_it_first() {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    say(&mut case, Act::Verify, "police", Fact::Verification(Verification::Clear), "03-06 11:00").unwrap();
    say(&mut case, Act::Answer, "A", Fact::Answer(Answer::Agree), "03-12 11:00").unwrap();
    correct(&mut case, "nsc", Replacement::Answer(Answer::Object), None, "03-12 12:00").unwrap();
    let agree = || Replacement::Answer(Answer::Agree);
    assert_eq!(correct(&mut case, "C", agree(), None, "03-12 13:00").unwrap_err().code, Code::Letter);
    correct(&mut case, "C", agree(), Some("7-12"), "03-12 13:00").unwrap();
    assert_eq!(case.procedure().coordination().answer, Some(Answer::Object), "it waits for a second person");
}

#[test]
pub fn a_case_from_before_is_judged_only_by_the_rules_it_recorded() {
    let filed = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let mut recorded = serde_json::to_value(filed.rules()).unwrap();
    recorded.as_object_mut().unwrap().remove("entries").unwrap();
    let rules = serde_json::from_value(recorded).unwrap();
    let mut case = Case::open(filed.filing().clone(), Particulars::default(), rules, at("03-06 10:00")).unwrap();
    say(&mut case, Act::Verify, "police", Fact::Verification(Verification::Clear), "03-06 11:00").unwrap();
    say(&mut case, Act::Answer, "nsc", Fact::Answer(Answer::Object), "03-12 11:00").unwrap();
    // Its history holds such a correction, and must replay: one person, no letter, and also to what stands there.
    correct(&mut case, "A", Replacement::Answer(Answer::Agree), None, "03-12 12:00").unwrap();
    assert_eq!(case.procedure().coordination().answer, Some(Answer::Agree));
    correct(&mut case, "B", Replacement::Answer(Answer::Agree), None, "03-12 13:00").unwrap();
    let antedated = Entry::taken_in(Fact::Answer(Answer::Agree), Some(at("03-06 12:00")), officer("C"), at("05-04 12:00"));
    assert_eq!(case.check_antedating(Act::Answer, &antedated, None), Ok(()));
    // The decision ran out on 13 March, and is said to have been made before: who enters it names no letter, for there was no rule for that.
    let decided = Order::Decide(Decision { verdict: Verdict::Issue, late_reason: None });
    let decided = Entry::taken_in(decided, Some(at("03-13 12:00")), officer("C"), at("05-04 12:00"));
    assert_eq!(case.check_order(decided, None), Ok(()));
    // Who decides is asked before anything is in a history.
    for (who, expected) in [("A", Some(Code::FourEyes)), ("B", Some(Code::FourEyes)), ("C", None)] {
        assert_eq!(authorised(&case, Act::Decide, who).err().map(|problem| problem.code), expected, "{who}");
    }
}
