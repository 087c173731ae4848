//! What to tell those who went astray (找错地方): a path that is not there, a file that is none of ours, a start in the wrong folder.
//!
//! Looks at names only, at what lies beside and above. Must not know which command was given.

use std::path::{Path, PathBuf};

use super::kinds::{DATA, ENDINGS, TEXT, foreign, is_data_file};
use crate::diag::{Fault, argument, nearest, pasteable, shown_path, visible};
use crate::form::agency_words;
use crate::report::{named_year, seen_as};

/// Folders of a project, whose names a command gives to what it makes; what is told of them.
const PARTS: [(&str, &str); 3] = [(DATA, "数据文件夹"), ("out", "输出文件夹"), ("templates", "模板文件夹")];
/// How far up a project is looked for.
const FAR: usize = 4;

/// That a path is not there, and what was probably meant.
pub fn no_path(path: &Path) -> String {
    let missing = format!("没有“{}”这个文件或文件夹", shown_path(path));
    let here = std::env::current_dir().unwrap_or_default();
    if let Some(root) = root_above(&here).filter(|_| path.is_relative() && path.starts_with(DATA)) {
        return format!("{missing}：现在不在放“{DATA}”的文件夹里，先运行：cd {}", pasteable(&root));
    }
    if let Some(meant) = meant(path, Path::new(DATA)) {
        return format!("{missing}；是不是“{}”？", shown_path(&meant));
    }
    if let Some(year) = named_year(path).filter(|_| path.components().count() == 1 && path.extension().is_none()) {
        return format!("{missing}；只要一个年度的，写成 --year {year}");
    }
    if path == Path::new(DATA) {
        return format!("{missing}；到放“{DATA}”的文件夹里运行；还没有数据文件的，运行：nianbao new 机关全称 报告年度");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if path.components().count() == 1 && agency_words().is_name(&name) {
        let year = newest_year(Path::new(DATA)).map_or("报告年度".to_owned(), |year| year.to_string());
        let (name, data) = (argument(&name), DATA);
        return format!(
            "{missing}；这里要写文件或文件夹的路径，如 {data}/{name}；还没有它的数据文件的，运行：nianbao new {name} {year}"
        );
    }
    missing
}

/// That a file is a workbook or a published file and no data file; none when it may be one.
pub(super) fn no_data(path: &Path) -> Option<String> {
    let (_, what) = foreign(path).filter(|(ending, _)| *ending != TEXT)?;
    Some(format!(
        "“{}”是{what}，不是数据文件（.yaml）；先读成数据文件再核对，问题下面会写明它在原文的哪一处，运行：nianbao import {}",
        shown_path(path),
        pasteable(path)
    ))
}

/// The folder from which the program should be started, when it was started inside a part of a project, and what that part is called:
/// what it would write there would lie among the data or the reports.
fn started_inside(here: &Path) -> Option<(PathBuf, &'static str)> {
    // A folder that has data of its own is a project, wherever it lies.
    if here.join(DATA).is_dir() {
        return None;
    }
    here.ancestors().take(FAR).find_map(|folder| {
        let (name, words) = PARTS.iter().find(|(name, _)| folder.file_name().is_some_and(|own| own == *name))?;
        let root = folder.parent()?;
        let is_part = match *name {
            // The folder itself may still be empty.
            DATA => folder == here || holds_reports(folder),
            _ => holds_reports(&root.join(DATA)),
        };
        is_part.then(|| (root.to_owned(), *words))
    })
}

/// That a command which reads or writes a folder was not started among the data, where that folder would be none or a second one.
///
/// # Errors
/// It was, or the folder that was named lies in another part of the project than `own`; which folder is the right one.
pub fn outside(folder: &Path, own: &str) -> Result<(), Fault> {
    let there = std::path::absolute(folder).unwrap_or_default();
    let elsewhere = started_inside(&there).filter(|(root, _)| !there.starts_with(root.join(own)));
    if let Some((root, part)) = elsewhere.filter(|_| folder.components().count() > 1 || folder.exists()) {
        return Err(Fault::Usage(format!(
            "“{}”在{part}里面，不是放“{own}”的地方；请改为“{}”",
            shown_path(folder),
            shown_path(&root.join(own)),
        )));
    }
    let plain = folder.components().count() == 1 && folder.is_relative() && !folder.exists();
    let here = std::env::current_dir().unwrap_or_default();
    match started_inside(&here).filter(|_| plain) {
        Some((right, part)) => Err(Fault::Usage(format!(
            "现在的文件夹“{}”在{part}里面，不是放“{}”的地方；请到上面的文件夹再运行：cd \"{}\"",
            visible(&here.display().to_string()),
            shown_path(folder),
            visible(&right.display().to_string()),
        ))),
        None => Ok(()),
    }
}

/// The nearest folder above with data of its own.
fn root_above(here: &Path) -> Option<PathBuf> {
    if here.join(DATA).is_dir() {
        return None;
    }
    let above = here.ancestors().skip(1).take(FAR).find(|folder| holds_reports(&folder.join(DATA)));
    above.map(Path::to_owned).or_else(|| started_inside(here).map(|(root, _)| root))
}

/// Whether a data folder holds a file of a year in one of its folders.
fn holds_reports(data: &Path) -> bool {
    newest_year(data).is_some()
}

/// The last year that a data folder has a file of.
fn newest_year(data: &Path) -> Option<u16> {
    let year = |path: &Path| is_data_file(path).then(|| named_year(path)).flatten();
    below(data).iter().flat_map(|folder| below(folder)).filter_map(|path| year(&path)).max()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// The file or folder that a path that is not there was probably to name: the same with its ending, below the data folder, or one
/// beside it with nearly the same name.
fn meant(path: &Path, data: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let ended = |path: &Path| ENDINGS.map(|ending| path.with_file_name(format!("{name}.{ending}")));
    let below_data = data.join(path);
    let candidates = ended(path).into_iter().chain([below_data.clone()]).chain(ended(&below_data));
    if let Some(found) = candidates.into_iter().find(|candidate| candidate.exists()) {
        return Some(found);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let beside = folder.map_or_else(|| [below(Path::new(".")), below(data)].concat(), below);
    let named: Vec<(String, PathBuf)> = beside
        .into_iter()
        .filter(|path| path.is_dir() || is_data_file(path))
        .filter_map(|path| Some((path.file_name()?.to_string_lossy().into_owned(), path)))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    let alike =
        named.iter().find(|(own, _)| seen_as(own) == seen_as(&name) || own.strip_suffix(".yaml") == Some(&name));
    let near = || {
        let near = nearest(&name, named.iter().map(|(name, _)| name.as_str()))?;
        named.iter().find(|(own, _)| own == near)
    };
    let found = alike.or_else(near).map(|(_, path)| path.clone())?;
    Some(found.strip_prefix(".").map(Path::to_owned).unwrap_or(found))
}

#[cfg(test)]
mod tests {
    use super::super::files::tests::folder;
    use super::*;

    #[test]
    fn a_start_inside_a_part_of_a_project_is_seen() {
        let folder = folder(&["data/甲局/2024.yaml", "out/2024/superseded/1/甲局.docx", "templates/forms/x.yaml"]);
        let root = folder.path();
        for (inside, words) in [
            ("data", "数据文件夹"),
            ("data/甲局", "数据文件夹"),
            ("out", "输出文件夹"),
            ("out/2024/superseded/1", "输出文件夹"),
            ("templates/forms", "模板文件夹"),
        ] {
            assert_eq!(started_inside(&root.join(inside)), Some((root.to_owned(), words)), "{inside}");
        }
        assert_eq!(started_inside(root), None);
        let other = super::super::files::tests::folder(&["data/work/data/甲/2024.yaml", "out/x", "templates/x"]);
        for inside in ["data/work", "out", "templates"] {
            assert_eq!(started_inside(&other.path().join(inside)), None, "{inside}");
        }
    }

    #[test]
    fn what_was_meant_is_found_by_name() {
        let folder = folder(&["data/青石市商务局/2024.yaml", "data/青石市水务局/2023.yml"]);
        let data = folder.path().join("data");
        for (path, right) in [
            ("青石市商务局", "青石市商务局"),
            ("青石市商务局/2024", "青石市商务局/2024.yaml"),
            ("青石市水务局/2023", "青石市水务局/2023.yml"),
        ] {
            assert_eq!(meant(Path::new(path), &data), Some(data.join(right)), "{path}");
            assert!(meant(&data.join(path), &data).is_some(), "{path}");
        }
        let slip = data.join("青石市商务局/2024.yml");
        assert_eq!(meant(&slip, &data), Some(data.join("青石市商务局/2024.yaml")));
        assert_eq!(meant(&data.join("完全不相干的名称"), &data), None);
    }

    #[test]
    fn files_that_are_no_data_are_named() {
        for name in ["表.xlsx", "报告.DOCX", "a.pdf", "页.html"] {
            assert!(no_data(Path::new(name)).is_some_and(|words| words.contains("nianbao import")), "{name}");
        }
        for name in ["2024.yaml", "2024.YML", "2024.yaml.txt", "2024", "2024.bak"] {
            assert_eq!(no_data(Path::new(name)), None, "{name}");
        }
    }
}
