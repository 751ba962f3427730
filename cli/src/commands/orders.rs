//! What people say to a case: facts on behalf of police and NSC, decisions, withdrawals, corrections; of a visa also fingerprints, hearings
//! and stickers.

use shaqyru_client::Receipt;
use shaqyru_console::{
    api::{OrderBody, Resent},
    desk::{Resumed, Resumption, ToResume},
};
use shaqyru_domain::{
    case::{
        Reassignment,
        fact::{Answer, Correction, Decision, ExtensionRequest, Refusal, Replacement, Verdict, Verification, Withdrawal},
        fingerprints::Fingerprints,
        hearing::{HearingRecord, PreliminaryRefusal},
        number::CaseNumber,
        order::Order,
        outbox::NoticeKind,
        visa::{BerkutEntry, Spoilage},
    },
    checks::papers::PapersRequest,
    law::ground::Ground,
    problem::{Code, Problem},
    text::Text,
};

use super::DONE;
use crate::{
    arguments::{
        AnswerWord, Command, Corrected, CorrectionOptions, Decide, DecisionWord, Entered, GroundOptions, IntendRefusal, OrderKind,
        RecordFingerprints, Resume, Tell, VerificationWord,
    },
    output::{self, println},
    remote::Remote,
};

pub(crate) async fn run(command: &Command, json: bool) -> Result<u8, Problem> {
    let receipt = match command {
        Command::Tell(order) => tell_by_name(&order.remote()?, order).await?,
        Command::Verify(order) => {
            let verification = verification(order.outcome, &order.refusal)?;
            tell(&order.remote()?, &order.case, &order.entered, verification).await?
        }
        Command::Answer(order) => tell(&order.remote()?, &order.case, &order.entered, answer(order.answer)).await?,
        Command::Extend(order) => {
            let request = ExtensionRequest { reason: text("reason", &order.reason)? };
            tell(&order.remote()?, &order.case, &order.entered, request).await?
        }
        Command::Decide(order) => decide(&order.remote()?, order).await?,
        Command::Withdraw(order) => {
            let withdrawal = Withdrawal { reason: text("reason", &order.reason)? };
            tell(&order.remote()?, &order.case, &order.entered, withdrawal).await?
        }
        Command::Reassign(order) => {
            let reason = optional_text("reason", order.reason.as_deref())?;
            let reassignment = Reassignment { officer: order.to_officer.clone(), office: order.to_office.clone(), reason };
            tell(&order.remote()?, &order.case, &order.entered, reassignment).await?
        }
        Command::Correct(order) => correct(&order.remote()?, &order.case, &order.what).await?,
        Command::RequestPapers(order) => {
            let request = PapersRequest { papers: order.papers.clone(), reason: text("reason", &order.reason)? };
            tell(&order.remote()?, &order.case, &order.entered, request).await?
        }
        Command::Fingerprints(order) => tell(&order.remote()?, &order.case, &order.entered, fingerprints(order)?).await?,
        Command::IntendRefusal(order) => tell(&order.remote()?, &order.case, &order.entered, preliminary_refusal(order)?).await?,
        Command::Hearing(order) => {
            let objections = optional_text("objections", order.objections.as_deref())?;
            tell(&order.remote()?, &order.case, &order.entered, HearingRecord { outcome: order.outcome.into(), objections }).await?
        }
        Command::Spoil(order) => {
            tell(&order.remote()?, &order.case, &order.entered, Spoilage { reason: text("reason", &order.reason)? }).await?
        }
        Command::BerkutEntry(order) => tell(&order.remote()?, &order.case, &order.entered, BerkutEntry {}).await?,
        Command::Resume(order) => match &order.case {
            Some(case) => tell(&order.remote()?, case, &order.entered, Order::Resume).await?,
            None => return resume_all(&order.remote()?, order, json).await,
        },
        Command::Resend(order) => return resend(&order.remote()?, &order.case, order.notice.into(), json).await,
        _ => return Err(Problem::new(Code::Usage, "not an order")),
    };
    print(&receipt, json);
    Ok(DONE)
}

fn print(receipt: &Receipt, json: bool) {
    if json {
        output::print_json(receipt);
    } else {
        let waits = if receipt.proposed { "  proposed: another person says the same" } else { "" };
        println!("{}  {}  stage {}{waits}", receipt.case, output::status(receipt.status), receipt.stage);
    }
}

async fn tell(remote: &Remote, case: &CaseNumber, entered: &Entered, order: impl Into<Order>) -> Result<Receipt, Problem> {
    let (path, body) = request(case, entered, order.into())?;
    remote.post(&path, entered.message_id.as_deref(), &body).await
}

/// Where an order goes, and what is sent there.
fn request(case: &CaseNumber, entered: &Entered, order: Order) -> Result<(String, OrderBody<Order>), Problem> {
    let (path, body) = (path(case, order.resource()), body(entered, order)?);
    // A correction names its letter itself.
    let letter = body.letter.filter(|_| body.content.letter().is_none());
    Ok((path, OrderBody { letter, ..body }))
}

fn path(case: &CaseNumber, resource: &str) -> String {
    format!("cases/{case}/{resource}")
}

fn body<T>(entered: &Entered, content: T) -> Result<OrderBody<T>, Problem> {
    let antedated_because = optional_text("antedated_because", entered.antedated_because.as_deref())?;
    let letter = optional_text("letter", entered.letter.as_deref())?;
    Ok(OrderBody { content, received_at: entered.received_at, antedated_because, letter })
}

/// What it says is for the console to read.
async fn tell_by_name(remote: &Remote, order: &Tell) -> Result<Receipt, Problem> {
    let Tell { case, order: OrderKind { act, resource }, content, entered } = order;
    let (path, id, body) = (path(case, resource), entered.message_id.as_deref(), body(entered, content)?);
    if act.rests_on_what_was_seen() {
        remote.post_on(&path, id, remote.case(case, None).await?.version, &body).await
    } else {
        remote.post(&path, id, &body).await
    }
}

/// A decision rests on the case as it is when the command is given.
async fn decide(remote: &Remote, order: &Decide) -> Result<Receipt, Problem> {
    let verdict = match order.decision {
        DecisionWord::Refuse => Verdict::Refuse(refusal(&order.refusal)?),
        _ if order.refusal.ground.is_some() => return Err(Problem::new(Code::Usage, "only a refusal has a ground").at("ground")),
        DecisionWord::Issue => Verdict::Issue,
        DecisionWord::Annul => Verdict::Annul,
        DecisionWord::Shorten => Verdict::Shorten,
    };
    let late_reason = optional_text("late_reason", order.late_reason.as_deref())?;
    let version = remote.case(&order.case, None).await?.version;
    let (path, body) = request(&order.case, &order.entered, Decision { verdict, late_reason }.into())?;
    remote.post_on(&path, order.entered.message_id.as_deref(), version, &body).await
}

async fn correct(remote: &Remote, case: &CaseNumber, what: &Corrected) -> Result<Receipt, Problem> {
    let (replacement, options) = match what {
        Corrected::Verification { outcome, refusal, correction } => {
            (Replacement::Verification(verification(*outcome, refusal)?), correction)
        }
        Corrected::Answer { answer: word, correction } => (Replacement::Answer(answer(*word)), correction),
    };
    let CorrectionOptions { reason, fact_received_at, entered } = options;
    let letter = optional_text("letter", entered.letter.as_deref())?;
    let correction = Correction { replacement, received_at: *fact_received_at, reason: text("reason", reason)?, letter };
    tell(remote, case, entered, correction).await
}

async fn resume_all(remote: &Remote, order: &Resume, json: bool) -> Result<u8, Problem> {
    let which = ToResume { step: order.step.clone(), code: order.code, received_at: order.entered.received_at };
    let resumption: Resumption = remote.post("resumptions", order.entered.message_id.as_deref(), &which).await?;
    if json {
        output::print_json(&resumption);
    } else {
        for case in &resumption.resumed {
            println!("{case}  {}", output::painted("goes on", output::GOOD));
        }
        for Resumed { case, error } in &resumption.failed {
            println!("{case}  {}", output::painted(error, output::BAD));
        }
        output::say(format!("{} cases go on, {} could not be told", resumption.resumed.len(), resumption.failed.len()));
    }
    Ok(resumption.failed.iter().map(|failed| failed.error.code.origin().exit_status()).max().unwrap_or(DONE))
}

async fn resend(remote: &Remote, case: &CaseNumber, kind: NoticeKind, json: bool) -> Result<u8, Problem> {
    let resent: Resent = remote.post(&format!("cases/{case}/notices/{}/copies", kind.as_str()), None, &()).await?;
    if json {
        output::print_json(&resent);
    } else {
        println!("{} is on its way", resent.notice);
    }
    Ok(DONE)
}

fn verification(word: VerificationWord, options: &GroundOptions) -> Result<Verification, Problem> {
    match word {
        VerificationWord::Clear if options.ground.is_none() => Ok(Verification::Clear),
        VerificationWord::Clear => Err(Problem::new(Code::Usage, "a clear verification has no ground").at("ground")),
        VerificationWord::Refuse => Ok(Verification::Refuse(refusal(options)?)),
    }
}

fn answer(word: AnswerWord) -> Answer {
    match word {
        AnswerWord::Agree => Answer::Agree,
        AnswerWord::Object => Answer::Object,
    }
}

fn refusal(options: &GroundOptions) -> Result<Refusal, Problem> {
    let number = options.ground.ok_or_else(|| Problem::new(Code::Usage, "a refusal needs its ground: --ground 1…7").at("ground"))?;
    let ground = Ground::try_from(number).map_err(|problem| problem.at("ground"))?;
    let note = optional_text("note", options.note.as_deref())?;
    Ok(Refusal { ground, note })
}

fn fingerprints(order: &RecordFingerprints) -> Result<Fingerprints, Problem> {
    match &order.exempt {
        Some(why) => Ok(Fingerprints::Exempt(text("exempt", why)?.into())),
        None => Ok(Fingerprints::Taken),
    }
}

fn preliminary_refusal(order: &IntendRefusal) -> Result<PreliminaryRefusal, Problem> {
    let Refusal { ground, note } = refusal(&order.refusal)?;
    let place = optional_text("place", order.place.as_deref())?;
    let manner = optional_text("manner", order.manner.as_deref())?;
    Ok(PreliminaryRefusal { ground, note, hearing_at: order.hearing_at, place, manner })
}

fn text(field: &str, text: &str) -> Result<Text, Problem> {
    Text::try_from(text.to_owned()).map_err(|problem| problem.at(field))
}

fn optional_text(field: &str, given: Option<&str>) -> Result<Option<Text>, Problem> {
    given.map(|given| text(field, given)).transpose()
}
