//! What recording a case costs. A figure for people: no test fails on it.

use crate::{
    store::Store,
    told::{Told, issued},
};

/// Clock ticks a second, as Linux counts processor time.
const TICKS: f64 = 100.0;

/// `cargo test -p shaqyru-register --release -- --ignored --nocapture what_recording_a_case_costs`
#[test]
#[ignore = "prints a figure"]
fn what_recording_a_case_costs() {
    crate::store::on_sqlite(async |store: &Store| {
        let cases: Vec<Told> = (0..300).map(|number| issued(&format!("r-{number}"))).collect();
        let snapshots: usize = cases.iter().map(|told| told.snapshots.len()).sum();
        let before = processor_time();
        for told in &cases {
            for snapshot in &told.snapshots {
                store.register.record(snapshot).await.unwrap();
            }
        }
        let spent = processor_time() - before;
        let each = |of: usize| 1000.0 * spent / f64::from(u32::try_from(of).unwrap());
        println!("{:.2} ms a case, {:.2} ms a snapshot", each(cases.len()), each(snapshots));
    });
}

/// Of this process, in seconds.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    let ticks: Vec<f64> = after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse().unwrap()).collect();
    ticks.iter().sum::<f64>() / TICKS
}
