//! Risk: a visa is issued for longer than its category lasts, with entries that it does not have, or to somebody for whom it is not.

use super::row::{APRIL, VisaRow, c1, c3, check, electronic, exit, extension, judgement, restoration, row};
use crate::row::{RULEBOOK, day, paper};

const TOO_LONG: &str = "CHK-VALIDITY valid_until: annex 1";
const ENTRIES: &str = "CHK-ENTRIES entries: annex 1";

pub fn rows() -> Vec<VisaRow> {
    let three_years = "recipient/passport/valid_until=2040-08-07; documents/4/valid_until=2040-01-01";
    let to = |until: &str, more: &str| c3(&format!("{three_years}; valid_until={until}; {more}"));
    let cluster = r#"inviting_party/regimes=["innovation_cluster"]"#;
    let b3 = |edits: &str| c3(&format!("category=B3; documents=!foreign_labour_permit; current_visa=null; {edits}"));
    let once = "entries=single; fee/amount_kzt=30275";
    let minor = |born: &str| {
        c3(&format!("category=C11; recipient/date_of_birth={born}; recipient/passport/issued_on=2020-08-08; current_visa=null"))
    };
    vec![
        row("three years of work", to("2029-05-31", "")),
        row("a day more", to("2029-06-01", "")).ineligible(&[TOO_LONG]),
        row("five years in the Innovation Cluster", to("2031-05-31", cluster)),
        row("a day more", to("2031-06-01", cluster)).ineligible(&[TOO_LONG]),
        row("work, once, for 90 days", to("2026-08-29", once)),
        row("work, once, for 91", to("2026-08-30", once)).ineligible(&[TOO_LONG]),
        row(
            "15 days to leave",
            exit(
                "category=B20; valid_until=2026-05-08; documents/-={\"kind\":\"petition\"}; documents/-={\"kind\":\"force_majeure_proof\"}",
            ),
        ),
        row(
            "16 days",
            exit(
                "category=B20; valid_until=2026-05-09; documents/-={\"kind\":\"petition\"}; documents/-={\"kind\":\"force_majeure_proof\"}",
            ),
        )
        .ineligible(&[TOO_LONG]),
        row("an exit visa to come back with", exit("entries=multiple")).ineligible(&[ENTRIES]),
        row("C1, which has many entries only", c1("entries=single; valid_until=2026-08-01")).ineligible(&[ENTRIES]),
        row("no such entries, restored", restoration("category=C1; entries=single; fee/amount_kzt=30275")).ineligible(&[ENTRIES]),
        row(
            "an extension lasts by its own paragraph",
            extension(&format!("{three_years}; documents/4/valid_until=2040-01-01; valid_until=2029-06-01")),
        ),
        row("a longer visa than a stay", electronic("valid_until=2026-06-09")).warned(&["CHK-STAY valid_until: annex 1 (B3)"]),
        row("negotiations, many times", b3(""))
            .ineligible(&["CHK-ENTRIES special_purpose: annex 1 (B3, items 2-3)", "CHK-STAY valid_until: annex 1"]),
        row("a founder, many times", b3("special_purpose=founder_or_director")).warned(&["CHK-STAY valid_until: annex 1"]),
        row("C1 of no ethnic Kazakh", c1("documents=!ethnic_kazakh_proof; fee=null; inviting_party/kind=state_body"))
            .ineligible(&["CHK-RECIPIENT documents: annex 1 (C1, C10)"]),
        row("a minor on the first day", minor("2008-06-02")),
        row("of age on the first day", minor("2008-06-01")).ineligible(&["CHK-RECIPIENT recipient.date_of_birth: annex 1 (C11)"]),
        row("B9 without a diploma", c3("category=B9; valid_until=2026-08-29; current_visa=null; documents=!foreign_labour_permit"))
            .ineligible(&["CHK-RECIPIENT documents: annex 1 (B9)"]),
        row(
            "B9 with one",
            c3(&format!("category=B9; valid_until=2026-08-29; current_visa=null; {}", paper("demanded_profession_diploma"))),
        ),
        row("family without proof", c3(&format!("{FAMILY}; documents=!foreign_labour_permit")))
            .ineligible(&["CHK-RECIPIENT documents: R26 para 34"]),
        row(
            "a digital nomad, once, on a sticker",
            c3(&format!("category=B9-1; basis/kind=invitation; current_visa=null; valid_until=2026-08-29; {once}")),
        )
        .ineligible(&["CHK-PLACE-ISSUER entries: annex 1 (B9-1)", "CHK-VISA-BASIS basis.kind: annex 1"]),
        row(
            "C4 many times at a mission",
            c3(&format!("provider=mission; category=C4; fee=null; current_visa=null; {}", paper("qualification_certificate"))),
        )
        .ineligible(&[
            "CHK-PLACE-ISSUER entries: para 28",
            "CHK-VISA-BASIS basis.kind: para 28",
            "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22",
        ]),
    ]
}

const FAMILY: &str = r#"recipient/family={"relation":"spouse","main_visa":{"number":"KZ1","valid_until":"2027-05-31"}}"#;

/// Covers: R26 para 5; R26 annex 1
#[test]
pub fn a_visa_is_issued_only_with_the_entries_and_for_the_time_and_people_of_its_category() {
    check(&rows());
}

/// Covers: R26 annex 1
#[test]
pub fn no_visa_outlasts_its_category_by_a_day() {
    let rules = RULEBOOK.on(day(APRIL)).unwrap();
    for category in rules.of(&RULEBOOK.categories) {
        for entries in ["single", "multiple"] {
            let limits = if entries == "single" { category.single } else { category.multiple };
            let edits = |until: &str| {
                format!("category={}; entries={entries}; valid_until={until}; documents=[]; current_visa=null", category.code)
            };
            let codes = |until: &str| {
                let findings = judgement(&c3(&edits(until)), APRIL).findings;
                findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>()
            };
            let Some(limits) = limits else {
                assert!(codes("2026-06-02").contains(&"CHK-ENTRIES"), "{} {entries}", category.code);
                continue;
            };
            let last = limits.validity.last_day(day("2026-06-01")).unwrap();
            assert!(!codes(&last.to_string()).contains(&"CHK-VALIDITY"), "{} {entries}", category.code);
            assert!(codes(&last.succ_opt().unwrap().to_string()).contains(&"CHK-VALIDITY"), "{} {entries}", category.code);
        }
    }
}
