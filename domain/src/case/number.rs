//! Numbers by which a case and what it leads to are known. They carry no personal data.

use std::{fmt, str::FromStr};

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    problem::{Code, Problem},
    text::described,
};

/// What the number of an invitation's case begins with.
const INV: &str = "INV";
/// What the number of a visa's case begins with.
pub(crate) const VIS: &str = "VIS";
/// What the number of a complaint's case begins with.
pub(crate) const CMP: &str = "CMP";
/// What letters and word processors put in the place of a hyphen: typographic, mathematical, small and of full width. A number that
/// was copied from there is the same number.
const DASHES: [char; 10] =
    ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{fe58}', '\u{fe63}', '\u{ff0d}'];
/// Characters of a case number between its beginning and the last part.
const BODY: usize = 10;

/// The public number of a case, such as `INV-7K3QX5ABCD-1`, `VIS-7K3QX5ABCD-1` or `CMP-7K3QX5ABCD-1`; the last part counts the invitees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

described! { CaseNumber, "The number of a case, such as INV-7K3QX5ABCD-1.", length 16..=20, pattern pattern() }

/// The pattern of what is read as a case number, with every dash that is.
fn pattern() -> String {
    let dash: String = DASHES.iter().collect();
    format!("^({INV}|{VIS}|{CMP})[-{dash}][A-Z2-7]{{{BODY}}}[-{dash}][1-9][0-9]{{0,4}}$")
}

impl CaseNumber {
    /// The number of the case of one invitee of a request. The same request id always gives the same
    /// numbers: that is what makes a submission idempotent.
    pub fn of_request(request_id: &str, invitee: usize) -> Self {
        let body = letters(&["case", request_id]);
        Self(format!("{INV}-{body}-{}", invitee.saturating_add(1)))
    }

    /// The number of the case of a request for a visa.
    pub fn of_visa_request(request_id: &str) -> Self {
        Self(format!("{VIS}-{}-1", letters(&["case", request_id])))
    }

    /// The number of the case of a complaint.
    pub fn of_complaint(request_id: &str) -> Self {
        Self(format!("{CMP}-{}-1", letters(&["case", request_id])))
    }

    /// What its number begins with: which service it is of.
    pub fn prefix(&self) -> &str {
        self.0.split_once('-').map_or("", |(prefix, _)| prefix)
    }

    /// The number of another invitee's case of the same request.
    #[must_use]
    pub fn sibling(&self, invitee: usize) -> Self {
        Self(format!("{}-{}", self.request(), invitee.saturating_add(1)))
    }

    /// What the numbers of all cases of the same request begin with.
    pub fn request(&self) -> &str {
        self.0.rsplit_once('-').map_or(self.0.as_str(), |(request, _)| request)
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The registration number of what this case leads to, by the kind of its procedure: 10 characters, entered in Berkut on issue (R26
    /// para 16). Made of the case number, so that a repeated attempt enters the same.
    pub fn issued_number(&self, kind: &str) -> String {
        letters(&[kind, &self.0])
    }
}

fn letters(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    BASE32_NOPAD.encode(&hash.finalize()).chars().take(BODY).collect()
}

/// The digest by which two contents are told apart: hexadecimal SHA-256.
pub fn digest(content: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(content))
}

impl FromStr for CaseNumber {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = &text.replace(DASHES, "-");
        let mut parts = text.split('-');
        let fits = (parts.next(), parts.next(), parts.next(), parts.next());
        match fits {
            (Some(INV | VIS | CMP), Some(body), Some(invitee), None)
                if body.len() == BODY
                    && body.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
                    && invitee.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == invitee) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Problem::new(Code::CaseNumber, "a case number looks like INV-7K3QX5ABCD-1, VIS-7K3QX5ABCD-1 or CMP-7K3QX5ABCD-1")),
        }
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
