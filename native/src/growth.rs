//! Lists that grow no further than they can.

/// Appends to a list that never holds more than `most` items. `Vec` doubles, and holds the old list beside the new one: for a list near its bound three times what is
/// needed.
#[inline]
pub fn push_within<T>(list: &mut Vec<T>, item: T, most: usize) {
    if list.len() == list.capacity() {
        grow(list, most);
    }
    list.push(item);
}

#[cold]
fn grow<T>(list: &mut Vec<T>, most: usize) {
    let room = most.saturating_sub(list.len()).max(1);
    list.reserve_exact(list.len().max(64).min(room));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_doubles_up_to_its_bound() {
        let mut list = Vec::new();
        let mut capacities = Vec::new();
        for n in 0..150 {
            push_within(&mut list, n, 150);
            capacities.push(list.capacity());
        }
        capacities.dedup();
        assert_eq!(capacities, [64, 128, 150]);
    }
}
