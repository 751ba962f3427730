//! How the state duty was paid, as the table of annex 4 tells it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    problem::{Code, Problem},
    text::{checked, described},
};

checked! {
    /// The code of a payment's purpose (КНП, ТМК): three digits.
    PurposeCode, |text| {
        if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(())
        } else {
            Err(Problem::new(Code::Field, "must be a payment purpose code (KNP) of three digits, such as 911"))
        }
    }
}

checked! {
    /// A currency by ISO 4217, such as `KZT`.
    Currency, |text| {
        if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Ok(())
        } else {
            Err(Problem::new(Code::Field, "must be a currency of three capital letters, such as KZT"))
        }
    }
}

described! { PurposeCode, "The code of a payment's purpose (KNP).", length 3..=3, pattern "^[0-9]*$" }
described! { Currency, "A currency by ISO 4217.", length 3..=3, pattern "^[A-Z]*$" }

/// The currency in which a state duty is paid.
const TENGE: &str = "KZT";

impl Currency {
    /// Whether it is the tenge.
    pub fn is_tenge(&self) -> bool {
        self.as_str() == TENGE
    }
}
