//! Who was told of an edition, and when (R26 para 58-1).

use shaqyru_client::announcements::Announcements;
use shaqyru_domain::{announcement::AnnouncementView, problem::Problem, rulebook::Rulebook};

use super::super::{DONE, now};
use crate::{
    output::{self, BOLD, painted, println},
    strip,
};

async fn connect() -> Result<Announcements, Problem> {
    Ok(Announcements::new(shaqyru_client::connect().await?))
}

pub(super) async fn announce(rulebook: &Rulebook, edition: &str, json: bool) -> Result<u8, Problem> {
    rulebook.edition(edition)?;
    let started = connect().await?.announce(edition).await?;
    if json {
        output::print_json(&serde_json::json!({ "edition": edition, "repeated": !started }));
    } else {
        println!("{edition} {}", if started { "is being announced" } else { "has been announced before" });
    }
    Ok(DONE)
}

pub(super) async fn show(edition: &str, json: bool) -> Result<u8, Problem> {
    let view = connect().await?.view(edition, now()).await?;
    if json {
        output::print_json(&view);
    } else {
        print(&view);
    }
    Ok(DONE)
}

fn print(view: &AnnouncementView) {
    println!("{BOLD}{}{BOLD:#}  {}  due {}", view.plan.edition, output::outcome(view.outcome), output::readable(view.plan.due));
    println!("{}; in force from {}", view.plan.title, view.plan.in_force_from);
    strip::print(&view.plan.proof);
    let told = view.told.iter().map(|(recipient, at)| vec![recipient.clone(), output::readable(*at)]);
    let untold = view.untold.iter().map(|recipient| vec![recipient.clone(), "not yet".to_owned()]);
    output::print_table(&["recipient", "told"], told.chain(untold).collect());
    for escalation in &view.escalations {
        println!("{}  {} to the {}", output::readable(escalation.at), escalation.rung, escalation.audience);
    }
    if let Some(trouble) = &view.trouble {
        println!("{} {trouble}", painted("trouble", output::BAD));
    }
}
