//! What the values of a style may be: sizes above nothing, a page that fits the paper, lines that do not overlap.

use super::{Face, FaceSpec, POINTS_PER_MM, RoleStyle, Style};

/// Keys from the top, list places as numbers.
pub(super) type KeyPath = Vec<String>;

/// A value that cannot be printed.
#[derive(Debug)]
pub(super) struct Breach {
    pub path: KeyPath,
    pub message: String,
    pub help: String,
}

fn breach(path: &[&str], message: impl Into<String>, help: &str) -> Result<(), Breach> {
    let path = path.iter().map(|key| (*key).to_owned()).collect();
    Err(Breach { path, message: message.into(), help: help.to_owned() })
}

fn within(path: &[&str], value: f64, least: f64, most: f64, unit: &str) -> Result<(), Breach> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let key = path.last().copied().unwrap_or_default();
    breach(path, format!("“{key}”不能是 {value}"), &format!("应在 {least} 到 {most}{unit}之间"))
}

/// # Errors
/// The first value out of bounds.
pub(super) fn check(style: &Style) -> Result<(), Breach> {
    page(style)?;
    faces(style)?;
    let roles = &style.roles;
    for (name, role) in roles.all() {
        self::role(style, name, role)?;
    }
    lines(style)?;
    let table = &style.table;
    within(&["表格", "线宽"], table.rule, 0.25, 12.0, " 磅")?;
    within(&["表格", "字号至少"], table.size_least, 1.0, 200.0, " 磅")?;
    for (table, size) in &table.sizes {
        within(&["表格", "各表字号", table], *size, 1.0, 200.0, " 磅")?;
    }
    within(&["表格", "左右边距"], table.inset_x, 0.0, 50.0, " 磅")?;
    within(&["表格", "上下边距"], table.inset_y, 0.0, 50.0, " 磅")?;
    within(&["表格", "上下边距至少"], table.inset_y_least, 0.0, table.inset_y, " 磅")?;
    within(&["表格", "上下边距至多"], table.inset_y_most, table.inset_y, 50.0, " 磅")?;
    within(&["表格", "表后"], table.after, 0.0, 200.0, " 磅")?;
    within(&["表格", "留白上限"], table.blank, 0.0, 1.0, " ")?;
    within(&["表格", "整表留白上限"], table.blank_whole, 0.0, 1.0, " ")?;
    let (number, size) = (&style.page_number, roles.page_number.size / POINTS_PER_MM);
    within(&["页码", "距版心"], number.distance, 0.0, (style.page.bottom() - size).max(0.0), " 毫米（下白边之内）")?;
    within(&["页码", "缩进"], number.indent, 0.0, 20.0, " 字")
}

/// Paper and text block.
fn page(style: &Style) -> Result<(), Breach> {
    let page = &style.page;
    for (key, value) in [("纸宽", page.width), ("纸高", page.height)] {
        within(&["页面", key], value, 50.0, 1000.0, " 毫米")?;
    }
    for (key, value) in [("上白边", page.top), ("左白边", page.left)] {
        within(&["页面", key], value, 0.0, 500.0, " 毫米")?;
    }
    for (key, value) in [("版心宽", page.text_width), ("版心高", page.text_height)] {
        within(&["页面", key], value, 20.0, 1000.0, " 毫米")?;
    }
    for (key, value) in [("每页行数", page.lines), ("每行字数", page.characters)] {
        within(&["页面", key], f64::from(value), 1.0, 200.0, "")?;
    }
    let (across, down) = (page.left + page.text_width, page.top + page.text_height);
    if across > page.width {
        let message = format!("左白边与版心宽共 {across} 毫米，超过纸宽 {} 毫米", page.width);
        return breach(&["页面", "版心宽"], message, "右白边也要留出");
    }
    if down > page.height {
        let message = format!("上白边与版心高共 {down} 毫米，超过纸高 {} 毫米", page.height);
        return breach(&["页面", "版心高"], message, "下白边也要留出");
    }
    Ok(())
}

fn faces(style: &Style) -> Result<(), Breach> {
    let named =
        |path: &[&str], names: &[&String]| match names.iter().any(|name| name.trim().is_empty()) || names.is_empty() {
            true => breach(path, "没有写字体名", "写上字体名，可用的字体见 nianbao fonts"),
            false => Ok(()),
        };
    for face in Face::ALL {
        let (name, FaceSpec { docx, alternatives, pdf, .. }) = (face.chinese(), style.faces.get(face));
        named(&["字体", name, "docx"], &[docx])?;
        named(&["字体", name, "pdf"], &pdf.iter().collect::<Vec<_>>())?;
        if !alternatives.is_empty() {
            named(&["字体", name, "替代"], &alternatives.iter().collect::<Vec<_>>())?;
        }
    }
    named(&["西文", "docx"], &[&style.latin.docx])?;
    named(&["西文", "pdf"], &[&style.latin.pdf])?;
    named(&["标点", "pdf"], &[&style.punctuation.pdf])
}

fn role(style: &Style, name: &str, role: &RoleStyle) -> Result<(), Breach> {
    let path = |key| ["样式", name, key];
    within(&path("字号"), role.size, 1.0, 200.0, " 磅")?;
    within(&path("首行缩进"), role.indent, 0.0, f64::from(style.page.characters), " 字")?;
    within(&path("段后"), role.after, 0.0, f64::from(style.page.lines), " 行")?;
    if let Some(pitch) = role.pitch
        && pitch < role.size
    {
        let message = format!("行距 {pitch} 磅小于字号 {} 磅，上下行会相叠", role.size);
        return breach(&path("行距"), message, "行距应不小于字号");
    }
    within(&path("行距"), role.pitch.unwrap_or(role.size), role.size, style.page.text_height * POINTS_PER_MM, " 磅")
}

/// The lines of body text on a page and its characters in a line.
fn lines(style: &Style) -> Result<(), Breach> {
    /// Type is tightened by no more than this share of its size.
    const TIGHT: f64 = 0.9;
    let (page, size) = (&style.page, style.roles.body.size);
    if let Some(pitch) = page.pitch
        && pitch * f64::from(page.lines) > page.text_height * POINTS_PER_MM + 1e-6
    {
        let message = format!("{} 行、行距 {pitch} 磅，超过版心高 {} 毫米", page.lines, page.text_height);
        return breach(&["页面", "行距"], message, "减少每页行数或行距；不写行距，则为版心高除以每页行数");
    }
    if page.pitch() < size {
        let message = format!("每页 {} 行，行距只有 {:.2} 磅，小于正文字号 {size} 磅", page.lines, page.pitch());
        return breach(&["页面", "每页行数"], message, "减少行数，或改小正文字号");
    }
    if page.advance() < TIGHT * size {
        let message =
            format!("每行 {} 字，每字只有 {:.2} 磅宽，正文字号却是 {size} 磅", page.characters, page.advance());
        return breach(&["页面", "每行字数"], message, "减少字数，或改小正文字号");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(change: fn(&mut Style)) -> String {
        let mut style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        change(&mut style);
        let breach = check(&style).unwrap_err();
        format!("{}：{}", breach.path.join("/"), breach.message)
    }

    #[test]
    fn what_cannot_be_printed_is_refused() {
        assert_eq!(wrong(|s| s.roles.body.size = 0.0), "样式/正文/字号：“字号”不能是 0");
        assert_eq!(wrong(|s| s.roles.body.size = f64::NAN), "样式/正文/字号：“字号”不能是 NaN");
        assert_eq!(wrong(|s| s.page.lines = 0), "页面/每页行数：“每页行数”不能是 0");
        assert_eq!(wrong(|s| s.page.text_height = 270.0), "页面/版心高：上白边与版心高共 307 毫米，超过纸高 297 毫米");
        assert_eq!(wrong(|s| s.page.lines = 60), "页面/每页行数：每页 60 行，行距只有 10.63 磅，小于正文字号 16 磅");
        assert_eq!(
            wrong(|s| s.page.characters = 40),
            "页面/每行字数：每行 40 字，每字只有 11.06 磅宽，正文字号却是 16 磅"
        );
        assert_eq!(wrong(|s| s.page.pitch = Some(30.0)), "页面/行距：22 行、行距 30 磅，超过版心高 225 毫米");
        assert_eq!(
            wrong(|s| s.roles.title.pitch = Some(20.0)),
            "样式/标题/行距：行距 20 磅小于字号 22 磅，上下行会相叠"
        );
        assert_eq!(wrong(|s| s.faces.songti.pdf.clear()), "字体/宋体/pdf：没有写字体名");
        assert_eq!(wrong(|s| s.table.inset_y_most = 1.0), "表格/上下边距至多：“上下边距至多”不能是 1");
        assert_eq!(wrong(|s| s.table.sizes = [("表四".into(), 0.5)].into()), "表格/各表字号/表四：“表四”不能是 0.5");
        assert_eq!(wrong(|s| s.page_number.distance = 34.0), "页码/距版心：“距版心”不能是 34");
    }
}
