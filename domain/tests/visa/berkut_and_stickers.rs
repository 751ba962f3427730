//! Risk: a sticker that is not valid is taken for a valid one, a number is used twice, or somebody corrects a sticker.

use std::collections::BTreeSet;

use shaqyru_domain::{authority::Act, case::visa::VisaView, visa::Case};

use super::script::{act_lines, attempt, play, standing, visa_line};
use crate::script::at;

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
