//! Golden reports: from the data files of `data/` through all four verbs to plain text, compared to the letter.

use std::path::Path;

use nianbao::office::{Look, Office, entries};
use nianbao::write::Format;

/// The text that is written for a data file.
fn printed(data: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(data);
    let office = Office::open(&Look::default()).unwrap();
    let entry = entries(&[path], &office.forms).pop().unwrap();
    let (findings, composed) = office.inspect(&entry);
    assert!(!findings.iter().any(|finding| finding.is_error()), "{findings:#?}");
    String::from_utf8(office.press.print(&composed.unwrap().document, Format::Txt).unwrap()).unwrap()
}

#[test]
fn a_report_of_the_2021_form() {
    insta::assert_snapshot!(printed("宿迁市人民政府/2024.yaml"));
}

#[test]
fn a_report_of_the_2019_form() {
    insta::assert_snapshot!(printed("广州开发区民营经济和企业服务局/2020.yaml"));
}
