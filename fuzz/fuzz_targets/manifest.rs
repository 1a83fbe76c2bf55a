#![no_main]
#![allow(dead_code)] // the other targets

#[path = "../../tests/fuzz/target.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::manifest(data));
