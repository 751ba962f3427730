//! Risk: the page on what is modelled says something else than the tests do, or a test covers a paragraph that nobody finds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::{collections::BTreeSet, fs, path::Path};

#[path = "coverage/page.rs"]
mod page;

use page::{PAGE, Page, lay_out, tags};

#[test]
fn the_coverage_page_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let made = page::page(&root).unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
    let written = fs::read_to_string(root.join(PAGE)).unwrap();
    let differs = made.text.lines().zip(written.lines()).find(|(made, written)| made != written);
    assert!(made.text == written, "{PAGE} is stale: run `cargo coverage-of-the-rules`. The first line that differs: {differs:#?}");
}

/// The paragraphs that were put between others, and annex 5 row by row: the Rules as they are, written apart from the page.
const PUT_BETWEEN: [&str; 2] = ["para 24-1", "para 58-1"];
const ANNEX_5: [&str; 17] = [
    "sub-services",
    "row 1",
    "row 2",
    "row 3",
    "row 4",
    "row 5",
    "fee",
    "row 7",
    "row 8",
    "row 9(1)",
    "row 9(2)",
    "row 9(3)",
    "row 9(4)",
    "row 9(5)",
    "row 9(6)",
    "row 9(7)",
    "row 10",
];

#[test]
fn every_paragraph_of_the_rules_has_a_row_and_every_row_a_paragraph() {
    let paragraphs = (1..=59).map(|number| format!("para {number}")).chain(PUT_BETWEEN.map(str::to_owned));
    let annexes = (1..=13).filter(|number| *number != 5).map(|number| format!("annex {number}"));
    let of_the_rules: BTreeSet<_> = paragraphs.chain(annexes).chain(ANNEX_5.map(|row| format!("annex 5 {row}"))).collect();
    let made = page::page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
    let table = made.text.split("\n## ").find(|section| section.starts_with("R26:")).unwrap();
    let rows: BTreeSet<_> = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
    let without_a_row: Vec<_> = of_the_rules.iter().filter(|number| !rows.contains(number.as_str())).collect();
    assert!(without_a_row.is_empty(), "no row: {without_a_row:?}");
    // An item has a row of its own beside that of its paragraph: `para 15(1)`.
    let of_none = |row: &&&str| {
        **row != "paragraph" && !of_the_rules.contains(**row) && !row.split_once('(').is_some_and(|(whole, _)| rows.contains(whole))
    };
    assert_eq!(rows.iter().filter(of_none).collect::<Vec<_>>(), Vec::<&&str>::new(), "the Rules know none of these");
}

fn paragraph(number: &str, more: &str) -> String {
    format!("[[paragraph]]\nact = 'R26'\nnumber = '{number}'\ntext = 'says'\nfrom = 2026-02-22\nsource = 'R26'\n{more}\n")
}

fn laid_out(paragraphs: &[String], source: &str) -> Result<Page, Vec<String>> {
    lay_out(&paragraphs.concat(), &[("a/b.rs".to_owned(), source.to_owned())])
}

fn test(tag: &str, name: &str) -> String {
    format!("/// {tag}\n#[test]\nfn {name}() {{}}\n")
}

#[test]
fn a_tag_that_names_an_unknown_paragraph_is_refused() {
    let known = [paragraph("para 15(1)", "")];
    let source = test("Covers: R26 para 15(1); R26 para 151", "one") + &test("Covers: LM para 15(1)", "two");
    assert_eq!(
        laid_out(&known, &source).unwrap_err(),
        ["a/b.rs:1: rulebook/paragraphs.toml knows no `R26 para 151`", "a/b.rs:4: rulebook/paragraphs.toml knows no `LM para 15(1)`"]
    );
}

#[test]
fn every_tag_is_counted_or_reported_as_misplaced() {
    let found = |source: &str| {
        let (tags, faults) = tags(source);
        let tags: Vec<_> = tags.into_iter().map(|tag| format!("{} {} {}", tag.line, tag.paragraph, tag.test)).collect();
        (tags, faults.into_iter().map(|(line, _)| line).collect::<Vec<_>>())
    };
    let rows: [(&str, &[&str], &[usize]); 12] = [
        ("/// Covers: R26 para 1\n#[test]\nfn a() {", &["1 R26 para 1 a"], &[]),
        ("/// Story.\n/// Covers: R26 para 1; CC art 2\n#[tokio::test]\nasync fn a() {", &["2 R26 para 1 a", "2 CC art 2 a"], &[]),
        ("/// Covers: R26 para 1\n/// Covers: CC art 2\n#[test]\nfn a() -> Result<()> {", &["1 R26 para 1 a", "2 CC art 2 a"], &[]),
        ("proptest! {\n    /// Covers: CC art 2\n    #[test]\n    fn a(\n", &["2 CC art 2 a"], &[]),
        ("/// Covers: CC art 2\n#[test]\nfn a() {\n}\n\n#[test]\nfn b() {", &["1 CC art 2 a"], &[]),
        ("/// Covers: CC art 2\nfn helper() {", &[], &[1]),
        ("#[test]\nfn a() {\n}\n/// Covers: CC art 2\nfn helper() {", &[], &[4]),
        ("/// Covers: CC art 2\n\n#[test]\nfn a() {", &[], &[1]),
        ("/// Covers: CC art 2\n#[test]\n#[ignore = \"slow\"]\nfn a() {", &[], &[1]),
        ("// Covers: CC art 2\n#[test]\nfn a() {", &[], &[1]),
        ("/// covers: CC art 2\n#[test]\nfn a() {", &[], &[1]),
        ("/// Covers: CC art 2", &[], &[1]),
    ];
    for (source, expected, faults) in rows {
        let expected = expected.iter().map(|tag| (*tag).to_owned()).collect();
        assert_eq!(found(source), (expected, faults.to_vec()), "{source}");
    }
}

#[test]
fn each_paragraph_is_listed_with_its_true_state() {
    let paragraphs = [
        paragraph("para 1", ""),
        paragraph("para 2", "not_yet = 'visas'"),
        paragraph("para 3", "not_yet = 'visas'"),
        paragraph("para 4", "not_applicable = 'a | b'"),
        paragraph("para 5", "until = 2026-12-31"),
    ];
    let page = laid_out(&paragraphs, &test("Covers: R26 para 1; R26 para 2", "tried")).unwrap();
    assert_eq!(page.not_covered, ["R26 para 5"]);
    let rows: Vec<_> = page.text.lines().filter(|line| line.starts_with("| para") || line.starts_with("| R26")).collect();
    assert_eq!(
        rows,
        [
            "| R26 | 1 | 1 | 1 | 1 | 1 |",
            "| paragraph | what it says | state | tests |",
            "| para 1 | says | modelled | `a/b.rs::tried` |",
            "| para 2 | says | in part: visas | `a/b.rs::tried` |",
            "| para 3 | says | not yet: visas | |",
            "| para 4 | says | not applicable: a \\| b | |",
            "| para 5 | says (until 2026-12-31) | **not covered** | |",
        ]
    );
}

#[test]
fn a_faulty_paragraph_is_refused_with_its_fault() {
    let covered = test("Covers: R26 para 1", "tried");
    let rows = [
        (vec![paragraph("para 1", ""), paragraph("para 1", "")], "R26 para 1 is listed twice"),
        (vec![paragraph("para 1", "not_applicable = 'a'")], "R26 para 1 is said to be not applicable, and has a test"),
        (vec![paragraph("para 1", "not_applicable = 'a'\nnot_yet = 'b'")], "R26 para 1 is both not applicable and not yet modelled"),
        (vec![paragraph("para 1", "not_yet = ' '")], "R26 para 1 has a blank member"),
        (vec![paragraph("para 1", "until = 2026-02-21")], "R26 para 1 ends before it begins"),
        (vec![paragraph("para 1", ""), paragraph("a; b", "")], "R26 a; b has a semicolon in its number, and so cannot stand in a tag"),
        (vec![paragraph("para 1", ""), paragraph("para 2", "").replace("'R26'\nn", "'R62'\nn")], "R62 para 2 is of an unknown act"),
        (vec![paragraph("para 1", "notyet = 'visas'")], "unknown field `notyet`"),
    ];
    for (paragraphs, expected) in rows {
        let faults = laid_out(&paragraphs, &covered).unwrap_err();
        assert!(faults[0].contains(expected), "{expected}: {faults:?}");
    }
}
