//! A page as a picture. A browser draws one beside the thread that takes the keys; a page as SVG, some hundred outlines of characters,
//! it reads on that thread: a tenth of a second each.
//!
//! Drawn here is what report.typ can set: characters, rules and areas of one colour. Whatever draws all that typst can (pictures, PDF
//! within PDF, gradients) weighs a seventeenth of the whole program as it is given away, and nothing of it would ever be asked for.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::pen::PathElement;
use skrifa::outline::{DrawSettings, OutlineGlyphCollection};
use skrifa::raw::types::F2Dot14;
use skrifa::{FontRef, MetadataProvider};
use tiny_skia::{Color, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke, Transform};
use ttf_parser::GlyphId;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point};
use typst::text::TextItem;
use typst::visualize::{Curve, CurveItem, FillRule, FixedStroke, Geometry, LineCap, LineJoin, Paint as Ink, Shape};
use typst_layout::Page;

/// A page by its name, and as PNG unless it is known by that name.
pub type PagePicture = (String, Option<Vec<u8>>);

/// Characters higher than this (pixels an em) are drawn as outlines.
const LARGE: f32 = 100.0;

/// Why a page cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Something that report.typ does not set.
    #[error("页上有{0}")]
    Unknown(&'static str),
    /// Larger than a picture can be, or nothing.
    #[error("没有这样大的图")]
    Size,
    /// It cannot be packed.
    #[error(transparent)]
    Packing(#[from] png::EncodingError),
}

/// The page as PNG, so many pixels across.
pub(super) fn drawn(page: &Page, wide: u16) -> Result<Vec<u8>, PictureError> {
    packed(&paint(page, wide)?)
}

/// Black, white and what is between them takes a byte a pixel. The paper is opaque: no pixel is premultiplied.
fn packed(sheet: &Pixmap) -> Result<Vec<u8>, PictureError> {
    let pixels = sheet.pixels();
    let grey = pixels.iter().all(|pixel| pixel.red() == pixel.green() && pixel.green() == pixel.blue());
    let (kind, bytes): (_, Vec<u8>) = if grey {
        (png::ColorType::Grayscale, pixels.iter().map(|pixel| pixel.red()).collect())
    } else {
        (png::ColorType::Rgb, pixels.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect())
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, sheet.width(), sheet.height());
    encoder.set_color(kind);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(file)
}

/// The page on paper so many pixels wide.
fn paint(page: &Page, wide: u16) -> Result<Pixmap, PictureError> {
    let size = page.frame.size();
    let scale = (f64::from(wide) / size.x.to_pt()) as f32;
    let pixels = |length: Abs| (scale * points(length)).round().max(1.0) as u32;
    let mut sheet = Pixmap::new(pixels(size.x), pixels(size.y)).ok_or(PictureError::Size)?;
    let [r, g, b, a] = page.fill_or_white().as_ref().map_or(Ok([u8::MAX; 4]), colour)?;
    sheet.fill(Color::from_rgba8(r, g, b, a));
    frame(&mut sheet, Transform::from_scale(scale, scale), &page.frame)?;
    Ok(sheet)
}

fn frame(sheet: &mut Pixmap, at: Transform, frame: &Frame) -> Result<(), PictureError> {
    for (place, item) in frame.items() {
        let at = moved(at, *place);
        match item {
            FrameItem::Group(group) => self::group(sheet, at, group)?,
            FrameItem::Text(text) => characters(sheet, at, text)?,
            FrameItem::Shape(shape, _) => self::shape(sheet, at, shape)?,
            FrameItem::Image(..) => return Err(PictureError::Unknown("图片")),
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
    Ok(())
}

fn group(sheet: &mut Pixmap, at: Transform, group: &GroupItem) -> Result<(), PictureError> {
    if group.clip.is_some() {
        return Err(PictureError::Unknown("裁切"));
    }
    let typst::layout::Transform { sx, ky, kx, sy, tx, ty } = group.transform;
    let [sx, ky, kx, sy] = [sx, ky, kx, sy].map(|ratio| ratio.get() as f32);
    frame(sheet, at.pre_concat(Transform::from_row(sx, ky, kx, sy, points(tx), points(ty))), &group.frame)
}

fn characters(sheet: &mut Pixmap, at: Transform, text: &TextItem) -> Result<(), PictureError> {
    let ink = colour(&text.fill)?;
    let high = points(text.size) * at.sy;
    let upright = at.kx == 0.0 && at.ky == 0.0 && at.sx == at.sy;
    let as_bitmap = upright && (0.0..=LARGE).contains(&high) && text.stroke.is_none();
    let file = text.font.font();
    let font = FontRef::from_index(file.data(), file.index()).map_err(|_| PictureError::Unknown("读不了的字体"))?;
    let outlines = font.outline_glyphs();
    let weight: Vec<F2Dot14> =
        text.font.ttf().variation_coordinates().iter().map(|axis| F2Dot14::from_bits(axis.get())).collect();
    let (mut x, mut y) = (Abs::zero(), Abs::zero());
    for glyph in &text.glyphs {
        let at = moved(at, Point::new(x + glyph.x_offset.at(text.size), -y - glyph.y_offset.at(text.size)));
        (x, y) = (x + glyph.x_advance.at(text.size), y + glyph.y_advance.at(text.size));
        // A blank has no outline.
        if as_bitmap {
            if let Some(glyph) = pixglyph::Glyph::load(text.font.ttf(), GlyphId(glyph.id)) {
                print(sheet, &glyph.rasterize(at.tx, at.ty, high), ink);
            }
        } else if let Some(path) = outline(&outlines, glyph.id, &weight) {
            // A font's units count upwards.
            let scale = points(text.size) / text.font.units_per_em() as f32;
            let at = at.pre_scale(scale, -scale);
            sheet.fill_path(&path, &painted(ink), tiny_skia::FillRule::default(), at, None);
            text.stroke.as_ref().map_or(Ok(()), |line| stroke(sheet, &path, line, scale, at))?;
        }
    }
    Ok(())
}

/// In its font's units.
fn outline(outlines: &OutlineGlyphCollection, glyph: u16, weight: &[F2Dot14]) -> Option<Path> {
    let mut elements = Vec::new();
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::new(weight));
    outlines.get(glyph.into())?.draw(settings, &mut elements).ok()?;
    let mut path = PathBuilder::new();
    for element in elements {
        match element {
            PathElement::MoveTo { x, y } => path.move_to(x, y),
            PathElement::LineTo { x, y } => path.line_to(x, y),
            PathElement::QuadTo { cx0, cy0, x, y } => path.quad_to(cx0, cy0, x, y),
            PathElement::CurveTo { cx0, cy0, cx1, cy1, x, y } => path.cubic_to(cx0, cy0, cx1, cy1, x, y),
            PathElement::Close => path.close(),
        }
    }
    path.finish()
}

/// Lays a character's coverage on the paper.
fn print(sheet: &mut Pixmap, bitmap: &pixglyph::Bitmap, ink: [u8; 4]) {
    let (wide, high) = (sheet.width() as i32, sheet.height() as i32);
    let (width, height) = (bitmap.width as i32, bitmap.height as i32);
    let columns = bitmap.left.clamp(0, wide)..(bitmap.left + width).clamp(0, wide);
    let [r, g, b, a] = ink.map(u32::from);
    // Premultiplied, in 256ths: what is laid on and what is left of what was there add up to no more than a byte.
    let inks = [r * a / 255, g * a / 255, b * a / 255, a];
    let pixels = sheet.pixels_mut();
    for y in bitmap.top.clamp(0, high)..(bitmap.top + height).clamp(0, high) {
        for x in columns.clone() {
            let covered = u32::from(bitmap.coverage[((y - bitmap.top) * width + x - bitmap.left) as usize]);
            if covered == 0 {
                continue;
            }
            let pixel = &mut pixels[(y * wide + x) as usize];
            let under = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()].map(u32::from);
            let full = covered == 255 && a == 255;
            let over = if full { inks } else { inks.map(|ink| (ink * covered) >> 8) };
            let left = if full { 0 } else { 256 - over[3] };
            let mut mixed = [0; 4];
            for (mixed, (over, under)) in mixed.iter_mut().zip(over.into_iter().zip(under)) {
                *mixed = u8::try_from(over + ((under * left) >> 8)).unwrap_or(u8::MAX);
            }
            if let Some(mixed) = PremultipliedColorU8::from_rgba(mixed[0], mixed[1], mixed[2], mixed[3]) {
                *pixel = mixed;
            }
        }
    }
}

fn shape(sheet: &mut Pixmap, at: Transform, shape: &Shape) -> Result<(), PictureError> {
    let Some(path) = path(&shape.geometry) else { return Ok(()) };
    if let Some(fill) = &shape.fill {
        let mut paint = painted(colour(fill)?);
        paint.anti_alias = !matches!(shape.geometry, Geometry::Rect(_));
        let rule = match shape.fill_rule {
            FillRule::NonZero => tiny_skia::FillRule::Winding,
            FillRule::EvenOdd => tiny_skia::FillRule::EvenOdd,
        };
        sheet.fill_path(&path, &paint, rule, at, None);
    }
    shape.stroke.as_ref().map_or(Ok(()), |line| stroke(sheet, &path, line, 1.0, at))
}

/// Nothing when the shape has no extent.
fn path(geometry: &Geometry) -> Option<Path> {
    let mut builder = PathBuilder::new();
    match geometry {
        Geometry::Line(end) => builder.line_to(points(end.x), points(end.y)),
        Geometry::Rect(size) => {
            let (w, h) = (points(size.x), points(size.y));
            builder.push_rect(Rect::from_ltrb(w.min(0.0), h.min(0.0), w.max(0.0), h.max(0.0))?);
        }
        Geometry::Curve(Curve(items)) => {
            for item in items {
                match item {
                    CurveItem::Move(p) => builder.move_to(points(p.x), points(p.y)),
                    CurveItem::Line(p) => builder.line_to(points(p.x), points(p.y)),
                    CurveItem::Cubic(p, q, r) => {
                        let [p, q, r] = [p, q, r].map(|p| (points(p.x), points(p.y)));
                        builder.cubic_to(p.0, p.1, q.0, q.1, r.0, r.1);
                    }
                    CurveItem::Close => builder.close(),
                }
            }
        }
    }
    builder.finish()
}

/// Draws along a path whose units are `scale` points.
fn stroke(sheet: &mut Pixmap, path: &Path, line: &FixedStroke, scale: f32, at: Transform) -> Result<(), PictureError> {
    if line.dash.is_some() {
        return Err(PictureError::Unknown("虚线"));
    }
    let line_cap = match line.cap {
        LineCap::Butt => tiny_skia::LineCap::Butt,
        LineCap::Round => tiny_skia::LineCap::Round,
        LineCap::Square => tiny_skia::LineCap::Square,
    };
    let line_join = match line.join {
        LineJoin::Miter => tiny_skia::LineJoin::Miter,
        LineJoin::Round => tiny_skia::LineJoin::Round,
        LineJoin::Bevel => tiny_skia::LineJoin::Bevel,
    };
    let width = points(line.thickness) / scale;
    // One of no width would be drawn as thin as can be.
    if width > 0.0 {
        let look = Stroke { width, line_cap, line_join, dash: None, miter_limit: line.miter_limit.get() as f32 };
        sheet.stroke_path(path, &painted(colour(&line.paint)?), &look, at, None);
    }
    Ok(())
}

fn colour(ink: &Ink) -> Result<[u8; 4], PictureError> {
    let Ink::Solid(colour) = ink else { return Err(PictureError::Unknown("渐变")) };
    let (r, g, b, a) = colour.to_rgb().into_format::<u8, u8>().into_components();
    Ok([r, g, b, a])
}

fn painted([r, g, b, a]: [u8; 4]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, a);
    paint
}

fn moved(at: Transform, place: Point) -> Transform {
    at.pre_translate(points(place.x), points(place.y))
}

fn points(length: Abs) -> f32 {
    length.to_pt() as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use typst::utils::Scalar;

    use super::*;
    use crate::date::Date;
    use crate::document::{Block, Cell, CellKind, Document, Lead, Meta, Row, Run, Section, Table};
    use crate::style::Style;
    use crate::write::pdf::{Fonts, Typesetter};

    fn document(blocks: Vec<Block>) -> Document {
        let date = Date::new(2025, 1, 20).unwrap();
        let meta = Meta { title: "题".into(), author: "某局".into(), date, subject: "年报".into() };
        Document { meta, blocks }
    }

    fn paragraph(text: String) -> Block {
        Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
    }

    fn style() -> Style {
        Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap()
    }

    fn typesetter() -> Typesetter {
        Typesetter::new(include_str!("../../../templates/report.typ"), Arc::new(Fonts::embedded())).unwrap()
    }

    fn read(file: &[u8]) -> (png::OutputInfo, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        pixels.truncate(info.buffer_size());
        (info, pixels)
    }

    #[test]
    fn pages_are_drawn_as_wide_as_they_are_shown_and_only_those_that_changed() {
        let (style, typesetter) = (style(), typesetter());
        let pages = |ends: &str, wide: u16, known: &[String]| {
            let document = document(vec![paragraph("文".repeat(28 * 30)), paragraph(ends.to_owned())]);
            typesetter.pages(&document, &style, wide, |name| known.iter().any(|known| known == name)).unwrap()
        };
        let first = pages("一件。", 600, &[]);
        assert_eq!(first.len(), 2);
        for (_, drawn) in &first {
            let (info, pixels) = read(drawn.as_ref().unwrap());
            assert_eq!((info.width, info.height), (600, 849), "a page of A4");
            assert_eq!(info.color_type, png::ColorType::Grayscale);
            let dark = pixels.iter().filter(|pixel| **pixel < 128).count();
            assert!((600..600 * 849 / 3).contains(&dark), "{dark} dark pixels");
        }
        let known: Vec<String> = first.into_iter().map(|(name, _)| name).collect();
        let drawn =
            |pages: Vec<(String, Option<Vec<u8>>)>| pages.iter().map(|(_, drawn)| drawn.is_some()).collect::<Vec<_>>();
        assert_eq!(drawn(pages("一件。", 600, &known)), [false, false]);
        assert_eq!(drawn(pages("二件。", 600, &known)), [false, true]);
        assert_eq!(drawn(pages("一件。", 700, &known)), [true, true], "another width is another picture");
    }

    /// One of every block, in every face and weight, with rules and a stacked label.
    fn everything() -> Document {
        let cell = |kind, text: &str| Row { cells: vec![Cell::new(kind, text, 1, 1)], keep: false };
        let section = Section {
            header: vec![cell(CellKind::Head, "表头")],
            body: vec![cell(CellKind::Stub(1), "（一）表侧"), cell(CellKind::Value, "1234"), cell(CellKind::Value, "")],
            breakable: true,
        };
        let bold = Run { bold: true, ..Run::plain("着重的（字）") };
        document(vec![
            Block::Title { lines: vec!["某县某局2024年政府信息公开工作".into(), "年度报告".into()] },
            Block::Heading { level: 1, text: "一、总体情况".into() },
            Block::Heading { level: 2, text: "（一）主动公开".into() },
            Block::Paragraph {
                lead: Some(Lead { level: 3, text: "1．公文。".into() }),
                runs: vec![Run::plain("公开 12 件“规范性文件”——见 https://www.example.gov.cn/a 。"), bold],
            },
            Block::Table(Table::new("表", "说明", vec![1], vec![section]).unwrap()),
            paragraph("增长 3.5%，×、≠、①，々。".repeat(60)),
        ])
    }

    #[test]
    fn every_pixel_is_as_typst_itself_draws_it() {
        let mut loud = style();
        loud.roles.title.size = 60.0;
        for (style, wide) in [(style(), 360), (style(), 613), (style(), 1400), (loud, 1600)] {
            let (_, set) = typesetter().set(&everything(), &style).unwrap();
            assert!(set.pages().len() > 1);
            for page in set.pages() {
                let scale = f64::from(wide) / page.frame.width().to_pt();
                let options = typst_render::RenderOptions { pixel_per_pt: Scalar::new(scale), render_bleed: false };
                let (own, theirs) = (paint(page, wide).unwrap(), typst_render::render(page, &options));
                assert_eq!((own.width(), own.height()), (theirs.width(), theirs.height()));
                // Where a character covers a pixel wholly, typst-render leaves one part in 255 of what was there; the outlines of
                // bold characters begin at other points, which rounds their edges otherwise.
                let apart = || own.data().iter().zip(theirs.data()).map(|(own, theirs)| own.abs_diff(*theirs));
                let (most, seen) = (apart().max().unwrap(), apart().filter(|by| *by > 1).count());
                assert!(most <= 8 && seen * 1000 < own.data().len(), "{most}, {seen} of a page {wide} wide");
            }
        }
    }
}
