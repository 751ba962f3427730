//! The rulebook: the law as dated TOML, loaded and checked once.
//!
//! [`Rulebook`] is all that is known, [`RulesInForce`] what holds on one day.

pub mod basis;
pub mod category;
pub mod changes;
pub mod citation;
pub mod complaint;
pub mod condition;
pub mod conduct;
pub mod duty;
pub mod entries;
mod entry;
pub mod fee;
mod files;
pub mod jurisdiction;
pub mod limit;
pub mod mission;
pub mod needless;
pub mod office;
pub mod paper;
mod procedure;
pub mod requirement;
pub mod states;
pub mod sticker;
pub mod text;
pub mod visa;
pub mod visa_limit;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use self::{
    basis::BasisRule,
    category::CategoryRule,
    complaint::ComplaintWindow,
    conduct::{AgencyMessageRule, AntedatingRule, FourEyesRule},
    entry::{File, Tables},
    fee::{Exemption, Mci, Rate},
    jurisdiction::{Body, Jurisdiction},
    limit::{
        BiometricsExemption, BiometricsRule, CompetenceRule, ExpulsionRule, FilingWindow, InstructionRule, InvitationKind, PassportRule,
        PlaceRule, ResidenceRule, SanctionsRule,
    },
    mission::{Airport, ConsularDistrict},
    needless::NeedlessRule,
    office::{Office, Region, Schedule},
    paper::{HeldRule, IdentificationRule, LastingRule, PaperRule, RegisterWaitRule},
    procedure::PROCEDURES,
    requirement::{Need, RequirementRule},
    states::{StateList, StatesRule},
    sticker::{StickerField, StickerPlace, StickerSheet, StickerWords},
    text::{Duty, Edition, Paragraph, RetentionRule},
    visa::{HearingRule, ShorteningRule, StickerRule, UncoordinatedRule, VisaTerm},
    visa_limit::{ExitFileRule, ExtensionWindow, FirstInviterRule, MinistryChange, MoreEntriesRule},
};
pub use self::{
    entry::{Dated, Entry},
    procedure::{COMPLAINT, INVITATION, UNNAMED, VISA},
};
use crate::{
    application::Channel,
    law::rules::{CaseRules, ClockRule, EntryRules, GroundRule},
    problem::{Code, Problem},
    text::{Country, DocumentKind, OfficeCode, Text},
    time::{calendar::Calendars, hours::OfficeHours},
};

/// The region whose schedule holds for all that have none of their own.
const EVERYWHERE: &str = "*";

/// The law as data.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// Content hash of all files: the same text, the same revision.
    pub revision: String,
    /// Working days, with their revisions.
    pub calendars: Calendars,
    /// Editions of the Rules, by their first day.
    pub editions: Vec<Dated<Edition>>,
    /// Duties beside the procedure of a case.
    pub duties: Vec<Dated<Duty>>,
    /// How long cases stay on record.
    pub retention: Vec<Dated<RetentionRule>>,
    /// Visa categories.
    pub categories: Vec<Dated<CategoryRule>>,
    /// What a category wants of the recipient or of the purpose.
    pub requirements: Vec<Dated<RequirementRule>>,
    /// Papers that an application needs, and perhaps a request for a visa, too.
    pub papers: Vec<Dated<PaperRule>>,
    /// Papers that only a request for a visa needs.
    pub visa_papers: Vec<Dated<PaperRule>>,
    /// Papers that state systems hold.
    pub held: Vec<Dated<HeldRule>>,
    /// How long acceptance waits for the state registers.
    pub register_wait: Vec<Dated<RegisterWaitRule>>,
    /// Grounds for refusal.
    pub grounds: Vec<Dated<GroundRule>>,
    /// Terms and ladders.
    pub clocks: Vec<Dated<ClockRule>>,
    /// Whether another person decides than those who entered or corrected what the agencies said.
    pub four_eyes: Vec<Dated<FourEyesRule>>,
    /// How far back an entry may lie.
    pub antedating: Vec<Dated<AntedatingRule>>,
    /// Who puts an agency's own message right.
    pub agency_messages: Vec<Dated<AgencyMessageRule>>,
    /// Filing windows.
    pub windows: Vec<Dated<FilingWindow>>,
    /// What a ministry's instruction lifts.
    pub instructions: Vec<Dated<InstructionRule>>,
    /// Who needs no invitation.
    pub needless: Vec<Dated<NeedlessRule>>,
    /// Lists of states.
    pub states: Vec<Dated<StatesRule>>,
    /// The monthly calculation index.
    pub mci: Vec<Dated<Mci>>,
    /// Rates of the duty.
    pub rates: Vec<Dated<Rate>>,
    /// Who pays no duty.
    pub exemptions: Vec<Dated<Exemption>>,
    /// Regions.
    pub regions: Vec<Dated<Region>>,
    /// Offices that provide the service.
    pub offices: Vec<Dated<Office>>,
    /// Their hours.
    pub schedules: Vec<Dated<Schedule>>,
    /// Passport criteria.
    pub passport: Vec<Dated<PassportRule>>,
    /// Fingerprints.
    pub biometrics: Vec<Dated<BiometricsRule>>,
    /// Who gives none.
    pub biometrics_exemptions: Vec<Dated<BiometricsExemption>>,
    /// Place of visa issue.
    pub place: Vec<Dated<PlaceRule>>,
    /// Missions with their consular districts.
    pub consular_districts: Vec<Dated<ConsularDistrict>>,
    /// Airports at which visas are issued.
    pub airports: Vec<Dated<Airport>>,
    /// Visas for those who seek permanent residence.
    pub residence: Vec<Dated<ResidenceRule>>,
    /// When an extension is filed.
    pub extension_windows: Vec<Dated<ExtensionWindow>>,
    /// Until when somebody complains.
    pub complaint_windows: Vec<Dated<ComplaintWindow>>,
    /// Whose petition extends a visa.
    pub first_inviter: Vec<Dated<FirstInviterRule>>,
    /// When one entry becomes many.
    pub more_entries: Vec<Dated<MoreEntriesRule>>,
    /// To what the foreign ministry changes a visa.
    pub ministry_changes: Vec<Dated<MinistryChange>>,
    /// What is on the file of an exit visa.
    pub exit_files: Vec<Dated<ExitFileRule>>,
    /// Non-consideration.
    pub sanctions: Vec<Dated<SanctionsRule>>,
    /// Expulsion.
    pub expulsion: Vec<Dated<ExpulsionRule>>,
    /// What is done with visas inside Kazakhstan.
    pub jurisdictions: Vec<Dated<Jurisdiction>>,
    /// Where the police act for work visas.
    pub competence: Vec<Dated<CompetenceRule>>,
    /// Papers that last as long as the visa.
    pub lasting: Vec<Dated<LastingRule>>,
    /// Who has a BIN, who an IIN.
    pub identification: Vec<Dated<IdentificationRule>>,
    /// On what a visa rests.
    pub visa_bases: Vec<Dated<BasisRule>>,
    /// Terms of visas inside Kazakhstan.
    pub visa_terms: Vec<Dated<VisaTerm>>,
    /// How a sticker is completed.
    pub stickers: Vec<Dated<StickerRule>>,
    /// How a sticker is worded.
    pub sticker_words: Vec<Dated<StickerWords>>,
    /// The sheet on which it is printed.
    pub sticker_sheets: Vec<Dated<StickerSheet>>,
    /// Where its fields stand on the sheet.
    pub sticker_places: Vec<Dated<StickerPlace>>,
    /// Which visas the NSC is not waited for.
    pub uncoordinated: Vec<Dated<UncoordinatedRule>>,
    /// The hearing before a refusal.
    pub hearings: Vec<Dated<HearingRule>>,
    /// What takes the place of a visa when the stay is shortened.
    pub shortenings: Vec<Dated<ShorteningRule>>,
    /// What the paragraphs say.
    pub paragraphs: Vec<Dated<Paragraph>>,
}

impl Rulebook {
    /// The rulebook that is built into the program.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if a file does not hold what it should; a test keeps that from happening.
    pub fn built_in() -> Result<Self, Problem> {
        Self::of(&files::built_in(), PROCEDURES)
    }

    /// A rulebook of files, given as name (`fees.toml`, `calendar/2026.toml`, …) and text.
    ///
    /// # Errors
    /// [`Code::Rulebook`] naming file and line: unknown keys or tables, entries that overlap or leave a gap, a missing source.
    pub fn parse(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Problem> {
        Self::parse_with(PROCEDURES, files)
    }

    /// The same, for these procedures. Clocks, grounds and windows say whose they are; those of any other are refused.
    ///
    /// # Errors
    /// Those of [`Rulebook::parse`].
    pub fn parse_with(procedures: &[&'static str], files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Problem> {
        let mut files: Vec<_> = files.into_iter().map(|(name, text)| File { name, text }).collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Self::of(&files, procedures)
    }

    fn of(files: &[File], procedures: &[&'static str]) -> Result<Self, Problem> {
        let is_calendar = |file: &&File| file.name.starts_with("calendar/");
        let calendar: Vec<_> = files.iter().filter(is_calendar).map(|file| (file.name.as_str(), file.text.as_str())).collect();
        let calendars = Calendars::parse(&calendar).map_err(|error| Problem::new(Code::Rulebook, error.to_string()))?;
        let others: Vec<_> = files.iter().filter(|file| !is_calendar(file)).collect();
        let known = files::names();
        if let Some(unknown) = others.iter().find(|file| !known.contains(&file.name.as_str())) {
            return Err(Problem::new(Code::Rulebook, format!("{}: no such file belongs to a rulebook", unknown.name)));
        }
        let open = |name: &str| {
            let file = others.iter().find(|file| file.name == name);
            file.ok_or_else(|| Problem::new(Code::Rulebook, format!("{name} is missing"))).and_then(|file| Tables::parse(file, procedures))
        };
        let (mut editions, mut fees, mut offices) = (open("editions.toml")?, open("fees.toml")?, open("offices.toml")?);
        let mut windows = open("windows.toml")?;
        let (mut checks, mut visas, mut conduct) = (open("checks.toml")?, open("visas.toml")?, open("conduct.toml")?);
        let mut missions = open("missions.toml")?;
        let mut registers = open("registers.toml")?;
        let mut sticker = open("sticker.toml")?;
        let rulebook = Self {
            revision: files::revision(files),
            calendars,
            editions: editions.take()?,
            duties: editions.take()?,
            retention: editions.take()?,
            categories: only(open("categories.toml")?)?,
            requirements: only(open("conditions.toml")?)?,
            papers: only(open("papers.toml")?)?,
            visa_papers: only(open("visa_papers.toml")?)?,
            held: registers.take()?,
            register_wait: registers.take()?,
            grounds: only(open("grounds.toml")?)?,
            clocks: only(open("clocks.toml")?)?,
            four_eyes: conduct.take()?,
            antedating: conduct.take()?,
            agency_messages: conduct.take()?,
            windows: windows.take()?,
            instructions: windows.take()?,
            needless: checks.take()?,
            states: only(open("states.toml")?)?,
            mci: fees.take()?,
            rates: fees.take()?,
            exemptions: fees.take()?,
            regions: offices.take()?,
            offices: [offices.take()?, only(open("districts.toml")?)?].concat(),
            schedules: offices.take()?,
            passport: checks.take()?,
            biometrics: checks.take()?,
            biometrics_exemptions: checks.take()?,
            place: checks.take()?,
            consular_districts: missions.take()?,
            airports: missions.take()?,
            residence: checks.take()?,
            extension_windows: windows.take()?,
            complaint_windows: windows.take()?,
            first_inviter: visas.take()?,
            more_entries: visas.take()?,
            ministry_changes: visas.take()?,
            exit_files: visas.take()?,
            sanctions: checks.take()?,
            expulsion: checks.take()?,
            jurisdictions: only(open("competence.toml")?)?,
            competence: checks.take()?,
            lasting: checks.take()?,
            identification: checks.take()?,
            visa_bases: visas.take()?,
            visa_terms: visas.take()?,
            stickers: visas.take()?,
            sticker_words: sticker.take()?,
            sticker_sheets: sticker.take()?,
            sticker_places: sticker.take()?,
            uncoordinated: visas.take()?,
            hearings: visas.take()?,
            shortenings: visas.take()?,
            paragraphs: only(open("paragraphs.toml")?)?,
        };
        for rest in [editions, fees, offices, windows, checks, visas, conduct, registers, missions, sticker] {
            rest.finish()?;
        }
        rulebook.require_whole()?;
        Ok(rulebook)
    }

    /// What no single entry can show: that the entries fit together.
    fn require_whole(&self) -> Result<(), Problem> {
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
        let conditions = self
            .papers
            .iter()
            .chain(&self.visa_papers)
            .map(|paper| &paper.rule.when)
            .chain(self.exemptions.iter().map(|exemption| &exemption.rule.when));
        let conditions = conditions
            .chain(self.requirements.iter().map(|requirement| &requirement.rule.when))
            .chain(self.lasting.iter().map(|lasting| &lasting.rule.when))
            .chain(self.needless.iter().map(|needless| &needless.rule.when))
            .chain(self.biometrics_exemptions.iter().map(|exemption| &exemption.rule.when))
            .chain(self.visa_bases.iter().map(|basis| &basis.rule.when));
        let named = conditions
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
        let defined: Vec<_> =
            self.states.iter().filter(|states| states.rule.list.defines_codes()).flat_map(|states| &states.rule.codes).collect();
        let conditions = self
            .papers
            .iter()
            .chain(&self.visa_papers)
            .map(|paper| &paper.rule.when)
            .chain(self.exemptions.iter().map(|exemption| &exemption.rule.when));
        let longer = self.categories.iter().flat_map(|category| &category.rule.longer).map(|longer| &longer.when);
        let named = conditions.chain(longer).flat_map(|condition| &condition.citizenship);
        let listed = self.states.iter().flat_map(|states| &states.rule.codes);
        named.chain(listed).find(|code| !defined.contains(code)).map_or(Ok(()), |unknown| {
            Err(Problem::new(Code::Rulebook, format!("states.toml: {unknown}, which a rule names, is on no list of states")))
        })
    }

    /// The edition of that name.
    ///
    /// # Errors
    /// [`Code::EditionUnknown`], naming those that there are.
    pub fn edition(&self, id: &str) -> Result<&Dated<Edition>, Problem> {
        self.editions.iter().find(|edition| edition.rule.id == id).ok_or_else(|| {
            let known: Vec<_> = self.editions.iter().map(|edition| edition.rule.id.as_str()).collect();
            Problem::new(Code::EditionUnknown, format!("there is no such edition; there are {}", known.join(", "))).at("edition")
        })
    }

    fn first_day(&self) -> Result<NaiveDate, Problem> {
        let first = self.editions.iter().map(|edition| edition.from).min();
        first.ok_or_else(|| Problem::new(Code::Rulebook, "editions.toml: there is no edition"))
    }

    /// The rules in force on a day; of what a procedure's rules say, those of invitations.
    ///
    /// # Errors
    /// [`Code::NoEdition`] for a day before the first edition.
    pub fn on(&self, day: NaiveDate) -> Result<RulesInForce<'_>, Problem> {
        let first = self.first_day()?;
        if day < first {
            let message = format!("the rulebook begins with the edition in force from {first}; what held on {day} it does not say");
            return Err(Problem::new(Code::NoEdition, message));
        }
        Ok(RulesInForce { rulebook: self, day, procedure: INVITATION })
    }

    /// The rules by which a case filed on that day is judged: those in force then. As with the calendar's revisions, the
    /// first edition also stands for the time before it, so that old cases can be played through.
    ///
    /// # Errors
    /// [`Code::Rulebook`] for a rulebook without editions, which is not loaded.
    pub fn for_filing(&self, filed_on: NaiveDate) -> Result<RulesInForce<'_>, Problem> {
        self.on(filed_on.max(self.first_day()?))
    }

    /// What a case of a procedure needs of the rulebook, and of no other procedure's rules: the newest calendar, from the year of filing on.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if the calendar does not hold the day of filing.
    pub fn for_case(
        &self,
        procedure: &'static str,
        filed_on: NaiveDate,
        office: &OfficeCode,
        channel: Channel,
    ) -> Result<CaseRules, Problem> {
        let rules = RulesInForce { procedure, ..self.for_filing(filed_on)? };
        let calendar = self.calendars.newest();
        calendar.is_working(filed_on)?;
        let schedule = rules.schedule_of(office)?;
        // West of Kazakhstan it may still be the day before.
        let first_day = if schedule.zone.is_some() { filed_on.pred_opt().unwrap_or(filed_on) } else { filed_on };
        let calendar = calendar.slice(first_day.year(), *calendar.years().end())?;
        Ok(CaseRules {
            revision: self.revision.clone(),
            calendar: if schedule.counts_own_week { calendar.in_the_week_of(schedule.days_off)? } else { calendar },
            hours: schedule.hours().map_err(|error| Problem::new(Code::Rulebook, error.to_string()))?,
            filing_closes: (channel == Channel::Paper).then_some(schedule.counter_closes),
            clocks: rules.of(&self.clocks).cloned().collect(),
            grounds: rules.grounds().cloned().collect(),
            four_eyes: rules.the(&self.four_eyes)?.required,
            entries: Some(EntryRules {
                antedating: rules.the(&self.antedating)?.within,
                two_persons: rules.the(&self.agency_messages)?.two_persons,
            }),
            complain_within: Some(rules.the(&self.complaint_windows)?.within),
        })
    }

    /// The working day of offices without hours of their own, on a day.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if no schedule holds.
    pub fn hours(&self, day: NaiveDate) -> Result<OfficeHours, Problem> {
        let schedule = self.for_filing(day)?.schedule(EVERYWHERE)?;
        schedule.hours().map_err(|error| Problem::new(Code::Rulebook, error.to_string()))
    }
}

/// What holds on one day for the cases of one procedure.
#[derive(Debug, Clone, Copy)]
pub struct RulesInForce<'a> {
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// The day (Asia/Almaty).
    pub day: NaiveDate,
    /// The procedure, by its name in data.
    pub procedure: &'static str,
}

impl<'a> RulesInForce<'a> {
    /// The entries of a table that hold.
    pub fn of<T>(&self, table: &'a [Dated<T>]) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let Self { day, procedure, .. } = *self;
        table.iter().filter(move |entry| entry.holds_on(day) && entry.is_for(procedure)).map(|entry| &entry.rule)
    }

    /// The one entry of a table that holds.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none does.
    pub fn the<T: Entry>(&self, table: &'a [Dated<T>]) -> Result<&'a T, Problem> {
        self.of(table).next().ok_or_else(|| self.nothing(T::TABLE))
    }

    fn nothing(&self, what: &str) -> Problem {
        Problem::new(Code::Rulebook, format!("the rulebook has no {what} for {}", self.day))
    }

    /// The newest edition.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none is in force.
    pub fn edition(&self) -> Result<&'a Dated<Edition>, Problem> {
        let in_force = self.rulebook.editions.iter().filter(|edition| edition.holds_on(self.day));
        in_force.max_by_key(|edition| edition.from).ok_or_else(|| self.nothing("edition"))
    }

    /// A visa category.
    pub fn category(&self, code: &str) -> Option<&'a CategoryRule> {
        self.of(&self.rulebook.categories).find(|category| category.code.as_str() == code)
    }

    /// The categories to which an invitation can be asked: all but those to leave with.
    pub fn categories_to_enter(&self) -> impl Iterator<Item = &'a CategoryRule> + use<'a> {
        self.of(&self.rulebook.categories).filter(|category| !category.exit)
    }

    /// The grounds for refusal.
    pub fn grounds(&self) -> impl Iterator<Item = &'a GroundRule> + use<'a> {
        self.of(&self.rulebook.grounds)
    }

    /// What is said of a state on a list, if it stands there.
    pub fn state(&self, list: StateList, country: &Country) -> Option<&'a StatesRule> {
        self.of(&self.rulebook.states).find(|states| states.list == list && states.codes.contains(country))
    }

    /// Whether a state stands on a list.
    pub fn lists_state(&self, list: StateList, country: &Country) -> bool {
        self.state(list, country).is_some()
    }

    /// The filing window of a kind of invitation.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none is in force.
    pub fn window(&self, kind: InvitationKind) -> Result<&'a FilingWindow, Problem> {
        self.of(&self.rulebook.windows).find(|window| window.kind == kind).ok_or_else(|| self.nothing("filing window"))
    }

    /// Until the end of which working day after that of filing acceptance waits for the state registers (R26 para 12).
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none is in force.
    pub fn register_wait(&self) -> Result<u16, Problem> {
        Ok(self.the(&self.rulebook.register_wait)?.working_days)
    }

    /// The rule by which nobody may ask for a paper, if there is one.
    pub fn held(&self, kind: &DocumentKind) -> Option<&'a HeldRule> {
        self.of(&self.rulebook.held).find(|held| held.kind == *kind)
    }

    /// An office.
    pub fn office(&self, code: &OfficeCode) -> Option<&'a Office> {
        self.of(&self.rulebook.offices).find(|office| office.code == *code)
    }

    /// Where a field of a sticker stands.
    pub fn sticker_place(&self, field: StickerField) -> Option<&'a StickerPlace> {
        self.of(&self.rulebook.sticker_places).find(|place| place.field == field)
    }

    /// The region of an office. One that the rulebook does not list lies where the department lies whose code begins like its own.
    pub fn region_of(&self, code: &OfficeCode) -> Option<&'a Text> {
        let of_department = || {
            let departments = self.of(&self.rulebook.offices).filter(|office| office.is_department());
            departments.into_iter().find(|department| department.code.area() == code.area())
        };
        self.office(code).or_else(of_department).and_then(|office| office.region.as_ref())
    }

    /// Whose office it is, if that can be told: one that the rulebook does not list is of the police where its code tells the region.
    pub fn body_of(&self, code: &OfficeCode) -> Option<Body> {
        self.office(code).map(|office| office.body).or_else(|| self.region_of(code).map(|_| Body::Police))
    }

    /// The department of a region.
    pub fn department(&self, region: &str) -> Option<&'a Office> {
        self.of(&self.rulebook.offices)
            .find(|office| office.is_department() && office.region.as_ref().is_some_and(|its| its.as_str() == region))
    }

    /// How long the service may take for a visa of a category inside Kazakhstan.
    pub fn visa_term(&self, category: &str) -> Option<&'a VisaTerm> {
        let terms = || self.of(&self.rulebook.visa_terms).filter(|term| !term.electronic);
        let named = terms().find(|term| term.categories.iter().any(|named| named == category));
        named.or_else(|| terms().find(|term| term.categories.is_empty()))
    }

    /// How long the service may take for an electronic visa (R26 para 25).
    pub fn electronic_visa_term(&self) -> Option<&'a VisaTerm> {
        self.of(&self.rulebook.visa_terms).find(|term| term.electronic)
    }

    /// A duty beside the procedure of a case.
    pub fn duty(&self, name: &str) -> Option<&'a Duty> {
        self.of(&self.rulebook.duties).find(|duty| duty.name == name)
    }

    /// The hours of an office: its own, those of its region, or those that hold everywhere else.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if no schedule holds.
    pub fn schedule_of(&self, office: &OfficeCode) -> Result<&'a Schedule, Problem> {
        let own = self.of(&self.rulebook.schedules).find(|schedule| schedule.office.as_ref() == Some(office));
        own.map_or_else(|| self.schedule(self.region_of(office).map_or(EVERYWHERE, Text::as_str)), Ok)
    }

    fn schedule(&self, region: &str) -> Result<&'a Schedule, Problem> {
        let of = |region: &str| {
            self.of(&self.rulebook.schedules).find(|schedule| schedule.region.as_ref().is_some_and(|its| its.as_str() == region))
        };
        of(region).or_else(|| of(EVERYWHERE)).ok_or_else(|| self.nothing("schedule"))
    }
}

fn only<T: Entry>(mut tables: Tables<'_>) -> Result<Vec<Dated<T>>, Problem> {
    let entries = tables.take()?;
    tables.finish()?;
    Ok(entries)
}
