//! Small values that check themselves: parse at the edge, trust inside.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

/// The longest text that a form field may hold, in characters.
const LONGEST: usize = 2_000;

/// How a string that checks itself looks in a schema: whatever that refuses, the type refuses, too.
macro_rules! described {
    ($name:ident, $says:literal, length $length:expr, pattern $pattern:expr) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let length: std::ops::RangeInclusive<usize> = $length;
                let string = utoipa::openapi::schema::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
                let string = string.description(Some($says)).pattern(Some($pattern));
                string.min_length(Some(*length.start())).max_length(Some(*length.end())).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

pub(crate) use described;

/// A text of a form: not empty, no control characters, at most 2,000 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Text {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        if text.trim().is_empty() {
            return Err(Problem::new(Code::Field, "must not be empty"));
        }
        if text.chars().any(char::is_control) {
            return Err(Problem::new(Code::ControlCharacters, "must not hold control characters"));
        }
        if text.chars().nth(LONGEST).is_some() {
            return Err(Problem::new(Code::Size, format!("must not be longer than {LONGEST} characters")));
        }
        Ok(Self(text))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

described! { Text, "A text: not blank, no control characters.", length 1..=2000, pattern r"^[^\u0000-\u001F\u007F-\u009F]*$" }

/// A text that may be empty, and is none then: the given names of a person with one name.
pub mod or_empty {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::Text;

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(text: &Option<Text>, serializer: S) -> Result<S::Ok, S::Error> {
        text.as_ref().map_or("", Text::as_str).serialize(serializer)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Those of [`Text`], and of the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Text>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() { Ok(None) } else { Text::try_from(text).map(Some).map_err(D::Error::custom) }
    }
}

/// Declares a string that holds only what its check lets in.
macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The value as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Problem;
            fn try_from(text: String) -> Result<Self, Problem> {
                let check: fn(&str) -> Result<(), Problem> = $check;
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = Problem;
            fn from_str(text: &str) -> Result<Self, Problem> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use checked;

described! { Country, "A country by ISO 3166 alpha-2, or XX and a letter for a stateless person.", length 2..=3, pattern "^([A-Z]{2}|XX[A-Z])$" }
described! { OfficeCode, "An office's code, such as ALA-ALMALY.", length 1..=32, pattern "^[A-Z0-9-]*$" }
described! { DocumentKind, "The kind of a paper, such as annex_4_table.", length 1..=64, pattern "^[a-z0-9_]*$" }
described! { BinIin, "A BIN or IIN of 12 digits, the last of which checks the others.", length 12..=12, pattern "^[0-9]*$" }

checked! {
    /// A country by its form: ISO 3166 alpha-2, such as `TR`, or `XX` and a letter for who is of none (ICAO Doc 9303-3). Which of them
    /// there are, the rulebook knows.
    Country, |text| {
        if matches!(text.len(), 2 | 3) && text.bytes().all(|byte| byte.is_ascii_uppercase()) && (text.len() == 2 || text.starts_with("XX")) {
            Ok(())
        } else {
            let message = "must be a country code of two capital letters, such as TR, or XXA, XXB or XXC for a stateless person";
            Err(Problem::new(Code::Country, message))
        }
    }
}

checked! {
    /// An office's code, such as `ALA-ALMALY`.
    OfficeCode, |text| {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(()) } else { Err(Problem::new(Code::Field, "must be an office code such as ALA-ALMALY")) }
    }
}

impl OfficeCode {
    /// What the codes of one region's offices begin with, such as `ALA`.
    pub fn area(&self) -> &str {
        self.as_str().split('-').next().unwrap_or_default()
    }
}

checked! {
    /// An officer's id, as the office's directory knows it; no name, no personal data.
    OfficerId, |text| {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        if fits { Ok(()) } else { Err(Problem::new(Code::Field, "must be an officer's id such as P-1042")) }
    }
}

checked! {
    /// The kind of a paper, such as `annex_4_table`.
    DocumentKind, |text| {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if fits {
            Ok(())
        } else {
            Err(Problem::new(Code::Field, "must be the kind of a paper, such as annex_4_table"))
        }
    }
}

checked! {
    /// A 12-digit business (BIN) or individual (IIN) identification number with its check digit.
    BinIin, |text| {
        let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(10)).collect();
        if digits.len() != 12 || text.len() != 12 {
            return Err(Problem::new(Code::BinIin, "must have 12 digits"));
        }
        let (body, check) = digits.split_at(11);
        if check.first() == check_digit(body).as_ref() {
            Ok(())
        } else {
            Err(Problem::new(Code::BinIin, "has a wrong check digit"))
        }
    }
}

/// The check digit of a BIN or IIN: weights 1…11 modulo 11; if that gives 10, weights 3…11, 1, 2;
/// if that gives 10 too, the number is never issued.
fn check_digit(body: &[u32]) -> Option<u32> {
    let weighted = |weights: [u32; 11]| body.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    [weighted([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), weighted([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2])].into_iter().find(|digit| *digit < 10)
}
