//! Closed lists of words that rule files use.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_doc])* $item,)+ }

        impl $name {
            /// Every word with what it stands for.
            pub const WORDS: &'static [(&'static str, $name)] = &[$(($word, $name::$item),)+];

            /// The word in files and answers.
            pub fn word(self) -> &'static str {
                match self { $($name::$item => $word,)+ }
            }
        }
    };
}

words! {
    /// What kind of reason a gate is.
    GateKind {
        /// A user count that stands in for better facts.
        Ladder = "ladder",
        /// Something runs full.
        Capacity = "capacity",
        /// A promise of being there.
        Availability = "availability",
        /// Work for those who run it.
        Operations = "operations",
        /// Work for those who change it.
        Organisation = "organisation",
        /// Where users are.
        Geography = "geography",
        /// What law or contract asks.
        Compliance = "compliance",
        /// What it costs.
        Cost = "cost",
        /// Bursts and other events.
        Event = "event",
    }
}

words! {
    /// How much work a step is: a judgement in classes.
    Effort {
        /// Some days.
        Days = "days",
        /// Some weeks.
        Weeks = "weeks",
        /// About a quarter of a year.
        Quarter = "quarter",
        /// About a year.
        Year = "year",
    }
}

words! {
    /// How much can go wrong in a step.
    Risk {
        /// Little.
        Low = "low",
        /// Something.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

words! {
    /// What keeping a capability costs.
    Burden {
        /// Nothing worth naming.
        None = "none",
        /// A bill.
        Money = "money",
        /// Somebody's time.
        People = "people",
        /// A bill and somebody's time.
        Both = "both",
    }
}

words! {
    /// The part of a step that a checklist item belongs to.
    Phase {
        /// Before the work.
        Prepare = "prepare",
        /// The work.
        Do = "do",
        /// What to observe afterwards.
        Verify = "verify",
        /// The way back, and until when.
        Undo = "undo",
    }
}

words! {
    /// What an example of a gate says must come out.
    Expected {
        /// The condition is true.
        Holds = "holds",
        /// The condition is false.
        DoesNotHold = "does-not-hold",
        /// The condition is unknown.
        CannotTell = "cannot-tell",
    }
}

words! {
    /// Units of lead time.
    TimeUnit {
        /// Working days.
        Days = "days",
        /// Weeks.
        Weeks = "weeks",
        /// Months.
        Months = "months",
    }
}

words! {
    /// What a fact is about. What is known of some groups decides whether anything can be said at all.
    FactGroup {
        /// How much is asked of the system.
        Demand = "demand",
        /// Sudden load.
        Bursts = "bursts",
        /// What was promised or is asked for.
        Requirements = "requirements",
        /// What the application does.
        Application = "application",
        /// Who changes and runs it.
        Organisation = "organisation",
        /// What monitoring sees on the present architecture.
        Saturation = "saturation",
        /// What the present architecture is made of.
        Components = "components",
        /// A move under way.
        Move = "move",
        /// What else is wanted.
        Needs = "needs",
        /// Judgements that set a line.
        Lines = "lines",
    }
}

words! {
    /// What kind of observation a finding is.
    FindingKind {
        /// Something is missing.
        UnderBuilt = "under-built",
        /// Something is more than is needed.
        OverBuilt = "over-built",
        /// Something may go wrong.
        Risky = "risky",
        /// Something worth knowing.
        Note = "note",
    }
}

words! {
    /// How bad a finding is, worst first.
    Severity {
        /// It costs data, money or a promise.
        High = "high",
        /// It will cost something.
        Medium = "medium",
        /// Worth knowing.
        Low = "low",
    }
}

words! {
    /// What the model of a burst reckons with; what each is, a rule file says.
    BurstInput {
        /// Requests a second before the burst.
        Calm = "calm",
        /// Height over that.
        Factor = "factor",
        /// Time to the height.
        Ramp = "ramp",
        /// Time at the height.
        Height = "height",
        /// Time back to calm.
        Decay = "decay",
        /// Part of the capacity in service that the calm load uses; where it is assumed, at most that part.
        Load = "load",
        /// Units in service while the load is calm, where that is told; without it they follow from the load.
        Units = "units",
        /// Units in service however small the load, where they are not told.
        Least = "least",
        /// Requests a second that one unit carries at full use.
        Unit = "unit",
        /// Part of its capacity that a group aims to use.
        Target = "target",
        /// Time from a decision until a new unit serves.
        Delay = "delay",
        /// Time that extra units are kept after a burst.
        Release = "release",
        /// Time of one reading of the measure.
        Period = "period",
        /// Readings in a row that must call for more.
        Periods = "periods",
        /// Least time between decisions.
        Pause = "pause",
        /// Greatest load that the measure shows, over the capacity in service.
        Ceiling = "ceiling",
        /// Time by which scheduled capacity serves before the burst.
        Margin = "margin",
        /// Time after the first users at which signalled capacity serves.
        Lag = "lag",
        /// Part of the extra units that waits.
        Spare = "spare",
        /// Time until what waits serves.
        Wake = "wake",
        /// Part of the price that waiting units cost.
        Paid = "paid",
        /// Requests that can wait in front of one unit.
        Room = "room",
        /// Time after which an answer is late.
        Patience = "patience",
        /// Part of the requests that may be lost or late.
        Allowed = "allowed",
        /// Bursts in a month.
        Bursts = "bursts",
        /// Price of one unit that runs for a month.
        Price = "price",
    }
}

words! {
    /// How a policy of the burst model brings capacity.
    PolicyKind {
        /// It does not.
        Fixed = "fixed",
        /// A group follows a measure.
        Reactive = "reactive",
        /// It stands before a time that is known.
        Scheduled = "scheduled",
        /// It is started on a signal that comes before the users.
        Signalled = "signalled",
        /// It waits.
        Waiting = "waiting",
    }
}

words! {
    /// What of a simulated burst an estimate of a choice tells.
    BurstOutcome {
        /// Requests of one burst that are lost or late.
        Failed = "failed",
        /// Longest wait.
        Wait = "wait",
        /// Unit-hours a month beyond the calm units.
        Held = "held",
    }
}

words! {
    /// What a box of a diagram looks like.
    Shape {
        /// Those who use it.
        People = "people",
        /// What stands near the users.
        Edge = "edge",
        /// What hands on requests.
        Balancer = "balancer",
        /// What runs an application.
        Server = "server",
        /// What runs while there is work.
        Function = "function",
        /// What keeps records.
        Database = "database",
        /// What remembers answers.
        Cache = "cache",
        /// What holds work until somebody takes it.
        Queue = "queue",
        /// What keeps files.
        Store = "store",
        /// Another place in which the system stands.
        Region = "region",
        /// What those who build it use.
        Tool = "tool",
    }
}
