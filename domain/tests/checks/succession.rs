//! Risk: a visa is changed into one that may not follow it, or a lawful change is refused.

use shaqyru_domain::{
    law::rulebook::category::Holder,
    succession::{Held, following, may_follow},
    text::DocumentKind,
};

use super::row::{FRIDAY, RULEBOOK, day};

/// From, to, regime of the inviting party, what the holder is, and the paragraph that allows it; none: not allowed.
type Row = (&'static str, &'static str, &'static str, &'static [Holder], Option<&'static str>);

const ROWS: &[Row] = &[
    ("B3", "A5", "", &[], Some("para 36")),
    ("B2", "A5", "", &[], None),
    ("B3", "A6", "", &[], Some("para 36")),
    ("C10", "A6", "", &[], None),
    ("B3", "B2", "aifc_participant", &[], Some("para 36")),
    ("B3", "B2", "innovation_cluster", &[], None),
    ("B3", "B2", "", &[], None),
    ("C9", "B7", "", &[], Some("para 36")),
    ("C11", "B8", "", &[], Some("para 36")),
    ("B3", "B8", "", &[], None),
    ("B12", "C1", "", &[Holder::EthnicKazakh], Some("para 36")),
    ("B12", "C1", "", &[], None),
    ("B10", "C2", "", &[], Some("para 36")),
    ("B3", "C3", "", &[], Some("para 36")),
    ("B7", "C3", "innovation_cluster", &[], Some("para 36")),
    ("B7", "C3", "aifc_participant", &[], None),
    ("B7", "C3", "", &[], None),
    ("C3", "C3", "", &[Holder::NewEmployer], Some("para 36")),
    ("C3", "C3", "", &[], None),
    // From family to work: in the AIFC and the Innovation Cluster regardless of earlier visas.
    ("C3", "C3", "aifc_participant", &[Holder::FamilyMember], Some("para 26")),
    ("C3", "C3", "innovation_cluster", &[Holder::FamilyMember], Some("para 26")),
    ("C3", "C3", "aifc_participant", &[], None),
    ("C3", "C3", "", &[Holder::FamilyMember], None),
    ("C9", "C4", "", &[], Some("para 36")),
    ("C11", "C9", "", &[], Some("para 36")),
    ("B10", "C9", "", &[Holder::EthnicKazakh], Some("para 36")),
    ("B10", "C9", "", &[], None),
    ("", "C9", "", &[], Some("para 36")),
    ("", "C12", "", &[], Some("para 36")),
    ("", "B8", "", &[Holder::VisaFreeNational], Some("para 26")),
    ("", "B9", "", &[Holder::VisaFreeNational], Some("para 26")),
    ("", "B9", "", &[], None),
    ("B5", "C12", "", &[], Some("para 36")),
    ("", "C3", "", &[Holder::NewEmployer], None),
    ("C3", "B3", "", &[], None),
    ("C3", "Z9", "", &[], None),
];

/// Covers: R26 para 36; R26 para 26; SEED AIFC and Innovation Clusters
#[test]
pub fn a_visa_follows_that_may_not_or_a_lawful_change_is_refused() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for (from, to, regime, holder, allowed) in ROWS {
        let regimes: Vec<DocumentKind> =
            Some(*regime).filter(|regime| !regime.is_empty()).map(|regime| regime.parse().unwrap()).into_iter().collect();
        let held = Held { category: Some(*from).filter(|from| !from.is_empty()), regimes: &regimes, holder };
        let basis = may_follow(to, &held, &rules);
        assert_eq!(basis.is_some(), allowed.is_some(), "{from} -> {to} ({regime}, {holder:?}): {basis:?}");
        assert!(basis.unwrap_or_default().contains(allowed.unwrap_or_default()), "{from} -> {to} rests on another paragraph");
        let listed = following(&held, &rules).unwrap().into_iter().find(|next| next.category == **to);
        assert_eq!(listed.is_some_and(|next| next.open), allowed.is_some(), "{from} -> {to} is listed otherwise");
    }
}
