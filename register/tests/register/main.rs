//! Risks: the register loses, repeats, mixes up or forges what it keeps. Each is tried on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// A skipped test is to be heard of.
#![allow(clippy::print_stderr)]

mod antedated;
mod any_order;
mod clock;
mod contradicted;
mod drafts;
mod family;
mod full_disk;
mod identity;
mod keeping;
mod looks;
mod passing;
mod price;
mod reading;
mod recording;
mod releases;
mod reserving;
mod stickers;
mod store;
mod supervision;
mod tampering;
mod told;
mod visa_records;
mod visa_waits;
