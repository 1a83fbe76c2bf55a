//! Addresses of files, and their paths.

use gen_lsp_types::Uri;

/// The scheme of what lies in the binary: the sources of libraries, the pages of findings.
pub const OWN: &str = "flowc";

/// The scheme of texts that are not saved yet.
const UNSAVED: &str = "untitled";
/// What stands behind the address of such a text, so that its path is that of a script.
const SCRIPT: &str = "/unsaved.flow";

/// The path of a file's address, with `/`, the name of a library's source, or a path that no disk has for a text that is
/// not saved; `None` for anything else.
pub fn path(uri: &Uri) -> Option<String> {
    if uri.scheme() == OWN {
        return uri.path().strip_prefix("/std/").map(str::to_owned);
    }
    if uri.scheme() == UNSAVED {
        return Some(format!("{}{SCRIPT}", uri.as_str()));
    }
    let path = uri.to_file_path().ok()?;
    Some(path.to_str()?.replace('\\', "/"))
}

/// Whether a path is that of a text that is not saved, or seen from one: it lies on no disk.
pub fn is_unsaved(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| scheme == UNSAVED)
}

/// The address of an absolute path, of a library's source or of a text that is not saved.
pub fn uri(path: &str) -> Option<Uri> {
    if is_unsaved(path) {
        return Uri::parse(path.strip_suffix(SCRIPT)?).ok();
    }
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
        assert_eq!(path(&Uri::parse("https://a.example/b.flow").unwrap()), None);
    }

    #[test]
    fn texts_that_are_not_saved_have_a_path_that_no_disk_has() {
        for there in ["untitled:Untitled-1", "untitled:/home/anna/%D0%B1%D0%BE%D1%82.flow", "untitled:"] {
            let there = Uri::parse(there).unwrap();
            let path = path(&there).unwrap();
            assert!(is_unsaved(&path) && path.ends_with("/unsaved.flow"), "{path}");
            assert_eq!(uri(&path).unwrap(), there);
        }
        assert!(!is_unsaved("/home/anna/untitled:a.flow"));
    }

    #[test]
    fn an_address_is_read_however_its_signs_are_written() {
        let paths = ["file:///c%3A/%D0%B1%D0%BE%D1%82/a%20b.flow", "file:///c:/бот/a b.flow"];
        for there in paths {
            assert_eq!(path(&Uri::parse(there).unwrap()).as_deref(), Some("/c:/бот/a b.flow"));
        }
    }
}
