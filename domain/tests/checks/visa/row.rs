//! A row of a table: an example request with something changed, the day of filing, and all of our own that must be said of it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};
use shaqyru_domain::{
    checks::{
        Verdict,
        finding::{Finding, Severity},
    },
    visa::{
        checks::{self, Judgement},
        request::VisaRequest,
    },
};

use crate::{
    mutants::NONSENSE,
    row::{FIRST_DAY, RULEBOOK, at_its_own_office, day, edit},
    visas::row::is_of_these,
};

/// The day of filing where nothing else is said: a Friday on which every example is acceptable.
pub const APRIL: &str = "2026-04-24";

macro_rules! examples {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)+) => {
        $($(#[$doc])* pub fn $name(edits: &str) -> Value {
            let example = include_str!(concat!("../../../../examples/visas/", $file, ".json"));
            at_its_own_office(edit(serde_json::from_str(example).unwrap(), edits), edits)
        })+

        /// Every example, by its name.
        pub const EXAMPLES: &[(&str, fn(&str) -> Value)] = &[$(($file, $name)),+];
    };
}

examples! {
    /// Work in Almaty, changed from B3; June 2026 to May 2027.
    c3 = "issue-c3-after-b3";
    /// An ethnic Kazakh of Mongolia, for good.
    c1 = "issue-c1-ethnic-kazakh";
    /// The electronic one for a citizen of Pakistan, 10 May to 8 June 2026.
    electronic = "issue-evisa-b3-pakistan";
    /// To leave with, after the stay was shortened.
    exit = "issue-exit-b16";
    /// C3 of a party in Almaty for work in Astana.
    extension = "extend-c3-other-region";
    /// C3 in a new passport.
    restoration = "restore-c3-new-passport";
    /// C3, for the employer has changed.
    annulment = "annul-c3-employer-change";
    /// B3, for its ground has gone.
    shortening = "shorten-b3-ground-ceased";
}

pub fn parse(document: &Value) -> VisaRequest {
    VisaRequest::parse(document.to_string().as_bytes()).unwrap_or_else(|problem| panic!("{problem:?}\n{document:#}"))
}

pub fn judgement(document: &Value, filed_on: &str) -> Judgement {
    checks::judge_by(&parse(document), &RULEBOOK.on(day(filed_on)).unwrap(), day(filed_on)).unwrap()
}

#[derive(Clone)]
pub struct VisaRow {
    what: String,
    document: Value,
    filed_on: NaiveDate,
    verdict: Verdict,
    /// `CHK-FEE-SHORT fee.amount_kzt: annex 8`: the code, the field, and what the basis names.
    findings: Vec<String>,
    fee: Option<(Option<f64>, f64)>,
    fingerprints: Option<bool>,
}

/// A row that is acceptable without a finding of ours, unless it goes on to say otherwise.
pub fn row(what: impl Into<String>, document: Value) -> VisaRow {
    VisaRow {
        what: what.into(),
        document,
        filed_on: day(APRIL),
        verdict: Verdict::Acceptable,
        findings: Vec::new(),
        fee: None,
        fingerprints: None,
    }
}

impl VisaRow {
    fn is(self, verdict: Verdict, findings: &[&str]) -> Self {
        Self { verdict, findings: findings.iter().map(|&finding| finding.to_owned()).collect(), ..self }
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

    pub fn fee(self, due: Option<f64>, paid: f64) -> Self {
        Self { fee: Some((due, paid)), ..self }
    }

    pub fn fingerprints(self, due: bool) -> Self {
        Self { fingerprints: Some(due), ..self }
    }

    /// The same on the edition's first day, where nothing but payment, passport and basis hangs on the day.
    pub fn on_the_first_day(&self) -> Self {
        let mut document = self.document.clone();
        for earlier in ["/fee/paid_on", "/recipient/passport/issued_on", "/basis/date"] {
            if let Some(date) = document.pointer_mut(earlier).filter(|date| date.as_str().is_some_and(|date| date > FIRST_DAY)) {
                *date = FIRST_DAY.into();
            }
        }
        Self { document, filed_on: day(FIRST_DAY), ..self.clone() }
    }

    /// The same with a paper and a regime of which no rule speaks.
    pub fn with_nonsense(&self) -> Self {
        let mut document = self.document.clone();
        document["documents"].as_array_mut().unwrap().push(json!({ "kind": NONSENSE, "issuer": NONSENSE }));
        if let Some(regimes) = document.pointer_mut("/inviting_party/regimes") {
            regimes.as_array_mut().unwrap().push(json!(NONSENSE));
        }
        Self { document, ..self.clone() }
    }

    /// What is said of the request itself. What the register was not asked for, and what becomes of another visa, are other tables'.
    pub fn judgement(&self) -> Judgement {
        let mut judgement = checks::judge_by(&parse(&self.document), &RULEBOOK.on(self.filed_on).unwrap(), self.filed_on).unwrap();
        judgement.findings.retain(|finding| !is_of_these(finding.code));
        let errors = || judgement.findings.iter().filter(|finding| finding.severity == Severity::Error);
        judgement.verdict = match errors().next() {
            None => Verdict::Acceptable,
            Some(_) if errors().any(|finding| finding.code.is_gap()) => Verdict::Incomplete,
            Some(_) => Verdict::Ineligible,
        };
        judgement
    }
}

/// Each row's findings must be there, and none besides.
pub fn check(rows: &[VisaRow]) {
    let faults: Vec<_> = rows.iter().filter_map(VisaRow::fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

impl VisaRow {
    /// What is said otherwise than the row wants.
    fn fault(&self) -> Option<String> {
        let judgement = self.judgement();
        let said: BTreeSet<_> = judgement.findings.iter().map(|finding| format!("{} {}", finding.code, finding.field)).collect();
        let wanted: Vec<_> = self.findings.iter().map(|finding| finding.split_once(": ").unwrap()).collect();
        let rests = |(wanted, basis): &(&str, &str)| {
            let is_one = |finding: &&Finding| format!("{} {}", finding.code, finding.field) == *wanted && finding.basis.contains(basis);
            judgement.findings.iter().any(|finding| is_one(&finding))
        };
        let fee = (judgement.fee.due_kzt.map(f64::from), f64::from(judgement.fee.paid_kzt));
        let fits = judgement.verdict == self.verdict
            && said == wanted.iter().map(|(wanted, _)| (*wanted).to_owned()).collect()
            && wanted.iter().all(rests)
            && self.fee.is_none_or(|wanted| wanted == fee)
            && self.fingerprints.is_none_or(|due| judgement.biometrics_required == [due]);
        let told: Vec<_> = judgement
            .findings
            .iter()
            .map(|finding| format!("{} {}: {} ({})", finding.code, finding.field, finding.message, finding.basis))
            .collect();
        let wants = format!("{:?} {:?} {:?} {:?}", self.verdict, self.findings, self.fee, self.fingerprints);
        let is = format!("{:?} {told:#?} {fee:?} {:?}", judgement.verdict, judgement.biometrics_required);
        (!fits).then(|| format!("{} (filed on {})\nwants {wants}\nis {is}", self.what, self.filed_on))
    }
}
