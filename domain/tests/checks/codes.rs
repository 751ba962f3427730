//! Risk: a finding names a paragraph that nobody can look up, or a check is never tried.

use std::collections::BTreeSet;

use shaqyru_domain::checks::finding::FindingCode;

use super::row::{RULEBOOK, Row};

pub fn all_rows() -> Vec<Row> {
    [
        super::annex_4::rows(),
        super::biometrics::rows(),
        super::categories::rows(),
        super::competence::rows(),
        super::duty::rows(),
        super::electronic::rows(),
        super::exceptions::rows(),
        super::fee::rows(),
        super::filing_window::rows(),
        super::identification::rows(),
        super::instruction::rows(),
        super::ministry::rows(),
        super::needless::rows(),
        super::needless::rows_of_substitutes(),
        super::paper_dates::rows(),
        super::papers::rows(),
        super::passport::rows(),
        super::person::rows(),
        super::place::rows(),
        super::place::rows_of_districts(),
        super::place::rows_of_airports(),
        super::recipients::rows(),
        super::record::rows(),
        super::residence::rows(),
        super::state_corporation::rows(),
        super::work::families(),
    ]
    .concat()
}

#[test]
pub fn every_finding_names_a_paragraph_that_can_be_looked_up() {
    let paragraphs: BTreeSet<_> =
        RULEBOOK.paragraphs.iter().map(|paragraph| format!("{} {}", paragraph.rule.act, paragraph.rule.number)).collect();
    let mut texts = BTreeSet::new();
    for code in FindingCode::ALL {
        assert!(
            paragraphs.contains(code.paragraph()),
            "{code} rests on {}, which rulebook/paragraphs.toml does not know",
            code.paragraph()
        );
        assert!(texts.insert(code.as_str()), "{code} stands for two findings");
        assert_eq!(code.as_str().parse::<FindingCode>().unwrap(), *code);
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert_eq!(code.to_string(), code.as_str());
        assert!(code.says().ends_with('.'), "{code}");
    }
    assert!("CHK-NONSENSE".parse::<FindingCode>().is_err());
}

#[test]
pub fn every_finding_code_is_raised_by_some_row() {
    let of_applications = all_rows().into_iter().flat_map(|row| row.judgement().findings);
    let found: BTreeSet<_> = of_applications
        .chain(super::sticker::of_a_spoilt_one())
        .chain(super::person::of_a_recorded_one())
        .chain(super::visa::rows().into_iter().flat_map(|row| row.judgement().findings))
        .map(|finding| finding.code)
        .chain(super::visas::found())
        .collect();
    assert_eq!(found, FindingCode::ALL.iter().copied().collect(), "codes without a row");
}
