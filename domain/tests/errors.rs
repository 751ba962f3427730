//! Risk: an operator looks a code up in `docs/reference/errors.md` and finds nothing, or something else than the
//! program does.

#![allow(clippy::indexing_slicing, clippy::panic)]

use std::{collections::BTreeMap, fs, path::Path};

use shaqyru_domain::{
    checks::finding::{FindingCode, Severity},
    problem::Code,
};

/// The rows that begin with a code of this kind: what stands in their cells, by code.
fn rows(kind: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/errors.md");
    let text = fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in text.lines() {
        let Some(cells) = line.strip_prefix(&format!("| `{kind}-")).and_then(|rest| rest.strip_suffix(" |")) else { continue };
        let cells: Vec<_> = cells.split(" | ").map(str::to_owned).collect();
        let code = format!("{kind}-{}", cells[0].trim_end_matches('`'));
        rows.entry(code).or_default().push(cells);
    }
    rows
}

#[test]
fn every_code_has_exactly_one_row_with_its_exit_status() {
    let rows = rows("SHQ");
    for code in Code::ALL {
        let found = rows.get(code.as_str()).map(Vec::as_slice).unwrap_or_default();
        let [cells] = found else { panic!("{code} has {} rows", found.len()) };
        let [_, status, meaning, remedy] = cells.as_slice() else { panic!("{code}: {} cells instead of 4", cells.len()) };
        assert_eq!(*status, code.origin().exit_status().to_string(), "exit status of {code}");
        assert!(!meaning.trim().is_empty() && !remedy.trim().is_empty(), "{code} has an empty cell");
    }
}

#[test]
fn no_row_names_an_unknown_code() {
    let unknown: Vec<_> = rows("SHQ").into_keys().filter(|code| code.parse::<Code>().is_err()).collect();
    assert!(unknown.is_empty(), "no codes of this program: {unknown:?}");
}

#[test]
fn every_finding_is_listed_once_with_its_severity_meaning_and_paragraph() {
    let mut rows = rows("CHK");
    for code in FindingCode::ALL {
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let expected = [
            format!("{}`", code.as_str().trim_start_matches("CHK-")),
            severity.to_owned(),
            code.says().to_owned(),
            code.paragraph().to_owned(),
        ];
        assert_eq!(rows.remove(code.as_str()), Some(vec![expected.to_vec()]), "{code}");
    }
    assert!(rows.is_empty(), "no codes of findings: {:?}", rows.into_keys());
}
