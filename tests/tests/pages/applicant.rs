//! Whoever knows the numbers of a case and of a passport takes the papers of somebody else; or who applied comes to none.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use shaqyru::stack::Stack;
use shaqyru_domain::case::{number::CaseNumber, outbox::NoticeKind};
use shaqyru_sandbox::Log;
use shaqyru_tests::{PATIENCE, examples};

use super::{OFFICER, Seen, Visitor, case, on_friday};

/// The codes of the notices of a case, when so many have arrived.
async fn codes(stack: &Stack, case: &CaseNumber, count: usize) -> Result<Vec<String>> {
    let arrived = |received: &shaqyru_sandbox::Received| received.accepted(Log::Notices, case.as_str()).len() >= count;
    let received = stack.sandbox.wait_for(arrived, PATIENCE).await?;
    let codes = received.accepted(Log::Notices, case.as_str()).into_iter().map(|notice| notice.body["code"].as_str().map(str::to_owned));
    codes.collect::<Option<_>>().context("a notice carries no code")
}

/// What stands in the first hidden field of this name.
fn hidden<'a>(seen: &'a Seen, name: &str) -> Result<&'a str> {
    let field = format!("name=\"{name}\" value=\"");
    let rest = seen.html.split_once(&field).with_context(|| format!("no field {name}: {}", seen.html))?.1;
    Ok(rest.split_once('"').context("no end")?.0)
}

#[test]
fn documents_are_given_to_who_has_the_code_of_a_notice_once_and_nobody_guesses_one() -> Result<()> {
    on_friday(async |stack| {
        let case = case(stack).await?;
        let passport = examples::application(examples::NEGOTIATIONS)?.invitee(0).context("no invitee")?.passport.number.to_string();
        let numbers = [("case", case.as_str()), ("passport_number", passport.as_str())];
        let first = codes(stack, &case, 1).await?.remove(0);
        let applicant = Visitor::nobody(stack)?;
        let with = async |numbers: [(&str, &str); 2], code: &str| {
            applicant.sends("/status/documents", &[numbers[0], numbers[1], ("code", code)]).await
        };

        let told = applicant.sends("/status", &numbers).await?;
        told.shows("id=\"code-form\"")?;
        told.hides(&first)?;
        // A right code opens nothing to who does not know the passport.
        let stranger = with([numbers[0], ("passport_number", "X0000000")], &first).await?;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        stranger.hides("name=\"ticket\"")?;

        let opened = with(numbers, &first.to_lowercase().replace('-', " ")).await?;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.html);
        let (ticket, document) = (hidden(&opened, "ticket")?.to_owned(), hidden(&opened, "document")?.to_owned());
        assert_eq!(document, "acceptance_receipt");
        let take = async |ticket: &str, case: &str, language: &str| {
            let form = [("case", case), ("ticket", ticket), ("document", &document), ("language", language)];
            applicant.sends("/status/documents/file", &form).await
        };
        for language in ["kk", "ru", "kk"] {
            let file = take(&ticket, case.as_str(), language).await?;
            assert_eq!(
                (file.status, file.header("content-type"), file.header("cache-control")),
                (StatusCode::OK, "application/pdf", "no-store")
            );
            ensure!(file.html.starts_with("%PDF") && file.header("content-disposition").contains(language), "{:?}", file.headers);
        }
        // What was open is open for that case and that long: no other ticket opens it, and this one opens no other.
        let later = ticket.replacen("2026-03-06", "2036-03-06", 1);
        for (ticket, case) in [(later.as_str(), case.as_str()), ("", case.as_str()), (ticket.as_str(), case.sibling(1).as_str())] {
            let refused = take(ticket, case, "ru").await?;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{ticket}");
            refused.shows("SHQ-DOCUMENT-CODE")?;
        }

        // A code is good for once; who needs the papers again asks for another, which comes the same way.
        let used = with(numbers, &first).await?;
        assert_eq!(used.status, StatusCode::FORBIDDEN);
        used.hides("name=\"ticket\"")?;
        applicant.sends("/status/documents/code", &numbers).await?.shows("id=\"code-sent\"")?;
        let both = codes(stack, &case, 2).await?;
        ensure!(both[0] == first && both[1] != first, "{both:?}");
        assert_eq!(with(numbers, &both[1]).await?.status, StatusCode::OK);

        // Five a day are looked at, and then not even the right one.
        for (guess, expected) in [("AAAA-AAAA", 403), ("", 403), (both[1].as_str(), 429)] {
            let guessed = with(numbers, guess).await?;
            assert_eq!(guessed.status.as_u16(), expected, "{guess}: {}", guessed.html);
            guessed.hides("name=\"ticket\"")?;
        }

        // It is on record what was tried and given; the code itself is nowhere but in the notice.
        let views: Vec<_> =
            stack.register.views_of(&case).await?.into_iter().filter(|view| view.actor.to_string() == "applicant").collect();
        let noted = |what: &str| views.iter().filter(|view| view.what.starts_with(what)).count();
        assert_eq!((noted("code tried"), noted("documents, by the code of"), noted("denied: documents")), (6, 2, 4), "{views:?}");
        let officer = Visitor::of(stack, OFFICER)?;
        for path in [format!("/cases/{case}"), format!("/cases/{case}/history")] {
            officer.sees(&path).await?.hides(&first)?;
        }
        // An office that sends the notice again sends a code, too.
        stack.cases().resend(&case, NoticeKind::AcceptanceReceipt, stack.desk().now()).await?;
        let all: BTreeSet<_> = codes(stack, &case, 3).await?.into_iter().collect();
        assert_eq!(all.len(), 3, "a copy has a code of its own");
        Ok(())
    })
}
