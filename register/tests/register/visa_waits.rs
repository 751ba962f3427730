//! Risk: nobody looks at a visa that is not valid, or at fingerprints that are missing; or figures mix up the services.

use serde_json::json;
use shaqyru_domain::{case::record::CaseRecord, text::OfficeCode};
use shaqyru_register::{Filter, VisaWait};

use crate::{
    stickers::with_visa,
    store::{Store, on_both},
    told::{Filed, Told, issued},
};

on_both! {
    a_visa_that_waits_is_overlooked_or_still_counted_when_it_waits_no_more,
    an_end_that_berkut_does_not_know_is_overlooked_or_taken_for_older_than_it_is,
    figures_mix_up_the_services,
}

/// An open case in which nothing has been issued.
fn before_the_visa(told: &Told, fingerprints: &str) -> CaseRecord {
    let standing = json!({"visa": null, "acts": [], "fingerprints": fingerprints});
    CaseRecord { service: "visa".to_owned(), visa_standing: Some(serde_json::from_value(standing).unwrap()), ..told.record() }
}

fn open(request: &'static str) -> Told {
    Told::new(Filed { request, ..Filed::default() })
}

async fn a_visa_that_waits_is_overlooked_or_still_counted_when_it_waits_no_more(store: &Store) {
    let register = &store.register;
    let waiting = ["w-1", "w-2", "w-3"].map(issued);
    let office: OfficeCode = "AST-DP".parse().unwrap();
    for told in &waiting {
        let elsewhere = CaseRecord { office: office.clone(), ..with_visa(told, "KZ0000001", Some("not_in_berkut")) };
        let record = if told.number() == waiting[2].number() { elsewhere } else { with_visa(told, "KZ0000001", Some("not_in_berkut")) };
        register.record(&record).await.unwrap();
    }
    let entered = with_visa(&waiting[0], "KZ0000001", None);
    for record in [
        with_visa(&issued("valid"), "KZ0000002", None),
        with_visa(&issued("annulled"), "KZ0000003", Some("annulled")),
        with_visa(&issued("written so"), r#"","invalid_because":"not_in_berkut","#, None),
        before_the_visa(&open("due-1"), "due"),
        before_the_visa(&open("due-2"), "due"),
        before_the_visa(&open("taken"), "taken"),
        before_the_visa(&open("exempt"), "exempt"),
        before_the_visa(&open("gone").then("withdraw 03-09 10:00"), "due"),
        issued("an invitation").record(),
    ] {
        register.record(&record).await.unwrap();
    }
    let counted = async |wait| {
        let waiting = register.waiting_visas(wait).await.unwrap();
        waiting.into_iter().map(|waiting| (waiting.office.to_string(), waiting.visas, waiting.since)).collect::<Vec<_>>()
    };
    let listed = async |wait| {
        let page = register.list(&Filter { waits_for: Some(wait), ..Filter::default() }, None, 9).await.unwrap();
        let mut numbers: Vec<_> = page.cases.into_iter().map(|line| line.case).collect();
        numbers.sort();
        numbers
    };
    let numbers = |told: &[Told]| {
        let mut numbers: Vec<_> = told.iter().map(Told::number).collect();
        numbers.sort();
        numbers
    };
    let (here, there) = ("ALA-ALMALY".to_owned(), "AST-DP".to_owned());
    let at = waiting[0].record().ended_at;
    assert!(at.is_some());
    assert_eq!(counted(VisaWait::Berkut).await, [(here.clone(), 2, at), (there.clone(), 1, at)]);
    assert_eq!(listed(VisaWait::Berkut).await, numbers(&waiting));
    assert_eq!(counted(VisaWait::Fingerprints).await, [(here.clone(), 2, None)]);
    assert_eq!(listed(VisaWait::Fingerprints).await, numbers(&[open("due-1"), open("due-2")]));
    register.record(&CaseRecord { revision: entered.revision + 1, ..entered }).await.unwrap();
    assert_eq!(counted(VisaWait::Berkut).await, [(here, 1, at), (there, 1, at)]);
    assert_eq!(listed(VisaWait::Berkut).await, numbers(&waiting[1..]));
}

/// What an invitation comes to, two visas come to twice.
/// An end is as old as the visa's end, and not as the decision of its case.
async fn an_end_that_berkut_does_not_know_is_overlooked_or_taken_for_older_than_it_is(store: &Store) {
    let register = &store.register;
    let told = issued("spoiled twice");
    let ended = |numbers: &[(&str, &str)]| {
        let mut record = with_visa(&told, "KZ0000003", None);
        let ends = numbers.iter().map(|(number, at)| json!({"number": number, "at": at})).collect::<Vec<_>>();
        let standing = record.visa_standing.as_mut().unwrap();
        standing.not_ended_in_berkut = serde_json::from_value(json!(ends)).unwrap();
        record.revision += 2 - u32::try_from(numbers.len()).unwrap();
        record
    };
    register.record(&ended(&[("KZ0000001", "2026-05-04T10:00:00+05:00"), ("KZ0000002", "2026-05-05T10:00:00+05:00")])).await.unwrap();
    register.record(&with_visa(&issued(r#""not_ended_in_berkut":"#), "KZ0000004", None)).await.unwrap();
    let counted = async || {
        let waiting = register.waiting_visas(VisaWait::BerkutEnd).await.unwrap();
        waiting.into_iter().map(|waiting| (waiting.visas, waiting.since.unwrap().to_string())).collect::<Vec<_>>()
    };
    let filter = || Filter { waits_for: Some(VisaWait::BerkutEnd), ..Filter::default() };
    assert_eq!(counted().await, [(2, "2026-05-04T10:00:00+05:00".to_owned())]);
    let named = register.ends_unknown_to_berkut().await.unwrap().into_iter().map(|end| (end.case, end.number.to_string()));
    let case = told.number();
    assert_eq!(named.collect::<Vec<_>>(), [(case.clone(), "KZ0000001".to_owned()), (case.clone(), "KZ0000002".to_owned())]);
    assert_eq!(
        register.list(&filter(), None, 9).await.unwrap().cases.into_iter().map(|line| line.case).collect::<Vec<_>>(),
        [told.number()]
    );
    register.record(&ended(&[("KZ0000002", "2026-05-05T10:00:00+05:00")])).await.unwrap();
    assert_eq!(counted().await, [(1, "2026-05-05T10:00:00+05:00".to_owned())]);
    register.record(&ended(&[])).await.unwrap();
    assert_eq!(counted().await, []);
    assert!(register.list(&filter(), None, 9).await.unwrap().cases.is_empty());
}

async fn figures_mix_up_the_services(store: &Store) {
    let register = &store.register;
    let told =
        ["invitation", "visa-1", "visa-2"].map(|request| open(request).then("wake 03-06 10:30; trouble 03-06 11:00; wake 03-30 10:00"));
    for (index, told) in told.iter().enumerate() {
        let service = if index == 0 { "invitation" } else { "visa" }.to_owned();
        register.record(&CaseRecord { service, ..told.record() }).await.unwrap();
    }
    let numbers: Vec<_> = told.iter().map(Told::number).collect();
    let figures = [
        ("counts", register.counts().await.unwrap().into_iter().map(|count| (count.service, count.cases)).collect::<Vec<_>>()),
        ("terms", register.awaited_terms().await.unwrap().into_iter().map(|term| (term.service, term.cases)).collect()),
        ("breaches", register.breaches().await.unwrap().into_iter().map(|breaches| (breaches.service, breaches.clocks)).collect()),
        (
            "escalated",
            register.escalated().await.unwrap().into_iter().map(|escalated| (escalated.service, escalated.escalations)).collect(),
        ),
        ("incidents", register.open_incidents().await.unwrap().into_iter().map(|open| (open.service, open.incidents)).collect()),
        ("open", register.open_among(&numbers).await.unwrap().into_iter().map(|((service, _), cases)| (service, cases)).collect()),
    ];
    for (what, figures) in figures {
        let of = |wanted: &str| figures.iter().filter(|(service, _)| service == wanted).map(|(_, count)| count).sum::<u64>();
        assert!(of("invitation") > 0 && of("visa") == 2 * of("invitation"), "{what}: {figures:?}");
        assert_eq!(of("invitation") + of("visa"), figures.iter().map(|(_, count)| count).sum::<u64>(), "{what}: {figures:?}");
    }
}
