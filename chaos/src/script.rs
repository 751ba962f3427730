//! What the applications are, and what others say to their cases.

use anyhow::Result;
use fastrand::Rng;
use serde_json::{Value, json};
use shaqyru_domain::case::{number::CaseNumber, stage::Status};
use shaqyru_domain::service::CaseService;
use shaqyru_sandbox::{Agency, Answer, BerkutMessage, Message, Verification};

const NEGOTIATIONS: &str = include_str!("../../examples/applications/b3-negotiations-turkiye.json");
const PRIVATE_VISIT: &str = include_str!("../../examples/applications/b10-private-visit-india.json");
const INCOMPLETE: &str = include_str!("../../examples/applications/incomplete-no-petition.json");
const WORK: &str = include_str!("../../examples/visas/issue-c3-after-b3.json");
const COMPLAINT: &str = include_str!("../../examples/complaints/about-a-refusal.json");

/// The verifications of cases that were filed then run out in the first minutes of the run.
const YESTERDAY: &str = "2026-04-06T10:00:00+05:00";
const TODAY: &str = "2026-04-07T10:00:00+05:00";
/// A day before both.
const BEFORE: &str = "2026-04-03";
/// When those are heard to whom a visa is to be refused; they all do without.
const HEARING: &str = "2026-04-20T11:00:00+05:00";
/// The office of the visas: it has stickers.
pub(crate) const VISA_OFFICE: &str = "ALA-DP";

/// How a case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    Issued,
    Extended,
    Objected,
    RefusedByPolice,
    NotConsidered,
    Withdrawn,
    Incomplete,
    /// Of a complaint.
    Dismissed,
}

/// An application, a request for a visa or a complaint, and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) service: CaseService,
    /// Under which id it is filed.
    pub(crate) request: String,
    pub(crate) handed_in: Value,
    pub(crate) course: Course,
    /// Of each invitee.
    pub(crate) passports: Vec<String>,
}

/// What somebody says to a case.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// An agency, by a signed callback; polling may find it too.
    Callback { message: Message, published: bool },
    /// An officer, by the API: path, content, and who.
    Entry { path: &'static str, content: Value, by: &'static str },
    /// An officer who has looked at the case.
    Decision { content: Value },
}

impl Said {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Callback { message, .. } if message.agency() == Agency::Police => "verification by callback",
            Self::Callback { .. } => "message of the NSC by callback",
            Self::Entry { path, .. } => path,
            Self::Decision { .. } => "decision",
        }
    }
}

impl Plan {
    pub(crate) fn draw(number: u32, rng: &mut Rng) -> Result<Self> {
        if rng.u32(..4) == 0 { Self::of_a_visa(number, rng) } else { Self::of_an_invitation(number, rng) }
    }

    fn of_an_invitation(number: u32, rng: &mut Rng) -> Result<Self> {
        let course = match rng.u32(..20) {
            0..=8 => Course::Issued,
            9..=11 => Course::Extended,
            12..=13 => Course::Objected,
            14..=15 => Course::RefusedByPolice,
            16 => Course::NotConsidered,
            17..=18 => Course::Withdrawn,
            _ => Course::Incomplete,
        };
        let text = match course {
            Course::Incomplete => INCOMPLETE,
            Course::Issued if rng.u32(..3) == 0 => PRIVATE_VISIT,
            _ => NEGOTIATIONS,
        };
        let mut application: Value = serde_json::from_str(text)?;
        let mut passports = Vec::new();
        for (place, invitee) in application.get_mut("invitees").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
            let passport = format!("C{number:06}{place}");
            put(invitee, "/passport/number", &passport);
            passports.push(passport);
        }
        let filed_at = if rng.bool() { YESTERDAY } else { TODAY };
        let handed_in = json!({ "application": application, "filed_at": filed_at, "anyway": false });
        Ok(Self { service: CaseService::Invitation, request: request(number, rng), handed_in, course, passports })
    }

    fn of_a_visa(number: u32, rng: &mut Rng) -> Result<Self> {
        let course = match rng.u32(..8) {
            0..=3 => Course::Issued,
            4..=5 => Course::Extended,
            6 => Course::Objected,
            _ => Course::Withdrawn,
        };
        let passport = format!("V{number:07}");
        let mut visa: Value = serde_json::from_str(WORK)?;
        put(&mut visa, "/recipient/passport/number", &passport);
        put(&mut visa, "/current_visa/passport_number", &passport);
        put(&mut visa, "/current_visa/number", &format!("KZ{:07}", number.saturating_add(5_000_000)));
        for day in ["/basis/date", "/fee/paid_on"] {
            put(&mut visa, day, BEFORE);
        }
        let handed_in = json!({ "request": visa, "filed_at": TODAY, "anyway": false });
        Ok(Self { service: CaseService::Visa, request: request(number, rng), handed_in, course, passports: vec![passport] })
    }

    /// A complaint about a case that was refused.
    pub(crate) fn complaint(&self, about: &CaseNumber, passport: &str) -> Result<Self> {
        let mut complaint: Value = serde_json::from_str(COMPLAINT)?;
        put(&mut complaint, "/about", about.as_str());
        put(&mut complaint, "/passport_number", passport);
        let handed_in = json!({ "complaint": complaint, "filed_at": TODAY, "anyway": false });
        let request = format!("{}-complaint-{about}", self.request);
        Ok(Self { service: CaseService::Complaint, request, handed_in, course: Course::Dismissed, passports: vec![passport.to_owned()] })
    }

    pub(crate) fn expected(&self) -> Status {
        match self.course {
            Course::Issued | Course::Extended => Status::Issued,
            Course::Objected | Course::RefusedByPolice => Status::Refused,
            Course::NotConsidered => Status::NotConsidered,
            Course::Withdrawn => Status::Withdrawn,
            Course::Incomplete => Status::AcceptanceRefused,
            Course::Dismissed => Status::Dismissed,
        }
    }

    /// Where it is filed.
    pub(crate) const fn path(&self) -> &'static str {
        match self.service {
            CaseService::Invitation => "applications",
            CaseService::Visa => "visa-requests",
            CaseService::Complaint => "complaints",
        }
    }

    /// What is said, in order.
    pub(crate) fn steps(&self, rng: &mut Rng) -> Vec<Said> {
        match self.service {
            CaseService::Invitation => self.steps_of_an_invitation(rng),
            CaseService::Visa => self.steps_of_a_visa(rng),
            CaseService::Complaint => vec![
                entry("passing-on", json!({ "letter": "44/7" }), FRONT_DESK),
                entry("complaint-answer", json!({ "outcome": "dismissed", "reasons": "the refusal stands" }), ENTERS),
            ],
        }
    }

    fn steps_of_an_invitation(&self, rng: &mut Rng) -> Vec<Said> {
        let refuse = |ground, note: &str| Verification::Refuse { ground, note: note.to_owned() };
        let mut steps = Vec::new();
        match self.course {
            Course::Incomplete | Course::Dismissed => {}
            Course::RefusedByPolice => steps.push(by_police(rng, refuse(4, "an unpaid fine"))),
            Course::NotConsidered => steps.push(by_police(rng, refuse(7, "the passport was reported lost"))),
            Course::Withdrawn => {
                steps.push(by_police(rng, Verification::Clear));
                steps.push(withdrawal());
            }
            Course::Issued | Course::Extended | Course::Objected => {
                steps.push(by_police(rng, Verification::Clear));
                self.coordinate(&mut steps, rng);
                steps.push(if self.course == Course::Objected { refusal() } else { issue() });
            }
        }
        steps
    }

    fn steps_of_a_visa(&self, rng: &mut Rng) -> Vec<Said> {
        let mut steps = Vec::new();
        if self.course == Course::Withdrawn {
            steps.push(withdrawal());
            return steps;
        }
        self.coordinate(&mut steps, rng);
        if self.course == Course::Objected {
            let intended = json!({ "ground": 3, "note": "the NSC objects", "hearing_at": HEARING });
            steps.push(entry("preliminary-refusal", intended, FRONT_DESK));
            steps.push(entry("hearing", json!({ "outcome": "waived" }), FRONT_DESK));
            steps.push(refusal());
        } else {
            steps.push(entry("fingerprints", json!({ "taken": true }), ENTERS));
            steps.push(issue());
        }
        steps
    }

    /// What the NSC says.
    fn coordinate(&self, steps: &mut Vec<Said>, rng: &mut Rng) {
        if self.course == Course::Extended {
            steps.push(by_nsc(rng, BerkutMessage::ExtensionRequest { reason: "further study".to_owned() }));
        }
        let objects = self.course == Course::Objected;
        steps.push(by_nsc(rng, BerkutMessage::Answer(if objects { Answer::Object } else { Answer::Agree })));
    }
}

fn request(number: u32, rng: &mut Rng) -> String {
    format!("chaos-{number}-{:08x}", rng.u32(..))
}

fn put(form: &mut Value, pointer: &str, text: &str) {
    if let Some(member) = form.pointer_mut(pointer) {
        *member = json!(text);
    }
}

fn entry(path: &'static str, content: Value, by: &'static str) -> Said {
    Said::Entry { path, content, by }
}

fn withdrawal() -> Said {
    entry("withdrawal", json!({ "reason": "the visit is off" }), FRONT_DESK)
}

fn issue() -> Said {
    Said::Decision { content: json!({ "verdict": "issue" }) }
}

fn refusal() -> Said {
    Said::Decision { content: json!({ "verdict": { "refuse": { "ground": 3, "note": "the NSC objects" } } }) }
}

/// Who files and withdraws.
pub(crate) const FRONT_DESK: &str = "F-0001";
/// Who enters what the police and the NSC have written on paper.
pub(crate) const ENTERS: &str = "E-0001";
/// Who decides.
pub(crate) const DECIDES: &str = "D-0001";
/// Who lets stopped steps go on.
pub(crate) const OPERATES: &str = "O-0001";

fn by_police(rng: &mut Rng, verification: Verification) -> Said {
    match rng.u32(..4) {
        0 => Said::Entry { path: "verification", content: json!(verification), by: ENTERS },
        _ => Said::Callback { message: Message::Police { verification }, published: rng.bool() },
    }
}

fn by_nsc(rng: &mut Rng, message: BerkutMessage) -> Said {
    match (rng.u32(..4), &message) {
        (0, BerkutMessage::Answer(answer)) => Said::Entry { path: "answer", content: json!(answer), by: ENTERS },
        (0, BerkutMessage::ExtensionRequest { reason }) => {
            Said::Entry { path: "extension", content: json!({ "reason": reason }), by: ENTERS }
        }
        _ => Said::Callback { message: Message::Berkut(message), published: rng.bool() },
    }
}
