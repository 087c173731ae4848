//! section-order: the official headings, in their order, and no other of their level.

use crate::check::subject::Subject;
use crate::check::text::prose::ReadProse;
use crate::compose::Origin;
use crate::diag::{Code, Finding};
use crate::document::Block;

pub(crate) fn check(subject: &Subject, _: &ReadProse, findings: &mut Vec<Finding>) {
    let Some(composed) = subject.composed else { return };
    let report = subject.report;
    let mut printed = Vec::new();
    for (index, block) in composed.document.blocks.iter().enumerate() {
        let Block::Heading { level: 1, text } = block else { continue };
        if let Origin::Prose(..) = composed.origins[index] {
            let message = format!("“{text}”会印成一级标题，一级标题只能是规定的{}个", report.form.sections.len());
            findings.push(
                Finding::new(Code::SectionOrder, composed.place(report, index), message)
                    .help("正文里的小标题用“（一）”“1.”“（1）”；规定的六个标题由程序印出，不要写进正文"),
            );
        } else {
            printed.push(text.as_str());
        }
    }
    let official: Vec<&str> = report.form.sections.iter().map(|section| section.title.as_str()).collect();
    if printed != official {
        let message = format!("成文的一级标题依次是{}，不是规定的六个", printed.join("、"));
        let help = format!("按表样依次为{}；核对骨架文件 report.j2", official.join("、"));
        let place = report.place(&report.agency.range);
        findings.push(Finding::new(Code::SectionOrder, place, message).help(help));
    }
}
