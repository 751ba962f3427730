//! The invitation of a foreign national (R26 paras 10-18, annex 5): its facts, its procedure, and what follows from them.

pub mod document;
pub mod particulars;
pub mod procedure;
pub mod record;
pub mod what_if;

use self::procedure::Invitation;

/// One invitee's case.
pub type Case = crate::case::Case<Invitation>;

/// One invitee's case as it is carried from one run of its workflow to the next.
pub type CarriedCase = crate::case::carried::CarriedCase<Invitation>;
