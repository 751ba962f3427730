//! Signing in with a browser: somebody else's session, or one that was never asked for.

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Response, Url, header, redirect::Policy};
use shaqyru::stack::Stack;
use shaqyru_console::{Console, ConsoleOptions};
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::shared;

/// What a browser does, one step at a time.
struct Browser {
    http: Client,
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn new() -> Result<Self> {
        Ok(Self { http: Client::builder().redirect(Policy::none()).build()?, cookies: Vec::new() })
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Result<Response> {
        let kept = self.cookies.iter().filter(|(_, value)| !value.is_empty());
        let cookies: Vec<_> = kept.map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(header::COOKIE, cookies.join("; ")).send().await?;
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str()?;
            ensure!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            ensure!(cookie.len() <= 4_096, "browsers keep no cookie of {} bytes", cookie.len());
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).context("no cookie")?;
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        Ok(response)
    }

    async fn get(&mut self, url: &str) -> Result<Response> {
        let request = self.http.get(url);
        self.send(request).await
    }

    /// Goes to the issuer and says who it is; where the issuer then sends it.
    async fn is_sent_back(&mut self, stack: &Stack, user: &str, to: &str) -> Result<Url> {
        let begun = self.get(&format!("{}/sign-in?to={to}", stack.console.url())).await?;
        let issuer = location(&begun)?;
        ensure!(issuer.as_str().starts_with(stack.sandbox.issuer_url()), "{issuer}");
        let asked = |name: &str| issuer.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default();
        assert_eq!((asked("code_challenge_method").as_str(), asked("response_type").as_str()), ("S256", "code"));
        let form = [
            ("user", user.to_owned()),
            ("redirect_uri", asked("redirect_uri")),
            ("state", asked("state")),
            ("code_challenge", asked("code_challenge")),
        ];
        location(&self.http.post(issuer.as_str()).form(&form).send().await?)
    }
}

fn location(response: &Response) -> Result<Url> {
    let to = response.headers().get(header::LOCATION).with_context(|| format!("not sent on: {}", response.status()))?.to_str()?;
    Ok(response.url().join(to)?)
}

#[test]
fn signing_in_never_leads_elsewhere_or_signs_somebody_else_in() -> Result<()> {
    shared(async |stack| {
        let mut browser = Browser::new()?;
        let cases = format!("{}/api/v1/cases?limit=1", stack.console.url());
        assert_eq!(browser.get(&cases).await?.status(), 401);
        let back = browser.is_sent_back(stack, "P-1042", "/cases").await?;
        let done = browser.get(back.as_str()).await?;
        assert_eq!(location(&done)?.path(), "/cases");
        assert_eq!(browser.get(&cases).await?.status(), 200, "the session is a token");
        // The same code and state again: a code counts once, an attempt too.
        assert_eq!(browser.get(back.as_str()).await?.status(), 401);
        // Somebody else's answer in this browser: a session that was never asked for.
        let mut other = Browser::new()?;
        let foreign = other.is_sent_back(stack, "S-1001", "/").await?;
        let mut victim = Browser::new()?;
        victim.get(&format!("{}/sign-in", stack.console.url())).await?;
        assert_eq!(victim.get(foreign.as_str()).await?.status(), 401);
        assert_eq!(Browser::new()?.get(foreign.as_str()).await?.status(), 401);
        // No page of another host is where it ends.
        for elsewhere in ["https://example.com/", "//example.com", "/\\example.com", "/%09/example.com", "/%0A/example.com", "cases"] {
            let mut browser = Browser::new()?;
            let back = browser.is_sent_back(stack, "P-1042", elsewhere).await?;
            let end = location(&browser.get(back.as_str()).await?)?;
            assert_eq!(end.as_str(), format!("{}/", stack.console.url()), "{elsewhere}");
        }
        // What changes something needs a page of ours, whatever cookie comes along.
        let judge = format!("{}/api/v1/announcements/R26", stack.console.url());
        for site in [None, Some("cross-site"), Some("same-site")] {
            let request = browser.http.post(&judge);
            let request = site.map_or(request.try_clone().context("a request")?, |site| request.header("Sec-Fetch-Site", site));
            assert_eq!(browser.send(request).await?.status(), 403, "{site:?}");
        }
        // Signing out needs a page of ours.
        let sign_out = format!("{}/sign-out", stack.console.url());
        let request = browser.http.post(&sign_out).header("Sec-Fetch-Site", "cross-site");
        browser.send(request).await?;
        assert_eq!(browser.get(&cases).await?.status(), 200);
        let request = browser.http.post(&sign_out).header("Sec-Fetch-Site", "same-origin");
        browser.send(request).await?;
        assert_eq!(browser.get(&cases).await?.status(), 401);
        Ok(())
    })
}

/// A console of two issuers' clients is told by which of them a code was given (RFC 9207); ours must be the one that was asked.
#[test]
fn the_answer_of_another_issuer_signs_nobody_in() -> Result<()> {
    shared(async |stack| {
        for said in [None, Some("https://another.example")] {
            let mut browser = Browser::new()?;
            let mut back = browser.is_sent_back(stack, "P-1042", "/cases").await?;
            let kept: Vec<_> = back.query_pairs().filter(|(name, _)| name != "iss").map(|pair| (pair.0.into(), pair.1.into())).collect();
            back.query_pairs_mut().clear().extend_pairs::<_, String, String>(kept);
            if let Some(said) = said {
                back.query_pairs_mut().append_pair("iss", said);
            }
            assert_eq!(browser.get(back.as_str()).await?.status(), 401, "{said:?}");
        }
        Ok(())
    })
}

/// Browsers keep no cookie of more than 4 KB: whoever is in many groups of a directory was sent to sign in again and again.
#[test]
fn a_token_of_eight_kilobytes_is_a_session_and_leaves_nothing_behind() -> Result<()> {
    shared(async |stack| {
        let url = stack.console.url();
        let mut browser = Browser::new()?;
        let session = |browser: &Browser| {
            let parts = browser.cookies.iter().filter(|(name, value)| name.starts_with("shaqyru_session") && !value.is_empty());
            parts.map(|(_, value)| value.len()).collect::<Vec<_>>()
        };
        for (user, several) in [("P-1042", false), ("P-1044", true), ("P-1042", false), ("P-1044", true)] {
            let back = browser.is_sent_back(stack, user, "/cases").await?;
            assert_eq!(location(&browser.get(back.as_str()).await?)?.path(), "/cases");
            let parts = session(&browser);
            ensure!(several == (parts.len() > 1) && (!several || parts.iter().sum::<usize>() > 8_000), "{user}: {parts:?}");
            let page = browser.get(&format!("{url}/cases")).await?;
            assert_eq!(page.status(), 200, "{user}");
            ensure!(page.text().await?.contains(user), "somebody else is signed in");
        }
        let request = browser.http.post(format!("{url}/sign-out")).header("Sec-Fetch-Site", "same-origin");
        browser.send(request).await?;
        assert_eq!(session(&browser), Vec::<usize>::new());
        assert_eq!(browser.get(&format!("{url}/api/v1/cases")).await?.status(), 401);
        Ok(())
    })
}

/// A session is a token, and a token goes on working wherever somebody has kept it.
#[test]
fn a_token_that_was_signed_out_is_refused_at_other_consoles_too() -> Result<()> {
    shared(async |stack| {
        let url = stack.console.url();
        let mut browser = Browser::new()?;
        let back = browser.is_sent_back(stack, "P-1042", "/").await?;
        browser.get(back.as_str()).await?;
        let (_, token) = browser.cookies.iter().find(|(name, _)| name == "shaqyru_session").context("no session")?.clone();
        let works = async |token: &str| {
            Ok::<_, anyhow::Error>(browser.http.get(format!("{url}/api/v1/cases")).bearer_auth(token).send().await?.status())
        };
        assert_eq!(works(&token).await?, 200);
        let sign_out = browser.http.post(format!("{url}/sign-out")).header("Sec-Fetch-Site", "same-origin");
        let sent = sign_out.header(header::COOKIE, format!("shaqyru_session={token}")).send().await?;
        assert_eq!(sent.status(), 303);
        assert_eq!(works(&token).await?, 401, "what was kept of a session");
        // Another console of the same register knows, too.
        let other = Console::start(stack.desk(), stack.console_options()).await?;
        let elsewhere = browser.http.get(format!("{}/api/v1/cases", other.url())).bearer_auth(&token).send().await?;
        assert_eq!(elsewhere.status(), 401, "another console");
        other.shutdown().await;
        // The same person's other session goes on.
        let fresh = stack.sandbox.token(&TokenRequest::of("P-1042", &["officer"], Some("AST-ESIL")))?;
        assert_eq!(works(&fresh).await?, 200);
        // A program signs its token out as well.
        assert_eq!(browser.http.post(format!("{url}/sign-out")).bearer_auth(&fresh).send().await?.status(), 303);
        assert_eq!(works(&fresh).await?, 401);
        Ok(())
    })
}

/// A page elsewhere whose name is made to point here asks in its own name, and the browser takes it for one origin with us.
#[test]
fn a_foreign_host_name_is_refused_everywhere_but_at_health_and_callbacks() -> Result<()> {
    shared(async |stack| {
        let url = stack.console.url();
        let http = Client::builder().redirect(Policy::none()).build()?;
        let token = stack.sandbox.token(&TokenRequest::of("P-1042", &["officer"], Some("AST-ESIL")))?;
        for (path, meant) in [("/", false), ("/cases", false), ("/api/v1/cases", false), ("/sign-in", false), ("/health", true)] {
            let asked = http.get(format!("{url}{path}")).header(header::HOST, "rebound.example").bearer_auth(&token).send().await?;
            assert_eq!(asked.status().as_u16(), if meant { 200 } else { 421 }, "{path}");
        }
        let form = http.post(format!("{url}/cases/filters")).header(header::HOST, "rebound.example");
        let form = form.header(header::ORIGIN, "http://rebound.example").header(header::COOKIE, format!("shaqyru_session={token}"));
        let refused = form.form(&[("name", "mine"), ("query", "")]).send().await?;
        assert_eq!(refused.status(), 421);
        assert_eq!(refused.json::<serde_json::Value>().await?["error"]["code"], "SHQ-HOST");
        assert!(stack.register.saved_filters(&"P-1042".parse()?).await?.is_empty());
        // Agencies sign, whatever they call us.
        let unsigned = http.post(format!("{url}/callbacks/police")).header(header::HOST, "inner").send().await?;
        assert_eq!(unsigned.status(), 401);
        Ok(())
    })
}

/// A neighbouring host sets a cookie for ours, or the first request goes in the clear.
#[test]
fn over_tls_no_cookie_and_no_request_goes_in_the_clear() -> Result<()> {
    shared(async |stack| {
        let public_url = Some("https://console.example".to_owned());
        let console = Console::start(stack.desk(), ConsoleOptions { public_url, ..stack.console_options() }).await?;
        let http = Client::builder().redirect(Policy::none()).build()?;
        let ask = |path: &str| http.get(format!("{}{path}", console.url())).header(header::HOST, "console.example");
        let begun = ask("/sign-in").send().await?;
        assert_eq!(begun.headers().get(header::STRICT_TRANSPORT_SECURITY).context("no HSTS")?, "max-age=31536000");
        let cookie = begun.headers().get(header::SET_COOKIE).context("no cookie")?.to_str()?;
        ensure!(cookie.starts_with("__Host-shaqyru_sign_in="), "{cookie}");
        ensure!(cookie.contains("; Secure") && cookie.contains("; Path=/;") && !cookie.contains("Domain"), "{cookie}");
        let choice = ask("/?lang=kk").send().await?;
        ensure!(choice.headers().get(header::SET_COOKIE).context("no cookie")?.to_str()?.contains("; Secure"));
        let token = stack.sandbox.token(&TokenRequest::of("P-1042", &["officer"], Some("AST-ESIL")))?;
        for (name, status) in [("__Host-shaqyru_session", 200), ("shaqyru_session", 401)] {
            let asked = ask("/api/v1/cases").header(header::COOKIE, format!("{name}={token}")).send().await?;
            assert_eq!(asked.status(), status, "{name}");
        }
        // Without TLS browsers would keep neither.
        let plain = http.get(format!("{}/sign-in", stack.console.url())).send().await?;
        ensure!(!plain.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
        ensure!(plain.headers().get(header::SET_COOKIE).context("no cookie")?.to_str()?.starts_with("shaqyru_sign_in="));
        console.shutdown().await;
        Ok(())
    })
}
