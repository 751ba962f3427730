//! Visas inside Kazakhstan, the second public service (R26 paras 19-55, annex 8): the request, its procedure, and what follows from them.

pub mod admission;
pub mod biometrics;
pub mod checks;
pub mod document;
pub mod electronic;
pub mod fact;
mod facts;
pub mod follow_up;
pub mod group;
pub mod handed_in;
mod hearing;
pub mod particulars;
pub mod procedure;
pub mod record;
pub mod request;
pub mod sticker;
pub mod stickers;
pub mod what_if;
pub mod zone;

use self::procedure::Visa;

/// A case of a visa.
pub type Case = crate::case::Case<Visa>;

/// A case of a visa as it is carried from one run of its workflow to the next.
pub type CarriedCase = crate::case::carried::CarriedCase<Visa>;
