//! Risk: an invitation is coordinated for somebody who does not exist, under a number that nobody is given.

use shaqyru_domain::application::{Application, PartyKind};

use super::row::{FRIDAY, RULEBOOK, Row, b3, check, day, row};

const WRONG: [&str; 1] = ["CHK-BIN-IIN: R26 annex 4"];
const FIELD: [&str; 1] = ["inviting_party.bin_iin"];

/// A number with a right check digit, what is odd about it, and who may have it: nobody, a person, an organisation.
const NUMBERS: [(&str, &str, Option<Holder>); 24] = [
    ("000000000000", "all zeros", None),
    ("851331300009", "born in month 13", None),
    ("850030300004", "born in month 0", None),
    ("850230300007", "born on 30 February", None),
    ("850332300001", "born on 32 March", None),
    ("850229300001", "born on 29 February of a common year", None),
    ("840229300000", "born on 29 February of a leap year", Some(Holder::Person)),
    ("850315300009", "a woman of the example", Some(Holder::Person)),
    ("850315100006", "born in the nineteenth century", Some(Holder::Person)),
    ("850315700004", "born in no century", None),
    ("850315900007", "born in no century either", None),
    ("000229500008", "born on 29 February 2000", Some(Holder::Person)),
    ("260306500009", "born on the day of filing", Some(Holder::Person)),
    ("260307500004", "born the day after", None),
    ("300315600004", "born in 2030", None),
    ("151300000004", "day 0 of month 13", None),
    ("151340000002", "registered in month 13", None),
    ("150040000009", "registered in month 0", None),
    ("150440000003", "a resident organisation", Some(Holder::Organisation)),
    ("150450000008", "an organisation from abroad", Some(Holder::Organisation)),
    ("150460000002", "joint entrepreneurship", Some(Holder::Organisation)),
    ("150444000005", "a farm", Some(Holder::Organisation)),
    ("150445000000", "no kind of a part of an organisation", None),
    ("150470000007", "no kind of an organisation", None),
];

#[derive(Clone, Copy, PartialEq)]
enum Holder {
    Person,
    Organisation,
}

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, what, holder) in NUMBERS {
        let mut of = |party: &str, may: bool| {
            let named = row(format!("{party}: {what}, {number}"), b3(&edits(party, number)), FRIDAY);
            rows.push(if may { named } else { named.ineligible(&WRONG).fields(&FIELD) });
        };
        of("natural_person", holder == Some(Holder::Person));
        of("legal_entity", holder == Some(Holder::Organisation));
        of("state_body", holder == Some(Holder::Organisation));
        of("foreign_mission", holder == Some(Holder::Organisation));
        of("individual_entrepreneur", holder.is_some());
    }
    rows
}

fn edits(party: &str, number: &str) -> String {
    let identity = super::row::paper("identity_document");
    format!("inviting_party/kind={party}; inviting_party/bin_iin=\"{number}\"; {identity}")
}

/// Covers: R26 annex 4
#[test]
pub fn a_number_that_its_inviting_party_cannot_have_is_ineligible() {
    check(&rows());
}

/// A case that was opened under such a number can no longer be read, and is stranded.
#[test]
pub fn an_odd_number_that_was_filed_before_is_still_read_unchanged() {
    for (number, what, _) in NUMBERS {
        let filed = b3(&edits("legal_entity", number));
        let read: Application = serde_json::from_value(filed).unwrap_or_else(|error| panic!("{what}, {number}: {error}"));
        assert_eq!(serde_json::to_value(&read).unwrap()["inviting_party"]["bin_iin"], number);
    }
}

/// Covers: R26 annex 4
#[test]
pub fn every_kind_of_inviting_party_has_a_rule_for_its_number() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for kind in [
        PartyKind::NaturalPerson,
        PartyKind::LegalEntity,
        PartyKind::IndividualEntrepreneur,
        PartyKind::StateBody,
        PartyKind::ForeignMission,
    ] {
        assert!(rules.of(&RULEBOOK.identification).any(|rule| rule.party.contains(&kind)), "{kind:?}");
    }
}
