//! The procedure goes another way than the rules say, or a clock shows another time.

use anyhow::Result;
use shaqyru::simulation;
use shaqyru_tests::{examples, shared};

#[test]
fn an_answer_in_time_leads_to_the_invitation() -> Result<()> {
    shared(async |stack| {
        let (scenario, application) = examples::scenario("answered-in-time")?;
        let report = simulation::play(&stack.cases(), &scenario, &application).await?;
        insta::assert_json_snapshot!(report, @"");
        Ok(())
    })
}
