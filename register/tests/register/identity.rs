//! Risk: a case is shown to who did not file it, or a token goes on working that was signed out.

use shaqyru_domain::text::OfficerId;
use shaqyru_register::Filter;

use crate::{
    store::{Store, on_both},
    told::{at, issued},
};

on_both! {
    a_case_changes_its_filer_or_is_listed_for_another,
    a_token_that_was_signed_out_is_forgotten_too_early,
}

async fn a_case_changes_its_filer_or_is_listed_for_another(store: &Store) {
    let (told, other) = (issued("r-1"), issued("r-2"));
    for told in [&told, &other] {
        store.register.record(&told.record()).await.unwrap();
    }
    let (first, second): (OfficerId, OfficerId) = ("portal-1".parse().unwrap(), "portal-2".parse().unwrap());
    assert_eq!(store.register.filed_by(&told.number()).await.unwrap(), None);
    store.register.note_filing(&told.filing("portal-1", at("03-06 10:00"))).await.unwrap();
    // The same request, sent by somebody else: who filed first has filed it.
    store.register.note_filing(&told.filing("portal-2", at("03-06 10:01"))).await.unwrap();
    assert_eq!(store.register.filed_by(&told.number()).await.unwrap(), Some(first.clone()));
    for (filer, expected) in [(first, vec![told.number()]), (second, vec![])] {
        let page = store.register.list(&Filter { filed_by: Some(filer), ..Filter::default() }, None, 10).await.unwrap();
        assert_eq!(page.cases.iter().map(|line| line.case.clone()).collect::<Vec<_>>(), expected);
    }
}

async fn a_token_that_was_signed_out_is_forgotten_too_early(store: &Store) {
    let signed_out = async |token: &str| store.register.is_signed_out(token).await.unwrap();
    assert!(!signed_out("a").await);
    store.register.sign_out("a", at("03-06 18:00"), at("03-06 10:00")).await.unwrap();
    // Twice is once.
    store.register.sign_out("a", at("03-06 18:00"), at("03-06 10:01")).await.unwrap();
    store.register.sign_out("b", at("03-06 19:00"), at("03-06 18:00")).await.unwrap();
    assert!(signed_out("a").await && signed_out("b").await && !signed_out("c").await);
    store.register.sign_out("c", at("03-06 20:00"), at("03-06 18:01")).await.unwrap();
    assert!(!signed_out("a").await && signed_out("b").await);
}
