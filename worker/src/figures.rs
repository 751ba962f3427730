//! Figures of the register and of the rulebook as metrics. No personal data, no case numbers.

use chrono::NaiveDate;
use prometheus::{GaugeVec, HistogramOpts, HistogramVec, IntGauge, Opts, Registry, core::Collector, proto::MetricFamily};
use shaqyru_client::Cases;
use shaqyru_domain::{
    law::{
        clock_kind::{ClockKind, Nature, Window},
        rulebook::Rulebook,
    },
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_register::{AwaitedTerm, Register, RegisterError, VisaWait};

/// From "now" to the extended window: working hours, eight a day.
const HOURS_LEFT: [f64; 10] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 40.0, 80.0, 160.0];

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FiguresError {
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error("{0}")]
    Engine(Problem),
    #[error(transparent)]
    Metric(#[from] prometheus::Error),
}

/// What the register says of cases now.
pub(crate) async fn of_cases(register: &Register, rulebook: &Rulebook, now: Instant) -> Result<Vec<MetricFamily>, FiguresError> {
    let figures = Figures(Registry::new());
    let open = figures.gauges(
        "shaqyru_open_cases",
        "Open cases by stage and the clock that they await first",
        &["service", "stage", "clock", "office"],
    )?;
    for count in register.counts().await? {
        let clock = count.clock.map_or("none", ClockKind::as_str);
        open.with_label_values(&[count.service.as_str(), count.stage.as_str(), clock, count.office.as_str()]).set(float(count.cases));
    }
    figures.terms(&register.awaited_terms().await?, rulebook, now)?;
    let breaches =
        figures.gauges("shaqyru_breaches", "Statutory terms on record that ran out", &["service", "clock", "window", "office"])?;
    for count in register.breaches().await? {
        let labels = [count.service.as_str(), count.clock.as_str(), window(count.window), count.office.as_str()];
        breaches.with_label_values(&labels).set(float(count.clocks));
    }
    let escalations =
        figures.gauges("shaqyru_escalations", "Rungs of the ladders on record", &["service", "clock", "window", "audience", "office"])?;
    for count in register.escalated().await? {
        let audience = count.audience.to_string();
        let labels = [count.service.as_str(), count.clock.as_str(), window(count.window), audience.as_str(), count.office.as_str()];
        escalations.with_label_values(&labels).set(float(count.escalations));
    }
    let incidents =
        figures.gauges("shaqyru_open_incidents", "Steps of cases that wait for an operator", &["service", "code", "step", "office"])?;
    for count in register.open_incidents().await? {
        let labels = [count.service.as_str(), count.code.as_str(), count.step.as_str(), count.office.as_str()];
        incidents.with_label_values(&labels).set(float(count.incidents));
    }
    figures.visas(register, now).await?;
    let ages = figures.gauges("shaqyru_outbox_age_seconds", "Age of the oldest item that has not been delivered", &["outbox"])?;
    for (outbox, oldest) in [("monitoring", register.oldest_undelivered().await?), ("people", register.oldest_untold().await?)] {
        let age = oldest.map_or(0.0, |oldest| now.since(oldest).as_seconds_f64().max(0.0));
        ages.with_label_values(&[outbox]).set(age);
    }
    Ok(figures.0.gather())
}

/// Cases that are open on record, and whose workflows the engine has closed without our knowing. Such a case is gone from the procedure.
pub(crate) async fn lost_cases(register: &Register, cases: &Cases) -> Result<Vec<MetricFamily>, FiguresError> {
    let closed = cases.lost().await.map_err(FiguresError::Engine)?;
    let figures = Figures(Registry::new());
    let help = "Cases that are open on record and whose workflows the engine closed";
    let lost = figures.gauges("shaqyru_lost_cases", help, &["service", "office"])?;
    for ((service, office), count) in register.open_among(&closed).await? {
        lost.with_label_values(&[service.as_str(), office.as_str()]).set(float(count));
    }
    Ok(figures.0.gather())
}

/// What this worker knows without asking.
pub(crate) fn of_the_worker(rulebook: &Rulebook, now: Instant, register_is_up: bool) -> Vec<MetricFamily> {
    let last_year = *rulebook.calendars.newest().years().end();
    let beyond = NaiveDate::from_ymd_opt(last_year.saturating_add(1), 1, 1).unwrap_or(NaiveDate::MAX);
    let left = beyond.signed_duration_since(now.date()).num_days();
    let unreckoned = rulebook.first_day_without_mci(now.date()).unwrap_or(NaiveDate::MAX);
    let mci_left = unreckoned.signed_duration_since(now.date()).num_days();
    [
        ("shaqyru_calendar_days_left", "Days until the first year that the rulebook's calendar does not hold", left),
        ("shaqyru_mci_days_left", "Days until the first whose state duty cannot be reckoned for want of an MCI", mci_left),
        ("shaqyru_register_up", "1 if what this scrape wrote into the register was read back", i64::from(register_is_up)),
    ]
    .into_iter()
    .filter_map(|(name, help, value)| {
        let gauge = IntGauge::new(name, help).ok()?;
        gauge.set(value);
        Some(gauge.collect())
    })
    .flatten()
    .collect()
}

/// Figures of one scrape.
struct Figures(Registry);

impl Figures {
    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Result<GaugeVec, prometheus::Error> {
        let gauges = GaugeVec::new(Opts::new(name, help), labels)?;
        self.0.register(Box::new(gauges.clone()))?;
        Ok(gauges)
    }

    /// What only visas wait for, and the stickers that are left for them.
    async fn visas(&self, register: &Register, now: Instant) -> Result<(), FiguresError> {
        let waiting =
            self.gauges("shaqyru_visas_not_in_berkut", "Visas that are issued and not in Berkut: they are not valid", &["office"])?;
        let help = "How long ago the first visa was issued that is not in Berkut";
        let oldest = self.gauges("shaqyru_visas_not_in_berkut_oldest_seconds", help, &["office"])?;
        let help = "Visas that have ended without Berkut knowing: they are taken for valid";
        let ended = self.gauges("shaqyru_visa_ends_not_in_berkut", help, &["office"])?;
        let help = "How long ago the first visa ended of whose end Berkut does not know";
        let oldest_end = self.gauges("shaqyru_visa_ends_not_in_berkut_oldest_seconds", help, &["office"])?;
        for (wait, waiting, oldest) in [(VisaWait::Berkut, waiting, oldest), (VisaWait::BerkutEnd, ended, oldest_end)] {
            for visas in register.waiting_visas(wait).await? {
                let age = visas.since.map_or(0.0, |since| now.since(since).as_seconds_f64().max(0.0));
                waiting.with_label_values(&[visas.office.as_str()]).set(float(visas.visas));
                oldest.with_label_values(&[visas.office.as_str()]).set(age);
            }
        }
        let help = "Open cases in which fingerprints are due and not on record";
        let fingerprints = self.gauges("shaqyru_fingerprints_due", help, &["office"])?;
        for visas in register.waiting_visas(VisaWait::Fingerprints).await? {
            fingerprints.with_label_values(&[visas.office.as_str()]).set(float(visas.visas));
        }
        let left = self.gauges("shaqyru_stickers_left", "Visa stickers that an office has left, of all its ranges", &["office"])?;
        let used = self.gauges("shaqyru_stickers_used", "Visa stickers that an office has used, of all its ranges", &["office"])?;
        for range in register.sticker_ranges().await? {
            left.with_label_values(&[range.office.as_str()]).add(f64::from(range.left));
            used.with_label_values(&[range.office.as_str()]).add(f64::from(range.used()));
        }
        Ok(())
    }

    /// Terms whose act has not come: how much working time the running ones have left, and how many ran out.
    fn terms(&self, terms: &[AwaitedTerm], rulebook: &Rulebook, now: Instant) -> Result<(), prometheus::Error> {
        let labels = ["service", "clock", "window", "nature", "office"];
        let left = HistogramOpts::new(
            "shaqyru_time_to_due_working_hours",
            "Working hours that running terms of open cases have left; terms that the calendar does not reach are beyond every bucket",
        );
        let left = HistogramVec::new(left.buckets(HOURS_LEFT.to_vec()), &labels)?;
        self.0.register(Box::new(left.clone()))?;
        let overdue = self.gauges("shaqyru_overdue_terms", "Terms of open cases that ran out and whose act has not come", &labels)?;
        for term in terms {
            let labels = [term.service.as_str(), term.clock.as_str(), window(term.window), nature(term.nature), term.office.as_str()];
            if term.breached {
                overdue.with_label_values(&labels).add(float(term.cases));
            } else {
                let hours = hours_left(term, rulebook, now).unwrap_or(f64::INFINITY);
                let left = left.with_label_values(&labels);
                (0..term.cases).for_each(|_| left.observe(hours));
            }
        }
        Ok(())
    }
}

/// Working hours until a term is due, by the hours of its office.
fn hours_left(term: &AwaitedTerm, rulebook: &Rulebook, now: Instant) -> Result<f64, Problem> {
    let schedule = rulebook.for_filing(now.date())?.schedule_of(&term.office)?;
    let hours = schedule.hours().map_err(|error| Problem::new(Code::Rulebook, error.to_string()))?;
    Ok(hours.working_time(now, term.due, rulebook.calendars.newest())?.as_seconds_f64() / 3600.0)
}

fn window(window: Option<Window>) -> &'static str {
    window.map_or("none", Window::as_str)
}

const fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Statutory => "statutory",
        Nature::Advisory => "advisory",
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float, and nobody has 2^53 cases")]
fn float(count: u64) -> f64 {
    count as f64
}
