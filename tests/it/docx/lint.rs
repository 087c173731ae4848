//! What every package this program writes must satisfy, whatever is in it.
//!
//! The sequences are copied from the schema once more, not shared with the writer: a mistake in one is found by the other.

use super::package::{Element, Package};
use std::collections::{BTreeMap, BTreeSet};

/// Children in schema order (ISO/IEC 29500-4, wml.xsd and dml-main.xsd), as far as the writer uses them. Everything it
/// writes with children appears here or in [`CONTENT`], so that a new element cannot pass unseen.
const SEQUENCES: &[(&str, &str)] = &[
    ("w:document", "w:body"),
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:widowControl w:kinsoku w:overflowPunct w:autoSpaceDE w:autoSpaceDN w:snapToGrid w:spacing w:ind w:jc w:outlineLvl",
    ),
    ("w:rPr", "w:rStyle w:rFonts w:b w:bCs w:spacing w:sz w:szCs w:lang"),
    ("w:tbl", "w:tblPr w:tblGrid w:tr"),
    (
        "w:tblPr",
        "w:tblStyle w:tblW w:jc w:tblInd w:tblBorders w:tblLayout w:tblCellMar w:tblLook w:tblCaption w:tblDescription",
    ),
    ("w:tblBorders", "w:top w:left w:bottom w:right w:insideH w:insideV"),
    ("w:tblCellMar", "w:top w:left w:bottom w:right"),
    ("w:tblGrid", "w:gridCol"),
    ("w:tr", "w:trPr w:tc"),
    ("w:trPr", "w:cantSplit w:tblHeader"),
    ("w:tc", "w:tcPr w:p"),
    ("w:tcPr", "w:tcW w:gridSpan w:vMerge w:tcMar w:textDirection w:vAlign"),
    ("w:tcMar", "w:left w:right"),
    ("w:sectPr", "w:footerReference w:pgSz w:pgMar w:cols w:docGrid"),
    ("w:styles", "w:docDefaults w:style"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    ("w:rPrDefault", "w:rPr"),
    ("w:pPrDefault", "w:pPr"),
    (
        "w:style",
        "w:name w:basedOn w:next w:link w:uiPriority w:semiHidden w:unhideWhenUsed w:qFormat w:pPr w:rPr w:tblPr",
    ),
    ("w:settings", "w:zoom w:defaultTabStop w:evenAndOddHeaders w:characterSpacingControl w:compat w:themeFontLang"),
    ("w:compat", "w:doNotExpandShiftReturn w:useFELayout w:compatSetting"),
    ("w:fonts", "w:font"),
    ("w:font", "w:altName w:charset w:family w:pitch"),
    ("a:theme", "a:themeElements"),
    ("a:themeElements", "a:clrScheme a:fontScheme a:fmtScheme"),
    (
        "a:clrScheme",
        "a:dk1 a:lt1 a:dk2 a:lt2 a:accent1 a:accent2 a:accent3 a:accent4 a:accent5 a:accent6 a:hlink a:folHlink",
    ),
    ("a:fontScheme", "a:majorFont a:minorFont"),
    ("a:majorFont", "a:latin a:ea a:cs"),
    ("a:minorFont", "a:latin a:ea a:cs"),
    ("a:fmtScheme", "a:fillStyleLst a:lnStyleLst a:effectStyleLst a:bgFillStyleLst"),
];

/// Elements whose children stand in the order of the text, or in any.
const CONTENT: &[&str] =
    &["w:body", "w:p", "w:r", "w:ftr", "Types", "Relationships", "Properties", "cp:coreProperties"];

pub fn check(package: &Package) {
    for (path, root) in &package.parts {
        for element in root.walk() {
            order(path, element);
            declared(path, root, element);
        }
    }
    parts(package);
    styles(package);
    flow(package.document());
    for path in ["word/document.xml", "word/footer1.xml", "word/footer2.xml"] {
        runs(path, &package.parts[path]);
    }
}

fn order(path: &str, element: &Element) {
    let names = || element.children.iter().map(|child| child.name.as_str());
    if let Some((_, sequence)) = SEQUENCES.iter().find(|(name, _)| *name == element.name) {
        let sequence: Vec<&str> = sequence.split(' ').collect();
        let ranks: Vec<_> = names().map(|name| sequence.iter().position(|other| *other == name)).collect();
        assert!(
            ranks.iter().all(Option::is_some),
            "{path}: unknown child in {}: {:?}",
            element.name,
            names().collect::<Vec<_>>()
        );
        assert!(ranks.is_sorted(), "{path}: {} out of order: {:?}", element.name, names().collect::<Vec<_>>());
        let once: BTreeSet<_> = names().collect();
        let property = element.name.ends_with("Pr") && element.name != "w:sectPr";
        assert!(
            !property || once.len() == element.children.len(),
            "{path}: twice in {}: {:?}",
            element.name,
            names().collect::<Vec<_>>()
        );
        assert!(!element.children.is_empty(), "{path}: {} is empty", element.name);
    } else if path.ends_with("theme1.xml") || CONTENT.contains(&element.name.as_str()) {
    } else {
        assert!(element.children.is_empty(), "{path}: no sequence for {}", element.name);
    }
    if element.name == "w:p" {
        let places: Vec<_> =
            element.children.iter().enumerate().filter(|(_, c)| c.name == "w:pPr").map(|(i, _)| i).collect();
        assert!(places.is_empty() || places == [0], "{path}: pPr comes first");
    }
}

/// Every prefix is declared at the root.
fn declared(path: &str, root: &Element, element: &Element) {
    for name in element.attributes.iter().map(|(name, _)| name).chain([&element.name]) {
        if let Some((prefix, _)) = name.split_once(':').filter(|(prefix, _)| !matches!(*prefix, "xml" | "xmlns")) {
            assert!(root.get(&format!("xmlns:{prefix}")).is_some(), "{path}: prefix of {name} not declared");
        }
    }
}

/// Content types and relationships lead to every part and to nothing else.
fn parts(package: &Package) {
    assert_eq!(package.names[0], "[Content_Types].xml");
    let types = &package.parts["[Content_Types].xml"];
    let overrides: BTreeSet<_> =
        types.all("Override").map(|o| o.get("PartName").unwrap().trim_start_matches('/')).collect();
    assert_eq!(overrides.len(), types.all("Override").count(), "each override once");
    let mut targets = BTreeSet::new();
    for (path, base) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        let mut ids = BTreeSet::new();
        for relationship in &package.parts[path].children {
            assert!(ids.insert(relationship.get("Id").unwrap()), "{path}: id twice");
            assert!(targets.insert(format!("{base}{}", relationship.get("Target").unwrap())), "{path}: target twice");
        }
        if !base.is_empty() {
            let used = package.document().walk();
            for id in used.iter().filter_map(|element| element.get("r:id")) {
                assert!(ids.contains(id), "no relationship {id}");
            }
        }
    }
    let content: BTreeSet<String> =
        package.names.iter().filter(|name| !name.ends_with(".rels") && !name.starts_with('[')).cloned().collect();
    assert_eq!(targets, content, "relationships lead to the parts");
    assert_eq!(overrides, content.iter().map(String::as_str).collect(), "every part has its type");
}

/// Style ids and names are unique, one default of each kind, and every reference leads to a style of its kind.
fn styles(package: &Package) {
    let mut kinds = BTreeMap::new();
    let (mut names, mut defaults) = (BTreeSet::new(), BTreeSet::new());
    for style in package.parts["word/styles.xml"].all("w:style") {
        let kind = style.get("w:type").unwrap();
        assert!(kinds.insert(style.get("w:styleId").unwrap(), kind).is_none(), "style id twice");
        assert!(names.insert(style.val("w:name").unwrap()), "style name twice");
        assert!(style.get("w:default").is_none() || defaults.insert(kind), "two defaults");
    }
    assert_eq!(defaults.len(), 4);
    let expect = |id: Option<&str>, kind: &str| {
        assert!(id.is_none_or(|id| kinds.get(id) == Some(&kind)), "no {kind} style {id:?}");
    };
    for style in package.parts["word/styles.xml"].all("w:style") {
        let kind = style.get("w:type").unwrap();
        expect(style.val("w:basedOn"), kind);
        expect(style.val("w:next"), "paragraph");
        if let Some(link) = style.val("w:link") {
            assert_eq!(package.style(link).val("w:link"), style.get("w:styleId"), "linked both ways");
        }
    }
    for (_, root) in package.parts.iter().filter(|(path, _)| path.starts_with("word/")) {
        for element in root.walk() {
            expect(element.val("w:pStyle"), "paragraph");
            expect(element.val("w:rStyle"), "character");
            expect(element.val("w:tblStyle"), "table");
        }
    }
}

/// Tables are apart, nothing but a paragraph ends the body, and every grid is full.
fn flow(body: &Element) {
    let names: Vec<&str> = body.children.iter().map(|child| child.name.as_str()).collect();
    assert!(!names.windows(2).any(|pair| pair == ["w:tbl", "w:tbl"]), "adjacent tables are one to Word");
    assert!(!names.windows(2).any(|pair| pair == ["w:tbl", "w:sectPr"]), "a paragraph ends the body");
    assert_eq!(names.last(), Some(&"w:sectPr"));
    body.all("w:tbl").for_each(grid);
}

fn number(text: Option<&str>) -> usize {
    text.unwrap().parse().unwrap()
}

fn grid(table: &Element) {
    let columns: Vec<usize> = table.child("w:tblGrid").unwrap().children.iter().map(|c| number(c.get("w:w"))).collect();
    assert_eq!(
        number(table.child("w:tblPr").unwrap().child("w:tblW").unwrap().get("w:w")),
        columns.iter().sum::<usize>()
    );
    // For each column, the merge above: where it began and how wide it is.
    let mut above: Vec<Option<(usize, usize)>> = vec![None; columns.len()];
    let mut header = true;
    for row in table.all("w:tr") {
        let properties = row.child("w:trPr").unwrap();
        assert!(properties.child("w:cantSplit").is_some(), "rows are never split");
        let repeated = properties.child("w:tblHeader").is_some();
        assert!(header || !repeated, "only the first rows can repeat");
        header = repeated;
        let mut merges = vec![None; columns.len()];
        let mut column = 0;
        for cell in row.all("w:tc") {
            let properties = cell.child("w:tcPr").unwrap();
            let span = properties.val("w:gridSpan").map_or(1, |span| span.parse().unwrap());
            let width = number(properties.child("w:tcW").unwrap().get("w:w"));
            assert_eq!(width, columns[column..column + span].iter().sum::<usize>(), "a cell is as wide as its columns");
            match properties.child("w:vMerge").map(|merge| merge.get("w:val").unwrap_or("continue")) {
                None => {}
                Some("restart") => merges[column] = Some((column, span)),
                Some(_) => {
                    assert_eq!(above[column], Some((column, span)), "a merge goes on that began above");
                    assert_eq!(cell.printed(), "", "what is merged is empty");
                    merges[column] = above[column];
                }
            }
            assert_eq!(cell.children.last().unwrap().name, "w:p", "a cell ends with a paragraph");
            column += span;
        }
        assert_eq!(column, columns.len(), "spans fill the grid");
        above = merges;
    }
}

/// Runs name the side of their marks, and fields are complete.
fn runs(path: &str, root: &Element) {
    let mut field = Vec::new();
    for element in root.walk() {
        match element.name.as_str() {
            "w:r" => {
                let fonts = element.child("w:rPr").and_then(|properties| properties.child("w:rFonts"));
                assert_eq!(fonts.and_then(|fonts| fonts.get("w:hint")), Some("eastAsia"), "{path}");
            }
            "w:fldChar" => field.push(element.get("w:fldCharType").unwrap()),
            "w:instrText" => field.push(element.text.trim()),
            "w:t" => {
                let edge = element.text.trim_matches([' ', '\n', '\t']) != element.text;
                assert!(!edge || element.get("xml:space") == Some("preserve"), "{path}: space is lost");
                assert!(!element.text.contains(['\n', '\t', '\r']), "{path}: breaks and tabs are elements");
                if field.last() == Some(&"separate") {
                    field.push("result");
                }
            }
            _ => {}
        }
    }
    let complete = ["begin", "PAGE", "separate", "result", "end"];
    assert!(field.chunks(5).all(|chunk| chunk == complete), "{path}: {field:?}");
    assert_eq!(!field.is_empty(), path.contains("footer"), "{path}");
}
