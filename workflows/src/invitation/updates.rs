//! What the names of an invitation's updates say, for whoever reads them in a history.

use serde::Deserialize;
use serde_json::{Map, Value};
use shaqyru_domain::{
    authority::Act,
    case::{fact::Entry, procedure::Fact as _},
    invitation::fact::Fact,
    problem::{Code, Problem},
};

/// The updates that bring one act each.
const UPDATES: [(&str, Act); 9] = [
    ("record_verification", Act::Verify),
    ("record_nsc_answer", Act::Answer),
    ("record_nsc_extension", Act::Extend),
    ("decide", Act::Decide),
    ("withdraw", Act::Withdraw),
    ("reassign", Act::Reassign),
    ("correct", Act::Correct),
    ("request_papers", Act::RequestPapers),
    ("resume", Act::Resume),
];

/// What is done by an update with this name and this message.
///
/// # Errors
/// [`Code::Engine`] for an update that is none of ours.
pub fn act_of_update(update: &str, message: &Map<String, Value>) -> Result<Act, Problem> {
    if update == "take_found_again" {
        return act_of_found(message);
    }
    UPDATES.iter().find(|(name, _)| *name == update).map(|(_, act)| *act).ok_or_else(unknown_update)
}

fn act_of_found(message: &Map<String, Value>) -> Result<Act, Problem> {
    let entry = message.get("entry").and_then(|entry| Entry::<Fact>::deserialize(entry).ok()).ok_or_else(unknown_update)?;
    entry.content.act_of_agency(&entry.entered_by).ok_or_else(unknown_update)
}

fn unknown_update() -> Problem {
    Problem::new(Code::Engine, "a case has taken what this release does not know")
}

#[cfg(test)]
mod tests {
    //! Risk: a repair of a history comes upon a message of which it does not know what it does, and stops.

    use super::*;

    #[test]
    fn every_act_but_resend_comes_by_an_update_that_repair_knows() {
        // A notice is sent again by a workflow of its own.
        let unknown = |act: &Act| *act != Act::Resend && UPDATES.iter().all(|(_, known)| known != act);
        assert_eq!(Act::CHANGES.into_iter().find(unknown), None);
    }
}
