//! An application that goes on from the office it was brought to (R26 para 12).

use serde::{Deserialize, Serialize};

use crate::text::OfficeCode;

/// From which office an application went to which, and why. Both the office that took it and the applicant are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Forwarding {
    /// The office that it was brought to.
    #[schema(value_type = String)]
    pub from: OfficeCode,
    /// The office that is competent, and has it.
    #[schema(value_type = String)]
    pub to: OfficeCode,
    /// What makes that one competent.
    pub why: String,
    /// Act and paragraph.
    pub basis: String,
    /// Why, as the applicant reads it: in Kazakh, Russian and English. Recorded with the case, so that a repaired case says the same under
    /// the same id; none in a record of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Forwarding {
    /// To the office where the inviting party is registered: no other thing makes one competent for an invitation (R26 paras 12, 26).
    pub(crate) fn to_registration(from: OfficeCode, to: OfficeCode, why: String, basis: String) -> Self {
        let reason = Some(for_the_applicant(&basis));
        Self { from, to, why, basis, reason }
    }
}

/// The notice has one text for the reason, and who reads it chose no language.
fn for_the_applicant(basis: &str) -> String {
    let [kazakh, russian, english] = match basis.strip_prefix("R26 para ") {
        Some(number) => {
            [format!("Қағидалардың {number}-тармағы"), format!("пункт {number} Правил"), format!("paragraph {number} of the Rules")]
        }
        None => [basis; 3].map(str::to_owned),
    };
    format!(
        "шақырушы тарап өтініш қайта жіберілген бөлімшенің аумағында тіркелген ({kazakh}) / \
         приглашающая сторона зарегистрирована на территории подразделения, в которое перенаправлено ходатайство ({russian}) / \
         the inviting party is registered in the area of the office to which the application was forwarded ({english})"
    )
}
