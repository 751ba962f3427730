//! The dossier of a breach: what is on record of a case a term of which has run out, on paper, for a prosecutor or the ministry.
//!
//! It is no document of the case: nothing of it goes to the applicant, and nobody is named in it but by their id.

use chrono::Weekday;
use shaqyru_documents::{Block, Form, List, Strip};
use shaqyru_domain::{
    actor::Actor,
    case::{
        antedated::{AntedatedEntry, UndoneBreach, UndoneTerm},
        clock::ClockOutcome,
        event::{Event, Lateness},
        stage::Status,
        view::{CaseView, ClockView, ProvenDeadline, TimelineLine},
    },
    invitation::document::OfficeName,
    law::rulebook::{Rulebook, jurisdiction::Body},
    text::{OfficeCode, OfficerId, Text},
    time::instant::Instant,
};
use shaqyru_register::AgencyMessage;

use crate::{
    desk::Dossier,
    words::{BreachDossier, Case, Language},
};

const WEEK: [Weekday; 7] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

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
        match OfficeName::of(&self.view.office, self.dossier.now.date(), self.rulebook).map(|name| name.body) {
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

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    /// A table under a caption; that there is nothing, where it is empty.
    fn table(&self, caption: &str, columns: &[(&str, f32)], rows: Vec<Vec<String>>) -> Vec<Block> {
        Self::table_or(self.words.none, caption, columns, rows)
    }

    fn table_or(nothing: &str, caption: &str, columns: &[(&str, f32)], rows: Vec<Vec<String>>) -> Vec<Block> {
        let table = if rows.is_empty() {
            Self::paragraph(nothing)
        } else {
            let (head, shares): (Vec<_>, Vec<_>) = columns.iter().map(|(head, share)| ((*head).to_owned(), *share)).unzip();
            Block::List(List { shares, head, rows })
        };
        vec![Self::caption(caption), table]
    }

    /// A table of what the case itself knows all of, and the register a part: what is not there may have been.
    fn table_of_a_part(&self, nothing: &str, caption: &str, columns: &[(&str, f32)], rows: Vec<Vec<String>>) -> Vec<Block> {
        if !self.is_from_the_register() {
            return Self::table_or(nothing, caption, columns, rows);
        }
        let is_empty = rows.is_empty();
        let mut blocks = Self::table_or(self.words.not_kept, caption, columns, rows);
        blocks.extend((!is_empty).then(|| Self::paragraph(self.words.kept_in_part)));
        blocks
    }

    fn is_from_the_register(&self) -> bool {
        self.view.from_register_as_of.is_some()
    }

    fn at(&self, at: Instant) -> String {
        self.language.instant(at)
    }

    /// The terms that stand as breached.
    fn breaches(&self) -> Vec<Block> {
        let (language, words, case) = (self.language, self.words, self.case_words);
        let breached = self.view.clocks.iter().filter(|clock| clock.outcome == ClockOutcome::Breached);
        let row = |clock: &ClockView| {
            let (acted, late_until) = self.acted(clock);
            vec![
                format!("{} ({})", language.term_of(clock.clock, clock.window), language.nature(clock.nature)),
                self.at(clock.due),
                acted,
                late_until.map_or_else(|| words.not_kept.to_owned(), |until| language.lasted(until.since(clock.due))),
            ]
        };
        let columns = [(words.term, 0.4), (words.ran_out, 0.2), (case.acted_at, 0.2), (words.late_by, 0.2)];
        self.table(words.breaches, &columns, breached.map(row).collect())
    }

    /// When the act of a breached term came, in words; and until when it was late. When the term ended says nothing of that: a window of the NSC
    /// ends when it runs out, and another one that is awaited takes its place.
    fn acted(&self, clock: &ClockView) -> (String, Option<Instant>) {
        let (view, words) = (self.view, self.words);
        let is_awaited = view.clocks.iter().any(|other| other.clock == clock.clock && other.awaited);
        match clock.acted_at {
            Some(at) => (self.at(at), Some(at)),
            None if is_awaited => (words.not_yet.to_owned(), Some(self.dossier.now)),
            // What an earlier release has recorded does not say so.
            None if self.is_from_the_register() && view.status != Status::Withdrawn => (words.not_kept.to_owned(), None),
            None => (words.never.to_owned(), view.timeline.iter().find(|line| line.stage == view.stage).map(|line| line.at)),
        }
    }

    /// The terms that had run out and do not count as breached any more.
    fn undone(&self) -> Vec<Block> {
        let (words, case) = (self.words, self.case_words);
        let row = |breach: &UndoneBreach| {
            let by = breach.by.and_then(|by| self.view.timeline.get(by));
            vec![
                self.language.undone(&breach.term),
                by.map_or_else(|| words.by_unknown.to_owned(), |line| self.says(line)),
                by.map(|line| self.language.actor(line.entered_by())).unwrap_or_default(),
                by.map(|line| self.at(line.entered_on())).unwrap_or_default(),
            ]
        };
        let kept = self.view.antedated.iter().flat_map(|entry| entry.undid.iter().map(move |term| (entry, term)));
        let kept_row = |(entry, term): (&AntedatedEntry, &UndoneTerm)| {
            let undone = self.language.undone(term);
            vec![undone, self.entry_says(entry), self.language.actor(&entry.entered_by), self.at(entry.entered_at)]
        };
        let mut undone: Vec<&UndoneBreach> = Vec::new();
        for breach in &self.undone {
            // One breach can have two lines.
            if !undone.iter().any(|known| (known.term, known.by) == (breach.term, breach.by)) {
                undone.push(breach);
            }
        }
        let rows = undone.into_iter().map(row).chain(kept.map(kept_row)).collect();
        let columns = [(words.term, 0.27), (words.undone_by, 0.39), (case.entered_by, 0.14), (case.entered_at, 0.2)];
        self.table_of_a_part(words.none, words.undone, &columns, rows)
    }

    /// What the register keeps of an antedated entry.
    fn entry_says(&self, entry: &AntedatedEntry) -> String {
        let (language, case) = (self.language, self.case_words);
        let act = entry.act.map(|act| format!(": {}", language.act(act))).unwrap_or_default();
        let letter = entry.letter.as_ref().map(|letter| format!("; {}: {letter}", case.letter)).unwrap_or_default();
        format!("! {}{act}; {}: {}{letter}", case.antedated.to_uppercase(), self.words.received, self.at(entry.received_at))
    }

    /// What was said of why something came late.
    fn explanation(&self) -> Vec<Block> {
        let (words, case) = (self.words, self.case_words);
        let row = |at: Instant, by: &Actor, reason: &Text| vec![self.at(at), self.language.actor(by), reason.to_string()];
        let said = self.view.timeline.iter().flat_map(|line| {
            let of_the_delay = match &line.event {
                Some(Event::Decided { late: Some(Lateness { reason }), .. }) => reason.as_ref(),
                _ => None,
            };
            let reasons = of_the_delay.into_iter().chain(&line.antedated_because);
            reasons.map(|reason| row(line.entered_on(), line.entered_by(), reason))
        });
        let kept = self.view.antedated.iter().filter_map(|entry| {
            let reason = entry.because.as_ref()?;
            Some(row(entry.entered_at, &entry.entered_by, reason))
        });
        let columns = [(case.entered_at, 0.2), (case.entered_by, 0.16), (case.reason, 0.64)];
        self.table_of_a_part(words.no_explanation, words.explanation, &columns, said.chain(kept).collect())
    }

    /// Each term as a calendar, as the page of the case draws it.
    fn deadlines(&self) -> Vec<Block> {
        if self.dossier.deadlines.is_empty() {
            // The register keeps terms without their proofs.
            return vec![Self::caption(self.words.deadlines), Block::List(self.terms())];
        }
        let mut blocks = vec![Self::caption(self.words.deadlines), Self::paragraph(self.words.legend)];
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
        facts.extend(clock.acted_at.filter(|at| Some(*at) != clock.ended_at).map(|at| (case.acted_at, self.at(at))));
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
            Block::Strip(Strip::of(proof, WEEK.map(|weekday| language.weekday_short(weekday)))),
            Block::Paragraph(skipped),
        ]
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
        self.table_of_a_part(words.none, words.chronology, &columns, lines.into_iter().map(row).collect())
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
        if self.is_from_the_register() {
            return vec![Self::caption(words.held), Self::paragraph(words.not_kept)];
        }
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

#[cfg(test)]
mod tests {
    //! Risk: a paper for a prosecutor says what is not so, or asserts what nobody has on record.
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use shaqyru_domain::{
        application::Channel,
        case::{
            fact::{Answer, Decision, Entry, Verdict, Verification, Withdrawal},
            filing::Filing,
            number::CaseNumber,
            order::Order,
            record::{CaseRecord, Parties},
        },
        checks::papers::NeverAskedFor,
        invitation::{Case as Invitation, particulars::Particulars},
        law::{
            clock_kind::{ClockKind, Window},
            rulebook::INVITATION,
        },
    };

    use super::*;

    const WORDS: fn() -> &'static BreachDossier = || BreachDossier::of(Language::English);

    fn at(text: &str) -> Instant {
        Instant::parse(&format!("2026-{text}").replace(' ', "T")).unwrap()
    }

    fn text(words: &str) -> Text {
        words.to_owned().try_into().unwrap()
    }

    fn officer(id: &str) -> Actor {
        Actor::Officer(id.parse().unwrap())
    }

    /// The NSC has until 12 March, 18:30, and in the extended window until 6 April, 18:30.
    fn submitted(rulebook: &Rulebook) -> Invitation {
        let filing = Filing {
            case: CaseNumber::of_request("dossier", 0),
            filed_at: at("03-06 10:00"),
            office: "ALA-ALMALY".parse().unwrap(),
            category: "B3".to_owned(),
            missing: Vec::new(),
            findings: Vec::new(),
            never_asked_for: NeverAskedFor::default(),
            awaited: None,
            forwarded: None,
        };
        let rules = rulebook.for_case(INVITATION, filing.filed_at.date(), &filing.office, Channel::Electronic).unwrap();
        let mut case = Invitation::open(filing, Particulars::default(), rules, at("03-06 10:00")).unwrap();
        case.take(Entry::new(Order::Verify(Verification::Clear), at("03-06 11:30"), Actor::Police)).unwrap();
        case
    }

    /// The part under a caption.
    fn under(view: CaseView, now: Instant, caption: &str) -> Vec<Vec<String>> {
        let rulebook = Rulebook::built_in().unwrap();
        let (deadlines, documents, messages) = (Vec::new(), Vec::new(), Vec::new());
        let office = view.office.clone();
        let dossier = Dossier { view, deadlines, filing: None, documents, messages, family: None, now };
        let form = form(&dossier, &office, &officer("S-1"), &rulebook, Language::English);
        let parts = form.blocks.into_iter().skip_while(|block| !matches!(block, Block::Caption(text) if text == caption)).skip(1);
        let parts = parts.take_while(|block| !matches!(block, Block::Caption(_)));
        let rows = parts.flat_map(|block| match block {
            Block::List(list) => list.rows,
            Block::Paragraph(text) => vec![vec![text]],
            _ => Vec::new(),
        });
        rows.collect()
    }

    #[test]
    fn a_window_of_the_nsc_is_late_until_it_answered_and_no_less() {
        let (rulebook, words) = (Rulebook::built_in().unwrap(), WORDS());
        let late = |case: &Invitation, now: &str| -> Vec<(String, String)> {
            let rows = under(case.view(at(now)), at(now), words.breaches);
            let windows = rows.into_iter().filter(|row| row[0].contains(Language::English.clock(ClockKind::Coordination)));
            windows.map(|row| (row[2].clone(), row[3].clone())).collect()
        };
        let lasted = |until: &str, due: &str| Language::English.lasted(at(until).since(at(due)));
        let (standard, extended) = ("03-12 18:30", "04-06 18:30");

        let silent = submitted(&rulebook);
        let not_yet = |until: &str, due: &str| (words.not_yet.to_owned(), lasted(until, due));
        assert_eq!(late(&silent, "04-01 12:00"), [not_yet("04-01 12:00", standard)], "the window that took its place is awaited");
        assert_eq!(late(&silent, "04-08 12:00"), [not_yet("04-08 12:00", standard), not_yet("04-08 12:00", extended)]);

        let came = "04-15 12:00";
        let mut answered = silent.clone();
        answered.take(Entry::new(Order::Answer(Answer::Agree), at(came), Actor::Nsc)).unwrap();
        let acted = |due: &str| (Language::English.instant(at(came)), lasted(came, due));
        assert_eq!(late(&answered, "05-04 12:00"), [acted(standard), acted(extended)]);

        let mut withdrawn = silent;
        withdrawn.take(Entry::new(Order::Withdraw(Withdrawal { reason: text("ill") }), at(came), Actor::Applicant)).unwrap();
        let never = |due: &str| (words.never.to_owned(), lasted(came, due));
        assert_eq!(late(&withdrawn, "05-04 12:00"), [never(standard), never(extended)]);
    }

    /// The term of the service ran out before and after the answer, in two stages: it is one breach.
    #[test]
    fn an_undone_breach_stands_once_beside_who_undid_it() {
        let (rulebook, words) = (Rulebook::built_in().unwrap(), WORDS());
        let mut case = submitted(&rulebook);
        let decision = Order::Decide(Decision { verdict: Verdict::Issue, late_reason: None });
        for (order, by, received_at, entered_at) in
            [(Order::Answer(Answer::Agree), "P-1", "03-12 16:00", "03-17 10:00"), (decision, "H-1", "03-13 17:00", "03-17 11:00")]
        {
            case.wake(at(entered_at)).unwrap();
            case.take(Entry::taken_in(order, Some(at(received_at)), officer(by), at(entered_at))).unwrap();
        }
        let rows = under(case.view(at("05-04 12:00")), at("05-04 12:00"), words.undone);
        let mut told: Vec<_> = rows.iter().map(|row| (row[0].as_str(), row[2].as_str())).collect();
        told.sort_unstable();
        let undone = |clock, window, ran_out: &str| Language::English.undone(&UndoneTerm { clock, window, ran_out_at: at(ran_out) });
        let standard = Some(Window::Standard);
        let [coordination, decision, service] = [
            undone(ClockKind::Coordination, standard, "03-12 18:30"),
            undone(ClockKind::Decision, None, "03-13 18:30"),
            undone(ClockKind::Service, standard, "03-16 18:30"),
        ];
        let mut expected = [(coordination.as_str(), "P-1"), (decision.as_str(), "H-1"), (service.as_str(), "H-1")];
        expected.sort_unstable();
        assert_eq!(told, expected);
    }

    /// What the register keeps of a case, which is all that there is once the engine has forgotten it.
    fn kept(case: &Invitation) -> CaseView {
        let passport_number = text("U00000001");
        let parties = Parties { citizenship: "IN".parse().unwrap(), passport_number, inviting_party: None };
        CaseRecord::of(parties, case).into_view()
    }

    #[test]
    fn of_a_forgotten_case_nothing_is_asserted_that_the_register_does_not_keep() {
        let (rulebook, words) = (Rulebook::built_in().unwrap(), WORDS());
        let mut undone = submitted(&rulebook);
        let mut stands = undone.clone();
        undone.wake(at("03-13 10:00")).unwrap();
        let answer = Entry::taken_in(Order::Answer(Answer::Agree), Some(at("03-12 16:00")), officer("P-1"), at("03-13 10:00"));
        undone.take(Entry { antedated_because: Some(text("the line was down")), letter: Some(text("7-12")), ..answer }).unwrap();
        let view = kept(&undone);
        assert!(view.is_about_a_breach(), "the only breach was undone");
        let rows = under(view.clone(), at("05-04 12:00"), words.undone);
        assert!(rows[0][0].contains(&Language::English.instant(at("03-12 18:30"))), "{rows:?}");
        assert!(rows[0][1].contains("7-12") && rows[0][2] == "P-1", "{rows:?}");
        assert_eq!(rows.last().unwrap(), &[words.kept_in_part]);
        assert_eq!(under(view.clone(), at("05-04 12:00"), words.explanation)[0][2], "the line was down");
        assert_eq!(under(view, at("05-04 12:00"), words.held), [[words.not_kept]]);

        stands.take(Entry::new(Order::Answer(Answer::Agree), at("04-15 12:00"), Actor::Nsc)).unwrap();
        for caption in [words.undone, words.explanation, words.held] {
            assert_eq!(under(kept(&stands), at("05-04 12:00"), caption), [[words.not_kept]], "{caption}");
        }
        // What the case itself does not know of is not there.
        assert_eq!(under(stands.view(at("05-04 12:00")), at("05-04 12:00"), words.undone), [[words.none]]);
    }
}
