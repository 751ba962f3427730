//! The worker is killed at each step of a visa: no step is lost, none is done twice, and no number of a sticker is used for nothing.

use anyhow::{Context, Result, ensure};
use futures::future::{BoxFuture, try_join_all};
use shaqyru::stack::Stack;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, ExtensionRequest, Refusal, Verdict},
        fingerprints::Fingerprints,
        hearing::{HearingOutcome, HearingRecord, PreliminaryRefusal},
        stage::Status,
        view::CaseView,
        visa::Spoilage,
    },
};

use shaqyru_sandbox::{Agency, Fault, Knob, Log, Operation, Received};
use shaqyru_tests::{Filed, at, eventually_within, examples, officer, run, stages_arrive};

use crate::{
    crashes::{RECOVERY, stack_without_worker, until_received},
    program::Running,
    told::told,
};

type Step = for<'a> fn(&'a Filed) -> BoxFuture<'a, Result<()>>;

/// What issuing waits for: the NSC agrees, and the person gives fingerprints.
const AGREE: Step = |case| {
    Box::pin(async {
        case.answer(Answer::Agree, "2026-04-24T10:00:20").await?;
        Ok(case.say(Fingerprints::Taken, "2026-04-24T10:00:22", officer("a-serik")).await.map(drop)?)
    })
};
const OBJECT: Step = |case| Box::pin(async { Ok(case.answer(Answer::Object, "2026-04-24T10:00:20").await.map(drop)?) });
const ISSUE: Step = |case| Box::pin(async { Ok(case.decide(Verdict::Issue, None, "2026-04-24T10:00:30").await.map(drop)?) });
const MORE_TIME: Step = |case| {
    Box::pin(async {
        let request = ExtensionRequest { reason: "further study".to_owned().try_into()? };
        Ok(case.say(request, "2026-04-24T10:00:15", Actor::Nsc).await.map(drop)?)
    })
};
const INTEND: Step = |case| {
    Box::pin(async {
        let hearing_at = at("2026-05-04T11:00:00");
        let intended = PreliminaryRefusal { ground: 3.try_into()?, note: None, hearing_at, place: None, manner: None };
        Ok(case.say(intended, "2026-04-24T10:00:25", officer("a-serik")).await.map(drop)?)
    })
};
const WAIVE: Step = |case| {
    Box::pin(async {
        let waived = HearingRecord { outcome: HearingOutcome::Waived, objections: None };
        Ok(case.say(waived, "2026-04-24T10:00:28", officer("a-serik")).await.map(drop)?)
    })
};
const REFUSE: Step = |case| {
    Box::pin(async {
        let refuse = Verdict::Refuse(Refusal { ground: 3.try_into()?, note: None });
        Ok(case.decide(refuse, None, "2026-04-24T10:00:30").await.map(drop)?)
    })
};
const SPOIL: Step = |case| {
    Box::pin(async {
        let spoilage = Spoilage { reason: "ink ran".to_owned().try_into()? };
        Ok(case.say(spoilage, "2026-04-24T10:00:40", officer("a-serik")).await.map(drop)?)
    })
};

/// A moment in the life of a case at which the worker dies.
struct Moment {
    name: &'static str,
    before: &'static [Step],
    /// An agency that takes the last call before the crash and never answers it.
    held: Option<(Agency, Operation)>,
    /// What the agencies have by then.
    sign: (Log, usize),
    after: &'static [Step],
    ends: Status,
    stages: &'static [&'static str],
    notices: &'static [&'static str],
    /// How many stickers the case takes.
    stickers: usize,
}

const ISSUED: &[&str] = &["filed", "registered", "coordination", "decision", "issued"];
const HEARD: &[&str] = &["filed", "registered", "coordination", "decision", "hearing", "decision", "refused"];
const TOLD: &[&str] = &["acceptance_receipt", "decision"];
const TOLD_OF_A_HEARING: &[&str] = &["acceptance_receipt", "preliminary_refusal", "decision"];

const WAITING: Moment = Moment {
    name: "waiting for the NSC",
    before: &[],
    held: None,
    sign: (Log::Berkut, 1),
    after: &[AGREE, ISSUE],
    ends: Status::Issued,
    stages: ISSUED,
    notices: TOLD,
    stickers: 1,
};

const MOMENTS: &[Moment] = &[
    WAITING,
    Moment {
        name: "in the extended window",
        before: &[MORE_TIME],
        sign: (Log::Notices, 2),
        stages: &["filed", "registered", "coordination", "coordination_extended", "decision", "issued"],
        notices: &["acceptance_receipt", "extension", "decision"],
        ..WAITING
    },
    Moment { name: "deciding", before: &[AGREE], sign: (Log::Notices, 1), after: &[ISSUE], ..WAITING },
    Moment {
        name: "in the hearing",
        before: &[OBJECT, INTEND],
        sign: (Log::Notices, 2),
        after: &[WAIVE, REFUSE],
        ends: Status::Refused,
        stages: HEARD,
        notices: TOLD_OF_A_HEARING,
        stickers: 0,
        ..WAITING
    },
    Moment {
        name: "deciding after the hearing",
        before: &[OBJECT, INTEND, WAIVE],
        sign: (Log::Notices, 2),
        after: &[REFUSE],
        ends: Status::Refused,
        stages: HEARD,
        notices: TOLD_OF_A_HEARING,
        stickers: 0,
        ..WAITING
    },
    Moment { name: "issued", before: &[AGREE, ISSUE], sign: (Log::Visas, 1), after: &[], ..WAITING },
    Moment { name: "issued, and then spoiled", before: &[AGREE, ISSUE], sign: (Log::Visas, 1), after: &[SPOIL], stickers: 2, ..WAITING },
    Moment { name: "spoiled", before: &[AGREE, ISSUE, SPOIL], sign: (Log::Visas, 2), after: &[], stickers: 2, ..WAITING },
    // Those that hold an agency come last: they hold it for all.
    Moment {
        name: "asking for an appointment",
        held: Some((Agency::Biometrics, Operation::Submit)),
        sign: (Log::Appointments, 1),
        ..WAITING
    },
    Moment { name: "submitting to the NSC", held: Some((Agency::Berkut, Operation::Submit)), ..WAITING },
    Moment {
        name: "entering the visa",
        before: &[AGREE, ISSUE],
        held: Some((Agency::Berkut, Operation::Register)),
        sign: (Log::Visas, 1),
        after: &[],
        ..WAITING
    },
    Moment {
        name: "ending the spoiled sticker in Berkut",
        before: &[AGREE, ISSUE, SPOIL],
        held: Some((Agency::Berkut, Operation::Register)),
        sign: (Log::VisaEnds, 1),
        after: &[],
        stickers: 2,
        ..WAITING
    },
    Moment {
        name: "telling of the hearing",
        before: &[OBJECT, INTEND],
        held: Some((Agency::Portal, Operation::Submit)),
        sign: (Log::Notices, 2),
        after: &[WAIVE, REFUSE],
        ends: Status::Refused,
        stages: HEARD,
        notices: TOLD_OF_A_HEARING,
        stickers: 0,
    },
];

/// Leads a new case to a moment and leaves it there.
async fn lead_to(stack: &Stack, moment: &Moment) -> Result<Filed> {
    let hold = || {
        if let Some((agency, on)) = moment.held {
            let on = (agency != Agency::Portal).then_some(on);
            stack.sandbox.set_knob(agency, Knob { on, ..Knob::fault(Fault::TimeoutAfterAcceptance) });
        }
    };
    let steps = moment.before.len();
    if steps == 0 {
        hold();
    }
    let case = Filed::file_visa(stack, &examples::visa_request("issue-c3-after-b3")?, "2026-04-24T10:00:00").await?;
    for (place, step) in moment.before.iter().enumerate() {
        until_received(&stack.sandbox, Log::Berkut, case.id(), 1).await?;
        until_received(&stack.sandbox, Log::Notices, case.id(), 1).await?;
        if place + 1 == steps {
            hold();
        }
        step(&case).await?;
        // A sticker that is spoiled has been made.
        if place + 1 < steps && case.recorded().await?.status == Status::Issued {
            until_received(&stack.sandbox, Log::Visas, case.id(), 1).await?;
        }
    }
    until_received(&stack.sandbox, moment.sign.0, case.id(), moment.sign.1).await?;
    Ok(case)
}

/// What the agencies have of a case is what the case has, and each of it once.
fn check_what_arrived(received: &Received, view: &CaseView, moment: &Moment) -> Result<()> {
    let (case, name) = (view.case.as_str(), moment.name);
    for log in [Log::Berkut, Log::Appointments, Log::Visas, Log::VisaEnds, Log::Stages, Log::Notices, Log::Escalations] {
        for entry in received.log(log).iter().filter(|entry| entry.case == case) {
            let count = received.count(log, &entry.key);
            ensure!((count.new, count.conflict) == (1, 0), "{name}: {}: {count:?}", entry.key);
        }
    }
    let texts = |log, member: &str| told(received, log, case, |item| item[member].as_str().unwrap_or_default().to_owned());
    ensure!(received.accepted(Log::Berkut, case).len() == 1 && received.accepted(Log::Police, case).is_empty(), "{name}: submissions");
    ensure!(received.accepted(Log::Appointments, case).len() == 1, "{name}: appointments");
    assert_eq!(texts(Log::Stages, "stage"), moment.stages, "{name}: every stage once and in order");
    assert_eq!(texts(Log::Notices, "kind"), moment.notices, "{name}: every notice once and in order");
    let standing = view.visa_standing.as_ref().context("no visa")?;
    let spoiled: Vec<_> = standing.acts.iter().map(|act| act.sticker.to_string()).collect();
    assert_eq!(texts(Log::VisaEnds, "number"), spoiled, "{name}: every end told once");
    ensure!(standing.not_ended_in_berkut.is_empty(), "{name}: {standing:?}");
    let numbers: Vec<_> = spoiled.into_iter().chain(standing.visa.iter().map(|visa| visa.number.to_string())).collect();
    assert_eq!(numbers.len(), moment.stickers, "{name}: {numbers:?}");
    assert_eq!(texts(Log::Visas, "number"), numbers, "{name}: every visa entered once");
    ensure!(standing.visa.iter().all(|visa| visa.valid && !visa.handwritten), "{name}: {standing:?}");
    ensure!(view.incidents.is_empty(), "{name}: {:?}", view.incidents);
    ensure!(received.refused.is_empty(), "{name}: calls against the contract: {:?}", received.refused);
    Ok(())
}

/// Covers: R26 para 43; R26 para 47
#[test]
fn a_worker_killed_at_any_moment_of_a_visa_loses_no_step_repeats_none_and_wastes_no_sticker() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        let worker = Running::worker(&stack, 0).await?;
        let mut cases = Vec::new();
        for moment in MOMENTS {
            let case = lead_to(&stack, moment).await.with_context(|| moment.name)?;
            if let Some((agency, _)) = moment.held {
                stack.sandbox.set_knob(agency, Knob::default());
            }
            cases.push((moment, case));
        }
        worker.kill().await?;

        let worker = Running::worker(&stack, 0).await?;
        let going_on = cases.iter().map(async |(moment, case)| {
            for step in moment.after {
                until_received(&stack.sandbox, Log::Berkut, case.id(), 1).await?;
                step(case).await.with_context(|| moment.name)?;
            }
            // A visa's case stays, for its sticker may still be spoiled: what is waited for is the visa.
            let settled = async || {
                let view = case.recorded().await?;
                let standing = view.visa_standing.as_ref().context("no visa")?;
                let numbers = standing.acts.len() + usize::from(standing.visa.as_ref().is_some_and(|visa| visa.valid));
                let is_told = standing.not_ended_in_berkut.is_empty();
                Ok(Some(view.clone()).filter(|view| view.status == moment.ends && numbers == moment.stickers && is_told))
            };
            eventually_within(RECOVERY, moment.name, settled).await
        });
        let views = try_join_all(going_on).await?;
        for ((moment, case), view) in cases.iter().zip(&views) {
            stages_arrive(&stack.engine(), &stack.sandbox, case.id(), moment.stages.len(), RECOVERY).await.with_context(|| moment.name)?;
            until_received(&stack.sandbox, Log::Notices, view.case.as_str(), moment.notices.len()).await?;
            until_received(&stack.sandbox, Log::Visas, view.case.as_str(), moment.stickers).await?;
        }
        let received = stack.sandbox.received();
        for ((moment, _), view) in cases.iter().zip(&views) {
            check_what_arrived(&received, view, moment)?;
        }
        // Each number of the range was taken by one case, and none was left out.
        let mut numbers: Vec<_> = received.log(Log::Visas).iter().filter_map(|entry| entry.body["number"].as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let stickers: usize = MOMENTS.iter().map(|moment| moment.stickers).sum();
        assert_eq!(numbers, (1..=stickers).map(|number| format!("KZ{number:07}")).collect::<Vec<_>>());
        worker.stop("TERM").await?;
        Ok(stack.stop().await?)
    })
}
