//! What a figure looks like in a file, whatever it means. Knows no form.

use crate::ordinal::is_numeral;

/// A number as tables print it, or a sign that there is none.
pub(super) fn is_figure(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if matches!(text.as_str(), "-" | "—" | "——" | "–" | "/" | "／" | "－" | "无") {
        return true;
    }
    let number = text.trim_start_matches(['-', '－', '+', '＋', '减', '−']);
    let tail = number.trim_start_matches(|c: char| c.is_numeric() && !is_numeral(c) || ",.，".contains(c));
    tail.len() < number.len() && matches!(tail, "" | "件" | "元" | "万元" | "亿元" | "个" | "项")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_signs_for_none_are_told_from_words() {
        for text in ["12", "１２", "1,573", "减4", "7380.28", "5件", "—", "/"] {
            assert!(is_figure(text), "{text}");
        }
        for text in ["2024年", "三", "1.属于国家秘密", "总计", "", "第3页", "十二"] {
            assert!(!is_figure(text), "{text}");
        }
    }
}
