//! Names for the ways in which something may be written: each is a schema of its own, for those who make programs of the description.

use std::mem;

use serde_json::Value;
use utoipa::openapi::{Components, Object, Ref, RefOr, Schema};

/// Gives each object among several that a schema may be a schema with a name of its own, such as `VerificationRefuse`.
pub(super) fn name(components: &mut Components) {
    let mut named = Vec::new();
    for (parent, schema) in &mut components.schemas {
        let RefOr::T(Schema::OneOf(ways)) = schema else { continue };
        for way in &mut ways.items {
            if let Some(variant) = variant(way) {
                let name = format!("{parent}{}", in_camel_case(&variant));
                let link = RefOr::Ref(Ref::from_schema_name(&name));
                named.push((name, mem::replace(way, link)));
            }
        }
    }
    components.schemas.extend(named);
}

/// What tells an object from the others: the value of its tag, or the name of its only member.
fn variant(way: &RefOr<Schema>) -> Option<String> {
    let RefOr::T(schema) = way else { return None };
    let parts: Vec<&Object> = match schema {
        Schema::Object(object) => vec![object],
        Schema::AllOf(all) => all.items.iter().filter_map(object).collect(),
        _ => return None,
    };
    let members = || parts.iter().flat_map(|object| object.properties.iter());
    let tag = members().find_map(|(_, member)| match object(member)?.enum_values.as_deref() {
        Some([Value::String(tag)]) => Some(tag.clone()),
        _ => None,
    });
    let only = || {
        let mut names = members().map(|(name, _)| name.clone());
        names.next().filter(|_| names.next().is_none())
    };
    tag.or_else(only)
}

fn object(part: &RefOr<Schema>) -> Option<&Object> {
    match part {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}

/// `not_considered` or `berkut-entry` as `NotConsidered`, `BerkutEntry`.
pub(super) fn in_camel_case(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split(['_', '-']) {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.extend(letters);
    }
    camel
}
