//! A web page of any program read back: the paragraphs and tables that it shows.
//!
//! Scripts, styles, comments and what is hidden are left out. It knows HTML; it must not know reports.

mod hidden;
mod parse;
mod rules;

use std::rc::Rc;

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Node, Selector};

use self::hidden::{awaits_script, is_hidden};
use self::rules::PageRules;
use super::Unreadable;
use super::encoding::decode;
use super::flow::{self, FlowBlock, Frame, FrameCell, is_blank};
use super::raised::{self, LetterStanding};
use super::unit::{Contents, FileKind, PAGE_TITLE, ReadPassage, ReadUnit};

/// No page is longer, in bytes: a report has 100 KB.
pub(super) const LONGEST: usize = 4 * 1024 * 1024;
/// No cell spans more columns or rows.
const WIDEST: usize = 1000;

/// The contents of a page.
///
/// # Errors
/// Too long, too deep, or nothing in it.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    read_as(bytes, None, &[])
}

/// The contents of a page whose encoding is declared outside it, with the style sheets that came with it.
pub(super) fn read_as(bytes: &[u8], charset: Option<&str>, sheets: &[String]) -> Result<Contents, Unreadable> {
    if bytes.len() > LONGEST {
        return Err(Unreadable::TooLarge(format!("网页超过 {} MB", LONGEST / 1024 / 1024)));
    }
    let html = parse::parse(&decode(bytes, charset))?;
    let mut page = OpenPage { rules: Rc::new(PageRules::of(&html, sheets)), ..OpenPage::default() };
    page.inside(html.tree.root());
    page.end_paragraph();
    let units = flow::units(page.blocks);
    if units.is_empty() {
        return Err(Unreadable::Nothing);
    }
    let mut remarks: Vec<String> = raised::remark(page.struck).into_iter().collect();
    if page.pictures > 0 && !units.iter().any(|unit| matches!(unit, ReadUnit::Table(_))) {
        remarks.push(format!("没有表格，有{}张图片；表格可能是图片，读不出", page.pictures));
    }
    if page.revealed {
        remarks.push("有一部分内容要等网页的程序运行才显示，也读入了".to_owned());
    }
    let properties = title(&html).map(|title| (PAGE_TITLE.to_owned(), title)).into_iter().collect();
    Ok(Contents { kind: FileKind::Html, units, remarks, properties })
}

/// The title of a page's window.
fn title(page: &scraper::Html) -> Option<String> {
    let title: String = page.select(&Selector::parse("head > title").ok()?).next()?.text().collect();
    Some(title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty())
}

/// A part of a page as it is walked: finished blocks and the paragraph that is open.
#[derive(Default)]
struct OpenPage {
    blocks: Vec<FlowBlock>,
    line: String,
    heading: Option<u8>,
    /// White space is kept (`pre`).
    kept: bool,
    pictures: usize,
    /// Whether its text stands raised, and how many stretches were struck through.
    standing: LetterStanding,
    struck: usize,
    /// Whether a part that is kept unseen until a script has run was read.
    revealed: bool,
    /// What the page's style rules say.
    rules: Rc<PageRules>,
    /// Whether it is a cell: what rules hide in one is hidden, while parts of pages are shown by scripts.
    in_cell: bool,
    /// The ordered list that is open: the number of its next item.
    items: Option<u32>,
}

impl OpenPage {
    fn inside(&mut self, node: NodeRef<Node>) {
        node.children().for_each(|child| self.node(child));
    }

    fn node(&mut self, node: NodeRef<Node>) {
        match node.value() {
            Node::Text(text) => self.text(text),
            Node::Element(element) => self.element(node, element),
            _ => {}
        }
    }

    fn element(&mut self, node: NodeRef<Node>, element: &Element) {
        if !self.in_cell && awaits_script(node, element) {
            self.revealed = true;
        } else if is_hidden(element) || self.in_cell && self.rules.hidden.contains(&node.id()) {
            return;
        }
        match self.standing_of(node, element) {
            standing if standing == LetterStanding::OnLine || standing == self.standing => self.shown(node, element),
            LetterStanding::Struck => {
                self.struck += usize::from(node.descendants().any(|inner| is_text(inner.value())))
            }
            standing => {
                let outer = std::mem::replace(&mut self.standing, standing);
                self.inside(node);
                self.standing = outer;
            }
        }
    }

    /// How an element's text stands: by its own style, or by the page's rules.
    fn standing_of(&self, node: NodeRef<Node>, element: &Element) -> LetterStanding {
        let ruled = || self.rules.standing.get(&node.id()).copied();
        let shifted = || {
            let inline = !is_block(element.name()) && !matches!(element.name(), "table" | "tr" | "td" | "th" | "img");
            let shifted = shift(&style(element)).or_else(|| self.rules.shifted.get(&node.id()).copied());
            shifted.filter(|_| inline && stands_beside_others(node))
        };
        standing(element).or_else(ruled).or_else(shifted).unwrap_or_default()
    }

    /// An element that is shown as its name says.
    fn shown(&mut self, node: NodeRef<Node>, element: &Element) {
        match element.name() {
            "script" | "style" | "head" | "noscript" | "template" | "select" | "textarea" | "iframe" | "svg"
            | "math" => {}
            "br" => self.break_line(),
            "img" => self.pictures += 1,
            "input" if matches!(element.attr("type").unwrap_or("text"), "text" | "number") => {
                self.text(element.attr("value").unwrap_or_default());
            }
            "table" => {
                self.end_paragraph();
                self.table(node);
            }
            "ol" => {
                let first = element.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let unmarked =
                    style(element).contains("list-style:none") || style(element).contains("list-style-type:none");
                let outer = std::mem::replace(&mut self.items, (!unmarked).then_some(first));
                self.block(node, None);
                self.items = outer;
            }
            "ul" => {
                let outer = self.items.take();
                self.block(node, None);
                self.items = outer;
            }
            "li" => {
                self.end_paragraph();
                if let Some(number) = &mut self.items {
                    self.line = format!("{number}.");
                    *number = number.saturating_add(1);
                }
                self.block_inside(node, None);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let depth = element.name()[1..].parse().ok();
                self.block(node, depth);
            }
            "pre" => {
                let outer = std::mem::replace(&mut self.kept, true);
                self.block(node, None);
                self.kept = outer;
            }
            // The number that Word made; what is between it and the text is room.
            _ if style(element).contains("mso-list:ignore") => {
                self.inside(node);
                self.line.truncate(self.line.trim_end().len());
            }
            // A heading and its paragraph on one line.
            _ if has_class(element, &["nianbao-run-in", "run-in"]) => self.run_in(node),
            name if is_block(name) => self.block(node, None),
            _ => self.inside(node),
        }
    }

    /// A paragraph or what holds paragraphs.
    fn block(&mut self, node: NodeRef<Node>, heading: Option<u8>) {
        self.end_paragraph();
        self.block_inside(node, heading);
    }

    fn block_inside(&mut self, node: NodeRef<Node>, heading: Option<u8>) {
        let outer = std::mem::replace(&mut self.heading, heading);
        self.inside(node);
        self.end_paragraph();
        self.heading = outer;
    }

    fn run_in(&mut self, node: NodeRef<Node>) {
        self.end_paragraph();
        node.children().for_each(|child| match child.value() {
            Node::Element(element) if !is_hidden(element) => self.inside(child),
            _ => self.node(child),
        });
        self.end_paragraph();
    }

    fn text(&mut self, text: &str) {
        let text = &*self.standing.reads(text);
        if self.kept {
            self.line.push_str(text);
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{C}' => {
                    if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
                        self.line.push(' ');
                    }
                }
                c => self.line.push(c),
            }
        }
    }

    fn break_line(&mut self) {
        self.line.truncate(self.line.trim_end_matches(' ').len());
        self.line.push('\n');
    }

    fn end_paragraph(&mut self) {
        let line = std::mem::take(&mut self.line);
        let text = line.trim_matches([' ', '\n']);
        if !is_blank(text) {
            self.blocks.push(FlowBlock::Text(ReadPassage {
                text: text.to_owned(),
                heading: self.heading,
                ..ReadPassage::default()
            }));
        }
    }

    fn table(&mut self, table: NodeRef<Node>) {
        let mut rows = Vec::new();
        self.rows(table, &mut rows);
        let count = rows.len();
        for (row, cells) in rows.iter_mut().enumerate() {
            // A cell ends with its table, whatever it claims.
            cells.iter_mut().for_each(|cell: &mut FrameCell| cell.rowspan = cell.rowspan.min(count - row));
        }
        self.blocks.push(FlowBlock::Table(Frame::from_rows(rows)));
    }

    fn rows(&mut self, parent: NodeRef<Node>, rows: &mut Vec<Vec<FrameCell>>) {
        for child in parent.children() {
            let Node::Element(element) = child.value() else { continue };
            let struck = self.standing_of(child, element) == LetterStanding::Struck;
            self.struck += usize::from(struck);
            if struck || is_hidden(element) {
                continue;
            }
            match element.name() {
                "thead" | "tbody" | "tfoot" => self.rows(child, rows),
                "caption" => self.block(child, None),
                "tr" => {
                    let cells = child.children().filter_map(|cell| match cell.value() {
                        Node::Element(element) if matches!(element.name(), "td" | "th") && !is_hidden(element) => {
                            Some(self.cell(cell, element))
                        }
                        _ => None,
                    });
                    let cells = cells.collect();
                    rows.push(cells);
                }
                _ => {}
            }
        }
    }

    fn cell(&mut self, cell: NodeRef<Node>, element: &Element) -> FrameCell {
        let span = |name| {
            let digits: String =
                element.attr(name).unwrap_or_default().trim().chars().take_while(char::is_ascii_digit).collect();
            match digits.parse() {
                // The rest of the table.
                Ok(0) if name == "rowspan" => WIDEST,
                Ok(span) => usize::clamp(span, 1, WIDEST),
                Err(_) => 1,
            }
        };
        let mut inner = OpenPage { rules: Rc::clone(&self.rules), in_cell: true, ..OpenPage::default() };
        match self.standing_of(cell, element) {
            LetterStanding::Struck => {
                self.struck += usize::from(cell.descendants().any(|inside| is_text(inside.value())))
            }
            _ => inner.inside(cell),
        }
        inner.end_paragraph();
        self.pictures += inner.pictures;
        self.struck += inner.struck;
        FrameCell { colspan: span("colspan"), rowspan: span("rowspan"), blocks: inner.blocks, doubt: None }
    }
}

/// The `style` attribute without white space, in lower case.
fn style(element: &Element) -> String {
    let style = element.attr("style").unwrap_or_default();
    style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase()
}

/// How an element's text stands by its name or its own style: raised as a note's number, struck through, on the line; none when neither
/// says anything of it. Tags of blocks are asked for their style too.
fn standing(element: &Element) -> Option<LetterStanding> {
    match element.name() {
        "s" | "strike" | "del" => Some(LetterStanding::Struck),
        "sup" => Some(LetterStanding::Raised),
        "sub" => Some(LetterStanding::Lowered),
        _ => standing_of_style(&style(element)),
    }
}

/// How declarations without white space say that text stands.
fn standing_of_style(style: &str) -> Option<LetterStanding> {
    let says = |rule: &str| style.contains(rule);
    match () {
        () if says("line-through:none") => Some(LetterStanding::OnLine),
        () if says("line-through") => Some(LetterStanding::Struck),
        () if says("vertical-align:super") => Some(LetterStanding::Raised),
        () if says("vertical-align:sub") => Some(LetterStanding::Lowered),
        () if ["text-decoration:none", "text-decoration-line:none", "vertical-align:baseline"]
            .iter()
            .any(|rule| says(rule)) =>
        {
            Some(LetterStanding::OnLine)
        }
        () => None,
    }
}

/// How declarations without white space shift text from its line by a length: upwards as notes are, or downwards.
fn shift(style: &str) -> Option<LetterStanding> {
    let length = |name: &str| -> Option<f64> {
        let at = style.find(name).filter(|at| *at == 0 || style[..*at].ends_with(';'))?;
        let value = &style[at + name.len()..];
        let end = value.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(value.len());
        value[..end].parse().ok()
    };
    let relative = || length("top:").map(|down| -down).or_else(|| length("bottom:"));
    let positioned = style.contains("position:relative");
    let up = length("vertical-align:").or_else(|| if positioned { relative() } else { None })?;
    match up {
        up if up > 0.0 => Some(LetterStanding::Raised),
        up if up < 0.0 => Some(LetterStanding::Lowered),
        _ => None,
    }
}

/// Whether other text stands in the paragraph or cell of an element: all of a text may be shifted to the middle of its cell.
fn stands_beside_others(node: NodeRef<Node>) -> bool {
    let block = |of: &NodeRef<Node>| matches!(of.value(), Node::Element(element) if is_block(element.name()) || matches!(element.name(), "td" | "th" | "li"));
    let Some(block) = node.ancestors().find(block) else { return false };
    let texts = |of: NodeRef<Node>| of.descendants().filter(|inner| is_text(inner.value())).count();
    texts(block) > texts(node)
}

fn is_text(node: &Node) -> bool {
    matches!(node, Node::Text(text) if !is_blank(text))
}

fn has_class(element: &Element, names: &[&str]) -> bool {
    element.classes().any(|class| names.contains(&class))
}

/// Elements that begin a paragraph of their own.
fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 32] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "main",
        "menu",
        "nav",
        "p",
        "search",
        "section",
        "summary",
        "frameset",
        "caption",
        "legend",
    ];
    BLOCKS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(page: &str) -> Vec<String> {
        let unit = |unit: &ReadUnit| match unit {
            ReadUnit::Text(passage) => passage.text.clone(),
            ReadUnit::Table(grid) => {
                let rows = grid.places().into_iter().map(|row| row.join("|"));
                rows.collect::<Vec<_>>().join("/")
            }
        };
        read(page.as_bytes()).unwrap().units.iter().map(unit).collect()
    }

    #[test]
    fn a_page_of_a_site_is_what_it_shows() {
        let page = "<html><head><title>甲</title><style>p{}</style></head><body>
            <script>var t='<table><tr><td>9</td></tr></table>'</script><!-- <table><tr><td>8</td></tr></table> -->
            <TABLE border=0><TR><TD>导航<TD><h1>某局<br>年报</h1><p>一段 <font color=red>1</font><b>2</b>件&nbsp;。
              <p style='display: none'>不见</p><span class=sr-only>不念</span>
              <table border=1><tr><th rowspan=2>项<br>目<th colspan='2'>数<o:p></o:p>
                <tr><td>自然人<td><p>总</p><p>计</p><tr><td>甲<td><span>1</span><span>2</span><td>&nbsp;</table>
              落款</TABLE><ol><li>其一<li>其二</ol></body>";
        let table = "项\n目|数|数/项\n目|自然人|总\n计/甲|12|";
        assert_eq!(words(page), ["导航", "某局\n年报", "一段 12件\u{A0}。", table, "落款", "1.其一", "2.其二"]);
    }

    #[test]
    fn what_is_struck_through_is_out_and_the_numbers_of_notes_stand_apart() {
        let row = "<tr><td><s>3</s>1<td><del>8</del><ins>9</ins><td>3<sup>1</sup>\
            <td>2<span style='vertical-align: super'>4</span><td>H<sub>2</sub>O<td style='text-decoration:line-through'>7</tr>";
        let page = format!("<table>{row}<tr><td>甲<td>乙<td>丙<td>丁<td>戊<td>己</table>");
        assert_eq!(words(&page), ["1|9|3¹|2⁴|H₂O|/甲|乙|丙|丁|戊|己"]);
        assert_eq!(read(page.as_bytes()).unwrap().remarks, ["有3处文字加了删除线，当作已经删去，没有读"]);
    }

    #[test]
    fn what_style_rules_say_of_letters_counts() {
        let page = "<style>.a td .gone{text-decoration: line-through}.up,.note{vertical-align:super}.unseen-by-rule{display:none}\
            /* td{text-decoration:line-through} */ @media print{td{text-decoration:line-through}} td:hover{text-decoration:line-through}\
            .back{text-decoration:none}</style><div class=unseen-by-rule>正文</div><table class=a><tr><td><i class=gone>3</i>1<td>3<b class='x note'>1</b>\
            <td><i class=unseen-by-rule>7</i>8<td><i class='gone back' style='text-decoration:none'>9</i></table><p><i class=gone>2</i></p>";
        assert_eq!(words(page), ["正文", "1|3¹|8|9", "2"]);
        let page = "<style>.up{position:relative;top:-5px}</style><table><tr><td>3<i class=up>1</i><td><i class=up>5</i><td>\
            2<b style='vertical-align: 30%'>4</b><td style='vertical-align:3px'>6<tr><td>2<b style='margin-top:-3px;vertical-align:0'>4</b></table>";
        assert_eq!(words(page), ["3¹|5|2⁴|6/24"]);
        let sheets = [".gone{text-decoration-line:line-through}".to_owned()];
        let contents = read_as("<p>共<i class=gone>3</i>5件".as_bytes(), None, &sheets).unwrap();
        assert_eq!(contents.units[0].to_string(), "共5件");
    }

    #[test]
    fn the_numbers_that_word_made_touch_their_text() {
        let page = "<p><![if !supportLists]><span style='mso-list:Ignore'>（一）<span style='font:7.0pt'>&nbsp;&nbsp; </span></span>\
            <![endif]>主动公开</p><p><span style='mso-list: Ignore'>1.&nbsp; </span>解读</p>";
        assert_eq!(words(page), ["（一）主动公开", "1.解读"]);
    }

    #[test]
    fn a_page_that_costs_too_much_is_refused() {
        for (page, many) in [
            ("<table><tr><td>", 100_000),
            ("<div>", 800_000),
            ("<b>", 1_000_000),
            ("<p><font color=a><i>", 100_000),
            ("x", LONGEST + 1),
        ] {
            let read = read(page.repeat(many).as_bytes());
            assert!(matches!(read, Err(Unreadable::TooLarge(_))), "{page}: {read:?}");
        }
        let fonts: String = (0..200).map(|n| format!("<font size={n}>")).collect();
        let read = read((fonts + &"<p>x".repeat(900_000)).as_bytes());
        assert!(matches!(read, Err(Unreadable::TooLarge(_))));
        assert_eq!(super::read(b"<html></html>"), Err(Unreadable::Nothing));
    }
}
