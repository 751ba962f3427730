use std::time::Instant as Clock;
use anyhow::Result;
use shaqyru::stack::StackOptions;
use shaqyru_tests::*;
use shaqyru_sandbox::*;

#[test]
fn stopped_worker() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        case.until("berkut", |v| v.stage.as_str() == "coordination").await?;
        let st = Clock::now();
        stack.stop_worker().await?;
        eprintln!("stop took {:?}", st.elapsed());
        let st = Clock::now();
        let a = case.forward_to("2026-04-20T10:00:00").await;
        eprintln!("forward {a:?} {:?} now {}", st.elapsed(), case.now().await?);
        stack.start_worker();
        let v = case.until("catch up", |v| v.escalations.len() > 2).await?;
        eprintln!("{} now {}", shown::case(&v), case.now().await?);
        Ok(())
    })
}

#[test]
fn police_down() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::ServerError));
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let st = Clock::now();
        let a = case.forward_to("2026-04-06T18:00:00").await;
        eprintln!("forward {a:?} {:?} now {} calls {}", st.elapsed(), case.now().await?, stack.sandbox.received().police.len());
        Ok(())
    })
}

#[test]
fn polling() -> Result<()> {
    let o = StackOptions { poll_every: Some(std::time::Duration::from_secs(1800)), ..SILENT };
    alone(o, async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let st = Clock::now();
        let a = case.forward_to("2026-04-06T18:00:00").await;
        eprintln!("poll forward {a:?} {:?} now {} polls {:?}", st.elapsed(), case.now().await?, stack.sandbox.received().polls);
        Ok(())
    })
}
