//! Prints the sticker of a visa: each field in its place on the sheet, to the millimetre, by the template in the rulebook. The blank bears
//! everything else, its number and the names of the fields among it.

use chrono::NaiveDate;
use krilla::tagging::{Tag, TagKind};
use shaqyru_domain::{
    law::rulebook::{
        RulesInForce,
        sticker::{StickerField, StickerPlace, StickerSheet},
    },
    problem::{Code, Problem},
    visa::sticker::{FilledField, FilledSticker},
};

use crate::{
    DocumentError, Language, labels,
    layout::{Branch, Item, Mark, Paper, Shape},
    render::{About, render},
    text::{Fonts, Line, Style, Weight},
};

/// Points of a millimetre.
const MILLIMETRE: f64 = 72.0 / 25.4;
/// From line to line, by the size of the letters.
const LEADING: f32 = 1.15;
/// Letters are made smaller by so many points at a time.
const STEP: f32 = 0.5;
const BLACK: [u8; 3] = [0; 3];

/// Writes a sticker as PDF, on a page of the size of the sheet.
///
/// # Errors
/// [`DocumentError::Field`] for a field that does not fit even in the smallest letters.
pub fn sticker_pdf(sticker: &FilledSticker, rules: &RulesInForce) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::embedded().ok_or(DocumentError::Font)?;
    let sheet = rules.the(&rules.rulebook.sticker_sheets).map_err(DocumentError::Rulebook)?;
    let mut layout = Layout { fonts, sheet, items: Vec::new(), tree: Vec::new(), leaves: 0 };
    layout.heading();
    for filled in sticker.fields.iter().filter(|filled| !filled.value.is_empty()) {
        layout.field(filled, rules.sticker_place(filled.field).ok_or_else(|| DocumentError::Rulebook(no_place(filled.field)))?)?;
    }
    if let Some(zone) = &sticker.zone {
        layout.zone(zone);
    }
    let paper = Paper { size: (points(sheet.width), points(sheet.height)), pages: vec![layout.items], tree: layout.tree, title_y: 0.0 };
    render(about(sticker, rules.day), &paper, fonts).map_err(DocumentError::Pdf)
}

fn no_place(field: StickerField) -> Problem {
    Problem::new(Code::Rulebook, format!("the rulebook has no place for the field {}", field.as_str()))
}

fn about(sticker: &FilledSticker, date: NaiveDate) -> About {
    let language = Language::Kazakh;
    let title = format!("{} {}", labels::visa::STICKER.text(language), sticker.number);
    About { description: title.clone(), title, author: labels::BODY.text(language).to_owned(), language: language.code(), date }
}

struct Layout<'a> {
    fonts: &'a Fonts,
    sheet: &'a StickerSheet,
    items: Vec<Item>,
    tree: Vec<Branch>,
    leaves: usize,
}

impl Layout<'_> {
    /// Screen readers want a heading, paper has no room for one.
    fn heading(&mut self) {
        let tag: TagKind = Tag::Hn(std::num::NonZeroU16::MIN, Some(labels::visa::STICKER.text(Language::Kazakh).to_owned())).into();
        self.tree.push(Branch::Group(tag, Vec::new()));
    }

    /// In letters as large as the template has them, or as much smaller as the text is long; never cut.
    fn field(&mut self, filled: &FilledField, place: &StickerPlace) -> Result<(), DocumentError> {
        let does_not_fit = DocumentError::Field(filled.field.as_str());
        let Some((lines, style)) = self.fitting(&filled.value, place) else { return Err(does_not_fit) };
        let mut y = points(place.y);
        let leaf = self.leaf();
        for line in lines {
            let baseline = y + f32::midpoint(style.leading, style.size * 0.7);
            self.draw(leaf, line, style, points(place.x), baseline);
            y += style.leading;
        }
        Ok(())
    }

    fn fitting(&self, text: &str, place: &StickerPlace) -> Option<(Vec<Line>, Style)> {
        let (width, height) = (points(place.width), points(place.height));
        let smallest = size(self.sheet.smallest_letters);
        let mut letters = size(place.letters);
        while letters >= smallest {
            let style = Style { weight: Weight::Regular, size: letters, leading: letters * LEADING, ink: BLACK };
            let lines = self.fonts.lines(text, style, width);
            if is_whole(text, &lines, breaks_words(place.field)) && lines.iter().fold(0.0, |high, _| high + style.leading) <= height {
                return Some((lines, style));
            }
            letters -= STEP;
        }
        None
    }

    /// Letter by letter at the distance that readers expect.
    fn zone(&mut self, zone: &[String; 2]) {
        let letters = size(self.sheet.zone_letters);
        let style = Style { weight: Weight::Regular, size: letters, leading: letters, ink: BLACK };
        let mut baseline = self.sheet.zone_baseline;
        for text in zone {
            let leaf = self.leaf();
            let mut x = self.sheet.zone_x;
            for letter in text.chars() {
                let line = self.fonts.line(letter.to_string(), style);
                let left = points(x) + (points(self.sheet.zone_pitch) - line.width) / 2.0;
                self.draw(leaf, line, style, left, points(baseline));
                x += self.sheet.zone_pitch;
            }
            baseline += self.sheet.zone_leading;
        }
    }

    fn leaf(&mut self) -> usize {
        let leaf = self.leaves;
        self.leaves = self.leaves.saturating_add(1);
        self.tree.push(Branch::Group(Tag::P.into(), vec![Branch::Leaf(leaf)]));
        leaf
    }

    fn draw(&mut self, leaf: usize, line: Line, style: Style, x: f32, baseline: f32) {
        self.items.push(Item { mark: Mark::Leaf(leaf), shape: Shape::Line { line, style, x, baseline } });
    }
}

/// A number or a date is not broken; running text may be.
const fn breaks_words(field: StickerField) -> bool {
    matches!(field, StickerField::Name | StickerField::InvitingOrganisation | StickerField::AdditionalInformation | StickerField::Remarks)
}

/// Whether the lines show the text letter for letter, and no word of it was broken that must not be. What fonts cannot show is written
/// otherwise, and so is no longer the text.
fn is_whole(text: &str, lines: &[Line], may_break: bool) -> bool {
    let shown: String = lines.iter().map(|line| line.text.as_str()).collect();
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    let is_broken = lines.iter().rev().skip(1).any(|line| !line.text.ends_with(' '));
    dense(&shown) == dense(text) && (may_break || !is_broken)
}

/// Millimetres in points.
#[expect(clippy::cast_possible_truncation, reason = "a sheet measures some hundred millimetres")]
fn points(millimetres: f64) -> f32 {
    (millimetres * MILLIMETRE) as f32
}

#[expect(clippy::cast_possible_truncation, reason = "letters measure some points")]
fn size(points: f64) -> f32 {
    points as f32
}
