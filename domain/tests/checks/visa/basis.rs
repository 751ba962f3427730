//! Risk: a visa is issued on a paper on which the Rules base no such visa, or refused on one on which they do.

use serde_json::json;

use super::row::{VisaRow, c3, check, electronic, exit, judgement, parse, restoration, row};
use crate::row::{FIRST_DAY, RULEBOOK, day, paper};

const ON: &str = "CHK-VISA-BASIS basis.kind: R26 para 28; annex 1";

const CONSULAR: &str = "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22";
const SENDER: &str = "CHK-VISA-NOTE-SENDER basis.sender: R26 para 3(10)";

/// What paras 25, 28 and 31 and annex 1 base a visa on: of whom, on what, with which entries, of what kind; the categories. Annex 6 stands
/// for its nationals alone.
const BASES: &[(&str, &str, &str, &str, &str)] = &[
    ("mission", "invitation", "single multiple", "sticker", "A1 A2 A3 A4 A5 A6 B1 B2 B3 B6 B7 B10 B11 B12 B12-1 C3 C5 C6 C7 C8 C9 C12"),
    ("police", "invitation", "single multiple", "sticker", "A1 A2 A3 A4 A5 A6 B1 B2 B3 B6 B7 B10 B11 B12 B12-1 C3 C5 C6 C7 C8 C9 C12"),
    ("mfa", "invitation", "single multiple", "sticker electronic", "A1 A2 A3 A4"),
    ("police", "invitation", "single multiple", "electronic", "A3 A5 B1 B2 B3 B9-1 B10 B12 C12"),
    ("mission", "mfa_instruction", "single multiple", "sticker electronic", "A1 A3 B1 B3"),
    ("mfa", "mfa_instruction", "single multiple", "sticker electronic", "A1 A3"),
    ("mission", "note_verbale", "single multiple", "sticker electronic", "A1 A2 A3 A4 B1 B3 B10"),
    ("mfa", "note_verbale", "single multiple", "sticker electronic", "A1 A2 A3 A4 B10"),
    ("mission of annex 6", "petition", "single", "sticker electronic", "A3 B1 B3 B10 B12"),
    ("mission of annex 6", "petition", "multiple", "sticker electronic", "B12-1"),
    ("mfa of annex 6", "petition", "single", "sticker electronic", "A3"),
    ("mission", "petition", "single", "sticker electronic", "B10 C4"),
    ("mission", "petition", "single multiple", "sticker electronic", "B4 B5 B8 B9 B13 C1 C2 C10"),
    ("police", "petition", "single multiple", "sticker", "A5 B2 B3 B5 B7 B8 B9 B10 B13 C1 C2 C3 C4 C11 C12"),
    ("police", "petition", "multiple", "sticker", "B9-1 C9"),
    ("police", "petition", "single multiple", "sticker", "B14 B15 B16 B17 B18 B19 B20 B21 B22"),
    ("police", "mia_instruction", "single multiple", "sticker", "B15 B18 B20 C12"),
    ("police", "mia_instruction", "single multiple", "sticker", "A1 A2 A3 A4 A5 B1 B2 B3 B5 B7 B10 B11 B12 B13 C3 C8 C9"),
];

fn by_the_law(by: &str, of_annex_6: bool, kind: &str, entries: &str, visa: &str, category: &str) -> bool {
    BASES.iter().any(|(whose, on, with, of, categories)| {
        let (body, only_annex_6) = whose.split_once(" of ").map_or((*whose, false), |(body, _)| (body, true));
        let has = |list: &str, word: &str| list.split(' ').any(|item| item == word);
        body == by && (of_annex_6 || !only_annex_6) && *on == kind && has(with, entries) && has(of, visa) && has(categories, category)
    })
}

/// The kinds of visa, and a citizen of India or, of annex 6, of Germany, by whom the answer may differ.
fn worth_trying(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        "petition" => &[("sticker", "IN"), ("sticker", "DE"), ("electronic", "IN"), ("electronic", "DE")],
        "invitation" | "mia_instruction" => &[("sticker", "IN"), ("electronic", "IN")],
        _ => &[("sticker", "IN")],
    }
}

/// Covers: R26 para 25; R26 para 28; R26 para 31; R26 annex 1
#[test]
pub fn a_visa_rests_on_exactly_what_the_rules_base_it_on() {
    let rules = RULEBOOK.on(day(FIRST_DAY)).unwrap();
    for category in rules.of(&RULEBOOK.categories) {
        let category = category.code.as_str();
        for by in ["police", "mfa", "mission"] {
            for kind in ["invitation", "petition", "note_verbale", "mfa_instruction", "mia_instruction"] {
                for entries in ["single", "multiple"] {
                    for &(visa, citizenship) in worth_trying(kind) {
                        let edits = format!(
                            "category={category}; provider={by}; basis/kind={kind}; entries={entries}; visa_kind={visa}; \
                             recipient/citizenship={citizenship}; documents=[]; current_visa=null"
                        );
                        let judgement = judgement(&c3(&edits), FIRST_DAY);
                        let found = judgement.findings.iter().any(|finding| finding.code.as_str() == "CHK-VISA-BASIS");
                        let allowed = by_the_law(by, citizenship == "DE", kind, entries, visa, category);
                        assert_eq!(!found, allowed, "{edits}");
                    }
                }
            }
        }
    }
}

pub fn rows() -> Vec<VisaRow> {
    let compatriot = |with: &str| {
        c3(&format!(
            "provider=mission; category=B10; valid_until=2026-11-01; current_visa=null; recipient/present_address=null; {}{with}",
            paper("former_compatriot_proof")
        ))
    };
    let at_a_mission = |edits: &str| {
        c3(&format!(
            "provider=mission; category=B3; entries=single; valid_until=2026-06-30; current_visa=null; fee=null; \
             recipient/present_address=null; documents=!foreign_labour_permit; {edits}"
        ))
    };
    let note = |edits: &str| at_a_mission(&format!("basis/kind=note_verbale; {edits}"));
    vec![
        row("a former compatriot, many times", compatriot(""))
            .warned(&["CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22", "CHK-STAY valid_until: annex 1 (B10)"]),
        row("a note verbale that nobody is named to have sent", note("")).warned(&[CONSULAR, SENDER]),
        row("of a company, for all that is said", note("inviting_party/kind=legal_entity")).warned(&[CONSULAR, SENDER]),
        row("of the mission that invites", note("inviting_party/kind=foreign_mission")).warned(&[CONSULAR]),
        row("of a foreign ministry", note("basis/sender=foreign_ministry")).warned(&[CONSULAR]),
        row("of a diplomatic mission", note("basis/sender=diplomatic_mission")).warned(&[CONSULAR]),
        row("of a consulate", note("basis/sender=consulate")).warned(&[CONSULAR]),
        row("of an international organisation", note("basis/sender=international_organisation")).warned(&[CONSULAR]),
        row("work on an instruction of the foreign ministry", c3("basis/kind=mfa_instruction")).ineligible(&[ON]),
        row("an electronic visa on a petition", electronic("basis/kind=petition"))
            .incomplete(&[ON, "CHK-PAPER-MISSING documents: R26 para 28(3); annex 1"]),
        row("an exit visa on an invitation", exit("basis/kind=invitation"))
            .ineligible(&[ON, "CHK-VISA-PARTY inviting_party: R26 paras 3, 19"]),
        row("whatever a restored visa rests on is not judged again", restoration("basis/kind=note_verbale")),
        row("an invitation that nobody gave", electronic("inviting_party=null"))
            .ineligible(&["CHK-VISA-PARTY inviting_party: R26 paras 3, 19"]),
    ]
}

/// Covers: R26 para 3(10); R26 para 28
#[test]
pub fn a_basis_is_judged_only_where_a_visa_is_issued() {
    check(&rows());
    let request = parse(&c3(""));
    assert_eq!(
        serde_json::to_value(&request.form().basis).unwrap(),
        json!({"kind": "petition", "number": "17/2026", "date": "2026-04-20"})
    );
}
