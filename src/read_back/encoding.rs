//! Which characters the bytes of a page or text stand for: by byte order mark, by what it declares, by trial.

use encoding_rs::{Encoding, GB18030, UTF_8};

/// Bytes in which a page declares its encoding.
const HEAD: usize = 4096;

/// Decodes bytes: a byte order mark wins, then UTF-8 where they fit it, then `declared` or the page's own `charset`, then GB18030.
/// UTF-8 comes first because Chinese in any other encoding does not fit it, while GB18030 takes nearly everything. Bytes that fit
/// nowhere come out as U+FFFD.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    let label = declared.map(str::to_owned).or_else(|| charset(&bytes[..bytes.len().min(HEAD)]));
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes())).map(widened);
    let strict = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let tried = [Some(UTF_8), declared, Some(GB18030)].into_iter().flatten().find_map(strict);
    tried.unwrap_or_else(|| declared.unwrap_or(GB18030).decode_without_bom_handling(bytes).0).into_owned()
}

/// Pages that say GB 2312 or GBK use characters of the larger sets as well.
fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == encoding_rs::GBK { GB18030 } else { encoding }
}

/// What follows `charset=` or, in XML, `encoding=`.
fn charset(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let rest = ["charset=", "encoding="].iter().find_map(|key| head.split_once(key)).map(|(_, rest)| rest)?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_saying_it_is_understood() {
        let gbk = GB18030.encode("年度报告㐀").0.into_owned();
        let page = |charset: &str, text: &[u8]| [format!("<meta charset=\"{charset}\">").as_bytes(), text].concat();
        for bytes in [
            "年度报告㐀".as_bytes().to_vec(),
            "\u{FEFF}年度报告㐀".as_bytes().to_vec(),
            gbk.clone(),
            page("gb2312", &gbk),
            page("GBK", &gbk),
            page("utf-8", "年度报告㐀".as_bytes()),
            // Declarations that are wrong.
            page("utf-8", &gbk),
            page("gb2312", "年度报告㐀".as_bytes()),
            page("iso-8859-x", &gbk),
        ] {
            assert!(decode(&bytes, None).ends_with("年度报告㐀"), "{bytes:?}");
        }
        let utf16: Vec<u8> = "\u{FEFF}年度".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16, None), "年度");
        assert_eq!(decode(&gbk, Some("gb2312")), "年度报告㐀");
    }
}
