//! What the contracts have in common: checked strings, problems, strict reading of JSON.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// More than this in a request is refused with 413.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// An error answer, as the contracts have it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Problem {
    #[serde(skip)]
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    #[serde(flatten)]
    pub(crate) owner: Option<Owner<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip)]
    pub(crate) retry_after_s: Option<u32>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), owner: None, id: None, retry_after_s: None }
    }

    pub(crate) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub(crate) fn of_case(self, case: &str) -> Self {
        self.of(Owner::Case(case))
    }

    pub(crate) fn of(self, owner: Owner<&str>) -> Self {
        let owner = match owner {
            Owner::Case(case) => Owner::Case(case.to_owned()),
            Owner::Edition(edition) => Owner::Edition(edition.to_owned()),
        };
        Self { owner: Some(owner), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Reads a value as `T`, naming the member at fault.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| Problem::bad("invalid", error.to_string()))
}

/// For optional members: absent is `None`, while an explicit `null` is an error.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $check:expr, $expected:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(try_from = "String")]
        pub(crate) struct $name(String);

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let check: fn(&str) -> bool = $check;
                if check(&text) { Ok(Self(text)) } else { Err(concat!("expected ", $expected)) }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

checked!(/// A case number.
    Case, is_case, "a case number such as INV-7K3QX9ABCD-1");
checked!(/// Free text that says something.
    Text, |text| (1..=2000).contains(&text.chars().count()), "1 to 2000 characters");
checked!(/// Free text that may be empty.
    MaybeText, |text| text.chars().count() <= 2000, "at most 2000 characters");
checked!(/// An instant with the offset of Asia/Almaty.
    Instant, |text| text.ends_with("+05:00") && DateTime::parse_from_rfc3339(text).is_ok(), "an RFC 3339 instant with +05:00");
checked!(/// A calendar date.
    Date, |text| text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(), "a date such as 2026-03-12");
checked!(/// A date of birth, as far as the passport states it.
    BirthDate, is_birth_date, "a date such as 1984-05-17, or 1984-05 or 1984");
checked!(/// An office's code.
    Office, is_office, "an office such as AST-ESIL");
checked!(/// An edition of the Rules, as the rulebook names it.
    Edition, is_edition, "an edition such as R26-monitoring");
checked!(/// Whom an announcement reaches.
    Recipient, |text| text == "contact_centre" || is_office(text), "contact_centre or an office such as AST-ESIL");
checked!(/// A step of an escalation ladder.
    Rung, is_rung, "a rung such as due or reminder-5");
checked!(/// A visa category.
    Category, is_category, "a visa category such as B12-1");
checked!(/// A visa category, or what is no visa's.
    CategoryOfCase, |text| text == "complaint" || is_category(text), "a visa category such as B12-1, or complaint");
checked!(/// A kind of paper.
    PaperKind, |text| text.len() <= 64 && made_of(text, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "a paper such as labour_contract");
checked!(/// The code in a notice that opens the documents of its case.
    DocumentCode, |text| text.split_once('-').is_some_and(|(a, b)| [a, b].iter().all(|group| group.len() == 4 && made_of(group, |c| c.is_ascii_uppercase() || matches!(c, b'2'..=b'7')))), "two groups of four such as K7QX-2MBA");
checked!(/// A state's code.
    Citizenship, |text| matches!(text.len(), 2 | 3) && made_of(text, |b| b.is_ascii_uppercase()), "two or three capital letters");

/// Whether the text is non-empty and each byte passes.
pub(crate) fn made_of(text: &str, pass: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(pass)
}

/// `1` to the given number of digits, without a leading zero.
fn is_ordinal(text: &str, digits: usize) -> bool {
    text.len() <= digits && !text.starts_with('0') && made_of(text, |b| b.is_ascii_digit())
}

pub(crate) fn is_case(text: &str) -> bool {
    let mut parts = text.split('-');
    let (prefix, body, ordinal) = (parts.next(), parts.next(), parts.next());
    parts.next().is_none()
        && prefix.is_some_and(|p| p.len() == 3 && made_of(p, |b| b.is_ascii_uppercase()))
        && body.is_some_and(|p| p.len() == 10 && made_of(p, |b| b.is_ascii_uppercase() || b.is_ascii_digit()))
        && ordinal.is_some_and(|p| is_ordinal(p, 4))
}

fn is_birth_date(text: &str) -> bool {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    whole.len() == 10 && NaiveDate::parse_from_str(&whole, "%Y-%m-%d").is_ok()
}

fn is_edition(text: &str) -> bool {
    text.len() <= 64 && made_of(text, is_segment_byte)
}

fn is_office(text: &str) -> bool {
    text.len() <= 32 && made_of(text, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

fn is_rung(text: &str) -> bool {
    let (name, number) = text.split_once('-').map_or((text, None), |(name, n)| (name, Some(n)));
    text.len() <= 32 && made_of(name, |b| b.is_ascii_lowercase()) && number.is_none_or(|n| made_of(n, |b| b.is_ascii_digit()))
}

fn is_category(text: &str) -> bool {
    let (main, sub) = text.split_once('-').map_or((text, None), |(m, s)| (m, Some(s)));
    main.strip_prefix(['A', 'B', 'C']).is_some_and(|n| n.len() <= 2 && made_of(n, |b| b.is_ascii_digit()))
        && sub.is_none_or(|s| s.len() == 1 && made_of(s, |b| b.is_ascii_digit()))
}

/// The steps of a key or id, `a/b/c`: at least one, each of letters, digits, `_`, `.` and `-`.
pub(crate) fn are_segments(text: &str) -> bool {
    text.split('/').all(|s| made_of(s, is_segment_byte))
}

fn is_segment_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')
}

/// What a key or id belongs to, and begins with.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Owner<T> {
    /// A case.
    Case(T),
    /// An edition of the Rules.
    Edition(T),
}

/// Splits `<owner>/<tail>` and checks that the owner is the given one.
pub(crate) fn tail_of<'key>(key: &'key str, owner: Owner<&str>) -> Result<&'key str, Problem> {
    let (kind, name, mismatch, is_owner): (_, _, _, fn(&str) -> bool) = match owner {
        Owner::Case(case) => ("case", case, "key_case_mismatch", is_case),
        Owner::Edition(edition) => ("edition", edition, "key_edition_mismatch", is_edition),
    };
    let form = || Problem::bad("bad_key", format!("{key:?} is not <{kind}>/<step>"));
    let (first, tail) = key.split_once('/').ok_or_else(form)?;
    if key.len() > 200 || !is_owner(first) || !are_segments(tail) {
        return Err(form());
    }
    if first != name {
        let message = format!("{key:?} belongs to another {kind} than {name}");
        return Err(Problem::bad(mismatch, message));
    }
    Ok(tail)
}

/// Now, in the offset that the contracts use.
pub(crate) fn now() -> String {
    let utc = chrono::Utc::now();
    FixedOffset::east_opt(5 * 3600)
        .map_or_else(|| utc.to_rfc3339(), |offset| utc.with_timezone(&offset).to_rfc3339_opts(chrono::SecondsFormat::Millis, false))
}

/// Whom an escalation tells.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Audience {
    Officer,
    Supervisor,
    Head,
}

/// The parts that police and Berkut ask for alike.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read for their validity only")]
pub(crate) struct Subject {
    citizenship: Citizenship,
    passport_number: Text,
    surname: Text,
    given_names: MaybeText,
    date_of_birth: BirthDate,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read for their validity only")]
pub(crate) struct InvitingParty {
    bin_iin: Text,
    name: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read for their validity only")]
pub(crate) struct Visit {
    purpose: Text,
    from: Date,
    until: Date,
    entries: Entries,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Entries {
    Single,
    Multiple,
}
