//! The ladders of the clocks: what the office is told of terms that come near or have run out.

use super::{Case, line::Line, outbox::OfficeNotice, procedure::Procedure, view::EscalationView};
use crate::{
    actor::Actor,
    law::clock_kind::{ClockKind, Window},
    time::instant::Instant,
};

impl<P: Procedure> Case<P> {
    /// The rungs that are due by now go out, once each, in order, at the instants at which they were due.
    pub(super) fn climb(&mut self, now: Instant) -> Vec<Line> {
        let mut due: Vec<(EscalationView, Instant)> = self
            .docket()
            .clocks
            .iter()
            .flat_map(|clock| {
                clock.rungs_to_climb().filter(|rung| rung.at <= now).map(|rung| {
                    let escalation = EscalationView {
                        at: rung.at,
                        clock: clock.kind,
                        window: clock.window,
                        rung: rung.rung.clone(),
                        audience: rung.audience,
                    };
                    (escalation, clock.due())
                })
            })
            .filter(|(escalation, _)| !self.has_climbed(escalation.clock, escalation.window, &escalation.rung))
            .collect();
        due.sort_by_key(|(escalation, _)| escalation.at);
        due.into_iter().map(|(escalation, due)| self.escalate(escalation, due)).collect()
    }

    fn has_climbed(&self, clock: ClockKind, window: Option<Window>, rung: &str) -> bool {
        self.escalations.iter().any(|gone| gone.clock == clock && gone.window == window && gone.rung == rung)
    }

    fn escalate(&mut self, escalation: EscalationView, due: Instant) -> Line {
        let clock = [Some(escalation.clock.as_str()), escalation.window.map(Window::as_str)];
        let path = clock.into_iter().flatten().collect::<Vec<_>>().join("/");
        self.office_notices.push(OfficeNotice {
            id: format!("{}/escalation/{path}/{}", self.number(), escalation.rung),
            case: self.number().clone(),
            office: self.office.clone(),
            officer: self.officer.clone(),
            audience: escalation.audience,
            clock: Some(escalation.clock),
            window: escalation.window,
            rung: Some(escalation.rung.clone()),
            incident: None,
            at: escalation.at,
            due: Some(due),
        });
        let line = Line::new(escalation.at, self.docket().stage_at(escalation.at), Actor::System, (&escalation).into());
        self.escalations.push(escalation);
        line
    }
}
