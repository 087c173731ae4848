//! Pages looked at by a browser, a validator and the rules of a screen reader: tests/html/check.mjs.

use std::path::PathBuf;
use std::process::Command;

/// Exit code of check.mjs when something needed is not installed.
const SKIPPED: i32 = 77;

/// Panics with all that is wrong with the pages; says so and passes where node, its packages or Chromium are missing, unless the
/// environment variable `NIANBAO_BROWSER` is `required` (as in .ci/run).
pub fn look(pages: &[PathBuf]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/html/check.mjs");
    let required = std::env::var("NIANBAO_BROWSER").is_ok_and(|value| value == "required");
    let skip = |reason: &str| {
        assert!(!required, "{reason}");
        eprintln!("跳过网页检查：{reason}");
    };
    let Ok(output) = Command::new("node").arg(script).args(pages).output() else {
        return skip("没有 node");
    };
    let said = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) => {}
        Some(SKIPPED) => skip(said.trim()),
        _ => panic!("{said}{}", String::from_utf8_lossy(&output.stderr)),
    }
}
