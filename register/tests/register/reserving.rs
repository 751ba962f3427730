//! Risk: two applications for one person at the same moment both pass; or a crash between saying so and doing it shuts a person out.

use chrono::TimeDelta;
use futures::future::join_all;
use shaqyru_domain::case::number::CaseNumber;
use shaqyru_register::{Claim, Claimed, FilingNote, Register, Subject};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, text},
};

on_both! {
    two_requests_at_the_same_moment_both_pass,
    a_claim_outlives_its_case_or_is_lost_before_it,
    another_spelling_of_a_passport_is_another_passport,
    what_is_no_duplicate_is_taken_for_one,
    two_requests_end_the_same_visa,
}

fn claim(request: &str, passport: &str) -> Claim {
    Claim { case: CaseNumber::of_request(request, 0), subject: person("invitation", passport, "B3", "ALA-ALMALY") }
}

fn person(service: &'static str, passport: &str, category: &str, office: &str) -> Subject {
    Subject::Person { service, passport_number: text(passport), category: category.to_owned(), office: office.parse().unwrap() }
}

const NOW: &str = "03-06 10:00";

async fn two_requests_at_the_same_moment_both_pass(store: &Store) {
    for passport in ["U1", "U2", "U3"] {
        // Each from a console of its own.
        let consoles = join_all((0..4).map(|_| Register::open(&store.setting))).await;
        let consoles: Vec<_> = consoles.into_iter().map(Result::unwrap).collect();
        let claims: Vec<_> = (0..8).map(|request| [claim(&format!("{passport}-{request}"), passport)]).collect();
        let claimed = join_all(claims.iter().zip(consoles.iter().cycle()).map(|(claim, console)| console.claim(claim, at(NOW)))).await;
        let claimed: Vec<_> = claimed.into_iter().map(Result::unwrap).collect();
        let winners: Vec<_> =
            claims.iter().zip(&claimed).filter(|(_, claimed)| **claimed == Claimed::All).map(|(claim, _)| &claim[0].case).collect();
        assert_eq!(winners.len(), 1, "{claimed:?}");
        let taken = |claimed: &Claimed| *claimed == Claimed::Taken { index: 0, by: winners[0].clone(), since: Some(at(NOW)) };
        assert_eq!(claimed.iter().filter(|claimed| taken(claimed)).count(), 7, "{claimed:?}");
        for console in consoles {
            console.close().await;
        }
    }
    // All of an application, or none: whoever is refused holds up nobody.
    let both = [claim("two", "U9"), claim("two", "U1")];
    assert!(matches!(store.register.claim(&both, at(NOW)).await.unwrap(), Claimed::Taken { index: 1, .. }));
    assert_eq!(store.register.claim(&[claim("three", "U9")], at(NOW)).await.unwrap(), Claimed::All);
}

async fn a_claim_outlives_its_case_or_is_lost_before_it(store: &Store) {
    let told = issued("r-1");
    let claimed = async |request: &str| store.register.claim(&[claim(request, "U12345678")], at(NOW)).await.unwrap();
    let by = |since| Claimed::Taken { index: 0, by: told.number(), since };
    assert_eq!(claimed("r-1").await, Claimed::All);
    assert_eq!(claimed("r-1").await, Claimed::All, "the same request goes on after a crash");
    assert_eq!(claimed("r-2").await, by(Some(at(NOW))));
    // On record, it stands by itself.
    store.register.record(&told.snapshots[0]).await.unwrap();
    assert_eq!(claimed("r-2").await, by(None));
    assert_eq!(claimed("r-1").await, Claimed::All, "a repeated request is no other");
    // When it has ended, the next one may come.
    store.register.record(&told.record()).await.unwrap();
    assert_eq!(claimed("r-2").await, Claimed::All);
    // What was given up is taken over, but not from one who has come back meanwhile.
    let crashed = CaseNumber::of_request("r-2", 0);
    store.register.give_back(&crashed, at(NOW).shifted(TimeDelta::seconds(1))).await.unwrap();
    assert!(matches!(claimed("r-3").await, Claimed::Taken { .. }));
    store.register.give_back(&crashed, at(NOW)).await.unwrap();
    assert_eq!(claimed("r-3").await, Claimed::All);
}

async fn another_spelling_of_a_passport_is_another_passport(store: &Store) {
    let told = Told::new(Filed { passport: "N 1234-567", ..Filed::default() });
    store.register.record(&told.record()).await.unwrap();
    for spelling in ["n1234567", "Ｎ１２３４５６７", "N\u{3000}１２３４\u{2010}567", "𝐍𝟏𝟐𝟑𝟒𝟓𝟔𝟕", "Ν1234567", "N\u{200b}1234567", "NI234567"]
    {
        let claimed = store.register.claim(&[claim("other", spelling)], at(NOW)).await.unwrap();
        assert_eq!(claimed, Claimed::Taken { index: 0, by: told.number(), since: None }, "{spelling}");
        assert!(told.record().is_of_passport(spelling), "{spelling}");
    }
    // What an earlier release has recorded under its own key is found, too.
    let wide = Told::new(Filed { request: "r-2", passport: "Ｕ７７", ..Filed::default() });
    store.register.record(&wide.record()).await.unwrap();
    store.run(&format!("UPDATE cases SET passport_key = 'Ｕ７７' WHERE number = '{}'", wide.number())).await.unwrap();
    let cyrillic = Told::new(Filed { request: "r-3", passport: "АО1", ..Filed::default() });
    store.register.record(&cyrillic.record()).await.unwrap();
    store.run(&format!("UPDATE cases SET passport_key = 'АО1' WHERE number = '{}'", cyrillic.number())).await.unwrap();
    let letter = Told::new(Filed { request: "r-4", passport: "BO1", ..Filed::default() });
    store.register.record(&letter.record()).await.unwrap();
    store.run(&format!("UPDATE cases SET passport_key = 'BO1' WHERE number = '{}'", letter.number())).await.unwrap();
    store.run("DELETE FROM upkeep").await.unwrap();
    let updated = Register::open(&store.setting).await.unwrap();
    for (spelling, told) in [("u77", &wide), ("AO1", &cyrillic), ("B01", &letter)] {
        let claimed = updated.claim(&[claim("other", spelling)], at(NOW)).await.unwrap();
        assert_eq!(claimed, Claimed::Taken { index: 0, by: told.number(), since: None }, "{spelling}");
    }
    updated.close().await;
}

async fn what_is_no_duplicate_is_taken_for_one(store: &Store) {
    let told = Told::new(Filed { request: "first", passport: "u 1234-5678", ..Filed::default() });
    store.register.record(&told.record()).await.unwrap();
    let taken = Claimed::Taken { index: 0, by: told.number(), since: None };
    for (subject, expected) in [
        (person("invitation", "U12345678", "B3", "ALA-ALMALY"), &taken),
        (person("invitation", "U12345679", "B3", "ALA-ALMALY"), &Claimed::All),
        (person("invitation", "U12345678", "B7", "ALA-ALMALY"), &Claimed::All),
        (person("invitation", "U12345678", "B3", "AST-DP"), &Claimed::All),
        // Who waits for an invitation may ask for a visa.
        (person("visa", "U12345678", "B3", "ALA-ALMALY"), &Claimed::All),
    ] {
        let claim = Claim { case: CaseNumber::of_visa_request(&format!("{subject:?}")), subject };
        let claimed = store.register.claim(std::slice::from_ref(&claim), at(NOW)).await.unwrap();
        assert_eq!(&claimed, expected, "{claim:?}");
    }
}

async fn two_requests_end_the_same_visa(store: &Store) {
    let told = Told::new(Filed { request: "extension", ..Filed::default() });
    let claim =
        |request: &str, number: &str| [Claim { case: CaseNumber::of_request(request, 0), subject: Subject::Visa { number: text(number) } }];
    let claimed = async |request, number| store.register.claim(&claim(request, number), at(NOW)).await.unwrap();
    assert_eq!(claimed("extension", "KZ0000100").await, Claimed::All);
    assert_eq!(claimed("annulment", "kz0000100 ").await, Claimed::Taken { index: 0, by: told.number(), since: Some(at(NOW)) });
    assert_eq!(claimed("other", "KZ0000101").await, Claimed::All);
    store.register.note_filing(&FilingNote { ends: Some(text("KZ0000100")), ..told.filing("P-1", at(NOW)) }).await.unwrap();
    store.register.record(&told.record()).await.unwrap();
    assert_eq!(claimed("annulment", "KZ0000100").await, Claimed::Taken { index: 0, by: told.number(), since: None });
    assert_eq!(claimed("extension", "KZ0000100").await, Claimed::All, "a repeated request is no other");
}
