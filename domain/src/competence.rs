//! Which police body acts (R26 paras 3, 12, 26, 48). One function answers for the command line, the checks and the routing of cases.

use serde::Serialize;

use crate::{
    application::Application,
    checks::finding::{Finding, FindingCode},
    forwarding::Forwarding,
    law::rulebook::{
        RulesInForce,
        category::CategoryRule,
        jurisdiction::{Action, Body, Jurisdiction, JurisdictionPlace},
    },
    problem::{Code, Problem},
    text::{OfficeCode, Text},
};

/// What competence hangs on. Regions are ISO 3166-2 codes such as `KZ-75`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// The visa category.
    pub category: &'a str,
    /// What is asked.
    pub action: Action,
    /// Where the inviting party is registered.
    pub registered_in: &'a str,
    /// Where the foreigner temporarily lives, if that is known; where only being there counts (A5), where the foreigner is.
    pub lives_in: Option<&'a str>,
    /// Where the foreigner works or studies, if that is known.
    pub works_in: Option<&'a str>,
}

/// Answers a question of people: a category or a region that is not known is refused.
///
/// # Errors
/// [`Code::Category`], [`Code::RuleUnknown`] naming the field; [`Code::NotDoneHere`] for what the police do not do.
pub fn ask(question: &Question, rules: &RulesInForce) -> Result<Competence, Problem> {
    let Some(category) = rules.category(question.category) else {
        return Err(Problem::new(Code::Category, "there is no such visa category (annex 1)").at("category"));
    };
    if question.action == Action::Invitation && !category.takes_invitation() {
        let message = format!("no invitation is coordinated for {} (annexes 1, 5)", category.code);
        return Err(Problem::new(Code::NotDoneHere, message).at("action"));
    }
    for (field, region) in
        [("registered_in", Some(question.registered_in)), ("lives_in", question.lives_in), ("works_in", question.works_in)]
    {
        if region.is_some_and(|region| rules.department(region).is_none()) {
            return Err(Problem::new(Code::RuleUnknown, "there is no such region (ISO 3166-2); see `shaqyru rules list regions`").at(field));
        }
    }
    competence(question, rules)
}

/// The regions whose police may act, the first one before the others, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Competence {
    /// Regions.
    pub regions: Vec<String>,
    /// Why.
    pub why: String,
    /// Act and paragraph.
    pub basis: String,
}

/// Where the police act.
///
/// # Errors
/// [`Code::NotDoneHere`] for what the police do not do; [`Code::Field`] where the answer hangs on a place that is not given;
/// [`Code::Rulebook`] if no rule holds.
pub fn competence(question: &Question, rules: &RulesInForce) -> Result<Competence, Problem> {
    let Some(jurisdiction) = rules.jurisdiction(Body::Police, question.action, question.category) else {
        return Err(not_done(question, rules));
    };
    by_jurisdiction(question, jurisdiction, rules)
}

/// Where the police change a visa into one of a category that they issue in place of another one only (R26 para 36): where they issue visas.
///
/// # Errors
/// As [`competence`].
pub fn competence_for_a_change(question: &Question, rules: &RulesInForce) -> Result<Competence, Problem> {
    let place = rules.jurisdiction_whoever_issues(Body::Police, question.action, question.category);
    let jurisdiction = place.ok_or_else(|| not_done(question, rules))?;
    by_jurisdiction(question, jurisdiction, rules)
}

fn by_jurisdiction(question: &Question, jurisdiction: &Jurisdiction, rules: &RulesInForce) -> Result<Competence, Problem> {
    let rule = rules.the(&rules.rulebook.competence)?;
    // A restored visa is the same visa again: for it para 48 names one place for all.
    let by_work = question.action != Action::Restoration && rule.at_registration.iter().any(|category| category == question.category);
    if by_work { by_place_of_work(question, &rule.source) } else { by_places(question, jurisdiction) }
}

/// A first work visa belongs to the inviting party's police; a later act to those of the temporary residence, if the work is in
/// another region (R26 para 26).
fn by_place_of_work(question: &Question, basis: &str) -> Result<Competence, Problem> {
    if matches!(question.action, Action::Invitation | Action::Primary) {
        let why = "a primary visa of the category belongs to the place of the inviting party's registration";
        return Ok(Competence::at([question.registered_in], why, basis));
    }
    let missing = "tell where the foreigner works: competence hangs on it";
    let works_in = question.works_in.ok_or_else(|| Problem::new(Code::Field, missing).at("works_in"))?;
    if works_in == question.registered_in {
        return Ok(Competence::at([works_in], "the work is in the inviting party's region", basis));
    }
    Ok(Competence::at([question.residence()?], "the work is in another region: the place of temporary residence", basis))
}

fn by_places(question: &Question, jurisdiction: &Jurisdiction) -> Result<Competence, Problem> {
    let registered_in = question.registered_in;
    match jurisdiction.at[..] {
        [JurisdictionPlace::Registration, JurisdictionPlace::Residence] => {
            let elsewhere = question.lives_in.filter(|region| *region != registered_in);
            let why = "the inviting party's registration, or the place of temporary residence";
            Ok(Competence::at([registered_in].into_iter().chain(elsewhere), why, &jurisdiction.source))
        }
        [JurisdictionPlace::Residence] => {
            Ok(Competence::at([question.residence()?], "the place of temporary residence", &jurisdiction.source))
        }
        [JurisdictionPlace::Presence] => {
            Ok(Competence::at([question.residence()?], "the place where the foreigner actually is", &jurisdiction.source))
        }
        [JurisdictionPlace::School] => {
            let school = question.works_in.unwrap_or(registered_in);
            Ok(Competence::at([school], "the place of the school that has taken the foreigner", &jurisdiction.source))
        }
        _ => Ok(Competence::at([registered_in], "the place of the inviting party's registration", &jurisdiction.source)),
    }
}

impl<'a> Question<'a> {
    fn residence(&self) -> Result<&'a str, Problem> {
        let missing = "tell where the foreigner temporarily lives, or is: competence hangs on it";
        self.lives_in.ok_or_else(|| Problem::new(Code::Field, missing).at("lives_in"))
    }
}

impl Competence {
    fn at<'a>(regions: impl IntoIterator<Item = &'a str>, why: &str, basis: &str) -> Self {
        Self { regions: regions.into_iter().map(str::to_owned).collect(), why: why.to_owned(), basis: basis.to_owned() }
    }
}

/// Who does it instead, if anybody.
fn not_done(question: &Question, rules: &RulesInForce) -> Problem {
    let Question { category, action, .. } = question;
    let action = match action {
        Action::Primary => "issued",
        Action::Extension => "extended",
        Action::Restoration => "restored",
        Action::Annulment => "annulled",
        Action::Shortening => "shortened",
        Action::Invitation => "coordinated",
    };
    let instead = match rules.jurisdiction(Body::Mfa, question.action, category) {
        Some(jurisdiction) => format!("but by the Ministry of Foreign Affairs ({})", jurisdiction.source),
        None if question.action == Action::Primary => {
            let issuers = rules.category(category).map(CategoryRule::issued_elsewhere).unwrap_or_default();
            format!("and by no other body inside Kazakhstan{issuers} (R26 para 24)")
        }
        None => "and by no other body".to_owned(),
    };
    Problem::new(Code::NotDoneHere, format!("a visa of {category} is not {action} by the territorial police, {instead}")).at("action")
}

/// Where an application's case is handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Routing {
    /// The office that gets the case.
    pub office: OfficeCode,
    /// Why.
    pub competence: Competence,
}

impl Routing {
    /// How the application went to another office than the one it was brought to, if it did.
    pub fn forwarding(&self, application: &Application) -> Option<Forwarding> {
        let from = &application.form().inviting_party.office;
        let Competence { why, basis, .. } = &self.competence;
        (*from != self.office).then(|| Forwarding::to_registration(from.clone(), self.office.clone(), why.clone(), basis.clone()))
    }
}

/// The office that gets an application's case: the one that was asked if it lies where the inviting party is registered, else
/// the department there, to which the application is handed over (R26 para 12). An office whose region nobody can tell keeps what
/// was brought to it: it may be of the transport police. A work visa it does not keep (para 26).
///
/// # Errors
/// [`Code::Rulebook`] if no rule of competence holds.
pub fn route(application: &Application, rules: &RulesInForce) -> Result<Routing, Problem> {
    let form = application.form();
    let party = &form.inviting_party;
    if let Some(taken) = of_the_ministry(application, rules) {
        return Ok(taken);
    }
    let question = Question {
        category: form.visit.category.as_str(),
        action: Action::Invitation,
        registered_in: party.region.as_str(),
        lives_in: None,
        works_in: None,
    };
    let competence = competence(&question, rules)?;
    let is_competent = match rules.region_of(&party.office) {
        Some(region) => competence.regions.iter().any(|competent| competent == region.as_str()),
        None => rules.body_of(&party.office).is_none() && !is_work_visa(application, rules)?,
    };
    let department = || competence.regions.iter().find_map(|region| rules.department(region));
    let handed_to = if is_competent { None } else { department() };
    let office = handed_to.map_or_else(|| party.office.clone(), |office| office.code.clone());
    Ok(Routing { office, competence })
}

/// What the foreign ministry or a mission takes stays where it was brought (R26 paras 3(14), 11).
fn of_the_ministry(application: &Application, rules: &RulesInForce) -> Option<Routing> {
    let office = &application.form().inviting_party.office;
    let rule = rules.ministry_invitation(rules.body_of(office)?, application)?;
    let on: Vec<_> = rule.on.iter().map(|kind| kind.says()).collect();
    let why = format!("it takes applications on {}", on.join(" or "));
    let competence = Competence { regions: Vec::new(), why, basis: rule.source.clone() };
    Some(Routing { office: office.clone(), competence })
}

/// Whether the category's place is the inviting party's registration and no other.
fn is_work_visa(application: &Application, rules: &RulesInForce) -> Result<bool, Problem> {
    let category = application.form().visit.category.as_str();
    Ok(rules.the(&rules.rulebook.competence)?.at_registration.iter().any(|named| named == category))
}

pub(crate) fn check(application: &Application, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let party = &application.form().inviting_party;
    let known = |region: &Text| rules.of(&rules.rulebook.regions).any(|known| known.code == *region);
    let routing = route(application, rules)?;
    let field = "inviting_party.office";
    let finding = |code, message| Finding::new(code, field, message, routing.competence.basis.clone());
    let found = match rules.region_of(&party.office) {
        _ if !known(&party.region) => {
            let message = format!("there is no region {} (ISO 3166-2)", party.region);
            Some(Finding::new(FindingCode::RegionUnknown, "inviting_party.region", message, "R26 para 3"))
        }
        Some(region) if *region != party.region => {
            let (asked, handed_to) = (&party.office, &routing.office);
            Some(if is_work_visa(application, rules)? {
                finding(FindingCode::OfficeNotCompetent, format!("{}: not {asked} but {handed_to} is competent", routing.competence.why))
            } else {
                finding(FindingCode::OfficeElsewhere, format!("{asked} lies outside {}: handed over to {handed_to}", party.region))
            })
        }
        _ if rules.taken_by(application) != Body::Police => None,
        _ if rules.body_of(&party.office).is_some_and(|body| body != Body::Police) => {
            let message = format!("{} is no office of the police: handed over to {}", party.office, routing.office);
            Some(finding(FindingCode::OfficeElsewhere, message))
        }
        _ if rules.office(&party.office).is_some() => None,
        region => {
            let what = match region {
                Some(region) => format!("by its code it is one of {region}"),
                None if routing.office == party.office => "whether it is competent cannot be told".to_owned(),
                None => format!("the application is handed over to {}", routing.office),
            };
            let message = format!("office {} is not in the rulebook: {what}", party.office);
            Some(Finding::new(FindingCode::OfficeUnknown, field, message, "R26 para 3"))
        }
    };
    Ok(found.into_iter().collect())
}
