//! A page as a picture. A browser draws one beside the thread that takes the keys; a page as SVG, some hundred outlines of characters,
//! it reads on that thread: a tenth of a second each.

use typst::utils::Scalar;
use typst_layout::Page;
use typst_render::RenderOptions;

/// A page by its name, and as PNG unless it is known by that name.
pub type PagePicture = (String, Option<Vec<u8>>);

/// The page as PNG, so many pixels across.
pub(super) fn drawn(page: &Page, wide: u16) -> Result<Vec<u8>, png::EncodingError> {
    let scale = f64::from(wide) / page.frame.width().to_pt();
    let options = RenderOptions { pixel_per_pt: Scalar::new(scale), render_bleed: false };
    let drawn = typst_render::render(page, &options);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, drawn.width(), drawn.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // The paper is opaque: no pixel is premultiplied.
    encoder.write_header()?.write_image_data(drawn.data())?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::date::Date;
    use crate::document::{Block, Document, Meta, Run};
    use crate::style::Style;
    use crate::write::pdf::{Fonts, Typesetter};

    fn document(ends: &str) -> Document {
        let date = Date::new(2025, 1, 20).unwrap();
        let meta = Meta { title: "题".into(), author: "某局".into(), date, subject: "年报".into() };
        let text = |text: String| Block::Paragraph { lead: None, runs: vec![Run::plain(text)] };
        Document { meta, blocks: vec![text("文".repeat(28 * 30)), text(ends.to_owned())] }
    }

    #[test]
    fn pages_are_drawn_as_wide_as_they_are_shown_and_only_those_that_changed() {
        let style = Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap();
        let typesetter =
            Typesetter::new(include_str!("../../../templates/report.typ"), Arc::new(Fonts::embedded())).unwrap();
        let pages = |ends: &str, wide: u16, known: &[String]| {
            typesetter.pages(&document(ends), &style, wide, |name| known.iter().any(|known| known == name)).unwrap()
        };
        let first = pages("一件。", 600, &[]);
        assert_eq!(first.len(), 2);
        for (_, drawn) in &first {
            let bytes = std::io::Cursor::new(drawn.as_ref().unwrap());
            let mut reader = png::Decoder::new(bytes).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((info.width, info.height), (600, 849), "a page of A4");
            let dark = pixels.chunks_exact(4).filter(|pixel| pixel[0] < 128).count();
            assert!((600..600 * 849 / 3).contains(&dark), "{dark} dark pixels");
            assert!(pixels.chunks_exact(4).all(|pixel| pixel[3] == 255), "paper is opaque");
        }
        let known: Vec<String> = first.into_iter().map(|(name, _)| name).collect();
        let drawn =
            |pages: Vec<(String, Option<Vec<u8>>)>| pages.iter().map(|(_, drawn)| drawn.is_some()).collect::<Vec<_>>();
        assert_eq!(drawn(pages("一件。", 600, &known)), [false, false]);
        assert_eq!(drawn(pages("二件。", 600, &known)), [false, true]);
        assert_eq!(drawn(pages("一件。", 700, &known)), [true, true], "another width is another picture");
    }
}
