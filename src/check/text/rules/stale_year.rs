//! stale-year: what is left over from another year's report.

mod named;
mod periods;
mod scene;

use crate::check::subject::Subject;
use crate::check::text::prose::Prose;
use crate::diag::Finding;
use scene::Scene;

pub(crate) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let year = i64::from(subject.report.year.value);
    let problems = subject.report.form.sections.iter().filter_map(|section| section.prose.as_deref()).nth(1);
    for (reading, paragraph, counts) in prose.paragraphs() {
        let in_plans = Some(reading.text.key) == problems;
        for (index, sentence) in paragraph.sentences.iter().enumerate() {
            let scene = Scene { subject, reading, paragraph, counts, index, year, in_plans };
            scene.run(sentence, findings);
        }
    }
}
