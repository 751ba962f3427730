//! The callback endpoint over real HTTP, with a real engine behind it and no worker: everything that is settled before a
//! case answers. The client is written by hand, because most of these requests are ones that no HTTP library sends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, LazyLock, OnceLock},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use shaqyru_client::Cases;
use shaqyru_console::{Clock, Console, ConsoleError, ConsoleHandle, ConsoleOptions, IssuerOptions, Limits, Secret, desk::Desk};
use shaqyru_devserver::{DevServer, DevServerOptions};
use shaqyru_domain::law::rulebook::Rulebook;
use shaqyru_register::Register;
use shaqyru_workflows::runtime::search_attributes;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
    time::{sleep, timeout},
};

const POLICE: &str = "the police's secret";
const BERKUT: &str = "Berkut's secret";
const BIOMETRICS: &str = "the biometric centre's secret";
const CASE: &str = "INV-7K3QX5ABCD-1";
const POLICE_PATH: &str = "/callbacks/police";
const BERKUT_PATH: &str = "/callbacks/berkut";
const BIOMETRICS_PATH: &str = "/callbacks/biometrics";
const MIB: usize = 1024 * 1024;

// ---------------------------------------------------------------------------------------------- what is tested

/// One runtime and one engine for all tests. The engine ends with the process.
struct Stage {
    runtime: Runtime,
    server: DevServer,
    console: ConsoleHandle,
}

fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let (server, console) = runtime.block_on(async {
            let search_attributes =
                search_attributes::REGISTERED.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect();
            let server = DevServer::start(DevServerOptions { search_attributes, ..DevServerOptions::default() }).await.unwrap();
            let console = start(&server, Clock::wall()).await;
            (server, console)
        });
        Stage { runtime, server, console }
    })
}

async fn start(server: &DevServer, clock: Clock) -> ConsoleHandle {
    Console::start(desk(server, clock).await, options()).await.unwrap()
}

/// All with one register, which is open as long as the process runs.
async fn desk(server: &DevServer, clock: Clock) -> Desk {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    let register = Register::open(FOLDER.path().join("register.db").to_str().unwrap()).await.unwrap();
    Desk { cases: Cases::new(server.client()), register, rulebook: Arc::new(Rulebook::built_in().unwrap()), clock }
}

fn options() -> ConsoleOptions {
    ConsoleOptions {
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        police_secret: Secret::new(POLICE).unwrap(),
        berkut_secret: Secret::new(BERKUT).unwrap(),
        biometrics_secret: Secret::new(BIOMETRICS).unwrap(),
        issuer: IssuerOptions {
            url: "http://127.0.0.1:1/issuer".to_owned(),
            audience: "shaqyru".to_owned(),
            client_id: "shaqyru".to_owned(),
            untyped_tokens: false,
        },
        public_url: None,
        hosts: Vec::new(),
        proxies: Vec::new(),
        limits: Limits::default(),
    }
}

/// Runs a test on the shared runtime: the console's connections live there.
fn with_console<F: Future<Output = ()>>(test: impl FnOnce(&'static Stage) -> F) {
    let stage = stage();
    stage.runtime.block_on(async { timeout(Duration::from_mins(1), test(stage)).await.expect("the test hangs") });
}

// ---------------------------------------------------------------------------------------------- requests

struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    chunked: bool,
}

struct Response {
    status: u16,
    head: String,
    body: Value,
}

impl Request {
    fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: Vec::new(), chunked: false }
    }

    /// Signed now, as an agency does.
    fn signed(path: &str, body: impl Into<Vec<u8>>) -> Self {
        let secret = match path {
            POLICE_PATH => POLICE,
            BIOMETRICS_PATH => BIOMETRICS,
            _ => BERKUT,
        };
        Self::unsigned(path, body).sign(secret, &now().to_string())
    }

    fn unsigned(path: &str, body: impl Into<Vec<u8>>) -> Self {
        let request = Self { body: body.into(), ..Self::new("POST", path) };
        request.header("Content-Type", "application/json")
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self
    }

    fn sign(self, secret: &str, timestamp: &str) -> Self {
        let signature = signature(secret, timestamp, &self.body);
        self.header("Shaqyru-Timestamp", timestamp).header("Shaqyru-Signature", &signature)
    }

    fn chunked(self) -> Self {
        Self { chunked: true, ..self }
    }

    fn head(&self) -> String {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.path), "Host: console".to_owned(), "Connection: close".to_owned()];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        lines.push(if self.chunked { "Transfer-Encoding: chunked".to_owned() } else { format!("Content-Length: {}", self.body.len()) });
        lines.join("\r\n") + "\r\n\r\n"
    }

    async fn send(self, console: &ConsoleHandle) -> Response {
        let mut stream = TcpStream::connect(console.addr()).await.unwrap();
        stream.write_all(self.head().as_bytes()).await.unwrap();
        if self.chunked {
            for chunk in self.body.chunks(64 * 1024) {
                stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await.unwrap();
                stream.write_all(chunk).await.unwrap();
                stream.write_all(b"\r\n").await.unwrap();
            }
            stream.write_all(b"0\r\n\r\n").await.unwrap();
        } else {
            stream.write_all(&self.body).await.unwrap();
        }
        Response::read(&mut stream).await
    }
}

impl Response {
    async fn read(stream: &mut TcpStream) -> Self {
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_ascii_lowercase(), body: serde_json::from_str(body).expect("every answer is JSON") }
    }

    /// What matters of a problem, after a look at its form.
    fn problem(&self) -> (u16, &str, Option<&str>) {
        assert!(self.head.contains("content-type: application/problem+json"), "{}", self.head);
        assert_eq!(self.head.contains("retry-after: 2"), self.status == 503, "{}", self.head);
        let error = self.body["error"].as_object().expect("an error");
        assert_eq!(error.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(["code", "field", "message"]));
        assert!(!error["message"].as_str().unwrap().is_empty());
        (self.status, error["code"].as_str().unwrap(), error["field"].as_str())
    }
}

fn signature(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("sha256={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn clear() -> Value {
    json!({"message_id": "m-1", "case": CASE, "verification": {"outcome": "clear"}})
}

fn agree() -> Value {
    json!({"message_id": "m-1", "case": CASE, "answer": "agree"})
}

fn appointed() -> Value {
    let appointment = json!({"at": "2026-04-28T11:00:00+05:00", "place": "3-кабинет", "booked_at": "2026-04-24T10:01:00+05:00"});
    json!({"message_id": "m-1", "case": CASE, "appointment": appointment})
}

fn settled(result: &Value) -> Value {
    json!({"message_id": "m-1", "case": CASE, "result": result})
}

/// The same message with one member changed; `null` takes it out.
fn with(mut message: Value, pointer: &str, value: Value) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let members = message.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        members.remove(member)
    } else {
        members.insert(member.to_owned(), value)
    };
    message
}

// ---------------------------------------------------------------------------------------------- tests

#[test]
fn health_says_ok() {
    with_console(async |stage| {
        let response = Request::new("GET", "/health").send(&stage.console).await;
        assert_eq!((response.status, response.body), (200, json!({"status": "ok"})));
        assert_eq!(stage.console.url(), format!("http://{}", stage.console.addr()));
    });
}

#[test]
fn other_paths_and_methods_are_refused_in_the_same_form() {
    with_console(async |stage| {
        for (method, path, status) in
            [("GET", "/callbacks", 404), ("POST", "/callbacks/monitoring", 404), ("GET", POLICE_PATH, 405), ("PUT", BERKUT_PATH, 405)]
        {
            let response = Request::new(method, path).send(&stage.console).await;
            assert_eq!(response.problem(), (status, "SHQ-USAGE", None), "{method} {path}");
        }
    });
}

#[test]
fn well_formed_messages_reach_the_engine_which_knows_no_such_case() {
    with_console(async |stage| {
        let refuse = |ground: i64, note: &str| json!({"outcome": "refuse", "ground": ground, "note": note});
        let longest_id = "a".repeat(200);
        for (path, message) in [
            (POLICE_PATH, clear()),
            (POLICE_PATH, with(clear(), "/verification", refuse(1, "Мерзімі өткен"))),
            (POLICE_PATH, with(clear(), "/verification", refuse(7, ""))),
            (POLICE_PATH, with(clear(), "/message_id", json!("A.z_0:-"))),
            (POLICE_PATH, with(clear(), "/message_id", json!(longest_id))),
            (BERKUT_PATH, agree()),
            (BERKUT_PATH, with(agree(), "/answer", json!("object"))),
            (BERKUT_PATH, json!({"message_id": "m-1", "case": CASE, "extension_request": {"reason": "қосымша тексеру"}})),
            (BIOMETRICS_PATH, appointed()),
            (BIOMETRICS_PATH, settled(&json!({"outcome": "taken", "taken_at": "2026-04-24T11:05:00+05:00"}))),
            (BIOMETRICS_PATH, settled(&json!({"outcome": "exempt", "reason": "state_bodies"}))),
            // Well-formed by the contract, though none of our numbers has a 9.
            (BERKUT_PATH, with(agree(), "/case", json!("INV-7K3QX9ABCD-1"))),
            (BERKUT_PATH, with(agree(), "/case", json!("VIS-0000000000-9999"))),
        ] {
            let response = Request::signed(path, message.to_string()).send(&stage.console).await;
            assert_eq!(response.problem(), (404, "SHQ-CASE-UNKNOWN", Some("case")), "{message}");
        }
    });
}

#[test]
fn only_who_knows_the_secret_is_listened_to() {
    with_console(async |stage| {
        // Not even a look at the body: it is garbage, and nothing says so.
        let body = b"{garbage".to_vec();
        let (fresh, post) = (now().to_string(), || Request::unsigned(POLICE_PATH, body.clone()));
        let right = signature(POLICE, &fresh, &body);
        let timestamped = |timestamp: &str| post().header("Shaqyru-Timestamp", timestamp);
        let with_signature = |signature: &str| timestamped(&fresh).header("Shaqyru-Signature", signature);
        let another_body = Request { body: b"{garbagf".to_vec(), ..with_signature(&right) };
        for (why, request) in [
            ("nothing", post()),
            ("no signature", timestamped(&fresh)),
            ("no timestamp", post().header("Shaqyru-Signature", &right)),
            ("empty signature", with_signature("")),
            ("no algorithm", with_signature(right.trim_start_matches("sha256="))),
            ("another algorithm", with_signature(&right.replace("sha256=", "sha512="))),
            ("upper case", with_signature(&right.to_ascii_uppercase())),
            ("upper-case digits", with_signature(&format!("sha256={}", right.trim_start_matches("sha256=").to_ascii_uppercase()))),
            ("too short", with_signature(&right[..right.len() - 2])),
            ("odd length", with_signature(&right[..right.len() - 1])),
            ("too long", with_signature(&format!("{right}00"))),
            ("no hexadecimal", with_signature(&format!("sha256={}", "g".repeat(64)))),
            ("not even text", with_signature("sha256=ü")),
            ("zeros", with_signature(&format!("sha256={}", "0".repeat(64)))),
            ("two signatures", with_signature(&right).header("Shaqyru-Signature", &right)),
            ("two timestamps", with_signature(&right).header("Shaqyru-Timestamp", &fresh)),
            ("another secret", post().sign("guessed", &fresh)),
            ("the other agency's secret", post().sign(BERKUT, &fresh)),
            ("the body alone signed", with_signature(&signature(POLICE, "", &body))),
            ("another body", another_body),
            ("another timestamp", timestamped(&(now() - 1).to_string()).header("Shaqyru-Signature", &right)),
            ("no number", post().sign(POLICE, "yesterday")),
            ("empty timestamp", post().sign(POLICE, "")),
            ("signed number", post().sign(POLICE, &format!("+{fresh}"))),
            ("milliseconds", post().sign(POLICE, &format!("{fresh}000"))),
            ("fraction", post().sign(POLICE, &format!("{fresh}.0"))),
            ("beyond all numbers", post().sign(POLICE, &"9".repeat(40))),
            ("the epoch", post().sign(POLICE, "0")),
        ] {
            let response = request.send(&stage.console).await;
            assert_eq!(response.problem(), (401, "SHQ-SIGNATURE", None), "{why}");
        }
        let response = with_signature(&right).send(&stage.console).await;
        assert_eq!(response.problem(), (400, "SHQ-JSON", None), "and this one is right");
    });
}

/// The very edge is tested where the present can be set, in `signature.rs`; here a second may pass on the way.
#[test]
fn a_message_is_fresh_for_five_minutes() {
    with_console(async |stage| {
        let body = clear().to_string();
        for (seconds, status) in [(-302, 401), (-298, 404), (298, 404), (302, 401), (-3600 * 24 * 30, 401)] {
            let timestamp = now().checked_add_signed(seconds).unwrap().to_string();
            let response = Request::unsigned(POLICE_PATH, body.clone()).sign(POLICE, &timestamp).send(&stage.console).await;
            assert_eq!(response.status, status, "{seconds} s");
        }
    });
}

#[test]
fn a_shifted_clock_does_not_make_signatures_stale() {
    with_console(async |stage| {
        let console = start(&stage.server, Clock::shifted(chrono::TimeDelta::days(200))).await;
        let response = Request::signed(BERKUT_PATH, agree().to_string()).send(&console).await;
        assert_eq!(response.status, 404);
        let in_its_time = (now() + 200 * 24 * 3600).to_string();
        let response = Request::unsigned(BERKUT_PATH, agree().to_string()).sign(BERKUT, &in_its_time).send(&console).await;
        assert_eq!(response.problem(), (401, "SHQ-SIGNATURE", None));
        console.shutdown().await;
    });
}

#[test]
fn a_body_may_be_a_mebibyte_and_no_more() {
    with_console(async |stage| {
        let padded = |size: usize| {
            let mut body = agree().to_string().into_bytes();
            body.resize(size, b' ');
            body
        };
        for (size, expected) in
            [(MIB, (404, "SHQ-CASE-UNKNOWN", Some("case"))), (MIB + 1, (413, "SHQ-SIZE", None)), (10 * MIB, (413, "SHQ-SIZE", None))]
        {
            let response = Request::signed(BERKUT_PATH, padded(size)).send(&stage.console).await;
            assert_eq!(response.problem(), expected, "{size} announced");
            let response = Request::signed(BERKUT_PATH, padded(size)).chunked().send(&stage.console).await;
            assert_eq!(response.problem(), expected, "{size} in chunks");
        }
        let response = Request::unsigned(BERKUT_PATH, padded(2 * MIB)).send(&stage.console).await;
        assert_eq!(response.problem(), (413, "SHQ-SIZE", None), "size comes before the signature");
    });
}

#[test]
fn who_asks_before_sending_too_much_need_not_send_it() {
    with_console(async |stage| {
        let mut stream = TcpStream::connect(stage.console.addr()).await.unwrap();
        let head =
            format!("POST {POLICE_PATH} HTTP/1.1\r\nHost: console\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n", 1024 * MIB);
        stream.write_all(head.as_bytes()).await.unwrap();
        assert_eq!(Response::read(&mut stream).await.problem(), (413, "SHQ-SIZE", None));
    });
}

#[test]
fn garbage_is_refused() {
    with_console(async |stage| {
        let deep = "[".repeat(100_000);
        let twice = format!(r#"{{"message_id":"m-1","message_id":"m-2","case":"{CASE}","answer":"agree"}}"#);
        let in_order = json!(["m-1", CASE, {"outcome": "clear"}]).to_string();
        let finding_in_order = with(clear(), "/verification", json!(["clear"])).to_string();
        for (path, body, expected) in [
            (POLICE_PATH, b"".as_slice(), (400, "SHQ-JSON", None)),
            (POLICE_PATH, b"{", (400, "SHQ-JSON", None)),
            (POLICE_PATH, b"\0\xff\xfe", (400, "SHQ-JSON", None)),
            (POLICE_PATH, b"\xef\xbb\xbf{}", (400, "SHQ-FIELD", None)),
            (POLICE_PATH, b"{\"message_id\":\"\xff\"}", (400, "SHQ-JSON", None)),
            (POLICE_PATH, b"message_id=m-1", (400, "SHQ-JSON", None)),
            (POLICE_PATH, b"null", (400, "SHQ-FIELD", None)),
            (POLICE_PATH, b"42", (400, "SHQ-FIELD", None)),
            (POLICE_PATH, b"{}", (400, "SHQ-FIELD", None)),
            (POLICE_PATH, deep.as_bytes(), (400, "SHQ-FIELD", None)),
            (POLICE_PATH, in_order.as_bytes(), (400, "SHQ-FIELD", None)),
            (POLICE_PATH, finding_in_order.as_bytes(), (400, "SHQ-FIELD", Some("verification"))),
            (BERKUT_PATH, twice.as_bytes(), (400, "SHQ-FIELD", None)),
            (BERKUT_PATH, &[agree().to_string().as_bytes(), b"{}"].concat(), (400, "SHQ-JSON", None)),
        ] {
            let response = Request::signed(path, body).send(&stage.console).await;
            assert_eq!(response.problem(), expected, "{}", String::from_utf8_lossy(&body[..body.len().min(80)]));
        }
    });
}

type Expected = (u16, &'static str, Option<&'static str>);

async fn assert_each(stage: &Stage, table: impl IntoIterator<Item = (&'static str, Value, Expected)>) {
    for (path, message, expected) in table {
        let response = Request::signed(path, message.to_string()).send(&stage.console).await;
        assert_eq!(response.problem(), expected, "{message}");
    }
}

const fn misfit(field: Option<&'static str>) -> Expected {
    (400, "SHQ-FIELD", field)
}

fn refuse() -> Value {
    with(clear(), "/verification", json!({"outcome": "refuse", "ground": 4, "note": "unpaid"}))
}

fn extension() -> Value {
    json!({"message_id": "m-1", "case": CASE, "extension_request": {"reason": "further checks"}})
}

#[test]
fn members_are_those_of_the_contract() {
    let surname = with(clear(), "/surname", json!("x"));
    let by = with(clear(), "/verification/by", json!("x"));
    let days = with(extension(), "/extension_request/days", json!(30));
    let finding = |member: &str, value: Value| with(clear(), &format!("/verification/{member}"), value);
    let refusal_without = |member: &str| with(refuse(), &format!("/verification/{member}"), Value::Null);
    with_console(async |stage| {
        let unknown = [
            (POLICE_PATH, surname, misfit(Some("surname"))),
            (POLICE_PATH, by, misfit(Some("verification.by"))),
            (POLICE_PATH, with(clear(), "/answer", json!("agree")), misfit(Some("answer"))),
            (BERKUT_PATH, with(agree(), "/verification", json!({})), misfit(Some("verification"))),
            (BERKUT_PATH, days, misfit(Some("extension_request.days"))),
        ];
        assert_each(stage, unknown).await;
        let missing = [
            (POLICE_PATH, with(clear(), "/message_id", Value::Null), misfit(None)),
            (POLICE_PATH, with(clear(), "/case", Value::Null), misfit(None)),
            (POLICE_PATH, with(clear(), "/verification", json!({})), misfit(Some("verification"))),
            (POLICE_PATH, refusal_without("ground"), misfit(Some("verification.ground"))),
            (POLICE_PATH, refusal_without("note"), misfit(Some("verification.note"))),
            (BERKUT_PATH, with(agree(), "/answer", Value::Null), misfit(None)),
            (BERKUT_PATH, with(extension(), "/extension_request", json!({})), misfit(Some("extension_request"))),
        ];
        assert_each(stage, missing).await;
        let too_many = [
            (BERKUT_PATH, with(extension(), "/answer", json!("agree")), misfit(None)),
            (POLICE_PATH, finding("ground", json!(1)), misfit(Some("verification.ground"))),
            (POLICE_PATH, finding("note", json!("x")), misfit(Some("verification.note"))),
        ];
        assert_each(stage, too_many).await;
        let taken = || json!({"outcome": "taken", "taken_at": "2026-04-24T11:05:00+05:00"});
        let result = |member: &str, value: Value| settled(&with(taken(), &format!("/{member}"), value));
        let of_the_centre = [
            // Never an image.
            (BIOMETRICS_PATH, result("image", json!("…")), misfit(Some("result.image"))),
            (BIOMETRICS_PATH, with(appointed(), "/result", taken()), misfit(None)),
            (BIOMETRICS_PATH, with(appointed(), "/appointment", Value::Null), misfit(None)),
            (BIOMETRICS_PATH, with(appointed(), "/appointment/booked_at", Value::Null), misfit(Some("appointment"))),
            (BIOMETRICS_PATH, result("taken_at", Value::Null), misfit(Some("result.taken_at"))),
            (BIOMETRICS_PATH, result("reason", json!("unable")), misfit(Some("result.reason"))),
            (BIOMETRICS_PATH, settled(&json!({"outcome": "exempt"})), misfit(Some("result.reason"))),
            (BIOMETRICS_PATH, settled(&json!({"outcome": "exempt", "reason": "a friend"})), misfit(Some("result.reason"))),
            (BIOMETRICS_PATH, settled(&json!({"outcome": "absent"})), misfit(Some("result.outcome"))),
        ];
        assert_each(stage, of_the_centre).await;

        let null = clear().to_string().replace(r#""clear""#, r#""clear","ground":null"#);
        let response = Request::signed(POLICE_PATH, null).send(&stage.console).await;
        assert_eq!(response.problem(), misfit(Some("verification.ground")), "a member without a value is left out");
    });
}

#[test]
fn ids_and_words_are_those_of_the_contract() {
    let id = |id: Value| (POLICE_PATH, with(clear(), "/message_id", id), misfit(Some("message_id")));
    let case = |case: &str| (POLICE_PATH, with(clear(), "/case", json!(case)), (400, "SHQ-CASE-NUMBER", Some("case")));
    let outcome = |outcome: Value| (POLICE_PATH, with(clear(), "/verification/outcome", outcome), misfit(Some("verification.outcome")));
    let answer = |answer: Value| (BERKUT_PATH, with(agree(), "/answer", answer), misfit(Some("answer")));
    with_console(async |stage| {
        let ids = ["", "m 1", "m/1", "m\n1", "m\u{0}", "м-1"].map(|text| id(json!(text)));
        assert_each(stage, ids).await;
        assert_each(stage, [id(json!("a".repeat(201))), id(json!(1)), id(json!(["m-1"]))]).await;
        assert_each(stage, ["", "INV-1", "inv-7k3qx5abcd-1", "INV-7K3QX5ABCD-0", "INV-7K3QX5ABCD-01", "INV-7K3QX5ABCD-1\n"].map(case))
            .await;
        assert_each(stage, [(POLICE_PATH, with(clear(), "/case", json!({})), misfit(Some("case")))]).await;
        assert_each(stage, [outcome(json!("CLEAR")), outcome(json!({"clear": {}})), outcome(json!("issue"))]).await;
        assert_each(stage, [answer(json!("silence")), answer(json!({"agree": {}})), answer(json!(true))]).await;
    });
}

/// A rule says no to a number that is no ground; what is no number is malformed.
#[test]
fn grounds_are_judged_by_a_rule() {
    let ground = |ground: Value, status, code| {
        (POLICE_PATH, with(refuse(), "/verification/ground", ground), (status, code, Some("verification.ground")))
    };
    with_console(async |stage| {
        let none_of_seven = [i64::MIN, -1, 0, 8, 256, 257, i64::MAX];
        assert_each(stage, none_of_seven.map(|number| ground(json!(number), 422, "SHQ-GROUND"))).await;
        let no_numbers = [json!("4"), json!(4.5), json!([4]), json!(true)];
        assert_each(stage, no_numbers.map(|value| ground(value, 400, "SHQ-FIELD"))).await;
    });
}

#[test]
fn texts_hold_text_and_not_too_much() {
    let note = |note: &str, code| (POLICE_PATH, with(refuse(), "/verification/note", json!(note)), (400, code, Some("verification.note")));
    let reason = |reason: &str, code| {
        let message = with(extension(), "/extension_request/reason", json!(reason));
        (BERKUT_PATH, message, (400, code, Some("extension_request.reason")))
    };
    with_console(async |stage| {
        for control in ["a\u{0}b", "a\u{1b}[31m", "a\nb", "a\u{7f}", "a\u{9f}"] {
            assert_each(stage, [note(control, "SHQ-CONTROL-CHARACTERS"), reason(control, "SHQ-CONTROL-CHARACTERS")]).await;
        }
        let long = "ш".repeat(2001);
        assert_each(stage, [note(&long, "SHQ-SIZE"), reason(&long, "SHQ-SIZE")]).await;
        assert_each(stage, [note(" ", "SHQ-FIELD"), reason(" ", "SHQ-FIELD"), reason("", "SHQ-FIELD")]).await;
    });
}

#[test]
fn a_sender_is_quoted_back_only_in_part() {
    with_console(async |stage| {
        let message = with(clear(), &format!("/{}", "x".repeat(500_000)), json!("y".repeat(500_000)));
        let response = Request::signed(POLICE_PATH, message.to_string()).send(&stage.console).await;
        assert_eq!(response.problem().0, 400);
        assert!(response.body.to_string().len() < 1500);
    });
}

#[test]
fn a_body_declared_as_something_else_is_refused() {
    with_console(async |stage| {
        let undeclared = || Request::signed(BERKUT_PATH, agree().to_string()).without("Content-Type");
        assert_eq!(undeclared().send(&stage.console).await.status, 404);
        for (declared, expected) in [
            ("application/json", (404, "SHQ-CASE-UNKNOWN", Some("case"))),
            ("Application/JSON; charset=utf-8", (404, "SHQ-CASE-UNKNOWN", Some("case"))),
            ("text/plain", (400, "SHQ-JSON", None)),
            ("application/jsonp", (400, "SHQ-JSON", None)),
        ] {
            let response = undeclared().header("Content-Type", declared).send(&stage.console).await;
            assert_eq!(response.problem(), expected, "{declared}");
        }
    });
}

#[test]
fn an_engine_that_is_gone_is_for_now_only() {
    with_console(async |_| {
        let server = DevServer::start(DevServerOptions::default()).await.unwrap();
        let console = start(&server, Clock::wall()).await;
        server.kill().await.unwrap();
        let response = Request::signed(POLICE_PATH, clear().to_string()).send(&console).await;
        let (status, code, _) = response.problem();
        assert_eq!(status, 503);
        assert!(["SHQ-ENGINE-UNREACHABLE", "SHQ-WORKER-SILENT"].contains(&code), "{code}");
        assert_eq!(Request::new("GET", "/health").send(&console).await.status, 200);
    });
}

#[test]
fn many_messages_at_once_are_all_answered() {
    with_console(async |stage| {
        let sent: Vec<_> = (0..100)
            .map(|number| {
                let message = with(agree(), "/message_id", json!(format!("m-{number}")));
                tokio::spawn(Request::signed(BERKUT_PATH, message.to_string()).send(&stage.console))
            })
            .collect();
        for response in sent {
            assert_eq!(response.await.unwrap().status, 404);
        }
    });
}

#[test]
fn a_request_in_flight_is_answered_before_the_stop() {
    with_console(async |stage| {
        let console = start(&stage.server, Clock::wall()).await;
        let addr = console.addr();
        let request = Request::signed(POLICE_PATH, clear().to_string());
        let mut in_flight = TcpStream::connect(addr).await.unwrap();
        in_flight.write_all(request.head().as_bytes()).await.unwrap();
        // An answered request shows that the console has accepted the connection before it.
        assert_eq!(Request::new("GET", "/health").send(&console).await.status, 200);
        // A kept connection without a request must not hold up the stop.
        let _idle = TcpStream::connect(addr).await.unwrap();

        let stopping = tokio::spawn(console.shutdown());
        timeout(Duration::from_secs(5), async {
            while TcpStream::connect(addr).await.is_ok() {
                sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .expect("no new connections are taken");
        assert!(!stopping.is_finished());
        in_flight.write_all(&request.body).await.unwrap();
        assert_eq!(Response::read(&mut in_flight).await.problem(), (404, "SHQ-CASE-UNKNOWN", Some("case")));
        timeout(Duration::from_secs(5), stopping).await.expect("the stop ends").unwrap();
    });
}

#[test]
fn dropping_the_console_stops_it() {
    with_console(async |stage| {
        let console = start(&stage.server, Clock::wall()).await;
        let addr = console.addr();
        drop(console);
        timeout(Duration::from_secs(5), async {
            while TcpStream::connect(addr).await.is_ok() {
                sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .expect("nobody listens any more");
    });
}

#[test]
fn a_taken_address_is_a_typed_error() {
    with_console(async |stage| {
        let taken = ConsoleOptions { addr: stage.console.addr(), ..options() };
        let error = Console::start(desk(&stage.server, Clock::wall()).await, taken).await.unwrap_err();
        let ConsoleError::Listen { addr, .. } = error else { panic!("{error}") };
        assert_eq!(addr, stage.console.addr());
    });
}

#[test]
fn options_do_not_show_the_secrets() {
    let shown = format!("{:?}", options());
    assert!(shown.contains("Secret(..)") && !shown.contains(POLICE) && !shown.contains(BERKUT), "{shown}");
}
