//! People are shown dates that do not come, figures of others, or pages that they may not see.

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_domain::{
    application::Application,
    case::{
        fact::{Answer, Verification},
        stage::Stage,
        view::ClockView,
    },
    coordination::what_if::{Course, Draft, Foreseen, Supposed, WhatIf},
    problem::Code,
    visa::{request::VisaRequest, what_if::DraftedVisa},
    what_if::of_draft,
};
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::{Filed, at, examples, officer, shared};

use crate::terminal::Terminal;

const FILED_AT: &str = "2026-04-06T10:00:00";
const VERIFIED_AT: &str = "2026-04-06T11:00:00";
const NSC_AT: &str = "2026-04-08T12:00:00";
/// What is asked for of a visa is complete on that Friday.
const VISA_FILED_AT: &str = "2026-04-24T10:00:00";
const VISA_NSC_AT: &str = "2026-04-28T12:00:00";

fn supposed() -> Supposed {
    Supposed { verified_at: Some(at(VERIFIED_AT)), nsc_at: Some(at(NSC_AT)) }
}

fn supposed_of_the_nsc() -> Supposed {
    Supposed { nsc_at: Some(at(VISA_NSC_AT)), verified_at: None }
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
        let foreseen = of_draft(&draft(&application), None, stack.rulebook(), supposed())?;

        let asks = Filed::file(stack, &application, FILED_AT).await?;
        assert_eq!(asks.cases.what_if(&asks.number, at(FILED_AT), supposed()).await?, foreseen, "filed, it is the same as its draft");
        asks.verify(Verification::Clear, VERIFIED_AT, officer("a-serik")).await?;
        let _ = asks.forward_to(NSC_AT).await?;
        asks.more_time("further study", NSC_AT).await?;
        let clocks = asks.recorded().await?.clocks;
        assert_eq!(dates(&clocks), foretold(&foreseen, Course::Asks)?);
        let now = asks.cases.what_if(&asks.number, at(NSC_AT), Supposed::default()).await?;
        assert_eq!(of(&now, Course::Asks)?.rejected.as_ref().map(|problem| problem.code), Some(Code::ExtensionRepeated));

        let answers = Filed::file(stack, &application, FILED_AT).await?;
        answers.verify(Verification::Clear, VERIFIED_AT, officer("a-serik")).await?;
        let _ = answers.forward_to(NSC_AT).await?;
        answers.answer_by(Answer::Agree, NSC_AT, officer("a-serik")).await?;
        let clocks = answers.recorded().await?.clocks;
        assert_eq!(dates(&clocks), foretold(&foreseen, Course::Answers)?);
        let refused = answers.cases.what_if(&answers.number, at(NSC_AT), supposed()).await.unwrap_err();
        assert_eq!(refused.code, Code::Answered);
        Ok(())
    })
}

fn visa_draft(request: &VisaRequest) -> (Draft, DraftedVisa) {
    let form = request.form();
    let draft = Draft { office: form.office.clone(), channel: form.channel.into(), filed_at: at(VISA_FILED_AT) };
    (draft, DraftedVisa { action: form.action, category: form.category.clone() })
}

fn foretold(what_if: &WhatIf, course: Course) -> Result<Vec<String>> {
    Ok(dates(of(what_if, course)?.clocks.iter().map(|deadline| &deadline.clock)))
}

/// Thirty days are the service's term for the second, which the NSC's request does not extend.
#[test]
fn a_visa_of_the_engine_goes_the_way_that_was_foreseen_for_its_draft() -> Result<()> {
    shared(async |stack| {
        for example in ["issue-c3-after-b3", "issue-c1-ethnic-kazakh", "extend-c3-other-region", "restore-c3-new-passport"] {
            let request = examples::visa_request(example)?;
            let (draft, visa) = visa_draft(&request);
            let foreseen = of_draft(&draft, Some(&visa), stack.rulebook(), supposed_of_the_nsc())?;

            let asks = Filed::file_visa(stack, &request, VISA_FILED_AT).await?;
            assert_eq!(
                asks.cases.what_if(&asks.number, at(VISA_FILED_AT), supposed_of_the_nsc()).await?,
                foreseen,
                "{example}: filed, it is the same as its draft"
            );
            asks.more_time("further study", VISA_NSC_AT).await?;
            assert_eq!(dates(&asks.recorded().await?.clocks), foretold(&foreseen, Course::Asks)?, "{example}");
            let now = asks.cases.what_if(&asks.number, at(VISA_NSC_AT), Supposed::default()).await?;
            assert_eq!(of(&now, Course::Asks)?.rejected.as_ref().map(|problem| problem.code), Some(Code::ExtensionRepeated));

            let answers = Filed::file_visa(stack, &request, VISA_FILED_AT).await?;
            answers.answer_by(Answer::Agree, VISA_NSC_AT, officer("a-serik")).await?;
            assert_eq!(dates(&answers.recorded().await?.clocks), foretold(&foreseen, Course::Answers)?, "{example}");
            let refused = answers.cases.what_if(&answers.number, at(VISA_NSC_AT), supposed_of_the_nsc()).await.unwrap_err();
            assert_eq!(refused.code, Code::Answered, "{example}");

            let is_silent = Filed::file_visa(stack, &request, VISA_FILED_AT).await?;
            let _ = is_silent.forward_to(&of(&foreseen, Course::IsSilent)?.at.to_string()).await?;
            let silence = is_silent.until("both windows to have run out", |view| view.stage == Stage::CoordinationOverdue).await?;
            assert_eq!(dates(&silence.clocks), foretold(&foreseen, Course::IsSilent)?, "{example}");
        }
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

    async fn json(&self, path: &str) -> Result<(StatusCode, Value)> {
        let (status, answer) = self.get(path, "application/json").await?;
        Ok((status, serde_json::from_str(&answer).with_context(|| answer.clone())?))
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
        let expected = of_draft(&draft(&application), None, stack.rulebook(), supposed())?;
        // The console's clock shows today, when all of this has long run out: the dates are the same, how the clocks stand is not.
        assert_eq!(foretold(&foreseen, Course::Asks)?, foretold(&expected, Course::Asks)?);

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

/// What people read above the courses and, of a complaint, in their place.
const IN_THREE_LANGUAGES: [(&str, &str, &str); 3] = [
    ("kk", "ҰҚК мерзімді ұзартуды сұрайды", "Бұл іс бойынша ҰҚК-ге сұрау жіберілмейді."),
    ("ru", "КНБ запрашивает продление", "По этому делу КНБ не запрашивается."),
    ("en", "The NSC asks for more time", "the NSC is not asked about a complaint"),
];

#[test]
fn terminal_api_and_page_foresee_the_same_dates_of_a_visa_and_of_its_draft() -> Result<()> {
    shared(async |stack| {
        let request = examples::visa_request("issue-c3-after-b3")?;
        let (draft, visa) = visa_draft(&request);
        let expected = of_draft(&draft, Some(&visa), stack.rulebook(), supposed_of_the_nsc())?;
        let dates_of = |answer: Value| foretold(&serde_json::from_value(answer)?, Course::Asks);
        let (visitor, terminal) = (Visitor::new(stack, &["auditor"], None)?, Terminal::at(stack)?);
        let case = Filed::file_visa(stack, &request, VISA_FILED_AT).await?;
        case.until("the NSC to be asked", |view| view.stage == Stage::Coordination).await?;

        // The console's clock shows today, see above.
        let (status, answer) = visitor.json(&format!("/api/v1/cases/{}/what-if?nsc_at={VISA_NSC_AT}", case.id())).await?;
        ensure!(status == StatusCode::OK, "{answer}");
        assert_eq!(dates_of(answer)?, foretold(&expected, Course::Asks)?);
        let said = terminal.done(&format!("what-if {} --nsc-at {VISA_NSC_AT}", case.id()), &[]).await?;
        assert_eq!(dates_of(said)?, foretold(&expected, Course::Asks)?);

        // A draft depends on no clock: all of it is the same.
        let (office, action, category) = (&draft.office, visa.action.as_str(), &visa.category);
        let line = format!(
            "what-if --filed-at {VISA_FILED_AT} --office {office} --paper --visa {action} --category {category} --nsc-at {VISA_NSC_AT}"
        );
        assert_eq!(serde_json::from_value::<WhatIf>(terminal.done(&line, &[]).await?)?, expected);
        let drafted = |category: &str| {
            let visa = json!({ "action": action, "category": category });
            json!({ "office": office, "channel": "paper", "filed_at": at(VISA_FILED_AT), "nsc_at": at(VISA_NSC_AT), "visa": visa })
        };
        let ask = async |draft: Value| {
            visitor.http.post(format!("{}/api/v1/what-if", stack.console.url())).bearer_auth(&visitor.token).json(&draft).send().await
        };
        assert_eq!(ask(drafted(category.as_str())).await?.error_for_status()?.json::<WhatIf>().await?, expected);

        let of_case = format!("/what-if?case={}&nsc_at={VISA_NSC_AT}", case.id());
        let of_draft = format!(
            "/what-if?visa={action}&category={category}&office={office}&channel=paper&filed_at={VISA_FILED_AT}&nsc_at={VISA_NSC_AT}"
        );
        for (language, asks, _) in IN_THREE_LANGUAGES {
            for path in [&of_case, &of_draft] {
                let (status, page) = visitor.page(&format!("{path}&lang={language}")).await?;
                ensure!(status == StatusCode::OK && page.contains(asks), "{path} {language}: {status} {page}");
                for deadline in &of(&expected, Course::Asks)?.clocks {
                    ensure!(page.contains(&format!("datetime=\"{}\"", deadline.clock.due)), "{path}: no {:?} in {page}", deadline.clock);
                }
            }
            let (_, page) = visitor.page(&format!("/cases/{}?lang={language}", case.id())).await?;
            ensure!(page.contains(&format!("/what-if?case={}", case.id())), "the page of the case does not lead there: {page}");
        }

        // What is wrong with a draft has a code and a field, and what was typed stays.
        for (category, status, code, field) in [("C99", 400, "SHQ-CATEGORY", Some("category")), ("C11", 422, "SHQ-NOT-COORDINATED", None)] {
            let answer = ask(drafted(category)).await?;
            assert_eq!(answer.status(), status, "{category}");
            let answer: Value = answer.json().await?;
            assert_eq!((&answer["error"]["code"], answer["error"]["field"].as_str()), (&json!(code), field), "{answer}");
            let (told, page) = visitor.page(&of_draft.replace("category=C3", &format!("category={category}"))).await?;
            ensure!(told == status && page.contains(code) && page.contains(&format!("value=\"{VISA_FILED_AT}\"")), "{told} {page}");
        }
        let (status, page) = visitor.page(&of_draft.replace("category=C3", "category=")).await?;
        ensure!(status == StatusCode::BAD_REQUEST && page.contains("SHQ-FIELD"), "{status} {page}");
        assert_eq!(terminal.refused(2, &line.replace("--category C3", ""), &[]).await?, "SHQ-USAGE");
        Ok(())
    })
}

#[test]
fn of_a_complaint_nobody_is_told_what_the_nsc_may_do() -> Result<()> {
    shared(async |stack| {
        let complaint = Filed::file_complaint(stack, "superior", "2026-04-24T10:00:00").await?;
        complaint.until("somebody to look at it", |view| view.stage == Stage::Forwarding).await?;
        let visitor = Visitor::new(stack, &["auditor"], None)?;
        let (status, answer) = visitor.json(&format!("/api/v1/cases/{}/what-if", complaint.id())).await?;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("SHQ-NOT-COORDINATED")), "{answer}");
        assert_eq!(Terminal::at(stack)?.refused(1, &format!("what-if {}", complaint.id()), &[]).await?, "SHQ-NOT-COORDINATED");
        for (language, _, refused) in IN_THREE_LANGUAGES {
            let (status, page) = visitor.page(&format!("/what-if?case={}&lang={language}", complaint.id())).await?;
            ensure!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(refused), "{language}: {status} {page}");
            let (_, page) = visitor.page(&format!("/cases/{}?lang={language}", complaint.id())).await?;
            ensure!(!page.contains("/what-if?case="), "{language}: a question is offered that is not answered: {page}");
        }
        Ok(())
    })
}
