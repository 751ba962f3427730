//! `register repair`: what the engine still holds of cases and the register lacks.

use futures::{StreamExt, stream};
use serde::Serialize;
use shaqyru_client::Cases;
use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
};
use shaqyru_register::{Recorded, Register};

use super::{DONE, NO};
use crate::output::{self, BAD, GOOD, painted, println};

/// So many cases are asked at once.
const AT_ONCE: usize = 8;

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
    /// Cases that did not answer.
    unanswered: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    case: CaseNumber,
    #[serde(flatten)]
    problem: Problem,
}

pub(crate) async fn run(register: &Register, dry_run: bool, json: bool) -> Result<u8, Problem> {
    let cases = Cases::new(shaqyru_client::connect().await?);
    let held = cases.held().await?;
    let mut repaired = Repaired { dry_run, held: held.len(), ..Repaired::default() };
    let progress = output::progress("asking", held.len());
    let mut answered = 0_usize;
    let mut answers = stream::iter(held).map(|case| ask(&cases, register, dry_run, case)).buffer_unordered(AT_ONCE);
    while let Some((case, answer)) = answers.next().await {
        progress.inc(1);
        match answer {
            Ok(recorded) => {
                answered = answered.saturating_add(1);
                match recorded {
                    Recorded::New => repaired.added.push(case),
                    Recorded::Newer => repaired.updated.push(case),
                    Recorded::Known | Recorded::Older | Recorded::Purged => {}
                }
            }
            Err(problem) if problem.code == Code::RegisterConflict => repaired.conflicts.push(Failed { case, problem }),
            // Nobody works: the next ones would not answer either.
            Err(problem) if problem.code == Code::WorkerSilent && answered == 0 => return Err(problem),
            Err(problem) if matches!(problem.code, Code::WorkerSilent | Code::CaseUnknown) => {
                repaired.unanswered.push(Failed { case, problem });
            }
            Err(problem) => return Err(problem),
        }
    }
    progress.finish_and_clear();
    repaired.added.sort();
    repaired.updated.sort();
    show(&repaired, json);
    Ok(if !repaired.conflicts.is_empty() {
        NO
    } else if !repaired.unanswered.is_empty() {
        Code::WorkerSilent.origin().exit_status()
    } else {
        DONE
    })
}

async fn ask(cases: &Cases, register: &Register, dry_run: bool, case: CaseNumber) -> (CaseNumber, Result<Recorded, Problem>) {
    let recorded = async {
        let record = cases.record(&case).await?;
        let recorded = if dry_run { register.compare(&record).await } else { register.record(&record).await };
        recorded.map_err(Problem::from)
    };
    let recorded = recorded.await;
    (case, recorded)
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
    for Failed { case, problem } in repaired.conflicts.iter().chain(&repaired.unanswered) {
        println!("{case}  {}", painted(problem, BAD));
    }
    output::say(format!("{} cases looked at: {} {added}, {} {updated}", repaired.held, repaired.added.len(), repaired.updated.len()));
}
