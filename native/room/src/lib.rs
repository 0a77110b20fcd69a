//! Room in a core's memory for bytes that its host writes there itself.
//!
//! Why this is not safe Rust: that would be filled with zeros first, or by way of an area from which the core copies. Both write each byte twice, and the core's
//! thread touches each page of a fresh memory first: 27 MB of debug sections take it 13 ms of the 100 that a one-shot answer from a C module of that size takes in all.
//! So the host's other threads can read a file right into its place while the core's own does something else.

/// An empty list with room for so many bytes; `None` where memory does not suffice.
pub fn reserve(length: usize) -> Option<Vec<u8>> {
    let mut room = Vec::new();
    room.try_reserve_exact(length).ok()?;
    Some(room)
}

/// Where the bytes belong: the address in the core's memory, for as long as the list is left alone.
pub fn place(room: &mut Vec<u8>) -> usize {
    room.as_mut_ptr() as usize
}

/// The list with the bytes in it that the host says to have written from its start on; `None` if there is no room for so many.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code)]
pub fn written(mut room: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    if length > room.capacity() {
        return None;
    }
    // SAFETY: the capacity was just looked at. All bytes of a Wasm memory have values, and whose these are is the host's to know, as `place` gave their address
    // away: a host that has written fewer than it says gives the core bytes that are as good as those of a damaged file.
    unsafe { room.set_len(length) };
    Some(room)
}

/// The list with so many zeros: here nobody else writes into the memory.
#[cfg(not(target_family = "wasm"))]
pub fn written(mut room: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    if length > room.capacity() {
        return None;
    }
    room.resize(length, 0);
    Some(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_no_more_bytes_than_there_is_room_for() {
        let room = reserve(3).expect("three bytes");
        let beyond = room.capacity() + 1;
        assert_eq!(written(room.clone(), beyond), None);
        assert_eq!(written(room, 3), Some(vec![0; 3]));
    }

    #[test]
    fn says_that_memory_does_not_suffice() {
        assert_eq!(reserve(usize::MAX), None);
    }
}
