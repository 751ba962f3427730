//! What the names of an invitation's updates say, for whoever reads them in a history.

use serde::Deserialize;
use serde_json::{Map, Value};
use shaqyru_domain::{
    authority::Act,
    case::{fact::Entry, procedure::Fact as _},
    invitation::fact::Fact,
    problem::{Code, Problem},
};

/// What is done by an update with this name and this message.
///
/// # Errors
/// [`Code::Engine`] for an update that is none of ours.
pub fn act_of_update(update: &str, message: &Map<String, Value>) -> Result<Act, Problem> {
    let act = match update {
        "record_verification" => Act::Verify,
        "record_nsc_answer" => Act::Answer,
        "record_nsc_extension" => Act::Extend,
        "decide" => Act::Decide,
        "withdraw" => Act::Withdraw,
        "reassign" => Act::Reassign,
        "correct" => Act::Correct,
        "request_papers" => Act::RequestPapers,
        "resume" => Act::Resume,
        "take_found_again" => act_of_found(message)?,
        _ => return Err(unknown_update()),
    };
    Ok(act)
}

fn act_of_found(message: &Map<String, Value>) -> Result<Act, Problem> {
    let entry = message.get("entry").and_then(|entry| Entry::<Fact>::deserialize(entry).ok()).ok_or_else(unknown_update)?;
    entry.content.act_of_agency(&entry.entered_by).ok_or_else(unknown_update)
}

fn unknown_update() -> Problem {
    Problem::new(Code::Engine, "a case has taken what this release does not know")
}
