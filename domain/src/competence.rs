//! Which police body acts (R26 paras 3, 26). One function answers for the command line, the checks and the routing of cases.

use serde::{Deserialize, Serialize};

use crate::{
    application::Application,
    checks::finding::{Finding, FindingCode},
    problem::{Code, Problem},
    rulebook::{RulesInForce, office::Office},
    text::{OfficeCode, Text},
};

/// What is asked of the police.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Coordinating an invitation.
    Invitation,
    /// Issuing a primary visa.
    Primary,
    /// Extending a visa.
    Extension,
    /// Annulling a visa.
    Annulment,
    /// Restoring a visa.
    Restoration,
    /// Shortening a stay.
    Shortening,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 6] = [Self::Invitation, Self::Primary, Self::Extension, Self::Annulment, Self::Restoration, Self::Shortening];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Primary => "primary",
            Self::Extension => "extension",
            Self::Annulment => "annulment",
            Self::Restoration => "restoration",
            Self::Shortening => "shortening",
        }
    }
}

/// What competence hangs on. Regions are ISO 3166-2 codes such as `KZ-75`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// The visa category.
    pub category: &'a str,
    /// What is asked.
    pub action: Action,
    /// Where the inviting party is registered.
    pub registered_in: &'a str,
    /// Where the foreigner temporarily lives, if that is known.
    pub lives_in: Option<&'a str>,
    /// Where the foreigner works, if that is known.
    pub works_in: Option<&'a str>,
}

/// Answers a question of people: a category or a region that is not known is refused.
///
/// # Errors
/// [`Code::Category`], [`Code::RuleUnknown`] naming the field.
pub fn ask(question: &Question, rules: &RulesInForce) -> Result<Competence, Problem> {
    if rules.category(question.category).is_none() {
        return Err(Problem::new(Code::Category, "there is no such visa category (annex 1)").at("category"));
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
/// [`Code::Field`] where the answer hangs on the place of residence and none is given; [`Code::Rulebook`] if no rule holds.
pub fn competence(question: &Question, rules: &RulesInForce) -> Result<Competence, Problem> {
    let rule = rules.the(&rules.rulebook.competence)?;
    let of = |regions: Vec<&str>, why: &str| Competence {
        regions: regions.into_iter().map(str::to_owned).collect(),
        why: why.to_owned(),
        basis: rule.source.clone(),
    };
    let lives_in = || {
        let missing = "tell where the foreigner temporarily lives: competence hangs on it";
        question.lives_in.ok_or_else(|| Problem::new(Code::Field, missing).at("lives_in"))
    };
    if rule.at_registration.iter().any(|category| category == question.category) {
        let works_elsewhere = || {
            let missing = "tell where the foreigner works: competence hangs on it";
            let works_in = question.works_in.ok_or_else(|| Problem::new(Code::Field, missing).at("works_in"))?;
            Ok::<_, Problem>(works_in != question.registered_in)
        };
        return match question.action {
            Action::Invitation | Action::Primary => Ok(of(
                vec![question.registered_in],
                "a primary visa of the category belongs to the place of the inviting party's registration",
            )),
            _ if works_elsewhere()? => Ok(of(vec![lives_in()?], "the work is in another region: the place of temporary residence")),
            _ => Ok(of(vec![question.registered_in], "the work is in the inviting party's region")),
        };
    }
    let mut regions = vec![question.registered_in];
    regions.extend(question.lives_in.filter(|region| *region != question.registered_in));
    Ok(of(regions, "the inviting party's registration, or the place of temporary residence"))
}

/// Where an application's case is handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Routing {
    /// The office that gets the case.
    pub office: OfficeCode,
    /// Why.
    pub competence: Competence,
}

/// The office that gets an application's case: the one that was asked if it is competent, else the department of the region
/// that is. An office in another region keeps a case that may belong to the place of temporary residence, and one that the
/// rulebook does not know keeps what was brought to it.
///
/// # Errors
/// [`Code::Rulebook`] if no rule of competence holds.
pub fn route(application: &Application, rules: &RulesInForce) -> Result<Routing, Problem> {
    let party = &application.form().inviting_party;
    let asked = rules.office(&party.office);
    let competence = competence_of(application, asked, rules)?;
    let competent = |office: &&Office| competence.regions.iter().any(|region| region == office.region.as_str());
    let department = || competence.regions.iter().find_map(|region| rules.department(region));
    let office = match asked {
        // An office may be newer than the rulebook: it keeps what was brought to it.
        None => None,
        Some(asked) => Some(asked).filter(competent).or_else(department),
    };
    let office = office.map_or_else(|| party.office.clone(), |office| office.code.clone());
    Ok(Routing { office, competence })
}

/// Where the foreigner will live is told by the office that was asked: an application states no region for it.
fn competence_of(application: &Application, asked: Option<&Office>, rules: &RulesInForce) -> Result<Competence, Problem> {
    let form = application.form();
    let question = Question {
        category: form.visit.category.as_str(),
        action: Action::Invitation,
        registered_in: form.inviting_party.region.as_str(),
        lives_in: asked.map(|office| office.region.as_str()),
        works_in: None,
    };
    competence(&question, rules)
}

pub(crate) fn check(application: &Application, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let party = &application.form().inviting_party;
    let known = |region: &Text| rules.of(&rules.rulebook.regions).any(|known| known.code == *region);
    let routing = route(application, rules)?;
    let field = "inviting_party.office";
    let basis = routing.competence.basis.clone();
    let found = match rules.office(&party.office) {
        _ if !known(&party.region) => {
            let message = format!("there is no region {} (ISO 3166-2)", party.region);
            Some(Finding::new(FindingCode::RegionUnknown, "inviting_party.region", message, "R26 para 3"))
        }
        None => {
            let message = format!("office {} is not in the rulebook: whether it is competent cannot be told", party.office);
            Some(Finding::new(FindingCode::OfficeUnknown, field, message, "R26 para 3"))
        }
        Some(asked) if asked.code != routing.office => {
            let message = format!("{}: not {} but {} is competent", routing.competence.why, asked.code, routing.office);
            Some(Finding::new(FindingCode::OfficeNotCompetent, field, message, basis))
        }
        Some(asked) if asked.region != party.region => {
            let message = format!("{} lies outside {}; it is competent only at the place of temporary residence", asked.code, party.region);
            Some(Finding::new(FindingCode::OfficeElsewhere, field, message, basis))
        }
        Some(_) => None,
    };
    Ok(found.into_iter().collect())
}
