//! Which value does this text hold? English and Russian.
