//! The DOCX writer from outside: what a reader of the package finds.

mod reports;

use nianbao::write::docx::docx;

/// Writes a proof to look at and to hold against the schemas: `cargo test --release --test docx proof -- --ignored`.
#[test]
#[ignore = "writes a file, for the eye"]
fn proof() {
    let (document, style) = (reports::report(), reports::style());
    let bytes = docx(&document, &style).unwrap();
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("proof.docx");
    std::fs::write(&path, &bytes).unwrap();
    let start = std::time::Instant::now();
    for _ in 0..100 {
        docx(&document, &style).unwrap();
    }
    println!("{}: {} bytes, {:?} each", path.display(), bytes.len(), start.elapsed() / 100);
}
