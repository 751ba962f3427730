//! Risk: a person has two visas, or none where there should be one; a sticker ends without its act.

use shaqyru_domain::case::{
    fingerprints::FingerprintsState,
    stage::{Stage, Status},
};

use super::script::{act_lines, shown, visa_line};

/// Covers: R26 para 46; R26 para 47; R26 para 48; R26 para 50; R26 para 55
#[test]
pub fn each_action_leaves_exactly_the_visa_and_the_acts_that_the_rules_say() {
    const ISSUED: (Status, Stage) = (Status::Issued, Stage::Issued);
    const ANNULLED: (Status, Stage) = (Status::Annulled, Stage::Annulled);
    const SHORTENED: (Status, Stage) = (Status::Shortened, Stage::Shortened);
    const SAME: &str = "KZ0000001 C3 multiple sticker 2025-06-01 to 2026-05-31, valid";
    let agreed = |asked: &str| format!("{asked}; filed 04-24 10:00; agree 04-24 11:00; issue 04-24 12:00");
    let at_once = |asked: &str| format!("{asked}; filed 04-24 10:00; {asked} 04-24 12:00");
    // script, end, the visa, acts
    let rows = [
        (agreed("issue"), ISSUED, "KZ0000001 C3 multiple sticker 2026-06-01 to 2027-05-31, valid", vec![]),
        (agreed("extend"), ISSUED, "KZ0000001 C3 multiple sticker 2026-06-01 to 2027-05-31, valid", vec!["KZ0000101 annulled 04-24 12:00"]),
        // A portal's visa has no sticker.
        (agreed("extend+of-portal"), ISSUED, "KZ0000001 C3 multiple sticker 2026-06-01 to 2027-05-31, valid", vec![]),
        // Whatever the request says, it is the same visa again.
        (agreed("restore+A3"), ISSUED, SAME, vec!["KZ0000101 annulled 04-24 12:00"]),
        (agreed("restore+damaged"), ISSUED, SAME, vec!["KZ0000101 annulled 04-24 12:00"]),
        (agreed("restore+lost"), ISSUED, SAME, vec!["KZ0000101 lost 04-24 12:00"]),
        (
            agreed("restore+single"),
            ISSUED,
            "KZ0000001 C3 single sticker 2025-06-01 to 2026-05-31, valid",
            vec!["KZ0000101 annulled 04-24 12:00"],
        ),
        (
            at_once("annul"),
            ANNULLED,
            "KZ0000101 C3 multiple sticker 2025-06-01 to 2026-05-31, annulled",
            vec!["KZ0000101 annulled 04-24 12:00"],
        ),
        (
            at_once("annul").replace("annul;", "annul+of-portal;"),
            ANNULLED,
            "KZ0000101 C3 multiple electronic 2025-06-01 to 2026-05-31, annulled",
            vec![],
        ),
        (
            at_once("shorten"),
            SHORTENED,
            "KZ0000001 B16 single sticker 2026-04-24 to 2026-05-24, valid",
            vec!["KZ0000100 annulled 04-24 12:00"],
        ),
        // By the day of the decision in Almaty, also a minute before its end.
        (
            "shorten; filed 04-24 10:00; shorten 05-12 23:59".to_owned(),
            SHORTENED,
            "KZ0000001 B16 single sticker 2026-05-12 to 2026-06-11, valid",
            vec!["KZ0000100 annulled 05-12 23:59"],
        ),
    ];
    for (script, end, visa, acts) in rows {
        let view = shown(&script, "05-12 23:59");
        assert_eq!((view.status, view.stage), end, "{script}");
        let standing = view.visa_standing.unwrap();
        assert_eq!(standing.visa.as_ref().map(visa_line).as_deref(), Some(visa), "{script}");
        assert_eq!(act_lines(&standing), acts, "{script}");
    }
}

/// Covers: R26 para 46; R26 para 47
#[test]
pub fn what_is_refused_or_withdrawn_ends_no_visa_and_makes_none() {
    for asked in ["extend", "restore", "annul", "shorten"] {
        let answered = if ["extend", "restore"].contains(&asked) { "; agree 04-24 11:00" } else { "" };
        let heard = format!("{asked}; filed 04-24 10:00{answered}; intend-2 04-24 12:00 for 05-06 11:00; waived 04-24 13:00");
        for script in [
            format!("{heard}; refuse-2 04-24 14:00"),
            format!("{heard}; withdraw 04-24 14:00"),
            format!("{asked}; filed 04-24 10:00{answered}"),
        ] {
            let standing = shown(&script, "04-24 14:00").visa_standing.unwrap();
            assert_eq!((standing.visa, standing.acts.len()), (None, 0), "{script}");
        }
    }
}

/// Covers: R26 para 24-1
#[test]
pub fn it_is_shown_how_fingerprints_stand() {
    let rows = [
        ("issue; filed 04-24 10:00", FingerprintsState::NotDue),
        ("issue+fingerprints; filed 04-24 10:00", FingerprintsState::Due),
        ("issue+fingerprints; filed 04-24 10:00; fingerprints 04-24 11:00", FingerprintsState::Taken),
        ("issue+fingerprints; filed 04-24 10:00; exempt 04-24 11:00", FingerprintsState::Exempt),
    ];
    for (script, expected) in rows {
        assert_eq!(shown(script, "04-24 11:00").visa_standing.unwrap().fingerprints, expected, "{script}");
    }
}
