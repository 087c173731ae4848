//! The findings about the files of a report that are there already (F. 输出).

use std::path::Path;
use std::sync::Arc;

use crate::diag::{Code, Finding, Place, SourceFile, shown_path};

/// A place that is a whole file.
fn file_place(path: &Path) -> Place {
    Place::new(&Arc::new(SourceFile { path: path.to_owned(), text: String::new() }), 0..0)
}

/// A file that is not what was last written, nor what the data gives now.
pub(super) fn hand_edited(path: &Path) -> Finding {
    let shown = shown_path(path);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let finding = Finding::new(
        Code::HandEdited,
        file_place(path),
        format!("“{name}”不是程序上次写下的样子，多半是手工改过，没有覆盖"),
    );
    let finding = match path.extension().and_then(|ending| ending.to_str()) {
        Some("docx") => finding.help(format!("运行 nianbao diff “{shown}” 看改了什么，把改动写进数据文件")),
        _ => finding,
    };
    finding.help("改动已写进数据文件，或不要这些改动的，加 --force 重新生成")
}

/// A file that the data no longer gives, with why.
pub(super) fn stale(path: &Path, why: &[String]) -> Finding {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let why = if why.is_empty() { String::new() } else { format!("：{}", why.join("，")) };
    Finding::new(Code::StaleOutput, file_place(path), format!("“{name}”不是现在的数据所得{why}"))
        .help("运行 nianbao build 重新生成")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_about_a_changed_file_depends_on_its_kind() {
        let help = |path: &str| hand_edited(Path::new(path)).help.concat();
        assert!(help("out/2024/甲.docx").contains("nianbao diff"));
        assert!(!help("out/2024/甲.pdf").contains("nianbao diff"));
    }
}
