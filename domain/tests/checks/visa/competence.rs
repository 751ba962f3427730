//! Risk: a body deals with a visa with which it has nothing to do, or the police of one region with what belongs to those of another.

use super::row::{VisaRow, annulment, c1, c3, check, electronic, exit, extension, judgement, restoration, row, shortening};
use crate::row::{FIRST_DAY, RULEBOOK, day, paper};

const PROVIDER: &str = "CHK-VISA-PROVIDER provider: R26 paras 24, 46, 48-51";
const BODY: &str = "CHK-VISA-OFFICE-BODY office: R26 paras 3, 24";
const CONSULAR: &str = "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22";
const OFFICE_26: &str = "CHK-VISA-OFFICE office: R26 para 26";
const OFFICE_48: &str = "CHK-VISA-OFFICE office: R26 para 48";
const NOWHERE: &str = "CHK-VISA-PLACE recipient.present_address: R26 para 26";

const BY_MISSIONS: &str = "A1 A2 A3 A4 A5 A6 B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12 B12-1 B13 C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C12";
const BY_THE_MINISTRY: &str = "A1 A2 A3 A4 B10";
const BY_THE_POLICE: &str = "A5 B2 B3 B7 B8 B9 B9-1 B14 B15 B16 B17 B18 B19 B20 B21 B22 C1 C3 C4 C9 C11 C12";
const AT_AIRPORTS: &str = "A1 A2 A3 A4 A5 B1 B2 B3 B5 B7 B10 B11 B12 B13 C3 C8 C9 C12";
const EXITS: &str = "B14 B15 B16 B17 B18 B19 B20 B21 B22";
/// Only from another visa (para 36).
const BY_CHANGE: &str = "A6 C2";

/// Paras 24, 36, 46, 48 to 51.
fn does(by: &str, action: &str, category: &str, is_a_change: bool) -> bool {
    let named = |list: &str| list.split(' ').any(|code| code == category);
    match (action, by) {
        ("issue", "mission") => named(BY_MISSIONS),
        ("issue", "mfa") => named(BY_THE_MINISTRY),
        ("issue", _) => named(BY_THE_POLICE) || named(AT_AIRPORTS) || (is_a_change && named(BY_CHANGE)),
        ("extend", "mfa") => named("A1 A2 A3 A4"),
        ("extend", "police") => named("A3 A5 B2 B7 B8 B9 B12-1 B21 C1 C2 C3 C4 C5 C7 C9 C12"),
        ("restore", "police") => !named("A1 A2 A3 A4 A6"),
        ("restore", "mission") => !named(EXITS),
        ("restore", "mfa") | ("annul", _) | ("shorten", "police") => true,
        _ => false,
    }
}

/// Covers: R26 para 24; R26 para 46; R26 para 48; R26 para 49
#[test]
pub fn a_body_does_with_a_visa_only_what_the_rules_give_it() {
    let rules = RULEBOOK.on(day(FIRST_DAY)).unwrap();
    for category in rules.of(&RULEBOOK.categories) {
        let category = category.code.as_str();
        for by in ["police", "mfa", "mission"] {
            for action in ["issue", "extend", "restore", "annul", "shorten"] {
                for current in [true, false] {
                    if action != "issue" && !current {
                        continue;
                    }
                    let before = if current { "" } else { "; current_visa=null" };
                    let edits = format!("provider={by}; action={action}; category={category}; basis/kind=invitation{before}");
                    let judgement = judgement(&restoration(&edits), FIRST_DAY);
                    let found = |code: &str| judgement.findings.iter().any(|finding| finding.code.as_str() == code);
                    assert_eq!(!found("CHK-VISA-PROVIDER"), does(by, action, category, current), "{edits}");
                    let named = |list: &str| list.split(' ').any(|code| code == category);
                    let only_at_airports = by == "police"
                        && action == "issue"
                        && named(AT_AIRPORTS)
                        && (!named(BY_THE_POLICE) || category == "B2")
                        && !(current && named(BY_CHANGE));
                    assert_eq!(found("CHK-PLACE-AIRPORT"), only_at_airports, "{edits}");
                }
            }
        }
    }
}

pub fn rows() -> Vec<VisaRow> {
    let b3 = |edits: &str| {
        c3(&format!(
            "category=B3; entries=single; valid_until=2026-06-30; current_visa=null; fee/amount_kzt=30275; documents=!foreign_labour_permit; \
             {edits}"
        ))
    };
    let lives_in_astana = "recipient/present_address/region=KZ-71";
    let abroad = |edits: &str| b3(&format!("provider=mission; basis/kind=invitation; recipient/present_address=null; {edits}"));
    let b2 = |edits: &str| b3(&format!("category=B2; {edits}"));
    vec![
        row("B3 where the inviting party is registered", b3(lives_in_astana)),
        row("B3 where the recipient lives", b3(&format!("office=AST-DP; {lives_in_astana}"))),
        row("B3 at neither", b3("office=AST-DP")).ineligible(&[OFFICE_26]),
        row("at neither, by an instruction of the MIA", b3("office=AST-DP; basis/kind=mia_instruction")),
        row("work, where the recipient lives and the party is not", c3(&format!("office=AST-DP; {lives_in_astana}")))
            .ineligible(&[OFFICE_26]),
        row("extended where the recipient lives and works, not where the party is", extension("office=ALA-DP")).ineligible(&[OFFICE_26]),
        row("extended where the recipient works only", extension("recipient/present_address/region=KZ-63")).ineligible(&[OFFICE_26]),
        row("extended where the party is, and the work", extension("office=ALA-DP; works_in=KZ-75")),
        row("nobody says where the work is", extension("works_in=null; documents=!posting_order"))
            .ineligible(&["CHK-VISA-PLACE works_in: R26 para 26"]),
        row("nobody says where a recipient lives who works elsewhere", extension("recipient/present_address=null")).ineligible(&[NOWHERE]),
        row("restored where the party is, not where the recipient lives", restoration(lives_in_astana)).ineligible(&[OFFICE_48]),
        row("restored where the recipient lives", restoration(&format!("office=AST-DP; {lives_in_astana}"))),
        row("annulled elsewhere", annulment("office=AST-DP")).ineligible(&[OFFICE_26]),
        row("annulled where the work and the recipient are", annulment(&format!("office=AST-DP; works_in=KZ-71; {lives_in_astana}"))),
        row("shortened where the recipient lives", shortening(&format!("office=AST-DP; {lives_in_astana}"))),
        row("shortened elsewhere", shortening("office=AST-DP")).ineligible(&[OFFICE_26]),
        row("shortened by a mission", shortening("provider=mission")).ineligible(&[PROVIDER]),
        row("an exit visa where the recipient is", exit(&format!("office=AST-DP; {lives_in_astana}"))),
        row("an exit visa elsewhere", exit("office=AST-DP")).ineligible(&[OFFICE_26]),
        row("an exit visa, of somebody who is nowhere", exit("recipient/present_address=null")).ineligible(&[NOWHERE]),
        row("an exit visa of the ministry", exit("provider=mfa")).ineligible(&[
            PROVIDER,
            "CHK-VISA-BASIS basis.kind: para 28",
            "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22",
        ]),
        row(
            "an investor where the recipient is, not where the party is",
            c1(&format!("category=A5; office=AST-DP; {lives_in_astana}; {BY_AIFC}")),
        ),
        row("at a mission", abroad("")).warned(&[CONSULAR]),
        row("at another mission", abroad("office=US-WASHINGTON")).warned(&[CONSULAR]),
        row("at a mission that is not listed", abroad("office=FR-PARIS")).warned(&["CHK-OFFICE-UNKNOWN office: R26 para 3", CONSULAR]),
        row("a mission's visa at the police", abroad("office=ALA-DP")).ineligible(&[BODY, CONSULAR]),
        row("a mission's visa at a police office that its code tells", abroad("office=ALA-NOWHERE")).ineligible(&[BODY, CONSULAR]),
        row("a mission's visa at the ministry", abroad("office=MFA-DCS")).ineligible(&[BODY, CONSULAR]),
        row("the ministry's at a mission", abroad("provider=mfa; office=TR-ANKARA; category=A3; basis/kind=mfa_instruction"))
            .ineligible(&[BODY, CONSULAR]),
        row("the ministry's at the ministry", abroad("provider=mfa; category=A3; basis/kind=mfa_instruction")).warned(&[CONSULAR]),
        row("the police's at a mission", b3("office=TR-ANKARA")).ineligible(&[BODY]),
        row("an office of no known region", b3("office=XYZ-1")).warned(&["CHK-OFFICE-UNKNOWN office: R26 para 3"]),
        row("a region that there is not", b3("inviting_party/region=KZ-99")).warned(&["CHK-REGION-UNKNOWN office: R26 para 3"]),
        row("an electronic visa elsewhere than where its invitation is coordinated", electronic("office=AST-DP"))
            .ineligible(&["CHK-VISA-OFFICE office: R26 para 12"]),
        row("B2 inside the country for any company", b2("")).ineligible(&["CHK-PLACE-INSIDE provider: R26 para 24(2)"]),
        row("B2 on an invitation, which is for an airport", b2("basis/kind=invitation; documents=!petition"))
            .warned(&["CHK-PLACE-AIRPORT office: R26 paras 24, 31"]),
        row("B2 for a participant of the AIFC", b2(r#"inviting_party/regimes=["aifc_participant"]"#)),
        row("tourism at an airport", b3("category=B12; basis/kind=invitation")).warned(&["CHK-PLACE-AIRPORT office: R26 paras 24, 31"]),
        row("work for a student at the school's place", study("office=AST-DP; works_in=KZ-71")),
        row("study where the school is not", study("office=AST-DP")).ineligible(&[OFFICE_26]),
    ]
}

const BY_AIFC: &str = r#"documents/-={"kind":"petition","issuer":"aifc_administration"}"#;

fn study(edits: &str) -> serde_json::Value {
    c3(&format!(
        "category=C9; basis/kind=invitation; entries=single; valid_until=2026-08-01; fee/amount_kzt=30275; current_visa=null; {}; {edits}",
        paper("student_card")
    ))
}

/// Covers: R26 para 26; R26 para 31; R26 para 48
#[test]
pub fn a_request_belongs_to_the_police_of_the_region_that_the_rules_name() {
    check(&rows());
}
