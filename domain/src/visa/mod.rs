//! Visas inside Kazakhstan, the second public service (R26 paras 19-55, annex 8): the request, its procedure, and what follows from them.

pub mod admission;
pub mod checks;
mod facts;
pub mod request;
