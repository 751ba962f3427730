//! The codes of which the rulebook speaks: what can be chosen where something is filed.

use std::collections::BTreeSet;

use super::{Rulebook, condition::Condition, requirement::Need};
use crate::text::{Country, DocumentKind, Text};

impl Rulebook {
    /// Every kind of paper that a rule asks for, or on which it hangs what a rule says. What the state holds and nobody hands in is none of them.
    pub fn document_kinds(&self) -> BTreeSet<&DocumentKind> {
        let needed = self.papers.iter().chain(&self.visa_papers).flat_map(|paper| &paper.rule.any_of);
        let lasting = self.lasting.iter().flat_map(|lasting| &lasting.rule.any_of);
        let conditioned = self.conditions().flat_map(|when| when.paper.iter().chain(&when.paper_too).chain(&when.not_paper));
        let required = self.requirements.iter().flat_map(|requirement| match &requirement.rule.needs {
            Need::Paper(kinds) | Need::Permit(kinds) => kinds.as_slice(),
            Need::Purpose(_) | Need::Age(_) | Need::UnderAge(_) => &[],
        });
        let residence = self.residence.iter().flat_map(|residence| &residence.rule.or_paper);
        let substitutes = self.substitutes.iter().map(|substitute| &substitute.rule.paper);
        needed.chain(lasting).chain(conditioned).chain(required).chain(residence).chain(substitutes).collect()
    }

    /// Every special regime of an inviting party on which something hangs.
    pub fn regimes(&self) -> BTreeSet<&DocumentKind> {
        let conditioned = self.conditions().flat_map(|when| when.regime.iter().chain(&when.not_regime));
        let of_categories = self.categories.iter().flat_map(|category| {
            let category = &category.rule;
            let changes = category.change.iter().flat_map(|change| &change.regime);
            let extensions = category.extension.iter().flat_map(|extension| &extension.longer).flat_map(|longer| &longer.regime);
            category.inside_only_for.iter().chain(changes).chain(extensions)
        });
        let free_of_place = self.place.iter().flat_map(|place| &place.rule.free_regimes);
        let free_of_first_inviter = self.first_inviter.iter().flat_map(|rule| &rule.rule.free_regimes);
        conditioned.chain(of_categories).chain(free_of_place).chain(free_of_first_inviter).collect()
    }

    /// Everybody who issues papers that only they can issue.
    pub fn paper_issuers(&self) -> BTreeSet<&Text> {
        self.papers.iter().chain(&self.visa_papers).flat_map(|paper| &paper.rule.issuers).collect()
    }

    /// Every state, and what stands in place of one.
    pub fn countries(&self) -> BTreeSet<&Country> {
        self.states.iter().filter(|states| states.rule.list.defines_codes()).flat_map(|states| &states.rule.codes).collect()
    }

    /// Everything that says for whom an entry holds.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let papers = self.papers.iter().chain(&self.visa_papers).map(|paper| &paper.rule.when);
        papers
            .chain(self.categories.iter().flat_map(|category| &category.rule.longer).map(|longer| &longer.when))
            .chain(self.exemptions.iter().map(|exemption| &exemption.rule.when))
            .chain(self.requirements.iter().map(|requirement| &requirement.rule.when))
            .chain(self.lasting.iter().map(|lasting| &lasting.rule.when))
            .chain(self.needless.iter().map(|needless| &needless.rule.when))
            .chain(self.biometrics_exemptions.iter().map(|exemption| &exemption.rule.when))
            .chain(self.no_interviews.iter().map(|rule| &rule.rule.when))
            .chain(self.visa_bases.iter().map(|basis| &basis.rule.when))
    }
}
