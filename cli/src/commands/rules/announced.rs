//! Who was told of an edition, and when (R26 para 58-1).

use shaqyru_console::api::Announced;
use shaqyru_domain::{announcement::AnnouncementView, law::rulebook::Rulebook, problem::Problem};

use super::super::DONE;
use crate::{
    output::{self, BOLD, painted, println},
    remote::{NOTHING, Remote},
    strip,
};

pub(super) async fn announce(rulebook: &Rulebook, edition: &str, remote: &Remote, json: bool) -> Result<u8, Problem> {
    rulebook.edition(edition)?;
    let announced: Announced = remote.post(&format!("announcements/{edition}"), None, &()).await?;
    if json {
        output::print_json(&announced);
    } else {
        println!("{edition} {}", if announced.repeated { "has been announced before" } else { "is being announced" });
    }
    Ok(DONE)
}

pub(super) async fn show(edition: &str, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let view: AnnouncementView = remote.get(&format!("announcements/{edition}"), &NOTHING).await?;
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
