//! Lengths and names of the style as CSS takes them.
//!
//! Everything here is put into the page's style sheet, or into the `style` of a fragment's elements, as it stands, so every string is
//! escaped for CSS. It knows roles and classes; it must not know what stands in the document.

use serde::Serialize;

use crate::document::CellKind;
use crate::style::{Align, Face, FaceSpec, RoleStyle, Style};

/// What the style sheet needs beside the style itself. Points, where nothing else is said.
#[derive(Serialize)]
pub(super) struct Lengths {
    /// Margins of the page, millimetres.
    right: f64,
    bottom: f64,
    /// Distance of lines of body text.
    pitch: f64,
    /// Width of a character of body text.
    advance: f64,
    /// `font-family` of the Latin letters, as a source for `local()`.
    latin: String,
    faces: Vec<FaceRule>,
    roles: Vec<RoleRule>,
    looks: Vec<LookRule>,
    /// The page number's dashes, as CSS strings.
    before: String,
    after: String,
    page_number: PageNumberRule,
}

/// The font families of a face, as a custom property.
#[derive(Serialize)]
struct FaceRule {
    name: &'static str,
    families: String,
}

/// How a role of the document is set.
#[derive(Serialize)]
struct RoleRule {
    /// Class name.
    class: &'static str,
    /// What is declared of it on the screen.
    declarations: String,
    /// In print.
    size: f64,
    pitch: f64,
    after: f64,
}

#[derive(Serialize)]
struct PageNumberRule {
    face: &'static str,
    size: f64,
    odd: &'static str,
    even: &'static str,
    indent: f64,
}

impl Lengths {
    pub fn new(style: &Style) -> Lengths {
        let (page, roles) = (&style.page, &style.roles);
        let number = &roles.page_number;
        let (odd, even) = match number.align {
            Align::Outside => ("right", "left"),
            Align::Left => ("left", "left"),
            Align::Right => ("right", "right"),
            Align::Center | Align::Justify => ("center", "center"),
        };
        let rule = |(class, role): (&'static str, &RoleStyle)| RoleRule {
            class,
            declarations: declarations(class, role, style, &format!("var(--{})", role.face.name())),
            // Type of the body's size is tightened so that a line holds its number of characters.
            size: if role.size == roles.body.size { short(page.advance()) } else { role.size },
            pitch: short(role.pitch.unwrap_or_else(|| page.pitch())),
            after: short(role.after * page.pitch()),
        };
        Lengths {
            right: short(page.right()),
            bottom: short(page.bottom()),
            pitch: short(page.pitch()),
            advance: short(page.advance()),
            latin: string(&style.latin.docx),
            faces: Face::ALL
                .map(|face| FaceRule { name: face.name(), families: families(face, style.faces.get(face)) })
                .into(),
            roles: classes(style).map(rule).into(),
            looks: looks(),
            before: string(&style.page_number.before),
            after: string(&style.page_number.after),
            page_number: PageNumberRule {
                face: number.face.name(),
                size: number.size,
                odd,
                even,
                indent: style.page_number.indent,
            },
        }
    }
}

/// The classes of the page, each with the role it shows. All begin alike, so that none is one of the site's own.
fn classes(style: &Style) -> [(&'static str, &RoleStyle); 11] {
    let roles = &style.roles;
    [
        ("nianbao-title", &roles.title),
        ("nianbao-level-1", &roles.heading1),
        ("nianbao-level-2", &roles.heading2),
        ("nianbao-level-3", &roles.heading3),
        ("nianbao-level-4", &roles.heading4),
        ("nianbao-body", &roles.body),
        ("nianbao-signature", &roles.signature),
        (CELLS[0], &roles.table_caption),
        (CELLS[1], &roles.table_head),
        (CELLS[2], &roles.table_stub),
        (CELLS[3], &roles.table_value),
    ]
}

/// Classes of table cells, which take their size on the screen from the table.
const CELLS: [&str; 4] = ["nianbao-caption", "nianbao-head", "nianbao-stub", "nianbao-value"];

/// The class of a table cell.
pub(super) fn cell(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Caption => CELLS[0],
        CellKind::Head => CELLS[1],
        CellKind::Stub(_) => CELLS[2],
        CellKind::Value => CELLS[3],
    }
}

/// What is declared of a role on the screen; `families` is the value of `font-family`.
fn declarations(class: &str, role: &RoleStyle, style: &Style, families: &str) -> String {
    let mut text = format!("font-family: {families}; text-align: {};", align(role.align));
    text.push_str(if role.bold { " font-weight: bold;" } else { " font-weight: normal;" });
    if role.indent != 0.0 {
        text.push_str(&format!(" text-indent: {}em;", role.indent));
    }
    let body = style.roles.body.size;
    if !CELLS.contains(&class) {
        // Browsers have sizes of their own for headings.
        text.push_str(&format!(" font-size: {}em;", short(role.size / body)));
        text.push_str(if role.size == body { "" } else { " line-height: 1.5;" });
    }
    text
}

/// Attributes `class` and `style` of the elements: a page has a style sheet, a fragment says everything at the element itself,
/// for a site's editor keeps no style sheet.
pub(super) struct Attributes<'s> {
    style: &'s Style,
    fragment: bool,
}

/// What is declared of a class beside its role, on a page in its style sheet, in a fragment at the elements.
const LOOKS: [(&str, &str); 17] = [
    ("nianbao", "color: #000; font-size: 1.125rem; line-height: 1.8; overflow-wrap: anywhere;"),
    ("nianbao-title", "margin: 0 0 1.5rem;"),
    ("nianbao-level-1", "margin: 1rem 0 0;"),
    ("nianbao-level-2", "margin: 0;"),
    ("nianbao-level-3", "margin: 0;"),
    ("nianbao-level-4", "margin: 0;"),
    ("nianbao-body", "margin: 0;"),
    ("nianbao-ragged", "text-align: left;"),
    ("nianbao-region", "margin: .75rem 0; overflow-x: auto; font-size: .875rem;"),
    ("nianbao-table", "width: 100%; table-layout: fixed; line-height: 1.5; text-indent: 0;"),
    // GB/T 9704-2012 7.3.5.2: two characters free at the right, the date two characters in from the agency. The block stands at the
    // right, its lines begin together.
    ("nianbao-sign", "margin: 1.8em 0 0;"),
    ("nianbao-signature", "display: table; margin: 0 0 0 auto; padding-right: 2em; text-align: left;"),
    ("nianbao-date", "padding-left: 2em; white-space: nowrap;"),
    ("nianbao-short", "white-space: nowrap;"),
    ("nianbao-phrase", "display: inline-block; text-indent: 0; word-break: keep-all;"),
    ("nianbao-inner", "position: sticky; left: 0; background: #fff;"),
    (
        "nianbao-vertical",
        "writing-mode: vertical-rl; text-orientation: upright; text-align: center; margin: 0 auto; white-space: nowrap;",
    ),
];
/// What a fragment declares of its tables, for a page draws their rules otherwise, and a site may not keep what is said of the frame.
const TABLE: &str = "border-collapse: collapse; font-size: .875rem;";
/// What a fragment declares of every cell.
const CELL: &str = "border: 1px solid #000; padding: .25rem;";

/// What a style sheet says of a class.
#[derive(Serialize)]
struct LookRule {
    selector: String,
    declarations: &'static str,
}

fn looks() -> Vec<LookRule> {
    let rule = |(class, declarations): (&str, &'static str)| {
        let selector = if class == "nianbao" { ".nianbao".to_owned() } else { format!(".nianbao .{class}") };
        LookRule { selector, declarations }
    };
    LOOKS.map(rule).into()
}

impl<'s> Attributes<'s> {
    pub fn new(style: &'s Style, fragment: bool) -> Attributes<'s> {
        Attributes { style, fragment }
    }

    /// The attributes of an element with these classes, `more` is declared in a fragment only.
    pub fn of(&self, names: &[&str], more: &str) -> String {
        let mut text = format!("class=\"{}\"", names.join(" "));
        if !self.fragment {
            return text;
        }
        let mut declared = Vec::new();
        for name in names {
            if let Some((class, role)) = classes(self.style).into_iter().find(|(class, _)| class == name) {
                // Marks and digits of the Chinese face: a list that began with the Latin one would take “ ” from there.
                let families = families(role.face, self.style.faces.get(role.face)).replace('"', "'");
                declared.push(declarations(class, role, self.style, &families));
            }
            declared.extend(LOOKS.iter().filter(|(class, _)| class == name).map(|(_, text)| (*text).to_owned()));
            if CELLS.contains(name) {
                declared.push(CELL.to_owned());
            }
            if *name == "nianbao-table" {
                declared.push(TABLE.to_owned());
            }
        }
        declared.extend(Some(more.to_owned()).filter(|more| !more.is_empty()));
        text.push_str(&format!(" style=\"{}\"", escaped(&declared.join(" "))));
        text
    }
}

/// Text as HTML takes it, also within the double quotes of an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Rounded to a thousandth: nobody sees more, and files stay the same where a library rounds otherwise.
pub(super) fn short(length: f64) -> f64 {
    (length * 1000.0).round() / 1000.0
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right | Align::Outside => "right",
        Align::Justify => "justify",
    }
}

/// The families a browser is to try: what the DOCX names, and in the end any of the kind.
fn families(face: Face, spec: &FaceSpec) -> String {
    let generic = if face == Face::Heiti { "sans-serif" } else { "serif" };
    let named = std::iter::once(&spec.docx).chain(&spec.alternatives).map(|family| string(family));
    named.chain([generic.to_owned()]).collect::<Vec<_>>().join(", ")
}

/// A CSS string that can stand in a `style` element: nothing in it ends the string or the element.
fn string(text: &str) -> String {
    let mut string = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' | '<' | '&' => string.push_str(&format!("\\{:x} ", u32::from(c))),
            c if c.is_control() => string.push_str(&format!("\\{:x} ", u32::from(c))),
            c => string.push(c),
        }
    }
    string.push('"');
    string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_string() {
        assert_eq!(string("仿宋_GB2312"), "\"仿宋_GB2312\"");
        assert_eq!(string("a'\"</style>\\\n"), "\"a\\27 \\22 \\3c /style>\\5c \\a \"");
    }

    #[test]
    fn a_fragment_says_at_the_element_what_a_page_says_in_its_style_sheet() {
        let style = Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap();
        let names = ["nianbao-value", "nianbao-short"];
        assert_eq!(Attributes::new(&style, false).of(&names, "width: 1px;"), "class=\"nianbao-value nianbao-short\"");
        let text = Attributes::new(&style, true).of(&names, "width: 1px;");
        for declared in ["'宋体'", "text-align: center;", CELL, "white-space: nowrap;", "width: 1px;"] {
            assert!(text.contains(declared), "{declared} in {text}");
        }
        assert_eq!(text.matches('"').count(), 4, "{text}");
    }
}
