//! The fingerprints of who gets a visa (R26 para 24-1): when and where they are to be taken, and what is known of them.

use super::fact::Fact;
use crate::{
    case::{
        docket::Docket,
        entering::CLOCK_SKEW,
        event::Event,
        fact::Entry,
        fingerprints::{Appointment, Fingerprints, FingerprintsState},
        outbox::NoticeKind,
        procedure::OwedNotice,
        stage::Stage,
    },
    problem::{Code, Problem},
    time::instant::Instant,
};

/// How the fingerprints of a case stand.
#[derive(Debug, Clone)]
pub struct Biometrics {
    state: FingerprintsState,
    taken_at: Option<Instant>,
    /// Every appointment with the instant at which it became known, in order: the last one holds.
    appointments: Vec<(Appointment, Instant)>,
}

impl Biometrics {
    pub(super) fn of(due: bool) -> Self {
        let state = if due { FingerprintsState::Due } else { FingerprintsState::NotDue };
        Self { state, taken_at: None, appointments: Vec::new() }
    }

    /// How they stand.
    pub fn state(&self) -> FingerprintsState {
        self.state
    }

    /// When they were taken, where the biometric centre has said so.
    pub fn taken_at(&self) -> Option<Instant> {
        self.taken_at
    }

    /// When and where they are to be taken, or were; none if no appointment is known.
    pub fn appointment(&self) -> Option<&Appointment> {
        self.appointments.last().map(|(appointment, _)| appointment)
    }

    /// When the appointment that holds was booked.
    pub fn booked_at(&self) -> Option<Instant> {
        self.appointments.last().map(|(appointment, known_at)| appointment.booked_at.unwrap_or(*known_at))
    }

    pub(super) fn require_awaited(&self, docket: &Docket) -> Result<(), Problem> {
        match self.state {
            FingerprintsState::Due if docket.stage == Stage::Filed => {
                Err(Problem::new(Code::FingerprintsEarly, "the request has not been registered yet"))
            }
            FingerprintsState::Due => Ok(()),
            FingerprintsState::NotDue => {
                Err(Problem::new(Code::FingerprintsRecorded, "no fingerprints are due of this person (R26 para 24-1)"))
            }
            FingerprintsState::Taken | FingerprintsState::Exempt => {
                Err(Problem::new(Code::FingerprintsRecorded, "it is on record already whether fingerprints were taken"))
            }
        }
    }

    /// Nothing was taken that is still to come. The clocks of two machines may differ a little.
    pub(super) fn admit(fingerprints: &Fingerprints, entry: &Entry<Fact>) -> Result<(), Problem> {
        match fingerprints {
            Fingerprints::TakenAt(at) if *at > entry.received_at.shifted(CLOCK_SKEW) => {
                Err(Problem::new(Code::Future, format!("{at} is later than what says that they were taken")).at("taken_at"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn recorded(&mut self, docket: &mut Docket, fingerprints: &Fingerprints, entry: &Entry<Fact>) -> Result<(), Problem> {
        self.require_awaited(docket)?;
        (self.state, self.taken_at) = match fingerprints {
            Fingerprints::Taken => (FingerprintsState::Taken, None),
            Fingerprints::TakenAt(at) => (FingerprintsState::Taken, Some(*at)),
            Fingerprints::Exempt(_) => (FingerprintsState::Exempt, None),
        };
        docket.take_in_note(entry, &entry.entered_by, Event::FingerprintsRecorded { fingerprints: fingerprints.clone() });
        Ok(())
    }

    /// Callbacks may come in any order, and an answer that was asked for may be overtaken by one: what was booked last holds.
    pub(super) fn booked(&mut self, docket: &mut Docket, appointment: &Appointment, entry: &Entry<Fact>) -> Result<(), Problem> {
        self.require_awaited(docket)?;
        let booked_at = appointment.booked_at.unwrap_or(entry.received_at);
        if self.booked_at().is_some_and(|known| booked_at <= known) {
            return Err(Problem::new(Code::AppointmentRecorded, "this appointment is on record, or one that was booked later"));
        }
        self.appointments.push((appointment.clone(), entry.received_at));
        docket.take_in_note(entry, &entry.entered_by, Event::FingerprintsBooked { appointment: appointment.clone() });
        Ok(())
    }

    /// The applicant is told of each appointment.
    pub(super) fn owed_notices(&self) -> impl Iterator<Item = OwedNotice<Fact>> {
        (1_usize..).zip(&self.appointments).map(|(which, (appointment, at))| OwedNotice {
            which,
            appointment: Some((appointment.at, appointment.place.clone())),
            ..OwedNotice::of(NoticeKind::FingerprintAppointment, *at)
        })
    }
}
