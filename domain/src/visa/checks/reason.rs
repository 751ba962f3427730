//! Why a visa is restored, annulled or shortened (R26 paras 46, 48, 55; LF art 27).

use crate::{
    checks::finding::{Finding, FindingCode},
    visa::request::{Provider, Reason, VisaAction, VisaRequest},
};

pub(super) fn check(request: &VisaRequest) -> Option<Finding> {
    let form = request.form();
    let (action, basis) = match form.action {
        VisaAction::Issue | VisaAction::Extend => return None,
        VisaAction::Restore => ("restored", "R26 para 48"),
        VisaAction::Annul => ("annulled", "R26 para 46"),
        VisaAction::Shorten => ("shortened", "R26 paras 46, 55"),
    };
    let message = match form.reason {
        None => format!("say why the visa is {action}"),
        Some(reason) if !reason.is_of(form.action) => format!("no visa is {action} for this reason"),
        Some(reason) if form.action == VisaAction::Annul && !is_of_provider(reason, form.provider) => {
            format!("for this reason the police annul a visa, not the {}", form.provider.says())
        }
        Some(reason) if form.action == VisaAction::Shorten && !reason.shortens_a_stay() => {
            let message = "see on which of the two grounds of article 27 the stay is shortened: the law on foreigners was broken, or what the stay \
                           rested on has gone";
            return Some(Finding::new(FindingCode::VisaShorteningGround, "reason", message, "LF art 27"));
        }
        Some(_) => return None,
    };
    Some(Finding::new(FindingCode::VisaReason, "reason", message, basis))
}

/// Missions and the ministry annul for four reasons (R26 para 46(1)), the police for these and more (para 46(2)).
fn is_of_provider(reason: Reason, provider: Provider) -> bool {
    let everybodys = [Reason::NewVisa, Reason::IssuedAgainstRules, Reason::ConditionsCeased, Reason::StickerError];
    provider == Provider::Police || everybodys.contains(&reason)
}
