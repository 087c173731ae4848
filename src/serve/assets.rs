//! The page's own files, embedded in the program.

/// Path, media type, content.
pub(super) const ASSETS: &[(&str, &str, &str)] = &[
    ("/", "text/html; charset=utf-8", include_str!("../../templates/workbench/index.html")),
    ("/style.css", "text/css; charset=utf-8", include_str!("../../templates/workbench/style.css")),
    ("/main.js", JS, include_str!("../../templates/workbench/main.js")),
    ("/api.js", JS, include_str!("../../templates/workbench/api.js")),
    ("/block.js", JS, include_str!("../../templates/workbench/block.js")),
    ("/folder.js", JS, include_str!("../../templates/workbench/folder.js")),
    ("/merge.js", JS, include_str!("../../templates/workbench/merge.js")),
    ("/report.js", JS, include_str!("../../templates/workbench/report.js")),
    ("/sheet.js", JS, include_str!("../../templates/workbench/sheet.js")),
    ("/steps.js", JS, include_str!("../../templates/workbench/steps.js")),
];

const JS: &str = "text/javascript; charset=utf-8";
