//! The `flowc` binary.

#[cfg(feature = "run")]
fn main() -> flowc::cli::Exit {
    flowc::cli::main()
}

#[cfg(not(feature = "run"))]
fn main() {}
