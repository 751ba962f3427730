//! Risk: an application that was acceptable once, or the calendar of a case, is not read any more or is written otherwise, and a case that
//! began with it is stranded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use data_encoding::BASE64;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shaqyru_domain::{application::Application, time::calendar::Calendar};

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// What has these members in a document and in the payloads that it holds.
fn with_members(wanted: &[&str], document: &Value, found: &mut Vec<Value>) {
    match document {
        Value::Object(members) => {
            if wanted.iter().all(|member| members.contains_key(*member)) {
                found.push(document.clone());
            }
            let payload = members.get("data").and_then(Value::as_str).and_then(|data| BASE64.decode(data.as_bytes()).ok());
            if let Some(payload) = payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                with_members(wanted, &payload, found);
            }
            members.values().for_each(|member| with_members(wanted, member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| with_members(wanted, item, found)),
        _ => {}
    }
}

fn recorded(wanted: &[&str]) -> Vec<Value> {
    let mut found = Vec::new();
    for file in files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories")) {
        let text = fs::read(&file).unwrap();
        if let Ok(history) = serde_json::from_slice(&text) {
            with_members(wanted, &history, &mut found);
        }
    }
    found
}

fn require_written_as_read<T: Serialize + DeserializeOwned>(recorded: Vec<Value>) {
    assert!(recorded.len() > 50, "only {} were found", recorded.len());
    for recorded in recorded {
        let read: T = serde_json::from_value(recorded.clone()).unwrap_or_else(|error| panic!("{error}\n{recorded:#}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), recorded);
    }
}

#[test]
fn every_application_in_a_stored_history_is_read_and_written_back_unchanged() {
    require_written_as_read::<Application>(recorded(&["inviting_party", "invitees"]));
}

#[test]
fn every_calendar_in_a_stored_history_is_read_and_written_back_unchanged() {
    require_written_as_read::<Calendar>(recorded(&["revision", "first_year", "last_year", "days"]));
}
