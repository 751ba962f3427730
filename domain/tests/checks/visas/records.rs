//! What the register knows goes before what somebody tells (R26 paras 37, 38, 43, 48).

use super::row::{Row, change, check, electronic, extension, restoration, row};

const VISA: &str = "para 43";

pub fn rows() -> Vec<Row> {
    let otherwise = |field: &str| format!("CHK-VISA-RECORD at current_visa.{field}: {VISA}");
    let annul = "CHK-VISA-ANNUL-FIRST at current_visa: para 35";
    let unknown = "CHK-VISA-RECORD-UNKNOWN at current_visa: para 43";
    let mut rows = vec![
        row("all as it is told", extension("")),
        row("the visa was annulled", extension("")).known("current_visa/known/annulled=true").finds(&[&otherwise("number")]).grounds(&[1]),
        row("no such visa", extension("")).known("current_visa=nothing").finds(&[&otherwise("number")]).grounds(&[1]),
        row("nobody asked for it", extension("")).known("current_visa=not_asked").finds(&[unknown]),
        row("nobody asked, and none is told", change("current_visa=null")).known("current_visa=not_asked").finds(&[unknown]),
        row("nobody asked, at a mission", change("current_visa=null; provider=mission; recipient/present_address=null"))
            .known("current_visa=not_asked"),
        row("nobody asked, at a mission, of somebody with an address here", change("current_visa=null; provider=mission"))
            .known("current_visa=not_asked"),
        row("one that is not told", change("current_visa=null"))
            .known(&format!(r#"current_visa={{"known":{{"visa":{}}}}}"#, change("")["current_visa"]))
            .finds(&["CHK-VISA-RECORD at current_visa: para 43", annul]),
        row("the passport written otherwise", extension("")).known("current_visa/known/visa/passport_number=z 0000005"),
    ];
    for (field, value) in [
        ("number", "KZ0000102"),
        ("issued_by", "mission"),
        ("passport_number", "Z0000006"),
        ("used", "false"),
        ("valid_from", "2025-06-02"),
        ("extended_before", "1"),
        ("entries", "single"),
    ] {
        let known = row(format!("another {field}"), extension("")).known(&format!("current_visa/known/visa/{field}={value}"));
        rows.push(known.finds(&[&otherwise(field)]).grounds(&[1]));
    }
    rows.push(
        row("another category", extension(""))
            .known("current_visa/known/visa/category=C4")
            .finds(&[&otherwise("category"), "CHK-VISA-OTHER-CATEGORY at category: para 49"]),
    );
    rows.extend(invitations());
    rows
}

fn invitations() -> Vec<Row> {
    let wrong = |field: &str| format!("CHK-VISA-INVITATION at {field}: para 38");
    let beyond = |field: &str| format!("CHK-VISA-BEYOND-INVITATION at {field}: para 37");
    let known = |edit: &str| row(format!("the invitation with {edit}"), electronic("")).known(&format!("invitation/known/{edit}"));
    vec![
        row("the invitation as it is told", electronic("")),
        row("no such invitation", electronic("")).known("invitation=nothing").finds(&[&wrong("basis.number")]).grounds(&[1]),
        row("nobody asked for it", electronic(""))
            .known("invitation=not_asked")
            .finds(&["CHK-VISA-INVITATION-UNKNOWN at basis.number: para 38"]),
        row("on a petition there is none to ask for", restoration("")).known("invitation=not_asked"),
        row("for an extension neither", extension("basis/kind=invitation")).known("invitation=not_asked"),
        known("in_force=false").finds(&[&wrong("basis.number")]).grounds(&[1]),
        known("category=B2").finds(&[&wrong("category")]).grounds(&[1]),
        known("passport_number=P0000007").finds(&[&wrong("recipient.passport.number")]).grounds(&[1]),
        known(r#"invited_by="161140000007""#).finds(&[&wrong("inviting_party.bin_iin")]).grounds(&[1]),
        known("valid_from=2026-05-11").finds(&[&beyond("valid_from")]),
        known("valid_from=2026-05-09"),
        known("valid_until=2026-06-07").finds(&[&beyond("valid_until")]),
        known("valid_until=2026-06-09"),
    ]
}

/// Covers: R26 para 37; R26 para 38; R26 para 43; R26 para 48
#[test]
pub fn what_the_register_knows_goes_before_what_is_told_and_a_difference_is_found() {
    check(&rows());
}
