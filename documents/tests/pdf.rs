//! Risk: the paper that an applicant is handed lacks a field, cuts it off, shows other letters, or cannot be compared
//! with the record. The files are read back by other programs than the ones that wrote them.
//!
//! These programs (`pdftotext`, `pdfinfo`, `pdffonts`, `pdftoppm` of poppler-utils, `zbarimg` of zbar-tools) may be missing: the test
//! then says so and is skipped, unless `SHAQYRU_SKIP_IS_FAILURE` is set.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// A skipped test is to be heard of.
#![allow(clippy::print_stderr)]

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use shaqyru_documents::{Language, pdf};
use shaqyru_domain::{
    document::Document,
    invitation::document::{self as of_invitations, Invitation},
    law::rulebook::Rulebook,
    time::{deadline::Deadline, hours::OfficeHours, instant::Instant, proof::Proof, term::CountFrom},
    visa::document as of_visas,
};

const LANGUAGES: [Language; 2] = [Language::Kazakh, Language::Russian];
/// The letters that Kazakh has and Russian has not.
const KAZAKH: &str = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі";

/// What a program writes; none if it is not there and that is allowed.
fn run(program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            Some(output.stdout)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "{program} is missing: install poppler-utils and zbar-tools");
            eprintln!("SKIPPED: {program} is missing; install poppler-utils and zbar-tools to have the documents read back");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

fn text_of(program: &str, arguments: &[&str]) -> Option<String> {
    run(program, arguments).map(|output| String::from_utf8_lossy(&output).into_owned())
}

fn decoded(document: Value) -> Document {
    serde_json::from_value(document).unwrap()
}

/// A document with what stands on all of them.
fn document(kind: &str, fields: Value) -> Document {
    let mut document = json!({
        "kind": kind,
        "case": "INV-7K3QX5ABCD-1",
        "office": "ALA-ALMALY",
        "receiving_party": { "bin_iin": "181140000000", "name": format!("«Үлгі» ЖШС {KAZAKH}") },
        "invitee": "SPECIMEN MEHMET ALİ ĞÜŞ",
        "date": "2026-03-12",
    });
    let Value::Object(fields) = fields else { panic!() };
    document.as_object_mut().unwrap().extend(fields);
    decoded(document)
}

fn invitation() -> Value {
    json!({
        "number": "Q2W3E4R5T6",
        "visit_from": "2026-04-20",
        "visit_until": "2026-05-18",
        "purpose": "Келіссөздер жүргізу, жабдық жеткізу шартына қол қою",
        "category": "B3",
        "citizenship": "TR",
        "passport": { "number": "U00000001", "issued_by": "TR", "issued_on": "2021-05-17", "valid_until": "2031-05-16" },
        "date_of_birth": "1984-02-29",
        "address_in_kz": "Алматы қаласы, Әуезов көшесі, 1-үй, 12-пәтер",
        "officer": "P-1042",
    })
}

/// A term as a case lays it out. Around Nauryz days are skipped, and one is worked in place of another.
fn proof(from: &str, term: &str) -> Proof {
    let rulebook = Rulebook::built_in().unwrap();
    let calendar = rulebook.calendars.newest();
    let from: Instant = from.parse().unwrap();
    let deadline = Deadline::count(from, term.parse().unwrap(), CountFrom::Receipt, calendar, &OfficeHours::default()).unwrap();
    Proof::of(&deadline, calendar).unwrap()
}

/// The service's term, and the extended one of the coordination.
const FIVE_DAYS: (&str, &str) = ("2026-03-18T15:00:00+05:00", "5wd");
const THIRTY_DAYS: (&str, &str) = ("2026-03-06T15:00:00+05:00", "30cd");

fn laid_out((from, term): (&str, &str)) -> Value {
    json!(proof(from, term))
}

fn paper(code: &str, message: &str, basis: &str) -> Value {
    json!({ "code": code, "message": message, "basis": basis })
}

/// A document of a visa with what stands on all of them.
fn of_visa(kind: &str, fields: Value) -> Document {
    let mut document = json!({
        "kind": kind,
        "case": "VIS-7K3QX5ABCD-1",
        "office": "ALA-DP",
        "action": "issue",
        "recipient": "SPECIMEN MEHMET ALİ ĞÜŞ",
        "passport_number": "U00000001",
        "date": "2026-03-12",
    });
    let Value::Object(fields) = fields else { panic!() };
    document.as_object_mut().unwrap().extend(fields);
    decoded(document)
}

/// One of each kind that a visa has, and of each way in which a sticker ends.
fn of_visas() -> Vec<(&'static str, Document)> {
    let filed = json!({ "filed_at": "2026-03-06T10:07:00+05:00" });
    let with = |mut fields: Value, more: Value| {
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields
    };
    let why = json!({ "ground": 2, "text": "in English", "basis": "R26 annex 8 row 9; LF art 23", "note": format!("Рұқсат жоқ {KAZAKH}") });
    let act = |name, why: &str, reason: Value| {
        let act = json!({ "number": "VIS-7K3QX5ABCD-1/A1", "place": 1, "sticker": "KZ0000201", "why": why, "reason": reason });
        (name, of_visa("sticker_act", act))
    };
    vec![
        (
            "visa-receipt",
            of_visa(
                "visa_receipt",
                with(
                    filed.clone(),
                    json!({
                        "registered_on": "2026-03-09", "category": "C3", "valid_from": "2026-06-01", "valid_until": "2027-05-31",
                        "papers": [{ "kind": "petition", "number": "17/2026", "issued_on": "2026-02-27" }],
                    }),
                ),
            ),
        ),
        (
            "visa-acceptance-refusal",
            of_visa(
                "visa_acceptance_refusal",
                with(filed, json!({ "missing": [paper("petition", "in English", "R26 para 51; annex 8")] })),
            ),
        ),
        (
            "visa-extension-notice",
            of_visa(
                "visa_extension_notice",
                json!({ "reason": "Қосымша тексеру қажет", "until": "2026-04-06", "term": "30cd", "deadline": laid_out(THIRTY_DAYS) }),
            ),
        ),
        (
            "hearing-notice",
            of_visa(
                "hearing_notice",
                with(
                    why.clone(),
                    json!({ "hearing_at": "2026-03-20T10:30:00+05:00", "place": "Бөлме 7, Үлгі көшесі", "manner": "бейнебайланыс" }),
                ),
            ),
        ),
        (
            "visa-refusal",
            of_visa(
                "visa_refusal",
                with(
                    why,
                    json!({
                        "hearing": "absent", "objections": "Рұқсат ұзартылды", "officer": "P-1042", "complain_until": "2026-06-12",
                        "deadline": laid_out(FIVE_DAYS),
                    }),
                ),
            ),
        ),
        act("act-spoiled", "spoiled", json!("Сия жағылды")),
        act("act-annulled", "annulled", Value::Null),
        act("act-lost", "lost", Value::Null),
        (
            "handwriting-confirmation",
            of_visa(
                "handwriting_confirmation",
                json!({ "sticker": "KZ0000201", "category": "C3", "entries": "multiple", "valid_from": "2026-06-01", "valid_until": "2027-05-31" }),
            ),
        ),
    ]
}

/// One of each kind and outcome.
fn samples() -> Vec<(&'static str, Document)> {
    let refusal = |outcome: &str, ground: u8, basis: &str| {
        document(
            "refusal",
            json!({
                "outcome": outcome, "ground": ground, "text": "in English", "basis": basis, "note": "Шарттың түпнұсқалығы расталмады",
                "officer": "P-1042", "complain_until": "2026-06-12", "deadline": laid_out(FIVE_DAYS),
            }),
        )
    };
    vec![
        (
            "acceptance-receipt",
            document(
                "acceptance_receipt",
                json!({
                    "filed_at": "2026-03-06T10:07:00+05:00", "registered_on": "2026-03-09", "category": "B7", "visit_from": "2026-05-04",
                    "visit_until": "2026-07-30",
                    "papers": [
                        { "kind": "annex_4_table" },
                        { "kind": "petition", "issuer": "innovation_cluster", "number": "AH-2026/114", "issued_on": "2026-02-27", "valid_until": "2026-08-31" },
                        { "kind": "something_else", "number": "7" },
                    ],
                }),
            ),
        ),
        (
            "acceptance-refusal",
            document(
                "acceptance_refusal",
                json!({
                    "filed_at": "2026-03-06T10:07:00+05:00",
                    "missing": [
                        paper("petition", "in English", "R26 para 13(7)"),
                        paper("fee_receipt", "in English", "R26 para 12; annex 5"),
                        paper("unknown_to_labels", "a paper of a later rulebook", "R27 para 99"),
                    ],
                }),
            ),
        ),
        (
            "extension-notice",
            document(
                "extension_notice",
                json!({ "reason": "Қосымша тексеру қажет", "until": "2026-04-06", "term": "30cd", "deadline": laid_out(THIRTY_DAYS) }),
            ),
        ),
        ("invitation", document("invitation", invitation())),
        ("refusal", refusal("refused", 3, "R26 annex 5 row 9(3)")),
        ("not-considered", refusal("not_considered", 7, "R26 annex 5 row 9(7), paras 17, 56; LM art 48")),
    ]
}

/// Writes a document where it can be looked at afterwards.
fn written(name: &str, document: &Document, language: Language) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.{}.pdf", language.code()));
    std::fs::write(&path, pdf(document, language).unwrap()).unwrap();
    path
}

/// The text in the order in which it was written, without the gaps by which lines are cut.
fn read(path: &Path) -> Option<String> {
    text_of("pdftotext", &["-raw", path.to_str().unwrap(), "-"]).map(|text| dense(&text))
}

fn dense(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// All values of a document as they should stand on paper; what is translated is not among them.
fn values(name: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().filter(|(name, _)| *name != "deadline").for_each(|(name, member)| values(name, member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| values(name, item, found)),
        Value::String(text) => match name {
            // Translated, no field of the form, or told by name or not at all.
            "kind" | "outcome" | "text" | "basis" | "message" | "code" | "issuer" | "issued_by" | "action" | "why" | "hearing"
            | "entries" | "officer" => {}
            "term" => found.push(text.trim_end_matches("cd").to_owned()),
            "filed_at" | "hearing_at" => {
                let (date, time) = text.split_once('T').unwrap();
                found.push(format!("{} {}", turned(date), &time[..5]));
            }
            _ if text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => found.push(turned(text)),
            _ => found.push(text.clone()),
        },
        Value::Number(number) => found.push(number.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// 2026-03-12 as 12.03.2026.
fn turned(date: &str) -> String {
    date.split('-').rev().collect::<Vec<_>>().join(".")
}

#[test]
fn every_field_is_on_paper_in_its_own_letters() {
    for (name, document) in samples().into_iter().chain(of_visas()) {
        let mut expected = Vec::new();
        values("", &serde_json::to_value(&document).unwrap(), &mut expected);
        assert!(expected.len() >= 6, "{name}: {expected:?}");
        if matches!(document, Document::Invitation(_)) {
            expected.push(KAZAKH.to_owned());
        }
        for language in LANGUAGES {
            let Some(text) = read(&written(name, &document, language)) else { return };
            for value in &expected {
                assert!(text.contains(&dense(value)), "{name} {language:?}: no `{value}` in {text}");
            }
        }
    }
}

#[test]
fn a_document_speaks_only_its_language_and_carries_its_own_title() {
    let rows = [
        (
            "acceptance-receipt",
            "Құжаттарды қабылдау туралы қолхат",
            "Расписка о приёме документов",
            &["Өтінішхат", "something else"][..],
            &["Ходатайство", "something else"][..],
        ),
        (
            "acceptance-refusal",
            "Құжаттарды қабылдаудан бас тарту туралы қолхат",
            "Расписка об отказе в приёме документов",
            &["13-тармақ, 7) тармақша", "a paper of a later rulebook", "99-тармақ"],
            &["п. 13, подп. 7)", "a paper of a later rulebook", "п. 99"],
        ),
        (
            "extension-notice",
            "Мерзімді ұзарту туралы хабарлама",
            "Уведомление о продлении срока",
            &["30 күнтізбелік күнге дейін"],
            &["до 30 календарных дней"],
        ),
        ("invitation", "Электрондық шақыру № Q2W3E4R5T6", "Электронное приглашение № Q2W3E4R5T6", &["Түркия (TR)"], &["Турция (TR)"]),
        (
            "refusal",
            "Шақыру беруден бас тарту",
            "Отказ в выдаче приглашения",
            &["№ 3. Уәкілетті", "9-жол, 3) тармақша", "59-тармағы", "12.06.2026"],
            &["№ 3. Получен отрицательный", "строка 9, подп. 3)", "пункт 59", "12.06.2026"],
        ),
        (
            "not-considered",
            "Өтініштің қаралмайтыны туралы хабарлама",
            "Уведомление о нерассмотрении заявления",
            &["№ 7. Қабылдаушы тұлға", "48-бап", "59-тармағы"],
            &["№ 7. Принимающее лицо", "ст. 48", "пункт 59"],
        ),
    ];
    for ((name, document), (row, kk_title, ru_title, kk, ru)) in samples().into_iter().zip(rows) {
        assert_eq!(name, row);
        for (language, title, wanted, other) in [(Language::Kazakh, kk_title, kk, ru_title), (Language::Russian, ru_title, ru, kk_title)] {
            let Some(text) = read(&written(&format!("{name}-2"), &document, language)) else { return };
            for words in wanted.iter().chain([&title]) {
                assert!(text.contains(&dense(words)), "{name} {language:?}: no `{words}` in {text}");
            }
            assert!(!text.contains(&dense(other)) && !text.contains("inEnglish"), "{name} {language:?}: {text}");
        }
    }
}

/// Covers: R26 para 23; R26 para 43; R26 para 47; R26 annex 13; APPC art 73
#[test]
fn a_paper_about_a_visa_tells_its_reader_what_it_is_and_what_can_be_done() {
    let rows: [(&str, &[&str], &[&str]); 9] = [
        ("visa-receipt", &["Виза бойынша құжаттарды қабылдау", "Өтінішхат"], &["Расписка о приёме документов на визу", "Ходатайство"]),
        ("visa-acceptance-refusal", &["қабылдаудан бас тарту", "51-тармақ"], &["Расписка об отказе в приёме", "п. 51"]),
        (
            "visa-extension-notice",
            &["Мерзімді ұзарту", "30 күнтізбелік күнге дейін"],
            &["Уведомление о продлении срока", "до 30 календарных дней"],
        ),
        (
            "hearing-notice",
            &["Алдын ала шешім және тыңдау", "20.03.2026 10:30", "Бөлме 7", "бейнебайланыс", "№ 2.", "екі жұмыс күні ішінде"],
            &[
                "предварительном решении и заслушивании",
                "20.03.2026 10:30",
                "Бөлме 7",
                "бейнебайланыс",
                "№ 2.",
                "в течение двух рабочих дней",
            ],
        ),
        (
            "visa-refusal",
            &["Виза беруден бас тарту", "тыңдауға келмеді", "Рұқсат ұзартылды", "59-тармағы", "12.06.2026"],
            &["Отказ в выдаче визы", "заявитель на заслушивание не явился", "Рұқсат ұзартылды", "пункт 59", "12.06.2026"],
        ),
        (
            "act-spoiled",
            &["бүлінгенін растайды", "KZ0000201", "Сия жағылды", "көшірмелері"],
            &["наклейка испорчена", "не исправляется", "Копии"],
        ),
        ("act-annulled", &["күші жойылғанын растайды", "KZ0000201"], &["наклейка аннулирована", "KZ0000201"]),
        ("act-lost", &["жоғалғанын растайды"], &["наклейка утеряна"]),
        (
            "handwriting-confirmation",
            &["жазбаша растау", "көп реттік", "Мөр орны"],
            &["Письменное подтверждение", "многократная", "Место печати"],
        ),
    ];
    for ((name, document), (row, kk, ru)) in of_visas().into_iter().zip(rows) {
        assert_eq!(name, row);
        for (language, wanted) in [(Language::Kazakh, kk), (Language::Russian, ru)] {
            let Some(text) = read(&written(&format!("{name}-4"), &document, language)) else { return };
            for words in wanted {
                assert!(text.contains(&dense(words)), "{name} {language:?}: no `{words}` in {text}");
            }
            assert!(!text.contains("inEnglish"), "{name} {language:?}: {text}");
        }
    }
    // Of a lost sticker nothing can be copied; and the ground has the number that annex 8 gives it.
    let (_, lost) = of_visas().remove(7);
    let Some(text) = read(&written("act-lost-5", &lost, Language::Russian)) else { return };
    assert!(!text.contains("Копии"), "{text}");
    let expelled = json!({ "ground": 5, "text": "", "basis": "R26 annex 8 row 9", "note": null, "hearing": null, "objections": null, "officer": null });
    let text = read(&written("expelled", &of_visa("visa_refusal", expelled), Language::Russian)).unwrap();
    assert!(text.contains(&dense("№ 6. Получатель визы был выдворен")), "{text}");
}

#[test]
fn the_printed_qr_code_says_what_the_record_says() {
    let Document::Invitation(of_invitations::Document::Invitation(invitation)) = document("invitation", invitation()) else { panic!() };
    let without_officer = Invitation { officer: None, ..invitation.clone() };
    for (name, invitation) in [("qr", invitation), ("qr-without-officer", without_officer)] {
        for language in LANGUAGES {
            let path = written(name, &of_invitations::Document::Invitation(invitation.clone()).into(), language);
            let image = path.with_extension("");
            let paths = [path.to_str().unwrap(), image.to_str().unwrap()];
            if run("pdftoppm", &["-r", "150", "-png", "-singlefile", paths[0], paths[1]]).is_none() {
                return;
            }
            let png = format!("{}.png", paths[1]);
            let Some(code) = text_of("zbarimg", &["--quiet", "--raw", &png]) else { return };
            assert_eq!(code.trim_end(), invitation.qr_text());
        }
    }
}

/// An electronic visa: valid, not in Berkut yet, found by the border not to match the passport, and ended by another case.
fn electronic_visas() -> Vec<(&'static str, Document)> {
    let visa = |why: Value, more: Value| {
        let mut fields = json!({
            "visa": {
                "number": "W2X3Y4Z5A6", "category": "B3", "entries": "single", "kind": "electronic", "valid_from": "2026-06-01",
                "valid_until": "2026-06-25", "valid": why.is_null(), "invalid_because": why, "handwritten": false,
            },
            "citizenship": "PK",
            "passport": { "number": "U00000001", "issued_by": "PK", "issued_on": "2023-05-05", "valid_until": "2033-05-04" },
            "date_of_birth": "1979-10", "sex": "M", "fee": 30275.0, "of_a_family": false,
            "invited_by": { "name": format!("«Үлгі» ЖШС {KAZAKH}"), "bin_iin": "181140000000" },
            "days_of_stay": 20,
            "airports": ["NQZ Astana", "ALA Almaty"],
        });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        of_visa("electronic_visa", fields)
    };
    let annulled_at = "2026-06-01T05:10:00+05:00";
    vec![
        ("electronic-visa", visa(Value::Null, json!({}))),
        ("electronic-visa-not-in-berkut", visa(json!("not_in_berkut"), json!({}))),
        ("electronic-visa-mismatch", visa(json!("annulled"), json!({ "annulled_at": annulled_at, "border": "passport_mismatch" }))),
        ("electronic-visa-annulled", visa(json!("annulled"), json!({ "annulled_at": annulled_at, "of_a_family": true }))),
    ]
}

/// Covers: R26 annex 3; R26 para 25
#[test]
fn an_electronic_visa_has_every_field_of_annex_3_in_three_languages_and_is_for_one_passport_and_airports() {
    let everywhere = [
        "Министерство внутренних дел Республики Казахстан / Ministry of Internal Affairs",
        "Виза / Виза / Visa № W2X3Y4Z5A6",
        "Визаның санаты / Категория / Category",
        "бір реттік / однократная / single",
        "01.06.2026",
        "25.06.2026",
        "SPECIMEN MEHMET ALİ ĞÜŞ",
        "U00000001",
        "05.05.2023",
        "04.05.2033",
        "10.1979",
        "ер / мужской / male",
        "ALA-DP",
        "12.03.2026",
        "entry and exit through international airports only: NQZ Astana, ALA Almaty",
        "days of stay: 20",
        "30275",
        "Сведения о лицах в группе",
        KAZAKH,
        "181140000000",
    ];
    let rows: [(&str, &[&str], bool); 4] = [
        ("electronic-visa", &["valid only together with the national passport"], true),
        ("electronic-visa-not-in-berkut", &["жарамсыз / недействительна / not valid", "not in the Berkut system yet"], false),
        ("electronic-visa-mismatch", &["not valid", "01.06.2026: ", "не соответствуют паспорту"], false),
        ("electronic-visa-annulled", &["not valid", "визаның күші жойылды", "work is not permitted"], false),
    ];
    for ((name, document), (row, more, is_valid)) in electronic_visas().into_iter().zip(rows) {
        assert_eq!(name, row);
        for (language, country) in [(Language::Kazakh, "Пәкістан (PK)"), (Language::Russian, "Пакистан (PK)")] {
            let Some(text) = read(&written(name, &document, language)) else { return };
            for words in everywhere.iter().chain(more).chain([&country]) {
                assert!(text.contains(&dense(words)), "{name} {language:?}: no `{words}` in {text}");
            }
            assert_eq!(text.contains("notvalid"), !is_valid, "{name} {language:?}: {text}");
            assert_eq!(text.contains("QR-код"), is_valid, "{name} {language:?}: {text}");
        }
    }
}

/// Covers: R26 annex 3
#[test]
fn the_code_of_an_electronic_visa_says_what_the_record_says_and_no_personal_data() {
    // In three languages the form fills a page; the code stands on the second.
    let (name, document) = electronic_visas().remove(0);
    let Document::Visa(of_visas::Document::ElectronicVisa(visa)) = &document else { panic!() };
    let path = written(&format!("{name}-qr"), &document, Language::Russian);
    let image = path.with_extension("");
    let paths = [path.to_str().unwrap(), image.to_str().unwrap()];
    if run("pdftoppm", &["-r", "150", "-png", "-f", "2", "-singlefile", paths[0], paths[1]]).is_none() {
        return;
    }
    let Some(code) = text_of("zbarimg", &["--quiet", "--raw", &format!("{}.png", paths[1])]) else { return };
    assert_eq!(code.trim_end(), visa.qr_text());
    assert!(code.contains("W2X3Y4Z5A6") && !code.contains("U00000001") && !code.contains("SPECIMEN"), "{code}");
    let mut other = visa.clone();
    other.passport.number = "U00000002".to_owned().try_into().unwrap();
    assert_ne!(visa.digest(), other.digest(), "the digest is over the passport, too");
}

/// Covers: R26 annex 10
#[test]
fn only_the_electronic_invitation_has_a_qr_code_and_no_form_shows_codes_for_names() {
    let rows = [
        ("electronic", "Электрондық шақыру", "Электронное приглашение", true),
        ("paper", "Жеке істер бойынша келуге шақыру", "Приглашение на въезд по частным делам", false),
        ("petition", "Өтінішхатты келісу нөмірі", "Номер согласования ходатайства", false),
    ];
    for (form, kk, ru, has_code) in rows {
        let mut fields = invitation();
        fields["form"] = json!(form);
        fields["officer_name"] = json!("Айгүл Үлгі");
        fields["office_name"] = json!({"kk": "Алмалы ауданының Полиция басқармасы", "ru": "Управление полиции Алмалинского района"});
        if form == "petition" {
            fields["petition"] = json!("17-04/2026");
        }
        for (language, title, office) in [
            (Language::Kazakh, kk, "Алмалы ауданының Полиция басқармасы"),
            (Language::Russian, ru, "Управление полиции Алмалинского района"),
        ] {
            let Some(text) = read(&written(&format!("form-{form}"), &document("invitation", fields.clone()), language)) else { return };
            for shown in [&format!("{title} № Q2W3E4R5T6"), office, "Айгүл Үлгі", "U00000001"] {
                assert!(text.contains(&dense(shown)), "{form} {language:?}: no `{shown}` in {text}");
            }
            for code in ["ALA-ALMALY", "P-1042"] {
                assert!(!text.contains(code), "{form} {language:?}: {code} in {text}");
            }
            assert_eq!(text.contains("QR-код"), has_code, "{form} {language:?}");
            let with_passport = dense("valid only together with the national passport");
            assert_eq!(text.contains(&with_passport), has_code, "{form} {language:?}: {text}");
            assert_eq!(text.contains("17-04/2026"), form == "petition", "{form} {language:?}");
            let seal = if language == Language::Kazakh { "Мөрорны" } else { "Местопечати" };
            assert_eq!(text.contains(seal), !has_code, "{form} {language:?}");
        }
    }
}

/// Whoever is refused, or told that it takes longer, sees by which days the term was counted.
#[test]
fn a_refusal_and_an_extension_notice_lay_out_their_term_day_by_day() {
    let told = ["extension-notice", "refusal", "not-considered", "visa-extension-notice", "visa-refusal"];
    let documents: Vec<_> = samples().into_iter().chain(of_visas()).filter(|(name, _)| told.contains(name)).collect();
    assert_eq!(documents.len(), told.len());
    for (name, document) in documents {
        let (from, term) = if name.ends_with("extension-notice") { THIRTY_DAYS } else { FIVE_DAYS };
        let proof = proof(from, term);
        // The thirtieth day is a Sunday; two days of Nauryz are, too, and others are off in their place.
        let is_moved = term == "30cd";
        for (language, shown) in [
            (
                Language::Kazakh,
                [
                    "Мерзім күндері",
                    "дс сс ср бс жм сб жс",
                    "Мерзімнің аяқталуы",
                    if is_moved { "осы жұмыс күніне ауысты" } else { "орнына" },
                ],
            ),
            (
                Language::Russian,
                ["Дни срока", "пн вт ср чт пт сб вс", "Срок истекает", if is_moved { "перенесён на этот рабочий день" } else { "взамен" }],
            ),
        ] {
            let path = written(&format!("strip-{name}"), &document, language);
            let Some(text) = text_of("pdftotext", &["-raw", path.to_str().unwrap(), "-"]) else { return };
            let text = dense(&text);
            for words in shown {
                assert!(text.contains(&dense(words)), "{name} {language:?}: no `{words}` in {text}");
            }
            // Each day in its order, with its place in the term.
            let due = proof.due_day();
            let days = proof.days.iter().map(|day| {
                let mark = day.counted.map_or_else(|| "×".to_owned(), |count| count.to_string());
                let time = if day.date == due { "18:30" } else { "" };
                format!("{}{time}{mark}", day.date.format("%d.%m"))
            });
            let days: String = days.collect();
            assert!(text.contains(&days), "{name} {language:?}: no `{days}` in {text}");
        }
    }
}

/// An officer whom the list does not name stood on papers by the id of the office's directory.
#[test]
fn who_is_not_named_is_the_office_and_never_an_id() {
    let office = json!({"kk": "Алмалы ауданының Полиция басқармасы", "ru": "Управление полиции Алмалинского района"});
    let mut fields = invitation();
    fields["office_name"] = office.clone();
    let refusal = json!({
        "outcome": "refused", "ground": 3, "text": "in English", "basis": "R26 annex 5 row 9(3)", "note": null, "officer": "P-1042",
        "office_name": office,
    });
    for (kind, fields) in [("invitation", fields), ("refusal", refusal)] {
        for (language, officer) in [
            (Language::Kazakh, "Жауапты қызметкер Алмалы ауданының Полиция басқармасы"),
            (Language::Russian, "Ответственный сотрудник Управление полиции Алмалинского района"),
        ] {
            let Some(text) = read(&written(&format!("unnamed-{kind}"), &document(kind, fields.clone()), language)) else { return };
            assert!(text.contains(&dense(officer)), "{kind} {language:?}: no `{officer}` in {text}");
            assert!(!text.contains("P-1042") && !text.contains("ALA-ALMALY"), "{kind} {language:?}: {text}");
        }
    }
}

#[test]
fn the_same_document_in_the_same_language_gives_the_same_file() {
    for (name, document) in samples().into_iter().chain(of_visas()).chain(electronic_visas()) {
        let [kk, ru] = LANGUAGES.map(|language| pdf(&document, language).unwrap());
        assert_eq!((&kk, &ru), (&pdf(&document, Language::Kazakh).unwrap(), &pdf(&document, Language::Russian).unwrap()), "{name}");
        assert_ne!(kk, ru, "{name}");
    }
}

#[test]
fn a_file_brings_its_own_fonts_and_tells_personal_data_only_on_its_pages() {
    for (name, document) in samples().into_iter().chain(of_visas()).chain(electronic_visas()) {
        for language in LANGUAGES {
            let path = written(&format!("{name}-3"), &document, language);
            let path = path.to_str().unwrap();
            let (Some(info), Some(fonts)) = (text_of("pdfinfo", &[path]), text_of("pdffonts", &[path])) else { return };
            for line in ["Tagged:          yes", "(A4)", "Title:"] {
                assert!(info.contains(line), "{name}: no `{line}` in {info}");
            }
            assert!(info.contains("2026") && !info.contains("SPECIMEN") && !info.contains("U00000001"), "{info}");
            // Files for keeping and for screen readers say so of themselves; the writer holds itself to it.
            let metadata = text_of("pdfinfo", &["-meta", path]).unwrap();
            for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
                assert!(metadata.contains(claim), "{name}: no {claim} in {metadata}");
            }
            assert!(!metadata.contains("SPECIMEN") && !metadata.contains("U00000001"), "{metadata}");
            for font in fonts.lines().skip(2) {
                // emb, sub, uni
                assert!(font.contains("+NotoSans-") && font.contains(" yes yes yes "), "{name}: {font}");
            }
            let structure = text_of("pdfinfo", &["-struct-text", path]).unwrap();
            for element in ["H1", "Table", "TH", "TD"] {
                let found = structure.lines().any(|line| line.trim_start().starts_with(element));
                assert!(found, "{name}: no {element} in {structure}");
            }
        }
    }
}

/// Different words, up to so many letters in all; some of them far wider than a column, if there is room for them.
fn words(prefix: &str, most: usize) -> String {
    let mut text = String::new();
    for number in 0.. {
        let word =
            if most > 1_000 && number % 40 == 7 { format!("{prefix}{number}{}", "шщ".repeat(70)) } else { format!("{prefix}{number}") };
        if text.chars().count() + 1 + word.chars().count() > most {
            return text;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}

/// A word on a page: left, top, right, bottom.
type Place = (usize, [f64; 4], String);

fn places(path: &Path) -> Option<Vec<Place>> {
    let boxes = text_of("pdftotext", &["-bbox", path.to_str().unwrap(), "-"])?;
    let mut page = 0;
    let mut found = Vec::new();
    for line in boxes.lines() {
        if line.contains("<page ") {
            page += 1;
        }
        let Some(word) = line.trim().strip_prefix("<word ") else { continue };
        let (attributes, rest) = word.split_once('>').unwrap();
        let numbers: Vec<f64> = attributes.split('"').skip(1).step_by(2).map(|number| number.parse().unwrap()).collect();
        found.push((page, [numbers[0], numbers[1], numbers[2], numbers[3]], rest.replace("</word>", "")));
    }
    Some(found)
}

#[test]
fn a_long_text_is_printed_whole_within_the_paper_and_over_no_other() {
    let long = |prefix: &str| words(prefix, 2_000);
    let mut fields = invitation();
    fields["purpose"] = json!(long("мақсат"));
    fields["address_in_kz"] = json!(long("Мекенжай"));
    fields["passport"]["number"] = json!("N".repeat(2_000));
    let mut longest = serde_json::to_value(document("invitation", fields)).unwrap();
    longest["invitee"] = json!([long("SURNAME"), long("GIVEN"), long("PATRONYMIC")].join(" "));
    longest["receiving_party"]["name"] = json!(long("Тарап"));
    longest["office"] = json!("A".repeat(32));
    longest["officer"] = json!("O".repeat(64));

    let missing: Vec<_> =
        (0..200).map(|number| paper(&format!("code_{number}"), &words(&format!("m{number}x"), number + 20), "R26 para 12")).collect();
    let papers: Vec<_> = (0..200)
        .map(|number| json!({ "kind": format!("k{number}{}", "_long".repeat(12)), "number": words(&format!("p{number}x"), 60) }))
        .collect();
    let filed_at = "2026-03-06T10:07:00+05:00";
    let rows = [
        ("longest-invitation", decoded(longest)),
        ("200-missing", document("acceptance_refusal", json!({ "filed_at": filed_at, "missing": missing }))),
        (
            "200-papers",
            document(
                "acceptance_receipt",
                json!({
                    "filed_at": filed_at, "registered_on": "2026-03-09", "category": "B12-1", "visit_from": "2026-05-04", "visit_until": "2026-07-30",
                    "papers": papers,
                }),
            ),
        ),
        ("longest-reason", document("extension_notice", json!({ "reason": long("себеп"), "until": null, "term": null }))),
        (
            "longest-note",
            document(
                "refusal",
                json!({ "outcome": "refused", "ground": 1, "text": "", "basis": "", "note": long("жай"), "officer": null }),
            ),
        ),
    ];
    for (name, document) in rows {
        for language in LANGUAGES {
            let path = written(name, &document, language);
            let (Some(text), Some(places)) = (text_of("pdftotext", &["-raw", path.to_str().unwrap(), "-"]), places(&path)) else { return };
            // A field that goes on over a page is interrupted by foot and head; each word of it still stands somewhere.
            let total = places.iter().map(|(page, ..)| *page).max().unwrap();
            let text = without_head_and_foot(&text, total, language);
            let mut expected = Vec::new();
            values("", &serde_json::to_value(&document).unwrap(), &mut expected);
            // In every foot, as was just seen.
            expected.retain(|value| value != "INV-7K3QX5ABCD-1");
            if let Document::Invitation(of_invitations::Document::AcceptanceRefusal(refusal)) = &document {
                expected.extend(refusal.missing.iter().map(|paper| paper.message.clone()));
            }
            for value in expected {
                let value = if value.starts_with('k') { value.replace('_', " ") } else { value };
                for word in value.split(' ') {
                    assert!(text.contains(word), "{name} {language:?}: no `{word}`");
                }
            }
            assert!(total > 1, "{name}: {total} page");
            for (page, [left, top, right, bottom], word) in &places {
                assert!(
                    *left >= 60.0 && *right <= 555.0 && *top >= 30.0 && *bottom <= 815.0,
                    "{name}, page {page}: `{word}` at {left} {top} {right} {bottom}"
                );
            }
            nothing_overlaps(name, &places);
        }
    }
}

/// The text in one piece, without what is repeated on each page.
fn without_head_and_foot(text: &str, total: usize, language: Language) -> String {
    let pages: Vec<_> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert_eq!(pages.len(), total);
    let mut whole = String::new();
    for (index, page) in pages.iter().enumerate() {
        let number = index + 1;
        let foot = match language {
            Language::Kazakh => format!("{total} беттің {number}-беті"),
            Language::Russian => format!("стр. {number} из {total}"),
        };
        let lines: Vec<_> = page.lines().collect();
        assert!(lines.iter().any(|line| line.contains(&foot)), "no `{foot}` on page {number}: {lines:?}");
        assert!(lines.iter().any(|line| line.contains("INV-7K3QX5ABCD-1")), "no case number on page {number}");
        let skipped = usize::from(index > 0);
        for line in lines.iter().skip(skipped).filter(|line| !line.contains(&foot) && !line.ends_with(" INV-7K3QX5ABCD-1")) {
            whole.push_str(line);
        }
    }
    whole.replace(' ', "")
}

fn nothing_overlaps(name: &str, places: &[Place]) {
    for (index, (page, [left, top, right, bottom], word)) in places.iter().enumerate() {
        for (other_page, [other_left, other_top, other_right, other_bottom], other) in &places[index + 1..] {
            if page != other_page {
                continue;
            }
            // The boxes have the height of the font, which is more than that of its letters.
            let across = right.min(*other_right) - left.max(*other_left);
            let down = bottom.min(*other_bottom) - top.max(*other_top);
            assert!(across <= 0.5 || down <= 0.45 * (bottom - top), "{name}, page {page}: `{word}` over `{other}`");
        }
    }
}

#[test]
fn only_kk_and_ru_are_taken_for_a_language() {
    assert_eq!(("kk".parse(), "ru".parse()), (Ok(Language::Kazakh), Ok(Language::Russian)));
    for other in ["", "KK", "kz", "en", "ru-RU"] {
        assert!(other.parse::<Language>().is_err(), "{other}");
    }
}

#[test]
fn letters_that_no_font_has_are_printed_by_their_codes() {
    let mut fields = invitation();
    fields["purpose"] = json!("会议 \u{202e}rts مرحبا 🙂 ẞ e\u{301}");
    let document = document("invitation", fields);
    for language in LANGUAGES {
        let Some(text) = read(&written("letters", &document, language)) else { return };
        for shown in ["[U+4F1A][U+8BAE]", "[U+202E]rts", "[U+0645]", "[U+1F642]", "ẞ"] {
            assert!(text.contains(shown), "no {shown} in {text}");
        }
    }
}

/// Covers: R26 annex 12; R26 para 32
#[test]
fn the_list_of_a_group_has_every_column_of_annex_12_and_says_from_whom_to_whom_it_goes() {
    let line = |name: &str, surname: &str, sex: &str, passport: &str| {
        json!({
            "name": name, "surname": surname, "date_of_birth": "1990-02-03", "sex": sex, "passport_number": passport, "citizenship": "DE",
        })
    };
    let members = [line("ABEND ANNA", "ABEND", "F", "X0000001"), line("ZIMMER OTTO", "ZIMMER", "M", "X0000002")];
    let list =
        of_visa("group_list", json!({ "visa": "KZ0000201", "members": members, "officer": "P-1042", "officer_name": "Aigul Specimen" }));
    for (language, title, female, ends, only) in [
        (
            Language::Kazakh,
            "Топтық виза рәсімдеуге арналған атаулы тізім",
            "әйел",
            "Тізім аяқталатын тек",
            "паспортын көрсеткен кезде ғана жарамды",
        ),
        (
            Language::Russian,
            "Именной список для оформления групповой визы",
            "женский",
            "Список оканчивается фамилией",
            "Виза действительна, только если",
        ),
    ] {
        let Some(text) = read(&written("group-list", &list, language)) else { return };
        for words in [title, female, ends, only, "ABEND ANNA", "03.02.1990", "X0000001", "ZIMMER OTTO", "KZ0000201", "Aigul Specimen"] {
            assert!(text.contains(&dense(words)), "{language:?}: no `{words}` in {text}");
        }
        assert!(text.find("ABENDANNA") < text.find("ZIMMEROTTO"), "{language:?}: {text}");
    }
}

/// Covers: R26 annex 5 row 2; R26 annex 7
#[test]
fn what_the_state_corporation_takes_in_or_turns_away_names_its_department() {
    let department = "№ 3, Алматы қаласы, Үлгі көшесі, 1";
    let filed = json!({ "filed_at": "2026-03-06T10:07:00+05:00", "department": department });
    let with = |more: Value| {
        let mut fields = filed.clone();
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields
    };
    let refusal = document("acceptance_refusal", with(json!({ "missing": [paper("petition", "a petition", "R26 para 13(7)")] })));
    let receipt = with(json!({
        "registered_on": "2026-03-06", "category": "B3", "visit_from": "2026-04-20", "visit_until": "2026-05-18", "papers": [],
    }));
    let receipt = document("acceptance_receipt", receipt);
    for (name, document, kk, ru) in [
        (
            "refused-by-the-corporation",
            refusal,
            "бас тартқан Мемлекеттік корпорацияның бөлімі",
            "Отдел Государственной корпорации, отказавший",
        ),
        ("taken-in-by-the-corporation", receipt, "нәтиже берілетін бөлімі", "где приняты документы и выдаётся результат"),
    ] {
        for (language, words) in [(Language::Kazakh, kk), (Language::Russian, ru)] {
            let Some(text) = read(&written(name, &document, language)) else { return };
            assert!(text.contains(&dense(words)) && text.contains(&dense(department)), "{name} {language:?}: {text}");
        }
    }
}

/// Covers: R26 para 18
#[test]
fn a_paper_of_the_foreign_ministry_or_a_mission_is_headed_by_its_own_ministry() {
    let headed = |body: Option<&str>| {
        let mut name = json!({ "kk": "Үлгі", "ru": "Образец" });
        if let Some(body) = body {
            name["body"] = json!(body);
        }
        let mut fields = invitation();
        fields["form"] = json!("petition");
        fields["office_name"] = name.clone();
        [
            document("invitation", fields),
            of_visa("visa_acceptance_refusal", json!({ "filed_at": "2026-03-06T10:07:00+05:00", "missing": [], "office_name": name })),
        ]
    };
    for (body, kk, ru, office) in [
        (None, "Ішкі істер министрлігі", "Министерство внутренних дел", "Территориальный орган полиции: Образец"),
        (Some("mfa"), "Сыртқы істер министрлігі", "Министерство иностранных дел", "Структурное подразделение: Образец"),
        (Some("mission"), "Сыртқы істер министрлігі", "Министерство иностранных дел", "Загранучреждение: Образец"),
    ] {
        for (number, paper) in headed(body).iter().enumerate() {
            let name = format!("head-{}-{number}", body.unwrap_or("police"));
            let Some(kazakh) = read(&written(&name, paper, Language::Kazakh)) else { return };
            let Some(russian) = read(&written(&name, paper, Language::Russian)) else { return };
            assert!(kazakh.contains(&dense(kk)), "{name}: {kazakh}");
            assert!(russian.contains(&dense(ru)) && russian.contains(&dense(office)), "{name}: {russian}");
            assert_eq!(russian.contains(&dense("Территориальный орган полиции")), body.is_none(), "{name}: {russian}");
        }
    }
}
