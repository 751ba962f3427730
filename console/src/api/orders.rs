//! What people say to a case. Each order has its own path, by the table of orders; `Idempotency-Key` makes a repetition count once.

use std::mem;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    routing::post,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shaqyru_client::Receipt;
use shaqyru_domain::{
    case::{
        number::CaseNumber,
        order::{EachOrder, Order, OrderContent, OrderRequest},
        outbox::NoticeKind,
    },
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};
use utoipa::{
    PartialSchema, Path as _, ToSchema,
    openapi::{
        ContentBuilder, HttpMethod, Ref, Required,
        path::{Operation, Paths},
        request_body::RequestBodyBuilder,
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Refused,
    body::{Body, Path},
    examples,
    variants::in_camel_case,
};
use crate::{
    desk::{Resumption, ToResume},
    identity::Principal,
    problem::Refusal,
    site::Site,
};

/// How the description names the header by which an order says what it rests on.
const IF_MATCH: &str = "If-Match";
/// The engine takes update ids of this length.
const LONGEST_ID: usize = 200;

/// An order, and when it was received.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: DeserializeOwned"))]
pub struct OrderBody<T> {
    /// What.
    pub content: T,
    /// When it was received; now, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub received_at: Option<Instant>,
    /// Why it is entered so long after it was received: needed of a supervisor or head, where the rules want one for it, and of whoever undoes
    /// a breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub antedated_because: Option<Text>,
    /// The number of the letter on which it rests: needed where it undoes the breach of a term that the law sets, unless the content names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
}

impl<T: Into<Order>> OrderBody<T> {
    fn into_request(self, headers: &HeaderMap) -> Result<OrderRequest, Problem> {
        let Self { content, received_at, antedated_because, letter } = self;
        let message_id = idempotency_key(headers)?;
        Ok(OrderRequest { received_at, message_id, antedated_because, letter, ..OrderRequest::now(content) })
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
    let mut orders = OrderRoutes(OpenApiRouter::new());
    Order::each(&mut orders);
    orders.0.routes(routes!(resume_all)).routes(routes!(resend))
}

/// The routes of orders: each has the same handler, a path of its own, and says what it is for.
struct OrderRoutes(OpenApiRouter<Site>);

impl EachOrder for OrderRoutes {
    fn order<C: OrderContent>(&mut self) {
        let mut paths = Paths::new();
        paths.add_path_operation(format!("/cases/{{case}}/{}", C::RESOURCE), vec![HttpMethod::Post], described::<C>());
        let mut schemas = vec![
            (body_name::<C>(), OrderBody::<C>::schema()),
            (C::name().into_owned(), C::schema()),
            (Receipt::name().into_owned(), Receipt::schema()),
        ];
        C::schemas(&mut schemas);
        Receipt::schemas(&mut schemas);
        self.0 = mem::take(&mut self.0).routes((schemas, paths, post(tell::<C>)));
    }
}

/// How the description calls the body of an order.
fn body_name<C: OrderContent>() -> String {
    in_camel_case(C::RESOURCE) + "Body"
}

/// What the description says of an order: what it says of every order, and what this one is for.
fn described<C: OrderContent>() -> Operation {
    let mut operation = __path_tell::operation();
    operation.operation_id = Some(C::ACT.as_str().to_owned());
    operation.summary = Some(C::USAGE.to_owned());
    operation.tags = Some(vec!["orders".to_owned()]);
    let schema = Ref::from_schema_name(body_name::<C>());
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(examples::of_order(C::RESOURCE))).build();
    operation.request_body = Some(RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True)).build());
    if !C::ACT.rests_on_what_was_seen() {
        operation.parameters.iter_mut().for_each(|parameters| parameters.retain(|parameter| parameter.name != IF_MATCH));
    }
    operation
}

/// Tell a case an order. One that rests on what was seen says so by `If-Match`.
#[utoipa::path(post, path = "/cases/{case}/{order}", params(("case" = String, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)), security(("token" = [])), responses((status = 200, body = Receipt), Refused))]
async fn tell<C: OrderContent>(
    State(site): State<Site>,
    who: Principal,
    Path(case): Path<CaseNumber>,
    headers: HeaderMap,
    Body(body): Body<OrderBody<C>>,
) -> Result<Json<Receipt>, Refusal> {
    let rests_on = if C::ACT.rests_on_what_was_seen() { Some(version(&headers)?) } else { None };
    let request = OrderRequest { rests_on, ..body.into_request(&headers)? };
    Ok(Json(site.desk.tell(&who, &case, request).await?))
}

/// Let every stopped case go on, or those that are stopped at a step or by a code. Past single failures; the answer says which they are.
#[utoipa::path(post, path = "/resumptions", tag = "orders", params(("Idempotency-Key" = Option<String>, Header)), request_body(content = ToResume, example = json!(super::examples::resumption())), security(("token" = [])), responses((status = 200, body = Resumption), Refused))]
async fn resume_all(
    State(site): State<Site>,
    who: Principal,
    headers: HeaderMap,
    Body(which): Body<ToResume>,
) -> Result<Json<Resumption>, Refusal> {
    Ok(Json(site.desk.resume_all(&who, &which, idempotency_key(&headers)?).await?))
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
