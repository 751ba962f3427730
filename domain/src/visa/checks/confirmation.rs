//! The holder of an electronic visa compares the invitation, of which it is made, with the passport, before it is issued (R26 para 25). Whether
//! nobody has, is asked only where the invitation is on record: there the portal has the request made of it.

use super::{asked::Asked, records::Answer};
use crate::{
    checks::finding::{Finding, FindingCode},
    law::ground::Ground,
    problem::Problem,
};

const BASIS: &str = "R26 para 25";

pub(super) fn check(asked: Asked) -> Result<Option<Finding>, Problem> {
    let unsuitable = Ground::try_from(2)?;
    Ok(found(asked).map(|finding| finding.on_ground(unsuitable)))
}

fn found(asked: Asked) -> Option<Finding> {
    let form = asked.form;
    if !form.asks_for_an_electronic_visa() {
        return None;
    }
    let Some(confirmation) = &form.confirmation else {
        let is_on_record = matches!(asked.records.invitation, Answer::Known(_));
        let message = "the holder has not confirmed in the portal that the invitation says what the passport says";
        return is_on_record.then(|| Finding::new(FindingCode::VisaUnconfirmed, "confirmation", message, BASIS));
    };
    let wrong = |field, message: &str| Some(Finding::new(FindingCode::VisaConfirmation, field, message, BASIS));
    if form.is_confirmed_otherwise() {
        return wrong("confirmation.passport_number", "the holder has confirmed another passport than the visa would be for");
    }
    if asked.filed_on < confirmation.confirmed_at.date() {
        return wrong("confirmation.confirmed_at", "the holder is said to have confirmed it after the day of filing");
    }
    None
}
