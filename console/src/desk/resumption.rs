//! Letting all stopped cases go on at once, when the cause that stopped them has been mended.

use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    authority::Act,
    case::{
        number::CaseNumber,
        order::{Order, OrderRequest},
    },
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_register::StoppedStep;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Desk;
use crate::identity::Principal;

/// So many cases are spoken to at once.
const AT_ONCE: usize = 8;

/// Which stopped cases are to go on; all, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ToResume {
    /// Those that are stopped at this step, such as `police`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Those that this code has stopped.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// When that was said; now, if not given.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Instant>,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resumption {
    /// Cases that go on.
    #[schema(value_type = Vec<String>)]
    pub resumed: Vec<CaseNumber>,
    /// Cases that nothing had stopped any more.
    #[schema(value_type = Vec<String>)]
    pub went_on: Vec<CaseNumber>,
    /// Cases that could not be told.
    pub failed: Vec<Resumed>,
}

/// A case that could not be told, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resumed {
    /// Which case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// Why not.
    pub error: Problem,
}

impl ToResume {
    fn fits(&self, stopped: &StoppedStep) -> bool {
        self.step.as_ref().is_none_or(|step| stopped.step == *step) && self.code.is_none_or(|code| stopped.code == code)
    }
}

impl Desk {
    /// The stopped steps that somebody may see: all for who may resume them, those of their office for who supervises.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for others; if the register cannot be read.
    pub async fn stopped_steps(&self, who: &Principal) -> Result<Vec<StoppedStep>, Problem> {
        if who.authority.may(Act::Resume).is_ok() {
            return Ok(self.register.stopped_steps(None).await?);
        }
        let office = self.or_deny(who, None, Act::Supervise, who.authority.only_office(Act::Supervise)).await?;
        Ok(self.register.stopped_steps(office).await?)
    }

    /// Lets every case go on that is stopped, as far as it is asked for: one after the other, whatever becomes of each. Each is told under an
    /// id that is made of `id`, so that the same order counts once.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for all but operators; if the register cannot be read.
    pub async fn resume_all(&self, who: &Principal, which: &ToResume, id: Option<String>) -> Result<Resumption, Problem> {
        self.allow(who, Act::Resume).await?;
        let mut stopped: Vec<_> = self.register.stopped_steps(None).await?.into_iter().filter(|stopped| which.fits(stopped)).collect();
        stopped.sort_by(|one, other| one.case.cmp(&other.case));
        stopped.dedup_by(|one, other| one.case == other.case);
        let step = which.step.as_deref().unwrap_or("any step");
        let code = which.code.map_or("any code", Code::as_str);
        self.note_beside(who, &format!("resume all: {step}, {code}: {} cases", stopped.len())).await?;
        let id = id.unwrap_or_else(|| Uuid::new_v4().to_string());
        let telling = stopped.into_iter().map(|StoppedStep { case, .. }| {
            let message_id = Some(format!("{id}/{case}"));
            let request = OrderRequest { message_id, received_at: which.received_at, ..OrderRequest::now(Order::Resume) };
            async move {
                let outcome = self.tell(who, &case, request).await;
                (case, outcome)
            }
        });
        let mut resumption = Resumption::default();
        let mut telling = stream::iter(telling).buffer_unordered(AT_ONCE);
        while let Some((case, outcome)) = telling.next().await {
            match outcome {
                Ok(_) => resumption.resumed.push(case),
                Err(Problem { code: Code::NoIncident | Code::CaseClosed, .. }) => resumption.went_on.push(case),
                Err(error) => resumption.failed.push(Resumed { case, error }),
            }
        }
        resumption.resumed.sort();
        resumption.went_on.sort();
        resumption.failed.sort_by(|one, other| one.case.cmp(&other.case));
        Ok(resumption)
    }
}
