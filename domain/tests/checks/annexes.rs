//! Risk: a state falls off annex 6 or 11, another slips onto it, and nobody sees it: each state there is is filed, and judged as the
//! annex says. The lists are written apart from the rulebook, out of the official text.

use std::collections::BTreeSet;

use super::row::{FIRST_DAY, b3, pakistan, row};

const ANNEX_6: &str = include_str!("annexes/annex_6.txt");
const ANNEX_11: &str = include_str!("annexes/annex_11.txt");
const STATES: &str = include_str!("../law/tables/states.txt");

/// Number and codes of each entry.
fn entries(annex: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = annex.lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let cells: Vec<_> = line.split(" | ").collect();
        (cells[0], cells[2].split(' ').collect())
    };
    lines.map(entry).collect()
}

fn codes(annex: &'static str) -> BTreeSet<&'static str> {
    let listed: Vec<_> = entries(annex).into_iter().flat_map(|(_, codes)| codes).collect();
    let codes: BTreeSet<_> = listed.iter().copied().collect();
    assert_eq!(codes.len(), listed.len(), "a state twice");
    codes
}

/// Who may be invited at all: nationals of the states of ISO 3166-1 but Kazakhstan's, and who belongs to no state.
pub fn foreigners() -> BTreeSet<&'static str> {
    let lists = STATES.lines().filter(|line| line.ends_with(" | list=iso_3166_1") || line.ends_with(" | list=stateless"));
    let codes = lists.flat_map(|line| line.trim_start_matches("states | codes=").split(" | ").next().unwrap().split(','));
    codes.filter(|code| *code != "KZ").collect()
}

/// The nationals of which states are told this.
fn told(code: &str, filed_on: &str, application: impl Fn(&str) -> serde_json::Value) -> BTreeSet<&'static str> {
    let is_told = |state: &&str| {
        let findings = row(*state, application(&format!("invitees/0/citizenship={state}")), filed_on).judgement().findings;
        findings.iter().any(|finding| finding.code.as_str() == code)
    };
    foreigners().into_iter().filter(is_told).collect()
}

/// Covers: R26 annex 6; R26 annex 11
#[test]
pub fn annexes_6_and_11_are_written_down_without_a_missing_entry() {
    let mut sixth: Vec<_> = (1..=48).map(|number| number.to_string()).collect();
    sixth.insert(44, "44-1".to_owned());
    let eleventh: Vec<_> = (1..=105).map(|number| number.to_string()).collect();
    for (annex, numbers) in [(ANNEX_6, sixth), (ANNEX_11, eleventh)] {
        assert_eq!(entries(annex).into_iter().map(|(number, _)| number).collect::<Vec<_>>(), numbers);
        assert!(codes(annex).is_subset(&foreigners()));
    }
}

/// Covers: R26 annex 6; R26 para 28; R26 para 13(2)
#[test]
pub fn annex_6_exempts_exactly_the_states_it_lists() {
    let listed = codes(ANNEX_6);
    assert_eq!(&told("CHK-INVITATION-NEEDLESS", FIRST_DAY, b3) ^ &listed, BTreeSet::new(), "in one of the two only");
    let repeated = |state: &str| b3(&format!("visit/entries=multiple; visit/special_purpose=founder_or_director; {state}"));
    let others: BTreeSet<_> = foreigners().difference(&listed).copied().collect();
    assert_eq!(&told("CHK-PAPER-MISSING", FIRST_DAY, repeated) ^ &others, BTreeSet::new(), "the contract that others hand in");
}

/// Pakistan stands on it for B3 and for a time.
///
/// Covers: R26 annex 11; R26 para 25; SEED Pakistan
#[test]
pub fn annex_11_opens_electronic_visas_to_exactly_the_states_it_lists() {
    let all = codes(ANNEX_11);
    let mut but_pakistan = all.clone();
    assert!(but_pakistan.remove("PK"));
    for (category, filed_on, listed) in [("B1", FIRST_DAY, &but_pakistan), ("B3", "2026-12-31", &all), ("B3", "2027-01-01", &but_pakistan)]
    {
        let visit = if filed_on == FIRST_DAY { "" } else { "visit/from=2027-03-01; visit/until=2027-03-20; fee/paid_on=2026-12-31; " };
        let electronic = |state: &str| pakistan(&format!("{visit}visit/category={category}; {state}"));
        let others: BTreeSet<_> = foreigners().difference(listed).copied().collect();
        assert_eq!(&told("CHK-ELECTRONIC-STATE", filed_on, electronic) ^ &others, BTreeSet::new(), "{category}, filed on {filed_on}");
    }
}

/// The states of one of the lists that await confirmation, and are held fast until then.
fn restated(list: &str) -> BTreeSet<&'static str> {
    let line = STATES.lines().find(|line| line.ends_with(&format!(" | list={list}"))).unwrap();
    line.trim_start_matches("states | codes=").split(" | ").next().unwrap().split(',').collect()
}

/// Covers: R26 para 26; SEED residency seekers
#[test]
pub fn residence_seekers_come_from_exactly_the_listed_visa_free_states() {
    let visa_free = &restated("visa_free_agreement") | &restated("visa_free_30_days");
    let others = &foreigners() - &visa_free;
    let seeker = |state: &str| b3(&format!("visit/category=B8; visit/visa_collection_place/country=KZ; {state}"));
    assert_eq!(&told("CHK-RESIDENCE-STATE", FIRST_DAY, seeker) ^ &others, BTreeSet::new());
}

/// Who belongs to no state may hold Kazakhstan's travel document; a passport of Kazakhstan says of everybody else that he is its citizen.
///
/// Covers: R26 para 3(1)
#[test]
pub fn a_passport_of_kazakhstan_marks_a_citizen_unless_the_holder_is_stateless() {
    let citizens: BTreeSet<_> = foreigners().into_iter().filter(|code| code.len() == 2).collect();
    let with_its_passport = |state: &str| b3(&format!("invitees/0/passport/issued_by=KZ; {state}"));
    assert_eq!(&told("CHK-CITIZEN", FIRST_DAY, with_its_passport) ^ &citizens, BTreeSet::new());
}
