//! Everything there is to say about the reports of a run (核对): each by itself, among the others, and the run as a whole.

use super::{
    Entry, Files, Levels, Office, Order, PassedOver, Standalone, entries, not_checked, nothing_of, peers, unread_of,
};
use crate::diag::{Counts, Fault, Finding, shown_path};
use crate::show;

/// The findings of a run.
#[derive(Debug)]
pub struct Inspection {
    /// Each data file with what was found in it, in the order of the files.
    pub reports: Vec<(Entry, Vec<Finding>)>,
    /// What is to be said of the run as a whole.
    pub remarks: Vec<Finding>,
    /// The year that was asked for.
    pub year: Option<u16>,
    /// The files that were not read.
    pub passed_over: Vec<PassedOver>,
    /// The list of agencies that was given.
    pub expected: Option<Order>,
}

impl Office {
    /// Checks the data files of a run, held also against one another; with a year only those of that year are told of. They
    /// come in the order of the list `expected`, without one in that of the governments' 成员.
    ///
    /// # Errors
    /// There is no data file of the year.
    pub fn inspect_all(
        &self,
        files: &Files,
        year: Option<u16>,
        levels: &Levels,
        expected: Option<Order>,
    ) -> Result<Inspection, Fault> {
        let mut entries = entries(&files.found, &self.forms);
        let peers = peers(&entries);
        if let Some(year) = year {
            entries.retain(|entry| entry.is_of(year));
            if entries.is_empty() {
                return Err(nothing_of(year));
            }
        }
        let order = expected.clone().unwrap_or_else(|| Order::of_members(&entries, &self.forms));
        entries.sort_by_key(|entry| order.rank(Some(&entry.agency())));
        let remarks = levels.apply(remarks(files, &entries));
        let inspect = |entry: Entry| {
            let findings = levels.apply(self.inspect_among(&entry, Some(&peers)).0);
            (entry, findings)
        };
        Ok(Inspection {
            reports: entries.into_iter().map(inspect).collect(),
            remarks,
            year,
            passed_over: files.passed_over.clone(),
            expected,
        })
    }
}

/// What is to be said of the run as a whole.
fn remarks(files: &Files, entries: &[Entry]) -> Vec<Finding> {
    let reports = entries.iter().filter_map(|entry| {
        let has_last_year = entry.last_year.is_some() || entry.lost_last_year();
        Some((entry.agency(), Standalone { path: &entry.path, agency: "", year: entry.year()?, has_last_year }))
    });
    let reports: Vec<(String, Standalone)> = reports.collect();
    let named = reports.iter().map(|(agency, report)| Standalone { agency, ..*report });
    files.findings().into_iter().chain(not_checked(named)).collect()
}

impl Inspection {
    /// All findings, those of the run as a whole last.
    pub fn findings(&self) -> Vec<&Finding> {
        self.reports.iter().flat_map(|(_, findings)| findings).chain(&self.remarks).collect()
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        Counts::of(self.findings())
    }

    /// A few lines for each year, when there is more than one agency: they can be forwarded as they are.
    fn summaries(&self) -> String {
        let standings = self.reports.iter().map(|(entry, findings)| {
            (self.year.or(entry.year()), show::AgencySummary::of(&entry.agency(), entry.report.is_some(), findings))
        });
        let came = |agency: &str, year: u16| unread_of(&self.passed_over, agency, year).is_some();
        show::summaries(standings.collect(), self.expected.as_ref().map_or(&[], Order::names), &came)
    }

    /// For people: findings by data file, under the agency's name where there are several, and how many there are.
    pub fn human(&self) -> String {
        let mut text = String::new();
        for (entry, findings) in self.reports.iter().filter(|(_, findings)| !findings.is_empty()) {
            if self.reports.len() > 1 {
                text += &format!(
                    "{}\n\n",
                    show::heading(&entry.agency(), self.year.or(entry.year()), &Counts::of(findings))
                );
            }
            findings.iter().for_each(|finding| text += &format!("{}\n\n", show::human(finding)));
        }
        self.remarks.iter().for_each(|finding| text += &format!("{}\n\n", show::human(finding)));
        for (entry, findings) in &self.reports {
            text += &format!("{}：{}\n", shown_path(&entry.path), Counts::of(findings).words());
        }
        if self.reports.len() > 1 || !self.remarks.is_empty() {
            text += &format!("共 {} 个文件：{}\n", self.reports.len(), self.counts().words());
        }
        text + &self.summaries()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, trip};
    use crate::office::{Look, fonts};

    #[test]
    fn a_panic_costs_one_report_and_the_others_are_checked() {
        for place in ["读取", "成文"] {
            let (folder, _) = trip::project(place);
            let files = Files::find(&[folder.path().join("data")]).unwrap();
            let office = Office::open(&Look::default()).unwrap();
            let inspection = office.inspect_all(&files, None, &Levels::default(), None).unwrap();
            let told = |entry: &(Entry, Vec<Finding>)| entry.1.iter().any(|finding| finding.code == Code::Internal);
            let told: Vec<bool> = inspection.reports.iter().map(told).collect();
            assert_eq!(told, [false, true], "{place}");
            assert!(inspection.human().contains(&format!("程序内部出错（{place}坏了），这份数据没有核对完")));
        }
    }

    /// What is found in the sound file of the tests with some of it changed: codes and messages.
    fn found(changes: &[(&str, &str)]) -> Vec<(Code, String)> {
        let sound = include_str!("../../tests/fixtures/slips.yaml");
        let text = changes.iter().fold(sound.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").join("青石市商务局");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("2024.yaml"), text).unwrap();
        let files = Files::find(&[folder.path().join("data")]).unwrap();
        let office = Office::open(&Look::default()).unwrap();
        let mut inspection = office.inspect_all(&files, None, &Levels::default(), None).unwrap();
        let (_, findings) = inspection.reports.remove(0);
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect()
    }

    /// One thing that cannot be read hides nothing that does not need it, and what needs it is not guessed.
    #[test]
    fn what_cannot_be_read_hides_nothing_else() {
        const OLD: (&str, &str) = ("2024年，我局有序推进", "2022年，我局有序推进");
        const UNREAD: [(&str, &str); 6] = [
            ("行政许可: 15", "行政许可: 约1500"),
            ("行政许可: 15", "行政许可: 待填"),
            ("机关类型: 部门", "机关类型: 局"),
            ("成文日期: 2025-01-20", "成文日期: 待填"),
            ("存在问题: |\n  主要问题是栏目更新不够及时。改进措施是明确更新时限并按月检查。", "存在问题: 待填"),
            ("主要问题是栏目", "{{ 甲 }}主要问题是栏目"),
        ];
        for unread in UNREAD {
            let alone = found(&[unread]);
            let both = found(&[unread, OLD]);
            let codes: Vec<Code> = both.iter().map(|(code, _)| *code).collect();
            assert!(codes.contains(&Code::StaleYear) && both.len() == alone.len() + 1, "{unread:?} {both:#?}");
        }
        // Another column of the same table, and a text about a cell that is known; of one that is not, nothing is said.
        let gap = ("[12, 3, 0, 0, 0, 0]", "[14, l, 0, 0, 0, 0]");
        let text =
            ("全年公开信息100条。", "全年新收申请99件，上年结转99件，上年结转申请{{ 申请.本年新收.商业企业 }}件。");
        let both = found(&[gap, text]);
        let of = |wanted: Code| both.iter().filter(|(code, _)| *code == wanted).count();
        assert_eq!((of(Code::ColumnBalance), of(Code::TextVsTable), of(Code::NotACount)), (1, 1, 1), "{both:#?}");
    }

    #[test]
    fn a_panic_costs_the_fonts_one_report() {
        let (folder, _) = trip::project("成文");
        let look = Look::default();
        let said = fonts(&Office::open(&look).unwrap(), &look, &[folder.path().join("data")]).unwrap();
        assert!(said.contains("查了 1 份数据里的字"), "{said}");
    }
}
