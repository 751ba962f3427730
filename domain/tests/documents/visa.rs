//! Risk: a paper about a visa is handed out that nothing happened for, or none where the Rules want one; or a sticker says what the case does
//! not, or can be changed once it is made.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shaqyru_domain::{
    actor::Actor,
    authority::Act,
    case::{
        fact::{Answer, Decision, Entry, Verdict},
        filing::Filing,
        number::CaseNumber,
        order::Order,
        procedure::Fact as _,
    },
    checks::papers::NeverAskedFor,
    invitation::document::Names,
    law::rulebook::{Rulebook, sticker::StickerField},
    problem::Code,
    text::Text,
    time::instant::Instant,
    visa::{
        Case,
        document::{Document, documents},
        fact::Fact,
        particulars::{Particulars, case_rules},
        request::VisaRequest,
        sticker::{FilledSticker, Issued},
    },
};

use crate::script::{at, officer, text};

pub const ISSUE: &str = include_str!("../../../examples/visas/issue-c3-after-b3.json");
const EXTEND: &str = include_str!("../../../examples/visas/extend-c3-other-region.json");
const RESTORE: &str = include_str!("../../../examples/visas/restore-c3-new-passport.json");
const ANNUL: &str = include_str!("../../../examples/visas/annul-c3-employer-change.json");
const SHORTEN: &str = include_str!("../../../examples/visas/shorten-b3-ground-ceased.json");
const ELECTRONIC: &str = include_str!("../../../examples/visas/issue-evisa-b3-pakistan.json");
const ETHNIC_KAZAKH: &str = include_str!("../../../examples/visas/issue-c1-ethnic-kazakh.json");

const SERIES: &str = "KZ0000201";

/// A request with its case.
pub struct Played {
    pub request: VisaRequest,
    pub case: Case,
}

/// An example with other members; a path such as `/recipient/surname` names one.
pub fn request(json: &str, changes: &[(&str, Value)]) -> VisaRequest {
    let mut request: Value = serde_json::from_str(json).unwrap();
    for (path, value) in changes {
        let (parent, member) = path.rsplit_once('/').unwrap();
        request.pointer_mut(parent).unwrap()[member] = value.clone();
    }
    VisaRequest::parse(request.to_string().as_bytes()).unwrap()
}

impl Played {
    /// Filed on 24 April 2026 at ten.
    pub fn filed(request: VisaRequest) -> Self {
        let rulebook = Rulebook::built_in().unwrap();
        let filed_at = at("04-24 10:00");
        let in_force = rulebook.for_filing(filed_at.date()).unwrap();
        let form = request.form();
        let filing = Filing {
            case: CaseNumber::of_visa_request("R-1"),
            filed_at,
            office: form.office.clone(),
            category: form.category.to_string(),
            missing: Vec::new(),
            findings: Vec::new(),
            never_asked_for: NeverAskedFor::default(),
            awaited: None,
            forwarded: None,
        };
        let particulars = Particulars::of(&request, false, &in_force).unwrap();
        let rules = case_rules(&request, &rulebook, filed_at.date()).unwrap();
        Self { case: Case::open(filing, particulars, rules, filed_at).unwrap(), request }
    }

    pub fn says(&mut self, when: &str, fact: Fact) {
        self.case.record(Entry::new(fact, at(when), officer("P-2001"))).unwrap();
    }

    fn does(&mut self, when: &str, fact: Fact) {
        self.case.record(Entry::new(fact, at(when), Actor::System)).unwrap();
    }

    fn decided(mut self, verdict: Verdict) -> Self {
        let is_coordinated = self.case.procedure().is_coordinated();
        if is_coordinated {
            self.says("04-27 12:00", Fact::Answer(Answer::Agree));
        }
        // What is not coordinated is decided at once.
        let at = if is_coordinated { "04-28 11:00" } else { "04-24 15:00" };
        self.says(at, Fact::Decision(Decision { verdict, late_reason: None }));
        self
    }

    /// Issued, with its sticker; not in Berkut yet.
    pub fn issued(request: VisaRequest) -> Self {
        let verdict =
            if request.form().action == shaqyru_domain::visa::request::VisaAction::Shorten { Verdict::Shorten } else { Verdict::Issue };
        let mut played = Self::filed(request).decided(verdict);
        played.does("04-28 11:00", Fact::StickerMade(text(SERIES)));
        played
    }

    fn entered(mut self) -> Self {
        self.does("04-28 11:00", Fact::EnteredInBerkut(text(SERIES)));
        self
    }

    pub fn sticker(&self) -> Result<FilledSticker, shaqyru_domain::problem::Problem> {
        let issued = Issued::of(&self.case.view(Instant::parse("2026-04-29T09:00").unwrap()))?;
        let rulebook = Rulebook::built_in().unwrap();
        FilledSticker::of(&self.request, &issued, Some(&text("ҮЛГІ")), &rulebook.for_filing(issued.on).unwrap())
    }

    fn papers(&self) -> Vec<Document> {
        documents(&self.request, &self.case)
    }

    fn kinds(&self) -> Vec<String> {
        self.papers().iter().map(Document::name).collect()
    }
}

/// What it is, what is filed, and what the fields must say.
type Row<'a> = (&'a str, VisaRequest, &'a [(StickerField, &'a str)]);

/// Covers: R26 annex 2; R26 para 6; R26 para 34; SEED stickers
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_field_of_a_sticker_is_computed_as_annex_2_writes_it() {
    let paid = json!({"paid_via": "bank", "amount_kzt": 500.5, "receipt": "Q-17"});
    let details =
        json!({"accompanied_by": 3, "points": ["Достық"], "children_passports": ["N777"], "further": ["Курчатов қ."], "remarks": "x"});
    let private = json!("natural_person");
    let rows: [Row; 10] = [
        (
            "issue",
            request(ISSUE, &[]),
            &[
                (StickerField::PlaceOfIssue, "ALA-DP"),
                (StickerField::Entries, "multiple"),
                (StickerField::Category, "C3"),
                (StickerField::IssuedOn, "28.04.2026"),
                (StickerField::Name, "SPECIMEN RAHUL"),
                (StickerField::PassportNumber, "Z0000005"),
                (StickerField::ValidFrom, "01.06.2026"),
                (StickerField::ValidUntil, "31.05.2027"),
                (StickerField::InvitingOrganisation, "Specimen Works Ltd"),
                (StickerField::AdditionalInformation, ""),
                (StickerField::Fee, "129750 KZT"),
                (StickerField::Accompanied, "–"),
                (StickerField::Signature, "ҮЛГІ"),
                (StickerField::Receipt, ""),
                (StickerField::Remarks, ""),
            ],
        ),
        (
            "extension",
            request(EXTEND, &[]),
            &[(StickerField::PlaceOfIssue, "AST-DP"), (StickerField::AdditionalInformation, "№KZ0000101 ұзарту")],
        ),
        (
            "restoration in a new passport",
            request(RESTORE, &[]),
            &[
                (StickerField::PassportNumber, "Z0000077"),
                (StickerField::IssuedOn, "28.04.2026"),
                (StickerField::ValidFrom, "01.06.2025"),
                (StickerField::AdditionalInformation, "№KZ0000101 көшіру"),
            ],
        ),
        (
            "exit visa for a shortened stay",
            request(SHORTEN, &[]),
            &[
                (StickerField::Category, "B16"),
                (StickerField::Entries, "1"),
                (StickerField::ValidFrom, "24.04.2026"),
                (StickerField::ValidUntil, "24.05.2026"),
                (StickerField::AdditionalInformation, ""),
                (StickerField::Fee, "0"),
            ],
        ),
        (
            "for an ethnic Kazakh",
            request(ETHNIC_KAZAKH, &[]),
            &[(StickerField::InvitingOrganisation, "Алматы қаласының Полиция департаменті")],
        ),
        (
            "at a mission that was petitioned",
            request(ISSUE, &[("/provider", json!("mission")), ("/office", json!("US-WASHINGTON"))]),
            &[
                (StickerField::PlaceOfIssue, "US-WASHINGTON"),
                (StickerField::InvitingOrganisation, "Қазақстан Республикасының Америка Құрама Штаттарындағы Елшілігі"),
            ],
        ),
        (
            "many entries for 30 days each",
            request(ISSUE, &[("/category", json!("B3")), ("/current_visa", Value::Null)]),
            &[(StickerField::AdditionalInformation, "әр келгенде 30 тәулік/30 days at each entry")],
        ),
        (
            "family",
            request(ISSUE, &[("/recipient/family", json!({"relation": "spouse"}))]),
            &[(StickerField::AdditionalInformation, "жұмыс жасауға құқығы жоқ/work is not permitted")],
        ),
        (
            "details",
            request(ISSUE, &[("/fee", paid), ("/on_sticker", details)]),
            &[
                (StickerField::Fee, "500.50 KZT"),
                (StickerField::Accompanied, "+3"),
                (StickerField::AdditionalInformation, "Достық; №N777; Курчатов қ."),
                (StickerField::Receipt, "Q-17"),
                (StickerField::Remarks, "x"),
            ],
        ),
        (
            "a private invitation",
            request(
                ISSUE,
                &[
                    ("/inviting_party/kind", private),
                    ("/basis", json!({"kind": "invitation", "number": "K7Q2M4X9TR", "date": "2026-04-15"})),
                ],
            ),
            &[(StickerField::InvitingOrganisation, "№K7Q2M4X9TR")],
        ),
    ];
    for (what, request, expected) in rows {
        let sticker = Played::issued(request).sticker().unwrap();
        assert_eq!(sticker.fields.iter().map(|filled| filled.field).collect::<Vec<_>>(), StickerField::ALL, "{what}");
        assert_eq!((sticker.number.as_str(), &sticker.zone), (SERIES, &None), "{what}");
        for (field, value) in expected {
            assert_eq!(sticker.value(*field), *value, "{what}: {field:?}");
        }
    }
}

/// Covers: R26 para 28; R26 para 23
#[test]
fn the_receipt_of_a_mission_names_its_note_verbale_and_its_own_day_and_that_of_the_police_is_as_it_was() {
    let note = json!({"kind": "note_verbale", "number": "NV-214", "date": "2026-04-22", "sender": "consulate"});
    let changes = [("/provider", json!("mission")), ("/office", json!("US-WASHINGTON")), ("/basis", note.clone())];
    let papers = |changes: &[(&str, Value)]| serde_json::to_value(Played::filed(request(ISSUE, changes)).papers()).unwrap();
    let abroad = &papers(&changes)[0];
    assert_eq!((&abroad["kind"], &abroad["basis"]), (&json!("visa_receipt"), &note));
    // Filed at ten in Almaty, at one in the morning there.
    assert_eq!((&abroad["date"], &abroad["zone"]), (&json!("2026-04-24"), &json!("America/New_York")));
    let here = &papers(&[])[0];
    assert!(here.get("zone").is_none() && here.get("basis").is_none(), "{here}");
}

/// Covers: R26 para 6; R26 annex 2
#[test]
fn what_no_sticker_may_say_is_not_printed() {
    let rows = [
        ("/recipient/surname", json!("ИВАНОВ"), "name"),
        ("/recipient/given_names", json!("RAHUL 2"), "name"),
        ("/recipient/passport/number", json!("ЖТ 123"), "passport_number"),
        ("/on_sticker", json!({"accompanied_by": 4}), "accompanied"),
    ];
    for (path, value, field) in rows {
        let problem = Played::issued(request(ISSUE, &[(path, value)])).sticker().unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::StickerField, Some(field)), "{path}");
    }
    let nothing_yet = Played::filed(request(ISSUE, &[])).sticker();
    let electronic = Played::filed(request(ELECTRONIC, &[])).decided(Verdict::Issue).sticker();
    let annulled = Played::filed(request(ANNUL, &[])).decided(Verdict::Annul).sticker();
    for outcome in [nothing_yet, electronic, annulled] {
        assert_eq!(outcome.unwrap_err().code, Code::NoSticker);
    }
}

fn content_of<T: serde::de::DeserializeOwned>(content: &Value) -> T {
    serde_json::from_value(content.clone()).unwrap()
}

/// One order of each kind, as people could give it after the decision.
fn orders() -> BTreeMap<Act, Order> {
    let orders = [
        json!({"answer": "object"}),
        json!({"extend": {"reason": "x"}}),
        json!({"decide": {"verdict": "issue"}}),
        json!({"withdraw": {"reason": "x"}}),
        json!({"reassign": {"office": "AST-DP"}}),
        json!({"correct": {"replacement": {"answer": "object"}, "reason": "x"}}),
        json!({"request_papers": {"papers": [{"kind": "contract"}], "reason": "x"}}),
        json!({"record_fingerprints": {"taken": true}}),
        json!({"book_fingerprints": {"at": "2026-05-06T10:00:00+05:00", "place": "x"}}),
        json!({"intend_refusal": {"ground": 2, "hearing_at": "2026-05-06T10:00:00+05:00"}}),
        json!({"record_hearing": {"outcome": "waived"}}),
        json!({"spoil": {"reason": "ink"}}),
        json!({"enter_in_berkut": {}}),
        json!({"annul_at_border": {"because": "entry_ban"}}),
        json!({"end_elsewhere": {"by": "VIS-7K3QX5ABCD-1"}}),
    ];
    let decoded = |order: Value| -> Order {
        let (name, content) = order.as_object().unwrap().iter().next().unwrap();
        match name.as_str() {
            "answer" => Order::Answer(content_of(content)),
            "extend" => Order::Extend(content_of(content)),
            "decide" => Order::Decide(content_of(content)),
            "withdraw" => Order::Withdraw(content_of(content)),
            "reassign" => Order::Reassign(content_of(content)),
            "correct" => Order::Correct(content_of(content)),
            "request_papers" => Order::RequestPapers(content_of(content)),
            "book_fingerprints" => Order::BookFingerprints(content_of(content)),
            "record_fingerprints" => Order::RecordFingerprints(content_of(content)),
            "intend_refusal" => Order::IntendRefusal(content_of(content)),
            "record_hearing" => Order::RecordHearing(content_of(content)),
            "spoil" => Order::Spoil(content_of(content)),
            "enter_in_berkut" => Order::EnterInBerkut(content_of(content)),
            "annul_at_border" => Order::AnnulAtBorder(content_of(content)),
            "end_elsewhere" => Order::EndElsewhere(content_of(content)),
            other => panic!("{other}"),
        }
    };
    let mut all: BTreeMap<Act, Order> = orders.map(decoded).into_iter().map(|order| (order.act(), order)).collect();
    all.insert(Act::Resume, Order::Resume);
    all
}

/// Whatever is said to a case, the sticker stays as it was made or is spoiled as a whole.
/// Covers: R26 para 6; R26 para 46; R26 annex 2
#[test]
fn nothing_that_is_said_to_a_case_corrects_its_sticker() {
    let orders = orders();
    // What ends a sticker as a whole.
    let ends = [Act::Spoil, Act::AnnulAtBorder, Act::EndElsewhere];
    // Sending a notice again is no order to the case.
    assert!(Act::CHANGES_OF_VISAS.iter().all(|act| *act == Act::Resend || orders.contains_key(act)));
    for played in [Played::issued(request(ISSUE, &[])), Played::issued(request(ISSUE, &[])).entered()] {
        let made = played.sticker().unwrap();
        for (act, order) in &orders {
            let mut changed = Played { request: played.request.clone(), case: played.case.clone() };
            let is_open = changed.case.guard(*act).is_ok();
            let is_taken = match Fact::of_order(order.clone()) {
                Some(fact) => changed.case.record(Entry::new(fact, at("04-28 12:00"), officer("P-3003"))).is_ok(),
                None => false,
            };
            assert!(!is_taken || ends.contains(act) || *act == Act::EnterInBerkut, "{act} was taken");
            assert!(is_open || !is_taken, "{act}");
            match changed.sticker() {
                Ok(sticker) => assert_eq!(sticker, made, "{act}"),
                Err(problem) => assert!(ends.contains(act) && problem.code == Code::NoSticker, "{act}: {problem:?}"),
            }
        }
        // Our own acts neither: a sticker gets a number once, and another only after it was spoiled.
        let mut again = Played { request: played.request.clone(), case: played.case.clone() };
        again.does("04-28 12:00", Fact::StickerMade(text("KZ0000202")));
        assert_eq!(again.sticker().unwrap(), made);
        again.says("04-28 12:00", orders.get(&Act::Spoil).cloned().and_then(Fact::of_order).unwrap());
        again.does("04-28 12:00", Fact::EnteredInBerkut(text(SERIES)));
        again.does("04-28 12:01", Fact::StickerMade(text("KZ0000202")));
        let replaced = again.sticker().unwrap();
        assert_eq!((replaced.number.as_str(), &replaced.fields), ("KZ0000202", &made.fields));
    }
}

/// Covers: R26 para 23; R26 para 43; R26 para 47; R26 annex 8; R26 annex 13
#[test]
fn a_visa_has_exactly_the_papers_of_what_happened() {
    let hearing = |outcome: &str, objections: Value| {
        Fact::Hearing(serde_json::from_value(json!({"outcome": outcome, "objections": objections})).unwrap())
    };
    let refuse = |ground: u8| {
        let verdict = serde_json::from_value(json!({"refuse": {"ground": ground, "note": "no permit"}})).unwrap();
        Fact::Decision(Decision { verdict, late_reason: None })
    };
    let mut refused = Played::filed(request(ISSUE, &[]));
    assert_eq!(refused.kinds(), ["visa_receipt"]);
    refused.says("04-27 12:00", Fact::Answer(Answer::Agree));
    let intended =
        json!({"ground": 2, "note": "no permit", "hearing_at": "2026-05-06T10:00:00+05:00", "place": "room 7", "manner": "video"});
    refused.says("04-27 15:00", Fact::PreliminaryRefusal(serde_json::from_value(intended).unwrap()));
    assert_eq!(refused.kinds(), ["visa_receipt", "hearing_notice"]);
    let Some(Document::HearingNotice(notice)) = refused.papers().pop() else { panic!() };
    assert_eq!(
        serde_json::to_value(&notice).unwrap(),
        json!({
            "case": refused.case.number(), "office": "ALA-DP", "action": "issue", "recipient": "SPECIMEN RAHUL", "passport_number": "Z0000005",
            "date": "2026-04-27", "ground": 2, "text": notice.why.text, "basis": notice.why.basis, "note": "no permit",
            "hearing_at": "2026-05-06T10:00:00+05:00", "place": "room 7", "manner": "video",
        })
    );
    refused.says("05-06 10:40", hearing("held", json!("the permit was extended")));
    refused.says("05-06 15:00", refuse(2));
    assert_eq!(refused.kinds(), ["visa_receipt", "hearing_notice", "visa_refusal"]);
    let Some(Document::VisaRefusal(refusal)) = refused.papers().pop() else { panic!() };
    assert_eq!(refusal.objections.as_ref().map(Text::as_str), Some("the permit was extended"));
    assert_eq!((refusal.heading.date.to_string().as_str(), refusal.officer.unwrap().as_str()), ("2026-05-06", "P-2001"));

    // By hand until it is in Berkut; each sticker that ends has an act of its own, each with a name.
    let mut spoiled = Played::issued(request(ISSUE, &[]));
    assert_eq!(spoiled.kinds(), ["visa_receipt"]);
    spoiled.does("04-28 11:50", Fact::BerkutDown);
    assert_eq!(spoiled.kinds(), ["visa_receipt", "handwriting_confirmation"]);
    for (when, number) in [("04-28 12:00", "KZ0000202"), ("04-28 13:00", "KZ0000203")] {
        spoiled.says(when, Fact::Spoilage(serde_json::from_value(json!({"reason": "ink"})).unwrap()));
        spoiled.does(when, Fact::StickerMade(text(number)));
    }
    spoiled.does("04-28 13:00", Fact::EnteredInBerkut(text("KZ0000203")));
    assert_eq!(spoiled.kinds(), ["visa_receipt", "sticker_act", "sticker_act-2"]);
    let acts: Vec<_> = spoiled
        .papers()
        .into_iter()
        .filter_map(|document| if let Document::StickerAct(act) = document { Some(act) } else { None })
        .collect();
    let said: Vec<_> = acts.iter().map(|act| (act.sticker.as_str(), act.why.as_str(), act.reason.as_ref().map(Text::as_str))).collect();
    assert_eq!(said, [("KZ0000201", "spoiled", Some("ink")), ("KZ0000202", "spoiled", Some("ink"))]);

    // The visa that ends by the decision has its act, an electronic one has no sticker that could end.
    let rows = [
        (request(EXTEND, &[]), Verdict::Issue, "annulled"),
        (request(ANNUL, &[]), Verdict::Annul, "annulled"),
        (request(RESTORE, &[("/reason", json!("lost"))]), Verdict::Issue, "lost"),
    ];
    for (request, verdict, why) in rows {
        let played = Played::filed(request).decided(verdict);
        let acts: Vec<_> = played.papers().into_iter().filter(|document| document.kind() == "sticker_act").collect();
        let [Document::StickerAct(act)] = acts.as_slice() else { panic!("{acts:?}") };
        assert_eq!((act.sticker.as_str(), act.why.as_str()), ("KZ0000101", why));
    }
    let electronic = Played::filed(request(ELECTRONIC, &[])).decided(Verdict::Issue);
    assert_eq!(electronic.kinds(), ["visa_receipt", "electronic_visa"]);
    let of_an_electronic_visa = [("/visa_kind", json!("electronic")), ("/current_visa/issued_by", json!("portal"))];
    let annulled = Played::filed(request(ANNUL, &of_an_electronic_visa)).decided(Verdict::Annul);
    assert_eq!(annulled.kinds(), ["visa_receipt"]);

    // What is written is read as itself again, and the office is named by whoever shows it.
    let officers = Names::parse("P-2001 = 'Үлгі Дәурен'").unwrap();
    for document in refused.papers().into_iter().chain(spoiled.papers()) {
        let named = shaqyru_domain::document::Document::from(document).named(&Rulebook::built_in().unwrap(), &officers);
        let written = serde_json::to_value(&named).unwrap();
        assert_eq!(serde_json::from_value::<shaqyru_domain::document::Document>(written.clone()).unwrap(), named);
        assert!(written["office_name"]["kk"].is_string(), "{written}");
        if named.kind() == "visa_refusal" {
            assert_eq!(written["officer_name"], json!("Үлгі Дәурен"));
        }
    }
}

/// Covers: R26 annex 3; R26 para 25; R26 para 43
#[test]
fn an_electronic_visa_says_that_it_is_not_valid_before_it_is_in_berkut_and_after_it_was_annulled() {
    let electronic = |played: &Played| {
        let papers = played.papers();
        let Some(Document::ElectronicVisa(visa)) = papers.into_iter().find(|paper| paper.kind() == "electronic_visa") else { panic!() };
        visa
    };
    let mut played = Played::filed(request(ELECTRONIC, &[]));
    assert_eq!(played.kinds(), ["visa_receipt"]);
    played = played.decided(Verdict::Issue);
    let waiting = electronic(&played);
    assert_eq!(waiting.visa.invalid_because.map(shaqyru_domain::case::visa::Invalidity::as_str), Some("not_in_berkut"));
    let number = played.case.issued_number().unwrap();
    played.does("04-24 15:00", Fact::EnteredInBerkut(text(&number)));
    let valid = electronic(&played);
    assert!(valid.visa.valid && valid.annulled_at.is_none() && valid.border.is_none());
    // Whether it is valid, a code cannot say: the record does.
    assert_eq!((valid.digest(), valid.visa.number.as_str()), (waiting.digest(), number.as_str()));
    assert_eq!((valid.passport.number.as_str(), valid.fee.to_string().as_str()), ("P0000006", "30275"));
    let named = Document::ElectronicVisa(valid.clone()).named(&Rulebook::built_in().unwrap(), &Names::default());
    let Document::ElectronicVisa(named) = named else { panic!() };
    assert!(named.airports.iter().any(|airport| airport == "NQZ Astana"), "{:?}", named.airports);
    assert_eq!(named.digest(), valid.digest());

    let mut at_border = Played { case: played.case.clone(), request: played.request.clone() };
    let mismatch = serde_json::from_value(json!({"because": "passport_mismatch"})).unwrap();
    at_border.says("05-10 06:00", Fact::BorderAnnulment(mismatch));
    let ended = electronic(&at_border);
    assert_eq!((ended.visa.valid, ended.border.map(shaqyru_domain::case::visa::BorderReason::as_str)), (false, Some("passport_mismatch")));
    assert_eq!(ended.annulled_at, Some(at("05-10 06:00")));
    played.says("05-10 06:00", Fact::EndedElsewhere(serde_json::from_value(json!({"by": "VIS-2222222222-1"})).unwrap()));
    let ended = electronic(&played);
    assert_eq!((ended.visa.valid, ended.border, ended.annulled_at), (false, None, Some(at("05-10 06:00"))));
}

/// Covers: R26 para 32; R26 annex 12; R26 annex 2
#[test]
fn a_group_gets_one_visa_with_a_list_in_the_order_of_the_alphabet_and_its_leader_among_them() {
    let member = |surname: &str, passport: &str| {
        json!({
            "surname": surname, "given_names": "ANNA", "date_of_birth": "1990-02", "sex": "F", "passport_number": passport, "citizenship": "DE",
        })
    };
    let alone = Played::issued(request(ISSUE, &[])).entered();
    assert!(!alone.kinds().contains(&"group_list".to_owned()));
    let group = json!([member("ZIMMER", "X0000002"), member("ABEND", "X0000001")]);
    let mut played = Played::issued(request(ISSUE, &[("/group", group)])).entered();
    let list = |played: &Played| {
        played.papers().into_iter().find_map(|paper| if let Document::GroupList(list) = paper { Some(list) } else { None })
    };
    let made = list(&played).unwrap();
    let leader = played.request.form().recipient.clone();
    let lines: Vec<_> = made.members.iter().map(|line| (line.name.as_str(), line.passport_number.as_str())).collect();
    assert_eq!((lines[0], lines[2]), (("ABEND ANNA", "X0000001"), ("ZIMMER ANNA", "X0000002")), "{lines:?}");
    assert_eq!((lines.len(), lines[1].1), (3, leader.passport.number.as_str()), "{lines:?}");
    assert_eq!((made.visa.as_str(), made.officer.as_ref().map(shaqyru_domain::text::OfficerId::as_str)), (SERIES, Some("P-2001")));
    let sticker = played.sticker().unwrap();
    assert_eq!(sticker.value(StickerField::PassportNumber), "топтық");
    assert!(alone.sticker().unwrap().value(StickerField::PassportNumber).starts_with(leader.passport.number.as_str()));
    // While another sticker is to take the place of a spoiled one, the list is bound to none; then to the new one.
    played.says("04-29 10:00", Fact::Spoilage(serde_json::from_value(json!({"reason": "ink"})).unwrap()));
    assert!(list(&played).is_none());
    played.does("04-29 10:00", Fact::StickerMade(text("KZ0000202")));
    assert_eq!(list(&played).unwrap().visa.as_str(), "KZ0000202");
    // With the visa the list ends.
    played.says("05-10 06:00", Fact::EndedElsewhere(serde_json::from_value(json!({"by": "VIS-2222222222-1"})).unwrap()));
    assert!(list(&played).is_none());
}
