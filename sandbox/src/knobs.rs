//! Faults that can be switched on per agency while the sandbox runs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One of the outside systems that the sandbox plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Agency {
    /// Territorial police: verification.
    Police,
    /// The NSC behind Berkut: coordination, and the register of invitations.
    Berkut,
    /// The monitoring system: stages.
    Monitoring,
    /// The visa and migration portal: notices to applicants.
    Portal,
    /// The office itself: escalation notices.
    Office,
    /// The gateway to the state registers: what is on record.
    Registers,
    /// The ministry's notice service: what enters into force, to those who provide the service and the contact centre.
    Announcements,
    /// The biometric centre: appointments for fingerprints, and what came of them.
    Biometrics,
}

impl Agency {
    /// The agency's name, as it stands in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Berkut => "berkut",
            Self::Monitoring => "monitoring",
            Self::Portal => "portal",
            Self::Office => "office",
            Self::Registers => "registers",
            Self::Announcements => "announcements",
            Self::Biometrics => "biometrics",
        }
    }
}

/// What a call does, so that a fault can be confined to submissions or to polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// A verification, a coordination, an appointment, a batch.
    Submit,
    /// A look at the state of a case.
    Poll,
    /// A question to the registers.
    Lookup,
    /// An issued invitation, a visa or the end of one entered in Berkut.
    Register,
    /// A warning that the term of an announcement runs out. An escalation to the office is a batch like any other.
    Escalate,
}

/// A way to misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// 503; nothing is accepted.
    ServerError,
    /// 429 with `Retry-After`; nothing is accepted.
    TooManyRequests,
    /// The call is accepted and recorded, and never answered.
    TimeoutAfterAcceptance,
    /// The call is neither accepted nor answered.
    TimeoutBeforeAcceptance,
    /// Accepted; answered by 200 with a body that is no JSON.
    Garbage,
    /// Accepted; the answer names another case, or another edition of the Rules.
    WrongCase,
    /// 422, which a repetition does not change.
    Reject,
    /// Accepted; the answer has 2 MiB.
    Oversized,
    /// 302 to elsewhere; nothing is accepted.
    Redirect,
}

impl Fault {
    /// Whether the call takes effect although its answer is spoilt.
    pub(crate) fn accepts(self) -> bool {
        matches!(self, Self::TimeoutAfterAcceptance | Self::Garbage | Self::WrongCase | Self::Oversized)
    }
}

/// How one agency misbehaves. The default is not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Knob {
    /// Every call waits this long first.
    pub delay_ms: u64,
    /// The fault of the coming calls.
    pub fault: Option<Fault>,
    /// How many calls the fault hits before it heals by itself; `None`: until it is changed.
    pub times: Option<u32>,
    /// `Retry-After` of 429 and 503.
    pub retry_after_s: Option<u32>,
    /// Delay and fault hit these calls only; `None`: all.
    pub on: Option<Operation>,
}

impl Knob {
    /// A fault that stays until it is changed.
    pub fn fault(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }

    /// The same fault for this many calls only.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same fault for this operation only.
    #[must_use]
    pub fn on(self, operation: Operation) -> Self {
        Self { on: Some(operation), ..self }
    }
}

/// What a knob has in store for one call.
#[derive(Debug, Default)]
pub(crate) struct Fate {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
    pub(crate) retry_after_s: Option<u32>,
}

/// The knobs of all agencies.
#[derive(Debug, Default)]
pub(crate) struct Knobs(BTreeMap<Agency, Knob>);

impl Knobs {
    pub(crate) fn set(&mut self, agency: Agency, knob: Knob) {
        self.0.insert(agency, knob);
    }

    pub(crate) fn get(&self, agency: Agency) -> Knob {
        self.0.get(&agency).cloned().unwrap_or_default()
    }

    /// Decides one call's fate and uses up one of the fault's times.
    pub(crate) fn draw(&mut self, agency: Agency, operation: Operation) -> Fate {
        let Some(knob) = self.0.get_mut(&agency) else {
            return Fate::default();
        };
        if knob.on.is_some_and(|only| only != operation) {
            return Fate::default();
        }
        let fault = knob.fault.filter(|_| knob.times != Some(0));
        if let Some(left) = knob.times.map(|times| times.saturating_sub(1)) {
            let healed = left == 0;
            knob.times = (!healed).then_some(left);
            knob.fault = fault.filter(|_| !healed);
        }
        Fate { delay: Duration::from_millis(knob.delay_ms), fault, retry_after_s: knob.retry_after_s }
    }
}
