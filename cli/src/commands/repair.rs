//! `register repair`: what the engine still holds of cases and the register lacks, and where the two do not agree. `register adopt`: the way
//! out where they contradict each other.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};
use serde::Serialize;
use shaqyru_client::{Cases, Standing};
use shaqyru_domain::{
    actor::Actor,
    case::{number::CaseNumber, stage::Status},
    problem::{Code, Problem},
    text::{OfficerId, Text},
};
use shaqyru_register::{Recorded, Register};

use super::{DONE, NO, now};
use crate::output::{self, BAD, GOOD, painted, println};

/// So many cases are asked at once.
const AT_ONCE: usize = 8;
/// If so many do not answer, and none does, nobody works: the others would not answer either, and each takes its time.
const NOBODY: usize = 24;

/// What a repair has done, or would do.
#[derive(Default, Serialize)]
struct Repaired {
    dry_run: bool,
    /// How many cases the engine holds.
    held: usize,
    /// Cases that were not on record.
    added: Vec<CaseNumber>,
    /// Cases that were on record with less.
    updated: Vec<CaseNumber>,
    /// Cases that do not agree with what is on record; they stay as they are there.
    conflicts: Vec<Failed>,
    /// Cases of which more is on record than the engine has kept.
    ahead: Vec<CaseNumber>,
    /// Cases that are on record as open, and whose workflows the engine has closed.
    lost: Vec<CaseNumber>,
    /// Cases that did not answer.
    unanswered: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    case: CaseNumber,
    #[serde(flatten)]
    problem: Problem,
}

/// Looks at every case, whatever becomes of the others.
pub(crate) async fn run(register: &Register, dry_run: bool, json: bool) -> Result<u8, Problem> {
    let cases = Cases::new(shaqyru_client::connect().await?);
    let held = cases.held().await?;
    let closed: BTreeSet<_> = cases.lost().await?.into_iter().collect();
    let all: BTreeSet<_> = held.iter().chain(&closed).cloned().collect();
    let mut repaired = Repaired { dry_run, held: held.len(), ..Repaired::default() };
    let progress = output::progress("asking", all.len());
    let asking = all.into_iter().map(|case| {
        let is_closed = closed.contains(&case);
        look(&cases, register, dry_run, case, is_closed)
    });
    let mut answers = stream::iter(asking).buffer_unordered(AT_ONCE);
    let mut answered = 0_usize;
    while let Some((case, found)) = answers.next().await {
        progress.inc(1);
        answered = answered.saturating_add(usize::from(!matches!(found, Found::Silent(_))));
        repaired.note(case, found);
        if answered == 0 && repaired.unanswered.len() >= NOBODY {
            break;
        }
    }
    progress.finish_and_clear();
    match repaired.unanswered.pop() {
        // Nobody works: this is about the workers, and not about the cases.
        Some(Failed { problem, .. }) if answered == 0 => return Err(problem),
        unanswered => repaired.unanswered.extend(unanswered),
    }
    repaired.sort();
    show(&repaired, json);
    Ok(if !repaired.conflicts.is_empty() || !repaired.ahead.is_empty() || !repaired.lost.is_empty() {
        NO
    } else if !repaired.unanswered.is_empty() {
        Code::WorkerSilent.origin().exit_status()
    } else {
        DONE
    })
}

/// What was found of a case.
enum Found {
    Recorded(Recorded),
    Conflict(Problem),
    Lost,
    /// It failed while it was opened, and was filed anew: it is no case.
    Nothing,
    Silent(Problem),
}

async fn look(cases: &Cases, register: &Register, dry_run: bool, case: CaseNumber, is_closed: bool) -> (CaseNumber, Found) {
    let found = if is_closed { look_at_closed(cases, register, &case).await } else { ask(cases, register, dry_run, &case).await };
    (case, found.unwrap_or_else(Found::Silent))
}

/// The engine closed a workflow of the case. It may have gone on as another, or have ended before on record.
async fn look_at_closed(cases: &Cases, register: &Register, case: &CaseNumber) -> Result<Found, Problem> {
    if cases.standing(case).await? != Standing::Lost {
        return ask(cases, register, true, case).await;
    }
    let is_open = register.case(case).await?.is_some_and(|record| record.status == Status::Open);
    Ok(if is_open { Found::Lost } else { Found::Nothing })
}

async fn ask(cases: &Cases, register: &Register, dry_run: bool, case: &CaseNumber) -> Result<Found, Problem> {
    let record = cases.record(case).await?;
    let recorded = if dry_run { register.compare(&record).await } else { register.record(&record).await };
    match recorded {
        // The case may have moved on between the two questions; what is still behind then has forgotten something.
        Ok(Recorded::Older) => match register.compare(&cases.record(case).await?).await {
            Ok(recorded) => Ok(Found::Recorded(recorded)),
            Err(error) => Ok(Found::Conflict(error.into())),
        },
        Ok(recorded) => Ok(Found::Recorded(recorded)),
        Err(error) if error.code() == Code::RegisterConflict => {
            if !dry_run {
                register.note_unrecorded(case, &error, now()).await?;
            }
            Ok(Found::Conflict(error.into()))
        }
        Err(error) => Err(error.into()),
    }
}

impl Repaired {
    fn note(&mut self, case: CaseNumber, found: Found) {
        match found {
            Found::Recorded(Recorded::New) => self.added.push(case),
            Found::Recorded(Recorded::Newer) => self.updated.push(case),
            Found::Recorded(Recorded::Older) => self.ahead.push(case),
            Found::Recorded(Recorded::Known | Recorded::Purged) | Found::Nothing => {}
            Found::Conflict(problem) => self.conflicts.push(Failed { case, problem }),
            Found::Lost => self.lost.push(case),
            Found::Silent(problem) => self.unanswered.push(Failed { case, problem }),
        }
    }

    fn sort(&mut self) {
        for cases in [&mut self.added, &mut self.updated, &mut self.ahead, &mut self.lost] {
            cases.sort();
        }
        for cases in [&mut self.conflicts, &mut self.unanswered] {
            cases.sort_by(|one, other| one.case.cmp(&other.case));
        }
    }
}

fn show(repaired: &Repaired, json: bool) {
    if json {
        output::print_json(repaired);
        return;
    }
    let (added, updated) = if repaired.dry_run { ("is missing", "is behind") } else { ("added", "updated") };
    for (cases, what) in [(&repaired.added, added), (&repaired.updated, updated)] {
        for case in cases {
            println!("{case}  {}", painted(what, GOOD));
        }
    }
    let ahead = "more is on record than the engine has kept: shaqyru register adopt";
    let lost = "open on record, and the engine has closed its workflow: file it again, or restore the engine";
    for (cases, what) in [(&repaired.ahead, ahead), (&repaired.lost, lost)] {
        for case in cases {
            println!("{case}  {}", painted(what, BAD));
        }
    }
    for Failed { case, problem } in repaired.conflicts.iter().chain(&repaired.unanswered) {
        println!("{case}  {}", painted(problem, BAD));
    }
    output::say(format!("{} cases looked at: {} {added}, {} {updated}", repaired.held, repaired.added.len(), repaired.updated.len()));
}

/// Takes what the engine knows of a case in place of what is on record.
pub(crate) async fn adopt(register: &Register, case: &CaseNumber, officer: &OfficerId, reason: &str, json: bool) -> Result<u8, Problem> {
    let reason = Text::try_from(reason.to_owned()).map_err(|problem| problem.at("reason"))?;
    let record = Cases::new(shaqyru_client::connect().await?).record(case).await?;
    let adopted = register.adopt(&record, &Actor::Officer(officer.clone()), &reason, now()).await?;
    if json {
        output::print_json(&serde_json::json!({ "case": case, "adopted": adopted }));
    } else if let Some(adopted) = adopted {
        println!("{case}  {}", painted("the engine's truth stands; what was on record is kept", GOOD));
        for stage in &adopted.told {
            println!("  {stage} was told to the monitoring system as it stood before: tell them by letter");
        }
        output::say(format!("now: shaqyru resume {case}"));
    } else {
        println!(
            "{case}  {}",
            painted("agrees with what is on record, or is to be recorded by register repair: nothing was changed", GOOD)
        );
    }
    Ok(DONE)
}
