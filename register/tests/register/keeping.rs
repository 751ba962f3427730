//! Risk: what is kept cannot be taken elsewhere, is kept for too short or too long, or can be read by others.

use shaqyru_domain::problem::{Code, Problem};
use shaqyru_register::{Format, Recorded, Register, Retention, as_it_was};

use crate::{
    store::{Store, on_both},
    told::{Filed, Told, at, issued, officer},
};

on_both! {
    an_export_lacks_or_changes_something,
    an_export_runs_a_formula,
    a_spreadsheet_reads_an_export_otherwise_than_it_was_written,
    a_closed_case_is_purged_too_early,
    a_purged_case_comes_back_or_leaves_something,
    a_backup_is_not_the_same_register,
    a_register_is_not_found_again,
}

async fn filled(store: &Store) -> Vec<Told> {
    let told = vec![
        issued("r-1"),
        Told::new(Filed { request: "r-2", passport: "=HYPERLINK(\"x\",\"y\")", ..Filed::default() })
            .then("wake 03-06 10:30; stop 03-06 11:30"),
        Told::new(Filed { request: "r-3", passport: "'+7, \"a\"", ..Filed::default() }).then("wake 03-20 10:00"),
    ];
    for told in &told {
        store.register.record(&told.record()).await.unwrap();
    }
    told
}

async fn an_export_lacks_or_changes_something(store: &Store) {
    let told = filled(store).await;
    for (csv, jsonl) in {
        let ((cases, stages), (case_lines, stage_lines)) = (store.exported(Format::Csv).await, store.exported(Format::Jsonl).await);
        [(cases, case_lines), (stages, stage_lines)]
    } {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let names = reader.headers().unwrap().clone();
        let lines: Vec<serde_json::Map<String, serde_json::Value>> =
            jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            for (name, cell) in names.iter().zip(row) {
                let plain = match &line[name] {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert_eq!(as_it_was(cell), plain, "{name}");
            }
            assert_eq!(names.len(), line.len());
        }
    }
    let (cases, stages) = store.exported(Format::Jsonl).await;
    for told in &told {
        let record = told.record();
        let line: serde_json::Value =
            serde_json::from_str(cases.lines().find(|line| line.contains(record.number.as_str())).unwrap()).unwrap();
        assert_eq!(line["passport_number"], record.passport_number.as_str());
        assert_eq!(
            line["ground"].as_u64(),
            record.decision.as_ref().and_then(|decision| decision.ground).map(|ground| u8::from(ground).into())
        );
        assert_eq!(stages.lines().filter(|line| line.contains(record.number.as_str())).count(), record.stages.len());
    }
}

async fn an_export_runs_a_formula(store: &Store) {
    filled(store).await;
    let (cases, stages) = store.exported(Format::Csv).await;
    for csv in [cases, stages] {
        for row in csv::Reader::from_reader(csv.as_bytes()).records() {
            for cell in &row.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
    }
}

/// A spreadsheet guesses the code page of a file without a mark, and some end a line at a separator that stands in a cell.
async fn a_spreadsheet_reads_an_export_otherwise_than_it_was_written(store: &Store) {
    let told = Told::new(Filed { request: "r-9", passport: "Ұ1\u{2028}2\u{2029}3, \"5\"", ..Filed::default() }).then("wake 03-06 10:30");
    store.register.record(&told.record()).await.unwrap();
    let (cases, stages) = store.exported(Format::Csv).await;
    for csv in [&cases, &stages] {
        assert!(csv.starts_with("\u{feff}") && csv.matches('\u{feff}').count() == 1);
    }
    let (_, row) = cases.split_once('\n').unwrap();
    assert!(row.contains("\"Ұ1\u{2028}2\u{2029}3, \"\"5\"\"\""), "{row}");
    // A program of another make, which ends a line wherever Unicode does and goes on with a cell that is quoted.
    let read = "import csv, json, sys; text = sys.stdin.buffer.read().decode('utf-8-sig'); \
                print(json.dumps(list(csv.reader(text.splitlines(True)))))";
    let mut python = std::process::Command::new("python3")
        .args(["-c", read])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut python.stdin.take().unwrap(), cases.as_bytes()).unwrap();
    let rows: Vec<Vec<String>> = serde_json::from_slice(&python.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    let place = rows[0].iter().position(|name| name == "passport_number").unwrap();
    assert_eq!((rows[0][0].as_str(), rows[1][place].as_str()), ("number", told.record().passport_number.as_str()));
}

async fn deliver_all(store: &Store) {
    let ids: Vec<_> = store.register.undelivered_stages(1000, at("03-26 10:00")).await.unwrap().into_iter().map(|stage| stage.id).collect();
    store.register.mark_delivered(&ids, at("03-26 10:00")).await.unwrap();
}

async fn a_closed_case_is_purged_too_early(store: &Store) {
    let told = filled(store).await;
    let refused = Problem::from(Retention::new(59, 60).unwrap_err());
    assert_eq!(refused.code, Code::Retention);
    let retention = Retention::new(60, 60).unwrap();
    let undelivered = store.register.purge(retention, at("2199-01-01 00:00")).await.unwrap();
    assert_eq!(undelivered.cases, [], "what the monitoring system has not accepted was purged");
    assert_eq!(undelivered.waiting, [told[1].number(), told[0].number()]);
    deliver_all(store).await;
    // Ended on 6 and on 25 March 2026; the third is open and stays for ever.
    for (now, gone) in [
        ("2031-03-06 23:59", None),
        ("2031-03-07 00:00", Some(1)),
        ("2031-03-25 23:59", None),
        ("2031-03-26 00:00", Some(0)),
        ("2199-01-01 00:00", None),
    ] {
        let purged = store.register.purge(retention, at(now)).await.unwrap();
        let expected: Vec<_> = gone.map(|index: usize| told[index].number()).into_iter().collect();
        assert_eq!(purged.cases, expected, "{now}");
    }
    assert!(store.register.case(&told[2].number()).await.unwrap().is_some());
}

async fn a_purged_case_comes_back_or_leaves_something(store: &Store) {
    let told = filled(store).await;
    let number = told[0].number();
    store.register.note_view(&officer("P-1"), Some(&number), "show", at("03-26 10:00")).await.unwrap();
    deliver_all(store).await;
    store.register.purge(Retention::new(60, 60).unwrap(), at("2032-01-01 00:00")).await.unwrap();
    assert_eq!(store.register.case(&number).await.unwrap(), None);
    assert_eq!(store.register.stages(&number).await.unwrap(), []);
    for snapshot in &told[0].snapshots {
        assert_eq!(store.register.record(snapshot).await.unwrap(), Recorded::Purged);
    }
    assert_eq!(store.register.case(&number).await.unwrap(), None);
    assert!(!store.exported(Format::Jsonl).await.0.contains(number.as_str()));
    assert_eq!(store.register.views_of(&number).await.unwrap().len(), 1, "who looked is kept");
    assert_eq!(store.register.verify().await.unwrap(), []);
}

async fn a_backup_is_not_the_same_register(store: &Store) {
    let told = filled(store).await;
    let copy = store.backed_up().await;
    assert_eq!(copy.exported(Format::Jsonl).await, store.exported(Format::Jsonl).await);
    assert_eq!(copy.register.verify().await.unwrap(), []);
    // It goes on where the other stopped, and its guards are there.
    let more = told[2].clone().then("withdraw 03-21 10:00");
    assert_eq!(copy.register.record(&more.record()).await.unwrap(), Recorded::Newer);
    copy.run("DELETE FROM stages").await.unwrap_err();
}

async fn a_register_is_not_found_again(store: &Store) {
    filled(store).await;
    let before = store.exported(Format::Jsonl).await;
    store.register.clone().close().await;
    let again = Register::open(&store.setting).await.unwrap();
    let mut cases = Vec::new();
    again.export_cases(Format::Jsonl, &mut cases).await.unwrap();
    assert_eq!(String::from_utf8(cases).unwrap(), before.0);
}

#[cfg(unix)]
/// Found when a worker and a test opened the same new file: one of them took the first step of the schema from the other.
#[test]
fn workers_that_start_together_all_open_a_new_register() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("register.db").display().to_string();
            let opened = futures::future::join_all((0..6).map(|_| {
                let file = file.clone();
                tokio::spawn(async move { Register::open(&file).await.map(drop) })
            }));
            for opened in opened.await {
                opened.unwrap().unwrap();
            }
        }
    });
}

#[test]
fn only_its_owner_can_read_the_files_of_a_register() {
    use std::os::unix::fs::PermissionsExt;
    crate::store::on_sqlite(async |store: &Store| {
        filled(store).await;
        let files: Vec<_> = std::fs::read_dir(store.folder()).unwrap().map(Result::unwrap).collect();
        assert!(files.len() >= 2, "the write-ahead log is missing: {files:?}");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
        }
    });
}

#[test]
fn a_register_that_cannot_be_opened_says_so_without_its_password() {
    crate::store::on_sqlite(async |store: &Store| {
        let nowhere = store.folder().join("nowhere/register.db");
        let error = Problem::from(Register::open(nowhere.to_str().unwrap()).await.unwrap_err());
        assert_eq!(error.code, Code::Configuration);
        let error = Problem::from(Register::open("postgres://u:secret@127.0.0.1:1/r").await.unwrap_err());
        assert_eq!(error.code, Code::RegisterUnreachable);
        assert!(!error.message.contains("secret"), "{error}");
        let error = Problem::from(Register::open("postgres://u:secret@127.0.0.1:x/r").await.unwrap_err());
        assert_eq!(error.code, Code::Configuration);
        assert!(!error.message.contains("secret"), "{error}");
    });
}
