//! Tables of a file that are not of the report that is read: of another agency, of another year, or only with some of its names.

use super::labels::squeezed;
use super::sections::{FieldParagraph, SectionPiece, cleaned, titles};
use super::table::TableRead;
use super::{Sheets, described, identity, several};
use crate::form::{Form, FormSection};

impl Sheets {
    /// Sets the sheets of other agencies aside: what is read is the report of the one asked for, else of the first.
    pub(super) fn keep_agency(&mut self, wanted: Option<&str>, remarks: &mut Vec<String>) {
        let named = |table: &TableRead| several::agency(table.captions.iter().map(|(text, _)| text.as_str()));
        let of_sheets = self.tables.iter().filter(|(_, place, table)| place.sheet.is_some() && !table.lines.is_empty());
        let first = of_sheets.clone().find_map(|(_, _, table)| named(table));
        let Some(agency) = wanted.map(str::to_owned).or(first) else { return };
        // A name that no sheet bears is another name of the only agency there.
        let others: Vec<String> = of_sheets.filter_map(|(_, _, table)| named(table)).collect();
        if !others.iter().any(|other| several::alike(other, &agency)) {
            return;
        }
        let mut aside: Vec<String> = Vec::new();
        for (_, place, table) in self.tables.iter_mut().filter(|(_, place, _)| place.sheet.is_some()) {
            let Some(other) = named(table).filter(|other| !several::alike(other, &agency)) else { continue };
            if !table.lines.is_empty() && !aside.contains(&other) {
                remarks.push(format!(
                    "{} 是“{other}”的，现在读的是“{agency}”，没有读入；要读它请加 --agency {other}",
                    described(place, "")
                ));
                aside.push(other);
            }
            *table = TableRead::default();
        }
    }

    /// Leaves tables out that only have the names of rows with the form's in common, by their numbers among the file's; one with a row that
    /// no other has stays.
    pub(super) fn leave(&mut self, misplaced: &[usize], form: &Form, remarks: &mut Vec<String>) {
        let lines = |at: usize| self.tables[at].2.lines.iter().map(|line| (line.table, line.line));
        let first = |at: &usize| at.checked_sub(1).is_none_or(|before| self.tables[before].0 != self.tables[*at].0);
        let of_form: Vec<usize> =
            (0..self.tables.len()).filter(first).filter(|at| lines(*at).next().is_some()).collect();
        let misplaced: Vec<usize> = misplaced.iter().filter_map(|number| of_form.get(*number).copied()).collect();
        let kept: Vec<(usize, usize)> =
            (0..self.tables.len()).filter(|at| !misplaced.contains(at)).flat_map(lines).collect();
        let out: Vec<usize> = misplaced.into_iter().filter(|at| lines(*at).all(|line| kept.contains(&line))).collect();
        for at in out {
            let (_, place, table) = &mut self.tables[at];
            let Some(line) = table.lines.first() else { continue };
            let (short, words) = (&form.tables[line.table].short, form.tables[line.table].line_words(line.line));
            remarks.push(format!("{}有名为{words}的行，却不是{short}，没有读入", described(place, "")));
            *table = TableRead { known: true, ..TableRead::default() };
        }
    }

    /// Sets tables of another year aside where the report year's are there too.
    pub(super) fn set_aside(&mut self, year: Option<u16>, form: &Form, remarks: &mut Vec<String>) {
        let Some(year) = year else { return };
        let years: Vec<Vec<u16>> = self
            .tables
            .iter()
            .map(|(_, place, table)| {
                let named = table.captions.iter().flat_map(|(text, _)| identity::years_in(text));
                let sheet = place.sheet.iter().flat_map(|name| years_of_name(name));
                named.chain(sheet).collect()
            })
            .collect();
        let lines = |table: &TableRead| table.lines.iter().map(|line| (line.table, line.line)).collect::<Vec<_>>();
        let other = |at: usize| !years[at].is_empty() && !years[at].contains(&year);
        let mut aside = Vec::new();
        for at in (0..self.tables.len()).filter(|&at| other(at)) {
            let own = lines(&self.tables[at].2);
            let here = (0..self.tables.len()).filter(|&of| !other(of)).flat_map(|of| lines(&self.tables[of].2));
            let here: Vec<(usize, usize)> = here.collect();
            if own.iter().any(|line| here.contains(line)) {
                aside.push(at);
            }
        }
        for &at in aside.iter().rev() {
            let (_, place, table) = &mut self.tables[at];
            let short = table.lines.first().map_or("", |line| &form.tables[line.table].short);
            remarks.push(format!("{} 的{short}写明是别的年度，没有读入", described(place, "")));
            *table = TableRead::default();
        }
    }
}

/// The years that a sheet's name says, `2023`, `2023年`.
fn years_of_name(name: &str) -> Vec<u16> {
    let name = squeezed(name);
    let mut years = identity::years_in(&name);
    if let Some(year) = name.parse::<u16>().ok().filter(|year| (2008..=2099).contains(year)) {
        years.push(year);
    }
    years
}

/// The tables that stand in the text of a section of prose while their own section has its table: a small table with some of its rows'
/// names. By their numbers among the tables.
pub(super) fn misplaced(pieces: &[SectionPiece], form: &Form) -> Vec<usize> {
    let lines: Vec<Option<FieldParagraph>> = pieces.iter().map(cleaned).collect();
    let last = pieces.iter().rposition(|piece| matches!(piece, SectionPiece::Table(_)));
    let titles = titles(&lines, form, last);
    let tables = pieces.iter().enumerate().filter_map(|(at, piece)| match piece {
        SectionPiece::Table(table) => {
            let section = titles.iter().rfind(|(title, _)| *title < at).map(|(_, section)| &form.sections[*section]);
            Some((*table, section))
        }
        SectionPiece::Text(_) => None,
    });
    let tables: Vec<(usize, Option<&FormSection>)> = tables.collect();
    let at_home = |table: usize| {
        tables.iter().any(|(of, section)| *of == table && section.is_some_and(|s| s.table == Some(table)))
    };
    let strays = |(table, section): &(usize, Option<&FormSection>)| {
        section.is_some_and(|section| section.prose.is_some() && section.table != Some(*table)) && at_home(*table)
    };
    (0..tables.len()).filter(|number| strays(&tables[*number])).collect()
}
