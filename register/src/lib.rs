//! The register: our own lasting, legal record of cases, beside the engine.
//!
//! The engine forgets a closed workflow after its retention, and its lists lag. [`Register`] keeps what a case was:
//! whose it is, where it stands, its clocks, its decision, and each of its stages in a chain of hashes. It lies in an
//! embedded SQLite file or in PostgreSQL; the statements are the same for both, only the schemas differ.
//!
//! No clock is read here: time is an argument.

mod adoption;
mod antedated;
mod audit;
mod board;
mod chain;
mod changes;
mod clock;
mod column;
mod delivery;
mod drafts;
mod error;
mod export;
mod family;
mod figures;
mod filings;
mod held_up;
mod list;
mod looks;
mod lookup;
mod people;
mod read;
mod record;
mod reservation;
mod retention;
mod saved;
mod schema;
mod signed_out;
mod sticker_audit;
mod stickers;
mod supervision;
mod transaction;
mod visa_records;
mod visa_waits;

pub use self::{
    adoption::{Adopted, Adoption, Unrecorded},
    antedated::{AntedatedFilter, AntedatedInCase},
    audit::{AgencyMessage, View},
    board::{BoardCase, Workload},
    chain::{Break, Broken},
    changes::SeenChanges,
    drafts::{Begun, Draft},
    error::{Conflict, RegisterError},
    export::{Format, antedated_as_csv, as_it_was, looks_as_csv},
    family::{Family, Relative},
    figures::{AwaitedTerm, Breaches, Count, Escalated, OpenIncidents, StoppedStep},
    filings::FilingNote,
    held_up::{HeldUp, HeldUpCases, Horizons},
    list::{CaseLine, Cursor, Filter, Page},
    looks::{LookFilter, NotedLook},
    people::{Channel, Matter, Untold, Word},
    read::Stage,
    record::Recorded,
    reservation::{Claim, Claimed, Subject},
    retention::{Purged, Retention},
    saved::SavedFilter,
    schema::Register,
    sticker_audit::{StickerFault, WrongSticker},
    stickers::StickerRange,
    supervision::{Compliance, Quantiles, TimesHeld},
    visa_waits::{UnknownEnd, VisaWait, WaitingVisas},
};
