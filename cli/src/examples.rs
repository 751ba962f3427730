//! Applications to try things out with, dated so that they fit the day of filing.

use chrono::{Days, NaiveDate};
use shaqyru_domain::{application::Application, problem::Problem};

/// The visit of an example begins so many days after it is filed.
const DAYS_BEFORE_VISIT: u64 = 45;

pub(crate) const TURKIYE: &str = include_str!("../../examples/applications/b3-negotiations-turkiye.json");
pub(crate) const PAKISTAN: &str = include_str!("../../examples/applications/b3-evisa-pakistan.json");
pub(crate) const INTERNSHIP: &str = include_str!("../../examples/applications/b7-internship-innovation-cluster.json");
pub(crate) const INDIA_PRIVATE: &str = include_str!("../../examples/applications/b10-private-visit-india.json");
pub(crate) const INDIA_WORK: &str = include_str!("../../examples/applications/c3-work-aifc-india.json");
pub(crate) const INCOMPLETE: &str = include_str!("../../examples/applications/incomplete-no-petition.json");

/// An example by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Example {
    /// Negotiations, by a national of Türkiye.
    B3Negotiations,
    /// Negotiations on an electronic visa, by a national of Pakistan.
    B3Electronic,
    /// An internship in the Innovation Cluster, by a national of Viet Nam.
    B7Internship,
    /// A private visit by two nationals of India: two cases.
    B10PrivateVisit,
    /// Work at the AIFC, by a national of India.
    C3Work,
    /// An internship whose petition is missing: it is not accepted.
    Incomplete,
}

impl Example {
    const fn json(self) -> &'static str {
        match self {
            Self::B3Negotiations => TURKIYE,
            Self::B3Electronic => PAKISTAN,
            Self::B7Internship => INTERNSHIP,
            Self::B10PrivateVisit => INDIA_PRIVATE,
            Self::C3Work => INDIA_WORK,
            Self::Incomplete => INCOMPLETE,
        }
    }

    /// The application as if it were filed on a day.
    pub(crate) fn filed_on(self, day: NaiveDate) -> Result<Application, Problem> {
        dated(self.json(), day)
    }
}

/// The example as if it were written for a visit soon after the day of filing, and paid on that day.
pub(crate) fn dated(json: &str, filed_on: NaiveDate) -> Result<Application, Problem> {
    let mut form = Application::parse(json.as_bytes())?.form().clone();
    let length = form.visit.until.signed_duration_since(form.visit.from);
    form.visit.from = filed_on.checked_add_days(Days::new(DAYS_BEFORE_VISIT)).unwrap_or(filed_on);
    form.visit.until = form.visit.from.checked_add_signed(length).unwrap_or(form.visit.from);
    if let Some(fee) = form.fee.as_mut().filter(|fee| fee.paid_on.is_some()) {
        fee.paid_on = Some(filed_on);
    }
    Application::of(form)
}
