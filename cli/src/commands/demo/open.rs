//! Cases that wait for people: filed some days ago, and told since then what came by letter. Nothing is fast-forwarded: they stand
//! where they would stand today.

use chrono::{NaiveDate, NaiveTime};
use shaqyru_client::Message;
use shaqyru_domain::{
    actor::Actor,
    case::{
        Reassignment,
        fact::{Answer, Entry, ExtensionRequest, Verification},
        fingerprints::Fingerprints,
        number::CaseNumber,
        stage::Stage,
    },
    problem::Problem,
    time::instant::Instant,
    visa::request::VisaRequest,
};
use uuid::Uuid;

use super::{
    Demo, OFFICER, OPENS_LETTERS, authority,
    family::{ISSUE, request},
};
use crate::examples::{INDIA_PRIVATE, INDIA_WORK, INTERNSHIP, PAKISTAN, TURKIYE, dated};

/// How far a case has come.
#[derive(Clone, Copy)]
enum Until {
    /// Nobody has verified it.
    Filed,
    /// The NSC has it.
    Verified,
    /// The NSC has asked for more time.
    MoreTime,
    /// The NSC has agreed; who verified it does not decide it.
    Agreed,
}

/// Example, working days ago, how far it has come, and who has it.
const CASES: [(&str, u16, Until, &str); 7] = [
    (TURKIYE, 0, Until::Filed, "P-2001"),
    (TURKIYE, 2, Until::Verified, "P-2001"),
    (INTERNSHIP, 3, Until::Verified, "P-1042"),
    (INTERNSHIP, 3, Until::Agreed, "P-1042"),
    (INDIA_WORK, 4, Until::MoreTime, "P-1043"),
    (INDIA_PRIVATE, 5, Until::Agreed, "P-1042"),
    (PAKISTAN, 12, Until::Verified, "P-3001"),
];

impl Demo {
    /// Opens them; the one of a visa.
    pub(super) async fn open_cases(&self) -> Result<CaseNumber, Problem> {
        for (example, days_ago, until, officer) in CASES {
            self.open_case(example, days_ago, until, officer).await?;
        }
        self.open_visa().await
    }

    /// A visa that the NSC has agreed to: whoever issues it can print its sticker.
    async fn open_visa(&self) -> Result<CaseNumber, Problem> {
        let (filed_on, agreed_on) = (self.working_day(2)?, self.working_day(1)?);
        let application = dated(INDIA_WORK, filed_on)?;
        let visit = &application.form().visit;
        let form = request(ISSUE, &application, filed_on, None, (visit.from, visit.until))?;
        let (id, filed_at) = (Uuid::new_v4().to_string(), at(filed_on, 10));
        let case = CaseNumber::of_visa_request(&id);
        self.cases.submit_visa_shifted(&id, &VisaRequest::of(form)?, filed_at, self.offset.num_milliseconds()).await?;
        self.until(&case, |view| view.stage == Stage::Coordination).await?;
        let give = Reassignment { officer: Some(OFFICER.parse()?), office: None, reason: None };
        self.cases.tell(&case, by(OFFICER, give, filed_at)?).await?;
        self.cases.tell(&case, by(OFFICER, Fingerprints::Taken, at(filed_on, 15))?).await?;
        self.cases.tell(&case, by(OPENS_LETTERS, Answer::Agree, at(agreed_on, 16))?).await?;
        Ok(case)
    }

    async fn open_case(&self, example: &str, days_ago: u16, until: Until, officer: &str) -> Result<(), Problem> {
        let filed_on = self.working_day(days_ago)?;
        let filed_at = if days_ago == 0 { self.now() } else { at(filed_on, 10) };
        let application = dated(example, filed_on)?;
        let submitted =
            self.cases.submit_shifted(&Uuid::new_v4().to_string(), &application, filed_at, self.offset.num_milliseconds()).await?;
        for case in &submitted.cases {
            self.until(case, |view| view.stage == Stage::Verification).await?;
            let give = Reassignment { officer: Some(officer.parse()?), office: None, reason: None };
            self.cases.tell(case, by(officer, give, filed_at)?).await?;
            self.lead(case, days_ago, until, officer).await?;
        }
        Ok(())
    }

    /// Each thing came on the working day after the one before.
    async fn lead(&self, case: &CaseNumber, days_ago: u16, until: Until, officer: &str) -> Result<(), Problem> {
        if matches!(until, Until::Filed) {
            return Ok(());
        }
        let verified_at = at(self.working_day(days_ago)?, 15);
        self.cases.tell(case, by(officer, Verification::Clear, verified_at)?).await?;
        match until {
            Until::Filed | Until::Verified => {}
            Until::MoreTime => {
                let received_at = at(self.working_day(days_ago.saturating_sub(1))?, 11);
                let request = ExtensionRequest { reason: "further study of the materials".to_owned().try_into()? };
                self.cases.tell(case, by(officer, request, received_at)?).await?;
            }
            Until::Agreed => {
                let received_at = at(self.working_day(1)?, 16);
                self.cases.tell(case, by(officer, Answer::Agree, received_at)?).await?;
            }
        }
        Ok(())
    }

    pub(super) fn working_day(&self, days_ago: u16) -> Result<NaiveDate, Problem> {
        let today = self.now().date();
        if days_ago == 0 {
            return Ok(today);
        }
        Ok(self.stack.rulebook().calendars.newest().nth_working_day_before(today, days_ago)?)
    }
}

pub(super) fn at(day: NaiveDate, hour: u32) -> Instant {
    Instant::at(day, NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}

pub(super) fn by<T: serde::Serialize>(officer: &str, content: T, received_at: Instant) -> Result<Message<T>, Problem> {
    let entry = Entry::new(content, received_at, Actor::Officer(officer.parse()?));
    Ok(Message::of(Uuid::new_v4().to_string(), entry)?.under(authority()))
}
