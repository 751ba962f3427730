//! Risk: a rule lets something count that it does not name, and somebody passes, or is free, with a paper that proves nothing.

use serde_json::{Value, json};

use super::{
    codes,
    mutants::NONSENSE,
    row::{Row, check},
    work,
};

/// With a paper and a regime of which no rule speaks.
fn with_nonsense(mut application: Value) -> Value {
    application["documents"].as_array_mut().unwrap().push(json!({ "kind": NONSENSE, "issuer": NONSENSE }));
    if let Some(regimes) = application["inviting_party"]["regimes"].as_array_mut() {
        regimes.push(json!(NONSENSE));
    }
    application
}

/// Covers: R26 para 13
#[test]
pub fn a_paper_or_a_regime_that_no_rule_names_changes_nothing() {
    let rows: Vec<Row> = [codes::all_rows(), work::rows(), work::groups()].concat();
    check(&rows.iter().map(|row| row.edited(with_nonsense)).collect::<Vec<_>>());
}
