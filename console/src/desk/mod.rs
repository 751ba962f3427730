//! What people do with cases, whether through the API or on a page: with what they are allowed to, on record.

mod audit;
mod drafts;
mod electronic;
mod family;
mod filing;
mod handed_in;
mod lists;
mod open;
mod opening;
mod order;
mod resumption;
pub(crate) mod supervision;
mod workboard;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use shaqyru_client::{Cases, Receipt, VisaFiling, WhatWasFiled};
use shaqyru_domain::{
    actor::Actor,
    admission::require_visible,
    application::Application,
    authority::{Act, Reach},
    case::{
        Reassignment,
        complaint::Examiner,
        event::Event,
        fact::{Decision, Verdict},
        fingerprints::{Exemption, Fingerprints},
        number::CaseNumber,
        order::{Order, OrderRequest},
        outbox::NoticeKind,
        record::CaseRecord,
        stage::{Stage, Status},
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    checks::papers::MissingPaper,
    coordination::what_if::{Supposed, WhatIf},
    document::Document,
    law::{
        clock_kind::ClockKind,
        ground::Ground,
        rulebook::{Rulebook, jurisdiction::Body, office::Office},
        rules::complain_until,
    },
    problem::{Code, Problem},
    text::{DocumentKind, OfficeCode, OfficerId, Text},
    time::instant::Instant,
    visa::sticker::Issued,
};
use shaqyru_register::{AgencyMessage, Cursor, Family, Filter, LookFilter, NotedLook, Page, Register, View};

pub(crate) use self::{
    audit::{actor, day_after, midnight},
    opening::Opened,
};
pub use self::{
    drafts::stale_draft,
    electronic::{ElectronicInvitation, PreparedRequest},
    filing::{Filed, FiledCase, Submission},
    handed_in::{HandedInComplaint, Paper},
    lists::Prospect,
    open::open_to,
    resumption::{Resumed, Resumption, ToResume},
    supervision::{Load, Month, Past, Supervision, TermGroup},
    workboard::Workboard,
};
use crate::{clock::Clock, identity::Principal};

/// So long an applicant waits for what only the case itself knows.
const PATIENCE_FOR_PARTICULARS: Duration = Duration::from_secs(5);

/// Where people work on cases.
#[derive(Clone)]
pub struct Desk {
    /// Speaks to running cases.
    pub cases: Cases,
    /// What is on record.
    pub register: Register,
    /// The law.
    pub rulebook: Arc<Rulebook>,
    /// Stamps what is taken in.
    pub clock: Clock,
}

/// What an applicant is told: where it stands, and dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Progress {
    /// Whether it is open, or how it ended.
    #[schema(value_type = String)]
    pub status: Status,
    /// The stage.
    #[schema(value_type = String)]
    pub stage: Stage,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// The day that counts as the day of registration.
    pub registered_on: Option<chrono::NaiveDate>,
    /// By when the service is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<Instant>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Instant>,
    /// How to complain of a refusal; none where nothing was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<HowToComplain>,
    /// The number of the ground of a refusal.
    #[schema(value_type = Option<u8>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
}

/// What only the case itself knows of how it stands, for who applied.
#[derive(Debug, Clone, Default)]
pub struct Particulars {
    /// The term of the service, day by day.
    pub term: Option<ProvenDeadline>,
    /// What was missing when acceptance was refused.
    pub missing: Vec<MissingPaper>,
    /// Papers that an officer has asked for, while the case is open.
    pub asked_for: BTreeSet<DocumentKind>,
}

/// How, where and until when somebody complains (R26 para 59; APPC arts 91, 92).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HowToComplain {
    /// The office to which the complaint is handed in.
    #[schema(value_type = String)]
    pub to: OfficeCode,
    /// Who may be asked to examine it: the complaint says which.
    #[schema(value_type = Vec<String>)]
    pub examined_by: Vec<Examiner>,
    /// Until when who learnt of the refusal on its day complains. One that comes later is taken, too.
    pub until: Option<chrono::NaiveDate>,
}

/// What cases are searched for by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The number of a person's passport.
    Passport(Text),
    /// BIN or IIN of who invites.
    InvitingParty(Text),
}

/// A case with all that belongs to it.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Where it stands, and what happened.
    pub view: CaseView,
    /// Its clocks with their proofs.
    pub deadlines: Vec<ProvenDeadline>,
    /// What was filed, as long as the engine keeps it.
    pub filing: Option<WhatWasFiled>,
    /// The documents that it has produced.
    pub documents: Vec<Document>,
    /// What agencies have sent.
    pub messages: Vec<AgencyMessage>,
    /// The case with those that rest on it and on which it rests; none before it is on record.
    pub family: Option<Family>,
    /// As of when.
    pub now: Instant,
}

impl Desk {
    /// Now, by the console's clock.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The cases that somebody may see, in the order in which they fall due.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for another office's cases; if the register cannot be read.
    pub async fn list(&self, who: &Principal, mut filter: Filter, after: Option<&Cursor>, limit: u16) -> Result<Page, Problem> {
        let reach = self.or_deny(who, None, Act::View, who.authority.reach(Act::View)).await?;
        if reach == Reach::Filed {
            filter.filed_by = Some(who.id.clone());
        }
        if let Reach::Office(own) = reach {
            if filter.office.as_ref().is_some_and(|office| office != own) {
                let theirs = Problem::new(Code::Forbidden, format!("you see the cases of the office {own}")).at("office");
                return self.or_deny(who, None, Act::View, Err(theirs)).await;
            }
            filter.office = Some(own.clone());
        }
        filter.reader = Some(who.id.clone());
        Ok(self.register.list(&filter, after, limit).await?)
    }

    /// The cases of a person's passport or of an inviting party; of all offices for who supervises, since people move. That somebody
    /// looked is on record: of each case that was found, and where none was, beside all cases, lest passports are tried one after the other.
    ///
    /// # Errors
    /// As [`Desk::list`].
    pub async fn search(&self, who: &Principal, wanted: Wanted, limit: u16) -> Result<Page, Problem> {
        let (passport_number, inviting_party) = match wanted {
            Wanted::Passport(number) => (Some(number), None),
            Wanted::InvitingParty(number) => (None, Some(number)),
        };
        let filter = Filter { passport_number, inviting_party, ..Filter::default() };
        let page = if who.authority.may(Act::Supervise).is_ok() {
            self.register.list(&Filter { reader: Some(who.id.clone()), ..filter }, None, limit).await?
        } else {
            self.list(who, filter, None, limit).await?
        };
        for line in &page.cases {
            self.register.note_view(&who.actor(), Some(&line.case), "search", self.now()).await?;
        }
        if page.cases.is_empty() {
            self.note_beside(who, "search: nothing found").await?;
        }
        Ok(page)
    }

    /// A case as a whole, as of an instant.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`], [`Code::Forbidden`]; [`Code::WorkerSilent`] if it is not on record either.
    pub async fn case(&self, who: &Principal, case: &CaseNumber, as_of: Instant) -> Result<CaseView, Problem> {
        let view = self.see(who, case, as_of).await?;
        self.note(who, case, "case").await?;
        Ok(view)
    }

    /// Its clocks with their proofs.
    ///
    /// # Errors
    /// As [`Desk::case`].
    pub async fn deadlines(&self, who: &Principal, case: &CaseNumber, as_of: Instant) -> Result<Vec<ProvenDeadline>, Problem> {
        self.look_at(who, case, as_of, Act::View).await?;
        self.note(who, case, "deadlines").await?;
        self.cases.deadlines(case, as_of).await
    }

    /// What would follow of what the NSC may do, from where it stands now.
    ///
    /// # Errors
    /// As [`Cases::what_if`](shaqyru_client::Cases::what_if) and [`Desk::case`].
    pub async fn what_if(&self, who: &Principal, case: &CaseNumber, supposed: Supposed) -> Result<WhatIf, Problem> {
        let now = self.now();
        let view = self.look_at(who, case, now, Act::View).await?;
        if view.status != Status::Open {
            return Err(Problem::new(Code::CaseClosed, format!("the case has ended: {}", view.status)));
        }
        self.note(who, case, "what_if").await?;
        self.cases.what_if(case, now, supposed).await
    }

    /// All that a page shows of a case. What the engine has forgotten is left out.
    ///
    /// # Errors
    /// As [`Desk::case`].
    pub async fn dossier(&self, who: &Principal, case: &CaseNumber) -> Result<Dossier, Problem> {
        let now = self.now();
        let view = self.see(who, case, now).await?;
        self.note(who, case, "page").await?;
        self.all_of(view, now).await
    }

    /// All that is on record of a case a term of which has run out, for those who supervise; and the office that had it when it was filed.
    ///
    /// # Errors
    /// [`Code::Usage`] if no term of it has run out; as [`Desk::case`].
    pub async fn breach_dossier(&self, who: &Principal, case: &CaseNumber) -> Result<(Dossier, OfficeCode), Problem> {
        let now = self.now();
        let view = self.look_at(who, case, now, Act::Supervise).await?;
        if !view.is_about_a_breach() {
            return Err(Problem::new(Code::Usage, "no term of the case has run out, so there is no dossier of a breach"));
        }
        self.note(who, case, "breach_dossier").await?;
        let first_office = self.register.stages(case).await?.into_iter().next().map(|stage| stage.record.office);
        let first_office = first_office.unwrap_or_else(|| view.office.clone());
        Ok((self.all_of(view, now).await?, first_office))
    }

    /// What belongs to a case that somebody has been shown.
    async fn all_of(&self, view: CaseView, now: Instant) -> Result<Dossier, Problem> {
        let case = &view.case.clone();
        let messages = self.register.messages_of(case).await?;
        let family = self.register.family_of(case).await?;
        if view.from_register_as_of.is_some() {
            // Who has just not answered is not waited for again.
            return Ok(Dossier { view, deadlines: Vec::new(), filing: None, documents: Vec::new(), messages, family, now });
        }
        let (deadlines, filing, documents) =
            tokio::join!(self.cases.deadlines(case, now), self.cases.filing(case), self.cases.documents(case, now));
        Ok(Dossier {
            view,
            deadlines: unless_forgotten(deadlines)?.unwrap_or_default(),
            filing: unless_forgotten(filing)?,
            documents: unless_forgotten(documents)?.unwrap_or_default(),
            messages,
            family,
            now,
        })
    }

    /// What happened in it.
    ///
    /// # Errors
    /// As [`Desk::case`].
    pub async fn timeline(&self, who: &Principal, case: &CaseNumber, as_of: Instant) -> Result<Vec<TimelineLine>, Problem> {
        let view = self.see(who, case, as_of).await?;
        self.note(who, case, "timeline").await?;
        Ok(view.timeline)
    }

    /// The documents that it has produced.
    ///
    /// # Errors
    /// As [`Desk::case`].
    pub async fn documents(&self, who: &Principal, case: &CaseNumber, as_of: Instant) -> Result<Vec<Document>, Problem> {
        self.look_at(who, case, as_of, Act::View).await?;
        self.note(who, case, "documents").await?;
        self.cases.documents(case, as_of).await
    }

    /// What a visa's sticker is made of: what was filed, and what has been issued.
    ///
    /// # Errors
    /// [`Code::NoSticker`]; as [`Desk::case`].
    pub async fn issued(&self, who: &Principal, case: &CaseNumber) -> Result<(VisaFiling, Issued), Problem> {
        let view = self.look_at(who, case, self.now(), Act::View).await?;
        self.note(who, case, "sticker").await?;
        let issued = Issued::of(&view)?;
        Ok((self.cases.visa_filing(case).await?, issued))
    }

    /// What was filed: the application or request with its papers, and whose case it is.
    ///
    /// # Errors
    /// As [`Desk::case`].
    pub async fn filing(&self, who: &Principal, case: &CaseNumber) -> Result<WhatWasFiled, Problem> {
        self.look_at(who, case, self.now(), Act::View).await?;
        self.note(who, case, "application").await?;
        self.cases.filing(case).await
    }

    /// What the engine has recorded of it, event by event, decoded.
    ///
    /// # Errors
    /// As [`Desk::case`].
    pub async fn history(&self, who: &Principal, case: &CaseNumber) -> Result<Vec<shaqyru_client::history::Event>, Problem> {
        self.look_at(who, case, self.now(), Act::View).await?;
        self.note(who, case, "history").await?;
        self.cases.history(case).await
    }

    /// Who has looked at a case, and what was refused.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for all but auditors.
    pub async fn views(&self, who: &Principal, case: &CaseNumber) -> Result<Vec<View>, Problem> {
        self.or_deny(who, Some(case), Act::Audit, who.authority.may(Act::Audit)).await?;
        Ok(self.register.views_of(case).await?)
    }

    /// At what somebody has looked, and what they were refused: the newest first, at most so many; before an entry, to go on.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for all but auditors.
    pub async fn views_by(&self, who: &Principal, person: OfficerId, before: Option<i64>, limit: u32) -> Result<Vec<NotedLook>, Problem> {
        self.allow(who, Act::Audit).await?;
        let filter = LookFilter { actor: Some(Actor::Officer(person)), ..LookFilter::default() };
        Ok(self.register.looks(&filter, before, limit).await?)
    }

    /// What was refused or done that is about no case in particular: the newest first, at most so many; before an entry, to go on.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for all but auditors.
    pub async fn other_views(&self, who: &Principal, before: Option<i64>, limit: u32) -> Result<Vec<NotedLook>, Problem> {
        self.allow(who, Act::Audit).await?;
        let filter = LookFilter { beside: true, ..LookFilter::default() };
        Ok(self.register.looks(&filter, before, limit).await?)
    }

    /// Gives an order to a case.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::FourEyes`], [`Code::Stale`]; [`Code::OfficeUnknown`], [`Code::OfficeBody`], [`Code::OfficeRegion`];
    /// [`Code::ExemptionNotInForce`]; [`Code::NoVisa`]; [`Code::Unconfirmed`]; [`Code::UndoesBreach`]; [`Code::HiddenCharacters`]; [`Code::Clock`]; the rule that
    /// rejects it.
    pub async fn tell(&self, who: &Principal, case: &CaseNumber, request: OrderRequest) -> Result<Receipt, Problem> {
        let now = self.clock.stamp()?;
        if request.received_at.is_some_and(|received_at| received_at > now) {
            return Err(Problem::new(Code::Future, "received_at lies in the future").at("received_at"));
        }
        let view = self.look_at(who, case, now, request.order.act()).await?;
        if let Order::Reassign(Reassignment { office: Some(to), .. }) = &request.order {
            self.require_office_of_the_body(case, to, &view.office, view.filed_at).await?;
        }
        self.require_exemption(&request.order, &view)?;
        self.require_visa_to_end(case, &request.order).await?;
        self.require_confirmed(case, &request.order).await?;
        require_visible(&request.order)?;
        require_visible(&request.antedated_because).map_err(|problem| problem.at("antedated_because"))?;
        require_visible(&request.letter).map_err(|problem| problem.at("letter"))?;
        let outcome = order::send(&self.cases, who, case, request, now).await;
        if let Err(Problem { code: Code::Forbidden | Code::FourEyes, .. }) = &outcome {
            self.note(who, case, "refused").await?;
        }
        outcome
    }

    /// A case that is given to an office that is none is nobody's; and what is asked of the police no mission decides, nor the other way round
    /// (R26 paras 18, 24): but an invitation that the ministry may not refuse, the police do.
    async fn require_office_of_the_body(
        &self,
        case: &CaseNumber,
        to: &OfficeCode,
        from: &OfficeCode,
        filed_at: Instant,
    ) -> Result<(), Problem> {
        let named = |code: &OfficeCode| self.rulebook.offices.iter().filter(|office| office.rule.code == *code).collect::<Vec<_>>();
        let known = named(to).into_iter().find(|office| office.holds_on(self.now().date().max(office.from)));
        let Some(known) = known else {
            return Err(Problem::new(Code::OfficeUnknown, format!("the rulebook knows no office {to}")).at("office"));
        };
        // Of an office that the rulebook does not know, nobody can say whose it is.
        if named(from).iter().all(|own| own.rule.body == known.rule.body) {
            return Ok(());
        }
        match self.cases.filing(case).await? {
            WhatWasFiled::Application(filing) => self.require_hand_over(&filing.application, &known.rule, filed_at),
            WhatWasFiled::Request(_) | WhatWasFiled::Complaint(_) => Err(of_another_body(to)),
        }
    }

    /// What the ministry has taken and may not refuse goes to the police of the place where the inviting party is registered, and what they were
    /// given by mistake goes back (R26 paras 12, 18).
    fn require_hand_over(&self, application: &Application, to: &Office, filed_at: Instant) -> Result<(), Problem> {
        let rules = self.rulebook.for_filing(filed_at.date())?;
        if to.body != Body::Police {
            return if rules.taken_by(application) == to.body { Ok(()) } else { Err(of_another_body(&to.code)) };
        }
        let registered_in = &application.form().inviting_party.region;
        let is_known = self.rulebook.regions.iter().any(|region| region.rule.code == *registered_in);
        if is_known && to.region.as_ref().is_some_and(|region| region != registered_in) {
            let message = format!("the inviting party is registered in {registered_in}: the police there refuse what the ministry may not");
            return Err(Problem::new(Code::OfficeRegion, message).at("office"));
        }
        Ok(())
    }

    /// Nobody is freed of fingerprints on a ground that was not in force when they filed (R26 para 24-1).
    fn require_exemption(&self, order: &Order, view: &CaseView) -> Result<(), Problem> {
        let Order::RecordFingerprints(Fingerprints::Exempt(Exemption::Listed(kind))) = order else { return Ok(()) };
        let filed_on = view.filed_at.date();
        if self.rulebook.biometrics_exemptions.iter().any(|exemption| exemption.rule.name == *kind && exemption.holds_on(filed_on)) {
            return Ok(());
        }
        let message = format!("nobody who filed on {filed_on} is freed of fingerprints as `{}`", kind.as_str());
        Err(Problem::new(Code::ExemptionNotInForce, message).at("exempt"))
    }

    /// R26 paras 35, 46, 48, 49: of two requests about one visa the second would end what has ended, and leave its holder with two visas.
    async fn require_visa_to_end(&self, case: &CaseNumber, order: &Order) -> Result<(), Problem> {
        let Order::Decide(Decision { verdict: Verdict::Issue | Verdict::Annul | Verdict::Shorten, .. }) = order else { return Ok(()) };
        match self.register.ended_already(case).await? {
            None => Ok(()),
            Some(issued_by) => {
                let message = format!(
                    "the visa that would end with this decision has ended already (see {issued_by}): refuse the request, or let it be withdrawn"
                );
                Err(Problem::new(Code::NoVisa, message))
            }
        }
    }

    /// Sends a notice to the applicant once more; the id of the copy.
    ///
    /// # Errors
    /// [`Code::NoticeUnknown`], [`Code::Clock`]; as [`Desk::case`].
    pub async fn resend(&self, who: &Principal, case: &CaseNumber, kind: NoticeKind) -> Result<String, Problem> {
        let now = self.clock.stamp()?;
        self.look_at(who, case, now, Act::Resend).await?;
        self.note(who, case, &format!("resend: {}", kind.as_str())).await?;
        self.cases.resend(case, kind, now).await
    }

    /// What an applicant is told who knows the numbers of the case and of the passport. Whether the case or the passport is
    /// wrong, nobody learns.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`].
    pub async fn progress(&self, case: &CaseNumber, passport_number: &str) -> Result<Progress, Problem> {
        let unknown = || Problem::new(Code::CaseUnknown, "there is no case with these two numbers");
        let record = self.register.case(case).await?.ok_or_else(unknown)?;
        let knows = record.is_of_passport(passport_number);
        // Who asked, nobody knows; that somebody asked, and whether they were told, is on record.
        let what = if knows { "status" } else { "denied: status" };
        self.register.note_view(&Actor::Applicant, Some(case), what, self.now()).await?;
        if !knows {
            return Err(unknown());
        }
        let due = record.service_due();
        Ok(Progress {
            status: record.status,
            stage: record.stage,
            filed_at: record.filed_at,
            registered_on: record.registered_on,
            due,
            ended_at: record.ended_at,
            complaint: self.how_to_complain(&record),
            ground: record.decision.and_then(|decision| decision.ground),
        })
    }

    /// The rest of what somebody is told who has been told of the progress of a case. Nothing, if the case does not answer.
    pub async fn particulars(&self, case: &CaseNumber) -> Particulars {
        let now = self.now();
        let asked = async { tokio::join!(self.cases.case(case, now), self.cases.deadlines(case, now)) };
        // What is on record was told already: nobody waits long for the rest.
        let Ok((Ok(view), Ok(deadlines))) = tokio::time::timeout(PATIENCE_FOR_PARTICULARS, asked).await else {
            return Particulars::default();
        };
        let papers = view.timeline.iter().filter_map(|line| match &line.event {
            Some(Event::PapersRequested { papers, .. }) => Some(papers.clone()),
            _ => None,
        });
        let is_open = view.status == Status::Open;
        Particulars {
            asked_for: papers.flatten().filter(|_| is_open).collect(),
            term: deadlines.into_iter().rfind(|deadline| deadline.clock.clock == ClockKind::Service && deadline.clock.awaited),
            missing: view.missing,
        }
    }

    fn how_to_complain(&self, record: &CaseRecord) -> Option<HowToComplain> {
        let refused_on = record.ended_at.filter(|_| record.status.is_refusal())?.date();
        let rules = self.rulebook.on(refused_on).ok();
        let window = rules.and_then(|rules| rules.the(&self.rulebook.complaint_windows).ok());
        let until = window.and_then(|window| complain_until(window.within, refused_on, self.rulebook.calendars.newest()));
        Some(HowToComplain { to: record.office.clone(), examined_by: vec![Examiner::Superior, Examiner::QualityAuthority], until })
    }

    /// A case for somebody who wants to see it. If it does not answer (the engine has forgotten it, no worker is there or can go through its
    /// history), what is on record of it, and the answer says so.
    async fn see(&self, who: &Principal, case: &CaseNumber, as_of: Instant) -> Result<CaseView, Problem> {
        match self.look_at(who, case, as_of, Act::View).await {
            Err(problem) if is_silence(&problem) => {
                let view = archived(self.register.case(case).await?.ok_or_else(|| problem.clone())?, as_of, problem)?;
                self.or_deny(who, Some(case), Act::View, view.authorise(Act::View, &who.actor(), &who.authority)).await?;
                Ok(view)
            }
            seen => seen,
        }
    }

    /// A case, if somebody may do this to it. A denial is on record; so is, by those who call this, what was shown.
    async fn look_at(&self, who: &Principal, case: &CaseNumber, as_of: Instant, act: Act) -> Result<CaseView, Problem> {
        self.or_deny(who, Some(case), act, who.authority.may(act)).await?;
        let view = match self.cases.case(case, as_of).await {
            // The engine forgets; the register does not.
            Err(problem) if problem.code == Code::CaseUnknown => {
                let forgotten = "the engine has forgotten how the case stood then; how it ended is on record";
                let forgotten = Problem::new(Code::CaseUnknown, forgotten).at("as_of");
                archived(self.register.case(case).await?.ok_or(problem)?, as_of, forgotten)?
            }
            view => view?,
        };
        let allowed = if self.is_own_filing(who, case, act).await? { Ok(()) } else { view.authorise(act, &who.actor(), &who.authority) };
        self.or_deny(who, Some(case), act, allowed).await?;
        Ok(view)
    }

    /// Whether an act reaches a case because this system filed it.
    async fn is_own_filing(&self, who: &Principal, case: &CaseNumber, act: Act) -> Result<bool, Problem> {
        Ok(who.authority.reach(act)? == Reach::Filed && self.register.filed_by(case).await?.as_ref() == Some(&who.id))
    }

    /// Whether somebody may do what is about no case in particular. A denial is on record.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub async fn allow(&self, who: &Principal, act: Act) -> Result<(), Problem> {
        self.or_deny(who, None, act, who.authority.may(act)).await
    }

    /// Puts a denial on record.
    pub(crate) async fn or_deny<T>(
        &self,
        who: &Principal,
        case: Option<&CaseNumber>,
        act: Act,
        allowed: Result<T, Problem>,
    ) -> Result<T, Problem> {
        if let Err(problem) = &allowed {
            tracing::info!(who = %who.id, case = case.map(tracing::field::display), %act, code = problem.code.as_str(), "denied");
            self.register.note_view(&who.actor(), case, &format!("denied: {act}"), self.now()).await?;
        }
        allowed
    }

    async fn note(&self, who: &Principal, case: &CaseNumber, what: &str) -> Result<(), Problem> {
        self.register.note_view(&who.actor(), Some(case), what, self.now()).await?;
        Ok(self.register.note_seen(&who.id, case).await?)
    }

    /// Notes what somebody has done that is about no case in particular.
    ///
    /// # Errors
    /// If the register cannot be written.
    pub async fn note_beside(&self, who: &Principal, what: &str) -> Result<(), Problem> {
        Ok(self.register.note_view(&who.actor(), None, what, self.now()).await?)
    }
}

/// Whether the case was asked and could not answer.
fn is_silence(problem: &Problem) -> bool {
    matches!(problem.code, Code::WorkerSilent | Code::Engine)
}

/// A case as it is on record. How it stood before, the record does not know: that is another answer.
fn archived(record: CaseRecord, as_of: Instant, earlier: Problem) -> Result<CaseView, Problem> {
    match record.stages.last() {
        Some(last) if as_of < last.at => Err(earlier),
        _ => Ok(record.into_view()),
    }
}

fn unless_forgotten<T>(asked: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match asked {
        Err(Problem { code: Code::CaseUnknown, .. }) => Ok(None),
        asked => asked.map(Some),
    }
}

fn of_another_body(office: &OfficeCode) -> Problem {
    Problem::new(Code::OfficeBody, format!("{office} is no office of the body that has the case; file it there anew")).at("office")
}
