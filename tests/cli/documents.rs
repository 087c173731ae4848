//! Documents and schemas that are made by the program are committed as it makes them.

use nianbao::diag::{Code, explain};

use crate::support::{compare_or_write, nianbao, printed};

#[test]
fn the_catalogue_is_what_the_explanations_say() {
    compare_or_write("docs/checks.md", &explain::markdown());
}

#[test]
fn the_schemas_are_what_the_forms_say() {
    for (edition, year) in [("2019", "2020"), ("2021", "2024")] {
        compare_or_write(&format!("templates/schema/{edition}.json"), &printed(&["schema", year]));
    }
}

#[test]
fn every_code_can_be_explained() {
    let list = printed(&["explain"]);
    assert_eq!(list.lines().count(), Code::ALL.len());
    for code in Code::ALL {
        assert!(list.contains(code.as_str()) && list.contains(code.meaning()));
        let page = printed(&["explain", code.as_str()]);
        assert!(page.starts_with(code.as_str()) && page.contains("改正："), "{page}");
    }
}

#[test]
fn an_unknown_code_gives_the_nearest() {
    let output = nianbao(&["explain", "colum-balance"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("是不是“column-balance”？"));
    assert_eq!(nianbao(&["schema", "2018"]).status.code(), Some(2));
}
