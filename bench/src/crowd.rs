//! A register as an agency has it after most of a year: cases of many offices and officers, most of them ended, some late.
//!
//! Each case is one of some hundreds that the procedure has really gone through, under a number, office, officer and passport of
//! its own; the register takes each as it takes those of the workflows.

use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use shaqyru_domain::{
    actor::Actor,
    application::{Application, Channel},
    case::{
        fact::{Answer, Decision, Entry, ExtensionRequest, Refusal, Verdict, Verification},
        filing::Filing,
        number::CaseNumber,
        procedure::Procedure as _,
        record::CaseRecord,
    },
    checks::papers::NeverAskedFor,
    invitation::{
        Case,
        particulars::Particulars,
        procedure::{Fact, Invitation},
        record::record,
    },
    law::rulebook::Rulebook,
    text::OfficeCode,
    time::instant::Instant,
};
use shaqyru_register::Register;

const APPLICATION: &str = include_str!("../../examples/applications/b3-negotiations-turkiye.json");
const OFFICES: u32 = 20;
const OFFICERS: u32 = 500;
const CATEGORIES: [&str; 4] = ["A3", "B3", "C3", "C5"];
const DAYS: u32 = 240;
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 1, 5) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// When it is looked at: ten days after the last case was filed.
const NOW_AFTER: TimeDelta = TimeDelta::days(250);

/// How a case goes: after how many hours what comes.
#[derive(Clone, Copy)]
struct Course {
    verified: Option<i64>,
    asked: Option<i64>,
    answered: Option<(i64, Answer)>,
    decided: Option<i64>,
}

/// Of twenty cases most go straight; some are longer with the NSC, one is answered late, and of one nothing is heard.
const COURSES: [(u32, Course); 5] = [
    (13, Course { verified: Some(24), asked: None, answered: Some((72, Answer::Agree)), decided: Some(78) }),
    (3, Course { verified: Some(30), asked: Some(60), answered: Some((500, Answer::Agree)), decided: Some(520) }),
    (2, Course { verified: Some(24), asked: None, answered: Some((72, Answer::Object)), decided: Some(150) }),
    (1, Course { verified: Some(100), asked: None, answered: Some((400, Answer::Agree)), decided: Some(424) }),
    (1, Course { verified: Some(24), asked: None, answered: None, decided: None }),
];
const OF_SO_MANY: u32 = 20;

/// When the register is looked at.
pub(crate) fn now() -> Instant {
    Instant::at(FIRST_DAY, NaiveTime::MIN).shifted(NOW_AFTER + TimeDelta::hours(11))
}

/// An office of the crowd.
pub(crate) fn office(index: u32) -> Result<OfficeCode> {
    Ok(format!("TST-{}", index % OFFICES).parse()?)
}

/// Fills a register.
pub(crate) async fn fill(register: &Register, cases: u32) -> Result<()> {
    let templates = templates()?;
    for (index, template) in (0..cases).zip(templates.iter().cycle()) {
        register.record(&individual(template, index)?).await?;
    }
    Ok(())
}

/// A case of each day and course, as often as its course is taken.
fn templates() -> Result<Vec<CaseRecord>> {
    let rulebook = Rulebook::built_in()?;
    let application = Application::parse(APPLICATION.as_bytes())?;
    let mut templates = Vec::new();
    for (times, course) in COURSES {
        for day in 0..DAYS {
            let filed_at = Instant::at(FIRST_DAY, NaiveTime::MIN).shifted(TimeDelta::days(day.into()) + TimeDelta::hours(10));
            let record = went(&application, &rulebook, filed_at, course)?;
            templates.extend(std::iter::repeat_n(record, usize::try_from(times)?));
        }
    }
    // Neighbours in the register are no neighbours in time.
    let stride = 2_377;
    let count = templates.len();
    anyhow::ensure!(count == usize::try_from(DAYS * OF_SO_MANY)? && count % stride != 0, "the courses are not of twenty");
    Ok((0..count).filter_map(|index| templates.get(index * stride % count).cloned()).collect())
}

fn went(application: &Application, rulebook: &Rulebook, filed_at: Instant, course: Course) -> Result<CaseRecord> {
    let office = office(0)?;
    let rules = rulebook.for_case(Invitation::KIND, filed_at.date(), &office, Channel::Electronic)?;
    let filing = Filing {
        case: CaseNumber::of_request("template", 0),
        filed_at,
        office,
        category: "B3".to_owned(),
        missing: Vec::new(),
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    };
    let mut case = Case::open(filing, Particulars::default(), rules, filed_at)?;
    let decided_by = Actor::Officer("P-1".parse()?);
    let Course { verified, asked, answered, decided } = course;
    let request = ExtensionRequest { reason: "further study".to_owned().try_into()? };
    let verdict = match answered {
        Some((_, Answer::Object)) => Verdict::Refuse(Refusal { ground: 3.try_into()?, note: None }),
        _ => Verdict::Issue,
    };
    let late_reason = Some("illness".to_owned().try_into()?);
    let facts = [
        verified.map(|hours| (hours, Fact::Verification(Verification::Clear), Actor::Police)),
        asked.map(|hours| (hours, Fact::ExtensionRequest(request), Actor::Nsc)),
        answered.map(|(hours, answer)| (hours, Fact::Answer(answer), Actor::Nsc)),
        decided.map(|hours| (hours, Fact::Decision(Decision { verdict, late_reason }), decided_by)),
    ];
    // Filed on a day off, it begins on a working day; nothing comes before.
    let begins = case.next_wake().filter(|_| case.docket().clocks.is_empty()).unwrap_or(filed_at);
    for (hours, content, entered_by) in facts.into_iter().flatten() {
        let received_at = begins.shifted(TimeDelta::hours(hours));
        if received_at <= now() {
            case.record(Entry::new(content, received_at, entered_by))?;
        }
    }
    case.wake(now())?;
    record(application, 0, &case).context("the example has no invitee")
}

/// The same case under a number, office, officer and passport of its own.
fn individual(template: &CaseRecord, index: u32) -> Result<CaseRecord> {
    let mut record = template.clone();
    let number = CaseNumber::of_request(&format!("crowd-{index}"), 0);
    record.office = office(index / 7)?;
    record.officer = Some(format!("P-{}", index % OFFICERS).parse()?);
    record.passport_number = format!("U{index:08}").try_into()?;
    let category = CATEGORIES.iter().cycle().nth(usize::try_from(index % 5)?).context("no category")?;
    (*category).clone_into(&mut record.category);
    for (place, stage) in (1..).zip(&mut record.stages) {
        stage.id = format!("{number}/stage/{place}");
        stage.case = number.clone();
        stage.office = record.office.clone();
        stage.category.clone_from(&record.category);
    }
    if let Some(decision) = &mut record.decision {
        decision.invitation_number = decision.invitation_number.as_ref().map(|_| number.issued_number(Invitation::KIND));
    }
    record.number = number;
    Ok(record)
}
