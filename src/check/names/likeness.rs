//! Whether a name is the agency's own, in full or for short or of one of its offices; another one's; or its own with a slip in it.

use std::ops::Range;

use crate::form::agency_words;

/// What the name of a street's place ends with: 东关街道办事处 has no other.
const STREET: &str = "街道";
/// Longest place with which a name begins, in characters.
const LONGEST_PLACE: usize = 9;
/// Shortest name of an agency, in characters.
pub(super) const SHORTEST_NAME: usize = 4;
/// Shortest name whose near misses are looked for.
const SHORTEST: usize = 5;

/// Whether a text is the own name with its last character mistyped, so that it ends as no agency does: 商务居 for 商务局.
pub(super) fn is_mistyped(text: &str, agency: &str) -> bool {
    let (Some((end, _)), Some((own_end, _))) = (text.char_indices().next_back(), agency.char_indices().next_back())
    else {
        return false;
    };
    text != agency
        && text[..end] == agency[..own_end]
        && !agency_words().ends_as_name(text)
        && agency.chars().count() >= SHORTEST
}

/// Whether a character ends the name of a place.
fn is_seat(c: char) -> bool {
    agency_words().is_seat(c)
}

/// Whether a character within a name is left out as often as not: 发展改革局 for 发展和改革局, 青石水务局 for 青石市水务局.
fn is_left_out(c: char) -> bool {
    is_seat(c) || agency_words().joints.contains(c)
}

pub(super) fn is_of_name(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c) || c == '（' || c == '）'
}

/// Whether a text is the name of an agency and not of this one: neither its full name, nor a part or a short form of it, nor
/// an office within it.
pub(super) fn is_foreign(name: &str, agency: &str) -> bool {
    let words = agency_words();
    let (name, agency) = (&*words.shortened(name), &*words.shortened(agency));
    let own = name.contains(agency)
        || is_short_for(name, agency)
        || ends_as(name, agency)
        || is_within(name, agency)
        || is_part(name, agency)
        || is_joint(name, agency);
    let long = name.chars().count() >= SHORTEST_NAME && agency_words().ends_as_name(name);
    long && is_well_formed(name) && !own
}

/// Whether one is of a zone and the other of the government of a district: they often report together, and nobody can tell from
/// the names.
fn is_joint(name: &str, agency: &str) -> bool {
    let words = agency_words();
    let governs =
        |name: &str| words.is_of_zone(name) || words.governments.iter().any(|end| name.ends_with(end.as_str()));
    words.is_of_zone(name) != words.is_of_zone(agency) && governs(agency) && governs(name)
}

/// Whether it ends with the own name from an inner place on, and only words stand before: 制定西湖区民政局 for 南昌市西湖区民政局.
fn ends_as<'a>(name: &str, agency: &'a str) -> bool {
    let inner = agency.char_indices().filter(|(_, c)| is_seat(*c)).map(|(at, c)| &agency[at + c.len_utf8()..]);
    let inner = inner.filter(|inner| inner.contains(is_seat) || inner.contains(STREET));
    // 制定和平街道 for 梅河口市和平街道办事处
    let street = |inner: &'a str| inner.find(STREET).map(|at| &inner[..at + STREET.len()]);
    let before =
        inner.flat_map(|inner| [Some(inner), street(inner)]).flatten().find_map(|inner| name.strip_suffix(inner));
    before.is_some_and(|before| !before.contains(is_seat))
}

/// Whether it is an office or a department of the government whose report this is: 石江乡党政办公室 for 丰城市石江乡人民政府,
/// 县政务服务局 for 某县人民政府; its report is made there as a rule.
pub(super) fn is_within(name: &str, agency: &str) -> bool {
    let Some(government) = agency_words().governments.iter().find_map(|end| agency.strip_suffix(end.as_str())) else {
        return false;
    };
    let end = name.char_indices().filter(|(_, c)| is_seat(*c)).map(|(at, c)| at + c.len_utf8()).next_back();
    end.is_some_and(|end| government.ends_with(&name[..end]))
}

/// Whether it is a government above this agency, or the office of one: 青石县人民政府 for 青石县商务局.
pub(super) fn is_superior(name: &str, agency: &str) -> bool {
    let place = ["人民政府", "政府"].iter().find_map(|end| name.find(end)).map(|at| &name[..at]);
    place.is_some_and(|place| agency.contains(place) && !agency[place.len()..].starts_with("人民政府"))
}

/// Whether it is an office within this agency: 省统计局政务公开办公室 for 安徽省统计局.
fn is_part(name: &str, agency: &str) -> bool {
    let bodies = name.char_indices().skip(3).map(|(at, _)| &name[..at]);
    // 临沂高新区党政办公室 for 临沂高新技术产业开发区管理委员会
    let zone = agency_words().governments.iter().any(|end| agency.ends_with(end.as_str()));
    let is_body = |body: &&str| agency_words().ends_as_name(body) || zone && body.ends_with('区');
    bodies.filter(is_body).any(|body| is_short_for(body, agency))
}

/// Whether a name begins as names of agencies do: with a place of at most so many characters (沭阳县, 县), or as those of the state do.
fn is_well_formed(name: &str) -> bool {
    let place: String = name.chars().take(LONGEST_PLACE).collect();
    let end = place.find(is_seat).or_else(|| place.find(STREET));
    let state = ["中国", "国家", "中共"].iter().any(|lead| name.starts_with(lead));
    let plain = |text: &str| !text.contains(|c| agency_words().no_place.contains(c));
    (state || end.is_some_and(|end| plain(&place[..end]))) && !name.contains("关于") && !name.contains("印发")
}

/// Whether a name has only characters of another, in the same order: 市应急局 for 某市应急管理局, 市科委 for 某市科学技术委员会.
fn is_short_for(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// Whether a text is a name with one character within it left out, or one written twice. What people leave out for short are more
/// characters than one, and what stands before the place.
pub(super) fn is_miscopied(text: &str, name: &str) -> bool {
    let (text, name): (Vec<char>, Vec<char>) = (text.chars().collect(), name.chars().collect());
    let same = text.iter().zip(&name).take_while(|(a, b)| a == b).count();
    if same == 0 || name.len() < SHORTEST {
        return false;
    }
    if text.len() + 1 == name.len() {
        return same < text.len() && text[same..] == name[same + 1..] && !is_left_out(name[same]);
    }
    let is_twice = |at: usize| text[at] == text[at - 1];
    text.len() == name.len() + 1 && is_twice(same) && text[same + 1..] == name[same..]
}

/// Where a text has the own name with a character left out or written twice.
fn miscopied(text: &str, agency: &str) -> Vec<Range<usize>> {
    let length = agency.chars().count();
    let first = agency.chars().next().unwrap_or_default();
    let mut found = Vec::new();
    for (start, _) in text.match_indices(first) {
        let end = |count: usize| text[start..].char_indices().nth(count).map_or(text.len(), |(at, _)| start + at);
        if text[start..].starts_with(agency) {
            // 局局长 is the head of the own one.
            let goes_on = text[end(length + 1)..].chars().next().is_some_and(is_of_name);
            found.extend(Some(start..end(length + 1)).filter(|at| !goes_on && is_miscopied(&text[at.clone()], agency)));
            continue;
        }
        let mut ranges = [length - 1, length + 1].into_iter().map(|count| start..end(count));
        found.extend(ranges.find(|range| is_miscopied(&text[range.clone()], agency)));
    }
    found
}

/// Where a text has the own name with a slip in it.
pub(super) fn misspelt(text: &str, agency: &str) -> Vec<Range<usize>> {
    let mut found = near_misses(text, agency);
    let more = miscopied(text, agency);
    found.extend(
        more.into_iter().filter(|at| found.iter().all(|f| f.end <= at.start || at.end <= f.start)).collect::<Vec<_>>(),
    );
    found
}

/// Where a text has the own name with one character of its place wrong, or two of them exchanged.
fn near_misses(text: &str, agency: &str) -> Vec<Range<usize>> {
    let own: Vec<char> = agency.chars().collect();
    let place = own.iter().rposition(|c| agency_words().places.contains(*c)).unwrap_or(0);
    if own.len() < SHORTEST || place == 0 {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    for window in chars.windows(own.len()) {
        let wrong: Vec<usize> = (0..own.len()).filter(|&at| window[at].1 != own[at]).collect();
        let miss = match wrong[..] {
            [one] => one < place && is_of_name(window[one].1),
            [one, two] => two == one + 1 && window[one].1 == own[two] && window[two].1 == own[one],
            _ => false,
        };
        if miss {
            let (last, c) = window[own.len() - 1];
            found.push(window[0].0..last + c.len_utf8());
        }
    }
    found
}
