//! An electronic visa by the way that its holder goes: an electronic invitation of some days ago, and today the portal, which has the request made of it,
//! has the holder confirm and pay, and files it with the console.

use shaqyru_domain::{
    case::{
        fact::{Decision, Verdict},
        number::CaseNumber,
        stage::Stage,
    },
    problem::{Code, Problem},
};
use shaqyru_sandbox::Holder;

use super::{
    Demo, Ended, OFFICER,
    family::{Course, Family, visa_of},
    open::by,
};
use crate::examples::{PAKISTAN, dated};

/// In working days before today.
const INVITATION: Course = Course { filed: 10, decided: 8 };
const TITLES: [&str; 2] = ["B3 electronic, India: invited", "B3 electronic, India: confirmed and paid in the portal"];

impl Demo {
    /// Plays it; the invitation and the visa.
    pub(super) async fn play_electronic_visa(&self) -> Result<Vec<Ended>, Problem> {
        // Nationals of India are on the list of annex 11 for as long as there is one; those of Pakistan until a day.
        let application = dated(&PAKISTAN.replace("\"PK\"", "\"IN\""), self.working_day(INVITATION.filed)?)?;
        let host = Family::with(self, application);
        let (invitation, number) = host.invite(INVITATION).await?;
        let date = self.working_day(INVITATION.decided)?.to_string();
        let holder = Holder::of(number.as_str(), &date, host.passport()?.as_str());
        let asked = self.stack.sandbox.ask_for_electronic_visa(holder).await;
        let asked = asked.map_err(|error| Problem::new(Code::ConsoleUnreachable, error.to_string()))?;
        let case = asked.body.pointer("/cases/0/case").and_then(|case| case.as_str());
        let case: CaseNumber = case.ok_or_else(|| Problem::new(Code::Field, format!("the portal was answered {}", asked.body)))?.parse()?;
        self.until(&case, |view| view.stage == Stage::Decision).await?;
        self.cases.tell(&case, by(OFFICER, Decision { verdict: Verdict::Issue, late_reason: None }, self.now())?).await?;
        let issued = self.until(&case, |view| visa_of(view).is_some_and(|visa| visa.valid)).await?;
        let invited = self.until(&invitation.case, |view| view.invitation_number.is_some()).await?;
        let ended: Vec<_> = [invited, issued].into_iter().zip(TITLES).map(|(view, title)| Ended { title, view }).collect();
        for Ended { title, view } in &ended {
            self.say_how_it_ended(title, view);
        }
        Ok(ended)
    }
}
