//! Risk: two releases on one register get into each other's way, or who only looks at a register makes it another one.

use shaqyru_register::{Register, RegisterError};

use crate::{
    store::{Store, on_both},
    told::issued,
};

on_both! {
    a_column_that_a_newer_release_has_added_stops_an_older_one,
    who_only_looks_changes_the_schema,
}

async fn a_column_that_a_newer_release_has_added_stops_an_older_one(store: &Store) {
    let told = issued("r-1");
    let (last, before) = told.snapshots.split_last().unwrap();
    for snapshot in before {
        store.register.record(snapshot).await.unwrap();
    }
    // What was asked before is prepared on its connection.
    store.register.case(&told.number()).await.unwrap().unwrap();
    store.register.stages(&told.number()).await.unwrap();
    for table in ["cases", "stages", "clocks", "decisions", "escalations", "incidents", "deliveries"] {
        store.run(&format!("ALTER TABLE {table} ADD COLUMN added_later TEXT")).await.unwrap();
    }
    store.register.case(&told.number()).await.unwrap().unwrap();
    store.register.record(last).await.unwrap();
    assert_eq!(store.register.case(&told.number()).await.unwrap().as_ref(), Some(last));
    assert_eq!(store.register.stages(&told.number()).await.unwrap().len(), last.stages.len());
}

async fn who_only_looks_changes_the_schema(store: &Store) {
    store.register.record(&issued("r-1").record()).await.unwrap();
    let looked_at = Register::look(&store.setting).await.unwrap();
    assert!(looked_at.verify().await.unwrap().is_empty());
    assert!(looked_at.verify_stickers().await.unwrap().is_empty());
    assert_eq!(looked_at.count_cases().await.unwrap(), 1);
    looked_at.close().await;
    // As an earlier release has left it.
    assert_eq!(store.run("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await.unwrap(), 1);
    for _ in 0..2 {
        assert!(matches!(Register::look(&store.setting).await, Err(RegisterError::Older)));
    }
    // As a later one does.
    store.run("UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await.unwrap();
    assert!(matches!(Register::look(&store.setting).await, Err(RegisterError::Newer)));
    let missing = store.another().await;
    missing.run("DROP TABLE _sqlx_migrations").await.unwrap();
    assert!(Register::look(&missing.setting).await.is_err());
}
