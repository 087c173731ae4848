//! A data file read as a report (读): whatever is wrong with it, or goes wrong, is a finding of its own.

use std::path::Path;

use crate::diag::{Code, Finding, Panicked, Place, guarded, reason};
use crate::form::Forms;
use crate::report::{self, Report};
use crate::source;

/// A panic in a library, or in a rule, costs this file, not the run.
pub(super) fn read(path: &Path, forms: &Forms) -> Result<Report, Vec<Finding>> {
    let read = || match source::load(path) {
        Ok(Ok(file)) => report::read(&file, forms),
        Ok(Err(finding)) => Err(vec![finding]),
        Err(error) => {
            let what = if path.is_dir() { "文件夹" } else { "文件" };
            let message = format!("读不了这个{what}：{}", reason(&error));
            Err(vec![Finding::new(Code::Unreadable, Place::whole(path), message)])
        }
    };
    guarded(read).unwrap_or_else(|why| Err(vec![internal(path, &why)]))
}

/// What to tell of a panic while a file was gone through.
pub(super) fn internal(path: &Path, why: &Panicked) -> Finding {
    Finding::new(Code::Internal, Place::whole(path), format!("{why}，这份数据没有核对完"))
        .help("请把数据文件发给维护者；别的数据不受影响")
}
