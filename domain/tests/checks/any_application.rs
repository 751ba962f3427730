//! Risk: an application that nobody thought of brings the program down, is judged otherwise the second time, or gets worse by a paper
//! or by money. And the reckoning of ages and look-backs is compared with one that was written apart.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};
use shaqyru_domain::{
    application::Application,
    checks::{
        self, Verdict,
        finding::{FindingCode, Severity},
        papers::missing_papers,
        records::Records,
    },
    competence,
};

use super::row::{RULEBOOK, b3, b7, b10, c3, categories, day, edit, pakistan, parse};

const COUNTRIES: [&str; 10] = ["TR", "PK", "IN", "DE", "ME", "CN", "KZ", "XX", "HK", "AE"];
const REGIMES: [&str; 7] = [
    "aifc_participant",
    "aifc_body",
    "aifc_investment_resident",
    "innovation_cluster",
    "innovation_cluster_participant",
    "astana_hub_fund",
    "something_else",
];
const PAPERS: [&str; 12] = [
    "annex_4_table",
    "representative_authority",
    "identity_document",
    "petition",
    "contract",
    "fee_receipt",
    "ethnic_kazakh_proof",
    "officers_error_note",
    "pakistan_chamber_certificate",
    "foreign_labour_permit",
    "demanded_profession_diploma",
    "address_certificate",
];

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let far = (1900..=9999_i32, 1..=366_u32)
        .prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day).unwrap_or(NaiveDate::from_yo_opt(year, 365).unwrap()));
    let near = (0..2_000_u64).prop_map(|days| day("2025-01-01") + Days::new(days));
    let edges = prop::sample::select(vec![day("1900-01-01"), day("9999-12-31"), day("2028-02-29"), day("2026-02-22"), day("2026-12-31")]);
    prop_oneof![2 => near, 1 => far, 1 => edges]
}

fn any_of(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(values).prop_map(|value| json!(value))
}

fn any_paper() -> impl Strategy<Value = Value> {
    let issuer =
        prop::option::of(prop::sample::select(&["innovation_cluster", "aifc_administration", "educational_organisation", "x"][..]));
    (prop::sample::select(&PAPERS[..]), issuer, prop::option::of(any_day()))
        .prop_map(|(kind, issuer, until)| json!({ "kind": kind, "issuer": issuer, "valid_until": until }))
}

fn any_edit() -> impl Strategy<Value = (&'static str, Value)> {
    let at = |pointer: &'static str, values: BoxedStrategy<Value>| values.prop_map(move |value| (pointer, value)).boxed();
    let a_day = || any_day().prop_map(|day| json!(day)).boxed();
    let country = || any_of(&COUNTRIES).boxed();
    prop_oneof![
        at("/visit/from", a_day()),
        at("/visit/until", a_day()),
        at("/invitees/0/date_of_birth", a_day()),
        at("/invitees/0/passport/issued_on", a_day()),
        at("/invitees/0/passport/valid_until", a_day()),
        at("/fee/paid_on", a_day()),
        at("/invitees/0/citizenship", country()),
        at("/invitees/0/residence_country", country()),
        at("/visit/category", prop::sample::select(categories()).prop_map(|category| json!(category)).boxed()),
        at("/visit/entries", any_of(&["single", "multiple"]).boxed()),
        at("/visit/visa_kind", any_of(&["sticker", "electronic"]).boxed()),
        at(
            "/visit/special_purpose",
            any_of(&["prisoner_visit", "care_of_relative", "space_flight", "official_delegation", "humanitarian_aid"]).boxed()
        ),
        at("/channel", any_of(&["paper", "electronic"]).boxed()),
        at(
            "/inviting_party/kind",
            any_of(&["natural_person", "legal_entity", "individual_entrepreneur", "state_body", "foreign_mission"]).boxed()
        ),
        at("/inviting_party/region", any_of(&["KZ-75", "KZ-71", "KZ-63", "KZ-99"]).boxed()),
        at("/inviting_party/office", any_of(&["ALA-ALMALY", "AST-ESIL", "VOS-DP", "X"]).boxed()),
        at("/inviting_party/regimes", prop::collection::vec(any_of(&REGIMES), 0..3).prop_map(Value::Array).boxed()),
        at("/visit/visa_collection_place", country().prop_map(|country| json!({ "country": country, "city": "x" })).boxed()),
        at("/visit/visa_collection_place", Just(Value::Null).boxed()),
        at("/documents", prop::collection::vec(any_paper(), 0..8).prop_map(Value::Array).boxed()),
        at("/fee", Just(Value::Null).boxed()),
        at("/fee", (0..1_000_000_u32).prop_map(|tiyn| json!({ "paid_via": "bank", "amount_kzt": f64::from(tiyn) / 100.0 })).boxed()),
    ]
}

/// An example with anything changed; what is no application any more is left out.
fn any_application() -> impl Strategy<Value = Application> {
    let base = prop::sample::select(vec![b3(""), b7(""), b10(""), c3(""), pakistan("")]);
    (base, prop::collection::vec(any_edit(), 0..6)).prop_filter_map("no application", |(mut document, edits)| {
        for (pointer, value) in edits {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            match document.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.insert(key.to_owned(), value)),
                Value::Null => {}
                other => panic!("{other}"),
            }
        }
        Application::parse(document.to_string().as_bytes()).ok()
    })
}

fn any_records() -> impl Strategy<Value = Option<Records>> {
    let days = || prop::collection::vec(any_day(), 0..3);
    let bans = prop::collection::vec(prop::option::of(any_day()), 0..3);
    let earlier = prop::collection::vec((prop::sample::select(categories()), any_day()), 0..3);
    let records = (days(), bans, days(), days(), earlier).prop_map(|(sanctions, bans, penalties, expulsions, earlier)| {
        let records = json!({
            "sanctions": sanctions.iter().map(|on| json!({ "on": on, "article": "x" })).collect::<Vec<_>>(),
            "entry_bans": bans.iter().map(|until| json!({ "basis": "x", "until": until })).collect::<Vec<_>>(),
            "unexecuted_penalties": penalties.iter().map(|on| json!({ "on": on })).collect::<Vec<_>>(),
            "expulsions": expulsions.iter().map(|on| json!({ "on": on })).collect::<Vec<_>>(),
            "earlier_applications": earlier.iter().map(|(category, on)| json!({ "category": category, "filed_on": on })).collect::<Vec<_>>(),
        });
        serde_json::from_value(records).unwrap()
    });
    prop::option::of(records)
}

fn badness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Acceptable => 0,
        Verdict::Ineligible => 1,
        Verdict::Incomplete => 2,
    }
}

/// Full years by the fields of the calendar; whoever was born on 29 February comes of age on the 28th of a common year.
fn is_of_age(born: NaiveDate, on: NaiveDate, age: i32) -> bool {
    let is_leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let birthday = if (born.month(), born.day()) == (2, 29) && !is_leap(born.year() + age) { 28 } else { born.day() };
    (on.year(), on.month(), on.day()) >= (born.year() + age, born.month(), birthday)
}

/// Day by day from the event on: the twelve months are over after the day with the same number in the twelfth month, or after the
/// last day of that month if it has none.
fn is_within_twelve_months(event: NaiveDate, filed_on: NaiveDate) -> bool {
    let mut reckoned = event;
    while reckoned < filed_on {
        let months =
            (reckoned.year() - event.year()) * 12 + i32::try_from(reckoned.month()).unwrap() - i32::try_from(event.month()).unwrap();
        let tomorrow = reckoned.succ_opt().unwrap();
        let is_last_of_month = tomorrow.month() != reckoned.month();
        if months == 12 && (reckoned.day() == event.day() || is_last_of_month && reckoned.day() < event.day()) {
            return false;
        }
        reckoned = tomorrow;
    }
    event <= filed_on
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_odd_application_is_judged_without_a_panic_and_the_same_twice(application in any_application(), on in any_day(), records in any_records()) {
        let rules = RULEBOOK.for_filing(on).unwrap();
        let judgement = checks::judge_by(&application, &rules, on, records.as_ref()).unwrap();
        prop_assert_eq!(&judgement, &checks::judge_by(&application, &rules, on, records.as_ref()).unwrap());
        let errors: BTreeSet<_> = judgement.findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code).collect();
        let expected = if errors.contains(&FindingCode::PaperMissing) || errors.contains(&FindingCode::FeeShort) {
            Verdict::Incomplete
        } else if errors.is_empty() {
            Verdict::Acceptable
        } else {
            Verdict::Ineligible
        };
        prop_assert_eq!(judgement.verdict, expected);
        prop_assert_eq!(judgement.biometrics_required.len(), application.form().invitees.len());
        for finding in &judgement.findings {
            prop_assert!(!finding.basis.is_empty() && !finding.field.is_empty() && !finding.message.is_empty());
            prop_assert!(finding.ground.is_none() || finding.severity == Severity::Error);
        }
        let public = checks::judge(&application, &RULEBOOK, on, records.as_ref());
        // The door knows its states; what was filed before is judged all the same.
        let is_of_no_state = serde_json::to_string(&application).unwrap().contains("\"XX\"");
        prop_assert_eq!(public.is_err(), on < day("2026-02-22") || is_of_no_state);
        let routing = competence::route(&application, &rules).unwrap();
        prop_assert!(!routing.competence.regions.is_empty());
        // What is written in the history of a case is read again unchanged.
        let read: checks::Judgement = serde_json::from_value(serde_json::to_value(&judgement).unwrap()).unwrap();
        prop_assert_eq!(read, judgement);
    }

    #[test]
    fn an_extra_paper_never_makes_another_one_missing(application in any_application(), paper in any_paper(), on in any_day()) {
        let rules = RULEBOOK.for_filing(on).unwrap();
        let missing = |application: &Application| missing_papers(application, &rules, on, &[]).into_iter().map(|paper| paper.code).collect::<BTreeSet<_>>();
        let mut document = serde_json::to_value(&application).unwrap();
        document["documents"].as_array_mut().unwrap().push(paper);
        let with_it = parse(&document);
        prop_assert!(missing(&with_it).is_subset(&missing(&application)));
    }

    #[test]
    fn a_higher_payment_never_worsens_the_verdict(application in any_application(), on in any_day(), more in 1..1_000_000_u32) {
        let rules = RULEBOOK.for_filing(on).unwrap();
        let judged = |application: &Application| badness(checks::judge_by(application, &rules, on, None).unwrap().verdict);
        let mut document = serde_json::to_value(&application).unwrap();
        if let Some(paid) = document["fee"]["amount_kzt"].as_f64() {
            document["fee"]["amount_kzt"] = json!((paid.mul_add(100.0, f64::from(more))).round() / 100.0);
            prop_assert!(judged(&parse(&document)) <= judged(&application));
        }
    }

    /// Covers: R26 para 24-1; CC art 174
    #[test]
    fn an_age_is_reckoned_by_the_calendar_around_every_birthday(year in 1940..2026_i32, ordinal in 1..=366_u32, near in -3..=3_i64, on in any_day()) {
        let born = NaiveDate::from_yo_opt(year, ordinal).unwrap_or(NaiveDate::from_ymd_opt(year, 2, 28).unwrap());
        let sixteen = NaiveDate::from_ymd_opt(year + 16, born.month(), 1).unwrap() + chrono::TimeDelta::days(i64::from(born.day0()) + near);
        for on in [on, sixteen] {
            let application = parse(&b3(&format!("invitees/0/date_of_birth={born}; invitees/0/passport/issued_on=2026-01-01")));
            let rules = RULEBOOK.for_filing(on).unwrap();
            let judgement = checks::judge_by(&application, &rules, on, None).unwrap();
            prop_assert_eq!(&judgement.biometrics_required, &[is_of_age(born, on, 16)], "born {} on {}", born, on);
            let soon = judgement.findings.iter().any(|finding| finding.code == FindingCode::BiometricsSoon);
            prop_assert_eq!(soon, !is_of_age(born, on, 16) && is_of_age(born, day("2026-04-20"), 16), "born {} on {}", born, on);
        }
    }

    /// Covers: R26 para 26; R26 annex 5 row 9(7); CC art 174
    #[test]
    fn twelve_months_are_reckoned_day_by_day(filed in 0..3_000_u64, back in prop_oneof![360..370_i64, -5..800_i64]) {
        let filed_on = day("2026-02-22") + Days::new(filed);
        let event = filed_on - chrono::TimeDelta::days(back);
        let records: Records = serde_json::from_value(json!({
            "sanctions": [{ "on": event, "article": "x" }, { "on": event, "article": "y" }],
            "earlier_applications": [{ "category": "B8", "filed_on": event }],
        })).unwrap();
        let application = parse(&edit(b3(""), "visit/category=B8"));
        let judgement = checks::judge(&application, &RULEBOOK, filed_on, Some(&records)).unwrap();
        for code in [FindingCode::Sanctions, FindingCode::ResidenceRepeated] {
            let found = judgement.findings.iter().any(|finding| finding.code == code);
            prop_assert_eq!(found, is_within_twelve_months(event, filed_on), "{} on {} for {}", code, event, filed_on);
        }
    }
}
