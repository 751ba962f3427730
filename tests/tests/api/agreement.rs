//! `check` says one thing of an application, and who files it is told another: what is checked is filed here, over HTTP, on the same day
//! and with the same knowledge, and the two are compared finding by finding.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_domain::checks::{
    Judgement, Verdict,
    finding::{Finding, FindingCode},
};
use shaqyru_tests::{PATIENCE, SILENT, alone, at, eventually_within, offset_that_shows};

use super::Caller;
use crate::{
    program::data,
    terminal::{Terminal, text},
};

/// The Friday on which all is checked, and filed at ten.
const DAY: &str = "2026-03-06";
const THURSDAY: &str = "2026-03-05";
const SATURDAY: &str = "2026-03-07";
/// So many are checked and filed at a time.
const AT_A_TIME: usize = 4;

/// An application, and what the state holds and knows of its first invitee and of the inviting party.
struct Trial {
    what: String,
    application: Value,
    records: Option<Value>,
}

/// What one side says: why the application is not even read, or of each case how it is taken, what is missing and what was found.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Unread { code: String, message: String, field: String },
    Taken(Vec<Case>),
}

#[derive(Debug, PartialEq, Eq)]
struct Case {
    accepted: bool,
    missing: BTreeSet<String>,
    found: BTreeSet<String>,
}

/// Covers: R26 para 14; R26 annex 7
#[test]
fn what_is_checked_is_judged_as_what_is_filed() -> Result<()> {
    let shift = offset_that_shows(at(&format!("{DAY}T10:00:00")));
    alone(StackOptions { shift, ..SILENT }, async |stack| {
        let caller = Caller::at(stack, "P-1", &["head"], None)?;
        let terminal = Terminal::at(stack)?;
        let trials = trials()?;
        ensure!(trials.len() > 100, "{} trials are few", trials.len());
        let trying = trials.iter().enumerate().map(async |(place, trial)| {
            let differs = try_out(stack, &caller, &terminal, place, trial).await.with_context(|| trial.what.clone())?;
            anyhow::Ok(differs.map(|how| format!("{}: {how}", trial.what)))
        });
        let tried: Vec<_> = stream::iter(trying).buffer_unordered(AT_A_TIME).collect().await;
        let mut differing = Vec::new();
        for outcome in tried {
            differing.extend(outcome?);
        }
        ensure!(differing.is_empty(), "{} of {} differ:\n{}", differing.len(), trials.len(), differing.join("\n\n"));
        Ok(())
    })
}

/// How what is filed differs from what was checked, if it does.
async fn try_out(stack: &Stack, caller: &Caller, terminal: &Terminal, place: usize, trial: &Trial) -> Result<Option<String>> {
    let application = of_its_own_people(trial.application.clone(), place);
    if let Some(records) = &trial.records {
        let passport = application["invitees"][0]["passport"]["number"].as_str().context("records of nobody")?;
        stack.sandbox.set_records(passport, records.clone())?;
    }
    let (checked, judgement) = checked(terminal, place, &application, trial.records.as_ref()).await?;
    // The API's own check is the same document.
    let asked = json!({"application": application, "on": DAY, "records": trial.records});
    let answer = caller.post("/applications/judgement", &asked).await?;
    let is_the_same = match &judgement {
        Some(judgement) => answer.body == *judgement,
        None => unread(&answer.body["error"], "") == checked,
    };
    if !is_the_same {
        return Ok(Some(format!("checked: {checked:?}\njudged over HTTP: {}", answer.body)));
    }
    let answer = caller.post("/applications", &json!({"application": application})).await?;
    if !answer.status.is_success() {
        let filed = unread(&answer.body["error"], "");
        return Ok((filed != checked).then(|| format!("checked: {checked:?}\nfiled: {}", answer.body)));
    }
    let numbers: Vec<_> = answer.body["cases"].as_array().context("no cases")?.iter().map(|case| case["case"].clone()).collect();
    // What the state registers say comes a moment after the filing.
    let mut last = None;
    let agreed = eventually_within(PATIENCE / 2, "the same", async || {
        let mut cases = Vec::new();
        for number in &numbers {
            let number = number.as_str().context("no number")?;
            cases.extend(taken(&caller.get(&format!("/cases/{number}")).await?.body)?);
        }
        let filed = Said::Taken(cases);
        let same = filed == checked;
        last = Some(filed);
        Ok(same.then_some(()))
    })
    .await;
    Ok(agreed.is_err().then(|| format!("checked: {checked:?}\nfiled: {last:?}")))
}

/// What the command line says, and its document if the application was read.
async fn checked(terminal: &Terminal, place: usize, application: &Value, records: Option<&Value>) -> Result<(Said, Option<Value>)> {
    let file = terminal.file(&format!("{place}.json"), serde_json::to_vec(application)?)?;
    let mut rest = vec![text(&file)?, "--json"];
    let held = records.map(|records| terminal.file(&format!("{place}-records.json"), records.to_string())).transpose()?;
    if let Some(held) = &held {
        rest.extend(["--records", text(held)?]);
    }
    let said = terminal.says(&format!("check --on {DAY}"), &rest).await?;
    if said.status == Some(2) {
        return Ok((unread(&said.json()?["error"], "application"), None));
    }
    let document = said.json()?;
    let judgement: Judgement = serde_json::from_value(document.clone())?;
    ensure!(said.status == Some(i32::from(judgement.verdict != Verdict::Acceptable)), "{said:?}");
    let accepted = judgement.verdict != Verdict::Incomplete;
    ensure!(judgement.missing.is_empty() == accepted, "{} is missing: {:?}", judgement.missing.len(), judgement.verdict);
    ensure!(judgement.missing.iter().all(|paper| !paper.basis.is_empty()), "a gap without a paragraph: {document}");
    ensure!(judgement.findings.iter().all(|finding| !finding.basis.is_empty()), "a finding without a paragraph: {document}");
    let missing: BTreeSet<_> = judgement.missing.iter().map(|paper| json!(paper).to_string()).collect();
    // What is missing has a list of its own in a case, which tells what is about its invitee.
    let others = || judgement.findings.iter().filter(|finding| !matches!(finding.code, FindingCode::PaperMissing | FindingCode::FeeShort));
    ensure!(
        judgement.findings.len() - others().count() == judgement.missing.len(),
        "what is missing is told twice or not at all: {document}"
    );
    let invitees = application["invitees"].as_array().map_or(0, Vec::len);
    let case = |index| Case {
        accepted,
        missing: missing.clone(),
        found: others().filter_map(|finding: &Finding| finding.of_invitee(index)).map(|finding| json!(finding).to_string()).collect(),
    };
    Ok((Said::Taken((0..invitees).map(case).collect()), Some(document)))
}

/// How a case was taken; none while that is open.
fn taken(view: &Value) -> Result<Option<Case>> {
    let texts =
        |list: &Value| -> Result<BTreeSet<String>> { Ok(list.as_array().context("no list")?.iter().map(Value::to_string).collect()) };
    if view["stage"] == "filed" || view["status"].is_null() {
        return Ok(None);
    }
    let accepted = view["status"] != "acceptance_refused";
    ensure!(accepted == view["registered_on"].is_string(), "neither registered nor refused acceptance: {view}");
    Ok(Some(Case { accepted, missing: texts(&view["missing"])?, found: texts(&view["findings"])? }))
}

/// Why an application is not read. Over HTTP it is a field of what is sent.
fn unread(error: &Value, parent: &str) -> Said {
    let words = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    let field = match (parent, words("field")) {
        ("", field) => field,
        (parent, field) if field.is_empty() => parent.to_owned(),
        (parent, field) => format!("{parent}.{field}"),
    };
    Said::Unread { code: words("code"), message: words("message"), field }
}

/// The same application for people who file nothing else: what our own register knows of them is nothing.
fn of_its_own_people(mut application: Value, place: usize) -> Value {
    let invitees = application["invitees"].as_array_mut().map(Vec::as_mut_slice).unwrap_or_default();
    for (index, invitee) in invitees.iter_mut().enumerate() {
        if let Some(number) = invitee.pointer_mut("/passport/number").filter(|number| number.as_str().is_some_and(str::is_ascii)) {
            *number = json!(format!("N{place:05}{index:02}"));
        }
    }
    application
}

fn trials() -> Result<Vec<Trial>> {
    let mut trials = Vec::new();
    let mut add = |what: String, application: Value, records: Option<Value>| trials.push(Trial { what, application, records });
    let mut examples = Vec::new();
    for entry in std::fs::read_dir(data("applications"))? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).context("a file without a name")?.to_owned();
        examples.push((name, serde_json::from_slice::<Value>(&std::fs::read(&path)?)?));
    }
    examples.sort_by(|(one, _), (another, _)| one.cmp(another));
    let example = |name: &str| examples.iter().find(|(known, _)| known == name).map(|(_, form)| form.clone()).context("no such example");
    for (name, form) in &examples {
        add(name.clone(), form.clone(), None);
        for (index, paper) in form["documents"].as_array().context("no papers")?.iter().enumerate() {
            let kind = paper["kind"].as_str().unwrap_or_default();
            let mut without = form.clone();
            without["documents"].as_array_mut().context("no papers")?.remove(index);
            add(format!("{name} without {kind}"), without, None);
            // The same for every paper: one example will do.
            let days = [("valid_until", THURSDAY), ("issued_on", SATURDAY)];
            for (field, day) in days.into_iter().filter(|_| name.starts_with("c3")) {
                add(format!("{name} with {kind} {field} {day}"), with(form, &[(&format!("/documents/{index}/{field}"), json!(day))]), None);
            }
        }
        if name.starts_with("b3-n") || name.starts_with("incomplete") {
            continue;
        }
        for fee in [Value::Null, json!({"paid_via": "egov_gateway", "amount_kzt": 1}), json!({"paid_via": "bank", "amount_kzt": 2162.5})] {
            add(format!("{name} with fee {fee}"), with(form, &[("/fee", fee)]), None);
        }
    }
    let negotiations = example("b3-negotiations-turkiye")?;
    for path in members(&negotiations, "") {
        let (parent, member) = path.rsplit_once('/').context("no path")?;
        let mut without = negotiations.clone();
        without.pointer_mut(parent).and_then(Value::as_object_mut).context("no object")?.remove(member);
        add(format!("negotiations without {path}"), without, None);
    }
    for (path, value) in wrong_values() {
        add(format!("negotiations with {path} {value}"), with(&negotiations, &[(path, value)]), None);
    }
    for category in ["A5", "B1", "B6", "B8", "B11", "C4", "C5", "C9", "X1"] {
        add(format!("negotiations as {category}"), with(&negotiations, &[("/visit/category", json!(category))]), None);
    }
    let several = example("b10-private-visit-india")?;
    for (path, value) in [
        ("/invitees/1/passport/valid_until", json!("2026-04-01")),
        ("/invitees/1/citizenship", json!("KZ")),
        ("/invitees/1/date_of_birth", json!("2015-01-01")),
        ("/invitees/0/residence_country", json!("ZZ")),
        ("/fee/amount_kzt", json!(2162.5)),
    ] {
        add(format!("private visit with {path} {value}"), with(&several, &[(path, value)]), None);
    }
    // An employer of no regime, whose permit is with the state or not.
    let work = with(&example("c3-work-aifc-india")?, &[("/inviting_party/regimes", json!([]))]);
    let handed_in = |until: &str| {
        let permit = json!({"kind": "foreign_labour_permit", "valid_until": until});
        with(&work, &[("/documents", json!([{"kind": "annex_4_table"}, {"kind": "representative_authority"}, permit]))])
    };
    let held = |until: &str| json!({"held": [{"kind": "foreign_labour_permit", "system": "permits", "valid_until": until}]});
    for (what, form, records) in [
        ("work whose permit nobody has", work.clone(), None),
        ("work whose permit the state holds", work.clone(), Some(held("2028-01-01"))),
        ("work whose permit the state holds for too short", work.clone(), Some(held("2026-12-31"))),
        ("work whose permit has ended with the state", work.clone(), Some(held(THURSDAY))),
        ("work whose permit was handed in and lasts", handed_in("2028-01-01"), Some(held("2026-12-31"))),
        ("work whose handed-in permit ends, and that of the state lasts", handed_in("2026-12-31"), Some(held("2028-01-01"))),
        ("work whose permits both end", handed_in("2026-12-31"), Some(held("2026-11-30"))),
    ] {
        add(what.to_owned(), form, records);
    }
    let sanction = |on: &str| json!({"on": on, "article": "art 517 of the Code on Administrative Offences"});
    for (what, records) in [
        ("sanctions", json!({"sanctions": [sanction("2025-09-01"), sanction("2026-02-01")]})),
        ("a ban", json!({"entry_bans": [{"basis": "LF art 22(10)", "until": "2028-01-01"}]})),
        ("a penalty", json!({"unexecuted_penalties": [{"on": "2024-05-05"}]})),
        ("an expulsion", json!({"expulsions": [{"on": "2023-01-01"}]})),
    ] {
        add(format!("negotiations with {what}"), negotiations.clone(), Some(records));
    }
    let earlier = json!({"earlier_applications": [{"category": "B8", "filed_on": "2025-04-06"}]});
    add("residence once more".to_owned(), with(&negotiations, &[("/visit/category", json!("B8"))]), Some(earlier));
    Ok(trials)
}

/// An example with other values; a member that it lacks is added.
fn with(form: &Value, changes: &[(&str, Value)]) -> Value {
    let mut other = form.clone();
    for (path, value) in changes {
        let (parent, member) = path.rsplit_once('/').unwrap_or_default();
        match other.pointer_mut(parent) {
            Some(Value::Object(members)) => drop(members.insert(member.to_owned(), value.clone())),
            _ => drop(other.pointer_mut(path).map(|old| *old = value.clone())),
        }
    }
    other
}

/// The paths of all members of a document.
fn members(document: &Value, path: &str) -> Vec<String> {
    let below = |name: String, value: &Value| members(value, &format!("{path}/{name}"));
    match document {
        Value::Object(object) => {
            let member = |(name, value): (&String, &Value)| [format!("{path}/{name}")].into_iter().chain(below(name.clone(), value));
            object.iter().flat_map(member).collect()
        }
        Value::Array(list) => list.iter().enumerate().flat_map(|(index, value)| below(index.to_string(), value)).collect(),
        _ => Vec::new(),
    }
}

fn wrong_values() -> Vec<(&'static str, Value)> {
    vec![
        ("/channel", json!("paper")),
        ("/inviting_party/kind", json!("natural_person")),
        ("/inviting_party/kind", json!("state_body")),
        ("/inviting_party/bin_iin", json!("000000000000")),
        ("/inviting_party/bin_iin", json!("150440000")),
        ("/inviting_party/region", json!("KZ-71")),
        ("/inviting_party/region", json!("KZ-99")),
        ("/inviting_party/office", json!("AST-ESIL")),
        ("/inviting_party/office", json!("XXX-NOWHERE")),
        ("/inviting_party/registration_certificate/date", json!(SATURDAY)),
        ("/inviting_party/regimes", json!(["aifc_participant"])),
        ("/inviting_party/name", json!("Specimen\u{200b}House")),
        ("/invitees/0/citizenship", json!("ZZ")),
        ("/invitees/0/citizenship", json!("UK")),
        ("/invitees/0/citizenship", json!("KZ")),
        ("/invitees/0/citizenship", json!("XXA")),
        ("/invitees/0/citizenship", json!("PK")),
        ("/invitees/0/residence_country", json!("EU")),
        ("/invitees/0/date_of_birth", json!("2012-06-01")),
        ("/invitees/0/date_of_birth", json!("2030-01-01")),
        ("/invitees/0/surname", json!("СПЕЦИМЕН")),
        ("/invitees/0/passport/issued_on", json!(SATURDAY)),
        ("/invitees/0/passport/valid_until", json!("2026-05-20")),
        ("/invitees/0/passport/valid_until", json!(THURSDAY)),
        ("/invitees/0/passport/number", json!("\u{423}00000001")),
        ("/visit/from", json!("2026-03-09")),
        ("/visit/until", json!("2026-04-01")),
        ("/visit/until", json!("2027-12-31")),
        ("/visit/entries", json!("multiple")),
        ("/visit/visa_kind", json!("electronic")),
        ("/visit/visa_collection_place", json!({"country": "DE", "city": "Berlin"})),
        ("/visit/visa_collection_place", json!({"country": "KZ", "city": "Almaty"})),
        ("/visit/visa_collection_place", json!({"country": "ZZ", "city": "Nowhere"})),
        ("/fee/currency", json!("USD")),
        ("/fee/paid_on", json!(SATURDAY)),
        ("/fee/paid_on", json!("2030-01-01")),
        ("/fee/paid_on", json!("2023-12-31")),
        ("/fee/amount_kzt", json!(-1)),
        ("/liability_acknowledged", json!(false)),
        ("/instruction", json!({"ministry": "foreign_affairs", "number": "MFA-1", "date": THURSDAY})),
        ("/instruction", json!({"ministry": "foreign_affairs", "number": "MFA-1", "date": SATURDAY})),
        ("/colour", json!("green")),
    ]
}
