//! A row of a table: an example request with something changed, what the register says, the day of filing, and what must be said of it.

use serde_json::{Value, json};
use shaqyru_domain::{
    checks::finding::{Finding, FindingCode, Severity},
    visa::{
        checks::{Judgement, judge_with, records::VisaRecords},
        request::VisaRequest,
    },
};

use crate::row::{RULEBOOK, at_its_own_office, day, edit};

/// The day of filing of the examples: a Friday.
pub const FRIDAY: &str = "2026-04-24";

pub fn extension(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/extend-c3-other-region.json"), edits)
}

pub fn restoration(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/restore-c3-new-passport.json"), edits)
}

/// From B3 to C3 inside Kazakhstan.
pub fn change(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/issue-c3-after-b3.json"), edits)
}

pub fn exit(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/issue-exit-b16.json"), edits)
}

pub fn annulment(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/annul-c3-employer-change.json"), edits)
}

pub fn shortening(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/shorten-b3-ground-ceased.json"), edits)
}

/// As the portal files it: confirmed by its holder.
pub fn electronic(edits: &str) -> Value {
    let mut document = unconfirmed("");
    document["confirmation"] = json!({ "confirmed_at": "2026-04-24T09:00:00+05:00", "passport_number": "P0000006" });
    edit(document, edits)
}

pub fn unconfirmed(edits: &str) -> Value {
    edited(include_str!("../../../../examples/visas/issue-evisa-b3-pakistan.json"), edits)
}

fn edited(example: &str, edits: &str) -> Value {
    at_its_own_office(edit(serde_json::from_str(example).unwrap(), edits), edits)
}

/// The same with another category, of which the recipient has a visa already.
pub fn of_category(category: &str, document: Value) -> Value {
    edit(document, &format!("category={category}; current_visa/category={category}"))
}

/// Registers that have everything as it is told, and nothing against the recipient.
pub fn agreeing(document: &Value) -> Value {
    let known = |value: Value| if value.is_null() { json!("nothing") } else { json!({ "known": value }) };
    let current = &document["current_visa"];
    let invitation = json!({
        "in_force": true,
        "category": document["category"],
        "entries": document["entries"],
        "valid_from": document["valid_from"],
        "valid_until": document["valid_until"],
        "passport_number": document["recipient"]["passport"]["number"],
        "invited_by": "190740000001",
    });
    json!({
        "invitation": known(invitation),
        "current_visa": known(if current.is_null() { Value::Null } else { json!({ "visa": current }) }),
        "invited_first": known(document["inviting_party"]["bin_iin"].clone()),
        "holder": { "known": [] },
        "main_visa": known(document["recipient"]["family"]["main_visa"].clone()),
        "registers": {},
        "exit_bars": "nothing",
        "exit_file": true,
    })
}

#[derive(Clone)]
pub struct Row {
    what: String,
    document: Value,
    records: Value,
    filed_on: String,
    findings: Vec<String>,
    window: Option<(String, String)>,
    grounds: Option<Vec<u8>>,
}

/// A row of which nothing is said, unless it goes on to say otherwise: registers agree with what is told.
pub fn row(what: impl Into<String>, document: Value) -> Row {
    let records = agreeing(&document);
    Row { what: what.into(), document, records, filed_on: FRIDAY.to_owned(), findings: Vec::new(), window: None, grounds: None }
}

impl Row {
    pub fn on(mut self, day: &str) -> Self {
        day.clone_into(&mut self.filed_on);
        self
    }

    /// What registers say otherwise: edits of what they would say if they agreed.
    pub fn known(mut self, edits: &str) -> Self {
        self.records = edit(self.records, edits);
        self
    }

    /// No register was asked.
    pub fn unasked(mut self) -> Self {
        self.records = json!({});
        self
    }

    /// `CHK-… at field: para`, and no other finding of these checks; in any order.
    pub fn finds(mut self, findings: &[&str]) -> Self {
        self.findings = findings.iter().map(|&finding| finding.to_owned()).collect();
        self
    }

    pub fn window(mut self, earliest: &str, latest: &str) -> Self {
        self.window = Some((earliest.to_owned(), latest.to_owned()));
        self
    }

    pub fn grounds(mut self, grounds: &[u8]) -> Self {
        self.grounds = Some(grounds.to_vec());
        self
    }

    pub fn judgement(&self) -> Judgement {
        let request = VisaRequest::parse(self.document.to_string().as_bytes());
        let request = request.unwrap_or_else(|problem| panic!("{}: {problem:?}\n{:#}", self.what, self.document));
        let records: VisaRecords = serde_json::from_value(self.records.clone()).unwrap();
        let filed_on = day(&self.filed_on);
        judge_with(&request, &RULEBOOK.on(filed_on).unwrap(), filed_on, &records).unwrap()
    }

    pub fn codes(&self) -> Vec<FindingCode> {
        self.judgement().findings.into_iter().map(|finding| finding.code).collect()
    }
}

/// What an officer is told of most requests; who is freed of it has a table of its own.
const INTERVIEW: &str = "CHK-VISA-INTERVIEW";

/// What the checks find that these tables are about. Papers, fees, providers, bases and passports are other tables'.
pub fn is_of_these(code: FindingCode) -> bool {
    use FindingCode as Is;
    let shared = [
        Is::EntryBan,
        Is::Expulsion,
        Is::FamilyCategory,
        Is::FamilyMain,
        Is::FamilyTerm,
        Is::FamilyWork,
        Is::InstructionDate,
        Is::InstructionByWord,
        Is::Penalty,
        Is::ResidenceRepeated,
        Is::ResidenceState,
        Is::Sanctions,
    ];
    shared.contains(&code) || OURS.contains(&code.as_str())
}

const OURS: [&str; 38] = [
    INTERVIEW,
    "CHK-VISA-NOT-EXTENDED",
    "CHK-VISA-EXTENSION-PARTY",
    "CHK-VISA-EXTENSION-TERM",
    "CHK-VISA-EXTENSION-HOLIDAYS",
    "CHK-VISA-EXTENSION-LAW",
    "CHK-VISA-EXTENDED-BEFORE",
    "CHK-VISA-EXTENSION-EARLY",
    "CHK-VISA-EXTENSION-LATE",
    "CHK-VISA-EXTENSION-UNKNOWN",
    "CHK-VISA-EXTENSION-LIFTED",
    "CHK-VISA-FIRST-INVITER",
    "CHK-VISA-FIRST-INVITER-UNKNOWN",
    "CHK-VISA-OTHER-CATEGORY",
    "CHK-VISA-RESTORED-OTHERWISE",
    "CHK-VISA-RESTORER",
    "CHK-VISA-ELECTRONIC-ANEW",
    "CHK-VISA-SAME-PASSPORT",
    "CHK-VISA-ENDED",
    "CHK-VISA-CHANGE",
    "CHK-VISA-CONFIRMATION",
    "CHK-VISA-UNCONFIRMED",
    "CHK-VISA-CHANGE-HOLDER",
    "CHK-VISA-ANNUL-FIRST",
    "CHK-VISA-MORE-ENTRIES",
    "CHK-VISA-BEYOND-INVITATION",
    "CHK-VISA-INVITATION",
    "CHK-VISA-INVITATION-UNKNOWN",
    "CHK-VISA-RECORD",
    "CHK-VISA-RECORD-UNKNOWN",
    "CHK-VISA-MAIN-UNKNOWN",
    "CHK-VISA-RESIDENCE-TERM",
    "CHK-VISA-RESIDENCE-UNKNOWN",
    "CHK-VISA-EXIT-BARRED",
    "CHK-VISA-EXIT-UNKNOWN",
    "CHK-VISA-EXIT-FILE",
    "CHK-VISA-EXIT-FILE-UNKNOWN",
    "CHK-VISA-EXIT-PASSPORT",
];

pub fn check(rows: &[Row]) {
    for row in rows {
        let judgement = row.judgement();
        let what = format!("{} (filed on {}): {judgement:#?}", row.what, row.filed_on);
        let is_ours = |finding: &&Finding| is_of_these(finding.code) && finding.code.as_str() != INTERVIEW;
        let ours: Vec<&Finding> = judgement.findings.iter().filter(is_ours).collect();
        let mut found: Vec<_> = ours.iter().map(|finding| format!("{} at {}", finding.code, finding.field)).collect();
        let mut expected: Vec<_> = row.findings.iter().map(|finding| finding.split_once(": ").unwrap().0.to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{what}");
        for finding in &row.findings {
            let (named, basis) = finding.split_once(": ").unwrap();
            let rests_on = |finding: &&&Finding| format!("{} at {}", finding.code, finding.field) == named && finding.basis.contains(basis);
            assert!(ours.iter().any(|finding| rests_on(&finding)), "{named} does not rest on {basis}: {what}");
        }
        assert!(judgement.findings.is_sorted_by_key(|finding| finding.severity == Severity::Warning), "{what}");
        if let Some((earliest, latest)) = &row.window {
            let window = judgement.filing_window.map(|days| (days.earliest, days.latest));
            assert_eq!(window, Some((earliest.parse().ok(), latest.parse().ok())), "{what}");
        }
        if let Some(grounds) = &row.grounds {
            let found: Vec<_> = ours.iter().filter_map(|finding| finding.ground).map(u8::from).collect();
            assert_eq!(found, *grounds, "{what}");
        }
    }
}
