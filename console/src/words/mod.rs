//! Every word that a page says of its own accord, in the three languages. The terms are those of the glossary and of the printed
//! documents.
//!
//! Words stand in tables, one row each, one table for each page: [`table!`] makes a struct of it, so that a translation that is
//! missing does not compile. What people and agencies wrote is shown as it was written.

mod audit;
mod board;
mod breach_dossier;
mod case;
mod days;
mod events;
mod fields;
mod filing;
mod history;
mod incidents;
mod language;
mod law;
mod lead;
mod plain;
mod preview;
mod problems;
mod shell;
mod start;
mod supervision;
mod values;
mod visas;
mod what_if;
mod why_late;
mod worklist;

pub(crate) use self::{
    audit::Audit,
    board::Board,
    breach_dossier::BreachDossier,
    case::Case,
    fields::last_part,
    filing::Filing,
    history::History,
    incidents::Incidents,
    language::{COOKIE, Language},
    law::paragraph_of,
    preview::Preview,
    shell::Shell,
    start::Start,
    supervision::Supervision,
    what_if::WhatIf,
    worklist::Worklist,
};

/// Declares a table of words: `name: "Kazakh", "Russian", "English";` in each row. `Table::of(language)` gives its words.
macro_rules! table {
    ($(#[$doc:meta])* $table:ident { $($name:ident: $kk:literal, $ru:literal, $en:literal;)* }) => {
        $(#[$doc])*
        pub(crate) struct $table { $(pub(crate) $name: &'static str,)* }

        impl $table {
            /// The words in a language.
            pub(crate) const fn of(language: $crate::words::Language) -> &'static Self {
                const KAZAKH: $table = $table { $($name: $kk,)* };
                const RUSSIAN: $table = $table { $($name: $ru,)* };
                const ENGLISH: $table = $table { $($name: $en,)* };
                match language {
                    $crate::words::Language::Kazakh => &KAZAKH,
                    $crate::words::Language::Russian => &RUSSIAN,
                    $crate::words::Language::English => &ENGLISH,
                }
            }
        }
    };
}
pub(crate) use table;
