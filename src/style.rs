//! The style: how each role of the document is printed, read from `templates/style.yaml`.
//!
//! DOCX, PDF and HTML all obey this one description. It knows lengths, faces and roles; it must not know forms or reports.

mod bounds;
mod read;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::CellKind;
pub use read::{DEFAULT, StyleError};

/// The whole style (版式). Written in Chinese keys, handed to `report.typ` in English ones.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Paper, text block and grid (页面).
    #[serde(rename(deserialize = "页面"))]
    pub page: Page,
    /// The fonts (字体).
    #[serde(rename(deserialize = "字体"))]
    pub faces: Faces,
    /// The Latin face (西文).
    #[serde(rename(deserialize = "西文"))]
    pub latin: Latin,
    /// Marks that take another font (标点).
    #[serde(rename(deserialize = "标点"))]
    pub punctuation: Punctuation,
    /// Fonts for characters the others lack (补字).
    #[serde(rename(deserialize = "补字"))]
    pub fallback: Fallback,
    /// How each role is printed (样式).
    #[serde(rename(deserialize = "样式"))]
    pub roles: Roles,
    /// Tables (表格).
    #[serde(rename(deserialize = "表格"))]
    pub table: TableStyle,
    /// Page numbers (页码).
    #[serde(rename(deserialize = "页码"))]
    pub page_number: PageNumber,
    /// Whether the last line of a paragraph may not stand alone at the head of a page (孤行控制).
    #[serde(rename(deserialize = "孤行控制"))]
    pub widow_control: bool,
    /// Automatic space between Chinese and Latin text (中西文间隙).
    #[serde(rename(deserialize = "中西文间隙"))]
    pub cjk_latin_spacing: bool,
}

impl Style {
    /// The same for a slip that is passed on and not published: narrower margins and smaller letters, so that it stays on a page.
    #[must_use]
    pub fn compact(&self) -> Style {
        let mut style = self.clone();
        style.page = Page {
            top: 20.0,
            left: 18.0,
            text_width: self.page.width - 36.0,
            text_height: self.page.height - 42.0,
            lines: 34,
            pitch: None,
            characters: 40,
            ..style.page
        };
        let roles = &mut style.roles;
        (roles.title.size, roles.title.pitch, roles.title.after) = (16.0, Some(24.0), 0.5);
        for role in [&mut roles.heading1, &mut roles.body] {
            role.size = 12.0;
        }
        style
    }
}

/// Paper and text block (页面), millimetres.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Of the paper (纸宽), millimetres.
    #[serde(rename(deserialize = "纸宽"))]
    pub width: f64,
    /// Of the paper (纸高), millimetres.
    #[serde(rename(deserialize = "纸高"))]
    pub height: f64,
    /// Above the text block (上白边), millimetres.
    #[serde(rename(deserialize = "上白边"))]
    pub top: f64,
    /// Left of the text block (左白边), millimetres.
    #[serde(rename(deserialize = "左白边"))]
    pub left: f64,
    /// Of the text block (版心宽), millimetres.
    #[serde(rename(deserialize = "版心宽"))]
    pub text_width: f64,
    /// Of the text block (版心高), millimetres.
    #[serde(rename(deserialize = "版心高"))]
    pub text_height: f64,
    /// Lines on a full page (每页行数).
    #[serde(rename(deserialize = "每页行数"))]
    pub lines: u32,
    /// Distance of lines of body text in points (行距), where it is not the height of the text block by its lines.
    #[serde(rename(deserialize = "行距"), default)]
    pub pitch: Option<f64>,
    /// Characters in a full line of body text (每行字数).
    #[serde(rename(deserialize = "每行字数"))]
    pub characters: u32,
}

/// Points in a millimetre.
pub const POINTS_PER_MM: f64 = 72.0 / 25.4;

impl Page {
    /// What is left right of the text block, millimetres.
    pub fn right(&self) -> f64 {
        self.width - self.left - self.text_width
    }

    /// What is left below the text block, millimetres.
    pub fn bottom(&self) -> f64 {
        self.height - self.top - self.text_height
    }

    /// Distance from baseline to baseline of body text, in points.
    pub fn pitch(&self) -> f64 {
        self.pitch.unwrap_or_else(|| self.text_height * POINTS_PER_MM / f64::from(self.lines))
    }

    /// Advance of a full-width character of body text, in points, so that a line holds exactly its number of them.
    pub fn advance(&self) -> f64 {
        self.text_width * POINTS_PER_MM / f64::from(self.characters)
    }
}

/// The faces a role can name (字体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Face {
    /// 小标宋, of titles.
    #[serde(rename(deserialize = "小标宋", serialize = "xiaobiaosong"))]
    Xiaobiaosong,
    /// 黑体, of first headings.
    #[serde(rename(deserialize = "黑体", serialize = "heiti"))]
    Heiti,
    /// 楷体, of second headings.
    #[serde(rename(deserialize = "楷体", serialize = "kaiti"))]
    Kaiti,
    /// 仿宋, of the text.
    #[serde(rename(deserialize = "仿宋", serialize = "fangsong"))]
    Fangsong,
    /// 宋体, of tables and page numbers.
    #[serde(rename(deserialize = "宋体", serialize = "songti"))]
    Songti,
}

impl Face {
    /// All faces.
    pub const ALL: [Face; 5] = [Face::Xiaobiaosong, Face::Heiti, Face::Kaiti, Face::Fangsong, Face::Songti];

    /// Its Chinese name, the key of style.yaml.
    pub fn chinese(self) -> &'static str {
        match self {
            Face::Xiaobiaosong => "小标宋",
            Face::Heiti => "黑体",
            Face::Kaiti => "楷体",
            Face::Fangsong => "仿宋",
            Face::Songti => "宋体",
        }
    }

    /// Its name in the templates that print it (report.typ, the style sheet of the web page).
    pub fn name(self) -> &'static str {
        match self {
            Face::Xiaobiaosong => "xiaobiaosong",
            Face::Heiti => "heiti",
            Face::Kaiti => "kaiti",
            Face::Fangsong => "fangsong",
            Face::Songti => "songti",
        }
    }
}

/// Which fonts stand for each face (字体).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Faces {
    /// Of titles.
    #[serde(rename(deserialize = "小标宋"))]
    pub xiaobiaosong: FaceSpec,
    /// Of first headings.
    #[serde(rename(deserialize = "黑体"))]
    pub heiti: FaceSpec,
    /// Of second headings.
    #[serde(rename(deserialize = "楷体"))]
    pub kaiti: FaceSpec,
    /// Of the text.
    #[serde(rename(deserialize = "仿宋"))]
    pub fangsong: FaceSpec,
    /// Of tables and page numbers.
    #[serde(rename(deserialize = "宋体"))]
    pub songti: FaceSpec,
}

impl Faces {
    /// The fonts of a face.
    pub fn get(&self, face: Face) -> &FaceSpec {
        match face {
            Face::Xiaobiaosong => &self.xiaobiaosong,
            Face::Heiti => &self.heiti,
            Face::Kaiti => &self.kaiti,
            Face::Fangsong => &self.fangsong,
            Face::Songti => &self.songti,
        }
    }
}

/// Which fonts serve a face.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaceSpec {
    /// Font name written into the DOCX.
    pub docx: String,
    /// Names a word processor may fall back to, in order (fontTable `altName`).
    #[serde(rename(deserialize = "替代"), default)]
    pub alternatives: Vec<String>,
    /// Font families for the PDF, in order.
    pub pdf: Vec<String>,
    /// Whether the PDF uses the bold cut of the family.
    #[serde(rename(deserialize = "pdf粗"), default)]
    pub pdf_bold: bool,
}

/// Latin letters and digits (西文), the same beside every Chinese face.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Latin {
    /// Family named in the DOCX.
    pub docx: String,
    /// Family embedded in the PDF.
    pub pdf: String,
}

/// Characters whose glyphs the PDF takes from another family than the role's (标点).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Punctuation {
    /// Family embedded in the PDF.
    pub pdf: String,
    /// The marks it is for.
    #[serde(rename(deserialize = "字符"))]
    pub characters: String,
}

/// Families for characters that a role's own families lack (补字).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// Families embedded in the PDF, the first that has the character.
    pub pdf: Vec<String>,
}

/// One style per role of the document (样式).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// The title (标题).
    #[serde(rename(deserialize = "标题"))]
    pub title: RoleStyle,
    /// First headings, `一、`.
    #[serde(rename(deserialize = "一级标题"))]
    pub heading1: RoleStyle,
    /// Second headings, `（一）`.
    #[serde(rename(deserialize = "二级标题"))]
    pub heading2: RoleStyle,
    /// Third headings, `1.`.
    #[serde(rename(deserialize = "三级标题"))]
    pub heading3: RoleStyle,
    /// Fourth headings, `（1）`.
    #[serde(rename(deserialize = "四级标题"))]
    pub heading4: RoleStyle,
    /// The text (正文).
    #[serde(rename(deserialize = "正文"))]
    pub body: RoleStyle,
    /// Agency and date at the end (落款).
    #[serde(rename(deserialize = "落款"))]
    pub signature: RoleStyle,
    /// Clauses in tables (表中条款).
    #[serde(rename(deserialize = "表中条款"))]
    pub table_caption: RoleStyle,
    /// Heads of columns (表头).
    #[serde(rename(deserialize = "表头"))]
    pub table_head: RoleStyle,
    /// Labels of rows (表侧).
    #[serde(rename(deserialize = "表侧"))]
    pub table_stub: RoleStyle,
    /// Figures (表中数值).
    #[serde(rename(deserialize = "表中数值"))]
    pub table_value: RoleStyle,
    /// Page numbers (页码).
    #[serde(rename(deserialize = "页码"))]
    pub page_number: RoleStyle,
}

impl Roles {
    /// All roles with their keys in style.yaml.
    pub fn all(&self) -> [(&'static str, &RoleStyle); 12] {
        [
            ("标题", &self.title),
            ("一级标题", &self.heading1),
            ("二级标题", &self.heading2),
            ("三级标题", &self.heading3),
            ("四级标题", &self.heading4),
            ("正文", &self.body),
            ("落款", &self.signature),
            ("表中条款", &self.table_caption),
            ("表头", &self.table_head),
            ("表侧", &self.table_stub),
            ("表中数值", &self.table_value),
            ("页码", &self.page_number),
        ]
    }

    /// The style of a table's cell.
    pub fn cell(&self, kind: CellKind) -> &RoleStyle {
        match kind {
            CellKind::Caption => &self.table_caption,
            CellKind::Head => &self.table_head,
            CellKind::Stub(_) => &self.table_stub,
            CellKind::Value => &self.table_value,
        }
    }

    /// The style of a heading, level 1–4.
    pub fn heading(&self, level: u8) -> &RoleStyle {
        match level {
            1 => &self.heading1,
            2 => &self.heading2,
            3 => &self.heading3,
            _ => &self.heading4,
        }
    }
}

/// How one role is printed.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RoleStyle {
    /// The face it is set in (字体).
    #[serde(rename(deserialize = "字体"))]
    pub face: Face,
    /// Nominal size in points (字号); body text is tightened to fill the line, see [`Page::advance`].
    #[serde(rename(deserialize = "字号"))]
    pub size: f64,
    /// How its lines stand (对齐).
    #[serde(rename(deserialize = "对齐"))]
    pub align: Align,
    /// Whether it is bold (加粗).
    #[serde(rename(deserialize = "加粗"), default)]
    pub bold: bool,
    /// First-line indent in characters (首行缩进).
    #[serde(rename(deserialize = "首行缩进"), default)]
    pub indent: f64,
    /// Line pitch in points (行距); none: the page's pitch.
    #[serde(rename(deserialize = "行距"), default)]
    pub pitch: Option<f64>,
    /// Blank body lines after it (段后).
    #[serde(rename(deserialize = "段后"), default)]
    pub after: f64,
}

/// Alignment (对齐).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(serialize = "kebab-case"))]
pub enum Align {
    /// 左
    #[serde(rename(deserialize = "居左"))]
    Left,
    /// 居中
    #[serde(rename(deserialize = "居中"))]
    Center,
    /// 右
    #[serde(rename(deserialize = "居右"))]
    Right,
    /// 两端
    #[serde(rename(deserialize = "两端"))]
    Justify,
    /// Right on odd pages, left on even ones.
    #[serde(rename(deserialize = "外侧"))]
    Outside,
}

/// Lines and padding of tables (表格), points.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TableStyle {
    /// Thickness of the rules (线宽), points.
    #[serde(rename(deserialize = "线宽"))]
    pub rule: f64,
    /// What the type of a table may shrink to where the table has no room for the roles' own sizes (字号至少).
    #[serde(rename(deserialize = "字号至少"))]
    pub size_least: f64,
    /// The size of the figures of a table, points, by its number (表二) or its name (各表字号); its other type in proportion. Like the
    /// roles' own sizes it shrinks to `size_least` where there is no room for it.
    #[serde(rename(deserialize = "各表字号"), default, skip_serializing)]
    pub sizes: BTreeMap<String, f64>,
    /// Between text and the rules beside it (左右边距), points.
    #[serde(rename(deserialize = "左右边距"))]
    pub inset_x: f64,
    /// Between text and the rules above and below it (上下边距), points.
    #[serde(rename(deserialize = "上下边距"))]
    pub inset_y: f64,
    /// What `inset_y` may shrink to where a table would fit the rest of its page but for a little.
    #[serde(rename(deserialize = "上下边距至少"))]
    pub inset_y_least: f64,
    /// What `inset_y` may grow to where a table stands on a page that would stay too empty otherwise.
    #[serde(rename(deserialize = "上下边距至多"))]
    pub inset_y_most: f64,
    /// Blank space below a table, besides what the line that follows has above itself.
    #[serde(rename(deserialize = "表后"))]
    pub after: f64,
    /// The largest share of a page that a table may leave empty by moving whole to the next (留白上限), 0–1; beyond it a table of
    /// several sections is cut between two of them.
    #[serde(rename(deserialize = "留白上限"))]
    pub blank: f64,
    /// The same share for a table that a page can hold and whose rows are read together (整表留白上限): it is broken between
    /// groups of rows only beyond this.
    #[serde(rename(deserialize = "整表留白上限"))]
    pub blank_whole: f64,
}

/// The page number (页码).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PageNumber {
    /// From the lower edge of the text block to the dash, millimetres.
    #[serde(rename(deserialize = "距版心"))]
    pub distance: f64,
    /// What stands before the number.
    #[serde(rename(deserialize = "左线"))]
    pub before: String,
    /// What stands behind the number.
    #[serde(rename(deserialize = "右线"))]
    pub after: String,
    /// From the outer edge, in characters of its own size.
    #[serde(rename(deserialize = "缩进"))]
    pub indent: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: &str = include_str!("../templates/style.yaml");

    #[test]
    fn a_page_is_filled_by_its_lines_and_characters() {
        let style = Style::parse(STYLE, "gb2312").unwrap();
        assert!((style.page.pitch() * 22.0 - 225.0 * POINTS_PER_MM).abs() < 1e-9);
        assert!((style.page.advance() - 15.793).abs() < 1e-3);
        assert_eq!((style.page.right(), style.page.bottom()), (26.0, 35.0));
    }

    #[test]
    fn a_variant_changes_only_what_it_names() {
        let style = Style::parse(STYLE, "windows").unwrap();
        assert_eq!(style.faces.fangsong.docx, "仿宋");
        assert_eq!(style.faces.heiti.docx, "黑体");
    }

    #[test]
    fn the_page_of_the_standard_for_electronic_documents() {
        let style = Style::parse(STYLE, "gbt33476").unwrap();
        assert_eq!((style.page.top, style.page.pitch()), (34.58, 29.45));
        assert!((style.page.bottom() - 32.58).abs() < 1e-9);
        assert!(style.page.pitch() * 22.0 <= style.page.text_height * POINTS_PER_MM);
    }
}
