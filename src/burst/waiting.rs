//! Waiting while the load is calm.

/// The most servers for which the wait is worked out; with more there is none that anybody could measure.
const MOST_SERVERS: f64 = 100_000.0;

/// The mean seconds that a request waits for one of `servers` equal servers (M/M/c, Erlang's second formula).
///
/// Requests come at random at `arrivals` a second and wait in one line; a server ends `rate` of them a second. The
/// chance of waiting follows from the loss formula by its recursion, which never leaves 0 to 1:
/// `B(0) = 1`, `B(n) = a B(n - 1) / (n + a B(n - 1))` with `a = arrivals / rate`, then
/// `C = B(c) / (1 - u (1 - B(c)))` with `u = a / c`, and the mean wait is `C / (c rate - arrivals)`.
///
/// Nothing where the servers cannot keep up, or there are more than 100,000 of them.
///
/// # Example
/// ```
/// // One server at 80%: four times the service time of 0.1 s.
/// let wait = nextrung::burst::mean_wait(1.0, 8.0, 10.0).expect("it keeps up");
/// assert!((wait - 0.4).abs() < 1e-9);
/// ```
pub fn mean_wait(servers: f64, arrivals: f64, rate: f64) -> Option<f64> {
    let is_sound = (1.0..=MOST_SERVERS).contains(&servers) && arrivals >= 0.0 && rate > 0.0;
    if !is_sound || arrivals >= servers * rate {
        return None;
    }
    let offered = arrivals / rate;
    let lost = (1..=servers as u32).fold(1.0, |lost, n| offered * lost / (f64::from(n) + offered * lost));
    let waits = lost / (1.0 - offered / servers * (1.0 - lost));
    Some(waits / (servers * rate - arrivals))
}
