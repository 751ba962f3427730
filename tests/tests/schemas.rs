//! A schema refuses what is taken, so that somebody who keeps to it cannot file; or takes what no example is.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use jsonschema::Validator;
use serde_json::{Value, json};
use shaqyru_domain::{application::Application, complaint::filing::Complaint, problem::Problem, visa::request::VisaRequest};
use shaqyru_tests::shared;

/// How a document is read.
type Parse = fn(&[u8]) -> Result<(), Problem>;

const FILED: [(&str, &str, Parse); 3] = [
    ("application", "applications", |json| Application::parse(json).map(drop)),
    ("visa-request", "visas", |json| VisaRequest::parse(json).map(drop)),
    ("complaint", "complaints", |json| Complaint::parse(json).map(drop)),
];

fn examples(folder: &str) -> Result<Vec<(String, Value)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        found.push((path.display().to_string(), serde_json::from_slice(&fs::read(&path)?)?));
    }
    Ok(found)
}

#[test]
fn every_example_fits_the_schema_that_is_served_and_what_the_schema_refuses_is_not_read() -> Result<()> {
    shared(async |stack| {
        let (mut refused, mut read) = (0, 0);
        for (name, folder, parse) in FILED {
            // Whoever wants to file may look, without a token.
            let answer = reqwest::get(format!("{}/api/v1/schemas/{name}.json", stack.console.url())).await?.error_for_status()?;
            let schema: Value = answer.json().await?;
            jsonschema::meta::validate(&schema).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
            let validator = jsonschema::options().should_validate_formats(true).build(&schema)?;
            let examples = examples(folder)?;
            ensure!(!examples.is_empty(), "no examples in {folder}");
            for (path, example) in &examples {
                let errors: Vec<_> = validator.iter_errors(example).map(|error| format!("{}: {error}", error.instance_path())).collect();
                ensure!(errors.is_empty(), "{path}: {errors:?}");
                for (what, mutant) in mutants(example) {
                    let parsed = parse(&serde_json::to_vec(&mutant)?);
                    if validator.is_valid(&mutant) {
                        read += usize::from(parsed.is_ok());
                    } else {
                        ensure!(
                            parsed.is_err(),
                            "{path}: {what}: the schema refuses it, and it is read\n{}",
                            first_error(&validator, &mutant)
                        );
                        refused += 1;
                    }
                }
            }
        }
        ensure!(refused > 1000 && read > 100, "nothing was tried: {refused} refused, {read} read");
        Ok(())
    })
}

#[test]
fn the_openapi_document_says_what_is_filed_member_by_member() -> Result<()> {
    shared(async |stack| {
        let document: Value = reqwest::get(format!("{}/api/openapi.json", stack.console.url())).await?.json().await?;
        let schemas = &document["components"]["schemas"];
        for (handed_in, member, name) in [
            ("HandedIn", "application", "Application"),
            ("RequestHandedIn", "request", "VisaRequest"),
            ("ComplaintHandedIn", "complaint", "Complaint"),
        ] {
            assert_eq!(schemas[handed_in]["properties"][member]["$ref"], format!("#/components/schemas/{name}"));
            ensure!(schemas[name]["properties"].as_object().is_some_and(|members| members.len() > 5), "{name} says nothing");
        }
        let links = every(&document, "$ref");
        for link in &links {
            let pointer = link.strip_prefix('#').context("a link that leads out")?;
            ensure!(document.pointer(pointer).is_some(), "{link} leads nowhere");
        }
        ensure!(document["info"]["description"].as_str().is_some_and(|words| words.contains("/api/v1/schemas/application.json")));
        Ok(())
    })
}

fn first_error(validator: &Validator, mutant: &Value) -> String {
    validator.iter_errors(mutant).next().map(|error| format!("{}: {error}", error.instance_path())).unwrap_or_default()
}

/// The texts of all members of a name.
fn every(value: &Value, name: &str) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let own = members.get(name).and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(members.values().flat_map(|member| every(member, name))).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| every(item, name)).collect(),
        _ => Vec::new(),
    }
}

/// A document with one thing otherwise: each member away, each value another one, a foreign member in each object.
fn mutants(document: &Value) -> Vec<(String, Value)> {
    let others = [
        Value::Null,
        json!(""),
        json!(7),
        json!(-1),
        json!(0.5),
        json!(true),
        json!([]),
        json!({}),
        json!("nonsense"),
        json!("2026-02-30"),
        json!("a\u{7}b"),
        json!("x".repeat(2001)),
        json!(vec!["x"; 201]),
    ];
    let mut mutants = Vec::new();
    for pointer in pointers(document, "") {
        for other in &others {
            let mut mutant = document.clone();
            if let Some(place) = mutant.pointer_mut(&pointer) {
                *place = other.clone();
                mutants.push((format!("{pointer} is {:.40}", other.to_string()), mutant));
            }
        }
        // What a word processor makes of a hyphen, and of capitals and blanks what people do.
        let written: fn(&str) -> [String; 6] = |text| {
            let dashed = |dash: &str| text.replace('-', dash);
            [dashed("\u{2011}"), dashed("–"), dashed("−"), text.to_lowercase(), text.to_uppercase(), format!(" {text} ")]
        };
        for other in document.pointer(&pointer).and_then(Value::as_str).map(written).into_iter().flatten() {
            let mut mutant = document.clone();
            if let Some(place) = mutant.pointer_mut(&pointer) {
                *place = json!(other);
                mutants.push((format!("{pointer} is {other:.40}"), mutant));
            }
        }
        let mut foreign = document.clone();
        if let Some(Value::Object(members)) = foreign.pointer_mut(&pointer) {
            members.insert("foreign".to_owned(), json!(1));
            mutants.push((format!("{pointer} with a foreign member"), foreign));
        }
        let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
        let mut without = document.clone();
        if let Some(Value::Object(members)) = without.pointer_mut(parent)
            && members.remove(name).is_some()
        {
            mutants.push((format!("without {pointer}"), without));
        }
    }
    mutants
}

fn pointers(value: &Value, here: &str) -> Vec<String> {
    let below: Vec<_> = match value {
        Value::Object(members) => members.iter().flat_map(|(name, member)| pointers(member, &format!("{here}/{name}"))).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(index, item)| pointers(item, &format!("{here}/{index}"))).collect(),
        _ => Vec::new(),
    };
    std::iter::once(here.to_owned()).chain(below).collect()
}
