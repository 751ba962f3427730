//! Somebody asks whether what was asked for is there, and the page that answers is wrong.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Result, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use shaqyru_domain::law::rulebook::Rulebook;
use shaqyru_tests::run;

use crate::program::{said, shaqyru};

/// Each that plays a case starts an engine.
const AT_A_TIME: usize = 2;

/// A point of the page.
#[derive(Debug, Default)]
struct Point<'a> {
    name: &'a str,
    /// Commands, and the lines that are to be seen among what they print.
    commands: Vec<(&'a str, Vec<&'a str>)>,
    still_missing: bool,
    not_yet: bool,
}

fn points(page: &str) -> Vec<Point<'_>> {
    let mut points: Vec<Point> = Vec::new();
    for line in page.lines() {
        if let Some((name, _)) = line.strip_prefix("**").and_then(|rest| rest.split_once(".**")) {
            points.push(Point { name, ..Point::default() });
        }
        let Some(point) = points.last_mut() else { continue };
        if let Some(command) = line.strip_prefix("    $ shaqyru ") {
            point.commands.push((command, Vec::new()));
        } else if let Some((_, seen)) = point.commands.last_mut()
            && let Some(promised) = line.strip_prefix("    ")
        {
            seen.push(promised);
        }
        point.still_missing |= line.starts_with("Still missing: ");
        point.not_yet |= line.starts_with("Not yet: ");
    }
    points
}

#[test]
fn each_point_that_was_asked_for_is_seen_as_the_page_says() -> Result<()> {
    run(async {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let page = std::fs::read_to_string(root.join("docs/seed.md"))?;
        let points = points(&page);

        // The points are those of the rulebook, and what is missing there is not passed over here.
        let rulebook = Rulebook::built_in()?;
        let asked: Vec<_> = rulebook.paragraphs.iter().map(|entry| &entry.rule).filter(|paragraph| paragraph.act == "SEED").collect();
        assert_eq!(
            points.iter().map(|point| point.name).collect::<Vec<_>>(),
            asked.iter().map(|asked| asked.number.as_str()).collect::<Vec<_>>()
        );
        for (point, asked) in points.iter().zip(&asked) {
            assert_eq!(point.still_missing || point.not_yet, asked.not_yet.is_some(), "{}", point.name);
            ensure!(point.commands.is_empty() == point.not_yet, "{} is tried by a command, or not there yet", point.name);
            ensure!(point.commands.iter().all(|(_, seen)| !seen.is_empty()), "{}: nothing is to be seen", point.name);
        }
        let (not_yet, in_part) =
            (points.iter().filter(|point| point.not_yet).count(), points.iter().filter(|point| point.still_missing).count());
        let which = if not_yet == 0 { "all".to_owned() } else { (points.len() - not_yet).to_string() };
        let told =
            format!("Of the {} points {which} can be tried, {in_part} of them in part, and {not_yet} are not there yet.", points.len());
        ensure!(page.contains(&told), "the page is to say: {told}");

        // The same command is run once.
        let commands: BTreeMap<_, Vec<_>> =
            points.iter().flat_map(|point| &point.commands).fold(BTreeMap::new(), |mut all, (line, seen)| {
                all.entry(*line).or_insert_with(Vec::new).push(seen);
                all
            });
        let running = commands.into_iter().map(async |(line, promises)| {
            let mut command = shaqyru(line.split(' '));
            command.current_dir(&root);
            let printed = said(command).await?;
            let lines: Vec<_> = printed.out.lines().map(str::trim).collect();
            for promised in promises.into_iter().flatten() {
                ensure!(lines.contains(promised), "{line} does not print: {promised}\n{printed:?}");
            }
            anyhow::Ok(())
        });
        stream::iter(running).buffer_unordered(AT_A_TIME).try_collect().await
    })
}
