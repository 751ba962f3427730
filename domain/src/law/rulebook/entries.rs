//! All entries of a rulebook, of whatever kind, as they are listed and shown.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{Dated, Entry, Rulebook};
use crate::{
    problem::{Code, Problem},
    text::Country,
};

/// An entry as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = RuleEntry)]
pub struct Listed {
    /// The table that it stands in.
    #[schema(value_type = String)]
    pub table: &'static str,
    /// Its name.
    pub name: String,
    #[serde(skip)]
    keys: Vec<String>,
    #[serde(skip)]
    /// What it says, in a line.
    pub says: String,
    /// Its first day (Asia/Almaty).
    pub from: NaiveDate,
    /// Its last day; none, if its end is not known.
    pub until: Option<NaiveDate>,
    /// Act and paragraph.
    pub source: String,
    #[serde(rename = "rule")]
    /// All that it says.
    pub value: Value,
}

impl Listed {
    /// Whether it holds on a day; on any, if none is given.
    pub fn holds(&self, on: Option<NaiveDate>) -> bool {
        on.is_none_or(|day| self.from <= day && self.until.is_none_or(|until| day <= until))
    }

    /// From when to when it holds.
    pub fn validity(&self) -> String {
        self.until.map_or_else(|| format!("from {}", self.from), |until| format!("{} to {until}", self.from))
    }

    /// Whether people call it by this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.keys.iter().any(|key| key.eq_ignore_ascii_case(name))
    }

    /// Whether the entry's source names a paragraph.
    pub fn rests_on(&self, paragraph: &Listed) -> bool {
        let number = paragraph.name.strip_prefix("R26 ").filter(|_| paragraph.table == "paragraph" && self.table != "paragraph");
        number.is_some_and(|number| names(&self.source, number))
    }
}

/// Whether a source names a paragraph: `R26 paras 24(3), 36` names `para 24(3)` and `para 36`, and not `para 3`.
fn names(source: &str, number: &str) -> bool {
    source.split(';').any(|act| {
        let mut kind = "";
        act.split([',', ':']).any(|part| {
            let part = part.trim().trim_start_matches("R26 ");
            let (named, rest) = part.split_once(' ').unwrap_or(("", part));
            let rest = match named {
                "para" | "paras" => {
                    kind = "para";
                    rest
                }
                "" => part,
                _ => {
                    kind = "";
                    part
                }
            };
            let reference = if kind.is_empty() { rest.to_owned() } else { format!("{kind} {rest}") };
            reference.strip_prefix(number).is_some_and(|next| !next.starts_with(|next: char| next.is_ascii_digit() || next == '-'))
        })
    })
}

/// Everything that a rulebook holds, table by table.
pub fn of(rulebook: &Rulebook) -> Vec<Listed> {
    let mut all = Vec::new();
    add(&mut all, &rulebook.editions, |edition| format!("{}: {}", edition.title, edition.summary));
    add(&mut all, &rulebook.duties, |duty| duty.text.clone());
    add(&mut all, &rulebook.retention, |rule| format!("closed cases stay on record for {} years", rule.keep_years));
    add(&mut all, &rulebook.categories, |category| category.title.clone());
    add(&mut all, &rulebook.requirements, |requirement| requirement.message.clone());
    add(&mut all, &rulebook.papers, |paper| paper.message.clone());
    add(&mut all, &rulebook.visa_papers, |paper| paper.message.clone());
    add(&mut all, &rulebook.held, |held| held.system.clone());
    add(&mut all, &rulebook.register_wait, |rule| {
        format!("acceptance waits for the state registers until the end of the day of filing and {} working days", rule.working_days)
    });
    add(&mut all, &rulebook.grounds, |ground| ground.text.clone());
    add(&mut all, &rulebook.clocks, |clock| String::from(clock.term));
    add(&mut all, &rulebook.four_eyes, |rule| {
        if rule.required { "another person decides" } else { "the same person may decide" }.to_owned()
    });
    add(&mut all, &rulebook.antedating, |rule| {
        let letter = if rule.letter_to_undo { "; what undoes a breach names its reason and a letter" } else { "" };
        format!("entered within {} of its receipt{letter}", String::from(rule.within))
    });
    add(&mut all, &rulebook.agency_messages, |rule| {
        if rule.two_persons { "two persons correct it, by the agency's letter" } else { "one person may correct it" }.to_owned()
    });
    add(&mut all, &rulebook.windows, |window| format!("{} to {} before the entry", window.earliest, String::from(window.latest)));
    add(&mut all, &rulebook.instructions, |rule| rule.lifts.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", "));
    add(&mut all, &rulebook.exceptions, |rule| rule.lifts.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", "));
    add(&mut all, &rulebook.ministry_invitations, |rule| rule.on.iter().map(|kind| kind.says()).collect::<Vec<_>>().join(", "));
    add(&mut all, &rulebook.state_corporation, |rule| format!("takes applications in until {}", rule.closes));
    add(&mut all, &rulebook.substitutes, |rule| rule.message.clone());
    add(&mut all, &rulebook.needless, |rule| rule.message.clone());
    add(&mut all, &rulebook.states, |states| states.codes.iter().map(Country::as_str).collect::<Vec<_>>().join(" "));
    add(&mut all, &rulebook.mci, |mci| format!("{} tenge", mci.tenge));
    add(&mut all, &rulebook.rates, |rate| format!("{} hundredths of an MCI", rate.mci_hundredths));
    add(&mut all, &rulebook.exemptions, |exemption| exemption.name.clone());
    add(&mut all, &rulebook.regions, |region| region.name.clone());
    add(&mut all, &rulebook.offices, |office| office.name.clone());
    add(&mut all, &rulebook.schedules, |schedule| {
        format!("{} to {}, counter until {}", schedule.opens, schedule.closes, schedule.counter_closes)
    });
    add(&mut all, &rulebook.passport, |rule| format!("valid {} after the visit", rule.valid_after_visit));
    add(&mut all, &rulebook.biometrics, |rule| format!("from age {}", rule.from_age));
    add(&mut all, &rulebook.biometrics_exemptions, |exemption| exemption.name.as_str().to_owned());
    add(&mut all, &rulebook.place, |_| "the mission whose consular district holds the state of citizenship or of residence".to_owned());
    add(&mut all, &rulebook.consular_districts, |district| {
        let serves: Vec<_> = district.serves.iter().map(Country::as_str).collect();
        format!("{} serves {}", district.cities.join(", "), serves.join(" "))
    });
    add(&mut all, &rulebook.airports, |airport| airport.names.join(", "));
    add(&mut all, &rulebook.residence, |rule| format!("{}: once in {}", rule.category, rule.once_in));
    add(&mut all, &rulebook.extension_windows, |window| {
        format!("{} to {} before the visa ends", String::from(window.earliest), String::from(window.latest))
    });
    add(&mut all, &rulebook.complaint_windows, |window| format!("within {} of learning of it", window.within));
    add(&mut all, &rulebook.first_inviter, |rule| format!("the party that invited first, except {}", rule.except.join(", ")));
    add(&mut all, &rulebook.more_entries, |rule| format!("when extended: {}", rule.when_extended.join(", ")));
    add(&mut all, &rulebook.no_interviews, |rule| rule.name.clone());
    add(&mut all, &rulebook.ministry_changes, |change| format!("to {} by the foreign ministry", change.to.join(", ")));
    add(&mut all, &rulebook.exit_files, |rule| rule.message.clone());
    add(&mut all, &rulebook.sanctions, |rule| format!("{} within {}", rule.count, rule.within));
    add(&mut all, &rulebook.expulsion, |rule| format!("within {}", rule.within));
    add(&mut all, &rulebook.jurisdictions, |jurisdiction| {
        let of = if jurisdiction.categories.is_empty() { "all others".to_owned() } else { jurisdiction.categories.join(" ") };
        format!("{} of {of}", jurisdiction.action.as_str())
    });
    add(&mut all, &rulebook.competence, |rule| format!("primary {} at the place of registration", rule.at_registration.join(", ")));
    add(&mut all, &rulebook.lasting, |rule| format!("{} lasts until the end of the visit", rule.message));
    add(&mut all, &rulebook.identification, |rule| rule.numbers.iter().map(|number| number.as_str()).collect::<Vec<_>>().join(" or "));
    add(&mut all, &rulebook.visa_bases, |rule| rule.kinds.iter().map(|kind| kind.says()).collect::<Vec<_>>().join(", "));
    add(&mut all, &rulebook.visa_terms, |term| String::from(term.term));
    add(&mut all, &rulebook.uncoordinated, |rule| rule.categories.join(" "));
    add(&mut all, &rulebook.hearings, |rule| format!("{} full working days before the hearing", rule.full_days_before));
    add(&mut all, &rulebook.shortenings, |rule| format!("{} for {} days", rule.category, rule.calendar_days));
    add(&mut all, &rulebook.stickers, |sticker| format!("entries {} or {}", sticker.single, sticker.multiple));
    add(&mut all, &rulebook.sticker_words, |words| words.family.clone());
    add(&mut all, &rulebook.sticker_sheets, |sheet| format!("{} mm by {} mm", sheet.width, sheet.height));
    add(&mut all, &rulebook.sticker_places, |place| format!("{} mm from the left, {} mm from above", place.x, place.y));
    add(&mut all, &rulebook.paragraphs, |paragraph| paragraph.text.clone());
    all
}

fn add<T: Entry>(all: &mut Vec<Listed>, table: &[Dated<T>], says: impl Fn(&T) -> String) {
    all.extend(table.iter().map(|entry| {
        let keys = entry.keys();
        Listed {
            table: T::TABLE,
            name: name_of(&keys, T::TABLE),
            keys,
            says: says(&entry.rule),
            from: entry.from,
            until: entry.until,
            source: entry.rule.source().to_owned(),
            value: serde_json::to_value(entry).unwrap_or_default(),
        }
    }));
}

/// An entry with many keys, such as a list of states, goes by what they have in common.
fn name_of(keys: &[String], table: &str) -> String {
    match keys {
        [key] if !key.is_empty() => key.clone(),
        [first, _, ..] => first.split_once('/').map_or(first.as_str(), |(list, _)| list).to_owned(),
        _ => table.to_owned(),
    }
}

/// The entries of a table, by its name in the singular or the plural, that hold on a day.
///
/// # Errors
/// [`Code::RuleUnknown`], naming the tables that there are.
pub fn table(rulebook: &Rulebook, name: &str, on: Option<NaiveDate>) -> Result<Vec<Listed>, Problem> {
    let all = of(rulebook);
    let mut tables: Vec<_> = all.iter().map(|entry| entry.table).collect();
    tables.dedup();
    let Some(wanted) = tables.iter().find(|known| **known == name || format!("{known}s") == name || plural(known) == name) else {
        return Err(Problem::new(Code::RuleUnknown, format!("there is no such table; there are {}", tables.join(", "))).at("table"));
    };
    Ok(all.into_iter().filter(|entry| entry.table == *wanted && entry.holds(on)).collect())
}

/// `category` is listed as `categories` too.
fn plural(table: &str) -> String {
    table.strip_suffix('y').map_or_else(|| format!("{table}s"), |stem| format!("{stem}ies"))
}

/// Entries of a name, and the rules that rest on them.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Found {
    /// What is called so.
    pub entries: Vec<Listed>,
    /// Rules whose source names a paragraph that is called so.
    pub rules_that_rest_on_it: Vec<Listed>,
}

/// What is called by a name, of whatever table.
///
/// # Errors
/// [`Code::RuleUnknown`] if nothing is.
pub fn find(rulebook: &Rulebook, name: &str, on: Option<NaiveDate>) -> Result<Found, Problem> {
    let all = of(rulebook);
    let wanted = |entry: &&Listed| entry.holds(on) && (entry.is_called(name) || entry.is_called(&format!("R26 {name}")));
    let entries: Vec<_> = all.iter().filter(wanted).cloned().collect();
    if entries.is_empty() {
        let when = on.map(|day| format!(" on {day}")).unwrap_or_default();
        return Err(
            Problem::new(Code::RuleUnknown, format!("the rulebook has nothing of that name{when}; see `shaqyru rules list`")).at("name")
        );
    }
    let rests = |entry: &&Listed| entry.holds(on) && entries.iter().any(|paragraph| entry.rests_on(paragraph));
    let rules_that_rest_on_it = all.iter().filter(rests).cloned().collect();
    Ok(Found { entries, rules_that_rest_on_it })
}
