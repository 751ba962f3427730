//! Risk: the applicant is handed a document about something that did not happen, none about what did, or one
//! with another person's or an untrue field.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code, reason = "the language of the procedure's own tests")]
#[path = "procedure/script.rs"]
mod script;
#[allow(dead_code, reason = "nothing is changed here")]
#[path = "mutation/under_test.rs"]
mod under_test;
#[path = "documents/visa.rs"]
mod visa;
#[path = "documents/zone.rs"]
mod zone;

use serde_json::{Value, json};
use shaqyru_domain::{
    actor::Actor,
    application::{Application, Channel},
    case::{
        Reassignment,
        fact::{Answer, Decision, Entry, Refusal, Verdict, Verification},
        filing::Filing,
        number::CaseNumber,
        order::Order,
    },
    checks::papers::MissingPaper,
    invitation::{
        Case,
        document::{Document, Invitation, InvitationForm, Names, RefusalOutcome, documents},
        particulars::Particulars,
        procedure::Fact,
    },
    law::{
        ground::Ground,
        rulebook::{INVITATION, Rulebook, jurisdiction::Body},
    },
};

use crate::script::{at, open, play, text};

const TURKIYE: &str = include_str!("../../examples/applications/b3-negotiations-turkiye.json");
/// Names two invitees.
const INDIA: &str = include_str!("../../examples/applications/b10-private-visit-india.json");

fn application(json: &str) -> Application {
    Application::parse(json.as_bytes()).unwrap()
}

fn of(case: &Case) -> Vec<Document> {
    documents(&application(TURKIYE), 0, case)
}

fn kinds(case: &Case) -> Vec<&'static str> {
    of(case).iter().map(Document::kind).collect()
}

fn invitation(case: &Case) -> Invitation {
    match of(case).pop() {
        Some(Document::Invitation(invitation)) => invitation,
        other => panic!("no invitation: {other:?}"),
    }
}

#[test]
fn a_case_bears_exactly_the_documents_of_its_outcome() {
    let agreed = "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00";
    let rows = [
        ("accepted", "filed 03-06 10:00".to_owned(), vec!["acceptance_receipt"]),
        ("filed at night", "filed 03-06 22:00".to_owned(), vec!["acceptance_receipt"]),
        ("agreed, not decided", agreed.to_owned(), vec!["acceptance_receipt"]),
        ("issued", format!("{agreed}; issue 03-12 12:00"), vec!["acceptance_receipt", "invitation"]),
        ("refused after agree", format!("{agreed}; refuse-2 03-12 12:00"), vec!["acceptance_receipt", "refusal"]),
        ("refused at verification", "filed 03-06 10:00; stop-4 03-06 11:30".to_owned(), vec!["acceptance_receipt", "refusal"]),
        ("not considered", "filed 03-06 10:00; stop-7 03-06 11:30".to_owned(), vec!["acceptance_receipt", "refusal"]),
        (
            "extended",
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00".to_owned(),
            vec!["acceptance_receipt", "extension_notice"],
        ),
        // Told or not, the notice is a document of the case.
        (
            "extended, not told yet",
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00".to_owned(),
            vec!["acceptance_receipt", "extension_notice"],
        ),
        (
            "extended, then issued",
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; agree 03-30 10:00; issue 03-30 12:00".to_owned(),
            vec!["acceptance_receipt", "extension_notice", "invitation"],
        ),
        // Silence extends nothing for the applicant: no notice is due, nobody is approved or refused.
        ("silence", "filed 03-06 10:00; clear 03-06 11:30; wake 05-04 10:00".to_owned(), vec!["acceptance_receipt"]),
        ("withdrawn", format!("{agreed}; withdraw 03-12 12:00"), vec!["acceptance_receipt"]),
        (
            "extended, then withdrawn",
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; withdraw 03-12 12:00".to_owned(),
            vec!["acceptance_receipt", "extension_notice"],
        ),
    ];
    for (says, script, expected) in rows {
        assert_eq!(kinds(&play(&script)), expected, "{says}: {script}");
    }
}

#[test]
fn a_refused_acceptance_gives_a_refusal_and_no_receipt() {
    let missing = vec![MissingPaper { code: "petition".to_owned(), message: "a petition".to_owned(), basis: "R26 para 13(7)".to_owned() }];
    let case = open(at("03-06 10:00"), missing.clone(), at("03-06 10:00"));
    assert_eq!(kinds(&case), ["acceptance_refusal"]);
    let Document::AcceptanceRefusal(refusal) = &of(&case)[0] else { panic!() };
    assert_eq!(refusal.missing, missing);
    assert_eq!(refusal.heading.date.to_string(), "2026-03-06");
}

/// Covers: R26 annex 10
#[test]
fn an_invitation_has_every_field_of_annex_10() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00");
    let written = serde_json::to_value(Document::Invitation(invitation(&case))).unwrap();
    let filed: Value = serde_json::from_str(TURKIYE).unwrap();
    let invitee = &filed["invitees"][0];
    let number = case.issued_number();
    let full_name = ["surname", "given_names", "patronymic"].map(|name| invitee[name].as_str().unwrap_or_default()).join(" ");
    assert_eq!(
        written,
        json!({
            "kind": "invitation",
            "case": case.number(),
            "office": "ALA-ALMALY",
            "receiving_party": { "bin_iin": filed["inviting_party"]["bin_iin"], "name": filed["inviting_party"]["name"] },
            "invitee": full_name.trim(),
            "date": "2026-03-12",
            "form": "petition",
            "number": number,
            "visit_from": filed["visit"]["from"],
            "visit_until": filed["visit"]["until"],
            "purpose": filed["visit"]["purpose"],
            "category": filed["visit"]["category"],
            "citizenship": invitee["citizenship"],
            "passport": invitee["passport"],
            "date_of_birth": invitee["date_of_birth"],
            "address_in_kz": filed["visit"]["address_in_kz"],
            "officer": "P-1",
        })
    );
    // What is written can be read again: documents travel between programs.
    assert_eq!(serde_json::from_value::<Document>(written).unwrap(), Document::Invitation(invitation(&case)));
}

/// Risk: who petitions is given the invitation of annex 10 in place of the number on the petition, or a person none that counts.
///
/// Covers: R26 para 16; R26 para 25; R26 annex 5 row 5
#[test]
fn an_invitation_takes_the_form_that_inviter_channel_and_visa_call_for() {
    let electronic_visa = "sticker is electronic";
    for (party, channel, visa, form) in [
        ("natural_person", "electronic", "", InvitationForm::Electronic),
        ("natural_person", "paper", "", InvitationForm::Paper),
        ("natural_person", "paper", electronic_visa, InvitationForm::Electronic),
        ("legal_entity", "paper", "", InvitationForm::Petition),
        ("legal_entity", "electronic", "", InvitationForm::Petition),
        ("individual_entrepreneur", "electronic", "", InvitationForm::Petition),
        ("state_body", "electronic", "", InvitationForm::Petition),
        // An electronic visa is made of the data of an electronic invitation, whoever invites.
        ("legal_entity", "electronic", electronic_visa, InvitationForm::Electronic),
    ] {
        let mut filed: Value = serde_json::from_str(TURKIYE).unwrap();
        filed["channel"] = json!(channel);
        filed["inviting_party"]["kind"] = json!(party);
        filed["inviting_party"]["outgoing_number"] = json!("17-04/2026");
        if !visa.is_empty() {
            filed["visit"]["visa_kind"] = json!("electronic");
        }
        let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00");
        let Some(Document::Invitation(invitation)) = documents(&application(&filed.to_string()), 0, &case).pop() else { panic!() };
        assert_eq!(invitation.form, form, "{party} {channel} {visa}");
        assert_eq!(invitation.petition.is_some(), form == InvitationForm::Petition, "{party} {channel} {visa}");
        assert_eq!(Some(invitation.number.as_str()), case.issued_number().as_deref(), "the number that is entered in Berkut");
    }
}

/// Covers: R26 para 16; R26 annex 10
#[test]
fn offices_and_officers_are_named_where_known_and_no_name_changes_the_digest() {
    let rulebook = Rulebook::built_in().unwrap();
    let officers = Names::parse("P-1 = 'Айгүл Үлгі'").unwrap();
    for script in ["clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00", "clear 03-06 11:30; agree 03-11 16:00; refuse-2 03-12 12:00"]
    {
        let plain = of(&play(&format!("filed 03-06 10:00; {script}")));
        for document in &plain {
            let named = document.clone().named(&rulebook, &officers);
            let office = named.heading().office_name.as_ref().unwrap();
            assert!(office.ru.contains("Алмалинского района") && office.kk.contains("Алмалы ауданының"), "{office:?}");
            let written = serde_json::to_value(&named).unwrap();
            assert_eq!(serde_json::from_value::<Document>(written).unwrap(), named);
        }
        let officer_name = match plain.last().unwrap().clone().named(&rulebook, &officers) {
            Document::Invitation(invitation) => invitation.officer_name,
            Document::Refusal(refusal) => refusal.officer_name,
            other => panic!("{other:?}"),
        };
        assert_eq!(officer_name, Some(text("Айгүл Үлгі")), "{script}");
    }
    // Whom nobody has named stays an id, and an office that nobody knows a code: no other name is put there.
    let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00");
    let mut stranger = invitation(&case);
    stranger.heading.office = "TRN-ALMATY".parse().unwrap();
    let digest = stranger.digest();
    let Document::Invitation(named) = Document::Invitation(stranger).named(&rulebook, &Names::default()) else { panic!() };
    assert_eq!((named.heading.office_name.clone(), named.officer_name.clone(), named.digest()), (None, None, digest));
    // A name does not change what a printed invitation is compared by.
    let Document::Invitation(named) = Document::Invitation(invitation(&case)).named(&rulebook, &officers) else { panic!() };
    assert_eq!(named.digest(), invitation(&case).digest());
    // Those of an office may stand under it.
    let listed = Names::parse("P-9 = 'Үлгі Серік'\n[ALA-ALMALY]\nP-1 = 'Айгүл Үлгі'").unwrap();
    assert_eq!((listed.count(), listed.offices().map(ToString::to_string).collect::<Vec<_>>()), (2, vec!["ALA-ALMALY".to_owned()]));
    let Document::Invitation(named) = Document::Invitation(invitation(&case)).named(&rulebook, &listed) else { panic!() };
    assert_eq!(named.officer_name, Some(text("Айгүл Үлгі")));
    let twice = "P-1 = 'x'\n[ALA-ALMALY]\nP-1 = 'y'";
    for no_list in ["P-1", "'P 1' = 'x'", "P-1 = ''", "P-1 = 7", twice, "['no office']\nP-1 = 'x'", "[ALA-ALMALY]\nP-1 = 7"] {
        assert!(Names::parse(no_list).is_err(), "{no_list}");
    }
}

#[test]
fn documents_name_the_invitee_they_are_for_and_nobody_else() {
    let application = application(INDIA);
    let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00");
    let name =
        |invitee| documents(&application, invitee, &case).iter().map(|document| document.heading().invitee.clone()).collect::<Vec<_>>();
    assert_eq!(name(0), ["SPECIMEN PRIYA"; 2]);
    assert_eq!(name(1), ["SPECIMEN ARUN"; 2]);
    assert_eq!(name(2), [""; 0]);
}

#[test]
fn a_refusal_names_its_own_ground_paragraph_and_officer() {
    for (script, outcome, ground, basis, officer) in [
        ("stop-5 03-06 11:30", RefusalOutcome::Refused, 5, "R26 annex 5 row 9(5)", None),
        ("stop-7 03-06 11:30", RefusalOutcome::NotConsidered, 7, "R26 annex 5 row 9(7), paras 17, 56; LM art 48", None),
        (
            "clear 03-06 11:30; object 03-11 16:00; refuse-3 03-12 12:00",
            RefusalOutcome::Refused,
            3,
            "R26 annex 5 row 9(3)",
            Some("P-1".to_owned()),
        ),
        // Ended by a correction: by whoever made it.
        (
            "clear 03-06 11:30; correct stop-1 by P-2+P-8 03-06 12:00",
            RefusalOutcome::Refused,
            1,
            "R26 annex 5 row 9(1)",
            Some("P-8".to_owned()),
        ),
    ] {
        let case = play(&format!("filed 03-06 10:00; {script}"));
        let Some(Document::Refusal(refusal)) = of(&case).pop() else { panic!("{script}") };
        assert_eq!((refusal.outcome, u8::from(refusal.ground), refusal.basis.as_str()), (outcome, ground, basis), "{script}");
        assert_eq!(refusal.officer.map(|id| id.to_string()), officer, "{script}");
        let rules = Rulebook::built_in()
            .unwrap()
            .for_case(INVITATION, at("03-06 10:00").date(), &"ALA-ALMALY".parse().unwrap(), Channel::Electronic)
            .unwrap();
        assert_eq!(refusal.text, rules.grounds[usize::from(ground) - 1].text, "{script}");
    }
}

#[test]
fn what_the_verification_found_is_on_the_refusal() {
    let mut case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let refusal = Refusal { ground: Ground::try_from(1).unwrap(), note: Some(text("the contract is not genuine")) };
    let fact = Fact::Verification(Verification::Refuse(refusal));
    case.record(Entry::new(fact, at("03-06 11:30"), Actor::Police)).unwrap();
    let Some(Document::Refusal(refusal)) = of(&case).pop() else { panic!() };
    assert_eq!(refusal.note, Some(text("the contract is not genuine")));
}

#[test]
fn an_extension_notice_gives_reason_length_and_last_day() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; agree 03-30 10:00");
    let Document::ExtensionNotice(notice) = &of(&case)[1] else { panic!() };
    let term = notice.term.map(String::from);
    assert_eq!(
        (notice.reason.as_str(), notice.until.unwrap().to_string(), term.as_deref()),
        ("further study", "2026-04-06".to_owned(), Some("30cd"))
    );
    assert_eq!(notice.heading.date.to_string(), "2026-03-11");
    // The days by which that was counted, of which each is one of thirty.
    let days = &notice.deadline.as_ref().unwrap().days;
    assert_eq!((days.len(), days.last().unwrap().date), (31, notice.until.unwrap()), "5 April is a Sunday");
}

/// Covers: R26 para 14
#[test]
fn a_refusal_lays_out_the_term_in_which_it_was_due() {
    for (script, term, due) in [
        ("stop-5 03-06 11:30", "5wd", "2026-03-16"),
        ("clear 03-06 11:30; object 03-11 16:00; refuse-3 03-12 12:00", "5wd", "2026-03-16"),
        ("clear 03-06 11:30; request 03-11 10:00; object 03-30 10:00; refuse-3 03-30 12:00", "30cd", "2026-04-06"),
    ] {
        let case = play(&format!("filed 03-06 10:00; {script}"));
        let Some(Document::Refusal(refusal)) = of(&case).pop() else { panic!("{script}") };
        let proof = refusal.deadline.unwrap();
        assert_eq!((String::from(proof.term).as_str(), proof.due_day().to_string().as_str()), (term, due), "{script}");
    }
    // What is not accepted has no term.
    let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00");
    assert!(!serde_json::to_string(&of(&case)).unwrap().contains("\"deadline\""));
}

#[test]
fn the_qr_code_holds_no_personal_data_and_exposes_every_changed_field() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00");
    let invitation = invitation(&case);
    let qr = invitation.qr_text();
    let (number, digest) = (&invitation.number, invitation.digest());
    assert_eq!(qr, format!("shaqyru-invitation/1 number={number} case={} issued=2026-03-12 sha256={digest}", case.number()));
    // Pinned: printed invitations are compared with it for as long as they last.
    assert_eq!(digest, "e22e54019a526615");
    let invitee = application(TURKIYE).form().invitees[0].clone();
    for personal in [invitee.surname.as_str(), invitee.given_names.as_ref().unwrap().as_str(), invitee.passport.number.as_str()] {
        assert!(!qr.contains(personal), "{qr}");
    }
    // Each field counts, and the border between two of them.
    let whole = serde_json::to_value(&invitation).unwrap();
    let others = [
        ("/number", json!("AAAAAAAAAA")),
        ("/case", json!(CaseNumber::of_request("other", 0))),
        ("/office", json!("ALA-OTHER")),
        ("/receiving_party/bin_iin", json!("181140000000")),
        ("/receiving_party/name", json!("Other")),
        ("/invitee", json!("OTHER PERSON")),
        ("/date", json!("2026-03-13")),
        ("/visit_from", json!("2020-01-01")),
        ("/visit_until", json!("2030-01-01")),
        ("/purpose", json!("other")),
        ("/category", json!("B10")),
        ("/citizenship", json!("IN")),
        ("/passport/number", json!("X1")),
        ("/passport/issued_on", json!("2020-01-01")),
        ("/passport/valid_until", json!("2099-01-01")),
        ("/date_of_birth", json!("1970-01-01")),
        ("/address_in_kz", json!("elsewhere")),
        ("/officer", json!(null)),
    ];
    for (field, other) in others {
        let mut changed = whole.clone();
        *changed.pointer_mut(field).unwrap() = other;
        let changed: Invitation = serde_json::from_value(changed).unwrap();
        assert_ne!(changed.digest(), digest, "{field}");
    }
}

#[test]
fn a_document_stays_as_it_was_when_the_case_is_reassigned_later() {
    let mut case = play("filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00");
    let before = of(&case);
    let given = Reassignment { officer: Some("P-9".parse().unwrap()), office: Some("AST-ESIL".parse().unwrap()), reason: None };
    case.take(Entry::new(Order::Reassign(given), at("03-12 10:00"), script::officer("P-0"))).unwrap();
    assert_eq!(of(&case), before);
    // What is decided from then on is the new office's.
    for (fact, when, by) in [
        (Fact::Answer(Answer::Agree), "03-13 10:00", Actor::Nsc),
        (Fact::Decision(Decision { verdict: Verdict::Issue, late_reason: None }), "03-13 11:00", Actor::System),
    ] {
        case.record(Entry::new(fact, at(when), by)).unwrap();
    }
    let invitation = invitation(&case);
    assert_eq!((invitation.heading.office.as_str(), invitation.officer.unwrap().as_str()), ("AST-ESIL", "P-9"));
}

#[test]
fn a_document_carries_the_case_number_and_office_of_the_filing() {
    // The accessors say what the case began with; the application is the caller's.
    let case = open(at("03-06 10:00"), Vec::new(), at("03-06 10:00"));
    let Filing { case: number, office, .. } = case.filing();
    let document = &of(&case)[0];
    assert_eq!((&document.heading().case, &document.heading().office), (number, office));
    assert_eq!(case.ended_by(), None);
}

/// Covers: R26 para 16; R26 para 18
#[test]
fn what_a_mission_issues_bears_the_day_on_which_it_issues_it() {
    let mission = "US-WASHINGTON";
    let filing = Filing { office: mission.parse().unwrap(), ..script::filing(at("03-06 20:00"), Vec::new()) };
    let rulebook = Rulebook::built_in().unwrap();
    let rules = rulebook.for_case(INVITATION, filing.filed_at.date(), &filing.office, Channel::Paper).unwrap();
    let particulars = Particulars { ministry_offices: vec![mission.parse().unwrap()], police_refuse_at_once: true };
    let mut case = Case::open(filing, particulars, rules, at("03-06 20:00")).unwrap();
    case.record(Entry::new(Fact::Answer(Answer::Agree), at("03-09 20:00"), Actor::Nsc)).unwrap();
    // Tuesday in Almaty, and Monday afternoon there.
    let issue = Fact::Decision(Decision { verdict: Verdict::Issue, late_reason: None });
    case.record(Entry::new(issue, at("03-10 01:00"), script::officer("M-1"))).unwrap();
    let named = Document::Invitation(invitation(&case)).named(&rulebook, &Names::default());
    let heading = named.heading();
    assert_eq!((heading.date.to_string().as_str(), heading.zone.is_some()), ("2026-03-09", true));
    assert_eq!(heading.office_name.as_ref().map(|name| name.body), Some(Body::Mission), "whose paper it is");
}

/// Covers: R26 annex 5 row 2; R26 annex 5 row 3
#[test]
fn what_came_through_the_state_corporation_is_extended_and_refused_through_it() {
    let department = "No. 3, Almaty, Specimen st. 1";
    let mut filed: Value = serde_json::from_str(TURKIYE).unwrap();
    filed["channel"] = json!("paper");
    filed["state_corporation"] = json!({ "department": department, "consented": true });
    let application = application(&filed.to_string());
    let case = play("filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; agree 03-30 10:00; refuse-2 03-30 12:00");
    let papers: Vec<_> = documents(&application, 0, &case).iter().map(|paper| serde_json::to_value(paper).unwrap()).collect();
    let named: Vec<_> = papers.iter().filter(|paper| paper["department"] == department).map(|paper| paper["kind"].clone()).collect();
    assert_eq!(named, ["acceptance_receipt", "extension_notice", "refusal"]);
}
