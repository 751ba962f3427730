//! Risk: a field of the table of annex 4 has no place, is lost on the way, or changes what was filed before it had one.

use serde_json::json;
use shaqyru_domain::{application::Application, problem::Code};

use super::row::{FRIDAY, Row, b3, check, edit, parse, row};

const FIELDS: &str = "inviting_party/contact_person=Specimen Contact; fee/knp=\"911\"; fee/currency=KZT; liability_acknowledged=true";

pub fn rows() -> Vec<Row> {
    vec![
        row("all fields", b3(FIELDS), FRIDAY).fee(Some(2162.5), 2162.5),
        row("not acknowledged", b3("liability_acknowledged=false"), FRIDAY)
            .ineligible(&["CHK-LIABILITY: R26 annex 4"])
            .fields(&["liability_acknowledged"]),
        row("paid in another currency", b3("fee/currency=USD"), FRIDAY)
            .ineligible(&["CHK-FEE-CURRENCY: R26 annex 4"])
            .fields(&["fee.currency"]),
    ]
}

/// Covers: R26 annex 4
#[test]
pub fn an_unacknowledged_liability_or_a_foreign_currency_is_ineligible() {
    check(&rows());
}

/// Covers: R26 annex 4
#[test]
pub fn an_annex_4_field_is_kept_if_sound_and_refused_if_malformed() {
    let document = b3(FIELDS);
    let written = serde_json::to_value(parse(&document)).unwrap();
    for (pointer, value) in [
        ("/inviting_party/contact_person", json!("Specimen Contact")),
        ("/fee/knp", json!("911")),
        ("/fee/currency", json!("KZT")),
        ("/liability_acknowledged", json!(true)),
    ] {
        assert_eq!(written.pointer(pointer), Some(&value), "{pointer}");
    }
    for (edits, field) in [
        ("inviting_party/contact_person=\" \"", "inviting_party.contact_person"),
        ("fee/knp=\"91\"", "fee.knp"),
        ("fee/knp=\"9111\"", "fee.knp"),
        ("fee/knp=\"91x\"", "fee.knp"),
        ("fee/knp=911", "fee.knp"),
        ("fee/currency=kzt", "fee.currency"),
        ("fee/currency=TENGE", "fee.currency"),
        ("liability_acknowledged=\"yes\"", "liability_acknowledged"),
    ] {
        let problem = Application::parse(edit(document.clone(), edits).to_string().as_bytes()).unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Field, Some(field)), "{edits}");
    }
}

/// The digest of an application that was filed before tells a repetition from a conflict: it must not change.
#[test]
pub fn an_application_from_before_annex_4_fields_is_written_without_them() {
    let written = serde_json::to_value(parse(&b3(""))).unwrap();
    for (parent, member) in [
        ("", "instruction"),
        ("", "liability_acknowledged"),
        ("/inviting_party", "contact_person"),
        ("/fee", "knp"),
        ("/fee", "currency"),
        ("/documents/0", "invitee"),
    ] {
        assert!(written.pointer(parent).unwrap().get(member).is_none(), "{parent}/{member}");
    }
    let one = parse(&b3(FIELDS)).of_invitee(0).unwrap();
    assert_eq!(one, parse(&b3(FIELDS)), "the case of one invitee loses what was filed");
}
