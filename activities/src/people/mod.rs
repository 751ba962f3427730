//! People: escalations and incidents by mail and webhook, at least once and in order per case, and a digest each working morning.
//!
//! What is to be told stands in the register, and is marked there once everybody who is named has been told on a channel. Of several
//! receivers each is marked by itself, so that one who takes nothing now has nobody else told twice. A worker that is lost between sending
//! and marking sends once more: a letter then carries the same `Message-ID`, a call the same `id`.

mod contacts;
mod digest;
mod post;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use futures::{StreamExt, stream};
use lettre::Address;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_register::{Channel, Register, RegisterError, Untold};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::sync::watch;

pub use self::contacts::{Contacts, Receiver};
use self::{
    digest::{Digest, DigestError},
    post::{CONNECTIONS, Letter, Post, Sent},
};
use crate::{
    agency::{ANOTHER_RULEBOOK, backoff, retry_after_failure},
    measures::Measures,
    register::into_activity_error,
};

/// So many items are read at once.
const BATCH: u16 = 100;

/// Longer than one item takes; a round that is lost keeps others waiting for so long.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How long one's hold is not renewed.
const RENEWED: TimeDelta = TimeDelta::seconds(10);
/// How long a word may take that was begun when the worker was told to stop.
const LAST_WORD: Duration = Duration::from_secs(5);

/// How people are reached.
#[derive(Debug, Clone)]
pub struct PeopleSettings {
    /// Who is told.
    pub contacts: Contacts,
    /// Where mail goes out; nobody is told by mail without it.
    pub smtp: Option<String>,
    /// Who sends it.
    pub from: Option<String>,
    /// Where people find the console.
    pub public_url: String,
}

/// Tells people.
#[derive(Debug)]
pub struct People {
    register: Register,
    rulebook: Arc<Rulebook>,
    contacts: Contacts,
    post: Post,
    public_url: String,
    stopping: watch::Receiver<bool>,
}

/// A digest that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDigest {
    /// For whom.
    pub receiver: Receiver,
    /// By mail, else by webhook.
    pub by_mail: bool,
    /// As of when.
    pub at: Instant,
}

impl People {
    /// Without settings nobody is named, and nobody is told. What is sent ends soon after `stopping` turns true.
    ///
    /// # Errors
    /// [`Code::Configuration`] if mail cannot be set up.
    pub fn new(
        register: Register,
        rulebook: Arc<Rulebook>,
        settings: Option<&PeopleSettings>,
        measures: Measures,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, Problem> {
        let smtp = settings.and_then(|settings| settings.smtp.as_deref());
        let from = settings.and_then(|settings| settings.from.as_deref());
        Ok(Self {
            register,
            rulebook,
            contacts: settings.map(|settings| settings.contacts.clone()).unwrap_or_default(),
            post: Post::new(smtp, from, measures)?,
            public_url: settings.map(|settings| settings.public_url.clone()).unwrap_or_default(),
            stopping,
        })
    }

    /// Tells all that waits on a channel: several cases at once, each in its own order. Whoever does not answer is left for the next time,
    /// with what waits behind it; nobody else waits for that. If another round is at it, there is nothing to do. When the worker stops, no
    /// further word is begun, and what was not told is left.
    async fn empty(&self, channel: Channel, ctx: &ActivityContext) -> Result<(), RegisterError> {
        let round = Round::default();
        let mut after = 0;
        while self.goes_on(channel, &round).await? {
            let batch = self.register.untold(channel, after, BATCH).await?;
            let Some(last) = batch.last() else { break };
            after = last.entry;
            let mut cases: BTreeMap<String, Vec<Untold>> = BTreeMap::new();
            for untold in batch {
                cases.entry(untold.case.to_string()).or_default().push(untold);
            }
            let telling = cases.into_iter().map(|(case, words)| self.tell_in_order(channel, case, words, &round, ctx));
            let mut telling = stream::iter(telling).buffer_unordered(CONNECTIONS);
            while let Some(told) = telling.next().await {
                told?;
            }
        }
        let held = *round.holds_until.lock().await;
        let now = now();
        self.register.hold(channel, held, now, now).await.map(drop)
    }

    /// Tells what there is to tell of a case, until something of it cannot be told.
    async fn tell_in_order(
        &self,
        channel: Channel,
        case: String,
        words: Vec<Untold>,
        round: &Round,
        ctx: &ActivityContext,
    ) -> Result<(), RegisterError> {
        for untold in &words {
            if round.known().held_back.contains(&case) || !self.goes_on(channel, round).await? {
                return Ok(());
            }
            // Only what cannot be written fails, and there is nothing to write.
            let _ = ctx.record_heartbeat(()).await;
            let told = tokio::select! {
                told = self.tell(channel, untold, round) => told?,
                () = self.out_of_time() => false,
            };
            if !told {
                round.known().held_back.insert(case);
                return Ok(());
            }
            self.register.mark_told(channel, untold.entry, now()).await?;
        }
        Ok(())
    }

    /// Whether another word may be begun: this round still is, or can be, the only one on a channel, the mail server answers, and the worker
    /// does not stop.
    async fn goes_on(&self, channel: Channel, round: &Round) -> Result<bool, RegisterError> {
        if round.known().mail_is_down || *self.stopping.borrow() {
            return Ok(false);
        }
        let mut holds_until = round.holds_until.lock().await;
        let now = now();
        if holds_until.is_some_and(|until| until.since(now) > LEASE - RENEWED) {
            return Ok(true);
        }
        let until = now.shifted(LEASE);
        let holds = self.register.hold(channel, *holds_until, now, until).await?;
        *holds_until = holds.then_some(until);
        Ok(holds)
    }

    /// A word that was begun when the worker was told to stop may still end, but not for long.
    async fn out_of_time(&self) {
        let mut stopping = self.stopping.clone();
        // Whoever would say so is gone: so is the worker.
        let _ = stopping.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(LAST_WORD).await;
    }

    /// Whether all who are to be told have been.
    async fn tell(&self, channel: Channel, untold: &Untold, round: &Round) -> Result<bool, RegisterError> {
        match channel {
            Channel::Mail => {
                let receivers = if self.post.has_mail() { self.contacts.to_mail(&untold.office, &untold.word) } else { BTreeSet::new() };
                let sent = self.mail_each(&receivers, &words::letter(untold, &self.public_url)).await?;
                round.known().mail_is_down |= sent == Sent::Unavailable;
                Ok(is_settled(sent))
            }
            Channel::Webhook => {
                let body = words::call(untold, &self.public_url);
                let webhooks = self.contacts.to_call(&untold.office, &untold.word);
                let mut telling = Telling::to(&self.register, channel, &untold.id, webhooks.iter().map(Url::as_str)).await?;
                for webhook in &webhooks {
                    if !telling.has_it(webhook.as_str()) {
                        let sent = self.call_unless_silent(webhook, &body, round).await;
                        telling.note(webhook.as_str(), sent);
                    }
                }
                Ok(is_settled(telling.end().await?))
            }
        }
    }

    async fn call_unless_silent(&self, webhook: &Url, body: &Value, round: &Round) -> Sent {
        let is_silent = round.known().silent.contains(webhook);
        let sent = if is_silent { Sent::Unavailable } else { self.post.call(webhook, body).await };
        if sent == Sent::Unavailable {
            round.known().silent.insert(webhook.clone());
        }
        sent
    }

    /// Sends a letter to each who does not have it yet: who takes it later keeps it from nobody else. How it ended for the worst off.
    async fn mail_each(&self, addresses: &BTreeSet<Address>, letter: &Letter) -> Result<Sent, RegisterError> {
        let mut telling = Telling::to(&self.register, Channel::Mail, &letter.id, addresses.iter().map(AsRef::as_ref)).await?;
        for address in addresses {
            if telling.has_it(address.as_ref()) {
                continue;
            }
            let sent = self.post.mail(address, letter).await;
            telling.note(address.as_ref(), sent);
            if sent == Sent::Unavailable {
                break;
            }
        }
        telling.end().await
    }

    async fn send(&self, due: &DueDigest) -> Result<Sent, DigestError> {
        let digest = Digest::of(&due.receiver, &self.register, &self.rulebook, due.at).await?;
        if digest.is_empty() {
            return Ok(Sent::Delivered);
        }
        if due.by_mail {
            let letter = words::digest_letter(&digest, &self.public_url);
            return Ok(self.mail_each(&self.contacts.mails_of(&due.receiver), &letter).await?);
        }
        let body = words::digest_call(&digest, &self.public_url);
        match self.contacts.webhook_of(&due.receiver) {
            Some(webhook) => Ok(self.post.call(&webhook, &body).await),
            None => Ok(Sent::Delivered),
        }
    }
}

/// Whether a receiver needs to be told no more.
const fn is_settled(sent: Sent) -> bool {
    matches!(sent, Sent::Delivered | Sent::Refused)
}

/// One letter on its way to its receivers. Who of several has it while others wait is on record until all have it.
struct Telling<'a> {
    register: &'a Register,
    channel: Channel,
    letter: &'a str,
    had_it: BTreeSet<&'a str>,
    have_it_now: Vec<&'a str>,
    worst: Sent,
}

impl<'a> Telling<'a> {
    async fn to(
        register: &'a Register,
        channel: Channel,
        letter: &'a str,
        receivers: impl ExactSizeIterator<Item = &'a str>,
    ) -> Result<Self, RegisterError> {
        let are_several = receivers.len() > 1;
        let had_it = if are_several { register.who_has_letter(channel, letter, receivers).await? } else { BTreeSet::new() };
        Ok(Self { register, channel, letter, had_it, have_it_now: Vec::new(), worst: Sent::Delivered })
    }

    fn has_it(&self, receiver: &str) -> bool {
        self.had_it.contains(receiver)
    }

    fn note(&mut self, receiver: &'a str, sent: Sent) {
        if is_settled(sent) {
            self.have_it_now.push(receiver);
        } else if self.worst != Sent::Unavailable {
            self.worst = sent;
        }
    }

    /// Puts on record who has it, if somebody does not; if all have it, nothing of that is kept. How it ended for the worst off.
    async fn end(self) -> Result<Sent, RegisterError> {
        if !is_settled(self.worst) {
            for receiver in self.have_it_now {
                self.register.mark_taken(self.channel, self.letter, receiver).await?;
            }
        } else if !self.had_it.is_empty() {
            self.register.forget_letter(self.channel, self.letter).await?;
        }
        Ok(self.worst)
    }
}

fn now() -> Instant {
    Instant::from_utc(Utc::now())
}

/// An outbox that is being emptied.
#[derive(Default)]
struct Round {
    /// No other round tells anybody until then.
    holds_until: tokio::sync::Mutex<Option<Instant>>,
    known: Mutex<Known>,
}

/// What was found out on the way.
#[derive(Default)]
struct Known {
    /// Cases of which something could not be told: what follows it waits.
    held_back: BTreeSet<String>,
    mail_is_down: bool,
    silent: BTreeSet<Url>,
}

impl Round {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[activities]
impl People {
    /// Tells people of the escalations and incidents of which they have not been told.
    #[activity]
    pub async fn tell_people(self: Arc<Self>, ctx: ActivityContext) -> Result<(), ActivityError> {
        let (mails, calls) = futures::future::join(self.empty(Channel::Mail, &ctx), self.empty(Channel::Webhook, &ctx)).await;
        mails.and(calls).map_err(|error| into_activity_error(error, ctx.info().attempt))
    }

    /// Who gets a digest at an instant: nobody on a day off.
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn digests_due(self: Arc<Self>, _ctx: ActivityContext, at: Instant) -> Result<Vec<DueDigest>, ActivityError> {
        let receivers = digest::receivers(&self.contacts, self.rulebook.calendars.newest(), at.date());
        // A worker with another rulebook may know the day.
        let receivers = receivers.map_err(|error| retry_after_failure(Code::NoCalendar, error.to_string(), ANOTHER_RULEBOOK))?;
        let digest = |receiver: &Receiver, by_mail| DueDigest { receiver: receiver.clone(), by_mail, at };
        let both = receivers.iter().flat_map(|receiver| [digest(receiver, true), digest(receiver, false)]);
        Ok(both.filter(|due| self.reaches(due)).collect())
    }

    /// Sends a digest.
    #[activity]
    pub async fn send_digest(self: Arc<Self>, ctx: ActivityContext, due: DueDigest) -> Result<(), ActivityError> {
        let attempt = ctx.info().attempt;
        match self.send(&due).await {
            Ok(Sent::Delivered | Sent::Refused) => Ok(()),
            Ok(Sent::Later | Sent::Unavailable) => {
                Err(retry_after_failure(Code::AgencyUnavailable, "nobody takes the digest".to_owned(), backoff(attempt, None)))
            }
            Err(DigestError::Register(error)) => Err(into_activity_error(error, attempt)),
            Err(DigestError::Calendar(error)) => Err(retry_after_failure(Code::NoCalendar, error.to_string(), ANOTHER_RULEBOOK)),
        }
    }
}

impl People {
    fn reaches(&self, due: &DueDigest) -> bool {
        if due.by_mail {
            self.post.has_mail() && !self.contacts.mails_of(&due.receiver).is_empty()
        } else {
            self.contacts.webhook_of(&due.receiver).is_some()
        }
    }
}
