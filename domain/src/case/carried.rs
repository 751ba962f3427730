//! A case as it is carried from one run of its workflow to the next: all that it keeps, and nothing that follows from it.

use serde::{Deserialize, Serialize};

use super::{
    Case, Filing,
    docket::Docket,
    fact::{AgencyFact, Correction, Entry},
    line::Line,
    outbox::{ApplicantNotice, OfficeNotice, Outbox, StageRecord},
    procedure::Procedure,
    progress::Progress,
    view::{EscalationView, Incident, TimelineLine},
};
use crate::{
    actor::Actor,
    checks::records::HeldPaper,
    law::rules::CaseRules,
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};

/// What is carried of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct CarriedCase<P: Procedure> {
    filing: Filing,
    /// None, if the procedure needs nothing.
    #[serde(default)]
    particulars: Option<P::Particulars>,
    rules: CaseRules,
    office: OfficeCode,
    officer: Option<OfficerId>,
    facts: Vec<Entry<P::Fact>>,
    now: Instant,
    version: usize,
    hands: Vec<(AgencyFact, Actor)>,
    proposals: Vec<Entry<Correction>>,
    fetched: Vec<HeldPaper>,
    /// None if a release carried it over that took the number of lines for it.
    #[serde(default)]
    revision: Option<usize>,
    timeline: Vec<TimelineLine>,
    escalations: Vec<EscalationView>,
    incidents: Vec<Incident>,
    stages: Outbox<StageRecord>,
    notices: Outbox<ApplicantNotice>,
    office_notices: Outbox<OfficeNotice>,
}

impl<P: Procedure> From<Case<P>> for CarriedCase<P> {
    fn from(case: Case<P>) -> Self {
        let Case {
            filing,
            particulars,
            rules,
            office,
            officer,
            facts,
            now,
            progress: _,
            next_wake: _,
            version,
            hands,
            proposals,
            revision,
            fetched,
            timeline,
            escalations,
            incidents,
            stages,
            notices,
            office_notices,
        } = case;
        Self {
            filing,
            particulars: Some(particulars),
            rules,
            office,
            officer,
            facts,
            now,
            version,
            hands,
            proposals,
            revision: Some(revision),
            fetched,
            timeline,
            escalations,
            incidents,
            stages,
            notices,
            office_notices,
        }
    }
}

impl<P: Procedure> TryFrom<CarriedCase<P>> for Case<P> {
    type Error = Problem;

    /// Takes a case up again. Where it stands is computed from its facts, as ever.
    fn try_from(carried: CarriedCase<P>) -> Result<Self, Problem> {
        let CarriedCase {
            filing,
            particulars,
            rules,
            office,
            officer,
            facts,
            now,
            version,
            hands,
            proposals,
            revision,
            fetched,
            mut timeline,
            escalations,
            incidents,
            stages,
            notices,
            office_notices,
        } = carried;
        let nothing = || Problem::new(Code::Engine, "the case was carried over without what its procedure needs");
        let particulars = particulars.or_else(P::no_particulars).ok_or_else(nothing)?;
        let progress = Progress::<P>::replay(&filing, &particulars, &rules, &facts, now)?;
        recall(&mut timeline, &progress.docket, &escalations, &incidents);
        let mut case = Self {
            filing,
            particulars,
            rules,
            office,
            officer,
            facts,
            now,
            progress,
            next_wake: None,
            version,
            hands,
            proposals,
            revision: revision.unwrap_or(timeline.len()),
            fetched,
            timeline,
            escalations,
            incidents,
            stages,
            notices,
            office_notices,
        };
        case.next_wake = case.first_event_after(now);
        Ok(case)
    }
}

/// A line of an earlier release holds words alone. What the case still knows (what its facts tell, what went out, what stopped it) is put
/// beside them again: nothing is read out of the words, they are only compared with what would be written today.
fn recall(timeline: &mut [TimelineLine], docket: &Docket, escalations: &[EscalationView], incidents: &[Incident]) {
    let of_itself = |at, event| Line::new(at, docket.stage, Actor::System, event);
    let escalated = escalations.iter().map(|escalation| of_itself(escalation.at, escalation.into()));
    let stopped = incidents.iter().map(|incident| of_itself(incident.at, incident.into()));
    let known: Vec<TimelineLine> = docket.journal.iter().cloned().chain(escalated).chain(stopped).map(Into::into).collect();
    for line in timeline.iter_mut().filter(|line| line.event.is_none()) {
        let same = |known: &&TimelineLine| known.at == line.at && known.actor == line.actor && known.detail == line.detail;
        if let Some(TimelineLine { event, antedated_because, letter, .. }) = known.iter().find(same).cloned() {
            (line.event, line.antedated_because, line.letter) = (event, antedated_because, letter);
        }
    }
}
