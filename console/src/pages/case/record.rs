//! What is on record of a case: events, papers, findings, messages, documents.

use chrono::NaiveDate;
use maud::{Markup, html};
use shaqyru_client::{Filing, WhatWasFiled};
use shaqyru_domain::{
    application::{Document as Paper, Fee},
    case::view::{CaseView, EscalationView},
    checks::finding::Severity,
    complaint::filing::Complaint,
    document::Document,
    payment::Currency,
    time::instant::Instant,
    visa::sticker::Issued,
};
use shaqyru_register::AgencyMessage;

use super::{compared::Compared, request::request, timeline::timeline};
use crate::{
    desk::Dossier,
    words::{BreachDossier, Case, Filing as FilingWords, Language},
};

/// The sections below the actions.
pub(super) fn sections(dossier: &Dossier, may_supervise: bool, language: Language) -> Markup {
    let record = Record { language, words: Case::of(language) };
    let view = &dossier.view;
    html! {
        (record.timeline(view))
        (record.papers(view, dossier.filing.as_ref()))
        (record.findings(view))
        (record.documents(view, &dossier.documents))
        (record.breach_dossier(view, may_supervise))
        (record.notices(view))
        (record.messages(&dossier.messages))
        (record.escalations(&view.escalations))
        (record.incidents(view))
    }
}

/// Whether there is a sticker to print.
fn has_sticker(view: &CaseView) -> bool {
    Issued::of(view).is_ok()
}

struct Record {
    language: Language,
    words: &'static Case,
}

impl Record {
    fn heads(heads: &[&str]) -> Markup {
        html! { thead { tr { @for head in heads { th scope="col" { (head) } } } } }
    }

    fn at(&self, at: Instant) -> Markup {
        html! { time datetime=(at) { (self.language.instant(at)) } }
    }

    fn date(&self, date: Option<NaiveDate>) -> String {
        date.map(|date| self.language.date(date)).unwrap_or_default()
    }

    fn timeline(&self, view: &CaseView) -> Markup {
        html! {
            section #timeline aria-labelledby="timeline-title" {
                h2 #timeline-title { (self.words.timeline) }
                (timeline(view, self.language))
            }
        }
    }

    fn papers(&self, view: &CaseView, filed: Option<&WhatWasFiled>) -> Markup {
        let words = self.words;
        html! {
            section #papers aria-labelledby="papers-title" {
                h2 #papers-title { (words.papers) }
                @match filed {
                    Some(WhatWasFiled::Application(filing)) => (self.application(filing)),
                    Some(WhatWasFiled::Request(filing)) => (request(&filing.request, self.language)),
                    Some(WhatWasFiled::Complaint(filing)) => (self.complaint(&filing.complaint)),
                    None => {}
                }
                @if !view.missing.is_empty() {
                    h3 { (words.missing) }
                    ul #missing {
                        @for missing in &view.missing {
                            li { (self.language.missing_paper(&missing.code, &missing.message)) " — " small { (self.language.basis(&missing.basis)) } }
                        }
                    }
                }
                @if !view.fetched.is_empty() {
                    h3 { (words.fetched) }
                    table #fetched {
                        (Self::heads(&[words.paper, words.system, words.valid_until]))
                        tbody {
                            @for paper in &view.fetched {
                                tr { td { (self.language.paper(paper.kind.as_str())) } td { (paper.system) } td { (self.date(paper.valid_until)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn complaint(&self, complaint: &Complaint) -> Markup {
        let words = self.words;
        html! {
            dl #complaint .facts {
                dt { (words.complains_of) } dd { a href={ "/cases/" (complaint.about) } { (complaint.about) } }
                dt { (words.complainant) } dd { (complaint.complainant) }
                dt { (words.passport) } dd { (complaint.passport_number) }
                dt { (words.examined_by) } dd { (self.language.examiner(complaint.addressee)) }
                dt { (words.complained_of) } dd { (complaint.complaint) }
            }
        }
    }

    fn application(&self, filing: &Filing) -> Markup {
        let words = self.words;
        let form = filing.application.form();
        let visit = &form.visit;
        let (language, fields, compared) = (self.language, FilingWords::of(self.language), Compared::in_language(self.language));
        html! {
            dl #application .facts {
                @if let Some(invitee) = filing.application.invitee(filing.invitee) {
                    dt { (words.invitee) } dd { (invitee.surname) @if let Some(given_names) = &invitee.given_names { " " (given_names) } }
                    dt { (words.born) } dd { (self.language.date_of_birth(invitee.date_of_birth)) }
                    dt { (words.citizenship) } dd { (invitee.citizenship) }
                    dt { (words.passport) } dd { (invitee.passport.number) ", " (words.valid_until) " " (self.language.date(invitee.passport.valid_until)) }
                    @if let Some(family) = &invitee.family { (compared.family(family)) }
                    @if let Some(group) = invitee.work_group { (compared.work_group(group)) }
                }
                dt { (words.inviting_party) } dd { (form.inviting_party.name) }
                dt { (words.bin_iin) } dd { (form.inviting_party.bin_iin) }
                @if let Some(person) = &form.inviting_party.contact_person { dt { (words.contact_person) } dd { (person) } }
                dt { (words.visit) } dd { (self.language.date(visit.from)) " – " (self.language.date(visit.until)) }
                dt { (words.asked_entries) } dd #asked-entries { (language.entries(visit.entries)) ", " (language.visa_kind(visit.visa_kind)) }
                dt { (words.purpose) } dd { (visit.purpose) }
                @if let Some(place) = &visit.visa_collection_place { dt { (fields.collection) } dd #collection { (place.city) ", " (language.country(place.country.as_str())) } }
                dt { (fields.address_in_kz) } dd { (visit.address_in_kz) }
                @if !visit.route.is_empty() { dt { (fields.route) } dd #route { @for (place, point) in visit.route.iter().enumerate() { @if place > 0 { ", " } (point) } } }
                @if let Some(note) = &form.note_verbale { (compared.note_verbale(note)) }
                @if let Some(through) = &form.state_corporation { (compared.state_corporation(through)) }
                @if let Some(exception) = &form.exception { (compared.exception(exception)) }
                @if let Some(fee) = &form.fee { dt { (words.duty) } dd { (duty(fee, self.language)) } }
                @if let Some(instruction) = &form.instruction {
                    dt { (words.instruction) } dd { (words.ministry(instruction.ministry)) ", № " (instruction.number) ", " (self.language.date(instruction.date)) }
                }
                @if let Some(acknowledged) = form.liability_acknowledged {
                    dt { (words.liability) } dd { @if acknowledged { (words.acknowledged) } @else { (words.not_acknowledged) } }
                }
            }
            (handed_in(&form.documents, self.language))
        }
    }

    fn findings(&self, view: &CaseView) -> Markup {
        let words = self.words;
        html! {
            section #findings aria-labelledby="findings-title" {
                h2 #findings-title { (words.findings) }
                @if view.findings.is_empty() { p { (words.no_findings) } } @else {
                    table {
                        (Self::heads(&[words.severity, words.what, words.ground, words.basis]))
                        tbody {
                            @for finding in &view.findings {
                                tr {
                                    td {
                                        @match finding.severity {
                                            Severity::Error => strong .late { "✗ " (words.error) },
                                            Severity::Warning => span .near { "! " (words.warning) },
                                        }
                                    }
                                    td { (finding.message) " " code { (finding.code) } }
                                    td { @if let Some(ground) = finding.ground { (ground) } }
                                    td { (self.language.basis(&finding.basis)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn documents(&self, view: &CaseView, documents: &[Document]) -> Markup {
        let words = self.words;
        html! {
            section #documents aria-labelledby="documents-title" {
                h2 #documents-title { (words.documents) }
                @if documents.is_empty() { p { (words.no_documents) } } @else {
                    ul {
                        @for document in documents {
                            li {
                                (self.language.document(document)) ": "
                                @for language in [shaqyru_documents::Language::Kazakh, shaqyru_documents::Language::Russian] {
                                    a href={ "/api/v1/cases/" (view.case) "/documents/" (document.name()) "?language=" (language.code()) } hreflang=(language.code()) {
                                        (language.code().to_uppercase())
                                    } " "
                                }
                            }
                        }
                    }
                }
                @if has_sticker(view) {
                    p .no-print { a href={ "/api/v1/cases/" (view.case) "/sticker/pdf" } { (self.language.sticker()) } }
                }
            }
        }
    }

    /// For a prosecutor or the ministry, and not for the applicant: offered to those who supervise.
    fn breach_dossier(&self, view: &CaseView, may_supervise: bool) -> Markup {
        let title = BreachDossier::of(self.language).title;
        html! {
            @if may_supervise && view.is_about_a_breach() {
                p #breach-dossier .no-print {
                    (title) " (PDF): "
                    @for language in Language::ALL {
                        a href={ "/api/v1/cases/" (view.case) "/documents/breach_dossier?language=" (language.code()) } hreflang=(language.code()) {
                            (language.code().to_uppercase())
                        } " "
                    }
                }
            }
        }
    }

    fn notices(&self, view: &CaseView) -> Markup {
        let words = self.words;
        html! {
            section #notices aria-labelledby="notices-title" {
                h2 #notices-title { (words.notices) }
                @if view.notices.is_empty() { p { (words.no_notices) } } @else {
                    ul {
                        @for notice in &view.notices {
                            li {
                                (self.at(notice.at)) " " (self.language.notice(notice.kind))
                                @if let (Some(from), Some(to)) = (&notice.from_office, &notice.office) { ": " (from) " → " (to) }
                                @else if let Some(reason) = &notice.reason { ": " (reason) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn messages(&self, messages: &[AgencyMessage]) -> Markup {
        let words = self.words;
        html! {
            section #messages aria-labelledby="messages-title" {
                h2 #messages-title { (words.messages) }
                @if messages.is_empty() { p { (words.no_messages) } } @else {
                    table {
                        (Self::heads(&[words.at, words.actor, words.what, words.number]))
                        tbody {
                            @for message in messages {
                                tr {
                                    td { (self.at(message.received_at)) }
                                    td { (self.language.actor(&message.agency)) }
                                    td { (message.what) }
                                    td { code { (message.message_id) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn escalations(&self, escalations: &[EscalationView]) -> Markup {
        let words = self.words;
        html! {
            @if !escalations.is_empty() {
                section #escalations aria-labelledby="escalations-title" {
                    h2 #escalations-title { (words.escalations) }
                    table {
                        (Self::heads(&[words.at, words.clocks, words.rung, words.audience]))
                        tbody {
                            @for escalation in escalations {
                                tr {
                                    td { (self.at(escalation.at)) }
                                    td { (self.language.clock(escalation.clock)) @if let Some(window) = escalation.window { ", " (self.language.window(window)) } }
                                    td { (self.language.rung(&escalation.rung)) }
                                    td { (self.language.audience(escalation.audience)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn incidents(&self, view: &CaseView) -> Markup {
        let words = self.words;
        html! {
            @if !view.incidents.is_empty() {
                section #incidents aria-labelledby="incidents-title" {
                    h2 #incidents-title { (words.incidents) }
                    table {
                        (Self::heads(&[words.at, words.step, words.what, words.outcome]))
                        tbody {
                            @for incident in &view.incidents {
                                tr {
                                    td { (self.at(incident.at)) }
                                    td { (self.language.step(&incident.step)) }
                                    td { (incident.message) " " code { (incident.code) } }
                                    td {
                                        @match incident.resumed_at {
                                            Some(at) => (self.at(at)),
                                            None => strong .late { (words.incident_open) },
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The state duty that was paid.
pub(super) fn duty(fee: &Fee, language: Language) -> Markup {
    let words = Case::of(language);
    html! {
        (fee.amount_kzt) " " (fee.currency.as_ref().map_or("KZT", Currency::as_str))
        @if let Some(receipt) = &fee.receipt { ", № " (receipt) }
        @if let Some(paid_on) = fee.paid_on { ", " (language.date(paid_on)) }
        @if let Some(knp) = &fee.knp { ", " (words.knp) " " (knp) }
    }
}

/// The papers that were handed in.
pub(super) fn handed_in(papers: &[Paper], language: Language) -> Markup {
    let record = Record { language, words: Case::of(language) };
    let words = record.words;
    html! {
        h3 { (words.handed_in) }
        table #handed-in {
            (Record::heads(&[words.paper, words.number, words.issued_on, words.valid_until]))
            tbody {
                @for paper in papers {
                    tr {
                        td { (language.paper(paper.kind.as_str())) }
                        td { @if let Some(number) = &paper.number { (number) } }
                        td { (record.date(paper.issued_on)) }
                        td { (record.date(paper.valid_until)) }
                    }
                }
            }
        }
    }
}
