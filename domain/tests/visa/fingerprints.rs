//! Risk: somebody comes to the biometric centre on a day that does not hold any more, is not told where to come, or gives fingerprints that
//! nobody has on record.

use shaqyru_domain::{
    actor::Actor,
    case::{
        event::Event,
        fingerprints::{Appointment, CentreMessage, Exemption, Fingerprints, FingerprintsState},
        outbox::NoticeKind,
        stage::Status,
    },
    law::exemption::ExemptionKind,
    problem::Code,
    visa::Case,
};

use super::script::{World, attempt, said};
use crate::script::{at, officer, short, text};

fn appointment(when: &str, place: &str, booked_at: Option<&str>) -> CentreMessage {
    CentreMessage::Appointment(Appointment { at: at(when), place: text(place), booked_at: booked_at.map(at) })
}

fn open(asked: &str) -> World {
    attempt(&format!("{asked}; filed 04-24 10:00")).0
}

/// What is shown of the appointment, and what the applicant was told of it.
fn told(case: &Case) -> (Option<String>, Vec<String>) {
    let shown = case.view(case.last_fact_at()).visa_standing.unwrap().appointment;
    let notices = case.notices.all().iter().filter(|notice| notice.kind == NoticeKind::FingerprintAppointment);
    let line = |notice: &shaqyru_domain::case::outbox::ApplicantNotice| {
        let (_, id) = notice.id.split_once('/').unwrap();
        format!("{id}: {} {}", short(notice.appointment_at.unwrap()), notice.place.as_ref().unwrap())
    };
    (shown.map(|appointment| format!("{} {}", short(appointment.at), appointment.place)), notices.map(line).collect())
}

/// What comes in turn; what is then on record, and what the applicant was told.
type Row = (&'static str, Vec<(CentreMessage, &'static str, Actor, Option<Code>)>, &'static str, &'static [&'static str]);

/// Covers: R26 para 24-1
#[test]
pub fn of_two_appointments_the_one_booked_last_holds_whichever_comes_first_and_the_applicant_is_told() {
    let first = || appointment("04-27 11:00", "Almaty, room 1", Some("04-24 10:01"));
    let moved = || appointment("04-28 12:00", "Almaty, room 2", Some("04-24 15:00"));
    let by_officer = || appointment("04-29 09:00", "Almaty, room 3", None);
    let centre = || Actor::BiometricCentre;
    let again = Some(Code::AppointmentRecorded);
    let rows: [Row; 4] = [
        (
            "in order",
            vec![(first(), "04-24 10:02", centre(), None), (moved(), "04-24 15:01", centre(), None)],
            "04-28 12:00 Almaty, room 2",
            &["notice/fingerprint_appointment: 04-27 11:00 Almaty, room 1", "notice/fingerprint_appointment-2: 04-28 12:00 Almaty, room 2"],
        ),
        (
            "the moved one overtakes the first",
            vec![(moved(), "04-24 15:01", centre(), None), (first(), "04-24 15:02", centre(), again)],
            "04-28 12:00 Almaty, room 2",
            &["notice/fingerprint_appointment: 04-28 12:00 Almaty, room 2"],
        ),
        (
            "the same twice",
            vec![(first(), "04-24 10:02", centre(), None), (first(), "04-24 10:03", centre(), again)],
            "04-27 11:00 Almaty, room 1",
            &["notice/fingerprint_appointment: 04-27 11:00 Almaty, room 1"],
        ),
        (
            "an officer has agreed on another by telephone, and the centre still sends the first",
            vec![(by_officer(), "04-24 12:00", officer("P-1"), None), (first(), "04-24 12:01", centre(), again)],
            "04-29 09:00 Almaty, room 3",
            &["notice/fingerprint_appointment: 04-29 09:00 Almaty, room 3"],
        ),
    ];
    for (name, said_of_it, shown, notices) in rows {
        let mut world = open("issue+fingerprints");
        for (message, when, by, rejected) in said_of_it {
            assert_eq!(world.take(&said(message.into(), at(when), by)).err(), rejected, "{name}");
        }
        assert_eq!(told(&world.case), (Some(shown.to_owned()), notices.iter().map(|line| (*line).to_owned()).collect()), "{name}");
    }
}

/// Covers: R26 para 24-1
#[test]
pub fn the_centre_says_once_what_came_of_it_and_nobody_is_called_in_for_nothing() {
    let taken = || CentreMessage::Fingerprints(Fingerprints::TakenAt(at("04-27 11:05")));
    let exempt = || CentreMessage::Fingerprints(Fingerprints::Exempt(Exemption::Listed(ExemptionKind::Unable)));
    let booked = || appointment("04-28 11:00", "Almaty", None);
    let centre = Actor::BiometricCentre;
    let rows = [
        ("taken", "issue+fingerprints", vec![(taken(), "04-27 11:06", None)], FingerprintsState::Taken, Some("04-27 11:05")),
        ("exempt", "issue+fingerprints", vec![(exempt(), "04-27 11:06", None)], FingerprintsState::Exempt, None),
        (
            "by a clock that is a little ahead",
            "issue+fingerprints",
            vec![(taken(), "04-27 11:04", None)],
            FingerprintsState::Taken,
            Some("04-27 11:05"),
        ),
        ("not before", "issue+fingerprints", vec![(taken(), "04-27 11:03", Some(Code::Future))], FingerprintsState::Due, None),
        (
            "once, and no appointment afterwards",
            "issue+fingerprints",
            vec![
                (taken(), "04-27 11:06", None),
                (exempt(), "04-27 11:07", Some(Code::FingerprintsRecorded)),
                (booked(), "04-27 11:08", Some(Code::FingerprintsRecorded)),
            ],
            FingerprintsState::Taken,
            Some("04-27 11:05"),
        ),
        ("where none are due", "issue", vec![(booked(), "04-24 11:00", Some(Code::FingerprintsRecorded))], FingerprintsState::NotDue, None),
    ];
    for (name, asked, said_of_it, state, taken_at) in rows {
        let mut world = open(asked);
        for (message, when, rejected) in said_of_it {
            assert_eq!(world.take(&said(message.into(), at(when), centre.clone())).err(), rejected, "{name}");
        }
        let standing = world.case.view(world.case.last_fact_at()).visa_standing.unwrap();
        assert_eq!((standing.fingerprints, standing.fingerprints_taken_at), (state, taken_at.map(at)), "{name}");
    }
    // Neither appointment nor silence of the centre holds up a refusal, or decides anything.
    let mut world = open("issue+fingerprints");
    assert_eq!(world.take(&said(booked().into(), at("04-24 11:00"), centre)).err(), None);
    assert_eq!(world.case.docket().status, Status::Open);
    let timeline = world.case.view(at("04-24 11:00")).timeline;
    let booked_by = timeline.into_iter().find(|line| matches!(line.event, Some(Event::FingerprintsBooked { .. }))).map(|line| line.actor);
    assert_eq!(booked_by, Some(Actor::BiometricCentre));
}

/// Covers: R26 para 24-1
#[test]
pub fn a_reason_that_order_16650_names_is_told_from_an_officers_words() {
    for (json, read) in [
        (r#"{"exempt":"unable"}"#, Fingerprints::Exempt(Exemption::Listed(ExemptionKind::Unable))),
        (r#"{"exempt":"head of a mission"}"#, Fingerprints::Exempt(Exemption::Other(text("head of a mission")))),
        (r#"{"taken":true}"#, Fingerprints::Taken),
        (r#"{"taken":true,"taken_at":"2026-04-27T11:05:00+05:00"}"#, Fingerprints::TakenAt(at("04-27 11:05"))),
    ] {
        assert_eq!(serde_json::from_str::<Fingerprints>(json).unwrap(), read);
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
    for nonsense in [r"{}", r#"{"taken":false}"#, r#"{"taken_at":"2026-04-27T11:05:00+05:00"}"#, r#"{"taken":true,"exempt":"unable"}"#] {
        assert!(serde_json::from_str::<Fingerprints>(nonsense).is_err(), "{nonsense}");
    }
    // Each has an entry with a source and a first day.
    let listed: Vec<_> = crate::script::RULEBOOK.biometrics_exemptions.iter().map(|exemption| exemption.rule.name).collect();
    assert_eq!(listed, ExemptionKind::ALL);
}
