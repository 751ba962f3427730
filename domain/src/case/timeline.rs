//! Writing down what happens: lines of the timeline, and stages for the monitoring system. What is written stays.

use super::{Case, event::Event, fact::Entry, line::Line, outbox::StageRecord, procedure::Procedure};
use crate::{actor::Actor, time::instant::Instant};

impl<P: Procedure> Case<P> {
    pub(super) fn write(&mut self, line: Line) {
        self.revision = self.revision.saturating_add(1);
        self.timeline.push(line.into());
    }

    pub(super) fn write_stage(&mut self, line: &Line) {
        self.stages.push(StageRecord {
            id: format!("{}/stage/{}", self.number(), self.stages.count().saturating_add(1)),
            case: self.number().clone(),
            office: self.office.clone(),
            category: self.filing.category.clone(),
            stage: line.stage,
            at: line.at,
            actor: line.actor.clone(),
        });
    }

    /// A line of what the case does of itself.
    pub(super) fn write_of_itself(&mut self, at: Instant, event: Event) {
        self.write_change(Line::new(at, self.docket().stage, Actor::System, event));
    }

    /// A line of what somebody has said that is no fact.
    pub(super) fn write_entry<T>(&mut self, entry: &Entry<T>, event: Event) {
        self.write_change(Line::of_entry(entry, self.docket().stage, &entry.entered_by, event));
    }

    fn write_change(&mut self, line: Line) {
        self.version = self.version.saturating_add(1);
        self.write(line);
    }
}
