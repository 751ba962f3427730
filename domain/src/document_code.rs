//! How who applied comes to the documents of their case without an account: by the code that a notice carried, and then for a while by a
//! ticket. Both are made of a secret that console and workers share, so that no code is kept anywhere before it is typed.

use crate::{
    case::{number::CaseNumber, outbox::ApplicantNotice},
    problem::{Code, Problem},
    secret::Secret,
    service::CaseService,
    time::instant::Instant,
};

/// What is signed, so that no signature made for one purpose serves another.
const CODE: &[u8] = b"document-code.";
const TICKET: &[u8] = b"document-ticket.";
/// Copies of a notice have codes of their own, up to this one.
const MOST_COPIES: usize = 99;

/// The code of a notice, in two groups of four such as `K7QX-2MBA`. None for a complaint, of which there are no documents.
pub fn code_of(secret: &Secret, notice: &ApplicantNotice) -> Option<String> {
    let code = secret.code(&[CODE, notice.id.as_bytes()]);
    let groups = code.split_at_checked(code.len() / 2).filter(|_| CaseService::of(&notice.case) != CaseService::Complaint);
    groups.map(|(first, second)| format!("{first}-{second}"))
}

/// The id of the notice, or of the copy of it, whose code somebody has typed.
pub fn notice_of_code(secret: &Secret, notices: &[ApplicantNotice], typed: &str) -> Option<String> {
    let typed = as_it_was_written(typed);
    let copies = |notice: &ApplicantNotice| (2..=MOST_COPIES).map(|copy| notice.again(copy).id).collect::<Vec<_>>();
    let ids = notices.iter().flat_map(|notice| std::iter::once(notice.id.clone()).chain(copies(notice)));
    // Each is compared, whichever fits: how long it takes says nothing of that.
    ids.fold(None, |found, id| if secret.has_coded(&[CODE, id.as_bytes()], &typed) { Some(id) } else { found })
}

/// Blanks and dashes between the letters do not count, nor whether these are small. The digits 0, 1 and 8 stand in no code: who reads them has
/// read the letters that look like them.
fn as_it_was_written(typed: &str) -> String {
    let letters = typed.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase);
    letters
        .map(|letter| match letter {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        })
        .collect()
}

/// What opens the documents of a case until an instant, for who has shown a code.
pub fn ticket(secret: &Secret, case: &CaseNumber, until: Instant) -> String {
    let until = until.to_string();
    format!("{until}.{}", secret.sign(&[TICKET, case.as_str().as_bytes(), b".", until.as_bytes()]))
}

/// Whether a ticket opens the documents of a case now.
///
/// # Errors
/// [`Code::DocumentCode`].
pub fn require_ticket(secret: &Secret, case: &CaseNumber, ticket: &str, now: Instant) -> Result<(), Problem> {
    let over = || Problem::new(Code::DocumentCode, "the time in which the documents were open is over; ask with a new code");
    let (until, signature) = ticket.rsplit_once('.').ok_or_else(over)?;
    let signature = data_encoding::HEXLOWER.decode(signature.as_bytes()).map_err(|_| over())?;
    let is_ours = secret.has_signed(&[TICKET, case.as_str().as_bytes(), b".", until.as_bytes()], &signature);
    let is_in_time = Instant::parse(until).is_ok_and(|until| now <= until);
    if is_ours && is_in_time { Ok(()) } else { Err(over()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn notice(kind: &str, id: &str) -> ApplicantNotice {
        let case = id.split('/').next().unwrap();
        serde_json::from_value(json!({ "id": id, "case": case, "kind": kind, "at": "2026-03-06T10:00:00+05:00" })).unwrap()
    }

    /// Risk: a code opens another case, or what somebody has guessed; or one that was copied by hand opens nothing.
    #[test]
    fn a_code_is_that_of_one_notice_under_one_secret_however_it_is_typed() {
        let [ours, theirs] = ["ours", "theirs"].map(|text| Secret::new(text).unwrap());
        let receipt = notice("acceptance_receipt", "INV-7K3QX5ABCD-1/notice/acceptance_receipt");
        let decision = notice("decision", "INV-7K3QX5ABCD-1/notice/decision");
        let of_another = notice("decision", "INV-7K3QX5ABCD-2/notice/decision");
        let notices = [receipt.clone(), decision.clone()];
        let code = code_of(&ours, &decision).unwrap();
        assert!(code.len() == 9 && code.chars().all(|letter| matches!(letter, 'A'..='Z' | '2'..='7' | '-')), "{code}");
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', ""), code.replace('-', " – "), format!(" {code} ")] {
            assert_eq!(notice_of_code(&ours, &notices, &typed), Some(decision.id.clone()), "{typed}");
        }
        let misread = code.replace('O', "0").replace('I', "1").replace('B', "8");
        assert_eq!(notice_of_code(&ours, &notices, &misread), Some(decision.id.clone()), "{misread}");
        assert_eq!(notice_of_code(&theirs, &notices, &code), None);
        assert_eq!(notice_of_code(&ours, &[of_another], &code), None);
        for typed in ["", "-", "AAAA", &code[..8], &format!("{code}A"), "ЖЖЖЖ-ЖЖЖЖ", "AAAA-AAAA"] {
            assert_eq!(notice_of_code(&ours, &notices, typed), None, "{typed}");
        }
        // A copy has a code of its own.
        let copy = decision.again(2);
        assert_ne!(code_of(&ours, &copy), Some(code));
        assert_eq!(notice_of_code(&ours, &notices, &code_of(&ours, &copy).unwrap()), Some(copy.id));
        assert_eq!(code_of(&ours, &notice("decision", "CMP-7K3QX5ABCD-1/notice/decision")), None);
    }

    #[test]
    fn a_ticket_opens_one_case_until_its_instant_and_cannot_be_made_by_others() {
        let [ours, theirs] = ["ours", "theirs"].map(|text| Secret::new(text).unwrap());
        let at = |text: &str| Instant::parse(text).unwrap();
        let [case, another]: [CaseNumber; 2] = ["INV-7K3QX5ABCD-1", "INV-7K3QX5ABCD-2"].map(|number| number.parse().unwrap());
        let until = at("2026-03-06T10:15:00");
        let opens = |secret, case, ticket: &str, now| require_ticket(secret, case, ticket, at(now)).is_ok();
        let good = ticket(&ours, &case, until);
        assert!(opens(&ours, &case, &good, "2026-03-06T10:15:00"));
        assert!(!opens(&ours, &case, &good, "2026-03-06T10:15:01"));
        assert!(!opens(&ours, &another, &good, "2026-03-06T10:00:00"));
        assert!(!opens(&theirs, &case, &good, "2026-03-06T10:00:00"));
        assert!(!opens(&ours, &case, &good.replace("10:15", "23:15"), "2026-03-06T10:00:00"));
        for forged in ["", ".", "2026-03-06T10:15:00+05:00.", "2026-03-06T10:15:00+05:00.00"] {
            assert!(!opens(&ours, &case, forged, "2026-03-06T10:00:00"), "{forged}");
        }
    }
}
