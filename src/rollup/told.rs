//! What became of a sum, for people: who is in order and who is not, first; then what the new sum changed.

use std::fmt::Write as _;

use super::{MemberStanding, MemberState, Rolled, SumChange, SumOutcome};
use crate::diag::{pasteable, shown_path};
use crate::office::listed_beside;
use crate::report::Members;
use crate::show;

/// Most changed cells that are listed one by one.
const MOST_CHANGES: usize = 40;

impl Rolled {
    /// In lines for people; `how` says what to do when members are missing, in the words of whoever asked.
    pub fn human(&self, how: Option<&str>) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = human(&mut text, self, how);
        text
    }
}

fn human(out: &mut String, rolled: &Rolled, how: Option<&str>) -> std::fmt::Result {
    let all = rolled.members.len();
    let sound = rolled.members.iter().filter(|member| member.state == MemberState::Sound).count();
    writeln!(
        out,
        "{} {} 年度，成员 {all} 个：可以汇总 {sound} 个",
        rolled.region.agency.value, rolled.region.year.value
    )?;
    if matches!(rolled.region.members, Members::All(_)) && listed_beside(&rolled.path).is_none() {
        writeln!(out, "  （“成员: 全部”只数报送了的机关；把应交名单存成 data/名单.txt，没有交的才会列出）")?;
    }
    for member in rolled.members.iter().filter(|member| member.state != MemberState::Sound) {
        writeln!(out, "  {}：{}", member.name, trouble(member))?;
    }
    for finding in &rolled.findings {
        writeln!(out, "\n{}", show::human(finding))?;
    }
    let shown = shown_path(&rolled.path);
    match rolled.outcome {
        SumOutcome::Refused => {
            writeln!(out, "\n没有汇总，“{shown}”没有改动")?;
            let missing = rolled.members.iter().any(|member| member.state != MemberState::Sound);
            if rolled.members.iter().any(|member| member.state.counts_twice()) {
                writeln!(out, "重复的、是本机关自己的，会加两遍，先从名单（“成员”）里删去，或移走多的文件")?;
            }
            match how.filter(|_| missing && !rolled.findings.iter().any(crate::diag::Finding::is_error)) {
                Some(how) => writeln!(out, "{how}"),
                None => Ok(()),
            }
        }
        SumOutcome::Unchanged => {
            writeln!(out, "与上次汇总相同，各格都是 {} 个成员之和，“{shown}”没有改动", rolled.summed().len())
        }
        SumOutcome::Differs => {
            writeln!(out, "“{shown}”有 {} 格不是 {} 个成员之和", rolled.changes.len(), rolled.summed().len())?;
            changes(out, rolled)
        }
        SumOutcome::Written => {
            let (all, count) = (rolled.summed().len(), rolled.changes.len());
            writeln!(out, "已写入“{shown}”：{all} 个成员之和，改动 {count} 格")?;
            changes(out, rolled)?;
            overlaps(out, rolled)
        }
    }
}

fn trouble(member: &MemberStanding) -> String {
    let file = member.path.as_deref().map(pasteable);
    let see = file.map(|file| format!("，要看是什么，运行：nianbao check {file}")).unwrap_or_default();
    match member.state {
        MemberState::Missing => "未交，没有这一年度的数据文件".into(),
        MemberState::Twice => "重复：名单里写了两次，或有两个数据文件，会加两遍".into(),
        MemberState::Itself => "是本机关自己，从成员里删去".into(),
        MemberState::Faulty => format!("{}{see}", member.counts.words()),
        state => format!("{}{see}", state.words()),
    }
}

/// Rows that cannot simply be summed.
fn overlaps(out: &mut String, rolled: &Rolled) -> std::fmt::Result {
    for (row, why) in rolled.overlaps() {
        writeln!(out, "※ {row}：{why}")?;
    }
    Ok(())
}

fn changes(out: &mut String, rolled: &Rolled) -> std::fmt::Result {
    // Of a sheet that was empty most cells become 0, which nobody wants to read one by one.
    let (zeros, told): (Vec<&SumChange>, Vec<&SumChange>) =
        rolled.changes.iter().partition(|change| change.old.is_none() && change.new == "0");
    for change in told.iter().take(MOST_CHANGES) {
        writeln!(out, "  {}", words(change))?;
    }
    if told.len() > MOST_CHANGES {
        writeln!(out, "  ……另有 {} 格", told.len() - MOST_CHANGES)?;
    }
    if !zeros.is_empty() {
        writeln!(out, "  原来没有填、各成员都是 0 的 {} 格：没有填 → 0", zeros.len())?;
    }
    Ok(())
}

fn words(change: &SumChange) -> String {
    let old = change.old.as_deref().unwrap_or("没有填");
    let moved: Vec<String> = change
        .moved
        .iter()
        .map(|moved| format!("{} {} → {}", moved.name, moved.old, moved.new.as_deref().unwrap_or("不再计入")))
        .collect();
    let through = if moved.is_empty() { String::new() } else { format!("（{}）", moved.join("，")) };
    format!("{}：{old} → {}{through}", change.words, change.new)
}
