//! What the description shows of each request. Each is sent to a console by a test.

use serde_json::{Value, json};

/// A file of the examples.
macro_rules! example {
    ($file:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../../examples/", $file))).unwrap_or_default()
    };
}

pub(super) fn application() -> Value {
    json!({ "application": example!("applications/b3-negotiations-turkiye.json") })
}

pub(super) fn visa_request() -> Value {
    json!({ "request": example!("visas/issue-c3-after-b3.json") })
}

pub(super) fn electronic_invitation() -> Value {
    json!({ "number": "7K3QX5ABCD", "date": "2026-04-07", "passport_number": "U00000001" })
}

pub(super) fn complaint() -> Value {
    json!({ "complaint": example!("complaints/about-a-refusal.json") })
}

pub(super) fn draft() -> Value {
    json!({ "office": "ALA-ALMALY", "channel": "electronic", "filed_at": "2026-03-06T10:00:00+05:00" })
}

pub(super) fn status() -> Value {
    json!({ "case": "INV-7K3QX5ABCD-1", "passport_number": "U00000001" })
}

pub(super) fn sticker() -> Value {
    json!({ "sticker": example!("stickers/corrected.json"), "on": "2026-04-13" })
}

pub(super) fn resumption() -> Value {
    json!({ "step": "police", "code": "SHQ-AGENCY-REFUSED" })
}

/// Of an order, by its name in paths; nothing is said by one that is not named here.
pub(super) fn of_order(resource: &str) -> Value {
    let content = match resource {
        "verification" => json!({ "outcome": "refuse", "ground": 4, "note": "unpaid fine of 2024" }),
        "answer" => json!("agree"),
        "extension" => json!({ "reason": "further study" }),
        "decision" => json!({ "verdict": "issue" }),
        "withdrawal" => json!({ "reason": "the visit is called off" }),
        "reassignment" => json!({ "officer": "P-1043", "office": "AST-ESIL" }),
        "correction" => json!({ "replacement": { "answer": "object" }, "received_at": null, "reason": "misread" }),
        "papers-request" => json!({ "papers": [{ "kind": "contract", "form": "copy" }], "reason": "the copy is not legible" }),
        "fingerprints" => json!({ "taken": true }),
        "fingerprint-appointment" => json!({ "at": "2026-04-28T11:00:00+05:00", "place": "Astana, the centre's office" }),
        "preliminary-refusal" => json!({ "ground": 2, "note": "the contract has ended", "hearing_at": "2026-05-06T11:00:00+05:00" }),
        "hearing" => json!({ "outcome": "held", "objections": "the contract was renewed" }),
        "spoilage" => json!({ "reason": "ink ran" }),
        "berkut-entry" => json!({}),
        "border-annulment" => json!({ "because": "entry_refused" }),
        "end-elsewhere" => json!({ "by": "VIS-7K3QX5ABCD-1" }),
        "satisfaction" => json!({ "done": "the refusal was withdrawn, and the invitation issued" }),
        "passing-on" => json!({ "letter": "7/112" }),
        "complaint-answer" => json!({ "outcome": "dismissed", "reasons": "the refusal rests on a decision of a court" }),
        _ => Value::Null,
    };
    json!({ "content": content })
}
