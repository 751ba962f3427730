//! Risk: what the Rules exclude is taken all the same, or is refused with a reason that leads nobody on. Each row is a prohibition with its code;
//! that what is rejected changes nothing is asserted by the script itself.

use shaqyru_domain::{case::stage::Status, problem::Code};

use super::script::{attempt, check_rejections, play};

const AGREED: &str = "issue; filed 04-24 10:00; agree 04-28 12:00";
const OBJECTED: &str = "issue; filed 04-24 10:00; object 04-28 12:00";

/// Covers: R26 para 23; R26 para 42
#[test]
pub fn what_comes_out_of_turn_is_rejected_with_its_code() {
    check_rejections(&[
        ("an answer before the submission", "issue; filed 04-25 10:00; agree 04-25 11:00", Code::NotSubmitted),
        ("an answer where nobody asked", "exit; filed 04-24 10:00; agree 04-24 11:00", Code::NotSubmitted),
        ("an answer where nobody asked", "annul; filed 04-24 10:00; object 04-24 11:00", Code::NotSubmitted),
        ("an answer after an answer", &format!("{AGREED}; object 04-28 13:00"), Code::Answered),
        ("a request before the submission", "issue; filed 04-25 10:00; request 04-25 11:00", Code::NotSubmitted),
        ("a request after the answer", &format!("{AGREED}; request 04-28 13:00"), Code::Answered),
        ("a second request", "issue; filed 04-24 10:00; request 04-27 10:00; request 04-28 10:00", Code::ExtensionRepeated),
        ("a request after the extended breach", "issue; filed 04-24 10:00; request 05-25 18:30:00.001", Code::ExtensionLate),
        ("a decision before the answer", "issue; filed 04-24 10:00; issue 04-27 10:00", Code::NoAnswer),
        ("a decision after both windows ran out in silence", "issue; filed 04-24 10:00; issue 07-01 10:00", Code::NoAnswer),
        ("a decision before the case has begun", "exit; filed 04-25 10:00; issue 04-25 11:00", Code::DecisionEarly),
        ("a second decision", &format!("{AGREED}; issue 04-29 10:00; issue 04-29 11:00"), Code::CaseClosed),
        ("a withdrawal after the decision", &format!("{AGREED}; issue 04-29 10:00; withdraw 04-29 11:00"), Code::CaseClosed),
        ("anything after a withdrawal", "issue; filed 04-24 10:00; withdraw 04-27 10:00; agree 04-28 10:00", Code::CaseClosed),
        ("a fact older than the last one", &format!("{AGREED}; issue 04-28 11:59:59.999"), Code::OutOfOrder),
        ("a late decision without a reason", &format!("{AGREED}; issue 04-29 18:30:00.001"), Code::LateReason),
        ("a correction after the end", &format!("{AGREED}; issue 04-29 10:00; correct-to-object 04-29 11:00"), Code::CaseClosed),
    ]);
}

/// Covers: R26 annex 8; R26 para 23
#[test]
pub fn a_refusal_rests_only_on_a_ground_that_fits_the_answer() {
    // After a hearing was waived, so that nothing but the ground stands against it.
    for (answer, ground_told, allowed) in [("agree", 2, &[1, 2, 4, 5, 6][..]), ("object", 3, &[3][..])] {
        for ground in 1..=7 {
            let heard = format!("issue; filed 04-24 10:00; {answer} 04-28 12:00; intend-{ground_told} 04-29 10:00 for 05-06 11:00");
            let script = format!("{heard}; waived 04-29 11:00; refuse-{ground} 04-29 12:00");
            let expected = if allowed.contains(&ground) { vec![] } else { vec![(3, Code::Ground)] };
            assert_eq!(attempt(&script).1, expected, "{script}");
        }
    }
    for ground in 1..=7 {
        let expected = if ground == 3 || ground == 7 { vec![(0, Code::Ground)] } else { vec![] };
        assert_eq!(attempt(&format!("exit+by-mission; filed 04-24 10:00; refuse-{ground} 04-24 12:00")).1, expected, "ground {ground}");
    }
}

/// Covers: R26 para 40; R26 para 42; R26 para 23
#[test]
pub fn nothing_is_issued_against_an_objection_also_one_that_came_by_correction() {
    check_rejections(&[
        ("against it", &format!("{OBJECTED}; issue 04-28 15:00"), Code::IssueAgainstObjection),
        (
            "after a hearing, too",
            &format!("{OBJECTED}; intend-3 04-29 10:00 for 05-06 11:00; held 05-06 11:00; issue 05-06 12:00"),
            Code::IssueAgainstObjection,
        ),
        ("by correction", &format!("{AGREED}; correct-to-object 04-28 13:00; issue 04-28 15:00"), Code::IssueAgainstObjection),
        (
            "by a correction after the refusal was intended on another ground",
            &format!(
                "{AGREED}; intend-2 04-29 10:00 for 05-06 11:00; correct-to-object 04-29 12:00; waived 04-29 13:00; issue 04-29 14:00"
            ),
            Code::IssueAgainstObjection,
        ),
    ]);
    // The hearing that was set stands, and what is refused after it is refused on the ground that fits the answer as it is known then.
    let corrected = format!("{AGREED}; intend-2 04-29 10:00 for 05-06 11:00; correct-to-object 04-29 12:00; held 05-06 11:00");
    check_rejections(&[("on the ground of before", &format!("{corrected}; refuse-2 05-06 12:00"), Code::Ground)]);
    assert_eq!(play(&format!("{corrected}; refuse-3 05-06 12:00")).docket().status, Status::Refused);
}

/// Covers: R26 para 24-1
#[test]
pub fn nothing_is_issued_while_fingerprints_are_due_and_neither_taken_nor_exempt() {
    const DUE: &str = "issue+fingerprints; filed 04-24 10:00; agree 04-28 12:00";
    check_rejections(&[
        ("while they are due", &format!("{DUE}; issue 04-28 13:00"), Code::FingerprintsDue),
        ("for an extension", "extend+fingerprints; filed 04-24 10:00; agree 04-28 12:00; issue 04-28 13:00", Code::FingerprintsDue),
        ("for a restoration", "restore+fingerprints; filed 04-24 10:00; agree 04-28 12:00; issue 04-28 13:00", Code::FingerprintsDue),
        ("once", &format!("{DUE}; fingerprints 04-28 13:00; fingerprints 04-28 14:00"), Code::FingerprintsRecorded),
        ("once", &format!("{DUE}; exempt 04-28 13:00; fingerprints 04-28 14:00"), Code::FingerprintsRecorded),
        ("not where none are due", "issue; filed 04-24 10:00; fingerprints 04-24 11:00", Code::FingerprintsRecorded),
        ("not after the end", "issue+fingerprints; filed 04-24 10:00; withdraw 04-24 11:00; exempt 04-24 12:00", Code::CaseClosed),
    ]);
    for script in [
        // From registration on, also before the office opens, and in the middle of a hearing.
        "issue+fingerprints; filed 04-25 10:00; fingerprints 04-25 10:00; agree 04-28 12:00; issue 04-29 12:00",
        "issue+fingerprints; filed 04-24 10:00; agree 04-28 12:00; exempt 04-28 13:00; issue 04-28 14:00",
        "issue+fingerprints; filed 04-24 10:00; agree 04-28 12:00; intend-2 04-28 13:00 for 05-06 09:00; fingerprints 04-29 10:00; waived 04-29 11:00; issue 04-29 12:00",
    ] {
        assert_eq!(play(script).docket().status, Status::Issued, "{script}");
    }
    // What does not lead to a visa that somebody asked for waits for no fingerprints, and no refusal does.
    for script in
        ["annul+fingerprints; filed 04-24 10:00; annul 04-24 11:00", "shorten+fingerprints; filed 04-24 10:00; shorten 04-24 11:00"]
    {
        assert!(!play(script).docket().is_open(), "{script}");
    }
    assert_eq!(attempt(&format!("{DUE}; intend-2 04-28 13:00 for 05-06 09:00; waived 04-28 14:00; refuse-2 04-28 15:00")).1, []);
}

/// Covers: R26 para 46; R26 para 55
#[test]
pub fn only_what_was_asked_is_done() {
    let fits = |asked: &str, decision: &str| match decision {
        "issue" => ["issue", "extend", "restore", "electronic", "exit"].contains(&asked),
        _ => asked == decision,
    };
    for asked in ["issue", "extend", "restore", "electronic", "exit", "annul", "shorten"] {
        let answered = if ["issue", "extend", "restore"].contains(&asked) { "; agree 04-24 11:00" } else { "" };
        for decision in ["issue", "annul", "shorten"] {
            let script = format!("{asked}; filed 04-24 10:00{answered}; {decision} 04-24 12:00");
            let place = usize::from(!answered.is_empty());
            let expected = if fits(asked, decision) { vec![] } else { vec![(place, Code::Verdict)] };
            assert_eq!(attempt(&script).1, expected, "{script}");
        }
    }
}

/// Covers: R26 para 6; R26 para 43; R26 para 47
#[test]
pub fn nothing_is_spoiled_or_entered_that_is_not_there() {
    check_rejections(&[
        ("no sticker yet", &format!("{AGREED}; spoil 04-28 13:00"), Code::NoSticker),
        ("no sticker at all", "electronic; filed 04-24 10:00; issue 04-24 11:00; spoil 04-24 12:00", Code::NoSticker),
        ("none was made", "annul; filed 04-24 10:00; annul 04-24 11:00; spoil 04-24 12:00", Code::NoSticker),
        ("none was made", "exit+by-mission; filed 04-24 10:00; refuse-2 04-24 11:00; spoil 04-24 12:00", Code::NoSticker),
        ("nothing was issued", &format!("{AGREED}; berkut 04-28 13:00"), Code::BerkutEntered),
        ("it is there", &format!("{AGREED}; issue 04-28 13:00; berkut 04-28 14:00"), Code::BerkutEntered),
        (
            "it was entered by hand",
            "exit, berkut down; filed 04-24 10:00; issue 04-24 11:00; berkut 04-24 12:00; berkut 04-24 13:00",
            Code::BerkutEntered,
        ),
        ("nothing was issued", "exit+by-mission; filed 04-24 10:00; refuse-2 04-24 11:00; berkut 04-24 12:00", Code::BerkutEntered),
        ("nothing was issued", "annul; filed 04-24 10:00; annul 04-24 11:00; berkut 04-24 12:00", Code::BerkutEntered),
    ]);
}
