//! What the encoder of rows takes. Apart from what makes it, for the core that reads source maps has its own makers.

/// Number of a file; 0 is unknown.
pub type FileId = u32;

/// A stretch of a body with one place and one innermost call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// First address.
    pub start: u32,
    /// Innermost call; 0: the function itself.
    pub node: u32,
    /// Place of the row that covers it.
    pub file: FileId,
    /// 0 unknown.
    pub line: u32,
    /// 0 unknown. Of a source map: as the format has it, with the flags.
    pub column: u32,
}
