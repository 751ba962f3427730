//! Lists of cases, from the engine's index. It lags a little: a list informs, it decides nothing.

use futures::TryStreamExt;
use serde::Serialize;
use shaqyru_domain::{
    case::number::CaseNumber,
    instant::Instant,
    problem::{Code, Problem},
};
use shaqyru_workflows::index;
use temporalio_client::{WorkflowExecution, WorkflowListOptions};

use crate::{Cases, failure};

/// So many cases are looked through at most.
const MOST_CASES: usize = 20_000;

/// What a list is narrowed to; nothing given lists all cases.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// This stage.
    pub stage: Option<String>,
    /// This office.
    pub office: Option<String>,
    /// This visa category.
    pub category: Option<String>,
    /// This clock is the one to look at.
    pub clock: Option<String>,
    /// Cases that are open.
    pub open: bool,
    /// Cases in which a term of the law has been breached.
    pub breached: bool,
    /// Cases that are due by this instant.
    pub due_by: Option<Instant>,
    /// At most so many.
    pub limit: usize,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The case.
    pub case: CaseNumber,
    /// Its stage.
    pub stage: Option<String>,
    /// Its office.
    pub office: Option<String>,
    /// Its visa category.
    pub category: Option<String>,
    /// The clock that is, or was, due first of those that wait for their act.
    pub clock: Option<String>,
    /// When it is due.
    pub due: Option<Instant>,
    /// Whether a term of the law has been breached.
    pub breached: bool,
}

impl Filter {
    fn query(&self) -> Result<String, Problem> {
        let mut terms = vec!["WorkflowType = 'Invitation'".to_owned()];
        for (key, value) in [
            (index::STAGE.name(), &self.stage),
            (index::OFFICE.name(), &self.office),
            (index::CATEGORY.name(), &self.category),
            (index::CLOCK.name(), &self.clock),
        ] {
            if let Some(value) = value {
                terms.push(format!("{key} = '{}'", plain(value)?));
            }
        }
        // What has ended is not due any more.
        if self.open || self.due_by.is_some() {
            terms.push("ExecutionStatus = 'Running'".to_owned());
        }
        if self.breached {
            terms.push(format!("{} = true", index::BREACHED.name()));
        }
        if let Some(by) = self.due_by {
            terms.push(format!("{} <= '{by}'", index::DUE.name()));
        }
        Ok(terms.join(" AND "))
    }
}

/// Values stand in a query between quotes: none of ours has one.
fn plain(value: &str) -> Result<&str, Problem> {
    let fits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if fits { Ok(value) } else { Err(Problem::new(Code::Usage, "a filter holds letters, digits, - and _ only")) }
}

impl Cases {
    /// Cases, those that are due first at the top.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn list(&self, filter: &Filter) -> Result<Vec<Listed>, Problem> {
        // The engine cannot sort: what is due first is known only when all are there.
        let options = WorkflowListOptions::builder().limit(MOST_CASES).build();
        let found: Vec<WorkflowExecution> =
            self.engine().list_workflows(filter.query()?, options).try_collect().await.map_err(|error| failure::of_list(&error))?;
        let mut listed: Vec<_> = found.iter().filter_map(listed).collect();
        listed.sort_by_key(|line| (line.due.is_none(), line.due, line.case.clone()));
        listed.truncate(filter.limit);
        Ok(listed)
    }
}

fn listed(execution: &WorkflowExecution) -> Option<Listed> {
    let attributes = execution.search_attributes();
    let clock = attributes.get(&index::CLOCK).filter(|clock| clock != index::NO_CLOCK);
    let due = attributes.get(&index::DUE).filter(|_| clock.is_some()).and_then(|due| chrono::DateTime::from_timestamp(due.seconds(), 0));
    Some(Listed {
        case: execution.id().parse().ok()?,
        stage: attributes.get(&index::STAGE),
        office: attributes.get(&index::OFFICE),
        category: attributes.get(&index::CATEGORY),
        clock,
        due: due.map(Instant::from_utc),
        breached: attributes.get(&index::BREACHED).unwrap_or_default(),
    })
}
