//! What a text is written with, by Unicode's own rules: characters that nobody sees, Latin letters, and what looks alike.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, Script},
};
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// What is drawn as nothing (the blank of Braille, a filler of Khitan, a note without a head), or in place of something that was lost; no
/// property of Unicode tells it from others.
const BLANK_SYMBOLS: [char; 5] = ['\u{2800}', '\u{fffc}', '\u{fffd}', '\u{16fe4}', '\u{1d159}'];

/// What stands in names beside letters (ICAO Doc 9303-3; `A/L` and `@` are customary in Malaysia and India).
const SIGNS_IN_NAMES: &[char] = &[' ', '-', '.', ',', '\'', '/', '@', '(', ')', '’', '‘', 'ʼ', 'ʻ'];

/// What stands between the letters and digits of a passport's number.
const SIGNS_IN_NUMBERS: &[char] = &[' ', '-', '/', '.'];

/// Whether a character is not seen, turns round what is seen, or is none at all: controls and formats, lines and paragraphs, private
/// use, what is not assigned, and what Unicode lets programs leave out.
pub(crate) fn is_hidden(character: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    GeneralCategoryGroup::Other.contains(category)
        || matches!(category, GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || BLANK_SYMBOLS.contains(&character)
}

/// Whether a name is written as passports write names: Latin letters, with their accents, and the signs of names. A full-width letter is
/// Latin, too, by its script; that it has another spelling tells it.
pub(crate) fn is_latin_name(name: &str) -> bool {
    let mut accents_fit = false;
    let mut has_letter = false;
    for character in name.chars() {
        let category = CodePointMapData::<GeneralCategory>::new().get(character);
        if GeneralCategoryGroup::Letter.contains(category) && CodePointMapData::<Script>::new().get(character) == Script::Latin {
            (has_letter, accents_fit) = (true, true);
        } else if category == GeneralCategory::NonspacingMark {
            if !accents_fit {
                return false;
            }
        } else if SIGNS_IN_NAMES.contains(&character) {
            accents_fit = false;
        } else {
            return false;
        }
    }
    has_letter && name.nfc().eq(name.nfkc())
}

/// Whether a passport's number is written as passports write it: the letters A to Z, digits, and signs between them.
pub(crate) fn is_passport_number(number: &str) -> bool {
    number.chars().any(|character| character.is_ascii_alphanumeric())
        && number.chars().all(|character| character.is_ascii_alphanumeric() || SIGNS_IN_NUMBERS.contains(&character))
}

/// A passport's number as it is compared: letters and digits alone, without regard to case and width, and what looks alike is the same
/// (Unicode's table of confusable characters: Cyrillic `А` and Latin `A`, `O` and `0`, `I` and `1`).
pub fn passport_key(number: &str) -> String {
    let seen = number.chars().filter(|character| !is_hidden(*character));
    let capitals: String = seen.nfkc().flat_map(char::to_uppercase).nfkc().collect();
    let alike = skeleton(&capitals).map(|character| match character {
        // Prototypes that stand for a digit as well: the digit is kept, so that a number of digits is its own key.
        'O' => '0',
        'l' | 'I' => '1',
        other => other,
    });
    let key: String = alike.flat_map(char::to_uppercase).filter(|character| character.is_alphanumeric()).collect();
    // A number of signs alone, from before they were refused, is compared as it stands.
    if key.is_empty() { number.to_owned() } else { key }
}
