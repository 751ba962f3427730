//! Risk: an application is accepted that the Rules turn away, or turned away though they allow it, or what is said about it names
//! the wrong paragraph. Each row of a table is one case, most on both sides of a line and on its edges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// Tables of cases are long and simple.
#![allow(clippy::too_many_lines)]

mod annex_4;
mod annexes;
mod any_application;
mod applied;
mod biometrics;
mod categories;
mod codes;
mod competence;
mod complaint_window;
mod counter;
mod duty;
mod editions;
mod electronic;
mod every_category;
mod exceptions;
mod fee;
#[path = "../law/files.rs"]
mod files;
mod filing_window;
mod first_days;
mod foreign;
mod identification;
mod instruction;
mod loading;
mod ministry;
#[path = "../mutation/mutants.rs"]
mod mutants;
mod needless;
mod paper_dates;
mod papers;
mod passport;
mod person;
mod place;
mod procedures;
#[path = "../mutation/reasons.rs"]
mod reasons;
mod recipients;
mod record;
mod residence;
mod row;
#[path = "../mutation/applied.rs"]
mod runs;
mod state_corporation;
mod sticker;
mod succession;
#[path = "../mutation/under_test.rs"]
mod under_test;
mod visa;
mod visas;
mod vocabulary;
mod work;
