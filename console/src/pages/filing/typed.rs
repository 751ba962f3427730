//! What was typed into a form: kept as it was typed, and the document that it makes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shaqyru_domain::visa::request::VisaAction;

use super::field::{Kind, List, Service, Step};
use crate::pages::Fields;

/// How many of a list one form may hold, as a document may.
const MOST: usize = 200;
/// The member that names the invitee whom a paper, or an exception, is about.
const ABOUT: &str = "invitee";

/// What was typed, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Typed {
    /// By the paths of the fields; none that is empty.
    fields: BTreeMap<String, String>,
    /// How many there are of a list, filled in or not.
    lists: BTreeMap<String, usize>,
}

impl Typed {
    /// What stands in a field; nothing, if it is empty.
    pub(super) fn get(&self, path: &str) -> &str {
        self.fields.get(path).map_or("", String::as_str)
    }

    /// What is asked for a visa, if that was chosen.
    pub(super) fn action(&self) -> Option<VisaAction> {
        VisaAction::ALL.into_iter().find(|action| action.as_str() == self.get("action"))
    }

    /// Whether what is asked is about a visa that there is.
    pub(super) fn is_about_a_visa(&self) -> bool {
        self.action().is_some_and(VisaAction::is_about_a_visa)
    }

    pub(super) fn set(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let (path, text) = (path.into(), text.into());
        if text.is_empty() {
            self.fields.remove(&path);
        } else {
            self.fields.insert(path, text);
        }
    }

    /// Whether anything is filled in of what begins so.
    pub(super) fn has_begun(&self, prefix: &str) -> bool {
        self.fields.range(prefix.to_owned()..).next().is_some_and(|(path, _)| path.starts_with(prefix))
    }

    pub(super) fn count(&self, list: &List) -> usize {
        self.lists.get(list.name).copied().unwrap_or_default().max(usize::from(list.at_least_one))
    }

    /// Takes over what a page has sent. What is not on the page stays.
    pub(super) fn take(&mut self, step: &'static Step, sent: &Fields) {
        for placed in step.placed(self) {
            let text = match placed.field.kind {
                Kind::Some(_) => sent.all(&placed.path).collect::<Vec<_>>().join("\n"),
                Kind::Lines | Kind::Long => sent.get(&placed.path).map(|text| text.replace('\r', "")).unwrap_or_default(),
                _ => sent.get(&placed.path).unwrap_or_default().to_owned(),
            };
            self.set(placed.path, text);
        }
    }

    /// One more of a list; its place.
    pub(super) fn add(&mut self, list: &List) -> usize {
        let count = self.count(list);
        self.lists.insert(list.name.to_owned(), count.saturating_add(1).min(MOST));
        count
    }

    /// One less: those after it move up, and papers and an exception still name whom they are about.
    pub(super) fn remove(&mut self, list: &List, gone: usize) {
        let count = self.count(list);
        if gone >= count {
            return;
        }
        self.take_away(list.name, gone, count);
        if list.name == "invitees" {
            self.forget_whom_it_is_about(gone);
        }
    }

    fn take_away(&mut self, list: &str, gone: usize, count: usize) {
        let prefix = format!("{list}[");
        let fields = std::mem::take(&mut self.fields);
        for (path, text) in fields {
            let place = path.strip_prefix(&prefix).and_then(|rest| rest.split_once(']'));
            let Some((index, rest)) = place.and_then(|(index, rest)| Some((index.parse::<usize>().ok()?, rest))) else {
                self.fields.insert(path, text);
                continue;
            };
            if index != gone {
                self.fields.insert(format!("{prefix}{}]{rest}", index.saturating_sub(usize::from(index > gone))), text);
            }
        }
        self.lists.insert(list.to_owned(), count.saturating_sub(1));
    }

    /// What was of the person who is gone goes with them: without its person it would count for everybody who is left.
    fn forget_whom_it_is_about(&mut self, gone: usize) {
        let papers = self.lists.get("documents").copied().unwrap_or_default();
        for paper in (0..papers).rev() {
            match self.get(&format!("documents[{paper}].{ABOUT}")).parse::<usize>() {
                Ok(index) if index > gone => self.set(format!("documents[{paper}].{ABOUT}"), index.saturating_sub(1).to_string()),
                Ok(index) if index == gone => self.take_away("documents", paper, self.lists.get("documents").copied().unwrap_or_default()),
                _ => {}
            }
        }
        match self.get(&format!("exception.{ABOUT}")).parse::<usize>() {
            Ok(index) if index > gone => self.set(format!("exception.{ABOUT}"), index.saturating_sub(1).to_string()),
            Ok(index) if index == gone => self.fields.retain(|path, _| !path.starts_with("exception.")),
            _ => {}
        }
    }

    /// What a document says, as if it had been typed.
    pub(super) fn of_document(service: &'static Service, document: &Value) -> Self {
        let mut typed = Self::default();
        for list in service.lists() {
            let count = document.get(list.name).and_then(Value::as_array).map_or(0, Vec::len);
            typed.lists.insert(list.name.to_owned(), count);
        }
        for (path, _) in service.given {
            typed.set(*path, text_at(document, path));
        }
        for placed in service.placed(&typed) {
            let text = at(document, &placed.path).map(as_typed).unwrap_or_default();
            typed.set(placed.path, text);
        }
        typed
    }

    /// The document that was typed so far.
    pub(super) fn document(&self, service: &'static Service) -> Value {
        let mut document = Value::Object(Map::new());
        for (path, text) in service.given {
            let typed = self.get(path);
            put(&mut document, path, if typed.is_empty() { (*text).into() } else { typed.into() });
        }
        for list in service.lists() {
            put(&mut document, list.name, Value::Array(vec![Value::Object(Map::new()); self.count(list)]));
        }
        for placed in service.placed(self) {
            let typed = self.get(&placed.path);
            let is_empty_line = matches!(placed.field.kind, Kind::EmptyLine) && placed.is_present(self);
            if !typed.is_empty() || is_empty_line {
                put(&mut document, &placed.path, placed.field.value(typed));
            }
        }
        document
    }
}

/// A value as somebody would type it.
fn as_typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is_so) => is_so.to_string(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        Value::Null | Value::Object(_) => String::new(),
    }
}

fn text_at(document: &Value, path: &str) -> String {
    at(document, path).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A path as JSON pointers write it.
fn pointer(path: &str) -> String {
    format!("/{}", path.replace('[', "/").replace(']', "").replace('.', "/"))
}

fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    document.pointer(&pointer(path))
}

/// Puts a value at a path, with the objects that lead to it. What is in a list is there already.
fn put(document: &mut Value, path: &str, value: Value) {
    let mut here = document;
    let pointer = pointer(path);
    let mut parts = pointer.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let next = match here {
            Value::Object(members) => members.entry(part).or_insert(Value::Null),
            Value::Array(items) => match part.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                Some(item) => item,
                None => return,
            },
            _ => return,
        };
        if parts.peek().is_none() {
            *next = value;
            return;
        }
        if next.is_null() {
            *next = Value::Object(Map::new());
        }
        here = next;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use serde_json::json;
    use shaqyru_domain::{
        application::Application, complaint::filing::Complaint, law::rulebook::Rulebook, schema::Filed, visa::request::VisaRequest,
    };

    use super::*;
    use crate::{
        pages::filing::{
            field::Chooser,
            services::{APPLICATION, COMPLAINT, REQUEST},
        },
        words::Language,
    };

    fn examples(folder: &str) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(folder);
        fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
    }

    fn typed_again(service: &'static Service, example: &[u8]) -> Vec<u8> {
        let document: Value = serde_json::from_slice(example).unwrap();
        let kept = serde_json::to_string(&Typed::of_document(service, &document)).unwrap();
        serde_json::from_str::<Typed>(&kept).unwrap().document(service).to_string().into_bytes()
    }

    #[test]
    fn what_is_filled_in_from_a_document_makes_the_same_document() {
        for example in examples("applications") {
            assert_eq!(Application::parse(&typed_again(&APPLICATION, &example)).unwrap(), Application::parse(&example).unwrap());
        }
        for example in examples("visas") {
            assert_eq!(VisaRequest::parse(&typed_again(&REQUEST, &example)).unwrap(), VisaRequest::parse(&example).unwrap());
        }
        for example in examples("complaints") {
            assert_eq!(Complaint::parse(&typed_again(&COMPLAINT, &example)).unwrap(), Complaint::parse(&example).unwrap());
        }
    }

    /// What comes from the portal alone and is not asked for on paper.
    const NOT_ASKED: [&str; 1] = ["confirmation"];

    /// All members that hold no further members, by their paths, `[0]` for what stands in a list of objects.
    fn leaves(schema: &Value, node: &Value, path: &str, found: &mut BTreeMap<String, Value>) {
        let linked = |node: &Value| node["$ref"].as_str().map(|link| schema.pointer(link.trim_start_matches('#')).unwrap().clone());
        if let Some(node) = linked(node) {
            return leaves(schema, &node, path, found);
        }
        if let Some(choices) = node["oneOf"].as_array().filter(|choices| choices.iter().any(|choice| choice["type"] == "null")) {
            return choices.iter().filter(|choice| choice["type"] != "null").for_each(|choice| leaves(schema, choice, path, found));
        }
        if let Some(items) = node.get("items").filter(|items| linked(items).is_some_and(|item| item["properties"].is_object())) {
            return leaves(schema, items, &format!("{path}[0]"), found);
        }
        let Some(members) = node["properties"].as_object() else {
            found.insert(path.to_owned(), node.clone());
            return;
        };
        for (name, member) in members {
            leaves(schema, member, &if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, found);
        }
    }

    /// The schema is made of the types that read what is filed: a member that is added there is asked for here, or said not to be.
    #[test]
    fn every_member_that_can_be_filed_has_a_field_and_every_field_is_a_member() {
        for (filed, service) in [(Filed::Application, &APPLICATION), (Filed::VisaRequest, &REQUEST), (Filed::Complaint, &COMPLAINT)] {
            let schema = filed.schema();
            let mut members = BTreeMap::new();
            leaves(&schema, &schema, "", &mut members);
            let mut members: BTreeSet<_> = members.into_keys().collect();
            members.retain(|member| !NOT_ASKED.iter().any(|not_asked| member.starts_with(not_asked)));
            let one_of_each = Typed::of_document(service, &json!({"invitees": [{}], "documents": [{}], "group": [{}]}));
            let asked = service.placed(&one_of_each).into_iter().map(|placed| placed.path);
            let mut fields: BTreeSet<_> = asked.chain(service.given.iter().map(|(path, _)| (*path).to_owned())).collect();
            if service.name == "visa-request" {
                // A request is about one recipient.
                fields.extend(["documents[0].invitee", "exception.invitee"].map(str::to_owned));
            }
            assert_eq!(members, fields, "{}", service.name);
        }
    }

    /// Where the schema lists what a member may be, the form offers that and nothing else.
    #[test]
    fn whatever_can_be_filed_can_be_chosen() {
        let rulebook = Rulebook::built_in().unwrap();
        let mut compared = 0;
        for (filed, service) in [(Filed::Application, &APPLICATION), (Filed::VisaRequest, &REQUEST), (Filed::Complaint, &COMPLAINT)] {
            let schema = filed.schema();
            let mut members = BTreeMap::new();
            leaves(&schema, &schema, "", &mut members);
            let typed = Typed::of_document(service, &json!({"invitees": [{}], "documents": [{}]}));
            let today = "2026-03-06".parse().unwrap();
            let chooser = Chooser { language: Language::English, rulebook: &rulebook, today, typed: &typed };
            for placed in service.placed(&typed) {
                let Kind::One(choices) = placed.field.kind else { continue };
                let Some(listed) = members[&placed.path]["enum"].as_array() else { continue };
                let listed: BTreeSet<_> = listed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                let offered: BTreeSet<_> = choices(&chooser).into_iter().map(|(value, _)| value).collect();
                assert_eq!(offered, listed, "{}: {}", service.name, placed.path);
                compared += 1;
            }
        }
        assert!(compared > 20, "{compared}");
    }

    #[test]
    fn who_is_removed_takes_along_their_own_papers_and_treaty_and_nobody_elses() {
        let mut document = json!({"invitees": [{"surname": "ONE"}, {"surname": "TWO"}, {"surname": "THREE"}]});
        document["documents"] =
            json!([{"kind": "a", "invitee": 0}, {"kind": "b", "invitee": 1}, {"kind": "c", "invitee": 2}, {"kind": "d"}]);
        document["exception"] = json!({"kind": "treaty", "named": "a treaty", "invitee": 2});
        let mut typed = Typed::of_document(&APPLICATION, &document);
        let invitees = APPLICATION.lists().find(|list| list.name == "invitees").unwrap();
        typed.remove(invitees, 1);
        let left = typed.document(&APPLICATION);
        assert_eq!(left["invitees"], json!([{"surname": "ONE", "given_names": ""}, {"surname": "THREE", "given_names": ""}]));
        assert_eq!(left["documents"], json!([{"kind": "a", "invitee": 0}, {"kind": "c", "invitee": 1}, {"kind": "d"}]));
        assert_eq!(left["exception"]["invitee"], json!(1));
        typed.remove(invitees, 7);
        assert_eq!(typed.document(&APPLICATION), left);
        // For whom a treaty counts is gone: it counts for nobody, and not for everybody.
        typed.remove(invitees, 1);
        let left = typed.document(&APPLICATION);
        assert_eq!((&left["documents"], left.get("exception")), (&json!([{"kind": "a", "invitee": 0}, {"kind": "d"}]), None));
    }
}
