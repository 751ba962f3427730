//! Batches whose items are idempotent by id: monitoring, portal, office and announcements work alike.

use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::received::Log;
use crate::state::{Reply, State};
use crate::wire::{self, Owner, Problem};

const MAX_ITEMS: usize = 1000;

/// An item of a batch.
pub(crate) trait Item: DeserializeOwned {
    /// The list's name in the body.
    const LIST: &'static str;

    fn id(&self) -> &str;
    /// What it is about, which its id begins with.
    fn owner(&self) -> Owner<&str>;
    /// What the types do not say. `tail` is the id after its owner.
    fn check(&self, tail: &str) -> Result<(), &'static str>;
}

/// Takes a batch whole or not at all.
pub(crate) fn accept<I: Item>(state: &mut State, log: Log, body: &Value) -> Result<Reply, Problem> {
    let items = items_of(body, I::LIST)?;
    let mut taken: Vec<(String, &Value)> = Vec::with_capacity(items.len());
    for (index, value) in items.iter().enumerate() {
        let id =
            check::<I>(value).map_err(|problem| Problem { message: format!("{}[{index}]: {}", I::LIST, problem.message), ..problem })?;
        let other_here = taken.iter().any(|(known, first)| *known == id && *first != value);
        if other_here || state.known(log, &id, value).is_err() {
            let message = format!("{id:?} came before with another content");
            return Err(Problem { id: Some(id), ..Problem::conflict("key_reused", message) });
        }
        taken.push((id, value));
    }
    let ids: Vec<&str> = taken.iter().map(|(id, _)| id.as_str()).collect();
    let reply = Reply { status: StatusCode::OK, body: json!({ "accepted": ids }) };
    // An item's own answer is never given again by itself, so there is none to remember.
    let none = Reply { status: StatusCode::OK, body: Value::Null };
    for (id, value) in &taken {
        state.take(log, id, value, &none);
    }
    Ok(reply)
}

fn items_of<'body>(body: &'body Value, list: &str) -> Result<&'body Vec<Value>, Problem> {
    let only_member = body.as_object().filter(|members| members.len() == 1);
    let items = only_member.and_then(|members| members.get(list)).and_then(Value::as_array);
    items
        .filter(|items| (1..=MAX_ITEMS).contains(&items.len()))
        .ok_or_else(|| Problem::bad("invalid", format!("expected {{{list:?}: [1 to {MAX_ITEMS} items]}} and nothing else")))
}

fn check<I: Item>(value: &Value) -> Result<String, Problem> {
    let item: I = wire::read(value)?;
    let owner = item.owner();
    let tail = wire::tail_of(item.id(), owner).map_err(|problem| problem.of(owner))?;
    item.check(tail).map_err(|message| Problem::bad("invalid", message).of(owner))?;
    Ok(item.id().to_owned())
}
