//! Risk: an application is accepted without a paper, refused though nothing is missing, or asked for what nobody may ask for.

use std::{collections::BTreeSet, iter::once};

use serde_json::{Value, json};
use shaqyru_domain::{
    checks::{
        papers::{NeverAskedFor, PapersRequest, missing_papers},
        records::HeldPaper,
    },
    law::rulebook::Rulebook,
    problem::Code,
};

use super::row::{FRIDAY, RULEBOOK, Row, b3, b7, b10, c3, check, day, edit, files, in_force, pakistan, paper, paper_by, parse, row};

struct Paper {
    code: &'static str,
    paragraph: &'static str,
    /// An application that needs it, without it.
    needed: Value,
    /// Kinds that will do, each with an issuer if one is asked for.
    kinds: Vec<(&'static str, Option<&'static str>)>,
    /// Applications that do not need it, without it.
    not_needed: Vec<(&'static str, Value)>,
}

fn table() -> Vec<Paper> {
    let category = |category: &str| b3(&format!("visit/category={category}"));
    let of = |code, paragraph, needed, kinds: &[&'static str], not_needed: Vec<(&'static str, Value)>| Paper {
        code,
        paragraph,
        needed,
        kinds: kinds.iter().map(|kind| (*kind, None)).collect(),
        not_needed,
    };
    let petition = |code, paragraph, needed, issuers: &[&'static str], not_needed| Paper {
        code,
        paragraph,
        needed,
        kinds: issuers.iter().map(|issuer| ("petition", Some(*issuer))).collect(),
        not_needed,
    };
    let repeated = |edits: &str| b3(&format!("visit/entries=multiple; visit/special_purpose=founder_or_director; {edits}"));
    let caring = "visit/category=C12; visit/special_purpose=care_of_relative";
    let worker = || c3("inviting_party/regimes=[]");
    let group = |group: &str| c3(&format!("inviting_party/regimes=[]; documents=!labour_contract; invitees/0/work_group={group}"));
    vec![
        of("annex_4_table", "para 12", b3("documents=!annex_4_table"), &["annex_4_table"], Vec::new()),
        of("identity_document", "para 12", b10("documents=!identity_document"), &["identity_document"], vec![("a company", b3(""))]),
        of(
            "representative_authority",
            "para 12",
            b3("documents=!representative_authority"),
            &["representative_authority"],
            vec![
                ("a person", b10("documents=!representative_authority")),
                ("a state body", b3("documents=!representative_authority; inviting_party/kind=state_body")),
                ("a mission", b3("documents=!representative_authority; inviting_party/kind=foreign_mission")),
            ],
        ),
        of(
            "representative_authority",
            "para 12",
            b3("documents=!representative_authority; inviting_party/kind=individual_entrepreneur"),
            &["representative_authority"],
            Vec::new(),
        ),
        of(
            "fee_receipt",
            "para 12",
            b10("documents=!fee_receipt"),
            &["fee_receipt"],
            vec![
                ("paid through the gateway", b10("documents=!fee_receipt; fee/paid_via=egov_gateway")),
                ("nothing is due", b3("inviting_party/kind=state_body; fee/paid_via=bank; fee/amount_kzt=0")),
            ],
        ),
        petition(
            "investment_petition",
            "para 13(1)",
            category("A5"),
            &["authorised_investment_body", "aifc_administration"],
            vec![("A6", b3("visit/category=A6; visit/entries=multiple"))],
        ),
        of(
            "business_contract",
            "para 13(2)",
            repeated(""),
            &["contract"],
            vec![
                ("one entry", b3("")),
                ("annex 6", repeated("invitees/0/citizenship=DE")),
                ("ethnic Kazakh", repeated(&paper("ethnic_kazakh_proof"))),
                ("former compatriot", repeated(&paper("former_compatriot_proof"))),
                ("another category", repeated("visit/category=C5")),
            ],
        ),
        of("business_contract", "para 13(2)", repeated("visit/category=B1; visit/special_purpose=lectures"), &["contract"], Vec::new()),
        of("business_contract", "para 13(2)", repeated("visit/category=B2"), &["contract"], Vec::new()),
        of(
            "business_contract",
            "para 13(2)",
            super::row::with_second_invitee(repeated(""), "invitees/0/citizenship=DE"),
            &["contract"],
            vec![("both of annex 6", super::row::with_second_invitee(repeated("invitees/0/citizenship=DE"), ""))],
        ),
        of("religious_consent", "para 13(3)", category("B6"), &["religious_consent"], vec![("B10", category("B10"))]),
        of("religious_consent", "para 13(3)", category("C7"), &["religious_consent"], Vec::new()),
        of(
            "penal_system_consent",
            "para 13(4)",
            b10("visit/special_purpose=prisoner_visit"),
            &["penal_system_consent"],
            vec![("another purpose", b10("visit/special_purpose=official_delegation")), ("none", b10(""))],
        ),
        of("child_rights_consent", "para 13(5)", category("B11"), &["child_rights_consent"], vec![("B10", category("B10"))]),
        of(
            "aifc_registration_certificate",
            "para 13(6)",
            c3("documents=!aifc_registration_certificate"),
            &["aifc_registration_certificate", "aifc_accreditation_certificate"],
            vec![
                ("not for work", b3(r#"inviting_party/regimes=["aifc_participant"]"#)),
                (
                    "outside the AIFC",
                    edit(worker(), &format!("documents=!aifc_registration_certificate; {}", paper("foreign_labour_permit"))),
                ),
            ],
        ),
        of(
            "labour_contract",
            "para 13(6)",
            c3("documents=!labour_contract"),
            &["labour_contract"],
            vec![
                ("not for work", b3(r#"inviting_party/regimes=["aifc_participant"]"#)),
                ("outside the AIFC", edit(worker(), &format!("documents=!labour_contract; {}", paper("foreign_labour_permit")))),
            ],
        ),
        of(
            "foreign_labour_permit",
            "para 13(6)",
            worker(),
            &["foreign_labour_permit", "qualification_certificate", "no_permit_needed_proof"],
            vec![("AIFC", c3(""))],
        ),
        of(
            "seasonal_labour_permit",
            "para 13(6)",
            edit(worker(), "visit/category=C6; visit/until=2026-12-01"),
            &["foreign_labour_permit", "qualification_certificate", "no_permit_needed_proof"],
            Vec::new(),
        ),
        of(
            "qualification_certificate",
            "para 13(6)",
            b3("visit/category=C4"),
            &["qualification_certificate"],
            vec![("an employer's worker", edit(worker(), &paper("foreign_labour_permit")))],
        ),
        of("kandas_certificate", "para 13(6)", group("kandas"), &["kandas_certificate"], Vec::new()),
        of("crew_or_teaching_contract", "para 13(6)", group("crew_member"), &["labour_contract"], Vec::new()),
        of("holding_appointment", "para 13(6)", group("holding_head"), &["appointment_order"], Vec::new()),
        of("holding_board_extract", "para 13(6)", group("holding_director"), &["board_meeting_extract"], Vec::new()),
        of("founders_decision", "para 13(6)", group("branch_head"), &["founders_decision", "founders_meeting_extract"], Vec::new()),
        of("deputy_appointment", "para 13(6)", group("company_deputy"), &["appointment_order"], Vec::new()),
        petition(
            "petition",
            "para 13(7)",
            b7("documents=!petition"),
            &["central_executive_body", "innovation_cluster"],
            vec![("B3", b3(""))],
        ),
        of("humanitarian_accreditation", "para 13(8)", category("C8"), &["humanitarian_accreditation"], vec![("B10", category("B10"))]),
        petition(
            "education_petition",
            "para 13(9)",
            category("C9"),
            &["educational_organisation", "education_authority"],
            vec![("B10", category("B10"))],
        ),
        of(
            "medical_form_026u",
            "para 13(10)",
            b3(&format!("{caring}; {}", paper("kinship_proof"))),
            &["medical_form_026u"],
            vec![("treatment", category("C12"))],
        ),
        of(
            "kinship_proof",
            "para 13(10)",
            b3(&format!("{caring}; {}", paper("medical_form_026u"))),
            &["kinship_proof"],
            vec![("treatment", category("C12"))],
        ),
        of(
            "pakistan_chamber_certificate",
            "annex 5 row 8(11)",
            pakistan("documents=!pakistan_chamber_certificate"),
            &["pakistan_chamber_certificate"],
            vec![
                ("India", pakistan("documents=!pakistan_chamber_certificate; invitees/0/citizenship=IN")),
                (
                    "a sticker",
                    pakistan(
                        "documents=!pakistan_chamber_certificate; visit/visa_kind=sticker; visit/visa_collection_place={\"country\":\"PK\",\"city\":\"x\"}",
                    ),
                ),
                ("B12 of India", pakistan("documents=!pakistan_chamber_certificate; visit/category=B12; invitees/0/citizenship=IN")),
            ],
        ),
        of(
            "pakistan_chamber_certificate",
            "annex 5 row 8(11)",
            super::row::with_second_invitee(
                pakistan("documents=!pakistan_chamber_certificate; invitees/0/citizenship=IN"),
                "invitees/1/citizenship=PK",
            ),
            &["pakistan_chamber_certificate"],
            Vec::new(),
        ),
    ]
}

fn handed_in(kind: &str, issuer: Option<&str>, valid_until: Option<&str>) -> String {
    let mut paper = json!({ "kind": kind });
    if let Some(issuer) = issuer {
        paper["issuer"] = json!(issuer);
    }
    if let Some(valid_until) = valid_until {
        paper["valid_until"] = json!(valid_until);
    }
    format!("documents/-={paper}")
}

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for Paper { code, paragraph, needed, kinds, not_needed } in table() {
        let missing = format!("CHK-PAPER-MISSING: R26 {paragraph}");
        let mut with = |what: &str, more: &str, is_enough: bool| {
            let row = row(format!("{code}: {what}"), edit(needed.clone(), more), FRIDAY);
            // A permit is no missing paper on its last day, but must last as long as the visit.
            let ends_too_soon = what == "expires on the day" && more.contains("foreign_labour_permit");
            // Of the papers for seasonal work an officer is told where the permit is not among them (annex 1, C6).
            let without_permit = code == "seasonal_labour_permit" && !(is_enough && more.contains("foreign_labour_permit"));
            let (warnings, of) = if without_permit {
                (&["CHK-PERMIT-SEASONAL: R26 annex 1 (C6)"][..], &["documents", "invitees[0]"][..])
            } else {
                (&[][..], &["documents"][..])
            };
            let gap = [&[missing.as_str()][..], warnings].concat();
            rows.push(match is_enough {
                true if ends_too_soon => row.ineligible(&["CHK-PERMIT-ENDS: R26 para 15(1)"]),
                true => row.warned(warnings),
                false => row.incomplete(&gap).fields(of),
            });
        };
        with("missing", "", false);
        with("another paper", &paper("a_letter"), false);
        for (kind, issuer) in kinds {
            with(kind, &handed_in(kind, issuer, None), true);
            with("expires on the day", &handed_in(kind, issuer, Some("2026-03-06")), true);
            with("expired the day before", &handed_in(kind, issuer, Some("2026-03-05")), false);
            let twice = [handed_in(kind, issuer, Some("2026-03-05")), handed_in(kind, issuer, None)].join("; ");
            with("once expired, once valid", &twice, true);
            if let Some(issuer) = issuer {
                with("by somebody else", &paper_by(kind, "astana_hub"), false);
                with("by nobody", &paper(kind), false);
                let scattered = [paper(kind), paper_by("a_letter", issuer)].join("; ");
                with("kind and issuer of two papers", &scattered, false);
            }
        }
        for (what, document) in not_needed {
            rows.push(row(format!("{code} is not needed: {what}"), document, FRIDAY));
        }
    }
    rows.extend([
        row("only the table", b7("documents=[{\"kind\":\"annex_4_table\"}]"), FRIDAY)
            .incomplete(&["CHK-PAPER-MISSING: R26 para 12", "CHK-PAPER-MISSING: R26 para 13(7)"]),
        row("no paper at all", b7("documents=[]"), FRIDAY).incomplete(&[
            "CHK-PAPER-MISSING: R26 para 12",
            "CHK-PAPER-MISSING: R26 para 12",
            "CHK-PAPER-MISSING: R26 para 13(7)",
        ]),
        row(
            "the petition of Astana Hub, as before 2026",
            b7(&format!("documents=!petition; {}", paper_by("petition", "astana_hub"))),
            FRIDAY,
        )
        .incomplete(&["CHK-PAPER-MISSING: R26 para 13(7)"]),
    ]);
    rows
}

/// Covers: R26 para 12; R26 para 13; R26 para 13(1); R26 para 13(2); R26 para 13(3); R26 para 13(4); R26 para 13(5); R26 para 13(6); R26 para 13(7); R26 para 13(8); R26 para 13(9); R26 para 13(10); R26 annex 5 row 8; R26 annex 5 row 8(11); R26 para 14; SEED educational internships; SEED Pakistan
#[test]
pub fn a_paper_is_asked_for_exactly_when_the_rules_need_it() {
    check(&rows());
    let tried: BTreeSet<_> = table().iter().map(|paper| paper.code).collect();
    let known: BTreeSet<_> = RULEBOOK.papers.iter().map(|paper| paper.rule.code.as_str()).collect();
    assert_eq!(tried, known, "a paper without a row");
}

/// Covers: R26 para 12; R26 para 13
#[test]
pub fn no_paper_passes_for_another_one() {
    let all: BTreeSet<_> = table().iter().flat_map(|paper| &paper.kinds).map(|(kind, _)| *kind).collect();
    for rules in in_force() {
        for Paper { code, needed, kinds, .. } in table() {
            for other in all.iter().filter(|other| kinds.iter().all(|(kind, _)| kind != *other)) {
                // Nor if the right body has issued it.
                for issuer in once(None).chain(kinds.iter().map(|(_, issuer)| *issuer)) {
                    let application = parse(&edit(needed.clone(), &handed_in(other, issuer, None)));
                    let missing = missing_papers(&application, &rules, rules.day, &[]);
                    let codes: Vec<_> = missing.iter().map(|missing| missing.code.as_str()).collect();
                    assert_eq!(codes, [code], "{other} by {issuer:?} on {}", rules.day);
                }
            }
        }
    }
}

/// Covers: R26 annex 7; R26 para 14
#[test]
pub fn each_missing_paper_is_named_with_its_paragraph() {
    for paper in table() {
        let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
        let missing = missing_papers(&parse(&paper.needed), &rules, day(FRIDAY), &[]);
        assert_eq!(missing.iter().map(|missing| missing.code.as_str()).collect::<Vec<_>>(), [paper.code]);
        assert!(missing[0].basis.contains(paper.paragraph) && !missing[0].message.is_empty(), "{missing:?}");
    }
}

const HELD: [&str; 8] = [
    "state_registration_certificate",
    "entrepreneur_registration_certificate",
    "address_certificate",
    "residence_registration_certificate",
    "civil_status_certificate",
    "real_estate_certificate",
    "tax_debt_certificate",
    "kazakhstan_criminal_record_certificate",
];

/// Covers: R26 para 12; SEED document simplification
#[test]
pub fn a_paper_that_the_state_holds_is_never_asked_of_an_applicant() {
    assert_eq!(RULEBOOK.held.iter().map(|held| held.rule.kind.as_str()).collect::<Vec<_>>(), HELD, "a paper without a row");
    for held in HELD.iter().copied().chain(["annex_4_tables"]) {
        let mut files = files();
        let rule = format!(
            "\n[[paper]]\ncode = 'extra'\nany_of = ['{held}', 'another']\nmessage = 'it'\nfrom = 2026-02-22\nsource = 'somebody asked'\n"
        );
        files.get_mut("papers.toml").unwrap().push_str(&rule);
        let loaded = Rulebook::parse(files);
        assert_eq!(loaded.is_err(), HELD.contains(&held), "a rule asks for {held}, which the state holds");
        let mut files = super::row::files();
        let rule = format!(
            "\n[[requirement]]\nname = 'extra'\nneeds = {{ paper = ['another', '{held}'] }}\nmessage = 'it'\nfrom = 2026-02-22\nsource = 'x'\n"
        )
        .replace("message", "when = { category = ['C1'] }\nmessage");
        files.get_mut("conditions.toml").unwrap().push_str(&rule);
        let loaded = Rulebook::parse(files);
        assert_eq!(loaded.is_err(), HELD.contains(&held), "a requirement asks for {held}, which the state holds");
    }
    // What the registers answer for this very applicant is not missing either, as long as it is valid.
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    let without = b3("visit/category=C3");
    for (valid_until, missing) in [(None, false), (Some("2026-03-06"), false), (Some("2026-03-05"), true)] {
        let held = HeldPaper {
            kind: "foreign_labour_permit".parse().unwrap(),
            system: "register of labour permits".to_owned().try_into().unwrap(),
            valid_until: valid_until.map(day),
        };
        let found = missing_papers(&parse(&without), &rules, day(FRIDAY), &[held]);
        assert_eq!(found.iter().any(|paper| paper.code == "foreign_labour_permit"), missing, "valid until {valid_until:?}");
    }
    assert!(missing_papers(&parse(&without), &rules, day(FRIDAY), &[]).iter().any(|paper| paper.code == "foreign_labour_permit"));
}

/// Covers: R26 para 12; SEED document simplification
#[test]
pub fn an_officer_cannot_ask_for_a_held_paper_or_a_needless_notarised_copy() {
    let shown = |channel: &str, form: Option<&str>| {
        let mut document = b3(&format!("channel={channel}; {}", paper("contract")));
        if let Some(form) = form {
            document["documents"][2]["form"] = json!(form);
        }
        let of_both_days = in_force().map(|rules| NeverAskedFor::of(&parse(&document), &rules));
        let [first, later] = of_both_days;
        assert_eq!(first, later, "what holds from the first day on");
        first
    };
    let ask = |kind: &str, form: Option<&str>| json!({ "papers": [{ "kind": kind, "form": form }], "reason": "unclear" });
    let rows = [
        ("at the counter, the original shown", shown("paper", None), "contract", Some("notarised_copy"), Some(Code::NotarisedCopy)),
        ("a plain copy of it", shown("paper", None), "contract", Some("copy"), None),
        ("the original again", shown("paper", None), "contract", Some("original"), None),
        ("in any form", shown("paper", None), "contract", None, None),
        ("another paper, certified", shown("paper", None), "permit", Some("notarised_copy"), None),
        ("at the counter, a copy shown", shown("paper", Some("copy")), "contract", Some("notarised_copy"), None),
        ("at the counter, a certified copy shown", shown("paper", Some("notarised_copy")), "contract", Some("notarised_copy"), None),
        (
            "at the counter, said to be the original",
            shown("paper", Some("original")),
            "contract",
            Some("notarised_copy"),
            Some(Code::NotarisedCopy),
        ),
        ("through the portal, no form", shown("electronic", None), "contract", Some("notarised_copy"), None),
        ("through the portal, a copy", shown("electronic", Some("copy")), "contract", Some("notarised_copy"), None),
        (
            "the original of an electronic application",
            shown("electronic", Some("original")),
            "contract",
            Some("notarised_copy"),
            Some(Code::NotarisedCopy),
        ),
    ];
    for (what, never, kind, form, refused) in rows {
        let request: PapersRequest = serde_json::from_value(ask(kind, form)).unwrap();
        let found = never.check(&request).err();
        assert_eq!(found.as_ref().map(|problem| problem.code), refused, "{what}: {found:?}");
        if let Some(problem) = found {
            assert_eq!(problem.field.as_deref(), Some("papers[0]"), "{what}");
            assert!(problem.message.contains("para 12"), "{what}: {problem}");
        }
    }
    for held in HELD {
        for form in [None, Some("original"), Some("notarised_copy")] {
            let problem = shown("paper", None).check(&serde_json::from_value(ask(held, form)).unwrap()).unwrap_err();
            assert_eq!((problem.code, problem.field.as_deref()), (Code::PaperHeld, Some("papers[0]")), "{held}");
            assert!(problem.message.contains("R26 para 12"), "{held}: {problem}");
        }
    }
    let never = shown("paper", None);
    let nothing: PapersRequest = serde_json::from_value(json!({ "papers": [], "reason": "unclear" })).unwrap();
    assert_eq!(never.check(&nothing).unwrap_err().code, Code::Size);
    let second: PapersRequest =
        serde_json::from_value(json!({ "papers": [{ "kind": "permit" }, { "kind": "address_certificate" }], "reason": "unclear" }))
            .unwrap();
    assert_eq!(never.check(&second).unwrap_err().field.as_deref(), Some("papers[1]"));
    let kept: NeverAskedFor = serde_json::from_value(serde_json::to_value(&never).unwrap()).unwrap();
    assert_eq!(kept, never, "what is recorded with a case is read otherwise");
}
