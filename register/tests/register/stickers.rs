//! Risk: a sticker is missing, stands on two visas, or comes from nowhere, and nobody notices (R26 paras 6, 47).

use serde_json::json;
use shaqyru_domain::case::record::CaseRecord;
use shaqyru_register::WrongSticker::{self, Double, Skipped, Wrong};

use crate::{
    store::{Store, on_both},
    told::{Told, at, issued, text},
};

on_both! {
    a_wrong_double_or_skipped_number_goes_unnoticed,
    a_range_is_given_twice,
}

/// What is found, in short.
async fn found(store: &Store) -> Vec<(WrongSticker, String)> {
    let faults = store.register.verify_stickers().await.unwrap();
    let in_short = |fault: shaqyru_register::StickerFault| {
        let through = fault.through.map(|through| format!("-{through}")).unwrap_or_default();
        (fault.what, format!("{}{through}", fault.sticker))
    };
    faults.into_iter().map(in_short).collect()
}

/// A case with this number on its visa.
pub fn with_visa(told: &Told, number: &str, invalid_because: Option<&str>) -> CaseRecord {
    let visa = json!({
        "number": number, "category": "C3", "entries": "single", "kind": "sticker", "valid_from": "2026-04-01", "valid_until": "2026-05-01",
        "valid": invalid_because.is_none(), "invalid_because": invalid_because, "handwritten": false,
    });
    let standing = json!({"visa": visa, "acts": [], "fingerprints": "taken"});
    CaseRecord { service: "visa".to_owned(), visa_standing: Some(serde_json::from_value(standing).unwrap()), ..told.record() }
}

async fn a_wrong_double_or_skipped_number_goes_unnoticed(store: &Store) {
    let register = &store.register;
    let (office, other) = ("ALA-DP".parse().unwrap(), "AST-DP".parse().unwrap());
    register.add_stickers(&office, &text("KZ"), 1, 99).await.unwrap();
    register.add_stickers(&other, &text("KZ"), 500, 599).await.unwrap();
    let cases = ["r-1", "r-2", "r-3", "r-4"].map(issued);
    for told in &cases {
        let number = register.take_sticker(&office, &told.number(), 1, at("03-20 10:00")).await.unwrap().unwrap();
        register.record(&with_visa(told, number.as_str(), None)).await.unwrap();
    }
    // A case that ends a visa names a sticker of another one, perhaps of a mission.
    register.record(&with_visa(&issued("r-9"), "KZ9999999", Some("annulled"))).await.unwrap();
    assert_eq!(found(store).await, []);

    for (meddling, expected, mending) in [
        (
            "UPDATE sticker_ranges SET next = 8 WHERE first = 1",
            vec![(Skipped, "KZ0000005-KZ0000007")],
            "UPDATE sticker_ranges SET next = 5 WHERE first = 1",
        ),
        (
            "UPDATE stickers SET sticker = 'KZ0000098' WHERE sticker = 'KZ0000002'",
            vec![(Wrong, "KZ0000098"), (Skipped, "KZ0000002"), (Wrong, "KZ0000002")],
            "UPDATE stickers SET sticker = 'KZ0000002' WHERE sticker = 'KZ0000098'",
        ),
        (
            "UPDATE stickers SET office = 'AST-DP' WHERE sticker = 'KZ0000003'",
            vec![(Wrong, "KZ0000003")],
            "UPDATE stickers SET office = 'ALA-DP' WHERE sticker = 'KZ0000003'",
        ),
        (
            "INSERT INTO stickers (sticker, office, number, place, made_at) VALUES ('ZZ0000001', 'ALA-DP', 'VIS-AAAAAAAAAA-1', 1, '')",
            vec![(Wrong, "ZZ0000001")],
            "DELETE FROM stickers WHERE sticker = 'ZZ0000001'",
        ),
        (
            "INSERT INTO sticker_ranges (series, first, last, office, next) VALUES ('KZ', 90, 120, 'AST-DP', 90)",
            vec![(Double, "KZ0000090-KZ0000099")],
            "DELETE FROM sticker_ranges WHERE first = 90",
        ),
    ] {
        store.run(meddling).await.unwrap();
        let expected: Vec<_> = expected.into_iter().map(|(what, numbers)| (what, numbers.to_owned())).collect();
        assert_eq!(found(store).await, expected, "{meddling}");
        store.run(mending).await.unwrap();
        assert_eq!(found(store).await, [], "{mending}");
    }
    // Two visas with one number.
    register.record(&with_visa(&issued("r-5"), "KZ0000001", None)).await.unwrap();
    assert_eq!(found(store).await, [(Double, "KZ0000001".to_owned())]);
}

async fn a_range_is_given_twice(store: &Store) {
    let (office, other) = ("ALA-DP".parse().unwrap(), "AST-DP".parse().unwrap());
    assert!(store.register.add_stickers(&office, &text("KZ"), 10, 19).await.unwrap());
    for (first, last) in [(10, 19), (1, 10), (19, 30), (12, 13), (1, 100)] {
        assert!(!store.register.add_stickers(&other, &text("KZ"), first, last).await.unwrap(), "{first}-{last}");
    }
    assert!(store.register.add_stickers(&other, &text("KZ"), 20, 29).await.unwrap());
    assert!(store.register.add_stickers(&other, &text("KA"), 10, 19).await.unwrap());
    assert_eq!(store.register.sticker_ranges().await.unwrap().iter().map(|range| range.left).sum::<u32>(), 30);
    store.register.take_sticker(&other, &issued("r-1").number(), 1, at("03-20 10:00")).await.unwrap().unwrap();
    let ranges = store.register.sticker_ranges().await.unwrap();
    let left_and_used: Vec<_> = ranges.iter().map(|range| (range.office.as_str(), range.left, range.used())).collect();
    assert_eq!(left_and_used, [("ALA-DP", 10, 0), ("AST-DP", 9, 1), ("AST-DP", 10, 0)]);
}
