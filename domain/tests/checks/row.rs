//! A row of a table: an example application with something changed, the day of filing, and all that must be said of it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use shaqyru_domain::{
    application::Application,
    checks::{self, Judgement, Verdict, finding::Severity, records::Records},
    law::rulebook::RulesInForce,
};

pub use crate::{files::files, under_test::RULEBOOK};

/// The edition's first day.
pub const FIRST_DAY: &str = "2026-02-22";

/// The day of filing where nothing else is said: a Friday.
pub const FRIDAY: &str = "2026-03-06";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn parse(document: &Value) -> Application {
    Application::parse(document.to_string().as_bytes()).unwrap_or_else(|problem| panic!("{problem:?}\n{document:#}"))
}

/// A company invites a Turkish citizen for negotiations, 20 April to 15 May 2026; sound on [`FRIDAY`].
pub fn b3(edits: &str) -> Value {
    edited(include_str!("../../../examples/applications/b3-negotiations-turkiye.json"), edits)
}

/// The electronic one for a citizen of Pakistan, 1 to 25 June 2026.
pub fn pakistan(edits: &str) -> Value {
    edited(include_str!("../../../examples/applications/b3-evisa-pakistan.json"), edits)
}

/// An internship with the Innovation Cluster, 4 May to 30 July 2026.
pub fn b7(edits: &str) -> Value {
    edited(include_str!("../../../examples/applications/b7-internship-innovation-cluster.json"), edits)
}

/// A person invites two relatives from India, electronically, 1 July to 10 August 2026.
pub fn b10(edits: &str) -> Value {
    edited(include_str!("../../../examples/applications/b10-private-visit-india.json"), edits)
}

/// Work with a participant of the AIFC, 10 May 2026 to 9 May 2027.
pub fn c3(edits: &str) -> Value {
    edited(include_str!("../../../examples/applications/c3-work-aifc-india.json"), edits)
}

fn edited(example: &str, edits: &str) -> Value {
    edit(serde_json::from_str(example).unwrap(), edits)
}

/// `visit/from=2026-04-20; documents/-={"kind":"contract"}`: JSON pointers and what stands there. `-` appends, a text needs no
/// quotation marks, `documents=!contract` takes out the papers of a kind.
pub fn edit(mut document: Value, edits: &str) -> Value {
    for edit in edits.split(';').map(str::trim).filter(|edit| !edit.is_empty()) {
        let (pointer, text) = edit.split_once('=').unwrap_or_else(|| panic!("{edit}"));
        if let Some(kind) = text.strip_prefix('!') {
            document[pointer].as_array_mut().unwrap().retain(|paper| paper["kind"] != kind);
            continue;
        }
        let value = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let parent = if parent.is_empty() { Some(&mut document) } else { document.pointer_mut(&format!("/{parent}")) };
        match parent.unwrap_or_else(|| panic!("nothing at {pointer}")) {
            Value::Object(members) => drop(members.insert(key.to_owned(), value)),
            Value::Array(items) if key == "-" => items.push(value),
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            _ => panic!("{pointer}"),
        }
    }
    document
}

/// A request of a body with an office of that body, where the edits name none.
pub fn at_its_own_office(document: Value, edits: &str) -> Value {
    let names_one = edits.split(';').any(|edit| edit.trim().starts_with("office="));
    match document["provider"].as_str() {
        Some("mission") if !names_one => edit(document, "office=TR-ANKARA"),
        Some("mfa") if !names_one => edit(document, "office=MFA-DCS"),
        _ => document,
    }
}

/// With a paper of this kind.
pub fn paper(kind: &str) -> String {
    format!(r#"documents/-={{"kind":"{kind}"}}"#)
}

/// With a paper of this kind by this issuer.
pub fn paper_by(kind: &str, issuer: &str) -> String {
    format!(r#"documents/-={{"kind":"{kind}","issuer":"{issuer}"}}"#)
}

/// With one more invitee, like the first but for the passport's number; `invitees/1/…` then changes it.
pub fn with_second_invitee(document: Value, edits: &str) -> Value {
    let mut document = document;
    let mut second = document["invitees"][0].clone();
    second["passport"]["number"] = json!("S77777777");
    document["invitees"].as_array_mut().unwrap().push(second);
    document["fee"]["amount_kzt"] = json!(4325);
    edit(document, edits)
}

/// The rules in force on the edition's first day and on [`FRIDAY`]: what holds without a date of its own holds on both.
pub fn in_force() -> [RulesInForce<'static>; 2] {
    [FIRST_DAY, FRIDAY].map(|on| RULEBOOK.on(day(on)).unwrap())
}

/// The categories to which an invitation can be asked, as the rulebook has them; which those are by the law, `categories` says.
pub fn categories() -> Vec<&'static str> {
    RULEBOOK.on(day(FRIDAY)).unwrap().categories_to_enter().map(|category| category.code.as_str()).collect()
}

#[derive(Clone)]
pub struct Row {
    what: String,
    document: Value,
    filed_on: NaiveDate,
    records: Option<Records>,
    verdict: Verdict,
    /// `CHK-FEE-SHORT: annex 5`: the code, and what the basis names; in any order.
    findings: Vec<String>,
    biometrics: Option<Vec<bool>>,
    fee: Option<(Option<f64>, f64)>,
    window: Option<(Option<NaiveDate>, Option<NaiveDate>)>,
    fields: Option<Vec<&'static str>>,
    grounds: Option<Vec<u8>>,
}

/// A row that is acceptable without a finding, unless it goes on to say otherwise.
pub fn row(what: impl Into<String>, document: Value, filed_on: &str) -> Row {
    Row {
        what: what.into(),
        document,
        filed_on: day(filed_on),
        records: None,
        verdict: Verdict::Acceptable,
        findings: Vec::new(),
        biometrics: None,
        fee: None,
        window: None,
        fields: None,
        grounds: None,
    }
}

impl Row {
    fn is(mut self, verdict: Verdict, findings: &[&str]) -> Self {
        self.verdict = verdict;
        self.findings = findings.iter().map(|&finding| finding.to_owned()).collect();
        self
    }

    pub fn warned(self, findings: &[&str]) -> Self {
        self.is(Verdict::Acceptable, findings)
    }

    pub fn ineligible(self, findings: &[&str]) -> Self {
        self.is(Verdict::Ineligible, findings)
    }

    pub fn incomplete(self, findings: &[&str]) -> Self {
        self.is(Verdict::Incomplete, findings)
    }

    pub fn records(mut self, records: Value) -> Self {
        self.records = Some(serde_json::from_value(records).unwrap());
        self
    }

    pub fn biometrics(mut self, required: &[bool]) -> Self {
        self.biometrics = Some(required.to_vec());
        self
    }

    pub fn fee(mut self, due: Option<f64>, paid: f64) -> Self {
        self.fee = Some((due, paid));
        self
    }

    pub fn window(mut self, earliest: &str, latest: &str) -> Self {
        self.window = Some((earliest.parse().ok(), latest.parse().ok()));
        self
    }

    pub fn fields(mut self, fields: &[&'static str]) -> Self {
        self.fields = Some(fields.to_vec());
        self
    }

    pub fn grounds(mut self, grounds: &[u8]) -> Self {
        self.grounds = Some(grounds.to_vec());
        self
    }

    /// The same, filed so many days earlier, with every day in it earlier by as many; the filing window is counted in working days and
    /// moves otherwise.
    pub fn earlier(&self, days: u64) -> Self {
        let records = self.records.as_ref().map(|records| moved(serde_json::to_value(records).unwrap(), days));
        Self {
            document: moved(self.document.clone(), days),
            filed_on: self.filed_on - Days::new(days),
            records: records.map(|records| serde_json::from_value(records).unwrap()),
            window: None,
            ..self.clone()
        }
    }

    /// The same with something more in the application, and the same said of it.
    pub fn edited(&self, edits: impl FnOnce(Value) -> Value) -> Self {
        Self { document: edits(self.document.clone()), ..self.clone() }
    }

    pub fn is_filed_on(&self, on: &str) -> bool {
        self.filed_on == day(on)
    }

    pub fn document(&self) -> &Value {
        &self.document
    }

    pub fn judgement(&self) -> Judgement {
        checks::judge(&parse(&self.document), &RULEBOOK, self.filed_on, self.records.as_ref()).unwrap()
    }
}

/// With every day in it earlier by so many.
fn moved(value: Value, days: u64) -> Value {
    match value {
        Value::String(text) => match text.parse::<NaiveDate>() {
            Ok(date) if text.len() == "2026-03-06".len() => json!(date - Days::new(days)),
            _ => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(|item| moved(item, days)).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, moved(value, days))).collect(),
        other => other,
    }
}

pub fn check(rows: &[Row]) {
    for row in rows {
        let judgement = row.judgement();
        let what = format!("{} (filed on {}): {judgement:#?}", row.what, row.filed_on);
        assert_eq!(judgement.verdict, row.verdict, "{what}");
        let mut expected: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in &row.findings {
            let (code, basis) = finding.split_once(": ").unwrap();
            expected.entry(code).or_default().push(basis);
        }
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in &judgement.findings {
            assert_eq!(finding.severity, finding.code.severity(), "{what}");
            found.entry(finding.code.as_str()).or_default().push(&finding.basis);
        }
        let counts = |of: &BTreeMap<&str, Vec<&str>>| of.iter().map(|(code, bases)| format!("{code} {}", bases.len())).collect::<Vec<_>>();
        assert_eq!(counts(&found), counts(&expected), "{what}");
        for (code, bases) in expected {
            for (found, expected) in found[code].iter().zip(bases) {
                assert!(found.contains(expected), "{code} rests on {found}, not on {expected}: {what}");
            }
        }
        let warnings_last = judgement.findings.is_sorted_by_key(|finding| finding.severity == Severity::Warning);
        assert!(warnings_last, "{what}");
        if let Some(biometrics) = &row.biometrics {
            assert_eq!(judgement.biometrics_required, *biometrics, "{what}");
        }
        if let Some(fee) = row.fee {
            assert_eq!((judgement.fee.due_kzt.map(f64::from), f64::from(judgement.fee.paid_kzt)), fee, "{what}");
        }
        if let Some(window) = row.window {
            assert_eq!((judgement.filing_window.earliest, judgement.filing_window.latest), window, "{what}");
        }
        if let Some(fields) = &row.fields {
            assert_eq!(judgement.findings.iter().map(|finding| finding.field.as_str()).collect::<Vec<_>>(), *fields, "{what}");
        }
        if let Some(grounds) = &row.grounds {
            let found: Vec<_> = judgement.findings.iter().filter_map(|finding| finding.ground).map(|ground| ground.to_string()).collect();
            assert_eq!(found, grounds.iter().map(u8::to_string).collect::<Vec<_>>(), "{what}");
        }
    }
}
