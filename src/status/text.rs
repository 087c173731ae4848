//! The state of an office's year in a few lines (小结): who is done, who has errors, who is missing. To be forwarded as it is.

use super::{Agency, State, Status};
use crate::show::AgencySummary;

/// One part of the summary: what is to be done, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct SummaryPart {
    /// 未交
    pub title: &'static str,
    /// Whether there is nothing more to do for them but to go on.
    pub done: bool,
    /// How many agencies it is about.
    pub count: usize,
    /// The agencies, each with a few words where there is something to say.
    pub names: Vec<String>,
}

/// The parts that there are, the most urgent first.
pub(super) fn parts(status: &Status) -> Vec<SummaryPart> {
    let named = |title, is: &dyn Fn(&Agency) -> bool, words: &dyn Fn(&Agency) -> String| {
        let names: Vec<String> = status.agencies.iter().filter(|agency| is(agency)).map(words).collect();
        SummaryPart { title, done: false, count: names.len(), names }
    };
    let of = |title, is: &dyn Fn(&Agency) -> bool, words: &dyn Fn(&Agency) -> String| {
        named(title, is, &|agency| format!("{}{}", agency.name, words(agency)))
    };
    let done = |part| SummaryPart { done: true, ..part };
    let faulty = |agency: &Agency| AgencySummary::of(&agency.name, agency.report.is_some(), &agency.findings).words();
    let none = |_: &Agency| String::new();
    let warned = |agency: &Agency| format!("（{} 处）", agency.counts.warnings);
    let said = |agency: &Agency| match agency.remarks.is_empty() {
        true => String::new(),
        false => format!("（{}）", agency.remarks.join("；")),
    };
    let is_in = |states: &'static [State]| move |agency: &Agency| states.contains(&agency.state);
    let parts = [
        of("未交", &is_in(&[State::Missing]), &said),
        named("有错误，改正后重新报送", &is_in(&[State::Faulty]), &faulty),
        of("已撤回，改正后重新公布", &is_in(&[State::Withdrawn]), &said),
        of("公布以后有变动", &|agency| agency.altered, &said),
        of("成文日期不在公布期限内", &Agency::is_late, &|a| {
            a.date().map_or_else(String::new, |d| format!("（{d}）"))
        }),
        of("没有错误，有警告要核实", &|agency| agency.counts.errors == 0 && agency.counts.warnings > 0, &warned),
        of("有报告，不在名单里", &|agency| !agency.listed, &none),
        done(of("可以生成", &is_in(&[State::Ready]), &none)),
        done(of("已生成，等待公布", &is_in(&[State::Built]), &none)),
        done(of("已公布", &|agency| agency.state >= State::Published, &|agency| match agency.corrections {
            0 => String::new(),
            times => format!("（更正 {times} 次）"),
        })),
    ];
    parts.into_iter().filter(|part| part.count > 0).collect()
}

/// The summary.
pub fn text(status: &Status) -> String {
    let tally: Vec<String> = status.tally().iter().map(|(state, count)| format!("{state} {count} 个")).collect();
    let mut text = format!(
        "{}年度报告交报情况：共 {} 个机关（{}），{}。\n",
        status.year,
        status.agencies.len(),
        status.source.words(),
        tally.join("，")
    );
    for part in parts(status) {
        text += &format!("\n{}（{} 个）：{}。\n", part.title, part.count, part.names.join("、"));
    }
    let files = status.unlisted.len() + status.passed_over.len();
    if files > 0 {
        text += &format!("\n没有计入的文件 {files} 个，见交报情况网页。\n");
    }
    text
}
