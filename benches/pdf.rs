//! How long a report takes to become a PDF.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

#[path = "../tests/support/reports.rs"]
mod reports;

use std::sync::Arc;

use divan::Bencher;
use nianbao::document::Block;
use nianbao::style::Style;
use nianbao::write::pdf::{Fonts, Typesetter};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn style() -> Style {
    Style::parse(include_str!("../templates/style.yaml"), "gb2312").unwrap()
}

fn typesetter() -> Typesetter {
    Typesetter::new(include_str!("../templates/report.typ"), Arc::new(Fonts::embedded())).unwrap()
}

/// Reports of five pages with 285 cells, one after another, no two alike.
/// With two paragraphs more the tables fall well; with six the report is set twice.
#[divan::bench(min_time = 3, args = [2, 6])]
fn warm(bencher: Bencher, more: usize) {
    let (typesetter, style) = (typesetter(), style());
    let mut number = 1000;
    let mut seed = 1u32;
    let mut figure = |digits: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed % 10u32.pow(digits)).to_string()
    };
    let mut figures = |digits| std::array::from_fn::<String, 200, _>(|_| figure(digits)).into_iter();
    bencher
        .with_inputs(|| {
            let [mut first, mut second, mut third] = [figures(5), figures(3), figures(2)];
            let mut document = reports::report_of(
                [&mut || first.next().unwrap(), &mut || second.next().unwrap(), &mut || third.next().unwrap()],
                more,
            );
            number += 1;
            for block in &mut document.blocks {
                if let Block::Paragraph { runs, .. } = block {
                    runs[0].text.insert_str(0, &number.to_string());
                }
            }
            document
        })
        .bench_local_values(|document| typesetter.pdf(&document, &style).unwrap());
}

/// What a process does before its first report: find the embedded fonts, parse the template.
#[divan::bench]
fn setting_up() -> Typesetter {
    typesetter()
}
