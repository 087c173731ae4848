//! What a run works with (办公室): templates, style, fonts, forms and the data files, opened once; and everything there is to say
//! about one report: composed, checked, and held against the fonts it will be printed in.
//!
//! Prints nothing and writes nothing. Must not know how reports are built again and again, nor who asks.

mod astray;
mod before;
mod entries;
mod files;
mod fonts;
mod inspection;
mod kinds;
mod levels;
mod look;
mod memory;
mod order;
mod reading;
mod region;
mod roster;
mod standing;

use std::sync::Arc;

pub use astray::{no_path, outside};
pub use before::{Identities, year_path};
pub use entries::{
    Entry, Standalone, carried_over, entries, entries_of, entry_of, listed_members, membership, named_in, not_checked,
    peers, reports_in,
};
pub use files::{Files, PassedOver, Reason, nothing_of, unread_of};
pub use fonts::fonts;
pub use inspection::Inspection;
pub use kinds::{DATA, LOCK, MANIFEST, SUPERSEDED, folder_name, is_data_file, is_hidden, is_workbook};
pub use levels::{Levels, code};
pub use look::Look;
pub use memory::{Memory, Moved, path as memory_path};
pub use order::{Order, roster_beside};
pub use region::{Membership, explains_name, listed_beside};
pub use roster::{BadList, ROSTER, names, roster, text};
pub use standing::{Standing, font_files};

use crate::check::{Peers, Subject, check, in_both, salvaged};
use crate::compose::{Composed, Origin, compose, compose_in_part};
use crate::diag::{Code, Counts, Deed, Fault, Finding, Place, Severity, SourceFile, guarded};
use crate::document::Block;
use crate::form::Forms;
use crate::report::{Report, salvage};
use crate::source;
use crate::style::{Style, StyleError};
use crate::templates::Templates;
use crate::verify::proof;
use crate::write::Press;
use crate::write::pdf::Fonts;

/// The office's own style file, when one is named.
fn own_style(look: &Look) -> Result<Option<Arc<SourceFile>>, Fault> {
    let own = look.own_style().map(|path| match source::load(path) {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(finding)) => Err(Fault::At(Box::new(finding))),
        Err(error) => Err(Fault::io(Deed::ReadStyle, path, &error)),
    });
    own.transpose()
}

/// The style that is asked for: a variant of style.yaml, or the office's own file laid over one.
fn style(templates: &Templates, look: &Look, own: Option<&Arc<SourceFile>>) -> Result<Style, Fault> {
    let default = templates.text("style.yaml")?;
    let known = Style::variants(&default);
    if own.is_none() && !known.is_empty() && !known.contains(&look.style) {
        let known = known.join("、");
        return Err(Fault::Usage(format!("没有名为“{}”的版式，可用的有 {known}，或一个 .yaml 文件", look.style)));
    }
    let variant = own.is_none().then_some(look.style.as_str());
    Style::read(&default, variant, own).map_err(|StyleError(finding)| Fault::At(finding))
}

/// Refuses a size for a table that no form has (各表字号): it would have no effect and nobody would know.
fn named_tables(style: &Style, forms: &Forms, own: Option<&Arc<SourceFile>>) -> Result<(), Fault> {
    let tables = || forms.iter().flat_map(|form| &form.tables);
    let known = |name: &String| tables().any(|table| [&table.short, &table.title].contains(&name));
    let Some(unknown) = style.table.sizes.keys().find(|name| !known(name)) else { return Ok(()) };
    let message = format!("“各表字号”里的“{unknown}”不是表样里的表");
    let mut names: Vec<&str> = Vec::new();
    for table in tables() {
        if !names.contains(&table.short.as_str()) {
            names.push(&table.short);
        }
    }
    let help = format!("可以写：{}，或表的名称", names.join("、"));
    let at = own.and_then(|file| Some((file, file.text.find(unknown.as_str())?)));
    Err(match at {
        Some((file, at)) => {
            let place = Place::new(file, at..at + unknown.len());
            Fault::At(Box::new(Finding::new(Code::UnknownKey, place, message).help(help)))
        }
        None => Fault::Other(format!("style.yaml：{message}；{help}")),
    })
}

/// What every report of a run needs, loaded once.
pub struct Office {
    /// All forms.
    pub forms: Forms,
    /// The skeleton report.j2 (骨架).
    pub skeleton: Arc<SourceFile>,
    /// Style, fonts and templates, ready to print.
    pub press: Press,
    /// What it was opened with, for the records of what was built.
    pub standing: Standing,
}

impl Office {
    /// Loads templates, style and fonts.
    ///
    /// # Errors
    /// A template, style or font folder that cannot be used, and why.
    pub fn open(look: &Look) -> Result<Office, Fault> {
        let templates = Templates::new(look.templates.as_deref())?;
        let own = own_style(look)?;
        let (style, forms) = (style(&templates, look, own.as_ref())?, templates.forms()?);
        named_tables(&style, &forms, own.as_ref())?;
        let fonts = match &look.font_folders[..] {
            [] => Fonts::embedded(),
            folders => {
                Fonts::with_folders(folders).map_err(|error| Fault::io(Deed::ReadFonts, &error.path, &error.source))?
            }
        };
        let (template, page) = (templates.text("report.typ")?, templates.text("report.html.j2")?);
        let press = Press::new(style, &template.text, &page.text, Arc::new(fonts))
            .map_err(|error| Fault::Other(error.to_string()))?;
        let standing = Standing::of(&templates, look, own.as_ref().map(|file| file.text.as_str()))?;
        Ok(Office { forms, skeleton: templates.text("report.j2")?, press, standing })
    }

    /// The same office, reading back every file before it hands it over.
    #[must_use]
    pub fn proofreading(mut self) -> Office {
        self.press = self.press.proofread(proof);
        self
    }

    /// All findings of an entry by itself, and its composed report when there is one.
    pub fn inspect(&self, entry: &Entry) -> (Vec<Finding>, Option<Composed>) {
        self.inspect_among(entry, None)
    }

    /// The same, held also against the other reports of the run.
    pub fn inspect_among(&self, entry: &Entry, peers: Option<&Peers>) -> (Vec<Finding>, Option<Composed>) {
        // A panic in a library, or in a rule, costs this report, not the run.
        let (findings, composed) = guarded(|| self.inspected(entry, peers))
            .unwrap_or_else(|why| (vec![reading::internal(&entry.path, &why)], None));
        (capped(findings, entry), composed)
    }

    fn inspected(&self, entry: &Entry, peers: Option<&Peers>) -> (Vec<Finding>, Option<Composed>) {
        let mut findings = entry.findings.clone();
        let Some(report) = &entry.report else { return (self.salvaged(findings, entry, peers), None) };
        let last_year = entry.last_year.as_deref();
        let composed = match compose(report, last_year, &self.skeleton) {
            Ok(composed) => {
                findings.extend(self.missing_glyphs(report, &composed));
                findings.extend(unbreakable(report, &composed));
                Some(composed)
            }
            Err(errors) => {
                findings.extend(errors);
                None
            }
        };
        // What is wrong with one text hides nothing of the others.
        let part = if composed.is_none() { compose_in_part(report, last_year, &self.skeleton) } else { None };
        let texts = composed.as_ref().or(part.as_ref());
        let subject = Subject { report, last_year, composed: texts, members: &entry.members, peers };
        findings = check(&subject, findings);
        (findings, composed)
    }

    /// What is known of a file that is no report, and what can be said of its parts that are sound.
    fn salvaged(&self, mut findings: Vec<Finding>, entry: &Entry, peers: Option<&Peers>) -> Vec<Finding> {
        let file = findings.first().map(|finding| finding.at.file.clone());
        let Some(salvage) = file.and_then(|file| salvage(&file, &self.forms)) else { return findings };
        let last_year = entry.last_year.as_deref();
        let supposed = salvage.supposed();
        let texts = [&salvage.report, &supposed].map(|report| compose_in_part(report, last_year, &self.skeleton));
        let wrong = |report| compose(report, last_year, &self.skeleton).err().unwrap_or_default();
        // A character that cannot be printed has been said where it stands; the skeleton only hands it on.
        let handed_on = findings.iter().any(|finding| finding.code == Code::BadCharacter);
        let in_texts = |finding: &Finding| !(handed_on && finding.code == Code::Template);
        findings.extend(in_both(wrong(&salvage.report), &wrong(&supposed)).into_iter().filter(in_texts));
        let subject = |report, composed| Subject { report, last_year, composed, members: &[], peers };
        let [as_read, as_supposed] = [(&salvage.report, &texts[0]), (&supposed, &texts[1])]
            .map(|(report, texts)| subject(report, texts.as_ref()));
        let found = salvaged(&as_read, &as_supposed, &findings);
        findings.extend(found);
        findings.sort_by_key(|finding| (finding.at.range.start, std::cmp::Reverse(finding.severity), finding.code));
        findings
    }

    /// Characters that would print as boxes.
    fn missing_glyphs(&self, report: &Report, composed: &Composed) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (block, c) in self.press.missing(&composed.document) {
            let place = match &composed.origins[block] {
                Origin::Prose(text, range) => {
                    let text = &composed.texts[*text];
                    let at = text.text[range.clone()].find(c).map_or(range.start, |at| range.start + at);
                    text.place(at..at + c.len_utf8())
                }
                _ => composed.place(report, block),
            };
            findings.push(
                Finding::new(Code::MissingGlyph, place, format!("字体里没有“{c}”（U+{:04X}）这个字", c as u32))
                    .help("换用通行的写法；人名地名必须用这个字的，用 --font-path 指定有此字的字体，并写进版式文件"),
            );
        }
        findings
    }
}

/// Most letters and digits that can stand together: no line can be broken within them, and no word is half as long.
const LONGEST_WORD: usize = 1000;

/// Words that no line can hold, each block once.
fn unbreakable(report: &Report, composed: &Composed) -> Vec<Finding> {
    let is_long = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_graphic());
        words.map(str::len).max().filter(|length| *length > LONGEST_WORD)
    };
    let long = composed.document.blocks.iter().enumerate().filter_map(|(block, content)| {
        let length = match content {
            Block::Paragraph { lead, runs } => {
                let lead = lead.as_ref().map_or("", |lead| lead.text.as_str());
                is_long(&runs.iter().fold(lead.to_owned(), |text, run| text + &run.text))?
            }
            Block::Heading { text, .. } => is_long(text)?,
            _ => return None,
        };
        Some((block, length))
    });
    let finding = |(block, length)| {
        let message = format!("有 {length} 个字母、数字连在一起，一行排不下，也断不开");
        Finding::new(Code::BadValue, composed.place(report, block), message).help("多半是粘贴错了；网址过长的换成短的")
    };
    long.map(finding).collect()
}

/// Most findings of one data file that are told; whoever has more has one mistake that makes many.
const MOST: usize = 200;

/// The first findings of a file, and how many more there are.
fn capped(mut findings: Vec<Finding>, entry: &Entry) -> Vec<Finding> {
    if findings.len() <= MOST {
        return findings;
    }
    let rest = findings.split_off(MOST);
    let message = format!("这个文件还有 {} 处没有列出：{}", rest.len(), Counts::of(&rest).words());
    let last = rest.into_iter().max_by_key(|finding| (finding.is_error(), finding.severity));
    let mut finding =
        Finding::new(Code::TooMany, Place::whole(&entry.path), message).help("先改正以上各处，再核对一次");
    finding.severity = last.map_or(Severity::Error, |last| last.severity);
    findings.push(finding);
    findings
}
