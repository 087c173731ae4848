//! Whose own slip makes a figure differ from the sum: a member whose table does not hold and would with the difference in its cell, or
//! several, whose slips add up to it. It is told in their files; here it is a hint that refers to them.

use super::{numbers, suspect, with_members};
use crate::check::member::Member;
use crate::diag::{Code, Finding, Severity};
use crate::form::Spot;
use crate::report::{At, Report, sum};

/// Most members with slips of their own among which those are looked for that add up to a difference.
const MOST_ILL: usize = 12;

/// A member by its index, its cell, and by how much that has to change.
pub(super) type Blamed = (usize, Spot, i64);

/// The members among some whose own slips in a cell make the difference: one, else several; none where there is a choice.
pub(super) fn members(at: At, sum: &sum::MemberSum, members: &[&Report], among: &[usize]) -> Option<Vec<Blamed>> {
    let by = i64::try_from(at.value().exact() - sum.exact).ok().filter(|_| sum.unit.is_none())?;
    if let Some((index, spot)) = suspect(at, sum, members, among) {
        return Some(vec![(index, spot, by)]);
    }
    let able = among.iter().filter_map(|&index| {
        let spot = at.report.form.counterpart(at.spot, &members[index].form)?;
        Some((index, spot, numbers::mending(members[index], spot)?))
    });
    let able: Vec<Blamed> = able.collect();
    // Where one alone would do, it is not known which.
    if able.len() > MOST_ILL || able.iter().any(|(.., own)| *own == by) {
        return None;
    }
    let of = |set: u32| able.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, one)| *one);
    let mut sets = (1..1u32 << able.len()).filter(|&set| of(set).map(|(.., own)| own).sum::<i64>() == by);
    let only = sets.next()?;
    if sets.next().is_some() { None } else { Some(of(only).collect()) }
}

/// The hint when a cell differs from the sum by slips in members' own tables.
pub(super) fn hint(
    (at, sum): (At, &sum::MemberSum),
    (known, members): (&[&Member], &[&Report]),
    blamed: &[Blamed],
) -> Finding {
    let name = |(index, ..): &Blamed| format!("“{}”", members[*index].agency.value);
    let change = |(index, spot, by): &Blamed| {
        let now = members[*index].cell(spot.table, spot.line, spot.column).value.exact();
        format!("由 {} 改为 {}", sum.words(now), sum.words(now + i128::from(*by)))
    };
    let all = |one: &dyn Fn(&Blamed) -> String| blamed.iter().map(one).collect::<Vec<_>>().join("、");
    let (names, changes) = (all(&name), all(&change));
    let (own, order) =
        if blamed.len() > 1 { ("它们的表自己都不平", "依次") } else { ("它的表自己不平", "") };
    let message = format!(
        "{}填 {}，{} 个成员之和是 {}：差在{names}，{own}，把这一格{order}{changes}才平，改了汇总就相等",
        at.words(),
        sum.words(at.value().exact()),
        members.len(),
        sum.words(sum.exact),
    );
    let finding = Finding::new(Code::RollUpSum, at.place(), message).severity(Severity::Hint);
    with_members(finding, at, sum, (known, members))
        .help(format!("先改{names}的数（检查结果里另有这一处）；核对后确是汇总的数错的，再改本报告"))
}
