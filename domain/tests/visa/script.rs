//! The case of a visa told as a script: `issue+fingerprints; filed 04-24 10:00; fingerprints 04-27 11:00; agree 04-28 12:00`. Days are of 2026.
//! First what is asked, then the filing, then what happens. What the workflow does of itself (it gives a sticker its number, enters the visa in
//! Berkut, tells the applicant) follows each step of itself, but where the script says that it does not.

use serde_json::{Value, json};
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Correction, Decision, Entry, ExtensionRequest, Refusal, Replacement, Verdict, Withdrawal},
        fingerprints::Fingerprints,
        hearing::{HearingOutcome, HearingRecord, PreliminaryRefusal},
        order::Order,
        procedure::Fact as _,
        view::CaseView,
        visa::{BerkutEntry, BorderAnnulment, BorderReason, Spoilage, VisaStanding, VisaView},
    },
    checks::papers::MissingPaper,
    problem::Code,
    time::instant::Instant,
    visa::{Case, fact::Fact, particulars::Particulars, request::VisaRequest},
};

use super::model::opened;
pub use super::model::{Around, World};
use crate::script::{RULEBOOK, at, clocks, officer, short, text};

/// What is asked, by the name that a script gives it.
const REQUESTS: [(&str, &str); 8] = [
    ("annul", include_str!("../../../examples/visas/annul-c3-employer-change.json")),
    ("extend", include_str!("../../../examples/visas/extend-c3-other-region.json")),
    ("ethnic-kazakh", include_str!("../../../examples/visas/issue-c1-ethnic-kazakh.json")),
    ("issue", include_str!("../../../examples/visas/issue-c3-after-b3.json")),
    ("electronic", include_str!("../../../examples/visas/issue-evisa-b3-pakistan.json")),
    ("exit", include_str!("../../../examples/visas/issue-exit-b16.json")),
    ("restore", include_str!("../../../examples/visas/restore-c3-new-passport.json")),
    ("shorten", include_str!("../../../examples/visas/shorten-b3-ground-ceased.json")),
];

/// A request as a script names it: an example, and what is different from it (`issue+C11`, `issue+by-mission`).
#[derive(Debug, Clone)]
pub struct Asked {
    pub request: VisaRequest,
    fingerprints_due: bool,
}

impl Asked {
    pub fn of(words: &str) -> Self {
        let mut words = words.trim().split('+');
        let name = words.next().unwrap();
        let (_, json) = REQUESTS.into_iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no such request: {name}"));
        let mut form: Value = serde_json::from_str(json).unwrap();
        let mut fingerprints_due = false;
        for word in words {
            match word {
                "fingerprints" => fingerprints_due = true,
                "lost" | "damaged" => form["reason"] = json!(word),
                "of-portal" => form["current_visa"]["issued_by"] = json!("portal"),
                "single" => form["current_visa"]["entries"] = json!("single"),
                _ => match word.strip_prefix("by-") {
                    Some(provider) => form["provider"] = json!(provider),
                    None => form["category"] = json!(word),
                },
            }
        }
        Self { request: VisaRequest::parse(form.to_string().as_bytes()).unwrap(), fingerprints_due }
    }

    /// What the intake records of it.
    pub fn particulars(&self) -> Particulars {
        Particulars::of(&self.request, self.fingerprints_due, &RULEBOOK.for_filing(at("04-24 10:00").date()).unwrap()).unwrap()
    }

    /// The case, opened as the intake opens it.
    pub fn filed(&self, filed_at: Instant, missing: Vec<MissingPaper>, number: &str) -> Case {
        opened(&self.request, self.fingerprints_due, missing, filed_at, number, &RULEBOOK)
    }
}

/// One step of a script.
#[derive(Debug, Clone)]
pub enum Step {
    Order(Entry<Order>),
    /// The notices arrive.
    Told(Instant),
    /// Time passes.
    Wake(Instant),
}

impl World {
    /// Takes one step.
    pub fn take(&mut self, step: &Step) -> Result<(), Code> {
        match step {
            Step::Order(order) => return self.say(order),
            Step::Told(when) => self.tell(*when),
            Step::Wake(when) => self.case.wake(*when).unwrap(),
        }
        Ok(())
    }
}

/// What somebody says to the case.
#[expect(clippy::needless_pass_by_value, reason = "a step is written down where it is said")]
pub fn said(fact: Fact, received_at: Instant, by: Actor) -> Step {
    Step::Order(Entry::new(fact.order().unwrap(), received_at, by))
}

pub fn refusal(ground: u8) -> Refusal {
    Refusal { ground: ground.try_into().unwrap(), note: None }
}

pub fn decision(verdict: Verdict, late_reason: Option<&str>) -> Fact {
    Fact::Decision(Decision { verdict, late_reason: late_reason.map(text) })
}

pub fn hearing(outcome: HearingOutcome) -> Fact {
    Fact::Hearing(HearingRecord { outcome, objections: None })
}

pub fn intended(ground: u8, hearing_at: Instant) -> Fact {
    Fact::PreliminaryRefusal(PreliminaryRefusal { ground: ground.try_into().unwrap(), note: None, hearing_at, place: None, manner: None })
}

/// `verb time`; a refusal is intended by `intend-3 time for time`.
fn step(line: &str) -> Step {
    let (verb, when) = line.split_once(' ').unwrap();
    let (when, hearing_at) = when.split_once(" for ").map_or((when, None), |(when, hearing)| (when, Some(at(hearing))));
    let when = at(when);
    let by_officer = |fact| said(fact, when, officer("P-1"));
    let by_nsc = |fact| said(fact, when, Actor::Nsc);
    let numbered = |prefix: &str| verb.strip_prefix(prefix).map(|ground| ground.parse::<u8>().unwrap());
    if let (Some(ground), Some(hearing_at)) = (numbered("intend-"), hearing_at) {
        return by_officer(intended(ground, hearing_at));
    }
    if let Some(ground) = numbered("refuse-late-") {
        return by_officer(decision(Verdict::Refuse(refusal(ground)), Some("illness")));
    }
    if let Some(ground) = numbered("refuse-") {
        return by_officer(decision(Verdict::Refuse(refusal(ground)), None));
    }
    match verb {
        "wake" => Step::Wake(when),
        "told" => Step::Told(when),
        "agree" => by_nsc(Fact::Answer(Answer::Agree)),
        "object" => by_nsc(Fact::Answer(Answer::Object)),
        "request" => by_nsc(Fact::ExtensionRequest(ExtensionRequest { reason: text("further study") })),
        "fingerprints" => by_officer(Fact::Fingerprints(Fingerprints::Taken)),
        "exempt" => by_officer(Fact::Fingerprints(Fingerprints::Exempt(text("head of a mission").into()))),
        "held" => by_officer(hearing(HearingOutcome::Held)),
        "absent" => by_officer(hearing(HearingOutcome::Absent)),
        "waived" => by_officer(hearing(HearingOutcome::Waived)),
        "issue" => by_officer(decision(Verdict::Issue, None)),
        "issue-late" => by_officer(decision(Verdict::Issue, Some("illness"))),
        "annul" => by_officer(decision(Verdict::Annul, None)),
        "shorten" => by_officer(decision(Verdict::Shorten, None)),
        "withdraw" => said(Fact::Withdrawal(Withdrawal { reason: text("plans changed") }), when, Actor::Applicant),
        "spoil" => by_officer(Fact::Spoilage(Spoilage { reason: text("ink ran") })),
        "mismatch" => by_nsc(Fact::BorderAnnulment(BorderAnnulment { because: BorderReason::PassportMismatch })),
        "refused-entry" => by_nsc(Fact::BorderAnnulment(BorderAnnulment { because: BorderReason::EntryRefused })),
        "berkut" => by_officer(Fact::BerkutEntry(BerkutEntry {})),
        "correct-to-object" => {
            let replacement = Replacement::Answer(Answer::Object);
            let correction = Correction { replacement, received_at: None, reason: text("entered wrongly"), letter: None };
            Step::Order(Entry::new(Order::Correct(correction), when, Actor::Nsc))
        }
        _ => panic!("no such step: {line}"),
    }
}

/// A script, and the steps (from 0, the filing not counted) that were rejected. `untold` and `berkut down` stand beside what is asked.
pub fn attempt(script: &str) -> (World, Vec<(usize, Code)>) {
    let mut lines = script.split(';').map(str::trim).filter(|line| !line.is_empty());
    let mut asked = lines.next().unwrap().split(", ");
    let request = Asked::of(asked.next().unwrap());
    let beside: Vec<_> = asked.collect();
    let around = Around { berkut_is_down: beside.contains(&"berkut down"), applicant_is_told: !beside.contains(&"untold") };
    let filed_at = at(lines.next().unwrap().strip_prefix("filed ").unwrap());
    let mut world = World::new(request.filed(filed_at, Vec::new(), "script"), around);
    let mut rejected = Vec::new();
    for (index, line) in lines.enumerate() {
        if let Err(code) = world.take(&step(line)) {
            rejected.push((index, code));
        }
    }
    (world, rejected)
}

/// A script of which every step must be taken.
pub fn play(script: &str) -> Case {
    let (world, rejected) = attempt(script);
    assert_eq!(rejected, [], "{script}");
    world.case
}

pub fn shown(script: &str, as_of: &str) -> CaseView {
    play(script).view(at(as_of))
}

pub fn standing(script: &str, as_of: &str) -> VisaStanding {
    shown(script, as_of).visa_standing.unwrap()
}

/// `KZ0000001 C3 multiple sticker 2026-06-01 to 2027-05-31, valid`.
pub fn visa_line(visa: &VisaView) -> String {
    let validity = visa.invalid_because.map_or("valid", |why| why.as_str());
    assert_eq!(visa.valid, visa.invalid_because.is_none());
    let by_hand = if visa.handwritten { ", handwritten" } else { "" };
    let VisaView { number, category, entries, kind, valid_from, valid_until, .. } = visa;
    let words = format!("{entries:?} {kind:?}").to_lowercase();
    format!("{number} {category} {words} {valid_from} to {valid_until}, {validity}{by_hand}")
}

/// The acts of annex 13: `KZ0000101 annulled 04-29 15:00`.
pub fn act_lines(standing: &VisaStanding) -> Vec<String> {
    standing.acts.iter().map(|act| format!("{} {} {}", act.sticker, act.why.as_str(), short(act.at))).collect()
}

/// A row of a table about clocks.
pub struct Row {
    /// The contract's sentence.
    pub says: &'static str,
    pub script: &'static str,
    pub as_of: &'static str,
    /// Which clocks; all, if it names none.
    pub of: &'static str,
    pub clocks: &'static [&'static str],
}

pub fn row(says: &'static str, script: &'static str, as_of: &'static str, of: &'static str, clocks: &'static [&'static str]) -> Row {
    Row { says, script, as_of, of, clocks }
}

pub fn check_rows(rows: &[Row]) {
    for Row { says, script, as_of, of, clocks: expected } in rows {
        assert_eq!(clocks(&shown(script, as_of), of), *expected, "\n{says}\n{script}\nas of {as_of}");
    }
}

/// A row of a table of prohibitions: the last step of the script is rejected with the code, and nothing before it.
pub fn check_rejections(rows: &[(&str, &str, Code)]) {
    for (says, script, code) in rows {
        let (_, rejected) = attempt(script);
        let last = script.split(';').count() - 3;
        assert_eq!(rejected, [(last, *code)], "\n{says}\n{script}");
    }
}
