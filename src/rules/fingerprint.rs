//! A hash of texts and numbers, 64 bits in the manner of FNV-1a.
//!
//! It tells rule bases apart that were changed in good faith; it is no defence against somebody who wants two to look
//! alike. `build.rs` takes the hash of the built-in rules by the same file.

/// What was hashed so far.
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn new() -> Fingerprint {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }

    /// Eight bytes a step; the length goes in too, so that no two runs of texts look alike.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.word(u64::from_le_bytes(*word)));
        let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        self.word(last);
        self.word(bytes.len() as u64);
    }

    fn word(&mut self, word: u64) {
        // The high half comes down again, for a product alone never lets high bits reach low ones.
        let mixed = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// The hash in sixteen signs.
    pub(super) fn told(&self) -> String {
        format!("{:016x}", self.0)
    }
}
