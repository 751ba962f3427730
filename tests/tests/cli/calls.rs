//! The program as a whole: calls that are wrong, help, completions, `doctor`.

use std::{
    io::{Seek, Write},
    process::Stdio,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use shaqyru::stack::{LOCAL_SECRET, Stack, agency_urls};
use shaqyru_devserver::{DevServer, DevServerOptions};
use shaqyru_sandbox::Agency;
use shaqyru_tests::{run, shared};
use tokio::process::Command;

use super::{members, names};
use crate::{
    program::{Running, Said, free_address, said, said_to, shaqyru, shaqyru_at, worker_command},
    terminal::{OFFICER, at_console},
};

#[test]
fn a_wrong_call_tells_scripts_and_people_what_is_wrong() -> Result<()> {
    run(async {
        let expected: [(&[&str], &str); 9] = [
            (&["--json"], "subcommand"),
            (&["frobnicate", "--json"], "frobnicate"),
            (&["list", "--frobnicate", "--json"], "--frobnicate"),
            (&["submit", "--json"], "FILE"),
            (&["--json", "decide", "INV-7K3QX5ABCD-1"], "DECISION"),
            (&["--json", "decide", "INV-7K3QX5ABCD-1", "perhaps"], "perhaps"),
            (&["--json", "list", "--limit", "-1"], "-1"),
            (&["--json", "worker"], "--police-url"),
            // What a user types is no code of ours.
            (&["--json", "deadline", "2026-03-20T15:00", "3wd", "--as-of", "an SHQ-ENGINE one"], "--as-of"),
        ];
        for (arguments, named) in expected {
            let said = said(shaqyru(arguments)).await?;
            assert_eq!(said.error(2)?, "SHQ-USAGE", "{arguments:?}");
            let document = said.json()?;
            assert_eq!(members(&document["error"]), names("code message field"));
            let message = document["error"]["message"].as_str().unwrap_or_default();
            ensure!(message.contains(named), "{arguments:?}: {message:?} does not name {named}");
        }
        let said = said(shaqyru(["frobnicate"])).await?;
        assert_eq!((said.status, said.out.as_str()), (Some(2), ""));
        assert!(said.err.contains("frobnicate"));
        Ok(())
    })
}

#[test]
fn a_value_that_our_own_types_refuse_keeps_its_code() -> Result<()> {
    run(async {
        let expected: [(&[&str], &str); 3] = [
            (&["show", "INV-1", "--json"], "SHQ-CASE-NUMBER"),
            (&["show", "--json", "../etc/passwd"], "SHQ-CASE-NUMBER"),
            (&["reassign", "INV-7K3QX5ABCD-1", "--to-officer", "a b", "--json"], "SHQ-FIELD"),
        ];
        for (arguments, code) in expected {
            assert_eq!(said(shaqyru(arguments)).await?.error(2)?, code, "{arguments:?}");
        }
        Ok(())
    })
}

/// More lines than a pipe holds.
fn lines() -> Result<Stdio> {
    let mut file = tempfile::tempfile()?;
    file.write_all("2026-03-20T15:00,3wd\n".repeat(3000).as_bytes())?;
    file.rewind()?;
    Ok(file.into())
}

#[test]
fn a_reader_that_stops_or_a_full_disk_does_not_crash_the_program() -> Result<()> {
    run(async {
        let calls: [&[&str]; 6] = [
            &["deadline", "2026-03-20T15:00", "3wd"],
            &["deadline", "2026-03-20T15:00", "3wd", "--json"],
            &["deadline", "-"],
            &["doctor"],
            &["completions", "bash"],
            &["--help"],
        ];
        for arguments in calls {
            // `| head`: the reader has had enough, and that is no error.
            let mut child = shaqyru(arguments).stdin(lines()?).spawn()?;
            drop(child.stdout.take());
            let output = child.wait_with_output().await?;
            assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{arguments:?}");

            let mut command = shaqyru(arguments);
            command.stdin(lines()?);
            let full = std::fs::OpenOptions::new().write(true).open("/dev/full").context("this test needs /dev/full")?;
            let output = command.stdout(Stdio::from(full)).spawn()?.wait_with_output().await?;
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!words.contains("panicked"), "{arguments:?}: {words}");
            let told = output.status.code() == Some(2) && words.contains("SHQ-FILE");
            assert!(told || arguments == ["--help"], "{arguments:?}: {:?} {words}", output.status);
        }
        Ok(())
    })
}

#[test]
fn every_command_has_help() -> Result<()> {
    run(async {
        let help = said(shaqyru(["--help"])).await?;
        assert_eq!(help.status, Some(0));
        let listed = help.out.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        // What a long description is continued on is indented further.
        let commands: Vec<_> = listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()).collect();
        assert!(commands.len() >= 20, "{commands:?}");
        // `help help` is clap's own.
        for command in commands.iter().filter(|command| **command != "help") {
            let help = said(shaqyru([command, "--help"])).await?;
            assert_eq!(help.status, Some(0), "{command}");
            assert!(help.out.contains("Usage:"), "{command}");
        }
        for command in ["verification", "answer"] {
            assert_eq!(said(shaqyru(["correct", command, "--help"])).await?.status, Some(0), "correct {command}");
        }
        assert!(said(shaqyru(["--version"])).await?.out.ends_with(concat!(" ", env!("CARGO_PKG_VERSION"), "\n")));
        Ok(())
    })
}

#[test]
fn neither_help_nor_a_wrong_call_shows_a_secret_of_the_environment() -> Result<()> {
    run(async {
        for name in ["console", "sandbox", "worker"] {
            let mut command = shaqyru([name, "--help"]);
            command.env("SHAQYRU_POLICE_SECRET", "very-secret-indeed").env("SHAQYRU_BERKUT_SECRET", "very-secret-indeed");
            command.env("SHAQYRU_BIOMETRICS_SECRET", "very-secret-indeed");
            command.env("SHAQYRU_STATEMENT_SECRET", "very-secret-indeed");
            let said = said(command).await?;
            assert!(!said.out.contains("very-secret-indeed"), "{name}");
        }
        // Nor does a wrong call.
        let mut command = shaqyru(["console", "--json", "--listen", "nowhere"]);
        command.env("SHAQYRU_POLICE_SECRET", "short").env("SHAQYRU_BERKUT_SECRET", "very-secret-indeed");
        let said = said(command).await?;
        assert_eq!(said.status, Some(2));
        assert!(!format!("{said:?}").contains("very-secret-indeed"));
        Ok(())
    })
}

#[test]
fn completions_are_scripts_that_their_shell_can_read() -> Result<()> {
    run(async {
        for shell in ["bash", "zsh", "fish"] {
            let said = said(shaqyru(["completions", shell])).await?;
            assert_eq!(said.status, Some(0), "{shell}");
            assert!(said.out.contains("deadline") && said.out.contains("shaqyru"), "{shell}");
            // The shell itself is asked where it is installed; it reads the script and runs nothing.
            let mut check = Command::new(shell);
            check.args(["-n", "/dev/stdin"]).stdout(Stdio::piped()).stderr(Stdio::piped());
            if Command::new(shell).arg("--version").output().await.is_ok() {
                let checked = said_to(check, said.out.as_bytes()).await?;
                assert_eq!((checked.status, checked.err.as_str()), (Some(0), ""), "{shell}");
            }
        }
        assert_eq!(said(shaqyru(["completions", "cmd", "--json"])).await?.error(2)?, "SHQ-USAGE");
        Ok(())
    })
}

fn findings(doctor: &Said) -> Result<Vec<(String, String)>> {
    let document = doctor.json()?;
    let findings = document.as_array().context("no list")?;
    for finding in findings {
        assert_eq!(members(finding), names("what state detail"));
        assert!(!finding["detail"].as_str().unwrap_or_default().is_empty(), "{finding}");
    }
    let text = |finding: &Value, member: &str| finding[member].as_str().unwrap_or_default().to_owned();
    Ok(findings.iter().map(|finding| (text(finding, "what"), text(finding, "state"))).collect())
}

#[test]
fn doctor_tells_what_is_missing_from_what_is_good() -> Result<()> {
    shared(async |stack: &Stack| {
        let mut alone = shaqyru_at("127.0.0.1:1", ["doctor", "--json"]);
        alone
            .env("SHAQYRU_ISSUER", "http://127.0.0.1:1")
            .env("SHAQYRU_POLICE_URL", "http://127.0.0.1:1")
            .env("SHAQYRU_BERKUT_URL", "ftp://nowhere");
        let alone = said(alone).await?;
        assert_eq!(alone.status, Some(1), "something that is needed cannot be used");
        assert!(alone.out.contains("start one, or set TEMPORAL_ADDRESS"), "what mends it is said: {}", alone.out);
        let found = findings(&alone)?;
        let expected = [
            ("local Temporal server", "good"),
            ("Temporal cluster", "missing"),
            ("console", "warning"),
            ("SHAQYRU_REGISTER", "warning"),
            ("SHAQYRU_ISSUER", "missing"),
            ("SHAQYRU_POLICE_URL", "missing"),
            ("SHAQYRU_BERKUT_URL", "missing"),
            ("SHAQYRU_MONITORING_URL", "warning"),
            ("SHAQYRU_PORTAL_URL", "warning"),
            ("SHAQYRU_OFFICE_URL", "warning"),
            ("SHAQYRU_REGISTERS_URL", "warning"),
            ("SHAQYRU_ANNOUNCEMENTS_URL", "warning"),
            ("SHAQYRU_BIOMETRICS_URL", "warning"),
            ("SHAQYRU_CONTACTS", "warning"),
            ("SHAQYRU_OFFICERS", "warning"),
            ("engine's port", "warning"),
            ("SHAQYRU_STATEMENT_SECRET", "warning"),
        ];
        let expected = expected.map(|(what, state)| (what.to_owned(), state.to_owned()));
        assert_eq!(found.get(..expected.len()), Some(expected.as_slice()));
        assert_eq!(found.iter().filter(|(what, _)| what == "calendar").count(), 2, "this year and the next");

        let mut connected = at_console(stack, OFFICER, ["doctor", "--json"])?;
        connected.env("TEMPORAL_ADDRESS", stack.server.address()).env("SHAQYRU_POLICE_URL", stack.sandbox.url(Agency::Police));
        connected.env("SHAQYRU_REGISTER", stack.register_setting()).env("SHAQYRU_ISSUER", stack.sandbox.issuer_url());
        connected.env("SHAQYRU_SMTP", "smtp://mail.example.kz");
        connected.env("SHAQYRU_STATEMENT_SECRET", "q".repeat(32)).env("TEMPORAL_API_KEY", "a key").env("TEMPORAL_TLS", "false");
        connected.env("SHAQYRU_CONTACTS", concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/contacts.toml"));
        connected.env("SHAQYRU_OFFICERS", concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/officers.toml"));
        let connected = said(connected).await?;
        assert_eq!(connected.status, Some(0), "what was not named may come");
        let found = findings(&connected)?;
        assert_eq!(found.get(1), Some(&("Temporal cluster".to_owned(), "good".to_owned())));
        assert_eq!(found.get(2), Some(&("console".to_owned(), "good".to_owned())));
        for what in [
            "SHAQYRU_POLICE_URL",
            "SHAQYRU_REGISTER",
            "SHAQYRU_ISSUER",
            "SHAQYRU_CONTACTS",
            "SHAQYRU_OFFICERS",
            "engine's port",
            "SHAQYRU_STATEMENT_SECRET",
        ] {
            assert!(found.contains(&(what.to_owned(), "good".to_owned())), "{what}: {found:?}");
        }
        Ok(())
    })
}

/// The console starts without its file, or prints ids on invitations, and nobody was told beforehand.
#[test]
fn doctor_reports_a_list_of_officers_that_the_console_cannot_use() -> Result<()> {
    shared(async |stack: &Stack| {
        let folder = tempfile::tempdir()?;
        let list = folder.path().join("officers.toml");
        let missing = list.with_file_name("nowhere.toml");
        for (content, file, state, told) in [
            ("", &missing, "missing", "nowhere.toml"),
            ("P-1 = 7", &list, "missing", "the officers' names"),
            ("P-1 = 'x'\n[ALA-ALMALY]\nP-1 = 'y'", &list, "missing", "P-1 is named twice"),
            ("", &list, "warning", "names 0 officers"),
            ("[ALA-ALMALY]\nP-1 = 'x'\n[ALA-NOWHERE]\nP-2 = 'y'", &list, "warning", "the rulebook does not know ALA-NOWHERE"),
            ("P-3 = 'z'\n[ALA-ALMALY]\nP-1 = 'x'", &list, "good", "names 2 officers, of 1 offices"),
        ] {
            std::fs::write(&list, content)?;
            let mut doctor = shaqyru_at(&stack.server.address(), ["doctor", "--json"]);
            doctor.env("SHAQYRU_OFFICERS", file);
            let said = said(doctor).await?;
            let document = said.json()?;
            let finding = document.as_array().and_then(|all| all.iter().find(|finding| finding["what"] == "SHAQYRU_OFFICERS"));
            let finding = finding.with_context(|| said.out.clone())?;
            assert!(finding["state"] == state && finding["detail"].as_str().unwrap_or_default().contains(told), "{content}: {finding}");
            assert_eq!(said.status == Some(1), state == "missing", "{content}: {said:?}");
        }
        Ok(())
    })
}

/// Of an empty register all is true, and what is written into it nobody reads.
#[test]
fn a_register_that_is_not_there_is_refused_and_none_is_made() -> Result<()> {
    run(async {
        let folder = tempfile::tempdir()?;
        let (nowhere, empty) = (folder.path().join("register-2025.db"), folder.path().join("empty.db"));
        std::fs::write(&empty, "")?;
        let copy = folder.path().join("copy.db");
        for line in [
            "register verify",
            "register export cases",
            "register repair --dry-run",
            "register adopt INV-7K3QX5ABCD-1 --officer P-3003 --reason x",
            &format!("register backup {}", copy.display()),
            "register purge --keep-years 5",
            "register deliver",
            "stickers list",
            "stickers add ALA-DP KZ 1 5",
            "repair-history --all --statement-secret qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
        ] {
            for register in [&nowhere, &empty] {
                let mut command = shaqyru_at("127.0.0.1:1", line.split(' '));
                command.arg("--register").arg(register).arg("--json");
                let said = said(command).await?;
                assert_eq!(said.error(2)?, "SHQ-CONFIGURATION", "{line}");
                let words = said.json()?["error"]["message"].as_str().unwrap_or_default().to_owned();
                assert!(words.contains("there is no register") && words.contains("--register"), "{line}: {words}");
                assert!(!nowhere.exists() && !copy.exists() && std::fs::metadata(&empty)?.len() == 0, "{line}");
            }
        }
        Ok(())
    })
}

#[test]
fn tables_fit_a_narrow_terminal_and_stay_lines_for_programs() -> Result<()> {
    run(async {
        let clocks = "what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY";
        for line in ["rules list", "rules list offices", clocks, "deadline 2026-03-20T15:00 30cd"] {
            let in_columns = async |columns: &str| {
                let mut command = shaqyru(line.split(' '));
                command.env("COLUMNS", columns);
                said(command).await
            };
            let narrow = in_columns("60").await?;
            assert_eq!(narrow.status, Some(0), "{narrow:?}");
            // What is told below a strip of days is prose, which the terminal breaks.
            let is_prose = |drawn: &str| drawn.starts_with("  ") && !drawn.starts_with("   ");
            let above_prose = |drawn: &&str| !(line.starts_with("deadline") && is_prose(drawn));
            let drawn: Vec<_> = narrow.out.lines().take_while(above_prose).skip(1).collect();
            let widest = drawn.iter().map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(drawn.len() > 5 && widest <= 60, "{line}: {widest} in {} lines\n{}", drawn.len(), narrow.out);
            let told = ["B3", "ALA-ALMALY", "COORDINATION", "19 30"].iter().any(|told| narrow.out.to_uppercase().contains(told));
            assert!(told, "{}", narrow.out);
            // A wide one, and a pipe, have a row on a line.
            let (wide, piped) = (in_columns("500").await?, said(shaqyru(line.split(' '))).await?);
            assert_eq!(wide.out, piped.out, "{line}");
        }
        Ok(())
    })
}

#[test]
fn each_command_has_a_page_in_the_manual() -> Result<()> {
    run(async {
        let folder = tempfile::tempdir()?;
        let pages = folder.path().join("share/man1");
        assert_eq!(said(shaqyru([std::ffi::OsStr::new("man-pages"), pages.as_os_str()])).await?.status, Some(0));
        for name in ["shaqyru", "shaqyru-decide", "shaqyru-register-verify", "shaqyru-correct-answer", "shaqyru-man-pages"] {
            let page = pages.join(format!("{name}.1"));
            let text = std::fs::read_to_string(&page).with_context(|| name.to_owned())?;
            assert!(text.contains(&format!(".TH {name} 1")) && text.contains(".SH SYNOPSIS"), "{name}: {text}");
            // The reader of manuals itself is asked where it is installed.
            if Command::new("man").arg("--version").output().await.is_ok_and(|output| output.status.success()) {
                let mut man = Command::new("man");
                let shown = man.env("MAN_KEEP_FORMATTING", "").args(["--warnings", "-E", "UTF-8", "-l"]).arg(&page).output().await?;
                assert!(shown.status.success() && shown.stderr.is_empty(), "{name}: {shown:?}");
            }
        }
        Ok(())
    })
}

/// Both run, and nothing works: nobody is told before the first case, or the first person at the door.
#[test]
fn worker_and_console_say_at_their_start_what_the_engine_or_the_issuer_lacks() -> Result<()> {
    shared(async |stack: &Stack| {
        let bare = DevServer::start(DevServerOptions::default()).await?;
        let folder = tempfile::tempdir()?;
        let register = folder.path().join("register.db").display().to_string();
        let lacks = "temporal operator search-attribute create --name ShaqyruStage --type Keyword";

        let listen = free_address()?.to_string();
        let options = ["console", "--listen", &listen, "--issuer", "http://127.0.0.1:1/issuer", "--register", &register];
        let mut console = shaqyru_at(&bare.address(), options);
        for secret in ["SHAQYRU_POLICE_SECRET", "SHAQYRU_BERKUT_SECRET", "SHAQYRU_BIOMETRICS_SECRET", "SHAQYRU_STATEMENT_SECRET"] {
            console.env(secret, LOCAL_SECRET);
        }
        Running::start(console, "nobody can sign in before it does: http://127.0.0.1:1/issuer").await?.stop("TERM").await?;

        let worker = worker_command(&bare.address(), agency_urls(&stack.sandbox), &register, 0);
        Running::start(worker, lacks).await?.stop("TERM").await?;
        bare.stop().await?;
        Ok(())
    })
}
