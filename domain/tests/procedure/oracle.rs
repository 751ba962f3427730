//! Risk: the procedure is wrong in a place where nobody thought of a test. A second reading of the contract,
//! written apart and in another manner (each clock in closed form from the instants of the acts), has to agree
//! on random cases.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};
use proptest::prelude::*;
use shaqyru_domain::{
    actor::Actor,
    case::fact::{Answer, Decision, Entry, ExtensionRequest, Refusal, Verdict, Verification, Withdrawal},
    invitation::procedure::Fact,
    law::ground::Ground,
    time::instant::Instant,
};

use crate::script::{Step, clock_line, escalation_line, officer, open, short, take, text};

/// A random case.
#[derive(Debug, Clone)]
pub struct Script {
    pub filed_at: Instant,
    pub facts: Vec<Entry<Fact>>,
    pub until: Instant,
    /// Whether the applicant is told of an extension of itself, or never.
    pub told_of_itself: bool,
}

fn hour(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

pub mod calendar {
    use super::*;

    /// Weekdays off, as month.day.
    const OFF: [(i32, &str); 2] = [
        (2026, "1.1 1.2 1.7 3.9 3.23 3.24 3.25 5.1 5.7 5.11 5.27 7.6 10.26 12.16"),
        (2027, "1.1 1.4 1.7 3.8 3.15 3.22 3.23 3.24 5.3 5.7 5.10 7.6 10.25 12.16"),
    ];

    pub fn works(day: NaiveDate) -> bool {
        let (_, off) = OFF.iter().find(|(year, _)| *year == day.year()).unwrap();
        let name = format!("{}.{}", day.month(), day.day());
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !off.split(' ').any(|off| off == name)
    }

    pub fn working_days_after(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        day.iter_days().skip(1).filter(|day| works(*day))
    }

    pub fn working_day_before(day: NaiveDate, n: usize) -> NaiveDate {
        (1..).map(|back| day - Days::new(back)).filter(|day| works(*day)).nth(n - 1).unwrap()
    }

    pub fn in_working_days(day: NaiveDate, n: usize) -> Instant {
        Instant::at(working_days_after(day).nth(n - 1).unwrap(), hour(18, 30))
    }

    pub fn in_30_calendar_days(day: NaiveDate) -> Instant {
        let last = day + Days::new(30);
        Instant::at(last.iter_days().find(|day| works(*day)).unwrap(), hour(18, 30))
    }
}

/// What ends a clock: when, and as what if in time.
type Act = Option<(Instant, &'static str)>;

/// The acts that were taken.
pub struct Story {
    filed_at: Instant,
    registered_on: NaiveDate,
    begins: Instant,
    last: Instant,
    verified: Option<Instant>,
    clear: bool,
    request: Option<Instant>,
    answer: Option<(Instant, Answer)>,
    end: Option<(Instant, &'static str)>,
    told: bool,
    /// Clocks and escalations, as lines.
    pub clocks: Vec<String>,
    rungs: Vec<String>,
}

impl Story {
    pub fn new(filed_at: Instant, told: bool) -> Self {
        let (day, time) = (filed_at.date(), filed_at.time());
        let works = calendar::works(day);
        let registered_on = if works && time <= hour(18, 30) { day } else { calendar::working_days_after(day).next().unwrap() };
        let within_hours = works && (hour(9, 0)..=hour(18, 30)).contains(&time);
        let begins = if within_hours { filed_at } else { Instant::at(registered_on, hour(9, 0)) };
        Self {
            filed_at,
            registered_on,
            begins,
            last: filed_at,
            verified: None,
            clear: false,
            request: None,
            answer: None,
            end: None,
            told,
            clocks: Vec::new(),
            rungs: Vec::new(),
        }
    }

    fn standard_due(&self) -> Instant {
        calendar::in_working_days(self.verified.unwrap().date(), 3)
    }

    fn extended_due(&self) -> Instant {
        calendar::in_30_calendar_days(self.verified.unwrap().date())
    }

    fn decision_due(&self) -> Instant {
        calendar::in_working_days(self.answer.unwrap().0.date(), 1)
    }

    /// Whether the rules take it.
    pub fn take(&mut self, entry: &Entry<Fact>) -> bool {
        let at = entry.received_at;
        let before_answer = self.clear && self.answer.is_none();
        let taken = at >= self.last
            && self.end.is_none()
            && match &entry.content {
                Fact::Verification(Verification::Refuse(refusal)) => {
                    at >= self.begins && self.verified.is_none() && u8::from(refusal.ground) != 3
                }
                Fact::Verification(Verification::Clear) => at >= self.begins && self.verified.is_none(),
                Fact::Answer(_) => before_answer,
                Fact::ExtensionRequest(_) => before_answer && self.request.is_none() && at <= self.extended_due(),
                Fact::Decision(decision) => self.answer.is_some_and(|(_, answer)| {
                    let allowed = match (&decision.verdict, answer) {
                        (Verdict::Annul | Verdict::Shorten, _) => false,
                        (Verdict::Issue, answer) => answer == Answer::Agree,
                        (Verdict::Refuse(refusal), Answer::Agree) => [1, 2, 4, 5, 6].contains(&u8::from(refusal.ground)),
                        (Verdict::Refuse(refusal), Answer::Object) => u8::from(refusal.ground) == 3,
                    };
                    let person = matches!(entry.entered_by, Actor::Officer(_));
                    allowed && (at <= self.decision_due() || !person || decision.late_reason.is_some())
                }),
                Fact::Withdrawal(_) => true,
                Fact::ExtensionNoticeGiven => unreachable!(),
            };
        if taken {
            self.last = at;
            match &entry.content {
                Fact::Verification(Verification::Clear) => (self.verified, self.clear) = (Some(at), true),
                Fact::Verification(Verification::Refuse(refusal)) => {
                    self.verified = Some(at);
                    self.end = Some((at, if u8::from(refusal.ground) == 7 { "not_considered" } else { "refused" }));
                }
                Fact::Answer(answer) => self.answer = Some((at, *answer)),
                Fact::ExtensionRequest(_) => self.request = Some(at),
                Fact::Decision(decision) => self.end = Some((at, if decision.verdict == Verdict::Issue { "issued" } else { "refused" })),
                Fact::Withdrawal(_) => self.end = Some((at, "withdrawn")),
                Fact::ExtensionNoticeGiven => {}
            }
        }
        taken
    }

    fn status_and_stage(&self, until: Instant) -> String {
        let stage = if let Some((_, status)) = self.end {
            return format!("{status} {status}");
        } else if self.answer.is_some() {
            "decision"
        } else if self.clear && self.extended_due() <= until && !self.answered_by(until) {
            "coordination_overdue"
        } else if self.clear && (self.request.is_some() || self.standard_due() <= until) {
            "coordination_extended"
        } else if self.clear {
            "coordination"
        } else if self.begins <= until {
            "verification"
        } else {
            "registered"
        };
        format!("open {stage}")
    }

    fn answered_by(&self, until: Instant) -> bool {
        self.answer.is_some_and(|(at, _)| at <= until)
    }

    /// Writes a clock down. A window of the NSC that was breached ended at its due instant; the others wait.
    fn clock(&mut self, name: &str, start: Instant, due: Instant, act: Act, until: Instant) -> bool {
        let window = name.starts_with("coordination");
        let ended = match act {
            Some((at, outcome)) if at <= due => format!("{outcome} {}", short(at)),
            _ if until < due => "running -".to_owned(),
            _ if window => format!("breached {}", short(due)),
            Some((at, _)) => format!("breached {}", short(at)),
            None => "breached -".to_owned(),
        };
        self.clocks.push(format!("{name}: {} to {}, {ended}", short(start), short(due)));
        ended.starts_with("breached")
    }

    fn ladder(&mut self, name: &str, start: Instant, due: Instant, act: Act, until: Instant) {
        let day = due.date();
        let morning = |day: NaiveDate| Instant::at(day, hour(9, 0));
        let repeat = |audience: &'static str| {
            calendar::working_days_after(day).take(10).zip(1..).map(move |(day, n)| (morning(day), format!("repeat-{n}"), audience))
        };
        let one = |at: Instant, rung: &str, audience: &'static str| vec![(at, rung.to_owned(), audience)];
        let mut rungs = match name {
            "coordination/standard" => one(morning(day), "reminder", "officer"),
            "coordination/extended" => [
                one(morning(calendar::working_day_before(day, 5)), "reminder-5", "officer"),
                one(morning(calendar::working_day_before(day, 1)), "reminder-1", "supervisor"),
            ]
            .concat(),
            // The office closes at 18:30 and lunch ends at 14:30.
            "decision" => one(Instant::at(day, hour(14, 30)), "reminder", "officer"),
            _ => Vec::new(),
        };
        rungs.extend(one(due, "due", if name == "coordination/extended" { "head" } else { "supervisor" }));
        match name {
            "verification" => rungs.extend(repeat("supervisor")),
            "coordination/extended" | "decision" => rungs.extend(repeat("head")),
            _ => {}
        }
        let goes_out = |at: Instant| start <= at && at <= until && act.is_none_or(|(act, _)| at < act);
        self.rungs.extend(
            rungs.into_iter().filter(|(at, ..)| goes_out(*at)).map(|(at, rung, to)| format!("{} {name} {rung} to {to}", short(at))),
        );
    }

    fn run(&mut self, kind: &str, cause: &str, start: Instant, due: Instant, act: Act, until: Instant) -> bool {
        self.ladder(kind, start, due, act, until);
        self.clock(&format!("{kind}{cause}"), start, due, act, until)
    }

    /// All clocks as of an instant not before the last act.
    pub fn tell(&mut self, until: Instant) {
        let began = self.begins <= until && self.end.is_none_or(|(end, _)| self.begins <= end);
        if !began {
            return;
        }
        let withdrawn: Act = self.end.filter(|(_, status)| *status == "withdrawn").map(|(at, _)| (at, "superseded"));
        let first = |acts: &[Act]| acts.iter().flatten().min_by_key(|(at, _)| *at).copied();

        let verified = self.verified.map(|at| (at, "met"));
        self.run("verification", "", self.begins, calendar::in_working_days(self.registered_on, 1), first(&[verified, withdrawn]), until);

        let end = self.end.map(|(at, status)| (at, if status == "withdrawn" { "superseded" } else { "met" }));
        let service_due = calendar::in_working_days(self.registered_on, 5);
        let longer = self.request.filter(|at| *at <= service_due);
        self.run("service/standard", "", self.begins, service_due, first(&[longer.map(|at| (at, "superseded")), end]), until);
        if longer.is_some() {
            self.run("service/extended", "", self.begins, calendar::in_30_calendar_days(self.registered_on), end, until);
        }

        if !self.clear {
            return;
        }
        let (start, standard_due) = (self.verified.unwrap(), self.standard_due());
        let answered = self.answer.map(|(at, _)| (at, "met"));
        let in_time = self.request.filter(|at| *at <= standard_due);
        let breached = self.run(
            "coordination/standard",
            "",
            start,
            standard_due,
            first(&[in_time.map(|at| (at, "superseded")), answered, withdrawn]),
            until,
        );
        if in_time.is_some() || breached {
            let cause = if in_time.is_some() { " requested" } else { " overdue" };
            self.run("coordination/extended", cause, start, self.extended_due(), first(&[answered, withdrawn]), until);
        }
        if let Some(asked) = self.request {
            let act = if self.told { Some((asked, "met")) } else { withdrawn };
            self.run("extension_notice", "", asked, calendar::in_working_days(asked.date(), 3), act, until);
        }
        if let Some((answered, _)) = self.answer {
            self.run("decision", "", answered, self.decision_due(), end, until);
        }
    }
}

fn refusal(ground: u8) -> Refusal {
    Refusal { ground: Ground::try_from(ground).unwrap(), note: None }
}

fn facts() -> impl Strategy<Value = (Fact, Actor)> {
    let late_reason = || prop_oneof![2 => Just(Some("illness")), 1 => Just(None)].prop_map(|reason| reason.map(text));
    let verdict = prop_oneof![2 => Just(Verdict::Issue), 2 => Just(Verdict::Refuse(refusal(3))), 1 => (1..=7_u8).prop_map(|ground| Verdict::Refuse(refusal(ground)))];
    let person = prop_oneof![3 => Just(officer("P-1")), 1 => Just(Actor::System)];
    prop_oneof![
        2 => Just((Fact::Verification(Verification::Clear), Actor::Police)),
        1 => (1..=7_u8).prop_map(|ground| (Fact::Verification(Verification::Refuse(refusal(ground))), Actor::Police)),
        4 => prop_oneof![Just(Answer::Agree), Just(Answer::Object)].prop_map(|answer| (Fact::Answer(answer), Actor::Nsc)),
        4 => Just((Fact::ExtensionRequest(ExtensionRequest { reason: text("further study") }), Actor::Nsc)),
        4 => (verdict, late_reason(), person).prop_map(|(verdict, late_reason, by)| (Fact::Decision(Decision { verdict, late_reason }), by)),
        1 => Just((Fact::Withdrawal(Withdrawal { reason: text("plans changed") }), Actor::Applicant)),
    ]
}

/// An instant not far after another.
#[derive(Debug, Clone, Copy)]
pub enum Later {
    Minutes(i64),
    /// Close to an edge of a working day, so many days on.
    Edge(u64, NaiveTime, i64),
}

impl Later {
    pub fn than(self, from: Instant) -> Instant {
        match self {
            Self::Minutes(minutes) => from.shifted(TimeDelta::minutes(minutes)),
            Self::Edge(days, time, ms) => Instant::at(from.date() + Days::new(days), time).shifted(TimeDelta::milliseconds(ms)).max(from),
        }
    }
}

pub fn later() -> impl Strategy<Value = Later> {
    let days = prop_oneof![4 => 0..6_u64, 2 => 6..40_u64];
    let times = prop_oneof![2 => Just(hour(18, 30)), 2 => Just(hour(9, 0)), 1 => Just(hour(14, 30))];
    prop_oneof![
        1 => Just(Later::Minutes(0)),
        // Out of order.
        1 => Just(Later::Minutes(-30)),
        3 => (0..600_i64).prop_map(Later::Minutes),
        3 => (0..12_000_i64).prop_map(Later::Minutes),
        1 => (0..60_000_i64).prop_map(Later::Minutes),
        4 => (days, times, -1..=1_i64).prop_map(|(days, time, ms)| Later::Edge(days, time, ms)),
    ]
}

pub fn scripts() -> impl Strategy<Value = Script> {
    let first_day = Instant::at(NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(), NaiveTime::MIN);
    let cleared = Just((Fact::Verification(Verification::Clear), Actor::Police));
    let first = prop_oneof![3 => cleared.boxed(), 1 => facts().boxed()];
    let rest = prop::collection::vec((facts(), later()), 0..7);
    (0..150 * 24 * 60_i64, later(), (first, later()), rest, later(), prop::bool::weighted(0.8)).prop_map(
        move |(minutes, to_edge, first, rest, last, told_of_itself)| {
            let filed_at = to_edge.than(first_day.shifted(TimeDelta::minutes(minutes)));
            let mut at = filed_at;
            let facts = std::iter::once(first)
                .chain(rest)
                .map(|((content, entered_by), later)| {
                    at = later.than(at);
                    Entry::new(content, at, entered_by)
                })
                .collect::<Vec<_>>();
            let until =
                facts.iter().map(|entry| entry.received_at).max().map_or(filed_at, |latest| last.than(latest).max(latest)).max(filed_at);
            Script { filed_at, facts, until, told_of_itself }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Covers: R26 para 15; R26 annex 5 row 3; SEED timeline; SEED final decision
    #[test]
    fn two_readings_of_the_contract_agree_on_random_cases(script in scripts()) {
        let mut story = Story::new(script.filed_at, script.told_of_itself);
        let mut case = open(script.filed_at, Vec::new(), script.filed_at);
        for entry in &script.facts {
            let taken = take(&mut case, &Step::Fact(entry.clone()), script.told_of_itself).is_ok();
            prop_assert_eq!(taken, story.take(entry), "taken: {:?}", entry);
        }
        let view = case.view(script.until);
        story.tell(script.until);
        prop_assert_eq!(view.registered_on, Some(story.registered_on));
        prop_assert_eq!(view.filed_at, story.filed_at);
        prop_assert_eq!(format!("{} {}", view.status, view.stage), story.status_and_stage(script.until));
        let mut clocks: Vec<_> = view.clocks.iter().map(clock_line).collect();
        clocks.sort_unstable();
        story.clocks.sort_unstable();
        prop_assert_eq!(&clocks, &story.clocks);
        let mut rungs: Vec<_> = view.escalations.iter().map(escalation_line).collect();
        rungs.sort_unstable();
        story.rungs.sort_unstable();
        prop_assert_eq!(&rungs, &story.rungs);
    }
}
