//! Gives the program a fingerprint of its own sources, so that reports made by another state of it count as out of date; and embeds
//! the files of `templates/` but the fonts: a new edition of the form is a file there and nothing in Rust.

use std::path::{Path, PathBuf};

/// Folders below `templates/` whose files are embedded, and the endings of such files.
const FOLDERS: [&str; 3] = ["", "forms", "lexicon"];
const ENDINGS: [&str; 3] = ["yaml", "j2", "typ"];

fn main() {
    let mut hash = Fnv::default();
    for root in ["src", "templates", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={root}");
        for path in files(Path::new(root)) {
            hash.add(path.to_string_lossy().replace('\\', "/").as_bytes());
            // A file that vanishes while cargo runs is found missing by the compiler.
            hash.add(&std::fs::read(&path).unwrap_or_default());
        }
    }
    println!("cargo::rustc-env=NIANBAO_SOURCES={:016x}", hash.0);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names the folder for what is made"));
    std::fs::write(out.join("embedded.rs"), embedded()).expect("the folder for what is made can be written");
}

/// A list of names and texts for `src/templates.rs`.
fn embedded() -> String {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the package's folder"));
    let mut list = String::from("&[\n");
    for folder in FOLDERS.map(|folder| root.join("templates").join(folder)).iter().filter(|folder| folder.is_dir()) {
        for path in files(folder).iter().filter(|path| path.parent() == Some(folder)) {
            let inner = path.strip_prefix(root.join("templates")).unwrap_or(path);
            let name = inner.to_string_lossy().replace('\\', "/");
            if ENDINGS.iter().any(|ending| path.extension().is_some_and(|known| known == *ending)) {
                list += &format!("    ({name:?}, include_str!({:?})),\n", path.to_string_lossy());
            }
        }
    }
    list + "]\n"
}

fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut entries: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries.iter().flat_map(|path| files(path)).collect()
}

/// FNV-1a over eight bytes at a time: tells states of one source tree apart, and needs no crate.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        for chunk in bytes.chunks(8) {
            self.word(chunk.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
    }

    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    }
}
