//! The checked tree becomes the graph IR.
