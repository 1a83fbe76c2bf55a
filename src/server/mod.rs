//! The HTTP face: postbacks, the web chat, reports.
