//! Risk: the procedure of a visa is wrong in a place where nobody thought of a test. A second reading of the contract, written apart and in
//! another manner (each clock in closed form from the instants of the acts), has to agree on random cases.

use chrono::{Days, NaiveDate, NaiveTime};
use proptest::prelude::*;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Entry, ExtensionRequest, Verdict, Withdrawal},
        fingerprints::Fingerprints,
        hearing::HearingOutcome,
        order::Order,
        visa::Spoilage,
    },
    problem::Code,
    time::instant::Instant,
    visa::fact::Fact,
};

use super::script::{Around, Asked, Step, World, act_lines, decision, hearing, intended, refusal, said};
use crate::{
    oracle::{calendar, later},
    script::{clock_line, escalation_line, officer, short, text},
};

/// A request as the contract tells it apart.
#[allow(clippy::struct_excessive_bools, reason = "each is a sentence of the contract of its own")]
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in a script.
    pub asked: &'static str,
    pub asks_the_nsc: bool,
    service: Option<Service>,
    is_heard: bool,
    fingerprints: bool,
    /// How it ends if it does not end with a refusal.
    ends: &'static str,
    /// The sticker that ends with it.
    current: Option<&'static str>,
    makes_a_sticker: bool,
    closes: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    FiveDays,
    ThirtyCalendarDays,
    OneDay,
}

const ISSUE: Kind = Kind {
    asked: "issue",
    asks_the_nsc: true,
    service: Some(Service::FiveDays),
    is_heard: true,
    fingerprints: false,
    ends: "issued",
    current: None,
    makes_a_sticker: true,
    closes: (17, 30),
};

const KINDS: [Kind; 11] = [
    ISSUE,
    Kind { asked: "issue+fingerprints", fingerprints: true, ..ISSUE },
    Kind { asked: "issue+by-mfa", ..ISSUE },
    Kind { asked: "issue+by-mission", is_heard: false, ..ISSUE },
    Kind { asked: "ethnic-kazakh", service: Some(Service::ThirtyCalendarDays), ..ISSUE },
    Kind { asked: "extend", current: Some("KZ0000101"), ..ISSUE },
    Kind { asked: "restore+fingerprints", fingerprints: true, current: Some("KZ0000101"), ..ISSUE },
    Kind { asked: "exit", asks_the_nsc: false, ..ISSUE },
    Kind {
        asked: "electronic",
        asks_the_nsc: false,
        service: Some(Service::OneDay),
        is_heard: false,
        makes_a_sticker: false,
        closes: (18, 30),
        ..ISSUE
    },
    Kind {
        asked: "annul",
        asks_the_nsc: false,
        service: None,
        ends: "annulled",
        current: Some("KZ0000101"),
        makes_a_sticker: false,
        ..ISSUE
    },
    Kind { asked: "shorten", asks_the_nsc: false, service: None, ends: "shortened", current: Some("KZ0000100"), ..ISSUE },
];

fn hour(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

/// What ends a clock: when, and as what if in time.
type Act = Option<(Instant, &'static str)>;

/// The acts that were taken.
pub struct Story {
    kind: Kind,
    registered_on: NaiveDate,
    begins: Instant,
    last: Instant,
    pub request: Option<Instant>,
    answer: Option<(Instant, Answer)>,
    fingerprints: bool,
    /// When a refusal was intended, and for when the hearing was set.
    intended: Option<(Instant, Instant)>,
    heard: Option<Instant>,
    end: Option<(Instant, &'static str)>,
    spoiled: Vec<Instant>,
    pub told: bool,
    pub clocks: Vec<String>,
    rungs: Vec<String>,
}

impl Story {
    pub fn new(kind: Kind, filed_at: Instant, told: bool) -> Self {
        let (day, time) = (filed_at.date(), filed_at.time());
        let (works, closes) = (calendar::works(day), hour(kind.closes.0, kind.closes.1));
        let registered_on = if works && time <= closes { day } else { calendar::working_days_after(day).next().unwrap() };
        let within_hours = registered_on == day && time >= hour(9, 0);
        Self {
            kind,
            registered_on,
            begins: if within_hours { filed_at } else { Instant::at(registered_on, hour(9, 0)) },
            last: filed_at,
            request: None,
            answer: None,
            fingerprints: false,
            intended: None,
            heard: None,
            end: None,
            spoiled: Vec::new(),
            told,
            clocks: Vec::new(),
            rungs: Vec::new(),
        }
    }

    fn extended_due(&self) -> Instant {
        calendar::in_30_calendar_days(self.begins.date())
    }

    /// Where the officer's term begins, if the case has come to the decision.
    fn decision_from(&self) -> Option<Instant> {
        if self.kind.asks_the_nsc { self.answer.map(|(at, _)| at) } else { Some(self.begins) }
    }

    fn comes_to_decide(&self, at: Instant) -> bool {
        self.decision_from().is_some_and(|from| from <= at) && (self.intended.is_none() || self.heard.is_some())
    }

    /// Why nothing is left for the NSC to do, if so.
    pub fn nothing_left(&self) -> Option<Code> {
        match (self.end, self.answer) {
            (Some(_), _) => Some(Code::CaseClosed),
            _ if !self.kind.asks_the_nsc => Some(Code::NotCoordinated),
            (None, answer) => answer.map(|_| Code::Answered),
        }
    }

    fn has_objection(&self) -> bool {
        self.answer.is_some_and(|(_, answer)| answer == Answer::Object)
    }

    fn ground_fits(&self, ground: u8) -> bool {
        if self.has_objection() { ground == 3 } else { [1, 2, 4, 5, 6].contains(&ground) }
    }

    fn hearing_fits(told: Instant, hearing: Instant) -> bool {
        let (first, last) = (told.date(), hearing.date());
        let between = calendar::working_days_after(first).take_while(|day| *day < last).count();
        calendar::works(last) && first < last && between >= 3 && (hour(9, 0)..=hour(18, 30)).contains(&hearing.time())
    }

    fn is_late(&self, at: Instant) -> bool {
        let due_after = |from: Instant| calendar::in_working_days(from.date(), 1);
        let first = self.kind.service.and_then(|_| self.decision_from()).map(due_after);
        let first_ran_out = first.is_some_and(|due| self.intended.map_or(at, |(intended, _)| intended) > due);
        first_ran_out || self.heard.map(due_after).is_some_and(|due| at > due)
    }

    /// Whether the rules take it.
    pub fn take(&mut self, entry: &Entry<Order>) -> bool {
        let at = entry.received_at;
        let is_open = self.end.is_none();
        let before_answer = self.kind.asks_the_nsc && at >= self.begins && self.answer.is_none();
        let taken = at >= self.last
            && match &entry.content {
                Order::Spoil(_) => self.kind.makes_a_sticker && self.end.is_some_and(|(_, how)| how == self.kind.ends),
                _ if !is_open => false,
                Order::Answer(_) => before_answer,
                Order::Extend(_) => before_answer && self.request.is_none() && at <= self.extended_due(),
                Order::RecordFingerprints(_) => self.kind.fingerprints && !self.fingerprints,
                Order::IntendRefusal(intended) => {
                    self.kind.is_heard
                        && self.comes_to_decide(at)
                        && self.intended.is_none()
                        && self.ground_fits(intended.ground.into())
                        && Self::hearing_fits(at, intended.hearing_at)
                }
                Order::RecordHearing(record) => {
                    self.intended.is_some_and(|(_, set)| self.heard.is_none() && (at >= set || record.outcome == HearingOutcome::Waived))
                }
                Order::Decide(decision) => {
                    let allowed = match &decision.verdict {
                        Verdict::Refuse(refusal) => {
                            self.ground_fits(refusal.ground.into()) && (!self.kind.is_heard || self.heard.is_some())
                        }
                        verdict => {
                            let does = match verdict {
                                Verdict::Issue => "issued",
                                Verdict::Annul => "annulled",
                                _ => "shortened",
                            };
                            let fingerprints = does != "issued" || !self.kind.fingerprints || self.fingerprints;
                            does == self.kind.ends && fingerprints && !self.has_objection()
                        }
                    };
                    let person = matches!(entry.entered_by, Actor::Officer(_));
                    allowed && self.comes_to_decide(at) && (!self.is_late(at) || !person || decision.late_reason.is_some())
                }
                Order::Withdraw(_) => true,
                other => unreachable!("{other:?}"),
            };
        if taken {
            self.last = at;
            match &entry.content {
                Order::Spoil(_) => self.spoiled.push(at),
                Order::Answer(answer) => self.answer = Some((at, *answer)),
                Order::Extend(_) => self.request = Some(at),
                Order::RecordFingerprints(_) => self.fingerprints = true,
                Order::IntendRefusal(intended) => self.intended = Some((at, intended.hearing_at)),
                Order::RecordHearing(_) => self.heard = Some(at),
                Order::Decide(decision) => {
                    let is_refused = matches!(decision.verdict, Verdict::Refuse(_));
                    self.end = Some((at, if is_refused { "refused" } else { self.kind.ends }));
                }
                _ => self.end = Some((at, "withdrawn")),
            }
        }
        taken
    }

    pub fn status_and_stage(&self, until: Instant) -> String {
        let stage = if let Some((_, status)) = self.end {
            return format!("{status} {status}");
        } else if self.intended.is_some() && self.heard.is_none() {
            "hearing"
        } else if self.decision_from().is_some_and(|from| from <= until) {
            "decision"
        } else if until < self.begins {
            "registered"
        } else if self.extended_due() <= until {
            "coordination_overdue"
        } else if self.request.is_some() || calendar::in_working_days(self.begins.date(), 3) <= until {
            "coordination_extended"
        } else {
            "coordination"
        };
        format!("open {stage}")
    }

    /// Writes a clock down. A window of the NSC that was breached ended at its due instant; the others wait.
    fn run(&mut self, name: &str, cause: &str, start: Instant, due: Instant, act: Act, until: Instant) -> bool {
        self.ladder(name, start, due, act, until);
        let ended = match act {
            Some((at, outcome)) if at <= due => format!("{outcome} {}", short(at)),
            _ if until < due => "running -".to_owned(),
            _ if name.starts_with("coordination") => format!("breached {}", short(due)),
            Some((at, _)) => format!("breached {}", short(at)),
            None => "breached -".to_owned(),
        };
        self.clocks.push(format!("{name}{cause}: {} to {}, {ended}", short(start), short(due)));
        ended.starts_with("breached")
    }

    fn ladder(&mut self, name: &str, start: Instant, due: Instant, act: Act, until: Instant) {
        let day = due.date();
        let morning = |day: NaiveDate| Instant::at(day, hour(9, 0));
        let mut rungs = match name {
            "coordination/standard" | "hearing" => vec![(morning(day), "reminder".to_owned(), "officer")],
            "coordination/extended" => vec![
                (morning(calendar::working_day_before(day, 5)), "reminder-5".to_owned(), "officer"),
                (morning(calendar::working_day_before(day, 1)), "reminder-1".to_owned(), "supervisor"),
            ],
            // The office closes at 18:30 and lunch ends at 14:30.
            "decision" | "decision/after_hearing" => vec![(Instant::at(day, hour(14, 30)), "reminder".to_owned(), "officer")],
            _ => Vec::new(),
        };
        if name != "hearing" {
            rungs.push((due, "due".to_owned(), if name == "coordination/extended" { "head" } else { "supervisor" }));
        }
        if matches!(name, "coordination/extended" | "decision" | "decision/after_hearing") {
            let mornings = calendar::working_days_after(day).take(10).zip(1..);
            rungs.extend(mornings.map(|(day, n)| (morning(day), format!("repeat-{n}"), "head")));
        }
        let goes_out = |at: Instant| start <= at && at <= until && act.is_none_or(|(act, _)| at < act);
        let gone = rungs.into_iter().filter(|(at, ..)| goes_out(*at));
        self.rungs.extend(gone.map(|(at, rung, to)| format!("{} {name} {rung} to {to}", short(at))));
    }

    /// What the hearing interrupts: it runs until the refusal is intended, or else until the end.
    fn interrupted(&mut self, name: &str, start: Instant, due: Instant, end: Act, until: Instant) {
        match self.intended.filter(|(at, _)| *at <= due && start <= *at) {
            Some((at, _)) => self.run(name, " hearing", start, due, Some((at, "superseded")), until),
            None => self.run(name, "", start, due, end, until),
        };
    }

    /// All clocks as of an instant not before the last act.
    pub fn tell(&mut self, until: Instant) {
        let began = self.begins <= until && self.end.is_none_or(|(end, _)| self.begins <= end);
        if !began {
            return;
        }
        let first = |acts: &[Act]| acts.iter().flatten().min_by_key(|(at, _)| *at).copied();
        let is_withdrawn = self.end.is_some_and(|(_, how)| how == "withdrawn");
        let ended_as = |outcome| self.end.map(|(at, _)| (at, outcome));
        let superseded = ended_as("superseded");
        let end = if is_withdrawn { superseded } else { ended_as("met") };

        match self.kind.service {
            Some(Service::FiveDays) => {
                let due = calendar::in_working_days(self.registered_on, 5);
                match self.request.filter(|at| *at <= due) {
                    Some(asked) => {
                        self.run("service/standard", "", self.begins, due, Some((asked, "superseded")), until);
                        self.interrupted("service/extended", self.begins, calendar::in_30_calendar_days(self.registered_on), end, until);
                    }
                    None => self.interrupted("service/standard", self.begins, due, end, until),
                }
            }
            Some(Service::ThirtyCalendarDays) => {
                self.interrupted("service/standard", self.begins, calendar::in_30_calendar_days(self.registered_on), end, until);
            }
            Some(Service::OneDay) => {
                self.interrupted("service/standard", self.begins, calendar::in_working_days(self.registered_on, 1), end, until);
            }
            None => {}
        }

        if self.kind.asks_the_nsc {
            let due = calendar::in_working_days(self.begins.date(), 3);
            let answered = self.answer.map(|(at, _)| (at, "met"));
            let in_time = self.request.filter(|at| *at <= due);
            let acts = [in_time.map(|at| (at, "superseded")), answered, superseded];
            let breached = self.run("coordination/standard", "", self.begins, due, first(&acts), until);
            if in_time.is_some() || breached {
                let cause = if in_time.is_some() { " requested" } else { " overdue" };
                self.run("coordination/extended", cause, self.begins, self.extended_due(), first(&[answered, superseded]), until);
            }
        }
        if let Some(asked) = self.request {
            let act = if self.told { Some((asked, "met")) } else { superseded };
            self.run("extension_notice", "", asked, calendar::in_working_days(asked.date(), 3), act, until);
        }
        if let (Some(from), true) = (self.decision_from(), self.kind.service.is_some()) {
            self.interrupted("decision", from, calendar::in_working_days(from.date(), 1), end, until);
        }
        if let Some((told, hearing_at)) = self.intended {
            let act = if self.told { Some((told, "met")) } else { superseded };
            self.run("preliminary_notice", "", told, calendar::in_working_days(told.date(), 2), act, until);
            let heard = self.heard.map(|at| (at, "met"));
            self.run("hearing", "", told, hearing_at, first(&[heard, superseded]), until);
        }
        if let Some(heard) = self.heard {
            self.run("decision/after_hearing", "", heard, calendar::in_working_days(heard.date(), 1), end, until);
        }
    }

    /// The acts of annex 13.
    fn acts(&self) -> Vec<String> {
        let done = self.end.filter(|(_, how)| *how == self.kind.ends);
        let current = done.and_then(|(at, _)| Some(format!("{} annulled {}", self.kind.current?, short(at))));
        let spoiled = self.spoiled.iter().zip(1..).map(|(at, n)| format!("KZ000000{n} spoiled {}", short(*at)));
        current.into_iter().chain(spoiled).collect()
    }

    /// The number that stands in the end.
    fn number(&self) -> Option<String> {
        let (_, how) = self.end?;
        let last = format!("KZ000000{}", self.spoiled.len() + 1);
        (how == self.kind.ends).then(|| if self.kind.makes_a_sticker { last } else { self.kind.current.unwrap_or("electronic").to_owned() })
    }
}

/// When a hearing is set: so many days on, at a time of the day.
fn hearing_days() -> impl Strategy<Value = (u64, NaiveTime)> {
    let times = prop_oneof![4 => Just(hour(11, 0)), 1 => Just(hour(9, 0)), 1 => Just(hour(18, 30)), 1 => Just(hour(8, 59))];
    (prop_oneof![1 => 0..4_u64, 4 => 4..12_u64], times)
}

/// What somebody may say, at whatever instant.
type Says = (What, Actor);

#[derive(Debug, Clone)]
enum What {
    Fact(Fact),
    /// The hearing is set from the instant at which it is said.
    Intend(u8, u64, NaiveTime),
}

fn intends() -> impl Strategy<Value = Says> {
    let grounds = prop_oneof![3 => Just(2_u8), 3 => Just(3_u8), 1 => 1..=7_u8];
    (grounds, hearing_days()).prop_map(|(ground, (days, time))| (What::Intend(ground, days, time), officer("P-1")))
}

fn hears() -> impl Strategy<Value = Says> {
    let outcomes = prop_oneof![Just(HearingOutcome::Held), Just(HearingOutcome::Absent), Just(HearingOutcome::Waived)];
    outcomes.prop_map(|outcome| (What::Fact(hearing(outcome)), officer("P-1")))
}

fn answers() -> impl Strategy<Value = Says> {
    prop_oneof![Just(Answer::Agree), Just(Answer::Object)].prop_map(|answer| (What::Fact(Fact::Answer(answer)), Actor::Nsc))
}

fn decides() -> impl Strategy<Value = Says> {
    let verdicts = prop_oneof![
        3 => Just(Verdict::Issue),
        1 => Just(Verdict::Annul),
        1 => Just(Verdict::Shorten),
        3 => prop_oneof![Just(2_u8), Just(3), 1..=7_u8].prop_map(|ground| Verdict::Refuse(refusal(ground))),
    ];
    let person = prop_oneof![3 => Just(officer("P-1")), 1 => Just(Actor::System)];
    let reason = prop_oneof![2 => Just(Some("illness")), 1 => Just(None)];
    (verdicts, reason, person).prop_map(|(verdict, reason, by)| (What::Fact(decision(verdict, reason)), by))
}

fn says() -> impl Strategy<Value = Says> {
    let by_officer = |fact: Fact| Just((What::Fact(fact), officer("P-1")));
    prop_oneof![
        3 => answers(),
        3 => intends(),
        3 => hears(),
        4 => decides(),
        2 => Just((What::Fact(Fact::ExtensionRequest(ExtensionRequest { reason: text("further study") })), Actor::Nsc)),
        2 => by_officer(Fact::Fingerprints(Fingerprints::Taken)),
        1 => by_officer(Fact::Fingerprints(Fingerprints::Exempt(text("head of a mission").into()))),
        1 => by_officer(Fact::Spoilage(Spoilage { reason: text("ink ran") })),
        1 => Just((What::Fact(Fact::Withdrawal(Withdrawal { reason: text("plans changed") })), Actor::Applicant)),
    ]
}

/// How a case goes that goes some way: what comes first is in the order of the Rules.
fn told() -> impl Strategy<Value = Vec<Says>> {
    let in_order = prop_oneof![Just(0_usize), 1..=5_usize];
    let whole =
        (answers(), intends(), hears(), decides(), says()).prop_map(|(one, two, three, four, five)| vec![one, two, three, four, five]);
    (in_order, whole, prop::collection::vec(says(), 0..6)).prop_map(|(reach, mut first, rest)| {
        first.truncate(reach);
        first.extend(rest);
        first
    })
}

#[derive(Debug, Clone)]
pub struct Script {
    pub kind: Kind,
    pub filed_at: Instant,
    pub orders: Vec<Entry<Order>>,
    pub until: Instant,
    pub told_of_itself: bool,
}

pub fn scripts() -> impl Strategy<Value = Script> {
    let first_day = Instant::at(NaiveDate::from_ymd_opt(2026, 2, 23).unwrap(), NaiveTime::MIN);
    let kinds = prop::sample::select(KINDS.to_vec());
    let steps = told().prop_flat_map(|says| {
        let laters = prop::collection::vec(later(), says.len());
        (Just(says), laters)
    });
    (kinds, 0..150 * 24 * 60_i64, later(), steps, later(), prop::bool::weighted(0.8)).prop_map(
        move |(kind, minutes, to_edge, (says, laters), last, told_of_itself)| {
            let filed_at = to_edge.than(first_day.shifted(chrono::TimeDelta::minutes(minutes)));
            let mut at = filed_at;
            let mut orders = Vec::new();
            for ((what, by), later) in says.into_iter().zip(laters) {
                at = later.than(at);
                let fact = match what {
                    What::Fact(fact) => fact,
                    What::Intend(ground, days, time) => intended(ground, Instant::at(at.date() + Days::new(days), time)),
                };
                if let Step::Order(order) = said(fact, at, by) {
                    orders.push(order);
                }
            }
            let until = orders.iter().map(|entry| entry.received_at).max().map_or(filed_at, |latest| last.than(latest).max(latest));
            Script { kind, filed_at, orders, until: until.max(filed_at), told_of_itself }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Covers: R26 para 23; R26 para 42; R26 annex 8; APPC art 73
    #[test]
    fn two_readings_of_the_contract_on_visas_agree_on_random_cases(script in scripts()) {
        let mut story = Story::new(script.kind, script.filed_at, script.told_of_itself);
        let around = Around { berkut_is_down: false, applicant_is_told: script.told_of_itself };
        let mut world = World::new(Asked::of(script.kind.asked).filed(script.filed_at, Vec::new(), "random"), around);
        for entry in &script.orders {
            let taken = world.take(&Step::Order(entry.clone()));
            prop_assert_eq!(taken.is_ok(), story.take(entry), "taken: {:?} {:?}", taken, entry);
        }
        let view = world.case.view(script.until);
        story.tell(script.until);
        prop_assert_eq!(view.registered_on, Some(story.registered_on));
        prop_assert_eq!(format!("{} {}", view.status, view.stage), story.status_and_stage(script.until));
        let mut clocks: Vec<_> = view.clocks.iter().map(clock_line).collect();
        clocks.sort_unstable();
        story.clocks.sort_unstable();
        prop_assert_eq!(&clocks, &story.clocks);
        let mut rungs: Vec<_> = view.escalations.iter().map(escalation_line).collect();
        rungs.sort_unstable();
        story.rungs.sort_unstable();
        prop_assert_eq!(&rungs, &story.rungs);
        let standing = view.visa_standing.unwrap();
        prop_assert_eq!(act_lines(&standing), story.acts());
        let number = standing.visa.map(|visa| if Some(visa.number.to_string()) == world.case.issued_number() { "electronic".to_owned() } else { visa.number.to_string() });
        prop_assert_eq!(number, story.number());
    }
}
