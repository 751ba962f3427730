//! Places a form on pages, in points from the upper left corner.

use krilla::{
    geom::Rect,
    tagging::{ArtifactType, BBox, TableHeaderScope, Tag, TagKind},
};

use crate::{
    form::{Block, Day, Form, List, Qr, Strip},
    text::{Fonts, Line, Style, Weight},
};

/// A4.
const PAPER: (f32, f32) = (595.28, 841.89);
/// Room for a punch on the left.
const LEFT: f32 = 68.0;
const RIGHT: f32 = 550.0;
const TOP: f32 = 51.0;
const BOTTOM: f32 = 775.0;
/// The baseline of the foot.
const FOOT: f32 = 801.0;

const BLACK: [u8; 3] = [0x11, 0x14, 0x18];
const GREY: [u8; 3] = [0x4b, 0x52, 0x5a];
const ACCENT: [u8; 3] = [0x00, 0x5f, 0x73];
const RULE: [u8; 3] = [0xb9, 0xc2, 0xc8];
const SHADE: [u8; 3] = [0xf1, 0xf4, 0xf5];

const BODY: Style = Style { weight: Weight::Bold, size: 11.0, leading: 15.0, ink: BLACK };
const OFFICE: Style = Style { weight: Weight::Regular, size: 10.0, leading: 14.0, ink: GREY };
const TITLE: Style = Style { weight: Weight::Bold, size: 15.0, leading: 20.0, ink: ACCENT };
const TEXT: Style = Style { weight: Weight::Regular, size: 10.0, leading: 13.6, ink: BLACK };
const NAME: Style = Style { weight: Weight::Regular, size: 9.0, leading: 13.6, ink: GREY };
const VALUE: Style = Style { weight: Weight::Bold, ..TEXT };
const CAPTION: Style = Style { weight: Weight::Bold, size: 10.5, leading: 15.0, ink: BLACK };
const HEAD: Style = Style { weight: Weight::Bold, size: 9.0, leading: 12.0, ink: GREY };
const SMALL: Style = Style { weight: Weight::Regular, size: 8.0, leading: 10.8, ink: GREY };

/// The share of the names in a table of fields.
const NAMES: f32 = 0.36;
/// Values are bold up to so many letters; more is easier to read if it is not.
const BOLD: usize = 80;
/// The inside of a cell.
const PAD_X: f32 = 6.0;
const PAD_Y: f32 = 3.2;
/// Hairlines.
const HAIR: f32 = 0.6;
/// The frame around the last day of a term.
const FRAME: f32 = 1.4;
/// A row of so many lines moves to the next page as a whole; a longer one is cut.
const WHOLE: usize = 12;
/// At least so many lines of a row stand at the end of a page.
const LEAST: usize = 3;
/// The QR code without its quiet zone: 34 mm.
const QR: f32 = 96.0;
const QUIET: f32 = 12.0;

/// What lies on the pages, and how it hangs together.
pub(crate) struct Paper {
    /// Width and height of a page, in points.
    pub size: (f32, f32),
    pub pages: Vec<Vec<Item>>,
    pub tree: Vec<Branch>,
    /// Where the title stands on the first page.
    pub title_y: f32,
}

/// Something on a page.
pub(crate) struct Item {
    pub mark: Mark,
    pub shape: Shape,
}

/// What something is to a screen reader.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    /// The content of a leaf.
    Leaf(usize),
    /// Nothing that is read out.
    Artifact(ArtifactType),
}

pub(crate) enum Shape {
    Line { line: Line, style: Style, x: f32, baseline: f32 },
    Rects { rects: Vec<Rect>, ink: [u8; 3] },
}

/// The structure of the document, in reading order.
pub(crate) enum Branch {
    Group(TagKind, Vec<Self>),
    Leaf(usize),
}

pub(crate) fn lay_out(form: &Form, fonts: &Fonts) -> Paper {
    let mut layout = Layout { form, fonts, pages: vec![Vec::new()], y: TOP, leaves: 0, tree: Vec::new() };
    let title_y = layout.letterhead();
    for block in &form.blocks {
        layout.block(block);
    }
    layout.feet();
    Paper { size: PAPER, pages: layout.pages, tree: layout.tree, title_y }
}

struct Layout<'a> {
    form: &'a Form,
    fonts: &'a Fonts,
    pages: Vec<Vec<Item>>,
    /// Down to where the page is full.
    y: f32,
    leaves: usize,
    tree: Vec<Branch>,
}

/// A cell that is being placed: the lines that are left, and where they go.
struct Cell {
    lines: std::vec::IntoIter<Line>,
    style: Style,
    x: f32,
    leaf: usize,
}

/// A column: where it begins and how wide it is.
#[derive(Clone, Copy)]
struct Column {
    x: f32,
    width: f32,
}

impl Layout<'_> {
    /// The state body, its office and the title; says where the title stands.
    fn letterhead(&mut self) -> f32 {
        let form = self.form;
        self.centred(&form.body, BODY, Tag::P.into());
        self.centred(&form.office, OFFICE, Tag::P.into());
        self.y += 5.0;
        self.rect(LEFT, self.y, RIGHT - LEFT, 1.6, ACCENT);
        self.rect(LEFT, self.y + 2.6, RIGHT - LEFT, HAIR, ACCENT);
        self.y += 20.0;
        let title_y = self.y;
        self.centred(&form.title, TITLE, Tag::Hn(std::num::NonZeroU16::MIN, Some(form.title.clone())).into());
        self.y += 10.0;
        title_y
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => {
                self.paragraph(text, TEXT, Column { x: LEFT, width: RIGHT - LEFT });
                self.y += 8.0;
            }
            Block::Caption(text) => {
                // Not alone at the end of a page.
                self.keep(90.0);
                self.y += 4.0;
                self.paragraph(text, CAPTION, Column { x: LEFT, width: RIGHT - LEFT });
                self.y += 3.0;
            }
            Block::Fields(fields) => self.fields(fields),
            Block::List(list) => self.list(list),
            Block::Strip(strip) => self.strip(strip),
            Block::Signatures(who) => self.signatures(who),
            Block::Qr(qr) => self.qr(qr),
            Block::Note(text) => {
                let column = Column { x: LEFT, width: RIGHT - LEFT };
                let height = SMALL.leading * count(self.fonts.lines(text, SMALL, column.width).len());
                self.keep(height + 14.0);
                self.y += 14.0;
                self.paragraph(text, SMALL, column);
                self.y += 8.0;
            }
        }
    }

    fn fields(&mut self, fields: &[(String, String)]) {
        let [names, values] = [
            Column { x: LEFT, width: (RIGHT - LEFT) * NAMES },
            Column { x: LEFT + (RIGHT - LEFT) * NAMES, width: (RIGHT - LEFT) * (1.0 - NAMES) },
        ];
        self.rule();
        let mut rows = Vec::new();
        for (name, value) in fields {
            let (name, name_leaf) = self.cell(name, NAME, names);
            let (value, value_leaf) = self.cell(value, if value.chars().count() > BOLD { TEXT } else { VALUE }, values);
            self.row(vec![name, value], Some(names), None);
            rows.push(Branch::Group(Tag::TR.into(), vec![group(Tag::TH(TableHeaderScope::Row), name_leaf), group(Tag::TD, value_leaf)]));
        }
        self.tree.push(Branch::Group(Tag::Table.into(), rows));
        self.y += 10.0;
    }

    fn list(&mut self, list: &List) {
        let mut x = LEFT;
        let columns: Vec<Column> = list
            .shares
            .iter()
            .map(|share| {
                let column = Column { x, width: share * (RIGHT - LEFT) };
                x += column.width;
                column
            })
            .collect();
        self.rule();
        let head = list.head.iter().zip(&columns).map(|(text, column)| self.cell(text, HEAD, *column)).collect::<Vec<_>>();
        let (cells, leaves): (Vec<_>, Vec<_>) = head.into_iter().unzip();
        let whole = Column { x: LEFT, width: RIGHT - LEFT };
        self.row(cells, Some(whole), None);
        let titles = leaves.into_iter().map(|leaf| group(Tag::TH(TableHeaderScope::Column), leaf)).collect();
        let mut rows = Vec::new();
        for row in &list.rows {
            let cells = row.iter().zip(&columns).map(|(text, column)| self.cell(text, TEXT, *column)).collect::<Vec<_>>();
            let (cells, leaves): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
            self.row(cells, None, Some((list, &columns)));
            rows.push(Branch::Group(Tag::TR.into(), leaves.into_iter().map(|leaf| group(Tag::TD, leaf)).collect()));
        }
        let head = Branch::Group(Tag::THead.into(), vec![Branch::Group(Tag::TR.into(), titles)]);
        self.tree.push(Branch::Group(Tag::Table.into(), vec![head, Branch::Group(Tag::TBody.into(), rows)]));
        self.y += 10.0;
    }

    /// A calendar, a week in each row: what counts is shaded, the last day is framed.
    fn strip(&mut self, strip: &Strip) {
        let width = (RIGHT - LEFT) / count(strip.head.len());
        let columns = std::array::from_fn::<_, 7, _>(|place| Column { x: LEFT + width * count(place), width });
        let height = SMALL.leading + VALUE.leading + 2.0 * PAD_Y;
        self.keep(HEAD.leading + 2.0 * PAD_Y + height);
        self.rule();
        let head = strip.head.iter().zip(columns).map(|(weekday, column)| self.cell(weekday, HEAD, column)).collect::<Vec<_>>();
        let (cells, leaves): (Vec<_>, Vec<_>) = head.into_iter().unzip();
        self.row(cells, Some(Column { x: LEFT, width: RIGHT - LEFT }), None);
        let titles = leaves.into_iter().map(|leaf| group(Tag::TH(TableHeaderScope::Column), leaf)).collect();
        let mut rows = Vec::new();
        for week in &strip.weeks {
            if self.y + height > BOTTOM {
                self.next_page();
                self.rule();
            }
            let top = self.y;
            let days = week.iter().zip(columns).map(|(day, column)| {
                let leaves = day.as_ref().map(|day| self.day(day, column, top, height));
                Branch::Group(Tag::TD.into(), leaves.into_iter().flatten().map(Branch::Leaf).collect())
            });
            rows.push(Branch::Group(Tag::TR.into(), days.collect()));
            self.y = top + height;
            self.rule();
        }
        let head = Branch::Group(Tag::THead.into(), vec![Branch::Group(Tag::TR.into(), titles)]);
        self.tree.push(Branch::Group(Tag::Table.into(), vec![head, Branch::Group(Tag::TBody.into(), rows)]));
        self.y += 2.0;
    }

    /// A day of a strip: its date above its mark.
    fn day(&mut self, day: &Day, Column { x, width }: Column, top: f32, height: f32) -> [usize; 2] {
        if day.is_counted {
            self.rect(x + HAIR, top + HAIR / 2.0, width - 2.0 * HAIR, height - HAIR / 2.0, SHADE);
        }
        if day.is_due {
            let (wide, high) = (width - 2.0 * HAIR, height - 2.0 * HAIR);
            for (left, upper, wide, high) in [
                (x + HAIR, top + HAIR, wide, FRAME),
                (x + HAIR, top + HAIR + high - FRAME, wide, FRAME),
                (x + HAIR, top + HAIR, FRAME, high),
                (x + HAIR + wide - FRAME, top + HAIR, FRAME, high),
            ] {
                self.rect(left, upper, wide, high, ACCENT);
            }
        }
        self.y = top + PAD_Y;
        [(&day.date, SMALL), (&day.mark, VALUE)].map(|(text, style)| {
            let leaf = self.leaf();
            let line = self.fonts.line(text.clone(), style);
            self.draw(vec![line], style, x + PAD_X, Mark::Leaf(leaf));
            leaf
        })
    }

    fn cell(&mut self, text: &str, style: Style, column: Column) -> (Cell, usize) {
        let leaf = self.leaf();
        let lines = self.fonts.lines(text, style, column.width - 2.0 * PAD_X).into_iter();
        (Cell { lines, style, x: column.x + PAD_X, leaf }, leaf)
    }

    /// Places a row, over as many pages as it needs; the head is repeated on each new page.
    fn row(&mut self, mut cells: Vec<Cell>, shade: Option<Column>, head: Option<(&List, &[Column])>) {
        loop {
            let left = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default();
            let leading = cells.iter().map(|cell| cell.style.leading).fold(0.0, f32::max);
            let room = fitting(BOTTOM - self.y - 2.0 * PAD_Y, leading);
            if room < left && (left <= WHOLE || room < LEAST) {
                self.next_page();
                self.rule();
                if let Some((list, columns)) = head {
                    self.repeated_head(list, columns);
                }
                continue;
            }
            let taken = left.min(room);
            let height = leading * count(taken) + 2.0 * PAD_Y;
            if let Some(column) = shade {
                // Below the rule that closes the row above.
                self.rect(column.x, self.y + HAIR / 2.0, column.width, height - HAIR / 2.0, SHADE);
            }
            let top = self.y + PAD_Y;
            for cell in &mut cells {
                let lines = cell.lines.by_ref().take(taken).collect();
                self.y = top;
                self.draw(lines, cell.style, cell.x, Mark::Leaf(cell.leaf));
            }
            self.y = top - PAD_Y + height;
            self.rule();
            if left == taken {
                return;
            }
        }
    }

    fn repeated_head(&mut self, list: &List, columns: &[Column]) {
        let mark = Mark::Artifact(ArtifactType::PaginationOther);
        let cells: Vec<_> = list
            .head
            .iter()
            .zip(columns)
            .map(|(text, column)| (self.fonts.lines(text, HEAD, column.width - 2.0 * PAD_X), column.x))
            .collect();
        let most = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or_default();
        let (top, height) = (self.y, HEAD.leading * count(most) + 2.0 * PAD_Y);
        self.rect(LEFT, top + HAIR / 2.0, RIGHT - LEFT, height - HAIR / 2.0, SHADE);
        for (lines, x) in cells {
            self.y = top + PAD_Y;
            self.draw(lines, HEAD, x + PAD_X, mark);
        }
        self.y = top + height;
        self.rule();
    }

    fn signatures(&mut self, who: &[String]) {
        self.keep(40.0 * count(who.len()));
        let hint = self.form.signature;
        for person in who {
            let top = self.y + 16.0;
            self.y = top;
            let column = Column { x: LEFT, width: (RIGHT - LEFT) * NAMES };
            self.paragraph(person, TEXT, column);
            let line = column.x + column.width;
            self.rect(line, top + TEXT.leading, RIGHT - line, HAIR, GREY);
            self.y = top + TEXT.leading + 1.0;
            self.paragraph(hint, SMALL, Column { x: line, width: RIGHT - line });
        }
    }

    fn qr(&mut self, qr: &Qr) {
        self.keep(QR + 2.0 * QUIET);
        let top = self.y + QUIET;
        let x = LEFT + QUIET;
        let side = QR / count(qr.modules.len().max(1));
        let mut rects = Vec::new();
        for (row, modules) in qr.modules.iter().enumerate() {
            let y = top + side * count(row);
            // Neighbours are one rectangle: no hairlines between them.
            let mut from = 0;
            for run in modules.chunk_by(|module, next| module == next) {
                if run.first() == Some(&true) {
                    rects.extend(Rect::from_xywh(x + side * count(from), y, side * count(run.len()), side));
                }
                from += run.len();
            }
        }
        let leaf = self.leaf();
        self.item(Mark::Leaf(leaf), Shape::Rects { rects, ink: [0; 3] });
        let bbox = Rect::from_xywh(x, top, QR, QR).map(|rect| BBox::new(self.pages.len().saturating_sub(1), rect));
        self.tree.push(group(Tag::Figure(Some(qr.caption.clone())).with_bbox(bbox), leaf));
        let beside = x + QR + 2.0 * QUIET;
        let column = Column { x: beside, width: RIGHT - beside };
        self.y = top;
        self.paragraph(&qr.caption, Style { leading: 12.5, size: 9.0, ..SMALL }, column);
        self.y += 5.0;
        self.paragraph(&qr.digest, Style { leading: 12.5, size: 9.0, ink: BLACK, ..SMALL }, column);
        self.y = top + QR + QUIET;
    }

    fn paragraph(&mut self, text: &str, style: Style, column: Column) {
        let leaf = self.leaf();
        let lines = self.fonts.lines(text, style, column.width);
        self.draw(lines, style, column.x, Mark::Leaf(leaf));
        self.tree.push(group(Tag::P, leaf));
    }

    fn centred(&mut self, text: &str, style: Style, tag: TagKind) {
        let leaf = self.leaf();
        for line in self.fonts.lines(text, style, RIGHT - LEFT) {
            let x = LEFT + (RIGHT - LEFT - line.width) / 2.0;
            self.draw(vec![line], style, x, Mark::Leaf(leaf));
        }
        self.tree.push(Branch::Group(tag, vec![Branch::Leaf(leaf)]));
    }

    /// Draws lines one below the other.
    fn draw(&mut self, lines: Vec<Line>, style: Style, x: f32, mark: Mark) {
        for line in lines {
            // Letters stand in the middle of their line's height.
            let baseline = self.y + f32::midpoint(style.leading, style.size * 0.7);
            self.item(mark, Shape::Line { line, style, x, baseline });
            self.y += style.leading;
        }
    }

    fn rule(&mut self) {
        self.rect(LEFT, self.y - HAIR / 2.0, RIGHT - LEFT, HAIR, RULE);
    }

    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, ink: [u8; 3]) {
        let rects = Rect::from_xywh(x, y, width, height).into_iter().collect();
        self.item(Mark::Artifact(ArtifactType::Layout), Shape::Rects { rects, ink });
    }

    fn item(&mut self, mark: Mark, shape: Shape) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Item { mark, shape });
        }
    }

    fn leaf(&mut self) -> usize {
        let leaf = self.leaves;
        self.leaves += 1;
        leaf
    }

    /// Goes to the next page unless so much room is left.
    fn keep(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP - 12.0;
        let title = self.form.title.clone();
        self.draw(vec![self.fonts.line(title, SMALL)], SMALL, LEFT, Mark::Artifact(ArtifactType::Header));
        self.rect(LEFT, self.y + 2.0, RIGHT - LEFT, HAIR, ACCENT);
        self.y = TOP + 14.0;
    }

    /// The case's number and `page n of m`, when m is known.
    fn feet(&mut self) {
        let total = self.pages.len();
        let mark = Mark::Artifact(ArtifactType::Footer);
        let case = self.form.case.clone();
        for (index, page) in self.pages.iter_mut().enumerate() {
            let rule = Rect::from_xywh(LEFT, FOOT - 13.0, RIGHT - LEFT, HAIR).into_iter().collect();
            page.push(Item { mark: Mark::Artifact(ArtifactType::Layout), shape: Shape::Rects { rects: rule, ink: ACCENT } });
            let line = self.fonts.line(case.clone(), SMALL);
            page.push(Item { mark, shape: Shape::Line { line, style: SMALL, x: LEFT, baseline: FOOT } });
            let line = self.fonts.line((self.form.page)(index.saturating_add(1), total), SMALL);
            let x = RIGHT - line.width;
            page.push(Item { mark, shape: Shape::Line { line, style: SMALL, x, baseline: FOOT } });
        }
    }
}

fn group(tag: impl Into<TagKind>, leaf: usize) -> Branch {
    Branch::Group(tag.into(), vec![Branch::Leaf(leaf)])
}

/// A small number of things as a measure.
fn count(things: usize) -> f32 {
    u16::try_from(things).map_or(f32::from(u16::MAX), f32::from)
}

/// How many lines fit.
fn fitting(room: f32, leading: f32) -> usize {
    (1..=usize::from(u16::MAX)).take_while(|lines| leading > 0.0 && leading * count(*lines) <= room).count()
}
