//! A page saved with all its parts in one file (网页，单个文件; MHTML) read back: a small MIME reader that finds the page.

use super::Unreadable;
use super::html;
use super::unit::{Contents, FileKind, ReadUnit};

/// Parts looked at; a page with its pictures has some dozens.
const MOST: usize = 2000;
/// Messages within messages.
const DEEPEST: usize = 8;

/// The contents of the page in a file: the one it begins with or, when that only frames others, the one that holds tables.
///
/// # Errors
/// No page in it, or one that cannot be read.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let mut saved = SavedParts::default();
    collect(bytes, 0, &mut saved);
    let mut first = None;
    for page in saved.pages {
        let read = html::read_as(&page.body, page.charset.as_deref(), &saved.sheets)
            .map(|contents| Contents { kind: FileKind::Mht, ..contents });
        let tables = |contents: &Contents| contents.units.iter().any(|unit| matches!(unit, ReadUnit::Table(_)));
        if read.as_ref().is_ok_and(tables) {
            return read;
        }
        first.get_or_insert(read);
    }
    first.unwrap_or_else(|| Err(Unreadable::damaged(FileKind::Mht, "里面没有网页")))
}

/// What a file holds: its pages and style sheets, and how many parts were looked at.
#[derive(Default)]
struct SavedParts {
    pages: Vec<DecodedPage>,
    sheets: Vec<String>,
    seen: usize,
}

/// A page, decoded from its transfer encoding.
struct DecodedPage {
    body: Vec<u8>,
    charset: Option<String>,
}

/// The header fields of a message or part that matter here.
#[derive(Default)]
struct Header {
    /// `text/html`, in lower case; empty when it is not said.
    kind: String,
    charset: Option<String>,
    boundary: Option<String>,
    encoding: String,
}

fn collect(message: &[u8], depth: usize, saved: &mut SavedParts) {
    let (header, body) = split(message);
    saved.seen += 1;
    if depth > DEEPEST || saved.seen > MOST {
        return;
    }
    if let Some(boundary) = header.boundary.as_ref().filter(|boundary| !boundary.is_empty()) {
        let separator = format!("--{boundary}");
        for part in pieces(body, separator.as_bytes()) {
            collect(part, depth + 1, saved);
        }
        return;
    }
    let decoded = || match header.encoding.as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_vec(),
    };
    match header.kind.as_str() {
        "text/html" | "application/xhtml+xml" => {
            saved.pages.push(DecodedPage { body: decoded(), charset: header.charset });
        }
        "text/css" => saved.sheets.push(String::from_utf8_lossy(&decoded()).into_owned()),
        _ => {}
    }
}

/// The header of a message and what follows the first empty line.
fn split(message: &[u8]) -> (Header, &[u8]) {
    let mut fields: Vec<String> = Vec::new();
    let mut rest = message;
    loop {
        let end = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end();
        // Empty lines before the first field are passed over.
        if line.is_empty() && !fields.is_empty() {
            break;
        }
        match fields.last_mut() {
            // A field goes on in lines that begin with white space.
            Some(field) if line.starts_with([' ', '\t']) => field.push_str(line),
            _ if line.is_empty() => {}
            _ => fields.push(line.to_owned()),
        }
        if after.is_empty() {
            break;
        }
    }
    let mut header = Header::default();
    for field in &fields {
        let Some((name, value)) = field.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => {
                let mut parts = value.split(';');
                header.kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
                for parameter in parts {
                    let Some((key, value)) = parameter.split_once('=') else { continue };
                    let value = value.trim().trim_matches('"').to_owned();
                    match key.trim().to_ascii_lowercase().as_str() {
                        "charset" => header.charset = Some(value),
                        "boundary" => header.boundary = Some(value),
                        _ => {}
                    }
                }
            }
            "content-transfer-encoding" => header.encoding = value.trim().to_ascii_lowercase(),
            _ => {}
        }
    }
    (header, rest)
}

/// What stands between lines that begin with the separator.
fn pieces<'b>(body: &'b [u8], separator: &[u8]) -> Vec<&'b [u8]> {
    let mut pieces = Vec::new();
    let mut begin = None;
    let mut at = 0;
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(separator) {
            if let Some(begin) = begin {
                pieces.push(&body[begin..at]);
            }
            begin = Some(at + line.len());
            if line[separator.len()..].starts_with(b"--") {
                return pieces;
            }
        }
        at += line.len();
    }
    // A file that was cut off ends without a separator.
    pieces.extend(begin.filter(|&begin| begin < at).map(|begin| &body[begin..at]));
    pieces
}

/// RFC 2045, 6.7; what is no code stays as it is.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [byte, after @ ..] = rest {
        rest = match (byte, after) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => after,
            (b'=', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).unwrap_or(0) as u8;
                decoded.push(digit(high) << 4 | digit(low));
                after
            }
            (byte, after) => {
                decoded.push(*byte);
                after
            }
        };
    }
    decoded
}

/// RFC 2045, 6.8; other characters are passed over.
fn base64(body: &[u8]) -> Vec<u8> {
    let (mut decoded, mut bits, mut count) = (Vec::with_capacity(body.len() * 3 / 4), 0u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(contents: &Contents) -> Vec<String> {
        let texts = contents.units.iter().map(|unit| match unit {
            ReadUnit::Text(passage) => passage.text.clone(),
            ReadUnit::Table(grid) => grid.places().concat().join("|"),
        });
        texts.collect()
    }

    #[test]
    fn the_page_is_found_among_its_parts() {
        let file = "From: <saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"--=_a\"\r\n\r\n\
            ----=_a\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            <frameset><p>=E6=A1=86</p>\r\n----=_a\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n\
            ----=_a\r\nContent-Type: text/html;\r\n charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n\
            PHRhYmxlPjx0cj48dGQ+xOo8dGQ+\r\nMTI8L3RhYmxlPg==\r\n----=_a--\r\n";
        assert_eq!(text(&read(file.as_bytes()).unwrap()), ["年|12"]);
        let unix = file.replace("\r\n", "\n");
        assert_eq!(text(&read(unix.as_bytes()).unwrap()), ["年|12"]);
        let single = "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>=a\n";
        assert_eq!(text(&read(single.as_bytes()).unwrap()), ["=a"]);
        assert!(read(b"MIME-Version: 1.0\n\n").is_err());
    }

    #[test]
    fn codes_are_decoded() {
        assert_eq!(quoted_printable(b"a=3D=\r\nb=zz="), b"a=b=zz=");
        assert_eq!(base64(b"MT\r\nI="), b"12");
    }
}
