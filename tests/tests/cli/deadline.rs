//! `deadline`: a date that differs from the vectors, a line out of place, a guess instead of an error.

use anyhow::{Context, Result, ensure};
use shaqyru_tests::run;

use crate::program::{Said, data, said, said_to, shaqyru};

async fn asked(arguments: &[&str]) -> Result<Said> {
    said(shaqyru(["deadline"].iter().chain(arguments))).await
}

/// Code and field of the error, which is the one document on standard output.
async fn refused(arguments: &[&str]) -> Result<(String, Option<String>)> {
    let said = said(shaqyru(["deadline", "--json"].iter().chain(arguments))).await?;
    let code = said.error(2)?;
    ensure!(said.err.is_empty(), "words beside the document: {said:?}");
    Ok((code, said.json()?["error"]["field"].as_str().map(str::to_owned)))
}

/// Exit status and lines of `deadline -`.
async fn lines(input: impl AsRef<[u8]>) -> Result<(i32, Vec<String>)> {
    let said = said_to(shaqyru(["deadline", "-"]), input.as_ref()).await?;
    let lines = said.out.lines().map(str::to_owned).collect();
    Ok((said.status.with_context(|| said.err.clone())?, lines))
}

#[test]
fn a_deadline_document_has_the_shape_of_the_contract() -> Result<()> {
    run(async {
        let said = asked(&["2026-03-06T18:31", "1wd", "--count-from", "registration", "--json"]).await?;
        insta::assert_snapshot!(said.out, @r#"
        {
          "from": "2026-03-06T18:31:00+05:00",
          "term": "1wd",
          "count_from": "registration",
          "due": "2026-03-11T18:30:00+05:00",
          "calendar": {
            "revision": "kz-2026-03-18",
            "provisional": false
          },
          "days": [
            {
              "date": "2026-03-11",
              "counted": 1,
              "why": "Wednesday, working day 1 of 1"
            }
          ],
          "basis": "Rules (R26) para 14 and Civil Code art 173: day 0 is not counted; Administrative Procedure and Process Code art 64(3): after the end of the working day or on a day off, registered on the next working day; Civil Code art 176(1): ends with the office's working day"
        }
        "#);
        assert_eq!((said.status, said.err.as_str()), (Some(0), ""));
        Ok(())
    })
}

#[test]
fn people_can_see_why_a_deadline_is_what_it_is() -> Result<()> {
    run(async {
        let said = asked(&["2026-03-20T15:00", "3wd"]).await?;
        insta::assert_snapshot!(said.out, @"
        due Mon 30 Mar 2026 18:30  3wd from Fri 20 Mar 2026 15:00, counted from receipt
                  Mon     Tue     Wed     Thu     Fri     Sat     Sun
        16 Mar                                    20 0    21 ·    22 ·
        23 Mar    23 ·    24 ·    25 ·    26 1    27 2    28 ·    29 ·
        30 Mar    30 3◀
          Sat 21 Mar  Saturday, Nauryz (Наурыз мейрамы)
          Sun 22 Mar  Sunday, Nauryz (Наурыз мейрамы)
          Mon 23 Mar  Monday, Nauryz (Наурыз мейрамы)
          Tue 24 Mar  Tuesday, substitute for Nauryz (21 March, Saturday)
          Wed 25 Mar  Wednesday, substitute for Nauryz (22 March, Sunday)
          Sat 28 Mar  Saturday
          Sun 29 Mar  Sunday
        calendar kz-2026-03-18; Rules (R26) para 14 and Civil Code art 173: day 0 is not counted; Civil Code art 176(1): ends with the office's working day
        ");
        let said = asked(&["2026-03-20T15:00", "0wd"]).await?;
        assert_eq!((said.status, said.out.as_str()), (Some(2), ""));
        insta::assert_snapshot!(said.err, @"error SHQ-TERM (term): `0wd` is out of bounds: a term has 1 to 366 days");
        Ok(())
    })
}

#[test]
fn every_row_of_the_vectors_is_counted_to_its_due_instant() -> Result<()> {
    run(async {
        let vectors = std::fs::read_to_string(data("working-days.csv"))?;
        let expected: Vec<_> = vectors.lines().skip(1).filter_map(|row| row.split(',').nth(3)).collect();
        assert!(expected.len() > 80);
        // Header, notes and the expected instant are columns that the command ignores.
        let (status, counted) = lines(&vectors).await?;
        assert_eq!(counted, expected);
        assert_eq!(status, 0);
        Ok(())
    })
}

#[test]
fn a_bad_line_is_reported_in_its_place_and_moves_no_other() -> Result<()> {
    run(async {
        let input = "2026-03-20T15:00,3wd\nnonsense\n2026-03-20T15:00,3wd,sometime\n\n2026-03-20T15:00,0wd,\n2031-01-05T10:00,3wd\n2026-03-20T15:00,1wd,receipt,more\n";
        let (status, lines) = lines(input).await?;
        insta::assert_snapshot!(lines.join("\n"), @"
        2026-03-30T18:30:00+05:00
        error: SHQ-INSTANT `nonsense` is not an instant; write it as 2026-03-06T10:00:00+05:00, or without an offset for the time of Almaty
        error: SHQ-USAGE `sometime` is not a way to count; it is `receipt` or `registration`
        error: SHQ-INSTANT `` is not an instant; write it as 2026-03-06T10:00:00+05:00, or without an offset for the time of Almaty
        error: SHQ-TERM `0wd` is out of bounds: a term has 1 to 366 days
        error: SHQ-NO-CALENDAR the calendar covers 2024 to 2027; it says nothing about 2031-01-05
        2026-03-26T18:30:00+05:00
        ");
        assert_eq!(status, 2);
        Ok(())
    })
}

#[test]
fn a_file_as_other_systems_write_it_is_read_the_same() -> Result<()> {
    run(async {
        let due = "2026-03-30T18:30:00+05:00";
        let inputs: [(&str, &[u8]); 10] = [
            ("CRLF", b"from,term,count_from\r\n2026-03-20T15:00,3wd,\r\n"),
            ("byte order mark before a header", b"\xef\xbb\xbffrom,term\n2026-03-20T15:00,3wd\n"),
            ("a header in capitals", b"FROM,TERM\n2026-03-20T15:00,3wd\n"),
            ("a header as a spreadsheet titles it", b"\xef\xbb\xbf\"From\",\"Term\",\"Count_From\"\n2026-03-20T15:00,3wd,\n"),
            ("byte order mark without a header", b"\xef\xbb\xbf2026-03-20T15:00,3wd\n"),
            ("no newline at the end", b"2026-03-20T15:00,3wd"),
            ("quotes", b"\"from\",\"term\"\n\"2026-03-20T15:00\",\"3wd\",\"receipt\",\"a, b\"\n"),
            ("blanks", b" 2026-03-20T15:00 , 3wd , \n"),
            ("another offset", b"2026-03-20T10:00:00Z,3wd,receipt\n"),
            ("bytes that are no UTF-8 in a column that is ignored", b"2026-03-20T15:00,3wd,,caf\xe9\n"),
        ];
        for (name, input) in inputs {
            assert_eq!(lines(input).await?, (0, vec![due.to_owned()]), "{name}");
        }
        assert_eq!(lines("").await?, (0, vec![]), "empty input");
        assert_eq!(lines("from,term,count_from\n").await?, (0, vec![]), "only a header");
        Ok(())
    })
}

#[test]
fn a_hostile_line_neither_steers_nor_floods_the_terminal() -> Result<()> {
    run(async {
        let mut input = b"\x1b[2J\x1b]0;owned\x07,3wd\n2026-03-20T15:00\rfake,3wd\n2026-03-20T15:00,\xff\xfe\n".to_vec();
        input.extend(vec![b'x'; 4 * 1024 * 1024]);
        input.extend(b",3wd\n2026-03-20T15:00,");
        input.extend(vec![b'9'; 1024 * 1024]);
        input.extend(b"wd\n2026-03-20T15:00,3wd\n");
        let (status, lines) = lines(input).await?;
        assert_eq!(status, 2);
        assert_eq!(lines.len(), 6, "one line for each line");
        assert_eq!(lines[5], "2026-03-30T18:30:00+05:00");
        for (line, code) in lines.iter().zip(["SHQ-INSTANT", "SHQ-INSTANT", "SHQ-TERM", "SHQ-INSTANT", "SHQ-TERM"]) {
            let start: String = line.chars().take(300).collect();
            assert!(line.starts_with(&format!("error: {code} ")), "{start}");
            assert!(!line.chars().any(char::is_control), "control characters in {start:?}");
            assert!(line.len() < 1000, "{} bytes for one bad line: {start}", line.len());
        }
        Ok(())
    })
}

#[test]
fn lines_in_one_document_keep_their_place() -> Result<()> {
    run(async {
        let said = said_to(shaqyru(["deadline", "-", "--json"]), b"2026-03-20T15:00,3wd\nnonsense,3wd\n2026-03-20T15:00,1wd\n").await?;
        let document = said.ended(2)?;
        assert_eq!(document.as_array().map(Vec::len), Some(3));
        assert_eq!(document[0]["due"], "2026-03-30T18:30:00+05:00");
        assert_eq!(document[1]["error"]["code"], "SHQ-INSTANT");
        assert_eq!(document[2]["term"], "1wd");
        Ok(())
    })
}

#[test]
fn a_deadline_is_counted_by_the_calendar_revision_that_was_asked_for() -> Result<()> {
    run(async {
        // 31 August 2026 became a working day by the revision of 18 March 2026.
        let counted = async |as_of: &[&str]| {
            let arguments = [&["2026-08-28T10:00", "1wd", "--json"], as_of].concat();
            let document = asked(&arguments).await?.ended(0)?;
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            Ok::<_, anyhow::Error>((text(&document["due"]), text(&document["calendar"]["revision"])))
        };
        let before = ("2026-09-01T18:30:00+05:00".to_owned(), "kz-2025-12".to_owned());
        let after = ("2026-08-31T18:30:00+05:00".to_owned(), "kz-2026-03-18".to_owned());
        assert_eq!(counted(&["--as-of", "2026-03-17"]).await?, before);
        assert_eq!(counted(&["--as-of", "2026-03-18"]).await?, after);
        assert_eq!(counted(&["--as-of", "2199-12-31"]).await?, after);
        assert_eq!(counted(&[]).await?, after, "the newest");
        assert_eq!(counted(&["--as-of", "1990-01-01"]).await?, before, "before the first revision: the first");
        Ok(())
    })
}

#[test]
fn a_wrong_deadline_call_is_refused_instead_of_guessed_at() -> Result<()> {
    run(async {
        let at = |field: &str| Some(field.to_owned());
        let expected: [(&[&str], &str, Option<String>); 16] = [
            (&["2031-03-20T15:00", "3wd"], "SHQ-NO-CALENDAR", None),
            (&["2023-12-29T15:00", "3wd"], "SHQ-NO-CALENDAR", None),
            (&["2027-12-31T15:00", "1wd"], "SHQ-NO-CALENDAR", None),
            (&["1850-03-20T15:00", "3wd"], "SHQ-INSTANT", at("from")),
            (&["2026-02-30T15:00", "3wd"], "SHQ-INSTANT", at("from")),
            (&["2026-03-20", "3wd"], "SHQ-INSTANT", at("from")),
            (&["", "3wd"], "SHQ-INSTANT", at("from")),
            (&["2026-03-20T15:00", "0wd"], "SHQ-TERM", at("term")),
            (&["2026-03-20T15:00", "99999wd"], "SHQ-TERM", at("term")),
            (&["2026-03-20T15:00", "3"], "SHQ-TERM", at("term")),
            (&["--", "2026-03-20T15:00", "-3wd"], "SHQ-TERM", at("term")),
            (&["2026-03-20T15:00"], "SHQ-USAGE", at("term")),
            (&["-", "3wd"], "SHQ-USAGE", at("term")),
            (&["2026-03-20T15:00", "3wd", "--count-from", "noon"], "SHQ-USAGE", None),
            (&["2026-03-20T15:00", "3wd", "--as-of", "2026-02-30"], "SHQ-USAGE", None),
            (&["2026-03-20T15:00", "-3wd"], "SHQ-USAGE", None),
        ];
        for (arguments, code, field) in expected {
            assert_eq!(refused(arguments).await?, (code.to_owned(), field), "{arguments:?}");
        }
        Ok(())
    })
}
