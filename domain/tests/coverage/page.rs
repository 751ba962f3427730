//! Which paragraph of the Rules is tried by which test. Made of `rulebook/paragraphs.toml` and of the tags on the tests:
//! `/// Covers: R26 para 15(1); SEED biometrics`. Shared by the command and the test of the page.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::value::Date;

/// The page, from the root of the repository.
pub const PAGE: &str = "docs/reference/coverage-of-the-rules.md";

const PARAGRAPHS: &str = "rulebook/paragraphs.toml";

/// Where tests stand. A folder that is not there holds none.
const FOLDERS: [&str; 4] = ["domain/src", "domain/tests", "documents/tests", "tests/tests"];

/// The acts in the order of the page.
const ACTS: [(&str, &str); 8] = [
    ("SEED", "the news of the amendment that this project was asked to carry out"),
    ("R26", "the Rules, edition of 05.02.2026"),
    ("CC", "Civil Code"),
    ("APPC", "Administrative Procedure and Process Code"),
    ("LC", "Labour Code"),
    ("LH", "Law on holidays"),
    ("LF", "Law on the legal status of foreigners"),
    ("LM", "Law on population migration"),
];

const INTRO: &str = "\
# Coverage of the Rules

Which paragraph is tried by which test, and what is left out and why. `cargo coverage-of-the-rules` makes this page of
[`rulebook/paragraphs.toml`](../../rulebook/paragraphs.toml) and of the tests themselves, each of which says in a line what it covers:
`/// Covers: R26 para 15(1); SEED biometrics`. Do not edit it by hand; a test compares it with what the command would write.

- **modelled**: tests hold all of it that this project carries out: change the rule, and at least one of them fails. (`cargo
  mutate-checks` changes each value of the rulebook and wants a test that notices it, or a reason why none does:
  [contributing](../../CONTRIBUTING.md#mutation-test-of-the-rulebook).)
- **in part**: tests hold some of it, and the reason says what is still missing.
- **not yet**: it belongs to this project, and the reason says to which of the two public services: *invitations* or *visas*.
- **not applicable**: there is nothing in it for a program to do.
- **not covered**: neither test nor reason. The command then ends with status 1.

What the paragraphs say is told in our own words and is no legal advice.
";

/// A paragraph of an act, or a row of its annexes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paragraph {
    act: String,
    number: String,
    text: String,
    not_applicable: Option<String>,
    not_yet: Option<String>,
    from: Date,
    until: Option<Date>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParagraphsFile {
    paragraph: Vec<Paragraph>,
}

/// A test that says of itself that it covers a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Act and number: `R26 para 15(1)`.
    pub paragraph: String,
    /// Where the tag stands.
    pub line: usize,
    /// The test's name.
    pub test: String,
}

/// How a paragraph stands, in the order of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Modelled,
    InPart,
    NotYet,
    NotApplicable,
    NotCovered,
}

impl State {
    const ALL: [Self; 5] = [Self::Modelled, Self::InPart, Self::NotYet, Self::NotApplicable, Self::NotCovered];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Modelled => "modelled",
            Self::InPart => "in part",
            Self::NotYet => "not yet",
            Self::NotApplicable => "not applicable",
            Self::NotCovered => "**not covered**",
        }
    }
}

/// The page as it should be.
#[derive(Debug)]
pub struct Page {
    pub text: String,
    /// Paragraphs with neither test nor reason.
    pub not_covered: Vec<String>,
}

/// Reads paragraphs and tests below `root` and lays out the page. What is wrong is told all at once, a line each.
pub fn page(root: &Path) -> Result<Page, Vec<String>> {
    let told = |path: &Path, error: io::Error| vec![format!("{}: {error}", path.display())];
    let path = root.join(PARAGRAPHS);
    let paragraphs = fs::read_to_string(&path).map_err(|error| told(&path, error))?;
    let mut files = Vec::new();
    for folder in FOLDERS.map(|folder| root.join(folder)) {
        if folder.is_dir() {
            rust_files(&folder, &mut files).map_err(|error| told(&folder, error))?;
        }
    }
    files.sort();
    let mut sources = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|error| told(&path, error))?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        sources.push((name, text));
    }
    lay_out(&paragraphs, &sources)
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The page of the paragraphs' file and the sources, each with its name.
pub fn lay_out(paragraphs: &str, sources: &[(String, String)]) -> Result<Page, Vec<String>> {
    let paragraphs = toml::from_str::<ParagraphsFile>(paragraphs).map_err(|error| vec![format!("{PARAGRAPHS}: {error}")])?.paragraph;
    let mut faults = faults_of(&paragraphs);
    let mut tests: BTreeMap<String, Vec<String>> = paragraphs.iter().map(|paragraph| (name(paragraph), Vec::new())).collect();
    for (file, text) in sources {
        let (tags, wrong) = tags(text);
        faults.extend(wrong.into_iter().map(|(line, what)| format!("{file}:{line}: {what}")));
        for Tag { paragraph, line, test } in tags {
            match tests.get_mut(&paragraph) {
                Some(tests) => tests.push(format!("`{file}::{test}`")),
                None => faults.push(format!("{file}:{line}: {PARAGRAPHS} knows no `{paragraph}`")),
            }
        }
    }
    for paragraph in &paragraphs {
        let tested = tests.get(&name(paragraph)).is_some_and(|tests| !tests.is_empty());
        if tested && paragraph.not_applicable.is_some() {
            faults.push(format!("{PARAGRAPHS}: {} is said to be not applicable, and has a test", name(paragraph)));
        }
    }
    if faults.is_empty() { Ok(write(&paragraphs, &tests)) } else { Err(faults) }
}

fn name(paragraph: &Paragraph) -> String {
    format!("{} {}", paragraph.act, paragraph.number)
}

fn faults_of(paragraphs: &[Paragraph]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for paragraph in paragraphs {
        let name = name(paragraph);
        let mut fault = |what: &str| faults.push(format!("{PARAGRAPHS}: {name} {what}"));
        if !ACTS.iter().any(|(act, _)| *act == paragraph.act) {
            fault("is of an unknown act");
        }
        if paragraph.number.contains(';') {
            fault("has a semicolon in its number, and so cannot stand in a tag");
        }
        let Paragraph { number, text, source, not_applicable, not_yet, .. } = paragraph;
        if [Some(number), Some(text), Some(source), not_applicable.as_ref(), not_yet.as_ref()]
            .into_iter()
            .flatten()
            .any(|words| words.trim().is_empty())
        {
            fault("has a blank member");
        }
        if not_applicable.is_some() && not_yet.is_some() {
            fault("is both not applicable and not yet modelled");
        }
        if paragraph.until.is_some_and(|until| until < paragraph.from) {
            fault("ends before it begins");
        }
        if !seen.insert(name.clone()) {
            faults.push(format!("{PARAGRAPHS}: {name} is listed twice"));
        }
    }
    faults
}

/// The tags of a source, and what is wrong with others, by line. A tag that stands on no test, or is written so that it would
/// be passed over, covers nothing, and nobody would see it.
pub fn tags(source: &str) -> (Vec<Tag>, Vec<(usize, String)>) {
    let (mut tags, mut faults) = (Vec::new(), Vec::new());
    let mut waiting: Vec<(usize, &str)> = Vec::new();
    let (mut is_test, mut is_ignored) = (false, false);
    for (line, text) in (1..).zip(source.lines().map(str::trim)) {
        if let Some(list) = text.strip_prefix("/// Covers:") {
            waiting.extend(list.split(';').map(|paragraph| (line, paragraph.trim())));
        } else if is_comment_about_covering(text) {
            faults.push((line, "a tag is written `/// Covers: R26 para 15(1)`".to_owned()));
        } else if text.starts_with("//") || text.starts_with("#[") {
            is_test |= text == "#[test]" || text.starts_with("#[tokio::test");
            is_ignored |= text.starts_with("#[ignore");
        } else {
            let test = function(text).filter(|_| is_test && !is_ignored);
            for (line, paragraph) in waiting.drain(..) {
                match test {
                    Some(test) => tags.push(Tag { paragraph: paragraph.to_owned(), line, test: test.to_owned() }),
                    None => faults.push((line, "the tag stands on nothing that is run as a test".to_owned())),
                }
            }
            (is_test, is_ignored) = (false, false);
        }
    }
    faults.extend(waiting.into_iter().map(|(line, _)| (line, "the tag stands on nothing that is run as a test".to_owned())));
    (tags, faults)
}

fn is_comment_about_covering(text: &str) -> bool {
    let words = text.strip_prefix("//").unwrap_or_default().trim_start_matches(['/', '!', ' ']);
    words.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("covers:"))
}

/// The name of the function that begins in this line.
fn function(text: &str) -> Option<&str> {
    let text = text.strip_prefix("pub ").unwrap_or(text);
    let text = text.strip_prefix("async ").unwrap_or(text);
    text.strip_prefix("fn ")?.split(['(', '<']).next()
}

fn write(paragraphs: &[Paragraph], tests: &BTreeMap<String, Vec<String>>) -> Page {
    let mut figures: BTreeMap<(&str, State), usize> = BTreeMap::new();
    let mut not_covered = Vec::new();
    let mut tables = String::new();
    for (act, title) in ACTS {
        let mut rows = String::new();
        for paragraph in paragraphs.iter().filter(|paragraph| paragraph.act == act) {
            let tests = tests.get(&name(paragraph)).map(Vec::as_slice).unwrap_or_default();
            let (state, reason) = match (tests, &paragraph.not_applicable, &paragraph.not_yet) {
                (_, Some(reason), _) => (State::NotApplicable, Some(reason)),
                ([], None, Some(reason)) => (State::NotYet, Some(reason)),
                ([_, ..], None, Some(reason)) => (State::InPart, Some(reason)),
                ([_, ..], None, None) => (State::Modelled, None),
                ([], None, None) => (State::NotCovered, None),
            };
            if state == State::NotCovered {
                not_covered.push(name(paragraph));
            }
            *figures.entry((act, state)).or_default() += 1;
            let until = paragraph.until.map(|until| format!(" (until {until})")).unwrap_or_default();
            let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            let cells =
                [paragraph.number.clone(), format!("{}{until}", paragraph.text), format!("{}{reason}", state.as_str()), tests.join("<br>")];
            rows += &row(&cells);
        }
        if !rows.is_empty() {
            let _ = write!(tables, "\n## {act}: {title}\n\n| paragraph | what it says | state | tests |\n|---|---|---|---|\n{rows}");
        }
    }
    let mut text = format!("{INTRO}\n## Figures\n\n| act |");
    for state in State::ALL {
        let _ = write!(text, " {} |", state.as_str().trim_matches('*'));
    }
    text += "\n|---|---|---|---|---|---|\n";
    let counted = |acts: &[&str]| State::ALL.map(|state| acts.iter().filter_map(|act| figures.get(&(act, state))).sum::<usize>());
    let acts: Vec<_> = ACTS.iter().map(|(act, _)| *act).filter(|act| figures.keys().any(|(counted, _)| counted == act)).collect();
    let totals = acts.iter().map(|act| (*act, counted(&[act]))).chain([("**all**", counted(&acts))]);
    for (act, numbers) in totals {
        text += &row(&[act.to_owned()].into_iter().chain(numbers.map(|number| number.to_string())).collect::<Vec<_>>());
    }
    Page { text: text + &tables, not_covered }
}

fn row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | ")).replace("|  |", "| |")
}
