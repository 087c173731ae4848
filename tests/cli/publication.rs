//! Publication as a fact: what is out changes only as a correction that says why and keeps what it replaces.

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use crate::project::{Project, Ran};

fn publish(project: &Project, more: &[&str]) -> Ran {
    project.run(&[&["publish", "--year", "2024", "--date", "2025-01-26"], more].concat())
}

/// The files of a package, with their texts' lengths.
fn packed(project: &Project, name: &str) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(project.path(name)).unwrap()).unwrap();
    let read = |index| {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..zip::ZipArchive::new(std::fs::File::open(project.path(name)).unwrap()).unwrap().len()).map(read).collect()
}

fn change(project: &Project, agency: usize) {
    project.edit(agency, 2024, "行政许可: {本年处理决定数量: ", "行政许可: {本年处理决定数量: 1");
}

#[test]
fn what_is_published_is_not_replaced_without_a_reason() {
    let project = Project::new(2);
    publish(&project, &[]).says(2, &["先运行 nianbao build"]);
    project.build(&[]).says(0, &[]);
    publish(&project, &[]).says(0, &["公布 2 份"]);
    publish(&project, &[]).says(0, &["公布 0 份", "2 份早已公布"]);
    let manifest = std::fs::read_to_string(project.path("out/2024/manifest.json")).unwrap();
    assert!(manifest.contains("\"version\": 2") && manifest.contains("\"date\": \"2025-01-26\""));
    project.build(&[]).says(0, &["2 份未变"]);
    // Neither a new style nor force replaces it.
    let before = project.outputs();
    project.build(&["--style", "windows"]).says(0, &["2 份未变"]);
    change(&project, 1);
    for more in [&[][..], &["--force"], &["--check"]] {
        project.build(more).says(1, &["[published]", "已于 2025年1月26日 公布，数据后来改了"]);
    }
    assert_eq!(before, project.outputs());
    publish(&project, &[])
        .says(1, &["没有公布", "要更正的，运行：nianbao build data/青石市第0001局/2024.yaml --correction"]);
    // The date of the report is still the old one.
    let ran = project.build(&["--correction", "统计口径有误"]);
    ran.says(0, &["警告[correction-date]", "更正说明.docx", "已生成 1 份"]);
    project.build(&[]).says(0, &["2 份未变"]);
    publish(&project, &[]).says(0, &["2 份早已公布"]);
}

#[test]
fn what_is_not_sound_is_not_published_and_holds_nobody_back() {
    let project = Project::new(3);
    project.build(&[]).says(0, &[]);
    std::fs::write(project.output(1, "docx"), "改").unwrap();
    change(&project, 2);
    let ran = publish(&project, &[]);
    ran.says(1, &["后来被改动过", "数据后来改了，先生成：nianbao build", "公布 1 份", "2 份没有公布"]);
    publish(&Project::new(1), &[]).says(2, &[]);
    let early = Project::new(1);
    early.build(&[]).says(0, &[]);
    early.run(&["publish", "--year", "2024", "--date", "2025-01-01"]).says(1, &["晚于公布日期"]);
    early.run(&["publish", "--year", "2024", "--date", "明天"]).says(2, &["不是日期"]);
}

#[test]
fn each_correction_of_a_list_has_its_own_reason_and_date() {
    let project = Project::new(3);
    project.build(&[]).says(0, &[]);
    publish(&project, &[]).says(0, &[]);
    (1..=3).for_each(|agency| change(&project, agency));
    let list = "机关,理由,日期\r\n青石市第0001局,漏统计两件,2025-03-10\r\n青石市第0002局,口径有误,\r\n";
    std::fs::write(project.path("更正.csv"), encoding_rs::GBK.encode(list).0).unwrap();
    let ran = project.build(&["--corrections", "更正.csv"]);
    ran.says(1, &["已生成 2 份", "[published]", "青石市第0003局"]);
    let notice = |agency: usize| {
        let path = project.output(agency, "docx").display().to_string().replace(".docx", "更正说明.docx");
        format!("{:?}", nianbao::read_back::docx::read(&std::fs::read(path).unwrap()).unwrap().units)
    };
    assert!(notice(1).contains("因漏统计两件，") && notice(1).contains("2025年3月10日"));
    assert!(notice(2).contains("因口径有误，"));
    assert_eq!(ran.err.matches("[correction-date]").count(), 1, "{}", ran.err);
    std::fs::write(project.path("更正.csv"), "青石市第0009局,口径有误\n").unwrap();
    project.build(&["--corrections", "更正.csv"]).says(1, &["“青石市第0009局”没有写更正说明"]);
    std::fs::write(project.path("更正.csv"), "青石市第0003局,\n").unwrap();
    project.build(&["--corrections", "更正.csv"]).says(2, &["第 1 行", "没有写理由"]);
    project.build(&["--correction", "一\n二"]).says(2, &["换行"]);
}

#[test]
fn the_package_holds_the_current_files_and_nothing_else() {
    let project = Project::new(2);
    project.build(&["--formats", "docx,pdf,html"]).says(0, &[]);
    publish(&project, &["--package", "发布/2024.zip"]).says(0, &["2 份报告，6 个文件"]);
    let first = std::fs::read(project.path("发布/2024.zip")).unwrap();
    publish(&project, &["--package", "发布/2024.zip"]).says(0, &[]);
    assert_eq!(first, std::fs::read(project.path("发布/2024.zip")).unwrap());
    change(&project, 1);
    project.build(&["--correction", "漏统计"]).says(0, &[]);
    publish(&project, &["--package", "发布/2024.zip"]).says(0, &["9 个文件"]);
    let files = packed(&project, "发布/2024.zip");
    assert_eq!(files.len(), 10);
    for (name, bytes) in &files {
        let Some((_, file)) = name.split_once('/') else {
            let page = String::from_utf8(bytes.clone()).unwrap();
            assert!(name == "index.html" && page.contains("更正 1 次") && page.contains("2025年1月26日"));
            continue;
        };
        assert_eq!(*bytes, std::fs::read(project.path(&format!("out/2024/{file}"))).unwrap(), "{name}");
    }
}

/// The names in a package, without its page.
fn names(project: &Project, package: &str) -> Vec<String> {
    packed(project, package).into_iter().map(|(name, _)| name).filter(|name| name != "index.html").collect()
}

const WITHDRAW: [&str; 9] =
    ["publish", "--year", "2024", "--withdraw", "青石市第0001局", "--reason", "误将初稿公布", "--date", "2025-03-10"];

/// A web fragment's ending has two dots: it is published, corrected, taken back and made again like any other.
#[test]
fn a_fragment_goes_the_way_of_every_format() {
    let project = Project::new(1);
    project.build(&["--formats", "docx,html,fragment"]).says(0, &[]);
    publish(&project, &["--package", "1.zip"]).says(0, &["3 个文件"]);
    change(&project, 1);
    project.build(&["--correction", "漏统计"]).says(0, &["更正说明.fragment.html", "更正说明.html"]);
    let notice = project.output(1, "fragment.html").display().to_string().replace(".fragment", "更正说明.fragment");
    let was = std::fs::read(&notice).unwrap();
    std::fs::remove_file(&notice).unwrap();
    project.build(&[]).says(1, &["更正说明.fragment.html”不见了"]);
    project.build(&["--force"]).says(0, &["更正说明.fragment.html"]);
    assert!(was == std::fs::read(&notice).unwrap());
    project.run(&WITHDRAW).says(0, &["撤回说明.fragment.html", "撤回说明.html", "撤回说明.docx"]);
    publish(&project, &["--package", "2.zip"]).says(1, &["8 个文件"]);
    let page = packed(&project, "2.zip").into_iter().find(|(name, _)| name == "index.html").unwrap().1;
    let page = String::from_utf8(page).unwrap();
    for words in ["撤回说明　网页片段", "更正说明　网页片段", "撤回说明　HTML", "撤回说明　DOCX"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn a_lost_notice_of_a_withdrawal_is_made_again_and_one_that_is_there_stays() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    publish(&project, &[]).says(0, &[]);
    project.run(&WITHDRAW).says(0, &["撤回说明.docx", "撤回说明.pdf"]);
    let notice = |ending: &str| {
        project.output(1, ending).display().to_string().replace(&format!(".{ending}"), &format!("撤回说明.{ending}"))
    };
    let was = std::fs::read(notice("docx")).unwrap();
    std::fs::remove_file(notice("pdf")).unwrap();
    // The report is a draft, and the notice that is lost is called what it is, with the way to have it again.
    project
        .build(&[])
        .says(1, &["撤回说明“", "不见了", "--withdraw 青石市第0001局 --reason 误将初稿公布 --date 2025-03-10"]);
    std::fs::write(notice("docx"), "改过").unwrap();
    let again = project.run(&WITHDRAW);
    again.says(0, &["撤回说明.pdf"]);
    assert!(!again.err.contains("撤回说明.docx") && std::fs::read(notice("docx")).unwrap() == "改过".as_bytes());
    std::fs::write(notice("docx"), &was).unwrap();
    project.build(&[]).says(0, &["1 份未变"]);
    // Published anew, an older notice is made again with its own words.
    change(&project, 1);
    project.build(&[]).says(0, &["已生成 1 份"]);
    publish(&project, &[]).says(0, &["公布 1 份"]);
    std::fs::remove_file(notice("docx")).unwrap();
    let ran = project.build(&[]);
    ran.says(1, &["撤回说明“", "按当时的理由和日期重新写出", "--force"]);
    assert!(!ran.err.contains("更正说明"), "{}", ran.err);
    project.build(&["--force"]).says(0, &["撤回说明.docx"]);
    assert!(was == std::fs::read(notice("docx")).unwrap());
    project.build(&["--check"]).says(0, &[]);
    publish(&project, &["--package", "1.zip"]).says(0, &["4 个文件"]);
}

#[test]
fn what_was_withdrawn_is_published_anew_and_not_corrected() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    publish(&project, &[]).says(0, &[]);
    project.run(&WITHDRAW).says(0, &[]);
    change(&project, 1);
    let says = "“青石市第0001局”没有写更正说明：它的公布已经撤回，现在是草稿";
    project.build(&["--correction", "漏统计"]).says(0, &["已生成 1 份", says]);
    std::fs::write(project.path("更正.csv"), "青石市第0001局,漏统计\n").unwrap();
    project.build(&["--corrections", "更正.csv"]).says(0, &[says]);
    let manifest = std::fs::read_to_string(project.path("out/2024/manifest.json")).unwrap();
    assert!(!manifest.contains("漏统计"), "a draft is corrected: {manifest}");
    project.run(&["status", "--year", "2024"]).says(0, &["已生成", "已公布"]);
    publish(&project, &["--package", "1.zip"]).says(0, &["公布 1 份"]);
}

#[test]
fn the_package_holds_what_is_out_whatever_became_of_the_data() {
    let project = Project::new(5);
    project.build(&[]).says(0, &[]);
    publish(&project, &["--package", "0.zip"]).says(0, &["5 份报告，10 个文件"]);
    let all = names(&project, "0.zip");
    // Gone, unreadable, written twice, changed: what was published is out until it is corrected or withdrawn.
    std::fs::remove_file(project.data(1, 2024)).unwrap();
    project.edit(2, 2024, "机关:", "机关：");
    std::fs::copy(project.data(3, 2024), project.path("data/青石市第0003局/2024(1).yaml")).unwrap();
    change(&project, 4);
    let ran = publish(&project, &["--package", "1.zip"]);
    ran.says(
        1,
        &["“青石市第0001局”的数据文件已经不在，公布过的报告照旧在公布包里", "有两个数据文件", "5 份报告，10 个文件"],
    );
    let mut now = names(&project, "1.zip");
    now.sort();
    assert_eq!(now, {
        let mut all = all;
        all.sort();
        all
    });
    project.build(&[]).says(1, &["已经不在，公布过的报告照旧在"]);
    // What a killed correction has put in its place is not out: the published one is among what was kept.
    let docx = project.output(5, "docx");
    let out = std::fs::read(&docx).unwrap();
    let kept = project.path("out/2024/superseded/1");
    std::fs::create_dir_all(&kept).unwrap();
    std::fs::write(kept.join(docx.file_name().unwrap()), &out).unwrap();
    std::fs::write(&docx, "新的").unwrap();
    publish(&project, &["--package", "2.zip"]).says(1, &["5 份报告，10 个文件"]);
    let name = docx.file_name().unwrap().to_string_lossy().into_owned();
    assert!(packed(&project, "2.zip").iter().any(|(own, bytes)| own.ends_with(&name) && *bytes == out));
    // Where it is nowhere, the agency is named, and keeps no other back.
    std::fs::remove_dir_all(&kept).unwrap();
    publish(&project, &["--package", "3.zip"]).says(1, &["“青石市第0005局”没有装进公布包", "4 份报告，8 个文件"]);
    std::fs::write(&docx, &out).unwrap();
    // Only what was asked for.
    publish(&project, &["data/青石市第0005局", "--package", "4.zip"]).says(0, &["1 份报告，2 个文件"]);
    // Nothing of the year is left but what is out.
    for agency in 2..=5 {
        std::fs::remove_file(project.data(agency, 2024)).unwrap();
    }
    std::fs::remove_file(project.path("data/青石市第0003局/2024(1).yaml")).unwrap();
    publish(&project, &["--package", "5.zip"]).says(0, &["5 份报告，10 个文件"]);
}

/// Killed at any moment, a publication is there or not, and nothing else has changed.
#[test]
fn a_killed_publication_is_whole_or_not_there() {
    let project = Project::new(4);
    project.build(&[]).says(0, &[]);
    let command = || project.command(&["publish", "--year", "2024", "--date", "2025-01-26", "--package", "2024.zip"]);
    for delay in [5, 20, 40, 80, 120, 160, 220, 300] {
        let mut child = command().stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        let _ = child.wait();
        if project.path("2024.zip").exists() {
            assert_eq!(packed(&project, "2024.zip").len(), 9);
        }
    }
    Ran::of(&command().output().unwrap()).says(0, &["4 份报告，8 个文件"]);
    project.build(&[]).says(0, &["4 份未变"]);
    change(&project, 1);
    project.build(&[]).says(1, &["[published]"]);
}

/// Where the office notes what is published, a correction of all is one of those that are out, and makes no draft public.
#[test]
fn drafts_are_not_corrected_where_others_are_published() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    project.run(&["publish", "data/青石市第0001局", "--year", "2024"]).says(0, &[]);
    for agency in 1..=2 {
        change(&project, agency);
    }
    let old = std::fs::read(project.output(2, "pdf")).unwrap();
    let ran = project.build(&["--correction", "统计口径有误"]);
    ran.says(0, &["“青石市第0002局”没有写更正说明：没有公布过，不用更正"]);
    let name = |folder: &str, agency: usize, more: &str| {
        project.path(&format!("out/2024/{folder}青石市第000{agency}局2024年政府信息公开工作年度报告{more}"))
    };
    assert!(name("", 1, "更正说明.pdf").exists() && !name("", 2, "更正说明.pdf").exists());
    assert_eq!(std::fs::read(name("superseded/1/", 2, ".pdf")).unwrap(), old);
    change(&project, 2);
    project.build(&[]).says(0, &["已生成 1 份"]);
}
