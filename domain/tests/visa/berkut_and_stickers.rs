//! Risk: a sticker that is not valid is taken for a valid one, a number is used twice, or somebody corrects a sticker.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;
use shaqyru_domain::{
    actor::Actor,
    authority::Act,
    case::{event::Event, fact::Entry, view::TimelineLine, visa::VisaView},
    text::Text,
    visa::{Case, fact::Fact, particulars::Particulars, stickers::ToEnd},
};

use super::script::{Asked, act_lines, attempt, play, shown, standing, visa_line};
use crate::script::{at, short, text};

const ISSUED: &str = "issue; filed 04-24 10:00; agree 04-28 12:00; issue 04-29 15:00";
const ISSUED_BY_HAND: &str = "issue, berkut down; filed 04-24 10:00; agree 04-28 12:00; issue 04-29 15:00";

/// Covers: R26 para 43
#[test]
pub fn a_visa_that_is_not_in_berkut_is_not_valid_until_it_is() {
    const VISA: &str = "KZ0000001 C3 multiple sticker 2026-06-01 to 2027-05-31";
    const OPEN: &str = "electronic, berkut down; filed 04-24 10:00; issue 04-24 11:00";
    let rows = [
        (ISSUED.to_owned(), format!("{VISA}, valid")),
        (ISSUED_BY_HAND.to_owned(), format!("{VISA}, not_in_berkut, handwritten")),
        (format!("{ISSUED_BY_HAND}; berkut 05-04 10:00"), format!("{VISA}, valid, handwritten")),
    ];
    for (script, expected) in rows {
        assert_eq!(visa_line(&standing(&script, "05-05 12:00").visa.unwrap()), expected, "{script}");
    }
    let number = play("electronic; filed 04-24 10:00; issue 04-24 11:00").issued_number().unwrap();
    for (script, expected) in [(OPEN.to_owned(), "not_in_berkut"), (format!("{OPEN}; berkut 04-27 10:00"), "valid")] {
        let line = visa_line(&standing(&script, "05-05 12:00").visa.unwrap());
        assert_eq!(line, format!("{number} B3 single electronic 2026-05-10 to 2026-06-08, {expected}"), "{script}");
    }
}

/// Auditors read in the list what was done; what the case enters there of itself nobody has done.
#[test]
pub fn a_visa_entered_in_berkut_by_hand_is_an_act_of_its_officer() {
    let acts = |script: &str| -> Vec<_> {
        let lines = shown(script, "05-05 12:00").timeline;
        lines.iter().filter(|line| line.event == Some(Event::EnteredInBerkut)).map(TimelineLine::act).collect()
    };
    assert_eq!(acts(&format!("{ISSUED_BY_HAND}; berkut 05-04 10:00")), [Some(Act::EnterInBerkut)]);
    assert_eq!(acts(ISSUED), [None]);
}

/// Covers: R26 para 6; R26 para 47; R26 annex 13
#[test]
pub fn a_spoiled_sticker_is_annulled_with_an_act_and_another_number_takes_its_place() {
    let rows = [
        (format!("{ISSUED}; spoil 04-29 16:00"), "KZ0000002", "valid", vec!["KZ0000001 spoiled 04-29 16:00"]),
        (
            format!("{ISSUED}; spoil 04-29 16:00; spoil 04-29 16:05"),
            "KZ0000003",
            "valid",
            vec!["KZ0000001 spoiled 04-29 16:00", "KZ0000002 spoiled 04-29 16:05"],
        ),
        (format!("{ISSUED_BY_HAND}; spoil 04-29 16:00"), "KZ0000002", "not_in_berkut, handwritten", vec!["KZ0000001 spoiled 04-29 16:00"]),
        // What was entered was the spoiled number.
        (
            format!("{ISSUED_BY_HAND}; berkut 04-29 15:30; spoil 04-29 16:00"),
            "KZ0000002",
            "not_in_berkut, handwritten",
            vec!["KZ0000001 spoiled 04-29 16:00"],
        ),
        (
            format!("{ISSUED_BY_HAND}; spoil 04-29 16:00; berkut 04-29 17:00"),
            "KZ0000002",
            "valid, handwritten",
            vec!["KZ0000001 spoiled 04-29 16:00"],
        ),
    ];
    for (script, number, validity, acts) in rows {
        let standing = standing(&script, "05-05 12:00");
        let expected = format!("{number} C3 multiple sticker 2026-06-01 to 2027-05-31, {validity}");
        assert_eq!((visa_line(standing.visa.as_ref().unwrap()), act_lines(&standing)), (expected, act_lines_of(&acts)), "{script}");
    }
    let extended = standing("extend; filed 04-24 10:00; agree 04-24 11:00; issue 04-24 12:00; spoil 04-24 13:00", "05-05 12:00");
    assert_eq!(act_lines(&extended), ["KZ0000101 annulled 04-24 12:00", "KZ0000001 spoiled 04-24 13:00"]);
    let numbers: BTreeSet<_> = extended.acts.iter().map(|act| &act.number).collect();
    assert_eq!(numbers.len(), extended.acts.len(), "two acts have one number");
}

fn act_lines_of(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Covers: R26 para 6; R26 annex 2
#[test]
pub fn no_act_is_open_that_could_correct_a_sticker() {
    let open = |case: &Case| -> Vec<Act> { Act::CHANGES_OF_VISAS.into_iter().filter(|act| case.guard(*act).is_ok()).collect() };
    assert_eq!(open(&play(ISSUED)), [Act::Spoil, Act::AnnulAtBorder, Act::EndElsewhere, Act::Resend]);
    assert_eq!(open(&play(ISSUED_BY_HAND)), [Act::Spoil, Act::EnterInBerkut, Act::AnnulAtBorder, Act::EndElsewhere, Act::Resend]);
    // Whatever is said to it, the number that is out stays as it is, or ends with an act.
    let everything = [
        "agree",
        "object",
        "request",
        "fingerprints",
        "exempt",
        "intend-2",
        "held",
        "absent",
        "waived",
        "issue",
        "issue-late",
        "annul",
        "shorten",
        "refuse-2",
        "refuse-3",
        "withdraw",
        "correct-to-object",
        "berkut",
        "spoil",
        "wake",
        "told",
    ];
    for issued in [ISSUED, ISSUED_BY_HAND] {
        let before = standing(issued, "04-29 15:00");
        let number = before.visa.as_ref().unwrap().number.clone();
        for verb in everything {
            let hearing = if verb == "intend-2" { " for 05-12 11:00" } else { "" };
            let (world, _) = attempt(&format!("{issued}; {verb} 04-30 10:00{hearing}"));
            let after = world.case.view(at("04-30 10:00")).visa_standing.unwrap();
            let visa = after.visa.as_ref().unwrap();
            let spoiled = after.acts.iter().any(|act| act.sticker == number);
            assert_eq!(visa.number == number, !spoiled, "{verb}");
            let as_made = |visa: &VisaView| (visa.category.clone(), visa.entries, visa.valid_from, visa.valid_until);
            assert_eq!(as_made(visa), as_made(before.visa.as_ref().unwrap()), "{verb}");
        }
    }
}

/// What a case has ended is visible until Berkut knows; what it has nothing to tell of (a visa that another case ended) is not.
///
/// Covers: R26 para 25; R26 para 46; R26 para 47; R26 para 48
#[test]
pub fn whatever_ends_is_told_to_berkut_and_seen_until_it_knows() {
    const FORMER: &str = "KZ0000101 annulled VIS/A1 04-24 12:00";
    let extended = "filed 04-24 10:00; agree 04-24 11:00; issue 04-24 12:00";
    let annulled = "filed 04-24 10:00; annul 04-24 12:00";
    let electronic = "filed 04-24 10:00; issue 04-24 11:00";
    let rows: [(String, &[&str]); 11] = [
        (format!("issue; {}", ISSUED.split_once("; ").unwrap().1), &[]),
        (format!("issue; {}; spoil 04-29 16:00", ISSUED.split_once("; ").unwrap().1), &["KZ0000001 spoiled VIS/A1 04-29 16:00"]),
        (format!("extend; {extended}"), &[FORMER]),
        (format!("extend; {extended}; spoil 04-24 13:00"), &[FORMER, "KZ0000001 spoiled VIS/A2 04-24 13:00"]),
        (format!("restore+lost; {extended}"), &["KZ0000101 lost VIS/A1 04-24 12:00"]),
        (format!("restore+damaged; {extended}"), &[FORMER]),
        (format!("annul; {annulled}"), &["KZ0000101 annulled VIS/A1 04-24 12:00"]),
        (format!("annul+of-portal; {annulled}"), &["KZ0000101 annulled - 04-24 12:00"]),
        (format!("shorten; {}", annulled.replace("annul", "shorten")), &["KZ0000100 annulled VIS/A1 04-24 12:00"]),
        (format!("electronic; {electronic}; mismatch 05-11 09:00"), &["OWN invalid - 05-11 09:00"]),
        (format!("electronic; {electronic}; refused-entry 05-11 09:00"), &["OWN annulled - 05-11 09:00"]),
    ];
    for (script, expected) in rows {
        let (asked, rest) = script.split_once("; ").unwrap();
        let up = play(&script).view(at("06-01 12:00")).visa_standing.unwrap();
        assert_eq!(up.not_ended_in_berkut, [], "{script}");
        let case = play(&format!("{asked}, berkut down; {rest}"));
        let standing = case.view(at("06-01 12:00")).visa_standing.unwrap();
        let own = case.issued_number().unwrap_or_default();
        let named = |number: &str| if number == own { "OWN".to_owned() } else { number.to_owned() };
        let seen = standing.not_ended_in_berkut.iter().map(|ended| (named(ended.number.as_str()), short(ended.at))).collect::<Vec<_>>();
        assert_eq!(told_one_by_one(case), *expected, "{script}");
        let expected = expected.iter().map(|line| {
            let words: Vec<_> = line.split(' ').collect();
            (words[0].to_owned(), words[3..].join(" "))
        });
        assert_eq!(seen, expected.collect::<Vec<_>>(), "{script}");
    }
    // A case of before tells Berkut of nothing, and so waits for nothing.
    let asked = Asked::of("extend");
    let particulars = serde_json::to_value(asked.particulars()).unwrap();
    let mut before = particulars.clone();
    before.as_object_mut().unwrap().remove("ends_in_berkut").unwrap();
    let before: Particulars = serde_json::from_value(before).unwrap();
    assert!(asked.particulars().ends_in_berkut && !before.ends_in_berkut);
}

/// What Berkut is told of, one after the other; when nothing is left, nothing is seen to be missing.
fn told_one_by_one(mut case: Case) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(ToEnd { place, number, act, why, at }) = case.procedure().stickers().to_end(case.number()) {
        assert_eq!(place, told.len() + 1);
        let act = act.map_or("-".to_owned(), |act| act.replace(case.number().as_str(), "VIS"));
        let shown = number.as_ref().map_or("OWN", Text::as_str);
        told.push(format!("{shown} {} {act} {}", json!(why).as_str().unwrap(), short(at)));
        let number = number.unwrap_or_else(|| text(&case.issued_number().unwrap()));
        let lines = case.view(at).timeline.len();
        for _ in 0..2 {
            case.record(Entry::new(Fact::EndedInBerkut(number.clone()), at.shifted(TimeDelta::hours(1)), Actor::System)).unwrap();
        }
        assert_eq!(case.view(at).timeline.len(), lines + 1, "it came to know later, and once");
    }
    assert_eq!(case.view(at("06-01 12:00")).visa_standing.unwrap().not_ended_in_berkut, []);
    told
}
