//! The styles part: one named style per role, so that a user restyles a report by changing a style and no text.
//!
//! It knows roles and their properties; it must not know the document.

use super::measure::{self, Measures, eighths, half_points, points};
use super::parts::W;
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

/// The style part.
pub(super) fn styles<'a>(style: &Style, measures: &Measures) -> Element<'a> {
    let print = Printer { style, measures };
    let roles = &style.roles;
    let mut root = element("w:styles").attribute("xmlns:w", W).child(print.defaults()).children(print.normal());
    root =
        root.child(print.paragraph(TITLE, "Title", &roles.title, Nature { next: BODY, grid: false, ..Nature::SHOWN }));
    for level in 1..=4 {
        root = root.children(print.heading(level));
    }
    root = root
        .child(print.paragraph(BODY, "Body Text", &roles.body, Nature::SHOWN))
        .child(print.paragraph(SIGNATURE, "Signature", &roles.signature, Nature::SHOWN))
        .child(print.table());
    for (id, name, role) in [
        (TABLE_CAPTION, "表中条款", &roles.table_caption),
        (TABLE_HEAD, "表头", &roles.table_head),
        (TABLE_STUB, "表侧", &roles.table_stub),
        (TABLE_VALUE, "表中数值", &roles.table_value),
    ] {
        root = root.child(print.paragraph(id, name, role, Nature { custom: true, grid: false, ..Nature::SHOWN }));
    }
    root.child(print.separator()).child(print.paragraph(
        FOOTER,
        "footer",
        &RoleStyle {
            pitch: Some(roles.page_number.pitch.unwrap_or(roles.page_number.size)),
            ..roles.page_number.clone()
        },
        // GB/T 9704-2012 7.5: the digits too are 宋体.
        Nature { own_latin: true, grid: false, ..Nature::SHOWN },
    ))
}

/// How Word lists and chains a paragraph style.
struct Nature {
    /// Not one of Word's own names.
    custom: bool,
    /// Style of the paragraph a user types after it; empty: the same.
    next: &'static str,
    /// Lines stand on the grid of the page.
    grid: bool,
    /// Latin letters come from the role's own face.
    own_latin: bool,
}

impl Nature {
    const SHOWN: Nature = Nature { custom: false, next: "", grid: true, own_latin: false };
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
            .children(Some(self.measures.letter_spacing).filter(|&s| s != 0).map(|s| value("w:spacing", s)))
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
            .child(value("w:widowControl", u8::from(self.style.widow_control)))
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
                .child(element("w:pPr").child(spacing(0, self.measures.pitch)).child(value("w:jc", "both"))),
            hidden(default("character", "DefaultParagraphFont", "Default Paragraph Font")),
            hidden(default("table", "TableNormal", "Normal Table"))
                .child(element("w:tblPr").child(margin("w:tblInd", 0)).child(margins)),
            hidden(default("numbering", "NoList", "No List")),
        ]
    }

    fn paragraph<'a>(&self, id: &'a str, name: &'a str, role: &RoleStyle, nature: Nature) -> Element<'a> {
        let mut head = element("w:style").attribute("w:type", "paragraph");
        if nature.custom {
            head = head.attribute("w:customStyle", 1);
        }
        head = head.attribute("w:styleId", id).child(value("w:name", name)).child(value("w:basedOn", NORMAL));
        if !nature.next.is_empty() {
            head = head.child(value("w:next", nature.next));
        }
        let mut properties = element("w:pPr");
        if !nature.grid {
            properties = properties.child(value("w:snapToGrid", 0));
        }
        head.child(element("w:qFormat"))
            .child(properties.children(self.lines(role)))
            .child(self.run(role, nature.own_latin))
    }

    /// A heading: on a line of its own, and linked to it the character style for one that runs in.
    fn heading<'a>(&self, level: u8) -> [Element<'a>; 2] {
        let role = self.style.roles.heading(level);
        let (id, linked) = heading_ids(level);
        let head = |kind, id, name: String| {
            element("w:style").attribute("w:type", kind).attribute("w:styleId", id).child(value("w:name", name))
        };
        let paragraph = head("paragraph", id, format!("heading {level}"))
            .child(value("w:basedOn", NORMAL))
            .child(value("w:next", BODY))
            .child(value("w:link", linked))
            .child(value("w:uiPriority", 9))
            .child(element("w:qFormat"))
            .child(
                element("w:pPr")
                    .child(element("w:keepNext"))
                    .child(element("w:keepLines"))
                    .children(self.lines(role))
                    .child(value("w:outlineLvl", level - 1)),
            )
            .child(self.run(role, false));
        let mut run_in = head("character", linked, format!("标题 {level} 字符"))
            .child(value("w:basedOn", "DefaultParagraphFont"))
            .child(value("w:link", id))
            .child(value("w:uiPriority", 9))
            .child(self.run(role, false));
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
            .child(element("w:pPr").child(value("w:snapToGrid", 0)).child(spacing(0, 20)))
            .child(element("w:rPr").child(value("w:sz", 2)).child(value("w:szCs", 2)))
    }

    /// Line height, space after, indent and alignment of a role.
    fn lines<'a>(&self, role: &RoleStyle) -> Vec<Element<'a>> {
        let after = (role.after * f64::from(self.measures.pitch)).round() as i32;
        let mut lines = vec![spacing(after, self.measures.line(role))];
        if role.indent != 0.0 {
            // Word reads the characters, other programs the twips.
            let indent = element("w:ind")
                .attribute("w:firstLineChars", (role.indent * 100.0).round() as i32)
                .attribute("w:firstLine", points(role.indent * role.size));
            lines.push(indent);
        }
        lines.push(value("w:jc", alignment(role.align)));
        lines
    }

    /// Face, weight, spacing and size of a role.
    fn run<'a>(&self, role: &RoleStyle, own_latin: bool) -> Element<'a> {
        let mut run = element("w:rPr").child(self.fonts(role.face, own_latin));
        if role.bold {
            run = run.child(element("w:b")).child(element("w:bCs"));
        }
        run.child(value("w:spacing", self.measures.letter_spacing(role, self.style)))
            .child(value("w:sz", half_points(role.size)))
            .child(value("w:szCs", half_points(role.size)))
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

/// Exact lines of a height, with space after the last one; twips.
fn spacing<'a>(after: i32, line: i32) -> Element<'a> {
    element("w:spacing")
        .attribute("w:before", 0)
        .attribute("w:after", after)
        .attribute("w:line", line)
        .attribute("w:lineRule", "exact")
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
