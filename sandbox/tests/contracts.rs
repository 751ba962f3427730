//! The sandbox over real HTTP, by risk: something done twice, a fault that is none, a forged or garbled message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shaqyru_sandbox::{
    Agency, Answer, BerkutMessage, BerkutStep, BiometricsMessage, BiometricsStep, Count, Disposition, Fault, Knob, Log, Message, Operation,
    PoliceStep, Push, Sandbox, SandboxError, SandboxHandle, SandboxOptions, Script, Signature, Taking, Url, Verification,
};

const CASE: &str = "INV-7K3QX9ABCD-1";
const SOON: Duration = Duration::from_secs(5);

// ---- the sandbox, a client, and a console that takes callbacks ----

async fn sandbox() -> SandboxHandle {
    sandbox_for(None).await
}

async fn sandbox_for(callback_base: Option<Url>) -> SandboxHandle {
    let options = SandboxOptions {
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        callback_base,
        police_secret: "police-secret".to_owned(),
        berkut_secret: "berkut-secret".to_owned(),
        biometrics_secret: "biometrics-secret".to_owned(),
    };
    Sandbox::start(options).await.unwrap()
}

fn client() -> Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    let builder = Client::builder().tls_certs_only([]).no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn call(method: Method, url: String, key: Option<&str>, body: &Value) -> (u16, Value) {
    let response = send(method, url, key, body).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn send(method: Method, url: String, key: Option<&str>, body: &Value) -> Response {
    let mut request = client().request(method, url).json(body);
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    request.send().await.unwrap()
}

async fn get(url: String) -> (u16, Value) {
    let response = client().get(url).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn verification() -> Value {
    json!({
        "case": CASE, "office": "AST-ESIL", "category": "B10", "filed_at": "2026-03-06T10:00:00+05:00", "callback": true,
        "subject": {"citizenship": "IN", "passport_number": "Z0000002", "surname": "SPECIMEN", "given_names": "PRIYA", "date_of_birth": "1991-09-02"},
        "inviting_party": {"bin_iin": "850315300009", "name": "SPECIMEN AIGERIM"},
        "visit": {"purpose": "visit to relatives", "from": "2026-07-01", "until": "2026-08-10", "entries": "single"},
    })
}

fn coordination() -> Value {
    let mut body = verification();
    let members = body.as_object_mut().unwrap();
    members.remove("filed_at");
    members.insert("submitted_at".to_owned(), json!("2026-03-06T11:30:00+05:00"));
    body
}

fn stage(number: u32, name: &str) -> Value {
    json!({"id": format!("{CASE}/stage/{number}"), "case": CASE, "office": "AST-ESIL", "category": "B10", "stage": name,
        "at": "2026-03-06T10:00:00+05:00", "actor": "officer:k.specimen"})
}

async fn submit(sandbox: &SandboxHandle, body: &Value) -> (u16, Value) {
    let url = format!("{}/verifications", sandbox.url(Agency::Police));
    call(Method::POST, url, Some(&format!("{CASE}/verification")), body).await
}

async fn coordinate(sandbox: &SandboxHandle, body: &Value) -> (u16, Value) {
    let url = format!("{}/coordinations", sandbox.url(Agency::Berkut));
    call(Method::POST, url, Some(&format!("{CASE}/coordination")), body).await
}

fn lookup() -> Value {
    json!({
        "case": CASE, "inviting_party": {"bin_iin": "850315300009"}, "category": "B10",
        "invitee": {"passport_number": "Z0000002", "citizenship": "IN", "date_of_birth": "1991-09-02"},
    })
}

async fn look_up(sandbox: &SandboxHandle, body: &Value) -> (u16, Value) {
    call(Method::POST, format!("{}/lookups", sandbox.url(Agency::Registers)), None, body).await
}

async fn post_stages(sandbox: &SandboxHandle, stages: &[Value]) -> (u16, Value) {
    let url = format!("{}/stages", sandbox.url(Agency::Monitoring));
    call(Method::POST, url, None, &json!({ "stages": stages })).await
}

#[derive(Clone)]
struct Taken {
    path: String,
    timestamp: String,
    signature: String,
    raw: String,
}

impl Taken {
    fn json(&self) -> Value {
        serde_json::from_str(&self.raw).unwrap()
    }
}

#[derive(Clone, Default)]
struct Console {
    taken: Arc<Mutex<Vec<Taken>>>,
    /// The statuses of the next answers; 200 when used up.
    statuses: Arc<Mutex<Vec<u16>>>,
}

impl Console {
    async fn start(&self) -> Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let router = Router::new().fallback(take).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Url::parse(&format!("http://{addr}/")).unwrap()
    }

    fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

async fn take(State(console): State<Console>, uri: Uri, headers: HeaderMap, raw: String) -> (StatusCode, String) {
    let header = |name: &str| headers.get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
    console.taken.lock().unwrap().push(Taken {
        path: uri.path().to_owned(),
        timestamp: header("shaqyru-timestamp"),
        signature: header("shaqyru-signature"),
        raw,
    });
    let mut statuses = console.statuses.lock().unwrap();
    let status = if statuses.is_empty() { 200 } else { statuses.remove(0) };
    (StatusCode::from_u16(status).unwrap(), json!({"outcome": "accepted"}).to_string())
}

/// HMAC written out from RFC 2104, independent of the crate that the sandbox signs with.
fn hmac_sha256(key: &[u8], message: &[u8]) -> String {
    assert!(key.len() <= 64);
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message).finalize();
    let outer = Sha256::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize();
    data_encoding::HEXLOWER.encode(&outer)
}

fn is_signed_by(taken: &Taken, secret: &str) -> bool {
    let message = format!("{}.{}", taken.timestamp, taken.raw);
    taken.signature == format!("sha256={}", hmac_sha256(secret.as_bytes(), message.as_bytes()))
}

fn clear(after_ms: u64) -> Script {
    let verification = Some(Verification::Clear);
    Script { police: Some(PoliceStep { after_ms, verification }), ..Script::default() }
}

fn asks_then_agrees() -> Script {
    let reason = "a more thorough study".to_owned();
    Script {
        berkut: vec![
            BerkutStep { after_ms: 10, message: BerkutMessage::ExtensionRequest { reason } },
            BerkutStep { after_ms: 60, message: BerkutMessage::Answer(Answer::Agree) },
        ],
        ..Script::default()
    }
}

// ---- something is done twice ----

#[tokio::test]
async fn a_repeated_submission_is_one_submission_and_another_body_is_a_conflict() {
    let sandbox = sandbox().await;
    let (status, first) = submit(&sandbox, &verification()).await;
    assert_eq!((status, &first["case"]), (202, &json!(CASE)));
    assert_eq!(submit(&sandbox, &verification()).await, (202, first));

    let mut other = verification();
    other["visit"]["purpose"] = json!("business");
    let (status, problem) = submit(&sandbox, &other).await;
    assert_eq!((status, &problem["code"], &problem["case"]), (409, &json!("key_reused"), &json!(CASE)));

    let url = format!("{}/verifications", sandbox.url(Agency::Police));
    let (status, problem) = call(Method::POST, url, Some(&format!("{CASE}/other")), &verification()).await;
    assert_eq!((status, &problem["code"]), (409, &json!("case_exists")));

    let received = sandbox.received();
    let count = received.count(Log::Police, &format!("{CASE}/verification"));
    assert_eq!(count, Count { new: 1, repeated: 1, conflict: 1, not_accepted: 0 });
    assert_eq!(received.accepted(Log::Police, CASE).len(), 1);
    let (_, over_http) = get(format!("{}/received", sandbox.control_url())).await;
    assert_eq!(over_http["counts"]["police"][format!("{CASE}/verification")]["new"], 1);
    assert_eq!(over_http["police"][0]["body"], verification());
}

#[tokio::test]
async fn an_invitation_is_entered_once_and_never_changed() {
    let sandbox = sandbox().await;
    let put = |key: &'static str, number: &'static str| {
        let url = format!("{}/invitations/{CASE}", sandbox.url(Agency::Berkut));
        let body = json!({"case": CASE, "number": number, "issued_on": "2026-03-12"});
        async move { call(Method::PUT, url, Some(&format!("{CASE}/{key}")), &body).await }
    };
    let entered = (200, json!({"case": CASE, "number": "N-1"}));
    assert_eq!(put("invitation", "N-1").await, entered);
    assert_eq!(put("invitation", "N-1").await, entered);
    assert_eq!(put("again", "N-1").await, entered);
    assert_eq!(put("invitation", "N-2").await.1["code"], "key_reused");
    assert_eq!(put("more", "N-2").await.1["code"], "case_exists");
    assert_eq!(sandbox.received().accepted(Log::Invitations, CASE).len(), 1);
}

#[tokio::test]
async fn an_end_of_a_visa_is_entered_once_and_never_changed_and_each_end_of_a_case_has_its_place() {
    let sandbox = sandbox().await;
    let case = "VIS-7K3QX9ABCD-1";
    let end = |place: u32, number: &str, why: &str| {
        let mut body = json!({"case": case, "end": place, "number": number, "why": why, "ended_at": "2026-04-29T16:00:00+05:00"});
        if why != "invalid" {
            body["act"] = json!(format!("{case}/A{place}"));
        }
        body
    };
    let put = async |place: u32, body: &Value| {
        let key = format!("{case}/visa-end/{place}");
        call(Method::PUT, format!("{}/visa-ends/{case}/{place}", sandbox.url(Agency::Berkut)), Some(&key), body).await
    };
    let first = end(1, "№ KZ/1 2", "annulled");
    for _ in 0..2 {
        assert_eq!(put(1, &first).await, (200, json!({"case": case, "number": "№ KZ/1 2"})));
    }
    assert_eq!(put(2, &end(2, "KZ0000001", "spoiled")).await.0, 200);
    assert_eq!(put(3, &end(3, "E-1", "invalid")).await.0, 200);
    let (status, problem) = put(1, &end(1, "KZ0000009", "annulled")).await;
    assert_eq!((status, &problem["code"]), (409, &json!("key_reused")));
    for (place, broken) in [(4, end(5, "KZ0000001", "lost")), (4, end(0, "KZ0000001", "lost")), (4, end(4, "KZ0000001", "gone"))] {
        assert_eq!(put(place, &broken).await.0, 400, "{broken}");
    }
    let received = sandbox.received();
    assert_eq!(received.accepted(Log::VisaEnds, case).len(), 3);
    assert_eq!(received.count(Log::VisaEnds, &format!("{case}/visa-end/1")), Count { new: 1, repeated: 1, conflict: 1, not_accepted: 0 });
}

#[tokio::test]
async fn a_batch_is_taken_whole_or_not_at_all_and_each_item_once() {
    let sandbox = sandbox().await;
    let (one, two) = (format!("{CASE}/stage/1"), format!("{CASE}/stage/2"));
    assert_eq!(post_stages(&sandbox, &[stage(1, "filed")]).await, (200, json!({"accepted": [one]})));
    let both = post_stages(&sandbox, &[stage(1, "filed"), stage(2, "registered")]).await;
    assert_eq!(both, (200, json!({"accepted": [one, two]})));

    let (status, problem) = post_stages(&sandbox, &[stage(3, "verification"), stage(2, "decision")]).await;
    assert_eq!((status, &problem["id"]), (409, &json!(two)));
    let received = sandbox.received();
    assert_eq!(received.count(Log::Stages, &one), Count { new: 1, repeated: 1, ..Count::default() });
    assert_eq!(received.count(Log::Stages, &two), Count { new: 1, conflict: 1, ..Count::default() });
    assert_eq!(received.count(Log::Stages, &format!("{CASE}/stage/3")).new, 0);
    assert!(received.stages.windows(2).all(|pair| pair[0].seq < pair[1].seq));
}

// ---- a call breaks the contract and nobody notices ----

type BreakIt = fn(&mut Value);

#[tokio::test]
async fn submissions_that_break_the_contract_are_refused() {
    let sandbox = sandbox().await;
    let broken: [(&str, BreakIt); 9] = [
        ("missing", |b| {
            _ = b.as_object_mut().unwrap().remove("office");
        }),
        ("unknown", |b| b["extra"] = json!(1)),
        ("unknown within", |b| b["subject"]["sex"] = json!("F")),
        ("ill-typed", |b| b["callback"] = json!("yes")),
        ("null", |b| b["inviting_party"]["name"] = Value::Null),
        ("another offset", |b| {
            b["filed_at"] = json!("2026-03-06T05:00:00Z");
        }),
        ("no date", |b| b["visit"]["from"] = json!("2026-02-30")),
        ("no category", |b| b["category"] = json!("D1")),
        ("no case", |b| b["case"] = json!("7K3QX9ABCD-1")),
    ];
    for (name, break_it) in broken {
        let mut body = verification();
        break_it(&mut body);
        let (status, problem) = submit(&sandbox, &body).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid")), "{name}: {problem}");
    }
    let url = || format!("{}/verifications", sandbox.url(Agency::Police));
    for (key, code) in [
        (None, "missing_key"),
        (Some(CASE), "bad_key"),
        (Some("INV-7K3QX9ABCD-1/"), "bad_key"),
        (Some("case/verification"), "bad_key"),
        (Some("INV-7K3QX9ABCD-2/verification"), "key_case_mismatch"),
    ] {
        let (status, problem) = call(Method::POST, url(), key, &verification()).await;
        assert_eq!((status, &problem["code"]), (400, &json!(code)), "{key:?}");
    }
    let text = client().post(url()).body(verification().to_string()).send().await.unwrap();
    assert_eq!(text.status(), 415);
    let (status, problem) = call(Method::POST, url(), None, &json!("x".repeat(1024 * 1024))).await;
    assert_eq!((status, &problem["code"]), (413, &json!("too_large")));
    let received = sandbox.received();
    assert!(received.police.is_empty());
    assert_eq!(received.refused.len(), 16);
    assert_eq!(get(format!("{}/verifications/{CASE}", sandbox.url(Agency::Police))).await.0, 404);
    assert_eq!(get(format!("{}/verifications/x", sandbox.url(Agency::Police))).await.0, 400);
}

#[tokio::test]
async fn notices_are_held_to_their_contract() {
    let sandbox = sandbox().await;
    let at = "2026-03-06T10:00:00+05:00";
    let notice = |tail: &str, members: Value| {
        let mut notice = json!({"id": format!("{CASE}/notice/{tail}"), "case": CASE, "at": at});
        notice.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        notice
    };
    let asked = |papers: Value| json!({"kind": "papers_request", "papers": papers, "reason": "comparison"});
    let forwarded = |from: Value| json!({"kind": "forwarding", "from_office": from, "office": "ALA-DP", "reason": "registered there"});
    let good = vec![
        notice("acceptance_receipt", json!({"kind": "acceptance_receipt", "registered_on": "2026-03-06"})),
        notice("acceptance_receipt/2", json!({"kind": "acceptance_receipt", "registered_on": "2026-03-06"})),
        notice("acceptance_refusal", json!({"kind": "acceptance_refusal", "missing": ["petition"]})),
        notice("extension", json!({"kind": "extension", "reason": "study", "until": "2026-04-06"})),
        notice("decision", json!({"kind": "decision", "outcome": "issued", "number": "N-1", "code": "K7QX-2MBA"})),
        notice("decision/2", json!({"kind": "decision", "outcome": "not_considered", "ground": 7})),
        notice("papers_request", asked(json!([{"kind": "contract"}]))),
        notice("papers_request-2", asked(json!([{"kind": "contract", "form": "original"}, {"kind": "petition", "form": "copy"}]))),
        notice("papers_request-12", asked(json!([{"kind": "petition", "form": "notarised_copy"}]))),
        notice("papers_request-2/2", asked(json!([{"kind": "contract"}]))),
        notice("papers_request/2", asked(json!([{"kind": "contract"}]))),
        notice("forwarding", forwarded(json!("AST-ESIL"))),
        notice("forwarding/2", forwarded(json!("AST-ESIL"))),
        notice("fingerprint_appointment", json!({"kind": "fingerprint_appointment", "appointment_at": at, "place": "room 3"})),
        notice("fingerprint_appointment-2", json!({"kind": "fingerprint_appointment", "appointment_at": at, "place": "room 4"})),
    ];
    let url = || format!("{}/notices", sandbox.url(Agency::Portal));
    let (status, answer) = call(Method::POST, url(), None, &json!({ "notices": good })).await;
    assert_eq!((status, answer["accepted"].as_array().map(Vec::len)), (200, Some(good.len())), "{answer}");
    // Under the same id another code may come, and nothing else.
    for (number, code, expected) in [("N-1", "AAAA-2222", 200), ("N-2", "K7QX-2MBA", 409)] {
        let again = notice("decision", json!({"kind": "decision", "outcome": "issued", "number": number, "code": code}));
        assert_eq!(call(Method::POST, url(), None, &json!({ "notices": [again] })).await.0, expected);
    }
    for bad in [
        notice("decision/3", json!({"kind": "decision", "outcome": "issued", "number": "N-1", "code": "K7QX2MBA"})),
        notice("decision/3", json!({"kind": "decision", "outcome": "issued", "number": "N-1", "code": "K7QX-2MB1"})),
        notice("extension", json!({"kind": "acceptance_receipt", "registered_on": "2026-03-06"})),
        notice("acceptance_receipt/1", json!({"kind": "acceptance_receipt", "registered_on": "2026-03-06"})),
        notice("acceptance_receipt", json!({"kind": "acceptance_receipt"})),
        notice("acceptance_receipt", json!({"kind": "acceptance_receipt", "registered_on": "2026-03-06", "until": "2026-04-06"})),
        notice("acceptance_refusal", json!({"kind": "acceptance_refusal", "missing": []})),
        notice("decision", json!({"kind": "decision", "outcome": "issued"})),
        notice("decision", json!({"kind": "decision", "outcome": "issued", "number": "N-1", "ground": null})),
        notice("decision", json!({"kind": "decision", "outcome": "refused"})),
        notice("decision", json!({"kind": "decision", "outcome": "refused", "ground": 8})),
        notice("decision-2", json!({"kind": "decision", "outcome": "refused", "ground": 1})),
        notice("fingerprint_appointment", json!({"kind": "fingerprint_appointment", "appointment_at": at})),
        notice("papers_request", asked(json!([]))),
        notice("papers_request", asked(json!([{"kind": "a contract"}]))),
        notice("papers_request", asked(json!([{"kind": "contract", "form": "certified"}]))),
        notice("papers_request", asked(json!([{"kind": "contract", "form": null}]))),
        notice("papers_request", json!({"kind": "papers_request", "papers": [{"kind": "contract"}]})),
        notice("papers_request-1", asked(json!([{"kind": "contract"}]))),
        notice("papers_request-02", asked(json!([{"kind": "contract"}]))),
        notice("papers_request-", asked(json!([{"kind": "contract"}]))),
        notice("papers_request/2-2", asked(json!([{"kind": "contract"}]))),
        notice("forwarding", forwarded(Value::Null)),
        notice("forwarding", json!({"kind": "forwarding", "from_office": "AST-ESIL", "office": "ALA-DP"})),
        notice("forwarding-2", forwarded(json!("AST-ESIL"))),
    ] {
        let (status, problem) = call(Method::POST, url(), None, &json!({ "notices": [bad] })).await;
        assert_eq!(status, 400, "{bad} {problem}");
    }
}

#[tokio::test]
async fn escalations_and_stages_are_held_to_their_contracts() {
    let sandbox = sandbox().await;
    let at = "2026-03-06T10:00:00+05:00";
    let rung = |tail: &str, members: Value| {
        let mut rung = members;
        rung["case"] = json!(CASE);
        rung["at"] = json!(at);
        rung["id"] = json!(format!("{CASE}/escalation/{tail}"));
        rung["office"] = json!("AST-ESIL");
        rung
    };
    let url = || format!("{}/escalations", sandbox.url(Agency::Office));
    let good = json!({"escalations": [
        rung("coordination/standard/due", json!({"audience": "supervisor", "clock": "coordination", "window": "standard", "rung": "due", "due": at})),
        rung("verification/repeat-10", json!({"audience": "supervisor", "officer": "k.specimen", "clock": "verification", "rung": "repeat-10"})),
        rung("incident/SHQ-0007", json!({"audience": "head", "incident": "SHQ-0007"})),
    ]});
    let (status, answer) = call(Method::POST, url(), None, &good).await;
    assert_eq!(status, 200, "{answer}");
    for bad in [
        json!({"audience": "head"}),
        json!({"audience": "head", "clock": "decision"}),
        json!({"audience": "head", "clock": "decision", "rung": "Due"}),
        json!({"audience": "head", "incident": "SHQ-0007", "window": "standard"}),
        json!({"audience": "head", "incident": "0007"}),
        json!({"audience": "minister", "incident": "SHQ-0007"}),
    ] {
        let (status, _) = call(Method::POST, url(), None, &json!({"escalations": [rung("x", bad.clone())]})).await;
        assert_eq!(status, 400, "{bad}");
    }
    let mut gap = stage(1, "filed");
    gap["id"] = json!(format!("{CASE}/stages/1"));
    for bad in [vec![], vec![gap], vec![stage(1, "fileed")]] {
        assert_eq!(post_stages(&sandbox, &bad).await.0, 400);
    }
}

const EDITION: &str = "R26";

fn announcement(recipient: &str) -> Value {
    json!({"id": format!("{EDITION}/announcement/{recipient}"), "edition": EDITION, "recipient": recipient, "in_force_from": "2026-02-22",
        "title": "joint order of 05.02.2026", "summary": "fingerprints from age 16", "due": "2026-02-25T18:30:00+05:00"})
}

fn warning(rung: &str) -> Value {
    json!({"id": format!("{EDITION}/escalation/{rung}"), "edition": EDITION, "rung": rung, "audience": "head",
        "at": "2026-02-25T09:00:00+05:00", "due": "2026-02-25T18:30:00+05:00"})
}

async fn announce(sandbox: &SandboxHandle, list: &str, items: &[Value]) -> (u16, Value) {
    let url = format!("{}/{list}", sandbox.url(Agency::Announcements));
    call(Method::POST, url, None, &json!({ list: items })).await
}

#[tokio::test]
async fn announcements_are_held_to_their_contract() {
    let sandbox = sandbox().await;
    let with = |mut item: Value, member: &str, value: Value| {
        item[member] = value;
        item
    };
    for (list, good) in [
        ("announcements", [announcement("contact_centre"), announcement("AST-ESIL")]),
        ("escalations", [warning("reminder"), warning("repeat-10")]),
    ] {
        let ids: Vec<_> = good.iter().map(|item| item["id"].clone()).collect();
        assert_eq!(announce(&sandbox, list, &good).await, (200, json!({ "accepted": ids })));
    }
    for (code, bad) in [
        ("invalid", with(announcement("AST-ESIL"), "recipient", json!("contact_centre"))),
        ("invalid", announcement("ast-esil")),
        ("invalid", announcement("call_centre")),
        ("invalid", with(announcement("AST-ESIL"), "case", json!(CASE))),
        ("invalid", with(announcement("AST-ESIL"), "in_force_from", json!("2026-02-30"))),
        ("invalid", with(announcement("AST-ESIL"), "due", json!("2026-02-25"))),
        ("invalid", with(announcement("AST-ESIL"), "summary", json!(""))),
        ("invalid", with(announcement("AST-ESIL"), "edition", json!("R26/2"))),
        ("key_edition_mismatch", with(announcement("AST-ESIL"), "edition", json!("R27"))),
        ("bad_key", with(announcement("AST-ESIL"), "id", json!("R26"))),
    ] {
        let (status, problem) = announce(&sandbox, "announcements", std::slice::from_ref(&bad)).await;
        assert_eq!((status, &problem["code"]), (400, &json!(code)), "{bad} {problem}");
    }
    let (_, problem) = announce(&sandbox, "announcements", &[with(announcement("AST-ESIL"), "edition", json!("R27"))]).await;
    assert_eq!((&problem["edition"], problem.get("case")), (&json!("R27"), None));
    for bad in [
        with(warning("due"), "rung", json!("repeat-1")),
        warning("Due"),
        with(warning("due"), "audience", json!("minister")),
        with(warning("due"), "due", Value::Null),
        with(warning("due"), "office", json!("AST-ESIL")),
    ] {
        let (status, problem) = announce(&sandbox, "escalations", std::slice::from_ref(&bad)).await;
        assert_eq!(status, 400, "{bad} {problem}");
    }
}

#[tokio::test]
async fn each_recipient_is_told_once_of_an_edition_and_never_something_else() {
    let sandbox = sandbox().await;
    let (centre, office) = (announcement("contact_centre"), announcement("AST-ESIL"));
    assert_eq!(announce(&sandbox, "announcements", std::slice::from_ref(&centre)).await.0, 200);
    assert_eq!(announce(&sandbox, "announcements", &[centre.clone(), office.clone()]).await.0, 200);
    let mut other = office;
    other["title"] = json!("another order");
    let (status, problem) = announce(&sandbox, "announcements", &[announcement("ALA-ALMALY"), other]).await;
    assert_eq!((status, &problem["code"], &problem["id"]), (409, &json!("key_reused"), &json!("R26/announcement/AST-ESIL")));

    let received = sandbox.received();
    let told: Vec<_> = received.accepted(Log::Announcements, EDITION).iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(told, ["R26/announcement/contact_centre", "R26/announcement/AST-ESIL"]);
    assert_eq!(received.count(Log::Announcements, told[0]), Count { new: 1, repeated: 1, ..Count::default() });
    assert_eq!(received.count(Log::Announcements, told[1]), Count { new: 1, conflict: 1, ..Count::default() });
    assert_eq!(received.count(Log::Announcements, "R26/announcement/ALA-ALMALY").new, 0);
}

/// Were the warning held back by what holds the announcement back, nobody would hear that the term runs out.
#[tokio::test]
async fn announcements_can_fail_while_their_escalations_go_out() {
    let sandbox = sandbox().await;
    sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::ServerError).on(Operation::Submit));
    assert_eq!(announce(&sandbox, "announcements", &[announcement("contact_centre")]).await.0, 503);
    assert_eq!(announce(&sandbox, "escalations", &[warning("due")]).await.0, 200);
    let url = format!("{}/knobs/announcements", sandbox.control_url());
    let knob = json!({"fault": "wrong_case", "times": 1, "on": "escalate"});
    assert_eq!(call(Method::PUT, url, None, &knob).await.0, 200);
    assert_eq!(announce(&sandbox, "announcements", &[announcement("contact_centre")]).await.0, 200);
    let of_another = json!({"accepted": ["R00/escalation/due"]});
    assert_eq!(announce(&sandbox, "escalations", &[warning("due")]).await, (200, of_another));

    let received = sandbox.received();
    let count = received.count(Log::Announcements, "R26/announcement/contact_centre");
    assert_eq!(count, Count { new: 1, not_accepted: 1, ..Count::default() });
    assert_eq!(received.accepted(Log::AnnouncementEscalations, EDITION).len(), 1);
    let (_, over_http) = get(format!("{}/received", sandbox.control_url())).await;
    assert_eq!(over_http["counts"]["announcement_escalations"]["R26/escalation/due"]["repeated"], 1);
    assert_eq!(over_http["announcements"][1]["body"], announcement("contact_centre"));
}

// ---- what is on record is asked for in vain, or of another ----

#[tokio::test]
async fn bars_to_leaving_are_told_to_who_asks_for_them_and_silence_is_no_empty_list() {
    let sandbox = sandbox().await;
    let mut leaving = lookup();
    leaving["leaving"] = json!(true);
    let bars = async |body: &Value| look_up(&sandbox, body).await.1.get("exit_bars").cloned();
    assert_eq!(bars(&leaving).await, None, "nobody answers");
    for known in [json!([]), json!([{"basis": "LF art 23(1)"}])] {
        sandbox.set_records("Z0000002", json!({"exit_bars": known})).unwrap();
        assert_eq!(bars(&leaving).await, Some(known));
        assert_eq!(bars(&lookup()).await, None, "nobody asked");
    }
}

#[tokio::test]
async fn a_lookup_finds_what_is_on_record_of_both_and_of_nobody_else() {
    let sandbox = sandbox().await;
    let nothing = json!({"case": CASE, "held": [], "sanctions": [], "entry_bans": [], "unexecuted_penalties": [], "expulsions": [],
        "earlier_applications": []});
    assert_eq!(look_up(&sandbox, &lookup()).await, (200, nothing.clone()));

    let paper = |kind: &str| json!({"kind": kind, "system": "address register"});
    let ban = json!({"basis": "LF art 22(1)", "until": "2027-01-01"});
    let sanction = json!({"on": "2026-01-15", "article": "art 518"});
    sandbox.set_records("Z0000002", json!({"held": [paper("address_certificate")], "entry_bans": [ban]})).unwrap();
    let records = json!({"held": [paper("state_registration_certificate")], "sanctions": [sanction]});
    let (status, set) = call(Method::PUT, format!("{}/records/850315300009", sandbox.control_url()), None, &records).await;
    assert_eq!((status, &set["sanctions"], &set["expulsions"]), (200, &records["sanctions"], &json!([])));
    sandbox.set_records("Z0000003", json!({"expulsions": [{"on": "2024-05-05"}]})).unwrap();

    let mut found = nothing.clone();
    found["held"] = json!([paper("address_certificate"), paper("state_registration_certificate")]);
    found["entry_bans"] = json!([ban]);
    found["sanctions"] = json!([sanction]);
    assert_eq!(look_up(&sandbox, &lookup()).await, (200, found));

    sandbox.set_records("Z0000002", json!({})).unwrap();
    sandbox.set_records("850315300009", json!({})).unwrap();
    assert_eq!(look_up(&sandbox, &lookup()).await, (200, nothing));
    let received = sandbox.received();
    assert_eq!(received.accepted(Log::Lookups, CASE).len(), 3);
    assert_eq!(received.count(Log::Lookups, CASE), Count { new: 3, ..Count::default() });
    assert_eq!(received.lookups[0].body, lookup());
}

#[tokio::test]
async fn records_that_no_register_has_are_refused_and_not_passed_over() {
    let sandbox = sandbox().await;
    for bad in [json!({"entry_ban": []}), json!({"held": {}}), json!({"sanctions": ["2026-01-15"]}), json!({"expulsions": null}), json!(7)]
    {
        assert!(matches!(sandbox.set_records("Z0000002", bad.clone()), Err(SandboxError::Records(_))), "{bad}");
        let url = format!("{}/records/Z0000002", sandbox.control_url());
        assert_eq!(call(Method::PUT, url, None, &bad).await.0, 400, "{bad}");
    }
}

#[tokio::test]
async fn lookups_are_held_to_their_contract() {
    let sandbox = sandbox().await;
    let broken: [(&str, BreakIt); 7] = [
        ("missing", |b| {
            _ = b.as_object_mut().unwrap().remove("category");
        }),
        ("unknown", |b| b["office"] = json!("AST-ESIL")),
        ("more than is needed", |b| b["invitee"]["surname"] = json!("SPECIMEN")),
        ("more of the inviting party", |b| b["inviting_party"]["name"] = json!("SPECIMEN AIGERIM")),
        ("no state", |b| b["invitee"]["citizenship"] = json!("India")),
        ("no date", |b| b["invitee"]["date_of_birth"] = json!("1991-09-31")),
        ("no case", |b| b["case"] = json!("7K3QX9ABCD-1")),
    ];
    for (name, break_it) in broken {
        let mut body = lookup();
        break_it(&mut body);
        let (status, problem) = look_up(&sandbox, &body).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid")), "{name}: {problem}");
    }
    let received = sandbox.received();
    assert!(received.lookups.is_empty());
    assert_eq!(received.refused.len(), 7);
    assert!(received.refused.iter().all(|refusal| refusal.agency == Agency::Registers));
}

/// Persons with one name, without citizenship or with an unknown day of birth could not be filed: the agencies must take them.
#[tokio::test]
async fn a_person_of_whom_the_passport_says_less_can_be_looked_up() {
    let sandbox = sandbox().await;
    for (citizenship, born) in [("XXA", "1991"), ("XXB", "1991-09"), ("XXC", "1991-09-02")] {
        let mut body = lookup();
        body["invitee"]["citizenship"] = json!(citizenship);
        body["invitee"]["date_of_birth"] = json!(born);
        assert_eq!(look_up(&sandbox, &body).await.0, 200, "{citizenship} {born}");
    }
    for born in ["91", "1991-9", "1991-13", "1991-09-00", "1991-", ""] {
        let mut body = lookup();
        body["invitee"]["date_of_birth"] = json!(born);
        assert_eq!(look_up(&sandbox, &body).await.0, 400, "{born}");
    }
}

#[tokio::test]
async fn the_registers_fail_in_each_way_that_an_agency_can() {
    let sandbox = sandbox().await;
    let url = || format!("{}/lookups", sandbox.url(Agency::Registers));
    for (fault, status) in [(Fault::ServerError, 503), (Fault::TooManyRequests, 429), (Fault::Reject, 422), (Fault::Redirect, 302)] {
        sandbox.set_knob(Agency::Registers, Knob::fault(fault).times(1).on(Operation::Lookup));
        assert_eq!(send(Method::POST, url(), None, &lookup()).await.status(), status, "{fault:?}");
    }
    assert_eq!(sandbox.received().count(Log::Lookups, CASE), Count { not_accepted: 4, ..Count::default() });

    for fault in [Fault::TimeoutAfterAcceptance, Fault::TimeoutBeforeAcceptance] {
        sandbox.set_knob(Agency::Registers, Knob::fault(fault).times(1));
        let request = client().post(url()).json(&lookup()).timeout(Duration::from_millis(200));
        assert!(request.send().await.unwrap_err().is_timeout(), "{fault:?}");
    }
    sandbox.set_knob(Agency::Registers, Knob::fault(Fault::Garbage).times(1));
    assert!(send(Method::POST, url(), None, &lookup()).await.json::<Value>().await.is_err());
    sandbox.set_knob(Agency::Registers, Knob::fault(Fault::WrongCase).times(1));
    assert_eq!(look_up(&sandbox, &lookup()).await.1["case"], "INV-0000000000-1");
    sandbox.set_knob(Agency::Registers, Knob::fault(Fault::Oversized).times(1));
    assert!(send(Method::POST, url(), None, &lookup()).await.bytes().await.unwrap().len() > 2 * 1024 * 1024);
    assert_eq!(look_up(&sandbox, &lookup()).await.1["case"], CASE);
    assert_eq!(sandbox.received().count(Log::Lookups, CASE), Count { new: 5, not_accepted: 5, ..Count::default() });
}

// ---- a fault knob that is none, or does not heal ----

#[tokio::test]
async fn faults_that_accept_nothing_heal_after_their_times() {
    for (fault, status) in [(Fault::ServerError, 503), (Fault::TooManyRequests, 429), (Fault::Reject, 422), (Fault::Redirect, 302)] {
        let sandbox = sandbox().await;
        let knob = Knob { retry_after_s: Some(7), ..Knob::fault(fault).times(2) };
        sandbox.set_knob(Agency::Police, knob);
        for _ in 0..2 {
            let url = format!("{}/verifications", sandbox.url(Agency::Police));
            let response = send(Method::POST, url, Some(&format!("{CASE}/verification")), &verification()).await;
            assert_eq!(response.status(), status, "{fault:?}");
            let retry_after = response.headers().get("retry-after").map(|v| v.to_str().unwrap().to_owned());
            let expected = matches!(status, 429 | 503).then(|| "7".to_owned());
            assert_eq!(retry_after, expected, "{fault:?}");
        }
        assert_eq!(sandbox.knob(Agency::Police).fault, None);
        assert_eq!(submit(&sandbox, &verification()).await.0, 202);
        let received = sandbox.received();
        let count = received.count(Log::Police, &format!("{CASE}/verification"));
        assert_eq!(count, Count { new: 1, not_accepted: 2, ..Count::default() }, "{fault:?}");
        assert_eq!(received.redirects_followed, 0);
    }
}

#[tokio::test]
async fn a_timeout_leaves_the_call_accepted_or_not_as_asked() {
    for (fault, disposition) in
        [(Fault::TimeoutAfterAcceptance, Disposition::New), (Fault::TimeoutBeforeAcceptance, Disposition::NotAccepted)]
    {
        let sandbox = sandbox().await;
        sandbox.set_knob(Agency::Police, Knob::fault(fault).times(1));
        let url = format!("{}/verifications", sandbox.url(Agency::Police));
        let request = client().post(url).json(&verification()).header("Idempotency-Key", format!("{CASE}/verification"));
        let error = request.timeout(Duration::from_millis(200)).send().await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(sandbox.received().police[0].disposition, disposition, "{fault:?}");

        assert_eq!(submit(&sandbox, &verification()).await.0, 202);
        assert_eq!(sandbox.received().count(Log::Police, &format!("{CASE}/verification")).new, 1);
    }
}

#[tokio::test]
async fn a_held_call_does_not_hold_the_shutdown() {
    let sandbox = sandbox().await;
    sandbox.set_knob(Agency::Police, Knob::fault(Fault::TimeoutAfterAcceptance));
    let url = format!("{}/verifications", sandbox.url(Agency::Police));
    let held = tokio::spawn(async move { send(Method::POST, url, Some(&format!("{CASE}/verification")), &verification()).await.status() });
    sandbox.wait_for(|received| received.police.len() == 1, SOON).await.unwrap();
    let start = Instant::now();
    sandbox.shutdown().await;
    assert!(start.elapsed() < Duration::from_millis(1500));
    assert_eq!(held.await.unwrap(), 503);
}

#[tokio::test]
async fn spoilt_answers_are_spoilt_but_the_call_counts() {
    let sandbox = sandbox().await;
    let url = || format!("{}/verifications", sandbox.url(Agency::Police));
    let key = format!("{CASE}/verification");

    sandbox.set_knob(Agency::Police, Knob::fault(Fault::Garbage).times(1));
    let response = send(Method::POST, url(), Some(&key), &verification()).await;
    assert_eq!(response.status(), 200);
    assert!(response.json::<Value>().await.is_err());

    sandbox.set_knob(Agency::Police, Knob::fault(Fault::WrongCase).times(1));
    let (status, answer) = submit(&sandbox, &verification()).await;
    assert_eq!(status, 202);
    assert_ne!(answer["case"], CASE);

    sandbox.set_knob(Agency::Police, Knob::fault(Fault::Oversized).times(1));
    let response = send(Method::POST, url(), Some(&key), &verification()).await;
    assert!(response.bytes().await.unwrap().len() > 2 * 1024 * 1024);

    sandbox.set_knob(Agency::Monitoring, Knob::fault(Fault::WrongCase).times(1));
    let (_, answer) = post_stages(&sandbox, &[stage(1, "filed")]).await;
    assert_eq!(answer["accepted"], json!(["INV-0000000000-1/stage/1"]));

    let received = sandbox.received();
    assert_eq!(received.count(Log::Police, &key), Count { new: 1, repeated: 2, ..Count::default() });
    assert_eq!(received.count(Log::Stages, &format!("{CASE}/stage/1")).new, 1);
}

#[tokio::test]
async fn a_knob_over_http_delays_and_hits_only_the_calls_it_names() {
    let sandbox = sandbox().await;
    let url = format!("{}/knobs/police", sandbox.control_url());
    let knob = json!({"delay_ms": 150, "fault": "server_error", "times": null, "retry_after_s": null, "on": "poll"});
    assert_eq!(call(Method::PUT, url.clone(), None, &knob).await, (200, knob));
    assert_eq!(sandbox.knob(Agency::Police).on, Some(Operation::Poll));
    assert_eq!(submit(&sandbox, &verification()).await.0, 202);
    let start = Instant::now();
    assert_eq!(get(format!("{}/verifications/{CASE}", sandbox.url(Agency::Police))).await.0, 503);
    assert!(start.elapsed() >= Duration::from_millis(150));
    assert_eq!(sandbox.received().polls[&Agency::Police][CASE], 1);

    assert_eq!(call(Method::PUT, url.clone(), None, &json!({"fault": "fire"})).await.0, 400);
    assert_eq!(call(Method::PUT, url.clone(), None, &json!({"delay": 1})).await.0, 400);
    assert_eq!(call(Method::PUT, url, None, &json!({})).await.0, 200);
    assert_eq!(get(format!("{}/verifications/{CASE}", sandbox.url(Agency::Police))).await.1["state"], "pending");
}

// ---- an answer gets lost, comes twice, out of order or forged ----

#[tokio::test]
async fn callbacks_are_signed_and_agree_with_what_polling_finds() {
    let console = Console::default();
    let sandbox = sandbox_for(Some(console.start().await)).await;
    let mut script = asks_then_agrees();
    script.police = Some(PoliceStep { after_ms: 0, verification: Some(Verification::Refuse { ground: 4, note: "unpaid".to_owned() }) });
    sandbox.set_default_script(script);
    submit(&sandbox, &verification()).await;
    coordinate(&sandbox, &coordination()).await;
    sandbox.wait_for(|received| received.callbacks.len() == 3, SOON).await.unwrap();

    let taken = console.taken();
    let police = taken.iter().find(|taken| taken.path == "/callbacks/police").unwrap();
    assert!(is_signed_by(police, "police-secret") && !is_signed_by(police, "berkut-secret"));
    let age = chrono::Utc::now().timestamp() - police.timestamp.parse::<i64>().unwrap();
    assert!((0..60).contains(&age));
    let message = police.json();
    assert_eq!(message["verification"], json!({"outcome": "refuse", "ground": 4, "note": "unpaid"}));
    let (_, polled) = get(format!("{}/verifications/{CASE}", sandbox.url(Agency::Police))).await;
    let expected = json!({"message_id": message["message_id"], "outcome": "refuse", "ground": 4, "note": "unpaid"});
    assert_eq!((&polled["state"], &polled["verification"]), (&json!("answered"), &expected));

    let berkut: Vec<_> = taken.iter().filter(|taken| taken.path == "/callbacks/berkut").collect();
    assert!(berkut.iter().all(|taken| is_signed_by(taken, "berkut-secret")));
    let (request, answer) = (berkut[0].json(), berkut[1].json());
    let (_, polled) = get(format!("{}/coordinations/{CASE}", sandbox.url(Agency::Berkut))).await;
    assert_eq!(polled["state"], "answered");
    assert_eq!(polled["extension_request"], json!({"message_id": request["message_id"], "reason": request["extension_request"]["reason"]}));
    assert_eq!(polled["answer"], json!({"message_id": answer["message_id"], "answer": "agree"}));
}

fn appointment() -> Value {
    let Value::Object(mut members) = verification() else { unreachable!() };
    members.retain(|name, _| ["case", "office", "callback", "subject"].contains(&name.as_str()));
    members.into()
}

async fn appoint(sandbox: &SandboxHandle, body: &Value) -> (u16, Value) {
    let url = format!("{}/appointments", sandbox.url(Agency::Biometrics));
    call(Method::POST, url, Some(&format!("{CASE}/fingerprints")), body).await
}

fn calls_in_and_takes() -> Script {
    let booked = |place: &str, booked_at: &str| BiometricsMessage::Appointment {
        at: "2026-03-10T11:00:00+05:00".to_owned(),
        place: place.to_owned(),
        booked_at: booked_at.to_owned(),
    };
    let taken = BiometricsMessage::Result(Taking::Taken { taken_at: "2026-03-10T11:05:00+05:00".to_owned() });
    let said = [booked("room 1", "2026-03-06T10:01:00+05:00"), booked("room 2", "2026-03-06T15:00:00+05:00"), taken];
    let steps = (0..).map(|step| step * 20).zip(said).map(|(after_ms, message)| BiometricsStep { after_ms, message });
    Script { biometrics: steps.collect(), ..Script::default() }
}

#[tokio::test]
async fn the_biometric_centre_is_asked_once_and_told_no_more_than_it_needs() {
    let sandbox = sandbox().await;
    let first = appoint(&sandbox, &appointment()).await;
    assert_eq!((first.0, &first.1["case"], &first.1["reference"]), (202, &json!(CASE), &json!("BIO-000001")));
    assert_eq!(appoint(&sandbox, &appointment()).await, first);
    let mut other = appointment();
    other["office"] = json!("ALA-DP");
    assert_eq!(appoint(&sandbox, &other).await.1["code"], "key_reused");
    for (member, value) in [("image", json!("…")), ("category", json!("C3")), ("subject", Value::Null)] {
        let mut body = appointment();
        body[member] = value;
        assert_eq!(appoint(&sandbox, &body).await.0, 400, "{member}");
    }
    let count = sandbox.received().count(Log::Appointments, &format!("{CASE}/fingerprints"));
    assert_eq!((count.new, count.repeated, count.conflict), (1, 1, 1));
    let url = |case: &str| format!("{}/appointments/{case}", sandbox.url(Agency::Biometrics));
    assert_eq!(get(url(CASE)).await.1["state"], "requested");
    assert_eq!(get(url("VIS-7K3QX9ABCD-1")).await.0, 404);
    for (fault, status) in [(Fault::ServerError, 503), (Fault::TooManyRequests, 429), (Fault::Reject, 422)] {
        sandbox.set_knob(Agency::Biometrics, Knob::fault(fault).times(1));
        assert_eq!(get(url(CASE)).await.0, status, "{fault:?}");
    }
    assert_eq!(get(url(CASE)).await.0, 200, "healed");
}

#[tokio::test]
async fn an_appointment_may_be_moved_and_polling_finds_the_last_one_and_the_result() {
    let console = Console::default();
    let sandbox = sandbox_for(Some(console.start().await)).await;
    sandbox.set_default_script(Script { duplicate: 1, reverse: true, ..calls_in_and_takes() });
    appoint(&sandbox, &appointment()).await;
    sandbox.wait_for(|received| received.callbacks.len() == 6, SOON).await.unwrap();
    let taken = console.taken();
    assert!(taken.iter().all(|taken| taken.path == "/callbacks/biometrics" && is_signed_by(taken, "biometrics-secret")));
    let bodies: Vec<Value> = taken.iter().map(Taken::json).collect();
    assert_eq!(bodies[0]["result"], json!({"outcome": "taken", "taken_at": "2026-03-10T11:05:00+05:00"}));
    assert_eq!(
        (&bodies[0], &bodies[2]["appointment"]["place"], &bodies[4]["appointment"]["place"]),
        (&bodies[1], &json!("room 2"), &json!("room 1"))
    );
    let (_, polled) = get(format!("{}/appointments/{CASE}", sandbox.url(Agency::Biometrics))).await;
    let identified = |mut content: Value, message: &Value| {
        content["message_id"] = message["message_id"].clone();
        content
    };
    assert_eq!(polled["state"], "settled");
    assert_eq!(polled["result"], identified(bodies[0]["result"].clone(), &bodies[0]));
    assert_eq!(polled["appointment"], identified(bodies[2]["appointment"].clone(), &bodies[2]));
}

#[tokio::test]
async fn duplicates_carry_one_message_id_and_reverse_order_is_reversed() {
    let console = Console::default();
    let sandbox = sandbox_for(Some(console.start().await)).await;
    sandbox.set_script(CASE, Script { duplicate: 2, reverse: true, ..asks_then_agrees() }).unwrap();
    coordinate(&sandbox, &coordination()).await;
    let received = sandbox.wait_for(|received| received.callbacks.len() == 6, SOON).await.unwrap();
    assert_eq!(received.callbacks_of(Agency::Berkut, CASE).len(), 6);
    let bodies: Vec<Value> = console.taken().iter().map(Taken::json).collect();
    assert!(bodies[..3].iter().all(|body| body["answer"] == "agree"));
    assert!(bodies[3..].iter().all(|body| body["extension_request"].is_object()));
    let ids: BTreeSet<_> = bodies.iter().map(|body| body["message_id"].as_str()).collect();
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn lost_or_unwanted_callbacks_leave_the_answer_to_polling() {
    let console = Console::default();
    let sandbox = sandbox_for(Some(console.start().await)).await;
    sandbox.set_script(CASE, Script { callbacks: false, ..clear(0) }).unwrap();
    submit(&sandbox, &verification()).await;
    sandbox.set_default_script(asks_then_agrees());
    let (case, mut silent) = ("INV-7K3QX9ABCD-2", coordination());
    silent["case"] = json!(case);
    silent["callback"] = json!(false);
    let url = format!("{}/coordinations", sandbox.url(Agency::Berkut));
    call(Method::POST, url, Some(&format!("{case}/coordination")), &silent).await;

    let until_answered = |url: String| async move {
        while get(url.clone()).await.1["state"] != "answered" {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let polls = async {
        until_answered(format!("{}/verifications/{CASE}", sandbox.url(Agency::Police))).await;
        until_answered(format!("{}/coordinations/{case}", sandbox.url(Agency::Berkut))).await;
    };
    tokio::time::timeout(SOON, polls).await.unwrap();
    assert!(console.taken().is_empty());
}

#[tokio::test]
async fn a_callback_is_retried_after_5xx_and_not_after_4xx() {
    let console = Console { statuses: Arc::new(Mutex::new(vec![503, 500, 200, 422])), ..Console::default() };
    let sandbox = sandbox_for(Some(console.start().await)).await;
    sandbox.set_default_script(Script { duplicate: 1, ..clear(0) });
    submit(&sandbox, &verification()).await;
    let received = sandbox.wait_for(|received| received.callbacks.len() == 4, SOON).await.unwrap();
    let attempts: Vec<_> = received.callbacks.iter().map(|c| (c.attempt, c.status)).collect();
    assert_eq!(attempts, [(1, Some(503)), (2, Some(500)), (3, Some(200)), (1, Some(422))]);
    let late = sandbox.wait_for(|received| received.callbacks.len() > 4, Duration::from_millis(400)).await;
    assert!(matches!(late, Err(SandboxError::TimedOut(_))));
    assert!(console.taken().windows(2).all(|pair| pair[0].raw == pair[1].raw));
}

#[tokio::test]
async fn an_unreachable_console_is_tried_again_where_it_comes_up() {
    let sandbox = sandbox_for(Some(Url::parse("http://127.0.0.1:1").unwrap())).await;
    sandbox.set_default_script(clear(0));
    submit(&sandbox, &verification()).await;
    sandbox.wait_for(|received| received.callbacks.iter().any(|c| c.status.is_none()), SOON).await.unwrap();
    let console = Console::default();
    sandbox.set_callback_base(Some(console.start().await)).unwrap();
    sandbox.wait_for(|received| received.callbacks.iter().any(|c| c.status == Some(200)), SOON).await.unwrap();
    assert_eq!(console.taken().len(), 1);
    let https = Url::parse("https://console.example.kz").unwrap();
    assert!(matches!(sandbox.set_callback_base(Some(https)), Err(SandboxError::CallbackBase(_))));
}

#[tokio::test]
async fn a_case_scripted_after_its_submission_is_answered_and_the_older_script_is_dropped() {
    let console = Console::default();
    let sandbox = sandbox_for(Some(console.start().await)).await;
    sandbox.set_default_script(clear(300));
    submit(&sandbox, &verification()).await;
    let url = format!("{}/scripts/{CASE}", sandbox.control_url());
    let script = json!({"police": {"after_ms": 0, "verification": {"outcome": "refuse", "ground": 1, "note": "untrue"}},
        "berkut": [{"after_ms": 5, "extension_request": {"reason": "study"}}, {"after_ms": 9, "answer": "object"}]});
    let (status, answer) = call(Method::PUT, url.clone(), None, &script).await;
    assert_eq!((status, &answer["berkut"], &answer["callbacks"]), (200, &script["berkut"], &json!(true)));
    sandbox.wait_for(|received| received.callbacks.len() == 1, SOON).await.unwrap();
    assert!(sandbox.wait_for(|received| received.callbacks.len() > 1, Duration::from_millis(500)).await.is_err());
    assert_eq!(console.taken()[0].json()["verification"]["ground"], 1);

    assert_eq!(call(Method::PUT, url, None, &json!({"polce": null})).await.0, 400);
    let url = format!("{}/scripts/CASE", sandbox.control_url());
    assert_eq!(call(Method::PUT, url, None, &json!({})).await.0, 400);
}

#[tokio::test]
async fn a_pushed_message_can_be_forged_stale_raw_or_the_same_again() {
    let console = Console { statuses: Arc::new(Mutex::new(vec![401])), ..Console::default() };
    let sandbox = sandbox_for(Some(console.start().await)).await;
    coordinate(&sandbox, &coordination()).await;
    let agree = || Push::message(Message::Berkut(BerkutMessage::Answer(Answer::Agree))).id("m-1");
    let state = || async { get(format!("{}/coordinations/{CASE}", sandbox.url(Agency::Berkut))).await.1 };

    let outcome = sandbox.push(Agency::Berkut, CASE, agree().signed(Signature::Forged)).await.unwrap();
    assert_eq!(outcome.status, 401);
    assert_eq!(state().await["state"], "pending");
    sandbox.push(Agency::Berkut, CASE, agree().signed(Signature::Missing)).await.unwrap();
    sandbox.push(Agency::Berkut, CASE, agree().shifted(-600)).await.unwrap();
    sandbox.push(Agency::Berkut, CASE, Push::raw("{\"case\":")).await.unwrap();
    let url = format!("{}/answer/berkut/{CASE}", sandbox.control_url());
    let body = json!({"message": {"answer": "agree"}, "message_id": "m-1"});
    let (status, outcome) = call(Method::POST, url.clone(), None, &body).await;
    assert_eq!((status, outcome), (200, json!({"message_id": "m-1", "status": 200, "body": {"outcome": "accepted"}})));
    assert_eq!(state().await["answer"], json!({"message_id": "m-1", "answer": "agree"}));

    let taken = console.taken();
    assert!(!is_signed_by(&taken[0], "berkut-secret") && !taken[0].signature.is_empty());
    assert_eq!(taken[1].signature, "");
    assert!(is_signed_by(&taken[2], "berkut-secret"));
    let shift = taken[4].timestamp.parse::<i64>().unwrap() - taken[2].timestamp.parse::<i64>().unwrap();
    assert!((600..605).contains(&shift));
    assert!(is_signed_by(&taken[3], "berkut-secret") && taken[3].raw == "{\"case\":");
    assert_eq!(taken[4].raw, taken[0].raw);

    let of_the_other = sandbox.push(Agency::Police, CASE, agree()).await;
    assert!(matches!(of_the_other, Err(SandboxError::InvalidPush(Agency::Police))));
    assert_eq!(call(Method::POST, url.clone(), None, &json!({})).await.0, 400);
    sandbox.set_callback_base(Some(Url::parse("http://127.0.0.1:1").unwrap())).unwrap();
    assert_eq!(call(Method::POST, url.clone(), None, &body).await.0, 502);
    sandbox.set_callback_base(None).unwrap();
    assert_eq!(call(Method::POST, url, None, &body).await.0, 409);
}

#[tokio::test]
async fn what_is_nowhere_is_said_so() {
    let sandbox = sandbox().await;
    let (status, problem) = get(format!("{}/nothing", sandbox.base_url())).await;
    assert_eq!((status, &problem["code"]), (404, &json!("not_found")));
    assert_eq!(get(format!("{}/stages", sandbox.url(Agency::Monitoring))).await.0, 405);
    let bytes = Bytes::from_static(b"{");
    let url = format!("{}/stages", sandbox.url(Agency::Monitoring));
    let request = client().post(url).header("content-type", "application/json").body(bytes);
    assert_eq!(request.send().await.unwrap().json::<Value>().await.unwrap()["code"], "malformed");
}
