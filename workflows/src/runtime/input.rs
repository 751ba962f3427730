//! A workflow's input that may be anything: whoever reaches the engine can start a workflow with what they like. What cannot be read is
//! told to the workflow, which fails at once and visibly; otherwise its first step would be tried again for ever.

use serde::{Serialize, de::DeserializeOwned};
use shaqyru_domain::problem::{Code, Problem};
use temporalio_common::{
    data_converters::{PayloadConversionError, SerializationContext, TemporalDeserializable, TemporalSerializable},
    protos::temporal::api::common::v1::Payload,
};

const ENCODING: &str = "encoding";
const JSON: &[u8] = b"json/plain";

/// What came in.
#[derive(Debug, Clone)]
pub struct Input<T>(Result<T, Problem>);

impl<T> Input<T> {
    /// What came in, if it could be read.
    ///
    /// # Errors
    /// [`Code::Field`]; names no content.
    pub fn read(self) -> Result<T, Problem> {
        self.0
    }
}

impl<T> From<T> for Input<T> {
    fn from(input: T) -> Self {
        Self(Ok(input))
    }
}

impl<T: Serialize> TemporalSerializable for Input<T> {
    fn to_payload(&self, _: &SerializationContext<'_>) -> Result<Payload, PayloadConversionError> {
        let input = self.0.as_ref().map_err(|problem| PayloadConversionError::EncodingError(Box::new(problem.clone())))?;
        let data = serde_json::to_vec(input).map_err(|error| PayloadConversionError::EncodingError(Box::new(error)))?;
        Ok(Payload { metadata: [(ENCODING.to_owned(), JSON.to_vec())].into(), data, ..Payload::default() })
    }
}

impl<T: DeserializeOwned> TemporalDeserializable for Input<T> {
    fn from_payloads(_: &SerializationContext<'_>, payloads: Vec<Payload>) -> Result<Self, PayloadConversionError> {
        Ok(Self(of(&payloads)))
    }
}

fn of<T: DeserializeOwned>(payloads: &[Payload]) -> Result<T, Problem> {
    let unreadable = |why: String| Problem::new(Code::Field, format!("this workflow was started with an input that cannot be read: {why}"));
    match payloads {
        [payload] if payload.metadata.get(ENCODING).is_some_and(|encoding| encoding == JSON) => {
            // serde's own words could quote the content.
            serde_json::from_slice(&payload.data).map_err(|error| unreadable(format!("line {}, column {}", error.line(), error.column())))
        }
        [_] => Err(unreadable("it is not JSON".to_owned())),
        payloads => Err(unreadable(format!("{} values instead of one", payloads.len()))),
    }
}
