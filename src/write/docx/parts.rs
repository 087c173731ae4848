//! The parts besides body and styles: settings, font table, theme, properties; and what each part is called.
//!
//! It knows the style and the document's properties; it must not know its text.

use super::measure::points;
use crate::document::Meta;
use crate::style::{Face, Style};
use crate::write::package::PartKind;
use crate::write::package::tree::{Element, element, value};

/// Namespace of WordprocessingML.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Namespace of relationship ids.
pub(super) const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The main part, from which the relationships to the others start.
const MAIN: &str = "word/document.xml";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// A part of WordprocessingML that the document refers to.
macro_rules! word {
    ($path:literal, $kind:literal, $id:literal) => {
        PartKind {
            path: concat!("word/", $path),
            content_type: concat!("application/vnd.openxmlformats-officedocument.wordprocessingml.", $kind, "+xml"),
            source: Some(MAIN),
            id: $id,
            relationship: concat!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/", $kind),
        }
    };
}

pub(super) const DOCUMENT: PartKind = PartKind {
    path: MAIN,
    content_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    source: None,
    id: "rId1",
    relationship: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
};
pub(super) const CORE: PartKind = PartKind {
    path: "docProps/core.xml",
    content_type: "application/vnd.openxmlformats-package.core-properties+xml",
    source: None,
    id: "rId2",
    relationship: "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
};
pub(super) const APP: PartKind = PartKind {
    path: "docProps/app.xml",
    content_type: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    source: None,
    id: "rId3",
    relationship: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
};
pub(super) const STYLES: PartKind = word!("styles.xml", "styles", "rId1");
pub(super) const SETTINGS: PartKind = word!("settings.xml", "settings", "rId2");
pub(super) const FONT_TABLE: PartKind = word!("fontTable.xml", "fontTable", "rId3");
pub(super) const THEME: PartKind = PartKind {
    path: "word/theme/theme1.xml",
    content_type: "application/vnd.openxmlformats-officedocument.theme+xml",
    source: Some(MAIN),
    id: "rId4",
    relationship: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme",
};
/// Page number of odd pages, then of even ones.
pub(super) const FOOTERS: [PartKind; 2] =
    [word!("footer1.xml", "footer", "rId5"), word!("footer2.xml", "footer", "rId6")];

/// Document-wide settings.
pub(super) fn settings<'a>(style: &Style) -> Element<'a> {
    let compatible = |name, value| {
        element("w:compatSetting")
            .attribute("w:name", name)
            .attribute("w:uri", "http://schemas.microsoft.com/office/word")
            .attribute("w:val", value)
    };
    element("w:settings")
        .attribute("xmlns:w", W)
        .child(element("w:zoom").attribute("w:percent", 100))
        .child(value("w:defaultTabStop", points(2.0 * style.roles.body.size)))
        .child(element("w:evenAndOddHeaders"))
        // Every mark takes a full column, or a line would not hold its 28 characters.
        .child(value("w:characterSpacingControl", "doNotCompress"))
        .child(
            element("w:compat")
                // A line broken by hand is not stretched to the margin.
                .child(element("w:doNotExpandShiftReturn"))
                .child(element("w:useFELayout"))
                // 15 is Word 2013 and later; without it Word opens the file in compatibility mode.
                .child(compatible("compatibilityMode", "15"))
                .child(compatible("overrideTableStyleFontSizeAndJustification", "1"))
                .child(compatible("enableOpenTypeFeatures", "1"))
                .child(compatible("doNotFlipMirrorIndents", "1"))
                .child(compatible("differentiateMultirowTableHeaders", "1")),
        )
        .child(element("w:themeFontLang").attribute("w:val", "en-US").attribute("w:eastAsia", "zh-CN"))
}

/// The fonts the document names, each with those to use in its place; none is embedded.
pub(super) fn font_table<'a>(style: &Style) -> Element<'a> {
    let mut named: Vec<&str> = Vec::new();
    let mut fonts = Vec::new();
    for face in Face::ALL {
        let spec = style.faces.get(face);
        if named.contains(&spec.docx.as_str()) {
            continue;
        }
        named.push(&spec.docx);
        let mut font = element("w:font").attribute("w:name", &spec.docx);
        if !spec.alternatives.is_empty() {
            font = font.child(value("w:altName", spec.alternatives.join(",")));
        }
        let family = match face {
            Face::Xiaobiaosong | Face::Songti => "roman",
            Face::Heiti => "swiss",
            Face::Kaiti | Face::Fangsong => "modern",
        };
        // 86 (hexadecimal) is the character set GB 2312.
        fonts.push(
            font.child(value("w:charset", "86")).child(value("w:family", family)).child(value("w:pitch", "default")),
        );
    }
    if !named.contains(&style.latin.docx.as_str()) {
        let font = element("w:font").attribute("w:name", &style.latin.docx).child(value("w:charset", "00"));
        fonts.push(font.child(value("w:family", "roman")).child(value("w:pitch", "variable")));
    }
    element("w:fonts").attribute("xmlns:w", W).children(fonts)
}

/// The theme: no style refers to it, but Word takes the fonts and colours of what a user adds from here.
pub(super) fn theme<'a>(style: &Style) -> Element<'a> {
    let colour = |name, rgb| element(name).child(element("a:srgbClr").attribute("val", rgb));
    let fonts = |name, face: Face| {
        element(name)
            .child(element("a:latin").attribute("typeface", &style.latin.docx))
            .child(element("a:ea").attribute("typeface", &style.faces.get(face).docx))
            .child(element("a:cs").attribute("typeface", ""))
    };
    let fill = || element("a:solidFill").child(element("a:schemeClr").attribute("val", "phClr"));
    let thrice = |name, child: &dyn Fn() -> Element<'a>| element(name).children((0..3).map(|_| child()));
    element("a:theme").attribute("xmlns:a", A).attribute("name", "公文").child(
        element("a:themeElements")
            .child(
                element("a:clrScheme")
                    .attribute("name", "公文")
                    .child(colour("a:dk1", "000000"))
                    .child(colour("a:lt1", "FFFFFF"))
                    .child(colour("a:dk2", "000000"))
                    .child(colour("a:lt2", "FFFFFF"))
                    // The red of official letterheads first, then greys.
                    .children(
                        [("a:accent1", "FF0000"), ("a:accent2", "404040"), ("a:accent3", "595959")]
                            .into_iter()
                            .chain([("a:accent4", "7F7F7F"), ("a:accent5", "A6A6A6"), ("a:accent6", "BFBFBF")])
                            .chain([("a:hlink", "0563C1"), ("a:folHlink", "954F72")])
                            .map(|(name, rgb)| colour(name, rgb)),
                    ),
            )
            .child(
                element("a:fontScheme")
                    .attribute("name", "公文")
                    .child(fonts("a:majorFont", style.roles.heading1.face))
                    .child(fonts("a:minorFont", style.roles.body.face)),
            )
            .child(
                element("a:fmtScheme")
                    .attribute("name", "公文")
                    .child(thrice("a:fillStyleLst", &fill))
                    .child(thrice("a:lnStyleLst", &|| element("a:ln").attribute("w", 6350).child(fill())))
                    .child(thrice("a:effectStyleLst", &|| element("a:effectStyle").child(element("a:effectLst"))))
                    .child(thrice("a:bgFillStyleLst", &fill)),
            ),
    )
}

/// Title, author, subject, dates and language, all from the data.
pub(super) fn core_properties(meta: &Meta) -> Element<'_> {
    let date =
        |name| element(name).attribute("xsi:type", "dcterms:W3CDTF").text(format!("{}T00:00:00Z", meta.date.iso()));
    element("cp:coreProperties")
        .attribute("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .attribute("xmlns:dcterms", "http://purl.org/dc/terms/")
        .attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .child(element("dc:title").text(&meta.title))
        .child(element("dc:subject").text(&meta.subject))
        .child(element("dc:creator").text(&meta.author))
        .child(element("cp:lastModifiedBy").text(&meta.author))
        .child(date("dcterms:created"))
        .child(date("dcterms:modified"))
        .child(element("dc:language").text("zh-CN"))
}

/// The program and the agency, as Word shows them beside the core properties.
pub(super) fn app_properties(meta: &Meta) -> Element<'_> {
    element("Properties")
        .attribute("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")
        .child(element("Application").text(env!("CARGO_PKG_NAME")))
        .child(element("Company").text(&meta.author))
}
