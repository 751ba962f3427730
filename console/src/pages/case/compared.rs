//! What was filed and decides nothing by itself: an officer holds it against the paper, the passport or the treaty (R26 paras 2, 8, 11, 12, 20, 21,
//! 32, 34).

use maud::{Markup, html};
use shaqyru_domain::{
    application::{NoteVerbale, StateCorporation},
    exception::Exception,
    recipient::{Family, WorkGroup},
    visa::handed_in::{GroupMember, SeenForm, SeenPassport},
};

use crate::words::{Case, Filing, Language};

/// Says what was filed, in a language: names and values of a list of facts.
#[derive(Clone, Copy)]
pub(super) struct Compared(Language);

impl Compared {
    pub(super) const fn in_language(language: Language) -> Self {
        Self(language)
    }

    fn words(self) -> &'static Case {
        Case::of(self.0)
    }

    fn fields(self) -> &'static Filing {
        Filing::of(self.0)
    }

    pub(super) fn note_verbale(self, note: &NoteVerbale) -> Markup {
        let NoteVerbale { number, date, sender } = note;
        let sent_by = format!("{}: {}", self.words().note_sender.to_lowercase(), self.0.note_sender(*sender));
        html! { dt { (self.words().note_verbale) } dd #note-verbale { "№ " (number) ", " (self.0.date(*date)) ", " (sent_by) } }
    }

    pub(super) fn state_corporation(self, through: &StateCorporation) -> Markup {
        let StateCorporation { department, on_duty, consented } = through;
        let words = self.words();
        html! {
            dt { (words.state_corporation) }
            dd #state-corporation {
                (department) @if *on_duty { ", " (self.fields().on_duty.to_lowercase()) } "; "
                @if *consented { (words.consent_given) } @else { strong .late { "⚠ " (words.no_consent) } }
            }
        }
    }

    pub(super) fn exception(self, exception: &Exception) -> Markup {
        html! { dt { (self.words().exception) } dd #exception { (self.0.exception(exception.kind)) ": " (exception.named) } }
    }

    pub(super) fn family(self, family: &Family) -> Markup {
        let (words, fields) = (self.words(), self.fields());
        html! {
            dt { (words.family_member) } dd #family-member { (self.0.relation(family.relation)) }
            @if let Some(visa) = &family.main_visa {
                dt { (words.main_visa) } dd #main-visa { "№ " (visa.number) ", " (fields.valid_until.to_lowercase()) ": " (self.0.date(visa.valid_until)) }
            }
        }
    }

    pub(super) fn work_group(self, group: WorkGroup) -> Markup {
        html! { dt { (self.fields().work_group) } dd #work-group { (self.0.work_group(group)) } }
    }

    pub(super) fn seen_passport(self, seen: &SeenPassport) -> Markup {
        let (words, fields) = (self.words(), self.fields());
        html! {
            dt { (words.seen_passport) }
            dd #seen-passport {
                @if let Some(free) = seen.free_pages { (fields.free_pages) ": " (free) br; }
                @for flaw in &seen.flaws { strong .late { "⚠ " (self.0.passport_flaw(*flaw)) } br; }
                @if seen.flaws.is_empty() { (words.no_flaws) br; }
                @if seen.unrecognised { strong .near { "! " (fields.unrecognised) } }
            }
        }
    }

    pub(super) fn seen_form(self, seen: SeenForm) -> Markup {
        let fields = self.fields();
        let holds = |holds: bool, what: &str| html! { @if holds { "✓ " (what) } @else { strong .late { "✗ " (what) } } br; };
        html! {
            dt { (self.words().seen_form) }
            dd #seen-form {
                (self.0.form_language(seen.language)) ", " (fields.signed_by.to_lowercase()) ": " (self.0.form_signatory(seen.signed_by)) br;
                (holds(seen.complete, fields.form_complete))
                (holds(seen.photo_fits, fields.photo_fits))
            }
        }
    }

    /// Who travels with the leader, in the order in which they were handed in: by these places findings name them.
    pub(super) fn group(self, members: &[GroupMember]) -> Markup {
        let fields = self.fields();
        html! {
            h3 { (self.words().group) }
            table #group {
                thead { tr { @for head in ["№", fields.name, fields.born, fields.sex, fields.passport_number, fields.citizenship] { th scope="col" { (head) } } } }
                tbody {
                    @for (place, member) in (1_usize..).zip(members) {
                        tr {
                            td { (place) }
                            td { (member.full_name()) }
                            td { (self.0.date_of_birth(member.date_of_birth)) }
                            td { (self.0.sex(member.sex)) }
                            td { (member.passport_number) }
                            td { (self.0.country(member.citizenship.as_str())) }
                        }
                    }
                }
            }
        }
    }
}
