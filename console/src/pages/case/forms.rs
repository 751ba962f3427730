//! Forms for the acts on a case, and what they say to it.

use maud::{Markup, html};
use shaqyru_domain::{
    application::PaperForm,
    authority::Act,
    case::{
        Reassignment,
        complaint::{ComplaintAnswer, ComplaintOutcome, PassingOn, Satisfaction},
        fact::{Answer, Correction, Decision, Entry, ExtensionRequest, Refusal, Replacement, Verdict, Verification, Withdrawal},
        fingerprints::{Appointment, Exemption, Fingerprints},
        hearing::{HearingOutcome, HearingRecord, PreliminaryRefusal},
        order::{Order, OrderRequest},
        outbox::NoticeKind,
        view::CaseView,
        visa::{BerkutEntry, BorderAnnulment, BorderReason, EndedElsewhere, Spoilage},
    },
    checks::papers::{PapersRequest, RequestedPaper},
    law::{
        exemption::ExemptionKind,
        ground::Ground,
        rulebook::{INVITATION, Rulebook},
        rules::Step,
    },
    problem::{Code, Problem},
    text::{DocumentKind, Text},
    time::instant::Instant,
};
use uuid::Uuid;

use super::super::{
    Fields,
    worklist::{offices, parsed},
};
use crate::words::{Case, Language, last_part};

/// What a form asks for.
pub(super) enum FormAction {
    Order(Box<OrderRequest>),
    ResendNotice(NoticeKind),
}

/// Reads a form.
pub(super) fn read(act: Act, fields: &Fields) -> Result<FormAction, Problem> {
    let order = match act {
        Act::Verify => Order::Verify(match required(fields, "outcome")? {
            "clear" => Verification::Clear,
            _ => Verification::Refuse(refusal(fields)?),
        }),
        Act::Answer => Order::Answer(answer(required(fields, "answer")?)?),
        Act::Extend => Order::Extend(ExtensionRequest { reason: text(fields, "reason")? }),
        Act::Decide => Order::Decide(Decision {
            verdict: match required(fields, "verdict")? {
                "issue" => Verdict::Issue,
                "annul" => Verdict::Annul,
                "shorten" => Verdict::Shorten,
                _ => Verdict::Refuse(refusal(fields)?),
            },
            late_reason: optional_text(fields, "late_reason")?,
        }),
        Act::Withdraw => Order::Withdraw(Withdrawal { reason: text(fields, "reason")? }),
        Act::Reassign => Order::Reassign(Reassignment {
            officer: fields.get("officer").map(str::parse).transpose().map_err(|problem: Problem| problem.at("officer"))?,
            office: parsed(fields, "office")?,
            reason: optional_text(fields, "reason")?,
        }),
        Act::Correct => Order::Correct(Correction {
            replacement: match required(fields, "replacement")? {
                "clear" => Replacement::Verification(Verification::Clear),
                "refuse" => Replacement::Verification(Verification::Refuse(refusal(fields)?)),
                said => Replacement::Answer(answer(said)?),
            },
            received_at: instant(fields, "really_received_at")?,
            reason: text(fields, "reason")?,
            letter: optional_text(fields, "letter")?,
        }),
        Act::RequestPapers => Order::RequestPapers(PapersRequest { papers: papers(fields)?, reason: text(fields, "reason")? }),
        Act::RecordFingerprints => Order::RecordFingerprints(match required(fields, "fingerprints")? {
            "taken" => Fingerprints::Taken,
            _ => Fingerprints::Exempt(Exemption::from(match optional_text(fields, "exempt_as")? {
                Some(listed) => listed,
                None => text(fields, "exempt")?,
            })),
        }),
        Act::BookFingerprints => {
            let at = instant(fields, "at")?.ok_or_else(|| missing("at"))?;
            Order::BookFingerprints(Appointment { at, place: text(fields, "place")?, booked_at: None })
        }
        Act::IntendRefusal => {
            let Refusal { ground, note } = refusal(fields)?;
            let hearing_at = instant(fields, "hearing_at")?.ok_or_else(|| missing("hearing_at"))?;
            let (place, manner) = (optional_text(fields, "place")?, optional_text(fields, "manner")?);
            Order::IntendRefusal(PreliminaryRefusal { ground, note, hearing_at, place, manner })
        }
        Act::RecordHearing => Order::RecordHearing(HearingRecord {
            outcome: parsed(fields, "outcome")?.ok_or_else(|| missing("outcome"))?,
            objections: optional_text(fields, "objections")?,
        }),
        Act::Spoil => Order::Spoil(Spoilage { reason: text(fields, "reason")? }),
        Act::EnterInBerkut => Order::EnterInBerkut(BerkutEntry {}),
        Act::EndElsewhere => Order::EndElsewhere(EndedElsewhere { by: parsed(fields, "by")?.ok_or_else(|| missing("by"))? }),
        Act::AnnulAtBorder => {
            Order::AnnulAtBorder(BorderAnnulment { because: parsed(fields, "because")?.ok_or_else(|| missing("because"))? })
        }
        Act::Satisfy => Order::Satisfy(Satisfaction { done: text(fields, "done")? }),
        Act::PassOn => Order::PassOn(PassingOn { letter: optional_text(fields, "letter")? }),
        Act::AnswerComplaint => Order::AnswerComplaint(ComplaintAnswer {
            outcome: parsed(fields, "outcome")?.ok_or_else(|| missing("outcome"))?,
            reasons: text(fields, "reasons")?,
        }),
        Act::Resume => Order::Resume,
        Act::Resend => return Ok(FormAction::ResendNotice(parsed(fields, "notice")?.ok_or_else(|| missing("notice"))?)),
        Act::Submit | Act::View | Act::Supervise | Act::Announce | Act::Audit | Act::Antedate => {
            return Err(Problem::new(Code::Usage, "no form of a case does this"));
        }
    };
    // These name their letter themselves.
    let letter = if matches!(act, Act::Correct | Act::PassOn) { None } else { optional_text(fields, "letter")? };
    Ok(FormAction::Order(Box::new(OrderRequest {
        order,
        letter,
        received_at: instant(fields, "received_at")?,
        antedated_because: optional_text(fields, "antedated_because")?,
        // Sent twice, it counts once.
        message_id: fields.get("id").and_then(|id| id.parse::<Uuid>().ok()).map(|id| id.to_string()),
        rests_on: if act.rests_on_what_was_seen() {
            Some(required(fields, "version")?.parse().map_err(|_| missing("version"))?)
        } else {
            None
        },
    })))
}

fn missing(name: &str) -> Problem {
    Problem::new(Code::Field, "must not be empty").at(name)
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Problem> {
    fields.get(name).ok_or_else(|| missing(name))
}

fn text(fields: &Fields, name: &str) -> Result<Text, Problem> {
    optional_text(fields, name)?.ok_or_else(|| missing(name))
}

/// Lines of a text are joined: texts of a case hold no control characters.
fn optional_text(fields: &Fields, name: &str) -> Result<Option<Text>, Problem> {
    let joined = fields.get(name).map(|text| text.lines().map(str::trim).collect::<Vec<_>>().join(" "));
    joined.map(Text::try_from).transpose().map_err(|problem| problem.at(name))
}

fn instant(fields: &Fields, name: &str) -> Result<Option<Instant>, Problem> {
    let wrong = |error: shaqyru_domain::time::instant::InstantError| Problem::new(Code::Instant, error.to_string()).at(name);
    fields.get(name).map(|text| Instant::parse(text).map_err(wrong)).transpose()
}

fn refusal(fields: &Fields) -> Result<Refusal, Problem> {
    let ground: u8 = required(fields, "ground")?.parse().map_err(|_| missing("ground"))?;
    Ok(Refusal { ground: Ground::try_from(ground).map_err(|problem| problem.at("ground"))?, note: optional_text(fields, "note")? })
}

fn answer(said: &str) -> Result<Answer, Problem> {
    match said {
        "agree" => Ok(Answer::Agree),
        "object" => Ok(Answer::Object),
        _ => Err(missing("answer")),
    }
}

fn papers(fields: &Fields) -> Result<Vec<RequestedPaper>, Problem> {
    let form: Option<PaperForm> = parsed(fields, "form")?;
    let kinds = fields.all("paper").map(str::parse::<DocumentKind>);
    kinds.map(|kind| Ok(RequestedPaper { kind: kind.map_err(|problem| problem.at("paper"))?, form })).collect()
}

/// What the forms of a case are made with.
pub(super) struct Forms<'a> {
    pub(super) view: &'a CaseView,
    pub(super) rulebook: &'a Rulebook,
    pub(super) now: Instant,
    pub(super) language: Language,
    /// The form that was sent and came back.
    pub(super) sent: Option<Sent<'a>>,
}

/// A form that came back.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) act: Act,
    /// What was typed into it.
    pub(super) fields: &'a Fields,
    /// Why it came back, if not because who sent it wants to change it.
    pub(super) problem: Option<&'a Problem>,
}

/// Where the form of an act says what a problem is about: at the field, or at the form as a whole.
pub(super) fn place_of(act: Act, problem: &Problem) -> String {
    problem.field.as_deref().map_or_else(|| format!("#form-{act}"), |field| format!("#{act}-{}", last_part(field)))
}

impl Forms<'_> {
    /// The form of an act.
    pub(super) fn form(&self, act: Act) -> Markup {
        let words = Case::of(self.language);
        let form = One { forms: self, act, words };
        html! {
            form id={ "form-" (act) } method="post" action={ "/cases/" (self.view.case) "/acts/" (act) } {
                input type="hidden" name="id" value=(Uuid::new_v4());
                @if act.rests_on_what_was_seen() {
                    input type="hidden" name="version" value=(self.view.version);
                    input type="hidden" name="seen_at" value=(self.now);
                }
                (form.fields())
                button type="submit" { (self.language.act(act)) }
            }
        }
    }
}

impl Forms<'_> {
    /// A button by which another person says the same as who proposed a correction, and gives the same reason for which it comes so late. Whoever
    /// proposed none is not asked for it any more: a term may have run out since.
    pub(super) fn confirmation(&self, proposal: &Entry<Correction>) -> Markup {
        let words = Case::of(self.language);
        let Entry { content: correction, antedated_because, .. } = proposal;
        let (replacement, refusal) = match &correction.replacement {
            Replacement::Verification(Verification::Clear) => ("clear", None),
            Replacement::Verification(Verification::Refuse(refusal)) => ("refuse", Some(refusal)),
            Replacement::Answer(Answer::Agree) => ("agree", None),
            Replacement::Answer(Answer::Object) => ("object", None),
        };
        let fields = [
            ("replacement", Some(replacement.to_owned())),
            ("ground", refusal.map(|refusal| refusal.ground.to_string())),
            ("note", refusal.and_then(|refusal| refusal.note.as_ref()).map(ToString::to_string)),
            ("really_received_at", correction.received_at.map(|instant| instant.to_string())),
            ("letter", correction.letter.as_ref().map(ToString::to_string)),
            ("reason", Some(correction.reason.to_string())),
            ("antedated_because", antedated_because.as_ref().map(ToString::to_string)),
        ];
        let id = Uuid::new_v4();
        html! {
            form .no-print method="post" action={ "/cases/" (self.view.case) "/acts/" (Act::Correct) } {
                input type="hidden" name="id" value=(id);
                @for (name, value) in fields { @if let Some(value) = value { input type="hidden" name=(name) value=(value); } }
                @if antedated_because.is_none() {
                    label for={ "because-" (id) } { (words.antedated_because) }
                    textarea id={ "because-" (id) } name="antedated_because" maxlength="2000" {}
                }
                button type="submit" { (words.confirm) }
            }
        }
    }
}

/// One form. Names of fields are unique in it, ids on the whole page.
struct One<'a> {
    forms: &'a Forms<'a>,
    act: Act,
    words: &'static Case,
}

impl One<'_> {
    fn fields(&self) -> Markup {
        let words = self.words;
        match self.act {
            Act::Verify => html! {
                (self.choice("outcome", words.result, &[("clear", words.clear), ("refuse", words.refuse)]))
                (self.ground(&[Step::Verification, Step::NonConsideration]))
                (self.received_at())
            },
            Act::Answer => html! {
                (self.choice("answer", words.answer, &[("agree", words.agree), ("object", words.object)]))
                (self.received_at())
            },
            Act::Extend => html! { (self.long("reason", words.reason, true)) (self.received_at()) },
            Act::Decide => html! {
                (self.choice("verdict", words.verdict, &self.verdicts()))
                (self.ground(&[Step::DecisionAfterAgree, Step::DecisionAfterObject]))
                (self.long("late_reason", words.late_reason, false))
                p { small { (words.rests_on) ": " (self.forms.view.version) } }
            },
            Act::RecordFingerprints => html! {
                (self.choice("fingerprints", words.fingerprints, &[("taken", words.fingerprints_taken), ("exempt", words.fingerprints_exempt)]))
                (self.select("exempt_as", words.exempt_as, words.exempt_otherwise, &self.exemptions()))
                (self.long("exempt", words.exempt_because, false))
                (self.received_at())
            },
            Act::BookFingerprints => html! {
                (self.coming("at", words.appointment_at))
                (self.line("place", words.appointment_place))
            },
            Act::IntendRefusal => html! {
                (self.ground(&[Step::DecisionAfterAgree, Step::DecisionAfterObject]))
                (self.coming("hearing_at", words.hearing_at))
                (self.line("place", words.hearing_place))
                (self.line("manner", words.hearing_manner))
            },
            Act::Satisfy => html! { (self.long("done", words.what_was_done, true)) (self.received_at()) },
            Act::PassOn => html! { (self.line("letter", words.letter)) (self.received_at()) },
            Act::AnswerComplaint => {
                let language = self.forms.language;
                let outcomes = ComplaintOutcome::ALL.map(|outcome| (outcome.as_str(), language.stage(outcome.stage())));
                html! {
                    (self.choice("outcome", words.result, &outcomes))
                    (self.long("reasons", words.reason, true))
                    (self.received_at())
                }
            }
            Act::RecordHearing => {
                let language = self.forms.language;
                let outcomes = [HearingOutcome::Held, HearingOutcome::Absent, HearingOutcome::Waived];
                let outcomes = outcomes.map(|outcome| (outcome.as_str(), language.hearing(outcome)));
                html! {
                    (self.choice("outcome", words.result, &outcomes))
                    (self.long("objections", words.objections, false))
                    (self.received_at())
                }
            }
            Act::Spoil => self.long("reason", words.reason, true),
            Act::EndElsewhere => self.line("by", words.by_number),
            Act::AnnulAtBorder => {
                let reasons = BorderReason::ALL.map(|because| (because.as_str(), self.forms.language.border(because)));
                html! { (self.choice("because", words.because, &reasons)) (self.received_at()) }
            }
            Act::Withdraw => html! { (self.long("reason", words.reason, true)) (self.received_at()) },
            Act::Reassign => html! {
                (self.line("officer", words.to_officer))
                (self.select("office", words.to_office, words.unchanged, &offices(self.forms.rulebook, self.forms.language)))
                (self.long("reason", words.reason, false))
                p { a href={ "/cases/reassignment?case=" (self.forms.view.case) } { (words.see_loads) } }
            },
            Act::Correct => html! {
                (self.choice("replacement", words.right_entry, &[
                    ("clear", &format!("{}: {}", words.verification, words.clear)),
                    ("refuse", &format!("{}: {}", words.verification, words.refuse)),
                    ("agree", &format!("{}: {}", words.answer, words.agree)),
                    ("object", &format!("{}: {}", words.answer, words.object)),
                ]))
                (self.ground(&[Step::Verification, Step::NonConsideration]))
                (self.moment("really_received_at", words.right_instant))
                (self.line("letter", words.letter))
                (self.long("reason", words.reason, true))
                (self.antedated_because())
            },
            Act::RequestPapers => html! {
                (self.papers())
                (self.select("form", words.form, words.any_form, &[
                    ("original".to_owned(), words.original.to_owned()),
                    ("copy".to_owned(), words.copy.to_owned()),
                    ("notarised_copy".to_owned(), words.notarised_copy.to_owned()),
                ]))
                (self.long("reason", words.reason, true))
            },
            Act::Resend => {
                let mut kinds: Vec<_> = self.forms.view.notices.iter().map(|notice| notice.kind).collect();
                kinds.dedup();
                let kinds: Vec<_> =
                    kinds.iter().map(|kind| (kind.as_str().to_owned(), self.forms.language.notice(*kind).to_owned())).collect();
                self.select("notice", words.notice, "", &kinds)
            }
            _ => html! {},
        }
    }

    /// Whom order 16650 frees, as it was in force when the request was filed.
    fn exemptions(&self) -> Vec<(String, String)> {
        let filed_on = self.forms.view.filed_at.date();
        let listed = self.forms.rulebook.biometrics_exemptions.iter().filter(|exemption| exemption.holds_on(filed_on));
        let name = |kind: ExemptionKind| (kind.as_str().to_owned(), self.forms.language.exemption(kind).to_owned());
        listed.map(|exemption| name(exemption.rule.name)).collect()
    }

    /// What a case of the service can be decided to; what was asked the case itself knows.
    fn verdicts(&self) -> Vec<(&'static str, &'static str)> {
        let words = self.words;
        let asked = if self.forms.view.service == INVITATION { &["issue"][..] } else { &["issue", "annul", "shorten"][..] };
        let name = |verdict: &&'static str| match *verdict {
            "annul" => ("annul", words.annul),
            "shorten" => ("shorten", words.shorten),
            _ => ("issue", words.issue),
        };
        asked.iter().map(name).chain([("refuse", words.refuse)]).collect()
    }

    fn sent(&self) -> Option<Sent<'_>> {
        self.forms.sent.filter(|sent| sent.act == self.act)
    }

    /// What was typed before the form came back.
    fn kept(&self, name: &str) -> &str {
        self.sent().and_then(|sent| sent.fields.get(name)).unwrap_or_default()
    }

    /// What is wrong with a field, for those who read and those who listen: the words, and the id by which the field names them.
    fn wrong(&self, name: &str) -> Option<Wrong> {
        let problem = self.sent()?.problem.filter(|problem| problem.field.as_deref().map(last_part) == Some(name))?;
        Some((self.forms.language.of_form(self.act, problem), format!("{}-wrong", self.id(name))))
    }

    fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.act)
    }

    fn choice(&self, name: &str, label: &str, values: &[(&str, &str)]) -> Markup {
        let wrong = self.wrong(name);
        html! {
            fieldset .choice id=(self.id(name)) tabindex="-1" aria-describedby=[told_by(wrong.as_ref())] {
                legend { (label) }
                (words_of(wrong.as_ref()))
                @for (value, text) in values {
                    @let id = format!("{}-{value}", self.id(name));
                    input type="radio" required id=(id) name=(name) value=(value) checked[self.kept(name) == *value];
                    " " label for=(id) { (text) }
                }
            }
        }
    }

    /// Ground and note of a refusal; not looked at otherwise.
    fn ground(&self, steps: &[Step]) -> Markup {
        let language = self.forms.language;
        let filed_on = self.forms.view.filed_at.date();
        let grounds = self
            .forms
            .rulebook
            .grounds
            .iter()
            .filter(|ground| ground.is_for(&self.forms.view.service) && ground.holds_on(filed_on.max(ground.from)));
        let usable = grounds.filter(|ground| ground.rule.steps.iter().any(|step| steps.contains(step)));
        let grounds: Vec<_> = usable
            .map(|ground| {
                let number = u8::from(ground.rule.ground);
                (number.to_string(), format!("{number}. {}", language.ground(number, &ground.rule.text)))
            })
            .collect();
        html! { (self.select("ground", self.words.ground, "—", &grounds)) (self.long("note", self.words.note, false)) }
    }

    fn select(&self, name: &str, label: &str, none: &str, values: &[(String, String)]) -> Markup {
        let wrong = self.wrong(name);
        html! {
            label for=(self.id(name)) { (label) }
            (words_of(wrong.as_ref()))
            select id=(self.id(name)) name=(name) aria-invalid=[is_wrong(wrong.as_ref())] aria-describedby=[told_by(wrong.as_ref())] {
                option value="" { (none) }
                @for (value, text) in values { option value=(value) selected[self.kept(name) == value] { (text) } }
            }
        }
    }

    fn long(&self, name: &str, label: &str, required: bool) -> Markup {
        let wrong = self.wrong(name);
        html! {
            label for=(self.id(name)) { (label) }
            (words_of(wrong.as_ref()))
            textarea id=(self.id(name)) name=(name) required[required] aria-invalid=[is_wrong(wrong.as_ref())] aria-describedby=[told_by(wrong.as_ref())] maxlength="2000" { (self.kept(name)) }
        }
    }

    fn line(&self, name: &str, label: &str) -> Markup {
        let wrong = self.wrong(name);
        html! {
            label for=(self.id(name)) { (label) }
            (words_of(wrong.as_ref()))
            input id=(self.id(name)) name=(name) autocomplete="off" aria-invalid=[is_wrong(wrong.as_ref())] aria-describedby=[told_by(wrong.as_ref())] value=(self.kept(name));
        }
    }

    fn received_at(&self) -> Markup {
        html! {
            (self.moment("received_at", self.words.received_at))
            (self.antedated_because())
            @if self.act != Act::PassOn { (self.line("letter", self.words.letter_to_undo)) }
        }
    }

    /// Asked of everybody: whoever undoes a breach says why.
    fn antedated_because(&self) -> Markup {
        self.long("antedated_because", self.words.antedated_because, false)
    }

    fn moment(&self, name: &str, label: &str) -> Markup {
        let wrong = self.wrong(name);
        html! {
            label for=(self.id(name)) { (label) }
            (words_of(wrong.as_ref()))
            input type="datetime-local" id=(self.id(name)) name=(name) aria-invalid=[is_wrong(wrong.as_ref())] aria-describedby=[told_by(wrong.as_ref())] value=(self.kept(name)) max=(self.forms.now.civil().format("%Y-%m-%dT%H:%M"));
        }
    }

    /// An instant that is still to come.
    fn coming(&self, name: &str, label: &str) -> Markup {
        let wrong = self.wrong(name);
        html! {
            label for=(self.id(name)) { (label) }
            (words_of(wrong.as_ref()))
            input type="datetime-local" required id=(self.id(name)) name=(name) aria-invalid=[is_wrong(wrong.as_ref())] aria-describedby=[told_by(wrong.as_ref())] value=(self.kept(name)) min=(self.forms.now.civil().format("%Y-%m-%dT%H:%M"));
        }
    }

    fn papers(&self) -> Markup {
        let today = self.forms.now.date();
        let rules = self.forms.rulebook.papers.iter().filter(|paper| paper.holds_on(today));
        let mut kinds: Vec<_> = rules.flat_map(|paper| paper.rule.any_of.iter().map(ToString::to_string)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let wrong = self.wrong("paper");
        let ticked = |kind: &str| self.sent().is_some_and(|sent| sent.fields.all("paper").any(|paper| paper == kind));
        html! {
            fieldset .choice id=(self.id("paper")) tabindex="-1" aria-describedby=[told_by(wrong.as_ref())] {
                legend { (self.words.papers_wanted) }
                (words_of(wrong.as_ref()))
                @for kind in &kinds {
                    @let id = format!("{}-{kind}", self.id("paper"));
                    div {
                        input type="checkbox" id=(id) name="paper" value=(kind) checked[ticked(kind)];
                        " " label for=(id) { (self.forms.language.paper(kind)) }
                    }
                }
            }
        }
    }
}

/// What is wrong with a field, and the id by which the field names it.
type Wrong = (String, String);

fn words_of(wrong: Option<&Wrong>) -> Markup {
    html! { @if let Some((says, id)) = wrong { p .wrong id=(id) { (says) } } }
}

fn told_by(wrong: Option<&Wrong>) -> Option<&str> {
    wrong.map(|(_, id)| id.as_str())
}

fn is_wrong(wrong: Option<&Wrong>) -> Option<&'static str> {
    wrong.map(|_| "true")
}
