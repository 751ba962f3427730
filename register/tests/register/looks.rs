//! Risk: an auditor is not shown a look or a refusal, or sees one twice.

use shaqyru_domain::{actor::Actor, case::number::CaseNumber};
use shaqyru_register::{LookFilter, NotedLook};

use crate::{
    store::{Store, on_both},
    told::at,
};

on_both! {
    pages_of_looks_leave_one_out_or_show_one_twice,
}

/// A filter, and what it lets through.
type Wanted<'a> = (LookFilter, &'a dyn Fn(&NotedLook) -> bool);

async fn pages_of_looks_leave_one_out_or_show_one_twice(store: &Store) {
    let register = &store.register;
    let case: CaseNumber = "INV-7K3QX5ABCD-1".parse().unwrap();
    let actors: Vec<Actor> = ["officer:P-1", "officer:P-2"].map(|actor| actor.parse().unwrap()).into();
    // The clocks of two consoles differ: what is noted later may be of a moment before, or of the same.
    for place in 0..40_usize {
        let what = ["page", "denied: view", "refused", "draft 1"][place % 4];
        let when = at(&format!("03-06 10:{:02}", if place % 3 == 0 { place / 2 } else { place }));
        register.note_view(&actors[place % 2], (place % 5 > 1).then_some(&case), what, when).await.unwrap();
    }
    let pages = async |filter: &LookFilter| -> Vec<NotedLook> {
        let (mut looks, mut before) = (Vec::<NotedLook>::new(), None);
        loop {
            let page = register.looks(filter, before, 7).await.unwrap();
            let Some(last) = page.last() else { return looks };
            before = Some(last.entry);
            looks.extend(page);
        }
    };
    let all = pages(&LookFilter::default()).await;
    assert_eq!(all.len(), 40);
    assert!(all.is_sorted_by(|newer, older| (newer.at, newer.entry) > (older.at, older.entry)), "{all:?}");
    let is_refused = |look: &NotedLook| look.what.starts_with("denied:") || look.what == "refused";
    let (from, until) = (at("03-06 10:05"), at("03-06 10:20"));
    let filters: [Wanted; 6] = [
        (LookFilter { case: Some(case.clone()), ..LookFilter::default() }, &|look| look.case.is_some()),
        (LookFilter { beside: true, ..LookFilter::default() }, &|look| look.case.is_none()),
        (LookFilter { actor: Some(actors[0].clone()), ..LookFilter::default() }, &|look| look.actor == actors[0]),
        (LookFilter { refused: true, ..LookFilter::default() }, &is_refused),
        (LookFilter { from: Some(from), before: Some(until), ..LookFilter::default() }, &|look| look.at >= from && look.at < until),
        (LookFilter { beside: true, refused: true, before: Some(until), ..LookFilter::default() }, &|look| {
            look.case.is_none() && is_refused(look) && look.at < until
        }),
    ];
    for (filter, fits) in filters {
        let expected: Vec<_> = all.iter().filter(|look| fits(look)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{filter:?} tries nothing");
        assert_eq!(pages(&filter).await, expected, "{filter:?}");
    }
}
