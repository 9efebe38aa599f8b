//! Waiting before several that serve (M/M/c): requests come at random, each is served by whoever is free.
//!
//! Source: A. K. Erlang's formula C, as every text on queues has it. With `c` that serve, each busy for the share `u`
//! of its time, the chance to wait is
//! `C = B / (1 - u * (1 - B))`, where `B` is Erlang's loss formula, `B(0) = 1`, `B(k) = a * B(k-1) / (k + a * B(k-1))` with
//! `a = c * u`; the mean time in queue and service over that in service is `1 + C / (c * (1 - u))`.

/// Beyond this many the wait at any share below one is too small to tell, and counting up to it would only cost time.
const MOST_SERVERS: f64 = 10_000.0;

/// The chance that a request has to wait: `servers` that serve, each busy for `busy` of its time.
///
/// One where they are busy all the time, zero where they are never. A part of a server counts as none.
pub fn chance_to_wait(servers: f64, busy: f64) -> f64 {
    if busy.is_nan() || servers.is_nan() || busy >= 1.0 || servers < 1.0 {
        return 1.0;
    }
    if busy <= 0.0 {
        return 0.0;
    }
    let servers = servers.min(MOST_SERVERS).floor();
    let offered = servers * busy;
    let loss = (1..=servers as u32).fold(1.0, |loss, k| offered * loss / (f64::from(k) + offered * loss));
    loss / (1.0 - busy * (1.0 - loss))
}

/// The mean time in queue and service over that in service; without bound where they are busy all the time.
pub fn response_over_service(servers: f64, busy: f64) -> f64 {
    if busy.is_nan() || servers.is_nan() || busy >= 1.0 || servers < 1.0 {
        return f64::INFINITY;
    }
    let servers_counted = servers.min(MOST_SERVERS).floor();
    1.0 + chance_to_wait(servers, busy) / (servers_counted * (1.0 - busy.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the research: response over service for a number that serve and the share that they are busy.
    #[test]
    fn erlang_c_gives_the_published_table() {
        let table = [
            (1.0, [2.00, 2.50, 3.33, 5.00, 10.0, 20.0]),
            (2.0, [1.33, 1.56, 1.96, 2.78, 5.26, 10.3]),
            (4.0, [1.09, 1.18, 1.36, 1.75, 2.97, 5.46]),
            (8.0, [1.01, 1.04, 1.11, 1.29, 1.88, 3.11]),
            (16.0, [1.00, 1.01, 1.03, 1.10, 1.37, 1.98]),
            (64.0, [1.00, 1.00, 1.00, 1.00, 1.05, 1.18]),
        ];
        for (servers, row) in table {
            for (busy, expected) in [0.5, 0.6, 0.7, 0.8, 0.9, 0.95].into_iter().zip(row) {
                let found = response_over_service(servers, busy);
                assert!((found / expected - 1.0).abs() < 0.01, "{servers} at {busy}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn one_that_serves_is_the_simple_formula() {
        for busy in [0.0, 0.1, 0.35, 0.5, 0.9, 0.99] {
            assert!((response_over_service(1.0, busy) - 1.0 / (1.0 - busy)).abs() < 1e-9);
        }
    }

    #[test]
    fn the_ends_are_answered() {
        assert_eq!(response_over_service(4.0, 1.0), f64::INFINITY);
        assert_eq!(response_over_service(0.0, 0.5), f64::INFINITY);
        assert_eq!(response_over_service(4.0, -1.0), 1.0);
        assert!(response_over_service(f64::INFINITY, 0.5) < 1.000_001);
    }
}
