//! `nianbao build` where something is in the way: files, permissions, a full disk, another run, a kill at any moment; and what it
//! needs of memory.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::project::{Project, Ran};

#[test]
fn what_is_in_the_way_is_named_in_chinese() {
    let project = Project::new(1);
    std::fs::create_dir(project.path("out")).unwrap();
    std::fs::write(project.path("out/2024"), "").unwrap();
    project.build(&[]).says(2, &["2024”是文件，应当是文件夹"]);
    std::fs::write(project.path("out2"), "").unwrap();
    project.build(&["--out", "out2"]).says(2, &["out2”是文件，应当是文件夹"]);
    std::fs::remove_file(project.path("out/2024")).unwrap();
    std::fs::create_dir(project.path("out/2024")).unwrap();
    std::fs::write(project.path("out/2024/manifest.json"), "{").unwrap();
    project.build(&[]).says(2, &["manifest.json”用不了", "把它移走再运行"]);
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    let name = "长".repeat(300);
    project.edit(1, 2024, "青石市第0001局", &name);
    project.build(&[]).says(1, &["[bad-value]", "机关名称有 300 个字"]);
    project.edit(1, 2024, &name, "青石市/局");
    project.build(&[]).says(1, &["[bad-value]", "机关名称里不能有“/”"]);
}

/// Root may write anywhere, so that a folder that refuses cannot be made for it.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(1);
    let out = project.path("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(out.join("x"), "").is_ok() {
        eprintln!("这里的用户什么都能写，跳过");
        return;
    }
    project.build(&[]).says(2, &["没有权限"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    let before = project.outputs();
    project.edit(1, 2024, "逐项落实", "逐条落实");
    // A limit on the size of files stands in for a disk without room: writing fails in the middle of a file.
    let command = format!("ulimit -f 8; exec '{}' build --year 2024", env!("CARGO_BIN_EXE_nianbao"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; {command}")]).current_dir(project.0.path());
    Ran::of(&shell.output().unwrap()).says(2, &["写不了", "1 份未变，1 份未生成"]);
    let after = project.outputs();
    for (path, bytes) in &before {
        assert_eq!(after.get(path), Some(bytes), "{}", path.display());
    }
    project.build(&[]).says(0, &["已生成 1 份"]);
}

#[test]
fn two_builds_do_not_meet() {
    let project = Project::new(30);
    let mut first = project.command(&["build", "--year", "2024"]).stderr(Stdio::null()).spawn().unwrap();
    while !project.path("out/2024/.nianbao-journal").exists() {
        assert!(first.try_wait().unwrap().is_none(), "the first build was over before it began");
        std::thread::yield_now();
    }
    project.build(&[]).says(2, &["另一个 nianbao 正在写“out”"]);
    assert!(first.wait().unwrap().success());
    project.build(&["--check"]).says(0, &[]);
}

/// Killed at twenty moments, with data changing in between: in the end every byte is as if nothing had happened.
#[test]
fn a_killed_build_is_finished_by_the_next() {
    let undisturbed = Project::new(5);
    let project = Project::new(5);
    undisturbed.build(&[]).says(0, &[]);
    // The first round is the very first build.
    for round in 0..20u32 {
        // Every report is new in every round; each round is killed when so many files have come, or a little later.
        let (from, to) =
            if round % 2 == 0 { ("逐项落实", "逐条落实") } else { ("逐条落实", "逐项落实") };
        for agency in 1..=5 {
            project.edit(agency, 2024, from, to);
        }
        let mut child = project.command(&["build", "--year", "2024"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(u64::from(round * 37 % 400)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    project.build(&[]).says(0, &[]);
    let relative = |project: &Project| {
        let strip = |(path, bytes): (PathBuf, _)| (path.strip_prefix(project.0.path()).unwrap().to_owned(), bytes);
        project.outputs().into_iter().map(strip).collect::<BTreeMap<_, Vec<u8>>>()
    };
    let (project, undisturbed) = (relative(&project), relative(&undisturbed));
    assert_eq!(project.keys().collect::<Vec<_>>(), undisturbed.keys().collect::<Vec<_>>());
    for (path, bytes) in &undisturbed {
        assert!(project.get(path) == Some(bytes), "{}", path.display());
    }
}

/// Killed at any moment, a correction run again ends as if undisturbed: the old files are kept, the notice is about them.
#[test]
fn a_killed_correction_is_finished_by_the_next() {
    let correct = |project: &Project| {
        project.edit(1, 2024, "按月检查", "按周检查");
        project.command(&["build", "--year", "2024", "--correction", "有误"])
    };
    let undisturbed = Project::new(1);
    undisturbed.build(&[]).says(0, &[]);
    Ran::of(&correct(&undisturbed).output().unwrap()).says(0, &["更正说明.pdf"]);
    let names = |project: &Project| {
        let strip = |(path, bytes): (PathBuf, _)| (path.strip_prefix(project.0.path()).unwrap().to_owned(), bytes);
        project.outputs().into_iter().map(strip).collect::<BTreeMap<_, Vec<u8>>>()
    };
    let expected = names(&undisturbed);
    for moment in 0..8 {
        let project = Project::new(1);
        project.build(&[]).says(0, &[]);
        let mut child = correct(&project).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + 25 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
        project.build(&["--correction", "有误"]).says(0, &[]);
        let found = names(&project);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (path, bytes) in &expected {
            assert!(found.get(path) == Some(bytes), "{}", path.display());
        }
    }
}

/// Resident memory of a build of many reports, as Linux counts it: it must not grow with their number.
#[test]
fn memory_does_not_grow_with_the_number_of_reports() {
    if !cfg!(target_os = "linux") {
        eprintln!("只在 Linux 上量内存，跳过");
        return;
    }
    let peak = |agencies: usize| {
        let project = Project::new(agencies);
        let mut child =
            project.command(&["build", "--year", "2024", "--jobs", "2"]).stderr(Stdio::null()).spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0u64;
        while child.try_wait().unwrap().is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak = peak.max(line.and_then(|kib| kib.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        peak / 1024
    };
    // Without forgetting, each report would add 5 MB.
    let (few, many) = (peak(10), peak(80));
    assert!(many < 200 && many < few + 60, "{few} MB for 10 reports, {many} MB for 80");
}
