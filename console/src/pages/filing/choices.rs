//! What can be chosen in a field: values as documents have them, with their names.

use serde::Serialize;
use serde_json::json;
use shaqyru_domain::{
    application::{Entries, Ministry, PaidVia, PaperForm, PartyKind, Purpose, Sex, VisaKind},
    case::complaint::Examiner,
    exception::ExceptionKind,
    law::rulebook::{Dated, basis::BasisKind},
    recipient::{Relation, WorkGroup},
    visa::{
        handed_in::{FormLanguage, FormSignatory, PassportFlaw},
        request::{NoteSender, Provider, Reason, VisaAction, VisaIssuer},
    },
};

use super::field::{Chooser, List};
use crate::{pages::worklist, words::Case};

type Values = Vec<(String, String)>;

fn named<T: Serialize + Copy>(values: &[T], name: impl Fn(T) -> &'static str) -> Values {
    let code = |value: T| json!(value).as_str().unwrap_or_default().to_owned();
    values.iter().map(|value| (code(*value), name(*value).to_owned())).collect()
}

/// Everything that a type knows: `choices: Type, by what names it`.
macro_rules! choices {
    ($($choices:ident: $type:ty, $name:ident;)*) => {
        $(pub(super) fn $choices(chooser: &Chooser) -> Values {
            named(&<$type>::ALL, |value| chooser.language.$name(value))
        })*
    };
}

choices! {
    party_kinds: PartyKind, party_kind;
    sexes: Sex, sex;
    entries: Entries, entries;
    visa_kinds: VisaKind, visa_kind;
    special_purposes: Purpose, special_purpose;
    relations: Relation, relation;
    work_groups: WorkGroup, work_group;
    paid_via: PaidVia, paid_via;
    paper_forms: PaperForm, paper_form;
    actions: VisaAction, action;
    providers: Provider, provider;
    basis_kinds: BasisKind, basis_kind;
    note_senders: NoteSender, note_sender;
    exceptions: ExceptionKind, exception;
    passport_flaws: PassportFlaw, passport_flaw;
    form_languages: FormLanguage, form_language;
    form_signatories: FormSignatory, form_signatory;
    visa_issuers: VisaIssuer, visa_issuer;
    examiners: Examiner, examiner;
}

pub(super) fn ministries(chooser: &Chooser) -> Values {
    let words = Case::of(chooser.language);
    named(&Ministry::ALL, |ministry| words.ministry(ministry))
}

/// Those of the action that is asked for; all, where there are none of it.
pub(super) fn reasons(chooser: &Chooser) -> Values {
    let asked = chooser.typed.action();
    let fitting: Vec<_> = asked.into_iter().flat_map(Reason::of).collect();
    named(if fitting.is_empty() { &Reason::ALL } else { &fitting }, |reason| chooser.language.visa_reason(reason))
}

/// Offices that the rulebook lists. There are others.
pub(super) fn offices(chooser: &Chooser) -> Values {
    worklist::offices(chooser.rulebook, chooser.language)
}

/// Of a table what holds, or will.
fn not_over<'a, T>(table: &'a [Dated<T>], chooser: &Chooser) -> impl Iterator<Item = &'a T> + use<'a, T> {
    let today = chooser.today;
    table.iter().filter(move |entry| entry.until.is_none_or(|until| today <= until)).map(|entry| &entry.rule)
}

pub(super) fn regions(chooser: &Chooser) -> Values {
    let names = not_over(&chooser.rulebook.regions, chooser).map(|region| {
        let name = chooser.language.pick(&region.name_kk, &region.name_ru, &region.name);
        (region.code.to_string(), format!("{name} ({})", region.code))
    });
    names.collect()
}

pub(super) fn categories(chooser: &Chooser) -> Values {
    let names = not_over(&chooser.rulebook.categories, chooser).map(|category| {
        let title = chooser.language.pick(&category.title_kk, &category.title_ru, &category.title);
        (category.code.to_string(), format!("{}: {title}", category.code))
    });
    names.collect()
}

fn by_code<T: ToString>(codes: impl IntoIterator<Item = T>, name: impl Fn(&str) -> String) -> Values {
    codes.into_iter().map(|code| code.to_string()).map(|code| (code.clone(), name(&code))).collect()
}

pub(super) fn regimes(chooser: &Chooser) -> Values {
    by_code(chooser.rulebook.regimes(), |code| chooser.language.regime(code))
}

/// By their names: there are many.
pub(super) fn papers(chooser: &Chooser) -> Values {
    let mut named = by_code(chooser.rulebook.document_kinds(), |kind| chooser.language.paper(kind));
    named.sort_by(|one, other| one.1.cmp(&other.1));
    named
}

pub(super) fn issuers(chooser: &Chooser) -> Values {
    by_code(chooser.rulebook.paper_issuers(), |code| chooser.language.paper_issuer(code))
}

/// States by code, and what stands in place of one.
pub(super) fn states(chooser: &Chooser) -> Values {
    by_code(chooser.rulebook.countries(), |code| chooser.language.country(code))
}

/// Whom a paper is about, by the place in the list.
pub(super) fn about(chooser: &Chooser) -> Values {
    let typed = chooser.typed;
    let invitees = super::services::APPLICATION.lists().find(|list| list.name == "invitees");
    let count = invitees.map_or(0, |list: &List| typed.count(list));
    let name = |index: usize| {
        let part = |name: &str| typed.get(&format!("invitees[{index}].{name}"));
        format!("{}. {} {}", index.saturating_add(1), part("surname"), part("given_names"))
    };
    (0..count).map(|index| (index.to_string(), name(index).trim().to_owned())).collect()
}
