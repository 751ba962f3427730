//! Risk: a stranger's case is shown as a relative, or what rests on a case is not found when it falls.

use serde_json::json;
use shaqyru_domain::{
    case::{number::CaseNumber, stage::Status},
    visa::request::VisaAction,
};
use shaqyru_register::{FilingNote, Relative};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, text},
};

on_both! {
    a_number_makes_a_stranger_a_relative,
    a_case_is_missing_from_its_family_or_stands_in_it_twice,
}

const PASSPORT: &str = "U12345678";

async fn a_number_makes_a_stranger_a_relative(store: &Store) {
    let register = &store.register;
    let (invitation, visa) = (issued("r-1"), issued("r-2"));
    for told in [&invitation, &visa] {
        register.record(&told.record()).await.unwrap();
    }
    let office = "ALA-DP".parse().unwrap();
    register.add_stickers(&office, &text("KZ"), 100, 109).await.unwrap();
    let sticker = register.take_sticker(&office, &visa.number(), 1, at("03-20 10:00")).await.unwrap().unwrap();
    let number = text(&invitation.record().decision.unwrap().invitation_number.unwrap());
    let found = async |number: &str, passports: &[&str]| {
        let passports: Vec<_> = passports.iter().map(|passport| text(passport)).collect();
        register.case_that_issued(&text(number), &passports.iter().collect::<Vec<_>>()).await.unwrap()
    };
    assert_eq!(found(number.as_str(), &[PASSPORT]).await, Some(invitation.number()));
    assert_eq!(found(&number.as_str().to_lowercase(), &["X1", PASSPORT]).await, Some(invitation.number()), "as somebody typed it");
    assert_eq!(found(sticker.as_str(), &[PASSPORT]).await, Some(visa.number()));
    assert_eq!(found(sticker.as_str(), &["X1"]).await, None, "another person's visa");
    assert_eq!(found("KZ0000109", &[PASSPORT]).await, None, "nobody's");
}

fn note(case: &Told, action: Option<VisaAction>, parent: Option<CaseNumber>) -> FilingNote {
    FilingNote { action, parent, ..case.filing("P-1", at("03-06 10:00")) }
}

async fn a_case_is_missing_from_its_family_or_stands_in_it_twice(store: &Store) {
    let register = &store.register;
    let filed = |request, day| Told::new(Filed { request, at: day, ..Filed::default() });
    let (invitation, visa) = (issued("r-1"), filed("r-2", "03-20 10:00"));
    let (extension, other) = (filed("r-3", "03-24 10:00"), filed("r-4", "03-25 10:00"));
    let noted = [
        note(&invitation, None, None),
        note(&visa, Some(VisaAction::Issue), Some(invitation.number())),
        note(&extension, Some(VisaAction::Extend), Some(visa.number())),
        note(&other, Some(VisaAction::Annul), Some(visa.number())),
    ];
    for note in &noted {
        register.note_filing(note).await.unwrap();
    }
    assert_eq!(register.family_of(&extension.number()).await.unwrap(), None, "not on record yet");
    register.record(&invitation.record()).await.unwrap();
    for told in [&visa, &extension, &other] {
        let standing = json!({"visa": null, "acts": [], "fingerprints": "due"});
        let visa_standing = Some(serde_json::from_value(standing).unwrap());
        let record = shaqyru_domain::case::record::CaseRecord { service: "visa".to_owned(), visa_standing, ..told.record() };
        register.record(&record).await.unwrap();
    }
    // A stranger stands beside it.
    register.record(&issued("r-5").record()).await.unwrap();
    let relative = |note: &FilingNote, service: &str, status| Relative {
        case: note.case.clone(),
        service: service.to_owned(),
        action: note.action,
        status,
        parent: note.parent.clone(),
        visa: None,
    };
    let [first, rest @ ..] = &noted;
    let mut expected = vec![relative(first, "invitation", Status::Issued)];
    expected.extend(rest.iter().map(|note| relative(note, "visa", Status::Open)));
    for case in [&invitation, &visa, &extension, &other] {
        let family = register.family_of(&case.number()).await.unwrap().unwrap();
        assert_eq!((family.root, family.cases), (invitation.number(), expected.clone()), "from {}", case.number());
    }
    let whole = register.family_of(&visa.number()).await.unwrap().unwrap();
    let falling = |case: &Told| whole.fall_with(&case.number()).into_iter().map(|relative| relative.case.clone()).collect::<Vec<_>>();
    assert_eq!(falling(&visa), [extension.number(), other.number()], "both are about the visa of this case");
    assert_eq!((falling(&extension), falling(&other)), (vec![other.number()], vec![extension.number()]), "each ends it for the other");
    assert_eq!(falling(&invitation), [visa.number()], "it is not issued yet");
    // Who meddles with it leads nobody in a circle.
    store.disarm("filings").await;
    store.run(&format!("UPDATE filings SET parent = '{}' WHERE number = '{}'", other.number(), invitation.number())).await.unwrap();
    assert_eq!(register.family_of(&visa.number()).await.unwrap().unwrap().cases.len(), 4);
}
