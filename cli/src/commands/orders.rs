//! What people say to a case: facts on behalf of police and NSC, decisions, withdrawals, corrections.

use shaqyru_client::{Cases, Message};
use shaqyru_domain::{
    case::{
        Reassignment,
        fact::{
            Actor, Answer, Correction, Decision, Entry, ExtensionRequest, Ground, Refusal, Replacement, Verdict, Verification, Withdrawal,
        },
        number::CaseNumber,
    },
    checks::papers::PapersRequest,
    instant::Instant,
    problem::{Code, Problem},
    text::Text,
};
use shaqyru_workflows::message::Receipt;
use uuid::Uuid;

use super::{DONE, connect, now};
use crate::{
    arguments::{AnswerWord, Command, Corrected, CorrectionOptions, DecisionWord, Entered, GroundOptions, VerificationWord},
    output::{self, println},
};

pub(crate) async fn run(command: &Command, json: bool) -> Result<u8, Problem> {
    let receipt = match command {
        Command::Verify(order) => {
            let envelope = envelope(&order.entered, verification(order.outcome, &order.refusal)?)?;
            connect().await?.record_verification(&order.case, envelope).await?
        }
        Command::Answer(order) => connect().await?.record_nsc_answer(&order.case, envelope(&order.entered, answer(order.answer))?).await?,
        Command::Extend(order) => {
            let request = ExtensionRequest { reason: text("reason", &order.reason)? };
            connect().await?.record_nsc_extension(&order.case, envelope(&order.entered, request)?).await?
        }
        Command::Decide(order) => {
            let verdict = match order.decision {
                DecisionWord::Issue if order.refusal.ground.is_none() => Verdict::Issue,
                DecisionWord::Issue => return Err(Problem::new(Code::Usage, "an invitation is not issued on a ground").at("ground")),
                DecisionWord::Refuse => Verdict::Refuse(refusal(&order.refusal)?),
            };
            let late_reason = order.late_reason.as_ref().map(|reason| text("late_reason", reason)).transpose()?;
            connect().await?.decide(&order.case, envelope(&order.entered, Decision { verdict, late_reason })?).await?
        }
        Command::Withdraw(order) => {
            let withdrawal = Withdrawal { reason: text("reason", &order.reason)? };
            connect().await?.withdraw(&order.case, envelope(&order.entered, withdrawal)?).await?
        }
        Command::Reassign(order) => {
            let reassignment = Reassignment { officer: order.to_officer.clone(), office: order.to_office.clone() };
            connect().await?.reassign(&order.case, envelope(&order.entered, reassignment)?).await?
        }
        Command::Correct(order) => correct(&connect().await?, &order.case, &order.what).await?,
        Command::RequestPapers(order) => {
            let request = PapersRequest { papers: order.papers.clone(), reason: text("reason", &order.reason)? };
            connect().await?.request_papers(&order.case, envelope(&order.entered, request)?).await?
        }
        Command::Resume(order) => connect().await?.resume(&order.case, envelope(&order.entered, ())?).await?,
        Command::Resend(order) => return resend(&order.case, order.notice.into(), json).await,
        _ => return Err(Problem::new(Code::Usage, "not an order")),
    };
    print(&receipt, json);
    Ok(DONE)
}

fn print(receipt: &Receipt, json: bool) {
    if json {
        output::print_json(receipt);
    } else {
        println!("{}  {}  stage {}", receipt.case, output::status(receipt.status), receipt.stage);
    }
}

async fn correct(cases: &Cases, case: &CaseNumber, what: &Corrected) -> Result<Receipt, Problem> {
    let (replacement, options) = match what {
        Corrected::Verification { outcome, refusal, correction } => {
            (Replacement::Verification(verification(*outcome, refusal)?), correction)
        }
        Corrected::Answer { answer: word, correction } => (Replacement::Answer(answer(*word)), correction),
    };
    let CorrectionOptions { reason, fact_received_at, entered } = options;
    let correction = Correction { replacement, received_at: *fact_received_at, reason: text("reason", reason)? };
    cases.correct(case, envelope(entered, correction)?).await
}

async fn resend(case: &CaseNumber, kind: shaqyru_domain::case::outbox::NoticeKind, json: bool) -> Result<u8, Problem> {
    let id = connect().await?.resend(case, kind, now()).await?;
    if json {
        output::print_json(&serde_json::json!({ "case": case, "notice": id }));
    } else {
        println!("{id} is on its way");
    }
    Ok(DONE)
}

/// Stamps what is taken in here; a fact from the future is a slip of the pen.
fn envelope<T: serde::Serialize>(entered: &Entered, content: T) -> Result<Message<T>, Problem> {
    let now: Instant = now();
    let received_at = entered.received_at.unwrap_or(now);
    if received_at > now {
        return Err(Problem::new(Code::Future, format!("{received_at} lies in the future")).at("received_at"));
    }
    let id = entered.message_id.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
    Message::of(id, Entry { content, received_at, entered_by: Actor::Officer(entered.officer.clone()) })
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
    let note = options.note.as_ref().map(|note| text("note", note)).transpose()?;
    Ok(Refusal { ground, note })
}

fn text(field: &str, text: &str) -> Result<Text, Problem> {
    Text::try_from(text.to_owned()).map_err(|problem| problem.at(field))
}
