//! Risk: a list, a warning or a figure misses a case, or tells it twice.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use shaqyru_domain::{
    case::{
        number::CaseNumber,
        record::CaseRecord,
        stage::{Stage, Status},
    },
    law::clock_kind::{ClockKind, Window},
    problem::Code,
    text::OfficerId,
};
use shaqyru_register::{Channel, Cursor, Filter, Recorded, Register, Untold, Word};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, officer, text},
};

on_both! {
    a_page_loses_or_repeats_cases_while_others_change,
    cases_are_not_listed_in_the_order_in_which_they_fall_due,
    a_filter_shows_others_or_hides_its_own,
    a_duplicate_is_not_found,
    an_earlier_application_is_missed_or_counted_wrongly,
    figures_do_not_add_up,
    a_term_that_ran_out_is_lost_from_sight,
    somebody_is_told_of_an_escalation_never_twice_or_out_of_order,
    two_rounds_tell_the_same_people,
    an_earlier_release_takes_incidents_off_the_record,
    a_stage_is_delivered_never_twice_or_out_of_order,
    a_refused_stage_holds_up_other_cases_or_is_overtaken_by_its_own,
    a_view_is_not_noted,
    what_somebody_has_not_seen_is_not_news_to_them,
    a_page_of_a_large_register_is_slow,
}

/// Opens cases at instants of their own, so that each has its own due instant.
fn opened(count: usize, name: &str) -> Vec<Told> {
    let open = |index: usize| {
        let filed = at("03-02 10:00")
            .shifted(TimeDelta::minutes(i64::try_from(index).unwrap() * 7 % 400) + TimeDelta::days(i64::try_from(index % 3).unwrap()));
        let told = Told::new(Filed {
            request: &format!("{name}-{index}"),
            at: &filed.to_string(),
            passport: &format!("U{index}"),
            ..Filed::default()
        });
        told.then("wake 03-04 18:00")
    };
    (0..count).map(open).collect()
}

async fn listed(register: &Register, filter: &Filter, limit: u16) -> Vec<CaseNumber> {
    let (mut numbers, mut after) = (Vec::new(), None);
    loop {
        let page = register.list(filter, after.as_ref(), limit).await.unwrap();
        assert!(page.cases.len() <= usize::from(limit));
        numbers.extend(page.cases.into_iter().map(|line| line.case));
        match page.next {
            // As it comes back from a web page.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return numbers,
        }
    }
}

async fn a_page_loses_or_repeats_cases_while_others_change(store: &Store) {
    let mut told = opened(40, "a");
    let mut later = opened(20, "b").into_iter();
    for told in &told {
        store.register.record(&told.record()).await.unwrap();
    }
    let still: Vec<CaseNumber> = told.iter().step_by(2).map(Told::number).collect();
    let mut moving: Vec<&mut Told> = told.iter_mut().skip(1).step_by(2).collect();
    let mut seen = BTreeMap::<CaseNumber, usize>::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = store.register.list(&Filter::default(), after.as_ref(), 3).await.unwrap();
        for case in page.cases {
            *seen.entry(case.case).or_default() += 1;
        }
        // Some move to another place, some end, some come in.
        for (turn, told) in moving.iter_mut().enumerate() {
            let step = if turn % 2 == 0 { "clear" } else { "withdraw" };
            if turn % 4 == seen.len() % 4 && told.try_step(step, at("03-05 10:00")) {
                assert_eq!(store.register.record(&told.record()).await.unwrap(), Recorded::Newer);
            }
        }
        if let Some(new) = later.next() {
            store.register.record(&new.record()).await.unwrap();
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for number in still {
        assert_eq!(seen.get(&number), Some(&1), "{number}");
    }
    assert_eq!("none".parse::<Cursor>().unwrap_err().code, Code::Field);
}

async fn cases_are_not_listed_in_the_order_in_which_they_fall_due(store: &Store) {
    let mut told = opened(20, "a");
    told.push(issued("ended"));
    told.push(Told::new(Filed { request: "at night", at: "03-06 23:00", ..Filed::default() }));
    for told in told.iter().rev() {
        store.register.record(&told.record()).await.unwrap();
    }
    let page = store.register.list(&Filter::default(), None, 100).await.unwrap();
    let mut expected: Vec<_> = told
        .iter()
        .map(Told::record)
        .map(|record| (record.next_due.is_none(), record.next_due.map(|(_, due)| due), record.number))
        .collect();
    expected.sort();
    let found: Vec<_> = page.cases.into_iter().map(|line| (line.due.is_none(), line.due, line.case)).collect();
    assert_eq!(found, expected);
    assert_eq!(page.next, None);
    assert_eq!(listed(&store.register, &Filter::default(), 1).await, expected.into_iter().map(|(_, _, number)| number).collect::<Vec<_>>());
}

async fn a_filter_shows_others_or_hides_its_own(store: &Store) {
    let ended = issued("ended");
    let open = Told::new(Filed { request: "open", ..Filed::default() }).then("wake 03-06 10:30; give 03-06 11:00");
    let late = Told::new(Filed { request: "late", ..Filed::default() }).then("wake 03-30 10:00");
    let elsewhere =
        Told::new(Filed { request: "elsewhere", office: "AST-DP", ..Filed::default() }).then("wake 03-06 10:30; clear 03-06 11:30");
    let all = [&ended, &open, &late, &elsewhere];
    for told in all {
        store.register.record(&told.record()).await.unwrap();
    }
    let none = Filter::default;
    let due = open.record().next_due.unwrap().1;
    for (filter, expected) in [
        (none(), vec![&ended, &open, &late, &elsewhere]),
        (Filter { office: Some("AST-DP".parse().unwrap()), ..none() }, vec![&elsewhere]),
        (Filter { officer: Some("P-7".parse().unwrap()), ..none() }, vec![&open, &ended]),
        (Filter { category: Some("B3".to_owned()), ..none() }, vec![&ended, &open, &late, &elsewhere]),
        (Filter { category: Some("B3' OR '1' = '1".to_owned()), ..none() }, vec![]),
        (Filter { stage: Some(Stage::Coordination), ..none() }, vec![&elsewhere]),
        (Filter { status: Some(Status::Open), ..none() }, vec![&open, &late, &elsewhere]),
        (Filter { breached: Some(true), ..none() }, vec![&ended, &late]),
        (Filter { breached: Some(false), status: Some(Status::Open), ..none() }, vec![&open, &elsewhere]),
        (Filter { due_before: Some(due), ..none() }, vec![]),
        (Filter { due_before: Some(due.shifted(TimeDelta::nanoseconds(1))), ..none() }, vec![&open, &late]),
        (Filter { stages: vec![Stage::Coordination, Stage::Issued], ..none() }, vec![&ended, &elsewhere]),
        (Filter { free_for: Some("P-7".parse().unwrap()), ..none() }, vec![&ended, &open, &late, &elsewhere]),
        (Filter { free_for: Some("P-8".parse().unwrap()), ..none() }, vec![&late, &elsewhere]),
        (Filter { passport_number: Some(text("u 1234-5678")), status: Some(Status::Open), ..none() }, vec![&open, &late, &elsewhere]),
        (Filter { passport_number: Some(text("U1")), ..none() }, vec![]),
        (Filter { inviting_party: Some(text("100140001230' OR '1' = '1")), ..none() }, vec![]),
        (Filter { due_before: Some(at("2199-01-01 00:00")), status: Some(Status::Issued), ..none() }, vec![]),
    ] {
        let mut expected: Vec<_> = expected.into_iter().map(Told::number).collect();
        expected.sort();
        let mut found = listed(&store.register, &filter, 2).await;
        found.sort();
        assert_eq!(found, expected, "{filter:?}");
    }
}

async fn a_duplicate_is_not_found(store: &Store) {
    let first = Told::new(Filed { request: "first", passport: "u 1234-5678", ..Filed::default() });
    let ended = issued("ended");
    for told in [&first, &ended] {
        store.register.record(&told.record()).await.unwrap();
    }
    let record = first.record();
    // Another citizenship on the same passport is the same passport.
    let mut elsewhere = Told::new(Filed { request: "elsewhere", passport: "U12345678", ..Filed::default() }).record();
    elsewhere.citizenship = "DE".parse().unwrap();
    store.register.record(&elsewhere).await.unwrap();
    let since = "2026-03-01".parse().unwrap();
    let earlier = store.register.earlier_applications(&record.passport_number, since, &first.number()).await.unwrap();
    assert_eq!(earlier.len(), 2, "the one that has ended, and the one of another citizenship");
}

async fn an_earlier_application_is_missed_or_counted_wrongly(store: &Store) {
    // 00:30 in Almaty is still the day before in UTC: the civil day counts.
    let early = Told::new(Filed { request: "early", at: "03-02 00:30", ..Filed::default() });
    let this = issued("this");
    let mut unaccepted = Told::new(Filed { request: "unaccepted", ..Filed::default() }).record();
    unaccepted.status = Status::AcceptanceRefused;
    for record in [early.record(), this.record(), unaccepted] {
        store.register.record(&record).await.unwrap();
    }
    let record = this.record();
    let find = async |since: &str, but_for: &CaseNumber| {
        let since: NaiveDate = since.parse().unwrap();
        let found = store.register.earlier_applications(&record.passport_number, since, but_for).await.unwrap();
        found.into_iter().map(|earlier| (earlier.category.to_string(), earlier.filed_on.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(find("2026-03-02", &this.number()).await, [("B3".to_owned(), "2026-03-02".to_owned())]);
    assert_eq!(find("2026-03-03", &this.number()).await, []);
    assert_eq!(find("2025-01-01", &early.number()).await, [("B3".to_owned(), "2026-03-06".to_owned())]);
    assert_eq!(find("2025-01-01", &issued("unknown").number()).await.len(), 2);
}

async fn figures_do_not_add_up(store: &Store) {
    let told = [
        issued("ended"),
        Told::new(Filed { request: "late", ..Filed::default() }).then("wake 03-30 10:00"),
        Told::new(Filed { request: "a", ..Filed::default() }).then("wake 03-06 10:30"),
        Told::new(Filed { request: "b", ..Filed::default() }).then("wake 03-06 10:30"),
        Told::new(Filed { request: "night", at: "03-06 23:00", ..Filed::default() }),
    ];
    for told in &told {
        store.register.record(&told.record()).await.unwrap();
    }
    let counts = store.register.counts().await.unwrap();
    let shown: Vec<_> = counts.iter().map(|count| (count.stage, count.clock, count.cases)).collect();
    assert_eq!(shown, [(Stage::Registered, None, 1), (Stage::Verification, Some(ClockKind::Verification), 3)]);
    let expected: usize = told.iter().map(breached).sum();
    let breaches = store.register.breaches().await.unwrap();
    assert_eq!(breaches.iter().map(|breaches| breaches.clocks).sum::<u64>(), u64::try_from(expected).unwrap());
    assert!(breaches.iter().any(|breaches| breaches.clock == ClockKind::Coordination && breaches.window.is_some()), "{breaches:?}");
    let awaited = store.register.awaited_terms().await.unwrap();
    let of = |clock, breached| {
        awaited.iter().filter(|term| term.clock == clock && term.breached == breached).map(|term| term.cases).sum::<u64>()
    };
    assert_eq!((of(ClockKind::Verification, false), of(ClockKind::Verification, true)), (2, 1));
    assert!(awaited.is_sorted_by_key(|term| term.due));
    let escalated = store.register.escalated().await.unwrap();
    let expected: usize = told.iter().map(|told| told.record().escalations.len()).sum();
    assert_eq!(escalated.iter().map(|escalated| escalated.escalations).sum::<u64>(), u64::try_from(expected).unwrap());
    assert_eq!(store.register.oldest_undelivered().await.unwrap(), Some(at("03-06 10:00")));
}

/// A window of coordination that ran out is awaited until the answer, under the name of the window that has taken its place.
async fn a_term_that_ran_out_is_lost_from_sight(store: &Store) {
    let steps = ["wake 03-06 10:30; clear 03-06 11:30", "wake 03-20 10:00", "wake 04-20 10:00", "agree 04-21 10:00"];
    let mut told = Told::new(Filed::default());
    let mut seen = Vec::new();
    for step in steps {
        told = told.then(step);
        store.register.record(&told.record()).await.unwrap();
        let awaited = store.register.awaited_terms().await.unwrap();
        let of_procedure = awaited.iter().filter(|term| term.clock != ClockKind::Service);
        seen.push(of_procedure.map(|term| (term.clock, term.window, term.breached)).collect::<Vec<_>>());
    }
    assert_eq!(
        seen,
        [
            vec![(ClockKind::Coordination, Some(Window::Standard), false)],
            vec![(ClockKind::Coordination, Some(Window::Extended), false)],
            vec![(ClockKind::Coordination, Some(Window::Extended), true)],
            vec![(ClockKind::Decision, None, false)],
        ]
    );
}

async fn somebody_is_told_of_an_escalation_never_twice_or_out_of_order(store: &Store) {
    let ladders = "wake 03-06 10:30; trouble 03-06 11:00; wake 03-20 10:00; trouble 03-20 11:00; resume 03-20 12:00";
    let both = ["one", "other"].map(|request| Told::new(Filed { request, ..Filed::default() }).then(ladders));
    for (one, other) in both[0].snapshots.iter().zip(&both[1].snapshots) {
        store.register.record(one).await.unwrap();
        store.register.record(other).await.unwrap();
    }
    let first = store.register.oldest_untold().await.unwrap();
    for channel in [Channel::Mail, Channel::Webhook] {
        let mut words = Vec::new();
        loop {
            let batch = store.register.untold(channel, 0, 3).await.unwrap();
            let Some(untold) = batch.first() else { break };
            // The next ones are reached past one that cannot be told.
            let past = store.register.untold(channel, untold.entry, 1).await.unwrap();
            assert_eq!(past.first(), batch.get(1));
            store.register.mark_told(channel, untold.entry, at("03-26 10:00")).await.unwrap();
            words.push(untold.clone());
        }
        for told in &both {
            let record = told.record();
            let of_case: Vec<_> = words.iter().filter(|word| word.case == record.number).collect();
            let rung = |untold: &&Untold| match &untold.word {
                Word::Escalation { rung, due, .. } => Some((untold.at, rung.clone(), due.is_some())),
                Word::Incident { .. } => None,
            };
            let rungs: Vec<_> = of_case.iter().copied().filter_map(|untold| rung(&untold)).collect();
            let expected: Vec<_> = record.escalations.iter().map(|gone| (gone.at, gone.rung.clone(), true)).collect();
            assert_eq!(rungs, expected);
            assert_eq!(of_case.len(), record.escalations.len() + record.incidents.len());
        }
        let mut ids: Vec<_> = words.iter().map(|word| word.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), words.len(), "two words have one id");
    }
    assert!(first.is_some() && store.register.oldest_untold().await.unwrap().is_none());
    assert_eq!(store.register.open_incidents().await.unwrap(), [], "all were resumed");
}

async fn two_rounds_tell_the_same_people(store: &Store) {
    let register = &store.register;
    let hold = async |channel, held: Option<&str>, now, until| register.hold(channel, held.map(at), at(now), at(until)).await.unwrap();
    assert!(hold(Channel::Mail, None, "03-26 10:00", "03-26 10:02").await);
    assert!(!hold(Channel::Mail, None, "03-26 10:01", "03-26 10:03").await, "two at once");
    assert!(hold(Channel::Webhook, None, "03-26 10:01", "03-26 10:03").await, "a channel waits for another");
    assert!(hold(Channel::Mail, Some("03-26 10:02"), "03-26 10:01", "03-26 10:03").await, "who holds it cannot go on");
    assert!(hold(Channel::Mail, None, "03-26 10:04", "03-26 10:06").await, "a lost round holds it for ever");
    assert!(!hold(Channel::Mail, Some("03-26 10:03"), "03-26 10:05", "03-26 10:07").await, "who lost it goes on");
    assert!(hold(Channel::Mail, Some("03-26 10:06"), "03-26 10:05", "03-26 10:05").await);
    assert!(hold(Channel::Mail, None, "03-26 10:05:01", "03-26 10:07").await, "it was given back");
}

/// Workers of two releases run side by side while one is rolled out.
async fn an_earlier_release_takes_incidents_off_the_record(store: &Store) {
    let told = Told::new(Filed::default()).then("wake 03-06 10:30; trouble 03-06 11:00");
    store.register.record(&told.record()).await.unwrap();
    let mut earlier = serde_json::to_value(told.record()).unwrap();
    earlier.as_object_mut().unwrap().remove("incidents").unwrap();
    let mut earlier: CaseRecord = serde_json::from_value(earlier).unwrap();
    assert_eq!(store.register.record(&earlier).await.unwrap(), Recorded::Known);
    earlier.revision += 1;
    assert_eq!(store.register.record(&earlier).await.unwrap(), Recorded::Newer);
    let open = store.register.open_incidents().await.unwrap();
    let open: Vec<_> = open.iter().map(|open| (open.step.as_str(), open.incidents)).collect();
    assert_eq!(open, [("police", 1)]);
}

fn breached(told: &Told) -> usize {
    use shaqyru_domain::{case::clock::ClockOutcome, law::clock_kind::Nature};
    let breached =
        |clock: &&shaqyru_domain::case::view::ClockView| clock.outcome == ClockOutcome::Breached && clock.nature == Nature::Statutory;
    told.record().clocks.iter().filter(breached).count()
}

async fn a_stage_is_delivered_never_twice_or_out_of_order(store: &Store) {
    let (one, other) = (issued("one"), issued("other"));
    for (one, other) in one.snapshots.iter().zip(&other.snapshots) {
        store.register.record(one).await.unwrap();
        store.register.record(other).await.unwrap();
    }
    let mut delivered = Vec::new();
    loop {
        let batch = store.register.undelivered_stages(3, at("03-26 10:00")).await.unwrap();
        if batch.is_empty() {
            break;
        }
        // An answer that was lost: the same once more.
        assert_eq!(store.register.undelivered_stages(3, at("03-26 10:00")).await.unwrap(), batch);
        let ids: Vec<_> = batch.iter().map(|stage| stage.id.clone()).collect();
        assert_eq!(store.register.mark_delivered(&ids, at("03-26 10:00")).await.unwrap(), u64::try_from(ids.len()).unwrap());
        assert_eq!(store.register.mark_delivered(&ids, at("03-27 10:00")).await.unwrap(), 0);
        delivered.extend(batch);
    }
    for told in [one, other] {
        let of_case: Vec<_> = delivered.iter().filter(|stage| stage.case == told.number()).cloned().collect();
        assert_eq!(of_case, told.record().stages);
        let stages = store.register.stages(&told.number()).await.unwrap();
        assert!(stages.iter().all(|stage| stage.accepted_at == Some(at("03-26 10:00"))));
    }
    assert_eq!(store.register.mark_delivered(&["unknown".to_owned()], at("03-26 10:00")).await.unwrap(), 0);
}

async fn a_refused_stage_holds_up_other_cases_or_is_overtaken_by_its_own(store: &Store) {
    let (one, other) = (issued("one"), issued("other"));
    for told in [&one, &other] {
        store.register.record(&told.record()).await.unwrap();
    }
    let waiting = async |refused_since| {
        let stages = store.register.undelivered_stages(1000, at(refused_since)).await.unwrap();
        (
            stages.iter().filter(|stage| stage.case == one.number()).count(),
            stages.iter().filter(|stage| stage.case == other.number()).count(),
        )
    };
    let all = one.record().stages.len();
    let id = |place: usize| one.record().stages[place].id.clone();
    store.register.mark_delivered(&[id(0)], at("03-26 10:00")).await.unwrap();
    store.register.mark_refused(&id(1), at("03-26 10:00")).await.unwrap();
    assert_eq!(waiting("03-26 10:00").await, (0, all), "what follows a refused stage waits, and nothing else");
    assert_eq!(waiting("03-26 10:01").await, (all - 1, all), "it is tried again after a while");
    assert_eq!(store.register.forget_refusals().await.unwrap(), 1);
    assert_eq!(waiting("03-26 10:00").await, (all - 1, all), "an operator lets it go on at once");
    // What was accepted cannot be refused afterwards.
    store.register.mark_refused(&id(0), at("03-27 10:00")).await.unwrap();
    assert_eq!(waiting("03-26 10:00").await, (all - 1, all));
    assert_eq!(store.register.count_undelivered().await.unwrap(), u64::try_from(2 * all - 1).unwrap());
}

async fn a_view_is_not_noted(store: &Store) {
    let number = issued("r-1").number();
    for when in ["03-26 10:00", "03-26 09:00"] {
        store.register.note_view(&officer("P-1"), Some(&number), "show", at(when)).await.unwrap();
    }
    let views = store.register.views_of(&number).await.unwrap();
    assert_eq!(views.iter().map(|view| view.at).collect::<Vec<_>>(), [at("03-26 10:00"), at("03-26 09:00")]);
    assert!(views.iter().all(|view| view.actor == officer("P-1") && view.what == "show" && view.case == number));
}

async fn what_somebody_has_not_seen_is_not_news_to_them(store: &Store) {
    let open = Told::new(Filed { request: "open", ..Filed::default() });
    store.register.record(&open.record()).await.unwrap();
    let (reader, other): (OfficerId, OfficerId) = ("P-1".parse().unwrap(), "P-2".parse().unwrap());
    let is_news = async |reader: &OfficerId| {
        let page = store.register.list(&Filter { reader: Some(reader.clone()), ..Filter::default() }, None, 10).await.unwrap();
        page.cases.iter().map(|line| line.is_news).collect::<Vec<_>>()
    };
    assert_eq!(is_news(&reader).await, [true]);
    store.register.note_seen(&reader, &open.number()).await.unwrap();
    store.register.note_seen(&reader, &CaseNumber::of_request("unknown", 0)).await.unwrap();
    assert_eq!((is_news(&reader).await, is_news(&other).await), (vec![false], vec![true]));
    // The same once more is no news; what happens then is.
    store.register.record(&open.record()).await.unwrap();
    assert_eq!(is_news(&reader).await, [false]);
    let moved = open.then("wake 03-06 10:30; give 03-06 11:00");
    store.register.record(&moved.record()).await.unwrap();
    assert_eq!(is_news(&reader).await, [true]);
    let page = store.register.list(&Filter::default(), None, 10).await.unwrap();
    assert!(page.cases.iter().all(|line| !line.is_news && line.at_stage_since.is_some()), "nobody reads: {page:?}");
}

/// Prints figures and fails on no time; that each page is read through an index shows in them.
async fn a_page_of_a_large_register_is_slow(store: &Store) {
    let Some(cases) = std::env::var("SHAQYRU_MANY_CASES").ok().and_then(|cases| cases.parse::<u32>().ok()) else { return };
    let sql = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cases}) INSERT INTO cases \
         (number, citizenship, passport_number, passport_key, inviting_party, category, filed_at, filed_on, office, officer, status, stage, \
         registered_on, ended_at, rulebook, calendar, next_due, next_clock, breached, revision, stage_count, head) SELECT 'INV-' || REPLACE(REPLACE(REPLACE(REPLACE(CAST(1000000000 + i AS TEXT), '0', 'A'), '1', 'B'), '8', 'C'), '9', 'D') || '-1', 'TR', \
         'U' || i, 'U' || i, '100140001230', CASE WHEN i % 3 = 0 THEN 'B3' ELSE 'C3' END, '2026-03-06T05:00:00.000000000Z', '2026-03-06', \
         'OFFICE-' || (i % 20), 'P-' || (i % 500), CASE WHEN i % 5 = 0 THEN 'open' ELSE 'issued' END, \
         CASE WHEN i % 5 = 0 THEN 'verification' ELSE 'issued' END, NULL, NULL, 'r', 'c', \
         CASE WHEN i % 5 = 0 THEN '2026-03-' || CAST(10 + i % 20 AS TEXT) || 'T05:00:00.000000000Z' ELSE 'none' END, \
         CASE WHEN i % 5 = 0 THEN 'verification' ELSE 'none' END, CASE WHEN i % 50 = 0 THEN 1 ELSE 0 END, 1, 0, '' FROM n"
    );
    store.run(&sql).await.unwrap();
    let none = Filter::default;
    let (office, officer) = (Some("OFFICE-5".parse().unwrap()), Some("P-5".parse().unwrap()));
    for filter in [
        none(),
        Filter { status: Some(Status::Open), ..none() },
        Filter { office: office.clone(), ..none() },
        Filter { officer: officer.clone(), status: Some(Status::Open), ..none() },
        Filter { office: office.clone(), stage: Some(Stage::Verification), breached: Some(true), ..none() },
        Filter { office: office.clone(), officer, category: Some("B3".to_owned()), status: Some(Status::Open), ..none() },
        Filter { office, status: Some(Status::Withdrawn), ..none() },
        Filter { due_before: Some(at("03-12 10:00")), status: Some(Status::Open), ..none() },
        Filter {
            stages: vec![Stage::Verification, Stage::Decision],
            free_for: Some("P-5".parse().unwrap()),
            status: Some(Status::Open),
            ..none()
        },
        Filter {
            office: Some("OFFICE-5".parse().unwrap()),
            stages: vec![Stage::Verification, Stage::Decision],
            free_for: Some("P-5".parse().unwrap()),
            status: Some(Status::Open),
            reader: Some("P-5".parse().unwrap()),
            ..none()
        },
        Filter { passport_number: Some(text("U77")), ..none() },
        Filter { inviting_party: Some(text("100140001231")), ..none() },
    ] {
        let first = store.register.list(&filter, None, 50).await.unwrap();
        let after = first.next.as_ref();
        let begun = std::time::Instant::now();
        let page = store.register.list(&filter, after, 50).await.unwrap();
        eprintln!(
            "{:>8.2} ms for {:>2} of {cases} cases, sqlite {}: {filter:?}",
            begun.elapsed().as_secs_f64() * 1e3,
            page.cases.len(),
            store.is_sqlite()
        );
    }
}
