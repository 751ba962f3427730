//! What becomes of a visa: the sticker with its number, its entry in Berkut, and the acts by which stickers end (R26 paras 6, 43, 46-48, 55;
//! annexes 2, 13). A sticker that is made is never corrected: it is spoiled, and another one takes its place.

use chrono::Days;

use super::{
    fact::Fact,
    particulars::{AskedVisa, EndingVisa, Particulars},
    request::VisaAction,
};
use crate::{
    actor::Actor,
    application::{Entries, VisaKind},
    case::{
        docket::Docket,
        event::Event,
        fact::Entry,
        number::CaseNumber,
        visa::{ActOfAnnulment, BorderReason, EndOfSticker, EndOfVisa, EndedElsewhere, EndedNumber, Invalidity, VisaView},
    },
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};

/// What a case has issued and annulled.
#[derive(Debug, Clone, Default)]
pub struct Stickers {
    /// The visa that was issued.
    issued: Option<Issued>,
    /// The number of the visa that ended with the decision.
    former: Option<Text>,
    /// The visa that was annulled, where none took its place.
    annulled: Option<(EndingVisa, AskedVisa)>,
    /// Stickers that have ended, in order.
    ended: Vec<Ended>,
    /// Whether Berkut is told of what ends; a case of before tells nobody.
    reports_ends: bool,
    /// What Berkut is told of, in order: stickers, and electronic visas.
    reports: Vec<Report>,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that may have happened to it, by itself")]
pub(super) struct Issued {
    visa: AskedVisa,
    at: Instant,
    /// The number of the sticker that is valid, or was last; none before one is made.
    number: Option<Text>,
    is_spoiled: bool,
    is_annulled: bool,
    is_in_berkut: bool,
    /// Berkut was down when it was to be entered there, and it is filled in by hand (R26 para 43).
    is_by_hand: bool,
}

#[derive(Debug, Clone)]
struct Ended {
    number: Text,
    at: Instant,
    why: EndOfSticker,
    /// How, in words.
    reason: Option<Text>,
}

/// An end of which Berkut is told.
#[derive(Debug, Clone)]
struct Report {
    /// None of the electronic visa of the case itself, which is known by that of its case.
    number: Option<Text>,
    /// The place of the act among those of the case, from 1; none of an electronic visa.
    act: Option<usize>,
    why: EndOfVisa,
    at: Instant,
    has_arrived: bool,
}

/// An end of which Berkut is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToEnd {
    /// Its place among those of the case, from 1.
    pub place: usize,
    /// The number of the visa; none of the electronic one of the case itself, which is known by that of its case.
    pub number: Option<Text>,
    /// The number of the act; none of an electronic visa.
    pub act: Option<String>,
    /// Why it ended.
    pub why: EndOfVisa,
    /// When.
    pub at: Instant,
}

/// A visa that is to be entered in Berkut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToEnter {
    /// The visa.
    pub visa: AskedVisa,
    /// The sticker's number; none of an electronic visa, which is known by that of its case.
    pub sticker: Option<Text>,
    /// When it was decided.
    pub issued_at: Instant,
    /// When the sticker that is valid took the place of another one, or else was decided on.
    pub as_of: Instant,
    /// Whether it is known that it is filled in by hand.
    pub is_by_hand: bool,
}

impl Stickers {
    /// Nothing yet.
    pub(super) fn of(reports_ends: bool) -> Self {
        Self { reports_ends, ..Self::default() }
    }

    /// The decision: a new visa, or the end of one. Of a sticker that ends with it an act is drawn up (R26 para 47).
    pub(super) fn decided(&mut self, docket: &mut Docket, particulars: &Particulars, at: Instant) {
        self.former = particulars.current.as_ref().map(|current| current.number.clone());
        if let Some(current) = particulars.current.as_ref().filter(|current| current.is_sticker) {
            let why = if current.is_lost { EndOfSticker::Lost } else { EndOfSticker::Annulled };
            self.end(docket, Ended { number: current.number.clone(), at, why, reason: None }, None);
        } else if let Some(electronic) = &particulars.current {
            self.report(Some(electronic.number.clone()), None, EndOfVisa::Annulled, at);
        }
        if particulars.action == VisaAction::Annul {
            self.annulled = particulars.current.clone().map(|current| (current, particulars.asked.clone()));
            return;
        }
        let visa = exit_visa(particulars, at).unwrap_or_else(|| particulars.asked.clone());
        self.issued =
            Some(Issued { visa, at, number: None, is_spoiled: false, is_annulled: false, is_in_berkut: false, is_by_hand: false });
    }

    /// A sticker was filled in with this number of the office's range.
    ///
    /// # Errors
    /// [`Code::NoSticker`] if none is to be made.
    pub(super) fn made(&mut self, docket: &mut Docket, number: &Text, entry: &Entry<Fact>) -> Result<(), Problem> {
        let nothing = || Problem::new(Code::NoSticker, "no sticker is to be made");
        let issued = self.issued.as_mut().filter(|issued| issued.lacks_a_sticker()).ok_or_else(nothing)?;
        issued.number = Some(number.clone());
        issued.is_spoiled = false;
        docket.note(entry.received_at, Event::StickerMade { number: number.clone() });
        Ok(())
    }

    /// It was spoiled: an act is drawn up, its number is never used again, and another sticker takes its place.
    ///
    /// # Errors
    /// [`Code::NoSticker`].
    pub(super) fn spoiled(&mut self, docket: &mut Docket, reason: &Text, entry: &Entry<Fact>) -> Result<(), Problem> {
        let number = self.require_one()?.clone();
        if let Some(issued) = self.issued.as_mut() {
            issued.is_spoiled = true;
            issued.is_in_berkut = false;
            issued.is_by_hand = false;
        }
        let ended = Ended { number, at: entry.received_at, why: EndOfSticker::Spoiled, reason: Some(reason.clone()) };
        self.end(docket, ended, Some(entry));
        Ok(())
    }

    /// It is in Berkut.
    ///
    /// # Errors
    /// [`Code::BerkutEntered`] if that is on record, or it is another one's number.
    pub(super) fn entered(&mut self, docket: &mut Docket, number: &Text, at: Instant) -> Result<(), Problem> {
        self.require_not_entered()?;
        let Some(issued) = self.issued.as_mut() else { return Ok(()) };
        if issued.number.as_ref().is_some_and(|own| own != number) {
            return Err(Problem::new(Code::BerkutEntered, "another sticker is in Berkut"));
        }
        issued.is_in_berkut = true;
        docket.note(at, Event::EnteredInBerkut);
        Ok(())
    }

    /// Berkut did not take it when it was to be entered: the sticker is filled in by hand.
    pub(super) fn berkut_is_down(&mut self, docket: &mut Docket, at: Instant) {
        if let Some(issued) = self.issued.as_mut().filter(|issued| issued.is_sticker() && !issued.is_in_berkut) {
            issued.is_by_hand = true;
            docket.note(at, Event::FilledInByHand);
        }
    }

    /// An officer entered it there after Berkut was down (R26 para 43).
    ///
    /// # Errors
    /// [`Code::BerkutEntered`].
    pub(super) fn entered_by_hand(&mut self, docket: &mut Docket, entry: &Entry<Fact>) -> Result<(), Problem> {
        self.require_not_entered()?;
        if let Some(issued) = self.issued.as_mut() {
            issued.is_in_berkut = true;
            issued.is_by_hand = true;
        }
        docket.take_in_note(entry, &entry.entered_by, Event::EnteredInBerkut);
        Ok(())
    }

    /// The Border Service annulled it (R26 paras 25, 46(3)); of a sticker an act is drawn up.
    ///
    /// # Errors
    /// [`Code::NoVisa`] if no visa is valid, or this is no reason to annul it.
    pub(super) fn annulled_at_border(&mut self, docket: &mut Docket, because: BorderReason, entry: &Entry<Fact>) -> Result<(), Problem> {
        let issued = self.require_valid()?;
        if because == BorderReason::PassportMismatch && issued.is_sticker() {
            let message =
                "a sticker is compared with the passport when it is made; only an electronic visa loses its validity so (R26 para 25)";
            return Err(Problem::new(Code::NoVisa, message).at("because"));
        }
        let is_electronic = !issued.is_sticker();
        let sticker = issued.number.clone().filter(|_| !is_electronic && !issued.is_spoiled);
        if let Some(issued) = self.issued.as_mut() {
            issued.is_annulled = true;
        }
        docket.take_in_note(entry, &Actor::Nsc, Event::AnnulledAtBorder { because });
        if let Some(number) = sticker {
            self.end(docket, Ended { number, at: entry.received_at, why: EndOfSticker::Annulled, reason: None }, None);
        }
        if is_electronic {
            let why = if because == BorderReason::PassportMismatch { EndOfVisa::Invalid } else { EndOfVisa::Annulled };
            self.report(None, None, why, entry.received_at);
        }
        Ok(())
    }

    /// Another case has ended it, has drawn up the act if it was a sticker, and tells Berkut.
    ///
    /// # Errors
    /// [`Code::NoVisa`].
    pub(super) fn ended_elsewhere(&mut self, docket: &mut Docket, ended: &EndedElsewhere, entry: &Entry<Fact>) -> Result<(), Problem> {
        self.require_valid()?;
        if let Some(issued) = self.issued.as_mut() {
            issued.is_annulled = true;
        }
        docket.take_in_note(entry, &entry.entered_by, Event::EndedElsewhere { by: ended.by.clone() });
        Ok(())
    }

    /// A visa was issued and not annulled since.
    ///
    /// # Errors
    /// [`Code::NoVisa`].
    pub(super) fn require_valid(&self) -> Result<&Issued, Problem> {
        let issued = self.issued.as_ref().filter(|issued| !issued.is_annulled);
        issued.ok_or_else(|| Problem::new(Code::NoVisa, "no visa of this case could be annulled"))
    }

    /// A sticker is there.
    ///
    /// # Errors
    /// [`Code::NoSticker`].
    pub(super) fn require_one(&self) -> Result<&Text, Problem> {
        let issued = self.issued.as_ref().filter(|issued| issued.is_sticker() && !issued.is_spoiled && !issued.is_annulled);
        issued.and_then(|issued| issued.number.as_ref()).ok_or_else(|| Problem::new(Code::NoSticker, "no sticker has been made"))
    }

    /// What was issued is not in Berkut yet.
    ///
    /// # Errors
    /// [`Code::BerkutEntered`].
    pub(super) fn require_not_entered(&self) -> Result<(), Problem> {
        match &self.issued {
            None => Err(Problem::new(Code::BerkutEntered, "nothing has been issued")),
            Some(issued) if issued.is_in_berkut => Err(Problem::new(Code::BerkutEntered, "it is in Berkut already")),
            Some(issued) if issued.is_annulled => Err(Problem::new(Code::BerkutEntered, "the visa is annulled")),
            Some(issued) if issued.lacks_a_sticker() => Err(Problem::new(Code::BerkutEntered, "the sticker has no number yet")),
            Some(_) => Ok(()),
        }
    }

    /// The instant as of which a sticker is to be made; none if none is.
    pub fn to_make(&self) -> Option<Instant> {
        self.issued.as_ref().filter(|issued| issued.lacks_a_sticker()).map(|issued| self.as_of(issued))
    }

    fn as_of(&self, issued: &Issued) -> Instant {
        self.ended.last().map_or(issued.at, |ended| ended.at).max(issued.at)
    }

    /// How many stickers the case has used up: the next one is made once under this count.
    pub fn used_up(&self) -> usize {
        self.ended.iter().filter(|ended| ended.why == EndOfSticker::Spoiled).count()
    }

    /// What is to be entered in Berkut; none if nothing is.
    pub fn to_enter(&self) -> Option<ToEnter> {
        self.require_not_entered().ok()?;
        let issued = self.issued.as_ref()?;
        Some(ToEnter {
            visa: issued.visa.clone(),
            sticker: issued.number.clone(),
            issued_at: issued.at,
            as_of: self.as_of(issued),
            is_by_hand: issued.is_by_hand || !issued.is_sticker(),
        })
    }

    /// The first end of which Berkut is to be told; none if there is none.
    pub fn to_end(&self, case: &CaseNumber) -> Option<ToEnd> {
        let (index, report) = self.reports.iter().enumerate().find(|(_, report)| !report.has_arrived)?;
        let Report { number, act, why, at, .. } = report.clone();
        Some(ToEnd { place: index.saturating_add(1), number, act: act.map(|place| act_number(case, place)), why, at })
    }

    /// What Berkut has not been told of yet.
    pub(super) fn not_ended_in_berkut(&self, issued_number: &str) -> Vec<EndedNumber> {
        let named = |report: &Report| {
            let number = report.number.clone().or_else(|| Text::try_from(issued_number.to_owned()).ok())?;
            Some(EndedNumber { number, at: report.at })
        };
        self.reports.iter().filter(|report| !report.has_arrived).filter_map(named).collect()
    }

    /// Berkut knows of an end. That is a line of its own only where it came to know later than the visa ended. What it had been told before
    /// changes nothing.
    pub(super) fn ended_in_berkut(&mut self, docket: &mut Docket, number: &Text, at: Instant) {
        let is_this = |report: &&mut Report| !report.has_arrived && report.number.as_ref().is_none_or(|own| own == number);
        let Some(report) = self.reports.iter_mut().find(is_this) else { return };
        report.has_arrived = true;
        if at > report.at {
            docket.note(at, Event::EndedInBerkut { number: number.clone() });
        }
    }

    /// The number of the visa that ended with the decision.
    pub(super) fn ended_visa(&self) -> Option<&Text> {
        self.former.as_ref()
    }

    /// The visa that was issued, as long as nobody has annulled it.
    pub fn issued(&self) -> Option<&AskedVisa> {
        self.issued.as_ref().filter(|issued| !issued.is_annulled).map(|issued| &issued.visa)
    }

    /// The visa as people are shown it.
    pub(super) fn visa(&self, issued_number: &str) -> Option<VisaView> {
        if let Some((current, visa)) = &self.annulled {
            return Some(view(visa, current.number.clone(), Some(Invalidity::Annulled), false));
        }
        let issued = self.issued.as_ref()?;
        let number = if issued.is_sticker() { issued.number.clone()? } else { Text::try_from(issued_number.to_owned()).ok()? };
        let invalid = match issued {
            Issued { is_annulled: true, .. } => Some(Invalidity::Annulled),
            Issued { is_spoiled: true, .. } => Some(Invalidity::Spoiled),
            Issued { is_in_berkut: false, .. } => Some(Invalidity::NotInBerkut),
            Issued { .. } => None,
        };
        Some(view(&issued.visa, number, invalid, issued.is_sticker() && issued.is_by_hand))
    }

    /// The acts of annex 13.
    pub(super) fn acts(&self, case: &CaseNumber) -> Vec<ActOfAnnulment> {
        let act = |(index, ended): (usize, &Ended)| ActOfAnnulment {
            number: act_number(case, index.saturating_add(1)),
            at: ended.at,
            why: ended.why,
            sticker: ended.number.clone(),
        };
        self.ended.iter().enumerate().map(act).collect()
    }

    /// How a sticker came to its end, in words, where somebody said it.
    pub(super) fn reason_of_end(&self, sticker: &Text) -> Option<&Text> {
        self.ended.iter().find(|ended| ended.number == *sticker)?.reason.as_ref()
    }

    fn end(&mut self, docket: &mut Docket, ended: Ended, told: Option<&Entry<Fact>>) {
        let event = Event::StickerAnnulled { number: ended.number.clone(), why: ended.why, reason: ended.reason.clone() };
        match told {
            Some(entry) => docket.take_in_note(entry, &entry.entered_by, event),
            None => docket.note(ended.at, event),
        }
        let Ended { number, at, why, .. } = ended.clone();
        self.ended.push(ended);
        self.report(Some(number), Some(self.ended.len()), why.into(), at);
    }

    fn report(&mut self, number: Option<Text>, act: Option<usize>, why: EndOfVisa, at: Instant) {
        if self.reports_ends {
            self.reports.push(Report { number, act, why, at, has_arrived: false });
        }
    }
}

/// The acts of a case are counted from 1.
fn act_number(case: &CaseNumber, place: usize) -> String {
    format!("{case}/A{place}")
}

impl Issued {
    fn is_sticker(&self) -> bool {
        self.visa.kind == VisaKind::Sticker
    }

    fn lacks_a_sticker(&self) -> bool {
        self.is_sticker() && !self.is_annulled && (self.number.is_none() || self.is_spoiled)
    }
}

/// R26 para 55: single, from the day of the decision on.
fn exit_visa(particulars: &Particulars, at: Instant) -> Option<AskedVisa> {
    let exit = particulars.exit_visa.as_ref()?;
    let valid_from = at.date();
    Some(AskedVisa {
        category: exit.category.clone(),
        entries: Entries::Single,
        kind: VisaKind::Sticker,
        valid_from,
        valid_until: valid_from.checked_add_days(Days::new(exit.calendar_days.into())).unwrap_or(valid_from),
    })
}

fn view(visa: &AskedVisa, number: Text, invalid_because: Option<Invalidity>, handwritten: bool) -> VisaView {
    VisaView {
        number,
        category: visa.category.clone(),
        entries: visa.entries,
        kind: visa.kind,
        valid_from: visa.valid_from,
        valid_until: visa.valid_until,
        valid: invalid_because.is_none(),
        invalid_because,
        handwritten,
    }
}
