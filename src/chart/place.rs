//! Where labels stand so that none covers another, and how much room letters take.

use unicode_width::UnicodeWidthChar as _;

/// Moves wished places apart until neighbours are at least `gap` from each other, as little as possible, between
/// `low` and `high` where they fit. Gives the places in the order of the wishes.
pub(super) fn spread(wishes: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]).then(a.cmp(b)));
    // Neighbours that push each other become one block, which lies at the mean of what its members wish.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut block = (wishes[*index] - rank as f64 * gap, 1);
        while let Some(before) =
            blocks.last().copied().filter(|before| before.0 / before.1 as f64 >= block.0 / block.1 as f64)
        {
            block = (block.0 + before.0, block.1 + before.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let starts = blocks.into_iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    let mut places = vec![0.0; wishes.len()];
    for (rank, (index, start)) in order.iter().zip(starts).enumerate() {
        let above = (wishes.len() - 1 - rank) as f64 * gap;
        let place = (start + rank as f64 * gap).min(high - above);
        places[*index] = place.max(low + rank as f64 * gap);
    }
    places
}

/// About how wide a line of text is in a sans-serif font of this size: rather too much than too little.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(letter_width).sum::<f64>() * size
}

fn letter_width(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '['
        | ']' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.0,
        'A'..='Z' => 0.74,
        '0'..='9' => 0.64,
        ' '..='~' => 0.63,
        // Writing that takes two cells of a terminal takes a full square here.
        other => {
            if other.width() == Some(2) {
                1.05
            } else {
                0.85
            }
        }
    }
}

/// The text, or as much of it as fits into the width, with `…`.
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut room = width - text_width("…", size);
    let start: String = text
        .chars()
        .take_while(|letter| {
            room -= letter_width(*letter) * size;
            room >= 0.0
        })
        .collect();
    format!("{}…", start.trim_end())
}
