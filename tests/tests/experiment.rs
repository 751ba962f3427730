use std::time::Instant as Clock;
use anyhow::Result;
use shaqyru_tests::*;
use shaqyru_sandbox::*;

#[test]
fn police_down() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::ServerError));
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let st = Clock::now();
        for t in ["10:00:10", "10:01:00","10:10:00","11:00:00","12:00:00", "18:00:00"] {
        let a = case.forward_to(&format!("2026-04-06T{t}")).await;
        eprintln!("forward {a:?} {:?} now {} calls {}", st.elapsed(), case.now().await?, stack.sandbox.received().police.len());
        for c in stack.sandbox.received().police { eprintln!("forward {} {:?}", c.at, c.disposition); }
        }
        for e in case.history().into_events().await? { eprintln!("forward {:?} {:?}", e.event_type(), e.event_time); }
        eprintln!("forward {:?}", case.handle().describe(Default::default()).await?.raw().pending_activities);
        Ok(())
    })
}
