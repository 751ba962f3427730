//! The words of the electronic visa: annex 3 has each of them in three languages on one form, whoever reads it.

use std::fmt;

use shaqyru_domain::{
    application::{Entries, Sex},
    case::visa::{BorderReason, Invalidity},
};

/// A text in the three languages of annex 3.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trilingual {
    kk: &'static str,
    ru: &'static str,
    en: &'static str,
}

impl fmt::Display for Trilingual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {}", self.kk, self.ru, self.en)
    }
}

/// Declares labels, a line each.
macro_rules! labels {
    ($($name:ident: $kk:literal, $ru:literal, $en:literal;)*) => {
        $(pub(crate) const $name: Trilingual = Trilingual { kk: $kk, ru: $ru, en: $en };)*
    };
}

labels! {
    BODY: "Қазақстан Республикасының Ішкі істер министрлігі", "Министерство внутренних дел Республики Казахстан", "Ministry of Internal Affairs of the Republic of Kazakhstan";
    TITLE: "Виза", "Виза", "Visa";
    NOT_VALID: "жарамсыз", "недействительна", "not valid";

    CATEGORY: "Визаның санаты", "Категория", "Category";
    ENTRIES: "Мәртелігі", "Кратность", "Entries";
    SINGLE: "бір реттік", "однократная", "single";
    MULTIPLE: "көп реттік", "многократная", "multiple";
    VALID_FROM: "Басталу күні", "Действует с", "Valid from";
    VALID_UNTIL: "Дейін жарамды", "Действительна до", "Valid until";
    ISSUED_ON: "Берілген күні", "Дата выдачи", "Issued on";
    FULL_NAME: "Тегі, аты, әкесінің аты", "Фамилия, имя, отчество", "Full name";
    CITIZENSHIP: "Азаматтығы", "Гражданство", "Citizenship";
    PASSPORT: "Паспорт сериясы мен нөмірі", "Серия и номер паспорта", "Passport series and number";
    PASSPORT_ISSUED: "Паспорттың берілген күні", "Дата выдачи паспорта", "Date of issue of the passport";
    PASSPORT_UNTIL: "Паспорттың жарамдылық мерзімі", "Паспорт годен до", "Expiry date of the passport";
    BORN: "Туған күні", "Дата рождения", "Date of birth";
    SEX: "Жынысы", "Пол", "Sex";
    FEMALE: "әйел", "женский", "female";
    MALE: "ер", "мужской", "male";
    PLACE: "Берілген жері", "Место выдачи", "Place of issue";
    ADDITIONAL: "Қосымша мәліметтер", "Дополнительная информация", "Additional information";
    AIRPORTS: "келу мен кету тек халықаралық әуежайлар арқылы", "въезд и выезд только через международные аэропорты", "entry and exit through international airports only";
    STAY: "болу мерзімі, тәулік", "период пребывания, суток", "days of stay";
    NO_WORK: "жұмыс жасауға құқығы жоқ", "без права на работу", "work is not permitted";
    FEE: "Төлемақы", "Оплата", "Fee";

    GROUP: "Топтағы адамдар туралы мәліметтер", "Сведения о лицах в группе", "Persons in the group";
    PARTY: "Шақырушы тарап", "Приглашающая сторона", "Invitation from";
    PARTY_NAME: "Атауы", "Наименование", "Name";
    BIN_IIN: "ЖСН/БСН", "ИИН/БИН", "IIN/BIN";
    WITH_PASSPORT: "Құжат ұлттық паспортпен бірге ғана жарамды", "Документ действителен только вместе с национальным паспортом", "This document is valid only together with the national passport";

    // Why it is not valid.
    NOT_IN_BERKUT: "виза деректері «Бүркіт» жүйесіне әлі енгізілмеген (43-тармақ)", "данные визы ещё не внесены в систему «Беркут» (пункт 43)", "the visa is not in the Berkut system yet (paragraph 43)";
    ANNULLED: "визаның күші жойылды (46-тармақ)", "виза аннулирована (пункт 46)", "the visa was annulled (paragraph 46)";
    MISMATCH: "виза мәліметтері паспортқа сәйкес келмейді (25-тармақ)", "сведения визы не соответствуют паспорту (пункт 25)", "the visa does not match the passport (paragraph 25)";
}

pub(crate) const fn entries(entries: Entries) -> Trilingual {
    match entries {
        Entries::Single => SINGLE,
        Entries::Multiple => MULTIPLE,
    }
}

/// None where the passport does not say.
pub(crate) const fn sex(sex: Sex) -> Option<Trilingual> {
    match sex {
        Sex::F => Some(FEMALE),
        Sex::M => Some(MALE),
        Sex::X => None,
    }
}

/// Why it is not valid.
pub(crate) const fn because(invalidity: Invalidity, border: Option<BorderReason>) -> Trilingual {
    match (invalidity, border) {
        (Invalidity::NotInBerkut, _) => NOT_IN_BERKUT,
        (_, Some(BorderReason::PassportMismatch)) => MISMATCH,
        (Invalidity::Spoiled | Invalidity::Annulled, _) => ANNULLED,
    }
}
