//! Risk: a rule is applied before it is in force, or not from its first day on.

use shaqyru_domain::{application::Channel, checks, law::rulebook::INVITATION, problem::Code};

use super::row::{FRIDAY, RULEBOOK, b3, check, day, parse, row};

/// Covers: SEED entry into force
#[test]
pub fn a_filing_before_the_first_edition_is_refused_and_an_old_case_judged_by_it() {
    let on = |date: &str| checks::judge(&parse(&b3("")), &RULEBOOK, day(date), None);
    let problem = on("2026-02-21").unwrap_err();
    assert_eq!(problem.code, Code::NoEdition);
    assert!(problem.message.contains("2026-02-22") && problem.message.contains("2026-02-21"), "{problem}");
    assert_eq!(on("1900-01-01").unwrap_err().code, Code::NoEdition);
    check(&[row("the first day", b3(""), "2026-02-22"), row("a later one", b3(""), FRIDAY)]);
    // A case from before is judged by the first edition.
    let first = RULEBOOK.for_filing(day("2024-05-03")).unwrap();
    assert_eq!(first.day, day("2026-02-22"));
    let filed_on = day("2024-05-03");
    let of_old = parse(&b3("visit/from=2024-06-10; visit/until=2024-06-20; invitees/0/date_of_birth=2008-05-03"));
    let judgement = checks::judge_by(&of_old, &first, filed_on, None).unwrap();
    assert_eq!((judgement.findings, judgement.biometrics_required), (Vec::new(), vec![true]));
}

/// Covers: SEED entry into force; SEED digital monitoring; R26 para 9; R26 para 58-1; SEED contact center
#[test]
pub fn each_duty_holds_from_its_own_first_day_on() {
    let rows = [
        ("2026-02-22", "R26", false, true),
        ("2026-03-09", "R26", false, true),
        ("2026-03-10", "R26-monitoring", true, true),
        ("2030-01-01", "R26-monitoring", true, true),
    ];
    for (on, edition, monitoring, contact_centre) in rows {
        let rules = RULEBOOK.on(day(on)).unwrap();
        assert_eq!(rules.edition().unwrap().rule.id, edition, "{on}");
        assert_eq!((rules.duty("monitoring").is_some(), rules.duty("contact_centre").is_some()), (monitoring, contact_centre), "{on}");
        assert!(rules.duty("something else").is_none());
    }
    let rules = RULEBOOK.on(day("2026-03-10")).unwrap();
    let told = rules.duty("contact_centre").unwrap();
    assert_eq!((told.term.map(|term| term.to_string()).as_deref(), told.source.as_str()), (Some("3wd"), "R26 para 58-1"));
    assert_eq!(rules.duty("monitoring").unwrap().source, "R26 para 9");
}

/// Covers: CC art 173
#[test]
pub fn rules_for_an_old_case_reach_back_before_the_first_edition() {
    let office = "ALA-ALMALY".parse().unwrap();
    let rules = RULEBOOK.for_case(INVITATION, day("2024-05-03"), &office, Channel::Electronic).unwrap();
    assert_eq!((rules.clocks.len(), rules.grounds.len()), (7, 7));
    assert_eq!(rules.calendar.nth_working_day_after(day("2024-05-03"), 1).unwrap(), day("2024-05-04"));
    let unknown = RULEBOOK.for_case(INVITATION, day("2028-01-03"), &office, Channel::Electronic).unwrap_err();
    assert_eq!(unknown.code, Code::NoCalendar);
    assert_eq!(RULEBOOK.on(day("2024-05-03")).unwrap_err().code, Code::NoEdition);
}

#[test]
pub fn the_revision_changes_with_the_law_and_not_with_its_wording() {
    let files = super::row::files();
    let of = |files: &std::collections::BTreeMap<String, String>| {
        shaqyru_domain::law::rulebook::Rulebook::parse(files.clone()).unwrap().revision
    };
    assert_eq!(of(&files), RULEBOOK.revision, "the files on disk are the ones that are built in");
    assert_eq!(RULEBOOK.revision.len(), 12);
    let mut reworded = files.clone();
    reworded.get_mut("paragraphs.toml").unwrap().push('\n');
    assert_eq!(of(&reworded), RULEBOOK.revision, "a better wording for readers is no other law");
    let mut changed = files;
    changed.get_mut("fees.toml").unwrap().push('\n');
    assert_ne!(of(&changed), RULEBOOK.revision);
}
