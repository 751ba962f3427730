//! Risk: a request is taken in that nobody can read in the passport: letters that only look Latin, states and categories that there are not.

use serde_json::Value;
use shaqyru_domain::{problem::Code, visa::checks::judge};

use super::row::{APRIL, VisaRow, annulment, c3, check, exit, parse, row};
use crate::row::{RULEBOOK, day};

/// Each with the field and the code by which the door refuses it.
fn refused() -> Vec<(Value, Code, &'static str)> {
    vec![
        (c3("recipient/surname=SPECIMEИ"), Code::Script, "recipient.surname"),
        (c3("recipient/given_names=Рахул"), Code::Script, "recipient.given_names"),
        (c3("recipient/passport/number=Ж0000005"), Code::Script, "recipient.passport.number"),
        (c3("purpose=wo\u{200b}rk"), Code::HiddenCharacters, "purpose"),
        (c3("recipient/citizenship=ZZ"), Code::Country, "recipient.citizenship"),
        (c3("recipient/passport/issued_by=XXA"), Code::Country, "recipient.passport.issued_by"),
        (c3("recipient/residence_country=EU"), Code::Country, "recipient.residence_country"),
        (c3("category=A7"), Code::Category, "category"),
    ]
}

pub fn rows() -> Vec<VisaRow> {
    let before = |field: &str| format!("CHK-ADMISSION {field}: R26 annex 9");
    vec![
        row("a stateless person", c3("recipient/citizenship=XXA")),
        row("letters of before the door", annulment("recipient/surname=SPECIMEИ")).ineligible(&[&before("recipient.surname")]),
        row("a citizen of Kazakhstan", exit("recipient/citizenship=KZ")).ineligible(&["CHK-CITIZEN recipient.citizenship: R26 paras 1, 3"]),
        row("a passport of Kazakhstan", exit("recipient/passport/issued_by=KZ"))
            .ineligible(&["CHK-CITIZEN recipient.passport.issued_by: R26 paras 1, 3"]),
    ]
}

/// Covers: R26 para 3(28); R26 annex 9
#[test]
pub fn the_door_refuses_a_request_that_names_no_person_state_or_category_there_is() {
    for (document, code, field) in refused() {
        let problem = judge(&parse(&document), &RULEBOOK, day(APRIL)).unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (code, Some(field)), "{document:#}");
    }
    assert!(judge(&parse(&c3("")), &RULEBOOK, day(APRIL)).is_ok());
    let early = judge(&parse(&c3("")), &RULEBOOK, day("2026-02-21")).unwrap_err();
    assert_eq!(early.code, Code::NoEdition);
    check(&rows());
}
