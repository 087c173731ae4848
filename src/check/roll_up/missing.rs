//! What can be said of a sum while a member is missing: whose figures are others than when it was made, as far as it was kept what
//! each of them said.

use super::{MOST_MEMBERS, exact, moved, numbers};
use crate::check::member::Member;
use crate::check::subject::Subject;
use crate::diag::{Code, Finding, Place, Severity};
use crate::report::{At, Report, sum};

/// The cells that still say what the sum said when it was made, though a member says something else now. Told of none whose own table
/// is wrong, for that is told in its own file.
pub(super) fn moved_since(subject: &Subject) -> Option<Finding> {
    let known: Vec<&Member> = subject.members.iter().filter(|member| member.report().is_some()).collect();
    let members: Vec<&Report> = known.iter().filter_map(|member| member.report()).collect();
    let mut told: Vec<(String, Place)> = Vec::new();
    let mut count = 0;
    let mut at_first = None;
    for spot in sum::cells(&subject.report.form) {
        let at = subject.report.at(spot.table, spot.line, spot.column);
        let others = moved(at, &known, &members);
        let others: Vec<_> =
            others.into_iter().filter(|(index, spot, _)| !numbers::broken(members[*index])[spot.table]).collect();
        if others.is_empty() || summed(subject, at) != Some(at.value().exact()) {
            continue;
        }
        at_first.get_or_insert(at);
        count += 1;
        for (index, spot, before) in others {
            let member = members[index];
            let own = member.at(spot.table, spot.line, spot.column);
            told.push((format!("{}{} {before} → {}", member.agency.value, at.words(), own.figure()), own.place()));
        }
    }
    let first = at_first?;
    let words: Vec<&str> = told.iter().take(MOST_MEMBERS).map(|(words, _)| words.as_str()).collect();
    let more = if told.len() > MOST_MEMBERS { "等" } else { "" };
    let message = format!(
        "有成员缺，汇总数没有核对；上次汇总以后成员改过、汇总里还没有跟着改的有 {count} 格：{}{more}",
        words.join("；")
    );
    let mut finding = Finding::new(Code::RollUpSum, first.place(), message).severity(Severity::Warning);
    finding.also = told.into_iter().take(MOST_MEMBERS).map(|(words, place)| (place, words)).collect();
    Some(finding.help("核对改过的数；成员交齐以后再汇总一次"))
}

/// What a cell was when the sum was made: the members' figures of then, the missing ones' too, and the adjustments; none where nobody
/// remembers one of them.
fn summed(subject: &Subject, at: At) -> Option<i128> {
    let form = &subject.report.form;
    let figure = |member: &Member| exact(member.before(form, at.spot)?, at.column().kind);
    let members: Option<i128> = subject.members.iter().map(figure).sum();
    let adjusted = subject.report.adjustments.iter().filter(|given| given.spot == at.spot);
    Some(members? + adjusted.map(|given| given.exact).sum::<i128>())
}
