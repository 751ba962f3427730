//! What can be filed, field by field: an application (annex 4), a request for a visa (annex 9), a complaint (R26 para 59).

use super::{
    choices::{
        about, actions, basis_kinds, categories, entries, examiners, exceptions, form_languages, form_signatories, issuers, ministries,
        note_senders, offices, paid_via, paper_forms, papers, party_kinds, passport_flaws, providers, reasons, regimes, regions, relations,
        sexes, special_purposes, visa_issuers, visa_kinds, work_groups,
    },
    field::{
        Field, Group,
        Kind::{
            BinIin, BirthDate, Case, Count, Country, Currency, Date, EmptyLine, Knp, Line, Lines, Long, Money, One, Place, Some as Several,
            Tick, YesNo,
        },
        List,
        Presence::{Always, IfBegun, IfBegunOrAboutAVisa},
        Service, Step, Word,
    },
};

/// Everything that can be filed on a page.
pub(super) const ALL: [&Service; 3] = [&APPLICATION, &REQUEST, &COMPLAINT];

/// What can be filed under a name.
pub(super) fn named(name: &str) -> Option<&'static Service> {
    ALL.into_iter().find(|service| service.name == name)
}

const fn group(fields: &'static [Field]) -> Group {
    Group { title: None, presence: Always, fields }
}

const fn part(title: Word, object: &'static str, fields: &'static [Field]) -> Group {
    Group { title: Some(title), presence: IfBegun(object), fields }
}

/// An application for invitations.
pub(super) static APPLICATION: Service = Service {
    name: "application",
    title: |words| words.application,
    given: &[("channel", "paper")],
    steps: &[
        Step {
            name: "party",
            title: |words| words.party,
            groups: &[
                group(&[
                    Field::new("inviting_party.kind", |words| words.kind, One(party_kinds)),
                    Field::new("inviting_party.bin_iin", |words| words.bin_iin, BinIin),
                    Field::new("inviting_party.name", |words| words.name, Line),
                    Field::new("inviting_party.region", |words| words.region, One(regions)),
                    Field::new("inviting_party.office", |words| words.office, One(offices)),
                    Field::new("inviting_party.address", |words| words.address, Line),
                    Field::new("inviting_party.rka", |words| words.rka, Line).optional(),
                    Field::new("inviting_party.phones", |words| words.phones, Lines).hinted(|words| words.lines_hint).optional(),
                    Field::new("inviting_party.contact_email", |words| words.email, Line).optional(),
                    Field::new("inviting_party.head", |words| words.head, Line).optional(),
                    Field::new("inviting_party.contact_person", |words| words.contact_person, Line).optional(),
                    Field::new("inviting_party.outgoing_number", |words| words.outgoing_number, Line).optional(),
                    Field::new("inviting_party.regimes", |words| words.regimes, Several(regimes)).optional(),
                ]),
                CERTIFICATE,
                part(
                    |words| words.note_verbale,
                    "note_verbale",
                    &[
                        Field::new("note_verbale.number", |words| words.number, Line),
                        Field::new("note_verbale.date", |words| words.date, Date).hinted(|words| words.date_hint),
                        Field::new("note_verbale.sender", |words| words.sender, One(note_senders)),
                    ],
                ),
                part(
                    |words| words.state_corporation,
                    "state_corporation",
                    &[
                        Field::new("state_corporation.department", |words| words.department, Line),
                        Field::new("state_corporation.on_duty", |words| words.on_duty, Tick).optional(),
                        Field::new("state_corporation.consented", |words| words.consented, YesNo).neutral("true"),
                    ],
                ),
            ],
            list: None,
        },
        Step {
            name: "invitees",
            title: |words| words.invitees,
            groups: &[],
            list: Some(List {
                name: "invitees",
                item: |words| words.invitee,
                add: |words| words.add_invitee,
                at_least_one: true,
                groups: &[
                    group(&[
                        Field::new("surname", |words| words.surname, Line).hinted(|words| words.latin_hint),
                        Field::new("given_names", |words| words.given_names, EmptyLine).hinted(|words| words.one_name_hint).optional(),
                        Field::new("patronymic", |words| words.patronymic, Line).optional(),
                        Field::new("sex", |words| words.sex, One(sexes)).neutral("M"),
                        Field::new("date_of_birth", |words| words.born, BirthDate).hinted(|words| words.birth_hint).neutral("1990-01-01"),
                        Field::new("place_of_birth", |words| words.born_in, Line),
                        Field::new("citizenship", |words| words.citizenship, Country).hinted(|words| words.country_hint).neutral("TR"),
                        Field::new("passport.number", |words| words.passport_number, Line),
                        Field::new("passport.issued_by", |words| words.issued_by_state, Country)
                            .hinted(|words| words.country_hint)
                            .neutral("TR"),
                        Field::new("passport.issued_on", |words| words.issued_on, Date)
                            .hinted(|words| words.date_hint)
                            .neutral("2020-01-01"),
                        Field::new("passport.valid_until", |words| words.valid_until, Date)
                            .hinted(|words| words.date_hint)
                            .neutral("9999-12-31"),
                        Field::new("residence_country", |words| words.residence_country, Country)
                            .hinted(|words| words.country_hint)
                            .neutral("TR"),
                        Field::new("residence_address", |words| words.residence_address, Line),
                        Field::new("employer", |words| words.employer, Line).optional(),
                        Field::new("position", |words| words.position, Line).optional(),
                        Field::new("work_group", |words| words.work_group, One(work_groups)).optional(),
                    ]),
                    part(|words| words.family, "family", &[Field::new("family.relation", |words| words.relation, One(relations))]),
                    part(
                        |words| words.main_visa,
                        "family.main_visa",
                        &[
                            Field::new("family.main_visa.number", |words| words.visa_number, Line),
                            Field::new("family.main_visa.valid_until", |words| words.valid_until, Date).hinted(|words| words.date_hint),
                        ],
                    ),
                ],
            }),
        },
        Step {
            name: "visit",
            title: |words| words.visit,
            groups: &[
                group(&[
                    Field::new("visit.category", |words| words.category, One(categories)),
                    Field::new("visit.entries", |words| words.entries, One(entries)).neutral("single"),
                    Field::new("visit.visa_kind", |words| words.visa_kind, One(visa_kinds)).neutral("sticker"),
                    Field::new("visit.from", |words| words.from, Date).hinted(|words| words.date_hint).neutral(TOMORROW),
                    Field::new("visit.until", |words| words.until, Date).hinted(|words| words.date_hint).neutral(TOMORROW),
                    Field::new("visit.purpose", |words| words.purpose, Line),
                    Field::new("visit.special_purpose", |words| words.special_purpose, One(special_purposes)).optional(),
                    Field::new("visit.grounds", |words| words.grounds, Line).optional(),
                    Field::new("visit.route", |words| words.route, Lines).hinted(|words| words.lines_hint).optional(),
                    Field::new("visit.address_in_kz", |words| words.address_in_kz, Line),
                ]),
                part(
                    |words| words.collection,
                    "visit.visa_collection_place",
                    &[
                        Field::new("visit.visa_collection_place.country", |words| words.country, Country)
                            .hinted(|words| words.country_hint),
                        Field::new("visit.visa_collection_place.city", |words| words.city, Line),
                    ],
                ),
            ],
            list: None,
        },
        Step {
            name: "papers",
            title: |words| words.papers,
            groups: &[
                FEE,
                part(
                    |words| words.instruction,
                    "instruction",
                    &[
                        Field::new("instruction.ministry", |words| words.ministry, One(ministries)),
                        Field::new("instruction.number", |words| words.number, Line),
                        Field::new("instruction.date", |words| words.date, Date).hinted(|words| words.date_hint),
                    ],
                ),
                EXCEPTION,
                group(&[Field::new("liability_acknowledged", |words| words.liability, Tick).optional()]),
            ],
            list: Some(List {
                name: "documents",
                item: |words| words.paper,
                add: |words| words.add_paper,
                at_least_one: false,
                groups: &[group(&[
                    PAPER_KIND,
                    PAPER_FORM,
                    PAPER_ISSUER,
                    Field::new("invitee", |words| words.about, Place(about)).optional(),
                    PAPER_NUMBER,
                    PAPER_ISSUED,
                    PAPER_UNTIL,
                ])],
            }),
        },
    ],
};

/// A request for a visa.
pub(super) static REQUEST: Service = Service {
    name: "visa-request",
    title: |words| words.request,
    given: &[("service", "visa"), ("channel", "counter")],
    steps: &[
        Step {
            name: "basis",
            title: |words| words.action_and_basis,
            groups: &[
                group(&[
                    Field::new("action", |words| words.action, One(actions)),
                    Field::new("provider", |words| words.provider, One(providers)),
                    Field::new("office", |words| words.office, One(offices)),
                    Field::new("reason", |words| words.reason, One(reasons)).optional(),
                ]),
                Group {
                    title: Some(|words| words.basis),
                    presence: Always,
                    fields: &[
                        Field::new("basis.kind", |words| words.kind, One(basis_kinds)),
                        Field::new("basis.number", |words| words.number, Line),
                        Field::new("basis.date", |words| words.date, Date).hinted(|words| words.date_hint),
                        Field::new("basis.sender", |words| words.sender, One(note_senders)).optional(),
                    ],
                },
                part(
                    |words| words.party,
                    "inviting_party",
                    &[
                        Field::new("inviting_party.kind", |words| words.kind, One(party_kinds)),
                        Field::new("inviting_party.bin_iin", |words| words.bin_iin, BinIin),
                        Field::new("inviting_party.name", |words| words.name, Line),
                        Field::new("inviting_party.region", |words| words.region, One(regions)),
                        Field::new("inviting_party.office", |words| words.office, One(offices)),
                        Field::new("inviting_party.address", |words| words.address, Line),
                        Field::new("inviting_party.rka", |words| words.rka, Line).optional(),
                        Field::new("inviting_party.phones", |words| words.phones, Lines).hinted(|words| words.lines_hint).optional(),
                        Field::new("inviting_party.contact_email", |words| words.email, Line).optional(),
                        Field::new("inviting_party.head", |words| words.head, Line).optional(),
                        Field::new("inviting_party.contact_person", |words| words.contact_person, Line).optional(),
                        Field::new("inviting_party.outgoing_number", |words| words.outgoing_number, Line).optional(),
                        Field::new("inviting_party.regimes", |words| words.regimes, Several(regimes)).optional(),
                    ],
                ),
                CERTIFICATE,
                EXCEPTION,
            ],
            list: None,
        },
        Step {
            name: "person",
            title: |words| words.person,
            groups: &[
                group(&[
                    Field::new("recipient.surname", |words| words.surname, Line).hinted(|words| words.latin_hint),
                    Field::new("recipient.given_names", |words| words.given_names, EmptyLine)
                        .hinted(|words| words.one_name_hint)
                        .optional(),
                    Field::new("recipient.patronymic", |words| words.patronymic, Line).optional(),
                    Field::new("recipient.sex", |words| words.sex, One(sexes)).neutral("M"),
                    Field::new("recipient.date_of_birth", |words| words.born, BirthDate)
                        .hinted(|words| words.birth_hint)
                        .neutral("1990-01-01"),
                    Field::new("recipient.place_of_birth", |words| words.born_in, Line),
                    Field::new("recipient.citizenship", |words| words.citizenship, Country)
                        .hinted(|words| words.country_hint)
                        .neutral("TR"),
                    Field::new("recipient.passport.number", |words| words.passport_number, Line),
                    Field::new("recipient.passport.issued_by", |words| words.issued_by_state, Country)
                        .hinted(|words| words.country_hint)
                        .neutral("TR"),
                    Field::new("recipient.passport.issued_on", |words| words.issued_on, Date)
                        .hinted(|words| words.date_hint)
                        .neutral("2020-01-01"),
                    Field::new("recipient.passport.valid_until", |words| words.valid_until, Date)
                        .hinted(|words| words.date_hint)
                        .neutral("9999-12-31"),
                    Field::new("recipient.residence_country", |words| words.residence_country, Country)
                        .hinted(|words| words.country_hint)
                        .neutral("TR"),
                    Field::new("recipient.residence_address", |words| words.residence_address, Line),
                    Field::new("recipient.employer", |words| words.employer, Line).optional(),
                    Field::new("recipient.position", |words| words.position, Line).optional(),
                    Field::new("recipient.work_group", |words| words.work_group, One(work_groups)).optional(),
                    Field::new("works_in", |words| words.works_in, One(regions)).optional(),
                ]),
                part(
                    |words| words.present,
                    "recipient.present_address",
                    &[
                        Field::new("recipient.present_address.region", |words| words.present_region, One(regions)),
                        Field::new("recipient.present_address.text", |words| words.address, Line),
                    ],
                ),
                part(
                    |words| words.family,
                    "recipient.family",
                    &[Field::new("recipient.family.relation", |words| words.relation, One(relations))],
                ),
                part(
                    |words| words.main_visa,
                    "recipient.family.main_visa",
                    &[
                        Field::new("recipient.family.main_visa.number", |words| words.visa_number, Line),
                        Field::new("recipient.family.main_visa.valid_until", |words| words.valid_until, Date)
                            .hinted(|words| words.date_hint),
                    ],
                ),
                part(
                    |words| words.seen_passport,
                    "seen_passport",
                    &[
                        Field::new("seen_passport.free_pages", |words| words.free_pages, Count).optional(),
                        Field::new("seen_passport.flaws", |words| words.flaws, Several(passport_flaws)).optional(),
                        Field::new("seen_passport.unrecognised", |words| words.unrecognised, Tick).optional(),
                    ],
                ),
                part(
                    |words| words.seen_form,
                    "seen_form",
                    &[
                        Field::new("seen_form.language", |words| words.form_language, One(form_languages)).neutral("russian"),
                        Field::new("seen_form.signed_by", |words| words.signed_by, One(form_signatories)),
                        Field::new("seen_form.complete", |words| words.form_complete, YesNo).neutral("true"),
                        Field::new("seen_form.photo_fits", |words| words.photo_fits, YesNo).neutral("true"),
                    ],
                ),
            ],
            list: Some(List {
                name: "group",
                item: |words| words.group_member,
                add: |words| words.add_group_member,
                at_least_one: false,
                groups: &[group(&[
                    Field::new("surname", |words| words.surname, Line).hinted(|words| words.latin_hint),
                    Field::new("given_names", |words| words.given_names, EmptyLine).hinted(|words| words.one_name_hint).optional(),
                    Field::new("patronymic", |words| words.patronymic, Line).optional(),
                    Field::new("date_of_birth", |words| words.born, BirthDate).hinted(|words| words.birth_hint).neutral("1990-01-01"),
                    Field::new("sex", |words| words.sex, One(sexes)).neutral("M"),
                    Field::new("passport_number", |words| words.passport_number, Line),
                    Field::new("citizenship", |words| words.citizenship, Country).hinted(|words| words.country_hint).neutral("TR"),
                ])],
            }),
        },
        Step {
            name: "visa",
            title: |words| words.visa,
            groups: &[
                group(&[
                    Field::new("category", |words| words.category, One(categories)),
                    Field::new("entries", |words| words.entries, One(entries)).neutral("single"),
                    Field::new("visa_kind", |words| words.visa_kind, One(visa_kinds)).neutral("sticker"),
                    Field::new("valid_from", |words| words.from, Date).hinted(|words| words.date_hint).neutral(TOMORROW),
                    Field::new("valid_until", |words| words.until, Date).hinted(|words| words.date_hint).neutral(TOMORROW),
                    Field::new("purpose", |words| words.purpose, Line),
                    Field::new("special_purpose", |words| words.special_purpose, One(special_purposes)).optional(),
                ]),
                Group {
                    title: Some(|words| words.current_visa),
                    presence: IfBegunOrAboutAVisa("current_visa"),
                    fields: &[
                        Field::new("current_visa.number", |words| words.visa_number, Line),
                        Field::new("current_visa.category", |words| words.category, One(categories)),
                        Field::new("current_visa.entries", |words| words.entries, One(entries)).neutral("single"),
                        Field::new("current_visa.valid_from", |words| words.from, Date).hinted(|words| words.date_hint).neutral(TOMORROW),
                        Field::new("current_visa.valid_until", |words| words.until, Date).hinted(|words| words.date_hint).neutral(TOMORROW),
                        Field::new("current_visa.issued_by", |words| words.issued_by, One(visa_issuers)).neutral("police"),
                        Field::new("current_visa.passport_number", |words| words.passport_number, Line),
                        Field::new("current_visa.used", |words| words.used, YesNo).neutral("true"),
                        Field::new("current_visa.extended_before", |words| words.extended_before, Count).neutral("0"),
                    ],
                },
                part(
                    |words| words.on_sticker,
                    "on_sticker",
                    &[
                        Field::new("on_sticker.accompanied_by", |words| words.accompanied_by, Count).optional(),
                        Field::new("on_sticker.children_passports", |words| words.children_passports, Lines)
                            .hinted(|words| words.lines_hint)
                            .optional(),
                        Field::new("on_sticker.points", |words| words.points, Lines).hinted(|words| words.lines_hint).optional(),
                        Field::new("on_sticker.further", |words| words.further, Lines).hinted(|words| words.lines_hint).optional(),
                        Field::new("on_sticker.remarks", |words| words.remarks, Line).optional(),
                    ],
                ),
            ],
            list: None,
        },
        Step {
            name: "papers",
            title: |words| words.papers,
            groups: &[FEE],
            list: Some(List {
                name: "documents",
                item: |words| words.paper,
                add: |words| words.add_paper,
                at_least_one: false,
                groups: &[group(&[PAPER_KIND, PAPER_FORM, PAPER_ISSUER, PAPER_NUMBER, PAPER_ISSUED, PAPER_UNTIL])],
            }),
        },
    ],
};

/// A complaint about a case.
pub(super) static COMPLAINT: Service = Service {
    name: "complaint",
    title: |words| words.complaint,
    given: &[("service", "complaint"), ("channel", "paper")],
    steps: &[Step {
        name: "complaint",
        title: |words| words.complaint,
        groups: &[group(&[
            Field::new("about", |words| words.complains_of, Case).hinted(|words| words.complains_of_hint),
            Field::new("passport_number", |words| words.passport_number, Line),
            Field::new("complainant", |words| words.complainant, Line),
            Field::new("addressee", |words| words.addressee, One(examiners)),
            Field::new("complaint", |words| words.complained_of, Long),
        ])],
        list: None,
    }],
};

/// The day after the one on which something is judged, in the place of a date that is not known yet.
pub(super) const TOMORROW: &str = "tomorrow";

const CERTIFICATE: Group = part(
    |words| words.certificate,
    "inviting_party.registration_certificate",
    &[
        Field::new("inviting_party.registration_certificate.number", |words| words.number, Line),
        Field::new("inviting_party.registration_certificate.date", |words| words.date, Date).hinted(|words| words.date_hint),
    ],
);

const EXCEPTION: Group = part(
    |words| words.exception,
    "exception",
    &[
        Field::new("exception.kind", |words| words.kind, One(exceptions)),
        Field::new("exception.named", |words| words.exception_named, Line),
    ],
);

const FEE: Group = part(
    |words| words.duty,
    "fee",
    &[
        Field::new("fee.paid_via", |words| words.paid_via, One(paid_via)),
        Field::new("fee.amount_kzt", |words| words.amount, Money),
        Field::new("fee.paid_on", |words| words.paid_on, Date).hinted(|words| words.date_hint).optional(),
        Field::new("fee.receipt", |words| words.receipt, Line).optional(),
        Field::new("fee.knp", |words| words.knp, Knp).optional(),
        Field::new("fee.currency", |words| words.currency, Currency).optional(),
    ],
);

const PAPER_KIND: Field = Field::new("kind", |words| words.paper, One(papers));
const PAPER_FORM: Field = Field::new("form", |words| words.paper_form, One(paper_forms)).optional();
const PAPER_ISSUER: Field = Field::new("issuer", |words| words.issuer, One(issuers)).optional();
const PAPER_NUMBER: Field = Field::new("number", |words| words.number, Line).optional();
const PAPER_ISSUED: Field = Field::new("issued_on", |words| words.issued_on, Date).hinted(|words| words.date_hint).optional();
const PAPER_UNTIL: Field = Field::new("valid_until", |words| words.valid_until, Date).hinted(|words| words.date_hint).optional();
