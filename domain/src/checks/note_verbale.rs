//! The note verbale with which the foreign ministry takes an application (R26 paras 3(10), 11): it moves the application past the police, so it is
//! looked at.

use chrono::NaiveDate;

use super::finding::{Finding, FindingCode};
use crate::application::{Application, NoteVerbale, PartyKind};

pub(super) fn check(application: &Application, filed_on: NaiveDate) -> Vec<Finding> {
    let form = application.form();
    let Some(note) = &form.note_verbale else { return Vec::new() };
    dated_later(note.date, filed_on, "note_verbale.date").into_iter().chain(party(note, form.inviting_party.kind)).collect()
}

/// Nobody hands in a note that is still to be written; its date stands in `field`.
pub(crate) fn dated_later(date: NaiveDate, filed_on: NaiveDate, field: &str) -> Option<Finding> {
    (filed_on < date).then(|| {
        let message = format!("the note verbale is dated {date}, after the day of filing");
        Finding::new(FindingCode::NoteDate, field, message, "R26 paras 3(10), 11")
    })
}

fn party(note: &NoteVerbale, party: PartyKind) -> Option<Finding> {
    (party != PartyKind::ForeignMission).then(|| {
        let NoteVerbale { number, date, sender } = note;
        let message = format!(
            "the note verbale {number} of {date} is said to be sent by {}, and who invites is none: see the note, and who has sent it",
            sender.says()
        );
        Finding::new(FindingCode::NoteParty, "note_verbale.sender", message, "R26 para 3(10)")
    })
}
