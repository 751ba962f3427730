//! Connections: how many, from whom, and for how long. Whoever comes is heard: when there are too many, the one that has been silent the
//! longest makes room, so that connections which only stand open keep nobody out.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    http::Request,
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinSet,
};
use tower_service::Service;

use crate::{body::PATIENCE, sender::Proxies};

/// How long requests in flight may go on after a stop was asked for: a body may take its time, and then the client
/// waits up to 20 seconds for a worker.
const GRACE: Duration = PATIENCE.saturating_add(Duration::from_secs(25));
/// How long a new connection may take to ask something.
const FIRST_HEAD: Duration = Duration::from_secs(10);
/// How long it may be silent afterwards: longer than what proxies keep connections for, so that it is they who close them.
const NEXT_HEAD: Duration = Duration::from_secs(75);
/// After this a connection takes no further request.
const OLD: Duration = Duration::from_mins(20);
/// After this it ends: no stream of events lasts so long, and who does not take what they asked for is not waited for.
const LONGEST: Duration = Duration::from_mins(40);
/// No head of a request is larger, and no more of a body is read before somebody wants it.
const BUFFER: usize = 64 * 1024;
/// What to do when nothing more can be accepted (no descriptor is left): connections end.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until it is asked to stop; then answers what is in flight.
pub(crate) async fn serve(listener: TcpListener, router: Router, proxies: Proxies, most: usize, stopped: watch::Receiver<()>) {
    let table = Arc::new(Table { most, seats: Mutex::default() });
    let mut open = JoinSet::new();
    let mut stop = pin!(asked_to_stop(stopped.clone()));
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = open.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if let Some(seat) = table.seat(peer.ip(), &proxies) {
                        open.spawn(connection(stream, peer, seat, router.clone(), proxies.clone(), stopped.clone()));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    let ended = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("some requests were still open when the console's patience ended");
    }
}

/// Nothing is ever sent: the change that comes is that the sender is gone.
async fn asked_to_stop(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

async fn connection(stream: TcpStream, peer: SocketAddr, seat: Seat, router: Router, proxies: Proxies, stopped: watch::Receiver<()>) {
    let answer = service_fn(|request: Request<Incoming>| {
        let busy = seat.busy();
        let mut request = request.map(Body::new);
        let sender = proxies.sender(peer.ip(), request.headers());
        request.extensions_mut().insert(sender);
        let answering = router.clone().call(request);
        async move { Ok::<_, Infallible>(answering.await?.map(|body| Answer { body, _busy: busy })) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(NEXT_HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), answer);
    let mut serving = pin!(serving);
    let ends = async {
        tokio::select! {
            // How it ended is the other side's affair.
            _ = serving.as_mut() => return,
            () = asked_to_stop(stopped) => {}
            () = tokio::time::sleep(OLD) => {}
        }
        serving.as_mut().graceful_shutdown();
        let _ = serving.await;
    };
    tokio::select! {
        () = ends => {}
        () = seat.is_needed() => {}
        () = seat.has_said_nothing(FIRST_HEAD) => {}
        () = tokio::time::sleep(LONGEST) => {}
    }
}

/// Who is connected.
struct Table {
    most: usize,
    seats: Mutex<Seats>,
}

#[derive(Default)]
struct Seats {
    next: u64,
    taken: BTreeMap<u64, Taken>,
}

struct Taken {
    peer: IpAddr,
    /// Since when it has been silent; none: it is being answered.
    silent_since: Option<Instant>,
    needed: Arc<Notify>,
}

impl Table {
    /// A seat for who comes; none if nobody makes room. No address but a proxy's has more than three quarters of them.
    fn seat(self: &Arc<Self>, peer: IpAddr, proxies: &Proxies) -> Option<Seat> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let share = self.most.saturating_sub(self.most / 4);
        let of_peer = |taken: &Taken| taken.peer == peer;
        if !proxies.are(peer) && seats.taken.values().filter(|taken| of_peer(taken)).count() >= share {
            seats.make_room(of_peer)?;
        }
        if seats.taken.len() >= self.most {
            seats.make_room(|_| true)?;
        }
        let number = seats.next;
        seats.next = seats.next.wrapping_add(1);
        let needed = Arc::new(Notify::new());
        seats.taken.insert(number, Taken { peer, silent_since: Some(Instant::now()), needed: Arc::clone(&needed) });
        Some(Seat { table: Arc::clone(self), number, needed })
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Taken)) {
        if let Some(taken) = self.seats.lock().unwrap_or_else(PoisonError::into_inner).taken.get_mut(&number) {
            change(taken);
        }
    }
}

impl Seats {
    /// Ends the connection that has been silent the longest of these.
    fn make_room(&mut self, which: impl Fn(&Taken) -> bool) -> Option<()> {
        let silent = self.taken.iter().filter(|(_, taken)| which(taken)).filter_map(|(number, taken)| Some((taken.silent_since?, *number)));
        let (_, number) = silent.min()?;
        self.taken.remove(&number)?.needed.notify_one();
        Some(())
    }
}

/// A connection's place among the others.
struct Seat {
    table: Arc<Table>,
    number: u64,
    needed: Arc<Notify>,
}

impl Seat {
    /// It is being answered, until what this returns is let go.
    fn busy(&self) -> Busy {
        self.table.change(self.number, |taken| taken.silent_since = None);
        Busy { table: Arc::clone(&self.table), number: self.number }
    }

    /// Comes when somebody else is to have the place.
    async fn is_needed(&self) {
        self.needed.notified().await;
    }

    /// Comes if nothing was asked in so much time.
    async fn has_said_nothing(&self, patience: Duration) {
        let since = Instant::now();
        tokio::time::sleep(patience).await;
        let mut silent = false;
        self.table.change(self.number, |taken| silent = taken.silent_since.is_some_and(|at| at <= since));
        if !silent {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.table.seats.lock().unwrap_or_else(PoisonError::into_inner).taken.remove(&self.number);
    }
}

struct Busy {
    table: Arc<Table>,
    number: u64,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.table.change(self.number, |taken| taken.silent_since = Some(Instant::now()));
    }
}

/// An answer, until its last byte is on the way.
struct Answer {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    fn is_let_go(seat: &Seat) -> bool {
        !seat.table.seats.lock().unwrap().taken.contains_key(&seat.number)
    }

    #[test]
    fn a_silent_connection_gives_way_to_a_new_one_and_a_busy_one_is_kept() {
        let table = Arc::new(Table { most: 4, seats: Mutex::default() });
        let none = Proxies::default();
        let seat = |last| table.seat(address(last), &none);
        let (asking, silent, later) = (seat(1).unwrap(), seat(1).unwrap(), seat(1).unwrap());
        let busy = asking.busy();
        let other = seat(2).unwrap();
        // All four are taken, three by the first address: its share.
        let fourth = seat(1).unwrap();
        assert!(is_let_go(&silent) && !is_let_go(&asking) && !is_let_go(&later) && !is_let_go(&other));
        let another = seat(3).unwrap();
        assert!(is_let_go(&later), "the longest silent one, whoever has it");
        let (_one, _two, _three) = (other.busy(), fourth.busy(), another.busy());
        assert!(seat(4).is_none(), "all are being answered");
        drop(busy);
        assert!(seat(4).is_some() && is_let_go(&asking));
        let proxy = Proxies::new([address(9)]);
        drop((other, fourth, another));
        let seats: Vec<_> = (0..4).map(|_| table.seat(address(9), &proxy).unwrap()).collect();
        assert!(!seats.iter().any(is_let_go), "a proxy may have them all");
    }
}
