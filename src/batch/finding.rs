//! The findings about the files of a report that are there already (F. 输出).

use std::path::Path;

use super::files;
use super::manifest::Record;
use super::orphans::plain;
use super::shelf::Shelf;
use super::work::Work;
use crate::correction::NoticeKind;
use crate::date::Date;
use crate::diag::{Code, Fault, Finding, Place, Severity, argument, elsewhere, pasteable};

/// The folder that is written into when none is named.
pub const OUT: &str = "out";

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The command that builds a report from its data file into the same folder again, as it can be pasted.
pub(super) fn rebuild(shelf: &Shelf, data: &Path) -> String {
    format!("nianbao build {}{}", pasteable(data), out_of(shelf))
}

/// The command that builds all reports of a year into the same folder again.
pub(super) fn rebuild_year(shelf: &Shelf, year: u16) -> String {
    format!("nianbao build --year {year}{}", out_of(shelf))
}

/// The option that names the folder of a shelf, where it is not the usual one.
fn out_of(shelf: &Shelf) -> String {
    elsewhere("--out", shelf.folder.parent().unwrap_or(Path::new(OUT)), OUT)
}

/// A file that is not what was last written, nor what the data gives now; `again` is the command that builds it.
pub(super) fn hand_edited(path: &Path, again: &str) -> Finding {
    let name = file_name(path);
    let finding = Finding::new(
        Code::HandEdited,
        Place::whole(path),
        format!("“{name}”不是程序上次写下的样子，多半是手工改过，没有覆盖"),
    );
    let finding = match path.extension().and_then(|ending| ending.to_str()) {
        Some("docx") => finding.help(format!("看改了什么，把改动写进数据文件，运行：nianbao diff {}", pasteable(path))),
        _ => finding,
    };
    finding.help(format!("改动已写进数据文件，或不要这些改动的，重新生成，运行：{again} --force"))
}

/// A file that no record says anything of, and that is not what the data gives now; `again` is the command that builds it.
pub(super) fn unrecorded(path: &Path, again: &str) -> Finding {
    let message = format!("“{}”没有生成记录，不知道是怎样来的、公布过没有，没有覆盖", file_name(path));
    Finding::new(Code::HandEdited, Place::whole(path), message)
        .help("生成记录 manifest.json 丢了或移走过：有备份的先取回放进同一文件夹，再运行一次")
        .help(format!(
            "公布过的，更正（原文件会留存，并写出更正说明），运行：{again} --force --correction \"写明理由\""
        ))
        .help(format!("没有公布过的，重新生成（原文件同样留存），运行：{again} --force"))
}

/// Files of a report that lay there without a record until now; `replaced`: others are written in their place.
pub(super) fn found(work: &Work, replaced: bool) -> Finding {
    let (agency, year) = (work.agency(), work.report.year.value);
    let what = if replaced {
        "换下的文件没有生成记录，不知道公布过没有，已经留存在 superseded 文件夹"
    } else {
        "报告的文件早就在，没有生成记录，不知道公布过没有；以后要换下的都先留存"
    };
    let place = work.report.place(&work.report.agency.range);
    let publish =
        format!("nianbao publish {} --year {year} --date 公布的日期{}", pasteable(&work.item.path), out_of(work.shelf));
    Finding::new(Code::Unrecorded, place, format!("“{agency}”{year} 年度{what}"))
        .help("生成记录 manifest.json 丢了或移走过：有备份的取回放进同一文件夹，再运行一次")
        .help(if replaced {
            "原来的公布过的，把数据改回去、取回留存的文件，再按更正办理".to_owned()
        } else {
            format!("已经公布的，重新记下，运行：{publish}")
        })
}

/// A file that the data no longer gives, with why; `again` is the command that builds it.
pub(super) fn stale(path: &Path, why: &[String], again: &str) -> Finding {
    let name = file_name(path);
    let why = if why.is_empty() { String::new() } else { format!("：{}", why.join("，")) };
    Finding::new(Code::StaleOutput, Place::whole(path), format!("“{name}”不是现在的数据所得{why}"))
        .help(format!("重新生成，运行：{again}"))
}

/// The notices (更正说明, 撤回说明) of a report that are gone, or are not as they were published.
///
/// # Errors
/// One is there and cannot be read.
pub(super) fn notices(shelf: &Shelf, agency: &str, record: &Record) -> Result<Vec<Finding>, Fault> {
    let mut findings = Vec::new();
    for notice in shelf.notices(agency, record) {
        let (kind, name) = (notice.kind.words(), file_name(&notice.path));
        let (message, help) = match files::hash(&notice.path)? {
            Some(hash) if hash == notice.written => continue,
            Some(_) => {
                (format!("{kind}“{name}”不是程序写下的样子，多半是手工改过"), "取不回的，把这个改过的文件改名移开")
            }
            None => (format!("{kind}“{name}”不见了"), "取不回的"),
        };
        let from = match notice.kind {
            NoticeKind::Correction => "按留存的数据和当时的理由",
            NoticeKind::Withdrawal => "按当时的理由和日期",
        };
        let build = || format!("{} --force", rebuild(shelf, &plain(&shelf.folder.join("..").join(&record.data))));
        let command = match record.withdrawn() {
            // The report itself need not be sound for that.
            Some(withdrawn) if notice.kind == NoticeKind::Withdrawal => format!(
                "nianbao publish --year {} --withdraw {} --reason {} --date {}{}",
                shelf.year(),
                argument(agency),
                argument(&withdrawn.reason),
                withdrawn.date,
                out_of(shelf)
            ),
            _ => build(),
        };
        let again = format!("{help}，{from}重新写出，运行：{command}");
        findings.push(
            Finding::new(Code::HandEdited, Place::whole(&notice.path), message)
                .help(format!("{kind}是已公布的文件：从网站或备份取回原来的，放回这里"))
                .help(again),
        );
    }
    Ok(findings)
}

/// A lost notice that cannot be made again.
pub(super) fn not_renewed(kind: NoticeKind, path: &Path) -> Finding {
    let (kind, name) = (kind.words(), file_name(path));
    let message = format!("{kind}“{name}”不见了，所用的数据也没有留存，写不出来；以后不再核对它");
    Finding::new(Code::HandEdited, Place::whole(path), message)
        .severity(Severity::Warning)
        .help("网站上还有的，取回放进同一文件夹留底")
}

/// A published report whose data says something else now, and nobody said that it is to be corrected.
pub(super) fn published(work: &Work, record: &Record) -> Finding {
    let agency = work.agency();
    let since = record.published.as_ref().and_then(|published| Date::parse(&published.date));
    let out = since.map_or_else(|| "更正过，是已公布的".to_owned(), |date| format!("已于 {} 公布", date.chinese()));
    let year = work.report.year.value;
    let message = format!("“{agency}”{year} 年度的报告{out}，数据后来改了，没有重新生成");
    let place = work.report.place(&work.report.agency.range);
    let again = rebuild(work.shelf, &work.item.path);
    Finding::new(Code::Published, place, message)
        .help(format!("要更正的（原文件会留存，并写出更正说明），运行：{again} --correction \"写明理由\""))
        .help("不是有意改动的，把数据改回去")
}

/// A correction that bears no new date: readers cannot tell the new report from the old.
pub(super) fn same_date(work: &Work, before: Date, given: Option<Date>) -> Option<Finding> {
    let now = given.unwrap_or(work.report.date.value);
    if now > before {
        return None;
    }
    let message = if now == before {
        format!("更正以后的成文日期还是 {}，与原来公布的相同", now.chinese())
    } else {
        format!("更正的日期 {} 早于原来的成文日期 {}", now.chinese(), before.chinese())
    };
    let place = work.report.place(&work.report.date.range);
    Some(
        Finding::new(Code::CorrectionDate, place, message)
            .help("把“成文日期”改为更正的日期，再用同样的命令更正一次：这份更正说明就换上新的日期，原来的一份留存"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_about_a_changed_file_depends_on_its_kind() {
        let help = |path: &str| hand_edited(Path::new(path), "nianbao build data/甲").help.concat();
        assert!(help("out/2024/甲.docx").contains("nianbao diff"));
        assert!(!help("out/2024/甲.pdf").contains("nianbao diff"));
    }
}
