//! Tables pasted without tabs: cells parted by blanks, or one cell a line. Written with tabs, so that one reader reads them all.
//!
//! It knows what figures look like; it must not know forms.

use super::figure::is_figure;
use crate::ordinal::behind_section;

/// So many lines that are nothing but a figure are a table with one cell a line.
const MANY: usize = 20;
/// A label and the groups it stands in are no more lines than this.
const LABELS: usize = 3;
/// Longer lines of one cell are prose.
const LONG: usize = 60;

/// A text with tabs between the cells of such tables; as it is where it has none.
pub(super) fn spread(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let alone = lines.iter().filter(|line| is_figure(line)).count();
    if alone >= MANY { one_cell_a_line(&lines) } else { parted_by_blanks(&lines) }
}

fn is_prose(line: &str) -> bool {
    let line = line.trim();
    line.ends_with(['。', '；', '：', '，']) || line.contains('。')
}

/// Lines with cells between blanks: two of them at least, one with figures at its end.
fn parted_by_blanks(lines: &[&str]) -> String {
    let cells: Vec<Option<Vec<String>>> = lines.iter().map(|line| cells(line)).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let run = cells[at..].iter().take_while(|cells| cells.is_some()).count();
        let rows = &cells[at..at + run];
        let figures = rows.iter().flatten().filter(|row| row.last().is_some_and(|last| is_figure(last))).count();
        if run < 2 || figures == 0 {
            out.extend(lines[at..at + run.max(1)].iter().map(|line| (*line).to_owned()));
        } else {
            out.extend(rows.iter().flatten().map(|row| row.join("\t")));
        }
        at += run.max(1);
    }
    out.join("\n")
}

/// The cells of a line: what two blanks part, or the figures behind a label.
fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    if is_prose(line) {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let figures = words.iter().rev().take_while(|word| is_figure(word)).count();
    let label = &words[..words.len() - figures];
    if figures > 0 && words.len() > 1 {
        let wide = split_wide(line.strip_suffix(&line[line.len() - tail(line, figures)..]).unwrap_or_default());
        let labels = if label.is_empty() { Vec::new() } else { wide };
        let figures = words[words.len() - figures..].iter().map(|word| (*word).to_owned());
        return Some(labels.into_iter().chain(figures).collect());
    }
    let wide = split_wide(line);
    (wide.len() > 1).then_some(wide)
}

/// How many bytes the last words of a line take.
fn tail(line: &str, words: usize) -> usize {
    let mut rest = line;
    for _ in 0..words {
        rest = rest.trim_end().trim_end_matches(|c: char| !c.is_whitespace());
    }
    line.len() - rest.len()
}

/// What two blanks or more part.
fn split_wide(text: &str) -> Vec<String> {
    let mut cells: Vec<String> = vec![String::new()];
    let mut blanks = String::new();
    for c in text.trim().chars() {
        if c.is_whitespace() {
            blanks.push(c);
            continue;
        }
        match blanks.chars().count() {
            0 => {}
            1 => cells.last_mut().into_iter().for_each(|cell| cell.push_str(&blanks)),
            _ => cells.push(String::new()),
        }
        blanks.clear();
        cells.last_mut().into_iter().for_each(|cell| cell.push(c));
    }
    cells.retain(|cell| !cell.is_empty());
    cells
}

/// Lines that are a cell each: figures go behind the label before them, and what stands before the label is the head.
fn one_cell_a_line(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let mut out: Vec<String> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| is_figure(line)).count();
        if run == 0 {
            if is_prose(lines[at]) || lines[at].chars().count() > LONG {
                out.extend(texts.drain(..).map(str::to_owned));
                out.push(lines[at].to_owned());
            } else {
                texts.push(lines[at]);
            }
            at += 1;
            continue;
        }
        let figures = lines[at..at + run].join("\t");
        row(&mut out, std::mem::take(&mut texts), &figures);
        at += run;
    }
    out.extend(texts.into_iter().map(str::to_owned));
    out.join("\n")
}

/// A row of figures with the lines before it.
fn row(out: &mut Vec<String>, texts: Vec<&str>, figures: &str) {
    if texts.len() <= LABELS {
        out.push(texts.into_iter().chain([figures]).collect::<Vec<_>>().join("\t"));
        return;
    }
    // Titles stand before the head.
    let numbered = |text: &&&str| behind_section(text).is_some();
    let last = texts.len() - 1;
    let titles = texts[..last].iter().rposition(|text| numbered(&text)).map_or(0, |title| title + 1);
    out.extend(texts[..titles].iter().map(|text| (*text).to_owned()));
    // A text that stood before is a head once more: the figures have no label.
    let sideways = texts[titles..last].contains(&texts[last]);
    let head = if sideways { &texts[titles..] } else { &texts[titles..last] };
    out.push(head.join("\t"));
    out.push(if sideways { figures.to_owned() } else { format!("{}\t{figures}", texts[last]) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_part_cells_and_prose_stays() {
        let text = "　　本年公开 5 条。\n信息内容  制发件数  废止件数\n行政规范性 文件 12 4\n行政许可  1573\n说明  如下\n第二段";
        assert_eq!(
            spread(text),
            "　　本年公开 5 条。\n信息内容\t制发件数\t废止件数\n行政规范性 文件\t12\t4\n行政许可\t1573\n说明\t如下\n第二段"
        );
        for text in ["甲  乙\n丙  丁", "一行 5", "2024年，公开 5 条，\n比上年多 3", ""] {
            assert_eq!(spread(text), text);
        }
    }

    #[test]
    fn a_cell_a_line_is_a_row_a_label() {
        let figures = "1\n2\n3\n4\n5\n";
        let text = format!(
            "公开了一些。\n二、情况\n项\n甲类\n乙类\n丙类\n子项\n{figures}大组\n小组\n另项\n{figures}又一\n{figures}\
             上\n下\n计\n余\n计\n{figures}末尾"
        );
        let row = "1\t2\t3\t4\t5";
        assert_eq!(
            spread(&text),
            format!(
                "公开了一些。\n二、情况\n项\t甲类\t乙类\t丙类\n子项\t{row}\n大组\t小组\t另项\t{row}\n又一\t{row}\n\
                 上\t下\t计\t余\t计\n{row}\n末尾"
            )
        );
    }
}
