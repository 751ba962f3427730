//! What stands against the recipient or the inviting party, whatever visa is asked for to enter with (R26 paras 30, 56; annex 8 row 9).

use super::asked::Asked;
use crate::{
    checks::{
        finding::Finding,
        records::{Terms, standing},
    },
    problem::Problem,
};

/// The grounds of annex 8: there is none for sanctions, by which para 56 refuses the visa, and an expulsion is the sixth.
const OF_VISAS: Terms = Terms {
    person: "recipient",
    ban: "R26 para 30; LF art 22; LM art 48",
    penalty: "R26 annex 8; LF art 22(7)",
    sanctions: (2, Some("R26 para 56; LM art 48"), "no visa is issued"),
    expulsion: (6, Some("R26 annex 8")),
};

pub(super) fn check(asked: Asked) -> Result<Vec<Finding>, Problem> {
    // Nobody is kept from leaving because entering is barred.
    let is_to_enter = asked.form.action.asks_for_a_visa() && asked.category().is_some_and(|category| !category.exit);
    match &asked.records.registers {
        Some(registers) if is_to_enter => standing(asked.rules, asked.filed_on, registers, &OF_VISAS),
        _ => Ok(Vec::new()),
    }
}
