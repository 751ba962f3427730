//! Risk: a case ends on a ground that the law does not give, or a fact that a rule rejects leaves a trace.
//! That a rejected fact changes nothing is asserted by the script itself, at every rejection.

use shaqyru_domain::{
    case::stage::{Stage, Status},
    problem::Code,
};

use crate::script::{attempt, shown, timeline};

/// Covers: R26 para 15(3); R26 para 17; R26 para 56; SEED verification
/// Covers: R26 annex 5 row 9(1); R26 annex 5 row 9(2); R26 annex 5 row 9(4); R26 annex 5 row 9(5); R26 annex 5 row 9(6); R26 annex 5 row 9(7)
#[test]
pub fn a_verification_refuses_only_on_a_ground_of_its_own() {
    let refused = Ok((Status::Refused, Stage::Refused));
    let rows = [
        (1, refused),
        (2, refused),
        (3, Err(Code::Ground)),
        (4, refused),
        (5, refused),
        (6, refused),
        (7, Ok((Status::NotConsidered, Stage::NotConsidered))),
    ];
    for (ground, expected) in rows {
        let (case, rejected) = attempt(&format!("filed 03-06 10:00; stop-{ground} 03-06 21:15"));
        let view = shown(&case, "03-06 21:15");
        match expected {
            Ok(end) => {
                assert_eq!((view.status, view.stage, rejected), (end.0, end.1, vec![]), "ground {ground}");
                assert!(view.clocks.iter().all(|clock| clock.ended_at.is_some()), "ground {ground}");
            }
            Err(code) => {
                assert_eq!((view.status, view.stage, rejected), (Status::Open, Stage::Verification, vec![(0, code)]), "ground {ground}");
            }
        }
    }
}

/// Covers: R26 para 15; R26 para 18; SEED final decision
/// Covers: R26 annex 5 row 9(1); R26 annex 5 row 9(2); R26 annex 5 row 9(3); R26 annex 5 row 9(4); R26 annex 5 row 9(5); R26 annex 5 row 9(6)
#[test]
pub fn a_decision_rests_only_on_a_ground_that_the_answer_allows() {
    const AGREED: &str = "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00";
    const OBJECTED: &str = "filed 03-06 10:00; clear 03-06 11:30; object 03-11 16:00";
    let rows = [
        (AGREED, "issue", None),
        (AGREED, "refuse-1", None),
        (AGREED, "refuse-2", None),
        (AGREED, "refuse-3", Some(Code::Ground)),
        (AGREED, "refuse-4", None),
        (AGREED, "refuse-5", None),
        (AGREED, "refuse-6", None),
        (AGREED, "refuse-7", Some(Code::Ground)),
        (OBJECTED, "issue", Some(Code::IssueAgainstObjection)),
        (OBJECTED, "refuse-1", Some(Code::Ground)),
        (OBJECTED, "refuse-2", Some(Code::Ground)),
        (OBJECTED, "refuse-3", None),
        (OBJECTED, "refuse-4", Some(Code::Ground)),
        (OBJECTED, "refuse-5", Some(Code::Ground)),
        (OBJECTED, "refuse-6", Some(Code::Ground)),
        (OBJECTED, "refuse-7", Some(Code::Ground)),
    ];
    for (before, verdict, expected) in rows {
        let (case, rejected) = attempt(&format!("{before}; {verdict} 03-12 10:00"));
        assert_eq!(rejected.first().map(|(_, code)| *code), expected, "{before}; {verdict}");
        let status = match (expected, verdict) {
            (Some(_), _) => Status::Open,
            (None, "issue") => Status::Issued,
            (None, _) => Status::Refused,
        };
        let view = shown(&case, "03-12 10:00");
        assert_eq!(view.status, status, "{before}; {verdict}");
        assert_eq!(view.invitation_number.is_some(), status == Status::Issued, "{before}; {verdict}");
    }
}

#[test]
pub fn a_late_decision_is_marked_late_and_an_officer_has_to_say_why() {
    // "A late decision is taken, needs a reason for the delay where a person enters it, and is marked late."
    const AGREED: &str = "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00";
    let rows = [
        ("issue 03-12 18:30", Ok("issued")),
        ("issue-with-reason 03-12 18:30", Ok("issued")),
        ("issue 03-12 18:30:00.001", Err(Code::LateReason)),
        ("refuse-1 03-12 18:30:00.001", Err(Code::LateReason)),
        ("issue-with-reason 03-12 18:30:00.001", Ok("issued; late: illness")),
        ("issue-by-system 03-12 18:30:00.001", Ok("issued; late")),
    ];
    for (decision, expected) in rows {
        let (case, rejected) = attempt(&format!("{AGREED}; {decision}"));
        match expected {
            Ok(detail) => {
                assert_eq!(rejected, [], "{decision}");
                assert!(timeline(&shown(&case, "03-13 12:00")).iter().any(|line| line.ends_with(&format!(": {detail}"))), "{decision}");
            }
            Err(code) => assert_eq!(rejected, [(2, code)], "{decision}"),
        }
    }
}

/// Covers: R26 para 15; R26 para 18; R26 annex 5 row 3
#[test]
pub fn a_fact_out_of_turn_is_rejected() {
    const OUT_OF_ORDER: &str = "a received_at before the case's last fact is rejected";
    const TURN: &str =
        "an answer before submission or after an answer, a decision before the answer, a second decision, a withdrawal after the decision";
    const ENDED: &str = "events after the case has ended are rejected too";
    const DECIDED: &str = "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00";
    let rows = [
        (
            "before 09:00 on registered_on a verification is rejected",
            "filed 03-06 19:00; clear 03-10 08:59:59.999",
            Code::VerificationEarly,
        ),
        ("before 09:00 on registered_on a verification is rejected", "filed 03-06 19:00; stop-1 03-06 19:00", Code::VerificationEarly),
        ("a second verification", "filed 03-06 10:00; clear 03-06 11:30; clear 03-06 11:30", Code::VerificationRecorded),
        ("a second verification", "filed 03-06 10:00; clear 03-06 11:30; stop-1 03-06 11:31", Code::VerificationRecorded),
        ("a second verification", "filed 03-06 10:00; clear 03-06 11:30; agree 03-06 12:00; clear 03-06 12:01", Code::VerificationRecorded),
        (TURN, "filed 03-06 10:00; agree 03-06 11:30", Code::NotSubmitted),
        (TURN, "filed 03-06 19:00; agree 03-06 19:30", Code::NotSubmitted),
        (TURN, "filed 03-06 10:00; request 03-06 11:30", Code::NotSubmitted),
        (TURN, "filed 03-06 10:00; clear 03-06 11:30; agree 03-06 12:00; agree 03-06 12:00", Code::Answered),
        (TURN, "filed 03-06 10:00; clear 03-06 11:30; agree 03-06 12:00; object 03-06 12:01", Code::Answered),
        ("a request after the answer", "filed 03-06 10:00; clear 03-06 11:30; agree 03-06 12:00; request 03-06 12:01", Code::Answered),
        (TURN, "filed 03-06 10:00; issue 03-06 12:00", Code::NoAnswer),
        (TURN, "filed 03-06 10:00; clear 03-06 11:30; issue 03-06 12:00", Code::NoAnswer),
        ("nobody is approved or refused by silence", "filed 03-06 10:00; clear 03-06 11:30; refuse-3 05-06 12:00", Code::NoAnswer),
        (
            "a second request is rejected",
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; request 03-11 11:00",
            Code::ExtensionRepeated,
        ),
        (
            "a second request is rejected, after a late first one too",
            "filed 03-06 10:00; clear 03-06 11:30; request 03-13 10:00; request 03-13 10:00",
            Code::ExtensionRepeated,
        ),
        (
            "a request after the extended breach is rejected",
            "filed 03-06 10:00; clear 03-06 11:30; request 04-06 18:30:00.001",
            Code::ExtensionLate,
        ),
        (OUT_OF_ORDER, "filed 03-06 10:00; clear 03-06 09:59:59.999", Code::OutOfOrder),
        (OUT_OF_ORDER, "filed 03-06 10:00; clear 03-06 11:30; agree 03-06 11:29:59.999", Code::OutOfOrder),
        (TURN, "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00; issue 03-12 12:00", Code::CaseClosed),
        (TURN, "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; refuse-1 03-12 12:00; issue 03-12 12:01", Code::CaseClosed),
        (TURN, "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00; withdraw 03-12 12:01", Code::CaseClosed),
        (ENDED, "filed 03-06 10:00; stop-1 03-06 11:30; clear 03-06 11:31", Code::CaseClosed),
        (ENDED, "filed 03-06 10:00; stop-7 03-06 11:30; withdraw 03-06 11:31", Code::CaseClosed),
        (ENDED, "filed 03-06 10:00; withdraw 03-06 11:30; withdraw 03-06 11:31", Code::CaseClosed),
        (ENDED, "filed 03-06 10:00; clear 03-06 10:30; agree 03-06 11:00; withdraw 03-06 11:30; issue 03-06 11:31", Code::CaseClosed),
    ];
    for (says, script, code) in rows {
        let last = script.matches(';').count() - 1;
        let (_, rejected) = attempt(script);
        assert_eq!(rejected, [(last, code)], "{says}\n{script}");
    }
    for verb in ["clear", "stop-1", "agree", "object", "request", "issue", "refuse-1", "withdraw"] {
        let (_, rejected) = attempt(&format!("{DECIDED}; {verb} 03-12 12:30"));
        assert_eq!(rejected, [(3, Code::CaseClosed)], "{ENDED}: {verb}");
    }
}

#[test]
pub fn a_case_goes_on_after_a_rejected_fact() {
    // "The case goes on."
    let (case, rejected) = attempt(
        "filed 03-20 15:00; agree 03-20 15:30; clear 03-20 16:00; issue 03-20 16:01; object 03-20 16:02; issue 03-20 16:03; refuse-3 03-20 16:04",
    );
    assert_eq!(rejected, [(0, Code::NotSubmitted), (2, Code::NoAnswer), (4, Code::IssueAgainstObjection)]);
    assert_eq!(shown(&case, "03-20 16:04").status, Status::Refused);
}
