//! Risk: the machine at the border reads another person, another passport or another day from a sticker than are on it, or nothing.
//!
//! The zone is read by two programs written apart from ours and from each other, `mrz` from PyPI and `mrz` from npm; where one of them is missing
//! its test says so and is skipped, unless `SHAQYRU_SKIP_IS_FAILURE` is set.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use shaqyru_domain::visa::zone::{Content, ZoneName, lines};

use crate::script::text;

/// A program that reads two lines on each line of its input, and says what it has found in them.
struct Reader {
    interpreter: &'static str,
    /// The option under which the interpreter takes a program.
    takes: &'static str,
    /// Succeeds where the package is there.
    probe: &'static str,
    program: &'static str,
    /// How to get it.
    install: &'static str,
}

const FROM_PYPI: Reader = Reader {
    interpreter: "python3",
    takes: "-c",
    probe: "import mrz",
    program: r#"
import json, sys
from mrz.checker.mrva import MRVACodeChecker
for line in sys.stdin:
    read = MRVACodeChecker("\n".join(json.loads(line)))
    fields = read.fields()
    print(json.dumps({
        "sound": bool(read), "surname": fields.surname, "given_names": fields.name, "issued_by": fields.country, "nationality": fields.nationality,
        "number": fields.document_number, "born": fields.birth_date, "sex": fields.sex.strip("<"), "until": fields.expiry_date,
    }))
"#,
    install: "pip install mrz==0.6.2",
};

/// It knows no visas and reads a zone of 44 letters as a passport's, which differs in two fields: the document code is `P`, and the last place holds a
/// check digit over the whole line, which a visa has not (Doc 9303-7 section 4.2.2). Where a surname fills its field up to the two fillers behind which
/// given names begin, it misses those or takes the surname for them; a zone without given names is right all the same.
const FROM_NPM: Reader = Reader {
    interpreter: "node",
    takes: "-e",
    probe: "require.resolve('mrz')",
    program: r#"
import(require.resolve("mrz")).then(({ parse }) => {
    for (const line of require("fs").readFileSync(0, "utf8").split("\n")) {
        const zone = JSON.parse(line);
        const { details, fields } = parse(zone);
        const full = !/<<./.test(zone[0].slice(5));
        const excused = ["documentCode", "compositeCheckDigit"].concat(full ? ["firstName"] : []);
        const wrong = details.filter(({ valid, field }) => !valid && !excused.includes(field));
        console.log(JSON.stringify({
            sound: wrong.length === 0, surname: fields.lastName, given_names: full ? "" : fields.firstName, issued_by: fields.issuingState,
            nationality: fields.nationality, number: fields.documentNumber, born: fields.birthDate,
            sex: { male: "M", female: "F", nonspecified: "" }[fields.sex], until: fields.expirationDate,
        }));
    }
});
"#,
    install: "npm install mrz@5.0.2, and NODE_PATH says where",
};

impl Reader {
    /// What it finds; none if it is not there and that is allowed.
    #[expect(clippy::print_stderr, reason = "a skipped test is to be heard of")]
    fn read(&self, zones: &[[String; 2]]) -> Option<Vec<Value>> {
        let Self { interpreter, takes, probe, program, install } = self;
        let probing = Command::new(interpreter).args([takes, probe]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !probing.is_ok_and(|status| status.success()) {
            assert!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "{interpreter} with the package mrz is missing: {install}");
            eprintln!("SKIPPED: {interpreter} has no package mrz; {install} to have the zones read by a program that is not ours");
            return None;
        }
        let mut reader = Command::new(interpreter).args([takes, program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = zones.iter().map(|zone| json!(zone).to_string()).collect::<Vec<_>>().join("\n");
        let mut input = reader.stdin.take().unwrap();
        let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
        let output = reader.wait_with_output().unwrap();
        writing.join().unwrap();
        assert!(output.status.success());
        Some(String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }
}

/// A holder: what is filed of them, and the letters in which the zone must name them, written down apart.
#[derive(Debug, Clone)]
struct Holder {
    surname: (String, String),
    given_names: Option<(String, String)>,
    passport: String,
    nationality: (&'static str, &'static str),
    born: String,
    sex: Option<char>,
    until: String,
}

/// A part of a name as it is filed, and as the zone has it.
fn part() -> impl Strategy<Value = (String, String)> {
    let transliterated = prop::sample::select(vec![
        ("MÜLLER", "MUELLER"),
        ("Øyvind", "OEYVIND"),
        ("Đỗ", "DO"),
        ("Ştefan", "STEFAN"),
        ("ÅSA", "AASA"),
        ("Weiß", "WEISS"),
        ("ÞÓR", "THOR"),
        ("Łukasz", "LUKASZ"),
        ("ıŞIK", "ISIK"),
        ("İPEK", "IPEK"),
        ("Çağla", "CAGLA"),
        ("ÑUÑO", "NUNO"),
        ("Æsir", "AESIR"),
        ("O'CONNOR", "OCONNOR"),
        ("D’Artagnan", "DARTAGNAN"),
        ("JEAN-LUC", "JEAN<LUC"),
        ("Nguyễn", "NGUYEN"),
        ("ƏLİYEV", "ELIYEV"),
    ])
    .prop_map(|(filed, zone)| (filed.to_owned(), zone.to_owned()));
    prop_oneof![
        3 => "[A-Z]{1,12}".prop_map(|name| (name.clone(), name)),
        1 => "[A-Z]{20,60}".prop_map(|name| (name.clone(), name)),
        3 => transliterated,
    ]
}

fn name(most: usize) -> impl Strategy<Value = (String, String)> {
    (prop::collection::vec(part(), 1..=most), prop::bool::ANY).prop_map(|(parts, hyphens)| {
        let filed: Vec<_> = parts.iter().map(|(filed, _)| filed.as_str()).collect();
        let zone: Vec<_> = parts.iter().map(|(_, zone)| zone.as_str()).collect();
        (filed.join(if hyphens { "-" } else { " " }), zone.join("<"))
    })
}

fn holder() -> impl Strategy<Value = Holder> {
    let states = prop::sample::select(vec![("TR", "TUR"), ("DE", "D"), ("IN", "IND"), ("GB", "GBR"), ("XXA", "XXA"), ("MN", "MNG")]);
    let day = (1u32..=12, 1u32..=28);
    let born = (1930u32..=2025, day.clone()).prop_map(|(year, (month, day))| format!("{year}-{month:02}-{day:02}"));
    let until = (2026u32..=2031, day).prop_map(|(year, (month, day))| format!("{year}-{month:02}-{day:02}"));
    let sex = prop::sample::select(vec![Some('F'), Some('M'), None]);
    (name(4), prop::option::of(name(4)), "[A-Z]{0,2}[0-9]{4,7}", states, born, sex, until).prop_map(
        |(surname, given_names, passport, nationality, born, sex, until)| Holder {
            surname,
            given_names,
            passport,
            nationality,
            born,
            sex,
            until,
        },
    )
}

impl Holder {
    fn zone(&self) -> [String; 2] {
        let others: Vec<_> = self.given_names.iter().map(|(filed, _)| text(filed)).collect();
        let name = ZoneName::of(&text(&self.surname.0), &others.iter().collect::<Vec<_>>()).unwrap();
        lines(&Content {
            name: &name,
            passport: &text(&self.passport),
            sticker: &text("KZ0000201"),
            nationality: &self.nationality.0.parse().unwrap(),
            born: self.born.clone().try_into().unwrap(),
            sex: self.sex,
            valid_until: self.until.parse().unwrap(),
        })
        .unwrap()
    }
}

/// 2026-06-01 as 260601.
fn short(date: &str) -> String {
    date.replace('-', "")[2..].to_owned()
}

/// Covers: R26 annex 2
#[test]
fn a_reader_finds_in_a_thousand_zones_the_holders_that_we_wrote_there() {
    holders_are_found_by(&FROM_PYPI);
}

/// Covers: R26 annex 2
#[test]
fn a_second_reader_finds_the_same_holders() {
    holders_are_found_by(&FROM_NPM);
}

fn holders_are_found_by(reader: &Reader) {
    let mut runner = TestRunner::deterministic();
    let holders: Vec<Holder> = (0..1_000).map(|_| holder().new_tree(&mut runner).unwrap().current()).collect();
    let zones: Vec<_> = holders.iter().map(Holder::zone).collect();
    assert!(zones.iter().flatten().all(|line| line.len() == 44));
    let Some(found) = reader.read(&zones) else { return };
    assert_eq!(found.len(), holders.len());
    let mut cut = 0;
    for ((holder, zone), found) in holders.iter().zip(&zones).zip(found) {
        assert_eq!(found["sound"], json!(true), "{holder:?} {zone:?}");
        let said = ["issued_by", "nationality", "number", "born", "until"].map(|field| found[field].as_str().unwrap().to_owned());
        let expected = ["KAZ", holder.nationality.1, &holder.passport, &short(&holder.born), &short(&holder.until)].map(str::to_owned);
        assert_eq!(said, expected, "{zone:?}");
        let sex = found["sex"].as_str().unwrap().chars().next();
        assert_eq!(sex, holder.sex, "{zone:?}");
        let spaced = |zone: &str| zone.replace('<', " ");
        let (surname, given_names) =
            (spaced(&holder.surname.1), holder.given_names.as_ref().map(|names| spaced(&names.1)).unwrap_or_default());
        let (read_surname, read_given) = (spaced(found["surname"].as_str().unwrap()), spaced(found["given_names"].as_str().unwrap()));
        let whole = holder.surname.1.len() + 2 + given_names.len() <= 39 || (given_names.is_empty() && surname.len() <= 39);
        if whole {
            assert_eq!((read_surname, read_given), (surname, given_names), "{zone:?}");
            continue;
        }
        // What is cut shows that it is: a letter stands in the last place; and something of each name is left.
        cut += 1;
        assert!(surname.starts_with(&read_surname[..read_surname.len().min(3)]) && !read_surname.is_empty(), "{zone:?}");
        assert_eq!(read_given.is_empty(), given_names.is_empty(), "{zone:?}");
        assert!(given_names.is_empty() || given_names.starts_with(&read_given[..1]), "{zone:?}");
        let last = zone[0].chars().last().unwrap();
        assert!(last.is_ascii_uppercase() || zone[0].trim_end_matches('<').len() >= 43, "{zone:?}");
    }
    // Names of both kinds were among them.
    assert!((100..900).contains(&cut), "{cut}");
}

/// The examples that Doc 9303 itself gives for names, in the places that a visa has.
#[test]
fn a_name_is_cut_as_doc_9303_cuts_it() {
    let rows: [(&str, &[&str], &str); 6] = [
        ("Eriksson", &["Anna Maria"], "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("O'Connor", &["Enya Siobhan"], "OCONNOR<<ENYA<SIOBHAN<<<<<<<<<<<<<<<<<<"),
        ("Bennelong Wooloomooloo Warrandyte Warnambool", &["Dingo Potoroo"], "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"),
        ("Nilavadhanananda", &["Chayapa Dejthamrong Krasuang"], "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("Arkfreith", &[], "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("Müller-Lüdenscheidt", &["Jürgen", "Karl"], "MUELLER<LUEDENSCHEIDT<<JUERGEN<KARL<<<<"),
    ];
    for (surname, others, expected) in rows {
        let others: Vec<_> = others.iter().map(|name| text(name)).collect();
        let name = ZoneName::of(&text(surname), &others.iter().collect::<Vec<_>>()).unwrap();
        let [first, second] = lines(&Content {
            name: &name,
            passport: &text("AB 12345"),
            sticker: &text("KZ0000201"),
            nationality: &"DE".parse().unwrap(),
            born: "1984-05".to_owned().try_into().unwrap(),
            sex: None,
            valid_until: "2026-06-01".parse().unwrap(),
        })
        .unwrap();
        assert_eq!(first, format!("V<KAZ{expected}"));
        // A gap of the number and the day that no passport states are filled up.
        assert_eq!(&second[..9], "AB<12345<");
        assert_eq!((&second[10..13], &second[13..19], &second[20..21]), ("D<<", "8405<<", "<"));
    }
}

/// A number that is cut is another one.
#[test]
fn a_passport_whose_number_is_too_long_is_told_by_the_sticker_and_never_cut() {
    let name = ZoneName::of(&text("A"), &[]).unwrap();
    let zone = |passport: &str, sticker: &str| {
        lines(&Content {
            name: &name,
            passport: &text(passport),
            sticker: &text(sticker),
            nationality: &"TR".parse().unwrap(),
            born: "1984".to_owned().try_into().unwrap(),
            sex: Some('F'),
            valid_until: "2026-06-01".parse().unwrap(),
        })
        .map(|zone| zone[1][..9].to_owned())
    };
    assert_eq!(zone("AB1234567", "KZ0000201").as_deref(), Some("AB1234567"));
    assert_eq!(zone("AB12345678", "KZ0000201").as_deref(), Some("KZ0000201"));
    assert_eq!(zone("AB12345678", "KZ00002010"), None);
    assert_eq!(zone("Ж1", "KZ00002010"), None);
}
