//! The description of a form: steps, groups, fields. Pages, reading and words are made of it. A field is known by its path in the document
//! that is filed, and so are findings and problems.

use chrono::NaiveDate;
use serde_json::{Number, Value, json};
use shaqyru_domain::{
    application::{Tenge, parse_date},
    birth::BirthDate,
    case::number::CaseNumber,
    law::rulebook::Rulebook,
    payment::{Currency, PurposeCode},
    problem::{Code, Problem},
    text::{BinIin, Country, DocumentKind, OfficeCode, Text},
};

use super::typed::Typed;
use crate::words::{Filing, Language};

/// A word of the pages, in the language of the reader.
pub(super) type Word = fn(&Filing) -> &'static str;
/// What can be chosen: value and name.
pub(super) type Choices = fn(&Chooser) -> Vec<(String, String)>;

/// What choices are made with.
pub(super) struct Chooser<'a> {
    pub(super) language: Language,
    pub(super) rulebook: &'a Rulebook,
    pub(super) today: NaiveDate,
    pub(super) typed: &'a Typed,
}

impl Chooser<'_> {
    /// Whether an office is one by which the rules can tell who is asked.
    fn knows(&self, office: &OfficeCode) -> bool {
        self.rulebook.on(self.today).is_ok_and(|rules| rules.body_of(office).is_some())
    }
}

/// What is filed, described.
pub(super) struct Service {
    /// As addresses and drafts name it.
    pub(super) name: &'static str,
    pub(super) title: Word,
    /// What stands in every document of this kind and is not asked.
    pub(super) given: &'static [(&'static str, &'static str)],
    pub(super) steps: &'static [Step],
}

/// A page of the form.
pub(super) struct Step {
    /// As addresses name it.
    pub(super) name: &'static str,
    pub(super) title: Word,
    pub(super) groups: &'static [Group],
    pub(super) list: Option<List>,
}

/// Things of which there may be several.
pub(super) struct List {
    /// The member of the document.
    pub(super) name: &'static str,
    /// What one of them is called.
    pub(super) item: Word,
    pub(super) add: Word,
    /// Whether there is one at least.
    pub(super) at_least_one: bool,
    /// Its fields, by their paths within one.
    pub(super) groups: &'static [Group],
}

/// Fields that belong together.
pub(super) struct Group {
    pub(super) title: Option<Word>,
    /// The object in which its fields stand, as their paths begin with it; empty for what stands in none.
    pub(super) below: &'static str,
    pub(super) presence: Presence,
    pub(super) fields: &'static [Field],
}

/// Whether what a group describes is there.
#[derive(Clone, Copy)]
pub(super) enum Presence {
    Always,
    /// If anything in the object has been filled in.
    IfBegun,
    /// The same, and always where something is asked about a visa that there is.
    IfBegunOrAboutAVisa,
}

/// A field.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) path: &'static str,
    pub(super) label: Word,
    pub(super) hint: Option<Word>,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// What stands in its place while steps before it are judged: what no rule objects to of itself.
    pub(super) neutral: &'static str,
}

/// What is typed or chosen.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Line,
    /// A line that may be empty in the document.
    EmptyLine,
    Long,
    /// Several lines.
    Lines,
    Date,
    BirthDate,
    Country,
    /// One that the rulebook lists, or another one whose code tells the region (R26 para 26).
    Office,
    Case,
    BinIin,
    Knp,
    Currency,
    Money,
    Count,
    Tick,
    YesNo,
    One(Choices),
    Some(Choices),
    /// A choice that is a number in the document.
    Place(Choices),
}

impl Field {
    pub(super) const fn new(path: &'static str, label: Word, kind: Kind) -> Self {
        Self { path, label, hint: None, kind, required: true, neutral: "X" }
    }

    pub(super) const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    pub(super) const fn hinted(self, hint: Word) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(super) const fn neutral(self, neutral: &'static str) -> Self {
        Self { neutral, ..self }
    }

    /// What was typed, as it stands in the document; as it was typed where it fits nothing.
    pub(super) fn value(&self, typed: &str) -> Value {
        match self.kind {
            Kind::Lines | Kind::Some(_) => typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().into(),
            Kind::Long => typed.lines().map(str::trim).collect::<Vec<_>>().join(" ").into(),
            Kind::Money => {
                let amount = typed.replace([' ', '\u{a0}'], "").replace(',', ".").parse().ok().and_then(Number::from_f64);
                amount.map_or_else(|| typed.into(), Value::Number)
            }
            Kind::Count | Kind::Place(_) => typed.parse::<u64>().map_or_else(|_| typed.into(), Into::into),
            Kind::Tick | Kind::YesNo => json!(typed == "true"),
            Kind::Date | Kind::BirthDate => iso_date(typed).into(),
            Kind::Country | Kind::Office | Kind::Case | Kind::Currency => typed.to_uppercase().into(),
            Kind::Line | Kind::EmptyLine | Kind::BinIin | Kind::Knp | Kind::One(_) => typed.into(),
        }
    }

    /// Whether what was typed fits the field.
    pub(super) fn check(&self, typed: &str, chooser: &Chooser) -> Result<(), Problem> {
        let value = self.value(typed);
        let none_of_them = || Problem::new(Code::Field, "is not one of the values that there are");
        let is_known = |choices: Choices, wanted: &str| choices(chooser).iter().any(|(known, _)| known == wanted);
        match self.kind {
            Kind::Line | Kind::EmptyLine | Kind::Long => fits::<Text>(&value),
            Kind::Lines => fits::<Vec<Text>>(&value),
            Kind::Date => parse_date(value.as_str().unwrap_or_default()).map(drop),
            Kind::BirthDate => fits::<BirthDate>(&value),
            Kind::Country => fits::<Country>(&value),
            Kind::Office => {
                fits::<OfficeCode>(&value)?;
                office(typed)
                    .filter(|office| chooser.knows(office))
                    .map(drop)
                    .ok_or_else(|| Problem::new(Code::OfficeUnknown, "there is no such office"))
            }
            Kind::Case => fits::<CaseNumber>(&value),
            Kind::BinIin => fits::<BinIin>(&value),
            Kind::Knp => fits::<PurposeCode>(&value),
            Kind::Currency => fits::<Currency>(&value),
            Kind::Money => fits::<Tenge>(&value),
            Kind::Count => fits::<u8>(&value),
            Kind::Tick | Kind::YesNo => {
                if matches!(typed, "true" | "false") {
                    Ok(())
                } else {
                    Err(none_of_them())
                }
            }
            Kind::One(choices) | Kind::Place(choices) => {
                if is_known(choices, typed) {
                    Ok(())
                } else {
                    Err(none_of_them())
                }
            }
            Kind::Some(choices) => {
                if typed.lines().all(|line| is_known(choices, line)) {
                    Ok(())
                } else {
                    Err(none_of_them())
                }
            }
        }
    }
}

fn fits<T: serde::de::DeserializeOwned>(value: &Value) -> Result<(), Problem> {
    let problem = Problem::decode::<T>(value.to_string().as_bytes()).err();
    problem.map_or(Ok(()), |problem| Err(Problem { field: None, ..problem }))
}

/// As people of Kazakhstan write dates, too.
fn iso_date(typed: &str) -> String {
    NaiveDate::parse_from_str(typed, "%d.%m.%Y").map_or_else(|_| typed.to_owned(), |date| date.to_string())
}

/// Whether a text names a kind of paper.
pub(super) fn is_paper_kind(text: &str) -> bool {
    text.parse::<DocumentKind>().is_ok()
}

/// A field at its full path, with the object without which it is not.
pub(super) struct Placed {
    pub(super) path: String,
    pub(super) field: &'static Field,
    pub(super) presence: Presence,
    /// What the paths of its group begin with.
    pub(super) below: String,
}

impl Placed {
    /// Whether something must stand there.
    pub(super) fn is_required(&self, typed: &Typed) -> bool {
        self.field.required && self.is_present(typed)
    }

    /// Whether the group is there of which it is.
    pub(super) fn is_present(&self, typed: &Typed) -> bool {
        match self.presence {
            Presence::Always => true,
            Presence::IfBegun => typed.has_begun(&self.below),
            Presence::IfBegunOrAboutAVisa => typed.has_begun(&self.below) || typed.is_about_a_visa(),
        }
    }
}

impl Step {
    /// Its fields as they stand on the page.
    pub(super) fn placed(&'static self, typed: &Typed) -> Vec<Placed> {
        let own = self.groups.iter().flat_map(|group| group.placed(""));
        let of_list = self.list.iter().flat_map(|list| {
            (0..typed.count(list)).flat_map(move |index| list.groups.iter().flat_map(move |group| group.placed(&list.below(index))))
        });
        own.chain(of_list).collect()
    }

    /// Whether a finding or a problem about a field is of this step.
    pub(super) fn is_of(&'static self, field: &str, typed: &Typed) -> bool {
        self.list.as_ref().is_some_and(|list| field.starts_with(list.name)) || self.input_of(field, typed).is_some()
    }

    /// The path of the input that a field's path leads to.
    pub(super) fn input_of(&'static self, field: &str, typed: &Typed) -> Option<String> {
        let placed = self.placed(typed);
        let exactly = || placed.iter().find(|placed| placed.path == field || within(field, &placed.path));
        let below = || placed.iter().find(|placed| within(&placed.path, field));
        exactly().or_else(below).map(|placed| placed.path.clone())
    }
}

/// Whether a path leads to something within what another one leads to.
fn within(path: &str, outer: &str) -> bool {
    !outer.is_empty() && path.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
}

impl List {
    /// What the paths of one of them begin with.
    pub(super) fn below(&self, index: usize) -> String {
        format!("{}[{index}].", self.name)
    }
}

impl Group {
    /// Its fields, below what its paths begin with.
    pub(super) fn placed(&'static self, outer: &str) -> impl Iterator<Item = Placed> + use<> {
        let below = format!("{outer}{}", self.below);
        self.fields.iter().map(move |field| Placed {
            path: format!("{below}{}", field.path),
            field,
            presence: self.presence,
            below: below.clone(),
        })
    }
}

impl Service {
    /// All fields of all steps.
    pub(super) fn placed(&'static self, typed: &Typed) -> Vec<Placed> {
        self.steps.iter().flat_map(|step| step.placed(typed)).collect()
    }

    pub(super) fn lists(&'static self) -> impl Iterator<Item = &'static List> {
        self.steps.iter().filter_map(|step| step.list.as_ref())
    }

    pub(super) fn step(&'static self, name: &str) -> Option<(usize, &'static Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.name == name)
    }
}

/// An office, in whichever case its code is typed.
pub(super) fn office(typed: &str) -> Option<OfficeCode> {
    typed.to_uppercase().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// An office that the rulebook does not list is of the police where its code tells the region: the API takes it, and so does the form.
    #[test]
    fn an_office_that_is_not_listed_can_be_named_and_one_that_nobody_can_place_cannot() {
        let rulebook = Rulebook::built_in().unwrap();
        let typed = Typed::default();
        let chooser = Chooser { language: Language::English, rulebook: &rulebook, today: "2026-03-06".parse().unwrap(), typed: &typed };
        let field = Field::new("office", |words| words.office, Kind::Office);
        let code = |text: &str| field.check(text, &chooser).err().map(|problem| problem.code);
        for office in ["ALA-ALMALY", "US-WASHINGTON", "ALA-UNLISTED", "ala-unlisted"] {
            assert_eq!(code(office), None, "{office}");
        }
        assert_eq!(code("XYZ-ESIL"), Some(Code::OfficeUnknown));
        assert_eq!(code("ALA ALMALY"), Some(Code::Field));
        assert_eq!(field.value("ala-almaly"), "ALA-ALMALY");
    }
}
