//! Risk: a rule holds for a category, a purpose, a regime or a group beside those that the law names, or not for one that it names. Each
//! category is filed in every way that a rule hangs on, and what the law says of it is written down here a second time, from its text.

use std::{collections::BTreeSet, iter::once, sync::LazyLock};

use serde_json::json;
use shaqyru_domain::checks;

use super::{
    mutants::NONSENSE,
    row::{FRIDAY, RULEBOOK, b3, categories, day, parse},
};

pub const PURPOSES: [&str; 10] = [
    "prisoner_visit",
    "care_of_relative",
    "space_flight",
    "official_delegation",
    "humanitarian_aid",
    "lectures",
    "youth_exchange",
    "sports_event",
    "industrial_investment",
    "founder_or_director",
];
const PARTIES: [&str; 5] = ["natural_person", "legal_entity", "individual_entrepreneur", "state_body", "foreign_mission"];
pub const REGIMES: [&str; 8] = [
    "aifc_participant",
    "aifc_body",
    "aifc_investment_resident",
    "innovation_cluster",
    "innovation_cluster_participant",
    "astana_hub_fund",
    "special_economic_zone",
    NONSENSE,
];
const GROUPS: [&str; 8] =
    ["kandas", "crew_member", "university_teacher", "holding_head", "holding_director", "branch_head", "company_head", "company_deputy"];
/// Every paper of which a rule speaks, but those that each application here has.
pub const PAPERS: [&str; 30] = [
    "aifc_accreditation_certificate",
    "aifc_registration_certificate",
    "appointment_order",
    "board_meeting_extract",
    "child_rights_consent",
    "contract",
    "demanded_profession_diploma",
    "dependency_proof",
    "ethnic_kazakh_proof",
    "fee_receipt",
    "foreign_labour_permit",
    "former_compatriot_proof",
    "founders_decision",
    "founders_meeting_extract",
    "humanitarian_accreditation",
    "identity_document",
    "kandas_certificate",
    "kinship_proof",
    "labour_contract",
    "medical_form_026u",
    "no_permit_needed_proof",
    "officers_error_note",
    "pakistan_chamber_certificate",
    "penal_system_consent",
    "qualification_certificate",
    "religious_consent",
    "visa_c2",
    "visa_c3",
    "visa_c7",
    "visa_c11",
];
/// A labour permit that ends before the visit does.
const SHORT_PERMIT: &str = "short permit";

/// Para 24: who issues what, inside Kazakhstan and abroad, and what is issued through the portal.
const BY_POLICE: [&str; 13] = ["A5", "B2", "B3", "B7", "B8", "B9", "B9-1", "C1", "C3", "C4", "C9", "C11", "C12"];
const BY_MINISTRY: [&str; 5] = ["A1", "A2", "A3", "A4", "B10"];
const AT_AIRPORTS: [&str; 18] =
    ["A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B5", "B7", "B10", "B11", "B12", "B13", "C3", "C8", "C9", "C12"];
const NOT_BY_MISSIONS: [&str; 2] = ["B9-1", "C11"];
const ELECTRONIC: [&str; 9] = ["A3", "A5", "B1", "B2", "B3", "B9-1", "B10", "B12", "C12"];
/// Annexes 1 and 5: no invitation is coordinated for these.
const NO_INVITATION: [&str; 5] = ["B4", "B5", "B13", "C2", "C11"];
/// Para 34.
const WITH_FAMILY: [&str; 12] = ["A1", "A2", "A3", "A4", "A5", "A6", "B7", "B10", "B12-1", "C3", "C7", "C9"];
/// What the checks below say; other findings have tests of their own.
const TRIED: [&str; 10] = [
    "CHK-RECIPIENT",
    "CHK-ENTRIES",
    "CHK-INVITATION-NEEDLESS",
    "CHK-PERMIT-ENDS",
    "CHK-PERMIT-SEASONAL",
    "CHK-PLACE-INSIDE",
    "CHK-PLACE-AIRPORT",
    "CHK-PLACE-ISSUER",
    "CHK-FAMILY-CATEGORY",
    "CHK-ELECTRONIC-CATEGORY",
];

/// What each application here is made of.
static EXAMPLE: LazyLock<serde_json::Value> = LazyLock::new(|| b3(""));

#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    Mission,
    /// Inside Kazakhstan, where no airport is.
    Inside,
    /// Inside Kazakhstan, in a city with an airport.
    Airport,
    Portal,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
struct Asked {
    category: &'static str,
    multiple: bool,
    at: At,
    party: &'static str,
    purpose: &'static str,
    regime: &'static str,
    group: &'static str,
    family: bool,
    child: bool,
    citizenship: &'static str,
    papers: [&'static str; 2],
}

impl Asked {
    fn new(category: &'static str, multiple: bool) -> Self {
        Self {
            category,
            multiple,
            at: At::Mission,
            party: "legal_entity",
            purpose: "",
            regime: "",
            group: "",
            family: false,
            child: false,
            citizenship: "TR",
            papers: ["", ""],
        }
    }

    fn document(&self) -> serde_json::Value {
        let mut document = EXAMPLE.clone();
        document["inviting_party"]["kind"] = json!(self.party);
        document["inviting_party"]["regimes"] = json!(once(self.regime).filter(|name| !name.is_empty()).collect::<Vec<_>>());
        let invitee = &mut document["invitees"][0];
        invitee["citizenship"] = json!(self.citizenship);
        if self.child {
            invitee["date_of_birth"] = json!("2015-01-01");
        }
        if self.family {
            invitee["family"] = json!({ "relation": "spouse", "main_visa": { "number": "12345678", "valid_until": "2027-05-09" } });
        }
        if !self.group.is_empty() {
            invitee["work_group"] = json!(self.group);
        }
        let visit = &mut document["visit"];
        visit["category"] = json!(self.category);
        visit["entries"] = json!(if self.multiple { "multiple" } else { "single" });
        if !self.purpose.is_empty() {
            visit["special_purpose"] = json!(self.purpose);
        }
        match self.at {
            At::Mission => {}
            At::Inside => visit["visa_collection_place"] = json!({ "country": "KZ", "city": "Arkalyk" }),
            At::Airport => visit["visa_collection_place"] = json!({ "country": "KZ", "city": "Almaty" }),
            At::Portal => {
                visit["visa_kind"] = json!("electronic");
                visit["visa_collection_place"] = json!(null);
            }
        }
        for paper in self.papers.into_iter().filter(|paper| !paper.is_empty()) {
            document["documents"].as_array_mut().unwrap().push(match paper {
                SHORT_PERMIT => json!({ "kind": "foreign_labour_permit", "valid_until": "2026-05-14" }),
                kind => json!({ "kind": kind }),
            });
        }
        document
    }

    fn is(&self, categories: &[&str]) -> bool {
        categories.contains(&self.category)
    }

    fn has(&self, papers: &[&str]) -> bool {
        self.papers.iter().any(|paper| papers.contains(if *paper == SHORT_PERMIT { &"foreign_labour_permit" } else { paper }))
    }

    fn is_family(&self) -> bool {
        self.family && self.is(&WITH_FAMILY)
    }

    fn in_aifc(&self) -> bool {
        ["aifc_participant", "aifc_body"].contains(&self.regime)
    }

    /// Paras 12 and 13: the papers that it takes, each with the kinds that will do. No petition is handed in here.
    fn papers_of_the_law(&self) -> Vec<(&'static str, &'static [&'static str])> {
        const PERMIT: &[&str] = &["foreign_labour_permit", "qualification_certificate", "no_permit_needed_proof"];
        const CERTIFICATE: &[&str] = &["aifc_registration_certificate", "aifc_accreditation_certificate"];
        let mut asked: Vec<(&str, &[&str])> = Vec::new();
        let mut ask = |when: bool, code, kinds| asked.extend(when.then_some((code, kinds)));
        ask(self.party == "natural_person", "identity_document", &["identity_document"][..]);
        let needs_no_contract = self.citizenship == "DE" || self.has(&["ethnic_kazakh_proof", "former_compatriot_proof"]);
        ask(self.is(&["B1", "B2", "B3"]) && self.multiple && !needs_no_contract, "business_contract", &["contract"]);
        ask(self.purpose == "prisoner_visit", "penal_system_consent", &["penal_system_consent"]);
        ask(self.is(&["B11"]), "child_rights_consent", &["child_rights_consent"]);
        ask(self.is(&["C6"]), "seasonal_labour_permit", PERMIT);
        ask(self.is(&["C4"]), "qualification_certificate", &["qualification_certificate"]);
        ask(self.is(&["C8"]), "humanitarian_accreditation", &["humanitarian_accreditation"]);
        ask(self.purpose == "care_of_relative", "medical_form_026u", &["medical_form_026u"]);
        ask(self.purpose == "care_of_relative", "kinship_proof", &["kinship_proof"]);
        let of_pakistan = self.is(&["B3"]) && self.at == At::Portal && self.citizenship == "PK";
        ask(of_pakistan, "pakistan_chamber_certificate", &["pakistan_chamber_certificate"]);
        if self.is_family() {
            return asked;
        }
        ask(self.is(&["A5"]), "investment_petition", &[]);
        ask(self.is(&["B6", "C7"]), "religious_consent", &["religious_consent"]);
        ask(self.is(&["B7"]), "petition", &[]);
        ask(self.is(&["C9"]), "education_petition", &[]);
        if self.is(&["C3"]) {
            ask(self.group.is_empty() && !self.in_aifc(), "foreign_labour_permit", PERMIT);
            ask(self.in_aifc(), "aifc_registration_certificate", CERTIFICATE);
            ask(self.in_aifc(), "labour_contract", &["labour_contract"]);
            match self.group {
                "kandas" => ask(true, "kandas_certificate", &["kandas_certificate"]),
                "crew_member" | "university_teacher" => ask(true, "crew_or_teaching_contract", &["labour_contract"]),
                "holding_head" => ask(true, "holding_appointment", &["appointment_order"]),
                "holding_director" => ask(true, "holding_board_extract", &["board_meeting_extract"]),
                "branch_head" | "company_head" => ask(true, "founders_decision", &["founders_decision", "founders_meeting_extract"]),
                "company_deputy" => ask(true, "deputy_appointment", &["appointment_order"]),
                _ => {}
            }
        }
        asked
    }

    fn missing_by_the_law(&self) -> BTreeSet<&'static str> {
        self.papers_of_the_law().into_iter().filter(|(_, kinds)| !self.has(kinds)).map(|(code, _)| code).collect()
    }

    /// Annex 5, on the duty.
    fn is_free_by_the_law(&self) -> bool {
        self.party == "state_body"
            || self.is(&["A3"]) && self.purpose == "official_delegation"
            || self.is(&["B1", "C8"]) && self.purpose == "humanitarian_aid"
            || self.is(&["A5", "A6"])
            || self.has(&["ethnic_kazakh_proof"])
    }

    /// Annex 1 and paras 15(1), 24, 28 and 34.
    fn found_by_the_law(&self) -> BTreeSet<&'static str> {
        let inside = matches!(self.at, At::Inside | At::Airport);
        let of_age = !self.child || !self.is(&["C5"]);
        let proved = (!self.is(&["C1", "C10"]) || self.has(&["ethnic_kazakh_proof"]))
            && (!self.is(&["B9"]) || self.has(&["demanded_profession_diploma"]))
            && (!self.is_family() || self.has(&["kinship_proof", "dependency_proof"]));
        let there_is_none = if self.multiple { self.is(&["B6"]) } else { self.is(&["A6", "B12-1", "C1"]) };
        let only_once = self.multiple
            && (self.is(&["B1"]) && !["humanitarian_aid", "lectures", "youth_exchange", "sports_event"].contains(&self.purpose)
                || self.is(&["B3"]) && !["industrial_investment", "founder_or_director"].contains(&self.purpose));
        let on_own_petition = self.citizenship == "DE"
            && if self.multiple { self.is(&["B12-1"]) } else { self.is(&["A3", "B1", "B3", "B10", "B12"]) }
            || self.is(&["B10"]) && self.has(&["former_compatriot_proof"]);
        let needs_permit = self.is(&["C6"]) || self.is(&["C3"]) && !self.in_aifc();
        let instead = self.has(&["qualification_certificate", "no_permit_needed_proof"]);
        let long_one = self.papers.contains(&"foreign_labour_permit");
        let by_police = self.is(&BY_POLICE) && (!self.is(&["B2"]) || self.in_aifc());
        let by_office = by_police || self.is(&BY_MINISTRY);
        let by_mission_only_once = self.is(&["C4"]) && self.multiple && !inside;
        let nomad_elsewhere = self.is(&["B9-1"]) && if self.multiple { !inside } else { self.at != At::Portal };
        let not_by_mission = self.at == At::Mission && self.is(&NOT_BY_MISSIONS);
        [
            ("CHK-RECIPIENT", !of_age || !proved),
            ("CHK-ENTRIES", !self.is(&NO_INVITATION) && there_is_none || only_once),
            ("CHK-INVITATION-NEEDLESS", self.at == At::Mission && on_own_petition),
            ("CHK-PERMIT-ENDS", needs_permit && self.papers.contains(&SHORT_PERMIT) && !long_one && !instead),
            ("CHK-PERMIT-SEASONAL", self.is(&["C6"]) && !self.papers.contains(&SHORT_PERMIT) && !long_one),
            ("CHK-PLACE-INSIDE", inside && !by_office && !self.is(&AT_AIRPORTS)),
            ("CHK-PLACE-AIRPORT", self.at == At::Inside && !by_office && self.is(&AT_AIRPORTS)),
            ("CHK-PLACE-ISSUER", !self.is(&NO_INVITATION) && (not_by_mission || by_mission_only_once || nomad_elsewhere)),
            ("CHK-FAMILY-CATEGORY", self.family && !self.is_family()),
            ("CHK-ELECTRONIC-CATEGORY", self.at == At::Portal && !self.is(&ELECTRONIC)),
        ]
        .into_iter()
        .filter_map(|(code, found)| found.then_some(code))
        .collect()
    }

    fn check(&self) {
        let judgement = checks::judge(&parse(&self.document()), &RULEBOOK, day(FRIDAY), None).unwrap();
        let missing: BTreeSet<_> = judgement.missing.iter().map(|paper| paper.code.as_str()).collect();
        assert_eq!(missing, self.missing_by_the_law(), "{self:?}");
        let due = judgement.fee.due_kzt.map(f64::from);
        assert_eq!(due, Some(if self.is_free_by_the_law() { 0.0 } else { 2162.5 }), "{self:?}");
        let found: BTreeSet<_> =
            judgement.findings.iter().map(|finding| finding.code.as_str()).filter(|code| TRIED.contains(code)).collect();
        assert_eq!(found, self.found_by_the_law(), "{self:?}");
    }
}

/// Each category with one and with many entries.
fn every_category() -> impl Iterator<Item = Asked> {
    categories().into_iter().flat_map(|category| [false, true].map(|multiple| Asked::new(category, multiple)))
}

/// Covers: R26 para 13; R26 annex 1; R26 annex 5 fee
#[test]
pub fn a_purpose_or_a_state_counts_exactly_where_a_rule_names_it() {
    for asked in every_category() {
        for purpose in once("").chain(PURPOSES) {
            Asked { purpose, ..asked }.check();
        }
        for party in PARTIES {
            Asked { party, ..asked }.check();
        }
        for citizenship in ["DE", "PK", "IN"] {
            for at in [At::Mission, At::Portal] {
                Asked { at, citizenship, ..asked }.check();
            }
        }
        Asked { child: true, ..asked }.check();
    }
}

/// Covers: R26 para 13; R26 annex 1; R26 annex 5 fee; R26 para 28; R26 para 34
#[test]
pub fn a_paper_counts_exactly_where_a_rule_names_it() {
    for asked in every_category() {
        // With many entries a paper more matters to few.
        let papers = PAPERS.into_iter().chain([SHORT_PERMIT]).filter(|_| !asked.multiple || asked.is(&["B1", "B2", "B3", "B12-1"]));
        for paper in papers {
            Asked { papers: [paper, ""], ..asked }.check();
            if ["kinship_proof", "dependency_proof", "ethnic_kazakh_proof", "demanded_profession_diploma"].contains(&paper) {
                Asked { papers: [paper, ""], family: true, ..asked }.check();
            }
            if asked.is(&["C3", "C6"]) {
                Asked { papers: [paper, SHORT_PERMIT], ..asked }.check();
                Asked { papers: [paper, SHORT_PERMIT], regime: "aifc_body", ..asked }.check();
            }
        }
    }
}

/// Covers: R26 para 13(6); R26 para 34
#[test]
pub fn a_regime_or_a_group_counts_exactly_where_a_rule_names_it() {
    for asked in every_category() {
        for family in [false, true].into_iter().filter(|family| !(*family && asked.multiple)) {
            for regime in once("").chain(REGIMES) {
                Asked { regime, family, papers: [SHORT_PERMIT, ""], ..asked }.check();
                let groups = GROUPS.into_iter().filter(|_| !asked.multiple && (regime.is_empty() || asked.is(&["C3"])));
                for group in groups {
                    Asked { regime, group, family, ..asked }.check();
                }
            }
        }
    }
}

/// Covers: R26 para 13(6)
#[test]
pub fn a_group_cannot_pass_with_the_paper_of_another_group() {
    for group in GROUPS {
        for paper in PAPERS {
            Asked { group, papers: [paper, ""], ..Asked::new("C3", true) }.check();
            Asked { group, papers: [paper, ""], regime: "aifc_participant", ..Asked::new("C3", true) }.check();
        }
    }
}

/// Covers: R26 para 24; R26 para 24(3)
#[test]
pub fn a_category_is_issued_only_where_para_24_names_it() {
    for asked in every_category() {
        for at in [At::Mission, At::Inside, At::Airport, At::Portal] {
            Asked { at, ..asked }.check();
        }
        for regime in REGIMES {
            Asked { regime, at: At::Inside, ..asked }.check();
        }
    }
}

/// Who hands in somebody else's petition.
///
/// Covers: R26 para 13(1); R26 para 13(7); R26 para 13(9)
#[test]
pub fn a_petition_counts_only_from_a_body_that_may_write_it() {
    const ISSUERS: [&str; 7] = [
        "aifc_administration",
        "astana_hub",
        "authorised_investment_body",
        "central_executive_body",
        "education_authority",
        "educational_organisation",
        "innovation_cluster",
    ];
    for (category, code, by) in [
        ("A5", "investment_petition", ["authorised_investment_body", "aifc_administration"]),
        ("B7", "petition", ["central_executive_body", "innovation_cluster"]),
        ("C9", "education_petition", ["educational_organisation", "education_authority"]),
    ] {
        for issuer in ISSUERS {
            let mut document = Asked::new(category, false).document();
            document["documents"].as_array_mut().unwrap().push(json!({ "kind": "petition", "issuer": issuer }));
            let judgement = checks::judge(&parse(&document), &RULEBOOK, day(FRIDAY), None).unwrap();
            let missing: Vec<_> = judgement.missing.iter().map(|paper| paper.code.as_str()).collect();
            assert_eq!(missing, if by.contains(&issuer) { vec![] } else { vec![code] }, "{category} with a petition of {issuer}");
        }
    }
}
