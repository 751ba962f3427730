//! Example applications and scenarios, kept beside the tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use shaqyru::simulation::{Filed, Scenario};
use shaqyru_domain::{application::Application, complaint::filing::Complaint, visa::request::VisaRequest};

/// Negotiations: one invitee, complete.
pub const NEGOTIATIONS: &str = "b3-negotiations-turkiye";
/// A private visit: two invitees, complete.
pub const PRIVATE_VISIT: &str = "b10-private-visit-india";
/// Work for a participant of the AIFC, complete.
pub const WORK: &str = "c3-work-aifc-india";
/// An internship whose petition is missing.
pub const INCOMPLETE: &str = "incomplete-no-petition";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

/// The file of an application, by its name.
pub fn path(name: &str) -> PathBuf {
    folder().join("applications").join(format!("{name}.json"))
}

/// An application by the name of its file.
///
/// # Errors
/// If there is none.
pub fn application(name: &str) -> Result<Application> {
    changed(name, |_| {})
}

/// An application that differs from an example.
///
/// # Errors
/// If there is no such example, or it is no application any more.
pub fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Result<Application> {
    let path = path(name);
    let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let mut form = serde_json::from_slice(&text)?;
    change(&mut form);
    Ok(Application::parse(&serde_json::to_vec(&form)?)?)
}

/// A scenario with what is filed in it, by the name of its file.
///
/// # Errors
/// If there is none.
pub fn scenario(name: &str) -> Result<(Scenario, Filed)> {
    Ok(Scenario::read(&folder().join("scenarios").join(format!("{name}.json")))?)
}

/// The same, of a visa.
///
/// # Errors
/// If there is none.
pub fn visa_scenario(name: &str) -> Result<(Scenario, Filed)> {
    Ok(Scenario::read(&folder().join("visa-scenarios").join(format!("{name}.json")))?)
}

/// The example complaint, to be examined by the superior or the quality authority.
///
/// # Errors
/// If it is no complaint.
pub fn complaint(examiner: &str) -> Result<Complaint> {
    let mut form: Map<String, Value> = serde_json::from_slice(&std::fs::read(folder().join("complaints/about-a-refusal.json"))?)?;
    form.insert("addressee".to_owned(), examiner.into());
    Ok(Complaint::parse(&serde_json::to_vec(&form)?)?)
}

/// An example request for a visa.
///
/// # Errors
/// If it cannot be read.
pub fn visa_request(name: &str) -> Result<VisaRequest> {
    let path = folder().join("visas").join(format!("{name}.json"));
    let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
    Ok(VisaRequest::parse(&text)?)
}
