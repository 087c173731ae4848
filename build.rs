//! Embeds the files of `templates/`: the forms and words, the skeleton, the style, the typesetting. A new edition of the form is a
//! file there and nothing in Rust. Fonts are embedded where they are used.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders whose files are embedded, below `templates/`, and the endings of such files.
const FOLDERS: [&str; 3] = ["", "forms", "lexicon"];
const ENDINGS: [&str; 3] = ["yaml", "j2", "typ"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("templates");
    println!("cargo::rerun-if-changed=build.rs");
    let mut list = String::from("&[\n");
    for folder in FOLDERS {
        let path = root.join(folder);
        if !path.is_dir() {
            continue;
        }
        // A folder's own time changes when a file comes or goes; what stands in a file, rustc watches itself.
        println!("cargo::rerun-if-changed={}", path.display());
        for name in names(&path)? {
            let file = path.join(&name);
            let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            list += &format!("    ({name:?}, include_str!({:?})),\n", file.display().to_string());
        }
    }
    list += "]\n";
    fs::write(Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs"), list)
}

/// The names of the files to embed, sorted, so that the program is the same on every machine.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let wanted = path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
        if wanted && path.is_file() {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}
