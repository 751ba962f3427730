//! Who does what with a visa, and which police body does (R26 paras 24, 26, 31, 36, 46, 48-51).

use crate::{
    application::VisaKind,
    checks::finding::{Finding, FindingCode},
    competence::{Competence, Question, competence, competence_for_a_change},
    law::rulebook::{
        RulesInForce,
        category::{CategoryRule, Issuer},
        jurisdiction::{Action, Body},
    },
    problem::{Code, Problem},
    text::Text,
    visa::request::{BasisKind, Form, Provider, VisaAction, VisaRequest},
};

pub(super) fn check(request: &VisaRequest, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let form = request.form();
    let Some(category) = rules.category(form.category.as_str()) else { return Ok(Vec::new()) };
    let of_another = office_of_another_body(form, rules);
    if form.provider != Provider::Police {
        return Ok(of_another.into_iter().chain(other_body(form, rules)).collect());
    }
    if of_another.is_some() {
        return Ok(of_another.into_iter().collect());
    }
    // Where an electronic visa names nobody who invites, its basis is what is wrong.
    if form.visa_kind == VisaKind::Electronic && form.inviting_party.is_none() {
        return Ok(Vec::new());
    }
    if let Some(finding) = regimes(form, category) {
        return Ok(vec![finding]);
    }
    match place(form, category, rules) {
        Ok(competence) => Ok(office(form, &competence, rules).into_iter().collect()),
        Err(problem) if problem.code == Code::NotDoneHere && is_issued_at_airports(form, category) => Ok(vec![at_an_airport()]),
        Err(problem) if problem.code == Code::NotDoneHere => Ok(vec![not_done(problem.message)]),
        Err(problem) if problem.code == Code::Field => {
            let field = if problem.field.as_deref() == Some("works_in") { "works_in" } else { "recipient.present_address" };
            Ok(vec![Finding::new(FindingCode::VisaPlace, field, problem.message, "R26 para 26")])
        }
        Err(problem) => Err(problem),
    }
}

/// Each body acts at its own offices. Of an office that the rulebook does not list nothing can be told but that it is of the police, if its
/// code says so.
fn office_of_another_body(form: &Form, rules: &RulesInForce) -> Option<Finding> {
    let Some(body) = rules.body_of(&form.office) else {
        let message = format!("office {} is not in the rulebook: what its hours are cannot be told", form.office);
        let unknown = || Finding::new(FindingCode::OfficeUnknown, "office", message, "R26 para 3");
        return (form.provider != Provider::Police).then(unknown);
    };
    (body != form.provider.body()).then(|| {
        let message = format!("{} is no office of the {}", form.office, form.provider.says());
        Finding::new(FindingCode::VisaOfficeBody, "office", message, "R26 paras 3, 24")
    })
}

/// The ministry and missions act wherever they are asked; whether they do is the question.
fn other_body(form: &Form, rules: &RulesInForce) -> Option<Finding> {
    let body = form.provider.body();
    let is_done = rules.jurisdiction(body, form.action.jurisdiction(), form.category.as_str()).is_some();
    let message = || format!("the {} does not {} a visa of category {}", form.provider.says(), form.action.as_str(), form.category);
    (!is_done).then(|| not_done(message()))
}

fn not_done(message: String) -> Finding {
    Finding::new(FindingCode::VisaProvider, "provider", message, "R26 paras 24, 46, 48-51")
}

/// Inside Kazakhstan B2 is for the AIFC only (R26 para 24(2)); others get it at airports, which takes more than a petition (para 31).
fn regimes(form: &Form, category: &CategoryRule) -> Option<Finding> {
    let regimes = form.inviting_party.as_ref().map_or(&[][..], |party| &party.regimes);
    let is_open = category.inside_only_for.is_empty() || regimes.iter().any(|regime| category.inside_only_for.contains(regime));
    if is_open || form.action != VisaAction::Issue || form.visa_kind == VisaKind::Electronic {
        return None;
    }
    if form.basis.kind != BasisKind::Petition && is_issued_at_airports(form, category) {
        return Some(at_an_airport());
    }
    let message = format!("the police issue category {} inside Kazakhstan for participants and bodies of the AIFC only", category.code);
    Some(Finding::new(FindingCode::PlaceInside, "provider", message, "R26 para 24(2); annex 1"))
}

fn at_an_airport() -> Finding {
    let message = "inside Kazakhstan the police issue the category at international airports: an officer sees whether the office is one";
    Finding::new(FindingCode::PlaceAirport, "office", message, "R26 paras 24, 31")
}

/// Police at airports issue what is asked on an invitation, or by an instruction of the MIA (R26 para 31).
fn is_issued_at_airports(form: &Form, category: &CategoryRule) -> bool {
    form.action == VisaAction::Issue && category.issued_by.contains(&Issuer::Airport)
}

/// Where the police act for this request.
fn place(form: &Form, category: &CategoryRule, rules: &RulesInForce) -> Result<Competence, Problem> {
    let lives_in = form.recipient.present_address.as_ref().map(|address| address.region.as_str());
    let registered_in = form.inviting_party.as_ref().map(|party| party.region.as_str());
    let action = form.action.jurisdiction();
    let question = Question {
        category: form.category.as_str(),
        action,
        // Where nobody invites, the recipient's own place is all there is.
        registered_in: registered_in.or(lives_in).unwrap_or_default(),
        lives_in,
        works_in: form.works_in.as_ref().map(Text::as_str),
    };
    if form.visa_kind == VisaKind::Electronic && action == Action::Primary {
        // It is made of the invitation, which was coordinated where the inviting party is registered.
        return competence(&Question { action: Action::Invitation, ..question }, rules);
    }
    if question.registered_in.is_empty() {
        return Err(Problem::new(Code::Field, "tell where the foreigner temporarily lives, or is: competence hangs on it").at("lives_in"));
    }
    let is_a_change = action == Action::Primary && form.current_visa.is_some() && !category.change.is_empty();
    if is_a_change && rules.jurisdiction(Body::Police, action, question.category).is_none() {
        return competence_for_a_change(&question, rules);
    }
    competence(&question, rules)
}

/// Whether the office that is asked lies where the police act.
fn office(form: &Form, competence: &Competence, rules: &RulesInForce) -> Option<Finding> {
    // An instruction of the MIA names another place (R26 para 26).
    if form.basis.kind == BasisKind::MiaInstruction {
        return None;
    }
    if let Some(unknown) = competence.regions.iter().find(|region| rules.department(region).is_none()) {
        let message = format!("there is no region {unknown} (ISO 3166-2)");
        return Some(Finding::new(FindingCode::RegionUnknown, "office", message, "R26 para 3"));
    }
    let Some(region) = rules.region_of(&form.office) else {
        let message = format!("office {} is not in the rulebook: whether it is competent cannot be told", form.office);
        return Some(Finding::new(FindingCode::OfficeUnknown, "office", message, "R26 para 3"));
    };
    let is_competent = competence.regions.iter().any(|competent| competent == region.as_str());
    (!is_competent).then(|| {
        let message =
            format!("{}: not {} but the police of {} are competent", competence.why, form.office, competence.regions.join(" or "));
        Finding::new(FindingCode::VisaOffice, "office", message, competence.basis.clone())
    })
}
