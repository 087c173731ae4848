//! The clause tables in docs/ name tests: each of them exists.

use std::fs;
use std::path::Path;

#[test]
fn every_test_a_clause_table_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for table in ["gbt9704", "pdf", "docx"] {
        let text = fs::read_to_string(root.join("docs").join(table).with_extension("md")).unwrap();
        for name in text.split('`').skip(1).step_by(2) {
            let (file, test) = name.split_once("::").unwrap_or((name, ""));
            if !file.ends_with(".rs") {
                continue;
            }
            let code = fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{table}.md: no file {file}"));
            assert!(test.is_empty() || code.contains(&format!("fn {test}(")), "{table}.md: no test {name}");
            seen += usize::from(!test.is_empty());
        }
    }
    assert!(seen > 50, "only {seen} tests are named");
}
