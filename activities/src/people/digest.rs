//! What a working day brings, for an office and for the on-call operator.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use shaqyru_domain::{
    case::{number::CaseNumber, stage::Status},
    law::{clock_kind::ClockKind, rulebook::Rulebook},
    time::{
        calendar::{Calendar, CalendarError},
        instant::Instant,
    },
};
use shaqyru_register::{CaseLine, Filter, Register, RegisterError, StoppedStep};

use super::contacts::{Contacts, Receiver};

/// A missing year of the calendar, or of the MCI, is told so many days ahead.
const DAYS_AHEAD: i64 = 90;
/// The most cases that a digest lists; who has more looks at the worklist.
const MOST: u16 = 500;

/// A digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digest {
    /// An office, or the on-call operator.
    pub(super) of: String,
    /// For which day.
    pub(super) on: NaiveDate,
    pub(super) due_today: Vec<(CaseNumber, ClockKind, Instant)>,
    /// Due on the next working day.
    pub(super) at_risk: Vec<(CaseNumber, ClockKind, Instant)>,
    pub(super) breached: Vec<(CaseNumber, ClockKind, Instant)>,
    pub(super) stopped: Vec<StoppedStep>,
    /// In so many days, if that is soon.
    pub(super) calendar_ends_in: Option<i64>,
    /// What is known of the monthly calculation index, if that is not much longer.
    pub(super) mci_ends: Option<MciEnd>,
}

/// The MCI is known for no longer than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct MciEnd {
    /// The last year whose MCI is known; none, if none is.
    pub(super) last_year: Option<i32>,
    /// Days until the first whose duty cannot be reckoned.
    pub(super) days_left: i64,
}

impl MciEnd {
    /// None, as long as that is far away.
    fn soon(rulebook: &Rulebook, today: NaiveDate) -> Option<Self> {
        let unreckoned = rulebook.first_day_without_mci(today)?;
        let days_left = unreckoned.signed_duration_since(today).num_days();
        let last_year = rulebook.last_day_with_mci_before(unreckoned).map(|day| day.year());
        (days_left < DAYS_AHEAD).then_some(Self { last_year, days_left })
    }
}

/// Why there is no digest.
#[derive(Debug, thiserror::Error)]
pub(super) enum DigestError {
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl Digest {
    /// What stands in the register for a receiver now.
    pub(super) async fn of(receiver: &Receiver, register: &Register, rulebook: &Rulebook, now: Instant) -> Result<Self, DigestError> {
        let calendar = rulebook.calendars.newest();
        let (of, office) = match receiver {
            Receiver::Office(code) => (code.to_string(), Some(code)),
            Receiver::OnCall => ("Shaqyru".to_owned(), None),
        };
        let next = calendar.next_working_day_after(now.date())?;
        let cases = match office {
            None => Vec::new(),
            Some(office) => {
                let due_before = Instant::at(next, chrono::NaiveTime::MIN).shifted(chrono::TimeDelta::days(1));
                let filter =
                    Filter { office: Some(office.clone()), status: Some(Status::Open), due_before: Some(due_before), ..Filter::default() };
                register.list(&filter, None, MOST).await?.cases
            }
        };
        let stopped = register.stopped_steps(office).await?;
        let ends_in = days_left(calendar, now.date());
        let calendar_ends_in = (office.is_none() && ends_in < DAYS_AHEAD).then_some(ends_in);
        let mci_ends = if office.is_none() { MciEnd::soon(rulebook, now.date()) } else { None };
        Ok(Self { calendar_ends_in, mci_ends, ..Self::sorted(of, &cases, stopped, now) })
    }

    /// Cases that are due by the next working day, by what is to be done about them.
    fn sorted(of: String, cases: &[CaseLine], stopped: Vec<StoppedStep>, now: Instant) -> Self {
        let awaited = |wanted: fn(Instant, Instant) -> bool| {
            let of_case = cases.iter().filter_map(|line| Some((line.case.clone(), line.clock?, line.due?)));
            of_case.filter(|(_, _, due)| wanted(*due, now)).collect()
        };
        Self {
            of,
            on: now.date(),
            breached: awaited(|due, now| due < now),
            due_today: awaited(|due, now| now <= due && due.date() == now.date()),
            at_risk: awaited(|due, now| due.date() > now.date()),
            stopped,
            calendar_ends_in: None,
            mci_ends: None,
        }
    }

    /// Nobody is written to about nothing.
    pub(super) fn is_empty(&self) -> bool {
        let Self { of: _, on: _, due_today, at_risk, breached, stopped, calendar_ends_in, mci_ends } = self;
        due_today.is_empty()
            && at_risk.is_empty()
            && breached.is_empty()
            && stopped.is_empty()
            && calendar_ends_in.is_none()
            && mci_ends.is_none()
    }
}

/// Who gets a digest on a day: nobody on a day off.
pub(super) fn receivers(contacts: &Contacts, calendar: &Calendar, day: NaiveDate) -> Result<Vec<Receiver>, CalendarError> {
    Ok(if calendar.is_working(day)? { contacts.receivers() } else { Vec::new() })
}

/// Days until the first year that the calendar does not hold.
fn days_left(calendar: &Calendar, today: NaiveDate) -> i64 {
    let beyond = NaiveDate::from_ymd_opt(calendar.years().end().saturating_add(1), 1, 1).unwrap_or(NaiveDate::MAX);
    beyond.signed_duration_since(today).num_days()
}

#[cfg(test)]
mod tests {
    use shaqyru_domain::case::stage::Stage;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    /// Risk: somebody is called to work on a holiday, or is not told on a Saturday that is worked.
    #[test]
    fn a_digest_comes_on_every_working_day_and_on_no_day_off() {
        let rulebook = Rulebook::built_in().unwrap();
        let contacts = Contacts::parse("[offices.ALA-ALMALY]\nhead = ['head@example.kz']").unwrap();
        let told = |day: &str| receivers(&contacts, rulebook.calendars.newest(), day.parse().unwrap()).map(|told| told.len());
        for (day, receivers) in [("2026-03-20", 2), ("2026-03-21", 0), ("2026-03-24", 0), ("2026-11-22", 0), ("2026-11-23", 2)] {
            assert_eq!(told(day), Ok(receivers), "{day}");
        }
        let worked_saturday = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().iter_days().find(|day| {
            let calendar = rulebook.calendars.newest();
            chrono::Datelike::weekday(day) == chrono::Weekday::Sat && calendar.is_working(*day) == Ok(true)
        });
        assert_eq!(told(&worked_saturday.unwrap().to_string()), Ok(2));
        assert!(told("2040-01-01").is_err(), "a guess");
    }

    /// Risk: the republican budget is signed in December, nobody adds its MCI, and from 1 January no duty can be reckoned.
    #[test]
    fn a_digest_tells_89_days_ahead_until_when_the_mci_is_known() {
        let rulebook = Rulebook::built_in().unwrap();
        let told = |day: &str| MciEnd::soon(&rulebook, day.parse().unwrap()).map(|end| (end.last_year, end.days_left));
        assert_eq!(told("2026-10-03"), None);
        assert_eq!(told("2026-10-04"), Some((Some(2026), 89)));
        assert_eq!(told("2026-12-31"), Some((Some(2026), 1)));
        assert_eq!(told("2027-02-01"), Some((Some(2026), 0)), "it is missing already, and 2026 is still the last that is known");
        assert_eq!(told("2023-06-01"), Some((None, 0)));
        let end = MciEnd::soon(&rulebook, "2026-12-01".parse().unwrap());
        let digest = Digest { mci_ends: end, ..Digest::sorted("Shaqyru".to_owned(), &[], Vec::new(), at("2026-12-01T09:00")) };
        assert!(!digest.is_empty(), "a digest that says only this is not sent");
        let letter = super::super::words::digest_letter(&digest, "https://console.example.kz");
        for said in ["МРП известен по 2026 год", "АЕК 2026 жылға дейін белгілі", "The MCI is known up to 2026"]
        {
            assert!(letter.text.contains(said), "{said}: {}", letter.text);
        }
        assert!(letter.text.contains("31"), "{}", letter.text);
        let call = super::super::words::digest_call(&digest, "https://console.example.kz");
        assert_eq!(call["mci_ends"], serde_json::json!({"last_year": 2026, "days_left": 31}));
    }

    #[test]
    fn a_case_is_listed_as_breached_due_today_or_at_risk_by_its_due_time() {
        let case = |index: usize, due: Option<&str>| CaseLine {
            case: CaseNumber::of_request("r-1", index),
            office: "ALA-ALMALY".parse().unwrap(),
            officer: None,
            category: "B3".to_owned(),
            status: Status::Open,
            stage: Stage::Coordination,
            filed_at: at("2026-03-06T10:00"),
            ended_at: None,
            clock: due.map(|_| ClockKind::Coordination),
            due: due.map(at),
            breached: false,
            at_stage_since: None,
            is_news: false,
        };
        let dues = [Some("2026-03-19T18:30"), Some("2026-03-20T08:59"), Some("2026-03-20T18:30"), Some("2026-03-26T18:30"), None];
        let cases: Vec<_> = dues.into_iter().enumerate().map(|(index, due)| case(index, due)).collect();
        let digest = Digest::sorted("ALA-ALMALY".to_owned(), &cases, Vec::new(), at("2026-03-20T09:00"));
        let numbers = |listed: &[(CaseNumber, ClockKind, Instant)]| listed.iter().map(|(case, ..)| case.clone()).collect::<Vec<_>>();
        let expected = |from: usize, to: usize| cases[from..to].iter().map(|line| line.case.clone()).collect::<Vec<_>>();
        assert_eq!(numbers(&digest.breached), expected(0, 2));
        assert_eq!(numbers(&digest.due_today), expected(2, 3));
        assert_eq!(numbers(&digest.at_risk), expected(3, 4));
        assert!(Digest::sorted("ALA-ALMALY".to_owned(), &cases[4..], Vec::new(), at("2026-03-20T09:00")).is_empty());
    }
}
