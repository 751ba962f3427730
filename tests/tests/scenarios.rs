//! The procedure goes another way than the rules say, or a clock shows another time.

use anyhow::Result;
use shaqyru::simulation;
use shaqyru_tests::{examples, shared, shown};

async fn played(cases: &shaqyru_client::Cases, name: &str) -> Result<String> {
    let (scenario, application) = examples::scenario(name)?;
    let report = simulation::play(cases, &scenario, &application).await?;
    Ok(shown::report(&report))
}

#[test]
fn an_answer_in_time_leads_to_the_invitation() -> Result<()> {
    shared(async |stack| {
        insta::assert_snapshot!(played(&stack.cases(), "answered-in-time").await?, @"");
        Ok(())
    })
}

#[test]
fn an_extension_and_an_objection_lead_to_a_refusal_on_ground_3_only() -> Result<()> {
    shared(async |stack| {
        insta::assert_snapshot!(played(&stack.cases(), "extended-then-objected").await?, @"");
        Ok(())
    })
}

#[test]
fn silence_breaches_and_escalates_and_decides_nothing() -> Result<()> {
    shared(async |stack| {
        insta::assert_snapshot!(played(&stack.cases(), "silence").await?, @"");
        Ok(())
    })
}
