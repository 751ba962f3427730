//! `demo`: everything on one machine, and example cases through to their outcomes.
//!
//! The demo plays on a working day at 10:00, whatever the day and hour it is started: its clock is
//! shifted, and its worker lets such cases in. What takes seconds happens over HTTP, with callbacks; what
//! takes weeks is fast-forwarded on the same server. A demo that stays up also has open cases, for people to work on.

mod electronic;
mod family;
mod open;

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use chrono::{Days, NaiveTime, TimeDelta, Utc};
use futures::{future::try_join_all, try_join};
use serde::Serialize;
use shaqyru_client::{Cases, Message};
use shaqyru_devserver::VirtualTime;
use shaqyru_domain::{
    actor::Actor,
    authority::{Authority, Role},
    case::{
        clock::ClockOutcome,
        fact::{Answer, Decision, Entry, Refusal, Verdict},
        number::CaseNumber,
        stage::{Stage, Status},
        view::CaseView,
    },
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_sandbox::{self as sandbox, BerkutMessage, BerkutStep, PoliceStep, Script, TokenRequest};
use uuid::Uuid;

use self::family::Family;
use super::{DONE, NO, processes::stop_signal};
use crate::{
    arguments,
    examples::{INCOMPLETE, INDIA_PRIVATE, INDIA_WORK, INTERNSHIP, PAKISTAN, TURKIYE, dated},
    output::{self, BOLD, DIM, painted, println},
    stack::{Stack, StackOptions},
};

/// Who decides.
const OFFICER: &str = "P-1042";
/// Who enters what comes by letter: another person decides.
const OPENS_LETTERS: &str = "P-1043";

/// How soon the agencies of the demo answer.
const AGENCY_DELAY_MS: u64 = 300;
/// A step that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What one example shows.
struct Example {
    title: &'static str,
    application: &'static str,
    /// What happens to each invitee's case.
    courses: Vec<Course>,
}

/// What happens to a case.
#[derive(Clone)]
enum Course {
    /// Nothing more: papers are missing.
    Incomplete,
    /// The police refuse on a ground.
    PoliceRefuse(u8),
    /// The NSC answers at once.
    Answered(Answer),
    /// The NSC asks for more time and answers after so many days.
    MoreTime { days: u64, answer: Answer },
    /// The NSC is silent for so many days, then answers.
    Silence { days: u64, answer: Answer },
}

fn examples() -> Vec<Example> {
    vec![
        Example {
            title: "B3 negotiations, Türkiye: the NSC agrees", application: TURKIYE, courses: vec![Course::Answered(Answer::Agree)]
        },
        Example {
            title: "B10 private visit, India, two invitees: one is refused by the police, one is issued",
            application: INDIA_PRIVATE,
            courses: vec![Course::PoliceRefuse(4), Course::Answered(Answer::Agree)],
        },
        Example {
            title: "C3 work at the AIFC, India: the NSC objects",
            application: INDIA_WORK,
            courses: vec![Course::Answered(Answer::Object)],
        },
        Example { title: "B7 internship without a petition: not accepted", application: INCOMPLETE, courses: vec![Course::Incomplete] },
        Example {
            title: "B7 internship, Viet Nam: the NSC asks for more time",
            application: INTERNSHIP,
            courses: vec![Course::MoreTime { days: 14, answer: Answer::Agree }],
        },
        Example {
            title: "B3 electronic, Pakistan: the NSC is silent past both windows",
            application: PAKISTAN,
            courses: vec![Course::Silence { days: 40, answer: Answer::Agree }],
        },
    ]
}

/// The demo's parts and its clock.
struct Demo {
    stack: Stack,
    cases: Cases,
    offset: TimeDelta,
    json: bool,
}

/// What the demo has shown.
struct Played {
    /// Applications, each by itself.
    examples: Vec<Ended>,
    /// A family, from its invitation on.
    family: Vec<Ended>,
    /// An electronic visa, from its invitation on.
    electronic: Vec<Ended>,
}

/// How an example case ended.
#[derive(Serialize)]
struct Ended {
    title: &'static str,
    #[serde(flatten)]
    view: CaseView,
}

pub(crate) async fn run(options: &arguments::Demo, rulebook: Rulebook, json: bool) -> Result<u8, Problem> {
    let mut stop = pin!(stop_signal());
    // Who waits for the outcomes must not take a demo that was stopped for one that has shown them.
    let stopped = if options.exit { NO } else { DONE };
    let offset = offset_to_office_hours(&rulebook)?;
    let (ui_port, metrics) = (free_port(), free_port().map(|port| SocketAddr::from(([127, 0, 0, 1], port))));
    let rulebook = Some(Arc::new(rulebook));
    let options_of_stack =
        StackOptions { rulebook, callback: true, simulation: true, ui_port, metrics, shift: offset, ..StackOptions::default() };
    let stack = tokio::select! {
        stack = Stack::start(options_of_stack) => stack?,
        () = &mut stop => return Ok(stopped),
    };
    stack
        .sandbox
        .set_callback_base(Some(stack.console.url().parse().map_err(|_| Problem::new(Code::Configuration, "the console has no address"))?))
        .map_err(|error| Problem::new(Code::Configuration, error.to_string()))?;
    let demo = Demo { cases: stack.cases(), stack, offset, json };
    demo.say(format!("{BOLD}Shaqyru{BOLD:#}: it is {} in this demo\n", output::readable(demo.now())));
    let played = tokio::select! {
        played = demo.play() => played.map(Some),
        () = &mut stop => Ok(None),
    };
    if let Ok(Some(played)) = &played {
        demo.show(played);
        if !options.exit {
            let waiting = demo.open_cases().await?;
            demo.show_where_to_look(&played.family, &waiting, ui_port, metrics).await?;
            stop.await;
        }
    }
    demo.stack.stop().await?;
    played.map(|played| if played.is_none() { stopped } else { DONE })
}

/// The next working day at 10:00, as a shift of the clock.
fn offset_to_office_hours(rulebook: &Rulebook) -> Result<TimeDelta, Problem> {
    let now = Instant::from_utc(Utc::now());
    let day = rulebook.calendars.newest().roll_forward(now.date())?;
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    Ok(Instant::at(day, ten).since(now))
}

fn free_port() -> Option<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).ok()?;
    listener.local_addr().ok().map(|address| address.port())
}

impl Demo {
    fn now(&self) -> Instant {
        Instant::from_utc(Utc::now()).shifted(self.offset)
    }

    fn say(&self, text: impl AsRef<str>) {
        if !self.json {
            println!("{}", text.as_ref());
        }
    }

    async fn play(&self) -> Result<Played, Problem> {
        let stories = try_join_all(examples().into_iter().map(|example| self.play_example(example)));
        let family = Family::of(self)?;
        let (examples, family, electronic) = try_join!(stories, family.play(), self.play_electronic_visa())?;
        self.deliver_stages().await?;
        Ok(Played { examples: examples.into_iter().flatten().collect(), family, electronic })
    }

    /// The schedule would do it within a minute.
    async fn deliver_stages(&self) -> Result<(), Problem> {
        self.stack.deliver_stages().await?;
        let delivered = async || Ok((self.stack.register.count_undelivered().await? == 0).then_some(()));
        eventually("the stages do not reach the monitoring system", delivered).await
    }

    async fn play_example(&self, example: Example) -> Result<Vec<Ended>, Problem> {
        let application = dated(example.application, self.now().date())?;
        let request_id = Uuid::new_v4().to_string();
        let first = CaseNumber::of_request(&request_id, 0);
        let numbers: Vec<_> = (0..example.courses.len()).map(|invitee| first.sibling(invitee)).collect();
        for (case, course) in numbers.iter().zip(&example.courses) {
            self.stack
                .sandbox
                .set_script(case.as_str(), script(course))
                .map_err(|error| Problem::new(Code::Configuration, error.to_string()))?;
        }
        let offset = self.offset.num_milliseconds();
        self.cases.submit_shifted(&request_id, &application, self.now(), offset).await?;
        let courses = numbers.iter().zip(&example.courses).map(|(case, course)| self.play_course(case, course));
        let views = try_join_all(courses).await?;
        for view in &views {
            self.say_how_it_ended(example.title, view);
        }
        Ok(views.into_iter().map(|view| Ended { title: example.title, view }).collect())
    }

    fn say_how_it_ended(&self, title: &str, view: &CaseView) {
        let status = painted(format!("{:<18}", view.status.as_str()), output::status_style(view.status));
        self.say(format!("{}  {status}  {}", view.case, painted(title, DIM)));
    }

    async fn play_course(&self, case: &CaseNumber, course: &Course) -> Result<CaseView, Problem> {
        match course {
            Course::Incomplete | Course::PoliceRefuse(_) => {}
            Course::Answered(answer) => {
                self.decide_on(case, *answer).await?;
            }
            Course::MoreTime { days, answer } => {
                self.until(case, |view| view.stage == Stage::CoordinationExtended).await?;
                self.answer_after(case, *days, *answer).await?;
            }
            Course::Silence { days, answer } => {
                self.until(case, |view| view.stage == Stage::Coordination).await?;
                self.answer_after(case, *days, *answer).await?;
            }
        }
        self.until(case, |view| view.status != Status::Open).await
    }

    /// The answer can be seen a moment before it is on record. If that moment is lost, it comes once more, with a later stamp: then
    /// the officer looks again, too.
    async fn decide_on(&self, case: &CaseNumber, answer: Answer) -> Result<(), Problem> {
        loop {
            self.until(case, |view| view.stage == Stage::Decision).await?;
            match self.decide(case, answer, self.now()).await {
                Err(problem) if matches!(problem.code, Code::OutOfOrder | Code::NoAnswer) => {}
                decided => return decided,
            }
        }
    }

    /// Weeks pass for this case alone; then an officer enters the answer that came by letter, and decides.
    async fn answer_after(&self, case: &CaseNumber, days: u64, answer: Answer) -> Result<(), Problem> {
        let start = self.now();
        let day = start.date().checked_add_days(Days::new(days)).unwrap_or(start.date());
        let day = self.stack.rulebook().calendars.newest().roll_forward(day)?;
        let received_at = Instant::at(day, start.time());
        let virtual_time = VirtualTime::new(self.cases.engine().clone(), case.as_str());
        let engine_instant = received_at.shifted(-self.offset).utc();
        let arrival = virtual_time.fast_forward_to(engine_instant).await;
        arrival.map(drop).map_err(|error| Problem::new(Code::Engine, error.to_string()))?;
        let entry = Entry::new(answer, received_at, Actor::Officer(OPENS_LETTERS.parse()?));
        self.cases.tell(case, Message::of(Uuid::new_v4().to_string(), entry)?.under(authority())).await?;
        self.decide(case, answer, received_at).await
    }

    async fn decide(&self, case: &CaseNumber, answer: Answer, received_at: Instant) -> Result<(), Problem> {
        let verdict = match answer {
            Answer::Agree => Verdict::Issue,
            Answer::Object => Verdict::Refuse(Refusal { ground: 3.try_into()?, note: None }),
        };
        let entry = Entry::new(Decision { verdict, late_reason: None }, received_at, Actor::Officer(OFFICER.parse()?));
        self.cases.tell(case, Message::of(Uuid::new_v4().to_string(), entry)?.under(authority())).await.map(drop)
    }

    async fn until(&self, case: &CaseNumber, reached: impl Fn(&CaseView) -> bool) -> Result<CaseView, Problem> {
        self.until_as_of(case, self.now(), reached).await
    }

    async fn until_as_of(&self, case: &CaseNumber, as_of: Instant, reached: impl Fn(&CaseView) -> bool) -> Result<CaseView, Problem> {
        let look = async || match self.cases.case(case, as_of).await {
            Ok(view) => Ok(Some(view).filter(&reached)),
            // The case of a further invitee is opened by the first one's.
            Err(problem) if problem.code == Code::CaseUnknown => Ok(None),
            Err(problem) => Err(problem),
        };
        eventually(&format!("{case} did not get on"), look).await
    }

    fn show(&self, played: &Played) {
        let ended: Vec<_> = played.examples.iter().chain(&played.family).chain(&played.electronic).collect();
        if self.json {
            output::print_json(&ended);
            return;
        }
        let rows = ended.iter().map(|Ended { view, .. }| {
            let visa = view.visa_standing.as_ref().and_then(|standing| standing.visa.as_ref());
            let number = visa.map(|visa| visa.number.to_string()).or_else(|| view.invitation_number.clone()).unwrap_or_default();
            vec![view.case.to_string(), view.category.clone(), number, on_the_way(view), output::status(view.status)]
        });
        println!();
        output::print_table(&["case", "category", "invitation or visa", "on the way", "outcome"], rows.collect());
    }

    async fn show_where_to_look(
        &self,
        family: &[Ended],
        waiting: &CaseNumber,
        ui_port: Option<u16>,
        metrics: Option<SocketAddr>,
    ) -> Result<(), Problem> {
        let [invitation, visa, ..] = family else { return Ok(()) };
        let (invitation, visa) = (&invitation.view.case, &visa.view.case);
        let console = self.stack.console.url();
        let no_token = |error: sandbox::KeyError| Problem::new(Code::Configuration, error.to_string());
        let token = self.stack.sandbox.token(&TokenRequest::of("S-0001", &["supervisor"], None)).map_err(no_token)?;
        self.say(format!("\n{BOLD}Console{BOLD:#}: {console}"));
        self.say("Sign in there as one of:");
        for user in sandbox::USERS {
            let place = user.office.unwrap_or("everywhere");
            self.say(format!("  {:<8}{:<18}{:<12}{place}", user.id, user.name, user.roles.join(", ")));
        }
        self.say(format!(
            "As {OFFICER}, see what became of an invitation and of the first visa on it, and issue a visa and print its sticker:"
        ));
        for case in [invitation, visa, waiting] {
            self.say(format!("  {console}/cases/{case}"));
        }
        if let Some(record) = self.stack.register.case(invitation).await?
            && let Some(code) = self.code_of_last_notice(invitation)
        {
            let passport = record.passport_number;
            self.say(format!("As who applied, without signing in: ask there for {invitation} with the passport {passport}, and open its"));
            self.say(format!("documents with {code}, the code of the last notice."));
        }
        let pages = ui_port.map(|port| format!("Workflows in the browser: http://127.0.0.1:{port}\n")).unwrap_or_default();
        let metrics = metrics.map(|addr| format!("Metrics for Prometheus: http://{addr}/metrics\n")).unwrap_or_default();
        self.say(format!("{pages}{metrics}API: {console}/api/openapi.json   Agencies: {}", self.stack.sandbox.base_url()));
        self.say("Look closer from another terminal, as a supervisor of the whole country:");
        self.say(format!("  export SHAQYRU_URL={console}\n  export SHAQYRU_TOKEN={token}"));
        let program = program();
        self.say(format!("  {program} list\n  {program} tree {invitation}\n  {program} timeline {visa}\n  {program} deadlines {visa}"));
        self.say("Ctrl-C ends the demo.");
        Ok(())
    }

    /// What the portal's stand-in shows the applicant.
    fn code_of_last_notice(&self, case: &CaseNumber) -> Option<String> {
        let received = self.stack.sandbox.received();
        let notices = received.accepted(sandbox::Log::Notices, case.as_str());
        notices.last()?.body.get("code")?.as_str().map(str::to_owned)
    }
}

/// What the office has seen of a case.
fn on_the_way(view: &CaseView) -> String {
    let ran_out = view.clocks.iter().filter(|clock| clock.outcome == ClockOutcome::Breached).count();
    match (ran_out, view.escalations.len()) {
        (0, 0) => "in time".to_owned(),
        (0, escalations) => format!("in time, {escalations} reminders"),
        (terms, escalations) => format!("{terms} terms ran out, {escalations} escalations"),
    }
}

/// The program as it was called: after `cargo run` it is not on the `PATH`.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "shaqyru".to_owned())
}

/// The demo enters what came by letter at whatever office the case is.
fn authority() -> Authority {
    Authority::new([Role::Head], None)
}

/// What is found before long.
async fn eventually<T>(otherwise: &str, look: impl AsyncFn() -> Result<Option<T>, Problem>) -> Result<T, Problem> {
    let looking = async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    let silent = || Problem::new(Code::WorkerSilent, format!("{otherwise} within {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, looking).await.unwrap_or_else(|_| Err(silent()))
}

fn script(course: &Course) -> Script {
    let police = |verification| Some(PoliceStep { after_ms: AGENCY_DELAY_MS, verification: Some(verification) });
    let berkut = |message| vec![BerkutStep { after_ms: AGENCY_DELAY_MS, message }];
    let clear = police(sandbox::Verification::Clear);
    match course {
        Course::Incomplete => Script::default(),
        Course::PoliceRefuse(ground) => {
            let note = "unexecuted penalty from an earlier stay".to_owned();
            Script { police: police(sandbox::Verification::Refuse { ground: *ground, note }), ..Script::default() }
        }
        Course::Answered(answer) => Script { police: clear, berkut: berkut(BerkutMessage::Answer(spoken(*answer))), ..Script::default() },
        Course::MoreTime { .. } => {
            let reason = "further study of the materials".to_owned();
            Script { police: clear, berkut: berkut(BerkutMessage::ExtensionRequest { reason }), ..Script::default() }
        }
        Course::Silence { .. } => Script { police: clear, ..Script::default() },
    }
}

/// The agencies' stand-ins have words of their own: they read the contracts apart from us.
fn spoken(answer: Answer) -> sandbox::Answer {
    match answer {
        Answer::Agree => sandbox::Answer::Agree,
        Answer::Object => sandbox::Answer::Object,
    }
}
