//! `repair-history`: cases whose steps fail for ever, since their history does not replay, go on again.

use serde::Serialize;
use shaqyru_client::{
    Cases,
    healing::{Cure, Fact, Healed, Health},
};
use shaqyru_domain::{actor::Actor, case::number::CaseNumber, problem::Problem};
use shaqyru_register::Register;
use tokio::task::LocalSet;

use super::{DONE, NO, now};
use crate::{
    arguments::RepairHistory,
    output::{self, BAD, GOOD, painted, println},
};

/// What was found of a case, and done.
#[derive(Serialize)]
struct Looked {
    case: CaseNumber,
    #[serde(flatten)]
    health: Option<Health>,
    #[serde(skip_serializing_if = "Option::is_none")]
    healed: Option<Healed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

pub(crate) async fn run(options: &RepairHistory, json: bool) -> Result<u8, Problem> {
    let register = Register::open_existing(&options.register.register).await?;
    let cases = Cases::new(shaqyru_client::connect().await?).signing_with(options.statement_secret.secret.clone());
    let of = match &options.case {
        Some(case) => vec![case.clone()],
        None => cases.failing().await?,
    };
    let progress = output::progress("replaying", of.len());
    let mut looked = Vec::with_capacity(of.len());
    for case in of {
        looked.push(LocalSet::new().run_until(Box::pin(look(&cases, &register, options, case))).await);
        progress.inc(1);
    }
    progress.finish_and_clear();
    register.close().await;
    show(&looked, options.dry_run, json);
    let sick =
        |one: &Looked| one.error.is_some() || (one.healed.is_none() && matches!(one.health, Some(Health::Broken(_) | Health::Owes { .. })));
    Ok(if looked.iter().any(sick) { NO } else { DONE })
}

/// One case that cannot be looked at keeps no other from being healed.
async fn look(cases: &Cases, register: &Register, options: &RepairHistory, case: CaseNumber) -> Looked {
    let health = match cases.health(&case).await {
        Ok(health) => health,
        Err(error) => return Looked { case, health: None, healed: None, error: Some(error) },
    };
    let healed = if options.dry_run { None } else { heal(cases, register, options, &case, &health).await.transpose() };
    let (healed, error) = match healed {
        Some(Err(error)) => (None, Some(error)),
        Some(Ok(healed)) => (Some(healed), None),
        None => (None, None),
    };
    Looked { case, health: Some(health), healed, error }
}

/// What is done to a case's history is on record before it is done. None where nothing is to be done.
async fn heal(
    cases: &Cases,
    register: &Register,
    options: &RepairHistory,
    case: &CaseNumber,
    health: &Health,
) -> Result<Option<Healed>, Problem> {
    let by = Actor::Officer(options.by.clone());
    match health {
        Health::Ended | Health::Replays => Ok(None),
        Health::Broken(cure) => {
            let what = format!("history repaired from event {} of run {}", cure.reset_to, cure.run);
            register.note_view(&by, Some(case), &what, now()).await?;
            cases.heal(case, cure).await.map(Some)
        }
        Health::Owes { messages } => {
            register.note_view(&by, Some(case), "history repaired: what it had accepted is taken again", now()).await?;
            cases.finish_healing(case, messages).await.map(Some)
        }
    }
}

fn show(looked: &[Looked], dry_run: bool, json: bool) {
    if json {
        output::print_json(&serde_json::json!({ "dry_run": dry_run, "cases": looked }));
        return;
    }
    for Looked { case, health, healed, error } in looked {
        match (health, healed, error) {
            (_, _, Some(problem)) => println!("{case}  {}", painted(problem, BAD)),
            (_, Some(healed), None) => {
                let Healed { resets, messages, sent_again, .. } = healed;
                println!(
                    "{case}  {}: {resets} resets; all {messages} messages stand, {} sent again",
                    painted("goes on", GOOD),
                    sent_again.len()
                );
            }
            (Some(Health::Broken(cure)), None, None) => print_cure(case, cure),
            (Some(Health::Owes { messages }), None, None) => {
                println!("{case}  {}: a repair was broken off", painted("has not taken all again", BAD));
                print_taken_again(messages);
            }
            (Some(Health::Replays), None, None) => println!("{case}  replays; nothing is to be done"),
            (Some(Health::Ended), None, None) => println!("{case}  has ended; nothing is to be done"),
            (None, None, None) => {}
        }
    }
    output::say(format!("{} cases looked at", looked.len()));
}

fn print_cure(case: &CaseNumber, cure: &Cure) {
    println!("{case}  {}: {}", painted("does not replay", BAD), output::printable(&cure.why));
    println!("  would be reset to event {}: {} steps stay, {} are done again", cure.reset_to, cure.steps_kept, cure.steps_undone);
    print_taken_again(&cure.taken_again);
    for lost in &cure.would_be_lost {
        println!("  {}: {lost}", painted("would be lost", BAD));
    }
}

fn print_taken_again(facts: &[Fact]) {
    for fact in facts {
        println!("  would be taken again: {} {}", fact.what, fact.id);
    }
}
