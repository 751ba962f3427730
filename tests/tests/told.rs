//! What the stand-ins of the agencies were told.

use serde_json::Value;
use shaqyru_sandbox::{Count, Log, Received};

/// Accepted, and never sent again.
pub(crate) const NEW_ONCE: Count = Count { new: 1, repeated: 0, conflict: 0, not_accepted: 0 };

/// A member's text.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What was told of a case on one list, in order of arrival. Nothing was refused, and nothing came under the id of
/// something else. (The engine may undo a step and take it again, which sends its items again: that is what ids are for.)
pub(crate) fn told_once(received: &Received, log: Log, case: &str, item: impl Fn(&Value) -> String) -> Vec<String> {
    for entry in received.accepted(log, case) {
        let count = received.count(log, &entry.key);
        assert_eq!((count.new, count.conflict, count.not_accepted), (1, 0, 0), "{}", entry.key);
    }
    told(received, log, case, item)
}

/// The same, where outages may have had items sent again.
pub(crate) fn told(received: &Received, log: Log, case: &str, item: impl Fn(&Value) -> String) -> Vec<String> {
    received.accepted(log, case).iter().map(|entry| item(&entry.body)).collect()
}

/// Stages with their instants.
pub(crate) fn stages_told(received: &Received, case: &str) -> Vec<String> {
    told_once(received, Log::Stages, case, |stage| format!("{} {}", text(&stage["at"]), text(&stage["stage"])))
}

/// Rungs with their instants.
pub(crate) fn escalations_told(received: &Received, case: &str) -> Vec<String> {
    told_once(received, Log::Escalations, case, |gone| {
        let window = gone.get("window").map(|window| format!("/{}", text(window))).unwrap_or_default();
        format!("{} {}{window} {} -> {}", text(&gone["at"]), text(&gone["clock"]), text(&gone["rung"]), text(&gone["audience"]))
    })
}
