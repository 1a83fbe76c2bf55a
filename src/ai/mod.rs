//! Who understands? Model providers behind one trait.
