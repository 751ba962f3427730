//! Whether the mission that was named is one at which the invitees collect their visas (R26 para 15(1)).

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
    place::{FIELD, KAZAKHSTAN},
};
use crate::{
    application::{Application, CollectionPlace, Invitee},
    law::rulebook::{RulesInForce, limit::PlaceRule},
    text::Country,
};

pub(super) fn check(application: &Application, place: &CollectionPlace, rule: &PlaceRule, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    let basis = || rule.source.clone();
    let no_mission_known = || {
        let message =
            format!("the rulebook knows no mission of Kazakhstan in {}: an officer sees to it where the visa is collected", place.country);
        Finding::new(FindingCode::PlaceUnknown, FIELD, message, basis())
    };
    // Participants of the AIFC and of the Innovation Cluster choose the mission freely, but a mission it must be.
    let is_free = form.inviting_party.regimes.iter().any(|regime| rule.free_regimes.contains(regime));
    if is_free {
        return if rules.has_mission(&place.country) { Vec::new() } else { vec![no_mission_known()] };
    }
    let mut found: Vec<Finding> = Vec::new();
    for (index, invitee) in form.invitees.iter().enumerate() {
        let field = if form.invitees.len() == 1 { FIELD.to_owned() } else { invitee_field(index, "residence_country") };
        match stands(place, invitee, rules) {
            Stands::InTheDistrict => {}
            Stands::AtHome => found.push(no_mission_known()),
            Stands::Elsewhere { missions } => {
                let message = format!(
                    "the visa is issued by the mission whose consular district holds the state of citizenship or of residence: {}",
                    missions.join(" or ")
                );
                found.push(Finding::new(FindingCode::PlaceDistrict, field, message, basis()));
            }
            Stands::NobodyKnows { state } => {
                let message =
                    format!("the rulebook does not know which mission serves {state}: an officer looks whether it is the one named");
                found.push(Finding::new(FindingCode::PlaceUnknown, field, message, basis()));
            }
        }
    }
    found.dedup();
    found
}

/// How the place that was named stands to an invitee.
enum Stands {
    /// A mission there serves the invitee's state.
    InTheDistrict,
    /// It is the invitee's own state, in which no mission is known.
    AtHome,
    /// Other missions serve each of the invitee's states.
    Elsewhere { missions: Vec<String> },
    /// Of this state nothing is known.
    NobodyKnows { state: Country },
}

fn stands(place: &CollectionPlace, invitee: &Invitee, rules: &RulesInForce) -> Stands {
    // Who lives in Kazakhstan has the district of his citizenship only: there is no mission here.
    let states = || [&invitee.citizenship, &invitee.residence_country].into_iter().filter(|state| state.as_str() != KAZAKHSTAN);
    let serving = |state: &Country| rules.missions_for(state).map(|district| &district.mission).collect::<Vec<_>>();
    if states().any(|state| serving(state).contains(&&place.country)) {
        return Stands::InTheDistrict;
    }
    if states().any(|state| *state == place.country) {
        return Stands::AtHome;
    }
    if let Some(state) = states().find(|state| serving(state).is_empty()) {
        return Stands::NobodyKnows { state: state.clone() };
    }
    let mut missions: Vec<_> = states().flat_map(serving).map(ToString::to_string).collect();
    missions.sort_unstable();
    missions.dedup();
    Stands::Elsewhere { missions }
}
