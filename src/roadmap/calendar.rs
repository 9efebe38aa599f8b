//! Months of the calendar: in which of them a moment lies, and when to begin what must be done by then.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::rules::{LeadTime, TimeUnit};

/// The calendar from a day on. Months are counted from the one in which that day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    today: Date,
}

/// When to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// The month, as 2027-03.
    pub month: String,
    /// It is past: the time until it helps is longer than the time that is left.
    pub late: bool,
}

impl Calendar {
    /// The calendar from a day as 2026-11-21 on. Who asks checks the day; of none the first day that there is.
    pub fn new(today: &str) -> Calendar {
        Calendar { today: today.parse().unwrap_or(Date::MIN) }
    }

    /// A month by name: `2027-03`.
    pub fn name(self, month: u32) -> String {
        named(self.first_day(month))
    }

    /// The month in which the day lies that is so many months after today.
    pub fn month_of(self, months: f64) -> u32 {
        let whole = months.max(0.0).floor().min(f64::from(u16::MAX));
        let (from, to) = (self.after(whole as u32), self.after(whole as u32 + 1));
        let days = ((months - whole).max(0.0) * f64::from(days(from, to))).floor() as i64;
        let day = from.checked_add(days.days()).unwrap_or(from);
        let years = i32::from(day.year()) - i32::from(self.today.year());
        (years * 12 + i32::from(day.month()) - i32::from(self.today.month())).max(0) as u32
    }

    /// How many months after today a month ends: parts of a month by the days that it has.
    pub fn end_of(self, month: u32) -> f64 {
        let end = self.first_day(month + 1);
        // The same day of that month is never before its first one, and a month earlier never after it.
        let whole = if self.after(month + 1) <= end { month + 1 } else { month };
        let (from, to) = (self.after(whole), self.after(whole + 1));
        f64::from(whole) + f64::from(days(from, end)) / f64::from(days(from, to).max(1))
    }

    /// When to begin what must help when a month begins; this month when it is this one.
    pub fn begin(self, month: u32, lead: LeadTime) -> Begin {
        let due = self.first_day(month).max(self.today);
        let begin = match lead.unit {
            TimeUnit::Months => due.checked_sub(lead.high.months()),
            TimeUnit::Weeks => due.checked_sub((lead.high.saturating_mul(7)).days()),
            // Five of seven days are worked on.
            TimeUnit::Days => due.checked_sub((lead.high.saturating_mul(7) / 5).days()),
        };
        let begin = begin.unwrap_or(Date::MIN);
        Begin { month: named(begin), late: begin < self.first_day(0) }
    }

    /// Says whether what begins at one moment is finished at another, both in months after today.
    pub(super) fn is_finished(self, begin: f64, lead: LeadTime, by: f64) -> bool {
        begin + lead.most_months() <= by
    }

    fn after(self, months: u32) -> Date {
        self.today.checked_add(i64::from(months).months()).unwrap_or(Date::MAX)
    }

    fn first_day(self, month: u32) -> Date {
        self.today.first_of_month().checked_add(i64::from(month).months()).unwrap_or(Date::MAX)
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn named(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(high: i64, unit: TimeUnit) -> LeadTime {
        LeadTime { low: 1, high, unit }
    }

    #[test]
    fn a_moment_lies_in_the_month_of_its_day() {
        let calendar = Calendar::new("2026-11-21");
        assert_eq!(calendar.name(calendar.month_of(0.02)), "2026-11");
        assert_eq!(calendar.name(calendar.month_of(0.34)), "2026-12");
        assert_eq!(calendar.name(calendar.month_of(36.99)), "2029-12");
    }

    #[test]
    fn the_end_of_a_month_is_the_first_moment_of_the_next_one() {
        for today in ["2026-11-21", "2026-01-31", "2024-02-29", "2026-12-01"] {
            let calendar = Calendar::new(today);
            for month in 0..70 {
                let end = calendar.end_of(month);
                let at = (calendar.month_of(end - 1e-6), calendar.month_of(end + 1e-6));
                assert_eq!(at, (month, month + 1), "{today} {month} {end}");
            }
        }
    }

    #[test]
    fn lead_times_in_months_are_months_of_the_calendar() {
        let calendar = Calendar::new("2026-11-21");
        let begin = |month: u32, lead| calendar.begin(month, lead);
        // Twelve months before December 2029 is December 2028, not January 2029.
        assert_eq!(begin(37, months(12, TimeUnit::Months)), Begin { month: "2028-12".to_owned(), late: false });
        assert_eq!(begin(2, months(8, TimeUnit::Weeks)), Begin { month: "2026-11".to_owned(), late: false });
        assert_eq!(begin(4, months(12, TimeUnit::Months)), Begin { month: "2026-03".to_owned(), late: true });
        assert_eq!(begin(1, months(5, TimeUnit::Days)).month, "2026-11");
    }
}
