//! The pages: somebody sees or does what is not theirs, is told nothing or the wrong thing, or loses what they typed.

mod applicant;
mod awaited;
mod filing;
mod outages;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Method, Response, StatusCode, header, redirect::Policy};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_client::Message;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Entry, Verification},
        number::CaseNumber,
        record::CaseRecord,
        stage::{Stage, Status},
    },
    text::OfficerId,
};
use shaqyru_register::LookFilter;
use shaqyru_sandbox::{Agency, Fault, Knob, TokenRequest};
use shaqyru_tests::{PATIENCE, alone, at, eventually, examples, offset_that_shows};
use uuid::Uuid;

use crate::api::record::forget;

/// A Friday before a long weekend: 9 March 2026 is off in place of Women's Day.
const FRIDAY: &str = "2026-03-06T10:00:00";
const OFFICER: (&str, &str, Option<&str>) = ("P-1042", "officer", Some("AST-ESIL"));
const COLLEAGUE: (&str, &str, Option<&str>) = ("P-1043", "officer", Some("AST-ESIL"));
const SUPERVISOR: (&str, &str, Option<&str>) = ("S-1001", "supervisor", Some("AST-ESIL"));
const STRANGER: (&str, &str, Option<&str>) = ("P-3001", "officer", Some("SHY-ABAY"));

/// Runs a test on a stack on which it is Friday.
fn on_friday(test: impl AsyncFnOnce(&Stack) -> Result<()>) -> Result<()> {
    let options = StackOptions { simulation: true, shift: offset_that_shows(at(FRIDAY)), ..StackOptions::default() };
    alone(options, async |stack| test(stack).await)
}

/// A case of the office AST-ESIL that is being verified; on record.
async fn case(stack: &Stack) -> Result<CaseNumber> {
    case_at(stack, "AST-ESIL").await
}

async fn case_at(stack: &Stack, office: &str) -> Result<CaseNumber> {
    let application = examples::changed(examples::NEGOTIATIONS, |form| {
        form["inviting_party"]["office"] = office.into();
        form["inviting_party"]["region"] = if office == "SHY-ABAY" { "KZ-79".into() } else { "KZ-71".into() };
    })?;
    let shift = offset_that_shows(at(FRIDAY)).num_milliseconds();
    let submitted = stack.cases().submit_shifted(&Uuid::new_v4().to_string(), &application, at(FRIDAY), shift).await?;
    let case = submitted.cases.into_iter().next().context("no case was opened")?;
    on_record(stack, &case, |record| record.stage == Stage::Verification).await?;
    Ok(case)
}

async fn on_record(stack: &Stack, case: &CaseNumber, wanted: impl Fn(&CaseRecord) -> bool) -> Result<CaseRecord> {
    eventually("the case to be on record", async || Ok(stack.register.case(case).await?.filter(|record| wanted(record)))).await
}

/// Somebody with a browser.
struct Visitor {
    http: Client,
    url: String,
    session: Option<String>,
    language: &'static str,
}

/// What a browser was answered.
struct Seen {
    status: StatusCode,
    headers: header::HeaderMap,
    html: String,
}

impl Visitor {
    fn nobody(stack: &Stack) -> Result<Self> {
        let http = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build()?;
        Ok(Self { http, url: stack.console.url(), session: None, language: "en" })
    }

    fn of(stack: &Stack, (id, role, office): (&str, &str, Option<&str>)) -> Result<Self> {
        let session = Some(stack.sandbox.token(&TokenRequest::of(id, &[role], office))?);
        Ok(Self { session, ..Self::nobody(stack)? })
    }

    fn reading(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    async fn asks(&self, method: Method, path: &str, form: Option<&[(&str, &str)]>, origin: Option<&str>) -> Result<Response> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        request = request.header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(session) = &self.session {
            request = request.header(header::COOKIE, format!("shaqyru_session={session}"));
        }
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        Ok(request.send().await?)
    }

    async fn sees(&self, path: &str) -> Result<Seen> {
        Seen::of(self.asks(Method::GET, path, None, None).await?).await
    }

    async fn sends(&self, path: &str, form: &[(&str, &str)]) -> Result<Seen> {
        Seen::of(self.asks(Method::POST, path, Some(form), Some(&self.url)).await?).await
    }
}

impl Seen {
    async fn of(response: Response) -> Result<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Self { status, headers, html: response.text().await? })
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn shows(&self, text: &str) -> Result<()> {
        ensure!(self.html.contains(text), "`{text}` is not on the page ({}):\n{}", self.status, self.html);
        Ok(())
    }

    fn hides(&self, text: &str) -> Result<()> {
        ensure!(!self.html.contains(text), "`{text}` is on the page:\n{}", self.html);
        Ok(())
    }
}

/// Covers: R26 para 2; R26 para 11; R26 para 12
#[test]
fn an_officer_sees_by_whom_an_application_came_and_what_is_named_in_it() -> Result<()> {
    on_friday(async |stack| {
        let application = examples::changed(examples::NEGOTIATIONS, |form| {
            form["inviting_party"]["office"] = "AST-ESIL".into();
            form["inviting_party"]["region"] = "KZ-71".into();
            form["channel"] = "paper".into();
            form["note_verbale"] = serde_json::json!({"number": "12-3/45", "date": "2026-03-02", "sender": "consulate"});
            form["state_corporation"] = serde_json::json!({"department": "No. 3, Astana, Specimen st. 1", "consented": false});
            form["exception"] = serde_json::json!({"kind": "treaty", "named": "Agreement of 1 July 2020, article 4"});
        })?;
        let shift = offset_that_shows(at(FRIDAY)).num_milliseconds();
        let submitted = stack.cases().submit_shifted(&Uuid::new_v4().to_string(), &application, at(FRIDAY), shift).await?;
        let case = submitted.cases.into_iter().next().context("no case was opened")?;
        on_record(stack, &case, |record| record.stage == Stage::Verification).await?;
        let page = Visitor::of(stack, OFFICER)?.sees(&format!("/cases/{case}")).await?;
        for what in [
            "№ 12-3/45",
            "sent by: consulate",
            "No. 3, Astana, Specimen st. 1",
            "there is no consent",
            "Agreement of 1 July 2020, article 4",
        ] {
            page.shows(what)?;
        }
        page.shows("id=\"asked-entries\"")?;
        page.shows("id=\"collection\"")
    })
}

#[test]
fn no_case_is_shown_without_a_session_and_no_page_is_framed_by_another_site() -> Result<()> {
    on_friday(async |stack| {
        let nobody = Visitor::nobody(stack)?;
        for path in ["/cases", "/cases/INV-7K3QX5ABCD-1", "/cases/INV-7K3QX5ABCD-1/history"] {
            let seen = nobody.sees(path).await?;
            assert_eq!(seen.status, StatusCode::SEE_OTHER, "{path}");
            assert!(seen.header("location").starts_with("/sign-in?to=%2Fcases"), "{path}: {}", seen.header("location"));
        }
        let events = nobody.asks(Method::GET, "/events", None, None).await?;
        assert!(!events.status().is_success());
        let start = nobody.sees("/").await?;
        start.shows("id=\"status-form\"")?;
        let policy = start.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!((start.header("x-content-type-options"), start.header("referrer-policy")), ("nosniff", "same-origin"));
        assert_eq!(start.header("cache-control"), "no-store");
        for quote in ["href=\"/assets/", "src=\"/assets/"] {
            let path = start.html.split_once(quote).and_then(|(_, rest)| rest.split_once('"')).context("an asset is not linked")?.0;
            let asset = nobody.sees(&format!("/assets/{path}")).await?;
            assert_eq!(asset.status, StatusCode::OK);
            assert!(asset.header("cache-control").contains("immutable"));
        }
        Ok(())
    })
}

#[test]
fn an_officer_sees_no_case_of_another_office_and_the_attempt_is_on_record() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let stranger = Visitor::of(stack, STRANGER)?;
        stranger.sees("/cases?status=any").await?.hides(case.as_str())?;
        for path in [format!("/cases/{case}"), format!("/cases/{case}/history")] {
            let seen = stranger.sees(&path).await?;
            assert_eq!(seen.status, StatusCode::FORBIDDEN);
            seen.shows("SHQ-FORBIDDEN")?;
        }
        let acted = stranger.sends(&format!("/cases/{case}/acts/withdraw"), &[("reason", "mine")]).await?;
        assert_eq!(acted.status, StatusCode::FORBIDDEN);
        let views = stack.register.views_of(&case).await?;
        assert!(views.iter().any(|view| view.what == "denied: view" && view.actor.to_string() == "officer:P-3001"), "{views:?}");
        // So is what is about no case: another's figures, and cases given away in bulk.
        let batch = [("batch", "7f2c1ab0-0000-4000-8000-000000000000"), ("case", case.as_str()), ("to_officer", "P-3001")];
        assert_eq!(stranger.sees("/supervision").await?.status, StatusCode::FORBIDDEN);
        assert_eq!(stranger.sends("/cases/reassignment/run", &batch).await?.status, StatusCode::FORBIDDEN);
        let supervisor = Visitor::of(stack, SUPERVISOR)?;
        assert_eq!(supervisor.sees("/supervision?office=SHY-ABAY").await?.status, StatusCode::FORBIDDEN);
        let beside = stack.register.looks(&LookFilter { beside: true, ..LookFilter::default() }, None, 100).await?;
        for (actor, what) in
            [("officer:P-3001", "denied: supervise"), ("officer:P-3001", "denied: reassign"), ("officer:S-1001", "denied: supervise")]
        {
            assert!(beside.iter().any(|view| view.what == what && view.actor.to_string() == actor), "{actor} {what}: {beside:?}");
        }
        // Who may see it is on record too.
        Visitor::of(stack, OFFICER)?.sees(&format!("/cases/{case}")).await?.shows(case.as_str())?;
        let views = stack.register.views_of(&case).await?;
        assert!(views.iter().any(|view| view.what == "page" && view.actor.to_string() == "officer:P-1042"), "{views:?}");
        Ok(())
    })
}

#[test]
fn a_page_is_in_the_reader_s_language_and_says_why_a_day_is_skipped() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let words = [
            ("kk", "Жұмыс тізімі", "Мерзімдер", "жұмыс күні", "Халықаралық әйелдер күні орнына"),
            ("ru", "Рабочий список", "Сроки", "рабочий день", "взамен: Международный женский день"),
            ("en", "Worklist", "Deadlines", "working day", "substitute for International Women"),
        ];
        for (code, worklist, deadlines, days, reason) in words {
            let officer = Visitor::of(stack, OFFICER)?.reading(code);
            let list = officer.sees("/cases").await?;
            list.shows(&format!("<html lang=\"{code}\">"))?;
            list.shows(worklist)?;
            list.shows(case.as_str())?;
            list.shows(days)?;
            let page = officer.sees(&format!("/cases/{case}")).await?;
            page.shows(&format!("<html lang=\"{code}\">"))?;
            page.shows(deadlines)?;
            page.shows("id=\"strip-verification-only\"")?;
            page.shows(reason)?;
            page.shows("aria-current=\"date\"")?;
            let missing = officer.sees("/cases/INV-AAAAAAAAAA-1").await?;
            assert_eq!(missing.status, StatusCode::NOT_FOUND);
            missing.shows(&format!("<html lang=\"{code}\">"))?;
        }
        // The address has the last word, and is remembered.
        let chosen = Visitor::of(stack, OFFICER)?.sees("/cases?lang=ru").await?;
        chosen.shows("<html lang=\"ru\">")?;
        assert!(chosen.header("set-cookie").starts_with("shaqyru_language=ru;"));
        Ok(())
    })
}

#[test]
fn who_looks_for_a_passport_finds_the_cases_they_may_see_and_that_they_looked_is_on_record() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let passport = stack.register.case(&case).await?.context("not on record")?.passport_number.to_string();
        let search = async |who, number: &str| Visitor::of(stack, who)?.sends("/cases/search", &[("number", number)]).await;
        let row = format!("id=\"{case}\"");
        search(OFFICER, &passport).await?.shows(&row)?;
        let views = stack.register.views_of(&case).await?;
        ensure!(views.iter().any(|view| view.what == "search"), "{views:?}");
        // Another office's officer finds nothing; who supervises finds it wherever it is.
        search(STRANGER, &passport).await?.hides(&row)?;
        search(("S-9", "supervisor", Some("SHY-ABAY")), &passport).await?.shows(&row)?;
        for number in [case.to_string(), case.to_string().to_lowercase()] {
            let to_case = search(OFFICER, &number).await?;
            assert_eq!((to_case.status, to_case.header("location")), (StatusCode::SEE_OTHER, format!("/cases/{case}").as_str()));
        }
        search(OFFICER, "000000000000").await?.shows("No case has that number.")?;
        // Nobody tries passports one after the other unseen, and what was typed is not kept.
        let tried = stack.register.looks(&LookFilter { beside: true, ..LookFilter::default() }, None, 100).await?;
        for seeker in ["officer:P-1042", "officer:P-3001"] {
            ensure!(
                tried.iter().any(|look| look.actor.to_string() == seeker && look.what == "search: nothing found"),
                "{seeker}: {tried:?}"
            );
        }
        ensure!(!format!("{tried:?}").contains(&passport), "{tried:?}");
        Ok(())
    })
}

#[test]
fn an_operator_sees_what_is_stopped_and_resumes_all_of_it_at_once() -> Result<()> {
    on_friday(async |stack| {
        let operator = Visitor::of(stack, ("O-1", "operator", None))?;
        operator.sees("/incidents").await?.shows("No step is stopped.")?;
        assert_eq!(Visitor::of(stack, OFFICER)?.sees("/incidents").await?.status, StatusCode::FORBIDDEN);
        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::Reject));
        let mut stopped = Vec::new();
        for _ in 0..2 {
            let case = case(stack).await?;
            Visitor::of(stack, OFFICER)?.sends(&format!("/cases/{case}/acts/verify"), &[("outcome", "clear")]).await?;
            on_record(stack, &case, |record| record.incidents.iter().any(|incident| incident.resumed_at.is_none())).await?;
            stopped.push(case);
        }
        // Who has the case sees that it has stopped and who resumes it.
        let page = Visitor::of(stack, OFFICER)?.sees(&format!("/cases/{}", stopped[0])).await?;
        page.shows("A step has stopped")?;
        page.shows("An operator has to resume it.")?;
        let listed = operator.sees("/incidents").await?;
        listed.shows("data-step=\"berkut\"")?;
        for case in &stopped {
            listed.shows(case.as_str())?;
        }
        stack.sandbox.set_knob(Agency::Berkut, Knob::default());
        let form = [("step", "berkut"), ("code", "SHQ-AGENCY-REFUSED"), ("id", &Uuid::new_v4().to_string())];
        let done = operator.sends("/incidents/resume", &form).await?;
        done.shows("Resumed: 2; ")?;
        for case in &stopped {
            on_record(stack, case, |record| record.incidents.iter().all(|incident| incident.resumed_at.is_some())).await?;
        }
        Ok(())
    })
}

#[test]
fn auditors_alone_see_who_looked_at_what_and_what_was_refused() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        Visitor::of(stack, OFFICER)?.sees(&format!("/cases/{case}")).await?;
        Visitor::of(stack, STRANGER)?.sees(&format!("/cases/{case}")).await?;
        for who in [OFFICER, SUPERVISOR] {
            let refused = Visitor::of(stack, who)?;
            assert_eq!(refused.sees("/audit").await?.status, StatusCode::FORBIDDEN, "{who:?}");
            assert_eq!(refused.sees("/audit/export").await?.status, StatusCode::FORBIDDEN, "{who:?}");
            refused.sees("/cases").await?.hides("href=\"/audit\"")?;
        }
        let auditor = Visitor::of(stack, ("A-1", "auditor", None))?;
        let by_case = auditor.sees(&format!("/audit?case={case}")).await?;
        by_case.shows("<code>page</code>")?;
        by_case.shows("<code>denied: view</code>")?;
        let by_person = auditor.sees(&format!("/audit?person={}&from=2026-03-06&until=2026-03-06", STRANGER.0)).await?;
        by_person.shows("denied: view")?;
        by_person.hides("<code>page</code>")?;
        auditor.sees("/audit?person=P-1&until=2020-01-01").await?.shows("Nothing like that is on record.")?;
        assert_eq!(auditor.sees("/audit?from=yesterday").await?.status, StatusCode::BAD_REQUEST);
        let file = auditor.sees(&format!("/audit/export?case={case}&refused=yes")).await?;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        let lines: Vec<_> = file.html.lines().collect();
        ensure!(lines.first() == Some(&"\u{feff}at,actor,case,what") && lines.len() == 2, "{lines:?}");
        // That it was taken out is on record, too.
        auditor.sees("/audit?person=A-1").await?.shows("export: looks")
    })
}

#[test]
fn a_tab_of_the_worklist_shows_what_is_to_be_done_by_whom_and_what_is_new() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let officer = Visitor::of(stack, OFFICER)?;
        let row = format!("id=\"{case}\"");
        officer.sees("/cases?tab=act").await?.shows(&row)?;
        officer.sees("/cases?tab=act").await?.shows("● news")?;
        for tab in ["mine", "others", "late"] {
            officer.sees(&format!("/cases?tab={tab}")).await?.hides(&row)?;
        }
        officer.sees(&format!("/cases/{case}")).await?;
        officer.sees("/cases").await?.hides("● news")?;
        officer.sends(&format!("/cases/{case}/acts/verify"), &[("outcome", "clear")]).await?;
        on_record(stack, &case, |record| record.stage == Stage::Coordination).await?;
        officer.sees("/cases?tab=others").await?.shows(&row)?;
        officer.sees("/cases?tab=act").await?.hides(&row)?;
        assert_eq!(officer.sees("/cases?tab=theirs").await?.status, StatusCode::BAD_REQUEST);
        Ok(())
    })
}

#[test]
fn a_form_that_another_site_sends_in_somebody_s_name_is_refused() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let officer = Visitor::of(stack, OFFICER)?;
        let path = format!("/cases/{case}/acts/withdraw");
        let form: &[(&str, &str)] = &[("reason", "forged")];
        for origin in [None, Some("https://elsewhere.example")] {
            let seen = officer.asks(Method::POST, &path, Some(form), origin).await?;
            assert_eq!(seen.status(), StatusCode::FORBIDDEN, "{origin:?}");
        }
        officer.sees(&format!("/cases/{case}")).await?.hides("forged")
    })
}

#[test]
fn what_somebody_wrote_never_runs_as_a_script_and_is_kept_when_a_form_comes_back() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let officer = Visitor::of(stack, OFFICER)?;
        let script = "<script>alert(\"1\")</script>";
        let decide = format!("/cases/{case}/acts/decide");
        let early = officer.sends(&decide, &[("version", "0"), ("verdict", "refuse"), ("ground", "1"), ("note", script)]).await?;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.html);
        early.shows("SHQ-NO-ANSWER")?;
        let extend = officer.sends(&format!("/cases/{case}/acts/extend"), &[("reason", script)]).await?;
        extend.shows("SHQ-NOT-SUBMITTED")?;
        // The form of an open act keeps what was typed.
        let wrong = [("outcome", "refuse"), ("ground", "3"), ("note", script)];
        let kept = officer.sends(&format!("/cases/{case}/acts/verify"), &wrong).await?;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        kept.shows("SHQ-GROUND")?;
        kept.shows("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</textarea>")?;
        let done = officer.sends(&format!("/cases/{case}/acts/withdraw"), &[("reason", script)]).await?;
        assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, format!("/cases/{case}?done=withdraw").as_str()));
        for language in ["kk", "ru", "en"] {
            let page = Visitor::of(stack, OFFICER)?.reading(language).sees(&format!("/cases/{case}?done=withdraw")).await?;
            page.shows("&lt;script&gt;alert")?;
            page.hides(script)?;
            page.shows("id=\"done\"")?;
        }
        Ok(())
    })
}

#[test]
fn a_case_goes_its_way_on_pages_and_nobody_decides_what_they_verified() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let (officer, colleague) = (Visitor::of(stack, OFFICER)?, Visitor::of(stack, COLLEAGUE)?);
        let done = async |who: &Visitor, act: &str, form: &[(&str, &str)]| -> Result<()> {
            let seen = who.sends(&format!("/cases/{case}/acts/{act}"), form).await?;
            ensure!(seen.status == StatusCode::SEE_OTHER, "{act}: {} {}", seen.status, seen.html);
            Ok(())
        };
        done(&officer, "verify", &[("outcome", "clear")]).await?;
        done(&officer, "answer", &[("answer", "agree")]).await?;
        let own = officer.sees(&format!("/cases/{case}")).await?;
        own.shows("id=\"closed-decide\" data-code=\"SHQ-FOUR-EYES\"")?;
        let page = colleague.sees(&format!("/cases/{case}")).await?;
        page.shows("id=\"form-decide\"")?;
        let version = page.html.split_once("name=\"version\" value=\"").and_then(|(_, rest)| rest.split_once('"')).context("no version")?.0;
        let stale = colleague.sends(&format!("/cases/{case}/acts/decide"), &[("version", "1"), ("verdict", "issue")]).await?;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        stale.shows("<title>Error: ")?;
        // Nothing is decided by the first form: it shows what would be.
        let decision = [("version", version), ("verdict", "issue")];
        let looked_at = colleague.sends(&format!("/cases/{case}/acts/decide"), &decision).await?;
        assert_eq!(looked_at.status, StatusCode::OK, "{}", looked_at.html);
        looked_at.shows("id=\"form-confirm\"")?;
        let view = stack.cases().case(&case, at(FRIDAY)).await?;
        assert_eq!(view.stage, Stage::Decision);
        done(&colleague, "decide", &[decision[0], decision[1], ("confirmed", "yes")]).await?;
        let record = on_record(stack, &case, |record| record.stage == Stage::Issued).await?;
        let number = record.decision.and_then(|decision| decision.invitation_number).context("no invitation")?;
        colleague.sees(&format!("/cases/{case}")).await?.shows(&number)
    })
}

#[test]
fn only_a_second_person_can_confirm_on_a_page_what_the_first_has_proposed() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let (officer, colleague) = (Visitor::of(stack, OFFICER)?, Visitor::of(stack, COLLEAGUE)?);
        let clear = Entry::new(Verification::Clear, at(FRIDAY), Actor::Police);
        stack.cases().tell(&case, Message::of(Uuid::new_v4().to_string(), clear)?).await?;
        let path = format!("/cases/{case}/acts/correct");
        let mut wrong = vec![("replacement", "refuse"), ("ground", "4"), ("note", "an unpaid fine"), ("reason", "they mixed two names up")];
        let without = officer.sends(&path, &wrong).await?;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        without.shows("SHQ-LETTER")?;
        wrong.extend([("letter", "7-12/88"), ("antedated_because", "the post was slow")]);
        assert_eq!(officer.sends(&path, &wrong).await?.status, StatusCode::SEE_OTHER);
        let own = officer.sees(&format!("/cases/{case}")).await?;
        own.shows("id=\"proposals\"")?;
        own.shows("Another person has yet to confirm it.")?;
        own.hides("Confirm the correction")?;
        for (language, words) in [("kk", "Түзетуді растау"), ("ru", "Подтвердить исправление"), ("en", "Confirm the correction")]
        {
            Visitor::of(stack, COLLEAGUE)?.reading(language).sees(&format!("/cases/{case}")).await?.shows(words)?;
        }
        // What the button sends is what stands in its form.
        let page = colleague.sees(&format!("/cases/{case}")).await?;
        let (_, proposals) = page.html.split_once("id=\"proposals\"").context("no proposals")?;
        let form = proposals.split_once("<form").and_then(|(_, form)| form.split_once("</form>")).context("no form")?.0;
        let value = |name: &str| {
            let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\""))?;
            Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
        };
        let names = ["id", "replacement", "ground", "note", "letter", "reason", "antedated_because"];
        let fields: Vec<_> = names.into_iter().filter_map(value).collect();
        assert_eq!(fields.len(), names.len(), "{form}");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(colleague.sends(&path, &fields).await?.status, StatusCode::SEE_OTHER);
        on_record(stack, &case, |record| record.stage == Stage::Refused).await.map(drop)
    })
}

#[test]
fn of_many_cases_given_away_the_allowed_ones_move_and_the_refused_one_is_marked() -> Result<()> {
    on_friday(async |stack| {
        let (first, second, strange) = (case(stack).await?, case(stack).await?, case_at(stack, "SHY-ABAY").await?);
        let supervisor = Visitor::of(stack, SUPERVISOR)?;
        supervisor.sees("/cases").await?.shows("id=\"reassign\"")?;
        let ticked: [(&str, &str); 4] =
            [("case", first.as_str()), ("case", second.as_str()), ("case", strange.as_str()), ("to_officer", "P-1043")];
        // What another body's office will be refused is not offered.
        let abroad = [("case", first.as_str()), ("to_office", "US-WASHINGTON")];
        let elsewhere = supervisor.sends("/cases/reassignment", &abroad).await?;
        elsewhere.shows("SHQ-OFFICE-BODY")?;
        elsewhere.hides("id=\"run\"")?;
        let preview = supervisor.sends("/cases/reassignment", &ticked).await?;
        preview.shows("SHQ-FORBIDDEN")?;
        preview.shows("(2)</button>")?;
        let batch = preview.html.split_once("name=\"batch\" value=\"").and_then(|(_, rest)| rest.split_once('"')).context("no batch")?.0;
        // The strange case is sent all the same, and the form twice.
        let run: Vec<_> = ticked.into_iter().chain([("batch", batch)]).collect();
        for _ in 0..2 {
            let results = supervisor.sends("/cases/reassignment/run", &run).await?;
            results.shows("3 / 3")?;
            results.shows("id=\"finished\"")?;
            assert_eq!(results.html.matches("✓").count(), 2, "{}", results.html);
            assert_eq!(results.html.matches("✗").count(), 1, "{}", results.html);
        }
        for case in [&first, &second] {
            let to: OfficerId = "P-1043".parse()?;
            on_record(stack, case, |record| record.officer.as_ref() == Some(&to)).await?;
        }
        supervisor.sees("/cases?officer=P-1043").await?.shows(first.as_str())?;
        supervisor.sees("/cases?officer=P-9999").await?.hides(first.as_str())?;
        // Officers give nothing away.
        let officer = Visitor::of(stack, OFFICER)?.sends("/cases/reassignment/run", &run).await?;
        assert_eq!(officer.status, StatusCode::FORBIDDEN);
        Ok(())
    })
}

#[test]
fn a_filter_lists_only_what_fits_and_is_kept_for_its_owner_alone() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let (officer, colleague) = (Visitor::of(stack, OFFICER)?, Visitor::of(stack, COLLEAGUE)?);
        for (query, listed) in [
            ("stage=verification", true),
            ("stage=decision", false),
            ("urgency=at_risk", true),
            ("urgency=overdue", false),
            ("urgency=breached", false),
            ("category=B3", true),
            ("category=C3", false),
            ("status=issued", false),
            ("status=any", true),
        ] {
            let list = officer.sees(&format!("/cases?{query}")).await?;
            assert_eq!(list.html.contains(&format!("<tr id=\"{case}\"")), listed, "{query}");
        }
        assert_eq!(officer.sees("/cases?stage=nonsense").await?.status, StatusCode::BAD_REQUEST);
        let kept = officer.sends("/cases/filters", &[("name", "<b>soon</b>"), ("query", "urgency=at_risk")]).await?;
        assert_eq!(kept.header("location"), "/cases?urgency=at_risk");
        let list = officer.sees("/cases").await?;
        list.shows("<a href=\"/cases?urgency=at_risk\">&lt;b&gt;soon&lt;/b&gt;</a>")?;
        colleague.sees("/cases").await?.hides("soon&lt;")?;
        officer.sends("/cases/filters/forget", &[("name", "<b>soon</b>")]).await?;
        officer.sees("/cases").await?.hides("soon&lt;")
    })
}

#[test]
fn an_applicant_with_the_passport_number_is_told_the_stage_and_no_name() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let application = examples::application(examples::NEGOTIATIONS)?;
        let invitee = application.invitee(0).context("no invitee")?;
        let (passport, surname) = (invitee.passport.number.to_string(), invitee.surname.to_string());
        let applicant = Visitor::nobody(stack)?;
        let told = applicant.sends("/status", &[("case", case.as_str()), ("passport_number", &passport)]).await?;
        assert_eq!(told.status, StatusCode::OK);
        told.shows("The police are checking what you stated.")?;
        told.shows("id=\"strip-service\"")?;
        told.hides(&surname)?;
        // A refusal is told with its ground and how to complain, and not with what was found.
        let officer = Visitor::of(stack, OFFICER)?;
        let papers = [("paper", "contract"), ("reason", "it cannot be read")];
        for _ in 0..2 {
            officer.sends(&format!("/cases/{case}/acts/request_papers"), &papers).await?;
        }
        let asked = applicant.sends("/status", &[("case", case.as_str()), ("passport_number", &passport)]).await?;
        asked.shows("id=\"asked-for\"")?;
        assert_eq!(asked.html.matches("<li>contract</li>").count(), 1, "{}", asked.html);
        let refused = [("outcome", "refuse"), ("ground", "4"), ("note", "an unpaid fine")];
        officer.sends(&format!("/cases/{case}/acts/verify"), &refused).await?;
        let record = on_record(stack, &case, |record| record.status != Status::Open).await?;
        ensure!(record.status.is_refusal(), "ground 4 found in verification ends the case: {record:?}");
        let told = applicant.sends("/status", &[("case", case.as_str()), ("passport_number", &passport)]).await?;
        told.shows("id=\"ground\"")?;
        told.shows("id=\"complaint\"")?;
        told.hides("an unpaid fine")?;
        let wrong = applicant.sends("/status", &[("case", case.as_str()), ("passport_number", "X0000000")]).await?;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND);
        wrong.shows("SHQ-CASE-UNKNOWN")?;
        wrong.shows(case.as_str())?;
        // The ground is on record, and is told in words though the case itself is there no more.
        let ground =
            |seen: &Seen| seen.html.split_once("id=\"ground\"").and_then(|(_, rest)| Some(rest.split_once("</section>")?.0.to_owned()));
        let before = ground(&told).context("no ground")?;
        forget(stack, case.as_str()).await?;
        let after = applicant.sends("/status", &[("case", case.as_str()), ("passport_number", &passport)]).await?;
        assert_eq!(ground(&after), Some(before));
        Ok(())
    })
}

#[test]
fn a_page_learns_of_a_change_and_does_not_hold_up_a_stop() -> Result<()> {
    let options = StackOptions { simulation: true, shift: offset_that_shows(at(FRIDAY)), ..StackOptions::default() };
    shaqyru_tests::run(async {
        let stack = Stack::start(options).await?;
        let case = case(&stack).await?;
        let officer = Visitor::of(&stack, OFFICER)?;
        let mut events = officer.asks(Method::GET, "/events", None, None).await?;
        assert_eq!(events.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(events.headers()["x-accel-buffering"], "no", "a proxy would gather it first");
        officer.sends(&format!("/cases/{case}/acts/verify"), &[("outcome", "clear")]).await?;
        let mut told = String::new();
        while !told.contains(case.as_str()) {
            let news = tokio::time::timeout(PATIENCE, events.chunk()).await??.context("the stream ended")?;
            told.push_str(&String::from_utf8_lossy(&news));
        }
        tokio::time::timeout(PATIENCE + Duration::from_secs(30), stack.stop()).await??;
        // The stream has ended by itself, and was not cut off.
        while events.chunk().await?.is_some() {}
        Ok(())
    })
}
