//! A breach vanishes because somebody says that something came earlier, and nobody finds out; or what is found is shown to those it is about, or
//! cannot be handed on.

use anyhow::{Context, Result, ensure};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::{eventually, examples, shared};

use super::{Caller, LETTER, LONG_AGO, OFFICE};
use crate::documents::read;

const ANSWERED_AT: &str = "2026-04-07T11:00:00+05:00";

/// A case of which the NSC's answer is still to be entered, though it came in time: both windows have run out since.
async fn unanswered(officer: &Caller) -> Result<String> {
    let case = officer.files(examples::NEGOTIATIONS).await?;
    officer.tell(&case, "verification", json!({"outcome": "clear"}), "2026-04-06T11:00:00+05:00").await?.done()?;
    Ok(case)
}

/// The entries of a case in the auditors' list, once so many are on record.
async fn listed(auditor: &Caller, query: &str, wanted: usize) -> Result<Vec<Value>> {
    eventually("the list", async || {
        let entries = auditor.get(&format!("/antedated?{query}")).await?.done()?;
        Ok(entries.as_array().filter(|entries| entries.len() == wanted).cloned())
    })
    .await
}

/// What somebody with a browser is shown.
async fn page(stack: &Stack, role: &str, language: &str, path: &str) -> Result<(StatusCode, String)> {
    let session = stack.sandbox.token(&TokenRequest::of("V-1", &[role], Some(OFFICE)))?;
    let visitor = Caller::with_token(&stack.console.url(), None);
    let request = visitor.request(Method::GET, path).header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, language);
    let seen = request.header(header::COOKIE, format!("shaqyru_session={session}")).send().await?;
    Ok((seen.status(), seen.text().await?))
}

#[test]
fn what_undoes_a_breach_names_its_letter_and_is_listed_for_auditors_alone() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        let case = unanswered(&officer).await?;
        let answer = async |more: Value| {
            let mut body = json!({"content": "agree", "received_at": ANSWERED_AT, "antedated_because": LONG_AGO});
            body.as_object_mut().context("no object")?.extend(more.as_object().cloned().unwrap_or_default());
            officer.post(&format!("/cases/{case}/answer"), &body).await
        };
        let refused = answer(json!({})).await?;
        assert_eq!(refused.refused()?, (422, "SHQ-UNDOES-BREACH"));
        assert_eq!(refused.body["error"]["field"], "letter");
        assert_eq!(answer(json!({"letter": ""})).await?.refused()?, (400, "SHQ-FIELD"));
        assert_eq!(answer(json!({"letter": "7\u{202e}6202/"})).await?.refused()?, (400, "SHQ-HIDDEN-CHARACTERS"));
        // Nothing was lost, and nothing has changed.
        assert_eq!(officer.get(&format!("/cases/{case}")).await?.done()?["stage"], "coordination_overdue");
        assert_eq!(answer(json!({"letter": "=7/2026"})).await?.done()?["stage"], "decision");

        let timeline = officer.get(&format!("/cases/{case}/timeline")).await?.done()?;
        let lines = timeline.as_array().context("no lines")?;
        let line =
            lines.iter().rfind(|line| line["detail"].as_str().is_some_and(|detail| detail.starts_with("agrees"))).context("no answer")?;
        assert_eq!((&line["at"], &line["letter"], &line["antedated_because"]), (&json!(ANSWERED_AT), &json!("=7/2026"), &json!(LONG_AGO)));
        assert!(line["entered_at"].as_str().is_some_and(|entered_at| entered_at > ANSWERED_AT), "{line}");

        let auditor = Caller::at(stack, "A-1", &["auditor"], None)?;
        let undid = listed(&auditor, &format!("case={case}&undid=true"), 2).await?;
        let entry = &undid[0];
        assert_eq!((&entry["case"], &entry["office"], &entry["act"]), (&json!(case), &json!(OFFICE), &json!("answer")));
        assert_eq!((&entry["received_at"], &entry["entered_at"]), (&json!(ANSWERED_AT), &line["entered_at"]));
        assert_eq!(
            (&entry["entered_by"], &entry["letter"], &entry["because"]),
            (&json!("officer:P-1"), &json!("=7/2026"), &json!(LONG_AGO))
        );
        let terms: Vec<_> = entry["undid"].as_array().context("no terms")?.iter().map(|term| (&term["clock"], &term["window"])).collect();
        assert_eq!(terms, [(&json!("coordination"), &json!("standard")), (&json!("coordination"), &json!("extended"))]);
        // The verification undid a term that the office has set itself, which takes no letter. The last one entered comes first.
        let all = listed(&auditor, &format!("case={case}&person=P-1"), 2).await?;
        assert_eq!(all.iter().map(|entry| &entry["act"]).collect::<Vec<_>>(), ["answer", "verify"]);
        assert_eq!(listed(&auditor, &format!("case={case}&skip=1"), 1).await?[0]["act"], "verify");
        assert_eq!(
            listed(&auditor, &format!("case={case}&until=2026-04-30"), 0).await?,
            [] as [Value; 0],
            "it was entered later than that"
        );
        let file = auditor.get(&format!("/antedated?case={case}&undid=true&format=csv")).await?.done()?;
        let rows: Vec<_> = file.as_str().context("no file")?.lines().collect();
        assert_eq!(rows[0], "\u{feff}case,office,act,received_at,entered_at,entered_by,because,letter,undid");
        assert!(rows.len() == 3 && rows[1].contains(",\"'=7/2026\",\"coordination/standard coordination/extended\""), "{rows:?}");
        assert_eq!(auditor.get("/antedated?format=pdf").await?.refused()?, (400, "SHQ-FIELD"));

        for role in ["officer", "supervisor", "head", "operator"] {
            let caller = Caller::at(stack, "N-1", &[role], Some(OFFICE))?;
            assert_eq!(caller.get(&format!("/antedated?case={case}")).await?.refused()?, (403, "SHQ-FORBIDDEN"), "{role}");
            for path in ["/audit/antedated", "/audit/antedated/export"] {
                assert_eq!(page(stack, role, "en", path).await?.0, StatusCode::FORBIDDEN, "{role} {path}");
            }
        }
        for (language, head, mark) in [
            ("kk", "Кешіктіріп енгізілген жазбалар", "⚠ кешіктіріп енгізілді"),
            ("ru", "Внесённое задним числом", "⚠ внесено задним числом"),
            ("en", "Antedated entries", "⚠ antedated"),
        ] {
            let (status, shown) = page(stack, "auditor", language, &format!("/audit/antedated?case={case}&undid=yes")).await?;
            ensure!(
                status == StatusCode::OK && shown.contains(head) && shown.contains("=7/2026") && shown.contains(LONG_AGO),
                "{status} {shown}"
            );
            let (_, shown) = page(stack, "auditor", language, &format!("/cases/{case}")).await?;
            ensure!(shown.contains(mark), "no mark in {language}: {shown}");
        }
        let (_, file) = page(stack, "auditor", "en", &format!("/audit/antedated/export?case={case}")).await?;
        assert_eq!(file.lines().count(), 3, "{file}");
        Ok(())
    })
}

/// Covers: R26 annex 5 row 3
#[test]
fn the_dossier_of_a_breach_tells_what_was_entered_when_to_those_who_supervise_and_to_nobody_else() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        let case = unanswered(&officer).await?;
        let supervisor = Caller::at(stack, "S-1", &["supervisor"], Some(OFFICE))?;
        let give = json!({"content": {"officer": "P-7", "reason": "somebody is ill"}});
        supervisor.post(&format!("/cases/{case}/reassignment"), &give).await?.done()?;
        officer.tell(&case, "answer", json!("agree"), ANSWERED_AT).await?.done()?;
        let decides = Caller::at(stack, "P-2", &["officer"], Some(OFFICE))?;
        let version = decides.get(&format!("/cases/{case}")).await?.headers.get(header::ETAG).context("no ETag")?.clone();
        let body = json!({"content": {"verdict": "issue", "late_reason": "the queue was long"}});
        let request =
            decides.request(Method::POST, &format!("/api/v1/cases/{case}/decision")).header(header::IF_MATCH, version).json(&body);
        super::sent(request).await?.done()?;

        let path = |language: &str| format!("/cases/{case}/documents/breach_dossier?language={language}");
        let folder = tempfile::tempdir()?;
        for (language, title, marked, undone, due) in [
            ("kk", "Мерзімніңбұзылуытуралыанықтама", "КЕШІКТІРІПЕНГІЗІЛДІ", "Бұзылуыжойылғанмерзімдер", "2026"),
            ("ru", "Справкаонарушениисрока", "ВНЕСЕНОЗАДНИМЧИСЛОМ", "Снятыенарушения", "2026"),
            ("en", "Breachdossier", "ANTEDATED", "Breachesthatwereundone", "13April202618:30"),
        ] {
            let answer = supervisor.request(Method::GET, &format!("/api/v1{}", path(language))).send().await?;
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/pdf");
            let file = folder.path().join(format!("{language}.pdf"));
            std::fs::write(&file, answer.bytes().await?)?;
            let Some(words) = read(&file).await? else { continue };
            let of_every = [case.as_str(), title, marked, undone, due, LETTER, "P-7", "somebodyisill", "thequeuewaslong", "18:30"];
            for said in of_every.into_iter().chain([LONG_AGO.replace(' ', "").as_str()]) {
                ensure!(words.contains(said), "{language}: `{said}` is missing: {words}");
            }
            // Not about whom, and not what was handed in.
            ensure!(!words.contains("SPECIMEN") && !words.contains("U00000001"), "{language}: {words}");
        }
        for (role, office, status) in [
            ("auditor", None, 200),
            ("head", Some(OFFICE), 200),
            ("supervisor", Some("AST-ESIL"), 403),
            ("officer", Some(OFFICE), 403),
            ("operator", None, 403),
        ] {
            let caller = Caller::at(stack, "N-1", &[role], office)?;
            assert_eq!(caller.get(&path("ru")).await?.status.as_u16(), status, "{role} {office:?}");
        }
        assert_eq!(supervisor.get(&path("de")).await?.refused()?, (400, "SHQ-FIELD"));
        // A case in which nothing has run out has none.
        let application = serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?;
        let filed = officer.post("/applications", &json!({"application": application, "anyway": true})).await?.done()?;
        let in_time = filed["cases"][0]["case"].as_str().context("no case")?;
        let none = supervisor.get(&format!("/cases/{in_time}/documents/breach_dossier")).await?;
        assert_eq!(none.refused()?, (404, "SHQ-USAGE"));
        // That it was taken is on record; it is none of the documents that go to the applicant.
        let views = Caller::at(stack, "A-1", &["auditor"], None)?.get(&format!("/cases/{case}/views")).await?.done()?;
        ensure!(views.as_array().is_some_and(|views| views.iter().any(|view| view["what"] == "breach_dossier")), "{views}");
        let documents = officer.get(&format!("/cases/{case}/documents")).await?.done()?;
        let kinds: Vec<_> = documents.as_array().context("no list")?.iter().map(|document| &document["kind"]).collect();
        assert_eq!(kinds, ["acceptance_receipt", "invitation"]);
        // Offered where it can be had.
        let link = format!("/api/v1/cases/{case}/documents/breach_dossier?language=en");
        for (role, offered) in [("supervisor", true), ("auditor", true), ("officer", false)] {
            assert_eq!(page(stack, role, "en", &format!("/cases/{case}")).await?.1.contains(&link), offered, "{role}");
        }
        Ok(())
    })
}
