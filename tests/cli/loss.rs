//! Nothing that was out is ever lost: ways to lose a published file, tried; formats that stay together.

use std::collections::BTreeSet;
use std::path::Path;

use crate::project::Project;

/// Every file below the superseded folders, by its bytes.
fn kept(project: &Project) -> BTreeSet<Vec<u8>> {
    let outputs = project.outputs();
    outputs
        .into_iter()
        .filter(|(path, _)| path.components().any(|part| part.as_os_str() == "superseded"))
        .map(|(_, bytes)| bytes)
        .collect()
}

fn change(project: &Project, number: usize) {
    project.edit(1, 2024, "机关类型", &format!("# {number}\n机关类型"));
    let from = if number == 1 { "按月检查".to_owned() } else { format!("按第{}月检查", number - 1) };
    project.edit(1, 2024, &from, &format!("按第{number}月检查"));
}

/// Changes the data, corrects, and returns the DOCX that was out before.
fn correct(project: &Project, number: usize, more: &[&str]) -> Vec<u8> {
    let before = std::fs::read(project.output(1, "docx")).unwrap();
    change(project, number);
    project.build(&[&["--correction", "有误"], more].concat()).says(0, &["更正说明"]);
    before
}

#[test]
fn every_published_state_is_kept_whatever_happens_in_between() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    let mut states = vec![correct(&project, 1, &[])];
    // The data is away for a moment, and somebody clears up.
    std::fs::rename(project.data(1, 2024), project.path("2024.yaml")).unwrap();
    let ran = project.run(&["build", "--prune"]);
    ran.says(1, &["没有删去", "已经公布或更正过"]);
    assert!(project.output(1, "docx").exists());
    std::fs::rename(project.path("2024.yaml"), project.data(1, 2024)).unwrap();
    project.build(&[]).says(0, &["1 份未变"]);
    states.push(correct(&project, 2, &[]));
    // The manifest is lost; the program itself advises to move a broken one away.
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    project.build(&[]).says(0, &[]);
    states.push(correct(&project, 3, &[]));
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    project.build(&[]).says(0, &[]);
    states.push(correct(&project, 4, &["--force"]));
    // A hand has changed the file, and it is corrected by force.
    let edited = b"\xE6\x94\xB9".to_vec();
    std::fs::write(project.output(1, "docx"), &edited).unwrap();
    states.push(edited);
    change(&project, 5);
    project.build(&["--correction", "有误", "--force"]).says(0, &["更正说明"]);
    // And changed again, and overwritten by force alone, which what is out does not allow.
    let notices = project.outputs().into_keys().filter(|path| path.to_string_lossy().contains("更正说明")).count();
    assert_eq!(notices, 10, "five notices in two formats");
    let kept = kept(&project);
    for (number, state) in states.iter().enumerate() {
        assert!(kept.contains(state), "state {number} is lost");
    }
}

#[test]
fn force_keeps_what_a_hand_has_made() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    for text in ["甲", "乙"] {
        std::fs::write(project.output(1, "docx"), text).unwrap();
        project.build(&["--force"]).says(0, &[]);
        assert!(kept(&project).contains(text.as_bytes()), "{text}");
    }
    assert!(kept(&project).contains("甲".as_bytes()));
}

#[test]
fn a_correction_of_other_things_than_the_data_keeps_the_files_and_says_so() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    let old = std::fs::read(project.output(1, "docx")).unwrap();
    let ran = project.build(&["--style", "windows", "--correction", "字体有误"]);
    ran.says(0, &["没有写更正说明", "换下的文件留在 superseded"]);
    assert!(kept(&project).contains(&old));
}

#[test]
fn a_notice_that_is_gone_or_edited_is_noticed() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    correct(&project, 1, &[]);
    let name = project.output(1, "docx").display().to_string().replace(".docx", "更正说明.docx");
    let notice = Path::new(&name);
    let bytes = std::fs::read(notice).unwrap();
    std::fs::write(notice, "改").unwrap();
    project.build(&[]).says(1, &["[hand-edited]", "更正说明", "手工改过"]);
    std::fs::remove_file(notice).unwrap();
    project.build(&["--check"]).says(1, &["[hand-edited]", "不见了"]);
    std::fs::write(notice, bytes).unwrap();
    project.build(&[]).says(0, &["1 份未变"]);
}

#[test]
fn formats_that_are_there_stay_together() {
    let project = Project::new(1);
    project.build(&["--formats", "docx,pdf,html,txt"]).says(0, &[]);
    change(&project, 1);
    project.build(&["--check"]).says(1, &["[stale-output]", ".html", ".txt"]);
    project.build(&[]).says(0, &[".html", ".txt"]);
    let text = std::fs::read_to_string(project.output(1, "txt")).unwrap();
    assert!(text.contains("按第1月检查"));
    // One that was taken away is not wanted any more.
    std::fs::remove_file(project.output(1, "txt")).unwrap();
    project.build(&[]).says(0, &["1 份未变"]);
    change(&project, 2);
    project.build(&["--formats", "docx"]).says(0, &[".pdf", ".html"]);
    assert!(!project.output(1, "txt").exists());
    project.build(&["--check"]).says(0, &[]);
}

/// A way in which a published file was, or could be, lost.
type Way = (&'static str, fn(&Project));

/// Renames the agency in its data file.
fn rename(project: &Project) {
    project.edit(1, 2024, "青石市第0001局", "青石市新设局");
}

fn skeleton(project: &Project) {
    std::fs::create_dir_all(project.path("模板")).unwrap();
    let ours = std::fs::read_to_string(crate::support::root().join("templates/report.j2")).unwrap();
    std::fs::write(project.path("模板/report.j2"), ours.replace("{{ 落款 }}", "特此报告。\n{{ 落款 }}")).unwrap();
}

const WAYS: [Way; 19] = [
    ("data away, pruned", |project| {
        std::fs::remove_file(project.data(1, 2024)).unwrap();
        project.run(&["build", "--prune"]);
    }),
    ("data away, pruned by force", |project| {
        std::fs::remove_file(project.data(1, 2024)).unwrap();
        project.run(&["build", "--prune", "--force"]);
    }),
    ("the agency's folder away, pruned", |project| {
        std::fs::remove_dir_all(project.data(1, 2024).parent().unwrap()).unwrap();
        project.run(&["build", "--prune"]);
    }),
    ("manifest lost, corrected", |project| {
        std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
        project.build(&[]);
        change(project, 1);
        project.build(&["--correction", "有误"]);
    }),
    ("manifest lost, built, then changed and built", |project| {
        std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
        project.run(&["status", "--year", "2024"]).says(0, &["没有生成记录"]);
        project.build(&[]).says(0, &["警告[unrecorded]", "--date"]);
        project.run(&["status", "--year", "2024"]).says(0, &["生成记录丢失过"]);
        change(project, 1);
        project.build(&[]).says(0, &["警告[unrecorded]", "superseded"]);
        change(project, 2);
        let ran = project.build(&[]);
        assert!(!ran.err.contains("unrecorded"), "{}", ran.err);
    }),
    ("manifest lost, built, data away, pruned", |project| {
        std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
        project.build(&[]);
        std::fs::remove_file(project.data(1, 2024)).unwrap();
        project.run(&["build", "--prune", "--force"]);
    }),
    ("manifest lost, data changed, corrected by force", |project| {
        std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
        change(project, 1);
        project.build(&["--correction", "有误"]).says(1, &["没有生成记录", "--force --correction"]);
        project.build(&["--correction", "有误", "--force"]).says(0, &["更正说明.docx"]);
    }),
    ("manifest lost, data changed, forced", |project| {
        std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
        change(project, 1);
        project.build(&[]);
        project.build(&["--force"]);
    }),
    ("manifest broken, moved away as advised", |project| {
        std::fs::write(project.path("out/2024/manifest.json"), "{").unwrap();
        project.build(&[]).says(2, &["把它移走再运行"]);
        std::fs::rename(project.path("out/2024/manifest.json"), project.path("坏了.json")).unwrap();
        change(project, 1);
        project.build(&["--correction", "有误", "--force"]);
    }),
    ("built before it is corrected", |project| {
        change(project, 1);
        project.build(&[]).says(1, &["[published]"]);
        project.build(&["--force"]).says(1, &["[published]"]);
        project.build(&["--correction", "有误"]).says(0, &["更正说明"]);
    }),
    ("corrected by force", |project| {
        change(project, 1);
        project.build(&["--correction", "有误", "--force"]).says(0, &["更正说明"]);
    }),
    ("only the date corrected", |project| {
        let text = std::fs::read_to_string(project.data(1, 2024)).unwrap();
        let date = text.lines().find(|line| line.starts_with("成文日期")).unwrap().to_owned();
        project.edit(1, 2024, &date, "成文日期: 2025-03-03");
        project.build(&["--correction", "日期有误"]).says(0, &["没有写更正说明", "superseded"]);
    }),
    ("only the style corrected", |project| {
        project.build(&["--style", "windows", "--correction", "字体有误"]).says(0, &["superseded"]);
    }),
    ("only the skeleton corrected", |project| {
        skeleton(project);
        project.build(&["--templates", "模板", "--correction", "漏了一句"]).says(0, &["superseded"]);
    }),
    ("only last year's data changed, corrected", |project| {
        project.edit(1, 2023, "按月检查", "按季检查");
        project.build(&["--correction", "有误"]);
    }),
    ("the agency renamed, pruned", |project| {
        rename(project);
        project.run(&["build", "--prune"]);
    }),
    ("corrected three times, a kept folder taken for another's", |project| {
        for number in 1..=3 {
            change(project, number);
            project.build(&["--correction", "有误"]).says(0, &["更正说明"]);
            std::fs::create_dir_all(project.path(&format!("out/2024/superseded/{}", number + 1))).unwrap();
        }
    }),
    ("other formats, corrected", |project| {
        change(project, 1);
        project.build(&["--formats", "html", "--correction", "有误"]).says(0, &["更正说明"]);
    }),
    ("by a list", |project| {
        change(project, 1);
        std::fs::write(project.path("更正.csv"), "机关,理由,日期\n青石市第0001局,有误,2025-03-10\n").unwrap();
        project.build(&["--corrections", "更正.csv"]).says(0, &["更正说明"]);
    }),
];

#[test]
fn what_was_published_is_there_afterwards_by_whatever_way() {
    for (name, way) in WAYS {
        let project = Project::new(1);
        project.build(&[]).says(0, &[]);
        project.run(&["publish", "--year", "2024"]).says(0, &["公布 1 份"]);
        let published = ["docx", "pdf"].map(|ending| std::fs::read(project.output(1, ending)).unwrap());
        way(&project);
        let now: BTreeSet<Vec<u8>> = project.outputs().into_values().collect();
        assert!(published.iter().all(|bytes| now.contains(bytes)), "{name}");
    }
}

/// Nothing is left of a notice, not even in a backup: it is written again from what was kept.
#[test]
fn a_notice_that_is_lost_for_good_is_written_again() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    correct(&project, 1, &[]);
    correct(&project, 2, &[]);
    let notices: Vec<_> =
        project.outputs().into_iter().filter(|(path, _)| path.to_string_lossy().contains("更正说明")).collect();
    assert_eq!(notices.len(), 4);
    for (path, _) in &notices {
        std::fs::remove_file(path).unwrap();
    }
    project.build(&[]).says(1, &["更正说明.docx”不见了", "运行：nianbao build data/青石市第0001局/2024.yaml --force"]);
    project.run(&["build", "data/青石市第0001局/2024.yaml", "--force"]).says(0, &[]);
    for (path, bytes) in &notices {
        assert!(std::fs::read(path).unwrap() == *bytes, "{}", path.display());
    }
    project.build(&[]).says(0, &["1 份未变"]);
    // One whose data is gone, too, is given up, and said to be.
    std::fs::remove_file(&notices[0].0).unwrap();
    std::fs::remove_dir_all(project.path("out/2024/superseded")).unwrap();
    project.build(&["--force"]).says(0, &["写不出来；以后不再核对它"]);
    project.build(&[]).says(0, &["1 份未变"]);
}

/// The day was forgotten when the correction was made: given later, the same notice bears it, and the one that it replaces is kept.
#[test]
fn a_day_that_was_forgotten_can_be_given_to_the_correction() {
    let notice = |project: &Project| {
        let outputs = project.outputs().into_iter();
        let mut own =
            outputs.filter(|(path, _)| path.ends_with("青石市第0001局2024年政府信息公开工作年度报告更正说明.docx"));
        let path = |path: &Path| !path.components().any(|part| part.as_os_str() == "superseded");
        own.find(|(file, _)| path(file)).unwrap().1
    };
    let by_date = |project: &Project| {
        let text = std::fs::read_to_string(project.data(1, 2024)).unwrap();
        let date = text.lines().find(|line| line.starts_with("成文日期")).unwrap().to_owned();
        project.edit(1, 2024, &date, "成文日期: 2025-03-10");
        project.build(&["--correction", "漏统计"]).says(0, &["更正说明.docx"]);
    };
    let by_list = |project: &Project| {
        std::fs::write(project.path("更正.csv"), "机关,理由,日期\n青石市第0001局,漏统计,2025-03-10\n").unwrap();
        project.build(&["--corrections", "更正.csv"]).says(0, &["更正说明.docx"]);
        project.build(&["--corrections", "更正.csv"]).says(0, &["1 份未变"]);
    };
    for way in [&by_date as &dyn Fn(&Project), &by_list] {
        let project = Project::new(1);
        project.build(&[]).says(0, &[]);
        project.run(&["publish", "--year", "2024"]).says(0, &["公布 1 份"]);
        change(&project, 1);
        project.build(&["--correction", "有误"]).says(0, &["警告[correction-date]", "再用同样的命令更正一次"]);
        let before = notice(&project);
        way(&project);
        let now = notice(&project);
        assert!(now != before && kept(&project).contains(&before));
        project.build(&[]).says(0, &["1 份未变"]);
        project.run(&["status", "--year", "2024"]).says(0, &["已更正 1 次"]);
        // It bears a day of its own now: another day is no mending any more.
        std::fs::write(project.path("更正.csv"), "机关,理由,日期\n青石市第0001局,漏统计,2025-03-12\n").unwrap();
        project.build(&["--corrections", "更正.csv"]);
        assert!(notice(&project) == now);
    }
}

/// A path that was mistaken: what stands there is the data, a published report, the record, a list.
#[test]
fn a_result_goes_over_no_file_of_another_kind() {
    let project = Project::new(1);
    project.build(&["--formats", "docx,html"]).says(0, &[]);
    project.run(&["publish", "--year", "2024"]).says(0, &["公布 1 份"]);
    std::fs::write(project.path("机关.txt"), "青石市第0001局\n").unwrap();
    let (data, out) = (project.data(1, 2024), |ending| project.output(1, ending));
    let at = |path: &Path| path.strip_prefix(project.path("")).unwrap_or(path).display().to_string();
    let (data, docx, html) = (at(&data), at(&out("docx")), at(&out("html")));
    let everything = || {
        let read = |path: &str| std::fs::read(project.path(path)).unwrap();
        (project.outputs(), read(&data), read("机关.txt"))
    };
    let before = everything();
    let record = "out/2024/manifest.json";
    for args in [
        vec!["check", "--output", &data],
        vec!["check", "--output", &docx],
        vec!["check", "--output", "机关.txt"],
        vec!["check", "--format", "json", "--output", record],
        vec!["build", "--output", &docx],
        vec!["build", "--report", record],
        vec!["build", "--report", &data],
        vec!["publish", "--year", "2024", "--package", &docx],
        vec!["status", "--year", "2024", "--format", "html", "--output", &html],
        vec!["status", "--year", "2024", "--letters", "out/2024"],
    ] {
        project.run(&args).says(2, &["没有写“"]);
        assert!(everything() == before, "{args:?}");
    }
    for _ in 0..2 {
        project.run(&["check", "--output", "检查结果.txt"]).says(0, &[]);
        project.build(&["--report", "run.json", "--output", "结果.txt"]).says(0, &[]);
        project.run(&["publish", "--year", "2024", "--package", "包.zip"]).says(0, &[]);
        project
            .run(&["status", "--year", "2024", "--format", "html", "--output", "页.html", "--letters", "单"])
            .says(0, &[]);
    }
}
