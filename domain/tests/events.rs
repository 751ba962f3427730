//! Risk: a line of the timeline that was recorded is read no more or says something else: in the contract's English, in a history, or after a
//! case went over into another run. The console's words are tried on the same events.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::BTreeSet, fs, path::Path};

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::{Value, json};
use shaqyru_domain::{
    case::{event::Event, view::TimelineLine},
    invitation::{CarriedCase, Case},
};

/// Each kind of event at least once, as it is recorded, with the contract's `detail`.
const EVENTS: &str = include_str!("events.json");

/// The kinds that must stand in the file. A kind that is missing here does not compile.
macro_rules! kinds {
    ($($variant:ident),+ $(,)?) => {
        const KINDS: &[&str] = &[$(stringify!($variant)),+];
        const _: fn(&Event) = |event| match event { $(Event::$variant { .. } => {}),+ };
    };
}
kinds! {
    Filed, Forwarded, AcceptanceRefused, Registered, VerificationBegun, Verified, SubmittedToNsc, TermRanOut, MoreTimeRequested, ExtensionNoticeGiven,
    Answered, DecisionDue, Decided, Withdrawn, Reassigned, RegistersAnswered, PapersRequested, StepStopped, StepsResumed, Escalated,
    CorrectionProposed, Corrected, DecisionWithoutTerm, FingerprintsRecorded, FingerprintsBooked, RefusalIntended, PreliminaryNoticeGiven, Heard, StickerMade,
    StickerAnnulled, FilledInByHand, EnteredInBerkut, EndedInBerkut, AnnulledAtBorder, EndedElsewhere, ComplaintFiled, ComplaintTaken,
    ComplaintSatisfied, ComplaintPassedOn, ComplaintAnswered, OnRecord,
}

#[derive(Deserialize)]
struct Recorded {
    event: Value,
    detail: String,
}

#[test]
fn every_kind_of_recorded_event_is_still_read_and_says_the_same() {
    let recorded: Vec<Recorded> = serde_json::from_str(EVENTS).unwrap();
    let mut seen = BTreeSet::new();
    for Recorded { event, detail } in recorded {
        let read: Event = serde_json::from_value(event.clone()).unwrap_or_else(|error| panic!("{error}: {event}"));
        assert_eq!(read.to_string(), detail);
        assert_eq!(serde_json::to_value(&read).unwrap(), event);
        let debug = format!("{read:?}");
        seen.insert(debug.split([' ', '{']).next().unwrap().to_owned());
    }
    assert_eq!(seen, KINDS.iter().map(|kind| (*kind).to_owned()).collect());
}

#[test]
fn a_line_of_an_earlier_or_later_release_is_still_read() {
    let line = json!({ "at": "2026-03-06T10:00:00+05:00", "stage": "filed", "actor": "applicant", "detail": "application filed" });
    let of_before: TimelineLine = serde_json::from_value(line.clone()).unwrap();
    assert_eq!((&of_before.event, of_before.detail.as_str()), (&None, "application filed"));
    assert_eq!(serde_json::to_value(&of_before).unwrap(), line, "an earlier line is written otherwise");
    let mut of_a_later_one = line;
    of_a_later_one["event"] = json!({ "kind": "unheard_of", "with": 7 });
    let read: TimelineLine = serde_json::from_value(of_a_later_one).unwrap();
    assert_eq!((&read.event, read.detail.as_str()), (&None, "application filed"));
}

/// The cases in a document and in the payloads that it holds.
fn carried_in(document: &Value, found: &mut Vec<Value>) {
    match document {
        Value::Object(members) => {
            if members.contains_key("timeline") && members.contains_key("facts") {
                found.push(document.clone());
            }
            let payload = members.get("data").and_then(Value::as_str).and_then(|data| BASE64.decode(data.as_bytes()).ok());
            if let Some(payload) = payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                carried_in(&payload, found);
            }
            members.values().for_each(|member| carried_in(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| carried_in(item, found)),
        _ => {}
    }
}

#[test]
fn a_case_carried_by_an_earlier_release_keeps_lines_and_count_and_recalls_events() {
    let history = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories/renewed.5.json")).unwrap();
    let mut found = Vec::new();
    carried_in(&serde_json::from_slice(&history).unwrap(), &mut found);
    assert!(!found.is_empty());
    for recorded in found {
        let lines: Vec<TimelineLine> = serde_json::from_value(recorded["timeline"].clone()).unwrap();
        let carried: CarriedCase = serde_json::from_value(recorded.clone()).unwrap();
        let case = Case::try_from(carried).unwrap();
        assert_eq!(case.revision(), lines.len());
        let shown = case.view(case.filing().filed_at).timeline;
        let without_event = |line: &TimelineLine| TimelineLine { event: None, antedated_because: None, ..line.clone() };
        assert_eq!(shown.iter().map(without_event).collect::<Vec<_>>(), lines);
        // To whom it was given stands nowhere but in the words.
        let (recalled, told): (Vec<_>, Vec<_>) = shown.iter().partition(|line| line.event.is_some());
        assert!(told.iter().all(|line| line.detail.starts_with("given to officer ")), "{told:?}");
        assert!(!recalled.is_empty(), "{told:?}");
        let mut counted = recorded;
        counted["revision"] = json!(lines.len() + 5);
        let carried: CarriedCase = serde_json::from_value(counted).unwrap();
        assert_eq!(Case::try_from(carried).unwrap().revision(), lines.len() + 5, "the counter is not carried on");
    }
}
