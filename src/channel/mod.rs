//! Who is out there? Messengers.
