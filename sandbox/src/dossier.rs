//! What an agency that answers later holds on a case, and the script by which it answers.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::callbacks;
use crate::gate::Call;
use crate::knobs::Agency;
use crate::received::Log;
use crate::state::{Reply, Shared, State};
use crate::wire::Problem;

/// The police's finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase", deny_unknown_fields)]
pub enum Verification {
    /// No ground for refusal.
    Clear,
    /// A ground of annex 5 row 9.
    Refuse {
        /// Its number.
        ground: u8,
        /// The police's words.
        #[serde(default)]
        note: String,
    },
}

/// The NSC's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The invitation is coordinated.
    Agree,
    /// It is not.
    Object,
}

/// What the NSC says through Berkut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BerkutMessage {
    /// The answer.
    Answer(Answer),
    /// A written request for more time.
    ExtensionRequest {
        /// Its reason.
        reason: String,
    },
}

/// What came of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Taking {
    /// Fingerprints were taken.
    Taken {
        /// When.
        taken_at: String,
    },
    /// None are taken of this person.
    Exempt {
        /// Why, as the contract names it.
        reason: String,
    },
}

/// What the biometric centre says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BiometricsMessage {
    /// When and where the person is to come.
    Appointment {
        /// When.
        at: String,
        /// Where.
        place: String,
        /// When it was booked.
        booked_at: String,
    },
    /// What came of it.
    Result(Taking),
}

/// A message of an agency that answers later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Message {
    /// From the police.
    Police {
        /// Their finding.
        verification: Verification,
    },
    /// From Berkut.
    Berkut(BerkutMessage),
    /// From the biometric centre.
    Biometrics(BiometricsMessage),
}

impl Message {
    /// Who says such a thing.
    pub fn agency(&self) -> Agency {
        match self {
            Self::Police { .. } => Agency::Police,
            Self::Berkut(_) => Agency::Berkut,
            Self::Biometrics(_) => Agency::Biometrics,
        }
    }
}

/// What the police do with a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PoliceStep {
    /// Counted from the submission.
    pub after_ms: u64,
    /// The finding; `None`: silence.
    pub verification: Option<Verification>,
}

/// One message of Berkut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BerkutStep {
    /// Counted from the submission.
    pub after_ms: u64,
    /// What is said.
    #[serde(flatten)]
    pub message: BerkutMessage,
}

/// One message of the biometric centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BiometricsStep {
    /// Counted from the submission.
    pub after_ms: u64,
    /// What is said.
    #[serde(flatten)]
    pub message: BiometricsMessage,
}

/// How the agencies answer a case. The default is silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// The police's part; `None`: silence.
    pub police: Option<PoliceStep>,
    /// Berkut's part; empty: silence.
    pub berkut: Vec<BerkutStep>,
    /// The biometric centre's part; empty: silence.
    pub biometrics: Vec<BiometricsStep>,
    /// `false`: callbacks are lost, and only polling finds the answers.
    pub callbacks: bool,
    /// Further copies of every callback.
    pub duplicate: u32,
    /// Callbacks wait for the last message and then go out last first. Polling sees the true order.
    pub reverse: bool,
}

impl Default for Script {
    fn default() -> Self {
        Self { police: None, berkut: Vec::new(), biometrics: Vec::new(), callbacks: true, duplicate: 0, reverse: false }
    }
}

impl Script {
    /// One agency's messages in order of time.
    fn messages(&self, agency: Agency) -> Vec<(Duration, Message)> {
        let mut messages: Vec<_> = match agency {
            Agency::Police => {
                let step = self.police.iter();
                step.filter_map(|step| Some((step.after_ms, Message::Police { verification: step.verification.clone()? }))).collect()
            }
            Agency::Berkut => {
                let steps = self.berkut.iter();
                steps.map(|step| (step.after_ms, Message::Berkut(step.message.clone()))).collect()
            }
            Agency::Biometrics => {
                let steps = self.biometrics.iter();
                steps.map(|step| (step.after_ms, Message::Biometrics(step.message.clone()))).collect()
            }
            _ => Vec::new(),
        };
        messages.sort_by_key(|(after_ms, _)| *after_ms);
        messages.into_iter().map(|(after_ms, message)| (Duration::from_millis(after_ms), message)).collect()
    }
}

/// A message that was made, and so can be polled.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) message_id: String,
    pub(crate) message: Message,
}

/// One case at one agency.
#[derive(Debug)]
pub(crate) struct Dossier {
    pub(crate) reference: String,
    pub(crate) messages: Vec<Published>,
    /// Whether the submission asked for callbacks.
    callback: bool,
    /// A run of an earlier script ends when it finds this changed.
    run: u64,
}

impl Dossier {
    /// The first message of a kind: once said, an answer stands.
    pub(crate) fn first<T>(&self, pick: impl Fn(&Message) -> Option<T>) -> Option<(String, T)> {
        let mut found = self.messages.iter().filter_map(|p| Some((p.message_id.clone(), pick(&p.message)?)));
        found.next()
    }

    /// The last message of a kind, of what may be said anew.
    pub(crate) fn last<T>(&self, pick: impl Fn(&Message) -> Option<T>) -> Option<(String, T)> {
        self.messages.iter().rev().find_map(|p| Some((p.message_id.clone(), pick(&p.message)?)))
    }

    fn is_answered(&self) -> bool {
        let last_word = |message: &Message| {
            let is_more_to_come = matches!(
                message,
                Message::Berkut(BerkutMessage::ExtensionRequest { .. }) | Message::Biometrics(BiometricsMessage::Appointment { .. })
            );
            (!is_more_to_come).then_some(())
        };
        self.first(last_word).is_some()
    }
}

/// A submission as the call's schema read it.
pub(crate) struct Submission<'call> {
    pub(crate) agency: Agency,
    pub(crate) log: Log,
    pub(crate) case: &'call str,
    pub(crate) callback: bool,
}

/// Takes a submission: once per key, once per case.
pub(crate) fn submit(shared: &Arc<Shared>, state: &mut State, call: &Call, submission: &Submission<'_>) -> Result<Reply, Problem> {
    let Submission { agency, log, case, callback } = *submission;
    let key = call.key_of(case)?;
    let known = state.known(log, key, &call.body).map_err(|problem| problem.of_case(case))?;
    if let Some(reply) = known {
        state.take(log, key, &call.body, &reply);
        return Ok(reply);
    }
    let place = (agency, case.to_owned());
    if state.dossiers.contains_key(&place) {
        let message = "the case was submitted before under another key";
        return Err(Problem::conflict("case_exists", message).of_case(case));
    }
    state.references = state.references.saturating_add(1);
    let prefix = match agency {
        Agency::Police => "POL",
        Agency::Biometrics => "BIO",
        _ => "BRK",
    };
    let reference = format!("{prefix}-{:06}", state.references);
    let body = json!({ "case": case, "reference": reference });
    let reply = Reply { status: StatusCode::ACCEPTED, body };
    let dossier = Dossier { reference, messages: Vec::new(), callback, run: 0 };
    state.dossiers.insert(place, dossier);
    state.take(log, key, &call.body, &reply);
    launch(shared, state, agency, case);
    Ok(reply)
}

/// A poll's look into a dossier.
pub(crate) fn poll(
    state: &State,
    call: &Call,
    agency: Agency,
    describe: impl FnOnce(&Dossier) -> Vec<(&'static str, Value)>,
) -> Result<Reply, Problem> {
    let case = call.path_case.clone().unwrap_or_default();
    let Some(dossier) = state.dossiers.get(&(agency, case.clone())) else {
        let message = "nothing was submitted for this case";
        return Err(Problem::new(StatusCode::NOT_FOUND, "unknown_case", message).of_case(&case));
    };
    let mut body = json!({ "case": case, "reference": dossier.reference });
    if let Value::Object(members) = &mut body {
        members.extend(describe(dossier).into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    Ok(Reply { status: StatusCode::OK, body })
}

/// Gives a case its script. A case that was submitted and not yet answered starts on it now.
pub(crate) fn set_script(shared: &Arc<Shared>, case: &str, script: Script) {
    shared.with(|state| {
        state.scripts.insert(case.to_owned(), script);
        for agency in [Agency::Police, Agency::Berkut, Agency::Biometrics] {
            let dossier = state.dossiers.get(&(agency, case.to_owned()));
            if dossier.is_some_and(|dossier| !dossier.is_answered()) {
                launch(shared, state, agency, case);
            }
        }
    });
}

/// One run of a script for one case at one agency.
struct Run {
    shared: Arc<Shared>,
    agency: Agency,
    case: String,
    number: u64,
    script: Script,
    callback: bool,
}

fn launch(shared: &Arc<Shared>, state: &mut State, agency: Agency, case: &str) {
    let script = state.scripts.get(case).unwrap_or(&state.default_script).clone();
    let Some(dossier) = state.dossiers.get_mut(&(agency, case.to_owned())) else {
        return;
    };
    dossier.run = dossier.run.saturating_add(1);
    let run = Run {
        shared: Arc::clone(shared),
        agency,
        case: case.to_owned(),
        number: dossier.run,
        callback: script.callbacks && dossier.callback,
        script,
    };
    let stopped = shared.stopped();
    tokio::spawn(async move {
        tokio::select! {
            () = run.play() => {}
            () = stopped => {}
        }
    });
}

impl Run {
    /// Publishes each message at its time; delivery goes beside it, so that a slow endpoint delays no message for polls.
    async fn play(&self) {
        let (outbox, mut inbox) = mpsc::unbounded_channel();
        let publishing = async move {
            let start = Instant::now();
            let mut held = Vec::new();
            for (after, message) in self.script.messages(self.agency) {
                tokio::time::sleep_until(start + after).await;
                let Some(published) = self.publish(message) else {
                    return;
                };
                if self.script.reverse {
                    held.push(published);
                } else {
                    outbox.send(published).ok();
                }
            }
            for published in held.into_iter().rev() {
                outbox.send(published).ok();
            }
        };
        let delivering = async {
            while let Some(published) = inbox.recv().await {
                for _ in 0..=self.script.duplicate {
                    callbacks::deliver(&self.shared, self.agency, &self.case, &published).await;
                }
            }
        };
        if self.callback {
            tokio::join!(publishing, delivering);
        } else {
            publishing.await;
        }
    }

    /// `None` if a later script has taken over.
    fn publish(&self, message: Message) -> Option<Published> {
        self.shared.with(|state| {
            let dossier = state.dossiers.get_mut(&(self.agency, self.case.clone()))?;
            if dossier.run != self.number {
                return None;
            }
            let published = Published { message_id: callbacks::new_message_id(self.agency), message };
            dossier.messages.push(published.clone());
            Some(published)
        })
    }
}
