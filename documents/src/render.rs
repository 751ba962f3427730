//! Writes what was laid out as PDF: PDF/A-2a for keeping, PDF/UA-1 for screen readers.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    error::KrillaResult,
    geom::{PathBuilder, Point},
    metadata::{DateTime, Metadata},
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ContentTag, Identifier, Node, SpanTag, TagGroup, TagTree},
};

use crate::{
    layout::{Branch, Item, Mark, Paper, Shape},
    text::Fonts,
};

/// What a file says of itself: nothing of the person it is about.
pub(crate) struct About {
    pub title: String,
    pub description: String,
    /// The state body.
    pub author: String,
    /// As ISO 639-1 has it.
    pub language: &'static str,
    pub date: NaiveDate,
}

/// The contents of each leaf, in reading order.
type Contents = BTreeMap<usize, Vec<Identifier>>;

pub(crate) fn render(about: About, paper: &Paper, fonts: &Fonts) -> KrillaResult<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .unwrap_or_default();
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut contents = Contents::new();
    for items in &paper.pages {
        let mut page = document.start_page_with(PageSettings::from_wh(paper.size.0, paper.size.1).unwrap_or_default());
        let mut surface = page.surface();
        for item in items {
            draw(&mut surface, item, fonts, &mut contents);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new();
    for branch in &paper.tree {
        for node in nodes(branch, &contents) {
            tree.push(node);
        }
    }
    document.set_tag_tree(tree);
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(about.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, paper.title_y))));
    document.set_outline(outline);
    document.set_metadata(metadata(about));
    document.finish()
}

/// Metadata is what file managers and search engines show.
fn metadata(about: About) -> Metadata {
    let date = about.date;
    let year = u16::try_from(date.year()).unwrap_or_default();
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    // The document's date in the time of the republic; when the file was written is nobody's business.
    let date = DateTime::new(year).month(small(date.month())).day(small(date.day())).utc_offset_hour(5);
    Metadata::new()
        .title(about.title)
        .description(about.description)
        .authors(vec![about.author])
        .creator("Shaqyru".to_owned())
        .language(about.language.to_owned())
        .creation_date(date)
}

fn draw(surface: &mut Surface<'_>, item: &Item, fonts: &Fonts, contents: &mut Contents) {
    let tag = match (item.mark, &item.shape) {
        (Mark::Artifact(kind), _) => ContentTag::Artifact(Artifact::with_kind(kind)),
        (Mark::Leaf(_), Shape::Line { .. }) => ContentTag::Span(SpanTag::empty()),
        (Mark::Leaf(_), Shape::Rects { .. }) => ContentTag::Other,
    };
    let identifier = surface.start_tagged(tag);
    match &item.shape {
        Shape::Line { line, style, x, baseline } => {
            surface.set_fill(Some(fill(style.ink)));
            let start = Point::from_xy(*x, *baseline);
            surface.draw_glyphs(start, &line.glyphs, fonts.font(style.weight).clone(), &line.text, style.size, false);
        }
        Shape::Rects { rects, ink } => {
            let mut path = PathBuilder::new();
            for rect in rects {
                path.push_rect(*rect);
            }
            if let Some(path) = path.finish() {
                surface.set_fill(Some(fill(*ink)));
                surface.draw_path(&path);
            }
        }
    }
    surface.end_tagged();
    if let Mark::Leaf(leaf) = item.mark {
        contents.entry(leaf).or_default().push(identifier);
    }
}

fn fill([red, green, blue]: [u8; 3]) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn nodes(branch: &Branch, contents: &Contents) -> Vec<Node> {
    match branch {
        Branch::Group(tag, branches) => {
            let children = branches.iter().flat_map(|branch| nodes(branch, contents)).collect();
            vec![TagGroup::with_children(tag.clone(), children).into()]
        }
        Branch::Leaf(leaf) => contents.get(leaf).into_iter().flatten().map(|identifier| (*identifier).into()).collect(),
    }
}
