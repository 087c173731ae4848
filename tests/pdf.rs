//! The PDF writer, measured on the files it makes.

mod reports;

use std::path::Path;
use std::sync::Arc;

use nianbao::style::Style;
use nianbao::write::pdf::{Fonts, Typesetter};

fn style() -> Style {
    Style::parse(include_str!("../templates/style.yaml"), "gb2312").unwrap()
}

fn typesetter() -> Typesetter {
    Typesetter::new(include_str!("../templates/report.typ"), Arc::new(Fonts::embedded())).unwrap()
}

#[test]
fn proofs() {
    let typesetter = typesetter();
    for (name, document) in [
        ("usual", reports::report(["1573", "12", "0"], 0)),
        ("large", reports::report(["12345678", "123456", "123456"], 4)),
    ] {
        let pdf = typesetter.pdf(&document, &style()).unwrap();
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf")), pdf).unwrap();
    }
}
