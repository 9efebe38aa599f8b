//! The nearest known name to a wrong one.

/// Gives the known name that is nearest to `wrong`, if one is near enough to be meant.
///
/// Nearness is the number of letters to put in, take out, change or swap; ties go to the name that sorts first,
/// so that the same typing error always gets the same answer.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: String = wrong.chars().take(64).collect::<String>().to_lowercase();
    let allowed = match wrong.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    let length = wrong.chars().count();
    known
        .into_iter()
        // A name that is much longer or shorter is not near; counting letters is cheaper than comparing them.
        .filter(|name| starts_alike(&wrong, name) || name.chars().count().abs_diff(length) <= allowed)
        .map(|name| (distance(&wrong, name), name))
        .filter(|(distance, name)| *distance <= allowed || starts_alike(&wrong, name))
        .min()
        .map(|(_, name)| name)
}

/// A long common beginning counts as near: `users_count` for `users`, `read-replica-set` for `read-replicas`.
fn starts_alike(wrong: &str, name: &str) -> bool {
    let shorter = wrong.len().min(name.len());
    shorter >= 5 && (wrong.starts_with(name) || name.starts_with(wrong))
}

/// Optimal string alignment distance; `-` and `_` count as the same letter.
fn distance(left: &str, right: &str) -> usize {
    let letter = |c: char| if c == '-' { '_' } else { c };
    let left: Vec<char> = left.chars().map(letter).collect();
    let right: Vec<char> = right.chars().map(letter).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, &a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in right.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == right[j - 1] && left[i - 1] == b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}
