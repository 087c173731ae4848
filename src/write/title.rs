//! Breaks a title that is longer than its line (标题回行): where the sense allows it, into lines of about one length
//! (GB/T 9704-2012, 7.3.1: 词意完整、排列对称、长短适宜).
//!
//! Both writers print the lines made here, so that a title looks alike in both files. It knows names of agencies as far as
//! their words go; it must not know fonts.

use crate::style::{POINTS_PER_MM, Style};

/// Words that agencies' names are made of: no line ends inside one.
const WORDS: &str = "自治区 自治州 自治县 自治旗 人民政府 委员会 办公室 办公厅 办事处 管理处 管委会 指挥部 开发区 示范区 高新区 新区 \
    园区 景区 街道 乡村 城乡 农村 市场 市政 市容 市民 县域 区域 州县 发展 改革 教育 科学 科技 技术 工业 信息化 信息 民族 宗教 \
    公安 民政 司法 行政 财政 人力 资源 社会 保障 自然 规划 生态 环境 住房 建设 交通 运输 水利 水务 农业 农牧 畜牧 商务 文化 广电 \
    旅游 体育 卫生 健康 退役 军人 事务 应急 审计 国有 资产 监督 管理 广播 电视 统计 医疗 政务 服务 数据 林业 草原 信访 地方 金融 \
    人民 防空 综合 执法 城市 园林 绿化 投资 促进 经济 合作 民营 企业 知识 产权 粮食 物资 储备 机关 振兴 扶贫 档案 气象 地震 税务 \
    海关 邮政 铁路 公路 港口 航空 口岸 政府 年度 报告 工作 公开 人力资源 社会保险 事业 就业 兽医 地方志 研究 公园 博物 图书 劳动 \
    保护 救援 消防 疾病 预防 控制 中医 药品 食品 安全 宣传 营商 行政审批 审批 公积金 交易 采购 供销 搬迁 移民 生产 红十字 残疾人 侨务 \
    外事 合署 牌子 中心";
/// What a line does not begin with: marks, and what belongs to the word before it.
const NOT_FIRST: &str = "，。、；：？！）》〉”’…—·年月日局厅委会室处院站所队部科组署司库校族的";
/// Words that belong to the name before them: 达斡尔族自治旗, 管理委员会, 执法支队.
const TAILS: [&str; 8] = ["自治", "委员会", "中心", "总队", "支队", "大队", "合署", "牌子"];
/// What a line does not end with.
const NOT_LAST: &str = "（《〈“‘";
/// Ends of names of places, and of bodies and what is listed: the best places to break behind. In brackets 县 and 市 stand for the
/// agency's own before a name (县文物局) and end none.
const PLACES: &str = "省市县区州旗盟镇乡";
const BODIES: &str = "局厅会府）、，";
/// Words that end as names do and are none (住房和城乡建设局, 社区发展治理委员会); 城市 is one of them only before what is done for a city, for 盐城市 is a name.
const COMMON: [&str; 5] = ["社会", "乡镇", "城镇", "城乡", "社区"];
const FOR_CITIES: [&str; 9] = ["管理", "规划", "建设", "园林", "综合", "更新", "运行", "公用", "生态"];
/// What it costs to end a line within a name, and to have one line more.
const WITHIN: f64 = 150.0;
const LINE: f64 = 80.0;
/// What it costs more to end a line within brackets that a line has room for, and within longer ones.
const IN_BRACKETS: f64 = 200.0;
const IN_LONG_BRACKETS: f64 = 20.0;
/// Longest remark in brackets that is part of a name and no name of its own: （湖北）, （人民防空）.
const LONGEST_REMARK: usize = 6;
/// The fewest characters a line of a broken title has.
const LEAST: f64 = 4.0;

/// The printed lines of a title: those given, each broken again where it is longer than the text is wide.
pub(super) fn lines(lines: &[String], style: &Style) -> Vec<String> {
    let capacity = style.page.text_width * POINTS_PER_MM / style.roles.title.size;
    lines.iter().flat_map(|line| broken(line, capacity)).collect()
}

/// The printed lines of the agency in a signature (落款): two characters stay free at its right, and a longer name is broken by its
/// sense.
pub(super) fn signature(agency: &str, style: &Style) -> Vec<String> {
    broken(agency, style.page.text_width * POINTS_PER_MM / style.page.advance() - FREE)
}

/// Characters that stay free at the right of a signature (GB/T 9704-2012, 7.3.5.2).
const FREE: f64 = 2.0;

/// Breaks one line at the least cost, by dynamic programming over the places where it may end.
fn broken(line: &str, capacity: f64) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let width = |from: usize, to: usize| characters[from..to].iter().copied().map(advance).sum::<f64>();
    let all = width(0, characters.len());
    if all <= capacity {
        return vec![line.to_owned()];
    }
    let costs = costs(&characters, capacity);
    let fewest = (all / capacity).ceil() as usize;
    let mut best: Option<(f64, Vec<usize>)> = None;
    for count in fewest..=fewest + 2 {
        let even = all / count as f64;
        // For each number of lines: the cost of setting so many characters, and where the last of the lines begins.
        let mut table: Vec<Vec<Option<(f64, usize)>>> = vec![vec![Some((0.0, 0))]];
        table[0].resize(characters.len() + 1, None);
        for done in 1..=count {
            let mut row = vec![None; characters.len() + 1];
            for end in 1..=characters.len() {
                let starts = (0..end).rev().map(|start| (start, width(start, end)));
                for (start, used) in starts.take_while(|(start, used)| *used <= capacity || start + 1 == end) {
                    let Some((before, _)) = table[done - 1][start] else { continue };
                    let short = if used < LEAST { 300.0 } else { 0.0 };
                    let cost = before + (used - even).powi(2) + short + costs[end];
                    if row[end].is_none_or(|(least, _)| cost < least) {
                        row[end] = Some((cost, start));
                    }
                }
            }
            table.push(row);
        }
        let Some((cost, _)) = table[count][characters.len()] else { continue };
        // Another line is better than a broken name, not than uneven lines.
        let cost = cost + LINE * (count - fewest) as f64;
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            let mut ends = vec![characters.len()];
            for done in (1..=count).rev() {
                let end = ends[ends.len() - 1];
                ends.extend(table[done][end].map(|(_, start)| start));
            }
            ends.reverse();
            best = Some((cost, ends));
        }
    }
    let ends = best.map_or_else(|| vec![0, characters.len()], |(_, ends)| ends);
    ends.windows(2).map(|pair| characters[pair[0]..pair[1]].iter().collect()).collect()
}

/// What it costs to end a line before each character; a line holds so many.
fn costs(characters: &[char], capacity: f64) -> Vec<f64> {
    let mut costs: Vec<f64> = vec![0.0; characters.len() + 1];
    let mut open = None;
    for place in 1..characters.len() {
        match characters[place - 1] {
            '（' => open = Some(place - 1),
            '）' => open = None,
            _ => {}
        }
        costs[place] = between(characters, place, open.is_some());
    }
    for (start, end) in brackets(characters) {
        // A name in brackets stays together: before it is the place to break.
        let room = (end - start + 1) as f64 <= capacity;
        let more = if room { IN_BRACKETS } else { IN_LONG_BRACKETS };
        costs[start + 1..=end].iter_mut().for_each(|cost| *cost += more);
        costs[start] = 0.0;
    }
    for word in WORDS.split_whitespace().map(|word| word.chars().collect::<Vec<_>>()) {
        for start in 0..characters.len() {
            if characters[start..].starts_with(&word) {
                costs[start + 1..start + word.len()].iter_mut().for_each(|cost| *cost = cost.max(400.0));
            }
        }
    }
    costs
}

/// Where brackets begin and end that hold names of their own.
fn brackets(characters: &[char]) -> Vec<(usize, usize)> {
    let mut open = None;
    let mut found = Vec::new();
    for (place, &c) in characters.iter().enumerate() {
        match (c, open) {
            ('（', _) => open = Some(place),
            ('）', Some(start)) => {
                found.extend(Some((start, place)).filter(|_| place - start > LONGEST_REMARK));
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// What it costs by the characters themselves to end a line before one of them.
fn between(characters: &[char], place: usize, in_brackets: bool) -> f64 {
    let (before, after) = (characters[place - 1], characters[place]);
    let follows = |word: &str| word.chars().eq(characters[place..].iter().copied().take(word.chars().count()));
    let latin = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
    if latin || TAILS.into_iter().any(follows) || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return 600.0;
    }
    let last: String = characters[place.saturating_sub(2)..place].iter().collect();
    let common = COMMON.contains(&last.as_str()) || last == "城市" && FOR_CITIES.into_iter().any(follows);
    let joins = "和与及".contains(before) || "和与及".contains(after);
    let ends = BODIES.contains(before) || last == "中心" || PLACES.contains(before) && !in_brackets;
    if before.is_whitespace() || ends && !common && !joins { 0.0 } else { WITHIN }
}

/// Width of a character in ems, rather too large than too small.
fn advance(c: char) -> f64 {
    match c {
        'A'..='Z' => 0.9,
        c if c.is_ascii() => 0.56,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(title: &str) -> String {
        broken(title, 20.1).join("/")
    }

    #[test]
    fn a_title_that_fits_stays_whole() {
        assert_eq!(shown("广州开发区民营经济和企业服务局"), "广州开发区民营经济和企业服务局");
        assert_eq!(shown("2024年政府信息公开工作年度报告"), "2024年政府信息公开工作年度报告");
        assert_eq!(shown(""), "");
    }

    #[test]
    fn a_long_name_is_broken_between_its_parts() {
        for expected in [
            "新疆维吾尔自治区巴音郭楞蒙古自治州和静县/住房和城乡建设局人民防空办公室",
            "内蒙古自治区呼伦贝尔市/莫力达瓦达斡尔族自治旗/农牧和科技及乡村振兴综合行政执法局",
            "内蒙古自治区呼伦贝尔市/莫力达瓦达斡尔族自治旗/农牧和科技及乡村振兴综合行政执法支队",
            "中国（湖北）自由贸易试验区/武汉片区管理委员会",
            "青石市文化广电旅游体育局/（青石市文物局、青石市广播电视局）",
            "青石市市场监督管理局/（市知识产权局、市药品监督管理局）",
            "广东省珠海市横琴粤澳深度合作区/城市规划和建设局",
            "贵州省黔南布依族苗族自治州平塘县/人力资源和社会保障局（县退役军人事务局、/县社会保险事业管理局、/县就业服务管理局）合署办公室",
            "山东省聊城市莘县社会保险事业中心/城镇居民养老保险基金管理科",
            "浙江省丽水市景宁畲族自治县/文化和广电旅游体育局/（县文物局、县全域旅游促进中心）",
            "甘肃省临夏回族自治州/积石山保安族东乡族撒拉族自治县/疾病预防控制中心",
            "青石市柳泉区住房和城乡建设局/（房屋征收办公室）",
            "云岭彝族自治县住房和城乡建设局/（人民防空办公室）",
            "江南省青石市柳泉区/城乡社区发展治理委员会办公室",
            "江南省青石市柳泉区/社区矫正管理局（司法所指导处）",
            "盐城市城市管理局/（盐城市城市管理综合行政执法局）",
        ] {
            assert_eq!(shown(&expected.replace('/', "")), expected);
        }
    }

    #[test]
    fn lines_fit_lose_nothing_and_are_no_crumbs() {
        let name = "某某自治区某某市某某县人民政府住房和城乡建设（人民防空）管理委员会办公室2024年A4";
        for length in 1..name.chars().count() {
            for repeated in 1..4 {
                let title: String = name.chars().take(length).collect::<String>().repeat(repeated);
                let lines = broken(&title, 20.1);
                assert_eq!(lines.concat(), title);
                let widths: Vec<f64> = lines.iter().map(|line| line.chars().map(advance).sum()).collect();
                assert!(widths.iter().all(|&width| width <= 20.1), "{lines:?}");
                assert!(lines.len() == 1 || widths.iter().all(|&width| width >= LEAST), "{lines:?}");
            }
        }
    }
}
