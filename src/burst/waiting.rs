//! Waiting while the load is calm.

use crate::quantity::chance_to_wait;

/// The mean seconds that a request waits for one of `servers` equal servers (M/M/c, Erlang's second formula).
///
/// Requests come at random at `arrivals` a second and wait in one line; a server ends `rate` of them a second. With
/// the chance `C` of waiting at all, the mean wait is `C / (servers rate - arrivals)`.
///
/// Nothing where the servers cannot keep up.
///
/// # Example
/// ```
/// // One server at 80%: four times the service time of 0.1 s.
/// let wait = nextrung::burst::mean_wait(1.0, 8.0, 10.0).expect("it keeps up");
/// assert!((wait - 0.4).abs() < 1e-9);
/// ```
pub fn mean_wait(servers: f64, arrivals: f64, rate: f64) -> Option<f64> {
    let is_sound = servers >= 1.0 && servers.is_finite() && arrivals >= 0.0 && rate > 0.0;
    if !is_sound || arrivals >= servers * rate {
        return None;
    }
    Some(chance_to_wait(servers, arrivals / (servers * rate)) / (servers * rate - arrivals))
}
