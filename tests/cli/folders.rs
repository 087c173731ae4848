//! What lies in a data folder: every file is read or named, last year's is found by what it says, and nothing harms another.

use crate::project::Project;
use crate::support::agencies;

#[test]
fn every_file_under_the_data_is_read_or_named() {
    let project = Project::new(3);
    let of = |agency: usize| project.data(agency, 2024);
    std::fs::rename(of(1), of(1).with_file_name("2024.yaml.txt")).unwrap();
    std::fs::rename(of(2), of(2).with_file_name("2024.YAML")).unwrap();
    std::fs::write(of(3).with_file_name("填报表.xlsx"), "PK").unwrap();
    std::fs::write(of(3).with_file_name("~$2024.yaml"), "").unwrap();
    std::fs::write(of(3).with_file_name(".2024.yaml.swp"), "").unwrap();
    let ran = project.run(&["check", "--year", "2024"]);
    ran.says(
        0,
        &["警告[passed-over]", "2024.yaml.txt”没有读", "改名为“2024.yaml”", "填报表.xlsx”没有读", "共 2 个文件"],
    );
    assert!(!ran.out.contains("~$") && !ran.out.contains(".swp"));
    let ran = project.build(&[]);
    ran.says(0, &["已生成 2 份", "[passed-over]", "2024.yaml.txt"]);
    assert!(project.output(2, "docx").exists() && !project.output(1, "docx").exists());
    project.build(&["--deny", "passed-over"]).says(1, &["错误[passed-over]"]);
    let ran = project.build(&["--allow", "passed-over"]);
    assert!(!ran.err.contains("passed-over"), "{}", ran.err);
    project.run(&["check", "--format", "json"]).says(0, &["\"passed-over\""]);
}

#[test]
fn figures_of_a_last_year_without_its_date_are_checked_all_the_same() {
    let project = Project::new(1);
    let last = project.data(1, 2023);
    let text = std::fs::read_to_string(&last).unwrap();
    let dated = text.lines().find(|line| line.starts_with("成文日期")).unwrap();
    let undated = text.replace(dated, "成文日期: 待填");
    let at = undated.find("结转下年度").unwrap();
    std::fs::write(&last, format!("{}{}", &undated[..at], undated[at..].replacen("[", "[9", 1))).unwrap();
    let data = project.data(1, 2024);
    let ran = project.run(&["check", data.to_str().unwrap()]);
    ran.says(1, &["错误[carry-over]"]);
    assert!(!ran.out.contains("[last-year]"), "a published page often has no date: {}", ran.out);
    let wordless = undated.replacen("总体情况: |\n", "总体情况: 待填\n旧的: |\n", 1);
    std::fs::write(&last, wordless).unwrap();
    let ran = project.run(&["check", data.to_str().unwrap()]);
    ran.says(0, &["警告[last-year]", "还有没填或写错的地方"]);
    // A table that cannot be read tells nothing of the carry-over.
    let at = undated.find("本年新收").unwrap();
    std::fs::write(&last, format!("{}{}", &undated[..at], undated[at..].replacen("[", "[待填, ", 1))).unwrap();
    let ran = project.run(&["check", data.to_str().unwrap()]);
    ran.says(0, &["警告[last-year]", "读不出，跨年的检查没有做"]);
}

#[test]
fn last_year_s_report_is_found_by_what_it_says() {
    let project = Project::new(1);
    let last = project.data(1, 2023);
    // As the computer calls a second download.
    let renamed = last.with_file_name("2023(1).yaml");
    std::fs::rename(&last, &renamed).unwrap();
    let text = std::fs::read_to_string(&renamed).unwrap();
    let at = text.find("结转下年度").unwrap();
    std::fs::write(&renamed, format!("{}{}", &text[..at], text[at..].replacen("[", "[9", 1))).unwrap();
    let data = project.data(1, 2024);
    for paths in [vec!["check"], vec!["check", data.to_str().unwrap()]] {
        let ran = project.run(&paths);
        assert!(!ran.out.contains("not-checked"), "{}", ran.out);
    }
    let before = project.run(&["check"]).out;
    // In another folder it is found all the same.
    std::fs::create_dir_all(project.path("data/上年")).unwrap();
    std::fs::rename(&renamed, project.path("data/上年/2023(1).yaml")).unwrap();
    let after = project.run(&["check"]).out;
    assert_eq!(before.matches("carry-over").count(), after.matches("carry-over").count(), "{after}");
    std::fs::remove_dir_all(project.path("data/上年")).unwrap();
    project.run(&["check"]).says(0, &["提示[not-checked]", "没有“青石市第0001局”上年的数据文件"]);
    project.build(&[]).says(0, &["[not-checked]"]);
    // Unchanged reports rest on it, too.
    project.build(&[]).says(0, &["1 份未变", "[not-checked]"]);
}

#[test]
fn a_file_in_another_agency_s_folder_is_named() {
    let project = Project::new(1);
    std::fs::create_dir_all(project.path("data/青石市水务局")).unwrap();
    std::fs::rename(project.data(1, 2024), project.path("data/青石市水务局/2024.yaml")).unwrap();
    project.run(&["check"]).says(0, &["警告[identity]", "文件放在“青石市水务局”的文件夹里"]);
}

#[test]
fn commands_that_write_are_not_started_among_the_data() {
    let project = Project::new(1);
    let inside = project.data(1, 2024);
    let inside = inside.parent().unwrap();
    for args in [&["new", "青石市水务局", "2024"][..], &["build", "2024.yaml"]] {
        let output = project.command(args).current_dir(inside).output().unwrap();
        crate::project::Ran::of(&output).says(2, &["在数据文件夹里面", "请到上面的文件夹再运行"]);
    }
    assert!(!inside.join("data").exists() && !inside.join("out").exists());
}

#[cfg(unix)]
#[test]
fn pipes_and_folders_that_cannot_be_read_are_one_agency_s_finding() {
    let project = Project::new(2);
    std::fs::remove_file(project.data(1, 2024)).unwrap();
    let made = std::process::Command::new("mkfifo").arg(project.data(1, 2024)).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("没有 mkfifo，跳过");
        return;
    }
    project.run(&["check", "--year", "2024"]).says(1, &["[unreadable]", "管道或设备", "共 2 个文件"]);
    project.build(&[]).says(1, &["[unreadable]", "已生成 1 份"]);
}

#[test]
fn findings_are_capped_and_the_rest_counted() {
    let project = Project::new(1);
    let line = "  来了\u{1F9FF}封信。\n".repeat(300);
    let glyphs = (0..300).map(|n| char::from_u32(0x1F300 + n).unwrap()).map(|c| format!("  这是{c}。\n"));
    project.edit(1, 2024, "存在问题: |\n", &format!("存在问题: |\n{}{line}", glyphs.collect::<String>()));
    let ran = project.run(&["check", "--year", "2024"]);
    ran.says(1, &["错误[too-many]", "处没有列出", "先改正以上各处"]);
    assert!(ran.out.matches("[missing-glyph]").count() <= 200);
}

#[cfg(unix)]
#[test]
fn names_neither_move_the_cursor_nor_begin_a_command() {
    let project = Project::new(1);
    let evil = project.path("data/甲\u{1b}[2J\n::error::坏");
    std::fs::create_dir_all(&evil).unwrap();
    std::fs::write(evil.join("2024.yaml"), "机关: 甲\n年度: 2024\n").unwrap();
    std::fs::write(project.path("::error::坏.yaml"), "机关: 甲\n").unwrap();
    for args in [&["check"][..], &["check", "::error::坏.yaml"], &["build"], &["verify"], &["check", "无\n::error::"]]
    {
        let ran = project.run(args);
        let text = format!("{}{}", ran.out, ran.err);
        assert!(!text.contains('\u{1b}') || !text.contains("\u{1b}[2J"), "{text:?}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::error")), "{args:?} {text}");
    }
}

#[test]
fn a_full_standard_error_stops_nothing() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let project = Project::new(1);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let status = project.command(&["build", "--year", "2024"]).stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(project.output(1, "docx").exists());
    let name = agencies::name(1);
    assert!(project.path(&format!("out/2024/.data/{name}.yaml")).exists());
}

/// What `check` passes, `build --verify` prints.
#[test]
fn what_cannot_be_printed_is_found_before_it_is_printed() {
    for (text, code) in [
        ("  字a\u{301}。\n".to_owned(), "[bad-character]"),
        (format!("  {}。\n", "a".repeat(100_000)), "[bad-value]"),
        (format!("  {}。\n", "1".repeat(50_000)), "[bad-value]"),
        ("  一段\r文字。\n".to_owned(), "错误["),
    ] {
        let project = Project::new(1);
        project.edit(1, 2024, "存在问题: |\n", &format!("存在问题: |\n{text}"));
        project.run(&["check", "--year", "2024"]).says(1, &[code]);
        project.build(&["--verify"]).says(1, &["未生成"]);
    }
    let project = Project::new(1);
    let text = format!("  网址是 https://example.com/{}。\n  全角\u{3000}空格\t制表。\n", "x".repeat(900));
    project.edit(1, 2024, "存在问题: |\n", &format!("存在问题: |\n{text}"));
    project.build(&["--verify", "--formats", "docx,pdf,html,txt"]).says(0, &["已生成 1 份"]);
}

/// Two agencies that nobody can tell from each other by their names.
#[test]
fn names_that_look_alike_are_found_by_check_and_by_build() {
    for (other, differs) in [("青石市第０001局", "“０”（U+FF10）"), ("青石市第0001局\u{3000}", "")] {
        let project = Project::new(1);
        let copy = project.path("data/另一个/2024.yaml");
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        let text = std::fs::read_to_string(project.data(1, 2024)).unwrap();
        std::fs::write(&copy, text.replacen("青石市第0001局", other, 1)).unwrap();
        let says = if differs.is_empty() { "有两个数据文件" } else { "有两个机关的名称看上去一样" };
        project.run(&["check", "--year", "2024"]).says(1, &["错误[identity]", says, differs]);
        project.build(&[]).says(1, &["错误[identity]", says, "2 份未生成"]);
    }
    // A blank within a name and a radical are refused by themselves.
    for (other, says) in [("青石市 第0001局", "中间有空格"), ("青⽯市第0001局", "是部首，不是字")]
    {
        let project = Project::new(1);
        project.edit(1, 2024, "机关: 青石市第0001局", &format!("机关: {other}"));
        project.run(&["check", "--year", "2024"]).says(1, &["错误[bad-character]", "机关名称", says]);
        project.build(&[]).says(1, &["错误[bad-character]", "机关名称", says]);
    }
}

/// An agency's name where a path is wanted, an ending left out, a workbook or a published file in place of data, the wrong folder.
#[test]
fn who_went_astray_is_told_where_to_go() {
    let project = Project::new(1);
    let name = agencies::name(1);
    for command in ["check", "build", "verify", "fonts"] {
        let asked = |path: &str, words: &[&str]| project.run(&[command, path]).says(2, words);
        asked(&name, &["没有“青石市第0001局”这个文件或文件夹；是不是“data/青石市第0001局”？"]);
        asked(&format!("data/{name}/2024"), &["是不是“data/青石市第0001局/2024.yaml”？"]);
        asked("青石市教育局", &["运行：nianbao new 青石市教育局 2024"]);
    }
    std::fs::write(project.path("报告.docx"), "PK").unwrap();
    project.run(&["check", "报告.docx"]).says(2, &["是 Word 文件，不是数据文件", "运行：nianbao import 报告.docx"]);
    std::fs::write(project.path("data/青石市第0001局/2022.yaml"), "PK\u{3}\u{4}").unwrap();
    project.run(&["check"]).says(1, &["[not-text]", "nianbao import data/青石市第0001局/2022.yaml"]);
    std::fs::create_dir_all(project.path("out/2024")).unwrap();
    std::fs::create_dir_all(project.path("templates/forms")).unwrap();
    for inside in ["out/2024", "templates/forms", "data/青石市第0001局"] {
        let inside = project.path(inside);
        for args in
            [&["new", "青石市水务局", "2024"][..], &["build"], &["import", "x.docx"], &["rollup", "甲局", "2024"]]
        {
            let output = project.command(args).current_dir(&inside).output().unwrap();
            crate::project::Ran::of(&output).says(2, &["文件夹里面", "请到上面的文件夹再运行：cd"]);
        }
        let output = project.command(&["check"]).current_dir(&inside).output().unwrap();
        crate::project::Ran::of(&output).says(2, &["现在不在放“data”的文件夹里，先运行：cd"]);
        assert!(!inside.join("data").exists() && !inside.join("out").exists());
    }
}

/// A file that is called by one year and says another is of both until one of them is mended; none of several for one agency is sound.
#[test]
fn a_file_of_two_years_and_one_of_several_are_told_whatever_is_asked() {
    let project = Project::new(2);
    let data = project.data(1, 2024);
    std::fs::rename(&data, data.with_file_name("2023.yaml")).unwrap();
    let name = agencies::name(1);
    project.run(&["check", "--year", "2024"]).says(1, &["错误[wrong-year]", &name, "2024 年度收到 2 个机关"]);
    project.run(&["status", "--year", "2024"]).says(1, &["有错误 1"]);
    project.run(&["build", "--year", "2024"]).says(1, &["错误[wrong-year]", "1 份未生成"]);
    let project = Project::new(1);
    let data = project.data(1, 2024);
    for copy in ["2024 (1).yaml", "2024 - 副本.yaml"] {
        std::fs::copy(&data, data.with_file_name(copy)).unwrap();
    }
    let ran = project.run(&["check", "--year", "2024"]);
    ran.says(1, &["有 3 个数据文件", "共 3 个文件：3 个错误"]);
    assert!(!ran.out.contains("没有问题"), "{}", ran.out);
    project.run(&["status", "--year", "2024", "--format", "json"]).says(1, &["\"errors\": 1,", "有 3 个文件"]);
}

/// An option can name the wrong part of a project as well as the folder that one stands in.
#[test]
fn a_part_of_the_project_that_is_named_for_another_is_refused() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    let before = project.outputs();
    for out in ["data", "data/青石市第0001局", "./data"] {
        project.build(&["--out", out]).says(2, &["在数据文件夹里面", "“out”"]);
    }
    for data in ["out", "out/2024"] {
        project.run(&["new", "青石市某局", "2024", "--data", data]).says(2, &["在输出文件夹里面", "data”"]);
    }
    assert!(project.outputs() == before && !project.path("data/2024").exists());
}

/// What a name holds neither moves the cursor nor begins a command of a workflow, in the table either.
#[cfg(unix)]
#[test]
fn a_hostile_name_stays_a_name_in_the_table() {
    let project = Project::new(1);
    for name in ["\u{202e}乙局", "\u{1b}[2J丙局", "丁\n::error::局"] {
        let folder = project.path("data").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("2024.yaml"), "机关：\n").unwrap();
    }
    let ran = project.run(&["status", "--year", "2024"]);
    ran.says(1, &["乙局", "丙局", "丁"]);
    assert!(!ran.out.contains(['\u{202e}', '\u{1b}']) && !ran.out.lines().any(|line| line.starts_with("::")));
}
