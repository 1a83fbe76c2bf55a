//! What would happen? Test blocks and transcripts in virtual time.
