//! Who may do what to a case: roles, the office they are held at, and four eyes.
//!
//! The same functions answer for the API, for the pages that say why an action is not open to somebody, and for the
//! validators of the case itself.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    law::rulebook::{COMPLAINT, VISA},
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId},
};

/// What somebody is, as the issuer of their token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on the cases of the own office.
    Officer,
    /// Sees what is late and why, gives cases away, puts wrong entries right.
    Supervisor,
    /// Answers for the office: may do what officers and supervisors may.
    Head,
    /// Looks at everything, at who has looked, and changes nothing.
    Auditor,
    /// Keeps the system going: resumes stopped steps.
    Operator,
    /// A system of an agency, such as the portal that files applications; it sees those that it filed.
    Agency,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [Self::Officer, Self::Supervisor, Self::Head, Self::Auditor, Self::Operator, Self::Agency];

    /// The role as tokens and people name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Supervisor => "supervisor",
            Self::Head => "head",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
            Self::Agency => "agency",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = Self::ALL.into_iter().find(|role| role.as_str() == text);
        known.ok_or_else(|| Problem::new(Code::Field, "must be officer, supervisor, head, auditor, operator or agency").at("role"))
    }
}

/// Acts, each with its name and with who may do it.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident $name:literal for $($role:ident),+;)*) => {
        /// What somebody may want to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Act {
            $($(#[$doc])* $act,)*
        }

        impl Act {
            /// The act in one word.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$act => $name,)*
                }
            }

            /// Who may do it.
            pub const fn roles(self) -> &'static [Role] {
                match self {
                    $(Self::$act => &[$(Role::$role),+],)*
                }
            }
        }
    };
}

acts! {
    /// File an application.
    Submit "submit" for Officer, Head, Agency;
    /// See cases, their deadlines and their history.
    View "view" for Officer, Supervisor, Head, Auditor, Operator, Agency;
    /// Enter the police verification.
    Verify "verify" for Officer, Head;
    /// Enter the NSC's answer.
    Answer "answer" for Officer, Head;
    /// Enter the NSC's written request for more time.
    Extend "extend" for Officer, Head;
    /// Decide.
    Decide "decide" for Officer, Head;
    /// Enter that the inviting party takes the application back.
    Withdraw "withdraw" for Officer, Head;
    /// Give a case to another officer or office.
    Reassign "reassign" for Supervisor, Head;
    /// Put a wrong entry right.
    Correct "correct" for Officer, Supervisor, Head;
    /// Ask the applicant for papers.
    RequestPapers "request_papers" for Officer, Head;
    /// Enter that fingerprints were taken, or that none are.
    RecordFingerprints "record_fingerprints" for Officer, Head;
    /// Enter when and where fingerprints are taken.
    BookFingerprints "book_fingerprints" for Officer, Head;
    /// Say that a refusal is intended, and when the applicant is heard.
    IntendRefusal "intend_refusal" for Officer, Head;
    /// Enter what came of a hearing.
    RecordHearing "record_hearing" for Officer, Head;
    /// Enter that a sticker was spoiled.
    Spoil "spoil" for Officer, Head;
    /// Enter that what was issued is in Berkut.
    EnterInBerkut "enter_in_berkut" for Officer, Head;
    /// Enter that the Border Service has annulled what was issued.
    AnnulAtBorder "annul_at_border" for Officer, Head;
    /// Say that another case has ended what was issued.
    EndElsewhere "end_elsewhere" for Operator;
    /// Enter that the provider has satisfied a complaint in full.
    Satisfy "satisfy" for Officer, Head;
    /// Enter that a complaint was passed on with the file.
    PassOn "pass_on" for Officer, Head;
    /// Enter the examining body's answer to a complaint.
    AnswerComplaint "answer_complaint" for Officer, Head;
    /// Send a notice once more.
    Resend "resend" for Officer, Head, Operator;
    /// Resume stopped steps.
    Resume "resume" for Operator;
    /// Announce a new edition of the rules.
    Announce "announce" for Operator;
    /// Enter something so long after it was received that the rules want a supervisor for it; beside what it is.
    Antedate "antedate" for Supervisor, Head;
    /// See the figures of an office: what is late or about to be, how terms were kept, how long cases are held. Who may do so finds cases of all
    /// offices by passport or inviting party, since people move: as lines of a list, not as cases.
    Supervise "supervise" for Supervisor, Head, Auditor;
    /// See who has looked at a case, and what the register holds as a whole.
    Audit "audit" for Auditor;
}

impl Act {
    /// What changes the case of an invitation, in the order in which people are offered it.
    pub const CHANGES: [Self; 10] = [
        Self::Verify,
        Self::Answer,
        Self::Extend,
        Self::Decide,
        Self::RequestPapers,
        Self::Correct,
        Self::Reassign,
        Self::Withdraw,
        Self::Resend,
        Self::Resume,
    ];

    /// What changes the case of a visa, in the order in which people are offered it.
    pub const CHANGES_OF_VISAS: [Self; 17] = [
        Self::Answer,
        Self::Extend,
        Self::BookFingerprints,
        Self::RecordFingerprints,
        Self::IntendRefusal,
        Self::RecordHearing,
        Self::Decide,
        Self::Spoil,
        Self::EnterInBerkut,
        Self::AnnulAtBorder,
        Self::EndElsewhere,
        Self::RequestPapers,
        Self::Correct,
        Self::Reassign,
        Self::Withdraw,
        Self::Resend,
        Self::Resume,
    ];

    /// What changes the case of a complaint, in the order in which people are offered it.
    pub const CHANGES_OF_COMPLAINTS: [Self; 7] =
        [Self::Satisfy, Self::PassOn, Self::AnswerComplaint, Self::Reassign, Self::Withdraw, Self::Resend, Self::Resume];

    /// What changes a case of any service.
    pub fn changes() -> impl Iterator<Item = Self> {
        [&Self::CHANGES[..], &Self::CHANGES_OF_VISAS, &Self::CHANGES_OF_COMPLAINTS].into_iter().flatten().copied()
    }

    /// What changes a case of a service.
    pub fn of_service(service: &str) -> &'static [Self] {
        match service {
            VISA => &Self::CHANGES_OF_VISAS,
            COMPLAINT => &Self::CHANGES_OF_COMPLAINTS,
            _ => &Self::CHANGES,
        }
    }

    /// Whether it is done to what a case has issued, and so when the case has been decided.
    pub const fn is_about_what_was_issued(self) -> bool {
        matches!(self, Self::Spoil | Self::EnterInBerkut | Self::AnnulAtBorder | Self::EndElsewhere)
    }

    /// Whether it rests on how the case was when it was looked at, and is refused if that has changed.
    pub const fn rests_on_what_was_seen(self) -> bool {
        matches!(self, Self::Decide)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which cases an act reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach<'a> {
    /// All of them.
    Everything,
    /// Those of one office.
    Office(&'a OfficeCode),
    /// Those that oneself has filed.
    Filed,
}

/// What somebody is, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// At which office; none: at no one office, which for all but officers means everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
}

impl Authority {
    /// An authority of these roles.
    pub fn new(roles: impl IntoIterator<Item = Role>, office: Option<OfficeCode>) -> Self {
        Self { roles: roles.into_iter().collect(), office }
    }

    /// Whether the role allows an act at some office at all.
    ///
    /// # Errors
    /// [`Code::Forbidden`], naming who may.
    pub fn may(&self, act: Act) -> Result<(), Problem> {
        self.allowing(act).next().map(drop).ok_or_else(|| {
            let roles: Vec<_> = act.roles().iter().map(|role| role.as_str()).collect();
            Problem::new(Code::Forbidden, format!("{act} is for: {}", roles.join(", ")))
        })
    }

    /// Whether an act on a case of this office is allowed.
    ///
    /// # Errors
    /// [`Code::Forbidden`], naming who may, or that the case belongs to another office.
    pub fn may_at(&self, act: Act, office: &OfficeCode) -> Result<(), Problem> {
        match self.reach(act)? {
            Reach::Everything => Ok(()),
            Reach::Office(own) if own == office => Ok(()),
            Reach::Office(_) => Err(Problem::new(Code::Forbidden, "the case is with another office")),
            Reach::Filed => Err(Problem::new(Code::Forbidden, "the case was filed by somebody else")),
        }
    }

    /// Which cases an act reaches.
    ///
    /// # Errors
    /// [`Code::Forbidden`] if it reaches no case at all.
    pub fn reach(&self, act: Act) -> Result<Reach<'_>, Problem> {
        self.may(act)?;
        if self.reaches_everything(act) {
            return Ok(Reach::Everything);
        }
        if self.allowing(act).all(|role| role == Role::Agency) {
            return Ok(Reach::Filed);
        }
        let nowhere = || Problem::new(Code::Forbidden, "your account names no office, and so no case is yours");
        self.office.as_ref().map(Reach::Office).ok_or_else(nowhere)
    }

    /// The only office whose cases an act reaches; none if it reaches all.
    ///
    /// # Errors
    /// [`Code::Forbidden`] if it reaches no case at all, or none by its office.
    pub fn only_office(&self, act: Act) -> Result<Option<&OfficeCode>, Problem> {
        match self.reach(act)? {
            Reach::Everything => Ok(None),
            Reach::Office(own) => Ok(Some(own)),
            Reach::Filed => Err(Problem::new(Code::Forbidden, "systems see what they filed, and not what an office has")),
        }
    }

    /// Auditors and operators work for the whole country, and so does a supervisor or head who is at no one office.
    fn reaches_everything(&self, act: Act) -> bool {
        self.allowing(act).any(|role| match role {
            Role::Auditor | Role::Operator => true,
            Role::Supervisor | Role::Head => self.office.is_none(),
            Role::Officer | Role::Agency => false,
        })
    }

    fn allowing(&self, act: Act) -> impl Iterator<Item = Role> {
        act.roles().iter().copied().filter(|role| self.roles.contains(role))
    }
}

/// What of a case bears on who may do what to it. The case and what people are shown of it both make one, so that they say the same.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The office that has it.
    pub office: &'a OfficeCode,
    /// Whether another person decides than those who handled what the agencies said.
    pub four_eyes: bool,
    /// Who has entered or corrected something on behalf of an agency, also if it does not stand any more.
    pub handled_by: &'a BTreeSet<OfficerId>,
}

impl Standing<'_> {
    /// Whether somebody may do this: role, office and, for a decision, four eyes. A person needs an authority; the systems of the
    /// police, of the NSC and of the biometric centre bring their own messages, whose signature the endpoint has checked, and the inviting party takes back
    /// what is its own. One case tells another that it has ended its visa.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::FourEyes`].
    pub fn authorise(&self, act: Act, by: &Actor, authority: Option<&Authority>) -> Result<(), Problem> {
        match (by, act) {
            (Actor::Police, Act::Verify | Act::Correct)
            | (Actor::Nsc, Act::Answer | Act::Extend | Act::Correct | Act::AnnulAtBorder)
            | (Actor::BiometricCentre, Act::BookFingerprints | Act::RecordFingerprints)
            | (Actor::Applicant, Act::Withdraw)
            | (Actor::System, Act::EndElsewhere) => Ok(()),
            (Actor::Officer(id), act) => {
                let nothing = || Problem::new(Code::Forbidden, "it does not say what its sender may do");
                authority.ok_or_else(nothing)?.may_at(act, self.office)?;
                if act == Act::Decide { self.require_another_pair_of_eyes(id) } else { Ok(()) }
            }
            _ => Err(Problem::new(Code::Forbidden, format!("{by} may not {act}"))),
        }
    }

    fn require_another_pair_of_eyes(&self, decides: &OfficerId) -> Result<(), Problem> {
        if self.four_eyes && self.handled_by.contains(decides) {
            let message = "who entered or corrected what an agency said does not decide; another officer does";
            return Err(Problem::new(Code::FourEyes, message));
        }
        Ok(())
    }
}

/// Nobody corrects what they have had a hand in.
pub(crate) fn same_person() -> Problem {
    let message = "a correction is made by another person than those who entered or corrected the fact";
    Problem::new(Code::SamePerson, message)
}
