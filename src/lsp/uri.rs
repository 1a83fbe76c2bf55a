//! Addresses of files, and their paths.

use gen_lsp_types::Uri;

/// The scheme of what lies in the binary: the sources of libraries, the pages of findings.
pub const OWN: &str = "flowc";

/// The path of a file's address, with `/`, or the name of a library's source; `None` for anything else.
pub fn path(uri: &Uri) -> Option<String> {
    if uri.scheme() == OWN {
        return uri.path().strip_prefix("/std/").map(str::to_owned);
    }
    let path = uri.to_file_path().ok()?;
    Some(path.to_str()?.replace('\\', "/"))
}

/// The address of an absolute path or of a library's source.
pub fn uri(path: &str) -> Option<Uri> {
    match path.starts_with("std.") {
        true => own(&format!("std/{path}")),
        false => Uri::from_file_path(path).ok(),
    }
}

/// The address of something that lies in the binary.
pub fn own(path: &str) -> Option<Uri> {
    Uri::parse(&format!("{OWN}:/{path}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_there_and_back() {
        let there = uri("/home/anna/мой бот/a#1.flow").unwrap();
        assert_eq!(there.as_str(), "file:///home/anna/%D0%BC%D0%BE%D0%B9%20%D0%B1%D0%BE%D1%82/a%231.flow");
        assert_eq!(path(&there).as_deref(), Some("/home/anna/мой бот/a#1.flow"));
        let library = uri("std.consent.flow").unwrap();
        assert_eq!(library.as_str(), "flowc:/std/std.consent.flow");
        assert_eq!(path(&library).as_deref(), Some("std.consent.flow"));
        assert_eq!(path(&Uri::parse("untitled:Untitled-1").unwrap()), None);
    }
}
