//! How an office divides its work.

use serde::{Deserialize, Serialize};

use super::entry::entries;
use crate::time::term::Term;

/// Whether another person decides than those who entered or corrected what the agencies said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourEyesRule {
    /// Whether it does.
    pub required: bool,
    /// Who set it.
    pub source: String,
}

/// How far back an entry of a person may lie without a supervisor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AntedatingRule {
    /// Within which term of its receipt something is entered.
    pub within: Term,
    /// Whether what undoes a breach of a term that the law sets names its reason and the letter on which it rests, whoever enters it.
    #[serde(default)]
    pub letter_to_undo: bool,
    /// Who set it.
    pub source: String,
}

/// Who puts right what an agency itself said, if it is not the agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyMessageRule {
    /// Whether it takes two persons, with the number of the agency's letter.
    pub two_persons: bool,
    /// Who set it.
    pub source: String,
}

entries! {
    FourEyesRule: "four_eyes" by |_rule| vec![String::new()];
    AntedatingRule: "antedating" by |_rule| vec![String::new()];
    AgencyMessageRule: "agency_message" by |_rule| vec![String::new()];
}
