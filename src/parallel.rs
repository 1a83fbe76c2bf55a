//! Work on many things at once. What comes out has the order of what went in, whoever was done first.

/// Bytes of stack for each thread: blocks may be nested as deep as the parser reads them, and walks go down with them.
#[cfg(not(target_arch = "wasm32"))]
const STACK_BYTES: usize = 64 << 20;

/// Asking for it reads files.
#[cfg(not(target_arch = "wasm32"))]
static CORES: std::sync::LazyLock<usize> =
    std::sync::LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));

/// What `work` makes of each item and its place, on all cores.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    use std::sync::atomic::{AtomicUsize, Ordering};

    if CORES.min(items.len()) <= 1 {
        return items.iter().enumerate().map(|(at, item)| work(at, item)).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let places = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let mine = places.map_while(|at| Some((at, work(at, items.get(at)?))));
        mine.collect::<Vec<(usize, R)>>()
    };
    let mut made: Vec<(usize, R)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CORES.min(items.len())).map(|_| deep(scope, share)).collect();
        threads.into_iter().flat_map(joined).collect()
    });
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

/// What `work` makes of each item and its place, one by one where there are no threads.
#[cfg(target_arch = "wasm32")]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
}

/// What both make, at the same time where there are cores for it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if *CORES <= 1 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let other = deep(scope, other);
        (one(), joined(other))
    })
}

/// What both make, one behind the other.
#[cfg(target_arch = "wasm32")]
pub(crate) fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}

/// Runs `work` on a stack that the deepest nesting fits on.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn on_a_deep_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| joined(deep(scope, work)))
}

/// Runs `work`: the limits of nesting are lower where the stack cannot be chosen.
#[cfg(target_arch = "wasm32")]
pub(crate) fn on_a_deep_stack<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(not(target_arch = "wasm32"))]
fn deep<'scope, R: Send + 'scope>(
    scope: &'scope std::thread::Scope<'scope, '_>,
    work: impl FnOnce() -> R + Send + 'scope,
) -> std::thread::ScopedJoinHandle<'scope, R> {
    // A thread that cannot be started is no state to go on from.
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).expect("a thread")
}

#[cfg(not(target_arch = "wasm32"))]
fn joined<R>(thread: std::thread::ScopedJoinHandle<'_, R>) -> R {
    // A panic goes on where it would have gone without threads.
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::{both, map};

    #[test]
    fn results_have_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        let squares: Vec<u64> = items.iter().map(|item| item * item).collect();
        assert_eq!(map(&items, |at, item| at as u64 * item), squares);
        assert!(map(&[] as &[u64], |_, item| *item).is_empty());
    }

    #[test]
    fn each_of_both_has_its_own_result() {
        assert_eq!(both(|| 1, || "other"), (1, "other"));
    }
}
