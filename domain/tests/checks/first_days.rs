//! Risk: an entry of the rulebook begins a day late, and who files on the first day is judged as if it were not there. The order of 5
//! February 2026 came into force on the 22nd; what the tables say of an application holds on that day too.

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    codes,
    row::{FIRST_DAY, FRIDAY, Row, check},
    work,
};

/// From [`FRIDAY`] back to [`FIRST_DAY`].
const BACK: u64 = 12;

/// The rows that say the same of an application that is filed on another day.
fn rows_of_any_day() -> Vec<Row> {
    let all = [codes::all_rows(), work::rows(), work::groups()].concat();
    all.into_iter().filter(|row| row.is_filed_on(FRIDAY) && !hangs_on_its_days(row)).collect()
}

/// What is not moved with its day: a year's MCI, a term in working days, a number that holds a birthday, a birthday that nobody knows.
fn hangs_on_its_days(row: &Row) -> bool {
    let application = row.document();
    let paid_on = application["fee"]["paid_on"].as_str();
    let of_the_year_before = paid_on.is_some_and(|day| day < "2026-01-13");
    let number = application["inviting_party"]["bin_iin"].as_str().unwrap();
    let is_whole = |invitee: &Value| invitee["date_of_birth"].as_str().is_some_and(|born| born.parse::<NaiveDate>().is_ok());
    let born_some_day = !application["invitees"].as_array().unwrap().iter().all(is_whole);
    of_the_year_before || born_some_day || application.get("instruction").is_some() || number.starts_with("2603")
}

/// Covers: SEED entry into force
#[test]
pub fn an_entry_holds_on_its_very_first_day() {
    let rows: Vec<_> = rows_of_any_day().iter().map(|row| row.earlier(BACK)).collect();
    assert!(rows.len() > 700 && rows.iter().all(|row| row.is_filed_on(FIRST_DAY)), "{} rows", rows.len());
    check(&rows);
}
