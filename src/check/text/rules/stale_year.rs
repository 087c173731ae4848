//! stale-year: what is left over from another year's report.

mod named;
mod periods;
mod scene;
mod statement;
mod unexplained;

use crate::check::subject::Subject;
use crate::check::text::prose::ReadProse;
use crate::diag::Finding;
use scene::Scene;

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    let problems = subject.report.form.sections.iter().filter_map(|section| section.prose.as_deref()).nth(1);
    for passage in prose.passages() {
        let in_plans = Some(passage.reading.text.key) == problems;
        for index in 0..passage.paragraph.sentences.len() {
            Scene::new(subject, prose, (passage, index), in_plans, findings).run();
        }
    }
}
