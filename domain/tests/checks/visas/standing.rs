//! What stands against a visa to enter with, and not against one to leave with (R26 paras 30, 56; annex 8 row 9).

use super::row::{Row, annulment, check, electronic, exit, extension, restoration, row};

const BAN: &str = "CHK-ENTRY-BAN at recipient: R26 para 30";
const PENALTY: &str = "CHK-PENALTY at recipient: R26 annex 8";
const EXPELLED: &str = "CHK-EXPULSION at recipient: R26 annex 8";
const SANCTIONS: &str = "CHK-SANCTIONS at inviting_party: R26 para 56";

pub fn rows() -> Vec<Row> {
    let banned = r#"registers/entry_bans=[{"basis":"LF art 22(1)","until":"2026-04-24"}]"#;
    let ended = r#"registers/entry_bans=[{"basis":"LF art 22(1)","until":"2026-04-23"}]"#;
    let penalty = r#"registers/unexecuted_penalties=[{"on":"2025-01-01"}]"#;
    let expelled = |on: &str| format!(r#"registers/expulsions=[{{"on":"{on}"}}]"#);
    let sanction = |on: &str| format!(r#"{{"on":"{on}","article":"518"}}"#);
    let sanctions = |one: &str, other: &str| format!("registers/sanctions=[{},{}]", sanction(one), sanction(other));
    vec![
        row("banned", electronic("")).known(banned).finds(&[BAN]).grounds(&[2]),
        row("banned until the day before", electronic("")).known(ended),
        row("banned, when extended", extension("")).known(banned).finds(&[BAN]),
        row("banned, when restored", restoration("")).known(banned).finds(&[BAN]),
        row("whoever is banned may leave", exit("")).known(banned),
        row("and the visa be annulled", annulment("")).known(banned),
        row("a penalty", electronic("")).known(penalty).finds(&[PENALTY]).grounds(&[4]),
        row("expelled five years ago", electronic("")).known(&expelled("2021-04-24")).finds(&[EXPELLED]).grounds(&[6]),
        row("expelled five years and a day ago", electronic("")).known(&expelled("2021-04-23")),
        row("two sanctions", electronic("")).known(&sanctions("2025-04-24", "2026-04-24")).finds(&[SANCTIONS]).grounds(&[2]),
        row("the first one a year and a day ago", electronic("")).known(&sanctions("2025-04-23", "2026-04-24")),
        row("nobody asked", electronic("")).known("registers=null"),
    ]
}

/// Covers: R26 para 30; R26 para 56; R26 annex 8; LF art 22; LM art 48
#[test]
pub fn nobody_who_may_not_enter_gets_a_visa_to_enter_with() {
    check(&rows());
}
