//! Lengths and names of the style as CSS takes them.
//!
//! Everything here is put into the page's style sheet as it stands, so every string is escaped for CSS. It must not know the
//! document.

use serde::Serialize;

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
    face: &'static str,
    /// In print.
    size: f64,
    pitch: f64,
    after: f64,
    align: &'static str,
    bold: bool,
    /// Characters.
    indent: f64,
    /// Set in a table cell, which takes its size on the screen from the table.
    cell: bool,
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
        let rule = |class, role: &RoleStyle, cell| RoleRule {
            class,
            face: role.face.name(),
            // Type of the body's size is tightened so that a line holds its number of characters.
            size: if role.size == roles.body.size { short(page.advance()) } else { role.size },
            pitch: short(role.pitch.unwrap_or_else(|| page.pitch())),
            after: short(role.after * page.pitch()),
            align: align(role.align),
            bold: role.bold,
            indent: role.indent,
            cell,
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
            roles: vec![
                rule("title", &roles.title, false),
                rule("level-1", &roles.heading1, false),
                rule("level-2", &roles.heading2, false),
                rule("level-3", &roles.heading3, false),
                rule("level-4", &roles.heading4, false),
                rule("body", &roles.body, false),
                rule("signature", &roles.signature, false),
                rule("caption", &roles.table_caption, true),
                rule("head", &roles.table_head, true),
                rule("stub", &roles.table_stub, true),
                rule("value", &roles.table_value, true),
            ],
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

/// Rounded to a thousandth: nobody sees more, and files stay the same where a library rounds otherwise.
fn short(length: f64) -> f64 {
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
            '"' | '\\' | '<' | '&' => string.push_str(&format!("\\{:x} ", u32::from(c))),
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
        assert_eq!(string("a\"</style>\\\n"), "\"a\\22 \\3c /style>\\5c \\a \"");
    }
}
