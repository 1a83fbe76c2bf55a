//! What is a checked program? Plain data: versioned, serialisable, with ids that survive unrelated edits.
