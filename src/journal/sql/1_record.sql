-- Schema version 1, second part: what happened, step by step.

-- One step of the engine, one transaction. Their order is the order in which all else happened.
CREATE TABLE steps (
    id   INTEGER PRIMARY KEY,
    run  INTEGER NOT NULL REFERENCES runs,
    kind TEXT    NOT NULL CHECK (kind IN ('block', 'undone', 'end'))
);
CREATE INDEX steps_of_run ON steps (run);

-- A block that was seen whole, with the quality of what was known of it.
CREATE TABLE blocks (
    step             INTEGER PRIMARY KEY REFERENCES steps,
    run              INTEGER NOT NULL REFERENCES runs,
    number           INTEGER NOT NULL,
    hash             BLOB    NOT NULL,
    parent           BLOB    NOT NULL,
    block_at         INTEGER NOT NULL,                            -- its timestamp
    arrived_at       INTEGER NOT NULL,
    base_fee_wei     INTEGER NOT NULL,
    native_price     TEXT,
    late             INTEGER NOT NULL,                            -- complete when a higher one was already known
    after_gap        INTEGER NOT NULL,                            -- first after a start or fresh start
    missed           INTEGER NOT NULL,                            -- blocks never seen between the one before and this
    certain_pools    INTEGER NOT NULL,
    uncertain_pools  TEXT    NOT NULL                             -- JSON list of ids in pools
);
CREATE INDEX blocks_of_run ON blocks (run, number);
CREATE INDEX blocks_by_arrival ON blocks (arrived_at);

-- A reorganisation: what the series saw above `fork` before this step is no longer the chain's.
CREATE TABLE undone (
    step INTEGER PRIMARY KEY REFERENCES steps,
    run  INTEGER NOT NULL REFERENCES runs,
    fork INTEGER NOT NULL
);
CREATE INDEX undone_of_run ON undone (run);

-- An episode opened, moved by more than 1 % of its net, or closed (then as last seen open, without states).
CREATE TABLE opportunities (
    id              INTEGER PRIMARY KEY,
    step            INTEGER NOT NULL REFERENCES steps,
    episode         INTEGER NOT NULL REFERENCES episodes,
    phase           TEXT    NOT NULL CHECK (phase IN ('open', 'move', 'close')),
    block           INTEGER NOT NULL,
    block_hash      BLOB    NOT NULL,
    amount_in       TEXT    NOT NULL,
    certificate_gap TEXT    NOT NULL,                             -- how far the size may be from the best; 0 is a proof
    ticks_crossed   INTEGER NOT NULL,
    gas_units       INTEGER NOT NULL,
    gross_usd       INTEGER NOT NULL,
    gas_usd         INTEGER,                                      -- none without a native price
    net_usd         INTEGER NOT NULL,
    start_price     TEXT,                                         -- of the token in which the route starts
    quiet_blocks    INTEGER NOT NULL,                             -- open without an event in any of its pools
    left_censored   INTEGER NOT NULL                              -- already open after a start or gap
);
CREATE INDEX opportunities_of_step ON opportunities (step);
CREATE INDEX opportunities_of_episode ON opportunities (episode);

CREATE TABLE opportunity_hops (
    opportunity INTEGER NOT NULL REFERENCES opportunities,
    place       INTEGER NOT NULL,
    amount_out  TEXT    NOT NULL,
    state       INTEGER REFERENCES pool_states,
    PRIMARY KEY (opportunity, place)
) WITHOUT ROWID;
CREATE INDEX opportunity_hops_in_state ON opportunity_hops (state);

-- What a configuration would have sent: at most once per episode.
CREATE TABLE actions (
    id               INTEGER PRIMARY KEY,
    step             INTEGER NOT NULL REFERENCES steps,
    epoch            INTEGER NOT NULL REFERENCES epochs,
    episode          INTEGER NOT NULL REFERENCES episodes,
    block            INTEGER NOT NULL,                            -- N, on whose state it was decided
    block_hash       BLOB    NOT NULL,
    block_at         INTEGER NOT NULL,
    decided_at       INTEGER NOT NULL,
    due_at           INTEGER NOT NULL,                            -- the first block to arrive from here on includes it
    amount_in        TEXT    NOT NULL,
    min_out          TEXT    NOT NULL,
    loan_fee         TEXT    NOT NULL,
    certificate_gap  TEXT    NOT NULL,
    ticks_crossed    INTEGER NOT NULL,
    gas_units        INTEGER NOT NULL,
    max_fee_wei      INTEGER NOT NULL,
    priority_fee_wei INTEGER NOT NULL,
    base_fee_wei     INTEGER NOT NULL,                            -- of N, as the prices
    native_price     TEXT,
    start_price      TEXT,
    expected_net_usd INTEGER NOT NULL,
    UNIQUE (epoch, episode)
);
CREATE INDEX actions_of_step ON actions (step);
CREATE INDEX actions_of_episode ON actions (episode);

CREATE TABLE action_hops (
    action     INTEGER NOT NULL REFERENCES actions,
    place      INTEGER NOT NULL,
    amount_out TEXT    NOT NULL,
    state      INTEGER REFERENCES pool_states,
    PRIMARY KEY (action, place)
) WITHOUT ROWID;
CREATE INDEX action_hops_in_state ON action_hops (state);

-- How an action ended under the primary model. Settled anew after undone blocks, it has several; corrections take back
-- all but the last.
CREATE TABLE outcomes (
    id              INTEGER PRIMARY KEY,
    step            INTEGER NOT NULL REFERENCES steps,
    action          INTEGER NOT NULL REFERENCES actions,
    inclusion_block INTEGER,                                      -- M; none where the run ended before one
    inclusion_hash  BLOB,
    inclusion_at    INTEGER,                                      -- timestamp of M: the UTC day that is booked on
    base_fee_wei    INTEGER,                                      -- of M, as the prices
    native_price    TEXT,
    start_price     TEXT,
    draw            REAL,
    result          TEXT    NOT NULL CHECK (result IN ('filled', 'reverted', 'lost', 'expired', 'unknown')),
    amount_out      TEXT    NOT NULL,
    gross_usd       INTEGER NOT NULL,
    gas_usd         INTEGER NOT NULL,
    flash_fee_usd   INTEGER NOT NULL,
    net_usd         INTEGER NOT NULL
);
CREATE INDEX outcomes_of_step ON outcomes (step);
CREATE INDEX outcomes_of_action ON outcomes (action);

CREATE TABLE outcome_hops (
    outcome INTEGER NOT NULL REFERENCES outcomes,
    place   INTEGER NOT NULL,
    state   INTEGER REFERENCES pool_states,                       -- at the end of M; none where not certain
    PRIMARY KEY (outcome, place)
) WITHOUT ROWID;
CREATE INDEX outcome_hops_in_state ON outcome_hops (state);

-- The same action under every fill model.
CREATE TABLE outcome_models (
    outcome       INTEGER NOT NULL REFERENCES outcomes,
    model         TEXT    NOT NULL,
    result        TEXT    NOT NULL,
    amount_out    TEXT    NOT NULL,
    gross_usd     INTEGER NOT NULL,
    gas_usd       INTEGER NOT NULL,
    flash_fee_usd INTEGER NOT NULL,
    net_usd       INTEGER NOT NULL,
    PRIMARY KEY (outcome, model)
) WITHOUT ROWID;

-- Amends an earlier outcome: its block was undone, or replaced too deep to be undone (stranded: out of the sums, its
-- counters stay), or its fill is moved into quarantine (-1) or back (+1).
CREATE TABLE corrections (
    id      INTEGER PRIMARY KEY,
    step    INTEGER NOT NULL REFERENCES steps,
    outcome INTEGER NOT NULL REFERENCES outcomes,
    kind    TEXT    NOT NULL CHECK (kind IN ('undone', 'quarantine', 'stranded')),
    sign    INTEGER NOT NULL CHECK (sign IN (-1, 1)),
    net_usd INTEGER NOT NULL                                      -- added to the books: sign x the outcome's net
);
CREATE INDEX corrections_of_step ON corrections (step);
CREATE INDEX corrections_of_outcome ON corrections (outcome);

-- Episodes that a configuration did not act on, counted per block and reason (the first time for each reason).
CREATE TABLE rejects (
    step         INTEGER NOT NULL REFERENCES steps,
    epoch        INTEGER NOT NULL REFERENCES epochs,
    block        INTEGER NOT NULL,
    reason       TEXT    NOT NULL,
    count        INTEGER NOT NULL,
    best_net_usd INTEGER NOT NULL,
    episodes     TEXT    NOT NULL,                                -- JSON list of [id in episodes, net in micro-dollars]
    PRIMARY KEY (step, epoch, block, reason)
) WITHOUT ROWID;
CREATE INDEX rejects_of_epoch ON rejects (epoch);

-- The books in memory after a step, at every report and at the end: `journal check` holds them against the sums.
CREATE TABLE metrics (
    step                     INTEGER NOT NULL REFERENCES steps,
    epoch                    INTEGER NOT NULL REFERENCES epochs,
    taken_at                 INTEGER NOT NULL,
    actions                  INTEGER NOT NULL,
    in_flight                INTEGER NOT NULL,
    filled                   INTEGER NOT NULL,
    reverted                 INTEGER NOT NULL,
    lost                     INTEGER NOT NULL,
    expired                  INTEGER NOT NULL,
    unknown                  INTEGER NOT NULL,
    net_usd                  INTEGER NOT NULL,
    gross_usd                INTEGER NOT NULL,
    gas_usd                  INTEGER NOT NULL,
    flash_fee_usd            INTEGER NOT NULL,
    wins                     INTEGER NOT NULL,
    losses                   INTEGER NOT NULL,
    quarantined              INTEGER NOT NULL,
    quarantined_usd          INTEGER NOT NULL,
    corrections              INTEGER NOT NULL,
    legacy_usd               INTEGER NOT NULL,
    instant_usd              INTEGER NOT NULL,
    first_in_block_usd       INTEGER NOT NULL,
    survival_usd             INTEGER NOT NULL,
    survival_competition_usd INTEGER NOT NULL,
    document                 TEXT    NOT NULL,                    -- JSON: all of it, as in a report
    PRIMARY KEY (step, epoch)
) WITHOUT ROWID;
CREATE INDEX metrics_of_epoch ON metrics (epoch);

-- What a report shows beside the books: the feed, how close each pair came, the nearest miss.
CREATE TABLE reports (
    step     INTEGER PRIMARY KEY REFERENCES steps,
    made_at  INTEGER NOT NULL,
    is_last  INTEGER NOT NULL,
    document TEXT    NOT NULL                                     -- JSON: a report without its configurations
);

-- Sums of an epoch's rows in runs that were pruned, so that books still add up.
CREATE TABLE carried (
    epoch                    INTEGER PRIMARY KEY REFERENCES epochs,
    actions                  INTEGER NOT NULL,
    filled                   INTEGER NOT NULL,
    reverted                 INTEGER NOT NULL,
    lost                     INTEGER NOT NULL,
    expired                  INTEGER NOT NULL,
    unknown                  INTEGER NOT NULL,
    net_usd                  INTEGER NOT NULL,
    gross_usd                INTEGER NOT NULL,
    gas_usd                  INTEGER NOT NULL,
    flash_fee_usd            INTEGER NOT NULL,
    wins                     INTEGER NOT NULL,
    losses                   INTEGER NOT NULL,
    quarantined              INTEGER NOT NULL,
    quarantined_usd          INTEGER NOT NULL,
    corrections              INTEGER NOT NULL,
    legacy_usd               INTEGER NOT NULL,
    instant_usd              INTEGER NOT NULL,
    first_in_block_usd       INTEGER NOT NULL,
    survival_usd             INTEGER NOT NULL,
    survival_competition_usd INTEGER NOT NULL
);

-- What a resumed run starts from: the engine's own words after a step, written with it; only the newest of a series
-- is kept.
CREATE TABLE checkpoints (
    series INTEGER PRIMARY KEY REFERENCES series,
    step   INTEGER NOT NULL REFERENCES steps,
    data   BLOB    NOT NULL
);
CREATE INDEX checkpoints_of_step ON checkpoints (step);

-- An outcome's weight in the books: 1, or 0 once it was undone, stranded, or lies in quarantine.
CREATE VIEW outcome_weights AS
SELECT o.id AS outcome, 1 + coalesce((SELECT sum(c.sign) FROM corrections c WHERE c.outcome = o.id), 0) AS weight
FROM outcomes o;

-- Blocks with whether a later reorganisation of their series took them back.
CREATE VIEW block_quality AS
SELECT b.*,
       EXISTS (SELECT 1 FROM undone u JOIN runs later ON later.id = u.run JOIN runs own ON own.id = b.run
               WHERE later.series = own.series AND u.step > b.step AND u.fork < b.number) AS is_undone
FROM blocks b;
