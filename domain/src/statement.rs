//! Statements: what our own programs sign when they say something to a case. Whoever reaches the engine could say it, too; without
//! the secret that console and workers share, nobody is believed.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    case::number::digest,
    problem::{Code, Problem},
    secret::Secret,
};

/// What is signed, so that a statement made for one purpose serves no other.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// An application, or a case of it, is opened.
    Filing,
    /// Something is said to a case.
    Message,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Message => "message",
        }
    }
}

/// A signature over what is said and to which workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Statement(String);

impl Statement {
    /// Signs the digest of what is said.
    pub fn sign(secret: &Secret, purpose: Purpose, content_digest: &str) -> Self {
        Self(secret.sign(&parts(purpose, content_digest)))
    }

    /// Whether this statement, if there is any, was signed for this content.
    ///
    /// # Errors
    /// [`Code::Unsigned`].
    pub fn require(statement: Option<&Self>, secret: &Secret, purpose: Purpose, content_digest: &str) -> Result<(), Problem> {
        let unsigned = || Problem::new(Code::Unsigned, "it does not carry the console's signature; who sent it is not known");
        let signature = statement.and_then(|statement| HEXLOWER.decode(statement.0.as_bytes()).ok()).ok_or_else(unsigned)?;
        if secret.has_signed(&parts(purpose, content_digest), &signature) { Ok(()) } else { Err(unsigned()) }
    }
}

fn parts(purpose: Purpose, content_digest: &str) -> [&[u8]; 3] {
    [purpose.name().as_bytes(), b".", content_digest.as_bytes()]
}

/// The digest of what is said to a workflow.
///
/// # Errors
/// [`Code::Field`] if the content cannot be written as JSON.
pub fn digest_of(workflow_id: &str, content: &impl Serialize) -> Result<String, Problem> {
    let content = serde_json::to_value((workflow_id, content)).map_err(|error| Problem::new(Code::Field, error.to_string()))?;
    let mut text = String::new();
    write_in_order(&content, &mut text);
    Ok(digest(text.as_bytes()))
}

/// Writes JSON with the members of each object in order: what is read back from a history may have them in another.
fn write_in_order(value: &Value, text: &mut String) {
    match value {
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write_in_order(value, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            text.push('{');
            for (name, value) in members {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_in_order(value, text);
                text.push(',');
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_that_was_read_back_in_another_order_is_the_same_content() {
        let digest = |text: &str| digest_of("case", &serde_json::from_str::<Value>(text).unwrap()).unwrap();
        assert_eq!(digest(r#"{"a": [1, {"b": 2, "c": null}], "d": "e"}"#), digest(r#"{"d": "e", "a": [1, {"c": null, "b": 2}]}"#));
        assert_ne!(digest(r#"{"a": [1, 2]}"#), digest(r#"{"a": [12]}"#));
        assert_ne!(digest(r#"{"a": "1"}"#), digest(r#"{"a": 1}"#));
    }

    #[test]
    fn a_statement_serves_for_one_content_one_purpose_and_one_secret() {
        let [ours, theirs] = ["ours", "theirs"].map(|text| Secret::new(text).unwrap());
        let statement = Statement::sign(&ours, Purpose::Message, "digest");
        let holds = |statement: Option<&Statement>, secret: &Secret, purpose, content: &str| {
            Statement::require(statement, secret, purpose, content).is_ok()
        };
        assert!(holds(Some(&statement), &ours, Purpose::Message, "digest"));
        assert!(!holds(Some(&statement), &ours, Purpose::Message, "another"));
        assert!(!holds(Some(&statement), &ours, Purpose::Filing, "digest"));
        assert!(!holds(Some(&statement), &theirs, Purpose::Message, "digest"));
        assert!(!holds(None, &ours, Purpose::Message, "digest"));
        assert!(!holds(Some(&Statement("none".to_owned())), &ours, Purpose::Message, "digest"));
    }
}
