//! A new run for a case about which much has been said: the engine bounds how long a run's history gets and how many messages a run
//! takes. The case goes on in the next run as it was; nobody but its workflow's id knows the one from the other.

use std::{collections::BTreeMap, future::Future, time::Duration};

use futures::FutureExt;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shaqyru_domain::{
    case::{
        Case,
        carried::CarriedCase,
        stage::{Stage, Status},
    },
    problem::{Code, Problem},
};
use temporalio_common::WorkflowDefinition;
use temporalio_sdk::{ContinueAsNewOptions, WorkflowContext, WorkflowContextView, WorkflowResult, workflows::select};
use temporalio_workflow::workflows::WorkflowImplementation;

use super::{
    context::{CaseWorkflow, RunContext},
    filed::Filed,
    found::FoundByAsking,
    input::Input,
    messages::Receipt,
    run::{CaseRun, RecordedSteps},
    sender_usage::SenderUsage,
};

/// The engine takes 2,000 messages a run and no more; a new run begins long before.
const MOST_MESSAGES_OF_A_RUN: usize = 500;

/// What a run of a case begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, bound = "F: Filed + Serialize + DeserializeOwned")]
pub enum Beginning<F: Filed> {
    /// The run before.
    Renewed {
        /// What it knew.
        renewed: Box<Carried<F>>,
    },
    /// The filing.
    Filed(Box<F>),
}

impl<F: Filed> From<F> for Beginning<F> {
    fn from(filing: F) -> Self {
        Self::Filed(Box::new(filing))
    }
}

/// All that a run of a case knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "F: Filed + Serialize + DeserializeOwned")]
pub struct Carried<F: Filed> {
    filing: F,
    case: CarriedCase<F::Procedure>,
    poll_every: Option<Duration>,
    callback: bool,
    found: FoundByAsking,
    consulted: bool,
    recorded: Option<usize>,
    said: BTreeMap<String, SenderUsage>,
    receipts: BTreeMap<String, CarriedReceipt>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    asks_biometric_centre: bool,
}

/// A receipt without the case that it is of.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct CarriedReceipt {
    stage: Stage,
    status: Status,
    digest: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proposed: bool,
}

/// Lets a case run to its end; or, where this run gets full before, lets the engine begin the next one.
///
/// # Errors
/// That this run has ended, and the next one goes on.
pub async fn run_or_renew<W>(ctx: &WorkflowContext<W>, to_its_end: impl Future<Output = ()>) -> WorkflowResult<()>
where
    W: CaseWorkflow + WorkflowImplementation,
    W::Run: WorkflowDefinition<Input = Input<Beginning<W::Filing>>>,
{
    let mut full = Box::pin(ctx.until(|run| run.is_full(ctx.continue_as_new_suggested())));
    let mut ended = Box::pin(to_its_end.fuse());
    select! {
        () = ended => return Ok(()),
        () = full => {}
    }
    let Some(carried) = ctx.with_run(CaseRun::carried) else { return Ok(()) };
    match ctx.continue_as_new(Beginning::Renewed { renewed: Box::new(carried) }.into(), ContinueAsNewOptions::default()) {
        Err(end_of_this_run) => Err(end_of_this_run),
        Ok(never) => match never {},
    }
}

impl<F: Filed> CaseRun<F> {
    /// Takes what was filed, or takes a case up from the run before. What can begin no case is kept as the reason why.
    pub fn begin(ctx: &WorkflowContextView, beginning: Input<Beginning<F>>) -> Self {
        let begun = beginning.read().and_then(|beginning| match beginning {
            Beginning::Filed(filing) => Ok(Self::of(Ok(*filing))),
            Beginning::Renewed { renewed } => Self::take_up(ctx, *renewed),
        });
        begun.unwrap_or_else(|problem| Self::of(Err(problem)))
    }

    /// Whether this run has taken so much, or the engine finds its history so long, that another is to go on.
    fn is_full(&self, suggested: bool) -> bool {
        self.hands_over() && self.is_open() && (suggested || self.taken_in_this_run >= MOST_MESSAGES_OF_A_RUN)
    }

    fn carried(&self) -> Option<Carried<F>> {
        let receipt = |(id, receipt): (&String, &Receipt)| {
            let Receipt { case: _, stage, status, digest, proposed } = receipt.clone();
            (id.clone(), CarriedReceipt { stage, status, digest, proposed })
        };
        Some(Carried {
            filing: self.filed().ok()?.clone(),
            case: self.case.clone()?.into(),
            poll_every: self.poll_every,
            callback: self.callback,
            found: self.found.clone(),
            consulted: self.consulted,
            recorded: self.recorded,
            said: self.said.clone(),
            receipts: self.receipts.iter().map(receipt).collect(),
            asks_biometric_centre: self.asks_biometric_centre(),
        })
    }

    /// Takes a case up where the run before left it. Nobody but the engine starts such a run.
    fn take_up(ctx: &WorkflowContextView, carried: Carried<F>) -> Result<Self, Problem> {
        if ctx.continued_from_run_id().is_none() {
            return Err(Problem::new(Code::Unsigned, "a case goes on only from a run of its own"));
        }
        let Carried { filing, case, poll_every, callback, found, consulted, recorded, said, receipts, asks_biometric_centre } = carried;
        let number = filing.number().clone();
        let receipt = |(id, taken): (String, CarriedReceipt)| {
            let CarriedReceipt { stage, status, digest, proposed } = taken;
            (id, Receipt { case: number.clone(), stage, status, digest, proposed })
        };
        Ok(Self {
            case: Some(Case::try_from(case)?),
            poll_every,
            callback,
            steps: RecordedSteps { asks_biometric_centre, ..RecordedSteps::OF_RENEWED_RUNS },
            found,
            consulted,
            recorded,
            said,
            receipts: receipts.into_iter().map(receipt).collect(),
            agencies_were_asked: true,
            ..Self::of(Ok(filing))
        })
    }
}
