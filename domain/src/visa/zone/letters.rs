//! Names in the letters of a machine-readable zone (ICAO Doc 9303-3 section 6): `A` to `Z`, and `<` between their parts.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Letters that lose more than their marks, or that have none to lose. Where Doc 9303-3 leaves a choice, its first one stands.
const TRANSLITERATED: [(char, &str); 21] = [
    ('Ä', "AE"),
    ('Ö', "OE"),
    ('Ü', "UE"),
    ('Å', "AA"),
    ('Æ', "AE"),
    ('Ø', "OE"),
    ('Œ', "OE"),
    ('ẞ', "SS"),
    ('ß', "SS"),
    ('Þ', "TH"),
    ('Ð', "D"),
    ('Đ', "D"),
    ('Ħ', "H"),
    ('ı', "I"),
    ('Ĳ', "IJ"),
    ('Ŀ', "L"),
    ('Ł', "L"),
    ('Ŋ', "N"),
    ('ĸ', "Q"),
    ('Ŧ', "T"),
    ('Ə', "E"),
];

/// A name as the zone writes it; none, if it holds what no passport's zone has, such as a letter that is not Latin or a digit.
pub(super) fn name(name: &str) -> Option<String> {
    let mut parts = vec![String::new()];
    for letter in name.nfc() {
        match letter {
            // Left out, and what stood around it is one part (Doc 9303-3 section 4.6).
            '\'' | '’' | 'ʼ' | '‘' | '`' | '.' => {}
            '-' | '‐' | '‑' | '–' | ',' | '<' => parts.push(String::new()),
            gap if gap.is_whitespace() => parts.push(String::new()),
            letter => parts.last_mut()?.push_str(&transliterated(letter)?),
        }
    }
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("<"))
}

fn transliterated(letter: char) -> Option<String> {
    if is_combining_mark(letter) {
        // A mark that no letter of its own was made for.
        return Some(String::new());
    }
    let mut found = String::new();
    for upper in letter.to_uppercase() {
        if let Some((_, letters)) = TRANSLITERATED.iter().find(|(known, _)| *known == upper || *known == letter) {
            return Some((*letters).to_owned());
        }
        let base = upper.nfd().find(|part| !is_combining_mark(*part)).filter(char::is_ascii_uppercase)?;
        found.push(base);
    }
    Some(found)
}
