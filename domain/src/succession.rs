//! Which visa may follow another one inside Kazakhstan (R26 paras 26, 36).

use serde::Serialize;

use crate::{
    law::rulebook::{
        RulesInForce,
        category::{CategoryRule, ChangeRule, Holder},
    },
    problem::{Code, Problem},
    text::DocumentKind,
};

/// What somebody has who asks for another visa.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held<'a> {
    /// The visa's category; none: a stay without a visa.
    pub category: Option<&'a str>,
    /// Regimes of the party that invites now.
    pub regimes: &'a [DocumentKind],
    /// What the holder is.
    pub holder: &'a [Holder],
}

/// A category that may follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Following {
    /// Its code.
    pub category: String,
    /// Whether it is open as things stand; else what must hold.
    pub open: bool,
    /// The regimes of which the inviting party must have one.
    #[schema(value_type = Vec<String>)]
    pub regime: Vec<DocumentKind>,
    /// What the holder must be.
    pub holder: Vec<Holder>,
    /// Act and paragraph.
    pub basis: String,
}

/// The categories that may follow, open ones first; each once, by the rule that opens it, if one does.
///
/// # Errors
/// [`Code::Category`] if there is no category like the one that is held.
pub fn following(held: &Held, rules: &RulesInForce) -> Result<Vec<Following>, Problem> {
    if held.category.is_some_and(|category| rules.category(category).is_none()) {
        return Err(Problem::new(Code::Category, "there is no such visa category (annex 1)").at("category"));
    }
    let categories = rules.of(&rules.rulebook.categories);
    let mut following: Vec<_> = categories.filter_map(|category| follows(category, held)).collect();
    following.sort_by_key(|following| !following.open);
    Ok(following)
}

/// Whether a category may follow as things stand, and by which paragraph.
pub fn may_follow(category: &str, held: &Held, rules: &RulesInForce) -> Option<String> {
    let following = follows(rules.category(category)?, held)?;
    following.open.then_some(following.basis)
}

fn follows(category: &CategoryRule, held: &Held) -> Option<Following> {
    let fitting: Vec<_> = category.change.iter().filter(|change| comes_from(change, held.category)).collect();
    let open = fitting.iter().find(|change| is_open(change, held));
    let change = open.or(fitting.first())?;
    Some(Following {
        category: category.code.to_string(),
        open: open.is_some(),
        regime: change.regime.clone(),
        holder: change.holder.clone(),
        basis: change.source.clone(),
    })
}

fn comes_from(change: &ChangeRule, category: Option<&str>) -> bool {
    change.from.iter().any(|from| match category {
        None => from == "visa_free",
        Some(category) => from == category || from == "any",
    })
}

fn is_open(change: &ChangeRule, held: &Held) -> bool {
    let right_regime = change.regime.is_empty() || change.regime.iter().any(|regime| held.regimes.contains(regime));
    right_regime && change.holder.iter().all(|holder| held.holder.contains(holder))
}
