//! What keeps a panic, in a library or in a rule, within the one file that brought it about (程序内部出错).

use std::panic::{AssertUnwindSafe, catch_unwind};

/// That work on a file panicked, with what the panic said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("程序内部出错（{0}）")]
pub struct Panicked(String);

/// Does work on one file; a panic costs this file, not the run.
///
/// # Errors
/// It panicked.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let what = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Panicked(what.unwrap_or("原因不明").to_owned())
    })
}

/// Panics on their order, in tests: an agency of the name 青石市试坏读取局, 青石市试坏成文局 or 青石市试坏核对局 brings one about where its data
/// file is read, its report composed or a file of it read back.
#[cfg(test)]
pub mod trip {
    use std::path::PathBuf;

    /// Panics when the first line of a text orders it of a place in the work.
    pub fn over(text: &str, place: &str) {
        assert!(!text.lines().next().unwrap_or_default().contains(&format!("试坏{place}")), "{place}坏了");
    }

    /// A folder with the data of a sound agency, and of one that orders a panic at a place; the two files.
    pub fn project(place: &str) -> (tempfile::TempDir, [PathBuf; 2]) {
        let folder = tempfile::tempdir().unwrap();
        let files = ["青石市教育局".to_owned(), format!("青石市试坏{place}局")].map(|agency| {
            let data = folder.path().join("data").join(&agency);
            std::fs::create_dir_all(&data).unwrap();
            let path = data.join("2024.yaml");
            std::fs::write(&path, yaml(&agency)).unwrap();
            path
        });
        (folder, files)
    }

    fn yaml(agency: &str) -> String {
        format!(
            "机关: {agency}\n机关类型: 部门\n年度: 2024\n成文日期: 2025-01-20\n总体情况: |\n  2024年，我局做好各项公开工作。\n\
             主动公开: {{其余: 0}}\n申请: {{其余: 0}}\n复议诉讼: {{其余: 0}}\n存在问题: |\n  解读形式单一，今后将丰富解读形式。\n\
             其他事项: |\n  2024年收取信息处理费0元。\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_in_words() {
        let said = |work: fn() -> u8| guarded(work).unwrap_err().to_string();
        assert_eq!(said(|| panic!("坏了")), "程序内部出错（坏了）");
        assert_eq!(said(|| panic!("{} 坏了", 2)), "程序内部出错（2 坏了）");
        assert_eq!(guarded(|| 2), Ok(2));
    }
}
