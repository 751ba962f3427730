//! What a code rests on.

use serde::{Deserialize, Serialize};

use super::{INVITATION, Rulebook};
use crate::{
    checks::finding::FindingCode,
    problem::{Code, Problem},
};

/// What a code says, and the paragraph that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Citation {
    /// The code of a finding, or the number of a ground for refusal.
    pub code: String,
    /// What it says.
    pub says: String,
    /// Act and paragraph.
    pub paragraph: String,
    /// What the paragraph says, in our own words.
    pub text: String,
}

/// Cites the paragraph of a finding's code, such as `CHK-WINDOW-LATE`, or of a ground, such as `4`.
///
/// # Errors
/// [`Code::RuleUnknown`], naming the codes that there are.
pub fn cite(rulebook: &Rulebook, code: &str) -> Result<Citation, Problem> {
    let (says, paragraph) = if let Ok(code) = code.to_ascii_uppercase().parse::<FindingCode>() {
        (code.says().to_owned(), code.paragraph().to_owned())
    } else if let Some(ground) = rulebook.grounds.iter().find(|ground| ground.is_for(INVITATION) && ground.rule.ground.to_string() == code)
    {
        (ground.rule.text.clone(), format!("R26 annex 5 row 9({code})"))
    } else {
        let known: Vec<_> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
        let message = format!("no such code; there are the grounds 1 to 7 and {}", known.join(", "));
        return Err(Problem::new(Code::RuleUnknown, message).at("code"));
    };
    let named = |paragraph: &str| rulebook.paragraphs.iter().find(|entry| format!("{} {}", entry.rule.act, entry.rule.number) == paragraph);
    let text = named(&paragraph).map(|entry| entry.rule.text.clone()).unwrap_or_default();
    Ok(Citation { code: code.to_owned(), says, paragraph, text })
}
