//! What picture is this? By its bytes, never by its name.

/// A picture of more bytes is refused.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// A picture of more pixels is refused: it would cost its reader gigabytes.
pub const PIXELS_MAX: u64 = 40_000_000;

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    Webp,
}

/// What a picture says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// The format.
    pub format: Format,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Image {
    /// The media type.
    pub fn mime(&self) -> &'static str {
        match self.format {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
        }
    }
}

/// Why bytes are no picture that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Neither of the formats, or broken before its size.
    #[error("a picture is a PNG, JPEG or WebP file")]
    Format,
    /// Too many bytes.
    #[error("a picture has at most 10 MB")]
    Bytes,
    /// Too many pixels.
    #[error("a picture has at most 40 megapixels")]
    Pixels,
}

/// Reads format and size from the first bytes, without decoding.
///
/// # Errors
/// Where the bytes are no such picture, or more than is read.
pub fn sniff(bytes: &[u8]) -> Result<Image, ImageError> {
    if bytes.len() > BYTES_MAX {
        return Err(ImageError::Bytes);
    }
    let (format, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (Format::Png, png(bytes))
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        (Format::Jpeg, jpeg(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        (Format::Webp, webp(bytes))
    } else {
        return Err(ImageError::Format);
    };
    let (width, height) =
        size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(ImageError::Format)?;
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(ImageError::Pixels);
    }
    Ok(Image { format, width, height })
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let three = bytes.get(at..at + 3)?;
    Some(u32::from_le_bytes([three[0], three[1], three[2], 0]))
}

/// The first chunk, IHDR.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let at = |from: usize| Some(u32::from_be_bytes(bytes.get(from..from + 4)?.try_into().ok()?));
    (bytes.get(12..16)? == b"IHDR").then_some((at(16)?, at(20)?))
}

/// The first start-of-frame segment.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 | 0xda => return None,
            _ => at += 2 + be16(bytes, at + 2)? as usize,
        }
    }
}

/// The first chunk: lossy, lossless, or extended.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((le24(bytes, 24)? + 1, le24(bytes, 27)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn the_size_is_read_from_each_format() {
        let image = |format, width, height| Ok(Image { format, width, height });
        assert_eq!(sniff(&png_of(640, 480)), image(Format::Png, 640, 480));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 100, 0, 200, 1];
        assert_eq!(sniff(&jpeg), image(Format::Jpeg, 200, 100));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X".to_vec();
        webp.extend([10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 0]);
        assert_eq!(sniff(&webp), image(Format::Webp, 100, 50));
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        assert_eq!(sniff(b"<svg onload=alert(1)>"), Err(ImageError::Format));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n"), Err(ImageError::Format), "cut before its size");
        assert_eq!(sniff(&[0xff, 0xd8, 0xff, 0xe0, 0, 0]), Err(ImageError::Format));
        assert_eq!(sniff(&png_of(40_000, 40_000)), Err(ImageError::Pixels));
        assert_eq!(sniff(&vec![0; BYTES_MAX + 1]), Err(ImageError::Bytes));
    }
}
