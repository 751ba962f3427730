//! Risk: acceptance is refused for a paper that the state holds (R26 para 12), or because our link to its registers is down; or a
//! case waits for them longer than its applicant has to.

use shaqyru_domain::{
    actor::Actor,
    application::Application,
    case::{
        fact::{Entry, Verification, Withdrawal},
        filing::{Awaited, Filing},
        outbox::NoticeKind,
        stage::{Stage, Status},
    },
    checks::papers::{MissingPaper, state_may_hold},
    competence,
    forwarding::Forwarding,
    invitation::{CarriedCase, Case, procedure::Fact},
    problem::Code,
};

use crate::script::{RULEBOOK, at, filing, open_as, short, text, timeline};

fn missing(code: &str) -> MissingPaper {
    MissingPaper { code: code.to_owned(), message: format!("a {code}"), basis: "R26 para 13(6)".to_owned() }
}

/// Filed on a Friday without the permit, which the state may hold.
fn waiting(filed: &str) -> Case {
    let mut filing: Filing = filing(at(filed), vec![missing("permit")]);
    let wait = RULEBOOK.on(at(filed).date()).unwrap().register_wait().unwrap();
    let until = open_as(filing.clone(), at(filed)).rules().end_of_filing_day(at(filed), wait).unwrap();
    filing.awaited = Some(Awaited::until(until));
    open_as(filing, at(filed))
}

fn stand(case: &Case) -> (Stage, Status, Option<String>) {
    let view = case.view(case.docket().ended_at.unwrap_or_else(|| at("12-01 10:00")));
    (case.docket().stage, case.docket().status, view.registered_on.map(|day| day.to_string()))
}

fn notices(case: &Case) -> Vec<NoticeKind> {
    case.notices.all().iter().map(|notice| notice.kind).collect()
}

fn held() -> Vec<String> {
    vec!["permit".to_owned()]
}

/// Covers: R26 para 12
#[test]
pub fn acceptance_is_not_refused_for_a_paper_that_the_state_holds() {
    let mut case = waiting("03-06 10:00");
    assert_eq!((case.docket().stage, case.next_wake().map(short)), (Stage::Filed, Some("03-06 18:30".to_owned())));
    assert_eq!((notices(&case), case.view(at("03-06 10:01")).missing.len()), (vec![], 1));
    case.take_records(Vec::new(), Vec::new(), &[], &held(), at("03-06 10:00:02")).unwrap();
    case.wake(at("03-06 10:00:03")).unwrap();
    let registered = case.view(at("03-06 10:01"));
    assert_eq!((registered.stage, registered.missing.len(), registered.findings.len()), (Stage::Verification, 0, 0));
    assert_eq!(notices(&case), [NoticeKind::AcceptanceReceipt]);
    assert_eq!(registered.clocks[1].started_at, at("03-06 10:00"), "the terms run from the filing");
}

#[test]
pub fn a_paper_that_nobody_holds_refuses_acceptance_once_when_the_registers_answer() {
    let mut case = waiting("03-06 10:00");
    case.take_records(Vec::new(), Vec::new(), &[], &[], at("03-06 10:00:02")).unwrap();
    assert_eq!(stand(&case), (Stage::AcceptanceRefused, Status::AcceptanceRefused, None));
    assert_eq!(case.docket().ended_at, Some(at("03-06 10:00")), "it is refused at once");
    assert_eq!(notices(&case), [NoticeKind::AcceptanceRefusal]);
    // Hours later it is refused when the answer has come.
    let mut case = waiting("03-06 10:00");
    case.take_records(Vec::new(), Vec::new(), &[], &[], at("03-06 15:00")).unwrap();
    assert_eq!(case.docket().ended_at, Some(at("03-06 15:00")));
}

/// Covers: R26 para 12; R26 para 14
#[test]
pub fn registers_that_are_down_refuse_nothing_and_are_awaited_only_until_closing() {
    let mut case = waiting("03-06 10:00");
    let early = Entry::new(Fact::Verification(Verification::Clear), at("03-06 12:00"), Actor::Police);
    assert_eq!(case.record(early).unwrap_err().code, Code::VerificationEarly);
    case.wake(at("03-06 18:29:59")).unwrap();
    assert_eq!(case.docket().stage, Stage::Filed);
    case.wake(at("03-06 18:30")).unwrap();
    assert_eq!(stand(&case), (Stage::Verification, Status::Open, Some("2026-03-06".to_owned())));
    assert_eq!(notices(&case), [NoticeKind::AcceptanceReceipt]);
    let view = case.view(at("03-06 18:30"));
    assert_eq!((view.missing.len(), view.findings[0].message.as_str()), (0, "missing: a permit"));
    // Its terms run from the filing all the same.
    let service = view.clocks.iter().find(|clock| clock.clock.as_str() == "service").unwrap();
    assert_eq!(short(service.due), "03-16 18:30");
    // What the registers say then is put before the officer; it refuses nothing any more.
    case.take_records(Vec::new(), Vec::new(), &[], &held(), at("03-07 10:00")).unwrap();
    let view = case.view(at("03-07 10:00"));
    assert_eq!((view.stage, view.findings.len()), (Stage::Verification, 0));
    assert_eq!(
        timeline(&view),
        [
            "03-06 10:00 filed applicant: application filed",
            "03-06 18:30 registered system: registered on 2026-03-06; the state registers did not say whether they hold: permit",
            "03-06 18:30 verification system: handed to the police for verification",
        ]
    );
}

#[test]
pub fn an_application_after_closing_waits_until_the_end_of_the_next_working_day() {
    for (filed, until) in [("03-06 18:30", "03-06 18:30"), ("03-06 18:31", "03-10 18:30"), ("03-07 12:00", "03-10 18:30")] {
        let mut case = waiting(filed);
        case.wake(at(until)).unwrap();
        assert_eq!(case.docket().registered_on.map(|day| day.to_string()), Some(at(until).date().to_string()), "{filed}");
        if filed != until {
            assert_eq!(waiting(filed).next_wake(), Some(at(until)), "{filed}");
        }
    }
}

#[test]
pub fn an_application_that_still_waits_can_be_taken_back() {
    let mut case = waiting("03-06 10:00");
    let withdrawal = Fact::Withdrawal(Withdrawal { reason: text("not needed") });
    case.record(Entry::new(withdrawal, at("03-06 11:00"), Actor::Applicant)).unwrap();
    case.wake(at("03-06 19:00")).unwrap();
    assert_eq!(stand(&case), (Stage::Withdrawn, Status::Withdrawn, None));
}

/// Covers: R26 para 12
#[test]
pub fn an_applicant_is_told_of_a_forwarding_exactly_once_across_runs() {
    let as_before = || filing(at("03-06 10:00"), Vec::new());
    let mut forwarded = as_before();
    let (from, why) = ("AST-ESIL".parse().unwrap(), "the place of the inviting party's registration".to_owned());
    let (to, basis) = (forwarded.office.clone(), "R26 para 12".to_owned());
    forwarded.forwarded = Some(Forwarding { from, to, why, basis, reason: None });
    let case = open_as(forwarded, at("03-06 10:00"));
    let told = |case: &Case| {
        let lines = timeline(&case.view(at("03-09 12:00")));
        (notices(case), lines.iter().filter(|line| line.contains("forwarded from AST-ESIL to ALA-ALMALY")).count())
    };
    assert_eq!(told(&case), (vec![NoticeKind::Forwarding, NoticeKind::AcceptanceReceipt], 1));
    let mut renewed = Case::try_from(CarriedCase::from(case)).unwrap();
    renewed.wake(at("03-09 12:00")).unwrap();
    assert_eq!(told(&renewed), (vec![NoticeKind::Forwarding, NoticeKind::AcceptanceReceipt], 1));
    // A case of before, which was opened without, stays as it was told.
    assert_eq!(told(&open_as(as_before(), at("03-06 10:00"))), (vec![NoticeKind::AcceptanceReceipt], 0));
}

/// Covers: R26 para 12; R26 para 26
#[test]
pub fn an_applicant_is_told_why_an_application_was_forwarded_in_three_languages() {
    let example = include_str!("../../../examples/applications/c3-work-aifc-india.json");
    let rules = RULEBOOK.on(at("03-06 10:00").date()).unwrap();
    for (category, number) in [("C3", "26"), ("B3", "12")] {
        let mut document: serde_json::Value = serde_json::from_str(example).unwrap();
        document["inviting_party"]["office"] = "ALA-ALMALY".into();
        document["visit"]["category"] = category.into();
        let application = Application::parse(document.to_string().as_bytes()).unwrap();
        let mut filing = filing(at("03-06 10:00"), Vec::new());
        filing.forwarded = competence::route(&application, &rules).unwrap().forwarding(&application);
        let reason = |filing: &Filing| open_as(filing.clone(), at("03-06 10:00")).notices.all()[0].reason.clone().unwrap();
        assert_eq!(
            reason(&filing),
            format!(
                "шақырушы тарап өтініш қайта жіберілген бөлімшенің аумағында тіркелген (Қағидалардың {number}-тармағы) / \
                 приглашающая сторона зарегистрирована на территории подразделения, в которое перенаправлено ходатайство \
                 (пункт {number} Правил) / \
                 the inviting party is registered in the area of the office to which the application was forwarded \
                 (paragraph {number} of the Rules)"
            )
        );
        // What a case of before has on record it says again, word for word: the portal knows the notice by its id.
        let recorded = filing.forwarded.as_mut().unwrap();
        recorded.reason = None;
        let as_before = format!("{} (R26 para {number})", recorded.why);
        assert_eq!(reason(&filing), as_before);
    }
}

/// What a state body of Kazakhstan issues, written down apart from the rulebook.
const ISSUED_BY_THE_STATE: [&str; 14] = [
    "religious_consent",
    "penal_system_consent",
    "child_rights_consent",
    "foreign_labour_permit",
    "seasonal_labour_permit",
    "qualification_certificate",
    "kandas_certificate",
    "humanitarian_accreditation",
    "kinship_proof",
    // Of visas.
    "court_or_crime_paper",
    "hosts_housing",
    "family_ties",
    "employers_permit",
    "missionary_extension_consent",
];

/// Covers: R26 para 12
#[test]
pub fn acceptance_waits_exactly_when_a_register_may_hold_all_that_is_missing() {
    let rules = RULEBOOK.on(at("03-06 10:00").date()).unwrap();
    let papers: Vec<_> = rules.of(&RULEBOOK.papers).chain(rules.of(&RULEBOOK.visa_papers)).map(|paper| paper.code.as_str()).collect();
    assert!(ISSUED_BY_THE_STATE.iter().all(|code| papers.contains(code)), "{papers:?}");
    for code in papers {
        assert_eq!(state_may_hold(&[missing(code)], &rules), ISSUED_BY_THE_STATE.contains(&code), "{code}");
        // What else is missing refuses acceptance, whatever the registers answer.
        assert!(!state_may_hold(&[missing("kinship_proof"), missing("annex_4_table"), missing(code)], &rules), "{code}");
    }
    assert!(!state_may_hold(&[], &rules), "nothing is missing");
}
