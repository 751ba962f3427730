//! The page that shows a decision before it is final.

use super::table;

table! {
    /// Words of that page.
    Preview {
        title: "Шешімді растамас бұрын тексеріңіз", "Проверьте решение перед подтверждением", "Check the decision before you confirm it";
        late_because: "Кешігу себебі", "Причина задержки", "Reason for the delay";
        consequences: "Бұл шешімнен кейін не болады", "Что последует за решением", "What follows from it";
        confirm: "Растау", "Подтвердить", "Confirm";
        change: "Өзгерту", "Изменить", "Change";
        invitation_issued: "Шақыру нөмірі беріледі.", "Приглашению будет присвоен номер.", "The invitation gets its number.";
        visa_issued: "Виза беріледі: жапсырмаға кеңсеге бөлінген нөмірлердің бірі, электрондық визаға істің нөмірі беріледі.", "Виза будет выдана: наклейке присваивается номер из диапазона подразделения, электронной визе — номер дела.", "The visa is issued: a sticker gets a number of the office, an electronic visa that of the case.";
        current_ends: "Ұзартылса немесе қалпына келтірілсе, қолданыстағы виза дәл сол сәтте жойылады.", "При продлении или восстановлении имеющаяся виза аннулируется в тот же момент.", "Where a visa is extended or restored, the current one is annulled at the same instant.";
        in_berkut: "Мәліметтер «Беркут» жүйесіне енгізіледі.", "Сведения будут внесены в ЕИС «Беркут».", "It is entered in Berkut.";
        refused: "Өтініш берушіге негіз бен анықталған мән-жайлар хабарланады.", "Заявителю будут сообщены основание и установленные обстоятельства.", "The applicant is told the ground and what was found.";
        may_complain: "Өтініш беруші шағым жасай алады; қалай және қашанға дейін екені бас тартуда жазылады.", "Заявитель может обжаловать отказ; в отказе сказано, как и до какого дня.", "The applicant may complain; the refusal says how and until when.";
        annulled: "Виза осы сәттен бастап жарамсыз болады.", "Виза становится недействительной с этого момента.", "The visa is no longer valid from that instant on.";
        shortened: "Қолданыстағы виза жойылып, елден шығуға B16 визасы беріледі.", "Имеющаяся виза аннулируется, выдаётся виза B16 на выезд.", "The current visa is annulled and an exit visa B16 is issued.";
        act_written: "Жапсырма туралы акт жасалады.", "О наклейке составляется акт.", "An act on the sticker is drawn up.";
        told: "Өтініш берушіге шешім бірден хабарланады.", "Заявитель сразу извещается о решении.", "The applicant is told at once.";
        is_final: "Шешім түпкілікті: оны бұл жерде кері қайтару мүмкін емес.", "Решение окончательное: здесь отменить его нельзя.", "The decision is final: it cannot be taken back here.";
    }
}
