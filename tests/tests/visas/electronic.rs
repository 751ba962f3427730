//! An electronic visa is issued that its holder has not confirmed or not paid, or to somebody else; or it is shown as valid when it is not.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_domain::{
    case::{
        fact::{Answer, Verdict},
        number::CaseNumber,
        stage::Status,
    },
    problem::Code,
    text::Text,
};
use shaqyru_sandbox::{AccountOutcome, Agency, Holder, Log, Push, TokenRequest, Url};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, eventually, examples, offset_that_shows, outside_program};
use tokio::process::Command;

use crate::{
    api::record::forget,
    terminal::{Terminal, text},
};

/// A Monday at ten, within hours.
const FILED_AT: &str = "2026-04-20T10:00:00";
const PASSPORT: &str = "AB0000006";

/// Runs a test on a stack on which it is that Monday.
fn on_monday(test: impl AsyncFnOnce(&Stack) -> Result<()>) -> Result<()> {
    let options = StackOptions { callback: true, shift: offset_that_shows(at(FILED_AT)), ..SILENT };
    alone(options, async |stack| {
        stack.sandbox.set_callback_base(Some(Url::parse(&stack.console.url())?))?;
        test(stack).await
    })
}

/// An invitation that was issued on that day to the holder of a passport; its number.
async fn invited(stack: &Stack, example: &str, passport: &str) -> Result<(CaseNumber, String)> {
    let application = examples::changed(example, |form| form["invitees"][0]["passport"]["number"] = json!(passport))?;
    let case = Filed::file(stack, &application, FILED_AT).await?;
    case.clear("2026-04-20T10:00:05").await?;
    case.answer(Answer::Agree, "2026-04-20T10:00:10").await?;
    case.decide(Verdict::Issue, None, "2026-04-20T10:00:15").await?;
    let view = case.until("the invitation", |view| view.invitation_number.is_some()).await?;
    let number = view.invitation_number.context("no number")?;
    let (on_record, passport) = (Text::try_from(number.clone())?, Text::try_from(passport.to_owned())?);
    eventually("the invitation to be on record", async || {
        Ok(stack.register.case_that_issued(&on_record, &[&passport]).await?.filter(|found| *found == case.number))
    })
    .await?;
    Ok((case.number, number))
}

fn holder(number: &str, passport: &str) -> Holder {
    Holder { at: Some(format!("{FILED_AT}+05:00")), ..Holder::of(number, "2026-04-20", passport) }
}

/// Asks in the portal. Another request of the same person may have ended a moment ago.
async fn asks(stack: &Stack, holder: &Holder) -> Result<AccountOutcome> {
    eventually("the portal to file it", async || {
        let asked = stack.sandbox.ask_for_electronic_visa(holder.clone()).await?;
        let is_duplicate = asked.body["error"]["code"] == "SHQ-DUPLICATE";
        Ok(Some(asked).filter(|_| !is_duplicate))
    })
    .await
}

fn case_of(asked: &AccountOutcome) -> Result<String> {
    ensure!(asked.status == 200, "{asked:?}");
    asked.body["cases"][0]["case"].as_str().map(str::to_owned).with_context(|| format!("{asked:?}"))
}

async fn until(terminal: &Terminal, case: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Result<Value> {
    eventually(what, async || Ok(Some(terminal.done(&format!("show {case}"), &[]).await?).filter(|view| holds(view)))).await
}

async fn issued(stack: &Stack, terminal: &Terminal, asked: &AccountOutcome) -> Result<(String, Value)> {
    let case = case_of(asked)?;
    until(terminal, &case, "the decision", |view| view["stage"] == "decision").await?;
    terminal.done(&format!("decide {case} issue"), &[]).await?;
    let view = until(terminal, &case, "the visa", |view| view["visa"]["valid"] == true).await?;
    stack.sandbox.wait_for(|received| received.accepted(Log::Visas, &case).len() == 1, PATIENCE).await?;
    Ok((case, view["visa"].clone()))
}

/// What a program finds in a file, without blanks; none if it is missing and that is allowed.
async fn read(program: &str, arguments: &[&str]) -> Result<Option<String>> {
    let Some(program) = outside_program(&[program])? else { return Ok(None) };
    let output = Command::new(program).args(arguments).output().await?;
    Ok(Some(String::from_utf8(output.stdout)?.split_whitespace().collect()))
}

/// The form of annex 3 as it is saved, in a language: what it says, and what its code does.
async fn saved(terminal: &Terminal, case: &str, language: &str) -> Result<Option<(String, String)>> {
    let folder = text(terminal.folder.path())?.to_owned();
    let line = format!("documents {case} --kind electronic_visa --save {folder} --language {language}");
    let saved = terminal.done(&line, &[]).await?;
    let page = Path::new(saved[0]["file"].as_str().context("not saved")?).to_owned();
    let image = page.with_extension("");
    let Some(says) = read("pdftotext", &["-raw", text(&page)?, "-"]).await? else { return Ok(None) };
    if read("pdftoppm", &["-r", "150", "-png", "-f", "1", "-l", "9", text(&page)?, text(&image)?]).await?.is_none() {
        return Ok(None);
    }
    let mut code = String::new();
    for entry in std::fs::read_dir(terminal.folder.path())? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "png") {
            code.push_str(&read("zbarimg", &["--quiet", "--raw", text(&file)?]).await?.unwrap_or_default());
            std::fs::remove_file(file)?;
        }
    }
    Ok(Some((says, code)))
}

async fn page(stack: &Stack, case: &str) -> Result<String> {
    let token = stack.sandbox.token(&TokenRequest::of("P-1", &["head"], None))?;
    let page = reqwest::Client::new().get(format!("{}/cases/{case}", stack.console.url())).header("Accept-Language", "en");
    Ok(page.header("Cookie", format!("shaqyru_session={token}")).send().await?.error_for_status()?.text().await?)
}

/// Covers: R26 para 25; R26 para 19; R26 annex 3; SEED e-visas
#[test]
fn who_confirms_and_pays_in_the_portal_has_a_visa_that_says_so_until_the_border_finds_another_passport() -> Result<()> {
    on_monday(async |stack| {
        let terminal = Terminal::at(stack)?;
        let (invitation, number) = invited(stack, "b3-evisa-pakistan", PASSPORT).await?;
        let asked = asks(stack, &holder(&number, PASSPORT)).await?;
        let request = asked.request.clone().context("nothing was filed")?;
        // Nobody has typed again what the invitation says.
        assert_eq!((&request["basis"]["number"], &request["recipient"]["surname"]), (&json!(number), &json!("SPECIMEN")));
        assert_eq!((&request["valid_from"], &request["valid_until"]), (&json!("2026-06-01"), &json!("2026-06-25")));
        assert_eq!((&request["confirmation"]["passport_number"], &request["fee"]["amount_kzt"]), (&json!(PASSPORT), &json!(30275.0)));
        // What the register has of the invitation comes a moment after the filing.
        until(&terminal, &case_of(&asked)?, "nothing to stand against it", |view| view["findings"] == json!([])).await?;

        let (case, visa) = issued(stack, &terminal, &asked).await?;
        let berkut = stack.sandbox.received();
        assert_eq!(berkut.accepted(Log::Visas, &case)[0].body["passport_number"], PASSPORT);
        assert_eq!((&visa["kind"], &visa["entries"]), (&json!("electronic"), &json!("single")));
        let family = terminal.done(&format!("tree {case}"), &[]).await?;
        assert_eq!((&family["root"], &family["cases"][1]["case"]), (&json!(invitation), &json!(case)));
        let shown = page(stack, &case).await?;
        for words in ["id=\"bound-passport\">AB0000006<", "NQZ Astana", "Confirmed by the holder"] {
            ensure!(shown.contains(words), "no {words} in {shown}");
        }
        ensure!(!shown.contains("data-confirmed"), "there is nothing to warn of");

        let visa_number = visa["number"].as_str().context("no number")?;
        let documents = terminal.done(&format!("documents {case} --kind electronic_visa"), &[]).await?;
        ensure!(documents[0]["airports"].as_array().is_some_and(|airports| !airports.is_empty()), "{documents}");
        for (language, office) in [("kk", "Абай"), ("ru", "Абай")] {
            let Some((says, code)) = saved(&terminal, &case, language).await? else { continue };
            for words in [visa_number, PASSPORT, "SPECIMENBILAL", "NQZAstana", "validonlytogether", "бірреттік/однократная/single", office]
            {
                ensure!(says.contains(words), "{language}: no {words} in {says}");
            }
            ensure!(!says.contains("notvalid"), "{language}: {says}");
            ensure!(code.contains(visa_number) && code.contains(&case) && !code.contains(PASSPORT), "{language}: {code}");
        }

        let mismatch = json!({"message_id": "border-1", "case": case, "border_annulment": {"because": "passport_mismatch"}});
        let told = stack.sandbox.push(Agency::Berkut, &case, Push::raw(mismatch.to_string())).await?;
        assert_eq!(told.status, 200, "{told:?}");
        let view = until(&terminal, &case, "the end", |view| view["visa"]["valid"] == false).await?;
        assert_eq!(view["visa"]["invalid_because"], "annulled");
        let documents = terminal.done(&format!("documents {case} --kind electronic_visa"), &[]).await?;
        assert_eq!((&documents[0]["border"], &documents[0]["visa"]["valid"]), (&json!("passport_mismatch"), &json!(false)));
        if let Some((says, code)) = saved(&terminal, &case, "ru").await? {
            for words in ["жарамсыз/недействительна/notvalid", "несоответствуютпаспорту", "doesnotmatchthepassport"]
            {
                ensure!(says.contains(words), "no {words} in {says}");
            }
            ensure!(code.is_empty(), "a visa that is not valid has no code to show: {code}");
        }
        Ok(())
    })
}

/// Covers: R26 para 25; R26 para 23; SEED e-visas
#[test]
fn no_electronic_visa_is_issued_that_its_holder_has_not_confirmed_or_not_paid() -> Result<()> {
    on_monday(async |stack| {
        let terminal = Terminal::at(stack)?;
        let (_, number) = invited(stack, "b3-evisa-pakistan", PASSPORT).await?;

        let unpaid = asks(stack, &Holder { pays: false, ..holder(&number, PASSPORT) }).await?;
        let told = &unpaid.body["cases"][0];
        assert_eq!(
            (&told["status"], &told["missing"][0]["code"]),
            (&json!("acceptance_refused"), &json!("visa_fee_receipt")),
            "{unpaid:?}"
        );

        let other = asks(stack, &Holder { has_in_hand: Some("AB0000007".to_owned()), ..holder(&number, PASSPORT) }).await?;
        let case = case_of(&other)?;
        until(&terminal, &case, "the finding", |view| {
            view["findings"].as_array().is_some_and(|findings| findings.iter().any(|finding| finding["code"] == "CHK-VISA-CONFIRMATION"))
        })
        .await?;
        assert_eq!(terminal.refused(1, &format!("decide {case} issue"), &[]).await?, "SHQ-UNCONFIRMED");
        ensure!(page(stack, &case).await?.contains("data-confirmed=\"otherwise\""));
        // Neither is it past the console.
        let shift = offset_that_shows(at(FILED_AT));
        let filed = Filed::known(stack.cases(), case.parse()?, at(FILED_AT), shift);
        assert_eq!(filed.decide(Verdict::Issue, None, "2026-04-20T10:01:00").await.unwrap_err().code, Code::Unconfirmed);
        terminal.done(&format!("decide {case} refuse --ground 2 --note"), &["another passport was confirmed"]).await?;

        let unconfirmed = asks(stack, &Holder { confirms: false, ..holder(&number, PASSPORT) }).await?;
        let case = case_of(&unconfirmed)?;
        let view = until(&terminal, &case, "the finding", |view| {
            view["findings"].as_array().is_some_and(|findings| findings.iter().any(|finding| finding["code"] == "CHK-VISA-UNCONFIRMED"))
        })
        .await?;
        assert_eq!(view["stage"], "decision");
        assert_eq!(terminal.refused(1, &format!("decide {case} issue"), &[]).await?, "SHQ-UNCONFIRMED");
        ensure!(page(stack, &case).await?.contains("data-confirmed=\"none\""));
        // Nor is this one past the console.
        let filed = Filed::known(stack.cases(), case.parse()?, at(FILED_AT), shift);
        assert_eq!(filed.decide(Verdict::Issue, None, "2026-04-20T10:02:00").await.unwrap_err().code, Code::Unconfirmed);
        ensure!(stack.sandbox.received().visas.is_empty(), "nothing was entered in Berkut");

        // Taken back, it is asked for again as it should be.
        terminal.done(&format!("withdraw {case} --reason"), &["asks through the portal"]).await?;
        let asked = asks(stack, &holder(&number, PASSPORT)).await?;
        issued(stack, &terminal, &asked).await?;
        Ok(())
    })
}

/// Covers: R26 para 25; R26 para 19
#[test]
fn nobody_else_has_the_request_made_and_a_second_passport_takes_another_invitation_and_another_visa() -> Result<()> {
    on_monday(async |stack| {
        let terminal = Terminal::at(stack)?;
        let (_, number) = invited(stack, "b3-evisa-pakistan", PASSPORT).await?;
        let (_, on_paper) = invited(stack, examples::NEGOTIATIONS, "U00000001").await?;
        let (gone, forgotten) = invited(stack, "b3-evisa-pakistan", "AB0000077").await?;
        forget(stack, gone.as_str()).await?;
        let wrong = [
            ("another passport", holder(&number, "AB0000099")),
            ("another day", Holder { date: "2026-04-19".to_owned(), ..holder(&number, PASSPORT) }),
            ("no such number", holder("Z2Z2Z2Z2Z2", PASSPORT)),
            ("no electronic invitation", holder(&on_paper, "U00000001")),
            ("forgotten by the engine", holder(&forgotten, "AB0000077")),
        ];
        let mut answers = Vec::new();
        for (what, holder) in wrong {
            let asked = asks(stack, &holder).await?;
            ensure!(asked.status == 404 && asked.request.is_none(), "{what}: {asked:?}");
            answers.push(asked.body["error"].clone());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "the answer tells what is wrong: {answers:?}");
        let views = stack.register.views_of(&gone).await?;
        ensure!(views.iter().any(|view| view.what == "denied: electronic invitation"), "{views:?}");

        let (_, first) = issued(stack, &terminal, &asks(stack, &holder(&number, PASSPORT)).await?).await?;
        let second_passport = "CD0000006";
        assert_eq!(asks(stack, &holder(&number, second_passport)).await?.status, 404, "the first invitation names another passport");
        let (_, again) = invited(stack, "b3-evisa-pakistan", second_passport).await?;
        let (case, second) = issued(stack, &terminal, &asks(stack, &holder(&again, second_passport)).await?).await?;
        assert_ne!(first["number"], second["number"]);
        let received = stack.sandbox.received();
        assert_eq!(received.accepted(Log::Visas, &case)[0].body["passport_number"], second_passport);
        let record = stack.register.case(&case.parse()?).await?.context("not on record")?;
        assert_eq!(record.status, Status::Issued);
        Ok(())
    })
}
