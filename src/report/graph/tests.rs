//! Whatever is drawn: no box covers another, and no arrow runs through a box that it does not touch.

use proptest::prelude::*;

use super::identifier;
use super::layout::{Link, layout};

fn graph() -> impl Strategy<Value = (Vec<(f64, f64)>, Vec<Link>)> {
    (1usize..14).prop_flat_map(|count| {
        let sizes = prop::collection::vec((40.0..260.0f64, 30.0..160.0f64), count);
        let link = (0..count, 0..count, any::<bool>(), any::<bool>());
        let links = prop::collection::vec(link, 0..24).prop_map(|links| {
            let mut links: Vec<Link> = links
                .into_iter()
                .filter(|(from, to, ..)| from != to)
                .map(|(from, to, pulls, has_words)| Link { from, to, pulls, has_words })
                .collect();
            links.sort_by_key(|link| (link.from, link.to));
            links.dedup_by_key(|link| (link.from, link.to));
            links
        });
        (sizes, links)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn boxes_stand_apart_and_arrows_pass_between_them((sizes, links) in graph()) {
        let laid = layout(&sizes, &links);
        let corners = |index: usize| {
            let (x, y) = laid.boxes[index];
            (x, y, x + sizes[index].0, y + sizes[index].1)
        };
        for one in 0..sizes.len() {
            let (left, top, right, bottom) = corners(one);
            prop_assert!(left >= -0.01 && top >= 0.0 && right <= laid.width + 0.01 && bottom <= laid.height + 0.01);
            for other in 0..one {
                let (l, t, r, b) = corners(other);
                prop_assert!(right < l || r < left || bottom < t || b < top, "{one} covers {other}");
            }
        }
        for (link, way) in links.iter().zip(&laid.ways) {
            let (first, last) = (way[0], way[way.len() - 1]);
            let touches = |index: usize, (x, y): (f64, f64)| {
                let (left, top, right, bottom) = corners(index);
                x >= left - 0.01 && x <= right + 0.01 && ((y - top).abs() < 0.01 || (y - bottom).abs() < 0.01)
            };
            prop_assert!(touches(link.from, first) && touches(link.to, last), "an arrow ends at its boxes");
            for pair in way.windows(2) {
                for step in 0..=40 {
                    let part = f64::from(step) / 40.0;
                    let (x, y) = (pair[0].0 + (pair[1].0 - pair[0].0) * part, pair[0].1 + (pair[1].1 - pair[0].1) * part);
                    for index in 0..sizes.len() {
                        let (left, top, right, bottom) = corners(index);
                        let inside = x > left + 0.01 && x < right - 0.01 && y > top + 0.01 && y < bottom - 0.01;
                        prop_assert!(!inside, "{}..{} runs through {index}", link.from, link.to);
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_is_laid_out_too() {
    let laid = layout(&[], &[]);
    assert!(laid.boxes.is_empty() && laid.ways.is_empty());
    assert_eq!((laid.width, laid.height), (0.0, 0.0));
}

#[test]
fn identifiers_are_unlike_words_of_any_language_and_each_other() {
    assert_eq!(identifier("end", 0), "b_end");
    assert_eq!(identifier("read-replicas", 3), "b_read_replicas");
    assert_ne!(identifier("a.b", 1), identifier("a_b", 2));
    assert_ne!(identifier("a.b", 1), identifier("a-b", 2));
}
