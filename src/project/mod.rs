//! Which texts belong together? The manifest, the folder's files, `use`, and the standard library.
