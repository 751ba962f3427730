//! What the engine answers, as coded problems.

use serde::de::DeserializeOwned;
use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
};
use shaqyru_workflows::runtime::messages::{Receipt, TAKEN_BEFORE};
use temporalio_client::{
    errors::{ClientError, WorkflowInteractionError, WorkflowQueryError, WorkflowStartError, WorkflowUpdateError},
    schedules::ScheduleError,
    tonic,
};
use temporalio_common::error::IncomingError;
use temporalio_common::protos::temporal::api::failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo};

/// What core says of a query that is older than the workflow task which the worker has done last.
const EXPIRED: &str = "Query expired";

pub(crate) fn unreachable() -> Problem {
    Problem::new(Code::EngineUnreachable, "the Temporal server does not answer; nothing was lost, try again")
}

pub(crate) fn unknown(case: &CaseNumber) -> Problem {
    Problem::new(Code::CaseUnknown, format!("there is no case {case}")).at("case")
}

pub(crate) fn of_start(error: &WorkflowStartError) -> Problem {
    match error {
        WorkflowStartError::Rpc(status) => of_status(status),
        other => Problem::new(Code::Engine, other.to_string()),
    }
}

pub(crate) fn of_interaction(error: &WorkflowInteractionError) -> Problem {
    match error {
        WorkflowInteractionError::NotFound(_) => not_found(),
        WorkflowInteractionError::Rpc(status) => of_status(status),
        other => Problem::new(Code::Engine, other.to_string()),
    }
}

pub(crate) fn of_query(error: &WorkflowQueryError) -> Problem {
    match error {
        WorkflowQueryError::NotFound(_) => not_found(),
        // No worker has been there for a while; or others are asking, too, and the engine keeps only so many questions.
        WorkflowQueryError::Rpc(status) if matches!(status.code(), tonic::Code::FailedPrecondition | tonic::Code::ResourceExhausted) => {
            Problem::new(Code::Opening, "nobody answers for the case yet; try again in a moment")
        }
        // The case went on between the question and the worker that has it: core fails the query, and it is asked again.
        WorkflowQueryError::Rpc(status) if status.message().contains(EXPIRED) => {
            Problem::new(Code::Opening, "the case went on while it was asked; try again in a moment")
        }
        WorkflowQueryError::Rpc(status) => of_status(status),
        other => coded(&other.to_string()),
    }
}

pub(crate) fn of_update(error: &WorkflowUpdateError) -> Problem {
    match error {
        WorkflowUpdateError::NotFound(_) => not_found(),
        // The step that was about to take the message was undone, and the message with it: it is sent again.
        // So it is where others are waiting for it, and the engine lets no more in.
        WorkflowUpdateError::Rpc(status) if matches!(status.code(), tonic::Code::FailedPrecondition | tonic::Code::ResourceExhausted) => {
            Problem::new(Code::Opening, "the case was busy and did not take the message; try again in a moment")
        }
        WorkflowUpdateError::Rpc(status) => of_status(status),
        WorkflowUpdateError::Failed(failure) => rejection(failure),
        other => Problem::new(Code::Engine, other.to_string()),
    }
}

pub(crate) fn of_list(error: &ClientError) -> Problem {
    match error {
        ClientError::Rpc(status) => of_status(status),
        other => Problem::new(Code::Engine, other.to_string()),
    }
}

pub(crate) fn of_schedule(error: &ScheduleError) -> Problem {
    match error {
        ScheduleError::Rpc(status) if status.code() == tonic::Code::NotFound => Problem::new(Code::Engine, "there is no such schedule"),
        ScheduleError::Rpc(status) => of_status(status),
        other => Problem::new(Code::Engine, other.to_string()),
    }
}

/// Why a workflow ended by itself without doing its part.
pub(crate) fn of_ended(error: &IncomingError) -> Problem {
    match error {
        IncomingError::Application(failure) => {
            let code = failure.type_name().and_then(|name| name.parse().ok()).unwrap_or(Code::Engine);
            Problem::new(code, failure.to_string())
        }
        other => coded(&other.to_string()),
    }
}

fn not_found() -> Problem {
    Problem::new(Code::CaseUnknown, "there is no such case").at("case")
}

/// What the sender of a message was told when it was taken before; none if the update failed otherwise.
pub(crate) fn taken_before(error: &WorkflowUpdateError) -> Option<Receipt> {
    match error {
        WorkflowUpdateError::Failed(failure) => applications(failure).find_map(of_taken_before),
        _ => None,
    }
}

/// The same, of a failure as the engine has it.
pub(crate) fn of_taken_before(info: &ApplicationFailureInfo) -> Option<Receipt> {
    if info.r#type == TAKEN_BEFORE { detail(info) } else { None }
}

/// A rule's rejection.
fn rejection(failure: &Failure) -> Problem {
    applications(failure).find_map(detail).unwrap_or_else(|| coded(&failure.message))
}

/// What the case itself says travels as an application failure somewhere in the chain of causes.
pub(crate) fn applications(failure: &Failure) -> impl Iterator<Item = &ApplicationFailureInfo> {
    let chain = std::iter::successors(Some(failure), |link| link.cause.as_deref());
    chain.filter_map(|link| match &link.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => Some(info),
        _ => None,
    })
}

fn detail<T: DeserializeOwned>(info: &ApplicationFailureInfo) -> Option<T> {
    let payload = info.details.as_ref().and_then(|details| details.payloads.first())?;
    serde_json::from_slice(&payload.data).ok()
}

pub(crate) fn of_rpc(status: &tonic::Status) -> Problem {
    of_status(status)
}

fn of_status(status: &tonic::Status) -> Problem {
    match status.code() {
        tonic::Code::NotFound => not_found(),
        tonic::Code::Unavailable | tonic::Code::DeadlineExceeded | tonic::Code::Cancelled => unreachable(),
        _ => coded(status.message()),
    }
}

/// The engine carries a query's rejection as text: our code stands at its beginning.
fn coded(text: &str) -> Problem {
    let from = text.find("SHQ-").unwrap_or(0);
    let tail = text.get(from..).unwrap_or(text);
    match tail.split_once(' ') {
        Some((code, message)) => match code.parse() {
            Ok(code) => Problem::new(code, message),
            Err(_) => Problem::new(Code::Engine, text),
        },
        None => Problem::new(Code::Engine, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_was_overtaken_is_asked_again() {
        let overtaken = tonic::Status::invalid_argument("Fatal(Query expired)");
        assert_eq!(of_query(&WorkflowQueryError::Rpc(overtaken)).code, Code::Opening);
    }
}
