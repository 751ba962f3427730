//! Who is told of a case.

/// Who is told something by a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Recipient {
    Register,
    Portal,
    Office,
}

impl Recipient {
    /// The step that an incident names.
    pub(super) const fn step(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Portal => "portal",
            Self::Office => "office",
        }
    }
}
