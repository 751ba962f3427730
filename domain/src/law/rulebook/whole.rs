//! What no single entry can show: that the entries of the rulebook fit together.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{COMPLAINT, Dated, EVERYWHERE, Entry, Rulebook, VISA, office::Office, requirement::Need, sticker::StickerField};
use crate::{
    checks::papers::STATE_DUTY,
    exception::ExceptionKind,
    problem::{Code, Problem},
};

impl Rulebook {
    /// The entries fit together.
    ///
    /// # Errors
    /// [`Code::Rulebook`] with the file and what does not fit.
    pub(super) fn require_whole(&self) -> Result<(), Problem> {
        let problem = |what: String| Err(Problem::new(Code::Rulebook, what));
        if self.editions.is_empty() {
            return problem("editions.toml: there is no edition".to_owned());
        }
        for schedule in &self.schedules {
            if let Err(error) = schedule.rule.hours() {
                return problem(format!("offices.toml: schedule of {}: {error}", schedule.rule.whose()));
            }
            if !schedule.rule.counter_fits() {
                let what = "the counter must close after lunch, and not after the working day";
                return problem(format!("offices.toml: schedule of {}: {what}", schedule.rule.whose()));
            }
        }
        self.require_nothing_held()?;
        self.require_papers_of_exceptions()?;
        self.require_every_place_on_the_sheet()?;
        for Dated { rule: district, .. } in &self.consular_districts {
            if let Some(slip) = district.slip() {
                return problem(format!("missions.toml: consular district of {}: {slip}", district.mission));
            }
        }
        for Dated { rule: jurisdiction, .. } in &self.jurisdictions {
            if let Some(slip) = jurisdiction.slip() {
                return problem(format!("competence.toml: {} by {}: {slip}", jurisdiction.action.as_str(), jurisdiction.by.as_str()));
            }
        }
        self.require_every_rule_from(self.first_day()?)?;
        self.require_known_categories()?;
        self.require_known_states()?;
        for Dated { rule: office, .. } in &self.offices {
            if let Some(region) = office.region.as_ref()
                && !self.regions.iter().any(|known| known.rule.code == *region)
            {
                return problem(format!("offices.toml: office {} lies in an unknown region", office.code));
            }
        }
        for Dated { rule: schedule, .. } in &self.schedules {
            if let Some(office) = schedule.office.as_ref()
                && !self.offices.iter().any(|known| known.rule.code == *office)
            {
                return problem(format!("offices.toml: there are hours of {office}, which is no office"));
            }
        }
        // Two files name papers, two offices, and each is looked through for itself only.
        let mut papers = BTreeMap::new();
        for paper in self.papers.iter().chain(&self.visa_papers) {
            if papers.insert((&paper.rule.code, paper.from), paper).is_some() {
                return problem(format!("visa_papers.toml: paper {} is in papers.toml, too", paper.rule.code));
            }
        }
        let mut codes = BTreeMap::new();
        for office in &self.offices {
            let earlier = codes.insert((&office.rule.code, office.from), office);
            if earlier.is_some() {
                return problem(format!("districts.toml: office {} is in offices.toml, too", office.rule.code));
            }
        }
        // By its code the region of an office is told that is not listed: codes of one region begin alike, of two they do not.
        let departments = || self.offices.iter().map(|office| &office.rule).filter(|office| office.is_department());
        for Dated { rule: office, .. } in &self.offices {
            let misleads = |department: &&Office| (department.code.area() == office.code.area()) != (department.region == office.region);
            if let Some(department) = departments().find(misleads) {
                return problem(format!("offices.toml: the codes of {} and {} do not tell their regions", department.code, office.code));
            }
        }
        for region in &self.regions {
            let in_region = |office: &&Dated<Office>| office.rule.region.as_ref() == Some(&region.rule.code) && office.rule.is_department();
            if self.offices.iter().filter(in_region).count() != 1 {
                return problem(format!("offices.toml: region {} needs one department", region.rule.code));
            }
        }
        self.first_day().map(drop)
    }

    /// What would be printed beside the sticker is lost.
    fn require_every_place_on_the_sheet(&self) -> Result<(), Problem> {
        let sheets = || self.sticker_sheets.iter();
        let stray = self.sticker_places.iter().find(|place| {
            sheets().any(|sheet| (sheet.holds_on(place.from) || place.holds_on(sheet.from)) && !place.rule.is_on(&sheet.rule))
        });
        stray.map_or(Ok(()), |place| {
            let what = format!("sticker.toml: the field {} does not lie on the sheet", place.rule.field.as_str());
            Err(Problem::new(Code::Rulebook, what))
        })
    }

    /// A paper that is misspelt would be missing all the same.
    fn require_papers_of_exceptions(&self) -> Result<(), Problem> {
        let is_known =
            |code: &String| code == STATE_DUTY || self.papers.iter().chain(&self.visa_papers).any(|paper| paper.rule.code == *code);
        let mut named = self.exceptions.iter().flat_map(|exception| &exception.rule.papers);
        named.find(|code| !is_known(code)).map_or(Ok(()), |unknown| {
            Err(Problem::new(Code::Rulebook, format!("checks.toml: there is no paper {unknown}, which an exception names")))
        })
    }

    /// Nobody is asked for a paper that the state holds (R26 para 12).
    fn require_nothing_held(&self) -> Result<(), Problem> {
        let papers = self.papers.iter().chain(&self.visa_papers).map(|paper| (&paper.rule.code, &paper.rule.any_of));
        let requirements = self.requirements.iter().filter_map(|requirement| match &requirement.rule.needs {
            Need::Paper(kinds) | Need::Permit(kinds) => Some((&requirement.rule.name, kinds)),
            Need::Purpose(_) | Need::Age(_) | Need::UnderAge(_) => None,
        });
        for (name, kinds) in papers.chain(requirements) {
            if let Some(held) = self.held.iter().find(|held| kinds.contains(&held.rule.kind)) {
                let what = format!("registers.toml: {} is held by the state, so the rule {name} must not ask for it", held.rule.kind);
                return Err(Problem::new(Code::Rulebook, what));
            }
        }
        Ok(())
    }

    /// What judging cannot do without holds from the first day on, without end.
    fn require_every_rule_from(&self, first: NaiveDate) -> Result<(), Problem> {
        fn covers<T: Entry>(table: &[Dated<T>], first: NaiveDate, key: &str) -> Result<(), Problem> {
            let of_key = || table.iter().filter(|entry| entry.keys().iter().any(|name| name == key));
            if of_key().any(|entry| entry.from <= first) && of_key().any(|entry| entry.until.is_none()) {
                return Ok(());
            }
            Err(Problem::new(Code::Rulebook, format!("there must be a {} {key} from {first} on, without end", T::TABLE)))
        }
        let everyday = [
            "verification",
            "coordination/standard",
            "coordination/extended",
            "extension_notice",
            "decision",
            "service/standard",
            "service/extended",
        ];
        everyday.iter().try_for_each(|clock| covers(&self.clocks, first, clock))?;
        let of_visas = [
            "coordination/standard",
            "coordination/extended",
            "extension_notice",
            "decision",
            "decision/after_hearing",
            "service/standard",
            "service/extended",
            "preliminary_notice",
            "hearing",
        ];
        of_visas.iter().try_for_each(|clock| covers(&self.clocks, first, &format!("{VISA}/{clock}")))?;
        let of_complaints = ["complaint_forwarding", "complaint_examination/superior", "complaint_examination/quality_authority"];
        of_complaints.iter().try_for_each(|clock| covers(&self.clocks, first, &format!("{COMPLAINT}/{clock}")))?;
        ["PrivateAffairs", "Petition"].iter().try_for_each(|kind| covers(&self.windows, first, kind))?;
        (1..=7).try_for_each(|ground: u8| covers(&self.grounds, first, &ground.to_string()))?;
        (1..=6).try_for_each(|ground: u8| covers(&self.grounds, first, &format!("{VISA}/{ground}")))?;
        covers(&self.schedules, first, EVERYWHERE)?;
        covers(&self.instructions, first, "")?;
        ["invitation", "exit_visa", "entry_visa", "multiple_entry_visa"].iter().try_for_each(|act| covers(&self.rates, first, act))?;
        // Without it nobody could be filed.
        covers(&self.states, first, "iso_3166_1/KZ")?;
        covers(&self.four_eyes, first, "")?;
        covers(&self.antedating, first, "")?;
        covers(&self.register_wait, first, "")?;
        covers(&self.agency_messages, first, "")?;
        covers(&self.passport, first, "")?;
        covers(&self.state_corporation, first, "")?;
        ExceptionKind::ALL.iter().try_for_each(|kind| covers(&self.exceptions, first, kind.as_str()))?;
        covers(&self.biometrics, first, "")?;
        covers(&self.place, first, "")?;
        covers(&self.extension_windows, first, "")?;
        covers(&self.complaint_windows, first, "")?;
        covers(&self.first_inviter, first, "")?;
        covers(&self.more_entries, first, "")?;
        covers(&self.sanctions, first, "")?;
        covers(&self.expulsion, first, "")?;
        covers(&self.competence, first, "")?;
        covers(&self.jurisdictions, first, "invitation/police/*")?;
        covers(&self.stickers, first, "")?;
        covers(&self.sticker_words, first, "")?;
        covers(&self.sticker_sheets, first, "")?;
        StickerField::ALL.iter().try_for_each(|field| covers(&self.sticker_places, first, field.as_str()))?;
        covers(&self.uncoordinated, first, "")?;
        covers(&self.hearings, first, "")?;
        covers(&self.shortenings, first, "")?;
        covers(&self.retention, first, "")
    }

    /// A category that is misspelt would make a rule hold for nobody.
    fn require_known_categories(&self) -> Result<(), Problem> {
        let named = self
            .conditions()
            .flat_map(|condition| &condition.category)
            .chain(self.states.iter().flat_map(|states| &states.rule.only_categories))
            .chain(self.first_inviter.iter().flat_map(|Dated { rule, .. }| [&rule.except, &rule.others_petition, &rule.free]).flatten())
            .chain(self.more_entries.iter().flat_map(|entries| &entries.rule.when_extended))
            .chain(self.ministry_changes.iter().flat_map(|change| &change.rule.to))
            .chain(self.exit_files.iter().map(|file| &file.rule.category))
            .chain(self.residence.iter().flat_map(|residence| residence.rule.counts.iter().chain([&residence.rule.category])))
            .chain(self.jurisdictions.iter().flat_map(|entry| entry.rule.categories.iter().chain(&entry.rule.except)))
            .chain(self.competence.iter().flat_map(|competence| &competence.rule.at_registration))
            .chain(self.visa_terms.iter().flat_map(|term| &term.rule.categories))
            .chain(self.uncoordinated.iter().flat_map(|rule| &rule.rule.categories))
            .chain(self.sticker_words.iter().flat_map(|words| &words.rule.by_office));
        for name in named {
            if !self.categories.iter().any(|category| category.rule.code.as_str() == name) {
                return Err(Problem::new(Code::Rulebook, format!("there is no category {name}, which a rule names")));
            }
        }
        Ok(())
    }

    /// So would a state.
    fn require_known_states(&self) -> Result<(), Problem> {
        let defined = self.countries();
        let named = self.conditions().flat_map(|condition| &condition.citizenship);
        let listed = self.states.iter().flat_map(|states| &states.rule.codes);
        named.chain(listed).find(|code| !defined.contains(code)).map_or(Ok(()), |unknown| {
            Err(Problem::new(Code::Rulebook, format!("states.toml: {unknown}, which a rule names, is on no list of states")))
        })
    }
}
