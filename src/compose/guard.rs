//! What an office's own template may be, so that the engine can neither hang nor overflow on it: short tags, few brackets and
//! blocks within each other, and nothing that makes a value double itself. What fuel counts is left to fuel.
//!
//! Knows how tags are written; must not know what is printed.

use std::ops::Range;

/// Longest template, in bytes.
const MAX_LENGTH: usize = 64 * 1024;
/// Longest tag, in bytes.
const MAX_TAG: usize = 1_000;
/// Most operators, filters and steps of paths in one tag: each is a level of the engine's recursion.
const MAX_STEPS: usize = 60;
/// Most brackets within each other, and most blocks.
const MAX_DEPTH: usize = 12;
/// Most places where two values become one: each can at most double what there is.
const MAX_GROWTH: usize = 10;
/// Statements and filters by which a value can grow without end.
const REFUSED: [&str; 13] = [
    "macro",
    "call",
    "include",
    "import",
    "from",
    "extends",
    "recursive",
    "namespace",
    "replace",
    "indent",
    "join",
    "format",
    "tojson",
];

/// Holds a template against the bounds; `syntax` are the marks that open and close an expression and a block.
///
/// # Errors
/// Where it goes beyond them, and how.
pub fn guard(text: &str, expression: (&str, &str), block: (&str, &str)) -> Result<(), (Range<usize>, String)> {
    if text.len() > MAX_LENGTH {
        return Err((0..0, format!("模板超过 {} KB", MAX_LENGTH / 1024)));
    }
    let (mut growth, mut at) = (0, 0);
    let mut blocks: Vec<usize> = Vec::new();
    while let Some((start, close)) = opening(&text[at..], expression, block).map(|(start, close)| (at + start, close)) {
        let end = text[start..].find(close).map_or(text.len(), |end| start + end);
        let range = start..(end + close.len()).min(text.len());
        let tag = &text[start + 2..end.max(start + 2)];
        if tag.len() > MAX_TAG {
            return Err((start..start + 2, "一处写得过长".into()));
        }
        // What an expression prints is not taken up again: only blocks (`set`, `for`, `with`) keep what has grown.
        growth += look(tag, &range)? * usize::from(close == block.1);
        if growth > MAX_GROWTH {
            return Err((range, "拼接（~、+）和列表用得过多，文字会越拼越长".into()));
        }
        if close == block.1 {
            let word: String =
                tag.trim_start_matches(['-', '+', ' ', '\n']).chars().take_while(|c| c.is_alphabetic()).collect();
            nest(&word, tag, &mut blocks);
            if blocks.iter().sum::<usize>() > MAX_DEPTH {
                return Err((range, "判断和循环套得过深".into()));
            }
        }
        at = range.end.max(start + 2);
    }
    Ok(())
}

/// The next tag's beginning and the mark that closes it.
fn opening<'a>(text: &str, expression: (&str, &'a str), block: (&str, &'a str)) -> Option<(usize, &'a str)> {
    let found = [expression, block].into_iter().filter_map(|(open, close)| Some((text.find(open)?, close)));
    found.min_by_key(|(at, _)| *at)
}

/// Counts what makes values grow in one tag.
fn look(tag: &str, range: &Range<usize>) -> Result<usize, (Range<usize>, String)> {
    let refused = |what: String| Err((range.clone(), what));
    let mut depth = 0_usize;
    let (mut steps, mut growth) = (0, 0);
    let mut quote = None;
    let mut word = String::new();
    let (mut before, mut is_attribute) = (' ', false);
    for c in tag.chars().chain([' ']) {
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            continue;
        }
        if c.is_alphanumeric() || c == '_' {
            if word.is_empty() {
                is_attribute = before == '.';
            }
            word.push(c);
            continue;
        }
        before = c;
        // `role.indent` is a value of that name, not the filter.
        if !is_attribute && REFUSED.contains(&word.as_str()) {
            return refused(format!("不能用“{word}”：它可以使文字无限增长"));
        }
        steps += usize::from(["not", "and", "or", "if", "else", "is", "in"].contains(&word.as_str()));
        word.clear();
        match c {
            '"' | '\'' => quote = Some(c),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '*' => return refused("不能用乘号：它可以使文字无限增长".into()),
            _ => {}
        }
        growth += usize::from(c == '~' || c == '+' || c == ',' && depth > 0);
        steps += usize::from("~+-/%.|<>=!([{,".contains(c));
        if depth > MAX_DEPTH || steps > MAX_STEPS {
            return refused("一处写得过于复杂".into());
        }
    }
    Ok(growth)
}

/// Keeps the count of open blocks: an `elif` is a block within its `if`.
fn nest(word: &str, tag: &str, blocks: &mut Vec<usize>) {
    match word {
        "set" if tag.contains('=') => {}
        "if" | "for" | "with" | "filter" | "autoescape" | "block" | "set" => blocks.push(1),
        "elif" => {
            if let Some(last) = blocks.last_mut() {
                *last += 1;
            }
        }
        word if word.starts_with("end") => {
            blocks.pop();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(text: &str) -> bool {
        guard(text, ("{{", "}}"), ("{%", "%}")).is_ok()
    }

    #[test]
    fn templates_that_could_run_away_are_refused() {
        for text in [
            "{% for 节 in 章节 %}{{ 节.标题 }}\n{% if 节.正文 %}{{ 节.正文 }}{% endif %}{% endfor %}",
            "{{ 机关 ~ 年度 }}{{ 申请.本年新收.总计 - 1 }}",
            "{% if role.indent %}{{ role.indent }}em{% endif %}",
        ] {
            assert!(sound(text), "{text}");
        }
        for text in [
            format!("{{{{ {}1 }}}}", "-".repeat(500)),
            format!("{{{{ 1{} }}}}", "+1".repeat(300)),
            format!("{{{{ a{} }}}}", ".a".repeat(300)),
            format!("{{{{ {}1 }}}}", "not ".repeat(100)),
            format!("{{{{ a{} }}}}", "|upper".repeat(100)),
            format!("{{{{ {}1{} }}}}", "(".repeat(50), ")".repeat(50)),
            "{{ 'x' * 100000 }}".to_owned(),
            "{% set a = [a, a] %}".repeat(30),
            "{% set a = a ~ a %}".repeat(30),
            "{% macro f(x) %}{{ f(x) }}{% endmacro %}".to_owned(),
            "{% for a in [1] recursive %}{{ loop(a) }}{% endfor %}".to_owned(),
            "{% if 1 %}".repeat(50),
            format!("{{% if 1 %}}{}", "{% elif 1 %}".repeat(50)),
            "x".repeat(MAX_LENGTH + 1),
        ] {
            assert!(!sound(&text), "{}", text.chars().take(60).collect::<String>());
        }
    }
}
