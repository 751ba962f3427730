//! What the law says, written apart from the rulebook by a second reading of the official text, and all in which the rulebook differs.

#[path = "calendar.rs"]
mod calendar;
#[path = "table.rs"]
mod table;

use shaqyru_domain::law::rulebook::Rulebook;

/// The tables, by the name of their file.
pub const TABLES: [(&str, &str); 8] = [
    ("categories", include_str!("tables/categories.txt")),
    ("papers", include_str!("tables/papers.txt")),
    ("procedure", include_str!("tables/procedure.txt")),
    ("checks", include_str!("tables/checks.txt")),
    ("states", include_str!("tables/states.txt")),
    ("offices", include_str!("tables/offices.txt")),
    ("missions", include_str!("tables/missions.txt")),
    ("sticker", include_str!("tables/sticker.txt")),
];

/// What the rulebook says otherwise than one of the tables.
pub fn differs_from(rulebook: &Rulebook, name: &str) -> Vec<String> {
    if name == "calendar" {
        return calendar::faults(&rulebook.calendars);
    }
    let (_, law) = TABLES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("there is no table {name}"));
    table::faults(rulebook, law)
}
