//! The clerk's way, walked from the shell: last year's published Word file and this year's fill-in workbook become reports, nothing
//! typed twice; and the commands of the README's first page on the samples that come with it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use nianbao::compose;
use nianbao::report::Report;
use nianbao::templates::Templates;
use nianbao::workbook::{Content, write};

use crate::project::Project;
use crate::support::{agencies, files, root, updating};

/// The agency that the README speaks of.
const AGENCY: &str = "某市商务局";

/// A report of a data file.
fn report(path: &Path) -> Arc<Report> {
    let forms = Templates::default().forms().unwrap();
    nianbao::office::entries(&[path.to_owned()], &forms).pop().unwrap().report.unwrap()
}

/// What stands in the cells of a report's workbook, by sheet and cell, texts as they are printed.
fn answers(report: &Report, last_year: &Report) -> BTreeMap<(String, String), Data> {
    let mut content = Content::of(report);
    for text in compose::texts(report, Some(last_year)) {
        content.texts.insert(text.key.clone(), text.paragraphs().map(|range| text.text[range].to_owned()).collect());
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(write(&content, None).unwrap())).unwrap();
    let mut answers = BTreeMap::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let letters = nianbao::read_back::unit::column_letters(left + column as u32 + 1);
            answers.insert((sheet.clone(), format!("{letters}{}", top as usize + row + 1)), data.clone());
        }
    }
    answers
}

/// Types answers into the blank cells of a fill-in workbook, as a clerk does: nothing else of the file changes.
fn typed(blank: &[u8], answers: &BTreeMap<(String, String), Data>) -> Vec<u8> {
    let names = Xlsx::new(Cursor::new(blank)).unwrap().sheet_names();
    let mut archive = zip::ZipArchive::new(Cursor::new(blank)).unwrap();
    let mut filled = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let number = name.strip_prefix("xl/worksheets/sheet").and_then(|rest| rest.strip_suffix(".xml"));
        if let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) {
            let sheet = &names[number - 1];
            let mut xml = String::from_utf8(bytes).unwrap();
            for ((_, cell), data) in answers.iter().filter(|((of, _), _)| of == sheet) {
                let Some(at) = xml.find(&format!("<c r=\"{cell}\" ")) else { continue };
                let end = at + xml[at..].find('>').unwrap();
                // What a formula gives is stored again by whoever saves the file.
                let close = xml[at..].find("</c>").map_or(end, |close| at + close);
                let formula = !xml[..end].ends_with('/') && xml[at..close].contains("<f>");
                if let (true, Some(from), Some(to)) = (formula, xml[at..close].find("<v>"), xml[at..close].find("</v>"))
                {
                    xml.replace_range(at + from + 3..at + to, &data.to_string());
                    continue;
                }
                // A blank cell has no content; whatever has one is the form's own.
                if xml[..end].ends_with('/') {
                    let open = xml[at..end - 1].to_owned();
                    let new = match data {
                        Data::Float(_) | Data::Int(_) => format!("{open}><v>{data}</v></c>"),
                        _ => {
                            let text = data.to_string().replace('&', "&amp;").replace('<', "&lt;");
                            format!("{open} t=\"inlineStr\"><is><t>{text}</t></is></c>")
                        }
                    };
                    xml.replace_range(at..=end, &new);
                }
            }
            bytes = xml.into_bytes();
        }
        filled.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        filled.write_all(&bytes).unwrap();
    }
    filled.finish().unwrap().into_inner()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// A project with the two years of an agency, signed, as they should come out.
fn sound(name: &str) -> Project {
    let project = Project::new(1);
    let folder = project.path("sound").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for year in [2023, 2024] {
        let own = text(&project.data(1, year)).replace(&agencies::name(1), name);
        std::fs::write(
            folder.join(format!("{year}.yaml")),
            if year == 2023 { own.replacen("总体情况:", "落款: 是\n总体情况:", 1) } else { own },
        )
        .unwrap();
    }
    std::fs::remove_dir_all(project.path("data")).unwrap();
    project
}

/// A project with the two years of the agency that the README speaks of: prose and figures that a reader would believe.
fn sample() -> Project {
    let project = Project::new(0);
    let folder = project.path("sound").join(AGENCY);
    std::fs::create_dir_all(&folder).unwrap();
    for year in ["2023.yaml", "2024.yaml"] {
        std::fs::copy(root().join("tests/fixtures/samples").join(AGENCY).join(year), folder.join(year)).unwrap();
    }
    project.run(&["check", "sound"]).says(0, &["没有问题"]);
    project
}

/// Last year's published Word file, in the project's folder.
fn published(project: &Project, name: &str) -> PathBuf {
    let data = format!("sound/{name}/2023.yaml");
    project.run(&["build", &data, "--formats", "docx", "--out", "published"]).says(0, &[]);
    files(&project.path("published/2023"), "docx").into_iter().next().unwrap()
}

#[test]
fn a_clerk_types_nothing_twice() {
    let name = agencies::name(1);
    let project = sound(&name);
    let last = published(&project, &name);
    project.run(&["import", &last.to_string_lossy(), "--kind", "部门"]).says(0, &["没有读出 0 格", "已写出"]);
    project.run(&["new", &name, "2024"]).says(0, &[]);
    project.run(&["form", &name, "2024", "--output", "填报表.xlsx"]).says(0, &["已生成"]);
    project.run(&["check", "填报表.xlsx"]).says(1, &["没有填"]);

    let (this, before) = (
        report(&project.path(&format!("sound/{name}/2024.yaml"))),
        report(&project.path(&format!("sound/{name}/2023.yaml"))),
    );
    let filled = typed(&std::fs::read(project.path("填报表.xlsx")).unwrap(), &answers(&this, &before));
    std::fs::write(project.path("填报表.xlsx"), filled).unwrap();
    let data = project.path("data").join(&name).join("2024.yaml");
    let begun = text(&data).replacen("申请:", "# 口径同上年，办公室核对过\n申请:", 1);
    std::fs::write(&data, &begun).unwrap();
    // Without --update only the differences are shown, and nothing is written.
    project.run(&["import", "填报表.xlsx"]).says(1, &["数据文件已有", "--update"]);
    assert_eq!(text(&data), begun);
    project.run(&["import", "填报表.xlsx", "--update"]).says(0, &["没有读出 0 格", "已改"]);
    let after = text(&data);
    assert!(after.contains("# 口径同上年，办公室核对过\n申请:"), "{after}");
    assert!(after.contains("来自 填报表.xlsx，表三!"), "{after}");
    project.run(&["import", "填报表.xlsx", "--update"]).says(0, &["内容相同"]);

    // A figure that is changed by hand is found, with the cell of the workbook that it was read from.
    let row = after.lines().find(|line| line.contains("  本年新收: [")).unwrap();
    let (head, rest) = row.split_once('[').unwrap();
    let (first, more) = rest.split_once(',').unwrap();
    let wrong = format!("{head}[{},{more}", first.trim().parse::<u64>().unwrap() + 1);
    std::fs::write(&data, after.replacen(row, &wrong, 1)).unwrap();
    project.run(&["check"]).says(1, &["来处: 填报表.xlsx 表三!"]);
    std::fs::write(&data, &after).unwrap();

    project.run(&["check"]).says(0, &[]);
    project.run(&["build"]).says(0, &[]);
    project.run(&["diff", &data.to_string_lossy(), &format!("sound/{name}/2024.yaml")]).says(0, &["没有不同"]);
}

/// The samples are made by the program itself (`UPDATE=1`) from `tests/fixtures/samples`, and the README's commands run on them as they are printed there.
#[test]
fn the_first_page_of_the_readme_runs_on_its_samples() {
    let samples = root().join("docs/samples");
    let project = sample();
    if updating() {
        std::fs::create_dir_all(&samples).unwrap();
        std::fs::copy(published(&project, AGENCY), samples.join("2023年年报.docx")).unwrap();
        let before = project.path("before").join(AGENCY);
        std::fs::create_dir_all(&before).unwrap();
        std::fs::copy(project.path("sound").join(AGENCY).join("2023.yaml"), before.join("2023.yaml")).unwrap();
        project.run(&["form", AGENCY, "2024", "--data", "before", "--output", "填报表.xlsx"]).says(0, &[]);
        let (this, before) = (
            report(&project.path(&format!("sound/{AGENCY}/2024.yaml"))),
            report(&project.path(&format!("sound/{AGENCY}/2023.yaml"))),
        );
        let filled = typed(&std::fs::read(project.path("填报表.xlsx")).unwrap(), &answers(&this, &before));
        std::fs::write(samples.join("填好的填报表.xlsx"), filled).unwrap();
        std::fs::remove_file(project.path("填报表.xlsx")).unwrap();
    }
    for sample in ["2023年年报.docx", "填好的填报表.xlsx"] {
        std::fs::copy(samples.join(sample), project.path(sample)).unwrap();
    }
    let readme = text(&root().join("README.md"));
    let (_, page) = readme.split_once("怎么开始").unwrap();
    let block = page.split("```").nth(1).unwrap();
    let commands: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix("nianbao ")).collect();
    assert_eq!(commands.len(), 5, "{block}");
    for command in commands {
        let words = command.split('#').next().unwrap();
        let args: Vec<&str> = words.split_whitespace().collect();
        project.run(&args).says(0, &[]);
    }
    for year in [2023, 2024] {
        let (own, sound) = (format!("data/{AGENCY}/{year}.yaml"), format!("sound/{AGENCY}/{year}.yaml"));
        project.run(&["diff", &own, &sound]).says(0, &["没有不同"]);
    }
    assert_eq!(files(&project.path("out"), "pdf").len(), 2);
}
