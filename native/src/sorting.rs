//! Sorting, in one place: each element type that is sorted by the standard library adds 8 kB of code. Through one type of key
//! the core is 40 kB smaller, which a page that loads it feels.

/// Sorts by up to three numbers; what is equal keeps its order.
pub fn sort_by_words<T: Copy>(items: &mut [T], key: impl Fn(&T) -> [u32; 3]) {
    if items.is_sorted_by_key(&key) {
        return;
    }
    let mut keys: Vec<[u32; 4]> = items
        .iter()
        .enumerate()
        .map(|(number, item)| {
            let [a, b, c] = key(item);
            [a, b, c, number as u32]
        })
        .collect();
    sort_words(&mut keys);
    let unsorted = items.to_vec();
    for (item, key) in items.iter_mut().zip(keys) {
        *item = unsorted[key[3] as usize];
    }
}

/// Sorts keys of four numbers.
#[inline(never)]
pub fn sort_words(keys: &mut [[u32; 4]]) {
    keys.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let mut items = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort_by_words(&mut items, |&(number, _)| [number, 0, 0]);
        assert_eq!(items, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
