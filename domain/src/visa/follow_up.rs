//! The request that follows from a case, with all filled in that the case knows; what only the applicant knows is `null`, and is asked for by
//! name when the request is read. So nobody types again what is on record (R26 para 12).

use serde_json::{Value, json};

use super::request::{Service, VisaAction, VisaRequest};
use crate::{
    application::{Application, VisaKind},
    case::visa::VisaView,
    problem::{Code, Problem},
    text::Text,
};

/// A request for the visa to which somebody was invited.
///
/// # Errors
/// [`Code::Field`] if the application has no such invitee.
pub fn of_invitation(application: &Application, invitee: usize, number: &Text, issued_on: chrono::NaiveDate) -> Result<Value, Problem> {
    let form = application.form();
    let visit = &form.visit;
    let person =
        application.invitee(invitee).ok_or_else(|| Problem::new(Code::Field, "the application has no such invitee").at("invitee"))?;
    let is_electronic = visit.visa_kind == VisaKind::Electronic;
    let mut recipient = json!(person);
    if let Some(members) = recipient.as_object_mut() {
        members.insert("present_address".to_owned(), Value::Null);
    }
    let mut request = json!({
        "service": Service::Visa,
        "action": VisaAction::Issue,
        "provider": if is_electronic { json!("police") } else { Value::Null },
        "office": if is_electronic { json!(form.inviting_party.office) } else { Value::Null },
        "channel": if is_electronic { "electronic" } else { "counter" },
        "category": visit.category,
        "entries": visit.entries,
        "visa_kind": visit.visa_kind,
        "valid_from": visit.from,
        "valid_until": visit.until,
        "purpose": visit.purpose,
        "special_purpose": visit.special_purpose,
        "basis": {"kind": "invitation", "number": number, "date": issued_on},
        "recipient": recipient,
        "current_visa": null,
        "inviting_party": form.inviting_party,
        "works_in": null,
        "reason": null,
        "documents": [],
        "fee": null,
    });
    if let Some(members) = request.as_object_mut().filter(|_| is_electronic) {
        // Its holder compares it with the passport (R26 para 25).
        members.insert("confirmation".to_owned(), Value::Null);
    }
    Ok(request)
}

/// A request about the visa to which another request has led.
///
/// # Errors
/// [`Code::Field`] for what is not done with a visa that there is; [`Code::NoVisa`] if it is not valid any more.
pub fn of_visa(request: &VisaRequest, visa: &VisaView, action: VisaAction) -> Result<Value, Problem> {
    if !action.is_about_a_visa() {
        let message = "a visa is issued on an invitation or on another basis: begin with the invitation's case, or anew";
        return Err(Problem::new(Code::Field, message).at("action"));
    }
    if !visa.valid {
        let why = visa.invalid_because.map_or("not valid", |why| why.as_str());
        return Err(Problem::new(Code::NoVisa, format!("the visa {} cannot be dealt with: {why}", visa.number)));
    }
    let form = request.form();
    let extended_before = form.current_visa.as_ref().map_or(0, |current| current.extended_before);
    let extensions = extended_before.saturating_add(u8::from(form.action == VisaAction::Extend));
    let issued_by = if visa.kind == VisaKind::Electronic { json!("portal") } else { json!(form.provider) };
    let (valid_from, valid_until) = match action {
        // It follows the one that it extends; how long it is to be, the request says.
        VisaAction::Extend => (json!(visa.valid_until.succ_opt()), Value::Null),
        _ => (json!(visa.valid_from), json!(visa.valid_until)),
    };
    Ok(json!({
        "service": Service::Visa,
        "action": action,
        "provider": form.provider,
        "office": form.office,
        "channel": form.channel,
        "category": visa.category,
        "entries": visa.entries,
        "visa_kind": visa.kind,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "purpose": form.purpose,
        "special_purpose": form.special_purpose,
        "basis": {"kind": "petition", "number": null, "date": null},
        "recipient": form.recipient,
        "current_visa": {
            "number": visa.number,
            "category": visa.category,
            "entries": visa.entries,
            "valid_from": visa.valid_from,
            "valid_until": visa.valid_until,
            "issued_by": issued_by,
            "passport_number": form.recipient.passport.number,
            "used": null,
            "extended_before": extensions,
        },
        "inviting_party": form.inviting_party,
        "works_in": form.works_in,
        "reason": null,
        "documents": [],
        "fee": null,
    }))
}
