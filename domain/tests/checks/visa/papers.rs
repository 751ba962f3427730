//! Risk: a recipient is sent home for a paper that nobody may ask for, or a visa is issued without one that annex 1 or annex 8 wants.

use std::collections::BTreeSet;

use serde_json::json;
use shaqyru_domain::visa::checks::papers::missing;

use super::row::{APRIL, VisaRow, annulment, c1, c3, check, electronic, exit, extension, parse, restoration, row, shortening};
use crate::{
    mutants::NONSENSE,
    row::{FIRST_DAY, RULEBOOK, day, paper, paper_by},
};

const MISSING: &str = "CHK-PAPER-MISSING documents: ";

fn lacks(basis: &str) -> String {
    format!("{MISSING}{basis}")
}

const CATEGORIES: [&str; 42] = [
    "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B9-1", "B10", "B11", "B12", "B12-1", "B13",
    "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11",
    "C12",
];
const KINDS: [&str; 5] = ["invitation", "petition", "note_verbale", "mfa_instruction", "mia_instruction"];

/// What annex 1 asks for a first visa, category by category.
fn to_issue(by: &str, category: &str, kind: &str, entries: &str) -> Vec<&'static str> {
    let (police, petition, many) = (by == "police", kind == "petition", entries == "multiple");
    let asked: &[(bool, &'static str)] = match category {
        "A3" | "B1" | "B2" | "B3" | "B8" | "B9" | "B12" | "C10" | "C11" => &[(petition, "visa_petition")],
        "A5" => &[(police && petition, "investor_petition")],
        "B4" => &[
            (petition, "visa_petition"),
            (true, "carriage_papers"),
            (true, "carrier_permit"),
            (true, "driving_licence"),
            (true, "vehicle_papers"),
        ],
        "B5" => &[(petition, "visa_petition"), (true, "passage_permit")],
        "B7" => &[(police && petition, "internship_petition")],
        "B9-1" => &[(many, "digital_nomad_petition"), (many, "earlier_electronic_visa")],
        "B10" => &[
            (petition, "visa_petition"),
            (petition && by == "mission", "private_visit_proof"),
            (petition && police, "funeral_or_illness_proof"),
        ],
        "B12-1" => &[
            (petition, "visa_petition"),
            (true, "income_statement"),
            (true, "tax_return"),
            (true, "no_criminal_record"),
            (true, "medical_insurance"),
        ],
        "B13" => &[(petition, "visa_petition"), (true, "transit_tickets"), (true, "onward_entry")],
        "B15" => &[(petition, "visa_petition"), (petition, "return_certificate")],
        "B20" => &[(petition, "visa_petition"), (petition, "force_majeure_proof")],
        "B21" => &[(true, "court_or_crime_paper")],
        "C1" => &[(true, "health_certificate")],
        "C2" => &[
            (petition, "visa_petition"),
            (true, "hosts_identity"),
            (true, "hosts_means"),
            (true, "hosts_housing"),
            (true, "family_insurance"),
            (true, "family_ties"),
            (true, "familys_criminal_record"),
        ],
        "C3" => &[(police, "work_petition"), (police, "foreign_labour_permit")],
        "C4" => &[(petition, "visa_petition"), (true, "qualification_certificate"), (police, "own_work_contract")],
        "C5" => &[(true, "no_criminal_record"), (true, "medical_insurance"), (true, "health_certificate")],
        "C6" => &[(true, "employers_permit")],
        "C9" => &[(police && petition, "school_petition"), (police && petition, "students_nationality")],
        "C12" => &[(police && petition, "medical_paper")],
        _ => &[],
    };
    asked.iter().filter(|(is_asked, _)| *is_asked).map(|(_, code)| *code).collect()
}

/// What paras 50 and 51 ask for an extension.
fn to_extend(by: &str, category: &str, kind: &str) -> Vec<&'static str> {
    let police = by == "police";
    let petition = if police { &["extension_petition"][..] } else { &[] };
    let more: &[&'static str] = match category {
        "A1" | "A2" | "A4" => return if by == "mfa" { vec!["extension_request"] } else { Vec::new() },
        "A3" if by == "mfa" => &["extension_request"],
        "A5" => &["investment_confirmation"],
        "C2" => &["hosts_means", "hosts_housing", "family_insurance", "family_ties"],
        "C3" if police => &["foreign_labour_permit"],
        "C4" if police => &["own_work_contract"],
        "A3" | "B2" | "B8" | "B9" | "B12-1" | "C1" | "C3" | "C4" => &[],
        "B7" => return vec!["internship_extension_petition"],
        "B21" => return vec!["court_extension_request"],
        "C5" => return vec!["business_extension_request"],
        "C7" => return vec!["missionary_extension_request", "missionary_extension_consent"],
        "C9" => return vec!["study_extension_petition"],
        "C12" if matches!(kind, "petition" | "invitation") => return vec!["treatment_extension_petition", "care_paper"],
        _ => return Vec::new(),
    };
    [petition, more].concat()
}

/// Covers: R26 para 19; R26 para 50; R26 para 51; R26 annex 1; R26 annex 8
#[test]
pub fn a_visa_is_asked_for_exactly_the_papers_of_its_category_basis_and_provider() {
    let rules = RULEBOOK.on(day(APRIL)).unwrap();
    let with_every_visa = ["visa_form", "photo", "passport"];
    for (by, category, kind, entries) in every_request() {
        for action in ["issue", "extend", "restore", "annul", "shorten"] {
            let mut document = restoration(&format!(
                "action={action}; provider={by}; category={category}; entries={entries}; basis/kind={kind}; documents=[]; reason=null"
            ));
            document["works_in"] = json!(null);
            let found: BTreeSet<_> = missing(&parse(&document), &rules, day(APRIL), &[]).into_iter().map(|paper| paper.code).collect();
            let of_its_own = match action {
                "issue" => to_issue(by, category, kind, entries),
                "extend" => to_extend(by, category, kind),
                "restore" => vec!["restoration_petition"],
                _ => Vec::new(),
            };
            let with_every = if matches!(action, "annul" | "shorten") { &[][..] } else { &with_every_visa };
            let expected: BTreeSet<_> = of_its_own.iter().chain(with_every).map(|&code| code.to_owned()).collect();
            assert_eq!(found, expected, "{action} {category} with {entries} entries by {by} on {kind}");
        }
    }
}

fn every_request() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut requests = Vec::new();
    for by in ["police", "mfa", "mission"] {
        for category in CATEGORIES {
            for kind in KINDS {
                requests.extend(["single", "multiple"].map(|entries| (by, category, kind, entries)));
            }
        }
    }
    requests
}

/// Which papers count for what is asked: the kinds, and of petitions the bodies that may write them.
const PASSES: &[(&str, &str, &[&str], &[&str])] = &[
    // By whom, action and category and basis; the code; the kinds; the issuers.
    ("police issue C3 petition", "visa_form", &["visa_form"], &[]),
    ("police issue C3 petition", "photo", &["photo"], &[]),
    ("police issue C3 petition", "passport", &["passport", "travel_document", "return_certificate"], &[]),
    ("police issue C3 petition", "work_petition", &["petition"], &[]),
    ("police restore C3 petition", "restoration_petition", &["petition"], &[]),
    ("mission issue B8 petition", "visa_petition", &["petition"], &[]),
    ("police issue A5 petition", "investor_petition", &["petition"], &["authorised_investment_body", "aifc_administration"]),
    ("police issue B7 petition", "internship_petition", &["petition"], &["innovation_cluster"]),
    ("police issue B9-1 petition", "digital_nomad_petition", &["petition"], &["informatisation_authority"]),
    ("police issue B9-1 petition", "earlier_electronic_visa", &["electronic_visa"], &[]),
    ("police issue C4 petition", "own_work_contract", &["labour_contract"], &[]),
    ("police extend C4 petition", "own_work_contract", &["labour_contract"], &[]),
    ("mission issue C4 petition", "qualification_certificate", &["qualification_certificate"], &[]),
    ("mission issue B4 petition", "carriage_papers", &["vehicle_transit_permit"], &[]),
    ("mission issue B4 petition", "carrier_permit", &["carriage_permit"], &[]),
    ("mission issue B4 petition", "driving_licence", &["driving_licence"], &[]),
    ("mission issue B4 petition", "vehicle_papers", &["vehicle_documents"], &[]),
    ("mission issue B5 petition", "passage_permit", &["passage_permit"], &[]),
    ("mission issue B10 petition", "private_visit_proof", &["funeral_or_illness_proof", "kinship_proof", "former_compatriot_proof"], &[]),
    ("police issue B10 petition", "funeral_or_illness_proof", &["funeral_or_illness_proof"], &[]),
    ("mission issue B12-1 invitation", "income_statement", &["bank_statement"], &[]),
    ("mission issue B12-1 invitation", "tax_return", &["tax_return"], &[]),
    ("mission issue B12-1 invitation", "no_criminal_record", &["criminal_record_certificate"], &[]),
    ("mission issue B12-1 invitation", "medical_insurance", &["medical_insurance"], &[]),
    ("mission issue B13 petition", "transit_tickets", &["travel_tickets"], &[]),
    ("mission issue B13 petition", "onward_entry", &["onward_visa", "onward_entry_right"], &[]),
    ("police issue B15 petition", "return_certificate", &["return_certificate", "travel_document"], &[]),
    ("police issue B20 petition", "force_majeure_proof", &["force_majeure_proof"], &[]),
    ("police issue B21 petition", "court_or_crime_paper", &["crime_report_coupon", "court_document"], &[]),
    ("police issue C1 petition", "health_certificate", &["health_certificate"], &[]),
    ("mission issue C2 petition", "hosts_identity", &["identity_document"], &[]),
    ("mission issue C2 petition", "hosts_means", &["means_proof"], &[]),
    ("mission issue C2 petition", "hosts_housing", &["housing_proof"], &[]),
    ("mission issue C2 petition", "family_insurance", &["medical_insurance"], &[]),
    ("mission issue C2 petition", "family_ties", &["kinship_proof"], &[]),
    ("mission issue C2 petition", "familys_criminal_record", &["criminal_record_certificate"], &[]),
    ("mission issue C6 invitation", "employers_permit", &["foreign_labour_permit"], &[]),
    ("police issue C9 petition", "school_petition", &["petition"], &["educational_organisation"]),
    ("police issue C9 petition", "students_nationality", &["ethnic_kazakh_proof"], &[]),
    ("police issue C12 petition", "medical_paper", &["medical_document", "medical_form_026u"], &[]),
    ("police extend C1 petition", "extension_petition", &["petition"], &[]),
    ("mfa extend A1 note_verbale", "extension_request", &["petition", "note_verbale"], &[]),
    (
        "police extend A5 petition",
        "investment_confirmation",
        &["investment_confirmation", "petition"],
        &["authorised_investment_body", "aifc_administration"],
    ),
    (
        "police extend B7 petition",
        "internship_extension_petition",
        &["petition"],
        &["central_executive_body", "innovation_cluster", "aifc_participant", "aifc_body"],
    ),
    ("police extend B21 petition", "court_extension_request", &["petition"], &["investigating_body", "court"]),
    ("police extend C5 petition", "business_extension_request", &["petition"], &["local_executive_body"]),
    ("police extend C7 petition", "missionary_extension_request", &["petition"], &["religious_association"]),
    ("police extend C7 petition", "missionary_extension_consent", &["religious_consent"], &[]),
    ("police extend C9 petition", "study_extension_petition", &["petition"], &["educational_organisation", "education_authority"]),
    ("police extend C12 petition", "treatment_extension_petition", &["petition"], &[]),
    ("police extend C12 petition", "care_paper", &["medical_document", "medical_form_026u"], &[]),
];

/// Covers: R26 para 23; R26 para 51; R26 annex 1
#[test]
pub fn only_the_right_paper_of_the_right_body_counts() {
    let rules = RULEBOOK.on(day(FIRST_DAY)).unwrap();
    let kinds: BTreeSet<_> =
        PASSES.iter().flat_map(|(_, _, kinds, _)| *kinds).copied().chain(["foreign_labour_permit", NONSENSE]).collect();
    let issuers: BTreeSet<_> = PASSES.iter().flat_map(|(_, _, _, issuers)| *issuers).copied().collect();
    for (request, code, right, bodies) in PASSES {
        let words: Vec<_> = request.split(' ').collect();
        let edits = format!(
            "provider={}; action={}; category={}; basis/kind={}; entries=multiple; documents=[]; reason=null",
            words[0], words[1], words[2], words[3]
        );
        let lacks = |with: &str| {
            let papers = missing(&parse(&restoration(&format!("{edits}; {with}"))), &rules, day(FIRST_DAY), &[]);
            papers.iter().any(|paper| paper.code == *code)
        };
        for kind in &kinds {
            for issuer in issuers.iter().copied().chain([NONSENSE]) {
                let counts = right.contains(kind) && (bodies.is_empty() || bodies.contains(&issuer));
                assert_eq!(lacks(&paper_by(kind, issuer)), !counts, "{request}: {kind} of {issuer} as {code}");
            }
            let counts = right.contains(kind) && bodies.is_empty();
            assert_eq!(lacks(&paper(kind)), !counts, "{request}: {kind} of nobody as {code}");
        }
        let expired = format!(r#"documents/-={{"kind":"{}","valid_until":"2026-02-21"}}"#, right[0]);
        assert!(lacks(&expired), "{request}: an expired {} as {code}", right[0]);
    }
}

pub fn rows() -> Vec<VisaRow> {
    let annex_8 = lacks("annex 8 row 8");
    let [para_19, para_48] = ["R26 paras 19, 20", "R26 para 48"].map(lacks);
    let permit = lacks("R26 annex 8 row 8(6); R26 para 13(6)");
    let posting = lacks("para 51(10)");
    let short = "CHK-PERMIT-ENDS documents[4].valid_until: annex 1 (C3)";
    let aifc = r#"inviting_party/regimes=["aifc_participant"]"#;
    let sticker_by_mission = "provider=mission; present_address=null";
    let child = "recipient/date_of_birth=2012-05-01";
    let c9 = |more: &str| {
        c3(&format!(
            "category=C9; basis/kind=invitation; valid_until=2026-08-01; entries=single; fee/amount_kzt=30275; documents=!petition; {more}"
        ))
    };
    vec![
        row("no form", c3("documents=!visa_form")).incomplete(&[&para_19]),
        row("no photograph", restoration("documents=!photo")).incomplete(&[&para_19]),
        row("no passport", extension("documents=!passport")).incomplete(&[&lacks("R26 para 19; annex 8 row 8")]),
        row("an exit visa, no photograph", exit("documents=!photo")).incomplete(&[&para_19]),
        row("nothing for an electronic visa", electronic("documents=[]")),
        row("nothing to annul", annulment("documents=[]")),
        row("nothing to shorten", shortening("documents=[]")),
        row("no petition to restore", restoration("documents=!petition")).incomplete(&[&para_48]),
        row("no permit to restore: it was judged when the visa was issued", restoration("documents=!foreign_labour_permit")),
        row("no petition for work", c3("documents=!petition")).incomplete(&[&lacks("annex 8 row 8(6)")]),
        row("no permit", c3("documents=!foreign_labour_permit")).incomplete(&[&permit]),
        row("an expired permit", c3(r#"documents/4={"kind":"foreign_labour_permit","valid_until":"2026-04-23"}"#)).incomplete(&[&permit]),
        row("a permit that ends a day before the visa", c3("documents/4/valid_until=2027-05-30")).ineligible(&[short]),
        row("the same for an extension", extension("documents/4/valid_until=2027-05-30")).ineligible(&[short]),
        row("the same for a restored one, which is the same visa again", restoration("documents/4/valid_until=2026-05-30")),
        row("of the AIFC, without certificate and contract", c3(aifc)).incomplete(&[&permit]),
        row(
            "of the AIFC, with both and no permit",
            c3(&format!(
                "{aifc}; documents=!foreign_labour_permit; {}; {}",
                paper("aifc_registration_certificate"),
                paper("labour_contract")
            )),
        ),
        row("kandas, without the certificate", c3("recipient/work_group=kandas; documents=!foreign_labour_permit")).incomplete(&[&permit]),
        row(
            "kandas, with it",
            c3(&format!("recipient/work_group=kandas; documents=!foreign_labour_permit; {}", paper("kandas_certificate"))),
        ),
        row("work elsewhere, no posting", extension("documents=!posting_order")).incomplete(&[&posting]),
        row("work elsewhere, by a contract", extension(&format!("documents=!posting_order; {}", paper("contract")))),
        row("no petition to extend", extension("documents=!petition")).incomplete(&[&annex_8]),
        row("no proof of health", c1("documents=!health_certificate")).incomplete(&[&lacks("annex 1 (C1, C5)")]),
        row("a family member needs no permit", c3(&format!("{}; documents=!foreign_labour_permit; {}", FAMILY, paper("kinship_proof")))),
        row("a student of age", c9("")),
        row("a minor without the parents' consent", c9(&format!("{child}; recipient/passport/issued_on=2024-01-01")))
            .incomplete(&[&lacks("annex 1 (C9)")])
            .fingerprints(false),
        row("a minor with it", c9(&format!("{child}; recipient/passport/issued_on=2024-01-01; {}", paper("parental_consent")))),
        row(
            "B10 of an annex-6 national at a mission, on no proof",
            c3(&format!(
                "{}; category=B10; entries=single; valid_until=2026-08-01; recipient/citizenship=DE; current_visa=null",
                sticker_by_mission.replace("present_address", "recipient/present_address")
            )),
        )
        .warned(&["CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22"]),
        row("a paper of tomorrow", c3(r#"documents/-={"kind":"contract","issued_on":"2026-04-25"}"#))
            .ineligible(&["CHK-PAPER-DATES documents[5].issued_on: para 23"]),
    ]
}

/// Papers that hang on no day, and that no other test asks for on the edition's first day.
pub fn of_no_day() -> Vec<VisaRow> {
    let minor = "recipient/date_of_birth=2012-05-01; recipient/passport/issued_on=2020-08-08";
    vec![
        row("work elsewhere, no posting", extension("documents=!posting_order")).incomplete(&[&lacks("para 51(10)")]),
        row("a minor without the parents' consent", c3(&format!("category=C9; basis/kind=invitation; current_visa=null; {minor}")))
            .incomplete(&[&lacks("annex 1 (C9)")]),
        row("nothing is paid", c3("fee=null")).incomplete(&[&lacks("annex 8 row 8(4)")]),
    ]
}

const FAMILY: &str = r#"recipient/family={"relation":"spouse","main_visa":{"number":"KZ1","valid_until":"2027-05-31"}}"#;

/// Covers: R26 para 23; R26 para 48; R26 annex 8
#[test]
pub fn a_request_is_incomplete_exactly_when_a_paper_is_missing() {
    check(&rows());
}

/// Covers: R26 para 12; R26 annex 8
#[test]
pub fn what_the_state_holds_is_not_missing_for_a_visa() {
    let rules = RULEBOOK.on(day(APRIL)).unwrap();
    let request = parse(&c3("documents=!foreign_labour_permit"));
    let held = |until: &str| {
        let paper = json!({"kind": "foreign_labour_permit", "system": "labour register", "valid_until": until});
        missing(&request, &rules, day(APRIL), &[serde_json::from_value(paper).unwrap()])
    };
    assert_eq!(held("2026-04-24"), []);
    assert_eq!(held("2026-04-23").len(), 1);
}
