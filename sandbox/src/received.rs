//! The log of what reached the sandbox and what became of its callbacks.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::knobs::Agency;
use crate::wire;

/// One of the lists of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Log {
    /// Verifications asked of the police.
    Police,
    /// Coordinations asked of Berkut.
    Berkut,
    /// Appointments asked of the biometric centre.
    Appointments,
    /// Invitations entered in Berkut.
    Invitations,
    /// Visas entered in Berkut.
    Visas,
    /// Ends of visas entered in Berkut.
    VisaEnds,
    /// Stages told to the monitoring system.
    Stages,
    /// Notices for applicants.
    Notices,
    /// Escalation notices for the office.
    Escalations,
    /// Questions to the registers.
    Lookups,
    /// Announcements of what enters into force.
    Announcements,
    /// Warnings that the term of an announcement runs out.
    AnnouncementEscalations,
}

/// What became of one received item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Accepted for the first time.
    New,
    /// Known already, with the same content; answered as before.
    Repeated,
    /// The key is known with another content, or the case under another key.
    Conflict,
    /// A fault knob kept it out.
    NotAccepted,
}

/// One received item: a call, or an item of a batch.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Counts from 1 over all lists of items, in order of arrival.
    pub seq: u64,
    /// `Idempotency-Key`, or the item's id; of a lookup, which has neither, the case.
    pub key: String,
    /// The case it is about; of announcements and their escalations, the edition.
    pub case: String,
    /// When it came, by the wall clock.
    pub at: String,
    /// What became of it.
    pub disposition: Disposition,
    /// The body, or the item.
    pub body: Value,
}

/// How often an idempotency key came, by what became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Accepted for the first time: 0 or 1. Of lookups, which change nothing, every one that was accepted.
    pub new: u32,
    /// Repetitions of what was accepted.
    pub repeated: u32,
    /// Refused with 409.
    pub conflict: u32,
    /// Kept out by a fault knob.
    pub not_accepted: u32,
}

/// A call that was refused because it breaks the contract.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    /// Who refused.
    pub agency: Agency,
    /// HTTP status.
    pub status: u16,
    /// The problem's code.
    pub code: &'static str,
    /// The problem's message.
    pub message: String,
    /// When, by the wall clock.
    pub at: String,
}

/// One attempt to deliver a callback.
#[derive(Debug, Clone, Serialize)]
pub struct CallbackAttempt {
    /// The sender.
    pub agency: Agency,
    /// The case it is about.
    pub case: String,
    /// The message; `None` for a raw body.
    pub message_id: Option<String>,
    /// What the endpoint answered; `None` if it could not be reached.
    pub status: Option<u16>,
    /// Counts from 1 within one delivery.
    pub attempt: u32,
    /// When, by the wall clock.
    pub at: String,
}

/// Everything that was received, each list in order of arrival.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Received {
    /// Verifications asked of the police.
    pub police: Vec<Entry>,
    /// Coordinations asked of Berkut.
    pub berkut: Vec<Entry>,
    /// Appointments asked of the biometric centre.
    pub appointments: Vec<Entry>,
    /// Invitations entered in Berkut.
    pub invitations: Vec<Entry>,
    /// Visas entered in Berkut.
    pub visas: Vec<Entry>,
    /// Ends of visas entered in Berkut.
    pub visa_ends: Vec<Entry>,
    /// Stages told to the monitoring system.
    pub stages: Vec<Entry>,
    /// Notices for applicants.
    pub notices: Vec<Entry>,
    /// Escalation notices for the office.
    pub escalations: Vec<Entry>,
    /// Questions to the registers.
    pub lookups: Vec<Entry>,
    /// Announcements of what enters into force.
    pub announcements: Vec<Entry>,
    /// Warnings that the term of an announcement runs out.
    pub announcement_escalations: Vec<Entry>,
    /// Every attempt at a callback.
    pub callbacks: Vec<CallbackAttempt>,
    /// Calls that broke a contract.
    pub refused: Vec<Refusal>,
    /// Per list and idempotency key, what became of it.
    pub counts: BTreeMap<Log, BTreeMap<String, Count>>,
    /// Per agency and case, how often its state was asked for.
    pub polls: BTreeMap<Agency, BTreeMap<String, u32>>,
    /// Calls that came because a redirect was followed: there should be none.
    pub redirects_followed: u32,
    #[serde(skip)]
    seq: u64,
}

impl Received {
    /// One of the lists.
    pub fn log(&self, log: Log) -> &[Entry] {
        match log {
            Log::Police => &self.police,
            Log::Berkut => &self.berkut,
            Log::Appointments => &self.appointments,
            Log::Invitations => &self.invitations,
            Log::Visas => &self.visas,
            Log::VisaEnds => &self.visa_ends,
            Log::Stages => &self.stages,
            Log::Notices => &self.notices,
            Log::Escalations => &self.escalations,
            Log::Lookups => &self.lookups,
            Log::Announcements => &self.announcements,
            Log::AnnouncementEscalations => &self.announcement_escalations,
        }
    }

    /// What became of an idempotency key or item id.
    pub fn count(&self, log: Log, key: &str) -> Count {
        self.counts.get(&log).and_then(|keys| keys.get(key)).copied().unwrap_or_default()
    }

    /// The items of a case, or of an edition, that were accepted, each once (lookups: each time), in order.
    pub fn accepted(&self, log: Log, case: &str) -> Vec<&Entry> {
        self.log(log).iter().filter(|entry| entry.case == case && entry.disposition == Disposition::New).collect()
    }

    /// The attempts to deliver callbacks about a case, in order.
    pub fn callbacks_of(&self, agency: Agency, case: &str) -> Vec<&CallbackAttempt> {
        self.callbacks.iter().filter(|c| c.agency == agency && c.case == case).collect()
    }

    pub(crate) fn record(&mut self, log: Log, key: &str, body: &Value, disposition: Disposition) {
        let count = self.counts.entry(log).or_default().entry(key.to_owned()).or_default();
        let counter = match disposition {
            Disposition::New => &mut count.new,
            Disposition::Repeated => &mut count.repeated,
            Disposition::Conflict => &mut count.conflict,
            Disposition::NotAccepted => &mut count.not_accepted,
        };
        *counter = counter.saturating_add(1);
        self.seq = self.seq.saturating_add(1);
        let entry = Entry {
            seq: self.seq,
            key: key.to_owned(),
            case: ["case", "edition"].iter().find_map(|owner| body.get(owner)?.as_str()).unwrap_or_default().to_owned(),
            at: wire::now(),
            disposition,
            body: body.clone(),
        };
        let list = match log {
            Log::Police => &mut self.police,
            Log::Berkut => &mut self.berkut,
            Log::Appointments => &mut self.appointments,
            Log::Invitations => &mut self.invitations,
            Log::Visas => &mut self.visas,
            Log::VisaEnds => &mut self.visa_ends,
            Log::Stages => &mut self.stages,
            Log::Notices => &mut self.notices,
            Log::Escalations => &mut self.escalations,
            Log::Lookups => &mut self.lookups,
            Log::Announcements => &mut self.announcements,
            Log::AnnouncementEscalations => &mut self.announcement_escalations,
        };
        list.push(entry);
    }

    pub(crate) fn record_poll(&mut self, agency: Agency, case: &str) {
        let count = self.polls.entry(agency).or_default().entry(case.to_owned()).or_default();
        *count = count.saturating_add(1);
    }
}
