//! Agency, year, date and title of a recognised report, out of all places that name them; where they differ, it is said.

use super::head::one_line;
use super::labels::squeezed;
use super::sections::Texts;
use super::{NameHints, Recognised, identity, prose};
use crate::read_back::unit::{Contents, Grid, PAGE_TITLE, ReadUnit};

/// The report year: of the first title, in a paragraph or above a table, or as the program itself noted it.
pub(super) fn year_of(contents: &Contents) -> Option<u16> {
    if let Some(year) = contents.properties.get("nianbao-year").and_then(|year| year.parse().ok()) {
        return Some(year);
    }
    let titled = years_of_titles(&contents.units);
    match titled[..] {
        [] => {}
        [year] => return Some(year),
        _ => return most_spoken_of(&titled, &contents.units),
    }
    // A form's caption may name the year alone.
    let grids = contents.units.iter().filter_map(|unit| match unit {
        ReadUnit::Table(grid) => Some(grid),
        ReadUnit::Text(_) => None,
    });
    let mut years: Vec<u16> = grids.flat_map(captions_of).flat_map(|text| identity::years_in(&text)).collect();
    years.sort_unstable();
    years.dedup();
    match years[..] {
        [] => title_of_page(contents).and_then(|(title, _)| title.year),
        [year] => Some(year),
        _ => None,
    }
}

/// The years of the titles above the text, each once; where there are none, that of the first title behind it. Of tables only the first
/// that names one counts: a workbook may hold those of other years too.
fn years_of_titles(units: &[ReadUnit]) -> Vec<u16> {
    let of_title = |text: &str| identity::title(text).and_then(|title| title.year);
    let mut years: Vec<u16> = Vec::new();
    let mut previous = "";
    for unit in units {
        let year = match unit {
            ReadUnit::Text(passage) => {
                if !years.is_empty() && is_sentence(&passage.text) {
                    return years;
                }
                let joined = format!("{previous}{}", passage.text);
                previous = &passage.text;
                of_title(&passage.text).or_else(|| of_title(&joined))
            }
            ReadUnit::Table(_) if !years.is_empty() => return years,
            ReadUnit::Table(grid) => grid.cells.values().take(60).find_map(|cell| {
                let text = cell.text();
                let named = identity::filler(&text).and_then(|_| identity::years_in(&text).first().copied());
                of_title(&text).or(named).or_else(|| cell.paragraphs.iter().find_map(|p| of_title(p)))
            }),
        };
        years.extend(year.filter(|year| !years.contains(year)));
    }
    years
}

/// A sentence of the text, and no line above it.
fn is_sentence(text: &str) -> bool {
    prose::is_ended(text) && text.chars().count() > 40
}

/// Of the years of several titles, a list of former reports' beside the report's own, the one that the sentences speak of more often than
/// of any other; none where no year leads.
fn most_spoken_of(years: &[u16], units: &[ReadUnit]) -> Option<u16> {
    let texts = units.iter().flat_map(|unit| match unit {
        ReadUnit::Text(passage) => vec![passage.text.as_str()],
        ReadUnit::Table(grid) => grid.cells.values().flat_map(|cell| &cell.paragraphs).map(String::as_str).collect(),
    });
    let spoken: Vec<u16> = texts
        .filter(|text| is_sentence(text))
        .flat_map(identity::years_in)
        .filter(|year| years.contains(year))
        .collect();
    let times = |year: u16| spoken.iter().filter(|spoken| **spoken == year).count();
    let most = years.iter().copied().max_by_key(|year| times(*year))?;
    let leads = years.iter().all(|year| *year == most || times(*year) < times(most));
    leads.then_some(most)
}

/// The title of a report that a page bears in its window and not in its text, `青石市水务局2024年政府信息公开工作年度报告_政府网`, and all of it.
fn title_of_page(contents: &Contents) -> Option<(identity::Title, &str)> {
    let text = contents.properties.get(PAGE_TITLE)?;
    let parts = text.split(['_', '-', '|', '—', '－', '–', '｜', '>']);
    let title = parts.filter_map(identity::title).find(|title| title.year.is_some() || !title.agency.is_empty())?;
    Some((title, text))
}

/// The agency that stands in a cell of its own above a title that names none.
fn above_title(captions: &[String]) -> Option<String> {
    let untitled = |text: &str| identity::title(text).is_some_and(|title| title.agency.is_empty());
    let pair = captions.windows(2).find(|pair| untitled(&pair[1]) && identity::may_be_agency(&pair[0]))?;
    Some(identity::agency_name(&pair[0]))
}

/// The texts of a sheet's first rows that may be its captions.
fn captions_of(grid: &Grid) -> Vec<String> {
    let first = grid.cells.iter().take_while(|((row, _), _)| *row < 4);
    first.map(|(_, cell)| cell.text()).filter(|text| text.contains("年度") && text.chars().count() < 60).collect()
}

impl Recognised {
    pub(super) fn take_identity(&mut self, contents: &Contents, texts: &Texts, hints: &NameHints) {
        let cells = contents.units.iter().filter_map(|unit| match unit {
            ReadUnit::Table(grid) => Some(grid),
            ReadUnit::Text(_) => None,
        });
        let captions: Vec<String> =
            cells.flat_map(|grid| grid.cells.values().take(60)).map(|cell| cell.text()).collect();
        let titles =
            || captions.iter().filter_map(|text| identity::title(text)).filter(|title| !title.agency.is_empty());
        let titled = texts.title.as_ref().map(|(title, _)| title.agency.clone()).filter(|name| !name.is_empty());
        let found: Vec<String> = [
            contents.properties.get("nianbao-agency").cloned().filter(|name| !name.is_empty()),
            titled.or_else(|| texts.title_agency.clone()).map(|name| identity::agency_name(&name)),
            texts.signature.as_ref().map(|name| identity::agency_name(name)),
            captions.iter().find_map(|text| identity::filler(text)),
            above_title(&captions),
            titles().next().map(|title| title.agency),
        ]
        .into_iter()
        .flatten()
        .collect();
        let of_page = title_of_page(contents).filter(|(title, _)| found.is_empty() && !title.agency.is_empty());
        if let (Some((_, text)), None) = (&of_page, &hints.agency) {
            self.remarks.push(format!("正文里没有机关名称，取自网页的标题“{}”，请核对", one_line(text)));
        }
        let found: Vec<String> = found.into_iter().chain(of_page.map(|(title, _)| title.agency)).collect();
        let mut agency = hints.agency.clone();
        for name in &found {
            match &agency {
                None => agency = Some(name.clone()),
                // The full name ends with the short one.
                Some(known) if hints.agency.is_none() && name.len() > known.len() && name.ends_with(known.as_str()) => {
                    agency = Some(name.clone());
                }
                Some(_) => {}
            }
        }
        let others: Vec<&String> = found.iter().filter(|name| Some(*name) != agency.as_ref()).collect();
        if let (Some(agency), Some(other)) = (&agency, others.first()) {
            self.remarks.push(format!("文件里机关也写作“{other}”，现用“{agency}”"));
        }
        self.agency = agency;
        if let Some((title, text)) = &texts.title {
            if title.slip {
                self.remarks.push(format!("标题里的年度写错了：“{}”", one_line(text)));
            }
            if let (Some(said), Some(year)) = (title.year, self.year)
                && said != year
            {
                self.remarks.push(format!("标题写的是 {said} 年，现按 {year} 年度读入"));
            }
        }
        self.date = texts.signed_on.or(texts.dated);
        if let (Some(signed), Some(dated)) = (texts.signed_on, texts.dated)
            && signed != dated
        {
            self.remarks.push(format!("标题下的日期是 {}，落款是 {}，现用落款的", dated.chinese(), signed.chinese()));
        }
        self.take_title(texts);
    }

    /// Keeps a title that the form would not print.
    fn take_title(&mut self, texts: &Texts) {
        let (Some((_, text)), Some(agency), Some(year)) = (&texts.title, &self.agency, self.year) else { return };
        let printed = squeezed(text);
        let own = squeezed(&format!("{agency}{year}{}", self.form.name_of_report()));
        if printed != own && printed.contains(&year.to_string()) {
            self.title = Some(prose::clean(&text.replace('\n', "")).0);
        }
    }
}
