//! The command line: its commands, and a file for the arguments of each group of them.

mod asking;
mod counting;
mod filing;
mod orders;
mod processes;
mod records;
pub(crate) mod rules;
mod values;
mod visas;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::{
    asking::{Documents, FollowUp, List, OneCase, StatusOptions, StickerOptions, Tree, Views},
    counting::{Deadline, WhatIf},
    filing::{Check, Submit},
    orders::{
        AnswerCommand, AnswerWord, Correct, Corrected, CorrectionOptions, Decide, DecisionWord, Entered, Extend, GroundOptions, Reassign,
        RequestPapers, Resend, Resume, Tell, VerificationWord, Verify, Withdraw,
    },
    processes::{Console, People, Worker},
    records::{ExportFormat, Exported, Register, RegisterCommand, RepairHistory},
    values::OrderKind,
    visas::{EnterInBerkut, IntendRefusal, RecordFingerprints, RecordHearing, Spoil, Stickers, StickersCommand},
};
#[cfg(feature = "stand-ins")]
pub(crate) use self::{
    filing::Simulate,
    processes::{Demo, SandboxCommand},
};

/// Invitations and visas of the Republic of Kazakhstan as durable workflows.
///
/// What officers do goes to the console (SHAQYRU_URL) with their token (SHAQYRU_TOKEN). Worker and console connect to Temporal
/// by the SDK's own settings: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS and API key variables, or a profile in
/// temporal.toml. Exit status: 0 done, 1 the procedure or a check says no,
/// 2 the input or the call is wrong, 3 an outside system could not be reached.
#[derive(Debug, Parser)]
#[command(name = "shaqyru", version, about)]
#[cfg_attr(feature = "stand-ins", command(after_help = "Start with: shaqyru demo"))]
pub(crate) struct Arguments {
    /// Print one JSON document on standard output and nothing else.
    #[arg(long, global = true)]
    pub json: bool,
    /// Judge by the rulebook in this folder instead of the built-in one.
    #[arg(long, global = true, env = "SHAQYRU_RULEBOOK", value_name = "DIR")]
    pub rulebook: Option<PathBuf>,
    #[command(flatten)]
    pub access: Access,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Engine, agencies, worker and example cases on this machine, through to their outcomes.
    #[cfg(feature = "stand-ins")]
    Demo(Demo),
    /// Run workflows and activities against a Temporal cluster and the agencies.
    Worker(Box<Worker>),
    /// Serve people and agencies over HTTP: pages, API, callbacks.
    Console(Box<Console>),
    /// Play the agencies over HTTP, for trying things out; never in production.
    #[cfg(feature = "stand-ins")]
    Sandbox(SandboxCommand),
    /// File applications for invitations, one case per invitee, all or none; and requests for visas, one case each.
    #[command(
        after_help = "Examples:\n  shaqyru submit application.json\n  shaqyru submit visa-request.json\n  shaqyru submit complaint.json\n  shaqyru submit --request-id R-2026-0001 application.json\n  shaqyru submit inbox/*.json --json"
    )]
    Submit(Submit),
    /// List cases, those due first at the top.
    #[command(
        after_help = "Examples:\n  shaqyru list --open\n  shaqyru list --office ALA-ALMALY --stage coordination_extended\n  shaqyru list --breached --json"
    )]
    List(List),
    /// Show a case as a whole.
    Show(OneCase),
    /// Show what happened in a case.
    Timeline(OneCase),
    /// Show a case's deadlines with their proof, drawn as a strip of days.
    Deadlines(OneCase),
    /// Show the family of a case: the invitation, the visas that rest on it, and what became of each.
    #[command(after_help = "Example:\n  shaqyru tree VIS-7K3QX5ABCD-1 --json")]
    Tree(Tree),
    /// Write the request for a visa that follows from a case, with all filled in that is known. What is `null` is for you to fill in.
    #[command(
        after_help = "Examples:\n  shaqyru follow-up INV-7K3QX5ABCD-1 issue > request.json\n  shaqyru follow-up VIS-7K3QX5ABCD-1 extend > request.json"
    )]
    FollowUp(FollowUp),
    /// Give an office the stickers that its visas are printed on, or list what offices have left.
    #[command(
        after_help = "Examples:\n  shaqyru stickers add ALA-DP KZ 1 5000\n  shaqyru stickers list --json\n\nDouble, skipped and wrong numbers are found by: shaqyru register verify"
    )]
    Stickers(Stickers),
    /// List the documents that a case has produced, or save them as PDF.
    #[command(
        after_help = "Examples:\n  shaqyru documents INV-7K3QX5ABCD-1\n  shaqyru documents INV-7K3QX5ABCD-1 --save . --language kk\n  shaqyru documents INV-7K3QX5ABCD-1 --json"
    )]
    Documents(Documents),
    /// Show what stands on the sticker of a visa, or print it to the millimetre of the template. Nothing corrects it.
    #[command(
        after_help = "Examples:\n  shaqyru sticker VIS-7K3QX5ABCD-1\n  shaqyru sticker VIS-7K3QX5ABCD-1 --json\n  shaqyru sticker VIS-7K3QX5ABCD-1 --pdf sticker.pdf"
    )]
    Sticker(StickerOptions),
    /// Enter the police verification on behalf of the police.
    #[command(
        after_help = "Examples:\n  shaqyru verify INV-7K3QX5ABCD-1 clear\n  shaqyru verify INV-7K3QX5ABCD-1 refuse --ground 4 --note \"unpaid fine of 2024\""
    )]
    Verify(Verify),
    /// Enter the NSC's answer on behalf of the NSC.
    #[command(after_help = "Example:\n  shaqyru answer INV-7K3QX5ABCD-1 agree")]
    Answer(AnswerCommand),
    /// Enter the NSC's written request for more time.
    #[command(after_help = "Example:\n  shaqyru extend INV-7K3QX5ABCD-1 --reason \"further study\"")]
    Extend(Extend),
    /// Decide: issue or refuse; a visa also: annul or shorten.
    #[command(
        after_help = "Examples:\n  shaqyru decide INV-7K3QX5ABCD-1 issue\n  shaqyru decide INV-7K3QX5ABCD-1 refuse --ground 3 --note \"negative answer\"\n  shaqyru decide VIS-7K3QX5ABCD-1 annul"
    )]
    Decide(Decide),
    /// Enter that a visa's holder has given fingerprints, or why none are taken.
    #[command(
        after_help = "Examples:\n  shaqyru fingerprints VIS-7K3QX5ABCD-1 --taken\n  shaqyru fingerprints VIS-7K3QX5ABCD-1 --exempt \"under twelve years old\""
    )]
    Fingerprints(RecordFingerprints),
    /// Say that a visa is to be refused, and when the applicant is heard.
    #[command(
        name = "intend-refusal",
        after_help = "Example:\n  shaqyru intend-refusal VIS-7K3QX5ABCD-1 --ground 2 --note \"the contract has ended\" --hearing-at 2026-05-06T11:00"
    )]
    IntendRefusal(IntendRefusal),
    /// Enter what came of a hearing.
    #[command(
        after_help = "Examples:\n  shaqyru hearing VIS-7K3QX5ABCD-1 held --objections \"the contract was renewed\"\n  shaqyru hearing VIS-7K3QX5ABCD-1 waived"
    )]
    Hearing(RecordHearing),
    /// Enter that a sticker was spoiled: it is annulled, and another number takes its place.
    Spoil(Spoil),
    /// Enter that a visa that was issued while Berkut was down is in Berkut now.
    #[command(name = "berkut-entry")]
    BerkutEntry(EnterInBerkut),
    /// The inviting party takes the application back.
    Withdraw(Withdraw),
    /// Give a case to another officer or office.
    Reassign(Reassign),
    /// Put a wrongly entered verification or answer right; by another person than the one who entered it.
    #[command(
        after_help = "Examples:\n  shaqyru correct INV-7K3QX5ABCD-1 answer object --reason \"misread\"\n  shaqyru correct INV-7K3QX5ABCD-1 verification clear --fact-received-at 2026-03-06T10:15 --reason \"wrong hour\""
    )]
    Correct(Correct),
    /// Tell a case any order by its name, with its content in JSON; those that have a command of their own, too.
    #[command(
        after_help = "Examples:\n  shaqyru tell INV-7K3QX5ABCD-1 answer '\"agree\"'\n  shaqyru tell INV-7K3QX5ABCD-1 extension '{\"reason\":\"further study\"}' --received-at 2026-03-11T16:00"
    )]
    Tell(Tell),
    /// Let the steps go on that an incident stopped: of a case, or of all cases.
    #[command(
        after_help = "Examples:\n  shaqyru resume INV-7K3QX5ABCD-1\n  shaqyru resume --all\n  shaqyru resume --all --step police --code SHQ-AGENCY-REFUSED"
    )]
    Resume(Resume),
    /// Send a notice to the applicant once more.
    Resend(Resend),
    /// Ask where a case stands, as its applicant: no token, but the number of the passport.
    #[command(after_help = "Example:\n  shaqyru status INV-7K3QX5ABCD-1 --passport U00000001")]
    Status(StatusOptions),
    /// Show who has looked at a case, and what was refused; for auditors.
    Views(Views),
    /// Ask the applicant for papers; nothing pauses. What state systems hold is not asked for.
    #[command(
        after_help = "Examples:\n  shaqyru request-papers INV-7K3QX5ABCD-1 --paper contract --reason \"the copy is not legible\"\n  shaqyru request-papers INV-7K3QX5ABCD-1 --paper labour_contract:original --reason \"comparison\""
    )]
    RequestPapers(RequestPapers),
    /// Judge an application, or a request for a visa, by the rules in force on a day.
    #[command(
        after_help = "Examples:\n  shaqyru check application.json\n  shaqyru check application.json --on 2026-03-06 --json\n  shaqyru check application.json --records records.json\n  shaqyru check request.json --on 2026-04-24\n\nA request for a visa says \"service\": \"visa\". Exit status: 0 acceptable, 1 incomplete or ineligible, 2 the input is wrong."
    )]
    Check(Check),
    /// Look into the rulebook: what it says, what changed, who is competent, who was told.
    #[command(
        after_help = "Examples:\n  shaqyru rules list\n  shaqyru rules show B3 --on 2026-03-06\n  shaqyru rules show \"R26 para 26\"\n  shaqyru rules diff 2026-02-22 2026-03-10\n  shaqyru rules cite CHK-WINDOW-LATE\n  shaqyru rules competence --category C3 --action extension --registered-in KZ-71 --works-in KZ-75 --lives-in KZ-75\n  shaqyru rules follow C3 --regime aifc_participant --holder family_member"
    )]
    Rules(rules::Rules),
    /// Our own lasting record of cases: verify, export, repair, back up, purge it, adopt the engine's truth, deliver its stages.
    #[command(
        after_help = "Examples:\n  shaqyru register verify\n  shaqyru register repair --dry-run\n  shaqyru register adopt INV-7K3QX5ABCD-1 --officer P-3003 --reason \"the engine lost a step in the outage of 6 March\"\n  shaqyru register backup /backup/register-2026-03-06.db\n  shaqyru register purge --keep-years 5\n  shaqyru register export stages --format jsonl --output stages.jsonl\n  SHAQYRU_REGISTER=postgres://… shaqyru register export cases > cases.csv"
    )]
    Register(Register),
    /// Let cases go on whose steps fail for ever, because their history does not replay; no message is lost. A worker must run.
    #[command(
        name = "repair-history",
        after_help = "Examples:\n  shaqyru repair-history --all --dry-run\n  shaqyru repair-history INV-7K3QX5ABCD-1 --by O-1001\n\nExit status: 0 nothing is left to do; 1 a case does not replay, or could not be repaired."
    )]
    RepairHistory(RepairHistory),
    /// Play a scenario in virtual time, on a real server of its own.
    #[command(after_help = "Example:\n  shaqyru simulate scenario.json --json")]
    #[cfg(feature = "stand-ins")]
    Simulate(Simulate),
    /// Count a deadline and show why it is what it is.
    #[command(
        after_help = "Examples:\n  shaqyru deadline 2026-03-20T15:00 3wd\n  shaqyru deadline 2026-03-06T18:31 30cd --count-from registration --json\n  shaqyru deadline - < instants.csv"
    )]
    Deadline(Deadline),
    /// Show on which dates the clocks would end if the NSC answers, asks for more time, or is silent: of a case, or of a draft.
    #[command(
        name = "what-if",
        after_help = "Examples:\n  shaqyru what-if INV-7K3QX5ABCD-1\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY --verified-at 2026-03-06T11:30 --nsc-at 2026-03-11T16:00 --json"
    )]
    WhatIf(WhatIf),
    /// Check what is installed, reachable and configured, and which calendar year is missing.
    Doctor,
    /// Print completions for a shell.
    Completions(Completions),
}

/// How people and their tools reach the console.
#[derive(Debug, Args)]
pub(crate) struct Access {
    /// The console that takes what people say.
    #[arg(long, global = true, env = "SHAQYRU_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub console: String,
    /// Your token, from the issuer that the console trusts.
    #[arg(long, global = true, env = "SHAQYRU_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// For this shell.
    pub shell: clap_complete::Shell,
}
