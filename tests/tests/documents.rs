//! The papers of a case cannot be had, lack the number, or are lost on the way to a folder.

use std::{io::ErrorKind, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru_tests::{eventually, shared};
use tokio::process::Command;

use crate::{
    cli::{members, names},
    program::{Running, console_command, free_address},
    terminal::{FILED_AT, LETTER, Terminal, text},
};

/// What stands in a PDF, without blanks; none if the program that reads it is missing and that is allowed.
#[expect(clippy::print_stderr, reason = "a skipped test is to be heard of")]
pub(crate) async fn read(page: &Path) -> Result<Option<String>> {
    match Command::new("pdftotext").args(["-raw", text(page)?, "-"]).output().await {
        Ok(output) => {
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Ok(Some(String::from_utf8(output.stdout)?.split_whitespace().collect()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            ensure!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "pdftotext is missing: install poppler-utils");
            eprintln!("SKIPPED: pdftotext is missing; install poppler-utils to have the documents read back");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn kinds(documents: &Value) -> Result<Vec<&str>> {
    let documents = documents.as_array().context("no list")?;
    Ok(documents.iter().map(|document| document["kind"].as_str().unwrap_or_default()).collect())
}

/// Covers: R26 para 16; R26 annex 10
#[test]
fn an_invitation_can_be_handed_over_once_it_is_issued_and_not_before() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.agreed().await?;
        // Before the decision there is no invitation.
        assert_eq!(kinds(&terminal.done(&format!("documents {case}"), &[]).await?)?, ["acceptance_receipt"]);
        terminal.done(&format!("decide {case} issue --received-at 2026-04-07T12:00"), &[]).await?;
        let number = eventually("the number", async || {
            let view = terminal.done(&format!("show {case}"), &[]).await?;
            Ok(view["invitation_number"].as_str().map(str::to_owned))
        })
        .await?;
        let documents = terminal.done(&format!("documents {case}"), &[]).await?;
        assert_eq!(kinds(&documents)?, ["acceptance_receipt", "invitation"]);
        let invitation = &documents[1];
        assert_eq!((&invitation["number"], &invitation["case"], &invitation["date"]), (&json!(number), &json!(case), &json!("2026-04-07")));
        assert_eq!((&invitation["invitee"], &invitation["passport"]["number"]), (&json!("SPECIMEN EMRE"), &json!("U00000001")));
        // A company's petition gets the number; whoever reads it is told the office, and not its code.
        assert_eq!((&invitation["form"], &invitation["office"]), (&json!("petition"), &json!("ALA-ALMALY")));
        assert!(invitation["office_name"]["ru"].as_str().is_some_and(|name| name.contains("Алмалинского района")), "{invitation}");
        assert_eq!(kinds(&terminal.done(&format!("documents {case} --kind invitation"), &[]).await?)?, ["invitation"]);
        assert_eq!(terminal.says(&format!("documents {case} --kind petition --json"), &[]).await?.ended(0)?, json!([]));
        let listed = terminal.says(&format!("documents {case}"), &[]).await?;
        assert_eq!(listed.status, Some(0));
        for shown in ["acceptance_receipt", "invitation", "2026-04-07"] {
            assert!(listed.out.contains(shown), "{shown}: {}", listed.out);
        }

        // The folder is made.
        let folder = terminal.folder.path().join("documents/of-a-case");
        let page = folder.join(format!("{case}-invitation-kk.pdf"));
        let folder = text(&folder)?;
        let saved = terminal.done(&format!("documents {case} --save {folder} --language kk"), &[]).await?;
        assert_eq!(kinds(&saved)?, ["acceptance_receipt", "invitation"]);
        assert_eq!(members(&saved[1]), names("file kind language"));
        assert_eq!((&saved[1]["file"], &saved[1]["language"]), (&json!(text(&page)?), &json!("kk")));
        assert!(std::fs::read(&page)?.starts_with(b"%PDF"));
        if let Some(words) = read(&page).await? {
            assert!(words.contains(&number), "{number}: {words}");
            assert!(words.contains("U00000001") && words.contains("2026"), "{words}");
        }
        // Both languages, if none is named; the same document gives the same bytes.
        let before = std::fs::read(&page)?;
        let said = terminal.says(&format!("documents {case} --save {folder}"), &[]).await?;
        assert_eq!((said.status, said.out.lines().count()), (Some(0), 4), "{}", said.out);
        assert!(said.out.lines().all(|file| std::fs::read(file).is_ok_and(|page| page.starts_with(b"%PDF"))), "{}", said.out);
        assert_eq!(std::fs::read(&page)?, before);
        Ok(())
    })
}

/// Covers: R26 para 16; R26 annex 10
#[test]
fn the_result_is_signed_with_the_name_of_the_officer_who_decided() -> Result<()> {
    shared(async |stack| {
        let address = free_address()?;
        let terminal = Terminal::at_console(stack, format!("http://{address}"))?;
        // P-1042 verifies, P-2001 decides.
        let officers = "P-1042 = 'Үлгі Айгүл'\n[ALA-ALMALY]\nP-2001 = 'Үлгі Дәурен'\n";
        let mut command = console_command(stack, address);
        command.env("SHAQYRU_OFFICERS", terminal.file("officers.toml", officers)?);
        let console = Running::start(command, "console at").await?;

        let issued = terminal.agreed().await?;
        terminal.done(&format!("decide {issued} issue --received-at 2026-04-07T12:00"), &[]).await?;
        let refused = terminal.agreed().await?;
        let note = ["--note", "the hotel knows of no booking"];
        terminal.done(&format!("decide {refused} refuse --ground 1 --received-at 2026-04-07T12:00"), &note).await?;
        let folder = text(terminal.folder.path())?;
        for (case, kind) in [(&issued, "invitation"), (&refused, "refusal")] {
            let documents = eventually("the result", async || {
                let documents = terminal.done(&format!("documents {case} --kind {kind}"), &[]).await?;
                Ok(documents[0].is_object().then_some(documents))
            })
            .await?;
            assert_eq!((&documents[0]["officer"], &documents[0]["officer_name"]), (&json!("P-2001"), &json!("Үлгі Дәурен")));
            for language in ["kk", "ru"] {
                terminal.done(&format!("documents {case} --save {folder} --language {language} --kind {kind}"), &[]).await?;
                if let Some(words) = read(&terminal.folder.path().join(format!("{case}-{kind}-{language}.pdf"))).await? {
                    assert!(words.contains("ҮлгіДәурен") && !words.contains("ҮлгіАйгүл") && !words.contains("P-2001"), "{kind}: {words}");
                }
            }
        }
        // Names are personal data: they stand in what is handed over, and not in the case.
        let view = terminal.done(&format!("show {issued}"), &[]).await?.to_string();
        assert!(view.contains("P-2001") && !view.contains("Дәурен"), "{view}");
        let (status, said) = console.stop("TERM").await?;
        ensure!(status.success() && !said.contains("Дәурен"), "{status}: {said}");
        Ok(())
    })
}

/// Covers: R26 annex 5 row 3; R26 annex 5 row 9(4); R26 annex 7
#[test]
fn a_refusal_and_an_extension_each_leave_a_paper_in_both_languages() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let folder = text(terminal.folder.path())?;

        let refused = terminal.files("b3-negotiations-turkiye").await?;
        terminal
            .done(&format!("verify {refused} refuse --ground 4 --received-at 2026-04-06T11:00"), &["--note", "unpaid fine of 2024"])
            .await?;
        let documents = terminal.done(&format!("documents {refused}"), &[]).await?;
        assert_eq!(kinds(&documents)?, ["acceptance_receipt", "refusal"]);
        assert_eq!((&documents[1]["case"], &documents[1]["date"]), (&json!(refused), &json!("2026-04-06")));

        let extended = terminal.cleared().await?;
        terminal.done(&format!("extend {extended} --received-at 2026-04-07T10:00"), &["--reason", "further study"]).await?;
        let documents = terminal.done(&format!("documents {extended}"), &[]).await?;
        assert_eq!(kinds(&documents)?, ["acceptance_receipt", "extension_notice"]);
        assert_eq!((&documents[1]["reason"], &documents[1]["until"]), (&json!("further study"), &json!("2026-05-06")));

        let incomplete = crate::program::application_path("incomplete-no-petition");
        let submitted = terminal.says(&format!("submit --filed-at {FILED_AT}"), &[text(&incomplete)?, "--json"]).await?.ended(1)?;
        let not_accepted = submitted[0]["cases"][0]["case"].as_str().context("no case")?.to_owned();
        let documents = terminal.done(&format!("documents {not_accepted}"), &[]).await?;
        assert_eq!(kinds(&documents)?, ["acceptance_refusal"]);

        for (case, kind, word) in [
            (&refused, "refusal", "unpaid fine of 2024"),
            (&extended, "extension_notice", "further study"),
            (&not_accepted, "acceptance_refusal", "SPECIMEN LINH"),
        ] {
            for language in ["kk", "ru"] {
                terminal.done(&format!("documents {case} --save {folder} --language {language} --kind {kind}"), &[]).await?;
                let page = terminal.folder.path().join(format!("{case}-{kind}-{language}.pdf"));
                assert!(std::fs::read(&page)?.starts_with(b"%PDF"), "{kind}");
                if let Some(words) = read(&page).await? {
                    let dense: String = word.split_whitespace().collect();
                    assert!(words.contains(case.as_str()) && words.contains(&dense), "{kind} {language}: {words}");
                }
            }
        }
        Ok(())
    })
}

#[test]
fn a_breach_dossier_is_saved_in_each_language_and_only_where_it_is_told_to() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.agreed().await?;
        let folder = text(terminal.folder.path())?;
        let saved = terminal.done(&format!("documents {case} --kind breach_dossier --save {folder}"), &[]).await?;
        assert_eq!(kinds(&saved)?, ["breach_dossier"; 3]);
        for (saved, (language, title)) in saved.as_array().context("no list")?.iter().zip([
            ("kk", "Мерзімніңбұзылуытуралыанықтама"),
            ("ru", "Справкаонарушениисрока"),
            ("en", "Breachdossier"),
        ]) {
            let file = terminal.folder.path().join(format!("{case}-breach_dossier-{language}.pdf"));
            assert_eq!((&saved["file"], &saved["language"]), (&json!(text(&file)?), &json!(language)));
            if let Some(words) = read(&file).await? {
                assert!(words.contains(title) && words.contains(&case) && words.contains(LETTER), "{language}: {words}");
            }
        }
        assert_eq!(terminal.refused(2, &format!("documents {case} --kind breach_dossier"), &[]).await?, "SHQ-USAGE");
        Ok(())
    })
}

#[test]
fn saving_documents_in_a_folder_that_cannot_be_written_fails_and_names_it() -> Result<()> {
    shared(async |stack| {
        let terminal = Terminal::at(stack)?;
        let case = terminal.files("b3-negotiations-turkiye").await?;
        let file = terminal.file("a-file", "no folder")?;
        for folder in [text(&file)?, text(&file.join("below"))?] {
            let said = terminal.says(&format!("documents {case} --save {folder} --json"), &[]).await?;
            assert_eq!(said.error(2)?, "SHQ-FILE", "{folder}");
            let error = &said.json()?["error"];
            assert!(error["field"] == "save" && error["message"].as_str().unwrap().contains(folder), "{error}");
        }
        assert_eq!(std::fs::read_to_string(&file)?, "no folder");
        assert_eq!(terminal.refused(2, &format!("documents {case} --language en"), &[]).await?, "SHQ-USAGE");
        assert_eq!(terminal.refused(2, "documents INV-2222222222-1", &[]).await?, "SHQ-CASE-UNKNOWN");
        Ok(())
    })
}
