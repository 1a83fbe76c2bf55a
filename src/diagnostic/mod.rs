//! What is wrong, and how do we say it? One plain type, one registry of codes, a page per code, and renderers as leaves.
