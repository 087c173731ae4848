//! What the members said when the sum was last made, kept beside the government's file: so that a new sum can say who moved.
//!
//! A convenience: without it, or when it is damaged, the sum is made and checked all the same, and only names no movers. Writes
//! nothing itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::form::{Form, Spot};
use crate::report::{Report, sum};

/// The layout of the file; another number is another program's, and not read.
const VERSION: u32 = 1;

/// The figures of every member by cell, other than 0 (上次汇总).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    members: BTreeMap<String, Arc<BTreeMap<String, String>>>,
}

/// The memory as its file has it.
#[derive(Default, Deserialize)]
struct MemoryFile {
    version: u32,
    members: BTreeMap<String, BTreeMap<String, String>>,
}

/// The same, to be written.
#[derive(Serialize)]
struct MemoryText<'a> {
    version: u32,
    members: BTreeMap<&'a str, &'a BTreeMap<String, String>>,
}

/// A member whose figure is another than when the sum was last made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The agency's name.
    pub name: String,
    /// The figure before.
    pub old: String,
    /// None when it is no longer in the sum.
    pub new: Option<String>,
}

/// Where it lies: hidden beside the data file.
pub fn path(data: &Path) -> PathBuf {
    let stem = data.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    data.with_file_name(format!(".rollup-{stem}.json"))
}

impl Memory {
    /// What is remembered of a file; nothing when nothing can be read.
    pub fn load(data: &Path) -> Memory {
        let text = std::fs::read_to_string(path(data)).unwrap_or_default();
        let written: MemoryFile = serde_json::from_str(&text).unwrap_or_default();
        let members = if written.version == VERSION { written.members } else { BTreeMap::new() };
        Memory { members: members.into_iter().map(|(name, figures)| (name, Arc::new(figures))).collect() }
    }

    /// What members say now, from their sums.
    pub fn of(form: &Form, members: &[&Report], sums: &[(Spot, sum::MemberSum)]) -> Memory {
        let mut known: BTreeMap<String, BTreeMap<String, String>> =
            members.iter().map(|member| (member.agency.value.clone(), BTreeMap::new())).collect();
        for (spot, sum) in sums {
            for (index, _) in &sum.terms {
                let member = members[*index];
                let Some(own) = form.counterpart(*spot, &member.form) else { continue };
                let figure = member.cell(own.table, own.line, own.column).value.to_string();
                known.entry(member.agency.value.clone()).or_default().insert(form.path(*spot), figure);
            }
        }
        Memory { members: known.into_iter().map(|(name, figures)| (name, Arc::new(figures))).collect() }
    }

    /// The members whose figure in a cell is another now; none when nothing is remembered.
    pub fn moved(&self, now: &Memory, form: &Form, spot: Spot) -> Vec<Moved> {
        if self.members.is_empty() {
            return Vec::new();
        }
        let key = form.path(spot);
        let figure = |memory: &Memory, name: &str| {
            let figures = memory.members.get(name)?;
            Some(figures.get(&key).cloned().unwrap_or_else(|| "0".into()))
        };
        let names: std::collections::BTreeSet<&String> = self.members.keys().chain(now.members.keys()).collect();
        let moved = names.into_iter().filter_map(|name| {
            let (old, new) = (figure(self, name), figure(now, name));
            let zero = |figure: &Option<String>| figure.as_deref().is_none_or(|figure| figure == "0");
            let same = old == new || zero(&old) && zero(&new);
            (!same).then(|| Moved { name: name.clone(), old: old.unwrap_or_else(|| "未计入".into()), new })
        });
        moved.collect()
    }

    /// Whom the sum counted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// What each member said, by cell other than 0; none for one that was not in the sum.
    pub fn of_member(&self, name: &str) -> Option<Arc<BTreeMap<String, String>>> {
        self.members.get(name).cloned()
    }

    /// The text of the file.
    pub fn to_json(&self) -> String {
        let members = self.members.iter().map(|(name, figures)| (name.as_str(), &**figures)).collect();
        serde_json::to_string(&MemoryText { version: VERSION, members }).unwrap_or_default() + "\n"
    }
}
