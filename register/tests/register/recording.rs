//! Risk: what a workflow hands over is recorded twice, out of order, in part, or over something else.

use futures::future::join_all;
use shaqyru_domain::{
    actor::Actor,
    case::{record::CaseRecord, stage::Stage},
    problem::{Code, Problem},
};
use shaqyru_register::{AgencyMessage, Conflict, Recorded, Register, RegisterError};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, text},
};

on_both! {
    a_snapshot_that_comes_twice_counts_twice,
    an_old_snapshot_overwrites_a_newer_one,
    what_is_read_is_not_what_was_recorded,
    a_stage_is_overwritten_with_another_content,
    other_things_are_overwritten,
    a_gap_in_the_stages_is_recorded,
    half_of_a_snapshot_stays_after_a_failure,
    writers_of_one_case_get_in_each_others_way,
    writers_of_many_cases_get_in_each_others_way,
    a_message_is_noted_twice_or_over_another,
    pages_do_not_learn_of_a_change_or_learn_of_none,
}

fn conflict(result: Result<Recorded, RegisterError>) -> Conflict {
    match result {
        Err(RegisterError::Conflict { conflict, .. }) => conflict,
        other => panic!("no conflict: {other:?}"),
    }
}

async fn a_snapshot_that_comes_twice_counts_twice(store: &Store) {
    let told = issued("r-1");
    let last = told.record();
    assert_eq!(store.register.record(&last).await.unwrap(), Recorded::New);
    let before = store.exported(shaqyru_register::Format::Jsonl).await;
    assert_eq!(store.register.record(&last).await.unwrap(), Recorded::Known);
    assert_eq!(store.exported(shaqyru_register::Format::Jsonl).await, before);
}

async fn pages_do_not_learn_of_a_change_or_learn_of_none(store: &Store) {
    let mut snapshots = issued("r-1").snapshots;
    snapshots.dedup_by_key(|snapshot| snapshot.revision);
    let [first, second, .., last] = snapshots.as_slice() else { panic!("too few snapshots") };
    let mut seen = store.register.changes_until_now().await.unwrap();
    let changed = [(first, true), (second, true), (second, false), (last, true), (first, false)];
    for (snapshot, is_news) in changed {
        store.register.record(snapshot).await.unwrap();
        let expected: Vec<_> = is_news.then(|| (snapshot.number.clone(), snapshot.office.clone())).into_iter().collect();
        assert_eq!(store.register.changes_since(&mut seen).await.unwrap(), expected, "revision {}", snapshot.revision);
    }
}

async fn an_old_snapshot_overwrites_a_newer_one(store: &Store) {
    let told = issued("r-1");
    let [first, .., last] = told.snapshots.as_slice() else { panic!("too few snapshots") };
    assert_eq!(store.register.record(last).await.unwrap(), Recorded::New);
    for older in &told.snapshots[..told.snapshots.len() - 1] {
        assert_eq!(store.register.record(older).await.unwrap(), Recorded::Older, "revision {}", older.revision);
    }
    assert_eq!(store.register.case(&first.number).await.unwrap().as_ref(), Some(last));
}

async fn what_is_read_is_not_what_was_recorded(store: &Store) {
    let mut told = vec![issued("r-1")];
    told.push(Told::new(Filed { request: "r-2", ..Filed::default() }).then("wake 03-06 10:30; stop 03-06 11:30"));
    told.push(Told::new(Filed { request: "r-3", ..Filed::default() }).then("withdraw 03-06 11:30"));
    told.push(
        Told::new(Filed { request: "r-5", ..Filed::default() })
            .then("wake 03-06 10:30; trouble 03-06 11:00; trouble 03-06 11:30; resume 03-06 12:00; trouble 03-06 12:30"),
    );
    told.push(Told::new(Filed { request: "r-4", at: "2026-03-06 10:00:00.123456789", ..Filed::default() }));
    for snapshot in told.iter().flat_map(|told| &told.snapshots) {
        store.register.record(snapshot).await.unwrap();
        assert_eq!(store.register.case(&snapshot.number).await.unwrap().as_ref(), Some(snapshot));
        let stages = store.register.stages(&snapshot.number).await.unwrap();
        assert_eq!(stages.into_iter().map(|stage| stage.record).collect::<Vec<_>>(), snapshot.stages);
    }
    assert!(told[0].record().escalations.len() > 1 && told[0].record().is_breached(), "the story tells too little");
}

async fn a_stage_is_overwritten_with_another_content(store: &Store) {
    let told = issued("r-1");
    store.register.record(&told.snapshots[3]).await.unwrap();
    let before = store.register.case(&told.number()).await.unwrap();
    let alter: [fn(&mut CaseRecord); 3] = [
        |record| record.stages[1].stage = Stage::Issued,
        |record| record.stages[1].at = at("03-06 10:00:01"),
        |record| record.stages[1].actor = Actor::Applicant,
    ];
    // In an older snapshot as in a newer one.
    for snapshot in [&told.snapshots[1], &told.record()] {
        for alter in alter {
            let mut altered = snapshot.clone();
            alter(&mut altered);
            let error = store.register.record(&altered).await;
            assert_eq!(conflict(error), Conflict::Stage { place: 2 });
        }
    }
    assert_eq!(store.register.case(&told.number()).await.unwrap(), before);
}

async fn other_things_are_overwritten(store: &Store) {
    let told = issued("r-1");
    let last = told.record();
    store.register.record(&last).await.unwrap();
    let altered = |alter: fn(&mut CaseRecord)| {
        let mut record = last.clone();
        alter(&mut record);
        record
    };
    let cases = [
        (altered(|record| record.passport_number = text("U999")), Conflict::Filing),
        (altered(|record| record.escalations[0].rung.push('x')), Conflict::Escalation { place: 1 }),
        (altered(|record| record.decision.as_mut().unwrap().at = at("03-25 11:00")), Conflict::Decision),
        (altered(|record| record.rulebook.push('x')), Conflict::Revision { revision: last.revision }),
        (
            altered(|record| {
                record.revision += 1;
                record.stages.pop();
            }),
            Conflict::Shrunk,
        ),
        (
            altered(|record| {
                record.revision += 1;
                record.decision = None;
            }),
            Conflict::Shrunk,
        ),
        (
            altered(|record| {
                record.revision -= 1;
                let mut more = record.stages[0].clone();
                more.id = format!("{}/stage/{}", record.number, record.stages.len() + 1);
                record.stages.push(more);
            }),
            Conflict::Shrunk,
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(conflict(store.register.record(&record).await), expected);
    }
    assert_eq!(store.register.case(&last.number).await.unwrap(), Some(last));
}

async fn a_gap_in_the_stages_is_recorded(store: &Store) {
    let last = issued("r-1").record();
    let without = |index| {
        let mut record = last.clone();
        record.stages.remove(index);
        record
    };
    assert_eq!(conflict(store.register.record(&without(0)).await), Conflict::Gap { place: 1 });
    assert_eq!(conflict(store.register.record(&without(2)).await), Conflict::Gap { place: 3 });
    let foreign = CaseRecord { number: issued("r-2").number(), ..last.clone() };
    assert_eq!(conflict(store.register.record(&foreign).await), Conflict::Gap { place: 1 });
    let empty = CaseRecord { stages: Vec::new(), ..last.clone() };
    assert_eq!(conflict(store.register.record(&empty).await), Conflict::Gap { place: 1 });
    assert_eq!(store.register.case(&last.number).await.unwrap(), None);
    let problem = Problem::from(store.register.record(&without(2)).await.unwrap_err());
    assert_eq!(problem.code, Code::RegisterConflict);
}

/// The decision is written after stages, escalations and clocks; here it fails, for its invitation number is taken.
async fn half_of_a_snapshot_stays_after_a_failure(store: &Store) {
    let told = issued("r-1");
    let number = told.record().decision.unwrap().invitation_number;
    let mut thief = issued("r-2").record();
    thief.decision.as_mut().unwrap().invitation_number = number;
    store.register.record(&thief).await.unwrap();
    let before = store.exported(shaqyru_register::Format::Jsonl).await;
    let failure = store.register.record(&told.record()).await.unwrap_err();
    assert!(matches!(failure, RegisterError::Refused(_)), "{failure:?}");
    assert_eq!(store.exported(shaqyru_register::Format::Jsonl).await, before, "a new case stayed in part");
    let open = &told.snapshots[2];
    store.register.record(open).await.unwrap();
    store.register.record(&told.record()).await.unwrap_err();
    assert_eq!(store.register.case(&open.number).await.unwrap().as_ref(), Some(open), "a known case changed in part");
    assert_eq!(store.register.verify().await.unwrap(), []);
}

async fn writers_of_one_case_get_in_each_others_way(store: &Store) {
    let told = issued("r-1");
    let other = Register::open(&store.setting).await.unwrap();
    let registers = [&store.register, &other];
    let writers = (0..6).flat_map(|round| {
        told.snapshots.iter().enumerate().map(move |(index, snapshot)| (registers[(round + index) % 2].clone(), snapshot.clone()))
    });
    let writers = writers.map(|(register, snapshot)| tokio::spawn(async move { register.record(&snapshot).await }));
    let recorded: Vec<_> = join_all(writers).await.into_iter().map(|done| done.unwrap().unwrap()).collect();
    assert_eq!(recorded.iter().filter(|recorded| **recorded == Recorded::New).count(), 1);
    assert_eq!(store.register.case(&told.number()).await.unwrap(), Some(told.record()));
    assert_eq!(store.register.verify().await.unwrap(), []);
}

async fn writers_of_many_cases_get_in_each_others_way(store: &Store) {
    let told: Vec<_> = (0..24).map(|number| issued(&format!("r-{number}"))).collect();
    let other = Register::open(&store.setting).await.unwrap();
    let registers = [store.register.clone(), other];
    let writers = told.iter().enumerate().map(|(index, told)| {
        let (register, snapshots) = (registers[index % 2].clone(), told.snapshots.clone());
        tokio::spawn(async move {
            for snapshot in snapshots {
                register.record(&snapshot).await.unwrap();
            }
        })
    });
    join_all(writers.collect::<Vec<_>>()).await.into_iter().for_each(|done| done.unwrap());
    for told in &told {
        assert_eq!(store.register.case(&told.number()).await.unwrap(), Some(told.record()));
    }
    assert_eq!(store.register.verify().await.unwrap(), []);
}

async fn a_message_is_noted_twice_or_over_another(store: &Store) {
    let message = AgencyMessage {
        agency: Actor::Nsc,
        message_id: "m-1".to_owned(),
        case: issued("r-1").number(),
        what: "answer".to_owned(),
        received_at: at("03-10 10:00"),
    };
    assert_eq!(store.register.note_message(&message).await.unwrap(), Recorded::New);
    let again = AgencyMessage { received_at: at("03-10 10:05"), ..message.clone() };
    assert_eq!(store.register.note_message(&again).await.unwrap(), Recorded::Known);
    let of_another_agency = AgencyMessage { agency: Actor::Police, ..message.clone() };
    assert_eq!(store.register.note_message(&of_another_agency).await.unwrap(), Recorded::New);
    for other in [
        AgencyMessage { what: "verification".to_owned(), ..message.clone() },
        AgencyMessage { case: issued("r-2").number(), ..message.clone() },
    ] {
        assert_eq!(conflict(store.register.note_message(&other).await), Conflict::Message);
    }
    assert_eq!(store.register.messages_of(&message.case).await.unwrap(), [message, of_another_agency]);
}
