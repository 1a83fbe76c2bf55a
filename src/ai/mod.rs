//! Who understands? Model providers behind one trait.

pub mod embedded;
