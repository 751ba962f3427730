//! People are shown dates that do not come, figures of others, or pages that they may not see.

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::Value;
use shaqyru::stack::Stack;
use shaqyru_domain::{
    application::Application,
    case::{
        fact::{Answer, Verification},
        view::ClockView,
    },
    coordination::what_if::{Course, Draft, Foreseen, Supposed, WhatIf},
    invitation::what_if,
    problem::Code,
};
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::{Filed, at, examples, officer, shared};

const FILED_AT: &str = "2026-04-06T10:00:00";
const VERIFIED_AT: &str = "2026-04-06T11:00:00";
const NSC_AT: &str = "2026-04-08T12:00:00";

fn supposed() -> Supposed {
    Supposed { verified_at: Some(at(VERIFIED_AT)), nsc_at: Some(at(NSC_AT)) }
}

fn draft(application: &Application) -> Draft {
    let form = application.form();
    Draft { office: form.inviting_party.office.clone(), channel: form.channel, filed_at: at(FILED_AT) }
}

fn of(what_if: &WhatIf, course: Course) -> Result<&Foreseen> {
    what_if.courses.iter().find(|foreseen| foreseen.course == course).context("no such course")
}

/// All of a clock but how it stands: the applicant is told of an extension at once, which nobody has to suppose.
fn dates<'a>(clocks: impl IntoIterator<Item = &'a ClockView>) -> Vec<String> {
    clocks.into_iter().map(|clock| format!("{:?} {:?} {} {}", clock.clock, clock.window, clock.started_at, clock.due)).collect()
}

#[test]
fn a_case_of_the_engine_goes_the_way_that_was_foreseen_for_its_draft() -> Result<()> {
    shared(async |stack| {
        let application = examples::application(examples::NEGOTIATIONS)?;
        let foreseen = what_if::of_draft(&draft(&application), stack.rulebook(), supposed())?;

        let asks = Filed::file(stack, &application, FILED_AT).await?;
        assert_eq!(asks.cases.what_if(&asks.number, at(FILED_AT), supposed()).await?, foreseen, "filed, it is the same as its draft");
        asks.verify(Verification::Clear, VERIFIED_AT, officer("a-serik")).await?;
        let _ = asks.forward_to(NSC_AT).await?;
        asks.more_time("further study", NSC_AT).await?;
        let clocks = asks.recorded().await?.clocks;
        assert_eq!(dates(&clocks), dates(of(&foreseen, Course::Asks)?.clocks.iter().map(|deadline| &deadline.clock)));
        let now = asks.cases.what_if(&asks.number, at(NSC_AT), Supposed::default()).await?;
        assert_eq!(of(&now, Course::Asks)?.rejected.as_ref().map(|problem| problem.code), Some(Code::ExtensionRepeated));

        let answers = Filed::file(stack, &application, FILED_AT).await?;
        answers.verify(Verification::Clear, VERIFIED_AT, officer("a-serik")).await?;
        let _ = answers.forward_to(NSC_AT).await?;
        answers.answer_by(Answer::Agree, NSC_AT, officer("a-serik")).await?;
        let clocks = answers.recorded().await?.clocks;
        assert_eq!(dates(&clocks), dates(of(&foreseen, Course::Answers)?.clocks.iter().map(|deadline| &deadline.clock)));
        let refused = answers.cases.what_if(&answers.number, at(NSC_AT), supposed()).await.unwrap_err();
        assert_eq!(refused.code, Code::Answered);
        Ok(())
    })
}

/// Somebody at a browser, or a program with their token.
struct Visitor<'a> {
    stack: &'a Stack,
    http: reqwest::Client,
    token: String,
}

impl<'a> Visitor<'a> {
    fn new(stack: &'a Stack, roles: &[&str], office: Option<&str>) -> Result<Self> {
        let token = stack.sandbox.token(&TokenRequest::of("v-visitor", roles, office))?;
        Ok(Self { stack, http: reqwest::Client::new(), token })
    }

    async fn get(&self, path: &str, accept: &str) -> Result<(StatusCode, String)> {
        let request = self.http.get(format!("{}{path}", self.stack.console.url())).bearer_auth(&self.token).header("Accept", accept);
        let response = request.send().await?;
        Ok((response.status(), response.text().await?))
    }

    async fn page(&self, path: &str) -> Result<(StatusCode, String)> {
        self.get(path, "text/html").await
    }
}

#[test]
fn figures_are_shown_to_supervisors_heads_and_auditors_and_to_nobody_else() -> Result<()> {
    shared(async |stack| {
        Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, FILED_AT).await?;
        for (roles, office) in [(["supervisor"], Some("ALA-ALMALY")), (["head"], None), (["auditor"], None)] {
            let visitor = Visitor::new(stack, &roles, office)?;
            for (language, title) in [("kk", "Бақылау көрсеткіштері"), ("ru", "Показатели контроля"), ("en", "Supervision")]
            {
                let (status, page) = visitor.page(&format!("/supervision?lang={language}")).await?;
                ensure!(status == StatusCode::OK, "{roles:?} {language}: {status} {page}");
                for said in [title, "<svg", "<title id=\"forecast-chart-title\">", "<desc id=\"kept-chart-desc\">", "<caption>"] {
                    ensure!(page.contains(said), "{roles:?} {language}: no {said} in {page}");
                }
                ensure!(!page.contains(" style="), "the policy of our pages allows no style in them");
            }
            // Whom an office is given sees no other.
            let (status, page) = visitor.page("/supervision?office=AST-DP&lang=en").await?;
            let expected = if office.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
            ensure!(status == expected, "{roles:?}: {status} {page}");
        }
        for role in ["officer", "operator"] {
            let visitor = Visitor::new(stack, &[role], Some("ALA-ALMALY"))?;
            assert_eq!(visitor.page("/supervision").await?.0, StatusCode::FORBIDDEN, "{role}");
            let (_, page) = visitor.page("/what-if?lang=en").await?;
            ensure!(!page.contains("href=\"/supervision\""), "{role} is led to what is refused: {page}");
        }
        Ok(())
    })
}

#[test]
fn a_page_foresees_the_same_dates_as_the_api() -> Result<()> {
    shared(async |stack| {
        let application = examples::application(examples::NEGOTIATIONS)?;
        let case = Filed::file(stack, &application, FILED_AT).await?;
        let visitor = Visitor::new(stack, &["auditor"], None)?;
        let when = format!("verified_at={VERIFIED_AT}&nsc_at={NSC_AT}");
        let (status, answer) = visitor.get(&format!("/api/v1/cases/{}/what-if?{when}", case.id()), "application/json").await?;
        ensure!(status == StatusCode::OK, "{answer}");
        let foreseen: WhatIf = serde_json::from_str(&answer)?;
        let expected = what_if::of_draft(&draft(&application), stack.rulebook(), supposed())?;
        // The console's clock shows today, when all of this has long run out: the dates are the same, how the clocks stand is not.
        let clocks =
            |what_if: &WhatIf| Ok::<_, anyhow::Error>(dates(of(what_if, Course::Asks)?.clocks.iter().map(|deadline| &deadline.clock)));
        assert_eq!(clocks(&foreseen)?, clocks(&expected)?);

        let office = draft(&application).office;
        let of_case = format!("/what-if?case={}&{when}&lang=en", case.id());
        let of_draft = format!("/what-if?office={office}&channel=electronic&filed_at={FILED_AT}&{when}&lang=en");
        for path in [of_case, of_draft] {
            let (status, page) = visitor.page(&path).await?;
            ensure!(status == StatusCode::OK, "{path}: {status} {page}");
            for deadline in &of(&expected, Course::Asks)?.clocks {
                ensure!(page.contains(&format!("datetime=\"{}\"", deadline.clock.due)), "{path}: no {:?} in {page}", deadline.clock);
            }
        }
        let draft = serde_json::json!({ "office": office, "channel": "electronic", "filed_at": format!("{FILED_AT}+05:00") });
        let request = visitor.http.post(format!("{}/api/v1/what-if", stack.console.url())).bearer_auth(&visitor.token).json(&draft);
        let answer: Value = request.send().await?.error_for_status()?.json().await?;
        assert_eq!(answer["courses"].as_array().map(Vec::len), Some(3));
        // What is wrong stands beside the form, and nothing is lost.
        let (status, page) = visitor.page("/what-if?case=INV-NONE&lang=en").await?;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        ensure!(page.contains("SHQ-CASE-NUMBER") && page.contains("value=\"INV-NONE\""), "{page}");
        Ok(())
    })
}
