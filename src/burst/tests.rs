use proptest::prelude::*;

use super::*;

const REACTION: Reaction = Reaction { period: 60.0, periods: 1.0, pause: 60.0, ceiling: 1.0 };

/// Ten units of 100 a second at half of their use, and a burst of ten times that.
fn scenario() -> Scenario {
    Scenario {
        load: Load { calm: 500.0, factor: 10.0, ramp: 60.0, height: 600.0, decay: 120.0 },
        fleet: Fleet { units: 10.0, unit_rps: 100.0, target: 0.5 },
        queue: Queue { room: 100.0, patience: 5.0 },
        timing: Timing { delay: 300.0, release: 900.0 },
    }
}

fn outcome(scenario: &Scenario, policy: Policy) -> Outcome {
    simulate(scenario, policy, |_| ()).expect("it is short enough")
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn the_area_below_the_load_is_that_of_its_lines() {
    let load = scenario().load;
    assert!(near(load.requests_until(30.0), 500.0 * 30.0 + 4500.0 * 30.0 * 30.0 / 120.0));
    assert!(near(load.requests(), 500.0 * 780.0 + 4500.0 * (30.0 + 600.0 + 60.0)));
    let at_once = Load { ramp: 0.0, decay: 0.0, ..load };
    assert!(near(at_once.requests_until(1.0), 5000.0));
    assert!(near(at_once.requests_until(601.0), 5000.0 * 600.0 + 500.0));
}

#[test]
fn a_fleet_keeps_the_use_that_was_told() {
    let used = |calm, share, unit| Fleet::in_calm(calm, Use::Known(share), unit, Units::AtLeast(1.0), 0.6);
    let fleet = used(900.0, 0.35, 500.0).expect("its figures are sound");
    assert_eq!(fleet.units, 6.0);
    assert!(near(fleet.capacity(fleet.units), 900.0 / 0.35));
    assert_eq!(used(1000.0, 0.5, 200.0).expect("sound").units, 10.0);
    assert_eq!(used(0.0, 0.5, 200.0).expect("sound").units, 1.0);
    // One server that is half used at one a second carries two, whatever servers carry elsewhere.
    assert_eq!(used(1.0, 0.5, 200.0).expect("sound").unit_rps, 2.0);
    let told = Fleet::in_calm(900.0, Use::Known(0.35), 500.0, Units::Known(9.0), 0.6).expect("sound");
    assert!(near(told.unit_rps, 900.0 / 0.35 / 9.0) && told.units == 9.0);
    for (share, unit) in [(0.0, 200.0), (0.5, 0.0), (f64::NAN, 200.0), (0.5, f64::INFINITY)] {
        assert_eq!(used(1000.0, share, unit), None);
    }
}

#[test]
fn a_fleet_of_unknown_use_carries_what_its_servers_carry() {
    let sized = |calm, units| Fleet::in_calm(calm, Use::AtMost(0.6), 200.0, units, 0.6).expect("sound");
    let (one, fifty) = (Units::AtLeast(1.0), Units::Known(50.0));
    for (calm, units) in [(0.0, 1.0), (1.0, 1.0), (120.0, 1.0), (121.0, 2.0), (1200.0, 10.0)] {
        assert_eq!((sized(calm, one).units, sized(calm, one).unit_rps), (units, 200.0), "{calm}");
    }
    // Fifty servers are fifty; four that stand ten thousand a second carry more than was thought.
    assert_eq!((sized(500.0, fifty).units, sized(500.0, fifty).unit_rps), (50.0, 200.0));
    assert!(near(sized(10_000.0, Units::Known(4.0)).unit_rps, 10_000.0 / 0.6 / 4.0));
    assert_eq!(sized(10.0, Units::Known(0.0)).units, 1.0);
    assert_eq!(sized(10.0, Units::AtLeast(2.0)).units, 2.0);
}

/// A rectangle of load over a fixed fleet: what is over the capacity fills the queue, the rest is lost.
#[test]
fn a_fixed_fleet_loses_what_the_area_says() {
    let mut scenario = scenario();
    scenario.load = Load { calm: 500.0, factor: 4.0, ramp: 0.0, height: 100.0, decay: 0.0 };
    let fixed = outcome(&scenario, Policy::Fixed);
    // 2,000 a second for 100 seconds over a capacity of 1,000, and room for 1,000.
    assert!(near(fixed.lost, 100.0 * 1000.0 - 1000.0), "{fixed:?}");
    // The queue drains at the capacity less the calm load: 1,000 / 500 seconds.
    assert_eq!(fixed.seconds, 102);
    assert_eq!(fixed.worst_wait, 1.0);
    assert_eq!(fixed.late, 0.0);
}

/// A queue with room for all of it: the longest wait and the time to drain have closed forms.
#[test]
fn a_queue_drains_as_the_closed_form_says() {
    let mut scenario = scenario();
    scenario.queue = Queue { room: 1e9, patience: 20.0 };
    scenario.load = Load { calm: 500.0, factor: 3.0, ramp: 0.0, height: 100.0, decay: 0.0 };
    let fixed = outcome(&scenario, Policy::Fixed);
    let backlog: f64 = (1500.0 - 1000.0) * 100.0;
    assert_eq!(fixed.lost, 0.0);
    assert_eq!(fixed.seconds, 100 + (backlog / (1000.0 - 500.0)) as u32);
    assert!((fixed.worst_wait - backlog / 1000.0).abs() <= 1.0, "{fixed:?}");
    // What comes at t waits t (1500 - 1000) / 1000 seconds: longer than 20 from t = 40 on. What comes after the burst
    // while the queue drains is late too, and none of its requests.
    let late = 1500.0 * 60.0;
    assert!((fixed.late - late).abs() / late < 0.03, "{} is not {late}", fixed.late);
    assert_eq!(fixed.short, 199.0);
}

#[test]
fn a_group_that_follows_a_measure_comes_late_and_grows_by_the_use_it_sees() {
    let scenario = scenario();
    let reactive = outcome(&scenario, Policy::Reactive(REACTION));
    // After the first period the use stood at 1 for most of it; each start can but double the fleet (1 / 50%).
    let at: Vec<f64> = reactive.steps.iter().map(|step| step.at).collect();
    assert_eq!(at[0], 360.0);
    let units: Vec<f64> = reactive.steps.iter().map(|step| step.units).collect();
    assert_eq!(units[..2], [20.0, 40.0], "{units:?}");
    let counts = outcome(&scenario, Policy::Reactive(Reaction { ceiling: 1e9, ..REACTION }));
    assert_eq!(counts.steps[1].units, 100.0);
    assert!(counts.lost < reactive.lost);
}

#[test]
fn capacity_that_stands_before_loses_nothing() {
    let scenario = scenario();
    let ahead = outcome(&scenario, Policy::Ahead(600.0));
    assert_eq!((ahead.lost, ahead.late, ahead.worst_wait, ahead.short), (0.0, 0.0, 0.0, 0.0));
    // 90 more units, from 900 seconds before to 780 and 900 after.
    assert!(near(ahead.unit_seconds, 90.0 * (900.0 + 780.0 + 900.0)), "{ahead:?}");
    let late = outcome(&scenario, Policy::Signalled(300.0));
    assert!(late.lost > 0.0);
    assert_eq!(outcome(&scenario, Policy::Signalled(0.0)).lost, 0.0);
}

#[test]
fn what_waits_serves_when_it_is_awake() {
    let scenario = scenario();
    let awake = outcome(&scenario, Policy::Waiting { share: 1.0, wake: 0.0, then: REACTION });
    assert_eq!((awake.lost, awake.waiting, awake.unit_seconds), (0.0, 90.0, 0.0));
    let woken = outcome(&scenario, Policy::Waiting { share: 1.0, wake: 30.0, then: REACTION });
    assert!(woken.lost > 0.0);
    assert_eq!(woken.steps.len(), 1);
    let none = outcome(&scenario, Policy::Waiting { share: 0.0, wake: 30.0, then: REACTION });
    let reactive = outcome(&scenario, Policy::Reactive(REACTION));
    assert_eq!(none, reactive);
}

#[test]
fn a_fleet_that_is_too_small_for_calm_ends_with_the_burst() {
    let mut scenario = scenario();
    scenario.fleet.units = 4.0;
    let fixed = outcome(&scenario, Policy::Fixed);
    assert_eq!(fixed.seconds, 780);
    assert!(fixed.queued > 0.0);
}

#[test]
fn a_burst_of_more_than_a_day_is_refused() {
    let mut scenario = scenario();
    scenario.load.height = MOST_SECONDS + 1.0;
    assert_eq!(simulate(&scenario, Policy::Fixed, |_| ()), Err(TooLong));
    scenario.load.height = f64::NAN;
    assert_eq!(simulate(&scenario, Policy::Fixed, |_| ()), Err(TooLong));
}

/// The table of the arithmetic of queues: time in system over service time at a use.
#[test]
fn waiting_is_that_of_erlangs_formula() {
    for (servers, load, over) in [
        (1.0, 0.5, 2.00),
        (1.0, 0.9, 10.0),
        (2.0, 0.7, 1.96),
        (4.0, 0.8, 1.75),
        (8.0, 0.9, 1.88),
        (16.0, 0.95, 1.98),
        (64.0, 0.95, 1.18),
    ] {
        let wait = mean_wait(servers, servers * load, 1.0).expect("it keeps up");
        assert!((1.0 + wait - over).abs() < 0.01 * over, "{servers} at {load}: {}", 1.0 + wait);
    }
    assert_eq!(mean_wait(2.0, 2.0, 1.0), None);
    assert_eq!(mean_wait(0.0, 0.0, 1.0), None);
    assert_eq!(mean_wait(f64::INFINITY, 1.0, 1.0), None);
    assert_eq!(mean_wait(1e6, 1.0, 1.0), Some(0.0));
    assert_eq!(mean_wait(1.0, f64::NAN, 1.0), None);
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let load = (1.0..2000.0f64, 1.0..200.0f64, 0.0..900.0f64, 0.0..1200.0f64, 0.0..900.0f64);
    let fleet = (1.0..200.0f64, 1.0..500.0f64, 0.1..1.0f64);
    let rest = (0.0..5000.0f64, 0.0..60.0f64, 0.0..900.0f64, 0.0..1800.0f64);
    (load, fleet, rest).prop_map(|(load, fleet, rest)| Scenario {
        load: Load { calm: load.0, factor: load.1, ramp: load.2, height: load.3, decay: load.4 },
        fleet: Fleet { units: fleet.0.floor(), unit_rps: fleet.1, target: fleet.2 },
        queue: Queue { room: rest.0, patience: rest.1 },
        timing: Timing { delay: rest.2, release: rest.3 },
    })
}

fn reactions() -> impl Strategy<Value = Reaction> {
    let ceiling = prop_oneof![Just(1.0), Just(4.0), Just(1e9)];
    (1.0..300.0f64, 1.0..4.0f64, 0.0..900.0f64, ceiling).prop_map(|(period, periods, pause, ceiling)| Reaction {
        period,
        periods,
        pause,
        ceiling,
    })
}

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![
        Just(Policy::Fixed),
        reactions().prop_map(Policy::Reactive),
        (0.0..1800.0f64).prop_map(Policy::Ahead),
        (0.0..900.0f64).prop_map(Policy::Signalled),
        (0.0..1.0f64, 0.0..120.0f64, reactions()).prop_map(|(share, wake, then)| Policy::Waiting { share, wake, then }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_arrived_was_served_waits_or_is_lost(scenario in scenarios(), policy in policies()) {
        let (mut arrived, mut away, mut before) = (0.0, 0.0, 0.0);
        let found = simulate(&scenario, policy, |second| {
            arrived += second.arrived;
            away += second.served + second.lost;
            let flow = second.arrived - second.served - second.lost;
            assert!((before + flow - second.queued).abs() <= 1e-6 * second.arrived.max(second.queued).max(1.0));
            assert!(second.served <= scenario.fleet.capacity(second.units) * (1.0 + 1e-12));
            assert!(second.queued <= scenario.queue.room * second.units + 1e-6);
            before = second.queued;
        }).expect("it is short enough");
        prop_assert!(near(arrived, away + before));
        prop_assert!(near(found.arrived, found.served + found.lost + found.queued));
        prop_assert!(found.late <= found.served * (1.0 + 1e-9));
        let whole = scenario.load.requests();
        prop_assert!(near(found.arrived, whole), "{} came, and {whole} are the burst", found.arrived);
        let tail = scenario.load.calm * (f64::from(found.seconds) - scenario.load.seconds());
        prop_assert!((arrived - whole - tail).abs() <= 1e-6 * arrived.max(1.0), "no request is made up");
        let failed = found.lost + found.late + found.queued;
        prop_assert!(0.0 <= failed && failed <= whole * (1.0 + 1e-9) + 1e-9, "{failed} of {whole} fail");
    }

    #[test]
    fn more_capacity_never_loses_more(scenario in scenarios(), more in 0.0..50.0f64, which in 0..3usize) {
        let policy = [Policy::Fixed, Policy::Ahead(60.0), Policy::Signalled(120.0)][which];
        let mut larger = scenario;
        larger.fleet.units += more.floor();
        let (few, many) = (outcome(&scenario, policy), outcome(&larger, policy));
        prop_assert!(many.lost <= few.lost * (1.0 + 1e-9) + 1e-6, "{} over {}", many.lost, few.lost);
    }

    #[test]
    fn capacity_that_comes_sooner_never_loses_more(
        scenario in scenarios(), reaction in reactions(), share in 0.0..1.0f64, sooner in 0.0..1.0f64,
    ) {
        let mut faster = scenario;
        faster.timing.delay *= sooner;
        for policy in [Policy::Reactive(reaction), Policy::Waiting { share, wake: 20.0, then: reaction }] {
            let (slow, fast) = (outcome(&scenario, policy), outcome(&faster, policy));
            prop_assert!(fast.lost <= slow.lost * (1.0 + 1e-9) + 1e-6, "{policy:?}: {} over {}", fast.lost, slow.lost);
        }
        let late = scenario.timing.delay;
        let (slow, fast) =
            (outcome(&scenario, Policy::Signalled(late)), outcome(&scenario, Policy::Signalled(late * sooner)));
        prop_assert!(fast.lost <= slow.lost * (1.0 + 1e-9) + 1e-6);
    }
}
