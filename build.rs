//! Gives the program a fingerprint of its own sources, so that reports made by another state of it count as out of date.

use std::path::{Path, PathBuf};

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
