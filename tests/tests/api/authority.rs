//! Who may do what: asked of the API and, past it, of the cases themselves.

use anyhow::{Context, Result};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use shaqyru_client::Message;
use shaqyru_console::{Console, ConsoleOptions, IssuerOptions};
use shaqyru_domain::{
    actor::Actor,
    authority::{Act, Authority, Role},
    case::{
        Reassignment,
        fact::{Answer, Decision, Entry, Verdict, Verification},
        number::CaseNumber,
    },
    problem::{Code, Problem},
};
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::{at, eventually, examples, officer, shared};

use super::{Caller, OFFICE, id, sent};

#[test]
fn a_token_that_is_missing_forged_expired_or_not_for_us_is_refused() -> Result<()> {
    shared(async |stack| {
        let url = stack.console.url();
        let good = TokenRequest::of("P-1", &["officer"], Some(OFFICE));
        let token = |request: &TokenRequest| stack.sandbox.token(request);
        let valid = token(&good)?;
        let (header, rest) = valid.split_once('.').context("no token")?;
        let (claims, signature) = rest.split_once('.').context("no token")?;
        let head = claims_of(claims)?;
        let promoted = BASE64URL_NOPAD.encode(
            json!({"iss": head["iss"], "aud": "shaqyru", "sub": "P-1", "roles": ["head"], "exp": head["exp"]}).to_string().as_bytes(),
        );
        let none = BASE64URL_NOPAD.encode(br#"{"alg":"none","typ":"JWT"}"#);
        let shared_secret = BASE64URL_NOPAD.encode(br#"{"alg":"HS256","typ":"JWT","kid":"sandbox"}"#);
        let other_key = BASE64URL_NOPAD.encode(br#"{"alg":"ES256","typ":"JWT","kid":"another"}"#);
        let wrong = [
            ("none at all", None),
            ("run out", Some(token(&TokenRequest { lasts: -120, ..good.clone() })?)),
            ("for another audience", Some(token(&TokenRequest { audience: "another".to_owned(), ..good.clone() })?)),
            ("of a subject that is no id", Some(token(&TokenRequest { subject: "a b".to_owned(), ..good.clone() })?)),
            ("changed", Some(format!("{header}.{promoted}.{signature}"))),
            ("unsigned", Some(format!("{none}.{promoted}."))),
            ("signed with a shared secret", Some(format!("{shared_secret}.{promoted}.{signature}"))),
            ("signed with another key", Some(format!("{other_key}.{claims}.{signature}"))),
            ("no token", Some("words".to_owned())),
            ("empty", Some(String::new())),
        ];
        for (what, token) in wrong {
            let answer = Caller::with_token(&url, token).get("/cases").await?;
            assert_eq!(answer.refused()?, (401, "SHQ-TOKEN"), "{what}");
            assert!(answer.headers.contains_key("www-authenticate"), "{what}");
        }
        Caller::with_token(&url, Some(valid)).get("/cases").await?.done()?;
        Ok(())
    })
}

/// What a token says decides nothing if nobody looks at what kind of token it is, or passes over what it cannot read.
#[test]
fn what_is_no_access_token_or_cannot_be_read_is_refused() -> Result<()> {
    shared(async |stack| {
        let issuer = stack.sandbox.issuer();
        let good = stack.sandbox.token(&TokenRequest::of("P-1", &["officer"], Some(OFFICE)))?;
        let mut parts = good.split('.');
        let (header, claims) = (claims_of(parts.next().context("no header")?)?, claims_of(parts.next().context("no claims")?)?);
        let changed = |name: &str, value: Value| issuer.sign(&with(&header, name, value), &claims);
        let saying = |name: &str, value: Value| issuer.sign(&header, &with(&claims, name, value));
        let wrong = [
            ("an ID token", changed("typ", json!("JWT"))?),
            ("of no type", changed("typ", Value::Null)?),
            ("a token of another kind", changed("typ", json!("logout+jwt"))?),
            ("with something critical", changed("crit", json!(["exp"]))?),
            ("with something critical that is empty", changed("crit", json!([]))?),
            ("not yet valid, in words", saying("nbf", json!("9999999999"))?),
            ("not yet valid, in an object", saying("nbf", json!({"at": 9_999_999_999_u64}))?),
            ("not yet valid", saying("nbf", json!(9_999_999_999_u64))?),
            ("valid from before time began", saying("nbf", json!(-1))?),
            ("issued in words", saying("iat", json!("today"))?),
            ("issued in the future", saying("iat", json!(9_999_999_999_u64))?),
            ("that runs out in words", saying("exp", json!("9999999999"))?),
            ("that never runs out", saying("exp", Value::Null)?),
            ("that ran out", saying("exp", json!(1_000_000_000))?),
            ("of several issuers", saying("iss", json!([claims["iss"], "https://another.example"]))?),
            ("for an audience in an object", saying("aud", json!({"shaqyru": true}))?),
            ("of no subject", saying("sub", Value::Null)?),
            ("whose roles are a number", saying("roles", json!(7))?),
        ];
        for (what, token) in wrong {
            let answer = Caller::with_token(&stack.console.url(), Some(token)).get("/cases").await?;
            assert_eq!(answer.refused()?, (401, "SHQ-TOKEN"), "{what}");
        }
        let right = [
            ("as it comes", good.clone()),
            ("the type in full", changed("typ", json!("application/AT+JWT"))?),
            ("one of several audiences", saying("aud", json!(["another", "shaqyru"]))?),
            ("a role in words", saying("roles", json!("officer"))?),
            ("roles in words, one of which is not ours", saying("roles", json!("offline_access officer"))?),
            ("of eight kilobytes", saying("groups", json!("g".repeat(6_000)))?),
            ("valid since long ago, to the half second", saying("nbf", json!(1_000_000_000.5))?),
        ];
        for (what, token) in right {
            Caller::with_token(&stack.console.url(), Some(token)).get("/cases").await?.done().context(what)?;
        }
        Ok(())
    })
}

/// Where an issuer gives its access tokens no type, only the audience tells them from ID tokens, which name the client, alone or beside others.
#[test]
fn an_id_token_is_refused_even_where_access_tokens_have_no_type() -> Result<()> {
    shared(async |stack| {
        let options = stack.console_options();
        let issuer = IssuerOptions { untyped_tokens: true, client_id: "browser".to_owned(), ..options.issuer.clone() };
        let console = Console::start(stack.desk(), ConsoleOptions { issuer, ..options }).await?;
        let good = stack.sandbox.token(&TokenRequest::of("P-1", &["officer"], Some(OFFICE)))?;
        let mut parts = good.split('.');
        let (header, claims) = (claims_of(parts.next().context("no header")?)?, claims_of(parts.next().context("no claims")?)?);
        for (audience, status) in
            [(json!("shaqyru"), 200), (json!(["shaqyru", "another"]), 200), (json!(["shaqyru", "browser"]), 401), (json!("browser"), 401)]
        {
            let token = stack.sandbox.issuer().sign(&with(&header, "typ", json!("JWT")), &with(&claims, "aud", audience.clone()))?;
            let answer = Caller::with_token(&console.url(), Some(token)).get("/cases").await?;
            assert_eq!(answer.status, status, "{audience}");
        }
        console.shutdown().await;
        Ok(())
    })
}

/// The same with one member otherwise; `null` leaves it out.
fn with(document: &Value, member: &str, value: Value) -> Value {
    let mut changed = document.clone();
    if let Some(members) = changed.as_object_mut() {
        if value.is_null() {
            members.remove(member)
        } else {
            members.insert(member.to_owned(), value)
        };
    }
    changed
}

fn claims_of(part: &str) -> Result<Value> {
    Ok(serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes())?)?)
}

/// What each role may do at the case's office, written down apart from the program.
const MAY: [(&str, &[&str]); 6] = [
    ("officer", &["view", "verification", "answer", "extension", "decision", "withdrawal", "correction", "papers-request", "resend"]),
    ("supervisor", &["view", "reassignment", "correction"]),
    (
        "head",
        &[
            "view",
            "verification",
            "answer",
            "extension",
            "decision",
            "withdrawal",
            "correction",
            "papers-request",
            "reassignment",
            "resend",
        ],
    ),
    ("auditor", &["view", "views"]),
    ("operator", &["view", "resumption", "resend"]),
    ("agency", &[]),
];

const ACTS: [&str; 12] = [
    "view",
    "verification",
    "answer",
    "extension",
    "decision",
    "withdrawal",
    "correction",
    "papers-request",
    "reassignment",
    "resumption",
    "resend",
    "views",
];

async fn attempt(caller: &Caller, case: &str, act: &str) -> Result<super::Answer> {
    // Each is refused by the procedure once it is allowed, so that none changes the case for the next.
    let content = match act {
        "view" => return caller.get(&format!("/cases/{case}")).await,
        "views" => return caller.get(&format!("/cases/{case}/views")).await,
        "resend" => return caller.post(&format!("/cases/{case}/notices/decision/copies"), &Value::Null).await,
        "verification" => json!({"outcome": "refuse", "ground": 3}),
        "answer" => json!("agree"),
        "extension" => json!({"reason": "early"}),
        "decision" => json!({"verdict": "issue"}),
        "withdrawal" => json!({"reason": "too early"}),
        "correction" => json!({"replacement": {"answer": "agree"}, "reason": "none is there"}),
        "papers-request" => json!({"papers": [], "reason": "none"}),
        "reassignment" => json!({}),
        _ => Value::Null,
    };
    let body = json!({"content": content, "received_at": "2026-04-06T09:00:00+05:00"});
    let request = caller.request(reqwest::Method::POST, &format!("/api/v1/cases/{case}/{act}")).header("If-Match", "\"0\"");
    super::sent(request.json(&body)).await
}

#[test]
fn a_role_reaches_exactly_its_own_acts_at_its_own_offices() -> Result<()> {
    shared(async |stack| {
        let case = Caller::officer(stack, "P-1")?.files(examples::NEGOTIATIONS).await?;
        let mut wrong = Vec::new();
        for (role, may) in MAY {
            for (place, office) in [("here", Some(OFFICE)), ("elsewhere", Some("AST-ESIL")), ("nowhere", None)] {
                let caller = Caller::at(stack, &format!("{role}-{place}"), &[role], office)?;
                // Auditors and operators work for the whole country; supervisors and heads do if they are at no one office.
                let reaches = match role {
                    "auditor" | "operator" => true,
                    "supervisor" | "head" => place != "elsewhere",
                    _ => place == "here",
                };
                for act in ACTS {
                    let answer = attempt(&caller, &case, act).await?;
                    let allowed = may.contains(&act) && reaches;
                    let forbidden = answer.status.as_u16() == 403;
                    if forbidden == allowed {
                        wrong.push(format!("{role} {place}: {act} -> {} {}", answer.status, answer.body));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let after = Caller::officer(stack, "P-1")?.get(&format!("/cases/{case}?as_of=2026-04-06T10:00")).await?.done()?;
        assert_eq!((&after["stage"], &after["version"]), (&json!("verification"), &json!(0)), "an attempt changed the case");
        Ok(())
    })
}

#[test]
fn listing_or_filing_beyond_ones_role_or_office_is_refused_and_recorded() -> Result<()> {
    shared(async |stack| {
        let officer = Caller::officer(stack, "P-1")?;
        officer.files(examples::NEGOTIATIONS).await?;
        let listed = officer.get("/cases?limit=500").await?.done()?;
        let lines = listed["cases"].as_array().context("no list")?;
        assert!(!lines.is_empty() && lines.iter().all(|line| line["office"] == json!(OFFICE)), "{listed}");
        assert_eq!(officer.get("/cases?office=AST-ESIL").await?.refused()?, (403, "SHQ-FORBIDDEN"));
        let homeless = Caller::at(stack, "P-0", &["officer"], None)?;
        assert_eq!(homeless.get("/cases").await?.refused()?, (403, "SHQ-FORBIDDEN"));
        let application = serde_json::to_value(examples::application(examples::NEGOTIATIONS)?)?;
        for role in ["supervisor", "auditor", "operator"] {
            let caller = Caller::at(stack, "X-1", &[role], Some(OFFICE))?;
            let answer = caller.post("/applications", &json!({"application": application, "anyway": true})).await?;
            assert_eq!(answer.refused()?, (403, "SHQ-FORBIDDEN"), "{role}");
        }
        for path in ["/register/verification", "/register/cases", "/register/stages"] {
            assert_eq!(officer.get(path).await?.refused()?, (403, "SHQ-FORBIDDEN"), "{path}");
        }
        assert_eq!(officer.post("/announcements/R26", &Value::Null).await?.refused()?, (403, "SHQ-FORBIDDEN"));
        // All of it is on record, though it is about no case.
        let auditor = Caller::at(stack, "A-1", &["auditor"], None)?;
        let views = auditor.get("/views").await?.done()?;
        let noted = |who: &str, what: &str| {
            views.as_array().is_some_and(|views| views.iter().any(|view| view["actor"] == who && view["what"] == what))
        };
        for (who, what) in [
            ("officer:P-1", "denied: view"),
            ("officer:P-1", "denied: audit"),
            ("officer:P-1", "denied: announce"),
            ("officer:P-0", "denied: view"),
            ("officer:X-1", "denied: submit"),
        ] {
            assert!(noted(who, what), "{who} {what}");
        }
        Ok(())
    })
}

/// The portal files for many; another system of an agency has no business with what it filed, nor with what people filed.
#[test]
fn a_system_of_an_agency_reads_only_the_cases_that_it_filed() -> Result<()> {
    shared(async |stack| {
        let (portal, other) =
            (Caller::at(stack, "portal-1", &["agency"], None)?, Caller::at(stack, "portal-2", &["agency"], Some(OFFICE))?);
        let own = portal.files(examples::NEGOTIATIONS).await?;
        let of_people = Caller::officer(stack, "P-1")?.files(examples::NEGOTIATIONS).await?;
        for what in ["", "/timeline", "/deadlines", "/application", "/history", "/documents"] {
            portal.get(&format!("/cases/{own}{what}")).await?.done()?;
            for (who, case) in [(&portal, &of_people), (&other, &own), (&other, &of_people)] {
                assert_eq!(who.get(&format!("/cases/{case}{what}")).await?.refused()?, (403, "SHQ-FORBIDDEN"), "{what}");
            }
        }
        let mine = |listed: &Value| -> Vec<String> {
            let lines = listed["cases"].as_array().map(Vec::as_slice).unwrap_or_default();
            lines.iter().filter_map(|line| line["case"].as_str().map(str::to_owned)).collect()
        };
        // The register learns of a case a moment after it was filed.
        let listed = eventually("the list", async || {
            Ok(Some(mine(&portal.get("/cases?limit=500").await?.done()?)).filter(|cases| !cases.is_empty()))
        })
        .await?;
        assert_eq!(listed, std::slice::from_ref(&own));
        assert!(mine(&other.get("/cases?limit=500").await?.done()?).is_empty());
        // To do something with what it filed is not for it.
        let withdrawn = portal.tell(&own, "withdrawal", json!({"reason": "ours"}), "2026-04-06T11:00:00+05:00").await?;
        assert_eq!(withdrawn.refused()?, (403, "SHQ-FORBIDDEN"));
        assert_eq!(sent(portal.request(reqwest::Method::GET, "/events")).await?.refused()?, (403, "SHQ-FORBIDDEN"));
        Ok(())
    })
}

#[test]
fn who_verified_a_case_cannot_decide_it() -> Result<()> {
    shared(async |stack| {
        let case = Caller::agreed(stack).await?;
        let (same, other) = (Caller::officer(stack, "P-1")?, Caller::officer(stack, "P-2")?);
        let issue = json!({"verdict": "issue"});
        let refused = same.decide(&case, issue.clone(), "2026-04-07T12:00:00+05:00").await?;
        assert_eq!(refused.refused()?, (403, "SHQ-FOUR-EYES"));
        let auditor = Caller::at(stack, "A-1", &["auditor"], None)?;
        let views = auditor.get(&format!("/cases/{case}/views")).await?.done()?;
        let denied =
            views.as_array().context("no views")?.iter().any(|view| view["actor"] == "officer:P-1" && view["what"] == "denied: decide");
        assert!(denied, "a denial is not on record: {views}");
        let receipt = other.decide(&case, issue, "2026-04-07T12:00:00+05:00").await?.done()?;
        assert_eq!(receipt["status"], "issued");
        Ok(())
    })
}

#[test]
fn what_reaches_a_case_past_the_api_is_judged_by_its_senders_authority() -> Result<()> {
    shared(async |stack| {
        let case = Caller::agreed(stack).await?;
        let number: CaseNumber = case.parse()?;
        let cases = stack.cases();
        let decide = async |by: Actor, authority: Option<Authority>, rests_on: Option<usize>| {
            let entry = Entry::new(Decision { verdict: Verdict::Issue, late_reason: None }, at("2026-04-07T12:00:00"), by);
            let message = Message { authority, rests_on, ..Message::of(id(), entry)? };
            cases.tell(&number, message).await.map(|receipt| receipt.status.to_string())
        };
        let of = |role: Role, office: Option<&str>| Authority::new([role], office.map(|office| office.parse().unwrap()));
        let here = || Some(of(Role::Officer, Some(OFFICE)));
        let code = |outcome: Result<String, Problem>| outcome.unwrap_err().code;
        assert_eq!(code(decide(officer("P-2"), None, None).await), Code::Forbidden, "nothing says what the sender may do");
        assert_eq!(code(decide(officer("P-2"), Some(of(Role::Supervisor, None)), None).await), Code::Forbidden, "a supervisor");
        assert_eq!(code(decide(officer("P-2"), Some(of(Role::Officer, Some("AST-ESIL"))), None).await), Code::Forbidden, "elsewhere");
        assert_eq!(code(decide(officer("P-2"), Some(of(Role::Officer, None)), None).await), Code::Forbidden, "nowhere");
        assert_eq!(code(decide(Actor::Nsc, None, None).await), Code::Forbidden, "an agency");
        assert_eq!(code(decide(Actor::System, here(), None).await), Code::Forbidden, "the system");
        assert_eq!(code(decide(officer("P-1"), here(), None).await), Code::FourEyes);
        assert_eq!(code(decide(officer("P-2"), here(), Some(1)).await), Code::Stale);
        let entry = |content| Entry::new(content, at("2026-04-07T12:00:00"), Actor::Police);
        assert_eq!(code(cases.tell(&number, Message::of(id(), entry(Answer::Object))?).await.map(|_| String::new())), Code::Forbidden);
        let entry = Entry::new(Verification::Clear, at("2026-04-07T12:00:00"), Actor::Nsc);
        assert_eq!(code(cases.tell(&number, Message::of(id(), entry)?).await.map(|_| String::new())), Code::Forbidden);
        let given = Reassignment { officer: None, office: Some("AST-ESIL".parse()?), reason: None };
        let entry = Entry::new(given, at("2026-04-07T12:00:00"), officer("P-2"));
        let message = Message::of(id(), entry)?.under(of(Role::Officer, Some(OFFICE)));
        assert_eq!(code(cases.tell(&number, message).await.map(|_| String::new())), Code::Forbidden, "{}", Act::Reassign);
        // None of them left a trace; the right one is taken.
        assert_eq!(decide(officer("P-2"), here(), Some(2)).await?, "issued");
        Ok(())
    })
}

#[test]
fn an_office_that_gave_a_case_away_no_longer_sees_it_and_the_new_one_decides() -> Result<()> {
    shared(async |stack| {
        let case = Caller::agreed(stack).await?;
        let (there, here) = (Caller::at(stack, "P-9", &["officer", "supervisor"], Some("AST-ESIL"))?, Caller::officer(stack, "P-2")?);
        assert_eq!(there.get(&format!("/cases/{case}")).await?.refused()?, (403, "SHQ-FORBIDDEN"));
        let supervisor = Caller::at(stack, "S-1", &["supervisor"], Some(OFFICE))?;
        let given = json!({"office": "AST-ESIL", "officer": "P-9"});
        supervisor.tell(&case, "reassignment", given, "2026-04-07T11:30:00+05:00").await?.done()?;
        assert_eq!(here.get(&format!("/cases/{case}")).await?.refused()?, (403, "SHQ-FORBIDDEN"));
        let receipt = there.decide(&case, json!({"verdict": "issue"}), "2026-04-07T12:00:00+05:00").await?.done()?;
        assert_eq!(receipt["status"], "issued");
        Ok(())
    })
}
