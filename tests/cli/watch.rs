//! `nianbao watch`: a save builds what it touches.

use std::process::Stdio;

use crate::project::Project;

#[test]
fn watching_builds_what_a_save_touches() {
    use std::io::{BufRead, BufReader};
    let project = Project::new(2);
    std::fs::create_dir(project.path("own")).unwrap();
    let skeleton = project.path("own/report.j2");
    std::fs::write(&skeleton, include_str!("../../templates/report.j2")).unwrap();
    let mut child = project.command(&["watch", "--templates", "own"]).stderr(Stdio::piped()).spawn().unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    // The text of one build; a minute is for machines that have much else to do.
    let build = || {
        let mut text = String::new();
        loop {
            match lines.recv_timeout(std::time::Duration::from_secs(60)) {
                Ok(line) if line.contains("正在监视") => return text,
                Ok(line) => text += &(line + "\n"),
                Err(error) => panic!("{error}\n{text}"),
            }
        }
    };
    let first = build();
    assert!(first.contains("共 4 份数据：已生成 4 份报告"), "{first}");
    project.edit(1, 2024, "按月检查", "按周检查");
    let text = build();
    assert!(text.contains("共 1 份数据：已生成 1 份报告"), "{text}");
    // As editors save: the new text beside the old, then in its place.
    let data = project.data(2, 2024);
    let text = std::fs::read_to_string(&data).unwrap().replacen("本年新收: [", "本年新收: [9", 1);
    std::fs::write(data.with_extension("tmp"), text).unwrap();
    std::fs::rename(data.with_extension("tmp"), &data).unwrap();
    let text = build();
    assert!(text.contains("[column-balance]") && text.contains("1 份未生成"), "{text}");
    project.edit(2, 2024, "本年新收: [9", "本年新收: [");
    let text = build();
    assert!(text.contains("1 份未变"), "{text}");
    std::fs::write(
        &skeleton,
        include_str!("../../templates/report.j2").replacen("{{ 落款 }}", "特此报告。\n{{ 落款 }}", 1),
    )
    .unwrap();
    let text = build();
    assert!(text.contains("共 4 份数据：已生成 4 份报告"), "{text}");
    child.kill().unwrap();
    child.wait().unwrap();
}
