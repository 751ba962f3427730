//! JSON Schemas (draft 2020-12) of what is filed, made of the types that read it. What a schema refuses, reading refuses, too; what goes
//! across fields, such as the order of dates or a check digit, only reading knows.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::{application, complaint::filing::Complaint, visa::request};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Where parts stand in an OpenAPI document, and where in a schema of its own.
const PARTS: (&str, &str) = ("#/components/schemas/", "#/$defs/");

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// An application for invitations (annex 4).
    Application,
    /// A request for a visa (annex 9).
    VisaRequest,
    /// A complaint about a case (R26 para 59).
    Complaint,
}

impl Filed {
    /// Everything that there is a schema of.
    pub const ALL: [Self; 3] = [Self::Application, Self::VisaRequest, Self::Complaint];

    /// The name of its schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::VisaRequest => "visa-request",
            Self::Complaint => "complaint",
        }
    }

    /// Its schema.
    pub fn schema(self) -> Value {
        match self {
            Self::Application => whole::<application::Form>("An application for invitations"),
            Self::VisaRequest => whole::<request::Form>("A request for a visa"),
            Self::Complaint => whole::<Complaint>("A complaint about a case"),
        }
    }
}

fn whole<T: PartialSchema + ToSchema>(title: &str) -> Value {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let parts: Map<String, Value> = parts.into_iter().map(|(name, part)| (name, json!(part))).collect();
    let mut schema = json!(T::schema());
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".to_owned(), DRAFT.into());
        members.insert("title".to_owned(), title.into());
        members.insert("$defs".to_owned(), Value::Object(parts));
    }
    relink(&mut schema);
    schema
}

fn relink(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(link) if name == "$ref" => *link = link.replace(PARTS.0, PARTS.1),
                    other => relink(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(relink),
        _ => {}
    }
}
