//! Rows of figures that were pasted: what is a figure, what parts them, the list that they are meant for.

use crate::source::lines::is_blank;
use crate::source::without_measure;

/// What parts figures that were pasted.
pub(super) fn parts(c: char) -> bool {
    is_blank(c) || "、，,|｜；;".contains(c)
}

/// Whether a piece of a pasted row is a figure, or a sign for none.
pub(super) fn is_figure(token: &str) -> bool {
    let digits = token
        .strip_prefix(['-', '−', '+'])
        .unwrap_or(token)
        .trim_end_matches(['件', '.'])
        .trim_end_matches(['元', '万']);
    let numeric = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '.';
    !digits.is_empty() && digits.chars().all(numeric) || ["-", "—", "－", "/", "／", "无"].contains(&token)
}

/// A row of figures pasted without brackets, as the list that it should be; a blank cell of a spreadsheet is 待填.
pub(super) fn pasted(value: &str) -> Option<String> {
    let value = value.trim_matches(|c: char| c == '|' || c == '｜' || is_blank(c));
    if let Some(list) = stroked(value) {
        return Some(list);
    }
    let cells: Vec<&str> = if value.contains('\t') {
        value.split('\t').map(|cell| cell.trim_matches(parts)).collect()
    } else {
        value.split(parts).filter(|cell| !cell.is_empty()).collect()
    };
    let figures = cells.iter().filter(|cell| is_figure(cell)).count();
    let blanks = cells.iter().filter(|cell| cell.is_empty()).count();
    if figures < 2 || figures + blanks < cells.len() || is_one_number(value) {
        return parted(value);
    }
    let shown: Vec<&str> =
        cells.iter().map(|cell| if cell.is_empty() { "待填" } else { cell.trim_end_matches('.') }).collect();
    Some(format!("[{}]", shown.join(", ")))
}

/// Three figures or more with a stroke between each two: `9/0/57`, `9 / 0 / 57`.
fn stroked(value: &str) -> Option<String> {
    let cells: Vec<&str> = value.split(['/', '／']).map(|cell| cell.trim_matches(is_blank)).collect();
    let digits = |cell: &&str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    (cells.len() > 2 && cells.iter().all(digits)).then(|| format!("[{}]", cells.join(", ")))
}

/// The list, or the one figure, that a value is meant for whose bracket is closed and was never opened, and that bracket.
pub(super) fn unopened(value: &str) -> Option<(String, char)> {
    let close = value.chars().next_back().filter(|c| "]】］}｝".contains(*c))?;
    let inner = value[..value.len() - close.len_utf8()].trim_matches(is_blank);
    let bare = !inner.contains(['[', '【', '［', '{', '｛', '"']);
    let list = if is_figure(inner) { Some(inner.to_owned()) } else { pasted(inner) };
    list.filter(|_| bare).map(|list| (list, close))
}

/// Figures in brackets of another kind, or parted by strokes: `<12, 3, 0>`, `12/3/0`. Two could be a date or a range.
fn parted(value: &str) -> Option<String> {
    let inner = value.trim_matches(|c: char| "<>《》〈〉".contains(c));
    let cells: Vec<&str> =
        inner.split(|c| parts(c) || "/／.。．".contains(c)).filter(|cell| !cell.is_empty()).collect();
    let digits = |cell: &&str| cell.bytes().all(|byte| byte.is_ascii_digit());
    (cells.len() > 3 && cells.iter().all(digits)).then(|| format!("[{}]", cells.join(", ")))
}

/// Whether the groups of a value are those of one number: `1,234`, `12 345 678`.
fn is_one_number(value: &str) -> bool {
    // Decimals behind the last group belong to it: 1,036.25.
    let value = without_measure(value);
    let decimals = value.rsplit_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let value = decimals.map_or(value, |(whole, _)| whole);
    let sign = value.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign.filter(|c| ",， \u{A0}".contains(*c)) else { return false };
    let mut groups = value.split(sign);
    let three = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && group != "0");
    // Two groups in a row of zeros, 0 000, or 100 200 300: the first digit decides that it is a number.
    first && groups.all(three)
}

/// Figures without names that stand in braces.
pub(super) fn in_braces(mended: &str) -> Option<&str> {
    let inner = mended.strip_prefix('{')?.strip_suffix('}')?;
    (inner.contains(',') && inner.split(',').all(|cell| is_figure(cell.trim()))).then_some(inner)
}

/// Whether behind blanks a figure stands.
pub(super) fn begins_figure(text: &str) -> bool {
    text.trim_start_matches(is_blank).starts_with(|c: char| c.is_ascii_digit())
}

/// The list that brackets around bare figures are meant for: `[12 3 0]`.
pub(super) fn bare_list(mended: &str) -> Option<String> {
    let inner = mended.strip_prefix('[')?.strip_suffix(']')?;
    if inner.contains([',', ':', '\n']) {
        return None;
    }
    pasted(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_rows_are_told_from_numbers() {
        for (value, list) in [
            ("12 3 0 0 0 0 15", Some("[12, 3, 0, 0, 0, 0, 15]")),
            ("12\t3\t0\t\t0\t0", Some("[12, 3, 0, 待填, 0, 0]")),
            ("12、3、0", Some("[12, 3, 0]")),
            ("12，3，0，0，0，0", Some("[12, 3, 0, 0, 0, 0]")),
            ("| 12 | 3 | 0 |", Some("[12, 3, 0]")),
            ("0 0 0", Some("[0, 0, 0]")),
            ("12 - 0", Some("[12, -, 0]")),
            ("12.3.0.0.0.0", Some("[12, 3, 0, 0, 0, 0]")),
            ("2025.1.20", None),
            ("1,234", None),
            ("1,036.25", None),
            ("1 234", None),
            ("12", None),
            ("3件", None),
            ("约12 3", None),
        ] {
            assert_eq!(pasted(value).as_deref(), list, "{value}");
        }
        assert_eq!(bare_list("[12 3 0]").as_deref(), Some("[12, 3, 0]"));
        assert_eq!(bare_list("[12, 3]"), None);
    }
}
