//! Risk: the order in which snapshots come decides what stands in the register.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, TestRunner},
};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at},
};

on_both! { what_is_on_record_depends_on_the_order_of_the_snapshots }

const STEPS: &[&str] = &[
    "wake", "give", "trouble", "resume", "clear", "clear", "agree", "agree", "object", "request", "issue", "issue", "refuse", "stop",
    "withdraw",
];

async fn what_is_on_record_depends_on_the_order_of_the_snapshots(store: &Store) {
    let alone = store.another().await;
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let steps = vec((select(STEPS), 1_i64..120), 1..10);
    let order = vec(any::<Index>(), 0..12);
    let runtime = tokio::runtime::Handle::current();
    let requests = std::cell::Cell::new(0);
    let outcome = runner.run(&(steps, order, any::<Index>()), |(steps, order, last_at)| {
        requests.set(requests.get() + 1);
        let request = format!("r-{}", requests.get());
        let mut told = Told::new(Filed { request: &request, ..Filed::default() });
        let mut now = at("03-06 10:00");
        for (what, hours) in steps {
            now = now.shifted(chrono::TimeDelta::hours(hours));
            told.try_step(what, now);
            told.snapshots.push(told.record());
        }
        let last = told.record();
        let mut coming: Vec<_> = order.iter().map(|index| index.get(&told.snapshots).clone()).collect();
        coming.insert(last_at.index(coming.len() + 1), last.clone());
        tokio::task::block_in_place(|| {
            runtime.block_on(async {
                for snapshot in &coming {
                    store.register.record(snapshot).await.unwrap();
                }
                alone.register.record(&last).await.unwrap();
                let number = told.number();
                assert_eq!(store.register.case(&number).await.unwrap(), Some(last));
                assert_eq!(store.register.stages(&number).await.unwrap(), alone.register.stages(&number).await.unwrap());
            });
        });
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(store.exported(shaqyru_register::Format::Csv).await, alone.exported(shaqyru_register::Format::Csv).await);
    assert_eq!(store.register.verify().await.unwrap(), []);
}
