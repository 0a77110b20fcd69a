//! Whole builds of hand-written debug sections, each answer read from the index that a user would get.

mod amounts;
mod bounds;
mod bytes;
mod claims;
mod damage;
mod dwarf;
mod encodings;
mod index;
mod inlined_calls;
mod line_program;
mod lines;
mod module;
mod names;
mod one_shot;
mod parts;
mod pieces;
mod split;
