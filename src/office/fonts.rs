//! What prints what (字体): each face with its fonts and where they come from, and the characters of the data that it lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use typst::text::FontInfo;

use super::{DATA, Files, Look, Office, entries, font_files};
use crate::diag::Fault;
use crate::style::{Face, Style};
use crate::write::faced;
use crate::write::pdf::Fonts;

/// Which font prints what, where it comes from, and which characters of the data only the fallback has, or none; without `paths`
/// those of `data/`, where there is one. `look` is what the office was opened with.
///
/// # Errors
/// A path is not there or cannot be read.
pub fn fonts(office: &Office, look: &Look, paths: &[PathBuf]) -> Result<String, Fault> {
    let style = office.press.style();
    let own = own_families(&look.font_folders);
    let mut said = format!("版式：{}\n", look.style);
    for face in Face::ALL {
        said.push_str(&face_lines(style, face, &own));
    }
    let line = |said: &mut String, name: &str, families: &[&str]| {
        let families: Vec<String> = families.iter().map(|family| origin(family, &own)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(said, "{name}\n  PDF： {}", families.join("，其次 "));
    };
    line(&mut said, "西文和数字", &[&style.latin.pdf]);
    let _ = writeln!(said, "  DOCX：{}", style.latin.docx);
    line(&mut said, &format!("标点 {}", style.punctuation.characters), &[&style.punctuation.pdf]);
    line(&mut said, "补字（以上都没有的字）", &style.fallback.pdf.iter().map(String::as_str).collect::<Vec<_>>());
    said.push_str("DOCX 里只写字体名，不含字体：打开文档的电脑没有的，依次换用括号里的。\n");
    characters(office, paths, &mut said)?;
    Ok(said)
}

/// What a face prints and in which fonts.
fn face_lines(style: &Style, face: Face, own: &BTreeMap<String, PathBuf>) -> String {
    let spec = style.faces.get(face);
    let roles: Vec<&str> =
        style.roles.all().iter().filter(|(_, role)| role.face == face).map(|(name, _)| *name).collect();
    let used = if roles.is_empty() { "未用".to_owned() } else { roles.join("、") };
    let bold = if spec.pdf_bold { "，粗体" } else { "" };
    let pdf: Vec<String> = spec.pdf.iter().map(|family| origin(family, own)).collect();
    let instead = match spec.pdf.first() {
        Some(first) if *first != spec.docx => format!("，代“{}”", spec.docx),
        _ => String::new(),
    };
    let alternatives =
        if spec.alternatives.is_empty() { String::new() } else { format!("（{}）", spec.alternatives.join("、")) };
    let pdf = pdf.join("，其次 ");
    format!("{}：{used}\n  PDF： {pdf}{bold}{instead}\n  DOCX：{}{alternatives}\n", face.chinese(), spec.docx)
}

/// A family with where it comes from.
fn origin(family: &str, own: &BTreeMap<String, PathBuf>) -> String {
    match own.get(&family.to_lowercase()) {
        Some(path) => format!("{family}（{}）", path.display()),
        None => format!("{family}（内嵌）"),
    }
}

/// The families in the office's own folders, in small letters, and the file of each; what cannot be read has been told before.
fn own_families(folders: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let mut families = BTreeMap::new();
    for file in folders.iter().flat_map(|folder| font_files(folder).unwrap_or_default()) {
        if let Ok(data) = std::fs::read(&file) {
            for info in FontInfo::iter(&data) {
                families.entry(info.family.to_lowercase()).or_insert_with(|| file.clone());
            }
        }
    }
    families
}

/// The characters of the data that a face's own fonts lack; no data is no mistake here.
fn characters(office: &Office, paths: &[PathBuf], said: &mut String) -> Result<(), Fault> {
    if paths.is_empty() && !Path::new(DATA).exists() {
        return Ok(());
    }
    let entries = entries(&Files::find(paths)?.found, &office.forms);
    let (mut fallback, mut missing) = (BTreeMap::<&str, BTreeSet<char>>::new(), BTreeSet::new());
    let mut reports = 0;
    for entry in &entries {
        let Some(composed) = office.inspect(entry).1 else { continue };
        reports += 1;
        for (_, face, text) in faced(&composed.document, office.press.style()) {
            sort((office.press.fonts(), office.press.style()), face, text, (&mut fallback, &mut missing));
        }
    }
    let list = |characters: &BTreeSet<char>| characters.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
    let _ = writeln!(said, "查了 {reports} 份数据里的字：");
    for (face, characters) in &fallback {
        let _ = writeln!(said, "  {face}没有、由补字字体印的：{}", list(characters));
    }
    if !missing.is_empty() {
        let _ = writeln!(
            said,
            "  没有字体能印的：{}（用 --font-path 指定有这些字的字体，写进版式的“补字”）",
            list(&missing)
        );
    }
    if fallback.is_empty() && missing.is_empty() {
        let _ = writeln!(said, "  都在各自的字体里");
    }
    Ok(())
}

/// Sorts the characters of a text by whether only the fallback has them, or no font.
fn sort(
    (fonts, style): (&Fonts, &Style),
    face: Face,
    text: &str,
    (fallback, missing): (&mut BTreeMap<&'static str, BTreeSet<char>>, &mut BTreeSet<char>),
) {
    let own = style.faces.get(face).pdf.iter().chain([&style.latin.pdf]);
    let own: Vec<&str> = own.map(String::as_str).collect();
    for c in text.chars().filter(|&c| !c.is_whitespace() && !style.punctuation.characters.contains(c)) {
        match fonts.serving(style, face, c) {
            Some(family) if own.contains(&family) => {}
            Some(_) => drop(fallback.entry(face.chinese()).or_default().insert(c)),
            None => drop(missing.insert(c)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_only_the_fallback_has_are_told_by_face() {
        let mut style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        style.faces.fangsong.pdf = vec!["Liberation Serif".to_owned()];
        let (mut fallback, mut missing) = (BTreeMap::new(), BTreeSet::new());
        let fonts = Fonts::embedded();
        for face in [Face::Songti, Face::Fangsong] {
            sort((&fonts, &style), face, "公开2件“甲”㐂", (&mut fallback, &mut missing));
        }
        assert_eq!(missing, BTreeSet::from(['㐂']));
        assert_eq!(fallback, BTreeMap::from([("仿宋", BTreeSet::from(['公', '开', '件', '甲']))]));
    }

    #[test]
    fn a_font_says_where_it_comes_from_and_what_it_replaces() {
        let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        let said = face_lines(&style, Face::Heiti, &BTreeMap::new());
        assert_eq!(said, "黑体：一级标题\n  PDF： Noto Sans CJK SC（内嵌），代“黑体”\n  DOCX：黑体（SimHei）\n");
        let own = BTreeMap::from([("noto sans cjk sc".to_owned(), PathBuf::from("字体/a.otf"))]);
        assert!(face_lines(&style, Face::Heiti, &own).contains("Noto Sans CJK SC（字体/a.otf）"));
    }
}
