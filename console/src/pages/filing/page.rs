//! The pages of a form, made of its description.

use std::collections::BTreeMap;

use maud::{Markup, html};
use shaqyru_domain::{
    checks::finding::{Finding, Severity},
    law::rulebook::Rulebook,
    problem::Problem,
    time::instant::Instant,
    visa::request::VisaAction,
};
use shaqyru_register::{Begun, Draft};

use super::{
    choices,
    field::{self, Chooser, Group, Kind, List, Placed, Presence, Service, Step},
    judging::{self, Judged, Read},
    services,
};
use crate::{
    desk::{Filed, FiledCase},
    identity::Principal,
    pages::{Fields, error},
    words::{Case, Filing, Language, Shell},
};

/// What is said on the page of a step.
#[derive(Default)]
pub(super) struct Told {
    /// What is said of the draft as a whole.
    pub(super) notice: Option<Problem>,
    /// What has to be put right.
    pub(super) problems: Vec<Problem>,
    /// What the checks find.
    pub(super) findings: Vec<Finding>,
}

/// The id of the input at a path.
pub(super) fn id_of(path: &str) -> String {
    path.replace(']', "").replace(['[', '.'], "-")
}

/// By what a finding is known that was shown.
pub(super) fn key_of(finding: &Finding) -> String {
    format!("{} {}", finding.code, finding.field)
}

/// The page on which all begins.
pub(super) fn start(drafts: &[Begun], who: &Principal, sent: &Fields, problem: Option<&Problem>, language: Language) -> Markup {
    let words = Filing::of(language);
    let (mine, others): (Vec<_>, Vec<_>) = drafts.iter().partition(|draft| draft.owner == who.id);
    html! {
        h1 { (words.title) }
        @if let Some(problem) = problem { (error::notice(language, problem)) }
        section aria-labelledby="anew-title" {
            h2 #anew-title { (words.anew) }
            form #begin-application method="post" action="/filings" {
                input type="hidden" name="service" value="application";
                h3 { (words.application) }
                button type="submit" aria-label={ (words.begin) ": " (words.application) } { (words.begin) }
            }
            form #begin-visa-request method="post" action="/filings" {
                input type="hidden" name="service" value="visa-request";
                h3 { (words.request) }
                label for="begin-action" { (words.action) }
                select #begin-action name="action" {
                    @for action in VisaAction::ALL {
                        option value=(action.as_str()) selected[sent.get("action") == Some(action.as_str())] { (language.action(action)) }
                    }
                }
                label for="begin-number" { (words.from_number) }
                p #begin-number-hint { small { (words.from_number_hint) } }
                input #begin-number name="number" autocomplete="off" aria-describedby="begin-number-hint" value=(sent.get("number").unwrap_or_default());
                br;
                button type="submit" aria-label={ (words.begin) ": " (words.request) } { (words.begin) }
            }
            form #begin-complaint method="post" action="/filings" {
                input type="hidden" name="service" value="complaint";
                h3 { (words.complaint) }
                button type="submit" aria-label={ (words.begin) ": " (words.complaint) } { (words.begin) }
            }
        }
        section aria-labelledby="drafts-title" {
            h2 #drafts-title { (words.my_drafts) }
            p { small { (words.drafts_kept) } }
            (table_of("my-drafts", &mine, language))
            @if !others.is_empty() { h3 { (words.office_drafts) } (table_of("office-drafts", &others, language)) }
        }
    }
}

fn table_of(id: &str, drafts: &[&Begun], language: Language) -> Markup {
    let words = Filing::of(language);
    html! {
        @if drafts.is_empty() { p { (words.no_drafts) } } @else {
            div .wide { table id=(id) {
                thead { tr { @for head in [words.kind, words.begun_by, words.changed_at, words.go_on, words.throw_away] { th scope="col" { (head) } } } }
                tbody {
                    @for draft in drafts {
                        @let title = services::named(&draft.service).map_or("", |service| (service.title)(words));
                        @let at = language.instant(draft.changed_at);
                        tr id={ "draft-" (draft.id) } {
                            th scope="row" { (title) }
                            td { (draft.owner) }
                            td { time datetime=(draft.changed_at) { (at) } }
                            td { a href={ "/filings/" (draft.id) } aria-label={ (words.go_on) ": " (title) ", " (at) } { (words.go_on) } }
                            td {
                                form .inline method="post" action={ "/filings/" (draft.id) "/forget" } {
                                    button .quiet type="submit" aria-label={ (words.throw_away) ": " (title) ", " (at) } { (words.throw_away) }
                                }
                            }
                        }
                    }
                }
            } }
        }
    }
}

/// What came of filing.
pub(super) fn filed(filed: &Filed, rulebook: &Rulebook, language: Language) -> Markup {
    let words = Filing::of(language);
    html! {
        h1 { (words.filed) }
        div #filed .done role="status" {
            h2 { (words.filed_cases) }
            div .wide { table {
                thead { tr { @for head in [words.case, words.stage, words.goes_to, words.missing] { th scope="col" { (head) } } } }
                tbody { @for case in &filed.cases { (filed_case(case, rulebook, language)) } }
            } }
        }
    }
}

fn filed_case(case: &FiledCase, rulebook: &Rulebook, language: Language) -> Markup {
    html! {
        tr data-case=(case.case) {
            th scope="row" { a href={ "/cases/" (case.case) } { (case.case) } }
            td { @if let Some(stage) = case.stage { (language.stage(stage)) } }
            td { @if let Some(office) = &case.office { (language.office(rulebook, office)) } }
            td { ul .plain { @for missing in &case.missing { li { (language.missing_paper(&missing.code, &missing.message)) } } } }
        }
    }
}

/// A draft on its way onto a page.
pub(super) struct Sheet<'a> {
    draft: &'a Draft,
    service: &'static Service,
    chooser: Chooser<'a>,
    words: &'static Filing,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(draft: &'a Draft, service: &'static Service, chooser: Chooser<'a>) -> Self {
        let words = Filing::of(chooser.language);
        Self { draft, service, chooser, words }
    }

    /// The title of a step's page, or of the last one.
    pub(super) fn title(&self, step: Option<&Step>) -> String {
        let step = step.map_or(self.words.check, |step| (step.title)(self.words));
        format!("{}: {step}", (self.service.title)(self.words))
    }

    fn head(&self, here: Option<&Step>) -> Markup {
        let words = self.words;
        let at = here.map_or("check", |step| step.name);
        html! {
            h1 { (self.title(here)) }
            nav #steps aria-label=(words.steps) {
                ol {
                    @for step in self.service.steps {
                        li { a href=(self.path_of(step)) aria-current=[(step.name == at).then_some("step")] { ((step.title)(words)) } }
                    }
                    li { a href={ "/filings/" (self.draft.id) "/check" } aria-current=[here.is_none().then_some("step")] { (words.check) } }
                }
            }
        }
    }

    fn path_of(&self, step: &Step) -> String {
        format!("/filings/{}/steps/{}", self.draft.id, step.name)
    }

    /// The input that a field's path leads to: where it stands, and what it is called.
    fn place_of(&self, path: &str, here: Option<&Step>) -> Option<(String, String)> {
        let typed = self.chooser.typed;
        let step = self.service.steps.iter().find(|step| step.is_of(path, typed))?;
        let input = step.input_of(path, typed);
        let page = if here.is_some_and(|here| here.name == step.name) { String::new() } else { self.path_of(step) };
        let fragment = input.as_deref().map_or_else(|| "step-form".to_owned(), id_of);
        let placed = step.placed(typed);
        let field = input.and_then(|input| placed.into_iter().find(|placed| placed.path == input));
        let name = field.map_or_else(|| (step.title)(self.words).to_owned(), |placed| self.full_name(step, &placed));
        Some((format!("{page}#{fragment}"), name))
    }

    /// `Invitee 2: Surname`.
    fn full_name(&self, step: &Step, placed: &Placed) -> String {
        let label = (placed.field.label)(self.words);
        let index =
            placed.below.split_once('[').and_then(|(_, rest)| rest.split_once(']')).and_then(|(index, _)| index.parse::<usize>().ok());
        match (&step.list, index) {
            (Some(list), Some(index)) => format!("{} {}: {label}", (list.item)(self.words), index.saturating_add(1)),
            _ => label.to_owned(),
        }
    }

    /// What has to be put right, each with the way to its field.
    fn problems(&self, problems: &[Problem], here: Option<&Step>) -> Markup {
        html! {
            @if !problems.is_empty() {
                div #problems .problem role="alert" tabindex="-1" autofocus aria-labelledby="problems-title" {
                    h2 #problems-title { (Shell::of(self.chooser.language).there_is_a_problem) }
                    ul { @for problem in problems { li data-code=(problem.code) { (self.problem(problem, here)) } } }
                }
            }
        }
    }

    fn problem(&self, problem: &Problem, here: Option<&Step>) -> Markup {
        let says = self.chooser.language.problem(problem);
        let place = problem.field.as_deref().and_then(|field| self.place_of(field, here));
        html! { @if let Some((href, name)) = place { a href=(href) { (name) } ": " } (says) " " code { (problem.code) } }
    }

    /// What the checks find, each with its paragraph and the way to its field.
    fn findings(&self, findings: &[Finding], here: Option<&Step>) -> Markup {
        let (language, words) = (self.chooser.language, Case::of(self.chooser.language));
        html! {
            div .wide { table #findings {
                thead { tr { @for head in [words.severity, words.what, words.basis] { th scope="col" { (head) } } } }
                tbody {
                    @for finding in findings {
                        tr data-code=(finding.code) {
                            td {
                                @match finding.severity {
                                    Severity::Error => strong .late { "✗ " (words.error) },
                                    Severity::Warning => span .near { "! " (words.warning) },
                                }
                            }
                            td {
                                @if let Some((href, name)) = self.place_of(&finding.field, here) { a href=(href) { (name) } ": " }
                                (finding.message) " " code { (finding.code) }
                            }
                            td { (language.basis(&finding.basis)) }
                        }
                    }
                }
            } }
        }
    }

    /// The page of a step.
    pub(super) fn step(&self, index: usize, step: &'static Step, told: &Told) -> Markup {
        let words = self.words;
        html! {
            (self.head(Some(step)))
            @if let Some(notice) = &told.notice { (error::notice(self.chooser.language, notice)) }
            (self.problems(&told.problems, Some(step)))
            @if !told.findings.is_empty() {
                section #step-findings aria-labelledby="findings-title" {
                    h2 #findings-title { (words.findings) }
                    (self.findings(&told.findings, Some(step)))
                    p { small { (words.findings_stay) } }
                }
            }
            form #step-form method="post" action=(self.path_of(step)) novalidate {
                input type="hidden" name="version" value=(self.draft.version);
                @for finding in &told.findings { input type="hidden" name="seen" value=(key_of(finding)); }
                // What the key Enter presses.
                button .unseen type="submit" name="go" value="next" tabindex="-1" aria-hidden="true" { (words.next) }
                @for group in step.groups { (self.group(group, "", told, None)) }
                @if let Some(list) = &step.list { (self.list(list, told)) }
                p {
                    button #next type="submit" name="go" value="next" { (words.next) } " "
                    button #later .quiet type="submit" name="go" value="later" { (words.later) }
                }
            }
            (self.suggestions(step))
            p { small { (words.step) " " (index.saturating_add(1)) " / " (self.service.steps.len().saturating_add(1)) } }
        }
    }

    /// What is offered where a code is typed.
    fn suggestions(&self, step: &'static Step) -> Markup {
        let placed = step.placed(self.chooser.typed);
        let lists: BTreeMap<_, _> = placed.iter().filter_map(|placed| suggested(placed.field.kind)).collect();
        html! {
            @for (id, choices) in lists {
                datalist id=(id) { @for (code, name) in choices(&self.chooser) { option value=(code) { (name) } } }
            }
        }
    }

    /// A group; in a list with the name of what it is of, so that each legend is one of a kind.
    fn group(&self, group: &'static Group, below: &str, told: &Told, of: Option<&str>) -> Markup {
        let fields: Vec<_> = group.placed(below).collect();
        let inputs = html! { @for placed in &fields { (self.input(placed, told)) } };
        match group.title {
            None => inputs,
            Some(title) => html! {
                fieldset {
                    legend {
                        @if let Some(of) = of { (of) ": " }
                        (title(self.words))
                        @if matches!(group.presence, Presence::IfBegun) { " " small { "(" (self.words.optional) ")" } }
                    }
                    (inputs)
                }
            },
        }
    }

    fn list(&self, list: &'static List, told: &Told) -> Markup {
        let words = self.words;
        let count = self.chooser.typed.count(list);
        html! {
            @if list.name == "documents" { (self.wanted()) }
            @for index in 0..count {
                @let name = format!("{} {}", (list.item)(words), index.saturating_add(1));
                fieldset id={ (list.name) "-" (index) } {
                    legend { (name) }
                    @for group in list.groups { (self.group(group, &list.below(index), told, Some(&name))) }
                    @if count > 1 || !list.at_least_one {
                        p { button .quiet type="submit" name="go" value={ "remove:" (index) } aria-label={ (words.remove) ": " (name) } { (words.remove) } }
                    }
                }
            }
            p { button #add .quiet type="submit" name="go" value="add" { ((list.add)(words)) } }
        }
    }

    /// The papers that are still missing, each with a button that adds it.
    fn wanted(&self) -> Markup {
        let chooser = &self.chooser;
        let judged = judging::whole(self.service, chooser.typed, chooser, chooser.rulebook, chooser.today);
        let missing = judged.ok().and_then(|(_, judged)| judged).map(|judged| judged.missing).unwrap_or_default();
        let rules = || chooser.rulebook.papers.iter().chain(&chooser.rulebook.visa_papers).map(|paper| &paper.rule);
        html! {
            @if !missing.is_empty() {
                h2 { (self.words.wanted) }
                ul #wanted {
                    @for paper in &missing {
                        li {
                            (chooser.language.missing_paper(&paper.code, &paper.message)) " " small { (chooser.language.basis(&paper.basis)) }
                            @for kind in rules().filter(|rule| rule.code == paper.code).take(1).flat_map(|rule| &rule.any_of) {
                                " " button .quiet type="submit" name="go" value={ "add:" (kind) } { (self.words.add) ": " (chooser.language.paper(kind.as_str())) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn input(&self, placed: &Placed, told: &Told) -> Markup {
        let Placed { path, field, .. } = placed;
        let (words, typed) = (self.words, self.chooser.typed.get(path));
        let id = id_of(path);
        let problem = told.problems.iter().find(|problem| problem.field.as_deref() == Some(path));
        let described: Vec<_> =
            [field.hint.map(|_| format!("{id}-hint")), problem.map(|_| format!("{id}-problem"))].into_iter().flatten().collect();
        let about = (!described.is_empty()).then(|| described.join(" "));
        let invalid = problem.map(|_| "true");
        let required = placed.is_required(self.chooser.typed);
        let label = (field.label)(words);
        let optional = html! { @if !field.required { " " small { "(" (words.optional) ")" } } };
        let beside = html! {
            @if let Some(hint) = field.hint { p id={ (id) "-hint" } .hint { small { (hint(words)) } } }
            @if let Some(problem) = problem { p id={ (id) "-problem" } .wrong { (self.chooser.language.problem(problem)) } }
        };
        let options = |choices: field::Choices| choices(&self.chooser);
        match field.kind {
            Kind::Some(choices) => html! {
                fieldset .choice {
                    legend { (label) (optional) }
                    (beside)
                    @for (value, name) in options(choices) {
                        @let id = format!("{id}-{value}");
                        div { input type="checkbox" id=(id) name=(path) value=(value) checked[typed.lines().any(|line| line == value)]; " " label for=(id) { (name) } }
                    }
                }
            },
            Kind::Tick => html! {
                div .choice { input type="checkbox" id=(id) name=(path) value="true" checked[typed == "true"]; " " label for=(id) { (label) } }
            },
            Kind::One(choices) | Kind::Place(choices) => {
                let none = if matches!(field.kind, Kind::Place(_)) { words.of_all } else { words.choose };
                self.select(path, &id, &html! { (label) (optional) }, &beside, none, &options(choices), (about, invalid, required))
            }
            Kind::YesNo => {
                let answers = [("true".to_owned(), words.yes.to_owned()), ("false".to_owned(), words.no.to_owned())];
                self.select(path, &id, &html! { (label) (optional) }, &beside, words.choose, &answers, (about, invalid, required))
            }
            Kind::Long | Kind::Lines => html! {
                label for=(id) { (label) (optional) }
                (beside)
                textarea id=(id) name=(path) required[required] aria-describedby=[about] aria-invalid=[invalid] { (typed) }
            },
            _ => {
                let list = suggested(field.kind).map(|(id, _)| id);
                let is_number = matches!(field.kind, Kind::BinIin | Kind::Knp | Kind::Count).then_some("numeric");
                html! {
                    label for=(id) { (label) (optional) }
                    (beside)
                    input id=(id) name=(path) autocomplete="off" value=(typed) required[required] list=[list] inputmode=[is_number]
                        aria-describedby=[about] aria-invalid=[invalid];
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one element")]
    fn select(
        &self,
        path: &str,
        id: &str,
        label: &Markup,
        beside: &Markup,
        none: &str,
        options: &[(String, String)],
        (about, invalid, required): (Option<String>, Option<&str>, bool),
    ) -> Markup {
        let typed = self.chooser.typed.get(path);
        html! {
            label for=(id) { (label) }
            (beside)
            select id=(id) name=(path) required[required] aria-describedby=[about] aria-invalid=[invalid] {
                option value="" { (none) }
                @for (value, name) in options { option value=(value) selected[typed == value] { (name) } }
                // What is not to be chosen any more is kept, and said to be wrong.
                @if !typed.is_empty() && !options.iter().any(|(value, _)| value == typed) { option value=(typed) selected { (typed) } }
            }
        }
    }

    /// The last page: all that is found, and what will happen.
    pub(super) fn check(&self, filed_at: Instant, sent: &Fields, problem: Option<&Problem>) -> Markup {
        let chooser = &self.chooser;
        let judged = judging::whole(self.service, chooser.typed, chooser, chooser.rulebook, filed_at.date());
        html! {
            (self.head(None))
            @if let Some(problem) = problem { (error::notice(chooser.language, &as_typed(problem))) }
            @match &judged {
                Err(problems) => {
                    p { (self.words.not_complete) }
                    (self.problems(problems, None))
                }
                Ok((read, judged)) => {
                    (self.outcome(read, judged.as_ref(), filed_at))
                    (self.file(sent))
                }
            }
        }
    }

    fn outcome(&self, read: &Read, judged: Option<&Judged>, filed_at: Instant) -> Markup {
        let (language, words) = (self.chooser.language, self.words);
        let own =
            || field::office(self.chooser.typed.get("inviting_party.office")).or_else(|| field::office(self.chooser.typed.get("office")));
        let office = judged.map(|judged| judged.office.clone()).or_else(own);
        html! {
            @if let Some(judged) = judged {
                section aria-labelledby="findings-title" {
                    h2 #findings-title { (words.findings) }
                    @if judged.findings.is_empty() { p { (words.nothing_found) } } @else { (self.findings(&judged.findings, None)) }
                }
            }
            section aria-labelledby="happens-title" {
                h2 #happens-title { (words.what_will_happen) }
                dl #outcome .facts {
                    @if let Some(judged) = judged { (self.judged(judged)) }
                    @match judged.is_some_and(|judged| judged.verdict == shaqyru_domain::checks::Verdict::Incomplete) {
                        true => { dt { (words.registered_on) } dd #registered-on { strong .late { (words.not_registered) } } }
                        false => {
                            @if let Some(day) = office.as_ref().and_then(|office| read.registered_on(office, filed_at, self.chooser.rulebook).ok()) {
                                dt { (words.registered_on) } dd #registered-on { strong { (language.date(day)) } }
                            }
                        }
                    }
                    @if let Some(office) = &office { dt { (words.goes_to) } dd { (language.office(self.chooser.rulebook, office)) " (" (office) ")" } }
                }
            }
        }
    }

    fn judged(&self, judged: &Judged) -> Markup {
        let (language, words) = (self.chooser.language, self.words);
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| words.unknown.to_owned(), |day| language.date(day));
        html! {
            dt { (words.verdict) } dd #verdict data-verdict=(super::code_of(judged.verdict)) { strong { (language.judged(judged.verdict)) } }
            @if !judged.missing.is_empty() {
                dt { (words.missing) }
                dd { ul #missing .plain { @for paper in &judged.missing { li { (language.missing_paper(&paper.code, &paper.message)) " " small { (language.basis(&paper.basis)) } } } } }
            }
            dt { (words.fee_due) } dd { @match judged.fee.due_kzt { Some(due) => { (due) " " (words.tenge) } None => { (words.unknown) } } }
            dt { (words.fee_paid) } dd { (judged.fee.paid_kzt) " " (words.tenge) }
            @if let Some(days) = judged.filing_window { dt { (words.window) } dd #window { (day(days.earliest)) " – " (day(days.latest)) } }
            dt { (words.fingerprints) }
            dd { ul .plain { @for due in &judged.biometrics_required { li { @if *due { (words.fingerprints_due) } @else { (words.fingerprints_not_due) } } } } }
        }
    }

    fn file(&self, sent: &Fields) -> Markup {
        let words = self.words;
        html! {
            form #file-form method="post" action={ "/filings/" (self.draft.id) "/check" } {
                // What is filed is what was checked here.
                input type="hidden" name="version" value=(self.draft.version);
                label for="filed_at" { (words.filed_at) }
                input #filed_at type="datetime-local" name="filed_at" value=(sent.get("filed_at").unwrap_or_default());
                div .choice { input #anyway type="checkbox" name="anyway" value="true" checked[sent.get("anyway").is_some()]; " " label for="anyway" { (words.anyway) } }
                p { button #file type="submit" { (words.file) } }
            }
        }
    }
}

/// The list of what is offered for a code that is typed: its id, and what stands there.
fn suggested(kind: Kind) -> Option<(&'static str, field::Choices)> {
    match kind {
        Kind::Country => Some(("states", choices::states)),
        Kind::Office => Some(("offices", choices::offices)),
        _ => None,
    }
}

/// A problem of what was filed, by the path of the form.
fn as_typed(problem: &Problem) -> Problem {
    let field = problem.field.as_deref().map(|field| {
        let inner = ["application.", "request.", "complaint."].iter().find_map(|outer| field.strip_prefix(outer));
        inner.unwrap_or(field).to_owned()
    });
    Problem { field, ..problem.clone() }
}
