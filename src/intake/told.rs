//! What became of a file: for people and for programs.

use serde_json::json;

use super::{Became, NotTaken, OneTaken, Taken};
use crate::diag::shown_path;
use crate::import::Change;

/// Lines that are shown of a file that became a new data file, which has them all.
const SHOWN: usize = 12;

impl Taken {
    /// Whether something is left for a clerk to do.
    pub fn is_incomplete(&self) -> bool {
        !self.items.is_empty() || matches!(self.became, Became::Differs(_))
    }

    /// Whether the data file was written.
    pub fn is_written(&self) -> bool {
        matches!(self.became, Became::Written | Became::Changed(_))
    }

    fn differences(&self) -> &[Change] {
        match &self.became {
            Became::Differs(changes) => changes,
            _ => &[],
        }
    }

    /// What differs, or was changed, a line each.
    fn change_words(&self) -> Vec<String> {
        match &self.became {
            Became::Changed(changes) => changes.iter().map(Change::done_words).collect(),
            _ => self.differences().iter().map(Change::words).collect(),
        }
    }

    /// What became of it, in one line and one for each thing to look at; `how` says how a data file that differs is changed after all.
    pub fn words(&self, how: &str) -> String {
        let became = match &self.became {
            Became::Written => "已写出".to_owned(),
            Became::Changed(changes) => format!("已改 {} 处", changes.len()),
            Became::Same => "数据文件已有，内容相同，没有改动".to_owned(),
            Became::Differs(changes) => format!("数据文件已有，有 {} 处不同，没有改动；{how}", changes.len()),
        };
        let (source, data) = (shown_path(&self.source), shown_path(&self.data));
        let mut text =
            format!("“{source}” → {data}：读出 {} 格，没有读出 {} 格；{became}\n", self.read, self.items.len());
        let lines: Vec<String> = self.change_words().into_iter().chain(self.lines.iter().cloned()).collect();
        // A new data file holds the whole list itself.
        let shown = if self.became == Became::Written { SHOWN } else { lines.len() };
        for line in lines.iter().take(shown) {
            text.push_str(&format!("  - {line}\n"));
        }
        if lines.len() > shown {
            text.push_str(&format!("  - 此外还有 {} 条，都写在数据文件开头\n", lines.len() - shown));
        }
        text
    }

    fn json(&self) -> serde_json::Value {
        let unread: Vec<_> = self
            .items
            .iter()
            .map(|item| json!({"cell": item.cell, "place": item.place, "text": item.text, "why": item.why}))
            .collect();
        json!({
            "source": shown_path(&self.source),
            "kind": format!("{:?}", self.kind).to_lowercase(),
            "agency": self.agency,
            "year": self.year,
            "data": shown_path(&self.data),
            "written": self.is_written(),
            "cells": {"read": self.read, "unread": self.items.len()},
            "unread": unread,
            "remarks": self.lines,
            "differences": self.differences().len(),
            "changes": self.change_words(),
            "message": null,
        })
    }
}

impl NotTaken {
    /// Why nothing was taken, in one line; `remedy` says what to do about what is missing, in the words of whoever asked.
    pub fn words(&self, remedy: impl Fn(&NotTaken) -> String) -> String {
        format!("“{}”{}{}\n", shown_path(&self.source), self.why, remedy(self))
    }

    fn json(&self, remedy: impl Fn(&NotTaken) -> String) -> serde_json::Value {
        json!({
            "source": shown_path(&self.source),
            "kind": self.kind.map(|kind| format!("{kind:?}").to_lowercase()),
            "agency": null,
            "year": null,
            "data": null,
            "written": false,
            "cells": {"read": 0, "unread": 0},
            "unread": [],
            "remarks": [],
            "differences": 0,
            "changes": [],
            "message": format!("{}{}", self.why, remedy(self)),
        })
    }
}

/// What became of several files, for programs.
pub fn json(outcomes: &[OneTaken], remedy: impl Fn(&NotTaken) -> String) -> String {
    let one = |outcome: &OneTaken| match outcome {
        Ok(taken) => taken.json(),
        Err(not) => not.json(&remedy),
    };
    let files: Vec<_> = outcomes.iter().map(one).collect();
    format!("{:#}\n", json!({"version": 1, "files": files}))
}
