//! What a build shows while it runs and when it is done: a bar on a terminal, plain lines elsewhere, and a table at the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use unicode_width::UnicodeWidthStr;

use crate::batch::Tally;

/// Runs of fewer reports need no bar.
const WORTH_A_BAR: usize = 10;

/// Progress on standard error.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(total: usize) -> Progress {
        if total < WORTH_A_BAR || !std::io::stderr().is_terminal() {
            return Progress { bar: None };
        }
        let rate = |state: &ProgressState, w: &mut dyn std::fmt::Write| {
            let _ = write!(w, "每秒 {:.1} 份", state.per_sec());
        };
        let left = |state: &ProgressState, w: &mut dyn std::fmt::Write| {
            let _ = write!(w, "还需{}", time(state.eta()));
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} 份　{rate}　{left}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("rate", rate)
            .with_key("left", left);
        Progress { bar: Some(ProgressBar::new(total as u64).with_style(style)) }
    }

    /// Whether every file is named as it is written.
    pub fn names_files(&self) -> bool {
        self.bar.is_none()
    }

    /// Prints a line above the bar. A line that cannot be shown must not stop the work.
    pub fn line(&self, text: &str) {
        let print = || say!("{text}");
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    pub fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A time for people: `0.4 秒`, `12 秒`, `3 分 20 秒`.
pub fn time(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!(" {:.1} 秒", time.as_secs_f64()),
        seconds @ 10..60 => format!(" {seconds} 秒"),
        seconds => format!(" {} 分 {} 秒", seconds / 60, seconds % 60),
    }
}

/// The results by year (none: files whose year cannot be told), the last row all together; its time is the run's.
pub fn table(years: &BTreeMap<Option<u16>, Tally>, elapsed: Duration) -> String {
    let row = |name: String, tally: &Tally, elapsed: Duration| {
        let counts = [tally.written, tally.unchanged, tally.refused + tally.failed, tally.errors, tally.warnings];
        let mut row = vec![name];
        row.extend(counts.iter().map(usize::to_string));
        row.push(time(elapsed).trim_start().to_owned());
        row
    };
    let mut rows = vec![["年度", "已生成", "未变", "未生成", "错误", "警告", "用时"].map(str::to_owned).to_vec()];
    if years.len() > 1 {
        rows.extend(years.iter().map(|(year, tally)| {
            let name = year.map_or("不明".to_owned(), |year| year.to_string());
            // Of several threads' time there is no share of the clock; a dash says so better than a sum.
            let mut row = row(name, tally, Duration::ZERO);
            row.pop();
            row.push("—".into());
            row
        }));
    }
    let name = match years.keys().next() {
        Some(Some(year)) if years.len() == 1 => year.to_string(),
        _ => "合计".into(),
    };
    rows.push(row(name, &Tally::sum(years.values().copied()), elapsed));
    let widths: Vec<usize> =
        (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{}{cell}", " ".repeat(width - cell.width())))
            .collect();
        let _ = writeln!(text, "{}", cells.join("  "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        for (millis, words) in [(440, " 0.4 秒"), (12_400, " 12 秒"), (200_000, " 3 分 20 秒")] {
            assert_eq!(time(Duration::from_millis(millis)), words);
        }
    }

    #[test]
    fn columns_line_up() {
        let some = Tally { written: 12, refused: 1, errors: 3, ..Tally::default() };
        let years = BTreeMap::from([(Some(2023), some), (Some(2024), some)]);
        let table = table(&years, Duration::from_millis(6200));
        assert_eq!(
            table,
            "年度  已生成  未变  未生成  错误  警告    用时\n\
             2023      12     0       1     3     0       —\n\
             2024      12     0       1     3     0       —\n\
             合计      24     0       2     6     0  6.2 秒\n"
        );
    }
}
