//! Region: a government's report against the sum of the reports it rolls up (汇总).
//!
//! Which agencies are meant, and which of them count twice, is known to whoever collects the files; here is what the figures say.

mod blamed;
mod follows;
mod missing;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::member::{Member, MemberFound};
use super::numbers;
use super::subject::Subject;
use crate::diag::{Code, Finding, Severity, argument, check_it, elsewhere, excusable};
use crate::form::{Spot, ValueKind};
use crate::report::{At, DATA, Report, nearest, parse_amount, parse_whole, partial, sum};

/// Most members that a finding points at, and most terms of a sum that it writes out.
const MOST_MEMBERS: usize = 8;
/// More cells than these are one finding: then the sum was not made anew, or not at all, and no single cell is wrong.
const MOST_CELLS: usize = 5;

/// Every figure of a report with 成员 against the sum of its members' figures; or which members are missing, for then
/// no sum can be right.
pub(super) fn sums(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    if report.members.is_none() {
        return;
    }
    let before = findings.len();
    let noted = partial::noted(&report.file.text);
    membership(subject, noted.as_ref(), findings);
    let broken =
        |finding: &Finding| matches!(finding.code, Code::RollUpMissing | Code::RollUpOverlap) && finding.is_error();
    if findings[before..].iter().any(broken) || findings[..before].iter().any(broken) {
        findings.extend(missing::moved_since(subject));
        return;
    }
    let members: Vec<&Report> = subject.members.iter().filter_map(Member::report).collect();
    for member in &members {
        findings.extend(without_place(report, member));
    }
    let sums: Vec<(At, sum::MemberSum)> = sum::cells(&report.form)
        .map(|spot| {
            (report.at(spot.table, spot.line, spot.column), sum::sum(&report.form, &members, &report.adjustments, spot))
        })
        .collect();
    findings.extend(below_zero(report, &sums));
    let below = |sum: &sum::MemberSum| !sum.adjusted.is_empty() && sum.exact < 0;
    let wrong: Vec<&(At, sum::MemberSum)> =
        sums.iter().filter(|(at, sum)| at.value().exact() != sum.exact && !below(sum)).collect();
    let known: Vec<&Member> = subject.members.iter().filter(|member| member.report().is_some()).collect();
    let (due, wrong) = members_slips(wrong, &known, &members);
    findings.extend(due);
    let empty = wrong.len() > 1 && sums.iter().all(|(at, _)| at.value().is_zero());
    let mut told = match noted {
        Some(noted) if !wrong.is_empty() && noted.missing.iter().any(|name| has(subject, name)) => {
            vec![arrived(subject, &noted, wrong.len())]
        }
        _ if empty || wrong.len() > MOST_CELLS => vec![many(subject, &wrong, &known, &members)],
        _ => wrong.iter().map(|(at, sum)| cell(*at, sum, &known, &members)).collect(),
    };
    let wrong: Vec<(Spot, i128)> = wrong.iter().map(|(at, sum)| (at.spot, sum.exact)).collect();
    follows::told_with_sums(subject, &wrong, (findings, &mut told));
    findings.extend(told);
}

/// Whether the run has the report of a member.
fn has(subject: &Subject, name: &str) -> bool {
    subject.members.iter().any(|member| member.name == name && member.report().is_some())
}

/// Members that cannot be summed up: without a file, written twice, or the report's own agency. Those that the file's head says
/// are missing (汇总 --partial) are repeated as one warning.
fn membership(subject: &Subject, noted: Option<&partial::PartialNote>, findings: &mut Vec<Finding>) {
    let report = subject.report;
    let year = report.year.value;
    let mut known_missing = Vec::new();
    let mut seen: HashMap<&str, &Member> = HashMap::new();
    for member in subject.members {
        let found = |message: String| Finding::new(Code::RollUpMissing, report.place(&member.at), message);
        let agency = &member.name;
        let first = seen.get(agency.as_str()).copied();
        seen.entry(agency).or_insert(member);
        if let Some(first) = first {
            findings.push(
                found(format!("成员“{agency}”写了两次"))
                    .also(report.place(&first.at), "第一次")
                    .help("删去一处，否则它的数会加两遍"),
            );
        } else if *agency == report.agency.value {
            findings.push(
                found(format!("成员里有本机关自己：“{agency}”"))
                    .also(report.place(&report.agency.range), "本机关")
                    .help("只列被汇总的机关；本级办公厅（室）的数单独有一份数据文件的，写它的全称"),
            );
        } else {
            let (what, help) = match &member.found {
                MemberFound::Report(_) => continue,
                _ if noted.is_some_and(|noted| noted.missing.contains(agency)) => {
                    known_missing.push(agency.as_str());
                    continue;
                }
                MemberFound::Unreadable(path) => ("没有填完，或者读不出", check_it(path)),
                MemberFound::Missing => ("没有找到", meant(subject, agency)),
            };
            findings.push(found(format!("成员“{agency}”{year} 年度的报告{what}，汇总数没有核对")).help(help));
        }
    }
    if let Some(noted) = noted.filter(|_| !known_missing.is_empty()) {
        let all = subject.members.len();
        findings.push(
            Finding::new(
                Code::RollUpMissing,
                report.place(&noted.range),
                format!("汇总还不完整：{} 个成员里缺 {}（{}）", all, known_missing.len(), known_missing.join("、")),
            )
            .severity(Severity::Warning)
            .help(format!("成员交齐后，再运行：{}", rollup(report))),
        );
    }
}

/// What to do about a member without a file: perhaps another agency of the run is meant, that no other member is.
fn meant(subject: &Subject, name: &str) -> String {
    let is_free = |agency: &&str| {
        *agency != subject.report.agency.value && subject.members.iter().all(|member| member.name != **agency)
    };
    let near = subject.peers.and_then(|peers| nearest(name, peers.agencies().filter(is_free)));
    let near = near.map(|near| format!("是不是“{near}”？")).unwrap_or_default();
    format!("{near}把它放进数据文件夹一起核对；名称要与那个文件里的“机关”完全相同")
}

/// Rows of a member that the sum has no place for; said once for the member.
fn without_place(report: &Report, member: &Report) -> Option<Finding> {
    let rows = sum::without_place(&report.form, member);
    let first = rows.first()?;
    let more = if rows.len() > 1 { format!("等 {} 行", rows.len()) } else { String::new() };
    let agency = &member.agency.value;
    let range = report.members.range().unwrap_or_default();
    Some(
        Finding::new(
            Code::RollUpMissing,
            report.place(&range),
            format!(
                "成员“{agency}”用的是表样“{}”，{first}{more}有数，汇总的表里没有这一行，没有加进去",
                member.form.name
            ),
        )
        .severity(Severity::Warning)
        .also(member.place(&member.year.range), agency.clone())
        .help(format!(
            "各成员都用这种表样的，汇总报告也写“表样: {}”；否则请{agency}改用官方表样的行",
            member.form.name
        )),
    )
}

/// Adjustments that leave less than nothing.
fn below_zero(report: &Report, sums: &[(At, sum::MemberSum)]) -> Vec<Finding> {
    let counts = sums
        .iter()
        .filter(|(at, sum)| at.column().kind != ValueKind::Change && !sum.adjusted.is_empty() && sum.exact < 0);
    counts
        .map(|(at, sum)| {
            let range = &report.adjustments[sum.adjusted[0].0].range;
            Finding::new(
                Code::Adjustment,
                report.place(range),
                format!(
                    "{}各成员之和是 {}，调整后是 {}，不能小于零",
                    at.words(),
                    sum.words(sum.of_members),
                    sum.words(sum.exact)
                ),
            )
            .help("核对调整的数；已经不需要的，删去这一条")
        })
        .collect()
}

/// The one finding when a member that was missing has come since the sum was made.
fn arrived(subject: &Subject, noted: &partial::PartialNote, cells: usize) -> Finding {
    let names: Vec<&str> = noted.missing.iter().map(String::as_str).filter(|name| has(subject, name)).collect();
    Finding::new(
        Code::RollUpSum,
        subject.report.place(&noted.range),
        format!("汇总时缺的 {} 已经有了数据，汇总数还没有加上，有 {cells} 格不符", names.join("、")),
    )
    .help(again(subject))
}

fn again(subject: &Subject) -> String {
    format!("各格重新汇总，文字不动：{}", rollup(subject.report))
}

/// The command that makes a sum anew, as it can be pasted: its file lies in `<data>/<机关>/`.
fn rollup(report: &Report) -> String {
    let data = report.file.path.ancestors().nth(2).unwrap_or(Path::new(DATA));
    let (agency, year) = (argument(&report.agency.value), report.year.value);
    format!("nianbao rollup {agency} {year}{}", elsewhere("--data", data, DATA))
}

/// The one finding when very many cells are wrong: the sum was not made, or is of other members.
fn many(subject: &Subject, wrong: &[&(At, sum::MemberSum)], known: &[&Member], members: &[&Report]) -> Finding {
    let report = subject.report;
    let range = report.members.range().unwrap_or_default();
    let mut finding = Finding::new(
        Code::RollUpSum,
        report.place(&range),
        format!("有 {} 格不是 {} 个成员之和", wrong.len(), subject.members.len()),
    );
    for line in since_last(wrong, known, members) {
        finding = finding.help(line);
    }
    let examples: Vec<String> = wrong
        .iter()
        .take(3)
        .map(|(at, sum)| format!("{}填 {}，应为 {}", at.words(), sum.words(at.value().exact()), sum.words(sum.exact)))
        .collect();
    finding = finding.help(format!("例如：{}", examples.join("；")));
    for (at, sum) in wrong.iter().take(3) {
        finding = finding.also(at.place(), format!("应为 {}", sum.words(sum.exact)));
    }
    excusable(finding.help(again(subject)))
}

/// The finding when a cell is not the sum of the members' cells.
fn cell(at: At, sum: &sum::MemberSum, known: &[&Member], members: &[&Report]) -> Finding {
    let given = at.value().exact();
    let adjusted = if sum.adjusted.is_empty() { "" } else { "加上调整" };
    let mut finding = Finding::new(
        Code::RollUpSum,
        at.place(),
        format!(
            "{}填 {}，{} 个成员之和{adjusted}是 {}，相差 {}",
            at.words(),
            sum.words(given),
            members.len(),
            sum.words(sum.exact),
            sum.words((given - sum.exact).abs())
        ),
    )
    .label(format!("填 {}", sum.words(given)))
    .expected(sum.words(sum.exact));
    finding = with_members(finding, at, sum, (known, members));
    if let Some(line) = arithmetic(at.report, sum, members) {
        finding = finding.help(line);
    }
    if !sum.adjusted.is_empty() && given == sum.of_members {
        finding = finding.help("填的数没有加上调整；调整已经不需要的，从“调整”里删去");
    }
    excusable(finding.help("核对各成员的数和“成员”名单，看有没有漏列、多列的机关"))
}

/// The cells of which a slip in a member's own table is the cause, as hints that refer to it, for it is told in that member's file; and
/// the other cells.
fn members_slips<'a>(
    wrong: Vec<&'a (At<'a>, sum::MemberSum)>,
    known: &[&Member],
    members: &[&Report],
) -> (Vec<Finding>, Vec<&'a (At<'a>, sum::MemberSum)>) {
    let mut due = Vec::new();
    let Some((first, _)) = wrong.first() else { return (due, wrong) };
    let is_broken = |report: &Report| numbers::broken(report).contains(&true);
    let ill: Vec<usize> = (0..members.len()).filter(|&index| is_broken(members[index])).collect();
    // Where its own table is wrong as well, nobody knows whose slip it is.
    let own = numbers::broken(first.report);
    let mut slips: HashSet<(usize, usize)> = HashSet::new();
    let others = wrong.into_iter().filter(|(at, sum)| {
        let Some(blamed) = blamed::members(*at, sum, members, &ill).filter(|_| !own[at.spot.table]) else {
            return true;
        };
        // Who says something else than when the sum was made is looked at first; a table has one slip that mends it.
        let is_blamed = |index: usize| blamed.iter().any(|(own, ..)| *own == index);
        let is_other = moved(*at, known, members).iter().any(|(other, ..)| !is_blamed(*other));
        if is_other || blamed.iter().any(|(index, spot, _)| slips.contains(&(*index, spot.table))) {
            return true;
        }
        slips.extend(blamed.iter().map(|(index, spot, _)| (*index, spot.table)));
        due.push(blamed::hint((*at, sum), (known, members), &blamed));
        false
    });
    let others = others.collect();
    (due, others)
}

/// Points at the members of a sum, the one where the mistake most likely is first: who says something else than when the sum was
/// made, which is known; then whose own equations hold with the difference, which is a guess; then the others.
fn with_members(
    mut finding: Finding,
    at: At,
    sum: &sum::MemberSum,
    (known, members): (&[&Member], &[&Report]),
) -> Finding {
    let place = |member: &Report, spot: Spot| member.at(spot.table, spot.line, spot.column).place();
    let now = |index: usize, spot: Spot| members[index].cell(spot.table, spot.line, spot.column).value.exact();
    let all: Vec<usize> = (0..members.len()).collect();
    let suspect = suspect(at, sum, members, &all);
    let mends = suspect.map_or_else(String::new, |(index, spot)| {
        let right = now(index, spot) + at.value().exact() - sum.exact;
        format!("改为 {} 它自己的勾稽关系才成立", sum.words(right))
    });
    let is_suspect = |index: usize| suspect.is_some_and(|(other, _)| other == index);
    let moved = moved(at, known, members);
    for (index, spot, before) in moved.iter().take(MOST_MEMBERS) {
        let (name, figure) = (&members[*index].agency.value, sum.words(now(*index, *spot)));
        let mends = if is_suspect(*index) { format!("；{mends}") } else { String::new() };
        finding = finding.also(place(members[*index], *spot), format!("{name} {figure}，上次汇总时是 {before}{mends}"));
    }
    if !moved.is_empty() {
        let names: Vec<&str> = moved.iter().map(|(index, ..)| members[*index].agency.value.as_str()).collect();
        finding = finding.help(format!("上次汇总以后改过这一格的：{}", names.join("、")));
    }
    if moved.is_empty() && known.iter().all(|member| member.remembered.is_some()) {
        finding = finding.help("各成员这一格的数都与上次汇总时相同：后来改了的是本报告（这一格、“调整”）或者成员名单");
    }
    let has_moved = |index: usize| moved.iter().any(|(other, ..)| *other == index);
    if let Some((index, spot)) = suspect.filter(|(index, _)| !has_moved(*index)) {
        let (name, figure) = (&members[index].agency.value, sum.words(now(index, spot)));
        finding = finding.also(place(members[index], spot), format!("{name} {figure}，{mends}"));
    }
    let told = |index: usize| has_moved(index) || is_suspect(index);
    for (index, exact) in sum.terms.iter().filter(|(index, _)| !told(*index)).take(MOST_MEMBERS) {
        let member = members[*index];
        if let Some(spot) = at.report.form.counterpart(at.spot, &member.form) {
            finding = finding.also(place(member, spot), format!("{} {}", member.agency.value, sum.words(*exact)));
        }
    }
    finding
}

/// The member among some whose own equations hold with the difference in its cell, when there is only one.
fn suspect(at: At, sum: &sum::MemberSum, members: &[&Report], among: &[usize]) -> Option<(usize, Spot)> {
    let by = i64::try_from(at.value().exact() - sum.exact).ok().filter(|_| sum.unit.is_none())?;
    let suspects: Vec<(usize, Spot)> = among
        .iter()
        .filter_map(|&index| {
            let member = members[index];
            let spot = at.report.form.counterpart(at.spot, &member.form)?;
            numbers::mends(member, spot, by).then_some((index, spot))
        })
        .collect();
    if let [only] = suspects[..] { Some(only) } else { None }
}

/// The members whose figure in a cell is another than when the sum was last made: index, cell, and what it was.
fn moved<'a>(at: At, known: &[&'a Member], members: &[&Report]) -> Vec<(usize, Spot, &'a str)> {
    let moved = members.iter().zip(known).enumerate().filter_map(|(index, (member, known))| {
        let spot = at.report.form.counterpart(at.spot, &member.form)?;
        let before = known.before(&at.report.form, at.spot)?;
        let now = member.at(spot.table, spot.line, spot.column);
        (exact(before, now.column().kind) != Some(now.value().exact())).then_some((index, spot, before))
    });
    moved.collect()
}

/// What a remembered figure counts; none when it is none.
fn exact(figure: &str, kind: ValueKind) -> Option<i128> {
    match kind {
        ValueKind::Amount(unit) => parse_amount(figure, unit).ok().map(|amount| amount.micro_yuan()),
        kind => parse_whole(figure, kind == ValueKind::Change).ok().map(i128::from),
    }
}

/// Whose figures in some cells are others than when the sum was last made, each with the number of cells, the most first; and who is
/// summed now and was not then.
fn since_last(wrong: &[&(At, sum::MemberSum)], known: &[&Member], members: &[&Report]) -> Vec<String> {
    let mut cells = vec![0; members.len()];
    wrong.iter().flat_map(|(at, _)| moved(*at, known, members)).for_each(|(index, ..)| cells[index] += 1);
    let mut moved: Vec<(usize, &str)> = cells
        .iter()
        .zip(members)
        .filter(|(cells, _)| **cells > 0)
        .map(|(cells, member)| (*cells, member.agency.value.as_str()))
        .collect();
    moved.sort_by_key(|(cells, _)| std::cmp::Reverse(*cells));
    let is_new = |member: &&&Member| member.remembered.is_none();
    let any_known = known.iter().any(|member| member.remembered.is_some());
    let new: Vec<&str> = known.iter().filter(is_new).filter(|_| any_known).map(|new| new.name.as_str()).collect();
    let shown = |names: Vec<String>| {
        let more = if names.len() > MOST_MEMBERS { format!("等 {} 个", names.len()) } else { String::new() };
        format!("{}{more}", names.into_iter().take(MOST_MEMBERS).collect::<Vec<_>>().join("、"))
    };
    let mut lines = Vec::new();
    if !moved.is_empty() {
        let names = moved.iter().map(|(cells, name)| format!("{name}（{cells} 格）")).collect();
        lines.push(format!("上次汇总以后改过的：{}", shown(names)));
    }
    if !new.is_empty() {
        lines.push(format!("上次汇总没有计入的：{}", shown(new.into_iter().map(str::to_owned).collect())));
    }
    lines
}

/// The sum written out, with the adjustments and their reasons; of many members only the first.
fn arithmetic(report: &Report, sum: &sum::MemberSum, members: &[&Report]) -> Option<String> {
    let mut terms: Vec<String> = sum
        .terms
        .iter()
        .take(MOST_MEMBERS)
        .map(|(index, exact)| format!("{} {}", members[*index].agency.value, sum.words(*exact)))
        .collect();
    let rest = &sum.terms[terms.len()..];
    if !rest.is_empty() {
        let exact = rest.iter().map(|(_, exact)| exact).sum();
        terms.push(format!("另 {} 个成员 {}", rest.len(), sum.words(exact)));
    }
    for (index, exact) in &sum.adjusted {
        let adjustment = &report.adjustments[*index];
        let word = if *exact < 0 { "减" } else { "加" };
        terms.push(format!("调整{word} {}（{}）", sum.words(exact.abs()), adjustment.reason));
    }
    let written = terms.join(" + ").replace(" + 调整", "，调整");
    (!terms.is_empty()).then(|| format!("{written} = {}", sum.words(sum.exact)))
}
