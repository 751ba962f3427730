//! Who is told: addresses by office and audience, and the on-call operator's. They are personal data: none of them is logged.

use std::collections::{BTreeMap, BTreeSet};

use lettre::Address;
use reqwest::Url;
use serde::Deserialize;
use shaqyru_domain::{
    law::ladder::Audience,
    problem::{Code, Problem},
    text::OfficeCode,
};
use shaqyru_register::Word;

/// A contacts file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contacts {
    /// Who looks after the system.
    on_call: OnCall,
    /// Who works in the offices.
    offices: BTreeMap<OfficeCode, Office>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OnCall {
    email: Vec<Email>,
    webhook: Option<Webhook>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Office {
    officer: Vec<Email>,
    supervisor: Vec<Email>,
    head: Vec<Email>,
    webhook: Option<Webhook>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
struct Email(Address);

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| "this is no e-mail address".to_owned())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Webhook(Url);

impl TryFrom<String> for Webhook {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.map(Self).ok_or_else(|| "this is no http:// or https:// URL".to_owned())
    }
}

/// Who gets a digest.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    /// All who are named for an office.
    Office(OfficeCode),
    /// The on-call operator.
    OnCall,
}

impl Contacts {
    /// Reads a contacts file.
    ///
    /// # Errors
    /// [`Code::Configuration`] with the place; addresses are not repeated.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let line =
                error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.matches('\n').count().saturating_add(1));
            Problem::new(Code::Configuration, format!("contacts, line {line}: {}", error.message()))
        })
    }

    /// The offices for which somebody is named.
    pub fn offices(&self) -> impl Iterator<Item = &OfficeCode> {
        self.offices.keys()
    }

    /// All who may get a digest.
    pub(super) fn receivers(&self) -> Vec<Receiver> {
        self.offices.keys().cloned().map(Receiver::Office).chain([Receiver::OnCall]).collect()
    }

    /// Whom a word reaches by mail: a rung its audience, an incident the office's supervisor and the on-call operator.
    pub(super) fn to_mail(&self, office: &OfficeCode, word: &Word) -> BTreeSet<Address> {
        let named = self.offices.get(office);
        let of_office = match word {
            Word::Escalation { audience, .. } => named.map(|office| office.of(*audience)),
            Word::Incident { .. } => named.map(|office| office.of(Audience::Supervisor)),
        };
        let of_system = match word {
            Word::Escalation { .. } => &[],
            Word::Incident { .. } => self.on_call.email.as_slice(),
        };
        addresses([of_office.unwrap_or_default(), of_system])
    }

    /// Which webhooks a word reaches: the office's, and for an incident the on-call operator's too.
    pub(super) fn to_call(&self, office: &OfficeCode, word: &Word) -> Vec<Url> {
        let of_office = self.offices.get(office).and_then(|office| office.webhook.clone());
        let of_system = self.on_call.webhook.clone().filter(|_| matches!(word, Word::Incident { .. }));
        of_office.into_iter().chain(of_system).map(|webhook| webhook.0).collect()
    }

    /// Whom a digest reaches by mail.
    pub(super) fn mails_of(&self, receiver: &Receiver) -> BTreeSet<Address> {
        match receiver {
            Receiver::OnCall => addresses([&self.on_call.email]),
            Receiver::Office(code) => {
                self.offices.get(code).map_or_else(BTreeSet::new, |office| addresses([&office.officer, &office.supervisor, &office.head]))
            }
        }
    }

    /// Which webhook a digest reaches.
    pub(super) fn webhook_of(&self, receiver: &Receiver) -> Option<Url> {
        let webhook = match receiver {
            Receiver::OnCall => self.on_call.webhook.as_ref(),
            Receiver::Office(code) => self.offices.get(code).and_then(|office| office.webhook.as_ref()),
        };
        webhook.map(|webhook| webhook.0.clone())
    }
}

impl Office {
    fn of(&self, audience: Audience) -> &[Email] {
        match audience {
            Audience::Officer => &self.officer,
            Audience::Supervisor => &self.supervisor,
            Audience::Head => &self.head,
        }
    }
}

/// Who stands on several lists is told once.
fn addresses<const LISTS: usize>(lists: [&[Email]; LISTS]) -> BTreeSet<Address> {
    lists.into_iter().flatten().map(|email| email.0.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[on_call]\nemail = ['ops@example.kz', 'ops@example.kz']\n[offices.ALA-ALMALY]\nofficer = ['officer@example.kz']\n\
                        supervisor = ['boss@example.kz']\nhead = ['boss@example.kz']\nwebhook = 'https://chat.example.kz/x'";

    /// Risk: the wrong people are told, or one of them twice.
    #[test]
    fn a_word_reaches_only_its_audience_and_nobody_twice() {
        let contacts = Contacts::parse(FILE).unwrap();
        let office = "ALA-ALMALY".parse().unwrap();
        let rung = |audience| Word::Escalation {
            clock: shaqyru_domain::law::clock_kind::ClockKind::Decision,
            window: None,
            rung: "due".to_owned(),
            audience,
            due: None,
        };
        let incident = Word::Incident { code: Code::AgencyRefused, step: "police".to_owned() };
        let told = |word: &Word| contacts.to_mail(&office, word).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told(&rung(Audience::Officer)), ["officer@example.kz"]);
        assert_eq!(told(&rung(Audience::Head)), ["boss@example.kz"]);
        assert_eq!(told(&incident), ["boss@example.kz", "ops@example.kz"]);
        assert_eq!(contacts.to_call(&office, &incident).len(), 1);
        assert_eq!(contacts.mails_of(&Receiver::Office(office)).len(), 2, "who is supervisor and head gets one digest");
        let elsewhere = "AST-ESIL".parse().unwrap();
        assert!(contacts.to_mail(&elsewhere, &rung(Audience::Officer)).is_empty() && contacts.to_call(&elsewhere, &incident).is_empty());
    }

    #[test]
    fn a_mistake_in_the_file_is_named_by_its_line_without_telling_an_address() {
        for (wrong, line) in [
            ("[on_call]\nmail = []", "line 2"),
            ("[on_call]\nemail = ['secret address']", "line 2"),
            ("[offices.x]\nchief = []", "line"),
            ("[on_call]\nwebhook = 'ftp://x'", "line 2"),
            ("[[[", "line 1"),
        ] {
            let problem = Contacts::parse(wrong).unwrap_err();
            assert_eq!(problem.code, Code::Configuration);
            assert!(problem.message.contains(line) && !problem.message.contains("secret"), "{wrong}: {}", problem.message);
        }
    }
}
