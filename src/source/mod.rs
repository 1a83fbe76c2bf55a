//! Where is this text? Files, byte spans, and lines and columns of them.
