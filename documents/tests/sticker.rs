//! Risk: a field of a visa's sticker is printed beside its place, over another one, or cut off; or the sheet comes out in another size than
//! the blank. The file is read back by `pdftotext` and `pdfinfo` of poppler-utils; if they are missing the test says so and is skipped, unless
//! `SHAQYRU_SKIP_IS_FAILURE` is set.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// A skipped test is to be heard of.
#![allow(clippy::print_stderr)]

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

use shaqyru_documents::{DocumentError, sticker_pdf};
use shaqyru_domain::{
    law::rulebook::{Rulebook, RulesInForce, sticker::StickerField},
    visa::sticker::{FilledField, FilledSticker},
};

/// Millimetres of a point.
const MILLIMETRE: f64 = 25.4 / 72.0;

fn sticker(values: &[(StickerField, &str)]) -> FilledSticker {
    let usual = |field| match field {
        StickerField::PlaceOfIssue => "ALA-DP",
        StickerField::Entries => "multiple",
        StickerField::Category => "B12-1",
        StickerField::IssuedOn => "28.04.2026",
        StickerField::Name => "SPECIMEN RAHUL",
        StickerField::PassportNumber => "Z0000005",
        StickerField::ValidFrom => "01.06.2026",
        StickerField::ValidUntil => "31.05.2027",
        StickerField::InvitingOrganisation => "«Үлгі» ЖШС",
        StickerField::AdditionalInformation => "№KZ0000101 ұзарту",
        StickerField::Fee => "129750 KZT",
        StickerField::Accompanied => "–",
        StickerField::Signature => "ҮЛГІ",
        StickerField::Nationality => "IN",
        StickerField::Receipt => "Q-17",
        StickerField::Remarks => "ескертпе",
    };
    let field = |field: StickerField| {
        let value = values.iter().find(|(changed, _)| *changed == field).map_or_else(|| usual(field), |(_, value)| value);
        FilledField { field, label: field.label().to_owned(), value: value.to_owned() }
    };
    FilledSticker { number: "KZ0000201".to_owned().try_into().unwrap(), fields: StickerField::ALL.map(field).to_vec(), zone: None }
}

fn rulebook() -> Rulebook {
    Rulebook::built_in().unwrap()
}

fn in_force(rulebook: &Rulebook) -> RulesInForce<'_> {
    rulebook.on("2026-04-28".parse().unwrap()).unwrap()
}

/// Writes it where it can be looked at afterwards.
fn printed(name: &str, sticker: &FilledSticker) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sticker-{name}.pdf"));
    std::fs::write(&path, sticker_pdf(sticker, &in_force(&rulebook())).unwrap()).unwrap();
    path
}

fn said_by(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "{program} is missing: install poppler-utils");
            eprintln!("SKIPPED: {program} is missing; install poppler-utils to have the stickers read back");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

/// A word with its box in millimetres: left, top, right, bottom.
type Word = (String, [f64; 4]);

fn words(path: &Path) -> Option<Vec<Word>> {
    let boxes = said_by("pdftotext", &["-bbox", path.to_str().unwrap(), "-"])?;
    let word = |line: &str| {
        let (attributes, rest) = line.trim().strip_prefix("<word ")?.split_once('>')?;
        let numbers: Vec<f64> =
            attributes.split('"').skip(1).step_by(2).map(|number| number.parse::<f64>().unwrap() * MILLIMETRE).collect();
        Some((rest.replace("</word>", ""), [numbers[0], numbers[1], numbers[2], numbers[3]]))
    };
    Some(boxes.lines().filter_map(word).collect())
}

/// Each word of each field lies in the field's place, the first one at its left edge, and none is missing.
fn assert_in_place(sticker: &FilledSticker, words: &[Word]) {
    let rulebook = rulebook();
    let rules = in_force(&rulebook);
    let mut placed = 0;
    for filled in &sticker.fields {
        let place = rules.sticker_place(filled.field).unwrap();
        let inside: Vec<_> = words
            .iter()
            .filter(|(_, [left, top, right, bottom])| {
                // Letters are lower than the box that a reader draws around their line.
                *left >= place.x - 0.1
                    && *right <= place.x + place.width + 0.5
                    && *top >= place.y - 1.0
                    && *bottom <= place.y + place.height + 1.0
            })
            .collect();
        let read: String = inside.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(read, filled.value.split_whitespace().collect::<String>(), "{:?}: {words:?}", filled.field);
        if let Some((_, [left, ..])) = inside.first() {
            assert!((left - place.x).abs() < 0.3, "{:?}: {left} mm for {} mm", filled.field, place.x);
        }
        placed += inside.len();
    }
    assert_eq!(placed, words.len(), "{words:?}");
}

/// Covers: R26 annex 2
#[test]
fn every_field_is_printed_in_its_place_to_the_millimetre() {
    let sticker = sticker(&[]);
    let path = printed("usual", &sticker);
    let (Some(words), Some(info)) = (words(&path), said_by("pdfinfo", &[path.to_str().unwrap()])) else { return };
    assert_in_place(&sticker, &words);
    // 120 mm by 112 mm in points.
    let size = info.lines().find_map(|line| line.strip_prefix("Page size:")).unwrap();
    let sides: Vec<f64> = size.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!((sides[0] - 340.157).abs() < 0.1 && (sides[1] - 317.480).abs() < 0.1, "{size}");
    assert!(info.contains("Pages:           1"), "{info}");
    assert!(!info.contains("SPECIMEN") && !info.contains("Z0000005"), "{info}");
}

/// Covers: R26 annex 2
#[test]
fn a_long_text_is_printed_whole_within_its_place_or_not_at_all() {
    let name = format!("{} {}", "WOLFESCHLEGELSTEINHAUSENBERGERDORFF".repeat(3), "ADOLPH BLAINE CHARLES");
    let organisation = "«Қазақстан Республикасының ұзақ атауы бар үлгі ұйымы» жауапкершілігі шектеулі серіктестігі ".repeat(2);
    let more = "№KZ0000101 ұзарту; жұмыс жасауға құқығы жоқ/work is not permitted; әр келгенде 30 тәулік/30 days at each entry; Курчатов қ., № 01-027/3 11.01.2026 ж.";
    let long = sticker(&[
        (StickerField::Name, &name),
        (StickerField::InvitingOrganisation, &organisation),
        (StickerField::AdditionalInformation, more),
        (StickerField::PassportNumber, "ABCDEFGH1234567890"),
    ]);
    let path = printed("long", &long);
    let Some(words) = words(&path) else { return };
    assert_in_place(&long, &words);

    let endless = "X".repeat(600);
    let rows = [
        (StickerField::Name, endless.as_str()),
        (StickerField::InvitingOrganisation, &endless),
        (StickerField::AdditionalInformation, &endless),
        // A number is not broken, and a letter that the fonts lack is not shown as something else.
        (StickerField::PassportNumber, "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890"),
        (StickerField::Receipt, "12345678901234567890123456789012345"),
        (StickerField::InvitingOrganisation, "北京"),
    ];
    for (field, value) in rows {
        match sticker_pdf(&sticker(&[(field, value)]), &in_force(&rulebook())) {
            Err(DocumentError::Field(named)) => assert_eq!(named, field.as_str()),
            other => panic!("{field:?}: {:?}", other.map(|pdf| pdf.len())),
        }
    }
}

#[test]
fn the_zone_stands_letter_by_letter_in_its_two_lines() {
    let mut sticker = sticker(&[]);
    let zone = [format!("V<KAZSPECIMEN<<RAHUL{}", "<".repeat(24)), format!("Z0000005<7IND8803085M2705318{}", "<".repeat(16))];
    assert!(zone.iter().all(|line| line.len() == 44));
    sticker.zone = Some(zone.clone());
    let path = printed("zone", &sticker);
    let Some(words) = words(&path) else { return };
    let rulebook = rulebook();
    let rules = in_force(&rulebook);
    let sheet = rules.the(&rules.rulebook.sticker_sheets).unwrap();
    let mut baseline = sheet.zone_baseline;
    for line in zone {
        let inside: Vec<_> = words
            .iter()
            .filter(|(_, [_, top, _, bottom])| *top < baseline - 0.5 && *bottom > baseline - 0.5 && *top > baseline - 4.0)
            .collect();
        let read: String = inside.iter().map(|(word, _)| word.replace("&lt;", "<")).collect();
        assert_eq!(read, line);
        let (left, right) = (inside.first().unwrap().1[0], inside.last().unwrap().1[2]);
        assert!((left - sheet.zone_x).abs() < 1.3 && (right - sheet.zone_x - 44.0 * sheet.zone_pitch).abs() < 1.3, "{left} to {right}");
        baseline += sheet.zone_leading;
    }
}
