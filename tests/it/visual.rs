//! The samples look as they did: small pictures of their pages are held against those in `tests/visual/`.
//!
//! `UPDATE=1 cargo test --release --test it visual` renews the pictures; look at them before committing. A page that differs is
//! shown in three panels (as it was, as it is, the difference) in `target/tmp/visual/`.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use crate::support::{files, nianbao, root};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// Pixels to a point: lines and the texture of text can be seen, single strokes cannot.
const SCALE: f32 = 0.5;
/// How far a pixel's grey may be off, of 255: rounding differs from processor to processor.
const NEAR: u8 = 40;
/// One pixel in so many may be off by more.
const ALLOWED: usize = 5000;
/// What all pictures together may take, in bytes.
const ROOM: u64 = 1 << 20;
const SAMPLES: [(&str, &str); 2] =
    [("2021", "data/宿迁市人民政府/2024.yaml"), ("2019", "data/广州开发区民营经济和企业服务局/2020.yaml")];

/// A grey picture.
#[derive(Debug, Clone, PartialEq)]
struct Picture {
    width: usize,
    grey: Vec<u8>,
}

impl Picture {
    fn height(&self) -> usize {
        self.grey.len() / self.width.max(1)
    }

    /// Sixteen greys are plenty, and a quarter of the bytes.
    fn coarse(mut self) -> Picture {
        self.grey.iter_mut().for_each(|grey| *grey = (*grey / 16) * 17);
        self
    }

    fn read(path: &Path) -> Option<Picture> {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(path).ok()?));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut grey = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut grey).unwrap();
        assert_eq!(info.color_type, png::ColorType::Grayscale, "{}", path.display());
        grey.truncate(info.buffer_size());
        Some(Picture { width: info.width as usize, grey })
    }

    /// Writes four bits for each pixel: what [`Picture::coarse`] leaves.
    fn write(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = BufWriter::new(File::create(path).unwrap());
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height() as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_compression(png::Compression::High);
        let row =
            |row: &[u8]| row.chunks(2).map(|pair| pair[0] & 0xF0 | pair.get(1).map_or(0, |grey| grey >> 4)).collect();
        let packed: Vec<Vec<u8>> = self.grey.chunks(self.width).map(row).collect();
        encoder.write_header().unwrap().write_image_data(&packed.concat()).unwrap();
    }

    /// Side by side, with a grey rule between.
    fn beside(pictures: &[&Picture]) -> Picture {
        let height = pictures.iter().map(|picture| picture.height()).max().unwrap_or(0);
        let mut rows: Vec<Vec<u8>> = vec![Vec::new(); height];
        for picture in pictures {
            for (y, row) in rows.iter_mut().enumerate() {
                let blank = vec![255; picture.width];
                row.extend_from_slice(picture.grey.chunks(picture.width).nth(y).unwrap_or(&blank));
                row.extend([128; 3]);
            }
        }
        Picture { width: rows.first().map_or(0, Vec::len), grey: rows.concat() }
    }
}

/// The pages of a file as small pictures.
fn pages(pdf: &[u8]) -> Vec<Picture> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let cache = RenderCache::new();
    let settings = RenderSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE, ..RenderSettings::default() };
    let picture = |page| {
        let pixels = render(page, &cache, &InterpreterSettings::default(), &settings);
        let grey = pixels.data_as_u8_slice().chunks(4);
        // Everything is printed in black: red is as good as any.
        Picture { width: pixels.width().into(), grey: grey.map(|pixel| pixel[0]).collect() }.coarse()
    };
    pdf.pages().iter().map(picture).collect()
}

/// The difference, black where the pictures are unlike, and the number of pixels that are off by more than is near.
fn compare(expected: &Picture, found: &Picture) -> (Picture, usize) {
    if expected.width != found.width || expected.grey.len() != found.grey.len() {
        return (Picture { width: found.width, grey: vec![0; found.grey.len()] }, found.grey.len());
    }
    let off: Vec<u8> = expected.grey.iter().zip(&found.grey).map(|(&a, &b)| a.abs_diff(b)).collect();
    let count = off.iter().filter(|&&off| off > NEAR).count();
    (Picture { width: found.width, grey: off.iter().map(|off| 255 - off).collect() }, count)
}

#[test]
fn the_samples_look_as_they_did() {
    let update = std::env::var_os("UPDATE").is_some();
    let expected = root().join("tests/visual");
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("visual");
    let mut unlike = Vec::new();
    for (name, data) in SAMPLES {
        let out = made.join(name);
        let _ = fs::remove_dir_all(&out);
        let output = nianbao(&["build", data, "--formats", "pdf", "--out", out.to_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let found = pages(&fs::read(&files(&out, "pdf")[0]).unwrap());
        let old = files(&expected, "png").into_iter();
        let old = old.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(name));
        if update {
            old.for_each(|path| fs::remove_file(path).unwrap());
        } else {
            assert_eq!(found.len(), old.count(), "pages of {name}; UPDATE=1 renews the pictures");
        }
        for (number, page) in (1..).zip(&found) {
            let file = format!("{name}-{number}.png");
            if update {
                page.write(&expected.join(&file));
                continue;
            }
            let before = Picture::read(&expected.join(&file)).unwrap_or_else(|| panic!("{file} is missing"));
            let (difference, count) = compare(&before, page);
            if count * ALLOWED > page.grey.len() {
                let shown = made.join(&file);
                Picture::beside(&[&before, page, &difference]).write(&shown);
                unlike.push(format!("{}: {count} pixels differ, see {}", file, shown.display()));
            }
        }
    }
    assert!(unlike.is_empty(), "{}\nUPDATE=1 renews the pictures.", unlike.join("\n"));
    let size: u64 = files(&expected, "png").iter().map(|path| path.metadata().unwrap().len()).sum();
    assert!(size <= ROOM, "the pictures take {size} bytes");
}

#[test]
fn a_difference_is_seen_and_a_rounding_is_not() {
    let white = Picture { width: 100, grey: vec![255; 10_000] };
    let mut rounded = white.clone();
    rounded.grey.iter_mut().for_each(|grey| *grey -= NEAR);
    assert_eq!(compare(&white, &rounded).1, 0);
    let mut other = white.clone();
    other.grey[4200..4203].fill(0);
    let (difference, count) = compare(&white, &other);
    assert_eq!((count, difference.grey[4201], difference.grey[0]), (3, 0, 255));
    assert!(count * ALLOWED > white.grey.len());
    assert_eq!(compare(&white, &Picture { width: 50, grey: vec![255; 10_000] }).1, 10_000);
    let panels = Picture::beside(&[&white, &other, &difference]);
    assert_eq!((panels.width, panels.height()), (309, 100));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("panels.png");
    panels.write(&path);
    assert_eq!(Picture::read(&path).unwrap(), panels.coarse());
}
