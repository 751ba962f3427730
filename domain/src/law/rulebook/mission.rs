//! Where visas are collected: missions with their consular districts, and airports (R26 paras 15(1), 31).

use serde::{Deserialize, Serialize};

use super::{RulesInForce, entry::entries};
use crate::text::Country;

/// The state that sends the missions.
const KAZAKHSTAN: &str = "KZ";

/// The missions in a country, and the states that their consular districts hold (R26 para 15(1)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsularDistrict {
    /// The country in which the missions are.
    pub mission: Country,
    /// The cities in which they are.
    pub cities: Vec<String>,
    /// The states whose nationals and residents they serve.
    pub serves: Vec<Country>,
    /// Act and paragraph.
    pub source: String,
}

/// An international airport, where the police issue visas (R26 paras 24, 31).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Airport {
    /// Its code, as airlines know it.
    pub code: String,
    /// Its city's names, in any language.
    pub names: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

impl ConsularDistrict {
    /// What makes no sense of it, if anything does not: a mission at home, or one that does not serve the country that it is in.
    pub(super) fn slip(&self) -> Option<&'static str> {
        if self.mission.as_str() == KAZAKHSTAN {
            return Some("a mission is abroad");
        }
        (!self.serves.contains(&self.mission)).then_some("a mission serves the country that it is in")
    }
}

impl Airport {
    /// Whether a place that somebody named is this airport or its city.
    pub fn is_meant_by(&self, place: &str) -> bool {
        let place = place.to_lowercase();
        let words = |text: &str| text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>();
        let of_place = words(&place);
        // A name of two words (Усть-Каменогорск) is one of two words in a row.
        let stands_in_it = |name: &String| {
            let name = words(name);
            of_place.windows(name.len().max(1)).any(|some| some == name)
        };
        of_place.contains(&self.code.to_lowercase()) || self.names.iter().any(stands_in_it)
    }
}

impl<'a> RulesInForce<'a> {
    /// Whether the rulebook knows a mission of Kazakhstan in a country.
    pub fn has_mission(&self, country: &Country) -> bool {
        self.of(&self.rulebook.consular_districts).any(|district| district.mission == *country)
    }

    /// The missions whose consular district holds a state; none, if the rulebook does not know.
    pub fn missions_for(&self, state: &Country) -> impl Iterator<Item = &'a ConsularDistrict> + use<'a> {
        let state = state.clone();
        self.of(&self.rulebook.consular_districts).filter(move |district| district.serves.contains(&state))
    }

    /// The airport that somebody named by its code or its city.
    pub fn airport(&self, place: &str) -> Option<&'a Airport> {
        self.of(&self.rulebook.airports).find(|airport| airport.is_meant_by(place))
    }
}

entries! {
    ConsularDistrict: "consular_district" by |rule| vec![rule.mission.to_string()];
    Airport: "airport" by |rule| vec![rule.code.clone()];
}
