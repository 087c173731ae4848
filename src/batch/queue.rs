//! Work spread over plain threads on a queue, results handed back in order.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError, mpsc};

/// Does `work` for every item on `jobs` threads and hands the results to `done` in the items' order.
///
/// Plain threads on a queue: with a work-stealing pool the typesetter's own joins would pick up further reports and keep
/// them all in memory at once.
pub fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: &(dyn Fn(&T) -> R + Sync),
    done: &mut dyn FnMut(&T, R),
) {
    let queue = Mutex::new((0..items.len()).collect::<VecDeque<_>>());
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(index) = next else { break };
                    if send.send((index, work(&items[index]))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (index, result) in receive {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&next) {
                done(&items[next], result);
                next += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_threads_do() {
        let items: Vec<usize> = (0..200).collect();
        for jobs in [1, 3, 500] {
            let mut seen = Vec::new();
            in_order(&items, jobs, &|n| n * 2, &mut |n, double| seen.push((*n, double)));
            assert_eq!(seen, items.iter().map(|n| (*n, n * 2)).collect::<Vec<_>>());
        }
    }
}
