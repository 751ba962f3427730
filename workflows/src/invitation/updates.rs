//! What the names of an invitation's updates say, for whoever reads them in a history.

use serde::Deserialize;
use serde_json::{Map, Value};
use shaqyru_domain::{
    authority::Act,
    case::{fact::Entry, procedure},
    invitation::procedure::Fact,
    problem::{Code, Problem},
    visa,
};

use crate::runtime::messages::{TELL, act_of_told};

/// The updates that bring one act each. Orders that came after these come by the update that brings any.
const UPDATES: [(&str, Act); 9] = [
    ("record_verification", Act::Verify),
    ("record_nsc_answer", Act::Answer),
    ("record_nsc_extension", Act::Extend),
    ("decide", Act::Decide),
    ("withdraw", Act::Withdraw),
    ("reassign", Act::Reassign),
    ("correct", Act::Correct),
    ("request_papers", Act::RequestPapers),
    ("resume", Act::Resume),
];

/// The update that brings this act and no other; none if it comes by the update that brings any. A worker of a release before that update
/// knows these only.
pub fn update_of_its_own(act: Act) -> Option<&'static str> {
    UPDATES.iter().find(|(_, of)| *of == act).map(|(name, _)| *name)
}

/// What is done by an update with this name and this message.
///
/// # Errors
/// [`Code::Engine`] for an update that is none of ours.
pub fn act_of_update(update: &str, message: &Map<String, Value>) -> Result<Act, Problem> {
    match update {
        TELL => act_of_told(message).ok_or_else(unknown_update),
        "take_found_again" => act_of_found(message),
        _ => UPDATES.iter().find(|(name, _)| *name == update).map(|(_, act)| *act).ok_or_else(unknown_update),
    }
}

fn act_of_found(message: &Map<String, Value>) -> Result<Act, Problem> {
    let entry = message.get("entry").ok_or_else(unknown_update)?;
    // What both services know is written alike.
    act_of_agency::<Fact>(entry).or_else(|| act_of_agency::<visa::fact::Fact>(entry)).ok_or_else(unknown_update)
}

fn act_of_agency<F: procedure::Fact>(entry: &Value) -> Option<Act> {
    let entry = Entry::<F>::deserialize(entry).ok()?;
    entry.content.act_of_agency(&entry.entered_by)
}

fn unknown_update() -> Problem {
    Problem::new(Code::Engine, "a case has taken what this release does not know")
}

#[cfg(test)]
mod tests {
    //! Risk: a repair of a history comes upon a message of which it does not know what it does, and stops.

    #![allow(clippy::unwrap_used)]

    use serde_json::json;
    use shaqyru_domain::case::{
        fact::Answer,
        order::{EachOrder, NamedOrder, Order, OrderContent},
    };

    use super::*;

    struct Acts(Vec<Act>);

    impl EachOrder for Acts {
        fn order<C: OrderContent>(&mut self) {
            self.0.push(C::ACT);
        }
    }

    #[test]
    fn a_repair_knows_what_each_update_that_brings_an_order_does() {
        let told = |order: Order| json!({"id": "1", "entry": {"content": NamedOrder::from(order)}}).as_object().unwrap().clone();
        assert_eq!(act_of_update(TELL, &told(Order::Resume)).unwrap(), Act::Resume);
        assert_eq!(act_of_update(TELL, &told(Order::Answer(Answer::Agree))).unwrap(), Act::Answer);
        assert!(act_of_update(TELL, &Map::new()).is_err() && act_of_update("forget", &Map::new()).is_err());
        let mut orders = Acts(Vec::new());
        Order::each(&mut orders);
        let known = UPDATES.iter().filter(|(name, act)| act_of_update(name, &Map::new()).unwrap() == *act && orders.0.contains(act));
        assert_eq!(known.count(), UPDATES.len());
    }
}
