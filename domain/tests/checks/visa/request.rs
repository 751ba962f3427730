//! Risk: an electronic visa goes to somebody to whom none is issued, a passport ends while its visa is valid, or a visa is annulled for a
//! reason that is not its provider's.

use super::row::{VisaRow, annulment, c3, check, electronic, exit, extension, restoration, row, shortening};

const CHANNEL: &str = "CHK-VISA-CHANNEL channel: R26 para";
const REASON_46: &str = "CHK-VISA-REASON reason: R26 para 46";

pub fn rows() -> Vec<VisaRow> {
    [electronic_visas(), passports(), reasons(), parties(), substitutes()].concat()
}

fn electronic_visas() -> Vec<VisaRow> {
    let state = "CHK-ELECTRONIC-STATE recipient.citizenship: R26 para 25";
    let category = "CHK-ELECTRONIC-CATEGORY category: R26 para 24(3)";
    let tourism = |citizenship: &str| electronic(&format!("category=B12; recipient/citizenship={citizenship}"));
    let basis = "CHK-VISA-BASIS basis.kind: annex 1";
    vec![
        row("at the counter", electronic("channel=counter")).ineligible(&[CHANNEL]),
        row("a sticker through the portal", c3("channel=electronic")).ineligible(&["CHK-VISA-CHANNEL channel: annex 8 row 2"]),
        row("an annulment through the portal", annulment("channel=electronic")),
        row("many entries", electronic("entries=multiple; fee/amount_kzt=129750; special_purpose=founder_or_director"))
            .ineligible(&["CHK-ELECTRONIC-ENTRIES entries: R26 paras 24(3), 25"]),
        row("of a category that has none", electronic("category=C8; recipient/citizenship=IN")).ineligible(&[category, basis]),
        row("tourism from India", tourism("IN")),
        row("tourism from Pakistan", tourism("PK")).ineligible(&[state]),
        row("tourism from Bangladesh, which is on the list no more", tourism("BD")).ineligible(&[state]),
        row("for an entry after the list has changed", electronic("valid_from=2027-01-02; valid_until=2027-01-20"))
            .warned(&["CHK-ELECTRONIC-END recipient.citizenship: annex 11"]),
        row("issued by a mission", electronic("provider=mission")).ineligible(&[
            "CHK-VISA-ELECTRONIC provider: R26 paras 24(3), 25",
            "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22",
            basis,
        ]),
        row("extended", extension("visa_kind=electronic; channel=electronic; entries=single; fee/amount_kzt=30275; recipient/citizenship=PK; category=B3; works_in=null"))
            .ineligible(&["CHK-VISA-ELECTRONIC action: R26 paras 24(3), 25", "CHK-VISA-PROVIDER provider: 48-51"]),
        row("with somebody who comes along", electronic(r#"on_sticker={"accompanied_by":1}"#))
            .ineligible(&["CHK-VISA-ELECTRONIC on_sticker: R26 para 25"]),
        row("with a child of a passport of its own", electronic(r#"on_sticker={"children_passports":["P0000009"]}"#))
            .ineligible(&["CHK-VISA-ELECTRONIC on_sticker: R26 para 25"]),
        row("through airports", electronic(r#"on_sticker={"points":["Almaty","NQZ"]}"#)),
        row("over land", electronic(r#"on_sticker={"points":["Almaty","Korday"]}"#))
            .ineligible(&["CHK-VISA-ELECTRONIC on_sticker.points: R26 para 25"]),
        row("restored for a new passport", restoration("visa_kind=electronic; channel=electronic; entries=single; category=B12; works_in=null"))
            .ineligible(&["CHK-VISA-ELECTRONIC action: R26 paras 24(3), 25"]),
    ]
}

fn passports() -> Vec<VisaRow> {
    let short = "CHK-PASSPORT-VALIDITY recipient.passport.valid_until: R26 para 21";
    let valid_until = |day: &str| format!("recipient/passport/valid_until={day}");
    let unissued = "CHK-PASSPORT-UNISSUED recipient.passport.issued_on: R26 para 21";
    vec![
        row("three months after the visa", c3(&valid_until("2027-08-31"))),
        row("a day less", c3(&valid_until("2027-08-30"))).ineligible(&[short]),
        row("a day less, extended", extension(&valid_until("2027-08-30"))).ineligible(&[short]),
        row("a day less, restored", restoration(&valid_until("2026-08-30"))).ineligible(&[short]),
        row("a day less, electronic", electronic(&valid_until("2026-09-07"))).ineligible(&[short]),
        row("an exit visa asks for no more days", exit(&valid_until("2026-05-23"))),
        row("an annulment for none", annulment(&valid_until("2026-04-25"))),
        row("issued on the day of filing", c3("recipient/passport/issued_on=2026-04-24")),
        row("issued the day after", c3("recipient/passport/issued_on=2026-04-25")).ineligible(&[unissued]),
    ]
}

fn reasons() -> Vec<VisaRow> {
    let mut rows = Vec::new();
    let everybodys = ["new_visa", "issued_against_rules", "conditions_ceased", "sticker_error"];
    let of_the_police = ["stay_shortened", "expulsion", "employer_change", "inviting_party_asks"];
    let to_restore = ["damaged", "lost", "new_passport"];
    for reason in everybodys.into_iter().chain(of_the_police).chain(to_restore) {
        for by in ["police", "mfa", "mission"] {
            let annulled = row(format!("{by} annul for {reason}"), annulment(&format!("provider={by}; reason={reason}")));
            let lawful = everybodys.contains(&reason) || (by == "police" && of_the_police.contains(&reason));
            rows.push(if lawful { annulled } else { annulled.ineligible(&[REASON_46]) });
        }
        let restored = row(format!("restored for {reason}"), restoration(&format!("reason={reason}")));
        rows.push(if to_restore.contains(&reason) { restored } else { restored.ineligible(&["CHK-VISA-REASON reason: R26 para 48"]) });
        let shortened = row(format!("shortened for {reason}"), shortening(&format!("reason={reason}")));
        rows.push(match reason {
            "conditions_ceased" => shortened,
            // It names the decision, and not its ground.
            "stay_shortened" => shortened.warned(&["CHK-VISA-SHORTENING-GROUND reason: LF art 27"]),
            _ => shortened.ineligible(&["CHK-VISA-REASON reason: R26 paras 46, 55"]),
        });
    }
    rows.push(row("shortened, for the law on foreigners was broken", shortening("reason=law_broken")));
    rows.push(row("annulled for that", annulment("reason=law_broken")).ineligible(&[REASON_46]));
    rows.push(row("annulled for a shortened stay", annulment("reason=stay_shortened")));
    rows.push(row("annulled for no reason", annulment("reason=null")).ineligible(&[REASON_46]));
    rows.push(row("restored for none", restoration("reason=null")).ineligible(&["CHK-VISA-REASON reason: R26 para 48"]));
    rows.push(row("shortened for none", shortening("reason=null")).ineligible(&["CHK-VISA-REASON reason: R26 paras 46, 55"]));
    rows
}

/// Whoever holds what stands in place of a visa needs none; who has one may let it be annulled all the same.
fn substitutes() -> Vec<VisaRow> {
    let permit = r#"documents/-={"kind":"kz_residence_permit"}"#;
    let ended = r#"documents/-={"kind":"kz_residence_permit","valid_until":"2026-04-23"}"#;
    let index = c3("")["documents"].as_array().unwrap().len();
    let told = format!("CHK-VISA-NEEDLESS documents[{index}].kind: R26 para 7(2)");
    vec![
        row("with a residence permit", c3(permit)).warned(&[&told]),
        row("with one that has ended", c3(ended)),
        row("annulled, with one", annulment(permit)),
    ]
}

fn parties() -> Vec<VisaRow> {
    vec![
        row("a company with a person's number", c3("inviting_party/bin_iin=\"850315300009\""))
            .ineligible(&["CHK-BIN-IIN inviting_party.bin_iin: annex 4"]),
        row("a certificate of tomorrow", c3("inviting_party/registration_certificate/date=2026-04-25"))
            .ineligible(&["CHK-PAPER-DATES inviting_party.registration_certificate.date: para 23"]),
    ]
}

/// Covers: R26 para 21; R26 para 24(3); R26 para 25; R26 para 46; R26 para 48; R26 para 55; R26 para 7; R26 annex 11; LF art 27
#[test]
pub fn a_request_is_turned_away_for_its_channel_passport_or_reason_exactly_where_the_rules_say() {
    check(&rows());
}
