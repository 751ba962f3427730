//! What every case's workflow does, whichever public service the case is of. A service's workflow holds a [`CaseRun`] of what is
//! [`Filed`] with it, and is a [`CaseWorkflow`]. Then its procedure can wait, [ask agencies](asking) and [stop at incidents](incidents)
//! here, and beside it run the [deadline watch](deadlines), the [handover](handover) and the [search attributes](search_attributes);
//! [`renewal`] lets it go on in a new run.

pub mod asking;
mod context;
pub mod deadlines;
mod filed;
mod found;
pub mod handover;
pub mod incidents;
pub mod input;
#[cfg(test)]
mod made_up;
pub mod messages;
mod recipient;
pub mod renewal;
mod run;
pub mod search_attributes;
mod sender_usage;
mod taking;
pub mod trust;
pub mod waiting;

pub use self::{
    context::{CaseWorkflow, RunContext},
    filed::{CaseOf, FactOf, Filed},
    run::{CaseRun, Outcome, RecordedAtIntake, RecordedSteps},
};
