//! `what-if`: the dates that would follow of what the NSC may do; of a case, or of a draft by the rulebook alone.

use shaqyru_domain::{
    application::Channel,
    coordination::what_if::{Course, Draft, Foreseen, Supposed, WhatIf},
    problem::{Code, Problem},
    visa::what_if::DraftedVisa,
    what_if,
};

use super::DONE;
use crate::{
    arguments::{self, AtConsole, ByRulebook},
    output::{self, painted, println},
};

pub(crate) async fn run(options: &ByRulebook<AtConsole<arguments::WhatIf>>, json: bool) -> Result<u8, Problem> {
    let supposed = Supposed { verified_at: options.verified_at, nsc_at: options.nsc_at };
    let what_if: WhatIf = match &options.case {
        Some(case) => options.remote()?.get(&format!("cases/{case}/what-if"), &supposed).await?,
        None => what_if::of_draft(&draft(options)?, visa(options).as_ref(), &options.rulebook()?, supposed)?,
    };
    if json {
        output::print_json(&what_if);
    } else {
        print(&what_if);
    }
    Ok(DONE)
}

fn draft(options: &arguments::WhatIf) -> Result<Draft, Problem> {
    let (Some(filed_at), Some(office)) = (options.filed_at, options.office.clone()) else {
        return Err(Problem::new(Code::Usage, "name a case, or --filed-at and --office of a draft"));
    };
    Ok(Draft { office, channel: if options.paper { Channel::Paper } else { Channel::Electronic }, filed_at })
}

fn visa(options: &arguments::WhatIf) -> Option<DraftedVisa> {
    let (action, category) = options.visa.zip(options.category.clone())?;
    Some(DraftedVisa { action: action.into(), category })
}

fn print(what_if: &WhatIf) {
    if let Some(verified_at) = what_if.verified_at {
        println!("supposed: the police verify {}", output::readable(verified_at));
    }
    for foreseen in &what_if.courses {
        println!();
        println!("{}", painted(heading(foreseen), output::BOLD));
        match &foreseen.rejected {
            Some(problem) => println!("{} {problem}", painted("rejected", output::BAD)),
            None => output::print_clocks(&foreseen.clocks.iter().map(|deadline| deadline.clock.clone()).collect::<Vec<_>>()),
        }
    }
}

fn heading(foreseen: &Foreseen) -> String {
    let at = output::readable(foreseen.at);
    match foreseen.course {
        Course::Answers => format!("if the NSC answers {at}"),
        Course::Asks => format!("if the NSC asks for more time {at}"),
        Course::IsSilent => format!("if the NSC is silent until {at}"),
    }
}
