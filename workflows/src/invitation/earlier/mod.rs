//! How cases that an earlier release opened tell others: by local activities, which act before the engine has kept the step that
//! they rest on. Kept for the histories of those cases, which must replay; no case is opened in this shape any more.

pub(crate) mod delivery;
pub(crate) mod recording;
