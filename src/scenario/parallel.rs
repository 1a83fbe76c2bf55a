//! Work on all cores, its results in order.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The result for each item, in their order. The machine's cores share the items; with one core, or where there are no
/// threads, they are worked off here.
pub(super) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if workers <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let worker = || {
        while let Some((item, result)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).zip(results.get(at))
        } {
            let done = work(item);
            *result.lock().expect("nobody else holds it") = Some(done);
        }
    };
    thread::scope(|scope| (0..workers).for_each(|_| _ = scope.spawn(worker)));
    let result = |result: Mutex<Option<R>>| result.into_inner().expect("no worker has panicked");
    results.into_iter().map(|done| result(done).expect("each item was worked off")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..500).collect();
        assert_eq!(each(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(each(&[0_u8; 0], |item| *item), [0; 0]);
        assert_eq!(each(&[7], |item| *item), [7]);
    }
}
