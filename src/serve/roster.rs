//! The list of the agencies that are to deliver (名单), kept among the data files: the folder then shows who is missing.

use serde_json::{Value, json};

use super::answers::Refusal;
use super::desk::Desk;
use crate::batch::write_whole;
use crate::diag::{Deed, Fault, shown_path};
use crate::office::{ROSTER, names, text};

impl Desk {
    /// The list as written; none where there is none.
    pub(super) fn roster(&self) -> Option<String> {
        std::fs::read(self.place.data.join(ROSTER)).ok().map(|bytes| text(&bytes))
    }

    /// Writes the list; an empty one is taken away.
    pub(super) fn set_roster(&self, list: &str) -> Result<Value, Refusal> {
        let _one = self.writing();
        let path = self.place.data.join(ROSTER);
        if list.trim().is_empty() {
            return match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(Fault::io(Deed::Remove, &path, &error).into())
                }
                _ => Ok(json!({ "lines": ["没有名单了；未交的按成员和上年的文件找"] })),
            };
        }
        let count = names(list).map_err(|why| Refusal::Wrong(format!("名单{why}")))?.len();
        write_whole(&path, format!("{}\n", list.trim_end()).as_bytes())?;
        Ok(json!({ "lines": [format!("名单已存入 {}，{count} 个机关", shown_path(&path))] }))
    }
}
