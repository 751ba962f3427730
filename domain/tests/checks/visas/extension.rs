//! Which visas are extended, with which entries, by how much and how often (R26 paras 49-52, 54).

use super::row::{Row, check, extension, of_category, row};
use crate::row::edit;

const NOT_EXTENDED: &str = "CHK-VISA-NOT-EXTENDED at category: para 54";

/// The category, who extends it and for whose guests, the entries, and the last day of an extension from 1 June 2026 on.
const LONGEST: [(&str, &str, &str, &str, &str, &str); 22] = [
    ("A1", "mfa", "foreign_mission", "multiple", "2027-05-31", "para 50"),
    ("A2", "mfa", "foreign_mission", "single", "2026-08-29", "para 50"),
    ("A3", "mfa", "foreign_mission", "multiple", "2027-05-31", "paras 50, 51"),
    ("A3", "police", "state_body", "multiple", "2027-05-31", "paras 50, 51"),
    ("A4", "mfa", "foreign_mission", "single", "2026-08-29", "para 50"),
    ("A5", "police", "legal_entity", "multiple", "2029-05-31", "para 51(1)"),
    ("B2", "police", "legal_entity", "multiple", "2026-06-30", "paras 51, 52"),
    ("B7", "police", "legal_entity", "multiple", "2026-08-29", "para 51(4)"),
    ("B8", "police", "legal_entity", "multiple", "2026-06-30", "para 51"),
    ("B9", "police", "legal_entity", "multiple", "2026-06-30", "para 51"),
    ("B12-1", "police", "legal_entity", "multiple", "2027-05-31", "para 51"),
    ("B21", "police", "legal_entity", "single", "2026-11-27", "para 51"),
    ("C1", "police", "legal_entity", "multiple", "2027-05-31", "para 51"),
    ("C3", "police", "legal_entity", "multiple", "2029-05-31", "para 51(10)"),
    ("C3", "police", "individual_entrepreneur", "single", "2029-05-31", "para 51(10)"),
    ("C4", "police", "legal_entity", "multiple", "2029-05-31", "para 51"),
    ("C5", "police", "legal_entity", "multiple", "2028-05-31", "para 51"),
    ("C7", "police", "legal_entity", "multiple", "2026-11-27", "para 51"),
    ("C12", "police", "legal_entity", "multiple", "2027-05-31", "para 51"),
    ("B2", "police", "legal_entity", "single", "2026-06-30", "paras 51, 52"),
    ("B7", "police", "state_body", "single", "2026-08-29", "para 51(4)"),
    ("A1", "mfa", "foreign_mission", "single", "2027-05-31", "para 50"),
];

const NEVER: [&str; 22] = [
    "A6", "B1", "B3", "B4", "B5", "B6", "B9-1", "B10", "B11", "B12", "B13", "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B22", "C6",
    "C8", "C10",
];

/// Regimes for whose guests a category is extended by five years.
const FIVE_YEARS: [(&str, &str, bool); 13] = [
    ("A5", "aifc_investment_resident", true),
    ("A5", "aifc_participant", false),
    ("A5", "aifc_body", false),
    ("A5", "innovation_cluster", false),
    ("C3", "aifc_participant", true),
    ("C3", "aifc_body", true),
    ("C3", "innovation_cluster", true),
    ("C3", "innovation_cluster_participant", true),
    ("C3", "astana_hub_fund", true),
    ("C3", "aifc_investment_resident", false),
    ("C4", "aifc_participant", false),
    ("A5", "astana_hub_fund", false),
    ("A5", "nonsense", false),
];

fn until(category: &str, day: &str, edits: &str) -> serde_json::Value {
    edit(of_category(category, extension(&format!("valid_until={day}"))), edits)
}

fn next(day: &str) -> String {
    crate::row::day(day).succ_opt().unwrap().to_string()
}

pub fn rows() -> Vec<Row> {
    let mut rows = vec![row("the example", extension(""))];
    for (category, provider, party, entries, last, basis) in LONGEST {
        let by = format!("provider={provider}; inviting_party/kind={party}; entries={entries}; current_visa/entries={entries}");
        let term = format!("CHK-VISA-EXTENSION-TERM at valid_until: {basis}");
        rows.push(row(format!("{category} by {provider} to its last day"), until(category, last, &by)));
        rows.push(row(format!("{category} by {provider} a day longer"), until(category, &next(last), &by)).finds(&[&term]));
    }
    for category in NEVER {
        rows.push(row(format!("{category} is not extended"), until(category, "2026-06-02", "")).finds(&[NOT_EXTENDED]));
    }
    rows.push(row("C11 is not extended", until("C11", "2026-06-02", "")).finds(&[NOT_EXTENDED]));
    for (category, regime, is_longer) in FIVE_YEARS {
        let regime_of = |day: &str| until(category, day, &format!(r#"inviting_party/regimes=["{regime}"]"#));
        let too_long = [if category == "A5" {
            "CHK-VISA-EXTENSION-TERM at valid_until: para 51(1)"
        } else {
            "CHK-VISA-EXTENSION-TERM at valid_until: para 51"
        }];
        let what = format!("{category} for {regime}");
        let (last, after) = if is_longer { ("2031-05-31", "2031-06-01") } else { ("2029-05-31", "2029-06-01") };
        rows.push(row(format!("{what}, in time"), regime_of(last)));
        rows.push(row(format!("{what}, a day longer"), regime_of(after)).finds(&too_long));
    }
    rows.extend(further());
    rows
}

fn further() -> Vec<Row> {
    let holidays = "CHK-VISA-EXTENSION-HOLIDAYS at valid_until: para 51(14)";
    let term = |field: &str| format!("CHK-VISA-EXTENSION-TERM at {field}: para 49");
    let mut rows = vec![
        row("C9 for a year", until("C9", "2027-05-31", "")),
        row("C9 into the summer holidays", until("C9", "2027-06-01", "")).finds(&[holidays]),
        row("C9 to the last day of the holidays", until("C9", "2027-08-29", "")).finds(&[holidays]),
        row("C9 beyond the holidays", until("C9", "2027-08-30", "")).finds(&["CHK-VISA-EXTENSION-TERM at valid_until: para 51(14)"]),
        row("C2 for whatever the Law on migration says", until("C2", "2036-05-31", ""))
            .finds(&["CHK-VISA-EXTENSION-LAW at valid_until: para 51(9)"]),
        row("ends with the current visa", extension("valid_from=2026-05-01; valid_until=2026-05-31")).finds(&[&term("valid_until")]),
        row("ends a day after the current visa", extension("valid_from=2026-05-01; valid_until=2026-06-01")),
        row("begins while the current visa is valid, and counts from its end", extension("valid_from=2026-05-31; valid_until=2029-05-31")),
        row("leaves a day out", extension("valid_from=2026-06-02")).finds(&[&term("valid_from")]),
        row("another category", extension("category=C4")).finds(&["CHK-VISA-OTHER-CATEGORY at category: para 49"]),
        row("B2 that was not extended yet", until("B2", "2026-06-30", "current_visa/extended_before=0")),
        row("B2 for the second time", until("B2", "2026-06-30", "current_visa/extended_before=1"))
            .finds(&["CHK-VISA-EXTENDED-BEFORE at current_visa.extended_before: paras 51, 52"]),
        row("B2 for the second time, by the register", until("B2", "2026-06-30", ""))
            .known("current_visa/known/visa/extended_before=1")
            .finds(&[
                "CHK-VISA-EXTENDED-BEFORE at current_visa.extended_before: paras 51, 52",
                "CHK-VISA-RECORD at current_visa.extended_before: para 43",
            ]),
        row("C3 as often as one likes", extension("current_visa/extended_before=9")),
    ];
    for category in ["A2", "A4"] {
        let by = "provider=mfa; inviting_party/kind=foreign_mission; entries=multiple; current_visa/entries=multiple";
        rows.push(
            row(format!("{category} with many entries"), until(category, "2026-08-29", by))
                .finds(&["CHK-VISA-NOT-EXTENDED at entries: para 50"]),
        );
    }
    for party in ["natural_person", "legal_entity", "individual_entrepreneur", "state_body", "foreign_mission"] {
        for (provider, category, own, basis) in [
            ("police", "A3", "state_body", "para 51(2)"),
            ("mfa", "A3", "foreign_mission", "para 50"),
            ("mfa", "A1", "foreign_mission", "para 50"),
        ] {
            let asked = until(category, "2026-08-29", &format!("provider={provider}; inviting_party/kind={party}"));
            let other = format!("CHK-VISA-EXTENSION-PARTY at inviting_party.kind: {basis}");
            let found: &[&str] = if party == own { &[] } else { &[&other] };
            rows.push(row(format!("{category} by {provider} for a guest of {party}"), asked).finds(found));
        }
        rows.push(row(format!("C3 by the police for a guest of {party}"), extension(&format!("inviting_party/kind={party}"))));
    }
    rows
}

/// Covers: R26 para 49; R26 para 50; R26 para 51; R26 para 52; R26 para 54
#[test]
pub fn a_visa_is_extended_no_further_and_no_more_often_than_its_category_allows() {
    check(&rows());
}
