//! Load over time: calm, a straight ramp, the height, a straight way down, calm again.

/// One burst. Rates are requests a second, times are seconds from the moment when the load begins to rise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Requests a second before and after.
    pub calm: f64,
    /// The height over the calm load, at least 1.
    pub factor: f64,
    /// Seconds from calm to the height.
    pub ramp: f64,
    /// Seconds at the height.
    pub height: f64,
    /// Seconds from the height back to calm.
    pub decay: f64,
}

impl Load {
    /// Requests a second at the height.
    pub fn peak(&self) -> f64 {
        self.calm * self.factor
    }

    /// Seconds until the load is calm again.
    pub fn seconds(&self) -> f64 {
        self.ramp + self.height + self.decay
    }

    /// Requests from the beginning until a time: the area below the load, exact for straight lines.
    pub fn requests_until(&self, time: f64) -> f64 {
        let time = time.max(0.0);
        let over = self.peak() - self.calm;
        let rising = time.min(self.ramp);
        let at_height = (time - self.ramp).clamp(0.0, self.height);
        let falling = (time - self.ramp - self.height).clamp(0.0, self.decay);
        let slope = |part: f64, whole: f64| if whole > 0.0 { part * part / (2.0 * whole) } else { 0.0 };
        self.calm * time + over * (slope(rising, self.ramp) + at_height + falling - slope(falling, self.decay))
    }

    /// Requests of the whole burst, until the load is calm again.
    pub fn requests(&self) -> f64 {
        self.requests_until(self.seconds())
    }
}
