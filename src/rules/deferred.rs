//! Parts of the rule base that are read when they are first asked for.
//!
//! Most answers look at no example, at few checklists and at no rule of detection. Tests read the built-in rules whole;
//! a program that loads nothing else leaves such parts as they were packed until somebody asks. As soon as anything is laid
//! over them everything is read at once, so that every fault is told.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// A part that is read when it is first looked at, if it was not read before.
pub struct Deferred<T>(Arc<LazyLock<T, Read<T>>>);

type Read<T> = Box<dyn FnOnce() -> T + Send>;

impl<T: Send + 'static> Deferred<T> {
    /// A part that was read already.
    pub(super) fn now(part: T) -> Deferred<T> {
        Deferred::new(move || part)
    }

    /// A part that is read when it is first looked at.
    pub(super) fn new(read: impl FnOnce() -> T + Send + 'static) -> Deferred<T> {
        Deferred(Arc::new(LazyLock::new(Box::new(read))))
    }
}

impl<T> Deref for Deferred<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Clone for Deferred<T> {
    fn clone(&self) -> Deferred<T> {
        Deferred(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Deferred<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<'l, T> IntoIterator for &'l Deferred<Vec<T>> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
