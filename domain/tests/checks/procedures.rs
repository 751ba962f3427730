//! Risk: a clock, a ground or a window of another procedure's gets into the rules of invitations, and a case is judged or timed by it; or what a
//! case records of the rulebook is written otherwise than before, and a case that began earlier is not read any more.

use std::{collections::BTreeMap, fs, path::Path};

use data_encoding::BASE64;
use serde_json::Value;
use shaqyru_domain::{
    application::Channel::Electronic,
    checks,
    law::{
        clock_kind::ClockKind,
        rulebook::{COMPLAINT, INVITATION, Rulebook, VISA, citation::cite, entries::table},
        rules::{CaseRules, EntryRules},
    },
    problem::{Code, Problem},
};

use super::row::{FRIDAY, RULEBOOK, b3, day, files, parse};

/// A procedure that is made up.
const PERMIT: &str = "permit";

/// Its rules, under the codes that those of invitations have.
const OF_PERMITS: [(&str, &str); 3] = [
    (
        "clocks.toml",
        r#"
[[clock]]
procedure = "permit"
from = 2026-02-22
until = 2026-06-30
clock = "decision"
nature = "statutory"
term = "2wd"
count_from = "receipt"
source = "x"

[[clock]]
procedure = "permit"
from = 2026-07-01
clock = "decision"
nature = "statutory"
term = "4wd"
count_from = "receipt"
source = "x"
"#,
    ),
    (
        "grounds.toml",
        r#"
[[ground]]
procedure = "permit"
from = 2026-02-22
ground = 3
text = "of permits"
steps = ["verification", "decision_after_agree"]
source = "x"
"#,
    ),
    (
        "windows.toml",
        r#"
[[window]]
procedure = "permit"
from = 2026-02-22
kind = "petition"
earliest = "2d"
latest = "1wd"
source = "x"
"#,
    ),
];

/// The files with something more, before all that stands in one of them: whoever takes the first that fits takes it.
fn with(more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut files = files();
    for (file, entries) in more {
        files.get_mut(*file).unwrap().insert_str(0, entries);
    }
    files
}

fn with_permits() -> Rulebook {
    Rulebook::parse_with(&[INVITATION, VISA, COMPLAINT, PERMIT], with(&OF_PERMITS)).unwrap()
}

fn recorded_by(rulebook: &Rulebook, procedure: &'static str, on: &str) -> CaseRules {
    rulebook.for_case(procedure, day(on), &"ALA-ALMALY".parse().unwrap(), Electronic).unwrap()
}

#[test]
fn a_rule_of_another_procedure_stays_out_of_an_invitation() {
    let (alone, both) = (&*RULEBOOK, with_permits());
    let recorded = CaseRules { revision: alone.revision.clone(), ..recorded_by(&both, INVITATION, FRIDAY) };
    let written = |rules: &CaseRules| serde_json::to_string(rules).unwrap();
    assert_eq!(written(&recorded), written(&recorded_by(alone, INVITATION, FRIDAY)));

    let judged = |rulebook: &Rulebook| checks::judge(&parse(&b3("")), rulebook, day(FRIDAY), None).unwrap();
    assert_eq!(judged(&both), judged(alone));
    assert_eq!(cite(&both, "3").unwrap(), cite(alone, "3").unwrap());
    let listed = |rulebook: &Rulebook, name: &str| serde_json::to_value(table(rulebook, name, None).unwrap()).unwrap();
    for name in ["clocks", "grounds", "windows"] {
        let mut of_both = listed(&both, name);
        of_both.as_array_mut().unwrap().retain(|entry| !entry["name"].as_str().unwrap().starts_with("permit/"));
        assert_eq!(of_both, listed(alone, name), "{name}");
    }
}

#[test]
fn a_procedure_gets_only_its_own_rules_and_those_of_the_day() {
    for (on, term) in [(FRIDAY, "2wd"), ("2026-06-30", "2wd"), ("2026-07-01", "4wd")] {
        let rules = recorded_by(&with_permits(), PERMIT, on);
        let clocks: Vec<_> = rules.clocks.iter().map(|clock| (clock.clock, String::from(clock.term))).collect();
        assert_eq!(clocks, [(ClockKind::Decision, term.to_owned())], "{on}");
        assert_eq!(rules.grounds.iter().map(|ground| ground.text.as_str()).collect::<Vec<_>>(), ["of permits"], "{on}");
        assert_eq!(rules.calendar, recorded_by(&RULEBOOK, INVITATION, on).calendar, "{on}: what no procedure has for itself");
    }
    assert_eq!(recorded_by(&RULEBOOK, PERMIT, FRIDAY).clocks, [], "a rulebook without permits has a clock for them");
}

fn refused(files: BTreeMap<String, String>) -> Problem {
    Rulebook::parse(files).map(|_| "the rulebook was taken").unwrap_err()
}

#[test]
fn an_entry_of_an_unknown_procedure_is_refused() {
    for written in ["\"permit\"", "\"visas\"", "\"Invitation\"", "\"\"", "3"] {
        for (file, entry) in OF_PERMITS {
            let problem = refused(with(&[(file, &entry.replace("\"permit\"", written))]));
            assert_eq!(problem.code, Code::Rulebook);
            assert_eq!(problem.message, format!("{file}:2: there is no procedure {written}; there are: invitation, visa, complaint"));
        }
    }
    let everybodys =
        refused(with(&[("fees.toml", "[[mci]]\nprocedure = \"invitation\"\ntenge = 1.0\nfrom = 2020-01-01\nsource = \"x\"\n")]));
    assert!(everybodys.message.contains("unknown field `procedure`"), "{everybodys}");
}

#[test]
fn two_rules_of_one_procedure_on_one_day_are_refused() {
    for (file, entry) in OF_PERMITS {
        // Whether it is said or understood, it is the same procedure.
        let twice = refused(with(&[(file, &entry.replace("\"permit\"", "\"invitation\""))]));
        assert!(twice.code == Code::Rulebook && twice.message.contains("overlaps with"), "{twice}");
        let twice = Rulebook::parse_with(&[INVITATION, VISA, COMPLAINT, PERMIT], with(&[(file, entry), (file, entry)]))
            .map(|_| "was taken")
            .unwrap_err();
        assert!(twice.message.contains(" permit/") && twice.message.contains("overlaps with"), "{twice}");
    }
}

/// What the newest release recorded of an invitation that it took in.
fn recorded_in(history: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories").join(history);
    let mut payloads = Vec::new();
    payloads_of(&serde_json::from_slice(&fs::read(path).unwrap()).unwrap(), &mut payloads);
    payloads.into_iter().find(|payload| payload.contains("\"grounds\":[{")).unwrap()
}

fn payloads_of(document: &Value, found: &mut Vec<String>) {
    match document {
        Value::Object(members) => {
            let data = members.get("data").and_then(Value::as_str).and_then(|data| BASE64.decode(data.as_bytes()).ok());
            found.extend(data.and_then(|bytes| String::from_utf8(bytes).ok()));
            members.values().for_each(|member| payloads_of(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| payloads_of(item, found)),
        _ => {}
    }
}

#[test]
fn the_recorded_rules_of_an_invitation_are_written_as_in_a_stored_history() {
    let intake = recorded_in("issued.7.json");
    let read: Value = serde_json::from_str(&intake).unwrap();
    let rules: CaseRules = serde_json::from_value(read["rules"].clone()).unwrap();
    // Rules are dated: what held on that day holds on it for ever. The calendar grows by years.
    // Until when one complains came with a later release, as did the letter that undoing a breach takes: both stand behind what was there before.
    let recorded = recorded_by(&with_permits(), INVITATION, "2026-04-06");
    let today = CaseRules {
        revision: rules.revision.clone(),
        calendar: rules.calendar.clone(),
        complain_within: None,
        entries: recorded.entries.map(|entries| EntryRules { letter_to_undo: false, ..entries }),
        ..recorded
    };
    let written = serde_json::to_string(&today).unwrap();
    assert!(intake.contains(&format!("\"rules\":{written}")), "{intake}\n{written}");
}
