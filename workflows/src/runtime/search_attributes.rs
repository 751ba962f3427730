//! Search attributes: by what cases are listed. They are stored in the clear and lag behind: no personal
//! data, and no decision rests on them.

use shaqyru_domain::{
    case::{
        Case,
        clock::{Clock, ClockOutcome},
        procedure::Procedure,
        stage::Stage,
    },
    law::clock_kind::Nature,
};
use temporalio_common::search_attributes::{SearchAttributeKey, SearchAttributeUpdate, SearchAttributes, Timestamp};
use temporalio_sdk::WorkflowContext;

use super::{
    context::{CaseWorkflow, RunContext},
    filed::Filed,
    run::CaseRun,
};

/// The case's stage.
pub const STAGE: SearchAttributeKey<String> = SearchAttributeKey::keyword("ShaqyruStage");
/// When the first clock that waits for its act is due, or was.
pub const DUE: SearchAttributeKey<Timestamp> = SearchAttributeKey::datetime("ShaqyruDue");
/// Which clock that is.
pub const CLOCK: SearchAttributeKey<String> = SearchAttributeKey::keyword("ShaqyruClock");
/// The office that has the case.
pub const OFFICE: SearchAttributeKey<String> = SearchAttributeKey::keyword("ShaqyruOffice");
/// Visa category.
pub const CATEGORY: SearchAttributeKey<String> = SearchAttributeKey::keyword("ShaqyruCategory");
/// Whether a term that the law sets has been breached.
pub const BREACHED: SearchAttributeKey<bool> = SearchAttributeKey::bool("ShaqyruBreached");

/// What the clock attribute holds when no clock runs.
pub const NO_CLOCK: &str = "none";

/// All of them with their types, as the server registers them.
pub const REGISTERED: &[(&str, &str)] = &[
    ("ShaqyruStage", "Keyword"),
    ("ShaqyruDue", "Datetime"),
    ("ShaqyruClock", "Keyword"),
    ("ShaqyruOffice", "Keyword"),
    ("ShaqyruCategory", "Keyword"),
    ("ShaqyruBreached", "Bool"),
];

/// What is indexed of a case that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    stage: String,
    due: Option<(i64, String)>,
    office: String,
    breached: bool,
}

impl Entry {
    fn of<P: Procedure>(case: &Case<P>) -> Self {
        let docket = case.docket();
        let first_due = docket.clocks.iter().filter(|clock| clock.is_awaited()).min_by_key(|clock| clock.due());
        let lawful_breach = |clock: &Clock| clock.nature == Nature::Statutory && clock.outcome == ClockOutcome::Breached;
        Self {
            stage: docket.stage.to_string(),
            due: first_due.map(|clock| (clock.due().utc().timestamp(), clock.kind.as_str().to_owned())),
            office: case.office().to_string(),
            breached: docket.clocks.iter().any(lawful_breach),
        }
    }

    fn updates(&self) -> Vec<SearchAttributeUpdate> {
        let mut updates =
            vec![STAGE.value_set(self.stage.clone()), OFFICE.value_set(self.office.clone()), BREACHED.value_set(self.breached)];
        match &self.due {
            Some((due, clock)) => updates.extend([DUE.value_set(Timestamp::new(*due, 0)), CLOCK.value_set(clock.clone())]),
            // The server refuses the SDK's empty value, so a clock is named "none"; the last due instant stays.
            None => updates.push(CLOCK.value_set(NO_CLOCK.to_owned())),
        }
        updates
    }
}

/// What is indexed of a case from its first instant on, before any worker has seen it.
pub fn of_filing(filing: &impl Filed) -> SearchAttributes {
    SearchAttributes::new([
        STAGE.value_set(Stage::Filed.to_string()),
        OFFICE.value_set(filing.office()),
        CATEGORY.value_set(filing.category()),
        BREACHED.value_set(false),
    ])
}

/// Keeps the index up to date until the case is finished; several changes in one step cost one event.
pub async fn sync_search_attributes<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    let mut indexed = None;
    loop {
        let current = ctx.with_run(entry);
        if current != indexed {
            if let Some(entry) = &current {
                ctx.upsert_search_attributes(entry.updates());
            }
            indexed = current;
        }
        if ctx.with_run(CaseRun::is_finished) {
            return;
        }
        ctx.until(|run| run.is_finished() || entry(run) != indexed).await;
    }
}

fn entry<F: Filed>(run: &CaseRun<F>) -> Option<Entry> {
    run.opened().ok().map(Entry::of)
}
