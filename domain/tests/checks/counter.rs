//! Risk: an application handed in after the counter closed counts a day too early, or one filed through the portal in time a day
//! too late.

use chrono::{Datelike, NaiveDate};
use serde_json::json;
use shaqyru_domain::{
    application::Channel::{self, Electronic, Paper},
    case::{filing::Filing, number::CaseNumber},
    checks::papers::NeverAskedFor,
    invitation::{Case, particulars::Particulars},
    law::{
        clock_kind::ClockKind,
        ladder::{self, Audience, RungAt, RungRule},
        rulebook::{INVITATION, Rulebook},
        rules::CaseRules,
    },
    time::{
        deadline::Deadline,
        instant::Instant,
        term::{CountFrom, Term},
    },
};

use super::row::{RULEBOOK, day, files};

fn at(text: &str) -> Instant {
    Instant::parse(&text.replace(' ', "T")).unwrap()
}

/// The day of registration, when the verification begins and when the service is due.
fn filed(office: &str, channel: Channel, at_text: &str) -> (NaiveDate, String, String) {
    let filed_at = at(at_text);
    let rules = RULEBOOK.for_case(INVITATION, filed_at.date(), &office.parse().unwrap(), channel).unwrap();
    opened(office, filed_at, rules)
}

fn opened(office: &str, filed_at: Instant, rules: CaseRules) -> (NaiveDate, String, String) {
    let filing = Filing {
        case: CaseNumber::of_request("counter", 0),
        filed_at,
        office: office.parse().unwrap(),
        category: "B3".to_owned(),
        missing: Vec::new(),
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    };
    let later = Instant::at(filed_at.date() + chrono::Days::new(14), chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap());
    let case = Case::open(filing, Particulars::default(), rules, later).unwrap();
    let view = case.view(later);
    let clock = |kind: ClockKind| view.clocks.iter().find(|clock| clock.clock == kind).unwrap();
    let short = |instant: Instant| instant.to_string().replace('T', " ")[5..16].to_owned();
    (view.registered_on.unwrap(), short(clock(ClockKind::Verification).started_at), short(clock(ClockKind::Service).due))
}

/// Covers: R26 annex 5 row 7; APPC art 64(3); R26 para 14
#[test]
pub fn an_application_after_closing_time_counts_from_the_next_working_day() {
    // Office, how, when; the day of registration, when work begins, the last day of the service.
    let rows = [
        ("ALA-ALMALY", Paper, "2026-04-13 10:00", "2026-04-13", "04-13 10:00", "04-20 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-13 17:30", "2026-04-13", "04-13 17:30", "04-20 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-13 17:30:01", "2026-04-14", "04-14 09:00", "04-21 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-13 18:30", "2026-04-14", "04-14 09:00", "04-21 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-13 20:00", "2026-04-14", "04-14 09:00", "04-21 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-13 13:30", "2026-04-13", "04-13 13:30", "04-20 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-13 08:00", "2026-04-13", "04-13 09:00", "04-20 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-17 17:45", "2026-04-20", "04-20 09:00", "04-27 18:30"),
        ("ALA-ALMALY", Paper, "2026-03-20 17:45", "2026-03-26", "03-26 09:00", "04-02 18:30"),
        ("ALA-ALMALY", Paper, "2026-04-18 11:00", "2026-04-20", "04-20 09:00", "04-27 18:30"),
        ("ALA-ALMALY", Electronic, "2026-04-13 17:30:01", "2026-04-13", "04-13 17:30", "04-20 18:30"),
        ("ALA-ALMALY", Electronic, "2026-04-13 18:30", "2026-04-13", "04-13 18:30", "04-20 18:30"),
        ("ALA-ALMALY", Electronic, "2026-04-13 18:30:01", "2026-04-14", "04-14 09:00", "04-21 18:30"),
        ("ALA-ALMALY", Electronic, "2026-04-18 11:00", "2026-04-20", "04-20 09:00", "04-27 18:30"),
        // East Kazakhstan: 08:00 to 17:30, the counter until 16:30.
        ("VOS-DP", Paper, "2026-04-13 16:30", "2026-04-13", "04-13 16:30", "04-20 17:30"),
        ("VOS-DP", Paper, "2026-04-13 16:30:01", "2026-04-14", "04-14 08:00", "04-21 17:30"),
        ("VOS-DP", Electronic, "2026-04-13 17:30", "2026-04-13", "04-13 17:30", "04-20 17:30"),
        ("VOS-DP", Electronic, "2026-04-13 17:30:01", "2026-04-14", "04-14 08:00", "04-21 17:30"),
        ("VOS-DP", Electronic, "2026-04-13 08:15", "2026-04-13", "04-13 08:15", "04-20 17:30"),
        // An office that the rulebook does not know has the general hours.
        ("NOWHERE", Paper, "2026-04-13 17:31", "2026-04-14", "04-14 09:00", "04-21 18:30"),
    ];
    for (office, channel, filed_at, registered_on, begins, due) in rows {
        let expected = (day(registered_on), begins.to_owned(), due.to_owned());
        assert_eq!(filed(office, channel, filed_at), expected, "{office} {channel:?} {filed_at}");
    }
}

/// Covers: R26 annex 5 row 7
#[test]
pub fn a_region_keeps_its_own_hours_from_their_first_day_on() {
    let closes = |on: &str, office: &str| {
        let rules = RULEBOOK.for_case(INVITATION, day(on), &office.parse().unwrap(), Paper).unwrap();
        (rules.hours.opens().to_string(), rules.hours.closes().to_string(), rules.filing_closes.unwrap().to_string())
    };
    let all = |text: [&str; 3]| (text[0].to_owned(), text[1].to_owned(), text[2].to_owned());
    assert_eq!(closes("2026-03-06", "VOS-DP"), all(["08:00:00", "17:30:00", "16:30:00"]));
    assert_eq!(closes("2026-03-06", "ALA-DP"), all(["09:00:00", "18:30:00", "17:30:00"]));
    assert_eq!(RULEBOOK.hours(day("2026-03-06")).unwrap().closes().to_string(), "18:30:00");
    let of_region: Vec<_> = RULEBOOK
        .schedules
        .iter()
        .filter(|schedule| schedule.rule.region.as_ref().is_some_and(|region| region.as_str() == "KZ-63"))
        .collect();
    assert!(!of_region[0].holds_on(day("2025-03-02")) && of_region[0].holds_on(day("2025-03-03")));
    assert_eq!(day("2025-03-03").weekday(), chrono::Weekday::Mon);
}

/// Covers: R26 para 23; R26 para 24; APPC art 64(3); CC art 176(1)
#[test]
pub fn a_mission_is_open_by_its_own_clock_and_week_and_terms_are_counted_by_kazakhstans() {
    // Counters close at 17:00, days end at 18:00 there. Instants are Almaty's: the filing, the day of registration by the mission's calendar, when
    // work begins, the end of the fifth working day.
    let rows = [
        ("TR-ANKARA", "2026-04-13 19:00", "2026-04-13", "04-13 19:00", "04-20 20:00"),
        // 17:30 in Ankara.
        ("TR-ANKARA", "2026-04-13 19:30", "2026-04-14", "04-14 11:00", "04-21 20:00"),
        // Nauryz is kept there, too.
        ("TR-ANKARA", "2026-03-23 12:00", "2026-03-26", "03-26 11:00", "04-02 20:00"),
        // Thursday 17:30 in Riyadh, whose week begins again on Sunday; and Friday, its day off.
        ("SA-RIYADH", "2026-04-16 19:30", "2026-04-19", "04-19 11:00", "04-24 20:00"),
        ("SA-RIYADH", "2026-04-17 12:00", "2026-04-19", "04-19 11:00", "04-24 20:00"),
        ("SA-RIYADH", "2026-04-19 12:00", "2026-04-19", "04-19 12:00", "04-24 20:00"),
        // The day before in Washington, in summer time and before it.
        ("US-WASHINGTON", "2026-04-14 01:00", "2026-04-13", "04-14 01:00", "04-21 03:00"),
        ("US-WASHINGTON", "2026-03-07 02:00", "2026-03-06", "03-07 02:00", "03-17 03:00"),
        ("US-WASHINGTON", "2027-01-01 01:00", "2026-12-31", "01-01 01:00", "01-13 04:00"),
        ("CN-BEIJING", "2026-04-13 07:00", "2026-04-13", "04-13 07:00", "04-20 15:00"),
        ("CN-BEIJING", "2026-04-13 05:00", "2026-04-13", "04-13 06:00", "04-20 15:00"),
        ("IN-DELHI", "2026-04-13 16:30:01", "2026-04-14", "04-14 08:30", "04-21 17:30"),
        ("AE-ABUDHABI", "2026-04-17 12:00", "2026-04-17", "04-17 12:00", "04-24 19:00"),
        ("MFA-DCS", "2026-04-13 17:30:01", "2026-04-14", "04-14 09:00", "04-21 18:30"),
    ];
    for (office, filed_at, registered_on, begins, due) in rows {
        let expected = (day(registered_on), begins.to_owned(), due.to_owned());
        assert_eq!(filed(office, Paper, filed_at), expected, "{office} {filed_at}");
    }
}

/// Covers: R26 para 23
#[test]
pub fn terms_are_counted_by_a_missions_own_week_where_the_rulebook_says_so() {
    let mut files = files();
    let offices = files.get_mut("offices.toml").unwrap();
    *offices = offices.replace("days_off = [\"Fri\", \"Sat\"]", "days_off = [\"Fri\", \"Sat\"]\ncounts_own_week = true");
    let rulebook = Rulebook::parse(files).unwrap();
    let filed_at = at("2026-04-19 12:00");
    let rules = rulebook.for_case(INVITATION, filed_at.date(), &"SA-RIYADH".parse().unwrap(), Paper).unwrap();
    let recorded: CaseRules = serde_json::from_value(serde_json::to_value(&rules).unwrap()).unwrap();
    // Monday to Thursday, and Sunday.
    assert_eq!(opened("SA-RIYADH", filed_at, recorded).2, "04-26 20:00");
}

/// Risk: a mission is reminded on its day off, or the proof of its deadline shows the day that it is in Almaty.
#[test]
pub fn a_mission_is_reminded_on_a_day_on_which_it_works_and_its_proof_ends_on_its_own_day() {
    let rules = |office: &str| RULEBOOK.for_case(INVITATION, day("2026-04-16"), &office.parse().unwrap(), Paper).unwrap();
    let deadline = |office: &str, from: &str| {
        let rules = rules(office);
        let deadline = Deadline::count(at(from), Term::WorkingDays(1), CountFrom::Receipt, &rules.calendar, &rules.hours).unwrap();
        let morning = [RungRule { rung: "morning".to_owned(), at: RungAt::MorningOfDueDay, audience: Audience::Officer }];
        let rungs = ladder::rungs(&morning, at("2026-04-13 10:00"), deadline.due, &rules.calendar, &rules.hours).unwrap();
        let last = deadline.proof(&rules.calendar).unwrap().last().unwrap().date;
        (last.to_string(), rungs[0].at.to_string())
    };
    // Friday is its day off.
    assert_eq!(deadline("SA-RIYADH", "2026-04-16 12:00"), ("2026-04-17".to_owned(), "2026-04-16T11:00:00+05:00".to_owned()));
    // Due on Thursday in Washington, when it is Friday in Almaty.
    assert_eq!(deadline("US-WASHINGTON", "2026-04-16 01:00"), ("2026-04-16".to_owned(), "2026-04-16T18:00:00+05:00".to_owned()));
}

/// Covers: R26 annex 5 row 7
#[test]
pub fn the_recorded_rules_of_a_case_are_read_the_same_after_an_upgrade() {
    let filed_at = at("2026-04-13 17:45");
    for (channel, registered_on) in [(Paper, "2026-04-14"), (Electronic, "2026-04-13")] {
        let rules = RULEBOOK.for_case(INVITATION, filed_at.date(), &"ALA-ALMALY".parse().unwrap(), channel).unwrap();
        let written = serde_json::to_value(&rules).unwrap();
        assert_eq!(written.get("filing_closes"), (channel == Paper).then(|| json!("17:30:00")).as_ref());
        let read: CaseRules = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
        assert_eq!(opened("ALA-ALMALY", filed_at, read).0, day(registered_on));
        // Written before there was a counter: the working day is the only limit.
        let mut old = written;
        old.as_object_mut().unwrap().remove("filing_closes");
        let old: CaseRules = serde_json::from_value(old).unwrap();
        assert_eq!(old.filing_closes, None);
        assert_eq!(opened("ALA-ALMALY", filed_at, old).0, day("2026-04-13"));
    }
}
