//! Risk: an application that was acceptable once is not read any more, or is written otherwise, and a case that began with it is stranded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use data_encoding::BASE64;
use serde_json::Value;
use shaqyru_domain::application::Application;

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// The applications in a document and in the payloads that it holds.
fn applications_in(document: &Value, found: &mut Vec<Value>) {
    match document {
        Value::Object(members) => {
            if members.contains_key("inviting_party") && members.contains_key("invitees") {
                found.push(document.clone());
            }
            let payload = members.get("data").and_then(Value::as_str).and_then(|data| BASE64.decode(data.as_bytes()).ok());
            if let Some(payload) = payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                applications_in(&payload, found);
            }
            members.values().for_each(|member| applications_in(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| applications_in(item, found)),
        _ => {}
    }
}

#[test]
fn an_application_in_a_stored_history_is_read_no_more_or_written_otherwise() {
    let mut found = Vec::new();
    for file in files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories")) {
        let text = fs::read(&file).unwrap();
        if let Ok(history) = serde_json::from_slice(&text) {
            applications_in(&history, &mut found);
        }
    }
    assert!(found.len() > 50, "only {} applications were found", found.len());
    for recorded in found {
        let read: Application = serde_json::from_value(recorded.clone()).unwrap_or_else(|error| panic!("{error}\n{recorded:#}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), recorded);
    }
}
