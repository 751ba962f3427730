//! The arguments of `rules`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use shaqyru_domain::{
    law::rulebook::{category::Holder, jurisdiction::Action},
    problem::Problem,
    text::DocumentKind,
    time::instant::Instant,
};

use super::{Access, ByRulebook, RulebookFolder, values::instant};

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the entries of a table.
    List {
        #[command(flatten)]
        rulebook: RulebookFolder,
        /// Which table; the visa categories, if none is named.
        #[arg(default_value = "category")]
        table: String,
        /// Only what holds on that day; all, if not given.
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// Show a visa category, a paragraph or any other entry.
    Show {
        #[command(flatten)]
        rulebook: RulebookFolder,
        /// Such as B3, "R26 para 15(1)", or the name of an entry.
        name: String,
        /// As it holds on that day; all, if not given.
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// Show what changed between two revisions: `built-in`, a folder, a content hash, an edition or a day.
    Diff {
        #[command(flatten)]
        rulebook: RulebookFolder,
        /// The earlier one.
        before: String,
        /// The later one.
        after: String,
    },
    /// Check the rulebook of a folder.
    Validate {
        /// The folder.
        folder: PathBuf,
    },
    /// Show what a code of a finding, or a ground for refusal, rests on.
    Cite {
        #[command(flatten)]
        rulebook: RulebookFolder,
        /// Such as CHK-WINDOW-LATE or 7.
        code: String,
    },
    /// Which police body is competent (R26 paras 12, 26, 48).
    Competence(ByRulebook<CompetenceOptions>),
    /// How long the service may take for a visa inside Kazakhstan (R26 para 41).
    Term {
        #[command(flatten)]
        rulebook: RulebookFolder,
        /// The visa's category.
        category: String,
        /// What is done with the visa: primary, extension or restoration.
        #[arg(long, default_value = "primary", value_parser = PossibleValuesParser::new(["primary", "extension", "restoration"]).map(|name| action(&name)))]
        action: Action,
        /// When it was filed: counts the deadline too.
        #[arg(long, value_name = "INSTANT", value_parser = instant)]
        filed_at: Option<Instant>,
    },
    /// Judge a completed visa sticker by annex 2: one with a correction is invalid (R26 para 6).
    Sticker {
        #[command(flatten)]
        rulebook: RulebookFolder,
        /// The sticker in JSON.
        sticker: PathBuf,
        /// By the rules of that day; today, if not given.
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// Which visas may follow one inside Kazakhstan (R26 paras 26, 36).
    Follow(ByRulebook<FollowOptions>),
    /// Tell the offices and the Unified Contact Centre of an edition (R26 para 58-1); once it is in force.
    Announce {
        /// The edition, such as R26.
        edition: String,
        #[command(flatten)]
        rulebook: RulebookFolder,
        #[command(flatten)]
        access: Access,
    },
    /// Show who was told of an edition, and when.
    Announced {
        /// The edition, such as R26.
        edition: String,
        #[command(flatten)]
        access: Access,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CompetenceOptions {
    /// Instead of the options below: the application whose case is to be routed.
    #[arg(value_name = "APPLICATION", conflicts_with_all = ["category", "action", "registered_in", "lives_in", "works_in"])]
    pub application: Option<PathBuf>,
    /// The visa category.
    #[arg(long, required_unless_present = "application")]
    pub category: Option<String>,
    /// What is asked of the police.
    #[arg(long, default_value = "invitation", value_parser = PossibleValuesParser::new(Action::ALL.map(Action::as_str)).map(|name| action(&name)))]
    pub action: Action,
    /// Where the inviting party is registered: ISO 3166-2, such as KZ-71.
    #[arg(long, required_unless_present = "application", value_name = "REGION")]
    pub registered_in: Option<String>,
    /// Where the foreigner temporarily lives; for A5, where the foreigner actually is.
    #[arg(long, value_name = "REGION")]
    pub lives_in: Option<String>,
    /// Where the foreigner works or studies.
    #[arg(long, value_name = "REGION")]
    pub works_in: Option<String>,
    /// By the rules of that day; today, if not given.
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct FollowOptions {
    /// The category of the visa that is held; without one: a stay without a visa.
    pub category: Option<String>,
    /// A regime of the party that invites now, such as aifc_participant. May be given several times.
    #[arg(long, value_parser = regime)]
    pub regime: Vec<DocumentKind>,
    /// What the holder is. May be given several times.
    #[arg(long, value_parser = PossibleValuesParser::new(Holder::ALL.map(Holder::as_str)).map(|name| holder(&name)))]
    pub holder: Vec<Holder>,
    /// By the rules of that day; today, if not given.
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
}

fn holder(name: &str) -> Holder {
    Holder::ALL.into_iter().find(|holder| holder.as_str() == name).unwrap_or(Holder::FamilyMember)
}

fn regime(text: &str) -> Result<DocumentKind, String> {
    text.parse().map_err(|problem: Problem| problem.to_string())
}

fn action(name: &str) -> Action {
    Action::ALL.into_iter().find(|action| action.as_str() == name).unwrap_or(Action::Invitation)
}
