//! `nianbao rollup`: who is in order and who is not, first; then what the new sum changed.

use std::io::Write;
use std::path::Path;

use super::args::{Common, Rollup};
use super::{exit, written};
use crate::batch::write_whole;
use crate::diag::{Fault, shown_path};
use crate::office::{DATA, Look, Office};
use crate::rollup::provenance::{page, provenance, workbook};
use crate::rollup::{Ask, Change, Outcome, Rolled, Standing, State, rollup};
use crate::show;
use crate::templates::Templates;

/// Most changed cells that are listed one by one.
const MOST_CHANGES: usize = 40;

pub fn run(common: &Common, args: &Rollup) -> Result<u8, Fault> {
    let as_page = args.provenance.as_deref().map(is_page).transpose()?.unwrap_or_default();
    let look = Look { templates: common.templates.clone(), ..Look::default() };
    let office = Office::open(&look)?;
    let ask = Ask {
        data: args.data.clone().unwrap_or_else(|| DATA.into()),
        agency: args.agency.clone(),
        year: args.year,
        list: args.members.clone(),
        partial: args.partial,
    };
    let rolled = rollup(&office, &ask)?;
    let mut out = anstream::stdout().lock();
    written(human(&mut out, &rolled, args.partial))?;
    if rolled.outcome == Outcome::Refused {
        return Ok(exit::FINDINGS);
    }
    if let Some(path) = &args.provenance {
        let from = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let provenance = provenance(&rolled, from);
        let bytes = if as_page {
            let template = Templates::new(common.templates.as_deref())?.text("provenance.html.j2")?;
            page(&template.text, &provenance)?.into_bytes()
        } else {
            workbook(&provenance).map_err(|error| Fault::Other(format!("汇总来源表：{error}")))?
        };
        write_whole(path, &bytes)?;
        written(writeln!(out, "每个数从哪里来：{}", shown_path(path)))?;
    }
    Ok(exit::OK)
}

/// Whether the provenance is asked for as a page; else as a workbook.
fn is_page(path: &Path) -> Result<bool, Fault> {
    match path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).as_deref() {
        Some("html" | "htm") => Ok(true),
        Some("xlsx") => Ok(false),
        _ => Err(Fault::Usage("--provenance 的文件名要以 .xlsx 或 .html 结尾".into())),
    }
}

fn human(out: &mut impl Write, rolled: &Rolled, partial: bool) -> std::io::Result<()> {
    let all = rolled.members.len();
    let sound = rolled.members.iter().filter(|member| member.state == State::Sound).count();
    writeln!(
        out,
        "{} {} 年度，成员 {all} 个：可以汇总 {sound} 个",
        rolled.region.agency.value, rolled.region.year.value
    )?;
    for member in rolled.members.iter().filter(|member| member.state != State::Sound) {
        writeln!(out, "  {}：{}", member.name, trouble(member))?;
    }
    for finding in &rolled.findings {
        writeln!(out, "\n{}", show::human(finding))?;
    }
    let shown = shown_path(&rolled.path);
    match rolled.outcome {
        Outcome::Refused => {
            writeln!(out, "\n没有汇总，“{shown}”没有改动")?;
            let missing = rolled.members.iter().any(|member| member.state != State::Sound);
            if missing && !partial && !rolled.findings.iter().any(crate::diag::Finding::is_error) {
                writeln!(out, "先催齐、改好再汇总；要先按现有的汇总，加 --partial，文件开头会写明缺谁")?;
            }
            Ok(())
        }
        Outcome::Unchanged => writeln!(out, "与上次汇总相同，“{shown}”没有改动"),
        Outcome::Written => changes(out, rolled, &shown),
    }
}

fn trouble(member: &Standing) -> String {
    let file = member.path.as_deref().map(shown_path);
    let see = file.map(|file| format!("，看 nianbao check {file}")).unwrap_or_default();
    match member.state {
        State::Missing => "未交，没有这一年度的数据文件".into(),
        State::Twice => "重复：名单里写了两次，或有两个数据文件，会加两遍".into(),
        State::Itself => "是本机关自己，从成员里删去".into(),
        State::Faulty => format!("{}{see}", member.counts.words()),
        state => format!("{}{see}", state.words()),
    }
}

fn changes(out: &mut impl Write, rolled: &Rolled, shown: &str) -> std::io::Result<()> {
    let count = rolled.changes.len();
    writeln!(out, "已写入“{shown}”：{} 个成员之和，改动 {count} 格", rolled.summed().len())?;
    for change in rolled.changes.iter().take(MOST_CHANGES) {
        writeln!(out, "  {}", words(change))?;
    }
    if count > MOST_CHANGES {
        writeln!(out, "  ……另有 {} 格", count - MOST_CHANGES)?;
    }
    Ok(())
}

fn words(change: &Change) -> String {
    let old = change.old.as_deref().unwrap_or("没有填");
    let moved: Vec<String> = change
        .moved
        .iter()
        .map(|moved| format!("{} {} → {}", moved.name, moved.old, moved.new.as_deref().unwrap_or("不再计入")))
        .collect();
    let through = if moved.is_empty() { String::new() } else { format!("（{}）", moved.join("，")) };
    format!("{}：{old} → {}{through}", change.words, change.new)
}
