//! Visas to leave with (R26 para 29; annex 1; LF art 23).

use super::row::{Row, annulment, change, check, exit, of_category, row, shortening};
use crate::row::FIRST_DAY;

const UNKNOWN: &str = "CHK-VISA-EXIT-UNKNOWN at recipient: LF art 23";
const BARRED: &str = "CHK-VISA-EXIT-BARRED at recipient: R26 para 29";
const ANNUL: &str = "CHK-VISA-ANNUL-FIRST at current_visa: para 35";

/// Exit visas; what an authority puts on their file; and whether the interior ministry's instruction stands in for it.
const EXIT: [(&str, bool, bool); 9] = [
    ("B14", true, false),
    ("B15", true, true),
    ("B16", true, false),
    ("B17", true, false),
    ("B18", true, true),
    ("B19", true, false),
    ("B20", false, false),
    ("B21", false, false),
    ("B22", true, false),
];

pub fn rows() -> Vec<Row> {
    let barred = |until: &str| format!(r#"exit_bars={{"known":[{{"basis":"LF art 23(1)"{until}}}]}}"#);
    let mut rows = vec![
        row("the example, with nothing against it", exit("")),
        row("nobody asked whether leaving is barred", exit("")).known("exit_bars=not_asked").finds(&[UNKNOWN]),
        row("leaving is barred", exit("")).known(&barred("")).finds(&[BARRED]).grounds(&[2]),
        row("barred until the day of filing", exit("")).known(&barred(r#","until":"2026-04-24""#)).finds(&[BARRED]),
        row("barred until the day before", exit("")).known(&barred(r#","until":"2026-04-23""#)),
        row("the register knows of no bar", exit("")).known(r#"exit_bars={"known":[]}"#),
        row("shortened, and leaving is barred", shortening("")).known(&barred("")).finds(&[BARRED]),
        row("shortened, nobody asked", shortening("")).known("exit_bars=not_asked").finds(&[UNKNOWN]),
        row("an exit visa that is annulled", of_category("B16", annulment(""))).known("exit_bars=not_asked; exit_file=null"),
        row("a visa to enter with", change("")).known("exit_bars=not_asked; exit_file=null").finds(&[ANNUL]),
    ];
    for (category, is_on_file, or_instruction) in EXIT {
        let asked = |edits: &str| exit(&format!("category={category}; {edits}"));
        let basis = format!("annex 1 ({category})");
        let (unknown, lacking) = (format!("CHK-VISA-EXIT-FILE-UNKNOWN at basis: {basis}"), format!("CHK-VISA-EXIT-FILE at basis: {basis}"));
        let told = |found: &'static str| [found];
        let (unknown, lacking): (Vec<&str>, Vec<&str>) =
            if is_on_file { (vec![&unknown], vec![&lacking]) } else { (told("").into_iter().skip(1).collect(), Vec::new()) };
        rows.push(row(format!("{category} with all on file"), asked("")));
        rows.push(row(format!("{category}, nobody looked"), asked("")).known("exit_file=null").finds(&unknown));
        rows.push(row(format!("{category}, nothing on file"), asked("")).known("exit_file=false").finds(&lacking));
        rows.push(row(format!("{category} on the very first day"), asked("")).on(FIRST_DAY).known("exit_file=false").finds(&lacking));
        let instructed = row(format!("{category} on the interior ministry's instruction"), asked("basis/kind=mia_instruction"));
        rows.push(instructed.known("exit_file=null").finds(if or_instruction { &[] } else { &unknown }));
        let by_mfa = row(format!("{category} on the foreign ministry's instruction"), asked("basis/kind=mfa_instruction"));
        rows.push(by_mfa.known("exit_file=null").finds(&unknown));
        let outlives = ["CHK-VISA-EXIT-PASSPORT at valid_until: annex 1 (B15)"];
        let passport = |until: &str| asked(&format!("recipient/passport/valid_until={until}"));
        rows.push(row(format!("{category} to the passport's last day"), passport("2026-05-23")));
        rows.push(row(format!("{category} beyond it"), passport("2026-05-22")).finds(if category == "B15" { &outlives } else { &[] }));
    }
    rows
}

/// Covers: R26 para 29; R26 annex 1; LF art 23
#[test]
pub fn nobody_leaves_on_an_exit_visa_whom_the_law_holds_back_or_without_what_it_rests_on() {
    check(&rows());
}
