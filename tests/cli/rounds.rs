//! After publication: rounds of corrections, killed in between; withdrawals. What was out is always there, and the package holds what is
//! out now.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use crate::project::Project;

fn publish(project: &Project, more: &[&str]) -> crate::project::Ran {
    project.run(&[&["publish", "--year", "2024", "--package", "公布.zip"], more].concat())
}

/// The files that are out: reports and notices.
fn public(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let is_public = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        let inside =
            path.components().any(|part| ["superseded", ".data"].contains(&&*part.as_os_str().to_string_lossy()));
        !inside && !name.starts_with('.') && name != "manifest.json"
    };
    let files = project.outputs().into_iter().filter(|(path, _)| is_public(path));
    files.map(|(path, bytes)| (path.file_name().unwrap().to_string_lossy().into_owned(), bytes)).collect()
}

fn packed(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(project.path("公布.zip")).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        if let Some((_, name)) = name.split_once('/') {
            files.insert(name.to_owned(), bytes);
        }
    }
    files
}

/// Runs a command that is killed after a while, at one moment after the other, then lets it run to its end.
fn killed(project: &Project, args: &[&str], moments: &[u64]) {
    for moment in moments {
        let mut command = project.command(args);
        let mut child = command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(*moment));
        let _ = child.kill();
        let _ = child.wait();
    }
    project.run(args).says(0, &[]);
}

#[test]
fn three_rounds_of_corrections_lose_nothing_however_they_are_killed() {
    let project = Project::new(4);
    project.build(&["--formats", "docx,pdf,html,txt"]).says(0, &[]);
    publish(&project, &["--date", "2025-01-26"]).says(0, &["公布 4 份"]);
    let mut states: BTreeSet<Vec<u8>> = public(&project).into_values().collect();
    for round in 1..=3u64 {
        let word = ["按月检查", "按周检查", "按季检查", "按旬检查"];
        let (from, to) = (word[round as usize - 1], word[round as usize]);
        // Two have changed, and a third only next time; only those on the list are corrected.
        for agency in [1, 2] {
            project.edit(agency, 2024, from, to);
            let (day, next) = (format!("2025-0{}-10", round), format!("2025-0{}-10", round + 1));
            let old = if round == 1 { "2025-01-20".to_owned() } else { day };
            project.edit(agency, 2024, &old, &next);
        }
        let list = format!("机关,理由,日期\n青石市第0001局,第{round}次统计口径有误,2025-0{}-10\n", round + 1);
        std::fs::write(project.path("更正.csv"), list).unwrap();
        let one = ["build", "--year", "2024", "data/青石市第0001局", "--corrections", "更正.csv"];
        killed(&project, &one, &[15, 40, 70, 110, 150, 200].map(|moment| moment + round * 7));
        // The other is refused by a plain build, and nothing of it is touched.
        project.build(&[]).says(1, &["[published]", "青石市第0002局"]);
        // It is out all the same, as it was, and in the package.
        publish(&project, &[]).says(1, &["没有公布“青石市第0002局”"]);
        assert_eq!(packed(&project), public(&project), "what is out and changed is not in the package");
        let list = format!("青石市第0002局,第{round}次漏统计,2025-0{}-10\n", round + 1);
        std::fs::write(project.path("更正.csv"), list).unwrap();
        killed(&project, &["build", "--year", "2024", "--corrections", "更正.csv"], &[25, 60, 90, 130]);
        states.extend(public(&project).into_values());
        killed(&project, &["publish", "--year", "2024", "--package", "公布.zip"], &[10, 30, 60]);
        assert_eq!(packed(&project), public(&project), "the package is not what is out in round {round}");
    }
    // Three notices in four formats for two agencies, four formats of four reports.
    assert_eq!(public(&project).len(), 3 * 4 * 2 + 4 * 4);
    let there: BTreeSet<Vec<u8>> = project.outputs().into_values().collect();
    let lost = states.iter().filter(|state| !there.contains(*state)).count();
    assert_eq!(lost, 0, "of {} published files", states.len());
    let (text, html) = (project.output(1, "txt"), project.output(1, "html"));
    for path in [text, html] {
        assert!(std::fs::read_to_string(path).unwrap().contains("按旬检查"));
    }
    project.build(&["--check"]).says(0, &[]);
}

#[test]
fn a_publication_is_taken_back_only_with_a_reason_and_nothing_of_it_is_lost() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    let withdraw = ["publish", "--year", "2024", "--withdraw", "青石市第0001局"];
    let full = [&withdraw[..], &["--reason", "误将未审定的稿子公布", "--date", "2025-03-10"]].concat();
    project.run(&full).says(2, &["没有公布，不用撤回"]);
    publish(&project, &["--date", "2025-01-26"]).says(0, &["公布 2 份"]);
    let before = public(&project);
    project.run(&withdraw).says(2, &["--reason"]);
    project.run(&[&withdraw[..], &["--reason", "有误"]].concat()).says(2, &["--date"]);
    killed(&project, &full, &[10, 30, 50, 80, 120]);
    let is_own = |name: &&String| name.contains("第0001局");
    for (name, bytes) in before.iter().filter(|(name, _)| is_own(name)) {
        let kept = project.path(&format!("out/2024/superseded/1/{name}"));
        assert!(std::fs::read(kept).ok().as_ref() == Some(bytes), "{name} is not kept");
    }
    let notice = project.output(1, "docx").display().to_string().replace(".docx", "撤回说明.docx");
    let text = format!("{:?}", nianbao::read_back::docx::read(&std::fs::read(notice).unwrap()).unwrap().units);
    assert!(text.contains("因误将未审定的稿子公布，自2025年3月10日起撤回"), "{text}");
    let manifest = std::fs::read_to_string(project.path("out/2024/manifest.json")).unwrap();
    assert!(manifest.contains("\"version\": 3") && manifest.contains("误将未审定的稿子公布"));
    let ran = project.run(&["status", "--year", "2024"]);
    ran.says(0, &["已撤回", "2025-03-10 撤回：误将未审定的稿子公布"]);
    // It does not go out again as it was, and the package has its notice alone.
    publish(&project, &["--date", "2025-03-20"])
        .says(1, &["2025年3月10日 已撤回（误将未审定的稿子公布）", "1 份早已公布"]);
    let names: Vec<String> = packed(&project).into_keys().filter(|name| name.contains("第0001局")).collect();
    assert!(names.len() == 2 && names.iter().all(|name| name.contains("撤回说明")), "{names:?}");
    project.run(&full).says(0, &[]);
    // A draft again: changed, built, and published anew.
    project.edit(1, 2024, "按月检查", "按周检查");
    project.edit(1, 2024, "2025-01-20", "2025-03-18");
    project.build(&[]).says(0, &["已生成 1 份"]);
    publish(&project, &["--date", "2025-03-20"]).says(0, &["公布 1 份", "1 份早已公布"]);
    assert_eq!(packed(&project), public(&project));
    project.edit(1, 2024, "按周检查", "按月检查");
    project.build(&[]).says(1, &["[published]"]);
    project.run(&["build", "--prune"]).says(1, &[]);
    let there: BTreeSet<Vec<u8>> = project.outputs().into_values().collect();
    assert!(before.values().all(|bytes| there.contains(bytes)), "what was out is lost");
}

#[test]
fn what_is_wrong_with_a_list_of_corrections_is_said_before_anything_is_done() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    publish(&project, &["--date", "2025-01-26"]).says(0, &[]);
    project.edit(1, 2024, "按月检查", "按周检查");
    let before = project.outputs();
    let list = |text: &str| {
        std::fs::write(project.path("更正.csv"), text).unwrap();
        project.build(&["--corrections", "更正.csv"])
    };
    list("单位,原因\n青石市第0001局,有误\n").says(2, &["更正.csv”第 1 行", "没有“机关”", "机关、理由、日期"]);
    list("机关,日期\n青石市第0001局,2025-03-01\n").says(2, &["没有“理由”"]);
    list("机关,理由,日期\n青石市第0001局,有误,2025-13-01\n").says(2, &["第 2 行", "不是日期", "2025-03-10"]);
    list("机关,理由,日期\n青石市第0001局,漏统计,两件,2025-03-01\n").says(2, &["第 2 行", "双引号"]);
    list("").says(2, &["空的"]);
    project.build(&["--corrections", "没有.csv"]).says(2, &["没有.csv"]);
    assert_eq!(before, project.outputs());
    let ran = list("青石市第0010局,有误,2025-03-01\n");
    ran.says(1, &["“青石市第0010局”没有写更正说明：这次的数据里没有这个机关", "是不是“青石市第000"]);
    // As Excel saves 统一码文本, and with a byte order mark.
    let table = "机关\t理由\t日期\r\n青石市第0001局\t漏统计，少计两件\t2025/3/10\r\n";
    let unicode: Vec<u8> = format!("\u{FEFF}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(project.path("更正.csv"), unicode).unwrap();
    project.build(&["--corrections", "更正.csv"]).says(0, &["更正说明.docx"]);
}
