//! Tables drawn in a text with upright strokes, as chat programs and editors give them: `| a | b |`, `│ a │ b │`, with rules between.
//!
//! They become lines of tabs, which are read like pasted ones. It knows characters; it must not know reports.

/// Strokes between cells.
const STROKES: [char; 4] = ['|', '｜', '│', '┃'];
/// What rules are drawn with, besides strokes.
const RULES: &str = "-=:+─━┌┐└┘├┤┬┴┼╋ \u{3000}";

/// A text whose tables of strokes are lines of tabs; none where it has no such table.
pub(super) fn parted(text: &str) -> Option<String> {
    if text.contains('\t') || !text.lines().any(is_row) || !text.lines().any(is_rule) {
        return None;
    }
    let mut all = String::with_capacity(text.len());
    for line in text.lines() {
        if is_row(line) {
            all.push_str(&cells(line).join("\t"));
        } else if !is_rule(line) {
            all.push_str(unmarked(line));
        }
        all.push('\n');
    }
    Some(all)
}

/// A line between two strokes that holds one more, or text.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    let inner = line.strip_prefix(STROKES).and_then(|line| line.strip_suffix(STROKES));
    inner.is_some_and(|inner| inner.contains(STROKES)) && !is_rule(line)
}

/// A line of strokes and rules that holds three signs of a rule.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let drawn = |c: char| STROKES.contains(&c) || RULES.contains(c);
    line.chars().filter(|c| "-─━=┼".contains(*c)).count() > 2 && line.chars().all(drawn)
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let inner = line.strip_prefix(STROKES).and_then(|line| line.strip_suffix(STROKES)).unwrap_or(line);
    inner.split(STROKES).map(|cell| cell.trim().replace("**", "").replace("<br>", "")).collect()
}

/// A paragraph without the marks that such texts set before titles and around bold words.
fn unmarked(line: &str) -> &str {
    let line = line.trim_start_matches('#').trim();
    line.strip_prefix("**").and_then(|line| line.strip_suffix("**")).filter(|line| !line.contains("**")).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_part_cells() {
        let text = "# 某年度报告\n\n| 信息内容 | 件数 |\n|---|:---:|\n| 规章 | **5** |\n| | 6 |\n\n**一、总体情况**\n";
        let expected = "某年度报告\n\n信息内容\t件数\n\n规章\t5\n\t6\n\n一、总体情况\n";
        assert_eq!(parted(text).as_deref(), Some(expected));
        let drawn = "┌────┬───┐\n│信息内容│件数│\n├────┼───┤\n│规章　　│　5 │\n└────┴───┘\n";
        assert_eq!(parted(drawn).as_deref(), Some("\n信息内容\t件数\n\n规章\t5\n\n"));
    }

    #[test]
    fn a_text_without_rules_stays() {
        for text in ["首页 | 公开 | 互动\n", "|甲|乙|\n", "甲\t乙\n|---|---|\n| a | b |\n"] {
            assert_eq!(parted(text), None, "{text}");
        }
    }
}
