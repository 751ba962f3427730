//! The machine-readable zone of a visa of format A (ICAO Doc 9303-7): two lines of 44.
//!
//! Annex 2 asks for none, so it is an option of the sheet. The name alone is needed always: a sticker bears it as the zone of the passport
//! has it.

mod letters;
mod states;

use chrono::NaiveDate;

use crate::{
    birth::BirthDate,
    text::{Country, Text},
};

/// The letters of a line.
const LINE: usize = 44;
/// The letters of a name.
const NAME: usize = 39;
/// So many letters of a surname stand at most where there are given names, too: a beginning of those belongs into the zone.
const SURNAME: usize = NAME - 4;
/// The letters of a passport's number.
const NUMBER: usize = 9;
/// The weights of a check digit.
const WEIGHTS: [u32; 3] = [7, 3, 1];

/// A name in the letters of the zone, not cut: surname, and given names with the patronymic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneName {
    surname: String,
    given_names: Option<String>,
}

/// What a zone says.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The holder's name.
    pub name: &'a ZoneName,
    /// The passport's number.
    pub passport: &'a Text,
    /// The number of the sticker.
    pub sticker: &'a Text,
    /// The holder's citizenship.
    pub nationality: &'a Country,
    /// The holder's date of birth.
    pub born: BirthDate,
    /// `F`, `M`, or none where it is not specified.
    pub sex: Option<char>,
    /// The visa's last day.
    pub valid_until: NaiveDate,
}

impl ZoneName {
    /// A name as the zone of the passport has it; none, if it is not in Latin letters.
    pub fn of(surname: &Text, others: &[&Text]) -> Option<Self> {
        let given_names = others.iter().map(|name| letters::name(name.as_str())).collect::<Option<Vec<_>>>()?;
        Some(Self { surname: letters::name(surname.as_str())?, given_names: (!given_names.is_empty()).then(|| given_names.join("<")) })
    }

    /// As people read it: `BRAUN ALEXANDER`.
    pub fn readable(&self) -> String {
        let parts = [Some(&self.surname), self.given_names.as_ref()].into_iter().flatten();
        parts.map(|part| part.replace('<', " ")).collect::<Vec<_>>().join(" ")
    }

    /// The field of the zone, filled up; what does not fit is cut so that its last place holds a letter (Doc 9303-7 section 4.2.2).
    fn field(&self) -> String {
        let text = match &self.given_names {
            None => cut(&self.surname, NAME),
            Some(given_names) => {
                let fits = self.surname.len().saturating_add(2).saturating_add(given_names.len()) <= NAME;
                let surname = if fits { self.surname.clone() } else { cut(&self.surname, SURNAME) };
                let left = NAME.saturating_sub(surname.len()).saturating_sub(2);
                format!("{surname}<<{}", cut(given_names, left))
            }
        };
        filled(&text, NAME)
    }
}

/// The lines of a zone; none, if neither of the numbers fits into it or Doc 9303 does not know the state.
pub fn lines(content: &Content) -> Option<[String; 2]> {
    let nationality = states::letters(content.nationality)?;
    let number = filled(&number(content.passport).or_else(|| number(content.sticker))?, NUMBER);
    let born = content.born.written("%y%m%d", "%y%m<<", "%y<<<<");
    let until = content.valid_until.format("%y%m%d").to_string();
    let second = format!(
        "{number}{}{nationality:<<3}{born}{}{}{until}{}",
        check_digit(&number)?,
        check_digit(&born)?,
        content.sex.unwrap_or('<'),
        check_digit(&until)?
    );
    Some([format!("V<KAZ{}", content.name.field()), filled(&second, LINE)])
}

/// A number in the letters of the zone; none, if it is too long for it.
fn number(number: &Text) -> Option<String> {
    let letter =
        |letter: char| if letter.is_ascii_alphanumeric() { Some(letter.to_ascii_uppercase()) } else { is_gap(letter).then_some('<') };
    let text: String = number.as_str().trim().chars().map(letter).collect::<Option<_>>()?;
    (text.len() <= NUMBER && text.starts_with(|first: char| first != '<')).then_some(text)
}

fn is_gap(letter: char) -> bool {
    matches!(letter, ' ' | '-' | '/' | '.' | '№')
}

/// At most so many letters of a text, the last of which is none that only divides: else the part before gives up its last letter.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let mut kept: Vec<char> = letters.iter().take(most).copied().collect();
    if kept.last() == Some(&'<') {
        kept.pop();
        let next = letters.get(most).copied();
        let is_long = kept.iter().rev().take_while(|letter| **letter != '<').count() > 1;
        if let Some(next) = next.filter(|_| is_long) {
            kept.pop();
            kept.extend(['<', next]);
        }
    }
    kept.into_iter().collect()
}

fn filled(text: &str, length: usize) -> String {
    format!("{text:<<length$}")
}

/// Doc 9303-3 section 4.9: each letter by its value and its place, in tens.
fn check_digit(text: &str) -> Option<u32> {
    let value = |letter: char| if letter == '<' { Some(0) } else { letter.to_digit(36) };
    let values = text.chars().map(value).collect::<Option<Vec<_>>>()?;
    let weighed = values.iter().zip(WEIGHTS.iter().cycle()).map(|(value, weight)| value.saturating_mul(*weight));
    Some(weighed.fold(0, u32::saturating_add) % 10)
}
