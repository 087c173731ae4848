//! The styles part: one named style per role, so that a user restyles a report by changing a style and no text.
//!
//! It knows roles and their properties; it must not know the document.

use std::collections::BTreeSet;

use super::measure::{self, Measures, eighths, half_points, points};
use super::parts::W;
use crate::document::CellKind;
use crate::style::{Align, Face, RoleStyle, Style};
use crate::write::package::tree::{Element, element, value};

pub(super) const TITLE: &str = "Title";
pub(super) const BODY: &str = "BodyText";
pub(super) const SIGNATURE: &str = "Signature";
pub(super) const TABLE: &str = "TableGrid";
pub(super) const TABLE_CAPTION: &str = "TableCaption";
pub(super) const TABLE_HEAD: &str = "TableHead";
pub(super) const TABLE_STUB: &str = "TableStub";
pub(super) const TABLE_VALUE: &str = "TableValue";
pub(super) const SEPARATOR: &str = "TableSeparator";
pub(super) const FOOTER: &str = "Footer";
const NORMAL: &str = "Normal";

/// Style of a heading that is a paragraph of its own, and of one that runs in (its linked character style).
const HEADINGS: [(&str, &str); 4] = [
    ("Heading1", "Heading1Char"),
    ("Heading2", "Heading2Char"),
    ("Heading3", "Heading3Char"),
    ("Heading4", "Heading4Char"),
];

fn heading_ids(level: u8) -> (&'static str, &'static str) {
    HEADINGS[usize::from(level.clamp(1, 4)) - 1]
}

/// Paragraph style of a heading, level 1–4.
pub(super) fn heading(level: u8) -> &'static str {
    heading_ids(level).0
}

/// Character style of a run-in heading, level 1–4.
pub(super) fn lead(level: u8) -> &'static str {
    heading_ids(level).1
}

/// Paragraph style of a table's cells.
pub(super) fn cell(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Caption => TABLE_CAPTION,
        CellKind::Head => TABLE_HEAD,
        CellKind::Stub(_) => TABLE_STUB,
        CellKind::Value => TABLE_VALUE,
    }
}

/// The same in a table whose type has another size, half-points.
pub(super) fn sized(name: &str, size: i32) -> String {
    format!("{name}{size}")
}

/// A paragraph style of tables in another size than its role's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SizedRole {
    pub style: &'static str,
    /// Half-points.
    pub size: i32,
    /// Height of its lines, twips; none: the page's.
    pub line: Option<i32>,
}

/// The style part; `sizes` are those that tables have beside their roles' own.
///
/// Line, indent and alignment stand in Normal (正文), and again only where a style differs: a clerk who wants other lines changes one
/// style.
pub(super) fn styles<'a>(style: &Style, measures: &Measures, sizes: &BTreeSet<SizedRole>) -> Element<'a> {
    let print = Printer { style, measures };
    let roles = &style.roles;
    let normal = (NORMAL, &roles.body);
    let mut root = element("w:styles").attribute("xmlns:w", W).child(print.defaults()).children(print.normal());
    root = root.child(print.paragraph(TITLE, "Title", &roles.title, normal, Nature { next: BODY, ..Nature::APART }));
    for level in 1..=4 {
        root = root.children(print.heading(level));
    }
    root = root
        .child(print.paragraph(BODY, "Body Text", &roles.body, normal, Nature::SHOWN))
        .child(print.paragraph(SIGNATURE, "Signature", &roles.signature, (BODY, &roles.body), Nature::SHOWN))
        .child(print.table());
    for (id, name, kind) in [
        (TABLE_VALUE, "表中数值", CellKind::Value),
        (TABLE_CAPTION, "表中条款", CellKind::Caption),
        (TABLE_HEAD, "表头", CellKind::Head),
        (TABLE_STUB, "表侧", CellKind::Stub(1)),
    ] {
        // What of a table is alike is said once, for its figures.
        let base = if kind == CellKind::Value { normal } else { (TABLE_VALUE, &roles.table_value) };
        let nature = Nature { custom: true, ..Nature::APART };
        root = root.child(print.paragraph(id, name, roles.cell(kind), base, nature));
        root = root.children(sizes.iter().filter(|sized| sized.style == id).map(|sized| print.sized(sized, name)));
    }
    root.child(print.separator()).child(print.paragraph(
        FOOTER,
        "footer",
        &RoleStyle {
            pitch: Some(roles.page_number.pitch.unwrap_or(roles.page_number.size)),
            ..roles.page_number.clone()
        },
        normal,
        // GB/T 9704-2012 7.5: the digits too are 宋体.
        Nature { own_latin: true, ..Nature::APART },
    ))
}

/// How Word lists and chains a paragraph style.
struct Nature {
    /// Not one of Word's own names.
    custom: bool,
    /// Style of the paragraph a user types after it; empty: the same.
    next: &'static str,
    /// Lines are as high as they are and stand where they come; else they stand on the grid of the page, and one with a picture in
    /// it is as high as the picture.
    apart: bool,
    /// Latin letters come from the role's own face.
    own_latin: bool,
}

impl Nature {
    const SHOWN: Nature = Nature { custom: false, next: "", apart: false, own_latin: false };
    const APART: Nature = Nature { apart: true, ..Nature::SHOWN };
}

/// What every style needs to know.
struct Printer<'s> {
    style: &'s Style,
    measures: &'s Measures,
}

impl Printer<'_> {
    /// Body type for everything, also for what a user adds.
    fn defaults<'a>(&self) -> Element<'a> {
        let body = &self.style.roles.body;
        let run = element("w:rPr")
            .child(self.fonts(body.face, false))
            .child(value("w:sz", half_points(body.size)))
            .child(value("w:szCs", half_points(body.size)))
            .child(
                element("w:lang")
                    .attribute("w:val", "en-US")
                    .attribute("w:eastAsia", "zh-CN")
                    .attribute("w:bidi", "ar-SA"),
            );
        let apart = u8::from(self.style.cjk_latin_spacing);
        let paragraph = element("w:pPr")
            // Asked for paragraph by paragraph, where a last line would begin a page by itself: Word would keep first lines too, and
            // pages would not be full.
            .child(value("w:widowControl", 0))
            .child(value("w:kinsoku", 1))
            // Marks do not hang out of the text block, in the PDF neither.
            .child(value("w:overflowPunct", 0))
            .child(value("w:autoSpaceDE", apart))
            .child(value("w:autoSpaceDN", apart));
        element("w:docDefaults")
            .child(element("w:rPrDefault").child(run))
            .child(element("w:pPrDefault").child(paragraph))
    }

    /// The four styles Word expects to be the defaults of their kind.
    fn normal<'a>(&self) -> [Element<'a>; 4] {
        let default = |kind, id, name| {
            element("w:style")
                .attribute("w:type", kind)
                .attribute("w:default", 1)
                .attribute("w:styleId", id)
                .child(value("w:name", name))
        };
        let hidden = |style: Element<'a>| {
            style.child(value("w:uiPriority", 99)).child(element("w:semiHidden")).child(element("w:unhideWhenUsed"))
        };
        let margin = |name, width| element(name).attribute("w:w", width).attribute("w:type", "dxa");
        let margins = element("w:tblCellMar")
            .child(margin("w:top", 0))
            .child(margin("w:left", 108))
            .child(margin("w:bottom", 0))
            .child(margin("w:right", 108));
        [
            default("paragraph", NORMAL, "Normal")
                .child(element("w:qFormat"))
                .child(element("w:pPr").children(self.lines(&self.style.roles.body, None, false))),
            hidden(default("character", "DefaultParagraphFont", "Default Paragraph Font")),
            hidden(default("table", "TableNormal", "Normal Table"))
                .child(element("w:tblPr").child(margin("w:tblInd", 0)).child(margins)),
            hidden(default("numbering", "NoList", "No List")),
        ]
    }

    /// A style that says where it differs from its base.
    fn paragraph<'a>(
        &self,
        id: &'a str,
        name: &'a str,
        role: &RoleStyle,
        (above, base): (&'a str, &RoleStyle),
        nature: Nature,
    ) -> Element<'a> {
        let mut head = element("w:style").attribute("w:type", "paragraph");
        if nature.custom {
            head = head.attribute("w:customStyle", 1);
        }
        head = head.attribute("w:styleId", id).child(value("w:name", name)).child(value("w:basedOn", above));
        if !nature.next.is_empty() {
            head = head.child(value("w:next", nature.next));
        }
        let mut properties = element("w:pPr");
        // What stands on a style of tables is off the grid already.
        let first = above == NORMAL;
        if nature.apart && first {
            properties = properties.child(value("w:snapToGrid", 0));
        }
        let lines = self.lines(role, Some(base).filter(|_| !(nature.apart && first)), nature.apart);
        head = head.child(element("w:qFormat"));
        head = head.children(some(properties.children(lines)));
        let run = self.faces(role, base, nature.own_latin);
        head.children(some(run.children(self.kind(role, Some(base).filter(|_| !first)))))
    }

    /// A style of table cells in another size.
    fn sized<'a>(&self, sized: &SizedRole, name: &str) -> Element<'a> {
        let points = f64::from(sized.size) / 2.0;
        let style = element("w:style")
            .attribute("w:type", "paragraph")
            .attribute("w:customStyle", 1)
            .attribute("w:styleId", self::sized(sized.style, sized.size))
            .child(value("w:name", format!("{name}（{points}磅）")))
            .child(value("w:basedOn", sized.style))
            .child(element("w:qFormat"));
        let line = sized.line.map(|line| element("w:pPr").child(spacing(0, line, true)));
        style.children(line).child(element("w:rPr").child(value("w:sz", sized.size)).child(value("w:szCs", sized.size)))
    }

    /// A heading: on a line of its own, and linked to it the character style for one that runs in.
    fn heading<'a>(&self, level: u8) -> [Element<'a>; 2] {
        let role = self.style.roles.heading(level);
        let body = &self.style.roles.body;
        let (id, linked) = heading_ids(level);
        let head = |kind, id, name: String| {
            element("w:style").attribute("w:type", kind).attribute("w:styleId", id).child(value("w:name", name))
        };
        let paragraph = head("paragraph", id, format!("heading {level}"))
            .child(value("w:basedOn", BODY))
            .child(value("w:next", BODY))
            .child(value("w:link", linked))
            .child(value("w:uiPriority", 9))
            .child(element("w:qFormat"))
            .child(
                element("w:pPr")
                    .child(element("w:keepNext"))
                    .child(element("w:keepLines"))
                    .children(self.lines(role, Some(body), false))
                    .child(value("w:outlineLvl", level - 1)),
            )
            .children(some(self.faces(role, body, false).children(self.kind(role, Some(body)))));
        let mut run_in = head("character", linked, format!("标题 {level} 字符"))
            .child(value("w:basedOn", "DefaultParagraphFont"))
            .child(value("w:link", id))
            .child(value("w:uiPriority", 9))
            // In a paragraph of body text, whatever its face.
            .child(element("w:rPr").child(self.fonts(role.face, false)).children(self.kind(role, Some(body))));
        run_in.attributes.insert(1, ("w:customStyle".into(), "1".into()));
        [paragraph, run_in]
    }

    /// The table's rules and insets.
    fn table<'a>(&self) -> Element<'a> {
        let table = &self.style.table;
        let border = |name| {
            element(name)
                .attribute("w:val", "single")
                .attribute("w:sz", eighths(table.rule))
                .attribute("w:space", 0)
                .attribute("w:color", "auto")
        };
        let inset_y = measure::inset(table.inset_y, self.style);
        let margin = |name, inset: i32| element(name).attribute("w:w", inset).attribute("w:type", "dxa");
        element("w:style")
            .attribute("w:type", "table")
            .attribute("w:styleId", TABLE)
            .child(value("w:name", "Table Grid"))
            .child(value("w:basedOn", "TableNormal"))
            .child(
                element("w:tblPr")
                    .child(
                        element("w:tblBorders")
                            .children(["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"].map(border)),
                    )
                    .child(
                        element("w:tblCellMar")
                            .child(margin("w:top", inset_y))
                            .child(margin("w:left", points(table.inset_x)))
                            .child(margin("w:bottom", inset_y))
                            .child(margin("w:right", points(table.inset_x))),
                    ),
            )
    }

    /// The paragraph without which two tables would be one and a document could not end; as low as Word allows.
    fn separator<'a>(&self) -> Element<'a> {
        element("w:style")
            .attribute("w:type", "paragraph")
            .attribute("w:customStyle", 1)
            .attribute("w:styleId", SEPARATOR)
            .child(value("w:name", "表后"))
            .child(value("w:basedOn", NORMAL))
            .child(
                element("w:pPr")
                    .child(value("w:snapToGrid", 0))
                    .child(spacing(0, 20, true))
                    .child(element("w:ind").attribute("w:firstLineChars", 0).attribute("w:firstLine", 0)),
            )
            .child(element("w:rPr").child(value("w:sz", 2)).child(value("w:szCs", 2)))
    }

    /// Line height, space after, indent and alignment of a role, where they are not its base's.
    fn lines<'a>(&self, role: &RoleStyle, base: Option<&RoleStyle>, exact: bool) -> Vec<Element<'a>> {
        let spaced =
            |role: &RoleStyle| ((role.after * f64::from(self.measures.pitch)).round() as i32, self.measures.line(role));
        let mut lines = Vec::new();
        let (after, line) = spaced(role);
        if base.map(spaced) != Some((after, line)) {
            lines.push(spacing(after, line, exact));
        }
        if base.map(|base| (base.indent, base.size)) != Some((role.indent, role.size))
            && base.is_none_or(|base| base.indent != 0.0 || role.indent != 0.0)
        {
            // Word reads the characters, other programs the twips.
            let indent = element("w:ind")
                .attribute("w:firstLineChars", (role.indent * 100.0).round() as i32)
                .attribute("w:firstLine", points(role.indent * role.size));
            lines.push(indent);
        }
        if base.map(|base| base.align) != Some(role.align) {
            lines.push(value("w:jc", alignment(role.align)));
        }
        lines
    }

    /// The face of a role, where it is not its base's.
    fn faces<'a>(&self, role: &RoleStyle, base: &RoleStyle, own_latin: bool) -> Element<'a> {
        let run = element("w:rPr");
        if own_latin || base.face != role.face { run.child(self.fonts(role.face, own_latin)) } else { run }
    }

    /// Weight, spacing and size, where they are not those of a base that says them; Normal says but the size of body text.
    fn kind<'a>(&self, role: &RoleStyle, base: Option<&RoleStyle>) -> Vec<Element<'a>> {
        let mut kind = Vec::new();
        if role.bold != base.is_some_and(|base| base.bold) {
            let bold = u8::from(role.bold);
            kind.extend([value("w:b", bold), value("w:bCs", bold)]);
        }
        let spacing = |role: &RoleStyle| self.measures.letter_spacing(role, self.style);
        if base.is_none_or(|base| spacing(base) != spacing(role)) {
            kind.push(value("w:spacing", spacing(role)));
        }
        if role.size != base.unwrap_or(&self.style.roles.body).size {
            kind.extend([value("w:sz", half_points(role.size)), value("w:szCs", half_points(role.size))]);
        }
        kind
    }

    fn fonts<'a>(&self, face: Face, own_latin: bool) -> Element<'a> {
        let chinese = &self.style.faces.get(face).docx;
        let latin = if own_latin { chinese } else { &self.style.latin.docx };
        element("w:rFonts")
            .attribute("w:hint", "eastAsia")
            .attribute("w:ascii", latin)
            .attribute("w:hAnsi", latin)
            .attribute("w:eastAsia", chinese)
            .attribute("w:cs", latin)
    }
}

/// An element that says something.
fn some(element: Element<'_>) -> Option<Element<'_>> {
    (!element.children.is_empty()).then_some(element)
}

/// Lines of a height, or at least of it, with space after the last one; twips.
fn spacing<'a>(after: i32, line: i32, exact: bool) -> Element<'a> {
    element("w:spacing")
        .attribute("w:before", 0)
        .attribute("w:after", after)
        .attribute("w:line", line)
        .attribute("w:lineRule", if exact { "exact" } else { "atLeast" })
}

/// Alignment as Word names it; the outside is set page by page.
fn alignment(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right | Align::Outside => "right",
        Align::Justify => "both",
    }
}
