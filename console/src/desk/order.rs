//! Orders of people: stamped, and told to the case.

use shaqyru_client::{Cases, Message, Receipt};
use shaqyru_domain::{
    case::{fact::Entry, number::CaseNumber, order::OrderRequest},
    problem::Problem,
    time::instant::Instant,
};
use uuid::Uuid;

use crate::identity::Principal;

pub(super) async fn send(
    cases: &Cases,
    who: &Principal,
    case: &CaseNumber,
    request: OrderRequest,
    now: Instant,
) -> Result<Receipt, Problem> {
    let OrderRequest { order, received_at, message_id, rests_on, antedated_because, letter } = request;
    let id = message_id.unwrap_or_else(|| Uuid::new_v4().to_string());
    let entry = Entry { antedated_because, letter, ..Entry::taken_in(order, received_at, who.actor(), now) };
    let message = Message::of(id, entry)?.under(who.authority.clone());
    let message = match rests_on {
        Some(version) => message.resting_on(version),
        None => message,
    };
    cases.tell(case, message).await
}
