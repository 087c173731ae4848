//! What came of a build, for people: a table of the years, a sentence, what became of the corrections.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::{Corrections, NotPublic, Summary, Tally};

impl Summary {
    /// One sentence on the run; `check`: nothing was to be written.
    pub fn sentence(&self, check: bool) -> String {
        let Tally { written, unchanged, refused, failed, .. } = Tally::sum(self.years.values().copied());
        let files = written + unchanged + refused + failed;
        let rest = refused + failed;
        let sentence = if check {
            match rest {
                0 => "已生成的文件都与数据一致".to_owned(),
                _ => format!("{rest} 份与数据不一致或有错误"),
            }
        } else {
            let unchanged = if unchanged > 0 { format!("，{unchanged} 份未变") } else { String::new() };
            let rest =
                if rest > 0 { format!("，{rest} 份未生成，改正后再运行一次") } else { String::new() };
            format!("已生成 {written} 份报告{unchanged}{rest}")
        };
        format!("共 {files} 份数据：{sentence}")
    }

    /// Why no correction (更正说明) was written where one was asked for, a sentence for each agency.
    pub fn uncorrected(&self, corrections: &Corrections) -> Vec<String> {
        let without: Vec<&str> = match corrections {
            Corrections::None => return Vec::new(),
            Corrections::All(_) => {
                let drafts = self.not_public.iter().filter(|(_, why)| **why != NotPublic::Unnoted);
                let drafts: BTreeSet<&String> = drafts.map(|(agency, _)| agency).collect();
                let without: BTreeSet<&String> = self.superseded.iter().chain(drafts).chain(&self.refused).collect();
                let without = without.into_iter().filter(|agency| !self.corrected.contains(*agency));
                without.map(String::as_str).collect()
            }
            Corrections::Listed(reasons) => {
                reasons.keys().filter(|agency| !self.corrected.contains(*agency)).map(String::as_str).collect()
            }
        };
        // Why a report could not be made was said when it failed.
        if without.is_empty() && self.corrected.is_empty() && self.faults > 0 {
            return Vec::new();
        }
        if without.is_empty() && self.corrected.is_empty() {
            return vec![NO_CORRECTION.to_owned()];
        }
        let unnoted = |agency: &&String| self.not_public.get(*agency) == Some(&NotPublic::Unnoted);
        let noted = self.corrected.iter().filter(unnoted).map(|agency| {
            format!("“{agency}”没有记下已公布，这次按已公布的更正了；公布后要运行 nianbao publish，草稿才分得出")
        });
        let without = without.into_iter();
        let without = without.map(|agency| format!("“{agency}”没有写更正说明：{}", self.why_uncorrected(agency)));
        without.chain(noted).collect()
    }

    fn why_uncorrected(&self, agency: &str) -> String {
        if let Some(near) = self.unknown.get(agency) {
            let near = near.as_ref().map_or_else(String::new, |near| format!("，是不是“{near}”"));
            format!("这次的数据里没有这个机关，核对清单里的全称{near}")
        } else if let Some(why @ (NotPublic::Withdrawn | NotPublic::Draft)) = self.not_public.get(agency) {
            match why {
                NotPublic::Withdrawn => "它的公布已经撤回，现在是草稿，不用更正；生成以后重新公布",
                _ => "没有公布过，不用更正；改动照普通的生成，换下的文件留在 superseded 文件夹",
            }
            .to_owned()
        } else if self.refused.contains(agency) {
            "有错误，没有生成；改正以后再更正一次".to_owned()
        } else if self.superseded.contains(agency) {
            "表中数字和正文没有改动；换下的文件留在 superseded 文件夹".to_owned()
        } else {
            "没有生成过，或数据自上次生成以来没有改动".to_owned()
        }
    }
}

const NO_CORRECTION: &str = "没有写更正说明：已生成过的报告，数据自上次生成以来没有改动；改动后先运行过普通的 build 的，上次的文件已经换掉，公布后要记下已公布，用法见：nianbao publish --help";

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
