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
mod in_force;
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
mod vocabulary;
mod whole;

use chrono::{Datelike, NaiveDate};

use self::{
    basis::BasisRule,
    category::CategoryRule,
    complaint::ComplaintWindow,
    conduct::{AgencyMessageRule, AntedatingRule, FourEyesRule},
    entry::{File, Tables},
    fee::{Exemption, Mci, Rate},
    jurisdiction::Jurisdiction,
    limit::{
        BiometricsExemption, BiometricsRule, CompetenceRule, ExceptionRule, ExpulsionRule, FilingWindow, InstructionRule,
        MinistryInvitation, PassportRule, PlaceRule, ResidenceRule, SanctionsRule, StateCorporationRule,
    },
    mission::{Airport, ConsularDistrict},
    needless::{NeedlessRule, SubstituteRule},
    office::{Office, Region, Schedule},
    paper::{HeldRule, IdentificationRule, LastingRule, PaperRule, RegisterWaitRule},
    procedure::PROCEDURES,
    requirement::RequirementRule,
    states::StatesRule,
    sticker::{StickerPlace, StickerSheet, StickerWords},
    text::{Duty, Edition, Paragraph, RetentionRule},
    visa::{HearingRule, ShorteningRule, StickerRule, UncoordinatedRule, VisaTerm},
    visa_limit::{ExitFileRule, ExtensionWindow, FirstInviterRule, MinistryChange, MoreEntriesRule, NoInterviewRule},
};
pub use self::{
    entry::{Dated, Entry},
    in_force::RulesInForce,
    procedure::{COMPLAINT, INVITATION, UNNAMED, VISA},
};
use crate::{
    application::Channel,
    law::rules::{CaseRules, ClockRule, EntryRules, GroundRule},
    problem::{Code, Problem},
    text::OfficeCode,
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
    /// What a treaty or reciprocity lifts.
    pub exceptions: Vec<Dated<ExceptionRule>>,
    /// On what the foreign ministry and missions take applications for invitations.
    pub ministry_invitations: Vec<Dated<MinistryInvitation>>,
    /// When the State Corporation takes applications in.
    pub state_corporation: Vec<Dated<StateCorporationRule>>,
    /// What stands in place of a visa.
    pub substitutes: Vec<Dated<SubstituteRule>>,
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
    /// Who is not interviewed.
    pub no_interviews: Vec<Dated<NoInterviewRule>>,
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
            exceptions: checks.take()?,
            ministry_invitations: checks.take()?,
            state_corporation: offices.take()?,
            substitutes: checks.take()?,
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
            no_interviews: visas.take()?,
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
                letter_to_undo: rules.the(&self.antedating)?.letter_to_undo,
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

fn only<T: Entry>(mut tables: Tables<'_>) -> Result<Vec<Dated<T>>, Problem> {
    let entries = tables.take()?;
    tables.finish()?;
    Ok(entries)
}
