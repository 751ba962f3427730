//! Where the console is reached, and under which names.

use std::{collections::BTreeSet, net::SocketAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use reqwest::Url;
use shaqyru_domain::problem::{Code, Problem};

use crate::problem::Refusal;

/// Where the console is reached.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// Where browsers reach it, without a slash at the end.
    pub(crate) public_url: Arc<str>,
    /// Whether that is over TLS.
    pub(crate) over_tls: bool,
    /// The names under which it is asked, without ports.
    names: Arc<BTreeSet<String>>,
}

impl Address {
    /// What is given, and what follows of it: the name in the public URL, and the address on which it listens.
    ///
    /// # Errors
    /// [`Code::Configuration`] for what is no URL or no name.
    pub(crate) fn new(public_url: Option<&str>, listens: SocketAddr, hosts: &[String]) -> Result<Self, Problem> {
        let public_url = public_url.map_or_else(|| format!("http://{listens}"), |url| url.trim_end_matches('/').to_owned());
        let wrong = |what: String| Problem::new(Code::Configuration, what);
        let url = Url::parse(&public_url).map_err(|error| wrong(format!("the public URL: {error}")))?;
        let over_tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(wrong("the public URL must begin with https:// (or http:// on one machine)".to_owned())),
        };
        let mut names = BTreeSet::from([name_in(&listens.to_string()).unwrap_or_default()]);
        names.extend(url.host_str().map(str::to_ascii_lowercase));
        if listens.ip().is_loopback() {
            // What this name is, no name server says.
            names.insert("localhost".to_owned());
        }
        for host in hosts {
            names.insert(name_in(host).ok_or_else(|| wrong(format!("{host:?} is not the name of a host, such as console.example.kz")))?);
        }
        Ok(Self { public_url: Arc::from(public_url), over_tls, names: Arc::new(names) })
    }

    /// Whether a request was meant for us: by its target, if that is a whole URL, and by its `Host`.
    fn is_meant(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (first, second) = (hosts.next(), hosts.next());
        let named = |host: &str| name_in(host).is_some_and(|name| self.names.contains(&name));
        let target = uri.authority().is_none_or(|authority| named(authority.as_str()));
        target && second.is_none() && first.and_then(|host| host.to_str().ok()).is_some_and(named)
    }
}

/// The name of a host, without its port.
fn name_in(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok().filter(|_| !host.contains('@'))?;
    Some(authority.host().to_ascii_lowercase()).filter(|name| !name.is_empty())
}

/// Refuses what was meant for another host. A page elsewhere, whose name is made to point here, so has the visitor's browser ask us in
/// its own name and read the answers (DNS rebinding).
pub(crate) async fn for_us(State(address): State<Address>, request: Request, next: Next) -> Response {
    if address.is_meant(request.uri(), request.headers()) {
        return next.run(request).await;
    }
    let what = "this console is not known under the name that was asked for; operators: SHAQYRU_PUBLIC_URL, SHAQYRU_HOSTS";
    Refusal::from(Problem::new(Code::Host, what)).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn meant(address: &Address, target: &str, hosts: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        address.is_meant(&target.parse().unwrap(), &headers)
    }

    #[test]
    fn a_page_elsewhere_whose_name_points_here_is_not_answered() {
        let listens = "127.0.0.1:8080".parse().unwrap();
        let behind = Address::new(Some("https://Console.example.kz/"), listens, &["inner:8080".to_owned()]).unwrap();
        for host in ["console.example.kz", "CONSOLE.example.kz:443", "inner", "127.0.0.1:8080", "localhost:8080"] {
            assert!(meant(&behind, "/cases", &[host]), "{host}");
        }
        for host in ["rebound.example", "console.example.kz.rebound.example", "console.example.kz@rebound.example", "127.0.0.2", "", "a b"]
        {
            assert!(!meant(&behind, "/cases", &[host]), "{host}");
        }
        assert!(!meant(&behind, "/cases", &[]), "no host");
        assert!(!meant(&behind, "/cases", &["inner", "rebound.example"]), "two hosts");
        assert!(!meant(&behind, "http://rebound.example/cases", &["inner"]), "the whole URL says otherwise");
        let six = Address::new(None, "[::1]:8080".parse().unwrap(), &[]).unwrap();
        assert!(meant(&six, "/", &["[::1]:8080"]) && !meant(&six, "/", &["[::2]:8080"]));
        assert!(Address::new(Some("ftp://x"), listens, &[]).is_err() && Address::new(None, listens, &["a b".to_owned()]).is_err());
    }
}
