//! Cases told as they happen, and the snapshots that their workflows would hand over.

use std::sync::LazyLock;

use serde_json::{Value, json};
use shaqyru_domain::{
    actor::Actor,
    application::{Application, Channel},
    case::{
        Reassignment,
        fact::{Answer, Decision, Entry, ExtensionRequest, Refusal, Verdict, Verification, Withdrawal},
        filing::Filing,
        number::CaseNumber,
        order::Order,
        record::CaseRecord,
    },
    checks::papers::NeverAskedFor,
    invitation::{Case, particulars::Particulars, record::record},
    law::{
        ground::Ground,
        rulebook::{INVITATION, Rulebook},
    },
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    time::instant::Instant,
};
use shaqyru_register::FilingNote;

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::built_in().unwrap());
const APPLICATION: &str = include_str!("../../../examples/applications/b3-negotiations-turkiye.json");

pub fn text(words: &str) -> Text {
    words.to_owned().try_into().unwrap()
}

/// `03-06 10:00` is of 2026.
pub fn at(text: &str) -> Instant {
    let full = if text.as_bytes()[2] == b'-' { format!("2026-{text}") } else { text.to_owned() };
    Instant::parse(&full.replace(' ', "T")).unwrap()
}

pub fn officer(id: &str) -> Actor {
    Actor::Officer(id.parse().unwrap())
}

/// What is told of a case before it begins.
#[derive(Clone, Copy)]
pub struct Filed<'a> {
    pub request: &'a str,
    pub at: &'a str,
    pub passport: &'a str,
    pub office: &'a str,
}

impl Default for Filed<'_> {
    fn default() -> Self {
        Self { request: "r-1", at: "03-06 10:00", passport: "U12345678", office: "ALA-ALMALY" }
    }
}

#[derive(Clone)]
pub struct Told {
    pub application: Application,
    pub case: Case,
    /// The snapshot after each step.
    pub snapshots: Vec<CaseRecord>,
    /// The case after each step.
    pub cases: Vec<Case>,
}

impl Told {
    pub fn new(filed: Filed<'_>) -> Self {
        Self::filed_as(filed, |_| {})
    }

    /// A case that begins otherwise than complete.
    pub fn filed_as(filed: Filed<'_>, change: impl FnOnce(&mut Filing)) -> Self {
        let mut form: Value = serde_json::from_str(APPLICATION).unwrap();
        form["invitees"][0]["passport"]["number"] = json!(filed.passport);
        let application = Application::parse(form.to_string().as_bytes()).unwrap();
        let office: OfficeCode = filed.office.parse().unwrap();
        let filed_at = at(filed.at);
        let mut filing = Filing {
            case: CaseNumber::of_request(filed.request, 0),
            filed_at,
            category: application.form().visit.category.to_string(),
            missing: Vec::new(),
            findings: Vec::new(),
            never_asked_for: NeverAskedFor::default(),
            awaited: None,
            forwarded: None,
            office: office.clone(),
        };
        change(&mut filing);
        let rules = RULEBOOK.for_case(INVITATION, filed_at.date(), &office, Channel::Electronic).unwrap();
        let case = Case::open(filing, Particulars::default(), rules, filed_at).unwrap();
        let mut told = Self { application, case, snapshots: Vec::new(), cases: Vec::new() };
        told.keep();
        told
    }

    pub fn number(&self) -> CaseNumber {
        self.case.number().clone()
    }

    /// As somebody filed it; on no other case it rests.
    pub fn filing(&self, filed_by: &str, at: Instant) -> FilingNote {
        FilingNote { case: self.number(), filed_by: filed_by.parse().unwrap(), at, action: None, parent: None, ends: None }
    }

    pub fn record(&self) -> CaseRecord {
        record(&self.application, 0, &self.case).unwrap()
    }

    /// What a step brings; whether the case took it.
    pub fn try_step(&mut self, what: &str, when: Instant) -> bool {
        let by = |content, entered_by| Entry::new(content, when, entered_by);
        let decided = |verdict| by(Order::Decide(Decision { verdict, late_reason: Some(text("illness")) }), officer("P-1"));
        let refusal = |ground: u8| Refusal { ground: Ground::try_from(ground).unwrap(), note: Some(text("=found in a list")) };
        let order = match what {
            "wake" => return self.case.wake(when).is_ok(),
            "give" => {
                by(Order::Reassign(Reassignment { officer: Some("P-7".parse().unwrap()), office: None, reason: None }), officer("P-9"))
            }
            "trouble" => {
                self.case.raise_incident("police", &Problem::new(Code::AgencyRefused, "police: HTTP 400"), when);
                return true;
            }
            "resume" => by(Order::Resume, officer("P-9")),
            "clear" => by(Order::Verify(Verification::Clear), Actor::Police),
            "enter" => by(Order::Verify(Verification::Clear), officer("P-7")),
            "stop" => by(Order::Verify(Verification::Refuse(refusal(4))), Actor::Police),
            "ignore" => by(Order::Verify(Verification::Refuse(refusal(7))), Actor::Police),
            "agree" => by(Order::Answer(Answer::Agree), Actor::Nsc),
            "object" => by(Order::Answer(Answer::Object), Actor::Nsc),
            "request" => by(Order::Extend(ExtensionRequest { reason: text("further study") }), Actor::Nsc),
            "issue" => decided(Verdict::Issue),
            "refuse" => decided(Verdict::Refuse(refusal(3))),
            "withdraw" => by(Order::Withdraw(Withdrawal { reason: text("plans changed") }), Actor::Applicant),
            other => panic!("no such step: {other}"),
        };
        self.case.check_order(order.clone(), None).is_ok() && self.case.take(order).is_ok()
    }

    /// Steps such as `clear 03-06 11:30; agree 03-11 16:00`, each of which the case must take.
    #[must_use]
    pub fn then(mut self, steps: &str) -> Self {
        for step in steps.split(';').map(str::trim) {
            let (what, when) = step.split_once(' ').unwrap();
            assert!(self.try_step(what, at(when)), "not taken: {step}");
            self.keep();
        }
        self
    }

    fn keep(&mut self) {
        self.snapshots.push(self.record());
        self.cases.push(self.case.clone());
    }
}

/// A case from filing to issue, with a breach and an escalation ladder on the way.
pub fn issued(request: &str) -> Told {
    Told::new(Filed { request, ..Filed::default() })
        .then("wake 03-06 10:30; clear 03-06 11:30; give 03-07 10:00; wake 03-20 10:00; agree 03-24 10:00; issue 03-25 10:00")
}
