//! Risk: a term is counted by the wrong day, the wrong hour or the wrong calendar, and someone's
//! visa is late or a breach is charged to an officer who was in time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::LazyLock;
use std::time::Duration;

use bdays::HolidayCalendar;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use proptest::prelude::*;
use shaqyru_domain::law::ladder::{Rung, RungRule, rungs};
use shaqyru_domain::time::calendar::{Calendar, CalendarDataError, CalendarError, CalendarRevision, Calendars, DayKind};
use shaqyru_domain::time::day_reason::DayReason;
use shaqyru_domain::time::deadline::Deadline;
use shaqyru_domain::time::hours::OfficeHours;
use shaqyru_domain::time::instant::{Instant, InstantError, ZONE};
use shaqyru_domain::time::proof::Proof;
use shaqyru_domain::time::term::{CountFrom, Term, TermError};

const REVISIONS: &str = include_str!("../../rulebook/calendar/revisions.toml");
const Y2024: &str = include_str!("../../rulebook/calendar/2024.toml");
const Y2025: &str = include_str!("../../rulebook/calendar/2025.toml");
const Y2026: &str = include_str!("../../rulebook/calendar/2026.toml");
const Y2027: &str = include_str!("../../rulebook/calendar/2027.toml");

static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| {
    Calendars::parse(&[
        ("calendar/revisions.toml", REVISIONS),
        ("calendar/2024.toml", Y2024),
        ("calendar/2025.toml", Y2025),
        ("calendar/2026.toml", Y2026),
        ("calendar/2027.toml", Y2027),
    ])
    .unwrap()
});

fn newest() -> &'static Calendar {
    CALENDARS.newest()
}

fn hours() -> OfficeHours {
    OfficeHours::default()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn deadline(from: &str, term: &str, count_from: CountFrom) -> Deadline {
    Deadline::count(instant(from), term.parse().unwrap(), count_from, newest(), &hours()).unwrap()
}

/// An answer reached by other means: plain lists of days, walked one by one.
mod oracle {
    use super::*;

    /// Weekdays off, as month.day, by year; 31 August 2026 is off in the first revision only.
    const OFF: [(i32, &str); 4] = [
        (2024, "1.1 1.2 3.8 3.21 3.22 3.25 5.1 5.7 5.8 5.9 7.8 8.30 10.25 12.16"),
        (2025, "1.1 1.2 1.3 1.7 3.10 3.21 3.24 3.25 5.1 5.7 5.9 6.6 7.7 9.1 10.27 12.16"),
        (2026, "1.1 1.2 1.7 3.9 3.23 3.24 3.25 5.1 5.7 5.11 5.27 7.6 10.26 12.16"),
        (2027, "1.1 1.4 1.7 3.8 3.15 3.22 3.23 3.24 5.3 5.7 5.10 7.6 10.25 12.16"),
    ];

    static DAYS_OFF: LazyLock<BTreeSet<NaiveDate>> = LazyLock::new(|| {
        let days = OFF.iter().flat_map(|(year, days)| {
            days.split(' ').map(|day| {
                let (month, day) = day.split_once('.').unwrap();
                let (month, day) = (month.parse().unwrap(), day.parse().unwrap());
                NaiveDate::from_ymd_opt(*year, month, day).unwrap()
            })
        });
        days.collect()
    });

    pub fn works(day: NaiveDate, first_revision: bool) -> Option<bool> {
        if !(2024..=2027).contains(&day.year()) {
            return None;
        }
        if day == date("2024-05-04") || day == date("2025-01-05") {
            return Some(true);
        }
        if first_revision && day == date("2026-08-31") {
            return Some(false);
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(!weekend && !DAYS_OFF.contains(&day))
    }

    /// The `n`th working day from `day`, which does not count, in steps of `step` days.
    pub fn nth(mut day: NaiveDate, n: u16, step: i64, first_revision: bool) -> Option<NaiveDate> {
        works(day, first_revision)?;
        let mut seen = 0;
        while seen < n {
            day += TimeDelta::days(step);
            seen += u16::from(works(day, first_revision)?);
        }
        Some(day)
    }

    pub fn due_day(from: Instant, term: Term, count_from: CountFrom, first_revision: bool) -> Option<NaiveDate> {
        let civil = from.utc().with_timezone(&chrono_tz::Asia::Almaty).naive_local();
        let mut day = civil.date();
        let late = civil.time() > NaiveTime::from_hms_opt(18, 30, 0).unwrap();
        if count_from == CountFrom::Registration && (late || !works(day, first_revision)?) {
            day = nth(day, 1, 1, first_revision)?;
        }
        match term {
            Term::WorkingDays(n) => nth(day, n, 1, first_revision),
            Term::CalendarDays(n) => {
                works(day, first_revision)?;
                let mut last = day + TimeDelta::days(n.into());
                while !works(last, first_revision)? {
                    last += TimeDelta::days(1);
                }
                Some(last)
            }
        }
    }
}

// ---------------------------------------------------------------- the calendar's data

#[test]
fn each_year_has_the_officially_counted_working_days() {
    let working_days = |calendar: &Calendar, year| {
        let first = NaiveDate::from_yo_opt(year, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        days.filter(|day| calendar.is_working(*day).unwrap()).count()
    };
    let counts = |calendar: &Calendar| [2024, 2025, 2026, 2027].map(|year| working_days(calendar, year));
    assert_eq!(counts(CALENDARS.as_of(date("2026-01-01"))), [249, 246, 246, 247]);
    assert_eq!(counts(newest()), [249, 246, 247, 247]);
}

/// Covers: LH art 3; LH art 5; LC art 84(5); LC art 85(3)
#[test]
fn every_day_of_both_revisions_is_as_in_the_independent_list() {
    for (calendar, first_revision) in [(CALENDARS.as_of(date("2025-12-31")), true), (newest(), false)] {
        for day in date("2024-01-01").iter_days().take_while(|day| day.year() <= 2027) {
            let expected = oracle::works(day, first_revision);
            assert_eq!(calendar.is_working(day).ok(), expected, "{day}");
        }
    }
}

/// Law on holidays art 5: a holiday on a day off makes the next working day after it a day off.
/// 7 January and Kurban Ait are days off and no holidays, so they give no substitute.
/// Covers: LH art 5; LC art 84(5)
#[test]
fn substitutes_are_exactly_those_of_the_law() {
    for revision in CALENDARS.revisions() {
        let calendar = &revision.calendar;
        let days: Vec<_> = date("2024-01-01").iter_days().take_while(|day| day.year() <= 2027).collect();
        let of_kind = |kind| -> BTreeSet<NaiveDate> {
            let days = days.iter().copied();
            days.filter(|day| calendar.kind(*day).unwrap() == Some(kind)).collect()
        };
        let mut expected = BTreeSet::new();
        for holiday in of_kind(DayKind::Holiday).into_iter().filter(|day| bdays::is_weekend(*day)) {
            let substitute = holiday
                .iter_days()
                .skip(1)
                .find(|day| {
                    bdays::is_weekday(*day)
                        && !expected.contains(day)
                        && calendar.kind(*day).unwrap().is_none_or(|kind| kind == DayKind::Substitute)
                })
                .unwrap();
            expected.insert(substitute);
        }
        assert_eq!(of_kind(DayKind::Substitute), expected, "{}", calendar.revision());
    }
}

/// Covers: LC art 85(3)
#[test]
fn every_worked_weekend_day_has_its_day_off() {
    let kinds = date("2024-01-01").iter_days().take_while(|day| day.year() <= 2027);
    let kinds: Vec<_> = kinds.filter_map(|day| newest().kind(day).unwrap().map(|kind| (day, kind))).collect();
    let of = |wanted| kinds.iter().filter(|(_, kind)| *kind == wanted).map(|(day, _)| day.to_string()).collect::<Vec<_>>();
    assert_eq!(of(DayKind::WorkingWeekend), ["2024-05-04", "2025-01-05"]);
    assert_eq!(of(DayKind::Transferred), ["2024-05-08", "2025-01-03"]);
}

#[test]
fn a_day_explains_itself() {
    let reason = |day| newest().reason(date(day)).unwrap();
    assert_eq!(reason("2026-03-06"), "Friday");
    assert_eq!(reason("2026-03-07"), "Saturday");
    assert_eq!(reason("2026-03-09"), "Monday, substitute for International Women's Day (8 March, Sunday)");
    assert_eq!(reason("2024-05-04"), "Saturday, worked in exchange for 8 May");
    assert_eq!(reason("2024-05-08"), "Wednesday, day off in exchange for Saturday 4 May");
    assert_eq!(reason("2026-08-30"), "Sunday", "no holiday any more");
    let first = CALENDARS.as_of(date("2026-01-01"));
    assert_eq!(first.reason(date("2026-08-30")).unwrap(), "Sunday, Constitution Day (День Конституции)");
}

/// What the data says of a day in words that are not understood is shown in English to everybody.
#[test]
fn every_reason_of_the_calendar_is_understood_and_said_in_the_same_words() {
    for CalendarRevision { calendar, .. } in CALENDARS.revisions() {
        for day in date("2024-01-01").iter_days().take_while(|day| calendar.covers(*day)) {
            let (weekday, said) = (day.format("%A"), calendar.reason(day).unwrap());
            match calendar.special_reason(day) {
                Some(DayReason::Other(text)) => panic!("{day}: {text}"),
                Some(reason) => assert_eq!(said, format!("{weekday}, {reason}"), "{day}"),
                None => assert_eq!(said, weekday.to_string(), "{day}"),
            }
        }
    }
}

#[test]
fn a_day_off_exchanged_over_new_year_names_the_day_of_the_other_year() {
    let days = r#"{"2026-01-03":["working_weekend","worked in exchange for 31 December"],"2026-12-31":["transferred","day off in exchange for Sunday 3 January"]}"#;
    let record = format!(r#"{{"revision":"x","first_year":2026,"last_year":2026,"days":{days}}}"#);
    let calendar: Calendar = serde_json::from_str(&record).unwrap();
    assert_eq!(calendar.special_reason(date("2026-01-03")), Some(&DayReason::WorkedInExchangeFor(date("2025-12-31"))));
    assert_eq!(calendar.special_reason(date("2026-12-31")), Some(&DayReason::OffInExchangeFor(date("2027-01-03"))));
}

#[test]
fn a_recorded_reason_that_is_not_understood_is_kept_word_for_word() {
    let record = r#"{"revision":"x","first_year":2026,"last_year":2026,"days":{"2026-01-01":["holiday","New Year"],"2026-03-09":["substitute","substitute for International Women's Day (8 March, Monday)"],"2026-03-10":["substitute","in place of 8 March"]}}"#;
    let calendar: Calendar = serde_json::from_str(record).unwrap();
    for day in ["2026-01-01", "2026-03-09", "2026-03-10"] {
        let reason = calendar.special_reason(date(day)).unwrap();
        assert!(matches!(reason, DayReason::Other(_)), "{day}: {reason:?}");
        assert!(calendar.reason(date(day)).unwrap().ends_with(&format!(", {reason}")), "{day}");
    }
    assert_eq!(serde_json::to_string(&calendar).unwrap(), record);
}

#[test]
fn only_the_computed_year_is_provisional() {
    assert!(!newest().is_provisional(date("2026-12-31")));
    assert!(newest().is_provisional(date("2027-01-01")));
    assert!(!newest().is_provisional(date("2028-01-01")), "unknown is not provisional");
    assert!(!deadline("2026-12-28T10:00", "3wd", CountFrom::Receipt).provisional);
    assert!(deadline("2026-12-29T10:00", "3wd", CountFrom::Receipt).provisional);
}

// ---------------------------------------------------------------- revisions

#[test]
fn a_revision_holds_from_its_first_day_and_the_first_one_for_all_time_before() {
    let as_of = |day| CALENDARS.as_of(date(day)).revision().as_str();
    assert_eq!(as_of("1999-01-01"), "kz-2025-12");
    assert_eq!(as_of("2026-03-17"), "kz-2025-12");
    assert_eq!(as_of("2026-03-18"), "kz-2026-03-18");
    assert_eq!(as_of("2199-01-01"), "kz-2026-03-18");
    assert_eq!(CALENDARS.newest().revision().as_str(), "kz-2026-03-18");
    let names: Vec<_> = CALENDARS.revisions().map(|revision| revision.calendar.revision().as_str()).collect();
    assert_eq!(names, ["kz-2025-12", "kz-2026-03-18"]);
    assert!(CALENDARS.revision(&"kz-2025-12".into()).is_some());
    assert!(CALENDARS.revision(&"kz-2031".into()).is_none());
}

/// Covers: LH art 3
#[test]
fn the_revisions_differ_in_31_august_2026_and_in_no_other_working_day() {
    let first = CALENDARS.as_of(date("2026-03-17"));
    let days = date("2024-01-01").iter_days().take_while(|day| day.year() <= 2027);
    let differ: Vec<_> = days.filter(|day| first.is_working(*day) != newest().is_working(*day)).collect();
    assert_eq!(differ, [date("2026-08-31")]);
    assert!(first.is_working(date("2026-03-16")).unwrap());
}

#[test]
fn a_proof_by_another_revision_is_refused() {
    let counted = deadline("2026-08-28T10:00", "1wd", CountFrom::Receipt);
    let other = CALENDARS.as_of(date("2026-03-17"));
    assert!(matches!(counted.proof(other), Err(CalendarError::OtherRevision { .. })));
    assert!(counted.proof(&newest().slice(2026, 2026).unwrap()).is_ok());
}

#[test]
fn a_recorded_slice_counts_as_the_whole_calendar_does() {
    let slice = newest().slice(2026, 2027).unwrap();
    let json = serde_json::to_string(&slice).unwrap();
    assert!(json.len() < 4096, "{} bytes in every case's history", json.len());
    let again: Calendar = serde_json::from_str(&json).unwrap();
    assert_eq!(again, slice);
    assert_eq!(again.years(), 2026..=2027);
    for day in date("2026-01-01").iter_days().take_while(|day| day.year() <= 2027) {
        assert_eq!(again.is_working(day), newest().is_working(day));
        assert_eq!(again.reason(day), newest().reason(day));
    }
    let outside = again.is_working(date("2025-12-31")).unwrap_err();
    assert_eq!(outside.to_string(), "the calendar covers 2026 to 2027; it says nothing about 2025-12-31");
    assert_eq!(newest().slice(2027, 2031).unwrap().years(), 2027..=2027);
    assert!(newest().slice(2028, 2031).is_err());
    assert!(newest().slice(i32::MIN, i32::MAX).is_ok());
}

#[test]
fn a_damaged_record_is_refused() {
    for record in [
        r#"{"revision":"x","first_year":2027,"last_year":2026,"days":{}}"#,
        r#"{"revision":"x","first_year":-262143,"last_year":262142,"days":{}}"#,
        r#"{"revision":"x","first_year":2026,"last_year":2026,"days":{"2027-01-01":["holiday","New Year"]}}"#,
        r#"{"revision":"x","first_year":2026,"last_year":2026,"days":{"2026-03-06":["working_weekend","a Friday"]}}"#,
    ] {
        assert!(serde_json::from_str::<Calendar>(record).is_err(), "{record}");
    }
}

#[test]
fn faulty_data_files_name_file_and_line() {
    fn fault(revisions: &str, years: &[&str]) -> String {
        let names = ["a.toml", "b.toml"];
        let mut files = vec![("revisions.toml", revisions)];
        files.extend(names.into_iter().zip(years.iter().copied()));
        let error: CalendarDataError = Calendars::parse(&files).unwrap_err();
        error.to_string()
    }
    const ONE: &str = "[[revision]]\nid = 'r1'\nin_force_from = 2026-01-01\nsource = 's'\n";
    let day = |rest: &str| format!("year = 2026\n[[day]]\n{rest}\n");
    let faults = [
        fault("", &["year = 2026"]),
        fault("revision = []", &["year = 2026"]),
        fault(&format!("{ONE}{ONE}"), &["year = 2026"]),
        fault(&ONE.replace("'s'", "' '"), &["year = 2026"]),
        fault(ONE, &[]),
        fault(ONE, &["yaer = 2026"]),
        fault(ONE, &["year = 2026", "year = 2026"]),
        fault(ONE, &["year = 2026", "year = 2028"]),
        fault(ONE, &["year = -5"]),
        fault(ONE, &[&day("date = 2026-02-30\nkind = 'holiday'\nreason = 'r'\nsource = 's'")]),
        fault(ONE, &[&day("date = 2027-01-01\nkind = 'holiday'\nreason = 'r'\nsource = 's'")]),
        fault(ONE, &[&day("date = 2026-01-01\nkind = 'feast'\nreason = 'r'\nsource = 's'")]),
        fault(ONE, &[&day("date = 2026-01-01\nkind = 'holiday'\nreason = 'r'")]),
        fault(ONE, &[&day("date = 2026-01-01\nkind = 'holiday'\nreason = ''\nsource = 's'")]),
        fault(ONE, &[&day("date = 2026-01-01\nkind = 'working_weekend'\nreason = 'r'\nsource = 's'")]),
        fault(ONE, &[&day("date = 2026-01-01\nkind = 'holiday'\nreason = 'r'\nsource = 's'\nremoved_by = 'r7'")]),
        fault(ONE, &[&day("date = 2026-01-01\nkind = 'holiday'\nreason = 'r'\nsource = 's'\nremoved_by = 'r1'")]),
        fault(
            ONE,
            &[&day(
                "date = 2026-01-01\nkind = 'holiday'\nreason = 'r'\nsource = 's'\n[[day]]\ndate = 2026-01-01\nkind = 'day_off'\nreason = 'r'\nsource = 's'",
            )],
        ),
    ];
    insta::assert_snapshot!(faults.join("\n"), @r#"
    revisions.toml:1: missing field `revision`
    revisions.toml: no revision of the calendar is listed
    revisions.toml:2: revision r1 repeats another one's name or date
    revisions.toml:2: `source` is blank
    revisions.toml: there is no file for any year
    a.toml:1: unknown field `yaer`, expected one of `year`, `provisional`, `day`
    b.toml:1: the year 2026 has another file already
    b.toml:1: the year 2027 before this one has no file
    a.toml:1: there is no such date between 1900 and 2200
    a.toml:3: invalid date, expected day between 01 and 28
    a.toml:3: 2027-01-01 is not in this file's year
    a.toml:4: unknown variant `feast`, expected one of `holiday`, `substitute`, `day_off`, `transferred`, `working_weekend`
    a.toml:2: missing field `source`
    a.toml:3: `reason` is blank
    a.toml:3: 2026-01-01 is a Thursday, which cannot be `working_weekend`
    a.toml:3: revision r7 is not listed
    a.toml:3: the entry holds in no revision
    a.toml:8: 2026-01-01 is listed twice
    "#);
    assert!(Calendars::parse(&[]).is_err());
}

// ---------------------------------------------------------------- deadlines

/// Covers: CC art 173; CC art 175; APPC art 64(3); APPC art 76(2); APPC art 76(5)
#[test]
fn every_vector_of_the_contract_is_counted_to_its_due_instant() {
    let vectors = include_str!("../../examples/working-days.csv");
    let mut rows = 0;
    for row in vectors.lines().skip(1).filter(|row| !row.is_empty()) {
        let [from, term, count_from, due] = row.split(',').take(4).collect::<Vec<_>>().try_into().unwrap();
        let counted = deadline(from, term, count_from.parse().unwrap());
        assert_eq!(counted.due.to_string(), due, "{row}");
        rows += 1;
    }
    assert!(rows >= 84, "only {rows} vectors");
}

/// `bdays` moves a start on a day off to the next working day before it counts. Counted so, a
/// Saturday's event would have a day more than the law gives it.
/// Covers: CC art 173
#[test]
fn an_event_on_a_day_off_is_not_granted_the_extra_day_of_bdays() {
    struct Defaults;
    impl HolidayCalendar<NaiveDate> for Defaults {
        fn is_holiday(&self, day: NaiveDate) -> bool {
            newest().is_holiday(day)
        }
    }

    let saturday = date("2026-03-07");
    assert_eq!(newest().advance_bdays(saturday, 1), date("2026-03-11"));
    assert_eq!(newest().nth_working_day_after(saturday, 1).unwrap(), date("2026-03-10"));
    // And by default it knows no worked weekend day.
    let worked_saturday = date("2024-05-04");
    assert!(!Defaults.is_bday(worked_saturday));
    assert!(newest().is_bday(worked_saturday));
}

/// Covers: APPC art 64(3); R26 annex 5 row 7
#[test]
fn the_working_day_ends_at_18_30_sharp() {
    let registered = |text| hours().registered_on(instant(text), newest()).unwrap().to_string();
    assert_eq!(registered("2026-03-06T00:00:00"), "2026-03-06");
    assert_eq!(registered("2026-03-06T13:30:00"), "2026-03-06", "lunch makes nothing late");
    assert_eq!(registered("2026-03-06T18:30:00"), "2026-03-06");
    assert_eq!(registered("2026-03-06T18:30:00.000000001"), "2026-03-10");
    assert_eq!(registered("2026-03-08T10:00:00"), "2026-03-10");
    assert_eq!(registered("2024-05-04T10:00:00"), "2024-05-04", "a worked Saturday");
    let starts = |text| hours().starts_working(instant(text), newest()).unwrap().to_string();
    assert_eq!(starts("2026-03-06T08:59:59"), "2026-03-06T09:00:00+05:00");
    assert_eq!(starts("2026-03-06T09:00:00"), "2026-03-06T09:00:00+05:00");
    assert_eq!(starts("2026-03-06T13:30:00"), "2026-03-06T13:30:00+05:00");
    assert_eq!(starts("2026-03-06T18:30:00"), "2026-03-06T18:30:00+05:00");
    assert_eq!(starts("2026-03-06T18:30:00.001"), "2026-03-10T09:00:00+05:00");
    assert_eq!(starts("2026-03-08T03:00:00"), "2026-03-10T09:00:00+05:00");
}

#[test]
fn the_office_and_not_the_sender_decides_the_day() {
    // 23:00 of 5 March in London is 04:00 of 6 March in Almaty.
    let counted = deadline("2026-03-05T23:00:00+00:00", "1wd", CountFrom::Receipt);
    assert_eq!(counted.day_zero, date("2026-03-06"));
}

fn lines(counted: &Deadline) -> String {
    let mut text = format!("due {} by {}\n", counted.due, counted.calendar_revision);
    for day in counted.proof(newest()).unwrap() {
        let ordinal = day.counted.map_or("-".to_owned(), |ordinal| ordinal.to_string());
        writeln!(text, "{} {ordinal:>2} {}", day.date, day.why).unwrap();
    }
    text + &counted.basis()
}

/// Pages name the rules one by one, in their own language; the contract has them as one text.
#[test]
fn the_rules_of_a_proof_are_those_of_its_basis() {
    for (from, term, count_from, rules) in [
        ("2026-04-06T10:00", "3wd", CountFrom::Receipt, 2),
        ("2026-04-06T19:00", "3wd", CountFrom::Registration, 3),
        ("2026-04-06T10:00", "30cd", CountFrom::Receipt, 2),
        ("2026-04-09T10:00", "30cd", CountFrom::Receipt, 3),
    ] {
        let proof = Proof::of(&deadline(from, term, count_from), newest()).unwrap();
        let named: Vec<_> = proof.counted_by().map(|rule| rule.to_string()).collect();
        assert_eq!(named.len(), rules, "{from} {term}: {named:?}");
        assert_eq!(named.join("; "), proof.basis, "{from} {term}");
    }
}

#[test]
fn a_proof_names_every_day_and_its_reason() {
    let counted = deadline("2026-03-20T10:00", "3wd", CountFrom::Receipt);
    insta::assert_snapshot!(lines(&counted), @r#"
    due 2026-03-30T18:30:00+05:00 by kz-2026-03-18
    2026-03-21  - Saturday, Nauryz (Наурыз мейрамы)
    2026-03-22  - Sunday, Nauryz (Наурыз мейрамы)
    2026-03-23  - Monday, Nauryz (Наурыз мейрамы)
    2026-03-24  - Tuesday, substitute for Nauryz (21 March, Saturday)
    2026-03-25  - Wednesday, substitute for Nauryz (22 March, Sunday)
    2026-03-26  1 Thursday, working day 1 of 3
    2026-03-27  2 Friday, working day 2 of 3
    2026-03-28  - Saturday
    2026-03-29  - Sunday
    2026-03-30  3 Monday, working day 3 of 3
    Rules (R26) para 14 and Civil Code art 173: day 0 is not counted; Civil Code art 176(1): ends with the office's working day
    "#);
    let counted = deadline("2024-05-03T19:00", "3wd", CountFrom::Registration);
    insta::assert_snapshot!(lines(&counted), @r#"
    due 2024-05-13T18:30:00+05:00 by kz-2026-03-18
    2024-05-05  - Sunday
    2024-05-06  1 Monday, working day 1 of 3
    2024-05-07  - Tuesday, Defender of the Fatherland Day (День защитника Отечества)
    2024-05-08  - Wednesday, day off in exchange for Saturday 4 May
    2024-05-09  - Thursday, Victory Day (День Победы)
    2024-05-10  2 Friday, working day 2 of 3
    2024-05-11  - Saturday
    2024-05-12  - Sunday
    2024-05-13  3 Monday, working day 3 of 3
    Rules (R26) para 14 and Civil Code art 173: day 0 is not counted; Administrative Procedure and Process Code art 64(3): after the end of the working day or on a day off, registered on the next working day; Civil Code art 176(1): ends with the office's working day
    "#);
}

/// Covers: CC art 175; APPC art 76(5)
#[test]
fn a_proof_shows_how_a_calendar_term_moved_off_a_day_off() {
    let counted = deadline("2026-03-19T10:00", "2cd", CountFrom::Receipt);
    insta::assert_snapshot!(lines(&counted), @r#"
    due 2026-03-26T18:30:00+05:00 by kz-2026-03-18
    2026-03-20  1 Friday, calendar day 1 of 2
    2026-03-21  2 Saturday, Nauryz (Наурыз мейрамы), calendar day 2 of 2; not a working day, so the term moves to the next one
    2026-03-22  - Sunday, Nauryz (Наурыз мейрамы)
    2026-03-23  - Monday, Nauryz (Наурыз мейрамы)
    2026-03-24  - Tuesday, substitute for Nauryz (21 March, Saturday)
    2026-03-25  - Wednesday, substitute for Nauryz (22 March, Sunday)
    2026-03-26  - Thursday, the next working day, to which the term moved
    Rules (R26) para 14 and Civil Code art 173: day 0 is not counted; Civil Code art 175: a last day that is not a working day moves to the next working day; Civil Code art 176(1): ends with the office's working day
    "#);
}

#[test]
fn a_deadline_keeps_its_text_form() {
    let counted = deadline("2026-03-06T10:00", "3wd", CountFrom::Receipt);
    let json = serde_json::to_string(&counted).unwrap();
    insta::assert_snapshot!(json, @r#"{"term":"3wd","from":"2026-03-06T10:00:00+05:00","count_from":"receipt","day_zero":"2026-03-06","due":"2026-03-12T18:30:00+05:00","calendar_revision":"kz-2026-03-18","provisional":false}"#);
    assert_eq!(serde_json::from_str::<Deadline>(&json).unwrap(), counted);
}

#[test]
fn a_date_outside_the_years_is_an_error_and_never_a_guess() {
    use CountFrom::{Receipt, Registration};
    let hours = hours();
    let count = |from: &str, term: &str, count_from| {
        Deadline::count(instant(from), term.parse().unwrap(), count_from, newest(), &hours).map(|counted| counted.due.to_string()).map_err(
            |error| match error {
                CalendarError::OutsideYears { date, .. } => date.to_string(),
                other @ CalendarError::OtherRevision { .. } => panic!("{other}"),
            },
        )
    };
    assert_eq!(count("2024-01-01T00:00", "1wd", Receipt).unwrap(), "2024-01-03T18:30:00+06:00");
    assert_eq!(count("2027-12-30T10:00", "1wd", Receipt).unwrap(), "2027-12-31T18:30:00+05:00");
    // Day 0 is one day too early, though every counted day is covered.
    for term in ["1wd", "30cd"] {
        assert_eq!(count("2023-12-31T23:59", term, Receipt), Err("2023-12-31".into()));
        assert_eq!(count("2023-12-31T23:59", term, Registration), Err("2023-12-31".into()));
        assert_eq!(count("2028-01-01T00:00", term, Receipt), Err("2028-01-01".into()));
    }
    assert_eq!(count("2027-12-31T10:00", "1wd", Receipt), Err("2028-01-01".into()));
    assert_eq!(count("2027-12-31T18:31", "1cd", Registration), Err("2028-01-01".into()));
    assert_eq!(count("2027-12-31T10:00", "1cd", Receipt), Err("2028-01-01".into()));
    assert_eq!(count("2027-12-01T10:00", "31cd", Receipt), Err("2028-01-01".into()));
}

#[test]
fn no_function_answers_for_a_day_outside_the_years() {
    let hours = hours();
    for day in [date("2023-12-31"), date("2028-01-01"), NaiveDate::MIN, NaiveDate::MAX] {
        assert!(!newest().covers(day));
        assert!(newest().is_working(day).is_err());
        assert!(newest().kind(day).is_err());
        assert!(newest().reason(day).is_err());
        assert!(newest().next_working_day_after(day).is_err());
        assert!(newest().nth_working_day_after(day, 0).is_err());
        assert!(newest().nth_working_day_before(day, 1).is_err());
        assert!(newest().roll_forward(day).is_err());
        assert!(hours.registered_on(Instant::at(day, NaiveTime::MIN), newest()).is_err());
        assert!(hours.starts_working(Instant::at(day, NaiveTime::MIN), newest()).is_err());
        assert!(hours.working_hours_before(Instant::at(day, NaiveTime::MIN), 1, newest()).is_err());
        let instant = Instant::at(day, NaiveTime::MIN);
        assert!(hours.working_time(instant, instant, newest()).is_err());
        assert!(!newest().is_holiday(day));
        newest().is_bday(day);
    }
    assert!(newest().next_working_day_after(date("2027-12-31")).is_err());
    assert!(newest().nth_working_day_before(date("2024-01-03"), 1).is_err());
    assert_eq!(newest().nth_working_day_before(date("2024-01-04"), 1).unwrap(), date("2024-01-03"));
    assert!(newest().nth_working_day_after(date("2024-01-01"), u16::MAX).is_err());
    assert!(newest().nth_working_day_before(date("2027-12-31"), u16::MAX).is_err());
}

// ---------------------------------------------------------------- instants and terms

#[test]
fn an_instant_is_read_strictly() {
    for (text, shown) in [
        ("2026-03-06T10:00:00+05:00", "2026-03-06T10:00:00+05:00"),
        ("2026-03-06T05:00:00Z", "2026-03-06T10:00:00+05:00"),
        ("2026-03-06T00:00:00-05:00", "2026-03-06T10:00:00+05:00"),
        ("2026-03-06T10:00:00", "2026-03-06T10:00:00+05:00"),
        ("2026-03-06T10:00", "2026-03-06T10:00:00+05:00"),
        ("2026-03-06T10:00:00.5", "2026-03-06T10:00:00.500+05:00"),
        ("2026-03-06T18:30:00.000000001", "2026-03-06T18:30:00.000000001+05:00"),
        ("2024-02-29T12:00", "2024-02-29T12:00:00+06:00"),
        ("2024-03-01T12:00", "2024-03-01T12:00:00+05:00"),
        // No leap seconds: the next second.
        ("2026-12-31T23:59:60+05:00", "2027-01-01T00:00:00+05:00"),
    ] {
        assert_eq!(instant(text).to_string(), shown, "{text}");
    }
    for text in [
        "",
        " ",
        "now",
        "2026",
        "2026-03-06",
        "2026-03-06T",
        "2026-03-06T10",
        "2026-3-6T10:00",
        "2026-02-29T10:00",
        "2026-13-01T10:00",
        "2026-03-06T24:00",
        "2026-03-06T10:60",
        "2026-03-06T10:00+05:00",
        "2026-03-06T10:00:00+05",
        "2026-03-06T10:00:00+25:00",
        " 2026-03-06T10:00",
        "2026-03-06T10:00 ",
        "2026-03-06T10:00:00+05:00Z",
        "+2026-03-06T10:00",
        "２０２６-03-06T10:00",
        "2026-03-06T10:00:00,5",
        "06.03.2026 10:00",
    ] {
        let malformed = InstantError::Malformed { text: text.to_owned() };
        assert_eq!(Instant::parse(text), Err(malformed), "{text:?}");
    }
    for text in ["1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "0000-01-01T00:00", "9999-12-31T23:59:59+05:00"] {
        let outside = InstantError::OutsideYears { text: text.to_owned() };
        assert_eq!(Instant::parse(text), Err(outside), "{text:?}");
    }
}

#[test]
fn an_instant_from_outside_must_carry_its_offset() {
    let read = |text: &str| serde_json::from_str::<Instant>(text);
    assert_eq!(serde_json::to_string(&read("\"2026-03-06T05:00:00Z\"").unwrap()).unwrap(), "\"2026-03-06T10:00:00+05:00\"");
    let without = read("\"2026-03-06T10:00:00\"").unwrap_err().to_string();
    assert!(without.contains("with its offset") && !without.contains("without"), "{without}");
    assert!(read("\"9999-03-06T10:00:00Z\"").is_err());
    assert!(read("1772773200").is_err());
}

#[test]
fn the_hour_that_2024_repeated_and_an_hour_that_2004_skipped_are_read_sensibly() {
    // On 1 March 2024 at 00:00 clocks went back to 23:00: the first of the two is meant.
    assert_eq!(instant("2024-02-29T23:30").utc().to_rfc3339(), "2024-02-29T17:30:00+00:00");
    assert_eq!(instant("2024-03-01T00:00").utc().to_rfc3339(), "2024-02-29T19:00:00+00:00");
    let first = instant("2024-02-29T23:30:00+06:00");
    let second = instant("2024-02-29T23:30:00+05:00");
    assert_eq!(second.since(first), TimeDelta::hours(1));
    assert_eq!((first.date(), second.date()), (date("2024-02-29"), date("2024-02-29")));
    // On 28 March 2004 at 02:00 they went forward to 03:00.
    assert_eq!(instant("2004-03-28T02:30").to_string(), "2004-03-28T03:30:00+07:00");
    // A term across the change still ends at 18:30 of its last day.
    let counted = deadline("2024-02-28T10:00", "3wd", CountFrom::Receipt);
    assert_eq!(counted.from.to_string(), "2024-02-28T10:00:00+06:00");
    assert_eq!(counted.due.to_string(), "2024-03-04T18:30:00+05:00");
}

/// The offset since March 2024 is a constant in the code. If the time zone data ever brings a
/// change of the clocks, this test says so.
#[test]
fn the_settled_offset_is_the_one_in_the_time_zone_data() {
    let mut now = instant("2024-03-01T00:00");
    while let Some(later) = now.checked_add(Duration::from_hours(6)) {
        let zoned = now.utc().with_timezone(&ZONE).naive_local();
        assert_eq!(now.civil(), zoned);
        assert_eq!(Instant::at(now.date(), now.time()), now);
        now = later;
    }
}

#[test]
fn instants_stop_at_the_ends_of_their_years() {
    let last = Instant::from_utc(DateTime::<Utc>::MAX_UTC);
    assert_eq!(last.utc().to_rfc3339(), "2200-12-31T23:59:59.999999999+00:00");
    let first = Instant::from_utc(DateTime::<Utc>::MIN_UTC);
    assert_eq!(first.utc().to_rfc3339(), "1900-01-01T00:00:00+00:00");
    assert_eq!(Instant::at(NaiveDate::MAX, NaiveTime::MIN), last);
    assert_eq!(Instant::at(NaiveDate::MIN, NaiveTime::MIN), first);
    assert_eq!(last.checked_add(Duration::from_secs(1)), None);
    assert_eq!(first.checked_add(Duration::MAX), None);
    let noon = instant("2026-03-06T12:00");
    assert_eq!(noon.checked_add(Duration::from_hours(1)), Some(instant("2026-03-06T13:00")));
}

#[test]
fn a_term_is_read_strictly() {
    for text in ["1wd", "3wd", "30cd", "366wd", "366cd"] {
        assert_eq!(text.parse::<Term>().unwrap().to_string(), text);
    }
    for text in ["0wd", "367cd", "65536wd", "99999999999999999999cd"] {
        let out = TermError::OutOfBounds { text: text.to_owned() };
        assert_eq!(text.parse::<Term>(), Err(out));
    }
    for text in ["", "wd", "3", "3 wd", "+3wd", "-3wd", "3WD", "3d", "3wdcd", "٣wd", "3.0wd"] {
        let malformed = TermError::Malformed { text: text.to_owned() };
        assert_eq!(text.parse::<Term>(), Err(malformed));
    }
    assert_eq!(serde_json::from_str::<Term>("\"3wd\"").unwrap(), Term::WorkingDays(3));
    assert!(serde_json::from_str::<Term>("\"0wd\"").is_err());
    assert!("reception".parse::<CountFrom>().is_err());
    for text in ["receipt", "registration"] {
        let read: CountFrom = text.parse().unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), format!("\"{read}\""));
    }
}

// ---------------------------------------------------------------- ladders

/// The ladders of the contract.
const LADDERS: &str = r#"
[[verification]]
rung = "due"
at = "due"
audience = "supervisor"
[[verification]]
rung = "repeat"
at = { repeat_mornings_after = { times = 10 } }
audience = "supervisor"

[[standard]]
rung = "reminder"
at = "morning_of_due_day"
audience = "officer"
[[standard]]
rung = "due"
at = "due"
audience = "supervisor"

[[extended]]
rung = "repeat"
at = { repeat_mornings_after = { times = 3 } }
audience = "head"
[[extended]]
rung = "reminder-5"
at = { morning_working_days_before = 5 }
audience = "officer"
[[extended]]
rung = "reminder-1"
at = { morning_working_days_before = 1 }
audience = "supervisor"
[[extended]]
rung = "due"
at = "due"
audience = "head"

[[decision]]
rung = "reminder"
at = { working_hours_before = 4 }
audience = "officer"
[[decision]]
rung = "due"
at = "due"
audience = "supervisor"
"#;

fn climb(ladder: &str, started: &str, due: &str) -> Result<Vec<String>, CalendarError> {
    let ladders: BTreeMap<String, Vec<RungRule>> = toml::from_str(LADDERS).unwrap();
    let rungs = rungs(&ladders[ladder], instant(started), instant(due), newest(), &hours())?;
    let text = |rung: &Rung| format!("{} {} {:?}", rung.at.civil().format("%m-%d %H:%M"), rung.rung, rung.audience);
    Ok(rungs.iter().map(text).collect())
}

#[test]
fn the_rungs_of_each_clock_fall_on_working_mornings() {
    assert_eq!(
        climb("standard", "2026-03-06T10:00", "2026-03-12T18:30").unwrap(),
        ["03-12 09:00 reminder Officer", "03-12 18:30 due Supervisor"]
    );
    assert_eq!(
        climb("extended", "2026-03-06T10:00", "2026-04-06T18:30").unwrap(),
        [
            "03-30 09:00 reminder-5 Officer",
            "04-03 09:00 reminder-1 Supervisor",
            "04-06 18:30 due Head",
            "04-07 09:00 repeat-1 Head",
            "04-08 09:00 repeat-2 Head",
            "04-09 09:00 repeat-3 Head",
        ]
    );
    assert_eq!(
        climb("decision", "2026-03-06T17:00", "2026-03-10T18:30").unwrap(),
        ["03-10 14:30 reminder Officer", "03-10 18:30 due Supervisor"]
    );
    let verification = climb("verification", "2026-03-18T10:00", "2026-03-19T18:30").unwrap();
    assert_eq!(verification.len(), 11);
    // Friday, then the first working day after Nauryz.
    assert_eq!(verification[1..3], ["03-20 09:00 repeat-1 Supervisor", "03-26 09:00 repeat-2 Supervisor"]);
    assert_eq!(verification[10], "04-07 09:00 repeat-10 Supervisor");
}

#[test]
fn a_rung_before_the_start_is_left_out_and_one_at_the_start_is_not() {
    assert_eq!(climb("standard", "2026-03-12T09:00:01", "2026-03-12T18:30").unwrap(), ["03-12 18:30 due Supervisor"]);
    assert_eq!(climb("standard", "2026-03-12T09:00", "2026-03-12T18:30").unwrap().len(), 2);
    // Before the calendar's first day is before any start, and no reason to fail.
    assert_eq!(climb("extended", "2024-01-03T10:00", "2024-01-04T18:30").unwrap().len(), 4);
    assert!(climb("extended", "2023-12-29T10:00", "2024-01-04T18:30").is_err());
}

#[test]
fn a_ladder_that_outruns_the_calendar_is_cut_short_and_stops_no_clock() {
    assert_eq!(climb("decision", "2027-12-30T10:00", "2027-12-31T18:30").unwrap().len(), 2);
    assert!(climb("verification", "2027-12-16T10:00", "2027-12-17T18:30").is_ok());
    assert_eq!(climb("verification", "2027-12-28T10:00", "2027-12-29T18:30").unwrap().len(), 3, "due, 30 and 31 December");
    assert_eq!(climb("verification", "2027-12-30T10:00", "2027-12-31T18:30").unwrap().len(), 1);
    assert!(climb("decision", "2028-01-03T10:00", "2028-01-04T18:30").is_err());
}

#[test]
fn working_hours_are_walked_back_over_lunch_nights_and_days_off() {
    let before = |due: &str, count| hours().working_hours_before(instant(due), count, newest()).unwrap().civil().to_string();
    assert_eq!(before("2026-03-12T18:30", 4), "2026-03-12 14:30:00");
    assert_eq!(before("2026-03-12T18:30", 5), "2026-03-12 12:00:00");
    assert_eq!(before("2026-03-12T16:00", 4), "2026-03-12 10:30:00");
    assert_eq!(before("2026-03-12T13:45", 4), "2026-03-12 09:00:00");
    assert_eq!(before("2026-03-12T18:30", 8), "2026-03-12 09:00:00");
    assert_eq!(before("2026-03-12T18:30", 9), "2026-03-11 17:30:00");
    assert_eq!(before("2026-03-12T09:30", 4), "2026-03-11 15:00:00");
    assert_eq!(before("2026-03-10T09:00", 4), "2026-03-06 14:30:00");
    assert_eq!(before("2026-03-08T12:00", 4), "2026-03-06 14:30:00", "due on a day off");
    assert_eq!(before("2026-03-12T23:00", 1), "2026-03-12 17:30:00");
    assert_eq!(before("2026-03-12T16:00", 0), "2026-03-12 16:00:00");
}

#[test]
fn office_hours_are_data_and_must_follow_one_another() {
    let east = r#"{"opens":"08:00:00","lunch_from":"12:00","lunch_until":"13:30","closes":"17:30"}"#;
    let east: OfficeHours = serde_json::from_str(east).unwrap();
    assert_eq!(east.closes(), NaiveTime::from_hms_opt(17, 30, 0).unwrap());
    for wrong in [
        r#"{"opens":"09:00","lunch_from":"08:00","lunch_until":"14:30","closes":"18:30"}"#,
        r#"{"opens":"09:00","lunch_from":"13:00","lunch_until":"12:30","closes":"18:30"}"#,
        r#"{"opens":"09:00","lunch_from":"13:00","lunch_until":"18:30","closes":"18:30"}"#,
        r#"{"opens":"09:00","lunch_from":"13:00","lunch_until":"14:30"}"#,
    ] {
        assert!(serde_json::from_str::<OfficeHours>(wrong).is_err(), "{wrong}");
    }
}

// ---------------------------------------------------------------- properties

fn any_term() -> impl Strategy<Value = Term> {
    prop_oneof![
        4 => (1_u16..=40).prop_map(Term::WorkingDays),
        4 => (1_u16..=40).prop_map(Term::CalendarDays),
        1 => (1_u16..=366).prop_map(Term::WorkingDays),
        1 => (1_u16..=366).prop_map(Term::CalendarDays),
    ]
}

fn any_count_from() -> impl Strategy<Value = CountFrom> {
    prop_oneof![Just(CountFrom::Receipt), Just(CountFrom::Registration)]
}

/// In or near the calendar's years, to the second.
fn near_instant() -> impl Strategy<Value = Instant> {
    let second = |text| instant(text).utc().timestamp();
    (second("2023-12-01T00:00")..second("2028-02-01T00:00"))
        .prop_map(|second| Instant::from_utc(DateTime::from_timestamp(second, 0).unwrap()))
}

/// Any that a clock can show.
fn any_instant() -> impl Strategy<Value = Instant> {
    let (first, last) = (DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp());
    let seconds = prop_oneof![first..last, -2_300_000_000_i64..7_400_000_000];
    (seconds, 0_u32..2_000_000_000).prop_map(|(second, nanos)| {
        let nanos = if second % 60 == 59 { nanos } else { nanos % 1_000_000_000 };
        Instant::from_utc(DateTime::from_timestamp(second, nanos).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(800) })]

    /// Covers: CC art 173; CC art 175; CC art 176(1); APPC art 64(3); APPC art 76(2); APPC art 76(5)
    #[test]
    fn deadlines_agree_with_a_day_by_day_count(
        from in near_instant(),
        term in any_term(),
        count_from in any_count_from(),
        first_revision: bool,
    ) {
        let calendar = if first_revision { CALENDARS.as_of(date("2026-01-01")) } else { newest() };
        let counted = Deadline::count(from, term, count_from, calendar, &hours());
        let expected = oracle::due_day(from, term, count_from, first_revision);
        prop_assert_eq!(counted.as_ref().ok().map(|counted| counted.due.date()), expected);
        let Ok(counted) = counted else { return Ok(()) };
        prop_assert_eq!(counted.due.time(), NaiveTime::from_hms_opt(18, 30, 0).unwrap());

        // The proof covers each day once and its count is the whole term, in order.
        let proof = counted.proof(calendar).unwrap();
        let dates: Vec<_> = proof.iter().map(|day| day.date).collect();
        let days = counted.day_zero.iter_days().skip(1).take_while(|day| *day <= counted.due.date());
        prop_assert_eq!(dates, days.collect::<Vec<_>>());
        let ordinals: Vec<_> = proof.iter().filter_map(|day| day.counted).collect();
        let (Term::WorkingDays(length) | Term::CalendarDays(length)) = term;
        prop_assert_eq!(ordinals, (1..=length).collect::<Vec<_>>());
        if let Term::WorkingDays(_) = term {
            for day in proof {
                prop_assert_eq!(day.counted.is_some(), oracle::works(day.date, first_revision).unwrap());
            }
        }
    }

    #[test]
    fn working_days_before_agree_with_a_walk(from in near_instant(), n in 0_u16..=60) {
        let before = newest().nth_working_day_before(from.date(), n).ok();
        prop_assert_eq!(before, oracle::nth(from.date(), n, -1, false));
    }

    #[test]
    fn working_hours_before_agree_with_a_walk_by_minutes(
        minute in 0_i64..200 * 24 * 60,
        count in 0_u8..=20,
    ) {
        let due = Instant::at(date("2026-02-01"), NaiveTime::MIN).civil() + TimeDelta::minutes(minute);
        let is_worked = |minute: chrono::NaiveDateTime| {
            let time = minute.hour() * 100 + minute.minute();
            let at_work = (900..1300).contains(&time) || (1430..1830).contains(&time);
            at_work && oracle::works(minute.date(), false).unwrap()
        };
        let mut expected = due;
        let mut left = i32::from(count) * 60;
        while left > 0 {
            expected -= TimeDelta::minutes(1);
            left -= i32::from(is_worked(expected));
        }
        let due = Instant::at(due.date(), due.time());
        let before = hours().working_hours_before(due, count, newest()).unwrap();
        prop_assert_eq!(before.civil(), expected);
        // Between the two lies just that much working time, and none the other way.
        prop_assert_eq!(hours().working_time(before, due, newest()).unwrap(), TimeDelta::hours(i64::from(count)));
        if before < due {
            prop_assert_eq!(hours().working_time(due, before, newest()).unwrap(), TimeDelta::zero());
        }
    }

    #[test]
    fn nothing_panics_and_every_instant_survives_its_text_form(
        from in any_instant(),
        other in any_instant(),
        term in any_term(),
        count_from in any_count_from(),
        n: u16,
        count: u8,
    ) {
        prop_assert_eq!(Instant::parse(&from.to_string()), Ok(from));
        prop_assert_eq!(Instant::at(from.date(), from.time()).civil(), from.civil());
        let _ = (from.since(other), from.checked_add(Duration::from_secs(u64::from(n) << 40)));
        let day = from.date();
        let _ = (newest().is_bday(day), newest().reason(day), newest().roll_forward(day));
        let _ = (newest().nth_working_day_after(day, n), newest().nth_working_day_before(day, n));
        let _ = (newest().slice(day.year(), other.date().year()), CALENDARS.as_of(day));
        let _ = hours().working_hours_before(from, count, newest());
        let _ = hours().starts_working(from, newest());
        if let Ok(counted) = Deadline::count(from, term, count_from, newest(), &hours()) {
            let _ = (counted.proof(newest()), counted.basis());
        }
        let ladders: BTreeMap<String, Vec<RungRule>> = toml::from_str(LADDERS).unwrap();
        for ladder in ladders.values() {
            let _ = rungs(ladder, from, other, newest(), &hours());
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,40}", dated in "[0-9T:.+Z -]{10,32}") {
        for text in [text, dated] {
            let _ = (Instant::parse(&text), text.parse::<Term>(), text.parse::<CountFrom>());
        }
    }
}
