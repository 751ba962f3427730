//! The command line does not keep its contract with scripts, or leaves a person without a way on.

mod calls;
mod deadline;
mod demo;
mod life;
mod readme;
mod rules;
mod simulate;

use serde_json::Value;

/// The names of an object's members, sorted.
pub(crate) fn members(object: &Value) -> Vec<&str> {
    let mut names: Vec<_> = object.as_object().map(|members| members.keys().map(String::as_str).collect()).unwrap_or_default();
    names.sort_unstable();
    names
}

/// Names as [`members`] gives them.
pub(crate) fn names(text: &str) -> Vec<&str> {
    let mut names: Vec<_> = text.split_whitespace().collect();
    names.sort_unstable();
    names
}
