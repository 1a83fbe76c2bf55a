//! Is it meant, and is it safe? Names, types, and analyses of the graph.
