//! Risk: a slip in a file of the rulebook goes unnoticed, and the law is applied with a hole in it.

use std::collections::BTreeMap;

use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};

use super::row::files;

fn refused(files: BTreeMap<String, String>) -> Problem {
    let problem = Rulebook::parse(files).map(|_| "the rulebook was taken").unwrap_err();
    assert_eq!(problem.code, Code::Rulebook, "{problem}");
    problem
}

/// One place of one file changed; with the line on which the entry around it begins.
fn broken(file: &str, from: &str, to: &str) -> (Problem, usize) {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    let place = text.find(from).unwrap_or_else(|| panic!("{file} does not hold {from}"));
    let begins = text[..place + from.len()].rfind("[[").unwrap();
    let line = 1 + text[..begins].matches('\n').count();
    text.replace_range(place..place + from.len(), to);
    (refused(files), line)
}

#[test]
fn a_slip_in_an_entry_is_refused_with_its_file_and_line() {
    let mci = "tenge = 4325.0\n";
    let rows = [
        ("fees.toml", mci, "tenge = 4325.0\ncolour = 'x'\n", "unknown field `colour`"),
        ("fees.toml", mci, "", "missing field `tenge`"),
        ("fees.toml", mci, "tenge = 'many'\n", "invalid type"),
        ("fees.toml", mci, "tenge = 1.001\n", "at most two decimals"),
        ("fees.toml", "until = 2026-12-31\nsource = \"law on", "until = 2025-12-31\nsource = \"law on", "it ends before it begins"),
        ("windows.toml", "earliest = \"1y\"", "earliest = \"a year\"", "`a year` is not a length; write 90d, 6m or 1y"),
        ("windows.toml", "earliest = \"1y\"", "earliest = \"0y\"", "`0y` is not a length"),
        ("windows.toml", "earliest = \"1y\"", "earliest = \"+1y\"", "`+1y` is not a length"),
        ("windows.toml", "earliest = \"1y\"", "earliest = \"y\"", "`y` is not a length"),
        ("windows.toml", "earliest = \"1y\"", "earliest = \"3661d\"", "`3661d` is not a length"),
        ("windows.toml", "latest = \"5wd\"", "latest = \"5d\"", "`5d` is not a term"),
        ("windows.toml", "latest = \"5wd\"", "latest = \"367wd\"", "out of bounds"),
        ("windows.toml", "kind = \"petition\"", "kind = \"letter\"", "unknown variant `letter`"),
        ("checks.toml", "from_age = 16\nfrom = 2026-02-22\n", "from_age = 16\n", "`from`, its first day, is missing"),
        ("checks.toml", "from_age = 16\nfrom = 2026-02-22\n", "from_age = 16\nfrom = '2026-02-22'\n", "must be a date such as 2026-02-22"),
        ("checks.toml", "from_age = 16\nfrom = 2026-02-22\n", "from_age = 16\nfrom = 2026-02-22T10:00:00\n", "must be a date"),
        (
            "checks.toml",
            "from_age = 16\nfrom = 2026-02-22\n",
            "from_age = 16\nfrom = 2026-02-22\nuntil = 20270101\n",
            "`until` must be a date",
        ),
        ("checks.toml", "source = \"R26 para 24-1\"", "", "missing field `source`"),
        ("checks.toml", "source = \"R26 para 24-1\"", "source = \" \"", "`source` is blank"),
        ("checks.toml", "from_age = 16", "from_age = -16", "invalid value"),
        ("states.toml", "\"ME\"", "\"me\"", "two capital letters"),
        ("states.toml", "list = \"annex_6\"", "list = \"annex_7\"", "unknown variant `annex_7`"),
        ("categories.toml", "validity = \"90d\"", "validity = \"90 d\"", "is not a length"),
        ("categories.toml", "stay = \"60d\"", "stay = \"half\"", "`half` is not a length"),
        (
            "papers.toml",
            "when = { by = [\"police\"], party = [\"natural_person\"] }",
            "when = { partie = [\"natural_person\"] }",
            "unknown field `partie`",
        ),
        ("papers.toml", "any_of = [\"identity_document\"]", "any_of = [\"Identity document\"]", "the kind of a paper"),
        ("conditions.toml", "needs = { age = 18 }", "needs = { age = 18, paper = ['x'] }", ""),
        ("conditions.toml", "needs = { age = 18 }", "needs = { height = 18 }", "unknown variant `height`"),
        ("papers.toml", "work_group = [\"kandas\"]", "work_group = [\"qandas\"]", "unknown variant `qandas`"),
        ("categories.toml", "code = \"B3\"", "code = \"b3\"", "a visa category is written as a letter and a number"),
        ("categories.toml", "at = [\"portal\"]", "at = [\"window\"]", "unknown variant `window`"),
        (
            "categories.toml",
            "Шығарып жібермей қолданылған әкімшілік жазадан кейін кету\"\nexit = true\n",
            "x\"\n",
            "it needs `exit = true`",
        ),
        (
            "categories.toml",
            "exit = true\nbasis",
            "exit = true\nmultiple = { validity = \"90d\", stay = \"whole\" }\nbasis",
            "has one entry",
        ),
        ("visas.toml", "single = \"1\"", "entries = [\"1\"]", "unknown field `entries`"),
        ("clocks.toml", "term = \"3wd\"", "term = \"3 days\"", "is not a term"),
        ("editions.toml", "id = \"R26\"", "ident = \"R26\"", "unknown field `ident`"),
        ("registers.toml", "kind = \"address_certificate\"", "", "missing field `kind`"),
        ("grounds.toml", "ground = 7", "ground = 8", ""),
        ("paragraphs.toml", "act = \"R26\"\nnumber = \"para 3\"", "act = \"R26\"", "missing field `number`"),
    ];
    for (file, from, to, what) in rows {
        let (problem, line) = broken(file, from, to);
        assert!(problem.message.starts_with(&format!("{file}:{line}: ")), "{file}, {to:?}, line {line}: {problem}");
        assert!(problem.message.contains(what), "{file}, {to:?}: {problem}");
    }
}

#[test]
fn a_file_that_is_no_toml_or_holds_a_foreign_table_is_refused() {
    let lines = |file: &str| files()[file].lines().count();
    for file in ["fees.toml", "editions.toml", "checks.toml", "offices.toml", "papers.toml", "paragraphs.toml"] {
        let mut foreign = files();
        foreign.get_mut(file).unwrap().push_str("\n[[surprise]]\nfrom = 2026-02-22\n");
        let problem = refused(foreign);
        assert_eq!(problem.message, format!("{file}:{}: there is no table `surprise` here", lines(file) + 2));
        let mut torn = files();
        torn.get_mut(file).unwrap().push_str("\n[[surprise\n");
        let problem = refused(torn);
        assert!(problem.message.starts_with(&format!("{file}:{}: ", lines(file) + 2)), "{problem}");
    }
}

#[test]
fn a_rulebook_file_too_many_or_too_few_is_refused() {
    let mut more = files();
    more.insert("surprise.toml".to_owned(), String::new());
    assert_eq!(refused(more).message, "surprise.toml: no such file belongs to a rulebook");
    for file in files().keys().filter(|file| !file.starts_with("calendar/")) {
        let mut fewer = files();
        fewer.remove(file);
        assert_eq!(refused(fewer).message, format!("{file} is missing"));
    }
    let mut no_calendar = files();
    no_calendar.retain(|file, _| !file.starts_with("calendar/"));
    refused(no_calendar);
}

/// An entry of the MCI after the one of 2026.
fn mci(from: &str, until: &str) -> BTreeMap<String, String> {
    let mut files = files();
    let until = if until.is_empty() { String::new() } else { format!("until = {until}\n") };
    let entry = format!("\n[[mci]]\ntenge = 4500.0\nfrom = {from}\n{until}source = 'x'\n");
    files.get_mut("fees.toml").unwrap().push_str(&entry);
    files
}

#[test]
fn rules_that_overlap_or_leave_a_gap_are_refused() {
    let line = files()["fees.toml"].lines().count() + 2;
    // The entry of the earliest year.
    let first = files()["fees.toml"].lines().position(|line| line == "from = 2024-01-01").unwrap() - 1;
    let rows = [
        ("2026-12-31", "", Some((line, "overlaps with", 3))),
        ("2027-01-02", "", Some((line, "leaves a gap after", 3))),
        ("2026-06-01", "2026-06-30", Some((line, "overlaps with", 3))),
        ("2027-01-01", "", None),
        ("2023-01-01", "2023-12-31", None),
        ("2023-01-01", "2023-12-30", Some((first, "leaves a gap after", line))),
        ("2023-01-01", "2024-01-01", Some((first, "overlaps with", line))),
        ("2023-01-01", "", Some((first, "overlaps with", line))),
    ];
    for (from, until, refused_at) in rows {
        match refused_at {
            None => drop(Rulebook::parse(mci(from, until)).unwrap()),
            Some((line, what, other)) => {
                let problem = refused(mci(from, until));
                assert_eq!(problem.message, format!("fees.toml:{line}: mci the MCI {what} the one of line {other}"), "{from} {until}");
            }
        }
    }
    let mut twice = files();
    twice.get_mut("states.toml").unwrap().push_str("\n[[states]]\nlist = 'annex_6'\ncodes = ['ME']\nfrom = 2027-01-01\nsource = 'x'\n");
    assert!(refused(twice).message.contains("states annex_6/ME overlaps with the one of line"), "one state twice on a list");
}

/// Takes out the entries of which one line reads so.
fn without(file: &str, line: &str) -> BTreeMap<String, String> {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    let (head, entries) = text.split_once("[[").unwrap();
    let kept: Vec<_> = entries.split("\n[[").filter(|entry| !entry.lines().any(|of_entry| of_entry == line)).collect();
    *text = format!("{head}[[{}", kept.join("\n[["));
    files
}

#[test]
fn a_rulebook_with_a_hole_or_a_contradiction_is_refused() {
    let rows = [
        ("categories.toml", "code = \"B3\"", "there is no category B3, which a rule names"),
        ("offices.toml", "code = \"VOS-DP\"", "offices.toml: region KZ-63 needs one department"),
    ];
    for (file, line, message) in rows {
        assert_eq!(refused(without(file, line)).message, message);
    }
    let message = "there must be a states iso_3166_1/KZ from 2026-02-22 on, without end";
    assert_eq!(refused(without("states.toml", "list = \"iso_3166_1\"")).message, message);
    let edited = |file: &str, from: &str, to: &str| {
        let mut files = files();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} does not hold {from}");
        *text = text.replacen(from, to, 1);
        refused(files).message
    };
    // `UK` and `EL` are how some write GB and GR: such a list would hold for nobody.
    let states = |from: &str, to: &str| edited("states.toml", from, to);
    assert_eq!(
        states("    \"AU\", \"AT\", \"US\"", "    \"UK\", \"AT\", \"US\""),
        "states.toml: UK, which a rule names, is on no list of states"
    );
    assert_eq!(
        edited("papers.toml", "citizenship = [\"PK\"]", "citizenship = [\"PA\", \"PP\"]"),
        "states.toml: PP, which a rule names, is on no list of states"
    );
    let none = {
        let mut files = files();
        files.insert("editions.toml".to_owned(), String::new());
        refused(files).message
    };
    assert_eq!(none, "editions.toml: there is no edition");
    assert_eq!(
        edited("offices.toml", "region = \"KZ-75\"\nlevel = \"district\"", "region = \"KZ-75\"\nlevel = \"department\""),
        "offices.toml: region KZ-75 needs one department"
    );
    assert_eq!(
        edited("offices.toml", "region = \"KZ-75\"\nlevel = \"district\"", "region = \"KZ-99\"\nlevel = \"district\""),
        "offices.toml: office ALA-ALMALY lies in an unknown region"
    );
    assert_eq!(
        edited("offices.toml", "code = \"ALA-ALMALY\"", "code = \"AST-ALMALY\""),
        "offices.toml: the codes of AST-DP and AST-ALMALY do not tell their regions"
    );
    assert_eq!(
        edited("offices.toml", "code = \"ALA-ALMALY\"", "code = \"ALMALY\""),
        "offices.toml: the codes of ALA-DP and ALMALY do not tell their regions"
    );
    assert_eq!(
        edited("districts.toml", "code = \"ALA-ALATAU\"", "code = \"ALA-ALMALY\""),
        "districts.toml: office ALA-ALMALY is in offices.toml, too"
    );
    assert_eq!(edited("competence.toml", "\"B12-1\"", "\"B12-2\""), "there is no category B12-2, which a rule names");
    for (from, to, what) in [
        ("mission = \"NO\"", "mission = \"KZ\"", "missions.toml: consular district of KZ: a mission is abroad"),
        ("[\"NO\", \"IS\"]", "[\"IS\"]", "missions.toml: consular district of NO: a mission serves the country that it is in"),
        ("[\"NO\", \"IS\"]", "[]", "missions.toml: consular district of NO: a mission serves the country that it is in"),
    ] {
        assert_eq!(edited("missions.toml", from, to), what);
    }
    let closing = "\ncloses = \"17:30:00\"\ncounter_closes = \"16:30:00\"";
    for hours in
        [("11:00:00", "10:30:00"), ("13:30:00", "13:30:00"), ("17:30:00", "17:30:01"), ("17:30:00", "13:30:00"), ("17:30:00", "07:00:00")]
    {
        let problem = edited("offices.toml", closing, &format!("\ncloses = \"{}\"\ncounter_closes = \"{}\"", hours.0, hours.1));
        assert!(problem.starts_with("offices.toml: schedule of KZ-63: "), "{hours:?}: {problem}");
    }
    let mut all_day = files();
    let text = all_day.get_mut("offices.toml").unwrap();
    *text = text.replacen(closing, "\ncloses = \"17:30:00\"\ncounter_closes = \"17:30:00\"", 1);
    Rulebook::parse(all_day).unwrap();
    let time = edited("offices.toml", "opens = \"08:00:00\"", "opens = \"8 o'clock\"");
    assert!(time.starts_with("offices.toml:"), "{time}");
}
