//! What can be chosen in a field: values as documents have them, with their names.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};
use shaqyru_domain::{
    application::{Entries, Ministry, PaidVia, PaperForm, PartyKind, Purpose, Sex, VisaKind},
    case::complaint::Examiner,
    exception::ExceptionKind,
    law::rulebook::{Dated, basis::BasisKind, paper::PaperRule, states::StateList},
    recipient::{Relation, WorkGroup},
    visa::{
        handed_in::{FormLanguage, FormSignatory, PassportFlaw},
        request::{NoteSender, Provider, Reason, VisaAction, VisaIssuer},
    },
};

use super::field::{Chooser, List};
use crate::{
    pages::worklist,
    words::{Case, Language},
};

type Values = Vec<(String, String)>;

fn named<T: Serialize + Copy>(values: &[T], name: impl Fn(T) -> &'static str) -> Values {
    let code = |value: T| json!(value).as_str().unwrap_or_default().to_owned();
    values.iter().map(|value| (code(*value), name(*value).to_owned())).collect()
}

pub(super) fn party_kinds(chooser: &Chooser) -> Values {
    use PartyKind::{ForeignMission, IndividualEntrepreneur, LegalEntity, NaturalPerson, StateBody};
    named(&[LegalEntity, NaturalPerson, IndividualEntrepreneur, StateBody, ForeignMission], |kind| chooser.language.party_kind(kind))
}

pub(super) fn sexes(chooser: &Chooser) -> Values {
    named(&[Sex::F, Sex::M, Sex::X], |sex| chooser.language.sex(sex))
}

pub(super) fn entries(chooser: &Chooser) -> Values {
    named(&[Entries::Single, Entries::Multiple], |entries| chooser.language.entries(entries))
}

pub(super) fn visa_kinds(chooser: &Chooser) -> Values {
    named(&[VisaKind::Sticker, VisaKind::Electronic], |kind| chooser.language.visa_kind(kind))
}

pub(super) fn special_purposes(chooser: &Chooser) -> Values {
    use Purpose::{
        CareOfRelative, FounderOrDirector, HumanitarianAid, IndustrialInvestment, Lectures, OfficialDelegation, PrisonerVisit, SpaceFlight,
        SportsEvent, YouthExchange,
    };
    let all = [
        PrisonerVisit,
        CareOfRelative,
        SpaceFlight,
        OfficialDelegation,
        HumanitarianAid,
        Lectures,
        YouthExchange,
        SportsEvent,
        IndustrialInvestment,
        FounderOrDirector,
    ];
    named(&all, |purpose| chooser.language.special_purpose(purpose))
}

pub(super) fn relations(chooser: &Chooser) -> Values {
    use Relation::{Child, Dependant, OtherRelative, Parent, Spouse};
    named(&[Spouse, Child, Parent, OtherRelative, Dependant], |relation| chooser.language.relation(relation))
}

pub(super) fn work_groups(chooser: &Chooser) -> Values {
    use WorkGroup::{BranchHead, CompanyDeputy, CompanyHead, CrewMember, HoldingDirector, HoldingHead, Kandas, UniversityTeacher};
    let all = [Kandas, CrewMember, UniversityTeacher, HoldingHead, HoldingDirector, BranchHead, CompanyHead, CompanyDeputy];
    named(&all, |group| chooser.language.work_group(group))
}

pub(super) fn paid_via(chooser: &Chooser) -> Values {
    named(&[PaidVia::Bank, PaidVia::EgovGateway], |paid_via| chooser.language.paid_via(paid_via))
}

pub(super) fn paper_forms(chooser: &Chooser) -> Values {
    named(&[PaperForm::Original, PaperForm::Copy, PaperForm::NotarisedCopy], |form| chooser.language.paper_form(form))
}

pub(super) fn ministries(chooser: &Chooser) -> Values {
    let words = Case::of(chooser.language);
    named(&[Ministry::ForeignAffairs, Ministry::InternalAffairs], |ministry| words.ministry(ministry))
}

pub(super) fn actions(chooser: &Chooser) -> Values {
    named(&VisaAction::ALL, |action| chooser.language.action(action))
}

pub(super) fn providers(chooser: &Chooser) -> Values {
    named(&[Provider::Police, Provider::Mfa, Provider::Mission], |provider| chooser.language.provider(provider))
}

pub(super) fn basis_kinds(chooser: &Chooser) -> Values {
    named(&BasisKind::ALL, |kind| chooser.language.basis_kind(kind))
}

pub(super) fn note_senders(chooser: &Chooser) -> Values {
    use NoteSender::{Consulate, DiplomaticMission, ForeignMinistry, InternationalOrganisation};
    let all = [ForeignMinistry, DiplomaticMission, Consulate, InternationalOrganisation];
    named(&all, |sender| chooser.language.note_sender(sender))
}

pub(super) fn exceptions(chooser: &Chooser) -> Values {
    named(&ExceptionKind::ALL, |kind| chooser.language.exception(kind))
}

pub(super) fn passport_flaws(chooser: &Chooser) -> Values {
    named(&PassportFlaw::ALL, |flaw| chooser.language.passport_flaw(flaw))
}

pub(super) fn form_languages(chooser: &Chooser) -> Values {
    use FormLanguage::{English, Kazakh, Other, Russian};
    named(&[Kazakh, Russian, English, Other], |language| chooser.language.form_language(language))
}

pub(super) fn form_signatories(chooser: &Chooser) -> Values {
    use FormSignatory::{AnotherPerson, LegalRepresentative, Nobody, Recipient};
    named(&[Recipient, LegalRepresentative, AnotherPerson, Nobody], |signatory| chooser.language.form_signatory(signatory))
}

pub(super) fn visa_issuers(chooser: &Chooser) -> Values {
    let all = [VisaIssuer::Police, VisaIssuer::Mfa, VisaIssuer::Mission, VisaIssuer::Portal];
    named(&all, |issuer| chooser.language.visa_issuer(issuer))
}

/// Those of the action that is asked for.
pub(super) fn reasons(chooser: &Chooser) -> Values {
    use Reason::{
        ConditionsCeased, Damaged, EmployerChange, Expulsion, InvitingPartyAsks, IssuedAgainstRules, Lost, NewPassport, NewVisa,
        StayShortened, StickerError,
    };
    let all = [
        Damaged,
        Lost,
        NewPassport,
        EmployerChange,
        ConditionsCeased,
        IssuedAgainstRules,
        StickerError,
        NewVisa,
        InvitingPartyAsks,
        StayShortened,
        Expulsion,
    ];
    let asked = VisaAction::ALL.into_iter().find(|action| action.as_str() == chooser.typed.get("action"));
    let fitting: Vec<_> = all.into_iter().filter(|reason| asked.is_none_or(|action| reason.is_of(action))).collect();
    named(if fitting.is_empty() { &all } else { &fitting }, |reason| chooser.language.visa_reason(reason))
}

pub(super) fn examiners(chooser: &Chooser) -> Values {
    named(&[Examiner::Superior, Examiner::QualityAuthority], |examiner| chooser.language.examiner(examiner))
}

pub(super) fn offices(chooser: &Chooser) -> Values {
    worklist::offices(chooser.rulebook, chooser.language)
}

pub(super) fn regions(chooser: &Chooser) -> Values {
    let in_force = chooser.rulebook.regions.iter().filter(|region| region.holds_on(chooser.today.max(region.from)));
    let name = |language: Language, region: &Dated<_>| {
        let shaqyru_domain::law::rulebook::office::Region { name, name_ru, name_kk, .. } = &region.rule;
        language.pick(name_kk, name_ru, name).clone()
    };
    in_force.map(|region| (region.rule.code.to_string(), format!("{} ({})", name(chooser.language, region), region.rule.code))).collect()
}

pub(super) fn categories(chooser: &Chooser) -> Values {
    let in_force = chooser.rulebook.categories.iter().filter(|category| category.holds_on(chooser.today.max(category.from)));
    let title = |rule: &shaqyru_domain::law::rulebook::category::CategoryRule| {
        chooser.language.pick(&rule.title_kk, &rule.title_ru, &rule.title).clone()
    };
    in_force.map(|category| (category.rule.code.to_string(), format!("{}: {}", category.rule.code, title(&category.rule)))).collect()
}

/// The special regimes of which the rulebook speaks.
pub(super) fn regimes(chooser: &Chooser) -> Values {
    let mut codes = BTreeSet::new();
    let rules = json!([chooser.rulebook.categories, chooser.rulebook.papers, chooser.rulebook.visa_papers]);
    collect(&rules, "regime", &mut codes);
    codes.into_iter().map(|code| (code.clone(), chooser.language.regime(&code))).collect()
}

fn paper_rules<'a>(chooser: &Chooser<'a>) -> impl Iterator<Item = &'a PaperRule> + use<'a> {
    chooser.rulebook.papers.iter().chain(&chooser.rulebook.visa_papers).map(|paper| &paper.rule)
}

pub(super) fn papers(chooser: &Chooser) -> Values {
    let kinds: BTreeSet<_> = paper_rules(chooser).flat_map(|rule| rule.any_of.iter().map(ToString::to_string)).collect();
    let mut named: Values = kinds.into_iter().map(|kind| (kind.clone(), chooser.language.paper(&kind))).collect();
    named.sort_by(|one, other| one.1.cmp(&other.1));
    named
}

pub(super) fn issuers(chooser: &Chooser) -> Values {
    let codes: BTreeSet<_> = paper_rules(chooser).flat_map(|rule| rule.issuers.iter().map(ToString::to_string)).collect();
    codes.into_iter().map(|code| (code.clone(), chooser.language.paper_issuer(&code))).collect()
}

/// Whom a paper is about, by the place in the list.
pub(super) fn about(chooser: &Chooser) -> Values {
    let typed = chooser.typed;
    let invitees = super::services::APPLICATION.lists().find(|list| list.name == "invitees");
    let count = invitees.map_or(0, |list: &List| typed.count(list));
    let name = |index: usize| {
        let part = |name: &str| typed.get(&format!("invitees[{index}].{name}"));
        format!("{}. {} {}", index.saturating_add(1), part("surname"), part("given_names"))
    };
    (0..count).map(|index| (index.to_string(), name(index).trim().to_owned())).collect()
}

/// States by code, and what stands in place of one.
pub(super) fn states(chooser: &Chooser) -> Values {
    let lists = chooser.rulebook.states.iter().filter(|states| matches!(states.rule.list, StateList::Iso3166 | StateList::Stateless));
    let codes: BTreeSet<_> = lists.flat_map(|states| states.rule.codes.iter().map(ToString::to_string)).collect();
    codes.into_iter().map(|code| (code.clone(), chooser.language.country(&code))).collect()
}

/// The strings under members of a name, wherever they stand.
fn collect(value: &Value, name: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                if member == name {
                    found.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
                }
                collect(value, name, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, name, found)),
        _ => {}
    }
}
