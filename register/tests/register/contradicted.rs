//! Risk: the record contradicts the engine, and nobody sees it, or nobody can end it; or what was superseded is lost or forged.

use shaqyru_domain::case::{number::CaseNumber, stage::Status};
use shaqyru_register::{Break, Broken, Channel, Recorded, RegisterError};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, officer, text},
};

on_both! {
    a_contradiction_goes_unseen_or_stays_for_ever,
    the_record_can_be_changed_under_cover_of_an_adoption,
    an_adoption_is_forged_or_removed,
    what_agrees_or_is_broken_is_adopted,
}

/// What the register has, and what the engine knows: the same case up to the NSC's answer, and two ends.
fn two_worlds() -> (Told, Told) {
    let common = Told::new(Filed::default()).then("wake 03-06 10:30; clear 03-06 11:30; agree 03-09 16:00; trouble 03-09 16:30");
    let forgotten = common.clone().then("issue 03-10 10:00");
    (forgotten, common.then("resume 03-09 17:00; withdraw 03-10 12:00"))
}

async fn adopt(store: &Store, told: &Told) -> Result<Option<shaqyru_register::Adopted>, RegisterError> {
    store.register.adopt(&told.record(), &officer("P-3003"), &text("the engine lost a step in the outage"), at("03-11 10:00")).await
}

async fn a_contradiction_goes_unseen_or_stays_for_ever(store: &Store) {
    let (recorded, engine) = two_worlds();
    let case = recorded.number();
    store.register.record(&recorded.record()).await.unwrap();
    store.register.record(&issued("r-2").record()).await.unwrap();
    let ids: Vec<_> = recorded.record().stages.iter().map(|stage| stage.id.clone()).collect();
    store.register.mark_delivered(&ids, at("03-10 10:01")).await.unwrap();
    let refused = store.register.record(&engine.record()).await.unwrap_err();
    store.register.note_unrecorded(&case, &refused, at("03-10 12:00")).await.unwrap();

    // It is seen by whoever verifies, and by whoever looks for stopped steps.
    let last = i64::try_from(ids.len()).unwrap();
    assert_eq!(store.register.verify().await.unwrap(), [Break { case: case.to_string(), stage: last, what: Broken::Contradicted }]);
    let stopped = store.register.stopped_steps(None).await.unwrap();
    assert!(stopped.iter().any(|stopped| stopped.case == case && stopped.step == "register"), "{stopped:?}");
    assert!(store.register.open_incidents().await.unwrap().iter().any(|open| open.step == "register" && open.incidents == 1));

    let adopted = adopt(store, &engine).await.unwrap().expect("there was something to adopt");
    assert_eq!((adopted.kept, adopted.superseded), (ids.len() - 1, 1));
    assert_eq!(adopted.told, ids[ids.len() - 1..], "the monitoring system was told of an issue");
    // What stands is the engine's, and goes on.
    assert_eq!(store.register.case(&case).await.unwrap(), Some(engine.record()));
    assert_eq!(store.register.record(&engine.record()).await.unwrap(), Recorded::Known);
    assert_eq!(store.register.verify().await.unwrap(), [], "one of both does not prove itself");
    assert_eq!(store.register.unrecorded().await.unwrap(), []);
    // What stood is kept, with who, when and why.
    let kept = store.register.adoptions_of(&case).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0].superseded, &kept[0].actor, kept[0].at), (&recorded.record(), &officer("P-3003"), at("03-11 10:00")));
    assert_eq!(kept[0].superseded.status, Status::Issued);
    assert!(store.register.views_of(&case).await.unwrap().iter().any(|view| view.what == "adopt"));
    assert_eq!(store.register.untold(Channel::Mail, 0, 500).await.unwrap().iter().filter(|untold| untold.case == case).count(), 1);

    // A second time, back and forth: all of it is chained.
    assert!(adopt(store, &recorded).await.unwrap().is_some());
    assert!(adopt(store, &engine).await.unwrap().is_some());
    assert_eq!(store.register.adoptions_of(&case).await.unwrap().len(), 3);
    assert_eq!(store.register.verify().await.unwrap(), []);

    // A record that knows more than the engine ever kept is taken back, too.
    let behind = Told::new(Filed { request: "r-2", ..Filed::default() }).then("wake 03-06 10:30; clear 03-06 11:30");
    assert_eq!(store.register.compare(&behind.record()).await.unwrap(), Recorded::Older);
    assert!(adopt(store, &behind).await.unwrap().is_some());
    assert_eq!(store.register.case(&behind.number()).await.unwrap(), Some(behind.record()));
    assert_eq!(store.register.record(&issued("r-2").record()).await.unwrap(), Recorded::Newer);
    assert_eq!(store.register.verify().await.unwrap(), []);
}

async fn the_record_can_be_changed_under_cover_of_an_adoption(store: &Store) {
    let (recorded, engine) = two_worlds();
    store.register.record(&engine.record()).await.unwrap();
    adopt(store, &recorded).await.unwrap();
    for sql in [
        "UPDATE stages SET actor = 'system'",
        "DELETE FROM stages",
        "UPDATE decisions SET outcome = 'issued'",
        "UPDATE adoptions SET reason = 'none'",
        "UPDATE adoptions SET done = 0",
        "DELETE FROM adoptions",
    ] {
        assert!(store.run(sql).await.is_err_and(|error| error.contains("append-only")), "{sql}");
    }
}

async fn an_adoption_is_forged_or_removed(store: &Store) {
    let (recorded, engine) = two_worlds();
    store.register.record(&recorded.record()).await.unwrap();
    adopt(store, &engine).await.unwrap();
    adopt(store, &recorded).await.unwrap();
    let case = recorded.number();
    let finds =
        async || store.register.verify().await.unwrap().iter().any(|found| found.what == Broken::Adoption && found.case == case.as_str());
    assert!(!finds().await);
    store.disarm("adoptions").await;
    for (column, forged) in [("reason", "'none'"), ("actor", "'system'"), ("superseded", "REPLACE(superseded, 'issued', 'refused')")] {
        store.run(&format!("CREATE TABLE kept AS SELECT entry, {column} AS was FROM adoptions")).await.unwrap();
        store.run(&format!("UPDATE adoptions SET {column} = {forged} WHERE entry = (SELECT MIN(entry) FROM adoptions)")).await.unwrap();
        assert!(finds().await, "{column}");
        store.run(&format!("UPDATE adoptions SET {column} = (SELECT was FROM kept WHERE kept.entry = adoptions.entry)")).await.unwrap();
        store.run("DROP TABLE kept").await.unwrap();
        assert!(!finds().await, "{column} is as it was");
    }
    for which in ["MAX(entry)", "MIN(entry)"] {
        store.run(&format!("DELETE FROM adoptions WHERE entry = (SELECT {which} FROM adoptions)")).await.unwrap();
        assert!(finds().await, "{which} is gone");
    }
}

async fn what_agrees_or_is_broken_is_adopted(store: &Store) {
    let (recorded, engine) = two_worlds();
    assert!(adopt(store, &engine).await.is_err(), "nothing is on record");
    assert_eq!(store.register.case(&engine.number()).await.unwrap(), None);
    store.register.record(&recorded.record()).await.unwrap();
    assert_eq!(adopt(store, &recorded).await.unwrap(), None);
    let mut other = engine.clone().record();
    "C3".clone_into(&mut other.category);
    assert!(store.register.adopt(&other, &officer("P-1"), &text("why"), at("03-11 10:00")).await.is_err(), "another application");
    store.disarm("stages").await;
    store.run("UPDATE stages SET actor = 'police' WHERE place = 2").await.unwrap();
    assert!(adopt(store, &engine).await.is_err(), "what was meddled with is covered up");
    assert_eq!(store.register.adoptions_of(&CaseNumber::of_request("r-1", 0)).await.unwrap(), []);
}
