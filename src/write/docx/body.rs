//! The body and the page numbers, printed through docx-rs.
//!
//! Formatting is in the styles; here stand structure, text and the few properties that depend on a block's neighbours.
//! It knows docx-rs; it must not know XML.

use std::collections::BTreeSet;

use super::endings::{Ending, Tail};
use super::makeup;
use super::measure::{Measures, points};
use super::parts::FOOTERS;
use super::run::{hinted, run};
use super::styles;
use crate::document::{Block, Document, Lead, Table};
use crate::style::{Align, RoleStyle, Style};
use crate::write::fonts::Fonts;
use crate::write::package::PackageError;
use docx_rs as docx;
use docx_rs::{FieldCharType, InstrPAGE, InstrText, LineSpacing, LineSpacingType, Paragraph};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What docx-rs wrote: XML that needs finishing.
pub(super) struct Printed {
    pub document: Vec<u8>,
    /// Odd pages, even pages.
    pub footers: Vec<Vec<u8>>,
    /// The tables as they are printed, those that are cut in their pieces.
    pub tables: Vec<Table>,
    /// Sizes that tables have beside their roles' own.
    pub sizes: BTreeSet<styles::SizedRole>,
}

/// Prints all blocks and both footers.
pub(super) fn print(
    document: &Document,
    style: &Style,
    fonts: &Fonts,
    measures: &Measures,
) -> Result<Printed, PackageError> {
    let makeup = makeup::make_up(document, style, fonts, measures);
    let mut seen = 0;
    let (mut tables, mut sizes) = (Vec::new(), BTreeSet::new());
    let mut body = docx::Document::new().default_section_property(section(style, measures));
    for (index, block) in document.blocks.iter().enumerate() {
        let next = document.blocks.get(index + 1);
        let below_table = index > 0 && matches!(document.blocks.get(index - 1), Some(Block::Table(_)));
        match block {
            Block::Title { lines } => body = body.add_paragraph(title(lines, style)?),
            Block::Heading { level, text } => {
                let tail = makeup.endings.get(&index).and_then(|ending| ending.tail);
                let heading = heading(*level, text, (style, measures), tail)?;
                body = body.add_paragraph(if below_table { apart(heading, style) } else { heading });
            }
            Block::Paragraph { lead, runs } => {
                // A signature never stands on a page alone (GB/T 9704-2012 7.3.5.5).
                let signed = matches!(next, Some(Block::Signature { .. }));
                let ending = makeup.endings.get(&index).copied().unwrap_or_default();
                let mut paragraph = paragraph((lead.as_ref(), &runs[..]), style, measures, ending)?.keep_next(signed);
                if makeup.widows.contains(&index) {
                    paragraph = paragraph.widow_control(true);
                }
                body = body.add_paragraph(if below_table { apart(paragraph, style) } else { paragraph });
            }
            Block::Table(grid) => {
                let (cast, setting) = &makeup.tables[seen];
                seen += 1;
                sizes.extend(cast.sizes());
                for (number, (piece, printed)) in cast.print(grid, *setting)?.into_iter().enumerate() {
                    if number > 0 {
                        body = body.add_paragraph(separator().page_break_before(true));
                    }
                    body = body.add_table(printed);
                    tables.push(piece);
                }
                match next {
                    // Word would join the two tables into one.
                    Some(Block::Table(_)) => body = body.add_paragraph(separator().line_spacing(exact(measures.pitch))),
                    // Word ends a document with a paragraph; this one is too low to start a page.
                    None => body = body.add_paragraph(separator()),
                    Some(_) => {}
                }
            }
            Block::Signature { agency, date } => {
                for line in signature(agency, date, style, measures)? {
                    body = body.add_paragraph(line);
                }
            }
        }
    }
    let built = docx::Docx::new().document(body).build();
    Ok(Printed { document: built.document, footers: built.footers, tables, sizes })
}

/// The title: one paragraph, so that it is one title to a reader, with its lines broken by hand.
fn title(lines: &[String], style: &Style) -> Result<Paragraph, PackageError> {
    let lines = crate::write::title::lines(lines, style);
    Ok(Paragraph::new().style(styles::TITLE).add_run(run(&lines.join("\n"))?))
}

/// The runs of a paragraph; the characters of its last lines may stand closer or looser than the others.
struct Runs {
    tail: Option<Tail>,
    /// The space between characters from the tail on, twips.
    spacing: i32,
    /// Characters that stand in runs already.
    done: usize,
    printed: Vec<docx::Run>,
}

impl Runs {
    fn new(role: &RoleStyle, (style, measures): (&Style, &Measures), tail: Option<Tail>) -> Runs {
        let spacing = tail.map_or(0, |tail| measures.letter_spacing(role, style) + tail.spacing);
        Runs { tail, spacing, done: 0, printed: Vec::new() }
    }

    /// Adds a text, divided where the tail begins in it.
    fn add(&mut self, text: &str, look: impl Fn(docx::Run) -> docx::Run) -> Result<(), PackageError> {
        let before = self.tail.map_or(usize::MAX, |tail| tail.from.saturating_sub(self.done));
        let cut = text.char_indices().nth(before).map_or(text.len(), |(at, _)| at);
        self.done += text.chars().count();
        for (part, spaced) in [(&text[..cut], false), (&text[cut..], true)] {
            if !part.is_empty() {
                let run = look(run(part)?);
                self.printed.push(if spaced { run.character_spacing(self.spacing) } else { run });
            }
        }
        Ok(())
    }

    fn in_paragraph(self, paragraph: Paragraph) -> Paragraph {
        self.printed.into_iter().fold(paragraph, Paragraph::add_run)
    }
}

/// A heading that ends as is decided.
fn heading(level: u8, text: &str, look: (&Style, &Measures), tail: Option<Tail>) -> Result<Paragraph, PackageError> {
    let mut runs = Runs::new(look.0.roles.heading(level), look, tail);
    runs.add(text, |run| run)?;
    Ok(runs.in_paragraph(Paragraph::new().style(styles::heading(level))))
}

/// A paragraph that ends as is decided.
fn paragraph(
    (lead, runs): (Option<&Lead>, &[crate::document::Run]),
    style: &Style,
    measures: &Measures,
    Ending { tail, ragged }: Ending,
) -> Result<Paragraph, PackageError> {
    let body = &style.roles.body;
    let mut printed = Runs::new(body, (style, measures), tail);
    if let Some(lead) = lead {
        // A character style cannot take away what the paragraph's style says (ISO 29500-1, 17.7.3: its weight toggles).
        let lighter = body.bold && !style.roles.heading(lead.level).bold;
        printed.add(&lead.text, |run| {
            let head = run.style(styles::lead(lead.level));
            if lighter { head.disable_bold() } else { head }
        })?;
    }
    for part in runs {
        printed.add(&part.text, |run| if part.bold { run.bold() } else { run })?;
    }
    let plain = Paragraph::new().style(styles::BODY);
    Ok(printed.in_paragraph(if ragged { plain.align(docx::AlignmentType::Left) } else { plain }))
}

/// Agency and date of a report without a seal (GB/T 9704-2012 7.3.5.2): one line below the text the agency, two characters
/// from the right; below it the date, beginning two characters further right; a date that is longer stands two characters
/// from the right itself and the agency moves left.
fn signature(agency: &str, date: &str, style: &Style, measures: &Measures) -> Result<[Paragraph; 2], PackageError> {
    let line = |text: &str, right: i32| -> Result<Paragraph, PackageError> {
        let line = Paragraph::new().style(styles::SIGNATURE).add_run(run(text)?);
        Ok(if right == 0 { line } else { line.indent(None, None, Some(right), None) })
    };
    let lines = crate::write::title::signature(agency, style);
    let longest = lines.iter().map(|line| quarters(line, style.cjk_latin_spacing)).max().unwrap_or_default();
    let (agency_right, date_right) = match style.roles.signature.align {
        Align::Right => {
            let spaced = style.cjk_latin_spacing;
            signature_indents(longest, quarters(date, spaced))
        }
        _ => (0, 0),
    };
    let advance = measures.advance(style);
    let twips = |quarters: usize| i32::try_from(quarters).unwrap_or(0).saturating_mul(advance) / 4;
    let above = LineSpacing::new().before(measures.pitch.unsigned_abs());
    Ok([
        line(&lines.join("\n"), twips(agency_right))?.line_spacing(above).keep_next(true),
        line(date, twips(date_right))?,
    ])
}

/// Distances of agency and date from the right, for their lengths; all in quarters of a character.
fn signature_indents(agency: usize, date: usize) -> (usize, usize) {
    const TWO: usize = 8;
    if date > agency { (date - agency + 2 * TWO, TWO) } else { (TWO, agency - date) }
}

/// Length of a line in quarters of a character: Latin letters and digits take about a half, and, `spaced`, a quarter
/// between them and Chinese.
fn quarters(text: &str, spaced: bool) -> usize {
    let wide = |c: char| c.width_cjk() == Some(2);
    let changes = text.chars().zip(text.chars().skip(1)).filter(|&(a, b)| wide(a) != wide(b)).count();
    2 * text.width_cjk() + if spaced { changes } else { 0 }
}

/// A paragraph right below a table, a little apart from it; at the top of a page Word leaves the space out.
fn apart(paragraph: Paragraph, style: &Style) -> Paragraph {
    let space = u32::try_from(points(style.table.after)).unwrap_or_default();
    if space == 0 { paragraph } else { paragraph.line_spacing(LineSpacing::new().before(space)) }
}

fn separator() -> Paragraph {
    Paragraph::new().style(styles::SEPARATOR)
}

fn exact(line: i32) -> LineSpacing {
    LineSpacing::new().line(line).line_rule(LineSpacingType::Exact)
}

/// Page, margins, line grid and page numbers.
fn section(style: &Style, measures: &Measures) -> docx::SectionProperty {
    let page = docx::PageSize::new().size(measures.page_width.unsigned_abs(), measures.page_height.unsigned_abs());
    let margin = docx::PageMargin {
        top: measures.top,
        bottom: measures.bottom,
        left: measures.left,
        right: measures.right,
        header: measures.top / 2,
        footer: measures.footer,
        gutter: 0,
    };
    // Lines only: with a character grid previews made by LibreOffice give every character two cells.
    let grid = docx::DocGrid::new()
        .grid_type(docx::DocGridType::Lines)
        .line_pitch(usize::try_from(measures.pitch).unwrap_or_default());
    let [odd, even] = FOOTERS;
    docx::SectionProperty::new()
        .page_size(page)
        .page_margin(margin)
        .doc_grid(grid)
        .footer(footer(style, true), odd.id)
        .even_footer(footer(style, false), even.id)
}

/// The page number between its dashes, on the outer side (GB/T 9704-2012 7.5).
fn footer(style: &Style, odd: bool) -> docx::Footer {
    let role = &style.roles.page_number;
    let indent = points(style.page_number.indent * role.size);
    let paragraph = Paragraph::new().style(styles::FOOTER);
    let right = match role.align {
        Align::Outside => odd,
        Align::Right => true,
        Align::Left => false,
        Align::Center | Align::Justify => return docx::Footer::new().add_paragraph(number(paragraph, style, odd)),
    };
    let paragraph = if right {
        paragraph.align(docx::AlignmentType::Right).indent(None, None, Some(indent), None)
    } else {
        paragraph.align(docx::AlignmentType::Left).indent(Some(indent), None, None, None)
    };
    docx::Footer::new().add_paragraph(number(paragraph, style, odd))
}

/// A complete PAGE field; its cached result is the first page it stands on.
fn number(paragraph: Paragraph, style: &Style, odd: bool) -> Paragraph {
    paragraph
        .add_run(hinted().add_text(&style.page_number.before))
        .add_run(hinted().add_field_char(FieldCharType::Begin, false))
        .add_run(hinted().add_instr_text(InstrText::PAGE(InstrPAGE::new())))
        .add_run(hinted().add_field_char(FieldCharType::Separate, false))
        .add_run(hinted().add_text(if odd { "1" } else { "2" }))
        .add_run(hinted().add_field_char(FieldCharType::End, false))
        .add_run(hinted().add_text(&style.page_number.after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_begins_two_characters_right_of_the_agency() {
        let date = quarters("2025年1月20日", false);
        assert_eq!((date, quarters("2025年1月20日", true)), (26, 31));
        for agency in ["某市商务局", "某某市商务局", "某某市政务服务管理办公室"] {
            let agency = quarters(agency, false);
            let (agency_right, date_right) = signature_indents(agency, date);
            assert_eq!(agency_right + agency, date_right + date + 8, "{agency} {date}");
            assert!(agency_right == 8 || date_right == 8);
        }
    }
}
