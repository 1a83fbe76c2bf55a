//! What happens next to this contact? A pure function of program, state and event.
