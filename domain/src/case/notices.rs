//! What the applicant is told, and when.

use super::{
    Case,
    fact::Entry,
    outbox::{ApplicantNotice, NoticeKind},
    procedure::{OwedNotice, Procedure},
    stage::{Stage, Status},
};
use crate::{actor::Actor, forwarding::Forwarding, time::instant::Instant};

impl<P: Procedure> Case<P> {
    /// Writes the notice that tells the applicant how the case ended; who withdrew knows it.
    pub fn write_decision_notice(&mut self) {
        let (Some(at), status) = (self.docket().ended_at, self.docket().status) else { return };
        if !status.is_decided() {
            return;
        }
        let number = if status == Status::Issued { self.issued_number() } else { None };
        let ground = self.docket().refusal.as_ref().map(|refusal| refusal.ground);
        let reason = self.docket().answer.as_ref().map(ToString::to_string);
        let complain_until = ground.and_then(|_| self.rules().complain_until(at.date_in(self.rules().hours.zone())));
        let notice =
            ApplicantNotice { outcome: Some(status), ground, number, reason, complain_until, ..self.notice(NoticeKind::Decision, at) };
        self.notices.push(notice);
    }

    /// A notice that the procedure owed may have arrived, which is a fact of ours. Told of itself, it takes the instant of what it tells; told
    /// late, the instant at which it was really told.
    pub fn note_owed_notices(&mut self, now: Instant) {
        for OwedNotice { kind, at, given, .. } in self.procedure().owed_notices(self.docket()) {
            let Some(given) = given else { continue };
            let told = self.notices.delivered_items().iter().any(|notice| notice.kind == kind);
            let noted = self.facts.iter().any(|fact| fact.content == given);
            if told && !noted {
                // It breaks no rule: the notice was owed.
                let _ = self.record(Entry::new(given, now.max(at), Actor::System));
            }
        }
    }

    /// The only notice of its kind.
    pub(super) fn notice(&self, kind: NoticeKind, at: Instant) -> ApplicantNotice {
        self.notice_of(kind, 1, at)
    }

    /// One of several notices of a kind, counted from 1.
    pub(super) fn notice_of(&self, kind: NoticeKind, which: usize, at: Instant) -> ApplicantNotice {
        let suffix = if which == 1 { String::new() } else { format!("-{which}") };
        ApplicantNotice {
            id: format!("{}/notice/{}{suffix}", self.number(), kind.as_str()),
            case: self.number().clone(),
            kind,
            at,
            registered_on: None,
            missing: Vec::new(),
            papers: Vec::new(),
            from_office: None,
            office: None,
            reason: None,
            until: None,
            outcome: None,
            ground: None,
            hearing_at: None,
            appointment_at: None,
            place: None,
            manner: None,
            number: None,
            complain_until: None,
        }
    }

    /// R26 para 12: the applicant is told which office has the application, and why it is not the one that took it.
    pub(super) fn write_forwarding_notice(&mut self) {
        let Some(Forwarding { from, to, why, basis, reason }) = self.filing.forwarded.clone() else { return };
        let notice = self.notice(NoticeKind::Forwarding, self.filing.filed_at);
        let reason = reason.unwrap_or_else(|| format!("{why} ({basis})"));
        self.notices.push(ApplicantNotice { from_office: Some(from), office: Some(to), reason: Some(reason), ..notice });
    }

    /// R26 para 14: a receipt of acceptance, or what is missing (annex 7).
    pub(super) fn write_acceptance_notice(&mut self) {
        let is_acceptance = |kind| matches!(kind, NoticeKind::AcceptanceReceipt | NoticeKind::AcceptanceRefusal);
        if matches!(self.docket().stage, Stage::Filed | Stage::Withdrawn)
            || self.notices.all().iter().any(|notice| is_acceptance(notice.kind))
        {
            return;
        }
        let at = self.filing.taken_at();
        let notice = match self.docket().registered_on {
            Some(day) => ApplicantNotice { registered_on: Some(day), ..self.notice(NoticeKind::AcceptanceReceipt, at) },
            None => ApplicantNotice {
                missing: self.filing.missing.iter().map(|missing| missing.message.clone()).collect(),
                ..self.notice(NoticeKind::AcceptanceRefusal, at)
            },
        };
        self.notices.push(notice);
    }

    /// What the procedure owes the applicant is written, each once.
    pub(super) fn write_owed_notices(&mut self) {
        for owed in self.procedure().owed_notices(self.docket()) {
            let OwedNotice { kind, which, at, reason, until, ground, hearing, appointment, given: _ } = owed;
            if self.notices.all().iter().filter(|notice| notice.kind == kind).count() < which {
                let (hearing_at, hearing_place, manner) =
                    hearing.map_or((None, None, None), |(at, place, manner)| (Some(at), place, manner));
                let (appointment_at, appointment_place) = appointment.unzip();
                let place = hearing_place.or(appointment_place);
                let notice = self.notice_of(kind, which, at);
                self.notices.push(ApplicantNotice { reason, until, ground, hearing_at, appointment_at, place, manner, ..notice });
            }
        }
    }
}
