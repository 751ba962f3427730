//! Risk: somebody changes the record, and nobody notices.

use shaqyru_register::{Break, Broken};

use crate::{
    store::{Store, on_both},
    told::{at, issued, officer},
};

on_both! {
    an_altered_stage_goes_unnoticed,
    a_deleted_stage_goes_unnoticed,
    an_inserted_stage_goes_unnoticed,
    swapped_stages_go_unnoticed,
    an_altered_decision_goes_unnoticed,
    a_forged_end_of_the_chain_goes_unnoticed,
    the_record_can_be_changed_in_passing,
}

/// Three cases of which the middle one (by number) is meddled with.
async fn three(store: &Store) -> (String, i64) {
    let mut told = [issued("r-1"), issued("r-2"), issued("r-3")];
    told.sort_by_key(crate::told::Told::number);
    for told in &told {
        store.register.record(&told.record()).await.unwrap();
    }
    assert_eq!(store.register.verify().await.unwrap(), [], "broken before anybody meddled");
    for table in ["stages", "deliveries", "decisions", "cases"] {
        store.disarm(table).await;
    }
    let count = told[1].record().stages.len();
    (told[1].number().to_string(), i64::try_from(count).unwrap())
}

async fn finds(store: &Store, case: &str, expected: &[(i64, Broken)]) {
    let expected: Vec<_> = expected.iter().map(|(stage, what)| Break { case: case.to_owned(), stage: *stage, what: *what }).collect();
    assert_eq!(store.register.verify().await.unwrap(), expected);
}

async fn an_altered_stage_goes_unnoticed(store: &Store) {
    let (case, last) = three(store).await;
    for (place, altered, put_back) in [
        (1, "actor = 'police'", "actor = 'applicant'"),
        (2, "office = 'AST-DP'", "office = 'ALA-ALMALY'"),
        (last, "at = '2026-03-24T05:00:00.000000000Z'", "at = '2026-03-25T05:00:00.000000000Z'"),
        (3, "category = 'B7'", "category = 'B3'"),
    ] {
        assert_eq!(store.run(&format!("UPDATE stages SET {altered} WHERE number = '{case}' AND place = {place}")).await, Ok(1));
        let mut expected = vec![(place, Broken::Altered)];
        // The instant of the last stage is that of the decision.
        expected.extend((place == last).then_some((last, Broken::Decision)));
        finds(store, &case, &expected).await;
        store.run(&format!("UPDATE stages SET {put_back} WHERE number = '{case}' AND place = {place}")).await.unwrap();
        finds(store, &case, &[]).await;
    }
    // A new hash for the altered stage moves the break to the next one.
    let hash = "0".repeat(64);
    store.run(&format!("UPDATE stages SET hash = '{hash}' WHERE number = '{case}' AND place = 2")).await.unwrap();
    finds(store, &case, &[(2, Broken::Altered), (3, Broken::Altered)]).await;
}

async fn a_deleted_stage_goes_unnoticed(store: &Store) {
    let (case, last) = three(store).await;
    for place in [last, 3] {
        store.run(&format!("DELETE FROM deliveries WHERE stage_id = '{case}/stage/{place}'")).await.unwrap();
        assert_eq!(store.run(&format!("DELETE FROM stages WHERE id = '{case}/stage/{place}'")).await, Ok(1));
    }
    finds(store, &case, &[(3, Broken::Missing), (last, Broken::Missing), (last, Broken::Decision)]).await;
    store.run(&format!("DELETE FROM deliveries WHERE number = '{case}'")).await.unwrap();
    store.run(&format!("DELETE FROM stages WHERE number = '{case}'")).await.unwrap();
    let mut expected: Vec<_> = (1..=last).map(|place| (place, Broken::Missing)).collect();
    expected.push((last, Broken::Decision));
    finds(store, &case, &expected).await;
}

async fn an_inserted_stage_goes_unnoticed(store: &Store) {
    let (case, last) = three(store).await;
    let place = last + 1;
    let row = format!(
        "'{case}/stage/{place}', '{case}', {place}, 'ALA-ALMALY', 'B3', 'withdrawn', '2026-03-26T05:00:00.000000000Z', 'system', 'x'"
    );
    store.run(&format!("INSERT INTO stages (id, number, place, office, category, stage, at, actor, hash) VALUES ({row})")).await.unwrap();
    finds(store, &case, &[(place, Broken::Added)]).await;
}

async fn swapped_stages_go_unnoticed(store: &Store) {
    let (case, _) = three(store).await;
    for (from, to) in [(2, 99), (3, 2), (99, 3)] {
        store.run(&format!("DELETE FROM deliveries WHERE number = '{case}'")).await.unwrap();
        let sql = format!("UPDATE stages SET place = {to}, id = '{case}/stage/{to}' WHERE number = '{case}' AND place = {from}");
        assert_eq!(store.run(&sql).await, Ok(1));
    }
    finds(store, &case, &[(2, Broken::Altered), (3, Broken::Altered), (4, Broken::Altered)]).await;
}

async fn an_altered_decision_goes_unnoticed(store: &Store) {
    let (case, last) = three(store).await;
    store.run(&format!("UPDATE decisions SET outcome = 'refused' WHERE number = '{case}'")).await.unwrap();
    finds(store, &case, &[(last, Broken::Decision)]).await;
    store.run(&format!("DELETE FROM decisions WHERE number = '{case}'")).await.unwrap();
    finds(store, &case, &[(last, Broken::Decision)]).await;
}

async fn a_forged_end_of_the_chain_goes_unnoticed(store: &Store) {
    let (case, last) = three(store).await;
    // The last stage goes, and the count with it.
    store.run(&format!("UPDATE cases SET stage_count = {} WHERE number = '{case}'", last - 1)).await.unwrap();
    finds(store, &case, &[(last, Broken::Added)]).await;
    store.run(&format!("DELETE FROM deliveries WHERE stage_id = '{case}/stage/{last}'")).await.unwrap();
    store.run(&format!("DELETE FROM stages WHERE id = '{case}/stage/{last}'")).await.unwrap();
    finds(store, &case, &[(last - 1, Broken::Head), (last - 1, Broken::Decision)]).await;
}

async fn the_record_can_be_changed_in_passing(store: &Store) {
    let told = issued("r-1");
    store.register.record(&told.record()).await.unwrap();
    store.register.note_view(&officer("P-1"), Some(&told.number()), "show", at("03-26 10:00")).await.unwrap();
    store.register.mark_delivered(&[format!("{}/stage/1", told.number())], at("03-26 10:00")).await.unwrap();
    let message = shaqyru_register::AgencyMessage {
        agency: officer("P-1"),
        message_id: "m-1".to_owned(),
        case: told.number(),
        what: "answer".to_owned(),
        received_at: at("03-10 10:00"),
    };
    store.register.note_message(&message).await.unwrap();
    store.register.note_filing(&told.filing("P-1", at("03-06 10:00"))).await.unwrap();
    let before = store.exported(shaqyru_register::Format::Jsonl).await;
    for sql in [
        "UPDATE filings SET filed_by = 'P-2'",
        "DELETE FROM filings",
        "UPDATE stages SET at = ''",
        "DELETE FROM stages",
        "UPDATE decisions SET note = ''",
        "DELETE FROM decisions",
        "UPDATE escalations SET rung = ''",
        "DELETE FROM escalations",
        "UPDATE views SET actor = 'system'",
        "DELETE FROM views",
        "UPDATE agency_messages SET what = ''",
        "DELETE FROM agency_messages",
        "UPDATE deliveries SET accepted_at = NULL",
        "DELETE FROM deliveries",
        "DELETE FROM cases",
    ] {
        let refused = store.run(sql).await.expect_err(sql);
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    if !store.is_sqlite() {
        for table in ["stages", "decisions", "escalations", "views", "agency_messages", "deliveries", "cases", "purges", "filings"] {
            let refused = store.run(&format!("TRUNCATE {table} CASCADE")).await.expect_err(table);
            assert!(refused.contains("append-only"), "{table}: {refused}");
        }
    }
    assert_eq!(store.exported(shaqyru_register::Format::Jsonl).await, before);
}
