//! The rulebook that the tests judge by: the built-in one, or a changed one in its place.

use std::{cell::Cell, ops::Deref, sync::LazyLock};

use shaqyru_domain::law::rulebook::Rulebook;

/// The rulebook that the tests judge by: the built-in one, but where [`judged_by`] puts another in its place.
pub static RULEBOOK: UnderTest = UnderTest;

pub struct UnderTest;

static BUILT_IN: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::built_in().unwrap());

thread_local! {
    static CHANGED: Cell<Option<&'static Rulebook>> = const { Cell::new(None) };
}

impl Deref for UnderTest {
    type Target = Rulebook;

    fn deref(&self) -> &Rulebook {
        CHANGED.get().unwrap_or(&BUILT_IN)
    }
}

/// Runs tests on this thread by another rulebook. It is never given back: a run that needs many ends with its process.
pub fn judged_by<T>(rulebook: Rulebook, tests: impl FnOnce() -> T) -> T {
    CHANGED.set(Some(Box::leak(Box::new(rulebook))));
    let outcome = tests();
    CHANGED.set(None);
    outcome
}
