//! Sending: mail by SMTP, calls of webhooks, and how each ended.

use std::time::Duration;

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, SinglePart},
    transport::smtp::PoolConfig,
};
use reqwest::Url;
use serde_json::Value;
use shaqyru_domain::problem::{Code, Problem};

use crate::{
    agency::{http_client, passes},
    measures::{Measures, REFUSED, TOLD, UNAVAILABLE},
};

const SMTP_TIMEOUT: Duration = Duration::from_secs(10);
/// So many connections to the mail server are kept; a letter does not wait for another's greeting.
pub(super) const CONNECTIONS: usize = 8;

/// What a mail server says for good of itself, or of us who send (RFC 5321, RFC 4954, RFC 7504): a command that it does not have, no mail at
/// all, a password that is missing or wrong. It passes when somebody mends it. Any other 5xx is about one receiver or letter.
const MENDED_BY_SOMEBODY: [u16; 8] = [502, 503, 521, 523, 530, 534, 535, 538];
/// Above this the server speaks of one receiver or letter; what it says of itself is 421, or nothing at all.
const OF_ITSELF: u16 = 421;

/// How sending ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// It was taken.
    Delivered,
    /// It will never be taken.
    Refused,
    /// Not now, and others may be luckier.
    Later,
    /// Nobody is told now.
    Unavailable,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// The same id, the same letter.
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Where mail goes out.
#[derive(Debug, Clone)]
struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Sends letters and calls webhooks.
#[derive(Debug, Clone)]
pub(super) struct Post {
    mailer: Option<Mailer>,
    http: reqwest::Client,
    measures: Measures,
}

impl Post {
    /// Mail goes out at `smtp` (`smtp://`, `smtps://`; with user, password, and the name by which the server is greeted as its path) under
    /// the sender's name.
    pub(super) fn new(smtp: Option<&str>, from: Option<&str>, measures: Measures) -> Result<Self, Problem> {
        let wrong = |what: &str| Problem::new(Code::Configuration, what);
        let http = http_client().map_err(|error| wrong(&error.to_string()))?;
        let mailer = match (smtp, from) {
            (None, _) => None,
            (Some(_), None) => return Err(wrong("mail needs a sender (SHAQYRU_MAIL_FROM)")),
            (Some(url), Some(from)) => {
                // The URL may hold a password: it is not repeated.
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| wrong("SHAQYRU_SMTP is no smtp:// URL"))?;
                let from = from.parse().map_err(|_| wrong("SHAQYRU_MAIL_FROM is no e-mail address"))?;
                let connections = PoolConfig::new().max_size(u32::try_from(CONNECTIONS).unwrap_or(1));
                Some(Mailer { transport: transport.timeout(Some(SMTP_TIMEOUT)).pool_config(connections).build(), from })
            }
        };
        Ok(Self { mailer, http, measures })
    }

    /// Whether mail can be sent at all.
    pub(super) fn has_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// Sends a letter to one person.
    pub(super) async fn mail(&self, to: &Address, letter: &Letter) -> Sent {
        let Some(mailer) = &self.mailer else { return Sent::Delivered };
        let id = format!("<{}@{}>", letter.id, mailer.from.email.domain());
        let message = Message::builder()
            .message_id(Some(id))
            .from(mailer.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(letter.subject.clone())
            .singlepart(SinglePart::plain(letter.text.clone()));
        let sent = match message {
            Ok(message) => mailer.transport.send(message).await.map(drop).map_err(|error| {
                let code = error.status().map(u16::from);
                // An address that is not ASCII cannot even be named to a server without SMTPUTF8 (RFC 6531).
                let unnameable = error.is_client() && !AsRef::<str>::as_ref(to).is_ascii();
                let never = unnameable || code.is_some_and(|code| code >= 500 && !MENDED_BY_SOMEBODY.contains(&code));
                let later = code.is_some_and(|code| (400..500).contains(&code) && code != OF_ITSELF);
                // What the server says may repeat the address.
                tracing::warn!(letter = letter.id, code, never, "a mail was not taken");
                match (never, later) {
                    (true, _) => Sent::Refused,
                    (_, true) => Sent::Later,
                    _ => Sent::Unavailable,
                }
            }),
            Err(_) => Err(Sent::Refused),
        };
        self.noted("mail", sent)
    }

    /// Calls a webhook.
    pub(super) async fn call(&self, webhook: &Url, body: &Value) -> Sent {
        let sent = match self.http.post(webhook.clone()).json(body).send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) if passes(answer.status()) => Err(Sent::Unavailable),
            Ok(answer) => {
                tracing::warn!(status = answer.status().as_u16(), "a webhook refuses");
                Err(Sent::Refused)
            }
            Err(_) => Err(Sent::Unavailable),
        };
        self.noted("webhook", sent)
    }

    fn noted(&self, channel: &str, sent: Result<(), Sent>) -> Sent {
        let sent = sent.err().unwrap_or(Sent::Delivered);
        let outcome = match sent {
            Sent::Delivered => TOLD,
            Sent::Refused => REFUSED,
            Sent::Later | Sent::Unavailable => UNAVAILABLE,
        };
        self.measures.messages.with_label_values(&[channel, outcome]).inc();
        sent
    }
}
