//! Filing on pages: somebody files, or sees what another office types in, who may not; what was typed is lost; or it is filed otherwise than by
//! the API.

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::{Map, Value, json};
use shaqyru::stack::Stack;
use shaqyru_register::{Draft, LookFilter};
use shaqyru_tests::{at, examples};

use super::{COLLEAGUE, FRIDAY, OFFICER, STRANGER, SUPERVISOR, Visitor, on_friday};
use crate::api::Caller;

const AUDITOR: (&str, &str, Option<&str>) = ("A-1001", "auditor", None);
const PORTAL: (&str, &str, Option<&str>) = ("portal", "agency", Some("AST-ESIL"));
const BOSS_OF_NOWHERE: (&str, &str, Option<&str>) = ("H-1001", "head", None);

/// A draft as it would be when everything was typed in that an example says.
async fn draft_of(stack: &Stack, example: &str, change: impl FnOnce(&mut Value)) -> Result<String> {
    let mut document = serde_json::to_value(examples::application(example)?)?;
    change(&mut document);
    let (mut fields, mut lists) = (Map::new(), Map::new());
    flatten(&document, "", &mut fields, &mut lists);
    let draft = Draft {
        id: uuid::Uuid::new_v4().to_string(),
        office: "AST-ESIL".parse()?,
        owner: "P-1042".parse()?,
        service: "application".to_owned(),
        content: json!({"fields": fields, "lists": lists}),
        version: 0,
        changed_at: at(FRIDAY),
    };
    stack.register.begin_draft(&draft).await?;
    Ok(draft.id)
}

fn flatten(value: &Value, path: &str, fields: &mut Map<String, Value>, lists: &mut Map<String, Value>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| flatten(member, &below(name), fields, lists)),
        Value::Array(items) if items.iter().all(Value::is_object) && !items.is_empty() => {
            lists.insert(path.to_owned(), items.len().into());
            items.iter().enumerate().for_each(|(index, item)| flatten(item, &format!("{path}[{index}]"), fields, lists));
        }
        Value::Array(items) => {
            fields.insert(path.to_owned(), items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n").into());
        }
        Value::Null => {}
        Value::String(text) => drop(fields.insert(path.to_owned(), text.clone().into())),
        other => drop(fields.insert(path.to_owned(), other.to_string().into())),
    }
}

fn location(seen: &super::Seen) -> Result<String> {
    ensure!(seen.status == StatusCode::SEE_OTHER, "{}: {}", seen.status, seen.html);
    Ok(seen.header("location").to_owned())
}

#[test]
fn who_may_not_file_begins_no_draft_and_another_office_sees_none() -> Result<()> {
    on_friday(async |stack| {
        let officer = Visitor::of(stack, OFFICER)?;
        let step = location(&officer.sends("/filings", &[("service", "application")]).await?)?;
        let id = step.split('/').nth(2).context("no draft")?.to_owned();
        assert_eq!(step, format!("/filings/{id}/steps/party"));
        officer.sends(&step, &[("version", "0"), ("inviting_party.name", "Secret Guests LLP"), ("go", "later")]).await?;
        for not_theirs in [STRANGER, SUPERVISOR, AUDITOR] {
            let visitor = Visitor::of(stack, not_theirs)?;
            for path in [format!("/filings/{id}"), step.clone(), format!("/filings/{id}/check")] {
                let seen = visitor.sees(&path).await?;
                assert_eq!(seen.status, StatusCode::FORBIDDEN, "{not_theirs:?} {path}");
                seen.hides("Secret Guests LLP")?;
            }
            for path in [step.clone(), format!("/filings/{id}/check"), format!("/filings/{id}/forget")] {
                assert_eq!(visitor.sends(&path, &[("version", "1")]).await?.status, StatusCode::FORBIDDEN, "{not_theirs:?} {path}");
            }
        }
        Visitor::of(stack, STRANGER)?.sees("/filings").await?.hides(&id)?;
        for observer in [SUPERVISOR, AUDITOR] {
            let visitor = Visitor::of(stack, observer)?;
            assert_eq!(visitor.sees("/filings").await?.status, StatusCode::FORBIDDEN);
            assert_eq!(visitor.sends("/filings", &[("service", "complaint")]).await?.status, StatusCode::FORBIDDEN);
            visitor.sees("/cases").await?.hides("href=\"/filings\"")?;
        }
        // A draft belongs to an office.
        let nowhere = Visitor::of(stack, BOSS_OF_NOWHERE)?.sends("/filings", &[("service", "application")]).await?;
        assert_eq!(nowhere.status, StatusCode::FORBIDDEN);
        // A system that files is at no office, whichever its token names.
        let portal = Visitor::of(stack, PORTAL)?;
        assert_eq!(portal.sees("/filings").await?.status, StatusCode::FORBIDDEN);
        assert_eq!(portal.sends("/filings", &[("service", "complaint")]).await?.status, StatusCode::FORBIDDEN);
        // A colleague goes on with it; each look and each denial is on record.
        Visitor::of(stack, COLLEAGUE)?.sees("/filings").await?.shows(&id)?;
        Visitor::of(stack, COLLEAGUE)?.sees(&step).await?.shows("Secret Guests LLP")?;
        let views = stack.register.looks(&LookFilter { beside: true, ..LookFilter::default() }, None, 100).await?;
        for (actor, what) in [("officer:P-1043", format!("draft {id}")), ("officer:P-3001", "denied: submit".to_owned())] {
            ensure!(views.iter().any(|view| view.what == what && view.actor.to_string() == actor), "{actor} {what}: {views:?}");
        }
        Ok(())
    })
}

#[test]
fn what_was_typed_is_kept_whatever_it_is_and_each_error_leads_to_its_field() -> Result<()> {
    on_friday(async |stack| {
        let officer = Visitor::of(stack, OFFICER)?;
        let step = location(&officer.sends("/filings", &[("service", "application")]).await?)?;
        let typed = [
            ("version", "0"),
            ("go", "next"),
            ("inviting_party.kind", "legal_entity"),
            ("inviting_party.bin_iin", "150440000004"),
            ("inviting_party.name", "<b>Specimen & Sons</b>"),
            ("inviting_party.region", "KZ-71"),
            ("inviting_party.office", "AST-ESIL"),
            ("inviting_party.registration_certificate.date", "32.13.2020"),
        ];
        let refused = officer.sends(&step, &typed).await?;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        for error in [
            "href=\"#inviting_party-bin_iin\"",
            "SHQ-BIN-IIN",
            "href=\"#inviting_party-address\"",
            // A part that was begun is to be whole.
            "href=\"#inviting_party-registration_certificate-number\"",
            "href=\"#inviting_party-registration_certificate-date\"",
            "value=\"32.13.2020\"",
            "&lt;b&gt;Specimen &amp; Sons&lt;/b&gt;",
        ] {
            refused.shows(error)?;
        }
        let again = officer.sees(&step).await?;
        again.shows("value=\"150440000004\"")?;
        again.hides("id=\"problems\"")?;
        // Somebody else has saved it meanwhile: neither is lost.
        let colleague =
            Visitor::of(stack, COLLEAGUE)?.sends(&step, &[("version", "1"), ("inviting_party.name", "Theirs"), ("go", "later")]).await?;
        location(&colleague)?;
        let stale = officer.sends(&step, &[("version", "1"), ("inviting_party.name", "Mine"), ("go", "next")]).await?;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        stale.shows("SHQ-STALE")?;
        stale.shows("value=\"Mine\"")?;
        stale.shows("name=\"version\" value=\"2\"")?;
        officer.sees(&step).await?.shows("value=\"Theirs\"")?;
        // What was begun is not filed.
        let check = step.replace("/steps/party", "/check");
        let seen = officer.sees(&check).await?;
        seen.hides("id=\"file-form\"")?;
        seen.shows("/steps/visit#visit-category")?;
        let filed = officer.sends(&check, &[("version", "2")]).await?;
        assert_eq!(filed.status, StatusCode::BAD_REQUEST);
        officer.sees(&step).await?.shows("value=\"Theirs\"").map(drop)
    })
}

/// The checks say of a step what stands whatever is typed in later, with the paragraph, and once.
#[test]
fn a_step_shows_its_findings_before_the_rest_is_known() -> Result<()> {
    on_friday(async |stack| {
        let officer = Visitor::of(stack, OFFICER)?;
        let draft = draft_of(stack, examples::NEGOTIATIONS, |document| {
            // Who is brought to another region's office is handed over, or refused if it is to work: that hangs on the category.
            document["inviting_party"]["office"] = "ALA-ALMALY".into();
            document["inviting_party"]["region"] = "KZ-71".into();
            document["inviting_party"]["kind"] = "natural_person".into();
            document["invitees"][0]["passport"]["valid_until"] = "2026-03-20".into();
            document["visit"] = json!({});
        })
        .await?;
        let party = officer.sees(&format!("/filings/{draft}/steps/party")).await?;
        party.shows("CHK-BIN-IIN")?;
        party.shows("R26 annex 4")?;
        party.hides("CHK-OFFICE")?;
        party.hides("CHK-PASSPORT-VALIDITY")?;
        let invitees = officer.sees(&format!("/filings/{draft}/steps/invitees")).await?;
        invitees.shows("CHK-PASSPORT-VALIDITY")?;
        invitees.shows("href=\"#invitees-0-passport-valid_until\"")?;
        invitees.shows(&format!("/filings/{draft}/steps/party#inviting_party-bin_iin"))?;
        // In the readers' languages.
        Visitor::of(stack, OFFICER)?
            .reading("ru")
            .sees(&format!("/filings/{draft}/steps/party"))
            .await?
            .shows("Правила, прил.\u{a0}4; Закон «О национальных реестрах")
    })
}

#[test]
fn a_draft_is_filed_once_by_the_way_of_the_api_with_its_codes() -> Result<()> {
    on_friday(async |stack| {
        let officer = Visitor::of(stack, OFFICER)?;
        let local = |document: &mut Value| {
            document["channel"] = "paper".into();
            document["inviting_party"]["office"] = "AST-ESIL".into();
            document["inviting_party"]["region"] = "KZ-71".into();
            document["invitees"][0]["passport"]["number"] = "N7000001".into();
        };
        let draft = draft_of(stack, examples::NEGOTIATIONS, local).await?;
        let check = format!("/filings/{draft}/check");
        let page = officer.sees(&check).await?;
        page.shows("id=\"file-form\"")?;
        page.shows("data-verdict=\"acceptable\"")?;
        // At ten on a Friday the counter is open.
        page.shows("6 March 2026")?;
        // What somebody else has changed since it was checked is looked at before it is filed.
        let stale = officer.sends(&check, &[("version", "7")]).await?;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        stale.shows("SHQ-STALE")?;
        stale.shows("name=\"version\" value=\"0\"")?;
        let filed = officer.sends(&check, &[("version", "0")]).await?;
        assert_eq!(filed.status, StatusCode::OK, "{}", filed.html);
        filed.shows("id=\"filed\"")?;
        let case = filed.html.split_once("data-case=\"").and_then(|(_, rest)| rest.split_once('"')).context("no case")?.0.to_owned();
        // It is the case that the API would have opened under the draft's id, and the draft is gone.
        let api = Caller::at(stack, "P-1042", &["officer"], Some("AST-ESIL"))?;
        let mut document = serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?;
        local(&mut document);
        let body = json!({"application": document});
        let request = api.request(reqwest::Method::POST, "/api/v1/applications").header("Idempotency-Key", &draft).json(&body);
        let again: Value = request.send().await?.json().await?;
        assert_eq!((again["cases"][0]["case"].as_str(), &again["repeated"]), (Some(case.as_str()), &json!(true)), "{again}");
        let gone = officer.sends(&check, &[("version", "0")]).await?;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        gone.shows("SHQ-DRAFT-UNKNOWN")?;

        // The same person once more: it is said, the draft stays, and it is filed on purpose only.
        let twin = draft_of(stack, examples::NEGOTIATIONS, local).await?;
        let check = format!("/filings/{twin}/check");
        let duplicate = officer.sends(&check, &[("version", "0"), ("filed_at", "2026-03-06T09:30")]).await?;
        assert_eq!(duplicate.status, StatusCode::CONFLICT);
        duplicate.shows("SHQ-DUPLICATE")?;
        duplicate.shows("value=\"2026-03-06T09:30\"")?;
        let future = officer.sends(&check, &[("version", "0"), ("filed_at", "2026-03-07T09:30"), ("anyway", "true")]).await?;
        assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
        officer.sends(&check, &[("version", "0"), ("anyway", "true")]).await?.shows("id=\"filed\"")?;

        // What is missing refuses acceptance, and the last page says so before.
        let incomplete = draft_of(stack, examples::INCOMPLETE, |document| {
            document["channel"] = "paper".into();
            document["invitees"][0]["passport"]["number"] = "N7000002".into();
        })
        .await?;
        let check = format!("/filings/{incomplete}/check");
        let page = officer.sees(&check).await?;
        page.shows("data-verdict=\"incomplete\"")?;
        page.shows("acceptance will be refused")?;
        officer.sends(&check, &[("version", "0")]).await?.shows("acceptance refused").map(drop)
    })
}
