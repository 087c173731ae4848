//! In what order agencies come (次序): as the list of the office has them; without a list as a government's 成员 has them; all
//! others behind, as they were.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{DATA, Entry, ROSTER, listed_members, roster};
use crate::diag::Fault;
use crate::form::Forms;
use crate::report::Members;

/// The list that lies in the folder of data; no path means `data/`.
pub fn roster_beside(paths: &[PathBuf]) -> Option<PathBuf> {
    let usual = [PathBuf::from(DATA)];
    let folders = if paths.is_empty() { &usual[..] } else { paths };
    folders.iter().map(|folder| folder.join(ROSTER)).find(|list| list.is_file())
}

/// The order of agencies.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The names in order, each once.
    names: Vec<String>,
    rank: HashMap<String, usize>,
}

impl Order {
    /// By names, the first of each counting.
    pub fn new(names: impl IntoIterator<Item = String>) -> Order {
        let mut order = Order::default();
        for name in names {
            let next = order.names.len();
            order.rank.entry(name).or_insert_with_key(|name| {
                order.names.push(name.clone());
                next
            });
        }
        order
    }

    /// By the list of agencies (名单) that is given, else by that among the data of `paths`; none when there is neither.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn by_list(list: Option<&Path>, paths: &[PathBuf]) -> Result<Option<Order>, Fault> {
        let list = list.map(Path::to_owned).or_else(|| roster_beside(paths));
        list.map(|list| Ok(Order::new(roster(&list)?))).transpose()
    }

    /// By the governments among data files: each, and behind it whom its 成员 lists.
    pub fn of_members(entries: &[Entry], forms: &Forms) -> Order {
        let lists = entries.iter().filter_map(|entry| listed_members(entry, forms));
        let lists = lists.filter(|(_, members)| matches!(members, Members::Listed(_)));
        Order::of_lists(lists.map(|(agency, members)| {
            (agency, members.listed().iter().map(|member| member.value.clone()).collect::<Vec<_>>())
        }))
    }

    /// By governments and whom they list: each, and behind it its members.
    pub fn of_lists(lists: impl IntoIterator<Item = (String, Vec<String>)>) -> Order {
        Order::new(lists.into_iter().flat_map(|(agency, members)| std::iter::once(agency).chain(members)))
    }

    /// The names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of an agency; those that are not named come last.
    pub fn rank(&self, agency: Option<&str>) -> usize {
        agency.and_then(|agency| self.rank.get(agency)).copied().unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_name_counts_and_strangers_come_last() {
        let order = Order::new(["乙", "甲", "乙"].map(str::to_owned));
        assert_eq!(order.names(), ["乙", "甲"]);
        let mut names = ["丙", "甲", "丁", "乙"];
        names.sort_by_key(|name| order.rank(Some(name)));
        assert_eq!(names, ["乙", "甲", "丙", "丁"]);
        assert_eq!(order.rank(None), usize::MAX);
    }
}
