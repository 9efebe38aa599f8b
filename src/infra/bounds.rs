//! How much is read at most. A description comes from anywhere, and none may fill the memory or take for ever.

/// Bytes of a plan or state.
pub const MOST_JSON_BYTES: usize = 128 << 20;
/// Bytes of a template, and of any file that is read whole into a tree.
pub const MOST_TEMPLATE_BYTES: usize = 4 << 20;
/// Files that are looked at.
pub const MOST_FILES: usize = 5_000;
/// Bytes of all files together.
pub const MOST_BYTES_TOGETHER: usize = 256 << 20;
/// Resources of one root.
pub const MOST_RESOURCES: usize = 200_000;
/// Objects and lists within one another.
pub const MOST_LEVELS: u32 = 96;
/// Attributes that are kept of all plans and states together.
pub(super) const MOST_ATTRIBUTES: usize = 6_000_000;
/// Attributes that are kept of one resource.
pub(super) const MOST_ATTRIBUTES_EACH: usize = 20_000;
/// Bytes of a text that is kept.
pub(super) const LONGEST_TEXT: usize = 256;
/// Bytes of a text in which JSON is looked for.
pub(super) const LONGEST_TEXT_READ: usize = 64 << 10;
/// Bytes of a start script that is searched.
pub(super) const LONGEST_SCRIPT: usize = 256 << 10;
/// Instances that a reference without an index is taken to mean.
pub(super) const MOST_INSTANCES_MEANT: usize = 32;
/// Steps that following one resource's references through modules may take.
pub(super) const MOST_REFERENCE_STEPS: usize = 4_000;
/// Steps that following all references of a plan may take.
pub(super) const MOST_REFERENCE_STEPS_TOGETHER: usize = 10_000_000;
/// Parts of a template, aliases expanded.
pub(super) const MOST_NODES: usize = 1_000_000;
/// Parts of all templates together.
pub(super) const MOST_NODES_TOGETHER: usize = 3_000_000;
/// Steps that working out one root's values may take.
pub(super) const MOST_STEPS: usize = 3_000_000;
/// Steps that working out all roots may take.
pub(super) const MOST_STEPS_TOGETHER: usize = 10_000_000;
/// Levels of a value that is handed to a nested template.
pub(super) const MOST_LEVELS_HANDED_DOWN: usize = 16;
/// Levels of values within values that are worked out, through nested templates.
pub(super) const MOST_EVALUATED_LEVELS: usize = 200;
/// Nested templates within one another.
pub const MOST_NESTED: usize = 16;
/// Nested templates of one root, all together.
pub(super) const MOST_SCOPES: usize = 2_000;
