//! The program as a whole: calls that are wrong, help, completions, `doctor`.

use std::{
    io::{Seek, Write},
    process::Stdio,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use shaqyru::stack::Stack;
use shaqyru_sandbox::Agency;
use shaqyru_tests::{run, shared};
use tokio::process::Command;

use super::{members, names};
use crate::{
    program::{Said, said, said_to, shaqyru, shaqyru_at},
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
        alone.env("SHAQYRU_POLICE_URL", "http://127.0.0.1:1").env("SHAQYRU_BERKUT_URL", "ftp://nowhere");
        let alone = said(alone).await?;
        assert_eq!(alone.status, Some(1), "something that is needed cannot be used");
        let found = findings(&alone)?;
        let expected = [
            ("local Temporal server", "good"),
            ("Temporal cluster", "warning"),
            ("console", "warning"),
            ("SHAQYRU_POLICE_URL", "warning"),
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
        connected.env("SHAQYRU_SMTP", "smtp://mail.example.kz");
        connected.env("SHAQYRU_STATEMENT_SECRET", "q".repeat(32)).env("TEMPORAL_API_KEY", "a key").env("TEMPORAL_TLS", "false");
        connected.env("SHAQYRU_CONTACTS", concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/contacts.toml"));
        connected.env("SHAQYRU_OFFICERS", concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/officers.toml"));
        let connected = said(connected).await?;
        assert_eq!(connected.status, Some(0), "what is not there may come");
        let found = findings(&connected)?;
        assert_eq!(found.get(1), Some(&("Temporal cluster".to_owned(), "good".to_owned())));
        assert_eq!(found.get(2), Some(&("console".to_owned(), "good".to_owned())));
        assert_eq!(found.get(3), Some(&("SHAQYRU_POLICE_URL".to_owned(), "good".to_owned())));
        for what in ["SHAQYRU_CONTACTS", "SHAQYRU_OFFICERS", "engine's port", "SHAQYRU_STATEMENT_SECRET"] {
            assert!(found.contains(&(what.to_owned(), "good".to_owned())), "{what}: {found:?}");
        }
        Ok(())
    })
}

/// The console starts without its file, or prints ids on invitations, and nobody was told beforehand.
#[test]
fn doctor_reports_a_list_of_officers_that_the_console_cannot_use() -> Result<()> {
    run(async {
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
            let mut doctor = shaqyru_at("127.0.0.1:1", ["doctor", "--json"]);
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
