//! The agencies' messages: `docs/reference/contracts/callbacks.yaml`.
//!
//! What is checked, in this order: how much of what was sent from there was not signed, size, whether it is signed at all, the signature,
//! the form, and then the case itself judges by the rules. Nothing is read that is not signed in form, and nothing of a message is looked at
//! before its signature has been found right.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Serialize;
use shaqyru_client::Cases;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::Entry,
        number::{CaseNumber, digest},
        order::Order,
        stage::{Stage, Status},
    },
    problem::{Origin, Problem},
    secret::Secret,
    time::instant::Instant,
};
use shaqyru_register::{AgencyMessage, Register};

use crate::{
    body::{self, Held},
    clock::Clock,
    limits::Strangers,
    message::{Message, of_berkut, of_biometrics, of_police},
    problem::Refusal,
    sender::Sender,
    signature::{Signature, SignatureError},
};

/// What it takes to take a message.
#[derive(Clone)]
pub(crate) struct Callbacks {
    pub(crate) cases: Cases,
    pub(crate) register: Register,
    pub(crate) police_secret: Secret,
    pub(crate) berkut_secret: Secret,
    pub(crate) biometrics_secret: Secret,
    pub(crate) clock: Clock,
    pub(crate) strangers: Strangers,
}

#[derive(Debug, Clone, Copy)]
enum Agency {
    Police,
    Berkut,
    Biometrics,
}

impl Agency {
    const fn name(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Berkut => "berkut",
            Self::Biometrics => "biometrics",
        }
    }

    /// Who speaks: Berkut is a system, and it speaks for the NSC.
    const fn actor(self) -> Actor {
        match self {
            Self::Police => Actor::Police,
            Self::Berkut => Actor::Nsc,
            Self::Biometrics => Actor::BiometricCentre,
        }
    }

    fn decode(self, body: &[u8]) -> Result<Message, Problem> {
        match self {
            Self::Police => of_police(body),
            Self::Berkut => of_berkut(body),
            Self::Biometrics => of_biometrics(body),
        }
    }
}

/// A message was applied, now or earlier.
#[derive(Debug, Serialize)]
struct Accepted {
    case: CaseNumber,
    message_id: String,
    outcome: &'static str,
    stage: Stage,
    status: Status,
}

pub(crate) fn router(callbacks: Callbacks) -> Router {
    Router::new()
        .route("/callbacks/police", post(police))
        .route("/callbacks/berkut", post(berkut))
        .route("/callbacks/biometrics", post(biometrics))
        .with_state(Arc::new(callbacks))
}

async fn police(State(callbacks): State<Arc<Callbacks>>, request: Request) -> Response {
    callbacks.answer(Agency::Police, request).await
}

async fn berkut(State(callbacks): State<Arc<Callbacks>>, request: Request) -> Response {
    callbacks.answer(Agency::Berkut, request).await
}

async fn biometrics(State(callbacks): State<Arc<Callbacks>>, request: Request) -> Response {
    callbacks.answer(Agency::Biometrics, request).await
}

impl Callbacks {
    async fn answer(&self, agency: Agency, request: Request) -> Response {
        match self.take(agency, request).await {
            Ok(accepted) => {
                tracing::info!(agency = agency.name(), case = %accepted.case, stage = %accepted.stage, "callback applied");
                Json(accepted).into_response()
            }
            Err(refusal) => {
                log(agency, &refusal);
                refusal.into_response()
            }
        }
    }

    async fn take(&self, agency: Agency, request: Request) -> Result<Accepted, Refusal> {
        let body = self.signed(agency, request).await?;
        let received_at = self.clock.stamp()?;
        let message = agency.decode(&body)?;
        self.apply(agency, message, digest(&body), received_at).await.map_err(Refusal::of_agency)
    }

    /// The body, if who sent it knows the secret. What is not signed counts against its sender.
    async fn signed(&self, agency: Agency, request: Request) -> Result<Held, Refusal> {
        let (parts, body) = request.into_parts();
        let sender = Sender::of(&parts.extensions);
        self.strangers.admit(sender).map_err(Refusal::for_now)?;
        let refused = |error: SignatureError| {
            self.strangers.count(sender);
            Refusal::from(Problem::from(error))
        };
        let body = body::refuse_if_too_large(&parts.headers, body).await?;
        let signature = match Signature::read(&parts.headers) {
            Ok(signature) => signature,
            Err(error) => {
                body::pass_over(body).await;
                return Err(refused(error));
            }
        };
        let body = body::read(&parts, body).await?;
        signature.verify(self.secret_of(agency), &body).map_err(refused)?;
        body::require_json(&parts.headers)?;
        Ok(body)
    }

    /// The case applies a message once, and tells by the digest whether a repeated id is a repeated message.
    async fn apply(&self, agency: Agency, message: Message, digest: String, received_at: Instant) -> Result<Accepted, Problem> {
        let Message { id, case, content } = message;
        let what = content.name();
        let entry = Entry::taken_in(Order::from(content), None, agency.actor(), received_at);
        let message = shaqyru_client::Message { id: id.clone(), entry, digest, authority: None, rests_on: None, statement: None };
        let receipt = self.cases.tell(&case, message).await?;
        self.note(agency, &id, &case, what, received_at).await;
        Ok(Accepted { case: receipt.case, message_id: id, outcome: "accepted", stage: receipt.stage, status: receipt.status })
    }

    /// That it was sent is noted beside the case, which has it on record already: the register's outage does not undo that.
    async fn note(&self, agency: Agency, id: &str, case: &CaseNumber, what: &str, received_at: Instant) {
        let message =
            AgencyMessage { agency: agency.actor(), message_id: id.to_owned(), case: case.clone(), what: what.to_owned(), received_at };
        if let Err(error) = self.register.note_message(&message).await {
            tracing::warn!(%error, %case, "a message could not be noted in the register");
        }
    }

    const fn secret_of(&self, agency: Agency) -> &Secret {
        match agency {
            Agency::Police => &self.police_secret,
            Agency::Berkut => &self.berkut_secret,
            Agency::Biometrics => &self.biometrics_secret,
        }
    }
}

/// Messages and fields of what a sender got wrong can quote the sender, and with it a person; they are not logged.
fn log(agency: Agency, refusal: &Refusal) {
    let Refusal { status, problem, .. } = refusal;
    let (agency, status, code) = (agency.name(), status.as_u16(), problem.code.as_str());
    match problem.code.origin() {
        Origin::Outside => tracing::warn!(agency, status, code, detail = problem.message, "callback not taken"),
        Origin::Input | Origin::Procedure => tracing::info!(agency, status, code, "callback refused"),
    }
}
