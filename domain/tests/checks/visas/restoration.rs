//! A restored visa is the same one; and the visa that is restored, annulled or shortened is there (R26 paras 25, 46, 48, 55).

use super::row::{Row, annulment, check, extension, restoration, row, shortening};

const BASIS: &str = "para 48";

pub fn rows() -> Vec<Row> {
    let otherwise = |field: &str| format!("CHK-VISA-RESTORED-OTHERWISE at {field}: {BASIS}");
    let ended = |paragraph: &str| format!("CHK-VISA-ENDED at current_visa.valid_until: {paragraph}");
    let category = |paragraph: &str| format!("CHK-VISA-OTHER-CATEGORY at category: {paragraph}");
    let restorer = "CHK-VISA-RESTORER at current_visa.issued_by: para 48";
    let mut rows = vec![
        row("the example", restoration("")),
        row("other entries", restoration("entries=single")).finds(&[&otherwise("entries")]),
        row("begins later", restoration("valid_from=2025-06-02")).finds(&[&otherwise("valid_from")]),
        row("ends a day later", restoration("valid_until=2026-06-01")).finds(&[&otherwise("valid_until")]),
        row("ends a day earlier", restoration("valid_until=2026-05-30")).finds(&[&otherwise("valid_until")]),
        row("ends later than the register has it", restoration(""))
            .known("current_visa/known/visa/valid_until=2026-05-30")
            .finds(&[&otherwise("valid_until"), "CHK-VISA-RECORD at current_visa.valid_until: para 43"]),
        row("another category", restoration("category=C4")).finds(&[&category("para 48")]),
        row("on its last day", restoration("")).on("2026-05-31"),
        row("after it", restoration("")).on("2026-06-01").finds(&[&ended("para 48")]),
        row("the same passport", restoration("recipient/passport/number=Z0000005"))
            .finds(&["CHK-VISA-SAME-PASSPORT at recipient.passport.number: para 48"]),
        row("damaged, in the same passport", restoration("reason=damaged; recipient/passport/number=Z0000005")),
        row("an electronic visa for a new passport", restoration("current_visa/issued_by=portal"))
            .finds(&["CHK-VISA-ELECTRONIC-ANEW at current_visa.issued_by: para 25"]),
        row("the example of an annulment", annulment("")),
        row("annulled on its last day", annulment("")).on("2026-05-31"),
        row("annulled after it", annulment("")).on("2026-06-01").finds(&[&ended("para 46")]),
        row("annulled after it, never used", annulment("current_visa/used=false")).on("2026-06-01"),
        row("another category is annulled", annulment("category=C4")).finds(&[&category("para 46")]),
        row("the example of a shortening", shortening("")),
        row("shortened on its last day", shortening("")).on("2026-05-29"),
        row("shortened after it", shortening("")).on("2026-05-30").finds(&[&ended("para 55")]),
        row("shortened after it, never used", shortening("current_visa/used=false")).on("2026-05-30").finds(&[&ended("para 55")]),
        row("another category is shortened", shortening("category=B2")).finds(&[&category("para 55")]),
        row("what is restored otherwise may be extended", extension("valid_from=2026-06-01")),
    ];
    for (issuer, found) in [("mfa", &[][..]), ("mission", &[]), ("police", &[restorer]), ("portal", &[restorer])] {
        let asked = restoration(&format!("reason=lost; provider=mfa; current_visa/issued_by={issuer}"));
        rows.push(row(format!("the ministry restores what {issuer} issued"), asked).finds(found));
        rows.push(row(
            format!("the police restore what {issuer} issued"),
            restoration(&format!("reason=lost; current_visa/issued_by={issuer}")),
        ));
    }
    rows
}

/// Covers: R26 para 25; R26 para 46; R26 para 48; R26 para 55
#[test]
pub fn only_a_visa_that_has_not_ended_is_restored_annulled_or_shortened_and_restored_as_it_was() {
    check(&rows());
}
