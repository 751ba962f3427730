//! Risk: a request is believed although the register knows better, or is told of another person's visa; or a visa is ended twice.

use serde_json::{Value, json};
use shaqyru_domain::{
    case::record::CaseRecord,
    visa::{
        checks::records::{Answer, VisaRecords},
        request::{VisaAction, VisaRequest},
    },
};
use shaqyru_register::FilingNote;

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, text},
};

on_both! {
    a_request_is_believed_although_the_register_knows_better,
    a_visa_that_is_not_told_is_overlooked,
    a_visa_is_ended_twice,
}

const EXTENSION: &str = include_str!("../../../examples/visas/extend-c3-other-region.json");
const PASSPORT: &str = "U12345678";

/// A request, changed here and there.
fn request(changes: &[(&str, Value)]) -> VisaRequest {
    let mut request: Value = serde_json::from_str(EXTENSION).unwrap();
    request["recipient"]["passport"]["number"] = json!(PASSPORT);
    request["current_visa"]["passport_number"] = json!(PASSPORT);
    for (pointer, value) in changes {
        *request.pointer_mut(pointer).unwrap() = value.clone();
    }
    VisaRequest::parse(request.to_string().as_bytes()).unwrap()
}

/// A case that has issued this visa, or whose visa has ended so.
fn visa(told: &Told, number: &str, invalid_because: Option<&str>) -> CaseRecord {
    let visa = json!({
        "number": number, "category": "C3", "entries": "multiple", "kind": "sticker", "valid_from": "2025-06-01", "valid_until": "2026-05-31",
        "valid": invalid_because.is_none(), "invalid_because": invalid_because, "handwritten": false,
    });
    let standing = json!({"visa": visa, "acts": [], "fingerprints": "taken"});
    CaseRecord { service: "visa".to_owned(), visa_standing: Some(serde_json::from_value(standing).unwrap()), ..told.record() }
}

async fn known(store: &Store, request: &VisaRequest) -> VisaRecords {
    store.register.visa_records(request, "2026-04-24".parse().unwrap()).await.unwrap()
}

async fn a_request_is_believed_although_the_register_knows_better(store: &Store) {
    let register = &store.register;
    let (invitation, first) = (issued("r-1"), issued("r-2"));
    let extended = issued("r-3");
    let office = "AST-DP".parse().unwrap();
    register.add_stickers(&office, &text("KZ"), 100, 109).await.unwrap();
    let note =
        |told: &Told, action, parent| FilingNote { action: Some(action), parent: Some(parent), ..told.filing("P-1", at("03-06 10:00")) };
    register.note_filing(&note(&first, VisaAction::Issue, invitation.number())).await.unwrap();
    register.note_filing(&note(&extended, VisaAction::Extend, first.number())).await.unwrap();
    register.record(&invitation.record()).await.unwrap();
    for told in [&first, &extended] {
        let number = register.take_sticker(&office, &told.number(), 1, at("03-20 10:00")).await.unwrap().unwrap();
        register.record(&visa(told, number.as_str(), None)).await.unwrap();
    }
    // It rests on the extension, which rests on the visa, which rests on the invitation.
    let asked = request(&[("/current_visa/number", json!("kz0000101")), ("/current_visa/valid_until", json!("2026-07-31"))]);
    let records = known(store, &asked).await;
    let Answer::Known(visa_on_record) = &records.current_visa else { panic!("{records:?}") };
    assert_eq!(visa_on_record.visa.number.as_str(), "KZ0000101");
    assert_eq!(visa_on_record.visa.valid_until.to_string(), "2026-05-31", "not as it is told");
    assert_eq!((visa_on_record.visa.extended_before, visa_on_record.annulled), (1, false));
    let inviter = invitation.record().inviting_party.unwrap();
    assert_eq!(records.invited_first, Answer::Known(inviter.clone()));
    // Who has another passport learns that it is another's; who invited that one, not.
    let stranger = request(&[
        ("/current_visa/number", json!("KZ0000101")),
        ("/current_visa/passport_number", json!("X1")),
        ("/recipient/passport/number", json!("X1")),
    ]);
    let records = known(store, &stranger).await;
    assert!(matches!(&records.current_visa, Answer::Known(visa) if visa.visa.passport_number.as_str() == PASSPORT), "{records:?}");
    assert_eq!(records.invited_first, Answer::NotAsked);
    // What was issued elsewhere the register does not deny.
    let elsewhere = known(store, &request(&[("/current_visa/number", json!("KZ7777777"))])).await;
    assert_eq!((elsewhere.current_visa, elsewhere.invited_first), (Answer::NotAsked, Answer::NotAsked));

    let number = invitation.record().decision.unwrap().invitation_number.unwrap();
    let by_invitation = [
        ("/action", json!("issue")),
        ("/current_visa", Value::Null),
        ("/basis", json!({"kind": "invitation", "number": number, "date": "2026-03-25"})),
    ];
    let Answer::Known(on_record) = known(store, &request(&by_invitation)).await.invitation else { panic!("the invitation is on record") };
    let visit = &invitation.application.form().visit;
    assert_eq!((on_record.in_force, &on_record.category, on_record.entries), (true, &visit.category, visit.entries));
    assert_eq!((on_record.valid_from, on_record.valid_until), (visit.from, visit.until));
    assert_eq!((on_record.passport_number.as_str(), &on_record.invited_by), (PASSPORT, &inviter));
    // An earlier release has not recorded to what it is: nothing is said of it then.
    store.run("UPDATE cases SET invited_to = NULL").await.unwrap();
    assert_eq!(known(store, &request(&by_invitation)).await.invitation, Answer::NotAsked);
}

async fn a_visa_that_is_not_told_is_overlooked(store: &Store) {
    let register = &store.register;
    let (ended, running) = (issued("r-1"), Told::new(Filed { request: "r-2", at: "03-10 10:00", ..Filed::default() }));
    register.record(&visa(&ended, "KZ0000100", Some("annulled"))).await.unwrap();
    register.record(&running.record()).await.unwrap();
    let untold = request(&[("/action", json!("issue")), ("/current_visa", Value::Null)]);
    assert_eq!(known(store, &untold).await.current_visa, Answer::NotAsked);
    register.record(&visa(&issued("r-3"), "KZ0000101", None)).await.unwrap();
    let Answer::Known(found) = known(store, &untold).await.current_visa else { panic!("it is valid until the end of May") };
    assert_eq!(found.visa.number.as_str(), "KZ0000101");
}

async fn a_visa_is_ended_twice(store: &Store) {
    let register = &store.register;
    let office = "AST-DP".parse().unwrap();
    register.add_stickers(&office, &text("KZ"), 100, 109).await.unwrap();
    let (first, annulment) = (issued("r-1"), Told::new(Filed { request: "r-2", at: "03-26 10:00", ..Filed::default() }));
    let number = register.take_sticker(&office, &first.number(), 1, at("03-20 10:00")).await.unwrap().unwrap();
    let note = FilingNote { ends: Some(text("kz0000100")), ..annulment.filing("P-1", at("03-26 10:00")) };
    register.note_filing(&note).await.unwrap();
    let valid = visa(&first, number.as_str(), None);
    register.record(&valid).await.unwrap();
    assert_eq!(register.ended_already(&annulment.number()).await.unwrap(), None);
    let annulled = CaseRecord { revision: valid.revision + 1, ..visa(&first, number.as_str(), Some("annulled")) };
    register.record(&annulled).await.unwrap();
    assert_eq!(register.ended_already(&annulment.number()).await.unwrap(), Some(first.number()));
    // Where another sticker has taken the place of the one that is named, that one has its act: a second would leave the valid one out.
    let mut replaced = CaseRecord { revision: valid.revision + 2, ..visa(&first, "KZ0000101", None) };
    let act = json!({"number": "VIS/A1", "at": "2026-03-26T10:00:00+05:00", "why": "spoiled", "sticker": number});
    replaced.visa_standing.as_mut().unwrap().acts = serde_json::from_value(json!([act])).unwrap();
    register.record(&replaced).await.unwrap();
    assert_eq!(register.ended_already(&annulment.number()).await.unwrap(), Some(first.number()));
    assert_eq!(register.ended_already(&first.number()).await.unwrap(), None, "nothing ends with it");
}
