//! What people say to a case. Each has its own path; `Idempotency-Key` makes a repetition count once.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shaqyru_client::Receipt;
use shaqyru_domain::{
    case::{
        Reassignment,
        fact::{Answer, Correction, Decision, ExtensionRequest, Verification, Withdrawal},
        fingerprints::Fingerprints,
        hearing::{HearingRecord, PreliminaryRefusal},
        number::CaseNumber,
        order::{Order, OrderRequest},
        outbox::NoticeKind,
        visa::{BerkutEntry, Spoilage},
    },
    checks::papers::PapersRequest,
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Body, Path},
};
use crate::{
    desk::{Resumption, ToResume},
    identity::Principal,
    problem::Refusal,
    site::Site,
};

/// The engine takes update ids of this length.
const LONGEST_ID: usize = 200;

/// An order, and when it was received.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: DeserializeOwned"))]
pub struct OrderBody<T> {
    /// What.
    #[schema(value_type = Object)]
    pub content: T,
    /// When it was received; now, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub received_at: Option<Instant>,
    /// Why it is entered so long after it was received: needed of a supervisor or head, where the rules want one for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub antedated_because: Option<Text>,
}

impl<T: Into<Order>> OrderBody<T> {
    fn into_request(self, headers: &HeaderMap) -> Result<OrderRequest, Problem> {
        let Self { content, received_at, antedated_because } = self;
        let message_id = idempotency_key(headers)?;
        Ok(OrderRequest { received_at, message_id, antedated_because, ..OrderRequest::now(content) })
    }
}

/// The last part of the path of an order.
pub const fn resource_of(order: &Order) -> &'static str {
    match order {
        Order::Verify(_) => "verification",
        Order::Answer(_) => "answer",
        Order::Extend(_) => "extension",
        Order::Decide(_) => "decision",
        Order::Withdraw(_) => "withdrawal",
        Order::Reassign(_) => "reassignment",
        Order::Correct(_) => "correction",
        Order::RequestPapers(_) => "papers-request",
        Order::RecordFingerprints(_) => "fingerprints",
        Order::IntendRefusal(_) => "preliminary-refusal",
        Order::RecordHearing(_) => "hearing",
        Order::Spoil(_) => "spoilage",
        Order::EnterInBerkut(_) => "berkut-entry",
        Order::Resume => "resumption",
    }
}

/// Resuming has no content: `null`.
#[derive(Debug, Serialize, Deserialize)]
struct Resume;

impl From<Resume> for Order {
    fn from(_: Resume) -> Self {
        Self::Resume
    }
}

/// The sender's id of a request.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let wrong = || Problem::new(Code::Field, format!("must have 1 to {LONGEST_ID} printable ASCII characters")).at("Idempotency-Key");
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().map_err(|_| wrong())?;
    let fits = (1..=LONGEST_ID).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if fits { Ok(Some(key.to_owned())) } else { Err(wrong()) }
}

/// The version in `If-Match`.
fn version(headers: &HeaderMap) -> Result<usize, Problem> {
    let missing = || Problem::new(Code::IfMatch, "look at the case, and send its ETag as If-Match: a decision rests on what was seen");
    let tag = headers.get(header::IF_MATCH).ok_or_else(missing)?.to_str().unwrap_or_default();
    let version = tag.trim().trim_start_matches("W/").trim_matches('"').parse();
    version.map_err(|_| Problem::new(Code::Stale, "If-Match names no version of the case; look at it again"))
}

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(verify))
        .routes(routes!(answer))
        .routes(routes!(extend))
        .routes(routes!(decide))
        .routes(routes!(withdraw))
        .routes(routes!(reassign))
        .routes(routes!(correct))
        .routes(routes!(request_papers))
        .routes(routes!(record_fingerprints))
        .routes(routes!(intend_refusal))
        .routes(routes!(record_hearing))
        .routes(routes!(spoil))
        .routes(routes!(enter_in_berkut))
        .routes(routes!(resume))
        .routes(routes!(resume_all))
        .routes(routes!(resend))
}

/// An order's handler: its path, what it takes, and what it says to the case.
macro_rules! order {
    ($(#[$doc:meta])* $name:ident, $path:literal, $content:ty) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "orders", params(("case" = String, Path), ("Idempotency-Key" = Option<String>, Header)), request_body = OrderBody<Object>, security(("token" = [])), responses((status = 200, body = Object), Refused))]
        async fn $name(
            State(site): State<Site>,
            who: Principal,
            Path(case): Path<CaseNumber>,
            headers: HeaderMap,
            Body(body): Body<OrderBody<$content>>,
        ) -> Result<Json<Receipt>, Refusal> {
            Ok(Json(site.desk.tell(&who, &case, body.into_request(&headers)?).await?))
        }
    };
}

order! {
    /// Enter the police verification: `{"outcome":"clear"}` or `{"outcome":"refuse","ground":4,"note":"…"}`.
    verify, "/cases/{case}/verification", Verification
}
order! {
    /// Enter the NSC's answer: `"agree"` or `"object"`.
    answer, "/cases/{case}/answer", Answer
}
order! {
    /// Enter the NSC's written request for more time: `{"reason":"…"}`.
    extend, "/cases/{case}/extension", ExtensionRequest
}
order! {
    /// Enter that the inviting party takes the application back: `{"reason":"…"}`.
    withdraw, "/cases/{case}/withdrawal", Withdrawal
}
order! {
    /// Give the case to another officer or office: `{"officer":"P-1043","office":"AST-ESIL"}`, or one of them.
    reassign, "/cases/{case}/reassignment", Reassignment
}
order! {
    /// Put a wrong entry right: `{"replacement":{"answer":"object"},"received_at":null,"reason":"…"}`. What the agency itself sent
    /// needs its `"letter"` too, and takes effect when another person says the same: until then the receipt says `"proposed":true`.
    correct, "/cases/{case}/correction", Correction
}
order! {
    /// Ask the applicant for papers: `{"papers":[{"kind":"contract","form":"copy"}],"reason":"…"}`.
    request_papers, "/cases/{case}/papers-request", PapersRequest
}
order! {
    /// Enter that fingerprints were taken, or why none are: `{"taken":true}` or `{"exempt":"…"}`.
    record_fingerprints, "/cases/{case}/fingerprints", Fingerprints
}
order! {
    /// Say that a visa is to be refused, and when the applicant is heard: `{"ground":2,"note":"…","hearing_at":"2026-05-06T11:00:00+05:00"}`,
    /// with `"place"` and `"manner"` where they are not the office and in person.
    intend_refusal, "/cases/{case}/preliminary-refusal", PreliminaryRefusal
}
order! {
    /// Enter what came of a hearing: `{"outcome":"held"|"absent"|"waived","objections":"…"}`.
    record_hearing, "/cases/{case}/hearing", HearingRecord
}
order! {
    /// Enter that the sticker was spoiled: `{"reason":"…"}`. It is annulled, and another number takes its place.
    spoil, "/cases/{case}/spoilage", Spoilage
}
order! {
    /// Enter that what was issued while Berkut was down is in Berkut now: `{}`.
    enter_in_berkut, "/cases/{case}/berkut-entry", BerkutEntry
}
order! {
    /// Resume stopped steps: the content is `null`.
    resume, "/cases/{case}/resumption", Resume
}

/// Let every stopped case go on, or those that are stopped at a step or by a code. Past single failures; the answer says which they are.
#[utoipa::path(post, path = "/resumptions", tag = "orders", params(("Idempotency-Key" = Option<String>, Header)), request_body = ToResume, security(("token" = [])), responses((status = 200, body = Resumption), Refused))]
async fn resume_all(
    State(site): State<Site>,
    who: Principal,
    headers: HeaderMap,
    Body(which): Body<ToResume>,
) -> Result<Json<Resumption>, Refusal> {
    Ok(Json(site.desk.resume_all(&who, &which, idempotency_key(&headers)?).await?))
}

/// Decide: `{"verdict":"issue"}` or `{"verdict":{"refuse":{"ground":3}},"late_reason":"…"}`. `If-Match` names the version that
/// was looked at.
#[utoipa::path(post, path = "/cases/{case}/decision", tag = "orders", params(("case" = String, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)), request_body = OrderBody<Object>, security(("token" = [])), responses((status = 200, body = Object), Refused))]
async fn decide(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    headers: HeaderMap,
    Body(body): Body<OrderBody<Decision>>,
) -> Result<Json<Receipt>, Refusal> {
    let rests_on = Some(version(&headers)?);
    let request = OrderRequest { rests_on, ..body.into_request(&headers)? };
    Ok(Json(site.desk.tell(&who, &case, request).await?))
}

/// A copy of a notice.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Resent {
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The id of the copy.
    pub notice: String,
}

/// Send a notice to the applicant once more: `acceptance_receipt`, `acceptance_refusal`, `extension`, `papers_request`, `forwarding` or `decision`.
#[utoipa::path(post, path = "/cases/{case}/notices/{kind}/copies", tag = "orders", params(("case" = String, Path), ("kind" = String, Path)), security(("token" = [])), responses((status = 200, body = Resent), Refused))]
async fn resend(
    State(site): State<Site>,
    who: Principal,
    Path((case, kind)): Path<(CaseNumber, NoticeKind)>,
) -> Result<Json<Resent>, Refusal> {
    let notice = site.desk.resend(&who, &case, kind).await?;
    Ok(Json(Resent { case, notice }))
}
