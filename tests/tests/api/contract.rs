//! What callers rely on: forms, statuses, versions, limits.

use std::num::NonZeroU32;

use anyhow::{Context, Result};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use shaqyru_console::{Console, ConsoleOptions, Limits};
use shaqyru_tests::{examples, shared};

use super::{Caller, FILED_AT, OFFICE, id, long_past, sent};
use crate::cli::{members, names};

#[test]
fn every_documented_path_exists_and_all_but_status_need_a_token() -> Result<()> {
    shared(async |stack| {
        let caller = Caller::at(stack, "H-1", &["head", "operator", "auditor"], None)?;
        let document = sent(caller.request(Method::GET, "/api/openapi.json")).await?.done()?;
        let paths = document["paths"].as_object().context("no paths")?;
        assert!(paths.len() >= 25, "{}", paths.len());
        for (path, methods) in paths {
            for (method, operation) in methods.as_object().context("no methods")? {
                let words = operation["summary"].as_str().or(operation["description"].as_str()).unwrap_or_default();
                assert!(!words.is_empty(), "{method} {path} says nothing of itself");
                assert!(operation["responses"]["200"].is_object() && operation["responses"]["503"].is_object(), "{method} {path}");
                let filled = path.replace("{case}", "INV-2222222222-1").replace("{kind}", "decision").replace(['{', '}'], "");
                let method: Method = method.to_uppercase().parse()?;
                let answer = sent(caller.request(method.clone(), &filled)).await?;
                assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {filled}");
                if !answer.status.is_success() {
                    let (_, code) = answer.refused().with_context(|| format!("{method} {filled}"))?;
                    assert_ne!((code, answer.status.as_u16()), ("SHQ-USAGE", 404), "{method} {filled} is not there");
                }
                // Without a token everything is closed but what is for everybody.
                let open = path == "/api/v1/status" || path.starts_with("/api/v1/schemas/");
                let nobody = sent(Caller::with_token(&caller.base, None).request(method.clone(), &filled)).await?;
                assert_eq!(nobody.status == StatusCode::UNAUTHORIZED, !open, "{method} {filled}: {}", nobody.status);
                assert_eq!(operation["security"].is_array(), !open, "{method} {path}");
            }
        }
        let nowhere = sent(caller.request(Method::GET, "/api/v1/frobnicate")).await?;
        assert_eq!(nowhere.refused()?, (404, "SHQ-USAGE"));
        let wrong = sent(caller.request(Method::DELETE, "/api/v1/cases")).await?;
        assert_eq!(wrong.refused()?, (405, "SHQ-USAGE"));
        Ok(())
    })
}

#[test]
fn a_decision_on_a_case_that_has_changed_meanwhile_is_refused_as_stale() -> Result<()> {
    shared(async |stack| {
        let case = Caller::agreed(stack).await?;
        let officer = Caller::officer(stack, "P-2")?;
        let seen = officer.get(&format!("/cases/{case}")).await?;
        let tag = seen.headers.get(header::ETAG).context("no ETag")?.clone();
        let decision = long_past(&json!({"verdict": "issue"}), "2026-04-07T13:00:00+05:00");
        let decide = |tag: Option<header::HeaderValue>| {
            let request = officer.request(Method::POST, &format!("/api/v1/cases/{case}/decision")).json(&decision);
            sent(match tag {
                Some(tag) => request.header(header::IF_MATCH, tag),
                None => request,
            })
        };
        assert_eq!(decide(None).await?.refused()?, (428, "SHQ-IF-MATCH"));
        // Somebody puts the answer right in between.
        let corrector = Caller::officer(stack, "P-3")?;
        let correction = json!({"replacement": {"answer": "object"}, "reason": "misread"});
        corrector.tell(&case, "correction", correction, "2026-04-07T12:00:00+05:00").await?.done()?;
        assert_eq!(decide(Some(tag)).await?.refused()?, (412, "SHQ-STALE"));
        assert_eq!(decide(Some("\"words\"".parse()?)).await?.refused()?, (412, "SHQ-STALE"));
        let stands = officer.get(&format!("/cases/{case}")).await?.done()?;
        assert_eq!((&stands["status"], &stands["stage"]), (&json!("open"), &json!("decision")));
        let refuse = json!({"verdict": {"refuse": {"ground": 3}}});
        assert_eq!(officer.decide(&case, refuse, "2026-04-07T13:00:00+05:00").await?.done()?["status"], "refused");
        Ok(())
    })
}

#[test]
fn a_repeated_request_counts_once_and_another_under_its_key_is_refused() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        let key = id();
        let application = serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?;
        let submit = async |body: &Value| {
            sent(officer.request(Method::POST, "/api/v1/applications").header("Idempotency-Key", &key).json(body)).await
        };
        let body = json!({"application": application, "filed_at": FILED_AT, "anyway": true});
        let first = submit(&body).await?.done()?;
        let again = submit(&body).await?.done()?;
        assert_eq!((&first["repeated"], &again["repeated"], &again["cases"]), (&json!(false), &json!(true), &first["cases"]));
        let mut other = body.clone();
        other["application"]["visit"]["until"] = json!("2026-05-29");
        assert_eq!(submit(&other).await?.refused()?, (409, "SHQ-REQUEST-CONFLICT"));

        let case = first["cases"][0]["case"].as_str().context("no case")?;
        let tell = async |who: &Caller, what: &str, content: Value| {
            let body = long_past(&content, "2026-04-06T11:00:00+05:00");
            let request = who.request(Method::POST, &format!("/api/v1/cases/{case}/{what}"));
            sent(request.header("Idempotency-Key", format!("{what}-{key}")).json(&body)).await
        };
        let verify = async |outcome: Value| tell(&officer, "verification", outcome).await;
        let once = verify(json!({"outcome": "clear"})).await?.done()?;
        assert_eq!(verify(json!({"outcome": "clear"})).await?.done()?, once);
        assert_eq!(verify(json!({"outcome": "refuse", "ground": 4})).await?.refused()?, (409, "SHQ-MESSAGE-CONFLICT"));
        // Now everything that could be corrected has gone through the corrector's hands.
        let moved =
            json!({"replacement": {"verification": {"outcome": "clear"}}, "received_at": "2026-04-06T10:30:00+05:00", "reason": "a slip"});
        let corrector = Caller::officer(stack, "P-2")?;
        let once = tell(&corrector, "correction", moved.clone()).await?.done()?;
        assert_eq!(tell(&corrector, "correction", moved).await?.done()?, once);
        Ok(())
    })
}

/// Path, media type, body; status, code and field of the answer.
type Bad<'a> = (&'a str, &'a str, Vec<u8>, u16, &'a str, Option<&'a str>);

#[test]
fn bad_input_is_refused_with_a_code_and_the_field_at_fault() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        let case = officer.files(examples::NEGOTIATIONS).await?;
        let raw = async |path: &str, media_type: &str, body: Vec<u8>| {
            sent(officer.request(Method::POST, &format!("/api/v1{path}")).header(header::CONTENT_TYPE, media_type).body(body)).await
        };
        let json = "application/json";
        let verification = format!("/cases/{case}/verification");
        let application: Value = serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?;
        let filed_for = |category: &str| {
            let mut application = application.clone();
            application["visit"]["category"] = json!(category);
            json!({ "application": application }).to_string().into_bytes()
        };
        let bodies: Vec<Bad<'_>> = vec![
            ("/applications", json, b"no json".to_vec(), 400, "SHQ-JSON", None),
            ("/applications", json, b"{}".to_vec(), 400, "SHQ-FIELD", None),
            ("/applications", "text/plain", b"{}".to_vec(), 400, "SHQ-JSON", None),
            ("/applications", json, vec![b'['; 10 * 1024 * 1024], 413, "SHQ-SIZE", None),
            ("/applications", json, vec![b'['; 100_000], 400, "SHQ-JSON", None),
            ("/applications", json, filed_for("Z99"), 400, "SHQ-CATEGORY", Some("application.visit.category")),
            ("/applications", json, filed_for("B14"), 400, "SHQ-CATEGORY", Some("application.visit.category")),
            ("/applications/judgement", json, filed_for("B14"), 400, "SHQ-CATEGORY", Some("application.visit.category")),
            (
                &verification,
                json,
                b"{\"content\":{\"outcome\":\"clear\"},\"received_at\":\"noon\"}".to_vec(),
                400,
                "SHQ-FIELD",
                Some("received_at"),
            ),
            (&verification, json, b"{\"content\":{\"outcome\":\"clear\"},\"who\":\"me\"}".to_vec(), 400, "SHQ-FIELD", Some("who")),
            (&verification, json, b"{\"content\":{\"outcome\":\"refuse\",\"ground\":9}}".to_vec(), 422, "SHQ-GROUND", None),
            (
                "/cases/INV-2222222222-1/verification",
                json,
                b"{\"content\":{\"outcome\":\"clear\"}}".to_vec(),
                404,
                "SHQ-CASE-UNKNOWN",
                None,
            ),
            ("/cases/INV-1/verification", json, b"{\"content\":{\"outcome\":\"clear\"}}".to_vec(), 400, "SHQ-CASE-NUMBER", None),
            ("/status", json, b"{\"case\":\"INV-1\",\"passport_number\":\"x\"}".to_vec(), 400, "SHQ-CASE-NUMBER", Some("case")),
        ];
        let mut wrong = Vec::new();
        for (path, media_type, body, status, code, field) in bodies {
            let start = String::from_utf8_lossy(body.get(..body.len().min(60)).unwrap_or_default()).into_owned();
            let answer = raw(path, media_type, body).await?;
            let found = answer.refused()?;
            let named = field.is_none_or(|field| answer.body["error"]["field"] == json!(field));
            if found != (status, code) || !named {
                wrong.push(format!("{path} {start}: {found:?} {}", answer.body["error"]));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for (query, code) in [
            ("/cases?limit=0", "SHQ-SIZE"),
            ("/cases?limit=501", "SHQ-SIZE"),
            ("/cases?limit=many", "SHQ-FIELD"),
            ("/cases?cursor=words", "SHQ-FIELD"),
            ("/cases?stage=lost", "SHQ-FIELD"),
            ("/cases?frobnicate=1", "SHQ-FIELD"),
            ("/cases?due_before=noon", "SHQ-INSTANT"),
            ("/deadline?from=2026-04-06T10:00&term=3xx", "SHQ-TERM"),
            ("/deadline?from=1999-04-06T10:00&term=3wd", "SHQ-NO-CALENDAR"),
            ("/deadline?term=3wd", "SHQ-FIELD"),
        ] {
            assert_eq!(officer.get(query).await?.refused()?, (400, code), "{query}");
        }
        assert_eq!(officer.get("/rules/frobnications").await?.refused()?, (404, "SHQ-RULE-UNKNOWN"));
        let due = officer.get("/deadline?from=2026-03-20T15:00&term=3wd").await?.done()?["due"].clone();
        assert_eq!(due, json!("2026-03-30T18:30:00+05:00"), "Nauryz is no working day");
        let c3 = "/rules/competence?category=C3&action=extension&registered_in=KZ-71&works_in=KZ-75&lives_in=KZ-75";
        assert_eq!(officer.get(c3).await?.done()?["regions"][0], "KZ-75");
        assert_eq!(officer.get("/rules/competence?category=C3&registered_in=KZ-99").await?.refused()?, (404, "SHQ-RULE-UNKNOWN"));
        assert_eq!(officer.get("/rules/citations/CHK-WINDOW-LATE").await?.done()?["paragraph"], "R26 para 10");
        let differences = officer.get("/rules/differences?before=2026-02-22&after=2026-03-10").await?.done()?;
        assert!(
            differences.as_array().is_some_and(|changes| changes.iter().any(|change| change["name"] == "R26-monitoring")),
            "{differences}"
        );
        let following = officer.get("/rules/succession?category=C3&regimes=aifc_participant&holder=family_member").await?.done()?;
        assert!(following.as_array().is_some_and(|following| !following.is_empty()), "{following}");
        assert_eq!(officer.get("/rules/succession?category=Z99").await?.refused()?, (400, "SHQ-CATEGORY"));
        let term = officer.get("/rules/terms/C3?filed_at=2026-04-06T10:00").await?.done()?;
        assert!(term["deadline"]["due"].is_string(), "{term}");
        let rule = officer.get("/rules/named/B3").await?.done()?;
        assert_eq!(rule["entries"][0]["table"], "category");
        Ok(())
    })
}

#[test]
fn guesses_at_case_numbers_are_throttled_apart_from_calls_with_a_token() -> Result<()> {
    shared(async |stack| {
        let few = Limits { requests: NonZeroU32::MIN, questions: NonZeroU32::MIN, ..Limits::default() };
        let console = Console::start(stack.desk(), ConsoleOptions { limits: few, ..stack.console_options() }).await?;
        let nobody = Caller::with_token(&console.url(), None);
        let question = json!({"case": "INV-2222222222-1", "passport_number": "x"});
        let mut answers = Vec::new();
        for _ in 0..3 {
            answers.push(nobody.post("/status", &question).await?);
        }
        assert_eq!(answers[0].refused()?, (404, "SHQ-CASE-UNKNOWN"));
        assert_eq!(answers[2].refused()?, (429, "SHQ-RATE-LIMIT"));
        let wait = answers[2].headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        assert!(wait.is_some_and(|seconds| (1..=60).contains(&seconds)), "{wait:?}");
        // Those with a token are counted apart.
        let officer = Caller { token: Caller::officer(stack, "P-1")?.token, ..nobody };
        officer.get("/cases").await?.done()?;
        console.shutdown().await;
        Ok(())
    })
}

/// A limit by address only is none for whoever has many.
#[test]
fn passport_guesses_at_one_case_are_limited_across_addresses_and_recorded() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        let case = officer.files(examples::NEGOTIATIONS).await?;
        let passport = examples::application(examples::NEGOTIATIONS)?.form().invitees[0].passport.number.to_string();
        let limits = Limits { questions: NonZeroU32::MAX, requests: NonZeroU32::MAX, ..Limits::default() };
        let proxies = vec![[127, 0, 0, 1].into()];
        let console = Console::start(stack.desk(), ConsoleOptions { limits, proxies, ..stack.console_options() }).await?;
        let nobody = Caller::with_token(&console.url(), None);
        let ask = async |from: usize, case: &str, passport: &str| {
            let body = json!({"case": case, "passport_number": passport});
            let request = nobody.request(Method::POST, "/api/v1/status").header("X-Forwarded-For", format!("198.51.100.{from}"));
            sent(request.json(&body)).await
        };
        ask(200, &case, &passport).await?.done()?;
        let mut codes = Vec::new();
        for from in 0..30 {
            codes.push(ask(from, &case, &format!("X{from:07}")).await?.status.as_u16());
        }
        assert_eq!(codes.iter().filter(|code| **code == 404).count(), 9, "{codes:?}");
        let unknown = "INV-2222222222-2";
        let mut last = 0;
        for from in 0..11 {
            last = ask(from, unknown, "X0000000").await?.status.as_u16();
        }
        assert_eq!(last, 429, "that a case exists is told by what it is refused with");
        let auditor = Caller::at(stack, "A-1", &["auditor"], None)?;
        let views = auditor.get(&format!("/cases/{case}/views")).await?.done()?;
        let noted = |what: &str| {
            let asked = |view: &&Value| view["actor"] == "applicant" && view["what"] == what;
            views.as_array().map_or(0, |views| views.iter().filter(asked).count())
        };
        assert_eq!((noted("status"), noted("denied: status")), (1, 9));
        console.shutdown().await;
        Ok(())
    })
}

#[test]
fn an_applicant_learns_only_where_the_case_stands() -> Result<()> {
    shared(async |stack| {
        let case = Caller::officer(stack, "P-1")?.files(examples::NEGOTIATIONS).await?;
        let passport = examples::application(examples::NEGOTIATIONS)?.form().invitees[0].passport.number.to_string();
        let nobody = Caller::with_token(&stack.console.url(), None);
        let ask = async |case: &str, passport: &str| nobody.post("/status", &json!({"case": case, "passport_number": passport})).await;
        let told = ask(&case, &passport).await?.done()?;
        assert_eq!(members(&told), names("status stage filed_at registered_on due ended_at"));
        assert_eq!((&told["stage"], &told["filed_at"]), (&json!("verification"), &json!(FILED_AT)));
        // Written otherwise it is the same number.
        ask(&case, &format!(" {} ", passport.to_lowercase())).await?.done()?;
        let (wrong, unknown) = (ask(&case, "X0000000").await?, ask("INV-2222222222-1", &passport).await?);
        assert_eq!(wrong.refused()?, (404, "SHQ-CASE-UNKNOWN"));
        assert_eq!(wrong.body, unknown.body, "the answer tells which of the two numbers is wrong");
        assert_eq!(nobody.get(&format!("/cases/{case}")).await?.refused()?, (401, "SHQ-TOKEN"));
        assert!(!OFFICE.is_empty());
        Ok(())
    })
}
