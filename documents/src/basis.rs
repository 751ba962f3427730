//! The rulebook's sources (`R26 annex 5 row 9(7), paras 17, 56; LM art 48`) as documents name them.

use crate::{
    Language,
    labels::{self, Part},
};

/// A source in a document's language; words that are not known stay as they are.
pub fn basis(source: &str, language: Language) -> String {
    source.split(';').map(|act| of_act(act, language)).collect::<Vec<_>>().join("; ")
}

fn of_act(source: &str, language: Language) -> String {
    let mut parts = Vec::new();
    let mut part = None;
    // The names of other acts stay together: `Tax Code art 666`.
    let mut in_a_name = false;
    for word in source.split([' ', ',']).filter(|word| !word.is_empty()) {
        let goes_on = std::mem::take(&mut in_a_name);
        match word {
            "R26" => parts.push(labels::ACT_RULES.text(language).to_owned()),
            "LF" => parts.push(labels::ACT_FOREIGNERS.text(language).to_owned()),
            "LM" => parts.push(labels::ACT_MIGRATION.text(language).to_owned()),
            "para" | "paras" => part = Some(Part::Paragraph),
            "annex" => part = Some(Part::Annex),
            "row" => part = Some(Part::Row),
            "art" | "arts" => part = Some(Part::Article),
            word => {
                let numbered = part.filter(|_| word.starts_with(|first: char| first.is_ascii_digit()));
                if let Some(part) = numbered {
                    let (number, item) = word.split_once('(').unwrap_or((word, ""));
                    parts.push(labels::part(part, number, language));
                    let item = item.trim_end_matches(')');
                    if !item.is_empty() {
                        parts.push(labels::part(Part::Item, item, language));
                    }
                } else {
                    in_a_name = true;
                    match parts.last_mut().filter(|_| goes_on) {
                        Some(name) => {
                            name.push(' ');
                            name.push_str(word);
                        }
                        None => parts.push(word.to_owned()),
                    }
                }
            }
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use shaqyru_domain::law::rulebook::Rulebook;

    use super::*;
    use crate::labels;

    #[test]
    fn a_paragraph_is_quoted_exactly_in_kazakh_and_russian() {
        let rows = [
            ("R26 para 12; annex 5", "Правила, п. 12; прил. 5", "Қағидалар, 12-тармақ; 5-қосымша"),
            (
                "R26 annex 5 row 9(7), paras 17, 56; LM art 48",
                "Правила, прил. 5, строка 9, подп. 7), п. 17, п. 56; Закон «О миграции населения», ст. 48",
                "Қағидалар, 5-қосымша, 9-жол, 7) тармақша, 17-тармақ, 56-тармақ; «Халықтың көші-қоны туралы» Заң, 48-бап",
            ),
            (
                "LF art 22(10)",
                "Закон «О правовом положении иностранцев», ст. 22, подп. 10)",
                "«Шетелдіктердің құқықтық жағдайы туралы» Заң, 22-бап, 10) тармақша",
            ),
            ("", "", ""),
            ("order № 5", "order № 5", "order № 5"),
            ("Tax Code art 666", "Tax Code, ст. 666", "Tax Code, 666-бап"),
        ];
        for (source, ru, kk) in rows {
            let shown = [Language::Russian, Language::Kazakh].map(|language| basis(source, language).replace('\u{a0}', " "));
            assert_eq!(shown, [ru, kk], "{source}");
        }
    }

    #[test]
    fn documents_show_every_source_ground_and_paper_in_kazakh_and_russian() {
        let rulebook = Rulebook::built_in().unwrap();
        let grounds: Vec<_> = rulebook.grounds.iter().map(|ground| &ground.rule).collect();
        let papers: Vec<_> = rulebook.papers.iter().map(|paper| &paper.rule).collect();
        let sources = grounds.iter().map(|rule| &rule.source).chain(papers.iter().map(|rule| &rule.source));
        for source in sources {
            for language in [Language::Kazakh, Language::Russian] {
                let shown = basis(source, language);
                assert!(!shown.contains(|letter: char| letter.is_ascii_alphabetic()), "{source}: {shown}");
            }
        }
        for language in [Language::Kazakh, Language::Russian] {
            assert!(grounds.iter().all(|rule| labels::ground(rule.ground.into(), language).is_some()));
            for rule in &papers {
                assert!(labels::missing_paper(&rule.code, language).is_some(), "{}", rule.code);
                for kind in &rule.any_of {
                    assert!(labels::paper(kind.as_str(), language).is_some(), "{kind}");
                }
            }
        }
    }
}
