//! Signing in with a browser: somebody else's session, or one that was never asked for.

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Response, Url, header, redirect::Policy};
use shaqyru::stack::Stack;
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
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(header::COOKIE, cookies.join("; ")).send().await?;
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str()?;
            ensure!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
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
fn signing_in_leads_elsewhere_or_signs_somebody_else_in() -> Result<()> {
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
