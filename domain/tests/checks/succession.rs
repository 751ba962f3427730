//! Risk: a visa is changed into one that may not follow it, or a lawful change is refused.

use shaqyru_domain::{
    law::rulebook::category::Holder,
    succession::{Held, following, may_follow},
    text::DocumentKind,
};

use super::row::{FRIDAY, RULEBOOK, day, in_force};

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
    // Who was trained counts, and not who invites now: another employer may, and the Fund or the Cluster may not on that ground alone.
    ("B7", "C3", "", &[Holder::ClusterTrainee], Some("para 36")),
    ("B7", "C3", "aifc_participant", &[Holder::ClusterTrainee], Some("para 36")),
    ("B7", "C3", "astana_hub_fund", &[], None),
    ("B7", "C3", "innovation_cluster", &[], None),
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
    // The two official texts differ; who reads the answer must see that it can be doubted.
    ("", "C9", "", &[], Some("para 36: by the Kazakh text for anybody")),
    ("", "C9", "", &[Holder::EthnicKazakh], Some("para 36")),
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
pub fn a_visa_follows_another_exactly_where_a_paragraph_allows_it() {
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

/// Every category to enter and to leave.
const ALL: [&str; 42] = [
    "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B9-1", "B10", "B11", "B12", "B12-1", "B13",
    "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11",
    "C12",
];

/// Para 36, and para 26 for B8, B9 and C3; `from` is empty for a stay without a visa.
fn by_the_law(from: &str, to: &str, regime: &str, holder: Option<Holder>) -> bool {
    let in_aifc = ["aifc_participant", "aifc_body"].contains(&regime);
    let in_cluster = ["innovation_cluster", "innovation_cluster_participant", "astana_hub_fund"].contains(&regime);
    let is_kazakh = holder == Some(Holder::EthnicKazakh);
    match to {
        "A5" => ["B3", "B9", "B10", "C3", "C4", "C5", "C10"].contains(&from),
        "A6" => ["B3", "B9", "B10", "C3", "C4", "C5"].contains(&from),
        "B2" => in_aifc && ["B3", "B7", "C3"].contains(&from),
        "B7" => from == "C9",
        "B8" => ["C2", "C3", "C7", "C11"].contains(&from) || from.is_empty() && holder == Some(Holder::VisaFreeNational),
        "B9" => from.is_empty() && holder == Some(Holder::VisaFreeNational),
        "C1" => is_kazakh && !from.is_empty(),
        "C2" => ["B10", "C3", "C9"].contains(&from),
        "C3" => match from {
            "B2" | "B3" | "B10" | "C2" | "C9" | "C10" => true,
            "B7" => holder == Some(Holder::ClusterTrainee),
            "C3" => holder == Some(Holder::NewEmployer) || holder == Some(Holder::FamilyMember) && (in_aifc || in_cluster),
            _ => false,
        },
        "C4" => ["B10", "C2", "C9", "C10"].contains(&from),
        "C9" => from == "C11" || from.is_empty() || is_kazakh,
        "C12" => true,
        _ => false,
    }
}

/// Each pair of categories under each regime and for each holder.
///
/// Covers: R26 para 36; R26 para 26
#[test]
pub fn exactly_the_changes_that_the_law_names_are_open() {
    let regimes = [
        "",
        "aifc_participant",
        "aifc_body",
        "aifc_investment_resident",
        "innovation_cluster",
        "innovation_cluster_participant",
        "astana_hub_fund",
        super::mutants::NONSENSE,
    ];
    for rules in in_force() {
        for regime in regimes {
            let regimes: Vec<DocumentKind> =
                [regime].into_iter().filter(|name| !name.is_empty()).map(|name| name.parse().unwrap()).collect();
            for holder in Holder::ALL.map(Some).into_iter().chain([None]) {
                for from in ALL.into_iter().chain([""]) {
                    for to in ALL {
                        let held =
                            Held { category: Some(from).filter(|from| !from.is_empty()), regimes: &regimes, holder: holder.as_slice() };
                        let open = may_follow(to, &held, &rules).is_some();
                        assert_eq!(open, by_the_law(from, to, regime, holder), "{from} -> {to} ({regime}, {holder:?}) on {}", rules.day);
                    }
                }
            }
        }
    }
}
