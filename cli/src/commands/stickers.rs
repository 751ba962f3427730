//! `stickers`: which numbers of stickers offices were given, and how many are left.

use serde_json::json;
use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    text::{OfficeCode, Text},
};
use shaqyru_register::Register;

use super::{DONE, now};
use crate::{
    arguments::{Stickers, StickersCommand},
    output::{self, GOOD, painted, println},
};

pub(crate) async fn run(options: &Stickers, json: bool) -> Result<u8, Problem> {
    if let StickersCommand::Add { office, first, last, rulebook, .. } = &options.command {
        require_office(&rulebook.load()?, office)?;
        require_order(*first, *last)?;
    }
    let register = Register::open_existing(&options.setting.register).await?;
    let done = match &options.command {
        StickersCommand::Add { office, series, first, last, .. } => add(&register, office, series, *first, *last, json).await,
        StickersCommand::List => list(&register, json).await,
    };
    register.close().await;
    done
}

fn require_office(rulebook: &Rulebook, office: &OfficeCode) -> Result<(), Problem> {
    let today = now().date();
    let is_known = rulebook.offices.iter().any(|known| known.rule.code == *office && known.holds_on(today.max(known.from)));
    if is_known { Ok(()) } else { Err(Problem::new(Code::OfficeUnknown, format!("the rulebook knows no office {office}")).at("office")) }
}

fn require_order(first: u32, last: u32) -> Result<(), Problem> {
    if first <= last { Ok(()) } else { Err(Problem::new(Code::Usage, "the last number stands before the first one").at("last")) }
}

async fn add(register: &Register, office: &OfficeCode, series: &str, first: u32, last: u32, json: bool) -> Result<u8, Problem> {
    let given = register.add_stickers(office, &Text::try_from(series.to_owned())?, first, last).await?;
    if !given {
        let message = "some of these numbers were given to an office before: each is used once; see shaqyru stickers list";
        return Err(Problem::new(Code::RegisterConflict, message).at("first"));
    }
    if json {
        output::print_json(&json!({ "office": office, "series": series, "first": first, "last": last }));
    } else {
        println!("{}  {office} has the stickers {series}{first:07} to {series}{last:07}", painted("done", GOOD));
        output::say("cases that wait for a sticker go on: shaqyru resume --all --step stickers");
    }
    Ok(DONE)
}

async fn list(register: &Register, json: bool) -> Result<u8, Problem> {
    let ranges = register.sticker_ranges().await?;
    if json {
        output::print_json(&json!({ "ranges": ranges }));
        return Ok(DONE);
    }
    if ranges.is_empty() {
        output::say("no office has stickers; give them: shaqyru stickers add OFFICE SERIES FIRST LAST");
        return Ok(DONE);
    }
    let rows = ranges.into_iter().map(|range| {
        let number = |number: u32| format!("{}{number:07}", range.series);
        vec![range.office.to_string(), number(range.first), number(range.last), range.left.to_string()]
    });
    output::print_table(&["office", "first", "last", "left"], rows.collect());
    Ok(DONE)
}
