//! Risk: what somebody has typed is overwritten by another person, or stays for ever; or another office sees it.

use serde_json::json;
use shaqyru_register::Draft;

use crate::{
    store::{Store, on_both},
    told::at,
};

on_both! {
    a_draft_is_lost_to_who_saves_it_at_the_same_time,
    a_draft_stays_after_its_time_or_is_thrown_away_before,
}

fn draft(id: &str, office: &str, changed_at: &str) -> Draft {
    Draft {
        id: id.to_owned(),
        office: office.parse().unwrap(),
        owner: "P-1".parse().unwrap(),
        service: "application".to_owned(),
        content: json!({"fields": {"inviting_party.name": "«Үлгі» ЖШС"}}),
        version: 0,
        changed_at: at(changed_at),
    }
}

async fn a_draft_is_lost_to_who_saves_it_at_the_same_time(store: &Store) {
    let register = &store.register;
    let begun = draft("a", "AST-ESIL", "03-06 10:00");
    register.begin_draft(&begun).await.unwrap();
    assert_eq!(register.draft("a").await.unwrap(), Some(begun.clone()));
    assert!(register.save_draft(&begun, &json!({"by": 1}), at("03-06 10:01")).await.unwrap());
    assert!(!register.save_draft(&begun, &json!({"by": 2}), at("03-06 10:02")).await.unwrap(), "a change was overwritten");
    let saved = register.draft("a").await.unwrap().unwrap();
    assert_eq!((saved.content.clone(), saved.version, saved.changed_at), (json!({"by": 1}), 1, at("03-06 10:01")));
    assert!(register.save_draft(&saved, &json!({"by": 2}), at("03-06 10:03")).await.unwrap());
    register.forget_draft("a").await.unwrap();
    assert_eq!(register.draft("a").await.unwrap(), None);
    assert!(!register.save_draft(&saved, &json!({}), at("03-06 10:04")).await.unwrap(), "a filed draft came back");
}

async fn a_draft_stays_after_its_time_or_is_thrown_away_before(store: &Store) {
    let register = &store.register;
    for (id, office, changed_at) in
        [("old", "AST-ESIL", "03-06 10:00"), ("new", "AST-ESIL", "03-06 10:01"), ("theirs", "ALA-DP", "03-06 10:02")]
    {
        register.begin_draft(&draft(id, office, changed_at)).await.unwrap();
    }
    let ids = async |office: &str| -> Vec<_> {
        register.drafts_of(&office.parse().unwrap()).await.unwrap().into_iter().map(|draft| draft.id).collect()
    };
    assert_eq!(ids("AST-ESIL").await, ["new", "old"]);
    assert_eq!(register.forget_drafts_before(at("03-06 10:01")).await.unwrap(), 1);
    assert_eq!((ids("AST-ESIL").await, ids("ALA-DP").await), (vec!["new".to_owned()], vec!["theirs".to_owned()]));
}
