//! Tables drawn in a text with upright strokes, as chat programs and editors give them: `| a | b |`, `│ a │ b │`, with rules between.
//!
//! They become lines of tabs, which are read like pasted ones. It knows characters; it must not know reports.

use super::figure::is_figure;

/// Strokes between cells.
const STROKES: [char; 4] = ['|', '｜', '│', '┃'];
/// What rules are drawn with, besides strokes.
const RULES: &str = "-=:+─━┌┐└┘├┤┬┴┼╋ \u{3000}";

/// Rows of as many cells that make a table without a rule between them.
const ROWS: usize = 3;

/// A text whose tables of strokes are lines of tabs; none where it has no such table.
pub(super) fn parted(text: &str) -> Option<String> {
    if text.contains('\t') {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut all = String::with_capacity(text.len());
    let (mut at, mut found) = (0, false);
    while at < lines.len() {
        let stretch = lines[at..].iter().take_while(|line| line.contains(STROKES) || is_rule(line)).count();
        let stretched = &lines[at..at + stretch];
        let table = is_table(stretched);
        let framed = stretched.iter().filter(|line| !is_rule(line)).all(|row| is_framed(row));
        for line in stretched {
            match () {
                () if is_rule(line) => {}
                () if table => all.push_str(&cells(line, framed).join("\t")),
                () => all.push_str(line),
            }
            all.push('\n');
        }
        found |= table;
        at += stretch;
        if let Some(line) = lines.get(at) {
            all.extend([unmarked(line), "\n"]);
            at += 1;
        }
    }
    found.then_some(all)
}

/// Whether lines are rows of one table: rows between strokes with a rule, or several rows of as many cells, figures among them.
fn is_table(lines: &[&str]) -> bool {
    let rows: Vec<&str> = lines.iter().copied().filter(|line| !is_rule(line)).collect();
    let count = |row: &str| row.matches(STROKES).count();
    let alike = rows.windows(2).all(|pair| count(pair[0]) == count(pair[1])) && rows.iter().all(|row| count(row) > 1);
    let figures = || rows.iter().any(|row| cells(row, false).iter().any(|cell| is_figure(cell)));
    let ruled = rows.len() < lines.len();
    match () {
        () if rows.is_empty() => false,
        () if ruled && rows.iter().all(|row| is_framed(row)) => true,
        () => alike && rows.len() >= ROWS && figures(),
    }
}

/// Whether a line stands between two strokes that hold one more, or text.
fn is_framed(line: &str) -> bool {
    let line = line.trim();
    let inner = line.strip_prefix(STROKES).and_then(|line| line.strip_suffix(STROKES));
    inner.is_some_and(|inner| inner.contains(STROKES))
}

/// A line of strokes and rules that holds three signs of a rule.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let drawn = |c: char| STROKES.contains(&c) || RULES.contains(c);
    line.chars().filter(|c| "-─━=┼".contains(*c)).count() > 2 && line.chars().all(drawn)
}

/// The cells of a row; of a framed one its outer strokes part nothing.
fn cells(line: &str, framed: bool) -> Vec<String> {
    let line = line.trim();
    let inner = line.strip_prefix(STROKES).and_then(|line| line.strip_suffix(STROKES)).filter(|_| framed);
    inner.unwrap_or(line).split(STROKES).map(|cell| cell.trim().replace("**", "").replace("<br>", "")).collect()
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
    fn rows_of_as_many_cells_need_neither_rule_nor_frame() {
        let expected = |rule: &str| format!("年报\n信息内容\t件数\t备注\n{rule}规章\t5\t\n\t6\t\n\n又一段\n");
        for text in [
            "年报\n信息内容 | 件数 | 备注\n规章 | 5 | \n | 6 | \n\n又一段\n",
            "年报\n| 信息内容 | 件数 | 备注 |\n| 规章 | 5 | |\n|| 6 | |\n\n又一段\n",
            "年报\n信息内容｜件数｜备注\n:---:|:---:|:---:\n规章｜5｜\n｜6｜\n\n又一段\n",
        ] {
            let rule = if text.contains("---") { "\n" } else { "" };
            assert_eq!(parted(text), Some(expected(rule)), "{text}");
        }
        for text in [
            "首页 | 公开 | 互动\n新闻 | 服务 | 数据\n指南 | 制度 | 年报\n",
            "来源：办公室 | 2024\n\n浏览 | 5\n",
            "规章 | 5 | 6\n合计 | 5\n件 | 5 | 7\n",
            "甲 | 5 | 6\n乙 | 5 | 6\n",
        ] {
            assert_eq!(parted(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_without_rules_stays() {
        for text in ["首页 | 公开 | 互动\n", "|甲|乙|\n", "甲\t乙\n|---|---|\n| a | b |\n"] {
            assert_eq!(parted(text), None, "{text}");
        }
    }
}
