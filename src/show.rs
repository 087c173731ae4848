//! How findings look (展示): for people with the source and a mark, for programs as JSON, SARIF and GitHub's workflow commands.
//! The same findings make all of them. Prints nothing; must not know where the findings come from.

mod excerpt;
mod github;
mod human;
mod json;
mod sarif;
mod summary;

pub use github::github;
pub use human::{failure, human};
pub use json::{json, json_finding};
pub use sarif::sarif;
pub use summary::{AgencySummary, kinds, summaries};
