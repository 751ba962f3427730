//! Risk: who is refused is told a last day for complaining that is none, and complains too late.

use chrono::NaiveDate;
use shaqyru_domain::law::rules::complain_until;

use super::row::RULEBOOK;

/// Covers: R26 para 59
#[test]
pub fn who_is_refused_is_told_three_months_and_no_day_off_as_the_last_day() {
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let rows = [
        ("2026-04-09", "2026-07-09"),
        // Capital Day is off.
        ("2026-04-06", "2026-07-07"),
        // The last day of February, a Sunday.
        ("2026-11-30", "2027-03-01"),
        // Beyond the calendar nobody knows which days are off: a Saturday.
        ("2027-10-08", "2028-01-08"),
    ];
    for (learnt_on, last) in rows {
        let rules = RULEBOOK.for_filing(day(learnt_on)).unwrap();
        let within = rules.the(&RULEBOOK.complaint_windows).unwrap().within;
        assert_eq!(complain_until(within, day(learnt_on), RULEBOOK.calendars.newest()), Some(day(last)), "learnt on {learnt_on}");
    }
}
