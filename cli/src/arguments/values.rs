//! How values of arguments are read.

use serde_json::Value;
use shaqyru_domain::{
    application::{Category, PaperForm},
    authority::Act,
    case::{
        number::CaseNumber,
        order::{EachOrder, Order, OrderContent},
    },
    checks::papers::RequestedPaper,
    problem::Code,
    text::{OfficeCode, OfficerId},
    time::{instant::Instant, term::CountFrom},
};

/// The engine takes update ids of this length.
const LONGEST_ID: usize = 200;

pub(super) fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| error.to_string())
}

/// The id under which something is done once. A script's empty variable is none: all its orders would be the same.
pub(super) fn id(text: &str) -> Result<String, String> {
    let fits = !text.trim().is_empty() && text.len() <= LONGEST_ID && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(format!("an id has 1 to {LONGEST_ID} bytes and no control characters")) }
}

pub(super) fn code(text: &str) -> Result<Code, String> {
    text.parse().map_err(|error: shaqyru_domain::problem::UnknownCode| error.to_string())
}

pub(super) fn case_number(text: &str) -> Result<CaseNumber, String> {
    text.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

pub(super) fn officer(text: &str) -> Result<OfficerId, String> {
    text.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

pub(super) fn office(text: &str) -> Result<OfficeCode, String> {
    text.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

pub(super) fn category(text: &str) -> Result<Category, String> {
    text.to_owned().try_into().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

/// A kind of order, by its name in the API's paths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderKind {
    /// Which act it is.
    pub act: Act,
    /// Its name in paths.
    pub resource: &'static str,
}

/// Every kind of order there is.
struct OrderKinds(Vec<OrderKind>);

impl EachOrder for OrderKinds {
    fn order<C: OrderContent>(&mut self) {
        self.0.push(OrderKind { act: C::ACT, resource: C::RESOURCE });
    }
}

pub(super) fn order_kind(text: &str) -> Result<OrderKind, String> {
    let mut kinds = OrderKinds(Vec::new());
    Order::each(&mut kinds);
    let kind = kinds.0.iter().find(|kind| kind.resource == text).copied();
    kind.ok_or_else(|| format!("an order is {}", kinds.0.iter().map(|kind| kind.resource).collect::<Vec<_>>().join(", ")))
}

pub(super) fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// `contract`, or with its form `contract:notarised_copy`.
pub(super) fn requested_paper(text: &str) -> Result<RequestedPaper, String> {
    let (kind, form) = match text.split_once(':') {
        None => (text, None),
        Some((kind, "original")) => (kind, Some(PaperForm::Original)),
        Some((kind, "copy")) => (kind, Some(PaperForm::Copy)),
        Some((kind, "notarised_copy")) => (kind, Some(PaperForm::NotarisedCopy)),
        Some(_) => return Err("a form is original, copy or notarised_copy".to_owned()),
    };
    let kind = kind.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())?;
    Ok(RequestedPaper { kind, form })
}

pub(super) fn count_from(text: &str) -> Result<CountFrom, String> {
    text.parse().map_err(|error: shaqyru_domain::time::term::CountFromError| error.to_string())
}
