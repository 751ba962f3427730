//! Risk: somebody is brought to work without the paper that allows it, or a paper is asked of those who need none.

use serde_json::{Value, json};
use shaqyru_domain::{
    application::Application,
    checks::{learnt, papers::missing_papers, records::Records},
};

use super::row::{FRIDAY, RULEBOOK, Row, b3, c3, check, edit, paper, parse, row, with_second_invitee};

const MISSING: &str = "CHK-PAPER-MISSING: R26 para 13(6)";
/// Seasonal work without the employer's permit.
const SEASONAL: &str = "CHK-PERMIT-SEASONAL: R26 annex 1 (C6)";

/// The application of the AIFC example under another regime.
fn of_regime(regime: &str, edits: &str) -> Value {
    edit(c3(&format!(r#"inviting_party/regimes=["{regime}"]"#)), edits)
}

fn held(kind: &str, valid_until: &str) -> Value {
    json!({ "held": [{ "kind": kind, "system": "enbek", "valid_until": valid_until }] })
}

fn with_expired_permit(document: &Value) -> Value {
    let expired = r#"documents/-={"kind":"foreign_labour_permit","valid_until":"2026-03-05"}"#;
    edit(document.clone(), &format!("{}; {expired}", paper("qualification_certificate")))
}

fn with_permit_of_one(document: &Value) -> Value {
    edit(with_second_invitee(document.clone(), ""), r#"documents/-={"kind":"foreign_labour_permit","invitee":1}"#)
}

pub fn rows() -> Vec<Row> {
    let seasonal = |regime: &str| of_regime(regime, "visit/category=C6; visit/until=2026-12-01");
    let self_employed = || of_regime("special_economic_zone", "visit/category=C4; visit/entries=single; visit/until=2026-07-01");
    vec![
        row("a body of the AIFC, as a participant (para 13(6))", of_regime("aifc_body", ""), FRIDAY),
        row("a body of the AIFC without its certificate", of_regime("aifc_body", "documents=!aifc_registration_certificate"), FRIDAY)
            .incomplete(&[MISSING]),
        row("a body of the AIFC without the contract", of_regime("aifc_body", "documents=!labour_contract"), FRIDAY).incomplete(&[MISSING]),
        row("two with a participant of the AIFC and one contract", with_second_invitee(c3(""), ""), FRIDAY).incomplete(&[MISSING]),
        row(
            "two with a participant of the AIFC and two contracts",
            edit(with_second_invitee(c3(""), ""), &paper("labour_contract")),
            FRIDAY,
        ),
        row(
            "accredited with the AIFC instead of registered",
            c3(&format!("documents=!aifc_registration_certificate; {}", paper("aifc_accreditation_certificate"))),
            FRIDAY,
        ),
        row("seasonal work with a participant of the AIFC", seasonal("aifc_participant"), FRIDAY).incomplete(&[MISSING, SEASONAL]),
        row("seasonal work with a body of the AIFC", seasonal("aifc_body"), FRIDAY).incomplete(&[MISSING, SEASONAL]),
        row("and with the permit", edit(seasonal("aifc_participant"), &paper("foreign_labour_permit")), FRIDAY),
        // Para 13(6) lets each of three papers in, for seasonal work too; annex 1 bases the visa on the permit.
        row("and with a certificate instead", edit(seasonal("special_economic_zone"), &paper("qualification_certificate")), FRIDAY)
            .warned(&[SEASONAL])
            .fields(&["invitees[0]"]),
        row("and with proof that none is needed", edit(seasonal("special_economic_zone"), &paper("no_permit_needed_proof")), FRIDAY)
            .warned(&[SEASONAL]),
        row("and with a permit that has expired beside it", with_expired_permit(&seasonal("special_economic_zone")), FRIDAY)
            .warned(&[SEASONAL]),
        row("and with a permit of one of two", with_permit_of_one(&seasonal("special_economic_zone")), FRIDAY).warned(&[SEASONAL]),
        row(
            "and with one permit for two",
            with_second_invitee(edit(seasonal("special_economic_zone"), &paper("foreign_labour_permit")), ""),
            FRIDAY,
        ),
        row("and with a permit that the state holds", seasonal("special_economic_zone"), FRIDAY)
            .records(held("foreign_labour_permit", "2026-12-01")),
        row("and with a certificate that the state holds", seasonal("special_economic_zone"), FRIDAY)
            .records(held("qualification_certificate", "2026-12-01"))
            .warned(&[SEASONAL]),
        row("other work with a certificate instead", worker(&paper("qualification_certificate")), FRIDAY),
        row("self-employed without the qualification certificate", self_employed(), FRIDAY).incomplete(&[MISSING]),
        row("self-employed with a permit of an employer", edit(self_employed(), &paper("foreign_labour_permit")), FRIDAY)
            .incomplete(&[MISSING]),
        row("self-employed with the qualification certificate", edit(self_employed(), &paper("qualification_certificate")), FRIDAY),
    ]
}

/// The groups of para 13(6), each with the papers that will do, written down apart from the rulebook.
const GROUPS: [(&str, &[&str]); 8] = [
    ("kandas", &["kandas_certificate"]),
    ("crew_member", &["labour_contract"]),
    ("university_teacher", &["labour_contract"]),
    ("holding_head", &["appointment_order"]),
    ("holding_director", &["board_meeting_extract"]),
    ("branch_head", &["founders_decision", "founders_meeting_extract"]),
    ("company_head", &["founders_decision", "founders_meeting_extract"]),
    ("company_deputy", &["appointment_order"]),
];

/// Work outside the AIFC, with no paper of para 13(6).
fn worker(edits: &str) -> Value {
    of_regime("special_economic_zone", &format!("documents=!labour_contract; documents=!aifc_registration_certificate; {edits}"))
}

fn in_group(group: &str, edits: &str) -> Value {
    edit(worker(&format!("invitees/0/work_group={group}")), edits)
}

pub fn groups() -> Vec<Row> {
    let mut rows = Vec::new();
    for (group, papers) in GROUPS {
        rows.push(row(format!("{group} without a paper"), in_group(group, ""), FRIDAY).incomplete(&[MISSING]));
        let permit = in_group(group, &paper("foreign_labour_permit"));
        rows.push(row(format!("{group} with the permit instead"), permit, FRIDAY).incomplete(&[MISSING]));
        for kind in papers {
            rows.push(row(format!("{group} with {kind}"), in_group(group, &paper(kind)), FRIDAY));
            let second = "invitees/1/passport/number=Z0000099";
            let two = |papers: &str| with_second_invitee(in_group(group, papers), second);
            rows.push(row(format!("two of {group} with one {kind}"), two(&paper(kind)), FRIDAY).incomplete(&[MISSING]));
            rows.push(row(format!("two of {group} with two"), two(&format!("{0}; {0}", paper(kind))), FRIDAY));
        }
    }
    rows.extend([
        row("in no group", worker(&paper("kandas_certificate")), FRIDAY).incomplete(&[MISSING]),
        row(
            "a kandas and somebody in no group: no permit",
            edit(with_second_invitee(in_group("kandas", &paper("kandas_certificate")), ""), "invitees/1/work_group=null"),
            FRIDAY,
        )
        .incomplete(&[MISSING]),
        row("a group does not matter where nobody works", b3("invitees/0/work_group=kandas"), FRIDAY),
    ]);
    rows
}

pub fn families() -> Vec<Row> {
    let of_family = |family: &str| format!("invitees/0/family={family}");
    let child =
        |until: &str| worker(&of_family(&format!(r#"{{"relation":"child","main_visa":{{"number":"12345678","valid_until":"{until}"}}}}"#)));
    let proved = |document: Value| edit(document, &paper("kinship_proof"));
    let alone = proved(worker(&of_family(r#"{"relation":"spouse"}"#)));
    let beside_the_worker = |papers: &str| {
        let two = with_second_invitee(worker(papers), r#"invitees/1/family={"relation":"spouse"}; invitees/1/passport/number=Z0000099"#);
        proved(two)
    };
    let with_category = |category: &str| edit(proved(child("2027-05-09")), &format!("visit/category={category}"));
    let mut rows = vec![
        row("a child is asked for no permit (para 34)", proved(child("2027-05-09")), FRIDAY),
        row("a child of a worker of the AIFC", edit(proved(child("2027-05-09")), r#"inviting_party/regimes=["aifc_participant"]"#), FRIDAY),
        row("without proof of kinship", child("2027-05-09"), FRIDAY).ineligible(&["CHK-RECIPIENT: R26 para 34"]).fields(&["documents"]),
        row(
            "a dependant",
            edit(child("2027-05-09"), &format!("invitees/0/family/relation=dependant; {}", paper("dependency_proof"))),
            FRIDAY,
        ),
        row("the main recipient's visa ends a day before", proved(child("2027-05-08")), FRIDAY)
            .ineligible(&["CHK-FAMILY-TERM: R26 para 34"])
            .fields(&["invitees[0].family.main_visa.valid_until"]),
        row("nobody's family", alone, FRIDAY).ineligible(&["CHK-FAMILY-MAIN: R26 para 34"]).fields(&["invitees[0].family.main_visa"]),
        row("with the worker, who has a permit", beside_the_worker(&paper("foreign_labour_permit")), FRIDAY),
        row("with the worker, who has none", beside_the_worker(""), FRIDAY).incomplete(&[MISSING]),
        row("a child who works", edit(proved(child("2027-05-09")), "invitees/0/work_group=kandas"), FRIDAY)
            .ineligible(&["CHK-FAMILY-WORK: R26 para 34"])
            .fields(&["invitees[0].work_group"]),
    ];
    // Annex 1 and para 34: who has a family, and who has none.
    for category in ["A5", "B7", "C7", "C9"] {
        let document = edit(with_category(category), "visit/entries=multiple; visit/until=2026-10-01");
        rows.push(row(format!("the family of {category} is asked for no paper of its purpose"), document, FRIDAY));
    }
    let seasonal = edit(with_category("C6"), "visit/until=2026-12-01");
    rows.push(row("a family member cannot do seasonal work", seasonal, FRIDAY).incomplete(&[
        MISSING,
        SEASONAL,
        "CHK-FAMILY-CATEGORY: R26 para 34",
    ]));
    for category in ["B2", "B3", "C8"] {
        let document = edit(with_category(category), &format!("visit/until=2026-05-20; {}", paper("humanitarian_accreditation")));
        let document = edit(document, "visit/entries=single");
        rows.push(
            row(format!("{category} has no family"), document, FRIDAY)
                .ineligible(&["CHK-FAMILY-CATEGORY: R26 para 34"])
                .fields(&["invitees[0].family"]),
        );
    }
    rows
}

/// Covers: R26 para 13(6)
#[test]
pub fn a_group_that_needs_no_permit_is_let_in_on_its_own_paper_only() {
    check(&groups());
    let mut named: Vec<_> = RULEBOOK.papers.iter().flat_map(|paper| &paper.rule.when.work_group).map(|group| json!(group)).collect();
    named.sort_by_key(Value::to_string);
    let mut tried = GROUPS.map(|(group, _)| json!(group));
    tried.sort_by_key(Value::to_string);
    assert_eq!(named, tried, "a group without a row");
}

/// A request is known again by a digest of the application that it files.
#[test]
pub fn an_application_from_before_is_written_without_the_work_fields() {
    for document in [b3(""), c3("")] {
        let written = serde_json::to_value(parse(&document)).unwrap();
        for field in ["/invitees/0/family", "/invitees/0/work_group", "/visit/special_purpose"] {
            assert_eq!(written.pointer(field), None, "{field}");
        }
    }
}

/// Covers: R26 para 34
#[test]
pub fn what_is_said_of_a_family_reaches_the_case_of_its_invitee() {
    let family = json!({ "relation": "spouse", "main_visa": { "number": "12345678", "valid_until": "2027-05-09" } });
    let document = edit(with_second_invitee(c3(""), "invitees/1/work_group=kandas"), &format!("invitees/1/family={family}"));
    let of_case = parse(&document).of_invitee(1).unwrap();
    let written = serde_json::to_value(&of_case).unwrap();
    assert_eq!(written["invitees"][0]["family"], family);
    assert_eq!(written["invitees"][0]["work_group"], "kandas");
    assert_eq!(serde_json::from_value::<Application>(written).unwrap(), of_case);
}

/// Covers: R26 para 34; R26 para 13(6)
#[test]
pub fn family_needs_no_permit_but_proof_of_kinship_and_a_main_recipient() {
    check(&families());
}

/// Covers: R26 para 13(6); R26 annex 1; SEED AIFC and Innovation Clusters
#[test]
pub fn work_is_let_in_on_exactly_the_papers_that_it_needs() {
    check(&rows());
}

/// One handed the own certificate in, and the state may hold the other's: each case asks for its own invitee, and must not be refused
/// acceptance for what the other's registers say.
///
/// Covers: R26 para 12
#[test]
pub fn a_case_counts_a_paper_for_the_invitee_it_names_and_for_no_other() {
    let self_employed = of_regime("special_economic_zone", "visit/category=C4; visit/entries=single; visit/until=2026-07-01");
    let two = || with_second_invitee(self_employed.clone(), "");
    let both = parse(&edit(two(), r#"documents/-={"kind":"qualification_certificate","invitee":0}"#));
    let on = FRIDAY.parse().unwrap();
    let rules = RULEBOOK.on(on).unwrap();
    let code = "qualification_certificate".to_owned();
    let missing: Vec<_> = missing_papers(&both, &rules, on, &[]).into_iter().map(|paper| paper.code).collect();
    assert!(missing.contains(&code), "{missing:?}");
    let knows = |application: &Application, invitee, records: Value| {
        let records: Records = serde_json::from_value(records).unwrap();
        learnt(&application.of_invitee(invitee).unwrap(), &rules, on, &records).unwrap().held_instead.contains(&code)
    };
    assert!(knows(&both, 0, json!({})), "the case of the one who handed it in");
    assert!(!knows(&both, 1, json!({})), "the case of the other");
    // One paper that names nobody does for one of them only, and does not say for whom.
    let unnamed = parse(&edit(two(), &paper("qualification_certificate")));
    assert!(!knows(&unnamed, 0, json!({})) && !knows(&unnamed, 1, json!({})));
    let held = json!({ "held": [{ "kind": code, "system": "enbek" }] });
    assert!(knows(&unnamed, 1, held), "the case of the one whose certificate the state holds");
}
