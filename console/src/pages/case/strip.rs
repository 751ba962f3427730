//! The deadline strip: the days of a term as a calendar, a week in each row, with what counts, what does not, and why.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use maud::{Markup, html};
use shaqyru_domain::time::{deadline::CountedDay, instant::Instant, proof::Proof};

use crate::words::{Case, Language};

const WEEK: [Weekday; 7] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The strip of a clock; it has an id, since a page can show several.
pub(in crate::pages) fn strip(id: &str, proof: &Proof, now: Instant, language: Language) -> Markup {
    let words = Case::of(language);
    let strip =
        Strip { proof, days: proof.days.iter().map(|day| (day.date, day)).collect(), today: now.date_in(proof.zone), language, words };
    let skipped: Vec<_> = proof.days.iter().filter(|day| day.counted.is_none()).collect();
    html! {
        table .strip id=(id) {
            caption { (words.strip) ": " (language.term(proof.term)) }
            thead {
                tr {
                    th scope="col" { (words.week) }
                    @for weekday in WEEK { th scope="col" { abbr title=(language.weekday(weekday)) { (language.weekday_short(weekday)) } } }
                }
            }
            tbody { @for week in proof.mondays() { (strip.week(week)) } }
        }
        (legend(words))
        p .skipped-days { (words.skipped_days) }
        @if skipped.is_empty() { p { (words.none_skipped) } } @else {
            ul .skipped {
                @for day in skipped {
                    li { time datetime=(day.date) { (language.date(day.date)) } ": " (strip.why(day)) }
                }
            }
        }
    }
}

/// How many days of the term are still to count.
pub(super) fn days_to_count(proof: &Proof, now: Instant) -> usize {
    proof.days.iter().filter(|day| day.counted.is_some() && day.date > now.date_in(proof.zone)).count()
}

struct Strip<'a> {
    proof: &'a Proof,
    days: BTreeMap<NaiveDate, &'a CountedDay>,
    today: NaiveDate,
    language: Language,
    words: &'static Case,
}

impl Strip<'_> {
    fn week(&self, monday: NaiveDate) -> Markup {
        let days = (0..7).filter_map(|day| monday.checked_add_days(Days::new(day)));
        html! {
            tr {
                th scope="row" { (self.language.day_and_month(monday)) }
                @for date in days { (self.day(date)) }
            }
        }
    }

    fn day(&self, date: NaiveDate) -> Markup {
        if Some(date) == self.proof.day_zero() {
            return self.cell(date, "zero", self.words.day_zero, &html! { b { "0" } });
        }
        let Some(day) = self.days.get(&date) else { return html! { td .outside {} } };
        let why = self.why(day);
        match day.counted {
            Some(count) => {
                let state = if date < self.today { "counted past" } else { "counted" };
                self.cell(date, state, &format!("{why}: {} {count}", self.words.counted), &html! { b { (count) } })
            }
            None => self.cell(date, "skipped", &format!("{why}: {}", self.words.skipped), &html! { b aria-hidden="true" { "×" } }),
        }
    }

    fn cell(&self, date: NaiveDate, state: &str, says: &str, mark: &Markup) -> Markup {
        let (is_today, is_due) = (date == self.today, date == self.proof.due_day());
        html! {
            td .(state) .today[is_today] .due[is_due] title=(says) aria-current=[is_today.then_some("date")] {
                span .date { (date.day()) }
                (mark)
                span .unseen { (says) }
                @if is_today { em { (self.words.today) } }
                @if is_due { strong { "◀ " (self.proof.due.civil_in(self.proof.zone).format("%H:%M")) } }
            }
        }
    }

    /// Why a day counts or does not.
    fn why(&self, day: &CountedDay) -> String {
        self.language.why_in(self.proof, day)
    }
}

fn legend(words: &Case) -> Markup {
    html! {
        p .legend aria-hidden="true" {
            span .key .zero { "0" } (words.day_zero)
            span .key .counted { "1" } (words.counted)
            span .key .counted .past { "1" } (words.past)
            span .key .skipped { "×" } (words.skipped)
            span .key .due { "◀" } (words.due_day)
        }
    }
}
