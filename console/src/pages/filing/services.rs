//! What can be filed, field by field: an application (annex 4), a request for a visa (annex 9), a complaint (R26 para 59).

use super::{
    choices::{
        about, actions, basis_kinds, categories, entries, examiners, exceptions, form_languages, form_signatories, issuers, ministries,
        note_senders, paid_via, paper_forms, papers, party_kinds, passport_flaws, providers, reasons, regimes, regions, relations, sexes,
        special_purposes, visa_issuers, visa_kinds, work_groups,
    },
    field::{
        Field, Group,
        Kind::{
            BinIin, BirthDate, Case, Count, Country, Currency, Date, EmptyLine, Knp, Line, Lines, Long, Money, Office, One, Place,
            Some as Several, Tick, YesNo,
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
    within("", fields)
}

const fn within(below: &'static str, fields: &'static [Field]) -> Group {
    Group { title: None, below, presence: Always, fields }
}

const fn part(title: Word, below: &'static str, fields: &'static [Field]) -> Group {
    Group { title: Some(title), below, presence: IfBegun, fields }
}

const fn day(path: &'static str, label: Word) -> Field {
    Field::new(path, label, Date).hinted(|words| words.date_hint).neutral(TOMORROW)
}

const fn country(path: &'static str, label: Word) -> Field {
    Field::new(path, label, Country).hinted(|words| words.country_hint).neutral("TR")
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
                within("inviting_party.", PARTY),
                CERTIFICATE,
                part(
                    |words| words.note_verbale,
                    "note_verbale.",
                    &[
                        Field::new("number", |words| words.number, Line),
                        day("date", |words| words.date),
                        Field::new("sender", |words| words.sender, One(note_senders)),
                    ],
                ),
                part(
                    |words| words.state_corporation,
                    "state_corporation.",
                    &[
                        Field::new("department", |words| words.department, Line),
                        Field::new("on_duty", |words| words.on_duty, Tick).optional(),
                        Field::new("consented", |words| words.consented, YesNo).neutral("true"),
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
                    group(PERSON),
                    part(|words| words.family, "family.", FAMILY),
                    part(|words| words.main_visa, "family.main_visa.", MAIN_VISA),
                ],
            }),
        },
        Step {
            name: "visit",
            title: |words| words.visit,
            groups: &[
                within(
                    "visit.",
                    &[
                        Field::new("category", |words| words.category, One(categories)),
                        Field::new("entries", |words| words.entries, One(entries)).neutral("single"),
                        Field::new("visa_kind", |words| words.visa_kind, One(visa_kinds)).neutral("sticker"),
                        day("from", |words| words.from),
                        day("until", |words| words.until),
                        Field::new("purpose", |words| words.purpose, Line),
                        Field::new("special_purpose", |words| words.special_purpose, One(special_purposes)).optional(),
                        Field::new("grounds", |words| words.grounds, Line).optional(),
                        Field::new("route", |words| words.route, Lines).hinted(|words| words.lines_hint).optional(),
                        Field::new("address_in_kz", |words| words.address_in_kz, Line),
                    ],
                ),
                part(
                    |words| words.collection,
                    "visit.visa_collection_place.",
                    &[country("country", |words| words.country), Field::new("city", |words| words.city, Line)],
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
                    "instruction.",
                    &[
                        Field::new("ministry", |words| words.ministry, One(ministries)),
                        Field::new("number", |words| words.number, Line),
                        day("date", |words| words.date),
                    ],
                ),
                part(
                    |words| words.exception,
                    "exception.",
                    &[EXCEPTION_KIND, EXCEPTION_NAMED, Field::new("invitee", |words| words.exception_for, Place(about)).optional()],
                ),
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
                    Field::new("office", |words| words.office, Office),
                    Field::new("reason", |words| words.reason, One(reasons)).optional(),
                ]),
                Group {
                    title: Some(|words| words.basis),
                    below: "basis.",
                    presence: Always,
                    fields: &[
                        Field::new("kind", |words| words.kind, One(basis_kinds)),
                        Field::new("number", |words| words.number, Line),
                        day("date", |words| words.date),
                        Field::new("sender", |words| words.sender, One(note_senders)).optional(),
                    ],
                },
                part(|words| words.party, "inviting_party.", PARTY),
                CERTIFICATE,
                part(|words| words.exception, "exception.", &[EXCEPTION_KIND, EXCEPTION_NAMED]),
            ],
            list: None,
        },
        Step {
            name: "person",
            title: |words| words.person,
            groups: &[
                within("recipient.", PERSON),
                group(&[Field::new("works_in", |words| words.works_in, One(regions)).optional()]),
                part(
                    |words| words.present,
                    "recipient.present_address.",
                    &[Field::new("region", |words| words.present_region, One(regions)), Field::new("text", |words| words.address, Line)],
                ),
                part(|words| words.family, "recipient.family.", FAMILY),
                part(|words| words.main_visa, "recipient.family.main_visa.", MAIN_VISA),
                part(
                    |words| words.seen_passport,
                    "seen_passport.",
                    &[
                        Field::new("free_pages", |words| words.free_pages, Count).optional(),
                        Field::new("flaws", |words| words.flaws, Several(passport_flaws)).optional(),
                        Field::new("unrecognised", |words| words.unrecognised, Tick).optional(),
                    ],
                ),
                part(
                    |words| words.seen_form,
                    "seen_form.",
                    &[
                        Field::new("language", |words| words.form_language, One(form_languages)).neutral("russian"),
                        Field::new("signed_by", |words| words.signed_by, One(form_signatories)),
                        Field::new("complete", |words| words.form_complete, YesNo).neutral("true"),
                        Field::new("photo_fits", |words| words.photo_fits, YesNo).neutral("true"),
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
                    country("citizenship", |words| words.citizenship),
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
                    day("valid_from", |words| words.from),
                    day("valid_until", |words| words.until),
                    Field::new("purpose", |words| words.purpose, Line),
                    Field::new("special_purpose", |words| words.special_purpose, One(special_purposes)).optional(),
                ]),
                Group {
                    title: Some(|words| words.current_visa),
                    below: "current_visa.",
                    presence: IfBegunOrAboutAVisa,
                    fields: &[
                        Field::new("number", |words| words.visa_number, Line),
                        Field::new("category", |words| words.category, One(categories)),
                        Field::new("entries", |words| words.entries, One(entries)).neutral("single"),
                        day("valid_from", |words| words.from),
                        day("valid_until", |words| words.until),
                        Field::new("issued_by", |words| words.issued_by, One(visa_issuers)).neutral("police"),
                        Field::new("passport_number", |words| words.passport_number, Line),
                        Field::new("used", |words| words.used, YesNo).neutral("true"),
                        Field::new("extended_before", |words| words.extended_before, Count).neutral("0"),
                    ],
                },
                part(
                    |words| words.on_sticker,
                    "on_sticker.",
                    &[
                        Field::new("accompanied_by", |words| words.accompanied_by, Count).optional(),
                        Field::new("children_passports", |words| words.children_passports, Lines)
                            .hinted(|words| words.lines_hint)
                            .optional(),
                        Field::new("points", |words| words.points, Lines).hinted(|words| words.lines_hint).optional(),
                        Field::new("further", |words| words.further, Lines).hinted(|words| words.lines_hint).optional(),
                        Field::new("remarks", |words| words.remarks, Line).optional(),
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

/// Who invites (annex 4).
const PARTY: &[Field] = &[
    Field::new("kind", |words| words.kind, One(party_kinds)),
    Field::new("bin_iin", |words| words.bin_iin, BinIin),
    Field::new("name", |words| words.name, Line),
    Field::new("region", |words| words.region, One(regions)),
    Field::new("office", |words| words.office, Office),
    Field::new("address", |words| words.address, Line),
    Field::new("rka", |words| words.rka, Line).optional(),
    Field::new("phones", |words| words.phones, Lines).hinted(|words| words.lines_hint).optional(),
    Field::new("contact_email", |words| words.email, Line).optional(),
    Field::new("head", |words| words.head, Line).optional(),
    Field::new("contact_person", |words| words.contact_person, Line).optional(),
    Field::new("outgoing_number", |words| words.outgoing_number, Line).optional(),
    Field::new("regimes", |words| words.regimes, Several(regimes)).optional(),
];

/// Who is invited, or is to hold the visa.
const PERSON: &[Field] = &[
    Field::new("surname", |words| words.surname, Line).hinted(|words| words.latin_hint),
    Field::new("given_names", |words| words.given_names, EmptyLine).hinted(|words| words.one_name_hint).optional(),
    Field::new("patronymic", |words| words.patronymic, Line).optional(),
    Field::new("sex", |words| words.sex, One(sexes)).neutral("M"),
    Field::new("date_of_birth", |words| words.born, BirthDate).hinted(|words| words.birth_hint).neutral("1990-01-01"),
    Field::new("place_of_birth", |words| words.born_in, Line),
    country("citizenship", |words| words.citizenship),
    Field::new("passport.number", |words| words.passport_number, Line),
    country("passport.issued_by", |words| words.issued_by_state),
    day("passport.issued_on", |words| words.issued_on).neutral("2020-01-01"),
    day("passport.valid_until", |words| words.valid_until).neutral("9999-12-31"),
    country("residence_country", |words| words.residence_country),
    Field::new("residence_address", |words| words.residence_address, Line),
    Field::new("employer", |words| words.employer, Line).optional(),
    Field::new("position", |words| words.position, Line).optional(),
    Field::new("work_group", |words| words.work_group, One(work_groups)).optional(),
];

const FAMILY: &[Field] = &[Field::new("relation", |words| words.relation, One(relations))];

const MAIN_VISA: &[Field] = &[Field::new("number", |words| words.visa_number, Line), day("valid_until", |words| words.valid_until)];

const CERTIFICATE: Group = part(
    |words| words.certificate,
    "inviting_party.registration_certificate.",
    &[Field::new("number", |words| words.number, Line), day("date", |words| words.date)],
);

const EXCEPTION_KIND: Field = Field::new("kind", |words| words.kind, One(exceptions));
const EXCEPTION_NAMED: Field = Field::new("named", |words| words.exception_named, Line);

const FEE: Group = part(
    |words| words.duty,
    "fee.",
    &[
        Field::new("paid_via", |words| words.paid_via, One(paid_via)),
        Field::new("amount_kzt", |words| words.amount, Money),
        day("paid_on", |words| words.paid_on).optional(),
        Field::new("receipt", |words| words.receipt, Line).optional(),
        Field::new("knp", |words| words.knp, Knp).optional(),
        Field::new("currency", |words| words.currency, Currency).optional(),
    ],
);

const PAPER_KIND: Field = Field::new("kind", |words| words.paper, One(papers));
const PAPER_FORM: Field = Field::new("form", |words| words.paper_form, One(paper_forms)).optional();
const PAPER_ISSUER: Field = Field::new("issuer", |words| words.issuer, One(issuers)).optional();
const PAPER_NUMBER: Field = Field::new("number", |words| words.number, Line).optional();
const PAPER_ISSUED: Field = day("issued_on", |words| words.issued_on).optional();
const PAPER_UNTIL: Field = day("valid_until", |words| words.valid_until).optional();
