//! Risk: a visa is asked for that does not exist, or for longer than it lasts, and nobody says so.

use std::collections::BTreeSet;

use shaqyru_domain::{
    checks,
    law::rulebook::{
        Rulebook,
        category::{Basis, CategoryRule, Service},
    },
    problem::{Code, Problem},
};

use super::{
    mutants::NONSENSE,
    row::{FRIDAY, RULEBOOK, Row, b3, categories, check, day, edit, files, paper, paper_by, parse, row},
};

/// Annex 5 lists a sub-service; annex 1 alone names an invitation; no invitation at all.
#[derive(Clone, Copy, PartialEq)]
enum Listing {
    Listed,
    Unlisted,
    None,
}
use Listing::{Listed, Unlisted};

/// Validity and stay.
type Limits = Option<(&'static str, &'static str)>;

/// Annex 1, written down apart from the rulebook: validity and stay of single and of multiple visas.
#[rustfmt::skip]
const ANNEX_1: [(&str, Listing, Limits, Limits); 33] = [
    ("A1", Unlisted, Some(("90d", "whole")), Some(("1y", "whole"))),
    ("A2", Unlisted, Some(("90d", "whole")), Some(("180d", "whole"))),
    ("A3", Listed, Some(("90d", "whole")), Some(("1y", "whole"))),
    ("A4", Unlisted, Some(("90d", "whole")), Some(("180d", "whole"))),
    ("A5", Listed, Some(("90d", "whole")), Some(("5y", "whole"))),
    ("A6", Listed, None, Some(("10y", "whole"))),
    ("B1", Listed, Some(("90d", "60d")), Some(("1y", "60d"))),
    ("B2", Listed, Some(("90d", "30d")), Some(("180d", "90d"))),
    ("B3", Listed, Some(("90d", "30d")), Some(("1y", "30d"))),
    ("B4", Listing::None, Some(("90d", "30d")), Some(("1y", "30d"))),
    ("B5", Listing::None, Some(("90d", "30d")), Some(("1y", "30d"))),
    ("B6", Listed, Some(("90d", "30d")), None),
    ("B7", Listed, Some(("90d", "whole")), Some(("180d", "whole"))),
    ("B8", Listed, Some(("90d", "whole")), Some(("90d", "whole"))),
    ("B9", Listed, Some(("90d", "whole")), Some(("90d", "whole"))),
    ("B9-1", Unlisted, Some(("1y", "whole")), Some(("1y", "whole"))),
    ("B10", Listed, Some(("90d", "whole")), Some(("180d", "90d"))),
    ("B11", Listed, Some(("180d", "120d")), Some(("1y", "120d"))),
    ("B12", Listed, Some(("90d", "30d")), Some(("90d", "30d"))),
    ("B12-1", Unlisted, None, Some(("1y", "whole"))),
    ("B13", Listing::None, Some(("90d", "5d")), Some(("180d", "5d"))),
    ("C1", Listed, None, Some(("1y", "whole"))),
    ("C2", Listing::None, Some(("90d", "whole")), Some(("1y", "whole"))),
    ("C3", Listed, Some(("90d", "whole")), Some(("3y", "whole"))),
    ("C4", Listed, Some(("90d", "whole")), Some(("3y", "whole"))),
    ("C5", Listed, Some(("90d", "whole")), Some(("2y", "whole"))),
    ("C6", Listed, Some(("90d", "whole")), Some(("1y", "whole"))),
    ("C7", Listed, Some(("90d", "30d")), Some(("180d", "whole"))),
    ("C8", Listed, Some(("90d", "whole")), Some(("1y", "whole"))),
    ("C9", Listed, Some(("90d", "whole")), Some(("1y", "whole"))),
    ("C10", Listed, Some(("90d", "whole")), Some(("3y", "whole"))),
    ("C11", Listing::None, Some(("1y", "whole")), Some(("3y", "whole"))),
    ("C12", Listed, Some(("180d", "90d")), Some(("180d", "whole"))),
];

/// The last day of what begins on 20 April 2026, and the day after.
fn edge(length: &str) -> (&'static str, &'static str) {
    match length {
        "5d" => ("2026-04-24", "2026-04-25"),
        "30d" => ("2026-05-19", "2026-05-20"),
        "60d" => ("2026-06-18", "2026-06-19"),
        "90d" => ("2026-07-18", "2026-07-19"),
        "120d" => ("2026-08-17", "2026-08-18"),
        "180d" => ("2026-10-16", "2026-10-17"),
        "1y" => ("2027-04-19", "2027-04-20"),
        "2y" => ("2028-04-19", "2028-04-20"),
        "3y" => ("2029-04-19", "2029-04-20"),
        "5y" => ("2031-04-19", "2031-04-20"),
        "10y" => ("2036-04-19", "2036-04-20"),
        _ => panic!("{length}"),
    }
}

/// From 20 April 2026, with every paper that any category asks for.
fn asked(category: &str, entries: &str, until: &str) -> serde_json::Value {
    let mut document =
        b3(&format!("visit/category={category}; visit/entries={entries}; visit/until={until}; invitees/0/passport/valid_until=9999-12-31"));
    for kind in ["contract", "religious_consent", "child_rights_consent", "foreign_labour_permit", "humanitarian_accreditation"] {
        document = edit(document, &paper(kind));
    }
    for issuer in ["authorised_investment_body", "central_executive_body", "educational_organisation"] {
        document = edit(document, &paper_by("petition", issuer));
    }
    edit(document, &what_it_takes(category, entries))
}

/// What the category wants of recipient, purpose and place beside that.
fn what_it_takes(category: &str, entries: &str) -> String {
    let inside = "visit/visa_collection_place/country=KZ";
    match (category, entries) {
        ("B1", "multiple") => "visit/special_purpose=sports_event".to_owned(),
        ("B3", "multiple") => "visit/special_purpose=founder_or_director".to_owned(),
        ("B9", _) => paper("demanded_profession_diploma"),
        ("B9-1", "single") => "visit/visa_kind=electronic; visit/visa_collection_place=null; invitees/0/citizenship=IN".to_owned(),
        ("B9-1", _) => inside.to_owned(),
        ("C1" | "C10", _) => paper("ethnic_kazakh_proof"),
        ("C4", "multiple") => format!("{}; {inside}", paper("qualification_certificate")),
        ("C4", _) => paper("qualification_certificate"),
        _ => String::new(),
    }
}

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (category, listing, single, multiple) in ANNEX_1 {
        for (entries, limits) in [("single", single), ("multiple", multiple)] {
            let of_listing = match listing {
                Listed => None,
                Unlisted => Some("CHK-CATEGORY-UNLISTED: R26 annex 1; annex 5"),
                Listing::None => Some("CHK-CATEGORY-NO-INVITATION: R26 annex 5"),
            };
            let may = |row: Row, findings: &[Option<&str>], is_ineligible: bool| {
                let findings: Vec<_> = of_listing.into_iter().chain(findings.iter().copied().flatten()).collect();
                if is_ineligible || listing == Listing::None { row.ineligible(&findings) } else { row.warned(&findings) }
            };
            let name = |until: &str| row(format!("{category} {entries} until {until}"), asked(category, entries, until), FRIDAY);
            let Some((validity, stay)) = limits else {
                rows.push(may(name("2026-04-21"), &[Some("CHK-ENTRIES: R26 annex 1")], true));
                continue;
            };
            let (last, after) = edge(validity);
            let stays_shorter = (stay != "whole").then_some("CHK-STAY: R26 annex 1");
            rows.push(may(name(last), &[stays_shorter], false));
            rows.push(may(name(after), &[Some("CHK-VALIDITY: R26 annex 1"), stays_shorter], true));
            if stay != "whole" {
                let (last, after) = edge(stay);
                rows.push(may(name(last), &[], false));
                rows.push(may(name(after), &[stays_shorter], false));
            }
        }
    }
    rows.extend(longer());
    rows.extend(leap_years());
    rows
}

fn longer() -> Vec<Row> {
    let mut rows = Vec::new();
    let too_long = ["CHK-VALIDITY: R26 annex 1"];
    let mut both_sides = |what: &str, category: &str, entries: &str, edits: &str, length: &str| {
        let (last, after) = edge(length);
        let document = |until: &str| edit(asked(category, entries, until), edits);
        rows.push(row(format!("{category} {what}: {length}"), document(last), FRIDAY));
        rows.push(row(format!("{category} {what}: {length} and a day"), document(after), FRIDAY).ineligible(&too_long));
    };
    for regime in ["aifc_participant", "innovation_cluster", "astana_hub_fund"] {
        let papers = format!("{}; {}", paper("aifc_registration_certificate"), paper("labour_contract"));
        let edits = format!(r#"inviting_party/regimes=["{regime}"]; {papers}"#);
        both_sides(regime, "C3", "multiple", &edits, "5y");
        both_sides(regime, "C3", "single", &edits, "90d");
    }
    both_sides("of another regime", "C3", "multiple", r#"inviting_party/regimes=["special_economic_zone"]"#, "3y");
    both_sides("cosmonauts", "A3", "multiple", "visit/special_purpose=space_flight", "3y");
    both_sides("cosmonauts, once", "A3", "single", "visit/special_purpose=space_flight", "90d");
    both_sides("another purpose", "A3", "multiple", "visit/special_purpose=official_delegation", "1y");
    both_sides("ethnic Kazakh", "C5", "multiple", &paper("ethnic_kazakh_proof"), "3y");
    both_sides("compatriot, who is no ethnic Kazakh", "C5", "multiple", &paper("former_compatriot_proof"), "2y");
    rows.extend([
        row("B10 compatriot: 3y", edit(asked("B10", "multiple", "2029-04-19"), &paper("former_compatriot_proof")), FRIDAY)
            .warned(&["CHK-INVITATION-NEEDLESS: R26 para 28", "CHK-STAY: R26 annex 1"]),
        row("B10 compatriot: 3y and a day", edit(asked("B10", "multiple", "2029-04-20"), &paper("former_compatriot_proof")), FRIDAY)
            .ineligible(&["CHK-VALIDITY: R26 annex 1 (B10, item 6)", "CHK-INVITATION-NEEDLESS: R26 para 28", "CHK-STAY: R26 annex 1"])
            .fields(&["visit.until", "invitees[0].citizenship", "visit.until"]),
    ]);
    rows
}

fn leap_years() -> Vec<Row> {
    let asked = |from: &str, until: &str| {
        edit(asked("B9-1", "multiple", "2026-04-20"), &format!("visit/from={from}; visit/until={until}; fee/paid_on=2026-12-31"))
    };
    let usual = ["CHK-CATEGORY-UNLISTED: annex 1"];
    let unknown = [usual[0], "CHK-WINDOW-UNKNOWN: R26 para 10"];
    let too_long = "CHK-VALIDITY: R26 annex 1 (B9-1)";
    vec![
        row("a year that ends on 29 February", asked("2027-03-01", "2028-02-29"), "2027-01-15").warned(&usual),
        row("and a day", asked("2027-03-01", "2028-03-01"), "2027-01-15").ineligible(&[usual[0], too_long]),
        row("a year that begins before 29 February", asked("2028-02-28", "2029-02-27"), "2028-01-15").warned(&unknown),
        row("and a day", asked("2028-02-28", "2029-02-28"), "2028-01-15").ineligible(&[usual[0], too_long, unknown[1]]),
        row("a year from 1 March of a leap year", asked("2028-03-01", "2029-02-28"), "2028-01-15").warned(&unknown),
        row("and a day", asked("2028-03-01", "2029-03-01"), "2028-01-15").ineligible(&[usual[0], too_long, unknown[1]]),
        row("a year from 29 February", asked("2028-02-29", "2029-02-27"), "2028-01-15").warned(&unknown),
        row("to the last day of February, for there is no 29th (CC art 174)", asked("2028-02-29", "2029-02-28"), "2028-01-15")
            .warned(&unknown),
        row("never to 1 March", asked("2028-02-29", "2029-03-01"), "2028-01-15").ineligible(&[usual[0], too_long, unknown[1]]),
    ]
}

/// Covers: R26 annex 1; R26 para 4; R26 para 5; CC art 174; SEED AIFC and Innovation Clusters
#[test]
pub fn only_visas_of_annex_1_are_taken_and_for_no_longer_than_it_allows() {
    check(&rows());
    let tried: BTreeSet<_> = ANNEX_1.iter().map(|(category, ..)| *category).collect();
    assert_eq!(tried, categories().into_iter().collect(), "a category without rows");
    for (category, entries, until, says) in [
        ("A6", "single", "2026-04-21", "there is no single-entry visa of category A6"),
        ("B6", "multiple", "2026-04-21", "there is no multiple-entry visa of category B6"),
        ("A5", "single", "2026-07-19", "a single-entry visa of category A5 lasts 90 days at most"),
        ("A5", "multiple", "2031-04-20", "a multiple-entry visa of category A5 lasts 5 years at most"),
        ("B3", "multiple", "2026-05-20", "a stay with a multiple-entry visa of category B3 lasts 30 days at most at one entry"),
    ] {
        let findings = row(category, asked(category, entries, until), FRIDAY).judgement().findings;
        assert_eq!(findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(), [says]);
    }
    // Nobody sees the passport of an invitee: what is longer for one that is not recognised stands in the rows of visas.
    let of_invitees = |category: &CategoryRule| category.longer.iter().filter(|longer| !longer.when.unrecognised_passport).count();
    let longer = RULEBOOK.categories.iter().map(|category| of_invitees(&category.rule)).sum::<usize>();
    assert_eq!(longer, 4, "a longer validity without rows");
}

/// On what a visa is issued, to enter and then to leave, written down apart from the rulebook.
#[rustfmt::skip]
const BASES: [(Basis, &[&str]); 6] = [
    (Basis::Invitation, &[
        "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B6", "B7", "B9-1", "B10", "B11", "B12", "B12-1",
        "C3", "C5", "C6", "C7", "C8", "C9", "C12",
    ]),
    (Basis::MfaInstruction, &["A1", "A3", "B1", "B3"]),
    (Basis::NoteVerbale, &["A1", "A2", "A3", "A4", "B1", "B3", "B10"]),
    (Basis::Annex6Petition, &["A3", "B1", "B3", "B10", "B12", "B12-1"]),
    (Basis::Petition, &["A5", "B2", "B3", "B4", "B5", "B7", "B8", "B9", "B9-1", "B10", "B13", "C2", "C3", "C4", "C9", "C10", "C11", "B15", "B20"]),
    (Basis::Documents, &["C1", "C12", "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22"]),
];

/// Those to leave with.
const EXITS: [&str; 9] = ["B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22"];

/// Covers: R26 annex 1; R26 para 4; R26 para 28
#[test]
pub fn each_category_rests_on_exactly_the_bases_annex_1_names() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for (basis, on_it) in BASES {
        let all = categories().into_iter().chain(EXITS);
        let found: Vec<_> = all.filter(|code| rules.category(code).unwrap().basis.contains(&basis)).collect();
        assert_eq!(found, on_it, "{basis:?}");
    }
    for (category, listing, ..) in ANNEX_1 {
        let rule = rules.category(category).unwrap();
        assert_eq!((rule.is_listed(), rule.takes_invitation()), (listing == Listed, listing != Listing::None), "{category}");
    }
    // No invitation leads to an exit visa.
    let exits = RULEBOOK.categories.iter().filter(|category| category.rule.exit);
    let exits: Vec<_> = exits.map(|exit| (exit.rule.code.as_str(), exit.rule.takes_invitation(), exit.rule.multiple.is_some())).collect();
    assert_eq!(exits, EXITS.map(|code| (code, false, false)));
}

fn at_the_door(category: &str, rulebook: &Rulebook) -> Result<Vec<String>, Problem> {
    let judged = checks::judge(&parse(&asked(category, "single", "2026-05-01")), rulebook, day(FRIDAY), None)?;
    Ok(judged.findings.into_iter().map(|finding| format!("{} {}", finding.code.as_str(), finding.message)).collect())
}

/// Covers: R26 annex 1; R26 para 5
#[test]
pub fn no_invitation_is_taken_for_an_unknown_category_or_an_exit_visa() {
    for category in ["A7", "A8", "B23", "B3-1", "B12-2", "C13"].into_iter().chain(EXITS) {
        let refused = at_the_door(category, &RULEBOOK).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Category, Some("visit.category")), "{category}: {refused}");
        assert_eq!(refused.message, NO_SUCH_CATEGORY, "{category}");
        // A case that another rulebook has let in goes on, and its officer is told.
        let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
        let filed = checks::judge_by(&parse(&asked(category, "single", "2026-05-01")), &rules, day(FRIDAY), None).unwrap();
        let found: Vec<_> = filed.findings.iter().map(|finding| (finding.code.as_str(), finding.field.as_str())).collect();
        assert!(found.contains(&("CHK-ADMISSION", "visit.category")), "{category}: {found:?}");
        assert!(found.contains(&("CHK-CATEGORY-NO-INVITATION", "visit.category")), "{category}: {found:?}");
    }
}

const NO_SUCH_CATEGORY: &str = "no invitation is issued for this visa category; there are A1, A2, A3, A4, A5, A6, B1, B2, B3, B4, B5, B6, B7, B8, \
     B9, B9-1, B10, B11, B12, B12-1, B13, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12 (annex 1)";

/// Which categories there are is the rulebook's to say: one that an order adds needs no new program, and nobody is judged by one that an order
/// has taken away.
#[test]
fn a_category_exists_exactly_while_the_rulebook_lists_it() {
    let with = |from: &str| {
        let mut files = files();
        let text = files.get_mut("categories.toml").unwrap();
        text.push_str("\n[[category]]\ncode = \"C13\"\ntitle = \"x\"\ntitle_ru = \"x\"\ntitle_kk = \"x\"\nservice = \"private\"\nbasis = [\"invitation\"]\n");
        text.push_str("electronic = false\nissued_by = [\"mission\"]\nsingle = { validity = \"10d\", stay = \"whole\" }\nsource = \"x\"\n");
        text.push_str(from);
        Rulebook::parse(files).unwrap()
    };
    let added = at_the_door("C13", &with("from = 2026-03-06")).unwrap();
    assert_eq!(added, ["CHK-VALIDITY a single-entry visa of category C13 lasts 10 days at most"]);
    for elsewhen in ["from = 2026-03-07", "from = 2026-03-01\nuntil = 2026-03-05"] {
        let refused = at_the_door("C13", &with(elsewhen)).unwrap_err();
        assert_eq!((refused.code, refused.message.as_str()), (Code::Category, NO_SUCH_CATEGORY), "{elsewhen}");
    }
}

/// The sub-services of annex 5 in its order, written down apart from the rulebook.
const SUB_SERVICES: [(Service, &[&str]); 10] = [
    (Service::Official, &["A3"]),
    (Service::Business, &["A5", "A6", "C5"]),
    (Service::BusinessTrip, &["B1", "B2", "B3"]),
    (Service::Religious, &["B6", "C7"]),
    (Service::Private, &["B10", "B11", "B12", "C10"]),
    (Service::Education, &["B7", "C9"]),
    (Service::Work, &["C3", "C4", "C6"]),
    (Service::Treatment, &["C12"]),
    (Service::Humanitarian, &["C8"]),
    (Service::PermanentResidence, &["B8", "B9", "C1"]),
];

/// Covers: R26 annex 5 sub-services
#[test]
pub fn each_category_is_coordinated_under_its_own_sub_service() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for (service, listed) in SUB_SERVICES {
        let found: Vec<_> = categories().into_iter().filter(|code| rules.category(code).unwrap().service == Some(service)).collect();
        assert_eq!(found, listed, "{service:?}");
    }
}

/// Row 4 of annex 5 knows paper only, para 10 has a term for electronic applications: nobody is worse off for the way that was taken.
///
/// Covers: R26 annex 5 row 4; R26 para 10
#[test]
pub fn paper_and_electronic_applications_are_judged_alike() {
    for (category, entries) in
        SUB_SERVICES.iter().flat_map(|(_, listed)| *listed).flat_map(|listed| [(listed, "single"), (listed, "multiple")])
    {
        let came = |way: &str| {
            let document = b3(&format!("channel={way}; visit/category={category}; visit/entries={entries}"));
            row(*category, document, FRIDAY).judgement()
        };
        assert_eq!(came("electronic"), came("paper"), "{category} with {entries} entries");
    }
}

/// Who gets a longer visa than others, whatever else is said of them.
///
/// Covers: R26 annex 1
#[test]
pub fn a_longer_visa_goes_only_to_those_for_whom_annex_1_has_one() {
    let longer = |category: &str, edits: &str, until: &str| {
        let document = edit(asked(category, "multiple", until), edits);
        let findings = row(category, document, FRIDAY).judgement().findings;
        !findings.iter().any(|finding| finding.code.as_str() == "CHK-VALIDITY")
    };
    for (category, after) in [("A3", "1y"), ("B10", "180d"), ("C3", "3y"), ("C5", "2y")] {
        let (_, after) = edge(after);
        for kind in super::every_category::PAPERS {
            let may = matches!((category, kind), ("B10", "former_compatriot_proof") | ("C5", "ethnic_kazakh_proof"));
            assert_eq!(longer(category, &paper(kind), after), may, "{category} with {kind}");
        }
        for purpose in super::every_category::PURPOSES {
            let may = (category, purpose) == ("A3", "space_flight");
            assert_eq!(longer(category, &format!("visit/special_purpose={purpose}"), after), may, "{category} for {purpose}");
        }
        for regime in super::every_category::REGIMES {
            let may = category == "C3" && !["aifc_investment_resident", "special_economic_zone", NONSENSE].contains(&regime);
            assert_eq!(longer(category, &format!(r#"inviting_party/regimes=["{regime}"]"#), after), may, "{category} under {regime}");
        }
    }
}
