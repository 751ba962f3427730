//! The command line: its commands, and a file for the arguments of each group of them.

mod asking;
mod counting;
#[cfg(test)]
mod documented;
mod filing;
mod orders;
mod processes;
mod records;
pub(crate) mod rules;
mod values;
mod visas;

use std::{ops::Deref, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use shaqyru_domain::{law::rulebook::Rulebook, problem::Problem};

pub(crate) use self::{
    asking::{Documents, FollowUp, List, OneCase, PaperLanguage, StatusOptions, StickerOptions, Tree, Views},
    counting::{Deadline, WhatIf},
    filing::{Check, ExampleOptions, Submit},
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
use crate::remote::Remote;

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
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Engine, agencies, worker and example cases on this machine, through to their outcomes.
    #[cfg(feature = "stand-ins")]
    Demo(ByRulebook<Demo>),
    /// Run workflows and activities against a Temporal cluster and the agencies.
    Worker(Box<ByRulebook<Worker>>),
    /// Serve people and agencies over HTTP: pages, API, callbacks.
    Console(Box<ByRulebook<Console>>),
    /// Play the agencies over HTTP, for trying things out; never in production.
    #[cfg(feature = "stand-ins")]
    Sandbox(SandboxCommand),
    /// File applications for invitations, one case per invitee, all or none; and requests for visas, one case each.
    #[command(
        after_help = "Examples:\n  shaqyru submit application.json\n  shaqyru submit visa-request.json\n  shaqyru submit complaint.json\n  shaqyru submit --request-id R-2026-0001 application.json\n  shaqyru submit inbox/*.json --json"
    )]
    Submit(AtConsole<Submit>),
    /// Write an example application in JSON, dated so that it can be filed today.
    #[command(
        after_help = "Examples:\n  shaqyru example b3-negotiations > application.json\n  shaqyru example c3-work --on 2026-03-06 | shaqyru check - --on 2026-03-06"
    )]
    Example(ExampleOptions),
    /// List cases, those due first at the top.
    #[command(
        after_help = "Examples:\n  shaqyru list --open\n  shaqyru list --office ALA-ALMALY --stage coordination_extended\n  shaqyru list --breached --json"
    )]
    List(AtConsole<List>),
    /// Show a case as a whole.
    Show(AtConsole<OneCase>),
    /// Show what happened in a case.
    Timeline(AtConsole<OneCase>),
    /// Show a case's deadlines with their proof, drawn as a strip of days.
    Deadlines(AtConsole<OneCase>),
    /// Show the family of a case: the invitation, the visas that rest on it, and what became of each.
    #[command(after_help = "Example:\n  shaqyru tree VIS-7K3QX5ABCD-1 --json")]
    Tree(AtConsole<Tree>),
    /// Write the request for a visa that follows from a case, with all filled in that is known. What is `null` is for you to fill in.
    #[command(
        after_help = "Examples:\n  shaqyru follow-up INV-7K3QX5ABCD-1 issue > request.json\n  shaqyru follow-up VIS-7K3QX5ABCD-1 extend > request.json"
    )]
    FollowUp(AtConsole<FollowUp>),
    /// Give an office the stickers that its visas are printed on, or list what offices have left.
    #[command(
        after_help = "Examples:\n  shaqyru stickers add ALA-DP KZ 1 5000\n  shaqyru stickers list --register postgres://… --json\n\nDouble, skipped and wrong numbers are found by: shaqyru register verify"
    )]
    Stickers(Stickers),
    /// List the documents that a case has produced, or save them as PDF; also the dossier of a breach.
    #[command(
        after_help = "Examples:\n  shaqyru documents INV-7K3QX5ABCD-1\n  shaqyru documents INV-7K3QX5ABCD-1 --save . --language kk\n  shaqyru documents INV-7K3QX5ABCD-1 --kind breach_dossier --save . --language ru\n  shaqyru documents INV-7K3QX5ABCD-1 --json"
    )]
    Documents(AtConsole<Documents>),
    /// Show what stands on the sticker of a visa, or print it to the millimetre of the template. Nothing corrects it.
    #[command(
        after_help = "Examples:\n  shaqyru sticker VIS-7K3QX5ABCD-1\n  shaqyru sticker VIS-7K3QX5ABCD-1 --json\n  shaqyru sticker VIS-7K3QX5ABCD-1 --pdf sticker.pdf"
    )]
    Sticker(AtConsole<StickerOptions>),
    /// Enter the police verification on behalf of the police.
    #[command(
        after_help = "Examples:\n  shaqyru verify INV-7K3QX5ABCD-1 clear\n  shaqyru verify INV-7K3QX5ABCD-1 refuse --ground 4 --note \"unpaid fine of 2024\""
    )]
    Verify(AtConsole<Verify>),
    /// Enter the NSC's answer on behalf of the NSC.
    #[command(after_help = "Example:\n  shaqyru answer INV-7K3QX5ABCD-1 agree")]
    Answer(AtConsole<AnswerCommand>),
    /// Enter the NSC's written request for more time.
    #[command(after_help = "Example:\n  shaqyru extend INV-7K3QX5ABCD-1 --reason \"further study\"")]
    Extend(AtConsole<Extend>),
    /// Decide: issue or refuse; a visa also: annul or shorten.
    #[command(
        after_help = "Examples:\n  shaqyru decide INV-7K3QX5ABCD-1 issue\n  shaqyru decide INV-7K3QX5ABCD-1 refuse --ground 3 --note \"negative answer\"\n  shaqyru decide VIS-7K3QX5ABCD-1 annul"
    )]
    Decide(AtConsole<Decide>),
    /// Enter that a visa's holder has given fingerprints, or why none are taken.
    #[command(
        after_help = "Examples:\n  shaqyru fingerprints VIS-7K3QX5ABCD-1 --taken\n  shaqyru fingerprints VIS-7K3QX5ABCD-1 --exempt \"under twelve years old\""
    )]
    Fingerprints(AtConsole<RecordFingerprints>),
    /// Say that a visa is to be refused, and when the applicant is heard.
    #[command(
        name = "intend-refusal",
        after_help = "Example:\n  shaqyru intend-refusal VIS-7K3QX5ABCD-1 --ground 2 --note \"the contract has ended\" --hearing-at 2026-05-06T11:00"
    )]
    IntendRefusal(AtConsole<IntendRefusal>),
    /// Enter what came of a hearing.
    #[command(
        after_help = "Examples:\n  shaqyru hearing VIS-7K3QX5ABCD-1 held --objections \"the contract was renewed\"\n  shaqyru hearing VIS-7K3QX5ABCD-1 waived"
    )]
    Hearing(AtConsole<RecordHearing>),
    /// Enter that a sticker was spoiled: it is annulled, and another number takes its place.
    Spoil(AtConsole<Spoil>),
    /// Enter that a visa that was issued while Berkut was down is in Berkut now.
    #[command(name = "berkut-entry")]
    BerkutEntry(AtConsole<EnterInBerkut>),
    /// The inviting party takes the application back.
    Withdraw(AtConsole<Withdraw>),
    /// Give a case to another officer or office.
    Reassign(AtConsole<Reassign>),
    /// Put a wrongly entered verification or answer right; by another person than the one who entered it.
    #[command(
        after_help = "Examples:\n  shaqyru correct INV-7K3QX5ABCD-1 answer object --reason \"misread\"\n  shaqyru correct INV-7K3QX5ABCD-1 verification clear --fact-received-at 2026-03-06T10:15 --reason \"wrong hour\""
    )]
    Correct(AtConsole<Correct>),
    /// Tell a case any order by its name, with its content in JSON; those that have a command of their own, too.
    #[command(
        after_help = "Examples:\n  shaqyru tell INV-7K3QX5ABCD-1 answer '\"agree\"'\n  shaqyru tell INV-7K3QX5ABCD-1 extension '{\"reason\":\"further study\"}' --received-at 2026-03-11T16:00"
    )]
    Tell(AtConsole<Tell>),
    /// Let the steps go on that an incident stopped: of a case, or of all cases.
    #[command(
        after_help = "Examples:\n  shaqyru resume INV-7K3QX5ABCD-1\n  shaqyru resume --all\n  shaqyru resume --all --step police --code SHQ-AGENCY-REFUSED"
    )]
    Resume(AtConsole<Resume>),
    /// Send a notice to the applicant once more.
    Resend(AtConsole<Resend>),
    /// Ask where a case stands, as its applicant: no token, but the number of the passport.
    #[command(after_help = "Example:\n  shaqyru status INV-7K3QX5ABCD-1 --passport U00000001")]
    Status(AtConsole<StatusOptions>),
    /// Show who has looked at a case, or at which cases somebody has looked, and what was refused; for auditors.
    #[command(after_help = "Examples:\n  shaqyru views INV-7K3QX5ABCD-1\n  shaqyru views --by P-1042")]
    Views(AtConsole<Views>),
    /// Ask the applicant for papers; nothing pauses. What state systems hold is not asked for.
    #[command(
        after_help = "Examples:\n  shaqyru request-papers INV-7K3QX5ABCD-1 --paper contract --reason \"the copy is not legible\"\n  shaqyru request-papers INV-7K3QX5ABCD-1 --paper labour_contract:original --reason \"comparison\""
    )]
    RequestPapers(AtConsole<RequestPapers>),
    /// Judge an application, or a request for a visa, by the rules in force on a day.
    #[command(
        after_help = "Examples:\n  shaqyru check application.json\n  shaqyru check application.json --on 2026-03-06 --json\n  shaqyru check application.json --records records.json\n  shaqyru check request.json --on 2026-04-24\n\nA request for a visa says \"service\": \"visa\". Exit status: 0 acceptable, 1 incomplete or ineligible, 2 the input is wrong."
    )]
    Check(ByRulebook<Check>),
    /// Look into the rulebook: what it says, what changed, who is competent, who was told.
    #[command(
        after_help = "Examples:\n  shaqyru rules list\n  shaqyru rules show B3 --on 2026-03-06\n  shaqyru rules show \"R26 para 26\"\n  shaqyru rules diff 2026-02-22 2026-03-10\n  shaqyru rules cite CHK-WINDOW-LATE\n  shaqyru rules competence --category C3 --action extension --registered-in KZ-71 --works-in KZ-75 --lives-in KZ-75\n  shaqyru rules follow C3 --regime aifc_participant --holder family_member"
    )]
    Rules(rules::Rules),
    /// Our own lasting record of cases: verify, export, repair, back up, purge it, adopt the engine's truth, deliver its stages.
    #[command(
        after_help = "Examples:\n  shaqyru register verify\n  shaqyru register verify --register /backup/register-2026-03-06.db\n  shaqyru register repair --dry-run\n  shaqyru register adopt INV-7K3QX5ABCD-1 --officer P-3003 --reason \"the engine lost a step in the outage of 6 March\"\n  shaqyru register backup /backup/register-2026-03-06.db\n  shaqyru register purge --keep-years 5\n  shaqyru register export stages --format jsonl --output stages.jsonl\n  SHAQYRU_REGISTER=postgres://… shaqyru register export cases > cases.csv"
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
    Simulate(ByRulebook<Simulate>),
    /// Count a deadline and show why it is what it is.
    #[command(
        after_help = "Examples:\n  shaqyru deadline 2026-03-20T15:00 3wd\n  shaqyru deadline 2026-03-06T18:31 30cd --count-from registration --json\n  shaqyru deadline - < instants.csv"
    )]
    Deadline(ByRulebook<Deadline>),
    /// Show on which dates the clocks would end if the NSC answers, asks for more time, or is silent: of a case, or of a draft.
    #[command(
        name = "what-if",
        after_help = "Examples:\n  shaqyru what-if INV-7K3QX5ABCD-1\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY --verified-at 2026-03-06T11:30 --nsc-at 2026-03-11T16:00 --json\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-DP --paper --visa extend --category C3"
    )]
    WhatIf(ByRulebook<AtConsole<WhatIf>>),
    /// Check what is installed, reachable and configured, and which calendar year is missing.
    Doctor(ByRulebook<Access>),
    /// Print completions for a shell.
    Completions(Completions),
    /// Write the manual pages, one for each command, into a folder.
    #[command(name = "man-pages", after_help = "Example:\n  shaqyru man-pages /usr/local/share/man/man1")]
    ManPages(ManPages),
}

/// A command that asks the console.
#[derive(Debug, Args)]
pub(crate) struct AtConsole<T: Args> {
    #[command(flatten)]
    options: T,
    #[command(flatten)]
    access: Access,
}

impl<T: Args> AtConsole<T> {
    /// The console that it asks.
    pub(crate) fn remote(&self) -> Result<Remote, Problem> {
        Remote::new(&self.access)
    }
}

impl<T: Args> Deref for AtConsole<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.options
    }
}

/// A command that judges by a rulebook.
#[derive(Debug, Args)]
pub(crate) struct ByRulebook<T: Args> {
    #[command(flatten)]
    options: T,
    #[command(flatten)]
    folder: RulebookFolder,
}

impl<T: Args> ByRulebook<T> {
    /// The rulebook that it judges by.
    pub(crate) fn rulebook(&self) -> Result<Rulebook, Problem> {
        self.folder.load()
    }
}

impl<T: Args> Deref for ByRulebook<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.options
    }
}

/// Where a rulebook of one's own lies.
#[derive(Debug, Args)]
pub(crate) struct RulebookFolder {
    /// Judge by the rulebook in this folder instead of the built-in one.
    #[arg(long, env = "SHAQYRU_RULEBOOK", value_name = "DIR")]
    rulebook: Option<PathBuf>,
}

impl RulebookFolder {
    /// The rulebook of the folder, or the built-in one.
    pub(crate) fn load(&self) -> Result<Rulebook, Problem> {
        crate::rulebook::load(self.rulebook.as_deref())
    }
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
pub(crate) struct ManPages {
    /// The folder; it is made if it is missing.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// For this shell.
    pub shell: clap_complete::Shell,
}
