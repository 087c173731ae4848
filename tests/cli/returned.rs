//! `nianbao check 填报表.xlsx`: the clerk's places, and the workbook given back.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::project::Project;
use crate::support::root;

/// A filled-in workbook with a column that does not balance, and a figure with its unit.
fn filled(project: &Project) {
    use nianbao::templates::Templates;
    use nianbao::workbook::{Content, Filled, write};
    let forms = Templates::default().forms().unwrap();
    let path = root().join("tests/fixtures/ok/every-row-2021.yaml");
    let entry = nianbao::office::entries(&[path], &forms).pop().unwrap();
    let mut content = Content::of(entry.report.as_ref().unwrap());
    let (index, table) =
        content.form.table("申请").map(|(index, table)| (index, table.line(&["本年新收"]).unwrap())).unwrap();
    content.figures[index][table][0] = Filled::Whole(999);
    let open = content.form.tables[index].line(&["予以公开"]).unwrap();
    for (column, words) in [(1, "约5件"), (2, "007"), (3, "411502199001011234"), (4, "9100000000000000001")] {
        content.figures[index][open][column] = Filled::Words(words.into());
    }
    content.date = Some("2025年1月32日".into());
    content.kind = None;
    content.misread.insert(nianbao::form::Form::KIND, "局".into());
    std::fs::write(project.path("填报表.xlsx"), write(&content, None).unwrap()).unwrap();
}

#[test]
fn findings_are_at_the_workbooks_cells_and_can_be_marked_in_it() {
    let project = Project::new(1);
    filled(&project);
    let before = std::fs::read(project.path("填报表.xlsx")).unwrap();
    project
        .run(&["check", "填报表.xlsx", "--annotate", "标注.xlsx"])
        .says(1, &["填报表.xlsx 表三!", "错误[", "填了“约5件”，没有读出", "只填数字"]);
    let said = project.run(&["check", "填报表.xlsx"]).out;
    assert!(!said.contains("没有填"), "a cell that holds what is no figure is not empty as well: {said}");
    assert!(!said.contains("在第 "), "no line of a text that nobody has: {said}");
    assert_eq!(std::fs::read(project.path("填报表.xlsx")).unwrap(), before, "the agency's file is not changed");
    let mut book: Xlsx<_> = open_workbook(project.path("标注.xlsx")).unwrap();
    assert_eq!(book.sheet_names()[0], "检查结果");
    let list = book.worksheet_range("检查结果").unwrap();
    let texts: Vec<String> = list.used_cells().map(|(_, _, data)| data.to_string()).collect();
    assert!(texts.iter().any(|text| text.contains("约5件")), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("表三!")), "{texts:?}");
    let table = book.worksheet_range("表三").unwrap();
    assert!(table.used_cells().any(|(_, _, data)| *data == Data::Float(999.0)), "the values are taken over");
    for words in ["007", "411502199001011234", "9100000000000000001"] {
        assert!(
            table.used_cells().any(|(_, _, data)| *data == Data::String(words.into())),
            "{words} as it was filled in"
        );
    }
    for words in ["“成文日期”填的是“2025年1月32日”", "“机关类型”填的是“局”"] {
        assert!(said.contains(words), "{said}");
    }
    let again = project.run(&["check", "标注.xlsx"]).out;
    assert_eq!(again.replace("标注.xlsx", "填报表.xlsx"), said, "what is given back says the same");
    project.run(&["check", "填报表.xlsx", "--annotate", "填报表.xlsx"]).says(2, &["另一个文件"]);
    project.run(&["check", "data", "--annotate", "x.xlsx"]).says(2, &["只用于工作簿"]);
}

/// Whoever fills in a workbook is told no way of writing that it does not have.
#[test]
fn a_wrong_figure_in_a_text_is_told_without_references() {
    let project = Project::new(0);
    let folder = project.path("data/某市商务局");
    std::fs::create_dir_all(&folder).unwrap();
    let sample = std::fs::read_to_string(root().join("tests/fixtures/samples/某市商务局/2023.yaml")).unwrap();
    let wrong = sample.replacen("予以公开{{ 申请.予以公开.总计 }}件", "予以公开26件", 1);
    assert_ne!(wrong, sample);
    std::fs::write(folder.join("2023.yaml"), wrong).unwrap();
    project.run(&["form", "某市商务局", "2023", "--output", "填报表.xlsx"]).says(0, &[]);
    let said = project.run(&["check", "填报表.xlsx"]).out;
    assert!(said.contains("文字写26件") && said.contains("核对哪一个数有误"), "{said}");
    assert!(!said.contains("{{"), "{said}");
}

#[test]
fn one_bad_workbook_hides_no_other() {
    let project = Project::new(1);
    filled(&project);
    std::fs::write(project.path("坏.xlsx"), b"PK\x03\x04").unwrap();
    let ran = project.run(&["check", "坏.xlsx", "填报表.xlsx"]);
    ran.says(1, &["坏.xlsx", "填报表.xlsx 表三!", "约5件"]);
    project.run(&["check", "坏.xlsx"]).says(2, &["坏.xlsx"]);
    project.run(&["check", "填报表.xlsx", "--deny", "没有这一种"]).says(2, &["没有这一种"]);
    project.run(&["check", "填报表.xlsx", "--year", "2024"]).says(2, &["--year"]);
}
