//! The model of a visa's case on the engine: the pure case, and what the workflow does of itself around it. The tests of the procedure play their
//! scripts on it; the random walks of the end-to-end tests hold the engine against it.

use shaqyru_domain::{
    actor::Actor,
    case::{fact::Entry, filing::Filing, number::CaseNumber, order::Order},
    checks::papers::{MissingPaper, NeverAskedFor},
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    time::instant::Instant,
    visa::{
        Case,
        fact::Fact,
        particulars::{Particulars, case_rules},
        request::VisaRequest,
    },
};

/// The case of a request, opened as the intake opens it.
pub fn opened(
    request: &VisaRequest,
    fingerprints_due: bool,
    missing: Vec<MissingPaper>,
    filed_at: Instant,
    number: &str,
    rulebook: &Rulebook,
) -> Case {
    let form = request.form();
    let filing = Filing {
        case: CaseNumber::of_visa_request(number),
        filed_at,
        office: form.office.clone(),
        category: form.category.to_string(),
        missing,
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    };
    let in_force = rulebook.for_filing(filed_at.date()).unwrap();
    let particulars = Particulars::of(request, fingerprints_due, &in_force).unwrap();
    let rules = case_rules(request, rulebook, filed_at.date()).unwrap();
    Case::open(filing, particulars, rules, filed_at).unwrap()
}

/// What the workflow does of itself.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    pub berkut_is_down: bool,
    pub applicant_is_told: bool,
}

/// A case with the office's stickers: each number is taken once.
#[derive(Debug, Clone)]
pub struct World {
    pub case: Case,
    pub around: Around,
    stickers_taken: usize,
}

impl World {
    pub fn new(case: Case, around: Around) -> Self {
        Self { case, around, stickers_taken: 0 }
    }

    /// Somebody says something. What is rejected must have changed nothing, and the validator must say the same.
    pub fn say(&mut self, order: &Entry<Order>) -> Result<(), Code> {
        let before = format!("{:?}", self.case);
        let foretold = self.case.check_order(order.clone(), None);
        let result = self.case.take(order.clone());
        assert_eq!(foretold, result, "the validator and the handler disagree on {order:?}");
        if let Err(Problem { code, .. }) = result {
            assert_eq!(before, format!("{:?}", self.case), "rejected, yet something changed: {order:?}");
            return Err(code);
        }
        self.follow(order.received_at);
        Ok(())
    }

    /// What follows of itself takes the instant of what it follows from.
    fn follow(&mut self, at: Instant) {
        if let Some(as_of) = self.case.procedure().stickers().to_make() {
            self.stickers_taken += 1;
            let number = format!("KZ000000{}", self.stickers_taken);
            self.own(Fact::StickerMade(number.try_into().unwrap()), as_of);
            if self.around.berkut_is_down {
                self.own(Fact::BerkutDown, as_of);
            }
        }
        if let (false, Some(entry)) = (self.around.berkut_is_down, self.case.procedure().stickers().to_enter()) {
            let number = entry.sticker.unwrap_or_else(|| self.case.issued_number().unwrap().try_into().unwrap());
            self.own(Fact::EnteredInBerkut(number), entry.as_of);
        }
        while let (false, Some(end)) = (self.around.berkut_is_down, self.case.procedure().stickers().to_end(self.case.number())) {
            let number = end.number.unwrap_or_else(|| self.case.issued_number().unwrap().try_into().unwrap());
            self.own(Fact::EndedInBerkut(number), end.at);
        }
        if self.around.applicant_is_told {
            self.tell(at);
        }
    }

    fn own(&mut self, fact: Fact, at: Instant) {
        self.case.record(Entry::new(fact, at, Actor::System)).unwrap();
    }

    /// The notices arrive.
    pub fn tell(&mut self, when: Instant) {
        let waiting = self.case.notices.all().len() - self.case.notices.delivered_items().len();
        self.case.notices.delivered(waiting);
        self.case.note_owed_notices(when);
    }
}
