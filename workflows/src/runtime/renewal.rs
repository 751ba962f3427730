//! A new run for a case about which much has been said: the engine bounds how long a run's history gets and how many messages a run
//! takes. The case goes on in the next run as it was; nobody but its workflow's id knows the one from the other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shaqyru_activities::opening::Filing;
use shaqyru_domain::{
    case::{
        Case,
        carried::CarriedCase,
        stage::{Stage, Status},
    },
    problem::{Code, Problem},
};
use temporalio_sdk::{ContinueAsNewOptions, WorkflowContext, WorkflowContextView, WorkflowResult};

use super::{
    InvitationWorkflow, RecordedSteps,
    said::{Amount, Found},
};
use crate::{message::Receipt, wait};

/// The engine takes 2,000 messages a run and no more; a new run begins long before.
const MOST_MESSAGES_OF_A_RUN: usize = 500;

/// What a run of a case begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Beginning {
    /// The run before.
    Renewed {
        /// What it knew.
        renewed: Box<Carried>,
    },
    /// The filing.
    Filed(Box<Filing>),
}

impl From<Filing> for Beginning {
    fn from(filing: Filing) -> Self {
        Self::Filed(Box::new(filing))
    }
}

/// All that a run of a case knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Carried {
    pub(super) filing: Filing,
    case: CarriedCase,
    poll_every: Option<std::time::Duration>,
    callback: bool,
    found: Found,
    consulted: bool,
    recorded: Option<usize>,
    said: BTreeMap<String, Amount>,
    receipts: BTreeMap<String, Taken>,
}

/// A receipt without the case that it is of.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Taken {
    stage: Stage,
    status: Status,
    digest: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proposed: bool,
}

/// Goes on in a new run.
pub(super) fn renew(ctx: &WorkflowContext<InvitationWorkflow>) -> WorkflowResult<super::Outcome> {
    match ctx.state(InvitationWorkflow::carried) {
        Some(carried) => {
            match ctx.continue_as_new(Beginning::Renewed { renewed: Box::new(carried) }.into(), ContinueAsNewOptions::default()) {
                Err(end_of_this_run) => Err(end_of_this_run),
                Ok(never) => match never {},
            }
        }
        None => Ok(ctx.state(InvitationWorkflow::outcome).map_err(wait::failure)?),
    }
}

impl InvitationWorkflow {
    /// Whether this run has taken so much, or the engine finds its history so long, that another is to go on.
    pub(super) fn is_full(&self, suggested: bool) -> bool {
        self.hands_over() && self.is_open() && (suggested || self.taken_in_this_run >= MOST_MESSAGES_OF_A_RUN)
    }

    fn carried(&self) -> Option<Carried> {
        let receipt = |(id, receipt): (&String, &Receipt)| {
            let Receipt { case: _, stage, status, digest, proposed } = receipt.clone();
            (id.clone(), Taken { stage, status, digest, proposed })
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
        })
    }

    /// Takes a case up where the run before left it. Nobody but the engine starts such a run.
    pub(super) fn take_up(ctx: &WorkflowContextView, carried: Carried) -> Result<Self, Problem> {
        if ctx.continued_from_run_id().is_none() {
            return Err(Problem::new(Code::Unsigned, "a case goes on only from a run of its own"));
        }
        let Carried { filing, case, poll_every, callback, found, consulted, recorded, said, receipts } = carried;
        let number = filing.case.clone();
        let receipt = |(id, taken): (String, Taken)| {
            let Taken { stage, status, digest, proposed } = taken;
            (id, Receipt { case: number.clone(), stage, status, digest, proposed })
        };
        Ok(Self {
            case: Some(Case::try_from(case)?),
            poll_every,
            callback,
            steps: RecordedSteps { ask_registers: true, keep_register: true, stages_by_register: true, hands_over: true },
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
