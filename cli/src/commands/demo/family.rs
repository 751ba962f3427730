//! A family: an invitation to work, the visa that rests on it, its extension, and its end today. All but the end lies in the past, so that people
//! find it as it would stand: each case has a clock of its own, which begins weeks ago and is fast-forwarded from one thing to the next.

use chrono::{Days, NaiveDate};
use futures::future::try_join_all;
use serde::Serialize;
use shaqyru_domain::{
    application::{self, Application},
    case::{
        fact::{Answer, Decision, Verdict, Verification},
        fingerprints::Fingerprints,
        number::CaseNumber,
        order::Order,
        stage::Stage,
        view::CaseView,
        visa::VisaView,
    },
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
    visa::request::{BasisKind, CurrentVisa, Form, PresentAddress, VisaIssuer, VisaRequest},
};
use shaqyru_register::FilingNote;
use uuid::Uuid;

use super::{
    Demo, Ended, OFFICER, OPENS_LETTERS, eventually,
    open::{at, by},
};
use crate::{
    examples::{INDIA_WORK, dated},
    simulation::ShiftedClock,
};

pub(super) const ISSUE: &str = include_str!("../../../../examples/visas/issue-c3-after-b3.json");
const EXTEND: &str = include_str!("../../../../examples/visas/extend-c3-other-region.json");
const ANNUL: &str = include_str!("../../../../examples/visas/annul-c3-employer-change.json");

/// What each of its cases shows.
const TITLES: [&str; 4] = [
    "C3 work, India: invited",
    "C3 work, India: a visa on that invitation",
    "C3 work, India: that visa is extended",
    "C3 work, India: the extended visa is annulled, for the employer has changed",
];

/// The stickers of the office.
const SERIES: &str = "KZ";
const STICKERS: (u32, u32) = (4001, 4999);

const PERMIT: &str = "foreign_labour_permit";
const FOR_WORK: [&str; 2] = ["aifc_registration_certificate", "labour_contract"];

/// When a case is filed, and when the NSC agrees and the officer decides, in working days before today.
#[derive(Clone, Copy)]
pub(super) struct Course {
    pub filed: u16,
    pub decided: u16,
}

/// The visit begins 45 days after this: before the visa does.
const INVITATION: Course = Course { filed: 60, decided: 58 };
const VISA: Course = Course { filed: 32, decided: 30 };
const VISA_BEGINS: u16 = 26;
const VISA_ENDS: u16 = 5;
/// From the 30th to the 5th working day before the visa ends (R26 para 53).
const EXTENSION: Course = Course { filed: 18, decided: 16 };

/// One case of it, and its clock.
pub(super) struct Member {
    pub case: CaseNumber,
    clock: ShiftedClock,
}

/// The family while it is played.
pub(super) struct Family<'a> {
    demo: &'a Demo,
    /// With what it begins.
    application: Application,
}

impl<'a> Family<'a> {
    pub(super) fn of(demo: &'a Demo) -> Result<Self, Problem> {
        Ok(Self::with(demo, dated(INDIA_WORK, demo.working_day(INVITATION.filed)?)?))
    }

    /// One that begins with this application.
    pub(super) const fn with(demo: &'a Demo, application: Application) -> Self {
        Self { demo, application }
    }

    /// Plays it; its cases from the invitation on.
    pub(super) async fn play(&self) -> Result<Vec<Ended>, Problem> {
        let Self { demo, application } = self;
        let (office, until) = (&application.form().inviting_party.office, application.form().visit.until);
        demo.stack.register.add_stickers(office, &Text::try_from(SERIES.to_owned())?, STICKERS.0, STICKERS.1).await?;
        let (begins, ends) = (demo.working_day(VISA_BEGINS)?, demo.working_day(VISA_ENDS)?);
        let goes_on = ends.checked_add_days(Days::new(1)).unwrap_or(ends);

        let (invitation, number) = self.invite(INVITATION).await?;
        let mut request = self.request(ISSUE, VISA.filed, None, (begins, ends))?;
        (request.basis.kind, request.basis.number) = (BasisKind::Invitation, number);
        request.basis.date = demo.working_day(INVITATION.decided)?;
        let visa = self.file(request, &invitation, self.at(VISA.filed, 10)?).await?;
        let issued = self.issue(&visa, VISA, None).await?;

        let request = self.request(EXTEND, EXTENSION.filed, Some(issued), (goes_on, until))?;
        let extension = self.file(request, &visa, self.at(EXTENSION.filed, 10)?).await?;
        let extended = self.issue(&extension, EXTENSION, Some(&visa)).await?;

        let now = demo.now();
        let annulment = self.file(self.request(ANNUL, 0, Some(extended), (goes_on, until))?, &extension, now).await?;
        demo.until(&annulment.case, |view| view.stage == Stage::Decision).await?;
        extension.clock.forward_to(now).await?;
        self.decide(&annulment, Verdict::Annul, now).await?;

        let members = [invitation, visa, extension, annulment];
        let ended = members.iter().zip(TITLES).map(async |(member, title)| {
            let view = demo.until(&member.case, |view| visa_of(view).is_none_or(|visa| !visa.valid)).await?;
            Ok::<_, Problem>(Ended { title, view })
        });
        let ended = try_join_all(ended).await?;
        for Ended { title, view } in &ended {
            demo.say_how_it_ended(title, view);
        }
        Ok(ended)
    }

    /// The invitation, and its number.
    pub(super) async fn invite(&self, course: Course) -> Result<(Member, Text), Problem> {
        let id = Uuid::new_v4().to_string();
        let filed_at = self.at(course.filed, 10)?;
        let invitation = self.member(CaseNumber::of_request(&id, 0), filed_at);
        self.demo.cases.submit_shifted(&id, &self.application, filed_at, invitation.clock.offset_ms()).await?;
        self.demo.until(&invitation.case, |view| view.stage == Stage::Verification).await?;
        self.tell(&invitation, OPENS_LETTERS, Verification::Clear, self.at(course.filed, 15)?).await?;
        self.tell(&invitation, OPENS_LETTERS, Answer::Agree, self.at(course.decided, 11)?).await?;
        self.decide(&invitation, Verdict::Issue, self.at(course.decided, 15)?).await?;
        let view = self.demo.until(&invitation.case, |view| view.invitation_number.is_some()).await?;
        let number = Text::try_from(view.invitation_number.unwrap_or_default())?;
        self.until_on_record(&invitation, &number).await?;
        Ok((invitation, number))
    }

    fn request(
        &self,
        example: &str,
        filed: u16,
        current_visa: Option<CurrentVisa>,
        valid: (NaiveDate, NaiveDate),
    ) -> Result<Form, Problem> {
        request(example, &self.application, self.demo.working_day(filed)?, current_visa, valid)
    }

    /// Files a request that rests on what another case has led to, as the console does.
    async fn file(&self, request: Form, rests_on: &Member, filed_at: Instant) -> Result<Member, Problem> {
        let (id, request) = (Uuid::new_v4().to_string(), VisaRequest::of(request)?);
        let member = self.member(CaseNumber::of_visa_request(&id), filed_at);
        let note = FilingNote {
            case: member.case.clone(),
            filed_by: OFFICER.parse()?,
            at: filed_at,
            action: Some(request.form().action),
            parent: Some(rests_on.case.clone()),
            ends: request.ending_visa().map(|visa| visa.number.clone()),
        };
        self.demo.stack.register.note_filing(&note).await?;
        self.demo.cases.submit_visa_shifted(&id, &request, filed_at, member.clock.offset_ms()).await?;
        Ok(member)
    }

    /// The visa, once its sticker is made and entered in Berkut. The case of the former visa learns on the same day that it has ended.
    async fn issue(&self, member: &Member, course: Course, former: Option<&Member>) -> Result<CurrentVisa, Problem> {
        // As its own clock shows: by today the NSC would be overdue.
        self.demo.until_as_of(&member.case, self.at(course.filed, 10)?, |view| view.stage == Stage::Coordination).await?;
        self.tell(member, OFFICER, Fingerprints::Taken, self.at(course.filed, 15)?).await?;
        self.tell(member, OPENS_LETTERS, Answer::Agree, self.at(course.decided, 11)?).await?;
        let decided_at = self.at(course.decided, 15)?;
        if let Some(former) = former {
            former.clock.forward_to(decided_at).await?;
        }
        self.decide(member, Verdict::Issue, decided_at).await?;
        let view = self.demo.until(&member.case, |view| visa_of(view).is_some_and(|visa| visa.valid)).await?;
        let no_visa = || Problem::new(Code::NoVisa, "the visa is gone that was there");
        let visa = visa_of(&view).ok_or_else(no_visa)?.clone();
        self.until_on_record(member, &visa.number).await?;
        Ok(CurrentVisa {
            number: visa.number,
            category: visa.category,
            entries: visa.entries,
            valid_from: visa.valid_from,
            valid_until: visa.valid_until,
            issued_by: VisaIssuer::Police,
            passport_number: self.passport()?.clone(),
            used: true,
            extended_before: u8::from(former.is_some()),
        })
    }

    async fn decide(&self, member: &Member, verdict: Verdict, at: Instant) -> Result<(), Problem> {
        self.tell(member, OFFICER, Decision { verdict, late_reason: None }, at).await
    }

    /// Days pass for this case alone; then somebody enters something.
    async fn tell<T: Into<Order> + Serialize>(&self, member: &Member, officer: &str, content: T, at: Instant) -> Result<(), Problem> {
        member.clock.forward_to(at).await?;
        self.demo.cases.tell(&member.case, by(officer, content, at)?).await.map(drop)
    }

    /// What rests on it finds it there.
    async fn until_on_record(&self, member: &Member, number: &Text) -> Result<(), Problem> {
        let passports = [self.passport()?];
        let found = async || {
            let issued_by = self.demo.stack.register.case_that_issued(number, &passports).await?;
            Ok((issued_by.as_ref() == Some(&member.case)).then_some(()))
        };
        eventually(&format!("what {} has led to is not on record", member.case), found).await
    }

    pub(super) fn passport(&self) -> Result<&Text, Problem> {
        let invitee = self.application.form().invitees.first();
        invitee.map(|invitee| &invitee.passport.number).ok_or_else(|| Problem::new(Code::Field, "nobody is invited").at("invitees"))
    }

    fn member(&self, case: CaseNumber, filed_at: Instant) -> Member {
        Member { clock: ShiftedClock::that_shows(filed_at, &self.demo.cases, &case), case }
    }

    fn at(&self, days_ago: u16, hour: u32) -> Result<Instant, Problem> {
        Ok(at(self.demo.working_day(days_ago)?, hour))
    }
}

pub(super) fn visa_of(view: &CaseView) -> Option<&VisaView> {
    view.visa_standing.as_ref()?.visa.as_ref()
}

/// A request for the invitee of an application, as one of the examples has it, for the days from when until when.
pub(super) fn request(
    example: &str,
    application: &Application,
    filed_on: NaiveDate,
    current_visa: Option<CurrentVisa>,
    (valid_from, valid_until): (NaiveDate, NaiveDate),
) -> Result<Form, Problem> {
    let application::Form { inviting_party: party, visit, documents, .. } = application.form();
    let mut form = VisaRequest::parse(example.as_bytes())?.form().clone();
    form.basis.date = filed_on;
    form.recipient.present_address = Some(PresentAddress { region: party.region.clone(), text: visit.address_in_kz.clone() });
    if let Some(fee) = form.fee.as_mut() {
        fee.paid_on = Some(filed_on);
    }
    // Who works at the AIFC needs no permit; what the invitation rested on is shown again.
    form.documents.retain(|document| document.kind.as_str() != PERMIT);
    form.documents.extend(documents.iter().filter(|document| FOR_WORK.contains(&document.kind.as_str())).cloned());
    let (office, works_in, inviting_party) = (party.office.clone(), Some(party.region.clone()), Some(party.clone()));
    Ok(Form { office, works_in, inviting_party, current_visa, valid_from, valid_until, ..form })
}
