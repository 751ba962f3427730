//! From which address a request comes. Behind a proxy that is what the proxy says.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::http::{Extensions, HeaderMap};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies in front of us, which say for whom they ask.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proxies(Arc<BTreeSet<IpAddr>>);

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sender(pub(crate) IpAddr);

impl Proxies {
    pub(crate) fn new(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self(Arc::new(addresses.into_iter().map(|address| address.to_canonical()).collect()))
    }

    pub(crate) fn are(&self, peer: IpAddr) -> bool {
        self.0.contains(&peer.to_canonical())
    }

    /// The last address that none of our proxies has: what stands before it, anybody can have written.
    pub(crate) fn sender(&self, peer: IpAddr, headers: &HeaderMap) -> Sender {
        let said = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let way: Vec<_> = said.map(|address| address.trim().parse::<IpAddr>().ok()).collect();
        let mut sender = peer.to_canonical();
        for address in way.into_iter().rev() {
            match address {
                Some(address) if self.are(sender) => sender = address.to_canonical(),
                _ => break,
            }
        }
        Sender(sender)
    }
}

impl Sender {
    /// The sender of a request of ours.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nobody_hides_behind_an_address_that_they_have_written_themselves() {
        let proxies = Proxies::new(["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()]);
        for (peer, said, sender) in [
            ("192.0.2.7", vec![], "192.0.2.7"),
            ("192.0.2.7", vec!["203.0.113.9"], "192.0.2.7"),
            ("10.0.0.1", vec!["203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.0.0.1", vec!["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", vec!["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", vec!["198.51.100.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
            ("10.0.0.1", vec!["203.0.113.9, unknown"], "10.0.0.1"),
            ("10.0.0.1", vec![], "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for value in &said {
                headers.append(FORWARDED_FOR, value.parse().unwrap());
            }
            assert_eq!(proxies.sender(peer.parse().unwrap(), &headers), Sender(sender.parse().unwrap()), "{peer} {said:?}");
        }
    }
}
