//! Says which cases have changed, as server-sent events.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::StreamExt;
use shaqyru_domain::authority::Act;

use crate::{identity::Principal, problem::Refusal, site::Site};

/// Tells a proxy to pass on what is said at once: one that gathers it first says it too late.
const UNBUFFERED: &str = "x-accel-buffering";

/// The stream of the cases that somebody may see.
pub(super) async fn events(State(site): State<Site>, who: Principal) -> Result<impl IntoResponse, Refusal> {
    let only = site.desk.or_deny(&who, None, Act::View, who.authority.only_office(Act::View)).await?.cloned();
    let news = site.live.watch(&who.id, only)?.map(|numbers| Ok::<_, Infallible>(Event::default().data(numbers)));
    Ok(([(UNBUFFERED, "no")], Sse::new(news).keep_alive(KeepAlive::default())))
}
