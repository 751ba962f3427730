//! Risk: auditors are not told of an entry that was dated back, are told of it under another breach, or it is changed where it is kept.

use shaqyru_domain::{
    authority::Act,
    case::{
        antedated::{AntedatedEntry, UndoneTerm},
        record::CaseRecord,
    },
    law::clock_kind::{ClockKind, Window},
};
use shaqyru_register::{AntedatedFilter, Recorded, Retention, antedated_as_csv};

use crate::{
    store::{Store, on_both},
    told::{Told, at, issued, officer, text},
};

on_both! {
    an_antedated_entry_is_not_found_or_found_for_another,
    what_an_entry_undid_is_not_taken_back_when_the_breach_stands_again,
    what_an_entry_undid_is_put_down_to_another,
    an_entry_is_changed_or_removed_on_record,
}

fn entry(place: usize, received_at: &str, entered_at: &str, by: &str, undid: bool) -> AntedatedEntry {
    let term = UndoneTerm { clock: ClockKind::Coordination, window: Some(Window::Standard), ran_out_at: at("03-12 18:30") };
    AntedatedEntry {
        place,
        act: Some(Act::Answer),
        received_at: at(received_at),
        entered_at: at(entered_at),
        entered_by: officer(by),
        because: Some(text("the line was down")),
        letter: undid.then(|| text("=7-12")),
        undid: if undid { vec![term] } else { Vec::new() },
    }
}

fn with(told: &Told, antedated: Vec<AntedatedEntry>) -> CaseRecord {
    CaseRecord { antedated, ..told.record() }
}

async fn an_antedated_entry_is_not_found_or_found_for_another(store: &Store) {
    let (one, other) = (issued("r-1"), issued("r-2"));
    let (early, late) = (entry(4, "03-10 10:00", "03-11 10:00", "P-1", false), entry(9, "03-12 16:00", "03-13 10:00", "P-2", true));
    let record = with(&one, vec![early.clone(), late.clone()]);
    // A worker of an earlier release has told nothing of it; a repair tells the same revision again.
    assert_eq!(store.register.record(&one.record()).await.unwrap(), Recorded::New);
    assert_eq!(store.register.record(&record).await.unwrap(), Recorded::Known);
    assert_eq!(store.register.case(&one.number()).await.unwrap().unwrap().antedated, record.antedated);
    store.register.record(&with(&other, vec![entry(4, "03-10 10:00", "03-12 10:00", "P-1", false)])).await.unwrap();
    let found = async |filter: AntedatedFilter, skip: u32, limit: u32| {
        let found = store.register.antedated(&filter, skip, limit).await.unwrap();
        found.into_iter().map(|found| (found.case, found.entry)).collect::<Vec<_>>()
    };
    let all = found(AntedatedFilter::default(), 0, 10).await;
    let entered: Vec<_> = all.iter().map(|(_, entry)| entry.entered_at).collect();
    assert_eq!(entered, [at("03-13 10:00"), at("03-12 10:00"), at("03-11 10:00")], "the last entered first");
    assert_eq!(found(AntedatedFilter::default(), 1, 1).await, all[1..2]);
    let of_case = AntedatedFilter { case: Some(one.number()), ..AntedatedFilter::default() };
    assert_eq!(found(of_case, 0, 10).await, [(one.number(), late.clone()), (one.number(), early)]);
    let by = AntedatedFilter { actor: Some(officer("P-2")), ..AntedatedFilter::default() };
    assert_eq!(found(by, 0, 10).await, [(one.number(), late.clone())]);
    let undid = AntedatedFilter { undid: true, ..AntedatedFilter::default() };
    assert_eq!(found(undid.clone(), 0, 10).await, [(one.number(), late)]);
    let between = AntedatedFilter { from: Some(at("03-12 00:00")), before: Some(at("03-13 00:00")), ..AntedatedFilter::default() };
    assert_eq!(found(between, 0, 10).await, all[1..2]);
    let csv = antedated_as_csv(&store.register.antedated(&undid, 0, 10).await.unwrap()).unwrap();
    assert!(String::from_utf8(csv).unwrap().contains(",\"'=7-12\",\"coordination/standard"), "a spreadsheet would run it");
}

async fn what_an_entry_undid_is_not_taken_back_when_the_breach_stands_again(store: &Store) {
    let told = issued("r-1");
    let undid = with(&told, vec![entry(9, "03-12 16:00", "03-13 10:00", "P-2", true)]);
    store.register.record(&undid).await.unwrap();
    let mut stands_again = CaseRecord { revision: undid.revision + 1, ..undid.clone() };
    stands_again.antedated[0].undid.clear();
    store.register.record(&stands_again).await.unwrap();
    let kept = store.register.case(&told.number()).await.unwrap().unwrap();
    assert_eq!(kept.antedated, stands_again.antedated);
    assert!(store.register.antedated(&AntedatedFilter { undid: true, ..AntedatedFilter::default() }, 0, 10).await.unwrap().is_empty());
}

/// The place in the list says nothing: an entry of which a worker of another release does not tell leaves those after it as they are.
async fn what_an_entry_undid_is_put_down_to_another(store: &Store) {
    let told = issued("r-1");
    let (early, late) = (entry(4, "03-10 10:00", "03-11 10:00", "P-1", false), entry(9, "03-12 16:00", "03-13 10:00", "P-2", true));
    let both = with(&told, vec![early.clone(), late.clone()]);
    store.register.record(&both).await.unwrap();
    let one = CaseRecord { revision: both.revision + 1, antedated: vec![late.clone()], ..both };
    store.register.record(&one).await.unwrap();
    assert_eq!(store.register.case(&told.number()).await.unwrap().unwrap().antedated, [early, late]);
}

async fn an_entry_is_changed_or_removed_on_record(store: &Store) {
    let told = issued("r-1");
    store.register.record(&with(&told, vec![entry(9, "03-12 16:00", "03-13 10:00", "P-2", true)])).await.unwrap();
    for sql in ["UPDATE antedated SET letter = 'x'", "UPDATE antedated SET entered_at = received_at", "DELETE FROM antedated"] {
        assert!(store.run(sql).await.is_err(), "{sql}");
    }
    store.run("UPDATE deliveries SET accepted_at = '2026-03-26T10:00:00.000000000Z'").await.unwrap();
    let retention = Retention::new(60, 60).unwrap();
    assert_eq!(store.register.purge(retention, at("2032-01-01 10:00")).await.unwrap().cases, [told.number()]);
    assert!(store.register.antedated(&AntedatedFilter::default(), 0, 10).await.unwrap().is_empty());
}
