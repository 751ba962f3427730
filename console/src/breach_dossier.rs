//! The dossier of a breach: what is on record of a case a term of which has run out, on paper, for a prosecutor or the ministry.
//!
//! It is no document of the case: nothing of it goes to the applicant, and nobody is named in it but by their id.

use chrono::{Datelike, Days, NaiveDate};
use shaqyru_documents::{Block, Form, List};
use shaqyru_domain::{
    actor::Actor,
    case::{
        antedated::UndoneBreach,
        clock::ClockOutcome,
        event::{Event, Lateness},
        view::{CaseView, ClockView, ProvenDeadline, TimelineLine},
    },
    law::rulebook::{Rulebook, jurisdiction::Body},
    text::{OfficeCode, OfficerId, Text},
    time::{instant::Instant, proof::Proof},
};
use shaqyru_register::AgencyMessage;

use crate::{
    desk::Dossier,
    words::{BreachDossier, Case, Language},
};

/// Whether there is something to write a dossier of: a term that has run out, also if that was undone.
pub(crate) fn is_about_a_breach(view: &CaseView) -> bool {
    let ran_out = view.timeline.iter().any(|line| matches!(line.event, Some(Event::TermRanOut { .. })));
    ran_out || view.clocks.iter().any(|clock| clock.outcome == ClockOutcome::Breached)
}

/// The dossier in a language. `first_office` is the one that had the case when it was filed.
pub(crate) fn form(dossier: &Dossier, first_office: &OfficeCode, asked_by: &Actor, rulebook: &Rulebook, language: Language) -> Form {
    let view = &dossier.view;
    let (words, case_words) = (BreachDossier::of(language), Case::of(language));
    let paper = Paper { dossier, view, rulebook, language, words, case_words, undone: view.undone_breaches() };
    let mut blocks = vec![Block::Paragraph(words.says.to_owned()), Block::Fields(paper.heading(asked_by))];
    blocks.extend(paper.breaches());
    blocks.extend(paper.undone());
    blocks.extend(paper.explanation());
    blocks.extend(paper.deadlines());
    blocks.extend(paper.chronology());
    blocks.extend(paper.escalations());
    blocks.extend(paper.holders(first_office));
    blocks.extend(paper.messages(&dossier.messages));
    Form {
        language: language.code(),
        body: paper.body().to_owned(),
        office: format!("{}: {}", words.office, language.office(rulebook, &view.office)),
        title: format!("{}: {}", words.title, view.case),
        case: format!("{} {}", words.case, view.case),
        date: dossier.now.date(),
        page: BreachDossier::page(language),
        signature: "",
        blocks,
    }
}

struct Paper<'a> {
    dossier: &'a Dossier,
    view: &'a CaseView,
    rulebook: &'a Rulebook,
    language: Language,
    words: &'static BreachDossier,
    case_words: &'static Case,
    undone: Vec<UndoneBreach>,
}

/// Who had a case from an instant on.
struct Holder<'a> {
    from: Instant,
    office: &'a OfficeCode,
    officer: Option<&'a OfficerId>,
    given_by: Option<&'a Actor>,
    reason: Option<&'a Text>,
}

impl Paper<'_> {
    /// The state body whose office has the case.
    fn body(&self) -> &'static str {
        let office = self.rulebook.offices.iter().rev().find(|office| office.rule.code == self.view.office);
        match office.map(|office| office.rule.body) {
            Some(Body::Mfa | Body::Mission) => self.words.mfa,
            Some(Body::Police) | None => self.words.police,
        }
    }

    fn heading(&self, asked_by: &Actor) -> Vec<(String, String)> {
        let (view, language, words, case) = (self.view, self.language, self.words, self.case_words);
        let at = |at: Instant| language.instant_at(at, view.zone);
        let mut fields = vec![
            (words.case, view.case.to_string()),
            (words.office, format!("{} ({})", language.office(self.rulebook, &view.office), view.office)),
            (case.officer, view.officer.as_ref().map_or_else(|| case.nobody.to_owned(), ToString::to_string)),
            (case.category, language.category(&view.category).to_owned()),
            (case.filed_at, at(view.filed_at)),
        ];
        fields.extend(view.registered_on.map(|date| (case.registered_on, language.date(date))));
        fields.extend([
            (case.stage, language.stage(view.stage).to_owned()),
            (case.status, language.status(view.status).to_owned()),
            (case.rules, view.rulebook.clone()),
            (case.calendar, view.calendar.clone()),
            (words.made_at, at(self.dossier.now)),
            (words.made_by, language.actor(asked_by)),
        ]);
        fields.extend(view.from_register_as_of.map(|as_of| (words.from_register, at(as_of))));
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn caption(text: &str) -> Block {
        Block::Caption(text.to_owned())
    }

    /// A table under a caption; that there is nothing, where it is empty.
    fn table(&self, caption: &str, columns: &[(&str, f32)], rows: Vec<Vec<String>>) -> Vec<Block> {
        let table = if rows.is_empty() {
            Block::Paragraph(self.words.none.to_owned())
        } else {
            let (head, shares): (Vec<_>, Vec<_>) = columns.iter().map(|(head, share)| ((*head).to_owned(), *share)).unzip();
            Block::List(List { shares, head, rows })
        };
        vec![Self::caption(caption), table]
    }

    fn at(&self, at: Instant) -> String {
        self.language.instant(at)
    }

    /// The terms that stand as breached.
    fn breaches(&self) -> Vec<Block> {
        let (language, words) = (self.language, self.words);
        let breached = self.view.clocks.iter().filter(|clock| clock.outcome == ClockOutcome::Breached);
        let row = |clock: &ClockView| {
            // What still waits is late until now.
            let until = clock.ended_at.filter(|_| !clock.awaited);
            vec![
                format!("{} ({})", language.term_of(clock.clock, clock.window), language.nature(clock.nature)),
                self.at(clock.due),
                until.map_or_else(|| words.not_yet.to_owned(), |at| self.at(at)),
                language.lasted(until.unwrap_or(self.dossier.now).since(clock.due)),
            ]
        };
        let columns = [(words.term, 0.4), (words.ran_out, 0.2), (words.acted, 0.2), (words.late_by, 0.2)];
        self.table(words.breaches, &columns, breached.map(row).collect())
    }

    /// The terms that had run out and do not count as breached any more.
    fn undone(&self) -> Vec<Block> {
        let (words, case) = (self.words, self.case_words);
        let row = |breach: &UndoneBreach| {
            let by = breach.by.and_then(|by| self.view.timeline.get(by));
            vec![
                self.language.undone(&breach.term),
                by.map_or_else(|| words.by_itself.to_owned(), |line| self.says(line)),
                by.map(|line| self.language.actor(line.entered_by())).unwrap_or_default(),
                by.map(|line| self.at(line.entered_on())).unwrap_or_default(),
            ]
        };
        let columns = [(words.term, 0.27), (words.undone_by, 0.39), (case.entered_by, 0.14), (case.entered_at, 0.2)];
        self.table(words.undone, &columns, self.undone.iter().map(row).collect())
    }

    /// What was said of why something came late.
    fn explanation(&self) -> Vec<Block> {
        let said = self.view.timeline.iter().filter_map(|line| match &line.event {
            Some(Event::Decided { late: Some(Lateness { reason: Some(reason) }), .. }) => Some((line, reason)),
            _ => line.antedated_because.as_ref().map(|reason| (line, reason)),
        });
        let row = |(line, reason): (&TimelineLine, &Text)| {
            vec![self.at(line.entered_on()), self.language.actor(line.entered_by()), reason.to_string()]
        };
        let rows: Vec<_> = said.map(row).collect();
        if rows.is_empty() {
            return vec![Self::caption(self.words.explanation), Block::Paragraph(self.words.no_explanation.to_owned())];
        }
        let case = self.case_words;
        self.table(self.words.explanation, &[(case.entered_at, 0.2), (case.entered_by, 0.16), (case.reason, 0.64)], rows)
    }

    /// Each term as a calendar, as the page of the case draws it.
    fn deadlines(&self) -> Vec<Block> {
        let mut blocks = vec![Self::caption(self.words.deadlines), Block::Paragraph(self.words.legend.to_owned())];
        if self.dossier.deadlines.is_empty() {
            // The register keeps terms without their proofs.
            blocks.push(Block::List(self.terms()));
        }
        for deadline in &self.dossier.deadlines {
            blocks.extend(self.deadline(deadline));
        }
        blocks
    }

    fn terms(&self) -> List {
        let (words, case) = (self.words, self.case_words);
        let row = |clock: &ClockView| {
            vec![
                self.language.term_of(clock.clock, clock.window),
                self.at(clock.started_at),
                self.at(clock.due),
                self.language.outcome(clock.outcome).to_owned(),
            ]
        };
        List {
            shares: vec![0.4, 0.2, 0.2, 0.2],
            head: [words.term, case.started_at, case.due, case.outcome].map(str::to_owned).to_vec(),
            rows: self.view.clocks.iter().map(row).collect(),
        }
    }

    fn deadline(&self, ProvenDeadline { clock, proof, .. }: &ProvenDeadline) -> Vec<Block> {
        let (language, case) = (self.language, self.case_words);
        let mut facts = vec![
            (case.outcome, format!("{} ({})", language.outcome(clock.outcome), language.nature(clock.nature))),
            (case.term, language.term(proof.term)),
            (case.started_at, self.at(clock.started_at)),
            (case.due, language.instant_at(clock.due, proof.zone)),
        ];
        facts.extend(clock.ended_at.map(|at| (case.ended_at, self.at(at))));
        facts.extend(clock.cause.map(|cause| (case.cause, language.cause(cause).to_owned())));
        let calendar = if proof.calendar.provisional { format!(" ({})", case.provisional) } else { String::new() };
        facts.push((case.calendar, format!("{}{calendar}", proof.calendar.revision)));
        let skipped = proof.days.iter().filter(|day| day.counted.is_none());
        let skipped: Vec<_> = skipped.map(|day| format!("{}: {}", language.date(day.date), language.why_in(proof, day))).collect();
        let skipped =
            if skipped.is_empty() { case.none_skipped.to_owned() } else { format!("{}: {}.", case.skipped_days, skipped.join("; ")) };
        vec![
            Self::caption(&language.term_of(clock.clock, clock.window)),
            Block::Fields(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
            Block::List(self.strip(proof)),
            Block::Paragraph(skipped),
        ]
    }

    /// The days of a term, a week in each row.
    fn strip(&self, proof: &Proof) -> List {
        let mondays = proof.mondays();
        let weekdays = mondays.first().into_iter().flat_map(|monday| days_from(*monday));
        let head = weekdays.map(|date| self.language.weekday_short(date.weekday()).to_owned());
        let week = |monday: &NaiveDate| {
            let days = days_from(*monday).map(|date| strip_day(proof, date));
            [self.language.day_and_month(*monday)].into_iter().chain(days).collect()
        };
        List {
            shares: vec![0.16, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12],
            head: [self.case_words.week.to_owned()].into_iter().chain(head).collect(),
            rows: mondays.iter().map(week).collect(),
        }
    }

    /// All that happened, each with when it was entered.
    fn chronology(&self) -> Vec<Block> {
        let (words, case) = (self.words, self.case_words);
        let mut lines: Vec<_> = self.view.timeline.iter().enumerate().collect();
        lines.sort_by_key(|(_, line)| line.at);
        let row = |(place, line): (usize, &TimelineLine)| {
            let by = line.entered_by.as_ref().map(|by| format!("; {}: {}", case.entered_by, self.language.actor(by))).unwrap_or_default();
            let is_undone = self.undone.iter().any(|breach| breach.place == place);
            let undone = if is_undone { format!(" [{}]", words.no_longer_holds) } else { String::new() };
            vec![
                self.at(line.at),
                self.at(line.entered_on()),
                format!("{}{by}", self.language.actor(&line.actor)),
                format!("{}{undone}", self.says(line)),
            ]
        };
        let columns = [(words.received, 0.18), (case.entered_at, 0.18), (case.actor, 0.2), (case.what, 0.44)];
        self.table(words.chronology, &columns, lines.into_iter().map(row).collect())
    }

    /// A line, with a mark where it was entered later than it was received.
    fn says(&self, line: &TimelineLine) -> String {
        let says = self.language.line(line);
        if line.is_antedated() { format!("! {}: {says}", self.case_words.antedated.to_uppercase()) } else { says }
    }

    fn escalations(&self) -> Vec<Block> {
        let (language, case) = (self.language, self.case_words);
        let rows = self.view.escalations.iter().map(|escalation| {
            vec![
                self.at(escalation.at),
                language.term_of(escalation.clock, escalation.window),
                language.rung(&escalation.rung),
                language.audience(escalation.audience).to_owned(),
            ]
        });
        let columns = [(case.at, 0.2), (case.clocks, 0.36), (case.rung, 0.24), (case.audience, 0.2)];
        self.table(case.escalations, &columns, rows.collect())
    }

    /// Who had the case, one after the other.
    fn holders(&self, first_office: &OfficeCode) -> Vec<Block> {
        let (words, case) = (self.words, self.case_words);
        let mut holders = vec![Holder { from: self.view.filed_at, office: first_office, officer: None, given_by: None, reason: None }];
        for line in &self.view.timeline {
            let (Some(Event::Reassigned { officer, office, reason }), Some(last)) = (&line.event, holders.last()) else { continue };
            holders.push(Holder {
                from: line.entered_on(),
                office: office.as_ref().unwrap_or(last.office),
                officer: officer.as_ref().or(last.officer),
                given_by: Some(line.entered_by()),
                reason: reason.as_ref(),
            });
        }
        let row = |holder: &Holder| {
            vec![
                self.at(holder.from),
                format!("{} ({})", self.language.office(self.rulebook, holder.office), holder.office),
                holder.officer.map_or_else(|| case.nobody.to_owned(), ToString::to_string),
                holder.given_by.map(|by| self.language.actor(by)).unwrap_or_default(),
                holder.reason.map(ToString::to_string).unwrap_or_default(),
            ]
        };
        let columns = [(words.from, 0.18), (words.office, 0.28), (case.officer, 0.14), (words.given_by, 0.14), (case.reason, 0.26)];
        self.table(words.held, &columns, holders.iter().map(row).collect())
    }

    fn messages(&self, messages: &[AgencyMessage]) -> Vec<Block> {
        let case = self.case_words;
        let row = |message: &AgencyMessage| {
            vec![self.at(message.received_at), self.language.actor(&message.agency), message.what.clone(), message.message_id.clone()]
        };
        let columns = [(case.at, 0.2), (case.actor, 0.2), (case.what, 0.25), (case.number, 0.35)];
        self.table(case.messages, &columns, messages.iter().map(row).collect())
    }
}

/// The seven days from one on.
fn days_from(first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..7).filter_map(move |day| first.checked_add_days(Days::new(day)))
}

/// A day of a strip: its number in the month, and what it is to the term.
fn strip_day(proof: &Proof, date: NaiveDate) -> String {
    let day = date.day();
    if Some(date) == proof.day_zero() {
        return format!("{day} · 0");
    }
    let Some(counted) = proof.days.iter().find(|counted| counted.date == date) else { return String::new() };
    let mark = counted.counted.map_or_else(|| "×".to_owned(), |number| format!("· {number}"));
    let due = if date == proof.due_day() { format!(" → {}", proof.due.civil_in(proof.zone).format("%H:%M")) } else { String::new() };
    format!("{day} {mark}{due}")
}
