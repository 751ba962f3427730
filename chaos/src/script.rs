//! What the applications are, and what others say to their cases.

use anyhow::Result;
use fastrand::Rng;
use serde_json::{Value, json};
use shaqyru_domain::case::stage::Status;
use shaqyru_sandbox::{Agency, Answer, BerkutMessage, Message, Verification};

const NEGOTIATIONS: &str = include_str!("../../examples/applications/b3-negotiations-turkiye.json");
const PRIVATE_VISIT: &str = include_str!("../../examples/applications/b10-private-visit-india.json");
const INCOMPLETE: &str = include_str!("../../examples/applications/incomplete-no-petition.json");

/// The verifications of cases that were filed then run out in the first minutes of the run.
const YESTERDAY: &str = "2026-04-06T10:00:00+05:00";
const TODAY: &str = "2026-04-07T10:00:00+05:00";

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
}

/// An application, and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
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
            if let Some(known) = invitee.pointer_mut("/passport/number") {
                *known = json!(passport);
            }
            passports.push(passport);
        }
        let filed_at = if rng.bool() { YESTERDAY } else { TODAY };
        let handed_in = json!({ "application": application, "filed_at": filed_at, "anyway": false });
        Ok(Self { request: format!("chaos-{number}-{:08x}", rng.u32(..)), handed_in, course, passports })
    }

    pub(crate) fn expected(&self) -> Status {
        match self.course {
            Course::Issued | Course::Extended => Status::Issued,
            Course::Objected | Course::RefusedByPolice => Status::Refused,
            Course::NotConsidered => Status::NotConsidered,
            Course::Withdrawn => Status::Withdrawn,
            Course::Incomplete => Status::AcceptanceRefused,
        }
    }

    /// What is said, in order.
    pub(crate) fn steps(&self, rng: &mut Rng) -> Vec<Said> {
        let refuse = |ground, note: &str| Verification::Refuse { ground, note: note.to_owned() };
        let issue = json!({ "verdict": "issue" });
        let mut steps = Vec::new();
        match self.course {
            Course::Incomplete => {}
            Course::RefusedByPolice => steps.push(by_police(rng, refuse(4, "an unpaid fine"))),
            Course::NotConsidered => steps.push(by_police(rng, refuse(7, "the passport was reported lost"))),
            Course::Withdrawn => {
                steps.push(by_police(rng, Verification::Clear));
                steps.push(Said::Entry { path: "withdrawal", content: json!({ "reason": "the visit is off" }), by: FRONT_DESK });
            }
            Course::Issued | Course::Extended | Course::Objected => {
                steps.push(by_police(rng, Verification::Clear));
                if self.course == Course::Extended {
                    let reason = "further study".to_owned();
                    steps.push(by_nsc(rng, BerkutMessage::ExtensionRequest { reason }));
                }
                let objects = self.course == Course::Objected;
                steps.push(by_nsc(rng, BerkutMessage::Answer(if objects { Answer::Object } else { Answer::Agree })));
                let refusal = json!({ "verdict": { "refuse": { "ground": 3, "note": "the NSC objects" } } });
                steps.push(Said::Decision { content: if objects { refusal } else { issue } });
            }
        }
        steps
    }
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
