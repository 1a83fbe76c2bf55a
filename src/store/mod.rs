//! What survives? The journal of transitions, checkpoints, keys, and what lies beside them.
