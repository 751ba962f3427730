//! Fonts, and text cut into lines: what is measured is what is drawn.

use std::{fmt::Write, sync::LazyLock};

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Face, Script, ShapePlan, UnicodeBuffer, script, shape, shape_with_plan};

/// See `fonts/README.md`.
const REGULAR: &[u8] = include_bytes!("../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/NotoSans-Bold.ttf");

/// The most marks that are put on one letter: no language needs more, and a heap of them runs over other lines.
const MOST_MARKS: usize = 3;

/// The two fonts of all documents.
pub(crate) struct Fonts {
    regular: Typeface,
    bold: Typeface,
}

/// A font, for measuring and for drawing.
struct Typeface {
    face: Face<'static>,
    font: Font,
    /// How each script is shaped. Finding that out takes longer than shaping a line.
    plans: [(Script, ShapePlan); 3],
}

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub weight: Weight,
    /// In points.
    pub size: f32,
    /// From line to line, in points.
    pub leading: f32,
    /// Red, green, blue.
    pub ink: [u8; 3],
}

/// A line as it is drawn.
pub(crate) struct Line {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub width: f32,
}

impl Typeface {
    fn of(data: &'static [u8]) -> Option<Self> {
        let face = Face::from_slice(data, 0)?;
        let plans = [script::CYRILLIC, script::LATIN, script::COMMON]
            .map(|script| (script, ShapePlan::new(&face, Direction::LeftToRight, Some(script), None, &[])));
        Some(Self { face, font: Font::new(data.into(), 0)?, plans })
    }
}

impl Fonts {
    /// The fonts that are compiled in; none if they cannot be read.
    pub fn embedded() -> Option<&'static Self> {
        static FONTS: LazyLock<Option<Fonts>> =
            LazyLock::new(|| Some(Fonts { regular: Typeface::of(REGULAR)?, bold: Typeface::of(BOLD)? }));
        FONTS.as_ref()
    }

    pub fn font(&self, weight: Weight) -> &Font {
        &self.typeface(weight).font
    }

    const fn typeface(&self, weight: Weight) -> &Typeface {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Cuts a text into lines that are no wider than `width`: between words, or within one that is too long. An empty
    /// text has no lines.
    pub fn lines(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        let text = self.shown(text);
        let space = self.line(" ".to_owned(), style).width;
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0.0;
        for word in text.split(is_gap).filter(|word| !word.is_empty()) {
            let wide = self.line(word.to_owned(), style).width;
            if !line.is_empty() && used + space + wide <= width {
                line.push(' ');
                line.push_str(word);
                used += space + wide;
                continue;
            }
            if !line.is_empty() {
                // The space stays at the end of the line: readers and searches need it between the words.
                line.push(' ');
                lines.push(std::mem::take(&mut line));
            }
            let mut pieces = if wide <= width { vec![word.to_owned()] } else { self.pieces(word, style, width) };
            line = pieces.pop().unwrap_or_default();
            lines.append(&mut pieces);
            used = self.line(line.clone(), style).width;
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines.into_iter().map(|line| self.line(line, style)).collect()
    }

    /// One line, however wide.
    pub fn line(&self, text: String, style: Style) -> Line {
        let typeface = self.typeface(style.weight);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        let plan = typeface.plans.iter().find(|(script, _)| *script == buffer.script());
        let shaped = match plan {
            Some((_, plan)) => shape_with_plan(&typeface.face, plan, buffer),
            None => shape(&typeface.face, &[], buffer),
        };
        let starts: Vec<usize> =
            shaped.glyph_infos().iter().map(|glyph| usize::try_from(glyph.cluster).unwrap_or(usize::MAX).min(text.len())).collect();
        let em = typeface.font.units_per_em();
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).zip(&starts).map(|((glyph, place), start)| {
            let end = starts.iter().copied().filter(|other| other > start).min().unwrap_or(text.len());
            KrillaGlyph::new(
                GlyphId::new(glyph.glyph_id),
                units(place.x_advance) / em,
                units(place.x_offset) / em,
                units(place.y_offset) / em,
                units(place.y_advance) / em,
                *start..end,
                None,
            )
        });
        let glyphs: Vec<KrillaGlyph> = glyphs.collect();
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * style.size;
        Line { text, glyphs, width }
    }

    /// A word that is wider than a line, in pieces that are not.
    fn pieces(&self, word: &str, style: Style, width: f32) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut used = 0.0;
        let mut letters = word.chars().peekable();
        while let Some(first) = letters.next() {
            let mut letter = String::from(first);
            while let Some(mark) = letters.next_if(|next| is_mark(*next)) {
                letter.push(mark);
            }
            let wide = self.line(letter.clone(), style).width;
            if used + wide > width && !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
                used = 0.0;
            }
            piece.push_str(&letter);
            used += wide;
        }
        pieces.push(piece);
        pieces
    }

    /// The text with everything that the fonts cannot show written as code points.
    fn shown(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut marks = 0_usize;
        for letter in text.chars() {
            marks = if is_mark(letter) { marks.saturating_add(1) } else { 0 };
            if is_gap(letter) || (self.can_show(letter) && marks <= MOST_MARKS) {
                shown.push(letter);
            } else {
                let _ = write!(shown, "[U+{:04X}]", u32::from(letter));
            }
        }
        shown
    }

    fn can_show(&self, letter: char) -> bool {
        let drawn = [&self.regular, &self.bold].iter().all(|typeface| typeface.face.glyph_index(letter).is_some());
        drawn && is_plain(letter)
    }
}

/// Glyph measures are far below the 24 bits that `f32` holds exactly.
#[expect(clippy::cast_precision_loss, reason = "font units are 16-bit numbers")]
fn units(value: i32) -> f32 {
    value as f32
}

/// Where a line may be broken; not a space that forbids it.
fn is_gap(letter: char) -> bool {
    (letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}')) || letter.is_control()
}

/// Letters of scripts that are written from left to right, letter by letter, and can be seen. The fonts have glyphs for more:
/// invisible marks that turn or hide text, and Devanagari, which needs more than one font's shaping.
fn is_plain(letter: char) -> bool {
    !matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{1aaf}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{a8e0}'..='\u{a95f}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..)
}

/// Marks that stand on the letter before them.
fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{2de0}'..='\u{2dff}' | '\u{a66f}'..='\u{a67d}' | '\u{a69e}'..='\u{a69f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { weight: Weight::Regular, size: 10.0, leading: 13.0, ink: [0; 3] };

    fn lines(text: &str, width: f32) -> Vec<String> {
        let lines = Fonts::embedded().unwrap().lines(text, STYLE, width);
        assert!(lines.iter().all(|line| line.width <= width + 3.0), "wider than the column and the space at its end: {text}");
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn no_word_is_lost_or_runs_out_of_its_column() {
        assert_eq!(lines("", 100.0), [""; 0]);
        assert_eq!(lines("  a   b  ", 100.0), ["a b"]);
        assert_eq!(lines("first second third", 50.0), ["first ", "second ", "third"]);
        let long = "x".repeat(2_000);
        assert_eq!(lines(&long, 100.0).concat(), long);
        assert_eq!(lines(&format!("a {long} b"), 100.0).concat(), format!("a {long} b"));
        // A space that forbids a break, and a column narrower than a letter.
        assert_eq!(lines("№\u{a0}7 №\u{a0}8", 30.0), ["№\u{a0}7 ", "№\u{a0}8"]);
        assert_eq!(lines("ii", 1.0), ["i", "i"]);
    }

    #[test]
    fn a_letter_that_the_font_lacks_or_that_disguises_another_shows_its_code() {
        assert_eq!(lines("Әәғқңөұүһі ĞğŞş Ễ", 500.0), ["Әәғқңөұүһі ĞğŞş Ễ"]);
        assert_eq!(lines("北京 \u{202e}cba अ", 500.0), ["[U+5317][U+4EAC] [U+202E]cba [U+0905]"]);
        assert_eq!(lines("a\u{200b}b\u{ad}c\u{feff}", 500.0), ["a[U+200B]b[U+00AD]c[U+FEFF]"]);
        // Й as two code points stays; a heap of marks does not.
        assert_eq!(lines("и\u{306}", 500.0), ["и\u{306}"]);
        assert_eq!(lines(&format!("o{}", "\u{301}".repeat(5)), 500.0), ["o\u{301}\u{301}\u{301}[U+0301][U+0301]"]);
    }
}
